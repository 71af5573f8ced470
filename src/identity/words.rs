//! How tools are called in lists that people write: ids, names, packages, programs, hosts, in whatever
//! spelling. Who asks here would rather ask about one tool too many.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::sheet::word;
use crate::document::writer::is_invisible;
use crate::tool::Tool;

use super::ecosystem::Telling;
use super::package_url::PackageUrl;

/// The kinds of identifiers that are no packages.
const NO_PACKAGES: [&str; 2] = ["binaries", "domains"];
/// From how many characters on a name of one word is a tool's own, where no package tells it.
const OWN: usize = 6;
/// How many characters a name has that anybody may have taken.
const SHORT: usize = 2;

type Tools = BTreeMap<String, BTreeSet<String>>;

/// The tools that there are, by what they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// By the name of a package in any ecosystem, and by names that nobody else has.
    sure: Tools,
    /// By what other packages may be called, too: names of one word, programs.
    loose: Tools,
    /// By hosts, without the dot that stands for all below them.
    hosts: Tools,
}

/// What something in a list is called.
#[derive(Clone, Debug, Default)]
pub struct ItemNames {
    /// Its names, in any spelling.
    pub names: Vec<String>,
    /// Its package URLs.
    pub urls: Vec<String>,
    /// Addresses that it has.
    pub addresses: Vec<String>,
}

impl Words {
    /// Adds a tool.
    pub(super) fn add(&mut self, id: &str, tool: &Tool) {
        let packaged = tool.identifiers.keys().any(|kind| !NO_PACKAGES.contains(&kind.as_str()));
        let add = |tools: &mut Tools, key: String| {
            if !key.is_empty() {
                tools.entry(key).or_default().insert(id.to_owned());
            }
        };
        // An inventory of what is installed gives the name that people read, without what we add to it.
        let names = tool.name.iter().flat_map(|name| [Some(name.as_str()), name.split_once(" (").map(|(own, _)| own)]);
        for name in names.flatten().chain([id]) {
            // What stands behind a slash in a name is a part of it, and no package.
            let key = key(&name.replace('/', " "));
            let own = key.contains('-') || tool.identifiers.is_empty() || (!packaged && key.chars().count() >= OWN);
            add(if own { &mut self.sure } else { &mut self.loose }, key);
        }
        for (kind, values) in &tool.identifiers {
            for value in values {
                match kind.as_str() {
                    "binaries" => add(&mut self.loose, key(value)),
                    "domains" => add(&mut self.hosts, value.trim_start_matches('.').to_lowercase()),
                    "purl" => {
                        let package = PackageUrl::of(value);
                        add(&mut self.sure, scoped(package.as_ref().map_or(value, |package| &package.name)));
                    }
                    // Publisher and name are told apart by a dot here, elsewhere by a slash.
                    "vscode" | "winget" => {
                        add(&mut self.sure, key(value));
                        add(&mut self.sure, key(&value.replacen('.', "/", 1)));
                    }
                    _ => add(&mut self.sure, scoped(value)),
                }
            }
        }
    }

    /// The tools that a text in a list means: an id, a name, a package, a program, a host.
    pub(super) fn named(&self, text: &str) -> BTreeSet<String> {
        let text = text.trim();
        let is_url = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:"));
        let mut called = ItemNames { names: vec![text.to_owned()], ..ItemNames::default() };
        if is_url {
            called.urls.push(text.to_owned());
        } else {
            called.addresses.push(text.to_owned());
        }
        self.tools(&called)
    }

    /// The tools that something is.
    pub(super) fn tools(&self, called: &ItemNames) -> BTreeSet<String> {
        let packages: Vec<PackageUrl> = called.urls.iter().filter_map(|url| PackageUrl::of(url)).collect();
        let telling = packages.iter().map(|package| package.ecosystem.telling()).max_by_key(|telling| *telling as u8);
        let of_packages = packages.iter().flat_map(|package| {
            let last = if package.name.starts_with('@') { "" } else { package.last() };
            [package.name.as_str(), last]
        });
        let names = called.names.iter().map(String::as_str).chain(of_packages);
        let mut found = BTreeSet::new();
        for name in names {
            for key in keys(name) {
                // An image is called `somebody/ollama`; a package of npm has its scope in its name.
                let last = if key.starts_with('@') { "" } else { key.rsplit('/').next().unwrap_or_default() };
                let tells = match telling.unwrap_or(Telling::All) {
                    Telling::All => true,
                    Telling::NotShort => last.chars().count() > SHORT,
                    Telling::OwnNames => false,
                };
                found.extend(self.sure.get(&key).into_iter().flatten().cloned());
                if key.contains('/') && !key.starts_with('@') {
                    // Not everybody writes the sign of a scope.
                    found.extend(self.sure.get(&format!("@{key}")).into_iter().flatten().cloned());
                }
                if tells {
                    found.extend(self.sure.get(last).into_iter().flatten().cloned());
                    found.extend(self.loose.get(&key).into_iter().flatten().cloned());
                    found.extend(self.loose.get(last).into_iter().flatten().cloned());
                    found.extend(self.at(name));
                }
            }
        }
        found.extend(called.addresses.iter().flat_map(|address| self.at(address)));
        found
    }

    /// The tools behind an address or a host, or behind one that it lies below.
    fn at(&self, address: &str) -> BTreeSet<String> {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
        let host = host.trim().trim_matches('.').to_lowercase();
        let mut found = BTreeSet::new();
        let mut below = host.as_str();
        while below.contains('.') {
            found.extend(self.hosts.get(below).into_iter().flatten().cloned());
            below = below.split_once('.').map_or("", |(_, above)| above);
        }
        found
    }
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
    use super::*;
    use crate::tool::catalogue;

    fn known() -> Words {
        let mut known = Words::default();
        for (id, tool) in catalogue::all().unwrap() {
            known.add(&id, &tool);
        }
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
        ] {
            assert!(known.named(text).contains("claude-code"), "{text:?}: {:?}", known.named(text));
        }
        assert!(known.named("").is_empty() && known.named("left-pad").is_empty() && known.named("ai").is_empty());
        assert!(known.named("claude.ai.example.org").is_empty());
        // Signs between words do not make two tools one.
        assert_eq!(known.named("GitHub Copilot").into_iter().collect::<Vec<_>>(), ["github-copilot"]);
        assert_eq!(known.named("@github/copilot").into_iter().collect::<Vec<_>>(), ["copilot-cli"]);
    }

    #[test]
    fn a_package_of_others_is_not_taken_for_a_program() {
        let known = known();
        for (url, expected) in [
            ("pkg:npm/q@1.5.1", &[][..]),
            ("pkg:cargo/warp", &[]),
            ("pkg:npm/cursor", &["cursor"]),
            ("pkg:deb/debian/pi", &[]),
            ("pkg:generic/q", &["amazon-q"]),
            ("pkg:deb/debian/cursor", &["cursor"]),
            ("pkg:oci/ollama@sha256:1", &["ollama"]),
            ("pkg:golang/github.com/ollama/ollama", &["ollama"]),
            ("pkg:pypi/chatgpt", &["chatgpt"]),
            ("pkg:gem/claude-code", &["claude-code"]),
            ("pkg:npm/our-bot", &["our-bot"]),
            ("pkg:npm/bot", &["bot"]),
        ] {
            let found = known.named(url);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{url}");
        }
    }
}
