//! A condition that is met, at a terminal: which one, and what shows it.

use plimsoll::answers::Evidence;
use plimsoll::workflow::decide::DecisionSession;
use plimsoll::workflow::event::{MetClaim, known_evidence, open_conditions};

use crate::cli::print::terminal::shortened;

use super::{HEADING, Menu, MenuEntry, PLAIN, Priority, Prompted, ScreenHeader, choose, keys, line, menu};

const KEYS: &str = "Esc and Ctrl-C leave, nothing is recorded · key or Enter chooses";

/// Asks for what is left out. Whether it is to be recorded: the person may have left.
///
/// # Errors
/// Where the terminal is gone.
pub fn condition_met(session: &DecisionSession, met: &mut MetClaim, why: &mut String) -> anyhow::Result<bool> {
    let open = open_conditions(session);
    if met.condition.is_none() && open.len() > 1 {
        let mut header = header(session);
        header.add(Priority::Must, HEADING, "Which condition is met?").space();
        let entries = open.iter().map(|condition| {
            let due = condition.due.map_or_else(String::new, |due| format!(" (due {due})"));
            format!("{}: {}{due}", condition.id, condition.text)
        });
        let Some(at) = chosen(header, entries)? else { return Ok(false) };
        met.condition = Some(open[at].id.clone());
    }
    // What nothing can be said about is told without a screen.
    if met.new.is_some() || !met.evidence.is_empty() || open.is_empty() {
        return Ok(true);
    }
    let known = known_evidence(session);
    let mut header = header(session);
    let about = open.iter().find(|one| open.len() == 1 || met.condition.as_ref() == Some(&one.id));
    if let Some(condition) = about {
        header.after("Condition: ", Priority::Detail, PLAIN, &shortened(&condition.text, 300)).space();
    }
    header.add(Priority::Must, HEADING, "What shows that it is met?").space();
    let new = ["something new".to_owned()].into_iter();
    let Some(at) = chosen(header.clone(), new.chain(known.iter().map(|(id, title)| format!("{title} ({id})"))))? else {
        return Ok(false);
    };
    let help = "Enter goes on · Esc and Ctrl-C leave, nothing is recorded";
    let mut note = |header: &ScreenHeader| -> anyhow::Result<bool> {
        if !why.is_empty() {
            return Ok(true);
        }
        let asked = "A note? Leave it empty where the evidence says it all.";
        let Prompted::This(text) = line(header, asked, "", help, |_| Ok(()))? else { return left() };
        *why = text;
        menu::show(&ScreenHeader::default(), 0)?;
        Ok(true)
    };
    if let Some(id) = at.checked_sub(1).and_then(|at| known.keys().nth(at)) {
        met.evidence = vec![id.clone()];
        return note(&header);
    }
    let needed = |text: &str| if text.is_empty() { Err("give it a title".to_owned()) } else { Ok(()) };
    let Prompted::This(title) = line(&header, "What is it called?", "", help, needed)? else { return left() };
    let asked = "Where is it? A path or an address; leave empty if it has neither.";
    let Prompted::This(place) = line(&header, asked, "", help, |_| Ok(()))? else { return left() };
    met.new = Some(Evidence { title, location: Some(place).filter(|place| !place.is_empty()), ..Evidence::default() });
    note(&header)
}

fn header(session: &DecisionSession) -> ScreenHeader {
    let mut header = ScreenHeader::default();
    header.add(Priority::Place, HEADING, &format!("Condition met · {}", session.target.name()));
    header.add(Priority::Advice, PLAIN, "This adds a record; the decision itself stays as it is.").space();
    header
}

/// Asks for one of these. `None` where the person left.
fn chosen(header: ScreenHeader, entries: impl Iterator<Item = String>) -> anyhow::Result<Option<usize>> {
    let mut keys = keys();
    let entries = entries.map(|text| match keys.next() {
        Some(key) => MenuEntry::new(key, &text),
        None => MenuEntry { key: None, ..MenuEntry::new(' ', &text) },
    });
    menu::make_room()?;
    let said = choose(&mut Menu { header, entries: entries.collect(), at: 0, keys: KEYS.to_owned() })?;
    menu::show(&ScreenHeader::default(), 0)?;
    Ok(match said {
        Prompted::This(at) => Some(at),
        Prompted::Back | Prompted::Leave => None,
    })
}

fn left() -> anyhow::Result<bool> {
    menu::show(&ScreenHeader::default(), 0)?;
    Ok(false)
}
