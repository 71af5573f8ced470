//! Values of the engine as the view shows them: tiers, tenths, percent, days, clipped texts.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};

use crate::assessment::Outcome;
use crate::date::Day;
use crate::framework::Scoring;
use crate::score::Ratio;

use super::super::view::picture::TierBand;
use super::super::view::{NamedText, Tenths, TierView};

/// A tier of these numbers by its place.
pub(super) fn tier_of(scoring: &Scoring, tier: usize) -> TierView {
    let small = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
    TierView::new(&scoring.tiers[tier].id, small(tier), small(scoring.tiers.len()))
}

/// The tier that a recorded result came to.
pub(super) fn tier_of_outcome(outcome: &Outcome) -> TierView {
    TierView::new(&outcome.tier, outcome.rank.0, outcome.rank.1)
}

/// The tiers as stretches of the scale from 0 to 100.
pub(super) fn bands(scoring: &Scoring) -> Vec<TierBand> {
    let ends = scoring.tiers.iter().skip(1).map(|tier| tier.from).chain([100]);
    let tiers = scoring.tiers.iter().enumerate().zip(ends);
    tiers.map(|((at, tier), to)| TierBand { tier: tier_of(scoring, at), from: tier.from, to }).collect()
}

/// Points in tenths, half up.
pub(super) fn tenths(value: Ratio) -> Tenths {
    Tenths(i32::try_from(value.tenths()).unwrap_or(i32::MAX))
}

/// Points of a record in tenths, half up.
pub(super) fn tenths_of(value: Decimal) -> Tenths {
    let rounded = (value * Decimal::TEN).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Tenths(rounded.to_i32().unwrap_or(i32::MAX))
}

/// A whole number of points.
pub(super) fn whole(points: u8) -> Tenths {
    Tenths(i32::from(points) * 10)
}

/// A fraction of 1 of a record in whole percent, half up.
pub(super) fn percent_of(value: Decimal) -> u8 {
    (value * Decimal::ONE_HUNDRED)
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_u8()
        .unwrap_or(100)
}

/// How many percent a part is of a whole, half up; 0 of nothing.
pub(super) fn percent(part: usize, whole: usize) -> u8 {
    let percent = (200 * part + whole).checked_div(2 * whole).unwrap_or(0);
    u8::try_from(percent).unwrap_or(100)
}

/// The days by which something due is overdue; 0 where it is not.
pub(super) fn late(today: Day, due: Day) -> i64 {
    today.days_since(due).max(0)
}

pub(super) fn named(name: impl Into<String>, text: impl Into<String>) -> NamedText {
    NamedText { name: name.into(), text: text.into() }
}

/// A text for a place with little room: its first words.
pub(super) fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most).collect();
    let end = short.rfind(char::is_whitespace).filter(|end| *end > short.len() / 2).unwrap_or(short.len());
    format!("{} …", short[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_the_score_does() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(tenths_of(decimal("42.65")), Tenths(427));
        assert_eq!(tenths_of(decimal("42.649999")), Tenths(426));
        assert_eq!(percent_of(decimal("0.745")), 75);
        assert_eq!((percent(1, 3), percent(1, 2), percent(1, 200), percent(0, 0)), (33, 50, 1, 0));
    }

    #[test]
    fn clips_at_a_word() {
        assert_eq!(clip("one two three", 20), "one two three");
        assert_eq!(clip("one two three", 9), "one two …");
        assert_eq!(clip(&"x".repeat(30), 10), format!("{} …", "x".repeat(10)));
    }
}
