//! Text made fit for paper: what no font has is replaced by a box and counted, what would run over
//! the edge may break.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::writer::is_invisible;
use crate::file_kind::REPORT;

/// What stands for a character that cannot be set.
const BOX: char = '\u{25a1}';
/// Where a line may break.
const BREAK: char = '\u{200b}';
/// The longest run of letters that may stay whole.
const RUN: usize = 24;
/// The longest text that fits into a narrow column of one page, in bytes.
const LONG: usize = 1500;

/// Makes texts fit for paper, and keeps what it had to replace.
pub(super) struct Fitter<C> {
    cover: C,
    /// The characters that were replaced.
    pub(super) replaced: BTreeSet<char>,
    /// Whether a text is so long that it may fill a page alone.
    pub(super) long: bool,
}

impl<C: Fn(char) -> bool> Fitter<C> {
    /// With a test that says which characters can be set.
    pub(super) fn new(cover: C) -> Self {
        Self { cover, replaced: BTreeSet::new(), long: false }
    }

    /// Every text in a value, keys excepted.
    pub(super) fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                self.long |= text.len() > LONG;
                *text = breakable(&self.text(text));
            }
            Value::Array(items) => {
                // A list may be set in one cell, its items one after the other.
                self.long |= items.iter().filter_map(Value::as_str).map(str::len).sum::<usize>() > LONG;
                for item in items {
                    self.value(item);
                }
            }
            Value::Object(fields) => fields.values_mut().for_each(|field| self.value(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A text in which every character can be set. A line feed stays; what only joins or varies its
    /// neighbours goes with them.
    pub(super) fn text(&mut self, text: &str) -> String {
        text.chars()
            .filter(|character| !matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}'))
            .map(|character| match character {
                '\n' => '\n',
                '\t' | '\r' => ' ',
                character if is_invisible(character) || !(self.cover)(character) => {
                    self.replaced.insert(character);
                    BOX
                }
                character => character,
            })
            .collect()
    }
}

/// A text whose long words may break: after signs that part them, else anywhere. A sha256 stays whole,
/// since people search for it. What begins like a provenance line is broken, so that a record cannot forge one.
fn breakable(text: &str) -> String {
    let text = text.replace(REPORT.trim_end(), &format!("plimsoll-{BREAK}report/1"));
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        // A line does not break before a full stop of its own accord, though one begins many a domain.
        if out.ends_with(' ') && word.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
            out.push(BREAK);
        }
        if word.chars().count() <= RUN || is_hash(word) {
            out.push_str(piece);
            continue;
        }
        let mut run = 0;
        for character in piece.chars() {
            out.push(character);
            run += 1;
            if (run > 3 && "-_/.:@,;=&?+".contains(character)) || run >= RUN {
                out.push(BREAK);
                run = 0;
            }
        }
    }
    out
}

fn is_hash(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_becomes_a_box_and_is_told() {
        let mut fitter = Fitter::new(|character: char| character.is_ascii() || character == 'é');
        let mut value = serde_json::json!({"名": ["café 中文 \u{202e}\u{1b}[31m", 7, null, true]});
        fitter.value(&mut value);
        assert_eq!(value, serde_json::json!({"名": ["café □□ □□[31m", 7, null, true]}));
        assert_eq!(fitter.replaced.into_iter().collect::<String>(), "\u{1b}\u{202e}中文");
    }

    #[test]
    fn a_record_cannot_forge_a_provenance() {
        assert!(!breakable(&format!("{REPORT}version=9")).contains(REPORT));
    }

    #[test]
    fn long_words_may_break_and_hashes_stay_whole() {
        let hash = "0123456789abcdef".repeat(4);
        assert_eq!(breakable(&hash), hash);
        assert_eq!(breakable("a short sentence of many words"), "a short sentence of many words");
        assert_eq!(
            breakable("https://example.org/a-long-path"),
            "https:\u{200b}//example.\u{200b}org/\u{200b}a-long-\u{200b}path"
        );
        assert_eq!(breakable("chat.com, .open.ai"), "chat.com, \u{200b}.open.ai");
        let long = breakable(&"x".repeat(10_000));
        assert!(long.split(BREAK).all(|run| run.chars().count() <= RUN));
        assert_eq!(long.replace(BREAK, ""), "x".repeat(10_000));
    }
}
