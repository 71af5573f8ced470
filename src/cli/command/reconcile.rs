//! `reconcile`: what is there against the register.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plimsoll::discovery::{self, Discovery};
use plimsoll::dossier;
use plimsoll::exchange::findings::{Finding, Findings};
use plimsoll::exchange::pipeline::PipelineRun;
use plimsoll::exchange::reconciled::{self, NamesTold};
use plimsoll::exchange::{junit, sarif};
use plimsoll::gate::{Reason, ReasonCode};
use plimsoll::identity::{Identity, Index};
use plimsoll::input;
use plimsoll::problem::{self, Problem, Problems, Source};
use plimsoll::reconcile::{self, Comparison, EarlierRun, Mismatch, Reconciliation, UnreadSource};
use plimsoll::register::{self, Register};

use crate::cli::arguments::CheckFormat;
use crate::cli::print::terminal::{self, plain};
use crate::cli::print::{answer, diagnostics, reconciled as print};
use crate::cli::{Exit, Global, git, known, locate, paths};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true).args(["files", "scan", "schema"]))]
pub struct Args {
    /// Inventories; each is told by its content
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A folder to look through, a repository or a home: lock files, configurations, extensions; repeatable
    #[arg(long, value_name = "DIR")]
    scan: Vec<PathBuf>,
    /// The use's id, where what is there is of one use; all uses of a tool if omitted
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// A domain of the organisation: an account of any other is a finding; repeatable
    #[arg(long = "our-domain", value_name = "DOMAIN", value_parser = domain)]
    our_domains: Vec<String>,
    /// The JSON of an earlier run: says what is new since
    #[arg(long, value_name = "LAST.json")]
    since: Option<PathBuf>,
    /// Name the people; only their number is told if omitted
    #[arg(long)]
    people: bool,
    /// Name the devices; only their number is told if omitted
    #[arg(long)]
    devices: bool,
    /// Exit 1 only for these codes; what cannot be judged still exits 2
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', value_parser = code, add = crate::cli::complete::names(codes()))]
    fail_on: Option<Vec<String>>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: CheckFormat,
    /// Write to a file, and print one summary line
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the JSON schema of --format json
    #[arg(long)]
    schema: bool,
}

fn codes() -> Vec<&'static str> {
    let gate = ReasonCode::ALL.iter().map(|code| code.as_str());
    gate.chain(Mismatch::ALL.iter().filter(|code| code.fails()).map(|code| code.as_str())).collect()
}

fn code(text: &str) -> Result<String, String> {
    let name = text.trim();
    if codes().contains(&name) {
        return Ok(name.to_owned());
    }
    let near = problem::nearest(name, codes()).map(|near| format!("did you mean `{near}`? "));
    Err(format!("{}codes: {}", near.unwrap_or_default(), codes().join(", ")))
}

fn domain(text: &str) -> Result<String, String> {
    let name = text.trim().trim_start_matches(['@', '.']).to_lowercase();
    match Identity::host(&name) {
        Some(Identity::Host(host)) if host == name => Ok(host),
        _ => Err("write a domain as in mail addresses, such as example.org".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    if args.schema {
        terminal::print(reconciled::SCHEMA)?;
        return Ok(Exit::Yes);
    }
    let day = global.day()?;
    let before = args.since.as_deref().map(earlier).transpose()?;
    let fail_on: Option<BTreeSet<String>> = args.fail_on.as_ref().map(|codes| codes.iter().cloned().collect());
    let mut problems = Problems::default();
    let register = locate::register(global).map_err(|error| closed(error, &mut problems));
    let index = match &register {
        Ok(register) => known::of(register, |_, path, error| problems.extend(Register::problems_of(path, error))),
        Err(_) => Index::of_catalogue(),
    };
    let inventories = inventories(args, &index, &mut problems);
    let comparison = Comparison {
        register: register.as_ref().map_err(Vec::as_slice),
        index: &index,
        inventories: &inventories,
        own_domains: &args.our_domains,
        usage: args.usage.as_deref(),
        day,
        before: before.as_ref(),
        fail_on: fail_on.as_ref(),
    };
    let mut all = reconcile::reconcile(&comparison);
    if let Ok(register) = &register {
        bear_out(register, &mut all, fail_on.as_ref());
    }
    for answer in all.answers_mut() {
        problems.extend(std::mem::take(&mut answer.problems));
    }
    problems.0.dedup_by(|one, other| one.place() == other.place() && one.title == other.title);
    diagnostics::say(&problems);
    // What could not be read may hold anything.
    let errors = problems.0.iter().filter(|problem| problem.severity == problem::Severity::Error);
    all.unread = errors
        .map(|problem| UnreadSource { file: shown(args, Path::new(&problem.source.name)), why: problem.title.clone() })
        .collect();
    let told = NamesTold { devices: args.devices, people: args.people };
    let pipeline = || -> PipelineRun {
        let asked = args.files.iter().chain(&args.scan).map(|path| shown(args, path)).collect();
        reconciled::for_pipelines(&all, asked)
    };
    let printed = match args.format {
        CheckFormat::Text => print::text(&all, told, locate::has_none(global)),
        CheckFormat::Json => terminal::json(&reconciled::json(&all, told))?,
        CheckFormat::Sarif => terminal::json(&sarif::render(&pipeline(), env!("CARGO_PKG_VERSION")))?,
        CheckFormat::Junit => junit::render(&pipeline()),
        CheckFormat::Markdown => reconciled::markdown(&all),
    };
    answer::give(&printed, args.output.as_deref(), || reconciled::summary(&all))?;
    Ok(all.exit())
}

/// Why nothing can be told: the register cannot be opened.
fn closed(error: register::Error, problems: &mut Problems) -> Vec<Reason> {
    let (reasons, found) = dossier::closed(error);
    problems.extend(found);
    reasons
}

fn earlier(path: &Path) -> anyhow::Result<EarlierRun> {
    let source = input::read_list(path, 1 << 28, plimsoll::document::encoding::Encoding::Utf8)?;
    EarlierRun::read(&source.text).map_err(|why| {
        let name = plain(&path.display().to_string());
        anyhow::anyhow!("{name}: {why}; give what `plimsoll reconcile --format json` wrote")
    })
}

/// A path as readers of the output know it.
fn shown(args: &Args, path: &Path) -> String {
    if args.format == CheckFormat::Sarif { paths::in_repository(path) } else { paths::relative(path) }
}

/// Reads what is there.
fn inventories(args: &Args, index: &Index, problems: &mut Problems) -> Vec<Discovery> {
    let known = |identity: &Identity| !index.find(identity).tools.is_empty();
    let mut inventories = Vec::new();
    for path in &args.files {
        let file = shown(args, path);
        let read = input::stream(path)
            .map_err(|error| Box::new(unreadable(&file, path, &error)))
            .and_then(|stream| discovery::read(&file, stream, &known));
        match read {
            Ok(mut inventory) => {
                discovery::name_client(&mut inventory, path);
                inventories.push(inventory);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    for folder in &args.scan {
        match discovery::scan(folder, &known, &|path| shown(args, path)) {
            Ok(scanned) => {
                inventories.extend(scanned.inventories);
                scanned.problems.into_iter().for_each(|problem| problems.push(problem));
            }
            Err(error) => {
                let file = shown(args, folder);
                let title = format!("this folder cannot be looked through: {error}");
                problems.push(without_place(&file, problem::Code::Unreadable, title).help("give the path of a folder"));
            }
        }
    }
    inventories
}

fn unreadable(file: &str, path: &Path, error: &input::Error) -> Problem {
    let problem = without_place(file, problem::Code::Unreadable, error.to_string());
    let help = if path.is_dir() {
        "to look through a folder, give it with --scan".to_owned()
    } else {
        "give the path of a file that can be read".to_owned()
    };
    problem.help(help)
}

fn without_place(file: &str, code: problem::Code, title: String) -> Problem {
    let mut problem = Problem::error(code, &Source::new(file, ""), 0..0, title);
    problem.marks.clear();
    problem
}

/// Judges the answers once more with what git says, where policy wants that.
fn bear_out(register: &Register, all: &mut Reconciliation<'_>, fail_on: Option<&BTreeSet<String>>) {
    let answers = all.answers_mut().map(|answer| Finding::new(answer.clone(), None, None)).collect();
    let mut findings =
        Findings { day: all.day, register: None, findings: answers, of_list: true, others: 0, asked: Vec::new() };
    git::bear_out(register, &mut findings, plimsoll::gate::Verdict::exit);
    for (answer, finding) in all.answers_mut().zip(findings.findings) {
        *answer = finding.answer;
    }
    all.settle(fail_on);
}
