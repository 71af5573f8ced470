//! The workbench without a terminal: somebody who presses keys, given as text. `flow.rs` says where they
//! lead, `pages.rs` how the pages are drawn, `linear.rs` how
//! they are printed for `--plain`, `panic.rs` what is left of the terminal after a panic.
//!
//! In a script `<` and `>` stand around the name of a key, everything else is typed letter by letter.

mod flow;
mod linear;
mod pages;
mod panic;
mod redraw;

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use plimsoll::answers::{Answers, State, Value};
use plimsoll::context::Scope;
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{Framework, Grade, HIGHEST_LEVEL, Loaded, QuestionKind, load};
use plimsoll::person::Person;
use plimsoll::questionnaire::again::{Before, Look};
use plimsoll::questionnaire::{Carried, Draft, Interview, Ledger, Reply, Step};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use snapbox::{Assert, Data};

use super::{About, Desk};
use super::{draw, keys};

fn framework(id: &str) -> Framework {
    match load(&[bundled::find(id).unwrap()], &Bundled).unwrap().0 {
        Loaded::Ledger(framework) => *framework,
        Loaded::Route(_) => unreachable!("{id} has a ledger"),
    }
}

fn about() -> About {
    About {
        title: "claude-code in use product-engineering".to_owned(),
        as_of: "2026-11-22".parse().unwrap(),
        by: Person::written("Robin Sample <robin@example.org>"),
        people: vec!["Carla Stein <carla@example.org>".to_owned()],
        all_questions: BTreeSet::new(),
        full_run_from: None,
        decide: "claude-code --use product-engineering".to_owned(),
        colour: false,
    }
}

/// Somebody at a desk.
struct Player<'f> {
    talk: Interview<Ledger<'f>>,
    desk: Desk,
    /// How the interview ended, if it did.
    ended: Option<Reply>,
    /// How many pages were opened.
    pages: usize,
    keys: usize,
}

impl<'f> Player<'f> {
    fn new(talk: Interview<Ledger<'f>>) -> Self {
        let mut desk = Desk::new(about(), &talk);
        desk.refresh(&talk);
        Self { talk, desk, ended: None, pages: 1, keys: 0 }
    }

    fn begin(framework: &'f Framework) -> Self {
        let sheet = Ledger { framework, scope: Scope::Full, as_of: about().as_of };
        Self::new(Interview::new(sheet, None))
    }

    fn took(&mut self, reply: Option<Reply>) {
        match reply {
            None => {}
            Some(reply @ (Reply::Leave | Reply::Record)) => self.ended = Some(reply),
            Some(reply) => {
                let before = self.talk.current();
                self.talk.take(reply);
                let request = |step: Step| matches!(step, Step::Request(_));
                let same = request(before) && request(self.talk.current());
                self.pages += usize::from(!same);
                self.desk.refresh(&self.talk);
            }
        }
    }

    /// Presses keys.
    fn press(&mut self, script: &str) -> &mut Self {
        for key in script_keys(script) {
            self.keys += 1;
            let reply = self.desk.keys(&[key], &self.talk);
            self.took(reply);
        }
        self
    }

    fn paste(&mut self, text: &str) -> &mut Self {
        self.desk.paste(text, &self.talk);
        self
    }

    /// Presses keys that come at once.
    fn burst(&mut self, script: &str) -> &mut Self {
        let reply = self.desk.keys(&script_keys(script), &self.talk);
        self.took(reply);
        self
    }

    /// The request and the context, every factor at these levels in turn.
    fn opening(&mut self, levels: &str) -> &mut Self {
        self.press(
            "Toni Owner <lt>toni@example.org<gt><Enter>Casey<Enter>Agent in the terminal<Enter>Speed<Enter><Enter>",
        );
        self.press(levels)
    }

    fn question(&self) -> &'f str {
        match self.talk.current() {
            Step::Question(at) => &self.talk.framework().questions()[at].id,
            other => panic!("{other:?} is no question"),
        }
    }

    fn screen(&self, columns: u16, rows: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| draw::draw(frame, &self.desk, &self.talk)).unwrap();
        let buffer = terminal.backend().buffer();
        let lines = (0..rows).map(|y| {
            let mut line = String::new();
            let mut x = 0;
            while x < columns {
                let symbol = buffer[(x, y)].symbol();
                line += symbol;
                x += u16::try_from(textwrap::core::display_width(symbol).max(1)).unwrap();
            }
            line.trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n").trim_end().to_owned() + "\n"
    }

    fn shows(&self, words: &str) -> &Self {
        let screen = self.screen(80, 24);
        let text = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(words), "{words:?} is not on\n{screen}");
        self
    }
}

fn script_keys(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(letter) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        let (code, modifiers) = match named {
            Some((name, after)) => {
                rest = after;
                let code = match name {
                    "Enter" => KeyCode::Enter,
                    "Esc" => KeyCode::Esc,
                    "Up" => KeyCode::Up,
                    "Down" => KeyCode::Down,
                    "Left" => KeyCode::Left,
                    "Right" => KeyCode::Right,
                    "Tab" => KeyCode::Tab,
                    "End" => KeyCode::End,
                    "lt" => KeyCode::Char('<'),
                    "gt" => KeyCode::Char('>'),
                    "C-c" => KeyCode::Char('c'),
                    "C-u" => KeyCode::Char('u'),
                    other => panic!("there is no key {other}"),
                };
                let control = name.starts_with("C-");
                (code, if control { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
            }
            None => {
                rest = &rest[letter.len_utf8()..];
                (KeyCode::Char(letter), KeyModifiers::NONE)
            }
        };
        keys.push(KeyEvent::new(code, modifiers));
    }
    keys
}

/// The context of a coding agent in a product department.
const AGENT: &str = "2022234302210";
