//! A response policy zone for BIND and others: denied names do not exist.

use super::export::{Export, ExportOptions, comment, head};
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut text = head(";", "rpz", rules);
    let serial = rules.day.to_string().replace('-', "");
    text += "; In named.conf: response-policy { zone \"plimsoll.rpz\"; };\n";
    text += "$TTL 300\n";
    text += &format!("@ IN SOA localhost. hostmaster.localhost. ( {serial}00 3600 600 86400 300 )\n");
    text += "@ IN NS localhost.\n";
    for tool in rules.denied().filter(|tool| !tool.hosts.is_empty()) {
        text += &format!("\n{}", comment(";", tool, false));
        for host in &tool.hosts {
            text += &format!("{} IN CNAME .\n", host.host);
            if host.below {
                text += &format!("*.{} IN CNAME .\n", host.host);
            }
            export.entry(&host.host, tool, false);
        }
    }
    export.text(text)
}
