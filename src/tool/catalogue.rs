//! The catalogue of known tools inside the program: names, vendors and identifiers, with sources.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::document;
use crate::problem::{Problems, Source};

use super::{IDENTIFIERS, Tool};

const TEXT: &str = include_str!("../../catalogue/ai-tools.toml");

/// Every known tool with its id, in the order of the file.
///
/// # Errors
/// Where the bundled file itself is wrong, which a test excludes.
pub fn all() -> Result<Vec<(String, Tool)>, Problems> {
    let source = Source::inside("bundled:ai-tools", TEXT);
    // Keys that only discovery and export need are left to them.
    let (tools, _) = document::survey(&source, 1, |top| {
        let tools = top.sections("tool").into_iter().filter_map(|section| {
            let text = |key| section.text_if(key).map(|at| at.value);
            let identifiers = IDENTIFIERS.iter().filter_map(|kind| {
                let values: Vec<String> = section.texts(kind).into_iter().map(|at| at.value).collect();
                (!values.is_empty()).then(|| ((*kind).to_owned(), values))
            });
            let tool = Tool {
                name: text("name"),
                kind: text("kind"),
                vendor: text("vendor-id"),
                vendor_name: text("legal-entity").or_else(|| text("vendor")),
                identifiers: identifiers.collect(),
                ..Tool::default()
            };
            Some((text("id")?, tool))
        });
        Some(tools.collect())
    });
    tools.ok_or_else(Problems::default)
}

/// The vendor of the known tool with this id. Every `check` asks: it is looked up without reading the rest.
#[must_use]
pub fn vendor_of(id: &str) -> Option<&'static str> {
    let value = |line: &'static str, key: &str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
    let mut lines = TEXT.lines().skip_while(|line| value(line, "id") != Some(id)).skip(1);
    lines.by_ref().take_while(|line| !line.starts_with("[[")).find_map(|line| value(line, "vendor-id"))
}

/// The known tool with this id.
///
/// # Errors
/// As `all`.
pub fn find(id: &str) -> Result<Option<Tool>, Problems> {
    // A list of a thousand tools asks a thousand times.
    static KNOWN: OnceLock<BTreeMap<String, Tool>> = OnceLock::new();
    let known = match KNOWN.get() {
        Some(known) => known,
        None => {
            let read = all()?.into_iter().collect();
            KNOWN.get_or_init(|| read)
        }
    };
    Ok(known.get(id).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_tool_has_a_name_and_a_vendor_and_most_are_recognised_by_something() {
        let tools = all().unwrap();
        assert!(tools.len() >= 57, "only {}", tools.len());
        for (id, tool) in &tools {
            assert!(document::is_path_id(id), "{id}");
            assert!(tool.vendor.as_ref().is_some_and(|vendor| document::is_path_id(vendor)), "{id}");
            assert!(tool.name.is_some(), "{id}");
            assert_eq!(vendor_of(id), tool.vendor.as_deref(), "{id}");
        }
        let recognised = tools.iter().filter(|(_, tool)| !tool.identifiers.is_empty()).count();
        assert!(recognised * 10 >= tools.len() * 9, "only {recognised} of {} can be recognised", tools.len());
        assert_eq!(find("claude-code").unwrap().unwrap().framework(), "coding-agent");
        assert_eq!(find("no-such-tool").unwrap(), None);
        assert_eq!((vendor_of("no-such-tool"), vendor_of("")), (None, None));
    }
}
