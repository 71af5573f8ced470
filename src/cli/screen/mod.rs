//! Interviews at a terminal: `workbench` for an assessment; for a triage, a decision and an event one question
//! a screen, one key an answer.

use anyhow::Context as _;
use inquire::autocompletion::{Autocomplete, NoAutoCompletion};
use inquire::validator::Validation;
use inquire::{InquireError, Text};
use plimsoll::answers::Intake;
use plimsoll::date::Day;
use plimsoll::questionnaire::{Interview, Origin, Reply, Sheet, Step};

use crate::cli::print::names;
use crate::cli::print::terminal::{FAINT, HEADING, PLAIN};
use crate::cli::screen::header::{Priority, ScreenHeader};
use crate::cli::screen::menu::{Menu, MenuChoice, MenuEntry};

/// Passes on what is not `This`: going back within a question asks it again.
macro_rules! said {
    ($said:expr, $back:expr) => {
        match $said {
            Prompted::This(value) => value,
            Prompted::Back => return Ok($back),
            Prompted::Leave => return Ok(Some(Reply::Leave)),
        }
    };
}

pub mod begin;
pub mod decision;
pub mod event;
mod header;
pub mod menu;
mod options;
mod question;
pub mod restore;
mod review;
mod tiers;

mod triage;
pub mod workbench;

pub use triage::TriageAtTerminal;

/// How many suggestions stand below a text at once.
const SUGGESTIONS: usize = 3;
/// The columns of the progress bar.
const BAR: usize = 24;
const KEYS: &str = "key or Enter chooses · Esc goes back · Ctrl-C leaves, your answers are kept";

/// What a person at a terminal is asked about, and how.
pub struct InterviewSetting {
    /// The tool and the use, for the head of every screen.
    pub about: String,
    /// The day that is judged.
    pub as_of: Day,
    /// The command that goes on where they leave.
    pub command: &'static str,
}

/// A person at a terminal.
pub struct AtTerminal {
    setting: InterviewSetting,
    /// The step that was changed last from the review.
    changed: Option<Step>,
}

/// What was done at one prompt: said something, or went away from it.
enum Prompted<T> {
    This(T),
    Back,
    Leave,
}

impl<T> Prompted<T> {
    fn map<U>(self, take: impl FnOnce(T) -> U) -> Prompted<U> {
        match self {
            Self::This(value) => Prompted::This(take(value)),
            Self::Back => Prompted::Back,
            Self::Leave => Prompted::Leave,
        }
    }
}

/// The keys of entries beyond those with a meaning of their own.
fn keys() -> impl Iterator<Item = char> {
    ('1'..='9').chain('a'..='z').filter(|key| !matches!(key, 'g' | 'q' | 'u' | 'x'))
}

/// Asks for a line of text on a screen of its own.
fn line(
    header: &ScreenHeader,
    prompt: &str,
    initial: &str,
    help: &str,
    check: impl Fn(&str) -> Result<(), String> + Clone + 'static,
) -> anyhow::Result<Prompted<String>> {
    line_with(header, (prompt, initial, help), NoAutoCompletion, check)
}

/// The same, with what the text can be completed to.
fn line_with(
    header: &ScreenHeader,
    (prompt, initial, help): (&str, &str, &str),
    completion: impl Autocomplete + 'static,
    check: impl Fn(&str) -> Result<(), String> + Clone + 'static,
) -> anyhow::Result<Prompted<String>> {
    let validator = move |text: &str| -> Result<Validation, inquire::CustomUserError> {
        Ok(match check(text.trim()) {
            Ok(()) => Validation::Valid,
            Err(message) => Validation::Invalid(message.into()),
        })
    };
    // The question, a text of a few lines, what is wrong with it, and what the keys do.
    menu::show(header, 8)?;
    let prompt = format!("{prompt}\n>");
    let text = Text::new(&prompt)
        .with_initial_value(initial)
        .with_help_message(help)
        .with_validator(validator)
        .with_autocomplete(completion)
        .with_page_size(SUGGESTIONS)
        .prompt();
    menu::settle().context("the terminal is gone")?;
    match text {
        Ok(text) => Ok(Prompted::This(text.trim().to_owned())),
        Err(InquireError::OperationCanceled) => Ok(Prompted::Back),
        Err(InquireError::OperationInterrupted) => Ok(Prompted::Leave),
        Err(error) => Err(error).context("the terminal is gone"),
    }
}

fn choose(menu: &mut Menu) -> anyhow::Result<Prompted<usize>> {
    Ok(match menu::choose(menu).context("the terminal is gone")? {
        MenuChoice::Entry(at) => Prompted::This(at),
        MenuChoice::Back => Prompted::Back,
        MenuChoice::Leave => Prompted::Leave,
    })
}

/// Puts a step until something is said that moves on.
fn until_said(mut put: impl FnMut() -> anyhow::Result<Option<Reply>>) -> anyhow::Result<Reply> {
    loop {
        let Some(reply) = put()? else { continue };
        if matches!(reply, Reply::Leave | Reply::Record) {
            // What is said next stands on an empty screen.
            menu::show(&ScreenHeader::default(), 0)?;
        }
        return Ok(reply);
    }
}

impl AtTerminal {
    /// A person who is asked; the screen is theirs from here on.
    pub fn new(setting: InterviewSetting) -> anyhow::Result<Self> {
        menu::make_room()?;
        Ok(Self { setting, changed: None })
    }
}

impl AtTerminal {
    /// The head of a screen: what it is about, and how far it is.
    fn header<S: Sheet>(&self, interview: &Interview<S>) -> ScreenHeader {
        let progress = interview.progress();
        let cells = (progress.asked * BAR).checked_div(progress.most).unwrap_or(BAR).min(BAR);
        let least = progress.least.saturating_sub(progress.asked);
        let most = progress.most.saturating_sub(progress.asked);
        let left = if least == most { most.to_string() } else { format!("{least} to {most}") };
        let hidden = match progress.hidden {
            0 => String::new(),
            hidden => format!(" · {} not apply", names::count(hidden, "question does", "questions do")),
        };
        let (done, open) = ("#".repeat(cells), "-".repeat(BAR - cells));
        let mut header = ScreenHeader::default();
        header.add(Priority::Place, HEADING, &format!("{} · {}", self.setting.about, interview.sheet().id()));
        header.add(Priority::Place, PLAIN, &format!("[{done}{open}] {} done, {left} to go{hidden}", progress.asked));
        header.space();
        header
    }

    /// Says where the present answer comes from, where it was not given now.
    fn age<S: Sheet>(&self, header: &mut ScreenHeader, interview: &Interview<S>, step: Step, said: Option<&str>) {
        let (Some(origin), Some(said)) = (interview.origin(step), said) else { return };
        let least = if matches!(step, Step::Factor(_)) { "at least " } else { "" };
        let text = match origin {
            Origin::Triage(day) => format!("From the triage of {day}: {least}{said}"),
            Origin::Before(day) => {
                let age = match self.setting.as_of.days_since(day) {
                    0 => "today".to_owned(),
                    1 => "yesterday".to_owned(),
                    days => format!("{days} days ago"),
                };
                format!("Before: {said} ({age})")
            }
        };
        header.add(Priority::Place, FAINT, &text);
    }

    fn request<S: Sheet>(&self, interview: &Interview<S>, at: usize) -> anyhow::Result<Option<Reply>> {
        let (key, ask) = Intake::PARTS[at];
        let known = interview.answers().request.part(key);
        let mut header = self.header(interview);
        if !interview.was_asked(Step::Request(0)) && at == 0 {
            let minutes = match interview.sheet().minutes() {
                0 => String::new(),
                minutes => format!("About {minutes} minutes if everything applies. "),
            };
            let text = format!(
                "{minutes}Leave at any time: your answers are kept, and the next `{}` continues from there.",
                self.setting.command
            );
            header.add(Priority::Advice, FAINT, &text).space();
        }
        header.add(Priority::Setting, PLAIN, "Who wants it, and why");
        self.age(&mut header, interview, Step::Request(at), known);
        header.space();
        let help = "Enter goes on, empty leaves it out · Esc goes back · Ctrl-C leaves";
        let part = line(&header, ask, known.unwrap_or_default(), help, |text| {
            if text.len() > 5_000 {
                return Err("at most 5,000 characters".to_owned());
            }
            let fault = Some(text.trim()).filter(|text| !text.is_empty());
            fault.map_or(Ok(()), |text| Intake::check_part(key, text).map_err(|error| format!("this {error}")))
        })?;
        Ok(Some(Reply::Part(Some(said!(part, Some(Reply::Back))))))
    }
}
