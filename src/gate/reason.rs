//! A reason against a use: a code, and what it rests on. What people read is made from it here, once.

use std::fmt;

use crate::assessment::{EVERY_USE, Header, Subject};
use crate::date::Day;
use crate::framework::HIGHEST_LEVEL;
use crate::person::{Person, listed};

use super::ReasonCode;

/// One reason against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code.
    pub code: ReasonCode,
    /// What exactly.
    pub fact: Fact,
}

/// What a reason rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The register has no such tool or use.
    NotRegistered,
    /// There is no decision.
    Undecided,
    /// A decision forbids it.
    Forbidden {
        /// From this day.
        since: Day,
        /// Its rationale.
        why: String,
        /// How far it reaches.
        reach: Reach,
    },
    /// An event stops it.
    Stopped {
        /// The day of the event.
        on: Day,
        /// Why, in the words of whoever recorded it.
        why: String,
        /// How far it reaches.
        reach: Reach,
    },
    /// A record does not count.
    Void {
        /// Of what kind: `decision` or `event`.
        kind: &'static str,
        /// Its number.
        number: u32,
        /// What each rule forbids that it breaks.
        because: Vec<String>,
    },
    /// The decision begins later.
    DecidedFrom(Day),
    /// The decision ended on this day.
    DecidedUntil(Day),
    /// The register no longer has the policy that the decision was made under.
    PolicyGone,
    /// The register no longer has what the decision rests on.
    BasisGone,
    /// No decision rests on the newest assessment.
    NotDecidedOn {
        /// The number of its record.
        number: u32,
        /// The day that it judges.
        as_of: Day,
    },
    /// It rests on the key questions alone, and they call for the rest.
    ShortRun,
    /// It rests on an assessment that is too old.
    AssessedOn {
        /// The day that it judges.
        as_of: Day,
        /// For how many days policy lets a decision rest on it.
        good_for: u32,
    },
    /// Definitions of the tool's own tools that are not those of the assessment.
    Definitions {
        /// Whether the assessment has any.
        pinned: bool,
        /// Those that differ.
        changed: Vec<String>,
        /// Those that it does not have.
        new: Vec<String>,
        /// Those that are no longer there.
        gone: Vec<String>,
    },
    /// A level above the ceiling.
    Level {
        /// The factor.
        factor: String,
        /// The level that is wanted; the highest where none is given.
        level: Option<u8>,
        /// The ceiling of the decision, where it names one.
        ceiling: Option<u8>,
    },
    /// Outside of what the decision is limited to.
    Outside {
        /// Of what kind: `team`, `edition`, `client version`.
        what: &'static str,
        /// What it covers.
        covered: Vec<String>,
        /// What was asked for.
        asked: Option<String>,
    },
    /// A waiver has ended.
    WaiverEnded {
        /// Of what.
        id: String,
        /// Its last day.
        until: Day,
    },
    /// The acceptance of the risk ended on this day.
    AcceptanceEnded(Day),
    /// A condition is owed.
    Condition {
        /// Its id.
        id: String,
        /// What is to be done.
        text: String,
        /// By whom.
        owner: Option<Person>,
        /// The day on which it was due; `None` where it must be met before use.
        overdue: Option<Day>,
    },
    /// Those who approved may not.
    NotAuthorised {
        /// Who approved.
        approvers: Vec<Person>,
        /// The day on which they may not.
        on: Day,
    },
    /// Evidence has expired.
    EvidenceExpired {
        /// Its id.
        id: String,
        /// Its last day.
        on: Day,
    },
    /// What is wrong with a request, or with a file that could not be read, in its own words.
    Other(String),
}

/// How far a decision or an event reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// One use of one tool.
    Use,
    /// Every use of a tool.
    EveryUse(String),
    /// All tools of a vendor in one use.
    VendorInUse(String),
    /// All tools of a vendor in every use.
    Vendor(String),
}

impl Reach {
    /// That of a record.
    #[must_use]
    pub fn of(header: &Header) -> Self {
        match (&header.subject, header.usage == EVERY_USE) {
            (Subject::Tool(_) | Subject::Policy, false) | (Subject::Policy, true) => Self::Use,
            (Subject::Tool(tool), true) => Self::EveryUse(tool.clone()),
            (Subject::Vendor(vendor), false) => Self::VendorInUse(vendor.clone()),
            (Subject::Vendor(vendor), true) => Self::Vendor(vendor.clone()),
        }
    }
}

impl Reach {
    /// In as few words as a list has room for: `every use`, `vendor anthropic`; nothing for one use.
    #[must_use]
    pub fn short(&self) -> Option<String> {
        match self {
            Self::Use => None,
            Self::EveryUse(_) => Some("every use".to_owned()),
            Self::VendorInUse(vendor) | Self::Vendor(vendor) => Some(format!("vendor {vendor}")),
        }
    }
}

impl fmt::Display for Reach {
    /// In brackets behind a sentence; nothing for one use of one tool.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Use => Ok(()),
            Self::EveryUse(tool) => write!(f, " (every use of {tool})"),
            Self::VendorInUse(vendor) => write!(f, " (all tools of {vendor} in this use)"),
            Self::Vendor(vendor) => write!(f, " (all tools of {vendor})"),
        }
    }
}

impl Reason {
    /// A reason in the words of what is wrong.
    #[must_use]
    pub fn other(code: ReasonCode, text: impl Into<String>) -> Self {
        Self { code, fact: Fact::Other(text.into()) }
    }

    /// What exactly, for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.told(true)
    }

    /// The same without the words of whoever decided, for pages that show them elsewhere.
    #[must_use]
    pub fn text_without_rationale(&self) -> String {
        self.told(false)
    }

    fn told(&self, rationale: bool) -> String {
        let because = |why: &str| if rationale { format!(": {why}") } else { String::new() };
        match &self.fact {
            Fact::NotRegistered => "the register has no such tool or use".to_owned(),
            Fact::Undecided => "nothing is decided".to_owned(),
            Fact::Forbidden { since, why, reach } => format!("since {since}{}{reach}", because(why)),
            Fact::Stopped { on, why, reach } => format!("{} on {on}: {why}{reach}", self.code.as_str()),
            Fact::Void { kind, number, because } => {
                format!("{kind} {number} does not count: {}", because.join("; "))
            }
            Fact::DecidedFrom(day) => format!("decided from {day} on"),
            Fact::DecidedUntil(day) => format!("decided until {day}"),
            Fact::PolicyGone => "the policy that the decision was made under is missing".to_owned(),
            Fact::BasisGone => "the decision rests on an assessment that is missing".to_owned(),
            Fact::NotDecidedOn { number, as_of } => format!("record {number} of {as_of} is not decided on"),
            Fact::ShortRun => "it rests on a short run that asked for the full one".to_owned(),
            Fact::AssessedOn { as_of, good_for } => format!("assessed on {as_of}; good for {good_for} days"),
            Fact::Definitions { pinned: false, .. } => {
                "no definitions of its tools were pinned when it was assessed".to_owned()
            }
            Fact::Definitions { changed, new, gone, .. } => {
                let parts = [("changed", changed), ("new", new), ("gone", gone)].into_iter();
                let parts = parts.filter(|(_, names)| !names.is_empty());
                let parts = parts.map(|(what, names)| format!("{what}: {}", names.join(", ")));
                format!("definitions of its tools since it was assessed: {}", parts.collect::<Vec<_>>().join("; "))
            }
            Fact::Level { factor, level, ceiling } => {
                let is = match level {
                    Some(level) => format!("{factor} is {level}"),
                    None => format!("{factor} is not given and counts as {HIGHEST_LEVEL}"),
                };
                match ceiling {
                    Some(ceiling) => format!("{is}, the ceiling {ceiling}"),
                    None => format!("{is}, and the decision names no ceiling for it"),
                }
            }
            Fact::Outside { what, covered, asked } => {
                let asked = asked.as_deref().unwrap_or("not given");
                format!("decided for {}; the {what} is {asked}", covered.join(", "))
            }
            Fact::WaiverEnded { id, until } => format!("the waiver of `{id}` ended on {until}"),
            Fact::AcceptanceEnded(until) => format!("the acceptance of the risk ended on {until}"),
            Fact::Condition { id, text, owner, overdue } => {
                let owner = owner.as_ref().map_or("nobody", Person::as_str);
                match overdue {
                    Some(due) => format!("`{id}` was due on {due} from {owner}: {text}"),
                    None => format!("`{id}` is owed by {owner} before use: {text}"),
                }
            }
            Fact::NotAuthorised { approvers, on } => format!("{} may not approve this on {on}", listed(approvers)),
            Fact::EvidenceExpired { id, on } => format!("`{id}` expired on {on}"),
            Fact::Other(text) => text.clone(),
        }
    }
}
