//! What a decision or an event is made with: the chains, what is in force, what it may rest on.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use plimsoll::assessment::{Assessment, Decision, EVERY_USE, Record, Subject, Triage};
use plimsoll::date::Day;
use plimsoll::framework::triage::Route;
use plimsoll::framework::{self, Factor, Framework};
use plimsoll::gate;
use plimsoll::policy::{Basis, Policy, Wish};
use plimsoll::register::{Appended, Chain, Kept, Register};
use plimsoll::tool::{Tool, catalogue};

use super::{Args, Scope, Which};
use crate::cli::command::show;
use crate::cli::holdings::records;
use crate::cli::locate;
use crate::cli::person;
use crate::cli::print::names;
use crate::cli::{Global, moment};

/// Where and by whom something is recorded: known before anything of the flags is looked at.
pub struct Beginning {
    pub register: Register,
    pub as_of: Day,
    pub by: String,
}

/// What a decision is made with.
pub struct Desk {
    pub register: Register,
    pub as_of: Day,
    pub by: String,
    /// The chain that the record is added to.
    pub target: Chain,
    /// Its records, each with its sha256.
    pub records: Vec<(String, Record)>,
    /// The chain of the tool's use, where it is another one and about one use.
    own: Option<(Chain, Vec<(String, Record)>)>,
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
}

/// What a decision rests on, and its sha256.
pub struct Rests {
    pub sha256: String,
    pub value: Basis,
}

impl Beginning {
    pub fn new(global: &Global) -> anyhow::Result<Self> {
        let register = locate::register(global)?;
        let by = person::recorder(global, register.root())?;
        Ok(Self { as_of: global.day()?, register, by })
    }
}

impl Desk {
    /// The desk for a tool and use. Whoever only wants to forbid may name a tool that nobody knows yet.
    pub fn new(begun: Beginning, args: &Args) -> anyhow::Result<Self> {
        let Beginning { register, as_of, by } = begun;
        locate::id("tool", &args.tool)?;
        let entry = register.tool(&args.tool)?;
        let registered = entry.is_some();
        let entry = match entry {
            Some(entry) => entry,
            None => catalogue::find(&args.tool)?.unwrap_or_default(),
        };
        let every_use = args.usage.as_deref() == Some(EVERY_USE);
        let own_chain = match &args.usage {
            Some(usage) if usage == EVERY_USE => register.chain(&args.tool, EVERY_USE),
            usage => locate::intended(&register, &args.tool, usage.as_deref())?,
        };
        let assumed = args.usage.is_none() && locate::all_uses(&register, &args.tool)?.is_empty();
        let own = records(&register, &own_chain)?;
        let newest = own.iter().rev().find_map(|(_, record)| record.assessment());
        let (target, records, own) = match args.scope {
            Scope::Tool => (own_chain, own, None),
            Scope::Vendor => {
                let copied = newest.and_then(|assessment| assessment.tool.vendor.clone());
                let Some(vendor) = entry.vendor.clone().or(copied) else {
                    anyhow::bail!(
                        "nobody knows the vendor of `{}`: set `vendor` in its tool.toml, an id such as `example-vendor`",
                        args.tool
                    );
                };
                let target = register.vendor_chain(&vendor, &own_chain.usage);
                let records = records(&register, &target)?;
                (target, records, (!every_use).then_some((own_chain, own)))
            }
        };
        let rests = args.assessment == Which::Newest && !args.lift && !every_use;
        Ok(Self {
            register,
            as_of,
            by,
            target,
            records,
            own,
            tool: args.tool.clone(),
            entry,
            registered,
            rests,
            assumed,
            framework: OnceCell::new(),
        })
    }

    /// The policy of today.
    pub fn policy(&self) -> &Policy {
        &self.register.config().policy
    }

    /// The decision of this chain that is in force on the day.
    pub fn in_force(&self) -> Option<&Decision> {
        gate::in_force(&self.records, self.as_of).map(|(_, decision)| decision)
    }

    /// The records of the tool's use, among which are its assessments.
    pub fn own(&self) -> &[(String, Record)] {
        self.own.as_ref().map_or(&self.records, |(_, own)| own)
    }

    /// Whether it is about more than one use of one tool, and may only forbid.
    pub fn is_wide(&self) -> bool {
        matches!(self.target.subject, Subject::Vendor(_)) || self.target.usage == EVERY_USE
    }

    /// What cannot be decided here, whatever it rests on.
    pub fn faults(&self, decision: framework::Decision, lift: bool) -> Vec<String> {
        let wide = self.is_wide();
        let mut faults = Vec::new();
        if lift && !wide {
            faults.push(
                "--lift ends what was decided about all tools of a vendor or about every use: add --scope vendor or --use '*'"
                    .to_owned(),
            );
        } else if lift && self.in_force().is_none_or(Decision::only_lifts) {
            faults.push(format!("--lift: nothing is decided about {} that could be ended", self.target.name()));
        }
        if !lift && wide && decision < framework::Decision::Hold {
            let (scope, narrower) = match self.target.subject {
                Subject::Vendor(_) => ("a decision about all tools of a vendor", "leave out --scope vendor"),
                Subject::Tool(_) => ("a decision about every use", "name one use with --use"),
            };
            faults
                .push(format!("{scope} never allows anything: {narrower}, or end what was decided there with --lift"));
        }
        faults
    }

    /// What a decision would rest on: the newest assessment, or a triage that is assessment enough.
    ///
    /// # Errors
    /// Where the assessment is not as it was written, or does not follow from its answers.
    pub fn basis(&self, wish: &Wish) -> anyhow::Result<Option<Rests>> {
        if !self.rests {
            return Ok(None);
        }
        let found = self.newest(&wish.waived())?;
        // A triage that asks for more is nothing to rest on; what allows is refused with its route.
        let idle = |rests: &Rests| rests.value.tier.is_none() && rests.value.route != Some(Route::Register);
        Ok(found.filter(|rests| wish.decision < framework::Decision::Hold || !idle(rests)))
    }

    /// The newest assessment of the use, with the waivers that are proposed; a triage without one.
    pub fn newest(&self, waived: &BTreeSet<String>) -> anyhow::Result<Option<Rests>> {
        let mut triage: Option<(&String, &Triage)> = None;
        for (sha256, record) in self.own().iter().rev() {
            match record {
                Record::Assessment(assessment) => {
                    let mut value = self.assessed(assessment, waived)?;
                    // A newer first look that says stop asks for a newer assessment.
                    value.route = triage.map(|(_, triage)| triage.route).filter(|route| *route == Route::Stop);
                    return Ok(Some(Rests { sha256: sha256.clone(), value }));
                }
                Record::Triage(found) if triage.is_none() => {
                    triage = Some((sha256, found));
                    if found.is_assessment() {
                        break;
                    }
                }
                _ => {}
            }
        }
        Ok(triage
            .map(|(sha256, triage)| Rests { sha256: sha256.clone(), value: Basis::of_triage(triage, self.policy()) }))
    }

    /// The framework of the newest assessment, which is read once.
    fn framework(&self, newest: &Assessment) -> anyhow::Result<&Framework> {
        if let Some(made) = self.framework.get() {
            return Ok(made);
        }
        let made = show::pinned(&self.register, newest)?;
        Ok(self.framework.get_or_init(|| made))
    }

    /// What the levels of factors mean, where there is an assessment.
    pub fn factors(&self) -> anyhow::Result<Vec<Factor>> {
        let newest = self.own().iter().rev().find_map(|(_, record)| record.assessment());
        Ok(newest
            .map(|newest| self.framework(newest))
            .transpose()?
            .map(|made| made.factors.clone())
            .unwrap_or_default())
    }

    fn assessed(&self, assessment: &Assessment, waived: &BTreeSet<String>) -> anyhow::Result<Basis> {
        let framework = self.framework(assessment)?;
        let owner = self.entry.business_owner.as_deref();
        Basis::of_assessment(assessment, framework, waived, self.policy(), owner).ok_or_else(|| {
            anyhow::anyhow!(
                "record {} is altered: its result does not follow from its answers",
                assessment.header.number
            )
        })
    }

    /// The decision as it would be recorded now.
    pub fn decision(&self, wish: &Wish, basis: Option<&Rests>) -> anyhow::Result<Decision> {
        let (number, previous) = self.next();
        let header = self.target.header((number, previous), self.as_of, moment()?, &self.by);
        let basis = basis.map(|basis| (basis.sha256.as_str(), &basis.value));
        let mut decision = wish.decision(header, basis, self.register.policy_sha256());
        if decision.only_lifts() {
            // What was decided by some may not be ended by anybody.
            decision.tier = self.in_force().and_then(|ended| ended.tier.clone());
        }
        Ok(decision)
    }

    /// The number of the record to come, and the sha256 of the one before it.
    pub fn next(&self) -> (u32, Option<&str>) {
        let last = self.records.last();
        (last.map_or(0, |(_, record)| record.header().number) + 1, last.map(|(sha256, _)| sha256.as_str()))
    }

    /// What somebody should know who decides so.
    pub fn notes(&self, decision: &Decision, basis: Option<&Basis>) -> Vec<String> {
        let mut notes = Vec::new();
        if self.assumed {
            let usage = &self.target.usage;
            notes.push(format!(
                "`{}` has no use yet: this is about use `{usage}`; --use '*' means every use",
                self.tool
            ));
        }
        let Some(basis) = basis else { return notes };
        if basis.requested_by.is_none() && self.policy().distinct_people {
            notes.push("nobody is named as the requester; whether that is an approver nobody can tell".to_owned());
        }
        if !decision.allows() {
            return notes;
        }
        if let Some(until) = decision.valid_until.filter(|until| *until > basis.review_due) {
            notes.push(format!("it ends on {until}, after the review that is due on {}", basis.review_due));
        }
        if decision.valid_from < self.as_of {
            notes.push(format!("it begins on {}, and says so only from {} on", decision.valid_from, self.as_of));
        }
        if decision.decision == framework::Decision::ApproveWithConditions && decision.conditions.is_empty() {
            notes.push("it has no conditions: the assessment proposes none, and none was given".to_owned());
        }
        let begins = decision.valid_from.max(self.as_of);
        for condition in &decision.conditions {
            if let Some(due) = condition.due.filter(|due| *due < begins) {
                notes.push(format!("`{}` was due on {due}: it is overdue from the first day on", condition.id));
            }
        }
        let undated = decision.conditions.iter().filter(|condition| condition.due.is_none()).count();
        if undated > 0 {
            let count = names::count(undated, "condition has", "conditions have");
            notes.push(format!("{count} no day; --conditions-due or due= gives one"));
        }
        notes
    }

    /// Records a decision, unless something was recorded since the desk was laid out.
    pub fn record(&self, decision: &Decision, basis: Option<&Rests>) -> anyhow::Result<Appended> {
        if let (Some((chain, own)), Some(_)) = (&self.own, basis)
            && let Some((_, newest)) = own.last()
            && self.as_of < newest.header().as_of
        {
            anyhow::bail!(
                "{} is before the last record of {}, which judges {}",
                self.as_of,
                chain.name(),
                newest.header().as_of
            );
        }
        self.append(&[Kept::Policy], Record::Decision(Box::new(decision.clone())))
    }

    /// Adds a record, unless something was recorded since the desk was laid out.
    pub fn append(&self, kept: &[Kept<'_>], record: Record) -> anyhow::Result<Appended> {
        let unknown = matches!(self.target.subject, Subject::Tool(_)) && !self.registered;
        let entry = unknown.then(|| self.register.ensure_tool(&self.tool, &self.entry)).transpose()?;
        let mut added = self.register.append(&self.target, kept, |number, previous| {
            if (number, previous) != self.next() {
                return Err(self.overtaken(&self.target));
            }
            if let Some((chain, own)) = &self.own {
                let seen = own.last().map(|(sha256, _)| sha256);
                let now = records(&self.register, chain)?;
                if now.last().map(|(sha256, _)| sha256) != seen {
                    return Err(self.overtaken(chain));
                }
            }
            Ok(record)
        })?;
        added.files.extend(entry.into_iter().flatten());
        Ok(added)
    }

    fn overtaken(&self, chain: &Chain) -> anyhow::Error {
        anyhow::anyhow!(
            "somebody else has recorded something about {} meanwhile: look at it with `plimsoll log {}`, then decide again; nothing was written",
            chain.name(),
            self.tool
        )
    }
}
