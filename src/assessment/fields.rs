//! What several kinds of records hold, read and written alike: framework files, the tool, levels of factors,
//! and sha256.

use std::collections::BTreeMap;

use crate::document::writer::Writer;
use crate::document::{Section, is_sha256};
use crate::problem::Code;
use crate::tool::{self, Tool};

use super::Pin;

/// Writes the framework files that a record relied on.
pub(super) fn write_pins(pins: &[Pin], writer: &mut Writer) {
    for pin in pins {
        writer.item("framework").set("id", &pin.id).set("version", &pin.version).set("sha256", &pin.sha256);
    }
}

/// Reads them.
pub(super) fn read_pins(top: &Section<'_>) -> Vec<Pin> {
    let sections = top.sections("framework");
    let pins = sections.iter().filter_map(|section| {
        let (id, version, sha256) = (section.text("id"), section.text("version"), hash(section, "sha256"));
        section.finish();
        Some(Pin { id: id?.value, version: version?.value, sha256: sha256? })
    });
    pins.collect()
}

/// Reads the tool as a record copied it into itself.
pub(super) fn read_tool(top: &Section<'_>) -> Tool {
    let text = |key| top.text_if(key).map(|at| at.value);
    Tool {
        vendor: tool::file::vendor(top),
        vendor_name: text("vendor-name"),
        edition: text("edition"),
        models: top.texts("models").into_iter().map(|at| at.value).collect(),
        identifiers: tool::file::identifiers(top),
        definitions: tool::file::definitions(top),
        ..Tool::default()
    }
}

/// The levels of factors in a table.
pub(crate) fn levels(section: &Section<'_>) -> BTreeMap<String, u8> {
    let entries = section.entries().into_iter();
    entries.filter_map(|(id, value)| Some((id.value, u8::try_from(value.integer(0..=4)?.value).ok()?))).collect()
}

/// A sha256, or `none`; nothing where it is neither.
#[expect(clippy::option_option, reason = "unreadable, none and a hash are three things")]
pub(crate) fn hash_or_none(top: &Section<'_>, key: &'static str) -> Option<Option<String>> {
    match top.text(key)? {
        none if none.value == "none" => Some(None),
        _ => hash(top, key).map(Some),
    }
}

/// A sha256 in lower-case hexadecimal.
pub(crate) fn hash(section: &Section<'_>, key: &'static str) -> Option<String> {
    let hash = section.text(key)?;
    if is_sha256(&hash.value) {
        return Some(hash.value);
    }
    section.report(
        section
            .problem(Code::BadText, key, format!("`{key}` is not a sha256"))
            .help("a sha256 has 64 lower-case hexadecimal digits"),
    );
    None
}

/// The items of a list of tables, each read to its end.
pub(crate) fn items<T>(top: &Section<'_>, key: &'static str, read: impl Fn(&Section<'_>) -> Option<T>) -> Vec<T> {
    let sections = top.sections(key);
    let items = sections.iter().filter_map(|section| {
        let item = read(section);
        section.finish();
        item
    });
    items.collect()
}
