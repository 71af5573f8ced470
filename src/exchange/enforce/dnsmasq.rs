//! Addresses for dnsmasq: denied names, and all below them, do not exist.

use super::export::{Export, ExportOptions, comment, head};
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut text = head("#", "dnsmasq", rules);
    for tool in rules.denied().filter(|tool| !tool.hosts.is_empty()) {
        text += &format!("\n{}", comment("#", tool, false));
        for host in export.with_all_below(tool) {
            text += &format!("address=/{host}/\n");
        }
    }
    export.text(text)
}
