//! Adding a record to a chain: lock, check, write whole files, and the head last.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::assessment::file;
use crate::assessment::{Header, Record, Subject};
use crate::date::{Day, Moment};
use crate::document::{LARGEST_FILE, sha256};
use crate::framework::Part;
use crate::problem::Source;

use super::error::{Error, Result};
use super::head::{self, Head};
use super::policies::PolicyInForce;
use super::{Chain, Register, Tip, days, disk};

/// A text that a record relies on, kept word for word before it.
#[derive(Clone, Copy, Debug)]
pub enum KeptText<'a> {
    /// A framework file.
    Framework(&'a Part),
    /// The `plimsoll.toml` as it is, for its policy.
    Policy,
}

/// A record that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its number in the chain.
    pub number: u32,
    /// The sha256 of its bytes.
    pub sha256: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Every file that came to be what it is with it: the record, its head, the texts it relies on.
    pub files: Vec<PathBuf>,
    /// The sha256 of the enactment whose policy is in force.
    pub enactment: Option<String>,
    /// Where the enactment lies that was recorded with it, since `plimsoll.toml` was edited.
    pub policy: Option<PathBuf>,
}

impl Register {
    /// Adds a record behind the newest one of its chain.
    ///
    /// `build` is given the number and the sha256 of the record before, and gives the record; it
    /// runs while nobody else can write. What is `kept` is written before the record that relies on it.
    ///
    /// # Errors
    /// Where the chain is not as its head says, the record is earlier than the one before it, or
    /// something cannot be written. The register then has the old records, or all of the new one.
    pub fn append(
        &self,
        chain: &Chain,
        kept: &[KeptText<'_>],
        build: impl FnOnce(u32, Option<&str>) -> Result<Record>,
    ) -> Result<Appended> {
        let _lock = self.lock()?;
        let (head, _) = self.head(chain)?;
        let (tip, before) = self.settle(chain, &head)?;
        let place = chain.next(tip.as_ref())?;
        let mut record = build(place.0, place.1)?;
        days::settle(chain, &mut record, before.as_ref(), || self.headers(chain))?;
        let enacted = self.enact(&record)?;
        if let Some(PolicyInForce { sha256, .. }) = &enacted {
            self.name_enactment(&mut record, sha256);
        }
        let mut appended = self.add(chain, &head, kept, &record)?;
        if let Some(PolicyInForce { sha256, added }) = enacted {
            appended.enactment = Some(sha256);
            // A clone that has the record has the policy that it was made under.
            let history = self.files_of_history()?;
            appended.files.extend(history);
            let mut seen = BTreeSet::new();
            appended.files.retain(|path| seen.insert(path.clone()));
            appended.policy = added.map(|added| added.path);
        }
        Ok(appended)
    }

    /// Writes a record behind the newest one of its chain, and the head: all of it was checked.
    pub(super) fn add(&self, chain: &Chain, head: &Head, kept: &[KeptText<'_>], record: &Record) -> Result<Appended> {
        let number = record.header().number;
        let text = record.write();
        let path = chain.path(number, record.kind());
        readable(&path, &text)?;

        let folders = [Some(chain.folder.as_path()), chain.folder.parent(), chain.head.parent()];
        for folder in folders.into_iter().flatten() {
            disk::within(&self.root, folder)?;
            disk::make_folder(folder)?;
            disk::sweep(folder)?;
        }
        let mut files = vec![path.clone(), chain.head.clone()];
        if let Subject::Tool(tool) = &chain.subject
            && disk::is_there(&self.tool_folder(tool).join("tool.toml"))
        {
            files.extend(self.mark_entry(tool)?);
        }
        for kept in kept {
            let (folder, hash, text) = match kept {
                KeptText::Framework(part) => (self.used_frameworks(), part.sha256(), &*part.source.text),
                KeptText::Policy => (self.used_policies(), self.policy_sha256(), &*self.settings.text),
            };
            disk::within(&self.root, &folder)?;
            disk::make_folder(&folder)?;
            disk::sweep(&folder)?;
            let used = folder.join(format!("{hash}.toml"));
            if disk::is_there(&used) {
                disk::read_kept(&folder, hash)?;
            } else {
                disk::write_new(&used, text)?;
            }
            files.push(used);
        }
        if *head == Head::Absent {
            // A record without a head is one whose head is gone, not one whose append was interrupted.
            disk::write_new(&chain.head, &head::write(None))?;
        }
        disk::write_new(&path, &text)?;
        let hash = sha256(&text);
        // Where the lock did not hold, somebody may have gone on behind this record: theirs is the head.
        let newer = |(head, _): (Head, _)| head.tip().is_some_and(|tip| tip.number > number);
        if !self.head(chain).is_ok_and(newer) {
            disk::replace(&chain.head, head::write(Some(&Tip { number, sha256: hash.clone() })))?;
        }
        Ok(Appended { number, sha256: hash, path, files, enactment: None, policy: None })
    }

    /// Checks that a record that judges a day, made at a moment, may follow the newest one of a chain;
    /// `append` would refuse it, too, but only after an interview.
    ///
    /// # Errors
    /// Where it may not, with what to do.
    pub fn may_follow(&self, chain: &Chain, before: &Header, as_of: Day, now: Moment) -> Result<()> {
        days::may_follow(chain, Some(before), as_of, now)
    }

    /// What every record of a chain begins with.
    pub(super) fn headers(&self, chain: &Chain) -> Result<Vec<Header>> {
        let records = self.records(chain)?;
        records.iter().map(|(_, _, path)| Ok(file::read(&disk::read(path)?)?.0.header().clone())).collect()
    }

    /// The newest record of a chain, once the head and the folder agree.
    ///
    /// A record that the head does not know yet, and that is the next one of the chain, is what an
    /// interrupted append leaves: it counts, and the head catches up with this append.
    pub(super) fn settle(&self, chain: &Chain, head: &Head) -> Result<(Option<Tip>, Option<Header>)> {
        let records = self.records(chain)?;
        let tip = head.tip();
        let name = chain.name();
        let refuse = |what: &str| Error::Altered(format!("{name} is altered: {what}; nothing was written"));
        if *head == Head::Absent && !records.is_empty() {
            return Err(refuse(&format!("it has records and no head, which would be {}", chain.head.display())));
        }
        for pair in records.windows(2) {
            if pair[0].0 == pair[1].0 {
                return Err(refuse(&format!("there are two records of number {}", pair[0].0)));
            }
        }
        let mut newest = None;
        if let Some(tip) = tip {
            let found = records.iter().find(|(number, ..)| *number == tip.number);
            let (_, _, path) = found.ok_or_else(|| refuse(&format!("record {} is missing", tip.number)))?;
            let source = disk::read(path)?;
            if sha256(&source.text) != tip.sha256 {
                return Err(refuse(&format!("record {} is not what the head says", tip.number)));
            }
            newest = Some(file::read(&source)?.0.header().clone());
        }
        let known = tip.map_or(0, |tip| tip.number);
        let ahead: Vec<_> = records.iter().filter(|(number, ..)| *number > known).collect();
        match ahead[..] {
            [] => Ok((tip.cloned(), newest)),
            [(number, _, path)] if Some(*number) == known.checked_add(1) => {
                let source = disk::read(path)?;
                let header = file::read(&source)?.0.header().clone();
                if header.previous.as_ref() != tip.map(|tip| &tip.sha256) || header.number != *number {
                    return Err(refuse(&format!("record {number} does not follow the one before it")));
                }
                Ok((Some(Tip { number: *number, sha256: sha256(&source.text) }), Some(header)))
            }
            _ => Err(refuse("its head does not know its newest records")),
        }
    }
}

/// Checks that what is to be written can be read again: a record is there for good, and one that
/// nobody can read would close its whole chain.
fn readable(path: &Path, text: &str) -> Result<()> {
    let size = text.len() as u64;
    if size > LARGEST_FILE {
        let text =
            format!("the record would have {size} bytes, and a file may have {LARGEST_FILE}; nothing was written");
        return Err(Error::Refused(text));
    }
    let name = format!("{} (nothing was written)", path.display());
    let (again, _) = file::read(&Source::new(name, text))?;
    if again.write() != text {
        let text = format!("{} would read back differently; nothing was written", path.display());
        return Err(Error::Refused(text));
    }
    Ok(())
}
