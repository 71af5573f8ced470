//! Cuts a CSV text into records and cells, each with its place.

use std::sync::Arc;

use crate::document::sheet::row::CellRow;
use crate::problem::{Code, Problem, Source};

use super::super::At;
use super::{Layout, MOST_COLUMNS, header};

/// The records of a text. The separator is found out first: the one by which most names of columns
/// are understood.
///
/// # Errors
/// Where a record has more cells than a table may have columns.
pub(super) fn records<'a>(source: &'a Arc<Source>, layout: &Layout<'_>) -> Result<CellRows<'a>, Box<Problem>> {
    let text: &str = &source.text;
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text[start..].lines().next().unwrap_or_default();
    let delimiter = match first.strip_prefix("sep=").map(str::as_bytes) {
        Some([only]) => {
            start += first.len();
            *only
        }
        _ => delimiter(source, start, layout),
    };
    let records = CellRows { text, at: start, delimiter };
    match records.clone().widest() {
        (cells, at) if cells > MOST_COLUMNS => {
            let title = format!("the row has {cells} cells; a list may have {MOST_COLUMNS} columns");
            Err(Box::new(
                Problem::error(Code::TooLarge, source, at..at, title).help("leave out the columns that are empty"),
            ))
        }
        _ => Ok(records),
    }
}

/// What separates cells: the sign by which most columns are known, else the one that stands most often.
fn delimiter(source: &Arc<Source>, start: usize, layout: &Layout<'_>) -> u8 {
    let understood = |delimiter: u8| {
        let records = CellRows { text: &source.text, at: start, delimiter };
        // More cells than that are no header, and need not be looked at.
        let header = records.take(30).find(|record| {
            let line = || source.line_column(record.range.start).0;
            !record.is_empty() && layout.header_line.is_none_or(|first| line() >= first)
        });
        header.map_or((0, 0), |header| (header::known(&header, layout), header.cells.len().min(MOST_COLUMNS)))
    };
    // The last of equals wins in `max_by_key`; the comma is to win.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| understood(*sign)).unwrap_or(b',')
}

/// Reads record after record.
#[derive(Clone)]
pub(super) struct CellRows<'a> {
    text: &'a str,
    at: usize,
    delimiter: u8,
}

impl CellRows<'_> {
    /// The most cells of any record, and where it begins: counted without keeping a cell.
    fn widest(self) -> (usize, usize) {
        let bytes = &self.text.as_bytes()[self.at..];
        let (mut most, mut cells, mut begin, mut quoted, mut fresh) = ((1, self.at), 1, 0, false, true);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                // Two in a row close and open again, which comes to the same.
                b'"' if quoted || fresh => quoted = !quoted,
                b'\r' | b'\n' if !quoted => {
                    (cells, begin, fresh) = (1, at + 1, true);
                    continue;
                }
                byte if *byte == self.delimiter && !quoted => {
                    cells += 1;
                    most = most.max((cells, self.at + begin));
                    fresh = true;
                    continue;
                }
                _ => {}
            }
            fresh = *byte == b'"' && !quoted;
        }
        most
    }

    /// The cell that begins here, and whether its quotation mark is never closed.
    fn cell(&mut self) -> (At<String>, bool) {
        let bytes = self.text.as_bytes();
        let begin = self.at;
        let ends = |byte: u8| byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        let mut value = String::new();
        let mut unclosed = false;
        if bytes.get(self.at) == Some(&b'"') {
            self.at += 1;
            loop {
                let from = self.at;
                match self.text[from..].find('"') {
                    None => {
                        value.push_str(&self.text[from..]);
                        self.at = bytes.len();
                        unclosed = true;
                        break;
                    }
                    Some(length) => {
                        value.push_str(&self.text[from..from + length]);
                        self.at = from + length + 1;
                        if bytes.get(self.at) != Some(&b'"') {
                            break;
                        }
                        value.push('"');
                        self.at += 1;
                    }
                }
            }
        }
        let from = self.at;
        while self.at < bytes.len() && !ends(bytes[self.at]) {
            self.at += 1;
        }
        value.push_str(&self.text[from..self.at]);
        (At { value: value.trim().to_owned(), range: begin..self.at }, unclosed)
    }
}

impl Iterator for CellRows<'_> {
    type Item = CellRow;

    fn next(&mut self) -> Option<CellRow> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return None;
        }
        let begin = self.at;
        let mut cells = Vec::new();
        let mut unclosed = None;
        loop {
            let (cell, open) = self.cell();
            if open {
                unclosed = Some(cell.range.start);
            }
            // A record that is wider is refused before it is read; this holds where separators are tried.
            if cells.len() <= MOST_COLUMNS {
                cells.push(cell);
            }
            if bytes.get(self.at) != Some(&self.delimiter) {
                break;
            }
            self.at += 1;
        }
        Some(CellRow { cells, range: begin..self.at, unclosed })
    }
}
