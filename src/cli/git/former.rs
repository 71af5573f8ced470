//! Where a register lay before: in another folder of the repository, or in a repository around this one.
//! Who moves it takes its history along, and what is left behind on the way is missed. A register is
//! the same one where its first policy is.

use std::path::{Path, PathBuf};

use super::history::{FileStep, GitHistory, GitQuery, ask};
use super::{all_below, is_in_repository};

/// The record with which the history of a register begins.
const FIRST: &str = "policy/history/0001-policy.toml";

/// Asks git about what lies under some paths of a register, wherever that lay. `None` where there is no
/// repository or no git.
pub fn history(root: &Path, paths: &[PathBuf]) -> Option<anyhow::Result<GitHistory>> {
    if !is_in_repository(root) {
        return None;
    }
    let paths = all_below(root, paths);
    let query = GitQuery { folder: root, of: "HEAD", below: None, only: None, paths: &paths };
    let mut history = match ask(&query).transpose()? {
        Ok(history) => history,
        Err(error) => return Some(Err(error)),
    };
    Some(add(&mut history, &paths).map(|()| history))
}

/// Adds what happened to the files of a register where it lay before.
fn add(history: &mut GitHistory, paths: &[String]) -> anyhow::Result<()> {
    // Whoever asks about one use only does not ask where the register lay.
    if !paths.iter().any(|path| FIRST.starts_with(&format!("{path}/"))) {
        return Ok(());
    }
    let root = history.root.clone();
    let Some((top, below)) = place(&root)? else { return Ok(()) };
    moved(history, (&top, &below), paths)?;
    around(history, &root, &top, paths)
}

/// The top folder of the repository in which a folder lies, and the folder below it, with `/` behind it. Where
/// that is, is seen from outside: the repository's own settings could say something else.
fn place(folder: &Path) -> anyhow::Result<Option<(PathBuf, String)>> {
    let folder = folder.canonicalize()?;
    let Some(top) = folder.ancestors().find(|above| above.join(".git").exists()) else { return Ok(None) };
    let below = super::below(top, &folder).unwrap_or_default();
    Ok(Some((top.to_path_buf(), if below.is_empty() { below } else { below + "/" })))
}

/// Adds what happened in other folders of the repository before the register came where it lies.
fn moved(history: &mut GitHistory, (top, here): (&Path, &str), paths: &[String]) -> anyhow::Result<()> {
    let born = history.files.get(FIRST).and_then(|steps| steps.iter().find(|step| step.before.is_none()));
    let Some(FileStep { commit, bytes: Some(first), .. }) = born.cloned() else { return Ok(()) };
    if !history.commits[commit].follows {
        return Ok(());
    }
    let before = format!("{}^@", history.commits[commit].hash);
    let only = format!("--find-object={first}");
    let query = GitQuery { folder: top, of: &before, below: None, only: Some(&only), paths: &[] };
    let Some(found) = ask(&query)? else { return Ok(()) };
    for name in found.files.keys() {
        let Some(folder) = name.strip_suffix(FIRST).filter(|folder| *folder != here) else { continue };
        let lay: Vec<String> = paths.iter().map(|path| format!("{folder}{path}")).collect();
        // What lay at the top has no folder to be named below.
        let below = Some(folder).filter(|folder| !folder.is_empty());
        let query = GitQuery { folder: top, of: &before, below, only: None, paths: &lay };
        let Some(mut former) = ask(&query)? else { continue };
        moved(&mut former, (top, folder), paths)?;
        // Whoever moved it left behind what is no longer there.
        put_before(history, former, Some(commit));
    }
    Ok(())
}

/// Adds what a repository around this one knows of the same folder.
fn around(history: &mut GitHistory, root: &Path, top: &Path, paths: &[String]) -> anyhow::Result<()> {
    let Some(outside) = top.parent().filter(|outside| is_in_repository(outside)) else { return Ok(()) };
    let Some((outer, _)) = place(outside)? else { return Ok(()) };
    let root = root.canonicalize()?;
    let Some(folder) = super::below(&outer, &root).map(|below| below + "/") else {
        return Ok(());
    };
    let lay: Vec<String> = paths.iter().map(|path| format!("{folder}{path}")).collect();
    let query = GitQuery { folder: &outer, of: "HEAD", below: Some(&folder), only: None, paths: &lay };
    let Some(mut former) = ask(&query)? else { return Ok(()) };
    moved(&mut former, (&outer, &folder), paths)?;
    put_before(history, former, None);
    around(history, &root, &outer, paths)
}

/// Puts one history before another. `moved` is the commit of the later one that left behind what it
/// did not take along.
fn put_before(history: &mut GitHistory, former: GitHistory, moved: Option<usize>) {
    let offset = history.commits.len();
    history.commits.extend(former.commits);
    for (name, steps) in former.files {
        let mut steps: Vec<FileStep> =
            steps.into_iter().map(|step| FileStep { commit: step.commit + offset, ..step }).collect();
        let last = steps.last().and_then(|last| last.bytes.clone());
        if let (Some(commit), Some(last)) = (moved, last) {
            steps.push(FileStep { commit, before: Some(last), bytes: None });
        }
        let later = history.files.entry(name).or_default();
        steps.append(later);
        *later = steps;
    }
}
