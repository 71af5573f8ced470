//! `highest-route/1`: the result is the most demanding route that any single answer asks for.

use std::collections::BTreeMap;

use crate::answers::{Answers, State, Value};
use crate::date::Day;
use crate::framework::TriageFramework;
use crate::framework::triage::{Route, RouteOption, TriageQuestion};

/// The result of `highest-route/1`.
///
/// Questions are given by their index in the framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed<'f> {
    /// The framework that it was computed with.
    pub triage: &'f TriageFramework,
    /// The day that was judged.
    pub as_of: Day,
    /// What is to be done next.
    pub route: Route,
    /// The answers that ask for it, in the order of the questions.
    pub because: Vec<RouteReason>,
    /// The levels that the answers imply at least, by the id of the factor.
    pub context: BTreeMap<String, u8>,
    /// The overlays that the answers call for; the prefilled framework where they call for none.
    pub frameworks: Vec<String>,
    /// Questions without an answer, by id, sorted.
    pub unknown: Vec<String>,
    /// Answers that were kept but not counted, because an earlier one ended the triage; sorted.
    pub ignored: Vec<String>,
}

/// An answer that asks for a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteReason {
    /// The question.
    pub question: usize,
    /// The options that were chosen; empty where nobody knows.
    pub answer: Vec<String>,
    /// What it asks for.
    pub route: Route,
}

/// Routes answers as of a day. Answers that do not fit the framework count as unknown.
#[must_use]
pub fn route<'f>(triage: &'f TriageFramework, answers: &Answers, as_of: Day) -> Routed<'f> {
    let mut reasons = Vec::new();
    let mut context: BTreeMap<String, u8> = BTreeMap::new();
    let mut frameworks: Vec<String> = Vec::new();
    let (mut unknown, mut ignored) = (Vec::new(), Vec::new());
    let mut ended = false;
    for (at, question) in triage.questions.iter().enumerate() {
        let answer = answers.answers.get(&question.id.value);
        if ended {
            ignored.extend(answer.map(|_| question.id.value.clone()));
            continue;
        }
        let Some(chosen) = answer.and_then(|answer| chosen(question, &answer.state)) else {
            unknown.push(question.id.value.clone());
            reasons.push(RouteReason { question: at, answer: Vec::new(), route: Route::Full });
            continue;
        };
        for option in &chosen {
            for (factor, level) in &option.factors {
                let known = context.entry(factor.value.clone()).or_insert(0);
                *known = (*known).max(*level);
            }
            for overlay in &option.adds {
                if !frameworks.contains(&overlay.value) {
                    frameworks.push(overlay.value.clone());
                }
            }
        }
        ended = chosen.iter().any(|option| is_end(question, option));
        reasons.push(RouteReason {
            question: at,
            route: chosen.iter().map(|option| option.route).max().unwrap_or(Route::None),
            answer: chosen.into_iter().map(|option| option.id.value.clone()).collect(),
        });
    }
    let highest = reasons.iter().map(|reason| reason.route).max().unwrap_or(Route::Full);
    let keys = reasons.iter().filter(|reason| reason.route == Route::Keys).count();
    let many_keys = highest == Route::Keys && keys >= triage.keys_make_full_from as usize;
    reasons.retain(|reason| reason.route == highest);
    if frameworks.is_empty() {
        frameworks.extend(triage.prefills.clone());
    }
    unknown.sort_unstable();
    ignored.sort_unstable();
    Routed {
        triage,
        as_of,
        route: if many_keys { Route::Full } else { highest },
        because: reasons,
        context,
        frameworks,
        unknown,
        ignored,
    }
}

/// Whether an answer to a question ends the triage: nothing after it is asked.
#[must_use]
pub fn ends(question: &TriageQuestion, state: &State) -> bool {
    chosen(question, state).is_some_and(|chosen| chosen.into_iter().any(|option| is_end(question, option)))
}

fn is_end(question: &TriageQuestion, option: &RouteOption) -> bool {
    question.ends_with.as_ref() == Some(&option.id.value)
}

/// The options that an answer chooses; `None` where it is unknown or fits no option.
fn chosen<'q>(question: &'q TriageQuestion, state: &State) -> Option<Vec<&'q RouteOption>> {
    let find = |id: &String| question.options.iter().find(|option| option.id.value == *id);
    match (state, question.multiple) {
        (State::Given(Value::Text(id)), false) => Some(vec![find(id)?]),
        (State::Given(Value::List(ids)), true) => ids.iter().map(find).collect(),
        _ => None,
    }
}
