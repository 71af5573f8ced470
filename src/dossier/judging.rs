//! Records as they were read, made into records that are judged: with the policies that they name, and
//! the frameworks that they rely on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::assessment::Record;
use crate::assessment::event::What;
use crate::gate::{Grounds, Records, SOMEBODY};
use crate::policy::{Policy, Refusal};
use crate::register::{self, Register};

use super::Frameworks;

/// What the records of a register are judged with. Each policy is read once.
#[derive(Debug)]
pub struct Judging<'a> {
    register: &'a Register,
    frameworks: &'a Frameworks<'a>,
    policies: Mutex<BTreeMap<String, Policy>>,
    thorough: bool,
    owner: Option<&'a str>,
}

impl<'a> Judging<'a> {
    /// For the records of a register.
    #[must_use]
    pub const fn new(register: &'a Register, frameworks: &'a Frameworks<'a>) -> Self {
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
    pub fn records(&self, all: Vec<(String, Record)>) -> Result<Records, register::Error> {
        let policies = self.policies(all.iter().map(|(_, record)| record))?;
        Ok(self.with(&policies, |grounds| Records::judged(all, grounds)))
    }

    /// Judges as far as the policies are there: a record whose policy is not counts for nothing.
    #[must_use]
    pub fn as_far_as_known(&self, all: Vec<(String, Record)>) -> Records {
        let policies = named(all.iter().map(|(_, record)| record))
            .into_iter()
            .filter_map(|sha256| Some((sha256.clone(), self.policy(sha256).ok()?)))
            .collect();
        self.with(&policies, |grounds| Records::judged(all, grounds))
    }

    /// Every rule that forbids to add a record behind others.
    ///
    /// # Errors
    /// As `records`; the policy of today need not be kept yet.
    pub fn refuse(&self, before: &Records, next: &Record) -> Result<Vec<Refusal>, register::Error> {
        let mut policies = self.policies(before.iter().map(|(_, record)| record))?;
        policies.insert(self.register.policy_sha256().to_owned(), self.register.config().policy.clone());
        Ok(self.with(&policies, |grounds| before.refuse(next, grounds)))
    }

    fn with<T>(&self, policies: &BTreeMap<String, Policy>, judge: impl FnOnce(&Grounds<'_>) -> T) -> T {
        judge(&Grounds { policies, frameworks: self.frameworks, thorough: self.thorough, owner: self.owner })
    }

    /// The policies that decisions and exceptions were made under, by sha256.
    ///
    /// # Errors
    /// Where one is missing, or is not what it was.
    pub fn policies<'r>(
        &self,
        records: impl Iterator<Item = &'r Record>,
    ) -> Result<BTreeMap<String, Policy>, register::Error> {
        named(records).into_iter().map(|sha256| Ok((sha256.clone(), self.policy(sha256)?))).collect()
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
