//! The map of impact by exposure: criteria of one use by number, or uses of a register by count.

use super::super::view::TierView;
use super::super::view::picture::{MapMark, RiskMap};
use super::Ground;
use super::canvas::{Anchor, Canvas, Ink, Px, WIDTH, px};

const LEFT: i64 = 34;
const TOP: i64 = 14;
const CELL_HEIGHT: i64 = 62;
const CELL_WIDTH: i64 = (WIDTH - LEFT - 2) / 5;
const BOTTOM: i64 = TOP + 5 * CELL_HEIGHT;

/// How the marks of one cell are set, by how many there are.
struct CellSetting {
    /// Marks in a row, and rows.
    room: (usize, usize),
    radius: i64,
    /// From the middle of a mark to the next, in tenths.
    pitch: (i64, i64),
    /// From the corner of the cell to the middle of the first mark, in tenths.
    first: (i64, i64),
    /// The size of the number, in tenths.
    size: i64,
}

const FEW: CellSetting = CellSetting { room: (3, 2), radius: 9, pitch: (250, 260), first: (150, 240), size: 96 };
const MANY: CellSetting = CellSetting { room: (5, 3), radius: 6, pitch: (152, 158), first: (100, 205), size: 76 };

/// The map with every mark by its number.
#[must_use]
pub fn map(view: &RiskMap, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    grid(&mut canvas, view);
    for (impact, exposure) in places() {
        let here: Vec<&MapMark> =
            view.marks.iter().filter(|mark| (mark.impact, mark.exposure) == (impact, exposure)).collect();
        let setting = if here.len() > FEW.room.0 * FEW.room.1 { MANY } else { FEW };
        let room = setting.room.0 * setting.room.1;
        let shown = if here.len() > room { room - 1 } else { here.len() };
        for (at, mark) in here.iter().take(shown).enumerate() {
            let place = setting.spot(impact, exposure, at);
            canvas.mark(place, setting.radius, &mark.tier);
            // A triangle's middle lies lower.
            let down = setting.size * if mark.tier.shade == 3 { 45 } else { 35 } / 100;
            let number = mark.number.to_string();
            let ink = Ink::OnTier(mark.tier.shade);
            canvas.text((place.0, Px(place.1.0 + down)), Anchor::Middle, setting.size, true, ink, &number);
        }
        if here.len() > shown {
            let place = setting.spot(impact, exposure, shown);
            let more = format!("+{}", here.len() - shown);
            let below = (place.0, Px(place.1.0 + 30));
            canvas.text(below, Anchor::Middle, setting.size, true, Ink::OnTint, &more);
        }
    }
    let placed: Vec<String> = view
        .marks
        .iter()
        .map(|mark| {
            format!(
                "{}: {}, impact {}, exposure {}, {} residual points, {}.",
                mark.number, mark.title, mark.impact, mark.exposure, mark.residual, mark.tier.id
            )
        })
        .collect();
    let height = legend(&mut canvas, view);
    canvas.finish(height, "Map of impact by exposure", &placed.join(" "))
}

/// The map with the number of things in each cell.
#[must_use]
pub fn heat(view: &RiskMap, ground: Ground<'_>, id: &str) -> String {
    let mut canvas = Canvas::new(ground, id);
    grid(&mut canvas, view);
    let mut said = Vec::new();
    for (impact, exposure) in places() {
        let Some(cell) = view.cells.get(usize::from(exposure)).and_then(|row| row.get(usize::from(impact))) else {
            continue;
        };
        if cell.count == 0 {
            continue;
        }
        let (x, y) = corner(impact, exposure);
        let middle = (px(x + CELL_WIDTH / 2), px(y + CELL_HEIGHT / 2 + 9));
        let size = if cell.count > 999 { 190 } else { 230 };
        canvas.text(middle, Anchor::Middle, size, true, Ink::OnTint, &cell.count.to_string());
        said.push(format!("Impact {impact}, exposure {exposure}: {}.", cell.count));
    }
    canvas.finish(BOTTOM + 34, "Uses by impact and exposure", &said.join(" "))
}

fn places() -> impl Iterator<Item = (u8, u8)> {
    (0..5).flat_map(|exposure| (0..5).map(move |impact| (impact, exposure)))
}

/// The upper left corner of a cell; exposure rises upwards.
fn corner(impact: u8, exposure: u8) -> (i64, i64) {
    (LEFT + i64::from(impact) * CELL_WIDTH, TOP + (4 - i64::from(exposure.min(4))) * CELL_HEIGHT)
}

impl CellSetting {
    /// The middle of the mark with this place in a cell.
    fn spot(&self, impact: u8, exposure: u8, at: usize) -> (Px, Px) {
        let (x, y) = corner(impact, exposure);
        let whole = |at: usize| i64::try_from(at).unwrap_or(0);
        let (column, row) = (whole(at % self.room.0), whole(at / self.room.0));
        (Px(x * 10 + self.first.0 + column * self.pitch.0), Px(y * 10 + self.first.1 + row * self.pitch.1))
    }
}

fn grid(canvas: &mut Canvas<'_>, view: &RiskMap) {
    for (impact, exposure) in places() {
        let (x, y) = corner(impact, exposure);
        let cell = view.cells.get(usize::from(exposure)).and_then(|row| row.get(usize::from(impact)));
        let shade = cell.map_or(0, |cell| cell.tier.shade);
        canvas.rect(px(x + 1), px(y + 1), px(CELL_WIDTH - 2), px(CELL_HEIGHT - 2), Ink::Tint(shade));
        if let Some(cell) = cell {
            let place = (px(x + CELL_WIDTH - 5), px(y + 12));
            canvas.text(place, Anchor::End, 90, false, Ink::OnTint, &cell.points.to_string());
        }
    }
    for level in 0..5 {
        let (x, _) = corner(level, 0);
        let below = (px(x + CELL_WIDTH / 2), px(BOTTOM + 14));
        canvas.text(below, Anchor::Middle, 110, false, Ink::Faint, &level.to_string());
        let (_, y) = corner(0, level);
        let beside = (px(LEFT - 8), px(y + CELL_HEIGHT / 2 + 4));
        canvas.text(beside, Anchor::End, 110, false, Ink::Faint, &level.to_string());
    }
    canvas.text((px(WIDTH - 2), px(BOTTOM + 29)), Anchor::End, 110, true, Ink::Faint, "impact →");
    canvas.text((px(2), px(10)), Anchor::Start, 110, true, Ink::Faint, "↑ exposure");
}

/// What the shapes mean; gives the height of the whole.
fn legend(canvas: &mut Canvas<'_>, view: &RiskMap) -> i64 {
    let mut tiers: Vec<&TierView> =
        view.cells.iter().flatten().map(|cell| &cell.tier).chain(view.marks.iter().map(|mark| &mark.tier)).collect();
    tiers.sort_by_key(|tier| tier.rank);
    tiers.dedup_by_key(|tier| tier.rank);
    let y = BOTTOM + 46;
    canvas.text((px(LEFT), px(y + 4)), Anchor::Start, 100, false, Ink::Faint, "residual:");
    let step = (WIDTH - LEFT - 50) / i64::try_from(tiers.len().max(1)).unwrap_or(1);
    for (tier, place) in tiers.iter().zip(0_i64..) {
        let x = LEFT + 56 + place * step;
        canvas.mark((px(x), px(y)), 6, tier);
        let room = step - 16;
        let name = super::canvas::fit(&tier.id, room, 110);
        canvas.text((px(x + 11), px(y + 4)), Anchor::Start, 110, false, Ink::Text, &name);
    }
    y + 14
}
