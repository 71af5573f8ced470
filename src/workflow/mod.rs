//! What the program does, without a terminal: assess, triage, decide, record what happened later, report.
//!
//! What is asked comes through `questionnaire::Respondent`; what somebody should know comes back as
//! notes; nothing is printed, and neither the clock nor the environment is read.
//! `library.rs` finds frameworks, `answers.rs` reads a file of answers, `open.rs` says what is open, `pinned.rs` gives back the
//! frameworks that a record relied on, `session.rs` has what every record about a use is made with.

use crate::date::Day;
use crate::framework::triage::Route;
use crate::problem::Problems;

pub mod answers;
pub mod assess;
pub mod decide;
pub mod event;
pub mod library;
pub mod open;
pub mod pinned;
pub mod report;
pub mod session;
pub mod triage;

/// Something that whoever asked should know, and that stops nothing.
#[derive(Debug)]
pub enum Note {
    /// What is doubtful in the files that were read.
    Doubts(Problems),
    /// Parts of the request that come from a triage, since the file leaves them out.
    RequestFromTriage {
        /// The day of the triage.
        day: Day,
        /// Their keys.
        parts: Vec<&'static str>,
    },
    /// Levels that a triage implied at least, and that the file leaves open: they are unknown.
    LevelsLeftOpen {
        /// The day of the triage.
        day: Day,
        /// Each factor with the level that was implied.
        levels: Vec<(String, u8)>,
    },
    /// Levels for which the file says less than a triage implied.
    LevelsBelowTriage {
        /// The day of the triage.
        day: Day,
        /// Each factor with the level that was implied, and the one that the file says.
        levels: Vec<(String, u8, u8)>,
    },
    /// A draft of an interview about the same use is still there.
    OpenDraft,
    /// The triage asked for more than a short run.
    MoreWasAskedFor(Route),
    /// Answers of the assessment before whose questions were retired, by id, each with the reason.
    RetiredQuestions(Vec<(String, String)>),
    /// Nobody named a use and the tool has none: this one was taken.
    AssumedUse {
        /// The tool.
        tool: String,
        /// The use.
        usage: String,
    },
    /// Nobody is named as the requester, so that nobody can tell whether an approver is.
    NoRequester,
    /// The decision ends after the review of what it rests on is due.
    EndsAfterReview {
        /// The last day of the decision.
        until: Day,
        /// The day of the review.
        due: Day,
    },
    /// The decision begins before the day on which it is recorded.
    BeginsEarlier {
        /// The first day.
        from: Day,
        /// The day from which on it is there to be read.
        recorded: Day,
    },
    /// It allows with conditions and has none.
    NoConditions,
    /// A condition was due before the decision begins.
    OverdueCondition {
        /// Its id.
        id: String,
        /// The day on which it was due.
        due: Day,
    },
    /// So many conditions have no day.
    UndatedConditions(usize),
}
