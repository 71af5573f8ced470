//! The frameworks inside the program. Reading one costs nothing until it is asked for.

use std::sync::Arc;

use super::Shelf;
use crate::document::sha256;
use crate::problem::Source;

/// The id of the triage that is asked with where nothing else is named.
pub const TRIAGE: &str = "triage";

/// Each bundled framework: its id and its text.
const FILES: [(&str, &str); 5] = [
    ("ai-tool", include_str!("../../frameworks/ai-tool.toml")),
    ("coding-agent", include_str!("../../frameworks/coding-agent.toml")),
    ("model-api", include_str!("../../frameworks/model-api.toml")),
    ("open-weights", include_str!("../../frameworks/open-weights.toml")),
    ("triage", include_str!("../../frameworks/triage.toml")),
];

/// The texts of former releases: id, version and sha256. Whoever changes the version of a bundled framework
/// adds the one before, or the records that rely on it are called into question.
const FORMER: [(&str, &str, &str); 0] = [];

/// Whose text a file of a framework is that a record relies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// An organisation's: its id is none of a bundled framework.
    Own,
    /// The program's, of this release or of a former one.
    Bundled,
    /// It has the id of a bundled framework and a version that only a newer program knows.
    Newer,
    /// It has the id of a bundled framework and is none.
    Other,
}

/// Whether a text is, byte for byte, the bundled one of this id.
#[must_use]
pub fn is_text_of(id: &str, text: &str) -> bool {
    FILES.iter().any(|(known, bundled)| *known == id && *bundled == text)
}

/// Whose text the one with this id, version and sha256 is.
#[must_use]
pub fn whose(id: &str, version: &str, sha256_of_text: &str) -> Whose {
    let Some((_, text)) = FILES.iter().find(|(known, _)| *known == id) else { return Whose::Own };
    if sha256(text) == sha256_of_text || FORMER.contains(&(id, version, sha256_of_text)) {
        return Whose::Bundled;
    }
    let numbers = |version: &str| version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>();
    let is_newer = numbers(version).zip(numbers(version_of(text))).is_some_and(|(one, this)| one > this);
    if is_newer { Whose::Newer } else { Whose::Other }
}

/// The version that a bundled text says.
fn version_of(text: &str) -> &str {
    let line = text.lines().find_map(|line| line.strip_prefix("version = \""));
    line.and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// What stands before the id in the name of a bundled text.
const NAME: &str = "bundled:";

/// The ids of the bundled frameworks, sorted.
pub fn ids() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(id, _)| *id)
}

/// The text of a bundled framework.
#[must_use]
pub fn find(id: &str) -> Option<Arc<Source>> {
    FILES.iter().find(|(known, _)| *known == id).map(|(_, text)| Source::inside(format!("{NAME}{id}"), text))
}

/// Whether a text is one of them, by its name.
#[must_use]
pub fn is(source: &Source) -> bool {
    source.name.starts_with(NAME)
}

/// A shelf on which there is nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Bundled;

impl Shelf for Bundled {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        find(id)
    }

    fn ids(&self) -> Vec<String> {
        ids().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_programs_by_its_bytes_and_not_by_what_it_says() {
        for (id, text) in FILES {
            let version = version_of(text);
            assert_eq!(version.split('.').count(), 3, "{id}");
            assert_eq!(whose(id, version, &sha256(text)), Whose::Bundled);
            assert_eq!(whose(id, version, &sha256("another")), Whose::Other);
            for older in ["0.0.1", "0", "one", ""] {
                assert_eq!(whose(id, older, &sha256("another")), Whose::Other, "{older}");
            }
            assert_eq!(whose(id, "99.0", &sha256("another")), Whose::Newer);
        }
        assert_eq!(whose("our-own", "1", &sha256("another")), Whose::Own);
    }
}
