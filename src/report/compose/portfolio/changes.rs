//! What changed since a day: tiers and standings, and what did it.

use crate::assessment::Assessment;
use crate::assessment::change::between;
use crate::date::Day;

use super::super::standing::standing;
use super::super::{tier_of_outcome, titles};
use super::{PortfolioUse, RegisterUse, count, title_of};
use crate::report::view::portfolio::{Changes, MovedUse};
use crate::report::wording;

/// The assessment that was the newest on a day.
pub(super) fn assessed_on<'a>(entry: &RegisterUse<'a>, day: Day) -> Option<&'a Assessment> {
    let then = entry.gate.own.iter().rev().filter_map(|entry| entry.record.assessment());
    then.into_iter().find(|assessment| assessment.header.as_of <= day)
}

/// What changed since a day; worse ones first.
pub(super) fn changes(known: &[PortfolioUse<'_>], day: Day) -> Changes {
    let mut moved = Vec::new();
    let mut new = Vec::new();
    for one in known {
        let Some(now) = one.assessment else { continue };
        let Some(then) = assessed_on(&one.entry, day) else {
            new.push(one.about());
            continue;
        };
        let (before, after) = (tier_of_outcome(&then.outcome), tier_of_outcome(&now.outcome));
        let (was, is) = (standing(&one.entry.gate, day).word, one.row.standing.word.clone());
        if before == after && was == is {
            continue;
        }
        moved.push(MovedUse { about: one.about(), because: because(one, then, now), before, after, was, is });
    }
    let step = |one: &MovedUse| i16::from(one.after.rank) - i16::from(one.before.rank);
    moved.sort_by(|a, b| step(b).cmp(&step(a)).then_with(|| a.about.cmp(&b.about)));
    let rose = moved.iter().filter(|one| step(one) > 0).count();
    let fell = moved.iter().filter(|one| step(one) < 0).count();
    Changes {
        since: day.to_string(),
        summary: format!(
            "Since {day} the tier of {} rose and of {} fell; {} came in.",
            count(rose, "use", "uses"),
            count(fell, "use", "uses"),
            count(new.len(), "use", "uses")
        ),
        moved,
        new,
    }
}

/// What did it: floors that came or went, then the criterion that moved most.
fn because(one: &PortfolioUse<'_>, then: &Assessment, now: &Assessment) -> String {
    if then.header == now.header {
        return one.row.standing.sentence.clone();
    }
    let change = between(then, now);
    let mut reasons: Vec<String> = change
        .floors
        .iter()
        .filter_map(|(id, was, is)| match (was, is) {
            (None, Some(tier)) => Some(format!("now at least {tier}: {}", titles::of_floor(one.entry.framework, id))),
            (Some(tier), None) => {
                Some(format!("no longer at least {tier}: {}", titles::of_floor(one.entry.framework, id)))
            }
            _ => None,
        })
        .take(3)
        .collect();
    reasons.extend(change.criteria.first().map(|(id, was, is)| {
        let title = title_of(one.entry.framework, id);
        format!("{title} {} to {}", wording::points(*was), wording::points(*is))
    }));
    if reasons.is_empty() { "the same answers, decided otherwise".to_owned() } else { reasons.join("; ") }
}
