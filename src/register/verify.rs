//! Whether the records are what they were: every byte, every place in a chain, every text that a
//! record relied on. What a result should have been is for others to recompute.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::EVERY_USE;
use crate::assessment::file::{self, Record};
use crate::document::{is_path_id, sha256};
use crate::problem::{Code, Problem, Problems, Source};

use super::{Chain, EVERY_USE_FOLDER, Register, disk, head};

/// What was found about one chain.
#[derive(Debug, Default)]
pub struct Verified {
    /// Everything wrong with it; a warning where an append was interrupted.
    pub problems: Problems,
    /// The records that could be read, with their sha256, in the order of their numbers.
    pub records: Vec<(String, Record)>,
}

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Bytes and heads only: numbers, hashes, links.
    Chain,
    /// Also that each record reads, is written canonically, and lies where it says.
    Records,
}

fn problem(path: &Path, source: Option<&Arc<Source>>, title: String, help: &str) -> Problem {
    let source = source.cloned().unwrap_or_else(|| Source::new(path.display().to_string(), ""));
    let mut problem = Problem::error(Code::Altered, &source, 0..0, title).help(help);
    problem.marks.clear();
    problem
}

const RESTORE: &str = "restore the file from git or a backup; a record is never changed, a new one is added";

impl Register {
    /// Every chain of the register, in the order of tools and uses.
    ///
    /// A use that only a head names is a chain too: its records are gone.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn chains(&self) -> anyhow::Result<Vec<Chain>> {
        let mut chains = Vec::new();
        for tool in self.tools()? {
            let uses = Self::chains_beside(&self.tool_folder(&tool))?;
            chains.extend(uses.iter().map(|usage| self.chain(&tool, usage)));
        }
        for vendor in self.vendors()? {
            let uses = Self::chains_beside(&self.vendor_folder(&vendor))?;
            chains.extend(uses.iter().map(|usage| self.vendor_chain(&vendor, usage)));
        }
        Ok(chains)
    }

    /// The uses that have a folder beside a head, or are named by it.
    fn chains_beside(folder: &Path) -> anyhow::Result<Vec<String>> {
        let mut uses = disk::folders(folder)?;
        if folder.join(EVERY_USE_FOLDER).is_dir() {
            uses.push(EVERY_USE.to_owned());
        }
        if let Ok(heads) = head::read(&folder.join("head.toml")) {
            uses.extend(heads.into_keys().filter(|usage| usage == EVERY_USE || is_path_id(usage)));
        }
        uses.sort_unstable();
        uses.dedup();
        Ok(uses)
    }

    /// Looks through one chain.
    #[must_use]
    pub fn verify(&self, chain: &Chain, depth: Depth) -> Verified {
        let mut verified = Verified::default();
        let tip = match head::read(&chain.head) {
            Ok(mut heads) => heads.remove(&chain.usage),
            Err(error) => {
                verified.failed(&chain.head, error);
                None
            }
        };
        let files = match self.records(chain) {
            Ok(files) => files,
            Err(error) => {
                verified.failed(&chain.folder, error);
                return verified;
            }
        };
        for path in strangers(chain, &files) {
            let title = "the file is no record of this use".to_owned();
            verified.problems.push(problem(
                &path,
                None,
                title,
                "records are named NUMBER-KIND.toml; move anything else away",
            ));
        }
        let mut expected = 1;
        let mut previous: Option<String> = None;
        let mut hashes: BTreeMap<u32, (String, PathBuf)> = BTreeMap::new();
        for (number, kind, path) in files {
            if hashes.contains_key(&number) {
                let title = format!("there are two records of number {number}: the chain is forked");
                verified.problems.push(problem(
                    &path,
                    None,
                    title,
                    "keep the one that the next record and the head name",
                ));
                continue;
            }
            if number != expected {
                let title = format!("record {expected} is missing before it");
                verified.problems.push(problem(&path, None, title, RESTORE));
            }
            expected = number + 1;
            let source = match disk::read(&path) {
                Ok(source) => source,
                Err(error) => {
                    verified.failed(&path, error);
                    previous = None;
                    continue;
                }
            };
            let hash = sha256(&source.text);
            hashes.insert(number, (hash.clone(), path.clone()));
            let links = link(&source.text);
            if let Some(before) = &previous
                && links.as_deref() != Some(before)
            {
                let title = "it does not follow the record before it: one of the two was altered".to_owned();
                verified.problems.push(problem(&path, Some(&source), title, RESTORE));
            }
            if number == 1 && links.as_deref() != Some("none") {
                let title = "the first record names one before it".to_owned();
                verified.problems.push(problem(&path, Some(&source), title, RESTORE));
            }
            previous = Some(hash.clone());
            if depth == Depth::Records {
                verified.record(chain, (number, &kind), &source, hash);
            }
        }
        verified.against_head(chain, tip, &hashes);
        verified
    }

    /// Looks through the texts that records relied on.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn verify_used(&self) -> anyhow::Result<Problems> {
        let mut verified = Verified::default();
        let mut kept = [disk::files(&self.used_frameworks())?, disk::files(&self.used_policies())?].concat();
        kept.retain(|path| !disk::is_unfinished(path));
        for path in kept {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            match disk::read(&path) {
                Ok(source) if sha256(&source.text) == name => {}
                Ok(source) => {
                    let title = "its bytes are not those that its name says".to_owned();
                    verified.problems.push(problem(&path, Some(&source), title, RESTORE));
                }
                Err(error) => verified.failed(&path, error),
            }
        }
        Ok(verified.problems)
    }
}

/// What lies in the folder of a chain and is no record.
fn strangers(chain: &Chain, records: &[(u32, String, PathBuf)]) -> Vec<PathBuf> {
    let files = disk::files(&chain.folder).unwrap_or_default();
    files
        .into_iter()
        .filter(|file| !records.iter().any(|(_, _, path)| path == file))
        // What a cut leaves of a write is no record and harms nothing.
        .filter(|file| !disk::is_unfinished(file))
        .collect()
}

/// The `previous` of a record, found without reading the rest of it.
fn link(text: &str) -> Option<String> {
    let line = text.lines().take(16).find_map(|line| line.strip_prefix("previous = \""))?;
    line.strip_suffix('"').map(str::to_owned)
}

impl Verified {
    /// Compares the newest record with what the head says.
    fn against_head(&mut self, chain: &Chain, tip: Option<super::Tip>, hashes: &BTreeMap<u32, (String, PathBuf)>) {
        let newest = hashes.last_key_value();
        let known = tip.as_ref().map_or(0, |tip| tip.number);
        if let Some(tip) = tip {
            match hashes.get(&tip.number) {
                None => {
                    let title = format!("the head of {} names record {}, which is not there", chain.usage, tip.number);
                    self.problems.push(problem(&chain.head, None, title, RESTORE));
                }
                Some((hash, path)) if *hash != tip.sha256 => {
                    let title = "its bytes are not those that the head names".to_owned();
                    self.problems.push(problem(path, None, title, RESTORE));
                }
                Some(_) => {}
            }
        }
        let Some((newest, (_, path))) = newest else { return };
        if *newest == known + 1 {
            let title = "the head does not know this record yet: an append was interrupted".to_owned();
            let help = "the next record of this use mends the head; if nothing was interrupted, remove the record";
            self.problems.push(problem(path, None, title, help).into_warning());
        } else if *newest > known {
            let title = format!("the head of {} stops at {known}, the records go on to {newest}", chain.usage);
            self.problems.push(problem(&chain.head, None, title, RESTORE));
        }
    }

    /// Keeps why something could not be read.
    fn failed(&mut self, path: &Path, error: anyhow::Error) {
        match error.downcast::<Problems>() {
            Ok(problems) => self.problems.extend(problems),
            Err(error) => self.problems.push(problem(path, None, format!("{error:#}"), RESTORE)),
        }
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
        let lies = (&chain.subject, chain.usage.as_str(), number, kind);
        if says != lies {
            let title = format!("it says that it is {} {} of {}", says.3, says.2, says.0.name_of(says.1));
            self.problems.push(problem(
                path,
                Some(source),
                title,
                "move it back where it belongs, or restore the right one",
            ));
        }
        let written = record.write();
        if written != source.text {
            let at = written.bytes().zip(source.text.bytes()).take_while(|(a, b)| a == b).count();
            let at = at.min(source.text.len().saturating_sub(1));
            let mut start = at;
            while !source.text.is_char_boundary(start) {
                start -= 1;
            }
            let end = source.text[start..].chars().next().map_or(start, |character| start + character.len_utf8());
            self.problems.push(
                Problem::error(
                    Code::NotCanonical,
                    source,
                    start..end,
                    "from here on the bytes are not those that are written",
                )
                .help(RESTORE),
            );
        }
        if let Some((_, last)) = self.records.last() {
            let before = last.header();
            if header.as_of < before.as_of || header.recorded_at < before.recorded_at {
                let title = "it judges or was recorded earlier than the record before it".to_owned();
                self.problems.push(problem(path, Some(source), title, RESTORE));
            }
        }
        self.records.push((hash, record));
    }
}
