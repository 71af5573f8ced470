//! Where frameworks and answers are found: a path, the register's own, or inside the program.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use crate::file_kind::FileKind;
use crate::framework::{Framework, Loaded, Shelf, TriageFramework, bundled, load, read_part};
use crate::input::{Error, read};
use crate::problem::{Problems, Source, no_such};
use crate::register::disk;

/// The places where frameworks are looked for.
#[derive(Debug)]
pub struct Library {
    /// The register's own frameworks, where there is a register.
    folder: Option<PathBuf>,
    /// Why a file that another extends cannot be had, though it is there.
    refused: RefCell<Option<Error>>,
}

impl Library {
    /// With the frameworks of a register, if there is one.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, refused: RefCell::default() }
    }

    /// The file that a person means: a path where there is such a file, else an id.
    ///
    /// # Errors
    /// Where there is one that cannot be read.
    pub fn find(&self, name: &str) -> Result<Option<Arc<Source>>, Error> {
        let path = Path::new(name);
        if path.is_file() { self.read(path).map(Some) } else { self.by_id(name) }
    }

    /// Reads a file. One of the register's own has the id that it is named after, however it is meant;
    /// elsewhere anything may lie, also another text of a bundled framework.
    ///
    /// # Errors
    /// Where it cannot be read, or may not be among the register's own.
    pub fn read(&self, path: &Path) -> Result<Arc<Source>, Error> {
        let of_register =
            matches!((&self.folder, path.parent()), (Some(own), Some(folder)) if same_folder(own, folder));
        let source = match path.file_stem().and_then(std::ffi::OsStr::to_str).filter(|_| of_register) {
            Some(id) => own(path, id),
            None => read(path),
        }?;
        FileKind::Framework.expect(&source)?;
        Ok(source)
    }

    fn named(&self, name: &str) -> Result<Arc<Source>, Error> {
        if let Some(source) = self.find(name)? {
            return Ok(source);
        }
        let mut ids = self.ids();
        ids.push("a path to a file".to_owned());
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        Err(Error::NotFound(no_such("there is no framework", name, &ids)))
    }

    fn by_id(&self, id: &str) -> Result<Option<Arc<Source>>, Error> {
        if crate::document::is_path_id(id)
            && let Some(folder) = &self.folder
        {
            let path = folder.join(format!("{id}.toml"));
            if path.is_file() {
                return own(&path, id).map(Some);
            }
        }
        Ok(bundled::find(id))
    }

    /// What a file that is not in the program extends: beside it, else wherever its id leads.
    fn beside(&self, id: &str, from: &Source) -> Result<Option<Arc<Source>>, Error> {
        if crate::document::is_path_id(id)
            && let Some(folder) = Path::new(&from.name).parent()
        {
            let path = folder.join(format!("{id}.toml"));
            if path.is_file() {
                return self.read(&path).map(Some);
            }
        }
        self.by_id(id)
    }

    /// The files behind some names.
    ///
    /// # Errors
    /// Where one names nothing, or cannot be read.
    pub fn sources(&self, names: &[String]) -> Result<Vec<Arc<Source>>, Error> {
        names.iter().map(|name| self.named(name)).collect()
    }

    /// A framework of any method, with the warnings about its files.
    ///
    /// # Errors
    /// Everything wrong with its files.
    pub fn load(&self, names: &[String]) -> Result<(Loaded, Problems), Error> {
        let loaded = load(&self.sources(names)?, self);
        if let Some(refused) = self.refused.take() {
            return Err(refused);
        }
        Ok(loaded?)
    }
}

/// A register's own framework, which has the id that its file is named after, and none of the program's.
fn own(path: &Path, id: &str) -> Result<Arc<Source>, Error> {
    if bundled::find(id).is_some() {
        let text = format!("{} takes the id of a bundled framework: rename it", path.display());
        return Err(Error::Unreadable(text));
    }
    let source = read(path)?;
    // Where it cannot be read, what is wrong is said when it is loaded.
    if let Ok((written, _)) = read_part(&source)
        && written != id
    {
        let name = path.display();
        let text = format!("{name} has the id `{written}`: name the file {written}.toml, or give it the id `{id}`");
        return Err(Error::Unreadable(text));
    }
    Ok(source)
}

fn same_folder(one: &Path, other: &Path) -> bool {
    let other = if other.as_os_str().is_empty() { Path::new(".") } else { other };
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

impl Library {
    /// The framework whose factors the answers of a triage imply, where there is one that can be read.
    #[must_use]
    pub fn base_of(&self, triage: &TriageFramework) -> Option<Framework> {
        base(self.find(triage.prefills.as_ref()?).ok()??, self)
    }
}

/// The same of the bundled frameworks alone: they stay as they are as long as the program does.
#[must_use]
pub fn bundled_base(triage: &TriageFramework) -> Option<Framework> {
    base(bundled::find(triage.prefills.as_ref()?)?, &bundled::Bundled)
}

fn base(source: Arc<Source>, shelf: &dyn Shelf) -> Option<Framework> {
    match load(&[source], shelf).ok()?.0 {
        Loaded::Ledger(framework) => Some(*framework),
        Loaded::Route(_) => None,
    }
}

/// What makes a file a triage framework; looked for in files that cannot be read.
const ROUTE: &str = "highest-route/1";

impl Library {
    /// The triage framework whose answers imply the factors of a base: the one that the register
    /// names, if it is for this base, else the register's only one for it, else the bundled one.
    ///
    /// # Errors
    /// Where there is none, there are several, or one cannot be read.
    pub fn prefilling(&self, base: &str, named: Option<&str>) -> anyhow::Result<TriageFramework> {
        let prefills = |triage: &TriageFramework| triage.prefills.as_deref() == Some(base);
        if let Some(named) = named {
            let triage = route(self.load(&[named.to_owned()])?.0)?;
            if prefills(&triage) {
                return Ok(triage);
            }
        }
        let mut own = Vec::new();
        for id in self.ids().into_iter().filter(|id| bundled::find(id).is_none()) {
            let Some(source) = self.by_id(&id)? else { continue };
            let loaded = load(std::slice::from_ref(&source), self);
            if let Some(refused) = self.refused.take().filter(|_| source.text.contains(ROUTE)) {
                return Err(refused.into());
            }
            match loaded {
                Ok((Loaded::Route(triage), _)) => own.extend(Some(triage).filter(prefills)),
                // Another file that is wrong is another command's matter.
                Err(problems) if source.text.contains(ROUTE) => return Err(problems.into()),
                Ok(_) | Err(_) => {}
            }
        }
        match own.len() {
            0 => {}
            1 => return Ok(own.swap_remove(0)),
            _ => {
                let ids: Vec<&str> = own.iter().map(|triage| triage.part.id.as_str()).collect();
                bail!(
                    "several triage frameworks prefill `{base}`: {}\nname one in plimsoll.toml: triage = \"{}\"",
                    ids.join(", "),
                    ids[0]
                );
            }
        }
        for source in bundled::ids().filter_map(bundled::find) {
            if let Loaded::Route(triage) = load(&[source], self)?.0
                && prefills(&triage)
            {
                return Ok(triage);
            }
        }
        bail!(
            "no triage framework prefills `{base}`, so there is no number of points from which a short run asks for the full one\nmake one with prefills = \"{base}\" in frameworks/, or assess in full"
        )
    }
}

/// The framework, if it is of the method `bounded-ledger/1`.
///
/// # Errors
/// Where it is of another method.
pub fn ledger(loaded: Loaded) -> anyhow::Result<Framework> {
    match loaded {
        Loaded::Ledger(framework) => Ok(*framework),
        Loaded::Route(triage) => bail!("`{}` only chooses a route; it has no ledger", triage.part.id),
    }
}

/// The framework, if it is of the method `highest-route/1`.
///
/// # Errors
/// Where it is of another method.
pub fn route(loaded: Loaded) -> anyhow::Result<TriageFramework> {
    match loaded {
        Loaded::Route(triage) => Ok(triage),
        Loaded::Ledger(framework) => {
            bail!("`{}` has a ledger; a triage needs one that chooses a route", framework.id())
        }
    }
}

impl Shelf for Library {
    fn extended(&self, id: &str, from: &Source) -> Option<Arc<Source>> {
        if bundled::is(from) {
            return bundled::find(id);
        }
        self.beside(id, from).unwrap_or_else(|error| {
            self.refused.borrow_mut().get_or_insert(error);
            None
        })
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = bundled::ids().map(str::to_owned).collect();
        let own = self.folder.iter().filter_map(|folder| disk::files(folder).ok()).flatten();
        ids.extend(own.filter_map(|path| {
            let id = path.file_stem()?.to_str()?.to_owned();
            (path.extension()?.to_str()? == "toml").then_some(id)
        }));
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}
