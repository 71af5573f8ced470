//! A report as Markdown, in the dialect that code hosts show. Every text from a record is escaped: it
//! makes no heading, link, table or tag.
//!
//! `writer.rs` knows Markdown, the others the reports.

use super::format::Report;
use super::look::Look;
use super::view::Meta;

mod annex;
mod one_use;
mod portfolio;
mod triage;
mod writer;

use writer::Page;

/// Lays a report out.
pub(super) fn render(report: &Report, look: &Look) -> String {
    match report {
        Report::Use(view) => one_use::lay_out(view, look),
        Report::Triage(view) => triage::lay_out(view, look),
        Report::Portfolio(view) => portfolio::lay_out(view, look),
    }
}

/// The seal, in a comment: nobody sees it, `verify --report` finds it.
fn begin(meta: &Meta, look: &Look) -> Page {
    let mut page = Page::default();
    page.raw(&format!("<!-- {} -->\n", meta.seal));
    let register = look.organisation.as_deref().unwrap_or(&meta.register);
    page.line(&format!("{} · **{}**", writer::text(register), writer::text(&meta.classification)));
    page
}

fn end(page: &mut Page, meta: &Meta, look: &Look) {
    page.raw("---\n");
    if let Some(footer) = &look.footer {
        page.line(&writer::text(footer));
    }
    page.line(&format!(
        "{} · for {} · as of {} · {}",
        writer::text(&meta.register),
        meta.audience.as_str(),
        meta.as_of,
        meta.program
    ));
    page.line(&format!(
        "Made from `{}`. `plimsoll verify --report FILE` makes it again and compares every byte.",
        meta.head
    ));
}
