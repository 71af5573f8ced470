//! Everything else that a doubter asks for: ledger, answers, the method's numbers, the chain.

use std::collections::BTreeSet;

use crate::answers::{Answer, State};
use crate::assessment::{ChainEntry, Record};
use crate::context::Applies;
use crate::person::Person;
use crate::score::QuestionState;

use super::super::data::to_do;
use super::super::view::NamedText;
use super::super::view::one_use::{Annex, AnswerView, CriterionAnswers, CriterionLedger, RecordView, ToolView};
use super::super::wording;
use super::{ScoredUse, clip, named, tenths, whole};

impl ScoredUse<'_> {
    pub(super) fn annex(&self, tool: &ToolView) -> Annex {
        Annex {
            decision: self.made(),
            ledger: self.ledger(),
            answers: self.answers(),
            ignored: self.score.ignored.clone(),
            method: self.method(),
            parameters: parameters(self.scoring()),
            matrix: self.scoring().inherent.iter().map(|row| row.to_vec()).collect(),
            frameworks: self
                .facts
                .framework
                .pins()
                .map(|(id, version, sha256)| named(format!("{id} {version}"), sha256))
                .collect(),
            records: self.facts.gate.own.iter().map(record_view).collect(),
            entry: tool.facts.clone(),
            chain: self.chain(),
            // Its keys are texts and its numbers finite: it cannot fail.
            score: serde_json::to_value(to_do::with_actions(
                &self.score,
                &self.facts.assessment.answers,
                &BTreeSet::new(),
            ))
            .unwrap_or_default(),
        }
    }

    fn ledger(&self) -> Vec<CriterionLedger> {
        let criteria = self.facts.framework.criteria().iter().enumerate();
        criteria
            .filter(|(at, _)| self.score.criteria[*at].inherent.material)
            .map(|(at, criterion)| {
                let counted = criterion.questions.clone().filter(|question| self.score.counted(*question));
                CriterionLedger {
                    id: criterion.id.clone(),
                    title: criterion.title.clone(),
                    inherent: whole(self.score.criteria[at].inherent.points),
                    lines: counted.map(|question| self.ledger_line(question)).chain(self.given_back(at)).collect(),
                    residual: tenths(self.score.criteria[at].residual),
                }
            })
            .collect()
    }

    fn answers(&self) -> Vec<CriterionAnswers> {
        let criteria = self.facts.framework.criteria().iter().map(|criterion| CriterionAnswers {
            id: criterion.id.clone(),
            title: criterion.title.clone(),
            answers: criterion
                .questions
                .clone()
                .filter(|question| self.score.questions[*question].applies != Applies::Hidden)
                .map(|question| self.answer_view(question))
                .collect(),
        });
        criteria.filter(|criterion| !criterion.answers.is_empty()).collect()
    }

    fn answer_view(&self, at: usize) -> AnswerView {
        let question = &self.facts.framework.questions()[at];
        let score = &self.score.questions[at];
        let given = self.facts.assessment.answers.answers.get(&question.id);
        let shown = |note: &Answer| !note.confidential || self.facts.options.audience.inner_circle();
        let said = match given.map(|answer| &answer.state) {
            Some(State::Given(value)) => wording::value(question, value),
            Some(State::Unknown { why, .. }) if !why.is_empty() => format!("not known: {why}"),
            Some(State::Unknown { .. }) | None => "not answered".to_owned(),
            Some(State::NotApplicable { reason, second_reader }) => {
                let reader = second_reader.as_ref().map_or("nobody", Person::as_str);
                format!("does not apply: {reason} (second reader: {reader})")
            }
        };
        let grade = given.map_or_else(String::new, |answer| match score.standing {
            QuestionState::Answered if score.grade < answer.grade => {
                format!("{}, counts as {}", answer.grade.as_str(), score.grade.as_str())
            }
            QuestionState::Answered => answer.grade.as_str().to_owned(),
            _ => String::new(),
        });
        let titles = |answer: &Answer| {
            let known = &self.facts.assessment.answers.evidence;
            answer
                .evidence
                .iter()
                .map(|id| known.get(id).map_or_else(|| id.clone(), |item| item.title.clone()))
                .collect()
        };
        AnswerView {
            id: question.id.clone(),
            question: question.title.clone(),
            ask: question.ask.clone(),
            key: question.key,
            answer: said,
            credit: if score.applies == Applies::Asked { score.credit.brief() } else { String::new() },
            grade,
            dated: given.and_then(|answer| answer.dated).map(|day| day.to_string()),
            evidence: given.map(titles).unwrap_or_default(),
            note: given.filter(|answer| shown(answer)).and_then(|answer| answer.note.clone()),
        }
    }

    fn method(&self) -> Vec<String> {
        let scoring = self.scoring();
        vec![
            "Impact is the highest level of the factors that a criterion lists for it, exposure the mean of its \
             highest exposure factors; together they give the inherent points of the criterion from the table below."
                .to_owned(),
            format!(
                "Good answers lower the inherent points by at most {} percent. An answer is worth the credit of its \
                 option, at most the cap of its evidence; unknown is worth nothing. The weakest key answer limits \
                 what the others are worth.",
                scoring.max_effect
            ),
            "Questions that do not apply in this context count as 100, so that points never fall when a context \
             gets worse; the number that apply is shown beside every criterion."
                .to_owned(),
            format!(
                "The points of the whole are those of the worst criterion and {} percent of each of the next {}. \
                 Knock-outs, missing evidence and low evidence strength set floors under the tier.",
                scoring.breadth_rate, scoring.breadth_count
            ),
            "The result is a recommendation: people decide.".to_owned(),
            "All numbers of the method are expert settings. They stand in the framework files named below, and \
             the section on stability shows what other numbers would give."
                .to_owned(),
        ]
    }

    fn chain(&self) -> Vec<String> {
        let number = self.facts.gate.own.last().map_or(0, |entry| entry.record.header().number);
        vec![
            format!("This report rests on record {number} of the use and all before it."),
            "Each record names the sha256 of the one before it. \"plimsoll verify\" recomputes all of them, and \
             \"plimsoll verify --report FILE\" makes this report again and compares every byte."
                .to_owned(),
            "A chain shows that records were not changed after they were linked. Whoever can write both the folder and its heads can rewrite both: git history and printed digests like this one are the anchor. \
             A recorder's name is a claim."
                .to_owned(),
        ]
    }
}

/// A record in one line.
pub(super) fn record_view(ChainEntry { sha256, record }: &ChainEntry) -> RecordView {
    let header = record.header();
    let recorded = header.recorded_at.day();
    RecordView {
        number: header.number,
        kind: record.kind().to_owned(),
        as_of: header.as_of.to_string(),
        recorded: if recorded.days_since(header.as_of).abs() > 1 {
            format!("recorded on {recorded} for {}", header.as_of)
        } else {
            header.recorded_at.to_string()
        },
        by: header.recorded_by.to_string(),
        says: says(record),
        sha256: sha256.clone(),
    }
}

/// What a record says, in short.
fn says(record: &Record) -> String {
    match record {
        Record::Assessment(assessment) => {
            let outcome = &assessment.outcome;
            format!(
                "{}, {} points, {}",
                outcome.tier,
                wording::points(outcome.residual.0),
                wording::decision(outcome.decision)
            )
        }
        Record::Decision(decision) => {
            let until = decision.valid_until.map_or_else(String::new, |until| format!(" to {until}"));
            format!("{}, from {}{until}", wording::decision(decision.decision), decision.valid_from)
        }
        Record::Event(event) => format!("{}: {}", event.what.word().replace('-', " "), clip(&event.why, 120)),
        Record::Triage(triage) => format!("route {}", triage.route.as_str()),
        Record::Enactment(enactment) => clip(&enactment.rationale, 120),
    }
}

/// The numbers of the method, as their file names them.
pub(super) fn parameters(scoring: &crate::framework::Scoring) -> Vec<NamedText> {
    let percent = |number: u8| format!("{number} %");
    let mut list = vec![
        named("max-effect", percent(scoring.max_effect)),
        named("key-cap-base", percent(scoring.key_cap_base)),
        named("breadth-rate", percent(scoring.breadth_rate)),
        named("breadth-count", scoring.breadth_count.to_string()),
        named("material-from", scoring.material_from.to_string()),
        named("max-tier-drop", scoring.max_tier_drop.to_string()),
        named("waiver-steps", scoring.waiver_steps.to_string()),
        named("compensating-cap", percent(scoring.compensating_cap)),
        named("not-applicable-credit", percent(scoring.not_applicable_credit)),
        named("stale-days", scoring.stale_days.to_string()),
        named("exposure-count", scoring.exposure_count.to_string()),
        named("review-divisor", scoring.review_divisor.to_string()),
        named("review-least-days", scoring.review_least_days.to_string()),
        named("evidence-floor", &scoring.tiers[scoring.evidence_floor].id),
        named("knock-out-grade", scoring.knock_out_grade.as_str()),
        named("answered-least", percent(scoring.answered_least)),
        named("condition-from", scoring.condition_from.to_string()),
        named("condition-target-key", percent(scoring.condition_target_key)),
        named("condition-target", percent(scoring.condition_target)),
        named("confidence-low", percent(scoring.confidence_low)),
        named("confidence-high", percent(scoring.confidence_high)),
    ];
    list.extend(
        crate::framework::Grade::NAMES
            .iter()
            .map(|(name, grade)| named(format!("evidence cap, {name}"), percent(scoring.cap(*grade)))),
    );
    list.extend(scoring.tiers.iter().map(|tier| {
        let text = format!(
            "from {} points: {}, review after {} days",
            tier.from,
            wording::decision(tier.decision),
            tier.review_days
        );
        named(format!("tier {}", tier.id), text)
    }));
    list
}
