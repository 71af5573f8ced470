//! What policy says to a decision before it is recorded: every rule that forbids it, and what would satisfy it.

use std::collections::BTreeSet;

use crate::assessment::Decision;
use crate::assessment::by_register::mail;
use crate::date::Day;
use crate::framework;
use crate::framework::triage::Route;

use super::{NO_TIER, Policy};

/// A decision that is proposed.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// The decision as it would be recorded.
    pub decision: &'a Decision,
    /// Whether it is narrower than what was assessed: in ceiling, edition, version or team.
    pub narrows: bool,
    /// Factors for which it names no ceiling and the assessment no level.
    pub without_ceiling: &'a [String],
}

/// What a decision is to rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Who asked, as `Name <mail>`.
    pub requested_by: Option<String>,
    /// Who recorded the assessment.
    pub reviewer: String,
    /// The day that the assessment judges.
    pub as_of: Option<Day>,
    /// What the method recommends with the waivers of the proposal.
    pub recommended: Option<framework::Decision>,
    /// The strictest decision that a floor which cannot be waived asks for.
    pub unwaivable: Option<framework::Decision>,
    /// Waivers of the proposal that change nothing: not hit, not waivable, unknown or unproved.
    pub idle_waivers: Vec<String>,
    /// Whether only key questions were asked and they call for the rest.
    pub needs_full_run: bool,
    /// The route, where it is a triage and no assessment.
    pub route: Option<Route>,
    /// Questions whose answers claim a grade for which policy wants a reference, and name none.
    pub unreferenced: Vec<String>,
}

/// A rule that forbids a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule's name, which is stable.
    pub rule: &'static str,
    /// What it forbids here.
    pub because: String,
    /// What would satisfy it.
    pub remedy: String,
}

fn refusal(rule: &'static str, because: impl Into<String>, remedy: impl Into<String>) -> Refusal {
    Refusal { rule, because: because.into(), remedy: remedy.into() }
}

/// Every rule that forbids a decision; none where policy lets it pass.
#[must_use]
pub fn refusals(policy: &Policy, proposal: &Proposal<'_>, basis: Option<&Basis>) -> Vec<Refusal> {
    let mut refused = Vec::new();
    refused.extend(people(policy, proposal, basis));
    if !proposal.decision.allows() {
        return refused;
    }
    let Some(basis) = basis else {
        refused.push(refusal(
            "no-assessment",
            format!("`{}` allows something and rests on no assessment", proposal.decision.decision.as_str()),
            "assess it first; only prohibit and hold may stand without one",
        ));
        return refused;
    };
    refused.extend(enough_looked_at(policy, proposal, basis));
    refused.extend(mildness(policy, proposal, basis));
    refused.extend(limits(policy, proposal, basis));
    refused
}

/// Who decides: three people, and enough of them with the authority.
fn people(policy: &Policy, proposal: &Proposal<'_>, basis: Option<&Basis>) -> Vec<Refusal> {
    let decision = proposal.decision;
    let mut refused = Vec::new();
    if let Some(basis) = basis.filter(|_| policy.distinct_people) {
        let requester = basis.requested_by.as_deref();
        for (role, person) in [("requester", requester), ("reviewer", Some(basis.reviewer.as_str()))] {
            let Some(person) = person.filter(|person| !person.is_empty()) else { continue };
            if decision.approvers.iter().any(|approver| mail(approver) == mail(person)) {
                refused.push(refusal(
                    "distinct-people",
                    format!("{person} is the {role} and may not approve too"),
                    "name another approver with --approver \"Name <mail>\"",
                ));
            }
        }
        if let Some(requester) = requester
            && mail(requester) == mail(&basis.reviewer)
        {
            refused.push(refusal(
                "distinct-people",
                format!("{requester} is the requester and assessed it too"),
                "let somebody else assess it",
            ));
        }
    }
    if decision.allows() || decision.ends_vendor_ban() {
        let tier = decision.tier.as_deref();
        let (able, needed) = policy.agreement(tier, &decision.approvers, decision.header.as_of);
        if able < needed {
            let of = tier.unwrap_or(NO_TIER);
            refused.push(refusal(
                "approver",
                format!(
                    "{able} of the approvers may approve tier {of} on {}; {needed} must agree",
                    decision.header.as_of
                ),
                format!("those who may: {}", policy.who_may_approve(tier)),
            ));
        }
    }
    refused
}

/// Whether enough was looked at to allow anything.
fn enough_looked_at(policy: &Policy, proposal: &Proposal<'_>, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    if let Some(route) = basis.route
        && route != Route::Register
    {
        refused.push(refusal(
            "triage",
            format!("the triage asks for `{}`: nothing that allows may rest on it", route.as_str()),
            "assess it; prohibit and hold may be decided at once",
        ));
    }
    if basis.needs_full_run {
        refused.push(refusal(
            "full-run",
            "only the key questions were asked, and they call for the full run",
            "assess it without --short",
        ));
    }
    if let Some(grade) = policy.evidence_from
        && !basis.unreferenced.is_empty()
    {
        refused.push(refusal(
            "evidence-from",
            format!("answers of grade {} or better name no evidence: {}", grade.as_str(), basis.unreferenced.join(", ")),
            "assess again with `evidence = [\"…\"]` in these answers, or with the grade that is so; `evidence-from` of [policy] sets the grade",
        ));
    }
    if !proposal.without_ceiling.is_empty() {
        refused.push(refusal(
            "ceiling",
            format!(
                "nobody knows the level of {}, so nothing says how far this reaches",
                proposal.without_ceiling.join(", ")
            ),
            "set it with --ceiling FACTOR=LEVEL,...",
        ));
    }
    if proposal.decision.decision == framework::Decision::Restrict && !proposal.narrows {
        refused.push(refusal(
            "restrict",
            "`restrict` narrows nothing: it covers all that was assessed",
            "lower --ceiling, or limit it with --edition, --client-version or --team",
        ));
    }
    refused
}

/// Whether the decision is strict enough for the tier.
fn mildness(policy: &Policy, proposal: &Proposal<'_>, basis: &Basis) -> Vec<Refusal> {
    let decision = proposal.decision;
    let mut refused = Vec::new();
    for waiver in &basis.idle_waivers {
        refused.push(refusal(
            "waiver",
            format!("the waiver of `{waiver}` changes nothing: it is not hit, cannot be waived, or rests on something unknown or unproved"),
            "leave it out, or find out what is unknown and assess again",
        ));
    }
    for waiver in &decision.waivers {
        if !policy.may_approve(decision.tier.as_deref(), &waiver.approver, decision.header.as_of) {
            refused.push(refusal(
                "waiver",
                format!("{} may not waive `{}`", waiver.approver, waiver.id),
                format!("those who may: {}", policy.who_may_approve(decision.tier.as_deref())),
            ));
        }
    }
    let tier = decision.tier_with_waivers.as_deref();
    let of_policy = policy.tiers.get(tier.unwrap_or(NO_TIER)).and_then(|tier| tier.mildest);
    let Some(mildest) = of_policy.or(basis.recommended) else { return refused };
    let mut allowed = mildest;
    if let Some(risk) = &decision.accepted_risk {
        let named =
            decision.approvers.iter().any(|approver| names(policy, decision.tier.as_deref(), approver, decision));
        if named {
            allowed = framework::Decision::NAMES[(mildest as usize).saturating_sub(1)].1;
        } else {
            refused.push(refusal(
                "accept-risk",
                format!("policy names none of the approvers for tier {}", decision.tier.as_deref().unwrap_or(NO_TIER)),
                "only an approver whom [policy.tier] names may accept a risk",
            ));
        }
        if risk.until < decision.valid_from {
            refused.push(refusal(
                "accept-risk",
                "the accepted risk ends before the decision begins",
                "move --accept-until",
            ));
        }
        if let Some(floor) = basis.unwaivable
            && decision.decision < floor
        {
            allowed = allowed.max(floor);
        }
    }
    if decision.decision < allowed {
        let tier = tier.unwrap_or(NO_TIER);
        refused.push(refusal(
            "mildest",
            format!("tier {tier} allows `{}` at most, not `{}`", allowed.as_str(), decision.decision.as_str()),
            if decision.accepted_risk.is_some() {
                "an accepted risk is worth one step, and never passes a floor that cannot be waived"
            } else {
                "decide so, mend what `plimsoll explain` names, waive a knock-out with --waive, or have the risk accepted with --accept-risk"
            },
        ));
    }
    refused
}

/// Whether policy names a person for a tier: that nobody is named makes nobody an owner of risks.
fn names(policy: &Policy, tier: Option<&str>, person: &str, decision: &Decision) -> bool {
    let anybody_named = !policy.approvers.is_empty()
        || policy.tiers.get(tier.unwrap_or(NO_TIER)).is_some_and(|tier| !tier.approvers.is_empty());
    anybody_named && policy.may_approve(tier, person, decision.header.as_of)
}

/// Whether it ends soon enough.
fn limits(policy: &Policy, proposal: &Proposal<'_>, basis: &Basis) -> Vec<Refusal> {
    let decision = proposal.decision;
    let mut refused = Vec::new();
    let ends = |until: Day| format!("--valid-until {until} at the latest");
    let tier = decision.tier_with_waivers.as_deref().unwrap_or(NO_TIER);
    if let Some(days) = policy.tiers.get(tier).and_then(|tier| tier.longest_days) {
        let latest = decision.valid_from.plus_days(i64::from(days));
        if decision.valid_until.is_none_or(|until| until > latest) {
            refused.push(refusal(
                "longest-days",
                format!("tier {tier} is decided for {days} days at most"),
                ends(latest),
            ));
        }
    }
    if let (Some(days), Some(as_of)) = (policy.assessment_days, basis.as_of) {
        let latest = as_of.plus_days(i64::from(days));
        if decision.valid_from > latest || decision.header.as_of > latest {
            refused.push(refusal(
                "assessment-days",
                format!("the assessment of {as_of} is older than the {days} days for which a decision may rest on it"),
                "assess it again",
            ));
        } else if decision.valid_until.is_none_or(|until| until > latest) {
            refused.push(refusal(
                "assessment-days",
                format!("a decision may rest on the assessment of {as_of} for {days} days"),
                ends(latest),
            ));
        }
    }
    let mut waived = BTreeSet::new();
    for waiver in &decision.waivers {
        if !waived.insert(&waiver.id) {
            refused.push(refusal("waiver", format!("`{}` is waived twice", waiver.id), "name it once"));
        }
        if waiver.until < decision.valid_from {
            let because = format!("the waiver of `{}` ends before the decision begins", waiver.id);
            refused.push(refusal("waiver", because, "move its end"));
        }
    }
    refused
}
