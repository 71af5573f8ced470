//! What is known while files are made into a whole, and what is wrong with them so far.

use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::super::scoring::Tier;
use super::renames::Renames;

pub(super) struct Assembly<'p> {
    pub(super) problems: &'p mut Problems,
    pub(super) tiers: Vec<Tier>,
    /// Where the tiers stand.
    pub(super) tiers_at: Option<(Arc<Source>, Range<usize>)>,
    /// The files that were laid before the one that brings the tiers.
    pub(super) tiers_over: Vec<Arc<Source>>,
    /// Tiers that one of those files names and that are not there any more.
    pub(super) lost_tiers: Vec<String>,
    /// The ids of tables that could not be read, in any file.
    pub(super) unread: Vec<String>,
    /// Whether a file has syntax errors.
    pub(super) broken: bool,
    /// The present ids of what had others before.
    pub(super) renames: Renames,
}

impl<'p> Assembly<'p> {
    pub(super) fn new(problems: &'p mut Problems) -> Self {
        Self {
            problems,
            tiers: Vec::new(),
            tiers_at: None,
            tiers_over: Vec::new(),
            lost_tiers: Vec::new(),
            unread: Vec::new(),
            broken: false,
            renames: Renames::default(),
        }
    }

    pub(super) fn error(
        &mut self,
        code: Code,
        source: &Arc<Source>,
        range: &Range<usize>,
        title: impl Into<String>,
    ) -> &mut Problem {
        let at = self.problems.0.len();
        self.problems.push(Problem::error(code, source, range.clone(), title));
        &mut self.problems.0[at]
    }
}
