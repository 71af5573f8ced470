//! A value of a document, read as what somebody wants it to be.

use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::date::{Day, Moment};
use crate::problem::{Code, Problem};

use super::name::{TableName, ValueName};
use super::{At, LARGEST_TEXT, Section, ValueAt};

impl<'a> ValueAt<'a> {
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
    pub fn list(&self) -> Option<impl ExactSizeIterator<Item = ValueAt<'a>> + use<'a>> {
        let Some(array) = self.written.get_ref().as_array() else {
            self.wrong_type("a list");
            return None;
        };
        let sink = self.sink;
        let list = Rc::new(self.name.clone());
        let item = move |(at, written)| ValueAt { sink, written, name: ValueName::Item(at, Rc::clone(&list)) };
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

pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
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
