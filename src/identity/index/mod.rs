//! Which tools there are, by their identities.

use std::collections::{BTreeMap, BTreeSet};

use crate::tool::Tool;
use crate::tool::catalogue::{CatalogueEntry, DomainScope};

use super::table::IdentityTable;
use super::words::{self, ItemNames};
use super::{Identifier, Identity, held};

/// The tools of register and catalogue, by their identities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    table: IdentityTable,
}

/// What something may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The tools, each with its identity that matched.
    pub tools: BTreeMap<String, Identity>,
    /// What the identity proves: a host may be that of a whole product, or of several tools.
    pub scope: DomainScope,
    /// The tools that it looks like, and is not or need not be: the catalogue says that others have this name.
    pub collisions: BTreeSet<String>,
}

impl Found {
    /// The tool that it is; nothing where it may be several, as behind a host that they share.
    #[must_use]
    pub fn one(&self) -> Option<&str> {
        let mut ids = self.tools.keys();
        let first = ids.next().filter(|_| self.scope == DomainScope::Tool && self.collisions.is_empty());
        first.filter(|_| self.tools.len() == 1).map(String::as_str)
    }

    /// Whether several tools share what was found.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.tools.len() > 1 || self.scope == DomainScope::Shared
    }

    fn take<'a>(&mut self, holders: impl Iterator<Item = &'a str>, by: &Identity) {
        for holder in holders {
            let (id, scope) = held(holder);
            self.scope = self.scope.max(scope);
            self.tools.entry(id.to_owned()).or_insert_with(|| by.clone());
        }
    }
}

/// The keys of the table: what kind of key, then the identity with its kind.
fn key(reach: char, identity: &Identity) -> String {
    format!("{reach} {} {identity}", identity.kind().as_str())
}

const THIS: char = '=';
const BELOW: char = '>';
const BEGINNING: char = '^';
const LIKE: char = '~';
const COLLISION: char = '!';
const SHARED: char = '&';

impl Index {
    /// The tools of the catalogue.
    #[must_use]
    pub fn of_catalogue() -> Self {
        Self { table: IdentityTable::bundled() }
    }

    /// The same, made of its entries and of the paths that several of them read.
    #[must_use]
    pub fn of(known: &[CatalogueEntry], shared: &[(String, Vec<String>)]) -> Self {
        let mut index = Self::default();
        for entry in known {
            index.insert(&entry.id, &entry.tool, entry.domain_scope);
            words::restrict(&mut index.table, entry);
            let own: Vec<Identifier> = Identifier::of(&entry.tool);
            let others = entry.collisions.iter().flat_map(|text| collisions(text));
            // A remark may speak of the tool's own packages as well; a program's name is shared for good.
            for other in others.filter(|other| {
                matches!(other, Identity::Command(_)) || !own.contains(&Identifier::This(other.clone()))
            }) {
                index.table.add(key(COLLISION, &other), &entry.id);
            }
        }
        for (path, readers) in shared {
            let readers = readers.iter().filter(|id| known.iter().any(|entry| entry.id == **id));
            if let Some(path) = Identity::file(path) {
                readers.for_each(|id| index.table.add(key(SHARED, &path), id));
            }
        }
        index
    }

    /// Adds a tool of a register.
    pub fn add(&mut self, id: &str, tool: &Tool) {
        self.insert(id, tool, DomainScope::Tool);
    }

    fn insert(&mut self, id: &str, tool: &Tool, scope: DomainScope) {
        for identifier in Identifier::of(tool) {
            let reach = match &identifier {
                Identifier::This(_) => THIS,
                Identifier::Below(_) => BELOW,
                Identifier::Beginning(_) => BEGINNING,
                Identifier::Like(_) => LIKE,
            };
            let is_host = matches!(identifier.identity(), Identity::Host(_)) && scope != DomainScope::Tool;
            let holder = if is_host { format!("{id}/{}", scope.as_str()) } else { id.to_owned() };
            self.table.add(key(reach, identifier.identity()), &holder);
        }
        words::add(&mut self.table, id, tool);
    }

    /// What was added, in the form of the catalogue's own table.
    #[must_use]
    pub fn lines(&self) -> String {
        self.table.lines()
    }

    /// The tools that something is: by exactly this identity, by one that it lies below, or by how it
    /// begins. Of models, addresses and files the nearest counts, of hosts every tool that names one above.
    /// A name is looked for as people write it.
    #[must_use]
    pub fn find(&self, identity: &Identity) -> Found {
        let mut found = Found::default();
        match identity {
            Identity::Host(host) => {
                found.take(self.table.get(&key(THIS, identity)), identity);
                for above in above(identity) {
                    found.take(self.table.get(&key(BELOW, &above)), &above);
                }
                for (like, pattern) in self.values(LIKE, identity) {
                    if is_like(host, pattern) {
                        found.take(self.table.get(like), &Identity::Host(pattern.to_owned()));
                    }
                }
            }
            Identity::Model(name) => {
                found = self.find_models(&[name.as_str()]);
            }
            Identity::McpCommand(words) => {
                for (known, pattern) in self.values(THIS, identity) {
                    let pattern: Vec<&str> = pattern.split(' ').collect();
                    if begins_like(words, &pattern) {
                        found.take(self.table.get(known), identity);
                    }
                }
            }
            Identity::McpUrl(_) | Identity::File(_) => {
                found.take(self.table.get(&key(THIS, identity)), identity);
                for above in above(identity).into_iter().rev() {
                    if !found.tools.is_empty() {
                        break;
                    }
                    found.take(self.table.get(&key(BELOW, &above)), &above);
                    let shared: Vec<&str> = self.table.get(&key(SHARED, &above)).collect();
                    if !shared.is_empty() {
                        found.take(shared.into_iter(), &above);
                        found.scope = DomainScope::Shared;
                    }
                }
            }
            Identity::Name(name) => {
                for id in words::named(&self.table, name) {
                    found.tools.entry(id).or_insert_with(|| identity.clone());
                }
            }
            _ => found.take(self.table.get(&key(THIS, identity)), identity),
        }
        found.collisions = self.table.get(&key(COLLISION, identity)).map(str::to_owned).collect();
        found
    }

    /// What a model is that is called so in several ways: by one of its names, else by how they begin;
    /// with its owner or without.
    fn find_models(&self, names: &[&str]) -> Found {
        let mut found = Found::default();
        let all = || names.iter().flat_map(|name| without_owner(name));
        for name in all() {
            let identity = Identity::Model(name.to_owned());
            found.take(self.table.get(&key(THIS, &identity)), &identity);
        }
        if !found.tools.is_empty() {
            return found;
        }
        let beginnings = self.values(BEGINNING, &Identity::Model(String::new()));
        for name in all() {
            for (key, beginning) in beginnings.iter().filter(|(_, beginning)| name.starts_with(beginning)) {
                found.take(self.table.get(key), &Identity::Model((*beginning).to_owned()));
            }
        }
        found
    }

    /// The keys for a kind of identity, with what stands in each.
    fn values(&self, reach: char, of_kind: &Identity) -> Vec<(&str, &str)> {
        let start = format!("{reach} {} ", of_kind.kind().as_str());
        self.table.beginning(&start).into_iter().map(|key| (key, &key[start.len()..])).collect()
    }

    /// The tools that a text in a list of people may mean: an id, a name, any identity. It is for
    /// questions where one tool too many does no harm.
    #[must_use]
    pub fn named(&self, text: &str) -> BTreeSet<String> {
        let text = text.trim();
        let is_url = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:"));
        let mut called = ItemNames::default();
        if is_url {
            called.urls.push(text.to_owned());
        } else {
            called.names.push(text.to_owned());
            called.addresses.push(text.to_owned());
        }
        let mut found = self.called(&called);
        let Some(model) = Identity::model(text).filter(|_| !is_url) else { return found };
        if found.is_empty() {
            found.extend(self.find(&model).tools.into_keys());
        }
        // `qwen` is a program, and how the names of models begin.
        found.extend(self.table.get(&key(BEGINNING, &model)).map(str::to_owned));
        found
    }

    /// The tools that something with these names may be; as widely as `named`.
    #[must_use]
    pub fn called(&self, called: &ItemNames) -> BTreeSet<String> {
        let mut found = words::tools(&self.table, called);
        let mut take = |identity: Option<Identity>| {
            found.extend(identity.into_iter().flat_map(|identity| self.find(&identity).tools.into_keys()));
        };
        let mut models = Vec::new();
        for identity in called.urls.iter().filter_map(|url| Identity::of_package_url(url)) {
            match identity {
                Identity::Model(name) => models.push(name),
                other => take(Some(other)),
            }
        }
        for address in &called.addresses {
            take(Identity::host(address));
            take(Identity::mcp_url(address));
        }
        // What a package is, its package URL says.
        let names: &[String] = if called.urls.is_empty() { &called.names } else { &[] };
        for name in names {
            take(Identity::browser_extension(name));
            take(Identity::jetbrains_plugin(name));
            take(Identity::editor_extension(name));
            take(Identity::app(name));
            take(Identity::client(name));
            take(Identity::image(name));
            take(Identity::mcp_url(name));
            if name.trim().contains(' ') {
                take(Identity::of_mcp_server(Some(name), &[], None).map(|launch| launch.identity));
            }
        }
        for path in names.iter().flat_map(|name| [name.clone(), format!("~/{}", name.trim())]) {
            let of_file = Identity::file(&path).map(|path| self.find(&path));
            let of_file = of_file.filter(|found| found.scope != DomainScope::Shared);
            found.extend(of_file.into_iter().flat_map(|found| found.tools.into_keys()));
        }
        models.extend(called.models.iter().map(|name| name.trim().to_lowercase()));
        let models: Vec<&str> = models.iter().map(String::as_str).collect();
        found.extend(self.find_models(&models).tools.into_keys());
        found
    }
}

/// What a remark about other things names: packages as `npm:NAME`, programs as `binary q`.
fn collisions(text: &str) -> Vec<Identity> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(['(', ')', ',', ';', ':', '"', '`']);
        let package = word.split_once(':').filter(|(ecosystem, _)| matches!(*ecosystem, "npm" | "pypi"));
        found.extend(package.and_then(|(ecosystem, name)| Identity::package(ecosystem, name)));
    }
    for before in ["binary `", "process `"] {
        let named = text.split_once(before).and_then(|(_, rest)| rest.split('`').next());
        found.extend(named.and_then(Identity::command));
    }
    found
}

/// What something lies below, from the widest to itself; of a host from itself to the widest.
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

/// Whether a host is like a pattern, in which `*` stands for one or more labels, or for a part of one.
fn is_like(host: &str, pattern: &str) -> bool {
    fn labels(host: &[&str], pattern: &[&str]) -> bool {
        match pattern {
            [] => host.is_empty(),
            ["*", rest @ ..] => (1..=host.len()).any(|taken| labels(&host[taken..], rest)),
            [label, rest @ ..] => host.first().is_some_and(|first| like(first, label)) && labels(&host[1..], rest),
        }
    }
    fn like(label: &str, pattern: &str) -> bool {
        pattern.split_once('*').map_or(label == pattern, |(start, end)| {
            label.len() > start.len() + end.len() && label.starts_with(start) && label.ends_with(end)
        })
    }
    let (host, pattern) = (host.split('.').collect::<Vec<_>>(), pattern.split('.').collect::<Vec<_>>());
    labels(&host, &pattern)
}

/// Whether words begin as a pattern says, in which words in capitals stand for arguments.
fn begins_like(words: &[String], pattern: &[&str]) -> bool {
    let is_argument = |word: &&&str| word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase);
    let fixed = pattern.iter().take_while(|word| !is_argument(word)).count();
    words.len() >= fixed && words.iter().zip(&pattern[..fixed]).all(|(word, wanted)| word == wanted)
}

#[cfg(test)]
mod tests;
