//! How a use stands on a day, whatever somebody asks for and whatever is owed: for lists. Whether it
//! may be used is `judge`'s to say.

use crate::assessment::{Decision, Event};
use crate::date::Day;
use crate::framework;

use super::chain::{Chain, stops};
use super::{Code, Records};

/// How a use stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// What stops it; `None` where a decision that allows is in force.
    pub code: Option<Code>,
    /// The decision behind that: the one in force, also where an event stops what it allowed.
    pub decision: Option<&'a Decision>,
    /// The event behind that.
    pub event: Option<&'a Event>,
}

impl Standing<'_> {
    /// One word: that of the decision in force, else the code of what stops it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (self.code, self.decision) {
            (None | Some(Code::Prohibited | Code::Hold), Some(decision)) => decision.decision.as_str(),
            (Some(code), _) => code.as_str(),
            (None, None) => Code::Undecided.as_str(),
        }
    }

    /// Since when.
    #[must_use]
    pub fn since(&self) -> Option<Day> {
        match (self.event, self.decision) {
            (Some(event), _) => Some(event.header.as_of),
            (None, decision) => decision.map(|decision| decision.valid_from),
        }
    }

    /// Why, in the words of whoever recorded it.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match (self.event, self.decision) {
            (Some(event), _) => Some(&event.why),
            (None, decision) => decision.map(|decision| decision.rationale.as_str()),
        }
    }
}

/// How a use stands on a day by its own records and by the chains that reach over it. The records may
/// be the decision in force and what came after it alone.
#[must_use]
pub fn stands<'a>(own: &'a Records, wider: &[&'a Records], day: Day) -> Standing<'a> {
    let undecided = Standing { code: Some(Code::Undecided), decision: None, event: None };
    let of_own = of(&Chain::new(own, day), day).unwrap_or(undecided);
    let from_above = wider.iter().filter_map(|records| of(&Chain::new(records, day), day)).filter(|above| {
        // A decision about more than one use allows nothing and ends by being lifted only.
        !matches!(above.code, None | Some(Code::NotYetValid | Code::Expired))
    });
    let Some(above) = from_above.min_by_key(|standing| standing.code) else { return of_own };
    // What allows nothing itself, or no longer, says less than what is forbidden.
    let silent = matches!(of_own.code, None | Some(Code::Undecided | Code::NotYetValid | Code::Expired));
    if silent || above.code < of_own.code { above } else { of_own }
}

/// How a chain stands by itself; `None` where it has neither a decision nor an event that stops.
fn of<'a>(chain: &Chain<'a>, day: Day) -> Option<Standing<'a>> {
    let in_force = chain.in_force.map(|(_, decision)| decision);
    let code = match in_force {
        Some(decision) if decision.decision == framework::Decision::Prohibit => Some(Code::Prohibited),
        Some(decision) if decision.decision == framework::Decision::Hold => Some(Code::Hold),
        Some(decision) => decision.valid_until.filter(|until| *until < day).map(|_| Code::Expired),
        None => Some(Code::NotYetValid),
    };
    let stopped = chain.events().filter_map(|event| Some((stops(event)?, event))).min_by_key(|(code, _)| *code);
    match stopped {
        Some((stop, event)) if code.is_none_or(|code| stop < code) => {
            Some(Standing { code: Some(stop), decision: in_force, event: Some(event) })
        }
        _ => in_force.or_else(|| chain.to_come()).map(|decision| Standing {
            code,
            decision: Some(decision),
            event: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::event::What;
    use crate::assessment::{EVERY_USE, Header, Record, Subject};
    use crate::policy::Wish;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn header(subject: &str, number: u32) -> Header {
        let (subject, usage) = match subject {
            "vendor" => (Subject::Vendor("v".to_owned()), "u"),
            "every" => (Subject::Tool("t".to_owned()), EVERY_USE),
            _ => (Subject::Tool("t".to_owned()), "u"),
        };
        Header {
            subject,
            usage: usage.to_owned(),
            number,
            as_of: day("2026-11-01").plus_days(i64::from(number) - 1),
            recorded_at: "2026-11-01T09:00:00Z".parse().unwrap(),
            recorded_by: "R <r@example.org>".to_owned(),
            previous: None,
        }
    }

    fn decided(subject: &str, number: u32, decision: framework::Decision, from: &str, until: &str) -> (String, Record) {
        let wish = Wish {
            rationale: format!("{subject} {number}"),
            valid_from: Some(day(from)),
            valid_until: until.parse().ok(),
            ..Wish::new(decision)
        };
        (number.to_string(), Record::Decision(Box::new(wish.decision(header(subject, number), None, "p"))))
    }

    fn happened(subject: &str, number: u32, what: What) -> (String, Record) {
        let event = Event { header: header(subject, number), decision: None, what, why: format!("{subject} {number}") };
        (number.to_string(), Record::Event(Box::new(event)))
    }

    #[test]
    fn what_forbids_wins_and_what_is_lifted_counts_no_more() {
        use framework::Decision::{Approve, Hold, Prohibit};
        let today = day("2026-11-22");
        let approved = [decided("own", 1, Approve, "2026-11-01", "2027-01-01")];
        let last_day = [decided("own", 1, Approve, "2026-11-01", "2026-11-22")];
        let ended = [decided("own", 1, Approve, "2026-11-01", "2026-11-21")];
        let later = [decided("own", 1, Approve, "2026-12-01", "2027-01-01")];
        let banned = [decided("vendor", 1, Prohibit, "2026-11-10", "")];
        let lifted = [banned[0].clone(), decided("vendor", 2, Approve, "2026-11-20", "")];
        let held = [decided("every", 1, Hold, "2026-11-10", "2026-11-15")];
        let suspended = [approved[0].clone(), happened("own", 2, What::Suspend)];
        let retired = [approved[0].clone(), happened("own", 2, What::Retire)];
        let from_above = [happened("every", 1, What::Trigger { suspends: true })];
        let own_ban = [decided("own", 1, Prohibit, "2026-11-05", "")];
        let banned_and_suspended = [own_ban[0].clone(), happened("own", 2, What::Suspend)];
        for (own, wider, word, why) in [
            (&[][..], vec![], "undecided", None),
            (&approved[..], vec![], "approve", Some(("own 1", "2026-11-01"))),
            (&last_day[..], vec![], "approve", Some(("own 1", "2026-11-01"))),
            (&ended[..], vec![], "expired", Some(("own 1", "2026-11-01"))),
            (&later[..], vec![], "not-yet-valid", Some(("own 1", "2026-12-01"))),
            (&suspended[..], vec![], "suspended", Some(("own 2", "2026-11-02"))),
            (&retired[..], vec![], "retired", Some(("own 2", "2026-11-02"))),
            (&banned_and_suspended[..], vec![], "prohibit", Some(("own 1", "2026-11-05"))),
            (&approved[..], vec![&banned[..]], "prohibit", Some(("vendor 1", "2026-11-10"))),
            (&[][..], vec![&banned[..]], "prohibit", Some(("vendor 1", "2026-11-10"))),
            (&ended[..], vec![&banned[..], &held[..]], "prohibit", Some(("vendor 1", "2026-11-10"))),
            (&own_ban[..], vec![&banned[..]], "prohibit", Some(("own 1", "2026-11-05"))),
            (&retired[..], vec![&banned[..]], "retired", Some(("own 2", "2026-11-02"))),
            (&suspended[..], vec![&banned[..]], "prohibit", Some(("vendor 1", "2026-11-10"))),
            (&approved[..], vec![&lifted[..]], "approve", Some(("own 1", "2026-11-01"))),
            (&approved[..], vec![&held[..]], "hold", Some(("every 1", "2026-11-10"))),
            (&approved[..], vec![&from_above[..]], "suspended", Some(("every 1", "2026-11-01"))),
        ] {
            let standing = stands(own, &wider, today);
            let said = standing.why().zip(standing.since());
            assert_eq!((standing.word(), said), (word, why.map(|(why, since)| (why, day(since)))));
        }
    }
}
