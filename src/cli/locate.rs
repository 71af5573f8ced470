//! Which register, tool and use a command is about.

use anyhow::{Context as _, bail};
use plimsoll::assessment::EVERY_USE;
use plimsoll::document::is_path_id;
use plimsoll::register::{Chain, Register};
use plimsoll::tool::Tool;

use crate::cli::print::names;

use crate::cli::Global;

/// The register that the command is about: the one named, or the one that the work is done in.
///
/// # Errors
/// Where there is none, or it cannot be read.
pub fn register(global: &Global) -> anyhow::Result<Register> {
    match &global.register {
        Some(folder) => Register::open(folder),
        None => {
            let here = here()?;
            let Some(root) = Register::root_above(&here) else {
                // The same error with the remedy that only the command line has.
                let missing = Register::find(&here).map(|_| ());
                bail!(
                    "{}; --register DIR names another",
                    missing.err().map_or_else(String::new, |why| why.to_string())
                );
            };
            Register::open(&root)
        }
    }
}

/// The folder with a register's own frameworks, where there is a register.
pub fn own_frameworks(global: &Global) -> Option<std::path::PathBuf> {
    let root = global.register.clone().or_else(|| Register::root_above(&here().ok()?))?;
    Some(root.join("frameworks"))
}

fn here() -> anyhow::Result<std::path::PathBuf> {
    std::env::current_dir().context("cannot tell which folder this is")
}

/// An id that may become part of a path.
///
/// # Errors
/// Where it is not one.
pub fn id(what: &str, text: &str) -> anyhow::Result<()> {
    if is_path_id(text) {
        return Ok(());
    }
    bail!(
        "`{}` is no id of a {what}: write lower-case letters, digits and hyphens, at most 64 characters, and no name that Windows keeps for a device",
        crate::cli::print::terminal::plain(text)
    )
}

/// The ids of the uses of a tool: those that have records, and those that its entry only names.
///
/// # Errors
/// Where its folder or its entry cannot be read.
pub fn all_uses(register: &Register, tool: &str) -> anyhow::Result<Vec<String>> {
    uses_of(register, tool, &register.tool(tool)?.unwrap_or_default())
}

/// The same for a tool whose entry is at hand.
///
/// # Errors
/// Where its folder cannot be read.
pub fn uses_of(register: &Register, tool: &str, entry: &Tool) -> anyhow::Result<Vec<String>> {
    let mut uses = register.uses(tool)?;
    uses.extend(entry.uses.keys().cloned());
    uses.sort_unstable();
    uses.dedup();
    Ok(uses)
}

/// The line behind "has no assessment" that points to a triage, where there is one.
pub fn see_triage(chain: &Chain, triaged: bool) -> String {
    if !triaged {
        return String::new();
    }
    let (id, usage) = (chain.id(), &chain.usage);
    format!("\n`plimsoll show {id} --use {usage}` shows its triage, which says what is to be done")
}

/// Whether the register has a tool.
///
/// # Errors
/// Where it has not.
pub fn registered(register: &Register, tool: &str) -> anyhow::Result<()> {
    id("tool", tool)?;
    let tools = register.tools()?;
    if tools.iter().any(|known| known == tool) {
        return Ok(());
    }
    Err(names::unknown("the register has no tool", tool, &tools))
}

/// The chain of an existing use: the one named, or the tool's only one.
///
/// # Errors
/// Where there is no such tool or use, or the tool has several and none is named.
pub fn existing(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Chain> {
    registered(register, tool)?;
    let uses = register.uses(tool)?;
    match (usage, &uses[..]) {
        (Some(usage), _) => {
            id("use", usage)?;
            if uses.iter().any(|known| known == usage) {
                return Ok(register.chain(tool, usage));
            }
            let uses = all_uses(register, tool)?;
            if uses.iter().any(|known| known == usage) {
                bail!(
                    "nothing is recorded about `{tool}` in use `{usage}` yet; `plimsoll assess {tool} --use {usage}` begins"
                );
            }
            Err(names::unknown(&format!("`{tool}` has no use"), usage, &uses))
        }
        (None, [only]) => Ok(register.chain(tool, only)),
        (None, []) => bail!("nothing is recorded about `{tool}` yet; `plimsoll assess {tool}` begins"),
        (None, _) => bail!("`{tool}` has several uses; name one: --use {}", uses.join(", --use ")),
    }
}

/// The chain that somebody wants to see: that of an existing use, or with `*` what is decided about
/// every use of the tool, also where that is all there is.
///
/// # Errors
/// As `existing`.
pub fn shown(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Chain> {
    id("tool", tool)?;
    let every = register.chain(tool, EVERY_USE);
    let only = usage.is_none() && register.uses(tool)?.is_empty() && !register.records(&every)?.is_empty();
    if usage == Some(EVERY_USE) || only { Ok(every) } else { existing(register, tool, usage) }
}

/// The chain of a use to be recorded: the one named, the tool's only one, or `general`.
///
/// # Errors
/// Where the tool has several uses and none is named, or an id is none.
pub fn intended(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Chain> {
    id("tool", tool)?;
    if let Some(usage) = usage {
        id("use", usage)?;
        return Ok(register.chain(tool, usage));
    }
    match &all_uses(register, tool)?[..] {
        [] => Ok(register.chain(tool, "general")),
        [only] => Ok(register.chain(tool, only)),
        several => bail!("`{tool}` has several uses; name one: --use {}", several.join(", --use ")),
    }
}
