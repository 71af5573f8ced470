//! What a framework of the method `bounded-ledger/1` asks: levels first, then what they bring up.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answers, Intake};
use crate::context::{Applies, Context, Scope};
use crate::date::Day;
use crate::framework::{Framework, HIGHEST_LEVEL};
use crate::score::change::Base;

use super::order::{QuestionOrder, decisive};
use super::{Draft, Interview, Reading, Reply, Sheet, Step, StepRange, reading};

/// A framework, and how much of it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'f> {
    /// The framework.
    pub framework: &'f Framework,
    /// How much of it is asked.
    pub scope: Scope,
    /// The day that is judged: old evidence counts less, which bounds and the order of questions go by.
    pub as_of: Day,
}

impl Ledger<'_> {
    /// The questions that are asked of a person in a context, in the framework's order.
    pub(super) fn applying(&self, levels: &BTreeMap<String, u8>) -> Vec<usize> {
        let framework = self.framework;
        let context = Context::new(framework, levels);
        let mut questions = Vec::new();
        for (at, criterion) in framework.criteria().iter().enumerate() {
            let material = context.inherent(framework, at).material;
            questions.extend(
                criterion
                    .questions
                    .clone()
                    .filter(|question| context.applies(framework, *question, material, self.scope) != Applies::Hidden),
            );
        }
        questions
    }

    /// The contradictions between levels that are to be mended or explained.
    pub(super) fn contradictions(&self, draft: &Draft) -> Vec<usize> {
        let framework = self.framework;
        let context = Context::new(framework, &draft.answers.context);
        let open = |id: &String| {
            !draft.answers.explanations.contains_key(id) || draft.was_asked(&format!("contradiction:{id}"))
        };
        let place = |id: &str| framework.contradictions().iter().position(|one| one.id == id);
        context.contradictions(framework).filter(|one| open(&one.id)).filter_map(|one| place(&one.id)).collect()
    }

    /// The questions that are asked: in the draft's order; where that is not the framework's, those that
    /// were asked come first, as they were.
    fn in_order(&self, draft: &Draft) -> Vec<usize> {
        let applying = self.applying(&draft.answers.context);
        match draft.order {
            QuestionOrder::File => applying,
            QuestionOrder::Decisive => {
                let place = |at: usize| {
                    let key = self.key(Step::Question(at));
                    draft.asked.iter().position(|asked| *asked == key)
                };
                let (mut asked, left): (Vec<_>, Vec<_>) = applying.into_iter().partition(|at| place(*at).is_some());
                asked.sort_by_key(|at| place(*at));
                let base = Base {
                    framework: self.framework,
                    answers: &draft.answers,
                    as_of: self.as_of,
                    waived: &BTreeSet::new(),
                    scope: self.scope,
                };
                let last = asked.last().copied();
                asked.extend(decisive(&base, &left, last));
                asked
            }
        }
    }

    fn was_asked(&self, draft: &Draft, step: Step) -> bool {
        draft.was_asked(&self.key(step))
    }
}

impl Sheet for Ledger<'_> {
    fn id(&self) -> &str {
        self.framework.id()
    }

    fn minutes(&self) -> u32 {
        match self.scope {
            Scope::Full => self.framework.minutes(),
            // What authors say is about all of it.
            Scope::Keys => 0,
        }
    }

    fn id_of(&self, step: Step) -> &str {
        match step {
            Step::Factor(at) => &self.framework.factors()[at].id,
            Step::Contradiction(at) => &self.framework.contradictions()[at].id,
            Step::Question(at) => &self.framework.questions()[at].id,
            Step::Request(_) | Step::Review => "",
        }
    }

    fn steps(&self, draft: &Draft) -> Vec<Step> {
        let factors = (0..self.framework.factors().len()).map(Step::Factor);
        let contradictions = self.contradictions(draft).into_iter().map(Step::Contradiction);
        let questions = self.in_order(draft).into_iter().map(Step::Question);
        factors.chain(contradictions).chain(questions).collect()
    }

    fn steps_unordered(&self, draft: &Draft) -> Vec<Step> {
        let factors = (0..self.framework.factors().len()).map(Step::Factor);
        let contradictions = self.contradictions(draft).into_iter().map(Step::Contradiction);
        let questions = self.applying(&draft.answers.context).into_iter().map(Step::Question);
        factors.chain(contradictions).chain(questions).collect()
    }

    fn bounds(&self, draft: &Draft) -> StepRange {
        let framework = self.framework;
        let open: Vec<&str> = framework
            .factors()
            .iter()
            .enumerate()
            .filter(|(at, _)| !self.was_asked(draft, Step::Factor(*at)))
            .map(|(_, factor)| factor.id.as_str())
            .collect();
        let with = |level: u8| {
            let mut levels = draft.answers.context.clone();
            levels.extend(open.iter().map(|id| ((*id).to_owned(), level)));
            self.applying(&levels).len()
        };
        let (fewest, most) = (with(0), with(HIGHEST_LEVEL));
        // Levels that are still open may bring each contradiction up, or not.
        let seen = self.contradictions(draft);
        let contradictions = if open.is_empty() {
            (seen.len(), seen.len())
        } else {
            let asked = seen.iter().filter(|at| self.was_asked(draft, Step::Contradiction(**at)));
            (asked.count(), framework.contradictions().len())
        };
        let factors = framework.factors().len();
        let of_scope = |key: bool| self.scope == Scope::Full || key;
        let of_a_person = framework.questions().iter().filter(|question| of_scope(question.key)).count();
        StepRange {
            least: factors + contradictions.0 + fewest,
            most: factors + contradictions.1 + most,
            hidden: of_a_person - most,
        }
    }

    fn keep_known(&self, answers: &mut Answers) {
        let framework = self.framework;
        answers.follow(framework);
        answers.answers.retain(|id, _| framework.question(id).is_some());
        answers.context.retain(|id, _| framework.factor(id).is_some());
    }

    fn follow(&self, draft: &mut Draft) {
        for renamed in draft.answers.follow(self.framework) {
            // The step was asked, under its former id.
            let (before, now) =
                (format!("{}:{}", renamed.what, renamed.before), format!("{}:{}", renamed.what, renamed.now));
            if let Some(at) = draft.asked.iter().position(|key| *key == before).filter(|_| !draft.was_asked(&now)) {
                draft.asked[at].clone_from(&now);
            }
            if draft.of_triage.contains(&before) {
                draft.of_triage.insert(now);
            }
        }
    }

    fn section(&self, step: Step) -> Option<usize> {
        let Step::Question(at) = step else { return None };
        Some(self.framework.questions()[at].criterion)
    }

    fn is_answered_by(&self, step: Step, reading: &Reading, draft: &Draft) -> bool {
        let Step::Question(at) = step else { return false };
        let document = draft.answers.evidence.get(&reading.document);
        reading::answers(&self.framework.questions()[at], reading, document)
    }

    fn stop(&self, open: &[Step], draft: &mut Draft) -> bool {
        self.stop_at(open, draft)
    }

    fn take(&self, step: Step, reply: Reply, draft: &mut Draft) -> bool {
        match (step, reply) {
            (Step::Factor(at), Reply::Level(level)) => {
                let id = self.framework.factors()[at].id.clone();
                let answers = &mut draft.answers;
                match level {
                    Some(level) => answers.context.insert(id, level.min(HIGHEST_LEVEL)),
                    None => answers.context.remove(&id),
                };
                // What was explained of other levels does not explain these.
                let context = Context::new(self.framework, &answers.context);
                let still: BTreeSet<&str> = context.contradictions(self.framework).map(|one| one.id.as_str()).collect();
                answers.explanations.retain(|id, _| still.contains(id.as_str()));
                draft.asked.retain(|key| key.strip_prefix("contradiction:").is_none_or(|id| still.contains(id)));
            }
            (Step::Contradiction(at), Reply::Explanation(text)) if !text.trim().is_empty() => {
                draft.answers.explanations.insert(self.framework.contradictions()[at].id.clone(), text);
            }
            _ => return false,
        }
        true
    }
}

impl<'f> Interview<Ledger<'f>> {
    /// The framework that asks.
    #[must_use]
    pub const fn framework(&self) -> &'f Framework {
        self.sheet().framework
    }

    /// The questions of a criterion that are asked of a person in the context as it is known.
    #[must_use]
    pub fn asked_in(&self, criterion: usize) -> Vec<usize> {
        let questions = &self.framework().criteria()[criterion].questions;
        let applying = self.sheet().applying(&self.answers().context);
        applying.into_iter().filter(|question| questions.contains(question)).collect()
    }

    /// Takes over what a triage of this use said: levels that it implies at least, and the request.
    /// They are the defaults where they say more than what is known from before.
    pub fn hand_over(&mut self, context: &BTreeMap<String, u8>, request: &Intake, day: Day) {
        let framework = self.framework();
        self.draft.triage = Some(day);
        // A triage names factors as they were called when it was recorded.
        let mut implied = Answers { context: context.clone(), ..Answers::default() };
        implied.follow(framework);
        for (at, factor) in framework.factors().iter().enumerate() {
            let known = self.draft.answers.context.get(&factor.id).copied();
            let Some(least) = implied.context.get(&factor.id).copied().filter(|least| known < Some(*least)) else {
                continue;
            };
            self.draft.answers.context.insert(factor.id.clone(), least.min(HIGHEST_LEVEL));
            self.draft.of_triage.insert(self.sheet.key(Step::Factor(at)));
        }
        for (at, (key, _)) in Intake::PARTS.iter().enumerate() {
            if let Some(part) = request.part(key) {
                self.draft.answers.request.set_part(key, Some(part.to_owned()));
                self.draft.of_triage.insert(self.sheet.key(Step::Request(at)));
            }
        }
    }
}
