//! One sheet: a banner that carries the classification, a header, rows of real numbers and days.
//! Both rows on top stay in sight, every column can be filtered, and no text is ever a formula.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar, ConditionalFormatType, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::report::view::{Tenths, TierView};

/// The most that a cell holds, in UTF-16 units.
const LONGEST: usize = 32_767;
/// What each text in the margins of the printed page may have of the 255 units that a margin holds.
const LONGEST_MARGIN: usize = 80;

/// Fill and letters of the tiers by shade, as on paper.
const SHADES: [(&str, &str); 4] =
    [("B7DCCD", "1A1F26"), ("EFD27A", "1A1F26"), ("DC7F2E", "1A1F26"), ("8A1626", "FFFFFF")];

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(super) enum Cell<'v> {
    /// Nothing.
    Empty,
    /// A text.
    Text(&'v str),
    /// A text made here.
    Made(String),
    /// Points, with one decimal.
    Points(Tenths),
    /// A share in whole percent.
    Percent(u8),
    /// A whole number.
    Whole(i64),
    /// A day as `YYYY-MM-DD`; another text stays one.
    Day(&'v str),
    /// A tier, coloured by a rule.
    Tier(&'v TierView),
}

impl<'v> Cell<'v> {
    /// A text that may be missing.
    pub(super) fn some(text: Option<&'v str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    /// A day that may be missing.
    pub(super) fn some_day(day: Option<&'v str>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// How many lines it takes in a column of this width.
    fn lines(&self, width: u8) -> usize {
        match self {
            Self::Text(text) | Self::Day(text) => lines(text, width),
            Self::Made(text) => lines(text, width),
            _ => 1,
        }
    }

    /// A number of things.
    pub(super) fn count(count: usize) -> Self {
        Self::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// A column: its name, its width in characters, and how its numbers stand in it.
pub(super) struct Column {
    name: &'static str,
    width: u8,
    numbers: Numbers,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// On the left, as the texts around them.
    Left,
    /// On the right, to be compared.
    Right,
    /// On the right, with bars from 0 to 100 behind them.
    Bars,
}

/// A column of texts, or of anything.
pub(super) const fn column(name: &'static str, width: u8) -> Column {
    Column { name, width, numbers: Numbers::Left }
}

/// A column of numbers.
pub(super) const fn numbers(name: &'static str, width: u8) -> Column {
    Column { name, width, numbers: Numbers::Right }
}

/// A column of points with bars behind them.
pub(super) const fn bars(name: &'static str, width: u8) -> Column {
    Column { name, width, numbers: Numbers::Bars }
}

/// What all sheets of a workbook share.
pub(super) struct Style {
    /// The first line of every sheet.
    pub(super) banner: String,
    /// What it is about, on every printed page.
    pub(super) about: String,
    /// The day that it is of, on every printed page.
    pub(super) as_of: String,
    /// The classification, on every printed page.
    pub(super) classification: String,
    /// The colour of headers, as `RRGGBB`.
    pub(super) accent: u32,
}

/// Adds a sheet.
///
/// # Errors
/// Where the sheet would be larger than the format allows.
pub(super) fn add(
    book: &mut Workbook,
    style: &Style,
    name: &str,
    columns: &[Column],
    rows: &[Vec<Cell<'_>>],
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let (left, right) = (Formats::new(FormatAlign::Left), Formats::new(FormatAlign::Right));
    let banner = Format::new().set_bold().set_font_color("566272").set_font_size(9);
    sheet.write_string_with_format(0, 0, fit(&style.banner), &banner)?;
    let header = Format::new()
        .set_bold()
        .set_font_color("FFFFFF")
        .set_background_color(style.accent)
        .set_align(FormatAlign::VerticalCenter)
        .set_indent(1)
        .set_text_wrap();
    for (at, column) in (0..).zip(columns) {
        let side = if column.numbers == Numbers::Left { FormatAlign::Left } else { FormatAlign::Right };
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(1, at, column.name, &header.clone().set_align(side))?;
    }
    let widest = columns.iter().map(|column| lines(column.name, column.width.saturating_sub(3))).max();
    sheet.set_row_height(1, height(widest.unwrap_or(1)) + 5)?;
    let mut most = 1;
    let mut tiers: BTreeMap<&str, u8> = BTreeMap::new();
    for (row, cells) in (2..).zip(rows) {
        let filled = cells.iter().chain(std::iter::repeat(&Cell::Empty));
        for ((at, column), cell) in (0..).zip(columns).zip(filled) {
            write(sheet, row, at, cell, if column.numbers == Numbers::Left { &left } else { &right })?;
            if let Cell::Tier(tier) = cell {
                tiers.insert(&tier.id, tier.shade);
            }
            most = most.max(cell.lines(column.width));
        }
        sheet.set_row_height(row, height(most))?;
        most = 1;
    }
    let last_row = 1 + u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    if !rows.is_empty() {
        colour(sheet, columns, &tiers, last_row)?;
        sheet.autofilter(1, 0, last_row, last_column)?;
    }
    sheet.set_freeze_panes(2, 1)?;
    sheet.set_screen_gridlines(false);
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 1)?;
    // Nothing in the middle: what is left of it may be long, and a spreadsheet prints one over the other.
    sheet.set_header(format!("&L&A&R{}", margin(&style.classification)));
    sheet.set_footer(format!("&L{}&Ras of {}  ·  Page &P of &N", margin(&style.about), style.as_of));
    Ok(())
}

struct Formats {
    text: Format,
    literal: Format,
    points: Format,
    percent: Format,
    whole: Format,
    day: Format,
    tier: Format,
}

impl Formats {
    /// With numbers on this side.
    fn new(side: FormatAlign) -> Self {
        let cell = Format::new()
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color("D3DAE2")
            .set_indent(1);
        let text = cell.clone().set_align(FormatAlign::Left).set_text_wrap();
        let number = cell.set_align(side);
        Self {
            literal: text.clone().set_quote_prefix(),
            points: number.clone().set_num_format("0.0"),
            percent: number.clone().set_num_format("0%"),
            whole: number.clone().set_num_format("0"),
            day: number.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            tier: text.clone().set_bold(),
            text,
        }
    }
}

#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers")]
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, &formats.text)?,
        Cell::Text(text) => text_cell(sheet, row, column, text, formats)?,
        Cell::Made(text) => text_cell(sheet, row, column, text, formats)?,
        Cell::Points(points) => {
            sheet.write_number_with_format(row, column, f64::from(points.0) / 10.0, &formats.points)?
        }
        Cell::Percent(percent) => {
            sheet.write_number_with_format(row, column, f64::from(*percent) / 100.0, &formats.percent)?
        }
        Cell::Whole(number) => sheet.write_number_with_format(row, column, *number as f64, &formats.whole)?,
        Cell::Day(day) => match ExcelDateTime::parse_from_str(day) {
            Ok(date) if day.len() == 10 => sheet.write_datetime_with_format(row, column, &date, &formats.day)?,
            _ => text_cell(sheet, row, column, day, formats)?,
        },
        Cell::Tier(tier) => sheet.write_string_with_format(row, column, fit(&tier.id), &formats.tier)?,
    };
    Ok(())
}

/// A text, marked as one where a person who edits the cell would make a formula of it.
fn text_cell<'s>(
    sheet: &'s mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    formats: &Formats,
) -> Result<&'s mut Worksheet, XlsxError> {
    let text = fit(text);
    let literal = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    sheet.write_string_with_format(row, column, text, if literal { &formats.literal } else { &formats.text })
}

/// A text that a cell holds: no longer than the format allows.
fn fit(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let note = " … (cut: longer than a cell holds; the JSON report has all of it)";
    cut(text, LONGEST - note.encode_utf16().count()).to_owned() + note
}

/// The beginning of a text, of at most so many UTF-16 units.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > most
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// A text for the margin of the printed page, where `&` begins a command.
fn margin(text: &str) -> String {
    let line = fit(&text.replace('\n', " "));
    let short = cut(&line, LONGEST_MARGIN);
    let dots = if short.len() < line.len() { "…" } else { "" };
    format!("{short}{dots}").replace('&', "&&")
}

/// How many lines a text takes in a column of this width. A width counts digits, of which letters are
/// somewhat narrower; the indent makes up for half of that.
fn lines(text: &str, width: u8) -> usize {
    let options = textwrap::Options::new(usize::from(width).max(4));
    text.split('\n').map(|line| textwrap::wrap(line, &options).len()).sum()
}

/// The height of so many lines, in points; a spreadsheet has rows of at most 409.
fn height(lines: usize) -> u32 {
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(15).clamp(15, 405)
}

/// The colours of tiers and the bars behind points: rules, so that they follow what is typed later.
fn colour(
    sheet: &mut Worksheet,
    columns: &[Column],
    tiers: &BTreeMap<&str, u8>,
    last_row: u32,
) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(columns) {
        if column.numbers == Numbers::Bars {
            let bar = ConditionalFormatDataBar::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, 100)
                .set_fill_color("A9C1DC")
                .set_solid_fill(true);
            sheet.add_conditional_format(2, at, last_row, at, &bar)?;
        }
        if column.name.starts_with("Tier") || matches!(column.name, "Value" | "More") {
            for (tier, shade) in tiers {
                let (ground, letters) = SHADES[usize::from(*shade).min(SHADES.len() - 1)];
                let rule = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::EqualTo(*tier))
                    .set_format(Format::new().set_background_color(ground).set_font_color(letters).set_bold());
                sheet.add_conditional_format(2, at, last_row, at, &rule)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_what_it_can_and_says_what_it_cannot() {
        let long = "😀".repeat(20_000);
        let fitted = fit(&long);
        assert!(fitted.encode_utf16().count() <= LONGEST);
        assert!(fitted.starts_with("😀😀") && fitted.ends_with("has all of it)"));
        assert_eq!(fit(&"x".repeat(LONGEST)), "x".repeat(LONGEST));
    }

    #[test]
    fn a_margin_holds_no_commands() {
        assert_eq!(margin("R&D\n&[File] &P"), "R&&D &&[File] &&P");
        assert_eq!(margin(&"x".repeat(100)), format!("{}…", "x".repeat(LONGEST_MARGIN)));
    }
}
