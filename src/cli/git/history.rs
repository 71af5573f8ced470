//! What git knows of the records: with which commit each came, whether its signature is good, and
//! whether the bytes are still those. Two runs of git, however many records there are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use plimsoll::document::sha256_of;

use super::{below, reading, run, why};

/// What a repository knows of the files under some folders of a register.
#[derive(Debug, Default)]
pub struct GitHistory {
    pub(super) root: PathBuf,
    pub(super) commits: Vec<Commit>,
    /// What happened to each file, the oldest first.
    pub(super) files: BTreeMap<String, Vec<FileStep>>,
    /// Whether only some of the files are checked out.
    sparse: bool,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its full name.
    pub hash: String,
    /// What git says of its signature.
    pub signature: Signature,
    /// Who signed it, or the key.
    pub signer: Option<String>,
    /// Its author, `Name <mail>`: a claim, like every author of a commit.
    pub author: String,
    /// The day of the commit where it was made.
    pub day: String,
    /// Whether the history that is here begins with it, although there is an older one elsewhere.
    pub cut: bool,
    /// Whether there is one before it.
    pub(super) follows: bool,
    merges: bool,
}

/// What git says of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    Unsigned,
    /// By a key that is known and trusted.
    Good,
    /// Right, but nobody vouches for the key.
    Untrusted,
    /// Right, but it has run out.
    Expired,
    /// Right, but the key has run out.
    ExpiredKey,
    /// By a key that was revoked.
    Revoked,
    /// By a key that is not here.
    UnknownKey,
    /// The commit is not what was signed.
    Bad,
}

/// Something that a commit did to a file.
#[derive(Clone, Debug)]
pub(super) struct FileStep {
    pub(super) commit: usize,
    /// git's name of the bytes before; `None` where there was no file.
    pub(super) before: Option<String>,
    /// The same of the bytes afterwards; `None` where the file was removed.
    pub(super) bytes: Option<String>,
}

/// What git is asked for.
#[derive(Debug)]
pub(super) struct GitQuery<'q> {
    /// Where.
    pub(super) folder: &'q Path,
    /// The commits whose history is meant.
    pub(super) of: &'q str,
    /// Below which folder of the repository files are named, and looked at.
    pub(super) below: Option<&'q str>,
    /// More that only some commits satisfy.
    pub(super) only: Option<&'q str>,
    /// Below which paths.
    pub(super) paths: &'q [String],
}

/// How a file stands to what git knows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitState<'h> {
    /// git does not know it.
    NotCommitted,
    /// It came with this commit, and is the same.
    Committed(&'h Commit),
    /// It came with the first commit, and has other bytes now; those of the second, where git knows them.
    Changed(&'h Commit, Option<&'h Commit>),
}

/// A file that git knows and that is not there.
#[derive(Clone, Copy, Debug)]
pub struct Gone<'h> {
    /// The commit that it came with.
    pub came: &'h Commit,
    /// The commit that removed it.
    pub went: Option<&'h Commit>,
    /// Whether that one merged two lines of history, of which one had it.
    pub merged: bool,
}

/// A record in whose place another one lies.
#[derive(Clone, Copy, Debug)]
pub struct Replaced<'h> {
    /// The commit that it came with.
    pub came: &'h Commit,
    /// The commit that took the other one, where it can be told.
    pub by: Option<&'h Commit>,
}

/// The fields of a commit, in the order of `History::read`.
const FORMAT: &str = "--format=%H%x00%P%x00%G?%x00%GS%x00%GK%x00%an%x00%ae%x00%cs%x00%D";
const FIELDS: usize = 9;

/// Asks git one query. `None` where there is no git.
pub(super) fn ask(query: &GitQuery<'_>) -> anyhow::Result<Option<GitHistory>> {
    let root = query.folder;
    let mut settings = reading(root);
    settings.args(["config", "-z", "--show-scope", "--get-regexp", "^(gpg\\.|core\\.sparsecheckout$)"]);
    let Some(settings) = run(settings, None)? else { return Ok(None) };
    let mut log = reading(root);
    check_signatures(&mut log, &settings.stdout);
    log.args(["-c", "log.showRoot=true", "-c", "log.diffMerges=separate"])
        .args(["log", "-z", "--raw", "-m", "--no-abbrev", "--no-renames", "--no-follow"])
        .args(match (query.below, query.only) {
            (Some(folder), _) => Some(format!("--relative={folder}")),
            (None, None) => Some("--relative".to_owned()),
            (None, Some(_)) => None,
        })
        .args(query.only)
        .args([
            "--topo-order",
            "--reverse",
            "--full-history",
            "--show-pulls",
            "--no-show-signature",
            "--no-notes",
            "--no-color",
            "--no-mailmap",
        ])
        .args(["--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--encoding=UTF-8", FORMAT, query.of, "--"])
        .args(query.paths);
    let Some(output) = run(log, None)? else { return Ok(None) };
    if !output.status.success() {
        let why = why(&output);
        // A repository in which nothing was committed yet.
        if why.contains("unknown revision") || why.contains("bad revision") {
            return Ok(Some(GitHistory { root: root.to_path_buf(), ..GitHistory::default() }));
        }
        anyhow::bail!("{why}");
    }
    let sparse = String::from_utf8_lossy(&settings.stdout).contains("\0core.sparsecheckout\ntrue\0");
    Ok(Some(GitHistory { sparse, ..GitHistory::read(root, &output.stdout) }))
}

/// Sets which programs check signatures: those that the system, the user or the environment name, since
/// a repository could name any.
///
/// Where nobody names a file of allowed signers, git would call what is signed with an SSH key
/// unsigned; with an empty one it says that nobody vouches for the key.
fn check_signatures(log: &mut Command, settings: &[u8]) {
    let settings = String::from_utf8_lossy(settings);
    let mut tokens = settings.split('\0');
    let mut programs: BTreeMap<&str, String> =
        [("gpg.program", "gpg"), ("gpg.ssh.program", "ssh-keygen"), ("gpg.x509.program", "gpgsm")]
            .map(|(key, program)| (key, program.to_owned()))
            .into();
    let mut signers = false;
    while let (Some(scope), Some(setting)) = (tokens.next(), tokens.next()) {
        let (key, value) = setting.split_once('\n').unwrap_or((setting, ""));
        let key = if key == "gpg.openpgp.program" { "gpg.program" } else { key };
        signers |= key == "gpg.ssh.allowedsignersfile" && !value.is_empty();
        if ["system", "global", "command"].contains(&scope)
            && !value.is_empty()
            && let Some(program) = programs.get_mut(key)
        {
            value.clone_into(program);
        }
    }
    for (key, program) in programs {
        log.arg("-c").arg(format!("{key}={program}"));
        if key == "gpg.program" {
            log.arg("-c").arg(format!("gpg.openpgp.program={program}"));
        }
    }
    if !signers {
        log.args(["-c", "gpg.ssh.allowedSignersFile=/dev/null"]);
    }
}

impl GitHistory {
    /// Reads what `git log` printed: the fields of a commit, then two parts for each file.
    fn read(root: &Path, output: &[u8]) -> Self {
        let mut history = Self { root: root.to_path_buf(), ..Self::default() };
        let mut parts = output.split(|byte| *byte == 0).map(String::from_utf8_lossy).peekable();
        while let Some(part) = parts.next() {
            if let Some(change) = part.trim_start_matches('\n').strip_prefix(':') {
                let Some(path) = parts.next() else { break };
                // Modes, names of the bytes, and a letter: before and after.
                let words: Vec<&str> = change.split(' ').collect();
                let ([_, _, before, after, _], Some(commit)) = (&words[..], history.commits.len().checked_sub(1))
                else {
                    continue;
                };
                let some = |name: &str| (!name.bytes().all(|byte| byte == b'0')).then(|| name.to_owned());
                let step = FileStep { commit, before: some(before), bytes: some(after) };
                history.files.entry(path.into_owned()).or_default().push(step);
                continue;
            }
            let mut fields = vec![part.into_owned()];
            while fields.len() < FIELDS {
                let Some(field) = parts.next() else { return history };
                fields.push(field.into_owned());
            }
            history.commits.push(Commit::of(&fields));
        }
        history
    }

    /// How a file stands, whose bytes are given.
    pub fn of(&self, path: &Path, bytes: &[u8]) -> CommitState<'_> {
        let steps = below(&self.root, path).and_then(|path| self.files.get(&path));
        let Some([first, ..]) = steps.map(Vec::as_slice) else { return CommitState::NotCommitted };
        let steps = steps.map(Vec::as_slice).unwrap_or_default();
        let commit = |step: &FileStep| &self.commits[step.commit];
        let is_now = |step: &FileStep| step.bytes.as_deref().is_some_and(|name| *name == name_of(bytes, name.len()));
        let Some(at) = steps.iter().position(is_now) else { return CommitState::Changed(commit(first), None) };
        // On one line of history nothing comes in the place of a record. Of two lines that each have a
        // record of this number, a merge keeps one.
        let went = steps[..at].iter().any(|step| step.bytes.is_none() && !commit(step).merges);
        if steps[at].before.is_some() || went {
            CommitState::Changed(commit(first), Some(commit(&steps[at])))
        } else {
            CommitState::Committed(commit(&steps[at]))
        }
    }

    /// The first commit of the history that is here, where there is an older one elsewhere.
    pub fn cut(&self) -> Option<&Commit> {
        self.commits.iter().find(|commit| commit.cut)
    }

    /// Whether only some of the files are checked out, so that others are not here to be judged.
    pub const fn is_sparse(&self) -> bool {
        self.sparse
    }

    /// The other texts that once were committed under the name of a file that is there: of two lines of
    /// history that each had a record of this number, a merge keeps one.
    pub fn replaced(&self, path: &Path, bytes: &[u8]) -> Vec<Replaced<'_>> {
        let steps = below(&self.root, path).and_then(|path| self.files.get(&path)).map(Vec::as_slice);
        let steps = steps.unwrap_or_default();
        let is_now = |name: &str| *name == name_of(bytes, name.len());
        let mut replaced: Vec<Replaced<'_>> = Vec::new();
        let mut said: Vec<&str> = Vec::new();
        for born in steps.iter().filter(|step| step.before.is_none()) {
            let Some(name) = born.bytes.as_deref().filter(|name| !is_now(name) && !said.contains(name)) else {
                continue;
            };
            said.push(name);
            let takes =
                |step: &&FileStep| step.before.as_deref() == Some(name) && step.bytes.as_deref().is_some_and(is_now);
            let by = steps.iter().find(takes).map(|step| &self.commits[step.commit]);
            replaced.push(Replaced { came: &self.commits[born.commit], by });
        }
        replaced
    }

    /// The files that git knows, and that a function says are not there.
    pub fn gone(&self, is_there: impl Fn(&Path) -> bool) -> Vec<(PathBuf, Gone<'_>)> {
        let mut gone = Vec::new();
        for (name, steps) in &self.files {
            let path = self.root.join(name);
            let ([first, ..], [.., last]) = (&steps[..], &steps[..]) else { continue };
            if is_there(&path) {
                continue;
            }
            let went = last.bytes.is_none().then(|| &self.commits[last.commit]);
            let merged = went.is_some_and(|went| went.merges);
            gone.push((path, Gone { came: &self.commits[first.commit], went, merged }));
        }
        gone
    }
}

impl Commit {
    fn of(fields: &[String]) -> Self {
        let field = |at: usize| fields.get(at).map(String::as_str).unwrap_or_default();
        let signature = match field(2) {
            "G" => Signature::Good,
            "U" => Signature::Untrusted,
            "X" => Signature::Expired,
            "Y" => Signature::ExpiredKey,
            "R" => Signature::Revoked,
            "E" => Signature::UnknownKey,
            "B" => Signature::Bad,
            _ => Signature::Unsigned,
        };
        let signer = [field(3), field(4)].into_iter().find(|signer| !signer.is_empty());
        Self {
            hash: field(0).trim().to_owned(),
            signature,
            signer: signer.map(str::to_owned),
            author: format!("{} <{}>", field(5), field(6)),
            day: field(7).to_owned(),
            cut: field(8).split(", ").any(|name| name == "grafted"),
            follows: !field(1).trim().is_empty(),
            merges: field(1).contains(' '),
        }
    }

    /// Whether it merges lines of history.
    pub const fn merges(&self) -> bool {
        self.merges
    }

    /// Its name as people write it.
    pub fn short(&self) -> &str {
        self.hash.get(..10).unwrap_or(&self.hash)
    }
}

/// git's name of some bytes, in a repository whose names have so many digits.
pub(super) fn name_of(bytes: &[u8], digits: usize) -> String {
    let mut whole = format!("blob {}\0", bytes.len()).into_bytes();
    whole.extend_from_slice(bytes);
    if digits == 64 {
        return sha256_of(&whole);
    }
    // Bytes made to share a name with others have none.
    sha1dc::digest(&whole).map_or_else(|_| String::new(), |name| name.to_string())
}
