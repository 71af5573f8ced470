//! A question about a control: how each kind is put, and the ways not to answer it.

use plimsoll::answers::file::invalid;
use plimsoll::answers::{Answer, State, Value};
use plimsoll::context::Context;
use plimsoll::framework::{Number, Question, QuestionKind};
use plimsoll::person::Person;
use plimsoll::questionnaire::{Interview, Ledger, Reply, Step};
use plimsoll::report::wording;
use rust_decimal::Decimal;

use super::options::{ChosenOption, aside, option, several};
use super::{AtTerminal, FAINT, HEADING, PLAIN, Priority, Prompted, ScreenHeader, line, plain, tiers};

impl AtTerminal<'_> {
    /// What stands above every prompt of a question: `whole` with all that helps to answer it, else
    /// with what it takes to say on what the answer rests.
    pub(super) fn question_head(&self, interview: &Interview<Ledger<'_>>, at: usize, whole: bool) -> ScreenHeader {
        let framework = interview.framework();
        let question = &framework.questions()[at];
        let criterion = &framework.criteria()[question.criterion];
        let here: Vec<usize> = interview.asked_in(question.criterion);
        let place = here.iter().position(|known| *known == at).map_or(0, |at| at + 1);
        let domain = &framework.domains()[criterion.domain].title;
        let mut header = self.header(interview);
        let bounds = interview.context_is_known().then(|| interview.bounds());
        let tier = tiers::possible(framework, bounds, interview.left().len());
        let tier: String = tier.into_iter().map(|(text, _)| text).collect();
        header.add(Priority::Place, PLAIN, &tier);
        let place = format!("{domain} · {} · question {place} of {}", criterion.title, here.len());
        header.add(Priority::Setting, PLAIN, &place);
        if whole {
            header.add(Priority::Setting, FAINT, &criterion.loss);
        }
        header.space();
        let key = if question.key { " (key question)" } else { "" };
        header.add(Priority::Must, HEADING, &format!("{}{key}", question.ask));
        if whole && !question.why.is_empty() {
            header.add(Priority::Detail, PLAIN, &question.why);
        }
        if !question.evidence.is_empty() {
            header.after("Ask for: ", Priority::Detail, PLAIN, &question.evidence.join("; "));
        }
        if let Some(knock_out) = question.knock_out.as_ref().filter(|_| whole)
            && Context::new(framework, &interview.answers().context).holds(&knock_out.when)
        {
            let tier = &framework.scoring().tiers[knock_out.floor].id;
            let text = format!("At least {tier} if bad, unknown or without evidence: {}", knock_out.reason);
            header.after("! ", Priority::Must, PLAIN, &text);
        }
        let before = interview.answers().answers.get(&question.id).map(|answer| said_before(question, answer));
        self.age(&mut header, interview, Step::Question(at), before.as_deref());
        header
    }

    pub(super) fn question(&self, interview: &Interview<Ledger<'_>>, at: usize) -> anyhow::Result<Option<Reply>> {
        let question = &interview.framework().questions()[at];
        let before = interview.answers().answers.get(&question.id);
        let state = before.map(|answer| &answer.state);
        let header = self.question_head(interview, at, true);
        let reply = match &question.kind {
            QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                option(header.clone(), question, options, state)?
            }
            QuestionKind::Number(number) => self::number(header.clone(), question, number, state)?,
            QuestionKind::Multiple(items) => several(&header, question, items, state)?,
        };
        let state = match said!(reply, Some(Reply::Back)) {
            ChosenOption::Value(value) => State::Given(value),
            ChosenOption::Unknown => said!(why_unknown(&header, before)?, None),
            ChosenOption::NotApplicable => said!(why_not_applicable(&header, before, self.setting.by)?, None),
        };
        self.evidence(interview, at, state, before)
    }
}

fn number(
    mut header: ScreenHeader,
    question: &Question,
    number: &Number,
    before: Option<&State>,
) -> anyhow::Result<Prompted<ChosenOption>> {
    let known = match before {
        Some(State::Given(value)) => value.to_string(),
        Some(State::Unknown { .. }) => "u".to_owned(),
        Some(State::NotApplicable { .. }) => "x".to_owned(),
        None => String::new(),
    };
    header.space();
    if let Some(none) = &number.none {
        header.after("   none  ", Priority::Must, PLAIN, &none.label);
    }
    for entry in aside(question) {
        header.after(&format!("   {}     ", entry.key.unwrap_or(' ')), Priority::Must, PLAIN, &entry.label);
    }
    header.space();
    let help = format!("a number, in {} · Esc goes back · Ctrl-C leaves", plain(&number.unit));
    let asked = question.clone();
    let text = line(&header, "How many?", &known, &help, move |text| number_fits(&asked, text))?;
    Ok(text.map(|text| match text.as_str() {
        "u" => ChosenOption::Unknown,
        "x" => ChosenOption::NotApplicable,
        text => match Decimal::from_str_exact(text) {
            Ok(number) => ChosenOption::Value(Value::Number(number)),
            Err(_) => ChosenOption::Value(Value::Text(text.to_owned())),
        },
    }))
}

/// The words that go with "I don't know yet".
pub(super) fn why_unknown(header: &ScreenHeader, before: Option<&Answer>) -> anyhow::Result<Prompted<State>> {
    let known = match before.map(|answer| &answer.state) {
        Some(State::Unknown { why, .. }) => why.as_str(),
        _ => "",
    };
    let help = "Enter goes on, also empty · Esc goes back to the question";
    let why = line(&spaced(header), "Why not, or what was done to find out?", known, help, |_| Ok(()))?;
    Ok(why.map(|why| State::Unknown { why, skipped: None }))
}

/// The words that go with "does not apply".
fn why_not_applicable(
    header: &ScreenHeader,
    before: Option<&Answer>,
    reviewer: &Person,
) -> anyhow::Result<Prompted<State>> {
    let (reason, reader) = match before.map(|answer| &answer.state) {
        Some(State::NotApplicable { reason, second_reader }) => {
            (reason.as_str(), second_reader.as_ref().map_or("", Person::as_str))
        }
        _ => ("", ""),
    };
    let needed = |text: &str| if text.is_empty() { Err("needed, or it counts as unknown".to_owned()) } else { Ok(()) };
    let header = spaced(header);
    let reason = match line(&header, "Why does it not apply?", reason, "Esc goes back to the question", needed)? {
        Prompted::This(reason) => reason,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    let help = "the name of a second reader · Esc goes back to the question";
    let reviewer = reviewer.clone();
    let reader = line(&header, "Who else looked at it?", reader, help, move |text| {
        if reviewer.may_be(&Person::written(text)) {
            return Err("somebody other than the reviewer, which is you".to_owned());
        }
        needed(text)
    })?;
    Ok(reader.map(|reader| State::NotApplicable { reason, second_reader: Some(Person::written(reader)) }))
}

fn spaced(header: &ScreenHeader) -> ScreenHeader {
    header.clone().space().clone()
}

/// What was answered before, in words.
pub(super) fn said_before(question: &Question, answer: &Answer) -> String {
    match &answer.state {
        State::Given(value) => format!("{} [{}]", wording::value(question, value), answer.grade.as_str()),
        State::Unknown { why, .. } if why.is_empty() => "not known".to_owned(),
        State::Unknown { why, .. } => format!("not known: {why}"),
        State::NotApplicable { reason, .. } => format!("does not apply: {reason}"),
    }
}

/// Whether a text answers a question for a number; else what to type.
pub(super) fn number_fits(question: &Question, text: &str) -> Result<(), String> {
    let QuestionKind::Number(number) = &question.kind else { return Ok(()) };
    let value = match Decimal::from_str_exact(text) {
        _ if text == "u" || (text == "x" && question.not_applicable) => return Ok(()),
        Ok(value) => Value::Number(value),
        Err(_) if text == "none" && number.none.is_some() => return Ok(()),
        Err(_) => {
            let none = if number.none.is_some() { ", none" } else { "" };
            return Err(format!("a number, such as 24 or 1.5{none}, or u if nobody knows"));
        }
    };
    match invalid(question, &value).into_iter().next() {
        None => Ok(()),
        Some((_, fault)) => Err(fault.help.into_iter().next().unwrap_or(fault.title)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use plimsoll::answers::Answers;
    use plimsoll::context::Scope;
    use plimsoll::framework::bundled::{self, Bundled};
    use plimsoll::framework::{Framework, HIGHEST_LEVEL, Loaded, load};
    use plimsoll::questionnaire::Draft;

    use super::super::options::{option_menu, several_menu};
    use super::*;
    use crate::cli::screen::{InterviewSetting, Menu};

    fn frameworks() -> impl Iterator<Item = Framework> {
        bundled::ids().filter_map(|id| match load(&[bundled::find(id).unwrap()], &Bundled).unwrap().0 {
            Loaded::Ledger(framework) => Some(*framework),
            Loaded::Route(_) => None,
        })
    }

    /// An interview in which everything applies.
    fn interview(framework: &Framework) -> Interview<Ledger<'_>> {
        let mut draft = Draft::default();
        draft.answers.context = framework.factors().iter().map(|one| (one.id.clone(), HIGHEST_LEVEL)).collect();
        let as_of = "2026-11-22".parse().unwrap();
        Interview::resume(Ledger { framework, scope: Scope::Full, as_of }, draft)
    }

    #[test]
    fn everything_of_every_bundled_question_fits_a_terminal_of_80_by_24() {
        let by = Person::written("Robin Sample <robin@example.org>");
        let person = AtTerminal {
            setting: InterviewSetting {
                about: "a-tool-with-a-long-name in use product-engineering".to_owned(),
                as_of: "2026-11-22".parse().unwrap(),
                by: &by,
                command: "assess",
                full_run_from: None,
                as_recorded: &Answers::clone,
            },
            changed: None,
        };
        let mut count = 0;
        for framework in frameworks() {
            let interview = interview(&framework);
            let mut menus: Vec<(&str, &str, Menu)> = Vec::new();
            for (at, factor) in framework.factors().iter().enumerate() {
                menus.push((&factor.id, "", person.factor_menu(&interview, at)));
            }
            for (at, question) in framework.questions().iter().enumerate() {
                let header = person.question_head(&interview, at, true);
                let menu = match &question.kind {
                    QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                        option_menu(header, question, options, None)
                    }
                    QuestionKind::Multiple(items) => {
                        let labels: Vec<&String> = items.iter().map(|item| &item.label).collect();
                        several_menu(&header, &labels, &aside(question), &BTreeSet::new(), 0)
                    }
                    QuestionKind::Number(_) => continue,
                };
                menus.push((&question.id, &question.why, menu));
                menus.push((&question.id, "", person.evidence_menu(&interview, at, &longest(question))));
            }
            menus.push(("examples", "", crate::cli::screen::evidence::examples_menu(&framework)));
            for (id, why, menu) in menus {
                count += 1;
                let lines = menu.lines(80, 23);
                let text = lines.join("\n");
                let words = |text: &str| text.split_whitespace().collect::<String>();
                assert!(lines.len() <= 23, "{id}\n{text}");
                assert!(!text.contains(" below"), "{id}\n{text}");
                assert!(words(&text).contains(&words(why)), "{id}\n{text}");
            }
        }
        assert!(count > 300, "only {count} screens");
    }

    /// The answer that takes the most words.
    fn longest(question: &Question) -> Answer {
        Answer::new(State::Given(match &question.kind {
            QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                Value::Text(options.iter().max_by_key(|option| option.label.len()).unwrap().id.clone())
            }
            QuestionKind::Multiple(items) => Value::List(items.iter().map(|item| item.id.clone()).collect()),
            QuestionKind::Number(_) => Value::Number(Decimal::ONE),
        }))
    }
}
