//! An unfinished interview as a file: what was said, and which steps were asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::answers::file::{self, AnswersFile};
use crate::answers::{Answers, Evidence};
use crate::date::Day;
use crate::document::writer::{Writer, WrittenValue};
use crate::document::{self, Section};
use crate::person::Person;
use crate::problem::{Problems, Source};

use super::QuestionOrder;

/// The newest schema of drafts that this version reads and the one that it writes.
pub const SCHEMA: i64 = 1;

/// An unfinished interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Who began it.
    pub by: Option<Person>,
    /// What was said, and what was known from before.
    pub answers: Answers,
    /// The keys of the steps that were asked, each once, in the order in which they were.
    pub asked: Vec<String>,
    /// The order in which open questions are asked.
    pub order: QuestionOrder,
    /// The day of the record whose answers were the defaults.
    pub earlier: Option<Day>,
    /// The number of the assessment that this is a review of.
    pub since: Option<u32>,
    /// The day of the triage that handed over its context and request.
    pub triage: Option<Day>,
    /// The keys of the steps whose default is that of the triage.
    pub of_triage: BTreeSet<String>,
    /// Who is to answer a step, by its key.
    pub assigned: BTreeMap<String, String>,
    /// The document that is being read.
    pub reading: Option<Reading>,
}

/// A document in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its id among the evidence.
    pub document: String,
    /// Whose documents are like it, in the framework's words: what they usually answer is asked first.
    pub source: Option<String>,
}

impl Draft {
    /// The draft as a file: canonical, and read back by `read`.
    #[must_use]
    pub fn write(&self) -> String {
        let mut writer = Writer::default();
        writer.set("schema", SCHEMA).set("kind", "draft").set_if("by", self.by.as_ref());
        if !self.answers.frameworks.is_empty() {
            writer.set("framework", self.answers.frameworks.as_slice());
        }
        let keys = |keys: &BTreeSet<String>| WrittenValue::List(keys.iter().map(Into::into).collect());
        writer.set_if("earlier", self.earlier).set_if("review-of", self.since).set_if("triage", self.triage);
        if !self.of_triage.is_empty() {
            writer.set("of-triage", keys(&self.of_triage));
        }
        if self.order != QuestionOrder::default() {
            writer.set("order", self.order.as_str());
        }
        writer.set("asked", self.asked.as_slice());
        if let Some(reading) = &self.reading {
            writer.set("reading", &reading.document).set_if("reading-source", reading.source.as_ref());
        }
        file::write_body(&self.answers, &mut writer);
        for (step, who) in &self.assigned {
            writer.item("assigned").set("step", step).set("to", who);
        }
        writer.finish()
    }

    /// Whether the step of a key was asked.
    #[must_use]
    pub fn was_asked(&self, key: &str) -> bool {
        self.asked.iter().any(|asked| asked == key)
    }

    pub(super) fn note_asked(&mut self, key: String) {
        if !self.was_asked(&key) {
            self.asked.push(key);
        }
    }

    pub(super) fn forget_asked(&mut self, key: &str) {
        self.asked.retain(|asked| asked != key);
    }

    /// Drops pieces of evidence of which there is nothing but a title, and that no answer names any more.
    pub(super) fn forget_titles(&mut self, ids: Vec<String>) {
        let answers = &mut self.answers;
        let named = |id: &String| answers.answers.values().any(|answer| answer.evidence.contains(id));
        for id in ids.into_iter().filter(|id| !named(id)).collect::<Vec<_>>() {
            let bare = |item: &Evidence| *item == Evidence { title: item.title.clone(), ..Evidence::default() };
            if answers.evidence.get(&id).is_some_and(bare) {
                answers.evidence.remove(&id);
            }
        }
    }
}

/// Reads a draft.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Draft, Problems), Problems> {
    document::read(source, SCHEMA, |top| read_parts(top).map(|(draft, _)| draft))
}

/// Reads a draft as the answers that are in it, with the place of each.
///
/// # Errors
/// Everything wrong with the file.
pub fn read_answers(source: &Arc<Source>) -> (Option<AnswersFile>, Problems) {
    let read = document::read(source, SCHEMA, |top| {
        let (draft, mut written) = read_parts(top)?;
        written.answers.frameworks = draft.answers.frameworks;
        Some(written)
    });
    match read {
        Ok((written, problems)) => (Some(written), problems),
        Err(problems) => (None, problems),
    }
}

fn read_parts(top: &Section<'_>) -> Option<(Draft, AnswersFile)> {
    top.choice("kind", &[("draft", ())]);
    let text = |key| top.text_if(key).map(|at| at.value);
    let by = text("by").map(Person::written);
    let (document, source) = (text("reading"), text("reading-source"));
    let reading = document.map(|document| Reading { document, source });
    let texts = |key| top.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
    let (frameworks, asked, of_triage) = (texts("framework"), texts("asked"), texts("of-triage"));
    let day = |key| top.day_if(key).map(|at| at.value);
    let (earlier, triage) = (day("earlier"), day("triage"));
    let since = top.integer_if("review-of", 1..=i64::from(u32::MAX)).and_then(|at| u32::try_from(at.value).ok());
    let mut assigned = BTreeMap::new();
    for section in top.sections("assigned") {
        let (step, who) = (section.text("step"), section.text("to"));
        section.finish();
        assigned.insert(step?.value, who?.value);
    }
    let written = file::read_body(top);
    let answers = Answers { frameworks, ..written.answers.clone() };
    let order = top.choice_if("order", &QuestionOrder::NAMES).map(|at| at.value).unwrap_or_default();
    let of_triage = of_triage.into_iter().collect();
    let mut draft =
        Draft { by, answers, order, earlier, since, triage, of_triage, assigned, reading, ..Draft::default() };
    for key in asked {
        draft.note_asked(key);
    }
    Some((draft, written))
}
