//! What a chain of records says on a day: which decision is in force, what happened since, and what
//! that says against a request.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Evidence;
use crate::assessment::decision::Condition;
use crate::assessment::event::What;
use crate::assessment::references::newest_look;
use crate::assessment::{ChainEntry, Decision, EntryRef, Event, Record};
use crate::date::Day;
use crate::framework;
use crate::policy::Policy;

use super::basis::BasisRecord;
use super::closing::{forbids, stops};
use super::grounds::Void;
use super::limits::{above_ceiling, changed, outside};
use super::{Case, Exit, Fact, JudgedRecords, Reach, Reason, ReasonCode, Request};

/// A reason against, and where it comes from.
pub(super) struct Objection<'a> {
    pub(super) reason: Reason,
    /// The decision that it comes from, or that was in force when it arose.
    pub(super) by: Option<EntryRef<'a, Decision>>,
    /// The number of the record that brought it; 0 where no record did. An exception lifts only what
    /// was there when it was granted.
    pub(super) since: u32,
}

/// The register does not know what is asked about.
pub(super) fn not_registered<'a>() -> Objection<'a> {
    Objection { reason: Reason { code: ReasonCode::NotRegistered, fact: Fact::NotRegistered }, by: None, since: 0 }
}

/// The records of one chain, seen on a day.
pub(super) struct ChainOnDay<'a> {
    pub(super) day: Day,
    pub(super) all: &'a JudgedRecords,
    /// The records of that day and before, whether they count or not.
    pub(super) seen: &'a [ChainEntry],
    /// The newest decision that allows, or lifts, and holds on that day or held before it.
    pub(super) opening: Option<EntryRef<'a, Decision>>,
    /// The bans and holds since then: none of them ends another.
    pub(super) closings: Vec<EntryRef<'a, Decision>>,
    /// The decision that says most: the strictest ban or hold, else the one that allows.
    pub(super) in_force: Option<EntryRef<'a, Decision>>,
}

/// A condition that is met.
struct MetBy<'a> {
    condition: &'a String,
    proof: &'a [String],
    /// The evidence that was brought in for it.
    items: &'a BTreeMap<String, Evidence>,
}

impl<'a> ChainOnDay<'a> {
    pub(super) fn new(all: &'a JudgedRecords, day: Day) -> Self {
        let seen = all.iter().take_while(|entry| entry.record.header().as_of <= day).count();
        let seen = &all[..seen];
        let counting = seen.iter().filter(|entry| all.counts(&entry.record));
        let decisions = counting.filter_map(ChainEntry::decision);
        let valid: Vec<EntryRef<'a, Decision>> = decisions.filter(|made| made.record.valid_from <= day).collect();
        let opening = valid.iter().rposition(|made| !forbids(made.record));
        let closings = valid[opening.map_or(0, |at| at + 1)..].to_vec();
        let opening = opening.map(|at| valid[at]);
        let strictest = closings.iter().max_by_key(|made| (made.record.decision, made.record.header.number));
        let in_force = strictest.copied().or(opening);
        Self { day, all, seen, opening, closings, in_force }
    }

    /// What of the seen records counts.
    fn counting(&self) -> impl DoubleEndedIterator<Item = &'a ChainEntry> + use<'a> {
        let all = self.all;
        self.seen.iter().filter(move |entry| all.counts(&entry.record))
    }

    /// A reason that comes from the decision in force.
    fn found(&self, code: ReasonCode, fact: Fact) -> Objection<'a> {
        Objection { reason: Reason { code, fact }, by: self.in_force, since: 0 }
    }

    /// The events that count since the newest decision that holds; all of them where there is none.
    pub(super) fn events(&self) -> impl Iterator<Item = &'a Event> + use<'a> {
        let newest = self.closings.last().or(self.opening.as_ref());
        self.events_after(newest.map_or(0, |made| made.record.header.number))
    }

    /// Those since the newest decision that allows or lifts: what stopped the use then stands, whatever
    /// else forbids it.
    pub(super) fn events_since_opening(&self) -> impl Iterator<Item = &'a Event> + use<'a> {
        self.events_after(self.opening.map_or(0, |made| made.record.header.number))
    }

    fn events_after(&self, number: u32) -> impl Iterator<Item = &'a Event> + use<'a> {
        self.counting().filter_map(move |entry| match &entry.record {
            Record::Event(event) if event.header.number > number => Some(&**event),
            _ => None,
        })
    }

    /// The decision that will hold first, where none does yet.
    pub(super) fn to_come(&self) -> Option<&'a Decision> {
        self.counting().filter_map(|entry| entry.record.decision()).min_by_key(|decision| decision.valid_from)
    }

    /// The decisions that do not count and that no decision has followed.
    pub(super) fn void(&self) -> impl Iterator<Item = &'a Void> + use<'a> {
        let newest = self.counting().filter_map(|entry| entry.record.decision()).map(|decision| decision.header.number);
        let (after, seen) =
            (newest.max().unwrap_or(0), self.seen.last().map_or(0, |entry| entry.record.header().number));
        self.all.void().filter(move |void| void.kind == "decision" && void.number > after && void.number <= seen)
    }

    /// Why decisions that do not count open nothing; what cannot be told of one is said in any case.
    fn voided(&self, opened: bool) -> Vec<Objection<'a>> {
        let said = self.void().filter(|void| !opened || void.code.exit() == Exit::CouldNot);
        let seen = self.seen.last().map_or(0, |entry| entry.record.header().number);
        let closes = self.all.void().filter(|void| void.closes && !void.settled && void.number <= seen);
        let said = said.chain(closes);
        let found = said.map(|void| {
            let because = void.refusals.iter().map(|refusal| refusal.because.clone()).collect();
            let fact = Fact::Void { kind: void.kind, number: void.number, because };
            Objection { reason: Reason { code: void.code, fact }, by: None, since: void.number }
        });
        found.collect()
    }

    /// What events since then say against any use.
    fn stopped(&self) -> Vec<Objection<'a>> {
        let stopped = self.events_since_opening().filter_map(|event| {
            let code = stops(event)?;
            let header = &event.header;
            let fact = Fact::Stopped { on: header.as_of, why: event.why.clone(), reach: Reach::of(header) };
            Some(Objection { since: header.number, ..self.found(code, fact) })
        });
        stopped.collect()
    }

    /// What a chain that reaches over the use says against it: it never allows.
    pub(super) fn forbids(&self, case: &Case<'_>) -> Vec<Objection<'a>> {
        let mut found = self.stopped();
        found.extend(self.forbidden(case));
        found.extend(self.voided(self.closings.is_empty()));
        found
    }

    /// The decisions that forbid, each for itself.
    fn forbidden(&self, case: &Case<'_>) -> Vec<Objection<'a>> {
        let mut found = Vec::new();
        for made in &self.closings {
            let decision = made.record;
            let code = match decision.decision {
                framework::Disposition::Prohibit => ReasonCode::Prohibited,
                _ => ReasonCode::Hold,
            };
            let (since, why, reach) = (decision.valid_from, decision.rationale.clone(), Reach::of(&decision.header));
            let fact = Fact::Forbidden { since, why, reach };
            let by = |found: Objection<'a>| Objection { by: Some(*made), ..found };
            found.push(by(Objection { since: decision.header.number, ..self.found(code, fact) }));
            found.extend(self.expired(decision.valid_until).map(by));
            if case.policies.get(&decision.policy).is_none() {
                found.push(by(self.policy_gone()));
            }
        }
        found
    }

    fn expired(&self, until: Option<Day>) -> Option<Objection<'a>> {
        let until = until.filter(|until| self.day > *until)?;
        Some(self.found(ReasonCode::Expired, Fact::DecidedUntil(until)))
    }

    fn policy_gone(&self) -> Objection<'a> {
        self.found(ReasonCode::Altered, Fact::PolicyGone)
    }

    /// Whether those who approved may still approve on the day: the tiers that were in play, and what
    /// they waived.
    fn not_authorised(&self, decision: &Decision, policy: &Policy) -> Option<Objection<'a>> {
        let day = self.day;
        let mut tiers = self.all.needed(decision.header.number);
        let agreed = tiers.all(|tier| policy.is_agreed(tier, &decision.approvers, &[day]));
        let mut tiers = self.all.needed(decision.header.number);
        let may_waive = |tier| decision.waivers.iter().all(|waiver| policy.may_approve(tier, &waiver.approver, day));
        if agreed && tiers.all(may_waive) {
            return None;
        }
        let fact = Fact::NotAuthorised { approvers: decision.approvers.clone(), on: day };
        Some(self.found(ReasonCode::ApproverNotAuthorised, fact))
    }

    /// Everything that the records of the use itself say against a request; `above` are the chains that
    /// reach over it.
    pub(super) fn against(&self, case: &Case<'_>, request: &Request, above: &[ChainOnDay<'a>]) -> Vec<Objection<'a>> {
        let mut found = self.stopped();
        found.extend(self.undecided_assessment(case, above));
        if !self.closings.is_empty() {
            found.extend(self.forbidden(case));
            found.extend(self.voided(false));
            return found;
        }
        let Some(decision) = self.opening.map(|made| made.record) else {
            let void = self.voided(false);
            match self.to_come() {
                Some(decision) => {
                    found.push(self.found(ReasonCode::NotYetValid, Fact::DecidedFrom(decision.valid_from)));
                }
                None if void.is_empty() => found.push(self.found(ReasonCode::Undecided, Fact::Undecided)),
                None => {}
            }
            found.extend(void);
            return found;
        };
        found.extend(self.voided(true));
        let Some(policy) = case.policies.get(&decision.policy) else {
            found.push(self.policy_gone());
            return found;
        };
        let Some(basis) = self.basis(decision) else {
            found.push(self.found(ReasonCode::Altered, Fact::BasisGone));
            return found;
        };
        found.extend(self.expired(self.ends(case)));
        found.extend(self.on_basis(basis, policy));
        let changed = changed(basis.definitions(), request);
        found.extend(changed.map(|fact| self.found(ReasonCode::ChangedSinceApproval, fact)));
        let factors = basis.factors();
        let mut limits = above_ceiling(decision, request, &factors, case.today.complete_context);
        limits.extend(outside(decision, request));
        found.extend(limits.into_iter().map(|reason| Objection { reason, by: self.in_force, since: 0 }));
        found.extend(self.run_out(decision));
        found.extend(self.conditions(case.today));
        found.extend(self.not_authorised(decision, policy));
        if case.today.stale_evidence_blocks {
            found.extend(self.stale(basis));
        }
        found
    }

    /// The assessment that a decision rests on.
    fn basis(&self, decision: &Decision) -> Option<BasisRecord<'a>> {
        let wanted = decision.assessment.as_ref()?;
        let mut before = self.seen.iter().filter(|entry| entry.record.header().number < decision.header.number);
        before.find_map(|entry| if entry.sha256 == *wanted { BasisRecord::of(&entry.record) } else { None })
    }

    /// The last day of the decision in force: the one that it names, else that of its assessment. That it
    /// is not later than policy lets it hold was judged with the decision.
    pub(super) fn ends(&self, case: &Case<'_>) -> Option<Day> {
        let decision = self.in_force?.record;
        if forbids(decision) {
            return decision.valid_until;
        }
        let policy = case.policies.get(&decision.policy);
        let of_basis = || self.basis(decision).zip(policy).map(|(basis, policy)| basis.good_until(policy));
        decision.valid_until.or_else(of_basis)
    }

    /// The newest assessment, where nobody with the authority has decided on it. A ban or hold settles it
    /// while it is in force itself; one that is over or still to come only where those who made it may
    /// approve every tier that was assessed. `above` are the chains that reach over the use.
    fn undecided_assessment(&self, case: &Case<'_>, above: &[ChainOnDay<'a>]) -> Option<Objection<'a>> {
        let newest = newest_look(self.seen).filter(|entry| BasisRecord::of(&entry.record).is_some())?;
        // Without any decision it is undecided, which says it all.
        self.counting().find(|entry| entry.record.decision().is_some())?;
        let in_force = above.iter().chain([self]).flat_map(|chain| &chain.closings).map(|made| made.record);
        let made =
            above.iter().chain([self]).flat_map(ChainOnDay::counting).filter_map(|entry| entry.record.decision());
        let settles = |decision: &&Decision| decision.allows() || self.is_authorised(decision, case);
        if in_force.chain(made.filter(settles)).any(|decision| decision.assessment.as_ref() == Some(&newest.sha256)) {
            return None;
        }
        let header = newest.record.header();
        let fact = Fact::NotDecidedOn { number: header.number, as_of: header.as_of };
        Some(Objection { since: header.number, ..self.found(ReasonCode::AssessmentNewerThanDecision, fact) })
    }

    /// Whether those who closed may approve every tier that was assessed: what they decide for later is
    /// their decision about the assessment today.
    fn is_authorised(&self, closing: &Decision, case: &Case<'_>) -> bool {
        let days = [closing.header.as_of, closing.header.recorded_at.day()];
        let agreed = |policy: &Policy, tier: Option<&str>| policy.is_agreed(tier, &closing.approvers, &days);
        let policy = case.policies.of(&closing.header, &closing.policy, closing.enactment.as_ref());
        let Some(policy) = policy.ok().filter(|_| forbids(closing)) else { return false };
        let mut assessed = self.seen.iter().filter_map(|entry| entry.record.assessment()).peekable();
        match assessed.peek() {
            Some(_) => assessed.all(|assessment| agreed(policy, Some(&assessment.outcome.tier))),
            None => agreed(policy, None),
        }
    }

    /// What the assessment that the decision in force rests on says against it by now.
    fn on_basis(&self, basis: BasisRecord<'a>, policy: &Policy) -> Vec<Objection<'a>> {
        let mut found = Vec::new();
        if let BasisRecord::Assessment(assessment) = basis
            && assessment.needs_full_run()
        {
            found.push(self.found(ReasonCode::AssessmentNewerThanDecision, Fact::ShortRun));
        }
        let as_of = basis.as_of();
        if let Some(days) = policy.assessment_days
            && self.day.days_since(as_of) > i64::from(days)
        {
            found.push(self.found(ReasonCode::AssessmentTooOld, Fact::AssessedOn { as_of, good_for: days }));
        }
        found
    }

    /// Evidence that has expired: what the answers rely on, and what proved that a condition is met.
    fn stale(&self, basis: BasisRecord<'a>) -> Vec<Objection<'a>> {
        let (answers, ignored) = basis.answers();
        let counted = answers.answers.iter().filter(|(question, _)| !ignored.contains(question));
        let mut relied: BTreeSet<(&String, Day)> = counted
            .flat_map(|(_, answer)| &answer.evidence)
            .filter_map(|id| Some((id, answers.evidence.get(id)?.expires?)))
            .collect();
        for met in self.met() {
            relied.extend(met.proof.iter().filter_map(|id| {
                let item = met.items.get(id).or_else(|| answers.evidence.get(id))?;
                Some((id, item.expires?))
            }));
        }
        let stale = relied.into_iter().filter(|(_, expires)| self.day > *expires);
        let expired = |(id, on): (&String, Day)| Fact::EvidenceExpired { id: id.clone(), on };
        stale.map(|item| self.found(ReasonCode::EvidenceStale, expired(item))).collect()
    }

    /// Waivers and accepted risks that have ended.
    fn run_out(&self, decision: &Decision) -> Vec<Objection<'a>> {
        let waivers = decision.waivers.iter().filter(|waiver| self.day > waiver.until);
        let waivers = waivers.map(|waiver| Fact::WaiverEnded { id: waiver.id.clone(), until: waiver.until });
        let risk = decision.accepted_risk.iter().filter(|risk| self.day > risk.until);
        let risk = risk.map(|risk| Fact::AcceptanceEnded(risk.until));
        waivers.chain(risk).map(|fact| self.found(ReasonCode::WaiverEnded, fact)).collect()
    }

    /// Conditions that are owed.
    fn conditions(&self, today: &Policy) -> Vec<Objection<'a>> {
        let mut found = Vec::new();
        for condition in self.open_conditions() {
            let fact = |overdue| Fact::Condition {
                id: condition.id.clone(),
                text: condition.text.clone(),
                owner: condition.owner.clone(),
                overdue,
            };
            if let Some(due) = condition.due.filter(|due| self.day > *due) {
                found.push(self.found(ReasonCode::ConditionOverdue, fact(Some(due))));
            }
            if today.blocking.blocks(condition) {
                found.push(self.found(ReasonCode::ConditionOpen, fact(None)));
            }
        }
        found
    }

    /// The conditions of the decision in force that nobody has met.
    pub(super) fn open_conditions(&self) -> Vec<&'a Condition> {
        let Some(decision) = self.in_force.map(|made| made.record) else { return Vec::new() };
        let met: BTreeSet<&String> = self.met().map(|met| met.condition).collect();
        decision.conditions.iter().filter(|condition| !met.contains(&condition.id)).collect()
    }

    /// What was said of conditions of the decision in force. What was said of another decision's
    /// condition says nothing here, even where both have the same id.
    fn met(&self) -> impl Iterator<Item = MetBy<'a>> {
        let in_force = self.in_force.map(|made| made.sha256);
        self.events().filter(move |event| event.decision.as_deref() == in_force).filter_map(|event| match &event.what {
            What::ConditionMet { condition, proof, items } => Some(MetBy { condition, proof, items }),
            _ => None,
        })
    }
}
