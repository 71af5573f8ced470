//! Where records are kept: a folder of text files, found by walking up like git. The engine's only
//! door to the disk. It scores nothing and prints nothing.
#![expect(clippy::disallowed_methods, reason = "the engine's only door to the disk")]

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::assessment::{EVERY_USE, Subject};
use crate::document::sha256;
use crate::problem::Source;
use crate::tool::{self, Tool};

use error::Result;

mod altered;
mod append;
mod chain;
pub mod config;
mod days;
pub mod disk;
mod drafts;
mod error;
mod head;
mod heads;
mod layout;
mod links;
mod mend;
mod moved;
mod policies;
mod records;
mod verify;

pub use append::{Appended, KeptText};
pub use chain::Chain;
pub use config::Config;
pub use days::mending;
pub use drafts::{Drafts, Unfinished};
pub use error::Error;
pub use head::Tip;
pub use heads::canonical_head;
pub use mend::Mended;
pub use policies::Enacting;
pub use records::{Looks, RecordFile, record_named};
pub use verify::{Depth, Link, Verified};

/// The file that makes a folder a register.
pub const MARKER: &str = "plimsoll.toml";

/// An open register.
#[derive(Clone, Debug)]
pub struct Register {
    root: PathBuf,
    config: Config,
    /// The text of `plimsoll.toml`, and its sha256.
    settings: Arc<Source>,
    settings_sha256: String,
    /// Whether this very program is writing.
    writing: Arc<AtomicBool>,
    /// The history of the policy, once it was read.
    policies: Arc<Mutex<Option<policies::ReadPolicies>>>,
}

/// Holds the register for writing.
struct Writing {
    _file: File,
    writing: Arc<AtomicBool>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.writing.store(false, Ordering::Release);
    }
}

/// While it is there nobody writes.
#[derive(Debug)]
pub struct Pause(#[expect(dead_code, reason = "it is held, not read")] File);

impl Register {
    /// Makes a register in a folder, which is created if needed.
    ///
    /// # Errors
    /// Where there is one already, or the folder cannot be written.
    pub fn create(folder: &Path, name: &str) -> Result<Self> {
        let marker = folder.join(MARKER);
        if marker.exists() {
            return Err(Error::Refused(format!("{} is a register already", folder.display())));
        }
        disk::make_folder(&folder.join("frameworks"))?;
        let protecting = [
            (".gitignore", config::IGNORED),
            (".gitattributes", config::ATTRIBUTES),
            (".editorconfig", config::EDITORS),
        ];
        for (name, text) in protecting {
            let path = folder.join(name);
            if !path.exists() {
                disk::write_new(&path, text)?;
            }
        }
        disk::write_new(&marker, &config::template(name))?;
        Self::open(folder)
    }

    /// Opens the register in a folder.
    ///
    /// # Errors
    /// Where there is none, or its `plimsoll.toml` is wrong.
    pub fn open(folder: &Path) -> Result<Self> {
        let marker = folder.join(MARKER);
        if !disk::is_there(&marker) {
            let folder_name = folder.display();
            return Err(if heads::are_in(folder) {
                let text =
                    format!("{folder_name} is a register whose {MARKER} is gone: restore it from git or a backup");
                Error::Altered(text)
            } else {
                let text = format!(
                    "{folder_name} is not a register: it has no {MARKER}\n`plimsoll init {folder_name}` makes one"
                );
                Error::NotFound(text)
            });
        }
        let settings = disk::read(&marker)?;
        let (config, _) = config::read(&settings)?;
        let settings_sha256 = sha256(&settings.text);
        Ok(Self {
            root: folder.to_path_buf(),
            config,
            settings_sha256,
            settings,
            writing: Arc::default(),
            policies: Arc::default(),
        })
    }

    /// Opens the register that a folder lies in.
    ///
    /// # Errors
    /// Where neither the folder nor one above it is a register, or its `plimsoll.toml` is wrong.
    pub fn find(folder: &Path) -> Result<Self> {
        match Self::root_above(folder) {
            Some(root) => Self::open(&root),
            None => Err(Error::NotFound(format!(
                "there is no register here: neither this folder nor one above it has a {MARKER}\n`plimsoll init` makes one here"
            ))),
        }
    }

    /// The nearest folder upwards that is a register.
    #[must_use]
    pub fn root_above(folder: &Path) -> Option<PathBuf> {
        // A register that lost its settings is not passed by for one that lies above it.
        let is_register = |folder: &&Path| disk::is_there(&folder.join(MARKER)) || heads::are_in(folder);
        folder.ancestors().find(is_register).map(Path::to_path_buf)
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its `plimsoll.toml`.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The folder of the organisation's own frameworks.
    #[must_use]
    pub fn frameworks(&self) -> PathBuf {
        self.root.join("frameworks")
    }

    /// The folder of a tool or a vendor.
    fn folder(&self, subject: &Subject) -> PathBuf {
        self.root.join(heads::folder_of(subject)).join(subject.id())
    }

    fn tool_folder(&self, tool: &str) -> PathBuf {
        self.folder(&Subject::Tool(tool.to_owned()))
    }

    /// The ids of its tools, sorted: of those that have a folder, and of those that only heads still name.
    ///
    /// # Errors
    /// Where its folders cannot be read.
    pub fn tools(&self) -> Result<Vec<String>> {
        Ok(self.known(Subject::Tool)?.iter().map(|tool| tool.id().to_owned()).collect())
    }

    /// The ids of the uses of a tool that have a folder or a head; sorted.
    ///
    /// # Errors
    /// Where its folder or that of its heads cannot be read.
    pub fn uses(&self, tool: &str) -> Result<Vec<String>> {
        let mut uses = self.all_uses(&Subject::Tool(tool.to_owned()))?;
        uses.retain(|usage| usage != EVERY_USE);
        Ok(uses)
    }

    /// The ids of the uses of a tool: those of `uses`, and those that its entry only names; sorted.
    ///
    /// # Errors
    /// Where its folder or that of its heads cannot be read.
    pub fn uses_with(&self, tool: &str, entry: Option<&Tool>) -> Result<Vec<String>> {
        let mut uses = self.uses(tool)?;
        uses.extend(entry.iter().flat_map(|entry| entry.uses.keys().cloned()));
        uses.sort_unstable();
        uses.dedup();
        Ok(uses)
    }

    /// Whether it has a tool with this id, or had one.
    #[must_use]
    pub fn knows(&self, tool: &str) -> bool {
        let subject = Subject::Tool(tool.to_owned());
        disk::is_there(&self.folder(&subject)) || disk::is_there(&self.heads_of(&subject))
    }

    /// The entry of a tool, where there is one.
    ///
    /// # Errors
    /// Where it cannot be read, or is wrong.
    pub fn tool(&self, tool: &str) -> Result<Option<Tool>> {
        let folder = self.tool_folder(tool);
        disk::within(&self.root, &folder)?;
        let path = folder.join("tool.toml");
        if !disk::is_there(&path) {
            return Ok(None);
        }
        Ok(Some(tool::file::read(&disk::read(&path)?)?.0))
    }

    /// Writes the entry of a tool that has none yet, and gives its path.
    ///
    /// # Errors
    /// Where there is one already, or it cannot be written.
    pub fn add_tool(&self, id: &str, tool: &Tool) -> Result<PathBuf> {
        match &self.ensure_tool(id, tool)?[..] {
            [path, ..] => Ok(path.clone()),
            [] => {
                let path = self.tool_folder(id).join("tool.toml");
                Err(Error::Refused(format!("{} is there already", path.display())))
            }
        }
    }

    /// Writes the entry of a tool unless it has one, and gives the files that were written: the entry
    /// first, and the mark outside its folder that it must be there.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn ensure_tool(&self, id: &str, tool: &Tool) -> Result<Vec<PathBuf>> {
        let _lock = self.lock()?;
        let folder = self.tool_folder(id);
        let path = folder.join("tool.toml");
        disk::within(&self.root, &folder)?;
        if disk::is_there(&path) {
            return Ok(Vec::new());
        }
        disk::make_folder(&folder)?;
        disk::write_new(&path, &tool::file::write(tool))?;
        Ok([Some(path), self.mark_entry(id)?].into_iter().flatten().collect())
    }

    /// Keeps the definitions of a tool's own tools in its entry, of which everything else stays as it is
    /// written, and gives its path.
    ///
    /// # Errors
    /// Where there is no entry, or it cannot be read or written.
    pub fn pin_definitions(&self, id: &str, definitions: &BTreeMap<String, String>) -> Result<PathBuf> {
        let _lock = self.lock()?;
        let folder = self.tool_folder(id);
        disk::within(&self.root, &folder)?;
        let path = folder.join("tool.toml");
        let source = disk::read(&path)?;
        tool::file::read(&source)?;
        let text = tool::file::with_definitions(&source.text, definitions);
        // An entry can have them in another form than this program writes.
        let (made, _) = tool::file::read(&Source::new(source.name.clone(), text.clone()))?;
        if made.definitions != *definitions {
            return Err(Error::Refused(format!("remove `definition` from {} first", path.display())));
        }
        disk::replace(&path, text)?;
        Ok(path)
    }

    /// Holds the register until it is dropped; waits for whoever writes.
    fn lock(&self) -> Result<Writing> {
        let file = disk::lock(&self.root.join(".lock"))?;
        self.writing.store(true, Ordering::Release);
        Ok(Writing { _file: file, writing: Arc::clone(&self.writing) })
    }

    /// Lets nobody write until it is dropped. Nothing where whoever asks writes itself, or where that
    /// cannot be had: then what is seen may be about to change.
    #[must_use]
    pub fn pause(&self) -> Option<Pause> {
        if self.writing.load(Ordering::Acquire) {
            return None;
        }
        disk::share(&self.root.join(".lock")).map(Pause)
    }

    /// The ids of the vendors about which something is decided, sorted.
    ///
    /// # Errors
    /// Where its folders cannot be read.
    pub fn vendors(&self) -> Result<Vec<String>> {
        Ok(self.known(Subject::Vendor)?.iter().map(|vendor| vendor.id().to_owned()).collect())
    }

    /// The sha256 of `plimsoll.toml` as it is, under which decisions of now are made.
    #[must_use]
    pub fn policy_sha256(&self) -> &str {
        &self.settings_sha256
    }
}
