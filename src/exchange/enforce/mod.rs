//! The decisions in force on a day in the formats of those that enforce them, a file a consumer.
//!
//! `rules.rs` says what is in force and about whom, `reach.rs` which hosts and other identities a rule may
//! take without taking what nobody decided about,
//! `ways.rs` for whom and up to where a use is allowed. `export.rs` is what comes out, with what it could not say;
//! `consumer.rs` is the one list of consumers, from which help, documentation and tests follow. `answer.rs`
//! is what a client is told that asks at its start.

pub mod answer;
mod archive;
mod chromium;
mod claude_code;
mod codex;
pub mod consumer;
mod copilot;
mod dnsmasq;
pub mod export;
mod firefox;
mod gemini;
mod hosts;
mod mcp;
mod opa;
mod osquery;
mod reach;
mod rpz;
pub mod rules;
mod squid;
mod tenant;
mod unbound;
mod vscode;
pub mod ways;

pub use consumer::{CONSUMERS, Consumer};
pub use export::{Export, ExportOptions};
pub use reach::RuledHost;
pub use rules::{Because, HeldTool, RuledTool, RuledWith, Rules, Ruling};

/// Something that no rule of the consumer can say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The tool.
    pub tool: String,
    /// What of it.
    pub what: String,
    /// Why, in a few words.
    pub why: String,
}
