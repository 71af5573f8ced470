//! Law, and public frameworks by their ids.

use std::collections::BTreeMap;

use crate::context::Applies;
use crate::score::{QuestionState, Ratio};

use super::super::view::one_use::{Coverage, LawSection};
use super::{ScoredUse, named};

/// The context factors that speak of law; those that a framework does not have are left out.
const OF_LAW: [&str; 4] = ["legal-class", "jurisdiction", "effect-on-people", "people-affected"];

/// How well something is covered, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Covered {
    Open,
    Weak,
    Sound,
}

impl ScoredUse<'_> {
    pub(super) fn law_section(&self) -> LawSection {
        let framework = self.facts.framework;
        let classification = OF_LAW.iter().filter_map(|id| {
            let at = framework.factor(id)?;
            let factor = &framework.factors()[at];
            let wording = self.score.levels[at].map_or_else(
                || "Not known; counts as level 4".to_owned(),
                |level| format!("{} (level {level})", factor.levels[usize::from(level)]),
            );
            Some(named(&factor.title, wording))
        });
        let duties = framework.knock_outs().iter().filter_map(|knock_out| {
            let hit = self.score.floors.iter().any(|floor| floor.id == knock_out.id);
            hit.then(|| named(&knock_out.reason, knock_out.references.join(", ")))
        });
        LawSection { classification: classification.collect(), duties: duties.collect(), coverage: self.coverage() }
    }

    /// By public framework: which of its ids are covered, and how well at best.
    fn coverage(&self) -> Vec<Coverage> {
        let scoring = self.scoring();
        let mut best: BTreeMap<(&str, &str), Covered> = BTreeMap::new();
        for (question, score) in self.facts.framework.questions().iter().zip(&self.score.questions) {
            if score.applies != Applies::Asked {
                continue;
            }
            let target = scoring.condition_target_of(question.key);
            let covered = match score.standing {
                QuestionState::Unknown => Covered::Open,
                QuestionState::Answered if score.credit < Ratio::new(target.into(), 1) => Covered::Weak,
                _ => Covered::Sound,
            };
            for reference in &question.references {
                let (framework, id) = reference.split_once(':').unwrap_or((reference, ""));
                let known = best.entry((framework, id)).or_insert(covered);
                *known = (*known).max(covered);
            }
        }
        let mut coverage: Vec<Coverage> = Vec::new();
        for ((framework, id), covered) in best {
            if coverage.last().is_none_or(|last| last.framework != framework) {
                coverage.push(Coverage { framework: framework.to_owned(), ..Coverage::default() });
            }
            if let Some(last) = coverage.last_mut() {
                let list = match covered {
                    Covered::Sound => &mut last.sound,
                    Covered::Weak => &mut last.weak,
                    Covered::Open => &mut last.open,
                };
                list.push(if id.is_empty() { "as a whole".to_owned() } else { id.to_owned() });
            }
        }
        coverage
    }
}
