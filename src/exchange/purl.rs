//! Package URLs, and the ecosystems that they name.

/// A package of some ecosystem.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Package {
    /// The ecosystem, by the word that package URLs have for it.
    pub(super) ecosystem: String,
    /// The whole name, with a `/` behind each part of the namespace.
    pub(super) name: String,
    pub(super) version: Option<String>,
}

/// Ecosystems of libraries, where anybody may call a package as others call their program: npm has a
/// `q`, cargo a `warp`.
const LIBRARIES: &[&str] = &[
    "npm",
    "pypi",
    "cargo",
    "maven",
    "nuget",
    "gem",
    "golang",
    "composer",
    "hex",
    "pub",
    "cocoapods",
    "swift",
    "cran",
    "hackage",
    "cpan",
    "conan",
    "vscode-extension",
];
/// Ecosystems of programs: what a program is called here it is mostly called everywhere.
const PROGRAMS: &[&str] = &["deb", "rpm", "apk", "alpm", "brew", "winget", "chocolatey", "conda", "nix"];

/// How far a name in an ecosystem tells what a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// Whatever is called so is meant.
    All,
    /// A very short name may be somebody else's.
    NotShort,
    /// Only names that are a tool's own tell.
    OwnNames,
}

impl Package {
    pub(super) fn telling(&self) -> Telling {
        match self.ecosystem.as_str() {
            library if LIBRARIES.contains(&library) => Telling::OwnNames,
            program if PROGRAMS.contains(&program) => Telling::NotShort,
            _ => Telling::All,
        }
    }

    /// The name without the namespace.
    pub(super) fn last(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// Reads a package URL, `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH`.
    pub(super) fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once(':')?;
        let rest = rest.split(['#', '?']).next()?.trim_matches('/');
        let (ecosystem, path) = rest.split_once('/').filter(|_| scheme.trim().eq_ignore_ascii_case("pkg"))?;
        let last = path.rfind('/').map_or(0, |slash| slash + 1);
        // A scope may stand as it is, `@scope/name@1.0`: only an `@` within the last part begins the version.
        let version = path[last..].char_indices().skip(1).filter(|(_, c)| *c == '@').map(|(at, _)| last + at).last();
        let (path, version) = version.map_or((path, None), |at| (&path[..at], Some(decoded(&path[at + 1..]))));
        let ecosystem = match ecosystem.to_lowercase().as_str() {
            "homebrew" => "brew".to_owned(),
            "vscode" | "openvsx" => "vscode-extension".to_owned(),
            other => other.to_owned(),
        };
        Some(Self {
            ecosystem,
            name: decoded(path).to_lowercase(),
            version: version.filter(|version| !version.is_empty()),
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
            let found = Package::of_url(url).unwrap();
            assert_eq!((found.ecosystem.as_str(), found.name.as_str()), (ecosystem, name));
            assert_eq!(found.version.as_deref(), version, "{url}");
        }
        for text in ["", "pkg:", "pkg:npm", "http://npm/x", "npm/x"] {
            assert!(Package::of_url(text).is_none(), "{text}");
        }
    }
}
