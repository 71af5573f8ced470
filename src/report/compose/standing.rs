//! How a use stands on a day.

use crate::assessment::ChainEntry;
use crate::date::Day;
use crate::dossier::Status;
use crate::gate::{self, Reason};

use super::super::view::one_use::StatusView;
use super::{ScoredUse, clip};

/// The most characters of a reason that stand beside the result; decision and conditions say the rest.
const ROOM: usize = 140;

/// How a use stands on a day.
pub(super) fn standing(case: &gate::Case<'_>, day: Day) -> StatusView {
    shown(&Status::of(case, day), Reason::text)
}

fn shown(status: &Status, text: fn(&Reason) -> String) -> StatusView {
    let sentence = match (status.allowed(), status.decision()) {
        (Some(true), Some(ChainEntry { record: decision, .. })) => {
            let until = status.until().map_or_else(String::new, |until| format!(" until {until}"));
            format!("Decided on {}, in force{until}.", decision.header.as_of)
        }
        (None, _) => "Nothing is decided yet.".to_owned(),
        _ => against(status, text),
    };
    StatusView { word: status.words(), allowed: status.allowed(), sentence }
}

/// The reason that decides, and the next where there is one of its kind; how many more there are.
fn against(status: &Status, text: fn(&Reason) -> String) -> String {
    // What is forbidden altogether needs no list of what else would speak against it.
    let (stops, reasons) = (status.is_stopped(), status.reasons());
    let told = reasons.iter().filter(|reason| !stops || Some(reason.code) == status.code()).take(2);
    let told: Vec<&Reason> = told.collect();
    let mut sentences: Vec<String> = told
        .iter()
        .map(|reason| {
            // What the gate quotes for a terminal needs no quotes here.
            let text = clip(&text(reason).replace('`', ""), ROOM);
            format!("{} {}", reason.code.meaning(), sentence(&capital(&text)))
        })
        .collect();
    if !stops && reasons.len() > told.len() {
        sentences.push(format!("{} more.", reasons.len() - told.len()));
    }
    sentences.join(" ")
}

/// A text that begins like a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

impl ScoredUse<'_> {
    fn status(&self) -> Status {
        Status::of(&self.facts.gate, self.day())
    }

    /// How the use stands. Why it was decided so stands with the decision, and is not said here as well.
    pub(super) fn stands_today(&self) -> StatusView {
        shown(&self.status(), Reason::text_without_rationale)
    }
}

/// A text that ends like a sentence.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
