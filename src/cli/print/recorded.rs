//! What is said of a record that was made: where it lies, and what the tool's entry lacks.

use std::path::Path;

use plimsoll::register::Appended;
use plimsoll::workflow::session::Session;

use crate::cli::print::terminal::{plain, say};

/// Says where a record lies.
pub fn say_place(added: &Appended) {
    say(&format!("\nrecorded as {} (sha256 {})", plain(&added.path.display().to_string()), added.sha256));
}

/// Says where a record about a use lies, and what the tool's entry lacks.
pub fn say_recorded(session: &Session<'_>, added: &Appended) {
    say_place(added);
    let missing = session.tool.missing();
    if !missing.is_empty() {
        let entry = added.path.parent().and_then(Path::parent).map(|folder| folder.join("tool.toml"));
        let entry = entry.map_or_else(|| "tool.toml".to_owned(), |path| path.display().to_string());
        say(&format!("{} lacks {}", plain(&entry), missing.join(", ")));
    }
}
