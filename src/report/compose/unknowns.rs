//! What nobody knows, and how stable the tier is: the same method on other assumptions.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, State};
use crate::framework::{Framework, Grade, Scoring};
use crate::person::Person;
use crate::score::{QuestionState, Score, change, score};

use super::super::view::one_use::{Trial, UnknownsSection};
use super::super::wording;
use super::{ScoredUse, named, tenths};

/// By how many points or percent a number of the method is moved to see whether the tier holds.
const NUDGE: u8 = 10;

impl ScoredUse<'_> {
    pub(super) fn unknowns_section(&self) -> UnknownsSection {
        let framework = self.facts.framework;
        let answers = &self.facts.assessment.answers;
        let title = |id: &str| framework.question_title(id).to_owned();
        let stability = self.trials();
        let differing: Vec<&Trial> = stability.iter().filter(|trial| trial.differs).collect();
        let tier = self.score.tier_id(self.score.tier);
        let stable = if differing.is_empty() {
            format!("The tier is {tier} under every one of these assumptions.")
        } else {
            format!("The tier is {tier} in {} of {} trials.", stability.len() - differing.len(), stability.len())
        };
        UnknownsSection {
            factors: self
                .score
                .context_unknown()
                .into_iter()
                .map(|id| framework.factor(id).map_or(id, |at| &framework.factors()[at].title).to_owned())
                .collect(),
            questions: self
                .score
                .open()
                .map(|at| &framework.questions()[at])
                .map(|question| {
                    let said = match answers.answers.get(&question.id).map(|answer| &answer.state) {
                        Some(State::Unknown { why, .. }) => super::standing::sentence(why),
                        Some(State::NotApplicable { .. }) => "Marked as not applicable; not accepted.".to_owned(),
                        Some(State::Given(value)) => {
                            format!("Open although answered: {}.", wording::value(question, value))
                        }
                        None => String::new(),
                    };
                    let ask = question.evidence.join("; ");
                    let ask = if ask.is_empty() { ask } else { format!("Ask: {ask}") };
                    named(&question.title, format!("{said} {ask}").trim().to_owned())
                })
                .collect(),
            not_applicable: answers
                .answers
                .iter()
                .filter_map(|(id, answer)| {
                    let State::NotApplicable { reason, second_reader } = &answer.state else { return None };
                    let at = framework.question(id)?;
                    let reader = second_reader.as_ref().map_or("nobody", Person::as_str);
                    let accepted = match self.score.questions[at].standing {
                        QuestionState::NotApplicable => "accepted",
                        QuestionState::Hidden => "not asked in this context",
                        _ => "not accepted, counts as unknown",
                    };
                    Some(named(
                        title(id),
                        format!("{} Second reader: {reader}; {accepted}.", super::standing::sentence(reason)),
                    ))
                })
                .collect(),
            stability,
            stable,
        }
    }

    fn trials(&self) -> Vec<Trial> {
        let mut trials = Vec::new();
        let same = self.facts.framework;
        let given = &self.facts.assessment.answers;
        if !self.score.unknown().is_empty() || !self.score.context_unknown().is_empty() {
            trials.push(self.trial("Everything unknown turns out good, with a document", same, &self.all_known()));
        }
        trials.push(self.trial("Every answer without a document turns out unknown", same, &self.only_documents()));
        let mut vary = |what: &str, change: &dyn Fn(&mut Scoring)| {
            trials.push(self.trial(what, &same.varied(change), given));
        };
        vary("All questions of a criterion count alike: no key answer limits the others", &|scoring| {
            scoring.key_cap_base = 100;
        });
        vary("Only the worst criterion counts", &|scoring| scoring.breadth_rate = 0);
        vary("The next criteria count twice as much", &|scoring| {
            scoring.breadth_rate = scoring.breadth_rate.saturating_mul(2).min(100);
        });
        vary("Controls remove 10 percent less", &|scoring| {
            scoring.max_effect = scoring.max_effect.saturating_sub(NUDGE);
        });
        vary("Controls remove 10 percent more", &|scoring| scoring.max_effect = (scoring.max_effect + NUDGE).min(100));
        vary("Evidence caps 10 lower", &|scoring| {
            for cap in &mut scoring.evidence {
                *cap = cap.saturating_sub(NUDGE);
            }
        });
        vary("Every tier begins 5 points earlier", &|scoring| {
            for tier in scoring.tiers.iter_mut().skip(1) {
                tier.from = tier.from.saturating_sub(5);
            }
        });
        vary("Every tier begins 5 points later", &|scoring| {
            for tier in scoring.tiers.iter_mut().skip(1) {
                tier.from = (tier.from + 5).min(100);
            }
        });
        trials
    }

    fn trial(&self, what: &str, framework: &Framework, answers: &Answers) -> Trial {
        let then: Score<'_> = score(framework, answers, self.score.as_of, &BTreeSet::new(), self.scope());
        Trial {
            what: what.to_owned(),
            points: tenths(then.residual.points),
            tier: self.tier(then.tier),
            recommended: wording::decision(then.decision),
            differs: then.tier != self.score.tier,
        }
    }

    /// The answers with every unknown one answered well, and unknown levels at 0.
    fn all_known(&self) -> Answers {
        let mut answers = self.facts.assessment.answers.clone();
        for (at, question) in self.facts.framework.questions().iter().enumerate() {
            if self.score.questions[at].standing == QuestionState::Unknown {
                let best = Answer { grade: Grade::Document, ..change::best(question) };
                answers.answers.insert(question.id.clone(), best);
            }
        }
        for id in self.score.context_unknown() {
            answers.context.insert(id.to_owned(), 0);
        }
        answers
    }

    /// The answers without those that rest on less than a document.
    fn only_documents(&self) -> Answers {
        let mut answers = self.facts.assessment.answers.clone();
        for (at, question) in self.facts.framework.questions().iter().enumerate() {
            let result = &self.score.questions[at];
            if result.standing == QuestionState::Answered && result.grade < Grade::Document {
                answers.answers.remove(&question.id);
            }
        }
        answers
    }
}
