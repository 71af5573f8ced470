//! Whether what a record refers to is there: the evidence of its answers, and the records of its
//! chain that it rests on.

use std::collections::BTreeSet;

use crate::answers::Answers;

use super::entry::entry_named;
use super::event::What;
use super::{ChainEntry, Decision, Event, Record};

/// What is wrong with a reference, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// What is wrong.
    pub title: String,
    /// What to do.
    pub help: &'static str,
}

/// What a record refers to that is not where it should be. `before` has the records before it in
/// its chain, each with its sha256.
#[must_use]
pub fn dangling(record: &Record, before: &[ChainEntry]) -> Vec<Dangling> {
    match record {
        Record::Assessment(assessment) => evidence(&assessment.answers),
        Record::Triage(triage) => evidence(&triage.answers),
        Record::Decision(decision) => basis(decision, before).into_iter().collect(),
        Record::Event(event) => of_event(event, before),
        Record::Enactment(_) => Vec::new(),
    }
}

/// The sha256 of the assessment of another chain that a record names: a decision or exception about a
/// vendor, or about every use, may rest on any.
#[must_use]
pub fn elsewhere(record: &Record) -> Option<&String> {
    let named = match record {
        Record::Decision(decision) => decision.assessment.as_ref(),
        Record::Event(event) => match &event.what {
            What::Exception { assessment, .. } => assessment.as_ref(),
            _ => None,
        },
        Record::Assessment(_) | Record::Triage(_) | Record::Enactment(_) => None,
    };
    named.filter(|_| record.header().reaches_over())
}

/// The sha256 of the enactment that a record names.
#[must_use]
pub fn enactment(record: &Record) -> Option<&String> {
    match record {
        Record::Decision(decision) => decision.enactment.as_ref(),
        Record::Event(event) => match &event.what {
            What::Exception { enactment, .. } => enactment.as_ref(),
            _ => None,
        },
        Record::Assessment(_) | Record::Triage(_) | Record::Enactment(_) => None,
    }
}

/// The newest look at a use that a decision could rest on: the newest assessment; a triage only where the
/// use was never assessed, and only the newest.
#[must_use]
pub fn newest_look(records: &[ChainEntry]) -> Option<&ChainEntry> {
    let newest = |kind: fn(&Record) -> bool| records.iter().rev().find(move |entry| kind(&entry.record));
    newest(|record| record.assessment().is_some()).or_else(|| newest(|record| matches!(record, Record::Triage(_))))
}

const RECORD_GONE: &str = "restore the records of this use from git or a backup";

fn wrong(title: String, help: &'static str) -> Dangling {
    Dangling { title, help }
}

/// Evidence that answers name and nothing lists.
fn evidence(answers: &Answers) -> Vec<Dangling> {
    let named: BTreeSet<&String> = answers.answers.values().flat_map(|answer| &answer.evidence).collect();
    let missing = named.into_iter().filter(|id| !answers.evidence.contains_key(*id));
    missing.map(|id| wrong(format!("an answer rests on evidence `{id}`, which is not listed"), RECORD_GONE)).collect()
}

/// Whether a decision may rest on a record as on an assessment.
fn is_basis(record: &Record) -> bool {
    match record {
        Record::Assessment(_) => true,
        Record::Triage(triage) => triage.is_assessment(),
        Record::Decision(_) | Record::Event(_) | Record::Enactment(_) => false,
    }
}

fn basis(decision: &Decision, before: &[ChainEntry]) -> Option<Dangling> {
    if decision.header.reaches_over() {
        return None;
    }
    let newest = newest_look(before).filter(|entry| is_basis(&entry.record)).map(|entry| &entry.sha256);
    match &decision.assessment {
        None if decision.allows() => {
            Some(wrong("it allows the use, but rests on no assessment".to_owned(), RECORD_GONE))
        }
        Some(sha256) if newest == Some(sha256) => None,
        Some(sha256) if !entry_named(before, Some(sha256)).is_some_and(|entry| is_basis(&entry.record)) => {
            Some(wrong(format!("it rests on an assessment that is missing: {sha256}"), RECORD_GONE))
        }
        Some(_) if decision.allows() => {
            Some(wrong("it rests on an assessment that was not the newest".to_owned(), RECORD_GONE))
        }
        None | Some(_) => None,
    }
}

fn of_event(event: &Event, before: &[ChainEntry]) -> Vec<Dangling> {
    let mut decisions = before.iter().rev().filter_map(ChainEntry::decision);
    let wanted = event.decision.as_deref();
    let said = wanted.unwrap_or("none");
    let What::ConditionMet { condition, proof, items } = &event.what else {
        if decisions.next().map(|entry| entry.sha256) == wanted {
            return Vec::new();
        }
        return vec![wrong(format!("it names a decision that was not the newest: {said}"), RECORD_GONE)];
    };
    // A condition of the decision in force may be met while another is still to come.
    let Some(decision) = decisions.find(|entry| Some(entry.sha256) == wanted).map(|entry| entry.record) else {
        return vec![wrong(format!("it names a decision that is missing: {said}"), RECORD_GONE)];
    };
    let mut found = Vec::new();
    if !decision.conditions.iter().any(|known| known.id == *condition) {
        found.push(wrong(format!("the decision has no condition `{condition}`"), RECORD_GONE));
    }
    let listed = |id: &String| {
        items.contains_key(id)
            || before.iter().any(|entry| match &entry.record {
                Record::Assessment(assessment) => assessment.answers.evidence.contains_key(id),
                Record::Triage(triage) => triage.answers.evidence.contains_key(id),
                Record::Event(event) => {
                    matches!(&event.what, What::ConditionMet { items, .. } if items.contains_key(id))
                }
                Record::Decision(_) | Record::Enactment(_) => false,
            })
    };
    for id in proof.iter().filter(|id| !listed(id)) {
        found.push(wrong(format!("it names evidence `{id}`, which is not listed anywhere"), RECORD_GONE));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::file;
    use crate::problem::Source;

    const HEAD: &str = "schema = 1\nuse = \"general\"\nnumber = 1\nas-of = 2026-11-22\nrecorded-at = 2026-11-22T10:00:00Z\nrecorded-by = \"R <r@example.org>\"\nprevious = \"none\"\n";

    fn record(about: &str, rest: &str) -> Record {
        let (record, _) = file::read(&Source::new("record", format!("{HEAD}{about}\n{rest}")))
            .unwrap_or_else(|problems| panic!("{problems}"));
        record
    }

    /// A sha256 that is easy to tell from another.
    fn hash(digit: char) -> String {
        digit.to_string().repeat(64)
    }

    fn triage(evidence: &str) -> Record {
        record(
            "kind = \"triage\"\ntool = \"t\"",
            &format!(
                "framework = [{{ id = \"x\", version = \"1\", sha256 = \"{}\" }}]\n{evidence}\n[result]\nroute = \"register\"\n",
                hash('f')
            ),
        )
    }

    fn decision(about: &str, word: &str, rests_on: &str) -> Record {
        record(
            &format!("kind = \"decision\"\n{about}"),
            &format!(
                "assessment = \"{rests_on}\"\npolicy = \"{}\"\ndecision = \"{word}\"\nrationale = \"r\"\napprovers = [\"A <a@example.org>\"]\nvalid-from = 2026-11-22\n[[condition]]\nid = \"c\"\ntext = \"t\"\n",
                hash('e')
            ),
        )
    }

    fn met(decision: &str, condition: &str, proof: &str) -> Record {
        record(
            "kind = \"event\"\ntool = \"t\"",
            &format!(
                "event = \"condition-met\"\ndecision = \"{decision}\"\nwhy = \"w\"\ncondition = \"{condition}\"\nproof = [\"{proof}\"]\n[[evidence]]\nid = \"here\"\ntitle = \"t\"\n"
            ),
        )
    }

    fn entry(sha256: &str, record: Record) -> ChainEntry {
        ChainEntry { sha256: sha256.to_owned(), record }
    }

    fn titles(record: &Record, before: &[ChainEntry]) -> Vec<String> {
        dangling(record, before).into_iter().map(|dangling| dangling.title).collect()
    }

    #[test]
    fn evidence_is_listed() {
        let listed =
            "[[evidence]]\nid = \"dpa\"\ntitle = \"t\"\n[answers]\nq = { value = \"x\", evidence = [\"dpa\"] }";
        assert!(titles(&triage(listed), &[]).is_empty());
        let titles = titles(&triage("[answers]\nq = { value = \"x\", evidence = [\"dpa\"] }"), &[]);
        assert_eq!(titles, ["an answer rests on evidence `dpa`, which is not listed"]);
    }

    #[test]
    fn what_allows_rests_on_the_newest_assessment_of_its_use() {
        let (a, b) = (hash('a'), hash('b'));
        let before = [entry(&a, triage("")), entry(&b, triage(""))];
        let of = |word, rests_on: &str| titles(&decision("tool = \"t\"", word, rests_on), &before).len();
        assert_eq!(
            [of("approve", &b), of("approve", &a), of("approve", &hash('c')), of("approve", "none")],
            [0, 1, 1, 1]
        );
        assert_eq!([of("hold", &b), of("hold", &a), of("hold", &hash('c')), of("hold", "none")], [0, 0, 1, 0]);
        let wide = decision("vendor = \"v\"", "prohibit", &a);
        assert!(titles(&wide, &[]).is_empty());
        assert_eq!(elsewhere(&wide), Some(&a));
        assert_eq!(elsewhere(&decision("tool = \"t\"", "hold", &a)), None);
    }

    #[test]
    fn an_event_names_the_newest_decision_and_a_met_condition_any_that_has_it() {
        let (a, b) = (hash('a'), hash('b'));
        let evidence = triage("[[evidence]]\nid = \"dpa\"\ntitle = \"t\"\n");
        let before = [entry(&a, evidence), entry(&b, decision("tool = \"t\"", "approve", &a))];
        for (event, expected) in [
            (met(&b, "c", "dpa"), vec![]),
            (met(&b, "c", "here"), vec![]),
            (
                met(&b, "d", "nowhere"),
                vec!["the decision has no condition `d`", "it names evidence `nowhere`, which is not listed anywhere"],
            ),
        ] {
            assert_eq!(titles(&event, &before), expected);
        }
        let named = titles(&met(&a, "c", "dpa"), &before);
        assert_eq!(named, [format!("it names a decision that is missing: {a}")]);
        assert_eq!(titles(&met("none", "c", "dpa"), &before), ["it names a decision that is missing: none"]);
        let later = [&before[..], &[entry(&hash('d'), decision("tool = \"t\"", "hold", &a))]].concat();
        assert!(titles(&met(&b, "c", "dpa"), &later).is_empty());
        let suspended = |of: &str| {
            record(
                "kind = \"event\"\ntool = \"t\"",
                &format!("event = \"suspend\"\ndecision = \"{of}\"\nwhy = \"w\"\n"),
            )
        };
        assert!(titles(&suspended(&hash('d')), &later).is_empty());
        assert_eq!(titles(&suspended(&b), &later), [format!("it names a decision that was not the newest: {b}")]);
    }
}
