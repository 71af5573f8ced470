//! What must exist is written down outside itself: a head for each chain under `heads/`, and a mark for
//! each tool that has an entry. A folder of a tool or vendor that is gone, renamed or a link to nowhere
//! is missed by these, and a head that is gone is missed by its records.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::{EVERY_USE, Subject};
use crate::document;
use crate::document::is_path_id;
use crate::document::writer::Writer;
use crate::problem::{Problems, Source};

use super::altered::problem;
use super::chain::EVERY_USE_FOLDER;
use super::error::Result;
use super::head::{self, SCHEMA};
use super::moved::FORMER;
use super::{Chain, Register, disk};

/// The folder of the heads.
pub(super) const HEADS: &str = "heads";

/// The folder of what belongs to the policy.
pub(super) const POLICY: &str = "policy";

/// The head of the history of the policy.
pub(super) const OF_POLICY: &str = "policy.toml";

/// The name of the mark that a tool has an entry. No id of a use looks like it.
pub(super) const ENTRY: &str = "_entry.toml";

/// The folder of the chains about tools or vendors.
pub(super) const fn folder_of(subject: &Subject) -> &'static str {
    match subject {
        Subject::Tool(_) => "tools",
        Subject::Vendor(_) => "vendors",
        Subject::Policy => POLICY,
    }
}

/// Whether a folder holds heads, as a register does and nothing else.
pub(super) fn are_in(folder: &Path) -> bool {
    ["tools", "vendors"].iter().any(|of| folder.join(HEADS).join(of).is_dir())
        || folder.join(HEADS).join(OF_POLICY).is_file()
}

/// The use that a head is about, by its name.
pub(super) fn use_named(path: &Path) -> Option<&str> {
    match path.file_name()?.to_str()?.strip_suffix(".toml")? {
        EVERY_USE_FOLDER => Some(EVERY_USE),
        usage => is_path_id(usage).then_some(usage),
    }
}

impl Register {
    /// The chain of the policies that were in force.
    #[must_use]
    pub fn policy_chain(&self) -> Chain {
        Chain {
            subject: Subject::Policy,
            usage: EVERY_USE.to_owned(),
            folder: self.root.join(POLICY).join("history"),
            head: self.root.join(HEADS).join(OF_POLICY),
        }
    }

    /// Where the heads of a tool or a vendor lie.
    pub(super) fn heads_of(&self, subject: &Subject) -> PathBuf {
        self.root.join(HEADS).join(folder_of(subject)).join(subject.id())
    }

    /// The uses for which a tool or a vendor has a head, `EVERY_USE` among them; sorted.
    pub(super) fn headed(&self, subject: &Subject) -> Result<Vec<String>> {
        let folder = self.heads_of(subject);
        disk::within(&self.root, &folder)?;
        let files = disk::files(&folder)?;
        let mut uses: Vec<String> = files.iter().filter_map(|path| use_named(path)).map(str::to_owned).collect();
        uses.sort_unstable();
        Ok(uses)
    }

    /// The ids of the tools or vendors that have a folder, or heads; sorted.
    pub(super) fn known(&self, subject: fn(String) -> Subject) -> Result<Vec<Subject>> {
        let folder = folder_of(&subject(String::new()));
        let mut ids = disk::folders(&self.root.join(folder))?;
        ids.extend(disk::folders(&self.root.join(HEADS).join(folder))?);
        ids.sort_unstable();
        ids.dedup();
        Ok(ids.into_iter().map(subject).collect())
    }

    /// The uses of a tool or a vendor that have a folder or a head, `EVERY_USE` among them; sorted.
    pub(super) fn all_uses(&self, subject: &Subject) -> Result<Vec<String>> {
        let folder = self.folder(subject);
        let mut uses = disk::folders(&folder)?;
        if disk::is_there(&folder.join(EVERY_USE_FOLDER)) {
            uses.push(EVERY_USE.to_owned());
        }
        uses.extend(self.headed(subject)?);
        uses.sort_unstable();
        uses.dedup();
        Ok(uses)
    }

    /// Every head of the register.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn heads(&self) -> Result<Vec<PathBuf>> {
        let mut heads: Vec<PathBuf> =
            Some(self.policy_chain().head).filter(|head| disk::is_there(head)).into_iter().collect();
        for subject in [Subject::Tool as fn(String) -> Subject, Subject::Vendor] {
            for subject in self.known(subject)? {
                heads.extend(
                    disk::files(&self.heads_of(&subject))?.into_iter().filter(|path| use_named(path).is_some()),
                );
            }
        }
        Ok(heads)
    }

    /// Marks that a tool has an entry; gives the mark where there was none. Only while nobody else can
    /// write.
    pub(super) fn mark_entry(&self, tool: &str) -> Result<Option<PathBuf>> {
        let folder = self.heads_of(&Subject::Tool(tool.to_owned()));
        let path = folder.join(ENTRY);
        disk::within(&self.root, &folder)?;
        if disk::is_there(&path) {
            return Ok(None);
        }
        disk::make_folder(&folder)?;
        disk::write_new(&path, &entry_mark())?;
        Ok(Some(path))
    }

    /// That nothing says that a tool has an entry, although it has one and records, with the first of which
    /// that was written down.
    pub(super) fn verify_mark(&self, tool: &str) -> Result<Problems> {
        let subject = Subject::Tool(tool.to_owned());
        let mark = self.heads_of(&subject).join(ENTRY);
        let mut problems = Problems::default();
        if !disk::is_there(&mark)
            && disk::is_there(&self.folder(&subject).join("tool.toml"))
            && !self.headed(&subject)?.is_empty()
        {
            let title = format!("the mark that `{tool}` has an entry is gone");
            let help = "restore it from git or a backup, or rewrite it with `plimsoll fmt --heads`";
            problems.push(problem(&mark, None, title, help));
        }
        Ok(problems)
    }

    /// Marks every tool that has an entry and no mark, and gives the marks that were written; with `dry`
    /// those that would be.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub fn mark_entries(&self, dry: bool) -> Result<Vec<PathBuf>> {
        let _lock = self.lock()?;
        let mut marks = Vec::new();
        for tool in self.known(Subject::Tool)? {
            let mark = self.heads_of(&tool).join(ENTRY);
            if disk::is_there(&mark) || !disk::is_there(&self.folder(&tool).join("tool.toml")) {
                continue;
            }
            if !dry {
                self.mark_entry(tool.id())?;
            }
            marks.push(mark);
        }
        Ok(marks)
    }

    /// That the entry of a tool is not there, although it has records, heads or the mark of an entry: it
    /// may have named the vendor that something is decided about.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn verify_entry(&self, tool: &str) -> Result<Problems> {
        let subject = Subject::Tool(tool.to_owned());
        let path = self.folder(&subject).join("tool.toml");
        let mut problems = Problems::default();
        if disk::is_there(&path) {
            return Ok(problems);
        }
        let marked = disk::is_there(&self.heads_of(&subject).join(ENTRY));
        let recorded = |usage: &String| Ok(!self.records(&self.chain(tool, usage))?.is_empty());
        let headed = !self.headed(&subject)?.is_empty();
        let uses = if marked || headed { Vec::new() } else { self.all_uses(&subject)? };
        let kept: Result<Vec<bool>> = uses.iter().map(recorded).collect();
        if marked || headed || kept?.contains(&true) {
            let title = if marked {
                format!("it is not there, and `{tool}` had an entry")
            } else {
                format!("it is not there, and `{tool}` has records")
            };
            let help = format!("restore it from git or a backup, or rewrite it with `plimsoll tool add {tool}`");
            problems.push(problem(&path, None, title, &help));
        }
        Ok(problems)
    }
}

/// The text of the mark that a tool has an entry.
pub(super) fn entry_mark() -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA);
    writer.finish()
}

/// The canonical text of a mark, once it is read.
fn canonical_mark(source: &Arc<Source>) -> Result<String, Problems> {
    document::read(source, SCHEMA, |_| Some(()))?;
    Ok(entry_mark())
}

/// The canonical text of a head, or of a mark that a tool has an entry.
///
/// # Errors
/// Everything wrong with it.
pub fn canonical_head(source: &Arc<Source>) -> Result<String, Problems> {
    if Path::new(&source.name).file_name().is_some_and(|name| name == ENTRY) {
        return canonical_mark(source);
    }
    Ok(head::write(head::parse(source)?.tip()))
}

/// Where the head of a chain lay before: beside the chains of its tool or vendor, one file for all.
pub(super) fn former(chain: &Chain) -> Option<PathBuf> {
    Some(chain.folder.parent()?.join(FORMER))
}
