//! How a use stands on a day, and the decision behind that.

use std::collections::BTreeMap;

use crate::assessment::Decision;
use crate::date::Day;
use crate::dossier::Status;
use crate::gate::{self, Reason};

use super::super::view::Named;
use super::super::view::one_use::{DecisionView, Standing};
use super::super::wording;
use super::{Case, clip, named};

/// The most characters of a reason that stand beside the result; decision and conditions say the rest.
const ROOM: usize = 140;

/// How a use stands on a day.
pub(super) fn standing(case: &gate::Case<'_>, day: Day) -> Standing {
    shown(&Status::of(case, day), Reason::text)
}

fn shown(status: &Status, text: fn(&Reason) -> String) -> Standing {
    let sentence = match (status.allowed(), status.decision()) {
        (Some(true), Some((_, decision))) => {
            let until = status.until().map_or_else(String::new, |until| format!(" until {until}"));
            format!("Decided on {}, in force{until}.", decision.header.as_of)
        }
        (None, _) => "Nothing is decided yet.".to_owned(),
        _ => against(status, text),
    };
    Standing { word: status.words(), allowed: status.allowed(), sentence }
}

/// The reason that decides, and the next where there is one of its kind; how many more there are.
fn against(status: &Status, text: fn(&Reason) -> String) -> String {
    // What is forbidden altogether needs no list of what else would speak against it.
    let (stops, reasons) = (status.is_stopped(), status.reasons());
    let told = reasons.iter().filter(|reason| !stops || Some(reason.code) == status.code()).take(2);
    let told: Vec<&Reason> = told.collect();
    let mut sentences: Vec<String> = told
        .iter()
        .map(|reason| {
            // What the gate quotes for a terminal needs no quotes here.
            let text = clip(&text(reason).replace('`', ""), ROOM);
            format!("{} {}", reason.code.meaning(), sentence(&capital(&text)))
        })
        .collect();
    if !stops && reasons.len() > told.len() {
        sentences.push(format!("{} more.", reasons.len() - told.len()));
    }
    sentences.join(" ")
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

impl Case<'_> {
    fn status(&self) -> Status {
        Status::of(&self.facts.gate, self.day())
    }

    /// The decision that decides on the day; else the newest of the use, which does not hold yet.
    pub(super) fn deciding(&self) -> Option<(String, Decision)> {
        if let Some((sha256, decision)) = self.status().decision() {
            return Some((sha256.clone(), decision.clone()));
        }
        let mut own = self.facts.gate.own.iter().rev();
        own.find_map(|(sha256, record)| Some((sha256.clone(), record.decision()?.clone())))
    }

    /// How the use stands. Why it was decided so stands with the decision, and is not said here as well.
    pub(super) fn stands_today(&self) -> Standing {
        shown(&self.status(), Reason::text_without_rationale)
    }

    /// The decision as it is shown.
    pub(super) fn made(&self) -> Option<DecisionView> {
        let (sha256, decision) = self.deciding()?;
        let policy = self.facts.gate.policies.get(&decision.policy).unwrap_or(self.facts.gate.today);
        let roles = |person: &str| {
            let mail = crate::assessment::person::mail(person);
            let held = policy.approvers.iter().filter(|known| crate::assessment::person::mail(&known.who) == mail);
            held.flat_map(|known| known.roles.clone()).collect::<Vec<_>>().join(", ")
        };
        let header = &decision.header;
        let own = &self.facts.assessment.header;
        let wider =
            (header.subject != own.subject || header.usage != own.usage).then(|| header.subject.name_of(&header.usage));
        let list = |name: &str, values: &[String]| (!values.is_empty()).then(|| named(name, values.join(", ")));
        let mut limits: Vec<Named> = Vec::new();
        limits.extend(decision.client_versions.as_ref().map(|versions| named("Client versions", versions)));
        limits.extend(list("Editions", &decision.editions));
        limits.extend(list("Teams", &decision.teams));
        Some(DecisionView {
            decision: wording::decision(decision.decision),
            about: wider,
            rationale: decision.rationale.clone(),
            approvers: decision.approvers.iter().map(|person| named(person, roles(person))).collect(),
            dissent: decision.dissent.iter().map(|dissent| named(&dissent.who, &dissent.reason)).collect(),
            valid_from: decision.valid_from.to_string(),
            valid_until: decision.valid_until.map(|until| until.to_string()),
            ceiling: self.ceiling(&decision.ceiling),
            limits,
            tiers: match (&decision.tier, &decision.tier_with_waivers) {
                (Some(tier), Some(waived)) if tier != waived => {
                    Some(format!("{tier} as assessed, {waived} with the waivers"))
                }
                _ => None,
            },
            waivers: decision
                .waivers
                .iter()
                .map(|waiver| {
                    named(
                        &waiver.id,
                        format!("{} By {}, until {}.", sentence(&waiver.reason), waiver.approver, waiver.until),
                    )
                })
                .collect(),
            accepted_risk: decision
                .accepted_risk
                .iter()
                .map(|risk| {
                    let by = decision.approvers.join(", ");
                    named("The risk as it is", format!("{} By {by}, until {}.", sentence(&risk.reason), risk.until))
                })
                .collect(),
            alternatives: decision.alternatives.iter().map(|name| self.alternative(name)).collect(),
            actions: decision.actions.clone(),
            number: header.number,
            sha256,
            recorded: format!("{} by {}", header.recorded_at, header.recorded_by),
        })
    }

    /// The ceiling in words; a level that covers everything says nothing.
    fn ceiling(&self, levels: &BTreeMap<String, u8>) -> Vec<Named> {
        let framework = self.facts.framework;
        let below = levels.iter().filter(|(_, level)| **level < crate::framework::HIGHEST_LEVEL);
        let words = below.map(|(id, level)| {
            let title = framework.factor(id).map_or(id.as_str(), |at| &framework.factors[at].title);
            named(title, wording::level(framework, id, Some(*level)))
        });
        words.collect()
    }

    /// An alternative with how it stands, where it is a tool.
    fn alternative(&self, name: &str) -> String {
        self.facts.alternatives.get(name).map_or_else(|| name.to_owned(), |stands| format!("{name} ({stands})"))
    }
}

/// A text that ends like a sentence.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
