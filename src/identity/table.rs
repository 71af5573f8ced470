//! A table of which tools have a key: lines that were sorted when the program was made, and what a
//! register adds to them. The lines are searched as they lie; nothing is read before somebody asks.

use std::collections::{BTreeMap, BTreeSet};

/// What the catalogue comes to, which a test makes and holds against it.
const BUNDLED: &str = include_str!("../../catalogue/identities.txt");
/// What begins a line that is for people. It sorts before every key.
const REMARK: char = '#';

/// Which tools have a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IdentityTable {
    own: BTreeMap<String, BTreeSet<String>>,
    bundled: &'static str,
}

impl IdentityTable {
    /// The table of the catalogue.
    pub(super) fn bundled() -> Self {
        Self { own: BTreeMap::new(), bundled: BUNDLED }
    }

    /// Gives a key to a tool.
    pub(super) fn add(&mut self, key: String, holder: &str) {
        self.own.entry(key).or_default().insert(holder.to_owned());
    }

    /// The tools with a key.
    pub(super) fn get<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let at = line_from(self.bundled, key);
        let line = self.bundled[at..].lines().next().and_then(|line| line.strip_prefix(key)?.strip_prefix('\t'));
        let bundled = line.into_iter().flat_map(|holders| holders.split('\t'));
        bundled.chain(self.own.get(key).into_iter().flatten().map(String::as_str))
    }

    /// The keys that begin so.
    pub(super) fn beginning(&self, start: &str) -> Vec<&str> {
        let lines = self.bundled[line_from(self.bundled, start)..].lines();
        let bundled = lines.take_while(|line| line.starts_with(start)).map(key_of);
        let own = self.own.range(start.to_owned()..).map(|(key, _)| key.as_str());
        bundled.chain(own.take_while(|key| key.starts_with(start))).collect()
    }

    /// What was added, as lines.
    pub(super) fn lines(&self) -> String {
        let line = |(key, holders): (&String, &BTreeSet<String>)| {
            let holders: Vec<&str> = holders.iter().map(String::as_str).collect();
            format!("{key}\t{}\n", holders.join("\t"))
        };
        self.own.iter().map(line).collect()
    }
}

/// The key of a line.
fn key_of(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// Where the first line begins whose key is not less than this one.
fn line_from(text: &str, key: &str) -> usize {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let middle = (low..=middle).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(low);
        let start = text[low..middle].rfind('\n').map_or(low, |at| low + at + 1);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at + 1);
        let line = &text[start..end];
        if line.starts_with(REMARK) || key_of(line.trim_end_matches('\n')) < key {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_between_them() {
        let text = "# what this is\na\tone\na b\ttwo\tthree\na-b\tfour\nü\tfive\nü x\tsix\n";
        for cut in ["", "# what this is\n"] {
            let table = IdentityTable {
                own: BTreeMap::new(),
                bundled: text.strip_prefix("# what this is\n").filter(|_| cut.is_empty()).unwrap_or(text),
            };
            for (key, expected) in [
                ("a", "one"),
                ("a b", "two three"),
                ("a-b", "four"),
                ("ü", "five"),
                ("ü x", "six"),
                ("", ""),
                ("a ", ""),
                ("b", ""),
                ("z", ""),
                ("# what this is", ""),
            ] {
                assert_eq!(table.get(key).collect::<Vec<_>>().join(" "), expected, "{key:?}");
            }
            assert_eq!(table.beginning("a"), ["a", "a b", "a-b"]);
            assert_eq!(table.beginning("ü "), ["ü x"]);
        }
        let mut table = IdentityTable::default();
        assert_eq!(table.get("a").next(), None);
        table.add("a".to_owned(), "one");
        assert_eq!((table.get("a").next(), table.lines().as_str()), (Some("one"), "a\tone\n"));
    }
}
