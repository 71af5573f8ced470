//! What the flags of `decide` say: everything wrong with them at once, each with its remedy.

use plimsoll::assessment::decision::{AcceptedRisk, Dissent};
use plimsoll::assessment::versions::{self, Range};
use plimsoll::document::is_id;
use plimsoll::framework;
use plimsoll::person::Person;
use plimsoll::policy::Proposal;
use plimsoll::policy::proposal::{ConditionProposal, WaiverProposal};
use plimsoll::problem::nearest;

use super::Args;
use crate::cli::arguments::{self, day, people, who};

/// The keys of a condition in its short form.
const CONDITION: [&str; 5] = ["id", "text", "question", "owner", "due"];
/// Those of a waiver.
const WAIVER: [&str; 3] = ["reason", "approver", "until"];
/// The word that makes a condition one to be met before use.
const BEFORE_USE: &str = "before-use";

/// What is wanted by the flags; `recorder` approves where no other approver is named.
pub fn proposal(
    args: &Args,
    decision: framework::Disposition,
    recorder: &Person,
    faults: &mut Vec<String>,
) -> Proposal {
    let valid_from = day("--valid-from", args.valid_from.as_ref(), faults);
    let valid_until = day("--valid-until", args.valid_until.as_ref(), faults);
    let accept_until = day("--accept-until", args.accept_until.as_ref(), faults);
    let accepted_risk = match (&args.accept_risk, accept_until) {
        (Some(reason), Some(until)) => Some(AcceptedRisk { reason: reason.clone(), until }),
        (Some(_), None) if args.accept_until.is_none() => {
            faults.push("--accept-risk: say until when, with --accept-until YYYY-MM-DD".to_owned());
            None
        }
        (None, Some(_)) => {
            faults.push("--accept-until: say which risk and why, with --accept-risk REASON".to_owned());
            None
        }
        _ => None,
    };
    if let Some(range) = &args.client_version
        && Range::parse(range).is_none()
    {
        faults.push(format!("--client-version: `{range}` is not a version range; {}", versions::FORM));
    }
    let dissent = args.dissent.iter().filter_map(|text| match text.split_once(':') {
        Some((who, reason)) if !who.trim().is_empty() && !reason.trim().is_empty() => {
            Some(Dissent { who: Person::written(who.trim()), reason: reason.trim().to_owned() })
        }
        _ => {
            faults.push(format!("--dissent: `{text}` does not say who and why; write \"Name: reason\""));
            None
        }
    });
    let dissent = dissent.collect();
    Proposal {
        decision,
        rationale: args.rationale.clone().unwrap_or_default().trim().to_owned(),
        approvers: people("--approver", &args.approver, recorder, faults),
        dissent,
        valid_from,
        valid_until,
        client_versions: args.client_version.clone(),
        editions: texts("--edition", &args.edition, faults),
        teams: texts("--team", &args.team, faults),
        alternatives: texts("--alternative", &args.alternative, faults),
        actions: texts("--action", &args.action, faults),
        ceiling: arguments::levels("--ceiling", &args.ceiling, faults),
        conditions: args.condition.iter().filter_map(|text| condition(text, faults)).collect(),
        dropped: args.drop_condition.iter().cloned().collect(),
        conditions_due: day("--conditions-due", args.conditions_due.as_ref(), faults),
        waivers: args.waive.iter().filter_map(|text| waiver(text, faults)).collect(),
        accepted_risk,
    }
}

/// The texts that a flag gives; a script whose variable is empty gives none.
fn texts(flag: &str, given: &[String], faults: &mut Vec<String>) -> Vec<String> {
    let texts: Vec<String> = given.iter().map(|text| text.trim().to_owned()).collect();
    if texts.iter().any(String::is_empty) {
        faults.push(format!("{flag}: the text is empty: write one, or leave the flag out"));
    }
    texts
}

/// A condition: `Run it in a container; owner=Kim <kim@example.org>; due=2026-12-31; id=sandbox; before-use`.
pub fn condition(text: &str, faults: &mut Vec<String>) -> Option<ConditionProposal> {
    let before = faults.len();
    let mut proposal = ConditionProposal::default();
    for (at, part) in parts(text).enumerate() {
        match keyed(part, &CONDITION, at == 0) {
            ShortFormPart::Key("id", id) if is_id(id) => proposal.id = Some(id.to_owned()),
            ShortFormPart::Key("id", id) => faults.push(format!(
                "--condition: `{id}` is not a valid id; write lower-case letters, digits and hyphens, at most 64 characters"
            )),
            ShortFormPart::Key("text", text) => proposal.text = Some(text.to_owned()),
            ShortFormPart::Key("question", question) => proposal.question = Some(question.to_owned()),
            ShortFormPart::Key("owner", owner) => proposal.owner = who("--condition: owner", owner, faults),
            ShortFormPart::Key(_, due) => proposal.due = day("--condition: due", Some(&due.to_owned()), faults),
            ShortFormPart::Words(BEFORE_USE) => proposal.before_use = true,
            ShortFormPart::Words(words) if at == 0 => proposal.text = Some(words.to_owned()),
            ShortFormPart::Words(words) | ShortFormPart::Unknown(words) => {
                faults.push(strange("--condition", words, &[&CONDITION[..], &[BEFORE_USE]].concat()));
            }
        }
    }
    // A condition about a question is known by it.
    if proposal.id.is_none() && proposal.text.is_none() {
        proposal.id.clone_from(&proposal.question);
    }
    if proposal.id.is_none() && proposal.text.is_none() && faults.len() == before {
        faults.push(format!("--condition: `{text}` does not say what must be done; begin with a text, or name a proposed condition with id=ID"));
    }
    (faults.len() == before).then_some(proposal)
}

/// A waiver: `ID; reason=...; until=2027-01-31; approver=Name <mail>`.
pub fn waiver(text: &str, faults: &mut Vec<String>) -> Option<WaiverProposal> {
    let before = faults.len();
    let mut proposal = WaiverProposal::default();
    for (at, part) in parts(text).enumerate() {
        match keyed(part, &WAIVER, at == 0) {
            ShortFormPart::Words(id) if at == 0 => id.clone_into(&mut proposal.id),
            ShortFormPart::Key("reason", reason) => proposal.reason = Some(reason.to_owned()),
            ShortFormPart::Key("approver", approver) => proposal.approver = who("--waive: approver", approver, faults),
            ShortFormPart::Key(_, until) => proposal.until = day("--waive: until", Some(&until.to_owned()), faults),
            ShortFormPart::Words(words) | ShortFormPart::Unknown(words) => {
                faults.push(strange("--waive", words, &WAIVER));
            }
        }
    }
    if proposal.id.is_empty() && faults.len() == before {
        faults.push(format!("--waive: `{text}` names no knock-out; begin with its id"));
    }
    (faults.len() == before).then_some(proposal)
}

/// A part of a short form.
enum ShortFormPart<'t> {
    /// A key and its value.
    Key(&'static str, &'t str),
    /// Words without a key.
    Words(&'t str),
    /// A key that there is not, or one without a value.
    Unknown(&'t str),
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Takes a part apart. The first may be words with `=` in them, as in `Set NO_PROXY=1`.
fn keyed<'t>(part: &'t str, keys: &[&'static str], first: bool) -> ShortFormPart<'t> {
    let Some((key, value)) = part.split_once('=') else { return ShortFormPart::Words(part) };
    let (key, value) = (key.trim(), value.trim());
    match keys.iter().find(|known| **known == key) {
        Some(known) if !value.is_empty() => ShortFormPart::Key(known, value),
        None if first && nearest(key, keys.iter().copied()).is_none() => ShortFormPart::Words(part),
        _ => ShortFormPart::Unknown(part),
    }
}

fn strange(flag: &str, part: &str, keys: &[&'static str]) -> String {
    let key = part.split_once('=').map_or(part, |(key, _)| key.trim());
    let near = nearest(key, keys.iter().copied()).filter(|near| *near != key);
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let forms: Vec<String> =
        keys.iter().map(|key| if *key == BEFORE_USE { (*key).to_owned() } else { format!("{key}=…") }).collect();
    format!(
        "{flag}: `{part}` is not one of its parts{hint}\nthe first part is the text; the others, separated by semicolons: {}",
        forms.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_in_their_short_form() {
        let mut faults = Vec::new();
        let full = "Run it in a container; owner=Kim <kim@example.org>; due=2026-12-31; id=sandbox; before-use; question=sandbox";
        let proposal = condition(full, &mut faults).unwrap();
        assert_eq!(proposal.text.as_deref(), Some("Run it in a container"));
        assert_eq!(proposal.owner, Some(Person::written("Kim <kim@example.org>")));
        assert_eq!((proposal.id.as_deref(), proposal.question.as_deref()), (Some("sandbox"), Some("sandbox")));
        assert!(proposal.before_use && proposal.due.is_some());
        let bare = condition("Set DISABLE_TELEMETRY=1 everywhere;", &mut faults).unwrap();
        assert_eq!(bare.text.as_deref(), Some("Set DISABLE_TELEMETRY=1 everywhere"));
        assert_eq!(condition("question=sandbox; due=2026-12-31", &mut faults).unwrap().id.as_deref(), Some("sandbox"));
        assert!(faults.is_empty(), "{faults:?}");
        for wrong in [
            "",
            ";",
            "before-use",
            "x; onwer=Kim <k@example.org>",
            "x; due=2026-13-01",
            "x; owner=Kim",
            "x; y",
            "x; due=",
            "idd=x",
            "x; id=Not An Id",
            "due=2026-12-31",
        ] {
            faults.clear();
            assert_eq!(condition(wrong, &mut faults), None, "{wrong}");
            assert_eq!(faults.len(), 1, "{wrong}: {faults:?}");
        }
    }

    #[test]
    fn waivers_are_read_in_their_short_form() {
        let mut faults = Vec::new();
        let proposal = waiver("endless; reason=a pilot; until=2027-01-31; approver=Pat <pat@example.org>", &mut faults);
        let proposal = proposal.unwrap();
        assert_eq!((proposal.id.as_str(), proposal.reason.as_deref()), ("endless", Some("a pilot")));
        assert_eq!(proposal.approver, Some(Person::written("Pat <pat@example.org>")));
        assert_eq!(
            waiver("endless", &mut faults),
            Some(WaiverProposal { id: "endless".to_owned(), ..WaiverProposal::default() })
        );
        assert!(faults.is_empty(), "{faults:?}");
        for wrong in
            ["", "reason=x", "endless; until=soon", "endless; resaon=x", "endless; twice", "endless; approver=Pat"]
        {
            faults.clear();
            assert_eq!(waiver(wrong, &mut faults), None, "{wrong}");
            assert_eq!(faults.len(), 1, "{wrong}: {faults:?}");
        }
    }
}
