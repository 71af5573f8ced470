//! The catalogue of known tools inside the program: names, vendors and identifiers, with sources.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::document::{self, Section};
use crate::problem::{Problems, Source};

use super::{IDENTIFIERS, Tool};

pub(super) const NAME: &str = "bundled:ai-tools";
pub(super) const TEXT: &str = include_str!("../../catalogue/ai-tools.toml");
/// What begins the entry of a tool.
const ENTRY: &str = "\n[[tool]]\n";

/// What a host of a tool proves, and what a rule against it takes; from the surest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DomainScope {
    /// This tool and nothing else.
    #[default]
    Tool,
    /// The whole product in which it is a feature.
    Product,
    /// Other tools as well.
    Shared,
}

impl DomainScope {
    const NAMES: [(&'static str, Self); 3] =
        [("tool", Self::Tool), ("product", Self::Product), ("shared", Self::Shared)];

    /// The scope that is called so.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(name, _)| *name == word).map(|(_, scope)| *scope)
    }

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// A tool of the catalogue, with what is known of its identifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// Its id.
    pub id: String,
    /// What an entry of a register takes over.
    pub tool: Tool,
    /// The types of package URLs in which its names tell; in others they are somebody else's.
    pub purl_types: Option<Vec<String>>,
    /// What its hosts prove.
    pub domain_scope: DomainScope,
    /// What looks like it and is something else.
    pub collisions: Vec<String>,
}

/// Every known tool with its id, in the order of the file.
///
/// # Errors
/// Where the bundled file itself is wrong, which a test excludes.
pub fn all() -> Result<Vec<(String, Tool)>, Problems> {
    Ok(entries()?.into_iter().map(|entry| (entry.id, entry.tool)).collect())
}

/// The same with everything that is known of them.
///
/// # Errors
/// As `all`.
pub fn entries() -> Result<Vec<CatalogueEntry>, Problems> {
    read(&Source::inside(NAME, TEXT), |top| top.sections("tool").iter().filter_map(entry).collect())
}

/// The paths that several tools read, each with their ids: they prove that there is one of them.
///
/// # Errors
/// As `all`.
pub fn shared() -> Result<Vec<(String, Vec<String>)>, Problems> {
    read(&Source::inside(NAME, TEXT), |top| {
        let texts = |section: &Section<'_>| section.texts("read-by").into_iter().map(|at| at.value).collect();
        let shared = top.sections("shared");
        shared.iter().filter_map(|section| Some((section.text_if("path")?.value, texts(section)))).collect()
    })
}

pub(super) fn read<T>(source: &Arc<Source>, what: impl FnOnce(&Section<'_>) -> T) -> Result<T, Problems> {
    // Keys that only discovery and export need are left to them.
    document::survey(source, 1, |top| Some(what(top))).0.ok_or_else(Problems::default)
}

fn entry(section: &Section<'_>) -> Option<CatalogueEntry> {
    let text = |key| section.text_if(key).map(|at| at.value);
    let texts = |key| -> Vec<String> { section.texts(key).into_iter().map(|at| at.value).collect() };
    let identifiers = IDENTIFIERS.iter().filter_map(|kind| {
        let values = match *kind {
            // Ids stand there with the provider that gave them.
            "oauth" => section.sections(kind).iter().filter_map(|id| id.text_if("id")).map(|at| at.value).collect(),
            kind => texts(kind),
        };
        (!values.is_empty()).then(|| ((*kind).to_owned(), values))
    });
    let tool = Tool {
        name: text("name"),
        kind: text("kind"),
        vendor: text("vendor-id"),
        vendor_name: text("legal-entity").filter(|name| name != "not verified").or_else(|| text("vendor")),
        identifiers: identifiers.collect(),
        ..Tool::default()
    };
    Some(CatalogueEntry {
        id: text("id")?,
        tool,
        purl_types: section.has("purl-types").then(|| texts("purl-types")),
        domain_scope: text("domain-scope").and_then(|word| DomainScope::of(&word)).unwrap_or_default(),
        collisions: texts("collisions"),
    })
}

/// The value of a text in a line.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
}

/// The vendor of the known tool with this id. Every `check` asks: it is looked up without reading the rest.
#[must_use]
pub fn vendor_of(id: &str) -> Option<&'static str> {
    let mut lines = TEXT.lines().skip_while(|line| value(line, "id") != Some(id)).skip(1);
    lines.by_ref().take_while(|line| !line.starts_with("[[")).find_map(|line| value(line, "vendor-id"))
}

/// The text of each entry, by its id.
fn texts() -> &'static BTreeMap<&'static str, &'static str> {
    static TEXTS: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let entries = TEXT.split(ENTRY).skip(1);
        let with_id = entries.filter_map(|text| Some((text.lines().find_map(|line| value(line, "id"))?, text)));
        with_id.collect()
    })
}

/// The ids of the known tools.
pub fn ids() -> impl Iterator<Item = &'static str> {
    texts().keys().copied()
}

/// The known tool with this id, of which nothing else is read.
///
/// # Errors
/// As `all`.
pub fn entry_of(id: &str) -> Result<Option<CatalogueEntry>, Problems> {
    let Some(text) = texts().get(id) else { return Ok(None) };
    let source = Source::new(NAME, format!("schema = 1{ENTRY}{text}"));
    read(&source, |top| top.sections("tool").iter().find_map(entry))
}

/// What an entry of a register takes over of it.
///
/// # Errors
/// As `all`.
pub fn find(id: &str) -> Result<Option<Tool>, Problems> {
    Ok(entry_of(id)?.map(|entry| entry.tool))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_tool_has_a_name_and_a_vendor_and_most_are_recognised_by_something() {
        let tools = all().unwrap();
        assert!(tools.len() >= 187, "only {}", tools.len());
        assert_eq!(ids().collect::<std::collections::BTreeSet<_>>().len(), tools.len());
        for (id, tool) in &tools {
            assert!(document::is_path_id(id), "{id}");
            assert!(tool.vendor.as_ref().is_some_and(|vendor| document::is_path_id(vendor)), "{id}");
            assert!(tool.name.is_some(), "{id}");
            assert_eq!(vendor_of(id), tool.vendor.as_deref(), "{id}");
            assert_eq!(find(id).unwrap().as_ref(), Some(tool), "{id}");
        }
        let recognised = tools.iter().filter(|(_, tool)| !tool.identifiers.is_empty()).count();
        assert!(recognised * 100 >= tools.len() * 97, "only {recognised} of {} can be recognised", tools.len());
        assert_eq!(find("claude-code").unwrap().unwrap().framework(), "coding-agent");
        assert_eq!(find("no-such-tool").unwrap(), None);
        assert_eq!((vendor_of("no-such-tool"), vendor_of("")), (None, None));
    }
}
