//! CycloneDX: packages, models, agents and MCP servers in a bill of materials, wherever in it they stand. A
//! bill says mentioned, not installed.

use crate::identity::{Identity, PackageUrl};

use super::collect::{Collector, Seen};
use super::tree::Tree;
use super::{SightingGrade, SightingMark};

/// The keys of a bill that count.
pub(super) const KEPT: &[&str] = &[
    "bomFormat",
    "components",
    "services",
    "metadata",
    "component",
    "type",
    "name",
    "group",
    "version",
    "purl",
    "properties",
    "value",
    "endpoints",
    "modelCard",
];
/// Words that stand where a version would, and are none.
const NO_VERSIONS: [&str; 4] = ["latest", "observed", "unknown", "none"];

/// Takes what a bill lists. What it is about, and what made it, is no part of it.
pub(super) fn read(bill: &Tree, to: &mut Collector<'_>) {
    parts(bill, to);
    parts(bill.get("metadata").get("component"), to);
}

fn parts(of: &Tree, to: &mut Collector<'_>) {
    for component in of.get("components").items() {
        part(component, to);
        parts(component, to);
    }
    // Services hang below components, too.
    for service in of.get("services").items() {
        to.line = service.line;
        self::service(service, to);
        parts(service, to);
    }
}

/// The values of a property, which may stand there more than once.
fn properties<'t>(of: &'t Tree, name: &'t str) -> impl Iterator<Item = &'t str> {
    let named = move |entry: &&'t Tree| entry.text_at("name") == Some(name);
    of.get("properties").items().iter().filter(named).filter_map(|entry| entry.text_at("value"))
}

fn version(of: &Tree) -> Option<&str> {
    of.text_at("version").filter(|version| !NO_VERSIONS.contains(version))
}

fn part(component: &Tree, to: &mut Collector<'_>) {
    to.line = component.line;
    let name = component.text_at("name");
    match properties(component, "agent-bom:type").next() {
        // A server or an agent is called as its client's file calls it; its command tells what it is.
        Some("mcp-server") => {
            let command = properties(component, "agent-bom:command").next();
            return server(name, command, std::iter::empty(), &[], to);
        }
        Some("ai-agent") => return named(component, name, true, to),
        // Not a model that anybody calls.
        Some("training-run") => return to.pass(),
        _ => {}
    }
    let is_model = component.text_at("type") == Some("machine-learning-model") || component.has("modelCard");
    if is_model {
        // The owner in its package URL is guessed from whoever serves it.
        let group = component.text_at("group");
        let whole = group.zip(name).map(|(group, name)| format!("{group}/{name}"));
        let readings = [whole.as_deref(), name].into_iter().flatten().filter_map(Identity::model);
        let mut readings: Vec<Identity> = readings.collect();
        let at = readings.iter().position(|model| to.knows(model)).unwrap_or_default();
        if readings.is_empty() {
            return to.not_understood();
        }
        return to.see(Seen {
            label: name,
            anyway: true,
            ..Seen::new(readings.swap_remove(at), SightingGrade::Mentioned)
        });
    }
    let url = component.text_at("purl");
    match url.and_then(Identity::of_package_url) {
        Some(identity) => {
            let of_url = url.and_then(PackageUrl::of).and_then(|package| package.version);
            let version = version(component).map(str::to_owned).or(of_url);
            to.see(Seen { version: version.as_deref(), ..Seen::new(identity, SightingGrade::Mentioned) });
        }
        None => named(component, name, false, to),
    }
}

/// Takes what has nothing but a name.
fn named(component: &Tree, name: Option<&str>, anyway: bool, to: &mut Collector<'_>) {
    let Some(identity) = name.and_then(Identity::name) else { return to.not_understood() };
    to.see(Seen {
        label: name,
        version: version(component),
        marks: vec![SightingMark::NameOnly],
        anyway,
        ..Seen::new(identity, SightingGrade::Mentioned)
    });
}

fn service(service: &Tree, to: &mut Collector<'_>) {
    let endpoints = service.get("endpoints").texts();
    let name = service.text_at("name");
    if service.text_at("group") == Some("mcp") || properties(service, "cdx:mcp:serviceType").next().is_some() {
        let command = properties(service, "cdx:mcp:command").next().filter(|command| *command != "configured");
        return server(name, command, properties(service, "cdx:mcp:packageRefs"), &endpoints, to);
    }
    let mut hosts = endpoints.iter().filter_map(|endpoint| Identity::host(endpoint)).peekable();
    if hosts.peek().is_none() {
        // That code calls somebody's service is said by its name alone.
        return named(service, name, false, to);
    }
    for host in hosts {
        to.see(Seen { label: name, ..Seen::new(host, SightingGrade::Mentioned) });
    }
}

/// Takes an MCP server: by its address, the packages that it is of, or its command.
fn server<'t>(
    label: Option<&str>,
    command: Option<&str>,
    packages: impl Iterator<Item = &'t str>,
    endpoints: &[String],
    to: &mut Collector<'_>,
) {
    let urls = endpoints.iter().filter_map(|endpoint| Identity::mcp_url(endpoint));
    let packages = packages.flat_map(|packages| packages.split(',')).filter_map(|name| match name.trim() {
        url if url.starts_with("pkg:") => Identity::of_package_url(url),
        name if command.is_some_and(|command| command.starts_with("uv") || command.starts_with("pipx")) => {
            Identity::package("pypi", name)
        }
        name => Identity::package("npm", name),
    });
    let mut found: Vec<(Identity, Option<String>)> = urls.chain(packages).map(|identity| (identity, None)).collect();
    if found.is_empty() {
        let launch = command.and_then(|command| Identity::of_mcp_server(Some(command), &[], None));
        found.extend(launch.map(|launch| (launch.identity, launch.version)));
    }
    let mut marks = Vec::new();
    if found.is_empty() {
        marks.push(SightingMark::NameOnly);
        found.extend(label.and_then(Identity::name).map(|name| (name, None)));
    }
    if found.is_empty() {
        return to.not_understood();
    }
    for (identity, version) in found {
        to.see(Seen {
            is_server: true,
            label,
            version: version.as_deref(),
            marks: marks.clone(),
            anyway: true,
            ..Seen::new(identity, SightingGrade::Mentioned)
        });
    }
}
