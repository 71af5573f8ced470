//! Purpose and context.

use crate::answers::Intake;

use super::super::view::one_use::{ContextSection, FactorView};
use super::super::view::picture::{DataFlow, FlowBox};
use super::{ScoredUse, named};

/// The factors that say what goes into a tool; those that a framework does not have are left out.
const INSIDE: [&str; 3] = ["users", "data", "untrusted-content"];
/// Those that say what it may do.
const TOOL: [&str; 2] = ["autonomy", "privileges"];
/// Those that say where things come out.
const OUTSIDE: [&str; 3] = ["deployment", "egress", "output-use"];

impl ScoredUse<'_> {
    pub(super) fn context_section(&self) -> ContextSection {
        let framework = self.facts.framework;
        let answers = &self.facts.assessment.answers;
        ContextSection {
            request: Intake::PARTS
                .iter()
                .filter_map(|(key, _)| Some(named(Intake::label(key), answers.request.part(key)?)))
                .collect(),
            factors: framework
                .factors()
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
                    let known = framework.contradictions().iter().find(|contradiction| contradiction.id == *id);
                    named(known.map_or(id.as_str(), |contradiction| &contradiction.reason), why)
                })
                .collect(),
            flow: self.flow(),
        }
    }

    /// The context as a flow from what goes in to what comes out.
    fn flow(&self) -> Option<DataFlow> {
        let boxes = |ids: &[&str]| -> Vec<FlowBox> {
            let factors = ids.iter().filter_map(|id| {
                let at = self.facts.framework.factor(id)?;
                let factor = &self.facts.framework.factors()[at];
                let level = self.score.levels[at];
                let wording = level.map_or("Not known", |level| &factor.levels[usize::from(level)]);
                Some(FlowBox { title: factor.title.clone(), level, wording: wording.to_owned() })
            });
            factors.collect()
        };
        let flow = DataFlow { inside: boxes(&INSIDE), tool: boxes(&TOOL), outside: boxes(&OUTSIDE) };
        let any = |list: &[FlowBox]| !list.is_empty();
        (any(&flow.inside) && any(&flow.tool) && any(&flow.outside)).then_some(flow)
    }
}
