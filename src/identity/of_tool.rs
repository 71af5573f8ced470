//! The identities of a tool: what its entry names, as identities.

use crate::tool::Tool;

use super::Identity;

/// An identity of a tool, and how far it reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identifier {
    /// This and nothing else.
    This(Identity),
    /// This and everything below it: a host, an address, a folder.
    Below(Identity),
    /// Every model whose name begins so.
    Beginning(Identity),
    /// Hosts like this, where `*` stands for one or more labels.
    Like(Identity),
}

impl Identifier {
    /// The identity.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        match self {
            Self::This(identity) | Self::Below(identity) | Self::Beginning(identity) | Self::Like(identity) => identity,
        }
    }

    /// Every identity of a tool but what people call it.
    #[must_use]
    pub fn of(tool: &Tool) -> Vec<Self> {
        let listed = tool.identifiers.iter();
        let mut marks: Vec<Self> = listed
            .flat_map(|(kind, values)| values.iter().flat_map(|value| Self::of_identifier(kind, value)))
            .collect();
        marks.extend(tool.models.iter().filter_map(|model| Identity::model(model)).map(Self::This));
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// What a value in `[identifiers]` names, by its key there.
    #[must_use]
    pub fn of_identifier(kind: &str, value: &str) -> Vec<Self> {
        let this = |identity: Option<Identity>| identity.map(Self::This);
        let marks = match kind {
            "npm" | "pypi" | "crates" | "homebrew" | "nuget" => [this(Identity::package(kind, value)), None],
            "purl" => [this(Identity::of_package_url(value)), None],
            "winget" => [this(Identity::package(kind, value)), this(Identity::app(value))],
            "vscode" => [this(Identity::editor_extension(value)), None],
            "jetbrains" => [this(Identity::jetbrains_plugin(value)), None],
            "chrome" => [this(Identity::browser_extension(value)), None],
            "binaries" => [this(Identity::command(value)), None],
            "windows-exe" => [this(Identity::app(value)), this(Identity::command(value))],
            "macos-bundle" => [this(Identity::app(value)), None],
            "docker" => [this(Identity::image(value)), None],
            "oauth" => [this(Identity::client(value)), None],
            "domains" => {
                let host = Identity::host(value.trim_start_matches('.'));
                [host.map(if value.starts_with('.') { Self::Below } else { Self::This }), None]
            }
            "domain-patterns" => [Identity::host(value).map(Self::Like), None],
            "urls" => [Identity::mcp_url(value).map(Self::Below), None],
            "commands" => {
                let launch = Identity::of_mcp_server(Some(value), &[], None);
                [launch.map(|launch| Self::This(launch.identity)), None]
            }
            "huggingface" | "model-prefixes" => [Identity::model(value).map(Self::Beginning), None],
            "repo-paths" | "home-paths" => {
                let home = if kind == "home-paths" { "~/" } else { "" };
                [
                    Identity::file(&format!("{home}{value}")).map(if value.ends_with('/') {
                        Self::Below
                    } else {
                        Self::This
                    }),
                    None,
                ]
            }
            _ => [None, None],
        };
        marks.into_iter().flatten().collect()
    }
}
