//! A decision as a person reads it, and what is decided about a use on a day.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::assessment::decision::Condition;
use plimsoll::assessment::{ChainEntry, Decision, Record};
use plimsoll::date::Day;
use plimsoll::dossier::{self, Decided, Dossier, Status};
use plimsoll::framework;
use plimsoll::person::{Person, listed};
use plimsoll::register::Register;
use plimsoll::report::{data::record, wording};

use crate::cli::print::names;
use crate::cli::print::table;
use crate::cli::print::terminal::{FAINT, paragraph, plain, styled};

/// What is decided about a use on a day, and how it stands.
pub struct Situation {
    day: Day,
    decided: Decided,
    status: Status,
    /// How the tools stand that decisions name as alternatives.
    alternatives: BTreeMap<String, String>,
}

impl Situation {
    /// What a dossier says of its day.
    ///
    /// # Errors
    /// Where a tool that is named as an alternative cannot be read.
    pub fn of(register: &Register, dossier: &Dossier, usage: &str) -> anyhow::Result<Self> {
        let (day, decided) = (dossier.day, dossier.decided());
        let decisions = decided.above.iter().chain(&decided.made);
        let named = decisions.flat_map(|made| &made.record.alternatives);
        let alternatives = dossier::alternatives(register, named, usage, day)?;
        Ok(Self { day, decided, status: dossier.view().status(day), alternatives })
    }

    /// Whether nothing is decided, and nothing happened.
    pub fn is_empty(&self) -> bool {
        self.decided.is_empty()
    }

    /// As a person reads it: what forbids from above first.
    pub fn text(&self, width: usize) -> String {
        let (day, decided) = (self.day, &self.decided);
        let mut text = String::new();
        for event in &decided.events {
            let line = format!("{} on {}: {}", event.what.word().replace('-', " "), event.header.as_of, event.why);
            text += &paragraph("! ", 2, &plain(&line), width);
            text += "\n";
        }
        if let Some(reason) = self.status.reason().filter(|_| self.status.decision().is_some())
            && !self.status.is_stopped()
        {
            let line = format!("not allowed on {day}: {}: {}", self.status.words(), reason.text());
            text += &paragraph("! ", 2, &plain(&line), width);
            text += "\n";
        }
        for ChainEntry { record: decision, .. } in decided.above.iter().chain(&decided.made) {
            let is_own = decided.made.as_ref().is_some_and(|made| made.record == *decision);
            let met = is_own.then_some(&decided.met);
            text += &described(decision, &self.alternatives, met, width);
        }
        text
    }

    /// As programs read it.
    pub fn json(&self) -> serde_json::Value {
        let record = |ChainEntry { sha256, record: decision }: &ChainEntry<Decision>| {
            let mut object = record::record(&Record::Decision(Box::new(decision.clone())));
            object["sha256"] = serde_json::json!(sha256);
            object
        };
        let decided = &self.decided;
        let mut made = decided.made.as_ref().map(record);
        if let Some(conditions) = made.as_mut().and_then(|made| made["conditions"].as_array_mut()) {
            for condition in conditions {
                let met = condition["id"].as_str().is_some_and(|id| decided.met.contains(id));
                condition["met"] = serde_json::json!(met);
            }
        }
        let events = decided.events.iter().map(|event| record::record(&Record::Event(Box::new(event.clone()))));
        serde_json::json!({
            "decision": made,
            "from-above": decided.above.iter().map(record).collect::<Vec<_>>(),
            "events": events.collect::<Vec<_>>(),
            "stands": self.status.word(),
        })
    }
}

/// A decision in three lines: what, by whom, and how many conditions.
pub fn brief(decision: &Decision, width: usize) -> String {
    let mut text = headline(decision, width);
    if !decision.conditions.is_empty() {
        text += &format!("  {}", names::count(decision.conditions.len(), "condition", "conditions"));
        let undated = decision.conditions.iter().filter(|condition| condition.due.is_none()).count();
        if undated > 0 {
            text += &format!(", {undated} without a day");
        }
        text.push('\n');
    }
    text
}

/// The whole decision; `standings` says how its alternatives stand, `met` which conditions are met.
fn described(
    decision: &Decision,
    standings: &BTreeMap<String, String>,
    met: Option<&BTreeSet<String>>,
    width: usize,
) -> String {
    let mut text = headline(decision, width);
    let mut part = |name: &str, said: String| {
        if !said.is_empty() {
            text += &paragraph(&format!("  {name:<11}"), 13, &plain(&said), width);
            text.push('\n');
        }
    };
    part("why", decision.rationale.clone());
    part("ceiling", ceiling(&decision.ceiling));
    part("versions", decision.client_versions.clone().unwrap_or_default());
    part("editions", decision.editions.join(", "));
    part("teams", decision.teams.join(", "));
    for waiver in &decision.waivers {
        let (id, reason, approver, until) = (&waiver.id, &waiver.reason, &waiver.approver, waiver.until);
        part("waiver", format!("{id} until {until}, by {approver}: {reason}"));
    }
    if let Some(risk) = &decision.accepted_risk {
        part("accepted", format!("the risk as it is until {}: {}", risk.until, risk.reason));
    }
    part("instead", instead(&decision.alternatives, standings));
    for action in &decision.actions {
        part("to do", action.clone());
    }
    for dissent in &decision.dissent {
        part("dissent", format!("{}: {}", dissent.who, dissent.reason));
    }
    text + &conditions(&decision.conditions, met, width)
}

/// What is decided, from when until when, for which tier and by whom.
fn headline(decision: &Decision, width: usize) -> String {
    let header = &decision.header;
    let word = if decision.only_lifts() { "lifted".to_owned() } else { wording::decision(decision.decision) };
    let until = decision.valid_until.map_or_else(String::new, |until| format!(" until {until}"));
    let mut text = format!(
        "{} · {} · from {}{until}\n",
        table::strong(&word.to_uppercase()),
        plain(&header.subject.name_of(&header.usage)),
        decision.valid_from
    );
    let mut about = Vec::new();
    match (&decision.tier, &decision.tier_with_waivers) {
        _ if decision.only_lifts() => about.push("the decisions about single uses count again".to_owned()),
        (Some(tier), Some(waived)) if tier != waived => about.push(format!("tier {tier}, {waived} with its waivers")),
        (Some(tier), _) => about.push(format!("tier {tier}")),
        (None, _) if decision.assessment.is_none() => about.push("without an assessment".to_owned()),
        (None, _) => about.push("after a triage".to_owned()),
    }
    about.push(format!("decided by {}", listed(&decision.approvers)));
    if decision.approvers != [header.recorded_by.clone()] {
        about.push(format!("recorded by {}", header.recorded_by));
    }
    for line in paragraph("", 0, &plain(&about.join(" · ")), width).lines() {
        text += &format!("{}\n", styled(FAINT, line));
    }
    text
}

/// What to use instead, each tool with how it stands.
pub fn instead(alternatives: &[String], standings: &BTreeMap<String, String>) -> String {
    let named = alternatives.iter().map(|name| match standings.get(name) {
        Some(standing) => format!("{name} ({standing})"),
        None => name.clone(),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// A ceiling in one line; levels that cover everything are left out.
pub fn ceiling(levels: &BTreeMap<String, u8>) -> String {
    let below = levels.iter().filter(|(_, level)| **level < framework::HIGHEST_LEVEL);
    let below: Vec<String> = below.map(|(factor, level)| format!("{factor} {level}")).collect();
    match (below.is_empty(), levels.len()) {
        (_, 0) => String::new(),
        (true, _) => "none: every level is covered".to_owned(),
        (false, _) => below.join(", "),
    }
}

/// Conditions with what they ask for, and whether they are met where that is known.
fn conditions(conditions: &[Condition], met: Option<&BTreeSet<String>>, width: usize) -> String {
    if conditions.is_empty() {
        return String::new();
    }
    let mut text = format!("  {}", names::count(conditions.len(), "condition", "conditions"));
    if let Some(met) = met {
        text += &format!(", {} met", met.len());
    }
    text.push('\n');
    for condition in conditions {
        let mut about: Vec<String> = Vec::new();
        about.extend(met.is_some_and(|met| met.contains(&condition.id)).then(|| "met".to_owned()));
        about.extend(condition.owner.as_ref().map(Person::to_string));
        about.extend(condition.due.map(|due| format!("due {due}")));
        about.extend(condition.before_use.then(|| "before use".to_owned()));
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        text += &paragraph("  · ", 4, &plain(&format!("{}: {}{about}", condition.id, condition.text)), width);
        text.push('\n');
    }
    text
}
