//! Records as they are read from a chain, and the texts that they rely on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::{Assessment, ChainEntry, Record, Triage, file};
use crate::date::Day;
use crate::document::sha256;
use crate::policy::Policy;
use crate::problem::Source;

use super::chain::Chain;
use super::error::{Error, Result};
use super::{Register, config, disk};

/// A record as it lies in the register.
#[derive(Clone, Debug)]
pub struct RecordFile {
    /// Its place in the chain, from 1.
    pub number: u32,
    /// What it is: the word in its file name.
    pub kind: String,
    /// Its text.
    pub source: Arc<Source>,
}

/// What was looked at last in a use.
#[derive(Clone, Debug)]
pub struct Looks {
    /// The newest assessment.
    pub assessment: Option<(Assessment, RecordFile)>,
    /// The newest triage, where no assessment has followed it.
    pub triage: Option<Triage>,
}

impl Register {
    /// The names of the records of a chain in the order of their numbers.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn records(&self, chain: &Chain) -> Result<Vec<(u32, String, PathBuf)>> {
        disk::within(&self.root, &chain.folder)?;
        let mut records: Vec<(u32, String, PathBuf)> = disk::files(&chain.folder)?
            .into_iter()
            .filter_map(|path| {
                let (number, kind) = record_named(&path)?;
                Some((number, kind.to_owned(), path.clone()))
            })
            .collect();
        records.sort();
        Ok(records)
    }

    /// The newest assessment of a use, where there is one.
    ///
    /// # Errors
    /// Where the record cannot be read, or is not whole.
    pub fn newest_assessment(&self, chain: &Chain) -> Result<Option<(Assessment, RecordFile)>> {
        last_assessment(&self.records(chain)?, None)
    }

    /// What was looked at last; on a day and before it, where one is given.
    ///
    /// # Errors
    /// Where one of the records cannot be read, or is not whole.
    pub fn looks(&self, chain: &Chain, until: Option<Day>) -> Result<Looks> {
        looks_in(&self.records(chain)?, until)
    }

    /// Every record of a chain, each with its sha256, as it is.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn all_of(&self, chain: &Chain) -> Result<Vec<ChainEntry>> {
        all_of(&self.records(chain)?)
    }

    /// The newest triage of a use, where there is one.
    ///
    /// # Errors
    /// Where the record cannot be read, or is not whole.
    pub fn newest_triage(&self, chain: &Chain) -> Result<Option<Triage>> {
        newest(&self.records(chain)?, "triage").next().map(|(_, _, path)| triage_in(&disk::read(path)?)).transpose()
    }

    /// The newest record of a chain, of whatever kind.
    ///
    /// # Errors
    /// Where it cannot be read, or is not whole.
    pub fn newest(&self, chain: &Chain) -> Result<Option<Record>> {
        let newest = self.records(chain)?.pop();
        newest.map(|(_, _, path)| Ok(file::read(&disk::read(&path)?)?.0)).transpose()
    }

    /// The assessment with this number.
    ///
    /// # Errors
    /// Where there is none, or it is not whole.
    pub fn assessment(&self, chain: &Chain, number: u32) -> Result<Assessment> {
        assessment_in(&disk::read(&chain.path(number, "assessment"))?)
    }

    /// The exact text of a framework file that a record relied on.
    ///
    /// # Errors
    /// Where it is missing, or is not that text.
    pub fn used_framework(&self, hash: &str) -> Result<Arc<Source>> {
        disk::read_kept(&self.used_frameworks(), hash)
    }

    /// The policy that a decision was made under.
    ///
    /// # Errors
    /// Where it is missing, is not that text, or cannot be read.
    pub fn used_policy(&self, hash: &str) -> Result<Policy> {
        Ok(config::read(&disk::read_kept(&self.used_policies(), hash)?)?.0.policy)
    }

    /// Whether a framework or a policy is kept under this sha256.
    #[must_use]
    pub fn has_used(&self, hash: &str) -> bool {
        let name = format!("{hash}.toml");
        [self.used_frameworks(), self.used_policies()].iter().any(|folder| folder.join(&name).is_file())
    }

    pub(super) fn used_frameworks(&self) -> PathBuf {
        self.frameworks().join("used")
    }

    pub(super) fn used_policies(&self) -> PathBuf {
        self.root.join("policy").join("used")
    }
}

/// A record by its name: number, kind, path.
type RecordName = (u32, String, PathBuf);

/// The records of a kind, newest first.
fn newest<'r>(records: &'r [RecordName], kind: &str) -> impl Iterator<Item = &'r RecordName> {
    records.iter().rev().filter(move |(_, known, _)| known == kind)
}

/// The number and the kind that a file names itself with as a record: `0002-decision.toml`.
#[must_use]
pub fn record_named(path: &Path) -> Option<(u32, &str)> {
    let (number, kind) = path.file_name()?.to_str()?.strip_suffix(".toml")?.split_once('-')?;
    Some((number.parse().ok().filter(|_| number.len() >= 4)?, kind))
}

fn looks_in(records: &[RecordName], until: Option<Day>) -> Result<Looks> {
    let assessment = last_assessment(records, until)?;
    let followed = assessment.as_ref().map_or(0, |(_, record)| record.number);
    for (_, _, path) in newest(records, "triage").take_while(|(number, ..)| *number > followed) {
        let triage = triage_in(&disk::read(path)?)?;
        if until.is_none_or(|until| triage.header.as_of <= until) {
            return Ok(Looks { assessment, triage: Some(triage) });
        }
    }
    Ok(Looks { assessment, triage: None })
}

fn all_of(records: &[RecordName]) -> Result<Vec<ChainEntry>> {
    let read = records.iter().map(|(_, _, path)| {
        let source = disk::read(path)?;
        Ok(ChainEntry { sha256: sha256(&source.text), record: file::read(&source)?.0 })
    });
    read.collect()
}

/// The newest assessment; on a day and before it, where one is given.
fn last_assessment(records: &[RecordName], until: Option<Day>) -> Result<Option<(Assessment, RecordFile)>> {
    for (number, kind, path) in newest(records, "assessment") {
        let source = disk::read(path)?;
        let assessment = assessment_in(&source)?;
        if until.is_none_or(|until| assessment.header.as_of <= until) {
            return Ok(Some((assessment, RecordFile { number: *number, kind: kind.clone(), source })));
        }
    }
    Ok(None)
}

/// A file that is named as an assessment.
fn assessment_in(source: &Arc<Source>) -> Result<Assessment> {
    match file::read(source)?.0 {
        Record::Assessment(assessment) => Ok(*assessment),
        other => Err(misnamed(source, "an assessment", &other)),
    }
}

/// A file that is named as a triage.
fn triage_in(source: &Arc<Source>) -> Result<Triage> {
    match file::read(source)?.0 {
        Record::Triage(triage) => Ok(*triage),
        other => Err(misnamed(source, "a triage", &other)),
    }
}

fn misnamed(source: &Source, named: &str, record: &Record) -> Error {
    Error::Altered(format!("{} is named as {named}, but says that it is of kind {}", source.name, record.kind()))
}
