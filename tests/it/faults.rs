//! Writes that survive: the program is killed at every system call of an append, and several write
//! at once. The register is the old one or the new one, never half, and the next append mends it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use super::support::{PLIMSOLL, beside_register, copy, done, said, seed};

/// The text of every file of a register but its lock and what a cut leaves of a write.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.join("register")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&folder).unwrap().display().to_string();
            if path.is_dir() {
                open.push(path);
            } else if name != ".lock" && !name.starts_with(".writing-") {
                found.insert(path.display().to_string(), std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = format!("{}/", folder.display());
    found.into_iter().map(|(path, text)| (path.replacen(&root, "", 1), text)).collect()
}

/// Calls that touch memory only: how many there are depends on where the system puts it, and between
/// two others nothing on the disk changes.
const OF_MEMORY: [&str; 6] = ["brk", "madvise", "mmap", "mprotect", "mremap", "munmap"];

/// The system calls of a run from the first that touches the register's lock on, each with how
/// often the same one was made before and with it.
fn calls(seed: &Path, arguments: &str) -> Vec<(String, usize)> {
    let folder = tempfile::tempdir().unwrap();
    copy(seed, folder.path());
    let log = folder.path().join("calls.log");
    let traced = beside_register("strace", folder.path())
        .args(["-o", log.to_str().unwrap(), "--", PLIMSOLL])
        .args(arguments.split(' '))
        .output()
        .unwrap();
    assert!(traced.status.success(), "{}", said(&traced));
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let Some((name, rest)) = line.split_once('(') else { continue };
        if OF_MEMORY.contains(&name) {
            continue;
        }
        let times = made.entry(name.to_owned()).or_default();
        *times += 1;
        if !calls.is_empty() || rest.contains("register/.lock") {
            calls.push((name.to_owned(), *times));
        }
    }
    calls
}

const KILL: &str = "signal=KILL";

/// What was left of one run that was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    Old,
    /// The record without its head, which the next append mends.
    Ahead,
    New,
}

/// Does something to a run at one system call, and looks at what it left.
fn strike(seed: &Path, arguments: &str, (name, times): &(String, usize), blow: &str) -> Left {
    let folder = tempfile::tempdir().unwrap();
    copy(seed, folder.path());
    let before = files(folder.path());
    let struck = beside_register("strace", folder.path())
        .args(["-o", "/dev/null", "-e", &format!("trace={name}")])
        .args(["-e", &format!("inject={name}:{blow}:when={times}"), "--", PLIMSOLL])
        .args(arguments.split(' '))
        .output()
        .unwrap();
    let at = format!("{blow} at {name} number {times} of plimsoll {arguments}");
    assert!(blow != KILL || !struck.status.success(), "not {at}: {}", said(&struck));
    let after = files(folder.path());
    for (path, text) in &before {
        let is_head = path.contains("heads/");
        assert!(is_head || after.get(path) == Some(text), "{at}: {path} is not what it was");
    }
    let is_record = |path: &&String| path.ends_with("-assessment.toml");
    let (old, new) = (before.keys().filter(is_record).count(), after.keys().filter(is_record).count());
    assert!(new == old || new == old + 1, "{at}: {new} records after {old}");

    let verified = done(folder.path(), "verify");
    assert!(verified.starts_with(&format!("{new} record")), "{at}: {verified}");
    let left = match (new > old, verified.contains("an append was interrupted")) {
        (false, false) => Left::Old,
        (true, true) => Left::Ahead,
        (true, false) => Left::New,
        (false, true) => panic!("{at}: {verified}"),
    };

    done(folder.path(), &arguments.replace("2026-11-22", "2026-11-23"));
    let mended = done(folder.path(), "verify");
    assert!(!mended.contains("warning") && mended.starts_with(&format!("{} record", new + 1)), "{at}: {mended}");
    let mut open = vec![folder.path().join("register")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(!path.display().to_string().contains(".writing-"), "{at}: {} is left", path.display());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    left
}

/// Whether strace is here and may trace.
fn can_trace() -> bool {
    Command::new("strace").args(["-o", "/dev/null", "true"]).output().is_ok_and(|output| output.status.success())
}

#[test]
fn killed_at_any_system_call_of_an_append_the_register_is_old_or_new() {
    if !can_trace() {
        println!("strace cannot trace here: the program is not killed at its system calls");
        return;
    }
    for (what, recorded, tool) in [
        ("a further record", true, "note-taker"),
        ("the first record of a new tool", true, "other"),
        ("the first record of a register", false, "note-taker"),
    ] {
        let left = strikes(recorded, tool, KILL, |_| true);
        println!("{what}: killed at {} system calls, the register was {left:?}", left.values().sum::<usize>());
        assert_eq!(left.keys().copied().collect::<Vec<_>>(), [Left::Old, Left::Ahead, Left::New]);
    }
}

#[test]
fn where_the_disk_fails_the_register_is_old_or_new() {
    if !can_trace() {
        println!("strace cannot trace here: system calls are not made to fail");
        return;
    }
    let of_the_disk = ["openat", "write", "fsync", "mkdir", "rename", "renameat", "renameat2", "linkat", "flock"];
    let left = strikes(false, "note-taker", "error=ENOSPC", |name| of_the_disk.contains(&name));
    println!("failed at {} system calls, the register was {left:?}", left.values().sum::<usize>());
    assert!(left[&Left::Old] > 10 && left.contains_key(&Left::New), "{left:?}");
}

/// Strikes an assessment at each system call that is wanted, and counts what was left.
fn strikes(recorded: bool, tool: &str, blow: &str, wanted: impl Fn(&str) -> bool) -> BTreeMap<Left, usize> {
    let seed = seed(recorded);
    let arguments = format!("assess {tool} --new --answers any.toml --as-of 2026-11-22");
    let mut calls = calls(seed.path(), &arguments);
    assert!(calls.len() > 60, "only {} calls", calls.len());
    calls.retain(|(name, _)| wanted(name));
    let mut left = BTreeMap::new();
    std::thread::scope(|scope| {
        let halves = calls.chunks(calls.len().div_ceil(2)).map(|calls| {
            let (seed, arguments) = (seed.path(), &arguments);
            scope.spawn(move || calls.iter().map(|call| strike(seed, arguments, call, blow)).collect::<Vec<_>>())
        });
        for one in halves.collect::<Vec<_>>().into_iter().flat_map(|half| half.join().unwrap()) {
            *left.entry(one).or_default() += 1;
        }
    });
    left
}

#[test]
fn several_writers_at_once_all_succeed() {
    let seed = seed(true);
    let tools = ["note-taker", "note-taker", "other", "other"];
    let uses = ["general", "talks"];
    let children: Vec<_> = (0..16)
        .map(|at| {
            let arguments = format!(
                "assess {} --new --use {} --answers any.toml --as-of 2026-11-22",
                tools[at % 4],
                uses[at / 4 % 2]
            );
            let mut child = beside_register(PLIMSOLL, seed.path());
            child.args(arguments.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    let verified = done(seed.path(), "verify");
    assert_eq!(verified, "17 records of 4 uses: sound\n");
}
