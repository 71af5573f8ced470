//! Decisions and events as JSON objects. Their shape is stable: keys are added, never changed or removed.

use serde_json::{Value, json};

use crate::assessment::enactment::PolicyChange;
use crate::assessment::event::What;
use crate::assessment::{Decision, Enactment, Event, Header, Record, Subject};

/// A record as an object: for assessments and triages, what stands in their header.
#[must_use]
pub fn record(record: &Record) -> Value {
    let mut object = header(record.header(), record.kind());
    let rest = match record {
        Record::Decision(made) => decision(made),
        Record::Event(happened) => event(happened),
        Record::Enactment(made) => enactment(made),
        Record::Assessment(_) | Record::Triage(_) => json!({}),
    };
    if let (Some(object), Value::Object(rest)) = (object.as_object_mut(), rest) {
        object.extend(rest);
    }
    object
}

fn header(header: &Header, kind: &str) -> Value {
    let mut object = json!({"kind": kind});
    if header.subject != Subject::Policy {
        object[header.subject.word()] = json!(header.subject.id());
        object["use"] = json!(header.usage);
    }
    let rest = json!({
        "number": header.number,
        "as-of": header.as_of.to_string(),
        "recorded-at": header.recorded_at.to_string(),
        "recorded-by": header.recorded_by,
    });
    if let (Some(object), Value::Object(rest)) = (object.as_object_mut(), rest) {
        object.extend(rest);
    }
    object
}

/// An enactment, without its header.
fn enactment(enactment: &Enactment) -> Value {
    json!({
        "policy": enactment.policy,
        "earlier": enactment.earlier,
        "approvers": enactment.approvers,
        "rationale": enactment.rationale,
        "mends": enactment.mends,
        "changes": changes(&enactment.changes),
    })
}

/// What a change of the policy does, setting by setting.
#[must_use]
pub fn changes(changes: &[PolicyChange]) -> Value {
    let each = changes.iter().map(
        |change| json!({"key": change.key, "from": change.from, "to": change.to, "effect": change.effect.as_str()}),
    );
    each.collect()
}

/// A decision, without its header.
#[must_use]
pub fn decision(decision: &Decision) -> Value {
    let day = |day: Option<crate::date::Day>| day.map(|day| day.to_string());
    json!({
        "decision": decision.decision.as_str(),
        "rationale": decision.rationale,
        "approvers": decision.approvers,
        "dissent": decision.dissent.iter()
            .map(|dissent| json!({"who": dissent.who, "reason": dissent.reason})).collect::<Vec<_>>(),
        "valid-from": decision.valid_from.to_string(),
        "valid-until": day(decision.valid_until),
        "assessment": decision.assessment,
        "policy": decision.policy,
        "enactment": decision.enactment,
        "tier": decision.tier,
        "tier-with-waivers": decision.tier_with_waivers,
        "client-versions": decision.client_versions,
        "editions": decision.editions,
        "teams": decision.teams,
        "alternatives": decision.alternatives,
        "actions": decision.actions,
        "ceiling": decision.ceiling,
        "conditions": decision.conditions.iter().map(|condition| json!({
            "id": condition.id,
            "text": condition.text,
            "question": condition.question(),
            "questions": condition.questions,
            "owner": condition.owner,
            "due": day(condition.due),
            "before-use": condition.before_use,
        })).collect::<Vec<_>>(),
        "waivers": decision.waivers.iter().map(|waiver| json!({
            "id": waiver.id,
            "reason": waiver.reason,
            "approver": waiver.approver,
            "until": waiver.until.to_string(),
        })).collect::<Vec<_>>(),
        "accepted-risk": decision.accepted_risk.as_ref()
            .map(|risk| json!({"reason": risk.reason, "until": risk.until.to_string()})),
    })
}

/// An event, without its header.
#[must_use]
pub fn event(event: &Event) -> Value {
    let mut object = json!({"event": event.what.word(), "why": event.why, "decision": event.decision});
    match &event.what {
        What::ConditionMet { condition, proof, items } => {
            object["condition"] = json!(condition);
            object["proof"] = json!(proof);
            object["evidence"] = items
                .iter()
                .map(|(id, item)| json!({"id": id, "title": item.title, "where": item.location, "sha256": item.sha256}))
                .collect();
        }
        What::Exception { team, until, lifts, assessment, ceiling, approvers, policy, enactment } => {
            object["team"] = json!(team);
            object["until"] = json!(until.to_string());
            object["lifts"] = json!(lifts);
            object["assessment"] = json!(assessment);
            object["ceiling"] = json!(ceiling);
            object["approvers"] = json!(approvers);
            object["policy"] = json!(policy);
            object["enactment"] = json!(enactment);
        }
        What::Trigger { suspends } => object["suspends"] = json!(suspends),
        What::Suspend | What::Withdraw | What::Retire | What::Mend => {}
    }
    object
}
