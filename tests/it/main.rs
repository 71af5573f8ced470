//! One test binary for everything that is tested at the edges.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may fail loudly and touch the disk"
)]

mod actions;
mod agree;
mod boundaries;
mod browser;
mod bytes;
mod catalogue;
mod check;
mod content;
mod days;
mod deciding;
mod docs;
mod enacting;
mod enforce;
mod examples;
#[cfg(target_os = "linux")]
mod faults;
mod file_kinds;
mod fixtures;
mod gate;
#[cfg(unix)]
mod git;
mod help;
mod inside;
mod inventories;
mod layers;
mod milder;
mod missing;
#[cfg(unix)]
mod moved;
mod oracle;
mod paper;
mod policy;
mod problems;
mod properties;
mod random;
mod reconcile;
mod recorder;
mod records;
mod removing;
mod reports;
mod reviewer;
mod routes;
#[cfg(unix)]
mod settled;
mod slips;
mod support;
mod tampered;
mod terminal;
mod transcripts;
mod triage;
mod twice;
mod vectors;
mod ways;
mod workbench;
mod workbook;
mod year;
