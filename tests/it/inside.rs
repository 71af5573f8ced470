//! Attacks from inside the company, on a copy of the example register: a developer who may write its
//! files, a deputy, and somebody who only has `--by`. Nobody of them opens what was closed.

use std::path::{Path, PathBuf};

use plimsoll::document::sha256;

use super::support::{copy, said};
use super::year::on;

pub const CISO: &str = "Casey Placeholder <casey@example.org>";
pub const DEPUTY: &str = "Jo Specimen <jo@example.org>";
pub const MALLORY: &str = "Mallory Stranger <mallory@example.org>";
pub const DAY: &str = "2026-11-25";

/// A copy of the example register.
pub struct Inside(pub tempfile::TempDir);

impl Inside {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        copy(&examples.join("register"), &folder.path().join("register"));
        copy(&examples.join("answers"), &folder.path().join("answers"));
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("register").join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs the program; the exit code and everything said.
    pub fn run(&self, by: &str, arguments: &[&str]) -> (i32, String) {
        let output = on(self.0.path(), by, DAY).args(["--register", "register"]).args(arguments).output().unwrap();
        (output.status.code().unwrap(), said(&output))
    }

    pub fn check(&self, arguments: &str) -> i32 {
        self.run(MALLORY, &[&["check"][..], &arguments.split(' ').collect::<Vec<_>>()].concat()).0
    }

    /// Adds a record by hand behind the newest one of a chain, and makes the head fit.
    pub fn forge(&self, chain: &str, name: &str, text: &str) {
        let newest = std::fs::read_dir(self.path(chain)).unwrap().map(|entry| entry.unwrap().path()).max().unwrap();
        let before = sha256(&std::fs::read_to_string(newest).unwrap());
        let text = text.replace("BEFORE", &before);
        std::fs::write(self.path(chain).join(name), &text).unwrap();
        let number: u32 = name[..4].parse().unwrap();
        let head = self.path(&format!("heads/{chain}.toml"));
        assert!(head.is_file(), "the chain has a head");
        std::fs::write(head, format!("schema = 1\nnumber = {number}\nsha256 = \"{}\"\n", sha256(&text))).unwrap();
    }
}

pub const CHAT: &str = "tools/chatgpt/pasted-source-code";
pub const ASK_CHAT: &str = "chatgpt --use pasted-source-code";

/// The prohibition of the example made into a permission.
pub fn permission(of: &Inside, change: &dyn Fn(String) -> String) -> String {
    let text = of.read(&format!("{CHAT}/0002-decision.toml"));
    let kept = |line: &&str| {
        !["previous", "tier", "alternatives", "actions", "valid-until"].iter().any(|key| line.starts_with(key))
    };
    let mut lines: Vec<String> = text.lines().filter(kept).map(str::to_owned).collect();
    let assessment = lines.iter().position(|line| line.starts_with("assessment")).unwrap();
    lines.insert(assessment, "previous = \"BEFORE\"".to_owned());
    let from = lines.iter().position(|line| line.starts_with("valid-from")).unwrap();
    lines.insert(from + 1, "valid-until = 2099-12-31".to_owned());
    let text = lines.join("\n") + "\n\n[ceiling]\nautonomy = 4\ndata = 4\n";
    let text = text.replace("number = 2", "number = 3").replace("decision = \"prohibit\"", "decision = \"approve\"");
    change(text)
}

#[test]
fn a_decision_made_by_hand_opens_nothing_and_is_named() {
    for (change, code) in [
        // By the deputy, who may not; by the CISO, against what the tier and the assessment allow.
        ((|text| text.replace(CISO, DEPUTY)) as fn(String) -> String, "not-authorised"),
        (|text| text.replace(CISO, MALLORY), "not-authorised"),
        (|text| text, "against-policy"),
        (
            |text| {
                text.replace("valid-until", "tier = \"low\"\ntier-with-waivers = \"low\"\nvalid-until")
                    .replace("valid-until = 2099-12-31", "valid-until = 2026-12-01")
            },
            "",
        ),
    ] {
        let inside = Inside::new();
        assert_eq!(inside.check(ASK_CHAT), 1);
        inside.forge(CHAT, "0003-decision.toml", &permission(&inside, &change));
        let (exit, found) = inside.run(CISO, &["verify"]);
        assert_eq!(exit, 1, "{found}");
        assert!(found.contains(code) && found.contains("0003-decision.toml"), "{found}");
        assert_ne!(inside.check(ASK_CHAT), 0);
        let (_, list) = inside.run(CISO, &["list"]);
        assert!(list.lines().any(|line| line.contains("chatgpt") && line.contains("prohibit")), "{list}");
        let (_, shown) = inside.run(CISO, &["show", "chatgpt"]);
        assert!(!shown.contains("approve until"), "{shown}");
    }
}

#[test]
fn a_hold_by_anybody_settles_no_worse_assessment() {
    let inside = Inside::new();
    let use_of = ["claude-code", "--use", "product-engineering"];
    let asked = "claude-code --use product-engineering";
    let before = inside.run(MALLORY, &[&["check"][..], &use_of].concat());
    let worse = inside.0.path().join("answers/claude-code-product-engineering.toml");
    let answers = std::fs::read_to_string(&worse).unwrap();
    let data = answers.lines().find(|line| line.starts_with("data = ")).unwrap().to_owned();
    std::fs::write(&worse, answers.replace(&data, "data = 4")).unwrap();
    let (exit, text) =
        inside.run(MALLORY, &[&["assess"][..], &use_of, &["--answers", worse.to_str().unwrap()]].concat());
    assert_eq!(exit, 0, "{text}");
    let newer = |inside: &Inside| {
        let (exit, text) = inside.run(MALLORY, &["check", "claude-code", "--use", "product-engineering"]);
        (exit, text.contains("assessment-newer-than-decision"))
    };
    assert_eq!(newer(&inside), (1, true), "before it was {before:?}");
    let hold = ["--decision", "hold", "--valid-from", "2099-01-01", "--rationale", "Later."];
    let (exit, text) = inside.run(MALLORY, &[&["decide"][..], &use_of, &hold].concat());
    assert_eq!(exit, 0, "anybody may close: {text}");
    assert_eq!(newer(&inside), (1, true));
    assert_eq!(inside.check(asked), 1);
}

#[test]
fn the_deputy_lifts_no_ban_of_the_ciso_by_way_of_a_lesser_one() {
    let wide = ["--scope", "vendor", "--use", "*"];
    for by_vendor in [true, false] {
        let inside = Inside::new();
        let scope: &[&str] = if by_vendor { &wide } else { &["--use", "*"] };
        let decide = |by: &str, how: &[&str]| inside.run(by, &[&["decide", "claude-code"][..], scope, how].concat());
        let ban = ["--decision", "prohibit", "--rationale", "Because."];
        assert_eq!(decide(CISO, &ban).0, 0);
        let lift = ["--lift", "--rationale", "It is over."];
        for _ in 0..2 {
            assert_eq!(decide(DEPUTY, &lift).0, 1, "the deputy may not");
            assert_eq!(decide(MALLORY, &lift).0, 1, "nor anybody");
            assert_eq!(decide(MALLORY, &ban).0, 0, "anybody may close");
        }
        let (exit, text) = decide(CISO, &lift);
        assert_eq!(exit, 0, "{text}");
    }
}

#[test]
fn a_triage_undercuts_no_assessment_and_an_exception_covers_nothing_unseen() {
    let inside = Inside::new();
    let triage = inside.0.path().join("triage.toml");
    let text = std::fs::read_to_string(inside.0.path().join("answers/mailbox-assistant-triage.toml")).unwrap();
    std::fs::write(
        &triage,
        text.replace("mailbox-assistant", "chatgpt").replace("service-inbox", "pasted-source-code"),
    )
    .unwrap();
    let use_of = ["chatgpt", "--use", "pasted-source-code"];
    let (exit, text) =
        inside.run(MALLORY, &[&["triage"][..], &use_of, &["--answers", triage.to_str().unwrap()]].concat());
    assert_eq!(exit, 0, "{text}");
    let approve = ["--decision", "approve", "--rationale", "Harmless."];
    let (exit, text) = inside.run(DEPUTY, &[&["decide"][..], &use_of, &approve].concat());
    assert_eq!(exit, 1, "{text}");
    assert_eq!(inside.check(ASK_CHAT), 1);
    for (tool, lifts) in [("qoder", "undecided"), ("qoder", "hold"), ("mailbox-assistant", "undecided")] {
        let grant = [
            "event",
            "exception",
            tool,
            "--team",
            "platform",
            "--valid-until",
            "2026-12-31",
            "--lifts",
            lifts,
            "--why",
            "We need it.",
            "--approver",
            CISO,
        ];
        let (exit, text) = inside.run(DEPUTY, &grant);
        assert_eq!(exit, 1, "{tool}: {text}");
        assert_eq!(inside.check(&format!("{tool} --team platform")), 1);
    }
}
