//! Committing what was recorded: one record a commit, its files and no others, with a message that a
//! reviewer can read. The record is there whether git can or not.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use plimsoll::assessment::{Record, file};
use plimsoll::document::LARGEST_FILE;
use plimsoll::person::listed;
use plimsoll::register::{Appended, MARKER, Register, disk};
use serde_json::{Value, json};

use super::history::name_of;
use super::{all_below, below, git, is_in_repository, run, why};
use crate::cli::Exit;
use crate::cli::print::terminal::{one_line, paragraph, plain, say, shortened};

/// What came of committing a record.
#[derive(Debug, PartialEq, Eq)]
pub enum Committed {
    /// Nobody wanted it.
    NotAsked,
    /// The commit's name, and what is worth knowing beside.
    Done(String, Option<String>),
    /// Why not, and how to do it by hand.
    Not(String, String),
}

impl Committed {
    /// Commits what was added, where the command or policy says so.
    pub fn after(register: &Register, added: &Appended, asked: bool) -> Self {
        if !asked && !register.config().policy.commit {
            return Self::NotAsked;
        }
        let root = register.root();
        let record = disk::read(&added.path).and_then(|source| Ok(file::read(&source)?.0));
        let message = record.map(|record| message(&record, &added.sha256)).map_err(Failed::from);
        let title = message.as_ref().ok().and_then(|message| message.lines().next()).unwrap_or("a record").to_owned();
        let written = kept(&added.files);
        match message.and_then(|message| commit(root, &added.files, &message)) {
            Ok((hash, notes)) => match compare(root, &written) {
                Ok(()) => Self::Done(hash, (!notes.is_empty()).then(|| notes.join("\n"))),
                Err(error) => Self::Not(format!("{error:#}"), by_hand(root, &added.files, &title, "--no-verify ")),
            },
            Err(Failed::UnderWay(what)) => {
                let why = format!(
                    "{what} is in progress, and until it ends git cannot commit single files: add the record, and the commit that ends {what} includes it"
                );
                Self::Not(why, add(root, &added.files))
            }
            Err(Failed::Other(error)) => Self::Not(format!("{error:#}"), by_hand(root, &added.files, &title, "")),
        }
    }

    /// Says what came of it.
    pub fn say(&self) {
        match self {
            Self::NotAsked => {}
            Self::Done(hash, note) => {
                say(&format!("committed to git as {}", hash.get(..10).unwrap_or(hash)));
                if let Some(note) = note {
                    say(note);
                }
            }
            Self::Not(why, by_hand) => {
                let why = plain(why).replace('\n', "\n  ");
                say(&format!("NOT committed to git; the record itself is saved\n  {why}"));
                say(&format!("to commit it by hand:\n  {}", plain(by_hand).replace('\n', "\n  ")));
            }
        }
    }

    /// What the command answers: what was asked for is done only when both are.
    pub const fn answer(&self) -> Exit {
        match self {
            Self::NotAsked | Self::Done(..) => Exit::Yes,
            Self::Not(..) => Exit::CouldNot,
        }
    }

    /// As JSON; nothing where nobody wanted it.
    pub fn json(&self) -> Option<Value> {
        match self {
            Self::NotAsked => None,
            Self::Done(hash, _) => Some(json!({"done": true, "hash": hash})),
            Self::Not(why, by_hand) => Some(json!({"done": false, "why": why, "by-hand": by_hand})),
        }
    }
}

/// What git calls what is going on in a repository, and its sign in the repository's folder.
const UNDER_WAY: [(&str, &str); 3] =
    [("a merge", "MERGE_HEAD"), ("a cherry-pick", "CHERRY_PICK_HEAD"), ("a revert", "REVERT_HEAD")];

/// Why nothing was committed.
enum Failed {
    /// git commits no single files before a merge is finished; it calls this what is going on.
    UnderWay(&'static str),
    /// Anything else.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// The bytes of files as they are before git has to do with them.
fn kept(files: &[PathBuf]) -> Vec<(PathBuf, Vec<u8>)> {
    let read = |path: &PathBuf| Some((path.clone(), disk::read_bytes(path, LARGEST_FILE).ok()?));
    files.iter().filter_map(read).collect()
}

/// Compares what was committed with what was written: a hook or a filter may have changed it, and a
/// record's bytes are what the next one names. A file that a hook rewrote is put back.
fn compare(root: &Path, written: &[(PathBuf, Vec<u8>)]) -> anyhow::Result<()> {
    let mut changed = Vec::new();
    for (path, bytes) in written {
        let Some(name) = below(root, path) else { continue };
        if disk::read_bytes(path, LARGEST_FILE).ok().as_ref() != Some(bytes) {
            disk::replace(path, bytes)?;
            changed.push(name);
            continue;
        }
        let committed = asked(root, &["rev-parse", "--verify", &format!("HEAD:./{name}")], None)?;
        let committed = committed.trim();
        if committed != name_of(bytes, committed.len()) {
            changed.push(name);
        }
    }
    if !changed.is_empty() {
        bail!(
            "a hook or a filter rewrote what was recorded, so the commit has different bytes: {}\nthe register has the right ones; exclude records, heads and used texts from it, then commit again",
            changed.join(", ")
        );
    }
    Ok(())
}

/// Commits these files as they lie there, and nothing else; gives the name of the commit, and notes.
///
/// What somebody has staged stays staged, also where the commit fails.
fn commit(root: &Path, files: &[PathBuf], message: &str) -> Result<(String, Vec<String>), Failed> {
    if !is_in_repository(root) {
        return Err(anyhow!("{} is not in a git repository; `git init` makes one", root.display()).into());
    }
    let files = all_below(root, files);
    // git itself waits for nobody: whoever else commits a record comes first.
    let folder = PathBuf::from(asked(root, &["rev-parse", "--absolute-git-dir"], None)?.trim_end_matches(['\n', '\r']));
    if let Some((what, _)) = UNDER_WAY.iter().find(|(_, sign)| folder.join(sign).exists()) {
        return Err(Failed::UnderWay(what));
    }
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join("plimsoll.lock"));
    let _lock = lock.and_then(|lock| lock.lock().map(|()| lock));
    let known = asked(root, &[&["ls-files", "-z", "--", MARKER], &strs(&files)[..]].concat(), None)?;
    let known: Vec<&str> = known.split('\0').collect();
    let new: Vec<&str> = strs(&files).into_iter().filter(|file| !known.contains(file)).collect();
    // git commits a file that it does not know only once it is told of it.
    let forget = || {
        if !new.is_empty() {
            let _ = asked(root, &[&["reset", "--quiet", "--"], &new[..]].concat(), None);
        }
    };
    if !new.is_empty()
        && let Err(error) = asked(root, &[&["add", "--intent-to-add", "--"], &new[..]].concat(), None)
    {
        forget();
        return Err(error.into());
    }
    // A record's bytes are what the next one names: git is not to change the ends of lines.
    let how = ["-c", "core.autocrlf=false", "commit", "--quiet", "--only", "--cleanup=whitespace", "--file=-", "--"];
    if let Err(error) = asked(root, &[&how, &strs(&files)[..]].concat(), Some(message)) {
        forget();
        return Err(error.into());
    }
    let hash = asked(root, &["rev-parse", "--verify", "HEAD"], None)?.trim().to_owned();
    let mut notes = Vec::new();
    if !known.contains(&MARKER) {
        notes.push(format!("{MARKER} is not in git yet: commit it too, so that a clone is a register"));
    }
    if asked(root, &["symbolic-ref", "--quiet", "HEAD"], None).is_err() {
        let short = hash.get(..10).unwrap_or(&hash);
        notes.push(format!(
            "HEAD is detached, so no branch has this commit: `git branch NAME {short}` keeps it; otherwise the next checkout loses the record"
        ));
    }
    Ok((hash, notes))
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Runs git, and gives what it printed.
fn asked(root: &Path, arguments: &[&str], input: Option<&str>) -> anyhow::Result<String> {
    let mut command = git(root);
    command.args(arguments);
    let Some(output) = run(command, input)? else { bail!("git is not installed here") };
    if !output.status.success() {
        bail!("{}", why(&output));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The commands that do it, with the first line of the message.
fn by_hand(root: &Path, files: &[PathBuf], title: &str, how: &str) -> String {
    let root_text = quoted(&root.display().to_string());
    let names = quoted_names(root, files);
    format!("{}\ngit -C {root_text} commit {how}--only -m {} -- {names}", add(root, files), quoted(title))
}

/// The command that adds them to what is to be committed.
fn add(root: &Path, files: &[PathBuf]) -> String {
    format!("git -C {} add -- {}", quoted(&root.display().to_string()), quoted_names(root, files))
}

fn quoted_names(root: &Path, files: &[PathBuf]) -> String {
    all_below(root, files).iter().map(|file| quoted(file)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let harmless = |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
    if !word.is_empty() && word.chars().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The columns of a message, and the most letters of a reason.
const WIDTH: usize = 72;
const REASON: usize = 600;

/// What a reviewer reads: what was recorded about what, by whom, and why in short.
fn message(record: &Record, sha256: &str) -> String {
    let header = record.header();
    let (what, who, reason) = said(record);
    let name = header.subject.name_of(&header.usage);
    let mut text = format!("{}\n", one_line(&format!("{name}: {what}")));
    for part in who.iter().chain(&reason) {
        text += &format!("\n{}\n", paragraph("", 0, &shortened(&one_line(part), REASON), WIDTH));
    }
    text += &format!("\nFor the day: {}\n", header.as_of);
    text += &format!("Recorded-by: {}\n", one_line(header.recorded_by.as_str()));
    text + &format!("Record-sha256: {sha256}\n")
}

/// What a record says: its outcome, who stands behind it, and why.
fn said(record: &Record) -> (String, Option<String>, Option<String>) {
    let number = record.header().number;
    match record {
        Record::Assessment(assessment) => {
            let outcome = &assessment.outcome;
            let recommended = outcome.decision.as_str().replace('-', " ");
            let full = if assessment.needs_full_run() { ", full run needed" } else { "" };
            let what = format!("assessment {number}, {}, {recommended} recommended{full}", outcome.tier);
            (what, None, assessment.answers.request.purpose.as_ref().map(|purpose| format!("Wanted for: {purpose}")))
        }
        Record::Triage(triage) => {
            let what = format!("triage {number}, route {}", triage.route.as_str());
            (what, None, triage.answers.request.purpose.as_ref().map(|purpose| format!("Wanted for: {purpose}")))
        }
        Record::Decision(decision) => {
            let word =
                if decision.only_lifts() { "lifted".to_owned() } else { decision.decision.as_str().replace('-', " ") };
            let until = decision.valid_until.map_or_else(String::new, |until| format!(" until {until}"));
            let tier = decision.tier_with_waivers.as_ref().map_or_else(String::new, |tier| format!(", tier {tier}"));
            let by = format!("Decided by {}.", listed(&decision.approvers));
            (format!("decision {number}, {word}{until}{tier}"), Some(by), Some(decision.rationale.clone()))
        }
        Record::Event(event) => (format!("event {number}, {}", event.what.word()), None, Some(event.why.clone())),
        Record::Enactment(enactment) => {
            let by = format!("Decided by {}.", listed(&enactment.approvers));
            (format!("record {number}"), Some(by), Some(enactment.rationale.clone()))
        }
    }
}
