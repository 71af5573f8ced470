//! What may be asked: a framework as it is meant. Whoever holds one may rely on it being sound.
//!
//! `file.rs` is how one part is written, `assemble.rs` makes parts into a whole, `triage.rs` is the
//! short framework that only routes, `bundled.rs` the files inside the program.

use std::sync::Arc;

use crate::problem::{Problems, Source};

mod assemble;
pub mod bundled;
pub mod condition;
mod file;
mod part;
mod question;
pub mod scoring;
pub mod triage;

pub use assemble::{Loaded, Shelf, load};
pub use condition::ContextCondition;
pub use part::Part;
pub use question::{Band, BandLimit, Choice, ListItem, Number, Question, QuestionKind};
pub use scoring::{Disposition, Grade, Scoring, Tier};
pub use triage::TriageFramework;

/// The highest level of a factor; an unknown factor counts as this.
pub const HIGHEST_LEVEL: u8 = 4;

/// A framework whose method is `bounded-ledger/1`: a base and its overlays, made into one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// The files in use: overlays in the order they were named, each followed by what only it extends, the base last.
    parts: Vec<Part>,
    /// The ids of the overlays joined by `+`, or the id of the base.
    id: String,
    /// What it is called.
    title: String,
    /// What one assessment covers; empty where no part says so.
    scope: String,
    /// The minutes that its authors expect a reviewer to need, all parts added up; 0 where unsaid.
    minutes: u32,
    /// The numbers of the method.
    scoring: Scoring,
    /// The context dimensions.
    factors: Vec<Factor>,
    /// The groups of criteria.
    domains: Vec<Domain>,
    /// The ways to lose, in reading order.
    criteria: Vec<Criterion>,
    /// The questions, in the order in which they are asked: by criterion.
    questions: Vec<Question>,
    /// Facts of the context alone that set a floor.
    knock_outs: Vec<ContextKnockOut>,
    /// Levels that cannot both be true without an explanation.
    contradictions: Vec<Contradiction>,
    /// Questions that are no longer asked.
    retired: Vec<Retired>,
    /// What each grade of evidence means, weakest first; `None` where no file says so.
    grades: [Option<GradeMeaning>; Grade::NAMES.len()],
    /// What exact arithmetic counts in; see `Scale`.
    scale: Scale,
}

impl Framework {
    /// The same with other numbers, to see what hangs on them: each stays within what a file may say.
    pub(crate) fn varied(&self, change: impl FnOnce(&mut Scoring)) -> Self {
        let mut varied = self.clone();
        change(&mut varied.scoring);
        varied
    }

    /// The files in use: overlays in the order they were named, each followed by what only it extends, the base last.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The ids of the overlays joined by `+`, or the id of the base.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What one assessment covers; empty where no part says so.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The minutes that its authors expect a reviewer to need, all parts added up; 0 where unsaid.
    #[must_use]
    pub const fn minutes(&self) -> u32 {
        self.minutes
    }

    /// The numbers of the method.
    #[must_use]
    pub const fn scoring(&self) -> &Scoring {
        &self.scoring
    }

    /// The context dimensions.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The groups of criteria.
    #[must_use]
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }

    /// The ways to lose, in reading order.
    #[must_use]
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// The questions, in the order in which they are asked: by criterion.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Facts of the context alone that set a floor.
    #[must_use]
    pub fn knock_outs(&self) -> &[ContextKnockOut] {
        &self.knock_outs
    }

    /// Levels that cannot both be true without an explanation.
    #[must_use]
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Questions that are no longer asked.
    #[must_use]
    pub fn retired(&self) -> &[Retired] {
        &self.retired
    }

    /// What each grade of evidence means, weakest first; `None` where no file says so.
    #[must_use]
    pub fn grades(&self) -> &[Option<GradeMeaning>; Grade::NAMES.len()] {
        &self.grades
    }

    /// What exact arithmetic counts in; see `Scale`.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// The index of the factor with this id.
    #[must_use]
    pub fn factor(&self, id: &str) -> Option<usize> {
        self.factors.iter().position(|factor| factor.id == id)
    }

    /// The index of the question with this id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.id == id)
    }

    /// The title of a question, or the id itself where the framework has no such question.
    #[must_use]
    pub fn question_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.question(id).map_or(id, |at| &self.questions[at].title)
    }

    /// The ids of all knock-outs, of the context and of questions.
    pub fn knock_out_ids(&self) -> impl Iterator<Item = &str> {
        let of_context = self.knock_outs.iter().map(|knock_out| &knock_out.id);
        let of_questions =
            self.questions.iter().filter_map(|question| question.knock_out.as_ref()).map(|knock_out| &knock_out.id);
        of_context.chain(of_questions).map(String::as_str)
    }

    /// The present id of the knock-out that has, or once had, this one.
    #[must_use]
    pub fn knock_out(&self, id: &str) -> Option<&str> {
        let of_context = self.knock_outs.iter().map(|knock_out| (&knock_out.id, &knock_out.renamed_from));
        let of_questions = self.questions.iter().filter_map(|question| question.knock_out.as_ref());
        let of_questions = of_questions.map(|knock_out| (&knock_out.id, &knock_out.renamed_from));
        let mut all = of_context.chain(of_questions);
        all.find(|(now, before)| *now == id || before.iter().any(|before| before == id)).map(|(now, _)| now.as_str())
    }

    /// What a grade of evidence means, in the framework's words or else in the program's.
    #[must_use]
    pub fn grade_means(&self, grade: Grade) -> &str {
        self.grades[grade as usize].as_ref().map_or_else(|| grade.means(), |written| &written.means)
    }

    /// An example of evidence of a grade, where the framework has one.
    #[must_use]
    pub fn grade_example(&self, grade: Grade) -> Option<&str> {
        self.grades[grade as usize].as_ref().map(|written| written.example.as_str())
    }

    /// The files in use for people: `coding-agent 0.1.0 on ai-tool 0.1.1`.
    #[must_use]
    pub fn versions(&self) -> String {
        let mut names: Vec<String> = self.parts.iter().map(|part| format!("{} {}", part.id, part.version)).collect();
        let base = names.pop().unwrap_or_default();
        if names.is_empty() { base } else { format!("{} on {base}", names.join(" and ")) }
    }

    /// The files in use, without the texts.
    pub fn pins(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.parts.iter().map(|part| (part.id.as_str(), part.version.as_str(), part.sha256()))
    }
}

/// The common denominators of a framework, so that every value of its method is a whole number.
///
/// A credit is counted in `100 · lists` parts, where `lists` is the least common multiple of the
/// lengths of its lists; a mean over the `n` questions of a criterion in `counts` times as many,
/// where `counts` is the least common multiple of the numbers of questions of its criteria.
/// The bounds (`lists` at most 10⁵, `counts` at most 10¹⁵) keep every product under 2¹²⁷.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Least common multiple of the numbers of items of the `multiple` questions.
    pub lists: i128,
    /// Least common multiple of the numbers of questions of the criteria.
    pub counts: i128,
}

/// A context dimension with five levels, 0 to 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// The id that conditions and context tables use.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// What it is called.
    pub title: String,
    /// The question that a reviewer is asked.
    pub ask: String,
    /// What each level means, in words.
    pub levels: [String; HIGHEST_LEVEL as usize + 1],
}

impl Factor {
    /// Whether this is its id, or once was.
    #[must_use]
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.renamed_from.iter().any(|before| before == id)
    }
}

/// A group of criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The id.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// What it is called.
    pub title: String,
}

/// A way to lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// The id.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// Index of its domain.
    pub domain: usize,
    /// What it is called.
    pub title: String,
    /// What is lost, as a sentence.
    pub loss: String,
    /// Indices of the factors of which the highest is its impact; never empty.
    pub impact: Vec<usize>,
    /// Indices of the factors whose highest few give its exposure; never empty.
    pub exposure: Vec<usize>,
    /// Where its questions stand in the framework's list; never empty.
    pub questions: std::ops::Range<usize>,
}

/// A floor that an answer sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnockOut {
    /// The id that floors and waivers name.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// The answers that hit it, whatever their grade.
    pub answers: Vec<String>,
    /// The answers that say that nobody has looked yet: they hit it like an unknown one.
    pub open: Vec<String>,
    /// In which contexts it counts.
    pub when: ContextCondition,
    /// Index of the lowest tier that is left.
    pub floor: usize,
    /// Whether a waiver may lower it.
    pub waivable: bool,
    /// Why, as a sentence.
    pub reason: String,
}

/// What a grade of evidence means, in a framework's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeMeaning {
    /// What it means.
    pub means: String,
    /// An example of it.
    pub example: String,
}

/// A floor that the context alone sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextKnockOut {
    /// The id that floors and waivers name.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// In which contexts it is hit.
    pub when: ContextCondition,
    /// Index of the lowest tier that is left.
    pub floor: usize,
    /// Whether a waiver may lower it.
    pub waivable: bool,
    /// Why, as a sentence.
    pub reason: String,
    /// Where public frameworks say so, as `FRAMEWORK:ID`.
    pub references: Vec<String>,
}

/// Levels of factors that cannot both be true without an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The id that an explanation names.
    pub id: String,
    /// The ids that it had in earlier versions.
    pub renamed_from: Vec<String>,
    /// Where this holds ...
    pub when: ContextCondition,
    /// ... this should hold too.
    pub then: ContextCondition,
    /// What does not fit, as a sentence.
    pub reason: String,
}

/// A question that is not asked any more; kept answers to it are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retired {
    /// The id that it had.
    pub id: String,
    /// Why it was retired.
    pub reason: String,
}

/// Reads one file alone, without what it extends, and says what is wrong with its form.
///
/// # Errors
/// Everything wrong with the file.
pub fn read_part(source: &Arc<Source>) -> Result<(String, Problems), Problems> {
    let (part, problems) = file::read(source);
    problems.and(part.map(|part| part.id.value))
}
