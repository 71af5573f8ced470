//! What somebody wants decided, and the decision that it makes: what is left out follows from what
//! the decision rests on.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::decision::{AcceptedRisk, Condition, Dissent, Waiver};
use crate::assessment::{Decision, Header};
use crate::date::Day;
use crate::document::free_id;
use crate::framework::{self, HIGHEST_LEVEL};
use crate::person::Person;
use crate::problem::no_such;
use crate::score::actions::PROPOSED;

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

    /// The actions that an assessment proposes, as conditions, each with its place: without what is dropped,
    /// and without questions of which a condition of their own is made.
    fn proposed(&self, basis: &Basis) -> Vec<(usize, Condition)> {
        let own = self.conditions.iter().filter_map(|condition| condition.id.as_ref());
        let apart: BTreeSet<&str> = own.chain(&self.dropped).map(String::as_str).collect();
        let kept = basis.actions.iter().enumerate().filter(|(_, action)| !self.dropped.contains(&action.id));
        let left = kept.filter_map(|(at, action)| {
            // Whoever names the only question of an action means the action.
            let action = if action.parts.len() == 1 { Some(action.clone()) } else { action.without(&apart) };
            Some((at, basis.condition(&action?)))
        });
        left.collect()
    }

    /// How many of the proposed actions are conditions where nothing else is said.
    #[must_use]
    pub const fn by_default(&self) -> usize {
        match self.decision {
            framework::Disposition::ApproveWithConditions => PROPOSED,
            _ => 0,
        }
    }

    /// The conditions, and what is wrong with them.
    #[must_use]
    pub fn conditions(&self, basis: Option<&Basis>) -> (Vec<Condition>, Vec<Fault>) {
        let proposed = basis.map(|basis| self.proposed(basis)).unwrap_or_default();
        let weak = basis.map(|basis| basis.conditions.as_slice()).unwrap_or_default();
        let mut faults = Vec::new();
        let by_default = proposed.iter().filter(|(at, _)| *at < self.by_default());
        let mut conditions: Vec<Condition> = by_default.map(|(_, condition)| condition.clone()).collect();
        let all = basis.into_iter().flat_map(|basis| &basis.actions).map(|action| action.id.as_str());
        let mut ids: Vec<&str> = all.chain(weak.iter().map(|known| known.id.as_str())).collect();
        let mut listed = BTreeSet::new();
        ids.retain(|id| listed.insert(*id));
        for id in &self.dropped {
            if !ids.contains(&id.as_str()) {
                let text = no_such("the assessment proposes no condition", id, &ids);
                faults.push(Fault::Of(Field::DroppedConditions, text));
            }
        }
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        for proposal in &self.conditions {
            if let Some(id) = &proposal.id
                && !seen.insert(id)
            {
                faults.push(Fault::Of(Field::Conditions, format!("`{id}` is there twice; put the two together")));
                continue;
            }
            if let Some(question) = &proposal.question
                && basis.is_none_or(|basis| !basis.questions.contains(question))
            {
                let known: Vec<&str> = basis.iter().flat_map(|basis| &basis.questions).map(String::as_str).collect();
                let text = no_such("the framework has no question", question, &known);
                faults.push(Fault::Of(Field::Conditions, text));
            }
            let known = proposal
                .id
                .as_ref()
                .and_then(|id| proposed.iter().map(|(_, known)| known).chain(weak).find(|known| known.id == *id));
            let place = proposal.id.as_ref().and_then(|id| conditions.iter().position(|known| known.id == *id));
            let changed = match (known, &proposal.text) {
                (Some(known), text) => {
                    Condition { text: text.clone().unwrap_or_else(|| known.text.clone()), ..known.clone() }
                }
                (None, Some(text)) => Condition {
                    id: proposal.id.clone().unwrap_or_else(|| {
                        let others = self.conditions.iter().filter_map(|other| other.id.as_ref());
                        let taken: BTreeSet<&String> = conditions.iter().map(|known| &known.id).chain(others).collect();
                        free_id(text, "condition", |id| ids.contains(&id) || taken.contains(&id.to_owned()))
                    }),
                    text: text.clone(),
                    questions: Vec::new(),
                    owner: None,
                    due: None,
                    before_use: false,
                },
                (None, None) => {
                    let id = proposal.id.as_deref().unwrap_or_default();
                    let text =
                        no_such("begin with a text, or name a proposed condition; there is none with the id", id, &ids);
                    faults.push(Fault::Of(Field::Conditions, text));
                    continue;
                }
            };
            let changed = Condition {
                questions: proposal.question.clone().map_or(changed.questions, |question| vec![question]),
                owner: proposal.owner.clone().or(changed.owner),
                due: proposal.due.or(changed.due),
                before_use: proposal.before_use || changed.before_use,
                ..changed
            };
            match place {
                Some(at) => conditions[at] = changed,
                None => conditions.push(changed),
            }
        }
        for condition in &mut conditions {
            condition.due = condition.due.or(self.conditions_due);
        }
        (conditions, faults)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::actions::{Action, ActionPart, Doing};

    fn action(id: &str, questions: &[&str]) -> Action {
        let part = |(question, id): (usize, &&str)| ActionPart {
            question,
            id: (*id).to_owned(),
            title: id.to_uppercase(),
            measure: String::new(),
            document: None,
        };
        Action {
            id: id.to_owned(),
            doing: Doing::GetEvidence,
            who: Some("Vendor".to_owned()),
            parts: questions.iter().enumerate().map(part).collect(),
            on_the_way: false,
            tier: 1,
            lifted: 0,
            tenths: 0,
        }
    }

    fn weak(id: &str) -> Condition {
        let text = format!("Show it: {id}");
        Condition { id: id.to_owned(), text, questions: vec![id.to_owned()], owner: None, due: None, before_use: false }
    }

    /// A group of three, a single one, and as many more as reach beyond what is proposed.
    fn basis() -> Basis {
        let more: Vec<String> = (1..PROPOSED).map(|number| format!("more-{number}")).collect();
        let mut actions = vec![action("documents-from-vendor", &["a", "b", "c"]), action("d", &["d"])];
        actions.extend(more.iter().map(|id| action(id, &[id])));
        let ids = ["a", "b", "c", "d"].into_iter().chain(more.iter().map(String::as_str));
        Basis {
            conditions: ids.clone().map(weak).collect(),
            questions: ids.map(str::to_owned).collect(),
            actions,
            owner: Some(Person::written("Kim <kim@example.org>")),
            ..Basis::of_nothing()
        }
    }

    fn ids(proposal: &Proposal) -> Vec<String> {
        let (conditions, faults) = proposal.conditions(Some(&basis()));
        assert_eq!(faults, []);
        conditions.into_iter().map(|condition| condition.id).collect()
    }

    fn named(ids: &[&str]) -> Vec<ConditionProposal> {
        let named = |id: &&str| ConditionProposal { id: Some((*id).to_owned()), ..ConditionProposal::default() };
        ids.iter().map(named).collect()
    }

    #[test]
    fn at_most_ten_are_proposed_and_the_rest_is_there_by_name() {
        let conditional = Proposal::new(framework::Disposition::ApproveWithConditions);
        let by_default = ids(&conditional);
        assert_eq!((by_default.len(), by_default[0].as_str()), (PROPOSED, "documents-from-vendor"));
        let last = format!("more-{}", PROPOSED - 1);
        assert!(!by_default.contains(&last));
        let more = Proposal { conditions: named(&[&last]), ..conditional.clone() };
        assert_eq!(ids(&more).last(), Some(&last));
        // What is dropped makes no room for another, which nobody has seen.
        let fewer = Proposal { dropped: ["d".to_owned()].into(), ..conditional };
        assert_eq!(ids(&fewer), by_default.into_iter().filter(|id| id != "d").collect::<Vec<_>>());
        // Other decisions take what is named, whatever kind of thing it is.
        let restrict = Proposal::new(framework::Disposition::Restrict);
        assert_eq!(ids(&restrict), [] as [&str; 0]);
        let picked = Proposal { conditions: named(&["documents-from-vendor", "d", "a"]), ..restrict };
        assert_eq!(ids(&picked), ["documents-from-vendor", "d", "a"]);
    }

    #[test]
    fn a_question_with_a_condition_of_its_own_leaves_its_group() {
        let proposal = Proposal {
            conditions: named(&["b"]),
            dropped: ["c".to_owned()].into(),
            ..Proposal::new(framework::Disposition::ApproveWithConditions)
        };
        let (conditions, faults) = proposal.conditions(Some(&basis()));
        assert_eq!(faults, []);
        let of = |id: &str| conditions.iter().find(|condition| condition.id == id).unwrap();
        assert_eq!(of("documents-from-vendor").questions, ["a"]);
        assert_eq!(of("documents-from-vendor").text, "Get a document from Vendor for A");
        assert_eq!((of("b").text.as_str(), of("b").questions.len()), ("Show it: b", 1));
        let unknown = Proposal { dropped: ["x".to_owned()].into(), ..proposal };
        assert_eq!(unknown.conditions(Some(&basis())).1.len(), 1);
    }
}
