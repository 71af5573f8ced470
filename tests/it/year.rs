//! A year of a register: first looks, assessments, decisions and what happened to them, recorded day by
//! day through the program. What it is made from, and what came of it when schema 1 was new, lies in
//! `tests/fixtures/schema-1/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use plimsoll::date::Day;

use super::support::{PLIMSOLL, ROBIN, beside_register, root, said};

/// The fixtures of the first schema.
pub fn fixtures() -> PathBuf {
    root().join("tests/fixtures/schema-1")
}

/// Who records, and the days and commands, each in a register at `register`.
const STEPS: &[(&str, &str, &[&str])] = &[
    (
        ROBIN,
        "2025-11-03",
        &[
            "tool",
            "add",
            "note-taker",
            "--name",
            "Note Taker",
            "--vendor",
            "scribe",
            "--vendor-name",
            "Scribe Ltd",
            "--edition",
            "Team",
            "--model",
            "notes-1",
            "--business-owner",
            "Lee Owner <lee@example.org>",
            "--technical-owner",
            "Sam Builder <sam@example.org>",
        ],
    ),
    (ROBIN, "2025-11-03", &["triage", "note-taker", "--answers", "answers-triage.toml"]),
    (ROBIN, "2025-11-04", &["assess", "note-taker", "--answers", "answers.toml", "--short"]),
    (ROBIN, "2025-11-10", &["assess", "note-taker", "--answers", "answers.toml"]),
    (
        PAT,
        "2025-11-12",
        &[
            "decide",
            "note-taker",
            "--use",
            "general",
            "--decision",
            "approve-with-conditions",
            "--rationale",
            "Well kept, but for days.",
            "--condition",
            "Ask for zero retention; id=zero-retention; owner=Lee Owner <lee@example.org>; due=2026-01-31; question=how-long",
            "--client-version",
            ">=2.0, <3",
            "--dissent",
            "Lou Stand-In: we could write them ourselves",
        ],
    ),
    (
        LEE,
        "2025-12-20",
        &[
            "event",
            "condition-met",
            "note-taker",
            "--condition",
            "zero-retention",
            "--evidence",
            "letter",
            "--evidence-title",
            "Letter of the vendor",
            "--evidence-where",
            "letters/scribe.pdf",
            "--why",
            "They have set it.",
        ],
    ),
    (ROBIN, "2026-02-10", &["assess", "note-taker", "--use", "talks", "--answers", "talks.toml"]),
    (
        PAT,
        "2026-02-11",
        &[
            "decide",
            "note-taker",
            "--use",
            "talks",
            "--decision",
            "restrict",
            "--rationale",
            "Public talks only.",
            "--ceiling",
            "data=1",
            "--team",
            "research",
            "--alternative",
            "paper",
            "--action",
            "Tell the speakers",
        ],
    ),
    (
        ROBIN,
        "2026-03-05",
        &[
            "event",
            "exception",
            "note-taker",
            "--use",
            "talks",
            "--approver",
            PAT,
            "--team",
            "press",
            "--valid-until",
            "2026-05-31",
            "--lifts",
            "outside-team",
            "--why",
            "The spring conference.",
        ],
    ),
    (ROBIN, "2026-03-10", &["assess", "code-helper", "--use", "reviews", "--answers", "answers-overlay.toml"]),
    (
        PAT,
        "2026-03-12",
        &[
            "decide",
            "code-helper",
            "--use",
            "reviews",
            "--decision",
            "restrict",
            "--rationale",
            "A trial on one machine.",
            "--ceiling",
            "data=2",
            "--waive",
            "endless; reason=The folder is emptied every night; until=2026-04-30",
            "--valid-until",
            "2026-04-10",
            "--accept-risk",
            "A trial of one person",
            "--accept-until",
            "2026-04-10",
            "--drop-condition",
            "notice-days",
        ],
    ),
    (ROBIN, "2026-05-04", &["assess", "note-taker", "--use", "general", "--answers", "worse.toml"]),
    (
        PAT,
        "2026-05-06",
        &[
            "decide",
            "note-taker",
            "--use",
            "general",
            "--decision",
            "hold",
            "--rationale",
            "Kept without limit since the new terms.",
        ],
    ),
    (
        ROBIN,
        "2026-06-10",
        &["event", "trigger", "note-taker", "--use", "talks", "--suspend", "--why", "A flaw in the client."],
    ),
    (ROBIN, "2026-06-15", &["assess", "note-taker", "--use", "general", "--answers", "answers.toml"]),
    (
        PAT,
        "2026-06-16",
        &[
            "decide",
            "note-taker",
            "--use",
            "general",
            "--decision",
            "approve-with-conditions",
            "--rationale",
            "The old terms are back.",
            "--conditions-due",
            "2026-12-31",
        ],
    ),
    (
        PAT,
        "2026-07-01",
        &[
            "decide",
            "note-taker",
            "--use",
            "*",
            "--scope",
            "vendor",
            "--decision",
            "hold",
            "--rationale",
            "The vendor was sold.",
        ],
    ),
    (
        PAT,
        "2026-07-20",
        &["decide", "note-taker", "--use", "*", "--scope", "vendor", "--lift", "--rationale", "The contract stays."],
    ),
    (
        PAT,
        "2026-09-01",
        &[
            "decide",
            "shady-chat",
            "--new",
            "--use",
            "*",
            "--decision",
            "prohibit",
            "--rationale",
            "It sells what is typed into it.",
        ],
    ),
    (ROBIN, "2026-10-01", &["event", "suspend", "note-taker", "--use", "talks", "--why", "Nobody looks after it."]),
    (PAT, "2026-10-05", &["event", "withdraw", "note-taker", "--use", "talks", "--why", "Still nobody."]),
    (PAT, "2026-10-30", &["event", "retire", "note-taker", "--use", "talks", "--why", "Nobody uses it any more."]),
    (ROBIN, "2026-11-02", &["assess", "note-taker", "--use", "general", "--answers", "answers.toml"]),
];

const LEE: &str = "Lee Owner <lee@example.org>";
const PAT: &str = "Pat Chief <pat@example.org>";

/// The program on a day, by somebody.
pub fn on(folder: &Path, by: &str, day: &str) -> Command {
    let day: Day = day.parse().unwrap();
    let midnight = day.days_since("1970-01-01".parse().unwrap()) * 86_400;
    let mut command = beside_register(PLIMSOLL, folder);
    command.env("SOURCE_DATE_EPOCH", (midnight + 34_200).to_string()).env("PLIMSOLL_BY", by);
    command
}

/// The register after a year.
pub fn year() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = fixtures();
    for name in ["answers.toml", "answers-overlay.toml", "answers-triage.toml"] {
        std::fs::copy(from.join(name), folder.path().join(name)).unwrap();
    }
    let answers = std::fs::read_to_string(from.join("answers.toml")).unwrap();
    let worse = answers.replace("value = \"days\"", "value = \"endless\"").replace("data = 2", "data = 3");
    std::fs::write(folder.path().join("worse.toml"), worse).unwrap();
    let talks = answers.replace("use = \"general\"", "use = \"talks\"").replace("data = 2", "data = 1");
    std::fs::write(folder.path().join("talks.toml"), talks).unwrap();
    let register = folder.path().join("register");
    for name in ["mini.toml", "mini-overlay.toml", "our-triage.toml"] {
        std::fs::create_dir_all(register.join("frameworks")).unwrap();
        std::fs::copy(from.join("register/frameworks").join(name), register.join("frameworks").join(name)).unwrap();
    }
    std::fs::copy(from.join("register/plimsoll.toml"), register.join("plimsoll.toml")).unwrap();
    for (by, day, arguments) in STEPS {
        let output = on(folder.path(), by, day).args(*arguments).output().unwrap();
        assert!(output.status.success(), "on {day}: {}\n{}", arguments.join(" "), said(&output));
    }
    folder
}
