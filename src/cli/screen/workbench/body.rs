//! The middle of the screen, in pieces: where it is low, what is least needed gives way, and what is
//! chosen stays in sight.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use super::super::Priority;
use crate::cli::print::terminal::plain;

/// The widest that prose is set.
pub const WIDEST: usize = 100;

/// From how many lines on nothing is cut short to be one.
const ROOMY: usize = 36;

/// The styles, without colour where none is wanted.
#[derive(Clone, Copy, Debug)]
pub struct ScreenTheme {
    /// Whether there is colour.
    pub colour: bool,
}

impl ScreenTheme {
    /// What is asked.
    pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
    /// What is beside the point.
    pub const FAINT: Style = Style::new().add_modifier(Modifier::DIM);
    /// What is chosen.
    pub const CHOSEN: Style = Style::new().add_modifier(Modifier::BOLD);
    /// As it is.
    pub const PLAIN: Style = Style::new();

    /// The style of a tier; its name is always beside it.
    pub fn tier(self, tier: usize, top: usize) -> Style {
        let colour = match (tier, top) {
            (tier, top) if tier == top => Color::Red,
            (0, _) => Color::Green,
            (tier, top) if tier + 1 == top => Color::Yellow,
            _ => Color::Cyan,
        };
        if self.colour { Self::STRONG.fg(colour) } else { Self::STRONG }
    }
}

struct BodyPiece {
    need: Priority,
    lines: Vec<Line<'static>>,
}

/// The pieces, from the top.
pub struct Body {
    width: usize,
    height: usize,
    pieces: Vec<BodyPiece>,
    /// The piece that has to be seen.
    chosen: Option<usize>,
    /// How many pieces stand still at the top.
    pinned: usize,
}

impl Body {
    /// How many columns there are.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether there is room for what a line would cut short.
    pub const fn is_roomy(&self) -> bool {
        self.height >= ROOMY
    }

    /// The lines for a height, from one on: what is only read is moved through.
    pub fn from(self, from: usize, height: usize) -> Vec<Line<'static>> {
        let all: Vec<Line<'static>> = self.pieces.into_iter().flat_map(|piece| piece.lines).collect();
        let from = from.min(all.len().saturating_sub(height));
        let below = all.len().saturating_sub(from + height);
        let mut shown: Vec<Line<'static>> = all.into_iter().skip(from).take(height).collect();
        if let (true, Some(last)) = (below > 0 && height > 3, shown.last_mut()) {
            *last = Line::styled(format!("   ... {} lines below", below + 1), ScreenTheme::FAINT);
        }
        shown
    }

    /// An empty one, to be laid out in so many columns and shown in so many lines.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width: width.clamp(10, WIDEST), height, pieces: Vec::new(), chosen: None, pinned: 0 }
    }

    /// Adds a text, cleaned of what could move the rest.
    pub fn add(&mut self, need: Priority, style: Style, text: &str) -> &mut Self {
        self.after("", need, style, text)
    }

    /// Adds a text after some words, under which its further lines are indented.
    pub fn after(&mut self, lead: &str, need: Priority, style: Style, text: &str) -> &mut Self {
        let indent = " ".repeat(textwrap::core::display_width(lead));
        let options = textwrap::Options::new(self.width.max(indent.len() + 8))
            .initial_indent(lead)
            .subsequent_indent(&indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let text = plain(text);
        let lines = textwrap::wrap(&text, options);
        let lines = lines.into_iter().map(|line| Line::styled(line.into_owned(), style)).collect();
        self.pieces.push(BodyPiece { need, lines });
        self
    }

    /// Adds words in several styles on one line.
    pub fn spans(&mut self, need: Priority, spans: Vec<Span<'static>>) -> &mut Self {
        self.pieces.push(BodyPiece { need, lines: vec![Line::from(spans)] });
        self
    }

    /// Adds an entry that a key chooses; `mark` says whether Enter does.
    pub fn entry(&mut self, key: char, tick: Option<bool>, label: &str, chosen: bool) -> &mut Self {
        let tick = match tick {
            Some(true) => "[x] ",
            Some(false) => "[ ] ",
            None => "",
        };
        let (mark, style) = if chosen { ('>', ScreenTheme::CHOSEN) } else { (' ', ScreenTheme::PLAIN) };
        if chosen {
            self.chosen = Some(self.pieces.len());
        }
        self.after(&format!(" {mark} {key}  {tick}"), Priority::Must, style, label)
    }

    /// That the piece added last has to be seen.
    pub fn see(&mut self) -> &mut Self {
        self.chosen = self.pieces.len().checked_sub(1);
        self
    }

    /// That what was added so far stays at the top.
    pub fn pin(&mut self) -> &mut Self {
        self.pinned = self.pieces.len();
        self
    }

    /// Adds an empty line.
    pub fn space(&mut self) -> &mut Self {
        self.pieces.push(BodyPiece { need: Priority::Space, lines: vec![Line::default()] });
        self
    }

    /// The lines for a height.
    pub fn lines(mut self, height: usize) -> Vec<Line<'static>> {
        let size = |pieces: &[BodyPiece]| pieces.iter().map(|piece| piece.lines.len()).sum::<usize>();
        while size(&self.pieces) > height {
            let least = self.pieces.iter().enumerate().min_by_key(|(_, piece)| piece.need);
            match least.map(|(at, piece)| (at, piece.need)) {
                Some((at, need)) if need < Priority::Must => {
                    self.pieces.remove(at);
                    self.pinned -= usize::from(at < self.pinned);
                    self.chosen = self.chosen.map(|chosen| if chosen > at { chosen - 1 } else { chosen });
                }
                _ => break,
            }
        }
        let end = self.chosen.map_or(0, |chosen| size(&self.pieces[..=chosen.min(self.pieces.len() - 1)]));
        let still = size(&self.pieces[..self.pinned.min(self.pieces.len())]);
        let mut all: Vec<Line<'static>> = self.pieces.into_iter().flat_map(|piece| piece.lines).collect();
        let mut shown: Vec<Line<'static>> = all.drain(..still.min(height.saturating_sub(1))).collect();
        let room = height - shown.len();
        // Two lines below what is chosen stay in sight, too: where it goes on.
        let from = (end + 2).saturating_sub(shown.len() + room).min(all.len().saturating_sub(room));
        let below = all.len().saturating_sub(from + room);
        let first = shown.len();
        shown.extend(all.into_iter().skip(from).take(room));
        if room > 5 {
            if from > 0 {
                shown[first] = Line::styled(format!("   ... {} lines above", from + 1), ScreenTheme::FAINT);
            }
            if let (true, Some(last)) = (below > 0, shown.last_mut()) {
                *last = Line::styled(format!("   ... {} lines below", below + 1), ScreenTheme::FAINT);
            }
        }
        shown
    }
}
