//! What is allowed and nowhere seen; and whether any inventory that was given could have shown it.

use std::collections::BTreeSet;

use crate::date::Day;
use crate::discovery::Surface;
use crate::dossier::Whole;
use crate::identity::{Identifier, IdentityKind};
use crate::tool::Tool;

use super::{Comparison, SeenThing};

/// A use that is allowed, of a tool that no inventory shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnseenUse {
    /// The tool's id.
    pub tool: String,
    /// The use's id.
    pub usage: String,
    /// How it stands, in a few words.
    pub status: String,
    /// The last day of its decision.
    pub until: Option<Day>,
    /// What could have shown it, of what was given; empty where nothing could.
    pub looked_at: Vec<Surface>,
}

/// What is allowed and nowhere seen.
pub(super) fn unseen(of: &Comparison<'_>, things: &[SeenThing<'_>], given: &BTreeSet<Surface>) -> Vec<UnseenUse> {
    let Ok(register) = of.register else { return Vec::new() };
    let Ok(whole) = Whole::overview(register, None, of.day) else { return Vec::new() };
    let seen: BTreeSet<&str> = things
        .iter()
        .filter(|thing| !thing.is_attempt() && !thing.proves_nothing())
        .flat_map(|thing| thing.tools.iter().map(String::as_str))
        .collect();
    let uses =
        whole.uses().filter(|one| !seen.contains(one.tool) && of.usage.is_none_or(|only| one.usage == Some(only)));
    let allowed = uses.filter_map(|one| {
        let status = one.status();
        (status.allowed() == Some(true)).then(|| UnseenUse {
            tool: one.tool.to_owned(),
            usage: one.usage.unwrap_or_default().to_owned(),
            status: status.words(),
            until: status.until(),
            looked_at: one.entry.map_or_else(Vec::new, |entry| surfaces(entry, given)),
        })
    });
    allowed.collect()
}

/// What of the given could show a tool, by the identities that it has.
fn surfaces(entry: &Tool, given: &BTreeSet<Surface>) -> Vec<Surface> {
    let shows = |kind: IdentityKind| match kind {
        IdentityKind::Package | IdentityKind::Model => Surface::Packages,
        IdentityKind::EditorExtension | IdentityKind::JetbrainsPlugin => Surface::Editors,
        IdentityKind::BrowserExtension => Surface::Browsers,
        IdentityKind::Client => Surface::Accounts,
        IdentityKind::Host => Surface::Network,
        IdentityKind::McpUrl | IdentityKind::McpCommand => Surface::Mcp,
        IdentityKind::Command | IdentityKind::App | IdentityKind::Image | IdentityKind::File | IdentityKind::Name => {
            Surface::Devices
        }
    };
    let wanted: BTreeSet<Surface> =
        Identifier::of(entry).iter().map(|identifier| shows(identifier.identity().kind())).collect();
    wanted.intersection(given).copied().collect()
}
