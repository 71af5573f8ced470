//! Where comments stand in a TOML text: what a canonical text would lose.

use std::ops::Range;

/// The comments of a text that is sound TOML, each from its `#` to the end of its line.
#[must_use]
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => {
                let end = text[at..].find('\n').map_or(bytes.len(), |line| at + line);
                found.push(at..at + text[at..end].trim_end().len());
                at = end;
            }
            quote @ (b'"' | b'\'') => at = end_of_text(bytes, at, quote),
            _ => at += 1,
        }
    }
    found
}

/// Where a text in quotation marks ends that begins here.
fn end_of_text(bytes: &[u8], begin: usize, quote: u8) -> usize {
    let triple = [quote; 3];
    let long = bytes[begin..].starts_with(&triple);
    let mut at = begin + if long { 3 } else { 1 };
    while at < bytes.len() {
        if quote == b'"' && bytes[at] == b'\\' {
            at += 2;
        } else if long && bytes[at..].starts_with(&triple) {
            // Up to two quotation marks may stand right before the three that end it.
            return at + bytes[at..].iter().take_while(|byte| **byte == quote).count().min(5);
        } else if !long && bytes[at] == quote {
            return at + 1;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_inside_a_text_is_no_comment() {
        let text = "# first\na = \"# no \\\" # no\" # second  \nb = '# no \\' # third\r\nc = \"\"\"\n# no \" # no \"\"\"\" # fourth\nd = '''# no '' '''\n\"# no\" = 1";
        let toml: toml::Table = text.parse().unwrap();
        assert_eq!(toml["c"].as_str(), Some("# no \" # no \""));
        let found: Vec<&str> = comments(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["# first", "# second", "# third", "# fourth"]);
        assert!(comments("").is_empty());
    }
}
