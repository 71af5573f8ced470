//! What several sections have: titled lists of pairs, and bars in a table.

use super::writer::{Page, bar, text, tier};
use crate::report::view::NamedText;
use crate::report::view::picture::Bars;

pub(super) fn titled_pairs(page: &mut Page, title: &str, pairs: &[NamedText]) {
    if !pairs.is_empty() {
        page.heading(3, title);
        page.pairs(pairs);
    }
}

pub(super) fn bars(page: &mut Page, bars: &Bars) {
    let rows = bars.rows.iter().map(|row| {
        vec![
            text(&row.title),
            bar(row.inherent, row.residual),
            row.inherent.to_string(),
            format!("**{}**", row.residual),
            tier(&row.tier),
        ]
    });
    page.table(&["Domain", "0 to 100", ">Inherent", ">Residual", "Tier"], rows);
}
