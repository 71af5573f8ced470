//! Reading and writing whole files, so that a cut at any moment leaves the old or the new one.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::document::{LARGEST_FILE, is_path_id, sha256};
use crate::input;
use crate::problem::{Code, Problem, Problems, Source};

/// Reads a text file of a register.
///
/// # Errors
/// Where it is no ordinary file, cannot be read, is larger than such a file may be, or is not UTF-8.
pub fn read(path: &Path) -> anyhow::Result<Arc<Source>> {
    text(path, read_bytes(path, LARGEST_FILE)?)
}

fn text(path: &Path, bytes: Vec<u8>) -> anyhow::Result<Arc<Source>> {
    let name = path.display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.into_bytes()).into_owned();
            let source = Source::new(name, text);
            let mark = good..good + '\u{fffd}'.len_utf8();
            let problem =
                Problem::error(Code::NotText, &source, mark, "the file is not UTF-8 text").help("save it as UTF-8");
            Err(Problems(vec![problem]).into())
        }
    }
}

/// Reads a text that is kept under its own sha256.
pub(super) fn read_kept(folder: &Path, hash: &str) -> anyhow::Result<Arc<Source>> {
    let source = read(&folder.join(format!("{hash}.toml")))?;
    if sha256(&source.text) != hash {
        bail!(Altered(format!("{} is altered: its sha256 is not its name", source.name)));
    }
    Ok(source)
}

/// A text is not the one that was kept.
#[derive(Debug)]
pub(super) struct Altered(String);

impl std::fmt::Display for Altered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Altered {}

/// Whether something lies at a path, if only a link that leads nowhere, or something of which nobody
/// here may know what it is: then it must be read, which says what is wrong with it.
pub(super) fn is_there(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// What lies somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link to whatever it is.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

impl Kind {
    fn of(kind: std::fs::FileType) -> Self {
        match kind {
            kind if kind.is_symlink() => Self::Link,
            kind if kind.is_dir() => Self::Folder,
            kind if kind.is_file() => Self::File,
            _ => Self::Other,
        }
    }

    /// Its word in a sentence.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Folder => "folder",
            Self::Link => "link",
            Self::Other => "pipe, socket or device",
        }
    }
}

/// What lies at a path; nothing where nothing does.
pub(super) fn kind(path: &Path) -> anyhow::Result<Option<Kind>> {
    match path.symlink_metadata() {
        Ok(metadata) => Ok(Some(Kind::of(metadata.file_type()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Refuses a folder below the root of a register that is reached through a link, or is none: what lies
/// elsewhere is not the register's, and somebody else may change it.
pub(super) fn within(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let Ok(below) = folder.strip_prefix(root) else { return Ok(()) };
    let mut path = root.to_path_buf();
    for part in below {
        path.push(part);
        match kind(&path)? {
            None => return Ok(()),
            Some(Kind::Folder) => {}
            Some(other) => bail!(NotOrdinary(format!(
                "{} is a {}, not a folder: a register has folders and files of its own only",
                path.display(),
                other.word()
            ))),
        }
    }
    Ok(())
}

/// Something of a register is a link, a pipe or a device.
#[derive(Debug)]
pub(super) struct NotOrdinary(String);

impl std::fmt::Display for NotOrdinary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotOrdinary {}

/// Whether reading failed because a file is not what was kept, or is gone: anything else may pass.
#[must_use]
pub fn is_altered(error: &anyhow::Error) -> bool {
    let gone = |cause: &std::io::Error| cause.kind() == ErrorKind::NotFound;
    error.is::<Altered>()
        || error.is::<NotOrdinary>()
        || error.chain().filter_map(|cause| cause.downcast_ref()).any(gone)
}

/// Reads a file of a register, of at most so many bytes.
///
/// # Errors
/// Where it is no ordinary file, cannot be read, or is larger.
pub fn read_bytes(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    // Looked at before it is opened: opening a pipe waits for somebody to write.
    if let Some(kind @ (Kind::Link | Kind::Other)) = kind(path)? {
        bail!(NotOrdinary(format!("{} is a {}, not a file", path.display(), kind.word())));
    }
    input::read_bytes(path, most)
}

/// The names of the folders in a folder that are ids, sorted; none where there is no such folder.
pub(super) fn folders(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names: Vec<String> = entries(folder)?
        .into_iter()
        .filter(|(_, kind)| *kind == Kind::Folder)
        .filter_map(|(path, _)| Some(path.file_name()?.to_str()?.to_owned()))
        .filter(|name| is_path_id(name))
        .collect();
    names.sort_unstable();
    Ok(names)
}

/// What lies in a folder and is none itself, sorted; nothing where there is no such folder.
///
/// # Errors
/// Where it cannot be read.
pub fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|(_, kind)| *kind != Kind::Folder).map(|(path, _)| path).collect())
}

/// What lies in a folder, sorted, each with what it is; nothing where there is no such folder.
pub(super) fn entries(folder: &Path) -> anyhow::Result<Vec<(PathBuf, Kind)>> {
    let what = || format!("cannot read {}", folder.display());
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(what),
    };
    let mut entries = Vec::new();
    for entry in listed {
        let entry = entry.with_context(what)?;
        entries.push((entry.path(), Kind::of(entry.file_type().with_context(what)?)));
    }
    entries.sort_unstable();
    Ok(entries)
}

/// What systems, editors and file shares leave behind: names, and what names begin or end with. It is
/// nobody's record and not looked at. Copies that a share makes where two people write at once are not
/// among them: what stands in these matters.
const LEFT: [&str; 9] =
    [".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", ".directory", "@eaDir", ".stfolder", ".dropbox"];
const LEFT_BEFORE: [&str; 7] = ["._", "~$", ".~lock.", ".nfs", ".fuse_hidden", ".smbdelete", ".syncthing."];
const LEFT_AFTER: [&str; 3] = ["~", ".swp", ".swo"];

/// Whether something is what systems, editors and file shares leave.
pub(super) fn is_left_over(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    LEFT.iter().any(|left| name.eq_ignore_ascii_case(left))
        || LEFT_BEFORE.iter().any(|left| name.starts_with(left))
        || (name.starts_with('.') && LEFT_AFTER.iter().any(|left| name.ends_with(left)))
        || name.ends_with(".toml~")
}

/// What names of unfinished writes begin and end with.
const UNFINISHED: (&str, &str) = (".writing-", ".tmp");

/// Whether a file is what a cut leaves of a write.
pub(super) fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
}

/// Removes what cuts have left of writes into a folder. Only while nobody else can write.
pub(super) fn sweep(folder: &Path) -> anyhow::Result<()> {
    for path in files(folder)?.iter().filter(|path| is_unfinished(path)) {
        std::fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Makes a folder and those above it, each lasting like its content.
pub(super) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_folder(above)?;
    }
    match std::fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("cannot make {}", folder.display()))
        }
        _ => sync_folder(folder),
    }
}

/// A complete temporary file beside the one that it is to become.
fn temporary(path: &Path, content: &[u8]) -> anyhow::Result<tempfile::NamedTempFile> {
    let folder = path.parent().context("a file has a folder")?;
    let what = || format!("cannot write {}", path.display());
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file; the user's umask takes away what it takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).with_context(what)?;
    file.write_all(content).with_context(what)?;
    file.as_file().sync_all().with_context(what)?;
    Ok(file)
}

/// Writes a file in place of the one that may be there.
///
/// # Errors
/// Where it cannot be written; the file that was there is there still.
pub fn replace(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let what = || format!("cannot write {}", path.display());
    let file = temporary(path, content.as_ref())?;
    // Who may read the file that is replaced may read the new one, and nobody else.
    if let Ok(before) = std::fs::metadata(path) {
        file.as_file().set_permissions(before.permissions()).with_context(what)?;
    }
    file.persist(path).with_context(what)?;
    sync_folder(path)
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let file = temporary(path, text.as_bytes())?;
    file.persist_noclobber(path).with_context(|| format!("cannot write {}", path.display()))?;
    sync_folder(path)
}

/// Makes the name of a file last like its content.
fn sync_folder(path: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.with_context(|| format!("cannot write {}", folder.display()))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// For how long a reader waits for whoever writes, in steps of some milliseconds.
const PATIENCE: (u32, u64) = (400, 5);

/// Holds a lock file together with other readers until it is dropped, so that nobody writes meanwhile.
/// Nothing where nobody ever wrote here, or whoever writes does not come to an end.
pub(super) fn share(path: &Path) -> Option<File> {
    if kind(path).ok()? != Some(Kind::File) {
        return None;
    }
    let file = File::open(path).ok()?;
    for _ in 0..PATIENCE.0 {
        match file.try_lock_shared() {
            Ok(()) => return Some(file),
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(std::time::Duration::from_millis(PATIENCE.1)),
            Err(std::fs::TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// Holds a lock file until it is dropped; waits where another process holds it.
pub(super) fn lock(path: &Path) -> anyhow::Result<File> {
    let what = || format!("cannot lock {}", path.display());
    if let Some(other @ (Kind::Folder | Kind::Link | Kind::Other)) = kind(path)? {
        bail!("{} is a {}, not a file: remove it, and the next record makes a new one", path.display(), other.word());
    }
    let file = File::options().create(true).truncate(false).write(true).open(path).with_context(what)?;
    file.lock().with_context(what)?;
    Ok(file)
}
