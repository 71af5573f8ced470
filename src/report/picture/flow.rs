//! The context as a flow: what goes in, the tool, what comes out.

use super::super::view::picture::{DataFlow, FlowBox};
use super::Ground;
use super::canvas::{Anchor, Canvas, Ink, Px, WIDTH, fit, px, wrapped};

/// The width of a column and of the gap between two.
const COLUMN: i64 = 126;
const EDGE: i64 = 2;
const GAP: i64 = (WIDTH - 2 * EDGE - 3 * COLUMN) / 2;
const TOP: i64 = 22;
const BOX: i64 = 74;
const BETWEEN: i64 = 10;
/// The lines of wording that a box has room for.
const LINES: usize = 3;

/// Three columns: inside, the tool, outside; arrows lead from each to the next.
#[must_use]
pub fn flow(view: &DataFlow, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    let columns = [("goes in", &view.inside), ("the tool may", &view.tool), ("comes out", &view.outside)];
    let height = |boxes: &[FlowBox]| {
        let count = i64::try_from(boxes.len()).unwrap_or(1).max(1);
        count * BOX + (count - 1) * BETWEEN
    };
    let most = columns.iter().map(|(_, boxes)| height(boxes)).max().unwrap_or(BOX);
    let middle = TOP + most / 2;
    let mut said = Vec::new();
    for ((name, boxes), place) in columns.into_iter().zip(0_i64..) {
        let x = EDGE + place * (COLUMN + GAP);
        canvas.text((px(x + COLUMN / 2), px(14)), Anchor::Middle, 105, true, Ink::Faint, name);
        let mut y = TOP + (most - height(boxes)) / 2;
        for one in boxes {
            if place == 0 {
                canvas.arrow((px(x + COLUMN + 3), px(y + BOX / 2)), (px(x + COLUMN + GAP - 3), px(middle)));
            }
            if place == 2 {
                canvas.arrow((px(x - GAP + 3), px(middle)), (px(x - 3), px(y + BOX / 2)));
            }
            boxed(&mut canvas, x, y, one);
            y += BOX + BETWEEN;
            let level = one.level.map_or_else(|| "unknown".to_owned(), |level| format!("level {level}"));
            said.push(format!("{name}: {}, {level}: {}.", one.title, one.wording));
        }
    }
    canvas.finish(TOP + most + 4, "What goes in and what comes out", &said.join(" "))
}

/// A factor: its name, how high its level is, and what that means.
fn boxed(canvas: &mut Canvas<'_>, x: i64, y: i64, one: &FlowBox) {
    canvas.frame(px(x), px(y), px(COLUMN), px(BOX), Ink::Grid);
    canvas.text((px(x + 7), px(y + 15)), Anchor::Start, 95, true, Ink::Text, &fit(&one.title, COLUMN - 34, 95));
    let level = one.level.unwrap_or(4);
    for step in 0..4 {
        let left = Px((x + COLUMN - 26) * 10 + i64::from(step) * 52);
        if step < level {
            canvas.rect(left, px(y + 7), px(4), px(9), Ink::Before);
        } else {
            canvas.frame(left, px(y + 7), px(4), px(9), Ink::Grid);
        }
    }
    for (line, place) in wrapped(&one.wording, COLUMN - 14, 90, LINES).iter().zip(0_i64..) {
        canvas.text((px(x + 7), px(y + 32 + place * 13)), Anchor::Start, 90, false, Ink::Faint, line);
    }
}
