//! SARIF 2.1.0, as code scanning takes it: a result for every tool that is refused, on the line that
//! named it, with a fingerprint that stays the same when lines move.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::document::sha256;
use crate::gate::{Exit, ReasonCode};

use super::findings::{Finding, Findings};

/// The most characters of a message; longer ones are cut where they are shown anyway.
const LONGEST: usize = 1_000;
/// The most results that one run may have.
const MOST: usize = 25_000;

/// Lays findings out; `version` is the program's.
#[must_use]
pub fn render(findings: &Findings, version: &str) -> Value {
    let rules: Vec<Value> = ReasonCode::ALL.iter().map(|code| rule(*code)).collect();
    let refused: Vec<&Finding> = findings.findings.iter().filter(|finding| !finding.allowed()).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = refused.iter().take(MOST).map(|finding| result(finding, &mut seen)).collect();
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
            "automationDetails": { "id": category(&findings.asked) },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "exitCode": findings.exit().code(),
                "toolExecutionNotifications": notes,
            }],
            "properties": { "as-of": findings.day.to_string(), "register": findings.register },
            "results": results,
        }],
    })
}

fn rule(code: ReasonCode) -> Value {
    let severity = if code.exit() == Exit::CouldNot { "error" } else { "warning" };
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.meaning() },
        "fullDescription": { "text": format!("{} {}", code.meaning(), code.remedy()) },
        "help": { "text": code.remedy(), "markdown": code.remedy() },
        "defaultConfiguration": { "level": "error" },
        "properties": { "tags": ["governance", "ai-tools"], "precision": "very-high", "problem.severity": severity },
    })
}

fn result(finding: &Finding, seen: &mut BTreeMap<String, usize>) -> Value {
    let verdict = &finding.answer.verdict;
    let code = verdict.code().unwrap_or(ReasonCode::Unreadable);
    let index = ReasonCode::ALL.iter().position(|known| *known == code).unwrap_or_default();
    let mut text = format!("{} is {} on {}", finding.name(), said(finding), verdict.day);
    for reason in &verdict.reasons {
        text += &format!("\n{}: {}", reason.code.as_str(), reason.text());
    }
    let mut result = json!({
        "ruleId": code.as_str(),
        "ruleIndex": index,
        "level": if finding.exit == Exit::Yes { "warning" } else { "error" },
        "message": { "text": cut(&text) },
    });
    let Some(object) = result.as_object_mut() else { return result };
    let file = finding.place.as_ref().map_or("", |place| place.file.as_str());
    if let Some(place) = &finding.place {
        let location = json!([{ "physicalLocation": {
            "artifactLocation": artifact(&place.file),
            "region": { "startLine": place.line, "startColumn": place.column },
        } }]);
        object.insert("locations".to_owned(), location);
    }
    // What was asked about and why it was refused, and which of several alike: neither line nor day.
    let what = sha256(&[file, &finding.name_for_fingerprint(), code.as_str()].join("\n"));
    let count = seen.entry(what.clone()).and_modify(|count| *count += 1).or_insert(1);
    let fingerprint = format!("{}:{count}", &what[..16]);
    // What uploaders compute from the line themselves is left to them.
    object.insert("partialFingerprints".to_owned(), json!({ "plimsollCheck/v1": fingerprint }));
    result
}

/// Which of several runs this is: results of one replace those of the run with the same name before it,
/// and must not replace those of another list.
fn category(asked: &[String]) -> String {
    let about = asked.join("+");
    let about = if about.len() > 200 { sha256(&about)[..16].to_owned() } else { about };
    format!("plimsoll/check/{}/", about.trim_matches('/'))
}

impl Finding {
    /// What it is about, without the line where it stands.
    fn name_for_fingerprint(&self) -> String {
        if self.answer.tool.is_empty() { String::new() } else { self.answer.name() }
    }
}

fn said(finding: &Finding) -> &'static str {
    match finding.answer.verdict.exit() {
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
