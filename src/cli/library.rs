//! Where frameworks and answers are found: a path, the register's own, or inside the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use plimsoll::framework::{Framework, Loaded, Shelf, bundled, load};
use plimsoll::problem::Source;
use plimsoll::register::disk::read;

use super::{diagnostics, names};

/// The places where frameworks are looked for.
pub struct Library {
    /// The register's own frameworks, where there is a register.
    folder: Option<PathBuf>,
}

impl Library {
    /// With the frameworks of a register, if there is one.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The file that a person means: a path where there is such a file, else an id.
    ///
    /// # Errors
    /// Where there is one that cannot be read.
    pub fn find(&self, name: &str) -> anyhow::Result<Option<Arc<Source>>> {
        let path = Path::new(name);
        if path.is_file() { read(path).map(Some) } else { self.by_id(name) }
    }

    fn named(&self, name: &str) -> anyhow::Result<Arc<Source>> {
        if let Some(source) = self.find(name)? {
            return Ok(source);
        }
        let mut ids = self.ids();
        ids.push("a path to a file".to_owned());
        Err(names::unknown("there is no framework", name, &ids))
    }

    fn by_id(&self, id: &str) -> anyhow::Result<Option<Arc<Source>>> {
        if plimsoll::document::is_path_id(id)
            && let Some(folder) = &self.folder
        {
            let path = folder.join(format!("{id}.toml"));
            if path.is_file() {
                if bundled::find(id).is_some() {
                    bail!("{} takes the id of a bundled framework: rename it", path.display());
                }
                return read(&path).map(Some);
            }
        }
        Ok(bundled::find(id))
    }

    /// The files behind some names.
    ///
    /// # Errors
    /// Where one names nothing, or cannot be read.
    pub fn sources(&self, names: &[String]) -> anyhow::Result<Vec<Arc<Source>>> {
        names.iter().map(|name| self.named(name)).collect()
    }

    /// A framework of any method; its warnings are said at once.
    ///
    /// # Errors
    /// Everything wrong with its files.
    pub fn load(&self, names: &[String]) -> anyhow::Result<Loaded> {
        let (loaded, warnings) = load(&self.sources(names)?, self)?;
        diagnostics::say(&warnings);
        Ok(loaded)
    }
}

/// The framework, if it is of the method `bounded-ledger/1`.
///
/// # Errors
/// Where it is of another method.
pub fn ledger(loaded: Loaded) -> anyhow::Result<Framework> {
    match loaded {
        Loaded::Ledger(framework) => Ok(*framework),
        Loaded::Route(triage) => bail!("`{}` only chooses the way on; it has no ledger", triage.part.id),
    }
}

impl Shelf for Library {
    fn extended(&self, id: &str, from: &Source) -> Option<Arc<Source>> {
        if plimsoll::document::is_path_id(id)
            && let Some(folder) = Path::new(&from.name).parent()
            && !from.name.starts_with("bundled:")
        {
            let beside = folder.join(format!("{id}.toml"));
            if beside.is_file() {
                return read(&beside).ok();
            }
        }
        self.by_id(id).ok().flatten()
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = bundled::ids().map(str::to_owned).collect();
        let own = self.folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        ids.extend(own.filter_map(|entry| {
            let path = entry.path();
            let id = path.file_stem()?.to_str()?.to_owned();
            (path.extension()?.to_str()? == "toml").then_some(id)
        }));
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}
