//! `log`: the history of a use, newest first.

use std::path::Path;

use plimsoll::assessment::{Decision, Record, file};
use plimsoll::audit::backdated;
use plimsoll::context::Scope;
use plimsoll::document::sha256;
use plimsoll::person::{Person, listed};
use plimsoll::register::disk;
use serde::Serialize;

use crate::cli::git;
use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, styled, width};
use crate::cli::{Exit, Global, OutputFormat};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct LogEntry {
    number: u32,
    kind: &'static str,
    as_of: String,
    recorded_at: String,
    recorded_by: Person,
    sha256: String,
    tier: Option<String>,
    recommended: Option<&'static str>,
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    backdated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    git: Option<git::GitState>,
    /// The commit in words.
    #[serde(skip)]
    committed: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let chain = locate::shown(&register, &args.tool, args.usage.as_deref())?;
    let mut entries = Vec::new();
    let mut last_tier: Option<String> = None;
    let folder = chain.path(1, "").parent().map(Path::to_path_buf);
    let history = folder.and_then(|folder| git::history_or_say(register.root(), &[folder]));
    for (_, _, path) in register.records(&chain)? {
        let source = disk::read(&path)?;
        let (record, _) = file::read(&source)?;
        let mut entry = entry(&record, sha256(&source.text), &mut last_tier);
        if let Some(history) = &history {
            let state = history.of(&path, source.text.as_bytes());
            entry.git = Some(git::GitState::of(state));
            entry.committed = Some(git::line(state));
        }
        entries.push(entry);
    }
    entries.reverse();
    match args.format {
        OutputFormat::Json => print_json(&entries)?,
        OutputFormat::Text => terminal::print(&text(&entries))?,
    }
    Ok(Exit::Yes)
}

fn entry(record: &Record, sha256: String, last_tier: &mut Option<String>) -> LogEntry {
    let header = record.header();
    let (tier, recommended, summary) = match record {
        Record::Assessment(assessment) => {
            let outcome = &assessment.outcome;
            let moved = match last_tier.replace(outcome.tier.clone()) {
                Some(before) if before != outcome.tier => format!(" (was {before})"),
                _ => String::new(),
            };
            let recommended = outcome.decision.as_str();
            let short = match (assessment.scope, assessment.needs_full_run()) {
                (Scope::Full, _) => "",
                (Scope::Keys, false) => "short run: ",
                (Scope::Keys, true) => "short run, full run needed: ",
            };
            let summary = format!("{short}{}{moved}, {} recommended", outcome.tier, recommended.replace('-', " "));
            (Some(outcome.tier.clone()), Some(recommended), summary)
        }
        Record::Decision(decision) => (decision.tier_with_waivers.clone(), None, decided(decision)),
        Record::Event(event) => (None, None, format!("{}: {}", event.what.word().replace('-', " "), event.why)),
        Record::Triage(triage) => (None, None, format!("route {}", triage.route.as_str())),
        Record::Enactment(enactment) => (None, None, enactment.rationale.clone()),
    };
    LogEntry {
        number: header.number,
        kind: record.kind(),
        as_of: header.as_of.to_string(),
        recorded_at: header.recorded_at.to_string(),
        recorded_by: header.recorded_by.clone(),
        sha256,
        tier,
        recommended,
        summary,
        backdated: backdated(header),
        git: None,
        committed: None,
    }
}

/// A decision in one line.
fn decided(decision: &Decision) -> String {
    let until = decision.valid_until.map_or_else(String::new, |until| format!(" until {until}"));
    format!(
        "{} from {}{until}, by {}: {}",
        decision.decision.as_str().replace('-', " "),
        decision.valid_from,
        listed(&decision.approvers),
        decision.rationale
    )
}

fn text(entries: &[LogEntry]) -> String {
    let mut text = String::new();
    for entry in entries {
        let day = entry.backdated.clone().unwrap_or_else(|| entry.as_of.clone());
        let head = format!("{} {}", entry.kind, plain(&entry.summary));
        text += &format!("{}\n", table::strong(&paragraph(&format!("{:>4}  ", entry.number), 6, &head, width())));
        text += &format!("      {day} by {}\n", plain(entry.recorded_by.as_str()));
        text += &format!("      {}\n", styled(FAINT, &format!("sha256 {}", entry.sha256)));
        if let Some(committed) = &entry.committed {
            text += &format!("      {}\n", styled(FAINT, committed));
        }
    }
    text
}
