//! Other people's formats, a file each: lists of what is to be checked coming in, and what was found
//! going out to pipelines.
//!
//! `list.rs` tells the formats of lists apart, `requests.rs` is what they ask; `csv_list.rs`, `toml_list.rs` and `cyclonedx.rs` read
//! them. `findings.rs` is JSON in this project's own form,
//! `reconciled.rs` the same of what is there against the register; `pipeline.rs` is what both come to for pipelines: `sarif.rs`, `junit.rs` and `markdown.rs`
//! are what code scanning, test reports and a step's summary take. `icalendar.rs` is what is due for a
//! calendar, `tools_list.rs` what an MCP server says of its tools; `enforce` has what is in force for whoever
//! enforces it.

mod bom_part;
mod csv_list;
mod cyclonedx;
pub mod enforce;
pub mod findings;
pub mod icalendar;
pub mod junit;
pub mod list;
pub mod markdown;
pub mod pipeline;
pub mod reconciled;
pub mod requests;
pub mod sarif;
mod toml_list;
pub mod tools_list;
