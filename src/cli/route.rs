//! A route as a person reads it: what to do next, why, and what the answers imply.

use plimsoll::framework::triage::Route;
use plimsoll::score::Routed;

use super::result::strong;
use super::terminal::{FAINT, paragraph, plain, styled};

/// What a route asks for, in words.
fn meaning(route: Route) -> &'static str {
    match route {
        Route::None => "nothing to do: it is allowed already, for this context",
        Route::Register => "record it: this triage is assessment enough to decide on",
        Route::Keys => "a short assessment: the key questions only",
        Route::Full => "the full assessment",
        Route::Stop => "stop: no use before an assessment has looked at it",
    }
}

/// The whole result.
pub fn text(routed: &Routed<'_>, width: usize) -> String {
    let part = &routed.triage.part;
    let pin = format!("{} {}, as of {}", plain(&part.id), plain(&part.version), routed.as_of);
    let mut text = format!(
        "{} · {}\n{}\n\n{}\n",
        strong(&routed.route.as_str().to_uppercase()),
        meaning(routed.route),
        styled(FAINT, &pin),
        strong("Why")
    );
    for reason in &routed.because {
        let question = &routed.triage.questions[reason.question];
        let labels = question.options.iter().filter(|option| reason.answer.contains(&option.id.value));
        let labels: Vec<&str> = labels.map(|option| option.label.as_str()).collect();
        let answer = match (&labels[..], reason.answer.is_empty()) {
            (_, true) if !question.multiple => "not known".to_owned(),
            ([], _) => "none of the list".to_owned(),
            (labels, _) => labels.join("; "),
        };
        text +=
            &paragraph("  · ", 4, &plain(&format!("{} {answer} -> {}", question.ask, reason.route.as_str())), width);
        text.push('\n');
    }
    if !routed.context.is_empty() {
        let levels: Vec<String> = routed.context.iter().map(|(factor, level)| format!("{factor} {level}")).collect();
        text +=
            &format!("\n{}\n{}\n", strong("Context, at least"), paragraph("  ", 2, &plain(&levels.join(", ")), width));
    }
    if !routed.frameworks.is_empty() {
        text += &format!("\n{}\n  {}\n", strong("Frameworks to use"), plain(&routed.frameworks.join(", ")));
    }
    if !routed.unknown.is_empty() {
        let ids = paragraph("  ", 2, &plain(&routed.unknown.join(", ")), width);
        text += &format!("\n{}\n{ids}\n", strong(&format!("Unknown ({})", routed.unknown.len())));
    }
    text
}
