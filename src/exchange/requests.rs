//! What a list asks: every line is a request, or says what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::dossier::Asked;
use crate::framework::HIGHEST_LEVEL;
use crate::identity::Index;
use crate::problem::{Code, Problem, Problems, Severity, Source};

/// The most lines of a list that are judged: code scanning takes no more results either.
pub const MOST: usize = 25_000;

/// What a line of a list asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineMeaning {
    /// A request.
    Asked(Asked),
    /// Something that neither register nor catalogue knows, by the name that the list gives it.
    Unknown(String),
    /// Nothing that could be understood; of which tool, where that much is clear.
    Bad(Option<String>, Problems),
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLine {
    /// Where it stands, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// What it asks.
    pub what: LineMeaning,
}

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestList {
    /// Its lines, in their order.
    pub items: Vec<ListedLine>,
    /// How many components are no AI tool that anybody knows.
    pub others: usize,
}

impl RequestList {
    /// Everything wrong with it.
    #[must_use]
    pub fn problems(&self) -> Problems {
        let bad = self.items.iter().filter_map(|item| match &item.what {
            LineMeaning::Bad(_, problems) => Some(problems.0.clone()),
            _ => None,
        });
        Problems(bad.flatten().collect())
    }

    /// Gives the id to every line that calls a tool by something else: a name, a package, a program,
    /// a host. What means several tools asks about each of them.
    pub fn name(&mut self, known: &Index, is_registered: impl Fn(&str) -> bool) {
        let items = std::mem::take(&mut self.items);
        for item in items {
            let named = match &item.what {
                LineMeaning::Asked(asked) if !is_registered(&asked.tool) => known.named(&asked.tool),
                _ => BTreeSet::new(),
            };
            if named.is_empty() {
                self.items.push(item);
                continue;
            }
            let LineMeaning::Asked(asked) = item.what else { continue };
            let (line, column) = (item.line, item.column);
            self.items.extend(named.into_iter().map(|tool| {
                let what = LineMeaning::Asked(Asked { tool, ..asked.clone() });
                ListedLine { line, column, what }
            }));
        }
    }

    /// Fills in what lines leave open from what holds for all of them.
    pub fn fill(&mut self, rest: &Asked) {
        for item in &mut self.items {
            let LineMeaning::Asked(asked) = &mut item.what else { continue };
            let (request, usual) = (&mut asked.request, &rest.request);
            asked.usage = asked.usage.take().or_else(|| rest.usage.clone());
            request.client_version = request.client_version.take().or_else(|| usual.client_version.clone());
            request.edition = request.edition.take().or_else(|| usual.edition.clone());
            request.team = request.team.take().or_else(|| usual.team.clone());
            for (factor, level) in &usual.context {
                request.context.entry(factor.clone()).or_insert(*level);
            }
        }
    }

    /// Puts problems to the lines in which they stand; those of no line are lines of their own.
    pub(super) fn gather(source: &Source, mut lines: Vec<ListLine>, problems: Problems) -> Self {
        lines.sort_by_key(|line| line.at.start);
        let mut alone = Vec::new();
        for problem in problems.0.into_iter().filter(|problem| problem.severity == Severity::Error) {
            let at = problem.marks.first().map_or(0, |mark| mark.range.start);
            match lines.partition_point(|line| line.at.start <= at).checked_sub(1) {
                Some(line) => lines[line].problems.push(problem),
                None => alone.push(problem),
            }
        }
        let item = |at: usize, what| {
            let (line, column) = source.line_column(at);
            ListedLine { line, column, what }
        };
        let alone = alone.into_iter().map(|problem| {
            let at = problem.marks.first().map_or(0, |mark| mark.range.start);
            item(at, LineMeaning::Bad(None, Problems(vec![problem])))
        });
        let mut items: Vec<ListedLine> = alone.collect();
        items.extend(lines.into_iter().map(|line| {
            let what = match line.asked {
                Some(asked) if line.problems.is_empty() => LineMeaning::Asked(asked),
                asked => LineMeaning::Bad(asked.map(|asked| asked.tool), Problems(line.problems)),
            };
            item(line.at.start, what)
        }));
        Self { items, others: 0 }
    }
}

/// A line that is being read.
pub(super) struct ListLine {
    pub(super) at: Range<usize>,
    /// `None` where it names no tool.
    pub(super) asked: Option<Asked>,
    pub(super) problems: Vec<Problem>,
}

/// Reads levels of factors as people write them: `data=2,autonomy=1`.
///
/// # Errors
/// What is wrong with the text.
pub fn context(text: &str) -> Result<BTreeMap<String, u8>, String> {
    let mut context = BTreeMap::new();
    for part in text.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        let (factor, level) =
            part.split_once('=').ok_or_else(|| format!("`{part}` is not a factor level: write `{part}=LEVEL`"))?;
        let level: u8 = level
            .parse()
            .ok()
            .filter(|level| *level <= HIGHEST_LEVEL && part.is_ascii())
            .ok_or_else(|| format!("`{level}` is not a level: {factor} has the levels 0 to {HIGHEST_LEVEL}"))?;
        if context.insert(factor.to_owned(), level).is_some() {
            return Err(format!("{factor} is given twice"));
        }
    }
    Ok(context)
}

/// A problem with the levels that a line gives.
pub(super) fn bad_context(source: &Arc<Source>, at: Range<usize>, title: String) -> Problem {
    Problem::error(Code::BadText, source, at, title).help("write factors and their levels as `data=2,autonomy=1`")
}
