//! The frameworks that a record relied on, made again from the texts that the register kept.

use std::sync::Arc;

use crate::assessment::{Assessment, Pin};
use crate::framework::{Framework, Loaded, Shelf, Triage, load};
use crate::problem::Source;
use crate::register::Register;

use super::library;

/// The framework that an assessment was made with.
///
/// # Errors
/// Where one of its texts is missing or altered.
pub fn of_assessment(register: &Register, assessment: &Assessment) -> anyhow::Result<Framework> {
    library::ledger(made_of(register, &assessment.frameworks)?)
}

/// The framework that a triage was made with.
///
/// # Errors
/// Where its text is missing or altered.
pub fn of_triage(register: &Register, pin: &Pin) -> anyhow::Result<Triage> {
    library::route(made_of(register, std::slice::from_ref(pin))?)
}

/// The framework of any method that these files make together.
///
/// # Errors
/// Where one of them is missing or altered.
pub fn made_of(register: &Register, pins: &[Pin]) -> anyhow::Result<Loaded> {
    let kept: Vec<(String, Arc<Source>)> = pins
        .iter()
        .map(|pin| Ok((pin.id.clone(), register.used_framework(&pin.sha256)?)))
        .collect::<anyhow::Result<_>>()?;
    let overlays = kept.len().saturating_sub(1).max(1).min(kept.len());
    let named: Vec<Arc<Source>> = kept[..overlays].iter().map(|(_, source)| Arc::clone(source)).collect();
    Ok(load(&named, &Kept(kept))?.0)
}

/// The framework files that one record relied on.
struct Kept(Vec<(String, Arc<Source>)>);

impl Shelf for Kept {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, source)| Arc::clone(source))
    }
    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|(id, _)| id.clone()).collect()
    }
    fn is_whole(&self) -> bool {
        false
    }
}
