//! Heads as they lay before: one `head.toml` beside the chains of a tool or vendor, for all of them.
//! Such a register is read by `fmt`, which moves the heads to where they belong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::fields::hash;
use crate::assessment::{EVERY_USE, Subject};
use crate::document::{self, is_path_id};
use crate::problem::{Code, Problem, Problems, Source};

use super::altered::problem;
use super::error::{Error, Result};
use super::head::{self, SCHEMA, Tip};
use super::{Register, disk};

/// What a file that lies where heads lay before is called.
pub(super) const FORMER: &str = "head.toml";

/// That the heads of a register are still to be moved.
pub(super) fn needed(path: &Path) -> Problem {
    let title = "a head in its former place; heads belong under heads/".to_owned();
    problem(path, None, title, "`plimsoll fmt` moves the heads of this register")
}

/// Reads a head for several uses.
fn parse(source: &Arc<Source>) -> Result<BTreeMap<String, Tip>, Problems> {
    let (heads, _) = document::read(source, SCHEMA, |top| {
        let mut heads = BTreeMap::new();
        let section = top.section_if("uses");
        for (usage, value) in section.as_ref().map(document::Section::entries).unwrap_or_default() {
            if usage.value != EVERY_USE && !is_path_id(&usage.value) {
                let title = format!("`{}` is not a valid id of a use", usage.value);
                let problem = Problem::error(Code::BadId, top.source(), usage.range, title);
                top.report(problem.help("restore the file from git or a backup"));
                continue;
            }
            let Some(inner) = value.section("head") else { continue };
            inner.call("the head of", &usage.value);
            let number = inner.integer("number", 1..=i64::from(u32::MAX));
            let sha256 = hash(&inner, "sha256");
            inner.finish();
            if let (Some(number), Some(sha256)) = (number, sha256) {
                let number = u32::try_from(number.value).unwrap_or(u32::MAX);
                heads.insert(usage.value, Tip { number, sha256 });
            }
        }
        Some(heads)
    })?;
    Ok(heads)
}

impl Register {
    /// The heads that lie where heads lay before.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn former_heads(&self) -> Result<Vec<PathBuf>> {
        let mut former = Vec::new();
        for subject in [Subject::Tool as fn(String) -> Subject, Subject::Vendor] {
            for subject in self.known(subject)? {
                let path = self.folder(&subject).join(FORMER);
                former.extend(disk::is_there(&path).then_some(path));
            }
        }
        Ok(former)
    }

    /// Moves the heads that lie where heads lay before, and gives the files that were written. A cut at
    /// any moment leaves a register that this moves to its end.
    ///
    /// # Errors
    /// Where one cannot be read, or a file cannot be written.
    pub fn move_heads(&self) -> Result<Vec<PathBuf>> {
        let _lock = self.lock()?;
        let mut written = Vec::new();
        let mut old = Vec::new();
        for subject in [Subject::Tool as fn(String) -> Subject, Subject::Vendor] {
            for subject in self.known(subject)? {
                let path = self.folder(&subject).join(FORMER);
                let tips = if disk::is_there(&path) { parse(&disk::read(&path)?)? } else { BTreeMap::new() };
                old.push((subject, path, tips));
            }
        }
        // All are read before one is written: what cannot be read leaves everything as it is.
        for (subject, path, tips) in old {
            let was = disk::is_there(&path);
            for (usage, tip) in &tips {
                written.extend(self.place_head(&subject, usage, Some(tip))?);
            }
            if was {
                // Under the old rule a first record without a head was what a cut had left.
                for usage in self.all_uses(&subject)?.into_iter().filter(|usage| !tips.contains_key(usage)) {
                    if self.records(&self.chain_of(subject.clone(), &usage))?.len() == 1 {
                        written.extend(self.place_head(&subject, &usage, None)?);
                    }
                }
            }
            if let Subject::Tool(tool) = &subject
                && disk::is_there(&self.folder(&subject).join("tool.toml"))
            {
                written.extend(self.mark_entry(tool)?);
            }
            if was {
                std::fs::remove_file(&path).map_err(Error::cannot("remove", &path))?;
            }
        }
        Ok(written)
    }

    /// Writes a head where there is none.
    fn place_head(&self, subject: &Subject, usage: &str, tip: Option<&Tip>) -> Result<Option<PathBuf>> {
        let path = self.chain_of(subject.clone(), usage).head;
        if disk::is_there(&path) {
            return Ok(None);
        }
        if let Some(folder) = path.parent() {
            disk::within(&self.root, folder)?;
            disk::make_folder(folder)?;
            disk::sweep(folder)?;
        }
        disk::write_new(&path, &head::write(tip))?;
        Ok(Some(path))
    }
}
