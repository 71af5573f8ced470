//! What a report says, worked out once: every format only lays this value out.
//!
//! A view holds what its audience may see and nothing else. It is plain data: texts as people read
//! them, points in tenths, days as `YYYY-MM-DD`. `one_use.rs` is the report of one use, `triage.rs` that
//! of one that was only triaged, `portfolio.rs` that of the whole register, `picture.rs` what the pictures are drawn from.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub mod one_use;
pub mod picture;
pub mod portfolio;
pub mod triage;

pub use one_use::UseReport;
pub use portfolio::PortfolioReport;
pub use triage::TriageReport;

/// Who a report is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Those who only hear of it: one page.
    Board,
    /// Those who decide.
    #[default]
    Committee,
    /// Those who check what was decided, and on what evidence.
    Auditor,
    /// Those who asked: the decision and what is wanted of them.
    Requester,
}

impl Audience {
    /// Every audience with its name on the command line.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("board", Self::Board),
        ("committee", Self::Committee),
        ("auditor", Self::Auditor),
        ("requester", Self::Requester),
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// The sections that it gets, in reading order.
    #[must_use]
    pub const fn sections(self) -> &'static [ReportSection] {
        use ReportSection::{Annex, Conditions, Decision, Evidence, History, Law, Result, Unknowns, Use, Watch, Why};
        match self {
            Self::Board => &[Decision],
            Self::Committee => &[Decision, Use, Result, Why, Conditions, Unknowns, Evidence, Law, Watch, History],
            Self::Auditor => &[Result, Conditions, Unknowns, Evidence, History, Annex],
            Self::Requester => &[Decision, Conditions],
        }
    }

    /// Whether it may see evidence and notes marked confidential, and the ledger.
    #[must_use]
    pub const fn inner_circle(self) -> bool {
        matches!(self, Self::Committee | Self::Auditor)
    }
}

/// A section of the report of one use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportSection {
    /// The page to decide on.
    Decision,
    /// Purpose and context.
    Use,
    /// The result by criterion.
    Result,
    /// What carries the result, and what would change it.
    Why,
    /// Conditions, and risks accepted.
    Conditions,
    /// What nobody knows, and how stable the tier is.
    Unknowns,
    /// What the answers rest on.
    Evidence,
    /// Law, and public frameworks.
    Law,
    /// When to look again, and at what.
    Watch,
    /// What changed since the last assessment.
    History,
    /// Everything else that a doubter asks for.
    Annex,
}

/// What every report begins with, and what it can be made again from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Meta {
    /// The provenance: what it was made from and how, in one line that `verify --report` reads. Every
    /// format carries it before any text from a record.
    pub provenance: String,
    /// The program and its version: `plimsoll 0.1.0`.
    pub program: String,
    /// The title of the document.
    pub title: String,
    /// The line under it.
    pub subtitle: String,
    /// The register's name.
    pub register: String,
    /// How every page is marked; where the register says nothing: `not classified`.
    pub classification: String,
    /// Who it is for.
    pub audience: Audience,
    /// The day that it was made for: overdue, in force and so on are meant on it.
    pub as_of: String,
    /// The record number or day with which it compares, as it was given on the command line.
    pub since: Option<String>,
    /// The sha256 of the newest record that it rests on; of all heads, for a portfolio.
    pub head: String,
    /// The sha256 of the organisation's template, where one was used.
    pub template: Option<String>,
}

/// A tier as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TierView {
    /// Its name.
    pub id: String,
    /// How many tiers lie below it.
    pub rank: u8,
    /// How many tiers there are.
    pub of: u8,
    /// Its colour and mark, 0 to 3: 0 the lowest tier, 3 the top one, 2 the one below, 1 the others.
    pub shade: u8,
}

impl TierView {
    /// The tier with this place among all.
    #[must_use]
    pub fn new(id: &str, rank: u8, of: u8) -> Self {
        let top = of.saturating_sub(1);
        let shade = match rank {
            rank if rank >= top && top > 0 => 3,
            0 => 0,
            rank if rank + 1 == top => 2,
            _ => 1,
        };
        Self { id: id.to_owned(), rank, of, shade }
    }
}

/// A number of points in tenths. It is written as people see it: `36.0`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub i32);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.abs() / 10, self.0.abs() % 10)
    }
}

impl Serialize for Tenths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tenths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shown = String::deserialize(deserializer)?;
        let tenths = shown.replacen('.', "", 1).parse();
        tenths.map(Self).map_err(|_| serde::de::Error::custom(format!("`{shown}` is not a number of points")))
    }
}

/// Points with their tier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct PointsView {
    /// The points.
    pub points: Tenths,
    /// The tier of these points.
    pub tier: TierView,
}

/// A text with what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct NamedText {
    /// What it is called.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Something that was one thing and is another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Moved {
    /// What it is about.
    pub name: String,
    /// What it was, in words.
    pub before: String,
    /// What it is, in words.
    pub after: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_read_as_people_see_them() {
        for (tenths, shown) in [(0, "0.0"), (427, "42.7"), (-37, "-3.7"), (-5, "-0.5"), (1000, "100.0")] {
            assert_eq!(Tenths(tenths).to_string(), shown);
            assert_eq!(serde_json::to_value(Tenths(tenths)).unwrap(), shown);
            assert_eq!(serde_json::from_value::<Tenths>(shown.into()).unwrap(), Tenths(tenths));
        }
    }

    #[test]
    fn every_number_of_tiers_has_its_shades() {
        let shades = |of: u8| (0..of).map(|rank| TierView::new("x", rank, of).shade).collect::<Vec<_>>();
        assert_eq!(shades(4), [0, 1, 2, 3]);
        assert_eq!(shades(2), [0, 3]);
        assert_eq!(shades(5), [0, 1, 1, 2, 3]);
        assert_eq!(shades(1), [0]);
    }

    #[test]
    fn a_wider_circle_gets_neither_annex_nor_evidence() {
        for (name, audience) in Audience::NAMES {
            assert_eq!(audience.as_str(), name);
            let sections = audience.sections();
            let sees = sections.contains(&ReportSection::Evidence);
            assert_eq!(sections.contains(&ReportSection::Annex), audience == Audience::Auditor, "{name}");
            assert_eq!(sees, audience.inner_circle(), "{name}");
        }
    }
}
