//! Makes the parts of a framework into a whole: follows `extends`, puts overlays on their base,
//! and checks that everything named exists. What comes out is sound.
//!
//! `assembly.rs` is what is known on the way; `overlay.rs`, `parts.rs`, `scoring.rs` and `renames.rs` each do a
//! part of it, `whole.rs` puts the parts together, `route.rs` makes a triage framework.

use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::file;
use super::{Framework, TriageFramework};

mod assembly;
mod overlay;
mod parts;
mod renames;
mod route;
mod scoring;
mod whole;

use assembly::Assembly;
use route::route;

/// The most files of which one chain of `extends` may consist.
const LONGEST_CHAIN: usize = 4;

/// Finds the files that others name.
pub trait Shelf {
    /// The framework with this id, as the file `from` would find it.
    fn extended(&self, id: &str, from: &Source) -> Option<Arc<Source>>;
    /// The ids that can be found, for suggestions.
    fn ids(&self) -> Vec<String>;
    /// Whether what it does not have does not exist; what a record relied on may name more than it kept.
    fn is_whole(&self) -> bool {
        true
    }
}

/// A framework of any method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// Method `bounded-ledger/1`.
    Ledger(Box<Framework>),
    /// Method `highest-route/1`.
    Route(TriageFramework),
}

/// Reads one framework, or several overlays of the same base, with everything that they extend.
///
/// # Errors
/// Everything wrong with any of the files. Where files cannot be read at all, what would only
/// follow from that is not reported.
pub fn load(named: &[Arc<Source>], shelf: &dyn Shelf) -> Result<(Loaded, Problems), Problems> {
    let mut problems = Problems::default();
    let mut chains: Vec<Vec<file::FrameworkFile>> = Vec::new();
    for source in named {
        if let Some(chain) = chain(source, shelf, &mut problems) {
            chains.push(chain);
        }
    }
    if chains.len() < named.len() || chains.is_empty() {
        return Err(problems);
    }
    if let [chain] = &mut chains[..]
        && chain.len() == 1
        && chain[0].scoring.method.as_ref().is_some_and(|method| method.value == "highest-route/1")
    {
        let triage = route(chain.remove(0), shelf, &mut problems);
        return problems.and(triage.map(Loaded::Route));
    }
    let Some(order) = order(chains, &mut problems) else {
        return Err(problems);
    };
    if let [base, overlay, ..] = &order[..]
        && let (Some(method), Some(extends)) = (&base.scoring.method, &overlay.extends)
        && method.value == "highest-route/1"
    {
        problems.push(
            Problem::error(
                Code::BadOverlay,
                &overlay.source,
                extends.range.clone(),
                format!("`{}` cannot be extended: it only chooses a route", base.id.value),
            )
            .help("extend a framework whose method is `bounded-ledger/1`"),
        );
        return Err(problems);
    }
    let framework = Assembly::new(&mut problems).assemble(order);
    problems.and(framework.map(|framework| Loaded::Ledger(Box::new(framework))))
}

/// A file and what it extends, the base last.
fn chain(source: &Arc<Source>, shelf: &dyn Shelf, problems: &mut Problems) -> Option<Vec<file::FrameworkFile>> {
    let mut chain: Vec<file::FrameworkFile> = Vec::new();
    let mut next = Some(Arc::clone(source));
    while let Some(source) = next.take() {
        let (written, found) = file::read(&source);
        problems.extend(found);
        let written = written?;
        if problems.0.iter().any(|problem| problem.code == Code::UnknownMethod) {
            return None;
        }
        if let Some(extends) = chain.last().and_then(|part| part.extends.as_ref())
            && extends.value != written.id.value
        {
            problems.push(
                Problem::error(
                    Code::BadId,
                    &source,
                    written.id.range.clone(),
                    format!("the file for `{}` has the id `{}`", extends.value, written.id.value),
                )
                .help("rename the file, or give it the id under which it is looked for"),
            );
            return None;
        }
        if let Some(extends) = &written.extends {
            let refuse = |title: String, help: &str| {
                Problem::error(Code::BadOverlay, &source, extends.range.clone(), title).help(help)
            };
            if chain.iter().any(|part| part.id.value == extends.value) || written.id.value == extends.value {
                let through: Vec<String> = chain
                    .iter()
                    .map(|part| &part.id.value)
                    .skip_while(|id| **id != extends.value)
                    .map(|id| format!("`{id}`"))
                    .collect();
                let through = match &through[..] {
                    [] => String::new(),
                    [_, between @ ..] => {
                        format!(" through {}", [between, &[format!("`{}`", written.id.value)]].concat().join(", "))
                    }
                };
                problems.push(refuse(
                    format!("`{}` extends itself{through}", extends.value),
                    "extend another framework, or none",
                ));
                return None;
            }
            if chain.len() + 2 > LONGEST_CHAIN {
                problems.push(refuse(
                    format!("more than {LONGEST_CHAIN} frameworks extend each other"),
                    "put two of the overlays into one file",
                ));
                return None;
            }
            next = shelf.extended(&extends.value, &source);
            if next.is_none() {
                let ids = shelf.ids();
                problems.push(
                    Problem::error(
                        Code::UnknownId,
                        &source,
                        extends.range.clone(),
                        format!("there is no framework `{}` to extend", extends.value),
                    )
                    .suggest(&extends.value, ids.iter().map(String::as_str)),
                );
                return None;
            }
        }
        chain.push(written);
    }
    Some(chain)
}

/// The files in the order in which they are laid on each other: base first.
fn order(chains: Vec<Vec<file::FrameworkFile>>, problems: &mut Problems) -> Option<Vec<file::FrameworkFile>> {
    let base = Arc::clone(&chains.first()?.last()?.source);
    let several = chains.len() > 1;
    let mut order: Vec<file::FrameworkFile> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for mut chain in chains {
        let top = &chain[0];
        if several && chain.len() == 1 {
            problems.push(
                Problem::error(
                    Code::BadOverlay,
                    &top.source,
                    top.id.range.clone(),
                    format!("`{}` extends nothing, so it cannot be combined with others", top.id.value),
                )
                .help("name only overlays; their base is added automatically"),
            );
            return None;
        }
        if chain.last()?.source.text != base.text {
            problems.push(
                Problem::error(
                    Code::BadOverlay,
                    &top.source,
                    top.id.range.clone(),
                    format!("`{}` extends another base than the overlay before it", top.id.value),
                )
                .help("combine overlays of the same base only"),
            );
            return None;
        }
        let id = top.id.value.clone();
        if named.contains(&id) {
            problems.push(
                Problem::error(
                    Code::DuplicateId,
                    &top.source,
                    top.id.range.clone(),
                    format!("`{}` is named twice", top.id.value),
                )
                .help("name each overlay once, and give different ones different ids"),
            );
        }
        named.push(id);
        chain.reverse();
        for written in chain {
            if !order.iter().any(|known| known.source.text == written.source.text) {
                order.push(written);
            }
        }
    }
    Some(order)
}
