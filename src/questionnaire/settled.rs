//! Which tiers are still possible, and that nothing more need be asked where it is only one.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, Intake, State};
use crate::score::bounds::{Bounds, QuestionReach, TIER_SETTLED, bounds, reaches, skipped_in_vain};
use crate::score::change::Base;
use crate::score::{Score, score};

use super::{Draft, Interview, Ledger, Sheet as _, Step};

impl Ledger<'_> {
    fn with_base<T>(&self, answers: &Answers, look: impl FnOnce(&Base<'_>) -> T) -> T {
        let waived = BTreeSet::new();
        look(&Base { framework: self.framework, answers, as_of: self.as_of, waived: &waived, scope: self.scope })
    }

    /// Keeps these open questions as skipped, where the tier is settled.
    pub(super) fn stop_at(&self, open: &[Step], draft: &mut Draft) -> bool {
        let left: Option<BTreeSet<&str>> = open
            .iter()
            .map(|step| match step {
                Step::Question(at) => Some(self.framework.questions()[*at].id.as_str()),
                // The context is asked to its end: the bounds take it as it stands.
                Step::Factor(_) | Step::Contradiction(_) => None,
                Step::Request(_) | Step::Review => Some(""),
            })
            .collect();
        let Some(left) = left else { return false };
        if !self.with_base(&draft.answers, |base| bounds(base, &left)).settled() {
            return false;
        }
        for step in open {
            if let Step::Question(_) = step {
                let state = State::Unknown { why: String::new(), skipped: Some(TIER_SETTLED.to_owned()) };
                draft.answers.answers.insert(self.id_of(*step).to_owned(), Answer::new(state));
            }
            let key = self.key(*step);
            draft.assigned.remove(&key);
            draft.note_asked(key);
        }
        true
    }
}

impl<'f> Interview<Ledger<'f>> {
    /// The steps of what is known so far in the framework's order, whatever the order in which they are asked.
    #[must_use]
    pub fn listed(&self) -> Vec<Step> {
        let request = (0..Intake::PARTS.len()).map(Step::Request);
        request.chain(self.sheet.steps_unordered(&self.draft)).collect()
    }

    /// The ids of the questions that are still to be asked in this context.
    #[must_use]
    pub fn left(&self) -> BTreeSet<&'f str> {
        let framework = self.framework();
        let questions = self.sheet.applying(&self.answers().context).into_iter();
        let open = questions.filter(|at| self.is_open(Step::Question(*at)));
        open.map(|at| framework.questions()[at].id.as_str()).collect()
    }

    /// Whether every factor was asked, and no contradiction is left: before that, nothing is sure.
    #[must_use]
    pub fn context_is_known(&self) -> bool {
        let factors = (0..self.framework().factors().len()).map(Step::Factor);
        let contradictions = self.sheet.contradictions(&self.draft).into_iter().map(Step::Contradiction);
        !factors.chain(contradictions).any(|step| self.is_open(step))
    }

    /// What was said so far comes to, with everything open as it is known from before, or unknown.
    #[must_use]
    pub fn score(&self) -> Score<'f> {
        let Ledger { framework, scope, as_of } = self.sheet;
        score(framework, self.answers(), as_of, &BTreeSet::new(), scope)
    }

    /// Between which tiers the result lies, whatever is still answered; the context as it stands.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.sheet.with_base(self.answers(), |base| bounds(base, &self.left()))
    }

    /// The bounds where questions were skipped since the tier was settled, and it is not: an answer to one of
    /// them could still move it.
    #[must_use]
    pub fn skipped_in_vain(&self) -> Option<Bounds> {
        let Ledger { framework, scope, as_of } = self.sheet;
        skipped_in_vain(framework, self.answers(), as_of, scope)
    }

    /// What each open question can still do to the tier.
    #[must_use]
    pub fn reaches(&self) -> Vec<QuestionReach> {
        self.sheet.with_base(self.answers(), |base| reaches(base, &self.left()))
    }
}
