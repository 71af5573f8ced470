//! The report of one use: the page to decide on, the pages behind it, the annex. A section that the
//! audience does not get is `None`.

use serde::{Deserialize, Serialize};

use super::{Meta, NamedText, PointsView, TierView};

mod annex;
mod decision;
mod sections;

pub use annex::{Annex, AnswerView, CriterionAnswers, CriterionLedger, HistorySection, RecordView};
pub use decision::{ActionView, ConditionView, DecisionPage, DecisionView, FIRST_CONDITIONS, FloorView};
pub use sections::{
    ConditionsSection, ContextSection, Coverage, CriterionView, DateView, DomainView, EvidenceSection, EvidenceView,
    FactorView, GradeShare, LawSection, LedgerLine, ResultSection, StepView, SumLine, Trial, UnknownsSection,
    WatchSection, WhySection,
};

/// The report of one use of one tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct UseReport {
    /// What it is and how it can be made again.
    pub meta: Meta,
    /// The tool.
    pub tool: ToolView,
    /// The id of the use.
    pub usage: String,
    /// What the use is called; its id in words where nobody gave it a title.
    pub use_title: String,
    /// The result in short; every audience gets it.
    pub verdict: ResultView,
    /// The page to decide on.
    pub decision: Option<DecisionPage>,
    /// Purpose and context.
    pub context: Option<ContextSection>,
    /// The result by criterion.
    pub result: Option<ResultSection>,
    /// What carries the result, and what would change it.
    pub why: Option<WhySection>,
    /// Conditions, and risks accepted.
    pub conditions: Option<ConditionsSection>,
    /// What nobody knows, and how stable the tier is.
    pub unknowns: Option<UnknownsSection>,
    /// What the answers rest on.
    pub evidence: Option<EvidenceSection>,
    /// Law, and public frameworks.
    pub law: Option<LawSection>,
    /// When to look again, and at what.
    pub watch: Option<WatchSection>,
    /// What changed since the last assessment, or since the one asked for.
    pub history: Option<HistorySection>,
    /// The rest.
    pub annex: Option<Annex>,
}

/// The tool as its register entry has it, the assessment's own copy filling gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ToolView {
    /// Its id.
    pub id: String,
    /// What it is called; the id where no name is known.
    pub name: String,
    /// The vendor, by its legal name where that is known.
    pub vendor: Option<String>,
    /// The edition or plan.
    pub edition: Option<String>,
    /// The models behind it.
    pub models: Vec<String>,
    /// Everything that is known of it, for a table: vendor, edition, models, owners, identifiers.
    pub facts: Vec<NamedText>,
    /// What the register entry lacks.
    pub missing: Vec<String>,
}

/// The result in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ResultView {
    /// The tier that counts.
    pub tier: TierView,
    /// What the method recommends, in words: `approve with conditions`.
    pub recommended: String,
    /// Before controls.
    pub inherent: PointsView,
    /// After controls; its tier is that of the points alone.
    pub residual: PointsView,
    /// How the points and the floors make the tier, in words.
    pub because: String,
    /// How well the answers are evidenced, in whole percent.
    pub confidence: u8,
    /// `low`, `fair` or `well evidenced`.
    pub confidence_label: String,
    /// How many questions and context factors are unknown.
    pub unknown: usize,
    /// The day judged by the assessment.
    pub assessed: String,
    /// When the next review is due.
    pub review_due: String,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
    /// How the use stands: what was decided and whether that holds on the day of the report.
    pub standing: StatusView,
    /// What a reader must know about the assessment as a whole: that only key questions were asked, or
    /// that it was recorded on another day than it judges.
    pub notes: Vec<String>,
}

/// How a use stands on the day of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct StatusView {
    /// One word or two: `undecided`, `approve with conditions`, `expired`, `hold` ...
    pub word: String,
    /// Whether it may be used on the day of the report; `None` where nothing is decided.
    pub allowed: Option<bool>,
    /// A sentence that says so, with the reason: `Decided on 2026-11-22, in force until 2027-05-21.`
    pub sentence: String,
}
