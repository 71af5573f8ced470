//! A framework that only routes, made from its one file.

use crate::document::At;
use crate::problem::{Code, Problem, Problems};

use super::super::{TriageFramework, file};
use super::Shelf;
use super::assembly::Assembly;
use super::overlay::Uses;

pub(super) fn route(
    written: file::FrameworkFile,
    shelf: &dyn Shelf,
    problems: &mut Problems,
) -> Option<TriageFramework> {
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
                .help("every number of the method belongs in the framework's file: add it"),
            );
        }
    }
    if shelf.is_whole() {
        named_elsewhere(&written, shelf, problems);
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
    Some(TriageFramework {
        part: written.part(),
        title: written.title,
        minutes: written.minutes,
        prefills: written.prefills.map(|at| at.value),
        questions: written.triage,
        keys_make_full_from: keys?,
        short_run_full_from: u8::try_from(short?).ok()?,
    })
}

/// Reports frameworks that are not there, and factors that the prefilled one does not have.
fn named_elsewhere(written: &file::FrameworkFile, shelf: &dyn Shelf, problems: &mut Problems) {
    let there = |id: &At<String>, problems: &mut Problems| {
        let found = shelf.extended(&id.value, &written.source);
        if found.is_none() {
            let title = format!("there is no framework `{}`", id.value);
            problems.push(
                Problem::error(Code::UnknownId, &written.source, id.range.clone(), title)
                    .suggest(&id.value, shelf.ids().iter().map(String::as_str)),
            );
        }
        found
    };
    let options = || written.triage.iter().flat_map(|question| &question.options);
    for overlay in options().flat_map(|option| &option.adds) {
        there(overlay, problems);
    }
    let Some(prefills) = &written.prefills else {
        if let Some((factor, _)) = options().flat_map(|option| &option.factors).next() {
            let title = format!("`{}` is not a factor of any framework", factor.value);
            problems.push(
                Problem::error(Code::MissingKey, &written.source, factor.range.clone(), title)
                    .help("add `prefills = \"ID\"` at the top: the framework whose factors the answers imply"),
            );
        }
        return;
    };
    // What is wrong with that file is said where it is used.
    let Some(source) = there(prefills, problems) else { return };
    let Some(chain) = super::chain(&source, shelf, &mut Problems::default()) else { return };
    let ids: Vec<&str> = chain.iter().flat_map(|part| &part.factors).map(|factor| factor.id.value.as_str()).collect();
    for (factor, _) in options().flat_map(|option| &option.factors) {
        if !ids.contains(&factor.value.as_str()) {
            let title = format!("`{}` has no factor `{}`", prefills.value, factor.value);
            problems.push(
                Problem::error(Code::UnknownId, &written.source, factor.range.clone(), title)
                    .suggest(&factor.value, ids.iter().copied()),
            );
        }
    }
}
