//! What is there against the register, as JSON in this project's own form, for pipelines, and as a summary in
//! Markdown. Names of devices and people are left out unless they are asked for.
//!
//! `json.rs` has every value, `summary.rs` a page; words that all of them share stand here.

use crate::discovery::Sighting;
use crate::gate::{Exit, ReasonCode};
use crate::reconcile::{KnownBy, Mismatch, Reconciliation, SeenThing, UnreadSource};

use super::findings::FilePlace;
use super::pipeline::{PipelineResult, PipelineRule, PipelineRun, rules_of_gate};

mod json;
mod summary;

pub use json::json;
pub use summary::markdown;

/// The schema of the JSON: `docs/reconcile.schema.json`.
pub const SCHEMA: &str = include_str!("../../../docs/reconcile.schema.json");

/// Which names are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamesTold {
    /// Those of devices.
    pub devices: bool,
    /// Those of people.
    pub people: bool,
}

/// The one command that begins a first look at something that nobody has decided about; `None` where that is
/// not what is missing.
#[must_use]
pub fn next_command(thing: &SeenThing<'_>) -> Option<String> {
    use crate::gate::ReasonCode::{NotRegistered, Undecided};
    let best = thing.best()?;
    let wants = best.verdict.reasons.iter().any(|reason| matches!(reason.code, NotRegistered | Undecided));
    if !wants || !thing.is_finding() || thing.is_shared() || best.verdict.exit() == Exit::CouldNot {
        return None;
    }
    let id = &thing.id;
    Some(match (&best.usage, thing.known_by) {
        (Some(usage), KnownBy::Register) => format!("plimsoll triage {id} --use {usage}"),
        (None, KnownBy::Register) => format!("plimsoll triage {id}"),
        (Some(usage), _) => format!("plimsoll triage {id} --use {usage} --new"),
        (None, _) => format!("plimsoll triage {id} --new"),
    })
}

/// The first place that shows something.
fn place(thing: &SeenThing<'_>) -> Option<FilePlace> {
    let here = thing.sightings.first()?;
    Some(FilePlace { file: here.inventory.file.clone(), line: here.sighting.line.max(1), column: 1 })
}

/// How and where something was seen, in a few words: `active on 3 devices, configured in cursor`.
#[must_use]
pub fn seen_as(thing: &SeenThing<'_>) -> String {
    let mut parts = Vec::new();
    for grade in thing.grades().into_iter().rev() {
        let (devices, people) = thing.devices_and_people(Some(grade));
        let of_grade = || thing.sightings.iter().map(|here| here.sighting).filter(move |one| one.grade == grade);
        let mut clients: Vec<&str> = of_grade().filter_map(|one| one.client.as_deref()).collect();
        clients.sort_unstable();
        clients.dedup();
        let mut part = grade.as_str().to_owned();
        if !clients.is_empty() {
            part += &format!(" in {}", clients.join(", "));
        }
        let people =
            if people > 0 { format!("by {people} {}", plural(people, "person", "people")) } else { String::new() };
        let devices =
            if devices > 0 { format!("on {devices} {}", plural(devices, "device", "devices")) } else { String::new() };
        let both = [devices, people].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        if !both.is_empty() {
            part += &format!(" {both}");
        }
        parts.push(part);
    }
    let blocked: u64 = thing.sightings.iter().map(|here| here.sighting.blocked.rows).sum();
    if blocked > 0 {
        parts.push(format!("{blocked} {} blocked", plural(blocked, "attempt", "attempts")));
    }
    parts.join("; ")
}

fn plural(count: u64, one: &'static str, several: &'static str) -> &'static str {
    if count == 1 { one } else { several }
}

/// What is worth knowing of how something was seen: labels, versions, marks.
#[must_use]
pub fn remarks(thing: &SeenThing<'_>) -> Vec<String> {
    let sightings = || thing.sightings.iter().map(|here| here.sighting);
    let listed = |values: std::collections::BTreeSet<&str>| {
        let most = 6;
        let shown: Vec<&str> = values.iter().take(most).copied().collect();
        let more = values.len().saturating_sub(most);
        shown.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
    };
    let mut remarks = Vec::new();
    let labels: std::collections::BTreeSet<&str> =
        sightings().filter(|one| one.is_server).filter_map(|one| one.label.as_deref()).collect();
    if !labels.is_empty() {
        remarks.push(format!("MCP server, called {}", listed(labels)));
    }
    if !thing.versions().is_empty() {
        remarks.push(format!("version {}", listed(thing.versions())));
    }
    let accounts: std::collections::BTreeSet<&str> = sightings().filter_map(|one| one.account.as_deref()).collect();
    if !accounts.is_empty() {
        remarks.push(format!("account of {}", listed(accounts)));
    }
    let marks: std::collections::BTreeSet<&str> =
        sightings().flat_map(|one: &Sighting| one.marks.iter().map(|mark| mark.meaning())).collect();
    remarks.extend(marks.into_iter().map(str::to_owned));
    remarks
}

/// The answer in words.
#[must_use]
pub fn word(thing: &SeenThing<'_>) -> &'static str {
    match thing.reasons().iter().map(|reason| reason.code.exit()).max() {
        Some(Exit::CouldNot) => "could not tell",
        Some(_) => "not allowed",
        None if thing.is_finding() => "does not fit",
        None if thing.is_attempt() => "attempted",
        None if thing.is_shared() => "shared",
        None => "allowed",
    }
}

/// What it comes to for pipelines; `asked` are the files.
#[must_use]
pub fn for_pipelines(all: &Reconciliation<'_>, asked: Vec<String>) -> PipelineRun {
    let mut rules = rules_of_gate();
    rules.extend(Mismatch::ALL.iter().map(|code| PipelineRule {
        code: code.as_str(),
        meaning: code.meaning(),
        remedy: code.remedy(),
        could_not: false,
    }));
    let result = |thing: &SeenThing<'_>| {
        let place = place(thing);
        let at = place.as_ref().map_or_else(String::new, |place| format!(" ({}:{})", place.file, place.line));
        let mut reasons: Vec<(&'static str, String)> =
            thing.reasons().iter().map(|reason| (reason.code.as_str(), reason.text())).collect();
        reasons.extend(thing.mismatches.iter().map(|found| (found.code.as_str(), found.text.clone())));
        let seen = Some(seen_as(thing)).filter(|text| !text.is_empty()).map(|text| format!("seen: {text}"));
        let gate = thing.reasons().iter().map(|reason| reason.code.exit()).max().unwrap_or(Exit::Yes);
        PipelineResult {
            name_and_place: format!("{}{at}", thing.name),
            about: thing.key.clone(),
            name: thing.name.clone(),
            place,
            exit: thing.exit,
            answer: if thing.is_finding() { gate.max(Exit::No) } else { Exit::Yes },
            word: word(thing),
            reasons,
            notes: seen.into_iter().chain(remarks(thing)).chain(next_command(thing)).collect(),
        }
    };
    PipelineRun {
        command: "reconcile",
        day: all.day,
        register: all.register.clone(),
        asked,
        exit: all.exit(),
        rules,
        results: all.unread.iter().map(unread).chain(all.things.iter().map(result)).collect(),
    }
}

/// What could not be read must not be lost where only results are looked at.
fn unread(source: &UnreadSource) -> PipelineResult {
    PipelineResult {
        name: source.file.clone(),
        name_and_place: source.file.clone(),
        about: source.file.clone(),
        place: Some(FilePlace { file: source.file.clone(), line: 1, column: 1 }),
        exit: Exit::CouldNot,
        answer: Exit::CouldNot,
        word: "could not tell",
        reasons: vec![(ReasonCode::Unreadable.as_str(), source.why.clone())],
        notes: Vec::new(),
    }
}

/// What it comes to in one line.
#[must_use]
pub fn summary(all: &Reconciliation<'_>) -> String {
    let findings = all.findings() as u64;
    let things = all.things.len() as u64;
    let silent = all.inventories.iter().filter(|inventory| inventory.sightings.is_empty()).count();
    let mut text = format!(
        "{findings} {} in {things} {} seen",
        plural(findings, "finding", "findings"),
        plural(things, "thing", "things")
    );
    let sources = all.inventories.len() as u64;
    text += &format!(" in {sources} {}", plural(sources, "source", "sources"));
    if silent > 0 {
        text += &format!(", {silent} of them silent");
    }
    if !all.unread.is_empty() {
        text += &format!(", {} could not be read", all.unread.len());
    }
    if all.since.is_some() {
        text += &format!(", {} new", all.things.iter().filter(|thing| thing.is_new == Some(true)).count());
    }
    format!("{text}, judged on {}", all.day)
}
