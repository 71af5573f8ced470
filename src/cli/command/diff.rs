//! `diff`: what changed between two assessments of a use, and what it did to the tier.

use anyhow::Context as _;
use plimsoll::answers::{Answer as Said, Intake};
use plimsoll::assessment::Assessment;
use plimsoll::assessment::change::{AssessmentChange, between};
use plimsoll::context::Scope;
use plimsoll::framework::Framework;
use plimsoll::register::{Chain, Register};
use plimsoll::report::wording;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{paragraph, plain, width};
use crate::cli::{Exit, Global, OutputFormat};
use plimsoll::workflow::pinned;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The number of the earlier record; the one before B if omitted
    #[arg(value_name = "A")]
    before: Option<u32>,
    /// The number of the later record; the newest if omitted
    #[arg(value_name = "B")]
    after: Option<u32>,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Json {
    before: Side,
    after: Side,
    context: Vec<Pair<Option<u8>>>,
    answers: Vec<Pair<Option<String>>>,
    evidence: Vec<Pair<Option<String>>>,
    frameworks: Vec<Pair<Option<String>>>,
    request: Vec<Pair<Option<String>>>,
    floors: Vec<Pair<Option<String>>>,
    criteria: Vec<Pair<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Side {
    number: u32,
    as_of: String,
    tier: String,
    decision: &'static str,
    residual: String,
    inherent: String,
    scope: &'static str,
    full_run_needed: bool,
}

#[derive(Serialize)]
struct Pair<T> {
    id: String,
    before: T,
    after: T,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let chain = locate::existing(&register, &args.tool, args.usage.as_deref())?;
    let (before, after) = pair(&register, &chain, args.before, args.after)?;
    let change = between(&before, &after);
    let framework = pinned::of_assessment(&register, &after)?;
    match args.format {
        OutputFormat::Json => print_json(&json(&framework, &before, &after, change))?,
        OutputFormat::Text => terminal::print(&text(&framework, &before, &after, &change))?,
    }
    Ok(Exit::Yes)
}

/// The two assessments that are meant.
fn pair(
    register: &Register,
    chain: &Chain,
    before: Option<u32>,
    after: Option<u32>,
) -> anyhow::Result<(Assessment, Assessment)> {
    let numbers: Vec<u32> = register
        .records(chain)?
        .into_iter()
        .filter(|(_, kind, _)| kind == "assessment")
        .map(|(number, ..)| number)
        .collect();
    let listed = || numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let known = |number: u32| {
        anyhow::ensure!(
            numbers.contains(&number),
            "record {number} is not an assessment of this use; its assessments are: {}",
            listed()
        );
        Ok(number)
    };
    let after = match after {
        Some(number) => known(number)?,
        None => *numbers.last().context("there is no assessment of this use")?,
    };
    let before = match before {
        Some(number) => known(number)?,
        None => *numbers
            .iter()
            .rev()
            .find(|number| **number < after)
            .context("there is only one assessment of this use: nothing to compare it with")?,
    };
    Ok((register.assessment(chain, before)?, register.assessment(chain, after)?))
}

fn side(assessment: &Assessment) -> Side {
    let outcome = &assessment.outcome;
    Side {
        number: assessment.header.number,
        as_of: assessment.header.as_of.to_string(),
        tier: outcome.tier.clone(),
        decision: outcome.decision.as_str(),
        residual: outcome.residual.0.to_string(),
        inherent: outcome.inherent.0.to_string(),
        scope: assessment.scope.as_str(),
        full_run_needed: assessment.needs_full_run(),
    }
}

fn json(framework: &Framework, before: &Assessment, after: &Assessment, change: AssessmentChange) -> Json {
    fn pairs<T, U>(list: Vec<(String, T, T)>, show: impl Fn(&str, T) -> U) -> Vec<Pair<U>> {
        let pair =
            |(id, before, after): (String, T, T)| Pair { before: show(&id, before), after: show(&id, after), id };
        list.into_iter().map(pair).collect()
    }
    Json {
        before: side(before),
        after: side(after),
        context: pairs(change.context, |_, level| level),
        answers: pairs(change.answers, |id, answer| answer.map(|answer| wording::said(framework, id, &answer))),
        evidence: pairs(change.evidence, |_, item| item.map(|item| item.title)),
        frameworks: pairs(change.frameworks, |_, pin| pin.map(|pin| format!("{} {}", pin.version, pin.sha256))),
        request: pairs(change.request.into_iter().map(|(key, a, b)| (key.to_owned(), a, b)).collect(), |_, part| part),
        floors: pairs(change.floors, |_, tier| tier),
        criteria: pairs(change.criteria, |_, points| points.to_string()),
    }
}

fn text(framework: &Framework, before: &Assessment, after: &Assessment, change: &AssessmentChange) -> String {
    let (old, new) = (&before.outcome, &after.outcome);
    let mut text = format!(
        "{}\n",
        table::strong(&format!(
            "{}/{}: record {} of {} to record {} of {}",
            plain(after.header.subject.id()),
            plain(&after.header.usage),
            before.header.number,
            before.header.as_of,
            after.header.number,
            after.header.as_of
        ))
    );
    let moved = |what: &str, was: &str, is: &str| {
        if was == is {
            format!("  {what}: {} as before\n", plain(is))
        } else {
            format!("  {what}: {} -> {}\n", plain(was), plain(is))
        }
    };
    if change.scope.is_some() || after.scope == Scope::Keys {
        let asked = |one: &Assessment| match (one.scope, one.needs_full_run()) {
            (Scope::Full, _) => "all that applies",
            (Scope::Keys, false) => "key questions only",
            (Scope::Keys, true) => "key questions only, full run needed",
        };
        text += &moved("asked", asked(before), asked(after));
    }
    text += &moved("tier", &old.tier, &new.tier);
    text += &moved("recommended", &old.decision.as_str().replace('-', " "), &new.decision.as_str().replace('-', " "));
    text += &moved("residual points", &wording::points(old.residual.0), &wording::points(new.residual.0));
    text += &moved("inherent", &wording::points(old.inherent.0), &wording::points(new.inherent.0));
    if change.is_empty() {
        return text + "\nNothing was answered differently.\n";
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text += &format!("\n{}\n", table::strong(title));
            for line in lines {
                text += &paragraph("  · ", 4, &plain(&line), width());
                text.push('\n');
            }
        }
    };
    section("Why the tier is what it is now", reasons(framework, change));
    let level = |id: &str, level: Option<u8>| wording::level(framework, id, level);
    section(
        "Context",
        change.context.iter().map(|(id, was, is)| format!("{id}: {} -> {}", level(id, *was), level(id, *is))).collect(),
    );
    let answer = |id: &str, answer: &Option<Said>| {
        answer.as_ref().map_or_else(|| "not answered".to_owned(), |one| wording::said(framework, id, one))
    };
    section(
        "Answers",
        change
            .answers
            .iter()
            .map(|(id, was, is)| {
                let title = framework.question_title(id);
                let (was, is) = (answer(id, was), answer(id, is));
                if was == is {
                    format!("{title} ({id}): the same, with another note or other evidence")
                } else {
                    format!("{title} ({id}): {was} -> {is}")
                }
            })
            .collect(),
    );
    section(
        "Evidence",
        change
            .evidence
            .iter()
            .map(|(id, was, is)| presence(id, was.as_ref().map(|one| &one.title), is.as_ref().map(|one| &one.title)))
            .collect(),
    );
    section(
        "Framework",
        change
            .frameworks
            .iter()
            .map(|(id, was, is)| {
                presence(id, was.as_ref().map(|pin| &pin.version), is.as_ref().map(|pin| &pin.version))
            })
            .collect(),
    );
    section(
        "Request",
        change.request.iter().map(|(key, was, is)| presence(Intake::label(key), was.as_ref(), is.as_ref())).collect(),
    );
    text
}

fn presence(id: &str, was: Option<&String>, is: Option<&String>) -> String {
    match (was, is) {
        (None, Some(is)) => format!("{id}: new, {is}"),
        (Some(was), None) => format!("{id}: gone, was {was}"),
        (Some(was), Some(is)) if was == is => format!("{id}: {is}, changed inside"),
        (Some(was), Some(is)) => format!("{id}: {was} -> {is}"),
        (None, None) => id.to_owned(),
    }
}

/// Floors that came and went, then the criteria that moved most.
fn reasons(framework: &Framework, change: &AssessmentChange) -> Vec<String> {
    let mut lines: Vec<String> = change
        .floors
        .iter()
        .map(|(id, was, is)| match (was, is) {
            (None, Some(is)) => format!("now at least {is}: {id}"),
            (Some(was), None) => format!("no longer at least {was}: {id}"),
            (was, is) => {
                format!("at least {} instead of {}: {id}", is.as_deref().unwrap_or("-"), was.as_deref().unwrap_or("-"))
            }
        })
        .collect();
    lines.extend(change.criteria.iter().take(5).map(|(id, was, is)| {
        let title = framework
            .criteria()
            .iter()
            .find(|criterion| criterion.id == *id)
            .map_or(id.as_str(), |criterion| &criterion.title);
        format!("{title}: {} -> {} points", wording::points(*was), wording::points(*is))
    }));
    lines
}
