//! `triage`: the first look, which chooses the way on, and the record of it.

use std::path::PathBuf;

use anyhow::bail;
use plimsoll::answers::{Answers, Request};
use plimsoll::assessment::person::mail;
use plimsoll::assessment::{self, Pin, Record};
use plimsoll::dossier::{self, Asked};
use plimsoll::framework::triage::Route;
use plimsoll::framework::{Framework, Triage, bundled};
use plimsoll::gate::Verdict;
use plimsoll::questionnaire::Interview;
use plimsoll::register::{Register, Unfinished};
use plimsoll::score::{Routed, route as routed_by};

use crate::cli::command::assess::usual_frameworks;
use crate::cli::command::score::read_answers;
use crate::cli::command::show;
use crate::cli::desk::{Begun, Desk, for_record};
use crate::cli::git::Committed;
use crate::cli::library::{Library, route as only_routes};
use crate::cli::locate;
use crate::cli::print::decision::Decided;
use crate::cli::print::json::print_json;
use crate::cli::print::route;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{paragraph, plain, width};
use crate::cli::screen::{FirstLook, Person};
use crate::cli::{Answer, Format, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool, by its id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use context, by its id; needed where the tool has several
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// The triage framework, by id or path; the one that plimsoll.toml names, or the bundled one, if not given
    #[arg(long, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    framework: Option<String>,
    /// Take the answers from a file instead of asking
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Commit the record to git, too, as policy may say for every record
    #[arg(long)]
    commit: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// A first look at a use that the gate has judged.
struct Look<'a> {
    desk: Desk<'a>,
    library: Library,
    /// What the gate says of the tool and use on the day judged.
    verdict: Verdict,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = locate::register(global)?;
    let chain = locate::intended(&register, &args.tool, args.usage.as_deref())?;
    let desk = Desk::new(global, &register, &chain)?;
    let verdict = judged(&desk);
    let look = Look { desk, library: Library::new(locate::own_frameworks(global)), verdict };
    let answered = match &args.answers {
        Some(path) => {
            let made_for = Some((chain.id(), chain.usage.as_str()));
            let named: Vec<String> = args.framework.iter().cloned().collect();
            let (loaded, answers) = read_answers(path, &named, Some(&look.usual()), made_for, global)?;
            Some((only_routes(loaded)?, answers))
        }
        None => look.interview(args, global)?,
    };
    match answered {
        Some((triage, answers)) => look.record(&triage, &answers, args),
        None => Ok(Answer::Yes),
    }
}

/// What `check` of the tool and use says on the day judged.
fn judged(desk: &Desk<'_>) -> Verdict {
    let (tool, usage) = (desk.chain.id().to_owned(), Some(desk.chain.usage.clone()));
    dossier::answer(desk.register, &Asked { tool, usage, ..Asked::default() }, desk.as_of).verdict
}

impl Look<'_> {
    /// The framework to ask with where neither the command nor the answers name one.
    fn usual(&self) -> Vec<String> {
        let named = self.desk.register.config().triage.clone();
        vec![named.unwrap_or_else(|| bundled::TRIAGE.to_owned())]
    }

    fn allowed(&self) -> bool {
        self.verdict.exit() == 0
    }

    /// Asks at the terminal. `None` where the person left; the draft stays.
    fn interview(&self, args: &Args, global: &Global) -> anyhow::Result<Option<(Triage, Answers)>> {
        let draft = match self.desk.begin(global, Unfinished::Triage)? {
            Begun::Anew => None,
            Begun::Again(draft) => Some(*draft),
            Begun::Left => return Ok(None),
        };
        let of_draft = draft.as_ref().and_then(|draft| draft.answers.frameworks.first().cloned());
        let names = args.framework.clone().or(of_draft).map_or_else(|| self.usual(), |name| vec![name]);
        let triage = only_routes(self.library.load(&names)?)?;
        let last = self.desk.register.newest_triage(self.desk.chain)?;
        let mut interview = match draft {
            Some(draft) => Interview::resume(&triage, draft),
            None => Interview::new(&triage, last.as_ref().map(|last| (&last.answers, last.header.as_of))),
        };
        let again = format!("plimsoll triage {} --use {}", self.desk.chain.id(), self.desk.chain.usage);
        let person = Person::at_terminal(self.desk.about(), self.desk.as_of, "triage", None)?;
        let mut person = FirstLook::new(person, self.allowed());
        let answers = self.desk.lead(Unfinished::Triage, &mut interview, &mut person, &names, &again)?;
        Ok(answers.map(|answers| (triage.clone(), answers)))
    }

    fn record(&self, triage: &Triage, answers: &Answers, args: &Args) -> anyhow::Result<Answer> {
        let routed = routed_by(triage, answers, self.desk.as_of);
        let settled = route::settled(&routed, self.allowed());
        let part = &triage.part;
        let added = self.desk.append(Unfinished::Triage, std::slice::from_ref(part), |header, tool| {
            Record::Triage(Box::new(assessment::Triage {
                header,
                tool,
                framework: Pin { id: part.id.clone(), version: part.version.clone(), sha256: part.sha256().to_owned() },
                answers: for_record(answers.clone()),
                allowed: self.allowed(),
                route: settled,
                context: routed.context.clone(),
                frameworks: routed.frameworks.clone(),
                unknown: routed.unknown.clone(),
                ignored: routed.ignored.clone(),
            }))
        })?;
        let committed = Committed::after(self.desk.register, &added, args.commit);
        let next = self.next(settled, &routed, &answers.request)?;
        match args.format {
            Format::Text => terminal::print(&self.text(&routed, settled, &next))?,
            Format::Json => {
                let chain = self.desk.chain;
                let place = (chain.id(), chain.usage.as_str(), added.number);
                let mut object = route::json(&routed, self.allowed(), place);
                object["sha256"] = added.sha256.as_str().into();
                object["path"] = added.path.display().to_string().into();
                object["next"] = next.iter().map(|step| step.command.as_str()).collect();
                if let Some(committed) = committed.json() {
                    object["commit"] = committed;
                }
                print_json(&object)?;
            }
        }
        self.desk.say_recorded(&added);
        committed.say();
        Ok(committed.answer())
    }

    fn text(&self, routed: &Routed<'_>, settled: Route, next: &[Next]) -> String {
        let base: Option<Framework> = self.library.base_of(routed.triage);
        let refused = (settled != routed.route).then(|| self.refused());
        let mut text = route::text(routed, Some(settled), refused.as_deref(), base.as_ref(), width());
        text += &format!("\n{}\n", table::strong("What happens next"));
        for step in next {
            text += &paragraph("  ", 2, &step.why, width());
            text += &format!("\n    {}\n", plain(&step.command));
        }
        text
    }

    /// Why the gate does not allow it.
    fn refused(&self) -> String {
        let reasons = self.verdict.reasons.iter().map(|reason| format!("{} ({})", reason.text(), reason.code.as_str()));
        reasons.collect::<Vec<_>>().join("; ")
    }

    /// What to do next, each step with the exact command.
    fn next(&self, settled: Route, routed: &Routed<'_>, request: &Request) -> anyhow::Result<Vec<Next>> {
        let desk = &self.desk;
        let place = format!("{} --use {}", desk.chain.id(), desk.chain.usage);
        let prior = desk.register.newest_assessment(desk.chain)?.map(|(assessment, _)| assessment);
        let usual = usual_frameworks(prior.as_ref(), &routed.frameworks, &desk.tool);
        let frameworks: Vec<&str> = usual.iter().flat_map(|id| ["--framework", id.as_str()]).collect();
        let frameworks = frameworks.join(" ");
        let levels = if routed.context.is_empty() { "" } else { ", with the levels above as the least" };
        let assess = |why: &str, short: &str| {
            Next::new(&format!("{why}{levels}:"), format!("plimsoll assess {place} {frameworks}{short}"))
        };
        let decide = |why: &str, how: &str| Next::new(why, format!("plimsoll decide {place} {how}"));
        let mut next = Vec::new();
        match settled {
            Route::None => {
                let until = self.verdict.until.map_or_else(String::new, |until| format!(" until {until}"));
                next.push(Next::new(
                    &format!(
                        "It is allowed{until}, within the limits of the decision. The gate knows them on any day:"
                    ),
                    format!("plimsoll check {place}"),
                ));
            }
            Route::Register => {
                if self.recorded_by_requester(request) {
                    next.push(Next::new(
                        "Policy wants three people, and who asked has recorded this. A reviewer records it once more:",
                        format!("plimsoll triage {place} --by \"Name <mail>\""),
                    ));
                }
                next.push(decide(
                    "This record stands in for an assessment; its context is the ceiling. Somebody other than who asked and who recorded it decides:",
                    DECIDE,
                ));
            }
            Route::Keys => next.push(assess("A reviewer asks the key questions", " --short")),
            Route::Full => next.push(assess("A reviewer assesses it", "")),
            Route::Stop => {
                next.push(decide(
                    "Until an assessment exists, nothing but a hold or a prohibition can be decided:",
                    HOLD,
                ));
                next.push(assess("If it is wanted all the same, a reviewer assesses it in full", ""));
            }
        }
        if self.allowed() && settled > Route::Keys {
            next.push(decide(
                "It is allowed today, and stays so until somebody ends that. To stop it now:",
                "--event suspend --why TEXT",
            ));
        }
        Ok(next)
    }

    /// Whether the reviewer would be the requester too, which policy does not want.
    fn recorded_by_requester(&self, request: &Request) -> bool {
        let requester = request.requested_by.as_deref();
        let distinct = self.desk.register.config().policy.distinct_people;
        distinct && requester.is_some_and(|requester| mail(requester) == mail(&self.desk.by))
    }
}

/// Shows a triage as it was recorded.
///
/// # Errors
/// Where the framework that it relied on is gone, or its route does not follow from its answers.
pub fn show(
    register: &Register,
    triage: &assessment::Triage,
    state: &Decided,
    with_answers: bool,
    format: Format,
) -> anyhow::Result<Answer> {
    let header = &triage.header;
    let framework = only_routes(show::kept(register, std::slice::from_ref(&triage.framework))?)?;
    let routed = routed_by(&framework, &triage.answers, header.as_of);
    if route::settled(&routed, triage.allowed) != triage.route {
        bail!("record {} is altered: its route does not follow from its answers", header.number);
    }
    let request = &triage.answers.request;
    match format {
        Format::Json => {
            let place = (header.subject.id(), header.usage.as_str(), header.number);
            let mut object = route::json(&routed, triage.allowed, place);
            object["recorded-at"] = header.recorded_at.to_string().into();
            object["recorded-by"] = header.recorded_by.as_str().into();
            object["request"] = serde_json::to_value(show::request(request))?;
            object["decided"] = state.json();
            print_json(&object)?;
        }
        Format::Text => {
            let refused = (triage.route != routed.route).then_some("nothing in force allowed it that day");
            let mut text = show::head(header, &triage.tool, request, "");
            text += &route::text(&routed, Some(triage.route), refused, None, width());
            if with_answers {
                text += &route::answers(&framework, &triage.answers, width());
            }
            terminal::print(&text)?;
        }
    }
    Ok(Answer::Yes)
}

/// A step, and why it is the next one.
struct Next {
    why: String,
    command: String,
}

impl Next {
    fn new(why: &str, command: String) -> Self {
        Self { why: why.to_owned(), command }
    }
}

/// How a decision is put, up to what only a person can say.
const DECIDE: &str = "--decision approve --rationale TEXT --approver \"Name <mail>\"";
const HOLD: &str = "--decision hold --rationale TEXT --approver \"Name <mail>\"";
