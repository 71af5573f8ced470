//! The sentences that every format shares.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::answers::{Answer, Answers, State, Value};
use crate::framework::{Disposition, Framework, Question, QuestionKind};
use crate::score::actions::Action;
use crate::score::change::ChangedAnswer;
use crate::score::way::Ways;
use crate::score::{Floor, FloorKind, QuestionState, Ratio, Score};

/// Why a line of the ledger adds points.
pub const GIVEN_BACK: &str = "the weakest key answer limits what the others are worth";

/// Why a question's line of the ledger is worth what it is.
#[must_use]
pub fn because(score: &Score<'_>, question: usize) -> String {
    let result = &score.questions[question];
    let credit = result.credit.brief();
    match result.standing {
        QuestionState::Hidden => "does not apply in this context; counts as 100".to_owned(),
        QuestionState::Unknown => "unknown counts as 0".to_owned(),
        QuestionState::NotApplicable => format!("accepted as not applicable; counts as {credit}"),
        QuestionState::Answered => format!("worth {credit} with evidence of grade {}", result.grade.as_str()),
    }
}

/// What a floor comes from, and how that stands, in few words.
#[must_use]
pub fn floor_basis(score: &Score<'_>, floor: &Floor) -> String {
    let basis = match (floor.kind, floor.question().map(|question| &score.questions[question])) {
        (FloorKind::KnockOut(_) | FloorKind::Evidence(_), Some(question)) => match (question.standing, floor.kind) {
            (QuestionState::Unknown, _) => "not answered",
            _ if question.open => "nobody has found out yet",
            (_, FloorKind::Evidence(_)) => "evidence too weak",
            _ => "as answered",
        },
        (FloorKind::Confidence, _) => "from the evidence as a whole",
        (FloorKind::MaxTierDrop, _) => "from the inherent risk",
        _ if floor.unknown => "part of the context is unknown",
        _ => "from the context",
    };
    if floor.waived { format!("{basis}, lowered by a waiver") } else { basis.to_owned() }
}

/// Evidence strength in words: no percentage, since it is no probability.
#[must_use]
pub fn strength(confidence: Ratio) -> String {
    format!("evidence strength {} of 100", confidence.percent())
}

/// What stands over the way to a lower tier, or why there is none. The search is exact, so it says
/// "fewer do not".
#[must_use]
pub fn way(score: &Score<'_>, ways: &Ways) -> String {
    let to = score.tier_id(ways.to);
    let Some(way) = ways.ways.first() else { return no_way(score, ways) };
    let (answers, effort) = (way.len(), Ways::effort(score.framework, way));
    match answers {
        0 => return format!("It is already {}.", score.tier_id(score.tier)),
        1 => return format!("One better answer leads to {to}:"),
        _ => {}
    }
    let less = match (ways.exact, effort == answers) {
        (true, true) => "; fewer do not".to_owned(),
        (true, false) => format!(", an effort of {effort}; less does not"),
        (false, true) => String::new(),
        (false, false) => format!(", an effort of {effort}"),
    };
    format!("{answers} better answers lead to {to}{less}. In order of effect:")
}

/// Why no answers lead to a tier: what makes it impossible first.
fn no_way(score: &Score<'_>, ways: &Ways) -> String {
    let (to, lowest) = (score.tier_id(ways.to), score.tier_id(ways.lowest));
    let reached = format!("With every answer at its best, the tier is {lowest}.");
    if ways.barriers.is_empty() {
        let most = ways.heaviest.map_or_else(String::new, |at| {
            let criterion = &score.framework.criteria()[at].title;
            format!(", most of them in \u{201c}{criterion}\u{201d}: the context alone brings them")
        });
        let points = ways.least.shown();
        return format!("No answers lead to {to}: {points} points are left whatever is answered{most}. {reached}");
    }
    let barriers: Vec<String> =
        ways.barriers.iter().map(|floor| format!("{} ({})", floor.reason.trim_end_matches('.'), floor.id)).collect();
    format!("No answers lead to {to}, because no answer lifts this: {}. {reached}", barriers.join("; "))
}

/// What an answer on the way has to be: better evidence for the same, or another one. Nothing where it only
/// turns out to be unknown.
#[must_use]
pub fn better_answer(score: &Score<'_>, answers: &Answers, step: &ChangedAnswer) -> String {
    let question = &score.framework.questions()[step.question];
    let Some(answer) = &step.answer else { return String::new() };
    let grade = answer.grade.as_str();
    let same = answers.answers.get(&question.id).is_some_and(|before| before.state == answer.state);
    match &answer.state {
        State::Given(_) if same => format!("the same answer, with evidence of grade {grade}"),
        State::Given(value) => {
            format!("\u{201c}{}\u{201d}, with evidence of grade {grade}", self::value(question, value))
        }
        State::Unknown { .. } | State::NotApplicable { .. } => String::new(),
    }
}

/// The other ways of the same effort: for each part of the first one that can be replaced, what can
/// replace it.
#[must_use]
pub fn other_ways(score: &Score<'_>, ways: &Ways) -> Vec<String> {
    let Some((first, others)) = ways.ways.split_first() else { return Vec::new() };
    let only = |way: &[ChangedAnswer], without: &[ChangedAnswer]| {
        let missing = way.iter().filter(|step| !without.iter().any(|other| other.question == step.question));
        let title =
            |step: &ChangedAnswer| format!("\u{201c}{}\u{201d}", score.framework.questions()[step.question].title);
        listed(&missing.map(title).collect::<Vec<_>>())
    };
    let mut replaced: Vec<(String, Vec<String>)> = Vec::new();
    for way in others {
        let (old, new) = (only(first, way), only(way, first));
        match replaced.iter_mut().find(|(known, _)| *known == old) {
            Some((_, choices)) => choices.push(new),
            None => replaced.push((old, vec![new])),
        }
    }
    replaced.into_iter().map(|(old, choices)| format!("Instead of {old}: {}.", choices.join(", or "))).collect()
}

/// Points of a record as they are shown: one decimal, half up.
#[must_use]
pub fn points(points: Decimal) -> String {
    format!("{:.1}", points.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}

/// An answer's value in the words of its question.
#[must_use]
pub fn value(question: &Question, value: &Value) -> String {
    // By kind first, so that a new kind stops the compiler here.
    match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            let chosen = options.iter().find(|option| matches!(value, Value::Text(id) if option.id == *id));
            chosen.map_or_else(|| value.to_string(), |option| option.label.clone())
        }
        QuestionKind::Number(number) => match value {
            Value::Text(_) => number.none.as_ref().map_or_else(|| value.to_string(), |none| none.label.clone()),
            Value::Number(given) => format!("{given} {}", number.unit),
            Value::List(_) => value.to_string(),
        },
        QuestionKind::Multiple(items) => {
            let Value::List(given) = value else { return value.to_string() };
            let labels: Vec<&str> =
                items.iter().filter(|item| given.contains(&item.id)).map(|item| item.label.as_str()).collect();
            if labels.is_empty() {
                format!("none of {}", items.len())
            } else {
                format!("{} of {}: {}", labels.len(), items.len(), labels.join("; "))
            }
        }
    }
}

/// A decision in words: `approve with conditions`.
#[must_use]
pub fn decision(decision: Disposition) -> String {
    decision.as_str().replace('-', " ")
}

/// The level of a factor with what it means.
#[must_use]
pub fn level(framework: &Framework, factor: &str, level: Option<u8>) -> String {
    match (level, framework.factor(factor)) {
        (None, _) => "unknown".to_owned(),
        (Some(level), Some(at)) => format!("{level} ({})", framework.factors()[at].levels[usize::from(level.min(4))]),
        (Some(level), None) => level.to_string(),
    }
}

/// An answer in one line, with its grade and day.
#[must_use]
pub fn said(framework: &Framework, question: &str, answer: &Answer) -> String {
    let value = match &answer.state {
        State::Given(value) => framework
            .question(question)
            .map_or_else(|| value.to_string(), |at| self::value(&framework.questions()[at], value)),
        State::Unknown { .. } => return "not known".to_owned(),
        State::NotApplicable { .. } => return "does not apply".to_owned(),
    };
    let dated = answer.dated.map_or_else(String::new, |dated| format!(" of {dated}"));
    let compensating = if answer.compensating.is_some() { ", with a compensating control" } else { "" };
    format!("{value} [{}{dated}{compensating}]", answer.grade.as_str())
}

/// An answer then and now: only what differs, value before grade before control. `None` where it says the
/// same, with other evidence, another day or another note.
#[must_use]
pub fn difference(
    framework: &Framework,
    question: &str,
    then: Option<&Answer>,
    now: Option<&Answer>,
) -> Option<(String, String)> {
    let value = |answer: Option<&Answer>| match answer.map(|answer| &answer.state) {
        Some(State::Given(value)) => framework
            .question(question)
            .map_or_else(|| value.to_string(), |at| self::value(&framework.questions()[at], value)),
        Some(State::NotApplicable { .. }) => "does not apply".to_owned(),
        Some(State::Unknown { .. }) => "not known".to_owned(),
        None => "not answered".to_owned(),
    };
    let grade = |answer: &Answer| {
        let control = if answer.compensating.is_some() { ", with a compensating control" } else { "" };
        format!("evidence of grade {}{control}", answer.grade.as_str())
    };
    let (was, is) = (value(then), value(now));
    let graded = then.map(grade).zip(now.map(grade)).filter(|(was, is)| was != is);
    match (was != is, graded) {
        (true, Some((before, after))) => Some((format!("{was} ({before})"), format!("{is} ({after})"))),
        (true, None) => Some((was, is)),
        (false, graded) => graded,
    }
}

/// What the first actions reach together, where they are the shortest way to the next lower tier and more
/// than one.
#[must_use]
pub fn first_actions(score: &Score<'_>, actions: &[Action]) -> Option<String> {
    let first = actions.iter().filter(|action| action.on_the_way).count();
    let lower = score.tier.checked_sub(1)?;
    (first > 1).then(|| format!("The first {first} together lead to {}, each done at its best.", score.tier_id(lower)))
}

/// What an action brings, where it brings something by itself.
#[must_use]
pub fn effect(score: &Score<'_>, action: &Action) -> Option<String> {
    let mut parts = Vec::new();
    if action.tier < score.tier {
        parts.push(format!("lowers the tier to {}", score.tier_id(action.tier)));
    }
    if action.lifted > 0 {
        parts.push(format!("lifts {}", count(action.lifted, "floor", "floors")));
    }
    if action.tenths > 0 {
        parts.push(format!("{}.{} points fewer", action.tenths / 10, action.tenths % 10));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Several things as one phrase: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// A number of things in words: `1 error`, `2 errors`.
#[must_use]
pub fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// A number of days in words: `1 day`, `2 days`.
#[must_use]
pub fn days(days: i64) -> String {
    format!("{days} {}", if days == 1 { "day" } else { "days" })
}
