//! Puts together what is about one tool, whichever inventory shows it by whichever identity.

use std::collections::BTreeMap;

use crate::discovery::{Sighting, shown};
use crate::document::slug;
use crate::tool::catalogue::DomainScope;

use super::{Comparison, SightedHere};

/// What is about one tool, about several that share it, or about something that nobody knows.
pub(super) struct SightingGroup<'a> {
    /// What stays the same from run to run.
    pub(super) key: String,
    /// The tools that it may be.
    pub(super) tools: Vec<String>,
    /// What the identity proves of them.
    pub(super) scope: DomainScope,
    pub(super) sightings: Vec<SightedHere<'a>>,
}

/// Groups everything that was seen.
pub(super) fn groups<'a>(of: &Comparison<'a>) -> Vec<SightingGroup<'a>> {
    let mut groups: BTreeMap<String, SightingGroup<'a>> = BTreeMap::new();
    for inventory in of.inventories {
        for sighting in &inventory.sightings {
            let (tools, scope) = tools(of, sighting);
            let key = match (tools.is_empty(), scope) {
                (true, _) => unknown_key(sighting),
                (false, DomainScope::Tool) => tools.join("|"),
                // A host of a whole product, or of others as well, says nothing of this part of it.
                (false, scope) => format!("{}|{}", tools.join("|"), scope.as_str()),
            };
            let group =
                groups.entry(key.clone()).or_insert_with(|| SightingGroup { key, tools, scope, sightings: Vec::new() });
            group.sightings.push(SightedHere { inventory, sighting });
        }
    }
    let mut groups: Vec<SightingGroup<'a>> = groups.into_values().collect();
    for group in &mut groups {
        group.sightings.sort_by_key(|here| std::cmp::Reverse(here.sighting.grade));
    }
    groups
}

/// The tools that something may be. Where the register has one of several, it is that: the catalogue's names
/// are there to be found by, and the register's to be decided about.
fn tools(of: &Comparison<'_>, sighting: &Sighting) -> (Vec<String>, DomainScope) {
    let found = of.index.find(&sighting.identity);
    let (found, scope): (Vec<String>, DomainScope) = (found.tools.into_keys().collect(), found.scope);
    let Ok(register) = of.register else { return (found, scope) };
    // A host that tools share stands for none of them, whoever is registered.
    if found.len() > 1 && matches!(sighting.identity, crate::identity::Identity::Name(_)) {
        let registered: Vec<String> = found.iter().filter(|id| register.knows(id)).cloned().collect();
        if registered.len() == 1 {
            return (registered, scope);
        }
    }
    (found, scope)
}

fn unknown_key(sighting: &Sighting) -> String {
    format!("{}:{}", sighting.identity.kind().as_str(), shown(&sighting.identity))
}

/// An id that something could have which nobody knows.
pub(super) fn suggested_id(sighting: &Sighting) -> String {
    let shown = shown(&sighting.identity);
    let bare = shown.split_once("://").map_or(shown.as_str(), |(_, rest)| rest);
    // Where a package comes from is no part of its name.
    let bare = if matches!(sighting.identity, crate::identity::Identity::Package(..)) {
        bare.split_once(':').map_or(bare, |(_, name)| name)
    } else {
        bare
    };
    let id = slug(bare);
    if id.is_empty() { "unknown".to_owned() } else { id }
}
