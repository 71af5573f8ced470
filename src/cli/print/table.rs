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
        let longest = longest_word(table, *at);
        if let Some(column) = table.column_mut(*at) {
            let width = longest.saturating_add(column.padding_width());
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
}

/// The widest word of prose that a column keeps whole; a longer one, such as an address, may be broken.
const LONGEST_WORD: u16 = 20;

/// The lines of a table, indented by one. Where the columns cannot hold their words side by side, the
/// table grows wider than the terminal: a long id in one column must not squeeze the others to a letter.
pub fn laid_out(table: &Table) -> String {
    let mut table = table.clone();
    let least: Vec<u16> = (0..table.column_count()).map(|at| least(&table, at)).collect();
    let all = least.iter().fold(0_u16, |all, width| all.saturating_add(*width));
    if table.width().is_some_and(|width| width < all) {
        for (at, least) in least.into_iter().enumerate() {
            if let Some(column) = table.column_mut(at).filter(|column| column.constraint().is_none()) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        table.set_width(all);
    }
    let lines: Vec<String> = table.lines().map(|line| format!(" {}\n", line.trim_end())).collect();
    lines.concat()
}

/// The least width of a column, with its padding, at which no word of it is broken that must not be.
fn least(table: &Table, at: usize) -> u16 {
    let Some(column) = table.column(at) else { return 0 };
    let content = match column.constraint() {
        Some(ColumnConstraint::LowerBoundary(Width::Fixed(width))) => return *width,
        Some(ColumnConstraint::ContentWidth) => table.column_max_content_widths().get(at).copied().unwrap_or(0),
        _ => longest_word(table, at).min(LONGEST_WORD),
    };
    content.saturating_add(column.padding_width())
}

/// The width of the longest word of a column, its heading included.
fn longest_word(table: &Table, at: usize) -> u16 {
    let words = |text: String| text.split_whitespace().map(|word| word.chars().count()).max();
    let heading = table.header().and_then(|row| row.cell_iter().nth(at));
    let cells = table.column_cells_iter(at).flatten().chain(heading);
    cells.filter_map(|cell| words(cell.content())).max().and_then(|longest| u16::try_from(longest).ok()).unwrap_or(0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_squeezes_no_other_column() {
        let usage = "product-engineering-in-the-platform-team-with-production";
        let mut rows = table(&["tool / use", "decision", "review due"]);
        rows.set_width(60);
        rows.add_row(vec![&format!("claude-code / {usage}"), "undecided, not assessed", "2027-05-21"]);
        whole_words(&mut rows, &[0]);
        let text = laid_out(&rows);
        for word in [usage, "undecided,", "assessed", "review", "2027-05-21"] {
            assert!(text.split_whitespace().any(|found| found == word), "{word}:\n{text}");
        }
    }
}
