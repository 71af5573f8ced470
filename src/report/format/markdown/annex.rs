//! The end of the report of one use as Markdown: what changed, and the annex.

use super::blocks::titled_pairs;
use super::decision::decided;
use super::writer::{Page, bar, text, tier};
use crate::report::theme::Theme;
use crate::report::view::one_use::{Annex, HistorySection, LedgerLine, RecordView};
use crate::report::view::{Moved, Tenths};

pub(super) fn history(page: &mut Page, section: &HistorySection, theme: &Theme) {
    page.heading(2, theme.word("history"));
    page.line(&text(&section.summary));
    let rows = section.picture.points.iter().map(|past| {
        vec![
            past.number.to_string(),
            past.as_of.clone(),
            tier(&past.tier),
            past.recommended.clone(),
            past.inherent.to_string(),
            past.residual.to_string(),
            bar(past.inherent, past.residual),
        ]
    });
    page.table(&[">Record", "As of", "Tier", "Recommended", ">Inherent", ">Residual", "0 to 100"], rows);
    for (title, rows) in [
        ("Then and now", &section.headline),
        ("Floors and criteria", &section.moved),
        ("Context", &section.context),
        ("Answers", &section.answers),
        ("Evidence", &section.evidence),
    ] {
        moved(page, title, rows);
    }
    page.line(&section.same.as_deref().map(text).unwrap_or_default());
    if !section.closed.is_empty() {
        page.line(&format!("Closed since the last review: {}.", text(&section.closed.join(", "))));
    }
}

fn moved(page: &mut Page, title: &str, rows: &[Moved]) {
    if !rows.is_empty() {
        page.heading(3, title);
        let rows = rows.iter().map(|row| vec![text(&row.name), text(&row.before), text(&row.after)]);
        page.table(&["", "Then", "Now"], rows);
    }
}

pub(super) fn annex(page: &mut Page, annex: &Annex, theme: &Theme, alone: bool) {
    page.heading(2, theme.word("annex"));
    if let Some(made) = annex.decision.as_ref().filter(|_| alone) {
        decided(page, made, true);
        page.line(&format!("Record {}, `{}`, {}.", made.number, made.sha256, text(&made.recorded)));
    }
    records(page, &annex.records);
    for line in &annex.chain {
        // Commands in it are the program's own words.
        page.line(line);
    }
    titled_pairs(page, "Register entry", &annex.entry);
    page.heading(3, "The whole ledger");
    for criterion in &annex.ledger {
        page.heading(4, &criterion.title);
        let mut rows = vec![vec![criterion.inherent.to_string(), "inherent".to_owned(), String::new()]];
        rows.extend(criterion.lines.iter().map(|line| vec![signed(line), text(&line.question), text(&line.because)]));
        rows.push(vec![format!("**{}**", criterion.residual), "**residual**".to_owned(), String::new()]);
        page.table(&[">Points", "Question", "Because"], rows);
    }
    page.heading(3, "All answers");
    for criterion in &annex.answers {
        page.heading(4, &criterion.title);
        let rows = criterion.answers.iter().map(|answer| {
            let mut basis = vec![if answer.grade.is_empty() { "none".to_owned() } else { answer.grade.clone() }];
            basis.extend(answer.dated.clone());
            basis.extend(answer.evidence.iter().map(|title| text(title)));
            basis.extend(answer.note.as_deref().map(text));
            let key = if answer.key { " (key)" } else { "" };
            vec![
                format!("**{}**{key} {}", text(&answer.question), text(&answer.ask)),
                text(&answer.answer),
                if answer.credit.is_empty() { "–".to_owned() } else { answer.credit.clone() },
                basis.join("; "),
            ]
        });
        page.table(&["Question", "Answer", ">Worth", "Evidence"], rows);
    }
    if !annex.ignored.is_empty() {
        page.line(&format!("Kept but not counted: {}.", text(&annex.ignored.join(", "))));
    }
    page.heading(3, "The method");
    for line in &annex.method {
        page.line(&text(line));
    }
    page.table(&["Parameter", "Value"], annex.parameters.iter().map(|one| vec![text(&one.name), text(&one.text)]));
    page.line("Inherent points: exposure downwards, impact across.");
    let rows = annex.matrix.iter().enumerate().map(|(exposure, row)| {
        let mut cells = vec![format!("**{exposure}**")];
        cells.extend(row.iter().map(u8::to_string));
        cells
    });
    page.table(&["", ">0", ">1", ">2", ">3", ">4"], rows);
    let files = annex.frameworks.iter().map(|file| vec![text(&file.name), format!("`{}`", file.text)]);
    page.table(&["Framework file", "sha256"], files);
}

pub(super) fn records(page: &mut Page, records: &[RecordView]) {
    page.heading(3, "Records of this use");
    let rows = records.iter().map(|record| {
        vec![
            record.number.to_string(),
            record.kind.clone(),
            record.as_of.clone(),
            text(&record.recorded),
            text(&record.by),
            text(&record.says),
            format!("`{}`", record.sha256),
        ]
    });
    page.table(&[">No.", "Kind", "As of", "Recorded", "By", "Says", "sha256"], rows);
}

/// Points of a ledger line with their sign.
fn signed(line: &LedgerLine) -> String {
    if line.points > Tenths(0) { format!("+{}", line.points) } else { line.points.to_string() }
}
