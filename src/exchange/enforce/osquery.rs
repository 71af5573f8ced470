//! A pack for osquery: on which machines denied tools are installed or run. It reports and stops nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::identity::Identity;

use super::export::{Export, ExportOptions};
use super::rules::Rules;

/// A query: what it is called, what it says, which identities it looks for.
struct PackQuery {
    name: &'static str,
    /// With `{}` where the list of names stands.
    text: &'static str,
    platform: Option<&'static str>,
    interval: u32,
    wanted: fn(&Identity) -> Option<&str>,
}

const QUERIES: &[PackQuery] = &[
    PackQuery {
        name: "denied_editor_extensions",
        text: "SELECT u.username, e.name, e.version, e.path FROM users u JOIN vscode_extensions e USING (uid) WHERE lower(e.name) IN ({});",
        platform: None,
        interval: 3600,
        wanted: |identity| if let Identity::EditorExtension(id) = identity { Some(id) } else { None },
    },
    PackQuery {
        name: "denied_browser_extensions",
        text: "SELECT u.username, e.browser_type, e.name, e.identifier, e.version FROM users u JOIN chrome_extensions e USING (uid) WHERE e.identifier IN ({});",
        platform: None,
        interval: 3600,
        wanted: |identity| if let Identity::BrowserExtension(id) = identity { Some(id) } else { None },
    },
    PackQuery {
        name: "denied_npm_packages",
        text: "SELECT name, version, path FROM npm_packages WHERE lower(name) IN ({});",
        platform: None,
        interval: 3600,
        wanted: |identity| package(identity, "npm"),
    },
    PackQuery {
        name: "denied_python_packages",
        text: "SELECT name, version, path FROM python_packages WHERE replace(replace(lower(name), '_', '-'), '.', '-') IN ({});",
        platform: None,
        interval: 3600,
        wanted: |identity| package(identity, "pypi"),
    },
    PackQuery {
        name: "denied_homebrew_packages",
        text: "SELECT name, version, path FROM homebrew_packages WHERE lower(name) IN ({});",
        platform: Some("darwin"),
        interval: 3600,
        wanted: |identity| package(identity, "brew"),
    },
    PackQuery {
        name: "denied_apps",
        text: "SELECT name, bundle_identifier, bundle_short_version, path FROM apps WHERE lower(bundle_identifier) IN ({});",
        platform: Some("darwin"),
        interval: 3600,
        wanted: |identity| if let Identity::App(id) = identity { Some(id) } else { None },
    },
    PackQuery {
        name: "denied_processes",
        text: "SELECT pid, uid, name, path FROM processes WHERE lower(replace(name, '.exe', '')) IN ({});",
        platform: None,
        interval: 300,
        wanted: |identity| if let Identity::Command(name) = identity { Some(name) } else { None },
    },
];

fn package<'a>(identity: &'a Identity, of: &str) -> Option<&'a str> {
    match identity {
        Identity::Package(ecosystem, name) if ecosystem.as_str() == of => Some(name),
        _ => None,
    }
}

/// The file.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut queries = Map::new();
    for query in QUERIES {
        let mut names = BTreeSet::new();
        for tool in rules.denied() {
            for name in tool.identities.iter().filter_map(|identity| (query.wanted)(identity)) {
                names.insert(format!("'{}'", name.replace('\'', "''")));
                export.entry(format!("{}: {name}", query.name), tool, false);
            }
        }
        if names.is_empty() {
            continue;
        }
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let mut entry = json!({ "query": query.text.replace("{}", &names), "interval": query.interval });
        if let Some(platform) = query.platform {
            entry["platform"] = json!(platform);
        }
        entry["description"] = json!("Denied AI tools, by the decisions in force");
        queries.insert(query.name.to_owned(), entry);
    }
    export.json(&json!({ "queries": Value::Object(queries) }))
}
