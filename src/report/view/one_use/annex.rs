//! What an auditor reads: history, every criterion with its answers, the records.

use serde::{Deserialize, Serialize};

use super::super::picture::TierHistory;
use super::super::{Moved, NamedText, Tenths};
use super::decision::DecisionView;
use super::sections::LedgerLine;

/// What changed between two assessments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct HistorySection {
    /// The tiers over all assessments.
    pub picture: TierHistory,
    /// The record that is compared with: `record 1 of 2026-05-02`; `None` for a first assessment.
    pub compared: Option<String>,
    /// One sentence about what happened to the tier.
    pub summary: String,
    /// Tier, recommendation, points, framework versions: then and now.
    pub headline: Vec<Moved>,
    /// Floors and criteria that moved.
    pub moved: Vec<Moved>,
    /// Context levels that changed.
    pub context: Vec<Moved>,
    /// Answers that changed: only what differs.
    pub answers: Vec<Moved>,
    /// How many answers say the same with other evidence, where some do.
    pub same: Option<String>,
    /// Evidence that came, went or changed.
    pub evidence: Vec<Moved>,
    /// Conditions that the last review had and this one has not.
    pub closed: Vec<String>,
}

/// Everything else that a doubter asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Annex {
    /// What was decided, where it was: for those who do not get the page to decide on.
    pub decision: Option<DecisionView>,
    /// The whole ledger, a criterion each.
    pub ledger: Vec<CriterionLedger>,
    /// All answers, by criterion.
    pub answers: Vec<CriterionAnswers>,
    /// Answers kept and not counted.
    pub ignored: Vec<String>,
    /// The method in sentences.
    pub method: Vec<String>,
    /// The method's numbers.
    pub parameters: Vec<NamedText>,
    /// The inherent points by exposure (row) and impact (column).
    pub matrix: Vec<Vec<u8>>,
    /// The framework files: id and version, sha256.
    pub frameworks: Vec<NamedText>,
    /// The records of the use up to the day of the report, oldest first.
    pub records: Vec<RecordView>,
    /// The facts of the register entry.
    pub entry: Vec<NamedText>,
    /// What the chain proves, and what it does not.
    pub chain: Vec<String>,
    /// The result as programs read it: the object of `score --format json`.
    pub score: serde_json::Value,
}

/// The ledger of a criterion: the lines come to `residual`, but for the rounding of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct CriterionLedger {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Before controls.
    pub inherent: Tenths,
    /// A line a question, hidden ones included; the last may give back.
    pub lines: Vec<LedgerLine>,
    /// After controls.
    pub residual: Tenths,
}

/// The answers to the questions of a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct CriterionAnswers {
    /// The criterion's id.
    pub id: String,
    /// The criterion's title.
    pub title: String,
    /// Its questions that were asked.
    pub answers: Vec<AnswerView>,
}

/// An answer with what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct AnswerView {
    /// The question's id.
    pub id: String,
    /// The question's title.
    pub question: String,
    /// What was asked.
    pub ask: String,
    /// Whether it is a key question.
    pub key: bool,
    /// The answer in words.
    pub answer: String,
    /// What it is worth: `75`; empty where it counts for a floor only.
    pub credit: String,
    /// The grade as it was given, and as it counts where that is lower: `document, counts as statement`.
    pub grade: String,
    /// The day of the evidence.
    pub dated: Option<String>,
    /// The titles of its evidence items.
    pub evidence: Vec<String>,
    /// A remark.
    pub note: Option<String>,
}

/// A record of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordView {
    /// Its number.
    pub number: u32,
    /// What it is.
    pub kind: String,
    /// The day that it judges.
    pub as_of: String,
    /// When it was recorded; where it is another day than judged, that is said.
    pub recorded: String,
    /// By whom.
    pub by: String,
    /// What it says, in short.
    pub says: String,
    /// The sha256 of its bytes.
    pub sha256: String,
}
