//! What is due as a calendar (RFC 5545), for a subscription or to be imported: an event of a whole
//! day each, known by a UID that stays the same when its day moves.

use crate::date::Day;
use crate::document::sha256;

/// The most bytes of a line; longer ones are folded.
const LINE: usize = 75;

/// An event of a whole day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEntry {
    /// What makes it the same event in a later calendar.
    pub key: String,
    /// The day.
    pub day: Day,
    /// One line.
    pub summary: String,
    /// The rest.
    pub description: String,
    /// What kind of thing is due.
    pub category: String,
}

/// A calendar with a name, as of a day: the same entries give the same bytes.
#[must_use]
pub fn render(name: &str, as_of: Day, entries: &[CalendarEntry]) -> String {
    let mut text = String::new();
    let mut line = |content: String| fold(&content, &mut text);
    let stamp = basic(as_of);
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//plimsoll//due//EN".to_owned());
    line("METHOD:PUBLISH".to_owned());
    line(format!("NAME:{}", escaped(name)));
    line(format!("X-WR-CALNAME:{}", escaped(name)));
    if entries.is_empty() {
        // A calendar has at least one part, and readers refuse one without.
        for part in [
            "BEGIN:VTIMEZONE",
            "TZID:UTC",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0000",
            "TZOFFSETTO:+0000",
            "END:STANDARD",
            "END:VTIMEZONE",
        ] {
            line(part.to_owned());
        }
    }
    for entry in entries {
        let uid = sha256(&format!("{name}\n{}", entry.key));
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{}@plimsoll.invalid", &uid[..32]));
        line(format!("DTSTAMP:{stamp}T000000Z"));
        line(format!("DTSTART;VALUE=DATE:{}", basic(entry.day)));
        line(format!("DTEND;VALUE=DATE:{}", basic(entry.day.plus_days(1))));
        line(format!("SUMMARY:{}", escaped(&entry.summary)));
        line(format!("DESCRIPTION:{}", escaped(&entry.description)));
        line(format!("CATEGORIES:{}", escaped(&entry.category)));
        line("TRANSP:TRANSPARENT".to_owned());
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    text
}

fn basic(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// A text as a value: no separators, no line ends, nothing that a program would act on.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => value.extend(['\\', character]),
            '\n' => value.push_str("\\n"),
            character if crate::document::writer::is_invisible(character) => value.push('\u{fffd}'),
            character => value.push(character),
        }
    }
    value
}

/// Writes a line in pieces of at most so many bytes, never within a character.
fn fold(content: &str, text: &mut String) {
    let mut rest = content;
    let mut room = LINE;
    while rest.len() > room {
        let at = rest.floor_char_boundary(room);
        text.push_str(&rest[..at]);
        text.push_str("\r\n ");
        rest = &rest[at..];
        // The space that begins a further line counts.
        room = LINE - 1;
    }
    text.push_str(rest);
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_and_come_together_again() {
        let hostile = "BEGIN:VEVENT; a, b\\c\r\nEND:VCALENDAR \u{202e}漢字🦀".repeat(20);
        let entry = CalendarEntry {
            key: "k".to_owned(),
            day: "2026-12-31".parse().unwrap(),
            summary: hostile.clone(),
            description: String::new(),
            category: "review".to_owned(),
        };
        let text = render("Register", "2026-11-22".parse().unwrap(), std::slice::from_ref(&entry));
        assert!(text.split("\r\n").all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])));
        let whole = text.replace("\r\n ", "");
        let lines: Vec<&str> = whole.split("\r\n").collect();
        assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:VEVENT")).count(), 1);
        let summary = lines.iter().find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
        let back = summary.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",").replace("\\\\", "\\");
        assert_eq!(back, hostile.replace(['\r', '\u{202e}'], "\u{fffd}"));
        assert!(lines.contains(&"DTSTART;VALUE=DATE:20261231") && lines.contains(&"DTSTAMP:20261122T000000Z"));

        let empty = render("Register", "2026-11-22".parse().unwrap(), &[]);
        assert!(empty.contains("BEGIN:VTIMEZONE\r\n") && !empty.contains("VEVENT"));
        assert!(lines.contains(&"DTEND;VALUE=DATE:20270101"));

        let later = CalendarEntry { day: "2027-01-31".parse().unwrap(), ..entry };
        let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        assert_eq!(uid(&text), uid(&render("Register", "2026-12-22".parse().unwrap(), &[later])));
    }
}
