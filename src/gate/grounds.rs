//! What records are judged with, and what comes of one that does not count.

use std::sync::Arc;

use crate::assessment::Assessment;
use crate::framework::Framework;
use crate::policy::{Policies, Refusal};

use super::ReasonCode;

/// Where frameworks come from that assessments rely on.
pub trait FrameworkSource {
    /// The framework of an assessment; `None` where it is not there, or is not what it was.
    fn of(&self, assessment: &Assessment) -> Option<Arc<Framework>>;
}

/// What records are judged with.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    /// The policies that decisions were made under, and which of them was in force when.
    pub policies: &'a Policies,
    /// The frameworks that assessments rely on.
    pub frameworks: &'a dyn FrameworkSource,
    /// Whether every result is worked out again from its answers. Otherwise that is done where a decision
    /// waives or accepts something, and an assessment is taken by its word elsewhere.
    pub thorough: bool,
    /// Who answers for the use where its request names nobody: the entry of the tool, which is people's to
    /// edit, says so, and it is only known while something is decided.
    pub owner: Option<&'a str>,
}

/// Whoever answered for a use when something was decided about it: the register does not keep who.
pub const SOMEBODY: Option<&str> = Some("whoever the entry named");

/// A record that does not count, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// Its number.
    pub number: u32,
    /// Its kind: `decision` or `event`.
    pub kind: &'static str,
    /// `not-authorised` or `against-policy`; `altered` where the policy that it names is not there.
    pub code: ReasonCode,
    /// Every rule that forbids it.
    pub refusals: Vec<Refusal>,
    /// Whether somebody with the authority decided after it.
    pub settled: bool,
    /// Whether the chain allows nothing until somebody has.
    pub closes: bool,
}

impl Void {
    /// What it is and why it does not count, in words.
    #[must_use]
    pub fn text(&self) -> String {
        let why: Vec<&str> = self.refusals.iter().map(|refusal| refusal.because.as_str()).collect();
        format!("{} {} does not count: {}", self.kind, self.number, why.join("; "))
    }
}
