//! Runs the `console` blocks of Markdown files: the README, and the cases in `tests/cmd/`.
//!
//! A line `$ command` is run by a shell in a copy of the folder that the file is about; what stands
//! below is what it must print, standard output and error together, `? N` first where it ends with
//! code N. `...` on a line of its own stands for any lines, `[..]` for anything within one.
//! `SNAPSHOTS=overwrite cargo test` writes what is printed now.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use snapbox::{Assert, Data};

use super::support::{self, copy, overwrites, root};

/// What a command prints, with its exit code where that is not 0.
fn run(command: &str, folder: &Path) -> String {
    let mut shell = support::command("sh", folder);
    let output = shell.args(["-c", &format!("{{ {command}\n}} 2>&1")]).env("COLUMNS", "90").output().unwrap();
    let mut printed = String::new();
    match output.status.code() {
        Some(0) => {}
        code => writeln!(printed, "? {}", code.unwrap()).unwrap(),
    }
    printed += &String::from_utf8(output.stdout).unwrap();
    printed.replace(folder.to_str().unwrap(), "[FOLDER]")
}

/// The text with every command run again, and what its blocks printed beside what they should.
fn play(text: &str, folder: &Path) -> (String, usize) {
    let mut played = String::new();
    let mut commands = 0;
    let mut lines = text.lines().peekable();
    let mut inside = false;
    while let Some(line) = lines.next() {
        writeln!(played, "{line}").unwrap();
        if line.starts_with("```") {
            inside = line == "```console";
        }
        let Some(first) = line.strip_prefix("$ ").filter(|_| inside) else { continue };
        let mut command = first.to_owned();
        while command.ends_with('\\') {
            let next = lines.next().unwrap();
            writeln!(played, "{next}").unwrap();
            command = format!("{command}\n{next}");
        }
        let mut expected = String::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && *line != "```") {
            writeln!(expected, "{line}").unwrap();
        }
        // A blank line before the next command is layout, not output.
        let more = lines.peek().is_some_and(|line| line.starts_with("$ "));
        let layout = more && (expected == "\n" || expected.ends_with("\n\n"));
        if layout {
            expected.pop();
        }
        let printed = run(&command, folder);
        commands += 1;
        let elided = expected.lines().any(|line| line == "...") || expected.contains("[..]");
        if overwrites() && !elided {
            played += &printed;
        } else {
            Assert::new().eq(printed.as_str(), Data::text(expected.as_str()).raw_if(!elided));
            played += &expected;
        }
        if layout {
            played += "\n";
        }
    }
    (played, commands)
}

/// Keeps `play` readable where a text has no wildcards.
trait RawIf {
    fn raw_if(self, raw: bool) -> Self;
}

impl RawIf for Data {
    fn raw_if(self, raw: bool) -> Self {
        if raw { self.raw() } else { self }
    }
}

fn check(file: &Path, seed: Option<&Path>) -> usize {
    let text = std::fs::read_to_string(file).unwrap();
    let sandbox = tempfile::tempdir().unwrap();
    let folder = sandbox.path().canonicalize().unwrap().join("here");
    std::fs::create_dir_all(&folder).unwrap();
    if let Some(seed) = seed {
        copy(seed, &folder);
    }
    let (played, commands) = play(&text, &folder);
    if played != text {
        std::fs::write(file, played).unwrap();
    }
    commands
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let sandbox = tempfile::tempdir().unwrap();
    copy(&root().join("examples"), &sandbox.path().join("examples"));
    let commands = check(&root().join("README.md"), Some(sandbox.path()));
    assert!(commands >= 5, "the README shows only {commands} commands");
}

#[test]
fn every_command_of_the_checklist_prints_what_it_shows() {
    let sandbox = tempfile::tempdir().unwrap();
    copy(&root().join("examples"), &sandbox.path().join("examples"));
    let commands = check(&root().join("examples/procurement/checklist.md"), Some(sandbox.path()));
    assert!(commands >= 2, "the checklist shows only {commands} commands");
}

#[test]
fn every_case_prints_what_it_shows() {
    let cases = root().join("tests/cmd");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let seed = file.with_extension("in");
        let commands = check(&file, seed.is_dir().then_some(&seed));
        assert!(commands > 0, "{} runs nothing", file.display());
    }
}
