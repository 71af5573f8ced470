//! The page of whoever decides: what is decided, what is asked of them, what holds the tier up.

use serde::{Deserialize, Serialize};

use super::super::picture::Bars;
use super::super::{NamedText, Tenths, TierView};

/// How many conditions the page to decide on has room for; the others are counted there.
pub const FIRST_CONDITIONS: usize = 3;

/// The page to decide on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DecisionPage {
    /// What is asked, in four or five lines: for which use, by whom, until when.
    pub asked: Vec<String>,
    /// What is asked of the reader, in one sentence.
    pub question: String,
    /// What would be approved, or was: for what, not for what, until when, and how far the conditions are.
    pub terms: Vec<NamedText>,
    /// What it costs to say no.
    pub without_it: Option<String>,
    /// Knock-outs hit and other floors, worst first.
    pub floors: Vec<FloorView>,
    /// The three reasons that carry the result.
    pub reasons: Vec<NamedText>,
    /// What the conditions are: `Conditions`, or, where it is not recommended, what would have to be
    /// mended first.
    pub conditions_title: String,
    /// The conditions, most effect first.
    pub conditions: Vec<ConditionView>,
    /// Where nothing is decided yet, the same as actions that somebody can take: at most ten.
    pub actions: Vec<ActionView>,
    /// How many more actions there are, which bring less.
    pub more_actions: usize,
    /// What the first of them reach together, where that is a lower tier.
    #[serde(default)]
    pub first_actions: Option<String>,
    /// Other ways, each with how it stands: `qoder (undecided)`; doing without is the last.
    pub alternatives: Vec<String>,
    /// Role and name: requested by, business owner, reviewer, approver.
    pub people: Vec<NamedText>,
    /// What was decided, where it was.
    pub made: Option<DecisionView>,
    /// One bar pair a domain.
    pub bars: Bars,
}

/// Something to be done about one or several weak answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ActionView {
    /// What is to be done, and from whom to get it.
    pub text: String,
    /// What to ask for: question and document.
    pub items: Vec<NamedText>,
    /// What it brings by itself.
    pub effect: Option<String>,
}

/// A floor under the tier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct FloorView {
    /// The knock-out's id, `evidence:QUESTION`, `confidence` or `max-tier-drop`.
    pub id: String,
    /// What it is called: as its question, or in words of its own.
    pub title: String,
    /// The lowest tier left.
    pub tier: TierView,
    /// Why, as a sentence.
    pub reason: String,
    /// How it came about, in words: `as answered`, `not answered`, `evidence too weak` ...
    pub standing: String,
    /// Whether a waiver lowered it.
    pub waived: bool,
    /// Whether it comes from something unknown.
    pub unknown: bool,
}

/// A decision as it was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DecisionView {
    /// What was decided, in words.
    pub decision: String,
    /// What it is about, where that is more than this use: `vendor anthropic/*`.
    pub about: Option<String>,
    /// Why.
    pub rationale: String,
    /// Who approved: the name, and the roles that policy gives them.
    pub approvers: Vec<NamedText>,
    /// Who disagreed, and why.
    pub dissent: Vec<NamedText>,
    /// Its first day.
    pub valid_from: String,
    /// Its last day.
    pub valid_until: Option<String>,
    /// The highest context that it covers: factor, level and its wording.
    pub ceiling: Vec<NamedText>,
    /// Other limits: editions, versions, teams.
    pub limits: Vec<NamedText>,
    /// The tier as assessed and with its waivers, in words, where they differ.
    pub tiers: Option<String>,
    /// Knock-outs that it waives, with reason, by whom and until when.
    pub waivers: Vec<NamedText>,
    /// A risk that an approver took on as it is: reason, by whom, until when.
    pub accepted_risk: Vec<NamedText>,
    /// Alternatives that were looked at, each with how it stands.
    pub alternatives: Vec<String>,
    /// What else is to be done because of it.
    pub actions: Vec<String>,
    /// The number of the record.
    pub number: u32,
    /// The sha256 of the record.
    pub sha256: String,
    /// When it was recorded, and by whom.
    pub recorded: String,
}

impl DecisionView {
    /// What a table lists of it by name, each under its title.
    #[must_use]
    pub fn listed(&self) -> [(&'static str, &[NamedText]); 6] {
        [
            ("Approved by", &self.approvers),
            ("Dissent", &self.dissent),
            ("Covers at most", &self.ceiling),
            ("Limit", &self.limits),
            ("Waiver", &self.waivers),
            ("Risk accepted", &self.accepted_risk),
        ]
    }
}

/// A condition: something to be mended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ConditionView {
    /// Its id: the question's, where it is about one and the decision made up none.
    pub id: String,
    /// The ids of the questions that it is about.
    #[serde(default)]
    pub questions: Vec<String>,
    /// What it is about.
    pub title: String,
    /// The answer as it is, in words.
    pub present: String,
    /// What is wanted, in words.
    pub target: String,
    /// What to do.
    pub measure: String,
    /// Who does it; the business owner where no decision names somebody; empty where nobody is known.
    pub owner: String,
    /// Until when; `None` where no decision says.
    pub due: Option<String>,
    /// Whether it is done.
    pub met: bool,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
    /// By how many points the residual of its criterion falls when it is met with a tested, best answer.
    pub releases: Tenths,
}
