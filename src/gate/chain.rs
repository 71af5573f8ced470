//! What a chain of records says on a day: which decision is in force, what happened since, and what
//! that says against a request.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answers, Evidence};
use crate::assessment::decision::Condition;
use crate::assessment::event::What;
use crate::assessment::{Assessment, Decision, Event, Record, Triage};
use crate::date::Day;
use crate::framework;
use crate::policy::{NO_TIER, Policy};

use super::limits::{above_ceiling, outside, same};
use super::{Case, Code, Fact, Reach, Reason, Records, Request};

/// A decision with its sha256.
type Made<'a> = (&'a String, &'a Decision);

/// A reason against, and where it comes from.
pub(super) struct Found<'a> {
    pub(super) reason: Reason,
    /// The decision that it comes from, or that was in force when it arose.
    pub(super) by: Option<Made<'a>>,
    /// The number of the record that brought it; 0 where no record did. An exception lifts only what
    /// was there when it was granted.
    since: u32,
}

/// The register does not know what is asked about.
pub(super) fn not_registered<'a>() -> Found<'a> {
    Found { reason: Reason { code: Code::NotRegistered, fact: Fact::NotRegistered }, by: None, since: 0 }
}

/// The records of one chain, seen on a day.
pub(super) struct Chain<'a> {
    day: Day,
    /// The records of that day and before.
    seen: Vec<(&'a String, &'a Record)>,
    /// The newest decision that holds on that day, or held before it.
    pub(super) in_force: Option<Made<'a>>,
}

/// A condition that is met.
struct Met<'a> {
    condition: &'a String,
    proof: &'a [String],
    /// The evidence that was brought in for it.
    items: &'a BTreeMap<String, Evidence>,
}

/// An assessment, or a triage that is assessment enough.
#[derive(Clone, Copy)]
enum Basis<'a> {
    Assessment(&'a Assessment),
    Triage(&'a Triage),
}

impl<'a> Basis<'a> {
    fn of(record: &'a Record) -> Option<Self> {
        match record {
            Record::Assessment(assessment) => Some(Self::Assessment(assessment)),
            Record::Triage(triage) if triage.is_assessment() => Some(Self::Triage(triage)),
            _ => None,
        }
    }

    fn as_of(self) -> Day {
        match self {
            Self::Assessment(assessment) => assessment.header.as_of,
            Self::Triage(triage) => triage.header.as_of,
        }
    }

    /// The last day for a decision that names none.
    fn good_until(self, policy: &Policy) -> Day {
        match self {
            Self::Assessment(assessment) => assessment.review_due(),
            Self::Triage(triage) => triage.header.as_of.plus_days(i64::from(policy.triage_days)),
        }
    }

    /// What was answered, and which answers do not count.
    fn answers(self) -> (&'a Answers, &'a [String]) {
        match self {
            Self::Assessment(assessment) => (&assessment.answers, &assessment.outcome.ignored),
            Self::Triage(triage) => (&triage.answers, &triage.ignored),
        }
    }

    /// The factors that were looked at, known or not.
    fn factors(self) -> BTreeSet<&'a String> {
        match self {
            Self::Assessment(assessment) => {
                assessment.answers.context.keys().chain(&assessment.outcome.context_unknown).collect()
            }
            Self::Triage(triage) => triage.context.keys().collect(),
        }
    }
}

impl<'a> Chain<'a> {
    pub(super) fn new(all: &'a Records, day: Day) -> Self {
        let seen: Vec<_> = all
            .iter()
            .filter(|(_, record)| record.header().as_of <= day)
            .map(|(hash, record)| (hash, record))
            .collect();
        let decisions = seen.iter().filter_map(|(hash, record)| Some((*hash, record.decision()?)));
        let in_force = decisions
            .filter(|(_, decision)| decision.valid_from <= day)
            .max_by_key(|(_, decision)| decision.header.number);
        Self { day, seen, in_force }
    }

    /// A reason that comes from the decision in force.
    fn found(&self, code: Code, fact: Fact) -> Found<'a> {
        Found { reason: Reason { code, fact }, by: self.in_force, since: 0 }
    }

    /// The events since the decision in force; all of them where there is none.
    pub(super) fn events(&self) -> impl Iterator<Item = &'a Event> {
        let since = self.in_force.map_or(0, |(_, decision)| decision.header.number);
        self.seen.iter().filter_map(move |(_, record)| match record {
            Record::Event(event) if event.header.number > since => Some(&**event),
            _ => None,
        })
    }

    /// The decision that will hold first, where none does yet.
    pub(super) fn to_come(&self) -> Option<&'a Decision> {
        let decisions = self.seen.iter().filter_map(|(_, record)| record.decision());
        decisions.min_by_key(|decision| decision.valid_from)
    }

    /// What events since then say against any use.
    fn stopped(&self) -> Vec<Found<'a>> {
        let stopped = self.events().filter_map(|event| {
            let code = stops(event)?;
            let header = &event.header;
            let fact = Fact::Stopped { on: header.as_of, why: event.why.clone(), reach: Reach::of(header) };
            Some(Found { since: header.number, ..self.found(code, fact) })
        });
        stopped.collect()
    }

    /// What a chain that reaches over the use says against it: it never allows.
    pub(super) fn forbids(&self, case: &Case<'_>) -> Vec<Found<'a>> {
        let mut found = self.stopped();
        let Some((_, decision)) = self.in_force else { return found };
        if forbids(decision) {
            found.extend(self.forbidden(decision));
        }
        match case.policies.get(&decision.policy) {
            None => found.push(self.policy_gone()),
            // What lifts a ban for good needs the authority for it once, on its own day.
            Some(policy) if !forbids(decision) => {
                found.extend(self.not_authorised(decision, policy, decision.header.as_of));
            }
            Some(_) => {}
        }
        found
    }

    /// A decision that forbids.
    fn forbidden(&self, decision: &Decision) -> Vec<Found<'a>> {
        let code = match decision.decision {
            framework::Decision::Prohibit => Code::Prohibited,
            _ => Code::Hold,
        };
        let (since, why, reach) = (decision.valid_from, decision.rationale.clone(), Reach::of(&decision.header));
        let mut found = vec![self.found(code, Fact::Forbidden { since, why, reach })];
        found.extend(self.expired(decision.valid_until));
        found
    }

    fn expired(&self, until: Option<Day>) -> Option<Found<'a>> {
        let until = until.filter(|until| self.day > *until)?;
        Some(self.found(Code::Expired, Fact::DecidedUntil(until)))
    }

    fn policy_gone(&self) -> Found<'a> {
        self.found(Code::Altered, Fact::PolicyGone)
    }

    fn not_authorised(&self, decision: &Decision, policy: &Policy, day: Day) -> Option<Found<'a>> {
        let tier = decision.tier.as_deref();
        let waived = decision.waivers.iter().all(|waiver| policy.may_approve(tier, &waiver.approver, day));
        if waived && policy.is_agreed(tier, &decision.approvers, day) {
            return None;
        }
        let fact = Fact::NotAuthorised { approvers: decision.approvers.clone(), on: day };
        Some(self.found(Code::ApproverNotAuthorised, fact))
    }

    /// Everything that the records of the use itself say against a request.
    pub(super) fn against(&self, case: &Case<'_>, request: &Request) -> Vec<Found<'a>> {
        let mut found = self.stopped();
        found.extend(self.undecided_assessment(case));
        let Some((_, decision)) = self.in_force else {
            found.push(match self.to_come() {
                Some(decision) => self.found(Code::NotYetValid, Fact::DecidedFrom(decision.valid_from)),
                None => self.found(Code::Undecided, Fact::Undecided),
            });
            return found;
        };
        let policy = case.policies.get(&decision.policy);
        if policy.is_none() {
            found.push(self.policy_gone());
        }
        if forbids(decision) {
            found.extend(self.forbidden(decision));
            return found;
        }
        let Some(policy) = policy else { return found };
        let Some(basis) = self.basis(decision) else {
            found.push(self.found(Code::Altered, Fact::BasisGone));
            return found;
        };
        found.extend(self.expired(self.ends(case)));
        found.extend(self.on_basis(basis, policy));
        let factors = basis.factors();
        let mut limits = above_ceiling(decision, request, &factors, case.today.complete_context);
        limits.extend(outside(decision, request));
        found.extend(limits.into_iter().map(|reason| Found { reason, by: self.in_force, since: 0 }));
        found.extend(self.run_out(decision));
        found.extend(self.conditions(case.today));
        found.extend(self.not_authorised(decision, policy, self.day));
        if case.today.stale_evidence_blocks {
            found.extend(self.stale(basis));
        }
        found
    }

    /// The assessment that a decision rests on.
    fn basis(&self, decision: &Decision) -> Option<Basis<'a>> {
        let wanted = decision.assessment.as_ref()?;
        let mut before = self.seen.iter().filter(|(_, record)| record.header().number < decision.header.number);
        before.find_map(|(hash, record)| if *hash == wanted { Basis::of(record) } else { None })
    }

    /// The last day of the decision in force: the one that it names, else that of its assessment;
    /// never later than the policy lets it hold under which it was made.
    pub(super) fn ends(&self, case: &Case<'_>) -> Option<Day> {
        let (_, decision) = self.in_force?;
        if forbids(decision) {
            return decision.valid_until;
        }
        let policy = case.policies.get(&decision.policy);
        let of_basis = || self.basis(decision).zip(policy).map(|(basis, policy)| basis.good_until(policy));
        let tier = decision.tier_with_waivers.as_deref().unwrap_or(NO_TIER);
        let longest = policy.and_then(|policy| policy.tiers.get(tier)).and_then(|tier| tier.longest_days);
        let longest = longest.map(|days| decision.valid_from.plus_days(i64::from(days)));
        decision.valid_until.or_else(of_basis).into_iter().chain(longest).min()
    }

    /// The newest assessment, where no decision rests on it.
    fn undecided_assessment(&self, case: &Case<'_>) -> Option<Found<'a>> {
        let (hash, newest) = self.seen.iter().rev().find(|(_, record)| Basis::of(record).is_some())?;
        // Without any decision it is undecided, which says it all.
        self.seen.iter().find(|(_, record)| record.decision().is_some())?;
        let own = self.seen.iter().map(|(_, record)| *record);
        let wide = case.wider.iter().flat_map(|records| records.iter()).map(|(_, record)| record);
        let wide = wide.filter(|record| record.header().as_of <= self.day);
        let mut decisions = own.chain(wide).filter_map(Record::decision);
        if decisions.any(|decision| decision.assessment.as_ref() == Some(*hash)) {
            return None;
        }
        let header = newest.header();
        let fact = Fact::NotDecidedOn { number: header.number, as_of: header.as_of };
        Some(Found { since: header.number, ..self.found(Code::AssessmentNewerThanDecision, fact) })
    }

    /// What the assessment that the decision in force rests on says against it by now.
    fn on_basis(&self, basis: Basis<'a>, policy: &Policy) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        if let Basis::Assessment(assessment) = basis
            && assessment.needs_full_run()
        {
            found.push(self.found(Code::AssessmentNewerThanDecision, Fact::ShortRun));
        }
        let as_of = basis.as_of();
        if let Some(days) = policy.assessment_days
            && self.day.days_since(as_of) > i64::from(days)
        {
            found.push(self.found(Code::AssessmentTooOld, Fact::AssessedOn { as_of, good_for: days }));
        }
        found
    }

    /// Evidence that has expired: what the answers rely on, and what proved that a condition is met.
    fn stale(&self, basis: Basis<'a>) -> Vec<Found<'a>> {
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
        stale.map(|item| self.found(Code::EvidenceStale, expired(item))).collect()
    }

    /// Waivers and accepted risks that have ended.
    fn run_out(&self, decision: &Decision) -> Vec<Found<'a>> {
        let waivers = decision.waivers.iter().filter(|waiver| self.day > waiver.until);
        let waivers = waivers.map(|waiver| Fact::WaiverEnded { id: waiver.id.clone(), until: waiver.until });
        let risk = decision.accepted_risk.iter().filter(|risk| self.day > risk.until);
        let risk = risk.map(|risk| Fact::AcceptanceEnded(risk.until));
        waivers.chain(risk).map(|fact| self.found(Code::WaiverEnded, fact)).collect()
    }

    /// Conditions that are owed.
    fn conditions(&self, today: &Policy) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        for condition in self.open_conditions() {
            let fact = |overdue| Fact::Condition {
                id: condition.id.clone(),
                text: condition.text.clone(),
                owner: condition.owner.clone(),
                overdue,
            };
            if let Some(due) = condition.due.filter(|due| self.day > *due) {
                found.push(self.found(Code::ConditionOverdue, fact(Some(due))));
            }
            if today.blocking.blocks(condition) {
                found.push(self.found(Code::ConditionOpen, fact(None)));
            }
        }
        found
    }

    /// The conditions of the decision in force that nobody has met.
    pub(super) fn open_conditions(&self) -> Vec<&'a Condition> {
        let Some((_, decision)) = self.in_force else { return Vec::new() };
        let met: BTreeSet<&String> = self.met().map(|met| met.condition).collect();
        decision.conditions.iter().filter(|condition| !met.contains(&condition.id)).collect()
    }

    /// What was said of conditions of the decision in force. What was said of another decision's
    /// condition says nothing here, even where both have the same id.
    fn met(&self) -> impl Iterator<Item = Met<'a>> {
        let in_force = self.in_force.map(|(hash, _)| hash);
        self.events().filter(move |event| event.decision.as_ref() == in_force).filter_map(|event| match &event.what {
            What::ConditionMet { condition, proof, items } => Some(Met { condition, proof, items }),
            _ => None,
        })
    }

    /// Reasons that an exception of these records lifts for the team, and those that stand.
    pub(super) fn lift(
        &self,
        found: Vec<Found<'a>>,
        case: &Case<'_>,
        request: &Request,
    ) -> (Vec<Found<'a>>, Vec<Found<'a>>) {
        let lifts: Vec<(u32, Code)> = self
            .events()
            .filter_map(|event| match &event.what {
                What::Exception { team, until, lifts, approvers, policy } => {
                    let policy = case.policies.get(policy)?;
                    let granted = self.tiers().into_iter().all(|tier| policy.is_agreed(tier, approvers, self.day));
                    let asked = request.team.as_ref().is_some_and(|asked| same(asked, team));
                    (granted && asked && self.day <= *until).then_some((event.header.number, lifts))
                }
                _ => None,
            })
            .flat_map(|(number, lifts)| {
                lifts
                    .iter()
                    .filter_map(move |name| Some((number, Code::named(name).filter(|code| code.may_be_lifted())?)))
            })
            .collect();
        found
            .into_iter()
            .partition(|found| lifts.iter().any(|(number, code)| *code == found.reason.code && *number > found.since))
    }

    /// The tiers whose approvers must agree to an exception: that of the decision in force, and that
    /// of the newest assessment, which may be another by now.
    fn tiers(&self) -> Vec<Option<&'a str>> {
        let decided = self.in_force.map(|(_, decision)| decision.tier.as_deref());
        let assessed = self.seen.iter().rev().find_map(|(_, record)| record.assessment());
        let assessed = assessed.map(|assessment| Some(assessment.outcome.tier.as_str()));
        let tiers: Vec<_> = decided.into_iter().chain(assessed).collect();
        if tiers.is_empty() { vec![None] } else { tiers }
    }
}

/// Whether a decision says no. Any other says yes where it is about one use, and nothing elsewhere.
fn forbids(decision: &Decision) -> bool {
    decision.decision >= framework::Decision::Hold
}

/// How an event stops every use until the next decision, where it does.
pub(super) fn stops(event: &Event) -> Option<Code> {
    match event.what {
        What::Retire => Some(Code::Retired),
        What::Withdraw => Some(Code::Withdrawn),
        What::Suspend | What::Trigger { suspends: true } => Some(Code::Suspended),
        What::ConditionMet { .. } | What::Exception { .. } | What::Trigger { suspends: false } | What::Mend => None,
    }
}
