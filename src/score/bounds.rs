//! Between which tiers the result still lies while an interview is under way.
//!
//! The method is monotone: a better answer never raises the tier, and no answer is worse for it than
//! "unknown". So whatever is still said, the tier lies between that of everything asked later being
//! answered best, and that of all of it staying unknown. Both are reached, so no narrower bounds exist.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, State};
use crate::context::{Applies, Scope};
use crate::date::Day;
use crate::framework::Framework;

use super::change::{Base, best};
use super::{Ratio, Score, score};

/// The milder and the graver end of what a result can still be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The tier if everything that is left is answered best, with evidence of the best grade.
    pub lowest: usize,
    /// The tier if all of it stays unknown.
    pub highest: usize,
    /// The points of the milder end.
    pub least: Ratio,
    /// The points of the graver end.
    pub most: Ratio,
}

impl Bounds {
    /// Whether nothing that is left can move the tier.
    #[must_use]
    pub const fn settled(&self) -> bool {
        self.lowest == self.highest
    }
}

/// The bounds while the questions in `left` (ids) are still to be asked. Their present answers, if they
/// have any, do not count. The context is taken as it stands: ask for it first.
#[must_use]
pub fn bounds(base: &Base<'_>, left: &BTreeSet<&str>) -> Bounds {
    let Base { framework, as_of, waived, scope, .. } = *base;
    let mut answers = base.answers.clone();
    for id in left {
        answers.answers.remove(*id);
    }
    let gravest = score(framework, &answers, as_of, waived, scope);
    for question in asked(&gravest).filter(|question| left.contains(framework.questions()[*question].id.as_str())) {
        let question = &framework.questions()[question];
        answers.answers.insert(question.id.clone(), best(question));
    }
    let mildest = score(framework, &answers, as_of, waived, scope);
    Bounds {
        lowest: mildest.tier,
        highest: gravest.tier,
        least: mildest.residual.points,
        most: gravest.residual.points,
    }
}

/// What one question could still do to the bounds: with its best answer, and if it stays unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionReach {
    /// The question, by its index in the framework.
    pub question: usize,
    /// The bounds if it is answered best.
    pub at_best: Bounds,
    /// The bounds if it stays unknown.
    pub at_worst: Bounds,
}

/// What each of the questions that are left could do, in the framework's order.
#[must_use]
pub fn reaches(base: &Base<'_>, left: &BTreeSet<&str>) -> Vec<QuestionReach> {
    let context = score(base.framework, base.answers, base.as_of, base.waived, base.scope);
    asked(&context)
        .filter(|question| left.contains(base.framework.questions()[*question].id.as_str()))
        .map(|question| {
            let asked = &base.framework.questions()[question];
            let mut others = left.clone();
            others.remove(asked.id.as_str());
            let with = |answer| {
                let mut answers = base.answers.clone();
                match answer {
                    Some(answer) => drop(answers.answers.insert(asked.id.clone(), answer)),
                    None => drop(answers.answers.remove(&asked.id)),
                }
                bounds(&Base { answers: &answers, ..*base }, &others)
            };
            QuestionReach { question, at_best: with(Some(best(asked))), at_worst: with(None) }
        })
        .collect()
}

fn asked(score: &Score<'_>) -> impl Iterator<Item = usize> {
    let asked = score.questions.iter().enumerate().filter(|(_, question)| question.applies != Applies::Hidden);
    asked.map(|(at, _)| at)
}

/// The bounds of a whole file of answers: whatever it leaves out is still to be asked.
#[must_use]
pub fn of_file(
    framework: &Framework,
    answers: &Answers,
    as_of: Day,
    waived: &BTreeSet<String>,
    scope: Scope,
) -> Bounds {
    let said = |id: &&str| !answers.answers.contains_key(*id);
    let left = framework.questions().iter().map(|question| question.id.as_str()).filter(said).collect();
    bounds(&Base { framework, answers, as_of, waived, scope }, &left)
}

/// Why a question was skipped whose answer can no longer move the tier.
pub const TIER_SETTLED: &str = "tier settled";

/// Whether an answer says that its question was not asked, since the tier was settled.
#[must_use]
pub fn was_skipped(answer: &Answer) -> bool {
    matches!(&answer.state, State::Unknown { skipped: Some(why), .. } if why == TIER_SETTLED)
}

/// The bounds of answers in which questions say that they were skipped since the tier was settled, where
/// it is not: an answer to one of them could still move it.
#[must_use]
pub fn skipped_in_vain(framework: &Framework, answers: &Answers, as_of: Day, scope: Scope) -> Option<Bounds> {
    let skipped: BTreeSet<&str> =
        answers.answers.iter().filter(|(_, one)| was_skipped(one)).map(|(id, _)| id.as_str()).collect();
    if skipped.is_empty() {
        return None;
    }
    let found = bounds(&Base { framework, answers, as_of, waived: &BTreeSet::new(), scope }, &skipped);
    (!found.settled()).then_some(found)
}
