//! Records of every kind: what is written reads back as the same value, and the same bytes.

use std::collections::BTreeMap;

use plimsoll::answers::{Answers, Evidence};
use plimsoll::assessment::decision::{AcceptedRisk, Condition, Decision, Dissent, Waiver};
use plimsoll::assessment::event::{Event, What};
use plimsoll::assessment::{Header, Pin, Record, Subject, Triage, file};
use plimsoll::framework;
use plimsoll::framework::triage::Route;
use plimsoll::person::Person;
use plimsoll::problem::Source;
use plimsoll::tool::Tool;

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const HOSTILE: &str = "=cmd()|\"'\\ <script> \u{1b}[31m \u{202e}evil\n\t漢字 🦀";

fn header(subject: Subject, usage: &str) -> Header {
    Header {
        subject,
        usage: usage.to_owned(),
        number: 7,
        as_of: "2026-11-22".parse().unwrap(),
        recorded_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        recorded_by: Person::written("Robin Sample <robin@example.org>"),
        previous: Some(HASH.to_owned()),
    }
}

fn tool() -> Subject {
    Subject::Tool("claude-code".to_owned())
}

fn vendor() -> Subject {
    Subject::Vendor("anthropic".to_owned())
}

fn decision(subject: Subject, usage: &str) -> Record {
    let day = "2027-01-31".parse().unwrap();
    Record::Decision(Box::new(Decision {
        header: header(subject, usage),
        assessment: Some(HASH.to_owned()),
        policy: HASH.to_owned(),
        enactment: None,
        decision: framework::Disposition::ApproveWithConditions,
        rationale: HOSTILE.to_owned(),
        approvers: vec![Person::written("Casey Placeholder <casey@example.org>")],
        dissent: vec![Dissent { who: Person::written("Kim"), reason: HOSTILE.to_owned() }],
        valid_from: "2026-11-23".parse().unwrap(),
        valid_until: Some(day),
        tier: Some("high".to_owned()),
        tier_with_waivers: Some("moderate".to_owned()),
        client_versions: Some(">=2.0, <3".to_owned()),
        editions: vec!["Enterprise".to_owned()],
        teams: vec!["payments".to_owned(), HOSTILE.to_owned()],
        alternatives: vec!["qoder".to_owned()],
        actions: vec!["uninstall by 10 July".to_owned()],
        ceiling: BTreeMap::from([("data".to_owned(), 2), ("egress".to_owned(), 4)]),
        conditions: vec![
            Condition {
                id: "sandbox".to_owned(),
                text: HOSTILE.to_owned(),
                questions: vec!["sandbox".to_owned()],
                owner: Some(Person::written("Kim <kim@example.org>")),
                due: Some(day),
                before_use: true,
            },
            Condition {
                id: "documents-from-vendor".to_owned(),
                text: HOSTILE.to_owned(),
                questions: vec!["retention".to_owned(), "training-use".to_owned()],
                owner: None,
                due: None,
                before_use: false,
            },
        ],
        waivers: vec![Waiver {
            id: "training".to_owned(),
            reason: HOSTILE.to_owned(),
            approver: Person::written("Casey <casey@example.org>"),
            until: day,
        }],
        accepted_risk: Some(AcceptedRisk { reason: HOSTILE.to_owned(), until: day }),
    }))
}

fn event(what: What, subject: Subject) -> Record {
    let decision = matches!(what, What::ConditionMet { .. }).then(|| HASH.to_owned());
    Record::Event(Box::new(Event { header: header(subject, "*"), decision, what, why: HOSTILE.to_owned() }))
}

fn all() -> Vec<Record> {
    let item = Evidence { title: HOSTILE.to_owned(), sha256: Some(HASH.to_owned()), ..Evidence::default() };
    let text = |text: &str| text.to_owned();
    vec![
        decision(tool(), "general"),
        decision(vendor(), "*"),
        event(
            What::ConditionMet {
                condition: text("sandbox"),
                proof: vec![text("pentest")],
                items: BTreeMap::from([(text("pentest"), item)]),
            },
            tool(),
        ),
        event(
            What::Exception {
                team: text("payments"),
                until: "2027-01-31".parse().unwrap(),
                lifts: vec![text("above-ceiling")],
                assessment: Some(HASH.to_owned()),
                ceiling: BTreeMap::from([(text("data"), 2)]),
                approvers: vec![Person::written("Casey <casey@example.org>")],
                policy: HASH.to_owned(),
                enactment: None,
            },
            tool(),
        ),
        event(What::Trigger { suspends: true }, vendor()),
        event(What::Suspend, tool()),
        event(What::Withdraw, vendor()),
        event(What::Retire, tool()),
        Record::Triage(Box::new(Triage {
            header: header(tool(), "general"),
            tool: Tool { vendor: Some(text("anthropic")), ..Tool::default() },
            framework: Pin { id: text("triage"), version: text("0.1.0"), sha256: HASH.to_owned() },
            answers: Answers::default(),
            allowed: true,
            route: Route::Register,
            context: BTreeMap::from([(text("data"), 1)]),
            frameworks: vec![text("coding-agent")],
            unknown: vec![text("account-and-plan")],
            ignored: Vec::new(),
        })),
    ]
}

fn read(text: &str) -> Result<Record, Vec<&'static str>> {
    file::read(&Source::new("record.toml", text))
        .map(|(record, _)| record)
        .map_err(|problems| problems.0.iter().map(|problem| problem.code.as_str()).collect())
}

#[test]
fn what_is_written_reads_back() {
    for record in all() {
        let text = record.write();
        assert_eq!(read(&text).as_ref(), Ok(&record), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    }
}

#[test]
fn every_key_that_is_not_known_or_not_there_is_noticed() {
    for record in all() {
        let text = record.write();
        for (at, line) in text.lines().enumerate() {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let misspelt: Vec<String> = text
                .lines()
                .enumerate()
                .map(|(number, line)| if number == at { format!("x{line}") } else { line.to_owned() })
                .collect();
            let found = read(&misspelt.join("\n"));
            // Keys of [ceiling] and of [result.context] are ids of factors, which any framework may have.
            let free = ["data", "egress"].contains(&key);
            assert_eq!(found.is_ok(), free, "{key} of {}: {found:?}", record.kind());
        }
    }
}

#[test]
fn a_record_that_contradicts_itself_is_refused() {
    let text = decision(tool(), "general").write();
    for (from, to, code) in [
        ("valid-until = 2027-01-31", "valid-until = 2026-11-22", "bad-date"),
        (">=2.0, <3", "~2", "bad-text"),
        ("approvers = [\"Casey Placeholder <casey@example.org>\"]", "approvers = []", "missing-key"),
        ("use = \"general\"", "use = \"../up\"", "bad-id"),
        ("decision = \"approve-with-conditions\"", "decision = \"aprove\"", "unknown-id"),
        ("schema = 1", "schema = 2", "newer-schema"),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(read(&text.replacen(from, to, 1)), Err(vec![code]), "{to}");
    }
    let triage = all().pop().unwrap().write();
    assert_eq!(
        read(&triage.replacen("use = \"general\"", "use = \"*\"", 1)),
        Err(vec!["bad-id"]),
        "only decisions reach over uses"
    );
}
