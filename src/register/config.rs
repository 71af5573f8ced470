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
/// What keeps editors from tidying records when they save a file beside them: a record is kept byte for byte.
pub(super) const EDITORS: &str = "root = true\n\n[*.toml]\ncharset = utf-8\nend_of_line = lf\ninsert_final_newline = unset\ntrim_trailing_whitespace = false\n";

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

const TEMPLATE: &str = r#"# The marking that reports of this register carry.
# classification = "internal"

# How many years records are kept. If set, assessments answer the question about the decision
# record with "kept in a tamper-evident store with a retention time".
# retention-years = 7

# The triage framework that `triage` uses: the bundled one, or your own in frameworks/. Its
# short-run-full-from is the number of points from which a short run asks for the full one.
# triage = "triage"

# The role of git, if this folder lies in a repository. "welcome": `log` and `verify` use it.
# "required": `check` uses it too, and allows nothing that is uncommitted, was changed after its
# commit, or has a truncated history.
# git = "welcome"

# Commits that removed or replaced records and that people agreed to: `verify` reports these as
# warnings, not errors. Give the full hashes.
# agreed-commits = []

# Policy: what may be decided, by whom and for how long. An edit of this file takes effect once it is
# recorded: by `plimsoll policy record`, or with the next record if its author has the authority.
# Anyone may tighten the policy. To loosen it, or to change who has authority, takes those named by
# the policy in force. A decision is judged by the policy in force when it was made; what blocks use
# (open conditions, expired evidence, an incomplete context) by the policy in force on the day that
# is checked.
[policy]

# Who may loosen the policy: roles or mail addresses. If unset, those who may approve every tier
# named here.
# policy-approvers = ["ciso"]

# What happens to an edit of this file that nobody recorded. "record": the next record records it.
# "refuse": it is an error until someone records it deliberately.
# policy-changes = "refuse"

# Requester, reviewer and approver must be three people, told apart by their mail addresses.
distinct-people = true

# What a request must state before a decision may allow anything: any of requested-by,
# business-owner, purpose, benefit, without-it.
request = ["business-owner", "purpose"]

# The grade from which an answer must name its evidence before a decision that allows use may rest
# on it: statement, document, attestation, tested, or never.
evidence-from = "document"

# How many days after an assessment a decision may still rest on it. If unset, as long as the
# assessment is valid.
# assessment-days = 365

# How many days a triage that stands in for an assessment is valid.
# triage-days = 180

# Which conditions block use until they are met: "marked" for those that the decision marks with
# before-use, "all" for every condition; ids of conditions or questions name single ones. If the
# list is empty, only overdue conditions block use.
blocking-conditions = ["marked"]

# Whether expired evidence that the assessment relied on "blocks" use, or "is-reported" by `due` only.
stale-evidence = "blocks"

# Which factors of a request are compared: only those that it gives ("given"), or all, with one
# that it leaves out counted at the highest level ("complete").
context = "given"

# Whether assess, decide and triage also commit each record to the git repository that this folder
# lies in, as with --commit. If git fails, the record is kept and the exit code is 2.
# commit = true

# For each tier: the mildest decision without a waiver (if unset, what the method recommends), the
# most days a decision may last, who may approve (roles or mail addresses; if unset, everyone listed
# as [[approver]]), how many must agree, and whether every question must be asked (otherwise an
# interview may stop once the tier is settled). The tier "none" is for uses that only had a triage.
# [policy.tier.critical]
# mildest = "prohibit"
# longest-days = 30
# approvers = ["ciso"]
# agree = 1
# all-questions = true

# Who may approve; if nobody is listed, anyone may. The dates are optional.
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
