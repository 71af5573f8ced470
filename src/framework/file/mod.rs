//! How one framework file is written. Ids are checked for form here, for existence in `assemble`.

use std::cell::RefCell;
use std::sync::Arc;

use crate::document::{self, At, Section, ValueAt, is_id};
use crate::problem::{Code, Problem, Problems, Source};

use super::scoring::{Grade, Tier};
use super::triage::TriageQuestion;
use super::{GradeMeaning, Part, QuestionKind, Retired};
use parts::{context_knock_out, contradiction, criterion, efforts, factor, grade};
use question::{question, triage_question};
use scoring::scoring;

mod parts;
mod question;
mod scoring;

pub use scoring::LEDGER_NUMBERS;

/// The newest schema of framework files that this version reads.
pub const SCHEMA: i64 = 1;
/// The most entries that one list of a framework may have.
const MOST: usize = 2_000;

/// One file as written: sound by itself, its references not yet followed.
#[derive(Debug)]
pub struct FrameworkFile {
    pub source: Arc<Source>,
    /// The ids of tables that are there but could not be read: what refers to them is not at fault.
    pub unread: Vec<String>,
    /// Whether the text has syntax errors, so that tables may be missing that are there.
    pub broken: bool,
    pub id: At<String>,
    pub version: String,
    pub title: String,
    pub extends: Option<At<String>>,
    pub prefills: Option<At<String>>,
    pub minutes: u32,
    pub scope: String,
    pub scoring: WrittenScoring,
    pub domains: Vec<WrittenDomain>,
    pub factors: Vec<WrittenFactor>,
    pub criteria: Vec<IdChange<WrittenCriterion>>,
    pub questions: Vec<IdChange<WrittenQuestion>>,
    pub knock_outs: Vec<IdChange<WrittenKnockOut>>,
    pub contradictions: Vec<WrittenContradiction>,
    pub grades: Vec<WrittenGrade>,
    /// What it costs to better the answer to a question.
    pub efforts: Vec<(At<String>, u8)>,
    pub triage: Vec<TriageQuestion>,
}

impl FrameworkFile {
    /// The file as a record pins it.
    pub fn part(&self) -> Part {
        Part::new(self.id.value.clone(), self.version.clone(), Arc::clone(&self.source))
    }
}

/// What a file does with an id: brings it, puts something else in its place, or retires it.
#[derive(Debug)]
pub enum IdChange<T> {
    Adds(T),
    Replaces(T),
    Retires(At<Retired>),
}

/// The ids that something had before, `renamed-from`.
pub type RenamedFrom = Vec<At<String>>;

/// The tiers of one file.
pub type WrittenTiers = Vec<At<Tier>>;

#[derive(Debug, Default)]
pub struct WrittenScoring {
    /// Where the table stands.
    pub range: std::ops::Range<usize>,
    pub method: Option<At<String>>,
    /// The keys that are there but could not be read.
    pub unread: Vec<&'static str>,
    pub numbers: Vec<(&'static str, At<i64>)>,
    pub inherent: Option<At<[[u8; 5]; 5]>>,
    pub evidence: Option<At<[u8; 5]>>,
    pub tiers: Option<At<WrittenTiers>>,
    pub evidence_floor: Option<At<String>>,
    pub knock_out_grade: Option<At<Grade>>,
}

#[derive(Debug)]
pub struct WrittenDomain {
    pub id: At<String>,
    pub renamed_from: RenamedFrom,
    pub title: String,
}

#[derive(Debug)]
pub struct WrittenFactor {
    pub id: At<String>,
    pub renamed_from: RenamedFrom,
    pub title: String,
    pub ask: String,
    pub levels: [String; 5],
}

#[derive(Debug)]
pub struct WrittenCriterion {
    pub id: At<String>,
    pub renamed_from: RenamedFrom,
    pub domain: At<String>,
    pub title: String,
    pub loss: String,
    pub impact: Vec<At<String>>,
    pub exposure: Vec<At<String>>,
}

#[derive(Debug)]
pub struct WrittenQuestion {
    pub id: At<String>,
    pub renamed_from: RenamedFrom,
    pub criterion: At<String>,
    pub title: String,
    pub ask: String,
    pub why: String,
    pub key: bool,
    pub evidence_at_least: Option<Grade>,
    pub evidence_at_most: Option<At<Grade>>,
    pub not_applicable: bool,
    pub when: Option<At<String>>,
    pub kind: QuestionKind,
    pub evidence: Vec<String>,
    pub mitigation: String,
    pub references: Vec<String>,
    pub knock_out: Option<WrittenKnockOut>,
}

#[derive(Debug)]
pub struct WrittenKnockOut {
    pub id: At<String>,
    pub renamed_from: RenamedFrom,
    pub answers: Vec<At<String>>,
    pub open: Vec<At<String>>,
    pub when: Option<At<String>>,
    pub floor: At<String>,
    pub waivable: bool,
    pub reason: String,
    pub references: Vec<String>,
}

/// What a file says that a grade means.
#[derive(Debug)]
pub struct WrittenGrade {
    pub grade: At<Grade>,
    pub meaning: GradeMeaning,
}

#[derive(Debug)]
pub struct WrittenContradiction {
    pub id: At<String>,
    pub renamed_from: RenamedFrom,
    pub when: At<String>,
    pub then: At<String>,
    pub reason: String,
}

/// The methods that this version computes.
pub const METHODS: [&str; 2] = ["bounded-ledger/1", "highest-route/1"];

/// Reads one file, as far as it can be read. Where there are errors it only serves to find more of them.
pub fn read(source: &Arc<Source>) -> (Option<FrameworkFile>, Problems) {
    document::survey(source, SCHEMA, |top| Some(build(top)))
}

fn build(top: &Section<'_>) -> FrameworkFile {
    let unread = RefCell::default();
    let list = Lists { unread: &unread };
    let id = id(top, "framework");
    let version = top.text("version");
    let title = top.text("title");
    let extends = top.text_if("extends");
    let prefills = top.text_if("prefills");
    let minutes = top.integer_if("minutes", 0..=10_000).map_or(0, |at| u32::try_from(at.value).unwrap_or(0));
    let scope = top.text_if("scope").map_or_else(String::new, |at| at.value);
    let _licence = top.text_if("licence");
    let method = method(top);
    let mut written = FrameworkFile {
        source: Arc::clone(top.source()),
        broken: top.broken(),
        // Without these three the file is refused all the same; the rest of it is still looked at.
        id,
        version: version.map_or_else(String::new, |at| at.value),
        title: title.map_or_else(String::new, |at| at.value),
        extends,
        prefills,
        minutes,
        scope,
        scoring: WrittenScoring::default(),
        domains: Vec::new(),
        factors: Vec::new(),
        criteria: Vec::new(),
        questions: Vec::new(),
        knock_outs: Vec::new(),
        contradictions: Vec::new(),
        grades: Vec::new(),
        efforts: Vec::new(),
        triage: Vec::new(),
        unread: Vec::new(),
    };
    if let Some(method) = method.as_ref().filter(|method| !METHODS.contains(&method.value.as_str())) {
        // What a method that is not known takes is not known either.
        top.report(
            Problem::error(
                Code::UnknownMethod,
                top.source(),
                method.range.clone(),
                format!("this version cannot compute the method `{}`", method.value),
            )
            .suggest(&method.value, METHODS),
        );
        top.skip_rest();
        written.scoring.method = Some(method.clone());
        return written;
    }
    written.scoring = top.section_if("scoring").map(|section| scoring(&section)).unwrap_or_default();
    written.domains = list.read(top, "domain", |section| {
        let id = self::id(section, "domain");
        let title = title_or(section, &id);
        Some(WrittenDomain { id, renamed_from: renamed_from(section), title })
    });
    written.factors = list.read(top, "factor", factor);
    written.criteria = list.read(top, "criterion", |section| change(section, "criterion", criterion));
    written.knock_outs = list.read(top, "knock-out", |section| change(section, "knock-out", context_knock_out));
    written.contradictions = list.read(top, "contradiction", contradiction);
    written.grades = list.read(top, "grade", grade);
    if method.is_some_and(|method| method.value == "highest-route/1") {
        written.triage = list.read(top, "question", triage_question);
    } else {
        written.questions = list.read(top, "question", |section| change(section, "question", question));
        written.efforts = top.section_if("effort").map_or_else(Vec::new, |section| efforts(&section));
    }
    written.unread = unread.into_inner();
    written
}

/// The method that the file itself names; it decides how the rest is read.
fn method(top: &Section<'_>) -> Option<At<String>> {
    let section = top.section_if("scoring")?;
    section.value("method").filter(ValueAt::is_text)?.text()
}

/// Reads lists of tables and keeps the ids of those that could not be read.
struct Lists<'u> {
    unread: &'u RefCell<Vec<String>>,
}

impl Lists<'_> {
    /// Reads each table of a list and then reports its unknown keys.
    fn read<'a, T>(&self, top: &Section<'a>, key: &'static str, read: impl Fn(&Section<'a>) -> Option<T>) -> Vec<T> {
        let sections = top.sections(key);
        if let Some(extra) = sections.get(MOST) {
            top.report(
                Problem::error(
                    Code::TooLarge,
                    top.source(),
                    extra.range(),
                    format!("there are {} tables `{key}`", sections.len()),
                )
                .help(format!("a framework may have {MOST} of them")),
            );
            return Vec::new();
        }
        // Each is large: a list that grows step by step would move them often.
        let mut all = Vec::with_capacity(sections.len());
        for section in &sections {
            let value = read(section);
            section.finish();
            if value.is_none() {
                self.unread.borrow_mut().extend(section.written_id());
            }
            all.extend(value);
        }
        all
    }
}

/// The `id` of a table, checked for its form; the table is called by it from here on.
///
/// Where it is missing or badly formed, which is reported, reading goes on with what there is: the
/// file is refused, but the rest of the table is looked at too.
fn id(section: &Section<'_>, what: &'static str) -> At<String> {
    let Some(id) = section.text("id") else { return At { value: String::new(), range: section.range() } };
    section.call(what, &id.value);
    if !is_id(&id.value) {
        section.report(
            section
                .problem(Code::BadId, "id", format!("`{}` is not a valid id", id.value))
                .help("write an id in lower-case letters, digits and hyphens, at most 64 characters, with a letter or digit at both ends"),
        );
    }
    id
}

/// `renamed-from`: the ids that it had before, one or a list.
fn renamed_from(section: &Section<'_>) -> RenamedFrom {
    let renamed_from = section.one_or_more("renamed-from");
    for id in renamed_from.iter().filter(|id| !is_id(&id.value)) {
        section.report(
            Problem::error(
                Code::BadId,
                section.source(),
                id.range.clone(),
                format!("`{}` is not a valid id", id.value),
            )
            .help("write the id that it had before"),
        );
    }
    renamed_from
}

fn title_or(section: &Section<'_>, id: &At<String>) -> String {
    section.text_if("title").map_or_else(|| id.value.clone(), |title| title.value)
}

fn plain(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// Reads `replaces` and `retired`, then the thing itself unless it is retired.
fn change<T>(
    section: &Section<'_>,
    what: &'static str,
    read: impl Fn(&Section<'_>) -> Option<T>,
) -> Option<IdChange<T>> {
    if section.flag("retired") {
        let id = id(section, what);
        let reason = section.text("reason")?.value;
        return Some(IdChange::Retires(At { range: id.range, value: Retired { id: id.value, reason } }));
    }
    let replaces = section.flag("replaces");
    let value = read(section)?;
    Some(if replaces { IdChange::Replaces(value) } else { IdChange::Adds(value) })
}
