//! A route in words: what it asks for, and which answers ask for it.

use crate::answers::State;
use crate::answers::Value::{List, Text};
use crate::framework::triage::{Route, TriageQuestion};
use crate::score::{RouteReason, Routed};

use crate::report::wording::count;

/// What a route asks for.
#[must_use]
pub const fn meaning(route: Route) -> &'static str {
    match route {
        Route::None => "nothing to do if `check` allows it",
        Route::Register => "this record is enough to decide on",
        Route::Keys => "a short assessment: the key questions only",
        Route::Full => "the full assessment",
        Route::Stop => "no use until it has been assessed",
    }
}

/// What was said to a question, in its words.
#[must_use]
pub fn said(question: &TriageQuestion, state: &State) -> String {
    match state {
        State::Given(Text(id)) => labels(question, std::slice::from_ref(id)),
        State::Given(List(ids)) => labels(question, ids),
        State::Given(other) => other.to_string(),
        State::Unknown { why, .. } | State::NotApplicable { reason: why, .. } if why.is_empty() => {
            "not known".to_owned()
        }
        State::Unknown { why, .. } | State::NotApplicable { reason: why, .. } => format!("not known: {why}"),
    }
}

/// Options in their words; those that there are not by their ids.
fn labels(question: &TriageQuestion, ids: &[String]) -> String {
    if ids.is_empty() {
        return "none of these".to_owned();
    }
    let option = |id: &String| question.options.iter().find(|option| option.id.value == *id);
    let labels = ids.iter().map(|id| option(id).map_or(id.as_str(), |option| &option.label));
    labels.collect::<Vec<_>>().join("; ")
}

/// The answers that carry the route, a line each, with an arrow to what each asks for. `refused` says why
/// it is not the one asked for.
#[must_use]
pub fn why(routed: &Routed<'_>, refused: Option<&str>, arrow: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if routed.route == Route::Register {
        // Naming each would say nothing about any.
        let count = count(routed.because.len(), "answer asks", "answers ask");
        lines.push(format!("{count} for an entry in the register only, and none for more"));
    } else {
        lines.extend(routed.because.iter().map(|reason| because(routed, reason, arrow)));
    }
    let most = routed.because.iter().map(|reason| reason.route).max();
    if most == Some(Route::Keys) && routed.route == Route::Full {
        let count = count(routed.because.len(), "answer asks", "answers ask");
        let from = routed.triage.keys_make_full_from;
        lines.push(format!("{count} for the key questions; from {from} on, the full assessment is needed"));
    }
    lines
        .extend(refused.map(|refused| format!("it is not allowed today, so the full assessment is needed: {refused}")));
    lines
}

fn because(routed: &Routed<'_>, reason: &RouteReason, arrow: &str) -> String {
    let question = &routed.triage.questions[reason.question];
    let answer = if reason.answer.is_empty() && routed.unknown.contains(&question.id.value) {
        "not known".to_owned()
    } else {
        labels(question, &reason.answer)
    };
    format!("{} {answer} {arrow} {}", question.ask, reason.route.as_str())
}
