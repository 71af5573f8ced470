//! By what something is recognised, and which tools there are by their identities: one answer for
//! whoever reads what others wrote.
//!
//! `ecosystem.rs` knows the ecosystems of packages, `package_url.rs` reads package URLs, `mcp.rs` reads
//! how an MCP server is started. `of_tool.rs` has the identities of a tool, `index` the tools by theirs,
//! kept in `table.rs`; `words.rs` knows how people call tools.

use std::fmt;

use crate::tool::catalogue::DomainScope;

mod ecosystem;
mod index;
mod mcp;
mod of_tool;
mod package_url;
mod table;
mod words;

pub use ecosystem::Ecosystem;
pub use index::{Found, Index};
pub use mcp::McpLaunch;
pub use of_tool::Identifier;
pub use package_url::PackageUrl;
pub use words::ItemNames;

/// By what something is recognised. Normalised: equal values mean the same thing. The functions of
/// this type make them; each takes what stands in a file or a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// A package of an ecosystem, by its whole name there.
    Package(Ecosystem, String),
    /// A program, without its path and the ending of its file.
    Command(String),
    /// An extension of an editor, as `publisher.name`.
    EditorExtension(String),
    /// A plugin of the IDEs of JetBrains, by the id in its description.
    JetbrainsPlugin(String),
    /// An extension of a browser: 32 letters a to p in Chromium, an id with `@` or in braces in Firefox.
    BrowserExtension(String),
    /// An application as an operating system or its store names it: bundle id, winget id, program file.
    App(String),
    /// An application as an identity provider names it, by its client id.
    Client(String),
    /// A host: lower case, no port, no dot behind it; never an IP address.
    Host(String),
    /// A model.
    Model(String),
    /// A container image without tag and digest.
    Image(String),
    /// The address of an MCP server: scheme, host and path.
    McpUrl(String),
    /// How an MCP server is started, where that is no package, image or address.
    McpCommand(Vec<String>),
    /// A path from the root of a repository, or from a home and then with `~/` before it.
    File(String),
    /// What people call it, which proves least. Never of an MCP server: there it is a label.
    Name(String),
}

/// The kinds of identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityKind {
    /// A package.
    Package,
    /// A program.
    Command,
    /// An extension of an editor.
    EditorExtension,
    /// A plugin of an IDE of JetBrains.
    JetbrainsPlugin,
    /// An extension of a browser.
    BrowserExtension,
    /// An application of an operating system.
    App,
    /// An application of an identity provider.
    Client,
    /// A host.
    Host,
    /// A model.
    Model,
    /// A container image.
    Image,
    /// The address of an MCP server.
    McpUrl,
    /// The command line of an MCP server.
    McpCommand,
    /// A file.
    File,
    /// A name.
    Name,
}

impl IdentityKind {
    /// Its word, in output that programs read.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Command => "command",
            Self::EditorExtension => "editor-extension",
            Self::JetbrainsPlugin => "jetbrains-plugin",
            Self::BrowserExtension => "browser-extension",
            Self::App => "app",
            Self::Client => "client-id",
            Self::Host => "host",
            Self::Model => "model",
            Self::Image => "image",
            Self::McpUrl => "mcp-url",
            Self::McpCommand => "mcp-command",
            Self::File => "file",
            Self::Name => "name",
        }
    }
}

/// The id of a holder, and what its hosts prove.
fn held(holder: &str) -> (&str, DomainScope) {
    match holder.split_once('/') {
        Some((id, scope)) => (id, DomainScope::of(scope).unwrap_or_default()),
        None => (holder, DomainScope::Tool),
    }
}

/// A text that is not empty without the blanks around it.
fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

impl Identity {
    /// A package. What is an extension, an image or a model is told by its ecosystem.
    #[must_use]
    pub fn package(ecosystem: &str, name: &str) -> Option<Self> {
        let ecosystem = Ecosystem::of(ecosystem);
        let name = filled(name)?;
        match ecosystem.as_str() {
            "vscode-extension" => Self::editor_extension(&name.replacen('/', ".", 1)),
            "docker" | "oci" => Self::image(name),
            "huggingface" => Self::model(name),
            _ => Some(Self::Package(ecosystem.clone(), ecosystem.comparable(name))),
        }
    }

    /// What a package URL names.
    #[must_use]
    pub fn of_package_url(url: &str) -> Option<Self> {
        let package = PackageUrl::of(url)?;
        match (package.ecosystem.as_str(), &package.repository) {
            ("oci", Some(repository)) => Self::image(repository),
            ("docker", Some(repository)) => Self::image(&format!("{repository}/{}", package.name)),
            (ecosystem, _) => Self::package(ecosystem, &package.name),
        }
    }

    /// A program, by its name, its path or its file.
    #[must_use]
    pub fn command(program: &str) -> Option<Self> {
        const ENDINGS: [&str; 4] = [".exe", ".cmd", ".bat", ".ps1"];
        let name = filled(program)?.rsplit(['/', '\\']).next()?.to_lowercase();
        let name = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
        filled(name).map(|name| Self::Command(name.to_owned()))
    }

    /// An extension of an editor, with its version or without: `publisher.name@1.2`.
    #[must_use]
    pub fn editor_extension(id: &str) -> Option<Self> {
        let id = filled(id)?.split('@').next()?.to_lowercase();
        id.contains('.').then_some(Self::EditorExtension(id))
    }

    /// A plugin of an IDE of JetBrains.
    #[must_use]
    pub fn jetbrains_plugin(id: &str) -> Option<Self> {
        Some(Self::JetbrainsPlugin(filled(id)?.to_lowercase()))
    }

    /// An extension of a browser; nothing where the text is no id of one.
    #[must_use]
    pub fn browser_extension(id: &str) -> Option<Self> {
        let id = filled(id)?.to_lowercase();
        let is_chromium = id.len() == 32 && id.bytes().all(|letter| (b'a'..=b'p').contains(&letter));
        let is_firefox = id.contains('@') || (id.starts_with('{') && id.ends_with('}'));
        (is_chromium || is_firefox).then_some(Self::BrowserExtension(id))
    }

    /// An application of an operating system: a bundle id, a winget id, a program file.
    #[must_use]
    pub fn app(id: &str) -> Option<Self> {
        Some(Self::App(filled(id)?.to_lowercase()))
    }

    /// An application of an identity provider.
    #[must_use]
    pub fn client(id: &str) -> Option<Self> {
        Some(Self::Client(filled(id)?.to_lowercase()))
    }

    /// A host, out of a name, an address with a port, or a URL. An IP address is not a name of anything.
    #[must_use]
    pub fn host(text: &str) -> Option<Self> {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        let authority = authority.rsplit('@').next()?.trim();
        let host = authority.split(':').next()?.trim_matches('.').to_lowercase();
        let is_name = |label: &str| !label.is_empty() && !label.contains(char::is_whitespace);
        let is_address = authority.starts_with('[')
            || host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        (!is_address && host.contains('.') && host.split('.').all(is_name)).then_some(Self::Host(host))
    }

    /// A model.
    #[must_use]
    pub fn model(name: &str) -> Option<Self> {
        Some(Self::Model(filled(name)?.to_lowercase()))
    }

    /// A container image; its tag and its digest say which version.
    #[must_use]
    pub fn image(text: &str) -> Option<Self> {
        let name = filled(text)?.to_lowercase();
        let name = name.split('@').next()?;
        let last = name.rfind('/').map_or(0, |slash| slash + 1);
        let name = name[last..].find(':').map_or(name, |colon| &name[..last + colon]);
        let name = ["docker.io/library/", "docker.io/", "index.docker.io/"]
            .iter()
            .find_map(|registry| name.strip_prefix(registry))
            .unwrap_or(name);
        filled(name).map(|name| Self::Image(name.to_owned()))
    }

    /// The address of an MCP server. What stands behind its path can be a key, and is dropped.
    #[must_use]
    pub fn mcp_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once("://")?;
        let rest = rest.split(['?', '#']).next()?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let authority = authority.rsplit('@').next()?.to_lowercase();
        let authority = authority.trim_end_matches(":443").trim_end_matches('.');
        let path = path.trim_end_matches('/');
        let slash = if path.is_empty() { "" } else { "/" };
        (!authority.is_empty()).then(|| Self::McpUrl(format!("{}://{authority}{slash}{path}", scheme.to_lowercase())))
    }

    /// An MCP server, by how its configuration starts or reaches it.
    #[must_use]
    pub fn of_mcp_server(command: Option<&str>, args: &[String], url: Option<&str>) -> Option<McpLaunch> {
        mcp::launch(command, args, url)
    }

    /// A path in a repository, or below a home where it begins with `~/`.
    #[must_use]
    pub fn file(path: &str) -> Option<Self> {
        let path = path.trim().replace('\\', "/");
        let path = path.trim_start_matches("./").trim_end_matches('/');
        filled(path).map(|path| Self::File(path.to_owned()))
    }

    /// What people call something.
    #[must_use]
    pub fn name(text: &str) -> Option<Self> {
        let name = crate::document::sheet::word(text);
        (!name.is_empty()).then_some(Self::Name(name))
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> IdentityKind {
        match self {
            Self::Package(..) => IdentityKind::Package,
            Self::Command(_) => IdentityKind::Command,
            Self::EditorExtension(_) => IdentityKind::EditorExtension,
            Self::JetbrainsPlugin(_) => IdentityKind::JetbrainsPlugin,
            Self::BrowserExtension(_) => IdentityKind::BrowserExtension,
            Self::App(_) => IdentityKind::App,
            Self::Client(_) => IdentityKind::Client,
            Self::Host(_) => IdentityKind::Host,
            Self::Model(_) => IdentityKind::Model,
            Self::Image(_) => IdentityKind::Image,
            Self::McpUrl(_) => IdentityKind::McpUrl,
            Self::McpCommand(_) => IdentityKind::McpCommand,
            Self::File(_) => IdentityKind::File,
            Self::Name(_) => IdentityKind::Name,
        }
    }
}

/// What it is, without saying of which kind; a package with its ecosystem.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Package(ecosystem, name) => write!(f, "{ecosystem}:{name}"),
            Self::McpCommand(words) => f.write_str(&words.join(" ")),
            Self::Command(text)
            | Self::EditorExtension(text)
            | Self::JetbrainsPlugin(text)
            | Self::BrowserExtension(text)
            | Self::App(text)
            | Self::Client(text)
            | Self::Host(text)
            | Self::Model(text)
            | Self::Image(text)
            | Self::McpUrl(text)
            | Self::File(text)
            | Self::Name(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_equal() {
        for (found, expected) in [
            (Identity::package("PyPI", "Claude_Agent.SDK"), "pypi:claude-agent-sdk"),
            (Identity::package("crates", "my_crate"), "cargo:my-crate"),
            (Identity::of_package_url("pkg:npm/%40Anthropic-AI/claude-code@2"), "npm:@anthropic-ai/claude-code"),
            (Identity::of_package_url("pkg:vscode/Anthropic/claude-code"), "anthropic.claude-code"),
            (Identity::command(r"C:\Users\ada\AppData\Claude.EXE"), "claude"),
            (Identity::command("/opt/homebrew/bin/ollama"), "ollama"),
            (Identity::editor_extension("GitHub.copilot-chat@0.41.1"), "github.copilot-chat"),
            (Identity::host("chatgpt.com."), "chatgpt.com"),
            (Identity::host("https://ada:x@API.OpenAI.com:443/v1?key=1"), "api.openai.com"),
            (Identity::image("docker.io/MCP/fetch:1.0@sha256:ab"), "mcp/fetch"),
            (
                Identity::of_package_url("pkg:oci/x@sha256%3Aab?arch=arm&repository_url=Ghcr.io/acme/x"),
                "ghcr.io/acme/x",
            ),
            (Identity::of_package_url("pkg:docker/acme/x@1?repository_url=ghcr.io"), "ghcr.io/acme/x"),
            (Identity::image("localhost:5000/x/y:2"), "localhost:5000/x/y"),
            (Identity::mcp_url("HTTPS://Mcp.Example.org:443/V1/?api_key=1"), "https://mcp.example.org/V1"),
            (Identity::file(r"~\.claude\settings.json"), "~/.claude/settings.json"),
            (Identity::name(" Claude  Code "), "claude-code"),
        ] {
            let found = found.map(|identity| identity.to_string()).unwrap_or_default();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_names_nothing_is_nothing() {
        for host in ["", "10.1.2.3", "10.1.2.3:443", "[::1]:80", "localhost", "a..b", "two words.org"] {
            assert_eq!(Identity::host(host), None, "{host}");
        }
        // 31, 33 and the wrong letters: public lists have all three.
        for id in ["abcdefghijklmnopabcdefghijklmno", "abcdefghijklmnopabcdefghijklmnopa", &"r".repeat(32)] {
            assert_eq!(Identity::browser_extension(id), None, "{id}");
        }
        assert!(Identity::browser_extension(&"ap".repeat(16)).is_some());
        assert!(Identity::browser_extension("{446900e4-71c2-419f-a6a7-df9c091e268b}").is_some());
        assert_eq!(Identity::editor_extension("no-publisher"), None);
        assert_eq!((Identity::mcp_url("mcp.example.org"), Identity::package("npm", " ")), (None, None));
    }
}
