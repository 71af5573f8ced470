//! Evidence files in a folder, compared with the sha256 that records name of what was seen.

use std::path::{Component, Path};

use crate::answers::Evidence;
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
        let (Some(wanted), Some(location)) = (&item.sha256, &item.location) else { continue };
        // A place outside the folder is nobody's evidence file.
        let inside = Path::new(location).components().all(|part| matches!(part, Component::Normal(_)));
        let path = folder.join(location);
        if !inside || !path.is_file() {
            continue;
        }
        compared += 1;
        match input::sha256_of_file(&path) {
            Ok(hash) if hash == *wanted => {}
            Ok(_) => {
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
