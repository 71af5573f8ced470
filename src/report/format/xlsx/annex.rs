//! The sheets behind the first ones: ledger, context, evidence, what is open, what changed, the method.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::report::view::{Moved, UseReport};

use super::rows::{Rows, named};
use super::sheet::{Cell, Style, add, bars, column, numbers};

pub(super) fn ledger(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(annex) = &view.annex else { return Ok(()) };
    let columns =
        [column("Criterion", 34), column("Line", 40), numbers("Points", 10), column("Why", 90), column("Id", 28)];
    let mut rows = Vec::new();
    for one in &annex.ledger {
        let row = |line, points, why, id| vec![Cell::Text(&one.title), line, Cell::Points(points), why, id];
        rows.push(row(Cell::Text("inherent"), one.inherent, Cell::Empty, Cell::Empty));
        for line in &one.lines {
            rows.push(row(Cell::Text(&line.question), line.points, Cell::Text(&line.because), Cell::Text(&line.id)));
        }
        rows.push(row(Cell::Text("residual"), one.residual, Cell::Empty, Cell::Empty));
    }
    add(book, style, "Ledger", &columns, &rows)
}

pub(super) fn context(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(context) = &view.context else { return Ok(()) };
    let mut rows: Rows =
        context.request.iter().map(|one| vec![Cell::Text(&one.name), Cell::Empty, Cell::Text(&one.text)]).collect();
    rows.extend(context.factors.iter().map(|one| {
        let level = one.level.map_or(Cell::Text("unknown"), |level| Cell::Whole(level.into()));
        vec![Cell::Text(&one.title), level, Cell::Text(&one.wording), Cell::Text(&one.id)]
    }));
    rows.extend(context.explanations.iter().map(|one| vec![Cell::Text(&one.name), Cell::Empty, Cell::Text(&one.text)]));
    let columns = [column("What", 34), numbers("Level", 10), column("What was chosen", 90), column("Id", 26)];
    add(book, style, "Context", &columns, &rows)
}

pub(super) fn evidence(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(evidence) = &view.evidence else { return Ok(()) };
    let columns = [
        column("Document", 44),
        column("Kind", 18),
        column("Where", 44),
        column("Dated", 12),
        column("Expires", 12),
        column("Expired", 10),
        column("Covers", 34),
        numbers("Answers", 10),
        column("Confidential", 13),
        column("sha256", 68),
        column("Id", 26),
    ];
    let rows: Rows = evidence
        .items
        .iter()
        .map(|one| {
            vec![
                Cell::Text(&one.title),
                Cell::some(one.kind.as_deref()),
                Cell::some(one.location.as_deref()),
                Cell::some_day(one.dated.as_deref()),
                Cell::some_day(one.expires.as_deref()),
                Cell::Text(if one.expired { "expired" } else { "" }),
                Cell::some(one.covers.as_deref()),
                Cell::count(one.answers),
                Cell::Text(if one.confidential { "confidential" } else { "" }),
                Cell::some(one.sha256.as_deref()),
                Cell::Text(&one.id),
            ]
        })
        .collect();
    add(book, style, "Evidence", &columns, &rows)
}

pub(super) fn unknowns(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(unknowns) = &view.unknowns else { return Ok(()) };
    let mut rows: Rows =
        unknowns.factors.iter().map(|one| vec![Cell::Text("factor, counts as 4"), Cell::Text(one)]).collect();
    named("not answered", &unknowns.questions, &mut rows);
    named("marked not applicable", &unknowns.not_applicable, &mut rows);
    rows.extend(unknowns.stability.iter().map(|trial| {
        vec![
            Cell::Text("result if"),
            Cell::Text(&trial.what),
            Cell::Text(&trial.recommended),
            Cell::Points(trial.points),
            Cell::Tier(&trial.tier),
        ]
    }));
    let columns = [
        column("What", 22),
        column("About", 60),
        column("Decision or recommendation", 60),
        bars("Points", 10),
        column("Tier", 12),
    ];
    add(book, style, "Unknowns", &columns, &rows)
}

pub(super) fn changes(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(history) = view.history.as_ref().filter(|history| history.compared.is_some()) else { return Ok(()) };
    let mut rows = Vec::new();
    for (what, list) in [
        ("result", &history.headline),
        ("floor or criterion", &history.moved),
        ("context", &history.context),
        ("answer", &history.answers),
        ("evidence", &history.evidence),
    ] {
        for Moved { name, before, after } in list {
            rows.push(vec![Cell::Text(what), Cell::Text(name), Cell::Text(before), Cell::Text(after)]);
        }
    }
    for closed in &history.closed {
        rows.push(vec![Cell::Text("condition"), Cell::Text(closed), Cell::Text("open"), Cell::Text("closed")]);
    }
    let columns = [column("What", 20), column("Which", 44), column("Then", 48), column("Now", 48)];
    add(book, style, "Changes", &columns, &rows)
}

pub(super) fn method(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(annex) = &view.annex else { return Ok(()) };
    let mut rows: Rows = annex.method.iter().map(|one| vec![Cell::Text("method"), Cell::Text(one)]).collect();
    for (what, list) in [("parameter", &annex.parameters), ("framework file", &annex.frameworks)] {
        named(what, list, &mut rows);
    }
    for (exposure, cells) in annex.matrix.iter().enumerate() {
        let cells: Vec<String> = cells.iter().map(u8::to_string).collect();
        let about = format!("inherent points at exposure {exposure}, impact 0 to 4");
        rows.push(vec![Cell::Text("parameter"), Cell::Made(about), Cell::Made(cells.join(", "))]);
    }
    rows.extend(annex.chain.iter().map(|one| vec![Cell::Text("chain"), Cell::Text(one)]));
    add(book, style, "Method", &[column("What", 18), column("Which", 80), column("Value", 68)], &rows)
}
