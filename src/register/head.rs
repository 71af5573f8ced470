//! `head.toml`: the number and the sha256 of the newest record of each use.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::assessment::EVERY_USE;
use crate::assessment::file::hash;
use crate::document::writer::{Writer, Written};
use crate::document::{self, is_path_id};
use crate::problem::{Code, Problem, Problems, Source};

use super::disk;

/// The newest schema of heads that this version reads and the one that it writes.
const SCHEMA: i64 = 1;

/// The newest record of a use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its number.
    pub number: u32,
    /// The sha256 of its bytes.
    pub sha256: String,
}

/// The tips of the uses of one tool.
pub(super) type Heads = BTreeMap<String, Tip>;

/// Reads a head; without a file there are no records yet.
pub(super) fn read(path: &Path) -> anyhow::Result<Heads> {
    if !disk::is_there(path) {
        return Ok(Heads::new());
    }
    Ok(parse(&disk::read(path)?)?.0)
}

/// Reads the text of a head.
///
/// # Errors
/// Everything wrong with it.
pub(super) fn parse(source: &Arc<Source>) -> Result<(Heads, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        let mut heads = Heads::new();
        let section = top.section_if("uses");
        let entries = section.as_ref().map(document::Section::entries).unwrap_or_default();
        // The first append writes a head with its use: one that names none was cut.
        if entries.is_empty() && !top.broken() && top.has("schema") {
            let title = "the head names no use, and no head is written without one";
            top.report(top.problem(Code::Altered, "uses", title).help("restore the file from git or a backup"));
        }
        if let Some(section) = &section {
            section.rename("[uses]");
            for (usage, value) in entries {
                if usage.value != EVERY_USE && !is_path_id(&usage.value) {
                    let title = format!("`{}` is no id of a use", usage.value);
                    let problem = Problem::error(Code::BadId, top.source(), usage.range, title);
                    top.report(problem.help("restore the file from git or a backup"));
                    continue;
                }
                let Some(inner) = value.section("head") else { continue };
                inner.call("the head of", &usage.value);
                let number = inner.integer("number", 1..=i64::from(u32::MAX));
                let sha256 = hash(&inner, "sha256");
                inner.finish();
                if let (Some(number), Some(sha256)) = (number, sha256) {
                    let number = u32::try_from(number.value).unwrap_or(u32::MAX);
                    heads.insert(usage.value, Tip { number, sha256 });
                }
            }
        }
        Some(heads)
    })
}

/// The canonical text of a head.
pub(super) fn write(heads: &Heads) -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA).table("uses");
    for (usage, tip) in heads {
        let parts = vec![("number".to_owned(), tip.number.into()), ("sha256".to_owned(), (&tip.sha256).into())];
        writer.set(usage, Written::Inline(parts));
    }
    writer.finish()
}
