//! The result by criterion, and the map.

use crate::context::Applies;
use crate::framework::Scoring;

use super::super::view::one_use::{CriterionView, DomainView, ResultSection};
use super::super::view::picture::{MapMark, PictureCell, RiskMap};
use super::{ScoredUse, tenths, tenths_of, tier_of, whole};

impl ScoredUse<'_> {
    pub(super) fn result_section(&self) -> ResultSection {
        let framework = self.facts.framework;
        let numbers = self.numbers();
        let domains: Vec<DomainView> = framework
            .domains()
            .iter()
            .enumerate()
            .zip(self.score.domains())
            .map(|((at, domain), (residual, inherent))| {
                let criteria = numbers.iter().enumerate().filter_map(|(criterion, number)| {
                    (framework.criteria()[criterion].domain == at)
                        .then_some(*number)
                        .flatten()
                        .map(|number| self.criterion_view(criterion, number))
                });
                let residual = tenths(residual);
                DomainView {
                    id: domain.id.clone(),
                    title: domain.title.clone(),
                    inherent: whole(inherent),
                    tier: self.tier_at(residual),
                    residual,
                    criteria: criteria.collect(),
                }
            })
            .filter(|domain| !domain.criteria.is_empty())
            .collect();
        let mut marks: Vec<MapMark> = domains
            .iter()
            .flat_map(|domain| &domain.criteria)
            .map(|criterion| MapMark {
                number: criterion.number,
                title: criterion.title.clone(),
                impact: criterion.impact,
                exposure: criterion.exposure,
                residual: criterion.residual,
                tier: criterion.tier.clone(),
            })
            .collect();
        marks.sort_by_key(|mark| mark.number);
        let not_material = framework.criteria().iter().zip(&self.score.criteria);
        ResultSection {
            not_material: not_material
                .filter(|(_, score)| !score.inherent.material)
                .map(|(criterion, score)| format!("{} ({})", criterion.title, score.inherent.points))
                .collect(),
            map: map(self.scoring(), marks),
            domains,
        }
    }

    fn criterion_view(&self, at: usize, number: usize) -> CriterionView {
        let (criterion, score) = (&self.facts.framework.criteria()[at], &self.score.criteria[at]);
        let residual = tenths(score.residual);
        let counted = criterion.questions.clone().filter(|question| self.score.counted(*question));
        let asked =
            counted.clone().filter(|question| self.score.questions[*question].applies != Applies::Hidden).count();
        let before = self.facts.earlier.and_then(|earlier| earlier.outcome.criteria.get(&criterion.id));
        CriterionView {
            number,
            id: criterion.id.clone(),
            title: criterion.title.clone(),
            loss: criterion.loss.clone(),
            impact: score.inherent.impact,
            exposure: score.inherent.exposure,
            inherent: whole(score.inherent.points),
            effect: u8::try_from(score.effect.percent()).unwrap_or(100),
            tier: self.tier_at(residual),
            residual,
            apply: format!("{asked} of {}", counted.count()),
            weakest: score.weakest_key.map(|(question, _)| {
                format!("{}: {}", self.facts.framework.questions()[question].title, self.stands(question))
            }),
            before: before.map(|before| tenths_of(before.residual)),
        }
    }
}

/// The map with these marks on it.
pub(super) fn map(scoring: &Scoring, marks: Vec<MapMark>) -> RiskMap {
    let cells = scoring.inherent.iter().zip(0_u8..).map(|(row, exposure)| {
        row.iter()
            .zip(0_u8..)
            .map(|(points, impact)| PictureCell {
                points: *points,
                tier: tier_of(scoring, scoring.tier_of(i128::from(*points) * 10)),
                count: marks.iter().filter(|mark| (mark.impact, mark.exposure) == (impact, exposure)).count(),
            })
            .collect()
    });
    RiskMap { cells: cells.collect(), marks }
}
