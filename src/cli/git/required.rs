//! What `check` asks git where the settings of a register say that it must: nothing is allowed that is
//! not committed and unchanged, or while history leaves something out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plimsoll::assessment::Subject;
use plimsoll::date::Day;
use plimsoll::exchange::findings::{Finding, Findings};
use plimsoll::gate::{Exit, Reason, ReasonCode, Verdict};
use plimsoll::policy::Git;
use plimsoll::problem::{Problems, Severity};
use plimsoll::register::Register;

use super::{Audit, history};

/// Something against what a register says: about a tool, or about all.
struct Against {
    tool: Option<String>,
    reason: Reason,
}

/// Judges what was found once more, with what git says; where git is only welcome, nothing changes.
pub fn bear_out(register: &Register, all: &mut Findings, exit: impl Fn(&Verdict) -> Exit) {
    if register.policy().git != Git::Required {
        return;
    }
    let asked: BTreeSet<String> = all.findings.iter().map(|finding| finding.answer.tool.clone()).collect();
    let against = against(register, &asked);
    let day = all.day;
    for finding in &mut all.findings {
        judge(finding, &against, day, &exit);
    }
}

fn judge(finding: &mut Finding, against: &[Against], day: Day, exit: &impl Fn(&Verdict) -> Exit) {
    let concerns = |one: &&Against| one.tool.as_ref().is_none_or(|tool| *tool == finding.answer.tool);
    let reasons: Vec<Reason> = against.iter().filter(concerns).map(|one| one.reason.clone()).collect();
    if !reasons.is_empty() {
        finding.answer.verdict = finding.answer.verdict.clone().stricter(Verdict::unless(day, reasons));
        finding.exit = exit(&finding.answer.verdict);
    }
}

fn against(register: &Register, asked: &BTreeSet<String>) -> Vec<Against> {
    let root = register.root();
    let all = |text: String| Against { tool: None, reason: Reason::other(ReasonCode::Unreadable, text) };
    let folders = ["tools", "vendors", "policy"].map(|name| root.join(name));
    let history = match history(root, &folders) {
        None => {
            return vec![all(format!("plimsoll.toml requires git, but {} is not in a git repository", root.display()))];
        }
        Some(Err(error)) => {
            return vec![all(format!("plimsoll.toml requires git, but git cannot be asked: {error:#}"))];
        }
        Some(Ok(history)) => history,
    };
    let mut against = Vec::new();
    if let Some(first) = history.cut() {
        against.push(all(format!("plimsoll.toml requires git, but the history here begins with {}", first.short())));
    }
    if history.is_sparse() {
        against.push(all("plimsoll.toml requires git, but only part of the repository is checked out".to_owned()));
    }
    let paths = match records(register, asked) {
        Ok(paths) => paths,
        Err(error) => return vec![all(format!("{error:#}"))],
    };
    let mut problems = Problems::default();
    let audit = Audit::of(Ok(history), register, &paths, &mut problems);
    for problem in problems.0.iter().filter(|problem| problem.severity == Severity::Error) {
        let reason = Reason::other(ReasonCode::Altered, format!("{}: {}", problem.place(), problem.title));
        against.push(Against { tool: tool_of(root, Path::new(&problem.source.name)), reason });
    }
    for (name, path) in paths.iter().filter(|(name, _)| audit.not_committed().contains(name)) {
        let reason = Reason::other(ReasonCode::Altered, format!("{name} is not committed to git"));
        against.push(Against { tool: tool_of(root, path), reason });
    }
    against
}

/// The records about tools that are asked about, and about all vendors.
fn records(register: &Register, asked: &BTreeSet<String>) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut paths = Vec::new();
    for chain in register.chains()? {
        if matches!(&chain.subject, Subject::Tool(tool) if !asked.contains(tool)) {
            continue;
        }
        for (number, kind, path) in register.records(&chain)? {
            paths.push((format!("{kind} {number} of {}", chain.name()), path));
        }
    }
    Ok(paths)
}

/// The tool in whose folder something lies; nothing where it is about more than one.
fn tool_of(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root.join("tools")).ok()?;
    below.iter().next()?.to_str().map(str::to_owned)
}
