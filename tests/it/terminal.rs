//! A program in a real terminal; and a whole interview line by line: back, leave, resume, a cut, and the record.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use super::support::{PLIMSOLL, command, root, surroundings};

/// A program in a terminal of its own.
pub struct Terminal {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn std::io::Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
    /// Every screen that was waited for, with what was typed at it.
    seen: String,
    /// Everything that the program wrote.
    written: String,
    /// Up to where that was read by `says`.
    read: usize,
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
        Self {
            screen,
            output,
            input,
            child,
            _master: pair.master,
            seen: String::new(),
            written: String::new(),
            read: 0,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.written += &String::from_utf8_lossy(bytes);
    }

    /// Waits until the program, which prints line by line, has said this after what it said before.
    /// Gives what it said before it.
    pub fn says(&mut self, wanted: &str) -> String {
        loop {
            let text = &self.written[self.read..];
            if let Some(at) = text.find(wanted) {
                let before = text[..at].to_owned();
                self.read += at + wanted.len();
                return before;
            }
            match self.output.recv_timeout(Duration::from_secs(20)) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("{error}: {wanted} is not said in\n{text}"),
            }
        }
    }

    /// Types each text once its page was said.
    pub fn plays(&mut self, script: &[(&str, &str)]) {
        for (page, keys) in script {
            self.says(page);
            self.press(keys);
        }
    }

    /// Ends the program at once, as a loss of power would.
    pub fn kill(mut self) {
        let number = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-9", &number]).status().unwrap().success());
        self.child.wait().unwrap();
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
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("{error}: {texts:?} is not on the screen\n{text}"),
            }
        }
    }

    /// Waits until the screen shows what is wanted; no part of the transcript.
    pub fn wait(&mut self, shows: impl Fn(&str) -> bool, wanted: &str) {
        while !shows(&self.text()) {
            match self.output.recv_timeout(Duration::from_secs(20)) {
                Ok(bytes) => self.take(&bytes),
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
            self.take(&bytes);
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

/// Answers the request of a triage.
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

/// The request of an assessment that is asked line by line.
pub const REQUEST: [(&str, &str); 5] = [
    ("Who is asking for it? (Name <mail>)", "Kim <kim@example.org>\r"),
    ("Who will be accountable for its use? (Name <mail>)", "Lee <lee@example.org>\r"),
    ("What is it to be used for?", "Notes\r"),
    ("What is the benefit?", "\r"),
    ("What happens if we say no?", "Typing\r"),
];

#[test]
fn the_further_lines_of_a_paste_answer_nothing() {
    let (_sandbox, folder) = register();
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    terminal.plays(&[
        ("Who is asking for it?", "Kim <kim@example.org>\r1. first\r2. second\r3\r0\r"),
        ("Who will be accountable for its use?", "\r"),
        ("What is it to be used for?", "\u{3}"),
    ]);
    terminal.says("your answers are kept");
    let draft = std::fs::read_to_string(folder.join("drafts/note-taker/talks.toml")).unwrap();
    terminal.end();
    assert!(draft.contains("Kim") && !draft.contains("second"), "{draft}");
}

#[test]
fn a_whole_interview_line_by_line() {
    let (_sandbox, folder) = register();
    let draft = folder.join("drafts/note-taker/talks.toml");
    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    terminal.plays(&REQUEST);
    terminal.plays(&[
        ("What data?", "3"),
        // Personal data that goes nowhere: the framework says that this contradicts itself.
        ("Where can it send data?", "0"),
        ("The context contradicts itself", "2"),
        ("> 0  Nowhere", "3"),
        ("How long is content kept?", "n"),
        ("Note", "section 4\r"),
        ("Note: section 4", "2"),
        // A grade that calls for a document asks which one.
        ("What does it rest on?", "3"),
        ("Which document, report or test is it?", "Contract, 2026\r"),
        ("What is its date?", "2026-09-30\r"),
        // Back: the earlier answer is the chosen one.
        ("Is it deleted on request?", "\u{1b}"),
        ("> 2  For days", "\r"),
        ("> 3  document", "\r"),
        // Leave, and come back where it was.
        ("Is it deleted on request?", "\u{3}"),
        ("your answers are kept; run `plimsoll assess note-taker --use talks` to continue", ""),
    ]);
    assert_eq!(terminal.end().0, 0);
    assert!(std::fs::read_to_string(&draft).unwrap().contains("section 4"));

    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    terminal.plays(&[
        ("There is an unfinished interview", "r"),
        ("Is it deleted on request?", "x"),
        ("Why does it not apply?", "nothing kept\r"),
        ("Who else looked at it?", "Mo Second\r"),
    ]);
    // A cut: everything but the page that is open is kept.
    terminal.says("How many days?");
    terminal.kill();

    let mut terminal = Terminal::start(&folder, 80, &ARGUMENTS);
    terminal.plays(&[
        ("There is an unfinished interview", "\r"),
        ("How many days?", "2.5\r"),
        ("What does it rest on?", "t"),
        ("What is the date of the evidence?", "2027-01-01\r"),
        ("cannot be dated after 2026-11-22", "\u{15}2026-09-30\r"),
        ("t  date      2026-09-30", "5"),
        ("Which document, report or test is it?", "1"),
        // Reading by document: what it answers rests on it.
        ("Which are done?", "D"),
        ("Which document are you reading?", "1"),
        ("Whose documents are like it?", "0"),
        ("reading Contract, 2026", ""),
        ("Which are done?", "1"),
        ("[x] Backups", "g"),
        ("What does it rest on?", "c"),
        ("What is done instead?", "a locked room\r"),
        ("How much of the control does it replace?", "60\r"),
        ("Until when?", "2026-12-31\r"),
        ("replaces 60 percent until 2026-12-31", "1"),
        // Hand over; the overview finds it again.
        ("Is it signed?", "@"),
        ("Who is to answer it?", "Mo Other\r"),
        ("1 handed over and not answered", "o"),
        ("Overview: ", "/"),
        ("Find", "signed\r"),
        ("with \"signed\", 1 of", "\r"),
        ("Handed over to Mo Other", "u"),
        ("Who could know it", "asked on 3 November\r"),
        ("r records it", "r"),
        ("recorded as", ""),
    ]);
    assert_eq!(terminal.end().0, 0);
    assert!(!draft.exists(), "the draft outlives its record");

    let record = std::fs::read_to_string(folder.join("tools/note-taker/talks/0001-assessment.toml")).unwrap();
    for line in [
        "purpose = \"Notes\"",
        "data = 3",
        "egress = 3",
        "how-long = { value = \"days\", grade = \"document\", dated = 2026-09-30, evidence = [\"contract-2026\"], note = \"section 4\" }",
        "deleted = { not-applicable = \"nothing kept\", second-reader = \"Mo Second\" }",
        "days = { value = 2.5, grade = \"tested\", dated = 2026-09-30, evidence = [\"contract-2026\"] }",
        "done = { value = [\"backups\"], dated = 2026-11-22, compensating = { credit = 60, control = \"a locked room\", until = 2026-12-31 } }",
        "signed = { unknown = \"asked on 3 November\" }",
    ] {
        assert!(record.contains(&format!("{line}\n")), "{line}\n{record}");
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
    terminal.plays(&[
        // Nothing is old yet: everything is carried over, and what changed is chosen from the overview.
        ("7 done, 0 to go", ""),
        ("Nothing needs a look: all is carried over.", "/"),
        ("Find", "egress\r"),
        ("with \"egress\", 1 of", "\r"),
        ("Before: 0 (20 days ago)", ""),
        // A worse context brings questions up again.
        ("> 0  Nowhere", "4"),
        ("How long is content kept?", ""),
        ("Before: Not at all [tested] (20 days ago)", ""),
        ("> 1  Not at all", "\r"),
        ("> 5  tested", "\u{1b}"),
        ("> 1  Not at all", "\u{3}"),
    ]);
    assert_eq!(terminal.end().0, 0);
}
