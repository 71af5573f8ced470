//! What policy says to a record that opens something: every rule that forbids it, and what would satisfy
//! it. It is asked before such a record is written, and again whenever it is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::decision::Condition;
use crate::assessment::{Decision, Header};
use crate::date::Day;
use crate::framework;
use crate::framework::triage::Route;
use crate::person::{Person, mail, may_be_same};

use super::authority::{are_two, is_among};
use super::proposal::narrows;
use super::remedy::Remedy;
use super::{Basis, NO_TIER, Policy};

/// The rule that asks for authority.
const AUTHORITY: &str = "approver";

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

    /// Whether it is somebody's authority that is missing, and not a ground.
    #[must_use]
    pub fn is_about_authority(&self) -> bool {
        [AUTHORITY, "two-people", "named"].contains(&self.rule)
    }
}

/// What a record that opens something is up against: the tiers that stood in its chain, and those who
/// closed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The highest tiers that stood; all of them must be the approvers' to approve.
    pub tiers: BTreeSet<Option<String>>,
    /// Bans, holds and suspensions that nobody with the authority has ended.
    pub closed: Vec<Closed>,
}

/// A ban, hold or suspension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// What it is, in words: `prohibit of 2026-11-22`.
    pub what: String,
    /// Who closed it.
    pub who: Vec<String>,
    /// The tiers that one of them may approve.
    pub authority: BTreeSet<String>,
}

/// Every rule that forbids a decision; none where policy lets it pass. Anybody may close: only what
/// opens is asked for its authority and its grounds.
#[must_use]
pub fn refusals(policy: &Policy, decision: &Decision, basis: Option<&Basis>, standing: &Standing) -> Vec<Refusal> {
    if !decision.allows() && !decision.only_lifts() {
        return Vec::new();
    }
    let mut refused = distinct(policy, &decision.approvers, basis);
    let tier = basis.and_then(|basis| basis.tier.clone());
    let own = if decision.only_lifts() { Vec::new() } else { vec![tier] };
    refused.extend(authority(policy, &own, standing, &decision.approvers, days(&decision.header)));
    if decision.only_lifts() {
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
    if decision.assessment.as_ref() != Some(&basis.sha256) {
        refused.push(Refusal::new(
            "newest-assessment",
            "it does not rest on the newest assessment of the use",
            "decide on the newest assessment; a triage is none where the use was assessed",
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

/// An exception that somebody wants to grant, or has granted.
#[derive(Clone, Copy, Debug)]
pub struct Exception<'a> {
    /// What its record begins with.
    pub header: &'a Header,
    /// Who grants it.
    pub approvers: &'a [String],
    /// The sha256 of the assessment that it rests on.
    pub assessment: Option<&'a String>,
    /// The highest levels that it covers.
    pub ceiling: &'a BTreeMap<String, u8>,
    /// Its last day.
    pub until: Day,
}

/// Every rule that forbids an exception. It rests on an assessment like a decision that allows, covers
/// no more than was assessed, ends in time, and has two people behind it.
#[must_use]
pub fn of_exception(
    policy: &Policy,
    exception: &Exception<'_>,
    basis: Option<&Basis>,
    standing: &Standing,
) -> Vec<Refusal> {
    let Exception { header, approvers, assessment, ceiling, until } = *exception;
    let mut refused = distinct(policy, approvers, basis);
    let own: Vec<Option<String>> = basis.iter().map(|basis| basis.tier.clone()).collect();
    refused.extend(authority(policy, &own, standing, approvers, days(header)));
    if !are_two(approvers.iter().chain([&header.recorded_by])) {
        refused.push(Refusal::new(
            "two-people",
            "one person alone records and approves this exception",
            Remedy::AnotherApprover,
        ));
    }
    if until < header.as_of {
        refused.push(Refusal::new("end", format!("it ends on {until}, before it begins"), Remedy::EndBy(header.as_of)));
    }
    let none = || {
        let because = "an exception rests on an assessment, and covers nothing that nobody looked at";
        Refusal::new("no-assessment", because, "assess the use first, and grant the exception in that use")
    };
    let Some(named) = assessment else {
        refused.push(none());
        return refused;
    };
    let Some(basis) = basis else {
        // One from above rests on an assessment of the use that asks, and is held against it there.
        refused.extend((!header.reaches_over()).then(none));
        return refused;
    };
    if *named != basis.sha256 {
        refused.push(Refusal::new(
            "newest-assessment",
            "it does not rest on the newest assessment of the use",
            "grant it anew",
        ));
    }
    refused.extend(enough_looked_at(policy, basis));
    refused.extend(reach(ceiling, basis));
    let tiers = standing.tiers.iter().chain([&basis.tier, &basis.tier_with_waivers]);
    let longest = tiers.filter_map(|tier| longest_days(policy, tier.as_deref())).map(i64::from);
    // It is never good for longer than an assessment made today would be.
    let review = basis.review_due.days_since(basis.as_of);
    let days = longest.min().map_or(review, |longest| longest.min(review));
    let latest = header.as_of.plus_days(days);
    if until > latest {
        let because =
            format!("an exception from tier {} holds for {days} days at most", named_tier(basis.tier.as_deref()));
        refused.push(Refusal::new("longest-days", because, Remedy::EndBy(latest)));
    }
    refused
}

/// What is missing of the authority to open what stands, whatever the grounds.
#[must_use]
pub fn lacks_authority(policy: &Policy, header: &Header, approvers: &[String], standing: &Standing) -> Vec<Refusal> {
    authority(policy, &[], standing, approvers, days(header))
}

/// The rule that forbids to say that a condition is met. That is for whoever owes it, for those who
/// decided, and for those whom policy names for the tier.
#[must_use]
pub fn of_condition(
    policy: &Policy,
    header: &Header,
    decision: &Decision,
    condition: &Condition,
    tiers: &[Option<&str>],
) -> Option<Refusal> {
    let who = Person::parse(&header.recorded_by).ok();
    let is_who = |person: &String| who.as_ref().is_some_and(|who| mail(person) == who.mail());
    let is_meant = condition.owner.iter().chain(&decision.approvers).any(is_who);
    let is_named = tiers.iter().any(|tier| policy.names(*tier, &header.recorded_by, header.as_of));
    if is_meant || is_named {
        return None;
    }
    let mut named: Vec<&str> = condition.owner.iter().map(String::as_str).collect();
    named.extend(decision.approvers.iter().map(String::as_str));
    Some(Refusal::new(
        "named",
        format!("it is not for {} to say that `{}` is met", header.recorded_by, condition.id),
        format!("let one of these record it: {}", named.join(", ")),
    ))
}

/// The days on which authority is judged: the one that a record names, and the one on which it was made.
fn days(header: &Header) -> [Day; 2] {
    [header.as_of, header.recorded_at.day()]
}

fn named_tier(tier: Option<&str>) -> &str {
    tier.unwrap_or(NO_TIER)
}

/// Requester, reviewer and approver are three people.
fn distinct(policy: &Policy, approvers: &[String], basis: Option<&Basis>) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let Some(basis) = basis.filter(|_| policy.distinct_people) else { return refused };
    let requester = basis.requested_by.as_deref();
    for (role, person) in [("requester", requester), ("reviewer", Some(basis.reviewer.as_str()))] {
        let Some(person) = person.filter(|person| !person.is_empty()) else { continue };
        if is_among(person, approvers) {
            refused.push(Refusal::new(
                "distinct-people",
                format!("{person} is the {role} and may not approve too"),
                Remedy::AnotherApprover,
            ));
        }
    }
    if let Some(requester) = requester
        && may_be_same(requester, &basis.reviewer)
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
fn authority(
    policy: &Policy,
    own: &[Option<String>],
    standing: &Standing,
    approvers: &[String],
    days: [Day; 2],
) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let [day, _] = days;
    let mut tiers: BTreeSet<Option<String>> = standing.tiers.clone();
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
    for closed in &standing.closed {
        let missing = closed.authority.iter().find(|tier| !policy.is_agreed(Some(tier), approvers, &days));
        if let Some(tier) = missing {
            let because = format!(
                "the {} by {} is for those to end who may approve tier {tier}",
                closed.what,
                closed.who.join(", ")
            );
            refused.push(Refusal::new(AUTHORITY, because, remedy(Some(tier))));
        }
    }
    refused
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
            "assess again with `evidence = [\"…\"]` in these answers, or with the grade that is so; `evidence-from` of [policy] sets the grade",
        ));
    }
    refused
}

/// How far it reaches: never further than what was assessed.
fn reach(ceiling: &BTreeMap<String, u8>, basis: &Basis) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let open = basis.without_ceiling(ceiling);
    if !open.is_empty() {
        refused.push(Refusal::new(
            "ceiling",
            format!("nobody knows the level of {}, so nothing says how far this reaches", open.join(", ")),
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
    (decision.decision == framework::Decision::Restrict && !narrows(decision, basis)).then(|| {
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
pub fn mildest(policy: &Policy, basis: &Basis) -> Option<framework::Decision> {
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
                let step = framework::Decision::NAMES[(mildest as usize).saturating_sub(1)].1;
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
                "an accepted risk is worth one step, and never passes a floor that cannot be waived".into()
            } else {
                Remedy::Milder
            },
        ));
    }
    refused
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
