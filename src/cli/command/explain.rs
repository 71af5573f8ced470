//! `explain`: how a result came about, line by line, and what would change it.

use std::path::Path;

use anyhow::bail;

use plimsoll::answers::{Answers, State};
use plimsoll::assessment::Outcome;
use plimsoll::context::Scope;
use plimsoll::date::Day;
use plimsoll::document::is_path_id;
use plimsoll::register::Looks;
use plimsoll::report::wording;
use plimsoll::score::change::{Base, ChangedAnswer};
use plimsoll::score::way::Ways;
use plimsoll::score::{self, Score};
use plimsoll::{report, score::Ratio};
use serde::Serialize;

use crate::cli::arguments::scoring::{ScoredFile, ScoringArgs};
use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::result;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, styled, width};
use crate::cli::{Exit, Global, OutputFormat};
use plimsoll::workflow::pinned;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answers, as TOML; or a tool of the register, whose newest assessment is explained
    #[arg(value_name = "FILE or TOOL", add = crate::cli::complete::tools())]
    about: String,
    /// The tool's use; required if it has several
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    #[command(flatten)]
    how: ScoringArgs,
    /// Only the criterion with this id
    #[arg(long, value_name = "ID")]
    criterion: Option<String>,
    /// The tier to reach; the next lower one if omitted
    #[arg(long, value_name = "TIER")]
    to: Option<String>,
    /// List everything that there is to do, not only what is proposed
    #[arg(long)]
    all: bool,
    /// How to print the explanation
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Explained<'s> {
    #[serde(flatten)]
    score: report::data::to_do::ScoreToDoJson<'s>,
    scope: &'static str,
    full_run_needed: bool,
    way_to: &'s str,
    lowest_tier: &'s str,
    way_effort: Option<usize>,
    way_down: Vec<StepJson<'s>>,
    other_ways: Vec<Vec<&'s str>>,
    barriers: Vec<&'s str>,
    rests_on: Vec<StepJson<'s>>,
}

#[derive(Serialize)]
struct StepJson<'s> {
    question: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<u8>,
    tier: &'s str,
    decision: &'static str,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let (case, as_of) = args.case(global)?;
    let base =
        Base { framework: &case.framework, answers: &case.answers, as_of, waived: &case.waived, scope: case.scope };
    let result = score::score(&case.framework, &case.answers, as_of, &case.waived, case.scope);
    let outcome = Outcome::of(&result);
    if let Some(id) = &args.criterion
        && !case.framework.criteria().iter().any(|criterion| criterion.id == *id)
    {
        let ids: Vec<&str> = case.framework.criteria().iter().map(|criterion| criterion.id.as_str()).collect();
        return Err(names::unknown(&format!("`{}` has no criterion", case.framework.id()), id, &ids));
    }
    let tiers = &case.framework.scoring().tiers;
    let to = match &args.to {
        None => result.tier.saturating_sub(1),
        Some(id) => tiers.iter().position(|tier| tier.id == *id).ok_or_else(|| {
            let ids: Vec<&str> = tiers.iter().map(|tier| tier.id.as_str()).collect();
            names::unknown(&format!("--to: `{}` has no tier", case.framework.id()), id, &ids)
        })?,
    };
    let (ways, rests) = (base.ways_to(to), base.rests_on());
    match args.format {
        OutputFormat::Json => {
            let steps = |steps: &[ChangedAnswer]| steps.iter().map(|step| step_json(&result, step)).collect();
            let id = |step: &ChangedAnswer| case.framework.questions()[step.question].id.as_str();
            print_json(&Explained {
                scope: case.scope.as_str(),
                full_run_needed: case.scope == Scope::Keys && outcome.calls_for_full_run(case.full_run_from),
                score: report::data::to_do::with_actions(&result, &case.answers, &case.waived),
                way_to: result.tier_id(to),
                lowest_tier: result.tier_id(ways.lowest),
                way_effort: ways.ways.first().map(|way| Ways::effort(&case.framework, way)),
                way_down: steps(ways.ways.first().map_or(&[], Vec::as_slice)),
                other_ways: ways.ways.iter().skip(1).map(|way| way.iter().map(id).collect()).collect(),
                barriers: ways.barriers.iter().map(|floor| floor.id.as_str()).collect(),
                rests_on: steps(&rests),
            })?;
        }
        OutputFormat::Text => {
            let short = result::short_run(&outcome, case.scope, case.full_run_from, width());
            let to_do = result::to_do(&result, &case.answers, &case.waived, args.all, width());
            terminal::print(
                &(short + &text(&result, &case.answers, args.criterion.as_deref(), &ways, &to_do, &rests)),
            )?;
        }
    }
    Ok(Exit::Yes)
}

impl Args {
    /// What is to be explained, and the day that it judges: a file where there is one, else a tool.
    fn case(&self, global: &Global) -> anyhow::Result<(ScoredFile, Day)> {
        let path = Path::new(&self.about);
        if self.usage.is_none() && (path.exists() || !is_path_id(&self.about)) {
            return Ok((self.how.read(path, global)?, global.day()?));
        }
        let register = locate::register(global)?;
        let chain = locate::existing(&register, &self.about, self.usage.as_deref())?;
        let Looks { assessment, triage } = register.looks(&chain, None)?;
        let Some((assessment, _)) = assessment else {
            let see = locate::see_triage(&chain, triage.is_some());
            bail!("`{}` has no assessment in use `{}`{see}", chain.id(), chain.usage);
        };
        let framework = pinned::of_assessment(&register, &assessment)?;
        let waived = self.how.waived(&framework)?;
        let as_of = global.as_of.unwrap_or(assessment.header.as_of);
        let (scope, full_run_from) = (assessment.scope, assessment.full_run_from);
        Ok((ScoredFile { framework, answers: assessment.answers, waived, scope, full_run_from }, as_of))
    }
}

fn step_json<'s>(result: &'s Score<'_>, step: &ChangedAnswer) -> StepJson<'s> {
    let question = &result.framework.questions()[step.question];
    let given = step.answer.as_ref().and_then(|answer| match &answer.state {
        State::Given(value) => Some((value.to_string(), answer.grade.as_str())),
        State::Unknown { .. } | State::NotApplicable { .. } => None,
    });
    StepJson {
        question: &question.id,
        effort: given.is_some().then_some(question.effort),
        grade: given.as_ref().map(|(_, grade)| *grade),
        answer: given.map(|(value, _)| value),
        tier: result.tier_id(step.tier),
        decision: step.decision.as_str(),
    }
}

fn text(
    result: &Score<'_>,
    answers: &Answers,
    only: Option<&str>,
    ways: &Ways,
    to_do: &str,
    rests: &[ChangedAnswer],
) -> String {
    let mut text = result::headline(result, width()).join("\n") + "\n";
    text += &result::open_facts(result, width());
    text += &sum(result);
    for (at, criterion) in result.framework.criteria().iter().enumerate() {
        let wanted = only.map_or(result.criteria[at].inherent.material, |id| id == criterion.id);
        if wanted {
            text += &ledger(result, at);
        }
    }
    if !result.floors.is_empty() {
        text += &format!("\n{}\n", table::strong("Floors under the tier"));
        for floor in &result.floors {
            text += &paragraph("  · ", 4, &result::floor_line(result, floor), width());
            text.push('\n');
        }
    }
    text += &way(result, answers, ways);
    text += to_do;
    text += &format!("\n{}\n", table::strong("What the tier rests on"));
    if rests.is_empty() {
        return text
            + &paragraph("  ", 2, "No single answer would raise it by turning out to be unknown.", width())
            + "\n";
    }
    text.extend(rests.iter().map(|step| line_of("  · ", result, answers, step)));
    text += &format!("  {}\n", styled(FAINT, "each on its own, if it turned out to be unknown"));
    text
}

/// How the points of the whole are made from those of the criteria.
fn sum(result: &Score<'_>) -> String {
    let scoring = result.framework.scoring();
    let mut order: Vec<usize> = (0..result.criteria.len()).collect();
    order.sort_by(|a, b| result.criteria[*b].residual.cmp(&result.criteria[*a].residual).then(a.cmp(b)));
    let mut text = format!("\n{}\n", table::strong("Points"));
    for (place, at) in order.into_iter().take(usize::from(scoring.breadth_count) + 1).enumerate() {
        let criterion = &result.framework.criteria()[at];
        let share = if place == 0 { "all of".to_owned() } else { format!("{} % of", scoring.breadth_rate) };
        text += &format!("  {share:>8} {:>6}  {}\n", result.criteria[at].residual.shown(), plain(&criterion.title));
    }
    text + &format!("  together {:>6}\n", result.residual.points.shown())
}

fn ledger(result: &Score<'_>, at: usize) -> String {
    let criterion = &result.framework.criteria()[at];
    let score = &result.criteria[at];
    let line = |points: Ratio, what: &str, because: &str| {
        let lead = format!("  {:>7}  ", signed(points));
        paragraph(&lead, 11, &format!("{what}: {because}"), width()) + "\n"
    };
    let mut text =
        format!("\n{} {}\n", table::strong(&plain(&criterion.title)), styled(FAINT, &format!("({})", criterion.id)));
    text += &format!(
        "  {:>7}  inherent: impact {}, exposure {}\n",
        Ratio::new(score.inherent.points.into(), 1).shown(),
        score.inherent.impact,
        score.inherent.exposure
    );
    if !score.inherent.material {
        text += &format!(
            "  {:>7}  residual: not material, so not asked; its controls count in full\n",
            score.residual.shown()
        );
        return text;
    }
    let counted: Vec<usize> = criterion.questions.clone().filter(|question| result.counted(*question)).collect();
    if counted.is_empty() {
        text += "           no key question, so a short run removes nothing\n";
    }
    for question in counted {
        let title = plain(&result.framework.questions()[question].title);
        text += &line(result.questions[question].points, &title, &wording::because(result, question));
    }
    if let Some((question, points)) = score.weakest_key {
        text += &line(points, &plain(&result.framework.questions()[question].title), wording::GIVEN_BACK);
    }
    text + &format!("  {:>7}  residual\n", score.residual.shown())
}

/// Points with their sign; a line that takes nothing is minus nothing.
fn signed(points: Ratio) -> String {
    let shown = points.shown();
    if points > Ratio::ZERO {
        format!("+{shown}")
    } else if shown.starts_with('-') {
        shown
    } else {
        format!("-{shown}")
    }
}

/// The most steps of the way to a lower tier that are printed.
const MOST_STEPS: usize = 8;

/// The way to a lower tier, and the other ways of the same effort. A long way is cut after the steps that
/// help most: nobody reads thirty of them in a terminal, and JSON has them all.
fn way(result: &Score<'_>, answers: &Answers, ways: &Ways) -> String {
    let mut text = format!("\n{}\n", table::strong("What would lower the tier"));
    if result.tier == 0 {
        return text + "  It is already the lowest tier.\n";
    }
    text += &(paragraph("  ", 2, &plain(&wording::way(result, ways)), width()) + "\n");
    if ways.ways.is_empty() && ways.lowest < result.tier {
        let lowest = result.tier_id(ways.lowest);
        let reach = format!("The lowest tier within reach is {lowest}: --to {lowest} shows the way there.");
        return text + &paragraph("  ", 2, &reach, width()) + "\n";
    }
    let steps = ways.ways.first().map_or(&[][..], Vec::as_slice);
    for (at, step) in steps.iter().take(MOST_STEPS).enumerate() {
        text += &line_of(&format!("  {}. ", at + 1), result, answers, step);
    }
    if let Some(more) = steps.len().checked_sub(MOST_STEPS).filter(|more| *more > 0) {
        let others = if ways.ways.len() > 1 { ", and other ways of the same effort" } else { "" };
        return text
            + &paragraph("  ", 2, &format!("and {more} more; --format json lists them{others}"), width())
            + "\n";
    }
    for other in wording::other_ways(result, ways) {
        text += &(paragraph("  ", 5, &plain(&other), width()) + "\n");
    }
    text
}

/// One changed answer, and what the result is then.
fn line_of(lead: &str, result: &Score<'_>, answers: &Answers, step: &ChangedAnswer) -> String {
    let question = &result.framework.questions()[step.question];
    let answer = wording::better_answer(result, answers, step);
    let answer = if answer.is_empty() { answer } else { format!(": {}", plain(&answer)) };
    let effect = format!(
        "{} ({}){answer} -> {}, {}, {} points",
        plain(&question.title),
        question.id,
        result.tier_id(step.tier),
        wording::decision(step.decision),
        step.residual.shown()
    );
    paragraph(lead, lead.chars().count().min(6), &effect, width()) + "\n"
}
