//! Days on which law begins to apply, as data with their sources: which of them concern a use.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::document;
use crate::problem::{Problems, Source};

const TEXT: &str = include_str!("../catalogue/law-dates.toml");

/// A day on which a law begins to apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// Its id.
    pub id: String,
    /// The law and its place.
    pub law: String,
    /// The first day.
    pub begins: Day,
    /// What applies from then on.
    pub what: String,
    /// The levels from which a use is concerned, by factor; any of them is enough.
    pub context: BTreeMap<String, u8>,
    /// Where the day was read.
    pub source: String,
    /// When it was read.
    pub read: Day,
}

impl Date {
    /// Whether it concerns a use with these levels; a factor that was asked for and is `unknown` counts as
    /// the highest, one that nobody asked for as none.
    #[must_use]
    pub fn concerns(&self, levels: &BTreeMap<String, u8>, unknown: &[String]) -> bool {
        self.context
            .iter()
            .any(|(factor, from)| unknown.contains(factor) || levels.get(factor).is_some_and(|level| *level >= *from))
    }
}

/// Every date, soonest first.
///
/// # Errors
/// Where the bundled file itself is wrong, which a test excludes.
pub fn all() -> Result<Vec<Date>, Problems> {
    let source = Source::inside("bundled:law-dates", TEXT);
    let (mut dates, _) = document::read(&source, 1, |top| {
        for key in ["id", "version"] {
            top.skip(key);
        }
        let dates = top.sections("date").into_iter().filter_map(|section| {
            let text = |key| section.text(key).map(|at| at.value);
            let context = section.section_if("context").map_or_else(BTreeMap::new, |levels| {
                let level = |(factor, value): (document::At<String>, document::ValueAt<'_>)| {
                    Some((factor.value, u8::try_from(value.integer(1..=4)?.value).ok()?))
                };
                levels.entries().into_iter().filter_map(level).collect()
            });
            let (begins, read) = (section.day("begins"), section.day("read"));
            let date = Date {
                id: text("id")?,
                law: text("law")?,
                begins: begins?.value,
                what: text("what")?,
                context,
                source: text("source")?,
                read: read?.value,
            };
            section.finish();
            Some(date)
        });
        Some(dates.collect::<Vec<_>>())
    })?;
    dates.sort_by(|a, b| (a.begins, &a.id).cmp(&(b.begins, &b.id)));
    Ok(dates)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_date_has_a_source_that_was_read_before_it_was_written_down() {
        let dates = all().unwrap();
        let ids: BTreeSet<&String> = dates.iter().map(|date| &date.id).collect();
        assert!(dates.len() >= 8 && ids.len() == dates.len());
        for date in &dates {
            assert!(document::is_id(&date.id) && !date.source.is_empty() && !date.context.is_empty(), "{}", date.id);
            assert_eq!(date.read.to_string(), "2026-11-28", "{}", date.id);
        }
    }

    #[test]
    fn a_use_is_concerned_from_a_level_on_and_where_nobody_knows_it() {
        let dates = all().unwrap();
        let annex = dates.iter().find(|date| date.id == "eu-ai-act-annex-iii").unwrap();
        assert_eq!(annex.begins.to_string(), "2027-12-02");
        let class = || "legal-class".to_owned();
        assert!(annex.concerns(&BTreeMap::new(), &[class()]), "asked and unknown");
        assert!(!annex.concerns(&BTreeMap::new(), &[]), "not asked");
        for (level, concerned) in [(2, false), (3, true), (4, true)] {
            assert_eq!(annex.concerns(&BTreeMap::from([(class(), level)]), &[]), concerned, "{level}");
        }
    }
}
