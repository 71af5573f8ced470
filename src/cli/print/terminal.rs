//! What is known of the terminal, and how text reaches it.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anstyle::{AnsiColor, Style};
pub use plimsoll::document::visible::{one_line, plain};
use plimsoll::document::writer::is_invisible;

/// The widest that prose is set; longer lines tire the eye.
const WIDEST: usize = 100;

/// The columns to lay prose out in.
pub fn width() -> usize {
    columns().min(WIDEST)
}

/// The columns that there are.
pub fn columns() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let columns = columns.or_else(|| terminal_size().map(usize::from)).unwrap_or(80);
    columns.clamp(40, 240)
}

fn terminal_size() -> Option<u16> {
    rustix::termios::tcgetwinsize(io::stdout())
        .or_else(|_| rustix::termios::tcgetwinsize(io::stderr()))
        .ok()
        .map(|size| size.ws_col)
        .filter(|columns| *columns > 0)
}

/// Whether a person sits at both ends: prompts are written to stderr and read from stdin.
pub fn interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether what is drawn on standard error is coloured.
pub fn has_colour() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Prints data.
///
/// # Errors
/// Where nobody reads it any more.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| io::Error::new(error.kind(), format!("cannot print: {error}")))
}

/// Says something that is no data.
pub fn say(text: &str) {
    to_stderr(&format!("{text}\n"));
}

/// Says it in lines that break at spaces where a person reads along: a terminal would break an id or a
/// path in the middle. A file or a pipe gets it as it is.
pub fn say_prose(text: &str) {
    if !io::stderr().is_terminal() {
        return say(text);
    }
    let lines = text.split('\n').map(|line| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = " ".repeat(indent + 2);
        let options = textwrap::Options::new(columns())
            .initial_indent(&rest[2..])
            .subsequent_indent(&rest)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(&line[indent..], options)
    });
    say(&lines.collect::<Vec<_>>().join("\n"));
}

/// Writes to standard error. Whether anybody can read it changes nothing about what was done.
fn to_stderr(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// A value as indented JSON in which nothing could move, hide or restyle what is around it: such
/// characters stand within texts only, where JSON has another way to write them.
///
/// # Errors
/// Where the value cannot be written as JSON.
pub fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    let mut text = String::new();
    for character in serde_json::to_string_pretty(value)?.chars() {
        if character != '\n' && is_invisible(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                text += &format!("\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    text.push('\n');
    Ok(text)
}

/// Words in a style, for anstream to strip where it does not fit.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The style of what has none.
pub const PLAIN: Style = Style::new();
/// The style of headings.
pub const HEADING: Style = Style::new().bold();
/// The style of what is beside the point.
pub const FAINT: Style = Style::new().dimmed();

/// The style of a tier by its place among all. The name is always beside it: never colour alone.
pub fn tier_style(tier: usize, top: usize) -> Style {
    let color = match (tier, top) {
        (tier, top) if tier == top => AnsiColor::Red,
        (0, _) => AnsiColor::Green,
        (tier, top) if tier + 1 == top => AnsiColor::Yellow,
        _ => AnsiColor::Cyan,
    };
    Style::new().bold().fg_color(Some(color.into()))
}

/// A paragraph wrapped to the width, every line indented, the first after `lead`. Lines break at spaces
/// alone: an id or a flag with hyphens stays whole, so that it can be copied.
pub fn paragraph(lead: &str, indent: usize, text: &str, width: usize) -> String {
    let rest = " ".repeat(indent);
    let options = textwrap::Options::new(width.max(indent + 20))
        .initial_indent(lead)
        .subsequent_indent(&rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// At most so many characters of a text; `none` where there is nothing.
pub fn shortened(text: &str, most: usize) -> String {
    let text = text.replace('\n', " ");
    match text.chars().count() {
        0 => "none".to_owned(),
        count if count <= most => text,
        _ => text.chars().take(most.saturating_sub(3)).chain("...".chars()).collect(),
    }
}

/// How far something long has come, on one line of standard error where that is a terminal.
pub struct ProgressLine {
    what: &'static str,
    total: usize,
    done: AtomicUsize,
    shown: bool,
    /// The percent that stand there; one thread at a time draws.
    drawn: Mutex<usize>,
}

impl ProgressLine {
    /// Nothing done yet.
    pub fn new(what: &'static str, total: usize) -> Self {
        // What is done at a glance needs no bar.
        let shown = total >= 100 && io::stderr().is_terminal();
        let progress = Self { what, total, done: AtomicUsize::new(0), shown, drawn: Mutex::new(0) };
        if shown {
            to_stderr(&format!("\r{}", progress_line(columns(), what, 0, total)));
        }
        progress
    }

    /// One more is done; from any thread.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let percent = done * 100 / self.total.max(1);
        if !self.shown || percent == (done - 1) * 100 / self.total.max(1) {
            return;
        }
        let Ok(mut drawn) = self.drawn.lock() else { return };
        // Whoever was overtaken does not set it back.
        if percent > *drawn {
            *drawn = percent;
            to_stderr(&format!("\r{}", progress_line(columns(), self.what, done, self.total)));
        }
    }
}

/// The most columns of a bar that shows progress.
const PROGRESS: usize = 40;

/// A bar, and how much is done, on no more than the columns that there are: a line that wraps would be
/// drawn again below itself.
fn progress_line(columns: usize, what: &str, done: usize, total: usize) -> String {
    let counted = format!("{done:>width$} of {total} {what}", width = total.to_string().len());
    let room = columns.saturating_sub(counted.chars().count() + 4).min(PROGRESS);
    if room < 5 {
        return format!("  {counted}").chars().take(columns.saturating_sub(1)).collect();
    }
    let full = (done * room / total.max(1)).min(room);
    format!("  {}{} {counted}", "█".repeat(full), "·".repeat(room - full))
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.shown {
            blank();
        }
    }
}

/// What is waited for, on one line of standard error until it is dropped, where that is a terminal.
pub struct WaitingLine(bool);

impl WaitingLine {
    /// Says what is waited for.
    pub fn new(what: &str) -> Self {
        let shown = io::stderr().is_terminal();
        if shown {
            to_stderr(&format!("\r  {what} ..."));
        }
        Self(shown)
    }
}

impl Drop for WaitingLine {
    fn drop(&mut self) {
        if self.0 {
            blank();
        }
    }
}

/// Takes a line away that was drawn.
fn blank() {
    let blank = " ".repeat(columns().saturating_sub(1));
    to_stderr(&format!("\r{blank}\r"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_stays_on_its_line() {
        assert_eq!(
            progress_line(100, "uses looked through", 500, 2000),
            format!("  {}{}  500 of 2000 uses looked through", "█".repeat(10), "·".repeat(30))
        );
        for columns in 40..=240 {
            for done in [0, 1, 999, 2000] {
                let line = progress_line(columns, "uses looked through", done, 2000);
                assert!(line.chars().count() < columns && line.contains("2000"), "{line}");
            }
        }
        // Where there is no room for a bar, the numbers are left.
        assert_eq!(progress_line(40, "uses looked through", 2000, 2000), "  2000 of 2000 uses looked through");
    }
}
