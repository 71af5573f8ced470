//! Days are real: no record judges a day that was still to come when it was made, and none comes before
//! the one that it follows. Where an earlier version let one through, an event of the kind `mend` says
//! so, and the chain goes on.

use std::path::PathBuf;

use crate::assessment::event::What;
use crate::assessment::{ChainEntry, EVERY_USE, Header, Record, Subject};
use crate::date::{Day, Moment};
use crate::problem::Problem;

use super::Chain;
use super::altered::{RESTORE, problem};
use super::error::{Error, Result};

/// By how many seconds the clocks of those who record may differ: whoever is behind by less has the
/// moment of the record before.
const APART: i64 = 600;

/// No chain rests for longer than these days: a clock that shows it is wrong.
const LONGEST_REST: i64 = 20 * 365;

/// The first day that no clock of a machine that runs this shows rightly.
fn beyond() -> Option<Day> {
    Day::new(2100, 1, 1)
}

fn mends(record: &Record) -> bool {
    match record {
        Record::Event(event) => event.what == What::Mend,
        Record::Enactment(enactment) => enactment.mends,
        _ => false,
    }
}

/// Whether a record judges a day, or was made at a moment, that was still to come at another moment.
fn is_ahead(header: &Header, now: Moment) -> bool {
    header.as_of > now.day() || header.recorded_at > now
}

/// The last day and moment that were not still to come.
fn last_real<'h>(headers: impl Iterator<Item = &'h Header>, now: Moment) -> Option<(Day, Moment)> {
    headers
        .filter(|header| !is_ahead(header, now))
        .map(|header| (header.as_of, header.recorded_at))
        .reduce(|(day, moment), (other_day, other_moment)| (day.max(other_day), moment.max(other_moment)))
}

/// The command that mends a chain.
#[must_use]
pub fn mending(chain: &Chain) -> String {
    let usage = if chain.usage == EVERY_USE { "'*'" } else { &chain.usage };
    match &chain.subject {
        Subject::Tool(tool) => format!("`plimsoll event mend {tool} --use {usage} --why TEXT`"),
        Subject::Vendor(vendor) => {
            format!("`plimsoll event mend TOOL --scope vendor --use {usage} --why TEXT`, with a tool of {vendor},")
        }
        Subject::Policy => "`plimsoll policy record --mend --rationale TEXT`".to_owned(),
    }
}

/// Checks the days of a record that is to follow another, and gives it the moment of that one where its
/// clock is a little behind.
///
/// `before` is the newest record; `all` gives the headers of all of them, for a record that mends.
pub(super) fn settle(
    chain: &Chain,
    record: &mut Record,
    before: Option<&Header>,
    all: impl FnOnce() -> Result<Vec<Header>>,
) -> Result<()> {
    let mending = mends(record);
    let header = record.header_mut();
    if let Some(before) = before
        && header.recorded_at < before.recorded_at
        && before.recorded_at.seconds_since(header.recorded_at) <= APART
    {
        header.recorded_at = before.recorded_at;
    }
    let (as_of, now) = (header.as_of, header.recorded_at);
    if !mending {
        return may_follow(chain, before, as_of, now);
    }
    real(as_of, now)?;
    let name = chain.name();
    let Some(before) = before else {
        return Err(Error::Refused(format!("{name} has no record yet, so there is nothing to mend")));
    };
    if !is_ahead(before, now) {
        return Err(Error::Refused(format!(
            "there is nothing to mend: the last record of {name} judges {} and was made at {}, and the clock shows {now}",
            before.as_of, before.recorded_at
        )));
    }
    let floor = last_real(all()?.iter(), now);
    if let Some((day, _)) = floor.filter(|(day, moment)| as_of < *day || now < *moment) {
        return Err(Error::Refused(format!(
            "{as_of} is before {day}, which an earlier record of {name} judges; nothing was written"
        )));
    }
    Ok(())
}

/// Checks that a day judged, and the clock, are ones that can be.
fn real(as_of: Day, now: Moment) -> Result<()> {
    if beyond().is_some_and(|beyond| now.day() >= beyond) {
        return Err(Error::Refused(format!(
            "the clock shows {now}: correct it, then record again; nothing was written"
        )));
    }
    if as_of > now.day() {
        return Err(Error::Refused(format!(
            "{as_of} is in the future: by the clock it is {} in UTC, and a record judges that day or an earlier one; nothing was written",
            now.day()
        )));
    }
    Ok(())
}

/// Checks that a record that judges a day, made at a moment, may follow the newest one of a chain.
pub(super) fn may_follow(chain: &Chain, before: Option<&Header>, as_of: Day, now: Moment) -> Result<()> {
    real(as_of, now)?;
    let name = chain.name();
    let Some(before) = before else { return Ok(()) };
    if before.as_of > now.day() || before.recorded_at.seconds_since(now) > APART {
        let what = if before.as_of > now.day() {
            format!("judges {}", before.as_of)
        } else {
            format!("was made at {}", before.recorded_at)
        };
        return Err(Error::Refused(format!(
            "record {} of {name} {what}, and by the clock it is {now}: if this clock is wrong, correct it; if the record's day was wrong, {} repairs the chain, and then this can be recorded; nothing was written",
            before.number,
            mending(chain)
        )));
    }
    if as_of < before.as_of {
        return Err(Error::Refused(format!(
            "{as_of} is before the last record of {name}, which judges {}; nothing was written",
            before.as_of
        )));
    }
    let rest = now.day().days_since(before.recorded_at.day());
    if rest > LONGEST_REST {
        return Err(Error::Refused(format!(
            "the clock shows {now}, {} years after the last record of {name}: correct it, then record again; nothing was written",
            rest / 365
        )));
    }
    Ok(())
}

/// What is wrong with the days of the records of a chain, each with where it lies.
pub(super) fn problems(chain: &Chain, records: &[ChainEntry], paths: &[PathBuf]) -> Vec<Problem> {
    let mut found = Vec::new();
    let headers: Vec<&Header> = records.iter().map(|entry| entry.record.header()).collect();
    for (at, (ChainEntry { record, .. }, path)) in records.iter().zip(paths).enumerate() {
        let header = headers[at];
        let later = records[at + 1..].iter().map(|later| &later.record).find(|later| mends(later)).map(Record::header);
        if header.as_of > header.recorded_at.day() {
            let title = format!("it judges {}, which was in the future on {}", header.as_of, header.recorded_at.day());
            found.push(match later {
                Some(later) => mended(path, title, later),
                None => problem(path, None, title, &format!("{} repairs the chain", mending(chain))),
            });
        } else if let Some(later) = later.filter(|later| header.recorded_at > later.recorded_at) {
            let title = format!("it was made at {}, by a clock that ran ahead", header.recorded_at);
            found.push(mended(path, title, later));
        }
        let Some(before) = at.checked_sub(1).map(|before| headers[before]) else { continue };
        let earlier = if mends(record) && is_ahead(before, header.recorded_at) {
            let floor = last_real(headers[..at].iter().copied(), header.recorded_at);
            floor.is_some_and(|(day, moment)| header.as_of < day || header.recorded_at < moment)
        } else {
            header.as_of < before.as_of || header.recorded_at < before.recorded_at
        };
        if earlier {
            let title = "it judges or was recorded earlier than the record before it".to_owned();
            found.push(problem(path, None, title, RESTORE));
        }
    }
    found
}

fn mended(path: &std::path::Path, title: String, later: &Header) -> Problem {
    let help = format!("record {} mends that; what it says is judged on its day as before", later.number);
    problem(path, None, title, &help).into_warning()
}
