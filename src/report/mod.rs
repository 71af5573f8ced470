//! How a result reads. A result is computed before it comes here; each file only lays it out.
//!
//! `view` is what a report says, whatever its format; `compose` works it out. `format` is the list of
//! formats and the one door to them, `open` what nobody has found out yet, `theme` an organisation's own colours and words, `provenance` what a
//! report was made from and how, so that it can be made again.

pub mod compose;
pub mod data;
pub mod format;
pub mod open;
pub mod picture;
pub mod provenance;
pub mod theme;
pub mod view;
pub mod wording;
