//! `list --decision`: where one decision is in force, such as the list of what is prohibited: since
//! when, why in one line, and what to use instead.

use plimsoll::assessment::{Decision, EVERY_USE, Subject};
use plimsoll::date::Day;
use plimsoll::exchange::markdown::escaped;
use plimsoll::framework;
use plimsoll::gate;
use plimsoll::register::Register;
use plimsoll::report::wording;
use serde::Serialize;

use crate::cli::Answer;
use crate::cli::command::list::Format;
use crate::cli::holdings::Everything;
use crate::cli::locate;
use crate::cli::print::decision;
use crate::cli::print::json::print_json;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    /// `tool`, or `vendor` where all of its tools are meant.
    scope: &'static str,
    id: String,
    /// What it is called, where the register says so.
    name: Option<String>,
    /// The tools of the register that are meant, where it is about all tools of a vendor.
    tools: Vec<String>,
    #[serde(rename = "use")]
    usage: String,
    since: String,
    until: Option<String>,
    why: String,
    instead: Vec<Instead>,
    actions: Vec<String>,
    decided_by: Vec<String>,
    number: u32,
    sha256: String,
}

#[derive(Serialize)]
struct Instead {
    name: String,
    /// How it stands itself, where it is a tool of the register.
    standing: Option<String>,
}

/// Prints where a decision is in force on a day, by name.
///
/// # Errors
/// Where the register cannot be read, or is not what it was.
pub fn run(
    register: &Register,
    only: Option<&str>,
    decision: framework::Decision,
    day: Day,
    format: Format,
) -> anyhow::Result<Answer> {
    let everything = Everything::of(register, |header| header.as_of <= day)?;
    let mut rows = Vec::new();
    for (chain, records) in everything.chains() {
        let Some((sha256, found)) = gate::in_force(records, day) else { continue };
        if found.decision != decision || found.only_lifts() || only.is_some_and(|only| only != chain.id()) {
            continue;
        }
        rows.push(row(register, found, sha256, day)?);
    }
    rows.sort_by(|a, b| (&a.id, &a.usage).cmp(&(&b.id, &b.usage)));
    match format {
        Format::Json => print_json(&rows)?,
        Format::Markdown => terminal::print(&markdown(&rows, decision, day))?,
        Format::Text if rows.is_empty() => say(&format!("`{}` is in force nowhere on {day}", decision.as_str())),
        Format::Text => terminal::print(&text(&rows))?,
    }
    Ok(Answer::Yes)
}

fn row(register: &Register, found: &Decision, sha256: &str, day: Day) -> anyhow::Result<Row> {
    let header = &found.header;
    let name = match &header.subject {
        Subject::Tool(tool) => register.tool(tool)?.and_then(|entry| entry.name),
        Subject::Vendor(_) => None,
    };
    let tools = match &header.subject {
        Subject::Tool(_) => Vec::new(),
        Subject::Vendor(vendor) => tools_of(register, vendor, &header.usage)?,
    };
    let stand = decision::alternatives(register, found, day)?;
    let instead =
        found.alternatives.iter().map(|name| Instead { name: name.clone(), standing: stand.get(name).cloned() });
    Ok(Row {
        scope: header.subject.word(),
        id: header.subject.id().to_owned(),
        name,
        tools,
        usage: header.usage.clone(),
        since: found.valid_from.to_string(),
        until: found.valid_until.map(|until| until.to_string()),
        why: found.rationale.split_whitespace().collect::<Vec<_>>().join(" "),
        instead: instead.collect(),
        actions: found.actions.clone(),
        decided_by: found.approvers.clone(),
        number: header.number,
        sha256: sha256.to_owned(),
    })
}

/// The tools of a vendor that the register has, in a use.
fn tools_of(register: &Register, vendor: &str, usage: &str) -> anyhow::Result<Vec<String>> {
    let mut tools = Vec::new();
    for tool in register.tools()? {
        let entry = register.tool(&tool)?.unwrap_or_default();
        let used = usage == EVERY_USE || locate::uses_of(register, &tool, &entry)?.iter().any(|known| known == usage);
        if used && entry.vendor.as_deref() == Some(vendor) {
            tools.push(tool);
        }
    }
    Ok(tools)
}

impl Row {
    /// The tool, or whose tools are meant: `claude-code, and all other tools of anthropic`.
    fn tool(&self) -> String {
        match (self.scope, &self.tools[..]) {
            ("vendor", []) => format!("all tools of {}", self.id),
            ("vendor", tools) => format!("{}, and all other tools of {}", tools.join(", "), self.id),
            _ => self.id.clone(),
        }
    }

    /// What it is about: `chatgpt / pasted-source-code`, `all tools of anthropic / every use`.
    fn what(&self) -> String {
        let usage = if self.usage == EVERY_USE { "every use" } else { &self.usage };
        format!("{} / {usage}", self.tool())
    }

    fn instead(&self) -> String {
        let names = self.instead.iter().map(|instead| match &instead.standing {
            Some(standing) => format!("{} ({standing})", instead.name),
            None => instead.name.clone(),
        });
        names.collect::<Vec<_>>().join(", ")
    }
}

fn text(rows: &[Row]) -> String {
    let mut table = table::table(&["what", "since", "why", "instead"]);
    for row in rows {
        table.add_row(vec![plain(&row.what()), row.since.clone(), plain(&row.why), plain(&row.instead())]);
    }
    table::unbroken(&mut table, &[1]);
    table::laid_out(&table)
}

/// A page for an intranet.
fn markdown(rows: &[Row], decision: framework::Decision, day: Day) -> String {
    let title = wording::decision(decision);
    let mut page = format!("# AI tools: {title}\n\nAs of {day}.\n\n");
    if rows.is_empty() {
        return page + "Nothing.\n";
    }
    page += "| Tool | Use | Since | Why | Use instead | To do |\n|---|---|---|---|---|---|\n";
    for row in rows {
        let usage = if row.usage == EVERY_USE { "every use" } else { &row.usage };
        let tool = match (row.scope, &row.name) {
            ("tool", Some(name)) => format!("{name} ({})", row.id),
            _ => row.tool(),
        };
        let cells = [&tool, usage, &row.since, &row.why, &row.instead(), &row.actions.join("; ")].map(escaped);
        page += &format!("| {} |\n", cells.join(" | "));
    }
    page
}
