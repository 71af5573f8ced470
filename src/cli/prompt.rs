//! The interview at a terminal: one question a screen, one key an answer.

use std::collections::BTreeSet;

use anyhow::Context as _;
use inquire::validator::Validation;
use inquire::{InquireError, Text};
use plimsoll::answers::file::invalid;
use plimsoll::answers::{Answer, Compensating, Evidence, Request, State, Value};
use plimsoll::context::{Context, Scope};
use plimsoll::date::Day;
use plimsoll::document::is_id;
use plimsoll::framework::{Grade, Kind, Question};
use plimsoll::questionnaire::{Interview, Reply, Respondent, Step};
use plimsoll::report::wording;
use plimsoll::score::score;
use rust_decimal::Decimal;

use super::menu::{self, Choice, Entry, Menu};
use super::result;
use super::terminal::{FAINT, HEADING, paragraph, plain, styled, width};

/// The columns of the progress bar.
const BAR: usize = 24;
const KEYS: &str = "the key in front or Enter chooses · Esc back · Ctrl-C leaves, everything said is kept";

/// A person at a terminal.
pub struct Person {
    /// The tool and the use, for the head of every screen.
    pub about: String,
    /// The day that is judged.
    pub as_of: Day,
}

/// What was done at one prompt: said something, or went away from it.
enum Said<T> {
    This(T),
    Back,
    Leave,
}

/// Passes on what is not `This`: going back within a question asks it again.
macro_rules! said {
    ($said:expr, $back:expr) => {
        match $said {
            Said::This(value) => value,
            Said::Back => return Ok($back),
            Said::Leave => return Ok(Some(Reply::Leave)),
        }
    };
}

/// The keys of entries beyond those with a meaning of their own.
fn keys() -> impl Iterator<Item = char> {
    ('1'..='9').chain('a'..='z').filter(|key| !matches!(key, 'q'))
}

/// Asks for a line of text on a screen of its own.
fn line(
    head: &str,
    prompt: &str,
    initial: &str,
    help: &str,
    check: impl Fn(&str) -> Result<(), String> + Clone + 'static,
) -> anyhow::Result<Said<String>> {
    let validator = move |text: &str| -> Result<Validation, inquire::CustomUserError> {
        Ok(match check(text.trim()) {
            Ok(()) => Validation::Valid,
            Err(message) => Validation::Invalid(message.into()),
        })
    };
    menu::show(&format!("{head}\n"))?;
    let text = Text::new(prompt).with_initial_value(initial).with_help_message(help).with_validator(validator).prompt();
    match text {
        Ok(text) => Ok(Said::This(text.trim().to_owned())),
        Err(InquireError::OperationCanceled) => Ok(Said::Back),
        Err(InquireError::OperationInterrupted) => Ok(Said::Leave),
        Err(error) => Err(error).context("the terminal is gone"),
    }
}

fn choose(menu: &mut Menu) -> anyhow::Result<Said<usize>> {
    Ok(match menu::choose(menu).context("the terminal is gone")? {
        Choice::Entry(at) => Said::This(at),
        Choice::Back => Said::Back,
        Choice::Leave => Said::Leave,
    })
}

/// Asks whether to go on with a draft. `None` leaves.
pub fn resume(about: &str, asked: usize) -> anyhow::Result<Option<bool>> {
    let mut menu = Menu {
        head: format!(
            "{}\n\nThere is an unfinished interview: {asked} steps were asked.\n",
            styled(HEADING, &plain(about))
        ),
        entries: vec![
            Entry::new('r', "go on where it was left"),
            Entry::new('n', "begin anew, and forget it"),
            Entry::new('q', "leave it as it is"),
        ],
        at: 0,
        keys: "the key in front or Enter chooses".to_owned(),
    };
    Ok(match choose(&mut menu)? {
        Said::This(0) => Some(true),
        Said::This(1) => Some(false),
        _ => None,
    })
}

impl Respondent for Person {
    type Error = anyhow::Error;

    fn ask(&mut self, interview: &Interview<'_>, step: Step) -> anyhow::Result<Reply> {
        loop {
            let reply = match step {
                Step::Request(at) => self.request(interview, at)?,
                Step::Factor(at) => self.factor(interview, at)?,
                Step::Contradiction(at) => self.contradiction(interview, at)?,
                Step::Question(at) => self.question(interview, at)?,
                Step::Review => self.review(interview)?,
            };
            // Nothing was said that moves on: the same step is put again.
            if let Some(reply) = reply {
                return Ok(reply);
            }
        }
    }
}

impl Person {
    /// The head of a screen: what it is about, and how far it is.
    fn head(&self, interview: &Interview<'_>) -> String {
        let progress = interview.progress();
        let cells = (progress.asked * BAR).checked_div(progress.most).unwrap_or(BAR).min(BAR);
        let of = if progress.least == progress.most {
            progress.most.to_string()
        } else {
            format!("{} to {}", progress.least, progress.most)
        };
        let hidden = if progress.hidden == 0 {
            String::new()
        } else {
            format!(" · {} questions do not apply", progress.hidden)
        };
        format!(
            "{}\n[{}{}] {} of {of}{hidden}\n\n",
            styled(HEADING, &plain(&self.about)),
            "#".repeat(cells),
            "-".repeat(BAR - cells),
            progress.asked,
        )
    }

    /// Where the present answer comes from, where it was not given now.
    fn age(&self, interview: &Interview<'_>, step: Step, said: Option<String>) -> String {
        let (Some(day), Some(said)) = (interview.known_since(step), said) else { return String::new() };
        let days = self.as_of.days_since(day);
        let text = paragraph("", 0, &format!("Before: {} ({days} days ago)", plain(&said)), width());
        format!("{}\n", styled(FAINT, &text))
    }

    fn request(&self, interview: &Interview<'_>, at: usize) -> anyhow::Result<Option<Reply>> {
        let (key, ask) = Request::PARTS[at];
        let known = interview.answers().request.part(key).unwrap_or_default();
        let head = self.head(interview)
            + "Who wants it, and why
";
        let part = line(
            &head,
            &format!("{ask}\n>"),
            known,
            "Enter goes on, empty leaves it out · Esc back · Ctrl-C leaves",
            |text| {
                if text.len() > 5_000 { Err("at most 5,000 characters".to_owned()) } else { Ok(()) }
            },
        )?;
        let part = said!(part, Some(Reply::Back));
        Ok(Some(Reply::Part(Some(part))))
    }

    fn factor(&self, interview: &Interview<'_>, at: usize) -> anyhow::Result<Option<Reply>> {
        let factor = &interview.framework().factors[at];
        let known = interview.answers().context.get(&factor.id).copied();
        let mut head = self.head(interview);
        head += &format!("Context · {}\n\n", plain(&factor.title));
        head += &format!("{}\n", paragraph("", 0, &styled(HEADING, &plain(&factor.ask)), width()));
        head += &format!("{}\n", styled(FAINT, "Take the highest level that is true."));
        head += &self.age(interview, Step::Factor(at), known.map(|level| level.to_string()));
        let mut entries: Vec<Entry> =
            factor.levels.iter().zip('0'..).map(|(level, key)| Entry::new(key, plain(level))).collect();
        entries.push(Entry::new('?', "I don't know yet (counts as the highest level)"));
        let unknown = entries.len() - 1;
        let at = match known {
            Some(level) => usize::from(level),
            None if interview.known_since(Step::Factor(at)).is_none()
                && Self::asked_before(interview, Step::Factor(at)) =>
            {
                unknown
            }
            None => 0,
        };
        let chosen = said!(choose(&mut Menu { head, entries, at, keys: KEYS.to_owned() })?, Some(Reply::Back));
        Ok(Some(Reply::Level(if chosen == unknown { None } else { u8::try_from(chosen).ok() })))
    }

    fn asked_before(interview: &Interview<'_>, step: Step) -> bool {
        interview.draft().asked.contains(&interview.key(step))
    }

    fn contradiction(&self, interview: &Interview<'_>, at: usize) -> anyhow::Result<Option<Reply>> {
        let framework = interview.framework();
        let contradiction = &framework.contradictions[at];
        let mut head = self.head(interview);
        head += &format!("{}\n\n", styled(HEADING, "The context contradicts itself"));
        head += &format!("{}\n", paragraph("", 0, &plain(&contradiction.reason), width()));
        let factors: Vec<usize> =
            contradiction.when.factors().into_iter().chain(contradiction.then.factors()).collect();
        let mut entries: Vec<Entry> = factors
            .iter()
            .zip(keys())
            .map(|(factor, key)| {
                let factor = &framework.factors[*factor];
                let level = interview.answers().context.get(&factor.id).copied().unwrap_or(0);
                let words = &factor.levels[usize::from(level)];
                Entry::new(key, plain(&format!("correct {}: now {level}, {words}", factor.title)))
            })
            .collect();
        entries.push(Entry::new('x', "explain why both are true"));
        let mut menu = Menu { head: head.clone(), entries, at: 0, keys: KEYS.to_owned() };
        let chosen = said!(choose(&mut menu)?, Some(Reply::Back));
        if let Some(factor) = factors.get(chosen) {
            return Ok(Some(Reply::Change(Step::Factor(*factor))));
        }
        let known = interview.answers().explanations.get(&contradiction.id).cloned().unwrap_or_default();
        let text = line(&head, "Why are both true?\n>", &known, "Esc back", |text| {
            if text.is_empty() { Err("say why, or go back and correct a level".to_owned()) } else { Ok(()) }
        })?;
        Ok(Some(Reply::Explanation(said!(text, None))))
    }

    /// What stands above every prompt of a question.
    fn question_head(&self, interview: &Interview<'_>, at: usize) -> String {
        let framework = interview.framework();
        let question = &framework.questions[at];
        let criterion = &framework.criteria[question.criterion];
        let mut head = self.head(interview);
        let place = format!("{} · {}", framework.domains[criterion.domain].title, criterion.title);
        head += &format!("{}\n", plain(&place));
        head += &format!("{}\n\n", styled(FAINT, &paragraph("", 0, &plain(&criterion.loss), width())));
        let key = if question.key { " (key question)" } else { "" };
        head +=
            &format!("{}\n", paragraph("", 0, &styled(HEADING, &format!("{}{key}", plain(&question.ask))), width()));
        if !question.why.is_empty() {
            head += &format!("{}\n", paragraph("", 0, &plain(&question.why), width()));
        }
        if !question.evidence.is_empty() {
            head += &format!("{}\n", paragraph("Ask for: ", 9, &plain(&question.evidence.join("; ")), width()));
        }
        if let Some(knock_out) = &question.knock_out {
            let context = Context::new(framework, &interview.answers().context);
            if context.holds(&knock_out.when) {
                let tier = &framework.scoring.tiers[knock_out.floor].id;
                let text =
                    format!("Knock-out, at least {tier} if bad, unknown or without evidence: {}", knock_out.reason);
                head += &format!("{}\n", paragraph("! ", 2, &plain(&text), width()));
            }
        }
        let said = interview.answers().answers.get(&question.id).map(|answer| said_before(question, answer));
        head += &self.age(interview, Step::Question(at), said);
        head
    }

    fn question(&self, interview: &Interview<'_>, at: usize) -> anyhow::Result<Option<Reply>> {
        let question = &interview.framework().questions[at];
        let before = interview.answers().answers.get(&question.id);
        let plain_head = self.question_head(interview, at);
        let mut head = plain_head.clone();
        if matches!(question.kind, Kind::Choice(_) | Kind::YesNo(_)) {
            let advice =
                "Choose the highest option that is wholly true; a bad one that is true is chosen whenever it is true.";
            head += &format!("{}\n", styled(FAINT, &paragraph("", 0, advice, width())));
        }
        let state = match &question.kind {
            Kind::Choice(options) | Kind::YesNo(options) => {
                let mut entries: Vec<Entry> =
                    options.iter().zip(keys()).map(|(option, key)| Entry::new(key, plain(&option.label))).collect();
                let cursor = match before.map(|answer| &answer.state) {
                    Some(State::Given(Value::Text(id))) => options.iter().position(|option| option.id == *id),
                    other => {
                        other.map(|state| entries.len() + usize::from(matches!(state, State::NotApplicable { .. })))
                    }
                };
                aside(question, &mut entries);
                let cursor = cursor.unwrap_or(0).min(entries.len() - 1);
                let chosen =
                    said!(choose(&mut Menu { head, entries, at: cursor, keys: KEYS.to_owned() })?, Some(Reply::Back));
                match options.get(chosen) {
                    Some(option) => State::Given(Value::Text(option.id.clone())),
                    None => said!(Self::no_answer(&plain_head, chosen == options.len(), before)?, None),
                }
            }
            Kind::Number(number) => {
                let known = match before.map(|answer| &answer.state) {
                    Some(State::Given(value)) => value.to_string(),
                    Some(State::Unknown { .. }) => "?".to_owned(),
                    _ => String::new(),
                };
                head.push('\n');
                if let Some(none) = &number.none {
                    head += &format!("{}\n", paragraph("   none  ", 9, &plain(&none.label), width()));
                }
                let mut entries = Vec::new();
                aside(question, &mut entries);
                for entry in entries {
                    head += &format!("   {}     {}\n", entry.key.unwrap_or(' '), entry.label);
                }
                let help = format!("a number, in {} · Esc back · Ctrl-C leaves", number.unit);
                let asked = question.clone();
                let text = said!(
                    line(&head, ">", &known, &plain(&help), move |text| number_fits(&asked, text))?,
                    Some(Reply::Back)
                );
                match text.as_str() {
                    "?" => said!(Self::no_answer(&plain_head, true, before)?, None),
                    "-" => said!(Self::no_answer(&plain_head, false, before)?, None),
                    "none" => State::Given(Value::Text("none".to_owned())),
                    number => State::Given(Value::Number(Decimal::from_str_exact(number).unwrap_or_default())),
                }
            }
            Kind::Multiple(items) => {
                let mut ticked: BTreeSet<usize> = match before.map(|answer| &answer.state) {
                    Some(State::Given(Value::List(ids))) => {
                        (0..items.len()).filter(|at| ids.contains(&items[*at].id)).collect()
                    }
                    _ => BTreeSet::new(),
                };
                let mut cursor = 0;
                loop {
                    let mut entries: Vec<Entry> = items
                        .iter()
                        .enumerate()
                        .zip(keys())
                        .map(|((at, item), key)| Entry {
                            ticked: Some(ticked.contains(&at)),
                            ..Entry::new(key, plain(&item.label))
                        })
                        .collect();
                    let done = if ticked.is_empty() {
                        "none of these, go on".to_owned()
                    } else {
                        format!("these {}, go on", ticked.len())
                    };
                    entries.push(Entry::new('g', done));
                    aside(question, &mut entries);
                    let keys = "a key or the space bar ticks, g goes on with what is ticked · Esc back · Ctrl-C leaves"
                        .to_owned();
                    let mut menu = Menu { head: head.clone(), entries, at: cursor, keys };
                    let chosen = said!(choose(&mut menu)?, Some(Reply::Back));
                    cursor = chosen;
                    if chosen < items.len() {
                        if !ticked.remove(&chosen) {
                            ticked.insert(chosen);
                        }
                        continue;
                    }
                    if chosen == items.len() {
                        break State::Given(Value::List(ticked.iter().map(|at| items[*at].id.clone()).collect()));
                    }
                    break said!(Self::no_answer(&plain_head, chosen == items.len() + 1, before)?, None);
                }
            }
        };
        self.evidence(interview, at, state, before)
    }

    /// The words that go with "I don't know yet" or "does not apply".
    fn no_answer(head: &str, unknown: bool, before: Option<&Answer>) -> anyhow::Result<Said<State>> {
        if unknown {
            let known = match before.map(|answer| &answer.state) {
                Some(State::Unknown { why, .. }) => why.clone(),
                _ => String::new(),
            };
            return Ok(
                match line(
                    head,
                    "Why not, or what was done to find out?\n>",
                    &known,
                    "Enter goes on, also empty · Esc back to the question",
                    |_| Ok(()),
                )? {
                    Said::This(why) => Said::This(State::Unknown { why, skipped: None }),
                    Said::Back => Said::Back,
                    Said::Leave => Said::Leave,
                },
            );
        }
        let (known, reader) = match before.map(|answer| &answer.state) {
            Some(State::NotApplicable { reason, second_reader }) => {
                (reason.clone(), second_reader.clone().unwrap_or_default())
            }
            _ => (String::new(), String::new()),
        };
        let needed =
            |text: &str| if text.is_empty() { Err("needed, or it counts as unknown".to_owned()) } else { Ok(()) };
        let reason = match line(head, "Why does it not apply?\n>", &known, "Esc back to the question", needed)? {
            Said::This(reason) => reason,
            Said::Back => return Ok(Said::Back),
            Said::Leave => return Ok(Said::Leave),
        };
        Ok(
            match line(
                head,
                "Who else looked at it?\n>",
                &reader,
                "the name of a second reader · Esc back to the question",
                needed,
            )? {
                Said::This(reader) => Said::This(State::NotApplicable { reason, second_reader: Some(reader) }),
                Said::Back => Said::Back,
                Said::Leave => Said::Leave,
            },
        )
    }

    /// The evidence behind an answer: its grade, and what else there is to say.
    fn evidence(
        &self,
        interview: &Interview<'_>,
        at: usize,
        state: State,
        before: Option<&Answer>,
    ) -> anyhow::Result<Option<Reply>> {
        let question = &interview.framework().questions[at];
        let same = before.filter(|answer| answer.state == state);
        let mut answer = same.cloned().unwrap_or_else(|| Answer::new(state));
        let State::Given(value) = &answer.state else {
            return Ok(Some(Reply::Answer(Box::new(answer), Vec::new())));
        };
        let mut head = self.question_head(interview, at);
        head += &format!("\n{}\n", paragraph("Answer: ", 8, &plain(&wording::value(question, value)), width()));
        let scoring = &interview.framework().scoring;
        let entries: Vec<Entry> = GRADES
            .iter()
            .zip(Grade::NAMES)
            .zip(keys())
            .map(|((meaning, (name, grade)), key)| {
                Entry::new(key, format!("{name}: {meaning} (at most {} credit)", scoring.cap(grade)))
            })
            .collect();
        let mut menu = Menu {
            head: head.clone() + "\nWhat does it rest on?\n",
            entries,
            at: answer.grade as usize,
            keys: KEYS.to_owned(),
        };
        let chosen = said!(choose(&mut menu)?, None);
        answer.grade = Grade::NAMES[chosen].1;
        let mut brought = Vec::new();
        self.details(&head, interview, &mut answer, &mut brought)
            .map(|done| done.map(|reply| reply.unwrap_or_else(|| Reply::Answer(Box::new(answer), brought))))
    }

    /// Date, references, note and compensating control, all optional. The inner `None` says that the
    /// answer is complete, the outer one that the question is to be put again.
    #[expect(clippy::option_option, reason = "complete, leave, or ask again: three ways out, each used once")]
    fn details(
        &self,
        head: &str,
        interview: &Interview<'_>,
        answer: &mut Answer,
        brought: &mut Vec<(String, Evidence)>,
    ) -> anyhow::Result<Option<Option<Reply>>> {
        loop {
            let dated = answer
                .dated
                .map_or_else(|| format!("{} (the day of this assessment)", self.as_of), |day| day.to_string());
            let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
            let control =
                answer.compensating.as_ref().map(|control| format!("{} until {}", control.credit, control.until));
            let entries = vec![
                Entry::new('g', "go on"),
                Entry::new('d', format!("date of the evidence: {dated}")),
                Entry::new('r', plain(&format!("references: {}", or_none(answer.evidence.join(", "))))),
                Entry::new('n', plain(&format!("note: {}", or_none(answer.note.clone().unwrap_or_default())))),
                Entry::new('c', format!("compensating control: {}", or_none(control.unwrap_or_default()))),
            ];
            let head = format!("{head}Evidence: {}\n", answer.grade.as_str());
            let mut menu = Menu { head: head.clone(), entries, at: 0, keys: KEYS.to_owned() };
            let chosen = match choose(&mut menu)? {
                Said::This(chosen) => chosen,
                Said::Back => return Ok(None),
                Said::Leave => return Ok(Some(Some(Reply::Leave))),
            };
            let as_of = self.as_of;
            let done = match chosen {
                0 => return Ok(Some(None)),
                1 => {
                    let known = answer.dated.map_or_else(String::new, |day| day.to_string());
                    let said = line(
                        &head,
                        "Which day does the evidence bear?\n>",
                        &known,
                        "YYYY-MM-DD; empty is the day of this assessment",
                        move |text| day_fits(text, as_of),
                    )?;
                    keep(said, |text| answer.dated = text.parse().ok())
                }
                2 => {
                    let said = line(
                        &head,
                        "References, with commas between\n>",
                        &answer.evidence.join(", "),
                        "an id of evidence, or a title that makes a new piece of it",
                        |_| Ok(()),
                    )?;
                    keep(said, |text| references(&text, interview, answer, brought))
                }
                3 => {
                    let known = answer.note.clone().unwrap_or_default();
                    keep(line(&head, "Note\n>", &known, "empty removes it", |_| Ok(()))?, |text| {
                        answer.note = Some(text).filter(|text| !text.is_empty());
                    })
                }
                _ => Self::compensating(&head, answer)?,
            };
            if matches!(done, Said::Leave) {
                return Ok(Some(Some(Reply::Leave)));
            }
        }
    }

    fn compensating(head: &str, answer: &mut Answer) -> anyhow::Result<Said<()>> {
        let known = answer.compensating.clone();
        let credit = |text: &str| match text.parse::<u8>() {
            _ if text.is_empty() => Ok(()),
            Ok(0..=100) => Ok(()),
            _ => Err("a percentage, 0 to 100".to_owned()),
        };
        let first = known.as_ref().map_or_else(String::new, |control| control.credit.to_string());
        let text = match line(
            head,
            "What credit does the control deserve, in percent?\n>",
            &first,
            "empty removes it",
            credit,
        )? {
            Said::This(text) => text,
            Said::Back => return Ok(Said::Back),
            Said::Leave => return Ok(Said::Leave),
        };
        let Ok(credit) = text.parse() else {
            answer.compensating = None;
            return Ok(Said::This(()));
        };
        let first = known.as_ref().and_then(|control| control.control.clone()).unwrap_or_default();
        let control = match line(head, "What is it?\n>", &first, "Esc back", |text| {
            if text.is_empty() { Err("say what it is".to_owned()) } else { Ok(()) }
        })? {
            Said::This(text) => text,
            Said::Back => return Ok(Said::Back),
            Said::Leave => return Ok(Said::Leave),
        };
        let first = known.map_or_else(String::new, |control| control.until.to_string());
        let until = line(head, "Until when?\n>", &first, "the last day on which it counts, YYYY-MM-DD", |text| {
            text.parse::<Day>().map(|_| ()).map_err(|error| error.to_string())
        })?;
        Ok(keep(until, |text| {
            answer.compensating = text.parse().ok().map(|until| Compensating { credit, control: Some(control), until });
        }))
    }

    fn review(&self, interview: &Interview<'_>) -> anyhow::Result<Option<Reply>> {
        let framework = interview.framework();
        let answers = interview.answers();
        let score = score(framework, answers, self.as_of, &BTreeSet::new(), Scope::Full);
        let mut head = self.head(interview);
        head += &result::headline(&score);
        head += &format!("{}\n", styled(FAINT, "The register answers its own questions when this is recorded."));
        let mut entries = vec![Entry::new('r', "record it"), Entry::new('q', "leave it as a draft")];
        let steps: Vec<Step> = interview.steps().into_iter().filter(|step| *step != Step::Review).collect();
        entries.extend(steps.iter().map(|step| {
            let (what, said) = match step {
                Step::Request(at) => {
                    let key = Request::PARTS[*at].0;
                    (Request::label(key).to_owned(), answers.request.part(key).unwrap_or("-").to_owned())
                }
                Step::Factor(at) => {
                    let factor = &framework.factors[*at];
                    let level = answers.context.get(&factor.id);
                    let words = level.map_or_else(
                        || "not known".to_owned(),
                        |level| format!("{level}, {}", factor.levels[usize::from(*level)]),
                    );
                    (factor.title.clone(), words)
                }
                Step::Contradiction(at) => {
                    let id = &framework.contradictions[*at].id;
                    ("Explanation".to_owned(), answers.explanations.get(id).cloned().unwrap_or_default())
                }
                Step::Question(at) => {
                    let question = &framework.questions[*at];
                    let said = answers
                        .answers
                        .get(&question.id)
                        .map_or_else(|| "not answered".to_owned(), |answer| said_before(question, answer));
                    (question.title.clone(), said)
                }
                Step::Review => (String::new(), String::new()),
            };
            let shown: String = said.chars().take(60).collect();
            Entry { key: None, label: plain(&format!("{what}: {shown}")), ticked: None }
        }));
        let keys = "r records · arrows and Enter change an answer · Esc back · Ctrl-C leaves, everything said is kept"
            .to_owned();
        let chosen = said!(choose(&mut Menu { head, entries, at: 0, keys })?, Some(Reply::Back));
        Ok(Some(match chosen {
            0 => Reply::Record,
            1 => Reply::Leave,
            other => Reply::Change(steps[other - 2]),
        }))
    }
}

/// What the grades mean, weakest first.
const GRADES: [&str; 5] = [
    "nothing but the answer",
    "the vendor or somebody responsible says so",
    "a document was read",
    "an independent party attests it",
    "we tried it ourselves",
];

/// Adds the entries that are no option: `?` and, where the question allows it, `-`.
fn aside(question: &Question, entries: &mut Vec<Entry>) {
    entries.push(Entry::new('?', "I don't know yet (counts as 0)"));
    if question.not_applicable {
        entries.push(Entry::new('-', "does not apply (with a reason and a second reader)"));
    }
}

fn keep(said: Said<String>, take: impl FnOnce(String)) -> Said<()> {
    match said {
        Said::This(text) => {
            take(text);
            Said::This(())
        }
        Said::Back => Said::Back,
        Said::Leave => Said::Leave,
    }
}

fn said_before(question: &Question, answer: &Answer) -> String {
    match &answer.state {
        State::Given(value) => format!("{} [{}]", wording::value(question, value), answer.grade.as_str()),
        State::Unknown { why, .. } if why.is_empty() => "not known".to_owned(),
        State::Unknown { why, .. } => format!("not known: {why}"),
        State::NotApplicable { reason, .. } => format!("does not apply: {reason}"),
    }
}

/// Whether a text answers a question for a number.
fn number_fits(question: &Question, text: &str) -> Result<(), String> {
    if text == "?" || (text == "-" && question.not_applicable) {
        return Ok(());
    }
    let value = match Decimal::from_str_exact(text) {
        Ok(number) => Value::Number(number),
        Err(_) => Value::Text(text.to_owned()),
    };
    match invalid(question, &value).into_iter().next() {
        None => Ok(()),
        Some((_, fault)) => Err(fault.help.into_iter().next().unwrap_or(fault.title)),
    }
}

fn day_fits(text: &str, as_of: Day) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    match text.parse::<Day>() {
        Ok(day) if day > as_of => Err(format!("evidence cannot be younger than {as_of}, the day that is judged")),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads references: known ids as they are, anything else as the title of a new piece of evidence.
fn references(text: &str, interview: &Interview<'_>, answer: &mut Answer, brought: &mut Vec<(String, Evidence)>) {
    answer.evidence.clear();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let known = interview.answers().evidence.contains_key(name) || brought.iter().any(|(id, _)| id == name);
        if known {
            answer.evidence.push(name.to_owned());
            continue;
        }
        let slug: String = name
            .to_lowercase()
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let slug: String = slug.chars().take(48).collect();
        let base = if is_id(slug.trim_end_matches('-')) {
            slug.trim_end_matches('-').to_owned()
        } else {
            "evidence".to_owned()
        };
        let taken =
            |id: &String| interview.answers().evidence.contains_key(id) || brought.iter().any(|(known, _)| known == id);
        let mut id = base.clone();
        let mut number = 2;
        while taken(&id) {
            id = format!("{base}-{number}");
            number += 1;
        }
        brought.push((id.clone(), Evidence { title: name.to_owned(), ..Evidence::default() }));
        answer.evidence.push(id);
    }
}
