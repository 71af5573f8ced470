//! What lies around the records: heads in their canonical form, the texts that records relied on,
//! and nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::{is_path_id, sha256};
use crate::problem::{Problems, Source};

use super::verify::{Verified, not_canonical, problem};
use super::{Chain, EVERY_USE_FOLDER, Register, disk, head};

/// What belongs into a folder beside what the caller looks at itself.
struct Belongs {
    files: &'static [&'static str],
    /// What the folders in it are called: any id, or one of these.
    ids: bool,
    folders: &'static [&'static str],
}

const OF_TOOL: Belongs = Belongs { files: &["head.toml", "tool.toml"], ids: true, folders: &[EVERY_USE_FOLDER] };
const OF_VENDOR: Belongs = Belongs { files: &["head.toml"], ids: true, folders: &[EVERY_USE_FOLDER] };
const OF_IDS: Belongs = Belongs { files: &[], ids: true, folders: &[] };
const OF_POLICY: Belongs = Belongs { files: &[], ids: false, folders: &["used"] };

impl Register {
    /// Looks through everything but the records themselves: heads, the texts that records relied on,
    /// and files that do not belong where they lie.
    ///
    /// `relied` has the sha256 of every text that a record relies on; without it, as where records
    /// are not read, a text that none relies on is not found.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn verify_surroundings(&self, relied: Option<&BTreeSet<String>>) -> anyhow::Result<Problems> {
        let mut verified = Verified::default();
        verified.strangers(&self.root.join("tools"), &OF_IDS, &|_| false)?;
        for tool in self.tools()? {
            let folder = self.tool_folder(&tool);
            verified.beside_a_head(&folder, &OF_TOOL)?;
            verified.problems.extend(self.verify_entry(&tool)?);
            verified.no_head(&folder, self.newly_begun(&folder, |usage| self.chain(&tool, usage))?);
        }
        verified.strangers(&self.root.join("vendors"), &OF_IDS, &|_| false)?;
        for vendor in self.vendors()? {
            let folder = self.vendor_folder(&vendor);
            verified.beside_a_head(&folder, &OF_VENDOR)?;
            verified.no_head(&folder, self.newly_begun(&folder, |usage| self.vendor_chain(&vendor, usage))?);
        }
        verified.strangers(&self.root.join("policy"), &OF_POLICY, &|_| false)?;
        for folder in [self.used_frameworks(), self.used_policies()] {
            verified.used(&folder, relied)?;
        }
        Ok(verified.problems)
    }

    /// That the entry of a tool is not there where there are records: it may have named the vendor that
    /// something is decided about.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn verify_entry(&self, tool: &str) -> anyhow::Result<Problems> {
        let folder = self.tool_folder(tool);
        let path = folder.join("tool.toml");
        let mut problems = Problems::default();
        if disk::is_there(&path) {
            return Ok(problems);
        }
        for usage in Self::chains_beside(&folder)? {
            if !self.records(&self.chain(tool, &usage))?.is_empty() {
                let title = format!("it is not there, and `{tool}` has records");
                let help = format!("restore it from git or a backup, or write it anew with `plimsoll tool add {tool}`");
                problems.push(problem(&path, None, title, &help));
                break;
            }
        }
        Ok(problems)
    }

    /// How many chains with one record lie in a folder.
    fn newly_begun(&self, folder: &Path, chain: impl Fn(&str) -> Chain) -> anyhow::Result<usize> {
        if folder.join("head.toml").is_file() {
            return Ok(0);
        }
        let mut begun = 0;
        for usage in Self::chains_beside(folder)? {
            begun += usize::from(self.records(&chain(&usage))?.len() == 1);
        }
        Ok(begun)
    }

    /// Looks whether the head of a chain is written as heads are, and names no use without records:
    /// that may be this one under an altered name. What cannot be read is found with the chain.
    #[must_use]
    pub fn verify_head(&self, chain: &Chain) -> Problems {
        let mut verified = Verified::default();
        let Ok(source) = disk::read(&chain.head) else { return verified.problems };
        let (Some(heads), Some(folder)) = (verified.canonical_head(&source), chain.head.parent()) else {
            return verified.problems;
        };
        for other in heads.keys().filter(|other| **other != chain.usage) {
            let beside = Self::chain_in(folder, chain.subject.clone(), other);
            if self.records(&beside).is_ok_and(|records| records.is_empty()) {
                let title = format!("the head names {other}, which has no record");
                let help = "restore the head, or the records of that use, from git or a backup";
                verified.problems.push(problem(&chain.head, Some(&source), title, help));
            }
        }
        verified.problems
    }

    /// Looks for what lies in the folder of a chain and is no record.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn verify_folder(&self, chain: &Chain) -> anyhow::Result<Problems> {
        let records: BTreeSet<_> = self.records(chain)?.into_iter().map(|(_, _, path)| path).collect();
        let mut verified = Verified::default();
        let nothing = Belongs { files: &[], ids: false, folders: &[] };
        verified.strangers(&chain.folder, &nothing, &|path| records.contains(path))?;
        Ok(verified.problems)
    }
}

/// The canonical text of a `head.toml`.
///
/// # Errors
/// Everything wrong with it.
pub fn canonical_head(source: &Arc<Source>) -> Result<String, Problems> {
    Ok(head::write(&head::parse(source)?.0))
}

impl Register {
    /// Writes what a function makes of a file in its place, while nobody else can write, and says
    /// whether that is another text.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or the function refuses.
    pub fn rewrite(
        &self,
        path: &Path,
        change: impl FnOnce(&Arc<Source>) -> anyhow::Result<String>,
    ) -> anyhow::Result<bool> {
        let _lock = self.lock()?;
        let source = disk::read(path)?;
        let text = change(&source)?;
        if text == source.text {
            return Ok(false);
        }
        disk::replace(path, &text)?;
        Ok(true)
    }

    /// Every head of the register.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn heads(&self) -> anyhow::Result<Vec<PathBuf>> {
        let tools = self.tools()?.into_iter().map(|tool| self.tool_folder(&tool));
        let vendors = self.vendors()?.into_iter().map(|vendor| self.vendor_folder(&vendor));
        let heads = tools.chain(vendors).map(|folder| folder.join("head.toml"));
        Ok(heads.filter(|path| path.is_file()).collect())
    }

    /// Every draft of the register.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn drafts(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut drafts = Vec::new();
        for (folder, is_folder) in disk::entries(&self.root.join("drafts"))? {
            if is_folder {
                drafts.extend(disk::files(&folder)?.into_iter().filter(|path| !disk::is_unfinished(path)));
            }
        }
        Ok(drafts)
    }
}

impl Verified {
    /// Looks at the folder of a tool or vendor: its head, and what does not belong there.
    fn beside_a_head(&mut self, folder: &Path, belongs: &Belongs) -> anyhow::Result<()> {
        self.strangers(folder, belongs, &|_| false)?;
        let path = folder.join("head.toml");
        if !path.is_file() {
            return Ok(());
        }
        let source = match disk::read(&path) {
            Ok(source) => source,
            Err(error) => {
                self.failed(&path, error);
                return Ok(());
            }
        };
        self.canonical_head(&source);
        Ok(())
    }

    /// One use with one record and no head is what an interrupted first append leaves. Several are not:
    /// the second append would have written the head.
    fn no_head(&mut self, folder: &Path, newly_begun: usize) {
        if newly_begun > 1 {
            let title =
                format!("there is no head, and {newly_begun} uses have a record: nothing says that these are all");
            let help = "restore head.toml from git or a backup";
            self.problems.push(problem(&folder.join("head.toml"), None, title, help));
        }
    }

    /// Looks at the bytes of a head, and gives what it names. What cannot be read is found with its chains.
    fn canonical_head(&mut self, source: &Arc<Source>) -> Option<head::Heads> {
        let (heads, _) = head::parse(source).ok()?;
        let help = "where nothing else is wrong, `plimsoll fmt` writes it anew; else restore it from git or a backup";
        self.problems.0.extend(not_canonical(source, &head::write(&heads), help));
        Some(heads)
    }

    /// Looks at the texts that records relied on, each under its sha256.
    fn used(&mut self, folder: &Path, relied: Option<&BTreeSet<String>>) -> anyhow::Result<()> {
        let nothing = Belongs { files: &[], ids: false, folders: &[] };
        self.strangers(folder, &nothing, &|path| path.extension().is_some_and(|extension| extension == "toml"))?;
        for path in disk::files(folder)? {
            if path.extension().is_none_or(|extension| extension != "toml") {
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
                    let title = "its bytes are not those that its name says".to_owned();
                    let help = "restore the file from git or a backup: its name is the sha256 that it must have";
                    self.problems.push(problem(&path, Some(&source), title, help));
                }
                Err(error) => self.failed(&path, error),
            }
        }
        Ok(())
    }

    /// Reports what does not belong into a folder. What begins with a dot is a remark, since systems
    /// leave such files; what a cut leaves of a write harms nothing.
    fn strangers(&mut self, folder: &Path, belongs: &Belongs, known: &dyn Fn(&Path) -> bool) -> anyhow::Result<()> {
        for (path, is_folder) in disk::entries(folder)? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let expected = if is_folder {
                belongs.folders.contains(&name) || (belongs.ids && is_path_id(name))
            } else {
                belongs.files.contains(&name) || known(&path) || disk::is_unfinished(&path)
            };
            if expected {
                continue;
            }
            let what = if is_folder { "folder" } else { "file" };
            let title = format!("the {what} does not belong here");
            let help =
                "records are named NUMBER-KIND.toml, folders by the ids of tools and uses; move anything else away";
            let problem = problem(&path, None, title, help);
            self.problems.push(if name.starts_with('.') { problem.into_warning() } else { problem });
        }
        Ok(())
    }
}
