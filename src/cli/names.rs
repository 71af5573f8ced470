//! How commands speak of names that do not exist, and of numbers of things.

use super::terminal::plain;

/// An error about a name that is none of the valid ones, with the nearest and all of them.
pub fn unknown<S: AsRef<str>>(title: &str, given: &str, valid: &[S]) -> anyhow::Error {
    let valid: Vec<&str> = valid.iter().map(AsRef::as_ref).collect();
    anyhow::anyhow!(plimsoll::problem::no_such(title, &plain(given), &valid))
}

/// A number of things in words: `1 error`, `2 errors`.
pub fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
