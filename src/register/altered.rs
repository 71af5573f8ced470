//! What is said of a file of the register that is not what it was, or cannot be read.

use std::path::Path;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::Register;
use super::error::Error;

pub(super) const RESTORE: &str = "restore the file from git or a backup; a record is never changed, a new one is added";

/// Something altered about a whole file.
pub(super) fn problem(path: &Path, source: Option<&Arc<Source>>, title: String, help: &str) -> Problem {
    let source = source.cloned().unwrap_or_else(|| Source::new(path.display().to_string(), ""));
    let mut problem = Problem::error(Code::Altered, &source, 0..0, title).help(help);
    problem.marks.clear();
    problem
}

/// Where the bytes of a file are not the canonical ones of what it says.
pub(super) fn not_canonical(source: &Arc<Source>, written: &str, help: &str) -> Option<Problem> {
    if written == source.text {
        return None;
    }
    let text = &source.text;
    let same = written.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
    let start = text.floor_char_boundary(same.min(text.len().saturating_sub(1)));
    let end = text[start..].chars().next().map_or(start, |character| start + character.len_utf8());
    let title = "from here on the bytes differ from the canonical form";
    Some(Problem::error(Code::NotCanonical, source, start..end, title).help(help))
}

impl Register {
    /// Why a file of the register could not be read, as problems with that file.
    #[must_use]
    pub fn problems_of(path: &Path, error: Error) -> Problems {
        match error {
            Error::Problems(problems) => problems,
            Error::Altered(text) | Error::NotFound(text) => Problems(vec![problem(path, None, text, RESTORE)]),
            Error::Disk(text) | Error::Refused(text) => {
                let help = "make the file readable, or restore it from git or a backup";
                let unreadable = problem(path, None, text, help);
                Problems(vec![Problem { code: Code::Unreadable, ..unreadable }])
            }
        }
    }
}
