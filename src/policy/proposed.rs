//! The conditions of a decision: what an assessment proposes, and what somebody says of it.

use std::collections::BTreeSet;

use crate::assessment::decision::Condition;
use crate::document::free_id;
use crate::framework;
use crate::problem::no_such;
use crate::score::actions::PROPOSED;

use super::Basis;
use super::proposal::Proposal;
use super::remedy::{Fault, Field};

impl Proposal {
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

#[cfg(test)]
mod tests {
    use super::super::proposal::ConditionProposal;
    use super::*;
    use crate::person::Person;
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
