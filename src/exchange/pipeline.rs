//! What pipelines take, whichever command found it: results with their codes, and what the codes mean. The
//! formats of pipelines are made of this alone.

use crate::date::Day;
use crate::gate::{Exit, ReasonCode};

use super::findings::{FilePlace, Finding, Findings};

/// What a code means.
#[derive(Clone, Debug)]
pub struct PipelineRule {
    /// The code.
    pub code: &'static str,
    /// What it says, in one sentence.
    pub meaning: &'static str,
    /// What to do about it, in one sentence.
    pub remedy: &'static str,
    /// Whether it says that something could not be told.
    pub could_not: bool,
}

/// One result.
#[derive(Clone, Debug)]
pub struct PipelineResult {
    /// What it is about, for people.
    pub name: String,
    /// The same with its place: told apart from others of its name.
    pub name_and_place: String,
    /// What it is about, without the line where it stands: stays the same when lines move.
    pub about: String,
    /// Where it stands.
    pub place: Option<FilePlace>,
    /// The answer, after the choice of codes to fail on.
    pub exit: Exit,
    /// The answer before that.
    pub answer: Exit,
    /// The answer in words.
    pub word: &'static str,
    /// The codes against it, each with what exactly; the first decides.
    pub reasons: Vec<(&'static str, String)>,
    /// What else is worth a line.
    pub notes: Vec<String>,
}

/// All results of a run.
#[derive(Clone, Debug)]
pub struct PipelineRun {
    /// The command: `check`.
    pub command: &'static str,
    /// The day that was judged.
    pub day: Day,
    /// The name of the register; `None` where it cannot be read.
    pub register: Option<String>,
    /// What was asked about.
    pub asked: Vec<String>,
    /// The worst answer.
    pub exit: Exit,
    /// Every code that there is.
    pub rules: Vec<PipelineRule>,
    /// The results.
    pub results: Vec<PipelineResult>,
}

impl PipelineResult {
    /// Whether nothing is against it.
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.answer == Exit::Yes
    }
}

/// The codes of the gate.
#[must_use]
pub fn rules_of_gate() -> Vec<PipelineRule> {
    let rule = |code: &ReasonCode| PipelineRule {
        code: code.as_str(),
        meaning: code.meaning(),
        remedy: code.remedy(),
        could_not: code.exit() == Exit::CouldNot,
    };
    ReasonCode::ALL.iter().map(rule).collect()
}

impl From<&Findings> for PipelineRun {
    fn from(all: &Findings) -> Self {
        Self {
            command: "check",
            day: all.day,
            register: all.register.clone(),
            asked: all.asked.clone(),
            exit: all.exit(),
            rules: rules_of_gate(),
            results: all.findings.iter().map(result).collect(),
        }
    }
}

fn result(finding: &Finding) -> PipelineResult {
    let verdict = &finding.answer.verdict;
    PipelineResult {
        name: finding.name(),
        name_and_place: finding.name_and_place(),
        about: if finding.answer.tool.is_empty() { String::new() } else { finding.answer.name() },
        place: finding.place.clone(),
        exit: finding.exit,
        answer: verdict.exit(),
        word: finding.word(),
        reasons: verdict.reasons.iter().map(|reason| (reason.code.as_str(), reason.text())).collect(),
        notes: Vec::new(),
    }
}
