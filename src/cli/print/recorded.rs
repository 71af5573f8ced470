//! What is said of a record that was made: where it lies, and what the tool's entry lacks.

use std::path::Path;

use plimsoll::register::Appended;
use plimsoll::workflow::session::Session;
use serde_json::{Value, json};

use crate::cli::print::terminal::{self, plain, say_prose};

/// A record with where it lies, and its commit where one is wanted.
pub fn json(added: &Appended, commit: Option<Value>, record: Value) -> Value {
    let mut object = record;
    object["number"] = json!(added.number);
    object["sha256"] = json!(added.sha256);
    object["path"] = json!(added.path.display().to_string());
    if let (Some(known), Some(enactment)) = (object.get_mut("enactment"), &added.enactment) {
        *known = json!(enactment);
    }
    if let Some(commit) = commit {
        object["commit"] = commit;
    }
    object
}

/// Prints what was recorded. It is recorded whether anybody reads that or not: what is still to be said,
/// and the exit code, do not hang on it.
pub fn print(text: &str) -> anyhow::Result<()> {
    match terminal::print(text) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

/// The same as indented JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print(&terminal::json(value)?)
}

/// What to do next, and where all of it stands.
pub fn next(next: &str, whole: &str) -> String {
    format!("\nnext: {}\nin full: {}\n", plain(next), plain(whole))
}

/// Says where a record lies.
pub fn say_place(added: &Appended) {
    if let Some(policy) = &added.policy {
        let path = plain(&policy.display().to_string());
        say_prose(&format!("\nplimsoll.toml was edited: its policy is in force from now on, recorded as {path}"));
    }
    say_prose(&format!("\nrecorded as {} (sha256 {})", plain(&added.path.display().to_string()), added.sha256));
}

/// Says where a record about a use lies, and what the tool's entry lacks.
pub fn say_recorded(session: &Session<'_>, added: &Appended) {
    say_place(added);
    let missing = session.tool.missing();
    if !missing.is_empty() {
        let entry = added.path.parent().and_then(Path::parent).map(|folder| folder.join("tool.toml"));
        let entry = entry.map_or_else(|| "tool.toml".to_owned(), |path| path.display().to_string());
        say_prose(&format!("{} lacks {}", plain(&entry), missing.join(", ")));
    }
}
