//! The codes: why something is not allowed, or cannot be told, in the order in which the first decides.

use std::process::ExitCode;

/// The answer of a command that can give one, and its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: yes, or done.
    Yes,
    /// 1: no.
    No,
    /// 2: it could not be told, and that is itself what is printed.
    CouldNot,
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::CouldNot => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Declares the codes once, in the order in which the first of them decides.
macro_rules! codes {
    ($($name:ident = $code:literal, $exit:ident, $meaning:literal, $remedy:literal;)+) => {
        /// Why something is not allowed, or cannot be told. A code is never reused for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ReasonCode { $(#[doc = $meaning] $name,)+ }

        impl ReasonCode {
            /// Every code, in the order in which the first one decides.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as people and programs see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The answer that it leads to.
            #[must_use]
            pub const fn exit(self) -> Exit {
                match self { $(Self::$name => Exit::$exit,)+ }
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
    Altered = "altered", CouldNot, "The register was altered.",
        "Find out with `plimsoll verify` which file changed, and restore it from git or a backup.";
    Unreadable = "unreadable", CouldNot, "A file of the register cannot be read.",
        "Fix the file that is named; `plimsoll verify` says where.";
    NewerSchema = "newer-schema", CouldNot, "A file was written by a newer version of the program.",
        "Install a newer plimsoll.";
    AmbiguousUse = "ambiguous-use", CouldNot, "The tool has several uses and none is named.",
        "Say which use is meant.";
    BadRequest = "bad-request", CouldNot, "The request itself is wrong.",
        "Correct what was asked.";
    NotRegistered = "not-registered", No, "The register knows no such tool or use.",
        "Ask for it: it must be assessed and decided before use.";
    Undecided = "undecided", No, "Nobody has decided yet.",
        "Ask for a decision; until then it may not be used.";
    Retired = "retired", No, "The use has ended.",
        "Do not use it; a new decision would bring it back.";
    Withdrawn = "withdrawn", No, "The permission was taken back.",
        "Stop using it; a new decision would be needed.";
    Prohibited = "prohibited", No, "It is prohibited.",
        "Stop using it; use what is named instead.";
    Suspended = "suspended", No, "It is suspended until the next decision.",
        "Wait for the next decision.";
    Hold = "hold", No, "It is on hold until something is known.",
        "Wait until what is missing is known and decided on.";
    NotAuthorised = "not-authorised", No, "It was decided by somebody without the authority.",
        "Have it decided by those whom policy names; `plimsoll verify` names the record.";
    AgainstPolicy = "against-policy", No, "It was decided against the policy of its day.",
        "Have it decided again, within policy; `plimsoll verify` names the record.";
    NotYetValid = "not-yet-valid", No, "The decision is not in force yet.",
        "Wait for the day on which the decision begins.";
    Expired = "expired", No, "The decision has expired.",
        "Have it assessed and decided again.";
    AssessmentNewerThanDecision = "assessment-newer-than-decision", No, "A newer assessment has not been decided on.",
        "Have the newest assessment decided on.";
    AssessmentTooOld = "assessment-too-old", No, "The assessment is older than a decision may rest on.",
        "Have it assessed again.";
    ChangedSinceApproval = "changed-since-approval", No, "What models are told of its tools is not what was assessed.",
        "Read what changed, pin it with `plimsoll tool pin`, and have it assessed and decided again.";
    AboveCeiling = "above-ceiling", No, "The context is above the ceiling of the decision.",
        "Ask for less, or have the wider use assessed and decided.";
    OutsideVersion = "outside-version", No, "The client version is outside the decision.",
        "Use a version that the decision covers.";
    OutsideEdition = "outside-edition", No, "The edition is outside the decision.",
        "Use an edition that the decision covers.";
    OutsideTeam = "outside-team", No, "The team is outside the decision.",
        "Name a team that the decision covers, or ask for a decision or an exception for yours.";
    WaiverEnded = "waiver-ended", No, "A waiver, or the acceptance of a risk, has ended.",
        "Fix what was waived, or have it decided again.";
    ConditionOverdue = "condition-overdue", No, "A condition was not met in time.",
        "Meet the condition and record it.";
    ConditionOpen = "condition-open", No, "A condition must be met before use.",
        "Meet the condition before use and record it.";
    ApproverNotAuthorised = "approver-not-authorised", No, "Those who approved may no longer approve this.",
        "Have it approved by somebody whom policy names.";
    EvidenceStale = "evidence-stale", No, "Evidence that the assessment relied on has expired.",
        "Renew the evidence and have it assessed again.";
}

impl ReasonCode {
    /// The code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether an exception may lift it: never a prohibition, an exit 2, what is not registered, or that
    /// nobody with the authority has decided.
    #[must_use]
    pub fn may_be_lifted(self) -> bool {
        let never = [Self::Prohibited, Self::NotRegistered, Self::Undecided, Self::NotAuthorised, Self::AgainstPolicy];
        self.exit() == Exit::No && !never.contains(&self)
    }
}
