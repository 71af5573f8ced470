//! The consumers: one list, from which help, documentation and tests follow.

use super::export::{Export, ExportOptions};
use super::rules::Rules;
use super::{
    chromium, claude_code, codex, copilot, dnsmasq, firefox, gemini, hosts, opa, osquery, rpz, squid, tenant, unbound,
    vscode,
};

/// Which lists a consumer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// What is denied; the rest stays as it is.
    Deny,
    /// What is allowed; the rest is denied.
    Allow,
    /// Either.
    Either,
}

/// Somebody who enforces, with all that the rest of the program knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Consumer {
    /// Its id.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// What its file is called.
    pub file: &'static str,
    /// Where the file goes on Linux.
    pub path: &'static str,
    /// Files and folders from which it takes settings as well, which can weaken or replace this one.
    pub beside: &'static [&'static str],
    /// Which lists it takes.
    pub lists: ListKind,
    /// Whether its format has comments.
    pub comments: bool,
    /// What it stops.
    pub stops: &'static str,
    /// What it does not stop.
    pub passes: &'static str,
    /// What happens where the file is missing, wrong, or old.
    pub fails: &'static str,
    /// Makes the file.
    export: fn(&Rules, &ExportOptions) -> Export,
}

/// Every consumer, in the order in which help and documentation name them.
pub const CONSUMERS: &[Consumer] = &[
    Consumer {
        name: "claude-code",
        title: "Claude Code, managed settings",
        file: "managed-settings.json",
        path: "/etc/claude-code/managed-settings.json",
        beside: &["/etc/claude-code/managed-settings.d", "/etc/claude-code/managed-mcp.json"],
        lists: ListKind::Either,
        comments: false,
        stops: "MCP servers by address and by whole command line; the client itself only through the helper",
        passes: "a denied server under another address or command line; other clients",
        fails: "a wrong value shuts every MCP server out; a missing file stops nothing; a helper that fails stops the client",
        export: claude_code::export,
    },
    Consumer {
        name: "codex",
        title: "Codex, requirements",
        file: "requirements.toml",
        path: "/etc/codex/requirements.toml",
        beside: &[],
        lists: ListKind::Allow,
        comments: true,
        stops: "every MCP server but those listed, by name and address or command",
        passes: "an allowed server's other tools and arguments; other clients",
        fails: "a wrong file: Codex does not start; a missing file stops nothing",
        export: codex::export,
    },
    Consumer {
        name: "gemini-cli",
        title: "Gemini CLI, system settings",
        file: "settings.json",
        path: "/etc/gemini-cli/settings.json",
        beside: &["/etc/gemini-cli/system-defaults.json"],
        lists: ListKind::Either,
        comments: false,
        stops: "MCP servers by the name in the user's settings",
        passes: "a denied server under another name: renaming evades it, and an allowed name can hide another server",
        fails: "a folder or file that others may write is skipped with a warning: it fails open",
        export: gemini::export,
    },
    Consumer {
        name: "vscode",
        title: "VS Code, policy",
        file: "policy.json",
        path: "/etc/vscode/policy.json",
        beside: &[],
        lists: ListKind::Either,
        comments: false,
        stops: "extensions by publisher and name, from VS Code 1.106 on Linux",
        passes: "tools outside VS Code, its forks, and what an allowed extension downloads",
        fails: "a mistake in the JSON inside the string switches the policy off without a word",
        export: vscode::export,
    },
    Consumer {
        name: "copilot",
        title: "GitHub Copilot, managed settings",
        file: "managed-settings.json",
        path: "/etc/github-copilot/managed-settings.json",
        beside: &[],
        lists: ListKind::Either,
        comments: false,
        stops: "MCP servers by address and by whole command line, of Copilot's clients",
        passes: "servers of GitHub itself, and a denied server under another address",
        fails: "a file that is a link, or not root's alone to write, is ignored; lists of several sources are intersected",
        export: copilot::export,
    },
    Consumer {
        name: "chromium",
        title: "Chromium, Chrome and Edge, managed policy",
        file: "plimsoll.json",
        path: "/etc/chromium/policies/managed/plimsoll.json",
        beside: &[
            "/etc/chromium/policies/managed",
            "/etc/opt/chrome/policies/managed",
            "/etc/opt/edge/policies/managed",
        ],
        lists: ListKind::Deny,
        comments: false,
        stops: "pages of denied hosts, and extensions by their id",
        passes: "other browsers, programs, and hosts that others share",
        fails: "a file with a mistake is skipped and stops nothing; of two files with the same key one wins",
        export: chromium::export,
    },
    Consumer {
        name: "firefox",
        title: "Firefox, policies",
        file: "policies.json",
        path: "/etc/firefox/policies/policies.json",
        beside: &["/usr/lib/firefox/distribution/policies.json", "/usr/lib/firefox-esr/distribution/policies.json"],
        lists: ListKind::Deny,
        comments: false,
        stops: "pages of denied hosts, and extensions by their id",
        passes: "other browsers, programs, and hosts that others share",
        fails: "a file with a mistake stops nothing; about:policies shows it",
        export: firefox::export,
    },
    Consumer {
        name: "squid",
        title: "Squid, dstdomain list",
        file: "plimsoll-denied.txt",
        path: "/etc/squid/plimsoll-denied.txt",
        beside: &[],
        lists: ListKind::Deny,
        comments: true,
        stops: "requests to denied hosts through the proxy, HTTP and CONNECT",
        passes: "whatever does not go through the proxy, and addresses without a name",
        fails: "a missing list: Squid does not start; an `allow` before the `deny` lets all through",
        export: squid::export,
    },
    Consumer {
        name: "rpz",
        title: "BIND, response policy zone",
        file: "plimsoll.rpz",
        path: "/etc/bind/plimsoll.rpz",
        beside: &[],
        lists: ListKind::Deny,
        comments: true,
        stops: "names of denied hosts, for whoever asks this resolver",
        passes: "another resolver, DNS over HTTPS, and addresses that are known already",
        fails: "a zone with a mistake is not loaded, the one before it stays; after a restart there is none",
        export: rpz::export,
    },
    Consumer {
        name: "unbound",
        title: "unbound, local zones",
        file: "plimsoll.conf",
        path: "/etc/unbound/unbound.conf.d/plimsoll.conf",
        beside: &[],
        lists: ListKind::Deny,
        comments: true,
        stops: "names of denied hosts and all below them, for whoever asks this resolver",
        passes: "another resolver, DNS over HTTPS, and addresses that are known already",
        fails: "a file with a mistake: unbound does not start, nobody resolves anything",
        export: unbound::export,
    },
    Consumer {
        name: "dnsmasq",
        title: "dnsmasq, addresses",
        file: "plimsoll.conf",
        path: "/etc/dnsmasq.d/plimsoll.conf",
        beside: &[],
        lists: ListKind::Deny,
        comments: true,
        stops: "names of denied hosts and all below them, for whoever asks this resolver",
        passes: "another resolver, DNS over HTTPS, and addresses that are known already",
        fails: "a file with a mistake: dnsmasq does not start, nobody resolves anything",
        export: dnsmasq::export,
    },
    Consumer {
        name: "hosts",
        title: "a hosts file",
        file: "plimsoll.hosts",
        path: "/etc/hosts",
        beside: &[],
        lists: ListKind::Deny,
        comments: true,
        stops: "denied hosts by their exact names, on this machine",
        passes: "every host below them, browsers with their own resolver, and whoever may write the file",
        fails: "a line with a mistake is skipped",
        export: hosts::export,
    },
    Consumer {
        name: "tenant",
        title: "Squid, headers that keep people to your own tenant",
        file: "plimsoll-tenants.conf",
        path: "/etc/squid/conf.d/plimsoll-tenants.conf",
        beside: &[],
        lists: ListKind::Allow,
        comments: true,
        stops: "personal accounts at allowed services that document such a header",
        passes: "whatever the proxy does not decrypt; services without such a header",
        fails: "without TLS inspection no header is added, and every account works",
        export: tenant::export,
    },
    Consumer {
        name: "opa",
        title: "Open Policy Agent, a bundle",
        file: "plimsoll.tar.gz",
        path: "/etc/opa/plimsoll.tar.gz",
        beside: &[],
        lists: ListKind::Allow,
        comments: false,
        stops: "whatever asks OPA before it goes on: `data.plimsoll.allow` says what `check` says",
        passes: "whoever does not ask, and records made after the bundle",
        fails: "a week after its day it says no to everything; without a bundle the answer is undefined, which is no",
        export: opa::export,
    },
    Consumer {
        name: "osquery",
        title: "osquery, a pack",
        file: "plimsoll.conf",
        path: "/etc/osquery/packs/plimsoll.conf",
        beside: &[],
        lists: ListKind::Deny,
        comments: false,
        stops: "nothing: it reports denied tools that are installed or run",
        passes: "everything; what is renamed is not found",
        fails: "a query with a mistake gives no rows, which looks like a clean machine",
        export: osquery::export,
    },
];

impl Consumer {
    /// The one with this id.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        CONSUMERS.iter().find(|consumer| consumer.name == name)
    }

    /// Its export of what is in force.
    #[must_use]
    pub fn export(&self, rules: &Rules, wanted: &ExportOptions) -> Export {
        let mut export = (self.export)(rules, wanted);
        export.entries.sort();
        export.entries.dedup();
        export.refused.sort();
        export
    }

    /// What the file beside an export is called.
    #[must_use]
    pub fn side_file(file: &str) -> String {
        format!("{file}.plimsoll.json")
    }
}
