//! Reading of tables that a spreadsheet saved as CSV: every cell with its place, every column by name.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::{At, LARGEST_TEXT};

/// A column: its name, and other words for it.
pub type Column = (&'static str, &'static [&'static str]);

/// A row below the names of the columns.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its cells that are not empty, by column.
    pub cells: BTreeMap<&'static str, At<String>>,
    /// Where the row stands.
    pub range: Range<usize>,
}

impl Row {
    /// The text of a cell that is not empty.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|cell| cell.value.as_str())
    }
}

/// A word as names of columns are compared: lower case, hyphens for what stands between words.
#[must_use]
pub fn word(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// The rows that have anything in them. One column of `needed` must be there, if any is named.
///
/// The separator is a comma, semicolon or tab, or what a first line `sep=;` says; a byte order mark
/// is skipped. Everything wrong with the form is added to `problems`.
pub fn read(source: &Arc<Source>, columns: &[Column], needed: &[&str], problems: &mut Problems) -> Vec<Row> {
    let text = &source.text;
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text[start..].lines().next().unwrap_or_default();
    let delimiter = match first.strip_prefix("sep=").map(str::as_bytes) {
        Some([only]) => {
            start += first.len();
            *only
        }
        _ => delimiter(first),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(&text.as_bytes()[start..]);
    let mut named: Option<Vec<Option<&'static str>>> = None;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    // The text is in memory and is UTF-8, so that reading it cannot fail.
    while reader.read_record(&mut record).is_ok_and(|more| more) {
        let at = start + record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
        let cells = cells(source, at, delimiter, &record, problems);
        if cells.iter().all(|cell| cell.value.is_empty()) {
            continue;
        }
        match &named {
            Some(named) => rows.push(row(source, named, cells, problems)),
            None => match header(source, &cells, columns, needed, problems) {
                Some(found) => named = Some(found),
                None => return Vec::new(),
            },
        }
    }
    if rows.is_empty() && !problems.any_error() {
        let title = if named.is_some() { "the list has no rows" } else { "the list is empty" };
        let help = format!(
            "its first row names the columns, each row below is one line of the list; columns: {}",
            names(columns)
        );
        problems.push(Problem::error(Code::MissingKey, source, 0..0, title).help(help));
    }
    rows
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// What separates cells: the sign that stands most often in the first row, outside quotation marks.
fn delimiter(first: &str) -> u8 {
    let outside: String = first.split('"').step_by(2).collect();
    let count = |sign: u8| outside.bytes().filter(|byte| *byte == sign).count();
    // The last of equals wins in `max_by_key`; the comma is to win.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// The cells of a row without the blanks around them, and where each stands.
fn cells(
    source: &Arc<Source>,
    start: usize,
    delimiter: u8,
    record: &csv::StringRecord,
    problems: &mut Problems,
) -> Vec<At<String>> {
    let bytes = source.text.as_bytes();
    // The reader skips line ends before a row, but gives the place before them.
    let mut at = start + bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let mut cells = Vec::new();
    for value in record {
        let begin = at;
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            while at < bytes.len() && (bytes[at] != b'"' || bytes.get(at + 1) == Some(&b'"')) {
                at += if bytes[at] == b'"' { 2 } else { 1 };
            }
            if at >= bytes.len() {
                problems.push(
                    Problem::error(Code::Syntax, source, begin..begin + 1, "the quotation mark is never closed")
                        .help("close it at the end of the cell; one inside a cell is written twice"),
                );
                at = bytes.len();
            }
        }
        while at < bytes.len() && bytes[at] != delimiter && !matches!(bytes[at], b'\r' | b'\n') {
            at += 1;
        }
        if value.len() > LARGEST_TEXT {
            let title = format!("the cell has {} bytes", value.len());
            let help = format!("a text may have {LARGEST_TEXT} bytes: keep longer material elsewhere and refer to it");
            problems.push(Problem::error(Code::BadText, source, begin..at, title).help(help));
        }
        cells.push(At { value: value.trim().to_owned(), range: begin..at });
        at = (at + 1).min(bytes.len());
    }
    cells
}

/// Which column is which; `None` where none of the needed ones is there.
fn header(
    source: &Arc<Source>,
    cells: &[At<String>],
    columns: &[Column],
    needed: &[&str],
    problems: &mut Problems,
) -> Option<Vec<Option<&'static str>>> {
    let mut found: Vec<Option<&'static str>> = Vec::new();
    for cell in cells {
        let name = word(&cell.value);
        let column = columns.iter().find(|(column, others)| *column == name || others.contains(&name.as_str()));
        let column = column.map(|(column, _)| *column);
        let twice = column.is_some() && found.contains(&column);
        if column.is_none() && !name.is_empty() {
            let title = format!("there is no column `{}`", cell.value);
            problems.push(
                Problem::error(Code::UnknownKey, source, cell.range.clone(), title)
                    .suggest(&name, columns.iter().map(|(column, _)| *column))
                    .help("rename the column, or delete it from the list"),
            );
        }
        if twice {
            let title = format!("`{}` is a second column `{}`", cell.value, column.unwrap_or_default());
            problems
                .push(Problem::error(Code::DuplicateId, source, cell.range.clone(), title).help("keep one of the two"));
        }
        found.push(column.filter(|_| !twice));
    }
    if needed.is_empty() || found.iter().flatten().any(|column| needed.contains(column)) {
        return Some(found);
    }
    let range = cells.first().map_or(0..0, |cell| cell.range.clone());
    problems.push(
        Problem::error(Code::MissingKey, source, range, format!("there is no column `{}`", needed.join("` or `")))
            .help(format!("name it in the first row; columns: {}", names(columns))),
    );
    None
}

fn row(source: &Arc<Source>, named: &[Option<&'static str>], cells: Vec<At<String>>, problems: &mut Problems) -> Row {
    let begin = cells.first().map_or(0, |cell| cell.range.start);
    let range = begin..cells.last().map_or(begin, |cell| cell.range.end);
    let surplus = cells.iter().skip(named.len()).find(|cell| !cell.value.is_empty());
    if let Some(surplus) = surplus {
        let title = format!("the row has {} cells, the first row names {} columns", cells.len(), named.len());
        problems.push(
            Problem::error(Code::Syntax, source, surplus.range.start..range.end, title)
                .help("a cell in which the separator stands needs quotation marks around it"),
        );
    }
    let cells = named.iter().zip(cells).filter(|(_, cell)| !cell.value.is_empty());
    Row { cells: cells.filter_map(|(column, cell)| Some(((*column)?, cell))).collect(), range }
}
