//! `plimsoll.toml`: what an organisation sets for its register. People's to edit, read strictly.

use std::sync::Arc;

use crate::document;
use crate::document::writer::Writer;
use crate::problem::{Problems, Source};

/// The newest schema of `plimsoll.toml` that this version reads.
pub const SCHEMA: i64 = 1;

/// What git is not to keep of a register.
pub(super) const IGNORED: &str = "/drafts/\n/.lock\n.writing-*.tmp\n";

/// The settings of a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// What the register is called.
    pub name: String,
    /// How its reports are marked.
    pub classification: Option<String>,
    /// For how many years records are kept.
    pub retention_years: Option<u32>,
    /// Who may approve.
    pub approvers: Vec<Approver>,
}

/// Somebody who may approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approver {
    /// `Name <mail>`.
    pub who: String,
    /// The roles that policy names.
    pub roles: Vec<String>,
}

/// Reads a `plimsoll.toml`.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Config, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        let name = top.text("name");
        let classification = top.text_if("classification").map(|at| at.value);
        let retention_years = top.integer_if("retention-years", 1..=200).and_then(|at| u32::try_from(at.value).ok());
        let approvers = top
            .sections("approver")
            .iter()
            .filter_map(|section| {
                let who = section.text("who");
                let roles = section.texts("roles").into_iter().map(|at| at.value).collect();
                section.finish();
                Some(Approver { who: who?.value, roles })
            })
            .collect();
        Some(Config { name: name?.value, classification, retention_years, approvers })
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

# Who may approve. Requester, reviewer and approver are three people: the question about
# named people is answered from this list and from the request.
# [[approver]]
# who = "Name <name@example.org>"
# roles = ["ciso"]
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
            line.strip_prefix("# ").filter(|rest| rest.contains(" = ") || rest.starts_with("[[")).map(str::to_owned)
        };
        let on: Vec<String> = text.lines().map(|line| settings(line).unwrap_or_else(|| line.to_owned())).collect();
        let (config, _) = read(&Source::new("plimsoll.toml", on.join("\n"))).unwrap();
        assert_eq!(config.retention_years, Some(7));
        assert_eq!(config.approvers.len(), 1);
    }
}
