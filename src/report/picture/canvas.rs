//! Drawing: rectangles, lines, marks and text, in tenths of a unit so that no float is printed.

use std::fmt::Write as _;

use crate::document::writer::is_invisible;

use super::super::view::picture::TierBand;
use super::super::view::{Tenths, TierView};
use super::Ground;

/// The width of every picture, in units; a unit is a pixel where the picture is as wide.
pub(super) const WIDTH: i64 = 440;

/// What something is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Text.
    Text,
    /// Text beside the point.
    Faint,
    /// Lines of a grid.
    Grid,
    /// What is compared with: inherent points.
    Before,
    /// The fill of a tier, by its shade.
    Tier(u8),
    /// Text on the fill of a tier.
    OnTier(u8),
    /// A tint of a tier, for a background.
    Tint(u8),
    /// Text on a tint.
    OnTint,
    /// One of several neutral fills.
    Neutral(usize),
    /// Text on a neutral fill.
    OnNeutral(usize),
}

impl Ink {
    /// The class by which a page colours it, and its colour on paper.
    fn look(self) -> (String, &'static str) {
        match self {
            Self::Text => ("p-text".to_owned(), "#1a1f26"),
            Self::Faint => ("p-faint".to_owned(), "#515b66"),
            Self::Grid => ("p-grid".to_owned(), "#b9c1c9"),
            Self::Before => ("p-before".to_owned(), "#6b7580"),
            Self::Tier(shade) => {
                (format!("p-t{shade}"), ["#b7dccd", "#efd27a", "#dc7f2e", "#8a1626"][usize::from(shade.min(3))])
            }
            Self::OnTier(shade) => {
                (format!("p-on{shade}"), ["#1a1f26", "#1a1f26", "#1a1f26", "#ffffff"][usize::from(shade.min(3))])
            }
            Self::Tint(shade) => {
                (format!("p-b{shade}"), ["#f0f7f4", "#fcf6e2", "#fbe9d6", "#f5d9db"][usize::from(shade.min(3))])
            }
            Self::OnTint => ("p-tint".to_owned(), "#3b434c"),
            Self::Neutral(at) => {
                (format!("p-n{}", at % 5), ["#1f4e79", "#8fb4d6", "#5d6770", "#c9d0d6", "#3f8f8a"][at % 5])
            }
            Self::OnNeutral(at) => {
                (format!("p-onn{}", at % 5), ["#ffffff", "#1a1f26", "#ffffff", "#1a1f26", "#ffffff"][at % 5])
            }
        }
    }
}

/// A length in tenths of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Px(pub(super) i64);

impl std::fmt::Display for Px {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        match self.0.abs() % 10 {
            0 => write!(f, "{sign}{}", self.0.abs() / 10),
            tenth => write!(f, "{sign}{}.{tenth}", self.0.abs() / 10),
        }
    }
}

/// Whole units.
pub(super) const fn px(units: i64) -> Px {
    Px(units * 10)
}

/// Where points lie on a scale from 0 to 100 that begins at `left` and is `width` units wide.
pub(super) fn on_scale(points: Tenths, left: i64, width: i64) -> Px {
    Px(left * 10 + width * 10 * i64::from(points.0.clamp(0, 1000)) / 1000)
}

/// How a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture in the making.
pub(super) struct Canvas<'a> {
    ground: Ground<'a>,
    id: &'a str,
    body: String,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(ground: Ground<'a>, id: &'a str) -> Self {
        Self { ground, id, body: String::new() }
    }

    fn paint(&self, ink: Ink, stroke: bool) -> String {
        let (class, colour) = ink.look();
        match (self.ground, stroke) {
            (Ground::Page, false) => format!("class=\"{class}\""),
            (Ground::Page, true) => format!("class=\"{class} p-line\""),
            (Ground::Paper(_), false) => format!("fill=\"{colour}\""),
            (Ground::Paper(_), true) => format!("fill=\"none\" stroke=\"{colour}\""),
        }
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(arguments);
        self.body.push('\n');
    }

    pub(super) fn rect(&mut self, x: Px, y: Px, width: Px, height: Px, ink: Ink) {
        let paint = self.paint(ink, false);
        self.push(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {paint}/>"));
    }

    /// A rectangle that is only an outline.
    pub(super) fn frame(&mut self, x: Px, y: Px, width: Px, height: Px, ink: Ink) {
        let paint = self.paint(ink, true);
        self.push(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {paint} stroke-width=\"1.5\"/>"
        ));
    }

    pub(super) fn line(&mut self, from: (Px, Px), to: (Px, Px), ink: Ink, dashed: bool) {
        let paint = self.paint(ink, true);
        let dash = if dashed { " stroke-dasharray=\"4 3\"" } else { "" };
        self.push(format_args!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {paint} stroke-width=\"1\"{dash}/>",
            from.0, from.1, to.0, to.1
        ));
    }

    /// A line with a head at its end.
    pub(super) fn arrow(&mut self, from: (Px, Px), to: (Px, Px)) {
        self.line(from, to, Ink::Before, false);
        let paint = self.paint(Ink::Before, false);
        let (x, y) = (to.0.0, to.1.0);
        let head = polygon(&[(x, y), (x - 60, y - 32), (x - 60, y + 32)]);
        self.push(format_args!("{head} {paint}/>"));
    }

    pub(super) fn polyline(&mut self, points: &[(Px, Px)], ink: Ink, dashed: bool) {
        let paint = self.paint(ink, true);
        let dash = if dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        self.push(format_args!("<polyline points=\"{}\" {paint} stroke-width=\"2\"{dash}/>", points.join(" ")));
    }

    pub(super) fn text(&mut self, at: (Px, Px), anchor: Anchor, size: i64, bold: bool, ink: Ink, text: &str) {
        let paint = self.paint(ink, false);
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let text = escaped(text);
        self.push(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}{weight} {paint}>{text}</text>",
            at.0,
            at.1,
            Px(size)
        ));
    }

    /// A tier's mark around a point: circle, square, diamond, triangle, lowest tier first.
    pub(super) fn mark(&mut self, at: (Px, Px), radius: i64, tier: &TierView) {
        let (x, y) = at;
        let fill = self.paint(Ink::Tier(tier.shade), false);
        let edge = match self.ground {
            Ground::Page => String::new(),
            Ground::Paper(_) => format!(" stroke=\"{}\" stroke-width=\"1\"", Ink::Text.look().1),
        };
        let fill = fill.replace("class=\"", "class=\"p-mark ");
        let r = radius * 10;
        let shape = match tier.shade {
            0 => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"", Px(r)),
            1 => {
                let half = r * 9 / 10;
                format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                    Px(x.0 - half),
                    Px(y.0 - half),
                    Px(2 * half),
                    Px(2 * half)
                )
            }
            2 => {
                let half = r * 12 / 10;
                polygon(&[(x.0, y.0 - half), (x.0 + half, y.0), (x.0, y.0 + half), (x.0 - half, y.0)])
            }
            _ => polygon(&[
                (x.0, y.0 - r * 14 / 10),
                (x.0 + r * 13 / 10, y.0 + r * 9 / 10),
                (x.0 - r * 13 / 10, y.0 + r * 9 / 10),
            ]),
        };
        self.push(format_args!("{shape} {fill}{edge}/>"));
    }

    /// The tiers as tinted stretches of a scale, with their names above, and grid lines.
    pub(super) fn bands(&mut self, bands: &[TierBand], left: i64, width: i64, top: i64, bottom: i64) {
        let whole = |points: u32| Tenths(i32::try_from(points).unwrap_or(100) * 10);
        for band in bands {
            let (from, to) = (on_scale(whole(band.from), left, width), on_scale(whole(band.to), left, width));
            self.rect(from, px(top), Px(to.0 - from.0), px(bottom - top), Ink::Tint(band.tier.shade));
        }
        for band in bands {
            let from = on_scale(whole(band.from), left, width);
            let room = (on_scale(whole(band.to), left, width).0 - from.0) / 10;
            if band.from > 0 {
                self.line((from, px(top)), (from, px(bottom)), Ink::Grid, false);
            }
            self.text(
                (Px(from.0 + 20), px(top - 5)),
                Anchor::Start,
                100,
                false,
                Ink::Faint,
                &fit(&band.tier.id, room, 100),
            );
        }
    }

    /// The whole picture, so many units high.
    pub(super) fn finish(self, height: i64, title: &str, description: &str) -> String {
        let font = match self.ground {
            Ground::Page => String::new(),
            Ground::Paper(font) => format!(" font-family=\"{}\"", escaped(font)),
        };
        let (id, title, description) = (self.id, escaped(title), escaped(&clipped(description, 4000)));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"{font}>\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n{}</svg>\n",
            self.body
        )
    }
}

fn polygon(points: &[(i64, i64)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", Px(*x), Px(*y))).collect();
    format!("<polygon points=\"{}\"", points.join(" "))
}

/// A text for XML: nothing in it is markup, nothing moves or hides what is around it.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            character if is_invisible(character) => out.push('\u{fffd}'),
            character => out.push(character),
        }
    }
    out
}

fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most).chain(['…']).collect() }
}

/// The text, or as much of it as about so many units hold at a size in tenths.
pub(super) fn fit(text: &str, units: i64, size: i64) -> String {
    // An average letter is a little over half as wide as its size; those of the east are square.
    let width = |character: char| if u32::from(character) >= 0x1100 { size } else { size * 56 / 100 };
    let room = units * 10;
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += width(character);
        if used > room {
            let end = text[..at].char_indices().next_back().map_or(0, |(at, _)| at);
            return format!("{}…", text[..end].trim_end());
        }
    }
    text.to_owned()
}

/// The words of a text on lines of so many units, at most so many lines; an ellipsis tells of more.
pub(super) fn wrapped(text: &str, units: i64, size: i64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let joined = lines.last().map(|last| format!("{last} {word}")).filter(|line| fit(line, units, size) == *line);
        let full = lines.len() == most;
        match (joined, lines.last_mut()) {
            (Some(joined), Some(last)) => *last = joined,
            (None, Some(last)) if full => {
                // Room for the ellipsis is made at the end of the line, between words where that can be.
                let mut words: Vec<&str> = last.split(' ').collect();
                let too_long = |words: &[&str]| {
                    let line = format!("{}…", words.join(" "));
                    fit(&line, units, size) != line
                };
                while words.len() > 1 && too_long(&words) {
                    words.pop();
                }
                *last = fit(&format!("{}…", words.join(" ").trim_end_matches([',', ';', '…'])), units, size);
                break;
            }
            _ => lines.push(fit(word, units, size)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        let lines = |most| wrapped("one two three four", 50, 100, most);
        assert_eq!(lines(9), ["one two", "three", "four"]);
        assert_eq!(lines(2), ["one two", "three…"]);
        assert_eq!(wrapped(&"x".repeat(50), 50, 100, 2), ["xxxxxxx…"]);
        assert_eq!(wrapped("", 50, 100, 2), Vec::<String>::new());
        assert_eq!(fit("漢字漢字漢字", 50, 100), "漢字漢字…");
    }
}
