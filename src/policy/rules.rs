//! What policy says to a record that opens something: every rule that forbids it, and what would satisfy
//! it. It is asked before such a record is written, and again whenever it is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{Decision, Header};
use crate::date::Day;
use crate::framework;
use crate::framework::triage::Route;
use crate::person::{Person, listed};

use super::authority::is_among;
use super::proposal::narrows;
use super::refusal::{AUTHORITY, Overruled, Refusal};
use super::remedy::Remedy;
use super::{Basis, NO_TIER, Policy};

/// Every rule that forbids a decision; none where policy lets it pass. Anybody may close: only what
/// opens is asked for its authority and its grounds.
#[must_use]
pub fn refusals(policy: &Policy, decision: &Decision, basis: Option<&Basis>, overruled: &Overruled) -> Vec<Refusal> {
    if !decision.allows() && !decision.only_lifts() {
        return Vec::new();
    }
    let mut refused = distinct(policy, &decision.approvers, basis);
    let tier = basis.and_then(|basis| basis.tier.clone());
    let own = if decision.only_lifts() { Vec::new() } else { vec![tier] };
    refused.extend(authority(policy, &own, overruled, &decision.approvers, days(&decision.header)));
    if decision.only_lifts() {
        return refused;
    }
    let Some(basis) = basis else {
        refused.push(Refusal::new(
            "no-assessment",
            format!("`{}` allows the use, but rests on no assessment", decision.decision.as_str()),
            "assess it first; only prohibit and hold may stand without one",
        ));
        return refused;
    };
    if decision.assessment.as_ref() != Some(&basis.sha256) {
        refused.push(Refusal::new(
            "newest-assessment",
            "it does not rest on the newest assessment of the use",
            "decide on the newest assessment; a triage is not enough once the use was assessed",
        ));
    }
    refused.extend(enough_looked_at(policy, basis));
    refused.extend(reach(&decision.ceiling, basis));
    refused.extend(narrow(decision, basis));
    refused.extend(waivers(policy, decision, basis));
    refused.extend(mildness(policy, decision, basis));
    refused.extend(limits(policy, decision, basis));
    refused
}

/// What is missing of the authority to open what stands, whatever the grounds.
#[must_use]
pub fn lacks_authority(policy: &Policy, header: &Header, approvers: &[Person], overruled: &Overruled) -> Vec<Refusal> {
    authority(policy, &[], overruled, approvers, days(header))
}

/// The days on which authority is judged: the one that a record names, and the one on which it was made.
pub(super) fn days(header: &Header) -> [Day; 2] {
    [header.as_of, header.recorded_at.day()]
}

pub(super) fn named_tier(tier: Option<&str>) -> &str {
    tier.unwrap_or(NO_TIER)
}

/// Requester, reviewer and approver are three people.
pub(super) fn distinct(policy: &Policy, approvers: &[Person], basis: Option<&Basis>) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let Some(basis) = basis.filter(|_| policy.distinct_people) else { return refused };
    let requester = basis.requested_by.as_ref();
    for (role, person) in [("requester", requester), ("reviewer", Some(&basis.reviewer))] {
        let Some(person) = person.filter(|person| !person.as_str().is_empty()) else { continue };
        if is_among(person, approvers) {
            refused.push(Refusal::new(
                "distinct-people",
                format!("{person} is the {role} and may not approve too"),
                Remedy::AnotherApprover,
            ));
        }
    }
    if let Some(requester) = requester
        && requester.may_be(&basis.reviewer)
    {
        refused.push(Refusal::new(
            "distinct-people",
            format!("{requester} is the requester and assessed it too"),
            "let somebody else assess it",
        ));
    }
    refused
}

/// Enough people with the authority agree: for the tier, for the highest that stood, and for whatever
/// those may approve who closed it.
pub(super) fn authority(
    policy: &Policy,
    own: &[Option<String>],
    overruled: &Overruled,
    approvers: &[Person],
    days: [Day; 2],
) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let [day, _] = days;
    let mut tiers: BTreeSet<Option<String>> = overruled.tiers.clone();
    tiers.extend(own.iter().cloned());
    if tiers.is_empty() {
        tiers.insert(None);
    }
    let remedy = |tier: Option<&str>| format!("those who may: {}", policy.who_may_approve(tier));
    for tier in &tiers {
        let (able, needed) = policy.agreement(tier.as_deref(), approvers, &days);
        if able < needed {
            let of = named_tier(tier.as_deref());
            let because = format!("{able} of the approvers may approve tier {of} on {day}; {needed} must agree");
            refused.push(Refusal::new(AUTHORITY, because, remedy(tier.as_deref())));
        }
    }
    for closed in &overruled.closed {
        let missing = closed.authority.iter().find(|tier| !policy.is_agreed(Some(tier), approvers, &days));
        if let Some(tier) = missing {
            let because = format!(
                "only those who may approve tier {tier} can end the {} by {}",
                closed.what,
                listed(&closed.who)
            );
            refused.push(Refusal::new(AUTHORITY, because, remedy(Some(tier))));
        }
    }
    refused
}

/// Whether enough was looked at to allow anything.
pub(super) fn enough_looked_at(policy: &Policy, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    if !basis.unnamed.is_empty() {
        let unnamed = basis.unnamed.join(", ");
        refused.push(Refusal::new(
            "request",
            format!("the request names no {}", unnamed.replace(", ", " and no ")),
            format!("assess again with {unnamed} under [request]; `request` of [policy] says what must be named"),
        ));
    }
    if let Some(route) = basis.route
        && route != Route::Register
    {
        refused.push(Refusal::new(
            "triage",
            format!("the triage asks for `{}`: no decision that allows the use may rest on it", route.as_str()),
            "assess it; prohibit and hold may be decided at once",
        ));
    }
    if basis.needs_full_run {
        refused.push(Refusal::new(
            "full-run",
            "only the key questions were asked, and they call for the full run",
            Remedy::FullAssessment,
        ));
    }
    if let Some(tier) = &basis.shortened {
        refused.push(Refusal::new(
            "full-run",
            format!("a short run lowers the tier {tier} of the full assessment before it"),
            Remedy::FullAssessment,
        ));
    }
    if let Some(grade) = policy.evidence_from
        && !basis.unreferenced.is_empty()
    {
        refused.push(Refusal::new(
            "evidence-from",
            format!("answers of grade {} or better name no evidence: {}", grade.as_str(), basis.unreferenced.join(", ")),
            "assess again with `evidence = [\"…\"]` in these answers, or with the grade that is true; `evidence-from` of [policy] sets the grade",
        ));
    }
    refused
}

/// How far it reaches: never further than what was assessed.
pub(super) fn reach(ceiling: &BTreeMap<String, u8>, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let open = basis.without_ceiling(ceiling);
    if !open.is_empty() {
        refused.push(Refusal::new(
            "ceiling",
            format!("the level of {} is unknown, so it is unclear how far this reaches", open.join(", ")),
            Remedy::SetCeiling,
        ));
    }
    let above = ceiling.iter().filter_map(|(factor, level)| match basis.levels.get(factor) {
        Some(Some(assessed)) if level > assessed => Some(format!("{factor} {level} (assessed {assessed})")),
        None => Some(format!("{factor} {level} (not assessed)")),
        Some(_) => None,
    });
    let above: Vec<String> = above.collect();
    if !above.is_empty() {
        refused.push(Refusal::new(
            "ceiling",
            format!("the ceiling is above what was assessed: {}", above.join(", ")),
            "lower it, or assess the tool in that context",
        ));
    }
    refused
}

/// A restriction covers less than was assessed.
fn narrow(decision: &Decision, basis: &Basis) -> Option<Refusal> {
    (decision.decision == framework::Disposition::Restrict && !narrows(decision, basis)).then(|| {
        Refusal::new("restrict", "`restrict` narrows nothing: it covers all that was assessed", Remedy::Narrow)
    })
}

/// Whether the waivers do something, for as long as they must, by those who may.
fn waivers(policy: &Policy, decision: &Decision, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for waiver in &basis.idle_waivers {
        refused.push(Refusal::new(
            "waiver",
            format!("the waiver of `{waiver}` changes nothing: it is not hit, cannot be waived, or rests on something unknown or unproved"),
            "leave it out, or find out what is unknown and assess again",
        ));
    }
    let mut waived = BTreeSet::new();
    let tier = basis.tier.as_deref();
    for waiver in &decision.waivers {
        if days(&decision.header).iter().any(|day| !policy.may_approve(tier, &waiver.approver, *day)) {
            refused.push(Refusal::new(
                "waiver",
                format!("{} may not waive `{}`", waiver.approver, waiver.id),
                format!("those who may: {}", policy.who_may_approve(tier)),
            ));
        }
        if !waived.insert(&waiver.id) {
            refused.push(Refusal::new("waiver", format!("`{}` is waived twice", waiver.id), "name it once"));
        }
        if waiver.until < decision.valid_from {
            let because = format!("the waiver of `{}` ends before the decision begins", waiver.id);
            refused.push(Refusal::new("waiver", because, "move its end"));
        }
    }
    refused
}

/// The mildest decision that a tier allows without an accepted risk; `None` where nothing says so.
#[must_use]
pub fn mildest(policy: &Policy, basis: &Basis) -> Option<framework::Disposition> {
    let tier = basis.tier_with_waivers.as_deref().unwrap_or(NO_TIER);
    policy.tiers.get(tier).and_then(|tier| tier.mildest).or(basis.recommended)
}

/// Whether the decision is strict enough for the tier.
fn mildness(policy: &Policy, decision: &Decision, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let mut allowed = mildest(policy, basis);
    if let Some(risk) = &decision.accepted_risk {
        let tier = basis.tier.as_deref();
        let named = decision.approvers.iter().any(|approver| policy.names(tier, approver, decision.header.as_of));
        if named {
            // One step milder, but not under what a floor asks for that nobody may waive.
            allowed = allowed.map(|mildest| {
                let step = framework::Disposition::NAMES[(mildest as usize).saturating_sub(1)].1;
                step.max(basis.unwaivable.unwrap_or(step)).min(mildest)
            });
        } else {
            refused.push(Refusal::new(
                "accept-risk",
                format!("policy names none of the approvers for tier {}", tier.unwrap_or(NO_TIER)),
                "only an approver whom [policy.tier] or [[approver]] names may accept a risk",
            ));
        }
        if risk.until < decision.valid_from {
            refused.push(Refusal::new(
                "accept-risk",
                "the accepted risk ends before the decision begins",
                Remedy::AcceptLonger,
            ));
        }
    }
    if let Some(allowed) = allowed.filter(|allowed| decision.decision < *allowed) {
        let tier = basis.tier_with_waivers.as_deref().unwrap_or(NO_TIER);
        refused.push(Refusal::new(
            "mildest",
            format!("tier {tier} allows `{}` at most, not `{}`", allowed.as_str(), decision.decision.as_str()),
            if decision.accepted_risk.is_some() {
                "an accepted risk allows one step milder, and never gets past a floor that cannot be waived".into()
            } else {
                Remedy::Milder
            },
        ));
    }
    refused
}

pub(super) fn longest_days(policy: &Policy, tier: Option<&str>) -> Option<u32> {
    policy.tiers.get(tier.unwrap_or(NO_TIER)).and_then(|tier| tier.longest_days)
}

fn too_long(tier: Option<&str>, days: u32, latest: Day) -> Refusal {
    Refusal::new(
        "longest-days",
        format!("a decision about tier {} may last {days} days at most", tier.unwrap_or(NO_TIER)),
        Remedy::EndBy(latest),
    )
}

/// Whether it ends soon enough, and not before it begins.
fn limits(policy: &Policy, decision: &Decision, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let (from, until) = (decision.valid_from, decision.valid_until);
    if let Some(until) = until.filter(|until| *until < from) {
        refused.push(Refusal::new(
            "review",
            format!("the review of the assessment was due on {until}, before the decision would begin on {from}"),
            Remedy::AssessAgainOrEnd,
        ));
    }
    let tier = basis.tier_with_waivers.as_deref();
    if let Some(days) = longest_days(policy, tier) {
        let latest = from.plus_days(i64::from(days));
        if until.is_none_or(|until| until > latest) {
            refused.push(too_long(tier, days, latest));
        }
    }
    if let Some(days) = policy.assessment_days {
        let as_of = basis.as_of;
        let latest = as_of.plus_days(i64::from(days));
        if from > latest || decision.header.as_of > latest {
            refused.push(Refusal::new(
                "assessment-days",
                format!("the assessment of {as_of} is older than the {days} days for which a decision may rest on it"),
                "assess it again",
            ));
        } else if until.is_none_or(|until| until > latest) {
            refused.push(Refusal::new(
                "assessment-days",
                format!("a decision may rest on the assessment of {as_of} for {days} days"),
                Remedy::EndBy(latest),
            ));
        }
    }
    refused
}
