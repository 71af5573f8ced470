//! What is wrong with a proposed decision or event and what would satisfy a rule, as values: whoever
//! asks words them, since a part is entered with a flag in one place and on a screen in another.

use crate::date::Day;
use crate::framework::Disposition;

/// A part of a decision or an event that somebody enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Why it is decided so.
    Rationale,
    /// Who decides.
    Approvers,
    /// The first day.
    ValidFrom,
    /// The last day.
    ValidUntil,
    /// The highest levels covered.
    Ceiling,
    /// The client versions covered.
    ClientVersions,
    /// The editions covered.
    Editions,
    /// The teams covered.
    Teams,
    /// Conditions.
    Conditions,
    /// Proposed conditions that are left out.
    DroppedConditions,
    /// The last day for conditions without one of their own.
    ConditionsDue,
    /// Knock-outs that are waived.
    Waivers,
    /// A risk that is accepted as it is.
    AcceptedRisk,
    /// The last day on which it is accepted.
    AcceptedUntil,
    /// Why something happened, or what exactly.
    Why,
    /// The condition that is met.
    Condition,
    /// What shows that a condition is met.
    Evidence,
    /// The title of evidence that is new.
    EvidenceTitle,
    /// Its sha256.
    EvidenceSha256,
    /// The last day on which it counts.
    EvidenceExpires,
    /// The reasons that an exception lifts.
    Lifts,
}

/// What would satisfy a rule of policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// A sentence that reads the same wherever it is said: it names no part that is entered.
    Say(String),
    /// Somebody else approves.
    AnotherApprover,
    /// The full assessment, not the key questions alone.
    FullAssessment,
    /// A level for each factor of which nobody knows the level.
    SetCeiling,
    /// A lower ceiling, or another limit.
    Narrow,
    /// A later end of the accepted risk.
    AcceptLonger,
    /// A stricter decision, a better result, a waiver or an accepted risk.
    Milder,
    /// An end on this day or before it.
    EndBy(Day),
    /// A new assessment, or an end that is said.
    AssessAgainOrEnd,
}

impl Remedy {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Say(text) if text.is_empty())
    }
}

impl From<&str> for Remedy {
    fn from(text: &str) -> Self {
        Self::Say(text.to_owned())
    }
}

impl From<String> for Remedy {
    fn from(text: String) -> Self {
        Self::Say(text)
    }
}

/// What is wrong with what somebody wants recorded: it contradicts itself, or does not fit what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is a sentence of its own.
    Say(String),
    /// What a part says is wrong.
    Of(Field, String),
    /// A part that is needed is not there: what is missing, in a sentence without the remedy.
    Missing(Field, String),
    /// A part that limits goes with a decision that does not allow anything.
    LimitsNothing(Field, Disposition),
    /// What would be ended is about one use.
    LiftOfOneUse,
    /// Nothing is decided, of what is named so, that could be ended.
    NothingToLift(String),
    /// A decision about all tools of a vendor, or about every use, would allow something.
    WideAllows {
        /// Whether it is about a vendor.
        vendor: bool,
    },
    /// Evidence of which nothing knows: the sentence names what there is.
    UnknownEvidence(String),
}
