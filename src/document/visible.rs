//! Text from a file made fit to show: whatever is read on a screen, on paper or in a table has passed
//! here, so that nothing hides, moves or restyles the text around it.

use super::writer::is_invisible;

/// What stands where a character was that nobody would see.
const REPLACED: char = '\u{fffd}';

/// The text with everything replaced that could move, hide or restyle what is around it. A line feed
/// stays; it is for the caller to lay out.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let shown = text.chars().map(|each| if each != '\n' && is_invisible(each) { REPLACED } else { each });
    shown.collect()
}

/// The same on one line: a text that begins no line cannot be taken for something else. Line breaks and
/// tabs become spaces, several in a row one.
#[must_use]
pub fn one_line(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for character in text.trim_end().chars() {
        match character {
            breaking if breaking.is_whitespace() && is_invisible(breaking) => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            hidden if is_invisible(hidden) => line.push(REPLACED),
            character => line.push(character),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{one_line, plain};

    #[test]
    fn nothing_in_a_text_hides_moves_or_begins_a_line() {
        for (given, shown, on_a_line) in [
            ("as it is", "as it is", "as it is"),
            ("\u{1b}[31mred", "\u{fffd}[31mred", "\u{fffd}[31mred"),
            ("\u{202e}evil\u{200f}\u{7f}", "\u{fffd}evil\u{fffd}\u{fffd}", "\u{fffd}evil\u{fffd}\u{fffd}"),
            ("one\r\ntwo\n", "one\u{fffd}\ntwo\n", "one two"),
            ("a\tb\u{2028}c\u{85}d", "a\u{fffd}b\u{fffd}c\u{fffd}d", "a b c d"),
            ("a \n b", "a \n b", "a  b"),
            ("名\u{a0}前 🦀", "名\u{a0}前 🦀", "名\u{a0}前 🦀"),
        ] {
            assert_eq!(plain(given), shown);
            assert_eq!(one_line(given), on_a_line);
        }
    }
}
