//! CycloneDX: the AI tools in a bill of materials in JSON, wherever in it they stand: among components
//! and services, within each other, in its metadata, in what a component was made from.
//!
//! The text is walked through once, and nothing of it is kept but what is found.

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::dossier::Asked;
use crate::gate::Request;
use crate::identity::{Index, ItemNames, PackageUrl};
use crate::problem::{Code, Problem, Problems, Source};

use super::bom_part::{BomPart, BomValue};
use super::requests::{LineMeaning, ListedLine, MOST, RequestList};

/// Reads the parts of a bill of materials that are AI tools.
pub(super) fn read(source: &Arc<Source>, known: &Index) -> RequestList {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let offset = source.text.len() - text.len();
    let mut reading = BomReading {
        source,
        known,
        list: RequestList::default(),
        format: None,
        last: offset,
        parts: 0,
        in_metadata: false,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let walked = Walk { reading: &mut reading, role: ValueRole::Top }.deserialize(&mut deserializer);
    match walked.and_then(|_| deserializer.end()) {
        Err(error) => {
            let title = format!("the list is not JSON of the form that was expected: {error}");
            let item = reading.bad(offset, Code::Syntax, &title);
            reading.list.items.push(ListedLine { line: error.line().max(1), column: error.column().max(1), ..item });
        }
        Ok(()) if reading.format.as_deref() != Some("CycloneDX") => {
            let title = "the file is not a bill of materials: `bomFormat` is not `CycloneDX`";
            let item = reading.bad(offset, Code::WrongType, title);
            reading.list.items.push(item);
        }
        Ok(()) if reading.parts == 0 => {
            let source = Arc::clone(source);
            let problem = Problem::error(
                Code::MissingKey,
                &source,
                offset..offset,
                "there is nothing to check: the bill of materials has no components and no services",
            )
            .help("a scan that recognised nothing shows nothing about what is used: check how it was made");
            let item = reading.item(offset, LineMeaning::Bad(None, Problems(vec![problem])));
            reading.list.items.push(item);
        }
        Ok(()) => {}
    }
    // What lies within a part is found before it.
    reading.list.items.sort_by_key(|item| (item.line, item.column));
    reading.list
}

struct BomReading<'a> {
    source: &'a Arc<Source>,
    known: &'a Index,
    list: RequestList,
    format: Option<String>,
    /// Where the last text stood whose place is known.
    last: usize,
    /// How many components and services the bill lists, what describes itself not counted.
    parts: usize,
    in_metadata: bool,
}

/// What a value in the bill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueRole {
    /// The bill itself.
    Top,
    /// A component or a service.
    Part,
    /// The same as an entry of a list.
    Entry,
    /// A list of these.
    Parts,
    /// A table of which the name counts.
    Named,
    /// A list of texts that count.
    Texts,
    /// What made the bill: a list of these in the old form, else a table with lists of them.
    Tools,
    /// Anything else, in which such may stand.
    Other,
}

impl ValueRole {
    /// What stands under a key.
    fn under(key: &str) -> Self {
        match key {
            "components" | "services" | "ancestors" | "descendants" | "variants" => Self::Parts,
            "component" | "service" => Self::Part,
            "tools" => Self::Tools,
            "provider" | "swid" => Self::Named,
            "endpoints" => Self::Texts,
            _ => Self::Other,
        }
    }
}

impl BomReading<'_> {
    fn bad(&self, at: usize, code: Code, title: &str) -> ListedLine {
        let end = self.source.text[at..].chars().next().map_or(at, |first| at + first.len_utf8());
        let problem = Problem::error(code, self.source, at..end, title)
            .help("give a CycloneDX bill of materials in JSON, as the tool that made it wrote it");
        self.item(at, LineMeaning::Bad(None, Problems(vec![problem])))
    }

    fn item(&self, at: usize, what: LineMeaning) -> ListedLine {
        let (line, column) = self.source.line_column(at);
        ListedLine { line, column, what }
    }

    fn push(&mut self, item: ListedLine) {
        match self.list.items.len() {
            length if length < MOST => self.list.items.push(item),
            MOST => {
                let title = format!("the list has more than {MOST} AI tools and mistakes");
                let last = self.bad(self.last, Code::TooLarge, &title);
                self.list.items.push(last);
            }
            _ => {}
        }
    }

    /// Where a text stands that was borrowed from the source.
    fn place(&self, text: &str) -> usize {
        (text.as_ptr() as usize).saturating_sub(self.source.text.as_ptr() as usize).min(self.source.text.len())
    }

    fn part(&mut self, mut part: BomPart, at: usize) {
        self.parts += usize::from(!self.in_metadata);
        let said = |texts: &[String]| -> Vec<String> {
            texts.iter().filter(|text| !text.trim().is_empty()).cloned().collect()
        };
        let (names, groups) = (said(&part.names), said(&part.groups));
        if let Some(key) = &part.wrong {
            let item = self.bad(at, Code::WrongType, &format!("this is not a component: its `{key}` is not text"));
            self.push(item);
            return;
        }
        if names.is_empty() && said(&part.called.urls).is_empty() {
            let item = self.bad(at, Code::MissingKey, "this component has no name");
            self.push(item);
            return;
        }
        let whole = groups.iter().flat_map(|group| names.iter().map(move |name| format!("{group}/{name}")));
        let shown: Vec<String> = whole.chain(names.iter().cloned()).collect();
        part.called.names.extend(shown.iter().cloned());
        let is_model = part.is_model || part.kind.as_deref() == Some("machine-learning-model");
        if is_model {
            part.called.models.clone_from(&shown);
        }
        let mut tools = self.known.called(&part.called);
        if tools.is_empty() {
            // `Chat` of somebody may be called so by them alone.
            let whole = |provider: &String| names.iter().map(|name| format!("{provider} {name}")).collect::<Vec<_>>();
            let by_provider =
                ItemNames { names: part.providers.iter().flat_map(whole).collect(), ..ItemNames::default() };
            tools = self.known.called(&by_provider);
        }
        let of_url = || part.called.urls.iter().find_map(|url| PackageUrl::of(url)?.version);
        let version = said(&part.versions).into_iter().next().or_else(of_url);
        let request = Request { client_version: version, ..Request::default() };
        if tools.is_empty() {
            if is_model {
                let name = shown.into_iter().chain(part.called.urls).next().unwrap_or_default();
                let item = self.item(at, LineMeaning::Unknown(name));
                self.push(item);
            } else if !self.in_metadata {
                self.list.others += 1;
            }
            return;
        }
        for tool in tools {
            let asked = Asked { tool, usage: None, request: request.clone() };
            let item = self.item(at, LineMeaning::Asked(asked));
            self.push(item);
        }
    }
}

/// A value to be walked through.
struct Walk<'r, 'a> {
    reading: &'r mut BomReading<'a>,
    role: ValueRole,
}

/// The most texts of one list that count.
const MOST_TEXTS: usize = 1_000;

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = BomValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<BomValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A name in a table, with its place where that is known.
struct BomKey(String, Option<usize>);

struct KeyIn<'a>(&'a Source);

impl<'de> DeserializeSeed<'de> for KeyIn<'_> {
    type Value = BomKey;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<BomKey, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyIn<'_> {
    type Value = BomKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<BomKey, E> {
        let at = (text.as_ptr() as usize).checked_sub(self.0.text.as_ptr() as usize);
        Ok(BomKey(text.to_owned(), at))
    }

    fn visit_str<E>(self, text: &str) -> Result<BomKey, E> {
        Ok(BomKey(text.to_owned(), None))
    }
}

impl Walk<'_, '_> {
    /// What is no table or list where a component or a list of them is to be.
    fn scalar(self, found: BomValue) -> BomValue {
        if matches!(self.role, ValueRole::Part | ValueRole::Entry | ValueRole::Parts) {
            let item = self.reading.bad(self.reading.last, Code::WrongType, "this is not a component");
            self.reading.push(item);
        }
        found
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = BomValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a bill of materials")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<BomValue, E> {
        self.reading.last = self.reading.place(text).saturating_sub(1);
        Ok(self.scalar(BomValue::Text(text.to_owned())))
    }

    fn visit_str<E>(self, text: &str) -> Result<BomValue, E> {
        Ok(self.scalar(BomValue::Text(text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<BomValue, E> {
        Ok(self.scalar(BomValue::Other))
    }

    fn visit_i64<E>(self, _: i64) -> Result<BomValue, E> {
        Ok(self.scalar(BomValue::Other))
    }

    fn visit_u64<E>(self, _: u64) -> Result<BomValue, E> {
        Ok(self.scalar(BomValue::Other))
    }

    fn visit_f64<E>(self, _: f64) -> Result<BomValue, E> {
        Ok(self.scalar(BomValue::Other))
    }

    fn visit_unit<E>(self) -> Result<BomValue, E> {
        // Nothing is no mistake, but for an entry of a list.
        Ok(if self.role == ValueRole::Entry { self.scalar(BomValue::Nothing) } else { BomValue::Nothing })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<BomValue, A::Error> {
        let Walk { reading, role } = self;
        match role {
            ValueRole::Top => return Err(serde::de::Error::custom("a list, where a table was expected")),
            ValueRole::Part | ValueRole::Entry => {
                let item = reading.bad(reading.last, Code::WrongType, "this is not a component but a list");
                reading.push(item);
            }
            _ => {}
        }
        let within = match role {
            ValueRole::Parts => ValueRole::Entry,
            // References to tools are texts, and the tools of the old form are tables.
            ValueRole::Tools => ValueRole::Tools,
            _ => ValueRole::Other,
        };
        let mut texts = Vec::new();
        while let Some(found) = entries.next_element_seed(Walk { reading: &mut *reading, role: within })? {
            match found {
                BomValue::Text(text) if role == ValueRole::Texts && texts.len() < MOST_TEXTS => texts.push(text),
                _ => {}
            }
        }
        Ok(if role == ValueRole::Texts { BomValue::Texts(texts) } else { BomValue::Other })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<BomValue, A::Error> {
        let Walk { reading, role } = self;
        let was_in_metadata = reading.in_metadata;
        let mut part = BomPart::default();
        let mut at = None;
        while let Some(BomKey(key, place)) = entries.next_key_seed(KeyIn(reading.source))? {
            if let Some(place) = place {
                reading.last = place.saturating_sub(1);
            }
            // The table begins before its first key.
            let begins = || {
                let before = reading.source.text[..reading.last].trim_end();
                if place.is_some() && before.ends_with('{') { before.len() - 1 } else { reading.last }
            };
            at.get_or_insert_with(begins);
            reading.in_metadata = was_in_metadata || (role == ValueRole::Top && key == "metadata");
            let found = entries.next_value_seed(Walk { reading: &mut *reading, role: ValueRole::under(&key) })?;
            if let (ValueRole::Top, "bomFormat", BomValue::Text(text)) = (role, key.as_str(), &found) {
                reading.format = Some(text.clone());
            }
            part.keep(&key, found);
        }
        reading.in_metadata = was_in_metadata;
        let at = at.unwrap_or(reading.last);
        match role {
            ValueRole::Part | ValueRole::Entry => reading.part(part, at),
            ValueRole::Tools if !part.names.is_empty() => reading.part(part, at),
            ValueRole::Named => return Ok(part.names.pop().map_or(BomValue::Other, BomValue::Text)),
            ValueRole::Parts => {
                reading.parts += 1;
                let item = reading.bad(at, Code::WrongType, "a list of components was expected, not a table");
                reading.push(item);
            }
            _ => {}
        }
        Ok(BomValue::Other)
    }
}
