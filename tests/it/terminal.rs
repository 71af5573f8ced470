//! A whole interview in a real terminal: back, leave, resume, a cut, a review, and the record.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use super::support::{PLIMSOLL, command, reviewed, root, surroundings};

/// A program in a terminal of its own.
pub struct Terminal {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn std::io::Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
    /// Every screen that was waited for, with what was typed at it.
    seen: String,
}

impl Terminal {
    pub fn start(folder: &Path, columns: u16, arguments: &[&str]) -> Self {
        Self::sized(folder, columns, 32, arguments)
    }

    pub fn sized(folder: &Path, columns: u16, rows: u16, arguments: &[&str]) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(PLIMSOLL);
        command.args(arguments);
        command.cwd(folder);
        command.env_clear();
        // The terminal itself says how wide it is.
        for (name, value) in surroundings(folder).into_iter().filter(|(name, _)| *name != "COLUMNS") {
            command.env(name, value);
        }
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let input = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(rows, columns, 0);
        Self { screen, output, input, child, _master: pair.master, seen: String::new() }
    }

    pub fn text(&self) -> String {
        let lines: Vec<String> =
            self.screen.screen().contents().lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Waits until the screen shows all of this and is drawn to its last line, and keeps what it shows.
    pub fn expect(&mut self, texts: &[&str]) {
        loop {
            let text = self.text();
            // A prompt for a text begins with `? ` and ends with its help in brackets.
            let line = text.lines().any(|line| line.starts_with("? "));
            let ends: &[&str] =
                if line { &["]"] } else { &["your answers are kept", "all is kept", "key or Enter chooses"] };
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let drawn = ends.iter().any(|end| words.ends_with(end));
            if drawn && texts.iter().all(|wanted| text.contains(wanted)) {
                self.seen += &format!("{text}\n\n");
                return;
            }
            match self.output.recv_timeout(Duration::from_secs(20)) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("{error}: {texts:?} is not on the screen\n{text}"),
            }
        }
    }

    /// Waits until the screen shows what is wanted; no part of the transcript.
    pub fn wait(&mut self, shows: impl Fn(&str) -> bool, wanted: &str) {
        while !shows(&self.text()) {
            match self.output.recv_timeout(Duration::from_secs(20)) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("{error}: {wanted} is not on the screen\n{}", self.text()),
            }
        }
    }

    /// Waits for a text while a line is being edited, which is drawn in pieces: no part of the transcript.
    pub fn glimpse(&mut self, wanted: &str) {
        self.wait(|screen| screen.contains(wanted), wanted);
    }

    /// Types keys; `Esc` and `^C` are written so in the transcript.
    pub fn press(&mut self, keys: &str) {
        let shown = keys.replace('\r', " Enter").replace('\u{1b}', "Esc").replace('\u{3}', "^C");
        self.seen += &format!("----- {shown}\n");
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits for the end of the program: its exit code, the last screen, and the transcript.
    pub fn end(mut self) -> (u32, String, String) {
        let code = self.child.wait().unwrap().exit_code();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_secs(20)) {
            self.screen.process(&bytes);
        }
        (code, self.text(), self.seen)
    }
}

pub fn register() -> (tempfile::TempDir, std::path::PathBuf) {
    let sandbox = tempfile::tempdir().unwrap();
    let folder = sandbox.path().canonicalize().unwrap();
    let cases = root().join("tests/cmd/register.in");
    assert!(command(PLIMSOLL, &folder).args(["init", "."]).status().unwrap().success());
    let mut framework = std::fs::read_to_string(cases.join("mini.toml")).unwrap();
    framework += include_str!("../cases/interview.toml");
    std::fs::write(folder.join("frameworks/mini.toml"), framework).unwrap();
    (sandbox, folder)
}

const ARGUMENTS: [&str; 7] = ["assess", "note-taker", "--use", "talks", "--framework", "mini", "--plain"];

/// Answers the request and the context of the small framework.
pub fn begin(terminal: &mut Terminal) {
    terminal.expect(&["Who is asking for it?", "Enter goes on"]);
    terminal.press("Kim <kim@example.org>\r");
    terminal.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    terminal.press("Lee <lee@example.org>\r");
    terminal.expect(&["What is it to be used for?", "Enter goes on"]);
    terminal.press("Notes\r");
    terminal.expect(&["What is the benefit?", "Enter goes on"]);
    terminal.press("\r");
    terminal.expect(&["What happens if we say no?", "Enter goes on"]);
    terminal.press("Typing\r");
}

#[test]
fn the_further_lines_of_a_paste_answer_nothing() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    terminal.expect(&["Who is asking for it?", "Enter goes on"]);
    terminal.press("Kim <kim@example.org>\r1. first\r2. second\r3\r0\r");
    terminal.expect(&["Who will be accountable for its use?", "Enter goes on"]);
    terminal.press("\r");
    terminal.expect(&["What is it to be used for?", "Enter goes on"]);
    terminal.press("\u{3}");
    let draft = std::fs::read_to_string(folder.join("drafts/note-taker/talks.toml"));
    terminal.end();
    assert!(!draft.unwrap_or_default().contains("second"));
}

fn whole_interview(columns: u16) -> String {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/talks.toml");

    let mut terminal = Terminal::start(&folder, columns, &ARGUMENTS);
    begin(&mut terminal);
    terminal.expect(&["What data?", "Ctrl-C leaves"]);
    terminal.press("3");
    terminal.expect(&["Where can it send data?", "Ctrl-C leaves"]);
    // Personal data that goes nowhere: the framework says that this contradicts itself.
    terminal.press("0");
    terminal.expect(&["The context contradicts itself", "Ctrl-C leaves"]);
    terminal.press("2");
    terminal.expect(&["Where can it send data?", "> 0  Nowhere"]);
    terminal.press("3");
    terminal.expect(&["How long is content kept?", "Ctrl-C leaves"]);
    terminal.press("2");
    terminal.expect(&["What does it rest on?", "note: none"]);
    terminal.press("n");
    terminal.expect(&["Note", "leave empty to remove it"]);
    terminal.press("section 4\r");
    terminal.expect(&["note: section 4"]);
    // A grade that calls for a document asks which one.
    terminal.press("3");
    terminal.expect(&["Which document, report or test is it?", "a title, or an id"]);
    terminal.press("Contract, 2026\r");
    terminal.expect(&["Is it deleted on request?", "Ctrl-C leaves"]);
    // Back: the earlier answer is the chosen one.
    terminal.press("\u{1b}");
    terminal.expect(&["How long is content kept?", "> 2  For days"]);
    terminal.press("\r");
    terminal.expect(&["What does it rest on?", "> 3  document", "references: contract-2026", "note: section 4"]);
    terminal.press("\r");
    terminal.expect(&["Is it deleted on request?", "Ctrl-C leaves"]);
    // Leave, and come back where it was.
    terminal.press("\u{3}");
    let (code, last, mut seen) = terminal.end();
    assert_eq!(code, 0);
    assert!(last.contains("your answers are kept; run `plimsoll assess note-taker --use talks` to continue"), "{last}");
    assert!(std::fs::read_to_string(&draft).unwrap().contains("section 4"));

    let mut terminal = Terminal::start(&folder, columns, &ARGUMENTS);
    terminal.expect(&["There is an unfinished interview", "leave it as it is"]);
    terminal.press("r");
    terminal.expect(&["Is it deleted on request?", "Ctrl-C leaves"]);
    terminal.press("x");
    terminal.expect(&["Why does it not apply?", "Esc goes back to the question"]);
    terminal.press("nothing kept\r");
    terminal.expect(&["Who else looked at it?", "second reader"]);
    terminal.press("Mo Second\r");
    terminal.expect(&["How many days?", "a number, in days"]);
    // A cut: everything but the question on the screen is kept.
    terminal.child.kill().unwrap();
    let (_, _, cut) = terminal.end();
    seen += &cut;

    let mut terminal = Terminal::start(&folder, columns, &ARGUMENTS);
    terminal.expect(&["There is an unfinished interview", "leave it as it is"]);
    terminal.press("\r");
    terminal.expect(&["How many days?", "a number, in days"]);
    terminal.press("soon\r");
    terminal.glimpse("a number, such as 24 or 1.5");
    terminal.press("\u{7f}\u{7f}\u{7f}\u{7f}2.5\r");
    terminal.expect(&["What does it rest on?", "2.5 days"]);
    terminal.press("d");
    terminal.expect(&["What is the date of the evidence?", "YYYY-MM-DD"]);
    terminal.press("2027-01-01\r");
    terminal.glimpse("cannot be dated after 2026-11-22");
    terminal.press(&"\u{7f}".repeat(10));
    terminal.press("2026-09-30\r");
    terminal.expect(&["day of the evidence: 2026-09-30"]);
    terminal.press("5");
    terminal.expect(&["Which document, report or test is it?", "Named before: contract-2026"]);
    terminal.press("\r");
    terminal.expect(&["Which are done?", "none of these, go on"]);
    terminal.press("1");
    terminal.expect(&["[x] Backups", "the 1 ticked, go on"]);
    terminal.press("g");
    terminal.expect(&["What does it rest on?", "1 of 2: Backups"]);
    terminal.press("c");
    terminal.expect(&["How much credit does another control in its place", "leave empty to remove it"]);
    terminal.press("60\r");
    terminal.expect(&["What is it?", "Esc goes back"]);
    terminal.press("a locked room\r");
    terminal.expect(&["Until when?", "YYYY-MM-DD"]);
    terminal.press("2026-12-31\r");
    terminal.expect(&["compensating control: 60 until 2026-12-31"]);
    terminal.press("1");
    terminal.expect(&["Is it signed?", "Ctrl-C leaves"]);
    terminal.press("u");
    terminal.expect(&["Why not, or what was done to find out?", "also empty"]);
    terminal.press("asked on 3 November\r");
    // The review: change one answer, come back, record.
    terminal.expect(&["record it", "leave it as a draft", "go to the first unknown answer"]);
    // A key too many changes an answer and makes no record; Esc leads back to the review.
    terminal.press("\r");
    terminal.expect(&["Who is asking for it?", "Kim <kim@example.org>"]);
    terminal.press("\u{1b}");
    terminal.expect(&["record it", ">    Requested by"]);
    terminal.press("\u{1b}[B\u{1b}[B\r");
    terminal.expect(&["What is it to be used for?", "Notes"]);
    terminal.press(" of talks\r");
    terminal.expect(&["record it", ">    Purpose: Notes of talks"]);
    terminal.press("r");
    let (code, last, recorded) = terminal.end();
    assert_eq!(code, 0);
    assert!(last.contains("recorded as"), "{last}");
    assert!(!draft.exists(), "the draft outlives its record");

    let record = std::fs::read_to_string(folder.join("tools/note-taker/talks/0001-assessment.toml")).unwrap();
    for line in [
        "purpose = \"Notes of talks\"",
        "data = 3",
        "egress = 3",
        "how-long = { value = \"days\", grade = \"document\", dated = 2026-11-22, evidence = [\"contract-2026\"], note = \"section 4\" }",
        "deleted = { not-applicable = \"nothing kept\", second-reader = \"Mo Second\" }",
        "days = { value = 2.5, grade = \"tested\", dated = 2026-09-30 }",
        "done = { value = [\"backups\"], dated = 2026-11-22, compensating = { credit = 60, control = \"a locked room\", until = 2026-12-31 } }",
        "signed = { unknown = \"asked on 3 November\" }",
    ] {
        assert!(record.contains(&format!("{line}\n")), "{line}\n{record}");
    }
    seen + &recorded
}

#[test]
fn a_whole_interview_with_back_leave_cut_and_resume() {
    for columns in [80, 200] {
        let seen = whole_interview(columns);
        reviewed(&format!("interview-{columns}.txt"), &seen);
    }
}

#[test]
fn earlier_answers_are_the_defaults_with_their_age() {
    let (_sandbox, folder) = register();
    std::fs::write(
        folder.join("before.toml"),
        "schema = 1\n[context]\ndata = 2\negress = 0\n[answers]\nhow-long = { value = \"zero\", grade = \"tested\" }\n",
    )
    .unwrap();
    let recorded = command(PLIMSOLL, &folder)
        .args(&ARGUMENTS[..6])
        .args(["--answers", "before.toml", "--as-of", "2026-11-02"])
        .output()
        .unwrap();
    assert!(recorded.status.success(), "{}", String::from_utf8_lossy(&recorded.stderr));

    let mut terminal = Terminal::start(&folder, 80, &["assess", "note-taker", "--use", "talks", "--plain"]);
    // Nothing is old yet: everything is carried over, and what changed is chosen from the review.
    terminal.expect(&["7 done, 0 to go", "record it", ">    Requested by"]);
    terminal.press(&"\u{1b}[B".repeat(6));
    terminal.glimpse(">    egress");
    terminal.press("\r");
    terminal.expect(&["Where can it send data?", "Before: 0 (20 days ago)", "> 0  Nowhere"]);
    // A worse context brings questions up again.
    terminal.press("4");
    terminal.expect(&["How long is content kept?", "Before: Not at all [tested] (20 days ago)", "> 1  Not at all"]);
    terminal.press("\r");
    terminal.expect(&["> 5  tested"]);
    terminal.press("\u{1b}");
    terminal.expect(&["How long is content kept?", "> 1  Not at all"]);
    terminal.press("\u{3}");
    assert_eq!(terminal.end().0, 0);
}
