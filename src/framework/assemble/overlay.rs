//! Laying the lists of files on each other: what is added, replaced and retired, and ids that must be there.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::At;
use crate::problem::{Code, Problem, Source};

use super::super::Retired;
use super::super::file::{self, Change, WrittenKnockOut, WrittenQuestion};
use super::whole::Assembly;

/// Where an id was first used.
pub(super) type Uses<'a> = BTreeMap<&'a str, (&'a Arc<Source>, Range<usize>)>;
/// A list of things that later files may replace or retire, with the file each is from.
pub(super) type Things<'a, T> = Vec<(&'a Arc<Source>, &'a T)>;

impl Assembly<'_> {
    /// The index of what an id names, by the id that it has now or had before.
    pub(super) fn named(&mut self, source: &Arc<Source>, what: &str, id: &At<String>, ids: &[&str]) -> Option<usize> {
        let now = self.former.now(what, &id.value).filter(|_| !ids.contains(&id.value.as_str()));
        let Some(now) = now.map(str::to_owned) else { return self.known(source, what, id, ids) };
        let title = format!("{what} `{}` is called `{now}` now", id.value);
        self.problems.push(
            Problem::error(Code::UnknownId, source, id.range.clone(), title)
                .help(format!("write `{now}`"))
                .into_warning(),
        );
        ids.iter().position(|known| **known == *now)
    }

    /// The index of an id that must exist.
    pub(super) fn known(&mut self, source: &Arc<Source>, what: &str, id: &At<String>, ids: &[&str]) -> Option<usize> {
        let found = ids.iter().position(|known| *known == id.value);
        // What is there but could not be read is at fault itself; after a syntax error only what
        // looks like a slip is told from what the error swallowed.
        let excused = self.unread.contains(&id.value)
            || (self.broken && crate::problem::nearest(&id.value, ids.iter().copied()).is_none());
        if found.is_none() && !excused {
            let problem =
                Problem::error(Code::UnknownId, source, id.range.clone(), format!("there is no {what} `{}`", id.value));
            self.problems.push(match self.former.now(what, &id.value) {
                Some(now) => problem.help(format!("it is called `{now}` now")),
                None => problem.suggest(&id.value, ids.iter().copied()),
            });
        }
        found
    }

    /// Reports criteria that are retired while questions still belong to them.
    pub(super) fn left_behind(
        &mut self,
        order: &[file::Written],
        gone: &[Retired],
        questions: &Things<'_, WrittenQuestion>,
    ) {
        for part in order {
            for change in &part.criteria {
                let Change::Retires(at) = change else { continue };
                let left: Vec<String> = questions
                    .iter()
                    .filter(|(_, question)| question.criterion.value == at.value.id)
                    .map(|(_, question)| format!("`{}`", question.id.value))
                    .collect();
                if !left.is_empty() && gone.iter().any(|gone| gone.id == at.value.id) {
                    self.error(
                        Code::BadOverlay,
                        &part.source,
                        &at.range,
                        format!("criterion `{}` is retired, but questions belong to it", at.value.id),
                    )
                    .help
                    .push(format!("retire them too, or replace them under another criterion: {}", left.join(", ")));
                }
            }
        }
    }

    pub(super) fn unique<'a>(
        &mut self,
        uses: &mut Uses<'a>,
        source: &'a Arc<Source>,
        what: &str,
        id: &'a At<String>,
    ) -> bool {
        if id.value.is_empty() {
            // Missing, which is reported.
            return true;
        }
        let Some((first_source, first)) = uses.get(id.value.as_str()).cloned() else {
            uses.insert(&id.value, (source, id.range.clone()));
            return true;
        };
        let mut problem =
            Problem::error(Code::DuplicateId, source, id.range.clone(), format!("{what} `{}` is used twice", id.value))
                .label("second use");
        if Arc::ptr_eq(first_source, source) {
            problem = problem.also(first, "first used here").help("give one of them another id");
        } else {
            let (line, column) = first_source.line_column(first.start);
            problem = problem.help(format!("it is first used at {}:{line}:{column}", first_source.name)).help(
                if matches!(what, "question" | "criterion") {
                    "give it another id; to put it in place of the first, say `replaces = true`"
                } else {
                    "give it another id"
                },
            );
        }
        self.problems.push(problem);
        false
    }

    /// Lays the lists of the files on each other.
    pub(super) fn changes<'a, T>(
        &mut self,
        order: &'a [file::Written],
        what: &str,
        list: impl Fn(&'a file::Written) -> &'a Vec<Change<T>>,
        id: impl Fn(&T) -> &At<String>,
    ) -> (Things<'a, T>, Vec<Retired>) {
        let mut things: Things<'a, T> = Vec::new();
        let mut uses = Uses::new();
        let mut retired = Vec::new();
        for part in order {
            let from_base: Vec<&str> = things.iter().map(|(_, thing)| id(thing).value.as_str()).collect();
            let mut touched = Uses::new();
            for change in list(part) {
                match change {
                    Change::Adds(thing) => {
                        if self.unique(&mut uses, &part.source, what, id(thing)) {
                            things.push((&part.source, thing));
                        }
                    }
                    Change::Replaces(thing) => {
                        let once = self.unique(&mut touched, &part.source, what, id(thing));
                        if let Some(at) = self.known(&part.source, what, id(thing), &from_base)
                            && once
                        {
                            things[at] = (&part.source, thing);
                        }
                    }
                    Change::Retires(gone) => {
                        let name = At { value: gone.value.id.clone(), range: gone.range.clone() };
                        if self.known(&part.source, what, &name, &from_base).is_some() {
                            retired.push(gone.value.clone());
                        }
                    }
                }
            }
            things.retain(|(_, thing)| !retired.iter().any(|gone| gone.id == id(thing).value));
        }
        (things, retired)
    }

    pub(super) fn knock_outs_differ<'a>(
        &mut self,
        of_context: &Things<'a, WrittenKnockOut>,
        of_questions: &Things<'a, WrittenQuestion>,
    ) {
        let mut uses = Uses::new();
        for (source, knock_out) in of_context {
            self.unique(&mut uses, source, "knock-out", &knock_out.id);
        }
        for (source, question) in of_questions {
            if let Some(knock_out) = &question.knock_out {
                self.unique(&mut uses, source, "knock-out", &knock_out.id);
            }
        }
    }
}
