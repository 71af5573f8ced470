//! Rows of cells, and texts with their names as rows.

use crate::report::view::NamedText;

use super::sheet::Cell;

pub(super) type Rows<'v> = Vec<Vec<Cell<'v>>>;

pub(super) fn named<'v>(what: &'v str, list: &'v [NamedText], rows: &mut Rows<'v>) {
    rows.extend(list.iter().map(|one| vec![Cell::Text(what), Cell::Text(&one.name), Cell::Text(&one.text)]));
}
