//! How what is there against the register reads in a terminal.

use anstyle::{AnsiColor, Style};
use plimsoll::discovery::Discovery;
use plimsoll::exchange::reconciled::{NamesTold, next_command, remarks, seen_as, summary, word};
use plimsoll::gate::{Exit, ReasonCode};
use plimsoll::reconcile::{Mismatch, Reconciliation, SeenThing};

use crate::cli::print::table;
use crate::cli::print::terminal::{one_line, paragraph, plain, styled, width};

/// The most things and places of each that are shown.
const MOST: usize = 500;
/// The most places of one thing.
const MOST_PLACES: usize = 3;

/// All of it: what is against something in full, the rest as tables. Where there is no register, the reason
/// says what to do.
pub fn text(all: &Reconciliation<'_>, told: NamesTold, no_register: bool) -> String {
    let mut text = String::new();
    let findings: Vec<&SeenThing<'_>> = all.things.iter().filter(|thing| thing.is_finding()).collect();
    for thing in findings.iter().take(MOST) {
        text += &finding(thing, told, !no_register);
        text.push('\n');
    }
    if findings.len() > MOST {
        text += &format!("{} more findings are left out here; --format json has all\n\n", findings.len() - MOST);
    }
    text += &others(all);
    text += &unseen(all);
    text += &sources(all);
    if !all.gone.is_empty() {
        text += &line("Gone since", &format!("{} {}", all.since.as_deref().unwrap_or_default(), all.gone.join(", ")));
    }
    if !all.not_looked_at.is_empty() {
        let names: Vec<&str> = all.not_looked_at.iter().map(|surface| surface.meaning()).collect();
        text += &line("Not looked at", &format!("no source was given for {}", names.join(", ")));
    }
    if all.accounts_not_compared > 0 {
        text += &line("Accounts", "give --our-domain to tell accounts of the organisation from others");
    }
    if text.is_empty() { format!("{}\n", summary(all)) } else { format!("{text}\n{}\n", summary(all)) }
}

fn line(lead: &str, content: &str) -> String {
    paragraph(&format!("{lead:<13}  "), 15, &plain(content), width()) + "\n"
}

fn style(thing: &SeenThing<'_>) -> Style {
    let color = if thing.reasons().iter().any(|reason| reason.code.exit() == Exit::CouldNot) {
        AnsiColor::Yellow
    } else {
        AnsiColor::Red
    };
    Style::new().bold().fg_color(Some(color.into()))
}

/// A finding in full.
fn finding(thing: &SeenThing<'_>, told: NamesTold, with_remedy: bool) -> String {
    let usage = thing.best().and_then(|best| best.usage.as_deref()).filter(|_| thing.answers.len() == 1);
    let name = usage.map_or_else(|| thing.name.clone(), |usage| format!("{}/{usage}", thing.name));
    let new = if thing.is_new == Some(true) { ", new" } else { "" };
    let head = styled(style(thing), &word(thing).to_uppercase());
    let mut text = format!("{head}{new}: {}\n", table::strong(&one_line(&name)));
    for reason in thing.reasons() {
        let lead = format!("  · {}: ", reason.code.as_str());
        text += &(paragraph(&lead, 4, &plain(&reason.text()), width()) + "\n");
    }
    for found in &thing.mismatches {
        let lead = format!("  · {}: ", found.code.as_str());
        text += &(paragraph(&lead, 4, &plain(&found.text), width()) + "\n");
    }
    let mut line = |lead: &str, content: &str| {
        if !content.is_empty() {
            text += &(paragraph(&format!("  {lead:<10} "), 13, &plain(content), width()) + "\n");
        }
    };
    // The inventory does not say of which use it is.
    for answer in thing.answers.iter().filter(|_| thing.answers.len() > 1) {
        let standing = answer.verdict.code().map_or("allowed", ReasonCode::as_str);
        line("use", &format!("{}: {standing}", answer.name()));
    }
    line("seen", &seen_as(thing));
    for remark in remarks(thing) {
        line("note", &remark);
    }
    for names in names(thing, told) {
        line("who", &names);
    }
    for here in thing.sightings.iter().take(MOST_PLACES) {
        line("in", &format!("{}:{}", here.inventory.file, here.sighting.line.max(1)));
    }
    if thing.sightings.len() > MOST_PLACES {
        line("in", &format!("{} more places", thing.sightings.len() - MOST_PLACES));
    }
    if with_remedy {
        match next_command(thing) {
            Some(command) => line("next", &command),
            None => line("remedy", remedy(thing)),
        }
    }
    if thing.exit == Exit::Yes {
        line("tolerated", "--fail-on names none of these codes");
    }
    text
}

fn remedy(thing: &SeenThing<'_>) -> &'static str {
    if thing.is_shared() {
        return Mismatch::Shared.remedy();
    }
    let gate = thing.reasons().first().map(|reason| reason.code.remedy());
    let fails = thing.mismatches.iter().find(|found| found.code.fails()).map(|found| Mismatch::remedy(found.code));
    gate.or(fails).unwrap_or_default()
}

/// The names that somebody asked for.
fn names(thing: &SeenThing<'_>, told: NamesTold) -> Vec<String> {
    let all = |wanted: bool, of: fn(&plimsoll::discovery::SightingCount) -> &Vec<String>| {
        let mut names: Vec<&String> = thing
            .sightings
            .iter()
            .filter(|_| wanted)
            .flat_map(|here| of(&here.sighting.seen).iter().chain(of(&here.sighting.blocked)))
            .collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().cloned().collect::<Vec<_>>().join(", ")
    };
    [all(told.devices, |count| &count.devices), all(told.people, |count| &count.people)]
        .into_iter()
        .filter(|names| !names.is_empty())
        .collect()
}

/// What is seen and nothing is against.
fn others(all: &Reconciliation<'_>) -> String {
    let things: Vec<&SeenThing<'_>> = all.things.iter().filter(|thing| !thing.is_finding()).collect();
    if things.is_empty() {
        return String::new();
    }
    let mut rows = table::table(&["Seen", "answer", "how"]);
    for thing in things.iter().take(MOST) {
        let uses: Vec<String> = thing
            .answers
            .iter()
            .map(|answer| {
                let usage = answer.usage.as_deref().unwrap_or("-");
                let standing = answer.verdict.code().map_or_else(
                    || {
                        answer
                            .verdict
                            .until
                            .map_or_else(|| "allowed".to_owned(), |until| format!("allowed until {until}"))
                    },
                    |code| code.as_str().to_owned(),
                );
                format!("{usage}: {standing}")
            })
            .collect();
        let answer = if thing.is_shared() || thing.is_attempt() { word(thing).to_owned() } else { uses.join("\n") };
        let new = if thing.is_new == Some(true) { " (new)" } else { "" };
        let how: Vec<String> = std::iter::once(seen_as(thing)).chain(remarks(thing)).collect();
        rows.add_row([plain(&format!("{}{new}", thing.name)), plain(&answer), plain(&how.join("; "))]);
    }
    table::whole_words(&mut rows, &[0]);
    table::laid_out(&rows) + "\n"
}

/// What is allowed and nowhere seen.
fn unseen(all: &Reconciliation<'_>) -> String {
    if all.unseen.is_empty() {
        return String::new();
    }
    let mut rows = table::table(&["Allowed, and nowhere seen", "until", "looked at"]);
    for one in all.unseen.iter().take(MOST) {
        let looked: Vec<&str> = one.looked_at.iter().map(|surface| surface.meaning()).collect();
        let looked = if looked.is_empty() { "nothing that could show it".to_owned() } else { looked.join(", ") };
        let until = one.until.map_or_else(String::new, |until| until.to_string());
        rows.add_row([plain(&format!("{} / {}", one.tool, one.usage)), until, looked]);
    }
    table::unbroken(&mut rows, &[1]);
    table::laid_out(&rows) + "\n"
}

/// What was read, with its denominator: a quiet source is not a clean source.
fn sources(all: &Reconciliation<'_>) -> String {
    if all.inventories.is_empty() {
        return String::new();
    }
    let mut rows = table::table(&["Source", "form", "rows", "unread", "blocked", "devices", "seen"]);
    let mut remarks = String::new();
    for inventory in all.inventories.iter().take(MOST) {
        let seen = match inventory {
            Discovery { rows: 0, .. } => "empty".to_owned(),
            Discovery { sightings, .. } if sightings.is_empty() => "nothing".to_owned(),
            Discovery { sightings, .. } => sightings.len().to_string(),
        };
        rows.add_row([
            plain(&inventory.file),
            inventory.form.as_str().to_owned(),
            inventory.rows.to_string(),
            inventory.not_understood.to_string(),
            inventory.blocked.to_string(),
            inventory.devices.map_or_else(|| "-".to_owned(), |devices| devices.to_string()),
            seen,
        ]);
        if let Some(line) = inventory.first_not_understood {
            remarks += &format!("  {}:{line}: the first row that was not understood\n", plain(&inventory.file));
        }
        for remark in &inventory.remarks {
            remarks += &(paragraph("  ", 4, &plain(&format!("{}: {remark}", inventory.file)), width()) + "\n");
        }
    }
    table::right_align(&mut rows, &[2, 3, 4, 5, 6]);
    table::whole_words(&mut rows, &[0]);
    table::laid_out(&rows) + &remarks + "\n"
}
