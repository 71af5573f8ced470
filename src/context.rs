//! What applies: the levels of the factors, and which criteria and questions they bring up.

use std::collections::BTreeMap;

use crate::framework::{ContextCondition, Contradiction, Framework, HIGHEST_LEVEL};

/// The levels of a framework's factors in one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    levels: Vec<Option<u8>>,
}

/// Whether a question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It is asked and counts in everything.
    Asked,
    /// Its criterion is not material, but its knock-out may be hit: it is asked and counts for that floor only.
    FloorOnly,
    /// It is not asked.
    Hidden,
}

/// How much of the framework is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everything that applies.
    #[default]
    Full,
    /// The key questions of material criteria; all others are left out of everything.
    Keys,
}

impl Scope {
    /// Every scope with its name in files.
    pub const NAMES: [(&'static str, Self); 2] = [("full", Self::Full), ("keys", Self::Keys)];

    /// The name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// What the context alone makes of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inherent {
    /// How bad a loss would be, 0 to 4.
    pub impact: u8,
    /// How easily it could happen, 0 to 4.
    pub exposure: u8,
    /// Inherent points, 0 to 100.
    pub points: u8,
    /// Whether its questions are asked.
    pub material: bool,
}

impl Context {
    /// The levels by the ids of factors; a factor left out is unknown, an id that is no factor is ignored.
    #[must_use]
    pub fn new(framework: &Framework, levels: &BTreeMap<String, u8>) -> Self {
        let level = |id: &String| levels.get(id).map(|level| (*level).min(HIGHEST_LEVEL));
        Self { levels: framework.factors().iter().map(|factor| level(&factor.id)).collect() }
    }

    /// The same with every unknown factor at 0.
    #[must_use]
    pub fn mildest(&self) -> Self {
        Self { levels: self.levels.iter().map(|level| Some(level.unwrap_or(0))).collect() }
    }

    /// The level of a factor by its index; the highest where it is unknown.
    #[must_use]
    pub fn level(&self, factor: usize) -> u8 {
        self.levels[factor].unwrap_or(HIGHEST_LEVEL)
    }

    /// The level of a factor by its index, where it is known.
    #[must_use]
    pub fn known(&self, factor: usize) -> Option<u8> {
        self.levels[factor]
    }

    /// Whether a condition holds, unknown factors counting as the highest level.
    #[must_use]
    pub fn holds(&self, condition: &ContextCondition) -> bool {
        condition.holds(&|factor| self.level(factor))
    }

    /// Whether a condition holds even if every unknown factor were 0.
    #[must_use]
    pub fn holds_for_certain(&self, condition: &ContextCondition) -> bool {
        condition.holds(&|factor| self.levels[factor].unwrap_or(0))
    }

    /// What it makes of a criterion.
    #[must_use]
    pub fn inherent(&self, framework: &Framework, criterion: usize) -> Inherent {
        let criterion = &framework.criteria()[criterion];
        let scoring = framework.scoring();
        let impact = criterion.impact.iter().map(|factor| self.level(*factor)).max().unwrap_or(0);
        let mut levels: Vec<u8> = criterion.exposure.iter().map(|factor| self.level(*factor)).collect();
        levels.sort_unstable_by(|a, b| b.cmp(a));
        levels.truncate(usize::from(scoring.exposure_count));
        let sum: usize = levels.iter().map(|level| usize::from(*level)).sum();
        let count = levels.len().max(1);
        let exposure = (2 * sum + count) / (2 * count);
        let points = scoring.inherent[exposure][usize::from(impact)];
        Inherent {
            impact,
            // A mean of levels is a level.
            exposure: u8::try_from(exposure).unwrap_or(HIGHEST_LEVEL),
            points,
            material: points >= scoring.material_from,
        }
    }

    /// Whether a question is put, its criterion being material or not.
    #[must_use]
    pub fn applies(&self, framework: &Framework, question: usize, material: bool, scope: Scope) -> Applies {
        let question = &framework.questions()[question];
        if !self.holds(&question.when) || (scope == Scope::Keys && !(question.key && material)) {
            return Applies::Hidden;
        }
        match &question.knock_out {
            _ if material => Applies::Asked,
            Some(knock_out) if self.holds(&knock_out.when) => Applies::FloorOnly,
            _ => Applies::Hidden,
        }
    }

    /// The statements of the context that cannot both be true. Unknown factors contradict nothing.
    pub fn contradictions<'f>(&self, framework: &'f Framework) -> impl Iterator<Item = &'f Contradiction> {
        framework
            .contradictions()
            .iter()
            .filter(|contradiction| self.holds_for_certain(&contradiction.when) && !self.holds(&contradiction.then))
    }
}
