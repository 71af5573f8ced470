//! What the shell may complete: the ids and names that the register, the catalogue and the program know.

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use plimsoll::framework::Shelf as _;
use plimsoll::register::Register;
use plimsoll::tool::catalogue;

use super::library::Library;
use super::place;

/// Completes tools: those of the register here, then those of the catalogue.
pub fn tools() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &std::ffi::OsStr| {
        let mut ids: Vec<String> = register().and_then(|register| register.tools().ok()).unwrap_or_default();
        ids.extend(catalogue::all().unwrap_or_default().into_iter().map(|(id, _)| id));
        candidates(ids, current)
    })
}

/// Completes the uses of all tools of the register here.
pub fn uses() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &std::ffi::OsStr| {
        let Some(register) = register() else { return Vec::new() };
        let tools = register.tools().unwrap_or_default();
        let uses = tools.iter().flat_map(|tool| place::all_uses(&register, tool).unwrap_or_default());
        candidates(uses.collect(), current)
    })
}

/// Completes frameworks: those of the register here, and the bundled ones.
pub fn frameworks() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &std::ffi::OsStr| {
        let own = register().map(|register| register.frameworks());
        candidates(Library::new(own).ids(), current)
    })
}

/// Completes one of these names, or a further one behind a comma.
pub fn names(names: Vec<&'static str>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &std::ffi::OsStr| {
        let begun = current.to_string_lossy();
        let before = begun.rfind(',').map_or("", |comma| &begun[..=comma]);
        candidates(names.iter().map(|name| format!("{before}{name}")).collect(), current)
    })
}

fn register() -> Option<Register> {
    let named = std::env::var_os("PLIMSOLL_REGISTER").map(std::path::PathBuf::from);
    match named {
        Some(folder) => Register::open(&folder).ok(),
        None => Register::find(&std::env::current_dir().ok()?).ok(),
    }
}

fn candidates(mut ids: Vec<String>, current: &std::ffi::OsStr) -> Vec<CompletionCandidate> {
    let begun = current.to_string_lossy();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter(|id| id.starts_with(begun.as_ref())).map(CompletionCandidate::new).collect()
}
