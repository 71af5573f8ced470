//! The parser and its errors: where the text is no TOML, and what may only be unreadable for that.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::problem::{Code, Problem, Source};

/// The first mark that a merge leaves where two sides changed the same lines.
pub(super) fn merge_mark(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark)) {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// How many bytes are looked at behind the first syntax error, where a file is longer: each further
/// error costs memory, and they follow from each other.
const BEHIND_FIRST_ERROR: usize = 16 << 10;

/// Parses a text, recovering from errors so that all of them are found, or the first ones of a long text.
pub(super) fn parse(text: &str) -> (Spanned<DeTable<'_>>, Vec<toml::de::Error>) {
    if text.len() <= BEHIND_FIRST_ERROR {
        return DeTable::parse_recoverable(text);
    }
    let first = match DeTable::parse(text) {
        Ok(table) => return (table, Vec::new()),
        Err(first) => first,
    };
    let from = first.span().map_or(0, |span| span.start);
    let near = text.floor_char_boundary(from.saturating_add(BEHIND_FIRST_ERROR));
    let cut = text[near..].find('\n').map_or(text.len(), |line| near + line + 1).min(near + BEHIND_FIRST_ERROR);
    let cut = text.floor_char_boundary(cut);
    let (table, mut errors) = DeTable::parse_recoverable(&text[..cut]);
    // What was cut in two is not wrong for that.
    if cut < text.len() {
        errors.retain(|error| error.span().is_some_and(|span| span.end + 1 < cut));
    }
    if errors.is_empty() {
        errors.push(first);
    }
    (table, errors)
}

/// Where syntax errors are, for looking up whether one is near.
pub(super) struct Unreadable {
    /// Where each begins, in order.
    starts: Vec<usize>,
    /// The farthest end of it and all before it.
    ends: Vec<usize>,
}

impl Unreadable {
    pub(super) fn new(ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut ranges: Vec<Range<usize>> = ranges.collect();
        ranges.sort_by_key(|range| range.start);
        let mut farthest = 0;
        let ends = ranges.iter().map(|range| {
            farthest = range.end.max(farthest);
            farthest
        });
        let ends = ends.collect();
        Self { starts: ranges.into_iter().map(|range| range.start).collect(), ends }
    }

    pub(super) fn touches(&self, range: &Range<usize>) -> bool {
        let before = self.starts.partition_point(|start| *start <= range.end);
        before.checked_sub(1).is_some_and(|last| self.ends[last] >= range.start)
    }
}

/// A syntax error as the parser says it, with the remedy where the parser's words leave it open.
pub(super) fn syntax(source: &Arc<Source>, range: Range<usize>, message: &str) -> Problem {
    let rest = source.text.get(range.start..).unwrap_or("");
    let nothing = rest.trim_start_matches([' ', '\t']).chars().next();
    let said = |title: String, help: &str| {
        let problem = Problem::error(Code::Syntax, source, range.clone(), title);
        if help.is_empty() { problem } else { problem.help(help) }
    };
    if message.contains("string") && matches!(nothing, None | Some('}' | ']' | ',' | '\n' | '\r' | '#')) {
        if message.contains("literal") {
            return said("a value is missing".to_owned(), "write the value, a text in quotation marks");
        }
        return said("a text has no end".to_owned(), "close it with a quotation mark on the same line");
    }
    let help = match message {
        _ if message.contains("duplicate key") => {
            "a key or table may appear only once: keep one of the two, or merge them"
        }
        _ if message.contains("must be quoted") => "put the text in quotation marks",
        _ if message.contains("date") => "write a day of the calendar as YYYY-MM-DD",
        _ => "",
    };
    said(message.replace('\n', ", "), help)
}

/// Where problems of one document gather.
pub(super) struct Sink<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) problems: RefCell<Vec<Problem>>,
    /// Whether the text has syntax errors, so that what seems missing may only be unreadable.
    pub(super) broken: Cell<bool>,
    /// Where the syntax errors are.
    pub(super) unreadable: Unreadable,
}

impl Sink<'_> {
    pub(super) fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Whether a syntax error has been reported for these bytes.
    pub(super) fn is_unreadable(&self, range: &Range<usize>) -> bool {
        self.unreadable.touches(range)
    }
}
