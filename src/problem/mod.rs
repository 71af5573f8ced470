//! What is wrong with a file: where, why, and the remedy. Knows no noun of the field.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

mod source;

pub use source::Source;

/// For how many problems of a file the nearest name is looked for: it takes longer than all else that
/// is done with them, and nobody reads on.
const MOST_SUGGESTED: usize = 1_000;

/// Whether a problem stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be relied on.
    Error,
    /// The file can be used, but its author should look.
    Warning,
}

/// Declares the stable codes once: the name in the program, the code people see, and its meaning.
macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        /// The stable code of a kind of problem. A code is never reused for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $name,)+
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as people see it: kebab-case.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What the code says, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)+ }
            }
        }
    };
}

codes! {
    Syntax = "syntax", "The text is not TOML.";
    NotText = "not-text", "The file is not UTF-8 text, or is larger than such a file may be.";
    NewerSchema = "newer-schema", "The file was written by a newer version of the program.";
    UnknownKey = "unknown-key", "The table has a key that this kind of table does not have.";
    MissingKey = "missing-key", "The table lacks a key that it must have.";
    WrongType = "wrong-type", "The value is of another type than the key asks for.";
    OutOfRange = "out-of-range", "The number is outside the range that the key allows.";
    BadDate = "bad-date", "The value is not a day of the calendar, or not one that can be meant here.";
    BadId = "bad-id", "An id is not written as ids of its kind are written.";
    BadText = "bad-text", "A text is empty, too long, or has characters that a text here may not have.";
    UnknownId = "unknown-id", "The id names nothing that exists here.";
    DuplicateId = "duplicate-id", "The same id is used twice where it must be unique.";
    BadCondition = "bad-condition", "The condition does not follow the grammar of conditions.";
    BadScoring = "bad-scoring", "The numbers of the method contradict each other.";
    BadKnockOut = "bad-knock-out", "The knock-out cannot be hit, or names what its question does not have.";
    BadQuestion = "bad-question", "The parts of the question do not fit its kind.";
    BadOverlay = "bad-overlay", "The overlay does not fit the framework that it extends.";
    UnknownMethod = "unknown-method", "The method is not one that this version can compute.";
    TooLarge = "too-large", "There is more of something than exact arithmetic or a person can handle.";
    InvalidAnswer = "invalid-answer", "The answer is not one that its question allows.";
    WrongFramework = "wrong-framework", "The file was made for another framework, tool or use.";
    WrongFile = "wrong-file", "The file is of another kind than the one that is wanted here.";
    Contradiction = "contradiction", "Two statements of the file cannot both be true.";
    NotAccepted = "not-accepted", "The answer is read as unknown because it lacks what it needs to count.";
    NotCanonical = "not-canonical", "The bytes are not those that the program writes.";
    Altered = "altered", "The file is not the one that the register recorded.";
    NotAuthorised = "not-authorised", "The record was made by people who may not, and counts for nothing.";
    AgainstPolicy = "against-policy", "The record was made against the policy of its day, and counts for nothing.";
    Unreadable = "unreadable", "The file exists but cannot be read.";
}

/// One place in a text, with what is to be said about it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the source's text.
    pub range: Range<usize>,
    /// What is said beside the underlined text; may be empty.
    pub label: String,
}

/// One thing wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The stable code.
    pub code: Code,
    /// Whether it stops the work.
    pub severity: Severity,
    /// What is wrong: a lower-case fragment without a full stop.
    pub title: String,
    /// The file it is about.
    pub source: Arc<Source>,
    /// Where; the first mark is the place, the others are context. Empty where it is about the whole file.
    pub marks: Vec<Mark>,
    /// What to do, a line each.
    pub help: Vec<String>,
}

impl Problem {
    /// An error at one place.
    #[must_use]
    pub fn error(code: Code, source: &Arc<Source>, range: Range<usize>, title: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            title: title.into(),
            source: Arc::clone(source),
            marks: vec![Mark { range, label: String::new() }],
            help: Vec::new(),
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Adds what is said at the first place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(mark) = self.marks.first_mut() {
            mark.label = label.into();
        }
        self
    }

    /// Adds a further place in the same file.
    #[must_use]
    pub fn also(mut self, range: Range<usize>, label: impl Into<String>) -> Self {
        self.marks.push(Mark { range, label: label.into() });
        self
    }

    /// Adds a line of remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds the remedy for a name that does not exist: the nearest one, then those that do.
    #[must_use]
    pub fn suggest<'a>(mut self, given: &str, valid: impl IntoIterator<Item = &'a str>) -> Self {
        const SHOWN: usize = 30;
        if !self.source.suggests() {
            return self;
        }
        let valid: Vec<&str> = valid.into_iter().collect();
        if let Some(near) = nearest(given, valid.iter().copied()) {
            self.help.push(format!("did you mean `{near}`?"));
        }
        let mut names: Vec<String> = valid.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        if valid.len() > SHOWN {
            names.push(format!("and {} more", valid.len() - SHOWN));
        }
        if !names.is_empty() {
            self.help.push(format!("valid names: {}", names.join(", ")));
        }
        self
    }

    /// Adds the nearest name alone, where listing all of them would bury it.
    #[must_use]
    pub fn suggest_near<'a>(self, given: &str, valid: impl IntoIterator<Item = &'a str>) -> Self {
        match self.source.suggests().then(|| nearest(given, valid)).flatten() {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// `file:line:column` of the first place, or the file's name alone.
    #[must_use]
    pub fn place(&self) -> String {
        match self.marks.first() {
            Some(mark) => {
                let (line, column) = self.source.line_column(mark.range.start);
                format!("{}:{line}:{column}", self.source.name)
            }
            None => self.source.name.clone(),
        }
    }
}

/// The valid name that `given` was most likely meant to be, if one is near enough.
#[must_use]
pub fn nearest<'a>(given: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if given.len() > 100 {
        return None;
    }
    let length = given.chars().count();
    let near_enough = |name: &str| (name.chars().count().max(length) / 3).max(1);
    valid
        .into_iter()
        .filter(|name| name.chars().count().abs_diff(length) <= near_enough(name))
        .filter(|name| least_distance(given, name) <= near_enough(name))
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| *distance <= near_enough(name))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// What the distance between two names is at least: the letters that only one of them has. A framework
/// compares thousands of names when it is loaded, and hardly any needs more than this to be told apart.
fn least_distance(one: &str, other: &str) -> usize {
    const BUCKETS: usize = 64;
    let mut surplus = [0i32; BUCKETS];
    for letter in one.chars() {
        surplus[letter as usize % BUCKETS] += 1;
    }
    for letter in other.chars() {
        surplus[letter as usize % BUCKETS] -= 1;
    }
    let (mut added, mut missing) = (0, 0);
    for more in surplus {
        added += more.max(0);
        missing += (-more).max(0);
    }
    usize::try_from(added.max(missing)).unwrap_or(usize::MAX)
}

/// How many valid names are listed. Of more, those count that begin as the given one does.
const MOST_NAMES: usize = 100;

/// A sentence about a name that is none of the valid ones, with the nearest and all of them.
#[must_use]
pub fn no_such(title: &str, given: &str, valid: &[&str]) -> String {
    let near = nearest(given, valid.iter().copied());
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let begun = given.chars().next().filter(|_| valid.len() > MOST_NAMES);
    let (which, listed) = match begun {
        Some(first) => {
            let begin_so = valid.iter().copied().filter(|name| name.starts_with(first)).collect();
            (format!(" that begin with `{first}`, of {}", valid.len()), begin_so)
        }
        None => (String::new(), valid.to_vec()),
    };
    let names = if listed.is_empty() { "none".to_owned() } else { listed.join(", ") };
    format!("{title} `{given}`{hint}\nvalid names{which}: {names}")
}

/// Everything found wrong with one or more files. As an error value it holds at least one error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Whether any of them stops the work.
    #[must_use]
    pub fn any_error(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Puts those of one file into the order of its text; files stay in the order in which they came.
    pub fn sort(&mut self) {
        let mut files: Vec<Arc<Source>> = Vec::new();
        for problem in &self.0 {
            if !files.iter().any(|known| Arc::ptr_eq(known, &problem.source)) {
                files.push(Arc::clone(&problem.source));
            }
        }
        let file = |problem: &Problem| files.iter().position(|source| Arc::ptr_eq(source, &problem.source));
        self.0.sort_by_key(|problem| (file(problem), problem.marks.first().map_or(0, |mark| mark.range.start)));
    }

    /// The value together with the warnings where nothing stops the work, all problems otherwise.
    ///
    /// # Errors
    /// Where there is an error among them, or no value.
    pub fn and<T>(self, value: Option<T>) -> Result<(T, Self), Self> {
        match value {
            Some(value) if !self.any_error() => Ok((value, self)),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}: {} [{}]", problem.place(), problem.title, problem.code.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::source::advance;
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let codes: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in codes {
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
        }
    }

    #[test]
    fn places_count_characters_from_one() {
        let source = Source::new("f.toml", "a = 1\nb = \"äö\" x");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(6), (2, 1));
        assert_eq!(source.line_column(source.text.len()), (2, 11));
        assert_eq!(source.line_column(9999), (2, 11));
    }

    #[test]
    fn a_place_far_on_is_the_same_as_counted_from_the_start() {
        let text = "é\nab\u{1F980}".repeat(2000);
        let source = Source::new("f", text.clone());
        let mut here = (1, 1);
        for (at, character) in text.char_indices() {
            assert_eq!(source.line_column(at), here, "{at}");
            here = advance(here, character.encode_utf8(&mut [0; 4]));
        }
        assert_eq!(source.line_column(text.len()), here);
    }

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(nearest("priviliges", ["data", "privileges"]), Some("privileges"));
        assert_eq!(nearest("x", ["data", "privileges"]), None);
    }

    #[test]
    fn the_least_distance_is_never_above_the_distance() {
        let mut names = vec![String::new()];
        for length in 0..4 {
            let longer = names.iter().filter(|name| name.chars().count() == length);
            names.extend(
                longer.flat_map(|name| ['a', 'b', 'é'].map(|letter| format!("{name}{letter}"))).collect::<Vec<_>>(),
            );
        }
        assert_eq!(names.len(), 121);
        for (one, other) in names.iter().flat_map(|one| names.iter().map(move |other| (one, other))) {
            assert!(least_distance(one, other) <= strsim::damerau_levenshtein(one, other), "{one} {other}");
        }
        assert_eq!(least_distance("priviliges", "privileges"), 1);
    }
}
