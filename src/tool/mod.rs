//! A tool as the register knows it: its name, who makes it, and how it is recognised.

use std::collections::BTreeMap;

use register_fields::RegisterFields;

pub mod blocking;
pub mod catalogue;
pub mod fields;
pub mod file;
pub mod inventory;
pub mod register_fields;

/// The kinds of identifiers by which a tool is recognised, as keys of `[identifiers]`.
pub const IDENTIFIERS: [&str; 23] = [
    "binaries",
    "chrome",
    "commands",
    "crates",
    "docker",
    "domain-patterns",
    "domains",
    "home-paths",
    "homebrew",
    "huggingface",
    "jetbrains",
    "macos-bundle",
    "model-prefixes",
    "npm",
    "nuget",
    "oauth",
    "purl",
    "pypi",
    "repo-paths",
    "urls",
    "vscode",
    "windows-exe",
    "winget",
];

/// What is known of a tool beside any use of it. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tool {
    /// What it is called.
    pub name: Option<String>,
    /// What it is: `coding-agent`, `chat`, `model-api` ...
    pub kind: Option<String>,
    /// The vendor's id.
    pub vendor: Option<String>,
    /// The vendor's legal name.
    pub vendor_name: Option<String>,
    /// The edition or plan that is used.
    pub edition: Option<String>,
    /// The versions of the client that are used, as a range.
    pub versions: Option<String>,
    /// The models behind it.
    pub models: Vec<String>,
    /// Who is accountable for it in the business, as `Name <mail>`.
    pub business_owner: Option<String>,
    /// Who looks after it technically, as `Name <mail>`.
    pub technical_owner: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// How it is recognised, by the kind of identifier.
    pub identifiers: BTreeMap<String, Vec<String>>,
    /// Of an MCP server, a skill or a plugin: the sha256 of each of its tools' definitions, by their names.
    pub definitions: BTreeMap<String, String>,
    /// What regulators ask to have in a register.
    pub register_fields: RegisterFields,
    /// What is said of single uses, by their ids; a use may stand here before anything is recorded of it.
    pub uses: BTreeMap<String, UseEntry>,
}

/// What the entry of a tool says of one use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UseEntry {
    /// What it is called.
    pub title: Option<String>,
    /// Who answers for this use, as `Name <mail>`.
    pub business_owner: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What differs from the tool as a whole.
    pub register_fields: RegisterFields,
}

impl Tool {
    /// The keys that a complete entry has and this one lacks.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let parts = [
            ("name", self.name.is_some()),
            ("vendor", self.vendor.is_some()),
            ("vendor-name", self.vendor_name.is_some()),
            ("edition", self.edition.is_some()),
            ("models", !self.models.is_empty()),
            ("business-owner", self.business_owner.is_some()),
            ("technical-owner", self.technical_owner.is_some()),
            ("identifiers", !self.identifiers.is_empty()),
        ];
        parts.into_iter().filter(|(_, there)| !there).map(|(key, _)| key).collect()
    }

    /// Who answers for it in a use: whoever is named for the use, else for the tool as a whole.
    #[must_use]
    pub fn owner_of(&self, usage: Option<&str>) -> Option<&str> {
        let entry = usage.and_then(|usage| self.uses.get(usage));
        entry.and_then(|entry| entry.business_owner.as_deref()).or(self.business_owner.as_deref())
    }

    /// The framework that fits its kind.
    #[must_use]
    pub fn framework(&self) -> &'static str {
        match self.kind.as_deref() {
            Some("coding-agent" | "coding-assistant" | "ide" | "ide-extension" | "code-review" | "app-builder") => {
                "coding-agent"
            }
            Some("model-api" | "model-gateway") => "model-api",
            Some("local-runtime" | "model-hub" | "open-weights") => "open-weights",
            Some("mcp-server" | "skill" | "plugin") => "mcp-server",
            _ => "ai-tool",
        }
    }
}
