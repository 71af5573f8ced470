//! CycloneDX: the AI tools among the components of a bill of materials in JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::dossier::Asked;
use crate::gate::Request;
use crate::problem::{Code, Problem, Problems, Source};
use crate::tool::Tool;

use super::list::{Item, List, What};

/// How deep components may lie within each other.
const DEEPEST: usize = 64;

/// By what the tools of register and catalogue are recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Tools by a package: the ecosystem and the name in it, both as they are compared.
    packages: BTreeMap<(String, String), BTreeSet<String>>,
    /// Tools by the name of a package in any ecosystem.
    names: BTreeMap<String, BTreeSet<String>>,
    /// Tools by what other packages may be called, too: their own ids and names, programs and hosts.
    loose: BTreeMap<String, BTreeSet<String>>,
}

impl Known {
    /// Adds a tool.
    pub fn add(&mut self, id: &str, tool: &Tool) {
        let mut loose = |name: &str| {
            self.loose.entry(name.to_lowercase()).or_default().insert(id.to_owned());
        };
        loose(id);
        // An inventory of what is installed gives the name that people read, without what we add to it.
        for name in tool.name.iter().flat_map(|name| [Some(name.as_str()), name.split_once(" (").map(|(own, _)| own)]) {
            name.map(&mut loose);
        }
        for (kind, values) in &tool.identifiers {
            for value in values {
                let package = match kind.as_str() {
                    "binaries" | "domains" => {
                        loose(value);
                        continue;
                    }
                    "purl" => match package(value) {
                        Some(package) => package,
                        None => continue,
                    },
                    kind => of_kind(kind, value),
                };
                self.names.entry(package.name.clone()).or_default().insert(id.to_owned());
                self.packages.entry((package.ecosystem, package.name)).or_default().insert(id.to_owned());
            }
        }
    }

    /// The tools that a component is.
    fn tools(&self, component: &Component) -> BTreeSet<String> {
        let package = component.purl.as_deref().and_then(package);
        let names: Vec<String> = component.names().iter().map(|name| name.to_lowercase()).collect();
        let mut tools = BTreeSet::new();
        if let Some(package) = &package {
            let key = (package.ecosystem.clone(), package.name.clone());
            tools.extend(self.packages.get(&key).into_iter().flatten().cloned());
        }
        for name in &names {
            tools.extend(self.names.get(name).into_iter().flatten().cloned());
            // A package may be called like somebody's program: npm has a `q`, too.
            if package.as_ref().is_none_or(|package| !package.registered) {
                tools.extend(self.loose.get(name).into_iter().flatten().cloned());
            }
        }
        tools
    }
}

/// A package of some ecosystem.
struct Package {
    ecosystem: String,
    name: String,
    version: Option<String>,
    /// Whether the ecosystem is one in which a name belongs to one package.
    registered: bool,
}

/// A package by the key of `[identifiers]` that lists it.
fn of_kind(kind: &str, name: &str) -> Package {
    let ecosystem = match kind {
        "crates" => "cargo",
        "homebrew" => "brew",
        "vscode" => "vscode-extension",
        other => other,
    };
    Package { ecosystem: ecosystem.to_owned(), name: compared(ecosystem, name), version: None, registered: true }
}

/// A name as it is compared: no ecosystem minds capitals, and PyPI takes `-`, `_` and `.` for the same.
fn compared(ecosystem: &str, name: &str) -> String {
    let name = name.to_lowercase();
    if ecosystem == "pypi" { name.replace(['_', '.'], "-") } else { name }
}

/// Reads a package URL, `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH`.
fn package(purl: &str) -> Option<Package> {
    let (scheme, rest) = purl.trim().split_once(':')?;
    let rest = rest.split(['#', '?']).next()?.trim_matches('/');
    let (ecosystem, path) = rest.split_once('/').filter(|_| scheme.eq_ignore_ascii_case("pkg"))?;
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    // A scope may stand as it is, `@scope/name@1.0`: only an `@` within the last part begins the version.
    let version = path[last..].char_indices().skip(1).filter(|(_, c)| *c == '@').map(|(at, _)| last + at).last();
    let (path, version) = version.map_or((path, None), |at| (&path[..at], Some(decoded(&path[at + 1..]))));
    let ecosystem = match ecosystem.to_lowercase().as_str() {
        "homebrew" => "brew".to_owned(),
        "vscode" | "openvsx" => "vscode-extension".to_owned(),
        other => other.to_owned(),
    };
    // An extension's id joins publisher and name with a dot, as winget does.
    let path = if matches!(ecosystem.as_str(), "vscode-extension" | "winget") {
        path.replacen('/', ".", 1)
    } else {
        path.to_owned()
    };
    let registered = [
        "npm",
        "pypi",
        "cargo",
        "brew",
        "winget",
        "vscode-extension",
        "maven",
        "nuget",
        "gem",
        "golang",
        "deb",
        "rpm",
        "apk",
    ]
    .contains(&ecosystem.as_str());
    let name = compared(&ecosystem, &decoded(&path));
    Some(Package { ecosystem, name, version, registered })
}

/// A text with its `%XX` replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Deserialize)]
struct Bom<'a> {
    #[serde(rename = "bomFormat")]
    format: Option<String>,
    #[serde(borrow)]
    components: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Component<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    group: Option<String>,
    name: Option<String>,
    version: Option<String>,
    purl: Option<String>,
    #[serde(borrow)]
    components: Option<Vec<&'a RawValue>>,
}

impl Component<'_> {
    /// What it is called, with its group and without.
    fn names(&self) -> Vec<String> {
        let name = self.name.iter().filter(|name| !name.trim().is_empty()).cloned();
        let group = self.group.iter().filter(|group| !group.is_empty());
        let whole = group.zip(&self.name).map(|(group, name)| format!("{group}/{name}"));
        whole.chain(name).collect()
    }
}

/// Reads the components of a bill of materials that are AI tools.
pub(super) fn read(source: &Arc<Source>, known: &Known) -> List {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let mut reading = Reading { source, known, list: List::default() };
    let bom: Bom<'_> = match serde_json::from_str(text) {
        Ok(bom) => bom,
        Err(error) => {
            let item =
                reading.bad(0, Code::Syntax, &format!("the list is not JSON of the form that was expected: {error}"));
            reading.list.items.push(Item { line: error.line().max(1), column: error.column().max(1), ..item });
            return reading.list;
        }
    };
    if bom.format.as_deref() != Some("CycloneDX") {
        let item = reading.bad(0, Code::WrongType, "the file is no bill of materials: `bomFormat` is not `CycloneDX`");
        reading.list.items.push(item);
    }
    reading.components(bom.components.unwrap_or_default(), 1);
    reading.list
}

struct Reading<'a> {
    source: &'a Arc<Source>,
    known: &'a Known,
    list: List,
}

impl Reading<'_> {
    fn bad(&self, at: usize, code: Code, title: &str) -> Item {
        let end = self.source.text[at..].chars().next().map_or(at, |first| at + first.len_utf8());
        let problem = Problem::error(code, self.source, at..end, title)
            .help("give a CycloneDX bill of materials in JSON, as the tool that made it wrote it");
        self.item(at, What::Bad(None, Problems(vec![problem])))
    }

    fn item(&self, at: usize, what: What) -> Item {
        let (line, column) = self.source.line_column(at);
        Item { line, column, what }
    }

    fn components(&mut self, components: Vec<&RawValue>, depth: usize) {
        for raw in components {
            // The value was borrowed from the text, so its address tells its place.
            let at = (raw.get().as_ptr() as usize).saturating_sub(self.source.text.as_ptr() as usize);
            let component: Component<'_> = match serde_json::from_str(raw.get()) {
                Ok(component) => component,
                Err(error) => {
                    let item = self.bad(at, Code::WrongType, &format!("this is no component: {error}"));
                    self.list.items.push(item);
                    continue;
                }
            };
            self.component(&component, at);
            let within = component.components.unwrap_or_default();
            if depth >= DEEPEST && !within.is_empty() {
                let title = format!("components lie within each other more than {DEEPEST} deep");
                let item = self.bad(at, Code::TooLarge, &title);
                self.list.items.push(item);
                continue;
            }
            self.components(within, depth + 1);
        }
    }

    fn component(&mut self, component: &Component<'_>, at: usize) {
        let names = component.names();
        if names.is_empty() && component.purl.is_none() {
            let item = self.bad(at, Code::MissingKey, "this component has no name");
            self.list.items.push(item);
            return;
        }
        let tools = self.known.tools(component);
        let package = component.purl.as_deref().and_then(package);
        let version = component.version.clone().or_else(|| package.and_then(|package| package.version));
        let request = Request { client_version: version.filter(|version| !version.is_empty()), ..Request::default() };
        if tools.is_empty() {
            if component.kind.as_deref() == Some("machine-learning-model") {
                let name = names.into_iter().next().or_else(|| component.purl.clone()).unwrap_or_default();
                let item = self.item(at, What::Unknown(name));
                self.list.items.push(item);
            } else {
                self.list.others += 1;
            }
            return;
        }
        for tool in tools {
            let asked = Asked { tool, usage: None, request: request.clone() };
            let item = self.item(at, What::Asked(asked));
            self.list.items.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_package_urls_as_they_are_found() {
        for (purl, ecosystem, name, version) in [
            ("pkg:npm/%40anthropic-ai/claude-code@2.1.0", "npm", "@anthropic-ai/claude-code", Some("2.1.0")),
            ("pkg:npm/@anthropic-ai/claude-code", "npm", "@anthropic-ai/claude-code", None),
            ("PKG:PyPI/Claude_Agent.SDK@0.1?x=y#z", "pypi", "claude-agent-sdk", Some("0.1")),
            ("pkg:vscode/anthropic/claude-code@1", "vscode-extension", "anthropic.claude-code", Some("1")),
            ("pkg:huggingface/Qwen/Qwen3-8B@abc", "huggingface", "qwen/qwen3-8b", Some("abc")),
            ("pkg:generic/100%25/%zz%", "generic", "100%/%zz%", None),
        ] {
            let found = package(purl).unwrap();
            assert_eq!((found.ecosystem.as_str(), found.name.as_str()), (ecosystem, name));
            assert_eq!(found.version.as_deref(), version, "{purl}");
        }
        for text in ["", "pkg:", "pkg:npm", "http://npm/x", "npm/x"] {
            assert!(package(text).is_none(), "{text}");
        }
    }
}
