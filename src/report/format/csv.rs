//! A report as one table. Every row says what it is in its first column; the first row carries the
//! provenance. A text that a spreadsheet would take for a formula is written with an apostrophe before it.

use crate::document::visible::one_line;
use crate::report::view::one_use::{AnswerView, CriterionLedger};
use crate::report::view::{PortfolioReport, TriageReport, UseReport};

use super::{Clean, Report};

/// Lays a report out.
pub(super) fn render(report: &Clean) -> Vec<u8> {
    let mut table = CsvRows::new();
    match &**report {
        Report::Use(view) => one_use(view, &mut table),
        Report::Triage(view) => triage(view, &mut table),
        Report::Portfolio(view) => portfolio(view, &mut table),
    }
    table.0
}

/// Lays rows out, for lists that are no report.
#[must_use]
pub fn lines(rows: &[Vec<String>]) -> String {
    let mut table = CsvRows::new();
    for row in rows {
        let row: Vec<String> = row.iter().map(|cell| one_line(cell)).collect();
        table.row(row.iter().map(String::as_str));
    }
    String::from_utf8_lossy(&table.0).into_owned()
}

/// Rows of comma-separated values, in the form of RFC 4180.
struct CsvRows(Vec<u8>);

impl CsvRows {
    /// An empty one. Without a byte order mark Excel reads UTF-8 as something else.
    fn new() -> Self {
        Self("\u{feff}".as_bytes().to_vec())
    }

    fn row<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut self.0);
        // Writing to memory cannot fail.
        let _ = writer.write_record(cells.into_iter().map(neutral));
        let _ = writer.flush();
    }
}

/// A text that no spreadsheet computes. White space does not hide a formula from all of them.
fn neutral(text: &str) -> String {
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || crate::document::writer::is_invisible(c));
    let number = text
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let dangerous = begins.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        || text.starts_with(['\t', '\r', '\n']);
    if dangerous && !number { format!("'{text}") } else { text.to_owned() }
}

fn one_use(view: &UseReport, table: &mut CsvRows) {
    let (verdict, meta) = (&view.verdict, &view.meta);
    table.row([
        "row",
        "tool",
        "use",
        "criterion",
        "id",
        "title",
        "key",
        "answer",
        "credit",
        "grade",
        "dated",
        "points",
        "wanted",
        "measure",
        "owner",
        "due",
        "note",
    ]);
    let mut row = |kind: &str, cells: [&str; 14]| {
        table.row([kind, &view.tool.id, &view.usage].into_iter().chain(cells));
    };
    let said = format!("{}; {}", verdict.tier.id, verdict.recommended);
    let residual = verdict.residual.points.to_string();
    let note = format!("as of {}, classification: {}", meta.as_of, meta.classification);
    row(
        "result",
        [
            "",
            &meta.provenance,
            &view.tool.name,
            "",
            &said,
            "",
            "",
            &verdict.assessed,
            &residual,
            "",
            "",
            "",
            &verdict.review_due,
            &note,
        ],
    );
    for condition in match (&view.conditions, &view.decision) {
        (Some(section), _) => section.conditions.as_slice(),
        (None, Some(page)) => page.conditions.as_slice(),
        (None, None) => &[],
    } {
        let due = condition.due.as_deref().unwrap_or_default();
        row(
            "condition",
            [
                "",
                &condition.id,
                &condition.title,
                "",
                &condition.present,
                "",
                "",
                "",
                &format!("-{}", condition.releases),
                &condition.target,
                &condition.measure,
                &condition.owner,
                due,
                "",
            ],
        );
    }
    let Some(annex) = &view.annex else { return };
    let ledger = |criterion: &str, id: &str| -> String {
        let of: Option<&CriterionLedger> = annex.ledger.iter().find(|one| one.title == criterion);
        let line = of.and_then(|one| one.lines.iter().find(|line| line.id == id));
        line.map_or_else(String::new, |line| line.points.to_string())
    };
    for criterion in &annex.answers {
        for answer in &criterion.answers {
            let AnswerView { id, question, key, answer, credit, grade, dated, note, evidence, .. } = answer;
            let mut notes: Vec<&str> = evidence.iter().map(String::as_str).collect();
            notes.extend(note.as_deref());
            row(
                "answer",
                [
                    &criterion.title,
                    id,
                    question,
                    if *key { "key" } else { "" },
                    answer,
                    credit,
                    grade,
                    dated.as_deref().unwrap_or_default(),
                    &ledger(&criterion.title, id),
                    "",
                    "",
                    "",
                    "",
                    &notes.join("; "),
                ],
            );
        }
    }
}

fn triage(view: &TriageReport, table: &mut CsvRows) {
    let meta = &view.meta;
    table.row(["row", "tool", "use", "id", "title", "text", "note"]);
    let mut row = |kind: &str, cells: [&str; 4]| table.row([kind, &view.tool.id, &view.usage].into_iter().chain(cells));
    let note = format!("as of {}, classification: {}", meta.as_of, meta.classification);
    row("result", [&meta.provenance, &view.route, &view.says, &note]);
    row("standing", ["", &view.standing.word, &view.standing.sentence, ""]);
    for step in &view.next {
        row("next", ["", "", step, ""]);
    }
    for (kind, pairs) in [("request", &view.request), ("person", &view.people), ("context", &view.context)] {
        for pair in pairs {
            row(kind, ["", &pair.name, &pair.text, ""]);
        }
    }
    if let Some(made) = &view.made {
        let until = made.valid_until.as_deref().unwrap_or("a later decision");
        row("decision", ["", &made.decision, &made.rationale, &format!("{} to {until}", made.valid_from)]);
        for (title, pairs) in made.listed() {
            for pair in pairs {
                row("decision", ["", title, &pair.name, &pair.text]);
            }
        }
        for (title, texts) in [("Agreed action", &made.actions), ("Alternative", &made.alternatives)] {
            for text in texts {
                row("decision", ["", title, text, ""]);
            }
        }
    }
    for condition in &view.conditions {
        row(
            "condition",
            [&condition.id, &condition.title, &condition.measure, condition.due.as_deref().unwrap_or_default()],
        );
    }
    for question in &view.unknown {
        row("unknown", ["", "", question, ""]);
    }
    for answer in view.answers.iter().flatten() {
        row("answer", [&answer.id, &answer.ask, &answer.answer, answer.note.as_deref().unwrap_or_default()]);
    }
}

fn portfolio(view: &PortfolioReport, table: &mut CsvRows) {
    table.row([
        "row",
        "tool",
        "use",
        "name",
        "vendor",
        "tier",
        "recommended",
        "standing",
        "inherent",
        "residual",
        "confidence",
        "unknown",
        "skipped",
        "conditions",
        "weakest",
        "floors",
        "owner",
        "assessed",
        "review-due",
        "overdue-days",
        "head",
    ]);
    let uses = view.totals.uses.to_string();
    let note = format!("{} uses, as of {}, classification: {}", uses, view.meta.as_of, view.meta.classification);
    let mut first = vec!["register", "", "", view.meta.register.as_str(), &view.meta.provenance, &note];
    first.resize(21, "");
    table.row(first);
    for row in &view.uses {
        table.row([
            "use",
            &row.tool,
            &row.usage,
            &row.tool_name,
            &row.vendor,
            row.tier.as_ref().map_or("", |tier| &tier.id),
            &row.recommended,
            &row.standing.word,
            &row.inherent.to_string(),
            &row.residual.to_string(),
            &row.confidence.to_string(),
            &row.unknown.to_string(),
            &row.skipped.to_string(),
            &row.conditions.to_string(),
            &row.worst,
            &row.floors.join("; "),
            &row.owner,
            &row.assessed,
            &row.review_due,
            &row.overdue_days.to_string(),
            &row.head,
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for text in ["=1+1", "+1", "@SUM(1)", "-1+2", "\t=1", "\r=1", " =1", "\u{feff}=1", "＝1", "-"] {
            assert_eq!(neutral(text), format!("'{text}"));
        }
        for text in ["", "-3.7", "-12", "2026-11-22", "a=b", "–"] {
            assert_eq!(neutral(text), text);
        }
    }
}
