//! What is there against the register, as JSON in this project's own form, for pipelines, and as a summary in
//! Markdown. Names of devices and people are left out unless they are asked for.

use serde_json::{Value, json};

use crate::discovery::{Discovery, Sighting, SightingCount, shown};
use crate::gate::{Exit, Reason};
use crate::reconcile::{KnownBy, Mismatch, Reconciliation, SeenThing, SightedHere};

use super::findings::FilePlace;
use super::markdown::escaped;
use super::pipeline::{PipelineResult, PipelineRule, PipelineRun, rules_of_gate};

/// The schema of the JSON: `docs/reconcile.schema.json`.
pub const SCHEMA: &str = include_str!("../../docs/reconcile.schema.json");

/// The most rows of a summary.
const MOST: usize = 500;

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

/// The same as JSON.
#[must_use]
pub fn json(all: &Reconciliation<'_>, told: NamesTold) -> Value {
    let things: Vec<Value> = all.things.iter().map(|thing| of_thing(thing, told)).collect();
    let unseen = all.unseen.iter().map(|one| {
        json!({
            "tool": one.tool,
            "use": one.usage,
            "status": one.status,
            "until": one.until.map(|until| until.to_string()),
            "looked-at": one.looked_at.iter().map(|surface| surface.as_str()).collect::<Vec<_>>(),
        })
    });
    let count = |test: &dyn Fn(&SeenThing<'_>) -> bool| all.things.iter().filter(|thing| test(thing)).count();
    json!({
        "schema": 1,
        "kind": "reconciliation",
        "as-of": all.day.to_string(),
        "register": all.register,
        "exit": all.exit().code(),
        "counts": {
            "seen": all.things.len(),
            "findings": all.findings(),
            "unknown": count(&|thing| thing.known_by == KnownBy::Nobody),
            "attempted": count(&|thing| thing.is_attempt()),
            "new": all.since.as_ref().map(|_| count(&|thing| thing.is_new == Some(true))),
            "unseen": all.unseen.len(),
        },
        "seen": things,
        "unseen": unseen.collect::<Vec<_>>(),
        "sources": all.inventories.iter().map(of_source).collect::<Vec<_>>(),
        "not-looked-at": all.not_looked_at.iter().map(|surface| surface.as_str()).collect::<Vec<_>>(),
        "since": all.since,
        "gone": all.gone,
    })
}

fn reasons(reasons: &[Reason]) -> Vec<Value> {
    reasons.iter().map(|reason| json!({ "code": reason.code.as_str(), "text": reason.text() })).collect()
}

fn of_thing(thing: &SeenThing<'_>, told: NamesTold) -> Value {
    let (devices, people) = thing.devices_and_people(None);
    let mismatches = thing
        .mismatches
        .iter()
        .map(|found| json!({ "code": found.code.as_str(), "text": found.text, "finding": found.code.fails() }));
    let uses = thing.answers.iter().map(|answer| {
        json!({
            "tool": answer.tool,
            "use": answer.usage,
            "allowed": answer.verdict.exit() == Exit::Yes,
            "code": answer.verdict.code().map(|code| code.as_str()),
            "reasons": reasons(&answer.verdict.reasons),
            "until": answer.verdict.until.map(|until| until.to_string()),
        })
    });
    json!({
        "key": thing.key,
        "id": thing.id,
        "name": thing.name,
        "known-by": thing.known_by.as_str(),
        "mcp-server": thing.is_server,
        "finding": thing.is_finding(),
        "exit": thing.exit.code(),
        "codes": thing.codes(),
        "reasons": reasons(thing.reasons()),
        "mismatches": mismatches.collect::<Vec<_>>(),
        "uses": uses.collect::<Vec<_>>(),
        "grades": thing.grades().iter().map(|grade| grade.as_str()).collect::<Vec<_>>(),
        "devices": devices,
        "people": people,
        "versions": thing.versions(),
        "new": thing.is_new,
        "next": next_command(thing),
        "sightings": thing.sightings.iter().map(|here| of_sighting(here, told)).collect::<Vec<_>>(),
    })
}

fn of_sighting(SightedHere { inventory, sighting }: &SightedHere<'_>, told: NamesTold) -> Value {
    json!({
        "file": inventory.file,
        "line": sighting.line,
        "form": inventory.form.as_str(),
        "kind": sighting.identity.kind().as_str(),
        "identity": shown(&sighting.identity),
        "label": sighting.label,
        "mcp-server": sighting.is_server,
        "version": sighting.version,
        "grade": sighting.grade.as_str(),
        "client": sighting.client,
        "account": sighting.account,
        "marks": sighting.marks.iter().map(|mark| mark.as_str()).collect::<Vec<_>>(),
        "through": of_count(&sighting.seen, told),
        "blocked": of_count(&sighting.blocked, told),
    })
}

fn of_count(count: &SightingCount, told: NamesTold) -> Value {
    let mut object = json!({
        "rows": count.rows,
        "devices": count.devices.len() as u64 + count.more,
        "people": count.people.len(),
        "first": count.days.map(|(first, _)| first.to_string()),
        "last": count.days.map(|(_, last)| last.to_string()),
    });
    if let Some(object) = object.as_object_mut() {
        if told.devices {
            object.insert("device-names".to_owned(), json!(count.devices));
        }
        if told.people {
            object.insert("people-names".to_owned(), json!(count.people));
        }
    }
    object
}

fn of_source(inventory: &Discovery) -> Value {
    json!({
        "file": inventory.file,
        "form": inventory.form.as_str(),
        "rows": inventory.rows,
        "not-understood": inventory.not_understood,
        "blocked": inventory.blocked,
        "others": inventory.others,
        "devices": inventory.devices,
        "seen": inventory.sightings.len(),
        "silent": inventory.sightings.is_empty(),
        "remarks": inventory.remarks,
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
        results: all.things.iter().map(result).collect(),
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
    if all.since.is_some() {
        text += &format!(", {} new", all.things.iter().filter(|thing| thing.is_new == Some(true)).count());
    }
    format!("{text}, judged on {}", all.day)
}

/// A summary in Markdown.
#[must_use]
pub fn markdown(all: &Reconciliation<'_>) -> String {
    let register = all.register.as_deref().map_or_else(String::new, |name| format!(" by {}", escaped(name)));
    let mut text = format!("### AI tools in use: {}\n\nJudged{register}.\n", escaped(&summary(all)));
    if !all.things.is_empty() {
        text += "\n| Seen | Answer | Why | How and where | Next |\n|---|---|---|---|---|\n";
    }
    for thing in all.things.iter().take(MOST) {
        let why = thing.reasons().iter().map(|reason| format!("{}: {}", reason.code.as_str(), escaped(&reason.text())));
        let why = why
            .chain(thing.mismatches.iter().map(|found| format!("{}: {}", found.code.as_str(), escaped(&found.text))));
        let place =
            place(thing).map_or_else(String::new, |place| format!("<br>{}:{}", escaped(&place.file), place.line));
        let new = if thing.is_new == Some(true) { " (new)" } else { "" };
        let next = next_command(thing).map_or_else(String::new, |next| format!("`{next}`"));
        let how: Vec<String> = std::iter::once(seen_as(thing))
            .chain(remarks(thing))
            .filter(|part| !part.is_empty())
            .map(|part| escaped(&part))
            .collect();
        let tolerated = if thing.exit == Exit::Yes && thing.is_finding() { ", tolerated" } else { "" };
        text += &format!(
            "| {}{new} | **{}**{tolerated} | {} | {}{place} | {next} |\n",
            escaped(&thing.name),
            word(thing),
            why.collect::<Vec<_>>().join("<br>"),
            how.join("<br>"),
        );
    }
    if all.things.len() > MOST {
        text += &format!("\n{} more are left out here.\n", all.things.len() - MOST);
    }
    if !all.unseen.is_empty() {
        text += "\n| Allowed, and nowhere seen | Looked at |\n|---|---|\n";
        for one in all.unseen.iter().take(MOST) {
            let looked: Vec<&str> = one.looked_at.iter().map(|surface| surface.meaning()).collect();
            let looked = if looked.is_empty() { "nothing that could show it".to_owned() } else { looked.join(", ") };
            text += &format!("| {}/{} | {looked} |\n", escaped(&one.tool), escaped(&one.usage));
        }
    }
    text += "\n| Source | Form | Rows | Not understood | Blocked | Devices | Seen |\n|---|---|---|---|---|---|---|\n";
    for inventory in all.inventories.iter().take(MOST) {
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            escaped(&inventory.file),
            inventory.form.as_str(),
            inventory.rows,
            inventory.not_understood,
            inventory.blocked,
            inventory.devices.map_or_else(String::new, |devices| devices.to_string()),
            inventory.sightings.len(),
        );
    }
    if !all.not_looked_at.is_empty() {
        let names: Vec<&str> = all.not_looked_at.iter().map(|surface| surface.meaning()).collect();
        text += &format!("\nNo source was given for {}.\n", names.join(", "));
    }
    text
}
