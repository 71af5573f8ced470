//! The numbers of a method as they are written.

use crate::document::{At, Section, ValueAt};
use crate::problem::Code;

use super::super::scoring::{Disposition, Grade, Tier};
use super::{WrittenScoring, id};

/// The whole numbers of `[scoring]` for `bounded-ledger/1`, with their least and greatest values.
pub const LEDGER_NUMBERS: [(&str, i64, i64); 19] = [
    ("max-effect", 0, 100),
    ("key-cap-base", 0, 100),
    ("breadth-rate", 0, 100),
    ("breadth-count", 0, 100),
    ("material-from", 0, 100),
    ("max-tier-drop", 0, 20),
    ("waiver-steps", 0, 20),
    ("compensating-cap", 0, 100),
    ("not-applicable-credit", 0, 100),
    ("stale-days", 1, 36_500),
    ("exposure-count", 1, 20),
    ("review-divisor", 1, 100),
    ("review-least-days", 1, 36_500),
    ("answered-least", 0, 100),
    ("condition-from", 0, 100),
    ("condition-target-key", 0, 100),
    ("condition-target", 0, 100),
    ("confidence-low", 0, 100),
    ("confidence-high", 0, 100),
];

/// The whole numbers of `[scoring]` for `highest-route/1`.
pub const ROUTE_NUMBERS: [(&str, i64, i64); 2] = [("keys-make-full-from", 1, 1_000), ("short-run-full-from", 0, 100)];

pub(super) fn scoring(section: &Section<'_>) -> WrittenScoring {
    section.rename("[scoring]");
    let method = section.text_if("method");
    // A number of another method is no key here; without a method (an overlay) those of the ledger are.
    let table: &[(&'static str, i64, i64)] = match method.as_ref().map(|at| at.value.as_str()) {
        Some("highest-route/1") => &ROUTE_NUMBERS,
        _ => &LEDGER_NUMBERS,
    };
    let numbers: Vec<(&'static str, At<i64>)> =
        table.iter().filter_map(|(key, least, most)| Some((*key, section.integer_if(key, *least..=*most)?))).collect();
    let unread = table
        .iter()
        .map(|(key, ..)| *key)
        .filter(|key| section.has(key) && !numbers.iter().any(|(read, _)| read == key));
    let unread = unread.collect();
    let mut written = WrittenScoring { range: section.range(), method, numbers, unread, ..WrittenScoring::default() };
    if !std::ptr::eq(table.as_ptr(), ROUTE_NUMBERS.as_ptr()) {
        written.inherent = section.list_if("inherent").and_then(|rows| inherent(section, rows));
        written.evidence = section.section_if("evidence").and_then(|inner| evidence(&inner));
        let tables = section.sections("tier");
        let tiers: Vec<At<Tier>> = tables
            .iter()
            .filter_map(|table| {
                let value = tier(table);
                table.finish();
                value
            })
            .collect();
        // Where one could not be read, the others cannot be judged.
        if section.has("tier") && tiers.len() == tables.len() && section.list_if("tier").is_some() {
            written.tiers = Some(At { value: tiers, range: section.range_of("tier") });
        }
        written.evidence_floor = section.text_if("evidence-floor");
        written.knock_out_grade = section.choice_if("knock-out-grade", &Grade::NAMES);
        for (key, read) in [
            ("inherent", written.inherent.is_some()),
            ("evidence", written.evidence.is_some()),
            ("tier", written.tiers.is_some()),
            ("evidence-floor", written.evidence_floor.is_some()),
            ("knock-out-grade", written.knock_out_grade.is_some()),
        ] {
            if section.has(key) && !read {
                written.unread.push(key);
            }
        }
    }
    section.finish();
    written
}

fn inherent<'a>(section: &Section<'_>, rows: impl Iterator<Item = ValueAt<'a>>) -> Option<At<[[u8; 5]; 5]>> {
    let table: Vec<[u8; 5]> = rows
        .filter_map(|row| {
            let row: Vec<u8> = row.list()?.filter_map(|cell| u8::try_from(cell.integer(0..=100)?.value).ok()).collect();
            <[u8; 5]>::try_from(row).ok()
        })
        .collect();
    let Ok(value) = <[[u8; 5]; 5]>::try_from(table) else {
        section.report(
            section
                .problem(Code::BadScoring, "inherent", "the table of inherent points is not five rows of five")
                .help("give a row for each exposure 0 to 4, each with the points for the impacts 0 to 4"),
        );
        return None;
    };
    Some(At { value, range: section.range_of("inherent") })
}

pub(super) fn evidence(section: &Section<'_>) -> Option<At<[u8; 5]>> {
    section.rename("[scoring.evidence]");
    let caps: Vec<Option<u8>> = Grade::NAMES
        .iter()
        .map(|(name, _)| section.integer(name, 0..=100).and_then(|at| u8::try_from(at.value).ok()))
        .collect();
    section.finish();
    let caps: Vec<u8> = caps.into_iter().collect::<Option<_>>()?;
    Some(At { value: <[u8; 5]>::try_from(caps).ok()?, range: section.range() })
}

pub(super) fn tier(section: &Section<'_>) -> Option<At<Tier>> {
    let id = id(section, "tier");
    let from = section.integer("from", 0..=100);
    let decision = section.choice("decision", &Disposition::NAMES);
    let review_days = section.integer("review-days", 1..=36_500);
    let whole = |at: At<i64>| u32::try_from(at.value).ok();
    Some(At {
        range: section.range(),
        value: Tier { id: id.value, from: whole(from?)?, decision: decision?.value, review_days: whole(review_days?)? },
    })
}
