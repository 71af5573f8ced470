//! Why policy forbids something, and what a record that opens something is up against.

use std::collections::BTreeSet;

use super::remedy::Remedy;
use crate::person::Person;

/// The rule that asks for authority.
pub(super) const AUTHORITY: &str = "approver";

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
pub struct Overruled {
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
    pub who: Vec<Person>,
    /// The tiers that one of them may approve.
    pub authority: BTreeSet<String>,
}
