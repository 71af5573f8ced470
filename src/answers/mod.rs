//! What was said: answers with their evidence, the context and the request. Judges nothing.
//!
//! Answers name questions, options and factors by their ids, so that they outlive the version of
//! the framework that asked. `file.rs` reads, checks and writes them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::date::Day;
use crate::framework::Grade;
use crate::person::{NotAPerson, Person};

pub mod file;
mod renamed;

pub use renamed::Renamed;

/// Everything that a reviewer said about one use of one tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The framework, or the overlays, by id or path.
    pub frameworks: Vec<String>,
    /// The tool's id in the register.
    pub tool: Option<String>,
    /// The use context, by its id.
    pub usage: Option<String>,
    /// Who wants it and why.
    pub request: Intake,
    /// The levels of factors by id; one left out is unknown.
    pub context: BTreeMap<String, u8>,
    /// Why statements of the context that seem to contradict each other are both true, by the contradiction's id.
    pub explanations: BTreeMap<String, String>,
    /// The evidence items by id.
    pub evidence: BTreeMap<String, Evidence>,
    /// The answers by the question's id; one left out is unknown.
    pub answers: BTreeMap<String, Answer>,
}

/// Who wants the tool, and why. Every part may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// Who asked, as `Name <mail>`.
    pub requested_by: Option<String>,
    /// Who answers for the use, as `Name <mail>`.
    pub business_owner: Option<String>,
    /// What it is to be used for.
    pub purpose: Option<String>,
    /// What is gained by it.
    pub benefit: Option<String>,
    /// What it costs to say no.
    pub without_it: Option<String>,
}

/// Declares the parts of a request once: for reading, writing and asking.
macro_rules! request_parts {
    ($($field:ident = $key:literal, $label:literal, $ask:literal;)+) => {
        impl Intake {
            /// The key of each part and how a reviewer is asked for it.
            pub const PARTS: &'static [(&'static str, &'static str)] = &[$(($key, $ask),)+];

            /// What the part with this key is called; the key itself where there is none.
            #[must_use]
            pub fn label(key: &str) -> &str {
                match key { $($key => $label,)+ _ => key }
            }

            /// The part with this key.
            #[must_use]
            pub fn part(&self, key: &str) -> Option<&str> {
                match key { $($key => self.$field.as_deref(),)+ _ => None }
            }

            /// Who asked, where somebody is named.
            #[must_use]
            pub fn requester(&self) -> Option<Person> {
                self.requested_by.as_deref().map(Person::written)
            }

            /// What is wrong with the form of a part: who asks is one person, since nobody approves for
            /// oneself. A name without an address is told apart by the name.
            ///
            /// # Errors
            /// Where it names several people, or an address that cannot be read.
            pub fn check_part(key: &str, text: &str) -> Result<(), NotAPerson> {
                let names_an_address = key == "requested-by" && text.contains('@');
                if names_an_address { Person::parse(text).map(drop) } else { Ok(()) }
            }

            /// Sets the part with this key; a key that there is not changes nothing.
            pub fn set_part(&mut self, key: &str, value: Option<String>) {
                match key { $($key => self.$field = value,)+ _ => {} }
            }
        }
    };
}

request_parts! {
    requested_by = "requested-by", "Requested by", "Who is asking for it? (Name <mail>)";
    business_owner = "business-owner", "Business owner", "Who will be accountable for its use? (Name <mail>)";
    purpose = "purpose", "Purpose", "What is it to be used for?";
    benefit = "benefit", "Benefit", "What is the benefit?";
    without_it = "without-it", "Without it", "What happens if we say no?";
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was said.
    pub state: State,
    /// How strong the evidence for it is.
    pub grade: Grade,
    /// The day of the evidence; fresh where there is none.
    pub dated: Option<Day>,
    /// The evidence items it rests on, by id.
    pub evidence: Vec<String>,
    /// A remark.
    pub note: Option<String>,
    /// Whether the note stays out of reports to a wider circle.
    pub confidential: bool,
    /// Another control that makes up for a weak answer.
    pub compensating: Option<Compensating>,
}

impl Answer {
    /// An answer with nothing beside it.
    #[must_use]
    pub fn new(state: State) -> Self {
        Self {
            state,
            grade: Grade::None,
            dated: None,
            evidence: Vec::new(),
            note: None,
            confidential: false,
            compensating: None,
        }
    }
}

/// What was said to a question. That nothing was said at all is the absence of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// An answer.
    Given(Value),
    /// Nobody knows yet.
    Unknown {
        /// Why, or what has been done to find out; may be empty.
        why: String,
        /// Why it was not asked, where it was left out on purpose.
        skipped: Option<String>,
    },
    /// The question does not apply. Whether that is accepted is the question's to say.
    NotApplicable {
        /// Why not; without a reason it counts as unknown.
        reason: String,
        /// Who else looked at it; without one it counts as unknown.
        second_reader: Option<Person>,
    },
}

/// The value of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An option's id; `none` for a number where nothing is promised.
    Text(String),
    /// A number, exactly as written.
    Number(Decimal),
    /// The ids of the items that are true.
    List(Vec<String>),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::List(items) if items.is_empty() => f.write_str("none of these"),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

/// A control outside the question that gives comparable protection, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compensating {
    /// The credit that is claimed for it, a percentage; the framework caps it.
    pub credit: u8,
    /// What it is.
    pub control: Option<String>,
    /// The last day on which it counts.
    pub until: Day,
}

/// A piece of evidence that answers refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// What it is called.
    pub title: String,
    /// What it is, in the organisation's words: a contract, a report, a test.
    pub kind: Option<String>,
    /// Where it lies: a path under the evidence folder, or a page.
    pub location: Option<String>,
    /// The day that it bears.
    pub dated: Option<Day>,
    /// The last day on which it counts fully.
    pub expires: Option<Day>,
    /// The sha256 of the file, in lower-case hexadecimal.
    pub sha256: Option<String>,
    /// What it covers.
    pub covers: Covers,
    /// Whether it stays out of reports to a wider circle.
    pub confidential: bool,
}

/// What a piece of evidence covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covers {
    /// The product.
    pub product: Option<String>,
    /// The plan or edition.
    pub plan: Option<String>,
    /// The versions.
    pub versions: Option<String>,
}
