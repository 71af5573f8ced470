//! The codes: why something is not allowed, or cannot be told, in the order in which the first decides.

/// Declares the codes once, in the order in which the first of them decides.
macro_rules! codes {
    ($($name:ident = $code:literal, $exit:literal, $meaning:literal, $remedy:literal;)+) => {
        /// Why something is not allowed, or cannot be told. A code is never reused for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $name,)+ }

        impl Code {
            /// Every code, in the order in which the first one decides.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as people and programs see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The exit code that it leads to.
            #[must_use]
            pub const fn exit(self) -> u8 {
                match self { $(Self::$name => $exit,)+ }
            }

            /// What it says, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)+ }
            }

            /// What to do about it, in one sentence.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy,)+ }
            }
        }
    };
}

codes! {
    Altered = "altered", 2, "The register is not what it was.",
        "Find out with `plimsoll verify` which file changed, and restore it from git or a backup.";
    Unreadable = "unreadable", 2, "A file of the register cannot be read.",
        "Mend the file that is named; `plimsoll verify` says where.";
    NewerSchema = "newer-schema", 2, "A file was written by a newer version of the program.",
        "Install a newer plimsoll.";
    AmbiguousUse = "ambiguous-use", 2, "The tool has several uses and none is named.",
        "Say which use is meant.";
    BadRequest = "bad-request", 2, "The request itself is wrong.",
        "Correct what was asked.";
    NotRegistered = "not-registered", 1, "The register knows no such tool or use.",
        "Ask for it: it must be assessed and decided before use.";
    Undecided = "undecided", 1, "Nobody has decided yet.",
        "Ask for a decision; until then it may not be used.";
    Retired = "retired", 1, "The use has ended.",
        "Do not use it; a new decision would bring it back.";
    Withdrawn = "withdrawn", 1, "The permission was taken back.",
        "Stop using it; a new decision would be needed.";
    Prohibited = "prohibited", 1, "It is prohibited.",
        "Stop using it; use what is named instead.";
    Suspended = "suspended", 1, "It is suspended until the next decision.",
        "Wait for the next decision.";
    Hold = "hold", 1, "It is on hold until something is known.",
        "Wait until what is missing is known and decided on.";
    NotYetValid = "not-yet-valid", 1, "The decision does not hold yet.",
        "Wait for the day on which the decision begins.";
    Expired = "expired", 1, "The decision has expired.",
        "Have it assessed and decided again.";
    AssessmentNewerThanDecision = "assessment-newer-than-decision", 1, "A newer assessment has not been decided on.",
        "Have the newest assessment decided on.";
    AssessmentTooOld = "assessment-too-old", 1, "The assessment is older than a decision may rest on.",
        "Have it assessed again.";
    AboveCeiling = "above-ceiling", 1, "The context is above the ceiling of the decision.",
        "Ask for less, or have the wider use assessed and decided.";
    OutsideVersion = "outside-version", 1, "The client version is outside the decision.",
        "Use a version that the decision covers.";
    OutsideEdition = "outside-edition", 1, "The edition is outside the decision.",
        "Use an edition that the decision covers.";
    OutsideTeam = "outside-team", 1, "The team is outside the decision.",
        "Ask for a decision or an exception for this team.";
    WaiverEnded = "waiver-ended", 1, "A waiver, or the acceptance of a risk, has ended.",
        "Mend what was waived, or have it decided again.";
    ConditionOverdue = "condition-overdue", 1, "A condition was not met in time.",
        "Meet the condition and record it.";
    ConditionOpen = "condition-open", 1, "A condition must be met before use.",
        "Meet the condition before use and record it.";
    ApproverNotAuthorised = "approver-not-authorised", 1, "Those who approved may not approve this today.",
        "Have it approved by somebody whom policy names.";
    EvidenceStale = "evidence-stale", 1, "Evidence that the assessment relied on has expired.",
        "Renew the evidence and have it assessed again.";
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether an exception may lift it: never a prohibition, an exit 2, or what is not registered.
    #[must_use]
    pub fn may_be_lifted(self) -> bool {
        self.exit() == 1 && !matches!(self, Self::Prohibited | Self::NotRegistered)
    }
}
