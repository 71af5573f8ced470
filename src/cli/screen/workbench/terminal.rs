//! The terminal of the workbench: the full screen for as long as it lives, and what comes from the
//! keyboard, in which a paste is told from keys.

use std::io::{self, BufWriter, Stderr, Write as _};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind};
use crossterm::{cursor, execute, terminal as screen};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::super::restore;

/// How close behind a key the next one of a paste comes, and how close behind several.
const CLOSE: [Duration; 2] = [Duration::from_millis(4), Duration::from_millis(20)];

/// What came.
#[derive(Debug)]
pub enum Came {
    /// A key; or several at once, which may be a paste where the terminal does not say so.
    Keys(Vec<KeyEvent>),
    /// A text that was pasted.
    Paste(String),
    /// The size changed.
    Resized,
}

/// The full screen. Everything is drawn to standard error: standard output is for the result.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stderr>>>,
    keyboard: Keyboard,
}

/// What comes from the keyboard.
#[derive(Debug, Default)]
pub struct Keyboard {
    next: Vec<Event>,
}

impl Screen {
    /// Takes the screen.
    ///
    /// # Errors
    /// Where there is no terminal.
    pub fn open() -> io::Result<Self> {
        screen::enable_raw_mode()?;
        let mut out = BufWriter::with_capacity(1 << 16, io::stderr());
        restore::full_screen(true);
        execute!(out, screen::EnterAlternateScreen, event::EnableBracketedPaste)?;
        // Whoever draws the first time draws all of it; where the cursor stands need not be asked.
        execute!(out, screen::Clear(screen::ClearType::All))?;
        let terminal = Terminal::new(CrosstermBackend::new(out))?;
        Ok(Self { terminal, keyboard: Keyboard::default() })
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub fn draw(&mut self, draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(drop)
    }

    /// Waits for what comes next.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub fn next(&mut self) -> io::Result<Came> {
        self.keyboard.next()
    }
}

impl Keyboard {
    /// Waits for what comes next. What follows so closely that nobody typed it is one piece.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub fn next(&mut self) -> io::Result<Came> {
        loop {
            let event = if self.next.is_empty() { event::read()? } else { self.next.remove(0) };
            match event {
                Event::Paste(text) => return Ok(Came::Paste(text)),
                Event::Resize(..) => return Ok(Came::Resized),
                Event::Key(key) if key.kind != KeyEventKind::Release => {
                    let mut keys = vec![key];
                    while is_typed(&keys[keys.len() - 1])
                        && self.next.is_empty()
                        && event::poll(CLOSE[usize::from(keys.len() > 1)])?
                    {
                        match event::read()? {
                            Event::Key(key) if key.kind == KeyEventKind::Release => {}
                            Event::Key(key) if is_typed(&key) => keys.push(key),
                            other => self.next.push(other),
                        }
                    }
                    return Ok(Came::Keys(keys));
                }
                _ => {}
            }
        }
    }
}

/// Whether a key is part of what a paste consists of.
fn is_typed(key: &KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab)
        && !key.modifiers.intersects(event::KeyModifiers::CONTROL | event::KeyModifiers::ALT)
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nothing better can be done where the terminal is gone.
        let _ = execute!(
            self.terminal.backend_mut(),
            event::DisableBracketedPaste,
            screen::LeaveAlternateScreen,
            cursor::Show
        );
        let _ = self.terminal.backend_mut().flush();
        let _ = screen::disable_raw_mode();
        restore::full_screen(false);
    }
}
