//! By what a rule against a tool can take it, and nothing else with it: a host that others share, a name
//! that somebody else has, and what the catalogue says may never be blocked are refused, each with why.

use std::collections::{BTreeMap, BTreeSet};

use crate::identity::{Identifier, Identity, Index};
use crate::tool::Tool;
use crate::tool::blocking::BlockingLimits;
use crate::tool::catalogue::{CatalogueEntry, DomainScope};

use super::Refused;

/// A host that a rule may take.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuledHost {
    /// Lower case, ASCII, without a dot before or behind it.
    pub host: String,
    /// Whether every host below it is meant as well.
    pub below: bool,
    /// Whose host lies below it, where a rule must take this one alone.
    pub only: Option<String>,
}

/// A host of a tool, and whether those below it are the tool's, too.
struct OwnHost<'a> {
    tool: &'a str,
    host: String,
    below: bool,
}

/// What is known of all tools.
pub(super) struct Reaching<'a> {
    own: BTreeMap<&'a str, BTreeSet<Identifier>>,
    scopes: BTreeMap<&'a str, DomainScope>,
    hosts: Vec<OwnHost<'a>>,
    index: &'a Index,
    blocking: &'a BlockingLimits,
    taken: &'a dyn Fn(&str) -> bool,
}

impl<'a> Reaching<'a> {
    /// Of the tools of the catalogue and of a register; `taken` says which a rule may take.
    pub(super) fn new(
        known: &'a [CatalogueEntry],
        entries: &BTreeMap<&'a str, &'a Tool>,
        index: &'a Index,
        blocking: &'a BlockingLimits,
        taken: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        let mut own: BTreeMap<&str, BTreeSet<Identifier>> = BTreeMap::new();
        let all = known.iter().map(|entry| (entry.id.as_str(), &entry.tool));
        for (id, tool) in all.chain(entries.iter().map(|(id, tool)| (*id, *tool))) {
            own.entry(id).or_default().extend(Identifier::of(tool));
        }
        let hosts = own.iter().flat_map(|(id, identifiers)| {
            identifiers.iter().filter_map(|identifier| match identifier {
                Identifier::This(Identity::Host(host)) => Some(OwnHost { tool: id, host: host.clone(), below: false }),
                Identifier::Below(Identity::Host(host)) => Some(OwnHost { tool: id, host: host.clone(), below: true }),
                _ => None,
            })
        });
        let hosts = hosts.collect();
        let scopes = known.iter().map(|entry| (entry.id.as_str(), entry.domain_scope)).collect();
        Self { own, scopes, hosts, index, blocking, taken }
    }

    /// Everything by which a tool is recognised but hosts.
    pub(super) fn own(&self, id: &str) -> Vec<Identity> {
        let own = self.own.get(id).into_iter().flatten();
        let own = own.map(Identifier::identity).filter(|identity| !matches!(identity, Identity::Host(_)));
        own.cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The same as far as a rule against the tool may take it, with its hosts. What it may not is refused.
    pub(super) fn denied(&self, id: &str, refused: &mut Vec<Refused>) -> (Vec<Identity>, Vec<RuledHost>) {
        let mut identities = Vec::new();
        for identity in self.own(id) {
            match self.others(&self.index.find(&identity).tools.keys().map(String::as_str).collect()) {
                _ if self.index.find(&identity).collisions.contains(id) => {
                    refused.push(refusal(id, &identity, "something else has this name, too"));
                }
                Some(others) => refused.push(refusal(id, &identity, &shared(&others))),
                None => identities.push(identity),
            }
        }
        let mut hosts = BTreeMap::new();
        for identifier in self.own.get(id).into_iter().flatten() {
            let (host, below) = match identifier {
                Identifier::This(Identity::Host(host)) => (host, false),
                Identifier::Below(Identity::Host(host)) => (host, true),
                Identifier::Like(identity @ Identity::Host(_)) => {
                    refused.push(refusal(id, identity, "a pattern with a gap, which no list of hosts can say"));
                    continue;
                }
                _ => continue,
            };
            match self.host(id, host, below) {
                Ok(only) => {
                    let ruled = hosts.entry(host.clone()).or_insert(RuledHost { host: host.clone(), below, only });
                    ruled.below |= below;
                }
                Err(why) => refused.push(refusal(id, identifier.identity(), &why)),
            }
        }
        // What lies below another one is taken with it.
        let all: Vec<RuledHost> = hosts.into_values().collect();
        let covered = |host: &RuledHost| all.iter().any(|above| above.below && lies_below(&host.host, &above.host));
        (identities, all.iter().filter(|host| !covered(host)).cloned().collect())
    }

    /// Whether a rule may take a host: an error says why not; `Some` whose hosts lie below one that is meant alone.
    fn host(&self, id: &str, host: &str, below: bool) -> Result<Option<String>, String> {
        if !is_ascii_host(host) {
            return Err("not a host name in ASCII letters".to_owned());
        }
        let identity = Identity::Host(host.to_owned());
        let found = self.index.find(&identity);
        // Of whoever shares it, `others` says more than the scope of their entries.
        match self.scopes.get(id).copied().unwrap_or_default() {
            DomainScope::Tool => {}
            DomainScope::Product => return Err("the whole product lies behind it, not the AI feature alone".to_owned()),
            DomainScope::Shared => return Err("other services use it as well".to_owned()),
        }
        let own = self.blocking.never_for.get(id).into_iter().flatten().map(|host| (host.as_str(), ""));
        let never = || self.blocking.never.iter().map(|(host, why)| (host.as_str(), why.as_str())).chain(own.clone());
        if let Some((_, why)) = never().find(|(never, _)| *never == host) {
            return Err(if why.is_empty() { "others need it".to_owned() } else { format!("others need it: {why}") });
        }
        let needed = never().find(|(never, _)| lies_below(never, host)).map(|(never, _)| never.to_owned());
        let mut beside: BTreeSet<&str> = found.tools.keys().map(String::as_str).collect();
        let mut under = BTreeSet::new();
        for other in &self.hosts {
            if other.host == host || (other.below && lies_below(host, &other.host)) {
                beside.insert(other.tool);
            } else if lies_below(&other.host, host) {
                under.insert(other.tool);
            }
        }
        let under = self.others(&under);
        match (self.others(&beside), below) {
            (Some(others), _) => Err(shared(&others)),
            (None, true) => match needed.or(under) {
                Some(whose) => Err(format!("below it lies what a rule must not take: {whose}")),
                None => Ok(None),
            },
            (None, false) => Ok(needed.or(under)),
        }
    }

    /// Those of these tools that no rule may take, in words.
    fn others(&self, tools: &BTreeSet<&str>) -> Option<String> {
        let others: Vec<&str> = tools.iter().copied().filter(|tool| !(self.taken)(tool)).collect();
        let more = others.len().saturating_sub(3);
        let named = others[..others.len() - more].join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!others.is_empty()).then(|| format!("{named}{more}"))
    }
}

fn shared(others: &str) -> String {
    format!("shared with what is not denied: {others}")
}

fn refusal(id: &str, identity: &Identity, why: &str) -> Refused {
    Refused { tool: id.to_owned(), what: format!("{} {identity}", identity.kind().as_str()), why: why.to_owned() }
}

/// Whether a host lies below another, which is not itself.
pub(super) fn lies_below(host: &str, above: &str) -> bool {
    host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether a text is a host name in which no format can find anything else.
pub(super) fn is_ascii_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let fits = (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
        fits && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
    };
    host.len() <= 253 && host.contains('.') && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_letters_digits_and_dots() {
        for host in ["a.example", "a-b.c_d.example", "xn--bcher-kva.example"] {
            assert!(is_ascii_host(host), "{host}");
        }
        for host in ["example", "a..b", "-a.b", "a.b/c", "a.b\"", "ü.example", "a.b;c", "a b.c", "*.a.b", "A.b", ".a.b"]
        {
            assert!(!is_ascii_host(host), "{host}");
        }
        assert!(lies_below("a.b.example", "b.example") && !lies_below("ab.example", "b.example"));
        assert!(!lies_below("b.example", "b.example"));
    }
}
