//! Other ways of the same effort: also those that help less than another choice in the same criterion.

use std::collections::BTreeSet;

use super::search::{MOST_COMPARED, Search, Subset};

/// The most choices that are tried: other ways are of use, but nobody waits for all of them.
const MOST_TRIED: usize = 20_000;

/// A walk through the criteria, a choice of each.
struct OtherWays<'s> {
    search: &'s Search,
    /// For each criterion and each effort: the lowest residual and the highest strength that it buys.
    bought: Vec<Vec<(i128, i128)>>,
    /// For each criterion: what it and those after it take at least.
    least: Vec<usize>,
    tried: usize,
}

impl Search {
    /// Adds the other ways of this effort, which is the least.
    pub(super) fn others(&self, effort: usize, found: &mut BTreeSet<Vec<usize>>) {
        if found.is_empty() {
            return;
        }
        let bought = self.groups.iter().map(|group| {
            (0..=effort)
                .map(|most| {
                    let within = || group.all.iter().filter(|choice| choice.cost <= most);
                    let residual = within().map(|choice| choice.residual).min().unwrap_or(i128::MAX);
                    (residual, within().map(|choice| choice.strength).max().unwrap_or(0))
                })
                .collect()
        });
        let cost = |at: usize| self.groups[at].all.iter().map(|choice| choice.cost).min().unwrap_or(0);
        let mut least = vec![0; self.groups.len() + 1];
        for at in (0..self.groups.len()).rev() {
            least[at] = least[at + 1] + cost(at);
        }
        let mut walk = OtherWays { search: self, bought: bought.collect(), least, tried: 0 };
        walk.on(0, effort, &mut Vec::new(), found);
    }

    /// Whether criteria with these residuals, and a rise of strength by so much, reach the tier.
    fn reaches(&self, residuals: impl Iterator<Item = i128>, strength: i128) -> bool {
        let mut residuals: Vec<i128> = residuals.collect();
        residuals.sort_unstable_by(|a, b| b.cmp(a));
        let highest = residuals.first().copied().unwrap_or(0);
        let counted = usize::try_from(self.counted).unwrap_or(usize::MAX);
        let next: i128 = residuals.iter().take(counted).skip(1).sum();
        strength >= self.strength && 20 * (100 * highest + self.rate * next) < self.limit
    }
}

impl OtherWays<'_> {
    /// Goes on at a criterion, with so much left to spend.
    fn on(&mut self, at: usize, left: usize, chosen: &mut Vec<Subset>, found: &mut BTreeSet<Vec<usize>>) {
        if found.len() >= MOST_COMPARED || self.tried >= MOST_TRIED || self.least[at] > left {
            return;
        }
        self.tried += 1;
        let rest = at..self.search.groups.len();
        // No criterion after this one gets more than what the others leave of it.
        let bought: Vec<(i128, i128)> = rest
            .map(|one| {
                let own = self.least[one] - self.least[one + 1];
                self.bought[one][left - (self.least[at] - own)]
            })
            .collect();
        let residuals = chosen.iter().map(|choice| choice.residual).chain(bought.iter().map(|(residual, _)| *residual));
        let strength: i128 =
            chosen.iter().map(|choice| choice.strength).chain(bought.iter().map(|(_, rise)| *rise)).sum();
        if !self.search.reaches(residuals, strength) {
            return;
        }
        let search = self.search;
        let Some(group) = search.groups.get(at) else {
            let choices = search.groups.iter().zip(chosen.iter());
            let mut set: Vec<usize> = choices.flat_map(|(group, choice)| group.bettered(choice)).collect();
            set.sort_unstable();
            found.insert(set);
            return;
        };
        for choice in group.all.iter().filter(|choice| choice.cost <= left) {
            chosen.push(*choice);
            self.on(at + 1, left - choice.cost, chosen, found);
            chosen.pop();
        }
    }
}
