//! A head: the number and the sha256 of the newest record of one chain, in a small file outside the
//! folder of the chain, so that a chain that is gone is missed.

use std::path::Path;
use std::sync::Arc;

use crate::assessment::fields::hash_or_none;
use crate::document;
use crate::document::writer::Writer;
use crate::problem::{Code, Problems, Source};

use super::disk;
use super::error::Result;

/// The newest schema of heads that this version reads and the one that it writes.
pub(super) const SCHEMA: i64 = 1;

/// What stands for the sha256 of a record where there is none yet.
const NONE: &str = "none";

/// The newest record of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its number.
    pub number: u32,
    /// The sha256 of its bytes.
    pub sha256: String,
}

/// What is known of the newest record of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// There is no such file: there is no such chain.
    Absent,
    /// The chain was begun: its first record is about to be written.
    Begun,
    /// The newest record.
    At(Tip),
}

impl Head {
    /// The newest record, where there is one.
    pub(super) const fn tip(&self) -> Option<&Tip> {
        match self {
            Self::At(tip) => Some(tip),
            Self::Absent | Self::Begun => None,
        }
    }
}

/// Reads a head, and gives its text where there is one.
pub(super) fn read(path: &Path) -> Result<(Head, Option<Arc<Source>>)> {
    if !disk::is_there(path) {
        return Ok((Head::Absent, None));
    }
    let source = disk::read(path)?;
    Ok((parse(&source)?, Some(source)))
}

/// Reads the text of a head.
///
/// # Errors
/// Everything wrong with it.
pub(super) fn parse(source: &Arc<Source>) -> Result<Head, Problems> {
    let (head, _) = document::read(source, SCHEMA, |top| {
        let number = top.integer("number", 0..=i64::from(u32::MAX));
        let sha256 = hash_or_none(top, "sha256");
        match (u32::try_from(number?.value).ok()?, sha256?) {
            (0, None) => Some(Head::Begun),
            (number @ 1.., Some(sha256)) => Some(Head::At(Tip { number, sha256 })),
            (number, _) => {
                let title = format!("`number` is {number}, and `sha256` says something else");
                let help = "restore the file from git or a backup: `none` goes with 0, and with 0 only";
                top.report(top.problem(Code::BadText, "sha256", title).help(help));
                None
            }
        }
    })?;
    Ok(head)
}

/// The canonical text of a head.
pub(super) fn write(tip: Option<&Tip>) -> String {
    let (number, sha256) = tip.map_or((0, NONE), |tip| (tip.number, tip.sha256.as_str()));
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA).set("number", number).set("sha256", sha256);
    writer.finish()
}
