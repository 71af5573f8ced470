//! What many uses depend on: vendors, places, models.

use std::collections::{BTreeMap, BTreeSet};

use super::super::percent;
use super::PortfolioUse;
use crate::report::view::portfolio::Share;

/// The factor that says where a tool runs.
const PLACE: &str = "deployment";

/// Uses by vendor.
pub(super) fn vendors(known: &[PortfolioUse<'_>]) -> Vec<Share> {
    shares(known, |one| {
        vec![if one.row.vendor.is_empty() { "vendor not named".to_owned() } else { one.row.vendor.clone() }]
    })
}

/// Uses by where the tool runs, in the words of the factor.
pub(super) fn places(known: &[PortfolioUse<'_>]) -> Vec<Share> {
    shares(known, |one| {
        let Some((assessment, framework)) = one.assessment.zip(one.entry.framework) else { return Vec::new() };
        let Some(factor) = framework.factor(PLACE).map(|at| &framework.factors()[at]) else { return Vec::new() };
        vec![match assessment.answers.context.get(PLACE) {
            Some(level) => factor.levels[usize::from((*level).min(4))].clone(),
            None => "not known".to_owned(),
        }]
    })
}

/// Uses by model; those whose models nobody named together.
pub(super) fn models(known: &[PortfolioUse<'_>]) -> Vec<Share> {
    shares(known, |one| {
        let of_record = one.assessment.map(|assessment| &assessment.tool.models).filter(|models| !models.is_empty());
        let models = of_record.or_else(|| one.entry.entry.map(|entry| &entry.models));
        match models {
            Some(models) if !models.is_empty() => models.clone(),
            _ => vec!["model not named".to_owned()],
        }
    })
}

/// Assessed uses that share a name, the most first.
fn shares(known: &[PortfolioUse<'_>], names: impl Fn(&PortfolioUse<'_>) -> Vec<String>) -> Vec<Share> {
    let assessed: Vec<&PortfolioUse<'_>> = known.iter().filter(|one| one.assessment.is_some()).collect();
    let mut groups: BTreeMap<String, Vec<&PortfolioUse<'_>>> = BTreeMap::new();
    for one in &assessed {
        for name in names(one).into_iter().collect::<BTreeSet<_>>() {
            groups.entry(name).or_default().push(one);
        }
    }
    let mut shares: Vec<Share> = groups
        .into_iter()
        .map(|(name, uses)| Share {
            name,
            uses: uses.len(),
            percent: percent(uses.len(), assessed.len()),
            high: uses.iter().filter(|one| one.is_high()).count(),
            tools: uses.iter().map(|one| one.entry.tool.to_owned()).collect::<BTreeSet<_>>().into_iter().collect(),
        })
        .collect();
    shares.sort_by(|a, b| b.uses.cmp(&a.uses).then_with(|| a.name.cmp(&b.name)));
    shares
}
