//! How problems reach the terminal: like a compiler's, all of them, with the text underlined. Here alone
//! an error is asked what it is, since that is how it is said.
#![expect(clippy::disallowed_methods, reason = "the end of every error")]

use std::io;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use plimsoll::input;
use plimsoll::problem::{Problem, Problems, Severity};
use plimsoll::register;

use crate::cli::print::{names, terminal};

/// The most problems that are shown at once: nobody reads further, and a hostile file has millions.
const MOST_SHOWN: usize = 200;

/// Everything that is wrong with what somebody asked for on the command line, each in a sentence.
#[derive(Debug)]
pub struct Faults(pub Vec<String>);

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Faults {}

/// Whether nobody reads on, as with `| head`: no fault of this program.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// What is wrong with files, where it is that for which a command could not do its work.
///
/// # Errors
/// Where it is something else: the same error.
pub fn problems(error: anyhow::Error) -> Result<Problems, anyhow::Error> {
    let error = match error.downcast() {
        Ok(problems) => return Ok(problems),
        Err(error) => error,
    };
    let error = match error.downcast() {
        Ok(register::Error::Problems(problems)) => return Ok(problems),
        Ok(other) => return Err(other.into()),
        Err(error) => error,
    };
    match error.downcast() {
        Ok(input::Error::Problems(problems)) => Ok(problems),
        Ok(other) => Err(other.into()),
        Err(error) => Err(error),
    }
}

/// The same, without taking the error.
fn problems_in(error: &anyhow::Error) -> Option<&Problems> {
    error
        .downcast_ref()
        .or_else(|| match error.downcast_ref()? {
            register::Error::Problems(problems) => Some(problems),
            _ => None,
        })
        .or_else(|| match error.downcast_ref()? {
            input::Error::Problems(problems) => Some(problems),
            _ => None,
        })
}

/// Says why a command could not do its work.
pub fn report(error: &anyhow::Error) {
    if let Some(problems) = problems_in(error) {
        return say(problems);
    }
    let style = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
    let word = terminal::styled(style, "error");
    match error.downcast_ref::<Faults>() {
        Some(Faults(faults)) => {
            for fault in faults {
                terminal::say(&format!("{word}: {}", terminal::plain(fault)));
            }
        }
        None => terminal::say(&format!("{word}: {}", terminal::plain(&format!("{error:#}")))),
    }
}

/// Gives what was read, and says what is doubtful in it.
pub fn heard<T>((value, doubts): (T, Problems)) -> T {
    say(&doubts);
    value
}

/// Says everything that is wrong with some files, and how much there is of it.
pub fn say(problems: &Problems) {
    if problems.0.is_empty() {
        return;
    }
    terminal::say(&render(problems));
}

fn render(problems: &Problems) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(terminal::width().max(80));
    let mut text = String::new();
    for problem in in_reading_order(problems).iter().take(MOST_SHOWN) {
        text += &renderer.render(&[group(problem)]);
        text += "\n\n";
    }
    let count = |severity| problems.0.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let errors_text = names::count(errors, "error", "errors");
    let warnings_text = names::count(warnings, "warning", "warnings");
    text += &match (errors, warnings) {
        (0, _) => warnings_text,
        (_, 0) => errors_text,
        _ => format!("{errors_text}, {warnings_text}"),
    };
    if problems.0.len() > MOST_SHOWN {
        text += ", of which the first ";
        text += &MOST_SHOWN.to_string();
        text += " are shown";
    }
    text
}

/// File by file, as they came up, and each from its top.
fn in_reading_order(problems: &Problems) -> Vec<&Problem> {
    let mut files: Vec<&str> = Vec::new();
    for problem in &problems.0 {
        if !files.contains(&problem.source.name.as_str()) {
            files.push(&problem.source.name);
        }
    }
    let file = |problem: &Problem| files.iter().position(|name| *name == problem.source.name);
    let mut order: Vec<(Option<usize>, usize, &Problem)> = problems
        .0
        .iter()
        .map(|problem| (file(problem), problem.marks.first().map_or(0, |mark| mark.range.start), problem))
        .collect();
    order.sort_by_key(|(file, place, _)| (*file, *place));
    order.into_iter().map(|(.., problem)| problem).collect()
}

fn group(problem: &Problem) -> Group<'_> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(terminal::plain(&problem.title)).id(problem.code.as_str());
    let mut group = title.elements(places(problem));
    for help in &problem.help {
        group = group.element(Level::HELP.message(terminal::plain(help)));
    }
    group
}

/// The most bytes of text that are shown around a place. Longer lines are no text that a person wrote.
const MOST_AROUND: usize = 16 << 10;

/// The lines of a problem with their marks: those that are marked and what lies between them, and no
/// more of a file that may have thousands of both.
fn places(problem: &Problem) -> Vec<Element<'_>> {
    let path = terminal::plain(&problem.source.name);
    let text: &str = &problem.source.text;
    // The renderer takes whole characters only.
    let marks: Vec<(Range<usize>, &str)> = problem
        .marks
        .iter()
        .map(|mark| {
            let end = text.ceil_char_boundary(mark.range.end.min(text.len()));
            (text.floor_char_boundary(mark.range.start.min(end))..end, mark.label.as_str())
        })
        .collect();
    let (Some(first), Some(last)) =
        (marks.iter().map(|(range, _)| range.start).min(), marks.iter().map(|(range, _)| range.end).max())
    else {
        return vec![Origin::path(path).into()];
    };
    let begin = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    if end - begin > MOST_AROUND {
        let (line, column) = problem.source.line_column(marks[0].0.start);
        return vec![Origin::path(path).line(line).char_column(column).into()];
    }
    let line = problem.source.line_column(begin).0;
    let mut snippet = Snippet::source(&text[begin..end]).line_start(line).path(path).fold(true);
    for (at, (range, label)) in marks.into_iter().enumerate() {
        let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(range.start - begin..range.end - begin);
        snippet =
            snippet.annotation(if label.is_empty() { annotation } else { annotation.label(terminal::plain(label)) });
    }
    vec![snippet.into()]
}
