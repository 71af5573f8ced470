//! Slips of the hand in a real terminal: what is misspelt is asked about, what would be lost is asked
//! about twice, and two people do not write over each other.

use std::path::Path;

use super::terminal::{Terminal, begin, register};

const ASSESS: [&str; 7] = ["assess", "note-taker", "--use", "talks", "--framework", "mini", "--plain"];

/// Begins an interview and leaves it after the first answer.
fn leave_a_draft(folder: &Path) {
    let mut terminal = Terminal::start(folder, 80, &ASSESS);
    terminal.expect(&["Who is asking for it?", "Enter goes on"]);
    terminal.press("Kim <kim@example.org>\r");
    terminal.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    terminal.press("\u{3}");
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
    terminal.expect(&["note-taker in use talks", "Who is asking for it?"]);
    terminal.press("\u{3}");
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
    terminal.expect(&["Who is asking for it?", "0 done"]);
    terminal.press("\u{3}");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn two_people_do_not_write_over_each_other() {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/talks.toml");
    leave_a_draft(&folder);
    let text = std::fs::read_to_string(&draft).unwrap();
    let mut other = Terminal::start(&folder, 80, &[&ASSESS[..], &["--by", "Mo Second <mo@example.org>"]].concat());
    other.expect(&["Who is asking for it?", "0 done"]);
    other.press("Lee <lee@example.org>\r");
    other.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    other.press("\u{3}");
    assert_eq!(other.end().0, 0);
    assert_eq!(std::fs::read_to_string(&draft).unwrap(), text);
    let drafts = std::fs::read_dir(draft.parent().unwrap()).unwrap().count();
    assert_eq!(drafts, 2, "each has a draft");
}

#[test]
fn esc_on_an_empty_field_leaves_it_unanswered() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 80, &ASSESS);
    terminal.expect(&["Who is asking for it?", "Enter goes on"]);
    terminal.press("Kim <kim@example.org>\r");
    terminal.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    terminal.press("\r");
    terminal.expect(&["What is it to be used for?", "Enter goes on"]);
    terminal.press("\u{1b}");
    terminal.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    terminal.press("\u{1b}");
    terminal.expect(&["Who is asking for it?", "Kim <kim@example.org>"]);
    terminal.press("\r");
    // The next field, not the one after it.
    terminal.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    terminal.press("\u{3}");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn what_the_last_screen_shows_is_what_is_recorded() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 100, &ASSESS);
    begin(&mut terminal);
    terminal.expect(&["What data?", "Ctrl-C leaves"]);
    terminal.press("3");
    terminal.expect(&["Where can it send data?", "Ctrl-C leaves"]);
    terminal.press("3");
    terminal.expect(&["How long is content kept?", "Ctrl-C leaves"]);
    terminal.press("2");
    terminal.expect(&["What does it rest on?", "note: none"]);
    terminal.press("2");
    for question in ["Is it deleted on request?", "How many days?", "Which are done?", "Is it signed?"] {
        terminal.expect(&[question]);
        terminal.press(if question == "How many days?" { "u\r" } else { "u" });
        terminal.expect(&["Why not, or what was done to find out?", "also empty"]);
        terminal.press("\r");
    }
    terminal.expect(&["record it", "residual risk"]);
    let screen = terminal.text();
    let shown = screen.lines().find(|line| line.contains("residual risk")).unwrap();
    let shown = shown.trim().to_owned();
    terminal.press("r");
    let (code, last, _) = terminal.end();
    assert_eq!(code, 0, "{last}");
    assert!(last.contains(&shown), "{shown}\n{last}");
    assert!(last.contains("next: plimsoll decide note-taker --use talks"), "{last}");
    assert!(last.contains("in full: plimsoll show note-taker --use talks"), "{last}");
    assert!(last.trim_start().lines().count() < 16, "{last}");
}
