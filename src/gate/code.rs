//! The codes: why something is not allowed, or cannot be told, in the order in which the first decides.

/// Declares the codes once, in the order in which the first of them decides.
macro_rules! codes {
    ($($name:ident = $code:literal, $exit:literal, $meaning:literal;)+) => {
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
        }
    };
}

codes! {
    Altered = "altered", 2, "The register is not what it was.";
    Unreadable = "unreadable", 2, "A file of the register cannot be read.";
    NewerSchema = "newer-schema", 2, "A file was written by a newer version of the program.";
    AmbiguousUse = "ambiguous-use", 2, "The tool has several uses and none is named.";
    BadRequest = "bad-request", 2, "The request itself is wrong.";
    NotRegistered = "not-registered", 1, "The register knows no such tool or use.";
    Undecided = "undecided", 1, "Nobody has decided yet.";
    Retired = "retired", 1, "The use has ended.";
    Withdrawn = "withdrawn", 1, "The permission was taken back.";
    Prohibited = "prohibited", 1, "It is prohibited.";
    Suspended = "suspended", 1, "It is suspended until the next decision.";
    Hold = "hold", 1, "It is on hold until something is known.";
    NotYetValid = "not-yet-valid", 1, "The decision does not hold yet.";
    Expired = "expired", 1, "The decision has expired.";
    AssessmentNewerThanDecision = "assessment-newer-than-decision", 1, "A newer assessment has not been decided on.";
    AssessmentTooOld = "assessment-too-old", 1, "The assessment is older than a decision may rest on.";
    AboveCeiling = "above-ceiling", 1, "The context is above the ceiling of the decision.";
    OutsideVersion = "outside-version", 1, "The client version is outside the decision.";
    OutsideEdition = "outside-edition", 1, "The edition is outside the decision.";
    OutsideTeam = "outside-team", 1, "The team is outside the decision.";
    WaiverEnded = "waiver-ended", 1, "A waiver, or the acceptance of a risk, has ended.";
    ConditionOverdue = "condition-overdue", 1, "A condition was not met in time.";
    ConditionOpen = "condition-open", 1, "A condition must be met before use.";
    ApproverNotAuthorised = "approver-not-authorised", 1, "Those who approved may not approve this today.";
    EvidenceStale = "evidence-stale", 1, "Evidence that the assessment relied on has expired.";
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
