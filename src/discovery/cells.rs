//! The cells of one line of CSV, and which column is which: a log is too long to be held as a whole.

use std::borrow::Cow;

/// The most cells of a line that are looked at.
const MOST_CELLS: usize = 500;

/// The cells of a line; `None` where a quotation mark is never closed, or there are too many.
pub(super) fn split(line: &str, delimiter: u8) -> Option<Vec<Cow<'_, str>>> {
    let bytes = line.as_bytes();
    let mut cells = Vec::with_capacity(24);
    let mut at = 0;
    loop {
        if cells.len() == MOST_CELLS {
            return None;
        }
        if bytes.get(at) == Some(&b'"') {
            let begin = at + 1;
            let mut doubled = false;
            let mut end = begin;
            loop {
                match bytes[end..].iter().position(|byte| *byte == b'"') {
                    None => return None,
                    Some(length) => end += length,
                }
                if bytes.get(end + 1) != Some(&b'"') {
                    break;
                }
                doubled = true;
                end += 2;
            }
            let cell = &line[begin..end];
            cells.push(if doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) });
            at = end + 1;
            // What stands between the mark and the next cell belongs to nothing.
            at += bytes[at..].iter().position(|byte| *byte == delimiter).unwrap_or(bytes.len() - at);
        } else {
            let length = bytes[at..].iter().position(|byte| *byte == delimiter).unwrap_or(bytes.len() - at);
            cells.push(Cow::Borrowed(line[at..at + length].trim()));
            at += length;
        }
        if at >= bytes.len() {
            return Some(cells);
        }
        at += 1;
    }
}

/// The first row of a table, with what separates its cells.
#[derive(Clone, Debug)]
pub(super) struct ColumnTitles {
    pub(super) delimiter: u8,
    titles: Vec<String>,
}

impl ColumnTitles {
    /// Reads the names of columns: a comma, a semicolon or a tab separates them, whichever stands most often.
    pub(super) fn read(line: &str) -> Option<Self> {
        let count = |sign: u8| line.bytes().filter(|byte| *byte == sign).count();
        let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign))?;
        if count(delimiter) == 0 {
            return None;
        }
        let titles = split(line, delimiter)?.into_iter().map(|title| title.trim().to_lowercase()).collect();
        Some(Self { delimiter, titles })
    }

    /// Whether all of these are there.
    pub(super) fn have(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.titles.iter().any(|title| title == name))
    }

    /// Whether the first columns are these and no others come before them.
    pub(super) fn begin(&self, names: &[&str]) -> bool {
        self.titles.len() >= names.len() && names.iter().zip(&self.titles).all(|(name, title)| name == title)
    }

    /// Where a column is that has one of these names.
    pub(super) fn at(&self, names: &[&str]) -> usize {
        let found = names.iter().find_map(|name| self.titles.iter().position(|title| title == name));
        found.unwrap_or(usize::MAX)
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.titles.len()
    }
}

/// A cell of a row, without the blanks around it; empty where there is none.
pub(super) fn cell<'c>(cells: &'c [Cow<'_, str>], at: usize) -> &'c str {
    cells.get(at).map_or("", |cell| cell.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_where_spreadsheets_cut_them() {
        let cut = |line, sign| split(line, sign).map(|cells| cells.join("|"));
        assert_eq!(cut("a,\"b,\"\"c\"\"\",,d", b',').as_deref(), Some("a|b,\"c\"||d"));
        assert_eq!(cut("a; b ;\"c\"", b';').as_deref(), Some("a|b|c"));
        assert_eq!(cut("", b',').as_deref(), Some(""));
        assert_eq!(cut("a,", b',').as_deref(), Some("a|"));
        assert_eq!(cut("\"never closed,b", b','), None);
        assert_eq!(cut(&",".repeat(1000), b','), None);
        let titles = ColumnTitles::read("Event name;User;\"Client ID\"").unwrap();
        assert!(titles.have(&["client id", "user"]) && titles.begin(&["event name"]) && !titles.have(&["user id"]));
        assert_eq!((titles.at(&["none", "user"]), titles.at(&["none"]), titles.len()), (1, usize::MAX, 3));
    }
}
