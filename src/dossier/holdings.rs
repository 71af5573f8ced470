//! What the register holds about one use, as the gate sees it: its own records, the decisions that
//! reach over it, and the policies that these were made under.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::event::What;
use crate::assessment::{EVERY_USE, Pin, Record};
use crate::date::Day;
use crate::gate::{self, Case, Records, Request, Verdict};
use crate::policy::Policy;
use crate::problem::Problems;
use crate::register::{Chain, Depth, Register, Verified};
use crate::tool::{Tool, catalogue};

/// The records of one chain.
#[derive(Debug, Default)]
pub struct Held {
    /// Each with its sha256, in the order of their numbers.
    pub records: Vec<(String, Record)>,
    /// Whether the head does not know the newest of them: an append that was interrupted, or not.
    pub ahead: bool,
    /// What the chain is called.
    pub name: String,
}

/// What there is about one use.
#[derive(Debug, Default)]
pub struct Holdings {
    /// The records of the use; none where no use is meant.
    pub own: Held,
    /// Those of the tool's every use, of the vendors' same use, of the vendors' every use.
    pub wider: Vec<Held>,
    /// The policies that decisions and exceptions were made under, by sha256.
    pub policies: BTreeMap<String, Policy>,
    /// Everything wrong with what was read.
    pub problems: Problems,
}

impl Holdings {
    /// Gathers what there is about a use of a tool; about the tool alone where no use is given.
    #[must_use]
    pub fn of(register: &Register, tool: &str, usage: Option<&str>, entry: Option<&Tool>, day: Day) -> Self {
        let mut holdings = Self::default();
        if let Some(usage) = usage {
            holdings.own = holdings.held(register, &register.chain(tool, usage));
        }
        let mut wider = vec![register.chain(tool, EVERY_USE)];
        for vendor in vendors(tool, entry, &holdings.own.records, Some(day)) {
            wider.extend(usage.map(|usage| register.vendor_chain(&vendor, usage)));
            wider.push(register.vendor_chain(&vendor, EVERY_USE));
        }
        holdings.wider = wider.iter().map(|chain| holdings.held(register, chain)).collect();
        holdings.read_policies(register);
        holdings.look_at_pins(register, day);
        holdings
    }

    fn held(&mut self, register: &Register, chain: &Chain) -> Held {
        let Verified { problems, records, ahead, .. } = register.verify(chain, Depth::Records);
        self.problems.extend(problems);
        Held { records, ahead, name: chain.name() }
    }

    /// That a record was judged with and without, for each chain where that is so.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let ahead = std::iter::once(&self.own).chain(&self.wider).filter(|held| held.ahead);
        let note = |held: &Held| {
            let number = held.records.last().map_or(0, |(_, record)| record.header().number);
            format!("the head of {} does not know record {number}: judged with and without it", held.name)
        };
        ahead.map(note).collect()
    }

    fn read_policies(&mut self, register: &Register) {
        let all = self.own.records.iter().chain(self.wider.iter().flat_map(|held| &held.records));
        let named = all.filter_map(|(_, record)| match record {
            Record::Decision(decision) => Some(&decision.policy),
            Record::Event(event) => match &event.what {
                What::Exception { policy, .. } => Some(policy),
                _ => None,
            },
            _ => None,
        });
        let named: BTreeSet<String> = named.cloned().collect();
        for sha256 in named {
            match register.used_policy(&sha256) {
                Ok(policy) => drop(self.policies.insert(sha256, policy)),
                Err(error) => {
                    let path = register.root().join("policy/used").join(format!("{sha256}.toml"));
                    self.problems.extend(Register::problems_of(&path, error));
                }
            }
        }
    }

    /// Looks whether the framework files are what they were on which the decisions in force rest.
    fn look_at_pins(&mut self, register: &Register, day: Day) {
        let mut pins: BTreeSet<&str> = BTreeSet::new();
        for records in self.own.variants() {
            let rests_on = gate::in_force(records, day).and_then(|(_, decision)| decision.assessment.as_ref());
            let basis = records.iter().find(|(hash, _)| Some(hash) == rests_on).map(|(_, record)| record);
            let of_basis: &[Pin] = match basis {
                Some(Record::Assessment(assessment)) => &assessment.frameworks,
                Some(Record::Triage(triage)) => std::slice::from_ref(&triage.framework),
                _ => &[],
            };
            pins.extend(of_basis.iter().map(|pin| pin.sha256.as_str()));
        }
        let mut problems = Problems::default();
        for sha256 in pins {
            if let Err(error) = register.used_framework(sha256) {
                let path = register.frameworks().join("used").join(format!("{sha256}.toml"));
                problems.extend(Register::problems_of(&path, error));
            }
        }
        self.problems.extend(problems);
    }

    /// Judges a request. Where an append was interrupted, nobody knows whether the record counts: the
    /// stricter answer of with and without it does.
    #[must_use]
    pub fn judge(&self, registered: bool, today: &Policy, request: &Request, day: Day) -> Verdict {
        let mut readings: Vec<Vec<&Records>> = vec![Vec::new()];
        for held in std::iter::once(&self.own).chain(&self.wider) {
            let variants = held.variants();
            let longer = readings.iter().flat_map(|reading| {
                variants.iter().map(|records| reading.iter().copied().chain([*records]).collect::<Vec<_>>())
            });
            readings = longer.collect();
        }
        let verdicts = readings.iter().map(|reading| {
            let (own, wider) = (reading[0], &reading[1..]);
            gate::judge(&Case { registered, own, wider, policies: &self.policies, today }, request, day)
        });
        let stricter = verdicts.reduce(Verdict::stricter);
        // There is at least the reading in which every record counts.
        stricter.unwrap_or_else(|| Verdict::refused(day, gate::Code::Unreadable, "nothing was read"))
    }
}

impl Held {
    /// The records, and those without the one that the head does not know.
    fn variants(&self) -> Vec<&Records> {
        let whole = &self.records[..];
        match whole.split_last() {
            Some((_, known)) if self.ahead => vec![whole, known],
            _ => vec![whole],
        }
    }
}

/// Whose tool it is: what its entry says, what its newest record says, and what the record says that
/// the decision rests on; where none says anything, the catalogue. A ban of any of them counts.
#[must_use]
pub fn vendors(tool: &str, entry: Option<&Tool>, own: &Records, day: Option<Day>) -> BTreeSet<String> {
    let says = |record: &Record| match record {
        Record::Assessment(assessment) => assessment.tool.vendor.clone(),
        Record::Triage(triage) => triage.tool.vendor.clone(),
        _ => None,
    };
    let in_force = day.and_then(|day| gate::in_force(own, day));
    let rests_on = in_force.and_then(|(_, decision)| decision.assessment.as_ref());
    let basis = own.iter().find(|(hash, _)| Some(hash) == rests_on).and_then(|(_, record)| says(record));
    let newest = own.iter().rev().find_map(|(_, record)| says(record));
    let newest_seen =
        own.iter().rev().filter(|(_, record)| Some(record.header().as_of) <= day).find_map(|(_, record)| says(record));
    let entry = entry.and_then(|entry| entry.vendor.clone());
    let mut vendors: BTreeSet<String> = [basis, newest, newest_seen, entry].into_iter().flatten().collect();
    if vendors.is_empty() {
        vendors.extend(catalogue::find(tool).ok().flatten().and_then(|known| known.vendor));
    }
    vendors
}
