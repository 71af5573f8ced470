//! The records: what was asked, answered and found, as it is kept for good.
//!
//! `entry.rs` is a record with its sha256. `outcome.rs` is the result inside an assessment; `decision.rs`, `event.rs` and `triage.rs` the
//! other kinds of records; `file.rs` how records are written, `fields.rs` what several kinds have.

use crate::answers::{Answers, State};
use crate::context::Scope;
use crate::date::{Day, Moment};
use crate::person::Person;
use crate::tool::Tool;

pub mod change;
pub mod decision;
pub mod enactment;
pub mod entry;
pub mod event;
pub(crate) mod fields;
pub mod file;
mod outcome;
pub mod references;
pub mod triage;
pub mod versions;

pub use decision::Decision;
pub use enactment::Enactment;
pub use entry::{ChainEntry, EntryRef};
pub use event::Event;
pub use file::Record;
pub use outcome::{CriterionOutcome, FloorOutcome, Outcome};
pub use triage::Triage;

/// The use of a decision that holds for every use.
pub const EVERY_USE: &str = "*";

/// Whose use a record is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A tool, by its id.
    Tool(String),
    /// All tools of a vendor, by the vendor's id.
    Vendor(String),
    /// The register's policy.
    Policy,
}

impl Subject {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Tool(id) | Self::Vendor(id) => id,
            Self::Policy => "policy",
        }
    }

    /// What one of its uses is called: `claude-code/product-engineering`, `vendor anthropic/*`.
    #[must_use]
    pub fn name_of(&self, usage: &str) -> String {
        match self {
            Self::Tool(tool) => format!("{tool}/{usage}"),
            Self::Vendor(vendor) => format!("vendor {vendor}/{usage}"),
            Self::Policy => "the policy".to_owned(),
        }
    }

    /// The word for what it is, which is also its key in files.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Tool(_) => "tool",
            Self::Vendor(_) => "vendor",
            Self::Policy => "policy",
        }
    }
}

/// What every record begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The tool, or the vendor whose tools are meant.
    pub subject: Subject,
    /// The use's id, or `EVERY_USE`.
    pub usage: String,
    /// Its place in the chain of the use, from 1.
    pub number: u32,
    /// The day that it judges.
    pub as_of: Day,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Who recorded it: a claim, not a proof.
    pub recorded_by: Person,
    /// The sha256 of the record before it; `None` for the first.
    pub previous: Option<String>,
}

impl Header {
    /// Whether the record is about more than one use of one tool: it may close, and never allows.
    #[must_use]
    pub fn reaches_over(&self) -> bool {
        matches!(self.subject, Subject::Vendor(_)) || self.usage == EVERY_USE
    }
}

/// A file of a framework as a record pins it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The residual points from which a run of the key questions alone asks for the full one.
    pub full_run_from: Option<u8>,
    /// The tool as it was known: vendor, edition, models, identifiers.
    pub tool: Tool,
    /// The framework files: overlays first, the base last.
    pub frameworks: Vec<Pin>,
    /// Request, context, evidence and answers.
    pub answers: Answers,
    /// What was looked at, where it is a review of an assessment before.
    pub review: Option<Review>,
    /// What came out.
    pub outcome: Outcome,
}

/// What a review of the same use looked at, and what it took over as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The number of the assessment that it began with.
    pub since: u32,
    /// The ids of the factors and questions that somebody was asked for again.
    pub looked_at: Vec<String>,
    /// The ids of those that were carried over.
    pub carried: Vec<String>,
}

impl Assessment {
    /// The day on which the next review is due.
    #[must_use]
    pub fn review_due(&self) -> Day {
        self.header.as_of.plus_days(i64::from(self.outcome.review_days))
    }

    /// How many questions were skipped on purpose: then the points are the most that they can be.
    #[must_use]
    pub fn skipped(&self) -> usize {
        let skipped = |id: &&String| {
            let answer = self.answers.answers.get(*id);
            matches!(answer.map(|answer| &answer.state), Some(State::Unknown { skipped: Some(_), .. }))
        };
        self.outcome.unknown.iter().filter(skipped).count()
    }

    /// Whether every question was asked that applies.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.scope == Scope::Full
    }

    /// Whether it asked the key questions alone and they call for the rest.
    #[must_use]
    pub fn needs_full_run(&self) -> bool {
        self.scope == Scope::Keys && self.outcome.calls_for_full_run(self.full_run_from)
    }
}
