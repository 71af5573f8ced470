//! What a document usually answers: the framework says whose papers bear out an answer, and what
//! they are called.

use crate::answers::Evidence;
use crate::framework::{Framework, Question};
use crate::score::actions::source;

use super::Reading;

/// A word of a title that tells nothing about what a document answers.
const SHORTEST: usize = 3;

/// Whose documents a framework asks for, with how many questions each usually answers; most first.
#[must_use]
pub fn sources(framework: &Framework) -> Vec<(&str, usize)> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for who in framework.questions().iter().filter_map(|question| source(question).0) {
        match found.iter_mut().find(|(known, _)| *known == who) {
            Some((_, count)) => *count += 1,
            None => found.push((who, 1)),
        }
    }
    found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    found
}

/// Whether a document usually answers a question: it is of the source that the question asks for, or
/// the question asks for what its title or kind says, word by word.
pub(super) fn answers(question: &Question, reading: &Reading, document: Option<&Evidence>) -> bool {
    let of_source = |who: &str| reading.source.as_deref() == Some(who);
    if source(question).0.is_some_and(of_source) {
        return true;
    }
    let Some(document) = document else { return false };
    let title = format!("{} {}", document.title, document.kind.as_deref().unwrap_or_default());
    let named: Vec<String> = words(&title).collect();
    question.evidence.iter().any(|hint| words(hint).any(|word| named.contains(&word)))
}

/// The words by which a document is known: abbreviations such as DPA or SOC, in capitals.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.len() >= SHORTEST && word.chars().all(char::is_uppercase)).map(str::to_owned)
}
