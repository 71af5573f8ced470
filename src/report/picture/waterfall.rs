//! The ledger of one criterion as a waterfall: from the inherent points down, answer by answer.

use super::super::view::Tenths;
use super::super::view::picture::Waterfall;
use super::Ground;
use super::bars::scale;
use super::canvas::{Anchor, Canvas, Ink, Px, WIDTH, fit, on_scale, px};

const LEFT: i64 = 2;
const SCALE: i64 = WIDTH - 4;
const TOP: i64 = 18;
const ROW: i64 = 36;

/// A row a line of the ledger; what a weak key answer takes back points upwards again.
#[must_use]
pub fn waterfall(view: &Waterfall, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    let rows = i64::try_from(view.steps.len()).unwrap_or(0) + 2;
    let bottom = TOP + rows * ROW + 4;
    canvas.bands(&view.bands, LEFT, SCALE, TOP, bottom);
    let start = (view.start, "Inherent points", view.start.to_string());
    row(&mut canvas, 0, start.1, &start.2);
    bar(&mut canvas, 0, Tenths(0), view.start, Ink::Before);
    let mut said = vec![format!("{}: {} points inherent.", view.title, view.start)];
    let mut level = view.start;
    for (step, place) in view.steps.iter().zip(1_i64..) {
        let signed = if step.points > Tenths(0) { format!("+{}", step.points) } else { step.points.to_string() };
        row(&mut canvas, place, &step.title, &signed);
        let (from, to) = (level.min(step.level), level.max(step.level));
        let ink = if step.points > Tenths(0) { Ink::Tier(2) } else { Ink::Neutral(4) };
        bar(&mut canvas, place, from, to, ink);
        if from == to {
            let x = on_scale(level, LEFT, SCALE);
            let y = TOP + place * ROW;
            canvas.line((x, px(y + 19)), (x, px(y + 31)), Ink::Text, false);
        }
        connect(&mut canvas, place, level);
        level = step.level;
        said.push(format!("{}: {signed}, {}.", step.title, step.because));
    }
    row(&mut canvas, rows - 1, "Residual", &view.end.to_string());
    let band = view.bands.iter().rev().find(|band| i64::from(band.from) * 10 <= i64::from(view.end.0));
    bar(&mut canvas, rows - 1, Tenths(0), view.end, Ink::Tier(band.map_or(0, |band| band.tier.shade)));
    connect(&mut canvas, rows - 1, level);
    said.push(format!("{} residual.", view.end));
    scale(&mut canvas, bottom);
    canvas.finish(bottom + 18, &format!("Ledger of {}", fit(&view.title, 400, 100)), &said.join(" "))
}

fn row(canvas: &mut Canvas<'_>, place: i64, title: &str, number: &str) {
    let y = TOP + place * ROW;
    canvas.text((px(LEFT + 4), px(y + 14)), Anchor::Start, 115, false, Ink::Text, &fit(title, SCALE - 70, 115));
    canvas.text((px(WIDTH - 6), px(y + 14)), Anchor::End, 115, true, Ink::Text, number);
}

fn bar(canvas: &mut Canvas<'_>, place: i64, from: Tenths, to: Tenths, ink: Ink) {
    let (from, to) = (on_scale(from, LEFT, SCALE), on_scale(to, LEFT, SCALE));
    canvas.rect(from, px(TOP + place * ROW + 20), Px(to.0 - from.0), px(10), ink);
}

/// A thin line from the bar above to this one.
fn connect(canvas: &mut Canvas<'_>, place: i64, level: Tenths) {
    let x = on_scale(level, LEFT, SCALE);
    let y = TOP + place * ROW;
    canvas.line((x, px(y - 6)), (x, px(y + 20)), Ink::Faint, true);
}
