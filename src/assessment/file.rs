//! How records are written: canonical bytes, read strictly.

use std::sync::Arc;

use crate::answers::file as answers_file;
use crate::context::Scope;
use crate::document::writer::Writer;
use crate::document::{self, Section, is_path_id};
use crate::problem::{Code, Problems, Source};
use crate::tool::{self, Tool};

use super::{Assessment, Header, Outcome, Pin};

/// The newest schema of records that this version reads and the one that it writes.
///
/// 1: the first.
pub const SCHEMA: i64 = 1;

const SCOPES: [(&str, Scope); 2] = [("full", Scope::Full), ("keys", Scope::Keys)];

/// A record of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An assessment.
    Assessment(Box<Assessment>),
}

impl Record {
    /// What every record begins with.
    #[must_use]
    pub fn header(&self) -> &Header {
        match self {
            Self::Assessment(assessment) => &assessment.header,
        }
    }

    /// The word for it in files and file names.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Assessment(_) => "assessment",
        }
    }

    /// Its canonical text.
    #[must_use]
    pub fn write(&self) -> String {
        match self {
            Self::Assessment(assessment) => write(assessment),
        }
    }
}

/// Reads a record of any kind.
///
/// # Errors
/// Everything wrong with the file.
pub fn read_any(source: &Arc<Source>) -> Result<(Record, Problems), Problems> {
    read(source).map(|(assessment, warnings)| (Record::Assessment(Box::new(assessment)), warnings))
}

/// The canonical text of an assessment.
#[must_use]
pub fn write(assessment: &Assessment) -> String {
    let mut writer = Writer::default();
    write_header(&assessment.header, "assessment", &mut writer);
    writer.set("scope", SCOPES[assessment.scope as usize].0);
    tool::file::write_identity(&assessment.tool, &mut writer);
    tool::file::write_identifiers(&assessment.tool, &mut writer);
    for pin in &assessment.frameworks {
        writer.item("framework").set("id", &pin.id).set("version", &pin.version).set("sha256", &pin.sha256);
    }
    answers_file::write_body(&assessment.answers, &mut writer);
    assessment.outcome.write(&mut writer);
    writer.finish()
}

fn write_header(header: &Header, kind: &str, writer: &mut Writer) {
    writer
        .set("schema", SCHEMA)
        .set("kind", kind)
        .set("tool", &header.tool)
        .set("use", &header.usage)
        .set("number", header.number)
        .set("as-of", header.as_of)
        .set("recorded-at", header.recorded_at)
        .set("recorded-by", &header.recorded_by)
        .set("previous", header.previous.as_deref().unwrap_or("none"));
}

/// Reads an assessment.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Assessment, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        top.choice("kind", &[("assessment", ())]);
        let header = read_header(top);
        let scope = top.choice("scope", &SCOPES);
        let text = |key| top.text_if(key).map(|at| at.value);
        let tool = Tool {
            vendor: tool::file::vendor(top),
            vendor_name: text("vendor-name"),
            edition: text("edition"),
            models: top.texts("models").into_iter().map(|at| at.value).collect(),
            identifiers: tool::file::identifiers(top),
            ..Tool::default()
        };
        let frameworks = top
            .sections("framework")
            .iter()
            .filter_map(|section| {
                let (id, version, sha256) = (section.text("id"), section.text("version"), hash(section, "sha256"));
                section.finish();
                Some(Pin { id: id?.value, version: version?.value, sha256: sha256? })
            })
            .collect();
        let answers = answers_file::read_body(top).answers;
        if !top.has("result") {
            top.report(top.problem(Code::MissingKey, "result", "the assessment has no [result]"));
        }
        let outcome = top.section_if("result").and_then(|section| Outcome::read(&section));
        Some(Assessment { header: header?, scope: scope?.value, tool, frameworks, answers, outcome: outcome? })
    })
}

fn read_header(top: &Section<'_>) -> Option<Header> {
    let id = |key: &'static str| {
        let id = top.text(key)?;
        if !is_path_id(&id.value) {
            top.report(top.problem(Code::BadId, key, format!("`{}` is no id of a {key}", id.value)));
            return None;
        }
        Some(id.value)
    };
    let (tool, usage) = (id("tool"), id("use"));
    let number = top.integer("number", 1..=i64::from(u32::MAX));
    let as_of = top.day("as-of");
    let recorded_at = top.moment("recorded-at");
    let recorded_by = top.text("recorded-by");
    let previous = match top.text("previous") {
        Some(none) if none.value == "none" => Some(None),
        Some(_) => hash(top, "previous").map(Some),
        None => None,
    };
    Some(Header {
        tool: tool?,
        usage: usage?,
        number: u32::try_from(number?.value).ok()?,
        as_of: as_of?.value,
        recorded_at: recorded_at?.value,
        recorded_by: recorded_by?.value,
        previous: previous?,
    })
}

/// A sha256 in lower-case hexadecimal.
pub(crate) fn hash(section: &Section<'_>, key: &'static str) -> Option<String> {
    let hash = section.text(key)?;
    if hash.value.len() == 64 && hash.value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Some(hash.value);
    }
    section.report(
        section
            .problem(Code::BadText, key, format!("`{key}` is no sha256"))
            .help("a sha256 has 64 lower-case hexadecimal digits"),
    );
    None
}
