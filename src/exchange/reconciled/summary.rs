//! A summary in Markdown, as a step of a workflow shows it.

use crate::exchange::markdown::escaped;
use crate::gate::Exit;
use crate::reconcile::Reconciliation;

use super::{next_command, place, remarks, seen_as, summary, word};

/// The most rows of a summary.
const MOST: usize = 500;

/// A summary in Markdown.
#[must_use]
pub fn markdown(all: &Reconciliation<'_>) -> String {
    let register = all.register.as_deref().map_or_else(String::new, |name| format!(" by {}", escaped(name)));
    let mut text = format!("### AI tools in use: {}\n\nJudged{register}.\n", escaped(&summary(all)));
    if !all.things.is_empty() {
        text += "\n| Seen | Answer | Why | How and where | Next |\n|---|---|---|---|---|\n";
    }
    for thing in all.things.iter().take(MOST) {
        let why = thing.reasons().iter().map(|reason| format!("{}: {}", reason.code.as_str(), escaped(&reason.text())));
        let why = why
            .chain(thing.mismatches.iter().map(|found| format!("{}: {}", found.code.as_str(), escaped(&found.text))));
        let place =
            place(thing).map_or_else(String::new, |place| format!("<br>{}:{}", escaped(&place.file), place.line));
        let new = if thing.is_new == Some(true) { " (new)" } else { "" };
        let next = next_command(thing).map_or_else(String::new, |next| format!("`{next}`"));
        let how: Vec<String> = std::iter::once(seen_as(thing))
            .chain(remarks(thing))
            .filter(|part| !part.is_empty())
            .map(|part| escaped(&part))
            .collect();
        let tolerated = if thing.exit == Exit::Yes && thing.is_finding() { ", tolerated" } else { "" };
        text += &format!(
            "| {}{new} | **{}**{tolerated} | {} | {}{place} | {next} |\n",
            escaped(&thing.name),
            word(thing),
            why.collect::<Vec<_>>().join("<br>"),
            how.join("<br>"),
        );
    }
    if all.things.len() > MOST {
        text += &format!("\n{} more are left out here.\n", all.things.len() - MOST);
    }
    if !all.unseen.is_empty() {
        text += "\n| Allowed, and nowhere seen | Looked at |\n|---|---|\n";
        for one in all.unseen.iter().take(MOST) {
            let looked: Vec<&str> = one.looked_at.iter().map(|surface| surface.meaning()).collect();
            let looked = if looked.is_empty() { "nothing that could show it".to_owned() } else { looked.join(", ") };
            text += &format!("| {}/{} | {looked} |\n", escaped(&one.tool), escaped(&one.usage));
        }
    }
    text += "\n| Source | Form | Rows | Not understood | Blocked | Devices | Seen |\n|---|---|---|---|---|---|---|\n";
    for inventory in all.inventories.iter().take(MOST) {
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            escaped(&inventory.file),
            inventory.form.as_str(),
            inventory.rows,
            inventory.not_understood,
            inventory.blocked,
            inventory.devices.map_or_else(String::new, |devices| devices.to_string()),
            inventory.sightings.len(),
        );
    }
    for source in all.unread.iter().take(MOST) {
        text += &format!("\n**Could not be read:** {}: {}\n", escaped(&source.file), escaped(&source.why));
    }
    if !all.not_looked_at.is_empty() {
        let names: Vec<&str> = all.not_looked_at.iter().map(|surface| surface.meaning()).collect();
        text += &format!("\nNo source was given for {}.\n", names.join(", "));
    }
    text
}
