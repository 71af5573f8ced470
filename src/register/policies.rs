//! The policies of a register: those that were in force, and what becomes of an edit of `plimsoll.toml`
//! that nobody has recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::assessment::event::What;
use crate::assessment::{ChainEntry, Enactment, EntryRef, Header, Record};
use crate::date::{Day, Moment};
use crate::person::Person;
use crate::policy::{OnEdit, Policies, Policy, Refusal};
use crate::problem::{Code, Problems};

use super::altered::problem;
use super::error::{Error, Result};
use super::{Appended, Chain, Depth, KeptText, MARKER, Register, days, disk};

/// The history of a policy as it was read.
#[derive(Clone, Debug)]
pub(super) struct ReadPolicies {
    policies: Arc<Policies>,
    problems: Problems,
}

/// The policy that is in force once a record is made.
pub(super) struct PolicyInForce {
    /// The sha256 of the enactment.
    pub(super) sha256: String,
    /// It, where it was recorded now.
    pub(super) added: Option<Appended>,
}

/// Who puts a policy in force, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enacting {
    /// The day from which on it holds.
    pub as_of: Day,
    /// When that is recorded.
    pub recorded_at: Moment,
    /// Who records it.
    pub by: Person,
    /// Who decides so.
    pub approvers: Vec<Person>,
    /// Why.
    pub rationale: String,
    /// Whether it goes on behind an enactment whose day or clock was still to come.
    pub mends: bool,
}

impl Enacting {
    /// What whoever records something else records with it.
    #[must_use]
    pub fn beside(by: &Person, recorded_at: Moment) -> Self {
        Self {
            as_of: recorded_at.day(),
            recorded_at,
            by: by.to_owned(),
            approvers: vec![by.to_owned()],
            rationale: format!("{MARKER} was edited; recorded with what was recorded next."),
            mends: false,
        }
    }
}

impl Register {
    /// The policies that were in force, judged, and everything wrong with their chain. It is read once.
    pub fn policies(&self) -> (Arc<Policies>, Problems) {
        let mut known = self.policies.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ReadPolicies { policies, problems } = known.get_or_insert_with(|| self.read_policies()).clone();
        (policies, problems)
    }

    fn read_policies(&self) -> ReadPolicies {
        let chain = self.policy_chain();
        let verified = self.verify(&chain, Depth::Records);
        let mut problems = verified.problems;
        let mut texts: BTreeMap<String, Policy> = BTreeMap::new();
        let enactments: Vec<EntryRef<'_, Enactment>> =
            verified.records.iter().filter_map(ChainEntry::enactment).collect();
        for EntryRef { record: enactment, .. } in &enactments {
            if texts.contains_key(&enactment.policy) {
                continue;
            }
            match self.used_policy(&enactment.policy) {
                Ok(policy) => drop(texts.insert(enactment.policy.clone(), policy)),
                Err(error) => {
                    let path = self.used_policies().join(format!("{}.toml", enactment.policy));
                    problems.extend(Self::problems_of(&path, error));
                }
            }
        }
        let policies = Policies::judged(enactments, texts);
        if let Some(edited) = self.edited(&policies).filter(|_| refuses_edits(&policies)) {
            problems.push(edited);
        }
        ReadPolicies { policies: Arc::new(policies), problems }
    }

    /// The policy in force: that of the newest enactment that counts, and what `plimsoll.toml` says where
    /// none was recorded yet.
    #[must_use]
    pub fn policy(&self) -> Policy {
        let (policies, _) = self.policies();
        policies.newest().and_then(|enacted| policies.get(&enacted.policy)).unwrap_or(&self.config.policy).clone()
    }

    /// That `plimsoll.toml` is not the policy in force, where it is not: an error where that policy refuses
    /// edits that nobody recorded.
    fn edited(&self, policies: &Policies) -> Option<crate::problem::Problem> {
        let newest = policies.newest().filter(|newest| newest.policy != self.settings_sha256)?;
        let title =
            format!("it is not the policy in force, which is that of {} (record {})", newest.as_of, newest.number);
        let help = "`plimsoll policy diff` shows what differs; `plimsoll policy record` puts it in force, or take the edit back";
        let edited = problem(&self.root.join(MARKER), Some(&self.settings), title, help);
        Some(if refuses_edits(policies) { edited } else { edited.into_warning() })
    }

    /// What somebody should know of `plimsoll.toml` where it is not the policy in force.
    #[must_use]
    pub fn edit_to_record(&self) -> Option<crate::problem::Problem> {
        self.edited(&self.policies().0)
    }

    /// Which policy a record would be made under: that of `plimsoll.toml`, which whoever records may put in
    /// force, or which is.
    ///
    /// # Errors
    /// Where the file was edited and whoever records may not record that, with what to do.
    pub fn enactable(&self, by: &Person, recorded_at: Moment) -> Result<Policies> {
        let (policies, problems) = self.policies();
        if problems.any_error() {
            return Err(problems.into());
        }
        let mut policies = (*policies).clone();
        policies.learn(&self.settings_sha256, self.config.policy.clone());
        if policies.at(recorded_at).is_some_and(|enacted| enacted.policy == self.settings_sha256) {
            return Ok(policies);
        }
        if policies.is_empty() {
            self.may_begin()?;
        }
        let enacting = Enacting::beside(by, recorded_at);
        let (policies, refused) = self.proposed(policies, &enacting, (0, None), Vec::new());
        match refused {
            refused if refused.is_empty() => Ok(policies),
            refused => Err(self.may_not(&refused)),
        }
    }

    /// The history with `plimsoll.toml` as it is behind it, and every rule that forbids that.
    fn proposed(
        &self,
        mut policies: Policies,
        enacting: &Enacting,
        place: (u32, Option<&str>),
        earlier: Vec<String>,
    ) -> (Policies, Vec<Refusal>) {
        policies.learn(&self.settings_sha256, self.config.policy.clone());
        policies.hear(EntryRef { sha256: "", record: &self.enactment(enacting, place, earlier) });
        let refused = policies.history().last().map(|last| last.refused.clone()).unwrap_or_default();
        (policies, refused)
    }

    fn enactment(&self, enacting: &Enacting, place: (u32, Option<&str>), earlier: Vec<String>) -> Enactment {
        let Enacting { as_of, recorded_at, by, approvers, rationale, mends } = enacting.clone();
        let header = self.policy_chain().header(place, as_of, recorded_at, &by);
        let policy = self.settings_sha256.clone();
        Enactment { header, policy, earlier, approvers, rationale, mends, changes: Vec::new() }
    }

    fn may_not(&self, refused: &[Refusal]) -> Error {
        let why: Vec<String> = refused.iter().map(|refusal| refusal.because.clone()).collect();
        let who = refused.iter().find_map(|refusal| match &refusal.remedy {
            crate::policy::Remedy::Say(text) => Some(text.clone()),
            _ => None,
        });
        Error::Refused(format!(
            "{} was edited and is not the policy in force: {}; nothing was written\n{}; they record it with `plimsoll policy record --approver \"NAME <MAIL>\" --rationale TEXT`, or take the edit back: `plimsoll policy diff` shows it",
            self.root.join(MARKER).display(),
            why.join("; "),
            who.unwrap_or_default()
        ))
    }

    /// Checks that nothing was decided in this register before its first policy is recorded: where it was,
    /// its history is gone, or was never begun.
    fn may_begin(&self) -> Result<()> {
        let NamedPolicies { enactments, policies } = self.decided()?;
        if !enactments.is_empty() {
            return Err(self.history_gone().into());
        }
        if !policies.is_empty() {
            return Err(self.history_not_begun().into());
        }
        Ok(())
    }

    /// That records name enactments that are not there.
    #[must_use]
    pub fn history_gone(&self) -> Problems {
        let title = "the history of the policy is gone: records name enactments that are not there".to_owned();
        let help = "restore policy/history/ and heads/policy.toml from git or a backup";
        Problems(vec![problem(&self.policy_chain().head, None, title, help)])
    }

    /// That a register in which something was decided has no history of its policy.
    #[must_use]
    pub fn history_not_begun(&self) -> Problems {
        let title = "something was decided here, and nothing says which policy was in force".to_owned();
        let help = "restore policy/history/ and heads/policy.toml from git or a backup; in a register made before policies had a history, `plimsoll fmt` begins them";
        let mut problem = problem(&self.policy_chain().head, None, title, help);
        problem.code = Code::Altered;
        Problems(vec![problem])
    }

    /// What every record of the register says of the policy that it was made under.
    fn decided(&self) -> Result<NamedPolicies> {
        let mut decided = NamedPolicies::default();
        for chain in self.chains()? {
            for ChainEntry { record, .. } in self.all_of(&chain)? {
                let (policy, enactment) = match &record {
                    Record::Decision(decision) => (&decision.policy, &decision.enactment),
                    Record::Event(event) => match &event.what {
                        What::Exception { policy, enactment, .. } => (policy, enactment),
                        _ => continue,
                    },
                    _ => continue,
                };
                decided.policies.insert(policy.clone());
                decided.enactments.extend(enactment.clone());
            }
        }
        Ok(decided)
    }

    /// Puts `plimsoll.toml` in force beside a record that is about to be written, where it is not and
    /// whoever records may. Only while nobody else can write.
    pub(super) fn enact(&self, record: &Record) -> Result<Option<PolicyInForce>> {
        if matches!(record, Record::Enactment(_)) {
            return Ok(None);
        }
        self.forget_policies();
        let header: &Header = record.header();
        self.enactable(&header.recorded_by, header.recorded_at)?;
        let (policies, _) = self.policies();
        let in_force = policies.at(header.recorded_at);
        if let Some(in_force) = in_force.filter(|in_force| in_force.policy == self.settings_sha256) {
            return Ok(Some(PolicyInForce { sha256: in_force.sha256.clone(), added: None }));
        }
        let mut enacting = Enacting::beside(&header.recorded_by, header.recorded_at);
        if policies.is_empty() {
            "The policy as it was when the first record was made.".clone_into(&mut enacting.rationale);
        }
        let added = self.write_enactment(&policies, &enacting, Vec::new())?;
        Ok(Some(PolicyInForce { sha256: added.sha256.clone(), added: Some(added) }))
    }

    /// Writes an enactment of `plimsoll.toml` as it is. Only while nobody else can write.
    fn write_enactment(&self, policies: &Policies, enacting: &Enacting, earlier: Vec<String>) -> Result<Appended> {
        let chain: Chain = self.policy_chain();
        let (head, _) = self.head(&chain)?;
        let (tip, before) = self.settle(&chain, &head)?;
        let place = chain.next(tip.as_ref())?;
        let (proposed, refused) = self.proposed(policies.clone(), enacting, place, earlier.clone());
        if !refused.is_empty() {
            return Err(self.may_not(&refused));
        }
        let mut enactment = self.enactment(enacting, place, earlier);
        enactment.changes = proposed.history().last().map(|last| last.changes.clone()).unwrap_or_default();
        let mut record = Record::Enactment(Box::new(enactment));
        days::settle(&chain, &mut record, before.as_ref(), || self.headers(&chain))?;
        let added = self.add(&chain, &head, &[KeptText::Policy], &record)?;
        self.forget_policies();
        Ok(added)
    }

    /// Puts `plimsoll.toml` as it is in force, or refuses.
    ///
    /// # Errors
    /// Where it is in force already, somebody else must agree, or it cannot be written.
    pub fn enact_policy(&self, enacting: &Enacting) -> Result<Appended> {
        let _lock = self.lock()?;
        self.forget_policies();
        let chain = self.policy_chain();
        if enacting.mends {
            self.records_to_mend(&chain)?;
        }
        let (policies, problems) = self.policies();
        if !enacting.mends
            && problems.0.iter().any(|problem| {
                problem.severity == crate::problem::Severity::Error && !problem.source.name.ends_with(MARKER)
            })
        {
            return Err(problems.into());
        }
        if policies.is_empty() {
            self.may_begin()?;
        }
        if !enacting.mends && policies.newest().is_some_and(|newest| newest.policy == self.settings_sha256) {
            let settings = self.root.join(MARKER);
            let text = format!("{} is the policy in force: there is nothing to record", settings.display());
            return Err(Error::Refused(text));
        }
        self.write_enactment(&policies, enacting, Vec::new())
    }

    /// Begins the history of the policy in a register that has none: `plimsoll.toml` as it is, and the policies
    /// under which something was decided. Nothing where it is there, or nothing was decided; with `dry`
    /// nothing is written.
    ///
    /// # Errors
    /// Where the history was there and is gone, or cannot be written.
    pub fn begin_history(&self, enacting: &Enacting, dry: bool) -> Result<bool> {
        let _lock = self.lock()?;
        self.forget_policies();
        let (policies, problems) = self.policies();
        if problems.any_error() {
            return Err(problems.into());
        }
        if !policies.is_empty() {
            return Ok(false);
        }
        let NamedPolicies { enactments, policies: earlier } = self.decided()?;
        if !enactments.is_empty() {
            return Err(self.history_gone().into());
        }
        if earlier.is_empty() {
            return Ok(false);
        }
        if !dry {
            self.write_enactment(&policies, enacting, earlier.into_iter().collect())?;
        }
        Ok(true)
    }

    /// Gives a record the enactment under which it is made.
    pub(super) fn name_enactment(&self, record: &mut Record, sha256: &str) {
        let (policy, enactment) = match record {
            Record::Decision(decision) => (&decision.policy, &mut decision.enactment),
            Record::Event(event) => match &mut event.what {
                What::Exception { policy, enactment, .. } => (&*policy, enactment),
                _ => return,
            },
            _ => return,
        };
        if *policy == self.settings_sha256 {
            *enactment = Some(sha256.to_owned());
        }
    }

    /// Every file of the history: the enactments, their head and their texts.
    pub(super) fn files_of_history(&self) -> Result<Vec<PathBuf>> {
        let chain = self.policy_chain();
        let mut files: Vec<PathBuf> = self.records(&chain)?.into_iter().map(|(_, _, path)| path).collect();
        files.push(chain.head);
        let (policies, _) = self.policies();
        let texts: BTreeSet<&String> = policies.history().iter().map(|enacted| &enacted.policy).collect();
        files.extend(texts.into_iter().map(|sha256| self.used_policies().join(format!("{sha256}.toml"))));
        Ok(files)
    }

    fn forget_policies(&self) {
        *self.policies.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    /// Whether something lies where the history of the policy lies.
    #[must_use]
    pub fn has_history(&self) -> bool {
        let chain = self.policy_chain();
        disk::is_there(&chain.folder) || disk::is_there(&chain.head)
    }
}

/// The policies and enactments that decisions and exceptions name.
#[derive(Default)]
struct NamedPolicies {
    policies: BTreeSet<String>,
    enactments: BTreeSet<String>,
}

fn refuses_edits(policies: &Policies) -> bool {
    let newest = policies.newest().and_then(|newest| policies.get(&newest.policy));
    newest.is_some_and(|policy| policy.on_edit == OnEdit::Refuse)
}
