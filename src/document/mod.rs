//! Strict reading of TOML: every key is asked for by name, everything wrong is collected with its
//! place, and whatever nobody asked for is reported. `writer.rs` is the other direction.

use std::cell::{Cell, RefCell};
use std::ops::{Deref, Range};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Code, Problem, Problems, Source};

use name::{TableName, ValueName};
use syntax::{Sink, Unreadable, merge_mark, parse, syntax};

pub(crate) use hash::hexadecimal;
pub use hash::{is_sha256, sha256, sha256_of};
pub use id::{free_id, is_id, is_path_id, slug};

pub mod comments;
pub mod encoding;
mod hash;
mod id;
mod name;
mod section;
pub mod sheet;
mod syntax;
mod value;
pub mod visible;
pub mod writer;

/// The most bytes of text that any one file may have.
pub const LARGEST_FILE: u64 = 4 << 20;
/// The most bytes that any one text value may have.
const LARGEST_TEXT: usize = 10_000;

/// One table of a document.
pub struct Section<'a> {
    sink: &'a Sink<'a>,
    table: &'a DeTable<'a>,
    range: Range<usize>,
    /// What the table is called in messages: "question `retention`".
    name: TableName<'a>,
    /// The keys that somebody asked for, some of them more than once.
    asked: RefCell<Vec<&'static str>>,
    skipped: Cell<bool>,
}

/// One value of a document.
pub struct ValueAt<'a> {
    sink: &'a Sink<'a>,
    written: &'a Spanned<DeValue<'a>>,
    name: ValueName<'a>,
}

/// A value and the bytes of the source where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

impl<T> At<T> {
    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), range: self.range }
    }
}

impl<T> Deref for At<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Reads a document: reports every syntax error, checks `schema`, then hands the top table to `build`.
///
/// `build` gives what it could make; all problems found on the way, of syntax and of meaning, come
/// back together. Where the text has syntax errors, keys that seem to be missing are not reported,
/// since they may stand in the part that could not be read.
///
/// # Errors
/// Where there is any error, or `build` gave nothing.
pub fn read<T>(
    source: &Arc<Source>,
    newest_schema: i64,
    build: impl FnOnce(&Section<'_>) -> Option<T>,
) -> Result<(T, Problems), Problems> {
    let (value, problems) = survey(source, newest_schema, build);
    problems.and(value)
}

/// The same, giving what could be made even where there are errors, so that a caller can look for
/// more of them. The value is not to be used for anything else then.
pub fn survey<T>(
    source: &Arc<Source>,
    newest_schema: i64,
    build: impl FnOnce(&Section<'_>) -> Option<T>,
) -> (Option<T>, Problems) {
    let (table, errors) = parse(&source.text);
    if let Some(mark) = merge_mark(&source.text).filter(|_| !errors.is_empty()) {
        let title = "unresolved merge conflict: this is two files in one";
        let help = "keep what one side wrote and remove the conflict markers; `plimsoll fmt --heads` rewrites a head";
        return (None, Problems(vec![Problem::error(Code::Syntax, source, mark, title).help(help)]));
    }
    let unreadable = Unreadable::new(errors.iter().filter_map(toml::de::Error::span));
    let sink = Sink { source, problems: RefCell::default(), broken: Cell::new(!errors.is_empty()), unreadable };
    for error in errors {
        sink.push(syntax(source, error.span().unwrap_or(0..0), error.message()));
    }
    let top = Section::new(&sink, table.get_ref(), 0..0, TableName::said("the file"));
    let mut value = None;
    let schema = match (sink.broken.get(), table.get_ref().contains_key("schema")) {
        (true, false) => Some(newest_schema),
        (false, false) => {
            sink.push(
                Problem::error(Code::MissingKey, source, 0..0, "the file lacks `schema`")
                    .help(format!("add `schema = {newest_schema}` as its first line")),
            );
            Some(newest_schema)
        }
        _ => top.integer("schema", 1..=i64::MAX).map(|schema| schema.value),
    };
    // A newer file must say "newer", not "unknown key": nothing else of it is looked at.
    match schema {
        Some(schema) if schema > newest_schema => {
            let range = top.range_of("schema");
            sink.push(
                Problem::error(
                    Code::NewerSchema,
                    source,
                    range,
                    format!("schema {schema} is newer than this program reads"),
                )
                .help(format!("this version reads schema {newest_schema} at most: install a newer plimsoll")),
            );
        }
        _ => {
            top.asked.borrow_mut().push("schema");
            value = build(&top);
            top.finish();
        }
    }
    let mut problems = Problems(sink.problems.into_inner());
    problems.sort();
    problems.0.dedup();
    (value, problems)
}
