//! What a register holds about a use, gathered and verified once, and what follows from it. Whatever
//! cannot be read is an answer, too: it could not be told.
//!
//! `reach.rs` knows which chains reach over a use, `whole.rs` gathers the same for every use,
//! `judging.rs` judges the records, `frameworks.rs` has what they relied on. `status.rs` says how a use stands on a day,
//! `decided.rs` what is decided about it, `check.rs` answers one request, `resting.rs` says what rests on a vendor, and `factors.rs` knows the
//! names that a request may use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::assessment::entry::entry_named;
use crate::assessment::references::enactment;
use crate::assessment::{ChainEntry, Pin, Record, Subject};
use crate::date::Day;
use crate::framework::bundled::{self, Whose};
use crate::gate::{self, Case, Grounds, JudgedRecords, ReasonCode, Request, Verdict, Void};
use crate::policy::{Policies, Policy};
use crate::problem::{self, Problem, Problems, Source};
use crate::register::{Chain, Depth, Register, Verified};
use crate::tool::Tool;

mod alternatives;
mod check;
mod decided;
mod factors;
pub mod frameworks;
mod judging;
mod reach;
mod resting;
mod status;
mod whole;

pub use alternatives::alternatives;
pub use check::{Alternative, Asked, CheckResult, check, closed, reasons};
pub use decided::Decided;
pub use frameworks::UsedFrameworks;
pub use judging::Judging;
pub use reach::{over, vendors};
pub use resting::{AskedAbout, LookedAt, Resting, RestingUse, WideDecision};
pub use status::{Status, is_of_request};
pub use whole::{HeldUse, Whole};

/// The records of one chain.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Each with its sha256, in the order of their numbers, and judged.
    pub records: JudgedRecords,
    /// Those that the head knows, where it does not know the newest: an append that was interrupted, or not.
    known: Option<JudgedRecords>,
    /// What the chain is called.
    pub name: String,
}

/// The records of one chain as they were read, which nobody has judged yet.
#[derive(Clone, Debug, Default)]
struct Read {
    records: Vec<ChainEntry>,
    ahead: bool,
    name: String,
}

/// Which records of a use count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until {
    /// Those that judge this day or one before it.
    pub day: Day,
    /// Of the use's own, those up to this number.
    pub number: Option<u32>,
}

impl From<Day> for Until {
    fn from(day: Day) -> Self {
        Self { day, number: None }
    }
}

/// What there is about one use, or about a tool where no use is meant.
#[derive(Debug)]
pub struct Dossier {
    /// The day that is asked about.
    pub day: Day,
    /// Whether the register knows the tool and the use at all.
    pub registered: bool,
    /// The records of the use; none where no use is meant.
    pub own: Held,
    /// Those of the chains that reach over it.
    pub wider: Vec<Held>,
    /// The policies that decisions and exceptions were made under, and which of them was in force when.
    pub policies: Policies,
    /// The policy in force on the day.
    pub today: Policy,
    /// That `plimsoll.toml` is not the policy in force, where it is not.
    pub edited: Option<String>,
    /// What the entry says that models are told of the tool's own tools.
    pub definitions: Option<BTreeMap<String, String>>,
    /// Everything wrong with what was read.
    pub problems: Problems,
}

impl Dossier {
    /// Gathers what there is about a use; about the tool alone where no use is given.
    #[must_use]
    pub fn of(register: &Register, subject: &Subject, usage: Option<&str>, entry: Option<&Tool>, until: Until) -> Self {
        let Until { day, number } = until;
        let mut problems = Problems::default();
        let mut own = match usage {
            Some(usage) => Read::of(register, &chain(register, subject, usage), day, &mut problems),
            None => Read::default(),
        };
        own.keep(|record| number.is_none_or(|number| record.header().number <= number));
        let vendors = match subject {
            Subject::Tool(tool) => vendors(tool, entry, &own.records),
            Subject::Vendor(_) | Subject::Policy => BTreeSet::new(),
        };
        let over = over(subject, usage, &vendors);
        let wider = over
            .iter()
            .map(|(subject, usage)| Read::of(register, &chain(register, subject, usage), day, &mut problems));
        let wider = wider.collect::<Vec<_>>();
        let (policies, missing) = policies(register, std::iter::once(&own).chain(&wider));
        problems.extend(missing);
        let today = policies.policy_on(day).unwrap_or(&register.config().policy).clone();
        let edited = edited(register);
        let frameworks = UsedFrameworks::new(register);
        let grounds = Grounds { policies: &policies, frameworks: &frameworks, thorough: false, owner: gate::SOMEBODY };
        let own = Held::judged(own, &grounds);
        let wider = wider.into_iter().map(|read| Held::judged(read, &grounds)).collect();
        let definitions = entry.and_then(pinned).cloned();
        let mut dossier = Self { day, registered: true, own, wider, policies, today, edited, definitions, problems };
        dossier.look_at_pins(register);
        dossier
    }

    /// The same, if nothing is wrong with it.
    ///
    /// # Errors
    /// Where a record, a head or a text that is relied on is not what it was, or cannot be read.
    pub fn sound(mut self) -> Result<Self, Problems> {
        let problems = std::mem::take(&mut self.problems);
        if problems.any_error() { Err(problems) } else { Ok(self) }
    }

    /// Looks whether the framework files are what they were on which the decisions in force rest.
    fn look_at_pins(&mut self, register: &Register) {
        let mut problems = Problems::default();
        for pin in relied_on(&self.own, self.day) {
            let path = used(register, pin);
            match register.used_framework(&pin.sha256) {
                Ok(text) if bundled::is_text_of(&pin.id, &text.text) => {}
                Ok(_) => problems.0.extend(false_name(pin, &path)),
                Err(error) => problems.extend(Register::problems_of(&path, error)),
            }
        }
        self.problems.extend(problems);
    }

    /// All of it, as far as it was read.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        let wider = self.wider.iter().collect();
        let (own, definitions) = (&self.own, self.definitions.as_ref());
        View { registered: self.registered, own, wider, policies: &self.policies, today: &self.today, definitions }
    }

    /// What a reader must know of records that no head knows yet, a sentence each.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let void =
            self.void().map(|(name, void)| format!("In {name}, {}; what was decided before it stays.", void.text()));
        self.unlinked().map(remark).chain(void).collect()
    }

    /// What does not count, with the name of its chain.
    fn void(&self) -> impl Iterator<Item = (&str, &Void)> {
        std::iter::once(&self.own).chain(&self.wider).flat_map(Held::void)
    }

    /// The chains that have a newest record which no head knows yet, with its number.
    fn unlinked(&self) -> impl Iterator<Item = (&str, u32)> {
        std::iter::once(&self.own).chain(&self.wider).filter_map(Held::unlinked)
    }
}

/// What there is about one use, wherever it is kept.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// Whether the register knows the tool and the use at all.
    pub registered: bool,
    /// The records of the use.
    pub own: &'a Held,
    /// Those of the chains that reach over it.
    pub wider: Vec<&'a Held>,
    /// The policies that decisions and exceptions were made under, and which of them was in force when.
    pub policies: &'a Policies,
    /// The policy in force on the day.
    pub today: &'a Policy,
    /// What the entry says that models are told of the tool's own tools.
    pub definitions: Option<&'a BTreeMap<String, String>>,
}

/// The definitions that an entry has pinned.
fn pinned(entry: &Tool) -> Option<&BTreeMap<String, String>> {
    Some(&entry.definitions).filter(|definitions| !definitions.is_empty())
}

impl<'a> View<'a> {
    /// The records of the chains that reach over the use, as the gate takes them.
    #[must_use]
    pub fn above(&self) -> Vec<&'a JudgedRecords> {
        self.wider.iter().map(|held| &held.records).collect()
    }

    /// The case for the gate, every record counting.
    #[must_use]
    pub fn case<'c>(&'c self, above: &'c [&'c JudgedRecords]) -> Case<'c> {
        let (registered, own) = (self.registered, &self.own.records);
        Case { registered, own, wider: above, policies: self.policies, today: self.today }
    }

    /// Judges a request. Where an append was interrupted, nobody knows whether the record counts: the
    /// stricter answer of with and without it does.
    #[must_use]
    pub fn judge(&self, request: &Request, day: Day) -> Verdict {
        let definitions = request.definitions.as_ref().or(self.definitions).cloned();
        let request = &Request { definitions, ..request.clone() };
        let mut readings: Vec<Vec<&JudgedRecords>> = vec![Vec::new()];
        for held in std::iter::once(&self.own).chain(&self.wider) {
            let variants = held.variants();
            let longer = readings.iter().flat_map(|reading| {
                variants.iter().map(|records| reading.iter().copied().chain([*records]).collect::<Vec<_>>())
            });
            readings = longer.collect();
        }
        let verdicts = readings.iter().map(|reading| {
            let (own, wider) = (reading[0], &reading[1..]);
            let Self { registered, policies, today, .. } = *self;
            gate::judge(&Case { registered, own, wider, policies, today }, request, day)
        });
        let stricter = verdicts.reduce(Verdict::stricter);
        // There is at least the reading in which every record counts.
        stricter.unwrap_or_else(|| Verdict::refused(day, ReasonCode::Unreadable, "nothing was read"))
    }

    /// How it stands on a day.
    #[must_use]
    pub fn status(&self, day: Day) -> Status {
        Status::new(self.judge(&Request::default(), day))
    }
}

impl Read {
    /// The records of a chain up to a day.
    fn of(register: &Register, chain: &Chain, day: Day, problems: &mut Problems) -> Self {
        let Verified { problems: found, records, ahead, .. } = register.verify(chain, Depth::Records);
        problems.extend(found);
        let mut read = Self { records, ahead, name: chain.name() };
        read.keep(|record| record.header().as_of <= day);
        read
    }

    /// Keeps the records that a test lets through.
    fn keep(&mut self, test: impl Fn(&Record) -> bool) {
        self.ahead &= self.records.last().is_some_and(|entry| test(&entry.record));
        self.records.retain(|entry| test(&entry.record));
    }
}

impl Held {
    /// Judges records that were read.
    fn judged(Read { records, ahead, name }: Read, grounds: &Grounds<'_>) -> Self {
        let known =
            records.split_last().filter(|_| ahead).map(|(_, known)| JudgedRecords::judged(known.to_vec(), grounds));
        Self { records: JudgedRecords::judged(records, grounds), known, name }
    }

    /// What does not count, with the name of the chain.
    fn void(&self) -> impl Iterator<Item = (&str, &Void)> {
        self.records.void().map(|void| (self.name.as_str(), void))
    }

    /// The records, and those without the one that the head does not know.
    fn variants(&self) -> Vec<&JudgedRecords> {
        std::iter::once(&self.records).chain(&self.known).collect()
    }

    /// The name of the chain and the number of its newest record, where no head knows that yet.
    fn unlinked(&self) -> Option<(&str, u32)> {
        let newest = self.records.last().filter(|_| self.known.is_some())?;
        Some((&self.name, newest.record.header().number))
    }
}

/// The framework texts on which the decision in force on a day rests.
fn relied_on(held: &Held, day: Day) -> BTreeSet<&Pin> {
    let mut pins = BTreeSet::new();
    for records in held.variants() {
        let rests_on = gate::in_force(records, day).and_then(|made| made.record.assessment.as_ref());
        let basis = entry_named(records, rests_on).map(|entry| &entry.record);
        pins.extend(match basis {
            Some(Record::Assessment(assessment)) => assessment.frameworks.as_slice(),
            Some(Record::Triage(triage)) => std::slice::from_ref(&triage.framework),
            _ => &[],
        });
    }
    pins
}

/// Where the text of a framework lies that a record relies on.
fn used(register: &Register, pin: &Pin) -> PathBuf {
    register.frameworks().join("used").join(format!("{}.toml", pin.sha256))
}

/// That a text has the name of a bundled framework and is not it, or is of a newer program, which alone can
/// tell.
fn false_name(Pin { id, version, sha256 }: &Pin, path: &Path) -> Option<Problem> {
    let (code, title, help) = match bundled::whose(id, version, sha256) {
        Whose::Own | Whose::Bundled => return None,
        Whose::Newer => (
            problem::Code::NewerSchema,
            format!("`{id}` {version} is newer than this program, which cannot tell whether this is its text"),
            "install a newer plimsoll",
        ),
        Whose::Other => (
            problem::Code::Altered,
            format!("it calls itself `{id}` {version}, and is not what the program has under that name"),
            "find out who made it, and assess again; a framework of your own has an id of its own",
        ),
    };
    let source = Source::new(path.display().to_string(), "");
    let mut problem = Problem::error(code, &source, 0..0, title).help(help);
    problem.marks.clear();
    Some(problem)
}

/// What a reader must know of a record that no head knows yet.
fn remark((name, number): (&str, u32)) -> String {
    format!(
        "The head of {name} does not know record {number}: an append was interrupted. The record counts here; \
         `check` judges with and without it, and the stricter answer wins."
    )
}

/// The records of a chain that is as it was written.
///
/// # Errors
/// Where it is not.
pub fn records(register: &Register, chain: &Chain) -> Result<Vec<ChainEntry>, Problems> {
    let Verified { problems, records, .. } = register.verify(chain, Depth::Records);
    if problems.any_error() { Err(problems) } else { Ok(records) }
}

/// The chain of a subject in a use.
fn chain(register: &Register, subject: &Subject, usage: &str) -> Chain {
    match subject {
        Subject::Tool(tool) => register.chain(tool, usage),
        Subject::Vendor(vendor) => register.vendor_chain(vendor, usage),
        Subject::Policy => register.policy_chain(),
    }
}

/// The policies that decisions and exceptions were made under, which of them was in force when, and what is
/// wrong with them.
fn policies<'h>(register: &Register, read: impl Iterator<Item = &'h Read>) -> (Policies, Problems) {
    let records: Vec<&Record> = read.flat_map(|read| &read.records).map(|entry| &entry.record).collect();
    let named = judging::named(records.iter().copied());
    let (history, mut problems) = register.policies();
    if history.is_empty() && !named.is_empty() {
        problems.extend(register.history_not_begun());
    }
    let is_lost = |record: &Record| enactment(record).is_some_and(|sha256| !history.has_enactment(sha256));
    if !problems.any_error() && records.into_iter().any(is_lost) {
        problems.extend(register.history_gone());
    }
    let mut policies = (*history).clone();
    for sha256 in named {
        if policies.get(sha256).is_some() {
            continue;
        }
        match register.used_policy(sha256) {
            Ok(policy) => policies.learn(sha256, policy),
            Err(error) => {
                let path = register.root().join("policy/used").join(format!("{sha256}.toml"));
                problems.extend(Register::problems_of(&path, error));
            }
        }
    }
    (policies, problems)
}

/// That `plimsoll.toml` is not the policy in force, in a sentence.
fn edited(register: &Register) -> Option<String> {
    let edited = register.edit_to_record()?;
    Some(format!("plimsoll.toml was edited: {}. It is judged by the policy in force.", edited.title))
}
