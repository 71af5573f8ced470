//! `tool.toml`: written once, then people's to edit, and read strictly.

use std::sync::Arc;

use crate::document::writer::Writer;
use crate::document::{self, Section, is_path_id};
use crate::problem::{Code, Problems, Source};

use super::{IDENTIFIERS, Tool};

/// The newest schema of `tool.toml` that this version reads and the one that it writes.
pub const SCHEMA: i64 = 1;

/// Reads a `tool.toml`.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Tool, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        let text = |key| top.text_if(key).map(|at| at.value);
        let tool = Tool {
            name: text("name"),
            kind: text("kind"),
            vendor: vendor(top),
            vendor_name: text("vendor-name"),
            edition: text("edition"),
            models: top.texts("models").into_iter().map(|at| at.value).collect(),
            business_owner: text("business-owner"),
            technical_owner: text("technical-owner"),
            note: text("note"),
            identifiers: identifiers(top),
        };
        Some(tool)
    })
}

/// The `vendor` of a table: an id, since decisions about vendors are kept under it.
pub(crate) fn vendor(top: &Section<'_>) -> Option<String> {
    let vendor = top.text_if("vendor")?;
    if !is_path_id(&vendor.value) {
        top.report(
            top.problem(Code::BadId, "vendor", format!("`{}` is no id of a vendor", vendor.value))
                .help("write an id in lower-case letters, digits and hyphens; the legal name belongs to `vendor-name`"),
        );
        return None;
    }
    Some(vendor.value)
}

/// The `[identifiers]` of a table.
pub(crate) fn identifiers(top: &Section<'_>) -> std::collections::BTreeMap<String, Vec<String>> {
    let Some(section) = top.section_if("identifiers") else { return std::collections::BTreeMap::new() };
    section.rename("[identifiers]");
    let lists = IDENTIFIERS.iter().filter_map(|kind| {
        let values: Vec<String> = section.texts(kind).into_iter().map(|at| at.value).collect();
        (!values.is_empty()).then(|| ((*kind).to_owned(), values))
    });
    let identifiers = lists.collect();
    section.finish();
    identifiers
}

/// The file for a tool.
#[must_use]
pub fn write(tool: &Tool) -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA).set_if("name", tool.name.as_ref()).set_if("kind", tool.kind.as_ref());
    write_identity(tool, &mut writer);
    writer
        .set_if("business-owner", tool.business_owner.as_ref())
        .set_if("technical-owner", tool.technical_owner.as_ref())
        .set_if("note", tool.note.as_ref());
    write_identifiers(tool, &mut writer);
    writer.finish()
}

/// Writes who makes the tool and in which form it is used.
pub(crate) fn write_identity(tool: &Tool, writer: &mut Writer) {
    writer
        .set_if("vendor", tool.vendor.as_ref())
        .set_if("vendor-name", tool.vendor_name.as_ref())
        .set_if("edition", tool.edition.as_ref())
        .set_if("models", (!tool.models.is_empty()).then_some(tool.models.as_slice()));
}

/// Writes how the tool is recognised.
pub(crate) fn write_identifiers(tool: &Tool, writer: &mut Writer) {
    if tool.identifiers.is_empty() {
        return;
    }
    writer.table("identifiers");
    for (kind, values) in &tool.identifiers {
        writer.set(kind, values.as_slice());
    }
}
