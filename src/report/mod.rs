//! How a result reads. A result is computed before it comes here; each file only lays it out.
//!
//! `view` is what a report says, whatever its format.

pub mod json;
pub mod view;
pub mod wording;
