//! `fmt`: the one form of every file that plimsoll writes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use plimsoll::answers::file as answers_file;
use plimsoll::assessment::file as record_file;
use plimsoll::document::comments::comments;
use plimsoll::file_kind::{FileKind, is_head};
use plimsoll::policy;
use plimsoll::problem::{Code, Problem, Problems, Source};
use plimsoll::questionnaire::draft;
use plimsoll::register::{self, Enacting, Mended, Register, canonical_head, disk};
use plimsoll::tool;

use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::names;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say};
use crate::cli::{Exit, Global, moment, person};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files; if none is given, those of the register that the program writes
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change nothing; print what would change, and exit 1 if anything would
    #[arg(long)]
    check: bool,
    /// Drop comments
    #[arg(long)]
    force: bool,
    /// Rewrite each head that is missing or behind its records, if the records are a whole chain
    #[arg(long, conflicts_with = "files")]
    heads: bool,
}

#[derive(Default)]
struct Formatted {
    changed: usize,
    files: usize,
    problems: Problems,
    /// Whether something could not be read at all.
    unreadable: bool,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let mut formatted = Formatted::default();
    let register = if args.files.is_empty() { Some(locate::register(global)?) } else { locate::register(global).ok() };
    if let Some(register) = register.as_ref().filter(|_| args.files.is_empty()) {
        formatted.move_heads(register, args)?;
        formatted.begin_history(register, args, global)?;
        if args.heads {
            formatted.mend_heads(register, args)?;
        }
    }
    let files = match &register {
        Some(register) if args.files.is_empty() => of_register(register)?,
        _ => args.files.clone(),
    };
    for file in &files {
        formatted.file(file, register.as_ref(), args)?;
    }
    if formatted.unreadable {
        return Err(formatted.problems.into());
    }
    diagnostics::say(&formatted.problems);
    let wrong = formatted.problems.any_error() || (args.check && formatted.changed > 0);
    let done = if args.check { "would change" } else { "changed" };
    say(&format!("{}, {} {done}", names::count(formatted.files, "file", "files"), formatted.changed));
    Ok(if wrong { Exit::No } else { Exit::Yes })
}

/// What the program writes in a register: heads, drafts and records.
fn of_register(register: &Register) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = register.heads()?;
    files.extend(register.drafts()?);
    for chain in register.chains()? {
        files.extend(register.records(&chain)?.into_iter().map(|(_, _, path)| path));
    }
    files.sort();
    Ok(files)
}

/// What a file is, by where it lies and by what stands in it; answers, where it could be anything.
fn kind(path: &Path, source: &Arc<Source>) -> FileKind {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if is_head(&path) { FileKind::Head } else { FileKind::of(source).unwrap_or(FileKind::Answers) }
}

/// The canonical text of a file, which says the same.
fn canonical(kind: FileKind, source: &Arc<Source>) -> Result<String, register::Error> {
    let again = |text: &str| Source::new(source.name.clone(), text);
    let (text, same) = match kind {
        FileKind::Record => return Ok(record_file::read(source)?.0.write()),
        FileKind::Head => return Ok(canonical_head(source)?),
        FileKind::Draft => {
            let (draft, _) = draft::read(source)?;
            let text = draft.write();
            let same = draft::read(&again(&text)).is_ok_and(|(read, _)| read == draft);
            (text, same)
        }
        FileKind::DecisionDraft => {
            let (draft, _) = policy::draft::read(source)?;
            let text = draft.write();
            let same = policy::draft::read(&again(&text)).is_ok_and(|(read, _)| read == draft);
            (text, same)
        }
        FileKind::Tool => {
            let (tool, _) = tool::file::read(source)?;
            let text = tool::file::write(&tool);
            let same = tool::file::read(&again(&text)).is_ok_and(|(read, _)| read == tool);
            (text, same)
        }
        FileKind::Answers => {
            let (written, problems) = answers_file::read(source);
            let (written, _) = problems.and(written)?;
            let text = answers_file::write(&written.answers);
            let same = answers_file::read(&again(&text)).0.is_some_and(|read| read.answers == written.answers);
            (text, same)
        }
        FileKind::Framework | FileKind::Settings | FileKind::Requests | FileKind::Report => {
            let (name, what) = (&source.name, kind.name());
            let text = format!("{name} is {what}, which has no canonical form");
            return Err(register::Error::Refused(text));
        }
    };
    if same {
        Ok(text)
    } else {
        let text = format!("{} would change its meaning in canonical form; it is left as it is", source.name);
        Err(register::Error::Refused(text))
    }
}

impl Formatted {
    /// Moves the heads of an older register to where they lie today.
    fn move_heads(&mut self, register: &Register, args: &Args) -> anyhow::Result<()> {
        let former = register.former_heads()?;
        if former.is_empty() {
            return Ok(());
        }
        self.files += former.len();
        self.changed += former.len();
        if args.check {
            let moved = |path: &PathBuf| {
                format!("{}\n- heads belong under heads/, one file for each use\n", plain(&path.display().to_string()))
            };
            terminal::print(&former.iter().map(moved).collect::<String>())?;
            return Ok(());
        }
        let written = register.move_heads()?.len();
        let (heads, files) = (names::count(former.len(), "head", "heads"), names::count(written, "file", "files"));
        say(&format!("moved {heads} into {files} under heads/"));
        Ok(())
    }

    /// Begins the history of the policy in a register that has none.
    fn begin_history(&mut self, register: &Register, args: &Args, global: &Global) -> anyhow::Result<()> {
        // Whoever moves the heads moves this with them: before, chains cannot be read.
        if register.has_history() || (args.check && !register.former_heads()?.is_empty()) {
            return Ok(());
        }
        let by = person::recorder(global, register.root())?;
        let rationale = "The policy was in force before its history began.".to_owned();
        let enacting = Enacting { rationale, ..Enacting::beside(&by, moment()?) };
        if register.begin_history(&enacting, args.check)? {
            self.files += 1;
            self.changed += 1;
            let done = if args.check { "would begin" } else { "begins" };
            say(&format!("the history of the policy {done} with plimsoll.toml as it is: policy/history/"));
        }
        Ok(())
    }

    /// Writes heads anew that are lost or behind their records.
    fn mend_heads(&mut self, register: &Register, args: &Args) -> anyhow::Result<()> {
        for mark in register.mark_entries(args.check)? {
            self.changed += 1;
            let done = if args.check { "would be written" } else { "is rewritten" };
            say(&format!("{} {done}", plain(&mark.display().to_string())));
        }
        for chain in register.chains()? {
            let head = plain(&register.head_of(&chain).display().to_string());
            match register.mend_head(&chain, args.check)? {
                Mended::Sound => {}
                Mended::Written { number, was_absent } => {
                    self.changed += 1;
                    let all = if was_absent {
                        "; there was no head, so only git, a backup or an old report can show whether later records are missing"
                    } else {
                        ""
                    };
                    let done = if args.check { "would name" } else { "names" };
                    say(&format!("{head} {done} record {number}{all}"));
                }
                Mended::Refused(why) => {
                    let source = Source::new(head, "");
                    let mut problem = Problem::error(Code::Altered, &source, 0..0, "the head cannot be rewritten");
                    problem.marks.clear();
                    self.problems.push(problem.help(why));
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, register: Option<&Register>, args: &Args) -> anyhow::Result<()> {
        let source = if args.files.is_empty() { disk::read(path)? } else { plimsoll::input::read(path)? };
        anyhow::ensure!(
            path.file_name().is_none_or(|name| name != "head.toml"),
            "{} is a head in its former place; `plimsoll fmt` without a file moves it",
            plain(&path.display().to_string())
        );
        let kind = kind(path, &source);
        self.files += 1;
        let text = match canonical(kind, &source) {
            Ok(text) => text,
            Err(register::Error::Problems(problems)) => {
                self.problems.extend(problems);
                self.unreadable = true;
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        if text == source.text {
            return Ok(());
        }
        if kind == FileKind::Record {
            let title = "the record is not in its canonical form";
            self.problems.push(Problem::error(Code::NotCanonical, &source, 0..0, title).help(
                "a record is never changed: restore the file from git or a backup; `plimsoll verify` marks the place",
            ));
            return Ok(());
        }
        if !args.force
            && let Some(first) = comments(&source.text).into_iter().next()
        {
            let title = "a comment would be lost: the file is left as it is";
            self.problems.push(
                Problem::error(Code::NotCanonical, &source, first, title)
                    .help("move it into a `note`, or give --force to drop all comments in the file"),
            );
            return Ok(());
        }
        self.changed += 1;
        if args.check {
            terminal::print(&format!("{}\n{}", plain(&source.name), difference(&source.text, &text)))?;
            return Ok(());
        }
        match register.filter(|_| matches!(kind, FileKind::Head | FileKind::Tool)) {
            // Another process may be adding a record behind this very head.
            Some(register) => drop(register.rewrite(path, |source| canonical(kind, source))?),
            None => {
                let path = std::fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))?;
                disk::replace(&path, &text)?;
            }
        }
        Ok(())
    }
}

/// The lines that differ between two texts: those that go, and those that come.
fn difference(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut shown = String::new();
    let mut line = |sign: char, text: &str| shown += &format!("{sign} {}\n", plain(text));
    for (kept, gone, come) in hunks(&old, &new) {
        if kept > 0 {
            line(' ', "...");
        }
        for text in gone {
            line('-', text);
        }
        for text in come {
            line('+', text);
        }
    }
    if before.ends_with('\n') != after.ends_with('\n') {
        line('+', "(a line feed at the end)");
    }
    shown
}

/// Runs of lines that differ: how many lines are the same before it, those that go, those that come.
fn hunks<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(usize, Vec<&'t str>, Vec<&'t str>)> {
    let mut hunks = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        let kept = old[a..].iter().zip(&new[b..]).take_while(|(x, y)| x == y).count();
        (a, b) = (a + kept, b + kept);
        // The nearest place where the two meet again: the fewest lines between here and there.
        let rest = (old.len() - a) + (new.len() - b);
        let meets = |gone: usize, come: usize| match (old.get(a + gone), new.get(b + come)) {
            (Some(x), Some(y)) => x == y,
            _ => false,
        };
        let meeting = (1..rest)
            .find_map(|steps| (0..=steps).map(|gone| (gone, steps - gone)).find(|(gone, come)| meets(*gone, *come)));
        let (gone, come) = meeting.unwrap_or((old.len() - a, new.len() - b));
        if gone + come > 0 {
            hunks.push((kept, old[a..a + gone].to_vec(), new[b..b + come].to_vec()));
        }
        (a, b) = (a + gone, b + come);
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown_and_nothing_else() {
        assert_eq!(difference("a\nb\nc\n", "a\nB\nc\n"), "  ...\n- b\n+ B\n");
        assert_eq!(difference("a\nb\n", "x\na\nb\n"), "+ x\n");
        assert_eq!(difference("a\nb\nc\nd", "a\nd\n"), "  ...\n- b\n- c\n+ (a line feed at the end)\n");
        assert_eq!(difference("a\n", "a\n"), "");
        let (old, new) = ("1\n2\n3\n4\n5\n", "1\n3\n4\nx\n5\n6\n");
        assert_eq!(difference(old, new), "  ...\n- 2\n  ...\n+ x\n  ...\n+ 6\n");
    }
}
