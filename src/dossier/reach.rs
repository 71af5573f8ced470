//! Which chains reach over a use: what is decided about every use of its tool, and about its vendors.
//! Whoever wants to know how a use stands asks here.

use std::collections::BTreeSet;

use crate::assessment::{ChainEntry, EVERY_USE, Record, Subject};
use crate::tool::{Tool, catalogue};

/// The chains that reach over a use, by whom they are about and for which use: the tool's every use, the
/// vendors' same use, the vendors' every use. Over all uses of a tool where none is given, and over
/// nothing else where it is a vendor's.
#[must_use]
pub fn over(subject: &Subject, usage: Option<&str>, vendors: &BTreeSet<String>) -> Vec<(Subject, String)> {
    let Subject::Tool(_) = subject else { return Vec::new() };
    let mut over = Vec::new();
    if usage != Some(EVERY_USE) {
        over.push((subject.clone(), EVERY_USE.to_owned()));
    }
    let usage = usage.filter(|usage| *usage != EVERY_USE);
    for vendor in vendors {
        let vendor = Subject::Vendor(vendor.clone());
        over.extend(usage.map(|usage| (vendor.clone(), usage.to_owned())));
        over.push((vendor, EVERY_USE.to_owned()));
    }
    over
}

/// Whose tool it is: what its entry says, what any of its records says, and what the catalogue says. A ban
/// of any of them counts, so that nobody gets rid of one by naming another vendor.
#[must_use]
pub fn vendors(tool: &str, entry: Option<&Tool>, own: &[ChainEntry]) -> BTreeSet<String> {
    let recorded = own.iter().filter_map(|entry| vendor_of(&entry.record).map(str::to_owned));
    let known = catalogue::vendor_of(tool).map(str::to_owned);
    recorded.chain(entry.and_then(|entry| entry.vendor.clone())).chain(known).collect()
}

/// The vendor that a record names.
fn vendor_of(record: &Record) -> Option<&str> {
    match record {
        Record::Assessment(assessment) => assessment.tool.vendor.as_deref(),
        Record::Triage(triage) => triage.tool.vendor.as_deref(),
        Record::Decision(_) | Record::Event(_) | Record::Enactment(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_over_a_use_is_named_once() {
        let tool = Subject::Tool("t".to_owned());
        let vendors = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        let named = |subject: &Subject, usage| {
            over(subject, usage, &vendors).iter().map(|(subject, usage)| subject.name_of(usage)).collect::<Vec<_>>()
        };
        assert_eq!(named(&tool, Some("u")), ["t/*", "vendor a/u", "vendor a/*", "vendor b/u", "vendor b/*"]);
        assert_eq!(named(&tool, None), ["t/*", "vendor a/*", "vendor b/*"]);
        assert_eq!(named(&tool, Some(EVERY_USE)), ["vendor a/*", "vendor b/*"]);
        assert_eq!(named(&Subject::Vendor("a".to_owned()), Some("u")), Vec::<String>::new());
    }
}
