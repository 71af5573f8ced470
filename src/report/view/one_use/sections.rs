//! The sections behind the first page: context, result and why, what is open, evidence, law, watch.

use serde::{Deserialize, Serialize};

use super::super::picture::{DataFlow, RiskMap, Waterfall};
use super::super::{NamedText, Tenths, TierView};
use super::decision::ConditionView;

/// Purpose and context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ContextSection {
    /// The parts of the request.
    pub request: Vec<NamedText>,
    /// The context factors.
    pub factors: Vec<FactorView>,
    /// Explanations of levels that seem to contradict each other.
    pub explanations: Vec<NamedText>,
    /// The same as a flow; `None` where the framework has no such factors.
    pub flow: Option<DataFlow>,
}

/// A context factor with the level chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct FactorView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The level; `None` where unknown, which counts as 4.
    pub level: Option<u8>,
    /// What that level means.
    pub wording: String,
}

/// The result by criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ResultSection {
    /// The domains with their material criteria, in the framework's order.
    pub domains: Vec<DomainView>,
    /// The titles of criteria that are not material, with their points: in one line.
    pub not_material: Vec<String>,
    /// The criteria on the map; numbers are those of `CriterionView`.
    pub map: RiskMap,
}

/// A domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DomainView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The highest inherent points in it.
    pub inherent: Tenths,
    /// The highest residual points in it.
    pub residual: Tenths,
    /// The tier of the residual points.
    pub tier: TierView,
    /// Its material criteria.
    pub criteria: Vec<CriterionView>,
}

/// A material criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct CriterionView {
    /// Its number on the map, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What is lost.
    pub loss: String,
    /// 0 to 4.
    pub impact: u8,
    /// 0 to 4.
    pub exposure: u8,
    /// Before controls.
    pub inherent: Tenths,
    /// The effect of controls, in whole percent.
    pub effect: u8,
    /// After controls.
    pub residual: Tenths,
    /// The tier of the residual points.
    pub tier: TierView,
    /// How many of its questions apply: `2 of 4`.
    pub apply: String,
    /// The weakest key answer, in words, where it limits the others.
    pub weakest: Option<String>,
    /// The residual points at the assessment that is compared with, where there is one.
    pub before: Option<Tenths>,
}

/// What carries the result, and what would change it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WhySection {
    /// How the points of the whole are made from those of criteria: share, points, criterion.
    pub sum: Vec<SumLine>,
    /// The ten ledger lines that matter most: those that leave most points standing.
    pub lines: Vec<LedgerLine>,
    /// What would lower the tier, one after the other; empty where no answers do.
    pub way_down: Vec<StepView>,
    /// What stands over `way_down`, or why it is empty.
    pub way_said: String,
    /// What would raise the tier: each alone, if it turned out unknown.
    pub rests_on: Vec<StepView>,
    /// The ledger of the worst criterion.
    pub waterfall: Option<Waterfall>,
}

/// A line of the sum of points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct SumLine {
    /// `all of`, `5 % of`.
    pub share: String,
    /// The criterion.
    pub title: String,
    /// Its residual points.
    pub points: Tenths,
}

/// A line of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct LedgerLine {
    /// The criterion's title.
    pub criterion: String,
    /// The question's id.
    pub id: String,
    /// The question's title.
    pub question: String,
    /// The points: 0 or less, but for what a weak key answer takes back.
    pub points: Tenths,
    /// The points that a perfect answer would have taken besides.
    pub left: Tenths,
    /// Why.
    pub because: String,
}

/// An answer changed, and what the result is then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct StepView {
    /// The question's id.
    pub id: String,
    /// The question's title.
    pub question: String,
    /// The answer that would do, in words; empty where it is that it turns out unknown.
    pub answer: String,
    /// The tier then.
    pub tier: TierView,
    /// What would be recommended then.
    pub recommended: String,
    /// The points then.
    pub points: Tenths,
}

/// Conditions, and risks accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ConditionsSection {
    /// The conditions, most effect first.
    pub conditions: Vec<ConditionView>,
    /// Where they come from: the decision, or as yet the method alone.
    pub source: String,
    /// Risks accepted: scope, reason, by whom, until when.
    pub accepted: Vec<NamedText>,
    /// Knock-outs waived, with reason and end.
    pub waivers: Vec<NamedText>,
    /// Compensating controls that count: question, control, end.
    pub compensating: Vec<NamedText>,
}

/// What nobody knows, and how stable the tier is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct UnknownsSection {
    /// Context factors that are unknown and count as level 4.
    pub factors: Vec<String>,
    /// Questions not answered, each with what was said about it.
    pub questions: Vec<NamedText>,
    /// Questions marked not applicable, each with reason and second reader, and whether it was accepted.
    pub not_applicable: Vec<NamedText>,
    /// The result under other assumptions.
    pub stability: Vec<Trial>,
    /// One sentence about the tier over all of them.
    pub stable: String,
}

/// The result under another assumption.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Trial {
    /// The assumption.
    pub what: String,
    /// The points then.
    pub points: Tenths,
    /// The tier then.
    pub tier: TierView,
    /// What would be recommended then.
    pub recommended: String,
    /// Whether the tier is another one.
    pub differs: bool,
}

/// What the answers rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct EvidenceSection {
    /// How many answers there are of each grade, strongest first; unanswered last.
    pub grades: Vec<GradeShare>,
    /// The oldest dated answer: its question and day.
    pub oldest: Option<NamedText>,
    /// The evidence items.
    pub items: Vec<EvidenceView>,
    /// How many items are kept back from this audience.
    pub kept_back: usize,
    /// Titles of questions that rest on statements only.
    pub statements: Vec<String>,
}

/// How many answers have one grade.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct GradeShare {
    /// The grade, or `unanswered`.
    pub grade: String,
    /// How many.
    pub count: usize,
    /// In whole percent of all that were asked.
    pub percent: u8,
}

/// A piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct EvidenceView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Option<String>,
    /// Where it lies.
    pub location: Option<String>,
    /// The day that it bears.
    pub dated: Option<String>,
    /// The last day on which it counts fully.
    pub expires: Option<String>,
    /// Whether that has passed on the day of the report.
    pub expired: bool,
    /// The sha256 of the file.
    pub sha256: Option<String>,
    /// What it covers.
    pub covers: Option<String>,
    /// How many answers rest on it.
    pub answers: usize,
    /// Whether it is marked confidential.
    pub confidential: bool,
}

/// Law, and public frameworks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct LawSection {
    /// What the context says about law: factor and chosen wording.
    pub classification: Vec<NamedText>,
    /// Floors that the context alone sets, with their references.
    pub duties: Vec<NamedText>,
    /// How the questions cover public frameworks, by the ids of these.
    pub coverage: Vec<Coverage>,
}

/// How the asked questions cover one public framework.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Coverage {
    /// The framework's short name.
    pub framework: String,
    /// Its ids that a well-answered question refers to.
    pub sound: Vec<String>,
    /// Its ids to which no well-answered question refers, but a weak one.
    pub weak: Vec<String>,
    /// Its ids to which only unanswered questions refer.
    pub open: Vec<String>,
}

/// When to look again, and at what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WatchSection {
    /// Dates ahead and past: what is due when, earliest first.
    pub dates: Vec<DateView>,
    /// What would make a review due at once.
    pub triggers: Vec<String>,
    /// What was reported since the decision: day and text.
    pub events: Vec<NamedText>,
    /// The way out: what the answers say about leaving the tool.
    pub exit: Vec<NamedText>,
}

/// Something that is due on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DateView {
    /// The day.
    pub day: String,
    /// What is due.
    pub what: String,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
}
