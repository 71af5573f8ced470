//! Who is offered when something is decided: people whom the register knows, and who is likely to approve.

use crate::answers::Intake;
use crate::assessment::Record;
use crate::person::Person;
use crate::policy::Basis;

use super::DecisionSession;

impl DecisionSession {
    /// People whom the register knows: those who may approve, those of this use, and the owners of tools.
    ///
    /// # Errors
    /// Where an entry cannot be read.
    pub fn people(&self) -> anyhow::Result<Vec<Person>> {
        let mut people = self.policy().approvers_on(self.as_of);
        for entry in self.records.iter().chain(self.own()) {
            people.push(entry.record.header().recorded_by.clone());
            match &entry.record {
                Record::Assessment(assessment) => people.extend(named(&assessment.answers.request)),
                Record::Triage(triage) => people.extend(named(&triage.answers.request)),
                Record::Decision(decision) => {
                    people.extend(decision.approvers.iter().cloned());
                    people.extend(decision.conditions.iter().filter_map(|condition| condition.owner.clone()));
                }
                _ => {}
            }
        }
        for tool in self.register.tools()? {
            let entry = self.register.tool(&tool)?.unwrap_or_default();
            let of_uses = entry.uses.into_values().filter_map(|entry| entry.business_owner);
            let of_tool = entry.business_owner.into_iter().chain(entry.technical_owner);
            people.extend(of_tool.chain(of_uses).map(Person::written));
        }
        let mut known: Vec<Person> = Vec::new();
        for person in people {
            if person.has_name() && person.mail().is_some() && !known.iter().any(|other| other.is(&person)) {
                known.push(person);
            }
        }
        Ok(known)
    }

    /// Whom to propose as approvers: the recorder where they may, else the only one who may.
    #[must_use]
    pub fn likely_approvers(&self, basis: Option<&Basis>) -> Vec<Person> {
        let (policy, tier) = (self.policy(), basis.and_then(|basis| basis.tier.as_deref()));
        let behind = basis.into_iter().flat_map(|basis| basis.requested_by.iter().chain([&basis.reviewer]));
        let behind: Vec<&Person> = behind.filter(|_| policy.distinct_people).collect();
        let may = |person: &Person| {
            policy.may_approve(tier, person, self.as_of) && !behind.iter().any(|other| other.may_be(person))
        };
        if may(&self.by) {
            return vec![self.by.clone()];
        }
        let able: Vec<Person> = policy.approvers_on(self.as_of).into_iter().filter(may).collect();
        if able.len() == 1 { able } else { Vec::new() }
    }
}

/// The people whom a request names.
fn named(request: &Intake) -> impl Iterator<Item = Person> {
    [&request.requested_by, &request.business_owner].into_iter().flatten().map(Person::written)
}
