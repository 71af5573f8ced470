//! `evidence`: the pieces of evidence that assessments rest on.

use plimsoll::answers::Evidence;
use plimsoll::assessment::event::What;
use plimsoll::date::Day;
use plimsoll::dossier::{Judging, UsedFrameworks};
use plimsoll::gate;
use plimsoll::register::Register;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say};
use crate::cli::{Exit, Global, OutputFormat};

/// List evidence
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// List the evidence behind the newest assessments, and what later showed that conditions were met
    List(List),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Only of this tool
    #[arg(value_name = "TOOL", add = crate::cli::complete::tools())]
    tool: Option<String>,
    /// Only what expires within this many days, or has expired
    #[arg(long, value_name = "DAYS", num_args = 0..=1, default_missing_value = "90")]
    expiring: Option<u32>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
struct Row {
    tool: String,
    #[serde(rename = "use")]
    usage: String,
    id: String,
    title: String,
    kind: Option<String>,
    #[serde(rename = "where")]
    location: Option<String>,
    dated: Option<String>,
    expires: Option<String>,
    #[serde(skip)]
    last: Option<Day>,
    answers: Vec<String>,
    /// The condition that it showed to be met, where it came in that way.
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    confidential: bool,
}

/// Runs the command.
pub fn run(command: &Command, global: &Global) -> anyhow::Result<Exit> {
    let Command::List(args) = command;
    let register = locate::register(global)?;
    let as_of = global.day()?;
    if let Some(tool) = &args.tool {
        locate::registered(&register, tool)?;
    }
    let mut rows = rows(&register, args.tool.as_deref(), as_of)?;
    if let Some(days) = args.expiring {
        rows.retain(|row| row.last.is_some_and(|last| last.days_since(as_of) <= i64::from(days)));
        rows.sort_by(|a, b| (a.last, &a.tool, &a.usage, &a.id).cmp(&(b.last, &b.tool, &b.usage, &b.id)));
    }
    match args.format {
        OutputFormat::Json => print_json(&rows)?,
        OutputFormat::Text if rows.is_empty() => say("there is no such evidence"),
        OutputFormat::Text => terminal::print(&text(&rows, as_of))?,
    }
    Ok(Exit::Yes)
}

impl Row {
    fn of((tool, usage): (&str, &str), id: String, item: Evidence) -> Self {
        Self {
            tool: tool.to_owned(),
            usage: usage.to_owned(),
            id,
            title: item.title,
            kind: item.kind,
            location: item.location,
            dated: item.dated.map(|day| day.to_string()),
            expires: item.expires.map(|day| day.to_string()),
            last: item.expires,
            answers: Vec::new(),
            condition: None,
            confidential: item.confidential,
        }
    }
}

fn rows(register: &Register, only: Option<&str>, as_of: Day) -> anyhow::Result<Vec<Row>> {
    let frameworks = UsedFrameworks::new(register);
    let judging = Judging::new(register, &frameworks);
    let mut rows = Vec::new();
    for tool in register.tools()? {
        if only.is_some_and(|only| only != tool) {
            continue;
        }
        for usage in register.uses(&tool)? {
            let chain = register.chain(&tool, &usage);
            let row = |id: String, item: Evidence| Row::of((&tool, &usage), id, item);
            if let Some((assessment, _)) = register.newest_assessment(&chain)? {
                for (id, item) in assessment.answers.evidence {
                    let relied = assessment.answers.answers.iter().filter(|(_, answer)| answer.evidence.contains(&id));
                    let answers = relied.map(|(question, _)| question.clone()).collect();
                    rows.push(Row { answers, ..row(id, item) });
                }
            }
            // Whether a condition is met counts as long as the decision that set it does.
            let records = judging.records(register.all_of(&chain)?)?;
            for event in gate::events_since(&records, as_of) {
                let What::ConditionMet { condition, items, .. } = &event.what else { continue };
                let new = |id: &String, known: &[Row]| {
                    !known.iter().any(|row| row.tool == tool && row.usage == usage && row.id == *id)
                };
                for (id, item) in items.clone() {
                    if new(&id, &rows) {
                        rows.push(Row { condition: Some(condition.clone()), ..row(id, item) });
                    }
                }
            }
        }
    }
    Ok(rows)
}

fn text(rows: &[Row], as_of: Day) -> String {
    let mut table = table::table(&["Evidence", "tool / use", "dated", "expires"]);
    for row in rows {
        let expired = row.last.is_some_and(|last| last < as_of);
        table.add_row([
            format!("{} ({})", plain(&row.title), plain(&row.id)),
            plain(&format!("{} / {}", row.tool, row.usage)),
            row.dated.clone().unwrap_or_default(),
            row.expires.clone().map_or_else(String::new, |day| if expired { format!("{day}\nexpired") } else { day }),
        ]);
    }
    table::unbroken(&mut table, &[2, 3]);
    table::laid_out(&table)
}
