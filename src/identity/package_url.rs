//! Package URLs: `pkg:TYPE/NAMESPACE/NAME@VERSION`.

use super::ecosystem::Ecosystem;

/// A package of some ecosystem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageUrl {
    /// The ecosystem.
    pub ecosystem: Ecosystem,
    /// The whole name, with a `/` behind each part of the namespace.
    pub name: String,
    /// The version, where it names one.
    pub version: Option<String>,
    /// Where an image lies.
    pub repository: Option<String>,
}

impl PackageUrl {
    /// The name without the namespace.
    pub(super) fn last(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// Reads a package URL, `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH`.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once(':')?;
        let rest = rest.split(['#', '?']).next()?.trim_matches('/');
        let (ecosystem, path) = rest.split_once('/').filter(|_| scheme.trim().eq_ignore_ascii_case("pkg"))?;
        let qualifiers = url.split('?').nth(1).and_then(|rest| rest.split('#').next()).unwrap_or_default();
        let repository = qualifiers.split('&').filter_map(|pair| pair.split_once('='));
        let repository = repository.into_iter().find(|(key, _)| key.eq_ignore_ascii_case("repository_url"));
        let last = path.rfind('/').map_or(0, |slash| slash + 1);
        // A scope may stand as it is, `@scope/name@1.0`: only an `@` within the last part begins the version.
        let version = path[last..].char_indices().skip(1).filter(|(_, c)| *c == '@').map(|(at, _)| last + at).last();
        let (path, version) = version.map_or((path, None), |at| (&path[..at], Some(decoded(&path[at + 1..]))));
        Some(Self {
            ecosystem: Ecosystem::of(ecosystem),
            name: decoded(path).to_lowercase(),
            version: version.filter(|version| !version.is_empty()),
            repository: repository.map(|(_, value)| decoded(value)),
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_package_urls_as_they_are_found() {
        for (url, ecosystem, name, version) in [
            ("pkg:npm/%40anthropic-ai/claude-code@2.1.0", "npm", "@anthropic-ai/claude-code", Some("2.1.0")),
            ("pkg:npm/@anthropic-ai/claude-code", "npm", "@anthropic-ai/claude-code", None),
            ("PKG:PyPI/Claude_Agent.SDK@0.1?x=y#z", "pypi", "claude_agent.sdk", Some("0.1")),
            ("pkg:vscode/anthropic/claude-code@1", "vscode-extension", "anthropic/claude-code", Some("1")),
            ("pkg:huggingface/Qwen/Qwen3-8B@abc", "huggingface", "qwen/qwen3-8b", Some("abc")),
            ("pkg:generic/100%25/%zz%", "generic", "100%/%zz%", None),
            ("pkg:oci/ollama@", "oci", "ollama", None),
        ] {
            let found = PackageUrl::of(url).unwrap();
            assert_eq!((found.ecosystem.as_str(), found.name.as_str()), (ecosystem, name));
            assert_eq!(found.version.as_deref(), version, "{url}");
        }
        for text in ["", "pkg:", "pkg:npm", "http://npm/x", "npm/x"] {
            assert!(PackageUrl::of(text).is_none(), "{text}");
        }
    }
}
