//! `show`: what was found last about one use, as it was recorded.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;
use plimsoll::answers::{Intake, State};
use plimsoll::assessment::{Assessment, Header, Outcome, Triage};
use plimsoll::dossier::Dossier;
use plimsoll::framework::Framework;
use plimsoll::person::Person;
use plimsoll::register::{Looks, RecordFile, Register};
use plimsoll::report::{self, wording};
use plimsoll::score::{self, score};
use plimsoll::tool::Tool;
use plimsoll::workflow::{self, pinned};
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::decision::Situation;
use crate::cli::print::json::print_json;
use crate::cli::print::result;
use crate::cli::print::route;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, say, styled, width};
use crate::cli::{Exit, Global, OutputFormat};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// Show every answer with its evidence too
    #[arg(long)]
    answers: bool,
    /// List everything that there is to do, not only what is proposed
    #[arg(long)]
    all: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown<'s> {
    tool: &'s str,
    #[serde(rename = "use")]
    usage: &'s str,
    number: u32,
    as_of: String,
    recorded_at: String,
    recorded_by: &'s Person,
    vendor: Option<&'s str>,
    edition: Option<&'s str>,
    review_due: String,
    request: BTreeMap<&'static str, &'s str>,
    scope: &'static str,
    full_run_needed: bool,
    /// `decision`, `from-above` and `events`: what is decided on the day.
    decided: serde_json::Value,
    score: report::data::to_do::ScoreToDoJson<'s>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    crate::cli::print::edit::say(&register);
    let chain = locate::shown(&register, &args.tool, args.usage.as_deref())?;
    let day = global.day()?;
    let entry = register.tool(chain.id())?;
    let dossier = Dossier::of(&register, &chain.subject, Some(&chain.usage), entry.as_ref(), day.into()).sound()?;
    dossier.remarks().iter().for_each(|note| say(note));
    let state = Situation::of(&register, &dossier, &chain.usage)?;
    if args.format == OutputFormat::Text && !state.is_empty() {
        terminal::print(&(state.text(width()) + "\n"))?;
    }
    match register.looks(&chain, global.as_of)? {
        Looks { assessment, triage: Some(triage) } if assessment.is_none() || triage.is_assessment() => {
            of_triage(&register, &triage, &state, args)
        }
        Looks { assessment: Some((assessment, record)), triage } => {
            if let Some(triage) = triage {
                let (day, route) = (triage.header.as_of, triage.route.as_str());
                say(&format!("a triage of {day} came later; its route is `{route}`"));
            }
            of_assessment(&register, &assessment, &record, &state, args)
        }
        Looks { assessment: None, .. } if state.is_empty() => {
            bail!("`{}` has no assessment in use `{}`", chain.id(), chain.usage)
        }
        Looks { assessment: None, .. } => {
            if args.format == OutputFormat::Json {
                print_json(&serde_json::json!({"tool": chain.id(), "use": chain.usage, "decided": state.json()}))?;
            } else {
                say("nothing was assessed");
            }
            Ok(Exit::Yes)
        }
    }
}

fn of_assessment(
    register: &Register,
    assessment: &Assessment,
    record: &RecordFile,
    state: &Situation,
    args: &Args,
) -> anyhow::Result<Exit> {
    let framework = pinned::of_assessment(register, assessment)?;
    let score = score(&framework, &assessment.answers, assessment.header.as_of, &BTreeSet::new(), assessment.scope);
    if Outcome::of(&score) != assessment.outcome {
        bail!("{} is altered: its result does not follow from its answers", record.source.name);
    }
    match args.format {
        OutputFormat::Json => print_json(&Shown {
            tool: assessment.header.subject.id(),
            usage: &assessment.header.usage,
            number: assessment.header.number,
            as_of: assessment.header.as_of.to_string(),
            recorded_at: assessment.header.recorded_at.to_string(),
            recorded_by: &assessment.header.recorded_by,
            vendor: assessment.tool.vendor.as_deref(),
            edition: assessment.tool.edition.as_deref(),
            review_due: assessment.review_due().to_string(),
            request: request(&assessment.answers.request),
            scope: assessment.scope.as_str(),
            full_run_needed: assessment.needs_full_run(),
            decided: state.json(),
            score: report::data::to_do::with_actions(&score, &assessment.answers, &BTreeSet::new()),
        })?,
        OutputFormat::Text => {
            let due = format!(", review due {}", assessment.review_due());
            let mut text = head(&assessment.header, &assessment.tool, &assessment.answers.request, &due);
            text += &result::short_run(&assessment.outcome, assessment.scope, assessment.full_run_from, width());
            text += &result::text(&score, &assessment.answers, &BTreeSet::new(), args.all, width());
            text += &result::map(&score);
            if args.answers {
                text += &answers(&framework, assessment);
            }
            terminal::print(&text)?;
        }
    }
    Ok(Exit::Yes)
}

/// Shows a triage as it was recorded.
fn of_triage(register: &Register, triage: &Triage, state: &Situation, args: &Args) -> anyhow::Result<Exit> {
    let header = &triage.header;
    let framework = workflow::triage::made_with(register, triage)?;
    let routed = score::route(&framework, &triage.answers, header.as_of);
    let asked = &triage.answers.request;
    match args.format {
        OutputFormat::Json => {
            let place = (header.subject.id(), header.usage.as_str(), header.number);
            let mut object = route::json(&routed, triage.allowed, place);
            object["recorded-at"] = header.recorded_at.to_string().into();
            object["recorded-by"] = header.recorded_by.as_str().into();
            object["request"] = serde_json::to_value(request(asked))?;
            object["decided"] = state.json();
            print_json(&object)?;
        }
        OutputFormat::Text => {
            let refused = (triage.route != routed.route).then_some("nothing in force allowed it that day");
            let mut text = head(header, &triage.tool, asked, "");
            text += &route::text(&routed, Some(triage.route), refused, None, width());
            if args.answers {
                text += &route::answers(&framework, &triage.answers, width());
            }
            terminal::print(&text)?;
        }
    }
    Ok(Exit::Yes)
}

/// The parts of a request by their keys.
fn request(request: &Intake) -> BTreeMap<&'static str, &str> {
    Intake::PARTS.iter().filter_map(|(key, _)| Some((*key, request.part(key)?))).collect()
}

/// What stands above a record: what it is about, who recorded it, and who wants it and why.
fn head(header: &Header, tool: &Tool, request: &Intake, due: &str) -> String {
    let mut about: Vec<&str> = Vec::new();
    about.extend(tool.vendor_name.as_deref().or(tool.vendor.as_deref()));
    about.extend(tool.edition.as_deref());
    let mut text = table::strong(&format!("{} in use {}", plain(header.subject.id()), plain(&header.usage)));
    if !about.is_empty() {
        text += &styled(FAINT, &format!(" · {}", plain(&about.join(", "))));
    }
    text.push('\n');
    text += &styled(
        FAINT,
        &format!(
            "record {} of {}, by {}{due}\n",
            header.number,
            header.recorded_at,
            plain(header.recorded_by.as_str())
        ),
    );
    for (key, _) in Intake::PARTS {
        if let Some(part) = request.part(key) {
            text += &paragraph(
                "  ",
                4,
                &format!("{} {}", styled(FAINT, &format!("{}:", Intake::label(key))), plain(part)),
                width(),
            );
            text.push('\n');
        }
    }
    text.push('\n');
    text
}

/// Every answer in the words of its question, with the evidence that it rests on.
fn answers(framework: &Framework, assessment: &Assessment) -> String {
    let mut text = format!("\n{}\n", table::strong("Answers"));
    for criterion in framework.criteria() {
        let answered: Vec<_> = framework.questions()[criterion.questions.clone()]
            .iter()
            .filter_map(|question| Some((question, assessment.answers.answers.get(&question.id)?)))
            .collect();
        if answered.is_empty() {
            continue;
        }
        text += &format!("\n  {}\n", table::strong(&plain(&criterion.title)));
        for (question, answer) in answered {
            let said = match &answer.state {
                State::Given(value) => wording::value(question, value),
                State::Unknown { why, .. } if why.is_empty() => "not known".to_owned(),
                State::Unknown { why, .. } => format!("not known: {why}"),
                State::NotApplicable { reason, second_reader } => {
                    let reader =
                        second_reader.as_ref().map_or_else(String::new, |reader| format!(" (second reader {reader})"));
                    format!("does not apply: {reason}{reader}")
                }
            };
            text += &paragraph("    ", 6, &format!("{}: {}", plain(&question.title), plain(&said)), width());
            text.push('\n');
            let mut basis = vec![answer.grade.as_str().to_owned()];
            basis.extend(answer.dated.map(|dated| dated.to_string()));
            basis.extend(
                answer.evidence.iter().map(|id| {
                    assessment.answers.evidence.get(id).map_or_else(|| id.clone(), |item| item.title.clone())
                }),
            );
            basis.extend(answer.note.clone());
            for line in paragraph("      ", 6, &plain(&basis.join(" · ")), width()).lines() {
                text += &format!("{}\n", styled(FAINT, line));
            }
        }
    }
    text
}
