//! A result as a person reads it: the tier first, then what carries it, then the details.

use std::collections::BTreeSet;

use plimsoll::answers::Answers;
use plimsoll::assessment::Outcome;
use plimsoll::context::{Applies, Scope};
use plimsoll::framework::Disposition;
use plimsoll::report::open;
use plimsoll::report::wording;
use plimsoll::score::actions::{self, PROPOSED};
use plimsoll::score::{Floor, Score};

use crate::cli::print::map;
use crate::cli::print::table::{laid_out, right_align, table};
use crate::cli::print::terminal::{FAINT, HEADING, paragraph, plain, styled, tier_style};

/// The columns of a bar.
const BAR: usize = 20;

/// The whole result, with every action or only as many as are proposed.
pub fn text(result: &Score<'_>, answers: &Answers, waived: &BTreeSet<String>, all: bool, width: usize) -> String {
    let mut text = headline(result, width).join("\n") + "\n";
    text += &reasons(result, width);
    if result.decision == Disposition::Hold {
        text += &open_facts(result, width);
    }
    text += &domains(result);
    text += &criteria(result, width);
    text += &unknown(result, answers, width);
    text += &to_do(result, answers, waived, all, width);
    text += &left_out(result, width);
    text
}

/// What a short run comes to, said before anything else; nothing of a full one.
pub fn short_run(outcome: &Outcome, scope: Scope, full_run_from: Option<u8>, width: usize) -> String {
    if scope == Scope::Full {
        return String::new();
    }
    let points = wording::points(outcome.residual.0);
    let from = full_run_from.map_or_else(|| "no limit is set".to_owned(), |from| format!("full from {from}"));
    if !outcome.calls_for_full_run(full_run_from) {
        let text = format!("Short run, key questions only: {points} points ({from}) and no floor, so it is enough.");
        return paragraph("", 0, &text, width) + "\n";
    }
    let floors: Vec<&str> = outcome.floors.keys().map(String::as_str).collect();
    let floors = match floors.len() {
        0 => String::new(),
        one => format!(", {}: {}", if one == 1 { "a floor" } else { "floors" }, plain(&floors.join(", "))),
    };
    let text = format!(
        "Key questions only: {points} points ({from}){floors}. No decision that allows the use may rest on it."
    );
    format!("{}\n{}\n", styled(HEADING, "FULL RUN NEEDED"), paragraph("", 0, &text, width))
}

/// Tier and recommendation in one line, the numbers in the next.
pub fn headline(result: &Score<'_>, width: usize) -> Vec<String> {
    let top = result.framework.scoring().top();
    let tier = styled(tier_style(result.tier, top), &result.tier_id(result.tier).to_uppercase());
    let decision = styled(HEADING, &result.decision.as_str().replace('-', " "));
    let evidenced = if result.confidence_low {
        " (low)"
    } else if result.confidence.percent() >= i128::from(result.framework.scoring().confidence_high) {
        " (well evidenced)"
    } else {
        ""
    };
    let points = format!(
        "residual risk {}{} of 100 · inherent risk {} ({})",
        result.at_most(),
        result.residual.points.shown(),
        result.inherent.points.shown(),
        result.tier_id(result.inherent.tier)
    );
    let confidence = format!("{}{evidenced}", wording::strength(result.confidence));
    let mut lines = vec![format!("{tier} · {decision} · review in {} days", result.review_days)];
    if points.len() + confidence.len() + 3 <= width {
        lines.push(format!("{points} · {confidence}"));
    } else {
        lines.extend([points, confidence]);
    }
    let pin = format!("{}, as of {}", plain(&result.framework.versions()), result.as_of);
    lines.extend(paragraph("", 0, &pin, width).lines().map(|line| styled(FAINT, line)));
    lines
}

fn heading(title: &str) -> String {
    format!("\n{}\n", styled(HEADING, title))
}

/// What carries the result: the floors, then the criteria with the most points.
pub fn reasons(result: &Score<'_>, width: usize) -> String {
    let mut text = heading("Why");
    let mut floors: Vec<&Floor> = result.floors.iter().collect();
    floors.sort_by(|a, b| b.tier.cmp(&a.tier).then_with(|| a.id.cmp(&b.id)));
    for floor in floors {
        text += &paragraph("  · ", 4, &floor_line(result, floor), width);
        text.push('\n');
    }
    let mut order: Vec<usize> = (0..result.criteria.len()).collect();
    order.sort_by(|a, b| result.criteria[*b].residual.cmp(&result.criteria[*a].residual).then(a.cmp(b)));
    for at in order.into_iter().take(3) {
        let (criterion, score) = (&result.framework.criteria()[at], &result.criteria[at]);
        if score.residual.tenths() == 0 {
            continue;
        }
        let mut line =
            format!("{}: {} points. {}", plain(&criterion.title), score.residual.shown(), plain(&criterion.loss));
        if let Some((question, _)) = score.weakest_key {
            line += &format!(
                " Weakest key answer: {} ({}).",
                plain(&result.framework.questions()[question].title),
                wording::because(result, question)
            );
        }
        text += &paragraph("  · ", 4, &line, width);
        text.push('\n');
    }
    text
}

/// What nobody has found out yet: how it stands, what it holds up, and who could find out.
pub fn open_facts(result: &Score<'_>, width: usize) -> String {
    let facts = open::facts(result);
    if facts.is_empty() {
        return String::new();
    }
    let title = if result.decision == Disposition::Hold { "Find out first" } else { "Not found out yet" };
    let mut text = heading(&format!("{title} ({})", facts.len()));
    for fact in &facts {
        let mut line = format!("{} ({}): {}", plain(&fact.title), fact.id, fact.why.as_str());
        if let Some(tier) = fact.floor {
            line += &format!("; at least {} until then", plain(result.tier_id(tier)));
        }
        if !fact.ask.is_empty() {
            line += &format!(". Ask: {}", plain(&fact.ask.join("; ")));
        }
        text += &paragraph("  · ", 4, &line, width);
        text.push('\n');
    }
    text + &note(&open::outlook(result), width)
}

/// A floor in one sentence.
pub fn floor_line(result: &Score<'_>, floor: &Floor) -> String {
    let basis = wording::floor_basis(result, floor);
    format!("at least {}: {} ({}, {basis})", result.tier_id(floor.tier), plain(&floor.reason), floor.id)
}

/// Residual in full blocks, what controls removed in light ones, against 100.
pub fn bar(residual_tenths: i128, inherent: u8) -> String {
    let cells = |tenths: i128| usize::try_from((tenths * BAR as i128 + 500) / 1000).unwrap_or(0).min(BAR);
    let full = cells(residual_tenths);
    let removed = cells(i128::from(inherent) * 10).max(full) - full;
    format!("{}{}{}", "█".repeat(full), "░".repeat(removed), "·".repeat(BAR - full - removed))
}

fn domains(result: &Score<'_>) -> String {
    let mut rows = table(&["Domain", "residual", "inherent", "0 to 100"]);
    for (domain, (residual, inherent)) in result.framework.domains().iter().zip(result.domains()) {
        rows.add_row([plain(&domain.title), residual.shown(), inherent.to_string(), bar(residual.tenths(), inherent)]);
    }
    right_align(&mut rows, &[1, 2]);
    heading("Domains") + &laid_out(&rows)
}

/// The material criteria on the map of impact by exposure, by the tier of what controls leave.
pub fn map(result: &Score<'_>) -> String {
    let scoring = result.framework.scoring();
    let mut map = map::MapGrid::default();
    for criterion in result.criteria.iter().filter(|criterion| criterion.inherent.material) {
        let tier = scoring.tier_of(criterion.residual.tenths());
        map::put(&mut map, criterion.inherent.impact, criterion.inherent.exposure, tier);
    }
    let mut lines = map::map(&map, scoring.top());
    let tiers = scoring.tiers.iter().enumerate();
    let legend: Vec<String> =
        tiers.map(|(at, tier)| format!("{} {}", map::mark(at, scoring.top()), plain(&tier.id))).collect();
    lines.push(styled(FAINT, &format!("criteria, marked by the highest residual tier: {}", legend.join(", "))));
    map::titled("Map", &lines)
}

fn criteria(result: &Score<'_>, width: usize) -> String {
    let framework = result.framework;
    let mut rows = table(&["Criterion", "imp/exp", "inherent", "effect", "residual", "asked"]);
    let mut aside = 0;
    for (at, domain) in framework.domains().iter().enumerate() {
        let mut first = true;
        for (criterion, score) in framework.criteria().iter().zip(&result.criteria) {
            if criterion.domain != at {
                continue;
            }
            if !score.inherent.material {
                aside += 1;
                continue;
            }
            if std::mem::take(&mut first) {
                rows.add_row([plain(&domain.title).to_uppercase()]);
            }
            let questions = &result.questions[criterion.questions.clone()];
            let asked = questions.iter().filter(|question| question.applies == Applies::Asked).count();
            let counted = criterion.questions.clone().filter(|question| result.counted(*question)).count();
            rows.add_row([
                plain(&criterion.title),
                format!("{}/{}", score.inherent.impact, score.inherent.exposure),
                score.inherent.points.to_string(),
                format!("{} %", score.effect.percent()),
                score.residual.shown(),
                format!("{asked} of {counted}"),
            ]);
        }
    }
    right_align(&mut rows, &[1, 2, 3, 4, 5]);
    let mut text = heading("Criteria") + &laid_out(&rows);
    text += &note(
        &format!(
            "Questions that do not apply count as 100, so that a worse context never scores better.{}",
            if aside > 0 {
                format!(
                    " {aside} criteria are not material here (under {} points inherent) and were not asked.",
                    framework.scoring().material_from
                )
            } else {
                String::new()
            }
        ),
        width,
    );
    text
}

fn note(text: &str, width: usize) -> String {
    let lines: Vec<String> = paragraph("  ", 2, text, width).lines().map(|line| styled(FAINT, line)).collect();
    lines.join("\n") + "\n"
}

fn unknown(result: &Score<'_>, answers: &Answers, width: usize) -> String {
    let (questions, factors) = (result.unknown(), result.context_unknown());
    if questions.is_empty() && factors.is_empty() {
        return String::new();
    }
    let mut text = heading(&format!("Unknown ({})", questions.len() + factors.len()));
    for id in factors {
        let title = result.framework.factor(id).map_or(id, |at| &result.framework.factors()[at].title);
        text += &paragraph("  · ", 4, &format!("{} (context {id}): counts as level 4", plain(title)), width);
        text.push('\n');
    }
    for id in questions {
        let why = match answers.answers.get(id).map(|answer| &answer.state) {
            Some(plimsoll::answers::State::Unknown { why, .. }) if !why.is_empty() => format!(": {}", plain(why)),
            _ => String::new(),
        };
        text += &paragraph("  · ", 4, &format!("{} ({id}){why}", plain(result.framework.question_title(id))), width);
        text.push('\n');
    }
    text
}

/// What there is to do, as conditions are proposed: the shortest way to the next lower tier first, then what
/// brings most.
pub fn to_do(result: &Score<'_>, answers: &Answers, waived: &BTreeSet<String>, all: bool, width: usize) -> String {
    let actions = actions::actions(result, answers, waived);
    if actions.is_empty() {
        return String::new();
    }
    let about: BTreeSet<usize> =
        actions.iter().flat_map(|action| action.parts.iter().map(|part| part.question)).collect();
    let mut text = heading(&format!("What to do about {}", wording::count(about.len(), "weak answer", "weak answers")));
    let most = if all { actions.len() } else { PROPOSED };
    for action in actions.iter().take(most) {
        let effect = wording::effect(result, action).map_or_else(String::new, |effect| format!(" ({effect})"));
        text += &paragraph("  · ", 4, &format!("{} [{}]{effect}", plain(&action.line()), action.id), width);
        text.push('\n');
    }
    if actions.len() > most {
        text += &note(&format!("{} more, each with less effect; --all lists them.", actions.len() - most), width);
    }
    text += &wording::first_actions(result, &actions).map_or_else(String::new, |first| note(&first, width));
    text
}

fn left_out(result: &Score<'_>, width: usize) -> String {
    if result.ignored.is_empty() {
        return String::new();
    }
    heading(&format!("Kept but not counted ({})", result.ignored.len()))
        + &paragraph("  ", 2, &result.ignored.join(", "), width)
        + "\n"
}
