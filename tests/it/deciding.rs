//! A decision in a real terminal: asked for, left, gone on with, changed at the end, and recorded.

use std::path::{Path, PathBuf};
use std::process::Output;

use super::support::{PLIMSOLL, command, root};
use super::terminal::Terminal;

fn plimsoll(folder: &Path, arguments: &[&str], by: &str) -> Output {
    command(PLIMSOLL, folder).args(arguments).env("PLIMSOLL_BY", by).output().unwrap()
}

/// A register with an assessment that only a waiver makes milder than a prohibition.
fn register() -> (tempfile::TempDir, PathBuf) {
    let sandbox = tempfile::tempdir().unwrap();
    let folder = sandbox.path().canonicalize().unwrap();
    let cases = root().join("tests/cmd/decide.in");
    for file in ["mini.toml", "weak.toml"] {
        std::fs::copy(cases.join(file), folder.join(file)).unwrap();
    }
    for arguments in [&["init", "."][..], &["assess", "note-taker", "--use", "interviews", "--answers", "weak.toml"]] {
        let output = plimsoll(&folder, arguments, "Ann Aide <ann@example.org>");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    (sandbox, folder)
}

const ARGUMENTS: [&str; 4] = ["decide", "note-taker", "--use", "interviews"];

/// Answers from the decision to the ceiling.
fn begin(terminal: &mut Terminal) {
    terminal.expect(&[
        "critical; prohibit is recommended",
        "What is decided?",
        "> 5  prohibit: it may not be used (recommended)",
    ]);
    terminal.press("3");
    terminal.expect(&["Why? In a sentence", "[Enter goes on"]);
    terminal.press("A pilot.\r");
    terminal.expect(&["Who decides?", "Robin Sample <robin@example.org>"]);
    terminal.press("\r");
    terminal.expect(&["Until when?", "2026-12-22"]);
    terminal.press("\r");
    terminal.expect(&["How far does it reach?", "> g  keep it as it is", "data: 3"]);
}

#[test]
fn a_decision_is_asked_for_left_and_gone_on_with() {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/interviews.decision.toml");
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    begin(&mut terminal);
    terminal.press("\u{1b}[B\r");
    terminal.expect(&["Up to which level of data?", "> 3  Personal"]);
    terminal.press("2");
    terminal.expect(&["data: 2 (", "; assessed 3"]);
    terminal.press("g");
    // What the assessment proposes can be taken, and given to somebody whom the register knows.
    terminal.expect(&["On which conditions?", "add one", "[ ] How long: Buy zero"]);
    terminal.press("\u{1b}[B\u{1b}[B\u{1b}[B\r");
    terminal.expect(&["[x] Lee Owner, no day: How long"]);
    terminal.press("\r");
    terminal.expect(&["owner: Lee Owner", "until: no day"]);
    terminal.press("o");
    terminal.expect(&["Who is responsible? Name <mail>", "Ann Aide <ann@example.org>"]);
    terminal.press("\u{1b}[B\r");
    terminal.expect(&["owner: Ann Aide <ann@example.org>"]);
    terminal.press("g");
    terminal.expect(&["[x] Ann Aide, no day: How long"]);
    terminal.press("a");
    terminal.expect(&["What must be done or upheld?", "[Enter goes on"]);
    terminal.press("Buy zero retention\r");
    terminal.expect(&["Condition buy-zero-retention", "owner: nobody"]);
    terminal.press("o");
    terminal.expect(&["Who is responsible? Name <mail>"]);
    terminal.press("Lee Owner <lee@example.org>\r");
    terminal.expect(&["owner: Lee Owner <lee@example.org>", "before use: no"]);
    terminal.press("b");
    terminal.expect(&["before use: yes"]);
    terminal.press("d");
    terminal.expect(&["Until when?", "[Enter goes on"]);
    terminal.press("2026-12-01\r");
    terminal.expect(&["until: 2026-12-01"]);
    terminal.press("g");
    terminal.expect(&["On which conditions?", "Lee Owner, 2026-12-01, before use"]);
    // Leave, and come back where it was.
    terminal.press("\u{3}");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0);
    assert!(last.contains("your answers are kept; run the same command to continue"), "{last}");
    assert!(std::fs::read_to_string(&draft).unwrap().contains("before-use = true"));

    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    terminal.expect(&["There is an unfinished interview", "leave it as it is"]);
    terminal.press("r");
    terminal.expect(&["On which conditions?", "Lee Owner, 2026-12-01, before use"]);
    terminal.press("g");
    terminal.expect(&["Is a knock-out waived?", "[ ] endless: at least critical."]);
    // Without the waiver policy would refuse it: so say the last screen, and r records nothing.
    terminal.press("g");
    terminal.expect(&["What is to be used instead?"]);
    terminal.press("pen and paper\r");
    terminal.expect(&["mildest: tier critical allows `prohibit` at most", "instead: pen and paper"]);
    // Policy speaks of what the screen has, not of flags that nobody can type here.
    let screen = terminal.text();
    assert!(screen.contains("`waivers`") && !screen.contains("--"), "{screen}");
    terminal.press("r");
    terminal.expect(&["mildest: tier critical allows `prohibit` at most"]);
    assert!(!folder.join("tools/note-taker/interviews/0002-decision.toml").exists());
    terminal.press("\u{1b}");
    terminal.expect(&["What is to be used instead?", "pen and paper"]);
    terminal.press("\u{1b}");
    terminal.expect(&["Is a knock-out waived?"]);
    terminal.press("1");
    terminal.expect(&["Why may endless be waived?", "A pilot."]);
    terminal.press("\r");
    terminal.expect(&["Until when?", "leave empty for the end of the decision"]);
    terminal.press("\r");
    terminal.expect(&["[x] endless", "critical, high with the waivers; restrict is"]);
    terminal.press("g");
    terminal.expect(&["What is to be used instead?"]);
    terminal.press("\r");
    terminal.expect(&["Policy allows it.", "waivers: endless", ">    why: A pilot."]);
    // A key too many changes a part and makes no record.
    terminal.press("\r");
    terminal.expect(&["Why? In a sentence", "A pilot."]);
    terminal.press(" For twelve people.\r");
    terminal.expect(&["Policy allows it.", ">    why: A pilot. For twelve people."]);
    terminal.press("r");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0);
    assert!(last.contains("recorded as"), "{last}");
    assert!(!draft.exists(), "the draft outlives its record");
    let record = std::fs::read_to_string(folder.join("tools/note-taker/interviews/0002-decision.toml")).unwrap();
    for text in [
        "decision = \"restrict\"\nrationale = \"A pilot. For twelve people.\"\napprovers = [\"Robin Sample <robin@example.org>\"]\n",
        "valid-until = 2026-12-22\ntier = \"critical\"\ntier-with-waivers = \"high\"\nalternatives = [\"pen and paper\"]\n",
        "[ceiling]\ndata = 2\negress = 2\n",
        "[[condition]]\nid = \"buy-zero-retention\"\ntext = \"Buy zero retention\"\nowner = \"Lee Owner <lee@example.org>\"\ndue = 2026-12-01\nbefore-use = true\n",
        "[[waiver]]\nid = \"endless\"\nreason = \"A pilot.\"\napprover = \"Robin Sample <robin@example.org>\"\nuntil = 2026-12-22\n",
    ] {
        assert!(record.contains(text), "{text}\n{record}");
    }
}

#[test]
fn what_somebody_else_records_meanwhile_is_never_decided_over() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 100, &[&ARGUMENTS[..], &["--rationale", "No."]].concat());
    terminal.expect(&["What is decided?"]);
    terminal.press("\r");
    terminal.expect(&["Why? In a sentence", "No."]);
    terminal.press("\r");
    terminal.expect(&["Who decides?"]);
    terminal.press("\r");
    terminal.expect(&["Until when?", "leave empty for no end"]);
    terminal.press("\r");
    terminal.expect(&["What is to be used instead?"]);
    terminal.press("\r");
    terminal.expect(&["Policy allows it.", "decision: prohibit"]);
    let other = plimsoll(&folder, &["event", "suspend", "note-taker", "--why", "A flaw."], "Lu Lead <lu@example.org>");
    assert!(other.status.success(), "{}", String::from_utf8_lossy(&other.stderr));
    terminal.press("r");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 2);
    assert!(
        last.contains("somebody else has recorded something about note-taker/interviews in the meantime"),
        "{last}"
    );
    assert!(last.contains("nothing was written"), "{last}");
    assert!(folder.join("drafts/note-taker/interviews.decision.toml").exists(), "what was said is kept");
    assert!(!folder.join("tools/note-taker/interviews/0003-decision.toml").exists());
    assert!(plimsoll(&folder, &["verify"], "R <r@example.org>").status.success());
}

#[test]
fn nothing_is_recorded_that_could_not_be_read_again() {
    let (_sandbox, folder) = register();
    let long = "x".repeat(10_001);
    let dissent = format!("Lee: {long}");
    let hold = ["--decision", "hold", "--rationale"];
    let wanted: [(&[&str], &str); 8] = [
        (&[hold[0], hold[1], hold[2], &long], "`rationale` of the file has 10001 bytes"),
        (&[hold[0], hold[1], hold[2], "x", "--valid-until", "2026-11-21"], "would end on 2026-11-21, before it begins"),
        (&[hold[0], hold[1], hold[2], "x", "--alternative", ""], "--alternative: the text is empty"),
        (&[hold[0], hold[1], hold[2], "x", "--action", " "], "--action: the text is empty"),
        (&[hold[0], hold[1], hold[2], "x", "--alternative", &long], "item 1 of `alternatives` of the file has 10001"),
        (&[hold[0], hold[1], hold[2], "x", "--dissent", &dissent], "`reason` of this dissent has 10001 bytes"),
        (
            &["--decision", "restrict", "--rationale", "x", "--team", "", "--edition", ""],
            "--edition: the text is empty",
        ),
        (&["--scope", "vendor", "--decision", "prohibit", "--rationale", &long], "`rationale` of the file has 10001"),
    ];
    let by = "Robin Sample <robin@example.org>";
    let entry = folder.join("tools/note-taker/tool.toml");
    let text = std::fs::read_to_string(&entry).unwrap();
    std::fs::write(&entry, format!("{text}vendor = \"example-vendor\"\n")).unwrap();
    for (flags, said) in wanted {
        let output = plimsoll(&folder, &[&ARGUMENTS[..], flags].concat(), by);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}: {stderr}");
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    for (what, said) in [("suspend", "`why` of the file has 10001 bytes"), ("trigger", "nothing was written")] {
        let output = plimsoll(&folder, &["event", what, "note-taker", "--use", "interviews", "--why", &long], by);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}: {stderr}");
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    let verified = plimsoll(&folder, &["verify"], by);
    let told = String::from_utf8_lossy(&verified.stdout);
    assert!(told.contains("1 record of 1 use: sound"), "{told}{}", String::from_utf8_lossy(&verified.stderr));
    assert!(verified.status.success());
}

#[test]
fn a_condition_is_met_in_a_few_keys() {
    let (_sandbox, folder) = register();
    let by = "Pat Chief <pat@example.org>";
    let decided = ["--decision", "restrict", "--rationale", "A pilot.", "--ceiling", "data=1", "--waive", "endless"];
    let conditions = [
        "--condition",
        "Buy zero retention; id=retention",
        "--condition",
        "Tell the speakers; id=tell; owner=Robin Sample <robin@example.org>",
    ];
    let output = plimsoll(&folder, &[&ARGUMENTS[..], &decided, &conditions].concat(), by);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let mut terminal = Terminal::start(&folder, 80, &["event", "condition-met", "note-taker"]);
    terminal.expect(&["Which condition is met?", "retention: Buy zero retention", "2  tell: Tell the speakers"]);
    terminal.press("2");
    terminal.expect(&["What shows that it is met?", "1  something new"]);
    terminal.press("1");
    terminal.expect(&["What is it called?"]);
    terminal.press("Mail of 20 November\r");
    terminal.expect(&["Where is it?"]);
    terminal.press("mails/20.eml\r");
    terminal.expect(&["A note?"]);
    terminal.press("All nine were told.\r");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    assert!(last.contains("is met, by mail-of-20-november"), "{last}");
    let record = std::fs::read_to_string(folder.join("tools/note-taker/interviews/0003-event.toml")).unwrap();
    for text in [
        "condition = \"tell\"",
        "proof = [\"mail-of-20-november\"]",
        "where = \"mails/20.eml\"",
        "why = \"All nine were told.\"",
    ] {
        assert!(record.contains(text), "{text}\n{record}");
    }

    // Whoever leaves records nothing.
    let mut terminal = Terminal::start(&folder, 80, &["event", "condition-met", "note-taker"]);
    terminal.expect(&["What shows that it is met?", "2  Mail of 20 November (mail-of-20-november)"]);
    terminal.press("\u{1b}");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    assert!(last.contains("nothing was recorded"), "{last}");

    // One condition is left: it needs no name, and the evidence none but its id.
    let met = ["event", "condition-met", "note-taker", "--evidence", "mail-of-20-november"];
    let output = plimsoll(&folder, &met, by);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.starts_with("condition retention of note-taker/interviews is met"), "{stdout}");
    let output = plimsoll(&folder, &met, by);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("has no condition that is still to be met"), "{stderr}");
}
