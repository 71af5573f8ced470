//! `triage`: the first look, which chooses the way on, and the record of it.

use std::path::PathBuf;

use plimsoll::answers::Answers;
use plimsoll::framework::TriageFramework;
use plimsoll::framework::triage::Route;
use plimsoll::register::Unfinished;
use plimsoll::workflow::answers::{self, Wanted};
use plimsoll::workflow::library::{Library, route as only_routes};
use plimsoll::workflow::session::Session;
use plimsoll::workflow::triage::{FirstLook, Next, RecordedTriage};

use crate::cli::git::Committed;
use crate::cli::locate::{self, Unknown};
use crate::cli::person;
use crate::cli::print::recorded::{self, say_recorded};
use crate::cli::print::remedy::Medium;
use crate::cli::print::terminal::{paragraph, plain, width};
use crate::cli::print::{diagnostics, note, route, table};
use crate::cli::screen::begin::{Begun, begin, say_left};
use crate::cli::screen::{self, AtTerminal, InterviewSetting};
use crate::cli::{Exit, Global, OutputFormat, moment};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// The triage framework, by id or path; if omitted, the one that plimsoll.toml names, or else the bundled one
    #[arg(long, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    framework: Option<String>,
    /// Read the answers from a file instead of asking
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Begin a new tool or use although its id is close to a known one
    #[arg(long)]
    new: bool,
    /// Also commit the record to git; policy can require this for every record
    #[arg(long)]
    commit: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let unknown = Unknown::new(args.new, global).stated_in(args.answers.as_deref());
    let Some(chain) = locate::intended(&register, &args.tool, args.usage.as_deref(), &unknown)? else {
        return Ok(Exit::Yes);
    };
    let by = person::recorder(global, register.root())?;
    let look = FirstLook::new(Session::new(&register, &chain, global.day()?, by)?);
    let library = Library::new(locate::own_frameworks(global));
    let answered = match &args.answers {
        Some(path) => {
            let named: Vec<String> = args.framework.iter().cloned().collect();
            let wanted = Wanted {
                named: &named,
                usual: Some(&look.usual()),
                made_for: Some((chain.id(), chain.usage.as_str())),
                as_of: look.session.as_of,
            };
            let (loaded, answers, doubts) = answers::read(path, &wanted, &library)?;
            diagnostics::say(&doubts);
            Some((only_routes(loaded)?, answers))
        }
        None => interview(&look, args, global, &library)?,
    };
    match answered {
        Some((triage, answers)) => record(&look, &triage, &answers, args, &library),
        None => Ok(Exit::Yes),
    }
}

/// Asks at the terminal. `None` where the person left; the draft stays.
fn interview(
    look: &FirstLook<'_>,
    args: &Args,
    global: &Global,
    library: &Library,
) -> anyhow::Result<Option<(TriageFramework, Answers)>> {
    let session = &look.session;
    let Begun::Goes(draft) = begin(session, global, Unfinished::Triage)? else { return Ok(None) };
    let draft = draft.map(|draft| *draft);
    let of_draft = draft.as_ref().and_then(|draft| draft.answers.frameworks.first().cloned());
    let names = args.framework.clone().or(of_draft).map_or_else(|| look.usual(), |name| vec![name]);
    let loaded = diagnostics::heard(library.load(&names)?);
    let triage = only_routes(loaded)?;
    let mut interview = look.interview(&triage, draft)?;
    let again = format!("plimsoll triage {} --use {}", session.chain.id(), session.chain.usage);
    let person = AtTerminal::new(InterviewSetting { about: session.about(), as_of: session.as_of, command: "triage" })?;
    let mut person = screen::TriageAtTerminal::new(person, (!look.allowed()).then(|| refused(look)));
    let answers = session.lead(Unfinished::Triage, &mut interview, &mut person, &names)?;
    if answers.is_none() {
        say_left(interview.draft(), &again);
    }
    Ok(answers.map(|answers| (triage.clone(), answers)))
}

fn record(
    look: &FirstLook<'_>,
    triage: &TriageFramework,
    answers: &Answers,
    args: &Args,
    library: &Library,
) -> anyhow::Result<Exit> {
    let session = &look.session;
    let RecordedTriage { added, routed, settled, next } = look.record(triage, answers, moment()?)?;
    let committed = Committed::after(session.register, &added, args.commit);
    let place = format!("{} --use {}", session.chain.id(), session.chain.usage);
    let levels = !routed.context.is_empty();
    let next: Vec<(String, String)> = next.iter().map(|next| step(next, &place, levels)).collect();
    match args.format {
        OutputFormat::Text => {
            let base = library.base_of(triage);
            let refused = (settled != routed.route).then(|| refused(look));
            let mut text = route::text(&routed, Some(settled), refused.as_deref(), base.as_ref(), width());
            text += &format!("\n{}\n", table::strong("What happens next"));
            for (why, command) in &next {
                text += &paragraph("  ", 2, why, width());
                text += &format!("\n    {}\n", plain(command));
            }
            recorded::print(&text)?;
        }
        OutputFormat::Json => {
            let place = (session.chain.id(), session.chain.usage.as_str(), added.number);
            let mut object = route::json(&routed, look.allowed(), place);
            object["sha256"] = added.sha256.as_str().into();
            object["path"] = added.path.display().to_string().into();
            object["next"] = next.iter().map(|(_, command)| command.as_str()).collect();
            if let Some(committed) = committed.json() {
                object["commit"] = committed;
            }
            recorded::print_json(&object)?;
        }
    }
    if args.answers.is_none() {
        session.forget(Unfinished::Triage)?;
    } else {
        // Answers from a file were nobody's unfinished interview.
        note::say_all(session.open_draft(Unfinished::Triage)?.as_slice(), Medium::CommandLine);
    }
    say_recorded(session, &added);
    committed.say();
    Ok(committed.answer())
}

/// Why the gate does not allow it.
fn refused(look: &FirstLook<'_>) -> String {
    let reasons = look.verdict.reasons.iter().map(|reason| format!("{} ({})", reason.text(), reason.code.as_str()));
    reasons.collect::<Vec<_>>().join("; ")
}

/// A step in words: why it is the next one, and the exact command. `levels` is whether the answers
/// imply any.
fn step(next: &Next, place: &str, levels: bool) -> (String, String) {
    let decide = |how: &str| format!("plimsoll decide {place} {how}");
    match next {
        Next::Allowed { until } => {
            let until = until.map_or_else(String::new, |until| format!(" until {until}"));
            let why = "within the limits of the decision. The gate checks them for any day:";
            (format!("It is allowed{until}, {why}"), format!("plimsoll check {place}"))
        }
        Next::AnotherReviewer => (
            "Policy requires three people, and the requester recorded this. A reviewer records it again:".to_owned(),
            format!("plimsoll triage {place} --by \"Name <mail>\""),
        ),
        Next::Decide => (
            "This record stands in for an assessment; its context is the ceiling. Somebody other than the requester and the recorder decides:".to_owned(),
            decide(DECIDE),
        ),
        Next::Assess { route, frameworks } => {
            let (why, short) = match route {
                Route::Keys => ("A reviewer asks the key questions", " --short"),
                Route::Stop => ("If it is still wanted, a reviewer assesses it in full", ""),
                _ => ("A reviewer assesses it", ""),
            };
            let levels = if levels { "; the levels above are its minimum" } else { "" };
            let frameworks: Vec<&str> = frameworks.iter().flat_map(|id| ["--framework", id.as_str()]).collect();
            (format!("{why}{levels}:"), format!("plimsoll assess {place} {}{short}", frameworks.join(" ")))
        }
        Next::HoldOnly => (
            "Until an assessment exists, nothing but a hold or a prohibition can be decided:".to_owned(),
            decide(HOLD),
        ),
        Next::StillAllowed => (
            "It is allowed today, and stays allowed until somebody ends that. To stop it now:".to_owned(),
            format!("plimsoll event suspend {place} --why TEXT"),
        ),
    }
}

/// How a decision is put, up to what only a person can say.
const DECIDE: &str = "--decision approve --rationale TEXT --approver \"Name <mail>\"";
const HOLD: &str = "--decision hold --rationale TEXT --approver \"Name <mail>\"";
