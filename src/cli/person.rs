//! Who records: `--by`, else the person that git's settings name.

use std::path::Path;

use anyhow::{Context as _, bail};
use plimsoll::person::{NotAPerson, Person};

use crate::cli::{Global, git};

/// The person who records.
///
/// # Errors
/// Where nobody is named, or the name is not of that form.
pub fn recorder(global: &Global, folder: &Path) -> anyhow::Result<Person> {
    match &global.by {
        Some(by) => person(by),
        None => from_git(folder)?.context(
            "nobody is named as the recorder: give --by \"Name <mail>\", set PLIMSOLL_BY, or set user.name and user.email in git",
        ),
    }
}

/// A text of the form `Name <mail>`.
pub fn person(text: &str) -> anyhow::Result<Person> {
    match Person::parse(text) {
        Ok(person) if person.has_name() => Ok(person),
        Ok(_) => bail!("`{text}` {}", NotAPerson::NoAddress),
        Err(error) => bail!("`{text}` {error}"),
    }
}

/// The person that git's settings name. Only who gave no name needs git for it.
fn from_git(folder: &Path) -> anyhow::Result<Option<Person>> {
    let identity = git::identity(folder).context("git cannot say who you are; give --by \"Name <mail>\"")?;
    identity.map(|(name, mail)| person(&format!("{name} <{mail}>"))).transpose()
}
