//! The interview of a triage: a few questions, each answered with one key, and the route at the end.

use std::collections::BTreeSet;

use plimsoll::answers::{Answer, State, Value};
use plimsoll::framework::TriageFramework;
use plimsoll::framework::triage::{Route, RouteOption, TriageQuestion};
use plimsoll::questionnaire::{Interview, Reply, Respondent, Step};
use plimsoll::report::data::route::said;
use plimsoll::score::route;

use super::options::one_of;
use super::options::{Ticked, tick};
use super::question::why_unknown;
use super::review::{ReviewLine, of_request};
use super::{AtTerminal, FAINT, HEADING, Menu, MenuEntry, PLAIN, Priority, Prompted, ScreenHeader, choose, until_said};
use crate::cli::print::route as lines;

/// A person at a terminal who takes a first look at a tool.
pub struct TriageAtTerminal {
    person: AtTerminal,
    /// Why the gate does not allow the tool and use on the day judged; `None` where it does.
    refused: Option<String>,
}

impl<'f> Respondent<&'f TriageFramework> for TriageAtTerminal {
    type Error = anyhow::Error;

    fn ask(&mut self, interview: &Interview<&'f TriageFramework>, step: Step) -> anyhow::Result<Reply> {
        until_said(|| match step {
            Step::Request(at) => self.person.request(interview, at),
            Step::Question(at) => self.question(interview, at),
            Step::Review | Step::Factor(_) | Step::Contradiction(_) => self.review(interview),
        })
    }
}

impl TriageAtTerminal {
    /// A person who is asked, and why the gate does not allow the tool and use today, where it does not.
    pub fn new(person: AtTerminal, refused: Option<String>) -> Self {
        Self { person, refused }
    }

    /// Why it is not allowed, for a page on which somebody may say that it is.
    fn warn(&self, header: &mut ScreenHeader) {
        if let Some(refused) = &self.refused {
            header.add(Priority::Advice, PLAIN, &format!("Not allowed on {}: {refused}", self.person.setting.as_of));
        }
    }

    fn header(&self, interview: &Interview<&TriageFramework>, at: usize) -> ScreenHeader {
        let question = &interview.sheet().questions[at];
        let mut header = self.person.header(interview);
        header.add(Priority::Must, HEADING, &question.ask);
        if !question.why.is_empty() {
            header.add(Priority::Detail, PLAIN, &question.why);
        }
        if question.options.iter().any(|option| option.route == Route::None) {
            self.warn(&mut header);
        }
        let before = interview.answers().answers.get(&question.id.value);
        let before = before.map(|answer| said(question, &answer.state));
        self.person.age(&mut header, interview, Step::Question(at), before.as_deref());
        header
    }

    fn question(&self, interview: &Interview<&TriageFramework>, at: usize) -> anyhow::Result<Option<Reply>> {
        let question = &interview.sheet().questions[at];
        let before = interview.answers().answers.get(&question.id.value);
        let state = before.map(|answer| &answer.state);
        let header = self.header(interview, at);
        let given = if question.multiple {
            several(&header, question, state)?
        } else {
            let mut menu = menu(header.clone(), question, state);
            choose(&mut menu)?.map(|chosen| Some(Value::Text(question.options.get(chosen)?.id.value.clone())))
        };
        let state = match said!(given, Some(Reply::Back)) {
            Some(value) => State::Given(value),
            None => said!(why_unknown(&header, before)?, None),
        };
        let answer = match before {
            // What a file or a record had beside the same answer stays with it.
            Some(before) if before.state == state => before.clone(),
            _ => Answer::new(state),
        };
        Ok(Some(Reply::Answer(Box::new(answer), Vec::new())))
    }

    fn review(&mut self, interview: &Interview<&TriageFramework>) -> anyhow::Result<Option<Reply>> {
        let triage = *interview.sheet();
        let routed = route(triage, interview.answers(), self.person.setting.as_of);
        let settled = lines::settled(&routed, self.refused.is_none());
        let mut header = self.person.header(interview);
        header.laid_out(Priority::Must, lines::headline(settled, true));
        if settled != routed.route {
            self.warn(&mut header);
        }
        let unknown = format!("{} not known", routed.unknown.len());
        header.add(Priority::Advice, PLAIN, &unknown).space();
        self.person.look_over(interview, header, |step| line(interview, step))
    }
}

/// The menu of a question with one true option.
fn menu(mut header: ScreenHeader, question: &TriageQuestion, before: Option<&State>) -> Menu {
    header.add(Priority::Advice, FAINT, "If several are true, choose the worst.").space();
    let chosen = |option: &RouteOption| matches!(before, Some(State::Given(Value::Text(id))) if *id == option.id.value);
    let at = question.options.iter().position(chosen);
    one_of(header, labels(question).into_iter(), aside(), at)
}

/// Asks which options are true; `None` where nobody knows.
fn several(
    header: &ScreenHeader,
    question: &TriageQuestion,
    before: Option<&State>,
) -> anyhow::Result<Prompted<Option<Value>>> {
    let options = &question.options;
    let given =
        |at: &usize| matches!(before, Some(State::Given(Value::List(ids))) if ids.contains(&options[*at].id.value));
    let ticked: BTreeSet<usize> = (0..options.len()).filter(given).collect();
    let at = match before {
        Some(State::Given(_)) => options.len(),
        Some(_) => options.len() + 1,
        None => 0,
    };
    let said = tick(header, &labels(question), &aside(), ticked, at)?;
    Ok(said.map(|said| match said {
        Ticked::These(ticked) => Some(Value::List(ticked.iter().map(|at| options[*at].id.value.clone()).collect())),
        Ticked::Aside => None,
    }))
}

fn labels(question: &TriageQuestion) -> Vec<&String> {
    question.options.iter().map(|option| &option.label).collect()
}

fn aside() -> Vec<MenuEntry> {
    vec![MenuEntry::new('u', "I don't know (asks for the full assessment)")]
}

fn line(interview: &Interview<&TriageFramework>, step: Step) -> ReviewLine {
    let answers = interview.answers();
    match step {
        Step::Request(at) => of_request(answers, at),
        Step::Question(at) => {
            let question = &interview.sheet().questions[at];
            let state = answers.answers.get(&question.id.value).map(|answer| &answer.state);
            ReviewLine {
                group: "First look".to_owned(),
                what: question.title.clone(),
                said: state.map_or_else(|| "not answered".to_owned(), |state| said(question, state)),
                unknown: !matches!(state, Some(State::Given(_))),
            }
        }
        _ => ReviewLine { group: String::new(), what: String::new(), said: String::new(), unknown: false },
    }
}
