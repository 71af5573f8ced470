//! What somebody wants decided, and the decision that it makes: what is left out follows from what
//! the decision rests on.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::decision::{AcceptedRisk, Dissent, Waiver};
use crate::assessment::{Decision, Header};
use crate::date::Day;
use crate::framework::{self, HIGHEST_LEVEL};
use crate::person::Person;
use crate::problem::no_such;

use super::Basis;
use super::remedy::{Fault, Field};

/// What somebody wants decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The decision.
    pub decision: framework::Disposition,
    /// Why.
    pub rationale: String,
    /// Who decides.
    pub approvers: Vec<Person>,
    /// Who disagrees.
    pub dissent: Vec<Dissent>,
    /// From when on; the day judged if left out.
    pub valid_from: Option<Day>,
    /// Until when; for a decision that allows, the day of the next review if left out.
    pub valid_until: Option<Day>,
    /// The client versions that it covers.
    pub client_versions: Option<String>,
    /// The editions or plans that it covers.
    pub editions: Vec<String>,
    /// The teams that it covers.
    pub teams: Vec<String>,
    /// What to use instead.
    pub alternatives: Vec<String>,
    /// What is to be done.
    pub actions: Vec<String>,
    /// The highest levels covered; the levels that were assessed where left out.
    pub ceiling: BTreeMap<String, u8>,
    /// Conditions: changes of those that the assessment proposes, and further ones.
    pub conditions: Vec<ConditionProposal>,
    /// Proposed conditions that are left out.
    pub dropped: BTreeSet<String>,
    /// The last day for conditions that name none of their own.
    pub conditions_due: Option<Day>,
    /// Knock-outs to waive.
    pub waivers: Vec<WaiverProposal>,
    /// A risk to accept as it is.
    pub accepted_risk: Option<AcceptedRisk>,
}

/// A condition as far as somebody spelt it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionProposal {
    /// The id: that of a proposed condition, which is then changed, or of a new one.
    pub id: Option<String>,
    /// What is to be done.
    pub text: Option<String>,
    /// The question whose weak answer it mends.
    pub question: Option<String>,
    /// Who sees to it.
    pub owner: Option<Person>,
    /// The last day for it.
    pub due: Option<Day>,
    /// Whether the tool may not be used before it is met.
    pub before_use: bool,
}

/// A waiver as far as somebody spelt it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaiverProposal {
    /// The knock-out.
    pub id: String,
    /// Why; the rationale of the decision if left out.
    pub reason: Option<String>,
    /// Who lets it pass; the first approver if left out.
    pub approver: Option<Person>,
    /// Until when; the end of the decision if left out.
    pub until: Option<Day>,
}

impl Proposal {
    /// A decision with nothing beside it.
    #[must_use]
    pub fn new(decision: framework::Disposition) -> Self {
        Self {
            decision,
            rationale: String::new(),
            approvers: Vec::new(),
            dissent: Vec::new(),
            valid_from: None,
            valid_until: None,
            client_versions: None,
            editions: Vec::new(),
            teams: Vec::new(),
            alternatives: Vec::new(),
            actions: Vec::new(),
            ceiling: BTreeMap::new(),
            conditions: Vec::new(),
            dropped: BTreeSet::new(),
            conditions_due: None,
            waivers: Vec::new(),
            accepted_risk: None,
        }
    }

    /// The knock-outs to waive.
    #[must_use]
    pub fn waived(&self) -> BTreeSet<String> {
        self.waivers.iter().map(|waiver| waiver.id.clone()).collect()
    }

    /// Whether it asks to allow something, if it is about one use.
    fn permits(&self) -> bool {
        self.decision < framework::Disposition::Hold
    }

    /// Everything that contradicts itself or does not fit what the decision rests on, with the remedy;
    /// `as_of` is the day on which it is decided, and begins if it does not say when.
    #[must_use]
    pub fn faults(&self, as_of: Day, basis: Option<&Basis>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.rationale.is_empty() {
            faults.push(Fault::Missing(Field::Rationale, "the decision has no rationale".to_owned()));
        }
        let from = self.valid_from.unwrap_or(as_of);
        if let Some(until) = self.valid_until.filter(|until| *until < from) {
            faults.push(Fault::Say(format!("the decision would end on {until}, before it begins on {from}")));
        }
        if !self.permits() {
            let limits = [
                (Field::ClientVersions, self.client_versions.is_some()),
                (Field::Editions, !self.editions.is_empty()),
                (Field::Teams, !self.teams.is_empty()),
                (Field::Ceiling, !self.ceiling.is_empty()),
                (Field::Waivers, !self.waivers.is_empty()),
                (Field::AcceptedRisk, self.accepted_risk.is_some()),
            ];
            let given = limits.into_iter().filter(|(_, given)| *given);
            faults.extend(given.map(|(field, _)| Fault::LimitsNothing(field, self.decision)));
        }
        faults.extend(self.conditions(basis).1);
        let Some(basis) = basis else { return faults };
        for factor in self.ceiling.keys().filter(|factor| !basis.levels.contains_key(*factor)) {
            let known: Vec<&str> = basis.levels.keys().map(String::as_str).collect();
            faults.push(Fault::Of(Field::Ceiling, no_such("there is no factor", factor, &known)));
        }
        for id in self.waived().iter().filter(|id| !basis.knock_outs.contains(*id)) {
            let known: Vec<&str> = basis.knock_outs.iter().map(String::as_str).collect();
            faults.push(Fault::Of(Field::Waivers, no_such("the framework has no knock-out", id, &known)));
        }
        faults
    }

    /// The decision that it makes, behind a header.
    #[must_use]
    pub fn decision(&self, header: Header, basis: Option<&Basis>, policy: &str) -> Decision {
        let mut decision = Decision {
            assessment: basis.map(|basis| basis.sha256.clone()),
            policy: policy.to_owned(),
            enactment: None,
            decision: self.decision,
            rationale: self.rationale.clone(),
            approvers: self.approvers.clone(),
            dissent: self.dissent.clone(),
            valid_from: self.valid_from.unwrap_or(header.as_of),
            valid_until: self.valid_until,
            tier: basis.and_then(|basis| basis.tier.clone()),
            tier_with_waivers: basis.and_then(|basis| basis.tier_with_waivers.clone()),
            client_versions: self.client_versions.clone(),
            editions: self.editions.clone(),
            teams: self.teams.clone(),
            alternatives: self.alternatives.clone(),
            actions: self.actions.clone(),
            ceiling: BTreeMap::new(),
            conditions: self.conditions(basis).0,
            waivers: Vec::new(),
            accepted_risk: self.accepted_risk.clone(),
            header,
        };
        if decision.allows() {
            let assessed = basis.into_iter().flat_map(|basis| &basis.levels);
            let known = assessed.filter_map(|(factor, level)| Some((factor.clone(), (*level)?)));
            decision.ceiling = known.chain(self.ceiling.clone()).collect();
            decision.valid_until = self.valid_until.or(basis.map(|basis| basis.review_due));
            let end = decision.valid_until.unwrap_or(decision.valid_from);
            let waiver = |waiver: &WaiverProposal| Waiver {
                id: waiver.id.clone(),
                reason: waiver.reason.clone().unwrap_or_else(|| self.rationale.clone()),
                approver: waiver
                    .approver
                    .clone()
                    .or(self.approvers.first().cloned())
                    .unwrap_or_else(|| Person::written("")),
                until: waiver.until.unwrap_or(end),
            };
            decision.waivers = self.waivers.iter().map(waiver).collect();
        }
        decision
    }
}

/// Whether a decision is narrower than what was assessed: in ceiling, edition, version or team.
#[must_use]
pub fn narrows(decision: &Decision, basis: &Basis) -> bool {
    let lower = decision.ceiling.iter().any(|(factor, level)| {
        // A level that nobody knows was assessed as the highest.
        basis.levels.get(factor).is_some_and(|assessed| *level < assessed.unwrap_or(HIGHEST_LEVEL))
    });
    lower || decision.client_versions.is_some() || !decision.editions.is_empty() || !decision.teams.is_empty()
}
