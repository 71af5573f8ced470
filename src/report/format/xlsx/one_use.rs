//! The sheets of the report of one use. What the audience does not get has no sheet.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::report::view::one_use::{ConditionView, DecisionView, RecordView};
use crate::report::view::{Meta, UseReport};
use crate::report::wording;

use super::annex::{changes, context, evidence, ledger, method, unknowns};
use super::rows::{Rows, named};
use super::sheet::{Cell, Style, add, bars, column, numbers};

/// Adds them all.
pub(super) fn sheets(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    add(book, style, "Summary", &[column("What", 30), column("Value", 44), column("More", 90)], &summary(view))?;
    criteria(view, book, style)?;
    answers(view, book, style)?;
    conditions(view, book, style)?;
    register(view, book, style)?;
    ledger(view, book, style)?;
    context(view, book, style)?;
    evidence(view, book, style)?;
    unknowns(view, book, style)?;
    changes(view, book, style)?;
    method(view, book, style)
}

fn summary(view: &UseReport) -> Rows<'_> {
    let (verdict, meta, tool) = (&view.verdict, &view.meta, &view.tool);
    let late = match verdict.overdue_days {
        0 => Cell::Empty,
        days => Cell::Made(format!("{} overdue", wording::days(days))),
    };
    let mut rows = vec![
        vec![Cell::Text("Classification"), Cell::Text(&meta.classification)],
        vec![Cell::Text("Tool"), Cell::Text(&tool.name), Cell::Text(&tool.id)],
        vec![Cell::Text("Use"), Cell::Text(&view.use_title), Cell::Text(&view.usage)],
        vec![Cell::Text("Vendor"), Cell::some(tool.vendor.as_deref()), Cell::some(tool.edition.as_deref())],
        vec![Cell::Text("Tier"), Cell::Tier(&verdict.tier), Cell::Text(&verdict.because)],
        vec![Cell::Text("Recommendation"), Cell::Text(&verdict.recommended)],
        vec![Cell::Text("Inherent points"), Cell::Points(verdict.inherent.points), Cell::Tier(&verdict.inherent.tier)],
        vec![Cell::Text("Residual points"), Cell::Points(verdict.residual.points), Cell::Tier(&verdict.residual.tier)],
        vec![
            Cell::Text("Evidence strength, of 100"),
            Cell::count(usize::from(verdict.confidence)),
            Cell::Text(&verdict.confidence_label),
        ],
        vec![Cell::Text("Unknown answers and factors"), Cell::count(verdict.unknown)],
        vec![Cell::Text("Standing"), Cell::Text(&verdict.standing.word), Cell::Text(&verdict.standing.sentence)],
        vec![Cell::Text("Assessed"), Cell::Day(&verdict.assessed)],
        vec![Cell::Text("Next review"), Cell::Day(&verdict.review_due), late],
        vec![Cell::Text("As of"), Cell::Day(&meta.as_of)],
    ];
    rows.extend(verdict.notes.iter().map(|note| vec![Cell::Text("Note"), Cell::Empty, Cell::Text(note)]));
    if let Some(page) = &view.decision {
        rows.push(vec![Cell::Text("Asked"), Cell::Text(&page.question), Cell::Made(page.asked.join("\n"))]);
        named("Terms", &page.terms, &mut rows);
        rows.push(vec![Cell::Text("If the answer is no"), Cell::some(page.without_it.as_deref())]);
        for floor in &page.floors {
            let why = format!("{}. {} ({})", floor.title, floor.reason, floor.standing);
            rows.push(vec![Cell::Text("Floor"), Cell::Tier(&floor.tier), Cell::Made(why)]);
        }
        rows.extend(
            page.actions
                .iter()
                .map(|one| vec![Cell::Text("To do"), Cell::some(one.effect.as_deref()), Cell::Text(&one.text)]),
        );
        named("Reason", &page.reasons, &mut rows);
        if page.made.is_none() {
            rows.extend(page.alternatives.iter().map(|one| vec![Cell::Text("Alternative"), Cell::Text(one)]));
        }
        named("Person", &page.people, &mut rows);
        if let Some(made) = &page.made {
            decision(made, &mut rows);
        }
    }
    rows.push(made_from(meta));
    rows
}

/// The row that says what the report was made from.
pub(super) fn made_from(meta: &Meta) -> Vec<Cell<'_>> {
    let check = "sha256; \"plimsoll verify --report FILE\" tells whether this file came from it";
    vec![Cell::Text("Newest record"), Cell::Text(&meta.head), Cell::Text(check)]
}

pub(super) fn decision<'v>(made: &'v DecisionView, rows: &mut Rows<'v>) {
    rows.push(vec![Cell::Text("Decision"), Cell::Text(&made.decision), Cell::Text(&made.rationale)]);
    rows.extend(made.tiers.iter().map(|tiers| vec![Cell::Text("Tiers"), Cell::Empty, Cell::Text(tiers)]));
    rows.push(vec![Cell::Text("Valid from"), Cell::Day(&made.valid_from)]);
    rows.push(vec![Cell::Text("Valid until"), Cell::some_day(made.valid_until.as_deref())]);
    for (what, list) in made.listed() {
        named(what, list, rows);
    }
    rows.extend(made.actions.iter().map(|one| vec![Cell::Text("Agreed action"), Cell::Text(one)]));
    rows.extend(made.alternatives.iter().map(|one| vec![Cell::Text("Alternative"), Cell::Text(one)]));
}

fn criteria(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(result) = &view.result else { return Ok(()) };
    let columns = [
        column("Criterion", 34),
        column("Domain", 22),
        numbers("Impact", 9),
        numbers("Exposure", 10),
        bars("Inherent", 12),
        numbers("Effect", 9),
        bars("Residual", 12),
        column("Tier", 12),
        bars("Residual before", 12),
        column("Questions", 11),
        column("Weakest key answer", 48),
        column("What is lost", 60),
        column("Id", 26),
    ];
    let mut rows = Vec::new();
    for domain in &result.domains {
        for one in &domain.criteria {
            rows.push(vec![
                Cell::Text(&one.title),
                Cell::Text(&domain.title),
                Cell::Whole(one.impact.into()),
                Cell::Whole(one.exposure.into()),
                Cell::Points(one.inherent),
                Cell::Percent(one.effect),
                Cell::Points(one.residual),
                Cell::Tier(&one.tier),
                one.before.map_or(Cell::Empty, Cell::Points),
                Cell::Text(&one.apply),
                Cell::some(one.weakest.as_deref()),
                Cell::Text(&one.loss),
                Cell::Text(&one.id),
            ]);
        }
    }
    let tier = Cell::Text("not material");
    rows.extend(result.not_material.iter().map(|one| {
        let mut row = vec![Cell::Text(one)];
        row.resize(7, Cell::Empty);
        row.push(tier.clone());
        row
    }));
    add(book, style, "Criteria", &columns, &rows)
}

fn answers(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let Some(annex) = &view.annex else { return Ok(()) };
    let columns = [
        column("Question", 34),
        column("Criterion", 30),
        column("Key", 6),
        column("Answer", 44),
        bars("Credit", 10),
        column("Grade", 22),
        column("Dated", 12),
        column("Evidence", 36),
        column("Remark", 44),
        column("What was asked", 60),
        column("Id", 28),
    ];
    let mut rows = Vec::new();
    for criterion in &annex.answers {
        for one in &criterion.answers {
            rows.push(vec![
                Cell::Text(&one.question),
                Cell::Text(&criterion.title),
                Cell::Text(if one.key { "key" } else { "" }),
                Cell::Text(&one.answer),
                one.credit.parse().map_or(Cell::Text(&one.credit), Cell::Whole),
                Cell::Text(&one.grade),
                Cell::some_day(one.dated.as_deref()),
                Cell::Made(one.evidence.join("; ")),
                Cell::some(one.note.as_deref()),
                Cell::Text(&one.ask),
                Cell::Text(&one.id),
            ]);
        }
    }
    for ignored in &annex.ignored {
        rows.push(vec![Cell::Text(ignored), Cell::Empty, Cell::Empty, Cell::Text("kept, not counted")]);
    }
    add(book, style, "Answers", &columns, &rows)
}

fn conditions(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let list: &[ConditionView] = match (&view.conditions, &view.decision) {
        (Some(section), _) => &section.conditions,
        (None, Some(page)) => &page.conditions,
        (None, None) => return Ok(()),
    };
    let columns = [
        column("Condition", 32),
        column("Measure", 56),
        column("As it is", 34),
        column("Wanted", 34),
        column("Owner", 26),
        column("Due", 12),
        column("State", 14),
        numbers("Days late", 10),
        numbers("Releases", 10),
        column("Id", 28),
    ];
    let rows: Rows = list
        .iter()
        .map(|one| {
            let state = match (one.met, one.overdue_days, &one.due) {
                (true, ..) => "met",
                (false, 1.., _) => "overdue",
                (false, _, Some(_)) => "open",
                (false, _, None) => "no date yet",
            };
            vec![
                Cell::Text(&one.title),
                Cell::Text(&one.measure),
                Cell::Text(&one.present),
                Cell::Text(&one.target),
                Cell::Text(&one.owner),
                Cell::some_day(one.due.as_deref()),
                Cell::Text(state),
                Cell::Whole(one.overdue_days),
                Cell::Points(one.releases),
                Cell::Text(&one.id),
            ]
        })
        .collect();
    add(book, style, "Conditions", &columns, &rows)
}

fn register(view: &UseReport, book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let mut facts: Rows =
        view.tool.facts.iter().map(|one| vec![Cell::Text(&one.name), Cell::Text(&one.text)]).collect();
    facts.extend(view.tool.missing.iter().map(|key| vec![Cell::Text(key), Cell::Text("missing in tool.toml")]));
    add(book, style, "Register", &[column("What", 26), column("As the register has it", 90)], &facts)?;
    view.annex.as_ref().map_or(Ok(()), |annex| records(&annex.records, book, style))
}

/// The records of the use, on a sheet of their own.
pub(super) fn records(records: &[RecordView], book: &mut Workbook, style: &Style) -> Result<(), XlsxError> {
    let columns = [
        numbers("Number", 9),
        column("Kind", 14),
        column("For", 12),
        column("Recorded", 34),
        column("By", 34),
        column("Says", 60),
        column("sha256", 68),
    ];
    let rows: Rows = records
        .iter()
        .map(|one| {
            vec![
                Cell::Whole(one.number.into()),
                Cell::Text(&one.kind),
                Cell::Day(&one.as_of),
                Cell::Text(&one.recorded),
                Cell::Text(&one.by),
                Cell::Text(&one.says),
                Cell::Text(&one.sha256),
            ]
        })
        .collect();
    add(book, style, "Records", &columns, &rows)
}
