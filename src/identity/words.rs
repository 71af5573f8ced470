//! How tools are called in lists that people write: ids, names, packages, programs, hosts, in whatever
//! spelling. Who asks here would rather ask about one tool too many.

use std::collections::BTreeSet;

use crate::document::sheet::word;
use crate::document::writer::is_invisible;
use crate::tool::Tool;
use crate::tool::catalogue::CatalogueEntry;

use super::ecosystem::{Ecosystem, Telling};
use super::held;
use super::package_url::PackageUrl;
use super::table::IdentityTable;

/// The kinds of identifiers that are packages.
const PACKAGES: [&str; 9] = ["crates", "docker", "homebrew", "npm", "nuget", "purl", "pypi", "vscode", "winget"];
/// From how many characters on a name of one word is a tool's own, where no package tells it.
const OWN: usize = 6;
/// How many characters a name has that anybody may have taken.
const SHORT: usize = 2;
/// What stands among the types of package URLs of a tool that is a program as well.
const PROGRAM: &str = "*";

/// What something in a list is called.
#[derive(Clone, Debug, Default)]
pub struct ItemNames {
    /// Its names, in any spelling.
    pub names: Vec<String>,
    /// Its package URLs.
    pub urls: Vec<String>,
    /// Addresses that it has.
    pub addresses: Vec<String>,
    /// The models that it is.
    pub models: Vec<String>,
}

/// The names of packages, and those that nobody else has.
fn sure(key: &str) -> String {
    format!("s {key}")
}

/// What other things may be called, too: names of one word, programs.
fn loose(key: &str) -> String {
    format!("l {key}")
}

/// A package of an ecosystem, in whatever spelling.
fn spelt(ecosystem: &Ecosystem, key: &str) -> String {
    format!("e {ecosystem} {key}")
}

/// In which types of package URLs the names of a tool tell.
fn types(id: &str) -> String {
    format!("t {id}")
}

/// Adds what a tool is called.
pub(super) fn add(table: &mut IdentityTable, id: &str, tool: &Tool) {
    let packaged = tool.identifiers.keys().any(|kind| PACKAGES.contains(&kind.as_str()));
    let mut add = |of: fn(&str) -> String, key: String| {
        if !key.is_empty() {
            table.add(of(&key), id);
        }
    };
    // An inventory of what is installed gives the name that people read, without what we add to it.
    let names = tool.name.iter().flat_map(|name| [Some(name.as_str()), name.split_once(" (").map(|(own, _)| own)]);
    for name in names.flatten().chain([id]) {
        // What stands behind a slash in a name is a part of it, and no package.
        let key = key(&name.replace('/', " "));
        let own = key.contains('-') || tool.identifiers.is_empty() || (!packaged && key.chars().count() >= OWN);
        add(if own { sure } else { loose }, key);
    }
    for (kind, values) in &tool.identifiers {
        for value in values {
            if let Some((ecosystem, name)) = package(kind, value) {
                table.add(spelt(&ecosystem, &scoped(&name)), id);
            }
        }
    }
    let mut add = |of: fn(&str) -> String, key: String| {
        if !key.is_empty() {
            table.add(of(&key), id);
        }
    };
    for (kind, values) in &tool.identifiers {
        for value in values {
            match kind.as_str() {
                "binaries" | "windows-exe" => add(loose, key(value)),
                "purl" => {
                    let package = PackageUrl::of(value);
                    add(sure, scoped(package.as_ref().map_or(value, |package| &package.name)));
                }
                // Publisher and name are told apart by a dot here, elsewhere by a slash.
                "vscode" | "winget" => {
                    add(sure, key(value));
                    add(sure, key(&value.replacen('.', "/", 1)));
                }
                package if PACKAGES.contains(&package) => add(sure, scoped(value)),
                _ => {}
            }
        }
    }
}

/// The ecosystem and the name of what an identifier names, where that is a package.
fn package(kind: &str, value: &str) -> Option<(Ecosystem, String)> {
    match kind {
        "purl" => PackageUrl::of(value).map(|package| (package.ecosystem, package.name)),
        "vscode" => Some((Ecosystem::of(kind), value.replacen('.', "/", 1))),
        package if PACKAGES.contains(&package) => Some((Ecosystem::of(package), value.to_owned())),
        _ => None,
    }
}

/// Keeps in which ecosystems the names of a known tool tell; in others they are somebody else's.
pub(super) fn restrict(table: &mut IdentityTable, entry: &CatalogueEntry) {
    let Some(listed) = &entry.purl_types else { return };
    let is_program = entry.tool.identifiers.contains_key("binaries");
    let program = is_program.then_some(PROGRAM);
    // A tool without any has a line, too.
    for word in listed.iter().map(String::as_str).chain(program).chain(["-"]) {
        table.add(types(&entry.id), word);
    }
}

/// Whether a name tells a tool in an ecosystem. Of what nobody knows more than a name, it does.
fn tells_in(table: &IdentityTable, id: &str, ecosystem: &Ecosystem, key: &str) -> bool {
    let listed: Vec<&str> = table.get(&types(id)).collect();
    let is_program = listed.contains(&PROGRAM);
    listed.is_empty()
        || match ecosystem.telling() {
            Telling::OwnNames => false,
            Telling::NotShort => is_program || listed.contains(&ecosystem.as_str()),
            Telling::All => is_program || key.contains(['-', '/']) || key.chars().count() >= OWN,
        }
}

/// The tools that are called so.
pub(super) fn named(table: &IdentityTable, name: &str) -> BTreeSet<String> {
    tools(table, &ItemNames { names: vec![name.to_owned()], ..ItemNames::default() })
}

/// The tools that something may be by what it is called.
pub(super) fn tools(table: &IdentityTable, called: &ItemNames) -> BTreeSet<String> {
    let packages: Vec<PackageUrl> = called.urls.iter().filter_map(|url| PackageUrl::of(url)).collect();
    let of = packages.iter().map(|package| &package.ecosystem).max_by_key(|ecosystem| ecosystem.telling() as u8);
    let of_packages = packages.iter().flat_map(|package| {
        let last = if package.name.starts_with('@') { "" } else { package.last() };
        [package.name.as_str(), last]
    });
    let names = called.names.iter().map(String::as_str).chain(of_packages);
    let mut found = BTreeSet::new();
    for package in &packages {
        for key in keys(&package.name) {
            found.extend(table.get(&spelt(&package.ecosystem, &key)).map(str::to_owned));
        }
    }
    for name in names {
        for key in keys(name) {
            let mut take = |kind: fn(&str) -> String, key: &str| {
                let ids = table.get(&kind(key));
                let ids = ids.filter(|id| of.is_none_or(|ecosystem| tells_in(table, id, ecosystem, key)));
                found.extend(ids.map(str::to_owned));
            };
            // An image is called `somebody/ollama`; a package of npm has its scope in its name.
            let last = if key.starts_with('@') { "" } else { key.rsplit('/').next().unwrap_or_default() };
            let tells = match of.map_or(Telling::All, Ecosystem::telling) {
                Telling::All => true,
                Telling::NotShort => last.chars().count() > SHORT,
                Telling::OwnNames => false,
            };
            take(sure, &key);
            if key.contains('/') && !key.starts_with('@') {
                // Not everybody writes the sign of a scope.
                take(sure, &format!("@{key}"));
            }
            if tells {
                take(sure, last);
                take(loose, &key);
                take(loose, last);
                found.extend(at(table, name));
            }
        }
    }
    found.extend(called.addresses.iter().flat_map(|address| at(table, address)));
    found
}

/// The tools behind an address or a host, or behind one that it lies below: here every host stands for
/// all below it.
fn at(table: &IdentityTable, address: &str) -> BTreeSet<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let host = host.trim().trim_matches('.').to_lowercase();
    let mut found = BTreeSet::new();
    let mut below = host.as_str();
    while below.contains('.') {
        for reach in ["=", ">"] {
            found.extend(table.get(&format!("{reach} host {below}")).map(|holder| held(holder).0.to_owned()));
        }
        below = below.split_once('.').map_or("", |(_, above)| above);
    }
    found
}
/// A name as it is compared: its words without capitals, signs between them, and what hides in them;
/// the parts of a package's name stay apart. An ending that says what kind of file a program is says
/// nothing about which.
fn key(name: &str) -> String {
    parts(&bare(name))
}

/// The same for a name that may be written in two ways: with a slash that parts the name of a package,
/// or stands between two words. A scope keeps its sign.
fn keys(name: &str) -> Vec<String> {
    let bare = bare(name);
    let mut keys = vec![scoped(name)];
    if bare.split('/').skip(1).any(|part| part.trim() != part) || bare.split('/').any(|part| part.ends_with(' ')) {
        keys.push(word(&bare));
    }
    keys
}

/// The key of a package: a scope keeps its sign, for `@github/copilot` is not `GitHub.copilot`.
fn scoped(name: &str) -> String {
    let bare = bare(name);
    let scope = if bare.starts_with('@') { "@" } else { "" };
    format!("{scope}{}", parts(&bare))
}

fn bare(name: &str) -> String {
    const ENDINGS: [&str; 9] = [".exe", ".cmd", ".bat", ".app", ".msi", ".dmg", ".pkg", ".appimage", ".vsix"];
    let spaced = |character: char| if character.is_whitespace() { ' ' } else { character };
    let seen: String = name.chars().filter(|sign| sign.is_whitespace() || !is_invisible(*sign)).map(spaced).collect();
    let lower = seen.trim().to_lowercase();
    ENDINGS.iter().find_map(|ending| lower.strip_suffix(ending)).unwrap_or(&lower).to_owned()
}

fn parts(bare: &str) -> String {
    let parts: Vec<String> = bare.split('/').map(word).filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::Index;
    use super::*;

    fn known() -> Index {
        let mut known = Index::of_catalogue();
        known.add("our-bot", &Tool::default());
        known.add("bot", &Tool::default());
        known
    }

    #[test]
    fn a_tool_is_known_in_any_spelling() {
        let known = known();
        for text in [
            "claude-code",
            "Claude Code",
            " claude \u{a0} code\n",
            "CLAUDE_CODE",
            "claude\u{200b}-code",
            "claude.exe",
            "Claude",
            "@anthropic-ai/claude-code",
            "pkg:npm/%40Anthropic-AI/Claude-Code@2.1?x#y",
            "anthropic.claude-code",
            "Anthropic/claude-code",
            "Anthropic.ClaudeCode",
            "pypi: claude-agent-sdk".trim_start_matches("pypi: "),
            "claude__agent..sdk",
            "https://claude.ai/chat",
            "claude.ai",
            "x.frame.claudeusercontent.com:443",
            "com.anthropic.code.plugin",
            ".claude/settings.json",
            "CLAUDE.md",
        ] {
            assert!(known.named(text).contains("claude-code"), "{text:?}: {:?}", known.named(text));
        }
        assert!(known.named("").is_empty() && known.named("left-pad").is_empty() && known.named("a").is_empty());
        assert!(known.named("claude.ai.example.org").is_empty());
        // Signs between words do not make two tools one.
        assert_eq!(known.named("GitHub Copilot").into_iter().collect::<Vec<_>>(), ["github-copilot"]);
        assert_eq!(known.named("@github/copilot").into_iter().collect::<Vec<_>>(), ["copilot-cli"]);
        // What eighteen tools read stands for none of them.
        assert!(known.named("AGENTS.md").is_empty());
    }

    #[test]
    fn a_package_of_others_is_not_taken_for_a_program() {
        let known = known();
        for (url, expected) in [
            ("pkg:npm/q@1.5.1", &[][..]),
            ("pkg:cargo/warp", &[]),
            ("pkg:npm/cursor", &[]),
            ("pkg:hackage/cursor", &[]),
            ("pkg:maven/x/ollama", &[]),
            ("pkg:pypi/chatgpt", &[]),
            ("pkg:gem/claude-code", &[]),
            ("pkg:deb/debian/pi", &[]),
            ("pkg:deb/debian/make", &[]),
            ("pkg:deb/debian/dia", &[]),
            ("pkg:generic/jan", &[]),
            ("pkg:brew/jan", &["jan"]),
            ("pkg:generic/q", &["amazon-q"]),
            ("pkg:deb/debian/cursor", &["cursor"]),
            ("pkg:generic/ChatGPT", &["chatgpt"]),
            ("pkg:oci/ollama@sha256:1", &["ollama"]),
            ("pkg:docker/ollama/ollama@1", &["ollama"]),
            ("pkg:golang/github.com/ollama/ollama", &["ollama"]),
            ("pkg:npm/%40anthropic-ai/claude-code", &["claude-code"]),
            // Sloppy or hostile spellings of a package are that package.
            ("pkg:golang/github.com/ollama/o\u{200b}llama", &["ollama"]),
            ("pkg:npm/@anthropic-ai/claude_code.exe", &["claude-code"]),
            ("pkg:hackage/claude_code.exe", &[]),
            ("pkg:npm/our-bot", &["our-bot"]),
            ("pkg:npm/bot", &["bot"]),
        ] {
            let found = known.named(url);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{url}");
        }
    }
}
