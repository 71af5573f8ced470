//! `decide --event`: what happens to a decision later, as a record of its own.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::answers::Evidence;
use plimsoll::assessment::event::What;
use plimsoll::assessment::{Event, Record};
use plimsoll::document::{is_id, is_sha256};
use plimsoll::gate::Code;
use plimsoll::problem::no_such;
use plimsoll::register::Kept;
use plimsoll::report::data::record;
use plimsoll::workflow::decide::{Beginning, DecisionSession};

use super::{Args, flags, recorded, refuse};
use crate::cli::git::Committed;
use crate::cli::levels;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::recorded::say_place;
use crate::cli::print::remedy::Place;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{paragraph, plain, width};
use crate::cli::{Answer, Format, moment};

/// Records an event.
pub fn run(args: &Args, word: &str, begun: Beginning) -> anyhow::Result<Answer> {
    let mut faults = args.out_of_place(true);
    if args.lift || args.assessment != super::Which::Newest {
        faults.push("--assessment goes with --decision, not with --event".to_owned());
    }
    let why = args.why.as_deref().unwrap_or_default().trim();
    if why.is_empty() {
        faults.push("the event says nothing: say why, or what exactly, with --why TEXT".to_owned());
    }
    faults.extend(strangers(args, word));
    let session = &super::session(begun, args)?;
    let newest = session.records.iter().rev().find(|(_, record)| record.decision().is_some());
    let mut about = newest.map(|(sha256, _)| sha256.clone());
    let what = match word {
        "condition-met" => {
            let (what, decision) = condition_met(args, session, &mut faults);
            about = decision;
            Some(what)
        }
        "exception" => exception(args, session, &mut faults)?,
        "trigger" => Some(What::Trigger { suspends: args.suspend }),
        "suspend" => Some(What::Suspend),
        "withdraw" => Some(What::Withdraw),
        "retire" => Some(What::Retire),
        _ => Some(What::Mend),
    };
    let Some(what) = what.filter(|_| faults.is_empty()) else {
        return Err(diagnostics::Faults(faults).into());
    };
    let event = Event {
        header: session.target.header(session.next(), session.as_of, moment()?, &session.by),
        decision: about,
        what,
        why: why.to_owned(),
    };
    let kept: &[Kept<'_>] = if matches!(event.what, What::Exception { .. }) { &[Kept::Policy] } else { &[] };
    let record = Record::Event(Box::new(event.clone()));
    let refused = session.refused(&record)?;
    if !refused.is_empty() {
        return refuse(&refused, args.format, Place::CommandLine);
    }
    let added = session.append(kept, record.clone())?;
    let committed = Committed::after(&session.register, &added, args.commit);
    match args.format {
        Format::Json => print_json(&recorded(&added, &committed, record::record(&record)))?,
        Format::Text => terminal::print(&text(&event, session))?,
    }
    say_place(&added);
    committed.say();
    Ok(committed.answer())
}

/// Flags of one event that are given with another.
fn strangers(args: &Args, word: &str) -> Vec<String> {
    let flags = [
        ("--condition", !args.condition.is_empty(), "condition-met"),
        ("--evidence", !args.evidence.is_empty(), "condition-met"),
        ("--evidence-title", args.evidence_title.is_some(), "condition-met"),
        ("--evidence-where", args.evidence_where.is_some(), "condition-met"),
        ("--evidence-sha256", args.evidence_sha256.is_some(), "condition-met"),
        ("--evidence-expires", args.evidence_expires.is_some(), "condition-met"),
        ("--ceiling", !args.ceiling.is_empty(), "exception"),
        ("--team", !args.team.is_empty(), "exception"),
        ("--lifts", !args.lifts.is_empty(), "exception"),
        ("--valid-until", args.valid_until.is_some(), "exception"),
        ("--approver", !args.approver.is_empty(), "exception"),
        ("--suspend", args.suspend, "trigger"),
    ];
    let strange = flags.into_iter().filter(|(_, given, with)| *given && *with != word);
    strange.map(|(flag, _, with)| format!("{flag} goes with --event {with}, not with {word}")).collect()
}

/// A condition that is met, of the decision in force or of one that is still to come; and the sha256
/// of that decision.
fn condition_met(args: &Args, session: &DecisionSession, faults: &mut Vec<String>) -> (What, Option<String>) {
    let mut decision = None;
    let condition = match &args.condition[..] {
        [id] => {
            let known = known_conditions(session);
            let of: Vec<_> = known.iter().filter(|known| known.condition == id).collect();
            match (of.iter().find(|known| known.open), of.is_empty()) {
                (Some(known), _) => decision = Some(known.decision.clone()),
                (None, true) => {
                    let ids: Vec<&str> = known.iter().map(|known| known.condition).collect();
                    faults.push(no_such("--condition: no decision in force has a condition", id, &ids));
                }
                (None, false) => faults.push(format!("--condition: `{id}` is met already")),
            }
            id.clone()
        }
        [] => {
            faults.push("say which condition is met, with --condition ID".to_owned());
            String::new()
        }
        _ => {
            faults.push("--condition: one event is about one condition; record an event for each".to_owned());
            String::new()
        }
    };
    if args.evidence.is_empty() {
        faults.push("say what shows that it is met, with --evidence ID".to_owned());
    }
    let known = evidence(session);
    let items = match &args.evidence_title {
        Some(title) => new_evidence(args, title, session, &known, faults),
        None => {
            if args.evidence_where.is_some() || args.evidence_sha256.is_some() || args.evidence_expires.is_some() {
                faults.push("new evidence has a title: give --evidence-title TEXT".to_owned());
            }
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            for id in args.evidence.iter().filter(|id| !known.contains(*id)) {
                let text = no_such("--evidence: the assessment has no evidence", id, &names);
                faults.push(format!("{text}\n--evidence-title TEXT brings in a new one"));
            }
            BTreeMap::new()
        }
    };
    (What::ConditionMet { condition, proof: args.evidence.clone(), items }, decision)
}

/// A condition of a decision that counts, or will.
struct Known<'a> {
    condition: &'a str,
    decision: &'a String,
    open: bool,
}

/// The conditions of the decision in force and of those after it, in the order of the decisions.
fn known_conditions(session: &DecisionSession) -> Vec<Known<'_>> {
    let in_force = session.in_force().map_or(0, |decision| decision.header.number);
    let counting = || session.records.iter().filter(|(_, record)| session.records.counts(record));
    let decisions = counting().filter_map(|(sha256, record)| Some((sha256, record.decision()?)));
    let current = decisions.filter(|(_, decision)| decision.header.number >= in_force);
    let met = |of: &String, id: &String| {
        counting().any(|(_, record)| match record {
            Record::Event(event) => {
                event.decision.as_ref() == Some(of)
                    && matches!(&event.what, What::ConditionMet { condition, .. } if condition == id)
            }
            _ => false,
        })
    };
    let known = current.flat_map(|(sha256, decision)| {
        decision.conditions.iter().map(move |condition| Known {
            condition: &condition.id,
            decision: sha256,
            open: !met(sha256, &condition.id),
        })
    });
    known.collect()
}

/// The pieces of evidence that the use's assessments and events have.
fn evidence(session: &DecisionSession) -> BTreeSet<String> {
    let newest = session.own().iter().rev().find_map(|(_, record)| record.assessment());
    let rests_on = session.in_force().and_then(|decision| decision.assessment.as_ref());
    let below = session.own().iter().filter(|(sha256, _)| Some(sha256) == rests_on);
    let of_assessments = below
        .filter_map(|(_, record)| record.assessment())
        .chain(newest)
        .flat_map(|assessment| assessment.answers.evidence.keys().cloned());
    let of_events = session.records.iter().filter_map(|(_, record)| match record {
        Record::Event(event) => match &event.what {
            What::ConditionMet { items, .. } => Some(items.keys().cloned()),
            _ => None,
        },
        _ => None,
    });
    of_assessments.chain(of_events.flatten()).collect()
}

fn new_evidence(
    args: &Args,
    title: &str,
    session: &DecisionSession,
    known: &BTreeSet<String>,
    faults: &mut Vec<String>,
) -> BTreeMap<String, Evidence> {
    let [id] = &args.evidence[..] else {
        faults.push("--evidence-title: give exactly one --evidence ID with it, the id of the new evidence".to_owned());
        return BTreeMap::new();
    };
    if !is_id(id) {
        faults.push(format!("--evidence: `{id}` is no id; write lower-case letters, digits and hyphens"));
    }
    if known.contains(id) {
        faults.push(format!(
            "--evidence: there is evidence `{id}` already; leave out --evidence-title, or choose another id"
        ));
    }
    if let Some(sha256) = args.evidence_sha256.as_ref().filter(|sha256| !is_sha256(sha256)) {
        faults.push(format!("--evidence-sha256: `{sha256}` is no sha256; it has 64 lower-case hexadecimal digits"));
    }
    let expires = flags::day("--evidence-expires", args.evidence_expires.as_ref(), faults);
    if let Some(expires) = expires.filter(|expires| *expires < session.as_of) {
        faults.push(format!("--evidence-expires: {expires} is before {}, the day that is judged", session.as_of));
    }
    let item = Evidence {
        title: title.to_owned(),
        location: args.evidence_where.clone(),
        dated: Some(session.as_of),
        expires,
        sha256: args.evidence_sha256.clone(),
        ..Evidence::default()
    };
    BTreeMap::from([(id.clone(), item)])
}

/// An exception for one team, by those who may approve what it is an exception from.
fn exception(args: &Args, session: &DecisionSession, faults: &mut Vec<String>) -> anyhow::Result<Option<What>> {
    let approvers = flags::people("--approver", &args.approver, &session.by, faults);
    let until = flags::day("--valid-until", args.valid_until.as_ref(), faults);
    if args.valid_until.is_none() {
        faults.push("an exception ends: say when, with --valid-until YYYY-MM-DD".to_owned());
    }
    if let Some(until) = until.filter(|until| *until < session.as_of) {
        faults.push(format!("--valid-until: {until} is before {}, the day that is judged", session.as_of));
    }
    let [team] = &args.team[..] else {
        faults.push("an exception is for one team: name it with --team TEAM".to_owned());
        return Ok(None);
    };
    if args.lifts.is_empty() {
        faults.push("say which reasons it lifts, with --lifts CODE,... as `plimsoll check` names them".to_owned());
    }
    let liftable = Code::ALL.iter().copied().filter(|code| code.may_be_lifted());
    let liftable: Vec<&str> = liftable.map(Code::as_str).collect();
    for name in args.lifts.iter().filter(|name| Code::named(name).is_none()) {
        faults.push(no_such("--lifts: there is no reason", name, &liftable));
    }
    let Some(until) = until else { return Ok(None) };
    let newest = session.newest(&BTreeSet::new())?;
    // It covers what was assessed, and no more than what it names itself.
    let mut ceiling: BTreeMap<String, u8> = BTreeMap::new();
    for (factor, level) in newest.iter().flat_map(|rests| &rests.value.levels) {
        ceiling.extend(level.map(|level| (factor.clone(), level)));
    }
    ceiling.extend(levels::read("--ceiling", &args.ceiling, faults));
    let (assessment, policy) = (newest.map(|rests| rests.sha256), session.register.policy_sha256().to_owned());
    let (team, lifts) = (team.clone(), args.lifts.clone());
    Ok(Some(What::Exception { team, until, lifts, assessment, ceiling, approvers, policy }))
}

fn text(event: &Event, session: &DecisionSession) -> String {
    let about = session.target.name();
    let head = match &event.what {
        What::ConditionMet { condition, proof, .. } => {
            format!("condition {condition} of {about} is met, by {}", proof.join(", "))
        }
        What::Exception { team, until, lifts, .. } => {
            format!("exception for team {team} in {about} until {until}, from {}", lifts.join(", "))
        }
        What::Trigger { suspends: true } => format!("trigger for {about}, which is suspended until the next decision"),
        What::Trigger { suspends: false } => format!("trigger for {about}: it is due for a new look"),
        What::Suspend => format!("{about} is suspended until the next decision"),
        What::Withdraw => format!("the permission of {about} is withdrawn until the next decision"),
        What::Retire => format!("{about} is retired until the next decision"),
        What::Mend => {
            format!("{about} goes on with {} after a record whose day or clock was wrong", event.header.as_of)
        }
    };
    let why = paragraph("  ", 2, &plain(&event.why), width());
    format!("{}\n{why}\n", table::strong(&plain(&head)))
}
