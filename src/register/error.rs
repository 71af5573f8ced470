//! Why a register could not do what was asked: what a caller may tell apart, each with its whole sentence.

use std::fmt;
use std::io;
use std::path::Path;

use crate::input;
use crate::problem::Problems;

/// Why a register could not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// What is wrong with the texts of files, each with its place.
    Problems(Problems),
    /// A file is not what was kept, or a link, pipe or device lies in its place.
    Altered(String),
    /// A file or a register is not there.
    NotFound(String),
    /// The disk refused, or what it gave is no file that can be read.
    Disk(String),
    /// It cannot be recorded so: somebody was faster, or the day is not one that a record may judge.
    Refused(String),
}

/// What a register gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What the disk said to an attempt to `read`, `write`, `make`, `remove` or `lock` something.
    pub(super) fn cannot(verb: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| {
            let text = format!("cannot {verb} {}: {cause}", path.display());
            if cause.kind() == io::ErrorKind::NotFound { Self::NotFound(text) } else { Self::Disk(text) }
        }
    }

    /// Whether a file is not what was kept, or is gone. What else fails may pass.
    #[must_use]
    pub const fn is_altered(&self) -> bool {
        matches!(self, Self::Altered(_) | Self::NotFound(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => problems.fmt(f),
            Self::Altered(text) | Self::NotFound(text) | Self::Disk(text) | Self::Refused(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

impl From<input::Error> for Error {
    fn from(error: input::Error) -> Self {
        match error {
            input::Error::Problems(problems) => Self::Problems(problems),
            input::Error::NotFound(text) => Self::NotFound(text),
            input::Error::Unreadable(text) => Self::Disk(text),
        }
    }
}
