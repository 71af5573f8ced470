//! A question: what it asks, what answers it takes, and what they are worth.

use rust_decimal::Decimal;

use super::KnockOut;
use super::condition::ContextCondition;
use super::scoring::Grade;

/// A question about a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The id under which answers are kept.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// Index of its criterion.
    pub criterion: usize,
    /// What it is called.
    pub title: String,
    /// What the reviewer is asked.
    pub ask: String,
    /// Why it matters.
    pub why: String,
    /// Whether the weakest answer among the key questions of a criterion limits its effect.
    pub key: bool,
    /// The evidence without which the evidence floor applies.
    pub evidence_at_least: Option<Grade>,
    /// The best grade that evidence for it can have: nobody can test a clause.
    pub evidence_at_most: Grade,
    /// What it costs to better its answer, beside the others; 1 where nobody says more.
    pub effort: u8,
    /// Whether "does not apply" may be accepted.
    pub not_applicable: bool,
    /// In which contexts it is asked.
    pub when: ContextCondition,
    /// What answers it takes, and what they are worth.
    pub kind: QuestionKind,
    /// What to ask for as evidence.
    pub evidence: Vec<String>,
    /// What to do about a weak answer.
    pub mitigation: String,
    /// Where public frameworks ask for it, as `FRAMEWORK:ID`.
    pub references: Vec<String>,
    /// The fact that sets a floor under the tier.
    pub knock_out: Option<KnockOut>,
}

impl Question {
    /// Whether an option hits the knock-out of the question, as a fact or as something nobody knows yet.
    #[must_use]
    pub fn hits(&self, option: &String) -> bool {
        let knock_out = self.knock_out.as_ref();
        knock_out.is_some_and(|knock_out| knock_out.answers.contains(option) || knock_out.open.contains(option))
    }
}

/// What answers a question takes. Credits are percentages, 0 to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// One of several options.
    Choice(Vec<Choice>),
    /// Yes, no and perhaps partial.
    YesNo(Vec<Choice>),
    /// A number; the best band that holds gives the credit.
    Number(Number),
    /// A list of which any part may be true; the share gives the credit.
    Multiple(Vec<ListItem>),
}

impl QuestionKind {
    /// The word for it in files.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::YesNo(_) => "yes-no",
            Self::Number(_) => "number",
            Self::Multiple(_) => "multiple",
        }
    }
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id that an answer names.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// What it says.
    pub label: String,
    /// What it is worth.
    pub credit: u8,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// The id that an answer names.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// What it says.
    pub label: String,
}

/// The parts of a question whose answer is a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// What is counted.
    pub unit: String,
    /// The least number that can be true.
    pub least: Option<Decimal>,
    /// The greatest number that can be true.
    pub most: Option<Decimal>,
    /// What the answer "none" says and is worth, where it is offered.
    pub none: Option<Choice>,
    /// Limits, inclusive, and what is credited within them; never empty.
    pub bands: Vec<Band>,
}

/// A limit and what is credited within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The limit, which itself is within.
    pub limit: BandLimit,
    /// What it is worth.
    pub credit: u8,
}

/// The side of a number on which a band lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandLimit {
    /// This number or less.
    UpTo(Decimal),
    /// This number or more.
    AtLeast(Decimal),
}

impl BandLimit {
    /// Whether a number lies within.
    #[must_use]
    pub fn holds(self, number: Decimal) -> bool {
        match self {
            Self::UpTo(limit) => number <= limit,
            Self::AtLeast(limit) => number >= limit,
        }
    }
}
