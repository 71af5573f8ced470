//! Which tiers are still possible, in the words that every kind of interview shows.

use plimsoll::framework::Framework;
use plimsoll::score::bounds::Bounds;

/// A piece of the sentence, and the tier that it names, where it is one.
pub type TierWord = (String, Option<usize>);

/// The tier so far, and what it can still become while so many questions are open; nothing is sure before
/// the context is known. Where questions were skipped, the points are the most that they can be.
pub fn possible(framework: &Framework, bounds: Option<Bounds>, left: usize, skipped: bool) -> Vec<TierWord> {
    let Some(bounds) = bounds else { return vec![("Tier: after the context".to_owned(), None)] };
    let tier = |at: usize| (framework.scoring().tiers[at].id.to_uppercase(), Some(at));
    let word = |text: &str| (text.to_owned(), None);
    let mut words = match (left, bounds.settled()) {
        (0, _) => vec![word("Tier "), tier(bounds.highest)],
        (_, true) => vec![word("Tier "), tier(bounds.highest), word(", settled")],
        (_, false) => vec![
            word("Tier so far "),
            tier(bounds.highest),
            word(", can still be "),
            tier(bounds.lowest),
            word(" to "),
            tier(bounds.highest),
        ],
    };
    words.push(if bounds.least == bounds.most {
        (format!(" ({}{} points)", if skipped { "at most " } else { "" }, bounds.most.shown()), None)
    } else {
        (format!(" ({} to {} points)", bounds.least.shown(), bounds.most.shown()), None)
    });
    words
}
