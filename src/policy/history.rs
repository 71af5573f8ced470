//! The history of a register's policy: which one was in force when. A policy that was never in force
//! allows nothing, and an enactment without authority changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::enactment::PolicyChange;
use crate::assessment::{Enactment, EntryRef, Header};
use crate::date::{Day, Moment};

use super::changes::changes;
use super::enacting::of_enactment;
use super::{Policy, Refusal};

/// By how many seconds the clocks of those who record may differ.
const APART: i64 = 600;

/// The policies that a register knows by their sha256, and which of them was in force when.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    texts: BTreeMap<String, Policy>,
    history: Vec<Enacted>,
    /// Under which something was decided before the history begins.
    earlier: BTreeSet<String>,
    begins: Option<Moment>,
}

/// An enactment, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enacted {
    /// The sha256 of the record.
    pub sha256: String,
    /// Its number; 0 where nobody has recorded it yet.
    pub number: u32,
    /// The sha256 of the policy.
    pub policy: String,
    /// The day from which on it is in force.
    pub as_of: Day,
    /// The moment since when something may be decided under it; `None` where that is always.
    since: Option<Moment>,
    /// What differs from the policy before it that was in force.
    pub changes: Vec<PolicyChange>,
    /// Every rule that forbids it. Where there is one, the policy before it stays in force.
    pub refused: Vec<Refusal>,
}

impl Enacted {
    /// Whether it put its policy in force.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Why a record may not be judged by the policy that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The policy, or the enactment, is not there: nobody can tell.
    Gone(Refusal),
    /// It was not in force.
    NotInForce(Refusal),
}

impl Policies {
    /// Judges the enactments of a register in their order; `texts` are the policies by their sha256.
    #[must_use]
    pub fn judged<'e>(
        enactments: impl IntoIterator<Item = EntryRef<'e, Enactment>>,
        texts: BTreeMap<String, Policy>,
    ) -> Self {
        let mut policies = Self { texts, ..Self::default() };
        for enactment in enactments {
            policies.hear(enactment);
        }
        policies
    }

    /// One policy that was always in force.
    #[must_use]
    pub fn always(sha256: &str, policy: Policy) -> Self {
        let enacted = Day::new(1, 1, 1).map(|as_of| Enacted {
            sha256: String::new(),
            number: 0,
            policy: sha256.to_owned(),
            as_of,
            since: None,
            changes: Vec::new(),
            refused: Vec::new(),
        });
        let texts = BTreeMap::from([(sha256.to_owned(), policy)]);
        Self { texts, history: enacted.into_iter().collect(), ..Self::default() }
    }

    /// Hears the next enactment.
    pub fn hear(&mut self, EntryRef { sha256, record: enactment }: EntryRef<'_, Enactment>) {
        let header = &enactment.header;
        let first = self.history.is_empty();
        let before = self.newest().and_then(|newest| self.texts.get(&newest.policy));
        let after = self.texts.get(&enactment.policy);
        let differs = before.zip(after).map(|(before, after)| changes(before, after)).unwrap_or_default();
        let refused = match (before, after) {
            (Some(before), Some(_)) => of_enactment(before, enactment, &differs),
            (None, Some(_)) if first => Vec::new(),
            _ => vec![Refusal::new(
                "policy",
                "its policy, or the one before it, is not there",
                "restore policy/ from git or a backup",
            )],
        };
        if first {
            self.earlier.extend(enactment.earlier.iter().cloned());
            self.begins = Some(header.recorded_at);
        }
        self.history.push(Enacted {
            sha256: sha256.to_owned(),
            number: header.number,
            policy: enactment.policy.clone(),
            as_of: header.as_of,
            since: (!first).then_some(header.recorded_at),
            changes: differs,
            refused,
        });
    }

    /// Adds a policy by its sha256, which puts it not in force.
    pub fn learn(&mut self, sha256: &str, policy: Policy) {
        self.texts.insert(sha256.to_owned(), policy);
    }

    /// A policy, whether it was ever in force or not.
    #[must_use]
    pub fn get(&self, sha256: &str) -> Option<&Policy> {
        self.texts.get(sha256)
    }

    /// Every enactment, in order.
    #[must_use]
    pub fn history(&self) -> &[Enacted] {
        &self.history
    }

    /// Whether an enactment is there, whether it counts or not.
    #[must_use]
    pub fn has_enactment(&self, sha256: &str) -> bool {
        self.history.iter().any(|enacted| enacted.sha256 == sha256)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.history.is_empty()
    }

    /// The newest enactment that counts.
    #[must_use]
    pub fn newest(&self) -> Option<&Enacted> {
        self.history.iter().rev().find(|enacted| enacted.counts())
    }

    /// The one in force on a day; the first one before it.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&Enacted> {
        let mut counting = self.history.iter().filter(|enacted| enacted.counts());
        counting.clone().rev().find(|enacted| enacted.as_of <= day).or_else(|| counting.next())
    }

    /// The policy in force on a day.
    #[must_use]
    pub fn policy_on(&self, day: Day) -> Option<&Policy> {
        self.on(day).and_then(|enacted| self.texts.get(&enacted.policy))
    }

    /// The one in force at a moment, for what is recorded then.
    #[must_use]
    pub fn at(&self, moment: Moment) -> Option<&Enacted> {
        let mut counting = self.history.iter().filter(|enacted| enacted.counts());
        let has_begun = |enacted: &&Enacted| enacted.has_begun(moment) && enacted.as_of <= moment.day();
        counting.clone().rev().find(has_begun).or_else(|| counting.next())
    }

    /// The policy by which a record is judged that was made under one, perhaps naming its enactment.
    ///
    /// # Errors
    /// Where that policy was not in force when the record was made, or is not there.
    pub fn of(&self, header: &Header, policy: &str, enactment: Option<&String>) -> Result<&Policy, Unfit> {
        let gone = |rule: &'static str, because: &str| {
            Unfit::Gone(Refusal::new(rule, because, "restore policy/ from git or a backup"))
        };
        let Some(text) = self.texts.get(policy) else {
            return Err(gone("policy", "the policy that it was made under is not there"));
        };
        let at = header.recorded_at;
        let named = |enacted: &&Enacted| enactment.is_none_or(|sha256| enacted.sha256 == *sha256);
        if self.is_empty() || (enactment.is_some() && !self.history.iter().any(|enacted| named(&enacted))) {
            return Err(gone("enactment", "the enactment of the policy that it was made under is not there"));
        }
        let was_in_force = self.history.iter().enumerate().any(|(place, enacted)| {
            enacted.policy == policy && enacted.counts() && named(&enacted) && self.held(place, at)
        });
        let was_before =
            enactment.is_none() && self.earlier.contains(policy) && self.begins.is_some_and(|begins| at <= begins);
        if was_in_force || was_before {
            return Ok(text);
        }
        let in_force =
            self.at(at).map_or_else(String::new, |enacted| format!("; that was the one of {}", enacted.as_of));
        Err(Unfit::NotInForce(Refusal::new(
            "policy",
            format!("the policy that it names was not in force on {}{in_force}", at.day()),
            "decide it anew under the policy in force; `plimsoll policy history` shows which that is",
        )))
    }

    /// Whether an enactment was the newest that counts at a moment, as far as clocks agree.
    fn held(&self, place: usize, at: Moment) -> bool {
        let followed =
            |later: &Enacted| later.counts() && later.since.is_some_and(|since| at.seconds_since(since) > APART);
        self.history[place].has_begun(at) && !self.history[place + 1..].iter().any(followed)
    }
}

impl Enacted {
    fn has_begun(&self, at: Moment) -> bool {
        self.since.is_none_or(|since| since.seconds_since(at) <= APART)
    }
}
