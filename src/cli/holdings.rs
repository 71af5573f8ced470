//! What the register holds about one use, as the gate sees it: its own records, the decisions that
//! reach over it, and the policies that these were made under.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::assessment::{EVERY_USE, Header, Record, Subject};
use plimsoll::gate;
use plimsoll::policy::Policy;
use plimsoll::register::{Chain, Depth, Register};

/// What the register holds about one use.
pub struct Holdings {
    /// The records of the use, each with its sha256.
    pub own: Vec<(String, Record)>,
    /// Those of the tool's every use, of the vendors' same use, of the vendors' every use.
    pub wider: Vec<Vec<(String, Record)>>,
    policies: BTreeMap<String, Policy>,
}

impl Holdings {
    /// What there is about a use, its own records being those that a test lets through.
    ///
    /// # Errors
    /// Where a chain is not as it was written, or a policy is missing.
    pub fn of(register: &Register, chain: &Chain, keep: impl Fn(&Header) -> bool) -> anyhow::Result<Self> {
        let mut own = records(register, chain)?;
        own.retain(|(_, record)| keep(record.header()));
        let mut chains = Vec::new();
        if let Subject::Tool(tool) = &chain.subject {
            chains.push(register.chain(tool, EVERY_USE));
            for vendor in vendors(register, tool, &own)? {
                chains.push(register.vendor_chain(&vendor, &chain.usage));
                chains.push(register.vendor_chain(&vendor, EVERY_USE));
            }
        }
        let wider = chains.iter().map(|chain| records(register, chain)).collect::<anyhow::Result<Vec<_>>>()?;
        let policies = policies(register, own.iter().chain(wider.iter().flatten()))?;
        Ok(Self { own, wider, policies })
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

/// The records of a chain that is as it was written.
///
/// # Errors
/// Where it is not.
pub fn records(register: &Register, chain: &Chain) -> anyhow::Result<Vec<(String, Record)>> {
    let verified = register.verify(chain, Depth::Records);
    if verified.problems.any_error() {
        return Err(verified.problems.into());
    }
    Ok(verified.records)
}

/// The vendors of a tool: that of its entry and that of its newest assessment.
fn vendors(register: &Register, tool: &str, own: &gate::Records) -> anyhow::Result<BTreeSet<String>> {
    let newest = own.iter().rev().find_map(|(_, record)| record.assessment());
    let mut vendors: BTreeSet<String> =
        newest.and_then(|assessment| assessment.tool.vendor.clone()).into_iter().collect();
    vendors.extend(register.tool(tool)?.and_then(|entry| entry.vendor));
    Ok(vendors)
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
