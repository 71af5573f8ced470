//! What stands beside a score as JSON: what there is to do about weak answers, and what was skipped.

use std::collections::BTreeSet;

use serde::Serialize;

use super::score::{ScoreJson, number, score};
use crate::answers::{Answers, State};
use crate::score::actions::{Action, Doing, actions};
use crate::score::{Ratio, Score};

/// A score with what there is to do about it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ScoreToDoJson<'s> {
    #[serde(flatten)]
    score: ScoreJson<'s>,
    /// Whether the residual points are the most that they can be, since questions were skipped.
    at_most: bool,
    skipped: Vec<SkippedJson<'s>>,
    actions: Vec<ActionJson<'s>>,
}

#[derive(Debug, Serialize)]
struct SkippedJson<'s> {
    question: &'s str,
    reason: &'s str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct ActionJson<'s> {
    id: String,
    what: &'static str,
    who: Option<String>,
    questions: Vec<String>,
    text: String,
    on_the_way: bool,
    tier: &'s str,
    floors_lifted: usize,
    points_fewer: f64,
}

/// Lays out the score of these answers, with every action in the order in which they are proposed.
#[must_use]
pub fn with_actions<'s>(of: &'s Score<'_>, answers: &'s Answers, waived: &BTreeSet<String>) -> ScoreToDoJson<'s> {
    let skipped = of.framework.questions().iter().zip(&of.questions).filter(|(_, question)| question.skipped);
    let mut skipped: Vec<SkippedJson> = skipped
        .filter_map(|(question, _)| match &answers.answers.get(&question.id)?.state {
            State::Unknown { skipped: Some(reason), .. } => Some(SkippedJson { question: &question.id, reason }),
            State::Unknown { .. } | State::Given(_) | State::NotApplicable { .. } => None,
        })
        .collect();
    skipped.sort_by_key(|one| one.question);
    ScoreToDoJson {
        score: score(of),
        at_most: !skipped.is_empty(),
        skipped,
        actions: actions(of, answers, waived).into_iter().map(|action| one_action(of, action)).collect(),
    }
}

fn one_action<'s>(of: &'s Score<'_>, action: Action) -> ActionJson<'s> {
    ActionJson {
        what: match action.doing {
            Doing::GetEvidence => "get-evidence",
            Doing::FindOut => "find-out",
            Doing::Change => "change",
        },
        text: action.text(),
        questions: action.parts.iter().map(|part| part.id.clone()).collect(),
        id: action.id,
        who: action.who,
        on_the_way: action.on_the_way,
        tier: of.tier_id(action.tier),
        floors_lifted: action.lifted,
        points_fewer: number(Ratio::new(action.tenths, 10)),
    }
}
