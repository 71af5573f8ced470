//! What every interview says of answers: why one is not known, what was said before, and whether a number is one.

use plimsoll::answers::file::invalid;
use plimsoll::answers::{Answer, State, Value};
use plimsoll::framework::{Question, QuestionKind};
use plimsoll::report::wording;
use rust_decimal::Decimal;

use super::{Prompted, ScreenHeader, line};

/// The words that go with "I don't know yet".
pub(super) fn why_unknown(header: &ScreenHeader, before: Option<&Answer>) -> anyhow::Result<Prompted<State>> {
    let known = match before.map(|answer| &answer.state) {
        Some(State::Unknown { why, .. }) => why.as_str(),
        _ => "",
    };
    let help = "Enter goes on, also empty · Esc goes back to the question";
    let why = line(&spaced(header), "Why not, or what was done to find out?", known, help, |_| Ok(()))?;
    Ok(why.map(|why| State::Unknown { why, skipped: None }))
}

fn spaced(header: &ScreenHeader) -> ScreenHeader {
    header.clone().space().clone()
}

/// What was answered before, in words.
pub(super) fn said_before(question: &Question, answer: &Answer) -> String {
    match &answer.state {
        State::Given(value) => format!("{} [{}]", wording::value(question, value), answer.grade.as_str()),
        State::Unknown { why, .. } if why.is_empty() => "not known".to_owned(),
        State::Unknown { why, .. } => format!("not known: {why}"),
        State::NotApplicable { reason, .. } => format!("does not apply: {reason}"),
    }
}

/// Whether a text answers a question for a number; else what to type.
pub(super) fn number_fits(question: &Question, text: &str) -> Result<(), String> {
    let QuestionKind::Number(number) = &question.kind else { return Ok(()) };
    let value = match Decimal::from_str_exact(text) {
        _ if text == "u" || (text == "x" && question.not_applicable) => return Ok(()),
        Ok(value) => Value::Number(value),
        Err(_) if text == "none" && number.none.is_some() => return Ok(()),
        Err(_) => {
            let none = if number.none.is_some() { ", none" } else { "" };
            return Err(format!("a number, such as 24 or 1.5{none}, or u if nobody knows"));
        }
    };
    match invalid(question, &value).into_iter().next() {
        None => Ok(()),
        Some((_, fault)) => Err(fault.help.into_iter().next().unwrap_or(fault.title)),
    }
}
