//! The way down: the answers to better with the least effort so that a tier is reached, found exactly.
//!
//! The effort of an answer is a number of its framework, 1 where no file says more. Answers become no
//! better than there can be evidence for.
//!
//! `search.rs` finds which answers, `others.rs` those that would do as well; here is what better ones are, and what is told of the ways.

use crate::answers::{Answer, Answers, State};
use crate::context::Applies;
use crate::framework::Framework;

use super::change::{Base, ChangedAnswer, within_reach};
use super::{Floor, Ratio, Score, score};

mod others;
mod search;

use search::Search;

/// The most ways that are told.
const MOST_WAYS: usize = 5;

/// The ways to a tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// The tier to be reached, by its index.
    pub to: usize,
    /// The tier with every answer bettered.
    pub lowest: usize,
    /// The points with every answer bettered.
    pub least: Ratio,
    /// The criterion that has most of those points.
    pub heaviest: Option<usize>,
    /// The ways of the least effort, those first that help most, and each in the order in which its steps
    /// help most; at most five. One without steps where the tier is reached already.
    pub ways: Vec<Vec<ChangedAnswer>>,
    /// The floors above the tier that no answer lifts: they make it impossible.
    pub barriers: Vec<Floor>,
    /// Whether all ways were looked at; not where a criterion has very many weak answers.
    pub exact: bool,
}

impl Ways {
    /// What a way takes: the efforts of its answers together.
    #[must_use]
    pub fn effort(framework: &Framework, way: &[ChangedAnswer]) -> usize {
        way.iter().map(|step| usize::from(framework.questions()[step.question].effort)).sum()
    }
}

impl Base<'_> {
    /// The ways to a tier (by its index) or under it.
    #[must_use]
    pub fn ways_to(&self, to: usize) -> Ways {
        self.ways_within(to, usize::MAX)
    }

    /// The same, of no more effort than that: the search ends soon where there is none.
    #[must_use]
    pub fn ways_within(&self, to: usize, most: usize) -> Ways {
        let now = self.scored(self.answers);
        let bettered = self.bettered(&now);
        let then = self.scored(&bettered);
        let heaviest = (0..then.criteria.len()).rev().max_by_key(|at| then.criteria[*at].residual);
        let mut found = Ways {
            to,
            lowest: then.tier,
            least: then.residual.points,
            heaviest,
            ways: Vec::new(),
            barriers: Vec::new(),
            exact: true,
        };
        if now.tier <= to {
            found.ways.push(Vec::new());
        } else if then.tier > to {
            found.barriers = then.floors.iter().filter(|floor| floor.tier > to).cloned().collect();
        } else {
            let search = Search::new(self, &now, &then, to);
            found.exact = search.exact();
            found.ways = self.of_most_effect(&now, &bettered, search.cheapest(most), to);
        }
        found
    }

    /// Those of several ways that help most, with what each of their answers has to be at least.
    fn of_most_effect(
        &self,
        now: &Score<'_>,
        bettered: &Answers,
        sets: Vec<Vec<usize>>,
        to: usize,
    ) -> Vec<Vec<ChangedAnswer>> {
        let mut compared: Vec<(usize, Ratio, Vec<usize>)> = sets
            .into_iter()
            .map(|set| {
                let mut answers = self.answers.clone();
                for at in &set {
                    self.take_over(*at, bettered, &mut answers);
                }
                let then = self.scored(&answers);
                (then.tier, then.residual.points, set)
            })
            .collect();
        compared.sort();
        compared.truncate(MOST_WAYS);
        let told = compared.into_iter().map(|(_, _, set)| {
            let shown = self.only_shown(now, bettered, &set, to);
            self.in_order(&shown, set)
        });
        told.collect()
    }

    /// The answers of a way, where those keep what was said for which better evidence alone is enough.
    fn only_shown(&self, now: &Score<'_>, bettered: &Answers, set: &[usize], to: usize) -> Answers {
        let mut least = self.answers.clone();
        for at in set {
            self.take_over(*at, bettered, &mut least);
        }
        for at in set {
            let question = &self.framework.questions()[*at];
            let Some(said) = self.answers.answers.get(&question.id) else { continue };
            let (State::Given(value), Some(better)) = (&said.state, least.answers.get(&question.id).cloned()) else {
                continue;
            };
            if better.state == State::Given(value.clone()) || now.questions[*at].grade >= better.grade {
                continue;
            }
            let shown = Answer { state: said.state.clone(), ..better.clone() };
            least.answers.insert(question.id.clone(), shown);
            if self.scored(&least).tier > to {
                least.answers.insert(question.id.clone(), better);
            }
        }
        least
    }

    fn scored(&self, answers: &Answers) -> Score<'_> {
        score(self.framework, answers, self.as_of, self.waived, self.scope)
    }

    fn take_over(&self, question: usize, from: &Answers, answers: &mut Answers) {
        let id = &self.framework.questions()[question].id;
        answers.answers.extend(from.answers.get(id).map(|answer| (id.clone(), answer.clone())));
    }

    /// The answers with every question answered best, as far as there can be evidence for it; a
    /// compensating control stays. What is worth more as it is, such as an accepted "does not apply",
    /// stays altogether.
    fn bettered(&self, now: &Score<'_>) -> Answers {
        let mut bettered = self.answers.clone();
        for (question, asked) in self.framework.questions().iter().zip(&now.questions) {
            if asked.applies != Applies::Hidden {
                let compensating =
                    self.answers.answers.get(&question.id).and_then(|answer| answer.compensating.clone());
                let best = within_reach(question, asked.grade);
                bettered.answers.insert(question.id.clone(), Answer { compensating, ..best });
            }
        }
        // What an answer is worth does not depend on the others, so one scoring tells it of all.
        let then = self.scored(&bettered);
        for (at, question) in self.framework.questions().iter().enumerate() {
            if then.questions[at].worth < now.questions[at].worth
                && let Some(before) = self.answers.answers.get(&question.id)
            {
                bettered.answers.insert(question.id.clone(), before.clone());
            }
        }
        bettered
    }

    /// The steps in the order in which each helps most.
    fn in_order(&self, bettered: &Answers, mut questions: Vec<usize>) -> Vec<ChangedAnswer> {
        let mut answers = self.answers.clone();
        let mut steps = Vec::new();
        while !questions.is_empty() {
            let tried = questions.iter().enumerate().map(|(place, question)| {
                let mut answers = answers.clone();
                self.take_over(*question, bettered, &mut answers);
                (place, self.step(*question, &answers))
            });
            let next = tried.min_by(|(_, a), (_, b)| {
                (a.tier, a.residual, a.decision, a.question).cmp(&(b.tier, b.residual, b.decision, b.question))
            });
            let Some((place, step)) = next else { break };
            self.take_over(questions.remove(place), bettered, &mut answers);
            steps.push(step);
        }
        steps
    }
}
