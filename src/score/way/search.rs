//! Which answers to better with the least effort so that a tier is reached, found exactly.
//!
//! The points are a sum of the five highest criteria, the highest counting whole. The sum of the
//! five highest of many values is the least of `5 t + sum of what exceeds t` over all `t`. So, for a
//! fixed highest criterion and a fixed `t`, what the answers of one criterion add no longer depends
//! on the other criteria, and the cheapest choice is a knapsack of whole numbers. All highest values
//! and all `t` that can occur are tried.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Applies;

use super::super::change::Base;
use super::super::credit::effect;
use super::super::{Floor, QuestionScore, QuestionState, Score};

/// The most answers of one criterion that are looked at together; 2 to the power of it are tried.
const MOST_TOGETHER: usize = 10;
/// The most ways of the same effort among which those are chosen that help most.
pub(super) const MOST_COMPARED: usize = 40;

/// A subset of the questions of a criterion, as a mask, with what bettering them comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subset {
    mask: u32,
    pub(super) cost: usize,
    /// The residual of the criterion in parts.
    pub(super) residual: i128,
    /// By how much the sum of grade caps rises.
    pub(super) strength: i128,
}

/// What the search needs of one criterion.
pub(super) struct Group {
    /// Questions that could be bettered.
    questions: Vec<usize>,
    /// Whether there are more than were looked at together.
    more: bool,
    /// Every subset, the lowest residual first.
    pub(super) all: Vec<Subset>,
    /// Those of which none is better than another in every respect.
    choices: Vec<Subset>,
}

/// What the search looks at.
pub(super) struct Search {
    pub(super) groups: Vec<Group>,
    /// Twenty times the points are less than this, in parts, so that they are shown under the limit.
    pub(super) limit: i128,
    pub(super) rate: i128,
    /// How many criteria count, the highest among them.
    pub(super) counted: i128,
    /// By how much the sum of grade caps must rise; 0 or less where it may stay.
    pub(super) strength: i128,
}

impl Search {
    /// What may be bettered in a case so that a tier is reached; `then` is the score with all of it bettered.
    pub(super) fn new(base: &Base<'_>, now: &Score<'_>, then: &Score<'_>, to: usize) -> Self {
        let framework = base.framework;
        let scoring = framework.scoring();
        // Floors above the tier come from these: they are bettered whatever else is.
        let forced: Vec<usize> =
            now.floors.iter().filter(|floor| floor.tier > to).filter_map(Floor::question).collect();
        let whole = 100 * 100 * framework.scale().lists * framework.scale().counts;
        let cap = |score: &QuestionScore| match score.standing {
            QuestionState::Unknown => 0,
            _ => i128::from(scoring.cap(score.grade)),
        };
        let asked = || now.questions.iter().zip(&then.questions).filter(|(now, _)| now.applies == Applies::Asked);
        let weak = now.inherent.tier > to;
        let needed = i128::from(scoring.confidence_low) * asked().count() as i128;
        let strength = if weak { needed - asked().map(|(now, _)| cap(now)).sum::<i128>() } else { 0 };
        let groups = framework.criteria().iter().enumerate().map(|(at, criterion)| {
            let inherent = now.criteria[at].inherent;
            let count = criterion.questions.clone().filter(|question| now.counted(*question)).count() as i128;
            let helps = |question: usize| {
                let (now, then) = (&now.questions[question], &then.questions[question]);
                let stronger = weak && cap(now) < cap(then);
                now.applies != Applies::Hidden && (now.worth < then.worth || stronger || forced.contains(&question))
            };
            let mut questions: Vec<usize> = criterion.questions.clone().filter(|at| helps(*at)).collect();
            // More than so many in one criterion: those that gain most.
            questions.sort_by_key(|at| {
                let gain = then.questions[*at].worth - now.questions[*at].worth;
                (!forced.contains(at), !framework.questions()[*at].key, -gain, *at)
            });
            let more = questions.len() > MOST_TOGETHER;
            questions.truncate(MOST_TOGETHER);
            let must: u32 = (0..questions.len()).filter(|at| forced.contains(&questions[*at])).map(|at| 1 << at).sum();
            let choice = |mask: u32| {
                let bettered =
                    |at: usize| questions.iter().position(|one| *one == at).is_some_and(|place| mask >> place & 1 == 1);
                let of = |at: usize| if bettered(at) { &then.questions[at] } else { &now.questions[at] };
                let counted = || criterion.questions.clone().filter(|at| now.counted(*at));
                let sum: i128 = counted().map(|at| of(at).worth).sum();
                let keys = counted()
                    .filter(|at| framework.questions()[*at].key && now.questions[*at].applies == Applies::Asked);
                let weakest = keys.map(|at| of(at).worth).min();
                let effect = match (inherent.material, count) {
                    (false, _) => whole,
                    (true, 0) => 0,
                    (true, count) => effect(framework, sum, count, weakest).1,
                };
                let residual = i128::from(inherent.points) * (100 * whole - i128::from(scoring.max_effect) * effect);
                let asked = criterion.questions.clone().filter(|at| now.questions[*at].applies == Applies::Asked);
                let strength = if weak { asked.map(|at| cap(of(at)) - cap(&now.questions[at])).sum() } else { 0 };
                let places = (0..questions.len()).filter(|place| mask >> place & 1 == 1);
                let cost = places.map(|place| usize::from(framework.questions()[questions[place]].effort)).sum();
                Subset { mask, cost, residual, strength }
            };
            let mut all: Vec<Subset> =
                (0..1_u32 << questions.len()).filter(|mask| mask & must == must).map(choice).collect();
            all.sort_by_key(|one| (one.residual, one.cost, one.mask));
            Group { choices: undominated(&all), all, more, questions }
        });
        let groups: Vec<Group> = groups.collect();
        let from = scoring.tiers.get(to + 1).map_or(1000, |tier| i128::from(tier.from));
        Self {
            groups,
            limit: 100 * 100 * whole * (20 * from - 1),
            rate: i128::from(scoring.breadth_rate),
            counted: i128::from(scoring.breadth_count) + 1,
            strength,
        }
    }

    /// What it takes at least: the answers that must be bettered, and what the strength takes, at the most
    /// that any effort brings.
    fn least(&self) -> usize {
        let forced: usize =
            self.groups.iter().filter_map(|group| group.choices.iter().map(|choice| choice.cost).min()).sum();
        let of_one = self.groups.iter().flat_map(|group| &group.choices).filter(|choice| choice.cost > 0);
        let rounded_up = |sum: i128, parts: i128| (sum.max(0) + parts - 1) / parts;
        let most = of_one.map(|choice| rounded_up(choice.strength, choice.cost as i128)).max().unwrap_or(0);
        let strong = if most > 0 { rounded_up(self.strength, most) } else { 0 };
        forced.max(usize::try_from(strong).unwrap_or(usize::MAX))
    }

    /// Whether every set of answers is looked at.
    pub(super) fn exact(&self) -> bool {
        !self.groups.iter().any(|group| group.more)
    }

    /// The cheapest sets of questions, at most `MOST_COMPARED`, none of more than `most`.
    pub(super) fn cheapest(&self, most: usize) -> Vec<Vec<usize>> {
        if self.least() > most {
            return Vec::new();
        }
        let choices = || self.groups.iter().flat_map(|group| &group.choices);
        let values: BTreeSet<i128> = choices().map(|choice| choice.residual).chain([0]).collect();
        // No criterion falls under the lowest that its answers allow, so the highest does not either.
        let lowest = self.groups.iter().filter_map(|group| group.choices.iter().map(|choice| choice.residual).min());
        let lowest = lowest.max().unwrap_or(0);
        let dearest = |group: &Group| group.all.iter().map(|choice| choice.cost).max().unwrap_or(0);
        let mut fewest = self.groups.iter().map(dearest).sum::<usize>().min(most);
        let mut pairs: Vec<(usize, Caps)> = Vec::new();
        for highest in values.iter().copied().filter(|highest| *highest >= lowest) {
            for above in values.iter().copied().take_while(|above| *above <= highest) {
                // 20 (100 highest + rate (sum of the highest - highest)) < limit
                let room = self.limit - 1 - 20 * (100 - self.rate) * highest - 20 * self.rate * self.counted * above;
                if room < 0 {
                    break;
                }
                let excess = if self.rate == 0 { i128::MAX } else { room / (20 * self.rate) };
                let caps = Caps { highest, above, excess };
                if let Some(cost) = self.rests(caps, fewest).first().and_then(|ends| self.first_end(ends)) {
                    fewest = cost;
                    pairs.push((cost, caps));
                }
            }
        }
        let mut found = BTreeSet::new();
        for (_, caps) in pairs.into_iter().filter(|(cost, _)| *cost == fewest) {
            let rests = self.rests(caps, fewest);
            self.follow(
                &rests,
                &Left { at: 0, cost: fewest, caps, strength: self.strength.max(0) },
                &mut Vec::new(),
                &mut found,
            );
        }
        self.others(fewest, &mut found);
        found.into_iter().collect()
    }

    /// The least that must be spent for an end that is strong enough.
    fn first_end(&self, ends: &[BTreeMap<i128, i128>]) -> Option<usize> {
        ends.iter().position(|ends| ends.keys().any(|rise| *rise >= self.strength.max(0)))
    }

    /// For each criterion and each cost: the least by which it and those after it exceed `above`
    /// together, for each rise of strength that may matter; only what stays within the caps.
    fn rests(&self, caps: Caps, most: usize) -> Vec<Vec<BTreeMap<i128, i128>>> {
        let mut rests = vec![vec![BTreeMap::new(); most + 1]; self.groups.len() + 1];
        rests[self.groups.len()][0].insert(0, 0);
        for (at, group) in self.groups.iter().enumerate().rev() {
            let (before, after) = rests.split_at_mut(at + 1);
            for choice in group.choices.iter().filter(|choice| choice.residual <= caps.highest && choice.cost <= most) {
                for (spent, ends) in after[0].iter().enumerate().take(most + 1 - choice.cost) {
                    for (strength, exceeded) in ends {
                        let total: i128 = exceeded + choice.above(caps.above);
                        if total <= caps.excess {
                            let strength = (strength + choice.strength).min(self.strength.max(0));
                            let least = before[at][spent + choice.cost].entry(strength).or_insert(total);
                            *least = (*least).min(total);
                        }
                    }
                }
            }
        }
        rests
    }

    /// Walks through the choices that still lead to an end, and keeps the sets at the ends.
    fn follow(
        &self,
        rests: &[Vec<BTreeMap<i128, i128>>],
        left: &Left,
        chosen: &mut Vec<usize>,
        found: &mut BTreeSet<Vec<usize>>,
    ) {
        let mut ends = rests[left.at][left.cost].iter();
        let leads = ends.any(|(rise, exceeded)| *rise >= left.strength && *exceeded <= left.caps.excess);
        if !leads || found.len() >= MOST_COMPARED {
            return;
        }
        let Some(group) = self.groups.get(left.at) else {
            let mut set = chosen.clone();
            set.sort_unstable();
            found.insert(set);
            return;
        };
        for choice in &group.choices {
            let exceeds = choice.above(left.caps.above);
            if choice.residual > left.caps.highest || choice.cost > left.cost || exceeds > left.caps.excess {
                continue;
            }
            let length = chosen.len();
            chosen.extend(group.bettered(choice));
            let after = Left {
                at: left.at + 1,
                cost: left.cost - choice.cost,
                caps: Caps { excess: left.caps.excess - exceeds, ..left.caps },
                strength: (left.strength - choice.strength).max(0),
            };
            self.follow(rests, &after, chosen, found);
            chosen.truncate(length);
        }
    }
}

/// What the criteria may come to, in parts.
#[derive(Clone, Copy)]
struct Caps {
    /// The most that one may have.
    highest: i128,
    /// From where on values add up.
    above: i128,
    /// The most that all together may exceed `above`.
    excess: i128,
}

/// How far a walk is.
struct Left {
    /// The next criterion.
    at: usize,
    /// What is still to be spent.
    cost: usize,
    caps: Caps,
    /// By how much the strength must still rise.
    strength: i128,
}

impl Subset {
    fn above(&self, above: i128) -> i128 {
        (self.residual - above).max(0)
    }
}

impl Group {
    /// The questions that a choice betters.
    pub(super) fn bettered<'g>(&'g self, choice: &'g Subset) -> impl Iterator<Item = usize> + 'g {
        let places = self.questions.iter().enumerate();
        places.filter(|(place, _)| choice.mask >> place & 1 == 1).map(|(_, question)| *question)
    }
}

/// The choices of which no other is as cheap, as low and as strong, and better in one of the three.
fn undominated(all: &[Subset]) -> Vec<Subset> {
    let better = |a: &Subset, b: &Subset| {
        let no_worse = a.cost <= b.cost && a.residual <= b.residual && a.strength >= b.strength;
        no_worse && (a.cost, a.residual, a.strength) != (b.cost, b.residual, b.strength)
    };
    all.iter().filter(|one| !all.iter().any(|other| better(other, one))).copied().collect()
}
