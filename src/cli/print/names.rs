//! How commands speak of names that do not exist, and of numbers of things.

pub use plimsoll::report::wording::count;

use crate::cli::print::terminal::plain;

/// An error about a name that is none of the valid ones, with the nearest and all of them.
pub fn unknown<S: AsRef<str>>(title: &str, given: &str, valid: &[S]) -> anyhow::Error {
    let valid: Vec<&str> = valid.iter().map(AsRef::as_ref).collect();
    anyhow::anyhow!(plimsoll::problem::no_such(title, &plain(given), &valid))
}
