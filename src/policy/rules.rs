//! What policy says to a decision before it is recorded: every rule that forbids it, and what would satisfy it.

use std::collections::BTreeSet;

use crate::assessment::Decision;
use crate::assessment::person::mail;
use crate::date::Day;
use crate::framework;
use crate::framework::triage::Route;

use super::remedy::Remedy;
use super::wish::narrows;
use super::{Basis, NO_TIER, Policy};

/// A rule that forbids a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule's name, which is stable.
    pub rule: &'static str,
    /// What it forbids here.
    pub because: String,
    /// What would satisfy it.
    pub remedy: Remedy,
}

impl Refusal {
    /// A rule with what it forbids here, and what would satisfy it.
    #[must_use]
    pub fn new(rule: &'static str, because: impl Into<String>, remedy: impl Into<Remedy>) -> Self {
        Self { rule, because: because.into(), remedy: remedy.into() }
    }
}

/// Every rule that forbids a decision; none where policy lets it pass.
#[must_use]
pub fn refusals(policy: &Policy, decision: &Decision, basis: Option<&Basis>) -> Vec<Refusal> {
    let mut refused = distinct(policy, &decision.approvers, basis);
    if decision.allows() || decision.only_lifts() {
        refused.extend(authority(policy, decision.tier.as_deref(), &decision.approvers, decision.header.as_of));
    }
    if !decision.allows() {
        return refused;
    }
    let Some(basis) = basis else {
        refused.push(Refusal::new(
            "no-assessment",
            format!("`{}` allows something and rests on no assessment", decision.decision.as_str()),
            "assess it first; only prohibit and hold may stand without one",
        ));
        return refused;
    };
    refused.extend(enough_looked_at(policy, basis));
    refused.extend(reach(decision, basis));
    refused.extend(waivers(policy, decision, basis));
    refused.extend(mildness(policy, decision, basis));
    refused.extend(limits(policy, decision, basis));
    refused
}

/// Every rule that forbids an exception until a day. `tiers` are those of the decision in force and
/// of the newest assessment: the approvers must be good for both.
#[must_use]
pub fn of_exception(
    policy: &Policy,
    tiers: &BTreeSet<Option<&str>>,
    approvers: &[String],
    basis: Option<&Basis>,
    (as_of, until): (Day, Day),
) -> Vec<Refusal> {
    let mut refused = distinct(policy, approvers, basis);
    for tier in tiers {
        refused.extend(authority(policy, *tier, approvers, as_of));
        if let Some(days) = longest_days(policy, *tier) {
            let latest = as_of.plus_days(i64::from(days));
            if until > latest {
                refused.push(too_long(*tier, days, latest));
            }
        }
    }
    refused
}

/// Requester, reviewer and approver are three people.
fn distinct(policy: &Policy, approvers: &[String], basis: Option<&Basis>) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let Some(basis) = basis.filter(|_| policy.distinct_people) else { return refused };
    let requester = basis.requested_by.as_deref();
    for (role, person) in [("requester", requester), ("reviewer", Some(basis.reviewer.as_str()))] {
        let Some(person) = person.filter(|person| !person.is_empty()) else { continue };
        if approvers.iter().any(|approver| mail(approver) == mail(person)) {
            refused.push(Refusal::new(
                "distinct-people",
                format!("{person} is the {role} and may not approve too"),
                Remedy::AnotherApprover,
            ));
        }
    }
    if let Some(requester) = requester
        && mail(requester) == mail(&basis.reviewer)
    {
        refused.push(Refusal::new(
            "distinct-people",
            format!("{requester} is the requester and assessed it too"),
            "let somebody else assess it",
        ));
    }
    refused
}

/// Enough people with the authority agree.
fn authority(policy: &Policy, tier: Option<&str>, approvers: &[String], day: Day) -> Option<Refusal> {
    let (able, needed) = policy.agreement(tier, approvers, day);
    (able < needed).then(|| {
        let of = tier.unwrap_or(NO_TIER);
        Refusal::new(
            "approver",
            format!("{able} of the approvers may approve tier {of} on {day}; {needed} must agree"),
            format!("those who may: {}", policy.who_may_approve(tier)),
        )
    })
}

/// Whether enough was looked at to allow anything.
fn enough_looked_at(policy: &Policy, basis: &Basis) -> Vec<Refusal> {
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
            format!("the triage asks for `{}`: nothing that allows may rest on it", route.as_str()),
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
    if let Some(grade) = policy.evidence_from
        && !basis.unreferenced.is_empty()
    {
        refused.push(Refusal::new(
            "evidence-from",
            format!("answers of grade {} or better name no evidence: {}", grade.as_str(), basis.unreferenced.join(", ")),
            "assess again with `evidence = [\"…\"]` in these answers, or with the grade that is so; `evidence-from` of [policy] sets the grade",
        ));
    }
    refused
}

/// How far it reaches: never further than what was assessed.
fn reach(decision: &Decision, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let open = basis.without_ceiling(&decision.ceiling);
    if !open.is_empty() {
        refused.push(Refusal::new(
            "ceiling",
            format!("nobody knows the level of {}, so nothing says how far this reaches", open.join(", ")),
            Remedy::SetCeiling,
        ));
    }
    let above = decision.ceiling.iter().filter_map(|(factor, level)| {
        let assessed = (*basis.levels.get(factor)?)?;
        (*level > assessed).then(|| format!("{factor} {level} (assessed {assessed})"))
    });
    let above: Vec<String> = above.collect();
    if !above.is_empty() {
        refused.push(Refusal::new(
            "ceiling",
            format!("the ceiling is above what was assessed: {}", above.join(", ")),
            "lower it, or assess the tool in that context",
        ));
    }
    if decision.decision == framework::Decision::Restrict && !narrows(decision, basis) {
        refused.push(Refusal::new(
            "restrict",
            "`restrict` narrows nothing: it covers all that was assessed",
            Remedy::Narrow,
        ));
    }
    refused
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
    for waiver in &decision.waivers {
        if !policy.may_approve(decision.tier.as_deref(), &waiver.approver, decision.header.as_of) {
            refused.push(Refusal::new(
                "waiver",
                format!("{} may not waive `{}`", waiver.approver, waiver.id),
                format!("those who may: {}", policy.who_may_approve(decision.tier.as_deref())),
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
pub fn mildest(policy: &Policy, basis: &Basis) -> Option<framework::Decision> {
    let tier = basis.tier_with_waivers.as_deref().unwrap_or(NO_TIER);
    policy.tiers.get(tier).and_then(|tier| tier.mildest).or(basis.recommended)
}

/// Whether the decision is strict enough for the tier.
fn mildness(policy: &Policy, decision: &Decision, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let mut allowed = mildest(policy, basis);
    if let Some(risk) = &decision.accepted_risk {
        let named = decision.approvers.iter().any(|approver| names(policy, decision, approver));
        if named {
            // One step milder, but not under what a floor asks for that nobody may waive.
            allowed = allowed.map(|mildest| {
                let step = framework::Decision::NAMES[(mildest as usize).saturating_sub(1)].1;
                step.max(basis.unwaivable.unwrap_or(step)).min(mildest)
            });
        } else {
            refused.push(Refusal::new(
                "accept-risk",
                format!("policy names none of the approvers for tier {}", decision.tier.as_deref().unwrap_or(NO_TIER)),
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
        let tier = decision.tier_with_waivers.as_deref().unwrap_or(NO_TIER);
        refused.push(Refusal::new(
            "mildest",
            format!("tier {tier} allows `{}` at most, not `{}`", allowed.as_str(), decision.decision.as_str()),
            if decision.accepted_risk.is_some() {
                "an accepted risk is worth one step, and never passes a floor that cannot be waived".into()
            } else {
                Remedy::Milder
            },
        ));
    }
    refused
}

/// Whether policy names a person for the tier: that nobody is named makes nobody an owner of risks.
fn names(policy: &Policy, decision: &Decision, person: &str) -> bool {
    let tier = decision.tier.as_deref();
    let anybody_named = !policy.approvers.is_empty()
        || policy.tiers.get(tier.unwrap_or(NO_TIER)).is_some_and(|tier| !tier.approvers.is_empty());
    anybody_named && policy.may_approve(tier, person, decision.header.as_of)
}

fn longest_days(policy: &Policy, tier: Option<&str>) -> Option<u32> {
    policy.tiers.get(tier.unwrap_or(NO_TIER)).and_then(|tier| tier.longest_days)
}

fn too_long(tier: Option<&str>, days: u32, latest: Day) -> Refusal {
    Refusal::new(
        "longest-days",
        format!("tier {} is decided for {days} days at most", tier.unwrap_or(NO_TIER)),
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
    let tier = decision.tier_with_waivers.as_deref();
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
