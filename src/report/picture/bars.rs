//! Inherent and residual points side by side, on the scale of the tiers.

use super::super::view::Tenths;
use super::super::view::picture::Bars;
use super::Ground;
use super::canvas::{Anchor, Canvas, Ink, Px, WIDTH, fit, on_scale, px};

const LEFT: i64 = 2;
const SCALE: i64 = WIDTH - 4;
const TOP: i64 = 18;
const ROW: i64 = 44;

/// A pair of bars a row: inherent as an outline, residual filled.
#[must_use]
pub fn bars(view: &Bars, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    let rows = i64::try_from(view.rows.len()).unwrap_or(0);
    let bottom = TOP + rows * ROW + 4;
    canvas.bands(&view.bands, LEFT, SCALE, TOP, bottom);
    let mut said = Vec::new();
    for (row, place) in view.rows.iter().zip(0_i64..) {
        let y = TOP + place * ROW;
        let title = fit(&row.title, SCALE - 120, 120);
        canvas.text((px(LEFT + 4), px(y + 16)), Anchor::Start, 120, true, Ink::Text, &title);
        let numbers = format!("{} → {}", row.inherent, row.residual);
        canvas.text((px(WIDTH - 6), px(y + 16)), Anchor::End, 120, false, Ink::Text, &numbers);
        let length = |points: Tenths| Px(on_scale(points, LEFT, SCALE).0 - LEFT * 10);
        canvas.rect(px(LEFT), px(y + 23), length(row.residual), px(14), Ink::Tier(row.tier.shade));
        canvas.frame(px(LEFT), px(y + 23), length(row.inherent), px(14), Ink::Before);
        said.push(format!("{}: {} inherent, {} residual, {}.", row.title, row.inherent, row.residual, row.tier.id));
    }
    scale(&mut canvas, bottom);
    let y = bottom + 32;
    canvas.frame(px(LEFT + 1), px(y - 9), px(18), px(10), Ink::Before);
    canvas.text((px(LEFT + 26), px(y)), Anchor::Start, 110, false, Ink::Faint, "inherent");
    canvas.rect(px(LEFT + 90), px(y - 9), px(18), px(10), Ink::Tier(1));
    canvas.text((px(LEFT + 114), px(y)), Anchor::Start, 110, false, Ink::Faint, "residual, coloured by tier");
    canvas.finish(y + 8, "Inherent and residual points", &said.join(" "))
}

/// The numbers under a scale.
pub(super) fn scale(canvas: &mut Canvas<'_>, bottom: i64) {
    for tick in [0, 20, 40, 60, 80, 100] {
        let x = on_scale(Tenths(tick * 10), LEFT, SCALE);
        let anchor = match tick {
            0 => Anchor::Start,
            100 => Anchor::End,
            _ => Anchor::Middle,
        };
        canvas.text((x, px(bottom + 12)), anchor, 100, false, Ink::Faint, &tick.to_string());
    }
}
