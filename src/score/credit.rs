//! What one answer is worth, and what answers make of a criterion.

use crate::answers::Value;
use crate::framework::{Framework, Grade, Question, QuestionKind, Scoring};

use super::QuestionState;

/// The mean of what the answers of a criterion are worth, and what the weakest key answer leaves of
/// it, which is the effect of its controls: both in parts, `100 * units * counts` to the whole.
pub(super) fn effect(framework: &Framework, sum: i128, count: i128, weakest: Option<i128>) -> (i128, i128) {
    let (units, counts) = (100 * framework.scale().lists, framework.scale().counts);
    let base = i128::from(framework.scoring().key_cap_base);
    let mean = 100 * sum * (counts / count);
    let most = weakest.map_or(mean, |least| (base * units + (100 - base) * least) * counts);
    (mean, mean.min(most))
}

/// What an answer is worth, and why.
pub(super) struct Worth {
    pub(super) standing: QuestionState,
    pub(super) units: i128,
    /// The same before the grade of the evidence caps it.
    pub(super) said: i128,
    /// The grade that counts.
    pub(super) grade: Grade,
}

/// The credit of a value in parts of a percent, `lists` to each; `None` where it is no answer.
pub(super) fn credit(kind: &QuestionKind, value: &Value, lists: i128) -> Option<i128> {
    // By kind first, so that a new kind stops the compiler here.
    match kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            let option = options.iter().find(|option| matches!(value, Value::Text(given) if option.id == *given))?;
            Some(i128::from(option.credit) * lists)
        }
        QuestionKind::Multiple(items) => {
            let Value::List(given) = value else { return None };
            if !given.iter().all(|given| items.iter().any(|item| item.id == *given)) {
                return None;
            }
            let chosen = items.iter().filter(|item| given.contains(&item.id)).count() as i128;
            // The number of items divides `lists`.
            Some(100 * chosen * (lists / items.len() as i128))
        }
        QuestionKind::Number(number) => match value {
            Value::Number(given) => {
                let best = number.bands.iter().filter(|band| band.limit.holds(*given)).map(|band| band.credit).max();
                Some(i128::from(best.unwrap_or(0)) * lists)
            }
            Value::Text(word) if word == "none" => Some(i128::from(number.none.as_ref()?.credit) * lists),
            Value::Text(_) | Value::List(_) => None,
        },
    }
}

/// The most, in units, that an answer clearing the knock-out is worth when it is tested; or what the
/// answer was worth before, if that was more.
pub(super) fn settled_worth(question: &Question, scoring: &Scoring, lists: i128, before: i128) -> i128 {
    let best = match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            options.iter().filter(|option| !question.hits(&option.id)).map(|option| option.credit).max()
        }
        QuestionKind::Number(number) => {
            let none = number.none.iter().filter(|none| !question.hits(&none.id)).map(|none| none.credit);
            number.bands.iter().map(|band| band.credit).chain(none).max()
        }
        QuestionKind::Multiple(_) => Some(100),
    };
    let worth = best.unwrap_or(0).min(scoring.cap(Grade::Tested));
    before.max(i128::from(worth) * lists)
}
