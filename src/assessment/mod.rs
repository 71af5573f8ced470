//! The records: what was asked, answered and found, as it is kept for good.
//!
//! `outcome.rs` is the result inside a record, `file.rs` how records are written, `by_register.rs`
//! the answers that the register itself can give.

use crate::answers::Answers;
use crate::context::Scope;
use crate::date::{Day, Moment};
use crate::tool::Tool;

pub mod by_register;
pub mod change;
pub mod file;
mod outcome;

pub use outcome::{CriterionOutcome, FloorOutcome, Outcome};

/// What every record begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The tool's id.
    pub tool: String,
    /// The use's id.
    pub usage: String,
    /// Its place in the chain of the use, from 1.
    pub number: u32,
    /// The day that it judges.
    pub as_of: Day,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Who recorded it, as `Name <mail>`: a claim, not a proof.
    pub recorded_by: String,
    /// The sha256 of the record before it; `None` for the first.
    pub previous: Option<String>,
}

/// A file of a framework as a record pins it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The framework's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The sha256 of its bytes.
    pub sha256: String,
}

/// An assessment of one use of one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// What every record begins with.
    pub header: Header,
    /// How much was asked.
    pub scope: Scope,
    /// The tool as it was known: vendor, edition, models, identifiers.
    pub tool: Tool,
    /// The framework files: overlays first, the base last.
    pub frameworks: Vec<Pin>,
    /// Request, context, evidence and answers.
    pub answers: Answers,
    /// What came out.
    pub outcome: Outcome,
}

impl Assessment {
    /// The day on which the next review is due.
    #[must_use]
    pub fn review_due(&self) -> Day {
        self.header.as_of.plus_days(i64::from(self.outcome.review_days))
    }
}
