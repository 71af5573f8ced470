//! The example register, made again from the example answers, byte for byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::support::{PLIMSOLL, ROBIN, command, overwrites, root};

const CASEY: &str = "Casey Placeholder <casey@example.org>";
const JO: &str = "Jo Specimen <jo@example.org>";

/// Second of recording, day, who records, and the command: in the order of the register's history.
const RECORDS: [(&str, &str, &str, &[&str]); 13] = [
    (
        "1776243600",
        "2026-04-15",
        ROBIN,
        &[
            "assess",
            "claude-code",
            "--use",
            "restricted-affiliate",
            "--answers",
            "examples/answers/claude-code-restricted-affiliate-spring.toml",
        ],
    ),
    // What was known in spring: nothing against it but the usual gaps.
    (
        "1776852000",
        "2026-04-22",
        CASEY,
        &[
            "decide",
            "claude-code",
            "--use",
            "restricted-affiliate",
            "--decision",
            "restrict",
            "--rationale",
            "The pilot went well, and the vendor's public pages and terms show nothing against us. But legal has not read what the contract says of liability and ownership, and nobody has checked the client: too many gaps for an agent that acts by itself, so until they are closed a person approves every action.",
            "--ceiling",
            "autonomy=2",
            "--condition",
            "id=liability; due=2026-09-30",
            "--condition",
            "id=client-updates; due=2026-09-30",
            "--condition",
            "Read the vendor's rules on who may be a customer with legal, ownership included; id=customer-rules; question=customer-eligibility; owner=Kim Exemplar <kim@example.com>; due=2026-07-31",
        ],
    ),
    (
        "1783069200",
        "2026-07-03",
        ROBIN,
        &[
            "assess",
            "claude-code",
            "--use",
            "restricted-affiliate",
            "--answers",
            "examples/answers/claude-code-restricted-affiliate.toml",
        ],
    ),
    // The facts of July: all products of the vendor, from a day that leaves a week to move.
    (
        "1783090800",
        "2026-07-03",
        CASEY,
        &[
            "decide",
            "claude-code",
            "--use",
            "restricted-affiliate",
            "--scope",
            "vendor",
            "--decision",
            "prohibit",
            "--valid-from",
            "2026-07-10",
            "--rationale",
            "The vendor's terms exclude companies owned from unsupported regions, as we are, and we cannot check what the press reports of undisclosed checks in the client.",
            "--alternative",
            "qoder",
            "--action",
            "Uninstall the client and revoke its tokens by 10 July 2026",
            "--action",
            "Move the 180 developers to the parent group's assistant by 10 July 2026",
        ],
    ),
    // A first look, which nothing has followed yet.
    (
        "1795165200",
        "2026-11-20",
        ROBIN,
        &[
            "triage",
            "mailbox-assistant",
            "--use",
            "service-inbox",
            "--answers",
            "examples/answers/mailbox-assistant-triage.toml",
        ],
    ),
    (
        "1795338000",
        "2026-11-22",
        ROBIN,
        &[
            "assess",
            "claude-code",
            "--use",
            "product-engineering",
            "--answers",
            "examples/answers/claude-code-product-engineering.toml",
        ],
    ),
    (
        "1795339200",
        "2026-11-22",
        JO,
        &[
            "decide",
            "claude-code",
            "--use",
            "product-engineering",
            "--decision",
            "approve-with-conditions",
            "--rationale",
            "Open is what the vendor has not shown: separation from other customers, who reads our content, and that the behaviour reported in July is gone; each is a condition. It offers no fixed version, so that one is dropped. Nothing above confidential code is in reach, and a person approves every action.",
            "--conditions-due",
            "2027-02-28",
            "--drop-condition",
            "version-pinning",
            "--condition",
            "id=storage-and-inference-place; due=2026-12-31",
            "--condition",
            "Run a week of the platform's builds without the agent, to know that we can; id=rehearse-without; owner=Toni Owner <toni@example.org>; due=2027-01-31",
            "--dissent",
            "Mel Specimen: the vendor should have answered first",
        ],
    ),
    (
        "1795341600",
        "2026-11-22",
        ROBIN,
        &[
            "assess",
            "chatgpt",
            "--use",
            "pasted-source-code",
            "--answers",
            "examples/answers/chat-assistant-source-code.toml",
        ],
    ),
    (
        "1795342800",
        "2026-11-22",
        CASEY,
        &[
            "decide",
            "chatgpt",
            "--use",
            "pasted-source-code",
            "--decision",
            "prohibit",
            "--rationale",
            "Firmware source in personal accounts may be used to train the vendor's models, and no contract is between us.",
            "--alternative",
            "an assistant under a company contract; ask security",
            "--action",
            "Tell the 90 developers by 1 December 2026, and offer them the alternative on the same day",
            "--action",
            "Block personal accounts at the proxy from 1 December 2026",
        ],
    ),
    (
        "1795345200",
        "2026-11-22",
        ROBIN,
        &[
            "assess",
            "vllm",
            "--use",
            "internal-summaries",
            "--answers",
            "examples/answers/qwen-self-hosted-summaries.toml",
        ],
    ),
    (
        "1795346400",
        "2026-11-22",
        CASEY,
        &[
            "decide",
            "vllm",
            "--use",
            "internal-summaries",
            "--decision",
            "approve",
            "--rationale",
            "It runs in our own network, writes only text, and authors review it.",
            "--action",
            "Announce it on the intranet as the place for summaries",
        ],
    ),
    (
        "1795348800",
        "2026-11-22",
        ROBIN,
        &[
            "assess",
            "microsoft-copilot",
            "--use",
            "executive-mail",
            "--answers",
            "examples/answers/mailbox-assistant-executive-mail.toml",
        ],
    ),
    (
        "1795350000",
        "2026-11-22",
        JO,
        &[
            "decide",
            "microsoft-copilot",
            "--use",
            "executive-mail",
            "--decision",
            "restrict",
            "--rationale",
            "Strangers can write to these mailboxes. The board office may go on while the settings are mended; nobody else joins.",
            "--team",
            "board-office",
            "--condition",
            "id=rendering-and-outgoing-hosts; due=2026-12-15",
            "--condition",
            "id=retention; due=2027-01-05",
        ],
    ),
];

const TOOLS: [&[&str]; 5] = [
    &["claude-code", "--edition", "Enterprise", "--technical-owner", "Toni Owner <toni@example.org>"],
    &["chatgpt", "--edition", "Personal"],
    &["vllm", "--edition", "Open source", "--model", "Qwen3-Coder-Next"],
    &["qoder"],
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

fn plimsoll(register: &Path, arguments: &[&str], by: &str, recorded: &str) {
    let output = command(PLIMSOLL, root())
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", recorded)
        .env("PLIMSOLL_REGISTER", register)
        .env("PLIMSOLL_BY", by)
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
        plimsoll(made, &[&["tool", "add"], tool].concat(), ROBIN, "0");
    }
    for (second, day, by, command) in RECORDS {
        plimsoll(made, &[command, &["--as-of", day]].concat(), by, second);
    }
    let made = files(made);
    if overwrites() {
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
        ("claude-code-restricted-affiliate-spring", "2026-04-15", "MODERATE · approve with conditions"),
        ("claude-code-restricted-affiliate", "2026-07-03", "CRITICAL · prohibit"),
        ("chat-assistant-source-code", "2026-11-22", "CRITICAL · prohibit"),
        ("qwen-self-hosted-summaries", "2026-11-22", "LOW · approve"),
        ("mailbox-assistant-executive-mail", "2026-11-22", "HIGH · restrict"),
        ("claude-code-triage", "2026-11-22", "FULL · the full assessment"),
        ("mailbox-assistant-triage", "2026-11-22", "FULL · the full assessment"),
    ] {
        let output = command(PLIMSOLL, root())
            .args(["score", &format!("examples/answers/{answers}.toml"), "--as-of", day])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let first = text.lines().next().unwrap();
        let said = first.split_once(" · review").map_or(first, |(said, _)| said);
        assert_eq!(said, expected, "{answers}");
        assert!(output.stderr.is_empty(), "{answers}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_gate_answers_for_the_example_register_as_its_story_says() {
    for (arguments, day, exit, said) in [
        (&["claude-code", "--use", "restricted-affiliate"][..], "2026-07-09", 0, "ALLOWED on 2026-07-09"),
        (&["claude-code", "--use", "restricted-affiliate"], "2026-07-10", 1, "prohibited: since 2026-07-10"),
        (&["claude-code", "--use", "product-engineering"], "2026-11-22", 0, "ALLOWED on 2026-11-22"),
        (&["claude-code", "--use", "product-engineering", "--context", "data=4"], "2026-11-22", 1, "above-ceiling"),
        (&["claude-code", "--use", "product-engineering"], "2036-11-22", 1, "expired: decided until 2027-05-21"),
        (&["chatgpt"], "2026-11-22", 1, "prohibited"),
        (&["vllm"], "2026-11-22", 0, "ALLOWED"),
        (&["qoder"], "2026-11-22", 1, "undecided"),
    ] {
        let output = command(PLIMSOLL, root())
            .args(["--register", "examples/register", "check", "--as-of", day])
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {day}: {text}");
        assert!(text.contains(said), "{arguments:?} {day}: {text}");
    }
}
