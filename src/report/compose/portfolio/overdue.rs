//! What is late, and how long decisions take.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::gate;

use super::super::{clip, late};
use super::{Known, first_record};
use crate::report::view::portfolio::{Count, Flow, Overdue};

/// Everything that is overdue on the day, the longest first.
pub(super) fn overdue(known: &[Known<'_>], today: Day) -> Vec<Overdue> {
    let mut list = Vec::new();
    for one in known {
        let mut add = |what: String, owner: &str, due: Day| {
            let days = late(today, due);
            if days > 0 {
                list.push(Overdue {
                    about: one.about(),
                    tier: one.row.tier.clone(),
                    what,
                    owner: owner.to_owned(),
                    due: due.to_string(),
                    days,
                });
            }
        };
        let owner = one.row.owner.as_str();
        let standing = one.row.standing.word.as_str();
        if let Some(assessment) = one.assessment.filter(|_| standing != "retired") {
            add("review".to_owned(), owner, assessment.review_due());
        }
        // What may not be used at all owes nobody a condition.
        if ["prohibited", "withdrawn", "retired"].contains(&standing) {
            continue;
        }
        let Some((decision, open)) = gate::owed(one.entry.gate.own, today) else { continue };
        for condition in open {
            if let Some(due) = condition.due {
                let what = format!("condition {}: {}", condition.id, clip(&condition.text, 120));
                add(what, condition.owner.as_deref().unwrap_or(owner), due);
            }
        }
        if let Some(until) = decision.valid_until.filter(|_| decision.allows()) {
            add("a new decision".to_owned(), owner, until);
        }
        for waiver in &decision.waivers {
            add(format!("the waiver of {}", waiver.id), &waiver.approver, waiver.until);
        }
    }
    list.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| (&a.about, &a.what).cmp(&(&b.about, &b.what))));
    list
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
pub(super) fn flow(known: &[Known<'_>]) -> Vec<Flow> {
    let mut days: BTreeMap<&'static str, Vec<i64>> = BTreeMap::new();
    for one in known {
        let records = one.entry.gate.own;
        let Some(first) = first_record(records) else { continue };
        let Some(decision) = records.iter().find_map(|(_, record)| record.decision()) else { continue };
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
            Flow {
                route: route.to_owned(),
                uses: days.len(),
                median_days: days[(days.len() - 1) / 2],
                most_days: days.last().copied().unwrap_or(0),
            }
        })
        .collect()
}
