//! `tool.toml`: written once, then people's to edit, and read strictly.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::writer::Writer;
use crate::document::{self, Section, is_path_id};
use crate::problem::{Code, Problem, Problems, Source};

use super::register_fields::RegisterFields;
use super::{IDENTIFIERS, Tool, UseEntry};

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
            versions: text("versions"),
            models: top.texts("models").into_iter().map(|at| at.value).collect(),
            business_owner: text("business-owner"),
            technical_owner: text("technical-owner"),
            contact: text("contact"),
            note: text("note"),
            identifiers: identifiers(top),
            definitions: definitions(top),
            register_fields: RegisterFields::read(top),
            uses: uses(top),
        };
        Some(tool)
    })
}

/// The `vendor` of a table: an id, since decisions about vendors are kept under it.
pub(crate) fn vendor(top: &Section<'_>) -> Option<String> {
    let vendor = top.text_if("vendor")?;
    if !is_path_id(&vendor.value) {
        top.report(
            top.problem(Code::BadId, "vendor", format!("`{}` is not a valid vendor id", vendor.value))
                .help("write an id in lower-case letters, digits and hyphens; the legal name belongs to `vendor-name`"),
        );
        return None;
    }
    Some(vendor.value)
}

/// The `[identifiers]` of a table.
pub(crate) fn identifiers(top: &Section<'_>) -> BTreeMap<String, Vec<String>> {
    let Some(section) = top.section_if("identifiers") else { return BTreeMap::new() };
    section.rename("[identifiers]");
    let lists = IDENTIFIERS.iter().filter_map(|kind| {
        let values: Vec<String> = section.texts(kind).into_iter().map(|at| at.value).collect();
        (!values.is_empty()).then(|| ((*kind).to_owned(), values))
    });
    let identifiers = lists.collect();
    section.finish();
    identifiers
}

/// The `[[definition]]` of a table: names of tools with the sha256 of what a model is told of them.
pub(crate) fn definitions(top: &Section<'_>) -> BTreeMap<String, String> {
    let mut definitions = BTreeMap::new();
    for section in top.sections("definition") {
        let (name, hash) = (section.text("name"), section.text("sha256"));
        section.finish();
        let (Some(name), Some(hash)) = (name, hash) else { continue };
        let is_hash = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if hash.value.len() != 64 || !hash.value.bytes().all(is_hash) {
            let problem = Problem::error(Code::BadText, top.source(), hash.range, "this is not a sha256");
            top.report(problem.help("pin the definitions anew: `plimsoll tool pin TOOL FILE`"));
        } else if definitions.insert(name.value.clone(), hash.value).is_some() {
            let title = format!("`{}` is pinned twice", name.value);
            top.report(
                Problem::error(Code::DuplicateId, top.source(), name.range, title).help("remove one of the two"),
            );
        }
    }
    definitions
}

/// The text of an entry with other definitions, everything else left as people wrote it.
#[must_use]
pub fn with_definitions(text: &str, definitions: &BTreeMap<String, String>) -> String {
    let mut kept = String::new();
    let mut within = false;
    for line in text.lines() {
        if line.trim_start().starts_with('[') {
            within = line.trim().starts_with("[[definition]]");
        }
        if !within {
            kept += line;
            kept.push('\n');
        }
    }
    let mut writer = Writer::default();
    write_definitions(definitions, &mut writer);
    let before = kept.trim_end();
    format!("{before}\n\n{}", writer.finish().trim_start()).trim_end().to_owned() + "\n"
}

fn write_definitions(definitions: &BTreeMap<String, String>, writer: &mut Writer) {
    for (name, hash) in definitions {
        writer.item("definition").set("name", name).set("sha256", hash);
    }
}

/// The `[use.ID]` of a table.
fn uses(top: &Section<'_>) -> BTreeMap<String, UseEntry> {
    let Some(section) = top.section_if("use") else { return BTreeMap::new() };
    section.rename("[use]");
    let uses = section.entries().into_iter().filter_map(|(id, value)| {
        if !is_path_id(&id.value) {
            let title = format!("`{}` is not a valid use id", id.value);
            let help = "write lower-case letters, digits and hyphens; the readable name belongs to `title`";
            top.report(Problem::error(Code::BadId, top.source(), id.range, title).help(help));
            return None;
        }
        let inner = value.section("use")?;
        inner.call("use", &id.value);
        let text = |key| inner.text_if(key).map(|at| at.value);
        let entry = UseEntry {
            title: text("title"),
            business_owner: text("business-owner"),
            note: text("note"),
            register_fields: RegisterFields::read(&inner),
        };
        inner.finish();
        Some((id.value, entry))
    });
    uses.collect()
}

/// The file for a tool.
#[must_use]
pub fn write(tool: &Tool) -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA).set_if("name", tool.name.as_ref()).set_if("kind", tool.kind.as_ref());
    write_identity(tool, &mut writer);
    writer
        .set_if("versions", tool.versions.as_ref())
        .set_if("business-owner", tool.business_owner.as_ref())
        .set_if("technical-owner", tool.technical_owner.as_ref())
        .set_if("contact", tool.contact.as_ref())
        .set_if("note", tool.note.as_ref());
    write_identifiers(tool, &mut writer);
    tool.register_fields.write("", &mut writer);
    for (id, entry) in &tool.uses {
        writer
            .table(&format!("use.{id}"))
            .set_if("title", entry.title.as_ref())
            .set_if("business-owner", entry.business_owner.as_ref())
            .set_if("note", entry.note.as_ref());
        entry.register_fields.write(&format!("use.{id}."), &mut writer);
    }
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

/// Writes how the tool is recognised, and what models are told of its own tools.
pub(crate) fn write_identifiers(tool: &Tool, writer: &mut Writer) {
    if !tool.identifiers.is_empty() {
        writer.table("identifiers");
        for (kind, values) in &tool.identifiers {
            writer.set(kind, values.as_slice());
        }
    }
    write_definitions(&tool.definitions, writer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::tool::register_fields::{FieldKind, FieldValue, TOPICS};

    /// Every key that there is, with a value.
    fn full() -> String {
        let mut writer = Writer::default();
        writer.set("schema", SCHEMA);
        for under in ["", "use.general."] {
            for topic in TOPICS {
                topic.open(under, &mut writer);
                for key in topic.keys {
                    let fact = match key.kind {
                        FieldKind::Text => FieldValue::Text(format!("{} of {}", key.name, topic.name)),
                        FieldKind::Texts => FieldValue::Texts(vec!["one".to_owned(), "two".to_owned()]),
                        FieldKind::Day => FieldValue::Day(Day::new(2026, 11, 22).unwrap()),
                        FieldKind::Count(most) => FieldValue::Count(most),
                        FieldKind::Flag => FieldValue::Flag(false),
                        FieldKind::Word(words) => FieldValue::Text(words[0].to_owned()),
                    };
                    writer.set(key.name, &fact);
                }
            }
        }
        writer.finish()
    }

    #[test]
    fn every_key_is_read_and_written_again() {
        let text = full();
        let (tool, _) = read(&Source::new("tool.toml", text.clone())).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(tool.register_fields, tool.uses["general"].register_fields);
        for topic in TOPICS {
            for key in topic.keys {
                assert!(tool.register_fields.has(topic.name, key.name), "{}.{}", topic.name, key.name);
            }
        }
        // A use's header stands even where nothing is said of the use itself.
        assert_eq!(
            write(&tool),
            text.replace("\n[use.general.lifecycle]", "\n[use.general]\n\n[use.general.lifecycle]")
        );
    }

    #[test]
    fn other_definitions_leave_the_rest_of_an_entry_as_it_is() {
        let pinned = |text: &str| {
            let (tool, _) = read(&Source::new("tool.toml", text)).unwrap_or_else(|problems| panic!("{problems}"));
            tool.definitions
        };
        let (one, two) = ("a".repeat(64), "b".repeat(64));
        let definitions = BTreeMap::from([("read".to_owned(), one.clone()), ("write".to_owned(), two)]);
        let before = "# ours\nschema = 1\n\n[identifiers] # checked\nnpm = [\"x\"]\n";
        let text = with_definitions(before, &definitions);
        assert!(text.starts_with(before), "{text}");
        assert_eq!(pinned(&text), definitions);
        // Again, with fewer, and where something stands behind them.
        let text = format!("{text}\n# behind\n[lifecycle]\nstatus = \"pilot\"\n");
        let fewer = BTreeMap::from([("read".to_owned(), one)]);
        let text = with_definitions(&text, &fewer);
        assert_eq!(pinned(&text), fewer);
        assert!(text.contains("[lifecycle]\nstatus = \"pilot\"\n\n[[definition]]"), "{text}");
        assert_eq!(with_definitions(&text, &fewer), text);
        assert_eq!(pinned(&with_definitions(&text, &BTreeMap::new())), BTreeMap::new());
        for (bad, code) in [("name = \"x\"\nsha256 = \"AB\"", Code::BadText), ("name = \"x\"", Code::MissingKey)] {
            let problems = read(&Source::new("tool.toml", format!("schema = 1\n[[definition]]\n{bad}\n"))).unwrap_err();
            assert_eq!(problems.0[0].code, code, "{problems}");
        }
    }

    #[test]
    fn a_use_has_an_id_and_no_other_keys_than_those_that_are_declared() {
        let text =
            "schema = 1\n[use.Our_Use]\n[use.general]\nfunktion = 1\n[use.general.function]\nreliance = \"some\"\n";
        let problems = read(&Source::new("tool.toml", text)).unwrap_err();
        let codes: Vec<Code> = problems.0.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [Code::BadId, Code::UnknownKey, Code::UnknownId], "{problems}");
    }
}
