//! The forms of a list of what is to be checked, and reading it in one of them.

use std::sync::Arc;

use crate::file_kind::FileKind;
use crate::identity::Index;
use crate::problem::{Code, Problem, Problems, Source};

use super::requests::{LineMeaning, ListedLine, RequestList};
use super::{csv_list, cyclonedx, toml_list};

/// The form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A spreadsheet saved as CSV.
    Csv,
    /// `[[check]]` tables.
    Toml,
    /// A bill of materials in JSON.
    CycloneDx,
}

impl Form {
    /// The forms by the words for them.
    pub const NAMES: [(&'static str, Self); 3] =
        [("csv", Self::Csv), ("toml", Self::Toml), ("cyclonedx", Self::CycloneDx)];

    /// The form of a list, by the extension of its name, else by how it begins.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        let extension = source.name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        match extension.as_deref() {
            Some("csv" | "tsv") => Self::Csv,
            Some("toml") => Self::Toml,
            Some("json" | "cdx") => Self::CycloneDx,
            _ => match source.text.trim_start_matches('\u{feff}').trim_start().chars().next() {
                Some('{') => Self::CycloneDx,
                Some('[' | '#') => Self::Toml,
                _ if source.text.trim_start().starts_with("schema") => Self::Toml,
                _ => Self::Csv,
            },
        }
    }
}

/// Reads a list in a form. Whatever is wrong with it is a line that could not be understood.
#[must_use]
pub fn read(source: &Arc<Source>, form: Form, known: &Index) -> RequestList {
    if let Err(problems) = FileKind::Requests.expect(source) {
        return RequestList {
            items: vec![ListedLine { line: 1, column: 1, what: LineMeaning::Bad(None, problems) }],
            others: 0,
        };
    }
    if source.text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        let problem = Problem::error(Code::Syntax, source, 0..1, "XML lists are not supported")
            .help("give CSV, TOML, or CycloneDX in JSON");
        return RequestList {
            items: vec![ListedLine { line: 1, column: 1, what: LineMeaning::Bad(None, Problems(vec![problem])) }],
            others: 0,
        };
    }
    match form {
        Form::Csv => csv_list::read(source),
        Form::Toml => toml_list::read(source),
        Form::CycloneDx => cyclonedx::read(source, known),
    }
}
