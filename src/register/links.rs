//! Which record of a chain is not what it was: from the head back, each record names the one before it.
//! Where that proves which file is altered, moved or gone, that one is named, and what it should be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::problem::Problem;

use super::altered::{RESTORE, problem};
use super::head::Head;
use super::{Chain, Tip};

/// The kinds of records.
const KINDS: [&str; 5] = ["assessment", "decision", "event", "triage", "policy"];

/// A record file as it lies in the folder of a chain.
#[derive(Debug)]
pub(super) struct RecordAtPath {
    pub(super) number: u32,
    pub(super) kind: String,
    pub(super) path: PathBuf,
    /// The sha256 of its bytes; `None` where they could not be read.
    pub(super) hash: Option<String>,
    /// What it names as the record before it.
    pub(super) link: Option<String>,
}

/// What was found about the links of a chain.
#[derive(Debug)]
pub(super) struct Linked<'a> {
    chain: &'a Chain,
    files: &'a [RecordAtPath],
    tip: Option<&'a Tip>,
    by_number: BTreeMap<u32, Vec<usize>>,
    by_hash: BTreeMap<&'a str, Vec<usize>>,
    /// Whether a file has its place in the chain.
    placed: Vec<bool>,
    /// What is wrong, by the number that it is about.
    problems: Vec<(u32, Problem)>,
    /// The file of each place in the chain, by its number.
    pub(super) chosen: BTreeMap<u32, usize>,
    /// The sha256 of records that should be here and are not.
    pub(super) lost: BTreeSet<String>,
    /// Whether the newest record is the one that its head does not know yet.
    pub(super) ahead: bool,
}

/// How far a record is known to be what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// The head names it, or a record does that the head vouches for.
    Anchored,
    /// A record names it for which nothing vouches.
    Named,
    /// Nothing names it.
    Alone,
    /// It is not what it was, or cannot be read.
    Broken,
}

/// The record at a place, seen from the one before it.
#[derive(Clone, Copy, Debug)]
struct After<'a> {
    number: u32,
    file: &'a RecordAtPath,
    trust: Trust,
}

impl<'a> Linked<'a> {
    /// Follows the links from what the head says of the chain. Where the head cannot be read, nothing is
    /// said against it.
    pub(super) fn of(chain: &'a Chain, head: Option<&'a Head>, files: &'a [RecordAtPath]) -> Self {
        let mut by_number: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let mut by_hash: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            by_number.entry(file.number).or_default().push(at);
            if let Some(hash) = &file.hash {
                by_hash.entry(hash).or_default().push(at);
            }
        }
        let mut linked = Linked {
            chain,
            files,
            tip: head.and_then(Head::tip),
            by_number,
            by_hash,
            placed: vec![false; files.len()],
            problems: Vec::new(),
            chosen: BTreeMap::new(),
            lost: BTreeSet::new(),
            ahead: false,
        };
        linked.follow();
        linked.strays();
        if let Some(head) = head {
            linked.against_head(head);
        }
        linked
    }

    /// Everything wrong, in the order of the records.
    pub(super) fn problems(&mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|(number, _)| *number);
        std::mem::take(&mut self.problems).into_iter().map(|(_, problem)| problem).collect()
    }

    /// Goes from the newest place to the first, and finds the file of each.
    fn follow(&mut self) {
        self.put_back_the_newest();
        let newest = self.by_number.last_key_value().map_or(0, |(newest, _)| *newest);
        let mut number = newest.max(self.tip.map_or(0, |tip| tip.number));
        let mut after: Option<After<'a>> = None;
        while number > 0 {
            let (wanted, trust) = self.wanted(number, after);
            let here = self.here(number);
            let named = wanted.and_then(|wanted| self.named(number, wanted));
            let (at, trust) = match (named, here, wanted) {
                (Some(at), ..) => (at, trust),
                (None, Some(at), Some(wanted)) => (at, self.altered(number, at, wanted, after)),
                (None, Some(at), None) => (at, self.unnamed(number, at, after)),
                (None, None, wanted) => {
                    number = self.missing(number, wanted, after);
                    after = None;
                    continue;
                }
            };
            if self.files[at].number != number {
                self.moved(number, at);
            }
            self.chosen.insert(number, at);
            self.placed[at] = true;
            after = Some(After { number, file: &self.files[at], trust });
            number -= 1;
        }
        if let Some(first) = after.filter(|first| first.trust != Trust::Broken && first.number == 1)
            && first.file.link.as_deref() != Some("none")
        {
            self.push(1, &first.file.path, "the first record names one before it".to_owned(), RESTORE);
        }
    }

    /// The sha256 that the record at a place should have, and how far it is known that way.
    fn wanted(&mut self, number: u32, after: Option<After<'a>>) -> (Option<&'a str>, Trust) {
        let named = after.filter(|after| after.trust != Trust::Broken);
        if let Some(tip) = self.tip.filter(|tip| tip.number == number) {
            // What lies behind the head is what an interrupted append leaves, if it follows.
            if let Some(after) = named
                && after.file.link.as_ref() != Some(&tip.sha256)
            {
                let title = format!("it does not follow record {number}, which the head names");
                let help = "move it away, since it was not recorded here; record again what is still wanted";
                self.push(after.number, &after.file.path, title, help);
            }
            return (Some(&tip.sha256), Trust::Anchored);
        }
        let Some(after) = named else { return (None, Trust::Alone) };
        let trust = if after.trust == Trust::Anchored { Trust::Anchored } else { Trust::Named };
        match after.file.link.as_deref() {
            Some("none") | None => {
                let title = "it does not name the record before it".to_owned();
                self.push(after.number, &after.file.path, title, RESTORE);
                (None, Trust::Alone)
            }
            link => (link, trust),
        }
    }

    /// The record that the head names may lie under a higher number: that is its place no more than any
    /// other's.
    fn put_back_the_newest(&mut self) {
        let Some(tip) = self.tip else { return };
        let Some(named) = self.named(tip.number, &tip.sha256).filter(|at| self.files[*at].number > tip.number) else {
            return;
        };
        if let Some(there) = self.by_number.get_mut(&self.files[named].number) {
            there.retain(|at| *at != named);
        }
        self.by_number.retain(|_, there| !there.is_empty());
    }

    /// A file with this number that has no place yet.
    fn here(&self, number: u32) -> Option<usize> {
        self.by_number.get(&number)?.iter().copied().find(|at| !self.placed[*at])
    }

    /// The file with this sha256: at its number, or wherever it lies.
    fn named(&self, number: u32, sha256: &str) -> Option<usize> {
        let mut those = self.by_hash.get(sha256)?.iter().copied().filter(|at| !self.placed[*at]);
        let first = those.next()?;
        let at_number = |at: &usize| self.files[*at].number == number;
        Some(if at_number(&first) { first } else { those.find(at_number).unwrap_or(first) })
    }

    /// The record of this place lies under another number.
    fn moved(&mut self, number: u32, at: usize) {
        let file = &self.files[at];
        let title = format!("it is record {number}, but has another number in its name");
        let help = format!("rename it to {}", name(&self.chain.path(number, &file.kind)));
        self.push(number, &file.path, title, &help);
    }

    /// The record of this place has other bytes than it should have.
    fn altered(&mut self, number: u32, at: usize, wanted: &str, after: Option<After<'a>>) -> Trust {
        let file = &self.files[at];
        self.lost.insert(wanted.to_owned());
        // That it cannot be read is said by whoever read it.
        if file.hash.is_none() {
            return Trust::Broken;
        }
        let restore = format!("restore the file from git or a backup: the right one has the sha256 {wanted}");
        let (title, help) = match after.filter(|_| self.tip.is_none_or(|tip| tip.number != number)) {
            None => (
                "its sha256 is not the one that the head names: it or the head was altered".to_owned(),
                format!("{restore}; if it was the head that was altered, restore {}", self.chain.head.display()),
            ),
            Some(after) if after.trust == Trust::Alone => {
                (format!("record {} names another sha256: one of the two was altered", after.number), restore)
            }
            Some(after) => (format!("its sha256 is not the one that record {} names", after.number), restore),
        };
        self.push(number, &file.path, title, &help);
        Trust::Broken
    }

    /// Nothing sound names the record of this place.
    fn unnamed(&mut self, number: u32, at: usize, after: Option<After<'a>>) -> Trust {
        let file = &self.files[at];
        let Some(hash) = &file.hash else { return Trust::Broken };
        if let Some(after) = after
            && after.file.link.as_ref().is_some_and(|link| link != hash)
        {
            let title = format!(
                "cannot tell whether it was altered: record {}, which names it, was altered itself",
                after.number
            );
            let help = format!("restore record {} first, then verify again", after.number);
            self.problems.push((number, problem(&file.path, None, title, &help).into_warning()));
        }
        Trust::Alone
    }

    /// There is no file for a place, nor perhaps for some before it; gives the next number that there is.
    fn missing(&mut self, number: u32, wanted: Option<&str>, after: Option<After<'a>>) -> u32 {
        self.lost.extend(wanted.map(str::to_owned));
        let there = self.by_number.range(..number).next_back().map_or(0, |(there, _)| *there);
        let Some(after) = after else {
            // The head names it, and there is nothing behind it.
            return there;
        };
        let from = there + 1;
        let title = if from == number {
            format!("record {number} is missing before it")
        } else {
            format!("records {from} to {number} are missing before it")
        };
        let help = wanted.map_or_else(
            || RESTORE.to_owned(),
            |wanted| format!("restore what is missing from git or a backup: record {number} has the sha256 {wanted}"),
        );
        self.push(after.number, &after.file.path, title, &help);
        there
    }

    /// Files that are no place's.
    fn strays(&mut self) {
        for (at, file) in self.files.iter().enumerate() {
            if self.placed[at] {
                continue;
            }
            let number = file.number;
            let Some(taken) = self.chosen.get(&number).map(|taken| &self.files[*taken]) else {
                let title = "it has no place in the chain".to_owned();
                self.push(number, &file.path, title, RESTORE);
                continue;
            };
            let mut title = format!("there are two records of number {number}: the chain is forked");
            if !KINDS.contains(&file.kind.as_str()) {
                title += "; this one has the name of a copy, as file shares make when two people write at once";
            }
            let sound = taken.hash.as_ref().is_some_and(|hash| !self.lost.contains(hash));
            let by = match self.chosen.get(&(number.saturating_add(1))) {
                _ if self.tip.is_some_and(|tip| tip.number == number) => "the head".to_owned(),
                Some(_) => format!("record {}", number.saturating_add(1)),
                None => String::new(),
            };
            let help = if sound && !by.is_empty() {
                format!(
                    "{by} names {}, not this one: move this one away, and record again what it says",
                    name(&taken.path)
                )
            } else {
                "keep the one that the next record and the head name".to_owned()
            };
            self.push(number, &file.path, title, &help);
        }
    }

    /// Compares the newest record with what the head says.
    fn against_head(&mut self, head: &Head) {
        let known = self.tip.map_or(0, |tip| tip.number);
        let path = &self.chain.head;
        if let Some(tip) = self.tip.filter(|tip| !self.chosen.contains_key(&tip.number)) {
            let title = format!("the head names record {}, which is not there", tip.number);
            let help = format!(
                "restore {} from git or a backup: record {} has the sha256 {}",
                self.chain.folder.display(),
                tip.number,
                tip.sha256
            );
            self.push(u32::MAX, path, title, &help);
        }
        let Some((newest, at)) = self.chosen.last_key_value().map(|(newest, at)| (*newest, *at)) else {
            if *head == Head::Begun {
                let title = "the use was begun and has no record: its first append was cut short".to_owned();
                let help = "the first record of this use takes the place; if something was recorded, restore it from git or a backup";
                self.problems.push((0, problem(path, None, title, help).into_warning()));
            }
            return;
        };
        let file = &self.files[at];
        if *head == Head::Absent {
            let records = if newest == 1 { "a record".to_owned() } else { format!("{newest} records") };
            let title =
                format!("there is no head, and {} has {records}: nothing shows that these are all", self.chain.name());
            let help = "restore it from git or a backup; if nothing is missing, `plimsoll fmt --heads` rewrites it";
            self.push(u32::MAX, path, title, help);
        } else if Some(newest) == known.checked_add(1) {
            self.ahead = true;
            if self.problems.iter().any(|(number, _)| *number == newest) {
                // Whatever it is, no append left it.
                return;
            }
            let title = "the head does not list this record yet: an append was interrupted".to_owned();
            let help = "the next record of this use mends the head; if nothing was interrupted, find out who set the head back: git or an old report says which record was the newest";
            self.problems.push((newest, problem(&file.path, None, title, help).into_warning()));
        } else if newest > known {
            let title = format!("the head stops at {known}, the records go on to {newest}");
            let help = "restore it from git or a backup; if nothing is missing, `plimsoll fmt --heads` rewrites it";
            self.push(u32::MAX, path, title, help);
        }
    }

    fn push(&mut self, number: u32, path: &Path, title: String, help: &str) {
        self.problems.push((number, problem(path, None, title, help)));
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
