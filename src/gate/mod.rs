//! May this be used, here, today? A pure function of records, policy, request and day. It fails
//! closed: what it cannot follow is never "allowed".
//!
//! `code.rs` has the codes and their order, `reason.rs` what a reason rests on, `judged.rs` which records
//! count (`hearing.rs`: how that is found out, `grounds.rs`: from what), `closing.rs` what forbids or stops, `chain.rs` what a
//! chain of them says on a day, `basis.rs` what a decision rests on, `lift.rs` what an exception lifts,
//! `limits.rs` what a decision covers.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::decision::Condition;
use crate::assessment::{ChainEntry, Decision, EntryRef, Event};
use crate::date::Day;
use crate::policy::{Policies, Policy};

use chain::ChainOnDay;

mod basis;
mod chain;
mod closing;
mod code;
mod grounds;
mod hearing;
mod judged;
mod lift;
mod limits;
mod reason;

pub use code::{Exit, ReasonCode};
pub use grounds::{FrameworkSource, Grounds, SOMEBODY, Void};
pub use hearing::{cannot_be_lifted, stop_since};
pub use judged::JudgedRecords;
pub use reason::{Fact, Reach, Reason};

/// What somebody wants to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The levels of factors; one left out is not compared unless policy wants the complete context.
    pub context: BTreeMap<String, u8>,
    /// The version of the client.
    pub client_version: Option<String>,
    /// The edition or plan.
    pub edition: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The sha256 of what models are told now of the tool's own tools, by their names.
    pub definitions: Option<BTreeMap<String, String>>,
}

/// What the register holds about one use of one tool.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Whether the register knows the tool and the use at all.
    pub registered: bool,
    /// The records of the use itself.
    pub own: &'a JudgedRecords,
    /// The records of the chains that reach over it: the tool's and the vendors' decisions.
    pub wider: &'a [&'a JudgedRecords],
    /// The policies that decisions were made under, and which of them was in force when.
    pub policies: &'a Policies,
    /// The policy of today.
    pub today: &'a Policy,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The day that was judged.
    pub day: Day,
    /// Everything against it, the reason that decides first; empty where it is allowed.
    pub reasons: Vec<Reason>,
    /// Reasons that an exception lifts for this team.
    pub lifted: Vec<Reason>,
    /// The decision that a person would want to see: that of the first reason that comes from one,
    /// else the one in force for the use.
    pub decision: Option<ChainEntry<Decision>>,
    /// The last day on which that decision holds, where it has an end.
    pub until: Option<Day>,
}

impl Verdict {
    /// Nothing but a reason.
    #[must_use]
    pub fn refused(day: Day, code: ReasonCode, text: impl Into<String>) -> Self {
        Self::unless(day, vec![Reason::other(code, text)])
    }

    /// Nothing but reasons, put into their order.
    #[must_use]
    pub fn unless(day: Day, mut reasons: Vec<Reason>) -> Self {
        reasons.sort_by_key(|reason| reason.code);
        Self { day, reasons, lifted: Vec::new(), decision: None, until: None }
    }

    /// Whether it is allowed, is not, or could not be told.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.reasons.iter().map(|reason| reason.code.exit()).max().unwrap_or(Exit::Yes)
    }

    /// The exit code where only some codes fail; those that say "could not tell" always do.
    #[must_use]
    pub fn exit_on(&self, fail_on: Option<&BTreeSet<ReasonCode>>) -> Exit {
        match (self.exit(), fail_on) {
            (Exit::No, Some(fail_on)) if !self.reasons.iter().any(|reason| fail_on.contains(&reason.code)) => Exit::Yes,
            (exit, _) => exit,
        }
    }

    /// The reason that decides.
    #[must_use]
    pub fn code(&self) -> Option<ReasonCode> {
        self.reasons.first().map(|reason| reason.code)
    }

    /// The stricter of two answers: whatever either has against it, so that no choice of codes to
    /// fail on makes it the milder one.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        let decides = |verdict: &Self| (verdict.code().is_none(), verdict.code());
        let (mut first, second) = if decides(&other) < decides(&self) { (other, self) } else { (self, other) };
        let merge = |into: &mut Vec<Reason>, from: Vec<Reason>| {
            let new: Vec<Reason> = from.into_iter().filter(|reason| !into.contains(reason)).collect();
            into.extend(new);
            into.sort_by_key(|reason| reason.code);
        };
        merge(&mut first.reasons, second.reasons);
        merge(&mut first.lifted, second.lifted);
        first.lifted.retain(|lifted| !first.reasons.contains(lifted));
        first
    }
}

/// Judges a request on a day.
///
/// A chain that reaches over the use may have an exception that rests on an assessment of the use.
#[must_use]
pub fn judge(case: &Case<'_>, request: &Request, day: Day) -> Verdict {
    let own = ChainOnDay::new(case.own, day);
    let known = case.registered || !case.own.is_empty();
    let above: Vec<ChainOnDay<'_>> = case.wider.iter().map(|records| ChainOnDay::new(records, day)).collect();
    let against = if known { own.against(case, request, &above) } else { vec![chain::not_registered()] };
    let (mut lifted, mut found) = own.lift(against, case, request);
    for wide in &above {
        let (passed, stands) = wide.lift(wide.forbids(case), case, request);
        lifted.extend(passed);
        found.extend(stands);
    }
    found.sort_by_key(|found| found.reason.code);
    lifted.sort_by_key(|found| found.reason.code);
    let deciding = found.iter().find_map(|found| found.by).or(own.in_force);
    let is_own = deciding.is_some() && deciding == own.in_force;
    Verdict {
        day,
        decision: deciding.map(EntryRef::to_entry),
        until: if is_own { own.ends(case) } else { deciding.and_then(|made| made.record.valid_until) },
        reasons: found.into_iter().map(|found| found.reason).collect(),
        lifted: lifted.into_iter().map(|found| found.reason).collect(),
    }
}

/// The conditions of the decision in force on a day that are not met, with the decision.
#[must_use]
pub fn owed(records: &JudgedRecords, day: Day) -> Option<(&Decision, Vec<&Condition>)> {
    let seen = ChainOnDay::new(records, day);
    let decision = seen.in_force?.record;
    Some((decision, seen.open_conditions()))
}

/// The decision in force on a day, with its sha256.
#[must_use]
pub fn in_force(records: &JudgedRecords, day: Day) -> Option<EntryRef<'_, Decision>> {
    ChainOnDay::new(records, day).in_force
}

/// The events since the decision in force on a day; all of them where there is none.
#[must_use]
pub fn events_since(records: &JudgedRecords, day: Day) -> Vec<&Event> {
    ChainOnDay::new(records, day).events().collect()
}
