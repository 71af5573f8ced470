//! The page of a question: its options, the ways not to answer it, and what stands beside the answer.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent};
use plimsoll::answers::{Answer, Compensating, Evidence, State, Value};
use plimsoll::date::Day;
use plimsoll::framework::{Grade, QuestionKind};
use plimsoll::person::Person;
use plimsoll::questionnaire::{Reply, Step};
use plimsoll::score::actions::source;
use rust_decimal::Decimal;

use super::super::question::number_fits;
use super::line::{LinePurpose, Prompt};
use super::{Desk, DeskPage, Talk};

/// What is chosen on the page of a question.
#[derive(Clone, Debug)]
pub struct QuestionPage {
    /// The question, by its index.
    pub at: usize,
    /// The entry that is chosen: an option, or one of what comes after them.
    pub cursor: usize,
    /// What is ticked, where several can be true.
    pub ticked: BTreeSet<usize>,
    /// What was chosen, once only the evidence for it is asked.
    pub chosen: Option<State>,
    /// The answer as it is put together.
    pub answer: Answer,
    /// The pieces of evidence that it brings in.
    pub brought: Vec<(String, Evidence)>,
}

/// Whoever could answer a step, as the framework says.
pub fn source_of(talk: &Talk<'_>, step: Step) -> Option<String> {
    let Step::Question(at) = step else { return None };
    source(&talk.framework().questions()[at]).0.map(str::to_owned)
}

impl QuestionPage {
    /// The page with what was said before.
    pub fn new(talk: &Talk<'_>, at: usize) -> Self {
        let question = &talk.framework().questions()[at];
        let before = talk.answers().answers.get(&question.id);
        let ids = ids(&question.kind);
        let state = before.map(|answer| &answer.state);
        let of_value = |value: &Value| match value {
            Value::Text(id) => ids.iter().position(|known| known == id),
            _ => None,
        };
        let several = matches!(question.kind, QuestionKind::Multiple(_));
        let cursor = match state {
            Some(State::Given(value)) => of_value(value).unwrap_or(0),
            Some(State::NotApplicable { .. }) if question.not_applicable => ids.len() + 1,
            // A careless Enter claims nothing: where nothing was said, it says that nobody knows.
            None if several => 0,
            _ => ids.len(),
        };
        let ticked = match state {
            Some(State::Given(Value::List(given))) => (0..ids.len()).filter(|at| given.contains(&ids[*at])).collect(),
            _ => BTreeSet::new(),
        };
        let answer = before.cloned().unwrap_or_else(|| Answer::new(unknown("")));
        Self { at, cursor, ticked, chosen: None, answer, brought: Vec::new() }
    }

    /// The line of a question for a number, which is part of the page.
    pub fn number(&self, talk: &Talk<'_>) -> Option<Prompt> {
        let question = &talk.framework().questions()[self.at];
        let QuestionKind::Number(number) = &question.kind else { return None };
        let known = match &self.answer.state {
            State::Given(value @ Value::Number(_)) => value.to_string(),
            _ => String::new(),
        };
        let none = number.none.as_ref().map_or(String::new(), |_| ", - for none".to_owned());
        let help = format!("a number, in {}{none}, u if nobody knows", number.unit);
        Some(Prompt::new(LinePurpose::Number, &format!("How many {}?", number.unit), &known, &help))
    }

    /// How many entries there are: the options, that nobody knows, and that it does not apply.
    fn entries(&self, talk: &Talk<'_>) -> usize {
        let question = &talk.framework().questions()[self.at];
        let done = usize::from(matches!(question.kind, QuestionKind::Multiple(_)));
        ids(&question.kind).len() + done + 1 + usize::from(question.not_applicable)
    }
}

/// That nobody knows.
fn unknown(why: &str) -> State {
    State::Unknown { why: why.to_owned(), skipped: None }
}

/// The ids of the options of a question.
pub fn ids(kind: &QuestionKind) -> Vec<String> {
    match kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            options.iter().map(|one| one.id.clone()).collect()
        }
        QuestionKind::Multiple(items) => items.iter().map(|one| one.id.clone()).collect(),
        QuestionKind::Number(number) => number.none.iter().map(|_| "none".to_owned()).collect(),
    }
}

impl Desk {
    /// What a key does on the page of a question.
    pub fn press_question(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        let DeskPage::Question(page) = &mut self.page else { return None };
        if page.chosen.is_some() {
            return self.press_evidence(key, talk);
        }
        let question = &talk.framework().questions()[page.at];
        let (entries, options) = (page.entries(talk), ids(&question.kind).len());
        let several = matches!(question.kind, QuestionKind::Multiple(_));
        let number = matches!(question.kind, QuestionKind::Number(_));
        match key.code {
            KeyCode::Up => page.cursor = page.cursor.checked_sub(1).unwrap_or(entries - 1),
            KeyCode::Down => page.cursor = (page.cursor + 1) % entries,
            KeyCode::Char(' ') if several && page.cursor < options => tick(&mut page.ticked, page.cursor),
            KeyCode::Char(digit @ '1'..='9') if !number => {
                let at = usize::try_from(u32::from(digit) - u32::from('1')).unwrap_or(0);
                if at < options {
                    page.cursor = at;
                    if several {
                        tick(&mut page.ticked, at);
                    } else {
                        return self.choose(at, talk);
                    }
                }
            }
            KeyCode::Char('-') if number && options > 0 => return self.choose(0, talk),
            KeyCode::Char('g') if several => return self.choose(options, talk),
            KeyCode::Enter => {
                let at = page.cursor;
                if several && at < options && page.ticked.is_empty() {
                    "Tick what is wholly true, or choose \"none of these\".".clone_into(&mut self.notice);
                    return None;
                }
                return self.choose(if several && at < options { options } else { at }, talk);
            }
            KeyCode::Char('u') => return self.choose(options + usize::from(several), talk),
            KeyCode::Char('x') if question.not_applicable => {
                return self.choose(options + usize::from(several) + 1, talk);
            }
            KeyCode::Char('x') => "This question always applies.".clone_into(&mut self.notice),
            KeyCode::Char('n') => self.prompt = Some(self.note()),
            KeyCode::Char('c') => self.prompt = Some(self.control()),
            _ => return self.press_anywhere(key, talk),
        }
        None
    }

    /// Chooses an entry.
    fn choose(&mut self, entry: usize, talk: &Talk<'_>) -> Option<Reply> {
        let DeskPage::Question(page) = &mut self.page else { return None };
        let question = &talk.framework().questions()[page.at];
        let ids = ids(&question.kind);
        page.cursor = entry;
        // Where several can be true, the entry that goes on comes after the list.
        let several = matches!(question.kind, QuestionKind::Multiple(_));
        let options = ids.len() + usize::from(several);
        if entry >= options {
            return self.aside(entry - options, talk);
        }
        let value = if several {
            Value::List(page.ticked.iter().map(|at| ids[*at].clone()).collect())
        } else {
            Value::Text(ids[entry].clone())
        };
        self.given(State::Given(value), talk)
    }

    /// Asks what goes with "nobody knows" and "does not apply".
    fn aside(&mut self, which: usize, talk: &Talk<'_>) -> Option<Reply> {
        let DeskPage::Question(page) = &self.page else { return None };
        let source = source_of(talk, Step::Question(page.at));
        self.prompt = Some(if which == 0 {
            let known = match &page.answer.state {
                State::Unknown { why, .. } => why.clone(),
                _ => String::new(),
            };
            let help = "Enter goes on, also empty \u{b7} Tab offers names";
            let offers = source.into_iter().chain(self.names(talk));
            Prompt::new(LinePurpose::WhyUnknown, "Who could know it, or what was done to find out?", &known, help)
                .offering(offers)
        } else {
            let known = match &page.answer.state {
                State::NotApplicable { reason, .. } => reason.clone(),
                _ => String::new(),
            };
            Prompt::new(LinePurpose::WhyNot, "Why does it not apply?", &known, "without a reason it counts as unknown")
        });
        None
    }

    /// Takes what was chosen: on to the evidence, where it counts.
    fn given(&mut self, state: State, talk: &Talk<'_>) -> Option<Reply> {
        let hand = self.hand.clone();
        let DeskPage::Question(page) = &mut self.page else { return None };
        let question = &talk.framework().questions()[page.at];
        let before = talk.answers().answers.get(&question.id);
        // What stands beside an answer stays with it, and with its correction in the same interview.
        let corrected = talk.was_asked(Step::Question(page.at));
        let same =
            before.is_some_and(|before| before.state == state || corrected && matches!(before.state, State::Given(_)));
        let known = |id: &String| talk.answers().evidence.contains_key(id);
        // Whoever reads a document looks up what it says now, of what was answered before, too.
        let reads = talk.draft().reading.is_some() && !talk.was_asked(Step::Question(page.at));
        if same && reads {
            page.answer.grade = hand.grade;
            page.answer.evidence = hand.documents.iter().filter(|id| known(id)).cloned().collect();
            page.answer.dated = None;
        }
        if !same {
            let (note, compensating) = (page.answer.note.take(), page.answer.compensating.take());
            let written = |was: bool| before.is_none() || was;
            let changed = (
                note != before.and_then(|one| one.note.clone()),
                compensating != before.and_then(|one| one.compensating.clone()),
            );
            page.answer = Answer {
                grade: hand.grade,
                evidence: hand.documents.into_iter().filter(known).collect(),
                note: note.filter(|_| written(changed.0)),
                compensating: compensating.filter(|_| written(changed.1)),
                ..Answer::new(state.clone())
            };
        }
        page.answer.state = state.clone();
        if !talk.wants_evidence(page.at, &page.answer) {
            let answer = Answer { grade: Grade::None, evidence: Vec::new(), dated: None, ..page.answer.clone() };
            return Some(self.answered(answer, Vec::new()));
        }
        page.chosen = Some(state);
        self.prompt = None;
        None
    }

    /// The line of a note.
    pub fn note(&self) -> Prompt {
        let known = self.answer().and_then(|answer| answer.note.clone()).unwrap_or_default();
        Prompt::new(LinePurpose::Note, "Note", &known, "empty removes it")
    }

    /// The line of another control.
    pub fn control(&self) -> Prompt {
        let known = self.answer().and_then(|answer| answer.compensating.as_ref()?.control.clone()).unwrap_or_default();
        Prompt::new(LinePurpose::Control, "What is done instead?", &known, "empty removes it")
    }

    /// The answer that is put together.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.page {
            DeskPage::Question(page) => Some(&page.answer),
            _ => None,
        }
    }

    /// What is done with a line that belongs to a question; else what is wrong with it.
    pub fn said_to_question(
        &mut self,
        asking: LinePurpose,
        text: String,
        talk: &Talk<'_>,
    ) -> Result<Option<Reply>, String> {
        let (as_of, by, names) = (self.about.as_of, self.about.by.clone(), self.names(talk));
        let DeskPage::Question(page) = &mut self.page else { return Ok(None) };
        let question = &talk.framework().questions()[page.at];
        let mut next = None;
        match asking {
            LinePurpose::Number => {
                if text.is_empty() {
                    return Err("a number, or u if nobody knows".to_owned());
                }
                number_fits(question, &text)?;
                let value = Decimal::from_str_exact(&text).map_err(|error| error.to_string())?;
                return Ok(self.given(State::Given(Value::Number(value)), talk));
            }
            LinePurpose::WhyUnknown => {
                let note = page.answer.note.clone();
                return Ok(Some(self.answered(Answer { note, ..Answer::new(unknown(&text)) }, Vec::new())));
            }
            LinePurpose::WhyNot | LinePurpose::Reader(_) if text.is_empty() => {
                return Err("needed, or it counts as unknown".to_owned());
            }
            LinePurpose::WhyNot => {
                let known = match &page.answer.state {
                    State::NotApplicable { second_reader: Some(reader), .. } => reader.to_string(),
                    _ => String::new(),
                };
                let names = names.into_iter().filter(|name| !Person::written(name.as_str()).may_be(&by));
                let help = "the name of a second reader, somebody other than you \u{b7} Tab offers names";
                next = Some(
                    Prompt::new(LinePurpose::Reader(text), "Who else looked at it?", &known, help).offering(names),
                );
            }
            LinePurpose::Reader(_) if Person::written(text.as_str()).may_be(&by) => {
                return Err("somebody other than the reviewer, which is you".to_owned());
            }
            LinePurpose::Reader(reason) => {
                let note = page.answer.note.clone();
                let state = State::NotApplicable { reason, second_reader: Some(Person::written(text)) };
                return Ok(Some(self.answered(Answer { note, ..Answer::new(state) }, Vec::new())));
            }
            LinePurpose::Note => page.answer.note = Some(text).filter(|text| !text.is_empty()),
            LinePurpose::Dated if text.is_empty() => page.answer.dated = None,
            LinePurpose::Dated => page.answer.dated = Some(day(&text, Some(as_of))?),
            LinePurpose::Control if text.is_empty() => page.answer.compensating = None,
            LinePurpose::Control => {
                let known = page.answer.compensating.as_ref().map_or_else(String::new, |one| one.credit.to_string());
                let help = "in percent of the full credit, 0 to 100";
                next = Some(Prompt::new(
                    LinePurpose::Replaces(text),
                    "How much of the control does it replace?",
                    &known,
                    help,
                ));
            }
            LinePurpose::Replaces(control) => {
                let credit = text.parse::<u8>().ok().filter(|credit| *credit <= 100);
                let credit = credit.ok_or("a percentage, 0 to 100")?;
                let known = page.answer.compensating.as_ref().map_or_else(String::new, |one| one.until.to_string());
                let help = "the last day on which it counts, YYYY-MM-DD";
                next = Some(Prompt::new(LinePurpose::Until(control, credit), "Until when?", &known, help));
            }
            LinePurpose::Until(control, credit) => {
                let until = day(&text, None)?;
                page.answer.compensating = Some(Compensating { credit, control: Some(control), until });
            }
            _ => {}
        }
        let number = next.is_none() && page.chosen.is_none();
        self.prompt = match next {
            None if number => page.number(talk),
            next => next,
        };
        Ok(None)
    }
}

fn tick(ticked: &mut BTreeSet<usize>, at: usize) {
    if !ticked.remove(&at) {
        ticked.insert(at);
    }
}

/// A day; one of evidence is not after the day judged.
fn day(text: &str, latest: Option<Day>) -> Result<Day, String> {
    let day = text.parse::<Day>().map_err(|error| error.to_string())?;
    match latest {
        Some(latest) if day > latest => Err(format!("evidence cannot be dated after {latest}, the day judged")),
        _ => Ok(day),
    }
}
