//! What changed between two policies, as data, and what that does: a change tightens only where nothing
//! that was refused before can pass, whatever is decided. Everything else loosens, and so does whatever
//! concerns whose authority it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use crate::assessment::enactment::{PolicyChange, PolicyEffect};
use crate::framework::{Disposition, Grade};
use crate::person::Person;

use super::{Approver, Blocking, Git, OnEdit, Policy, TierPolicy};

/// What stands for a setting that is not there.
const UNSET: &str = "unset";

/// Every setting that differs between two policies, in the order of the file.
#[must_use]
pub fn changes(before: &Policy, after: &Policy) -> Vec<PolicyChange> {
    let mut found = Differences::default();
    found.settings(before, after);
    found.switches(before, after);
    let tiers: BTreeSet<&String> = before.tiers.keys().chain(after.tiers.keys()).collect();
    for tier in tiers {
        found.tier(tier, before.tiers.get(tier), after.tiers.get(tier));
    }
    found.approvers(&before.approvers, &after.approvers);
    found.0
}

/// Whether anything between two policies loosens.
#[must_use]
pub fn loosens(before: &Policy, after: &Policy) -> bool {
    changes(before, after).iter().any(|change| change.effect == PolicyEffect::Loosens)
}

#[derive(Default)]
struct Differences(Vec<PolicyChange>);

impl Differences {
    /// Keeps what differs, and whether it only tightens.
    fn differs<T: PartialEq>(
        &mut self,
        key: &str,
        (before, after): (&T, &T),
        words: impl Fn(&T) -> String,
        tightens: bool,
    ) {
        if before != after {
            let effect = if tightens { PolicyEffect::Tightens } else { PolicyEffect::Loosens };
            self.0.push(PolicyChange { key: key.to_owned(), from: words(before), to: words(after), effect });
        }
    }

    /// A number of days: fewer are stricter, and none set is no limit.
    fn days(&mut self, key: &str, before: Option<u32>, after: Option<u32>) {
        let limit = |days: Option<u32>| days.map_or(u64::MAX, u64::from);
        self.differs(key, (&before, &after), text_of, limit(after) < limit(before));
    }

    /// A switch of which one side is the stricter.
    fn switch(&mut self, key: &str, before: bool, after: bool, strict: bool, words: [&str; 2]) {
        self.differs(key, (&before, &after), |on| words[usize::from(*on)].to_owned(), after == strict);
    }

    /// What stands above `[policy]`.
    fn settings(&mut self, before: &Policy, after: &Policy) {
        let years = (&before.retention_years, &after.retention_years);
        // Where there is any number, assessments answer a question with it: the first loosens as the last
        // one taken out does.
        let is_longer = before.retention_years.is_some() && after.retention_years > before.retention_years;
        self.differs("retention-years", years, text_of, is_longer);
        self.differs("triage", (&before.triage, &after.triage), text_of, false);
        let git = |git: &Git| git.as_str().to_owned();
        self.differs("git", (&before.git, &after.git), git, after.git == Git::Required);
        let agreed = |commits: &BTreeSet<String>| list(commits);
        let is_less = after.agreed_commits.is_subset(&before.agreed_commits);
        self.differs("agreed-commits", (&before.agreed_commits, &after.agreed_commits), agreed, is_less);
    }

    /// What stands in `[policy]` itself.
    fn switches(&mut self, before: &Policy, after: &Policy) {
        let yes_no = ["false", "true"];
        self.switch("policy.distinct-people", before.distinct_people, after.distinct_people, true, yes_no);
        let request = |parts: &BTreeSet<String>| list(parts);
        let is_more = after.request.is_superset(&before.request);
        self.differs("policy.request", (&before.request, &after.request), request, is_more);
        let from = |grade: &Option<Grade>| grade.map_or("never", Grade::as_str).to_owned();
        // From a lower grade on more answers must name their evidence.
        let is_wider =
            after.evidence_from.is_some_and(|after| before.evidence_from.is_none_or(|before| after < before));
        self.differs("policy.evidence-from", (&before.evidence_from, &after.evidence_from), from, is_wider);
        self.days("policy.assessment-days", before.assessment_days, after.assessment_days);
        self.days("policy.triage-days", Some(before.triage_days), Some(after.triage_days));
        let blocks_more = blocks_all_of(&after.blocking, &before.blocking);
        self.differs("policy.blocking-conditions", (&before.blocking, &after.blocking), blocking, blocks_more);
        let stale = ["is-reported", "blocks"];
        self.switch("policy.stale-evidence", before.stale_evidence_blocks, after.stale_evidence_blocks, true, stale);
        let context = ["given", "complete"];
        self.switch("policy.context", before.complete_context, after.complete_context, true, context);
        self.switch("policy.commit", before.commit, after.commit, true, yes_no);
        let approvers = |approvers: &BTreeSet<String>| list(approvers);
        self.differs("policy.policy-approvers", (&before.policy_approvers, &after.policy_approvers), approvers, false);
        let on_edit = |on_edit: &OnEdit| on_edit.as_str().to_owned();
        let refuses = after.on_edit == OnEdit::Refuse;
        self.differs("policy.policy-changes", (&before.on_edit, &after.on_edit), on_edit, refuses);
    }

    fn tier(&mut self, id: &str, before: Option<&TierPolicy>, after: Option<&TierPolicy>) {
        let none = TierPolicy::default();
        let (one, other) = (before.unwrap_or(&none), after.unwrap_or(&none));
        let key = |name: &str| format!("policy.tier.{id}.{name}");
        let mildest = |decision: &Option<Disposition>| decision.map_or(UNSET, Disposition::as_str).to_owned();
        // What the method recommends where nothing is set may be stricter than anything but a prohibition.
        let is_stricter = match (one.mildest, other.mildest) {
            (Some(one), Some(other)) => other > one,
            (None, Some(other)) => other == Disposition::Prohibit,
            (_, None) => false,
        };
        self.differs(&key("mildest"), (&one.mildest, &other.mildest), mildest, is_stricter);
        self.days(&key("longest-days"), one.longest_days, other.longest_days);
        let named = |tier: &TierPolicy| tier.approvers.iter().cloned().collect::<BTreeSet<String>>();
        self.differs(&key("approvers"), (&named(one), &named(other)), list, false);
        let agree = |tier: &TierPolicy| tier.agree.max(1);
        self.differs(&key("agree"), (&agree(one), &agree(other)), u32::to_string, false);
        let asked = (one.all_questions, other.all_questions);
        self.switch(&key("all-questions"), asked.0, asked.1, true, ["false", "true"]);
        // What is closed by those who may approve a tier that policy names is for them to open.
        let named = (before.is_some(), after.is_some());
        if named == (true, false) {
            let word = |is: &bool| if *is { "named" } else { UNSET }.to_owned();
            self.differs(&format!("policy.tier.{id}"), (&named.0, &named.1), word, false);
        }
    }

    fn approvers(&mut self, before: &[Approver], after: &[Approver]) {
        let (before, after) = (by_person(before), by_person(after));
        let people: BTreeSet<&Person> = before.keys().chain(after.keys()).copied().collect();
        let none = BTreeSet::new();
        let words = |said: &BTreeSet<String>| {
            if said.is_empty() { "no approver".to_owned() } else { said.iter().cloned().collect::<Vec<_>>().join("; ") }
        };
        for who in people {
            let (before, after) = (before.get(who).unwrap_or(&none), after.get(who).unwrap_or(&none));
            self.differs(&format!("approver {who}"), (before, after), words, false);
        }
    }
}

/// Whether a setting blocks whatever another one blocks.
fn blocks_all_of(one: &Blocking, other: &Blocking) -> bool {
    one.all || (!other.all && one.marked >= other.marked && one.named.is_superset(&other.named))
}

fn blocking(blocking: &Blocking) -> String {
    let words = [(blocking.all, "all"), (blocking.marked, "marked")];
    let words = words.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned());
    list(&words.chain(blocking.named.iter().cloned()).collect())
}

/// What each person may approve.
fn by_person(approvers: &[Approver]) -> BTreeMap<&Person, BTreeSet<String>> {
    let mut people: BTreeMap<&Person, BTreeSet<String>> = BTreeMap::new();
    for approver in approvers {
        people.entry(&approver.who).or_default().insert(authority(approver));
    }
    people
}

/// Roles and days of an approver, in words.
fn authority(approver: &Approver) -> String {
    let mut parts = vec![if approver.roles.is_empty() { "approver".to_owned() } else { approver.roles.join(", ") }];
    parts.extend(approver.from.map(|from| format!("from {from}")));
    parts.extend(approver.until.map(|until| format!("until {until}")));
    parts.join(" ")
}

#[expect(clippy::ref_option, reason = "`differs` hands out references to what it compares")]
fn text_of<T: Display>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(|| UNSET.to_owned(), T::to_string)
}

fn list(names: &BTreeSet<String>) -> String {
    if names.is_empty() { "none".to_owned() } else { names.iter().cloned().collect::<Vec<_>>().join(", ") }
}
