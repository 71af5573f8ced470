//! What an exception lifts of what stands against a use, for its team.

use crate::assessment::Event;
use crate::assessment::entry::entry_named;
use crate::assessment::event::What;
use crate::policy::{self, Exception, Overruled};

use super::basis::BasisRecord;
use super::chain::{ChainOnDay, Objection};
use super::limits::{over, same};
use super::{Case, ReasonCode, Request, hearing};

impl<'a> ChainOnDay<'a> {
    /// Reasons that an exception of these records lifts for the team, and those that stand. An exception
    /// counts for the assessment that it rests on, which is one of the use that asks, and up to its ceiling.
    pub(super) fn lift(
        &self,
        found: Vec<Objection<'a>>,
        case: &Case<'_>,
        request: &Request,
    ) -> (Vec<Objection<'a>>, Vec<Objection<'a>>) {
        let granted = self.events().filter(|event| self.is_granted(event, case, request));
        let lifts: Vec<(u32, ReasonCode)> = granted
            .flat_map(|event| {
                let names: &[String] = match &event.what {
                    What::Exception { lifts, .. } => lifts,
                    _ => &[],
                };
                let codes = names.iter().filter_map(|name| ReasonCode::named(name).filter(|code| code.may_be_lifted()));
                codes.map(|code| (event.header.number, code)).collect::<Vec<_>>()
            })
            .collect();
        found
            .into_iter()
            .partition(|found| lifts.iter().any(|(number, code)| *code == found.reason.code && *number > found.since))
    }

    /// Whether an event is an exception for what is asked.
    fn is_granted(&self, event: &Event, case: &Case<'_>, request: &Request) -> bool {
        let What::Exception { team, until, assessment, ceiling, approvers, policy, .. } = &event.what else {
            return false;
        };
        let header = &event.header;
        let Some(policy) = case.policies.get(policy) else { return false };
        let asked = request.team.as_ref().is_some_and(|asked| same(asked, team));
        let mut tiers = self.all.needed(header.number);
        if !asked || self.day > *until || !tiers.all(|tier| policy.is_agreed(tier, approvers, &[self.day])) {
            return false;
        }
        let shortened = case.own.shortened();
        let own = case.own.iter().take_while(|entry| entry.record.header().as_of <= self.day).count();
        let own = &case.own[..own];
        let rests_on = entry_named(own, assessment.as_ref());
        let Some(factors) = rests_on.and_then(|entry| BasisRecord::of(&entry.record)).map(BasisRecord::factors) else {
            return false;
        };
        if header.reaches_over() {
            // Only here the use is known whose assessment it rests on.
            let exception = Exception { header, approvers, assessment: assessment.as_ref(), ceiling, until: *until };
            let basis = hearing::stated(own, policy, shortened);
            let overruled = Overruled::default();
            let refused = basis.map(|basis| policy::of_exception(policy, &exception, Some(&basis), &overruled));
            if refused.is_none_or(|refused| !refused.is_empty()) {
                return false;
            }
        }
        over(ceiling, request, &factors, case.today.complete_context).is_empty()
    }
}
