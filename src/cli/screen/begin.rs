//! How an interview begins and ends at a terminal: with a draft or anew, and with what is kept.

use plimsoll::questionnaire::Draft;
use plimsoll::register::Unfinished;
use plimsoll::workflow::session::Session;

use super::resume;
use crate::cli::Global;
use crate::cli::print::terminal::{interactive, plain, say};

/// How an interview begins.
pub enum Begun {
    /// With nothing.
    Anew,
    /// Where it was left.
    Again(Box<Draft>),
    /// Not at all: the person went away, and the draft stays.
    Left,
}

/// Looks for a draft, and asks whether to go on with it.
///
/// # Errors
/// Where it cannot be read, or there is no terminal to ask in.
pub fn begin(session: &Session<'_>, global: &Global, of: Unfinished) -> anyhow::Result<Begun> {
    if global.no_input || !interactive() {
        anyhow::bail!("there is no terminal to ask in: give the answers with --answers FILE");
    }
    say_others(&session.others(of)?);
    let Some(draft) = session.draft(of)? else { return Ok(Begun::Anew) };
    Ok(match resume(&session.about(), draft.asked.len())? {
        Some(true) => Begun::Again(Box::new(draft)),
        Some(false) => Begun::Anew,
        None => Begun::Left,
    })
}

/// Says who else has begun what somebody is about to begin.
pub fn say_others(people: &[String]) {
    for person in people {
        say(&format!("{} has an unfinished one about this, too; yours is kept beside it", plain(person)));
    }
}

/// Says what is kept of an interview that somebody left; `again` is the command that goes on.
pub fn say_left(draft: &Draft, again: &str) {
    if draft.asked.is_empty() {
        say("nothing was said yet, and nothing is kept");
    } else {
        say(&format!("everything said is kept; `{again}` goes on"));
    }
}
