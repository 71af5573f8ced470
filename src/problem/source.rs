//! A text and where it is from, with the lines and columns of its bytes.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::MOST_SUGGESTED;

/// A text that was read from somewhere, with the name a person knows it by.
#[derive(Debug)]
pub struct Source {
    /// A path as the person gave it, or `bundled:ID` for a file inside the program.
    pub name: String,
    /// The whole text.
    pub text: Cow<'static, str>,
    /// The line and column at every so many bytes, so that a place is found without counting from the
    /// start each time: hostile files have hundreds of thousands of them.
    places: OnceLock<Vec<(usize, usize)>>,
    /// For how many of its problems the nearest name was looked for.
    suggested: AtomicUsize,
}

/// How many bytes lie between two places that are remembered.
const STRIDE: usize = 1024;

/// The line and column behind some more text, both from 1.
pub(super) fn advance((mut line, mut column): (usize, usize), text: &str) -> (usize, usize) {
    for character in text.chars() {
        if character == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    (line, column)
}

impl Source {
    /// Wraps a text and its name for sharing between the values read from it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            text: Cow::Owned(text.into()),
            places: OnceLock::new(),
            suggested: AtomicUsize::new(0),
        })
    }

    /// The same for a text inside the program, without a copy of it.
    #[must_use]
    pub fn inside(name: impl Into<String>, text: &'static str) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            text: Cow::Borrowed(text),
            places: OnceLock::new(),
            suggested: AtomicUsize::new(0),
        })
    }

    /// Whether the nearest name is looked for once more.
    pub(super) fn suggests(&self) -> bool {
        self.suggested.fetch_add(1, Ordering::Relaxed) < MOST_SUGGESTED
    }

    /// The line and column, both from 1 and in characters, of a byte position.
    #[must_use]
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let end = self.text.floor_char_boundary(byte.min(self.text.len()));
        let places = self.places.get_or_init(|| {
            let mut places = vec![(1, 1)];
            let mut from = 0;
            for to in (STRIDE..=self.text.len()).step_by(STRIDE) {
                let to = self.text.floor_char_boundary(to);
                places.push(advance(places.last().copied().unwrap_or((1, 1)), &self.text[from..to]));
                from = to;
            }
            places
        });
        let near = end / STRIDE;
        let start = self.text.floor_char_boundary(near * STRIDE);
        advance(places[near], &self.text[start..end])
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for Source {}
