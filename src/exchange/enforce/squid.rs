//! A list of hosts for Squid's `dstdomain`: a dot before a host takes those below it as well.

use std::collections::BTreeSet;

use super::export::{Export, ExportOptions, comment, head};
use super::reach::{RuledHost, lies_below};
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let (mut export, mut written) = (Export::default(), BTreeSet::new());
    let mut text = head("#", "squid", rules);
    text += "# In squid.conf, before anything is allowed:\n";
    text += "#   acl plimsoll_denied dstdomain \"/etc/squid/plimsoll-denied.txt\"\n";
    text += "#   http_access deny plimsoll_denied\n";
    for tool in rules.denied().filter(|tool| !tool.hosts.is_empty()) {
        text += &format!("\n{}", comment("#", tool, false));
        for host in &tool.hosts {
            let entry = format!("{}{}", if host.below { "." } else { "" }, host.host);
            // Squid warns of a host beside the one that covers it, also where that is another tool's.
            let covers = |other: &&RuledHost| {
                let same = other.host == host.host && !host.below;
                other.below && (same || lies_below(&host.host, &other.host))
            };
            let above = rules.denied().flat_map(|tool| &tool.hosts).find(covers);
            let sign = if above.is_some() || !written.insert(entry.clone()) { "# covered: " } else { "" };
            text += &format!("{sign}{entry}\n");
            export.entry(entry, tool, false);
        }
    }
    export.text(text)
}
