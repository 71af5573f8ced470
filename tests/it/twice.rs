//! `score` and `assess` say the same of every case: what a register adds is never part of the result.

use std::path::Path;

use serde_json::Value;

use super::support::{PLIMSOLL, beside_register, done, judging, root, said};

/// What a command prints as JSON.
fn json(folder: &Path, arguments: &str) -> Value {
    let output = judging(beside_register(PLIMSOLL, folder), arguments).output().unwrap();
    assert!(output.status.success(), "plimsoll {arguments}\n{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Asks both about a file of answers that lies in `folder`.
fn agree(folder: &Path, name: &str, text: &str, usage: &str, day: &str) {
    std::fs::write(folder.join(name), text).unwrap();
    let scored = json(folder, &format!("score {name} --as-of {day} --format json"));
    let assess = format!("assess claude-code --use {usage} --new --answers {name} --as-of {day} --format json");
    let recorded = json(folder, &assess);
    assert_eq!(scored, recorded["score"], "{name}");
}

/// The answers without what names another tool and use than the one they are recorded for here.
fn unnamed(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("tool = ") && !line.starts_with("use = "));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn score_and_assess_say_the_same_of_every_example() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), "init register");
    let mut cases = 0;
    for entry in std::fs::read_dir(root().join("examples/answers")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("framework = \"triage\"") {
            continue;
        }
        cases += 1;
        agree(folder.path(), &format!("case-{cases}.toml"), &unnamed(&text), &format!("case-{cases}"), "2026-11-22");
    }
    assert!(cases >= 6, "only {cases} examples");
}

#[test]
fn score_and_assess_say_the_same_of_every_shared_case() {
    let path = root().join("../shared/vectors-0.2/ledger.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("not run: ../shared/vectors-0.2/ledger.json is not here");
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), "init register");
    let day = vectors["as-of"].as_str().unwrap();
    for (at, case) in vectors["cases"].as_array().unwrap().iter().enumerate() {
        let mut text = super::vectors::answers_file(case);
        // `assess` wants to know why levels that do not fit together are both true.
        text += "[explanations]\n";
        for id in ["service-without-a-way-out", "people-without-personal-data"] {
            text += &format!("{id} = \"As the case has it.\"\n");
        }
        agree(folder.path(), &format!("case-{at}.toml"), &text, &format!("case-{at}"), day);
    }
}
