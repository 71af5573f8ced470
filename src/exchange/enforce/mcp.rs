//! MCP servers as managed settings of several clients list them: by address, or by the whole command line.

use serde_json::{Value, json};

use crate::identity::{Ecosystem, Identity};

use super::export::Export;
use super::rules::RuledTool;

/// How a client tells a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Server {
    /// By its address and everything below it.
    Url(String),
    /// By the words that start it.
    Command(Vec<String>),
}

/// The servers that a tool is; what is none in this form is refused.
pub(super) fn servers(tool: &RuledTool, export: &mut Export) -> Vec<Server> {
    let is_server =
        tool.identities.iter().any(|identity| matches!(identity, Identity::McpUrl(_) | Identity::McpCommand(_)));
    let servers = tool.identities.iter().filter_map(|identity| match identity {
        Identity::McpUrl(url) => Some(Server::Url(url.clone())),
        // Words in capitals stand for arguments, which these lists compare letter by letter.
        Identity::McpCommand(words) if words.iter().any(|word| is_argument(word)) => {
            export.refuse(tool, format!("command {identity}"), "its arguments differ, and the list compares all of it");
            None
        }
        Identity::McpCommand(words) => Some(Server::Command(words.clone())),
        Identity::Package(ecosystem, name) if is_server || tool.id.starts_with("mcp-") => started(ecosystem, name),
        _ => None,
    });
    servers.collect()
}

/// How a package is started as a server.
fn started(ecosystem: &Ecosystem, name: &str) -> Option<Server> {
    let words: &[&str] = match ecosystem.as_str() {
        "npm" => &["npx", "-y", name],
        "pypi" => &["uvx", name],
        _ => return None,
    };
    Some(Server::Command(words.iter().map(|word| (*word).to_owned()).collect()))
}

fn is_argument(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

impl Server {
    /// As Claude Code and Copilot list it.
    pub(super) fn matchers(&self) -> Vec<Value> {
        match self {
            Self::Url(url) => vec![json!({ "serverUrl": url }), json!({ "serverUrl": format!("{url}/*") })],
            Self::Command(words) => vec![json!({ "serverCommand": words })],
        }
    }
}

/// The entries of several tools, each with why it is there.
pub(super) fn matchers<'a>(
    tools: impl Iterator<Item = &'a RuledTool>,
    allowed: bool,
    export: &mut Export,
) -> Vec<Value> {
    let mut list: Vec<Value> = Vec::new();
    for tool in tools {
        for matcher in servers(tool, export).iter().flat_map(Server::matchers) {
            export.entry(matcher.to_string(), tool, allowed);
            if !list.contains(&matcher) {
                list.push(matcher);
            }
        }
    }
    list
}
