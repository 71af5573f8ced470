//! `plimsoll.toml`: what an organisation sets for its register. People's to edit, read strictly.

use std::sync::Arc;

use crate::document;
use crate::document::writer::Writer;
use crate::policy::{self, Policy};
use crate::problem::{Problems, Source};

/// The newest schema of `plimsoll.toml` that this version reads.
pub const SCHEMA: i64 = 1;

/// What git is not to keep of a register.
pub(super) const IGNORED: &str = "/drafts/\n/.lock\n.writing-*.tmp\n";

/// What git is to know of a register: that no line end is changed on the way, since a record's bytes
/// are what the next one names.
pub(super) const ATTRIBUTES: &str = "*.toml -text\n";

/// The settings of a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The name of the register.
    pub name: String,
    /// How its reports are marked.
    pub classification: Option<String>,
    /// What may be decided, by whom and for how long.
    pub policy: Policy,
}

/// Reads a `plimsoll.toml`.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Config, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        let name = top.text("name");
        let classification = top.text_if("classification").map(|at| at.value);
        let policy = policy::read(top);
        Some(Config { name: name?.value, classification, policy })
    })
}

/// A first `plimsoll.toml`: every setting, explained, the optional ones switched off.
#[must_use]
pub fn template(name: &str) -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA).set("name", name);
    format!(
        "# A register of AI tools: what was assessed, what was decided, and why.\n\
         # This file is yours to edit; the records under tools/ are not.\n\
         {}\n{TEMPLATE}",
        writer.finish()
    )
}

const TEMPLATE: &str = r#"# How reports of this register are marked.
# classification = "internal"

# For how many years records are kept. Where it is set, assessments answer the question
# about the decision record with "kept in a tamper-evident store with a retention time".
# retention-years = 7

# The triage framework that `triage` asks with: the bundled one, or one of your own in frameworks/.
# Its short-run-full-from says from how many points on a short run asks for the full one.
# triage = "triage"

# What git is to bear out where this folder lies in a repository: "welcome", `log` and `verify` ask it;
# "required", `check` asks it, too, and allows nothing that is not committed and unchanged, or whose
# history is cut.
# git = "welcome"

# Commits that removed records or took others in their place, to which people agreed: `verify` says
# them as warnings then. The whole names.
# agreed-commits = []

# Policy: what may be decided, by whom and for how long. An edit of this file is in force once it is
# recorded: `plimsoll policy record` does that, or the next record, where whoever makes it may. Anybody
# may tighten; what loosens, or changes whose authority it is, needs those whom the policy in force
# names. A decision is judged by the policy that was in force when it was made; what blocks use (open
# conditions, expired evidence, complete context) by the one in force on the day that is asked about.
[policy]

# Who may loosen it: roles or mail addresses. Unset: those who may approve every tier that it names.
# policy-approvers = ["ciso"]

# What becomes of an edit of this file that nobody recorded: the next record does ("record"), or it is
# an error until somebody does so on purpose ("refuse").
# policy-changes = "refuse"

# Requester, reviewer and approver are three people, told apart by their mail addresses.
distinct-people = true

# What a request must name before a decision may allow anything: any of requested-by,
# business-owner, purpose, benefit, without-it.
request = ["business-owner", "purpose"]

# From which grade on an answer must name its evidence before a decision that allows may rest on
# it: statement, document, attestation, tested, or never.
evidence-from = "document"

# For how many days after an assessment a decision may rest on it. Unset: as long as it is valid.
# assessment-days = 365

# For how many days a triage that is assessment enough is good.
# triage-days = 180

# Which conditions block use until they are met: "marked" are those that the decision marks with
# before-use, "all" is every one; ids of conditions or questions name single ones. With none,
# only a condition that is overdue blocks.
blocking-conditions = ["marked"]

# Whether expired evidence that the assessment relied on "blocks" use or "is-reported" by `due` only.
stale-evidence = "blocks"

# Whether a request is compared in the factors that it gives ("given"), or a factor that it leaves
# out counts as the highest level ("complete").
context = "given"

# Whether assess, decide and triage also commit what they record to the git repository that this
# folder lies in, one record a commit, as with --commit. Where git cannot, the record is kept all the
# same, and the exit code is 2.
# commit = true

# For each tier: the mildest decision without a waiver (what the method recommends if unset), the
# most days a decision holds, who may approve (roles or mail addresses; every [[approver]] if
# unset), and how many of them must agree. The tier "none" is for what only had a triage.
# [policy.tier.critical]
# mildest = "prohibit"
# longest-days = 30
# approvers = ["ciso"]
# agree = 1

# Who may approve; where nobody is listed, anybody may. The days are optional.
# [[approver]]
# who = "Name <name@example.org>"
# roles = ["ciso"]
# from = 2026-01-01
# until = 2030-12-31
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_reads_as_it_is_and_with_every_setting_switched_on() {
        let text = template("a \"quoted\" name");
        let (config, _) = read(&Source::new("plimsoll.toml", text.clone())).unwrap();
        assert_eq!(config, Config { name: "a \"quoted\" name".to_owned(), ..Config::default() });
        let settings = |line: &str| {
            line.strip_prefix("# ").filter(|rest| rest.contains(" = ") || rest.starts_with('[')).map(str::to_owned)
        };
        let on: Vec<String> = text.lines().map(|line| settings(line).unwrap_or_else(|| line.to_owned())).collect();
        let (config, _) = read(&Source::new("plimsoll.toml", on.join("\n"))).unwrap();
        assert_eq!(config.policy.retention_years, Some(7));
        assert_eq!(config.policy.approvers.len(), 1);
        assert_eq!(config.policy.tiers["critical"].longest_days, Some(30));
        assert!(config.policy.commit);
    }
}
