//! A route as a person reads it: what to do next, why, and what the answers imply.

use plimsoll::answers::Answers;
use plimsoll::assessment::Triage;
use plimsoll::framework::Framework;
use plimsoll::framework::triage::{self, Route};
use plimsoll::report;
use plimsoll::report::data::route::{meaning, said};
use plimsoll::score::Routed;

use crate::cli::print::table;
use crate::cli::print::table::strong;
use crate::cli::print::terminal::{FAINT, paragraph, plain, styled};

/// The route that counts, the gate allowing the use or not.
pub fn settled(routed: &Routed<'_>, allowed: bool) -> Route {
    Triage::settled(routed.route, allowed)
}

/// The route in one line; `known` where it was compared with what the gate says.
pub fn headline(route: Route, known: bool) -> String {
    let meaning = match route {
        Route::None if known => "nothing to do: it is already allowed",
        other => meaning(other),
    };
    format!("{} · {meaning}", strong(&route.as_str().to_uppercase()))
}

/// The whole result. `settled` is the route that counts, where the gate was asked, `refused` why it
/// is not the one asked for; `base` is the framework whose factors the answers imply, for its words.
pub fn text(
    routed: &Routed<'_>,
    settled: Option<Route>,
    refused: Option<&str>,
    base: Option<&Framework>,
    width: usize,
) -> String {
    let part = &routed.triage.part;
    let pin = format!("{} {}, as of {}", plain(&part.id), plain(&part.version), routed.as_of);
    let mut text =
        format!("{}\n{}\n", headline(settled.unwrap_or(routed.route), settled.is_some()), styled(FAINT, &pin));
    text += &why(routed, refused, width);
    text += &context(routed, base);
    if !routed.frameworks.is_empty() {
        text += &format!("\n{}\n  {}\n", strong("Frameworks to use"), plain(&routed.frameworks.join(", ")));
    }
    for (title, ids) in [("Unknown", &routed.unknown), ("Kept but not counted", &routed.ignored)] {
        if !ids.is_empty() {
            let title = strong(&format!("{title} ({})", ids.len()));
            text += &format!("\n{title}\n{}\n", paragraph("  ", 2, &plain(&ids.join(", ")), width));
        }
    }
    text
}

/// The answers that carry the route.
fn why(routed: &Routed<'_>, refused: Option<&str>, width: usize) -> String {
    let mut text = format!("\n{}\n", strong("Why"));
    for line in report::data::route::why(routed, refused, "->") {
        text += &paragraph("  · ", 4, &plain(&line), width);
        text.push('\n');
    }
    text
}

/// The levels that the answers imply, in the order of the framework whose factors they are.
fn context(routed: &Routed<'_>, base: Option<&Framework>) -> String {
    if routed.context.is_empty() {
        return String::new();
    }
    let place = |id: &str| base.and_then(|base| base.factor(id));
    let mut levels: Vec<(&String, u8)> = routed.context.iter().map(|(id, level)| (id, *level)).collect();
    levels.sort_by_key(|(id, _)| (place(id).is_none(), place(id)));
    let header = ["Factor", "level", "which is"];
    let mut rows = table::table(if base.is_some() { &header } else { &header[..2] });
    for (id, level) in levels {
        let known = base.and_then(|base| Some(&base.factors()[base.factor(id)?]));
        let mut row = vec![plain(known.map_or(id, |factor| &factor.title)), level.to_string()];
        row.extend(known.map(|factor| plain(&factor.levels[usize::from(level)])));
        rows.add_row(row);
    }
    table::right_align(&mut rows, &[1]);
    table::unbroken(&mut rows, &[0, 1]);
    format!("\n{}\n{}", strong("Context, minimum levels"), table::laid_out(&rows))
}

/// Every answer in the words of its question.
pub fn answers(framework: &triage::TriageFramework, answers: &Answers, width: usize) -> String {
    let mut text = format!("\n{}\n", strong("Answers"));
    for question in &framework.questions {
        let Some(answer) = answers.answers.get(&question.id.value) else { continue };
        let line = format!("{} {}", question.ask, said(question, &answer.state));
        text += &paragraph("  ", 4, &plain(&line), width);
        text.push('\n');
        if let Some(note) = &answer.note {
            text += &styled(FAINT, &paragraph("    ", 4, &plain(note), width));
            text.push('\n');
        }
    }
    text
}

/// The result as programs read it, with the place of its record: tool, use, number.
pub fn json(routed: &Routed<'_>, allowed: bool, (tool, usage, number): (&str, &str, u32)) -> serde_json::Value {
    let mut object = report::data::score::routed(routed);
    object["route"] = settled(routed, allowed).as_str().into();
    object["tool"] = tool.into();
    object["use"] = usage.into();
    object["number"] = number.into();
    object["allowed"] = allowed.into();
    object
}
