//! A screen with one question and its entries, each of which one key chooses.
//!
//! The library that asks for texts filters a list by what is typed, and wants Enter after it; an
//! interview of a hundred questions wants one key an answer, which is why this is our own.

use std::io::{self, Write as _};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::{cursor, queue, terminal as screen};

use crate::cli::print::terminal::{self, FAINT, paragraph, plain, styled};
use crate::cli::screen::header::ScreenHeader;

/// An entry of a menu.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// The key that chooses it, where it has one.
    pub key: Option<char>,
    /// What it says; wrapped where it is long.
    pub label: String,
    /// Whether it is ticked, in a list of which any part may be true.
    pub ticked: Option<bool>,
    /// The heading above it, where it is the first of a group.
    pub group: Option<String>,
}

impl MenuEntry {
    /// An entry that a key chooses.
    pub fn new(key: char, label: &str) -> Self {
        Self { key: Some(key), label: plain(label), ticked: None, group: None }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Menu {
    /// What stands above the entries.
    pub header: ScreenHeader,
    /// The entries.
    pub entries: Vec<MenuEntry>,
    /// The entry that Enter chooses at first.
    pub at: usize,
    /// What the keys do.
    pub keys: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuChoice {
    /// An entry was chosen.
    Entry(usize),
    /// One step back.
    Back,
    /// Leave.
    Leave,
}

/// What a key does to a menu.
#[derive(Debug, PartialEq, Eq)]
enum KeyEffect {
    Stay,
    Done(MenuChoice),
}

impl Menu {
    fn press(&mut self, key: KeyEvent) -> KeyEffect {
        let last = self.entries.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return KeyEffect::Done(MenuChoice::Back),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return KeyEffect::Done(MenuChoice::Leave);
            }
            KeyCode::Enter => return KeyEffect::Done(MenuChoice::Entry(self.at)),
            KeyCode::Up => self.at = self.at.checked_sub(1).unwrap_or(last),
            KeyCode::Down => self.at = if self.at == last { 0 } else { self.at + 1 },
            KeyCode::PageUp => self.at = self.at.saturating_sub(10),
            KeyCode::PageDown => self.at = (self.at + 10).min(last),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = last,
            // With Ctrl or Alt a letter is no answer.
            KeyCode::Char(pressed) if key.modifiers.difference(KeyModifiers::SHIFT).is_empty() => {
                if let Some(at) = self.entries.iter().position(|entry| entry.key == Some(pressed)) {
                    self.at = at;
                    return KeyEffect::Done(MenuChoice::Entry(at));
                }
                if pressed == ' ' && self.entries.get(self.at).is_some_and(|entry| entry.ticked.is_some()) {
                    return KeyEffect::Done(MenuChoice::Entry(self.at));
                }
            }
            _ => {}
        }
        KeyEffect::Stay
    }

    /// The lines of the screen; entries that do not fit around the chosen one are left out, and said to be.
    pub fn lines(&self, width: usize, height: usize) -> Vec<String> {
        let blocks: Vec<Vec<String>> =
            self.entries.iter().enumerate().map(|(at, entry)| block(entry, at == self.at, width)).collect();
        let keys: Vec<String> = paragraph("", 0, &self.keys, width).lines().map(|line| styled(FAINT, line)).collect();
        // What must be chosen has to be seen: a long list may take two thirds from the head.
        let room = height.saturating_sub(keys.len());
        let all = blocks.iter().map(Vec::len).sum::<usize>();
        let mut lines = self.header.lines(width, room.saturating_sub(all.min(room * 2 / 3)));
        let room = room.saturating_sub(lines.len());
        let (from, to) = window(&blocks, self.at, if all <= room { room } else { room.saturating_sub(2) });
        if from > 0 {
            lines.push(styled(FAINT, &format!("   ... {from} above")));
        }
        lines.extend(blocks[from..to].iter().flatten().cloned());
        if to < blocks.len() {
            lines.push(styled(FAINT, &format!("   ... {} below", blocks.len() - to)));
        }
        if lines.len() + keys.len() < height {
            lines.push(String::new());
        }
        lines.extend(keys);
        lines
    }
}

/// Which blocks to show: as many around the chosen one as there is room for.
fn window(blocks: &[Vec<String>], chosen: usize, room: usize) -> (usize, usize) {
    let size = |from: usize, to: usize| blocks[from..to].iter().map(Vec::len).sum::<usize>();
    let (mut from, mut to) = (chosen, (chosen + 1).min(blocks.len()));
    loop {
        let before = (from, to);
        if to < blocks.len() && size(from, to + 1) <= room {
            to += 1;
        }
        if from > 0 && size(from - 1, to) <= room {
            from -= 1;
        }
        if before == (from, to) {
            return before;
        }
    }
}

fn block(entry: &MenuEntry, chosen: bool, width: usize) -> Vec<String> {
    let mark = if chosen { '>' } else { ' ' };
    let tick = match entry.ticked {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    let lead = format!(" {mark} {}  {tick}", entry.key.unwrap_or(' '));
    let text = paragraph(&lead, lead.len(), &entry.label, width);
    let heading = entry.group.iter().map(|group| styled(FAINT, &format!(" {group}")));
    let lines = text.lines().map(|line| if chosen { styled(terminal::HEADING, line) } else { line.to_owned() });
    heading.chain(lines).collect()
}

/// Raw mode and no cursor for as long as it lives.
struct Raw;

impl Raw {
    fn begin() -> io::Result<Self> {
        screen::enable_raw_mode()?;
        // A paste comes as one piece then, which is no answer.
        queue!(io::stderr(), cursor::Hide, event::EnableBracketedPaste)?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // Nothing better can be done where the terminal is gone.
        let _ = screen::disable_raw_mode();
        let _ = queue!(io::stderr(), event::DisableBracketedPaste, cursor::Show);
    }
}

/// The columns and lines that a screen is laid out in; the last line stays free for the cursor.
fn size() -> (usize, usize) {
    let (columns, rows) = screen::size().unwrap_or((80, 24));
    // Where the size is unknown, some terminals say 0.
    let or = |said: u16, usual: usize| if said == 0 { usual } else { usize::from(said) };
    (or(columns, 80).clamp(30, 100), or(rows, 24).max(10) - 1)
}

/// Writes lines over the screen from its top, in one piece: nothing flickers.
fn draw(lines: &[String]) -> io::Result<()> {
    let plain = anstream::AutoStream::choice(&io::stderr()) == anstream::ColorChoice::Never;
    let mut frame = Vec::new();
    let until = |frame: &mut Vec<u8>, row: usize, clear| {
        queue!(frame, cursor::MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX)), screen::Clear(clear))
    };
    for (row, line) in lines.iter().enumerate() {
        until(&mut frame, row, screen::ClearType::UntilNewLine)?;
        if plain {
            write!(frame, "{}", anstream::adapter::strip_str(line))?;
        } else {
            frame.extend_from_slice(line.as_bytes());
        }
    }
    until(&mut frame, lines.len(), screen::ClearType::FromCursorDown)?;
    let mut out = io::stderr().lock();
    out.write_all(&frame)?;
    out.flush()
}

/// Moves what is on the screen out of the way, where it can be scrolled back to.
///
/// # Errors
/// Where the terminal is gone.
pub fn make_room() -> io::Result<()> {
    let (_, rows) = screen::size().unwrap_or((80, 24));
    io::stderr().write_all("\n".repeat(usize::from(rows)).as_bytes())
}

/// Shows a head from the top of an empty screen, with so many lines free for a prompt below it.
///
/// # Errors
/// Where the terminal is gone.
pub fn show(header: &ScreenHeader, free: usize) -> io::Result<()> {
    let (width, height) = size();
    draw(&header.lines(width, height.saturating_sub(free)))
}

/// How close behind each other the keys of a paste come.
const BURST: Duration = Duration::from_millis(20);

/// Throws away what came in one burst with what was said: the further lines of a paste must answer
/// nothing. Not every terminal says where a paste ends.
///
/// # Errors
/// Where the terminal is gone.
pub fn settle() -> io::Result<()> {
    let _raw = Raw::begin()?;
    while event::poll(BURST)? {
        event::read()?;
    }
    Ok(())
}

/// Puts a menu and waits until something is done.
///
/// # Errors
/// Where the terminal is gone.
pub fn choose(menu: &mut Menu) -> io::Result<MenuChoice> {
    let _raw = Raw::begin()?;
    loop {
        let (width, height) = size();
        draw(&menu.lines(width, height))?;
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                if let KeyEffect::Done(choice) = menu.press(key) {
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
    use crate::cli::screen::header::Priority;

    fn menu(entries: usize) -> Menu {
        let label = "a label that is long enough to be wrapped where there is little room";
        Menu {
            header: ScreenHeader::default().add(Priority::Must, FAINT, "head").clone(),
            entries: (0..entries)
                .map(|at| MenuEntry::new(char::from(b'a' + u8::try_from(at % 26).unwrap()), &format!("{at} {label}")))
                .collect(),
            at: 0,
            keys: "keys".to_owned(),
        }
    }

    fn press(menu: &mut Menu, code: KeyCode) -> KeyEffect {
        menu.press(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn one_key_chooses() {
        let mut menu = menu(3);
        assert_eq!(press(&mut menu, KeyCode::Char('z')), KeyEffect::Stay);
        assert_eq!(press(&mut menu, KeyCode::Char('c')), KeyEffect::Done(MenuChoice::Entry(2)));
        assert_eq!(press(&mut menu, KeyCode::Down), KeyEffect::Stay);
        assert_eq!(press(&mut menu, KeyCode::Enter), KeyEffect::Done(MenuChoice::Entry(0)));
        assert_eq!(press(&mut menu, KeyCode::Up), KeyEffect::Stay);
        assert_eq!(menu.at, 2);
        assert_eq!(press(&mut menu, KeyCode::Esc), KeyEffect::Done(MenuChoice::Back));
        let control = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(menu.press(control), KeyEffect::Done(MenuChoice::Leave));
        let control = KeyEvent::new(KeyCode::Char('b'), KeyModifiers::CONTROL);
        assert_eq!(menu.press(control), KeyEffect::Stay);
    }

    #[test]
    fn the_chosen_entry_is_always_seen() {
        let mut menu = menu(60);
        for height in [10, 24, 50] {
            for at in [0, 30, 59] {
                menu.at = at;
                let lines = menu.lines(40, height);
                assert!(lines.len() <= height, "{} lines of {height}", lines.len());
                assert!(
                    lines.iter().any(|line| line.contains(&format!("> {}", menu.entries[at].key.unwrap()))),
                    "{height} {at}"
                );
            }
        }
    }
}
