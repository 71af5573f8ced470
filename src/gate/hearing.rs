//! The records of a chain as they are heard one after the other: what stood, what was closed, and what
//! does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assessment::entry::entry_named;
use crate::assessment::event::What;
use crate::assessment::references::newest_look;
use crate::assessment::{Assessment, ChainEntry, Decision, Event, Record};
use crate::date::Day;
use crate::framework::Framework;
use crate::framework::triage::Route;
use crate::person::Person;
use crate::policy::{self, Basis, Closed, Exception, Overruled, Policies, Policy, Refusal, Unfit};

use super::ReasonCode;
use super::closing::{forbids, stops};
use super::grounds::{FrameworkSource, Grounds, SOMEBODY, Void};

/// An assessment that stood in the chain.
struct Stood<'a> {
    sha256: &'a String,
    assessment: &'a Assessment,
    /// From which day on a decision by those with the authority has put another in its place.
    ended: Option<Day>,
}

/// A ban, hold or suspension.
struct Closing {
    what: String,
    who: Vec<Person>,
    day: Day,
    tier: Option<String>,
    policy: Option<String>,
    ended: Option<Day>,
}

/// The records of a chain as they are heard one after the other.
pub(super) struct Hearing<'a> {
    grounds: &'a Grounds<'a>,
    stood: Vec<Stood<'a>>,
    closings: Vec<Closing>,
    pub(super) void: BTreeMap<u32, Void>,
    pub(super) needed: BTreeMap<u32, BTreeSet<Option<String>>>,
    /// The tiers of full assessments that a short run lowers, by the number of the short run.
    pub(super) shortened: BTreeMap<u32, String>,
}

impl<'a> Hearing<'a> {
    pub(super) const fn new(grounds: &'a Grounds<'a>) -> Self {
        Self {
            grounds,
            stood: Vec::new(),
            closings: Vec::new(),
            void: BTreeMap::new(),
            needed: BTreeMap::new(),
            shortened: BTreeMap::new(),
        }
    }

    pub(super) fn hear(&mut self, before: &'a [ChainEntry], entry: &'a ChainEntry) {
        match &entry.record {
            Record::Assessment(assessment) => {
                let shortened = self.shortens(before, assessment);
                self.shortened.extend(shortened.map(|tier| (assessment.header.number, tier)));
                self.stood.push(Stood { sha256: &entry.sha256, assessment, ended: None });
            }
            Record::Triage(_) | Record::Enactment(_) => {}
            Record::Decision(decision) if forbids(decision) => self.closes(decision),
            Record::Decision(decision) => self.opens(before, decision),
            Record::Event(event) => self.happens(before, event),
        }
    }

    /// A ban or hold: it counts, whoever made it.
    fn closes(&mut self, decision: &Decision) {
        let header = &decision.header;
        if let Ok(policy) = self.policy_of(decision) {
            let overruled = self.overruled(policy, header.as_of, header.as_of, false);
            if policy::lacks_authority(policy, header, &decision.approvers, &overruled).is_empty() {
                self.settle();
            }
        }
        let mut who = decision.approvers.clone();
        who.push(header.recorded_by.clone());
        self.closings.push(Closing {
            what: format!("{} of {}", decision.decision.as_str(), header.as_of),
            who,
            day: header.as_of,
            tier: decision.tier.clone(),
            policy: Some(decision.policy.clone()),
            ended: None,
        });
    }

    /// A decision that allows, or lifts what was decided from above.
    fn opens(&mut self, before: &[ChainEntry], decision: &Decision) {
        let header = &decision.header;
        let policy = match self.policy_of(decision) {
            Ok(policy) => policy,
            Err(unfit) => return self.unfit(header.number, "decision", unfit),
        };
        let from = decision.valid_from.max(header.as_of);
        let overruled = self.overruled(policy, from, header.as_of, false);
        let basis = if decision.allows() { self.basis(before, Some(decision), policy) } else { Ok(None) };
        let (basis, refused) = match basis {
            Ok(basis) => {
                let refused = policy::refusals(policy, decision, basis.as_ref(), &overruled);
                (basis, refused)
            }
            Err(refusal) => (None, vec![refusal]),
        };
        let mut tiers = overruled.tiers;
        if decision.allows() {
            tiers.insert(basis.as_ref().and_then(|basis| basis.tier.clone()));
        } else if tiers.is_empty() {
            tiers.insert(None);
        }
        self.needed.insert(header.number, tiers);
        if self.forbid(header.number, "decision", refused) {
            return;
        }
        self.settle();
        let kept = basis.map(|basis| basis.sha256);
        let end = |ended: &mut Option<Day>| *ended = Some(ended.map_or(from, |day| day.min(from)));
        self.stood
            .iter_mut()
            .filter(|stood| Some(stood.sha256) != kept.as_ref())
            .for_each(|stood| end(&mut stood.ended));
        self.closings.iter_mut().for_each(|closing| end(&mut closing.ended));
    }

    fn happens(&mut self, before: &[ChainEntry], event: &Event) {
        let header = &event.header;
        if stops(event).is_some() {
            self.closings.push(Closing {
                what: format!("{} of {}", event.what.word(), header.as_of),
                who: vec![header.recorded_by.clone()],
                day: header.as_of,
                tier: None,
                policy: None,
                ended: None,
            });
        }
        match &event.what {
            What::Exception { until, approvers, policy, enactment, lifts, ceiling, assessment, .. } => {
                let policy = match self.grounds.policies.of(header, policy, enactment.as_ref()) {
                    Ok(policy) => policy,
                    Err(unfit) => return self.unfit(header.number, "event", unfit),
                };
                let overruled = self.overruled(policy, header.as_of, header.as_of, true);
                let exception =
                    Exception { header, approvers, assessment: assessment.as_ref(), ceiling, until: *until };
                let mut refused = match self.basis(before, None, policy) {
                    Ok(basis) => policy::of_exception(policy, &exception, basis.as_ref(), &overruled),
                    Err(refusal) => vec![refusal],
                };
                let never = lifts.iter().filter(|name| !ReasonCode::named(name).is_some_and(ReasonCode::may_be_lifted));
                refused.extend(never.map(|name| cannot_be_lifted(name)));
                let mut tiers = overruled.tiers;
                if tiers.is_empty() {
                    tiers.insert(None);
                }
                self.needed.insert(header.number, tiers);
                self.forbid(header.number, "event", refused);
            }
            What::ConditionMet { condition, .. } => {
                let decision = entry_named(before, event.decision.as_ref()).and_then(|entry| entry.record.decision());
                let Some(decision) = decision else { return };
                let Some(owed) = decision.conditions.iter().find(|owed| owed.id == *condition) else { return };
                let policy = self.grounds.policies.get(&decision.policy);
                let tiers = self.needed.get(&decision.header.number);
                let tiers: Vec<Option<&str>> = tiers.into_iter().flatten().map(Option::as_deref).collect();
                let refused = policy.and_then(|policy| policy::of_condition(policy, header, decision, owed, &tiers));
                self.forbid(header.number, "event", refused.into_iter().collect());
            }
            What::Mend => {
                let policies = self.grounds.policies;
                let in_force = policies.at(header.recorded_at).and_then(|enacted| policies.get(&enacted.policy));
                let refused = in_force.and_then(|policy| policy::of_mending(policy, header));
                if self.forbid(header.number, "event", refused.into_iter().collect())
                    && let Some(void) = self.void.get_mut(&header.number)
                {
                    void.closes = true;
                }
            }
            _ => {}
        }
    }

    /// The policy under which a decision was made, as far as it was in force.
    fn policy_of(&self, decision: &Decision) -> Result<&'a Policy, Unfit> {
        self.grounds.policies.of(&decision.header, &decision.policy, decision.enactment.as_ref())
    }

    /// Keeps that a record does not count, and why; whether it does not.
    fn forbid(&mut self, number: u32, kind: &'static str, refusals: Vec<Refusal>) -> bool {
        if refusals.is_empty() {
            return false;
        }
        let about_people = refusals.iter().any(Refusal::is_about_authority);
        let code = if about_people { ReasonCode::NotAuthorised } else { ReasonCode::AgainstPolicy };
        self.void.insert(number, Void { number, kind, code, refusals, settled: false, closes: false });
        true
    }

    /// Keeps that a record names a policy by which it may not be judged.
    fn unfit(&mut self, number: u32, kind: &'static str, unfit: Unfit) {
        let (code, refusal) = match unfit {
            Unfit::Gone(refusal) => (ReasonCode::Altered, refusal),
            Unfit::NotInForce(refusal) => (ReasonCode::AgainstPolicy, refusal),
        };
        let refusals = vec![refusal];
        self.void.insert(number, Void { number, kind, code, refusals, settled: false, closes: false });
    }

    /// Somebody with the authority has decided: what did not count before it is settled.
    fn settle(&mut self) {
        self.void.values_mut().for_each(|void| void.settled = true);
    }

    /// What a record that opens something from a day on is up against. `every` tier that stands, or the
    /// highest.
    pub(super) fn overruled(&self, policy: &Policy, from: Day, as_of: Day, every: bool) -> Overruled {
        let live = |ended: &Option<Day>| ended.is_none_or(|day| day > from);
        let mut tiers = BTreeSet::new();
        let stood: Vec<&Assessment> =
            self.stood.iter().filter(|stood| live(&stood.ended)).map(|stood| stood.assessment).collect();
        let highest = |one: &Assessment| !stood.iter().any(|other| self.is_below(one, other));
        tiers.extend(stood.iter().filter(|one| every || highest(one)).map(|one| Some(one.outcome.tier.clone())));
        let mut closed = Vec::new();
        for closing in self.closings.iter().filter(|closing| live(&closing.ended)) {
            // That of its own assessment is known with its rank already.
            if let Some(tier) =
                closing.tier.as_ref().filter(|tier| !self.stood.iter().any(|one| one.assessment.outcome.tier == **tier))
            {
                tiers.insert(Some(tier.clone()));
            }
            let then = closing.policy.as_ref().and_then(|sha256| self.grounds.policies.get(sha256));
            let mut authority: BTreeSet<String> = BTreeSet::new();
            for (policy, day) in
                then.map(|then| (then, closing.day)).into_iter().chain([(policy, closing.day), (policy, as_of)])
            {
                let of = closing.who.iter().flat_map(|person| policy.authority(person, day));
                authority.extend(of.map(str::to_owned));
            }
            closed.push(Closed { what: closing.what.clone(), who: closing.who.clone(), authority });
        }
        Overruled { tiers, closed }
    }

    /// What the newest look in a chain comes to. `decision` says what is waived or accepted.
    fn basis(
        &self,
        before: &[ChainEntry],
        decision: Option<&Decision>,
        policy: &Policy,
    ) -> Result<Option<Basis>, Refusal> {
        let Some(newest) = newest_look(before) else { return Ok(None) };
        let Some(entry) = newest.assessment() else {
            return Ok(newest.triage().map(|triage| Basis::of_triage(triage, policy)));
        };
        let assessment = entry.record;
        let asks = decision.is_some_and(|decision| !decision.waivers.is_empty() || decision.accepted_risk.is_some());
        let mut basis = if asks || self.grounds.thorough {
            let waived =
                decision.iter().flat_map(|decision| &decision.waivers).map(|waiver| waiver.id.clone()).collect();
            let framework = self.grounds.frameworks.of(assessment);
            let made = framework
                .and_then(|framework| Basis::of_assessment(entry, &framework, &waived, policy, self.grounds.owner));
            made.ok_or_else(|| {
                Refusal::new(
                    "assessment",
                    format!("the result of record {} does not follow from its answers", assessment.header.number),
                    "assess it again; `plimsoll verify` says what is wrong",
                )
            })?
        } else {
            Basis::as_stated(entry, policy, self.grounds.owner)
        };
        basis.route = stop_since(before, assessment);
        basis.shortened = self.shortened.get(&assessment.header.number).cloned();
        Ok(Some(basis))
    }

    /// The tier of a full assessment before a short run that is not known to be as high: what was looked at
    /// less closely lowers nothing.
    fn shortens(&self, records: &[ChainEntry], newest: &Assessment) -> Option<String> {
        if newest.is_full() {
            return None;
        }
        let full = records.iter().rev().filter_map(|entry| entry.record.assessment()).find(|one| one.is_full())?;
        let is_as_high = full.outcome.tier == newest.outcome.tier || self.is_below(full, newest);
        (!is_as_high).then(|| full.outcome.tier.clone())
    }

    /// Whether one assessment came to a lower tier than another, as the frameworks of both have them. What a
    /// record says of the place of its tier is not asked, and a framework in which the tiers stand in
    /// another order puts none below another.
    fn is_below(&self, one: &Assessment, other: &Assessment) -> bool {
        let tiers = [one, other].map(|assessment| &assessment.outcome.tier);
        tiers[0] != tiers[1]
            && [one, other].into_iter().all(|assessment| {
                let Some(framework) = self.grounds.frameworks.of(assessment) else { return false };
                let place = |id: &String| framework.scoring().tiers.iter().position(|tier| tier.id == *id);
                let [one, other] = tiers.map(place);
                one.zip(other).is_some_and(|(one, other)| one < other)
            })
    }
}

/// What the newest look in a chain comes to by what it states of itself; `shortened` as it was heard.
pub(super) fn stated(records: &[ChainEntry], policy: &Policy, shortened: &BTreeMap<u32, String>) -> Option<Basis> {
    let policies = Policies::default();
    let grounds = Grounds { policies: &policies, frameworks: &Nowhere, thorough: false, owner: SOMEBODY };
    let hearing = Hearing { shortened: shortened.clone(), ..Hearing::new(&grounds) };
    hearing.basis(records, None, policy).ok().flatten()
}

/// No framework at all.
struct Nowhere;

impl FrameworkSource for Nowhere {
    fn of(&self, _: &Assessment) -> Option<Arc<Framework>> {
        None
    }
}

/// A first look that is newer than an assessment and says stop: it asks for a newer assessment.
#[must_use]
pub fn stop_since(records: &[ChainEntry], assessment: &Assessment) -> Option<Route> {
    let newest = records.iter().rev().find_map(ChainEntry::triage)?.record;
    let stops = newest.header.number > assessment.header.number && newest.route == Route::Stop;
    stops.then_some(Route::Stop)
}

/// The rule that forbids to lift a code.
#[must_use]
pub fn cannot_be_lifted(name: &str) -> Refusal {
    let liftable = ReasonCode::ALL.iter().copied().filter(|code| code.may_be_lifted());
    let liftable: Vec<&str> = liftable.map(ReasonCode::as_str).collect();
    Refusal::new(
        "lifts",
        format!("no exception lifts `{name}`"),
        format!("these may be lifted: {}", liftable.join(", ")),
    )
}
