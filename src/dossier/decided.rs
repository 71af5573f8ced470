//! What is decided about a use on a day, and what happened since.

use std::collections::BTreeSet;

use crate::assessment::event::What;
use crate::assessment::{ChainEntry, Decision, EntryRef, Event};
use crate::framework;
use crate::gate;

use super::Dossier;

/// What is decided about a use, and what happened since.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// The decision in force.
    pub made: Option<ChainEntry<Decision>>,
    /// Which of its conditions are met.
    pub met: BTreeSet<String>,
    /// Decisions that forbid from above.
    pub above: Vec<ChainEntry<Decision>>,
    /// What happened since: to the use, and from above what stops it.
    pub events: Vec<Event>,
}

impl Dossier {
    /// What is decided on its day.
    #[must_use]
    pub fn decided(&self) -> Decided {
        let (day, own) = (self.day, &self.own.records);
        let met = gate::owed(own, day).map(|(decision, open)| {
            let all = decision.conditions.iter().filter(|condition| !open.contains(condition));
            all.map(|condition| condition.id.clone()).collect()
        });
        let wider = || self.wider.iter().map(|held| &held.records);
        let above = wider().filter_map(|records| gate::in_force(records, day)).map(EntryRef::to_entry);
        let events = wider().chain([own]).flat_map(|records| gate::events_since(records, day));
        Decided {
            made: gate::in_force(own, day).map(EntryRef::to_entry),
            met: met.unwrap_or_default(),
            above: above.filter(|made| made.record.decision >= framework::Disposition::Hold).collect(),
            events: events.filter(|event| !matches!(event.what, What::ConditionMet { .. })).cloned().collect(),
        }
    }
}

impl Decided {
    /// Whether nothing is decided, and nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_none() && self.above.is_empty() && self.events.is_empty()
    }
}
