//! The formats of a report: one list, from which help, documentation, `--template` and the tests follow,
//! and the one door to all of them. A file or folder each, which only lays out what `clean` lets through.

use super::provenance::Provenance;
use super::theme::Theme;
use super::view::{Meta, PortfolioReport, TriageReport, UseReport};

pub mod clean;
pub mod csv;
mod html;
mod json;
mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use clean::Clean;
#[cfg(feature = "xlsx")]
use xlsx::render as xlsx;

/// A report of any kind.
#[derive(Clone, Debug)]
pub enum Report {
    /// Of one use.
    Use(Box<UseReport>),
    /// Of one use that was triaged and not assessed.
    Triage(Box<TriageReport>),
    /// Of the whole register.
    Portfolio(Box<PortfolioReport>),
}

impl Report {
    /// What it begins with.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Use(view) => &view.meta,
            Self::Triage(view) => &view.meta,
            Self::Portfolio(view) => &view.meta,
        }
    }
}

/// What the files of a format are made of, which decides how the tests read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text that a person or program reads as it is.
    Text,
    /// A container, which has readers and tests of its own.
    Packed,
}

/// A part of the program that a format needs and that a build may lack: a feature of `Cargo.toml`.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    name: &'static str,
    built_in: bool,
    /// What a program without it lacks, and what it can do instead.
    what: &'static str,
    instead: &'static str,
}

const PDF: Feature = Feature {
    name: "pdf",
    built_in: cfg!(feature = "pdf"),
    what: "PDF",
    instead: "`-o FILE.html` gives a page that prints",
};

const XLSX: Feature = Feature {
    name: "xlsx",
    built_in: cfg!(feature = "xlsx"),
    what: "workbooks",
    instead: "`-o FILE.csv` gives a table that every spreadsheet reads",
};

/// A format, with all that the rest of the program knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The extension of its files, which chooses it.
    pub extension: &'static str,
    /// For whom it is, in a few words: help and documentation show them.
    pub purpose: &'static str,
    /// What its files are made of.
    pub content: Content,
    /// Whether an organisation's theme shows in it.
    pub themed: bool,
    /// What a build may lack of it.
    feature: Option<Feature>,
    /// Lays a report out, provenance included: `render` refuses a file without it.
    lay_out: fn(&Clean, &Theme) -> Result<Vec<u8>, Unrendered>,
}

/// Every format, in the order in which help and documentation name them.
pub const FORMATS: &[Format] = &[
    Format {
        extension: "html",
        purpose: "people: one self-contained page, for screen, phone and paper",
        content: Content::Text,
        themed: true,
        feature: None,
        lay_out: html::render,
    },
    Format {
        extension: "pdf",
        purpose: "a committee and its files: a document to sign",
        content: Content::Packed,
        themed: true,
        feature: Some(PDF),
        lay_out: pdf,
    },
    Format {
        extension: "xlsx",
        purpose: "people who work in spreadsheets: a workbook",
        content: Content::Packed,
        themed: true,
        feature: Some(XLSX),
        lay_out: xlsx,
    },
    Format {
        extension: "md",
        purpose: "code hosts and wikis: Markdown",
        content: Content::Text,
        themed: true,
        feature: None,
        lay_out: |report, theme| Ok(markdown::render(report, theme)),
    },
    Format {
        extension: "csv",
        purpose: "one table: the answers of a use, or the uses of the register",
        content: Content::Text,
        themed: false,
        feature: None,
        lay_out: |report, _| Ok(csv::render(report)),
    },
    Format {
        extension: "json",
        purpose: "programs: everything that the other formats show",
        content: Content::Text,
        themed: false,
        feature: None,
        lay_out: |report, _| Ok(json::render(report)),
    },
];

impl Format {
    /// The format of files with this extension.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.extension.eq_ignore_ascii_case(extension))
    }

    /// Whether this program was built with what the format needs.
    ///
    /// # Errors
    /// Where it was not; the text says what to do.
    pub fn built_in(&self) -> Result<(), Unrendered> {
        match &self.feature {
            Some(feature) if !feature.built_in => Err(feature.lacking()),
            _ => Ok(()),
        }
    }
}

/// Why a report cannot be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unrendered {
    /// The program was built without a part that it needs; the text says which and what to do.
    WithoutFeature(String),
    /// The organisation's template is wrong; the text says where.
    Template(String),
    /// The report does not fit into the format; the text says why.
    TooLarge(String),
    /// The format is wrong: a fault of this program.
    Broken(String),
}

impl std::fmt::Display for Unrendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WithoutFeature(text) | Self::Template(text) | Self::TooLarge(text) | Self::Broken(text) => {
                f.write_str(text)
            }
        }
    }
}

impl std::error::Error for Unrendered {}

/// Lays a report out. Whatever the format, its texts have been cleaned, and the file says what it was
/// made from before anything else can claim to.
///
/// # Errors
/// Where the program lacks the format, or the organisation's template cannot be used.
pub fn render(report: &Report, format: &Format, theme: &Theme) -> Result<Vec<u8>, Unrendered> {
    let report = Clean::of(report)?;
    let bytes = (format.lay_out)(&report, theme)?;
    let provenance = &report.meta().provenance;
    if provenance_in(&bytes).is_none_or(|found| found.to_string() != *provenance) {
        return Err(Unrendered::Broken(format!(
            "the .{} file does not begin with its provenance line: `verify --report` could not check it",
            format.extension
        )));
    }
    Ok(bytes)
}

impl Feature {
    fn lacking(self) -> Unrendered {
        Unrendered::WithoutFeature(format!(
            "this plimsoll was built without {}\n\
             take a release of it, or build it with `cargo install --path . --features {}`; until then {}",
            self.what, self.name, self.instead
        ))
    }
}

#[cfg(feature = "pdf")]
fn pdf(report: &Clean, theme: &Theme) -> Result<Vec<u8>, Unrendered> {
    pdf::print(report, theme).map(|printed| printed.bytes).map_err(Unrendered::Template)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Clean, _: &Theme) -> Result<Vec<u8>, Unrendered> {
    Err(PDF.lacking())
}

#[cfg(not(feature = "xlsx"))]
fn xlsx(_: &Clean, _: &Theme) -> Result<Vec<u8>, Unrendered> {
    Err(XLSX.lacking())
}

/// The first provenance in a file of any format; `None` where there is none that is whole, or where it is
/// packed in a format that this program was built without.
#[must_use]
pub fn provenance_in(bytes: &[u8]) -> Option<Provenance> {
    #[cfg(feature = "xlsx")]
    if xlsx::is_workbook(bytes) {
        return Provenance::first(&xlsx::properties(bytes)?);
    }
    Provenance::first(bytes)
}
