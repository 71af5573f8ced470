//! What a decision covers: levels up to its ceiling, and the versions, editions and teams it names.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::Decision;
use crate::assessment::versions::Range;
use crate::framework::HIGHEST_LEVEL;

use super::{Fact, Reason, ReasonCode, Request};

/// The factors in which a request is above the ceiling of a decision.
pub(super) fn above_ceiling(
    decision: &Decision,
    request: &Request,
    assessed: &BTreeSet<&String>,
    complete: bool,
) -> Vec<Reason> {
    let above = over(&decision.ceiling, request, assessed, complete).into_iter().map(|(factor, level, ceiling)| {
        Reason { code: ReasonCode::AboveCeiling, fact: Fact::Level { factor: factor.clone(), level, ceiling } }
    });
    above.collect()
}

/// A factor above its ceiling: the level that is asked for, if any, and the ceiling, if there is one.
type Over<'a> = (&'a String, Option<u8>, Option<u8>);

/// The factors in which a request is above a ceiling. `assessed` are those of the assessment; where
/// the complete context is wanted, one that is not given counts as the highest level.
pub(super) fn over<'a>(
    ceiling: &'a BTreeMap<String, u8>,
    request: &'a Request,
    assessed: &BTreeSet<&'a String>,
    complete: bool,
) -> Vec<Over<'a>> {
    let given = request.context.iter().map(|(factor, level)| (factor, Some(*level)));
    let left_out = ceiling.keys().chain(assessed.iter().copied()).filter(|_| complete);
    let left_out: BTreeSet<&String> = left_out.filter(|factor| !request.context.contains_key(*factor)).collect();
    let compared = given.chain(left_out.into_iter().map(|factor| (factor, None)));
    let over = compared.filter_map(|(factor, level)| {
        let highest = ceiling.get(factor).copied();
        let within = highest.is_some_and(|highest| level.unwrap_or(HIGHEST_LEVEL) <= highest);
        (!within).then_some((factor, level, highest))
    });
    over.collect()
}

/// Where a request is outside of what the decision is limited to. What is not given is outside.
pub(super) fn outside(decision: &Decision, request: &Request) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut add = |code, covered: &[String], what, asked: &Option<String>| {
        let fact = Fact::Outside { what, covered: covered.to_vec(), asked: asked.clone() };
        reasons.push(Reason { code, fact });
    };
    if let Some(range) = &decision.client_versions {
        let asked = Range::parse(range).zip(request.client_version.as_ref());
        if !asked.is_some_and(|(range, version)| range.holds(version)) {
            add(ReasonCode::OutsideVersion, std::slice::from_ref(range), "client version", &request.client_version);
        }
    }
    let limits = [
        (ReasonCode::OutsideEdition, &decision.editions, "edition", &request.edition),
        (ReasonCode::OutsideTeam, &decision.teams, "team", &request.team),
    ];
    for (code, covered, what, asked) in limits {
        let within = asked.as_ref().is_some_and(|asked| covered.iter().any(|one| same(one, asked)));
        if !covered.is_empty() && !within {
            add(code, covered, what, asked);
        }
    }
    reasons
}

/// What of the tool's own tools is no longer as it was assessed; nothing where nobody says how it is.
pub(super) fn changed(approved: &BTreeMap<String, String>, request: &Request) -> Option<Fact> {
    let now = request.definitions.as_ref().filter(|now| *now != approved)?;
    let names = |from: &BTreeMap<String, String>, wanted: &dyn Fn(&String, &String) -> bool| -> Vec<String> {
        from.iter().filter(|(name, hash)| wanted(name, hash)).map(|(name, _)| name.clone()).collect()
    };
    Some(Fact::Definitions {
        pinned: !approved.is_empty(),
        changed: names(now, &|name, hash| approved.get(name).is_some_and(|was| was != hash)),
        new: names(now, &|name, _| !approved.contains_key(name)),
        gone: names(approved, &|name, _| !now.contains_key(name)),
    })
}

/// Whether two names of a team or an edition are the same: people do not mind capitals.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}
