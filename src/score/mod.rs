//! What the answers amount to. One file a method; no floats, no clock, no disk.

use crate::context::{Applies, Inherent, Scope};
use crate::date::Day;
use crate::framework::{Disposition, Framework};

pub mod actions;
pub mod bounds;
pub mod change;
mod credit;
mod floors;
mod ledger;
mod open;
mod ratio;
mod route;
pub mod way;

pub use ledger::{score, settled};
pub use ratio::Ratio;
pub use route::{RouteReason, Routed, ends, route};

/// The result of `bounded-ledger/1` for one set of answers on one day.
///
/// Questions, criteria, domains and tiers are given by their index in the framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score<'f> {
    /// The framework that it was computed with.
    pub framework: &'f Framework,
    /// The day that was judged.
    pub as_of: Day,
    /// How much of the framework was asked.
    pub scope: Scope,
    /// The levels of the factors in the framework's order; `None` where unknown.
    pub levels: Vec<Option<u8>>,
    /// Points before controls.
    pub inherent: Points,
    /// Points after controls.
    pub residual: Points,
    /// The tier that counts.
    pub tier: usize,
    /// What is recommended.
    pub decision: Disposition,
    /// The second scoring, with everything open answered best; made where the tier is the top one.
    pub settled: Option<Settled>,
    /// How well the answers are evidenced, a fraction of 1.
    pub confidence: Ratio,
    /// Whether the confidence is low.
    pub confidence_low: bool,
    /// Days until the next review.
    pub review_days: u32,
    /// Every criterion, in the framework's order.
    pub criteria: Vec<CriterionScore>,
    /// Every question, in the framework's order.
    pub questions: Vec<QuestionScore>,
    /// What sets a floor under the tier, sorted by id.
    pub floors: Vec<Floor>,
    /// Weak answers in criteria that need work, sorted by the question's id.
    pub conditions: Vec<WeakAnswer>,
    /// Answers that were kept but not counted: to hidden or retired questions; sorted by id.
    pub ignored: Vec<String>,
    /// The ids of the contradictions between levels that nobody has explained.
    pub contradictions: Vec<usize>,
}

/// A number of points and the tier of that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// The points, 0 to 100.
    pub points: Ratio,
    /// The tier.
    pub tier: usize,
}

/// What the second scoring comes to: every open question answered best, every unknown factor at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Points after controls.
    pub residual: Points,
    /// The tier that would count.
    pub tier: usize,
}

/// The result for one criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CriterionScore {
    /// What the context makes of it.
    pub inherent: Inherent,
    /// The effect of its controls, a fraction of 1; 1 where it is not material.
    pub effect: Ratio,
    /// The points that are left.
    pub residual: Ratio,
    /// The question with the weakest key answer, and the points that it takes back; where it does.
    pub weakest_key: Option<(usize, Ratio)>,
}

/// The result for one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionScore {
    /// Whether it is put.
    pub applies: Applies,
    /// How it stands.
    pub standing: QuestionState,
    /// What its answer is worth, a percentage.
    pub credit: Ratio,
    /// What it would be worth with evidence of any grade, a percentage.
    pub said: Ratio,
    /// The same as `credit`, in the parts in which the framework counts.
    worth: i128,
    /// The points by which it lowers the residual of its criterion (0 or less); 0 where not material.
    pub points: Ratio,
    /// The grade that counts, lowered where the evidence is old or has expired.
    pub grade: crate::framework::Grade,
    /// Whether nobody has found out yet: it is unknown, says so, or rests on too little.
    pub open: bool,
    /// Whether it was left out on purpose, such as once the tier was settled.
    pub skipped: bool,
}

/// How a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionState {
    /// Answered.
    Answered,
    /// Not answered, or with something that does not count.
    Unknown,
    /// Accepted as not applicable.
    NotApplicable,
    /// Not asked in this context.
    Hidden,
}

/// A floor under the tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    /// The knock-out's id, `evidence:QUESTION`, `confidence` or `max-tier-drop`.
    pub id: String,
    /// The lowest tier that is left, after a waiver.
    pub tier: usize,
    /// Why, as a sentence.
    pub reason: String,
    /// What it comes from.
    pub kind: FloorKind,
    /// Whether a waiver lowered it.
    pub waived: bool,
    /// Whether it comes from something open, or from a factor that is unknown.
    pub unknown: bool,
}

impl Floor {
    /// A floor that the method itself puts under the answers as a whole.
    fn of_the_whole(kind: FloorKind, id: &str, tier: usize, reason: String) -> Self {
        Self { id: id.to_owned(), tier, reason, kind, waived: false, unknown: false }
    }

    /// The question that it comes from, if it is one.
    #[must_use]
    pub fn question(&self) -> Option<usize> {
        match self.kind {
            FloorKind::KnockOut(question) | FloorKind::Evidence(question) => Some(question),
            FloorKind::Context | FloorKind::Confidence | FloorKind::MaxTierDrop => None,
        }
    }
}

/// What a floor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorKind {
    /// The knock-out of a question, by its index.
    KnockOut(usize),
    /// A knock-out of the context.
    Context,
    /// The evidence that a question needs at least.
    Evidence(usize),
    /// Too little evidence as a whole.
    Confidence,
    /// How far controls may bring the tier below the inherent one.
    MaxTierDrop,
}

/// A weak answer that should be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeakAnswer {
    /// The question.
    pub question: usize,
    /// What its answer is worth, a percentage.
    pub credit: Ratio,
    /// What it should be worth at least, a percentage.
    pub target: u8,
    /// Whether what was said reaches the target, and only evidence for it is missing.
    pub lacks_evidence: bool,
}

impl Score<'_> {
    /// The id of a tier.
    #[must_use]
    pub fn tier_id(&self, tier: usize) -> &str {
        &self.framework.scoring().tiers[tier].id
    }

    /// What to do about a weak answer, in words: show what was said where only evidence is missing,
    /// else the mitigation.
    #[must_use]
    pub fn remedy(&self, condition: &WeakAnswer) -> String {
        let question = &self.framework.questions()[condition.question];
        if self.questions[condition.question].skipped {
            return format!("Find out: {}", question.ask);
        }
        if condition.lacks_evidence && !question.evidence.is_empty() {
            format!("Show it: {}", question.evidence.join("; "))
        } else {
            question.mitigation.clone()
        }
    }

    /// The questions that are open, in the framework's order.
    pub fn open(&self) -> impl Iterator<Item = usize> {
        self.questions.iter().enumerate().filter(|(_, score)| score.open).map(|(at, _)| at)
    }

    /// What stands before the residual points: they are the most that they can be where questions were
    /// skipped, since each counts as unknown.
    #[must_use]
    pub fn at_most(&self) -> &'static str {
        if self.questions.iter().any(|question| question.skipped) { "at most " } else { "" }
    }

    /// Whether a question has a line in the ledger of its criterion.
    #[must_use]
    pub fn counted(&self, question: usize) -> bool {
        self.scope == Scope::Full || self.framework.questions()[question].key
    }

    /// The ids of asked questions without an answer, sorted.
    #[must_use]
    pub fn unknown(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .questions
            .iter()
            .zip(self.framework.questions())
            .filter(|(score, _)| score.standing == QuestionState::Unknown)
            .map(|(_, question)| question.id.as_str())
            .collect();
        ids.sort_unstable();
        ids
    }

    /// The ids of factors whose level is unknown, sorted.
    #[must_use]
    pub fn context_unknown(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .levels
            .iter()
            .zip(self.framework.factors())
            .filter(|(level, _)| level.is_none())
            .map(|(_, factor)| factor.id.as_str())
            .collect();
        ids.sort_unstable();
        ids
    }

    /// The highest residual and the highest inherent points of each domain, in the framework's order.
    #[must_use]
    pub fn domains(&self) -> Vec<(Ratio, u8)> {
        let mut domains = vec![(Ratio::ZERO, 0); self.framework.domains().len()];
        for (criterion, score) in self.framework.criteria().iter().zip(&self.criteria) {
            let (residual, inherent) = &mut domains[criterion.domain];
            *residual = (*residual).max(score.residual);
            *inherent = (*inherent).max(score.inherent.points);
        }
        domains
    }
}
