//! A framework that only routes, made from its one file.

use crate::problem::{Code, Problem, Problems};

use super::super::{Triage, file};
use super::overlay::Uses;
use super::whole::Assembly;

pub(super) fn route(written: file::Written, problems: &mut Problems) -> Option<Triage> {
    let number = |key: &str| {
        written.scoring.numbers.iter().find(|(name, _)| *name == key).and_then(|(_, at)| u32::try_from(at.value).ok())
    };
    let keys = number("keys-make-full-from");
    let short = number("short-run-full-from");
    for (key, value) in [("keys-make-full-from", keys), ("short-run-full-from", short)] {
        if value.is_none() && !written.broken && !written.scoring.unread.contains(&key) {
            problems.push(
                Problem::error(
                    Code::MissingKey,
                    &written.source,
                    written.scoring.range.clone(),
                    format!("[scoring] lacks `{key}`"),
                )
                .help("every number of the method stands in the framework's file: add it"),
            );
        }
    }
    let problems_before = problems.any_error();
    let mut uses = Uses::new();
    let mut assembly = Assembly::new(problems);
    for question in &written.triage {
        assembly.unique(&mut uses, &written.source, "question", &question.id);
    }
    if written.triage.is_empty() && !problems_before {
        assembly
            .error(Code::BadQuestion, &written.source, &written.id.range, "there is no question")
            .help
            .push("add [[question]] tables".to_owned());
    }
    drop(uses);
    Some(Triage {
        part: written.part(),
        title: written.title,
        minutes: written.minutes,
        prefills: written.prefills.map(|at| at.value),
        questions: written.triage,
        keys_make_full_from: keys?,
        short_run_full_from: short?,
    })
}
