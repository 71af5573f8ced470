//! Findings of shadow-ai-guard. Its severities and its list of what is approved are somebody's decisions,
//! and are not taken over.

use crate::discovery::collect::{Collector, Seen, day_of};
use crate::discovery::tree::Tree;
use crate::discovery::{SightingGrade, SightingMark};
use crate::identity::Identity;

/// Takes a finding.
pub(super) fn finding(row: &Tree, to: &mut Collector<'_>) {
    let Some(tool) = row.text_at("tool") else { return to.not_understood() };
    let source = row.text_at("source").unwrap_or_default();
    let is_heartbeat = |key: &str| row.text_at(key).is_some_and(|text| text.to_lowercase().contains("heartbeat"));
    if is_heartbeat("evidence") || is_heartbeat("tool") {
        return to.pass();
    }
    let surface = row.text_at("surface").unwrap_or("browser");
    let grade = match surface {
        // What a bridge reports is the target of a rule.
        _ if source.ends_with("_bridge") => SightingGrade::Mentioned,
        "cli" | "ide" | "desktop" => SightingGrade::Installed,
        "mcp" => SightingGrade::Configured,
        _ => SightingGrade::Active,
    };
    let rows = row.text_at("occurrence_count").and_then(|count| count.parse().ok()).unwrap_or(1);
    let see = |identity: Identity, label: &str, client: Option<&str>, marks, to: &mut Collector<'_>| {
        to.see(Seen {
            is_server: client.is_some(),
            label: Some(label),
            client,
            account: row.text_at("account_domain").map(str::to_lowercase).as_deref(),
            marks,
            device: row.any(&["device_name", "device"]).text(),
            person: row.text_at("user"),
            day: row.text_at("reported_at").and_then(day_of),
            anyway: true,
            rows,
            ..Seen::new(identity, grade)
        });
    };
    // On this surface the tool is a client, and behind it stand the labels of its servers.
    if let Some((client, servers)) = tool.split_once("-mcp:").filter(|_| surface == "mcp") {
        for server in servers.split(',').map(str::trim) {
            match Identity::name(server) {
                Some(identity) => see(identity, server, Some(client), vec![SightingMark::NameOnly], to),
                None => to.not_understood(),
            }
        }
        return;
    }
    // What a person pasted into is a host.
    if let Some(identity) = Identity::host(tool) {
        return see(identity, tool, None, Vec::new(), to);
    }
    match Identity::name(tool) {
        Some(identity) => see(identity, tool, None, vec![SightingMark::NameOnly], to),
        None => to.not_understood(),
    }
}
