//! A managed policy of Chromium, Chrome and Edge: hosts that they do not open, extensions that they do not run.

use serde_json::{Map, Value, json};

use crate::identity::Identity;

use super::export::{Export, ExportOptions};
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut blocked = Vec::new();
    let mut extensions = Map::new();
    extensions.insert("*".to_owned(), json!({ "installation_mode": "allowed" }));
    for tool in rules.denied() {
        for host in &tool.hosts {
            // A host stands for those below it as well; a dot before it for itself alone.
            let entry = if host.below { host.host.clone() } else { format!(".{}", host.host) };
            export.entry(entry.clone(), tool, false);
            blocked.push(entry);
        }
        for identity in &tool.identities {
            let Identity::BrowserExtension(id) = identity else { continue };
            if id.len() == 32 {
                let message = tool.line(false);
                let settings = json!({ "installation_mode": "blocked", "blocked_install_message": message });
                extensions.insert(id.clone(), settings);
                export.entry(id, tool, false);
            }
        }
    }
    blocked.sort_unstable();
    export.json(&json!({ "URLBlocklist": blocked, "ExtensionSettings": Value::Object(extensions) }))
}
