//! An unfinished interview as a file: what was said, and which steps were asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::answers::{Answers, file};
use crate::date::Day;
use crate::document;
use crate::document::writer::{Writer, Written};
use crate::problem::{Problems, Source};

/// The newest schema of drafts that this version reads and the one that it writes.
pub const SCHEMA: i64 = 1;

/// An unfinished interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What was said, and what was known from before.
    pub answers: Answers,
    /// The keys of the steps that were asked.
    pub asked: BTreeSet<String>,
    /// The day of the assessment whose answers were the defaults.
    pub earlier: Option<Day>,
}

impl Draft {
    /// The draft as a file: canonical, and read back by `read`.
    #[must_use]
    pub fn write(&self) -> String {
        let mut writer = Writer::default();
        writer.set("schema", SCHEMA).set("kind", "draft");
        if !self.answers.frameworks.is_empty() {
            writer.set("framework", self.answers.frameworks.as_slice());
        }
        writer.set_if("earlier", self.earlier);
        writer.set("asked", Written::List(self.asked.iter().map(Into::into).collect()));
        file::write_body(&self.answers, &mut writer);
        writer.finish()
    }
}

/// Reads a draft.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(Draft, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        top.choice("kind", &[("draft", ())]);
        let texts = |key| top.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
        let (frameworks, asked) = (texts("framework"), texts("asked"));
        let earlier = top.day_if("earlier").map(|at| at.value);
        let answers = Answers { frameworks, ..file::read_body(top).answers };
        Some(Draft { answers, asked: asked.into_iter().collect(), earlier })
    })
}
