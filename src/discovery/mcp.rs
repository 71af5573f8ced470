//! MCP servers in the configurations of clients, whatever the notation and the key; and who is signed in,
//! where a client keeps that beside them.

use base64::Engine as _;

use crate::identity::Identity;

use super::collect::{Collector, Seen, domain_of};
use super::tree::Tree;
use super::{SightingGrade, SightingMark};

/// The keys under which clients keep their servers.
const KEYS: [&str; 6] = ["mcpServers", "servers", "mcp_servers", "context_servers", "mcp", "extensions"];

/// Whether a document is a configuration with servers, even with none of them.
pub(super) fn is_configuration(document: &Tree) -> bool {
    let holds = |key: &str| {
        let found = document.get(key);
        match key {
            "mcpServers" | "mcp_servers" | "context_servers" => found.is_table() || found.is_list(),
            // Words that others use for something else: what is in them has to look like servers.
            _ => found.get("servers").is_table() || found.entries().iter().any(|(_, entry)| is_server(entry)),
        }
    };
    KEYS.iter().any(|key| holds(key))
        || document.get("mcp.servers").is_table()
        || document.get("projects").entries().iter().any(|(_, project)| project.has("mcpServers"))
        // VS Code writes this beside `servers`; plugins write the map alone.
        || (document.get("servers").is_table() && document.has("inputs"))
        || (!document.entries().is_empty() && document.entries().iter().all(|(_, entry)| is_server(entry)))
}

fn is_server(entry: &Tree) -> bool {
    let starts = entry.get("command");
    let starts = starts.text().is_some() || starts.is_list() || starts.get("path").text().is_some();
    entry.is_table() && (starts || entry.any(&["url", "serverUrl", "httpUrl", "uri", "cmd"]).text().is_some())
}

/// Takes the servers of a configuration, and the account beside them.
pub(super) fn read(document: &Tree, to: &mut Collector<'_>) {
    let client = client_of(document);
    if to.client.is_none() {
        to.client = client.map(str::to_owned);
    }
    let mut found = false;
    for key in KEYS {
        let under = document.get(key);
        let list = if under.get("servers").is_table() { under.get("servers") } else { under };
        found |= servers(list, to);
    }
    found |= servers(document.get("mcp.servers"), to);
    for (_, project) in document.get("projects").entries() {
        servers(project.get("mcpServers"), to);
        found = true;
    }
    if !found {
        servers(document, to);
    }
    if document.has("oauthAccount") {
        account(document, to);
    }
}

/// The client that a configuration is of, where its keys say so.
fn client_of(document: &Tree) -> Option<&'static str> {
    match () {
        () if document.has("context_servers") => Some("zed"),
        () if document.has("mcp_servers") && document.has("model") => Some("codex"),
        () if document.has("oauthAccount") || document.has("projects") => Some("claude-code"),
        () if document.get("servers").is_table() && document.has("inputs") => Some("vscode"),
        () if document.get("mcp").is_table() && document.has("$schema") => Some("opencode"),
        () => None,
    }
}

/// Takes a map of servers by their labels, or a list of servers with names. Whether it was one.
fn servers(map: &Tree, to: &mut Collector<'_>) -> bool {
    for (label, entry) in map.entries() {
        if entry.is_table() {
            server(label, entry, to);
        }
    }
    for entry in map.items() {
        server(entry.text_at("name").unwrap_or_default(), entry, to);
    }
    map.is_table() || map.is_list()
}

fn server(label: &str, entry: &Tree, to: &mut Collector<'_>) {
    to.line = entry.line;
    // A part of the client itself.
    if matches!(entry.text_at("type"), Some("builtin" | "platform" | "frontend" | "inline_python")) {
        return to.pass();
    }
    let starts = entry.any(&["command", "cmd"]);
    let mut words = match starts.get("path").text() {
        Some(path) => [vec![path.to_owned()], starts.get("args").texts()].concat(),
        None => starts.texts(),
    };
    let command = (!words.is_empty()).then(|| words.remove(0));
    words.extend(entry.get("args").texts());
    let url = entry.any(&["url", "serverUrl", "httpUrl", "uri"]).text();
    let Some(launch) = Identity::of_mcp_server(command.as_deref(), &words, url) else {
        // What an extension brings is started by it: only the label is known.
        let Some(identity) = Identity::name(label).filter(|_| entry.text_at("source") == Some("extension")) else {
            return to.not_understood();
        };
        return to.see(Seen {
            is_server: true,
            label: Some(label),
            marks: vec![SightingMark::NameOnly],
            anyway: true,
            ..Seen::new(identity, SightingGrade::Configured)
        });
    };
    let mut marks = Vec::new();
    if entry.get("disabled").flag() == Some(true) || entry.get("enabled").flag() == Some(false) {
        marks.push(SightingMark::Disabled);
    }
    let filled_in = |text: &str| text.contains("${") || text.contains("$(");
    if filled_in(&launch.identity.to_string()) {
        marks.push(SightingMark::Expands);
    }
    match &launch.identity {
        Identity::McpUrl(url) => {
            let is_local = ["://localhost", "://127.", "://[::1]"].iter().any(|local| url.contains(local));
            if url.starts_with("http://") && !is_local {
                marks.push(SightingMark::Insecure);
            }
            if command.is_none() && entry.text_at("type").is_none() && to.client.as_deref() == Some("claude-code") {
                marks.push(SightingMark::Skipped);
            }
        }
        Identity::Package(..) | Identity::Image(_) if launch.version.is_none() => marks.push(SightingMark::Unpinned),
        _ => {}
    }
    to.see(Seen {
        is_server: true,
        label: Some(label).filter(|label| !label.is_empty()),
        version: launch.version.as_deref(),
        marks,
        anyway: true,
        ..Seen::new(launch.identity, SightingGrade::Configured)
    });
}

/// Whether a document is one in which a client keeps who is signed in.
pub(super) fn is_account(document: &Tree) -> bool {
    document.get("oauthAccount").has("emailAddress")
        || document.get("tokens").has("id_token")
        || document.text_at("active").is_some_and(|active| active.contains('@'))
}

/// Takes the domain of the account that a client is signed in with. Tokens stand beside it: nothing else is
/// kept.
pub(super) fn account(document: &Tree, to: &mut Collector<'_>) {
    let (program, address) = match () {
        () if document.has("oauthAccount") => {
            ("claude", document.get("oauthAccount").text_at("emailAddress").map(str::to_owned))
        }
        () if document.get("tokens").has("id_token") => {
            ("codex", document.get("tokens").text_at("id_token").and_then(mail_in_token))
        }
        () => ("gemini", document.text_at("active").map(str::to_owned)),
    };
    let domain = address.as_deref().and_then(domain_of);
    let Some((identity, domain)) = Identity::command(program).zip(domain) else { return to.not_understood() };
    to.see(Seen { account: Some(&domain), anyway: true, ..Seen::new(identity, SightingGrade::Configured) });
}

/// The mail address in the middle part of a token, which is not checked: it says what a file says.
fn mail_in_token(token: &str) -> Option<String> {
    let middle = token.split('.').nth(1)?.trim_end_matches('=');
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(middle).ok()?;
    let claims = super::tree::json(std::str::from_utf8(&bytes).ok()?).ok()?;
    claims.text_at("email").map(str::to_owned)
}
