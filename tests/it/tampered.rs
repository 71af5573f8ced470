//! A year of a register, tampered with as somebody would who has the folder and a text editor. Each time
//! `verify` finds it, names the file, and says what to do: what it says is kept in
//! `tests/snapshots/tampered.md`, to be read as an auditor would.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use plimsoll::document::sha256;
use plimsoll::problem::Severity;
use plimsoll::register::{Depth, Register};

use super::support::{PLIMSOLL, beside_register, copy, plimsoll, reviewed, said, seed};
use super::year::{on, year};

/// A register that somebody is about to tamper with.
struct Victim(PathBuf);

impl Victim {
    fn path(&self, name: &str) -> PathBuf {
        self.0.join("register").join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.path(name)).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.path(from), self.path(to)).unwrap();
    }

    fn copy(&self, from: &str, to: &str) {
        std::fs::copy(self.path(from), self.path(to)).unwrap();
    }

    /// Edits a record and makes everything behind it fit: the records after it, and the head.
    fn rewrite(&self, name: &str, from: &str, to: &str) {
        let (folder, _) = name.rsplit_once('/').unwrap();
        let head = format!("heads/{folder}.toml");
        let mut names: Vec<String> = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect();
        names.sort();
        let mut renamed: Vec<(String, String)> = Vec::new();
        for other in names.iter().filter(|other| other.as_str() >= name).chain([&head]) {
            let before = self.read(other);
            let mut after = before.clone();
            for (old, new) in &renamed {
                after = after.replace(old, new);
            }
            if other == name {
                assert!(after.contains(from), "{name} has no {from}");
                after = after.replacen(from, to, 1);
            }
            renamed.push((sha256(&before), sha256(&after)));
            self.write(other, &after);
        }
    }
}

/// What is done to a register.
struct Tampering {
    title: &'static str,
    how: fn(&Victim),
    /// What is verified with, and the exit code.
    verify: &'static str,
    exit: i32,
    /// Files that must be named, one of them at least.
    names: &'static str,
}

const fn found(title: &'static str, names: &'static str, how: fn(&Victim)) -> Tampering {
    Tampering { title, how, verify: "verify", exit: 1, names }
}

const GENERAL: &str = "tools/note-taker/general";
const OLD: &str = "tools/note-taker/general/0003-assessment.toml";
const NEWEST: &str = "tools/note-taker/general/0010-assessment.toml";
const HEAD: &str = "heads/tools/note-taker/general.toml";

const TAMPERINGS: &[Tampering] = &[
    found("A byte of an old record is changed", OLD, |victim| victim.edit(OLD, "section 4", "section 5")),
    found("A byte of the newest record is changed", NEWEST, |victim| victim.edit(NEWEST, "section 4", "section 5")),
    found("The link itself is changed", OLD, |victim| victim.edit(OLD, "previous = \"", "previous = \"0")),
    found("Two records that follow each other are changed", OLD, |victim| {
        victim.edit(OLD, "section 4", "section 5");
        victim.edit(&format!("{GENERAL}/0004-decision.toml"), "Well kept", "Badly kept");
    }),
    found("A record in the middle is removed", "0006-assessment.toml", |victim| {
        victim.remove(&format!("{GENERAL}/0005-event.toml"));
    }),
    found("Records in the middle are removed, and those after them moved up", "0005-assessment.toml", |victim| {
        victim.remove(&format!("{GENERAL}/0005-event.toml"));
        victim.rename(&format!("{GENERAL}/0006-assessment.toml"), &format!("{GENERAL}/0005-assessment.toml"));
    }),
    found("The tail is cut", HEAD, |victim| victim.remove(NEWEST)),
    found("The tail is cut, and the head put back by hand", HEAD, |victim| {
        victim.remove(NEWEST);
        victim.edit(HEAD, "number = 10", "number = 9");
    }),
    found("Two records change places", "0006-assessment.toml", |victim| {
        let (one, other) = (format!("{GENERAL}/0006-assessment.toml"), format!("{GENERAL}/0008-assessment.toml"));
        victim.rename(&one, &format!("{GENERAL}/x"));
        victim.rename(&other, &one);
        victim.rename(&format!("{GENERAL}/x"), &other);
    }),
    found("A record gets another kind", "0007-event.toml", |victim| {
        victim.rename(&format!("{GENERAL}/0007-decision.toml"), &format!("{GENERAL}/0007-event.toml"));
    }),
    found("A record is copied into another use", "talks/0008-decision.toml", |victim| {
        victim.copy(&format!("{GENERAL}/0009-decision.toml"), "tools/note-taker/talks/0008-decision.toml");
    }),
    found("A record is doubled under its own number", "0009-assessment.toml", |victim| {
        victim.copy(&format!("{GENERAL}/0008-assessment.toml"), &format!("{GENERAL}/0009-assessment.toml"));
    }),
    found("The newest record is doubled behind itself", "0011-assessment.toml", |victim| {
        victim.copy(NEWEST, &format!("{GENERAL}/0011-assessment.toml"));
    }),
    found("The sha256 in a head is changed", HEAD, |victim| {
        let now = sha256(&victim.read(NEWEST));
        victim.edit(HEAD, &now, &sha256("another"));
    }),
    found("A head is that of another use", HEAD, |victim| victim.copy("heads/tools/note-taker/talks.toml", HEAD)),
    found("A head is removed", HEAD, |victim| victim.remove(HEAD)),
    found("All heads of a tool are removed", HEAD, |victim| {
        std::fs::remove_dir_all(victim.path("heads/tools/note-taker")).unwrap();
    }),
    found("The folder of a tool is removed", "tools/note-taker/general", |victim| {
        std::fs::remove_dir_all(victim.path("tools/note-taker")).unwrap();
    }),
    found("The folder of a use gets another name", "tools/note-taker/general", |victim| {
        victim.rename(GENERAL, "tools/note-taker/General");
    }),
    found("A head is removed, and all but the first records of each use", HEAD, |victim| {
        victim.remove(HEAD);
        for folder in [GENERAL, "tools/note-taker/talks"] {
            for entry in std::fs::read_dir(victim.path(folder)).unwrap() {
                let path = entry.unwrap().path();
                if !path.file_name().unwrap().to_str().unwrap().starts_with("0001-") {
                    std::fs::remove_file(path).unwrap();
                }
            }
        }
    }),
    found("A framework that records relied on is changed", "frameworks/used/8ec1e7", |victim| {
        let used = "frameworks/used/8ec1e70479d7d93455875786197327a12cb7e960f9873970909d05136cdaf019.toml";
        victim.edit(used, "credit = 75", "credit = 95");
    }),
    found("A policy that decisions were made under is removed", "decision.toml", |victim| {
        std::fs::remove_dir_all(victim.path("policy")).unwrap();
    }),
    found("A tier is edited, and everything behind it made to fit", "0006-assessment.toml", |victim| {
        victim.rewrite(&format!("{GENERAL}/0006-assessment.toml"), "tier = \"critical\"", "tier = \"high\"");
    }),
    found("Points are edited, and everything behind it made to fit", NEWEST, |victim| {
        victim.rewrite(NEWEST, "residual = { points = ", "residual = { points = 1");
    }),
    found("An answer is edited, and everything behind it made to fit", NEWEST, |victim| {
        victim.rewrite(NEWEST, "value = \"yes\"", "value = \"no\"");
    }),
    found("A decision is made to rest on another assessment", "0009-decision.toml", |victim| {
        let text = victim.read(&format!("{GENERAL}/0009-decision.toml"));
        let line = text.lines().find(|line| line.starts_with("assessment = ")).unwrap();
        let other = format!("assessment = \"{}\"", sha256("another"));
        victim.rewrite(&format!("{GENERAL}/0009-decision.toml"), line, &other);
    }),
    found("A record says that it has a newer schema", NEWEST, |victim| {
        victim.rewrite(NEWEST, "schema = 1", "schema = 2");
    }),
    found("A file lies where none belongs", "notes.txt", |victim| {
        victim.write(&format!("{GENERAL}/notes.txt"), "remember to ask\n");
    }),
    found("A record is written in another form", NEWEST, |victim| {
        victim.rewrite(NEWEST, "tool = \"note-taker\"", "tool = 'note-taker'");
    }),
    found("A record gets a comment", NEWEST, |victim| {
        victim.rewrite(NEWEST, "[answers]\n", "[answers]\n# agreed by phone\n");
    }),
    Tampering {
        title: "The whole chain is rewritten, with its head, against a report that names the old one",
        how: |victim| victim.rewrite(OLD, "section 4", "section 5"),
        verify: "verify --head NEWEST",
        exit: 1,
        names: "NEWEST",
    },
    Tampering {
        title: "The same, without anything from outside: the folder alone does not show it",
        how: |victim| victim.rewrite(OLD, "section 4", "section 5"),
        verify: "verify",
        exit: 0,
        names: "sound",
    },
    Tampering {
        title: "The head is set back by one: it looks like an append that was interrupted",
        how: |victim| {
            let before = sha256(&victim.read(&format!("{GENERAL}/0009-decision.toml")));
            let now = sha256(&victim.read(NEWEST));
            victim.edit(
                HEAD,
                &format!("number = 10\nsha256 = \"{now}\""),
                &format!("number = 9\nsha256 = \"{before}\""),
            );
        },
        verify: "verify",
        exit: 0,
        names: NEWEST,
    },
];

#[test]
fn every_tampering_is_found_and_explained() {
    let year = year();
    let newest = sha256(&std::fs::read_to_string(year.path().join("register").join(NEWEST)).unwrap());
    let mut page = "# What verify says of a register that was tampered with\n\n\
        Made by `tests/it/tampered.rs` from a year of a register.\n"
        .to_owned();
    for tampering in TAMPERINGS {
        let sandbox = tempfile::tempdir().unwrap();
        copy(year.path(), sandbox.path());
        let verify = |arguments: &str| {
            let output = on(sandbox.path(), "Robin Sample <robin@example.org>", "2026-11-22")
                .args(arguments.replace("NEWEST", &newest).split(' '))
                .output()
                .unwrap();
            (output.status.code(), said(&output).replace(&newest, "NEWEST"))
        };
        (tampering.how)(&Victim(sandbox.path().to_path_buf()));
        let (exit, said) = verify(tampering.verify);
        assert_eq!(exit, Some(tampering.exit), "{}\n{said}", tampering.title);
        assert!(said.contains(tampering.names), "{}: {} is not named\n{said}", tampering.title, tampering.names);
        let errors = said.matches("\nerror[").count() + usize::from(said.starts_with("error["));
        assert!(said.matches("= help: ").count() >= errors, "{}: no remedy\n{said}", tampering.title);
        write!(page, "\n## {}\n\n```text\n{}\n```\n", tampering.title, said.trim_end()).unwrap();
    }
    reviewed("tampered.md", &page);
}

/// The files that something is wrong with, by their names, when a chain is looked through.
fn blamed(register: &Register) -> BTreeSet<String> {
    let verified = register.verify(&register.chain("note-taker", "general"), Depth::Records);
    let errors = verified.problems.0.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.source.name.rsplit_once('/').unwrap().1.to_owned()).collect()
}

#[test]
fn every_record_moved_copied_or_removed_is_found_and_no_other_is_blamed() {
    let year = year();
    let victim = Victim(year.path().to_path_buf());
    let register = Register::open(&year.path().join("register")).unwrap();
    let mut names: Vec<String> = std::fs::read_dir(victim.path(GENERAL))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!((names.len(), blamed(&register)), (10, BTreeSet::new()));
    let texts: Vec<String> = names.iter().map(|name| victim.read(&format!("{GENERAL}/{name}"))).collect();
    let put = |at: usize, text: &str| victim.write(&format!("{GENERAL}/{}", names[at]), text);
    let set = |those: &[usize]| those.iter().map(|at| names[*at].clone()).collect::<BTreeSet<String>>();
    let last = names.len() - 1;
    for one in 0..names.len() {
        victim.remove(&format!("{GENERAL}/{}", names[one]));
        let expected = if one == last { BTreeSet::from(["general.toml".to_owned()]) } else { set(&[one + 1]) };
        assert_eq!(blamed(&register), expected, "{} is gone", names[one]);
        put(one, &texts[one]);

        put(one, &texts[one].replace("Sample", "Simple").replace("Chief", "Chef").replace("Lee Owner", "Lea Owner"));
        assert_eq!(blamed(&register), set(&[one]), "{} is changed", names[one]);
        put(one, &texts[one]);

        for other in (0..names.len()).filter(|other| *other != one) {
            put(other, &texts[one]);
            assert_eq!(blamed(&register), set(&[other]), "{} lies over {}", names[one], names[other]);
            put(one, &texts[other]);
            assert_eq!(blamed(&register), set(&[one, other]), "{} and {} change places", names[one], names[other]);
            put(one, &texts[one]);
            put(other, &texts[other]);
        }
    }
    assert_eq!(blamed(&register), BTreeSet::new());
}

#[test]
fn what_an_altered_record_relies_on_is_not_said_to_be_left_over() {
    let folder = seed(true);
    let victim = Victim(folder.path().to_path_buf());
    let record = "tools/note-taker/general/0001-assessment.toml";
    let text = victim.read(record);
    victim.write(record, &format!("{text}x\n"));
    let altered = plimsoll(folder.path(), "verify");
    assert_eq!(altered.status.code(), Some(1));
    assert!(!said(&altered).contains("relies on"), "{}", said(&altered));
    victim.write(record, &text);
    let unused = "free = \"text\"\n";
    victim.write(&format!("frameworks/used/{}.toml", sha256(unused)), unused);
    let left = plimsoll(folder.path(), "verify");
    assert!(said(&left).contains("no record relies on this text"), "{}", said(&left));
}

/// A reader who turns away, as `| head` does, is no sign that all is well.
#[test]
fn where_nobody_reads_on_what_judges_does_not_say_yes() {
    let folder = seed(true);
    // What is recorded is recorded, and said to be.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut assess = beside_register(PLIMSOLL, folder.path());
    assess.args(["assess", "note-taker", "--answers", "any.toml", "--as-of", "2026-11-22"]).stdout(writer);
    let recorded = assess.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert!(recorded.status.success(), "{}", said(&recorded));
    assert!(said(&recorded).contains("recorded as"), "{}", said(&recorded));
    let victim = Victim(folder.path().to_path_buf());
    let record = "tools/note-taker/general/0001-assessment.toml";
    victim.write(record, &victim.read(record).replace("Robin", "Rubin"));
    let unread = |arguments: &str| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = beside_register(PLIMSOLL, folder.path());
        command.args(arguments.split(' ')).stdout(writer).stderr(Stdio::null()).status().unwrap().code()
    };
    for arguments in ["verify", "verify --chain --format json", "check note-taker"] {
        assert_eq!(unread(arguments), Some(2), "{arguments}");
    }
    // What only prints has done what it was asked for.
    for arguments in ["tool show note-taker", "--help", "help assess", "man", "framework show ai-tool"] {
        assert_eq!(unread(arguments), Some(0), "{arguments}");
    }
}
