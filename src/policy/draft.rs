//! A decision that somebody is still putting together, as a file: what is wanted so far, and how far
//! the questions went.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assessment::decision::{AcceptedRisk, Dissent};
use crate::assessment::fields::{items, levels};
use crate::document::writer::{Writer, WrittenValue};
use crate::document::{self, Section};
use crate::framework::Disposition;
use crate::person::Person;
use crate::problem::{Problems, Source};

use super::Proposal;
use super::proposal::{ConditionProposal, WaiverProposal};

/// The newest schema of these drafts that this version reads and the one that it writes.
const SCHEMA: i64 = 1;

/// An unfinished decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionDraft {
    /// Who began it.
    pub by: Option<Person>,
    /// What is wanted so far.
    pub proposal: Proposal,
    /// How many questions were answered.
    pub asked: usize,
}

impl DecisionDraft {
    /// The draft as a file, read back by `read`.
    #[must_use]
    pub fn write(&self) -> String {
        let proposal = &self.proposal;
        let mut writer = Writer::default();
        writer
            .set("schema", SCHEMA)
            .set("kind", "decision-draft")
            .set_if("by", self.by.as_ref())
            .set("asked", u32::try_from(self.asked).unwrap_or(u32::MAX))
            .set("decision", proposal.decision.as_str())
            .set_if("rationale", Some(&proposal.rationale).filter(|text| !text.is_empty()))
            .set_if("valid-from", proposal.valid_from)
            .set_if("valid-until", proposal.valid_until)
            .set_if("client-versions", proposal.client_versions.as_ref())
            .set_if("conditions-due", proposal.conditions_due);
        let dropped: Vec<String> = proposal.dropped.iter().cloned().collect();
        let approvers = &proposal.approvers[..];
        writer.set_if("approvers", (!approvers.is_empty()).then_some(approvers));
        for (key, texts) in [
            ("editions", &proposal.editions),
            ("teams", &proposal.teams),
            ("alternatives", &proposal.alternatives),
            ("actions", &proposal.actions),
            ("dropped", &dropped),
        ] {
            writer.set_if(key, (!texts.is_empty()).then_some(texts.as_slice()));
        }
        let ceiling = proposal.ceiling.iter().map(|(factor, level)| (factor.clone(), WrittenValue::from(*level)));
        writer.set("ceiling", WrittenValue::Inline(ceiling.collect()));
        if let Some(risk) = &proposal.accepted_risk {
            writer.table("accepted-risk").set("reason", &risk.reason).set("until", risk.until);
        }
        for condition in &proposal.conditions {
            writer
                .item("condition")
                .set_if("id", condition.id.as_ref())
                .set_if("text", condition.text.as_ref())
                .set_if("question", condition.question.as_ref())
                .set_if("owner", condition.owner.as_ref())
                .set_if("due", condition.due)
                .set("before-use", condition.before_use);
        }
        for waiver in &proposal.waivers {
            writer
                .item("waiver")
                .set("id", &waiver.id)
                .set_if("reason", waiver.reason.as_ref())
                .set_if("approver", waiver.approver.as_ref())
                .set_if("until", waiver.until);
        }
        for dissent in &proposal.dissent {
            writer.item("dissent").set("who", &dissent.who).set("reason", &dissent.reason);
        }
        writer.finish()
    }
}

/// Reads such a draft.
///
/// # Errors
/// Everything wrong with the file.
pub fn read(source: &Arc<Source>) -> Result<(DecisionDraft, Problems), Problems> {
    document::read(source, SCHEMA, |top| {
        top.choice("kind", &[("decision-draft", ())])?;
        let by = top.text_if("by").map(|at| Person::written(at.value));
        let asked = top.integer("asked", 0..=1_000);
        let decision = top.choice("decision", &Disposition::NAMES)?.value;
        let text = |section: &Section<'_>, key| section.text_if(key).map(|at| at.value);
        let texts = |key| top.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
        let day = |section: &Section<'_>, key| section.day_if(key).map(|at| at.value);
        let ceiling = top.section_if("ceiling").map_or_else(BTreeMap::new, |section| levels(&section));
        let accepted_risk = top.section_if("accepted-risk").and_then(|section| {
            let (reason, until) = (section.text("reason"), section.day("until"));
            section.finish();
            Some(AcceptedRisk { reason: reason?.value, until: until?.value })
        });
        let proposal = Proposal {
            rationale: text(top, "rationale").unwrap_or_default(),
            approvers: texts("approvers").into_iter().map(Person::written).collect(),
            valid_from: day(top, "valid-from"),
            valid_until: day(top, "valid-until"),
            client_versions: text(top, "client-versions"),
            editions: texts("editions"),
            teams: texts("teams"),
            alternatives: texts("alternatives"),
            actions: texts("actions"),
            ceiling,
            conditions: items(top, "condition", |section| {
                Some(ConditionProposal {
                    id: text(section, "id"),
                    text: text(section, "text"),
                    question: text(section, "question"),
                    owner: text(section, "owner").map(Person::written),
                    due: day(section, "due"),
                    before_use: section.flag("before-use"),
                })
            }),
            dropped: texts("dropped").into_iter().collect(),
            conditions_due: day(top, "conditions-due"),
            waivers: items(top, "waiver", |section| {
                let id = section.text("id");
                let (reason, approver) = (text(section, "reason"), text(section, "approver").map(Person::written));
                let until = day(section, "until");
                Some(WaiverProposal { id: id?.value, reason, approver, until })
            }),
            dissent: items(top, "dissent", |section| {
                let (who, reason) = (section.text("who"), section.text("reason"));
                Some(Dissent { who: Person::written(who?.value), reason: reason?.value })
            }),
            accepted_risk,
            ..Proposal::new(decision)
        };
        Some(DecisionDraft { by, proposal, asked: usize::try_from(asked?.value).ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_written() {
        let empty = DecisionDraft { by: None, proposal: Proposal::new(Disposition::Hold), asked: 0 };
        let text = |text: &str| Some(text.to_owned());
        let day = |text: &str| text.parse().ok();
        let full = DecisionDraft {
            by: Some(Person::written("Jo Specimen <jo@example.org>")),
            proposal: Proposal {
                rationale: "why \"so\"\n".to_owned(),
                approvers: vec![Person::written("A <a@example.org>")],
                dissent: vec![Dissent { who: Person::written("B"), reason: "no".to_owned() }],
                valid_from: day("2026-11-22"),
                valid_until: day("2026-12-22"),
                client_versions: text(">=2"),
                editions: vec!["E".to_owned()],
                teams: vec!["T".to_owned()],
                alternatives: vec!["qoder".to_owned()],
                actions: vec!["Tell".to_owned()],
                ceiling: [("data".to_owned(), 2)].into(),
                conditions: vec![
                    ConditionProposal {
                        id: text("c"),
                        due: day("2026-12-01"),
                        before_use: true,
                        ..ConditionProposal::default()
                    },
                    ConditionProposal {
                        text: text("t"),
                        question: text("q"),
                        owner: Some(Person::written("O <o@x>")),
                        ..ConditionProposal::default()
                    },
                ],
                dropped: ["d".to_owned()].into(),
                conditions_due: day("2026-12-02"),
                waivers: vec![WaiverProposal {
                    id: "w".to_owned(),
                    reason: text("r"),
                    approver: Some(Person::written("A")),
                    until: day("2026-12-03"),
                }],
                accepted_risk: Some(AcceptedRisk { reason: "r".to_owned(), until: "2026-12-04".parse().unwrap() }),
                ..Proposal::new(Disposition::ApproveWithConditions)
            },
            asked: 7,
        };
        for draft in [empty, full] {
            let (read, _) = read(&Source::new("draft", draft.write())).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(read, draft);
        }
    }
}
