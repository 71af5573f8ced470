//! All of it as JSON, whose keys are stable: `docs/reconcile.schema.json` describes them.

use serde_json::{Value, json};

use crate::discovery::{Discovery, SightingCount, shown};
use crate::gate::{Exit, Reason, ReasonCode};
use crate::reconcile::{KnownBy, Reconciliation, SeenThing, SightedHere};

use super::{NamesTold, next_command};

/// What is there against the register as JSON.
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
        "unread": all.unread.iter().map(|one| json!({ "file": one.file, "why": one.why })).collect::<Vec<_>>(),
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
            "code": answer.verdict.code().map(ReasonCode::as_str),
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
