//! By what the tools of register and catalogue are recognised in other people's files.

use std::path::Path;

use plimsoll::identity::Index;
use plimsoll::register::{self, Register};

/// By what the tools of register and catalogue are recognised; what cannot be read is told to somebody.
pub fn of(register: &Register, mut unread: impl FnMut(&str, &Path, register::Error)) -> Index {
    let mut known = Index::of_catalogue();
    let folder = register.root().join("tools");
    let tools = register.tools().unwrap_or_else(|error| {
        unread("", &folder, error);
        Vec::new()
    });
    for id in tools {
        let path = folder.join(&id).join("tool.toml");
        let entry = register.tool(&id).and_then(|tool| {
            let lost = register.verify_entry(&id)?;
            if lost.any_error() { Err(lost.into()) } else { Ok(tool) }
        });
        match entry {
            Ok(tool) => known.add(&id, &tool.unwrap_or_default()),
            Err(error) => unread(&id, &path, error),
        }
    }
    known
}
