//! A line that is being edited, as in a shell, with what was given before to choose from.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::backend::crossterm::EventHandler as _;
use tui_input::{Input, InputRequest};

/// What a line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinePurpose {
    /// A part of the request.
    Part(usize),
    /// Why levels that contradict each other are both true.
    Explanation,
    /// The number that answers a question.
    Number,
    /// Who could know, or what was done to find out.
    WhyUnknown,
    /// Why a question does not apply.
    WhyNot,
    /// Who else looked at that, with the reason.
    Reader(String),
    /// A note beside an answer.
    Note,
    /// The date of the evidence.
    Dated,
    /// What is done instead.
    Control,
    /// How much of the control it replaces.
    Replaces(String),
    /// The last day on which that counts.
    Until(String, u8),
    /// Who is to answer.
    Assign,
    /// The date of a document that is new, with its title.
    DocumentDated(String),
    /// What to find in the overview.
    Find,
}

/// What a key did to a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Edited {
    /// It goes on.
    Goes,
    /// This was said.
    Said(String),
    /// Nothing was said.
    Left,
}

/// A line that is being edited.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What it is for.
    pub asking: LinePurpose,
    /// What is asked.
    pub ask: String,
    /// How to say it.
    pub help: String,
    /// What was typed.
    pub input: Input,
    /// What is wrong with it.
    pub wrong: String,
    /// What was given before.
    offers: Vec<String>,
    /// What was typed before an offer took its place, and which offer stands there.
    offered: Option<(String, usize)>,
}

impl Prompt {
    /// A line with a first text.
    pub fn new(asking: LinePurpose, ask: &str, first: &str, help: &str) -> Self {
        Self {
            asking,
            ask: ask.to_owned(),
            help: help.to_owned(),
            input: Input::new(one_line(first)),
            wrong: String::new(),
            offers: Vec::new(),
            offered: None,
        }
    }

    /// With what was given before, to choose from.
    pub fn offering(mut self, offers: impl IntoIterator<Item = String>) -> Self {
        for offer in offers {
            if !offer.is_empty() && !self.offers.contains(&offer) {
                self.offers.push(offer);
            }
        }
        self
    }

    /// Whether there is something to choose from.
    pub const fn offers_something(&self) -> bool {
        !self.offers.is_empty()
    }

    /// What a key does.
    pub fn press(&mut self, key: KeyEvent) -> Edited {
        self.wrong.clear();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return Edited::Said(self.input.value().trim().to_owned()),
            KeyCode::Esc => return Edited::Left,
            KeyCode::Tab | KeyCode::Down => self.offer(true),
            KeyCode::BackTab | KeyCode::Up => self.offer(false),
            // In a shell this deletes to the beginning alone.
            KeyCode::Char('u') if control => {
                let rest: String = self.input.value().chars().skip(self.input.cursor()).collect();
                self.input = Input::new(rest).with_cursor(0);
                self.offered = None;
            }
            _ => {
                if self.input.handle_event(&Event::Key(key)).is_some_and(|changed| changed.value) {
                    self.offered = None;
                }
            }
        }
        Edited::Goes
    }

    /// Takes a pasted text as one line.
    pub fn paste(&mut self, text: &str) {
        self.offered = None;
        for letter in one_line(text).chars() {
            self.input.handle(InputRequest::InsertChar(letter));
        }
    }

    /// Puts the next of the offers in place that begin like what was typed.
    fn offer(&mut self, onwards: bool) {
        let typed = self.offered.as_ref().map_or_else(|| self.input.value().to_owned(), |(typed, _)| typed.clone());
        let like = typed.to_lowercase();
        let begins = |offer: &&String| {
            offer.to_lowercase().split_whitespace().any(|word| word.starts_with(&like))
                || offer.to_lowercase().starts_with(&like)
        };
        let fitting: Vec<&String> = self.offers.iter().filter(begins).collect();
        if fitting.is_empty() {
            return;
        }
        let at = match (&self.offered, onwards) {
            (None, true) => 0,
            (None, false) => fitting.len() - 1,
            (Some((_, at)), true) => (at + 1) % fitting.len(),
            (Some((_, at)), false) => at.checked_sub(1).unwrap_or(fitting.len() - 1),
        };
        self.input = Input::new(fitting[at.min(fitting.len() - 1)].clone());
        self.offered = Some((typed, at));
    }
}

fn one_line(text: &str) -> String {
    text.split(['\r', '\n', '\t']).map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(prompt: &mut Prompt, keys: &str) {
        for letter in keys.chars() {
            let (code, modifiers) = match letter {
                '\u{1}'..='\u{1a}' if letter != '\t' => {
                    (KeyCode::Char(char::from(u8::try_from(u32::from(letter)).unwrap() + 96)), KeyModifiers::CONTROL)
                }
                '\t' => (KeyCode::Tab, KeyModifiers::NONE),
                '<' => (KeyCode::Left, KeyModifiers::NONE),
                '\u{7f}' => (KeyCode::Backspace, KeyModifiers::NONE),
                letter => (KeyCode::Char(letter), KeyModifiers::NONE),
            };
            assert_eq!(prompt.press(KeyEvent::new(code, modifiers)), Edited::Goes);
        }
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        for (keys, text) in [
            ("one two\u{17}", "one "),
            ("one two\u{1}\u{b}", ""),
            ("one<<\u{15}", "ne"),
            ("two\u{1}one \u{5}!", "one two!"),
            ("\u{7530}\u{4e2d}\u{e9}<\u{7f}X", "\u{7530}X\u{e9}"),
            ("Le\t", "Lee Sample"),
            ("s\t\t", "Sam Other"),
            ("\t\t\t", "Lee Sample"),
            ("Q\t", "Q"),
        ] {
            let names = ["Lee Sample", "Sam Other"].map(str::to_owned);
            let mut prompt = Prompt::new(LinePurpose::Assign, "Who?", "", "").offering(names);
            press(&mut prompt, keys);
            assert_eq!(prompt.input.value(), text, "{keys:?}");
        }
    }

    #[test]
    fn a_paste_is_one_line() {
        let mut prompt = Prompt::new(LinePurpose::Note, "Note", "", "");
        prompt.paste("first\r\n\tsecond\nthird\n");
        assert_eq!(
            prompt.press(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)),
            Edited::Said("first second third".to_owned())
        );
    }
}
