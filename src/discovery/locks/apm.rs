//! `apm.lock.yaml`: skills, rules and MCP servers as agent packages bring them.

use crate::discovery::collect::{Collector, Seen};
use crate::discovery::tree::Tree;
use crate::discovery::{SightingGrade, SightingMark};
use crate::identity::Identity;

/// Takes the packages and the servers of a lock file.
pub(in crate::discovery) fn read(document: &Tree, to: &mut Collector<'_>) {
    for entry in document.get("dependencies").items() {
        to.line = entry.line;
        // Name and version are what the package says of itself: it is its repository, at a commit.
        let Some(identity) = repository(entry) else {
            to.not_understood();
            continue;
        };
        let mut marks = Vec::new();
        if matches!(entry.text_at("exec_status"), Some("denied" | "gated_pending_approval" | "absent")) {
            marks.push(SightingMark::Disabled);
        }
        if entry.get("is_insecure").flag() == Some(true) {
            marks.push(SightingMark::Insecure);
        }
        let version = entry.any(&["resolved_commit", "resolved_hash", "content_hash"]).text();
        if version.is_none() {
            marks.push(SightingMark::Unpinned);
        }
        to.see(Seen {
            label: entry.any(&["name", "marketplace_plugin_name"]).text(),
            version: version.map(|commit| commit.get(..12).unwrap_or(commit)),
            client: Some("apm"),
            marks,
            anyway: true,
            ..Seen::new(identity, SightingGrade::Configured)
        });
    }
    let configs = document.get("mcp_configs");
    for name in document.get("mcp_servers").texts() {
        let entry = configs.get(&name);
        let url = entry.text_at("url");
        let launch = Identity::of_mcp_server(entry.text_at("command"), &entry.get("args").texts(), url);
        to.line = if entry.line > 0 { entry.line } else { document.get("mcp_servers").line };
        // Older files have only the label, which says nothing of what is started.
        let (identity, version, marks) = match launch {
            Some(launch) => (Some(launch.identity), launch.version, Vec::new()),
            None => (Identity::name(&name), None, vec![SightingMark::NameOnly]),
        };
        let Some(identity) = identity else {
            to.not_understood();
            continue;
        };
        to.see(Seen {
            is_server: true,
            label: Some(&name),
            version: version.as_deref(),
            client: Some("apm"),
            marks,
            anyway: true,
            ..Seen::new(identity, SightingGrade::Configured)
        });
    }
}

fn repository(entry: &Tree) -> Option<Identity> {
    let path = entry.text_at("repo_url")?;
    let host = entry.text_at("host").unwrap_or("github.com");
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or(rest, |(_, path)| path));
    let path = path.trim_end_matches(".git").trim_matches('/');
    if host == "github.com" {
        return Identity::package("github", path);
    }
    Identity::mcp_url(&format!("https://{host}/{path}"))
}
