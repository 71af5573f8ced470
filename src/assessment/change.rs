//! What changed between two assessments of the same use, and what that did to the tier.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::answers::{Answer, Evidence};
use crate::context::Scope;

use super::{Assessment, Pin};

/// Everything that differs between two assessments; each list is sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentChange {
    /// How much was asked, where it differs: before and after. Points and floors then compare two
    /// different things.
    pub scope: Option<(Scope, Scope)>,
    /// Levels of factors: before and after, `None` where unknown.
    pub context: Vec<(String, Option<u8>, Option<u8>)>,
    /// Answers: before and after, `None` where there was or is none.
    pub answers: Vec<(String, Option<Answer>, Option<Answer>)>,
    /// Evidence items: before and after.
    pub evidence: Vec<(String, Option<Evidence>, Option<Evidence>)>,
    /// Framework files: before and after.
    pub frameworks: Vec<(String, Option<Pin>, Option<Pin>)>,
    /// Parts of the request, by key: before and after.
    pub request: Vec<(&'static str, Option<String>, Option<String>)>,
    /// Floors under the tier, with the tier that they leave: before and after.
    pub floors: Vec<(String, Option<String>, Option<String>)>,
    /// Residual points of criteria: before and after. The largest moves first.
    pub criteria: Vec<(String, Decimal, Decimal)>,
}

impl AssessmentChange {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What differs between two assessments.
#[must_use]
pub fn between(before: &Assessment, after: &Assessment) -> AssessmentChange {
    let (old, new) = (&before.answers, &after.answers);
    let floors = |assessment: &Assessment| -> std::collections::BTreeMap<String, String> {
        assessment.outcome.floors.iter().map(|(id, floor)| (id.clone(), floor.tier.clone())).collect()
    };
    let pins = |assessment: &Assessment| -> std::collections::BTreeMap<String, Pin> {
        assessment.frameworks.iter().map(|pin| (pin.id.clone(), pin.clone())).collect()
    };
    let parts = crate::answers::Intake::PARTS.iter().filter_map(|(key, _)| {
        let (was, is) = (old.request.part(key), new.request.part(key));
        (was != is).then(|| (*key, was.map(str::to_owned), is.map(str::to_owned)))
    });
    let mut criteria: Vec<(String, Decimal, Decimal)> = differing(&before.outcome.criteria, &after.outcome.criteria)
        .into_iter()
        .map(|(id, was, is)| {
            let residual =
                |criterion: Option<super::CriterionOutcome>| criterion.map_or(Decimal::ZERO, |one| one.residual);
            (id, residual(was), residual(is))
        })
        .filter(|(_, was, is)| was != is)
        .collect();
    criteria.sort_by(|a, b| (b.2 - b.1).abs().cmp(&(a.2 - a.1).abs()).then_with(|| a.0.cmp(&b.0)));
    AssessmentChange {
        scope: (before.scope != after.scope).then_some((before.scope, after.scope)),
        context: differing(&old.context, &new.context),
        answers: differing(&old.answers, &new.answers),
        evidence: differing(&old.evidence, &new.evidence),
        frameworks: differing(&pins(before), &pins(after)),
        request: parts.collect(),
        floors: differing(&floors(before), &floors(after)),
        criteria,
    }
}

/// The keys under which two maps differ, with both values.
fn differing<T: Clone + PartialEq>(
    before: &std::collections::BTreeMap<String, T>,
    after: &std::collections::BTreeMap<String, T>,
) -> Vec<(String, Option<T>, Option<T>)> {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| (key.clone(), before.get(key).cloned(), after.get(key).cloned()))
        .collect()
}
