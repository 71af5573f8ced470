//! The workbench: the interview on one full screen, a question a page, everything in reach. `desk.rs` is
//! what is on the screen and what a key does to it, a value without a terminal; `draw.rs` shows it;
//! `terminal.rs` is the terminal, `linear.rs` the same desk line by line, for `--plain`. A file a page: `request.rs`, `levels.rs`, `question.rs` with `view.rs` and
//! `evidence.rs`, `documents.rs`, `pasted.rs`, `overview.rs`, `help.rs`, `end.rs`. `keys.rs` has every key once.

use std::collections::BTreeSet;

use anyhow::Context as _;
use plimsoll::date::Day;
use plimsoll::framework::Grade;
use plimsoll::person::Person;
use plimsoll::questionnaire::{Interview, Ledger, Progress, Reply, Respondent, Step};
use plimsoll::score::bounds::Bounds;

mod body;
mod desk;
mod documents;
mod draw;
mod end;
mod evidence;
mod help;
mod keys;
mod levels;
mod line;
mod linear;
mod overview;
mod pasted;
mod question;
mod request;
mod terminal;
mod view;

#[cfg(test)]
mod tests;

use documents::Documents;
use line::Prompt;
pub use linear::Linear;
use overview::Overview;
use question::QuestionPage;
use terminal::Screen;

/// The interview that the workbench shows.
pub type Talk<'f> = Interview<Ledger<'f>>;

/// What the person at the desk is told, and may do.
#[derive(Clone, Debug)]
pub struct About {
    /// The tool and the use, for the head of every page.
    pub title: String,
    /// The day that is judged.
    pub as_of: Day,
    /// Who records.
    pub by: Person,
    /// Names that may be meant.
    pub people: Vec<String>,
    /// The tiers at which policy wants every question asked.
    pub all_questions: BTreeSet<String>,
    /// From how many points on a short run asks for the full one.
    pub full_run_from: Option<u8>,
    /// What `decide` is to be called with.
    pub decide: String,
    /// Whether there is colour.
    pub colour: bool,
}

/// The page that is open, apart from the overview and what lies over it.
#[derive(Clone, Debug)]
pub enum DeskPage {
    /// Who wants it, and why.
    Request,
    /// A level, or what to do about levels that contradict each other: which entry is chosen.
    Levels(usize),
    /// A question.
    Question(Box<QuestionPage>),
    /// The last page, from this line on.
    End(usize),
}

/// What lies over the page.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Nothing.
    Nothing,
    /// Why it is asked, and the keys, from this line on.
    Help(usize),
    /// The overview.
    Overview,
    /// The documents.
    Documents(Box<Documents>),
    /// A text that was pasted, and waits to be told what it is.
    Pasted(String),
}

/// The evidence used last: what "the same again" means.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// The grade; none before the first answer.
    pub grade: Grade,
    /// The documents, by id.
    pub documents: Vec<String>,
    /// Every document that an answer rested on, by id, the last one first.
    pub recent: Vec<String>,
}

/// What is known once a reply was taken: worked out once, and drawn as often as need be.
#[derive(Clone, Debug)]
pub struct Known {
    /// The step that is asked.
    pub step: Step,
    /// How far it is.
    pub progress: Progress,
    /// Between which tiers the result lies; nothing before the context is known.
    pub bounds: Option<Bounds>,
    /// How many questions are open.
    pub left: usize,
    /// Whether questions were skipped, since the tier was settled.
    pub skipped: bool,
}

/// The desk.
#[derive(Clone, Debug)]
pub struct Desk {
    pub about: About,
    pub page: DeskPage,
    pub over: Overlay,
    pub prompt: Option<Prompt>,
    pub notice: String,
    pub hand: Hand,
    pub overview: Overview,
    pub known: Known,
    /// Whether the page is still to be opened that a reply led to.
    pub stale: bool,
}

/// A person at a workbench.
pub struct Workbench {
    screen: Screen,
    desk: Desk,
}

impl Workbench {
    /// Takes the screen for an interview; `notice` is said on its first page.
    ///
    /// # Errors
    /// Where there is no terminal.
    pub fn open(about: About, notice: &str, interview: &Interview<Ledger<'_>>) -> anyhow::Result<Self> {
        let mut desk = Desk::new(about, interview);
        notice.clone_into(&mut desk.notice);
        Ok(Self { screen: Screen::open().context("there is no terminal for the interview")?, desk })
    }
}

impl<'f> Respondent<Ledger<'f>> for Workbench {
    type Error = anyhow::Error;

    fn ask(&mut self, interview: &Interview<Ledger<'f>>, _step: Step) -> anyhow::Result<Reply> {
        self.desk.refresh(interview);
        loop {
            let gone = "the terminal is gone";
            self.screen.draw(|frame| draw::draw(frame, &self.desk, interview)).context(gone)?;
            let came = self.screen.next().context(gone)?;
            if let Some(reply) = self.desk.takes(came, interview) {
                return Ok(reply);
            }
        }
    }
}
