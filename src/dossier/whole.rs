//! What a register holds about every use, each as `Dossier` has it for one.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{Assessment, EVERY_USE, Record, Subject, Triage};
use crate::date::Day;
use crate::gate::{Grounds, JudgedRecords, SOMEBODY};
use crate::policy::{Policies, Policy};
use crate::problem::Problems;
use crate::register::Register;
use crate::tool::Tool;

use super::{
    Held, Read, Status, UsedFrameworks, View, chain, false_name, over, pinned, policies, relied_on, remark, used,
    vendors,
};

/// What a register holds about everything, on a day.
#[derive(Debug)]
pub struct Whole {
    day: Day,
    tools: BTreeMap<String, KnownTool>,
    chains: BTreeMap<(Subject, String), Held>,
    policies: Policies,
    today: Policy,
    /// What is held about a use that has no record.
    nothing: Held,
}

/// A tool of the register.
#[derive(Debug)]
struct KnownTool {
    entry: Option<Tool>,
    /// Every use that has a record or stands in its entry.
    uses: Vec<String>,
}

/// A use, or a tool of which no use is known.
#[derive(Clone, Debug)]
pub struct HeldUse<'w> {
    /// The tool's id.
    pub tool: &'w str,
    /// The use's id.
    pub usage: Option<&'w str>,
    /// The register's entry of the tool.
    pub entry: Option<&'w Tool>,
    /// What there is about it.
    pub view: View<'w>,
    day: Day,
}

impl Whole {
    /// Every chain, verified, with its records up to a day.
    ///
    /// # Errors
    /// Where one of them is not as it was written, or cannot be read.
    pub fn of(register: &Register, day: Day) -> anyhow::Result<Self> {
        let chains: Vec<(Subject, String)> =
            register.chains()?.into_iter().map(|chain| (chain.subject, chain.usage)).collect();
        let chains: Vec<_> = chains.into_iter().filter(|(subject, _)| *subject != Subject::Policy).collect();
        let held = at_once(&chains, |(subject, usage)| {
            let mut problems = Problems::default();
            let held = Read::of(register, &chain(register, subject, usage), day, &mut problems);
            if problems.any_error() { Err(problems.into()) } else { Ok(held) }
        })?;
        Self::made(register, register.tools()?, chains.into_iter().zip(held).collect(), day)
    }

    /// The uses of a tool, or of all, as they stand on a day. Whether the files are what they were is not
    /// looked at.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn overview(register: &Register, only: Option<&str>, day: Day) -> anyhow::Result<Self> {
        let mut tools = register.tools()?;
        tools.retain(|tool| only.is_none_or(|only| only == tool));
        let mut chains = Vec::new();
        for tool in &tools {
            let uses = register.uses(tool)?;
            chains.extend(uses.into_iter().map(|usage| (Subject::Tool(tool.clone()), usage)));
        }
        chains.extend(register.wide_chains()?.into_iter().map(|chain| (chain.subject, chain.usage)));
        let held = at_once(&chains, |(subject, usage)| {
            let chain = chain(register, subject, usage);
            let mut read = Read { records: register.all_of(&chain)?, ahead: false, name: chain.name() };
            read.keep(|record| record.header().as_of <= day);
            Ok(read)
        })?;
        Self::made(register, tools, chains.into_iter().zip(held).collect(), day)
    }

    fn made(
        register: &Register,
        tools: Vec<String>,
        read: BTreeMap<(Subject, String), Read>,
        day: Day,
    ) -> anyhow::Result<Self> {
        let known = at_once(&tools, |tool| {
            let entry = register.tool(tool)?;
            let uses = register.uses_with(tool, entry.as_ref())?;
            Ok(KnownTool { entry, uses })
        })?;
        let (policies, problems) = policies(register, read.values());
        if problems.any_error() {
            return Err(problems.into());
        }
        let frameworks = UsedFrameworks::new(register);
        let grounds = Grounds { policies: &policies, frameworks: &frameworks, thorough: false, owner: SOMEBODY };
        let judged = read.into_iter().map(|(place, read)| (place, Held::judged(read, &grounds)));
        let chains: BTreeMap<(Subject, String), Held> = judged.collect();
        let relied = chains.values().flat_map(|held| relied_on(held, day)).collect::<BTreeSet<_>>();
        let problems: Vec<_> = relied.into_iter().filter_map(|pin| false_name(pin, &used(register, pin))).collect();
        if !problems.is_empty() {
            return Err(Problems(problems).into());
        }
        let tools = tools.into_iter().zip(known).collect();
        let today = policies.policy_on(day).unwrap_or(&register.config().policy).clone();
        Ok(Self { day, tools, chains, policies, today, nothing: Held::default() })
    }

    /// Every use that has a record or stands in the entry of its tool, and every tool of which no use is
    /// known, in the order of their ids.
    pub fn uses(&self) -> impl Iterator<Item = HeldUse<'_>> {
        self.tools.iter().flat_map(move |(tool, known)| {
            let uses = known.uses.iter().map(|usage| Some(usage.as_str()));
            let none = known.uses.is_empty().then_some(None);
            uses.chain(none).map(move |usage| self.one(tool, usage, known.entry.as_ref()))
        })
    }

    /// Those of them that have a record.
    pub fn recorded(&self) -> impl Iterator<Item = HeldUse<'_>> {
        self.uses().filter(|one| !one.records().is_empty())
    }

    fn one<'w>(&'w self, tool: &'w str, usage: Option<&'w str>, entry: Option<&'w Tool>) -> HeldUse<'w> {
        let own = usage.and_then(|usage| self.chains.get(&(Subject::Tool(tool.to_owned()), usage.to_owned())));
        let own = own.unwrap_or(&self.nothing);
        let definitions = entry.and_then(pinned);
        let (policies, today) = (&self.policies, &self.today);
        let view = View { registered: true, own, wider: Vec::new(), policies, today, definitions };
        let mut one = HeldUse { tool, usage, entry, view, day: self.day };
        one.view.wider = one.reached_by().iter().filter_map(|place| self.chains.get(place)).collect();
        one
    }

    /// All chains that have a record, each with its records.
    pub fn chains(&self) -> impl Iterator<Item = (&Subject, &str, &JudgedRecords)> {
        let chains = self.chains.iter().filter(|(_, held)| !held.records.is_empty());
        chains.map(|((subject, usage), held)| (subject, usage.as_str(), &held.records))
    }

    /// The chains of decisions that reach over single uses.
    pub fn wide(&self) -> impl Iterator<Item = (&Subject, &str, &JudgedRecords)> {
        self.chains().filter(|(subject, usage, _)| matches!(subject, Subject::Vendor(_)) || *usage == EVERY_USE)
    }

    /// The entry of a tool.
    #[must_use]
    pub fn entry(&self, tool: &str) -> Option<&Tool> {
        self.tools.get(tool)?.entry.as_ref()
    }

    /// What a reader must know of records that no head knows yet, a sentence each.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let void = self.chains.values().flat_map(Held::void);
        let void = void.map(|(name, void)| format!("In {name}, {}; what was decided before it stays.", void.text()));
        self.chains.values().filter_map(Held::unlinked).map(remark).chain(void).collect()
    }

    /// The sha256 of each chain's newest record.
    #[must_use]
    pub fn heads(&self) -> Vec<String> {
        self.chains.values().filter_map(|held| held.records.last()).map(|entry| entry.sha256.clone()).collect()
    }
}

impl<'w> HeldUse<'w> {
    /// Its own records.
    #[must_use]
    pub fn records(&self) -> &'w JudgedRecords {
        &self.view.own.records
    }

    /// The chains that reach over it, by whom they are about and for which use.
    #[must_use]
    pub fn reached_by(&self) -> Vec<(Subject, String)> {
        over(&Subject::Tool(self.tool.to_owned()), self.usage, &vendors(self.tool, self.entry, self.records()))
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        self.view.status(self.day)
    }

    /// Its newest assessment.
    #[must_use]
    pub fn assessment(&self) -> Option<&'w Assessment> {
        self.records().iter().rev().find_map(|entry| entry.record.assessment())
    }

    /// Its newest triage, where no assessment has followed it.
    #[must_use]
    pub fn triage(&self) -> Option<&'w Triage> {
        let newest = self.records().iter().rev().find_map(|entry| match &entry.record {
            Record::Triage(triage) => Some(Some(&**triage)),
            Record::Assessment(_) => Some(None),
            Record::Decision(_) | Record::Event(_) | Record::Enactment(_) => None,
        });
        newest.flatten()
    }
}

/// Does the same with many things, on as many threads as there are processors.
fn at_once<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> anyhow::Result<R> + Sync) -> anyhow::Result<Vec<R>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(things.len().max(1));
    let share = things.len().div_ceil(threads).max(1);
    let work = &work;
    let parts: Vec<anyhow::Result<Vec<R>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = things
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<anyhow::Result<Vec<R>>>()))
            .collect();
        let gone = || Err(anyhow::anyhow!("part of the register could not be read"));
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| gone())).collect()
    });
    Ok(parts.into_iter().collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
}
