//! A decision as a person reads it.

use std::collections::BTreeMap;

use plimsoll::assessment::Decision;
use plimsoll::assessment::decision::Condition;
use plimsoll::date::Day;
use plimsoll::framework;
use plimsoll::register::Register;
use plimsoll::report::wording;

use super::terminal::{FAINT, paragraph, plain, styled};
use super::{holdings, names, result};

/// How the tools that a decision names as alternatives stand on a day.
///
/// # Errors
/// Where the register cannot be read.
pub fn alternatives(register: &Register, decision: &Decision, day: Day) -> anyhow::Result<BTreeMap<String, String>> {
    holdings::standings(register, decision.alternatives.iter(), &decision.header.usage, day)
}

/// The whole decision; `standings` says how its alternatives stand.
pub fn text(decision: &Decision, standings: &BTreeMap<String, String>, width: usize) -> String {
    let header = &decision.header;
    let word = if decision.only_lifts() { "lifted".to_owned() } else { wording::decision(decision.decision) };
    let until = decision.valid_until.map_or_else(String::new, |until| format!(" until {until}"));
    let mut text = format!(
        "{} · {} · from {}{until}\n",
        result::strong(&word.to_uppercase()),
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
    about.push(format!("decided by {}", decision.approvers.join(", ")));
    if decision.approvers != [header.recorded_by.clone()] {
        about.push(format!("recorded by {}", header.recorded_by));
    }
    for line in paragraph("", 0, &plain(&about.join(" · ")), width).lines() {
        text += &format!("{}\n", styled(FAINT, line));
    }
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
    part("instead", instead(decision, standings));
    for action in &decision.actions {
        part("to do", action.clone());
    }
    for dissent in &decision.dissent {
        part("dissent", format!("{}: {}", dissent.who, dissent.reason));
    }
    if !decision.conditions.is_empty() {
        let all: Vec<&Condition> = decision.conditions.iter().collect();
        text += &conditions(&all, "", width);
    }
    text
}

/// What to use instead, each tool with how it stands.
pub fn instead(decision: &Decision, standings: &BTreeMap<String, String>) -> String {
    let named = decision.alternatives.iter().map(|name| match standings.get(name) {
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

/// Conditions with what they ask for; `state` says which ones they are.
pub fn conditions(conditions: &[&Condition], state: &str, width: usize) -> String {
    let count = names::count(conditions.len(), &format!("{state}condition"), &format!("{state}conditions"));
    let mut text = format!("  {count}\n");
    for condition in conditions {
        let mut about: Vec<String> = Vec::new();
        about.extend(condition.owner.clone());
        about.extend(condition.due.map(|due| format!("due {due}")));
        if condition.before_use {
            about.push("before use".to_owned());
        }
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        text += &paragraph("  · ", 4, &plain(&format!("{}: {}{about}", condition.id, condition.text)), width);
        text.push('\n');
    }
    text
}
