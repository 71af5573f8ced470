//! The numbers of `bounded-ledger/1`. Every one stands in the framework's file; none stands in code.

/// The id of the floor that too little evidence puts under the tier.
pub const CONFIDENCE: &str = "confidence";
/// The id of the floor under which controls cannot bring the tier.
pub const MAX_TIER_DROP: &str = "max-tier-drop";
/// The ids of the floors that the method itself knows: no knock-out is called so.
pub const OWN_FLOORS: [&str; 2] = [CONFIDENCE, MAX_TIER_DROP];

/// How strong the evidence for an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing but the answer.
    #[default]
    None,
    /// The vendor or somebody responsible says so.
    Statement,
    /// A document was read.
    Document,
    /// An independent party attests it.
    Attestation,
    /// We tried it.
    Tested,
}

impl Grade {
    /// Every grade with its name in files, weakest first.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("none", Self::None),
        ("statement", Self::Statement),
        ("document", Self::Document),
        ("attestation", Self::Attestation),
        ("tested", Self::Tested),
    ];

    /// The name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// What it means where the framework does not say it in words of its own.
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::None => "Nothing but the answer.",
            Self::Statement => "The vendor or somebody responsible says so.",
            Self::Document => "A document was read.",
            Self::Attestation => "An independent party attests it.",
            Self::Tested => "We tried it ourselves.",
        }
    }

    /// The grade this many steps lower, not below none.
    #[must_use]
    pub fn lower(self, steps: u64) -> Self {
        let at = (self as u64).saturating_sub(steps);
        Self::NAMES[usize::try_from(at).unwrap_or(0)].1
    }
}

/// What is recommended or decided, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// May be used.
    Approve,
    /// May be used while conditions are kept.
    ApproveWithConditions,
    /// May be used within narrower limits.
    Restrict,
    /// May not be used until something is known.
    Hold,
    /// May not be used.
    Prohibit,
}

impl Disposition {
    /// Every decision with its name in files, mildest first.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("approve", Self::Approve),
        ("approve-with-conditions", Self::ApproveWithConditions),
        ("restrict", Self::Restrict),
        ("hold", Self::Hold),
        ("prohibit", Self::Prohibit),
    ];

    /// The name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// A class of risk that carries a decision and a review interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The id, which is also its name.
    pub id: String,
    /// The fewest points, as shown, that are of this tier.
    pub from: u32,
    /// What is recommended.
    pub decision: Disposition,
    /// Days until the next review.
    pub review_days: u32,
}

/// The numbers of the method. Percentages are 0 to 100; points are 0 to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scoring {
    /// Percent of the inherent points that perfect controls remove.
    pub max_effect: u8,
    /// Percent of effect that is left when the weakest key answer is worth nothing.
    pub key_cap_base: u8,
    /// Percent of each of the next criteria that is added to the worst one.
    pub breadth_rate: u8,
    /// How many criteria after the worst one are added.
    pub breadth_count: u8,
    /// Criteria with fewer inherent points are not asked.
    pub material_from: u8,
    /// How many tiers below the inherent one the tier may lie.
    pub max_tier_drop: u8,
    /// By how many tiers a waiver lowers the floor of a knock-out.
    pub waiver_steps: u8,
    /// The most credit to which a compensating control lifts an answer.
    pub compensating_cap: u8,
    /// The credit of an accepted "does not apply".
    pub not_applicable_credit: u8,
    /// Days after which evidence counts one grade lower, and again after as many.
    pub stale_days: u32,
    /// How many of the highest exposure factors are averaged.
    pub exposure_count: u8,
    /// What the review interval is divided by where the risk asks for it.
    pub review_divisor: u32,
    /// The fewest days between reviews after the division.
    pub review_least_days: u32,
    /// Index of the floor where `evidence-at-least` is not met.
    pub evidence_floor: usize,
    /// An answer with weaker evidence does not clear its knock-out.
    pub knock_out_grade: Grade,
    /// Percent of the asked key questions; fewer answered means hold.
    pub answered_least: u8,
    /// Weak answers become conditions in criteria with at least this residual.
    pub condition_from: u8,
    /// The credit under which a key answer is weak.
    pub condition_target_key: u8,
    /// The credit under which any other answer is weak.
    pub condition_target: u8,
    /// Confidence below this percentage is low.
    pub confidence_low: u8,
    /// Confidence from this percentage on is high, which is only a label.
    pub confidence_high: u8,
    /// Inherent points by exposure (row) and impact (column); never falling along either.
    pub inherent: [[u8; 5]; 5],
    /// The most credit that an answer of each grade earns, weakest grade first; never falling.
    pub evidence: [u8; 5],
    /// The tiers, lowest first; the first begins at 0.
    pub tiers: Vec<Tier>,
}

impl Scoring {
    /// The most credit that an answer of this grade earns.
    #[must_use]
    pub fn cap(&self, grade: Grade) -> u8 {
        self.evidence[grade as usize]
    }

    /// The credit under which the answer to a question is weak; `is_key` says whether it is a key question.
    #[must_use]
    pub const fn condition_target_of(&self, is_key: bool) -> u8 {
        if is_key { self.condition_target_key } else { self.condition_target }
    }

    /// Index of the highest tier.
    #[must_use]
    pub fn top(&self) -> usize {
        self.tiers.len() - 1
    }

    /// Index of the tier of points given in tenths.
    #[must_use]
    pub fn tier_of(&self, tenths: i128) -> usize {
        self.tiers.iter().rposition(|tier| i128::from(tier.from) * 10 <= tenths).unwrap_or(0)
    }
}
