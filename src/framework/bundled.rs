//! The frameworks inside the program. Reading one costs nothing until it is asked for.

use std::sync::Arc;

use super::Shelf;
use crate::problem::Source;

/// The id of the triage that is asked with where nothing else is named.
pub const TRIAGE: &str = "triage";

/// Each bundled framework: its id and its text.
const FILES: [(&str, &str); 5] = [
    ("ai-tool", include_str!("../../frameworks/ai-tool.toml")),
    ("coding-agent", include_str!("../../frameworks/coding-agent.toml")),
    ("model-api", include_str!("../../frameworks/model-api.toml")),
    ("open-weights", include_str!("../../frameworks/open-weights.toml")),
    ("triage", include_str!("../../frameworks/triage.toml")),
];

/// What stands before the id in the name of a bundled text.
const NAME: &str = "bundled:";

/// The ids of the bundled frameworks, sorted.
pub fn ids() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(id, _)| *id)
}

/// The text of a bundled framework.
#[must_use]
pub fn find(id: &str) -> Option<Arc<Source>> {
    FILES.iter().find(|(known, _)| *known == id).map(|(_, text)| Source::inside(format!("{NAME}{id}"), text))
}

/// Whether a text is one of them, by its name.
#[must_use]
pub fn is(source: &Source) -> bool {
    source.name.starts_with(NAME)
}

/// A shelf on which there is nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Bundled;

impl Shelf for Bundled {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        find(id)
    }

    fn ids(&self) -> Vec<String> {
        ids().map(str::to_owned).collect()
    }
}
