//! The first look in a real terminal: back, leave, resume, a cut, the record, and what `assess` makes of it.

use super::support::{PLIMSOLL, command, reviewed, root};
use crate::terminal::{REQUEST, Terminal, begin, register};

const ARGUMENTS: [&str; 4] = ["triage", "note-taker", "--use", "talks"];

/// Presses the key of an option at each question.
fn answer(terminal: &mut Terminal, answers: &[(&str, &str)]) {
    for (question, key) in answers {
        terminal.expect(&[question, "Ctrl-C leaves"]);
        terminal.press(key);
    }
}

fn whole_triage(columns: u16) -> String {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/talks.triage.toml");

    let mut terminal = Terminal::start(&folder, columns, &ARGUMENTS);
    begin(&mut terminal);
    // A careless Enter would say that nobody knows; nothing is claimed by it.
    terminal.expect(&["already approved", "> u  I don't know", "1 to 13 to go"]);
    // "Approved already" ends it; back leads to the question, and on to the others.
    terminal.press("1");
    terminal.expect(&["FULL", "Approved already: Yes, and the review date has not passed", "record it"]);
    terminal.press("\u{1b}");
    terminal.expect(&["already approved", "> 1  Yes, and the review date"]);
    answer(
        &mut terminal,
        &[("already approved", "3"), ("most sensitive data", "3"), ("account and plan", "4"), ("by itself", "2")],
    );
    terminal.expect(&["most powerful thing", "Ctrl-C leaves"]);
    terminal.press("\u{1b}");
    terminal.expect(&["by itself", "> 2  Yes, a person approves each action"]);
    terminal.press("1");
    terminal.expect(&["most powerful thing", "Ctrl-C leaves"]);
    // Leave, and come back where it was.
    terminal.press("\u{3}");
    let (code, last, mut seen) = terminal.end();
    assert_eq!(code, 0);
    assert!(last.contains("your answers are kept; run `plimsoll triage note-taker --use talks` to continue"), "{last}");
    assert!(std::fs::read_to_string(&draft).unwrap().contains("acts-by-itself = { value = \"no\" }"));

    let mut terminal = Terminal::start(&folder, columns, &ARGUMENTS);
    terminal.expect(&["There is an unfinished interview: 9 steps were answered", "leave it as it is"]);
    terminal.press("r");
    terminal.expect(&["most powerful thing", "Ctrl-C leaves"]);
    terminal.press("u");
    terminal.expect(&["Why not, or what was done to find out?", "also empty"]);
    terminal.press("asked Mo\r");
    answer(
        &mut terminal,
        &[("content from outside", "1"), ("decisions about people", "1"), ("hidden manipulation", "1")],
    );
    terminal.expect(&["Where does the output go?", "Ctrl-C leaves"]);
    // A cut: everything but the question on the screen is kept.
    terminal.child.kill().unwrap();
    let (_, _, cut) = terminal.end();
    seen += &cut;

    // The draft of an assessment of the same use is another one.
    let mut terminal = Terminal::start(&folder, columns, &["assess", "note-taker", "--use", "talks", "--plain"]);
    terminal.plays(&[
        ("0 done", ""),
        ("Who is asking for it?", "Kim\r"),
        ("1 done", ""),
        ("Who will be accountable for its use?", "\u{3}"),
    ]);
    assert_eq!(terminal.end().0, 0);
    assert!(folder.join("drafts/note-taker/talks.toml").exists() && draft.exists());

    let mut terminal = Terminal::start(&folder, columns, &ARGUMENTS);
    terminal.expect(&["There is an unfinished interview: 13 steps were answered", "leave it as it is"]);
    terminal.press("\r");
    answer(
        &mut terminal,
        &[
            ("Where does the output go?", "1"),
            ("vanished tomorrow", "1"),
            ("vendor's terms", "1"),
            ("Who will use", "1"),
        ],
    );
    terminal.expect(&["Which of these are true of it?", "none of these, go on"]);
    terminal.press("1");
    terminal.expect(&["[x] It writes or runs code", "the 1 ticked, go on"]);
    terminal.press("g");
    // The review: what is not known is changed, then it is recorded.
    terminal.expect(&["FULL", "1 not known", "go to the first unknown answer"]);
    terminal.press("u");
    terminal.expect(&["most powerful thing", "> u  I don't know"]);
    terminal.press("4");
    terminal.expect(&["KEYS", "0 not known", ">    Most powerful right: Run commands or write"]);
    terminal.press("r");
    let (code, last, recorded) = terminal.end();
    assert_eq!(code, 0);
    let next = "plimsoll assess note-taker --use talks --framework coding-agent --short";
    assert!(last.contains(next) && last.contains("recorded as"), "{last}");
    assert!(!draft.exists(), "the draft outlives its record");

    let record = std::fs::read_to_string(folder.join("tools/note-taker/talks/0001-triage.toml")).unwrap();
    for line in [
        "kind = \"triage\"",
        "purpose = \"Notes\"",
        "most-powerful-right = { value = \"dev\" }",
        "kind-of-tool = { value = [\"writes-code\"] }",
        "route = \"keys\"",
        "privileges = 2",
    ] {
        assert!(record.contains(&format!("{line}\n")), "{line}\n{record}");
    }
    seen + &recorded
}

#[test]
fn a_whole_triage_with_back_leave_cut_and_resume() {
    for columns in [80, 200] {
        let seen = whole_triage(columns);
        reviewed(&format!("triage-{columns}.txt"), &seen);
    }
}

#[test]
fn what_a_triage_said_is_where_the_assessment_begins() {
    let (_sandbox, folder) = register();
    let cases = root().join("tests/cmd/triage.in");
    std::fs::copy(cases.join("ours.toml"), folder.join("frameworks/ours.toml")).unwrap();
    let recorded = command(PLIMSOLL, &folder)
        .args(ARGUMENTS)
        .args(["--framework", "ours", "--as-of", "2026-11-20", "--answers"])
        .arg(cases.join("ours-anywhere.toml"))
        .output()
        .unwrap();
    assert!(recorded.status.success(), "{}", String::from_utf8_lossy(&recorded.stderr));

    let mut terminal = Terminal::start(&folder, 80, &["assess", "note-taker", "--use", "talks", "--short", "--plain"]);
    terminal.says("note-taker in use talks, short run (its triage asks for `stop`) \u{b7} mini");
    terminal.plays(&REQUEST);
    terminal.plays(&[
        ("What data?", ""),
        ("From the triage of 2026-11-20: at least 1", ""),
        ("> 1  Internal", "\r"),
        ("Where can it send data?", ""),
        ("From the triage of 2026-11-20: at least 4", ""),
        ("> 4  Any host", "\u{3}"),
    ]);
    assert_eq!(terminal.end().0, 0);
    // It is said where it came from after a pause, too; what is said now is no longer of the triage.
    let mut terminal = Terminal::start(&folder, 80, &["assess", "note-taker", "--use", "talks", "--short", "--plain"]);
    terminal.plays(&[
        ("There is an unfinished interview", "r"),
        ("Where can it send data?", ""),
        ("From the triage of 2026-11-20: at least 4", "\r"),
        ("How long is content kept?", "\u{1b}"),
        ("Where can it send data?\r\n", ""),
    ]);
    let said = terminal.says("> 4  Any host");
    assert!(!said.contains("From the triage"), "{said}");
    terminal.press("\u{3}");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0);
    assert!(last.contains("run `plimsoll assess note-taker --use talks --short` to continue"), "{last}");
}
