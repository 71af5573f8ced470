//! Laying the lists of files on each other: what is added, replaced and retired, and ids that must be there.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::At;
use crate::problem::{Code, Problem, Source, nearest};

use super::super::Retired;
use super::super::file::{self, IdChange, WrittenKnockOut, WrittenQuestion};
use super::assembly::Assembly;

/// Where an id was first used.
pub(super) type Uses = BTreeMap<String, (Arc<Source>, Range<usize>)>;
/// Things of a framework, with the file each is from.
pub(super) type Things<T> = Vec<(Arc<Source>, T)>;

impl Assembly<'_> {
    /// The index of what an id names, by the id that it has now or had before.
    pub(super) fn named(&mut self, source: &Arc<Source>, what: &str, id: &At<String>, ids: &[&str]) -> Option<usize> {
        let now = self.renames.now(what, &id.value).filter(|_| !ids.contains(&id.value.as_str()));
        let Some(now) = now.map(str::to_owned) else { return self.known(source, what, id, ids) };
        let title = format!("{what} `{}` was renamed to `{now}`", id.value);
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
            self.problems.push(match self.renames.now(what, &id.value) {
                Some(now) => problem.help(format!("it was renamed to `{now}`")),
                None => problem.suggest(&id.value, ids.iter().copied()),
            });
        }
        found
    }

    /// Reports criteria that are retired while questions still belong to them.
    pub(super) fn left_behind(&mut self, gone: &Things<At<Retired>>, questions: &Things<WrittenQuestion>) {
        for (source, at) in gone {
            let left: Vec<String> = questions
                .iter()
                .filter(|(_, question)| question.criterion.value == at.value.id)
                .map(|(_, question)| format!("`{}`", question.id.value))
                .collect();
            if !left.is_empty() {
                self.error(
                    Code::BadOverlay,
                    source,
                    &at.range,
                    format!("criterion `{}` is retired, but questions belong to it", at.value.id),
                )
                .help
                .push(format!("retire them too, or replace them under another criterion: {}", left.join(", ")));
            }
        }
    }

    pub(super) fn unique(&mut self, uses: &mut Uses, source: &Arc<Source>, what: &str, id: &At<String>) -> bool {
        if id.value.is_empty() {
            // Missing, which is reported.
            return true;
        }
        let Some((first_source, first)) = uses.get(&id.value) else {
            uses.insert(id.value.clone(), (Arc::clone(source), id.range.clone()));
            return true;
        };
        let mut problem =
            Problem::error(Code::DuplicateId, source, id.range.clone(), format!("{what} `{}` is used twice", id.value))
                .label("second use");
        if Arc::ptr_eq(first_source, source) {
            problem = problem.also(first.clone(), "first used here").help("give one of them another id");
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
    pub(super) fn changes<T>(
        &mut self,
        order: &mut [file::FrameworkFile],
        what: &str,
        list: impl Fn(&mut file::FrameworkFile) -> &mut Vec<IdChange<T>>,
        id: impl Fn(&T) -> &At<String>,
    ) -> (Things<T>, Things<At<Retired>>) {
        let mut things: Things<T> = Vec::new();
        let mut uses = Uses::new();
        let mut retired: Things<At<Retired>> = Vec::new();
        for part in order {
            let before = things.len();
            let mut touched = Uses::new();
            let mut gone_here: Vec<At<Retired>> = Vec::new();
            let changes = std::mem::take(list(part));
            things.reserve(changes.len());
            let source = &part.source;
            for change in changes {
                match change {
                    IdChange::Adds(thing) => {
                        if self.still_free(&retired, source, what, id(&thing))
                            && self.unique(&mut uses, source, what, id(&thing))
                        {
                            things.push((Arc::clone(source), thing));
                        }
                    }
                    IdChange::Replaces(thing) => {
                        let once = self.unique(&mut touched, source, what, id(&thing));
                        if let Some(at) = self.known(source, what, id(&thing), &ids(&things[..before], &id))
                            && once
                        {
                            things[at] = (Arc::clone(source), thing);
                        }
                    }
                    IdChange::Retires(gone) => gone_here.push(gone),
                }
            }
            for gone in gone_here {
                let name = At { value: gone.value.id.clone(), range: gone.range.clone() };
                let there = ids(&things[..before], &id);
                let is_there = there.contains(&name.value.as_str());
                if !self.still_free(&retired, source, what, &name) {
                    continue;
                }
                if !is_there && before > 0 && self.renames.now(what, &name.value).is_some() {
                    // It lives on under another id, which this says.
                    self.known(source, what, &name, &there);
                    continue;
                }
                if !is_there {
                    // Its own, of an earlier version of this file; or a slip.
                    if !self.unique(&mut uses, source, what, &name) {
                        continue;
                    }
                    self.warn_of_slip(source, what, &name, &there);
                }
                retired.push((Arc::clone(source), gone));
            }
            things.retain(|(_, thing)| !retired.iter().any(|(_, gone)| gone.value.id == id(thing).value));
        }
        (things, retired)
    }

    /// Whether an id was never retired; reports it where it was.
    fn still_free(&mut self, retired: &Things<At<Retired>>, source: &Arc<Source>, what: &str, id: &At<String>) -> bool {
        let Some((first_source, first)) = retired.iter().find(|(_, gone)| gone.value.id == id.value) else {
            return true;
        };
        let (line, column) = first_source.line_column(first.range.start);
        let place = format!("{}:{line}:{column}", first_source.name);
        let title = format!("{what} `{}` is retired, so its id cannot be used again", id.value);
        self.error(Code::DuplicateId, source, &id.range, title)
            .help
            .extend([format!("it is retired at {place}"), "use another id".to_owned()]);
        false
    }

    /// Warns where an overlay retires an id that nothing has, but that is nearly the id of something.
    fn warn_of_slip(&mut self, source: &Arc<Source>, what: &str, id: &At<String>, known: &[&str]) {
        if let Some(near) = nearest(&id.value, known.iter().copied()) {
            let title = format!("nothing is retired here: there is no {what} `{}`", id.value);
            let problem = Problem::error(Code::UnknownId, source, id.range.clone(), title);
            self.problems.push(problem.help(format!("did you mean `{near}`? It is still in use")).into_warning());
        }
    }

    pub(super) fn knock_outs_differ(
        &mut self,
        of_context: &Things<WrittenKnockOut>,
        of_questions: &Things<WrittenQuestion>,
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

/// What the things are called.
pub(super) fn ids<'t, T>(things: &'t [(Arc<Source>, T)], id: &impl Fn(&T) -> &At<String>) -> Vec<&'t str> {
    things.iter().map(|(_, thing)| id(thing).value.as_str()).collect()
}
