//! What is there against the register: every tool that inventories show, with how its uses stand, what does
//! not fit what was decided, and what was approved and is nowhere seen.
//!
//! `group.rs` puts together what is about one tool, `answer.rs` asks the dossier how its uses stand,
//! `launches.rs` finds one label with two launches, `unseen.rs` what no inventory shows. `before.rs` reads
//! what an earlier run wrote. How a use stands is the dossier's answer, the same as that of a check.

use std::collections::BTreeSet;

use crate::date::Day;
use crate::discovery::{Discovery, Sighting, SightingGrade, Surface};
use crate::dossier::CheckResult;
use crate::gate::{Exit, Reason, ReasonCode};
use crate::identity::Index;
use crate::register::Register;
use crate::tool::catalogue::DomainScope;

mod answer;
mod before;
mod group;
mod launches;
mod unseen;

pub use before::{EarlierRun, EarlierThing};
pub use unseen::UnseenUse;

/// Declares the codes that only a comparison can give, as the gate does its own.
macro_rules! codes {
    ($($name:ident = $code:literal, $fails:literal, $meaning:literal, $remedy:literal;)+) => {
        /// What does not fit, beyond what the gate says of a use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Mismatch { $(#[doc = $meaning] $name,)+ }

        impl Mismatch {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as people and programs see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Whether it is a finding; otherwise it is only said.
            #[must_use]
            pub const fn fails(self) -> bool {
                match self { $(Self::$name => $fails,)+ }
            }

            /// What it says, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)+ }
            }

            /// What to do about it, in one sentence.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy,)+ }
            }
        }
    };
}

codes! {
    OtherLaunch = "other-launch", true, "An MCP server has the name of another one, and another command or address.",
        "Find out who configured it; remove it, or have it assessed as a tool of its own.";
    ForeignAccount = "foreign-account", true, "It is used with an account of another organisation, or a personal one.",
        "Have it used with an account of the organisation, or have this edition assessed.";
    InsecureSource = "insecure-source", true, "It is fetched or reached without encryption.",
        "Use an address with https, or a source that proves what it gives.";
    Shared = "shared", false, "What was seen is shared by several tools, or by a whole product, and proves none of them.",
        "Look for an inventory that tells them apart.";
    Attempted = "attempted", false, "Every attempt was blocked.",
        "Nothing to do: the block works.";
}

/// Something that does not fit, with what exactly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MismatchFound {
    /// What.
    pub code: Mismatch,
    /// What exactly.
    pub text: String,
}

/// Who knows a thing that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnownBy {
    /// The register has an entry of it.
    Register,
    /// The catalogue alone.
    Catalogue,
    /// Nobody.
    Nobody,
}

impl KnownBy {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Catalogue => "catalogue",
            Self::Nobody => "nobody",
        }
    }
}

/// A sighting with the inventory that has it.
#[derive(Clone, Copy, Debug)]
pub struct SightedHere<'a> {
    /// The inventory.
    pub inventory: &'a Discovery,
    /// What it shows.
    pub sighting: &'a Sighting,
}

/// One thing that was seen, with how it stands.
#[derive(Clone, Debug)]
pub struct SeenThing<'a> {
    /// What stays the same from run to run: a tool's id, several joined by `|`, or an identity.
    pub key: String,
    /// The tool's id, or the id that it could have.
    pub id: String,
    /// What it is, for people.
    pub name: String,
    /// The ids of the tools that it may be; none where nobody knows it.
    pub tools: Vec<String>,
    /// What the identity by which it was seen proves of them.
    pub scope: DomainScope,
    /// Whether it is an MCP server.
    pub is_server: bool,
    /// Who knows it.
    pub known_by: KnownBy,
    /// Where it was seen, the strongest grade first.
    pub sightings: Vec<SightedHere<'a>>,
    /// How its uses stand, as a check says of each; without what only a request can show and no inventory does.
    pub answers: Vec<CheckResult>,
    /// What else does not fit.
    pub mismatches: Vec<MismatchFound>,
    /// Whether an earlier run did not show it; `None` where there is none.
    pub is_new: Option<bool>,
    /// The answer, after the choice of codes to fail on.
    pub exit: Exit,
}

impl SeenThing<'_> {
    /// The answer of the use that stands best: what was seen does not say of which use it is, nor behind what
    /// several tools share, of which tool. What none of them allows is allowed by none.
    #[must_use]
    pub fn best(&self) -> Option<&CheckResult> {
        self.answers.iter().min_by_key(|answer| (answer.verdict.exit(), answer.verdict.code()))
    }

    /// What decides: nothing where it may be used and nothing is wrong with how.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        if self.is_attempt() || self.proves_nothing() {
            return &[];
        }
        self.best().map_or(&[], |best| &best.verdict.reasons)
    }

    /// The codes against it, those of the gate first.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.reasons().iter().map(|reason| reason.code.as_str()).collect();
        codes.extend(self.mismatches.iter().map(|found| found.code.as_str()));
        codes.dedup();
        codes
    }

    /// Whether something is against it.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        !self.reasons().is_empty() || self.mismatches.iter().any(|found| found.code.fails())
    }

    /// Whether nothing of it went through.
    #[must_use]
    pub fn is_attempt(&self) -> bool {
        self.sightings.iter().all(|here| here.sighting.seen.rows == 0)
    }

    /// Whether several tools share what was seen.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.tools.len() > 1 || (!self.tools.is_empty() && self.scope != DomainScope::Tool)
    }

    /// Whether what was seen is that of a whole product, or of others as well of whom nobody knows: it says
    /// nothing of the tool. Where all that it may be are known, one of them it is.
    #[must_use]
    pub fn proves_nothing(&self) -> bool {
        match self.scope {
            DomainScope::Tool => false,
            DomainScope::Product => !self.tools.is_empty(),
            DomainScope::Shared => self.tools.len() == 1,
        }
    }

    /// How surely it is in use.
    #[must_use]
    pub fn grades(&self) -> BTreeSet<SightingGrade> {
        let through = self.sightings.iter().filter(|here| here.sighting.seen.rows > 0);
        through.map(|here| here.sighting.grade).collect()
    }

    /// On how many devices it was seen with a grade, or at all, and by how many people.
    #[must_use]
    pub fn devices_and_people(&self, grade: Option<SightingGrade>) -> (u64, u64) {
        let (mut devices, mut people, mut more) = (BTreeSet::new(), BTreeSet::new(), 0);
        for here in self.sightings.iter().filter(|here| grade.is_none_or(|grade| here.sighting.grade == grade)) {
            devices.extend(&here.sighting.seen.devices);
            people.extend(&here.sighting.seen.people);
            more = more.max(here.sighting.seen.more);
        }
        (devices.len() as u64 + more, people.len() as u64)
    }

    /// The versions that were seen.
    #[must_use]
    pub fn versions(&self) -> BTreeSet<&str> {
        self.sightings.iter().filter_map(|here| here.sighting.version.as_deref()).collect()
    }
}

/// What is compared, and with what.
pub struct Comparison<'a> {
    /// The register; where it cannot be read, why.
    pub register: Result<&'a Register, &'a [Reason]>,
    /// The tools of register and catalogue.
    pub index: &'a Index,
    /// What is there.
    pub inventories: &'a [Discovery],
    /// The organisation's own domains, in lower case.
    pub own_domains: &'a [String],
    /// The one use that is meant, if one is.
    pub usage: Option<&'a str>,
    /// The day that is judged.
    pub day: Day,
    /// What an earlier run wrote.
    pub before: Option<&'a EarlierRun>,
    /// The only codes to fail on, if some are named.
    pub fail_on: Option<&'a BTreeSet<String>>,
}

/// A file that could not be read, which may hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadSource {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub why: String,
}

/// What a comparison comes to.
#[derive(Debug)]
pub struct Reconciliation<'a> {
    /// The day that was judged.
    pub day: Day,
    /// The name of the register; `None` where it cannot be read.
    pub register: Option<String>,
    /// Everything that was seen, what is against it first.
    pub things: Vec<SeenThing<'a>>,
    /// What is allowed and nowhere seen.
    pub unseen: Vec<UnseenUse>,
    /// What was compared.
    pub inventories: &'a [Discovery],
    /// What could not be read.
    pub unread: Vec<UnreadSource>,
    /// The day of the earlier run, where one is given.
    pub since: Option<String>,
    /// What an earlier run showed and this one does not.
    pub gone: Vec<String>,
    /// What no inventory that was given could show.
    pub not_looked_at: Vec<Surface>,
    /// Whether accounts were seen, and nobody said which domains are the organisation's.
    pub accounts_not_compared: usize,
}

impl Reconciliation<'_> {
    /// The worst answer of all.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let unread = self.unread.first().map(|_| Exit::CouldNot);
        self.things.iter().map(|thing| thing.exit).chain(unread).max().unwrap_or(Exit::Yes)
    }

    /// Every answer about a use, for whoever has more to say of them; `settle` comes after it.
    pub fn answers_mut(&mut self) -> impl Iterator<Item = &mut CheckResult> {
        self.things.iter_mut().flat_map(|thing| &mut thing.answers)
    }

    /// Draws the answers together once more.
    pub fn settle(&mut self, fail_on: Option<&BTreeSet<String>>) {
        for thing in &mut self.things {
            thing.exit = exit(thing, fail_on);
        }
        put_in_order(&mut self.things);
    }

    /// How many findings there are.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.things.iter().filter(|thing| thing.is_finding()).count()
    }
}

/// Compares what is there with the register.
#[must_use]
pub fn reconcile<'a>(of: &Comparison<'a>) -> Reconciliation<'a> {
    let mut groups = group::groups(of);
    let others = launches::other_launches(of, &groups);
    let mut accounts_not_compared = 0;
    let mut things: Vec<SeenThing<'a>> = std::mem::take(&mut groups)
        .into_iter()
        .map(|group| {
            let mut thing = answer::thing(of, group);
            thing.mismatches.extend(others.get(&thing.key).into_iter().flatten().cloned());
            thing.mismatches.sort();
            thing.mismatches.dedup();
            let accounts = thing.sightings.iter().filter(|here| here.sighting.account.is_some()).count();
            if of.own_domains.is_empty() {
                accounts_not_compared += accounts;
            }
            thing.exit = exit(&thing, of.fail_on);
            thing.is_new = of.before.map(|before| !before.things.contains_key(&thing.key));
            thing
        })
        .collect();
    put_in_order(&mut things);
    let given: BTreeSet<Surface> =
        of.inventories.iter().flat_map(|inventory| inventory.form.surfaces().iter().copied()).collect();
    let gone = of.before.map_or_else(Vec::new, |before| {
        let now: BTreeSet<&str> = things.iter().map(|thing| thing.key.as_str()).collect();
        before
            .things
            .iter()
            .filter(|(key, _)| !now.contains(key.as_str()))
            .map(|(_, thing)| thing.name.clone())
            .collect()
    });
    Reconciliation {
        day: of.day,
        register: of.register.ok().map(|register| register.config().name.clone()),
        unseen: unseen::unseen(of, &things, &given),
        things,
        inventories: of.inventories,
        unread: Vec::new(),
        since: of.before.map(|before| before.day.clone()),
        gone,
        not_looked_at: Surface::ALL.into_iter().filter(|surface| !given.contains(surface)).collect(),
        accounts_not_compared,
    }
}

/// What is against something comes first, the worst of it at the top.
fn put_in_order(things: &mut [SeenThing<'_>]) {
    things.sort_by(|one, other| {
        let order = |thing: &SeenThing<'_>| {
            (!thing.is_finding(), std::cmp::Reverse(thing.exit), thing.reasons().first().map(|reason| reason.code))
        };
        order(one).cmp(&order(other)).then_with(|| one.key.cmp(&other.key))
    });
}

/// The answer where only some codes fail; those that say "could not tell" always do.
fn exit(thing: &SeenThing<'_>, fail_on: Option<&BTreeSet<String>>) -> Exit {
    let gate = thing.reasons().iter().map(|reason| reason.code.exit()).max().unwrap_or(Exit::Yes);
    let fails = thing.mismatches.iter().any(|found| found.code.fails());
    let exit = gate.max(if fails { Exit::No } else { Exit::Yes });
    match (exit, fail_on) {
        (Exit::No, Some(codes)) if !thing.codes().iter().any(|code| codes.contains(*code)) => Exit::Yes,
        (exit, _) => exit,
    }
}

/// The code of a reason or a mismatch by its name; `None` where there is none.
#[must_use]
pub fn is_code(name: &str) -> bool {
    ReasonCode::named(name).is_some() || Mismatch::ALL.iter().any(|code| code.as_str() == name)
}
