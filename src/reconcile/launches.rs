//! One label, two launches: an MCP server that is called as another one is, and starts or reaches something
//! else. The label is what people see; what is started is what runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::discovery::shown;
use crate::identity::Identity;
use crate::tool::catalogue;

use super::group::SightingGroup;
use super::{Comparison, Mismatch, MismatchFound};

/// The servers that have a label of others, by the keys of their groups.
pub(super) fn other_launches(
    of: &Comparison<'_>,
    groups: &[SightingGroup<'_>],
) -> BTreeMap<String, Vec<MismatchFound>> {
    // By label, which groups have it, with what each starts.
    let mut labels: BTreeMap<String, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
    for group in groups {
        for here in group.sightings.iter().filter(|here| here.sighting.is_server) {
            // A name alone says nothing of what is started.
            let is_label = matches!(here.sighting.identity, Identity::Name(_));
            if let Some(label) = here.sighting.label.as_deref().filter(|_| !is_label) {
                let launches = labels.entry(label.to_lowercase()).or_default().entry(&group.key).or_default();
                launches.insert(shown(&here.sighting.identity));
            }
        }
    }
    let known = |key: &str| groups.iter().any(|group| group.key == key && !group.tools.is_empty());
    let mut found: BTreeMap<String, Vec<MismatchFound>> = BTreeMap::new();
    for (label, by_group) in &labels {
        for (key, launches) in by_group {
            let own = launches.iter().cloned().collect::<Vec<_>>().join(", ");
            let others: Vec<(&str, String)> = by_group
                .iter()
                .filter(|(other, _)| *other != key)
                .map(|(other, launches)| (*other, launches.iter().cloned().collect::<Vec<_>>().join(", ")))
                .collect();
            // Where one of them is known, the other is the one to look at.
            let better = others.iter().any(|(other, _)| known(other));
            if !others.is_empty() && (!known(key) || better) {
                let elsewhere = others.iter().map(|(_, launches)| launches.as_str()).collect::<Vec<_>>().join(", ");
                let text = format!("`{label}` is {own} here and {elsewhere} elsewhere");
                found.entry((*key).to_owned()).or_default().push(mismatch(text));
                continue;
            }
            if let Some(named) = known_server(of, label).filter(|named| named != key && !known(key)) {
                let text = format!("it is called `{label}` as `{named}` is, and is {own}");
                found.entry((*key).to_owned()).or_default().push(mismatch(text));
                continue;
            }
            let earlier = of.before.and_then(|before| before.launches.get(label));
            if let Some(earlier) = earlier.filter(|earlier| launches.is_disjoint(earlier)) {
                let was = earlier.iter().cloned().collect::<Vec<_>>().join(", ");
                let text = format!("`{label}` was {was} in the earlier run and is {own} now");
                found.entry((*key).to_owned()).or_default().push(mismatch(text));
            }
        }
    }
    found
}

fn mismatch(text: String) -> MismatchFound {
    MismatchFound { code: Mismatch::OtherLaunch, text }
}

/// The one MCP server that register or catalogue know under a name.
fn known_server(of: &Comparison<'_>, label: &str) -> Option<String> {
    let found = of.index.find(&Identity::name(label)?);
    let id = found.one()?.to_owned();
    let registered = of.register.ok().and_then(|register| register.tool(&id).ok().flatten());
    let entry = registered.or_else(|| catalogue::find(&id).ok().flatten())?;
    (entry.kind.as_deref() == Some("mcp-server")).then_some(id)
}
