//! What a register says of a tool beside its name and vendor: contract, places, people affected,
//! substitution. Every key is declared here once: for reading, writing and showing.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::document::Section;
use crate::document::writer::{Writer, WrittenValue};

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A day.
    Day,
    /// A whole number, at most this.
    Count(u32),
    /// A switch.
    Flag,
    /// One of a few words.
    Word(&'static [&'static str]),
}

/// A key of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldKey {
    /// How it is written.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
}

/// A table about one matter, or a list of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// How it is written.
    pub name: &'static str,
    /// Whether there may be several: `[[name]]`.
    pub many: bool,
    /// Its keys, in the order in which they are written.
    pub keys: &'static [FieldKey],
}

macro_rules! keys {
    ($($name:literal $kind:expr),+ $(,)?) => { &[$(FieldKey { name: $name, kind: $kind }),+] };
}

use FieldKind::{Count, Flag, Text, Texts, Word};

const DAYS: FieldKind = Count(36_500);
const HOURS: FieldKind = Count(87_600);

/// Every matter, in the order in which it is written.
pub const TOPICS: &[Topic] = &[
    Topic {
        name: "lifecycle",
        many: false,
        keys: keys!["status" Word(&["proposed", "pilot", "in-use", "suspended", "retired"]), "since" FieldKind::Day],
    },
    Topic { name: "entity", many: false, keys: keys!["lei" Text, "euid" Text, "country" Text, "parent" Text] },
    Topic { name: "access", many: false, keys: keys!["mode" Text, "hosts" Texts] },
    Topic {
        name: "contract",
        many: false,
        keys: keys![
            "reference" Text,
            "type" Text,
            "begins" FieldKind::Day,
            "ends" FieldKind::Day,
            "open-ended" Flag,
            "notice-ours-days" DAYS,
            "notice-theirs-days" DAYS,
            "law" Text,
            "yearly-cost" Text,
        ],
    },
    Topic {
        name: "purpose",
        many: false,
        keys: keys!["intended" Text, "excluded" Text, "process" Text, "period" Text, "users" Text, "affected" Text],
    },
    Topic {
        name: "data",
        many: false,
        keys: keys![
            "classes" Texts,
            "personal" Texts,
            "people" Texts,
            "sensitivity" Word(&["low", "medium", "high"]),
            "recipients" Text,
            "rights" Text,
        ],
    },
    Topic {
        name: "places",
        many: false,
        keys: keys!["service" Texts, "storage" Texts, "processing" Texts, "transfers" Text],
    },
    Topic { name: "retention", many: false, keys: keys!["vendor" Text, "ours" Text] },
    Topic { name: "logs", many: false, keys: keys!["where" Text, "kept-days" DAYS] },
    Topic { name: "oversight", many: false, keys: keys!["who" Text, "competence" Text, "stop" Text] },
    Topic {
        name: "function",
        many: false,
        keys: keys![
            "name" Text,
            "criticality" Word(&["critical", "important", "neither"]),
            "recovery-time-hours" HOURS,
            "recovery-point-hours" HOURS,
            "reliance" Word(&["none", "low", "material", "full"]),
        ],
    },
    Topic {
        name: "substitution",
        many: false,
        keys: keys![
            "ease" Word(&["easy", "medium", "hard", "impossible"]),
            "reason" Text,
            "alternatives" Texts,
            "exit-plan" Text,
            "in-house" Word(&["easy", "hard", "impossible"]),
            "stopping" Word(&["low", "medium", "high"]),
        ],
    },
    Topic {
        name: "security",
        many: false,
        keys: keys!["measures" Text, "provenance" Text, "last-audit" FieldKind::Day],
    },
    Topic { name: "informed", many: false, keys: keys!["dated" FieldKind::Day, "text" Text] },
    Topic {
        name: "links",
        many: false,
        keys: keys!["data-protection" Text, "fundamental-rights" Text, "ai-impact" Text, "eu-database" Text],
    },
    Topic { name: "issues", many: false, keys: keys!["checked" FieldKind::Day, "known" Texts, "reported" Texts] },
    Topic {
        name: "legal",
        many: true,
        keys: keys!["law" Text, "class" Text, "role" Text, "reason" Text, "changes" FieldKind::Day],
    },
    Topic {
        name: "subprocessor",
        many: true,
        keys: keys!["name" Text, "rank" Count(20), "country" Text, "service" Text],
    },
    Topic { name: "transfer", many: true, keys: keys!["to" Text, "route" Text] },
];

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A text, or one of a few words.
    Text(String),
    /// A list of texts, not empty.
    Texts(Vec<String>),
    /// A day.
    Day(Day),
    /// A whole number.
    Count(u32),
    /// A switch.
    Flag(bool),
}

/// The keys of one table with their values.
pub type Facts = BTreeMap<&'static str, FieldValue>;

/// What is said of a tool, or of one use of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterFields {
    /// The tables of each matter; one where the matter has a single table.
    topics: BTreeMap<&'static str, Vec<Facts>>,
}

impl std::fmt::Display for FieldValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
            Self::Day(day) => write!(f, "{day}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
        }
    }
}

impl From<&FieldValue> for WrittenValue {
    fn from(fact: &FieldValue) -> Self {
        match fact {
            FieldValue::Text(text) => text.into(),
            FieldValue::Texts(texts) => texts.as_slice().into(),
            FieldValue::Day(day) => (*day).into(),
            FieldValue::Count(count) => (*count).into(),
            FieldValue::Flag(flag) => (*flag).into(),
        }
    }
}

impl RegisterFields {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// What is said of each matter, in the order of `TOPICS`.
    pub fn topics(&self) -> impl Iterator<Item = (&'static Topic, &[Facts])> {
        TOPICS.iter().filter_map(|topic| Some((topic, self.topics.get(topic.name)?.as_slice())))
    }

    /// The value of a key of a matter that has a single table.
    #[must_use]
    pub fn get(&self, topic: &str, key: &str) -> Option<&FieldValue> {
        self.topics.get(topic)?.first()?.get(key)
    }

    /// Whether a key is there: in every table, where the matter may have several.
    #[must_use]
    pub fn has(&self, topic: &str, key: &str) -> bool {
        self.topics.get(topic).is_some_and(|tables| tables.iter().all(|facts| facts.contains_key(key)))
    }

    /// Sets a key of a matter that has a single table. Names that there are not change nothing.
    pub fn set(&mut self, topic: &str, key: &str, fact: FieldValue) {
        let known = TOPICS.iter().find(|known| known.name == topic && !known.many);
        let Some((topic, key)) =
            known.and_then(|topic| Some((topic, topic.keys.iter().find(|known| known.name == key)?)))
        else {
            return;
        };
        let tables = self.topics.entry(topic.name).or_default();
        if tables.is_empty() {
            tables.push(Facts::new());
        }
        tables[0].insert(key.name, fact);
    }

    /// Reads every matter of a table.
    pub(super) fn read(section: &Section<'_>) -> Self {
        let mut topics = BTreeMap::new();
        for topic in TOPICS {
            let tables = if topic.many {
                section.sections(topic.name)
            } else {
                section.section_if(topic.name).into_iter().collect()
            };
            let mut read: Vec<Facts> = tables.iter().map(|table| topic.read(table)).collect();
            read.retain(|facts| !facts.is_empty());
            if !read.is_empty() {
                topics.insert(topic.name, read);
            }
        }
        Self { topics }
    }

    /// Writes every matter, under a table or at the top.
    pub(super) fn write(&self, under: &str, writer: &mut Writer) {
        for (topic, tables) in self.topics() {
            for facts in tables {
                topic.open(under, writer);
                for key in topic.keys {
                    writer.set_if(key.name, facts.get(key.name));
                }
            }
        }
    }
}

impl Topic {
    /// Begins its table, under another table or at the top.
    pub(super) fn open(&self, under: &str, writer: &mut Writer) {
        let name = format!("{under}{}", self.name);
        if self.many {
            writer.item(&name);
        } else {
            writer.table(&name);
        }
    }

    fn read(&self, table: &Section<'_>) -> Facts {
        if !self.many {
            table.rename(&format!("[{}]", self.name));
        }
        let facts = self.keys.iter().filter_map(|key| Some((key.name, key.read(table)?))).collect();
        table.finish();
        facts
    }
}

impl FieldKey {
    fn read(&self, table: &Section<'_>) -> Option<FieldValue> {
        match self.kind {
            FieldKind::Text => table.text_if(self.name).map(|at| FieldValue::Text(at.value)),
            FieldKind::Texts => {
                let texts: Vec<String> = table.texts(self.name).into_iter().map(|at| at.value).collect();
                (!texts.is_empty()).then_some(FieldValue::Texts(texts))
            }
            FieldKind::Day => table.day_if(self.name).map(|at| FieldValue::Day(at.value)),
            FieldKind::Count(most) => {
                let count = table.integer_if(self.name, 0..=i64::from(most))?;
                u32::try_from(count.value).ok().map(FieldValue::Count)
            }
            FieldKind::Flag => table.flag_if(self.name).map(FieldValue::Flag),
            FieldKind::Word(words) => {
                let names: Vec<(&'static str, &'static str)> = words.iter().map(|word| (*word, *word)).collect();
                table.choice_if(self.name, &names).map(|at| FieldValue::Text(at.value.to_owned()))
            }
        }
    }
}
