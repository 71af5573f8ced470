//! The report of the whole register: what there is, what is risky, what is late, what depends on whom.

use serde::{Deserialize, Serialize};

use super::one_use::StatusView;
use super::picture::{Distribution, RiskMap};
use super::{Meta, Tenths, TierView};

/// The report of the whole register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct PortfolioReport {
    /// What it is and how it can be made again.
    pub meta: Meta,
    /// How much there is.
    pub totals: Totals,
    /// What a reader should know first, in two to five sentences.
    pub summary: Vec<String>,
    /// Uses by tier and standing.
    pub distribution: Distribution,
    /// Every use that has a record, worst tier first, then by name; never by points.
    pub uses: Vec<UseRow>,
    /// How many of `uses`, from the first, are of the two highest tiers: the high-risk list.
    pub high_risk: usize,
    /// Where the uses lie on the map: each by its criterion with the most inherent points.
    pub map: RiskMap,
    /// The criteria that are weakest over all uses.
    pub criteria: Vec<WeakCriterion>,
    /// The questions that are weakest over all uses, ten at most.
    pub gaps: Vec<Gap>,
    /// What is overdue, the longest first.
    pub overdue: Vec<Overdue>,
    /// What waits for an assessment or a decision, the longest first.
    pub waiting: Vec<WaitingUse>,
    /// How much is overdue by age: `up to 30 days`, ...
    pub ages: Vec<Count>,
    /// Uses by vendor, the most first.
    pub vendors: Vec<Share>,
    /// Uses by where the tool runs, the most first.
    pub places: Vec<Share>,
    /// Uses by model, the most first; uses whose models nobody named are one line.
    pub models: Vec<Share>,
    /// What changed since the day that it compares with; `None` without one.
    pub changes: Option<Changes>,
    /// Days from the first record of a use to its first decision, by the kind of that record.
    pub flow: Vec<DecisionTimes>,
    /// The numbers of the method, in one sentence a framework.
    pub method: Vec<String>,
}

/// How much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Totals {
    /// Tools with an assessment.
    pub tools: usize,
    /// Uses with an assessment.
    pub uses: usize,
    /// Vendors of these.
    pub vendors: usize,
    /// Uses that have records, but no assessment.
    pub not_assessed: usize,
    /// Uses of the two highest tiers.
    pub high_risk: usize,
    /// Uses on which nothing is decided.
    pub undecided: usize,
    /// Things overdue.
    pub overdue: usize,
}

/// A use in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct UseRow {
    /// The tool's id.
    pub tool: String,
    /// The tool's name.
    pub tool_name: String,
    /// The use.
    pub usage: String,
    /// What the use is called; its id in words where nobody gave it a title.
    pub use_title: String,
    /// The vendor, by name; empty where unknown.
    pub vendor: String,
    /// The tier; `None` where there is no assessment.
    pub tier: Option<TierView>,
    /// What the method recommends, in words.
    pub recommended: String,
    /// How it stands on the day of the report.
    pub standing: StatusView,
    /// Before controls.
    pub inherent: Tenths,
    /// After controls.
    pub residual: Tenths,
    /// How many questions were skipped: then these points are the most that they can be.
    pub skipped: usize,
    /// In whole percent.
    pub confidence: u8,
    /// How many questions and factors are unknown.
    pub unknown: usize,
    /// How many conditions are open.
    pub conditions: usize,
    /// The title of the criterion with the most residual points.
    pub worst: String,
    /// Floors that raise the tier over that of the points: what they are called.
    pub floors: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// The day judged.
    pub assessed: String,
    /// When the next review is due.
    pub review_due: String,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
    /// The sha256 of its newest record.
    pub head: String,
}

/// A criterion over all uses in which it is material.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WeakCriterion {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// In how many uses it is material.
    pub uses: usize,
    /// In how many of these its residual points are of the two highest tiers.
    pub high: usize,
    /// Its mean residual points over these uses.
    pub mean: Tenths,
    /// Its most residual points.
    pub most: Tenths,
    /// The tier of the most.
    pub tier: TierView,
    /// The use with the most: `tool / use`.
    pub worst_use: String,
}

/// A question whose answers are weak.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Gap {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// In how many uses its answer is a condition.
    pub uses: usize,
    /// In how many of these it is not answered.
    pub unknown: usize,
    /// What to do about it.
    pub measure: String,
}

/// Something overdue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Overdue {
    /// The use: `tool / use`.
    pub about: String,
    /// The use's tier.
    pub tier: Option<TierView>,
    /// What: `review`, `condition retention` ...
    pub what: String,
    /// Who it waits for.
    pub owner: String,
    /// The day.
    pub due: String,
    /// By how many days.
    pub days: i64,
}

/// A use that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WaitingUse {
    /// The use: `tool / use`.
    pub about: String,
    /// The use's tier.
    pub tier: Option<TierView>,
    /// What for: `an assessment: its triage asks for a full one`, `a decision: tier high`.
    pub what: String,
    /// Who answers for it.
    pub owner: String,
    /// Since when; `None` where nothing is recorded of it.
    pub since: Option<String>,
    /// For how many days.
    pub days: Option<i64>,
}

/// A number of things.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Count {
    /// What.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// Uses that share something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Share {
    /// What they share.
    pub name: String,
    /// How many uses.
    pub uses: usize,
    /// In whole percent of all.
    pub percent: u8,
    /// How many of these are of the two highest tiers.
    pub high: usize,
    /// The tools, by id.
    pub tools: Vec<String>,
}

/// What changed since a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Changes {
    /// The day.
    pub since: String,
    /// One sentence about all of it.
    pub summary: String,
    /// Uses whose tier, recommendation or standing changed; worse ones first.
    pub moved: Vec<MovedUse>,
    /// Uses that were not there.
    pub new: Vec<String>,
}

/// A use that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct MovedUse {
    /// The use: `tool / use`.
    pub about: String,
    /// The tier then.
    pub before: TierView,
    /// The tier now.
    pub after: TierView,
    /// The standing then.
    pub was: String,
    /// The standing now.
    pub is: String,
    /// What did it: floors that came or went, then the criterion that moved most.
    pub because: String,
}

/// How long decisions take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DecisionTimes {
    /// `triage`, `keys`, `full`.
    pub route: String,
    /// How many uses.
    pub uses: usize,
    /// The median of the days, the lower one of two.
    pub median_days: i64,
    /// The most days.
    pub most_days: i64,
}
