//! The records of a chain that tell how it stands on a day, read from the newest back: a list of ten
//! thousand uses opens no file that changes nothing about its answer.

use std::collections::BTreeSet;

use crate::assessment::{Record, file};
use crate::date::Day;
use crate::document::sha256;
use crate::framework;
use crate::register::{Chain, Register, disk};

use super::Held;
use super::reach::vendor_of;

/// What was found on the way back.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "four things are looked for, each found or not")]
struct Found {
    /// The newest decision that holds and forbids nothing: what forbade before it counts no more.
    opened: bool,
    /// The sha256 of what decisions rest on, until it is found.
    rests_on: BTreeSet<String>,
    /// The newest assessment.
    assessment: bool,
    /// The newest assessment, or triage that is assessment enough: what came after it may rest on it.
    basis: bool,
    /// A record that names the vendor.
    vendor: bool,
}

/// The newest decision that forbids nothing, what forbids since, with what they rest on, the newest
/// assessment, a triage after it, the vendor that was named last, and every decision and event that came
/// after any of these.
pub(super) fn read(register: &Register, chain: &Chain, day: Day) -> anyhow::Result<Held> {
    let mut found = Found::default();
    let mut records = Vec::new();
    for (_, kind, path) in register.records(chain)?.iter().rev() {
        let looks = kind == "assessment" || kind == "triage";
        let wanted = if looks { !found.assessment || !found.vendor } else { !found.opened || !found.basis };
        let may_be_basis = looks && !found.rests_on.is_empty();
        if !(wanted || may_be_basis) {
            continue;
        }
        let source = disk::read(path)?;
        let hash = sha256(&source.text);
        let relied_on = found.rests_on.contains(&hash);
        if !wanted && !relied_on {
            continue;
        }
        let record = file::read(&source)?.0;
        anyhow::ensure!(
            record.kind() == kind,
            "{} is named as of kind {kind}, but says that it is of kind {}",
            source.name,
            record.kind()
        );
        if record.header().as_of > day {
            continue;
        }
        if relied_on {
            found.rests_on.remove(&hash);
        }
        found.note(&record, day);
        records.push((hash, record));
    }
    records.reverse();
    Ok(Held { records, ahead: false, name: chain.name() })
}

impl Found {
    fn note(&mut self, record: &Record, day: Day) {
        match record {
            Record::Assessment(_) => (self.assessment, self.basis) = (true, true),
            Record::Triage(triage) => self.basis |= triage.is_assessment(),
            Record::Decision(decision) => {
                if !self.opened && decision.valid_from <= day {
                    self.rests_on.extend(decision.assessment.clone());
                }
                self.opened |= decision.valid_from <= day && decision.decision < framework::Decision::Hold;
            }
            Record::Event(_) => {}
        }
        self.vendor |= vendor_of(record).is_some();
    }
}
