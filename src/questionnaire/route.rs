//! What a framework of the method `highest-route/1` asks: its questions in order, up to one that ends it.

use crate::answers::Answers;
use crate::framework::TriageFramework;
use crate::score::ends;

use super::{Draft, Sheet, Step, StepRange};

/// Whether what was said to a question ends the triage.
fn ended(triage: &TriageFramework, draft: &Draft, at: usize) -> bool {
    let question = &triage.questions[at];
    draft.answers.answers.get(&question.id.value).is_some_and(|answer| ends(question, &answer.state))
}

impl Sheet for &TriageFramework {
    fn id(&self) -> &str {
        &self.part.id
    }

    fn minutes(&self) -> u32 {
        self.minutes
    }

    fn id_of(&self, step: Step) -> &str {
        match step {
            Step::Question(at) => &self.questions[at].id.value,
            _ => "",
        }
    }

    fn steps(&self, draft: &Draft) -> Vec<Step> {
        let end = (0..self.questions.len()).find(|at| ended(self, draft, *at));
        (0..end.map_or(self.questions.len(), |at| at + 1)).map(Step::Question).collect()
    }

    fn bounds(&self, draft: &Draft) -> StepRange {
        let all = self.questions.len();
        let asked = |at: usize| draft.asked.contains(&self.key(Step::Question(at)));
        let least = (0..all)
            .find(|at| if asked(*at) { ended(self, draft, *at) } else { self.questions[*at].ends_with.is_some() });
        let most = (0..all).find(|at| asked(*at) && ended(self, draft, *at));
        StepRange { least: least.map_or(all, |at| at + 1), most: most.map_or(all, |at| at + 1), hidden: 0 }
    }

    fn keep_known(&self, answers: &mut Answers) {
        answers.context.clear();
        answers.explanations.clear();
        answers.answers.retain(|id, _| self.questions.iter().any(|question| question.id.value == *id));
    }
}
