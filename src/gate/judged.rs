//! Everything is judged again: which records of a chain count. A decision or event counts only as far
//! as the policy under which it was made allows it, worked out anew from the records; `decide` asks
//! the same before it writes. What does not count changes nothing: what was decided before it stays.
//!
//! Records are heard in their order. Anybody may close: a ban, hold or suspension always counts, ends no
//! other and lowers nothing. What opens needs the authority for the highest tier that stood, and for
//! whatever those may approve who closed it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use crate::assessment::{ChainEntry, Record};
use crate::date::Day;
use crate::policy::{Overruled, Policy, Refusal};

use super::grounds::{Grounds, Void};
use super::hearing::Hearing;

/// The records of one chain, with the sha256 of each, in the order of their numbers, and which of them
/// count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgedRecords {
    all: Vec<ChainEntry>,
    void: BTreeMap<u32, Void>,
    /// The tiers whose approvers had to agree to a decision or exception, by its number.
    needed: BTreeMap<u32, BTreeSet<Option<String>>>,
    /// The tiers of full assessments that a short run lowers, by the number of the short run.
    shortened: BTreeMap<u32, String>,
}

impl Deref for JudgedRecords {
    type Target = [ChainEntry];

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl JudgedRecords {
    /// Judges the records of a chain.
    #[must_use]
    pub fn judged(all: Vec<ChainEntry>, grounds: &Grounds<'_>) -> Self {
        let mut hearing = Hearing::new(grounds);
        for at in 0..all.len() {
            hearing.hear(&all[..at], &all[at]);
        }
        let Hearing { void, needed, shortened, .. } = hearing;
        Self { all, void, needed, shortened }
    }

    /// What does not count, in the order of the numbers.
    pub fn void(&self) -> impl Iterator<Item = &Void> {
        self.void.values()
    }

    /// Whether a record counts.
    #[must_use]
    pub fn counts(&self, record: &Record) -> bool {
        !self.void.contains_key(&record.header().number)
    }

    /// The tiers whose approvers had to agree to a record.
    pub(super) fn needed(&self, number: u32) -> impl Iterator<Item = Option<&str>> {
        self.needed.get(&number).into_iter().flatten().map(Option::as_deref)
    }

    /// The tiers of full assessments that short runs lower, by the numbers of these.
    pub(super) const fn shortened(&self) -> &BTreeMap<u32, String> {
        &self.shortened
    }

    /// Every rule that forbids to add a record behind these; none where it would count.
    #[must_use]
    pub fn refuse(&self, next: &Record, grounds: &Grounds<'_>) -> Vec<Refusal> {
        let next = ChainEntry { sha256: String::new(), record: next.clone() };
        let mut hearing = Hearing::new(grounds);
        for at in 0..self.all.len() {
            hearing.hear(&self.all[..at], &self.all[at]);
        }
        hearing.hear(&self.all, &next);
        hearing.void.remove(&next.record.header().number).map(|void| void.refusals).unwrap_or_default()
    }

    /// The tiers whose approvers must agree to a record that opens something on a day.
    #[must_use]
    pub fn overruled(&self, grounds: &Grounds<'_>, policy: &Policy, day: Day) -> Overruled {
        let mut hearing = Hearing::new(grounds);
        for at in 0..self.all.len() {
            hearing.hear(&self.all[..at], &self.all[at]);
        }
        hearing.overruled(policy, day, day, false)
    }
}
