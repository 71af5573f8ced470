//! What was found for each thing that was asked about, and the same as JSON.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::assessment::decision::Condition;
use crate::assessment::{ChainEntry, Decision};
use crate::date::Day;
use crate::dossier::{self, CheckResult};
use crate::gate::{Exit, Reason, ReasonCode, Verdict};
use crate::problem::Problems;
use crate::register::Register;

use super::requests::{LineMeaning, RequestList};

/// The schema of the JSON: `docs/check.schema.json`.
pub const SCHEMA: &str = include_str!("../../docs/check.schema.json");

/// Where something was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    /// The file, as it is known to whoever reads the output: relative, with `/` between its parts.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// The answer to one thing.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What the register says.
    pub answer: CheckResult,
    /// The line of a list that asked, or the file of the register that says most about it.
    pub place: Option<FilePlace>,
    /// The answer, after the choice of codes to fail on.
    pub exit: Exit,
}

/// All answers of one run.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The day that was judged.
    pub day: Day,
    /// The name of the register; `None` where it cannot be read.
    pub register: Option<String>,
    /// Each answer.
    pub findings: Vec<Finding>,
    /// Whether a list was asked about.
    pub of_list: bool,
    /// How many components of a list are no AI tool that anybody knows.
    pub others: usize,
    /// What was asked about: the files of lists, or a tool.
    pub asked: Vec<String>,
}

impl Finding {
    /// An answer, with the exit code that it has where only some codes fail.
    #[must_use]
    pub fn new(answer: CheckResult, place: Option<FilePlace>, fail_on: Option<&BTreeSet<ReasonCode>>) -> Self {
        let exit = answer.verdict.exit_on(fail_on);
        Self { answer, place, exit }
    }

    /// Whether it is allowed, without anything against it.
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.answer.verdict.exit() == Exit::Yes
    }

    /// What it is about, for people: a tool and use, or a line of a list that names none.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.place {
            Some(place) if self.answer.tool.is_empty() => format!("line {}", place.line),
            _ => self.answer.name(),
        }
    }

    /// The same, with the place where it was asked: told apart from others of its name.
    #[must_use]
    pub fn name_and_place(&self) -> String {
        match &self.place {
            Some(FilePlace { file, line, column }) => format!("{} ({file}:{line}:{column})", self.name()),
            None => self.name(),
        }
    }

    /// The answer in words.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.answer.verdict.exit() {
            Exit::Yes => "allowed",
            Exit::No => "not allowed",
            Exit::CouldNot => "could not tell",
        }
    }
}

impl Findings {
    /// The worst answer of all.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.findings.iter().map(|finding| finding.exit).max().unwrap_or(Exit::Yes)
    }

    /// How many have this answer, whatever codes are to fail on.
    #[must_use]
    pub fn count(&self, exit: Exit) -> usize {
        self.findings.iter().filter(|finding| finding.answer.verdict.exit() == exit).count()
    }
}

/// The answers to the lines of a list; each has its place in `file`.
///
/// A register that cannot be read is given as what is wrong with it: then nothing can be told.
#[must_use]
pub fn of_list(
    register: Result<&Register, &[Reason]>,
    list: &RequestList,
    file: &str,
    day: Day,
    fail_on: Option<&BTreeSet<ReasonCode>>,
) -> Vec<Finding> {
    let finding = |item: &super::requests::ListedLine| {
        let answer = match (&item.what, register) {
            (LineMeaning::Bad(tool, problems), _) => bad(tool.as_deref(), problems, day),
            (LineMeaning::Unknown(name), _) => {
                let text = "it is in neither the register nor the catalogue".to_owned();
                CheckResult::bare(name, None, Verdict::refused(day, ReasonCode::NotRegistered, text))
            }
            (LineMeaning::Asked(asked), Ok(register)) => dossier::check(register, asked, day),
            (LineMeaning::Asked(asked), Err(reasons)) => {
                CheckResult::bare(&asked.tool, asked.usage.as_deref(), Verdict::unless(day, reasons.to_vec()))
            }
        };
        let place = FilePlace { file: file.to_owned(), line: item.line, column: item.column };
        Finding::new(answer, Some(place), fail_on)
    };
    list.items.iter().map(finding).collect()
}

fn bad(tool: Option<&str>, problems: &Problems, day: Day) -> CheckResult {
    let text = |problem: &crate::problem::Problem| format!("{}: {}", problem.place(), problem.title);
    let reasons = problems.0.iter().map(|problem| Reason::other(ReasonCode::BadRequest, text(problem)));
    CheckResult::bare(tool.unwrap_or_default(), None, Verdict::unless(day, reasons.collect()))
}

/// The answers as JSON: one object for one tool, one with all results for a list.
#[must_use]
pub fn json(findings: &Findings) -> Value {
    if let ([only], false) = (&findings.findings[..], findings.of_list) {
        return one(only, findings);
    }
    let results: Vec<Value> = findings.findings.iter().map(|finding| one(finding, findings)).collect();
    json!({
        "schema": 1,
        "as-of": findings.day.to_string(),
        "register": findings.register,
        "exit": findings.exit().code(),
        "allowed": findings.findings.iter().all(Finding::allowed),
        "counts": {
            "allowed": findings.count(Exit::Yes),
            "not-allowed": findings.count(Exit::No),
            "could-not-tell": findings.count(Exit::CouldNot),
            "other-components": findings.others,
        },
        "results": results,
    })
}

fn one(finding: &Finding, findings: &Findings) -> Value {
    let (answer, verdict) = (&finding.answer, &finding.answer.verdict);
    let alternatives: Vec<Value> = answer
        .alternatives
        .iter()
        .map(|alternative| json!({ "name": alternative.name, "status": alternative.status }))
        .collect();
    let mut object = json!({
        "schema": 1,
        "as-of": verdict.day.to_string(),
        "tool": (!answer.tool.is_empty()).then_some(&answer.tool),
        "use": answer.usage,
        "allowed": finding.allowed(),
        "exit": finding.exit.code(),
        "code": verdict.code().map(ReasonCode::as_str),
        "reasons": reasons(&verdict.reasons),
        "lifted": reasons(&verdict.lifted),
        "decision": verdict.decision.as_ref().map(|made| decision(made, answer)),
        "alternatives": alternatives,
        "notes": answer.notes,
        "register": findings.register,
    });
    if let (Some(place), Some(object), true) = (&finding.place, object.as_object_mut(), findings.of_list) {
        object.insert("file".to_owned(), json!(place.file));
        object.insert("line".to_owned(), json!(place.line));
        object.insert("column".to_owned(), json!(place.column));
    }
    object
}

fn reasons(reasons: &[Reason]) -> Vec<Value> {
    reasons.iter().map(|reason| json!({ "code": reason.code.as_str(), "text": reason.text() })).collect()
}

fn decision(made: &ChainEntry<Decision>, answer: &CheckResult) -> Value {
    let decision = &made.record;
    let header = &decision.header;
    json!({
        "kind": "decision",
        header.subject.word(): header.subject.id(),
        "use": header.usage,
        "number": header.number,
        "sha256": made.sha256,
        "as-of": header.as_of.to_string(),
        "decision": decision.decision.as_str(),
        "rationale": decision.rationale,
        "approvers": decision.approvers,
        "valid-from": decision.valid_from.to_string(),
        "valid-until": answer.verdict.until.map(|until| until.to_string()),
        "tier": decision.tier,
        "tier-with-waivers": decision.tier_with_waivers,
        "ceiling": decision.ceiling,
        "client-versions": decision.client_versions,
        "editions": decision.editions,
        "teams": decision.teams,
        "open-conditions": answer.open.iter().map(condition).collect::<Vec<_>>(),
        "actions": decision.actions,
    })
}

fn condition(condition: &Condition) -> Value {
    json!({
        "id": condition.id,
        "text": condition.text,
        "owner": condition.owner,
        "due": condition.due.map(|due| due.to_string()),
        "before-use": condition.before_use,
    })
}
