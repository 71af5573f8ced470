//! The ecosystems of packages, and how far a name in one tells what a package is.

use std::fmt;

/// Where a package comes from, by the word that package URLs have for it. The set is open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ecosystem(String);

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

impl Ecosystem {
    /// The ecosystem that is called so.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let word = word.trim().to_lowercase();
        Self(match word.as_str() {
            "homebrew" => "brew".to_owned(),
            "crates" | "crates.io" => "cargo".to_owned(),
            "vscode" | "openvsx" => "vscode-extension".to_owned(),
            _ => word,
        })
    }

    /// Its word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn telling(&self) -> Telling {
        match self.as_str() {
            library if LIBRARIES.contains(&library) => Telling::OwnNames,
            program if PROGRAMS.contains(&program) => Telling::NotShort,
            _ => Telling::All,
        }
    }

    /// A name as this ecosystem compares names: most do not mind capitals, PyPI and Cargo do not tell
    /// all signs apart.
    pub(super) fn comparable(&self, name: &str) -> String {
        let name = name.trim().to_lowercase();
        match self.as_str() {
            "pypi" => name.split(['-', '_', '.']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-"),
            "cargo" => name.replace('_', "-"),
            _ => name,
        }
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
