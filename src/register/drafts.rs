//! Drafts of unfinished interviews: one a person, so that two who work on the same use in one folder do
//! not write over each other. A draft belongs to whoever began it and is no part of the history.
#![expect(clippy::disallowed_methods, reason = "the engine's only door to the disk")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::{EVERY_USE, Subject};
use crate::document::{self, sha256};
use crate::person::Person;
use crate::problem::Source;

use super::chain::EVERY_USE_FOLDER;
use super::disk::EntryKind;
use super::error::{Error, Result};
use super::{Chain, Register, disk};

/// What an unfinished interview is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// An assessment.
    Assessment,
    /// A triage.
    Triage,
    /// A decision.
    Decision,
}

/// The drafts that there are of one thing.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// The person's own.
    pub own: Option<Arc<Source>>,
    /// Who else has one.
    pub others: Vec<Person>,
}

/// Who began a draft; nothing where it does not say so.
fn begun_by(source: &Arc<Source>) -> Option<Person> {
    document::survey(source, i64::MAX, |top| top.text_if("by").map(|by| Person::written(by.value))).0
}

impl Register {
    /// The drafts of a person and of others.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn drafts_of(&self, chain: &Chain, of: Unfinished, by: &Person) -> Result<Drafts> {
        let mut drafts = Drafts::default();
        for path in self.paths(chain, of)? {
            let source = disk::read(&path)?;
            match begun_by(&source) {
                Some(other) if !other.is(by) => drafts.others.push(other),
                _ => drafts.own = Some(source),
            }
        }
        Ok(drafts)
    }

    /// Every draft of one thing, whoever began it.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn every_draft_of(&self, chain: &Chain, of: Unfinished) -> Result<Vec<Arc<Source>>> {
        self.paths(chain, of)?.iter().map(|path| disk::read(path)).collect()
    }

    /// Keeps a person's draft of an unfinished interview in place of the one before; a power cut leaves
    /// one of the two.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep_draft(&self, chain: &Chain, of: Unfinished, by: &Person, text: &str) -> Result<()> {
        let _lock = self.lock()?;
        let path = self.own_path(chain, of, by)?;
        if let Some(folder) = path.parent() {
            disk::within(&self.root, folder)?;
            disk::make_folder(folder)?;
        }
        disk::replace(&path, text)
    }

    /// Forgets the draft of a person's interview that is recorded or given up.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn drop_draft(&self, chain: &Chain, of: Unfinished, by: &Person) -> Result<()> {
        let _lock = self.lock()?;
        let path = self.own_path(chain, of, by)?;
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::cannot("remove", &path)(error)),
            _ => Ok(()),
        }
    }

    /// Every draft of the register.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn drafts(&self) -> Result<Vec<PathBuf>> {
        let mut drafts = Vec::new();
        for (folder, kind) in disk::entries(&self.root.join("drafts"))? {
            if kind == EntryKind::Folder {
                drafts.extend(
                    disk::files(&folder)?
                        .into_iter()
                        .filter(|path| !disk::is_unfinished(path) && !disk::is_left_over(path)),
                );
            }
        }
        Ok(drafts)
    }

    /// Where a person's draft lies, or will lie: whoever begins first has the plain name.
    fn own_path(&self, chain: &Chain, of: Unfinished, by: &Person) -> Result<PathBuf> {
        let (folder, stem) = self.place(chain, of);
        let person = sha256(&by.known_by());
        let own = folder.join(format!("{stem}.by-{}.toml", &person[..8]));
        let plain = folder.join(format!("{stem}.toml"));
        if disk::is_there(&own) {
            return Ok(own);
        }
        let is_others = |path: &Path| -> Result<bool> {
            let begun = if disk::is_there(path) { begun_by(&disk::read(path)?) } else { None };
            Ok(begun.is_some_and(|other| !other.is(by)))
        };
        Ok(if is_others(&plain)? { own } else { plain })
    }

    /// Every draft of one thing.
    fn paths(&self, chain: &Chain, of: Unfinished) -> Result<Vec<PathBuf>> {
        let (folder, stem) = self.place(chain, of);
        disk::within(&self.root, &folder)?;
        let is_one = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".toml"));
            let rest = name.and_then(|name| name.strip_prefix(stem.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(".by-"))
        };
        Ok(disk::files(&folder)?.into_iter().filter(is_one).collect())
    }

    /// The folder of a draft, and its name without what tells one person's from another's.
    fn place(&self, chain: &Chain, of: Unfinished) -> (PathBuf, String) {
        let usage = if chain.usage == EVERY_USE { EVERY_USE_FOLDER } else { &chain.usage };
        // An id has no dot: no two of them meet.
        let stem = match (of, &chain.subject) {
            (Unfinished::Assessment, _) => usage.to_owned(),
            (Unfinished::Triage, _) => format!("{usage}.triage"),
            (Unfinished::Decision, Subject::Tool(_) | Subject::Policy) => format!("{usage}.decision"),
            (Unfinished::Decision, Subject::Vendor(_)) => format!("{usage}.vendor-decision"),
        };
        (self.root.join("drafts").join(chain.id()), stem)
    }
}
