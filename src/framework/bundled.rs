//! The frameworks inside the program. Reading one costs nothing until it is asked for.

use std::sync::{Arc, LazyLock};

use super::Shelf;
use crate::document::sha256;
use crate::problem::Source;

/// The id of the triage that is asked with where nothing else is named.
pub const TRIAGE: &str = "triage";

/// Each bundled framework: its id and its text.
const FILES: [(&str, &str); 6] = [
    ("ai-tool", include_str!("../../frameworks/ai-tool.toml")),
    ("coding-agent", include_str!("../../frameworks/coding-agent.toml")),
    ("mcp-server", include_str!("../../frameworks/mcp-server.toml")),
    ("model-api", include_str!("../../frameworks/model-api.toml")),
    ("open-weights", include_str!("../../frameworks/open-weights.toml")),
    ("triage", include_str!("../../frameworks/triage.toml")),
];

/// The texts that the program had before: id, version and sha256. Whoever changes a bundled framework adds
/// the text before, or the records that rely on it are called into question.
const FORMER: [(&str, &str, &str); 20] = [
    ("ai-tool", "0.1.0", "dded971180ec2433a097524aca0bae389215f6f330e02b745390c883ca0410ef"),
    ("ai-tool", "0.1.1", "472501543c8595ae6c4cc4fd97eeded806bbf3b2ad5291e4fc7bff8374903b32"),
    ("ai-tool", "0.1.2", "a2c1528184dd212549f636217bbe13b4eadd7ef313408b0b611c037e6daf9f99"),
    ("ai-tool", "0.2.0", "a82f07513481d43cf835cebc9ec35e4af34f2701b78beee650930d3d5efaa201"),
    ("ai-tool", "0.2.1", "42780a4bb3f48534d1eacd5b3e5d2d100614de13c5c5fb5ce203e9fc54c878c1"),
    ("ai-tool", "0.2.1", "96ac071bd3a3a5322e844c45d9a28d5119b4eb64622b25fecdf6bf1d9b40a7c5"),
    ("ai-tool", "0.2.1", "ed4e41e7223f6d959c9f79c08f7f85baecc5a7a473a69847f4ca9a029be0bcae"),
    ("coding-agent", "0.1.0", "e33cd78843b2f3d52b7d793bd4f096707a9c61ba4f96c5494e3a93d11937f501"),
    ("coding-agent", "0.1.1", "41a8103fea83e33fa0266c39947e33bc5885187ce378a92acf1f17ee58704650"),
    ("coding-agent", "0.2.0", "dec810f39a0b897ee08b5bb7dd060d0837e509eb4407af2cda4a18f4d6b4fd63"),
    ("model-api", "0.1.0", "412380ed5822b4572ab1ee99fa29129843ce34692eddda7aef2038db9e71299f"),
    ("model-api", "0.2.0", "9b444fca9f2b7d6cb668c476ec19ee70463a79c3ae4bb743f705101bf17fe674"),
    ("model-api", "0.2.1", "7a3e1ee526aad14ddeb179d3d2aad6cfb9e3d2d8a97993a22a52e549d0c9c434"),
    ("open-weights", "0.1.0", "edad0dd6b718c0693bb8d38320b053582240a7af93ac4fee67b17dd7c6560556"),
    ("open-weights", "0.1.1", "55b1874d1c7b132e7f0959bca9c2f7273b34673ae3f96dae9db91eb515d76bcc"),
    ("open-weights", "0.2.0", "3d759b975dbc70c9e2ed4c6494b1b14d7bfe9030b0ddeff4c9deeaf72ac95da5"),
    ("open-weights", "0.2.1", "3aa80771d4d423aee7609b687d5e717d09173d368305b59225cdf0645e6a42b3"),
    ("triage", "0.1.0", "104de4fef5cc9f79899d173f9bdbda8c3727e69f2cfa7afbc10380c9021ee8c8"),
    ("triage", "0.1.1", "2c91e2bc025d40db6ed540e5eb225d08c4369554b0c102be747ebbfc688da3ac"),
    ("triage", "0.2.0", "bdea2c5c926d6ef85664cbc1c39ff85418b78b381b0682e805f0356957d6dfd5"),
];

/// The sha256 of each bundled text, in the order of `FILES`, worked out where it is first asked for.
static SHA256: LazyLock<[String; FILES.len()]> = LazyLock::new(|| FILES.map(|(_, text)| sha256(text)));

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
    let Some(at) = FILES.iter().position(|(known, _)| *known == id) else { return Whose::Own };
    if SHA256[at] == sha256_of_text || FORMER.contains(&(id, version, sha256_of_text)) {
        return Whose::Bundled;
    }
    let numbers = |version: &str| version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>();
    let is_newer = numbers(version).zip(numbers(version_of(FILES[at].1))).is_some_and(|(one, this)| one > this);
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
