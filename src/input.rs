//! Files that a person names: an answers file, a list, a report, the parts of a template. Each is
//! looked at before it is opened, and read up to a bound.
#![expect(clippy::disallowed_methods, reason = "reads the files that a person names, and nothing else")]

use std::fmt;
use std::fs::{File, FileType, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::document::encoding::Encoding;
use crate::document::{LARGEST_FILE, hexadecimal};
use crate::problem::{Code, Problem, Problems, Source};

/// Why a file that somebody names cannot be used.
#[derive(Debug)]
pub enum Error {
    /// What is wrong with its text.
    Problems(Problems),
    /// It is not there.
    NotFound(String),
    /// The disk refused, or it is no file that can be read, in a sentence.
    Unreadable(String),
}

/// What reading gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => problems.fmt(f),
            Self::NotFound(text) | Self::Unreadable(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

/// What the disk said to an attempt to read a file.
fn cannot_read(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |cause| {
        let text = format!("cannot read {}: {cause}", path.display());
        if cause.kind() == io::ErrorKind::NotFound { Error::NotFound(text) } else { Error::Unreadable(text) }
    }
}

/// Reads a text file in UTF-8.
///
/// # Errors
/// Where it cannot be read, is larger than such a file may be, or is not UTF-8.
pub fn read(path: &Path) -> Result<Arc<Source>> {
    read_list(path, LARGEST_FILE, Encoding::Utf8)
}

/// Reads a text file of at most so many bytes in an encoding.
///
/// # Errors
/// Where it cannot be read, is larger, or is no text in that encoding.
pub fn read_list(path: &Path, most: u64, encoding: Encoding) -> Result<Arc<Source>> {
    let name = path.display().to_string();
    let bytes = read_bytes(path, most)?;
    let bytes = match (encoding, String::from_utf8(bytes)) {
        (Encoding::Utf8, Ok(text)) => return Ok(Source::new(name, text)),
        (Encoding::Utf8, Err(error)) => {
            let good = error.utf8_error().valid_up_to();
            return Err(Problems(vec![not_utf_8(&name, error.as_bytes(), good)]).into());
        }
        (_, Ok(text)) => text.into_bytes(),
        (_, Err(error)) => error.into_bytes(),
    };
    match encoding.decode(&bytes) {
        Some(text) => Ok(Source::new(name, text)),
        None => Err(Error::Unreadable(format!("{name} is not text in {}", encoding.as_str()))),
    }
}

/// What is wrong with bytes that are not UTF-8, and how they become so.
fn not_utf_8(name: &str, bytes: &[u8], good: usize) -> Problem {
    const REMEDY: &str = "save it as UTF-8; Excel does under File, Save As, `CSV UTF-8 (Comma delimited)`";
    let guess = Encoding::guess(bytes);
    if guess == Some(Encoding::Utf16) {
        let title = "the file is not UTF-8 text but UTF-16, which Excel calls Unicode Text";
        return Problem::error(Code::NotText, &Source::new(name, ""), 0..0, title).help(REMEDY);
    }
    let source = Source::new(name, String::from_utf8_lossy(bytes).into_owned());
    let mark = good..good + '\u{fffd}'.len_utf8();
    let problem = Problem::error(Code::NotText, &source, mark, "the file is not UTF-8 text").help(REMEDY);
    match guess {
        Some(guess) => problem.label(format!("in {} this is a character", guess.as_str())),
        None => problem,
    }
}

/// Reads a file of at most so many bytes.
///
/// # Errors
/// Where it is no ordinary file, cannot be read, or is larger.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path, most)?.take(most + 1).read_to_end(&mut bytes).map_err(cannot_read(path))?;
    if bytes.len() as u64 > most {
        let text = format!("{} has more than the {most} bytes that such a file may have", path.display());
        return Err(Error::Unreadable(text));
    }
    Ok(bytes)
}

/// The sha256 of a file of any length, which is never in memory as a whole.
///
/// # Errors
/// Where it is no ordinary file, or cannot be read.
pub fn sha256_of_file(path: &Path) -> Result<String> {
    let mut file = open(path, u64::MAX)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(cannot_read(path))? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            length => hash.update(&piece[..length]),
        }
    }
}

/// Opens a file of any length, to be read as it comes in.
///
/// # Errors
/// Where it is no ordinary file, or cannot be opened.
pub fn stream(path: &Path) -> Result<File> {
    open(path, u64::MAX)
}

/// Opens a file that is one: what waits for a writer, never ends, or does something when it is read
/// is refused before it is opened. A pipe of the shell, `<(...)`, is what its author means.
fn open(path: &Path, most: u64) -> Result<File> {
    let name = path.display();
    let metadata = std::fs::metadata(path).map_err(cannot_read(path))?;
    if let Some(what) = no_file(&metadata, path) {
        return Err(Error::Unreadable(format!("{name} is {what}, not a file")));
    }
    if metadata.len() > most {
        return Err(Error::Unreadable(format!("{name} has {} bytes; such a file may have {most}", metadata.len())));
    }
    File::open(path).map_err(cannot_read(path))
}

/// What something is that is no ordinary file; `None` for one, and for a pipe of the shell.
fn no_file(metadata: &Metadata, path: &Path) -> Option<&'static str> {
    match metadata.file_type() {
        kind if kind.is_file() => None,
        kind if kind.is_dir() => Some("a folder"),
        kind if is_pipe(kind) && is_of_shell(path) => None,
        kind if is_pipe(kind) => Some("a named pipe"),
        _ => Some("a device or a socket"),
    }
}

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(not(unix))]
fn is_pipe(_: FileType) -> bool {
    false
}

/// Whether a path is one under which a process has its own open files.
fn is_of_shell(path: &Path) -> bool {
    path.starts_with("/dev/fd")
        || path == Path::new("/dev/stdin")
        || (path.starts_with("/proc") && path.components().any(|part| part.as_os_str() == "fd"))
}

/// Whether a path leads to a file in a folder, and not by a link to somewhere else. What lies in the
/// folder of somebody else must not name files of this machine.
#[must_use]
pub fn lies_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_up_to_a_bound_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, b"abcd").unwrap();
        assert_eq!(read_bytes(&path, 4).unwrap(), b"abcd");
        let said = |path: &Path, most| format!("{:#}", read_bytes(path, most).unwrap_err());
        assert_eq!(sha256_of_file(&path).unwrap(), crate::document::sha256("abcd"));
        assert!(said(&path, 3).contains("has 4 bytes; such a file may have 3"));
        assert!(said(folder.path(), 4).contains("is a folder"));
        assert!(said(&folder.path().join("none"), 4).contains("cannot read"));
        #[cfg(unix)]
        {
            assert!(said(Path::new("/dev/zero"), 4).contains("is a device"));
            let pipe = folder.path().join("pipe");
            let (fifo, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
            rustix::fs::mknodat(rustix::fs::CWD, &pipe, fifo, mode, 0).unwrap();
            assert!(said(&pipe, 4).contains("is a named pipe"));
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&pipe, &link).unwrap();
            assert!(said(&link, 4).contains("is a named pipe"));
            std::fs::remove_file(&link).unwrap();
            std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
            assert!(!lies_in(&link, folder.path()) && lies_in(&path, folder.path()));
        }
    }

    #[test]
    fn what_excel_writes_is_refused_with_the_remedy_unless_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        for (bytes, encoding, text) in [
            (&b"tool\nagency\x92s"[..], Encoding::Windows1252, "tool\nagency’s"),
            (b"\xff\xfea\0\n\0", Encoding::Utf16, "a\n"),
        ] {
            std::fs::write(&path, bytes).unwrap();
            let Err(Error::Problems(problems)) = read(&path) else { panic!("{text}") };
            assert!(problems.0[0].help[0].starts_with("save it as UTF-8"));
            assert_eq!(read_list(&path, 100, encoding).unwrap().text, text);
        }
    }
}
