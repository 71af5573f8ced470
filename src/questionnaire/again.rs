//! A review of a use that was assessed before: what has to be looked at, and why; the rest is carried
//! over as it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answers, Intake, State};
use crate::context::{Applies, Context, Scope};
use crate::date::Day;
use crate::framework::{Framework, Grade, Question, QuestionKind};
use crate::score::bounds::{skipped_in_vain, was_skipped};
use crate::score::score;

use super::{Interview, Ledger, Sheet, Step};

/// Why a step has to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Its evidence is old: it counts as a lower grade now.
    Stale(Grade),
    /// A piece of evidence has expired: these ids.
    Expired(Vec<String>),
    /// A document is not the file that was seen then: these ids.
    DocumentChanged(Vec<String>),
    /// Its compensating control ended on this day.
    ControlEnded(Day),
    /// It was not part of the framework then.
    New,
    /// It says something else than it did then.
    Changed,
    /// It was not asked in the context of then.
    Opened,
    /// It was skipped, since the tier was settled, which it is no more.
    Skipped,
}

impl Look {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Stale(grade) => format!("evidence is old, counts as {}", grade.as_str()),
            Self::Expired(ids) => format!("evidence expired: {}", ids.join(", ")),
            Self::DocumentChanged(ids) => format!("document changed: {}", ids.join(", ")),
            Self::ControlEnded(day) => format!("compensating control ended {day}"),
            Self::New => "new question".to_owned(),
            Self::Changed => "the question changed".to_owned(),
            Self::Opened => "asked in this context only".to_owned(),
            Self::Skipped => "skipped then; now it can move the tier".to_owned(),
        }
    }
}

/// What is carried over from an assessment of the same use, and what of it has to be looked at; by the
/// keys of the steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// The number of the assessment.
    pub since: Option<u32>,
    /// What is carried over.
    pub steps: BTreeSet<String>,
    /// What has to be looked at, and why.
    pub looks: BTreeMap<String, Look>,
}

/// The assessment that a review begins with.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// Its number.
    pub number: u32,
    /// What was said.
    pub answers: &'a Answers,
    /// The framework that asked.
    pub framework: &'a Framework,
    /// How much of it was asked.
    pub scope: Scope,
    /// The evidence whose files are no longer what was seen.
    pub changed_documents: &'a BTreeSet<String>,
}

impl Carried {
    /// Compares what was said before with what would be asked now.
    #[must_use]
    pub fn over(sheet: &Ledger<'_>, before: &Before<'_>) -> Self {
        let mut carried = Self { since: Some(before.number), ..Self::default() };
        for at in 0..Intake::PARTS.len() {
            carried.steps.insert(sheet.key(Step::Request(at)));
        }
        let framework = sheet.framework;
        for (at, factor) in framework.factors().iter().enumerate() {
            let former = ids(&factor.id, &factor.renamed_from).find_map(|id| before.framework.factor(id));
            let look = match former.map(|former| &before.framework.factors()[former]) {
                None => Some(Look::New),
                Some(former) if former.levels != factor.levels => Some(Look::Changed),
                Some(_) => None,
            };
            carried.put(sheet.key(Step::Factor(at)), look);
        }
        let context = Context::new(before.framework, &before.answers.context);
        let mut answers = before.answers.clone();
        answers.follow(framework);
        let now = score(framework, &answers, sheet.as_of, &BTreeSet::new(), sheet.scope);
        let in_vain = skipped_in_vain(framework, &answers, sheet.as_of, sheet.scope).is_some();
        for (at, question) in framework.questions().iter().enumerate() {
            let former = ids(&question.id, &question.renamed_from).find_map(|id| before.framework.question(id));
            let look = match former {
                None => Some(Look::New),
                Some(former) if !was_put(before, &context, former) => Some(Look::Opened),
                Some(former) if means_else(&before.framework.questions()[former], question) => Some(Look::Changed),
                Some(_) if in_vain && answers.answers.get(&question.id).is_some_and(was_skipped) => Some(Look::Skipped),
                Some(_) => evidence_look(&answers, question, now.questions[at].grade, sheet.as_of, before),
            };
            carried.put(sheet.key(Step::Question(at)), look);
        }
        carried
    }

    fn put(&mut self, key: String, look: Option<Look>) {
        match look {
            Some(look) => drop(self.looks.insert(key, look)),
            None => drop(self.steps.insert(key)),
        }
    }
}

/// The present id of something, and the former ones.
fn ids<'a>(id: &'a str, former: &'a [String]) -> impl Iterator<Item = &'a str> {
    std::iter::once(id).chain(former.iter().map(String::as_str))
}

/// Whether a question was put when the former assessment was made.
fn was_put(before: &Before<'_>, context: &Context, question: usize) -> bool {
    let criterion = before.framework.questions()[question].criterion;
    let material = context.inherent(before.framework, criterion).material;
    context.applies(before.framework, question, material, before.scope) != Applies::Hidden
}

/// Whether a question asks something else than before, or offers other answers.
fn means_else(before: &Question, now: &Question) -> bool {
    let words = |question: &Question| -> Vec<String> {
        let mut words = vec![question.ask.clone()];
        match &question.kind {
            QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                words.extend(options.iter().map(|option| option.label.clone()));
            }
            QuestionKind::Multiple(items) => words.extend(items.iter().map(|item| item.label.clone())),
            QuestionKind::Number(number) => words.push(number.unit.clone()),
        }
        words
    };
    words(before) != words(now)
}

/// What is no longer as it was about the evidence for an answer.
fn evidence_look(
    answers: &Answers,
    question: &Question,
    grade: Grade,
    as_of: Day,
    before: &Before<'_>,
) -> Option<Look> {
    let answer = answers.answers.get(&question.id)?;
    if !matches!(answer.state, State::Given(_)) {
        return None;
    }
    if let Some(control) = answer.compensating.as_ref().filter(|control| control.until < as_of) {
        return Some(Look::ControlEnded(control.until));
    }
    let those =
        |is: &dyn Fn(&String) -> bool| -> Vec<String> { answer.evidence.iter().filter(|id| is(id)).cloned().collect() };
    let expired =
        those(&|id| answers.evidence.get(id).and_then(|item| item.expires).is_some_and(|expires| as_of > expires));
    if !expired.is_empty() {
        return Some(Look::Expired(expired));
    }
    let changed = those(&|id| before.changed_documents.contains(id));
    if !changed.is_empty() {
        return Some(Look::DocumentChanged(changed));
    }
    (grade < answer.grade).then_some(Look::Stale(grade))
}

impl<S: Sheet> Interview<S> {
    /// Begins with what was said before: only what has to be looked at is open.
    pub fn carry_over(&mut self, carried: Carried) {
        self.draft.since = carried.since;
        self.carried = carried;
        self.current = self.first_open();
    }

    /// The number of the assessment that this is a review of.
    #[must_use]
    pub const fn since(&self) -> Option<u32> {
        self.carried.since
    }

    /// Whether a step is carried over: nobody was asked for it now, and nothing about it calls for that.
    #[must_use]
    pub fn is_carried(&self, step: Step) -> bool {
        let key = self.sheet.key(step);
        !self.draft.was_asked(&key) && !self.draft.of_triage.contains(&key) && self.carried.steps.contains(&key)
    }

    /// Why a step has to be looked at, until it was.
    #[must_use]
    pub fn look(&self, step: Step) -> Option<&Look> {
        self.carried.looks.get(&self.sheet.key(step)).filter(|_| !self.was_asked(step))
    }
}

impl Interview<Ledger<'_>> {
    /// The ids of the factors and questions that were looked at in a review, and of those that were
    /// carried over, as its record keeps them.
    #[must_use]
    pub fn looked_at(&self) -> Option<(u32, Vec<String>, Vec<String>)> {
        let since = self.carried.since?;
        let counted = self.listed().into_iter().filter(|step| matches!(step, Step::Factor(_) | Step::Question(_)));
        let (carried, looked): (Vec<Step>, Vec<Step>) = counted.partition(|step| !self.was_asked(*step));
        let ids = |steps: Vec<Step>| steps.into_iter().map(|step| self.sheet.id_of(step).to_owned()).collect();
        Some((since, ids(looked), ids(carried)))
    }
}
