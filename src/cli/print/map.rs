//! Small pictures for the terminal: the map of impact by exposure, and uses by tier.

use std::collections::BTreeMap;

use crate::cli::print::terminal::{FAINT, HEADING, plain, styled, tier_style};

/// What stands in a cell of the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MapCell {
    /// How many.
    pub count: usize,
    /// The highest tier of what stands there, by its place.
    pub tier: usize,
}

/// A map: rows exposure 0 to 4, columns impact 0 to 4.
pub type MapGrid = [[MapCell; 5]; 5];

/// Puts something of a tier on a map.
pub fn put(map: &mut MapGrid, impact: u8, exposure: u8, tier: usize) {
    let cell = &mut map[usize::from(exposure.min(4))][usize::from(impact.min(4))];
    cell.count += 1;
    cell.tier = cell.tier.max(tier);
}

/// The mark of a tier by its place among all: its shape says it without colour.
pub fn mark(tier: usize, top: usize) -> &'static str {
    match (tier, top) {
        (tier, top) if tier == top && top > 0 => "▲",
        (0, _) => "●",
        (tier, top) if tier + 1 == top => "◆",
        _ => "■",
    }
}

/// The lines of a map, exposure downwards from 4, each cell with a count and the mark of the highest tier in it.
pub fn map(map: &MapGrid, top: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (exposure, row) in map.iter().enumerate().rev() {
        let mut line = if exposure == 4 { "exposure 4".to_owned() } else { format!("         {exposure}") };
        for cell in row {
            line += &if cell.count == 0 {
                styled(FAINT, "     ·")
            } else {
                format!("{:>4}", cell.count) + " " + &styled(tier_style(cell.tier, top), mark(cell.tier, top))
            };
        }
        lines.push(line);
    }
    lines.push("  impact  ".to_owned() + &(0..5).map(|impact| format!("{impact:>6}")).collect::<Vec<_>>().concat());
    lines
}

/// The lines of a count by tier, the highest first: its mark, its name, a bar, and the number. Tiers are
/// given by their place among all and their name.
pub fn tiers(counts: &BTreeMap<(usize, String), usize>, top: usize, room: usize) -> Vec<String> {
    let most = counts.values().copied().max().unwrap_or(0).max(1);
    let name = counts.keys().map(|(_, tier)| tier.chars().count()).max().unwrap_or(0);
    let lines = counts.iter().rev().map(|((at, tier), count)| {
        let style = tier_style(*at, top);
        // Something is never nothing.
        let bar = (room * count / most).max(usize::from(*count > 0));
        format!("{} {:<name$} {} {count}", styled(style, mark(*at, top)), plain(tier), styled(style, &"█".repeat(bar)))
    });
    lines.collect()
}

/// A heading with lines below it.
pub fn titled(title: &str, lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("\n{}\n{}", styled(HEADING, title), lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(lines: &[String]) -> Vec<String> {
        lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect()
    }

    #[test]
    fn a_map_counts_and_marks_the_highest_tier() {
        let mut places = MapGrid::default();
        put(&mut places, 2, 4, 1);
        put(&mut places, 2, 4, 3);
        put(&mut places, 0, 0, 0);
        let lines = bare(&map(&places, 3));
        assert_eq!(lines[0], "exposure 4     ·     ·   2 ▲     ·     ·");
        assert_eq!(lines[4], "         0   1 ●     ·     ·     ·     ·");
        assert_eq!(lines[5], "  impact       0     1     2     3     4");
    }

    #[test]
    fn something_of_a_tier_is_never_nothing() {
        let tier = |at: usize, name: &str, count: usize| ((at, name.to_owned()), count);
        let counts = BTreeMap::from([tier(0, "low", 1000), tier(1, "moderate", 0), tier(2, "high", 1)]);
        assert_eq!(bare(&tiers(&counts, 2, 4)), ["▲ high     █ 1", "◆ moderate  0", "● low      ████ 1000"]);
    }
}
