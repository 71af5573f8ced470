//! The workbench in a real terminal: a whole interview with a cut, and a review of it. What each page looks
//! like is tested without a terminal, beside the workbench itself.

use crate::support::PLIMSOLL;
use crate::support::command;
use crate::terminal::{Terminal, register};

const ARGUMENTS: [&str; 6] = ["assess", "note-taker", "--use", "talks", "--framework", "mini"];

/// Types at pages, each once it stands there.
fn play(terminal: &mut Terminal, script: &[(&str, &str)]) {
    for (page, keys) in script {
        terminal.glimpse(page);
        terminal.press(keys);
    }
}

/// The request of the small framework; the line that is edited stands below its question.
const REQUEST: [(&str, &str); 5] = [
    ("Who is asking for it? (Name <mail>)\n>", "Kim <kim@example.org>\r"),
    ("Who will be accountable for its use? (Name <mail>)\n>", "\r"),
    ("What is it to be used for?\n>", "Notes\r"),
    ("What is the benefit?\n>", "\r"),
    ("What happens if we say no?\n>", "\r"),
];

#[test]
fn a_whole_interview_with_a_cut_and_a_review() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    play(&mut terminal, &REQUEST);
    play(
        &mut terminal,
        &[
            ("What data?", "3"),
            ("Where can it send data?", "0"),
            ("The context contradicts itself", "2"),
            ("Where can it send data?", "3"),
            ("How long is content kept?", "2"),
            ("What does it rest on?", "3"),
            ("Which document, report or test is it?", "Contract, 2026\r"),
            ("What is its date?", "2026-09-30\r"),
            ("Is it deleted on request?", "x"),
            ("Why does it not apply?", "nothing kept\r"),
            ("Who else looked at it?", "Mo Second\r"),
        ],
    );
    terminal.glimpse("How many");
    // A cut: everything but the page that is open is kept.
    terminal.child.kill().unwrap();
    terminal.end();
    let draft = folder.join("drafts/note-taker/talks.toml");
    assert!(std::fs::read_to_string(&draft).unwrap().contains("second-reader = \"Mo Second\""));

    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    play(
        &mut terminal,
        &[
            ("There is an unfinished interview", "r"),
            ("How many", "2.5\r"),
            ("What does it rest on?", "5"),
            ("Which document, report or test is it?", "1"),
            ("Which are done?", "1"),
            ("[x] Backups", "\r"),
            ("> 5  tested", "\r"),
            ("Is it signed?", "u"),
            ("Who could know it", "asked Mo\r"),
            ("r records it", "r"),
        ],
    );
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    assert!(last.contains("recorded as") && last.contains("next: plimsoll decide note-taker --use talks"), "{last}");
    assert!(!draft.exists(), "the draft outlives its record");
    let record = std::fs::read_to_string(folder.join("tools/note-taker/talks/0001-assessment.toml")).unwrap();
    for line in [
        "purpose = \"Notes\"",
        "how-long = { value = \"days\", grade = \"document\", dated = 2026-09-30, evidence = [\"contract-2026\"] }",
        "deleted = { not-applicable = \"nothing kept\", second-reader = \"Mo Second\" }",
        "days = { value = 2.5, grade = \"tested\", dated = 2026-09-30, evidence = [\"contract-2026\"] }",
        "done = { value = [\"backups\"], grade = \"tested\", dated = 2026-09-30, evidence = [\"contract-2026\"] }",
        "signed = { unknown = \"asked Mo\" }",
    ] {
        assert!(record.contains(&format!("{line}\n")), "{line}\n{record}");
    }
    assert!(!record.contains("[review]"));

    // Again: nothing is old, so that only what changed is looked at.
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS[..4]);
    play(
        &mut terminal,
        &[
            ("Overview: all", "/"),
            ("Find", "signed\r"),
            ("Overview: all, with \"signed\", 1 of", "\r"),
            ("Before: not known: asked Mo", "1"),
            ("What does it rest on?", "1"),
            ("1 answer looked at", "r"),
        ],
    );
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    let record = std::fs::read_to_string(folder.join("tools/note-taker/talks/0002-assessment.toml")).unwrap();
    let review = "[review]\nsince = 1\nlooked-at = [\"signed\"]\ncarried = [\"data\", \"egress\", ";
    assert!(record.contains(review), "{record}");
    let verified = command(PLIMSOLL, &folder).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// A page, keys that do not answer it yet, what stands there then with the keys that go on, and what the answer
/// leaves in the draft.
type KilledAt = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const KILLED_AT: [KilledAt; 9] = [
    ("What is the benefit?\n>", "Sp", &[("> Sp", "eed\r")], "benefit = \"Speed\""),
    ("What happens if we say no?\n>", "x", &[("> x", "\u{15}Typing\r")], "without-it = \"Typing\""),
    ("What data?", "\u{1b}[A", &[("> 4  ", "3")], "data = 3"),
    ("Where can it send data?", "\u{1b}[A", &[("> 4  ", "3")], "egress = 3"),
    (
        "How long is content kept?",
        "2",
        &[("What does it rest on?", "2")],
        "how-long = { value = \"days\", grade = \"statement\"",
    ),
    (
        "Is it deleted on request?",
        "x",
        &[("Why does it not apply?", "nothing kept\r"), ("Who else looked at it?", "Mo Second\r")],
        "deleted = { not-applicable = \"nothing kept\", second-reader = \"Mo Second\"",
    ),
    ("How many days?", "2.5\r", &[("What does it rest on?", "2")], "days = { value = 2.5, grade = \"statement\""),
    ("Which are done?", "1", &[("[x] Backups", "g"), ("What does it rest on?", "1")], "done = { value = [\"backups\"]"),
    ("Is it signed?", "u", &[("Who could know it", "asked Mo\r")], "signed = { unknown = \"asked Mo\""),
];

#[test]
fn killed_at_any_page_at_most_what_was_typed_on_it_is_lost() {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/talks.toml");
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    play(&mut terminal, &REQUEST[..3]);
    terminal.glimpse(KILLED_AT[0].0);
    terminal.kill();
    for (at, (page, first, rest, line)) in KILLED_AT.into_iter().enumerate() {
        // Killed while something is typed that is no answer yet: all before it is kept, and nothing else.
        let before = std::fs::read_to_string(&draft).unwrap();
        let resumed = || {
            let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
            play(&mut terminal, &[("There is an unfinished interview", "r"), (page, first)]);
            terminal.glimpse(rest[0].0);
            terminal
        };
        resumed().kill();
        assert_eq!(std::fs::read_to_string(&draft).unwrap(), before, "{page}");
        // Killed as soon as the next page is there: the answer is kept.
        let mut terminal = resumed();
        play(&mut terminal, rest);
        terminal.glimpse(KILLED_AT.get(at + 1).map_or("r records it", |next| next.0));
        terminal.kill();
        let now = std::fs::read_to_string(&draft).unwrap();
        assert!(now.contains(line), "{page}: {line}\n{now}");
    }
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    play(&mut terminal, &[("There is an unfinished interview", "r"), ("r records it", "r")]);
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    let verified = command(PLIMSOLL, &folder).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn what_is_handed_over_is_listed_and_a_draft_can_be_scored() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    play(&mut terminal, &REQUEST);
    play(
        &mut terminal,
        &[
            ("What data?", "3"),
            ("Where can it send data?", "3"),
            ("How long is content kept?", "@"),
            ("Who is to answer it?", "Mo Other\r"),
            ("Is it deleted on request?", "\u{3}"),
        ],
    );
    assert_eq!(terminal.end().0, 0);
    let draft = "drafts/note-taker/talks.toml";
    let text = std::fs::read_to_string(folder.join(draft)).unwrap();
    assert!(text.contains("[[assigned]]\nstep = \"question:how-long\"\nto = \"Mo Other\"\n"), "{text}");

    let run = |arguments: &[&str]| {
        let output = command(PLIMSOLL, &folder).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let open = run(&["open", "note-taker", "--use", "talks"]);
    let first = "note-taker in use talks: 5 steps are open in the draft of Robin Sample <robin@example.org>; the tier can still be";
    assert!(open.split_whitespace().collect::<Vec<_>>().join(" ").starts_with(first), "{open}");
    assert!(open.contains("\nMo Other\n  · How long (how-long, handed over): How long is content kept?\n"), "{open}");
    let rows: serde_json::Value =
        serde_json::from_str(&run(&["open", "note-taker", "--use", "talks", "--for", "mo", "--format", "json"]))
            .unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!((&rows[0]["id"], &rows[0]["assigned"]), (&"how-long".into(), &"Mo Other".into()));
    assert!(run(&["score", draft]).contains("residual risk"));
    // Formatting keeps it, and the interview goes on with it.
    run(&["fmt"]);
    assert_eq!(std::fs::read_to_string(folder.join(draft)).unwrap(), text);
}

#[test]
fn what_rests_on_a_document_that_changed_is_asked_again() {
    let (_sandbox, folder) = register();
    std::fs::create_dir(folder.join("papers")).unwrap();
    std::fs::write(folder.join("papers/contract.txt"), "Kept for days.").unwrap();
    let answers = format!(
        "schema = 1\n[context]\ndata = 3\negress = 3\n\n[[evidence]]\nid = \"contract\"\ntitle = \"Contract\"\nwhere = \"contract.txt\"\n\
         sha256 = \"{}\"\n\n[answers]\nhow-long = {{ value = \"days\", grade = \"document\", evidence = [\"contract\"] }}\n\
         signed = {{ value = \"yes\", grade = \"document\" }}\n",
        plimsoll::document::sha256("Kept for days.")
    );
    std::fs::write(folder.join("answers.toml"), answers).unwrap();
    let recorded = command(PLIMSOLL, &folder).args(ARGUMENTS).args(["--answers", "answers.toml"]).output().unwrap();
    assert!(recorded.status.success(), "{}", String::from_utf8_lossy(&recorded.stderr));

    let again = ["assess", "note-taker", "--use", "talks", "--plain", "--evidence", "papers"];
    let mut terminal = Terminal::start(&folder, 80, &again);
    terminal.plays(&[("Nothing needs a look: all is carried over.", "\u{3}")]);
    assert_eq!(terminal.end().0, 0);
    std::fs::write(folder.join("papers/contract.txt"), "Kept for years.").unwrap();
    let mut terminal = Terminal::start(&folder, 80, &again);
    terminal.plays(&[
        ("[document changed: contract", "\r"),
        ("To look at: document changed: contract", "3"),
        ("What does it rest on?", "\r"),
        ("r records it", "r"),
        ("recorded as", ""),
    ]);
    assert_eq!(terminal.end().0, 0);
    let record = std::fs::read_to_string(folder.join("tools/note-taker/talks/0002-assessment.toml")).unwrap();
    assert!(record.contains("[review]\nsince = 1\nlooked-at = [\"how-long\"]\n"), "{record}");

    let nowhere = command(PLIMSOLL, &folder).args(&again[..6]).arg("nowhere").output().unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("nowhere is not a folder"));
}
