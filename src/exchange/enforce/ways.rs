//! For whom and up to where a use is allowed: its decision with its limits, and each exception with its
//! own. The gate is asked, never second-guessed: with a request at the limit, on each of the next days.

use std::collections::BTreeMap;

use crate::assessment::event::What;
use crate::assessment::{Decision, Record};
use crate::date::Day;
use crate::dossier::View;
use crate::framework::HIGHEST_LEVEL;
use crate::gate::{ReasonCode, Request, Verdict};

/// For how many days after its own an answer is worked out in advance.
pub const DAYS_AHEAD: i64 = 7;

/// A way in which a use is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedWay {
    /// The one team for which it is, where it is an exception.
    pub team: Option<String>,
    /// The last day on which it holds, as far as that was worked out.
    pub until: Day,
    /// The highest level of each factor; all of these hold.
    pub ceilings: Vec<BTreeMap<String, u8>>,
    /// The factors that must be named.
    pub required: Vec<String>,
    /// The versions of the client, as a range; `None` for all.
    pub versions: Option<String>,
    /// The editions; empty for all.
    pub editions: Vec<String>,
    /// The teams; empty for all.
    pub teams: Vec<String>,
}

/// What only who asks can fulfil.
const OF_WHO_ASKS: [ReasonCode; 2] = [ReasonCode::OutsideVersion, ReasonCode::OutsideEdition];

/// The ways in which a use is allowed on a day.
#[must_use]
pub fn of(view: &View<'_>, day: Day) -> Vec<AllowedWay> {
    let Some(made) = view.judge(&Request::default(), day).decision else { return Vec::new() };
    let decision = &made.record;
    let mut ways: Vec<AllowedWay> = base(view, decision, day).into_iter().collect();
    let chains = std::iter::once(&view.own.records).chain(view.wider.iter().map(|held| &held.records));
    for entry in chains.flat_map(|records| records.iter()) {
        if let Record::Event(event) = &entry.record
            && let What::Exception { team, ceiling, .. } = &event.what
        {
            ways.extend(excepted(view, team, ceiling, day));
        }
    }
    ways
}

/// By the decision itself.
fn base(view: &View<'_>, decision: &Decision, day: Day) -> Option<AllowedWay> {
    let request = Request { context: decision.ceiling.clone(), ..Request::default() };
    let holds = |verdict: &Verdict| {
        let left = |code: &ReasonCode| !OF_WHO_ASKS.contains(code) && *code != ReasonCode::OutsideTeam;
        !codes(verdict).any(|code| left(&code))
    };
    let (verdict, until) = lasting(view, &request, day, holds)?;
    way(view, &verdict, None, vec![decision.ceiling.clone()], until)
}

/// By an exception for a team.
fn excepted(view: &View<'_>, team: &str, ceiling: &BTreeMap<String, u8>, day: Day) -> Option<AllowedWay> {
    let request = |context| Request { context, team: Some(team.to_owned()), ..Request::default() };
    let holds = |verdict: &Verdict| !codes(verdict).any(|code| !OF_WHO_ASKS.contains(&code));
    let wanted = request(ceiling.clone());
    if let Some((verdict, until)) = lasting(view, &wanted, day, holds) {
        return way(view, &verdict, Some(team), vec![ceiling.clone()], until);
    }
    // What it does not lift of the ceiling, the decision's own still bounds.
    let own = view.judge(&wanted, day).decision?.record.ceiling;
    let lower = own.iter().filter_map(|(factor, level)| Some((factor.clone(), *level.min(ceiling.get(factor)?))));
    let (verdict, until) = lasting(view, &request(lower.collect()), day, holds)?;
    way(view, &verdict, Some(team), vec![own.clone(), ceiling.clone()], until)
}

/// The verdict on a day, where it holds, and the last of the next days on which the same decision still
/// says so.
fn lasting(view: &View<'_>, request: &Request, day: Day, holds: impl Fn(&Verdict) -> bool) -> Option<(Verdict, Day)> {
    let first = view.judge(request, day);
    if !holds(&first) {
        return None;
    }
    let decided = |verdict: &Verdict| verdict.decision.as_ref().map(|made| made.sha256.clone());
    let still = |day: &Day| {
        let verdict = view.judge(request, *day);
        holds(&verdict) && decided(&verdict) == decided(&first) && verdict.lifted == first.lifted
    };
    let ahead = (1..=DAYS_AHEAD).map(|days| day.plus_days(days)).take_while(still).last();
    Some((first, ahead.unwrap_or(day)))
}

/// With the limits that the verdict leaves standing.
fn way(
    view: &View<'_>,
    verdict: &Verdict,
    team: Option<&str>,
    ceilings: Vec<BTreeMap<String, u8>>,
    until: Day,
) -> Option<AllowedWay> {
    let decision = &verdict.decision.as_ref()?.record;
    let stands = |code| codes(verdict).any(|stands| stands == code);
    let named = ceilings.iter().flatten().filter(|(_, level)| **level < HIGHEST_LEVEL);
    let mut required: Vec<String> = named.map(|(factor, _)| factor.clone()).collect();
    required.retain(|_| view.today.complete_context);
    required.sort_unstable();
    required.dedup();
    Some(AllowedWay {
        team: team.map(str::to_owned),
        until,
        ceilings,
        required,
        versions: decision.client_versions.clone().filter(|_| stands(ReasonCode::OutsideVersion)),
        editions: if stands(ReasonCode::OutsideEdition) { decision.editions.clone() } else { Vec::new() },
        teams: if stands(ReasonCode::OutsideTeam) { decision.teams.clone() } else { Vec::new() },
    })
}

fn codes(verdict: &Verdict) -> impl Iterator<Item = ReasonCode> {
    verdict.reasons.iter().map(|reason| reason.code)
}
