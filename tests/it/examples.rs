//! The example register, made again from the example answers, byte for byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Day, second of recording, tool, use, and the file with the answers.
const RECORDS: [(&str, &str, &str, &str, &str); 6] = [
    ("2026-04-15", "1776243600", "claude-code", "restricted-affiliate", "claude-code-restricted-affiliate-spring"),
    ("2026-07-03", "1783069200", "claude-code", "restricted-affiliate", "claude-code-restricted-affiliate"),
    ("2026-11-22", "1795338000", "claude-code", "product-engineering", "claude-code-product-engineering"),
    ("2026-11-22", "1795341600", "chatgpt", "pasted-source-code", "chat-assistant-source-code"),
    ("2026-11-22", "1795345200", "vllm", "internal-summaries", "qwen-self-hosted-summaries"),
    ("2026-11-22", "1795348800", "microsoft-copilot", "executive-mail", "mailbox-assistant-executive-mail"),
];

const TOOLS: [&[&str]; 4] = [
    &["claude-code", "--edition", "Enterprise", "--technical-owner", "Toni Owner <toni@example.org>"],
    &["chatgpt", "--edition", "Personal"],
    &["vllm", "--edition", "Open source", "--model", "Qwen3-Coder-Next"],
    &[
        "mailbox-assistant",
        "--name",
        "A mailbox assistant",
        "--vendor",
        "example-vendor",
        "--vendor-name",
        "Example Vendor Ltd",
    ],
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plimsoll(register: &Path, arguments: &[&str], recorded: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(arguments)
        .current_dir(root())
        .env_clear()
        .env("SOURCE_DATE_EPOCH", recorded)
        .env("PLIMSOLL_REGISTER", register)
        .env("PLIMSOLL_BY", "Robin Sample <robin@example.org>")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != ".lock" {
                found.insert(path.strip_prefix(folder).unwrap().to_path_buf(), std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_example_register_is_what_the_example_answers_make() {
    let kept = root().join("examples/register");
    let sandbox = tempfile::tempdir().unwrap();
    let made = sandbox.path();
    std::fs::copy(kept.join("plimsoll.toml"), made.join("plimsoll.toml")).unwrap();
    for tool in TOOLS {
        plimsoll(made, &[&["tool", "add"], tool].concat(), "0");
    }
    for (day, second, tool, usage, answers) in RECORDS {
        let file = format!("examples/answers/{answers}.toml");
        plimsoll(made, &["assess", tool, "--use", usage, "--answers", &file, "--as-of", day], second);
    }
    let made = files(made);
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        for old in files(&kept).keys().filter(|path| !made.contains_key(*path)) {
            std::fs::remove_file(kept.join(old)).unwrap();
        }
        for (path, text) in &made {
            std::fs::create_dir_all(kept.join(path).parent().unwrap()).unwrap();
            std::fs::write(kept.join(path), text).unwrap();
        }
    }
    let kept = files(&kept);
    assert_eq!(kept.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>(), "SNAPSHOTS=overwrite makes it again");
    for (path, text) in made {
        assert!(kept[&path] == text, "{} differs; SNAPSHOTS=overwrite makes it again", path.display());
    }
}

#[test]
fn the_examples_come_out_as_they_are_said_to() {
    for (answers, day, expected) in [
        ("claude-code-product-engineering", "2026-11-22", "MODERATE · approve with conditions"),
        ("claude-code-restricted-affiliate-spring", "2026-04-15", "HIGH · restrict"),
        ("claude-code-restricted-affiliate", "2026-07-03", "CRITICAL · prohibit"),
        ("chat-assistant-source-code", "2026-11-22", "CRITICAL · prohibit"),
        ("qwen-self-hosted-summaries", "2026-11-22", "MODERATE · approve with conditions"),
        ("mailbox-assistant-executive-mail", "2026-11-22", "HIGH · restrict"),
        ("claude-code-triage", "2026-11-22", "FULL · the full assessment"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(["score", &format!("examples/answers/{answers}.toml"), "--as-of", day])
            .current_dir(root())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let first = text.lines().next().unwrap();
        let said = first.split_once(" · review").map_or(first, |(said, _)| said);
        assert_eq!(said, expected, "{answers}");
        assert!(output.stderr.is_empty(), "{answers}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
