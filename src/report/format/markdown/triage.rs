//! The report of a triage as Markdown.

use super::annex::records;
use super::blocks::titled_pairs;
use super::decision::{conditions, decided};
use super::writer::text;
use super::{begin, end};
use crate::report::theme::Theme;
use crate::report::view::{NamedText, TriageReport};

pub(super) fn lay_out(view: &TriageReport, theme: &Theme) -> String {
    let mut page = begin(&view.meta, theme);
    page.heading(1, &format!("{} for {}", view.tool.name, view.use_title));
    page.line(&format!("**{}**: {}, as judged on {}", view.route, text(&view.says), view.judged));
    page.line(&format!("Stands: **{}**. {}", text(&view.standing.word), text(&view.standing.sentence)));
    for note in &view.notes {
        page.line(&text(note));
    }
    page.heading(2, "What happens next");
    page.list(view.next.iter().map(|step| text(step)));
    titled_pairs(&mut page, "What is asked", &view.request);
    if let Some(made) = &view.made {
        decided(&mut page, made, true);
        conditions(&mut page, &view.conditions);
    }
    titled_pairs(&mut page, "People", &view.people);
    if !view.why.is_empty() {
        page.heading(3, "Why this way");
        page.list(view.why.iter().map(|line| text(line)));
    }
    titled_pairs(&mut page, "Context that the answers imply", &view.context);
    if !view.unknown.is_empty() {
        page.heading(3, "Not known");
        page.list(view.unknown.iter().map(|question| text(question)));
    }
    if let Some(answers) = &view.answers {
        let pairs = answers.iter().map(|answer| NamedText {
            name: answer.ask.clone(),
            text: answer
                .note
                .as_ref()
                .map_or_else(|| answer.answer.clone(), |note| format!("{} · {note}", answer.answer)),
        });
        titled_pairs(&mut page, "Every answer", &pairs.collect::<Vec<_>>());
    }
    if let Some(list) = &view.records {
        records(&mut page, list);
    }
    end(&mut page, &view.meta, theme);
    page.finish()
}
