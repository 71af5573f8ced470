//! The interview at a terminal: one question a screen, one key an answer.

use anyhow::Context as _;
use inquire::autocompletion::{Autocomplete, NoAutoCompletion};
use inquire::validator::Validation;
use inquire::{InquireError, Text};
use plimsoll::answers::{Answers, Intake};
use plimsoll::date::Day;
use plimsoll::person::Person;
use plimsoll::questionnaire::{Interview, Ledger, Origin, Reply, Respondent, Sheet, Step};

use crate::cli::print::names;
use crate::cli::print::terminal::{FAINT, HEADING, PLAIN, plain};
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
mod evidence;
mod header;
pub mod menu;
mod options;
mod question;
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
pub struct InterviewSetting<'a> {
    /// The tool and the use, for the head of every screen.
    pub about: String,
    /// The day that is judged.
    pub as_of: Day,
    /// Who records.
    pub by: &'a Person,
    /// The command that goes on where they leave.
    pub command: &'static str,
    /// From how many points on a short run asks for the full one.
    pub full_run_from: Option<u8>,
    /// Answers as they would be counted once they are recorded: what the last screen shows is what is kept.
    pub as_recorded: &'a dyn Fn(&Answers) -> Answers,
}

/// A person at a terminal.
pub struct AtTerminal<'a> {
    setting: InterviewSetting<'a>,
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

impl<'f> Respondent<Ledger<'f>> for AtTerminal<'_> {
    type Error = anyhow::Error;

    fn ask(&mut self, interview: &Interview<Ledger<'f>>, step: Step) -> anyhow::Result<Reply> {
        until_said(|| match step {
            Step::Request(at) => self.request(interview, at),
            Step::Factor(at) => self.factor(interview, at),
            Step::Contradiction(at) => self.contradiction(interview, at),
            Step::Question(at) => self.question(interview, at),
            Step::Review => self.review(interview),
        })
    }
}

impl<'a> AtTerminal<'a> {
    /// A person who is asked; the screen is theirs from here on.
    pub fn new(setting: InterviewSetting<'a>) -> anyhow::Result<Self> {
        menu::make_room()?;
        Ok(Self { setting, changed: None })
    }
}

impl AtTerminal<'_> {
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

    fn factor(&self, interview: &Interview<Ledger<'_>>, at: usize) -> anyhow::Result<Option<Reply>> {
        let mut menu = self.factor_menu(interview, at);
        let unknown = menu.entries.len() - 1;
        let chosen = said!(choose(&mut menu)?, Some(Reply::Back));
        Ok(Some(Reply::Level(if chosen == unknown { None } else { u8::try_from(chosen).ok() })))
    }

    fn factor_menu(&self, interview: &Interview<Ledger<'_>>, at: usize) -> Menu {
        let step = Step::Factor(at);
        let factor = &interview.framework().factors()[at];
        let known = interview.answers().context.get(&factor.id).copied();
        let mut header = self.header(interview);
        header.add(Priority::Setting, PLAIN, &format!("Context · {}", factor.title)).space();
        header.add(Priority::Must, HEADING, &factor.ask);
        header.add(Priority::Advice, FAINT, "Choose the highest level that is true.");
        self.age(&mut header, interview, step, known.map(|level| level.to_string()).as_deref());
        header.space();
        let mut entries: Vec<MenuEntry> =
            factor.levels.iter().zip('0'..).map(|(level, key)| MenuEntry::new(key, level)).collect();
        entries.push(MenuEntry::new('u', "I don't know yet (counts as the highest level)"));
        // A careless Enter claims nothing: where nothing was said, it says that nobody knows.
        let at = known.map_or(entries.len() - 1, usize::from);
        Menu { header, entries, at, keys: KEYS.to_owned() }
    }

    fn contradiction(&self, interview: &Interview<Ledger<'_>>, at: usize) -> anyhow::Result<Option<Reply>> {
        let framework = interview.framework();
        let contradiction = &framework.contradictions()[at];
        let mut header = self.header(interview);
        header.add(Priority::Must, HEADING, "The context contradicts itself").space();
        header.add(Priority::Must, PLAIN, &contradiction.reason).space();
        let factors: Vec<usize> =
            contradiction.when.factors().into_iter().chain(contradiction.then.factors()).collect();
        let mut entries: Vec<MenuEntry> = factors
            .iter()
            .zip(keys())
            .map(|(factor, key)| {
                let factor = &framework.factors()[*factor];
                let level = interview.answers().context.get(&factor.id).copied().unwrap_or(0);
                let words = &factor.levels[usize::from(level)];
                MenuEntry::new(key, &format!("correct {}: now {level}, {words}", factor.title))
            })
            .collect();
        entries.push(MenuEntry::new('x', "explain why both are true"));
        let explained = interview.answers().explanations.get(&contradiction.id);
        let at = if explained.is_some() { factors.len() } else { 0 };
        let mut menu = Menu { header: header.clone(), entries, at, keys: KEYS.to_owned() };
        let chosen = said!(choose(&mut menu)?, Some(Reply::Back));
        if let Some(factor) = factors.get(chosen) {
            return Ok(Some(Reply::Change(Step::Factor(*factor))));
        }
        let known = explained.cloned().unwrap_or_default();
        let text = line(&header, "Why are both true?", &known, "Esc goes back to the choice", |text| {
            if text.is_empty() { Err("say why, or go back and correct a level".to_owned()) } else { Ok(()) }
        })?;
        Ok(Some(Reply::Explanation(said!(text, None))))
    }
}
