//! Ids that were renamed: what was kept under the former ones is still found.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::At;
use crate::problem::{Code, Problem, Problems};

use super::super::file::{self, IdChange, RenamedFrom};

/// For each kind of thing its former ids, each with the present one, and the other way.
#[derive(Debug, Default)]
pub(super) struct Renames {
    now: BTreeMap<&'static str, BTreeMap<String, String>>,
    before: BTreeMap<&'static str, BTreeMap<String, Vec<String>>>,
}

/// A thing of a file: its kind, its id, and the ids that it had before.
type FormerIds<'a> = (&'static str, &'a At<String>, &'a RenamedFrom);

impl Renames {
    /// What the files rename. Where two things claim one former id, which is reported, the first counts.
    pub(super) fn of(order: &[file::FrameworkFile]) -> Self {
        let mut renames = Self::default();
        for (what, id, renamed_from) in order.iter().flat_map(named) {
            for before in renamed_from {
                let now = renames.now.entry(what).or_default();
                if !now.contains_key(&before.value) {
                    now.insert(before.value.clone(), id.value.clone());
                    let all = renames.before.entry(what).or_default().entry(id.value.clone()).or_default();
                    all.push(before.value.clone());
                }
            }
        }
        renames
    }

    /// The present id of what had this one before.
    pub(super) fn now(&self, what: &str, id: &str) -> Option<&str> {
        self.now.get(what)?.get(id).map(String::as_str)
    }

    /// The former ids of what has this one now.
    pub(super) fn ids(&self, what: &str, id: &str) -> Vec<String> {
        let mut found = self.before.get(what).and_then(|kind| kind.get(id)).cloned().unwrap_or_default();
        found.sort_unstable();
        found
    }

    /// Former ids that are still in use, or that two things claim.
    pub(super) fn problems(&self, order: &[file::FrameworkFile]) -> Problems {
        let mut problems = Problems::default();
        let all = order.iter().flat_map(named);
        let used: BTreeSet<(&str, &str)> = all.map(|(what, id, _)| (what, id.value.as_str())).collect();
        let mut retired: BTreeSet<(&str, &str)> = BTreeSet::new();
        for part in order {
            // What a later file retires under a former id is reported there.
            retired.extend(gone(part));
            for (what, id, renamed_from) in named(part) {
                for before in renamed_from {
                    let claimed = self.now(what, &before.value).filter(|now| *now != id.value);
                    let title = if used.contains(&(what, before.value.as_str())) {
                        format!("{what} `{}` is still there, so `{}` cannot be its new name", before.value, id.value)
                    } else if retired.contains(&(what, before.value.as_str())) {
                        format!("{what} `{}` is retired, so `{}` cannot be its new name", before.value, id.value)
                    } else if let Some(other) = claimed {
                        format!("{what} `{}` is called `{other}` now, and cannot be `{}` too", before.value, id.value)
                    } else {
                        continue;
                    };
                    problems.push(
                        Problem::error(Code::DuplicateId, &part.source, before.range.clone(), title)
                            .help("list in `renamed-from` only ids that nothing else has or had"),
                    );
                }
            }
        }
        problems
    }
}

/// Everything of a file that has an id.
fn named(part: &file::FrameworkFile) -> impl Iterator<Item = FormerIds<'_>> {
    let domains = part.domains.iter().map(|one| ("domain", &one.id, &one.renamed_from));
    let factors = part.factors.iter().map(|one| ("factor", &one.id, &one.renamed_from));
    let contradictions = part.contradictions.iter().map(|one| ("contradiction", &one.id, &one.renamed_from));
    let criteria = there(&part.criteria).map(|one| ("criterion", &one.id, &one.renamed_from));
    let questions = there(&part.questions).map(|one| ("question", &one.id, &one.renamed_from));
    let of_questions = there(&part.questions).filter_map(|question| question.knock_out.as_ref());
    let knock_outs = there(&part.knock_outs).chain(of_questions).map(|one| ("knock-out", &one.id, &one.renamed_from));
    domains.chain(factors).chain(contradictions).chain(criteria).chain(questions).chain(knock_outs)
}

/// Everything that a file retires.
fn gone(part: &file::FrameworkFile) -> impl Iterator<Item = (&'static str, &str)> {
    let criteria = retired(&part.criteria).map(|id| ("criterion", id));
    let questions = retired(&part.questions).map(|id| ("question", id));
    criteria.chain(questions).chain(retired(&part.knock_outs).map(|id| ("knock-out", id)))
}

fn retired<T>(changes: &[IdChange<T>]) -> impl Iterator<Item = &str> {
    changes.iter().filter_map(|change| match change {
        IdChange::Retires(gone) => Some(gone.value.id.as_str()),
        IdChange::Adds(_) | IdChange::Replaces(_) => None,
    })
}

/// What a list of changes brings, new or in place of something.
fn there<T>(changes: &[IdChange<T>]) -> impl Iterator<Item = &T> {
    changes.iter().filter_map(|change| match change {
        IdChange::Adds(thing) | IdChange::Replaces(thing) => Some(thing),
        IdChange::Retires(_) => None,
    })
}
