//! A record as an entry of its chain: with the sha256 of its bytes, by which the records after it name it.

use super::{Assessment, Decision, Enactment, Record, Triage};

/// A record, of any kind or of one, with the sha256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEntry<R = Record> {
    /// The sha256 of the record's bytes.
    pub sha256: String,
    /// The record.
    pub record: R,
}

/// The same, borrowed.
#[derive(Debug, PartialEq, Eq)]
pub struct EntryRef<'a, R = Record> {
    /// The sha256 of the record's bytes.
    pub sha256: &'a str,
    /// The record.
    pub record: &'a R,
}

impl<R> Clone for EntryRef<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for EntryRef<'_, R> {}

impl<R: Clone> EntryRef<'_, R> {
    /// A copy of it to keep.
    #[must_use]
    pub fn to_entry(self) -> ChainEntry<R> {
        ChainEntry { sha256: self.sha256.to_owned(), record: self.record.clone() }
    }
}

impl ChainEntry {
    /// The entry, where it is an assessment.
    #[must_use]
    pub fn assessment(&self) -> Option<EntryRef<'_, Assessment>> {
        self.record.assessment().map(|record| self.of_kind(record))
    }

    /// The entry, where it is a triage.
    #[must_use]
    pub fn triage(&self) -> Option<EntryRef<'_, Triage>> {
        match &self.record {
            Record::Triage(triage) => Some(self.of_kind(triage)),
            _ => None,
        }
    }

    /// The entry, where it is a decision.
    #[must_use]
    pub fn decision(&self) -> Option<EntryRef<'_, Decision>> {
        self.record.decision().map(|record| self.of_kind(record))
    }

    /// The entry, where it puts a policy in force.
    #[must_use]
    pub fn enactment(&self) -> Option<EntryRef<'_, Enactment>> {
        match &self.record {
            Record::Enactment(enactment) => Some(self.of_kind(enactment)),
            _ => None,
        }
    }

    fn of_kind<'a, R>(&'a self, record: &'a R) -> EntryRef<'a, R> {
        EntryRef { sha256: &self.sha256, record }
    }
}

/// The entry that a sha256 names among some.
#[must_use]
pub fn entry_named<'a>(entries: &'a [ChainEntry], sha256: Option<&String>) -> Option<&'a ChainEntry> {
    entries.iter().find(|entry| Some(&entry.sha256) == sha256)
}
