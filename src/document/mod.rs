//! Strict reading of TOML: every key is asked for by name, everything wrong is collected with its
//! place, and whatever nobody asked for is reported. `writer.rs` is the other direction.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::{Deref, Range, RangeInclusive};
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::date::{Day, Moment};
use crate::problem::{Code, Problem, Problems, Source};
use name::{TableName, ValueName};

pub use id::{free_id, is_id, is_path_id, slug};

pub mod comments;
pub mod encoding;
mod id;
mod name;
pub mod sheet;
pub mod visible;
pub mod writer;

/// The most bytes of text that any one file may have.
pub const LARGEST_FILE: u64 = 4 << 20;
/// The most bytes that any one text value may have.
const LARGEST_TEXT: usize = 10_000;

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
        let title = "a merge left its marks here: this is two files in one";
        let help = "keep what one side wrote and remove the marks; `plimsoll fmt --heads` writes a head anew";
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

/// The first mark that a merge leaves where two sides changed the same lines.
fn merge_mark(text: &str) -> Option<Range<usize>> {
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
fn parse(text: &str) -> (Spanned<DeTable<'_>>, Vec<toml::de::Error>) {
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
struct Unreadable {
    /// Where each begins, in order.
    starts: Vec<usize>,
    /// The farthest end of it and all before it.
    ends: Vec<usize>,
}

impl Unreadable {
    fn new(ranges: impl Iterator<Item = Range<usize>>) -> Self {
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

    fn touches(&self, range: &Range<usize>) -> bool {
        let before = self.starts.partition_point(|start| *start <= range.end);
        before.checked_sub(1).is_some_and(|last| self.ends[last] >= range.start)
    }
}

/// A syntax error as the parser says it, with the remedy where the parser's words leave it open.
fn syntax(source: &Arc<Source>, range: Range<usize>, message: &str) -> Problem {
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
            "a key or table may stand once: keep one of the two, or put them together"
        }
        _ if message.contains("must be quoted") => "put the text in quotation marks",
        _ if message.contains("date") => "write a day of the calendar as YYYY-MM-DD",
        _ => "",
    };
    said(message.replace('\n', ", "), help)
}

/// Where problems of one document gather.
struct Sink<'a> {
    source: &'a Arc<Source>,
    problems: RefCell<Vec<Problem>>,
    /// Whether the text has syntax errors, so that what seems missing may only be unreadable.
    broken: Cell<bool>,
    /// Where the syntax errors are.
    unreadable: Unreadable,
}

impl Sink<'_> {
    fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Whether a syntax error has been reported for these bytes.
    fn is_unreadable(&self, range: &Range<usize>) -> bool {
        self.unreadable.touches(range)
    }
}

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

impl<'a> Section<'a> {
    fn new(sink: &'a Sink<'a>, table: &'a DeTable<'a>, range: Range<usize>, name: TableName<'a>) -> Self {
        // Most tables have fewer keys than this, so that one allocation does.
        let asked = RefCell::new(Vec::with_capacity(16));
        Self { sink, table, range, name, asked, skipped: Cell::default() }
    }

    /// The file the table is from.
    #[must_use]
    pub fn source(&self) -> &'a Arc<Source> {
        self.sink.source
    }

    /// Where the table's header stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// How messages call the table.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.to_string()
    }

    /// Calls the table by its id from here on.
    pub fn call(&self, what: &'static str, id: &str) {
        self.name.call(what, id);
    }

    /// Calls the table by another name from here on.
    pub fn rename(&self, name: &str) {
        self.name.rename(name);
    }

    /// Where the value of a key stands; the header where there is no such key.
    #[must_use]
    pub fn range_of(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.range.clone(), Spanned::span)
    }

    /// Whether the key is there, whatever its value.
    #[must_use]
    pub fn has(&self, key: &'static str) -> bool {
        self.table.contains_key(key)
    }

    /// An error about the value of a key, in this file; for `report`.
    #[must_use]
    pub fn problem(&self, code: Code, key: &str, title: impl Into<String>) -> Problem {
        Problem::error(code, self.sink.source, self.range_of(key), title)
    }

    /// Adds a problem to what is wrong with the document.
    pub fn report(&self, problem: Problem) {
        self.sink.push(problem);
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&self) {
        if self.skipped.get() {
            return;
        }
        let asked = self.asked.borrow();
        let valid: BTreeSet<&str> = asked.iter().copied().collect();
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !valid.contains(name) {
                self.report(
                    Problem::error(
                        Code::UnknownKey,
                        self.sink.source,
                        key.span(),
                        format!("{} has no key `{name}`", self.name()),
                    )
                    .suggest(name, valid.iter().copied()),
                );
            }
        }
    }

    /// The `id` that the table gives itself, whether or not it is well formed.
    #[must_use]
    pub fn written_id(&self) -> Option<String> {
        self.table.get("id").and_then(|value| value.get_ref().as_str()).map(str::to_owned)
    }

    /// Whether the text has syntax errors, so that more may be missing than its author left out.
    #[must_use]
    pub fn broken(&self) -> bool {
        self.sink.broken.get()
    }

    /// Takes a key for known without reading it: where what it should be cannot be told.
    pub fn skip(&self, key: &'static str) {
        self.asked.borrow_mut().push(key);
    }

    /// Takes all keys for known: where what the table should be cannot be told.
    pub fn skip_rest(&self) {
        self.skipped.set(true);
    }

    fn take(&self, key: &'static str) -> Option<Value<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.table.get(key)?;
        Some(Value { sink: self.sink, written: value, name: ValueName::Key(key, self.name.clone()) })
    }

    fn required(&self, key: &'static str, wanted: &str) -> Option<Value<'a>> {
        let value = self.take(key);
        if value.is_none() && !self.sink.broken.get() {
            self.report(
                Problem::error(
                    Code::MissingKey,
                    self.sink.source,
                    self.range.clone(),
                    format!("{} lacks `{key}`", self.name()),
                )
                .help(format!("add `{key} = …` with {wanted}")),
            );
        }
        value
    }

    /// The value of a key that may be left out, for reading by hand.
    pub fn value(&self, key: &'static str) -> Option<Value<'a>> {
        self.take(key)
    }

    /// A text that must be there and not be empty.
    pub fn text(&self, key: &'static str) -> Option<At<String>> {
        self.required(key, "a text")?.text()
    }

    /// A text that may be left out, but not be empty.
    pub fn text_if(&self, key: &'static str) -> Option<At<String>> {
        self.take(key)?.text()
    }

    /// A text that may be left out or empty.
    pub fn loose_text(&self, key: &'static str) -> Option<At<String>> {
        self.take(key)?.loose_text()
    }

    /// A whole number in a range that must be there.
    pub fn integer(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<At<i64>> {
        self.required(key, "a whole number")?.integer(range)
    }

    /// A whole number in a range that may be left out.
    pub fn integer_if(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<At<i64>> {
        self.take(key)?.integer(range)
    }

    /// A switch; left out it is off.
    pub fn flag(&self, key: &'static str) -> bool {
        self.take(key).and_then(|value| value.flag()).unwrap_or(false)
    }

    /// A switch that may be left out.
    pub fn flag_if(&self, key: &'static str) -> Option<bool> {
        self.take(key)?.flag()
    }

    /// A day that must be there.
    pub fn day(&self, key: &'static str) -> Option<At<Day>> {
        self.required(key, "a day such as 2026-11-22")?.day()
    }

    /// A day that may be left out.
    pub fn day_if(&self, key: &'static str) -> Option<At<Day>> {
        self.take(key)?.day()
    }

    /// A second in UTC that must be there.
    pub fn moment(&self, key: &'static str) -> Option<At<Moment>> {
        self.required(key, "a moment such as 2026-11-22T09:30:00Z")?.moment()
    }

    /// A decimal number that must be there.
    pub fn number(&self, key: &'static str) -> Option<At<Decimal>> {
        self.required(key, "a number")?.decimal()
    }

    /// One of a few names that must be there.
    pub fn choice<T: Copy>(&self, key: &'static str, names: &[(&'static str, T)]) -> Option<At<T>> {
        let wanted: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        self.required(key, &format!("one of {}", wanted.join(", ")))?.choice(names)
    }

    /// One of a few names, which may be left out.
    pub fn choice_if<T: Copy>(&self, key: &'static str, names: &[(&'static str, T)]) -> Option<At<T>> {
        self.take(key)?.choice(names)
    }

    /// A list of texts; left out it is empty.
    pub fn texts(&self, key: &'static str) -> Vec<At<String>> {
        self.take(key).and_then(|value| value.texts()).unwrap_or_default()
    }

    /// A text or a list of texts; left out it is empty.
    pub fn one_or_more(&self, key: &'static str) -> Vec<At<String>> {
        match self.take(key) {
            Some(value) if value.is_list() => value.texts().unwrap_or_default(),
            Some(value) => value.text().into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The values of a list, for reading by hand; `None` where the key is left out.
    pub fn list_if(&self, key: &'static str) -> Option<impl ExactSizeIterator<Item = Value<'a>> + use<'a>> {
        self.take(key)?.list()
    }

    /// A table that may be left out. The caller reads it and calls `finish`.
    pub fn section_if(&self, key: &'static str) -> Option<Section<'a>> {
        let value = self.take(key)?;
        let section = value.section(key)?;
        section.name.call_as(value.name);
        Some(section)
    }

    /// A list of tables; left out it is empty. The caller reads each and calls `finish`.
    pub fn sections(&self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        if value.is_table() {
            self.report(
                Problem::error(
                    Code::WrongType,
                    self.sink.source,
                    value.range(),
                    format!("{} is one table, not a list of them", value.name),
                )
                .help(format!("write `[[{key}]]`, with two brackets on each side")),
            );
            return Vec::new();
        }
        let what = match key {
            "options" | "items" | "bands" => &key[..key.len() - 1],
            other => other,
        };
        let Some(list) = value.list() else { return Vec::new() };
        let mut sections = Vec::with_capacity(list.len());
        sections.extend(list.filter_map(|value| value.section(what)));
        sections
    }

    /// Every key of a table whose keys are ids, with its value.
    pub fn entries(&self) -> Vec<(At<String>, Value<'a>)> {
        self.table
            .iter()
            .map(|(key, value)| {
                let id = At { value: key.get_ref().to_string(), range: key.span() };
                let name = ValueName::Key(key.get_ref(), self.name.clone());
                (id, Value { sink: self.sink, written: value, name })
            })
            .collect()
    }
}

/// One value of a document.
pub struct Value<'a> {
    sink: &'a Sink<'a>,
    written: &'a Spanned<DeValue<'a>>,
    name: ValueName<'a>,
}

impl<'a> Value<'a> {
    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.written.span()
    }

    fn at<T>(&self, value: T) -> At<T> {
        At { value, range: self.range() }
    }

    /// Adds a problem at this value.
    pub fn report(&self, code: Code, title: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Problem::error(code, self.sink.source, self.range(), title).help(help));
    }

    /// Reports that the value is of another type than is wanted.
    pub fn wrong_type(&self, wanted: &str) {
        // What stands where the parser could not read is reported as bad syntax already.
        if self.sink.is_unreadable(&self.range()) {
            return;
        }
        self.sink.push(
            Problem::error(
                Code::WrongType,
                self.sink.source,
                self.range(),
                format!("{} is {}, not {wanted}", self.name, kind_of(self.written.get_ref())),
            )
            .label(format!("should be {wanted}")),
        );
    }

    /// The value as the file writes it.
    fn written(&self) -> &str {
        self.sink.source.text.get(self.range()).unwrap_or("")
    }

    /// Whether it is a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.written.get_ref().is_table()
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.written.get_ref().is_array()
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.written.get_ref(), DeValue::Integer(_) | DeValue::Float(_))
    }

    /// Whether it is a text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.written.get_ref().is_str()
    }

    /// A text that is not empty.
    #[must_use]
    pub fn text(&self) -> Option<At<String>> {
        let text = self.loose_text()?;
        if text.trim().is_empty() {
            if self.sink.is_unreadable(&self.range()) {
                return None;
            }
            self.report(Code::BadText, format!("{} is empty", self.name), "write a text or leave the key out");
            return None;
        }
        Some(text)
    }

    /// A text, possibly empty.
    #[must_use]
    pub fn loose_text(&self) -> Option<At<String>> {
        let Some(text) = self.written.get_ref().as_str() else {
            self.wrong_type("a text");
            return None;
        };
        if text.len() > LARGEST_TEXT {
            self.report(
                Code::BadText,
                format!("{} has {} bytes", self.name, text.len()),
                format!("a text may have {LARGEST_TEXT} bytes: keep longer material as evidence and refer to it"),
            );
            return None;
        }
        Some(self.at(text.to_owned()))
    }

    /// A whole number within a range.
    #[must_use]
    pub fn integer(&self, range: RangeInclusive<i64>) -> Option<At<i64>> {
        let Some(integer) = self.written.get_ref().as_integer() else {
            self.wrong_type("a whole number");
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        if let Some(number) = number.filter(|number| range.contains(number)) {
            Some(self.at(number))
        } else {
            let (least, most) = (range.start(), range.end());
            let allowed = if *most == i64::MAX {
                format!("give a whole number of at least {least}")
            } else {
                format!("give a whole number from {least} to {most}")
            };
            self.report(Code::OutOfRange, format!("{} is {}", self.name, self.written()), allowed);
            None
        }
    }

    /// A decimal number, exactly as written.
    #[must_use]
    pub fn decimal(&self) -> Option<At<Decimal>> {
        let written = match self.written.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type("a number");
                return None;
            }
        };
        let plain = written.strip_prefix('+').unwrap_or(written);
        let exact = Decimal::from_str_exact(plain).or_else(|_| {
            if plain.contains(['e', 'E']) {
                Decimal::from_scientific(plain)
            } else {
                Err(rust_decimal::Error::Underflow)
            }
        });
        let Ok(number) = exact else {
            self.report(
                Code::OutOfRange,
                format!("{} is {written}", self.name),
                "give a finite number of at most 28 digits",
            );
            return None;
        };
        Some(self.at(number.normalize()))
    }

    /// A switch.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        let flag = self.written.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type("true or false");
        }
        flag
    }

    /// A day. A text in the same form is taken too, since JSON knows no days.
    #[must_use]
    pub fn day(&self) -> Option<At<Day>> {
        let day = match self.written.get_ref() {
            DeValue::Datetime(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                i16::try_from(date.year)
                    .ok()
                    .zip(i8::try_from(date.month).ok())
                    .zip(i8::try_from(date.day).ok())
                    .and_then(|((year, month), day)| Day::new(year, month, day))
            }
            DeValue::String(text) => text.parse().ok(),
            _ => {
                self.wrong_type("a day such as 2026-11-22");
                return None;
            }
        };
        if day.is_none() {
            self.report(
                Code::BadDate,
                format!("{} is not a day of the calendar", self.name),
                "write a day as YYYY-MM-DD",
            );
        }
        day.map(|day| self.at(day))
    }

    /// A second in UTC.
    #[must_use]
    pub fn moment(&self) -> Option<At<Moment>> {
        let DeValue::Datetime(written) = self.written.get_ref() else {
            self.wrong_type("a moment such as 2026-11-22T09:30:00Z");
            return None;
        };
        let moment = written.to_string().parse().ok();
        if moment.is_none() {
            self.report(
                Code::BadDate,
                format!("{} is not a whole second in UTC", self.name),
                "write a moment as YYYY-MM-DDTHH:MM:SSZ",
            );
        }
        moment.map(|moment| self.at(moment))
    }

    /// One of a few names.
    pub fn choice<T: Copy>(&self, names: &[(&'static str, T)]) -> Option<At<T>> {
        let text = self.text()?;
        let found = names.iter().find(|(name, _)| *name == text.value);
        if found.is_none() {
            self.sink.push(
                Problem::error(
                    Code::UnknownId,
                    self.sink.source,
                    self.range(),
                    format!("{} is `{}`", self.name, text.value),
                )
                .suggest(&text.value, names.iter().map(|(name, _)| *name)),
            );
        }
        found.map(|(_, value)| self.at(*value))
    }

    /// The values of a list.
    #[must_use]
    pub fn list(&self) -> Option<impl ExactSizeIterator<Item = Value<'a>> + use<'a>> {
        let Some(array) = self.written.get_ref().as_array() else {
            self.wrong_type("a list");
            return None;
        };
        let sink = self.sink;
        let list = Rc::new(self.name.clone());
        let item = move |(at, written)| Value { sink, written, name: ValueName::Item(at, Rc::clone(&list)) };
        Some(array.iter().enumerate().map(item))
    }

    /// The texts of a list; what is none of them is reported and left out.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<At<String>>> {
        Some(self.list()?.filter_map(|item| item.text()).collect())
    }

    /// A table. The caller reads it and calls `finish`.
    #[must_use]
    pub fn section(&self, what: &'static str) -> Option<Section<'a>> {
        let Some(table) = self.written.get_ref().as_table() else {
            self.wrong_type("a table");
            return None;
        };
        Some(Section::new(self.sink, table, self.range(), TableName::this(what)))
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "a switch",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The sha256 of a text in lower-case hexadecimal, as records and `sha256sum` name it.
#[must_use]
pub fn sha256(text: &str) -> String {
    sha256_of(text.as_bytes())
}

/// The sha256 of some bytes in lower-case hexadecimal.
#[must_use]
pub fn sha256_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Whether a text is a sha256 as files write it: 64 lower-case hexadecimal digits.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
