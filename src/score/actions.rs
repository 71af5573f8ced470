//! Weak answers as actions that somebody can take: documents to get and things to find out, together for
//! whoever has them; what has to change, one by one. What brings most comes first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::answers::Answers;
use crate::framework::Question;

use super::change::best;
use super::{QuestionState, Score, score};

/// How many actions are proposed before the others are only counted.
pub const PROPOSED: usize = 10;

/// What kind of thing is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// The answer is good enough; only evidence for it is missing.
    GetEvidence,
    /// Nobody knows the answer.
    FindOut,
    /// The answer is known, and too weak.
    Change,
}

/// Something to be done about one or several weak answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What kind of thing.
    pub doing: Doing,
    /// Who has the evidence or knows the answer, where the framework says so.
    pub who: Option<String>,
    /// The questions, by their index in the framework, in its order.
    pub questions: Vec<usize>,
    /// The tier when all of them are answered best, with evidence of the best grade.
    pub tier: usize,
    /// How many floors are gone then.
    pub lifted: usize,
    /// By how many tenths of a point the residual of the whole falls then.
    pub tenths: i128,
}

/// Who has the evidence for a question and what to ask for, where its framework writes `WHO: WHAT`.
#[must_use]
pub fn source(question: &Question) -> (Option<&str>, Option<&str>) {
    let Some(first) = question.evidence.first() else { return (None, None) };
    match first.split_once(": ") {
        Some((who, what)) => (Some(who), Some(what)),
        None => (None, Some(first)),
    }
}

/// The conditions of a score as actions, what brings most first. `answers` are those that were scored.
#[must_use]
pub fn actions(now: &Score<'_>, answers: &Answers, waived: &BTreeSet<String>) -> Vec<Action> {
    let then = |answers: &Answers| score(now.framework, answers, now.as_of, waived, now.scope);
    let mut list: Vec<Action> = Vec::new();
    for condition in &now.conditions {
        let question = &now.framework.questions()[condition.question];
        let doing = match now.questions[condition.question].standing {
            QuestionState::Unknown => Doing::FindOut,
            _ if condition.lacks_evidence => Doing::GetEvidence,
            _ => Doing::Change,
        };
        let who = source(question).0.filter(|_| doing != Doing::Change).map(str::to_owned);
        let together = list.iter_mut().find(|one| doing != Doing::Change && (one.doing, &one.who) == (doing, &who));
        match together {
            Some(action) => action.questions.push(condition.question),
            None => list.push(Action {
                doing,
                who,
                questions: vec![condition.question],
                tier: now.tier,
                lifted: 0,
                tenths: 0,
            }),
        }
    }
    for action in &mut list {
        action.questions.sort_unstable();
        let mut changed = answers.clone();
        for at in &action.questions {
            let question = &now.framework.questions()[*at];
            changed.answers.insert(question.id.clone(), best(question));
        }
        let result = then(&changed);
        action.tier = result.tier;
        action.lifted =
            now.floors.iter().filter(|floor| !result.floors.iter().any(|other| other.id == floor.id)).count();
        action.tenths = now.residual.points.tenths() - result.residual.points.tenths();
    }
    list.sort_by(|a, b| {
        let key = |one: &Action| (one.tier, Reverse(one.lifted), Reverse(one.tenths), one.doing);
        key(a).cmp(&key(b)).then_with(|| a.questions.cmp(&b.questions))
    });
    list
}
