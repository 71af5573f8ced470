//! `verify`: whether the register is what it was, and its results are what they should be.

mod report;

use std::path::PathBuf;

use plimsoll::assessment::Subject;
use plimsoll::audit::whole::{AuditFindings, Extent, look};
use plimsoll::problem::{Problem, Severity};
use serde::Serialize;

use crate::cli::git;
use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{ProgressLine, WaitingLine, plain};
use crate::cli::{Exit, Global, OutputFormat};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check only bytes, links and heads, not what the records say or what git knows about them
    #[arg(long)]
    chain: bool,
    /// Say whether a record with this sha256, as printed in an old report, is part of today's chains
    #[arg(long, value_name = "SHA256")]
    head: Option<String>,
    /// Also check the sha256 of the evidence files in this folder
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// Say whether this report is an unchanged report of this register: it is made again and compared
    #[arg(long, value_name = "FILE", conflicts_with_all = ["chain", "head", "evidence"])]
    report: Option<PathBuf>,
    /// The template folder that the report was made with
    #[arg(long, value_name = "DIR", requires = "report")]
    template: Option<PathBuf>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
struct Json {
    sound: bool,
    chains: usize,
    records: usize,
    policies: usize,
    evidence: usize,
    problems: Vec<ProblemJson>,
    backdated: Vec<BackdatedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<HeadJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    git: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct ProblemJson {
    code: &'static str,
    severity: &'static str,
    file: String,
    line: usize,
    column: usize,
    title: String,
    help: Vec<String>,
}

#[derive(Serialize)]
struct BackdatedJson {
    record: String,
    remark: String,
}

#[derive(Serialize)]
struct HeadJson {
    sha256: String,
    record: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    if let Some(report) = &args.report {
        return report::run(report, args.template.as_deref(), args.format, global);
    }
    if let Some(folder) = &args.evidence {
        anyhow::ensure!(folder.is_dir(), "{} is not a folder, so no evidence can be compared", folder.display());
    }
    if let Some(head) = args.head.as_deref().filter(|head| !is_whole(head)) {
        anyhow::bail!("--head: `{}` is not a whole sha256, which has 64 of the digits 0-9 and a-f", plain(head));
    }
    let register = locate::register(global)?;
    let chains = register.chains()?;
    // git works while the chains are looked through.
    let root = register.root().to_path_buf();
    let asked =
        (!args.chain).then(|| std::thread::spawn(move || git::history(&root, &ROOTS.map(|name| root.join(name)))));
    let progress = ProgressLine::new("uses looked through", chains.len());
    let extent = Extent { chains_only: args.chain, evidence: args.evidence.as_deref() };
    let mut found = look(&register, &chains, extent, &|| progress.step())?;
    drop(progress);
    // What somebody recorded meanwhile is no fault: it is looked at again while nobody writes.
    let mut chains = chains;
    if !found.problems.0.is_empty()
        && let Some(_nobody_writes) = register.pause()
    {
        chains = register.chains()?;
        let progress = ProgressLine::new("uses looked through again", chains.len());
        found = look(&register, &chains, extent, &|| progress.step())?;
    }
    let history = asked.and_then(|asked| {
        let _waiting = (!asked.is_finished()).then(|| WaitingLine::new("git checks the signatures"));
        asked.join().ok().flatten()
    });
    let audit = history.map(|history| git::Audit::of(history, &register, &found.paths, &mut found.problems));
    let head = args.head.as_ref().map(|head| {
        let sha256 = head.to_lowercase();
        let record = found.places.get(&sha256).map(|place| place.text.clone());
        HeadJson { sha256, record }
    });
    let uses = chains.iter().filter(|chain| chain.subject != Subject::Policy).count();
    let wrong = found.problems.any_error();
    let lost = head.as_ref().is_some_and(|head| head.record.is_none());
    match args.format {
        OutputFormat::Json => print_json(&Json {
            sound: !wrong,
            chains: uses,
            records: found.records,
            policies: found.policies,
            evidence: found.evidence,
            problems: found.problems.0.iter().map(problem_json).collect(),
            backdated: found.backdated.into_iter().map(|(record, remark)| BackdatedJson { record, remark }).collect(),
            head,
            git: audit.as_ref().map(git::Audit::json),
        })?,
        OutputFormat::Text => {
            diagnostics::say(&found.problems);
            let of_git = audit.as_ref().map_or_else(String::new, git::Audit::text);
            terminal::print(&(text(&found, uses, args, head.as_ref()) + &of_git))?;
        }
    }
    Ok(if wrong || lost { Exit::No } else { Exit::Yes })
}

/// The folders that records lie in.
const ROOTS: [&str; 3] = ["tools", "vendors", "policy"];

/// The most records that judge another day that are named one by one.
const MOST_BACKDATED: usize = 20;

fn text(found: &AuditFindings, chains: usize, args: &Args, head: Option<&HeadJson>) -> String {
    let mut text = String::new();
    for (record, remark) in found.backdated.iter().take(MOST_BACKDATED) {
        text += &format!("{}: {remark}\n", plain(record));
    }
    if found.backdated.len() > MOST_BACKDATED {
        text += &format!("and {} more\n", found.backdated.len() - MOST_BACKDATED);
    }
    if let Some(head) = head {
        text += &match &head.record {
            Some(record) => format!("{} is {record}\n", head.sha256),
            None => format!(
                "no record in today's chains has the sha256 {}: that record was removed, or rewritten together with everything after it; look for it in git, a backup or another clone\na report on the whole register prints the sha256 of all heads, not that of a record: check such a report with --report FILE\n",
                plain(&head.sha256)
            ),
        };
    }
    let evidence = if args.evidence.is_some() {
        format!(", {}", names::count(found.evidence, "evidence file", "evidence files"))
    } else {
        String::new()
    };
    let verdict = if found.problems.any_error() { "something is wrong" } else { "sound" };
    let records = names::count(found.records, "record", "records");
    text + &format!("{records} of {}{evidence}: {verdict}\n", names::count(chains, "use", "uses"))
}

/// Whether a text is all of a sha256; a part of one is no sign that anything was removed.
fn is_whole(sha256: &str) -> bool {
    sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn problem_json(problem: &Problem) -> ProblemJson {
    let (line, column) = problem.marks.first().map_or((0, 0), |mark| problem.source.line_column(mark.range.start));
    ProblemJson {
        code: problem.code.as_str(),
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        file: problem.source.name.clone(),
        line,
        column,
        title: problem.title.clone(),
        help: problem.help.clone(),
    }
}
