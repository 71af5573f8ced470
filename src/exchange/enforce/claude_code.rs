//! Managed settings of Claude Code: which MCP servers it may use. Whether the client itself may start is
//! answered by its helper, not by this file.

use serde_json::{Value, json};

use super::export::{Export, ExportOptions};
use super::mcp;
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, wanted: &ExportOptions) -> Export {
    let mut export = Export::default();
    let settings = settings(rules, wanted, &mut export);
    for tool in rules.denied().filter(|tool| tool.id == "claude-code") {
        export.refuse(tool, "the client itself", "no setting stops it from starting: let it ask a helper at its start");
    }
    export.json(&settings)
}

/// The settings. A list that is not there allows everything, one that is empty nothing.
pub(super) fn settings(rules: &Rules, wanted: &ExportOptions, export: &mut Export) -> Value {
    let denied = mcp::matchers(rules.denied(), false, export);
    let mut settings = json!({});
    if wanted.allow_list {
        settings["allowManagedMcpServersOnly"] = json!(true);
        settings["allowedMcpServers"] = json!(mcp::matchers(rules.allowed(), true, export));
    }
    settings["deniedMcpServers"] = json!(denied);
    settings
}
