//! A decision as every report shows it, whether the use was assessed or only triaged.

use std::collections::BTreeMap;

use crate::assessment::{ChainEntry, Decision, EntryRef, Header};
use crate::date::Day;
use crate::dossier::Status;
use crate::framework::{Framework, HIGHEST_LEVEL};
use crate::gate;
use crate::person::{Person, listed};

use super::super::view::NamedText;
use super::super::view::one_use::{ConditionView, DecisionView};
use super::super::wording;
use super::standing::sentence;
use super::{late, named};

/// What a decision is read from.
#[derive(Clone, Copy)]
pub(super) struct DecisionFacts<'a> {
    /// What the gate sees of the use.
    pub(super) gate: &'a gate::Case<'a>,
    /// The day of the report.
    pub(super) day: Day,
    /// The record of the use that the report rests on.
    pub(super) own: &'a Header,
    /// The framework whose factors and questions the decision names; without it their ids stand.
    pub(super) framework: Option<&'a Framework>,
    /// How alternatives that are tools stand, by the tool's id.
    pub(super) alternatives: &'a BTreeMap<String, String>,
}

impl DecisionFacts<'_> {
    /// The decision that decides on the day; else the newest of the use, which does not hold yet.
    pub(super) fn deciding(&self) -> Option<ChainEntry<Decision>> {
        let newest = || self.gate.own.iter().rev().find_map(ChainEntry::decision).map(EntryRef::to_entry);
        Status::of(self.gate, self.day).decision().cloned().or_else(newest)
    }

    /// The decision as it is shown.
    pub(super) fn view(&self) -> Option<DecisionView> {
        let ChainEntry { sha256, record: decision } = self.deciding()?;
        let policy = self.gate.policies.get(&decision.policy).unwrap_or(self.gate.today);
        let roles = |person: &Person| {
            let held = policy.approvers.iter().filter(|known| known.who.is(person));
            held.flat_map(|known| known.roles.clone()).collect::<Vec<_>>().join(", ")
        };
        let header = &decision.header;
        let wider = (header.subject != self.own.subject || header.usage != self.own.usage)
            .then(|| header.subject.name_of(&header.usage));
        let list = |name: &str, values: &[String]| (!values.is_empty()).then(|| named(name, values.join(", ")));
        let mut limits: Vec<NamedText> = Vec::new();
        limits.extend(decision.client_versions.as_ref().map(|versions| named("Client versions", versions)));
        limits.extend(list("Editions", &decision.editions));
        limits.extend(list("Teams", &decision.teams));
        Some(DecisionView {
            decision: wording::decision(decision.decision),
            about: wider,
            rationale: decision.rationale.clone(),
            approvers: decision.approvers.iter().map(|person| named(person.as_str(), roles(person))).collect(),
            dissent: decision.dissent.iter().map(|dissent| named(dissent.who.as_str(), &dissent.reason)).collect(),
            valid_from: decision.valid_from.to_string(),
            valid_until: decision.valid_until.map(|until| until.to_string()),
            ceiling: self.ceiling(&decision.ceiling),
            limits,
            tiers: match (&decision.tier, &decision.tier_with_waivers) {
                (Some(tier), Some(waived)) if tier != waived => {
                    Some(format!("{tier} as assessed, {waived} with the waivers"))
                }
                _ => None,
            },
            waivers: decision
                .waivers
                .iter()
                .map(|waiver| {
                    let reason = sentence(&waiver.reason);
                    let title = super::titles::of_floor(self.framework, &waiver.id);
                    named(title, format!("{reason} By {}, until {}.", waiver.approver, waiver.until))
                })
                .collect(),
            accepted_risk: decision
                .accepted_risk
                .iter()
                .map(|risk| {
                    let by = listed(&decision.approvers);
                    named("The risk as it is", format!("{} By {by}, until {}.", sentence(&risk.reason), risk.until))
                })
                .collect(),
            alternatives: decision.alternatives.iter().map(|name| self.alternative(name)).collect(),
            actions: decision.actions.clone(),
            number: header.number,
            sha256,
            recorded: format!("{} by {}", header.recorded_at, header.recorded_by),
        })
    }

    /// The ceiling in words; a level that covers everything says nothing.
    fn ceiling(&self, levels: &BTreeMap<String, u8>) -> Vec<NamedText> {
        let below = levels.iter().filter(|(_, level)| **level < HIGHEST_LEVEL);
        let words = below.map(|(id, level)| match self.framework {
            Some(framework) => {
                let title = framework.factor(id).map_or(id.as_str(), |at| &framework.factors()[at].title);
                named(title, wording::level(framework, id, Some(*level)))
            }
            None => named(id, level.to_string()),
        });
        words.collect()
    }

    /// An alternative with how it stands, where it is a tool.
    fn alternative(&self, name: &str) -> String {
        self.alternatives.get(name).map_or_else(|| name.to_owned(), |stands| format!("{name} ({stands})"))
    }

    /// The conditions of a decision, each with how far it is; `about` is what its questions say of themselves.
    pub(super) fn conditions(
        &self,
        decision: &Decision,
        about: impl Fn(&[String]) -> ConditionView,
    ) -> Vec<ConditionView> {
        let open: Vec<String> = gate::owed(self.gate.own, self.day)
            .map(|(_, open)| open.into_iter().map(|condition| condition.id.clone()).collect())
            .unwrap_or_default();
        let conditions = decision.conditions.iter().map(|condition| {
            let met = !open.contains(&condition.id);
            let overdue = condition.due.filter(|_| !met).map_or(0, |due| late(self.day, due));
            let about = about(&condition.questions);
            let before_use = if condition.before_use { " Before use." } else { "" };
            ConditionView {
                id: condition.id.clone(),
                title: self.condition_title(condition),
                measure: format!("{}{before_use}", condition.text),
                owner: condition.owner.as_ref().map(Person::to_string).unwrap_or_default(),
                due: condition.due.map(|due| due.to_string()),
                met,
                overdue_days: overdue,
                ..about
            }
        });
        conditions.collect()
    }

    /// What a condition is called: as its question, else by its id in words.
    pub(super) fn condition_title(&self, condition: &crate::assessment::decision::Condition) -> String {
        let asked = condition.question().zip(self.framework);
        asked.map_or_else(
            || super::titles::of_condition(&condition.id),
            |(id, framework)| framework.question_title(id).to_owned(),
        )
    }
}
