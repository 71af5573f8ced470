//! `list --decision`: where one decision is in force. Of a decision that allows: what `check` allows
//! today, up to where, until when and on which conditions. Of one that forbids, such as the list of what
//! is prohibited: since when, why in one line, and what to use instead.

use std::collections::BTreeMap;

use plimsoll::assessment::decision::Condition;
use plimsoll::assessment::entry::entry_named;
use plimsoll::assessment::{Assessment, ChainEntry, Decision, EVERY_USE, EntryRef, Subject};
use plimsoll::date::Day;
use plimsoll::dossier::UsedFrameworks;
use plimsoll::dossier::{self, HeldUse, Whole};
use plimsoll::exchange::markdown::escaped;
use plimsoll::framework::{self, Framework};
use plimsoll::gate;
use plimsoll::person::{Person, separated};
use plimsoll::register::Register;
use plimsoll::report::format::csv;
use plimsoll::report::wording;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::command::list::ListFormat;
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
    /// The highest levels that it covers, by factor.
    ceiling: BTreeMap<String, u8>,
    client_versions: Option<String>,
    editions: Vec<String>,
    teams: Vec<String>,
    /// Conditions that nobody has met yet.
    open_conditions: Vec<Open>,
    instead: Vec<Instead>,
    actions: Vec<String>,
    decided_by: Vec<Person>,
    number: u32,
    sha256: String,
    /// The same for people.
    #[serde(skip)]
    shown: ShownRow,
}

/// A condition that is owed.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Open {
    id: String,
    text: String,
    owner: Option<Person>,
    due: Option<String>,
    before_use: bool,
}

/// What people read in place of ids.
#[derive(Default)]
struct ShownRow {
    usage: String,
    ceiling: String,
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
    decision: framework::Disposition,
    day: Day,
    format: ListFormat,
) -> anyhow::Result<Exit> {
    let whole = Whole::of(register, day)?;
    let wanted = |id: &str| only.is_none_or(|only| only == id);
    let mut rows = Vec::new();
    if decision < framework::Disposition::Hold {
        let made = UsedFrameworks::new(register);
        for one in whole.recorded().filter(|one| wanted(one.tool)) {
            let status = one.status();
            let Some(found) = status.decision().filter(|_| status.in_force() == Some(decision)) else {
                continue;
            };
            let ChainEntry { sha256, record: found } = found;
            let basis =
                entry_named(one.records(), found.assessment.as_ref()).and_then(|entry| entry.record.assessment());
            let framework = basis.map(|assessment: &Assessment| made.of(assessment)).transpose()?;
            let open = gate::owed(one.records(), day).map(|(_, open)| open).unwrap_or_default();
            let row = row(register, &whole, found, sha256, day)?;
            let ceiling = ceiling(&found.ceiling, framework.as_deref());
            let until = status.until().map(|until| until.to_string());
            let open_conditions = open.into_iter().map(owed).collect();
            rows.push(Row { until, open_conditions, shown: ShownRow { ceiling, ..row.shown }, ..row });
        }
    } else {
        for (_, _, records) in whole.chains().filter(|(subject, ..)| wanted(subject.id())) {
            match gate::in_force(records, day) {
                Some(EntryRef { sha256, record: found }) if found.decision == decision => {
                    rows.push(row(register, &whole, found, sha256, day)?);
                }
                _ => {}
            }
        }
    }
    rows.sort_by(|a, b| (&a.id, &a.usage).cmp(&(&b.id, &b.usage)));
    match format {
        ListFormat::Json => print_json(&rows)?,
        ListFormat::Markdown => terminal::print(&markdown(&rows, decision, day))?,
        ListFormat::Csv => terminal::print(&csv::lines(&lines(&rows)))?,
        ListFormat::Text if rows.is_empty() => {
            say(&format!("no decision `{}` is in force on {day}", decision.as_str()));
        }
        ListFormat::Text => terminal::print(&text(&rows, decision))?,
    }
    Ok(Exit::Yes)
}

fn row(register: &Register, whole: &Whole, found: &Decision, sha256: &str, day: Day) -> anyhow::Result<Row> {
    let header = &found.header;
    let entry = match &header.subject {
        Subject::Tool(tool) => whole.entry(tool),
        Subject::Vendor(_) | Subject::Policy => None,
    };
    let tools = match &header.subject {
        Subject::Tool(_) | Subject::Policy => Vec::new(),
        Subject::Vendor(_) => tools_of(whole, &header.subject, &header.usage),
    };
    let stand = dossier::alternatives(register, &found.alternatives, &header.usage, day)?;
    let instead =
        found.alternatives.iter().map(|name| Instead { name: name.clone(), standing: stand.get(name).cloned() });
    let title = entry.and_then(|entry| entry.uses.get(&header.usage)?.title.clone());
    let usage = match header.usage.as_str() {
        EVERY_USE => "every use".to_owned(),
        usage => title.unwrap_or_else(|| usage.to_owned()),
    };
    Ok(Row {
        scope: header.subject.word(),
        id: header.subject.id().to_owned(),
        name: entry.and_then(|entry| entry.name.clone()),
        tools,
        usage: header.usage.clone(),
        since: found.valid_from.to_string(),
        until: found.valid_until.map(|until| until.to_string()),
        why: found.rationale.split_whitespace().collect::<Vec<_>>().join(" "),
        ceiling: found.ceiling.clone(),
        client_versions: found.client_versions.clone(),
        editions: found.editions.clone(),
        teams: found.teams.clone(),
        open_conditions: Vec::new(),
        instead: instead.collect(),
        actions: found.actions.clone(),
        decided_by: found.approvers.clone(),
        number: header.number,
        sha256: sha256.to_owned(),
        shown: ShownRow { usage, ceiling: String::new() },
    })
}

fn owed(condition: &Condition) -> Open {
    Open {
        id: condition.id.clone(),
        text: condition.text.clone(),
        owner: condition.owner.clone(),
        due: condition.due.map(|due| due.to_string()),
        before_use: condition.before_use,
    }
}

/// The tools of the register over which a decision about a vendor reaches.
fn tools_of(whole: &Whole, vendor: &Subject, usage: &str) -> Vec<String> {
    let place = (vendor.clone(), usage.to_owned());
    let reached = |one: &HeldUse<'_>| one.reached_by().contains(&place);
    let mut tools: Vec<String> = whole.uses().filter(reached).map(|one| one.tool.to_owned()).collect();
    tools.dedup();
    tools
}

/// The ceiling in the words of the framework; a level that covers everything says nothing.
fn ceiling(levels: &BTreeMap<String, u8>, framework: Option<&Framework>) -> String {
    let below = levels.iter().filter(|(_, level)| **level < framework::HIGHEST_LEVEL);
    let words =
        below.map(|(id, level)| match framework.and_then(|framework| Some((framework, framework.factor(id)?))) {
            Some((framework, at)) => {
                format!("{}: {}", framework.factors()[at].title, wording::level(framework, id, Some(*level)))
            }
            None => format!("{id} {level}"),
        });
    words.collect::<Vec<_>>().join("; ")
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

    /// Who may use it, and with what.
    fn limits(&self) -> String {
        let versions: Vec<String> = self.client_versions.iter().cloned().collect();
        let parts = [("teams", &self.teams), ("editions", &self.editions), ("client versions", &versions)];
        let parts = parts.into_iter().filter(|(_, values)| !values.is_empty());
        parts.map(|(what, values)| format!("{what}: {}", values.join(", "))).collect::<Vec<_>>().join("; ")
    }

    fn conditions(&self) -> String {
        let conditions = self.open_conditions.iter().map(|one| {
            let mut about: Vec<String> = Vec::new();
            about.extend(one.owner.as_ref().map(|owner| owner.name().to_owned()));
            about.extend(one.due.as_ref().map(|due| format!("by {due}")));
            about.extend(one.before_use.then(|| "before use".to_owned()));
            let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
            format!("{}{about}", one.text)
        });
        conditions.collect::<Vec<_>>().join("; ")
    }

    fn instead(&self) -> String {
        let names = self.instead.iter().map(|instead| match &instead.standing {
            Some(standing) => format!("{} ({standing})", instead.name),
            None => instead.name.clone(),
        });
        names.collect::<Vec<_>>().join(", ")
    }
}

fn text(rows: &[Row], decision: framework::Disposition) -> String {
    let allows = decision < framework::Disposition::Hold;
    let header = if allows { ["what", "until", "up to", "conditions"] } else { ["what", "since", "why", "instead"] };
    let mut table = table::table(&header);
    for row in rows {
        let what = plain(&row.what());
        table.add_row(if allows {
            let until = row.until.clone().unwrap_or_default();
            vec![what, until, plain(&row.shown.ceiling), plain(&row.conditions())]
        } else {
            vec![what, row.since.clone(), plain(&row.why), plain(&row.instead())]
        });
    }
    table::unbroken(&mut table, &[1]);
    table::whole_words(&mut table, &[0]);
    table::laid_out(&table)
}

/// A page for an intranet.
fn markdown(rows: &[Row], decision: framework::Disposition, day: Day) -> String {
    let allows = decision < framework::Disposition::Hold;
    let title = wording::decision(decision);
    let mut page = format!("# AI tools: {title}\n\nAs of {day}.\n\n");
    if rows.is_empty() {
        return page + "Nothing.\n";
    }
    let header: &[&str] = if allows {
        &["Tool", "Use", "Until", "At most", "Only for", "Open conditions", "To do"]
    } else {
        &["Tool", "Use", "Since", "Why", "Use instead", "To do"]
    };
    page += &format!("| {} |\n|{}\n", header.join(" | "), "---|".repeat(header.len()));
    for row in rows {
        let tool = match (row.scope, &row.name) {
            ("tool", Some(name)) => format!("{name} ({})", row.id),
            _ => row.tool(),
        };
        let usage = row.shown.usage.clone();
        let actions = row.actions.join("; ");
        let cells = if allows {
            let until = row.until.clone().unwrap_or_default();
            vec![tool, usage, until, row.shown.ceiling.clone(), row.limits(), row.conditions(), actions]
        } else {
            vec![tool, usage, row.since.clone(), row.why.clone(), row.instead(), actions]
        };
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        page += &format!("| {} |\n", cells.join(" | "));
    }
    page
}

/// The rows for a spreadsheet, the names of columns first.
fn lines(rows: &[Row]) -> Vec<Vec<String>> {
    let header = ["scope", "id", "name", "use", "since", "until", "why", "instead", "actions", "decided by"];
    let cells = rows.iter().map(|row| {
        let or = |text: &Option<String>| text.clone().unwrap_or_default();
        let instead: Vec<&str> = row.instead.iter().map(|instead| instead.name.as_str()).collect();
        vec![
            row.scope.to_owned(),
            row.id.clone(),
            or(&row.name),
            row.usage.clone(),
            row.since.clone(),
            or(&row.until),
            row.why.clone(),
            instead.join("; "),
            row.actions.join("; "),
            separated(&row.decided_by),
        ]
    });
    std::iter::once(header.map(str::to_owned).to_vec()).chain(cells).collect()
}
