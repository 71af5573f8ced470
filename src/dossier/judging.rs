//! Records as they were read, made into records that are judged: with the policies that they name, and
//! the frameworks that they rely on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::assessment::event::What;
use crate::assessment::{ChainEntry, Record};
use crate::gate::{Grounds, JudgedRecords, SOMEBODY};
use crate::policy::{Policies, Policy, Refusal};
use crate::register::{self, Register};

use super::UsedFrameworks;

/// What the records of a register are judged with. Each policy is read once.
#[derive(Debug)]
pub struct Judging<'a> {
    register: &'a Register,
    frameworks: &'a UsedFrameworks<'a>,
    policies: Mutex<BTreeMap<String, Policy>>,
    thorough: bool,
    owner: Option<&'a str>,
}

impl<'a> Judging<'a> {
    /// For the records of a register.
    #[must_use]
    pub const fn new(register: &'a Register, frameworks: &'a UsedFrameworks<'a>) -> Self {
        Self { register, frameworks, policies: Mutex::new(BTreeMap::new()), thorough: false, owner: SOMEBODY }
    }

    /// The same, with every result worked out again from its answers.
    #[must_use]
    pub fn thorough(self) -> Self {
        Self { thorough: true, ..self }
    }

    /// The same, knowing who answers for the use where its request names nobody.
    #[must_use]
    pub fn owned_by(self, owner: Option<&'a str>) -> Self {
        Self { owner, ..self }
    }

    /// Judges the records of a chain.
    ///
    /// # Errors
    /// Where a policy that they name is missing, or is not what it was.
    pub fn records(&self, all: Vec<ChainEntry>) -> Result<JudgedRecords, register::Error> {
        let policies = self.policies(all.iter().map(|entry| &entry.record))?;
        Ok(self.with(&policies, |grounds| JudgedRecords::judged(all, grounds)))
    }

    /// Judges as far as the policies are there: a record whose policy is not counts for nothing.
    #[must_use]
    pub fn as_far_as_known(&self, all: Vec<ChainEntry>) -> JudgedRecords {
        let mut policies = (*self.register.policies().0).clone();
        for sha256 in named(all.iter().map(|entry| &entry.record)) {
            if let Ok(policy) = self.policy(sha256) {
                policies.learn(sha256, policy);
            }
        }
        self.with(&policies, |grounds| JudgedRecords::judged(all, grounds))
    }

    /// Every rule that forbids to add a record behind others, under the policy that is in force then.
    ///
    /// # Errors
    /// As `records`; and where `plimsoll.toml` was edited and whoever records may not record that.
    pub fn refuse(&self, before: &JudgedRecords, next: &Record) -> Result<Vec<Refusal>, register::Error> {
        let header = next.header();
        let mut policies = self.register.enactable(&header.recorded_by, header.recorded_at)?;
        self.learn(&mut policies, before.iter().map(|entry| &entry.record))?;
        Ok(self.with(&policies, |grounds| before.refuse(next, grounds)))
    }

    fn with<T>(&self, policies: &Policies, judge: impl FnOnce(&Grounds<'_>) -> T) -> T {
        judge(&Grounds { policies, frameworks: self.frameworks, thorough: self.thorough, owner: self.owner })
    }

    /// The policies that decisions and exceptions were made under, and which of them was in force when.
    ///
    /// # Errors
    /// Where one is missing, or is not what it was.
    pub fn policies<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Result<Policies, register::Error> {
        let (history, problems) = self.register.policies();
        if problems.any_error() {
            return Err(problems.into());
        }
        let mut policies = (*history).clone();
        self.learn(&mut policies, records)?;
        Ok(policies)
    }

    fn learn<'r>(
        &self,
        policies: &mut Policies,
        records: impl Iterator<Item = &'r Record>,
    ) -> Result<(), register::Error> {
        let named = named(records);
        if policies.is_empty() && !named.is_empty() {
            return Err(self.register.history_not_begun().into());
        }
        for sha256 in named {
            if policies.get(sha256).is_none() {
                policies.learn(sha256, self.policy(sha256)?);
            }
        }
        Ok(())
    }

    fn policy(&self, sha256: &str) -> Result<Policy, register::Error> {
        if let Some(known) = self.policies.lock().ok().and_then(|known| known.get(sha256).cloned()) {
            return Ok(known);
        }
        let policy = self.register.used_policy(sha256)?;
        if let Ok(mut known) = self.policies.lock() {
            known.insert(sha256.to_owned(), policy.clone());
        }
        Ok(policy)
    }
}

/// The policies that decisions and exceptions name.
pub(super) fn named<'r>(records: impl Iterator<Item = &'r Record>) -> BTreeSet<&'r String> {
    let named = records.filter_map(|record| match record {
        Record::Decision(decision) => Some(&decision.policy),
        Record::Event(event) => match &event.what {
            What::Exception { policy, .. } => Some(policy),
            _ => None,
        },
        _ => None,
    });
    named.collect()
}
