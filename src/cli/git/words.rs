//! How a record's commit and its signature are said, in words and in JSON.

use serde::Serialize;

use super::history::{Commit, CommitState, Signature};
use crate::cli::print::terminal::plain;

/// A record's commit as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GitState {
    state: &'static str,
    commit: Option<String>,
    author: Option<String>,
    dated: Option<String>,
    signature: Option<&'static str>,
    signer: Option<String>,
    /// The commit whose bytes it has, where they are not those that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    /// Whether the history that is here begins with that commit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    history_cut: bool,
}

impl GitState {
    /// Of a record that stands so.
    pub fn of(state: CommitState<'_>) -> Self {
        let (word, commit, changed_by) = match state {
            CommitState::NotCommitted => ("not-committed", None, None),
            CommitState::Committed(commit) => ("committed", Some(commit), None),
            CommitState::Changed(first, by) => ("changed", Some(first), by.map(|by| by.hash.clone())),
        };
        Self {
            state: word,
            commit: commit.map(|commit| commit.hash.clone()),
            author: commit.map(|commit| commit.author.clone()),
            dated: commit.map(|commit| commit.day.clone()),
            signature: commit.map(|commit| commit.signature.word()),
            signer: commit.and_then(|commit| commit.signer.clone()),
            changed_by,
            history_cut: commit.is_some_and(|commit| commit.cut),
        }
    }
}

/// A record's commit and signature on one line.
pub fn line(state: CommitState<'_>) -> String {
    match state {
        CommitState::NotCommitted => "git: not committed".to_owned(),
        CommitState::Committed(commit) => format!("git {}", words(commit)),
        CommitState::Changed(first, None) => format!("git: CHANGED since it was committed, in {}", words(first)),
        CommitState::Changed(first, Some(by)) => {
            format!("git: CHANGED by commit {} since it was committed, in {}", by.short(), words(first))
        }
    }
}

/// A commit in words: its name, day, author, and what its signature is worth.
pub fn words(commit: &Commit) -> String {
    let cut = if commit.cut { ", with which the history that is here begins" } else { "" };
    let (short, day, author) = (commit.short(), &commit.day, plain(&commit.author));
    format!("{short} of {day} by {author}{cut}: {}", signature(commit))
}

/// What a signature is worth, in words.
fn signature(commit: &Commit) -> String {
    let by = commit.signer.as_ref().map_or_else(String::new, |signer| format!(" of {}", plain(signer)));
    match commit.signature {
        Signature::Unsigned => "unsigned".to_owned(),
        Signature::Good => format!("good signature{by}"),
        Signature::Untrusted => format!("good signature, by a key for which nobody vouches{by}"),
        Signature::Expired => format!("good signature that has expired{by}"),
        Signature::ExpiredKey => format!("good signature, by a key that has expired{by}"),
        Signature::Revoked => format!("signature by a REVOKED key{by}"),
        Signature::UnknownKey => format!("signature by a key that is not available{by}: it cannot be checked"),
        Signature::Bad => format!("BAD signature{by}"),
    }
}

impl Signature {
    /// Its word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Good => "good",
            Self::Untrusted => "untrusted-key",
            Self::Expired => "expired",
            Self::ExpiredKey => "expired-key",
            Self::Revoked => "revoked-key",
            Self::UnknownKey => "unknown-key",
            Self::Bad => "bad",
        }
    }
}
