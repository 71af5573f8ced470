//! Where all uses are weak: criteria by what controls leave, questions by how often they are conditions.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::{tenths_of, tier_of};
use super::{PortfolioUse, is_high, title_of};
use crate::report::view::TierView;
use crate::report::view::portfolio::{Gap, WeakCriterion};

/// How many questions are listed.
const GAPS: usize = 10;

#[derive(Default)]
struct Sum {
    title: String,
    uses: usize,
    high: usize,
    residual: Decimal,
    most: Option<(Decimal, TierView, String)>,
}

/// The criteria that are material somewhere, weakest on the whole first.
pub(super) fn criteria(known: &[PortfolioUse<'_>]) -> Vec<WeakCriterion> {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for one in known {
        let (Some(assessment), Some(framework)) = (one.assessment, one.entry.framework) else { continue };
        for (id, criterion) in assessment.outcome.criteria.iter().filter(|(_, criterion)| criterion.material) {
            let sum = sums.entry(id).or_default();
            let shown = tenths_of(criterion.residual);
            let tier = tier_of(framework.scoring(), framework.scoring().tier_of(shown.0.into()));
            if sum.title.is_empty() {
                sum.title = title_of(Some(framework), id);
            }
            sum.uses += 1;
            sum.high += usize::from(is_high(&tier));
            sum.residual += criterion.residual;
            if sum.most.as_ref().is_none_or(|(most, ..)| criterion.residual > *most) {
                sum.most = Some((criterion.residual, tier, one.about()));
            }
        }
    }
    let mut weak: Vec<(Decimal, WeakCriterion)> = sums
        .into_iter()
        .filter_map(|(id, sum)| {
            let (most, tier, worst_use) = sum.most?;
            let mean = sum.residual / Decimal::from(sum.uses);
            let criterion = WeakCriterion {
                id: id.to_owned(),
                title: sum.title,
                uses: sum.uses,
                high: sum.high,
                mean: tenths_of(mean),
                most: tenths_of(most),
                tier,
                worst_use,
            };
            Some((mean, criterion))
        })
        .collect();
    weak.sort_by(|(a, one), (b, other)| (other.high, b).cmp(&(one.high, a)).then_with(|| one.id.cmp(&other.id)));
    weak.into_iter().map(|(_, criterion)| criterion).collect()
}

/// The questions whose answers are conditions most often.
pub(super) fn gaps(known: &[PortfolioUse<'_>]) -> Vec<Gap> {
    let mut gaps: BTreeMap<&str, Gap> = BTreeMap::new();
    for one in known {
        let (Some(assessment), Some(framework)) = (one.assessment, one.entry.framework) else { continue };
        for id in assessment.outcome.conditions.keys() {
            let gap = gaps.entry(id).or_insert_with(|| Gap {
                id: id.clone(),
                title: framework.question_title(id).to_owned(),
                measure: framework
                    .question(id)
                    .map_or_else(String::new, |at| framework.questions()[at].mitigation.clone()),
                ..Gap::default()
            });
            gap.uses += 1;
            gap.unknown += usize::from(assessment.outcome.unknown.contains(id));
        }
    }
    let mut gaps: Vec<Gap> = gaps.into_values().collect();
    gaps.sort_by(|a, b| (b.uses, b.unknown).cmp(&(a.uses, a.unknown)).then_with(|| a.id.cmp(&b.id)));
    gaps.truncate(GAPS);
    gaps
}
