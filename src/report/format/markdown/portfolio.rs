//! The report of the whole register as Markdown.

use super::writer::{Page, text, tier};
use super::{begin, end};
use crate::report::theme::Theme;
use crate::report::view::PortfolioReport;
use crate::report::view::portfolio::{Changes, Share, UseRow};
use crate::report::wording::days;

/// The rows of a list that is not the whole list.
const SHOWN: usize = 15;

pub(super) fn lay_out(view: &PortfolioReport, theme: &Theme) -> String {
    let mut page = begin(&view.meta, theme);
    page.heading(1, theme.word("portfolio"));
    for line in &view.summary {
        page.line(&text(line));
    }
    let mut header = vec!["Tier".to_owned(), ">Uses".to_owned()];
    let before = view.distribution.rows.iter().any(|row| row.before.is_some());
    if before {
        header.push(">Then".to_owned());
    }
    header.extend(view.distribution.columns.iter().map(|column| format!(">{}", text(column))));
    let rows = view.distribution.rows.iter().map(|row| {
        let mut cells = vec![tier(&row.tier), row.total.to_string()];
        if before {
            cells.push(row.before.map_or_else(String::new, |count| count.to_string()));
        }
        cells.extend(row.counts.iter().map(usize::to_string));
        cells
    });
    page.table(&header.iter().map(String::as_str).collect::<Vec<_>>(), rows);
    page.line("Uses by impact (across) and exposure (downwards from 4 to 0) of their heaviest criterion.");
    let rows = view.map.cells.iter().enumerate().rev().map(|(exposure, cells)| {
        let mut row = vec![format!("**{exposure}**")];
        row.extend(cells.iter().map(|cell| if cell.count == 0 { "·".to_owned() } else { cell.count.to_string() }));
        row
    });
    page.table(&["", ">0", ">1", ">2", ">3", ">4"], rows);
    page.heading(2, theme.word("high-risk"));
    let high = &view.uses[..view.high_risk.min(view.uses.len())];
    if high.is_empty() {
        page.line("No use is in the two highest tiers.");
    }
    let rows = high.iter().map(|row| {
        let floors = if row.floors.is_empty() { String::new() } else { format!(" ({})", text(&row.floors.join(", "))) };
        vec![
            name(row),
            tier_of(row),
            text(&row.standing.word),
            format!("{}{floors}", text(&row.worst)),
            owner(&row.owner),
        ]
    });
    page.table(&["Tool and use", "Tier", "Stands", "Why", "Owner"], rows);
    if !view.overdue.is_empty() {
        page.heading(2, theme.word("overdue"));
        let ages: Vec<String> = view.ages.iter().map(|age| format!("{} {}", age.count, age.name)).collect();
        page.line(&format!("Late: {}.", ages.join(", ")));
        let rows = view.overdue.iter().take(50).map(|row| {
            vec![text(&row.about), text(&row.what), row.due.clone(), row.days.to_string(), owner(&row.owner)]
        });
        page.table(&["Tool and use", "What", "Due", ">Days late", "Waits for"], rows);
    }
    if !view.waiting.is_empty() {
        page.heading(2, theme.word("waiting"));
        let rows = view.waiting.iter().take(50).map(|row| {
            let since = row.since.clone().unwrap_or_else(|| "–".to_owned());
            let days = row.days.map_or_else(|| "–".to_owned(), |days| days.to_string());
            vec![text(&row.about), text(&row.what), since, days, owner(&row.owner)]
        });
        page.table(&["Tool and use", "Waits for", "Since", ">Days", "Owner"], rows);
    }
    if let Some(section) = &view.changes {
        changes(&mut page, section);
    }
    if !view.criteria.is_empty() {
        page.heading(2, "Weakest criteria and questions");
    }
    let rows = view.criteria.iter().take(12).map(|row| {
        vec![
            text(&row.title),
            row.uses.to_string(),
            row.high.to_string(),
            row.mean.to_string(),
            row.most.to_string(),
            text(&row.worst_use),
        ]
    });
    page.table(&["Criterion", ">Uses", ">High", ">Mean residual", ">Most residual", "Most in"], rows);
    let rows = view
        .gaps
        .iter()
        .map(|gap| vec![text(&gap.title), gap.uses.to_string(), gap.unknown.to_string(), text(&gap.measure)]);
    page.table(&["Question", ">Uses", ">Not answered", "What to do"], rows);
    if !view.vendors.is_empty() {
        page.heading(2, theme.word("concentration"));
        for (title, list) in [("Vendor", &view.vendors), ("Where it runs", &view.places), ("Model", &view.models)] {
            shares(&mut page, title, list);
        }
    }
    if !view.flow.is_empty() {
        page.heading(2, "From the first record to a decision");
    }
    let rows = view.flow.iter().map(|flow| {
        vec![flow.route.clone(), flow.uses.to_string(), flow.median_days.to_string(), flow.most_days.to_string()]
    });
    page.table(&["First record", ">Uses", ">Median days", ">Most days"], rows);
    page.heading(2, theme.word("all-uses"));
    page.line("By tier, then by name. Tools are not ranked by points: points say where to look within a use.");
    let rows = view.uses.iter().map(|row| {
        let at_most = if row.skipped > 0 { "at most " } else { "" };
        let points = if row.tier.is_some() {
            format!("{} → {at_most}{}", row.inherent, row.residual)
        } else {
            "–".to_owned()
        };
        let late = if row.overdue_days > 0 { format!(" (**{} late**)", days(row.overdue_days)) } else { String::new() };
        vec![
            name(row),
            tier_of(row),
            text(&row.vendor),
            text(&row.standing.word),
            points,
            row.unknown.to_string(),
            row.conditions.to_string(),
            format!("{}{late}", row.review_due),
        ]
    });
    let header = ["Tool and use", "Tier", "Vendor", "Stands", ">Points", ">Unknown", ">Conditions", "Review due"];
    page.table(&header, rows);
    page.heading(2, "The method");
    for line in &view.method {
        page.line(&text(line));
    }
    end(&mut page, &view.meta, theme);
    page.finish()
}

fn name(row: &UseRow) -> String {
    format!("**{}** {}", text(&row.tool_name), text(&row.use_title))
}

fn owner(owner: &str) -> String {
    if owner.is_empty() { "not named".to_owned() } else { text(owner) }
}

fn tier_of(row: &UseRow) -> String {
    row.tier.as_ref().map_or_else(|| "not assessed".to_owned(), tier)
}

fn changes(page: &mut Page, changes: &Changes) {
    page.heading(2, &format!("Changes since {}", changes.since));
    page.line(&text(&changes.summary));
    let rows = changes.moved.iter().map(|row| {
        vec![
            text(&row.about),
            format!("{} {}", tier(&row.before), text(&row.was)),
            format!("{} {}", tier(&row.after), text(&row.is)),
            text(&row.because),
        ]
    });
    page.table(&["Tool and use", "Then", "Now", "Because"], rows);
    if !changes.new.is_empty() {
        page.line(&format!("New: {}.", text(&changes.new.join(", "))));
    }
}

fn shares(page: &mut Page, title: &str, list: &[Share]) {
    let rows = list.iter().take(SHOWN).map(|share| {
        let mut tools: Vec<String> = share.tools.iter().take(6).map(|tool| text(tool)).collect();
        if share.tools.len() > tools.len() {
            tools.push(format!("{} more", share.tools.len() - tools.len()));
        }
        vec![
            text(&share.name),
            share.uses.to_string(),
            format!("{} %", share.percent),
            share.high.to_string(),
            tools.join(", "),
        ]
    });
    page.table(&[title, ">Uses", ">Share", ">High-risk", "Tools"], rows);
}
