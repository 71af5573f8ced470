//! What is said where `plimsoll.toml` is not the policy in force.

use plimsoll::problem::Problems;
use plimsoll::register::Register;

use super::diagnostics;

/// Says that `plimsoll.toml` was edited and that nobody recorded it, where that is so.
pub fn say(register: &Register) {
    if let Some(edited) = register.edit_to_record() {
        diagnostics::say(&Problems(vec![edited]));
    }
}
