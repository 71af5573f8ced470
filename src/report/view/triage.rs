//! The report of a use that was triaged and not assessed: what was asked, the way on, what comes next.

use serde::{Deserialize, Serialize};

use super::one_use::{ConditionView, DecisionView, RecordView, StatusView, ToolView};
use super::{Meta, NamedText};

/// The report of a triage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TriageReport {
    /// What it is and how it can be made again.
    pub meta: Meta,
    /// The tool.
    pub tool: ToolView,
    /// The id of the use.
    pub usage: String,
    /// What the use is called; its id in words where nobody gave it a title.
    pub use_title: String,
    /// The route: `none`, `register`, `keys`, `full` or `stop`.
    pub route: String,
    /// What the route asks for, in words.
    pub says: String,
    /// The day that the triage judged.
    pub judged: String,
    /// That there is no tier, and what else a reader must know.
    pub notes: Vec<String>,
    /// How the use stands: what was decided and whether that holds on the day of the report.
    pub standing: StatusView,
    /// What happens next, a sentence each.
    pub next: Vec<String>,
    /// What was asked: purpose, benefit, what it costs to say no.
    pub request: Vec<NamedText>,
    /// The answers that carry the route, a line each.
    pub why: Vec<String>,
    /// The levels of context that the answers imply at least.
    pub context: Vec<NamedText>,
    /// What nobody knew: the questions.
    pub unknown: Vec<String>,
    /// What was decided, where it was.
    pub made: Option<DecisionView>,
    /// Its conditions.
    pub conditions: Vec<ConditionView>,
    /// Role and name: requested by, business owner, recorded by.
    pub people: Vec<NamedText>,
    /// Every answer, in the order of the questions; `None` for those who do not get it.
    pub answers: Option<Vec<TriageAnswer>>,
    /// The records of the use up to the day of the report, oldest first; `None` for the same.
    pub records: Option<Vec<RecordView>>,
}

/// An answer of a triage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TriageAnswer {
    /// The question's id.
    pub id: String,
    /// What was asked.
    pub ask: String,
    /// The answer in words.
    pub answer: String,
    /// A remark.
    pub note: Option<String>,
}
