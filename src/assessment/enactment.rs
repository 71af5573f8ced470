//! An enactment: the record that a policy is in force from now on, who decided so, and what it changes.

use crate::document::writer::Writer;
use crate::document::{Section, is_sha256};
use crate::person::Person;
use crate::problem::Code;

use super::Header;
use super::fields::hash;

/// The record that a policy is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enactment {
    /// What every record begins with.
    pub header: Header,
    /// The sha256 of the `plimsoll.toml` whose policy it is.
    pub policy: String,
    /// Of the first one, where something had been decided before it: the policies under which that was.
    pub earlier: Vec<String>,
    /// Who decided so.
    pub approvers: Vec<Person>,
    /// Why.
    pub rationale: String,
    /// Whether it goes on behind an enactment whose day or clock was still to come.
    pub mends: bool,
    /// What differs from the policy before it.
    pub changes: Vec<PolicyChange>,
}

/// What a change of policy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyEffect {
    /// Nothing that was refused before can pass now.
    Tightens,
    /// Something may pass that was refused before, or somebody else may let it.
    Loosens,
}

impl PolicyEffect {
    /// The words in files.
    pub const NAMES: [(&'static str, Self); 2] = [("tightens", Self::Tightens), ("loosens", Self::Loosens)];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// A setting of a policy that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyChange {
    /// Which, as in `plimsoll.toml`: `policy.tier.critical.longest-days`.
    pub key: String,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
    /// What that does.
    pub effect: PolicyEffect,
}

/// Writes an enactment behind its header.
pub(super) fn write(enactment: &Enactment, writer: &mut Writer) {
    writer.set("policy", &enactment.policy);
    if !enactment.earlier.is_empty() {
        writer.set("earlier", enactment.earlier.as_slice());
    }
    writer.set("approvers", enactment.approvers.as_slice()).set("rationale", &enactment.rationale);
    if enactment.mends {
        writer.set("mends", true);
    }
    for change in &enactment.changes {
        writer
            .item("change")
            .set("key", &change.key)
            .set("from", &change.from)
            .set("to", &change.to)
            .set("effect", change.effect.as_str());
    }
}

/// Reads what stands behind the header.
pub(super) fn read(top: &Section<'_>, header: Option<Header>) -> Option<Enactment> {
    let texts = |key| top.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
    let policy = hash(top, "policy");
    let earlier = texts("earlier");
    let approvers: Vec<Person> = texts("approvers").into_iter().map(Person::written).collect();
    if let Some(other) = earlier.iter().find(|sha256| !is_sha256(sha256)) {
        top.report(top.problem(Code::BadText, "earlier", format!("`{other}` is not a sha256")));
    }
    if approvers.is_empty() {
        top.report(top.problem(Code::MissingKey, "approvers", "an enactment names who decided so"));
    }
    let rationale = top.text("rationale");
    let mends = top.flag("mends");
    let sections = top.sections("change");
    let changes = sections.iter().filter_map(|section| {
        let (key, from, to) = (section.text("key"), section.text("from"), section.text("to"));
        let effect = section.choice("effect", &PolicyEffect::NAMES);
        section.finish();
        Some(PolicyChange { key: key?.value, from: from?.value, to: to?.value, effect: effect?.value })
    });
    let changes = changes.collect();
    Some(Enactment {
        header: header?,
        policy: policy?,
        earlier,
        approvers,
        rationale: rationale?.value,
        mends,
        changes,
    })
}
