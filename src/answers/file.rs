//! How answers are written in a file, read from it, and checked against what was asked.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::date::Day;
use crate::document::writer::{Writer, WrittenValue as Out};
use crate::document::{self, At, Section, is_id, is_path_id, is_sha256};
use crate::framework::{Contradiction, Factor, Framework, Grade, Question, QuestionKind, Triage};
use crate::problem::{Code, Problem, Problems, Source};

use super::{Answer, Answers, Compensating, Covers, Evidence, Intake, Renamed, State, Value};

/// The newest schema of answers files that this version reads and the one that it writes.
pub const SCHEMA: i64 = 1;

/// Answers as a file has them, with the places of what must still be checked against a framework.
#[derive(Debug)]
pub struct AnswersFile {
    /// What was said.
    pub answers: Answers,
    source: Arc<Source>,
    framework: Range<usize>,
    tool: Option<At<String>>,
    usage: Option<At<String>>,
    request: Vec<(&'static str, At<String>)>,
    context_table: Range<usize>,
    context: BTreeMap<String, Range<usize>>,
    explanations: BTreeMap<String, Range<usize>>,
    evidence: BTreeMap<String, EvidencePlaces>,
    replies: BTreeMap<String, Places>,
}

#[derive(Debug, Default)]
pub(crate) struct EvidencePlaces {
    dated: Option<Range<usize>>,
    expires: Option<Range<usize>>,
}

#[derive(Debug, Default)]
struct Places {
    id: Range<usize>,
    value: Range<usize>,
    items: Vec<Range<usize>>,
    dated: Range<usize>,
    evidence: Vec<Range<usize>>,
}

/// Reads an answers file, as far as it can be read.
///
/// `Written::check` says what does not fit a framework; the answers are to be used only where
/// neither found an error.
#[must_use]
pub fn read(source: &Arc<Source>) -> (Option<AnswersFile>, Problems) {
    document::survey(source, SCHEMA, |top| {
        let mut written = read_body(top);
        let frameworks = frameworks(top);
        written.framework = top.range_of("framework");
        written.answers.frameworks = frameworks;
        written.tool = top.text_if("tool");
        written.usage = top.text_if("use");
        for (what, id) in [("tool", &written.tool), ("use", &written.usage)] {
            if let Some(id) = id.as_ref().filter(|id| !is_path_id(&id.value)) {
                top.report(
                    Problem::error(
                        Code::BadId,
                        top.source(),
                        id.range.clone(),
                        format!("`{}` is not a valid {what} id", id.value),
                    )
                    .help("write lower-case letters, digits and hyphens, and no name that Windows keeps for a device"),
                );
            }
        }
        // Records keep what was once written; who asks anew says who it is, since nobody approves for oneself.
        for (key, at) in &written.request {
            if let Err(error) = Intake::check_part(key, &at.value) {
                let title = format!("`{key}` {error}");
                top.report(Problem::error(Code::BadText, top.source(), at.range.clone(), title));
            }
        }
        written.answers.tool = written.tool.as_ref().map(|at| at.value.clone());
        written.answers.usage = written.usage.as_ref().map(|at| at.value.clone());
        Some(written)
    })
}

/// `framework`, one or a list; left out it is empty.
fn frameworks(top: &Section<'_>) -> Vec<String> {
    top.one_or_more("framework").into_iter().map(|at| at.value).collect()
}

/// Reads the tables that answers files and records share.
pub fn read_body(top: &Section<'_>) -> AnswersFile {
    let mut written = AnswersFile {
        answers: Answers::default(),
        source: Arc::clone(top.source()),
        framework: 0..0,
        tool: None,
        usage: None,
        request: Vec::new(),
        context_table: top.range_of("context"),
        context: BTreeMap::new(),
        explanations: BTreeMap::new(),
        evidence: BTreeMap::new(),
        replies: BTreeMap::new(),
    };
    if let Some(section) = top.section_if("request") {
        section.rename("[request]");
        for (key, _) in Intake::PARTS {
            let part = section.text_if(key);
            written.answers.request.set_part(key, part.as_ref().map(|at| at.value.clone()));
            written.request.extend(part.map(|part| (*key, part)));
        }
        section.finish();
    }
    if let Some(section) = top.section_if("context") {
        section.rename("[context]");
        for (id, value) in section.entries() {
            if let Some(level) = value.integer(0..=4) {
                written.context.insert(id.value.clone(), id.range);
                written.answers.context.insert(id.value, u8::try_from(level.value).unwrap_or(4));
            }
        }
    }
    if let Some(section) = top.section_if("explanations") {
        section.rename("[explanations]");
        for (id, value) in section.entries() {
            if let Some(text) = value.text() {
                written.explanations.insert(id.value.clone(), id.range);
                written.answers.explanations.insert(id.value, text.value);
            }
        }
    }
    for (id, (item, places)) in read_evidence(top) {
        written.evidence.insert(id.clone(), places);
        written.answers.evidence.insert(id, item);
    }
    if let Some(section) = top.section_if("answers") {
        section.rename("[answers]");
        for (id, value) in section.entries() {
            if !value.is_table() {
                section.report(no_table(top.source(), &id.value, &value));
                continue;
            }
            let Some(inner) = value.section("answer") else { continue };
            inner.call("the answer to", &id.value);
            if let Some((answer, places)) = answer(&inner, id.range.clone()) {
                written.replies.insert(id.value.clone(), places);
                written.answers.answers.insert(id.value, answer);
            }
            inner.finish();
        }
    }
    written
}

/// The commonest slip of a first file: `retention = "short"`.
fn no_table(source: &Arc<Source>, id: &str, value: &document::Value<'_>) -> Problem {
    let given = source.text.get(value.range()).filter(|given| given.len() <= 40).unwrap_or("…");
    let problem =
        Problem::error(Code::WrongType, source, value.range(), format!("the answer to `{id}` is not a table"));
    if is_id(id) {
        problem.help(format!("write `{id} = {{ value = {given} }}`, with its `grade` beside it"))
    } else {
        problem.help("write the question's id, and on the right `{ value = … }` with its `grade` beside it")
    }
}

/// Reads the pieces of evidence of a file, by id.
pub(crate) fn read_evidence(top: &Section<'_>) -> BTreeMap<String, (Evidence, EvidencePlaces)> {
    let mut items = BTreeMap::new();
    for section in top.sections("evidence") {
        if let Some((id, item, places)) = evidence(&section) {
            if items.contains_key(&id.value) {
                section.report(
                    Problem::error(
                        Code::DuplicateId,
                        top.source(),
                        id.range.clone(),
                        format!("evidence `{}` is listed twice", id.value),
                    )
                    .help("give one of them another id"),
                );
            }
            items.insert(id.value, (item, places));
        }
        section.finish();
    }
    items
}

fn evidence(section: &Section<'_>) -> Option<(At<String>, Evidence, EvidencePlaces)> {
    let id = section.text("id");
    if let Some(id) = &id {
        section.call("evidence", &id.value);
    }
    if let Some(id) = id.as_ref().filter(|id| !is_id(&id.value)) {
        section.report(
            section
                .problem(Code::BadId, "id", format!("`{}` is not a valid id", id.value))
                .help("write an id in lower-case letters, digits and hyphens, at most 64 characters"),
        );
    }
    let text = |key| section.text_if(key).map(|at| at.value);
    let title = section.text("title");
    let (kind, location) = (text("kind"), text("where"));
    let dated = section.day_if("dated");
    let expires = section.day_if("expires");
    let sha256 = text("sha256");
    if let Some(hash) = &sha256
        && !is_sha256(hash)
    {
        section.report(
            section
                .problem(Code::BadText, "sha256", format!("`sha256` of {} is not a sha256", section.name()))
                .help("write the 64 lower-case hexadecimal digits that `sha256sum FILE` prints"),
        );
    }
    let covers = section.section_if("covers").map_or_else(Covers::default, |inner| {
        let part = |key| inner.text_if(key).map(|at| at.value);
        let covers = Covers { product: part("product"), plan: part("plan"), versions: part("versions") };
        inner.finish();
        covers
    });
    let confidential = section.flag("confidential");
    let places = EvidencePlaces {
        dated: dated.as_ref().map(|at| at.range.clone()),
        expires: expires.as_ref().map(|at| at.range.clone()),
    };
    let item = Evidence {
        title: title?.value,
        kind,
        location,
        dated: dated.map(|at| at.value),
        expires: expires.map(|at| at.value),
        sha256,
        covers,
        confidential,
    };
    Some((id?, item, places))
}

fn answer(section: &Section<'_>, id: Range<usize>) -> Option<(Answer, Places)> {
    let mut places =
        Places { id, value: section.range_of("value"), dated: section.range_of("dated"), ..Places::default() };
    let forms = ["value", "unknown", "not-applicable"].into_iter().filter(|form| section.has(form)).count();
    if forms != 1 {
        section.report(
            Problem::error(
                Code::InvalidAnswer,
                section.source(),
                section.range(),
                if forms == 0 {
                    format!("{} says nothing", section.name())
                } else {
                    format!("{} says several things at once", section.name())
                },
            )
            .help("give one of `value = …`, `unknown = \"why\"` or `not-applicable = \"why\"`"),
        );
    }
    let unknown = section.loose_text("unknown");
    let skipped = section.text_if("skipped").map(|at| at.value);
    let reason = section.loose_text("not-applicable");
    let second_reader = section.loose_text("second-reader").map(|at| at.value).filter(|name| !name.trim().is_empty());
    let value = section.value("value").and_then(|value| {
        if value.is_list() {
            let items = value.texts()?;
            places.items = items.iter().map(|item| item.range.clone()).collect();
            Some(Value::List(items.into_iter().map(|item| item.value).collect()))
        } else if value.is_text() {
            Some(Value::Text(value.text()?.value))
        } else if value.is_number() {
            Some(Value::Number(value.decimal()?.value))
        } else {
            value.wrong_type("a text, a number or a list");
            None
        }
    });
    let grade = section.choice_if("grade", &Grade::NAMES).map_or(Grade::None, |at| at.value);
    let dated = section.day_if("dated").map(|at| at.value);
    let references = section.texts("evidence");
    places.evidence = references.iter().map(|at| at.range.clone()).collect();
    let note = section.text_if("note").map(|at| at.value);
    let confidential = section.flag("confidential");
    let compensating = section.section_if("compensating").and_then(|inner| {
        let credit = inner.integer("credit", 0..=100);
        let control = inner.text_if("control").map(|at| at.value);
        let until = inner.day("until");
        inner.finish();
        Some(Compensating { credit: u8::try_from(credit?.value).ok()?, control, until: until?.value })
    });
    let state = match (value, unknown, reason) {
        (Some(Value::Text(word)), ..) if word == "unknown" => State::Unknown { why: String::new(), skipped },
        (Some(value), ..) => State::Given(value),
        (None, Some(why), _) => State::Unknown { why: why.value, skipped },
        (None, None, Some(reason)) => State::NotApplicable { reason: reason.value, second_reader },
        (None, None, None) => return None,
    };
    Some((
        Answer {
            state,
            grade,
            dated,
            evidence: references.into_iter().map(|at| at.value).collect(),
            note,
            confidential,
            compensating,
        },
        places,
    ))
}

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
                        format!("the file is about the {what} `{}`, the command about `{wanted}`", written.value),
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
            let title = format!("{what} `{before}` is called `{now}` now");
            let problem = Problem::error(Code::UnknownId, &self.source, place, title);
            let help = if *doubled {
                format!("both are there, and `{now}` counts: leave the former one out")
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
            if framework.factor(id).is_none() && !framework.factors.iter().any(beside) {
                problems.push(
                    error(Code::UnknownId, range, format!("`{}` has no factor `{id}`", framework.id))
                        .suggest(id, framework.factors.iter().map(|factor| factor.id.as_str())),
                );
            }
        }
        for (id, range) in &self.explanations {
            let known = |one: &Contradiction| {
                let beside = || one.renamed_from.contains(id) && self.answers.explanations.contains_key(&one.id);
                one.id == *id || beside()
            };
            if !framework.contradictions.iter().any(known) {
                problems.push(
                    error(Code::UnknownId, range, format!("`{}` knows no contradiction `{id}`", framework.id))
                        .suggest(id, framework.contradictions.iter().map(|contradiction| contradiction.id.as_str())),
                );
            }
        }
        for (id, places) in &self.replies {
            let answer = &self.answers.answers[id];
            match framework.question(id) {
                Some(at) => self.check_reply(&framework.questions[at], answer, places, &mut problems),
                // Kept and listed, but not counted.
                None if framework.retired.iter().any(|retired| retired.id == *id) => {}
                // Beside an answer under the present id, which `follow` warns of.
                None if framework.questions.iter().any(|question| {
                    question.renamed_from.contains(id) && self.answers.answers.contains_key(&question.id)
                }) => {}
                None => problems.push(
                    error(Code::UnknownId, &places.id, format!("`{}` has no question `{id}`", framework.id))
                        .suggest_near(id, framework.questions.iter().map(|question| question.id.as_str()))
                        .help(format!(
                            "`plimsoll framework show {}` lists the questions",
                            framework.id.replace('+', " ")
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
                        .help("exchange the two days"),
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
    pub fn check_route(&self, triage: &Triage, as_of: Day) -> Problems {
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
                        error(Code::InvalidAnswer, &places.value, format!("`{id}` cannot be answered so"))
                            .help(help)
                            .suggest("", question.options.iter().map(|option| option.id.value.as_str())),
                    );
                    continue;
                }
                (State::Unknown { .. }, _) => continue,
                (State::NotApplicable { .. }, _) => {
                    let title = format!("that `{id}` does not apply is not accepted; it counts as unknown");
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
                            format!("that `{}` does not apply is not accepted; it counts as unknown", question.id),
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
    "evidence cannot be younger than the day that is judged, which is today in UTC where no other is named (--as-of)";

/// Which part of an answer is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultyPart {
    /// The whole value.
    Whole,
    /// One item of a list, by its position.
    Item(usize),
}

/// Why a value is no answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub title: String,
    /// A name that was given and does not exist.
    pub given: Option<String>,
    /// The names that do.
    pub valid: Vec<String>,
    /// Further remedy.
    pub help: Vec<String>,
}

/// Why a value is no answer to a question; empty where it is one.
#[must_use]
pub fn invalid(question: &Question, value: &Value) -> Vec<(FaultyPart, Fault)> {
    let id = &question.id;
    let fault = |title: String, help: Option<String>| Fault {
        title,
        given: None,
        valid: Vec::new(),
        help: help.into_iter().collect(),
    };
    let no_option = |given: &str, what: &str, valid: Vec<String>| Fault {
        title: format!("`{id}` has no {what} `{given}`"),
        given: Some(given.to_owned()),
        valid,
        help: Vec::new(),
    };
    match (&question.kind, value) {
        (QuestionKind::Choice(options) | QuestionKind::YesNo(options), Value::Text(given)) => {
            if options.iter().any(|option| option.id == *given) {
                return Vec::new();
            }
            vec![(
                FaultyPart::Whole,
                no_option(given, "option", options.iter().map(|option| option.id.clone()).collect()),
            )]
        }
        (QuestionKind::Multiple(items), Value::List(given)) => given
            .iter()
            .enumerate()
            .filter(|(_, given)| !items.iter().any(|item| item.id == **given))
            .map(|(at, given)| {
                (FaultyPart::Item(at), no_option(given, "item", items.iter().map(|item| item.id.clone()).collect()))
            })
            .collect(),
        (QuestionKind::Number(number), Value::Number(given)) => {
            let outside =
                number.least.is_some_and(|least| *given < least) || number.most.is_some_and(|most| *given > most);
            if !outside {
                return Vec::new();
            }
            let limits = match (number.least, number.most) {
                (Some(least), Some(most)) => format!("from {least} to {most}"),
                (Some(least), None) => format!("of at least {least}"),
                (None, Some(most)) => format!("of at most {most}"),
                (None, None) => String::new(),
            };
            vec![(
                FaultyPart::Whole,
                fault(
                    format!("{given} cannot be an answer to `{id}`"),
                    Some(format!("give a number {limits}, in {}", number.unit)),
                ),
            )]
        }
        (QuestionKind::Number(number), Value::Text(word)) if word == "none" && number.none.is_some() => Vec::new(),
        (kind, _) => {
            let wanted = match kind {
                QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                    let names: Vec<String> = options.iter().map(|option| format!("\"{}\"", option.id)).collect();
                    format!("write `value = …` with one of {}", names.join(", "))
                }
                QuestionKind::Multiple(items) => {
                    let names: Vec<String> = items.iter().map(|item| format!("\"{}\"", item.id)).collect();
                    format!("write `value = […]` with any of {}", names.join(", "))
                }
                QuestionKind::Number(number) => format!(
                    "write `value = …` with a number, in {}{}",
                    number.unit,
                    if number.none.is_some() { ", or \"none\"" } else { "" }
                ),
            };
            vec![(
                FaultyPart::Whole,
                fault(
                    format!("`{id}` is a question of kind {} and cannot be answered like this", kind.word()),
                    Some(wanted),
                ),
            )]
        }
    }
}

/// The answers as a file: the canonical text that `read` reads back.
#[must_use]
pub fn write(answers: &Answers) -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA);
    match &answers.frameworks[..] {
        [] => {}
        [one] => {
            writer.set("framework", one);
        }
        several => {
            writer.set("framework", several);
        }
    }
    writer.set_if("tool", answers.tool.as_ref());
    writer.set_if("use", answers.usage.as_ref());
    write_body(answers, &mut writer);
    writer.finish()
}

/// Writes the tables that answers files and records share.
pub fn write_body(answers: &Answers, writer: &mut Writer) {
    if answers.request != Intake::default() {
        writer.table("request");
        for (key, _) in Intake::PARTS {
            writer.set_if(key, answers.request.part(key));
        }
    }
    writer.table("context");
    for (factor, level) in &answers.context {
        writer.set(factor, *level);
    }
    if !answers.explanations.is_empty() {
        writer.table("explanations");
        for (id, text) in &answers.explanations {
            writer.set(id, text);
        }
    }
    write_evidence(&answers.evidence, writer);
    writer.table("answers");
    for (question, answer) in &answers.answers {
        writer.set(question, written(answer));
    }
}

/// Writes pieces of evidence.
pub(crate) fn write_evidence(items: &BTreeMap<String, Evidence>, writer: &mut Writer) {
    for (id, item) in items {
        writer
            .item("evidence")
            .set("id", id)
            .set("title", &item.title)
            .set_if("kind", item.kind.as_ref())
            .set_if("where", item.location.as_ref())
            .set_if("dated", item.dated)
            .set_if("expires", item.expires)
            .set_if("sha256", item.sha256.as_ref());
        let covers = entries([
            ("product", item.covers.product.as_ref().map(Out::from)),
            ("plan", item.covers.plan.as_ref().map(Out::from)),
            ("versions", item.covers.versions.as_ref().map(Out::from)),
        ]);
        if !covers.is_empty() {
            writer.set("covers", Out::Inline(covers));
        }
        writer.set_if("confidential", item.confidential.then_some(true));
    }
}

fn entries<const N: usize>(pairs: [(&str, Option<Out>); N]) -> Vec<(String, Out)> {
    pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn written(answer: &Answer) -> Out {
    let mut inline = match &answer.state {
        State::Given(value) => entries([("value", Some(value_out(value)))]),
        State::Unknown { why, skipped } => {
            entries([("unknown", Some(why.into())), ("skipped", skipped.as_ref().map(Out::from))])
        }
        State::NotApplicable { reason, second_reader } => {
            entries([("not-applicable", Some(reason.into())), ("second-reader", second_reader.as_ref().map(Out::from))])
        }
    };
    let compensating = answer.compensating.as_ref().map(|control| {
        Out::Inline(entries([
            ("credit", Some(control.credit.into())),
            ("control", control.control.as_ref().map(Out::from)),
            ("until", Some(control.until.into())),
        ]))
    });
    inline.extend(entries([
        ("grade", (answer.grade != Grade::None).then(|| answer.grade.as_str().into())),
        ("dated", answer.dated.map(Out::from)),
        ("evidence", (!answer.evidence.is_empty()).then(|| answer.evidence.as_slice().into())),
        ("note", answer.note.as_ref().map(Out::from)),
        ("confidential", answer.confidential.then_some(true.into())),
        ("compensating", compensating),
    ]));
    Out::Inline(inline)
}

fn value_out(value: &Value) -> Out {
    match value {
        Value::Text(text) => text.into(),
        Value::Number(number) => Out::Decimal(Decimal::normalize(number)),
        Value::List(items) => items.as_slice().into(),
    }
}
