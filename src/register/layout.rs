//! What lies around the records: entries of tools, the texts that records relied on, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::assessment::Subject;
use crate::document::{is_path_id, sha256};
use crate::problem::{Problems, Source};

use super::altered::{not_canonical, problem};
use super::chain::EVERY_USE_FOLDER;
use super::disk::EntryKind;
use super::error::Result;
use super::heads::{ENTRY, HEADS, OF_POLICY as OF_POLICY_HEAD, canonical_head, folder_of, use_named};
use super::moved::{self, FORMER};
use super::verify::Verified;
use super::{Chain, Register, disk, record_named};

/// What belongs into a folder beside what the caller looks at itself.
struct Belongs {
    files: &'static [&'static str],
    /// What the folders in it are called: any id, or one of these.
    ids: bool,
    folders: &'static [&'static str],
}

const OF_TOOL: Belongs = Belongs { files: &["tool.toml"], ids: true, folders: &[EVERY_USE_FOLDER] };
const OF_VENDOR: Belongs = Belongs { files: &[], ids: true, folders: &[EVERY_USE_FOLDER] };
const OF_IDS: Belongs = Belongs { files: &[], ids: true, folders: &[] };
const OF_POLICY: Belongs = Belongs { files: &[], ids: false, folders: &["history", "used"] };
const OF_HEADS: Belongs = Belongs { files: &[OF_POLICY_HEAD], ids: false, folders: &["tools", "vendors"] };
const FILES_ONLY: Belongs = Belongs { files: &[], ids: false, folders: &[] };

impl Register {
    /// Looks through everything but the records themselves and their heads: the entries of tools and
    /// their marks, the texts that records relied on, and files that do not belong where they lie.
    ///
    /// `relied` has the sha256 of every text that a record relies on; without it, as where records
    /// are not read, a text that none relies on is not found.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn verify_layout(&self, relied: Option<&BTreeSet<String>>) -> Result<Problems> {
        let mut verified = Verified::default();
        for folder in [
            "tools",
            "vendors",
            HEADS,
            "policy",
            "policy/history",
            "policy/used",
            "frameworks",
            "frameworks/used",
            "drafts",
        ] {
            let folder = self.root.join(folder);
            if let Err(error) = disk::within(&self.root, &folder) {
                verified.failed(&folder, error);
            }
        }
        verified.strangers(&self.root.join(HEADS), &OF_HEADS, &|_| false)?;
        for (subject, belongs) in [(Subject::Tool as fn(String) -> Subject, &OF_TOOL), (Subject::Vendor, &OF_VENDOR)] {
            let folder = folder_of(&subject(String::new()));
            verified.strangers(&self.root.join(folder), &OF_IDS, &|_| false)?;
            verified.strangers(&self.root.join(HEADS).join(folder), &OF_IDS, &|_| false)?;
            for subject in self.known(subject)? {
                verified.strangers(&self.folder(&subject), belongs, &|_| false)?;
                let is_tool = matches!(subject, Subject::Tool(_));
                let is_head = |path: &Path| {
                    use_named(path).is_some() || (is_tool && path.file_name().is_some_and(|name| name == ENTRY))
                };
                verified.strangers(&self.heads_of(&subject), &FILES_ONLY, &is_head)?;
                if let Subject::Tool(tool) = &subject {
                    verified.problems.extend(self.verify_entry(tool)?);
                    verified.mark(&self.heads_of(&subject).join(ENTRY));
                    verified.problems.extend(self.verify_mark(tool)?);
                }
            }
        }
        verified.strangers(&self.root.join("policy"), &OF_POLICY, &|_| false)?;
        for folder in [self.used_frameworks(), self.used_policies()] {
            verified.used(&folder, relied)?;
        }
        Ok(verified.problems)
    }

    /// Looks for what lies in the folder of a chain and is no record.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn verify_folder(&self, chain: &Chain) -> Result<Problems> {
        let mut verified = Verified::default();
        verified.strangers(&chain.folder, &FILES_ONLY, &|path| record_named(path).is_some())?;
        Ok(verified.problems)
    }
}

impl Register {
    /// Writes what a function makes of a file in its place, while nobody else can write, and says
    /// whether that is another text.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or the function refuses.
    pub fn rewrite(&self, path: &Path, change: impl FnOnce(&Arc<Source>) -> Result<String>) -> Result<bool> {
        let _lock = self.lock()?;
        let source = disk::read(path)?;
        let text = change(&source)?;
        if text == source.text {
            return Ok(false);
        }
        disk::replace(path, &text)?;
        Ok(true)
    }
}

impl Verified {
    /// Looks at the mark that a tool has an entry.
    fn mark(&mut self, path: &Path) {
        if !disk::is_there(path) {
            return;
        }
        match disk::read(path).and_then(|source| Ok((canonical_head(&source)?, source))) {
            Ok((text, source)) => {
                self.problems.0.extend(not_canonical(&source, &text, "`plimsoll fmt` rewrites it"));
            }
            Err(error) => self.failed(path, error),
        }
    }

    /// Looks at the texts that records relied on, each under its sha256.
    fn used(&mut self, folder: &Path, relied: Option<&BTreeSet<String>>) -> Result<()> {
        self.strangers(folder, &FILES_ONLY, &|path| path.extension().is_some_and(|extension| extension == "toml"))?;
        for path in disk::files(folder)? {
            if disk::is_left_over(&path) || path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            match disk::read(&path) {
                Ok(source) if sha256(&source.text) == name => {
                    if relied.is_some_and(|relied| !relied.contains(name)) {
                        let title = "no record relies on this text".to_owned();
                        let help = "an interrupted append leaves it, and so does a record that was removed; if nothing is missing, remove it";
                        self.problems.push(problem(&path, None, title, help).into_warning());
                    }
                }
                Ok(source) => {
                    let title = "its sha256 is not the one in its name".to_owned();
                    let help = "restore the file from git or a backup: its name is the sha256 that it must have";
                    self.problems.push(problem(&path, Some(&source), title, help));
                }
                Err(error) => self.failed(&path, error),
            }
        }
        Ok(())
    }

    /// Reports what does not belong into a folder, but for what systems and file shares leave. What else
    /// begins with a dot is a remark; what a cut leaves of a write harms nothing.
    fn strangers(&mut self, folder: &Path, belongs: &Belongs, known: &dyn Fn(&Path) -> bool) -> Result<()> {
        for (path, kind) in disk::entries(folder)? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let expected = match kind {
                EntryKind::Folder => belongs.folders.contains(&name) || (belongs.ids && is_path_id(name)),
                EntryKind::File => belongs.files.contains(&name) || known(&path) || disk::is_unfinished(&path),
                EntryKind::Link | EntryKind::Other => false,
            };
            if expected || disk::is_left_over(&path) {
                continue;
            }
            if name == FORMER && belongs.ids {
                self.problems.push(moved::needed(&path));
                continue;
            }
            let title = format!("the {} does not belong here", kind.word());
            let help =
                "records are named NUMBER-KIND.toml, folders by the ids of tools and uses; move anything else away";
            let problem = problem(&path, None, title, help);
            self.problems.push(if name.starts_with('.') { problem.into_warning() } else { problem });
        }
        Ok(())
    }
}
