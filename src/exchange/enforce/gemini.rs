//! System settings of Gemini CLI: the names of MCP servers that it may or may not use. Names are all that
//! it compares.

use serde_json::json;

use super::export::{Export, ExportOptions};
use super::mcp;
use super::rules::{RuledTool, Rules};

/// The file.
pub(super) fn export(rules: &Rules, wanted: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut named = |tools: &mut dyn Iterator<Item = &RuledTool>, allowed| {
        let mut names = Vec::new();
        for tool in tools {
            if mcp::servers(tool, &mut export).is_empty() {
                continue;
            }
            let short = tool.id.strip_prefix("mcp-").map(str::to_owned);
            for name in std::iter::once(tool.id.clone()).chain(short) {
                export.entry(name.clone(), tool, allowed);
                names.push(name);
            }
        }
        names
    };
    let excluded = named(&mut rules.denied(), false);
    let mut settings = json!({ "mcp": {} });
    if wanted.allow_list {
        settings["mcp"]["allowed"] = json!(named(&mut rules.allowed(), true));
    }
    settings["mcp"]["excluded"] = json!(excluded);
    export.json(&settings)
}
