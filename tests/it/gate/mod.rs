//! The gate, rule by rule at its boundaries, and on random records.
//!
//! These files use the library's gate and nothing else of this folder: `benches/mutants.sh` compiles
//! them against a gate that was changed on purpose, and they must notice.

mod authority;
mod decisions;
mod exceptions;
mod limits;
pub mod properties;
pub mod story;
