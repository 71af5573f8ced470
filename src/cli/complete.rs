//! What the shell may complete: the ids and names that the register, the catalogue and the program know.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use plimsoll::assessment::file;
use plimsoll::framework::Shelf as _;
use plimsoll::register::{Register, disk};
use plimsoll::tool::catalogue;

use crate::cli::locate;
use plimsoll::workflow::library::Library;

/// The commands whose tool need not be in the register yet.
const OF_ANY_TOOL: [&str; 6] = ["assess", "triage", "decide", "event", "check", "tool"];

/// Completes tools: those of the register here, and where it may be a new one those of the catalogue.
pub fn tools() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let words = words();
        let mut ids: Vec<String> = register(&words).and_then(|register| register.tools().ok()).unwrap_or_default();
        if words.iter().any(|word| OF_ANY_TOOL.contains(&word.as_str())) {
            ids.extend(catalogue::ids().map(str::to_owned));
        }
        candidates(ids, current)
    })
}

/// Completes the uses of the tool that is named already; of all tools where none is.
pub fn uses() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let words = words();
        let Some(register) = register(&words) else { return Vec::new() };
        let mut tools = register.tools().unwrap_or_default();
        if tools.iter().any(|tool| words.contains(tool)) {
            tools.retain(|tool| words.contains(tool));
        }
        let uses = tools.iter().flat_map(|tool| locate::all_uses(&register, tool).unwrap_or_default());
        candidates(uses.collect(), current)
    })
}

/// Completes conditions of the decisions about the tool, and the use, that are named already.
pub fn conditions() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let words = words();
        let Some(register) = register(&words) else { return Vec::new() };
        let tools = register.tools().unwrap_or_default().into_iter().filter(|tool| words.contains(tool));
        let mut ids = Vec::new();
        for tool in tools {
            let mut uses = register.uses(&tool).unwrap_or_default();
            if uses.iter().any(|usage| words.contains(usage)) {
                uses.retain(|usage| words.contains(usage));
            }
            for usage in uses {
                let decided = register.records(&register.chain(&tool, &usage)).unwrap_or_default();
                let newest = decided.into_iter().rev().find(|(_, kind, _)| kind == "decision");
                let record = newest.and_then(|(_, _, path)| file::read(&disk::read(&path).ok()?).ok());
                let decision = record.as_ref().and_then(|(record, _)| record.decision());
                ids.extend(decision.into_iter().flat_map(|decision| &decision.conditions).map(|one| one.id.clone()));
            }
        }
        candidates(ids, current)
    })
}

/// Completes frameworks: those of the register here, and the bundled ones.
pub fn frameworks() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let own = register(&words()).map(|register| register.frameworks());
        candidates(Library::new(own).ids(), current)
    })
}

/// Completes one of these names, or a further one behind a comma.
pub fn names(names: Vec<&'static str>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let begun = current.to_string_lossy();
        let before = begun.rfind(',').map_or("", |comma| &begun[..=comma]);
        candidates(names.iter().map(|name| format!("{before}{name}")).collect(), current)
    })
}

/// The words on the line that is being completed, which the shell gives after `--`.
fn words() -> Vec<String> {
    std::env::args_os()
        .skip_while(|word| word != "--")
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

fn register(words: &[String]) -> Option<Register> {
    let given = words.iter().position(|word| word == "--register").and_then(|at| words.get(at + 1)).map(PathBuf::from);
    match given.or_else(|| std::env::var_os("PLIMSOLL_REGISTER").map(PathBuf::from)) {
        Some(folder) => Register::open(&folder).ok(),
        None => Register::find(&std::env::current_dir().ok()?).ok(),
    }
}

fn candidates(mut ids: Vec<String>, current: &OsStr) -> Vec<CompletionCandidate> {
    let begun = current.to_string_lossy();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter(|id| id.starts_with(begun.as_ref())).map(CompletionCandidate::new).collect()
}
