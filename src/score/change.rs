//! What would change the tier: the same method run again on answers that are changed one at a time.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, State, Value};
use crate::context::{Applies, Scope};
use crate::date::Day;
use crate::framework::{BandLimit, Disposition, Framework, Grade, Question, QuestionKind};

use super::{Ratio, score};

/// One answer changed, and what the result is then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedAnswer {
    /// The question, by its index in the framework.
    pub question: usize,
    /// The tier that would count.
    pub tier: usize,
    /// The residual points.
    pub residual: Ratio,
    /// What would be recommended.
    pub decision: Disposition,
    /// What the answer would be; `None` where it would be unknown.
    pub answer: Option<Answer>,
}

/// The case whose changes are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Base<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The answers as they are.
    pub answers: &'a Answers,
    /// The day.
    pub as_of: Day,
    /// The waived knock-outs.
    pub waived: &'a BTreeSet<String>,
    /// How much is asked.
    pub scope: Scope,
}

impl Base<'_> {
    /// The answers on which the tier rests: each would raise it, or make the decision stricter, if
    /// it turned out to be unknown.
    #[must_use]
    pub fn rests_on(&self) -> Vec<ChangedAnswer> {
        let now = score(self.framework, self.answers, self.as_of, self.waived, self.scope);
        let mut answers = self.answers.clone();
        let mut steps = Vec::new();
        for question in self.asked(|_| true) {
            let id = &self.framework.questions()[question].id;
            let Some(before) = answers.answers.remove(id) else { continue };
            let step = self.step(question, &answers);
            answers.answers.insert(id.clone(), before);
            if (step.tier, step.decision) > (now.tier, now.decision) {
                steps.push(step);
            }
        }
        steps
    }

    fn asked(&self, keep: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let now = score(self.framework, self.answers, self.as_of, self.waived, self.scope);
        let asked: Vec<usize> = (0..self.framework.questions().len())
            .filter(|question| now.questions[*question].applies != Applies::Hidden && keep(*question))
            .collect();
        asked.into_iter()
    }

    pub(super) fn step(&self, question: usize, answers: &Answers) -> ChangedAnswer {
        let then = score(self.framework, answers, self.as_of, self.waived, self.scope);
        let answer = answers.answers.get(&self.framework.questions()[question].id).cloned();
        ChangedAnswer { question, tier: then.tier, residual: then.residual.points, decision: then.decision, answer }
    }
}

/// The best answer that a question takes, with evidence of the best grade.
#[must_use]
pub fn best(question: &Question) -> Answer {
    let value = match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            let best = options.iter().max_by_key(|option| (!question.hits(&option.id), option.credit));
            Value::Text(best.map_or_else(String::new, |option| option.id.clone()))
        }
        QuestionKind::Multiple(items) => Value::List(items.iter().map(|item| item.id.clone()).collect()),
        QuestionKind::Number(number) => {
            let best = number.bands.iter().max_by_key(|band| band.credit);
            let none = number.none.as_ref().filter(|none| !question.hits(&none.id));
            match best {
                Some(band) if none.is_none_or(|none| none.credit <= band.credit) => match band.limit {
                    BandLimit::UpTo(limit) | BandLimit::AtLeast(limit) => Value::Number(limit),
                },
                _ => Value::Text("none".to_owned()),
            }
        }
    };
    Answer { grade: Grade::Tested, ..Answer::new(State::Given(value)) }
}

/// The best answer within reach: with the best evidence that there can be for it, or of the grade that its
/// evidence has at present, where that is better.
#[must_use]
pub fn within_reach(question: &Question, present: Grade) -> Answer {
    Answer { grade: question.evidence_at_most.max(present), ..best(question) }
}
