//! The frameworks that a record relied on, made again from the texts that the register kept.

use crate::assessment::{Assessment, Pin};
use crate::dossier::frameworks::kept;
use crate::framework::{Framework, TriageFramework};
use crate::register::Register;

use super::library;

/// The framework that an assessment was made with.
///
/// # Errors
/// Where one of its texts is missing or altered.
pub fn of_assessment(register: &Register, assessment: &Assessment) -> anyhow::Result<Framework> {
    library::ledger(kept(register, &assessment.frameworks)?)
}

/// The framework that a triage was made with.
///
/// # Errors
/// Where its text is missing or altered.
pub fn of_triage(register: &Register, pin: &Pin) -> anyhow::Result<TriageFramework> {
    library::route(kept(register, std::slice::from_ref(pin))?)
}
