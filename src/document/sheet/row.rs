//! A row of a CSV text, as it is cut into cells.

use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::super::{At, LARGEST_TEXT};

/// A record: the cells of a row, without the blanks around them.
#[derive(Clone, Debug)]
pub(super) struct CellRow {
    pub(super) cells: Vec<At<String>>,
    pub(super) range: Range<usize>,
    /// Where a cell begins whose quotation mark is never closed.
    pub(super) unclosed: Option<usize>,
}

impl CellRow {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.value.is_empty())
    }

    /// What its cells say, for people.
    pub(super) fn joined(&self) -> String {
        let said: Vec<&str> =
            self.cells.iter().map(|cell| cell.value.as_str()).filter(|value| !value.is_empty()).collect();
        said.join(", ")
    }

    /// Reports cells that are longer than a text may be.
    pub(super) fn check_lengths(&self, source: &Arc<Source>, problems: &mut Problems) {
        for cell in self.cells.iter().filter(|cell| cell.value.len() > LARGEST_TEXT) {
            let title = format!("the cell has {} bytes", cell.value.len());
            let help = format!("a text may have {LARGEST_TEXT} bytes: keep longer material elsewhere and refer to it");
            problems.push(Problem::error(Code::BadText, source, cell.range.clone(), title).help(help));
        }
    }
}
