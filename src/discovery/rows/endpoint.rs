//! What programs on devices report: Fleet's table of AI tools, and rows of osquery.

use crate::date::Day;
use crate::discovery::collect::{Collector, Seen, day_of};
use crate::discovery::tree::{self, Tree};
use crate::discovery::{SightingGrade, SightingMark};
use crate::identity::Identity;

/// A row of Fleet's `ai_tools`. That it is there says that Fleet thinks it is AI.
pub(super) fn fleet(row: &Tree, device: Option<&str>, to: &mut Collector<'_>) {
    if row.line > 0 {
        to.line = row.line;
    }
    let text = |key: &str| row.text_at(key);
    // A text that is JSON itself.
    let detail = text("detail").and_then(|detail| tree::json(detail).ok()).unwrap_or_default();
    let runs = row.get("running").flag() == Some(true);
    let (identifier, name, source) = (text("identifier").unwrap_or_default(), text("name"), text("source"));
    let mut marks = Vec::new();
    let mut version = text("version").map(str::to_owned);
    let mut anyway = true;
    let (identity, grade) = match text("type").unwrap_or_default() {
        "mcp_server" => {
            // What the row calls it is a label; what it is stands in its address or its command.
            let args = detail.text_at("args").and_then(|args| tree::json(args).ok()).unwrap_or_default().texts();
            let launch = Identity::of_mcp_server(detail.text_at("command"), &args, text("endpoint"));
            version = launch.as_ref().and_then(|launch| launch.version.clone()).or(version);
            if detail.get("enabled").flag() == Some(false) {
                marks.push(SightingMark::Disabled);
            }
            let identity = launch.map(|launch| launch.identity).or_else(|| label_alone(name, &mut marks));
            let runs = runs || matches!(detail.text_at("source_type"), Some("process" | "both"));
            (identity, if runs { SightingGrade::Active } else { SightingGrade::Configured })
        }
        "ide_plugins" if detail.text_at("editor_family").is_some_and(|family| family.contains("jetbrains")) => {
            (Identity::jetbrains_plugin(identifier), SightingGrade::Installed)
        }
        "ide_plugins" => (Identity::editor_extension(identifier), SightingGrade::Installed),
        "agents" => {
            // A candidate can be named after a folder.
            anyway = detail.text_at("kind") != Some("candidate");
            let binary = detail.text_at("binary").unwrap_or(identifier);
            (Identity::command(binary), if runs { SightingGrade::Active } else { SightingGrade::Installed })
        }
        "apps" => {
            let bundle = detail.text_at("bundle_id").and_then(Identity::app);
            let identity = bundle.or_else(|| label_alone(name, &mut marks));
            (identity, if runs { SightingGrade::Active } else { SightingGrade::Installed })
        }
        "browser_extension" => match Identity::browser_extension(identifier) {
            Some(identity) => (Some(identity), SightingGrade::Installed),
            None => return wrong_extension(identifier, to),
        },
        "agent_instruction" => (text("path").and_then(|path| of_path(path, to)), SightingGrade::Configured),
        // A remote address is a number, so that the name of the service is all there is.
        "sockets" => (label_alone(name, &mut marks), SightingGrade::Active),
        _ => (None, SightingGrade::Mentioned),
    };
    let Some(identity) = identity else { return to.not_understood() };
    to.see(Seen {
        is_server: text("type") == Some("mcp_server"),
        label: name,
        version: version.as_deref(),
        client: source.filter(|_| matches!(text("type"), Some("mcp_server" | "ide_plugins" | "browser_extension"))),
        marks,
        device: row.any(&["hostname", "host_hostname", "host"]).text().or(device),
        person: text("username"),
        anyway,
        ..Seen::new(identity, grade)
    });
}

fn label_alone(name: Option<&str>, marks: &mut Vec<SightingMark>) -> Option<Identity> {
    marks.push(SightingMark::NameOnly);
    name.and_then(Identity::name)
}

/// An id that no browser gives: lists with one matched nothing, and nobody noticed.
pub(super) fn wrong_extension(id: &str, to: &mut Collector<'_>) {
    let length = id.chars().count();
    to.remark(format!("`{id}` is not an extension id: {length} characters, where Chromium has 32 letters a to p"));
    to.not_understood();
}

/// A path that a tool leaves below a home or in a repository. Whose home it is, and what else lies on the
/// way, is nobody's business.
fn of_path(path: &str, to: &Collector<'_>) -> Option<Identity> {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let home = parts.iter().position(|part| matches!(*part, "home" | "Users"));
    let below = match home {
        Some(at) => parts.get(at + 2..).unwrap_or_default(),
        None if parts.first() == Some(&"root") => &parts[1..],
        None => &[],
    };
    let in_home = Identity::file(&format!("~/{}", below.join("/"))).filter(|file| to.knows(file));
    let mut in_repository = (0..parts.len()).filter_map(|from| Identity::file(&parts[from..].join("/")));
    in_home.or_else(|| in_repository.find(|file| to.knows(file))).or_else(|| Identity::file(parts.last()?))
}

/// Whether a row has the columns of a query that is known.
pub(super) fn is_osquery_row(row: &Tree) -> bool {
    let all = |keys: &[&str]| keys.iter().all(|key| row.has(key));
    // A table of AI tools has columns of both; what it says of itself counts.
    (all(&["bundle_identifier", "path"])
        || all(&["cmdline", "pid"])
        || all(&["identifier", "name", "version", "path"])
        || all(&["vscode_edition", "name"])
        || all(&["name", "version", "path", "type"])
        || all(&["name", "version", "directory"])
        || all(&["image", "started_at"])
        || all(&["config_kind", "path"])
        || all(&["process_category", "port"])
        || all(&["ai_tool", "cache_path"]))
        && !row.has("detail")
}

/// A line of a result log, or a bare row.
pub(super) fn osquery(row: &Tree, to: &mut Collector<'_>) {
    if !row.has("hostIdentifier") {
        return osquery_row("", row, None, None, to);
    }
    // The name of a query is that of its pack with an id behind it.
    let query = row.text_at("name").unwrap_or_default();
    let device = row.text_at("hostIdentifier");
    let day = row.text_at("unixTime").and_then(day_of);
    if row.has("columns") {
        return match row.text_at("action") {
            // The opposite of a finding.
            Some("removed") => to.pass(),
            _ => osquery_row(query, row.get("columns"), device, day, to),
        };
    }
    row.get("snapshot").items().iter().for_each(|inner| osquery_row(query, inner, device, day, to));
}

fn osquery_row(query: &str, row: &Tree, device: Option<&str>, day: Option<Day>, to: &mut Collector<'_>) {
    // Command lines and arguments of programs can hold keys, and are not looked at.
    let has = |key: &str| row.has(key);
    let named = |part: &str| query.contains(part);
    let name = row.any(&["name", "package.name", "process.name"]).text();
    let path = row.any(&["path", "process.executable"]).text();
    let package = |ecosystem: &str| name.and_then(|name| Identity::package(ecosystem, name));
    let mut client = None;
    let (identity, grade) = if has("env_key") {
        return to.pass();
    } else if has("bundle_identifier") {
        (row.text_at("bundle_identifier").and_then(Identity::app), SightingGrade::Installed)
    } else if has("vscode_edition") || named("vscode_extensions") {
        client = row.text_at("vscode_edition");
        (name.and_then(Identity::editor_extension), SightingGrade::Installed)
    } else if has("identifier") {
        let id = row.text_at("identifier").unwrap_or_default();
        client = row.text_at("browser_type");
        match Identity::browser_extension(id) {
            Some(identity) => (Some(identity), SightingGrade::Installed),
            None => return wrong_extension(id, to),
        }
    } else if has("config_kind") || named("config_files") {
        (path.and_then(|path| of_path(path, to)), SightingGrade::Configured)
    } else if has("pid") || has("process.pid") || has("port") {
        (path.or(name).and_then(Identity::command), SightingGrade::Active)
    } else if has("image") {
        (row.text_at("image").and_then(Identity::image), SightingGrade::Active)
    } else if named("homebrew") || path.is_some_and(|path| path.contains("/Cellar/") || path.contains("/Caskroom/")) {
        (package("brew"), SightingGrade::Installed)
    } else if named("npm") || (has("directory") && has("description")) {
        (package("npm"), SightingGrade::Installed)
    } else if named("python") || (has("directory") && has("summary")) {
        (package("pypi"), SightingGrade::Installed)
    } else if has("ai_tool") || has("tool") {
        (row.any(&["ai_tool", "tool"]).text().and_then(Identity::name), SightingGrade::Installed)
    } else {
        (name.and_then(Identity::name), SightingGrade::Installed)
    };
    let Some(identity) = identity else { return to.not_understood() };
    let marks = if matches!(identity, Identity::Name(_)) { vec![SightingMark::NameOnly] } else { Vec::new() };
    let version = row.any(&["version", "package.version"]).text();
    to.see(Seen { version, client, marks, device, person: row.text_at("username"), day, ..Seen::new(identity, grade) });
}
