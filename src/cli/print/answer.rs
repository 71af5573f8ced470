//! An answer that has an exit code: to a file, or to whoever reads along.

use std::path::Path;

use plimsoll::register::disk;

use super::terminal::{self, plain, say};

/// Writes what was printed to a file and says one line, or prints it.
///
/// # Errors
/// Where the file cannot be written, or nobody can be told.
pub fn give(printed: &str, output: Option<&Path>, summary: impl FnOnce() -> String) -> anyhow::Result<()> {
    if let Some(file) = output {
        // A file is for keeping: no colours, whatever the terminal can do.
        disk::replace(file, anstream::adapter::strip_str(printed).to_string())?;
        say(&format!("{}; wrote {}", summary(), plain(&file.display().to_string())));
    } else if let Err(error) = terminal::print(printed)
        // Whether anybody reads on changes nothing about the answer.
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        return Err(error.into());
    }
    Ok(())
}
