//! The names of factors that a request may use.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::assessment::{ChainEntry, Record};
use crate::framework::bundled::{self, Bundled};
use crate::framework::{Loaded, load};
use crate::gate::{JudgedRecords, Request};
use crate::problem::nearest;

/// What is wrong with the names of a request: a misspelt factor would not be compared with anything.
pub(super) fn unknown(request: &Request, own: &JudgedRecords) -> Option<String> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for ChainEntry { record, .. } in own.iter() {
        match record {
            Record::Assessment(assessment) => {
                known.extend(assessment.answers.context.keys().map(String::as_str));
                known.extend(assessment.outcome.context_unknown.iter().map(String::as_str));
            }
            Record::Triage(triage) => known.extend(triage.context.keys().map(String::as_str)),
            Record::Decision(decision) => known.extend(decision.ceiling.keys().map(String::as_str)),
            Record::Event(_) | Record::Enactment(_) => {}
        }
    }
    let strange = request.context.keys().filter(|factor| !known.contains(factor.as_str()));
    let strange = strange.filter(|factor| !usual().contains(factor.as_str())).min()?;
    known.extend(usual().iter().map(String::as_str));
    let near = nearest(strange, known.iter().copied()).map(|near| format!(" (did you mean `{near}`?)"));
    let names: Vec<&str> = known.into_iter().collect();
    Some(format!("there is no factor `{strange}`{}; factors: {}", near.unwrap_or_default(), names.join(", ")))
}

/// The factors of the framework that every bundled one extends, read only where a name is in doubt.
fn usual() -> &'static BTreeSet<String> {
    static USUAL: OnceLock<BTreeSet<String>> = OnceLock::new();
    USUAL.get_or_init(|| {
        let base = bundled::find("ai-tool").and_then(|base| load(&[base], &Bundled).ok());
        match base {
            Some((Loaded::Ledger(base), _)) => base.factors().iter().map(|factor| factor.id.clone()).collect(),
            _ => BTreeSet::new(),
        }
    })
}
