//! The sheets of the report of a triage.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::one_use::{decision, made_from, records};
use super::rows::{Rows, named};
use super::sheet::{Cell, Style, add, column};
use crate::report::view::TriageReport;

/// Adds them all.
pub(super) fn sheets(view: &TriageReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    add(book, style, "Summary", &[column("What", 30), column("Value", 44), column("More", 90)], &summary(view))?;
    if let Some(answers) = &view.answers {
        let columns = [column("Question", 60), column("Answer", 60), column("Note", 60), column("Id", 26)];
        let rows: Rows = answers
            .iter()
            .map(|one| {
                vec![
                    Cell::Text(&one.ask),
                    Cell::Text(&one.answer),
                    Cell::some(one.note.as_deref()),
                    Cell::Text(&one.id),
                ]
            })
            .collect();
        add(book, style, "Answers", &columns, &rows)?;
    }
    view.records.as_ref().map_or(Ok(()), |list| records(list, book, style))
}

fn summary(view: &TriageReport) -> Rows<'_> {
    let (meta, tool) = (&view.meta, &view.tool);
    let mut rows = vec![
        vec![Cell::Text("Classification"), Cell::Text(&meta.classification)],
        vec![Cell::Text("Tool"), Cell::Text(&tool.name), Cell::Text(&tool.id)],
        vec![Cell::Text("Use"), Cell::Text(&view.use_title), Cell::Text(&view.usage)],
        vec![Cell::Text("Vendor"), Cell::some(tool.vendor.as_deref()), Cell::some(tool.edition.as_deref())],
        vec![Cell::Text("Route"), Cell::Text(&view.route), Cell::Text(&view.says)],
        vec![Cell::Text("Standing"), Cell::Text(&view.standing.word), Cell::Text(&view.standing.sentence)],
        vec![Cell::Text("Judged"), Cell::Day(&view.judged)],
        vec![Cell::Text("As of"), Cell::Day(&meta.as_of)],
    ];
    rows.extend(view.notes.iter().map(|note| vec![Cell::Text("Note"), Cell::Empty, Cell::Text(note)]));
    rows.extend(view.next.iter().map(|step| vec![Cell::Text("What happens next"), Cell::Empty, Cell::Text(step)]));
    named("Asked", &view.request, &mut rows);
    if let Some(made) = &view.made {
        decision(made, &mut rows);
        rows.extend(
            view.conditions
                .iter()
                .map(|one| vec![Cell::Text("Condition"), Cell::Text(&one.title), Cell::Text(&one.measure)]),
        );
    }
    named("Person", &view.people, &mut rows);
    rows.extend(view.why.iter().map(|line| vec![Cell::Text("Why this way"), Cell::Empty, Cell::Text(line)]));
    named("Context", &view.context, &mut rows);
    rows.extend(view.unknown.iter().map(|question| vec![Cell::Text("Not known"), Cell::Empty, Cell::Text(question)]));
    rows.push(made_from(meta));
    rows
}
