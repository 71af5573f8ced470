//! Reads a file of answers with the framework that it answers, and says everything wrong with either at once.

use std::path::Path;

use crate::answers::{Answers, file};
use crate::context::Context;
use crate::date::Day;
use crate::file_kind::FileKind;
use crate::framework::{Loaded, Shelf as _};
use crate::input;
use crate::problem::{Code, Problems};
use crate::questionnaire::draft;

use super::library::Library;

/// How a file is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The frameworks that somebody names instead of those in the file.
    pub named: &'a [String],
    /// Those to use where neither names any.
    pub usual: Option<&'a [String]>,
    /// The tool and use that the file must be about, where it is to be recorded.
    pub made_for: Option<(&'a str, &'a str)>,
    /// The day that is judged.
    pub as_of: Day,
}

impl<'a> Wanted<'a> {
    /// To be scored on a day, with what the file itself names.
    #[must_use]
    pub const fn on(as_of: Day) -> Self {
        Self { named: &[], usual: None, made_for: None, as_of }
    }

    /// The same with frameworks that somebody names.
    #[must_use]
    pub const fn with(self, named: &'a [String]) -> Self {
        Self { named, ..self }
    }
}

/// Reads answers and their framework; warnings come with them.
///
/// # Errors
/// Everything wrong with either, all at once.
pub fn read(path: &Path, wanted: &Wanted<'_>, library: &Library) -> anyhow::Result<(Loaded, Answers, Problems)> {
    let source = input::read(path)?;
    // What somebody has not finished can be looked at like a file of answers.
    let (written, mut problems) = if FileKind::of(&source) == Some(FileKind::Draft) {
        draft::read_answers(&source)
    } else {
        FileKind::Answers.expect(&source)?;
        file::read(&source)
    };
    let Some(mut written) = written else { return Err(problems.into()) };
    // A path in a file is meant from where the file lies.
    let beside = |name: &String| {
        let path = path.parent().map(|folder| folder.join(name)).filter(|path| path.is_file());
        path.map_or_else(|| name.clone(), |path| path.display().to_string())
    };
    let of_file: Vec<String> = written.answers.frameworks.iter().map(beside).collect();
    let choices = [wanted.named, &of_file, wanted.usual.unwrap_or_default()];
    let Some(frameworks) = choices.into_iter().find(|choice| !choice.is_empty()) else {
        // What could not be read may be the very name.
        if !problems.any_error() {
            problems.push(
                written
                    .framework_problem(Code::MissingKey, "the file names no framework")
                    .help("add `framework = \"ai-tool\"`, or name one for this run"),
            );
        }
        return Err(problems.into());
    };
    if wanted.named.is_empty() {
        // A name that the file gives is a mistake in the file.
        for name in of_file.iter().filter(|name| matches!(library.find(name), Ok(None))) {
            problems.push(
                written
                    .framework_problem(Code::UnknownId, format!("there is no framework `{name}`"))
                    .suggest(name, library.ids().iter().map(String::as_str))
                    .help("or give the path of a file"),
            );
        }
    }
    let (loaded, doubts) = match library.load(frameworks) {
        Ok(loaded) => loaded,
        Err(input::Error::Problems(found)) => {
            problems.extend(found);
            return Err(problems.into());
        }
        Err(_) if problems.any_error() => return Err(problems.into()),
        Err(error) => return Err(error.into()),
    };
    match &loaded {
        Loaded::Ledger(framework) => {
            problems.extend(written.follow(framework));
            problems.extend(written.check(framework, wanted.as_of));
            let context = Context::new(framework, &written.answers.context);
            for contradiction in context.contradictions(framework) {
                if let Some(problem) = written.contradiction(contradiction) {
                    // What is recorded must be mended or explained; what is only scored may stay as it is.
                    problems.push(if wanted.made_for.is_some() { problem } else { problem.into_warning() });
                }
            }
        }
        Loaded::Route(triage) => problems.extend(written.check_route(triage, wanted.as_of)),
    }
    if let Some((tool, usage)) = wanted.made_for {
        problems.extend(written.made_for(tool, usage));
    }
    problems.sort();
    let (answers, warnings) = problems.and(Some(written.answers))?;
    let mut all = doubts;
    all.extend(warnings);
    Ok((loaded, answers, all))
}

/// The tool and the use that a file of answers says it is about; what is wrong with the file is said
/// where it is read as a whole. Of a pipe, which can be read once only, it says nothing.
#[must_use]
pub fn made_for(path: &Path) -> (Option<String>, Option<String>) {
    let source = if path.is_file() { input::read(path).ok() } else { None };
    let written = source.and_then(|source| file::read(&source).0);
    written.map(|written| (written.answers.tool, written.answers.usage)).unwrap_or_default()
}
