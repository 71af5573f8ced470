//! The formats of a report, and the one door to all of them.

use super::look::Look;
use super::view::{PortfolioReport, TriageReport, UseReport};

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

/// How a report is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// One self-contained page.
    Html,
    /// One table, for whatever reads tables.
    Csv,
    /// The view itself, for programs.
    Json,
    /// A document on paper.
    Pdf,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// Every format with the extension of its files.
    pub const EXTENSIONS: [(&'static str, Self); 6] = [
        ("md", Self::Markdown),
        ("html", Self::Html),
        ("pdf", Self::Pdf),
        ("xlsx", Self::Xlsx),
        ("csv", Self::Csv),
        ("json", Self::Json),
    ];

    /// The format of files with this extension.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
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
}

impl std::fmt::Display for Unrendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WithoutFeature(text) | Self::Template(text) | Self::TooLarge(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Unrendered {}

/// Lays a report out.
///
/// # Errors
/// Where the program lacks the format, or the organisation's template cannot be used.
pub fn render(report: &Report, format: Format, look: &Look) -> Result<Vec<u8>, Unrendered> {
    match format {
        Format::Markdown => Ok(super::markdown::render(report, look).into_bytes()),
        Format::Html => Ok(super::html::render(report, look)?.into_bytes()),
        Format::Csv => Ok(super::csv::render(report)),
        Format::Json => Ok(super::json_report::render(report).into_bytes()),
        Format::Pdf => pdf(report, look),
        Format::Xlsx => super::xlsx::render(report, look)
            .map_err(|problem| Unrendered::TooLarge(format!("the report does not fit into a workbook: {problem}"))),
    }
}

#[cfg(feature = "pdf")]
fn pdf(report: &Report, look: &Look) -> Result<Vec<u8>, Unrendered> {
    super::pdf::print(report, look).map(|printed| printed.bytes).map_err(Unrendered::Template)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Report, _: &Look) -> Result<Vec<u8>, Unrendered> {
    let remedy = "this plimsoll was built without PDF\n\
        take a release of it, or build it with `cargo install --path . --features pdf`; \
        until then `-o FILE.html` gives a page that prints";
    Err(Unrendered::WithoutFeature(remedy.to_owned()))
}
