//! What happens to a decision later: judged, with everything wrong with it at once, and recorded.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Evidence;
use crate::assessment::decision::Condition;
use crate::assessment::event::What;
use crate::assessment::{ChainEntry, EntryRef, Event, Record};
use crate::date::{Day, Moment};
use crate::document::{free_id, is_id, is_sha256};
use crate::gate::ReasonCode;
use crate::person::Person;
use crate::policy::{Fault, Field, Refusal};
use crate::problem::no_such;
use crate::register::{Appended, KeptText};

use super::decide::DecisionSession;

/// What somebody says happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A condition is met.
    ConditionMet(MetClaim),
    /// One team may do for a time what the decision does not cover.
    Exception {
        /// The team.
        team: String,
        /// The last day; `None` where it could not be read, which was said.
        until: Option<Day>,
        /// The codes of the reasons that it lifts.
        lifts: Vec<String>,
        /// The highest levels covered; those that were assessed where left out.
        ceiling: BTreeMap<String, u8>,
        /// Who grants it.
        approvers: Vec<Person>,
    },
    /// Something that calls for a new look at once.
    Trigger {
        /// Whether the use is suspended until the next decision.
        suspends: bool,
    },
    /// No use for now.
    Suspend,
    /// The permission is taken back.
    Withdraw,
    /// The use has ended.
    Retire,
    /// The chain goes on after a record whose day or clock was wrong.
    Mend,
}

/// A condition that is met, as far as somebody said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetClaim {
    /// The condition; the only open one if left out.
    pub condition: Option<String>,
    /// The pieces of evidence for it, by id.
    pub evidence: Vec<String>,
    /// A piece of evidence that this brings in. Its id is that in `evidence`, or follows from its title.
    pub new: Option<Evidence>,
}

/// What comes of an event: the record to be, or why there is none.
#[derive(Clone, Debug)]
pub enum JudgedEvent {
    /// It may be recorded.
    Event(Box<Event>),
    /// This is wrong with it.
    Faults(Vec<Fault>),
    /// Policy forbids it.
    Refused(Vec<Refusal>),
}

/// Judges what somebody says happened, and why, at a moment.
///
/// # Errors
/// Where what an exception would rest on cannot be read.
pub fn judge(
    session: &DecisionSession,
    happened: &Happened,
    why: &str,
    recorded_at: Moment,
) -> anyhow::Result<JudgedEvent> {
    let newest = session.records.iter().rev().find(|entry| entry.record.decision().is_some());
    let mut about = newest.map(|entry| entry.sha256.clone());
    let mut faults = Vec::new();
    let mut why = why.trim().to_owned();
    let what = match happened {
        Happened::ConditionMet(met) => {
            let (what, decision) = condition_met(met, session, &mut faults);
            about = decision;
            if why.is_empty()
                && let What::ConditionMet { proof, .. } = &what
            {
                why = format!("Met, as the evidence shows: {}.", proof.join(", "));
            }
            what
        }
        Happened::Exception { team, until, lifts, ceiling, approvers } => {
            exception(session, (team, *until), lifts, ceiling, approvers, &mut faults)?
        }
        Happened::Trigger { suspends } => What::Trigger { suspends: *suspends },
        Happened::Suspend => What::Suspend,
        Happened::Withdraw => What::Withdraw,
        Happened::Retire => What::Retire,
        Happened::Mend => What::Mend,
    };
    if why.is_empty() {
        faults.push(Fault::Missing(Field::Why, "the event gives no reason".to_owned()));
    }
    if !faults.is_empty() {
        return Ok(JudgedEvent::Faults(faults));
    }
    let header = session.target.header(session.next(), session.as_of, recorded_at, &session.by);
    let event = Box::new(Event { header, decision: about, what, why });
    let refused = session.refused(&Record::Event(event.clone()))?;
    Ok(if refused.is_empty() { JudgedEvent::Event(event) } else { JudgedEvent::Refused(refused) })
}

/// Records an event, unless something was recorded since the session began.
///
/// # Errors
/// Where something was, or the register cannot be written.
pub fn record(session: &DecisionSession, event: &Event) -> anyhow::Result<Appended> {
    let kept: &[KeptText<'_>] = if matches!(event.what, What::Exception { .. }) { &[KeptText::Policy] } else { &[] };
    session.append(kept, Record::Event(Box::new(event.clone())))
}

/// The conditions that nobody has met yet, of the decision in force and of those that are still to come.
#[must_use]
pub fn open_conditions(session: &DecisionSession) -> Vec<&Condition> {
    known_conditions(session).into_iter().filter(|known| known.open).map(|known| known.condition).collect()
}

/// The pieces of evidence that the use's assessments and events have, by id, with their titles.
#[must_use]
pub fn known_evidence(session: &DecisionSession) -> BTreeMap<String, String> {
    let own = session.own();
    let newest = own.iter().rev().find_map(|entry| entry.record.assessment());
    let rests_on = session.in_force().and_then(|decision| decision.assessment.as_ref());
    let below = own.iter().filter(|entry| Some(&entry.sha256) == rests_on);
    let of_assessments = below
        .filter_map(|entry| entry.record.assessment())
        .chain(newest)
        .flat_map(|assessment| &assessment.answers.evidence);
    let of_events = session.records.iter().filter_map(|entry| match &entry.record {
        Record::Event(event) => match &event.what {
            What::ConditionMet { items, .. } => Some(items),
            _ => None,
        },
        _ => None,
    });
    of_assessments.chain(of_events.flatten()).map(|(id, item)| (id.clone(), item.title.clone())).collect()
}

/// A condition that is met, and the sha256 of the decision whose condition it is.
fn condition_met(met: &MetClaim, session: &DecisionSession, faults: &mut Vec<Fault>) -> (What, Option<String>) {
    let known = known_conditions(session);
    let open: Vec<&KnownCondition<'_>> = known.iter().filter(|known| known.open).collect();
    let mut decision = None;
    let condition = match (&met.condition, &open[..]) {
        (Some(id), open) => {
            match (open.iter().find(|known| known.condition.id == *id), known.iter().any(|one| one.condition.id == *id))
            {
                (Some(known), _) => decision = Some(known.decision.to_owned()),
                (None, true) => faults.push(Fault::Of(Field::Condition, format!("`{id}` is met already"))),
                (None, false) => {
                    let ids: Vec<&str> = known.iter().map(|known| known.condition.id.as_str()).collect();
                    let text = no_such("no decision in force has a condition", id, &ids);
                    faults.push(Fault::Of(Field::Condition, text));
                }
            }
            id.clone()
        }
        (None, [only]) => {
            decision = Some(only.decision.to_owned());
            only.condition.id.clone()
        }
        (None, []) => {
            faults.push(Fault::Say(format!("{} has no condition that is still to be met", session.target.name())));
            String::new()
        }
        (None, several) => {
            let ids: Vec<&str> = several.iter().map(|known| known.condition.id.as_str()).collect();
            let text = format!("say which condition is met; still open: {}", ids.join(", "));
            faults.push(Fault::Missing(Field::Condition, text));
            String::new()
        }
    };
    let known = known_evidence(session);
    let mut proof = met.evidence.clone();
    let items = match &met.new {
        Some(item) => new_evidence(item, &mut proof, session, &known, faults),
        None => {
            let ids: Vec<&str> = known.keys().map(String::as_str).collect();
            if proof.is_empty() {
                let there = if ids.is_empty() { "none is known yet".to_owned() } else { ids.join(", ") };
                let text = format!("say what shows that it is met; known evidence: {there}");
                faults.push(Fault::Missing(Field::Evidence, text));
            }
            for id in proof.iter().filter(|id| !known.contains_key(*id)) {
                faults.push(Fault::UnknownEvidence(no_such("the assessment has no evidence", id, &ids)));
            }
            BTreeMap::new()
        }
    };
    (What::ConditionMet { condition, proof, items }, decision)
}

/// A condition of a decision that counts, or will.
struct KnownCondition<'a> {
    condition: &'a Condition,
    decision: &'a str,
    open: bool,
}

/// The conditions of the decision in force and of those after it, in the order of the decisions.
fn known_conditions(session: &DecisionSession) -> Vec<KnownCondition<'_>> {
    let in_force = session.in_force().map_or(0, |decision| decision.header.number);
    let counting = || session.records.iter().filter(|entry| session.records.counts(&entry.record));
    let decisions = counting().filter_map(ChainEntry::decision);
    let current = decisions.filter(|made| made.record.header.number >= in_force);
    let met = |of: &str, id: &String| {
        counting().any(|entry| match &entry.record {
            Record::Event(event) => {
                event.decision.as_deref() == Some(of)
                    && matches!(&event.what, What::ConditionMet { condition, .. } if condition == id)
            }
            _ => false,
        })
    };
    let known = current.flat_map(|EntryRef { sha256, record: decision }| {
        decision.conditions.iter().map(move |condition| KnownCondition {
            condition,
            decision: sha256,
            open: !met(sha256, &condition.id),
        })
    });
    known.collect()
}

/// A piece of evidence that an event brings in, under the id that is named for it, else one from its title.
fn new_evidence(
    item: &Evidence,
    proof: &mut Vec<String>,
    session: &DecisionSession,
    known: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, Evidence> {
    let unknown: Vec<String> = proof.iter().filter(|id| !known.contains_key(*id)).cloned().collect();
    let id = match &unknown[..] {
        [id] => id.clone(),
        [] if proof.len() == 1 => {
            let text = format!(
                "there is evidence `{}` already; leave the title of new evidence out, or choose another id",
                proof[0]
            );
            faults.push(Fault::Of(Field::Evidence, text));
            return BTreeMap::new();
        }
        [] => {
            let id = free_id(&item.title, "evidence", |id| known.contains_key(id));
            proof.push(id.clone());
            id
        }
        several => {
            let text = format!("one event can add one piece of new evidence, not {}", several.join(", "));
            faults.push(Fault::Of(Field::Evidence, text));
            return BTreeMap::new();
        }
    };
    if !is_id(&id) {
        let text = format!("`{id}` is not a valid id: write lower-case letters, digits and hyphens");
        faults.push(Fault::Of(Field::Evidence, text));
    }
    if let Some(sha256) = item.sha256.as_ref().filter(|sha256| !is_sha256(sha256)) {
        let text = format!("`{sha256}` is not a sha256, which has 64 lower-case hexadecimal digits");
        faults.push(Fault::Of(Field::EvidenceSha256, text));
    }
    if let Some(expires) = item.expires.filter(|expires| *expires < session.as_of) {
        let text = format!("{expires} is before {}, the day that is judged", session.as_of);
        faults.push(Fault::Of(Field::EvidenceExpires, text));
    }
    BTreeMap::from([(id, Evidence { dated: Some(session.as_of), ..item.clone() })])
}

/// An exception for one team: it covers what was assessed, and no more than what it names itself.
fn exception(
    session: &DecisionSession,
    (team, until): (&String, Option<Day>),
    lifts: &[String],
    ceiling: &BTreeMap<String, u8>,
    approvers: &[Person],
    faults: &mut Vec<Fault>,
) -> anyhow::Result<What> {
    if let Some(until) = until.filter(|until| *until < session.as_of) {
        let text = format!("{until} is before {}, the day that is judged", session.as_of);
        faults.push(Fault::Of(Field::ValidUntil, text));
    }
    let liftable = ReasonCode::ALL.iter().copied().filter(|code| code.may_be_lifted());
    let liftable: Vec<&str> = liftable.map(ReasonCode::as_str).collect();
    for name in lifts.iter().filter(|name| ReasonCode::named(name).is_none()) {
        faults.push(Fault::Of(Field::Lifts, no_such("there is no reason", name, &liftable)));
    }
    let newest = session.newest(&BTreeSet::new())?;
    let mut covered: BTreeMap<String, u8> = BTreeMap::new();
    for (factor, level) in newest.iter().flat_map(|basis| &basis.levels) {
        covered.extend(level.map(|level| (factor.clone(), level)));
    }
    covered.extend(ceiling.clone());
    Ok(What::Exception {
        team: team.clone(),
        // An end that could not be read is wrong already, which is said.
        until: until.unwrap_or(session.as_of),
        lifts: lifts.to_vec(),
        assessment: newest.map(|basis| basis.sha256),
        ceiling: covered,
        approvers: approvers.to_vec(),
        policy: session.register.policy_sha256().to_owned(),
        enactment: None,
    })
}
