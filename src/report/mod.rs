//! How a result reads. A result is computed before it comes here; each file only lays it out.

pub mod json;
pub mod wording;
