//! Where clients keep their configurations, and what lock files are called: for a folder that is looked
//! through. Which form a file has, its content alone says.

use std::path::Path;

use super::Discovery;

/// The ends of paths, with the client that keeps a configuration there; none where several read it.
const CONFIGURATIONS: &[(&str, Option<&str>)] = &[
    ("claude_desktop_config.json", Some("claude-desktop")),
    (".claude.json", Some("claude-code")),
    ("managed-mcp.json", Some("claude-code")),
    (".mcp.json", None),
    (".cursor/mcp.json", Some("cursor")),
    ("windsurf/mcp_config.json", Some("windsurf")),
    (".vscode/mcp.json", Some("vscode")),
    ("Code/User/mcp.json", Some("vscode")),
    ("Code/User/settings.json", Some("vscode")),
    ("github-copilot/intellij/mcp.json", Some("copilot-jetbrains")),
    (".copilot/mcp-config.json", Some("copilot-cli")),
    (".junie/mcp/mcp.json", Some("junie")),
    (".gemini/settings.json", Some("gemini-cli")),
    (".qwen/settings.json", Some("qwen-code")),
    (".agents/mcp_config.json", Some("antigravity")),
    (".gemini/config/mcp_config.json", Some("antigravity")),
    (".gemini/antigravity/mcp_config.json", Some("antigravity")),
    (".codex/config.toml", Some("codex")),
    ("opencode.json", Some("opencode")),
    ("zed/settings.json", Some("zed")),
    (".zed/settings.json", Some("zed")),
    (".kiro/settings/mcp.json", Some("kiro")),
    ("cline_mcp_settings.json", Some("cline")),
    ("mcp_settings.json", Some("roo-code")),
    (".roo/mcp.json", Some("roo-code")),
    (".continue/config.yaml", Some("continue")),
    ("goose/config.yaml", Some("goose")),
    (".hermes/config.yaml", Some("hermes")),
    ("amazonq/mcp.json", Some("amazon-q")),
    (".tabnine/mcp_servers.json", Some("tabnine")),
    ("openclaw.json", Some("openclaw")),
];

/// The names of lock files and bills of materials.
const LOCKS: [&str; 14] = [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "requirements.txt",
    "poetry.lock",
    "uv.lock",
    "pylock.toml",
    "Pipfile.lock",
    "Cargo.lock",
    "apm.lock.yaml",
    "bom.json",
    "sbom.json",
];

/// Whether parts are the end of a path.
fn ends(path: &[&str], end: &str) -> bool {
    let end: Vec<&str> = end.split('/').collect();
    path.ends_with(&end)
}

/// Whether a path below the folder is one that is read.
pub(super) fn is_inventory(below: &[String]) -> bool {
    let parts: Vec<&str> = below.iter().map(String::as_str).collect();
    let Some(name) = parts.last() else { return false };
    let is = |extension: &str| Path::new(name).extension().is_some_and(|found| found == extension);
    LOCKS.contains(name)
        || (name.contains(".cdx.") && is("json"))
        || (name.starts_with("requirements") && is("txt"))
        || CONFIGURATIONS.iter().any(|(end, _)| ends(&parts, end))
        || (parts.len() > 1 && parts[parts.len() - 2] == "mcpServers" && is("yaml"))
}

/// Says in which client something is configured, where the path says so and the file does not.
pub(super) fn set_client(inventory: &mut Discovery, path: &Path) {
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let client = CONFIGURATIONS.iter().find(|(end, _)| ends(&parts, end)).and_then(|(_, client)| *client);
    for sighting in &mut inventory.sightings {
        sighting.client = sighting.client.take().or_else(|| client.map(str::to_owned));
    }
}

/// The same for a file that somebody names.
pub fn name_client(inventory: &mut Discovery, path: &Path) {
    if inventory.form == super::InventoryForm::Mcp {
        set_client(inventory, path);
    }
}
