//! How an interview begins and ends at a terminal: with a draft or anew, and with what is kept.

use plimsoll::person::Person;
use plimsoll::questionnaire::Draft;
use plimsoll::register::Unfinished;
use plimsoll::workflow::session::Session;

use super::{HEADING, Menu, MenuEntry, PLAIN, Priority, Prompted, ScreenHeader, choose, menu};
use crate::cli::Global;
use crate::cli::print::names;
use crate::cli::print::terminal::{interactive, plain, say};

/// How an interview begins.
pub enum Begun {
    /// With a draft, where there was one; `None` is anew.
    Goes(Option<Box<Draft>>),
    /// Not at all: the person went away, and the draft stays.
    Left,
}

/// Looks for a draft, and asks whether to go on with it.
///
/// # Errors
/// Where it cannot be read, or there is no terminal to ask in.
pub fn begin(session: &Session<'_>, global: &Global, of: Unfinished) -> anyhow::Result<Begun> {
    if global.no_input || !interactive() {
        anyhow::bail!("there is no terminal for the interview: give the answers with --answers FILE");
    }
    say_others(&session.others(of)?);
    // One in which nothing was said is none that anybody left.
    let said = |draft: &Draft| !draft.asked.is_empty() || !draft.assigned.is_empty();
    let Some(draft) = session.draft(of)?.filter(said) else { return Ok(Begun::Goes(None)) };
    Ok(match resume(&session.about(), draft.asked.len())? {
        Some(true) => Begun::Goes(Some(Box::new(draft))),
        Some(false) => Begun::Goes(None),
        None => Begun::Left,
    })
}

/// Says who else has begun what somebody is about to begin.
pub fn say_others(people: &[Person]) {
    for person in people {
        say(&also_begun(person));
    }
}

/// That somebody else has begun the same.
pub fn also_begun(person: &Person) -> String {
    format!("{} has an unfinished one about this, too; yours is kept separately", plain(person.as_str()))
}

/// Asks whether to go on with a draft, and a second time before it is forgotten. `None` leaves.
///
/// # Errors
/// Where the terminal is gone.
pub fn resume(about: &str, asked: usize) -> anyhow::Result<Option<bool>> {
    let mut header = ScreenHeader::default();
    let steps = names::count(asked, "step was", "steps were");
    header.add(Priority::Must, HEADING, about).space();
    header.add(Priority::Must, PLAIN, &format!("There is an unfinished interview: {steps} answered.")).space();
    let entries = vec![
        MenuEntry::new('r', "continue where you left off"),
        MenuEntry::new('n', "start over and discard it"),
        MenuEntry::new('q', "leave it as it is"),
    ];
    menu::make_room()?;
    let chosen = loop {
        let mut menu =
            Menu { header: header.clone(), entries: entries.clone(), at: 0, keys: "key or Enter chooses".to_owned() };
        match choose(&mut menu)? {
            Prompted::This(1) if !sure(&header, "Discard everything in it?", "forget it", "keep it")? => {}
            other => break other,
        }
    };
    menu::show(&ScreenHeader::default(), 0)?;
    Ok(match chosen {
        Prompted::This(0) => Some(true),
        Prompted::This(1) => Some(false),
        _ => None,
    })
}

/// Asks a second time before something is gone for good; Enter, Esc and Ctrl-C keep it.
///
/// # Errors
/// Where the terminal is gone.
pub fn sure(header: &ScreenHeader, ask: &str, yes: &str, no: &str) -> anyhow::Result<bool> {
    let mut header = header.clone();
    header.add(Priority::Must, HEADING, ask).space();
    let entries = vec![MenuEntry::new('k', no), MenuEntry::new('y', &format!("yes, {yes}"))];
    let mut menu = Menu { header, entries, at: 0, keys: "key or Enter chooses".to_owned() };
    Ok(matches!(choose(&mut menu)?, Prompted::This(1)))
}

/// What was meant where the register knows no such id.
pub enum Meant {
    /// It is a new one.
    New,
    /// The one that is near.
    Near,
    /// Nothing: the person went away.
    Nothing,
}

/// Asks whether an id is new, or misspelt. `what` says what it would be.
///
/// # Errors
/// Where the terminal is gone.
pub fn is_new(what: &str, given: &str, near: Option<&str>) -> anyhow::Result<Meant> {
    let mut header = ScreenHeader::default();
    header.add(Priority::Must, HEADING, &format!("The register has no {what} `{given}`")).space();
    let mut entries: Vec<MenuEntry> =
        near.iter().map(|near| MenuEntry::new('1', &format!("I meant `{near}`"))).collect();
    entries.push(MenuEntry::new('n', &format!("`{given}` is new: begin it")));
    entries.push(MenuEntry::new('q', "leave; nothing is recorded"));
    menu::make_room()?;
    let first = entries.len() - 2;
    let said = choose(&mut Menu { header, entries, at: 0, keys: "key or Enter chooses".to_owned() })?;
    menu::show(&ScreenHeader::default(), 0)?;
    Ok(match said {
        Prompted::This(at) if at < first => Meant::Near,
        Prompted::This(at) if at == first => Meant::New,
        _ => Meant::Nothing,
    })
}

/// Says what is kept of an interview that somebody left; `again` is the command that goes on.
pub fn say_left(draft: &Draft, again: &str) {
    if draft.asked.is_empty() {
        say("nothing was answered, and nothing is kept");
    } else {
        say(&format!("your answers are kept; run `{again}` to continue"));
    }
}
