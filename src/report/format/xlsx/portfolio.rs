//! The sheets of the report of the whole register.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::rows::Rows;
use super::sheet::{Cell, Style, add, bars, column, numbers};
use crate::report::view::PortfolioReport;
use crate::report::view::portfolio::Share;

/// Adds them all.
pub(super) fn sheets(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let summary_columns =
        [column("What", 30), column("Value", 24), numbers("Uses", 9), numbers("Before", 9), column("More", 90)];
    add(book, style, "Summary", &summary_columns, &summary(view))?;
    register(view, book, style)?;
    criteria(view, book, style)?;
    answers(view, book, style)?;
    overdue(view, book, style)?;
    waiting(view, book, style)?;
    concentration(view, book, style)?;
    changes(view, book, style)
}

fn summary(view: &PortfolioReport) -> Rows<'_> {
    let (meta, totals) = (&view.meta, &view.totals);
    let mut rows = vec![
        vec![Cell::Text("Classification"), Cell::Text(&meta.classification)],
        vec![Cell::Text("Register"), Cell::Text(&meta.register)],
        vec![Cell::Text("As of"), Cell::Day(&meta.as_of)],
    ];
    for (what, count) in [
        ("Tools", totals.tools),
        ("Uses assessed", totals.uses),
        ("Uses not assessed", totals.not_assessed),
        ("Vendors", totals.vendors),
        ("High-risk uses", totals.high_risk),
        ("Undecided uses", totals.undecided),
        ("Things overdue", totals.overdue),
    ] {
        rows.push(vec![Cell::Text(what), Cell::count(count)]);
    }
    for row in &view.distribution.rows {
        let counts: Vec<String> = view
            .distribution
            .columns
            .iter()
            .zip(&row.counts)
            .filter(|(_, count)| **count > 0)
            .map(|(column, count)| format!("{column}: {count}"))
            .collect();
        rows.push(vec![
            Cell::Text("Uses of tier"),
            Cell::Tier(&row.tier),
            Cell::count(row.total),
            row.before.map_or(Cell::Empty, Cell::count),
            Cell::Made(counts.join("; ")),
        ]);
    }
    let said = |what, text| vec![Cell::Text(what), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Text(text)];
    rows.extend(view.summary.iter().map(|sentence| said("In short", sentence)));
    rows.extend(view.flow.iter().map(|one| {
        let days =
            format!("days from the first record to the decision: median {}, most {}", one.median_days, one.most_days);
        vec![Cell::Text("Decided"), Cell::Text(&one.route), Cell::count(one.uses), Cell::Empty, Cell::Made(days)]
    }));
    rows.extend(view.method.iter().map(|sentence| said("Method", sentence)));
    rows.push(said("Head of the register (sha256)", &meta.head));
    rows
}

fn register(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        column("Tool", 26),
        column("Use", 24),
        column("Vendor", 24),
        column("Tier", 12),
        column("Standing", 24),
        column("Recommendation", 24),
        bars("Inherent", 12),
        bars("Residual", 12),
        numbers("Evidence strength, of 100", 24),
        numbers("Unknown", 9),
        numbers("Skipped", 9),
        numbers("Conditions", 11),
        column("Worst criterion", 34),
        column("Floors", 30),
        column("Owner", 28),
        column("Assessed", 12),
        column("Next review", 12),
        numbers("Days late", 10),
        column("Tool id", 24),
        column("sha256", 68),
    ];
    let rows: Rows = view
        .uses
        .iter()
        .map(|one| {
            let mut row = vec![
                Cell::Text(&one.tool_name),
                Cell::Text(&one.usage),
                Cell::Text(&one.vendor),
                one.tier.as_ref().map_or(Cell::Text("not assessed"), Cell::Tier),
                Cell::Text(&one.standing.word),
                Cell::Text(&one.recommended),
            ];
            if one.tier.is_some() {
                row.extend([
                    Cell::Points(one.inherent),
                    Cell::Points(one.residual),
                    Cell::count(usize::from(one.confidence)),
                    Cell::count(one.unknown),
                    Cell::count(one.skipped),
                    Cell::count(one.conditions),
                ]);
            } else {
                row.resize(12, Cell::Empty);
            }
            row.extend([
                Cell::Text(&one.worst),
                Cell::Made(one.floors.join("; ")),
                Cell::Text(&one.owner),
                Cell::Day(&one.assessed),
                Cell::Day(&one.review_due),
                Cell::Whole(one.overdue_days),
                Cell::Text(&one.tool),
                Cell::Text(&one.head),
            ]);
            row
        })
        .collect();
    add(book, style, "Register", &columns, &rows)
}

fn criteria(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        column("Criterion", 36),
        numbers("Uses", 9),
        numbers("High in", 9),
        bars("Mean residual", 14),
        bars("Most residual", 14),
        column("Tier of the most", 14),
        column("Worst use", 44),
        column("Id", 28),
    ];
    let rows: Rows = view
        .criteria
        .iter()
        .map(|one| {
            vec![
                Cell::Text(&one.title),
                Cell::count(one.uses),
                Cell::count(one.high),
                Cell::Points(one.mean),
                Cell::Points(one.most),
                Cell::Tier(&one.tier),
                Cell::Text(&one.worst_use),
                Cell::Text(&one.id),
            ]
        })
        .collect();
    add(book, style, "Criteria", &columns, &rows)
}

fn answers(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        column("Weak answer", 40),
        numbers("Uses", 9),
        numbers("Unknown in", 11),
        column("Measure", 80),
        column("Id", 28),
    ];
    let rows: Rows = view
        .gaps
        .iter()
        .map(|one| {
            vec![
                Cell::Text(&one.title),
                Cell::count(one.uses),
                Cell::count(one.unknown),
                Cell::Text(&one.measure),
                Cell::Text(&one.id),
            ]
        })
        .collect();
    add(book, style, "Answers", &columns, &rows)
}

fn overdue(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        column("Use", 44),
        column("What", 40),
        column("Tier", 12),
        column("Due", 12),
        numbers("Days late", 10),
        column("Owner", 30),
    ];
    let rows: Rows = view
        .overdue
        .iter()
        .map(|one| {
            vec![
                Cell::Text(&one.about),
                Cell::Text(&one.what),
                one.tier.as_ref().map_or(Cell::Empty, Cell::Tier),
                Cell::Day(&one.due),
                Cell::Whole(one.days),
                Cell::Text(&one.owner),
            ]
        })
        .collect();
    add(book, style, "Conditions", &columns, &rows)
}

fn waiting(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        column("Use", 44),
        column("Waits for", 40),
        column("Tier", 12),
        column("Since", 12),
        numbers("Days", 10),
        column("Owner", 30),
    ];
    let rows: Rows = view
        .waiting
        .iter()
        .map(|one| {
            vec![
                Cell::Text(&one.about),
                Cell::Text(&one.what),
                one.tier.as_ref().map_or(Cell::Empty, Cell::Tier),
                one.since.as_deref().map_or(Cell::Empty, Cell::Day),
                one.days.map_or(Cell::Empty, Cell::Whole),
                Cell::Text(&one.owner),
            ]
        })
        .collect();
    add(book, style, "Waiting", &columns, &rows)
}

fn concentration(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        column("Shared", 16),
        column("Name", 36),
        numbers("Uses", 9),
        numbers("Share", 9),
        numbers("High risk", 10),
        column("Tools", 80),
    ];
    let mut rows: Rows = Vec::new();
    for (what, shares) in [("vendor", &view.vendors), ("hosting place", &view.places), ("model", &view.models)] {
        rows.extend(shares.iter().map(|Share { name, uses, percent, high, tools }| {
            vec![
                Cell::Text(what),
                Cell::Text(name),
                Cell::count(*uses),
                Cell::Percent(*percent),
                Cell::count(*high),
                Cell::Made(tools.join(", ")),
            ]
        }));
    }
    add(book, style, "Concentration", &columns, &rows)
}

fn changes(view: &PortfolioReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(changes) = &view.changes else { return Ok(()) };
    let columns = [
        column("Use", 44),
        column("Tier then", 12),
        column("Tier now", 12),
        column("Standing then", 26),
        column("Standing now", 26),
        column("Why", 80),
    ];
    let mut rows: Rows = changes
        .moved
        .iter()
        .map(|one| {
            vec![
                Cell::Text(&one.about),
                Cell::Tier(&one.before),
                Cell::Tier(&one.after),
                Cell::Text(&one.was),
                Cell::Text(&one.is),
                Cell::Text(&one.because),
            ]
        })
        .collect();
    let new = |about| {
        let mut row = vec![Cell::Text(about)];
        row.resize(5, Cell::Empty);
        row.push(Cell::Text("new since then"));
        row
    };
    rows.extend(changes.new.iter().map(|about| new(about.as_str())));
    add(book, style, "Changes", &columns, &rows)
}
