//! Results for programs: one JSON object on stdout.

use crate::cli::print::terminal;

/// Prints a value as indented JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    Ok(terminal::print(&terminal::json(value)?)?)
}
