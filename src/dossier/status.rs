//! How a use stands on a day, whatever somebody asks for within the limits of its decision: the gate's
//! answer, without what only a request can show. Lists, pages and reports say this.

use crate::assessment::{ChainEntry, Decision};
use crate::date::Day;
use crate::framework;
use crate::gate::{self, Case, Fact, Reach, Reason, ReasonCode, Request, Verdict};

/// What only a request can show.
const OF_REQUEST: [ReasonCode; 4] =
    [ReasonCode::AboveCeiling, ReasonCode::OutsideVersion, ReasonCode::OutsideEdition, ReasonCode::OutsideTeam];

/// What forbids a use altogether.
const ALTOGETHER: [ReasonCode; 5] =
    [ReasonCode::Retired, ReasonCode::Withdrawn, ReasonCode::Prohibited, ReasonCode::Suspended, ReasonCode::Hold];

/// How a use stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    verdict: Verdict,
}

impl Status {
    /// What a verdict on the default request says.
    #[must_use]
    pub fn new(mut verdict: Verdict) -> Self {
        verdict.reasons.retain(|reason| !OF_REQUEST.contains(&reason.code));
        // Who forbids it says more than that nobody decided about it, or that nobody knows it.
        verdict.reasons.sort_by_key(|reason| (silent(reason.code), reason.code));
        Self { verdict }
    }

    /// How a case stands on a day.
    #[must_use]
    pub fn of(case: &Case<'_>, day: Day) -> Self {
        Self::new(gate::judge(case, &Request::default(), day))
    }

    /// The reason that decides; `None` where the use is allowed.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        self.verdict.reasons.first()
    }

    /// Everything against it, the reason that decides first.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.verdict.reasons
    }

    /// The code of the reason that decides; `None` where the use is allowed.
    #[must_use]
    pub fn code(&self) -> Option<ReasonCode> {
        self.reason().map(|reason| reason.code)
    }

    /// Whether it may be used; `None` where nothing is decided.
    #[must_use]
    pub fn allowed(&self) -> Option<bool> {
        match self.code() {
            None => Some(true),
            Some(ReasonCode::Undecided) => None,
            Some(_) => Some(false),
        }
    }

    /// Whether it is forbidden or stopped altogether: then nothing else that speaks against it matters.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.code().is_some_and(|code| ALTOGETHER.contains(&code))
    }

    /// The decision behind it.
    #[must_use]
    pub fn decision(&self) -> Option<&ChainEntry<Decision>> {
        self.verdict.decision.as_ref()
    }

    /// The decision that is in force: one that allows, prohibits or holds, and that nothing has stopped.
    #[must_use]
    pub fn in_force(&self) -> Option<framework::Disposition> {
        let decision = &self.decision()?.record;
        matches!(self.code(), None | Some(ReasonCode::Prohibited | ReasonCode::Hold)).then_some(decision.decision)
    }

    /// The last day of the decision behind it.
    #[must_use]
    pub fn until(&self) -> Option<Day> {
        self.verdict.until
    }

    /// One word for data: that of the decision where it allows the use, else the code of what is against.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (self.code(), self.decision()) {
            (Some(code), _) => code.as_str(),
            (None, Some(made)) => made.record.decision.as_str(),
            // Without a reason against it there is a decision.
            (None, None) => ReasonCode::Undecided.as_str(),
        }
    }

    /// The same for people: `approve with conditions`, `on hold`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.code() {
            Some(ReasonCode::Hold) => "on hold".to_owned(),
            _ => self.word().replace('-', " "),
        }
    }

    /// Since when: the day of the event or decision behind it.
    #[must_use]
    pub fn since(&self) -> Option<Day> {
        match self.reason().map(|reason| &reason.fact) {
            Some(Fact::Forbidden { since: day, .. } | Fact::Stopped { on: day, .. } | Fact::DecidedFrom(day)) => {
                Some(*day)
            }
            _ => self.decision().map(|made| made.record.valid_from),
        }
    }

    /// Why, in the words of whoever recorded it.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self.reason().map(|reason| &reason.fact) {
            Some(Fact::Forbidden { why, .. } | Fact::Stopped { why, .. }) => Some(why),
            _ => self.decision().map(|made| made.record.rationale.as_str()),
        }
    }

    /// How far what decides reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self.reason().map(|reason| &reason.fact) {
            Some(Fact::Forbidden { reach, .. } | Fact::Stopped { reach, .. }) => reach.clone(),
            _ => Reach::Use,
        }
    }

    /// In a few words: `restrict until 2027-01-06`, `prohibited since 2026-07-10 (vendor anthropic)`.
    #[must_use]
    pub fn text(&self) -> String {
        let words = self.words();
        let day = |before: &str, day: Option<Day>| day.map_or_else(String::new, |day| format!(" {before} {day}"));
        let decision = self.decision().map(|made| made.record.decision.as_str().replace('-', " "));
        let until = day("until", self.until());
        match (self.code(), decision) {
            (None, _) => format!("{words}{until}"),
            (Some(ReasonCode::Undecided | ReasonCode::NotRegistered), _) | (Some(_), None) if !self.is_stopped() => {
                words
            }
            (Some(ReasonCode::Expired), Some(decision)) => format!("{words}{} ({decision})", day("on", self.ended())),
            (Some(ReasonCode::NotYetValid), Some(decision)) => format!("{decision}{}", day("from", self.since())),
            (Some(_), _) if self.is_stopped() => {
                let reach = self.reach().short().map_or_else(String::new, |reach| format!(" ({reach})"));
                format!("{words}{}{reach}", day("since", self.since()))
            }
            (Some(_), decision) => format!("{words} ({}{until})", decision.unwrap_or_default()),
        }
    }

    /// The day on which the decision ended.
    fn ended(&self) -> Option<Day> {
        match self.reason()?.fact {
            Fact::DecidedUntil(day) => Some(day),
            _ => self.until(),
        }
    }
}

/// Whether a code is about what somebody asks for, and not about how the use stands.
#[must_use]
pub fn is_of_request(code: ReasonCode) -> bool {
    OF_REQUEST.contains(&code)
}

/// Whether a code says nothing of what was decided.
fn silent(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::NotRegistered | ReasonCode::Undecided | ReasonCode::NotAuthorised | ReasonCode::AgainstPolicy
    )
}
