//! SARIF 2.1.0, as code scanning takes it: a result for every tool that is refused, on the line that
//! named it, with a fingerprint that stays the same when lines move.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::document::sha256;
use crate::gate::{Exit, ReasonCode};

use super::pipeline::{PipelineResult, PipelineRule, PipelineRun};

/// The most characters of a message; longer ones are cut where they are shown anyway.
const LONGEST: usize = 1_000;
/// The most results that one run may have.
const MOST: usize = 25_000;

/// Lays a run out; `version` is the program's.
#[must_use]
pub fn render(run: &PipelineRun, version: &str) -> Value {
    let rules: Vec<Value> = run.rules.iter().map(rule).collect();
    let refused: Vec<&PipelineResult> = run.results.iter().filter(|result| !result.allowed()).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = refused.iter().take(MOST).map(|one| result(run, one, &mut seen)).collect();
    let mut notes = Vec::new();
    if refused.len() > MOST {
        let text = format!("{} more are refused and left out here", refused.len() - MOST);
        notes.push(json!({ "level": "error", "message": { "text": text } }));
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "plimsoll", "semanticVersion": version, "rules": rules } },
            "automationDetails": { "id": category(run.command, &run.asked) },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "exitCode": run.exit.code(),
                "toolExecutionNotifications": notes,
            }],
            "properties": { "as-of": run.day.to_string(), "register": run.register },
            "results": results,
        }],
    })
}

fn rule(rule: &PipelineRule) -> Value {
    let severity = if rule.could_not { "error" } else { "warning" };
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.meaning },
        "fullDescription": { "text": format!("{} {}", rule.meaning, rule.remedy) },
        "help": { "text": rule.remedy, "markdown": rule.remedy },
        "defaultConfiguration": { "level": "error" },
        "properties": { "tags": ["governance", "ai-tools"], "precision": "very-high", "problem.severity": severity },
    })
}

fn result(run: &PipelineRun, one: &PipelineResult, seen: &mut BTreeMap<String, usize>) -> Value {
    let code = one.reasons.first().map_or(ReasonCode::Unreadable.as_str(), |(code, _)| code);
    let index = run.rules.iter().position(|known| known.code == code).unwrap_or_default();
    let mut text = format!("{} is {} on {}", one.name, said(one), run.day);
    for (code, why) in &one.reasons {
        text += &format!("\n{code}: {why}");
    }
    for note in &one.notes {
        text += &format!("\n{note}");
    }
    let mut result = json!({
        "ruleId": code,
        "ruleIndex": index,
        "level": if one.exit == Exit::Yes { "warning" } else { "error" },
        "message": { "text": cut(&text) },
    });
    let Some(object) = result.as_object_mut() else { return result };
    let file = one.place.as_ref().map_or("", |place| place.file.as_str());
    if let Some(place) = &one.place {
        let location = json!([{ "physicalLocation": {
            "artifactLocation": artifact(&place.file),
            "region": { "startLine": place.line, "startColumn": place.column },
        } }]);
        object.insert("locations".to_owned(), location);
    }
    // What was asked about and why it was refused, and which of several alike: neither line nor day.
    let what = sha256(&[file, &one.about, code].join("\n"));
    let count = seen.entry(what.clone()).and_modify(|count| *count += 1).or_insert(1);
    let fingerprint = format!("{}:{count}", &what[..16]);
    // What uploaders compute from the line themselves is left to them.
    object.insert("partialFingerprints".to_owned(), json!({ fingerprint_of(run.command): fingerprint }));
    result
}

/// What the fingerprints of a command are called.
fn fingerprint_of(command: &str) -> String {
    let (first, rest) = command.split_at(command.len().min(1));
    format!("plimsoll{}{rest}/v1", first.to_uppercase())
}

/// Which of several runs this is: results of one replace those of the run with the same name before it,
/// and must not replace those of another list.
fn category(command: &str, asked: &[String]) -> String {
    let about = asked.join("+");
    let about = if about.len() > 200 { sha256(&about)[..16].to_owned() } else { about };
    format!("plimsoll/{command}/{}/", about.trim_matches('/'))
}

fn said(one: &PipelineResult) -> &'static str {
    match one.answer {
        Exit::CouldNot => "not determined",
        Exit::Yes | Exit::No => "not allowed",
    }
}

/// A message that is not longer than it may be.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Where a list is: relative to the root of the sources, or on this machine where it is not in them.
fn artifact(file: &str) -> Value {
    if file.starts_with('/') {
        json!({ "uri": format!("file://{}", uri(file)) })
    } else {
        json!({ "uri": uri(file), "uriBaseId": "%SRCROOT%" })
    }
}

/// A path as a URI reference: only what may stand there stands as it is.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => uri += &format!("%{other:02X}"),
        }
    }
    uri
}
