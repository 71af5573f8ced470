//! Why a value is no answer to a question.

use crate::framework::{Question, QuestionKind};

use super::super::Value;

/// Which part of an answer is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultyPart {
    /// The whole value.
    Whole,
    /// One item of a list, by its position.
    Item(usize),
}

/// Why a value is no answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidAnswer {
    /// What is wrong.
    pub title: String,
    /// A name that was given and does not exist.
    pub given: Option<String>,
    /// The names that do.
    pub valid: Vec<String>,
    /// Further remedy.
    pub help: Vec<String>,
}

/// Why a value is no answer to a question; empty where it is one.
#[must_use]
pub fn invalid(question: &Question, value: &Value) -> Vec<(FaultyPart, InvalidAnswer)> {
    let id = &question.id;
    let fault = |title: String, help: Option<String>| InvalidAnswer {
        title,
        given: None,
        valid: Vec::new(),
        help: help.into_iter().collect(),
    };
    let no_option = |given: &str, what: &str, valid: Vec<String>| InvalidAnswer {
        title: format!("`{id}` has no {what} `{given}`"),
        given: Some(given.to_owned()),
        valid,
        help: Vec::new(),
    };
    match (&question.kind, value) {
        (QuestionKind::Choice(options) | QuestionKind::YesNo(options), Value::Text(given)) => {
            if options.iter().any(|option| option.id == *given) {
                return Vec::new();
            }
            vec![(
                FaultyPart::Whole,
                no_option(given, "option", options.iter().map(|option| option.id.clone()).collect()),
            )]
        }
        (QuestionKind::Multiple(items), Value::List(given)) => given
            .iter()
            .enumerate()
            .filter(|(_, given)| !items.iter().any(|item| item.id == **given))
            .map(|(at, given)| {
                (FaultyPart::Item(at), no_option(given, "item", items.iter().map(|item| item.id.clone()).collect()))
            })
            .collect(),
        (QuestionKind::Number(number), Value::Number(given)) => {
            let outside =
                number.least.is_some_and(|least| *given < least) || number.most.is_some_and(|most| *given > most);
            if !outside {
                return Vec::new();
            }
            let limits = match (number.least, number.most) {
                (Some(least), Some(most)) => format!("from {least} to {most}"),
                (Some(least), None) => format!("of at least {least}"),
                (None, Some(most)) => format!("of at most {most}"),
                (None, None) => String::new(),
            };
            vec![(
                FaultyPart::Whole,
                fault(
                    format!("{given} cannot be an answer to `{id}`"),
                    Some(format!("give a number {limits}, in {}", number.unit)),
                ),
            )]
        }
        (QuestionKind::Number(number), Value::Text(word)) if word == "none" && number.none.is_some() => Vec::new(),
        (kind, _) => {
            let wanted = match kind {
                QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                    let names: Vec<String> = options.iter().map(|option| format!("\"{}\"", option.id)).collect();
                    format!("write `value = …` with one of {}", names.join(", "))
                }
                QuestionKind::Multiple(items) => {
                    let names: Vec<String> = items.iter().map(|item| format!("\"{}\"", item.id)).collect();
                    format!("write `value = […]` with any of {}", names.join(", "))
                }
                QuestionKind::Number(number) => format!(
                    "write `value = …` with a number, in {}{}",
                    number.unit,
                    if number.none.is_some() { ", or \"none\"" } else { "" }
                ),
            };
            vec![(
                FaultyPart::Whole,
                fault(
                    format!("`{id}` is a question of kind {} and cannot be answered like this", kind.word()),
                    Some(wanted),
                ),
            )]
        }
    }
}
