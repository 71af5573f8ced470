//! Requirements of Codex: the MCP servers that it may start. Whatever is not listed by name and identity
//! is switched off; a list of what is denied does not exist.

use crate::document::writer::Writer;

use super::export::{Export, ExportOptions, comment, head};
use super::mcp::{self, Server};
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut text = head("#", "codex", rules);
    text += "# A server counts by the name in the user's configuration and by what it is.\n";
    let mut any = false;
    for tool in rules.allowed() {
        for (at, server) in mcp::servers(tool, &mut export).iter().enumerate() {
            // A name each: the first is the tool's id.
            let name = if at == 0 { tool.id.clone() } else { format!("{}-{}", tool.id, at + 1) };
            let mut table = Writer::default();
            table.table(&format!("mcp_servers.{name}.identity"));
            match server {
                Server::Url(url) => table.set("url", url.as_str()),
                Server::Command(words) => table.set("command", words.first().map_or("", String::as_str)),
            };
            text += &format!("\n{}{}", comment("#", tool, true), table.finish());
            export.entry(name, tool, true);
            any = true;
        }
    }
    if !any {
        // A table that is not there allows every server.
        text += "\n# Nothing is allowed.\n[mcp_servers]\n";
    }
    export.text(text)
}
