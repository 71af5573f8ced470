//! What somebody should know beside a result, said on standard error.

use plimsoll::workflow::Note;

use crate::cli::print::diagnostics;
use crate::cli::print::names::count;
use crate::cli::print::remedy::Medium;
use crate::cli::print::terminal::{plain, say_prose};

/// Says every note, in the words of the place where things are entered.
pub fn say_all(notes: &[Note], place: Medium) {
    for note in notes {
        match note {
            Note::Doubts(problems) => diagnostics::say(problems),
            other => say_prose(&plain(&text(other, place))),
        }
    }
}

fn text(note: &Note, place: Medium) -> String {
    match note {
        Note::Doubts(problems) => problems.to_string(),
        Note::RequestFromTriage { day, parts } => format!("from the triage of {day}: {}", parts.join(", ")),
        Note::LevelsLeftOpen { day, levels } => {
            let levels: Vec<String> = levels.iter().map(|(factor, least)| format!("{factor} {least}")).collect();
            format!(
                "the file leaves out levels for which the triage of {day} implied a minimum, so they count as unknown: {}",
                levels.join(", ")
            )
        }
        Note::LevelsBelowTriage { day, levels } => {
            let levels: Vec<String> =
                levels.iter().map(|(factor, least, level)| format!("{factor} is {level}, not {least}")).collect();
            format!("the file gives lower levels than the triage of {day} implied: {}", levels.join("; "))
        }
        Note::OpenDraft => {
            "your unfinished interview is kept; the same command without --answers continues it".to_owned()
        }
        Note::MoreWasAskedFor(route) => {
            format!("the triage asked for more than a short run: its route is `{}`", route.as_str())
        }
        Note::RetiredQuestions(gone) => {
            let answers = count(gone.len(), "answer to a retired question is", "answers to retired questions are");
            let lines = gone.iter().map(|(id, reason)| format!("\n  {id}: {reason}"));
            format!("{answers} not carried over:{}", lines.collect::<String>())
        }
        Note::AssumedUse { tool, usage } => {
            format!("`{tool}` has no use yet: this is about use `{usage}`; --use '*' means every use")
        }
        Note::NoRequester => {
            "no requester is named, so nobody can tell whether the approver is another person".to_owned()
        }
        Note::EndsAfterReview { until, due } => format!("it ends on {until}, after the review that is due on {due}"),
        Note::BeginsEarlier { from, recorded } => {
            format!(
                "it begins on {from}, but the gate takes it into account only from {recorded}, the day it was recorded for"
            )
        }
        Note::NoConditions => "it has no conditions: the assessment proposes none, and none was given".to_owned(),
        Note::OverdueCondition { id, due } => format!("`{id}` was due on {due}: it is overdue from the first day"),
        Note::UndatedConditions(undated) => {
            let conditions = count(*undated, "condition has", "conditions have");
            match place {
                Medium::CommandLine => format!("{conditions} no day; --conditions-due or due= gives one"),
                Medium::Screen => format!("{conditions} no day"),
            }
        }
    }
}
