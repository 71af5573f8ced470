//! What git says about every record of a register: for `verify`, as problems, in words and in JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use plimsoll::problem::{Code, Mark, Problem, Problems, Severity, Source};
use plimsoll::register::{MARKER, Register, disk, record_named};
use serde_json::{Value, json};

use super::commit::quoted;
use super::history::{Commit, CommitState, GitHistory, Gone, Replaced, Signature};
use super::words::{GitState, words};
use super::{below, not_asked};
use crate::cli::print::names;
use crate::cli::print::terminal::plain;

/// What came of asking git about all records.
pub struct Audit(Result<AskedOfGit, String>);

#[derive(Default)]
struct AskedOfGit {
    /// Each record and its commit.
    all: Vec<(String, GitState)>,
    not_committed: Vec<String>,
    /// How many records about uses came with signatures of each kind, by its word.
    signatures: BTreeMap<&'static str, usize>,
    changed: usize,
    gone: usize,
}

impl Audit {
    /// Compares every record, of which is known where it lies, with what git knows, and adds what is
    /// wrong to the problems.
    pub fn of(
        history: anyhow::Result<GitHistory>,
        register: &Register,
        paths: &[(String, PathBuf)],
        problems: &mut Problems,
    ) -> Self {
        let history = match history {
            Ok(history) => history,
            Err(error) => return Self(Err(format!("{error:#}"))),
        };
        let agreed = register.policy().agreed_commits;
        let (root, agreed) = (register.root(), &agreed);
        let mut records = AskedOfGit::default();
        let mut said = BTreeSet::new();
        if let Some(first) = history.cut() {
            let title = format!(
                "the history that is here begins with {} of {}: what was changed or removed before that cannot be seen",
                first.short(),
                first.day
            );
            let help = "this is a shallow clone; `git fetch --unshallow` fetches the rest";
            problems.push(problem(root, Severity::Warning, title, vec![help.to_owned()]));
        }
        for (text, path) in paths {
            let Ok(bytes) = disk::read_bytes(path, plimsoll::document::LARGEST_FILE) else { continue };
            let state = history.of(path, &bytes);
            records.all.push((text.clone(), GitState::of(state)));
            if !matches!(state, CommitState::Changed(..)) {
                for lost in history.replaced(path, &bytes) {
                    records.gone += 1;
                    problems.push(is_replaced(root, path, lost, agreed));
                }
            }
            match state {
                CommitState::NotCommitted => records.not_committed.push(text.clone()),
                CommitState::Committed(commit) => {
                    if path.starts_with(root.join("tools")) || path.starts_with(root.join("vendors")) {
                        *records.signatures.entry(commit.signature.word()).or_default() += 1;
                    }
                    if said.insert(&commit.hash) {
                        problems.0.extend(of_signature(root, path, commit));
                    }
                }
                CommitState::Changed(first, by) => {
                    records.changed += 1;
                    changed(problems, path, first, by, &restore(root, path, first));
                }
            }
        }
        // Heads and entries come and go; records do not.
        for (path, gone) in history.gone(|path| record_named(path).is_none() || path.is_file()) {
            records.gone += 1;
            problems.push(is_gone(root, &path, gone, history.is_sparse(), agreed));
        }
        Self(Ok(records))
    }

    /// The records that git does not know yet.
    pub(super) fn not_committed(&self) -> &[String] {
        self.0.as_ref().map_or(&[], |records| &records.not_committed)
    }

    /// In JSON, a record a line.
    pub fn json(&self) -> Value {
        match &self.0 {
            Err(why) => json!({"asked": false, "why": why}),
            Ok(records) => {
                let each = records.all.iter().map(|(record, git)| {
                    let mut object = json!({"record": record});
                    if let (Some(object), Ok(Value::Object(git))) = (object.as_object_mut(), serde_json::to_value(git))
                    {
                        object.extend(git);
                    }
                    object
                });
                json!({"asked": true, "records": each.collect::<Vec<_>>()})
            }
        }
    }

    /// In words: how many, and which are not committed.
    pub fn text(&self) -> String {
        let records = match &self.0 {
            Err(why) => return not_asked(why) + "\n",
            Ok(records) if records.all.is_empty() && records.gone == 0 => return String::new(),
            Ok(records) => records,
        };
        let committed: usize = records.signatures.values().sum();
        let mut parts = vec![format!("{} committed", names::count(committed, "record", "records"))];
        if committed > 0 {
            let kinds = records.signatures.iter().map(|(word, count)| format!("{count} {}", in_words(word)));
            parts[0] += &format!(" ({})", kinds.collect::<Vec<_>>().join(", "));
        }
        for (count, what) in [
            (records.changed, "CHANGED since"),
            (records.gone, "gone since"),
            (records.not_committed.len(), "not committed"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        let mut text = format!("git: {}\n", parts.join("; "));
        if committed == 0 {
            // Nobody keeps these records in git.
            return text;
        }
        for record in records.not_committed.iter().take(MOST) {
            text += &format!("  not committed: {}\n", plain(record));
        }
        if records.not_committed.len() > MOST {
            text += &format!("  and {} more\n", records.not_committed.len() - MOST);
        }
        text
    }
}

/// The most records that are named as not committed.
const MOST: usize = 20;

fn in_words(word: &str) -> &str {
    match word {
        "good" => "with a good signature",
        "untrusted-key" => "signed by a key for which nobody vouches",
        "bad" => "with a BAD signature",
        "unknown-key" => "signed by a key that is not available",
        "expired" => "with a signature that has expired",
        "expired-key" => "signed by a key that has expired",
        "revoked-key" => "signed by a REVOKED key",
        other => other,
    }
}

fn problem(path: &Path, severity: Severity, title: String, help: Vec<String>) -> Problem {
    let source = Source::new(path.display().to_string(), "");
    Problem { code: Code::Altered, severity, title, source, marks: Vec::<Mark>::new(), help }
}

/// The commands that show and bring back a file as it was committed.
fn restore(root: &Path, path: &Path, commit: &Commit) -> String {
    let git = format!("git -C {}", quoted(&root.display().to_string()));
    let file = quoted(&below(root, path).unwrap_or_default());
    format!("as it was committed: `{git} restore --source={} -- {file}`", commit.short())
}

/// A record that is not as it was committed. Where it is blamed already, that gets the remedy.
fn changed(problems: &mut Problems, path: &Path, first: &Commit, by: Option<&Commit>, remedy: &str) {
    let name = path.display().to_string();
    let blamed = |problem: &&mut Problem| problem.severity == Severity::Error && problem.source.name == name;
    if let Some(known) = problems.0.iter_mut().find(blamed) {
        known.help.push(remedy.to_owned());
        return;
    }
    let title = match by {
        None => format!("it was changed after it had been committed, in {}", words(first)),
        Some(by) => format!("commit {} changed it after it had been committed, in {}", by.short(), words(first)),
    };
    let trust = "a record never changes: find out who changed it; the chain was rewritten to match".to_owned();
    problems.push(problem(path, Severity::Error, title, vec![trust, remedy.to_owned()]));
}

/// Whether a commit is among those that the register's settings name as agreed.
fn is_agreed(commit: &Commit, agreed: &BTreeSet<String>) -> bool {
    agreed.iter().any(|name| commit.hash.starts_with(name.as_str()))
}

/// How what a commit left out is said: as a mistake, unless people agreed to it and name the commit.
fn unless_agreed(commit: Option<&Commit>, agreed: &BTreeSet<String>) -> (Severity, String) {
    match commit {
        Some(commit) if is_agreed(commit, agreed) => {
            (Severity::Warning, format!("`agreed-commits` in {MARKER} names {}", commit.short()))
        }
        Some(commit) => (
            Severity::Error,
            format!(
                "a record is never removed: restore it and its head; where all agreed to it, have it recorded with `plimsoll policy record` and name the commit in {MARKER}: agreed-commits = [\"{}\"]",
                commit.hash
            ),
        ),
        None => (Severity::Error, "a record is never removed: restore it and its head".to_owned()),
    }
}

/// A record that git has and the folder has not.
fn is_gone(root: &Path, path: &Path, gone: Gone<'_>, sparse: bool, agreed: &BTreeSet<String>) -> Problem {
    let came = words(gone.came);
    let restore = restore(root, path, gone.came);
    let Some(went) = gone.went else {
        let title = format!("it was committed, in {came}; it is no longer there");
        let help = if sparse {
            "this is a sparse checkout, which leaves files out: `git sparse-checkout disable` restores them".to_owned()
        } else {
            restore
        };
        return problem(path, Severity::Error, title, vec![help]);
    };
    let (severity, help) = unless_agreed(Some(went), agreed);
    let title = if gone.merged {
        format!("it was committed, in {came}; the merge {} left it out", went.short())
    } else {
        format!("it was committed, in {came}; it was removed in {}", words(went))
    };
    problem(path, severity, title, vec![help, restore])
}

/// A record in whose place another one lies.
fn is_replaced(root: &Path, path: &Path, lost: Replaced<'_>, agreed: &BTreeSet<String>) -> Problem {
    // Where no commit shows that it did, the one with which the record came stands for it.
    let (severity, help) = unless_agreed(Some(lost.by.unwrap_or(lost.came)), agreed);
    let by = lost.by.map_or_else(
        || "a different one is in its place".to_owned(),
        |by| {
            format!(
                "{} {} put a different one in its place",
                if by.merges() { "the merge" } else { "commit" },
                by.short()
            )
        },
    );
    let title = format!("a record of this number was committed, in {}; {by}", words(lost.came));
    let show = format!(
        "`git -C {} show {}:./{}` shows it",
        quoted(&root.display().to_string()),
        lost.came.short(),
        quoted(&below(root, path).unwrap_or_default())
    );
    problem(path, severity, title, vec![help, show])
}

/// A signature that speaks against the commit.
fn of_signature(root: &Path, path: &Path, commit: &Commit) -> Option<Problem> {
    let (severity, help) = match commit.signature {
        Signature::Bad => (Severity::Error, "the commit is not what was signed: compare it with another clone"),
        Signature::Revoked => (Severity::Warning, "ask whose key it was, and since which day it is not to be trusted"),
        _ => return None,
    };
    let title = format!("the commit that added it is {}", words(commit));
    let more =
        format!("`git -C {} verify-commit {}` has the details", quoted(&root.display().to_string()), commit.short());
    Some(problem(path, severity, title, vec![help.to_owned(), more]))
}
