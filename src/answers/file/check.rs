//! Answers held against the framework that they answer: everything that does not fit, with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::date::Day;
use crate::framework::{Contradiction, Factor, Framework, Question, TriageFramework};
use crate::problem::{Code, Problem, Problems};

use super::super::{Answer, Renamed, State, Value};
use super::invalid::{FaultyPart, invalid};
use super::{AnswersFile, Places};

impl AnswersFile {
    /// Where the file names its framework, for problems about that.
    #[must_use]
    pub fn framework_problem(&self, code: Code, title: impl Into<String>) -> Problem {
        Problem::error(code, &self.source, self.framework.clone(), title)
    }

    /// A problem where the file names another tool or use than the command does.
    #[must_use]
    pub fn made_for(&self, tool: &str, usage: &str) -> Problems {
        let mut problems = Problems::default();
        for (what, written, wanted) in [("tool", &self.tool, tool), ("use", &self.usage, usage)] {
            if let Some(written) = written
                && written.value != wanted
            {
                problems.push(
                    Problem::error(
                        Code::WrongFramework,
                        &self.source,
                        written.range.clone(),
                        format!(
                            "the file is about the {what} `{}`, but the command is about `{wanted}`",
                            written.value
                        ),
                    )
                    .help(format!("name the same {what} in both, or leave it out of the file")),
                );
            }
        }
        problems
    }

    /// The problem of levels that contradict each other, unless the file explains them.
    #[must_use]
    pub fn contradiction(&self, contradiction: &Contradiction) -> Option<Problem> {
        let id = &contradiction.id;
        if self.answers.explanations.contains_key(id) {
            return None;
        }
        let title = format!("the context contradicts itself: {}", contradiction.reason);
        let problem = Problem::error(Code::Contradiction, &self.source, self.context_table.clone(), title);
        Some(problem.help(format!("correct the levels, or explain them: `[explanations]` with `{id} = \"why\"`")))
    }

    /// Gives what the file says under former ids the present ones, and says so in warnings.
    pub fn follow(&mut self, framework: &Framework) -> Problems {
        let mut problems = Problems::default();
        for renamed in self.answers.follow(framework) {
            let Renamed { what, before, now, of, doubled } = &renamed;
            let places = match *what {
                "factor" => self.context.get(before),
                "contradiction" => self.explanations.get(before),
                _ => match of {
                    Some(question) => self.replies.get(question).map(|places| &places.value),
                    None => self.replies.get(before).map(|places| &places.id),
                },
            };
            let place = places.cloned().unwrap_or_default();
            let title = format!("{what} `{before}` was renamed to `{now}`");
            let problem = Problem::error(Code::UnknownId, &self.source, place, title);
            let help = if *doubled {
                format!("both are there, and `{now}` counts: remove the other")
            } else {
                format!("write `{now}`")
            };
            problems.push(problem.help(help).into_warning());
            match *what {
                "factor" => renew(&mut self.context, &renamed),
                "contradiction" => renew(&mut self.explanations, &renamed),
                "question" => renew(&mut self.replies, &renamed),
                _ => {}
            }
        }
        problems
    }

    /// What in the file does not fit the framework or the day.
    ///
    /// Warnings say which answers count as less than they seem; errors must be mended.
    #[must_use]
    pub fn check(&self, framework: &Framework, as_of: Day) -> Problems {
        let mut problems = self.check_days(as_of);
        let error =
            |code, range: &Range<usize>, title: String| Problem::error(code, &self.source, range.clone(), title);
        for (id, range) in &self.context {
            // Beside a level under the present id, which `follow` warns of.
            let beside = |one: &Factor| one.is_called(id) && self.answers.context.contains_key(&one.id);
            if framework.factor(id).is_none() && !framework.factors().iter().any(beside) {
                problems.push(
                    error(Code::UnknownId, range, format!("`{}` has no factor `{id}`", framework.id()))
                        .suggest(id, framework.factors().iter().map(|factor| factor.id.as_str())),
                );
            }
        }
        for (id, range) in &self.explanations {
            let known = |one: &Contradiction| {
                let beside = || one.renamed_from.contains(id) && self.answers.explanations.contains_key(&one.id);
                one.id == *id || beside()
            };
            if !framework.contradictions().iter().any(known) {
                problems.push(
                    error(Code::UnknownId, range, format!("`{}` has no contradiction `{id}`", framework.id()))
                        .suggest(id, framework.contradictions().iter().map(|contradiction| contradiction.id.as_str())),
                );
            }
        }
        for (id, places) in &self.replies {
            let answer = &self.answers.answers[id];
            match framework.question(id) {
                Some(at) => self.check_reply(&framework.questions()[at], answer, places, &mut problems),
                // Kept and listed, but not counted.
                None if framework.retired().iter().any(|retired| retired.id == *id) => {}
                // Beside an answer under the present id, which `follow` warns of.
                None if framework.questions().iter().any(|question| {
                    question.renamed_from.contains(id) && self.answers.answers.contains_key(&question.id)
                }) => {}
                None => problems.push(
                    error(Code::UnknownId, &places.id, format!("`{}` has no question `{id}`", framework.id()))
                        .suggest_near(id, framework.questions().iter().map(|question| question.id.as_str()))
                        .help(format!(
                            "`plimsoll framework show {}` lists the questions",
                            framework.id().replace('+', " ")
                        )),
                ),
            }
        }
        problems
    }

    /// What in the file does not fit the day, and evidence that is not there.
    fn check_days(&self, as_of: Day) -> Problems {
        let mut problems = Problems::default();
        let error =
            |code, range: &Range<usize>, title: String| Problem::error(code, &self.source, range.clone(), title);
        for (id, places) in &self.evidence {
            let item = &self.answers.evidence[id];
            if let (Some(dated), Some(range)) = (item.dated, &places.dated)
                && dated > as_of
            {
                problems.push(
                    error(Code::BadDate, range, format!("evidence `{id}` is dated {dated}, after {as_of}"))
                        .help(FUTURE),
                );
            }
            if let (Some(dated), Some(expires), Some(range)) = (item.dated, item.expires, &places.expires)
                && expires < dated
            {
                problems.push(
                    error(Code::BadDate, range, format!("evidence `{id}` expires before its own date"))
                        .help("swap the two days"),
                );
            }
        }
        for (id, places) in &self.replies {
            let answer = &self.answers.answers[id];
            if let Some(dated) = answer.dated
                && dated > as_of
            {
                problems.push(
                    error(
                        Code::BadDate,
                        &places.dated,
                        format!("the answer to `{id}` is dated {dated}, after {as_of}"),
                    )
                    .help(FUTURE),
                );
            }
            for (item, range) in answer.evidence.iter().zip(&places.evidence) {
                if !self.answers.evidence.contains_key(item) {
                    problems.push(
                        error(Code::UnknownId, range, format!("there is no evidence `{item}`"))
                            .suggest(item, self.answers.evidence.keys().map(String::as_str))
                            .help(format!("add it with `[[evidence]]`, `id = \"{item}\"` and a `title`")),
                    );
                }
            }
        }
        problems
    }

    /// What in the file does not fit a framework that only routes, or the day.
    #[must_use]
    pub fn check_route(&self, triage: &TriageFramework, as_of: Day) -> Problems {
        let framework = &triage.part.id;
        let mut problems = self.check_days(as_of);
        let error =
            |code, range: &Range<usize>, title: String| Problem::error(code, &self.source, range.clone(), title);
        for (id, range) in &self.context {
            problems.push(
                error(Code::UnknownId, range, format!("`{framework}` has no factor `{id}`"))
                    .help("leave [context] out: the answers imply it"),
            );
        }
        for (id, places) in &self.replies {
            let Some(question) = triage.questions.iter().find(|question| question.id.value == *id) else {
                problems.push(
                    error(Code::UnknownId, &places.id, format!("`{framework}` has no question `{id}`"))
                        .suggest(id, triage.questions.iter().map(|question| question.id.value.as_str())),
                );
                continue;
            };
            let given = match (&self.answers.answers[id].state, question.multiple) {
                (State::Given(Value::Text(one)), false) => vec![(one, &places.value)],
                (State::Given(Value::List(several)), true) => several.iter().zip(&places.items).collect(),
                (State::Given(_), multiple) => {
                    let help =
                        if multiple { "write `value = [\"OPTION\", …]`" } else { "write `value = \"OPTION\"`" };
                    problems.push(
                        error(Code::InvalidAnswer, &places.value, format!("`{id}` cannot be answered this way"))
                            .help(help)
                            .suggest("", question.options.iter().map(|option| option.id.value.as_str())),
                    );
                    continue;
                }
                (State::Unknown { .. }, _) => continue,
                (State::NotApplicable { .. }, _) => {
                    let title = format!("“does not apply” is not accepted for `{id}`; it counts as unknown");
                    problems.push(error(Code::NotAccepted, &places.id, title).into_warning());
                    continue;
                }
            };
            for (option, range) in given {
                if !question.options.iter().any(|known| known.id.value == *option) {
                    problems.push(
                        error(Code::InvalidAnswer, range, format!("`{id}` has no option `{option}`"))
                            .suggest(option, question.options.iter().map(|option| option.id.value.as_str())),
                    );
                }
            }
        }
        problems
    }

    fn check_reply(&self, question: &Question, answer: &Answer, places: &Places, problems: &mut Problems) {
        match &answer.state {
            State::Given(value) => {
                for (range, fault) in invalid(question, value) {
                    let range = match range {
                        FaultyPart::Whole => places.value.clone(),
                        FaultyPart::Item(at) => places.items.get(at).cloned().unwrap_or(places.value.clone()),
                    };
                    let mut problem = Problem::error(Code::InvalidAnswer, &self.source, range, fault.title);
                    problem = match fault.given {
                        Some(given) => problem.suggest(&given, fault.valid.iter().map(String::as_str)),
                        None => problem,
                    };
                    problem.help.extend(fault.help);
                    problems.push(problem);
                }
            }
            State::NotApplicable { reason, second_reader } => {
                let missing = if !question.not_applicable {
                    Some("the question does not allow it: answer it, or say `unknown = \"why\"`")
                } else if reason.trim().is_empty() {
                    Some("say why it does not apply: `not-applicable = \"reason\"`")
                } else if second_reader.is_none() {
                    Some("name who else looked at it: `second-reader = \"Name\"`")
                } else {
                    None
                };
                if let Some(help) = missing {
                    problems.push(
                        Problem::error(
                            Code::NotAccepted,
                            &self.source,
                            places.id.clone(),
                            format!("“does not apply” is not accepted for `{}`; it counts as unknown", question.id),
                        )
                        .help(help)
                        .into_warning(),
                    );
                }
            }
            State::Unknown { .. } => {}
        }
    }
}

/// Moves a place with what stands there.
fn renew<T>(places: &mut BTreeMap<String, T>, renamed: &Renamed) {
    if let Some(place) = places.remove(&renamed.before) {
        places.entry(renamed.now.clone()).or_insert(place);
    }
}

const FUTURE: &str =
    "evidence cannot be dated after the day judged, which is today in UTC unless another is named (--as-of)";
