//! Which open question comes next: what can still move the tier most, a topic at a time.
//!
//! The tier lies between two bounds (`score::bounds`). A floor that an open question holds up keeps the
//! graver one up until it is answered, and lifts the milder one if the answer is bad; a key question can
//! lift the milder one alone. Such questions come first. The rule was chosen by a simulation,
//! `benches/order.rs`; its table stands in `docs/scoring.md`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::score::change::{Base, best};
use crate::score::score;

/// In what order open questions are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuestionOrder {
    /// What can still move the tier most comes first, a topic at a time.
    #[default]
    Decisive,
    /// The framework's own order.
    File,
}

impl QuestionOrder {
    /// Every order with its name.
    pub const NAMES: [(&'static str, Self); 2] = [("decisive", Self::Decisive), ("file", Self::File)];

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// What an open question alone can still do to the tier, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sway {
    /// It moves points and confidence, and the tier only together with others.
    WithOthers,
    /// A bad answer lifts the lowest tier that is possible.
    Lifts,
    /// While it is open, it holds a floor at this tier, above the lowest that is possible.
    Holds(usize),
}

/// How much an open question matters; the greatest is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    /// What it can do to the tier.
    pub sway: Sway,
    /// The points of its criterion, in tenths, if everything open stays unknown.
    pub tenths: i128,
    /// Whether it is a key question.
    pub key: bool,
    /// Its place in the framework: the first comes first.
    pub question: Reverse<usize>,
}

/// How much each of the open questions `left`, given by their index, matters. Their present answers, if
/// they have any, do not count.
#[must_use]
pub fn weigh(base: &Base<'_>, left: &[usize]) -> Vec<Weight> {
    let Base { framework, as_of, waived, scope, .. } = *base;
    let questions = framework.questions();
    let mut answers = base.answers.clone();
    for at in left {
        answers.answers.remove(&questions[*at].id);
    }
    let gravest = score(framework, &answers, as_of, waived, scope);
    for at in left {
        answers.answers.insert(questions[*at].id.clone(), best(&questions[*at]));
    }
    let lowest = score(framework, &answers, as_of, waived, scope).tier;
    let mut held: BTreeMap<usize, usize> = BTreeMap::new();
    for floor in gravest.floors.iter().filter(|floor| floor.tier > lowest) {
        if let Some(at) = floor.question() {
            let tier = held.entry(at).or_default();
            *tier = floor.tier.max(*tier);
        }
    }
    let mut lifts = |at: usize| {
        let question = &questions[at];
        let Some(answer) = answers.answers.remove(&question.id).filter(|_| question.key) else { return false };
        let lifted = score(framework, &answers, as_of, waived, scope).tier > lowest;
        answers.answers.insert(question.id.clone(), answer);
        lifted
    };
    let weight = |at: &usize| Weight {
        sway: match held.get(at) {
            Some(tier) => Sway::Holds(*tier),
            None if lifts(*at) => Sway::Lifts,
            None => Sway::WithOthers,
        },
        tenths: gravest.criteria[questions[*at].criterion].residual.tenths(),
        key: questions[*at].key,
        question: Reverse(*at),
    };
    left.iter().map(weight).collect()
}

/// The open questions `left` in the order in which to ask them. `last` is the one that was asked last:
/// its topic goes on while something in it sways the tier, and again where nothing does any more.
#[must_use]
pub fn decisive(base: &Base<'_>, left: &[usize], last: Option<usize>) -> Vec<usize> {
    let topic = |question: usize| base.framework.questions()[question].criterion;
    let mut weights = weigh(base, left);
    let mut order = Vec::with_capacity(left.len());
    let mut begun = last.map(topic);
    while let Some((at, _)) = weights.iter().enumerate().max_by_key(|(_, weight)| {
        let goes_on = begun == Some(topic(weight.question.0));
        (goes_on && weight.sway > Sway::WithOthers, weight.sway, goes_on, **weight)
    }) {
        let next = weights.swap_remove(at).question.0;
        begun = Some(topic(next));
        order.push(next);
    }
    order
}
