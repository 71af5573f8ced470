//! Whether the history of a register's policy is what it should be: who changed it might, what it says of
//! its changes follows, and `plimsoll.toml` is the policy in force.

use crate::assessment::{ChainEntry, Record};
use crate::problem::{Code, Mark, Problem, Problems, Severity, Source};
use crate::register::{Chain, Register};

/// What is wrong with the enactments of a register, beside their bytes and links.
pub(super) fn findings(register: &Register, chain: &Chain, records: &[ChainEntry]) -> Vec<Problem> {
    let (policies, _) = register.policies();
    let mut found = Vec::new();
    for (enacted, ChainEntry { record, .. }) in policies.history().iter().zip(records) {
        let Record::Enactment(enactment) = record else { continue };
        let path = chain.path(enacted.number, "policy").display().to_string();
        let of = |code, title: String, help: String| Problem {
            code,
            severity: Severity::Error,
            title,
            source: Source::new(path.clone(), ""),
            marks: Vec::<Mark>::new(),
            help: vec![help],
        };
        if !enacted.counts() {
            let why: Vec<&str> = enacted.refused.iter().map(|refusal| refusal.because.as_str()).collect();
            let title = format!("policy {} does not count: {}", enacted.number, why.join("; "));
            let help = "the policy before it stays in force; find out who recorded it, and have it recorded by those whom that policy names";
            found.push(of(Code::NotAuthorised, title, help.to_owned()));
        }
        if enactment.changes != enacted.changes {
            let title = "what it says of its changes does not follow from the two policies".to_owned();
            found.push(of(Code::Altered, title, "restore the file from git or a backup".to_owned()));
        }
        if enacted.number > 1 && !enactment.earlier.is_empty() {
            let title = "only the first policy of a history names earlier ones".to_owned();
            found.push(of(Code::Altered, title, "restore the file from git or a backup".to_owned()));
        }
    }
    found
}

/// What is to be said beside: that nothing says which policy was in force where something was `decided`, and
/// that `plimsoll.toml` is not the one that is.
pub(super) fn around(register: &Register, decided: bool) -> Problems {
    let (policies, _) = register.policies();
    if policies.is_empty() && decided && !register.has_history() {
        return register.history_not_begun();
    }
    Problems(register.edit_to_record().into_iter().collect())
}
