//! How records are written: canonical bytes, read strictly.

use std::sync::Arc;

use crate::answers::file as answers_file;
use crate::context::Scope;
use crate::document::writer::{Writer, WrittenValue};
use crate::document::{self, Section, is_path_id};
use crate::person::Person;
use crate::problem::{Code, Problems, Source};
use crate::tool::{self};

use super::fields::{hash_or_none, read_pins, read_tool, write_pins};
use super::{
    Assessment, Decision, EVERY_USE, Enactment, Event, Header, Outcome, Review, Subject, Triage, decision, enactment,
    event, triage,
};

/// The newest schema of records that this version reads and the one that it writes.
///
/// 1: the first.
pub const SCHEMA: i64 = 1;

/// A record of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An assessment.
    Assessment(Box<Assessment>),
    /// A decision.
    Decision(Box<Decision>),
    /// What happened to a decision later.
    Event(Box<Event>),
    /// A first look.
    Triage(Box<Triage>),
    /// That a policy is in force.
    Enactment(Box<Enactment>),
}

/// The kinds of records by the word for them in files and file names.
const KINDS: [(&str, RecordKind); 5] = [
    ("assessment", RecordKind::Assessment),
    ("decision", RecordKind::Decision),
    ("event", RecordKind::Event),
    ("triage", RecordKind::Triage),
    ("policy", RecordKind::Policy),
];

#[derive(Clone, Copy)]
enum RecordKind {
    Assessment,
    Decision,
    Event,
    Triage,
    Policy,
}

impl Record {
    /// What every record begins with.
    #[must_use]
    pub const fn header_mut(&mut self) -> &mut Header {
        match self {
            Self::Assessment(assessment) => &mut assessment.header,
            Self::Decision(decision) => &mut decision.header,
            Self::Event(event) => &mut event.header,
            Self::Triage(triage) => &mut triage.header,
            Self::Enactment(enactment) => &mut enactment.header,
        }
    }

    /// What every record begins with.
    #[must_use]
    pub fn header(&self) -> &Header {
        match self {
            Self::Assessment(assessment) => &assessment.header,
            Self::Decision(decision) => &decision.header,
            Self::Event(event) => &event.header,
            Self::Triage(triage) => &triage.header,
            Self::Enactment(enactment) => &enactment.header,
        }
    }

    /// The word for it in files and file names.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Assessment(_) => KINDS[RecordKind::Assessment as usize].0,
            Self::Decision(_) => KINDS[RecordKind::Decision as usize].0,
            Self::Event(_) => KINDS[RecordKind::Event as usize].0,
            Self::Triage(_) => KINDS[RecordKind::Triage as usize].0,
            Self::Enactment(_) => KINDS[RecordKind::Policy as usize].0,
        }
    }

    /// The assessment, if it is one.
    #[must_use]
    pub fn assessment(&self) -> Option<&Assessment> {
        match self {
            Self::Assessment(assessment) => Some(assessment),
            _ => None,
        }
    }

    /// The decision, if it is one.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Decision(decision) => Some(decision),
            _ => None,
        }
    }

    /// Its canonical text.
    #[must_use]
    pub fn write(&self) -> String {
        let mut writer = Writer::default();
        write_header(self.header(), self.kind(), &mut writer);
        match self {
            Self::Assessment(assessment) => write_assessment(assessment, &mut writer),
            Self::Decision(decision) => decision::write(decision, &mut writer),
            Self::Event(event) => event::write(event, &mut writer),
            Self::Triage(triage) => triage::write(triage, &mut writer),
            Self::Enactment(enactment) => enactment::write(enactment, &mut writer),
        }
        writer.finish()
    }
}

/// Reads a record of any kind.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Record, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        let kind = top.choice("kind", &KINDS)?.value;
        let header = read_header(top, kind);
        Some(match kind {
            RecordKind::Assessment => Record::Assessment(Box::new(read_assessment(top, header)?)),
            RecordKind::Decision => Record::Decision(Box::new(decision::read(top, header)?)),
            RecordKind::Event => Record::Event(Box::new(event::read(top, header)?)),
            RecordKind::Triage => Record::Triage(Box::new(triage::read(top, header)?)),
            RecordKind::Policy => Record::Enactment(Box::new(enactment::read(top, header)?)),
        })
    })
}

fn write_assessment(assessment: &Assessment, writer: &mut Writer) {
    writer.set("scope", assessment.scope.as_str()).set_if("short-run-full-from", assessment.full_run_from);
    tool::file::write_identity(&assessment.tool, writer);
    tool::file::write_identifiers(&assessment.tool, writer);
    write_pins(&assessment.frameworks, writer);
    if let Some(review) = &assessment.review {
        let ids = |ids: &[String]| WrittenValue::List(ids.iter().map(Into::into).collect());
        let table = writer.table("review").set("since", review.since);
        table.set("looked-at", ids(&review.looked_at)).set("carried", ids(&review.carried));
    }
    answers_file::write_body(&assessment.answers, writer);
    assessment.outcome.write(writer);
}

fn write_header(header: &Header, kind: &str, writer: &mut Writer) {
    writer.set("schema", SCHEMA).set("kind", kind);
    if header.subject != Subject::Policy {
        writer.set(header.subject.word(), header.subject.id()).set("use", &header.usage);
    }
    writer
        .set("number", header.number)
        .set("as-of", header.as_of)
        .set("recorded-at", header.recorded_at)
        .set("recorded-by", &header.recorded_by)
        .set("previous", header.previous.as_deref().unwrap_or("none"));
}

fn read_assessment(top: &Section<'_>, header: Option<Header>) -> Option<Assessment> {
    let scope = top.choice("scope", &Scope::NAMES);
    let full_run_from = top.integer_if("short-run-full-from", 0..=100).and_then(|at| u8::try_from(at.value).ok());
    let tool = read_tool(top);
    let frameworks = read_pins(top);
    let review = top.section_if("review").and_then(|section| {
        let since = section.integer("since", 1..=i64::from(u32::MAX));
        let ids = |key| section.texts(key).into_iter().map(|at| at.value).collect();
        let (looked_at, carried) = (ids("looked-at"), ids("carried"));
        section.finish();
        Some(Review { since: u32::try_from(since?.value).ok()?, looked_at, carried })
    });
    let answers = answers_file::read_body(top).answers;
    if !top.has("result") {
        top.report(top.problem(Code::MissingKey, "result", "the assessment has no [result]"));
    }
    let outcome = top.section_if("result").and_then(|section| Outcome::read(&section));
    Some(Assessment {
        header: header?,
        scope: scope?.value,
        full_run_from,
        tool,
        frameworks,
        answers,
        review,
        outcome: outcome?,
    })
}

/// Reads what every record begins with; some kinds may be about a vendor, and about every use.
fn read_header(top: &Section<'_>, kind: RecordKind) -> Option<Header> {
    let wide = matches!(kind, RecordKind::Decision | RecordKind::Event);
    let id = |key: &'static str| {
        let id = top.text(key)?;
        if !(is_path_id(&id.value) || (wide && key == "use" && id.value == EVERY_USE)) {
            top.report(top.problem(Code::BadId, key, format!("`{}` is not a valid {key} id", id.value)));
            return None;
        }
        Some(id.value)
    };
    let (subject, usage) = if matches!(kind, RecordKind::Policy) {
        (Some(Subject::Policy), Some(EVERY_USE.to_owned()))
    } else if wide && !top.has("tool") && top.has("vendor") {
        (id("vendor").map(Subject::Vendor), id("use"))
    } else {
        (id("tool").map(Subject::Tool), id("use"))
    };
    let number = top.integer("number", 1..=i64::from(u32::MAX));
    let as_of = top.day("as-of");
    let recorded_at = top.moment("recorded-at");
    let recorded_by = top.text("recorded-by");
    let previous = hash_or_none(top, "previous");
    Some(Header {
        subject: subject?,
        usage: usage?,
        number: u32::try_from(number?.value).ok()?,
        as_of: as_of?.value,
        recorded_at: recorded_at?.value,
        recorded_by: Person::written(recorded_by?.value),
        previous: previous?,
    })
}
