//! The provenance of a report: one line that says what it was made from and how, so that it can be made
//! again. Every format carries it before any text from a record.

use crate::date::Day;
use crate::file_kind::REPORT as BEGIN;

use super::view::Audience;

/// What a report was made from, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The version of the program.
    pub version: String,
    /// Tool and use; `None` for the whole register.
    pub about: Option<(String, String)>,
    /// The sha256 of the newest record; of all heads for the whole register.
    pub head: String,
    /// Who it is for.
    pub audience: Audience,
    /// The day that it was made for.
    pub as_of: Day,
    /// The record or the day with which it compares.
    pub since: Option<Since>,
    /// The sha256 of the organisation's template.
    pub template: Option<String>,
}

/// With what a report compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The assessment with this number.
    Record(u32),
    /// What was so on this day.
    Day(Day),
}

impl std::fmt::Display for Since {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Record(number) => write!(f, "{number}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

impl std::str::FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| *number > 0).map(Self::Record);
        let day = || text.parse().ok().map(Self::Day);
        number.or_else(day).ok_or_else(|| "neither the number of a record nor a day as YYYY-MM-DD".to_owned())
    }
}

impl std::fmt::Display for Provenance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{BEGIN}version={}", self.version)?;
        match &self.about {
            Some((tool, usage)) => write!(f, " tool={tool} use={usage}")?,
            None => write!(f, " portfolio")?,
        }
        write!(f, " head={} audience={} as-of={}", self.head, self.audience.as_str(), self.as_of)?;
        if let Some(since) = &self.since {
            write!(f, " since={since}")?;
        }
        if let Some(template) = &self.template {
            write!(f, " template={template}")?;
        }
        // An end of its own, so that a line that was cut is none.
        write!(f, " end")
    }
}

impl Provenance {
    /// The first provenance in bytes; `None` where there is none that is whole.
    #[must_use]
    pub fn first(bytes: &[u8]) -> Option<Self> {
        let start = bytes.windows(BEGIN.len()).position(|window| window == BEGIN.as_bytes())? + BEGIN.len();
        let rest = bytes[start..].iter().take(1000).copied().take_while(|byte| (b' '..=b'~').contains(byte));
        let rest: Vec<u8> = rest.collect();
        let text = String::from_utf8(rest).ok()?;
        let (text, _) = text.split_once(" end")?;
        let part = |key: &str| {
            text.split(' ')
                .find_map(|word| word.split_once('=').filter(|(known, _)| *known == key))
                .map(|(_, value)| value)
        };
        let about = match (part("tool"), part("use")) {
            (Some(tool), Some(usage)) => Some((tool.to_owned(), usage.to_owned())),
            _ if text.split(' ').any(|word| word == "portfolio") => None,
            _ => return None,
        };
        let since = match part("since") {
            Some(since) => Some(since.parse().ok()?),
            None => None,
        };
        let audience = part("audience")?;
        Some(Self {
            version: part("version")?.to_owned(),
            about,
            head: part("head")?.to_owned(),
            audience: Audience::NAMES.iter().find(|(name, _)| *name == audience)?.1,
            as_of: part("as-of")?.parse().ok()?,
            since,
            template: part("template").map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance {
            version: "0.1.0".to_owned(),
            about: Some(("claude-code".to_owned(), "general".to_owned())),
            head: "ab".repeat(32),
            audience: Audience::Auditor,
            as_of: "2026-11-22".parse().unwrap(),
            since: Some(Since::Record(3)),
            template: Some("cd".repeat(32)),
        }
    }

    #[test]
    fn is_found_as_it_was_written() {
        let day = Since::Day("2026-05-01".parse().unwrap());
        for provenance in [
            provenance(),
            Provenance { about: None, since: None, template: None, ..provenance() },
            Provenance { since: Some(day), ..provenance() },
        ] {
            let file = format!("\u{0}\u{1}<!-- {provenance} -->\n <p>{BEGIN}version=9 portfolio head=1 end");
            assert_eq!(Provenance::first(file.as_bytes()), Some(provenance));
        }
    }

    #[test]
    fn a_cut_or_altered_line_is_none() {
        let whole = provenance().to_string();
        for end in [5, BEGIN.len(), whole.len() / 2, whole.len() - 1] {
            assert_eq!(Provenance::first(&whole.as_bytes()[..end]), None);
        }
        assert_eq!(Provenance::first(whole.replace("auditor", "anybody").as_bytes()), None);
        assert_eq!(Provenance::first(whole.replace("since=3", "since=soon").as_bytes()), None);
        assert_eq!(Provenance::first(b""), None);
    }
}
