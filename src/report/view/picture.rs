//! What the pictures are drawn from. `report/picture/` turns these into SVG; each has all that its
//! text alternative says.

use serde::{Deserialize, Serialize};

use super::{Tenths, TierView};

/// A tier as a stretch of the scale from 0 to 100.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TierBand {
    /// The tier.
    pub tier: TierView,
    /// Its fewest points.
    pub from: u32,
    /// Where the next one begins; 100 for the last.
    pub to: u32,
}

/// The map of impact by exposure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct RiskMap {
    /// Five rows, exposure 0 to 4, of five cells, impact 0 to 4.
    pub cells: Vec<Vec<PictureCell>>,
    /// What stands on it, by number.
    pub marks: Vec<MapMark>,
}

/// A cell of the map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct PictureCell {
    /// The inherent points that the method gives to it.
    pub points: u8,
    /// The tier of these points.
    pub tier: TierView,
    /// How many things stand in it.
    pub count: usize,
}

/// A criterion, or a use, on the map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct MapMark {
    /// The number under which it stands on the map.
    pub number: usize,
    /// What it is.
    pub title: String,
    /// 0 to 4.
    pub impact: u8,
    /// 0 to 4.
    pub exposure: u8,
    /// Its residual points.
    pub residual: Tenths,
    /// The tier of these points.
    pub tier: TierView,
}

/// Inherent and residual points side by side, on the scale of the tiers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Bars {
    /// The scale.
    pub bands: Vec<TierBand>,
    /// A bar pair each.
    pub rows: Vec<Bar>,
}

/// A pair of bars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Bar {
    /// What it is about.
    pub title: String,
    /// Points before controls.
    pub inherent: Tenths,
    /// Points after controls.
    pub residual: Tenths,
    /// The tier of the residual points.
    pub tier: TierView,
}

/// How the inherent points of a criterion come down, answer by answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Waterfall {
    /// The criterion.
    pub title: String,
    /// The scale.
    pub bands: Vec<TierBand>,
    /// The inherent points.
    pub start: Tenths,
    /// What takes points away, and what gives some back; added to `start` they come to `end`,
    /// but for the rounding of each.
    pub steps: Vec<Fall>,
    /// The residual points.
    pub end: Tenths,
}

/// A step of a waterfall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Fall {
    /// The question.
    pub title: String,
    /// The points: negative where they fall.
    pub points: Tenths,
    /// Where the points stand after it.
    pub level: Tenths,
    /// Why.
    pub because: String,
}

/// The tiers of a use over its assessments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TierHistory {
    /// The scale, that of the newest assessment.
    pub bands: Vec<TierBand>,
    /// The assessments, oldest first.
    pub points: Vec<Past>,
}

/// An assessment on the line of history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Past {
    /// The number of the record.
    pub number: u32,
    /// The day that it judged.
    pub as_of: String,
    /// Days since the first.
    pub days: i64,
    /// Points before controls.
    pub inherent: Tenths,
    /// Points after controls.
    pub residual: Tenths,
    /// The tier that counted, which floors may have raised.
    pub tier: TierView,
    /// What was recommended.
    pub recommended: String,
}

/// How many uses there are of each tier, by where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Distribution {
    /// What the columns are: standings such as `approve`, `hold`, `undecided`; only those that occur.
    pub columns: Vec<String>,
    /// A row a tier, the top one first.
    pub rows: Vec<DistributionRow>,
}

/// The uses of one tier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DistributionRow {
    /// The tier.
    pub tier: TierView,
    /// How many, in the order of the columns.
    pub counts: Vec<usize>,
    /// All of them.
    pub total: usize,
    /// All of them on the day that the report compares with, where there is one.
    pub before: Option<usize>,
}

/// What goes into the tool, what it may do, and where things come out: the context as a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DataFlow {
    /// What goes in: who uses it, our content, content from outside.
    pub inside: Vec<FlowBox>,
    /// The tool: what it may do by itself, and with which rights.
    pub tool: Vec<FlowBox>,
    /// What comes out, and where: where it runs, ways out, what its output is used for.
    pub outside: Vec<FlowBox>,
}

/// A context factor in the flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct FlowBox {
    /// What the factor is called.
    pub title: String,
    /// The level; `None` where unknown, which counts as 4.
    pub level: Option<u8>,
    /// What the level means.
    pub wording: String,
}
