//! Policy: what an organisation lets be decided, by whom and for how long. `proposal.rs` is what somebody
//! wants decided, `basis.rs` what it rests on; `rules.rs` holds the decision against policy, `exception.rs` what
//! is granted beside it, `refusal.rs` says why not, and
//! `authority.rs` says who may approve what. `changes.rs` says what differs between two policies,
//! `enacting.rs` who may put another in force, `history.rs` which one was in force when.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Intake;
use crate::assessment::decision::Condition;
use crate::date::Day;
use crate::document::Section;
use crate::framework::{Disposition, Grade};
use crate::person::Person;
use crate::problem::{Code, Problem};

mod authority;
mod basis;
pub mod changes;
pub mod draft;
mod enacting;
mod exception;
mod history;
pub mod proposal;
mod proposed;
mod refusal;
pub mod remedy;
mod rules;

pub use basis::{Basis, proposed_actions};
pub use enacting::of_mending;
pub use exception::{Exception, of_condition, of_exception};
pub use history::{Enacted, Policies, Unfit};
pub use proposal::Proposal;
pub use refusal::{Closed, Overruled, Refusal};
pub use remedy::{Fault, Field, Remedy};
pub use rules::{lacks_authority, mildest, refusals};

/// The tier under which policy is asked where a framework names none, as after a triage.
pub const NO_TIER: &str = "none";

/// The policy of a register; where `plimsoll.toml` says nothing, `default` holds.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the file")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether requester, reviewer and approver must be three people.
    pub distinct_people: bool,
    /// The parts of a request that must be named before a decision allows anything.
    pub request: BTreeSet<String>,
    /// From which grade on an answer must name its evidence before a decision that allows rests on it.
    pub evidence_from: Option<Grade>,
    /// For how many days after an assessment a decision may rest on it.
    pub assessment_days: Option<u32>,
    /// For how many days a triage that is assessment enough is good, where a decision names no end.
    pub triage_days: u32,
    /// Whether a request that leaves a factor out is held to be at its highest level.
    pub complete_context: bool,
    /// Whether a permission ends when a piece of evidence that it relied on expires.
    pub stale_evidence_blocks: bool,
    /// Which conditions block use until they are met.
    pub blocking: Blocking,
    /// Whether what is recorded is committed to git, too.
    pub commit: bool,
    /// Who may approve.
    pub approvers: Vec<Approver>,
    /// What holds for each tier, by its id.
    pub tiers: BTreeMap<String, TierPolicy>,
    /// The triage framework that is asked with, by its id; the bundled one where the register names none.
    pub triage: Option<String>,
    /// For how many years records are kept.
    pub retention_years: Option<u32>,
    /// What git is to bear out.
    pub git: Git,
    /// The commits that left records out, to which people agreed.
    pub agreed_commits: BTreeSet<String>,
    /// Roles or mail addresses of those who may change the policy; where empty, those who may approve every
    /// tier that policy names.
    pub policy_approvers: BTreeSet<String>,
    /// What becomes of an edit of `plimsoll.toml` that nobody recorded.
    pub on_edit: OnEdit,
}

/// What git is to bear out of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Git {
    /// `log` and `verify` ask it where it is there.
    #[default]
    Welcome,
    /// `check` asks it, too, and allows nothing that it does not bear out.
    Required,
}

impl Git {
    /// The words in files.
    pub const NAMES: [(&'static str, Self); 2] = [("welcome", Self::Welcome), ("required", Self::Required)];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// What becomes of an edit of `plimsoll.toml` that nobody recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnEdit {
    /// The next command that records something records it too, where whoever records may.
    #[default]
    Record,
    /// It is an error until it is recorded on purpose or taken back.
    Refuse,
}

impl OnEdit {
    /// The words in files.
    pub const NAMES: [(&'static str, Self); 2] = [("record", Self::Record), ("refuse", Self::Refuse)];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// Which conditions block use until they are met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocking {
    /// Every condition.
    pub all: bool,
    /// Those that the decision marks with `before-use`.
    pub marked: bool,
    /// Those with these ids, or about these questions.
    pub named: BTreeSet<String>,
}

impl Blocking {
    /// Whether a condition that is not met blocks use.
    #[must_use]
    pub fn blocks(&self, condition: &Condition) -> bool {
        let about_named = condition.questions.iter().any(|question| self.named.contains(question));
        let named = self.named.contains(&condition.id) || about_named;
        self.all || named || (self.marked && condition.before_use)
    }
}

/// Somebody who may approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approver {
    /// Who.
    pub who: Person,
    /// The roles that tiers name.
    pub roles: Vec<String>,
    /// The first day of this authority.
    pub from: Option<Day>,
    /// The last day of it.
    pub until: Option<Day>,
}

/// What may be decided about a tier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TierPolicy {
    /// The mildest decision without a waiver or an accepted risk; the method's recommendation if unset.
    pub mildest: Option<Disposition>,
    /// The most days for which a decision may hold.
    pub longest_days: Option<u32>,
    /// Roles or mail addresses of those who may approve; all that `[[approver]]` lists if empty.
    pub approvers: Vec<String>,
    /// How many of them must agree.
    pub agree: u32,
    /// Whether every question must be asked: no interview may stop once the tier is settled.
    pub all_questions: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            distinct_people: true,
            request: BTreeSet::from(["business-owner", "purpose"].map(str::to_owned)),
            evidence_from: Some(Grade::Document),
            assessment_days: None,
            triage_days: 180,
            complete_context: false,
            stale_evidence_blocks: true,
            blocking: Blocking { all: false, marked: true, named: BTreeSet::new() },
            commit: false,
            approvers: Vec::new(),
            tiers: BTreeMap::new(),
            triage: None,
            retention_years: None,
            git: Git::Welcome,
            agreed_commits: BTreeSet::new(),
            policy_approvers: BTreeSet::new(),
            on_edit: OnEdit::Record,
        }
    }
}

impl Policy {
    /// Whether an interview may stop once the tier is settled, this being the tier.
    #[must_use]
    pub fn may_stop_early(&self, tier: &str) -> bool {
        !self.tiers.get(tier).is_some_and(|tier| tier.all_questions)
    }
}

impl Approver {
    /// Whether the authority is there on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Policy {
    /// The parts that a request must name and does not; `owner` answers for the use where it names nobody.
    #[must_use]
    pub fn unnamed<'r>(&'r self, request: &Intake, owner: Option<&str>) -> Vec<&'r str> {
        let named = |key: &str| {
            let part = request.part(key).or_else(|| owner.filter(|_| key == "business-owner"));
            part.is_some_and(|part| !part.trim().is_empty())
        };
        self.request.iter().map(String::as_str).filter(|key| !named(key)).collect()
    }
}

/// Reads what is policy from the top of a `plimsoll.toml`: `[policy]`, its tiers, the approvers, and what
/// records are kept and looked at with.
pub fn read(top: &Section<'_>) -> Policy {
    let mut policy = Policy {
        approvers: approvers(top),
        triage: top.text_if("triage").map(|at| at.value),
        retention_years: top.integer_if("retention-years", 1..=200).and_then(|at| u32::try_from(at.value).ok()),
        git: top.choice_if("git", &Git::NAMES).map(|at| at.value).unwrap_or_default(),
        agreed_commits: commits(top),
        ..Policy::default()
    };
    let Some(section) = top.section_if("policy") else { return policy };
    section.rename("[policy]");
    let days =
        |section: &Section<'_>, key| section.integer_if(key, 1..=36_500).and_then(|at| u32::try_from(at.value).ok());
    if let Some(distinct) = section.flag_if("distinct-people") {
        policy.distinct_people = distinct;
    }
    if section.has("request") {
        policy.request = section
            .texts("request")
            .into_iter()
            .filter_map(|part| {
                let known = Intake::PARTS.iter().any(|(key, _)| *key == part.value);
                if !known {
                    let title = format!("a request has no part `{}`", part.value);
                    let problem = Problem::error(Code::UnknownId, section.source(), part.range.clone(), title);
                    section.report(problem.suggest(&part.value, Intake::PARTS.iter().map(|(key, _)| *key)));
                }
                known.then_some(part.value)
            })
            .collect();
    }
    let grades: Vec<(&'static str, Option<Grade>)> = Grade::NAMES
        .iter()
        .map(|(name, grade)| (*name, (*grade != Grade::None).then_some(*grade)))
        .chain([("never", None)])
        .filter(|(name, _)| *name != "none")
        .collect();
    if let Some(grade) = section.choice_if("evidence-from", &grades) {
        policy.evidence_from = grade.value;
    }
    policy.assessment_days = days(&section, "assessment-days");
    policy.triage_days = days(&section, "triage-days").unwrap_or(policy.triage_days);
    let context = section.choice_if("context", &[("given", false), ("complete", true)]);
    policy.complete_context = context.is_some_and(|at| at.value);
    if let Some(stale) = section.choice_if("stale-evidence", &[("blocks", true), ("is-reported", false)]) {
        policy.stale_evidence_blocks = stale.value;
    }
    if section.has("blocking-conditions") {
        let names: BTreeSet<String> = section.texts("blocking-conditions").into_iter().map(|at| at.value).collect();
        policy.blocking = Blocking {
            all: names.contains("all"),
            marked: names.contains("marked"),
            named: names.into_iter().filter(|name| name != "all" && name != "marked").collect(),
        };
    }
    policy.commit = section.flag("commit");
    policy.policy_approvers = section.texts("policy-approvers").into_iter().map(|at| at.value).collect();
    policy.on_edit = section.choice_if("policy-changes", &OnEdit::NAMES).map(|at| at.value).unwrap_or_default();
    if let Some(tiers) = section.section_if("tier") {
        tiers.rename("[policy.tier]");
        for (id, value) in tiers.entries() {
            let Some(tier) = value.section("tier") else { continue };
            tier.call("policy for tier", &id.value);
            let mildest = tier.choice_if("mildest", &Disposition::NAMES).map(|at| at.value);
            let longest_days = days(&tier, "longest-days");
            let approvers = tier.texts("approvers").into_iter().map(|at| at.value).collect();
            let agree = tier.integer_if("agree", 1..=20).and_then(|at| u32::try_from(at.value).ok()).unwrap_or(1);
            let all_questions = tier.flag("all-questions");
            tier.finish();
            let rules = TierPolicy { mildest, longest_days, approvers, agree, all_questions };
            policy.tiers.insert(id.value, rules);
        }
    }
    section.finish();
    policy
}

/// Names of commits, each whole: a part of one could come to mean another.
fn commits(top: &Section<'_>) -> BTreeSet<String> {
    let mut commits = BTreeSet::new();
    for commit in top.texts("agreed-commits") {
        let whole = [40, 64].contains(&commit.value.len());
        if whole && commit.value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            commits.insert(commit.value);
            continue;
        }
        let title = format!("`{}` is not the whole name of a commit", commit.value);
        let problem = Problem::error(Code::BadText, top.source(), commit.range, title);
        top.report(problem.help("write all of its hexadecimal digits, as `git rev-parse` prints them"));
    }
    commits
}

fn approvers(top: &Section<'_>) -> Vec<Approver> {
    let sections = top.sections("approver");
    let approvers = sections.iter().filter_map(|section| {
        let who = section.text("who");
        let roles = section.texts("roles").into_iter().map(|at| at.value).collect();
        let (from, until) = (section.day_if("from"), section.day_if("until"));
        if let (Some(from), Some(until)) = (&from, &until)
            && until.value < from.value
        {
            section.report(section.problem(Code::BadDate, "until", "this authority ends before it begins"));
        }
        section.finish();
        Some(Approver {
            who: Person::written(who?.value),
            roles,
            from: from.map(|at| at.value),
            until: until.map(|at| at.value),
        })
    });
    approvers.collect()
}
