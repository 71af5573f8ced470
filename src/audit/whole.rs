//! The register as a whole: every chain looked through, and then what lies around.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::assessment::event::What;
use crate::assessment::{ChainEntry, Record, Subject, references};
use crate::dossier::{Judging, UsedFrameworks};
use crate::gate::{self, Void};
use crate::policy::Remedy;
use crate::problem::{Code, Mark, Problem, Problems, Severity, Source};
use crate::register::{self, Chain, Depth, Register};
use crate::report::wording::count;

use super::recompute::Recomputed;
use super::{backdated, evidence_files, policies};

/// How far it is looked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent<'a> {
    /// Bytes, links and heads only, not what the records say.
    pub chains_only: bool,
    /// The folder whose evidence files are compared, too.
    pub evidence: Option<&'a Path>,
}

/// What was found, in one chain or in all.
#[derive(Debug, Default)]
pub struct AuditFindings {
    /// How many records there are, but for policies.
    pub records: usize,
    /// How many policies the history has.
    pub policies: usize,
    /// Everything that is wrong.
    pub problems: Problems,
    /// What each record is, by its sha256.
    pub places: BTreeMap<String, RecordPlace>,
    /// Whether a record is altered or gone, so that what it relies on cannot be told.
    lost: bool,
    /// The sha256 of texts that records rely on.
    relied: BTreeMap<String, Relied>,
    /// Assessments of other chains that records name: their sha256, and the file of the record.
    elsewhere: Vec<(String, String)>,
    /// Enactments that records name, and the file of the record.
    enactments: Vec<(String, String)>,
    /// Every record, and where it lies.
    pub paths: Vec<(String, PathBuf)>,
    /// Records that judge another day than the one on which they were made, and the remark.
    pub backdated: Vec<(String, String)>,
    /// How many evidence files were compared.
    pub evidence: usize,
}

/// What relies on a text.
#[derive(Debug)]
struct Relied {
    /// The folder that keeps it.
    folder: &'static str,
    /// The first record that does, and how many there are.
    first: String,
    records: usize,
}

/// A record with its place.
#[derive(Debug)]
pub struct RecordPlace {
    /// What it is: the word in its file name.
    kind: String,
    /// The same with its number and chain, in words.
    pub text: String,
}

/// Where the texts are kept that records rely on.
const FRAMEWORKS: &str = "frameworks/used";
const POLICIES: &str = "policy/used";

/// Looks through every chain, on as many threads as there are processors, and then at what lies around.
///
/// # Errors
/// Where a part of it could not be looked through.
pub fn look(
    register: &Register,
    chains: &[Chain],
    extent: Extent<'_>,
    step: &(dyn Fn() + Sync),
) -> anyhow::Result<AuditFindings> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(chains.len().max(1));
    let frameworks = UsedFrameworks::new(register);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut parts = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(chain) = chains.get(at) else { return parts };
            parts.push((at, AuditFindings::of(register, chain, extent, &frameworks)));
            step();
        }
    };
    let mut parts: Vec<(usize, AuditFindings)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    anyhow::ensure!(parts.len() == chains.len(), "part of the register could not be checked");
    parts.sort_by_key(|(at, _)| *at);
    let mut found = AuditFindings::default();
    for (_, part) in parts {
        found.add(part);
    }
    found.settle(register, extent)?;
    Ok(found)
}

impl AuditFindings {
    /// What is found in one chain.
    fn of(register: &Register, chain: &Chain, extent: Extent<'_>, frameworks: &UsedFrameworks<'_>) -> Self {
        let depth = if extent.chains_only { Depth::Chain } else { Depth::Records };
        let verified = register.verify(chain, depth);
        let mut found = Self { problems: verified.problems, ..Self::default() };
        match register.verify_folder(chain) {
            Ok(problems) => found.problems.extend(problems),
            Err(error) => found.problems.push(about(&chain.name(), format!("{error:#}"), "make the folder readable")),
        }
        if chain.subject == Subject::Policy {
            found.policies = verified.files;
        } else {
            found.records = verified.files;
        }
        found.lost = !verified.lost.is_empty();
        for link in verified.links {
            let text = format!("{} {} of {}", link.kind, link.number, chain.name());
            found.paths.push((text.clone(), link.path));
            found.places.insert(link.sha256, RecordPlace { kind: link.kind, text });
        }
        // What was decided against policy is said where the chain is whole: of a broken one nobody can tell.
        if chain.subject == Subject::Policy {
            found.problems.0.extend(policies::findings(register, chain, &verified.records));
        } else if !found.problems.any_error() {
            let judged = Judging::new(register, frameworks).thorough().as_far_as_known(verified.records.clone());
            found.problems.0.extend(judged.void().filter_map(|void| against_policy(chain, void)));
        }
        for (at, (ChainEntry { record, .. }, path)) in verified.records.iter().zip(&verified.paths).enumerate() {
            let name = path.display().to_string();
            let before = &verified.records[..at];
            // Where a record is altered or gone, what refers to it is judged once that one is back.
            if verified.lost.is_empty() {
                for dangling in references::dangling(record, before) {
                    found.problems.push(about(&name, dangling.title, dangling.help));
                }
            }
            for (title, help) in Recomputed(frameworks).findings(record, before) {
                found.problems.push(about(&name, title, help));
            }
            if let Some(folder) = extent.evidence {
                let (compared, findings) = evidence_files::compare(record, folder);
                found.evidence += compared;
                found.problems.0.extend(findings.into_iter().map(|(title, help)| about(&name, title, help)));
            }
            if let Some(remark) = backdated(record.header()) {
                let record = format!("{} {} of {}", record.kind(), record.header().number, chain.name());
                found.backdated.push((record, remark));
            }
            found.note(record, name);
        }
        found
    }

    /// Keeps what can only be judged with the rest of the register.
    fn note(&mut self, record: &Record, name: String) {
        let mut rely = |sha256: &String, folder| {
            let new = || Relied { folder, first: name.clone(), records: 0 };
            self.relied.entry(sha256.clone()).or_insert_with(new).records += 1;
        };
        match record {
            Record::Assessment(assessment) => {
                assessment.frameworks.iter().for_each(|pin| rely(&pin.sha256, FRAMEWORKS));
            }
            Record::Triage(triage) => rely(&triage.framework.sha256, FRAMEWORKS),
            Record::Decision(decision) => rely(&decision.policy, POLICIES),
            Record::Event(event) => {
                if let What::Exception { policy, .. } = &event.what {
                    rely(policy, POLICIES);
                }
            }
            Record::Enactment(enactment) => {
                enactment.earlier.iter().chain([&enactment.policy]).for_each(|policy| rely(policy, POLICIES));
            }
        }
        self.enactments.extend(references::enactment(record).map(|named| (named.clone(), name.clone())));
        self.elsewhere.extend(references::elsewhere(record).map(|named| (named.clone(), name)));
    }

    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.policies += other.policies;
        self.evidence += other.evidence;
        self.lost |= other.lost;
        self.problems.extend(other.problems);
        self.places.extend(other.places);
        self.paths.extend(other.paths);
        for (sha256, relied) in other.relied {
            let records = relied.records;
            self.relied.entry(sha256).or_insert(Relied { records: 0, ..relied }).records += records;
        }
        self.elsewhere.extend(other.elsewhere);
        self.enactments.extend(other.enactments);
        self.backdated.extend(other.backdated);
    }

    /// Judges what concerns the register as a whole.
    fn settle(&mut self, register: &Register, extent: Extent<'_>) -> anyhow::Result<()> {
        for (named, name) in std::mem::take(&mut self.elsewhere) {
            let is_basis =
                self.places.get(&named).is_some_and(|place| ["assessment", "triage"].contains(&place.kind.as_str()));
            if !is_basis {
                let title = format!("it rests on an assessment that is missing: {named}");
                self.problems.push(about(&name, title, "restore the records of that use from git or a backup"));
            }
        }
        for (named, name) in std::mem::take(&mut self.enactments) {
            if self.places.get(&named).is_none_or(|place| place.kind != "policy") {
                let title = format!("it was made under a policy whose enactment is not there: {named}");
                let help = "restore policy/history/ and heads/policy.toml from git or a backup";
                self.problems.push(about(&name, title, help));
            }
        }
        let relied: Option<BTreeSet<String>> =
            (!extent.chains_only && !self.lost).then(|| self.relied.keys().cloned().collect());
        self.problems.extend(register.verify_layout(relied.as_ref())?);
        for (sha256, Relied { folder, first, records }) in &self.relied {
            let more = match records - 1 {
                0 => String::new(),
                more => format!(", and {}", count(more, "more record does", "more records do")),
            };
            let judged = if *folder == FRAMEWORKS { "; their results are computed again once it is back" } else { "" };
            if !register.has_used(sha256) {
                let title = format!("it relies on {folder}/{sha256}.toml, which is not there{more}");
                let help = format!("restore that file from git or a backup{judged}");
                self.problems.push(about(first, title, &help));
                continue;
            }
            let of_it = |problem: &&mut Problem| problem.source.name.ends_with(&format!("{sha256}.toml"));
            if let Some(problem) = self.problems.0.iter_mut().find(of_it) {
                problem.help.push(format!("{} on it{judged}", count(*records, "record relies", "records rely")));
            }
        }
        if !extent.chains_only {
            self.problems.extend(policies::around(register, self.relied.values().any(|one| one.folder == POLICIES)));
        }
        // A head is read with every chain that it is about.
        let mut said = BTreeSet::new();
        self.problems.0.retain(|problem| said.insert((problem.place(), problem.title.clone())));
        for tool in register.tools()? {
            if let Err(error) = register.tool(&tool) {
                match error {
                    register::Error::Problems(problems) => self.problems.extend(problems),
                    error => self.problems.push(about(&tool, error.to_string(), "make tool.toml readable")),
                }
            }
        }
        Ok(())
    }
}

/// A record that does not count. Where somebody with the authority decided after it, it is a remark.
fn against_policy(chain: &Chain, void: &Void) -> Option<Problem> {
    let code = match void.code {
        gate::ReasonCode::NotAuthorised => Code::NotAuthorised,
        gate::ReasonCode::AgainstPolicy => Code::AgainstPolicy,
        // That a policy or an enactment is gone is said with the references.
        _ => return None,
    };
    // That a result does not follow, or its framework is gone, is said with the assessment.
    if void.refusals.iter().all(|refusal| refusal.rule == "assessment") {
        return None;
    }
    let path = chain.path(void.number, void.kind);
    let help = "it counts for nothing, and what was decided before it stays; find out who recorded it, and have it decided by those whom policy names";
    let mut problem = Problem { code, ..about(&path.display().to_string(), void.text(), help) };
    problem.help.extend(void.refusals.iter().filter_map(|refusal| match &refusal.remedy {
        Remedy::Say(text) => Some(format!("{}: {text}", refusal.rule)),
        _ => None,
    }));
    Some(if void.settled { problem.into_warning() } else { problem })
}

fn about(name: &str, title: String, help: &str) -> Problem {
    Problem {
        code: Code::Altered,
        severity: Severity::Error,
        title,
        source: Source::new(name, ""),
        marks: Vec::<Mark>::new(),
        help: vec![help.to_owned()],
    }
}
