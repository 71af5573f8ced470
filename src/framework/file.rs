//! How one framework file is written. Ids are checked for form here, for existence in `assemble`.

use std::cell::RefCell;
use std::sync::Arc;

use crate::document::{self, At, Section, Value, is_id};
use crate::problem::{Code, Problem, Problems, Source};

use super::scoring::{Decision, Grade, OWN_FLOORS, Tier};
use super::triage::{Route, RouteOption, TriageQuestion};
use super::{Band, Choice, GradeMeaning, Limit, ListItem, Number, Part, QuestionKind, Retired};

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
    pub criteria: Vec<Change<WrittenCriterion>>,
    pub questions: Vec<Change<WrittenQuestion>>,
    pub knock_outs: Vec<Change<WrittenKnockOut>>,
    pub contradictions: Vec<WrittenContradiction>,
    pub grades: Vec<WrittenGrade>,
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
pub enum Change<T> {
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

/// The whole numbers of `[scoring]` for `bounded-ledger/1`, with their least and greatest values.
pub const LEDGER_NUMBERS: [(&str, i64, i64); 19] = [
    ("max-effect", 0, 100),
    ("key-cap-base", 0, 100),
    ("breadth-rate", 0, 100),
    ("breadth-count", 0, 100),
    ("material-from", 0, 100),
    ("max-tier-drop", 0, 20),
    ("waiver-steps", 0, 20),
    ("compensating-cap", 0, 100),
    ("not-applicable-credit", 0, 100),
    ("stale-days", 1, 36_500),
    ("exposure-count", 1, 20),
    ("review-divisor", 1, 100),
    ("review-least-days", 1, 36_500),
    ("answered-least", 0, 100),
    ("condition-from", 0, 100),
    ("condition-target-key", 0, 100),
    ("condition-target", 0, 100),
    ("confidence-low", 0, 100),
    ("confidence-high", 0, 100),
];

/// The whole numbers of `[scoring]` for `highest-route/1`.
pub const ROUTE_NUMBERS: [(&str, i64, i64); 2] = [("keys-make-full-from", 1, 1_000), ("short-run-full-from", 0, 100)];

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
    }
    written.unread = unread.into_inner();
    written
}

/// The method that the file itself names; it decides how the rest is read.
fn method(top: &Section<'_>) -> Option<At<String>> {
    let section = top.section_if("scoring")?;
    section.value("method").filter(Value::is_text)?.text()
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
fn change<T>(section: &Section<'_>, what: &'static str, read: impl Fn(&Section<'_>) -> Option<T>) -> Option<Change<T>> {
    if section.flag("retired") {
        let id = id(section, what);
        let reason = section.text("reason")?.value;
        return Some(Change::Retires(At { range: id.range, value: Retired { id: id.value, reason } }));
    }
    let replaces = section.flag("replaces");
    let value = read(section)?;
    Some(if replaces { Change::Replaces(value) } else { Change::Adds(value) })
}

fn factor(section: &Section<'_>) -> Option<WrittenFactor> {
    let id = id(section, "factor");
    let title = title_or(section, &id);
    let ask = section.text("ask");
    let levels = plain(section.texts("levels"));
    let found = levels.len();
    let Ok(levels) = <[String; 5]>::try_from(levels) else {
        section.report(
            section
                .problem(Code::BadQuestion, "levels", format!("{} has {found} levels", section.name()))
                .help("say in words what each of the levels 0 to 4 means"),
        );
        return None;
    };
    Some(WrittenFactor { id, renamed_from: renamed_from(section), title, ask: ask?.value, levels })
}

fn criterion(section: &Section<'_>) -> Option<WrittenCriterion> {
    let id = id(section, "criterion");
    let title = title_or(section, &id);
    let domain = section.text("domain");
    let loss = section.text("loss");
    let impact = section.texts("impact");
    let exposure = section.texts("exposure");
    for (key, list) in [("impact", &impact), ("exposure", &exposure)] {
        if list.is_empty() {
            section.report(
                section
                    .problem(Code::MissingKey, key, format!("{} lists no factor for its {key}", section.name()))
                    .help(format!("add `{key} = [\"FACTOR\", …]`")),
            );
        }
    }
    Some(WrittenCriterion {
        id,
        renamed_from: renamed_from(section),
        domain: domain?,
        title,
        loss: loss?.value,
        impact,
        exposure,
    })
}

/// The id of a knock-out: that of a floor, and so none that the method itself uses for one.
fn knock_out_id(section: &Section<'_>) -> At<String> {
    let id = id(section, "knock-out");
    if OWN_FLOORS.contains(&id.value.as_str()) {
        let title = format!("`{}` is the id of a floor that the method itself sets", id.value);
        section.report(
            Problem::error(Code::DuplicateId, section.source(), id.range.clone(), title)
                .help("give the knock-out another id"),
        );
    }
    id
}

fn context_knock_out(section: &Section<'_>) -> Option<WrittenKnockOut> {
    let id = knock_out_id(section);
    let when = section.text("when");
    let knock_out = knock_out(section, id, when.clone())?;
    when.map(|_| knock_out)
}

fn knock_out(section: &Section<'_>, id: At<String>, when: Option<At<String>>) -> Option<WrittenKnockOut> {
    let floor = section.text("floor");
    let waivable = section.flag("waivable");
    let reason = section.text("reason");
    let references = plain(section.texts("references"));
    let renamed_from = renamed_from(section);
    Some(WrittenKnockOut {
        id,
        renamed_from,
        answers: Vec::new(),
        open: Vec::new(),
        when,
        floor: floor?,
        waivable,
        reason: reason?.value,
        references,
    })
}

fn grade(section: &Section<'_>) -> Option<WrittenGrade> {
    let grade = section.choice("id", &Grade::NAMES);
    if let Some(at) = &grade {
        section.call("grade", at.value.as_str());
    }
    let (means, example) = (section.text("means"), section.text("example"));
    Some(WrittenGrade { grade: grade?, meaning: GradeMeaning { means: means?.value, example: example?.value } })
}

fn contradiction(section: &Section<'_>) -> Option<WrittenContradiction> {
    let id = id(section, "contradiction");
    let (when, then, reason) = (section.text("when"), section.text("then"), section.text("reason"));
    Some(WrittenContradiction {
        id,
        renamed_from: renamed_from(section),
        when: when?,
        then: then?,
        reason: reason?.value,
    })
}

fn question(section: &Section<'_>) -> Option<WrittenQuestion> {
    let id = id(section, "question");
    let title = title_or(section, &id);
    let criterion = section.text("criterion");
    let ask = section.text("ask");
    let why = section.text_if("why").map_or_else(String::new, |at| at.value);
    let key = section.flag("key");
    let evidence_at_least = section.choice_if("evidence-at-least", &Grade::NAMES).map(|at| at.value);
    let not_applicable = section.flag("not-applicable");
    let when = section.text_if("when");
    let kind = kind(section);
    let evidence = plain(section.texts("evidence"));
    let mitigation = section.text_if("mitigation").map_or_else(String::new, |at| at.value);
    let references = plain(section.texts("references"));
    let knock_out = section.section_if("knock-out").and_then(|inner| {
        let knock_out = question_knock_out(&inner);
        inner.finish();
        knock_out
    });
    Some(WrittenQuestion {
        id,
        renamed_from: renamed_from(section),
        criterion: criterion?,
        title,
        ask: ask?.value,
        why,
        key,
        evidence_at_least,
        not_applicable,
        when,
        kind: kind?,
        evidence,
        mitigation,
        references,
        knock_out,
    })
}

fn question_knock_out(section: &Section<'_>) -> Option<WrittenKnockOut> {
    let id = knock_out_id(section);
    let (answers, open) = (section.texts("answers"), section.texts("open"));
    let when = section.text_if("when");
    Some(WrittenKnockOut { answers, open, ..knock_out(section, id, when)? })
}

fn percent(section: &Section<'_>) -> Option<u8> {
    section.integer("credit", 0..=100).and_then(|at| u8::try_from(at.value).ok())
}

fn kind(section: &Section<'_>) -> Option<QuestionKind> {
    let word = section.text_if("kind").map_or_else(|| "choice".to_owned(), |at| at.value);
    match word.as_str() {
        "choice" => options(section).map(QuestionKind::Choice),
        "yes-no" => {
            let options = options(section)?;
            let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
            if !matches!(ids[..], ["yes", "no"] | ["yes", "partial", "no"]) {
                section.report(
                    section
                        .problem(
                            Code::BadQuestion,
                            "options",
                            format!("the options of {} are not those of a yes-no", section.name()),
                        )
                        .help(
                            "name the options `yes`, perhaps `partial`, and `no`, in this order, or make it a `choice`",
                        ),
                );
                return None;
            }
            Some(QuestionKind::YesNo(options))
        }
        "multiple" => {
            let items: Vec<(At<String>, ListItem)> = sections_of(section, "items", |inner| {
                let id = id(inner, "item");
                let label = inner.text("label");
                let renamed_from = plain(renamed_from(inner));
                Some((id.clone(), ListItem { id: id.value, renamed_from, label: label?.value }))
            });
            needs(section, "items", 1, items.len())?;
            distinct(section, items.iter().map(|(id, _)| id))?;
            distinct_renames(section, &items.iter().map(|(id, one)| (id, &one.renamed_from[..])).collect::<Vec<_>>());
            Some(QuestionKind::Multiple(items.into_iter().map(|(_, item)| item).collect()))
        }
        "number" => number(section).map(QuestionKind::Number),
        other => {
            for key in ["options", "items", "unit", "bands", "none", "min", "max"] {
                section.skip(key);
            }
            section.report(
                section
                    .problem(Code::UnknownId, "kind", format!("`{other}` is not a kind of question"))
                    .suggest(other, ["choice", "yes-no", "number", "multiple"]),
            );
            None
        }
    }
}

fn sections_of<'a, T>(section: &Section<'a>, key: &'static str, read: impl Fn(&Section<'a>) -> Option<T>) -> Vec<T> {
    section
        .sections(key)
        .iter()
        .filter_map(|inner| {
            let value = read(inner);
            inner.finish();
            value
        })
        .collect()
}

fn needs(section: &Section<'_>, key: &'static str, least: usize, found: usize) -> Option<()> {
    if found >= least {
        return Some(());
    }
    if !section.has(key) || section.list_if(key).is_some_and(|list| list.len() < least) {
        section.report(
            section
                .problem(
                    Code::BadQuestion,
                    key,
                    if found == 0 {
                        format!("{} has no {key}", section.name())
                    } else {
                        format!("{} has too few {key}: {found}", section.name())
                    },
                )
                .help(format!("give at least {least} in `{key} = […]`")),
        );
    }
    None
}

fn distinct<'a>(section: &Section<'_>, ids: impl Iterator<Item = &'a At<String>>) -> Option<()> {
    let mut seen: std::collections::BTreeMap<&str, std::ops::Range<usize>> = std::collections::BTreeMap::new();
    let mut good = Some(());
    for id in ids.filter(|id| !id.value.is_empty()) {
        if let Some(first) = seen.insert(&id.value, id.range.clone()) {
            section.report(
                Problem::error(
                    Code::DuplicateId,
                    section.source(),
                    id.range.clone(),
                    format!("`{}` is used twice in {}", id.value, section.name()),
                )
                .label("second use")
                .also(first, "first used here")
                .help("give one of them another id"),
            );
            good = None;
        }
    }
    good
}

/// Reports former ids of options or items that another of them has.
fn distinct_renames<'a>(section: &Section<'_>, all: &[(&'a At<String>, &'a [String])]) {
    for (id, renamed_from) in all {
        for before in *renamed_from {
            let again = all.iter().any(|(other, renames)| {
                other.value == *before || (other.value != id.value && renames.contains(before))
            });
            if again {
                section.report(
                    Problem::error(
                        Code::DuplicateId,
                        section.source(),
                        id.range.clone(),
                        format!("`{before}` of `{}` is also another's in {}", id.value, section.name()),
                    )
                    .help("name in `renamed-from` only ids that nothing else has or had"),
                );
            }
        }
    }
}

fn options(section: &Section<'_>) -> Option<Vec<Choice>> {
    let options = sections_of(section, "options", |inner| {
        let id = id(inner, "option");
        let label = inner.text("label");
        let credit = percent(inner);
        let renamed_from = plain(renamed_from(inner));
        Some((id.clone(), Choice { id: id.value, renamed_from, label: label?.value, credit: credit? }))
    });
    needs(section, "options", 2, options.len())?;
    distinct(section, options.iter().map(|(id, _)| id))?;
    distinct_renames(section, &options.iter().map(|(id, one)| (id, &one.renamed_from[..])).collect::<Vec<_>>());
    for (id, _) in &options {
        if id.value == "unknown" {
            section.report(
                Problem::error(
                    Code::BadId,
                    section.source(),
                    id.range.clone(),
                    "`unknown` is the answer of every question that nobody knows yet",
                )
                .help("give the option another id"),
            );
        }
    }
    Some(options.into_iter().map(|(_, option)| option).collect())
}

fn number(section: &Section<'_>) -> Option<Number> {
    let unit = section.text("unit");
    let limit = |key| section.value(key).and_then(|value: Value<'_>| value.decimal()).map(|at| at.value);
    let (least, most) = (limit("min"), limit("max"));
    if let (Some(low), Some(high)) = (least, most)
        && low > high
    {
        section.report(
            section
                .problem(Code::BadQuestion, "min", format!("`min` of {} is above its `max`", section.name()))
                .help("exchange them"),
        );
    }
    let none = section.section_if("none").and_then(|inner| {
        let label = inner.text("label");
        let credit = percent(&inner);
        inner.finish();
        Some(Choice { id: "none".to_owned(), renamed_from: Vec::new(), label: label?.value, credit: credit? })
    });
    let bands = sections_of(section, "bands", |inner| {
        let up_to = inner.value("up-to").and_then(|value| value.decimal());
        let at_least = inner.value("at-least").and_then(|value| value.decimal());
        let credit = percent(inner);
        let limit = match (up_to, at_least) {
            (Some(limit), None) => Limit::UpTo(limit.value),
            (None, Some(limit)) => Limit::AtLeast(limit.value),
            // One that could not be read is reported already.
            (None, None) if inner.has("up-to") || inner.has("at-least") => return None,
            _ => {
                inner.report(
                    Problem::error(
                        Code::BadQuestion,
                        inner.source(),
                        inner.range(),
                        "a band has either `up-to` or `at-least`",
                    )
                    .help("write for example `{ up-to = 24, credit = 100 }`"),
                );
                return None;
            }
        };
        Some(Band { limit, credit: credit? })
    });
    needs(section, "bands", 1, bands.len())?;
    Some(Number { unit: unit?.value, least, most, none, bands })
}

fn triage_question(section: &Section<'_>) -> Option<TriageQuestion> {
    let id = id(section, "question");
    let title = title_or(section, &id);
    let ask = section.text("ask");
    let why = section.text_if("why").map_or_else(String::new, |at| at.value);
    let multiple = section.choice_if("kind", &[("choice", false), ("multiple", true)]).is_some_and(|at| at.value);
    let ends_with = section.text_if("ends-with");
    let references = plain(section.texts("references"));
    let options = sections_of(section, "options", |inner| {
        let id = self::id(inner, "option");
        let label = inner.text("label");
        let route = inner.choice("route", &Route::NAMES);
        let factors = inner.section_if("factors").map_or_else(Vec::new, |factors| {
            factors
                .entries()
                .into_iter()
                .filter_map(|(factor, value)| Some((factor, u8::try_from(value.integer(0..=4)?.value).ok()?)))
                .collect()
        });
        let adds = inner.texts("adds");
        Some(RouteOption { id, label: label?.value, route: route?.value, factors, adds })
    });
    needs(section, "options", 2, options.len())?;
    distinct(section, options.iter().map(|option| &option.id))?;
    if let Some(last) = &ends_with
        && !options.iter().any(|option| option.id.value == last.value)
    {
        section.report(
            section
                .problem(Code::UnknownId, "ends-with", format!("{} has no option `{}`", section.name(), last.value))
                .suggest(&last.value, options.iter().map(|option| option.id.value.as_str())),
        );
    }
    Some(TriageQuestion {
        id,
        title,
        ask: ask?.value,
        why,
        multiple,
        ends_with: ends_with.map(|at| at.value),
        references,
        options,
    })
}

fn scoring(section: &Section<'_>) -> WrittenScoring {
    section.rename("[scoring]");
    let method = section.text_if("method");
    // A number of another method is no key here; without a method (an overlay) those of the ledger are.
    let table: &[(&'static str, i64, i64)] = match method.as_ref().map(|at| at.value.as_str()) {
        Some("highest-route/1") => &ROUTE_NUMBERS,
        _ => &LEDGER_NUMBERS,
    };
    let numbers: Vec<(&'static str, At<i64>)> =
        table.iter().filter_map(|(key, least, most)| Some((*key, section.integer_if(key, *least..=*most)?))).collect();
    let unread = table
        .iter()
        .map(|(key, ..)| *key)
        .filter(|key| section.has(key) && !numbers.iter().any(|(read, _)| read == key));
    let unread = unread.collect();
    let mut written = WrittenScoring { range: section.range(), method, numbers, unread, ..WrittenScoring::default() };
    if !std::ptr::eq(table.as_ptr(), ROUTE_NUMBERS.as_ptr()) {
        written.inherent = section.list_if("inherent").and_then(|rows| inherent(section, rows));
        written.evidence = section.section_if("evidence").and_then(|inner| evidence(&inner));
        let tables = section.sections("tier");
        let tiers: Vec<At<Tier>> = tables
            .iter()
            .filter_map(|table| {
                let value = tier(table);
                table.finish();
                value
            })
            .collect();
        // Where one could not be read, the others cannot be judged.
        if section.has("tier") && tiers.len() == tables.len() && section.list_if("tier").is_some() {
            written.tiers = Some(At { value: tiers, range: section.range_of("tier") });
        }
        written.evidence_floor = section.text_if("evidence-floor");
        written.knock_out_grade = section.choice_if("knock-out-grade", &Grade::NAMES);
        for (key, read) in [
            ("inherent", written.inherent.is_some()),
            ("evidence", written.evidence.is_some()),
            ("tier", written.tiers.is_some()),
            ("evidence-floor", written.evidence_floor.is_some()),
            ("knock-out-grade", written.knock_out_grade.is_some()),
        ] {
            if section.has(key) && !read {
                written.unread.push(key);
            }
        }
    }
    section.finish();
    written
}

fn inherent<'a>(section: &Section<'_>, rows: impl Iterator<Item = Value<'a>>) -> Option<At<[[u8; 5]; 5]>> {
    let table: Vec<[u8; 5]> = rows
        .filter_map(|row| {
            let row: Vec<u8> = row.list()?.filter_map(|cell| u8::try_from(cell.integer(0..=100)?.value).ok()).collect();
            <[u8; 5]>::try_from(row).ok()
        })
        .collect();
    let Ok(value) = <[[u8; 5]; 5]>::try_from(table) else {
        section.report(
            section
                .problem(Code::BadScoring, "inherent", "the table of inherent points is not five rows of five")
                .help("give a row for each exposure 0 to 4, each with the points for the impacts 0 to 4"),
        );
        return None;
    };
    Some(At { value, range: section.range_of("inherent") })
}

fn evidence(section: &Section<'_>) -> Option<At<[u8; 5]>> {
    section.rename("[scoring.evidence]");
    let caps: Vec<Option<u8>> = Grade::NAMES
        .iter()
        .map(|(name, _)| section.integer(name, 0..=100).and_then(|at| u8::try_from(at.value).ok()))
        .collect();
    section.finish();
    let caps: Vec<u8> = caps.into_iter().collect::<Option<_>>()?;
    Some(At { value: <[u8; 5]>::try_from(caps).ok()?, range: section.range() })
}

fn tier(section: &Section<'_>) -> Option<At<Tier>> {
    let id = id(section, "tier");
    let from = section.integer("from", 0..=100);
    let decision = section.choice("decision", &Decision::NAMES);
    let review_days = section.integer("review-days", 1..=36_500);
    let whole = |at: At<i64>| u32::try_from(at.value).ok();
    Some(At {
        range: section.range(),
        value: Tier { id: id.value, from: whole(from?)?, decision: decision?.value, review_days: whole(review_days?)? },
    })
}
