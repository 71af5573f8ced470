//! Answers to questions that say `answered-by = "register"`: what the register's own state bears out.

use std::collections::BTreeMap;

use crate::answers::{Answer, Answers, State, Value};
use crate::framework::{Framework, Grade, Kind, Question};

/// What the register knows when an assessment is recorded.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who records the assessment, as `Name <mail>`.
    pub reviewer: String,
    /// Who may approve by policy, as `Name <mail>`.
    pub approvers: Vec<String>,
    /// The keys that the tool's entry lacks.
    pub missing: Vec<&'static str>,
    /// Whether the review before this one, if any, is followed on time.
    pub on_schedule: bool,
    /// For how many years records are kept, where the register says so.
    pub retention_years: Option<u32>,
}

/// The answers that the register gives to questions of the framework that nobody has answered.
#[must_use]
pub fn answers(framework: &Framework, given: &Answers, facts: &Facts) -> BTreeMap<String, Answer> {
    let open =
        framework.questions.iter().filter(|question| question.by_register && !given.answers.contains_key(&question.id));
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
        note: Some(format!("answered by the register: {note}")),
        ..Answer::new(State::Given(Value::Text(option.to_owned())))
    })
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
