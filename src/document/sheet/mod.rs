//! Reading of tables that a spreadsheet saved as CSV: every cell with its place, every column by name.
//!
//! `cells.rs` cuts the text into rows and cells (`row.rs`: what a row is), `header.rs` finds out which column is
//! which.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::At;
use header::TableHeader;

mod cells;
mod header;
mod row;

/// The most rows of a table: nobody judges more at once, and each costs memory.
pub const MOST_ROWS: usize = 25_000;
/// The most columns of a table.
pub const MOST_COLUMNS: usize = 1_000;

/// A column: its name, and other words for it.
pub type ColumnNames = (&'static str, &'static [&'static str]);

/// What is known of a table before it is read.
#[derive(Clone, Debug, Default)]
pub struct Layout<'a> {
    /// The columns that there are.
    pub columns: &'a [ColumnNames],
    /// One of these must be there, if any is named.
    pub needed: &'a [&'a str],
    /// What columns of the table are called that have another name: theirs and ours.
    pub names: &'a [(String, String)],
    /// The column into which several of theirs may go, each with its name before it.
    pub remarks: Option<&'static str>,
    /// Whether columns that are not known are left out.
    pub ignore_others: bool,
    /// The line that names the columns, where it is not the first.
    pub header_line: Option<usize>,
    /// Whether an empty cell of a needed column has what stands above it, as merged cells are saved.
    pub fill_down: &'a [&'static str],
}

/// A row below the names of the columns.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// Its cells that are not empty, by column.
    pub cells: BTreeMap<&'static str, At<String>>,
    /// The texts in columns that are left out.
    pub others: Vec<String>,
    /// Where the row stands.
    pub range: Range<usize>,
}

impl SheetRow {
    /// The text of a cell that is not empty.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|cell| cell.value.as_str())
    }
}

/// A table as it was read.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The rows that have anything in them.
    pub rows: Vec<SheetRow>,
    /// The names of its columns as they are written, by ours.
    pub titles: BTreeMap<&'static str, String>,
    /// What was left out because the reader asked for it: columns, and lines above the header.
    pub left_out: Vec<At<String>>,
}

/// A word as names of columns are compared: lower case, hyphens for what stands between words.
#[must_use]
pub fn word(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// Gives a row what stands above its empty cells, where merged cells left them so. A row that names
/// something of its own begins anew.
fn fill(row: &mut SheetRow, columns: &[&'static str], above: &mut BTreeMap<&'static str, At<String>>) {
    let Some((first, _)) = columns.split_first() else { return };
    let own = |above: &BTreeMap<&'static str, At<String>>| {
        row.cells.contains_key(first)
            || (!above.contains_key(first) && columns.iter().any(|it| row.cells.contains_key(it)))
    };
    if own(above) {
        let said = columns.iter().filter_map(|column| Some((*column, row.cells.get(column)?.clone())));
        *above = said.collect();
        return;
    }
    for (column, cell) in above {
        row.cells.entry(column).or_insert_with(|| cell.clone());
    }
}

/// A problem with what the reader says of columns: there is none of ours with that name.
#[must_use]
pub fn no_column(source: &Arc<Source>, theirs: &str, ours: &str, columns: &[ColumnNames]) -> Problem {
    let title = format!("`{theirs}={ours}`: there is no column `{ours}` to read it as");
    Problem::error(Code::UnknownKey, source, 0..0, title).suggest(ours, columns.iter().map(|(name, _)| *name))
}

/// Reads a table.
///
/// The separator is a comma, semicolon or tab, or what a first line `sep=;` says; a byte order mark
/// is skipped. Everything wrong with the form is added to `problems`.
pub fn read(source: &Arc<Source>, layout: &Layout<'_>, problems: &mut Problems) -> Table {
    let mut table = Table::default();
    let mut records = match cells::records(source, layout) {
        Ok(records) => records,
        Err(problem) => {
            problems.push(*problem);
            return table;
        }
    };
    let mut header: Option<TableHeader> = None;
    let mut above: BTreeMap<&'static str, At<String>> = BTreeMap::new();
    while let Some(record) = records.next() {
        if let Some(begin) = record.unclosed {
            problems.push(
                Problem::error(Code::Syntax, source, begin..begin + 1, "the quotation mark is never closed")
                    .help("close it at the end of the cell; one inside a cell is written twice"),
            );
        }
        record.check_lengths(source, problems);
        if record.is_empty() {
            continue;
        }
        let Some(header) = &mut header else {
            if layout.header_line.is_some_and(|line| source.line_column(record.range.start).0 < line) {
                table.left_out.push(At { value: record.joined(), range: record.range });
                continue;
            }
            match TableHeader::read(source, &record, layout, problems) {
                Some(found) => header = Some(found),
                None => {
                    header::hint(source, layout, records.take(20), problems);
                    return table;
                }
            }
            continue;
        };
        if table.rows.len() == MOST_ROWS {
            let title = format!("the list has more than {MOST_ROWS} rows");
            let problem = Problem::error(Code::TooLarge, source, record.range, title);
            problems.push(problem.help("split it into several lists"));
            break;
        }
        let mut row = header.row(source, record, problems);
        fill(&mut row, layout.fill_down, &mut above);
        table.rows.push(row);
    }
    if table.rows.is_empty() && !problems.any_error() {
        let title = if header.is_some() { "the list has no rows" } else { "the list is empty" };
        let help = format!(
            "its first row names the columns, each row below is one line of the list; columns: {}",
            header::names(layout.columns)
        );
        problems.push(Problem::error(Code::MissingKey, source, 0..0, title).help(help));
    }
    if let Some(header) = header {
        header.finish(layout, &mut table);
    }
    table
}
