//! What policy refuses of an exception, and of a condition that is said to be met.

use std::collections::BTreeMap;

use crate::assessment::decision::Condition;
use crate::assessment::{Decision, Header};
use crate::date::Day;
use crate::person::{Person, listed};

use super::authority::are_two;
use super::refusal::{Overruled, Refusal};
use super::remedy::Remedy;
use super::rules::{authority, days, distinct, enough_looked_at, longest_days, named_tier, reach};
use super::{Basis, Policy};

/// An exception that somebody wants to grant, or has granted.
#[derive(Clone, Copy, Debug)]
pub struct Exception<'a> {
    /// What its record begins with.
    pub header: &'a Header,
    /// Who grants it.
    pub approvers: &'a [Person],
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
    overruled: &Overruled,
) -> Vec<Refusal> {
    let Exception { header, approvers, assessment, ceiling, until } = *exception;
    let mut refused = distinct(policy, approvers, basis);
    let own: Vec<Option<String>> = basis.iter().map(|basis| basis.tier.clone()).collect();
    refused.extend(authority(policy, &own, overruled, approvers, days(header)));
    if !are_two(approvers.iter().chain([&header.recorded_by])) {
        refused.push(Refusal::new(
            "two-people",
            "the same person records and approves this exception",
            Remedy::AnotherApprover,
        ));
    }
    if until < header.as_of {
        refused.push(Refusal::new("end", format!("it ends on {until}, before it begins"), Remedy::EndBy(header.as_of)));
    }
    let none = || {
        let because = "an exception needs an assessment, and covers only what was assessed";
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
            "grant it again",
        ));
    }
    refused.extend(enough_looked_at(policy, basis));
    refused.extend(reach(ceiling, basis));
    let tiers = overruled.tiers.iter().chain([&basis.tier, &basis.tier_with_waivers]);
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
    let who = &header.recorded_by;
    let is_who = |person: &Person| who.mail().is_some() && person.is(who);
    let is_meant = condition.owner.iter().chain(&decision.approvers).any(is_who);
    let is_named = tiers.iter().any(|tier| policy.names(*tier, &header.recorded_by, header.as_of));
    if is_meant || is_named {
        return None;
    }
    Some(Refusal::new(
        "named",
        format!("{} may not record that `{}` is met", header.recorded_by, condition.id),
        format!("let one of these record it: {}", listed(condition.owner.iter().chain(&decision.approvers))),
    ))
}
