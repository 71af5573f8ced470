//! Where records are kept: a folder of text files, found by walking up like git. The engine's only
//! door to the disk. It scores nothing and prints nothing.
#![expect(clippy::disallowed_methods, reason = "the engine's only door to the disk")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::assessment::{Assessment, EVERY_USE, Header, Record, Subject, Triage, file};
use crate::date::{Day, Moment};
use crate::document::sha256;
use crate::policy::Policy;
use crate::problem::Source;
use crate::tool::{self, Tool};

mod append;
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
mod verify;

pub use append::{Appended, Kept};
pub use config::Config;
pub use days::mending;
pub use drafts::{Drafts, Unfinished};
pub use error::Error;
use error::Result;
pub use head::Tip;
pub use heads::canonical_head;
pub use mend::Mended;
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

/// The folder of what holds for every use.
const EVERY_USE_FOLDER: &str = "_all";

/// A chain of records, one behind the other: what is known of one use of one tool, or decided about
/// all tools of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The tool or the vendor.
    pub subject: Subject,
    /// The use's id, or `EVERY_USE`.
    pub usage: String,
    folder: PathBuf,
    head: PathBuf,
}

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

impl Chain {
    /// What it is called: `claude-code/product-engineering`, `vendor anthropic/*`.
    #[must_use]
    pub fn name(&self) -> String {
        self.subject.name_of(&self.usage)
    }

    /// The id of the tool or the vendor.
    #[must_use]
    pub fn id(&self) -> &str {
        self.subject.id()
    }

    /// What a record of this chain begins with.
    #[must_use]
    pub fn header(&self, place: (u32, Option<&str>), as_of: Day, recorded_at: Moment, recorded_by: &str) -> Header {
        Header {
            subject: self.subject.clone(),
            usage: self.usage.clone(),
            number: place.0,
            as_of,
            recorded_at,
            recorded_by: recorded_by.to_owned(),
            previous: place.1.map(str::to_owned),
        }
    }

    /// Where the record with this number lies, or will lie.
    #[must_use]
    pub fn path(&self, number: u32, kind: &str) -> PathBuf {
        self.folder.join(format!("{number:04}-{kind}.toml"))
    }
}

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
        for (name, text) in [(".gitignore", config::IGNORED), (".gitattributes", config::ATTRIBUTES)] {
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
        Ok(Self { root: folder.to_path_buf(), config, settings_sha256, settings, writing: Arc::default() })
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

    /// The chain of a use, or of every use of a tool. The ids must be ones that may become paths.
    #[must_use]
    pub fn chain(&self, tool: &str, usage: &str) -> Chain {
        self.chain_of(Subject::Tool(tool.to_owned()), usage)
    }

    /// The chain of decisions about all tools of a vendor, in one use or in every use.
    #[must_use]
    pub fn vendor_chain(&self, vendor: &str, usage: &str) -> Chain {
        self.chain_of(Subject::Vendor(vendor.to_owned()), usage)
    }

    fn chain_of(&self, subject: Subject, usage: &str) -> Chain {
        let name = if usage == EVERY_USE { EVERY_USE_FOLDER } else { usage };
        let head = self.heads_of(&subject).join(format!("{name}.toml"));
        Chain { folder: self.folder(&subject).join(name), head, subject, usage: usage.to_owned() }
    }

    /// The ids of the vendors about which something is decided, sorted.
    ///
    /// # Errors
    /// Where its folders cannot be read.
    pub fn vendors(&self) -> Result<Vec<String>> {
        Ok(self.known(Subject::Vendor)?.iter().map(|vendor| vendor.id().to_owned()).collect())
    }

    /// The chains of decisions that reach over single uses: about all tools of a vendor, about every
    /// use of a tool.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn wide_chains(&self) -> Result<Vec<Chain>> {
        let mut chains: Vec<Chain> = self.tools()?.iter().map(|tool| self.chain(tool, EVERY_USE)).collect();
        for vendor in self.vendors()? {
            let uses = self.all_uses(&Subject::Vendor(vendor.clone()))?;
            chains.extend(uses.iter().map(|usage| self.vendor_chain(&vendor, usage)));
        }
        chains.retain(|chain| disk::is_there(&chain.folder) || disk::is_there(&chain.head));
        Ok(chains)
    }

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
    pub fn all_of(&self, chain: &Chain) -> Result<Vec<(String, Record)>> {
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

    /// The sha256 of `plimsoll.toml` as it is, under which decisions of now are made.
    #[must_use]
    pub fn policy_sha256(&self) -> &str {
        &self.settings_sha256
    }

    /// Whether a framework or a policy is kept under this sha256.
    #[must_use]
    pub fn has_used(&self, hash: &str) -> bool {
        let name = format!("{hash}.toml");
        [self.used_frameworks(), self.used_policies()].iter().any(|folder| folder.join(&name).is_file())
    }

    fn used_frameworks(&self) -> PathBuf {
        self.frameworks().join("used")
    }

    fn used_policies(&self) -> PathBuf {
        self.root.join("policy").join("used")
    }
}

/// A record by its name: number, kind, path.
type Named = (u32, String, PathBuf);

/// The records of a kind, newest first.
fn newest<'r>(records: &'r [Named], kind: &str) -> impl Iterator<Item = &'r Named> {
    records.iter().rev().filter(move |(_, known, _)| known == kind)
}

/// The number and the kind that a file names itself with as a record: `0002-decision.toml`.
#[must_use]
pub fn record_named(path: &Path) -> Option<(u32, &str)> {
    let (number, kind) = path.file_name()?.to_str()?.strip_suffix(".toml")?.split_once('-')?;
    Some((number.parse().ok().filter(|_| number.len() >= 4)?, kind))
}

fn looks_in(records: &[Named], until: Option<Day>) -> Result<Looks> {
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

fn all_of(records: &[Named]) -> Result<Vec<(String, Record)>> {
    let read = records.iter().map(|(_, _, path)| {
        let source = disk::read(path)?;
        Ok((sha256(&source.text), file::read(&source)?.0))
    });
    read.collect()
}

/// The newest assessment; on a day and before it, where one is given.
fn last_assessment(records: &[Named], until: Option<Day>) -> Result<Option<(Assessment, RecordFile)>> {
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
