//! How a result reads. A result is computed before it comes here; each file only lays it out.
//!
//! `view` is what a report says, whatever its format; `compose` works it out. `format` is the door to
//! the formats, `look` an organisation's own look, `seal` what a report was made from and how.

pub mod compose;
pub mod csv;
pub mod data;
pub mod format;
mod html;
mod json_report;
pub mod look;
mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod picture;
pub mod seal;
pub mod view;
pub mod wording;
pub mod xlsx;
