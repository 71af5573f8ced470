//! A screen with one question and its entries, each of which one key chooses.
//!
//! The library that asks for texts filters a list by what is typed, and wants Enter after it; an
//! interview of a hundred questions wants one key an answer, which is why this is our own.

use std::io::{self, Write as _};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::{cursor, queue, terminal as screen};

use super::terminal::{self, FAINT, paragraph, styled};

/// An entry of a menu.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key that chooses it, where it has one.
    pub key: Option<char>,
    /// What it says; wrapped where it is long.
    pub label: String,
    /// Whether it is ticked, in a list of which any part may be true.
    pub ticked: Option<bool>,
}

impl Entry {
    /// An entry that a key chooses.
    pub fn new(key: char, label: impl Into<String>) -> Self {
        Self { key: Some(key), label: label.into(), ticked: None }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Menu {
    /// What stands above the entries, laid out already.
    pub head: String,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The entry that Enter chooses at first.
    pub at: usize,
    /// What the keys do.
    pub keys: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// An entry was chosen.
    Entry(usize),
    /// One step back.
    Back,
    /// Leave.
    Leave,
}

/// What a key does to a menu.
#[derive(Debug, PartialEq, Eq)]
enum Effect {
    Stay,
    Done(Choice),
}

impl Menu {
    fn press(&mut self, key: KeyEvent) -> Effect {
        let last = self.entries.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return Effect::Done(Choice::Back),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Effect::Done(Choice::Leave);
            }
            KeyCode::Enter => return Effect::Done(Choice::Entry(self.at)),
            KeyCode::Up => self.at = self.at.checked_sub(1).unwrap_or(last),
            KeyCode::Down => self.at = if self.at == last { 0 } else { self.at + 1 },
            KeyCode::PageUp => self.at = self.at.saturating_sub(10),
            KeyCode::PageDown => self.at = (self.at + 10).min(last),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = last,
            KeyCode::Char(pressed) => {
                if let Some(at) = self.entries.iter().position(|entry| entry.key == Some(pressed)) {
                    self.at = at;
                    return Effect::Done(Choice::Entry(at));
                }
                if pressed == ' ' && self.entries.get(self.at).is_some_and(|entry| entry.ticked.is_some()) {
                    return Effect::Done(Choice::Entry(self.at));
                }
            }
            _ => {}
        }
        Effect::Stay
    }

    /// The lines of the screen; entries that do not fit around the chosen one are left out, and said to be.
    fn lines(&self, width: usize, height: usize) -> Vec<String> {
        let mut lines: Vec<String> = self.head.lines().map(str::to_owned).collect();
        let blocks: Vec<Vec<String>> =
            self.entries.iter().enumerate().map(|(at, entry)| block(entry, at == self.at, width)).collect();
        let room = height.saturating_sub(lines.len() + 4).max(3);
        // Grow a window around the chosen entry while it fits.
        let (mut from, mut to) = (self.at, (self.at + 1).min(blocks.len()));
        let size = |from: usize, to: usize| blocks[from..to].iter().map(Vec::len).sum::<usize>();
        loop {
            let before = (from, to);
            if to < blocks.len() && size(from, to + 1) <= room {
                to += 1;
            }
            if from > 0 && size(from - 1, to) <= room {
                from -= 1;
            }
            if before == (from, to) {
                break;
            }
        }
        lines.push(if from > 0 { styled(FAINT, &format!("   ... {from} above")) } else { String::new() });
        lines.extend(blocks[from..to].iter().flatten().cloned());
        let below = blocks.len() - to;
        lines.push(if below > 0 { styled(FAINT, &format!("   ... {below} below")) } else { String::new() });
        lines.extend(paragraph("", 0, &self.keys, width).lines().map(|line| styled(FAINT, line)));
        // A head that is too tall gives way to the entries: what must be chosen has to be seen.
        let extra = lines.len().saturating_sub(height.saturating_sub(1));
        lines.drain(..extra.min(lines.len()));
        lines
    }
}

fn block(entry: &Entry, chosen: bool, width: usize) -> Vec<String> {
    let mark = if chosen { '>' } else { ' ' };
    let tick = match entry.ticked {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    let lead = format!(" {mark} {}  {tick}", entry.key.unwrap_or(' '));
    let indent = lead.len();
    let text = paragraph(&lead, indent, &entry.label, width);
    text.lines().map(|line| if chosen { styled(terminal::HEADING, line) } else { line.to_owned() }).collect()
}

/// Raw mode for as long as it lives.
struct Raw;

impl Raw {
    fn begin() -> io::Result<Self> {
        screen::enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // Nothing better can be done where the terminal is gone.
        let _ = screen::disable_raw_mode();
        let _ = queue!(io::stderr(), cursor::Show);
    }
}

/// Clears the screen and writes lines from its top.
fn draw(lines: &[String]) -> io::Result<()> {
    let mut out = anstream::stderr().lock();
    let mut clear = Vec::new();
    queue!(clear, cursor::MoveTo(0, 0), screen::Clear(screen::ClearType::All), cursor::MoveTo(0, 0))?;
    // The terminal's own codes must not be stripped where colour is off.
    io::stderr().write_all(&clear)?;
    for line in lines {
        write!(out, "{line}\r\n")?;
    }
    out.flush()
}

/// Shows a text from the top of an empty screen, for a prompt below it.
///
/// # Errors
/// Where the terminal is gone.
pub fn show(head: &str) -> io::Result<()> {
    draw(&head.lines().map(str::to_owned).collect::<Vec<_>>())
}

/// Puts a menu and waits until something is done.
///
/// # Errors
/// Where the terminal is gone.
pub fn choose(menu: &mut Menu) -> io::Result<Choice> {
    let _raw = Raw::begin()?;
    queue!(io::stderr(), cursor::Hide)?;
    loop {
        let (columns, rows) = screen::size().unwrap_or((80, 24));
        let width = usize::from(columns).clamp(30, 100);
        draw(&menu.lines(width, usize::from(rows).max(10)))?;
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                if let Effect::Done(choice) = menu.press(key) {
                    return Ok(choice);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu(entries: usize) -> Menu {
        let label = "a label that is long enough to be wrapped where there is little room";
        Menu {
            head: "head".to_owned(),
            entries: (0..entries)
                .map(|at| Entry::new(char::from(b'a' + u8::try_from(at % 26).unwrap()), format!("{at} {label}")))
                .collect(),
            at: 0,
            keys: "keys".to_owned(),
        }
    }

    fn press(menu: &mut Menu, code: KeyCode) -> Effect {
        menu.press(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn one_key_chooses() {
        let mut menu = menu(3);
        assert_eq!(press(&mut menu, KeyCode::Char('z')), Effect::Stay);
        assert_eq!(press(&mut menu, KeyCode::Char('c')), Effect::Done(Choice::Entry(2)));
        assert_eq!(press(&mut menu, KeyCode::Down), Effect::Stay);
        assert_eq!(press(&mut menu, KeyCode::Enter), Effect::Done(Choice::Entry(0)));
        assert_eq!(press(&mut menu, KeyCode::Up), Effect::Stay);
        assert_eq!(menu.at, 2);
        assert_eq!(press(&mut menu, KeyCode::Esc), Effect::Done(Choice::Back));
        let control = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(menu.press(control), Effect::Done(Choice::Leave));
    }

    #[test]
    fn the_chosen_entry_is_always_seen() {
        let mut menu = menu(60);
        for height in [10, 24, 50] {
            for at in [0, 30, 59] {
                menu.at = at;
                let lines = menu.lines(40, height);
                assert!(lines.len() < height, "{} lines of {height}", lines.len());
                assert!(
                    lines.iter().any(|line| line.contains(&format!("> {}", menu.entries[at].key.unwrap()))),
                    "{height} {at}"
                );
            }
        }
    }
}
