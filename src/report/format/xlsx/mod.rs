//! A report as a workbook, for people who live in spreadsheets. `sheet.rs` knows how a sheet looks;
//! `one_use.rs` and `portfolio.rs` what stands on which.

mod annex;
mod one_use;
mod portfolio;
mod rows;
mod sheet;
mod triage;

use std::io::{Cursor, Read as _};

use self::sheet::Style;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::report::theme::Theme;
use crate::report::view::Meta;

use super::{Clean, Report, Unrendered};

/// The document property that holds the provenance.
const PROVENANCE: &str = "plimsoll-report";

/// Lays a report out. The same report gives the same bytes.
///
/// # Errors
/// Where the report is larger than the format allows.
pub(super) fn render(report: &Clean, theme: &Theme) -> Result<Vec<u8>, Unrendered> {
    workbook(report, theme)
        .map_err(|problem| Unrendered::TooLarge(format!("the report does not fit into a workbook: {problem}")))
}

fn workbook(report: &Report, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let (meta, about) = match report {
        Report::Use(view) => (&view.meta, format!("{} / {}", view.tool.name, view.usage)),
        Report::Triage(view) => (&view.meta, format!("{} / {}", view.tool.name, view.usage)),
        Report::Portfolio(view) => (&view.meta, view.meta.register.clone()),
    };
    let style = Style {
        banner: format!("{}  ·  {about}  ·  as of {}", meta.classification, meta.as_of),
        about,
        as_of: meta.as_of.clone(),
        classification: meta.classification.clone(),
        accent: u32::from_str_radix(theme.accent.trim_start_matches('#'), 16).unwrap_or(0),
    };
    let mut book = Workbook::new();
    book.set_properties(&document_properties(meta, theme)?);
    match report {
        Report::Use(view) => one_use::sheets(view, &mut book, &style)?,
        Report::Triage(view) => triage::sheets(view, &mut book, &style)?,
        Report::Portfolio(view) => portfolio::sheets(view, &mut book, &style)?,
    }
    book.save_to_buffer()
}

/// What the file says about itself. Nothing in it depends on when or where it is made.
fn document_properties(meta: &Meta, theme: &Theme) -> Result<DocProperties, XlsxError> {
    let text = |text: &str| sheet::cut(text, 255).to_owned();
    Ok(DocProperties::new()
        .set_title(text(&meta.title))
        .set_subject(text(&meta.subtitle))
        .set_author(text(&meta.program))
        .set_company(text(theme.organisation.as_deref().unwrap_or(&meta.register)))
        .set_status(text(&meta.classification))
        .set_creation_datetime(&ExcelDateTime::parse_from_str(&meta.as_of)?)
        .set_custom_property(PROVENANCE, meta.provenance.as_str()))
}

/// Whether a file is packed as workbooks are.
pub(in crate::report) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The part of a workbook that holds our property; `None` where there is none, or a monstrous one.
pub(in crate::report) fn properties(bytes: &[u8]) -> Option<Vec<u8>> {
    const MOST: u64 = 64 * 1024;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let part = archive.by_name("docProps/custom.xml").ok()?;
    let mut text = Vec::new();
    part.take(MOST).read_to_end(&mut text).ok()?;
    Some(text)
}
