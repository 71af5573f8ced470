//! Whether a register is what it was, and says what follows: results computed again, evidence files
//! compared, everything together looked through.

use crate::assessment::Header;

pub mod evidence_files;
mod policies;
pub mod recompute;
pub mod whole;

/// A remark where a record judges another day than the one on which it was made.
#[must_use]
pub fn backdated(header: &Header) -> Option<String> {
    let recorded = header.recorded_at.day();
    (recorded.days_since(header.as_of).abs() > 1).then(|| format!("recorded on {recorded} for {}", header.as_of))
}
