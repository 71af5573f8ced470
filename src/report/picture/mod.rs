//! Pictures as SVG: drawn from the view, with a title and a description for those who do not see
//! them. A tier has a shape and a name besides its colour, and tiers grow darker, so that pictures
//! read in grey as well.
//!
//! `canvas.rs` is the drawing itself; each picture has a file.

mod bars;
mod canvas;
mod distribution;
mod flow;
mod history;
mod map;
mod waterfall;

pub use bars::bars;
pub(in crate::report) use canvas::escaped;
pub use distribution::distribution;
pub use flow::flow;
pub use history::history;
pub use map::{heat, map};
pub use waterfall::waterfall;

/// Where a picture goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground<'a> {
    /// Into a page, whose style sheet colours it by classes: light, dark, or for print.
    Page,
    /// Onto paper: colours are fixed, text is set in this font family.
    Paper(&'a str),
}

#[cfg(test)]
mod tests {
    use super::super::view::picture::{
        Bar, Bars, DataFlow, Distribution, DistributionRow, Fall, FlowBox, MapMark, Past, PictureCell, RiskMap,
        TierHistory, Waterfall,
    };
    use super::super::view::{Tenths, TierView};
    use super::*;

    const HOSTILE: &str = "</svg><script>alert(1)</script> \u{202e}\u{1b}[31m \u{0} 名前 😀 & \" '";

    fn tier(rank: u8) -> TierView {
        TierView::new(["low", "moderate", "high", "critical"][usize::from(rank)], rank, 4)
    }

    fn all(text: &str, ground: Ground<'_>) -> Vec<String> {
        let bands = vec![];
        let mark = |number, impact| MapMark {
            number,
            title: text.to_owned(),
            impact,
            exposure: 4,
            residual: Tenths(700),
            tier: tier(3),
        };
        let cells = (0..5).map(|row| {
            (0..5).map(|column| PictureCell { points: row * 5 + column, tier: tier(1), count: 0 }).collect()
        });
        let map_view = RiskMap { cells: cells.collect(), marks: (1..=40).map(|number| mark(number, 2)).collect() };
        let bar = Bar { title: text.to_owned(), inherent: Tenths(1000), residual: Tenths(0), tier: tier(0) };
        let fall = Fall { title: text.to_owned(), points: Tenths(-305), level: Tenths(495), because: text.to_owned() };
        let past = |days| Past { number: 1, as_of: "2026-11-22".to_owned(), days, tier: tier(2), ..Past::default() };
        let row = DistributionRow { tier: tier(2), counts: vec![3, 0], total: 3, before: Some(9) };
        let one = FlowBox { title: text.to_owned(), level: Some(2), wording: text.to_owned() };
        let through = DataFlow { inside: vec![one.clone(); 3], tool: vec![one.clone()], outside: vec![one] };
        vec![
            flow(&through, ground, "g"),
            map(&map_view, ground, "a"),
            heat(&map_view, ground, "b"),
            bars(&Bars { bands: bands.clone(), rows: vec![bar] }, ground, "c"),
            waterfall(
                &Waterfall {
                    title: text.to_owned(),
                    bands: bands.clone(),
                    start: Tenths(800),
                    steps: vec![fall],
                    end: Tenths(495),
                },
                ground,
                "d",
            ),
            history(&TierHistory { bands, points: vec![past(0), past(0), past(400)] }, ground, "e"),
            distribution(
                &Distribution { columns: vec![text.to_owned(), "hold".to_owned()], rows: vec![row] },
                ground,
                "f",
            ),
        ]
    }

    #[test]
    fn names_from_records_stay_text() {
        for ground in [Ground::Page, Ground::Paper("Sans")] {
            for svg in all(HOSTILE, ground) {
                assert!(!svg.contains("<script"), "{svg}");
                assert!(svg.chars().all(|c| c == '\n' || !crate::document::writer::is_invisible(c)), "{svg:?}");
                assert_eq!(svg.matches("<svg").count(), 1);
                assert!(svg.contains("role=\"img\"") && svg.contains("<title") && svg.contains("<desc"), "{svg}");
            }
        }
    }

    #[test]
    fn a_picture_on_paper_needs_no_style_sheet() {
        for svg in all("plain", Ground::Paper("Sans")) {
            assert!(!svg.contains("class="), "{svg}");
            assert!(svg.contains("font-family=\"Sans\""), "{svg}");
        }
        for svg in all("plain", Ground::Page) {
            assert!(!svg.contains("fill=\"#"), "{svg}");
        }
    }

    #[test]
    fn the_longest_name_makes_no_huge_picture() {
        for svg in all(&"long ".repeat(2000), Ground::Page) {
            assert!(svg.len() < 60_000, "{}", svg.len());
        }
    }
}
