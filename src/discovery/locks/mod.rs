//! Lock files: which packages code rests on, in which version. That a package stands there does not prove
//! that anybody uses it.
//!
//! `npm.rs` reads those of npm, Yarn, pnpm and Bun, `python.rs` those of pip, Poetry, uv and Pipenv, `apm.rs`
//! that of agent packages.

use crate::identity::Identity;

use super::SightingGrade;
use super::collect::{Collector, Seen};
use super::tree::Tree;

mod apm;
mod npm;
mod python;

pub(super) use apm::read as apm;
pub(super) use npm::{YarnLines, bun, npm, pnpm};
pub(super) use python::{RequirementLines, is_requirement, pipfile};

/// Takes a package.
fn package(ecosystem: &str, name: &str, version: Option<&str>, to: &mut Collector<'_>) {
    match Identity::package(ecosystem, name) {
        Some(identity) => to.see(Seen { version, ..Seen::new(identity, SightingGrade::Mentioned) }),
        None => to.not_understood(),
    }
}

/// Takes the tables of a TOML lock file that has one for every package.
pub(super) fn tables(document: &Tree, key: &str, ecosystem: &str, to: &mut Collector<'_>) {
    for entry in document.get(key).items() {
        to.line = entry.line;
        match entry.text_at("name") {
            Some(name) => package(ecosystem, name, entry.text_at("version"), to),
            None => to.not_understood(),
        }
    }
}
