//! The tiers of a use over its assessments.

use super::super::view::Tenths;
use super::super::view::picture::{Past, TierHistory};
use super::Ground;
use super::canvas::{Anchor, Canvas, Ink, Px, WIDTH, fit, px};

const LEFT: i64 = 26;
const RIGHT: i64 = WIDTH - 78;
const TOP: i64 = 10;
const HIGH: i64 = 190;

/// Points over time, inherent dashed, residual whole, each assessment with the mark of its tier.
#[must_use]
pub fn history(view: &TierHistory, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    let bottom = TOP + HIGH;
    let height = |points: Tenths| Px(bottom * 10 - HIGH * 10 * i64::from(points.0.clamp(0, 1000)) / 1000);
    for band in &view.bands {
        let whole = |points: u32| height(Tenths(i32::try_from(points).unwrap_or(100) * 10));
        let (low, top) = (whole(band.from), whole(band.to));
        canvas.rect(px(LEFT), top, px(RIGHT - LEFT), Px(low.0 - top.0), Ink::Tint(band.tier.shade));
        let middle = Px(i64::midpoint(low.0, top.0) + 35);
        let name = fit(&band.tier.id, WIDTH - RIGHT - 8, 105);
        canvas.text((px(RIGHT + 6), middle), Anchor::Start, 105, false, Ink::Faint, &name);
    }
    for tick in [0, 20, 40, 60, 80, 100] {
        let y = height(Tenths(tick * 10));
        canvas.text((px(LEFT - 6), Px(y.0 + 35)), Anchor::End, 100, false, Ink::Faint, &tick.to_string());
        canvas.line((px(LEFT), y), (px(RIGHT), y), Ink::Grid, false);
    }
    let places = across(&view.points);
    let line = |points: &dyn Fn(&Past) -> Tenths| -> Vec<(Px, Px)> {
        view.points.iter().zip(&places).map(|(past, x)| (*x, height(points(past)))).collect()
    };
    canvas.polyline(&line(&|past| past.inherent), Ink::Before, true);
    let residual = line(&|past| past.residual);
    canvas.polyline(&residual, Ink::Text, false);
    let mut said = Vec::new();
    let mut free = i64::MIN;
    for ((past, place), last) in view.points.iter().zip(&residual).zip((1..=view.points.len()).rev()) {
        canvas.mark(*place, 6, &past.tier);
        // A label where there is room, and always under the last.
        let needed = place.0.0 - 320;
        let end = places.last().map_or(0, |x| x.0 - 320);
        if last == 1 || (needed >= free && place.0.0 + 320 <= end) {
            let anchor = if place.0.0 < (LEFT + 30) * 10 { Anchor::Start } else { Anchor::Middle };
            canvas.text((place.0, px(bottom + 16)), anchor, 100, false, Ink::Text, &past.as_of);
            let tier = fit(&past.tier.id, 66, 100);
            canvas.text((place.0, px(bottom + 29)), anchor, 100, true, Ink::Text, &tier);
            free = place.0.0 + 320;
        }
        said.push(format!(
            "{}: {}, {} points of {} inherent, {}.",
            past.as_of, past.tier.id, past.residual, past.inherent, past.recommended
        ));
    }
    let y = bottom + 48;
    canvas.line((px(LEFT), px(y - 4)), (px(LEFT + 22), px(y - 4)), Ink::Before, true);
    canvas.text((px(LEFT + 28), px(y)), Anchor::Start, 105, false, Ink::Faint, "inherent points");
    canvas.line((px(LEFT + 130), px(y - 4)), (px(LEFT + 152), px(y - 4)), Ink::Text, false);
    canvas.text(
        (px(LEFT + 158), px(y)),
        Anchor::Start,
        105,
        false,
        Ink::Faint,
        "residual points; the mark is the tier",
    );
    canvas.finish(y + 8, "Tier over the assessments", &said.join(" "))
}

/// Where the assessments stand: by their days, evenly where all are of one day.
fn across(points: &[Past]) -> Vec<Px> {
    let (from, width) = ((LEFT + 12) * 10, (RIGHT - LEFT - 40) * 10);
    let days = points.iter().map(|past| past.days).max().unwrap_or(0);
    let steps = i64::try_from(points.len().saturating_sub(1)).unwrap_or(0).max(1);
    let place = |(past, at): (&Past, i64)| {
        if days > 0 { Px(from + width * past.days / days) } else { Px(from + width * at / steps) }
    };
    points.iter().zip(0..).map(place).collect()
}
