//! Answers to questions that say `answered-by = "register"`: what the register's own state bears out.

use std::collections::BTreeMap;

use crate::answers::{Answer, Answers, State, Value};
use crate::context::Scope;
use crate::framework::{Framework, Grade, Kind, Question};

/// What the register knows when an assessment is recorded.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who records the assessment, as `Name <mail>`.
    pub reviewer: String,
    /// Who may approve by policy on the day judged, as `Name <mail>` or the mail address alone.
    pub approvers: Vec<String>,
    /// The keys that the tool's entry lacks.
    pub missing: Vec<&'static str>,
    /// Whether the review before this one, if any, is followed on time.
    pub on_schedule: bool,
    /// For how many years records are kept, where the register says so.
    pub retention_years: Option<u32>,
}

/// The answers that the register gives to questions of the framework that nobody has answered and
/// that are asked.
#[must_use]
pub fn answers(framework: &Framework, scope: Scope, given: &Answers, facts: &Facts) -> BTreeMap<String, Answer> {
    let open = framework.questions.iter().filter(|question| {
        question.by_register && (scope == Scope::Full || question.key) && !given.answers.contains_key(&question.id)
    });
    open.filter_map(|question| Some((question.id.clone(), answer(question, given, facts)?))).collect()
}

fn answer(question: &Question, given: &Answers, facts: &Facts) -> Option<Answer> {
    let (option, grade, note) = match question.id.as_str() {
        "named-people" => named_people(given, facts),
        "register-entry" => register_entry(facts),
        "decision-record" => match facts.retention_years {
            Some(years) => ("yes", Grade::Tested, format!("chained by sha256, kept for {years} years")),
            None => {
                ("partial", Grade::Tested, "chained by sha256; no retention time is set in plimsoll.toml".to_owned())
            }
        },
        _ => return None,
    };
    let (Kind::Choice(options) | Kind::YesNo(options)) = &question.kind else { return None };
    options.iter().any(|known| known.id == option).then(|| Answer {
        grade,
        note: Some(brief(format!("answered by the register: {note}"))),
        ..Answer::new(State::Given(Value::Text(option.to_owned())))
    })
}

/// A note that can be read again, however long the names in it: a record may not hold longer texts than
/// a file that is read.
fn brief(note: String) -> String {
    const ROOM: usize = 2_000;
    if note.chars().count() <= ROOM { note } else { note.chars().take(ROOM).chain(['…']).collect() }
}

fn named_people(given: &Answers, facts: &Facts) -> (&'static str, Grade, String) {
    let Some(owner) = &given.request.business_owner else {
        return ("none", Grade::Document, "no business owner is named in the request".to_owned());
    };
    let other = |person: &&String| mail(person) != mail(owner);
    let approver = facts.approvers.iter().find(other);
    let third = facts.approvers.iter().find(|person| other(person) && mail(person) != mail(&facts.reviewer));
    match (approver, third) {
        (_, Some(third)) if mail(&facts.reviewer) != mail(owner) => {
            ("three", Grade::Document, format!("owner {owner}, reviewer {}, approver {third}", facts.reviewer))
        }
        (Some(approver), _) => ("two", Grade::Document, format!("owner {owner}, approver {approver}")),
        (None, _) => ("one", Grade::Document, format!("owner {owner}; plimsoll.toml names no other approver")),
    }
}

fn register_entry(facts: &Facts) -> (&'static str, Grade, String) {
    const MANDATORY: [&str; 3] = ["name", "vendor", "vendor-name"];
    let missing = || facts.missing.join(", ");
    if facts.missing.is_empty() && facts.on_schedule {
        ("complete", Grade::Tested, "all fields of tool.toml, reviewed on schedule".to_owned())
    } else if !facts.missing.iter().any(|key| MANDATORY.contains(key)) {
        let late = if facts.on_schedule { "" } else { "; the review before this one was overdue" };
        (
            "mandatory",
            Grade::Tested,
            format!(
                "tool.toml lacks {}{late}",
                if facts.missing.is_empty() { "nothing".to_owned() } else { missing() }
            ),
        )
    } else {
        ("listed", Grade::Tested, format!("tool.toml lacks {}", missing()))
    }
}

/// The mail address of `Name <mail>`, without case; the whole text where there is none.
#[must_use]
pub fn mail(person: &str) -> String {
    let inside = person.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(mail, _)| mail);
    inside.unwrap_or(person).trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::bundled::{self, Bundled};
    use crate::framework::{Loaded, load};

    const OWNER: &str = "Lee Owner <lee@example.org>";
    const REVIEWER: &str = "Robin Sample <robin@example.org>";
    const CHIEF: &str = "Pat Chief <pat@example.org>";

    fn framework() -> Framework {
        match load(&[bundled::find("ai-tool").unwrap()], &Bundled).unwrap().0 {
            Loaded::Ledger(framework) => *framework,
            Loaded::Route(_) => unreachable!("ai-tool has a ledger"),
        }
    }

    fn facts(approvers: &[&str]) -> Facts {
        let approvers = approvers.iter().map(|one| (*one).to_owned()).collect();
        Facts { reviewer: REVIEWER.to_owned(), approvers, on_schedule: true, ..Facts::default() }
    }

    /// The option and grade that the register gives to a question.
    fn given(question: &str, owner: Option<&str>, facts: &Facts) -> (String, Grade) {
        let mut answers = Answers::default();
        answers.request.set_part("business-owner", owner.map(str::to_owned));
        let found = super::answers(&framework(), Scope::Full, &answers, facts);
        let State::Given(Value::Text(option)) = &found[question].state else { panic!("{found:?}") };
        (option.clone(), found[question].grade)
    }

    #[test]
    fn a_long_name_makes_no_note_that_cannot_be_read_again() {
        let mut answers = Answers::default();
        answers.request.set_part("business-owner", Some("名".repeat(3_300)));
        let found = super::answers(&framework(), Scope::Full, &answers, &facts(&[CHIEF]));
        let note = found["named-people"].note.as_ref().unwrap();
        assert!(note.ends_with('…') && note.len() < 10_000, "{}", note.len());
    }

    #[test]
    fn people_are_told_apart_by_their_mail_addresses() {
        let mail_of_owner = "somebody else <LEE@example.org>";
        for (owner, approvers, option) in [
            (None, &[CHIEF][..], "none"),
            (Some(OWNER), &[], "one"),
            (Some(OWNER), &[mail_of_owner], "one"),
            (Some(OWNER), &[REVIEWER], "two"),
            (Some(OWNER), &[mail_of_owner, REVIEWER, CHIEF], "three"),
            (Some(OWNER), &["pat@example.org"], "three"),
            // The reviewer owns it: no third person looks at it.
            (Some(REVIEWER), &[CHIEF], "two"),
            (Some(REVIEWER), &[REVIEWER], "one"),
        ] {
            let found = given("named-people", owner, &facts(approvers));
            assert_eq!(found, (option.to_owned(), Grade::Document), "{owner:?} {approvers:?}");
        }
    }

    #[test]
    fn the_entry_and_the_record_are_their_own_evidence() {
        for (missing, on_schedule, option) in [
            (vec![], true, "complete"),
            (vec![], false, "mandatory"),
            (vec!["models"], true, "mandatory"),
            (vec!["models", "vendor"], true, "listed"),
        ] {
            let facts = Facts { missing: missing.clone(), on_schedule, ..facts(&[]) };
            let found = given("register-entry", None, &facts);
            assert_eq!(found, (option.to_owned(), Grade::Tested), "{missing:?}");
        }
        for (retention_years, option) in [(Some(7), "yes"), (None, "partial")] {
            let found = given("decision-record", None, &Facts { retention_years, ..facts(&[]) });
            assert_eq!(found, (option.to_owned(), Grade::Tested));
        }
    }

    #[test]
    fn what_was_answered_stays_and_a_short_run_is_given_key_answers_only() {
        let framework = framework();
        let mut answers = Answers::default();
        let said = Answer::new(State::Unknown { why: String::new(), skipped: None });
        answers.answers.insert("named-people".to_owned(), said);
        let ids = |scope| super::answers(&framework, scope, &answers, &facts(&[])).into_keys().collect::<Vec<_>>();
        assert_eq!(ids(Scope::Full), ["decision-record", "register-entry"]);
        assert_eq!(ids(Scope::Keys), ["register-entry"]);
    }
}
