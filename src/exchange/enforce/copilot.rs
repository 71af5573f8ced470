//! Managed settings of GitHub Copilot's clients: the lists of Claude Code, which are intersected where
//! several sources have one.

use serde_json::json;

use super::export::{Export, ExportOptions};
use super::mcp;
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, wanted: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut settings = json!({});
    if wanted.allow_list {
        settings["allowedMcpServers"] = json!(mcp::matchers(rules.allowed(), true, &mut export));
    }
    settings["deniedMcpServers"] = json!(mcp::matchers(rules.denied(), false, &mut export));
    export.json(&settings)
}
