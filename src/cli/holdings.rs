//! What the register holds about one use, as the gate sees it: its own records, the decisions that
//! reach over it, and the policies that these were made under.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::assessment::{EVERY_USE, Header, Record, Subject};
use plimsoll::date::Day;
use plimsoll::dossier;
use plimsoll::gate;
use plimsoll::policy::Policy;
use plimsoll::register::{Chain, Depth, Register};
use plimsoll::report::compose;
use plimsoll::tool::Tool;

/// What the register holds about one use.
pub struct Holdings {
    /// The records of the use, each with its sha256.
    pub own: Vec<(String, Record)>,
    /// Those of the tool's every use, of the vendors' same use, of the vendors' every use.
    pub wider: Vec<Vec<(String, Record)>>,
    /// What a reader must know of records that no head knows yet, a sentence each.
    pub unlinked: Vec<String>,
    policies: BTreeMap<String, Policy>,
}

impl Holdings {
    /// What there is about a use, its own records being those that a test lets through.
    ///
    /// # Errors
    /// Where a chain is not as it was written, or a policy is missing.
    pub fn of(register: &Register, chain: &Chain, keep: impl Fn(&Header) -> bool) -> anyhow::Result<Self> {
        let mut unlinked = Vec::new();
        let own = read(register, chain, &keep, &mut unlinked)?;
        let mut chains = Vec::new();
        if let Subject::Tool(tool) = &chain.subject {
            chains.push(register.chain(tool, EVERY_USE));
            for vendor in vendors(tool, register.tool(tool)?.as_ref(), &own) {
                chains.push(register.vendor_chain(&vendor, &chain.usage));
                chains.push(register.vendor_chain(&vendor, EVERY_USE));
            }
        }
        let all = |_: &Header| true;
        let wider = chains.iter().map(|chain| read(register, chain, &all, &mut unlinked));
        let wider = wider.collect::<anyhow::Result<Vec<_>>>()?;
        let policies = policies(register, own.iter().chain(wider.iter().flatten()))?;
        Ok(Self { own, wider, unlinked, policies })
    }

    /// The wider chains as the gate takes them.
    pub fn wider(&self) -> Vec<&gate::Records> {
        self.wider.iter().map(Vec::as_slice).collect()
    }

    /// The case for the gate.
    pub fn case<'a>(&'a self, wider: &'a [&'a gate::Records], today: &'a Policy) -> gate::Case<'a> {
        gate::Case { registered: true, own: &self.own, wider, policies: &self.policies, today }
    }
}

/// How tools that are named as alternatives stand on a day, by their id: in the same use, else in
/// their only one. Names that are no tools of the register are left out.
///
/// # Errors
/// As `Holdings::of`.
pub fn standings<'n>(
    register: &Register,
    names: impl Iterator<Item = &'n String>,
    usage: &str,
    day: Day,
) -> anyhow::Result<BTreeMap<String, String>> {
    let tools = register.tools()?;
    let mut standings = BTreeMap::new();
    for name in names.filter(|name| tools.contains(name)) {
        let uses = register.uses(name)?;
        let (of, place) = match &uses[..] {
            uses if uses.iter().any(|known| known == usage) => (usage, String::new()),
            [only] => (only.as_str(), format!(" in use {only}")),
            [] => (usage, String::new()),
            several => {
                standings.insert(name.clone(), format!("depends on the use: {}", several.join(", ")));
                continue;
            }
        };
        let holdings = Holdings::of(register, &register.chain(name, of), |header| header.as_of <= day)?;
        let wider = holdings.wider();
        let standing = compose::standing(&holdings.case(&wider, &register.config().policy), day);
        standings.insert(name.clone(), standing.word + &place);
    }
    Ok(standings)
}

/// A chain with its records, each with its sha256.
type Kept = (Chain, Vec<(String, Record)>);

/// What the register holds about everything.
pub struct Everything {
    chains: Vec<Kept>,
    /// What a reader must know of records that no head knows yet, a sentence each.
    pub unlinked: Vec<String>,
    policies: BTreeMap<String, Policy>,
}

impl Everything {
    /// All chains of a register, with the records that a test lets through, read on as many threads
    /// as there are processors.
    ///
    /// # Errors
    /// Where a chain is not as it was written, or a policy is missing.
    pub fn of(register: &Register, keep: impl Fn(&Header) -> bool + Sync) -> anyhow::Result<Self> {
        let chains = register.chains()?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(chains.len().max(1));
        let share = chains.len().div_ceil(threads).max(1);
        let keep = &keep;
        let parts: Vec<anyhow::Result<(Vec<Kept>, Vec<String>)>> = std::thread::scope(|scope| {
            let workers: Vec<_> = chains
                .chunks(share)
                .map(|part| {
                    scope.spawn(move || {
                        let mut unlinked = Vec::new();
                        let read =
                            part.iter().map(|chain| Ok((chain.clone(), read(register, chain, keep, &mut unlinked)?)));
                        let read = read.collect::<anyhow::Result<Vec<Kept>>>()?;
                        Ok((read, unlinked))
                    })
                })
                .collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        let (mut kept, mut unlinked) = (Vec::new(), Vec::new());
        for part in parts {
            let (read, said) = part?;
            kept.extend(read);
            unlinked.extend(said);
        }
        anyhow::ensure!(kept.len() == chains.len(), "a part of the register could not be read");
        let policies = policies(register, kept.iter().flat_map(|(_, records)| records))?;
        Ok(Self { chains: kept, unlinked, policies })
    }

    /// The records of one chain.
    fn records(&self, subject: &Subject, usage: &str) -> Option<&gate::Records> {
        let known = self.chains.iter().find(|(chain, _)| chain.subject == *subject && chain.usage == usage);
        known.map(|(_, records)| records.as_slice())
    }

    /// The chains of uses of tools that have a record, each with the chains that reach over it.
    pub fn uses<'e>(
        &'e self,
        entries: &BTreeMap<String, Tool>,
    ) -> Vec<(&'e Chain, &'e gate::Records, Vec<&'e gate::Records>)> {
        let uses = self.chains.iter().filter_map(|(chain, own)| {
            let Subject::Tool(tool) = &chain.subject else { return None };
            if chain.usage == EVERY_USE || own.is_empty() {
                return None;
            }
            let mut wider: Vec<&gate::Records> = self.records(&chain.subject, EVERY_USE).into_iter().collect();
            for vendor in vendors(tool, entries.get(tool), own) {
                let vendor = Subject::Vendor(vendor);
                wider.extend(self.records(&vendor, &chain.usage));
                wider.extend(self.records(&vendor, EVERY_USE));
            }
            Some((chain, own.as_slice(), wider))
        });
        uses.collect()
    }

    /// All chains, each with its records.
    pub fn chains(&self) -> impl Iterator<Item = (&Chain, &gate::Records)> {
        self.chains.iter().map(|(chain, records)| (chain, records.as_slice()))
    }

    /// The policies by sha256.
    pub fn policies(&self) -> &BTreeMap<String, Policy> {
        &self.policies
    }

    /// The sha256 of each chain's newest record.
    pub fn heads(&self) -> Vec<String> {
        self.chains.iter().filter_map(|(_, records)| records.last().map(|(sha256, _)| sha256.clone())).collect()
    }
}

/// The records of a chain that is as it was written.
///
/// # Errors
/// Where it is not.
pub fn records(register: &Register, chain: &Chain) -> anyhow::Result<Vec<(String, Record)>> {
    read(register, chain, &|_| true, &mut Vec::new())
}

/// The records of a chain that a test lets through. A last one that the head does not know, since an
/// append was interrupted, is among them, and that is said.
fn read(
    register: &Register,
    chain: &Chain,
    keep: &dyn Fn(&Header) -> bool,
    unlinked: &mut Vec<String>,
) -> anyhow::Result<Vec<(String, Record)>> {
    let verified = register.verify(chain, Depth::Records);
    if verified.problems.any_error() {
        return Err(verified.problems.into());
    }
    let mut records = verified.records;
    let last = records.last().map(|(_, record)| record.header().number);
    records.retain(|(_, record)| keep(record.header()));
    if verified.ahead && records.last().map(|(_, record)| record.header().number) == last {
        unlinked.extend(last.map(|number| {
            format!(
                "The head of {} does not know record {number}: an append was interrupted. The record counts here; \
                 `check` judges with and without it, and the stricter answer wins.",
                chain.name()
            )
        }));
    }
    Ok(records)
}

/// The vendors of a tool, as `check` knows them: of the records only those that may be seen are given.
fn vendors(tool: &str, entry: Option<&Tool>, own: &gate::Records) -> BTreeSet<String> {
    dossier::vendors(tool, entry, own, own.last().map(|(_, record)| record.header().as_of))
}

/// The policies that decisions and exceptions were made under, by sha256.
fn policies<'r>(
    register: &Register,
    records: impl Iterator<Item = &'r (String, Record)>,
) -> anyhow::Result<BTreeMap<String, Policy>> {
    let named = records.filter_map(|(_, record)| match record {
        Record::Decision(decision) => Some(&decision.policy),
        Record::Event(event) => match &event.what {
            plimsoll::assessment::event::What::Exception { policy, .. } => Some(policy),
            _ => None,
        },
        _ => None,
    });
    let named: BTreeSet<&String> = named.collect();
    named.into_iter().map(|sha256| Ok((sha256.clone(), register.used_policy(sha256)?))).collect()
}
