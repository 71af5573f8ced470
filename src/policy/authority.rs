//! Who may approve what: the people whom policy names for a tier, on a day.

use std::collections::BTreeSet;

use crate::date::Day;
use crate::person::{Person, distinct};

use super::{NO_TIER, Policy};

impl Policy {
    /// Those whom policy names for a tier: roles and mail addresses. Empty where every approver may.
    fn named(&self, tier: Option<&str>) -> &[String] {
        self.tiers.get(tier.unwrap_or(NO_TIER)).map_or(&[][..], |tier| &tier.approvers)
    }

    /// Whether nobody is named for a tier, so that anybody may approve it.
    #[must_use]
    pub fn is_open(&self, tier: Option<&str>) -> bool {
        self.approvers.is_empty() && self.named(tier).is_empty()
    }

    /// Whether a person may approve a tier on a day. Where nobody is named, anybody may.
    #[must_use]
    pub fn may_approve(&self, tier: Option<&str>, person: &Person, day: Day) -> bool {
        self.is_one_of(self.named(tier), person, day)
    }

    /// Whether a person is one of those whom these roles and mail addresses name, or an approver where
    /// there are none, on a day.
    pub(super) fn is_one_of(&self, named: &[String], person: &Person, day: Day) -> bool {
        // Whoever cannot be told apart from others approves nothing.
        if person.mail().is_none() {
            return false;
        }
        let known = || self.approvers.iter().filter(|known| known.who.is(person));
        if named.is_empty() {
            return self.approvers.is_empty() || known().any(|known| known.holds_on(day));
        }
        named.iter().any(|name| {
            let by_role = known().any(|known| known.holds_on(day) && known.roles.contains(name));
            // A mail address that is listed as an approver, too, is bound to the days there. Nobody is
            // a role by being called like it.
            let bound = known().next().is_none() || known().any(|known| known.holds_on(day));
            let by_mail = name.contains('@') && Person::written(name).is(person) && bound;
            by_role || by_mail
        })
    }

    /// How many of these people may approve a tier on each of these days, each counted once, and how
    /// many must.
    #[must_use]
    pub fn agreement(&self, tier: Option<&str>, people: &[Person], days: &[Day]) -> (usize, usize) {
        let able = people.iter().filter(|person| days.iter().all(|day| self.may_approve(tier, person, *day)));
        let needed = self.tiers.get(tier.unwrap_or(NO_TIER)).map_or(1, |tier| tier.agree.max(1));
        (distinct(able).len(), needed as usize)
    }

    /// Whether enough of these people may approve a tier on each of these days.
    #[must_use]
    pub fn is_agreed(&self, tier: Option<&str>, people: &[Person], days: &[Day]) -> bool {
        let (able, needed) = self.agreement(tier, people, days);
        able >= needed
    }

    /// The tiers for which policy names somebody and that a person may approve on a day.
    #[must_use]
    pub fn authority(&self, person: &Person, day: Day) -> BTreeSet<&str> {
        let tiers = self.tiers.keys().map(String::as_str).chain([NO_TIER]);
        tiers.filter(|tier| !self.is_open(Some(tier)) && self.may_approve(Some(tier), person, day)).collect()
    }

    /// Whether policy names a person for a tier: that nobody is named makes nobody an owner of risks.
    #[must_use]
    pub fn names(&self, tier: Option<&str>, person: &Person, day: Day) -> bool {
        !self.is_open(tier) && self.may_approve(tier, person, day)
    }

    /// Everybody who is named as an approver and whose authority is there on a day: those listed, and
    /// the mail addresses that tiers name.
    #[must_use]
    pub fn approvers_on(&self, day: Day) -> Vec<Person> {
        let listed =
            self.approvers.iter().filter(|approver| approver.holds_on(day)).map(|approver| approver.who.clone());
        let known = |person: &Person| self.approvers.iter().any(|approver| approver.who.is(person));
        let of_tiers = self.tiers.values().flat_map(|tier| &tier.approvers).filter(|name| name.contains('@'));
        let of_tiers = of_tiers.map(Person::written).filter(|person| !known(person));
        let mut people: Vec<Person> = listed.chain(of_tiers).collect();
        let mut seen = BTreeSet::new();
        people.retain(|person| seen.insert(person.known_by()));
        people
    }

    /// Those who may approve a tier, in words.
    #[must_use]
    pub fn who_may_approve(&self, tier: Option<&str>) -> String {
        let named = self.named(tier);
        if named.is_empty() {
            let people: Vec<&str> = self.approvers.iter().map(|approver| approver.who.as_str()).collect();
            return if people.is_empty() { "anybody".to_owned() } else { people.join(", ") };
        }
        let holders_of = named.iter().map(|name| {
            let holders: Vec<&str> = self
                .approvers
                .iter()
                .filter(|approver| approver.roles.contains(name))
                .map(|approver| approver.who.as_str())
                .collect();
            if holders.is_empty() { name.clone() } else { format!("{name}: {}", holders.join(", ")) }
        });
        holders_of.collect::<Vec<_>>().join("; ")
    }
}

/// Whether two people at least stand behind something.
#[must_use]
pub fn are_two<'p>(people: impl IntoIterator<Item = &'p Person>) -> bool {
    distinct(people).len() >= 2
}

/// Whether somebody is among these people, in whatever form they are written.
#[must_use]
pub fn is_among(person: &Person, people: &[Person]) -> bool {
    people.iter().any(|known| known.may_be(person))
}
