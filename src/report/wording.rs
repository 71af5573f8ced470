//! The sentences that every format shares.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::answers::Value;
use crate::framework::{Kind, Question};
use crate::score::{Score, Standing};

/// Why a line of the ledger adds points.
pub const GIVEN_BACK: &str = "the weakest key answer limits what the others are worth";

/// Why a question's line of the ledger is worth what it is.
#[must_use]
pub fn because(score: &Score<'_>, question: usize) -> String {
    let result = &score.questions[question];
    let credit = result.credit.brief();
    match result.standing {
        Standing::Hidden => "does not apply in this context; counts as 100".to_owned(),
        Standing::Unknown => "unknown counts as 0".to_owned(),
        Standing::NotApplicable => format!("accepted as not applicable; counts as {credit}"),
        Standing::Answered => format!("worth {credit} with evidence of grade {}", result.grade.as_str()),
    }
}

/// Points of a record as they are shown: one decimal, half up.
#[must_use]
pub fn points(points: Decimal) -> String {
    format!("{:.1}", points.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}

/// An answer's value in the words of its question.
#[must_use]
pub fn value(question: &Question, value: &Value) -> String {
    match (&question.kind, value) {
        (Kind::Choice(options) | Kind::YesNo(options), Value::Text(id)) => {
            options.iter().find(|option| option.id == *id).map_or_else(|| id.clone(), |option| option.label.clone())
        }
        (Kind::Number(number), Value::Text(_)) => {
            number.none.as_ref().map_or_else(|| value.to_string(), |none| none.label.clone())
        }
        (Kind::Number(number), Value::Number(given)) => format!("{given} {}", number.unit),
        (Kind::Multiple(items), Value::List(given)) => {
            let labels: Vec<&str> =
                items.iter().filter(|item| given.contains(&item.id)).map(|item| item.label.as_str()).collect();
            if labels.is_empty() {
                format!("none of {}", items.len())
            } else {
                format!("{} of {}: {}", labels.len(), items.len(), labels.join("; "))
            }
        }
        _ => value.to_string(),
    }
}
