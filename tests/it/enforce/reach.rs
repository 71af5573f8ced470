//! What a rule may take: over the whole catalogue, worked out a second time from its entries.

use std::collections::BTreeSet;

use plimsoll::exchange::enforce::{RuledHost, Rules};
use plimsoll::tool::blocking::BlockingLimits;
use plimsoll::tool::catalogue::{self, CatalogueEntry, DomainScope};

use super::denying;

/// Whether a rule about one host could meet another: the same, or one below the other.
fn meets(host: &str, below: bool, other: &str) -> bool {
    let other_below = other.starts_with('.');
    let other = other.trim_start_matches('.');
    let under = |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'));
    host == other || (below && under(other, host)) || (other_below && under(host, other))
}

fn hosts_of(entry: &CatalogueEntry) -> impl Iterator<Item = &String> {
    entry.tool.identifiers.get("domains").into_iter().flatten()
}

fn exported(rules: &Rules) -> impl Iterator<Item = (&str, &RuledHost)> {
    rules.denied().flat_map(|tool| tool.hosts.iter().map(|host| (tool.id.as_str(), host)))
}

#[test]
fn no_host_is_exported_that_somebody_else_needs() {
    let known = catalogue::entries().unwrap();
    let blocking = BlockingLimits::of_catalogue().unwrap();
    let mut seen = 0;
    for entry in &known {
        let rules = denying(&BTreeSet::from([entry.id.as_str()]));
        for (tool, host) in exported(&rules) {
            seen += 1;
            assert_eq!(entry.domain_scope, DomainScope::Tool, "{tool} {host:?}");
            for other in known.iter().filter(|other| other.id != entry.id) {
                let met = hosts_of(other).find(|name| meets(&host.host, host.below, name));
                assert_eq!(met, None, "{tool} {host:?} is {}'s as well", other.id);
            }
            let never = blocking.never.keys().chain(blocking.never_for.get(tool).into_iter().flatten());
            for never in never {
                assert!(!meets(&host.host, host.below, never), "{tool} {host:?} takes {never}");
            }
        }
        let all = hosts_of(entry).count();
        let said = rules.refused.iter().filter(|one| one.what.starts_with("host ")).count();
        let taken: usize = exported(&rules).count();
        assert!(taken + said >= usize::from(all > 0), "{}: {all} hosts, and nothing is said of them", entry.id);
    }
    assert!(seen > 100, "only {seen} hosts were exported");
}

#[test]
fn where_everything_is_denied_what_services_share_is_left_alone() {
    let known = catalogue::entries().unwrap();
    let blocking = BlockingLimits::of_catalogue().unwrap();
    let all: BTreeSet<&str> = known.iter().map(|entry| entry.id.as_str()).collect();
    let rules = denying(&all);
    for (tool, host) in exported(&rules) {
        for never in blocking.never.keys() {
            assert!(!meets(&host.host, host.below, never), "{tool} {host:?} takes {never}");
        }
        let scope = known.iter().find(|entry| entry.id == tool).map(|entry| entry.domain_scope);
        assert_eq!(scope, Some(DomainScope::Tool), "{tool} {host:?}");
    }
    // What its vendor's tools share is taken once all of them are denied.
    assert!(exported(&rules).any(|(_, host)| host.host == "claude.ai"));
    let alone = denying(&BTreeSet::from(["claude-code"]));
    assert!(!exported(&alone).any(|(_, host)| host.host == "claude.ai"));
    assert!(alone.refused.iter().any(|one| one.what == "host claude.ai" && one.why.starts_with("shared with")));
}

#[test]
fn a_hundred_decisions_for_every_consumer_are_made_from_one_look() {
    let known = catalogue::entries().unwrap();
    let all: BTreeSet<&str> = known.iter().map(|entry| entry.id.as_str()).collect();
    let rules = denying(&all);
    for consumer in plimsoll::exchange::enforce::CONSUMERS {
        for allow_list in super::lists(consumer) {
            let once = super::export(consumer, &rules, *allow_list);
            assert_eq!(once, super::export(consumer, &rules, *allow_list), "{}", consumer.name);
            let mut sorted = once.entries.clone();
            sorted.sort();
            assert_eq!(sorted, once.entries, "{}", consumer.name);
        }
    }
}
