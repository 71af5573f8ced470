//! A decision from its beginning to its record: the chains, what is in force, what it may rest on.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::assessment::references::newest_look;
use crate::assessment::{Assessment, ChainEntry, Decision, EVERY_USE, EntryRef, Record, Subject};
use crate::date::{Day, Moment};
use crate::dossier::{Judging, UsedFrameworks, records};
use crate::framework::triage::Route;
use crate::framework::{self, Factor, Framework};
use crate::gate::{self, JudgedRecords, stop_since};
use crate::person::Person;
use crate::policy::{Basis, Fault, Policy, Proposal, Refusal, proposed_actions};
use crate::register::{self, Appended, Chain, KeptText, Register};
use crate::score::actions::Action;
use crate::score::{Score, score};
use crate::tool::{Tool, catalogue};

use super::{Note, pinned};

mod people;

/// Where, on which day and by whom something is decided.
#[derive(Debug)]
pub struct Beginning {
    /// The register.
    pub register: Register,
    /// The day that is judged.
    pub as_of: Day,
    /// Who records.
    pub by: Person,
}

/// What a decision is about.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four things that are so or not, each by itself")]
pub struct DecisionSubject {
    /// The chain of the tool's use, or of its every use.
    pub chain: Chain,
    /// Whether nobody named the use and the tool has none.
    pub assumed: bool,
    /// Whether it is about all tools of the vendor.
    pub vendor: bool,
    /// Whether it may rest on an assessment.
    pub rests: bool,
    /// Whether it is an event that mends a chain whose last record has a day that cannot be.
    pub mends: bool,
}

/// What a decision or an event is made with.
#[derive(Debug)]
pub struct DecisionSession {
    /// The register.
    pub register: Register,
    /// The day that is judged.
    pub as_of: Day,
    /// Who records.
    pub by: Person,
    /// The chain that the record is added to.
    pub target: Chain,
    /// Its records, each with its sha256.
    pub records: JudgedRecords,
    /// The chain of the tool's use, where it is another one and about one use.
    own: Option<(Chain, Vec<ChainEntry>)>,
    /// The tool, its entry, and whether the register has it already.
    tool: String,
    entry: Tool,
    registered: bool,
    /// Whether the record may rest on an assessment.
    rests: bool,
    /// Whether nobody named the use and the tool has none.
    assumed: bool,
    /// The framework of the newest assessment, once it was made.
    framework: OnceCell<Framework>,
    /// What the newest assessment proposes to do, once it was worked out.
    actions: OnceCell<Vec<Action>>,
}

impl DecisionSession {
    /// Begins a session about a tool and use. Whoever only wants to forbid may name a tool that nobody
    /// knows yet.
    ///
    /// # Errors
    /// Where something cannot be read, or the vendor is meant and nobody knows it.
    pub fn new(begun: Beginning, about: DecisionSubject) -> anyhow::Result<Self> {
        let Beginning { register, as_of, by } = begun;
        let DecisionSubject { chain, assumed, vendor, rests, mends } = about;
        let tool = chain.id().to_owned();
        let entry = register.tool(&tool)?;
        let registered = entry.is_some();
        let entry = match entry {
            Some(entry) => entry,
            None => catalogue::find(&tool)?.unwrap_or_default(),
        };
        let every_use = chain.usage == EVERY_USE;
        // A chain that is to be mended has a record with a day that cannot be.
        let records = |register: &Register, chain: &Chain| {
            if mends { Ok(register.records_to_mend(chain)?) } else { records(register, chain) }
        };
        let own = records(&register, &chain)?;
        let (target, records, own) = if vendor {
            let newest = own.iter().rev().find_map(|entry| entry.record.assessment());
            let copied = newest.and_then(|assessment| assessment.tool.vendor.clone());
            let Some(vendor) = entry.vendor.clone().or(copied) else {
                anyhow::bail!(
                    "the vendor of `{tool}` is unknown: set `vendor` in its tool.toml, an id such as `example-vendor`"
                );
            };
            let target = register.vendor_chain(&vendor, &chain.usage);
            let records = records(&register, &target)?;
            (target, records, (!every_use).then_some((chain, own)))
        } else {
            (chain, own, None)
        };
        let frameworks = UsedFrameworks::new(&register);
        let records = Judging::new(&register, &frameworks).records(records)?;
        drop(frameworks);
        Ok(Self {
            register,
            as_of,
            by,
            target,
            records,
            own,
            tool,
            entry,
            registered,
            rests: rests && !every_use,
            assumed,
            framework: OnceCell::new(),
            actions: OnceCell::new(),
        })
    }

    /// The newest assessment on which it may rest, scored again.
    ///
    /// # Errors
    /// Where its framework cannot be had.
    pub fn scored(&self) -> anyhow::Result<Option<Score<'_>>> {
        let newest = self.own().iter().rev().find_map(|entry| entry.record.assessment());
        let Some(newest) = newest.filter(|_| self.rests) else { return Ok(None) };
        let (framework, assessment) = (self.framework(newest)?, newest);
        let waived = BTreeSet::new();
        Ok(Some(score(framework, &assessment.answers, assessment.header.as_of, &waived, assessment.scope)))
    }

    /// The policy of today.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.register.config().policy
    }

    /// The decision of this chain that is in force on the day.
    #[must_use]
    pub fn in_force(&self) -> Option<&Decision> {
        gate::in_force(&self.records, self.as_of).map(|made| made.record)
    }

    /// The records of the tool's use, among which are its assessments.
    #[must_use]
    pub fn own(&self) -> &[ChainEntry] {
        self.own.as_ref().map_or(&self.records, |(_, own)| own)
    }

    /// Whether it is about more than one use of one tool, and may only forbid.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        matches!(self.target.subject, Subject::Vendor(_)) || self.target.usage == EVERY_USE
    }

    /// What cannot be decided here, whatever it rests on.
    #[must_use]
    pub fn faults(&self, decision: framework::Disposition, lift: bool) -> Vec<Fault> {
        let wide = self.is_wide();
        let mut faults = Vec::new();
        if lift && !wide {
            faults.push(Fault::LiftOfOneUse);
        } else if lift && self.in_force().is_none_or(Decision::only_lifts) {
            faults.push(Fault::NothingToLift(self.target.name()));
        }
        if !lift && wide && decision < framework::Disposition::Hold {
            faults.push(Fault::WideAllows { vendor: matches!(self.target.subject, Subject::Vendor(_)) });
        }
        faults
    }

    /// What a decision would rest on: the newest assessment, or a triage that is assessment enough.
    ///
    /// # Errors
    /// Where the assessment is not as it was written, or does not follow from its answers.
    pub fn basis(&self, proposal: &Proposal) -> anyhow::Result<Option<Basis>> {
        if !self.rests {
            return Ok(None);
        }
        let found = self.newest(&proposal.waived())?;
        // A triage that asks for more is nothing to rest on; what allows is refused with its route.
        let idle = |basis: &Basis| basis.tier.is_none() && basis.route != Some(Route::Register);
        Ok(found.filter(|basis| proposal.decision < framework::Disposition::Hold || !idle(basis)))
    }

    /// The newest assessment of the use, with the waivers that are proposed; a triage without one.
    ///
    /// # Errors
    /// Where the assessment is not as it was written, or does not follow from its answers.
    pub fn newest(&self, waived: &BTreeSet<String>) -> anyhow::Result<Option<Basis>> {
        let Some(newest) = newest_look(self.own()) else { return Ok(None) };
        let Some(entry) = newest.assessment() else {
            return Ok(newest.triage().map(|triage| Basis::of_triage(triage, self.policy())));
        };
        let mut basis = self.assessed(entry, waived)?;
        // A newer first look that says stop asks for a newer assessment.
        basis.route = stop_since(self.own(), entry.record);
        Ok(Some(basis))
    }

    /// The framework of the newest assessment, which is read once.
    fn framework(&self, newest: &Assessment) -> anyhow::Result<&Framework> {
        if let Some(made) = self.framework.get() {
            return Ok(made);
        }
        let made = pinned::of_assessment(&self.register, newest)?;
        Ok(self.framework.get_or_init(|| made))
    }

    /// What the levels of factors mean, where there is an assessment.
    ///
    /// # Errors
    /// Where its framework cannot be had.
    pub fn factors(&self) -> anyhow::Result<Vec<Factor>> {
        let newest = self.own().iter().rev().find_map(|entry| entry.record.assessment());
        Ok(newest
            .map(|newest| self.framework(newest))
            .transpose()?
            .map(|made| made.factors().to_vec())
            .unwrap_or_default())
    }

    fn assessed(&self, entry: EntryRef<'_, Assessment>, waived: &BTreeSet<String>) -> anyhow::Result<Basis> {
        let assessment = entry.record;
        let framework = self.framework(assessment)?;
        let owner = self.entry.owner_of(Some(&self.target.usage));
        let basis = Basis::of_assessment(entry, framework, waived, self.policy(), owner).ok_or_else(|| {
            anyhow::anyhow!(
                "record {} is altered: its result does not follow from its answers",
                assessment.header.number
            )
        })?;
        // Waivers change what is decided, not what there is to do.
        let actions = self.actions.get_or_init(|| proposed_actions(assessment, framework)).clone();
        Ok(Basis { actions, ..basis })
    }

    /// The decision as it would be recorded at a moment.
    #[must_use]
    pub fn decision(&self, proposal: &Proposal, basis: Option<&Basis>, recorded_at: Moment) -> Decision {
        let (number, previous) = self.next();
        let header = self.target.header((number, previous), self.as_of, recorded_at, &self.by);
        let mut decision = proposal.decision(header, basis, self.register.policy_sha256());
        if decision.only_lifts() {
            // What was decided by some may not be ended by anybody.
            decision.tier = self.in_force().and_then(|ended| ended.tier.clone());
        }
        decision
    }

    /// Every rule of policy that forbids to add a record.
    ///
    /// # Errors
    /// Where a policy of an earlier decision is missing.
    pub fn refused(&self, record: &Record) -> anyhow::Result<Vec<Refusal>> {
        let frameworks = UsedFrameworks::new(&self.register);
        let owner = self.entry.owner_of(Some(&self.target.usage));
        Ok(Judging::new(&self.register, &frameworks).thorough().owned_by(owner).refuse(&self.records, record)?)
    }

    /// The number of the record to come, and the sha256 of the one before it.
    #[must_use]
    pub fn next(&self) -> (u32, Option<&str>) {
        let last = self.records.last();
        (last.map_or(0, |entry| entry.record.header().number) + 1, last.map(|entry| entry.sha256.as_str()))
    }

    /// What somebody should know who decides so.
    #[must_use]
    pub fn notes(&self, decision: &Decision, basis: Option<&Basis>) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.assumed {
            notes.push(Note::AssumedUse { tool: self.tool.clone(), usage: self.target.usage.clone() });
        }
        let Some(basis) = basis else { return notes };
        if basis.requested_by.is_none() && self.policy().distinct_people {
            notes.push(Note::NoRequester);
        }
        if !decision.allows() {
            return notes;
        }
        if let Some(until) = decision.valid_until.filter(|until| *until > basis.review_due) {
            notes.push(Note::EndsAfterReview { until, due: basis.review_due });
        }
        if decision.valid_from < self.as_of {
            notes.push(Note::BeginsEarlier { from: decision.valid_from, recorded: self.as_of });
        }
        if decision.decision == framework::Disposition::ApproveWithConditions && decision.conditions.is_empty() {
            notes.push(Note::NoConditions);
        }
        let begins = decision.valid_from.max(self.as_of);
        for condition in &decision.conditions {
            if let Some(due) = condition.due.filter(|due| *due < begins) {
                notes.push(Note::OverdueCondition { id: condition.id.clone(), due });
            }
        }
        let undated = decision.conditions.iter().filter(|condition| condition.due.is_none()).count();
        if undated > 0 {
            notes.push(Note::UndatedConditions(undated));
        }
        notes
    }

    /// Records a decision, unless something was recorded since the session began.
    ///
    /// # Errors
    /// Where something was, or the register cannot be written.
    pub fn record(&self, decision: &Decision, basis: Option<&Basis>) -> anyhow::Result<Appended> {
        if let (Some((chain, own)), Some(_)) = (&self.own, basis)
            && let Some(newest) = own.last().map(|entry| entry.record.header())
            && self.as_of < newest.as_of
        {
            anyhow::bail!(
                "{} is before the last record of {}, which judges {}",
                self.as_of,
                chain.name(),
                newest.as_of
            );
        }
        self.append(&[KeptText::Policy], Record::Decision(Box::new(decision.clone())))
    }

    /// Adds a record, unless something was recorded since the session began.
    ///
    /// # Errors
    /// Where something was, or the register cannot be written.
    pub fn append(&self, kept: &[KeptText<'_>], record: Record) -> anyhow::Result<Appended> {
        let header = record.header();
        self.register.enactable(&header.recorded_by, header.recorded_at)?;
        let unknown = matches!(self.target.subject, Subject::Tool(_)) && !self.registered;
        let entry = unknown.then(|| self.register.ensure_tool(&self.tool, &self.entry)).transpose()?;
        let mut added = self.register.append(&self.target, kept, |number, previous| {
            if (number, previous) != self.next() {
                return Err(self.overtaken(&self.target));
            }
            if let Some((chain, own)) = &self.own {
                let seen = own.last().map(|entry| &entry.sha256);
                let now = records(&self.register, chain)?;
                if now.last().map(|entry| &entry.sha256) != seen {
                    return Err(self.overtaken(chain));
                }
            }
            Ok(record)
        })?;
        added.files.extend(entry.into_iter().flatten());
        Ok(added)
    }

    fn overtaken(&self, chain: &Chain) -> register::Error {
        register::Error::Refused(format!(
            "somebody else has recorded something about {} in the meantime: look at it with `plimsoll log {}`, then try again; nothing was written",
            chain.name(),
            self.tool
        ))
    }
}
