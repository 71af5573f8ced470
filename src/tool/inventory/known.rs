//! What of the catalogue a list means: a tool by its id or name, a vendor by its id or legal name.

use std::collections::BTreeMap;

use crate::document::sheet::word;
use crate::document::slug;

use super::super::Tool;

/// What the law calls companies, behind their names.
const LEGAL_FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "llc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "pbc",
    "plc",
    "lp",
    "llp",
    "opco",
    "gmbh",
    "mbh",
    "ag",
    "se",
    "kg",
    "kgaa",
    "ug",
    "ohg",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "sl",
    "bv",
    "nv",
    "ab",
    "as",
    "aps",
    "oy",
    "oyj",
    "pty",
    "pte",
    "kk",
    "company",
];

/// A name without the legal form behind it: `Anthropic, PBC` is `anthropic`.
fn stem(name: &str) -> String {
    let name = word(&name.replace('.', ""));
    let mut words: Vec<&str> = name.split('-').collect();
    while words.len() > 1 && words.last().is_some_and(|last| LEGAL_FORMS.contains(last)) {
        words.pop();
        // `& Co. KG`, `Co., Ltd.`
        if words.len() > 1 && words.last() == Some(&"co") {
            words.pop();
        }
    }
    words.join("-")
}

/// The catalogue, by the words that people have for what is in it.
pub(super) struct Catalogue<'a> {
    tools: &'a [(String, Tool)],
    /// Tools by their ids and names, and by their names without what stands in parentheses or behind
    /// a slash.
    by_word: BTreeMap<String, usize>,
    /// A tool of each vendor, by the vendor's id and names.
    by_vendor: BTreeMap<String, usize>,
}

impl<'a> Catalogue<'a> {
    pub(super) fn new(tools: &'a [(String, Tool)]) -> Self {
        let (mut by_word, mut by_vendor) = (BTreeMap::new(), BTreeMap::new());
        for (at, (id, _)) in tools.iter().enumerate() {
            by_word.insert(id.clone(), at);
        }
        for (at, (_, tool)) in tools.iter().enumerate() {
            let name = tool.name.as_deref().unwrap_or_default();
            let short = name.split(['(', '/', ',', ';']).next().unwrap_or_default();
            for name in [name, short] {
                by_word.entry(word(name)).or_insert(at);
            }
            let legal = tool.vendor_name.as_deref().unwrap_or_default();
            for name in [tool.vendor.clone().unwrap_or_default(), word(legal), stem(legal)] {
                by_vendor.entry(name).or_insert(at);
            }
        }
        by_word.remove("");
        by_vendor.remove("");
        Self { tools, by_word, by_vendor }
    }

    /// The tool that is meant.
    pub(super) fn tool(&self, said: &str) -> Option<&'a (String, Tool)> {
        let at = self.by_word.get(&word(said)).or_else(|| self.by_word.get(&slug(said)))?;
        self.tools.get(*at)
    }

    /// The tool with an id.
    pub(super) fn with_id(&self, id: &str) -> Option<&'a Tool> {
        self.by_word.get(id).and_then(|at| self.tools.get(*at)).filter(|(known, _)| known == id).map(|(_, tool)| tool)
    }

    /// The id and, where it is another, the name of the vendor that is meant. `of` is the tool that the
    /// row is about.
    pub(super) fn vendor(&self, said: &str, of: Option<&Tool>) -> (String, Option<String>) {
        let stem = stem(said);
        let at = self.by_vendor.get(&stem).or_else(|| self.by_vendor.get(&word(said)));
        if let Some((_, tool)) = at.and_then(|at| self.tools.get(*at)) {
            let legal = tool.vendor_name.as_deref().unwrap_or_default();
            let only_the_id = tool.vendor.as_deref() == Some(&word(said)) || self::stem(legal) == word(said);
            let name = if only_the_id { tool.vendor_name.clone() } else { Some(said.to_owned()) };
            return (tool.vendor.clone().unwrap_or_default(), name);
        }
        // A subsidiary of the vendor of the tool: `Anthropic Ireland, Limited`.
        if let Some(vendor) = of.and_then(|tool| tool.vendor.as_deref())
            && stem.strip_prefix(vendor).is_some_and(|rest| rest.starts_with('-'))
        {
            return (vendor.to_owned(), Some(said.to_owned()));
        }
        let id = slug(&stem);
        let name = Some(said.to_owned()).filter(|said| *said != id);
        (id, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::catalogue;

    #[test]
    fn a_vendor_is_known_by_its_legal_name() {
        let known = catalogue::all().unwrap();
        let catalogue = Catalogue::new(&known);
        let of = catalogue.with_id("claude-code");
        let id = |said: &str| catalogue.vendor(said, of).0;
        for said in [
            "anthropic",
            "Anthropic",
            "Anthropic PBC",
            "Anthropic, PBC",
            "Anthropic, P.B.C.",
            "Anthropic Ireland, Limited",
        ] {
            assert_eq!(id(said), "anthropic", "{said}");
        }
        for said in ["OpenAI", "OpenAI, L.L.C.", "OpenAI OpCo, LLC"] {
            assert_eq!(id(said), "openai", "{said}");
        }
        assert_eq!(
            catalogue.vendor("Müller GmbH & Co. KG", None),
            ("muller".to_owned(), Some("Müller GmbH & Co. KG".to_owned()))
        );
        assert_eq!(catalogue.vendor("DeepL", None).0, catalogue.vendor("DeepL SE", None).0);
        assert_eq!(catalogue.vendor("阿里云", None).0, "a-li-yun");
        assert_eq!(catalogue.vendor("Co", None).0, "co");
    }
}
