//! Which tools there are, by their identities.

use std::collections::{BTreeMap, BTreeSet};

use crate::tool::Tool;

use super::words::{ItemNames, Words};
use super::{Identifier, Identity};

/// Which tools have an identity.
type Holders = BTreeMap<Identity, BTreeSet<String>>;

/// The tools of register and catalogue, by their identities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    this: Holders,
    below: Holders,
    beginnings: Holders,
    like: Holders,
    words: Words,
}

/// What something may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The tools, each with its identity that matched.
    pub tools: BTreeMap<String, Identity>,
}

impl Found {
    /// The tool that it is; nothing where it may be several, as behind a host that they share.
    #[must_use]
    pub fn one(&self) -> Option<&str> {
        let mut ids = self.tools.keys();
        ids.next().filter(|_| self.tools.len() == 1).map(String::as_str)
    }

    /// Whether several tools share what was found.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.tools.len() > 1
    }
}

impl Index {
    /// Adds a tool.
    pub fn add(&mut self, id: &str, tool: &Tool) {
        for mark in Identifier::of(tool) {
            let holders = match &mark {
                Identifier::This(_) => &mut self.this,
                Identifier::Below(_) => &mut self.below,
                Identifier::Beginning(_) => &mut self.beginnings,
                Identifier::Like(_) => &mut self.like,
            };
            holders.entry(mark.identity().clone()).or_default().insert(id.to_owned());
        }
        self.words.add(id, tool);
    }

    /// The tools that something is: by exactly this identity, by one that it lies below, or by how it
    /// begins. A name is looked for as people write it.
    #[must_use]
    pub fn find(&self, identity: &Identity) -> Found {
        let mut found = Found::default();
        let mut take = |holders: &Holders, key: &Identity| {
            for id in holders.get(key).into_iter().flatten() {
                found.tools.entry(id.clone()).or_insert_with(|| key.clone());
            }
        };
        take(&self.this, identity);
        for above in above(identity) {
            take(&self.below, &above);
        }
        match identity {
            Identity::Model(name) => {
                for name in without_owner(name) {
                    take(&self.this, &Identity::Model(name.to_owned()));
                    for beginning in self.beginnings.keys() {
                        if matches!(beginning, Identity::Model(beginning) if name.starts_with(beginning.as_str())) {
                            take(&self.beginnings, beginning);
                        }
                    }
                }
            }
            Identity::Host(host) => {
                for pattern in self.like.keys() {
                    if matches!(pattern, Identity::Host(pattern) if is_like(host, pattern)) {
                        take(&self.like, pattern);
                    }
                }
            }
            Identity::McpCommand(words) => {
                for (known, ids) in &self.this {
                    if matches!(known, Identity::McpCommand(pattern) if begins_like(words, pattern)) {
                        for id in ids {
                            found.tools.entry(id.clone()).or_insert_with(|| known.clone());
                        }
                    }
                }
            }
            Identity::Name(name) => {
                for id in self.words.named(name) {
                    found.tools.entry(id).or_insert_with(|| identity.clone());
                }
            }
            _ => {}
        }
        found
    }

    /// The tools that a text in a list of people may mean: an id, a name, a package, a program, a host.
    /// It is for questions where one tool too many does no harm.
    #[must_use]
    pub fn named(&self, text: &str) -> BTreeSet<String> {
        self.words.named(text)
    }

    /// The tools that something with these names may be; as widely as `named`.
    #[must_use]
    pub fn called(&self, names: &ItemNames) -> BTreeSet<String> {
        self.words.tools(names)
    }
}

/// What something lies below, itself first.
fn above(identity: &Identity) -> Vec<Identity> {
    match identity {
        Identity::Host(host) => {
            let starts = std::iter::once(0).chain(host.match_indices('.').map(|(at, _)| at + 1));
            starts.map(|at| Identity::Host(host[at..].to_owned())).collect()
        }
        Identity::McpUrl(url) => {
            let from = url.find("://").map_or(0, |at| at + 3);
            let ends = url[from..].match_indices('/').map(|(at, _)| from + at).chain([url.len()]);
            ends.map(|end| Identity::McpUrl(url[..end].to_owned())).collect()
        }
        Identity::File(path) => {
            let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
            ends.map(|end| Identity::File(path[..end].to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// A model's name, and the same without who offers it, region and all: `eu.anthropic.claude-x`,
/// `openrouter/anthropic/claude-x`.
fn without_owner(name: &str) -> Vec<&str> {
    let mut names = vec![name];
    names.extend(name.match_indices(['/', '.', ':']).map(|(at, _)| &name[at + 1..]));
    names
}

/// Whether a host is like a pattern, in which `*` stands for one or more labels.
fn is_like(host: &str, pattern: &str) -> bool {
    fn labels(host: &[&str], pattern: &[&str]) -> bool {
        match pattern {
            [] => host.is_empty(),
            ["*", rest @ ..] => (1..=host.len()).any(|taken| labels(&host[taken..], rest)),
            [label, rest @ ..] => host.first() == Some(label) && labels(&host[1..], rest),
        }
    }
    let (host, pattern) = (host.split('.').collect::<Vec<_>>(), pattern.split('.').collect::<Vec<_>>());
    labels(&host, &pattern)
}

/// Whether words begin as a pattern says, in which words in capitals stand for arguments.
fn begins_like(words: &[String], pattern: &[String]) -> bool {
    let is_argument = |word: &str| word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase);
    let fixed = pattern.iter().take_while(|word| !is_argument(word)).count();
    words.len() >= fixed && words.iter().zip(&pattern[..fixed]).all(|(word, wanted)| word == wanted)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn index() -> Index {
        let mut index = Index::default();
        let mut add = |id: &str, identifiers: &[(&str, &[&str])]| {
            let identifiers: BTreeMap<String, Vec<String>> = identifiers
                .iter()
                .map(|(kind, values)| ((*kind).to_owned(), values.iter().map(|value| (*value).to_owned()).collect()))
                .collect();
            index.add(id, &Tool { identifiers, ..Tool::default() });
        };
        add(
            "editor",
            &[("npm", &["editor"]), ("domains", &[".editor.example", "api.shared.example"]), ("binaries", &["ed"])],
        );
        add("other", &[("domains", &["api.shared.example"]), ("domain-patterns", &["run.*.cloud.example"])]);
        add(
            "server",
            &[("urls", &["https://mcp.x.example/v1"]), ("commands", &["python -m serve DIR", "npx -y serve-mcp"])],
        );
        add("model", &[("model-prefixes", &["acme-"]), ("purl", &["pkg:huggingface/Acme/Other-8B"])]);
        add("files", &[("repo-paths", &[".files/", "FILES.md"])]);
        index
    }

    #[test]
    fn a_tool_is_found_by_its_own_identities_and_by_nothing_like_them() {
        let index = index();
        for (identity, expected) in [
            (Identity::package("npm", "Editor"), "editor"),
            (Identity::package("hackage", "editor"), ""),
            (Identity::command("/usr/bin/ed"), "editor"),
            (Identity::command("edit"), ""),
            (Identity::host("a.b.editor.example"), "editor"),
            (Identity::host("noteditor.example"), ""),
            (Identity::host("api.shared.example"), "editor other"),
            (Identity::host("x.api.shared.example"), ""),
            (Identity::host("run.eu.west.cloud.example"), "other"),
            (Identity::host("run.cloud.example"), ""),
            (Identity::mcp_url("https://mcp.x.example/v1/tools?k=1"), "server"),
            (Identity::mcp_url("https://mcp.x.example/v10"), ""),
            (Some(Identity::McpCommand(vec!["python".into(), "-m".into(), "serve".into(), "/x".into()])), "server"),
            (Some(Identity::McpCommand(vec!["python".into(), "-m".into(), "served".into()])), ""),
            (Identity::package("npm", "serve-mcp"), "server"),
            (Identity::model("openrouter/acme/ACME-9:free"), "model"),
            (Identity::model("notacme-9"), ""),
            (Identity::model("acme/other-8b"), "model"),
            (Identity::file("./.files/settings.json"), "files"),
            (Identity::file("FILES.md"), "files"),
            (Identity::file("FILES.md/x"), ""),
            (Identity::name("Editor"), "editor"),
        ] {
            let identity = identity.unwrap();
            let found = index.find(&identity);
            assert_eq!(found.tools.keys().cloned().collect::<Vec<_>>().join(" "), expected, "{identity:?}");
            assert_eq!(found.is_shared(), expected.contains(' '));
            assert_eq!(found.one().unwrap_or_default(), if found.is_shared() { "" } else { expected });
        }
    }
}
