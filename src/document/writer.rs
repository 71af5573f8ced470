//! The one writer of canonical TOML: the same values always give the same bytes.
//!
//! Only what every TOML 1.0 reader understands is written: basic strings, decimal numbers, local
//! dates, single-line arrays and inline tables. The order is the caller's. The bytes are ours to
//! keep, which is why no library that may change its mind writes them.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use crate::date::{Day, Moment};

/// A value as it is written on the right of `=`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenValue {
    /// A text, quoted and escaped.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number, with a decimal point only where it needs one.
    Decimal(Decimal),
    /// A switch.
    Flag(bool),
    /// A day.
    Day(Day),
    /// A second in UTC.
    Moment(Moment),
    /// A list on one line.
    List(Vec<WrittenValue>),
    /// A table on one line.
    Inline(Vec<(String, WrittenValue)>),
}

macro_rules! written_from {
    ($($from:ty => $arm:ident;)+) => {
        $(impl From<$from> for WrittenValue {
            fn from(value: $from) -> Self { Self::$arm(value.into()) }
        })+
    };
}

written_from! {
    &str => Text;
    String => Text;
    &String => Text;
    i64 => Integer;
    u8 => Integer;
    u32 => Integer;
    Decimal => Decimal;
    bool => Flag;
    Day => Day;
    Moment => Moment;
}

impl From<&[String]> for WrittenValue {
    fn from(values: &[String]) -> Self {
        Self::List(values.iter().map(Into::into).collect())
    }
}

impl WrittenValue {
    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => quote(text, out),
            Self::Integer(number) => push(out, number),
            Self::Decimal(number) => push(out, number.normalize()),
            Self::Flag(flag) => push(out, flag),
            Self::Day(day) => push(out, day),
            Self::Moment(moment) => push(out, moment),
            Self::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Self::Inline(entries) if entries.is_empty() => out.push_str("{}"),
            Self::Inline(entries) => {
                out.push_str("{ ");
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    write_key(key, out);
                    out.push_str(" = ");
                    value.write(out);
                }
                out.push_str(" }");
            }
        }
    }
}

fn push(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
}

fn write_key(key: &str, out: &mut String) {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !key.is_empty() && key.bytes().all(bare) {
        out.push_str(key);
    } else {
        quote(key, out);
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Control characters, and those that reorder or hide text where a file is shown.
            character if is_invisible(character) => {
                let code = u32::from(character);
                if code <= 0xffff {
                    push(out, format_args!("\\u{code:04X}"));
                } else {
                    push(out, format_args!("\\U{code:08X}"));
                }
            }
            character => out.push(character),
        }
    }
    out.push('"');
}

/// Whether a character could hide, move or restyle the text around it where it is shown.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A document being written, from the top.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// Writes `key = value`.
    pub fn set(&mut self, key: &str, value: impl Into<WrittenValue>) -> &mut Self {
        write_key(key, &mut self.text);
        self.text.push_str(" = ");
        value.into().write(&mut self.text);
        self.text.push('\n');
        self
    }

    /// Writes `key = value` where there is a value.
    pub fn set_if(&mut self, key: &str, value: Option<impl Into<WrittenValue>>) -> &mut Self {
        if let Some(value) = value {
            self.set(key, value);
        }
        self
    }

    /// Begins `[name]`.
    pub fn table(&mut self, name: &str) -> &mut Self {
        self.header("[", name, "]")
    }

    /// Begins the next `[[name]]`.
    pub fn item(&mut self, name: &str) -> &mut Self {
        self.header("[[", name, "]]")
    }

    fn header(&mut self, open: &str, name: &str, close: &str) -> &mut Self {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(open);
        self.text.push_str(name);
        self.text.push_str(close);
        self.text.push('\n');
        self
    }

    /// The whole text, ending in a line feed.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_every_reader_reads_back() {
        let hostile = "q\"b\\s\nn\tt\u{1b}[31m\u{202e}\u{e0041}é漢🦀 =cmd()";
        let mut writer = Writer::default();
        writer
            .set("text", hostile)
            .set("9 odd key", 99_i64)
            .set("rate", Decimal::new(9950, 2))
            .set_if("absent", None::<bool>)
            .table("answers")
            .set(
                "q",
                WrittenValue::Inline(vec![
                    ("value".into(), "x".into()),
                    ("dated".into(), Day::new(2026, 11, 22).unwrap().into()),
                    ("list".into(), WrittenValue::List(vec![true.into(), 1_i64.into()])),
                ]),
            );
        let text = writer.finish();
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\u{e0041}'));
        let table: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(table["text"].as_str(), Some(hostile));
        assert_eq!(table["9 odd key"].as_integer(), Some(99));
        assert_eq!(table["rate"].as_float(), Some(99.5));
        assert_eq!(table["answers"]["q"]["list"][1].as_integer(), Some(1));
    }
}
