//! Writing a head anew that was lost, is behind its records, or holds the marks of a merge: only where
//! the records are a whole chain, and everything that the head still names is part of it.

use std::path::PathBuf;

use crate::document::is_sha256;
use crate::problem::Severity;

use super::error::Result;
use super::head::{self, Head};
use super::{Chain, Depth, Register, Tip, Verified, disk};

/// What became of a head that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mended {
    /// It names the newest record: nothing was to be done.
    Sound,
    /// It was written anew, and names this record.
    Written {
        /// The number of the record.
        number: u32,
        /// Whether there was no head, so that nothing says that the records are all.
        was_absent: bool,
    },
    /// It is left as it is, for this reason.
    Refused(String),
}

impl Register {
    /// Writes the head of a chain anew, or with `dry` says what would be done.
    ///
    /// # Errors
    /// Where a file cannot be read or written.
    pub fn mend_head(&self, chain: &Chain, dry: bool) -> Result<Mended> {
        let _lock = self.lock()?;
        let refused = |why: &str| Ok(Mended::Refused(why.to_owned()));
        let text = if disk::is_there(&chain.head) { Some(disk::read(&chain.head)?.text.clone()) } else { None };
        let head = self.head(chain).map(|(head, _)| head).ok();
        let mut seen = Verified::default();
        self.look(chain, Depth::Chain, None, &mut seen);
        let Some(newest) = seen.links.last() else {
            return match head {
                Some(Head::Absent | Head::Begun) => Ok(Mended::Sound),
                _ => refused("it has no records: restore them from git or a backup"),
            };
        };
        let tip = Tip { number: newest.number, sha256: newest.sha256.clone() };
        if head.as_ref().and_then(Head::tip) == Some(&tip) {
            return Ok(Mended::Sound);
        }
        let mut whole = Verified::default();
        self.look(chain, Depth::Records, Some(&Head::At(tip.clone())), &mut whole);
        if whole.problems.0.iter().any(|problem| problem.severity == Severity::Error) {
            return refused("its records are not a whole chain: see `plimsoll verify`");
        }
        // Each is a record that somebody knew of: one that is not here was lost, or is another line's.
        let named = text.as_deref().unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric());
        for named in named.filter(|word| is_sha256(word)) {
            if !whole.links.iter().any(|link| link.sha256 == named) {
                return refused(&format!(
                    "it names a record that is not here: {named}; restore that from git or a backup"
                ));
            }
        }
        if !dry {
            if let Some(folder) = chain.head.parent() {
                disk::within(&self.root, folder)?;
                disk::make_folder(folder)?;
                disk::sweep(folder)?;
            }
            disk::replace(&chain.head, head::write(Some(&tip)))?;
        }
        Ok(Mended::Written { number: tip.number, was_absent: text.is_none() })
    }

    /// Where the head of a chain lies.
    #[must_use]
    pub fn head_of(&self, chain: &Chain) -> PathBuf {
        chain.head.clone()
    }
}
