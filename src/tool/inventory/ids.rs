//! Ids for what a list names in words: each given once.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{is_path_id, slug};

/// Ids that are given once each.
#[derive(Default)]
pub(super) struct Ids {
    /// By the words of what has them.
    pub(super) of: BTreeMap<String, String>,
    pub(super) taken: BTreeSet<String>,
    /// The next number behind an id that is taken.
    pub(super) next: BTreeMap<String, usize>,
}

impl Ids {
    /// The id of something with these words; `known` is its id where it has one already.
    pub(super) fn give(&mut self, words: String, text: &str, known: Option<String>) -> Option<String> {
        let id = known.or_else(|| self.free(text))?;
        self.taken.insert(id.clone());
        self.of.insert(words, id.clone());
        Some(id)
    }

    /// An id that nothing has yet, of the words of a text.
    pub(super) fn free(&mut self, text: &str) -> Option<String> {
        let base = slug(text);
        if !is_path_id(&base) {
            return None;
        }
        let mut id = base.clone();
        while self.taken.contains(&id) {
            let number = self.next.entry(base.clone()).or_insert(1);
            *number += 1;
            id = format!("{base}-{number}");
        }
        Some(id)
    }
}

/// A text that is short enough for a remark.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}
