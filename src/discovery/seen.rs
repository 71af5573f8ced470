//! One row or entry of an inventory, as a reader hands it over; and days and domains as exports write them.

use crate::date::Day;
use crate::identity::Identity;

use super::{SightingGrade, SightingMark};

/// One row or entry of an inventory.
#[derive(Clone, Debug)]
pub(super) struct Seen<'a> {
    pub(super) identity: Identity,
    /// Whether it is an MCP server.
    pub(super) is_server: bool,
    pub(super) label: Option<&'a str>,
    pub(super) version: Option<&'a str>,
    pub(super) grade: SightingGrade,
    pub(super) client: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) marks: Vec<SightingMark>,
    pub(super) device: Option<&'a str>,
    pub(super) person: Option<&'a str>,
    pub(super) day: Option<Day>,
    pub(super) blocked: bool,
    /// Whether it counts though nobody here knows it: the inventory itself says that it is about AI.
    pub(super) anyway: bool,
    /// How many rows it stands for.
    pub(super) rows: u64,
    /// How many devices it is on, where they have no names.
    pub(super) uncounted: u64,
}

impl Seen<'_> {
    pub(super) fn new(identity: Identity, grade: SightingGrade) -> Self {
        Self {
            identity,
            is_server: false,
            label: None,
            version: None,
            grade,
            client: None,
            account: None,
            marks: Vec::new(),
            device: None,
            person: None,
            day: None,
            blocked: false,
            anyway: false,
            rows: 1,
            uncounted: 0,
        }
    }
}

/// A row of a log: a host that somebody looked up or called.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HostRow<'a> {
    pub(super) host: &'a str,
    pub(super) device: &'a str,
    pub(super) person: &'a str,
    /// When, in any form that begins with the day.
    pub(super) at: &'a str,
    pub(super) blocked: bool,
}

/// The day of a moment as logs write it: `2026-11-26 09:14:02`, `2026/11/26 09:14:02`, seconds or
/// milliseconds since 1970.
pub(super) fn day_of(text: &str) -> Option<Day> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if bytes.len() >= 10 && bytes[4] == bytes[7] && matches!(bytes[4], b'-' | b'/') {
        return match bytes[4] {
            b'-' => text.get(..10)?.parse().ok(),
            _ => text.get(..10)?.replace('/', "-").parse().ok(),
        };
    }
    let whole = text.split('.').next().unwrap_or_default();
    if !(9..=13).contains(&whole.len()) || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    Day::of_unix_seconds(if whole.len() > 11 { seconds / 1000 } else { seconds })
}

/// The domain of a mail address, in lower case.
pub(super) fn domain_of(address: &str) -> Option<String> {
    let (_, domain) = address.trim().trim_end_matches('>').rsplit_once('@')?;
    (domain.contains('.') && !domain.contains(char::is_whitespace)).then(|| domain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_logs_write_them() {
        for (text, day) in [
            ("2026-11-26T09:14:02Z", Some("2026-11-26")),
            ("2026/11/26 09:14:02", Some("2026-11-26")),
            ("1795684442.120", Some("2026-11-26")),
            ("1795684442120", Some("2026-11-26")),
            ("Nov 26 09:14:02", None),
            ("2026-13-26 09", None),
            ("", None),
        ] {
            assert_eq!(day_of(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
        assert_eq!(domain_of("Ada <ada@Acme.example>").as_deref(), Some("acme.example"));
        assert_eq!((domain_of("ada"), domain_of("ada@localhost")), (None, None));
    }
}
