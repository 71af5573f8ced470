//! Uses by tier, and within a tier by how they stand.

use super::super::view::picture::Distribution;
use super::Ground;
use super::canvas::{Anchor, Canvas, Ink, Px, WIDTH, fit, px};

const LEFT: i64 = 98;
const ROW: i64 = 40;
const TOP: i64 = 4;
/// Room for the total behind the longest bar.
const BEHIND: i64 = 60;

/// A bar a tier, in parts by standing; a line shows the number on the day compared with.
#[must_use]
pub fn distribution(view: &Distribution, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    let most = view.rows.iter().map(|row| row.total.max(row.before.unwrap_or(0))).max().unwrap_or(0).max(1);
    let length = |count: usize| {
        let share = (WIDTH - LEFT - BEHIND) * 10 * i64::try_from(count).unwrap_or(0);
        share / i64::try_from(most).unwrap_or(1)
    };
    let mut said = Vec::new();
    for (row, place) in view.rows.iter().zip(0_i64..) {
        let y = TOP + place * ROW;
        canvas.mark((px(10), px(y + 16)), 7, &row.tier);
        let name = fit(&row.tier.id, LEFT - 28, 120);
        canvas.text((px(24), px(y + 20)), Anchor::Start, 120, true, Ink::Text, &name);
        let mut x = LEFT * 10;
        let mut parts = Vec::new();
        for (at, (count, column)) in
            row.counts.iter().zip(&view.columns).enumerate().filter(|(_, (count, _))| **count > 0)
        {
            let width = length(*count);
            canvas.rect(Px(x), px(y + 5), Px((width - 10).max(10)), px(22), Ink::Neutral(at));
            if width > 240 {
                let middle = (Px(x + width / 2 - 5), px(y + 20));
                let label = format!("{} {count}", letter(at));
                canvas.text(middle, Anchor::Middle, 110, true, Ink::OnNeutral(at), &label);
            }
            x += width;
            parts.push(format!("{count} {column}"));
        }
        if let Some(before) = row.before.filter(|before| *before > 0) {
            let at = Px(LEFT * 10 + length(before));
            canvas.line((at, px(y + 1)), (at, px(y + 31)), Ink::Text, true);
        }
        let total = match row.before {
            Some(before) if before != row.total => format!("{} (was {before})", row.total),
            _ => row.total.to_string(),
        };
        canvas.text((Px(x + 40), px(y + 20)), Anchor::Start, 120, false, Ink::Text, &total);
        said.push(format!("{}: {} ({}).", row.tier.id, total, parts.join(", ")));
    }
    let rows = i64::try_from(view.rows.len()).unwrap_or(0);
    let mut y = TOP + rows * ROW + 12;
    for pair in view.columns.chunks(2).enumerate() {
        for (side, column) in pair.1.iter().enumerate() {
            let x = if side == 0 { 2 } else { WIDTH / 2 };
            canvas.rect(px(x), px(y - 9), px(12), px(11), Ink::Neutral(pair.0 * 2 + side));
            let name = fit(&format!("{} {column}", letter(pair.0 * 2 + side)), WIDTH / 2 - 26, 110);
            canvas.text((px(x + 18), px(y)), Anchor::Start, 110, false, Ink::Text, &name);
        }
        y += 18;
    }
    canvas.finish(y, "Uses by tier and standing", &said.join(" "))
}

/// The letter of a standing, in bars and legend: colour alone says nothing.
fn letter(at: usize) -> char {
    (b'a'..=b'z').nth(at % 26).map_or('z', char::from)
}
