//! Counts what was seen: by what it is, and in which way. Names of devices and people are kept only of what
//! somebody knows, and up to a bound.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::date::Day;
use crate::identity::Identity;

pub(super) use super::seen::{HostRow, Seen, day_of, domain_of};
use super::{Discovery, InventoryForm, Sighting, SightingCount, SightingGrade, SightingMark, Sightings};

/// The most names of devices or people that are kept of one inventory.
const MOST_NAMES: usize = 200_000;
/// The most devices that are counted.
const MOST_DEVICES: usize = 1_000_000;
/// The most different things that are kept of one inventory.
const MOST_SIGHTINGS: usize = 100_000;
/// The most hosts whose answer is remembered.
const MOST_HOSTS: usize = 20_000;

/// In what way something was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SightingKey {
    identity: Identity,
    is_server: bool,
    label: Option<String>,
    version: Option<String>,
    grade: SightingGrade,
    client: Option<String>,
    account: Option<String>,
    marks: Vec<SightingMark>,
}

/// How often.
#[derive(Debug, Default)]
pub(super) struct SightingSum {
    seen: NumberedCount,
    blocked: NumberedCount,
    line: usize,
}

/// A count in which names are numbers.
#[derive(Debug, Default)]
struct NumberedCount {
    rows: u64,
    devices: BTreeSet<u32>,
    people: BTreeSet<u32>,
    more: u64,
    days: Option<(Day, Day)>,
}

/// The names that were seen, by their numbers.
#[derive(Debug, Default)]
struct NumberedNames {
    numbers: BTreeMap<String, u32>,
}

impl NumberedNames {
    /// The number of a name; `None` where there are too many.
    fn number(&mut self, name: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(name) {
            return Some(*number);
        }
        let next = u32::try_from(self.numbers.len()).ok().filter(|_| self.numbers.len() < MOST_NAMES)?;
        self.numbers.insert(name.to_owned(), next);
        Some(next)
    }

    fn by_number(&self) -> BTreeMap<u32, &str> {
        self.numbers.iter().map(|(name, number)| (*number, name.as_str())).collect()
    }
}

/// What an inventory comes to, while it is read.
pub(super) struct Collector<'k> {
    known: &'k dyn Fn(&Identity) -> bool,
    sightings: Sightings,
    devices: NumberedNames,
    people: NumberedNames,
    /// The devices of all rows, by a hash of their names.
    all_devices: BTreeSet<u64>,
    last_device: (String, bool),
    hosts: BTreeMap<String, Option<Identity>>,
    rows: u64,
    not_understood: u64,
    first_not_understood: Option<usize>,
    blocked: u64,
    others: u64,
    remarks: Vec<String>,
    left_out: u64,
    /// The last day on which each consent was given, and taken back: by what it was for, and whose.
    granted: BTreeMap<(Identity, String), Option<Day>>,
    ended: BTreeMap<(Identity, String), Option<Day>>,
    /// The line that is being read.
    pub(super) line: usize,
    /// In what everything in the file is configured or installed, where that is known of it as a whole.
    pub(super) client: Option<String>,
}

impl<'k> Collector<'k> {
    pub(super) fn new(known: &'k dyn Fn(&Identity) -> bool) -> Self {
        Self {
            known,
            sightings: BTreeMap::new(),
            devices: NumberedNames::default(),
            people: NumberedNames::default(),
            all_devices: BTreeSet::new(),
            last_device: (String::new(), false),
            hosts: BTreeMap::new(),
            rows: 0,
            not_understood: 0,
            first_not_understood: None,
            blocked: 0,
            others: 0,
            remarks: Vec::new(),
            left_out: 0,
            granted: BTreeMap::new(),
            ended: BTreeMap::new(),
            line: 1,
            client: None,
        }
    }

    /// Says what a reader should know of the inventory.
    pub(super) fn remark(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }

    /// Counts a row that holds nothing that could be seen: a heading, a heartbeat, what was removed.
    pub(super) fn pass(&mut self) {
        self.rows += 1;
        self.others += 1;
    }

    /// Whether nothing was read at all.
    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Counts a row that cannot be read.
    pub(super) fn not_understood(&mut self) {
        self.rows += 1;
        self.not_understood += 1;
        self.first_not_understood.get_or_insert(self.line);
    }

    /// Whether register or catalogue know it.
    pub(super) fn knows(&self, identity: &Identity) -> bool {
        (self.known)(identity)
    }

    fn count_device(&mut self, device: &str) {
        if device.is_empty() || (self.last_device.1 && self.last_device.0 == device) {
            return;
        }
        if self.all_devices.len() < MOST_DEVICES {
            let mut hash = DefaultHasher::new();
            device.hash(&mut hash);
            self.all_devices.insert(hash.finish());
        }
        self.last_device.0.clear();
        self.last_device.0.push_str(device);
        self.last_device.1 = true;
    }

    /// Takes a row of a log. A name that matches nothing is dropped: what else people visit is nobody's
    /// business here.
    pub(super) fn host_row(&mut self, row: HostRow<'_>) {
        self.rows += 1;
        self.blocked += u64::from(row.blocked);
        self.count_device(row.device);
        let found = match self.hosts.get(row.host) {
            Some(found) => found.clone(),
            None => {
                let found = Identity::host(row.host).filter(|identity| (self.known)(identity));
                if self.hosts.len() < MOST_HOSTS {
                    self.hosts.insert(row.host.to_owned(), found.clone());
                }
                found
            }
        };
        let Some(identity) = found else {
            self.others += 1;
            return;
        };
        let seen = Seen {
            device: Some(row.device).filter(|device| !device.is_empty()),
            person: Some(row.person).filter(|person| !person.is_empty()),
            day: day_of(row.at),
            blocked: row.blocked,
            ..Seen::new(identity, SightingGrade::Active)
        };
        self.add(seen);
    }

    /// Takes a row or an entry.
    pub(super) fn see(&mut self, seen: Seen<'_>) {
        self.rows += seen.rows;
        self.blocked += if seen.blocked { seen.rows } else { 0 };
        self.count_device(seen.device.unwrap_or_default());
        self.see_more(seen);
    }

    /// The same for something else that the row shows, which is counted already.
    pub(super) fn see_more(&mut self, seen: Seen<'_>) {
        if !seen.anyway && !(self.known)(&seen.identity) {
            self.others += seen.rows;
            return;
        }
        self.add(seen);
    }

    fn add(&mut self, seen: Seen<'_>) {
        let identity = seen.identity.clone();
        let mut marks = seen.marks;
        marks.sort_unstable();
        marks.dedup();
        let key = SightingKey {
            identity: seen.identity,
            is_server: seen.is_server,
            label: seen.label.map(str::to_owned),
            version: seen.version.map(str::to_owned),
            grade: seen.grade,
            client: seen.client.map(str::to_owned).or_else(|| self.client.clone()),
            account: seen.account.map(str::to_owned),
            marks,
        };
        if self.sightings.len() >= MOST_SIGHTINGS && !self.sightings.contains_key(&key) {
            self.left_out += 1;
            return;
        }
        let line = self.line;
        let sum = self.sightings.entry(key).or_insert_with(|| SightingSum { line, ..SightingSum::default() });
        let count = if seen.blocked { &mut sum.blocked } else { &mut sum.seen };
        count.rows += seen.rows;
        count.more += seen.uncounted;
        for (names, name, numbers) in
            [(&mut self.devices, seen.device, &mut count.devices), (&mut self.people, seen.person, &mut count.people)]
        {
            let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { continue };
            match names.number(name) {
                Some(number) => drop(numbers.insert(number)),
                None => count.more += 1,
            }
        }
        if let (SightingGrade::Configured, Some(person)) = (seen.grade, seen.person) {
            let last = self.granted.entry((identity, person.to_owned())).or_default();
            *last = (*last).max(seen.day);
        }
        if let Some(day) = seen.day {
            let (first, last) = count.days.unwrap_or((day, day));
            count.days = Some((first.min(day), last.max(day)));
        }
    }

    /// Takes note that somebody took a consent back: it ends those of that day and before.
    pub(super) fn end_grant(&mut self, identity: &Identity, person: Option<&str>, day: Option<Day>) {
        let last = self.ended.entry((identity.clone(), person.unwrap_or_default().to_owned())).or_default();
        *last = (*last).max(day);
    }

    /// The people whose consents were taken back, after the last of them.
    fn end_grants(&mut self) {
        let names: BTreeMap<u32, String> =
            self.people.numbers.iter().map(|(name, number)| (*number, name.clone())).collect();
        for (key, sum) in &mut self.sightings {
            if key.grade != SightingGrade::Configured {
                continue;
            }
            let ended = |number: &u32| {
                let Some(name) = names.get(number) else { return false };
                let consent = (key.identity.clone(), name.clone());
                let granted = self.granted.get(&consent).copied().flatten();
                self.ended.get(&consent).is_some_and(|day| *day >= granted)
            };
            let gone: Vec<u32> = sum.seen.people.iter().copied().filter(ended).collect();
            if gone.is_empty() {
                continue;
            }
            sum.seen.people.retain(|number| !gone.contains(number));
            if sum.seen.people.is_empty() {
                sum.seen.rows = 0;
            }
        }
        self.sightings.retain(|_, sum| sum.seen.rows + sum.blocked.rows > 0);
    }

    /// The inventory.
    pub(super) fn finish(mut self, file: &str, form: InventoryForm) -> Discovery {
        if self.left_out > 0 {
            let text = format!("{} rows are left out: more than {MOST_SIGHTINGS} different things", self.left_out);
            self.remark(text);
        }
        if !self.ended.is_empty() {
            self.end_grants();
        }
        let (devices, people) = (self.devices.by_number(), self.people.by_number());
        let counted = |count: NumberedCount| SightingCount {
            rows: count.rows,
            devices: named(&count.devices, &devices),
            people: named(&count.people, &people),
            more: count.more,
            days: count.days,
        };
        let sightings = std::mem::take(&mut self.sightings).into_iter().map(|(key, sum)| Sighting {
            identity: key.identity,
            is_server: key.is_server,
            label: key.label,
            version: key.version,
            grade: key.grade,
            client: key.client,
            account: key.account,
            marks: key.marks,
            seen: counted(sum.seen),
            blocked: counted(sum.blocked),
            line: sum.line,
        });
        Discovery {
            file: file.to_owned(),
            form,
            rows: self.rows,
            not_understood: self.not_understood,
            first_not_understood: self.first_not_understood,
            blocked: self.blocked,
            others: self.others,
            devices: Some(self.all_devices.len() as u64).filter(|devices| *devices > 0),
            sightings: sightings.collect(),
            remarks: self.remarks,
        }
    }
}

fn named(numbers: &BTreeSet<u32>, names: &BTreeMap<u32, &str>) -> Vec<String> {
    let mut found: Vec<String> =
        numbers.iter().filter_map(|number| names.get(number).map(|name| (*name).to_owned())).collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_row_is_an_attempt_and_what_nobody_knows_is_dropped() {
        let known = |identity: &Identity| matches!(identity, Identity::Host(host) if host.ends_with("claude.ai"));
        let mut to = Collector::new(&known);
        for (host, device, blocked) in [
            ("claude.ai.", "lap-1", false),
            ("CLAUDE.AI:443", "lap-2", false),
            ("claude.ai", "lap-3", true),
            ("private.example", "lap-4", false),
            ("notclaude.ai.example", "lap-1", false),
        ] {
            to.host_row(HostRow { host, device, person: "ada", at: "2026-11-26", blocked });
        }
        let inventory = to.finish("log", InventoryForm::Squid);
        let [sighting] = &inventory.sightings[..] else { panic!("{:?}", inventory.sightings) };
        assert_eq!((sighting.seen.rows, sighting.seen.devices.len(), sighting.seen.people.len()), (2, 2, 1));
        assert_eq!((sighting.blocked.rows, &sighting.blocked.devices[..]), (1, &["lap-3".to_owned()][..]));
        assert_eq!((inventory.rows, inventory.others, inventory.devices), (5, 2, Some(4)));
        assert!(!format!("{inventory:?}").contains("private.example"));
    }
}
