//! Reading and writing whole files, so that a cut at any moment leaves the old or the new one.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::{LARGEST_FILE, is_path_id, sha256};
use crate::input;
use crate::problem::{Code, Problem, Problems, Source};

use super::error::{Error, Result};

/// Reads a text file of a register.
///
/// # Errors
/// Where it is no ordinary file, cannot be read, is larger than such a file may be, or is not UTF-8.
pub fn read(path: &Path) -> Result<Arc<Source>> {
    text(path, read_bytes(path, LARGEST_FILE)?)
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<Arc<Source>> {
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
pub(super) fn read_kept(folder: &Path, hash: &str) -> Result<Arc<Source>> {
    let source = read(&folder.join(format!("{hash}.toml")))?;
    if sha256(&source.text) != hash {
        return Err(Error::Altered(format!("{} is altered: its sha256 is not its name", source.name)));
    }
    Ok(source)
}

/// Whether something lies at a path, if only a link that leads nowhere, or something of which nobody
/// here may know what it is: then it must be read, which says what is wrong with it.
pub(super) fn is_there(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// What lies somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EntryKind {
    File,
    Folder,
    /// A link to whatever it is.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

impl EntryKind {
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
pub(super) fn kind(path: &Path) -> Result<Option<EntryKind>> {
    match path.symlink_metadata() {
        Ok(metadata) => Ok(Some(EntryKind::of(metadata.file_type()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::cannot("read", path)(error)),
    }
}

/// Refuses a folder below the root of a register that is reached through a link, or is none: what lies
/// elsewhere is not the register's, and somebody else may change it.
pub(super) fn within(root: &Path, folder: &Path) -> Result<()> {
    let Ok(below) = folder.strip_prefix(root) else { return Ok(()) };
    let mut path = root.to_path_buf();
    for part in below {
        path.push(part);
        match kind(&path)? {
            None => return Ok(()),
            Some(EntryKind::Folder) => {}
            Some(other) => {
                return Err(Error::Altered(format!(
                    "{} is a {}, not a folder: a register contains only plain folders and files",
                    path.display(),
                    other.word()
                )));
            }
        }
    }
    Ok(())
}

/// Reads a file of a register, of at most so many bytes.
///
/// # Errors
/// Where it is no ordinary file, cannot be read, or is larger.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>> {
    // Looked at before it is opened: opening a pipe waits for somebody to write.
    if let Some(kind @ (EntryKind::Link | EntryKind::Other)) = kind(path)? {
        return Err(Error::Altered(format!("{} is a {}, not a file", path.display(), kind.word())));
    }
    Ok(input::read_bytes(path, most)?)
}

/// The names of the folders in a folder that are ids, sorted; none where there is no such folder.
pub(super) fn folders(folder: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = entries(folder)?
        .into_iter()
        .filter(|(_, kind)| *kind == EntryKind::Folder)
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
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|(_, kind)| *kind != EntryKind::Folder).map(|(path, _)| path).collect())
}

/// What lies in a folder, sorted, each with what it is; nothing where there is no such folder.
pub(super) fn entries(folder: &Path) -> Result<Vec<(PathBuf, EntryKind)>> {
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::cannot("read", folder)(error)),
    };
    let mut entries = Vec::new();
    for entry in listed {
        let entry = entry.map_err(Error::cannot("read", folder))?;
        let kind = entry.file_type().map_err(Error::cannot("read", folder))?;
        entries.push((entry.path(), EntryKind::of(kind)));
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
pub(super) fn sweep(folder: &Path) -> Result<()> {
    for path in files(folder)?.iter().filter(|path| is_unfinished(path)) {
        std::fs::remove_file(path).map_err(Error::cannot("remove", path))?;
    }
    Ok(())
}

/// Makes a folder and those above it, each lasting like its content.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_folder(above)?;
    }
    match std::fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(Error::cannot("make", folder)(error)),
        _ => sync_folder(folder),
    }
}

/// A complete temporary file beside the one that it is to become.
fn temporary(path: &Path, content: &[u8]) -> Result<tempfile::NamedTempFile> {
    let cannot = || Error::cannot("write", path);
    let folder = path.parent().unwrap_or(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file; the user's umask takes away what it takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(cannot())?;
    file.write_all(content).map_err(cannot())?;
    file.as_file().sync_all().map_err(cannot())?;
    Ok(file)
}

/// Writes a file in place of the one that may be there.
///
/// # Errors
/// Where it cannot be written; the file that was there is there still.
pub fn replace(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let cannot = || Error::cannot("write", path);
    let file = temporary(path, content.as_ref())?;
    // Who may read the file that is replaced may read the new one, and nobody else.
    if let Ok(before) = std::fs::metadata(path) {
        file.as_file().set_permissions(before.permissions()).map_err(cannot())?;
    }
    file.persist(path).map_err(|refused| cannot()(refused.error))?;
    sync_folder(path)
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, text: &str) -> Result<()> {
    let file = temporary(path, text.as_bytes())?;
    file.persist_noclobber(path).map_err(|refused| Error::cannot("write", path)(refused.error))?;
    sync_folder(path)
}

/// Makes the name of a file last like its content.
fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(Error::cannot("write", folder))?;
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
    if kind(path).ok()? != Some(EntryKind::File) {
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
pub(super) fn lock(path: &Path) -> Result<File> {
    if let Some(other @ (EntryKind::Folder | EntryKind::Link | EntryKind::Other)) = kind(path)? {
        let what = other.word();
        let text =
            format!("{} is a {what}, not a file: remove it, and the next record makes a new one", path.display());
        return Err(Error::Altered(text));
    }
    let file =
        File::options().create(true).truncate(false).write(true).open(path).map_err(Error::cannot("lock", path))?;
    file.lock().map_err(Error::cannot("lock", path))?;
    Ok(file)
}
