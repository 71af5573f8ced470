//! Which column is which: by our names, other words for them, and what the reader says.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Source};

use super::super::At;
use super::row::CellRow;
use super::{ColumnNames, Layout, SheetRow, Table, word};

/// What is done with a column.
#[derive(Clone, Debug)]
enum ColumnRole {
    /// It is one of ours.
    Ours(&'static str),
    /// It goes into the remarks, with its name before it.
    Remark(&'static str, String),
    /// It is left out, as the reader asked.
    LeftOut(At<String>),
    /// It is reported already.
    Wrong,
    /// It has no name, and nothing in it yet; whether it may have.
    Unnamed { ignored: bool, reported: bool },
}

/// The columns of a table.
#[derive(Clone, Debug)]
pub(super) struct TableHeader {
    roles: Vec<ColumnRole>,
    titles: BTreeMap<&'static str, String>,
}

/// The names of columns, for a message.
pub(super) fn names(columns: &[ColumnNames]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Our name for a column that is called so.
fn ours(title: &str, layout: &Layout<'_>) -> Option<&'static str> {
    let title = if matches!(title, "#" | "№") { "number".to_owned() } else { word(title) };
    let find = |name: &str| {
        let column = layout.columns.iter().find(|(column, others)| *column == name || others.contains(&name));
        column.map(|(column, _)| *column)
    };
    let said = layout.names.iter().find(|(theirs, _)| word(theirs) == title);
    match said {
        Some((_, ours)) => find(&word(ours)),
        None => find(&title),
    }
}

/// How many cells of a record name columns.
pub(super) fn known(record: &CellRow, layout: &Layout<'_>) -> usize {
    record.cells.iter().filter(|cell| !cell.value.is_empty() && ours(&cell.value, layout).is_some()).count()
}

/// Says which line names the columns, where one further down does.
pub(super) fn hint(
    source: &Arc<Source>,
    layout: &Layout<'_>,
    records: impl Iterator<Item = CellRow>,
    problems: &mut Problems,
) {
    if layout.header_line.is_some() {
        return;
    }
    // Where the needed columns have other names, several known ones tell the line as well.
    let is_header = |record: &CellRow| {
        let ours = |cell: &At<String>| ours(&cell.value, layout);
        record.cells.iter().filter_map(ours).any(|column| layout.needed.contains(&column)) || known(record, layout) > 1
    };
    if let (Some(record), Some(problem)) = (records.into_iter().find(is_header), problems.0.last_mut()) {
        let line = source.line_column(record.range.start).0;
        let remedy = if layout.remarks.is_some() {
            format!("`plimsoll init --header-line {line}` reads them there")
        } else {
            "remove the lines above it".to_owned()
        };
        problem.help.insert(0, format!("the column names seem to be in line {line}: {remedy}"));
    }
}

impl TableHeader {
    /// Which column is which; `None` where none of the needed ones is there.
    pub(super) fn read(
        source: &Arc<Source>,
        record: &CellRow,
        layout: &Layout<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut header = Self { roles: Vec::new(), titles: BTreeMap::new() };
        let needed = |column: &&'static str| layout.needed.contains(column);
        let found = record.cells.iter().filter_map(|cell| ours(&cell.value, layout));
        if !layout.needed.is_empty() && !found.clone().any(|column| needed(&column)) {
            let title = format!("there is no column `{}`", layout.needed.join("` or `"));
            let range = record.cells.first().map_or(0..0, |cell| cell.range.clone());
            let map = if layout.remarks.is_some() {
                format!(", or say which it is with `plimsoll init --map THEIRS={}`", layout.needed[0])
            } else {
                String::new()
            };
            problems.push(
                Problem::error(Code::MissingKey, source, range, title)
                    .help(format!("name it in the first row{map}; columns: {}", names(layout.columns))),
            );
            return None;
        }
        for cell in &record.cells {
            let role = header.role(source, cell, layout, problems);
            header.roles.push(role);
        }
        for (theirs, ours) in layout.names {
            if !record.cells.iter().any(|cell| word(&cell.value) == word(theirs)) {
                let titles: Vec<&str> = record.cells.iter().map(|cell| cell.value.as_str()).collect();
                problems.push(
                    Problem::error(
                        Code::UnknownKey,
                        source,
                        record.range.clone(),
                        format!("there is no column `{theirs}` to be read as `{ours}`"),
                    )
                    .suggest(theirs, titles.into_iter().filter(|title| !title.is_empty())),
                );
            }
        }
        Some(header)
    }

    fn role(
        &mut self,
        source: &Arc<Source>,
        cell: &At<String>,
        layout: &Layout<'_>,
        problems: &mut Problems,
    ) -> ColumnRole {
        if cell.value.is_empty() {
            return ColumnRole::Unnamed { ignored: layout.ignore_others, reported: false };
        }
        let Some(column) = ours(&cell.value, layout) else {
            if layout.ignore_others {
                return ColumnRole::LeftOut(cell.clone());
            }
            let title = format!("there is no column `{}`", cell.value);
            let problem = Problem::error(Code::UnknownKey, source, cell.range.clone(), title)
                .suggest(&word(&cell.value), layout.columns.iter().map(|(column, _)| *column));
            let help = if layout.remarks.is_some() {
                "rename the column, or tell `plimsoll init`: --map THEIRS=OURS reads it as another, --ignore-other-columns leaves such columns out"
            } else {
                "rename the column, or delete it from the list"
            };
            problems.push(problem.help(help));
            return ColumnRole::Wrong;
        };
        // What the reader sends into the remarks has its name there.
        let mapped = layout.names.iter().any(|(theirs, _)| word(theirs) == word(&cell.value));
        if mapped && layout.remarks == Some(column) {
            return ColumnRole::Remark(column, cell.value.clone());
        }
        if self.titles.contains_key(column) {
            let title = format!("`{}` is a second column `{column}`", cell.value);
            let problem = Problem::error(Code::DuplicateId, source, cell.range.clone(), title);
            problems.push(problem.help("keep one of the two"));
            return ColumnRole::Wrong;
        }
        self.titles.insert(column, cell.value.clone());
        ColumnRole::Ours(column)
    }

    /// Puts the cells of a record into their columns.
    pub(super) fn row(&mut self, source: &Arc<Source>, record: CellRow, problems: &mut Problems) -> SheetRow {
        let width = self.roles.len();
        if let Some(surplus) = record.cells.iter().skip(width).find(|cell| !cell.value.is_empty()) {
            let title = format!("the row has {} cells, the first row names {width} columns", record.cells.len());
            problems.push(
                Problem::error(Code::Syntax, source, surplus.range.start..record.range.end, title)
                    .help("a cell that contains the separator needs quotation marks around it"),
            );
        }
        let mut cells: BTreeMap<&'static str, At<String>> = BTreeMap::new();
        let mut others = Vec::new();
        for (at, (role, cell)) in self.roles.iter_mut().zip(record.cells).enumerate() {
            if cell.value.is_empty() {
                continue;
            }
            match role {
                ColumnRole::Ours(column) => {
                    // A remark of another column may stand there already.
                    match cells.get_mut(column) {
                        Some(known) => known.value = format!("{}; {}", cell.value, known.value),
                        None => drop(cells.insert(column, cell)),
                    }
                }
                ColumnRole::Remark(column, title) => {
                    let said = format!("{title}: {}", cell.value);
                    match cells.get_mut(column) {
                        Some(known) => known.value = format!("{}; {said}", known.value),
                        None => drop(cells.insert(column, At { value: said, range: cell.range })),
                    }
                }
                ColumnRole::Unnamed { ignored, reported } => {
                    if !*ignored && !*reported {
                        let title = format!("column {} has no name, but this cell has a text", at + 1);
                        problems.push(
                            Problem::error(Code::UnknownKey, source, cell.range, title)
                                .help("name the column in the first row, or empty it"),
                        );
                    }
                    *reported = true;
                }
                ColumnRole::LeftOut(_) => others.push(cell.value),
                ColumnRole::Wrong => {}
            }
        }
        SheetRow { cells, others, range: record.range }
    }

    /// Tells the table what its columns are called and which were left out.
    pub(super) fn finish(self, layout: &Layout<'_>, table: &mut Table) {
        for (at, role) in self.roles.into_iter().enumerate() {
            match role {
                ColumnRole::LeftOut(title) => table.left_out.push(title.map(|title| format!("column `{title}`"))),
                ColumnRole::Unnamed { reported: true, .. } if layout.ignore_others => {
                    table.left_out.push(At { value: format!("column {}, which has no name", at + 1), range: 0..0 });
                }
                _ => {}
            }
        }
        table.titles = self.titles;
    }
}
