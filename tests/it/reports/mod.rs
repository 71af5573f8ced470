//! Reports: the same bytes from the same records, nothing hostile gets through, nobody sees what is
//! not theirs, and a browser finds nothing to complain of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use plimsoll::assessment::decision::{AcceptedRisk, Condition, Decision, Dissent};
use plimsoll::assessment::event::{Event, What};
use plimsoll::assessment::{Header, Record};
use plimsoll::date::Day;
use plimsoll::document::writer::is_invisible;
use plimsoll::framework;
use plimsoll::person::Person;
use plimsoll::register::{Appended, Chain, KeptText, Register};
use plimsoll::report::format::{Content, FORMATS, Format};

use super::browser::Browser;
use super::support::{PLIMSOLL, command, copy, root};

mod formats;

/// The extensions of the formats that this build has: those that are text, or all.
pub fn formats(which: impl Fn(&Format) -> bool) -> impl Iterator<Item = &'static str> {
    FORMATS
        .iter()
        .filter(|format| format.built_in().is_ok())
        .filter(move |format| which(format))
        .map(|format| format.extension)
}

pub fn is_text(format: &Format) -> bool {
    format.content == Content::Text
}

/// Names as an attacker would choose them.
pub const HOSTILE: &str = "=cmd()|'/c calc'!A1 <script>alert(1)</script> \\input{/etc/passwd} [x](javascript:alert(1)) \
                       \u{1b}[31mred \u{202e}evil \u{200f}mark {{ 7*7 }} 漢字 🦀 \" ' & -->\nverdict: APPROVED by the board\r\n\
                       plimsoll-report/1 version=0.1.0 portfolio head=0 audience=board as-of=2026-01-01 end";

fn run_in(folder: &Path, arguments: &[&str], zone: &str) -> Output {
    command(PLIMSOLL, folder)
        .args(arguments)
        .env("TZ", zone)
        .env("PLIMSOLL_AS_OF", "2026-11-24")
        .env("SOURCE_DATE_EPOCH", "1795512600")
        .output()
        .unwrap()
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_in(folder, arguments, "UTC")
}

/// Runs a command that must succeed.
fn must(folder: &Path, arguments: &[&str]) {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A copy of the example register.
pub fn example() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let register = folder.path().join("register");
    copy(&root().join("examples/register"), &register);
    (folder, register)
}

/// The bytes of a report.
pub fn report(register: &Path, arguments: &[&str], extension: &str) -> Vec<u8> {
    let file = register.join(format!("report.{extension}"));
    let mut all = vec!["report", "-o", file.to_str().unwrap()];
    all.extend(arguments);
    must(register, &all);
    std::fs::read(&file).unwrap()
}

fn text(register: &Path, arguments: &[&str], extension: &str) -> String {
    String::from_utf8(report(register, arguments, extension)).unwrap()
}

fn header(chain: &Chain, number: u32, previous: Option<&str>) -> Header {
    Header {
        subject: chain.subject.clone(),
        usage: chain.usage.clone(),
        number,
        as_of: "2026-11-23".parse().unwrap(),
        recorded_at: "2026-11-24T10:00:00Z".parse().unwrap(),
        recorded_by: Person::written("Robin Sample <robin@example.org>"),
        previous: previous.map(str::to_owned),
    }
}

/// Records a decision with conditions, with every text as given.
pub fn decide(register: &Path, tool: &str, usage: &str, text: &str) -> Appended {
    let register = Register::open(register).unwrap();
    let chain = register.chain(tool, usage);
    let until: Day = "2027-01-31".parse().unwrap();
    let policy = register.policy_sha256().to_owned();
    let named = !register.config().policy.approvers.is_empty();
    let newest = register.newest_assessment(&chain).unwrap().unwrap().1;
    let assessment = plimsoll::document::sha256(&newest.source.text);
    let add = |number: u32, previous: Option<&str>| {
        Ok(Record::Decision(Box::new(Decision {
            header: header(&chain, number, previous),
            assessment: Some(assessment.clone()),
            policy: policy.clone(),
            enactment: None,
            decision: framework::Disposition::ApproveWithConditions,
            rationale: text.to_owned(),
            approvers: vec![Person::written("Casey Placeholder <casey@example.org>")],
            dissent: vec![Dissent { who: Person::written("Kim Exemplar"), reason: text.to_owned() }],
            valid_from: "2026-11-23".parse().unwrap(),
            valid_until: Some(until),
            tier: Some("moderate".to_owned()),
            tier_with_waivers: Some("moderate".to_owned()),
            client_versions: Some(">=2.0, <3".to_owned()),
            editions: vec!["Enterprise".to_owned()],
            teams: vec![text.to_owned()],
            alternatives: vec!["vllm".to_owned(), text.to_owned()],
            actions: vec![text.to_owned()],
            ceiling: BTreeMap::from([("data".to_owned(), 2), ("egress".to_owned(), 4)]),
            conditions: vec![
                Condition {
                    id: "uptime".to_owned(),
                    text: text.to_owned(),
                    questions: vec!["measured-uptime".to_owned()],
                    owner: Some(Person::written("Lee Owner <lee@example.org>")),
                    due: Some("2026-11-23".parse().unwrap()),
                    before_use: false,
                },
                Condition {
                    id: "settings".to_owned(),
                    text: "Pin the settings.".to_owned(),
                    questions: Vec::new(),
                    owner: None,
                    due: Some(until),
                    before_use: false,
                },
            ],
            waivers: Vec::new(),
            // Only somebody whom policy names accepts a risk.
            accepted_risk: named.then(|| AcceptedRisk { reason: text.to_owned(), until }),
        })))
    };
    register.append(&chain, &[KeptText::Policy], add).unwrap()
}

/// Records that a condition is met.
pub fn meet(register: &Path, tool: &str, usage: &str, decision: &str) {
    let register = Register::open(register).unwrap();
    let chain = register.chain(tool, usage);
    let what = What::ConditionMet { condition: "settings".to_owned(), proof: Vec::new(), items: BTreeMap::new() };
    let add = |number: u32, previous: Option<&str>| {
        // One of those who decided says so.
        let recorded_by = Person::written("Casey Placeholder <casey@example.org>");
        let header = Header { recorded_by, ..header(&chain, number, previous) };
        let why = "Seen in the console.".to_owned();
        Ok(Record::Event(Box::new(Event { header, decision: Some(decision.to_owned()), what, why })))
    };
    register.append(&chain, &[], add).unwrap();
}

/// A register in which every text that a person can write is hostile.
pub fn hostile(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let register = folder.path().join("register");
    must(folder.path(), &["init", "register", "--name", text]);
    let quoted = serde_json::to_string(text).unwrap().replace('\u{202e}', "\\u202E");
    let settings = std::fs::read_to_string(register.join("plimsoll.toml")).unwrap();
    let marked = settings.replace("# classification = \"internal\"", &format!("classification = {quoted}"));
    assert_ne!(settings, marked);
    std::fs::write(register.join("plimsoll.toml"), marked).unwrap();
    must(&register, &["tool", "add", "evil-tool", "--name", text, "--vendor", "evil", "--vendor-name", text]);
    let answers =
        std::fs::read_to_string(root().join("examples/answers/claude-code-product-engineering.toml")).unwrap();
    // A name with invisible characters, or with a mail address that is none, is refused where it is read.
    let name: String = text.chars().filter(|c| !is_invisible(*c) && !matches!(c, '<' | '>' | '@')).collect();
    let name = serde_json::to_string(&name).unwrap();
    let mut written = String::new();
    for line in answers.lines() {
        let (key, value) = line.split_once(" = ").unwrap_or((line, ""));
        match key {
            "tool" | "use" => {}
            "requested-by" | "business-owner" => written += &format!("{key} = {name}\n"),
            "purpose" | "benefit" | "without-it" | "title" | "kind" | "where" => {
                written += &format!("{key} = {quoted}\n");
            }
            _ if value.contains("note = \"") => {
                let (before, after) = value.split_once("note = \"").unwrap();
                let rest = after.split_once('"').unwrap().1;
                written += &format!("{key} = {before}note = {quoted}{rest}\n");
            }
            _ => written += &format!("{line}\n"),
        }
    }
    std::fs::write(register.join("answers.toml"), written).unwrap();
    must(
        &register,
        &["assess", "evil-tool", "--use", "evil-use", "--answers", "answers.toml", "--as-of", "2026-11-22"],
    );
    decide(&register, "evil-tool", "evil-use", text);
    (folder, register)
}

#[test]
fn a_wider_circle_sees_neither_ledger_nor_what_is_confidential() {
    let (_folder, register) = example();
    let answers =
        std::fs::read_to_string(root().join("examples/answers/claude-code-product-engineering.toml")).unwrap();
    let mut seen = false;
    let confidential: Vec<String> = answers
        .lines()
        .map(|line| {
            if line.starts_with("[[evidence]]") && !seen {
                seen = true;
                return "[[evidence]]\nid = \"secret-item\"\ntitle = \"SECRET-TITLE\"\nconfidential = true\n\n[[evidence]]".to_owned();
            }
            if line.starts_with("retention = ") {
                return "retention = { value = \"short\", grade = \"document\", dated = 2026-09-30, evidence = [\"secret-item\"], note = \"SECRET-NOTE\", confidential = true, compensating = { credit = 60, control = \"SECRET-CONTROL\", until = 2027-12-31 } }".to_owned();
            }
            line.to_owned()
        })
        .collect();
    std::fs::write(register.join("answers.toml"), confidential.join("\n")).unwrap();
    must(&register, &["assess", "claude-code", "--use", "product-engineering", "--answers", "answers.toml"]);
    for extension in formats(is_text) {
        for (audience, inner) in [("board", false), ("requester", false), ("committee", true), ("auditor", true)] {
            let made =
                text(&register, &["claude-code", "--use", "product-engineering", "--audience", audience], extension);
            let checks = audience == "auditor";
            assert_eq!(made.contains("SECRET-NOTE"), checks, "{audience} {extension}");
            let evidence = checks || inner && extension != "csv";
            assert_eq!(made.contains("SECRET-TITLE"), evidence, "{audience} {extension}");
            assert!(inner || !made.contains("SECRET-CONTROL"), "{audience} {extension}");
            assert!((audience, extension) != ("committee", "md") || made.contains("SECRET-CONTROL"));
            let ledger = made.contains("worth 75 with evidence of grade") || made.contains("\nanswer,");
            assert!(ledger == checks || ledger && inner, "{audience} {extension}");
            assert!(made.contains("internal"), "the classification is missing: {audience} {extension}");
        }
    }
}

#[test]
fn a_decision_is_told_with_its_conditions_and_what_became_of_them() {
    let (_folder, register) = example();
    let decided = decide(&register, "claude-code", "product-engineering", "Good enough for the pilot.");
    meet(&register, "claude-code", "product-engineering", &decided.sha256);
    let object: serde_json::Value =
        serde_json::from_str(&text(&register, &["claude-code", "--use", "product-engineering"], "json")).unwrap();
    let standing = &object["verdict"]["standing"];
    assert_eq!(standing["word"], "condition overdue", "{standing}");
    let made = &object["decision"]["made"];
    assert_eq!(made["rationale"], "Good enough for the pilot.");
    assert_eq!(made["approvers"][0]["text"], "ciso");
    assert!(made["tiers"].is_null(), "nothing is waived: {}", made["tiers"]);
    assert_eq!(made["alternatives"][0], "vllm (approve in use internal-summaries)");
    assert_eq!(made["ceiling"].as_array().unwrap().len(), 1, "a ceiling of 4 says nothing");
    let conditions = object["conditions"]["conditions"].as_array().unwrap();
    let of = |id: &str| conditions.iter().find(|condition| condition["id"] == id).unwrap();
    assert_eq!((of("uptime")["met"].clone(), of("uptime")["overdue-days"].clone()), (false.into(), 1.into()));
    assert_eq!(of("settings")["met"], true);
    assert_eq!(object["decision"]["conditions"].as_array().unwrap().len(), 1, "only what is owed is on the first page");
    for extension in ["md", "html", "json"] {
        let audited =
            text(&register, &["claude-code", "--use", "product-engineering", "--audience", "auditor"], extension);
        assert!(audited.contains("Good enough for the pilot."), "an auditor sees who decided, and why: {extension}");
    }
    let before: serde_json::Value = serde_json::from_str(&text(
        &register,
        &["claude-code", "--use", "product-engineering", "--as-of", "2026-11-22"],
        "json",
    ))
    .unwrap();
    assert_eq!(before["verdict"]["standing"]["word"], "approve with conditions", "a day before, nobody knew of it");
    let all: serde_json::Value = serde_json::from_str(&text(&register, &["--since", "2026-11-22"], "json")).unwrap();
    let moved = &all["changes"]["moved"][0];
    let (was, is) = ("approve with conditions".into(), "condition overdue".into());
    assert_eq!((moved["was"].clone(), moved["is"].clone()), (was, is));
    let overdue = all["overdue"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap());
    assert_eq!(overdue.filter(|what| what.starts_with("condition uptime:")).count(), 1);
    assert_eq!((all["flow"][0]["median-days"].clone(), all["flow"][0]["most-days"].clone()), (0.into(), 7.into()));
}

#[test]
fn what_cannot_be_reported_is_said() {
    let (_folder, register) = example();
    let said = |arguments: &[&str]| {
        let output = run(&register, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let usage = ["--use", "restricted-affiliate"];
    assert!(said(&["report", "claude-code", usage[0], usage[1], "-o", "x.docx"]).contains(".html, .pdf"));
    assert!(said(&["report", "claude-code", "-o", "x.md"]).contains("several uses"));
    assert!(said(&["report", "-o", "x.md", "--since", "2"]).contains("give a day as YYYY-MM-DD"));
    assert!(said(&["report", "-o", "x.md", "--since", "2099-01-01"]).contains("nothing can have changed"));
    assert!(said(&["report", "claude-code", usage[0], usage[1], "-o", "x.md", "--since", "7"]).contains("1 of 20"));
    assert!(
        said(&["report", "claude-code", usage[0], usage[1], "-o", "x.md", "--as-of", "2025-01-01"])
            .contains("no assessment up to")
    );
    assert!(said(&["report", "claude-code", usage[0], usage[1], "-o", "nowhere/x.md"]).contains("nowhere"));
}

#[test]
fn what_a_report_says_adds_up() {
    let (_folder, register) = example();
    let points = |value: &serde_json::Value| value.as_str().unwrap().parse::<f64>().unwrap();
    for arguments in [
        &["claude-code", "--use", "product-engineering"][..],
        &["claude-code", "--use", "restricted-affiliate"],
        &["chatgpt"],
        &["microsoft-copilot"],
        &["vllm"],
    ] {
        let object: serde_json::Value = serde_json::from_str(&text(&register, arguments, "json")).unwrap();
        let audited = [arguments, &["--audience", "auditor"]].concat();
        let audited: serde_json::Value = serde_json::from_str(&text(&register, &audited, "json")).unwrap();
        assert!(object["annex"].is_null(), "the annex is for auditors");
        let score = &audited["annex"]["score"];
        let verdict = &object["verdict"];
        assert_eq!(verdict["tier"]["id"], score["tier"]);
        assert!((points(&verdict["residual"]["points"]) - score["residual"]["points"].as_f64().unwrap()).abs() < 0.051);

        // The ledger of a criterion comes to what is left of it, but for the rounding of each line.
        let ledger = audited["annex"]["ledger"].as_array().unwrap();
        for criterion in ledger {
            let lines = criterion["lines"].as_array().unwrap();
            let sum: f64 = lines.iter().map(|line| points(&line["points"])).sum();
            let left = points(&criterion["inherent"]) + sum;
            let slack = 0.051 * f64::from(u32::try_from(lines.len()).unwrap() + 1);
            assert!((left - points(&criterion["residual"])).abs() < slack, "{arguments:?} {}", criterion["id"]);
        }
        // Every material criterion stands on the map once, and in its cell.
        let marks = object["result"]["map"]["marks"].as_array().unwrap();
        assert_eq!(marks.len(), ledger.len());
        let counted: u64 = object["result"]["map"]["cells"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|row| row.as_array().unwrap())
            .map(|cell| cell["count"].as_u64().unwrap())
            .sum();
        assert_eq!(counted, marks.len() as u64);
        // The waterfall ends where its criterion does, and is the worst one.
        let waterfall = &object["why"]["waterfall"];
        assert_eq!(waterfall["steps"].as_array().unwrap().last().unwrap()["level"], waterfall["end"]);
        assert_eq!(waterfall["end"], object["why"]["sum"][0]["points"]);
        // The grades cover every question that was asked.
        let answers: u64 =
            object["evidence"]["grades"].as_array().unwrap().iter().map(|share| share["count"].as_u64().unwrap()).sum();
        let floor_only = audited["annex"]["answers"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|criterion| criterion["answers"].as_array().unwrap())
            .filter(|answer| answer["credit"] == "")
            .count() as u64;
        let asked: u64 = audited["annex"]["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|criterion| criterion["answers"].as_array().unwrap().len() as u64)
            .sum();
        assert_eq!(answers + floor_only, asked);
        let proposed = object["conditions"]["source"].as_str().unwrap().starts_with("Proposed");
        // What is proposed is about every weak answer, each once.
        let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
        let shown: Vec<_> =
            list(&object["conditions"]["conditions"]).iter().flat_map(|one| list(&one["questions"])).collect();
        let found: Vec<_> = list(&score["conditions"]).iter().map(|one| one["question"].clone()).collect();
        assert!(!proposed || found.iter().all(|one| shown.iter().filter(|other| *other == one).count() == 1));
    }
    let all: serde_json::Value = serde_json::from_str(&text(&register, &[], "json")).unwrap();
    let uses = all["uses"].as_array().unwrap();
    let ranks: Vec<i64> = uses.iter().map(|row| row["tier"]["rank"].as_i64().unwrap_or(-1)).collect();
    assert!(ranks.is_sorted_by(|a, b| a >= b), "worst tier first");
    let total: u64 =
        all["distribution"]["rows"].as_array().unwrap().iter().map(|row| row["total"].as_u64().unwrap()).sum();
    assert_eq!(total, all["totals"]["uses"].as_u64().unwrap());
    let heads = std::process::Command::new("sh")
        .args(["-c", "cat heads/*/*/*.toml | grep -o '[0-9a-f]\\{64\\}' | sort | sha256sum"])
        .current_dir(&register)
        .output()
        .unwrap();
    let by_hand = String::from_utf8(heads.stdout).unwrap();
    assert_eq!(all["meta"]["head"], by_hand.split(' ').next().unwrap(), "anybody can compute the head");
}

/// A copy of the example with one more use, which was triaged and not assessed; `edit` may change the
/// answers.
pub fn triaged(edit: impl Fn(String) -> String) -> (tempfile::TempDir, PathBuf) {
    let (folder, register) = example();
    let answers = std::fs::read_to_string(root().join("examples/answers/claude-code-triage.toml")).unwrap();
    let answers = answers.replace("use = \"product-engineering\"", "use = \"pilot\"");
    std::fs::write(register.join("triage.in.toml"), edit(answers)).unwrap();
    must(&register, &["triage", "claude-code", "--use", "pilot", "--answers", "triage.in.toml"]);
    std::fs::remove_file(register.join("triage.in.toml")).unwrap();
    (folder, register)
}

#[test]
fn a_triage_has_a_report_that_says_what_comes_next() {
    let (_folder, register) = triaged(|answers| answers);
    let of = |audience| ["claude-code", "--use", "pilot", "--audience", audience];
    let object: serde_json::Value = serde_json::from_str(&text(&register, &of("committee"), "json")).unwrap();
    assert_eq!((&object["kind"], &object["route"]), (&"triage".into(), &"full".into()));
    assert_eq!(object["use"], "pilot");
    assert_eq!(object["standing"]["word"], "undecided");
    assert!(object["answers"].as_array().unwrap().len() > 10);
    assert_eq!(object["records"].as_array().unwrap().len(), 1);
    let wider: serde_json::Value = serde_json::from_str(&text(&register, &of("board"), "json")).unwrap();
    assert!(wider["answers"].is_null() && wider["records"].is_null() && wider["why"].as_array().unwrap().is_empty());
    assert_eq!(wider["next"], object["next"]);
    // The record names the triage framework alone; the factors are called as in the bundled one that it prefills.
    let context = wider["context"].as_array().unwrap();
    let data = context.iter().find(|line| line["name"] == "Data class").expect("a factor by its title");
    assert!(data["text"].as_str().unwrap().starts_with("at least 2: Confidential business information"), "{data}");
    for format in FORMATS.iter().filter(|format| formats(|_| true).any(|built| built == format.extension)) {
        let is_text = is_text(format);
        let format = format.extension;
        for audience in ["board", "committee", "auditor", "requester"] {
            let made = report(&register, &of(audience), format);
            assert!(made == report(&register, &of(audience), format), "{format}: other bytes");
            let file = format!("report.{format}");
            assert_eq!(run(&register, &["verify", "--report", &file]).status.code(), Some(0), "{format} {audience}");
            if is_text {
                let said = String::from_utf8(made).unwrap();
                assert!(said.contains("A reviewer assesses it in full"), "{format} {audience}");
                let note = "the bypass mode is switched off";
                assert_eq!(said.contains(note), ["committee", "auditor"].contains(&audience), "{format} {audience}");
            }
        }
    }
    let output = run(&register, &["report", "claude-code", "--use", "pilot", "--since", "1", "-o", "x.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("triaged but not assessed"));
    // What is decided without an assessment is said.
    must(
        &register,
        &[
            "decide",
            "claude-code",
            "--use",
            "pilot",
            "--decision",
            "hold",
            "--rationale",
            "Wait for legal.",
            "--approver",
            "Casey Placeholder <casey@example.org>",
        ],
    );
    let page = text(&register, &of("board"), "md");
    assert!(page.contains("Stands: **on hold**") && page.contains("Wait for legal"), "{page}");
}

#[test]
fn a_record_that_the_head_does_not_know_counts_and_is_told() {
    let (_folder, register) = example();
    let arguments = ["claude-code", "--use", "product-engineering"];
    let note = "does not know record 2: an append was interrupted.";
    let says = |format: &str, arguments: &[&str]| text(&register, arguments, format).contains(note);
    assert!(!says("html", &arguments) && !says("html", &[]));
    // The head as it was before the decision, whose record is there.
    let head = register.join("heads/tools/claude-code/product-engineering.toml");
    let first = std::fs::read(register.join("tools/claude-code/product-engineering/0001-assessment.toml")).unwrap();
    let first = plimsoll::document::sha256(std::str::from_utf8(&first).unwrap());
    std::fs::write(&head, format!("schema = 1\nnumber = 1\nsha256 = \"{first}\"\n")).unwrap();
    for format in ["html", "json"] {
        assert!(says(format, &arguments), "{format}");
        assert!(says(format, &["--audience", "board"]), "{format}");
        assert!(!says(format, &["chatgpt"]), "{format}");
    }
    assert!(text(&register, &arguments, "md").contains("does not know record 2"));
    let shown = run(&register, &["show", "claude-code", "--use", "product-engineering"]);
    assert!(String::from_utf8(shown.stderr).unwrap().contains(note));
    assert!(String::from_utf8(shown.stdout).unwrap().contains("APPROVE WITH CONDITIONS"), "the record counts");
    report(&register, &arguments, "html");
    assert_eq!(run(&register, &["verify", "--report", "report.html"]).status.code(), Some(0));
}

#[test]
fn a_browser_finds_nothing_to_complain_of() {
    let Some(mut browser) = Browser::start() else {
        println!("NOT RUN: this machine has no Chromium; `apt-get install chromium` brings it");
        return;
    };
    let (folder, register) = example();
    let decided = decide(&register, "claude-code", "product-engineering", "Good enough for the pilot.");
    meet(&register, "claude-code", "product-engineering", &decided.sha256);
    let (evil_folder, evil) = hostile(HOSTILE);
    let long = "x".repeat(9_900);
    let (long_folder, long) = hostile(&long);
    let (triage_folder, triage) = triaged(|answers| answers);
    let look = root().join("examples/template");
    let mut pages: Vec<PathBuf> = Vec::new();
    for (at, (register, arguments)) in [
        (&register, &["claude-code", "--use", "product-engineering"][..]),
        (&register, &["claude-code", "--use", "restricted-affiliate"]),
        (&register, &["claude-code", "--use", "restricted-affiliate", "--audience", "auditor"]),
        (&register, &["chatgpt", "--audience", "board", "--template", look.to_str().unwrap()]),
        (&register, &["--since", "2026-06-01"]),
        (&evil, &["evil-tool"]),
        (&evil, &[]),
        (&long, &["evil-tool"]),
        (&long, &[]),
        (&triage, &["claude-code", "--use", "pilot"]),
    ]
    .into_iter()
    .enumerate()
    {
        let page = folder.path().join(format!("page-{at}.html"));
        std::fs::write(&page, report(register, arguments, "html")).unwrap();
        pages.push(page);
    }
    // `PAGES=DIR cargo test reports` keeps them, to be looked at.
    if let Some(folder) = std::env::var_os("PAGES") {
        for page in &pages {
            std::fs::copy(page, Path::new(&folder).join(page.file_name().unwrap())).unwrap();
        }
    }
    let check = include_str!("../page.js");
    let bad = folder.path().join("bad.html");
    let text = "<body style='background:#fff'><p style='color:#999'>pale</p><div style='width:3000px'>wide</div>\
                <svg><rect width='99' height='99' fill='#222'/><text y='50' fill='#444'>dark</text></svg>\
                <img src='https://example.org/x.png'><script>console.error('x')</script>";
    std::fs::write(&bad, text).unwrap();
    browser.open(&bad, 390, "light");
    let found = browser.value(check)["found"].to_string();
    assert!(found.contains("pale") && found.contains("dark") && found.contains("wide in"), "{found}");
    assert!(!browser.said.is_empty() && browser.requests == ["https://example.org/x.png"]);
    (browser.said, browser.requests) = (Vec::new(), Vec::new());

    let mut wrong = Vec::new();
    for page in &pages {
        for width in [390, 1280] {
            for scheme in ["light", "dark"] {
                browser.open(page, width, scheme);
                let found = browser.value(check);
                assert!(found["texts"].as_u64().unwrap() > 40, "{found}");
                for one in found["found"].as_array().unwrap() {
                    wrong.push(format!("{} at {width}, {scheme}: {one}", page.display()));
                }
                let said: Vec<String> = browser.said.drain(..).collect();
                wrong.extend(said.iter().map(|one| format!("{}: {one}", page.display())));
                let asked: Vec<String> = browser.requests.drain(..).collect();
                wrong.extend(asked.iter().map(|one| format!("{}: asked for {one}", page.display())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // The list of uses is filtered and sorted by its script.
    browser.open(&pages[4], 1280, "light");
    let order = "[...document.querySelectorAll('#uses tbody tr')].filter(r => !r.hidden).map(r => r.cells[0].innerText.split('\\n')[1]).join('|')";
    let all = browser.value(order);
    assert_eq!(all.as_str().unwrap().split('|').count(), 7);
    browser.value("document.querySelector('#filters input').value = 'anthropic'; document.querySelector('#filters input').dispatchEvent(new Event('input'));");
    assert_eq!(browser.value(order), "restricted affiliate|product engineering");
    browser.value("document.querySelector('#uses th:nth-child(2) button').click(); document.querySelector('#uses th:nth-child(2) button').click();");
    assert_eq!(browser.value(order), "product engineering|restricted affiliate");
    drop((evil_folder, long_folder, triage_folder));
}
