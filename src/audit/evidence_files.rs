//! Evidence files in a folder, compared with the sha256 that records name of what was seen.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::answers::{Answers, Evidence};
use crate::assessment::Record;
use crate::assessment::event::What;
use crate::input;

use super::recompute::Discrepancy;

/// Compares the files of a record's evidence that lie in a folder: how many there are, and what is
/// wrong with them. What is not there is not compared.
#[must_use]
pub fn compare(record: &Record, folder: &Path) -> (usize, Vec<Discrepancy>) {
    let items: Vec<(&String, &Evidence)> = match record {
        Record::Assessment(assessment) => assessment.answers.evidence.iter().collect(),
        Record::Triage(triage) => triage.answers.evidence.iter().collect(),
        Record::Event(event) => match &event.what {
            What::ConditionMet { items, .. } => items.iter().collect(),
            _ => Vec::new(),
        },
        Record::Decision(_) | Record::Enactment(_) => Vec::new(),
    };
    let (mut compared, mut findings) = (0, Vec::new());
    for (id, item) in items {
        let Some((path, differs)) = differs(item, folder) else { continue };
        compared += 1;
        match differs {
            Ok(false) => {}
            Ok(true) => {
                let title =
                    format!("{} is not the file that evidence `{id}` names: its sha256 differs", path.display());
                findings.push((title, "find the file that was reviewed, or assess again with the new one"));
            }
            Err(error) => {
                findings.push((format!("evidence `{id}` cannot be read: {error:#}"), "make the file readable"));
            }
        }
    }
    (compared, findings)
}

/// The ids of the evidence of an assessment whose files in a folder are no longer what was seen.
///
/// # Errors
/// Where a file cannot be read.
pub fn changed(answers: &Answers, folder: &Path) -> Result<BTreeSet<String>, input::Error> {
    let mut changed = BTreeSet::new();
    for (id, item) in &answers.evidence {
        if let Some((_, differs)) = differs(item, folder)
            && differs?
        {
            changed.insert(id.clone());
        }
    }
    Ok(changed)
}

/// The file of a piece of evidence in a folder, and whether it is another one than was seen; `None` where it is
/// not there, or nothing says what was seen.
fn differs(item: &Evidence, folder: &Path) -> Option<(PathBuf, Result<bool, input::Error>)> {
    let (wanted, location) = (item.sha256.as_ref()?, item.location.as_ref()?);
    // A place outside the folder is nobody's evidence file.
    let inside = Path::new(location).components().all(|part| matches!(part, Component::Normal(_)));
    let path = folder.join(location);
    if !inside || !path.is_file() {
        return None;
    }
    let differs = input::sha256_of_file(&path).map(|hash| hash != *wanted);
    Some((path, differs))
}
