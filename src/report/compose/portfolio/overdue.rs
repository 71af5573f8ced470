//! What is late, what waits, and how long decisions take.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::dossier::Status;
use crate::due::{self, DueChain, DueItem, DueKind};
use crate::person::Person;

use super::super::{clip, late};
use super::{PortfolioUse, first_record};
use crate::report::view::portfolio::{Count, DecisionTimes, Overdue, WaitingUse};

/// Everything that is overdue on the day, and every use that waits for an assessment or a decision; the
/// longest first, and uses of which nothing is recorded last.
pub(super) fn late_and_waiting(known: &[PortfolioUse<'_>], today: Day) -> (Vec<Overdue>, Vec<WaitingUse>) {
    let (mut overdue, mut waiting) = (Vec::new(), Vec::new());
    for one in known {
        let case = &one.entry.gate;
        let owner = one.entry.owner();
        let status = Status::of(case, today);
        let against = status.reasons();
        // A law that begins is nothing that anybody is late with.
        let place = DueChain { records: case.own, wider: case.wider, owner, policy: case.today, against, law: &[] };
        for item in due::items(&place, today) {
            let (about, tier, what) = (one.about(), one.row.tier.clone(), what(&item));
            let owner = item.owner.as_ref().map(Person::to_string).unwrap_or_default();
            let days = item.day.map(|day| late(today, day));
            if matches!(item.what, DueKind::AwaitingAssessment | DueKind::AwaitingDecision) {
                waiting.push(WaitingUse { about, tier, what, owner, since: item.day.map(|day| day.to_string()), days });
            } else if let (Some(day), Some(days)) = (item.day, days.filter(|days| *days > 0)) {
                overdue.push(Overdue { about, tier, what, owner, due: day.to_string(), days });
            }
        }
    }
    overdue.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| (&a.about, &a.what).cmp(&(&b.about, &b.what))));
    waiting.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| a.about.cmp(&b.about)));
    (overdue, waiting)
}

/// What is due, in words that need no heading beside them.
fn what(item: &DueItem) -> String {
    let about = clip(&item.about, 120);
    match item.what {
        DueKind::Review => "review".to_owned(),
        DueKind::Trigger => format!("a new look: {about}"),
        DueKind::Condition => format!("condition {about}"),
        DueKind::Decision => "a new decision".to_owned(),
        DueKind::Waiver => format!("the waiver of {about}"),
        DueKind::AcceptedRisk => format!("the accepted risk: {about}"),
        DueKind::Exception => format!("the exception {about}"),
        DueKind::Evidence => format!("evidence: {about}"),
        DueKind::Request => about,
        DueKind::Law => format!("law: {about}"),
        DueKind::Control => format!("the compensating control: {about}"),
        DueKind::AwaitingAssessment => format!("an assessment: {about}"),
        DueKind::AwaitingDecision => format!("a decision: {about}"),
    }
}

/// How much is overdue by age.
pub(super) fn ages(list: &[Overdue]) -> Vec<Count> {
    let within = |from: i64, to: i64| list.iter().filter(|one| (from..=to).contains(&one.days)).count();
    let ages = [
        ("by up to 30 days", within(1, 30)),
        ("by 31 to 90 days", within(31, 90)),
        ("by 91 to 180 days", within(91, 180)),
        ("by more than 180 days", within(181, i64::MAX)),
    ];
    ages.into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| Count { name: name.to_owned(), count })
        .collect()
}

/// Days from the first record of a use to its first decision, by what that record is.
pub(super) fn flow(known: &[PortfolioUse<'_>]) -> Vec<DecisionTimes> {
    let mut days: BTreeMap<&'static str, Vec<i64>> = BTreeMap::new();
    for one in known {
        let records = one.entry.gate.own;
        let Some(first) = first_record(records) else { continue };
        let Some(decision) = records.iter().find_map(|entry| entry.record.decision()) else { continue };
        let route = match first {
            crate::assessment::Record::Triage(_) => "triage",
            crate::assessment::Record::Assessment(assessment) if assessment.scope == crate::context::Scope::Keys => {
                "short run"
            }
            crate::assessment::Record::Assessment(_) => "full run",
            _ => continue,
        };
        days.entry(route).or_default().push(decision.header.as_of.days_since(first.header().as_of));
    }
    days.into_iter()
        .map(|(route, mut days)| {
            days.sort_unstable();
            DecisionTimes {
                route: route.to_owned(),
                uses: days.len(),
                median_days: days[(days.len() - 1) / 2],
                most_days: days.last().copied().unwrap_or(0),
            }
        })
        .collect()
}
