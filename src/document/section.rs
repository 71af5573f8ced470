//! A table of a document: its keys, each asked for by name, and what is said of those that nobody asked for.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::DeTable;

use crate::date::{Day, Moment};
use crate::problem::{Code, Problem, Source};

use super::name::{TableName, ValueName};
use super::syntax::Sink;
use super::{At, Section, ValueAt};

impl<'a> Section<'a> {
    pub(super) fn new(sink: &'a Sink<'a>, table: &'a DeTable<'a>, range: Range<usize>, name: TableName<'a>) -> Self {
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
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !asked.contains(&name) {
                let valid: BTreeSet<&str> = asked.iter().copied().collect();
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

    fn take(&self, key: &'static str) -> Option<ValueAt<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.table.get(key)?;
        Some(ValueAt { sink: self.sink, written: value, name: ValueName::Key(key, self.name.clone()) })
    }

    fn required(&self, key: &'static str, wanted: &str) -> Option<ValueAt<'a>> {
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
    pub fn value(&self, key: &'static str) -> Option<ValueAt<'a>> {
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
    pub fn list_if(&self, key: &'static str) -> Option<impl ExactSizeIterator<Item = ValueAt<'a>> + use<'a>> {
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
    pub fn entries(&self) -> Vec<(At<String>, ValueAt<'a>)> {
        self.table
            .iter()
            .map(|(key, value)| {
                let id = At { value: key.get_ref().to_string(), range: key.span() };
                let name = ValueName::Key(key.get_ref(), self.name.clone());
                (id, ValueAt { sink: self.sink, written: value, name })
            })
            .collect()
    }
}
