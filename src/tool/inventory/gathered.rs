//! What the rows about one tool come to.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::At;

use super::super::Tool;
use super::ListedTool;
use super::ids::Ids;

/// What the rows of a tool have said so far.
pub(super) struct Gathered {
    pub(super) entry: ListedTool,
    pub(super) rows: usize,
    /// What stood first in columns that must be the same in all rows.
    pub(super) first: BTreeMap<&'static str, At<String>>,
    pub(super) ids: Ids,
    /// Where each use stands.
    pub(super) places: BTreeMap<String, Range<usize>>,
}

impl Gathered {
    pub(super) fn new(id: &str) -> Self {
        let entry =
            ListedTool { id: id.to_owned(), tool: Tool::default(), prohibited: BTreeMap::new(), claimed: Vec::new() };
        Self { entry, rows: 0, first: BTreeMap::new(), ids: Ids::default(), places: BTreeMap::new() }
    }
}

impl ListedTool {
    /// Adds what another row of the same tool says.
    pub(super) fn merge(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.tool, other.tool);
        for (mine, theirs) in [
            (&mut mine.name, theirs.name),
            (&mut mine.vendor, theirs.vendor),
            (&mut mine.vendor_name, theirs.vendor_name),
            (&mut mine.edition, theirs.edition),
            (&mut mine.technical_owner, theirs.technical_owner),
        ] {
            if mine.is_none() {
                *mine = theirs;
            }
        }
        mine.uses.extend(theirs.uses);
        self.prohibited.extend(other.prohibited);
        self.claimed.extend(other.claimed);
    }

    /// Takes from the catalogue what the list leaves open.
    pub(super) fn fill(&mut self, known: &Tool) {
        let tool = &mut self.tool;
        tool.name = tool.name.take().or_else(|| known.name.clone());
        tool.kind.clone_from(&known.kind);
        tool.identifiers.clone_from(&known.identifiers);
        if tool.vendor.is_none() || tool.vendor == known.vendor {
            tool.vendor.clone_from(&known.vendor);
            tool.vendor_name = tool.vendor_name.take().or_else(|| known.vendor_name.clone());
        }
    }

    /// An owner whom every row names answers for the tool as a whole.
    pub(super) fn lift_owner(&mut self, rows: usize) {
        let owners: Vec<&String> = self.tool.uses.values().filter_map(|entry| entry.business_owner.as_ref()).collect();
        let Some(first) = owners.first().map(|owner| (*owner).clone()) else { return };
        if owners.len() == rows && owners.iter().all(|owner| **owner == first) {
            for entry in self.tool.uses.values_mut() {
                entry.business_owner = None;
            }
            self.tool.business_owner = Some(first);
        }
    }
}
