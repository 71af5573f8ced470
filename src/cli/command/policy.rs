//! `policy`: which policy is in force, who changed it and when, and putting another one in force.

use std::sync::Arc;

use plimsoll::assessment::enactment::PolicyChange;
use plimsoll::assessment::{ChainEntry, Record, file};
use plimsoll::person::{Person, listed};
use plimsoll::policy::changes::changes;
use plimsoll::policy::{Enacted, Policies};
use plimsoll::register::{Enacting, Register, disk};
use plimsoll::report::data::record;
use serde_json::json;

use crate::cli::git::Committed;
use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::recorded;
use crate::cli::print::table;
use crate::cli::print::terminal::{self, FAINT, paragraph, plain, styled, width};
use crate::cli::{Exit, Global, OutputFormat, moment, person};

/// Show which policy is in force and since when, and put another one in force
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Put plimsoll.toml, as it is, in force
    ///
    /// Edit the file first; `plimsoll policy diff` shows what that changes. Anybody may tighten. What
    /// loosens, or changes whose authority it is, needs those whom the policy in force names: its
    /// `policy-approvers`, else those who may approve every tier that it names. It holds from the day on
    /// which it is recorded.
    Record(RecordArgs),
    /// List the policies that were in force: since when, who decided so, and what each changed
    History(HistoryArgs),
    /// Show what differs between the policy in force and plimsoll.toml
    ///
    /// Exits 0 where the file is the policy in force, 1 where it is not.
    Diff(DiffArgs),
}

#[derive(Debug, clap::Args)]
pub struct RecordArgs {
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    rationale: String,
    /// Who decides; repeatable. The recorder, if omitted
    #[arg(long, value_name = "NAME <MAIL>")]
    approver: Vec<String>,
    /// Go on behind a policy whose day or clock was still to come
    #[arg(long)]
    mend: bool,
    /// Commit the record to git, too, as policy may say for every record
    #[arg(long)]
    commit: bool,
    /// How to print what was recorded
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub struct HistoryArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

/// Runs one of the commands.
pub fn run(command: &Command, global: &Global) -> anyhow::Result<Exit> {
    match command {
        Command::Record(args) => record(args, global),
        Command::History(args) => history(args, global),
        Command::Diff(args) => diff(args, global),
    }
}

fn record(args: &RecordArgs, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let by = person::recorder(global, register.root())?;
    let named: anyhow::Result<Vec<Person>> = args.approver.iter().map(|approver| person::person(approver)).collect();
    let named = named?;
    anyhow::ensure!(!args.rationale.trim().is_empty(), "say why with --rationale: the history keeps it");
    let added = register.enact_policy(&Enacting {
        as_of: global.day()?,
        recorded_at: moment()?,
        approvers: if named.is_empty() { vec![by.clone()] } else { named },
        by,
        rationale: args.rationale.trim().to_owned(),
        mends: args.mend,
    })?;
    let committed = Committed::after(&register, &added, args.commit);
    let (made, _) = file::read(&disk::read(&added.path)?)?;
    match (args.format, &made) {
        (OutputFormat::Text, Record::Enactment(enactment)) => {
            let head = format!("{}\n", table::strong("In force from now on"));
            recorded::print(&(head + &lines(&enactment.changes)))?;
        }
        _ => recorded::print_json(&recorded::json(&added, committed.json(), record::record(&made)))?,
    }
    recorded::say_place(&added);
    committed.say();
    Ok(committed.answer())
}

fn history(args: &HistoryArgs, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let policies = readable(&register)?;
    let records = register.all_of(&register.policy_chain())?;
    let newest = policies.newest().map(|newest| newest.number);
    let entries = policies.history().iter().zip(&records);
    match args.format {
        OutputFormat::Json => {
            let entries = entries.map(|(enacted, ChainEntry { sha256, record: made })| {
                let mut object = record::record(made);
                object["sha256"] = json!(sha256);
                object["counts"] = json!(enacted.counts());
                object["in-force"] = json!(newest == Some(enacted.number));
                object["refused"] = json!(enacted.refused.iter().map(|one| one.because.clone()).collect::<Vec<_>>());
                object
            });
            print_json(&entries.collect::<Vec<_>>())?;
        }
        OutputFormat::Text => {
            let text: String = entries.map(|(enacted, made)| entry(enacted, &made.record, newest)).collect();
            terminal::print(if text.is_empty() {
                "no policy was recorded yet: the first record does it\n"
            } else {
                &text
            })?;
        }
    }
    crate::cli::print::edit::say(&register);
    Ok(Exit::Yes)
}

/// An enactment in a few lines.
fn entry(enacted: &Enacted, made: &Record, newest: Option<u32>) -> String {
    let Record::Enactment(enactment) = made else { return String::new() };
    let header = &enactment.header;
    let state = match enacted.counts() {
        _ if newest == Some(enacted.number) => "in force",
        true => "was in force",
        false => "NEVER IN FORCE",
    };
    let title = format!("{}  {}  {state}", enacted.number, header.as_of);
    let mut text = format!("{}\n", table::strong(&title));
    let by = if enactment.approvers == [header.recorded_by.clone()] {
        format!("by {}", header.recorded_by)
    } else {
        format!("by {}, recorded by {}", listed(&enactment.approvers), header.recorded_by)
    };
    for line in [format!("{by}: {}", enactment.rationale)]
        .into_iter()
        .chain(enacted.refused.iter().map(|refusal| refusal.because.clone()))
    {
        text += &paragraph("   ", 3, &plain(&line), width());
        text += "\n";
    }
    text + &lines(&enacted.changes)
}

/// Changes, a line each.
fn lines(changes: &[PolicyChange]) -> String {
    let line = |change: &PolicyChange| {
        let text = format!("{}: {} -> {}", plain(&change.key), plain(&change.from), plain(&change.to));
        let effect = styled(FAINT, &format!("({})", change.effect.as_str()));
        paragraph("   · ", 5, &format!("{text} {effect}"), width()) + "\n"
    };
    if changes.is_empty() {
        "   nothing of the policy changes\n".to_owned()
    } else {
        changes.iter().map(line).collect()
    }
}

fn diff(args: &DiffArgs, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let policies = readable(&register)?;
    let is_in_force = policies.newest().is_some_and(|newest| newest.policy == register.policy_sha256());
    let in_force = policies.newest().and_then(|newest| policies.get(&newest.policy)).cloned().unwrap_or_default();
    let differs = changes(&in_force, &register.config().policy);
    match args.format {
        OutputFormat::Json => {
            print_json(&json!({"in-force": is_in_force, "changes": record::changes(&differs)}))?;
        }
        OutputFormat::Text if is_in_force => terminal::print("plimsoll.toml is the policy in force\n")?,
        OutputFormat::Text => {
            let head = match policies.newest() {
                Some(newest) => format!("from the policy in force since {} to plimsoll.toml:\n", newest.as_of),
                None => {
                    "no policy was recorded yet; from what holds where nothing is set to plimsoll.toml:\n".to_owned()
                }
            };
            terminal::print(&(head + &lines(&differs)))?;
        }
    }
    Ok(if is_in_force { Exit::Yes } else { Exit::No })
}

/// The history of the policy, unless nothing of it can be read.
fn readable(register: &Register) -> anyhow::Result<Arc<Policies>> {
    let (policies, problems) = register.policies();
    if problems.any_error() && policies.is_empty() {
        return Err(problems.into());
    }
    Ok(policies)
}
