//! JSON with comments, TOML and YAML as one kind of tree, in which every value knows its line: readers of
//! other people's files ask for a key, and do not mind how it was written.

use std::cell::Cell;
use std::fmt;

use jsonc_parser::{CollectOptions, ParseOptions, ast};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the line on which it begins, from 1; 0 where that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) line: usize,
    pub(super) value: TreeValue,
}

/// What a value is. Numbers are texts: exports write both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum TreeValue {
    /// Nothing, or what is left out.
    #[default]
    Nothing,
    Flag(bool),
    Text(String),
    List(Vec<Tree>),
    Table(Vec<(String, Tree)>),
}

/// What stands where there is nothing.
static NOTHING: Tree = Tree { line: 0, value: TreeValue::Nothing };

impl Tree {
    /// What stands under a key; the last of several.
    pub(super) fn get(&self, key: &str) -> &Self {
        self.entries().iter().rev().find(|(name, _)| name == key).map_or(&NOTHING, |(_, value)| value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries().iter().any(|(name, _)| name == key)
    }

    /// What stands under a key of several that mean the same.
    pub(super) fn any(&self, keys: &[&str]) -> &Self {
        keys.iter().map(|key| self.get(key)).find(|found| found.value != TreeValue::Nothing).unwrap_or(&NOTHING)
    }

    /// The keys of a table with what stands under them.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        if let TreeValue::Table(entries) = &self.value { entries } else { &[] }
    }

    pub(super) fn items(&self) -> &[Self] {
        if let TreeValue::List(items) = &self.value { items } else { &[] }
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self.value, TreeValue::Table(_))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.value, TreeValue::List(_))
    }

    /// A text that is not blank.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            TreeValue::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The text under a key.
    pub(super) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key).text()
    }

    /// The texts of a list, or a text alone.
    pub(super) fn texts(&self) -> Vec<String> {
        match &self.value {
            TreeValue::Text(text) => vec![text.clone()],
            _ => self.items().iter().filter_map(|item| item.text().map(str::to_owned)).collect(),
        }
    }

    /// Whether something is so: exports write `true`, `"true"` and `"1"`. Nothing says nothing.
    pub(super) fn flag(&self) -> Option<bool> {
        match &self.value {
            TreeValue::Flag(flag) => Some(*flag),
            TreeValue::Text(text) => match text.trim().to_lowercase().as_str() {
                "1" | "true" | "yes" => Some(true),
                "0" | "false" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A number as it was written, whether a point stands in it or not.
fn number(text: impl fmt::Display) -> TreeValue {
    TreeValue::Text(text.to_string())
}

/// Reads JSON, in which comments and commas at the end may stand.
pub(super) fn json(text: &str) -> Result<Tree, String> {
    let text = text.trim_start_matches('\u{feff}');
    let parsed = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| error.to_string())?;
    let mut lines = LineOf { text, line: 1, at: 0 };
    Ok(parsed.value.map_or_else(Tree::default, |value| of_json(value, &mut lines)))
}

/// The lines of places that are asked for in their order.
struct LineOf<'a> {
    text: &'a str,
    line: usize,
    at: usize,
}

impl LineOf<'_> {
    fn of(&mut self, at: usize) -> usize {
        if at >= self.at {
            self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..at]).count();
            self.at = at;
        }
        self.line
    }
}

fn of_json(value: ast::Value<'_>, lines: &mut LineOf<'_>) -> Tree {
    use jsonc_parser::common::Ranged as _;
    let line = lines.of(value.range().start);
    let value = match value {
        ast::Value::NullKeyword(_) => TreeValue::Nothing,
        ast::Value::BooleanLit(flag) => TreeValue::Flag(flag.value),
        ast::Value::NumberLit(number) => TreeValue::Text(number.value.to_owned()),
        ast::Value::StringLit(text) => TreeValue::Text(text.value.into_owned()),
        ast::Value::Array(list) => {
            TreeValue::List(list.elements.into_iter().map(|value| of_json(value, lines)).collect())
        }
        ast::Value::Object(table) => {
            let entries = table.properties.into_iter().map(|entry| {
                let line = lines.of(entry.range.start);
                let value = Tree { line, ..of_json(entry.value, lines) };
                (entry.name.into_string(), value)
            });
            TreeValue::Table(entries.collect())
        }
    };
    Tree { line, value }
}

/// Reads TOML.
pub(super) fn toml(text: &str) -> Result<Tree, String> {
    let text = text.trim_start_matches('\u{feff}');
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    // Tables of TOML need not stand in the order of their places.
    let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |at: usize| starts.partition_point(|start| *start < at) + 1;
    Ok(Tree { line: 1, value: of_toml_table(table.get_ref(), &line) })
}

fn of_toml_table(table: &DeTable<'_>, line: &impl Fn(usize) -> usize) -> TreeValue {
    let entries = table.iter().map(|(key, value)| {
        let value = Tree { line: line(key.span().start), value: of_toml(value.get_ref(), line) };
        (key.get_ref().to_string(), value)
    });
    TreeValue::Table(entries.collect())
}

fn of_toml(value: &DeValue<'_>, line: &impl Fn(usize) -> usize) -> TreeValue {
    match value {
        DeValue::String(text) => TreeValue::Text(text.to_string()),
        DeValue::Integer(whole) => number(whole),
        DeValue::Float(fraction) => number(fraction),
        DeValue::Boolean(flag) => TreeValue::Flag(*flag),
        DeValue::Datetime(moment) => number(moment),
        DeValue::Array(list) => {
            let items =
                list.iter().map(|item| Tree { line: line(item.span().start), value: of_toml(item.get_ref(), line) });
            TreeValue::List(items.collect())
        }
        DeValue::Table(table) => of_toml_table(table, line),
    }
}

/// Reads the first document of a YAML file, within the limits of its reader: nothing that refers to itself
/// over and over grows without end.
pub(super) fn yaml(text: &str) -> Result<Tree, String> {
    let text = text.trim_start_matches('\u{feff}');
    // What the reader says may quote the file, in which keys stand: only the place is told.
    let said = |error: serde_saphyr::Error| {
        let place = error.location().map_or_else(String::new, |place| format!(" on line {}", place.line()));
        format!("the YAML does not read{place}")
    };
    serde_saphyr::from_str::<YamlTree>(text).map(|YamlTree(tree)| tree).map_err(said)
}

/// A value of YAML with its line.
struct YamlTree(Tree);
/// The same without its line.
struct YamlValue(TreeValue);

impl<'de> Deserialize<'de> for YamlTree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let placed = Spanned::<YamlValue>::deserialize(deserializer)?;
        let line = usize::try_from(placed.referenced.line()).unwrap_or_default();
        Ok(Self(Tree { line, value: placed.value.0 }))
    }
}

impl<'de> Deserialize<'de> for YamlValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

/// The methods of a visitor for what is neither list nor table.
macro_rules! scalars {
    ($wrap:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }
        fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
            Ok($wrap(&self, TreeValue::Flag(flag)))
        }
        fn visit_i64<E>(self, whole: i64) -> Result<Self::Value, E> {
            Ok($wrap(&self, number(whole)))
        }
        fn visit_u64<E>(self, whole: u64) -> Result<Self::Value, E> {
            Ok($wrap(&self, number(whole)))
        }
        fn visit_f64<E>(self, fraction: f64) -> Result<Self::Value, E> {
            Ok($wrap(&self, number(fraction)))
        }
        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok($wrap(&self, TreeValue::Text(text.to_owned())))
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($wrap(&self, TreeValue::Nothing))
        }
        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok($wrap(&self, TreeValue::Nothing))
        }
    };
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = YamlValue;

    scalars!(|_: &Self, value| YamlValue(value));

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<YamlValue, A::Error> {
        let mut items = Vec::new();
        while let Some(YamlTree(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(YamlValue(TreeValue::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<YamlValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(YamlValue(key)) = table.next_key()? {
            let YamlTree(value) = table.next_value()?;
            let key = match key {
                TreeValue::Text(text) => text,
                TreeValue::Flag(flag) => flag.to_string(),
                _ => String::new(),
            };
            entries.push((key, value));
        }
        Ok(YamlValue(TreeValue::Table(entries)))
    }
}

/// Reads a value of strict JSON as it comes in; of tables only some keys, at any depth.
#[derive(Clone, Copy)]
pub(super) struct TreeSeed<'a> {
    /// The keys that are kept; all of them where none is named.
    pub(super) keep: &'a [&'a str],
    /// The line that is being read.
    pub(super) line: &'a Cell<usize>,
}

impl TreeSeed<'_> {
    fn made(&self, value: TreeValue) -> Tree {
        Tree { line: self.line.get(), value }
    }
}

impl<'de> DeserializeSeed<'de> for TreeSeed<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TreeSeed<'_> {
    type Value = Tree;

    scalars!(|seed: &Self, value| seed.made(value));

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let line = self.line.get();
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Tree { line, value: TreeValue::List(items) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Tree, A::Error> {
        let line = self.line.get();
        let mut entries = Vec::new();
        while let Some(key) = table.next_key_seed(KeptKey(self.keep))? {
            match key {
                Some(key) => entries.push((key, table.next_value_seed(self)?)),
                None => drop(table.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Tree { line, value: TreeValue::Table(entries) })
    }
}

/// A key that is kept, or not.
struct KeptKey<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for KeptKey<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeptKey<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok((self.0.is_empty() || self.0.contains(&key)).then(|| key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_notations_come_to_the_same_with_their_lines() {
        let json = json("{ // one\n\"a\": {\"b\": [1, \"x\", true,],\n},\n}").unwrap();
        let toml = toml("# one\n[a]\nb = [1, \"x\", true]\n").unwrap();
        let yaml = yaml("# one\na:\n  b: [1, x, true]\n").unwrap();
        for (tree, line) in [(&json, 2), (&toml, 3), (&yaml, 3)] {
            let list = tree.get("a").get("b");
            assert_eq!(list.texts(), ["1", "x"], "{tree:?}");
            assert_eq!((list.items()[2].flag(), list.line), (Some(true), line), "{tree:?}");
        }
        let line = Cell::new(7);
        let seed = TreeSeed { keep: &["a", "b"], line: &line };
        let text = r#"{"a":{"b":[1,null],"c":{"d":[]}},"z":3}"#;
        let tree = seed.deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap();
        assert_eq!((tree.entries().len(), tree.get("a").entries().len(), tree.line), (1, 1, 7));
    }

    #[test]
    fn what_is_made_to_exhaust_a_reader_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(json(&deep).is_err());
        assert!(toml(&format!("a = {deep}")).is_err());
        assert!(yaml(&deep).is_err());
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (one, other) in ('a'..'m').zip('b'..) {
            bomb += &format!("{other}: &{other} [{}]\n", vec![format!("*{one}"); 9].join(", "));
        }
        assert!(yaml(&bomb).is_err());
        assert_eq!(yaml("a: \"sk-secret\nb: [").unwrap_err().matches("sk-secret").count(), 0);
    }
}
