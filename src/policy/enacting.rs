//! Who may put another policy in force: anybody who only tightens; whoever loosens needs those whom the
//! present policy names.

use std::collections::BTreeSet;

use crate::assessment::enactment::{PolicyChange, PolicyEffect};
use crate::assessment::{Enactment, Header};
use crate::date::Day;
use crate::person::{Person, distinct, listed};

use super::{Policy, Refusal};

/// Some of whom must agree to a policy that loosens.
struct Circle {
    /// Roles and mail addresses; empty for every approver.
    named: Vec<String>,
    agree: usize,
}

/// The rule that forbids an enactment behind a policy that is in force; `changes` are those between the
/// two. None where it only tightens, or where those agree whom the policy in force names.
#[must_use]
pub fn of_enactment(before: &Policy, enactment: &Enactment, changes: &[PolicyChange]) -> Vec<Refusal> {
    let loosening: Vec<&str> = changes
        .iter()
        .filter(|change| change.effect == PolicyEffect::Loosens)
        .map(|change| change.key.as_str())
        .collect();
    if loosening.is_empty() && !enactment.mends {
        return Vec::new();
    }
    let header = &enactment.header;
    let days = [header.as_of, header.recorded_at.day()];
    let lacking = before.circles().into_iter().find_map(|circle| {
        let (able, needed) = before.agreement_of(&circle, &enactment.approvers, days);
        (able < needed).then(|| {
            let what = if loosening.is_empty() {
                "it mends the history of the policy".to_owned()
            } else {
                loosened(&loosening)
            };
            let because = format!("{what}; {able} of the approvers may change the policy, and {needed} must agree");
            Refusal::new("approver", because, format!("those who may: {}", before.in_words(&circle)))
        })
    });
    lacking.into_iter().collect()
}

/// The rule that forbids to mend a chain: it is for an approver, where policy names any.
#[must_use]
pub fn of_mending(policy: &Policy, header: &Header) -> Option<Refusal> {
    let circle = Circle { named: Vec::new(), agree: 1 };
    let circles = policy.circles();
    let everybody = circles.iter().chain([&circle]).flat_map(|circle| policy.everybody_in(circle)).collect();
    let days = [header.as_of, header.recorded_at.day()];
    let everybody: BTreeSet<Person> = everybody;
    if everybody.is_empty() {
        return None;
    }
    let is_approver = days.iter().all(|day| {
        let who = &header.recorded_by;
        who.mail().is_some() && policy.approvers_on(*day).iter().any(|approver| approver.is(who))
    });
    (!is_approver).then(|| {
        Refusal::new(
            "named",
            format!("it is not for {} to mend a chain", header.recorded_by),
            format!("let one of these record it: {}", listed(&everybody)),
        )
    })
}

fn loosened(keys: &[&str]) -> String {
    format!("it loosens, or changes whose authority it is: {}", keys.join(", "))
}

impl Policy {
    /// All the circles of people that must agree to a policy that loosens this one: those whom
    /// `policy-approvers` names, else those of every tier. One that nobody is in asks for nothing, since
    /// nobody could ever change it; where nobody is in that of `policy-approvers`, those of the tiers do.
    fn circles(&self) -> Vec<Circle> {
        let most = self.tiers.values().map(|tier| tier.agree.max(1) as usize).max().unwrap_or(1);
        let tiers = self.tiers.values();
        let of_tiers = tiers.map(|tier| Circle { named: tier.approvers.clone(), agree: tier.agree.max(1) as usize });
        let named = Circle { named: self.policy_approvers.iter().cloned().collect(), agree: most };
        let is_named = !named.named.is_empty() && !self.everybody_in(&named).is_empty();
        let mut circles: Vec<Circle> = if is_named { vec![named] } else { of_tiers.collect() };
        circles.retain(|circle| !self.everybody_in(circle).is_empty());
        if circles.is_empty() && !self.approvers.is_empty() {
            circles.push(Circle { named: Vec::new(), agree: 1 });
        }
        circles
    }

    /// Everybody whom a circle names, whatever the day.
    fn everybody_in(&self, circle: &Circle) -> Vec<Person> {
        let listed = self.approvers.iter().filter(|approver| {
            let is_named = |name: &String| approver.roles.contains(name) || approver.who.is(&Person::written(name));
            circle.named.is_empty() || circle.named.iter().any(is_named)
        });
        let mails = circle.named.iter().filter(|name| name.contains('@')).map(Person::written);
        let mut people: Vec<Person> = listed.map(|approver| approver.who.clone()).chain(mails).collect();
        let mut seen = BTreeSet::new();
        people.retain(|person| seen.insert(person.known_by()));
        people
    }

    /// How many of these people are in a circle, and how many must be. Where too few are left whose
    /// authority has not ended, those count whose has: else nobody could name anybody after them.
    fn agreement_of(&self, circle: &Circle, people: &[Person], days: [Day; 2]) -> (usize, usize) {
        let everybody = self.everybody_in(circle);
        let needed = circle.agree.min(everybody.len()).max(1);
        let holds = |person: &&Person| days.iter().all(|day| self.is_one_of(&circle.named, person, *day));
        let left = everybody.iter().filter(holds).count();
        let is_in = |person: &&Person| {
            person.mail().is_some()
                && everybody.iter().any(|one| one.is(person))
                && self
                    .approvers
                    .iter()
                    .filter(|one| one.who.is(person))
                    .all(|one| one.from.is_none_or(|from| days.iter().all(|day| from <= *day)))
        };
        let able = if left >= needed {
            distinct(people.iter().filter(holds)).len()
        } else {
            distinct(people.iter().filter(is_in)).len()
        };
        (able, needed)
    }

    fn in_words(&self, circle: &Circle) -> String {
        let people = self.everybody_in(circle);
        listed(&people)
    }
}
