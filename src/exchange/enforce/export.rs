//! What an export consists of: its files, each entry with the decision behind it, and what it could not say.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::document::sha256_of;
use crate::document::visible::one_line;

use super::Refused;
use super::rules::{RuledTool, Rules};

/// What is wanted of an export beside the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Whether it lists what is allowed and denies the rest.
    pub allow_list: bool,
    /// The organisation's own tenants, by the id of the tool.
    pub tenants: BTreeMap<String, String>,
}

/// An entry, and why it is there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportEntry {
    /// What stands in the file.
    pub what: String,
    /// The tool.
    pub tool: String,
    /// Its uses with the decisions.
    pub because: String,
}

/// What a consumer takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// Its text.
    pub bytes: Vec<u8>,
    /// Each entry.
    pub entries: Vec<ExportEntry>,
    /// What this consumer cannot say, beside what no consumer can.
    pub refused: Vec<Refused>,
}

impl Export {
    /// Adds why an entry is there.
    pub(super) fn entry(&mut self, what: impl Into<String>, tool: &RuledTool, allowed: bool) {
        let because = tool.line(allowed);
        self.entries.push(ExportEntry { what: what.into(), tool: tool.id.clone(), because });
    }

    /// Adds what this consumer cannot say.
    pub(super) fn refuse(&mut self, tool: &RuledTool, what: impl Into<String>, why: &str) {
        self.refused.push(Refused { tool: tool.id.clone(), what: what.into(), why: why.to_owned() });
    }

    /// The hosts of a tool for a consumer that always takes those below a host as well; one below which
    /// something else lies is refused.
    pub(super) fn with_all_below<'t>(&mut self, tool: &'t RuledTool) -> Vec<&'t str> {
        let mut taken = Vec::new();
        for host in &tool.hosts {
            match &host.only {
                Some(whose) => {
                    let why = format!("the rule would take every host below it, such as those of {whose}");
                    self.refuse(tool, format!("host {}", host.host), &why);
                }
                None => {
                    self.entry(&host.host, tool, false);
                    taken.push(host.host.as_str());
                }
            }
        }
        taken
    }

    /// With this text.
    pub(super) fn text(mut self, text: String) -> Self {
        self.bytes = text.into_bytes();
        self
    }

    /// With this value as indented JSON.
    pub(super) fn json(self, value: &Value) -> Self {
        // Of a value nothing can fail.
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.text(format!("{text}\n"))
    }

    /// What goes beside an export: of which bytes, from which decisions, until when, and what it lacks.
    #[must_use]
    pub fn side(&self, consumer: &str, file: &str, rules: &Rules) -> String {
        let refused = rules.refused.iter().chain(&self.refused);
        let refused: Vec<Value> =
            refused.map(|one| json!({ "tool": one.tool, "what": one.what, "why": one.why })).collect();
        let entries = self.entries.iter();
        let entries: Vec<Value> =
            entries.map(|one| json!({ "entry": one.what, "tool": one.tool, "because": one.because })).collect();
        let side = json!({
            "consumer": consumer,
            "file": file,
            "sha256": sha256_of(&self.bytes),
            "register": rules.register,
            "as-of": rules.day.to_string(),
            "make-again-by": rules.first_end().map(|day| day.to_string()),
            "entries": entries,
            "not-exported": refused,
        });
        format!("{}\n", serde_json::to_string_pretty(&side).unwrap_or_default())
    }
}

/// What a file with comments begins with, each line behind a sign.
pub(super) fn head(sign: &str, consumer: &str, rules: &Rules) -> String {
    let register = one_line(&rules.register);
    let end = rules.first_end().map(|day| format!("; make it again by {day}, when a decision ends"));
    let lines = [
        format!("What {register} decided, as of {}{}.", rules.day, end.unwrap_or_default()),
        format!("Made by `plimsoll enforce {consumer}`: a change by hand is lost."),
    ];
    lines.map(|line| format!("{sign} {line}\n")).concat()
}

/// Why the entries of a tool are there, as a comment.
pub(super) fn comment(sign: &str, tool: &RuledTool, allowed: bool) -> String {
    format!("{sign} {}\n", one_line(&tool.line(allowed)))
}
