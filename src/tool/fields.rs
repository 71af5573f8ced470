//! The fields that regulations and standards ask a register for, and what an entry lacks of them.

use std::collections::BTreeSet;

use crate::document;
use crate::problem::{Problems, Source};

use super::Tool;
use super::register_fields::RegisterFields;

const TEXT: &str = include_str!("../../catalogue/register-fields.toml");

/// A set of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// What this project proposes.
    Must,
    /// What the AI Act of the European Union asks of a deployer.
    EuAiAct,
    /// What the register of information of DORA has columns for.
    Dora,
    /// What ISO/IEC 42001 asks for.
    Iso42001,
    /// What the AI risk management framework of NIST and its profile for generative AI ask for.
    NistAiRmf,
}

impl Profile {
    /// How the sources of a field begin that belong to the profile.
    const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Must => &[],
            Self::EuAiAct => &["EU-AI-ACT:"],
            Self::Dora => &["DORA:"],
            Self::Iso42001 => &["ISO-42001:"],
            Self::NistAiRmf => &["NIST-AI-RMF:", "NIST-600-1:"],
        }
    }

    /// The sources of a field that put it into the profile; `None` where it is not part of it.
    fn of(self, field: &RequiredField) -> Option<Vec<&str>> {
        let starts = self.sources();
        if starts.is_empty() {
            return field.must.then(|| field.sources.iter().map(String::as_str).collect());
        }
        let asked: Vec<&str> = field
            .sources
            .iter()
            .map(String::as_str)
            .filter(|source| starts.iter().any(|start| source.starts_with(start)))
            .collect();
        (!asked.is_empty()).then_some(asked)
    }
}

/// What the records of a use bear out, so that no entry need say it again.
pub const OF_RECORDS: [&str; 8] = [
    "record.approver",
    "record.assessment",
    "record.business-owner",
    "record.context",
    "record.decision",
    "record.purpose",
    "record.review",
    "record.reviewer",
];

/// A field of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredField {
    /// Its id.
    pub id: String,
    /// Whether this project proposes it.
    pub must: bool,
    /// What it holds.
    pub title: String,
    /// What bears it out: all of these, each any of its alternatives.
    pub needs: Vec<Vec<String>>,
    /// Who asks for it.
    pub sources: Vec<String>,
}

/// A field of which something is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The field's id.
    pub field: String,
    /// What it holds.
    pub title: String,
    /// The keys that are missing; alternatives are joined by `|`.
    pub keys: Vec<String>,
    /// Which sources of the profile ask for it.
    pub sources: Vec<String>,
}

/// Every field, in the order of the file.
///
/// # Errors
/// Where the bundled file itself is wrong, which a test excludes.
pub fn all() -> Result<Vec<RequiredField>, Problems> {
    let source = Source::inside("bundled:register-fields", TEXT);
    let (fields, _) = document::read(&source, 1, |top| {
        for key in ["id", "version", "compiled"] {
            top.skip(key);
        }
        let fields = top.sections("field").into_iter().filter_map(|section| {
            let texts = |key| section.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
            let either = |need: String| need.split(" | ").map(str::to_owned).collect();
            let field = RequiredField {
                id: section.text("id")?.value,
                must: section.flag("must"),
                title: section.text("title")?.value,
                needs: texts("needs").into_iter().map(either).collect(),
                sources: texts("sources"),
            };
            section.finish();
            Some(field)
        });
        Some(fields.collect())
    })?;
    Ok(fields)
}

/// What is missing of a profile in the entry of a tool and one use of it. `records` has those of
/// `OF_RECORDS` that the use's records bear out.
#[must_use]
pub fn missing(
    fields: &[RequiredField],
    profile: Profile,
    tool: &Tool,
    usage: Option<&str>,
    records: &BTreeSet<&'static str>,
) -> Vec<Lack> {
    let lacks = fields.iter().filter_map(|field| {
        let sources = profile.of(field)?;
        let there = |key: &String| records.contains(key.as_str()) || says(tool, usage, key);
        let keys: Vec<String> =
            field.needs.iter().filter(|either| !either.iter().any(there)).map(|either| either.join(" | ")).collect();
        (!keys.is_empty()).then(|| Lack {
            field: field.id.clone(),
            title: field.title.clone(),
            keys,
            sources: sources.into_iter().map(str::to_owned).collect(),
        })
    });
    lacks.collect()
}

/// Whether `tool.toml` has a key, for the use or for the tool as a whole.
fn says(tool: &Tool, usage: Option<&str>, key: &str) -> bool {
    let entry = usage.and_then(|usage| tool.uses.get(usage));
    match key.split_once('.') {
        Some((topic, key)) => {
            let of = |register_fields: &RegisterFields| register_fields.has(topic, key);
            entry.is_some_and(|entry| of(&entry.register_fields)) || of(&tool.register_fields)
        }
        None => match key {
            "name" => tool.name.is_some(),
            "edition" => tool.edition.is_some(),
            "versions" => tool.versions.is_some(),
            "models" => !tool.models.is_empty(),
            "vendor-name" => tool.vendor_name.is_some(),
            "technical-owner" => tool.technical_owner.is_some(),
            "contact" => tool.contact.is_some(),
            "business-owner" => tool.owner_of(usage).is_some(),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::UseEntry;
    use crate::tool::register_fields::{FieldValue, TOPICS};

    #[test]
    fn every_need_is_a_key_that_can_be_written_or_borne_out() {
        let plain =
            ["name", "edition", "versions", "models", "vendor-name", "technical-owner", "contact", "business-owner"];
        let fields = all().unwrap();
        assert!(fields.len() >= 32);
        for field in &fields {
            assert!(!field.sources.is_empty(), "{}", field.id);
            for key in field.needs.iter().flatten() {
                let written = key.split_once('.').is_some_and(|(topic, key)| {
                    TOPICS.iter().any(|known| known.name == topic && known.keys.iter().any(|known| known.name == key))
                });
                assert!(
                    written || OF_RECORDS.contains(&key.as_str()) || plain.contains(&key.as_str()),
                    "{} needs {key}",
                    field.id
                );
            }
        }
    }

    #[test]
    fn what_is_said_of_the_use_of_the_tool_or_by_records_is_not_missing() {
        let fields = all().unwrap();
        let ids = |lacks: Vec<Lack>| lacks.into_iter().map(|lack| lack.field).collect::<Vec<_>>();
        let mut tool = Tool::default();
        let none = BTreeSet::new();
        let before = ids(missing(&fields, Profile::Dora, &tool, Some("general"), &none));
        assert_eq!(
            before,
            [
                "vendor",
                "contract",
                "data",
                "recipients",
                "places",
                "function",
                "substitution",
                "audit",
                "decision",
                "review"
            ]
        );
        let mut entry = UseEntry::default();
        for place in ["service", "storage", "processing"] {
            entry.register_fields.set("places", place, FieldValue::Texts(vec!["IE".to_owned()]));
        }
        tool.uses.insert("general".to_owned(), entry);
        tool.register_fields.set("data", "recipients", FieldValue::Text("none".to_owned()));
        let records = BTreeSet::from(["record.decision", "record.review"]);
        let after = ids(missing(&fields, Profile::Dora, &tool, Some("general"), &records));
        assert_eq!(after, ["vendor", "contract", "data", "function", "substitution", "audit"]);
        // Another use has not said where it is.
        let other = ids(missing(&fields, Profile::Dora, &tool, Some("other"), &records));
        assert!(other.contains(&"places".to_owned()));
        let vendor = missing(&fields, Profile::Dora, &tool, None, &none).remove(0);
        assert_eq!(vendor.keys, ["vendor-name", "entity.lei | entity.euid", "entity.country", "entity.parent"]);
        assert!(vendor.sources.iter().all(|source| source.starts_with("DORA:")));
    }
}
