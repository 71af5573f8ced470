//! The policies of Firefox: hosts that it does not open, extensions that it does not run.

use serde_json::{Map, Value, json};

use crate::identity::Identity;

use super::export::{Export, ExportOptions};
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut blocked = Vec::new();
    let mut extensions = Map::new();
    for tool in rules.denied() {
        for host in &tool.hosts {
            let entry = format!("*://{}{}/*", if host.below { "*." } else { "" }, host.host);
            export.entry(entry.clone(), tool, false);
            blocked.push(entry);
        }
        for identity in &tool.identities {
            let Identity::BrowserExtension(id) = identity else { continue };
            if id.contains('@') || id.starts_with('{') {
                let message = tool.line(false);
                let settings = json!({ "installation_mode": "blocked", "blocked_install_message": message });
                extensions.insert(id.clone(), settings);
                export.entry(id, tool, false);
            }
        }
    }
    blocked.sort_unstable();
    let policies = json!({ "WebsiteFilter": { "Block": blocked }, "ExtensionSettings": Value::Object(extensions) });
    export.json(&json!({ "policies": policies }))
}
