//! Lock files of npm, Yarn, pnpm and Bun.

use crate::discovery::collect::Collector;
use crate::discovery::tree::Tree;

use super::package;

/// The package that a folder of `node_modules` holds.
fn of_folder(path: &str) -> Option<&str> {
    path.rsplit_once("node_modules/").map(|(_, name)| name).filter(|name| !name.is_empty())
}

/// A name and a version: `@scope/name@1.2(peer@2)`. The version is behind the last `@` that is not the first sign.
fn parted(text: &str) -> (&str, Option<&str>) {
    let text = text.split('(').next().unwrap_or(text);
    match text.char_indices().skip(1).find(|(_, sign)| *sign == '@') {
        Some((at, _)) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// `package-lock.json`: `packages` by folder from version 2 on, `dependencies` within each other before.
pub(in crate::discovery) fn npm(document: &Tree, to: &mut Collector<'_>) {
    if document.get("packages").is_table() {
        for (path, entry) in document.get("packages").entries() {
            to.line = entry.line;
            // The project itself, and folders of it.
            let Some(folder) = of_folder(path) else { continue };
            if entry.get("link").flag() == Some(true) {
                continue;
            }
            // Under another name than its own it says which it is.
            let name = entry.text_at("name").unwrap_or(folder);
            package("npm", name, entry.text_at("version"), to);
        }
        return;
    }
    dependencies(document.get("dependencies"), to);
}

fn dependencies(map: &Tree, to: &mut Collector<'_>) {
    for (name, entry) in map.entries() {
        to.line = entry.line;
        let version = entry.text_at("version");
        // Under another name: `npm:real@1.2`.
        match version.and_then(|version| version.strip_prefix("npm:")) {
            Some(real) => {
                let (name, version) = parted(real);
                package("npm", name, version, to);
            }
            None => package("npm", name, version, to),
        }
        dependencies(entry.get("dependencies"), to);
    }
}

/// `bun.lock`: lists that begin with `name@version`.
pub(in crate::discovery) fn bun(document: &Tree, to: &mut Collector<'_>) {
    for (key, entry) in document.get("packages").entries() {
        to.line = entry.line;
        let (name, version) = entry.items().first().and_then(Tree::text).map_or((key.as_str(), None), parted);
        package("npm", name, version, to);
    }
}

/// `pnpm-lock.yaml`: `/name/1.2`, `/name@1.2(peer)`, `name@1.2`, by its version.
pub(in crate::discovery) fn pnpm(document: &Tree, to: &mut Collector<'_>) {
    for (key, entry) in document.get("packages").entries() {
        to.line = entry.line;
        let bare = key.trim_start_matches('/');
        let (name, version) = match parted(bare) {
            (name, None) => name.rsplit_once('/').map_or((name, None), |(name, version)| (name, Some(version))),
            found => found,
        };
        package("npm", name, version, to);
    }
}

/// `yarn.lock`, in the form of its first version and of those since, line by line.
#[derive(Debug, Default)]
pub(in crate::discovery) struct YarnLines {
    /// The package whose lines are being read, until its version is found.
    name: Option<String>,
    at: usize,
}

impl YarnLines {
    pub(in crate::discovery) fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        if line.starts_with('#') {
            return;
        }
        if !line.starts_with(' ') {
            let first = line.trim_end_matches(':').split(", ").next().unwrap_or_default();
            let (name, range) = parted(first.trim_matches('"'));
            // Under another name: `other@npm:real@^1`; since version 2 every range begins so.
            let real = range.and_then(|range| range.strip_prefix("npm:")).filter(|rest| {
                let rest = rest.trim_start_matches('@');
                rest.contains('@') && rest.starts_with(|sign: char| sign.is_ascii_alphabetic())
            });
            let name = real.map_or(name, |real| parted(real).0);
            self.name = Some(name.to_owned()).filter(|name| !name.is_empty() && name != "__metadata");
            self.at = to.line;
            return;
        }
        let field = line.trim();
        let value =
            |key: &str| field.strip_prefix(key).map(|rest| rest.trim_start_matches(':').trim().trim_matches('"'));
        let Some(version) = value("version").filter(|_| line.starts_with("  ") && !line.starts_with("   ")) else {
            return;
        };
        if let Some(name) = self.name.take() {
            let line = std::mem::replace(&mut to.line, self.at);
            // A part of the project itself.
            if version != "0.0.0-use.local" {
                package("npm", &name, Some(version), to);
            }
            to.line = line;
        }
    }
}
