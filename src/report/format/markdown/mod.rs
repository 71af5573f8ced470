//! A report as Markdown, in the dialect that code hosts show. Every text from a record is escaped: it
//! makes no heading, link, table or tag.
//!
//! `writer.rs` knows Markdown, `blocks.rs` what several sections have, the others the reports.

use super::{Clean, Report};
use crate::report::theme::Theme;
use crate::report::view::Meta;

mod annex;
mod blocks;
mod decision;
mod one_use;
mod portfolio;
mod triage;
mod writer;

use writer::Page;

/// Lays a report out.
pub(super) fn render(report: &Clean, theme: &Theme) -> Vec<u8> {
    let page = match &**report {
        Report::Use(view) => one_use::lay_out(view, theme),
        Report::Triage(view) => triage::lay_out(view, theme),
        Report::Portfolio(view) => portfolio::lay_out(view, theme),
    };
    page.into_bytes()
}

/// The provenance, in a comment: nobody sees it, `verify --report` finds it.
fn begin(meta: &Meta, theme: &Theme) -> Page {
    let mut page = Page::default();
    page.raw(&format!("<!-- {} -->\n", meta.provenance));
    let register = theme.organisation.as_deref().unwrap_or(&meta.register);
    page.line(&format!("{} · **{}**", writer::text(register), writer::text(&meta.classification)));
    page
}

fn end(page: &mut Page, meta: &Meta, theme: &Theme) {
    page.raw("---\n");
    if let Some(footer) = &theme.footer {
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
