//! How problems reach the terminal: like a compiler's, all of them, with the text underlined.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use plimsoll::problem::{Problem, Problems, Severity};

use crate::cli::print::names;

use crate::cli::print::terminal;

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

/// Says why a command could not do its work.
pub fn report(error: &anyhow::Error) {
    if let Some(problems) = error.downcast_ref::<Problems>() {
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
    let file = |problem: &Problem| problems.0.iter().position(|first| first.source.name == problem.source.name);
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
    let mut snippet = Snippet::source(&*problem.source.text).path(terminal::plain(&problem.source.name)).fold(true);
    for (at, mark) in problem.marks.iter().enumerate() {
        let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = &problem.source.text;
        // The renderer takes whole characters only.
        let end = text.ceil_char_boundary(mark.range.end.min(text.len()));
        let annotation = kind.span(text.floor_char_boundary(mark.range.start.min(end))..end);
        snippet = snippet.annotation(if mark.label.is_empty() {
            annotation
        } else {
            annotation.label(terminal::plain(&mark.label))
        });
    }
    let mut group = if problem.marks.is_empty() {
        title.element(annotate_snippets::Origin::path(terminal::plain(&problem.source.name)))
    } else {
        title.element(snippet)
    };
    for help in &problem.help {
        group = group.element(Level::HELP.message(terminal::plain(help)));
    }
    group
}
