//! What stands above a prompt, in pieces: where the screen is low, what is least needed gives way.

use anstyle::Style;

use crate::cli::print::terminal::{paragraph, plain, styled};

/// How much a piece is needed. The first of the least needed gives way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// An empty line.
    Space,
    /// How to choose: known after a few questions.
    Advice,
    /// The criterion around the question: the same for several.
    Setting,
    /// Why it matters, and what to ask for.
    Detail,
    /// Where we are, and what was said before.
    Place,
    /// What cannot be left out.
    Must,
}

#[derive(Clone, Debug)]
struct Piece {
    need: Priority,
    style: Style,
    lead: String,
    text: String,
}

/// The pieces above a prompt, from the top.
#[derive(Clone, Debug, Default)]
pub struct ScreenHeader(Vec<Piece>);

impl ScreenHeader {
    /// Adds a text, cleaned of what could move the rest.
    pub fn add(&mut self, need: Priority, style: Style, text: &str) -> &mut Self {
        self.after("", need, style, text)
    }

    /// Adds a text after some words, under which its further lines are indented.
    pub fn after(&mut self, lead: &str, need: Priority, style: Style, text: &str) -> &mut Self {
        self.0.push(Piece { need, style, lead: lead.to_owned(), text: plain(text) });
        self
    }

    /// Adds a line that is laid out already.
    pub fn laid_out(&mut self, need: Priority, line: String) -> &mut Self {
        self.0.push(Piece { need, style: Style::new(), lead: line, text: String::new() });
        self
    }

    /// Adds an empty line.
    pub fn space(&mut self) -> &mut Self {
        self.add(Priority::Space, Style::new(), "")
    }

    /// The lines for a width, as far as they must be no more than `room`.
    pub fn lines(&self, width: usize, room: usize) -> Vec<String> {
        let mut pieces: Vec<(Priority, Vec<String>)> =
            self.0.iter().map(|piece| (piece.need, piece.lines(width))).collect();
        while pieces.iter().map(|(_, lines)| lines.len()).sum::<usize>() > room {
            // `min_by_key` gives the first of equals.
            let least = pieces.iter().enumerate().min_by_key(|(_, (need, _))| *need);
            match least {
                Some((at, (need, _))) if *need < Priority::Must => drop(pieces.remove(at)),
                _ => break,
            }
        }
        let mut lines: Vec<String> = pieces.into_iter().flat_map(|(_, lines)| lines).collect();
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push("... (a taller terminal shows the rest)".to_owned());
        }
        lines
    }
}

impl Piece {
    fn lines(&self, width: usize) -> Vec<String> {
        if self.text.is_empty() {
            return vec![self.lead.clone()];
        }
        let indent = self.lead.chars().count();
        paragraph(&self.lead, indent, &self.text, width).lines().map(|line| styled(self.style, line)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_least_needed_gives_way_first() {
        let mut header = ScreenHeader::default();
        header.add(Priority::Must, Style::new(), "where").space();
        header.add(Priority::Setting, Style::new(), "criterion").space();
        header.add(Priority::Must, Style::new(), "question").add(Priority::Detail, Style::new(), "why");
        header.add(Priority::Advice, Style::new(), "how");
        for (room, expected) in [
            (7, "where||criterion||question|why|how"),
            (6, "where|criterion||question|why|how"),
            (5, "where|criterion|question|why|how"),
            (4, "where|criterion|question|why"),
            (3, "where|question|why"),
            (2, "where|question"),
            (1, "... (a taller terminal shows the rest)"),
        ] {
            assert_eq!(header.lines(80, room).join("|"), expected, "{room}");
        }
    }
}
