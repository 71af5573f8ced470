//! Slips of the hand in a real terminal: what is misspelt is asked about, what would be lost is asked
//! about twice, and two people do not write over each other.

use std::path::Path;

use super::terminal::{REQUEST, Terminal, register};

const ASSESS: [&str; 7] = ["assess", "note-taker", "--use", "talks", "--framework", "mini", "--plain"];

/// Begins an interview and leaves it after the first answer.
fn leave_a_draft(folder: &Path) {
    let mut terminal = Terminal::start(folder, 80, &ASSESS);
    terminal.plays(&[("Who is asking", "Kim <kim@example.org>\r"), ("Who will be accountable for its use?", "\u{3}")]);
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn an_unknown_id_is_asked_about() {
    let (_sandbox, folder) = register();
    std::fs::create_dir_all(folder.join("tools/note-taker/talks")).unwrap();
    // The nearest one is the first entry: a careless Enter begins nothing new.
    let mut terminal = Terminal::start(&folder, 80, &["assess", "not-taker", "--framework", "mini", "--plain"]);
    terminal.expect(&["The register has no tool `not-taker`", "> 1  I meant `note-taker`", "`not-taker` is new"]);
    terminal.press("1");
    terminal.plays(&[("note-taker in use talks", ""), ("Who is asking for it?", "\u{3}")]);
    assert_eq!(terminal.end().0, 0);

    let mut terminal = Terminal::start(&folder, 80, &["decide", "note-taker", "--use", "tallks"]);
    terminal.expect(&["`tallks`", "> 1  I meant `talks`"]);
    terminal.press("q");
    assert_eq!(terminal.end().0, 0);
    assert!(!folder.join("tools/note-taker/tallks").exists() && !folder.join("tools/not-taker").exists());

    let mut terminal = Terminal::start(&folder, 80, &["triage", "zzz"]);
    terminal.expect(&["The register has no tool `zzz`", "> n  `zzz` is new: begin it"]);
    terminal.press("n");
    terminal.expect(&["zzz in use general", "Who is asking for it?"]);
    terminal.press("\u{3}");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_draft_says_who_began_it_and_is_forgotten_only_on_a_second_key() {
    let (_sandbox, folder) = register();
    leave_a_draft(&folder);
    let draft = folder.join("drafts/note-taker/talks.toml");
    let text = std::fs::read_to_string(&draft).unwrap();
    assert!(text.contains("by = \"Robin Sample <robin@example.org>\""), "{text}");

    let mut terminal = Terminal::start(&folder, 80, &ASSESS);
    terminal.expect(&["There is an unfinished interview: 1 step"]);
    terminal.press("n");
    terminal.expect(&["Discard everything in it?", "> k  keep it"]);
    terminal.press("\r");
    terminal.expect(&["> r  continue where you left off"]);
    terminal.press("q");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(std::fs::read_to_string(&draft).unwrap(), text);

    let mut terminal = Terminal::start(&folder, 80, &ASSESS);
    terminal.expect(&["There is an unfinished interview"]);
    terminal.press("n");
    terminal.expect(&["Discard everything in it?"]);
    terminal.press("y");
    terminal.plays(&[("0 done", ""), ("Who is asking for it?", "\u{3}")]);
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn two_people_do_not_write_over_each_other() {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/talks.toml");
    leave_a_draft(&folder);
    let text = std::fs::read_to_string(&draft).unwrap();
    let mut other = Terminal::start(&folder, 80, &[&ASSESS[..], &["--by", "Mo Second <mo@example.org>"]].concat());
    other.plays(&[
        ("0 done", ""),
        ("Who is asking for it?", "Lee <lee@example.org>\r"),
        ("Who will be accountable for its use?", "\u{3}"),
    ]);
    assert_eq!(other.end().0, 0);
    assert_eq!(std::fs::read_to_string(&draft).unwrap(), text);
    let drafts = std::fs::read_dir(draft.parent().unwrap()).unwrap().count();
    assert_eq!(drafts, 2, "each has a draft");
}

#[test]
fn esc_on_an_empty_field_leaves_it_unanswered() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 80, &ASSESS);
    terminal.plays(&[
        ("Who is asking for it?", "Kim <kim@example.org>\r"),
        ("Who will be accountable for its use?", "\r"),
        ("What is it to be used for?", "\u{1b}"),
        ("Who will be accountable for its use?", "\u{1b}"),
        ("Who is asking for it?", ""),
        ("> Kim <kim@example.org>", "\r"),
        // The next field, not the one after it.
        ("Who will be accountable for its use?", "\u{3}"),
    ]);
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn what_the_last_screen_shows_is_what_is_recorded() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 100, &ASSESS);
    terminal.plays(&REQUEST);
    terminal.plays(&[
        ("What data?", "3"),
        ("Where can it send data?", "3"),
        ("How long is content kept?", "2"),
        ("What does it rest on?", "2"),
    ]);
    for question in ["Is it deleted on request?", "How many days?", "Which are done?", "Is it signed?"] {
        terminal.plays(&[(question, "u"), ("Who could know it", "\r")]);
    }
    terminal.says("r records it");
    let screen = terminal.text();
    let shown = screen.lines().find(|line| line.contains("residual risk")).unwrap();
    let shown = shown.trim().to_owned();
    terminal.press("r");
    terminal.says("recorded as");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    let (_, after) = last.rsplit_once("r records it").unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(after).contains(&words(&shown)), "{shown}\n{last}");
    assert!(last.contains("next: plimsoll decide note-taker --use talks"), "{last}");
    assert!(last.contains("in full: plimsoll show note-taker --use talks"), "{last}");
}
