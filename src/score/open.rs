//! What is open: questions to which nobody has found out the answer yet, and what they are worth
//! when they are answered best.

use crate::answers::{State, Value};
use crate::framework::KnockOut;

use super::QuestionState;
use super::ledger::LedgerCase;
use crate::framework::Grade;

impl LedgerCase<'_> {
    /// Whether nobody has found out yet: the answer is unknown, is an option that says so, or rests on
    /// less than the framework asks of any fact. An accepted "does not apply" is never open.
    pub(super) fn is_open(&self, at: usize, standing: QuestionState, grade: Grade) -> bool {
        match standing {
            QuestionState::Hidden | QuestionState::NotApplicable => false,
            QuestionState::Unknown => true,
            QuestionState::Answered if self.is_settled(at) => false,
            QuestionState::Answered => {
                let knock_out = self.framework.questions()[at].knock_out.as_ref();
                let says_so = knock_out.is_some_and(|knock_out| self.says(at, &knock_out.open));
                says_so || grade < self.framework.scoring().knock_out_grade
            }
        }
    }

    /// Whether the answer to a question is one of those that its knock-out lists.
    pub(super) fn is_listed(&self, at: usize, knock_out: &KnockOut) -> bool {
        !self.is_settled(at) && self.says(at, &knock_out.answers)
    }

    /// Whether a question was left out on purpose.
    pub(super) fn was_skipped(&self, at: usize) -> bool {
        let given = self.answers.answers.get(&self.framework.questions()[at].id).map(|answer| &answer.state);
        matches!(given, Some(State::Unknown { skipped: Some(_), .. }))
    }

    fn says(&self, at: usize, options: &[String]) -> bool {
        let given = self.answers.answers.get(&self.framework.questions()[at].id).map(|answer| &answer.state);
        matches!(given, Some(State::Given(Value::Text(option))) if options.contains(option))
    }
}
