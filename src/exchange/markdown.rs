//! A summary in Markdown, as a step of a workflow shows it.

use crate::gate::{Exit, ReasonCode};

use super::findings::{Finding, Findings};

/// The most rows: a step's summary may have a mebibyte.
const MOST: usize = 500;

/// Lays findings out.
#[must_use]
pub fn render(findings: &Findings) -> String {
    let register = findings.register.as_deref().map_or_else(String::new, |name| format!(" by {}", escaped(name)));
    let mut text = format!("### AI tools: {}\n\nJudged on {}{register}.\n", verdict(findings), findings.day);
    if !findings.findings.is_empty() {
        text += "\n| Tool and use | Answer | Why | Instead |\n|---|---|---|---|\n";
    }
    // What is refused comes first: it is what somebody must do something about.
    let mut order: Vec<&Finding> = findings.findings.iter().collect();
    order.sort_by_key(|finding| std::cmp::Reverse(finding.answer.verdict.exit()));
    for finding in order.iter().take(MOST) {
        text += &row(finding);
    }
    if order.len() > MOST {
        text += &format!("\n{} more are left out here.\n", order.len() - MOST);
    }
    if findings.others > 0 {
        text += &format!(
            "\n{} other components are not AI tools that the register or the catalogue knows.\n",
            findings.others
        );
    }
    text
}

fn verdict(findings: &Findings) -> String {
    let parts = [(Exit::CouldNot, "could not be determined"), (Exit::No, "not allowed"), (Exit::Yes, "allowed")];
    let counted: Vec<String> = parts
        .iter()
        .map(|(exit, word)| (findings.count(*exit), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if counted.is_empty() { "nothing to check".to_owned() } else { counted.join(", ") }
}

fn row(finding: &Finding) -> String {
    let answer = &finding.answer;
    let mut name = escaped(&finding.name());
    if let Some(place) = &finding.place {
        name += &format!(" ({}:{})", escaped(&place.file), place.line);
    }
    let tolerated = if finding.exit == Exit::Yes && !finding.allowed() { ", tolerated" } else { "" };
    let why: Vec<String> = answer
        .verdict
        .reasons
        .iter()
        .map(|reason| format!("{}: {}", reason.code.as_str(), escaped(&reason.text())))
        .collect();
    let why = if why.is_empty() { until(finding) } else { why.join("<br>") };
    let instead: Vec<String> = answer
        .alternatives
        .iter()
        .map(|alternative| {
            let status = alternative.status.map_or_else(String::new, |status| format!(" ({status})"));
            format!("{}{status}", escaped(&alternative.name))
        })
        .collect();
    format!("| {name} | **{}**{tolerated} | {why} | {} |\n", finding.word(), instead.join("<br>"))
}

/// Why it is allowed.
fn until(finding: &Finding) -> String {
    let verdict = &finding.answer.verdict;
    let lifted: Vec<&str> = verdict.lifted.iter().map(|reason| ReasonCode::as_str(reason.code)).collect();
    let until = verdict.until.map_or_else(String::new, |until| format!("decided until {until}"));
    match &lifted[..] {
        [] => until,
        lifted => format!("an exception lifts {}", lifted.join(", ")),
    }
}

/// A text that stays text: every sign that Markdown or HTML could take for its own is escaped, and
/// what hides or moves text is replaced.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            // What begins like a host becomes a link by itself.
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("\\."),
            ' ' | ',' | '-' | '.' | '\'' | '%' => out.push(character),
            sign if sign.is_ascii_punctuation() => out.extend(['\\', sign]),
            hidden if crate::document::writer::is_invisible(hidden) => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
