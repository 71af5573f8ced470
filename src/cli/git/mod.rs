//! git, which is welcome and not required. The only place that runs another program: git itself,
//! without a shell, with every argument written here. `history` and `identity` read, `commit` writes; what
//! git says is parsed where NUL separates it, or shown as it is, without what could move the rest.
//!
//! Reading must not run what a foreign register's `.git/config` names. Nothing here looks at the work
//! tree through git (no fsmonitor, no filters), nothing is fetched, and the programs that check
//! signatures are those of the system's and the user's settings, never the repository's.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::Context as _;

use crate::cli::print::terminal::{plain, say};

mod audit;
mod commit;
mod former;
mod history;
mod identity;
mod required;
mod words;

pub use audit::Audit;
pub use commit::Committed;
pub use former::history;
pub use history::GitHistory;
pub use identity::identity;
pub use required::bear_out;
pub use words::{GitState, line};

/// What would lead git to another repository than the one that the folder lies in, as hooks set it.
const ELSEWHERE: [&str; 12] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_CEILING_DIRECTORIES",
];

/// Whether a folder lies in a git repository, as far as can be seen without git.
pub fn is_in_repository(folder: &Path) -> bool {
    // A register that is reached through a link lies where the link leads.
    let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    let folder = folder.unwrap_or_else(|_| PathBuf::from("."));
    folder.ancestors().any(|above| above.join(".git").exists())
}

/// git in a folder. Paths given to it are paths, not patterns.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["--no-pager", "--literal-pathspecs"]);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// git in a folder that nobody vouches for: it only reads, fetches nothing, and asks nobody.
fn reading(folder: &Path) -> Command {
    let mut command = git(folder);
    command
        .args(["--no-replace-objects", "--no-optional-locks"])
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.commitGraph=false"])
        // Parents are those that commits name: neither grafts nor a prepared graph put others in their place.
        .env("GIT_GRAFT_FILE", "/dev/null")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    command
}

/// Runs git to its end, with a text for it to read. `None` where there is no git.
fn run(mut command: Command, input: Option<&str>) -> anyhow::Result<Option<Output>> {
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context("git cannot be run"),
    };
    if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
        // Where git does not read it, its exit code says why.
        let _ = pipe.write_all(input.as_bytes());
    }
    Ok(Some(child.wait_with_output().context("git cannot be run")?))
}

/// What git said about why it did not, on few lines.
fn why(output: &Output) -> String {
    let said = [&output.stderr[..], &output.stdout[..]].map(String::from_utf8_lossy).concat().replace('\t', "  ");
    let mut lines: Vec<&str> = said.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.truncate(12);
    let lines = lines.join("\n");
    if lines.is_empty() { format!("git ended with {}", output.status) } else { lines }
}

/// That git could not say anything, and why.
fn not_asked(why: &str) -> String {
    format!("git could not be asked: {}", plain(why).replace('\n', "\n  "))
}

/// The history of the records under some paths; what goes wrong is said.
pub fn history_or_say(root: &Path, paths: &[PathBuf]) -> Option<GitHistory> {
    let history = history(root, paths)?;
    history.map_err(|error| say(&not_asked(&format!("{error:#}")))).ok()
}

/// A path below a folder as git writes it.
fn below(folder: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.iter().map(OsStr::to_str);
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// Paths below a folder; what lies elsewhere is left out.
fn all_below(folder: &Path, paths: &[PathBuf]) -> Vec<String> {
    paths.iter().filter_map(|path| below(folder, path)).collect()
}
