//! How answers are written in a file, read from it, and checked against what was asked.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::{self, At, Section, is_id, is_path_id, is_sha256};
use crate::framework::Grade;
use crate::person::Person;
use crate::problem::{Code, Problem, Problems, Source};

use super::{Answer, Answers, Compensating, Covers, Evidence, Intake, State, Value};

mod check;
mod invalid;
mod write;

pub use invalid::{FaultyPart, InvalidAnswer, invalid};
pub(crate) use write::write_evidence;
pub use write::{write, write_body};

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
                    .help("write lower-case letters, digits and hyphens, and avoid names that Windows reserves for devices"),
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
fn no_table(source: &Arc<Source>, id: &str, value: &document::ValueAt<'_>) -> Problem {
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
                    format!("{} is empty", section.name())
                } else {
                    format!("{} is ambiguous", section.name())
                },
            )
            .help("give exactly one of `value = …`, `unknown = \"why\"` or `not-applicable = \"why\"`"),
        );
    }
    let unknown = section.loose_text("unknown");
    let skipped = section.text_if("skipped").map(|at| at.value);
    let reason = section.loose_text("not-applicable");
    let second_reader = section.loose_text("second-reader").map(|at| at.value).filter(|name| !name.trim().is_empty());
    let second_reader = second_reader.map(Person::written);
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
