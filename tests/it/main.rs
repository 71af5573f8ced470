//! One test binary for everything that is tested at the edges.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may fail loudly and touch the disk"
)]

mod boundaries;
mod oracle;
mod problems;
mod properties;
mod random;
mod vectors;
