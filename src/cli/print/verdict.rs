//! How the answers of `check` read in a terminal.

use anstyle::{AnsiColor, Style};
use plimsoll::assessment::ChainEntry;
use plimsoll::assessment::decision::Condition;
use plimsoll::exchange::findings::{Finding, Findings};
use plimsoll::gate::{Exit, ReasonCode};

use crate::cli::print::names;
use crate::cli::print::table;
use crate::cli::print::terminal::{one_line, paragraph, plain, styled, width};

/// How many conditions are shown that are not owed yet.
const MOST_OWED: usize = 3;

/// One answer in full; a list as a table. Where there is no register, the reason says what to do.
pub fn text(all: &Findings, no_register: bool) -> String {
    match &all.findings[..] {
        [only] if !all.of_list => one(only, !no_register),
        findings => table(findings) + &format!("{}\n", summary(all)),
    }
}

/// What was found, in a line that names the day.
pub fn summary(all: &Findings) -> String {
    let mut parts = Vec::new();
    for (exit, word) in [(Exit::Yes, "allowed"), (Exit::No, "not allowed"), (Exit::CouldNot, "could not be determined")]
    {
        let count = all.count(exit);
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    let tolerated = all.findings.iter().filter(|finding| finding.exit == Exit::Yes && !finding.allowed()).count();
    if tolerated > 0 {
        parts.push(format!("{tolerated} of these tolerated"));
    }
    if all.others > 0 {
        parts.push(names::count(all.others, "other component", "other components"));
    }
    let found = if parts.is_empty() { "nothing to check".to_owned() } else { parts.join(", ") };
    format!("{found}, judged on {}", all.day)
}

fn word_style(finding: &Finding) -> Style {
    let color = match finding.answer.verdict.exit() {
        Exit::Yes => AnsiColor::Green,
        Exit::No => AnsiColor::Red,
        Exit::CouldNot => AnsiColor::Yellow,
    };
    Style::new().bold().fg_color(Some(color.into()))
}

fn one(finding: &Finding, with_remedy: bool) -> String {
    let (answer, verdict) = (&finding.answer, &finding.answer.verdict);
    let word = styled(word_style(finding), &finding.word().to_uppercase());
    let mut text = format!("{word} on {}: {}\n", verdict.day, table::strong(&one_line(&answer.name())));
    for reason in &verdict.reasons {
        let code = reason.code.as_str();
        text += &paragraph(&format!("  · {code}: "), 4, &plain(&reason.text()), width());
        text.push('\n');
    }
    let mut line = |lead: &str, content: &str| {
        text += &paragraph(&format!("  {lead:<10} "), 13, &plain(content), width());
        text.push('\n');
    };
    for lifted in &verdict.lifted {
        line("lifted", &format!("by an exception for this team: {}, {}", lifted.code.as_str(), lifted.text()));
    }
    for note in &answer.notes {
        line("note", note);
    }
    if let Some(ChainEntry { record: decision, .. }) = &verdict.decision {
        let until = verdict.until.map_or_else(String::new, |until| format!(" until {until}"));
        let tier = decision.tier.as_ref().map_or_else(String::new, |tier| format!(", tier {tier}"));
        let header = &decision.header;
        let what = decision.decision.as_str().replace('-', " ");
        line(
            "decision",
            &format!(
                "{what} from {}{until}{tier}; record {} of {}",
                decision.valid_from,
                header.number,
                header.subject.name_of(&header.usage)
            ),
        );
        let levels: Vec<String> = decision.ceiling.iter().map(|(factor, level)| format!("{factor} {level}")).collect();
        let wanted = finding.allowed() || verdict.reasons.iter().any(|reason| reason.code == ReasonCode::AboveCeiling);
        if !levels.is_empty() && decision.allows() && wanted {
            line("up to", &levels.join(", "));
        }
        for action in &decision.actions {
            line("to do", action);
        }
    }
    // What is owed already is among the reasons; the rest matters to somebody who may go ahead.
    let mut open: Vec<&Condition> = answer.open.iter().filter(|_| finding.allowed()).collect();
    open.sort_by_key(|condition| (!condition.before_use, condition.due.is_none(), condition.due));
    for condition in open.iter().take(MOST_OWED) {
        line("owed", &owed(condition));
    }
    if let Some(more) = open.len().checked_sub(MOST_OWED).filter(|more| *more > 0) {
        // `due` would list only those of the next thirty days.
        let usage = answer.usage.as_ref().map_or_else(String::new, |usage| format!(" --use {usage}"));
        line("owed", &format!("{more} more; `plimsoll show {}{usage}` lists them", answer.tool));
    }
    for alternative in &answer.alternatives {
        let status = alternative.status.map_or_else(String::new, |status| format!(" ({status})"));
        line("instead", &format!("{}{status}", alternative.name));
    }
    if let Some(code) = verdict.code().filter(|_| with_remedy) {
        line("remedy", code.remedy());
    }
    if finding.exit == Exit::Yes && !finding.allowed() {
        line("tolerated", "--fail-on names none of these codes");
    }
    text
}

fn owed(condition: &Condition) -> String {
    let owner = condition.owner.as_ref().map_or_else(String::new, |owner| format!(" from {owner}"));
    let due = match (condition.due, condition.before_use) {
        (Some(due), true) => format!(" by {due} and before use"),
        (Some(due), false) => format!(" by {due}"),
        (None, true) => " before use".to_owned(),
        (None, false) => String::new(),
    };
    format!("`{}`{owner}{due}: {}", condition.id, condition.text)
}

fn table(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut table = table::table(&["Line", "tool / use", "answer", "why"]);
    for finding in findings {
        let line = finding.place.as_ref().map_or_else(String::new, |place| place.line.to_string());
        let name =
            if finding.answer.tool.is_empty() { String::new() } else { finding.answer.name().replace('/', " / ") };
        table.add_row([line, plain(&name), finding.word().to_owned(), plain(&why(finding))]);
    }
    table::right_align(&mut table, &[0]);
    table::unbroken(&mut table, &[0, 2]);
    table::whole_words(&mut table, &[1]);
    table::laid_out(&table)
}

/// Everything against it and what to use instead, in one cell.
fn why(finding: &Finding) -> String {
    let answer = &finding.answer;
    let mut lines: Vec<String> = Vec::new();
    for reasons in answer.verdict.reasons.chunk_by(|one, other| one.code == other.code) {
        let more = if reasons.len() > 1 { format!(" (and {} more)", reasons.len() - 1) } else { String::new() };
        lines.push(format!("{}: {}{more}", reasons[0].code.as_str(), reasons[0].text()));
    }
    if lines.is_empty() {
        lines.extend(answer.verdict.until.map(|until| format!("until {until}")));
        lines.extend(answer.verdict.lifted.iter().map(|reason| format!("an exception lifts {}", reason.code.as_str())));
        let owed = names::count(answer.open.len(), "condition", "conditions");
        lines.extend((!answer.open.is_empty()).then(|| format!("{owed} owed")));
    }
    for alternative in &answer.alternatives {
        let status = alternative.status.map_or_else(String::new, |status| format!(" ({status})"));
        lines.push(format!("instead: {}{status}", alternative.name));
    }
    lines.join("\n")
}
