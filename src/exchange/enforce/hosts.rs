//! Lines for a hosts file: denied names lead nowhere, each exactly as it stands.

use super::export::{Export, ExportOptions, comment, head};
use super::rules::Rules;

/// The lines.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut text = head("#", "hosts", rules);
    text += "# To be added to the machine's own lines.\n";
    for tool in rules.denied().filter(|tool| !tool.hosts.is_empty()) {
        text += &format!("\n{}", comment("#", tool, false));
        for host in &tool.hosts {
            text += &format!("0.0.0.0 {0}\n:: {0}\n", host.host);
            export.entry(&host.host, tool, false);
            if host.below {
                export.refuse(tool, format!("hosts below {}", host.host), "a hosts file has no wildcards");
            }
        }
    }
    export.text(text)
}
