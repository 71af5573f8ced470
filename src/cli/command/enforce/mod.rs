//! `enforce`: the decisions in force in the format of whoever enforces them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::bail;
use plimsoll::dossier::CheckResult;
use plimsoll::exchange::enforce::consumer::ListKind;
use plimsoll::exchange::enforce::{CONSUMERS, Consumer, Export, ExportOptions, Rules};
use plimsoll::exchange::findings::{Finding, Findings};
use plimsoll::gate::{Reason, Verdict};
use plimsoll::problem::no_such;
use plimsoll::register::{Register, disk};

use crate::cli::arguments::limits::LimitArgs;
use crate::cli::print::names::count;
use crate::cli::print::terminal::{self, one_line, plain, say};
use crate::cli::{Exit, Global, git, locate};

mod ask;
mod verify;

pub use ask::{answer_link, link};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// Who enforces
    #[arg(required = true, value_parser = consumer, value_name = "CONSUMER", long_help = CONSUMER.as_str(), add = crate::cli::complete::names(CONSUMERS.iter().map(|consumer| consumer.name).collect()))]
    consumer: Option<&'static Consumer>,
    /// Where to write it, a file or a folder; printed if omitted
    #[arg(short, long, value_name = "FILE or DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    how: HowArgs,
    /// Write what Claude Code asks at every start, to the FILE of --output, and print the setting for it
    #[arg(long, requires = "output")]
    helper: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

// What an export consists of; as documentation it would become the help of the command.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct HowArgs {
    /// List what is allowed, and deny everything else
    #[arg(long)]
    allow_list: bool,
    /// Your own tenant at a service, for the headers of `tenant`; repeatable
    #[arg(long, value_name = "TOOL=VALUE", value_parser = tenant)]
    tenant: Vec<(String, String)>,
    /// A tool that a rule may take along because it shares a host, though nobody denied it; repeatable. What is allowed is never taken
    #[arg(long, value_name = "TOOL", add = crate::cli::complete::tools())]
    take_along: Vec<String>,
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Verify that a consumer has what is in force
    ///
    /// Compares the file at its place with what would be exported today, looks who may change it, and
    /// which other files count as well. Exits 0 if all of it holds, 1 if not, 2 if it could not tell.
    Verify(verify::Args),
    /// Write a hook that asks before a client uses a tool of its own
    Hook(ask::HookArgs),
    /// Write a script that starts a command only where it is allowed
    ///
    /// plimsoll itself starts nothing: the script asks, and then hands over to the command.
    Exec(ask::ExecArgs),
    /// Answer whoever asks, by the file that --helper, `hook` or `exec` wrote
    ///
    /// Nothing but this file, the register and the clock decides: neither options nor variables count.
    Answer(ask::AnswerArgs),
}

/// The help of the consumer, with every one.
static CONSUMER: LazyLock<String> = LazyLock::new(|| {
    let lines = CONSUMERS.iter().map(|consumer| format!("  {:<12} {}", consumer.name, consumer.title));
    format!(
        "Who enforces; docs/enforce.md says what each stops and what not:\n{}",
        lines.collect::<Vec<_>>().join("\n")
    )
});

fn consumer(text: &str) -> Result<&'static Consumer, String> {
    let names: Vec<&str> = CONSUMERS.iter().map(|consumer| consumer.name).collect();
    Consumer::named(text).ok_or_else(|| no_such("there is no consumer", &plain(text), &names))
}

fn tenant(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').map(|(tool, value)| (tool.trim().to_owned(), value.trim().to_owned()));
    parts
        .filter(|(tool, value)| !tool.is_empty() && !value.is_empty())
        .ok_or_else(|| "write it as TOOL=VALUE".to_owned())
}

impl HowArgs {
    /// What is wanted of a consumer.
    ///
    /// # Errors
    /// Where it takes no such list.
    fn wanted(&self, consumer: &Consumer) -> anyhow::Result<ExportOptions> {
        match consumer.lists {
            ListKind::Deny if self.allow_list => bail!(
                "{} takes no allow-list: denying everything else there would deny what is no AI tool",
                consumer.name
            ),
            ListKind::Allow if !self.allow_list => {
                bail!("{} lists what is allowed and denies the rest: say so with --allow-list", consumer.name)
            }
            _ => {}
        }
        let tenants: BTreeMap<String, String> = self.tenant.iter().cloned().collect();
        if !tenants.is_empty() && consumer.name != "tenant" {
            bail!("--tenant is for the consumer `tenant`");
        }
        Ok(ExportOptions { allow_list: self.allow_list, tenants })
    }

    /// What is in force.
    fn rules(&self, register: &Register, global: &Global) -> anyhow::Result<Rules> {
        let along: BTreeSet<String> = self.take_along.iter().cloned().collect();
        let rules = Rules::of(register, global.day()?, &along)?;
        borne_out(register, &rules)?;
        Ok(rules)
    }
}

/// Looks whether git bears out what is allowed, where policy wants that.
fn borne_out(register: &Register, rules: &Rules) -> anyhow::Result<()> {
    let uses = rules.allowed().flat_map(|tool| tool.uses.iter().map(move |because| (&tool.id, because)));
    let allowed = uses.filter(|(_, because)| because.allowed == Some(true));
    let findings = allowed.map(|(tool, because)| {
        let verdict = Verdict::unless(rules.day, Vec::new());
        Finding::new(CheckResult::bare(tool, because.usage.as_deref(), verdict), None, None)
    });
    let findings = findings.collect();
    let (day, of_list, others) = (rules.day, true, 0);
    let mut all = Findings { day, register: None, findings, of_list, others, asked: Vec::new() };
    git::bear_out(register, &mut all, Verdict::exit);
    match all.findings.iter().find(|finding| finding.exit != Exit::Yes) {
        Some(finding) => {
            let reason = finding.answer.verdict.reasons.first().map(Reason::text).unwrap_or_default();
            bail!("{}: {reason}", finding.name())
        }
        None => Ok(()),
    }
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    match &args.command {
        Some(Command::Verify(args)) => return verify::run(args, global),
        Some(Command::Hook(args)) => return ask::hook(args, global),
        Some(Command::Exec(args)) => return ask::exec(args, global),
        Some(Command::Answer(args)) => return ask::answer(args),
        None => {}
    }
    let Some(consumer) = args.consumer else { bail!("say who enforces") };
    if args.helper {
        if consumer.name != "claude-code" {
            bail!("only claude-code asks a helper at its start; `enforce exec` writes a script for other clients");
        }
        let output = args.output.as_deref().unwrap_or(Path::new(""));
        return ask::helper(output, &args.limits, args.how.allow_list, global);
    }
    if args.limits.is_given() {
        bail!("--use and the limits of a request are for --helper: an export is about every use");
    }
    let wanted = args.how.wanted(consumer)?;
    let register = locate::register(global)?;
    crate::cli::print::edit::say(&register);
    let rules = args.how.rules(&register, global)?;
    let export = consumer.export(&rules, &wanted);
    match &args.output {
        Some(output) => write(output, consumer, &export, &rules)?,
        None => terminal::print(&String::from_utf8_lossy(&export.bytes))?,
    }
    remark(consumer, &export, &rules);
    Ok(Exit::Yes)
}

/// Writes an export, and what goes beside it where its format has no comments.
fn write(output: &Path, consumer: &Consumer, export: &Export, rules: &Rules) -> anyhow::Result<()> {
    let file = if output.is_dir() { output.join(consumer.file) } else { output.to_path_buf() };
    disk::replace(&file, &export.bytes)?;
    say(&format!("wrote {}", plain(&file.display().to_string())));
    if !consumer.comments {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let side = file.with_file_name(Consumer::side_file(&name));
        disk::replace(&side, export.side(consumer.name, &name, rules))?;
        say(&format!("wrote {}, which stays out of the client's folder", plain(&side.display().to_string())));
    }
    Ok(())
}

/// Says what an export holds, and what it does not.
fn remark(consumer: &Consumer, export: &Export, rules: &Rules) {
    let tools: BTreeSet<&str> = export.entries.iter().map(|entry| entry.tool.as_str()).collect();
    let entries = count(export.entries.len(), "entry", "entries");
    let end = rules.first_end().map_or_else(String::new, |day| format!("; make it again by {day}"));
    say(&format!("{entries} about {}, as of {}{end}", count(tools.len(), "tool", "tools"), rules.day));
    for refused in rules.refused.iter().chain(&export.refused) {
        say(&one_line(&format!("not exported: {}: {}: {}", refused.tool, refused.what, refused.why)));
    }
    say(&format!("it does not stop: {}", consumer.passes));
}
