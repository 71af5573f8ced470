//! `assess`: the interview, or a file in its place, and the record of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use plimsoll::answers::Answers;
use plimsoll::assessment::{Assessment, Review};
use plimsoll::audit::evidence_files;
use plimsoll::context::Scope;
use plimsoll::framework::Framework;
use plimsoll::questionnaire::QuestionOrder;
use plimsoll::register::{Register, Unfinished};
use plimsoll::report;
use plimsoll::workflow::Note;
use plimsoll::workflow::answers::{self, Wanted};
use plimsoll::workflow::assess::Start;
use plimsoll::workflow::library::{Library, ledger};
use plimsoll::workflow::session::Session;
use serde::Serialize;

use crate::cli::git::Committed;
use crate::cli::locate::{self, Unknown};
use crate::cli::person;
use crate::cli::print::recorded::{self, say_recorded};
use crate::cli::print::remedy::Medium;
use crate::cli::print::{diagnostics, note, result, terminal};
use crate::cli::screen::begin::{Begun, also_begun, begin, say_left};
use crate::cli::screen::workbench::{About, Linear, Workbench};
use crate::cli::{Exit, Global, OutputFormat, moment};

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command")]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// The framework, by id or path; repeat it for overlays. If omitted, those of the last assessment and the triage, or the one that fits the tool
    #[arg(long, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    framework: Vec<String>,
    /// Read the answers from a file instead of asking
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Start from the newest answers of this use; with --answers, for the questions that the file leaves out
    #[arg(long, value_name = "USE", add = crate::cli::complete::uses())]
    from: Option<String>,
    /// Compare the evidence files in this folder with those of the last assessment; what rests on a file that changed is asked again
    #[arg(long, value_name = "DIR", conflicts_with_all = ["answers", "from"])]
    evidence: Option<PathBuf>,
    /// Ask only the key questions of material criteria; if the result is not clearly harmless, the full assessment is needed
    #[arg(long)]
    short: bool,
    /// The order of the questions: decisive asks first what can still move the tier most, file keeps the framework's order. If omitted, that of the draft, or decisive
    #[arg(long, value_name = "ORDER", value_parser = order(), conflicts_with = "answers")]
    order: Option<QuestionOrder>,
    /// Begin a new tool or use although its id is close to a known one
    #[arg(long)]
    new: bool,
    /// Also commit the record to git; policy can require this for every record
    #[arg(long)]
    commit: bool,
    /// Ask one question after the other in lines, for screen readers and simple terminals
    #[arg(long)]
    plain: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct RecordedJson<'s> {
    tool: &'s str,
    #[serde(rename = "use")]
    usage: &'s str,
    number: u32,
    sha256: &'s str,
    path: String,
    scope: &'static str,
    full_run_needed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<serde_json::Value>,
    score: report::data::to_do::ScoreToDoJson<'s>,
}

fn order() -> impl clap::builder::TypedValueParser<Value = QuestionOrder> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(QuestionOrder::NAMES.map(|(name, _)| name)).map(|name| {
        QuestionOrder::NAMES.iter().find(|(known, _)| *known == name).map(|(_, order)| *order).unwrap_or_default()
    })
}

/// What was answered, and with which framework.
struct Answered {
    framework: Framework,
    answers: Answers,
    /// What was looked at, where it began with the assessment before.
    review: Option<Review>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let unknown = Unknown::new(args.new, global).stated_in(args.answers.as_deref());
    let Some(chain) = locate::intended(&register, &args.tool, args.usage.as_deref(), &unknown)? else {
        return Ok(Exit::Yes);
    };
    let by = person::recorder(global, register.root())?;
    let session = Session::new(&register, &chain, global.day()?, by)?;
    let scope = if args.short { Scope::Keys } else { Scope::Full };
    let start = Start::new(session, scope, other(args, &register)?)?;
    let changed = changed_documents(&start, args.evidence.as_deref())?;
    let start = start.with_changed_documents(changed);
    let library = Library::new(locate::own_frameworks(global));
    let answered = match &args.answers {
        Some(path) => {
            let (framework, answers) = answers_in(&start, path, args, &library)?;
            Some(Answered { framework, answers, review: None })
        }
        None => interview(&start, args, global, &library)?,
    };
    match answered {
        Some(answered) => record(&start, &answered, args, &library),
        None => Ok(Exit::Yes),
    }
}

/// The evidence of the last assessment whose files in a folder are no longer what was seen.
fn changed_documents(start: &Start<'_>, folder: Option<&Path>) -> anyhow::Result<BTreeSet<String>> {
    let (Some(folder), Some(last)) = (folder, start.last()) else { return Ok(BTreeSet::new()) };
    anyhow::ensure!(folder.is_dir(), "{} is not a folder", folder.display());
    Ok(evidence_files::changed(&last.answers, folder)?)
}

/// The assessment of another use that somebody wants to begin with.
fn other(args: &Args, register: &Register) -> anyhow::Result<Option<Assessment>> {
    let Some(usage) = &args.from else { return Ok(None) };
    let chain = locate::existing(register, &args.tool, Some(usage))?;
    let newest = register.newest_assessment(&chain)?.map(|(assessment, _)| assessment);
    newest.with_context(|| format!("`{}` has no assessment in use `{usage}`", args.tool)).map(Some)
}

fn answers_in(start: &Start<'_>, path: &Path, args: &Args, library: &Library) -> anyhow::Result<(Framework, Answers)> {
    let session = &start.session;
    let wanted = Wanted {
        named: &args.framework,
        usual: Some(&start.usual_frameworks()),
        made_for: Some((session.chain.id(), session.chain.usage.as_str())),
        as_of: session.as_of,
    };
    let (loaded, mut answers, doubts) = answers::read(path, &wanted, library)?;
    diagnostics::say(&doubts);
    let framework = ledger(loaded)?;
    note::say_all(&start.complete(&mut answers, &framework), Medium::CommandLine);
    Ok((framework, answers))
}

/// Asks at the terminal. `None` where the person left; the draft stays.
fn interview(start: &Start<'_>, args: &Args, global: &Global, library: &Library) -> anyhow::Result<Option<Answered>> {
    let session = &start.session;
    let Begun::Goes(draft) = begin(session, global, Unfinished::Assessment)? else { return Ok(None) };
    let draft = draft.map(|draft| *draft);
    let of_draft = draft.as_ref().map(|draft| draft.answers.frameworks.clone()).unwrap_or_default();
    let choices = [&args.framework, &of_draft, &start.usual_frameworks()];
    let frameworks = choices.into_iter().find(|names| !names.is_empty()).cloned().unwrap_or_default();
    let loaded = diagnostics::heard(library.load(&frameworks)?);
    let framework = ledger(loaded)?;
    let full_run_from = start.full_run_from(&framework, library)?;
    let mut interview = start.interview(&framework, draft, args.order)?;
    let (short, about) = match start.scope {
        Scope::Full => ("", session.about()),
        Scope::Keys => {
            let more = start
                .wants_more()
                .map_or_else(String::new, |route| format!(" (its triage asks for `{}`)", route.as_str()));
            (" --short", format!("{}, short run{more}", session.about()))
        }
    };
    let again = format!("plimsoll assess {} --use {}{short}", session.chain.id(), session.chain.usage);
    let of = Unfinished::Assessment;
    let policy = &session.register.config().policy;
    let about = About {
        title: about,
        as_of: session.as_of,
        by: session.by.clone(),
        people: policy.approvers.iter().map(|approver| approver.who.to_string()).collect(),
        all_questions: policy.tiers.iter().filter(|(_, tier)| tier.all_questions).map(|(id, _)| id.clone()).collect(),
        full_run_from,
        decide: format!("{} --use {}", session.chain.id(), session.chain.usage),
        colour: terminal::has_colour(),
    };
    let notice = session.others(of)?.iter().map(also_begun).collect::<Vec<_>>().join(" ");
    let simple = is_simple_terminal();
    let answers = if args.plain || simple {
        let mut linear = Linear::open(about, &notice, !simple, &interview)?;
        session.lead(of, &mut interview, &mut linear, &frameworks)?
    } else {
        let mut workbench = Workbench::open(about, &notice, &interview)?;
        session.lead(of, &mut interview, &mut workbench, &frameworks)?
    };
    if answers.is_none() {
        say_left(interview.draft(), &again);
    }
    let review = interview.looked_at().map(|(since, looked_at, carried)| Review { since, looked_at, carried });
    Ok(answers.map(|answers| Answered { framework: framework.clone(), answers, review }))
}

/// Whether the terminal says of itself that it can do little.
fn is_simple_terminal() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb")
}

fn record(start: &Start<'_>, answered: &Answered, args: &Args, library: &Library) -> anyhow::Result<Exit> {
    let session = &start.session;
    let Answered { framework, answers, review } = answered;
    let full_run_from = start.full_run_from(framework, library)?;
    let made = start.record_review(framework, answers.clone(), review.clone(), full_run_from, moment()?)?;
    let committed = Committed::after(session.register, &made.added, args.commit);
    match args.format {
        OutputFormat::Text => {
            let width = terminal::width();
            let mut text = result::short_run(&made.outcome, start.scope, full_run_from, width);
            text += &(result::headline(&made.score, width).join("\n") + "\n");
            let place = format!("{} --use {}", session.chain.id(), session.chain.usage);
            let more = start.scope == Scope::Keys && made.outcome.calls_for_full_run(full_run_from);
            let next = if more { "assess" } else { "decide" };
            text += &recorded::next(&format!("plimsoll {next} {place}"), &format!("plimsoll show {place}"));
            recorded::print(&text)?;
        }
        OutputFormat::Json => recorded::print_json(&RecordedJson {
            tool: session.chain.id(),
            usage: &session.chain.usage,
            number: made.added.number,
            sha256: &made.added.sha256,
            path: made.added.path.display().to_string(),
            scope: start.scope.as_str(),
            full_run_needed: start.scope == Scope::Keys && made.outcome.calls_for_full_run(full_run_from),
            commit: committed.json(),
            score: report::data::to_do::with_actions(&made.score, &made.answers, &BTreeSet::new()),
        })?,
    }
    let more = start.wants_more().map(Note::MoreWasAskedFor);
    note::say_all(more.as_slice(), Medium::CommandLine);
    if args.answers.is_none() {
        session.forget(Unfinished::Assessment)?;
    } else {
        // Answers from a file were nobody's unfinished interview.
        note::say_all(session.open_draft(Unfinished::Assessment)?.as_slice(), Medium::CommandLine);
    }
    say_recorded(session, &made.added);
    note::say_all(start.retired(framework).as_slice(), Medium::CommandLine);
    committed.say();
    Ok(committed.answer())
}
