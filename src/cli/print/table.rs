//! Tables without lines, for laying out, and the style of a heading.

use anstyle::Style;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

use crate::cli::print::terminal::{columns, styled};

/// A table without lines, for laying out.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header.to_vec());
    if let Ok(columns) = u16::try_from(columns().saturating_sub(1)) {
        table.set_width(columns);
    }
    table
}

/// Keeps the words of some columns whole, at the cost of the others.
pub fn unbroken(table: &mut Table, columns: &[usize]) {
    for at in columns {
        if let Some(column) = table.column_mut(*at) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// Never breaks the words of some columns in the middle: ids and paths are copied by hand.
pub fn whole_words(table: &mut Table, columns: &[usize]) {
    for at in columns {
        let words = |text: String| text.split_whitespace().map(|word| word.chars().count()).max();
        let longest = table.column_cells_iter(*at).flatten().filter_map(|cell| words(cell.content())).max();
        let longest = longest.and_then(|longest| u16::try_from(longest).ok()).unwrap_or(0);
        if let Some(column) = table.column_mut(*at) {
            let width = longest.saturating_add(column.padding_width());
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
}

/// The lines of a table, indented by one.
pub fn laid_out(table: &Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| format!(" {}\n", line.trim_end())).collect();
    lines.concat()
}

/// Sets columns of numbers to the right.
pub fn right_align(table: &mut Table, columns: &[usize]) {
    for at in columns {
        if let Some(column) = table.column_mut(*at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The style of a heading, for other files of this room.
pub fn strong(text: &str) -> String {
    styled(Style::new().bold(), text)
}
