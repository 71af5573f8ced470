//! Which register, tool and use a command is about.

use anyhow::{Context as _, bail};
use plimsoll::document::is_path_id;
use plimsoll::problem::nearest;
use plimsoll::register::{Chain, Register};

use super::Global;

/// The register that the command is about: the one named, or the one that the work is done in.
///
/// # Errors
/// Where there is none, or it cannot be read.
pub fn register(global: &Global) -> anyhow::Result<Register> {
    match &global.register {
        Some(folder) => Register::open(folder),
        None => Register::find(&here()?),
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
        "`{}` is no id of a {what}: write lower-case letters, digits and hyphens, at most 64 characters",
        super::terminal::plain(text)
    )
}

/// The chain of an existing use: the one named, or the tool's only one.
///
/// # Errors
/// Where there is no such tool or use, or the tool has several and none is named.
pub fn existing(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Chain> {
    id("tool", tool)?;
    let tools = register.tools()?;
    if !tools.iter().any(|known| known == tool) {
        let hint = nearest(tool, tools.iter().map(String::as_str))
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        bail!("the register has no tool `{tool}`{hint}\n`plimsoll list` shows those that it has");
    }
    let uses = register.uses(tool)?;
    match (usage, &uses[..]) {
        (Some(usage), _) => {
            id("use", usage)?;
            if !uses.iter().any(|known| known == usage) {
                let hint = nearest(usage, uses.iter().map(String::as_str))
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                bail!("`{tool}` has no use `{usage}`{hint}\nits uses: {}", or_none(&uses));
            }
            Ok(register.chain(tool, usage))
        }
        (None, [only]) => Ok(register.chain(tool, only)),
        (None, []) => bail!("nothing is recorded about `{tool}` yet; `plimsoll assess {tool}` begins"),
        (None, _) => bail!("`{tool}` has several uses; name one: --use {}", uses.join(", --use ")),
    }
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
    match &register.uses(tool)?[..] {
        [] => Ok(register.chain(tool, "general")),
        [only] => Ok(register.chain(tool, only)),
        several => bail!("`{tool}` has several uses; name one: --use {}", several.join(", --use ")),
    }
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
