//! Whether the records are what they were: every byte, every place in a chain, every text that a
//! record relied on. What a result should have been is for others to recompute.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::file;
use crate::assessment::{ChainEntry, Subject};
use crate::document::sha256;
use crate::problem::{Problems, Source};

use super::altered::{RESTORE, not_canonical, problem};
use super::error::{Error, Result};
use super::head::{self, Head};
use super::heads::former;
use super::links::{Linked, RecordAtPath};
use super::{Chain, Register, days, disk, moved};

/// What was found about one chain.
#[derive(Debug, Default)]
pub struct Verified {
    /// Everything wrong with it; a warning where an append was interrupted.
    pub problems: Problems,
    /// The records that could be read, with their sha256, in the order of their numbers; none where
    /// only bytes and heads were looked at.
    pub records: Vec<ChainEntry>,
    /// Where each of them lies.
    pub paths: Vec<PathBuf>,
    /// The sha256 of every record of the chain, with its number and kind.
    pub links: Vec<Link>,
    /// How many record files there are, those that are no part of the chain included.
    pub files: usize,
    /// The sha256 of records that should be here and are not: what refers to them cannot be judged.
    pub lost: BTreeSet<String>,
    /// Whether the newest record is the one that its head does not know yet.
    pub ahead: bool,
    /// How many of the problems are about days that records name; they are the last ones.
    of_days: usize,
}

/// A record file of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number, as its name has it.
    pub number: u32,
    /// Its kind, as its name has it.
    pub kind: String,
    /// The sha256 of its bytes.
    pub sha256: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Bytes and heads only: numbers, hashes, links.
    Chain,
    /// Also that each record reads, is written canonically, and lies where it says.
    Records,
}

const HEAD_IS_WRITTEN: &str =
    "if nothing else is wrong, `plimsoll fmt` rewrites it; otherwise restore it from git or a backup";

impl Register {
    /// Every chain of the register, in the order of tools and uses.
    ///
    /// A use that only a head names is a chain too: its records are gone.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn chains(&self) -> Result<Vec<Chain>> {
        let policy = self.policy_chain();
        let is_there = disk::is_there(&policy.folder) || disk::is_there(&policy.head);
        let mut chains: Vec<Chain> = is_there.then_some(policy).into_iter().collect();
        for subject in [Subject::Tool as fn(String) -> Subject, Subject::Vendor] {
            for subject in self.known(subject)? {
                let uses = self.all_uses(&subject)?;
                chains.extend(uses.iter().map(|usage| self.chain_of(subject.clone(), usage)));
            }
        }
        Ok(chains)
    }

    /// What is known of the newest record of a chain, and the text that says so.
    pub(super) fn head(&self, chain: &Chain) -> Result<(Head, Option<Arc<Source>>)> {
        if let Some(folder) = chain.head.parent() {
            disk::within(&self.root, folder)?;
        }
        let (head, source) = head::read(&chain.head)?;
        if head == Head::Absent
            && let Some(former) = former(chain).filter(|path| disk::is_there(path))
        {
            return Err(Problems(vec![moved::needed(&former)]).into());
        }
        Ok((head, source))
    }

    /// Looks through one chain. What somebody records meanwhile raises no alarm: where anything is amiss,
    /// it looks again while nobody writes.
    #[must_use]
    pub fn verify(&self, chain: &Chain, depth: Depth) -> Verified {
        let verified = self.verify_once(chain, depth);
        if verified.problems.0.is_empty() {
            return verified;
        }
        match self.pause() {
            Some(_nobody_writes) => self.verify_once(chain, depth),
            None => verified,
        }
    }

    /// The records of a chain that may name days that were still to come, and nothing else that is wrong.
    ///
    /// # Errors
    /// Everything else that is wrong with the chain.
    pub fn records_to_mend(&self, chain: &Chain) -> Result<Vec<ChainEntry>, Problems> {
        let mut verified = self.verify(chain, Depth::Records);
        let others = verified.problems.0.len() - verified.of_days;
        verified.problems.0.truncate(others);
        if verified.problems.any_error() { Err(verified.problems) } else { Ok(verified.records) }
    }

    fn verify_once(&self, chain: &Chain, depth: Depth) -> Verified {
        let mut verified = Verified::default();
        let head = match self.head(chain) {
            Ok((head, source)) => {
                let written = head::write(head.tip());
                verified.problems.0.extend(source.and_then(|source| not_canonical(&source, &written, HEAD_IS_WRITTEN)));
                Some(head)
            }
            Err(error) => {
                verified.failed(&chain.head, error);
                None
            }
        };
        self.look(chain, depth, head.as_ref(), &mut verified);
        verified
    }

    /// Looks through one chain against what its head says; against nothing where that cannot be read.
    pub(super) fn look(&self, chain: &Chain, depth: Depth, head: Option<&Head>, verified: &mut Verified) {
        let files = match self.records(chain) {
            Ok(files) => files,
            Err(error) => {
                verified.failed(&chain.folder, error);
                return;
            }
        };
        verified.files = files.len();
        let mut sources = Vec::with_capacity(files.len());
        let mut found = Vec::with_capacity(files.len());
        for (number, kind, path) in files {
            if path != chain.path(number, &kind) {
                let title = "a record of this number has another name".to_owned();
                let help = format!("records are named as {}", chain.path(number, &kind).display());
                verified.problems.push(problem(&path, None, title, &help));
            }
            let source = match disk::read(&path) {
                Ok(source) => Some(source),
                Err(error) => {
                    verified.failed(&path, error);
                    None
                }
            };
            let hash = source.as_ref().map(|source| sha256(&source.text));
            let link = source.as_ref().and_then(|source| link(&source.text));
            found.push(RecordAtPath { number, kind, path, hash, link });
            sources.push(source);
        }
        let mut linked = Linked::of(chain, head, &found);
        verified.ahead = linked.ahead;
        verified.lost.clone_from(&linked.lost);
        verified.problems.0.extend(linked.problems());
        for (place, at) in &linked.chosen {
            let (file, Some(source)) = (&found[*at], &sources[*at]) else { continue };
            let RecordAtPath { kind, path, hash: Some(hash), .. } = file else { continue };
            let (kind, sha256) = (kind.clone(), hash.clone());
            verified.links.push(Link { number: *place, kind, sha256, path: path.clone() });
            if depth == Depth::Records {
                verified.record(chain, (*place, &file.kind), source, hash.clone());
            }
        }
        let of_days = days::problems(chain, &verified.records, &verified.paths);
        verified.of_days = of_days.len();
        verified.problems.0.extend(of_days);
    }
}

/// The `previous` of a record, found without reading the rest of it.
fn link(text: &str) -> Option<String> {
    let line = text.lines().take(16).find_map(|line| line.strip_prefix("previous = \""))?;
    line.strip_suffix('"').map(str::to_owned)
}

impl Verified {
    /// Keeps why something could not be read.
    pub(super) fn failed(&mut self, path: &Path, error: Error) {
        self.problems.extend(Register::problems_of(path, error));
    }

    fn record(&mut self, chain: &Chain, (number, kind): (u32, &str), source: &Arc<Source>, hash: String) {
        let record = match file::read(source) {
            Ok((record, _)) => record,
            Err(problems) => {
                self.problems.extend(problems);
                return;
            }
        };
        let header = record.header();
        let path = Path::new(&source.name);
        let says = (&header.subject, header.usage.as_str(), header.number, record.kind());
        let named = (&chain.subject, chain.usage.as_str(), number, kind);
        if says != named {
            let title = format!("it says that it is {} {} of {}", says.3, says.2, says.0.name_of(says.1));
            let right = format!("rename it to {:04}-{}.toml", says.2, says.3);
            let help = if (says.0, says.1, says.2) == (named.0, named.1, named.2) {
                right.as_str()
            } else {
                "it is named, or lies, where it does not belong: put it back, or restore the right one"
            };
            self.problems.push(problem(path, Some(source), title, help));
        }
        if (says.0, says.1, says.2) != (named.0, named.1, named.2) {
            // What follows from it and before it is another chain's.
            return;
        }
        self.problems.0.extend(not_canonical(source, &record.write(), RESTORE));
        self.records.push(ChainEntry { sha256: hash, record });
        self.paths.push(path.to_path_buf());
    }
}
