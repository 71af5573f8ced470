//! Purpose and context.

use crate::answers::Request;

use super::super::view::one_use::{ContextSection, FactorView};
use super::{Case, named};

impl Case<'_> {
    pub(super) fn context_section(&self) -> ContextSection {
        let framework = self.facts.framework;
        let answers = &self.facts.assessment.answers;
        ContextSection {
            request: Request::PARTS
                .iter()
                .filter_map(|(key, _)| Some(named(Request::label(key), answers.request.part(key)?)))
                .collect(),
            factors: framework
                .factors
                .iter()
                .zip(&self.score.levels)
                .map(|(factor, level)| FactorView {
                    id: factor.id.clone(),
                    title: factor.title.clone(),
                    level: *level,
                    wording: level.map_or_else(
                        || "Not known; counts as level 4".to_owned(),
                        |level| factor.levels[usize::from(level)].clone(),
                    ),
                })
                .collect(),
            explanations: answers
                .explanations
                .iter()
                .map(|(id, why)| {
                    let known = framework.contradictions.iter().find(|contradiction| contradiction.id == *id);
                    named(known.map_or(id.as_str(), |contradiction| &contradiction.reason), why)
                })
                .collect(),
        }
    }
}
