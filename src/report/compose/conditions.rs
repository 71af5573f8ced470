//! Conditions and the treatment plan: what is to be mended, by whom, until when, and what it brings.

use crate::answers::State;
use crate::assessment::Decision;
use crate::framework::{BandLimit, Grade, Question, QuestionKind, Scoring};
use crate::person::name_in;
use crate::score::{change, score};

use super::super::view::one_use::{ConditionView, ConditionsSection};
use super::super::view::{NamedText, Tenths};
use super::{ScoredUse, named, tenths, titles};

impl ScoredUse<'_> {
    pub(super) fn conditions_section(&self) -> ConditionsSection {
        let made = self.made();
        ConditionsSection {
            conditions: self.condition_views(),
            source: match self.bound() {
                Some(decision) => format!("From the decision in record {}.", decision.header.number),
                None => {
                    let owner = match self.owner() {
                        nobody if nobody.is_empty() => "who is not named".to_owned(),
                        owner => name_in(&owner).to_owned(),
                    };
                    format!("Proposed by the method, so no day is set yet. The owner is the business owner, {owner}.")
                }
            },
            accepted: made.as_ref().map(|made| made.accepted_risk.clone()).unwrap_or_default(),
            waivers: made.map(|made| made.waivers).unwrap_or_default(),
            compensating: self.compensating(),
        }
    }

    /// The decision whose conditions bind: the one that allows.
    pub(super) fn bound(&self) -> Option<Decision> {
        self.deciding().map(|made| made.record).filter(Decision::allows)
    }

    /// The conditions: those of the decision, most effect first; else what the assessment proposes, in its
    /// order.
    pub(super) fn condition_views(&self) -> Vec<ConditionView> {
        let Some(decision) = self.bound() else { return self.proposed() };
        let mut views = self.decided(&decision);
        views.sort_by(|a, b| b.releases.cmp(&a.releases).then_with(|| a.id.cmp(&b.id)));
        views
    }

    fn proposed(&self) -> Vec<ConditionView> {
        let owner = self.owner();
        let proposed = self.proposed_actions();
        let views = proposed.iter().map(|action| {
            let questions: Vec<usize> = action.parts.iter().map(|part| part.question).collect();
            let about = self.about_questions(&questions);
            let title = if about.title.is_empty() { titles::of_condition(&action.id) } else { about.title.clone() };
            ConditionView { id: action.id.clone(), title, measure: action.text(), owner: owner.clone(), ..about }
        });
        views.collect()
    }

    fn decided(&self, decision: &Decision) -> Vec<ConditionView> {
        self.decided_by().conditions(decision, |ids| {
            let questions: Vec<usize> = ids.iter().filter_map(|id| self.facts.framework.question(id)).collect();
            self.about_questions(&questions)
        })
    }

    /// What questions say of themselves: present answer and target where it is one, and what mending brings.
    fn about_questions(&self, questions: &[usize]) -> ConditionView {
        let asked = questions.iter().map(|at| self.facts.framework.questions()[*at].id.clone());
        let all = ConditionView {
            questions: asked.collect(),
            releases: self.releases(questions),
            ..ConditionView::default()
        };
        let [at] = questions else { return all };
        let scoring = self.scoring();
        let question = &self.facts.framework.questions()[*at];
        let least = scoring.condition_target_of(question.key);
        ConditionView {
            title: question.title.clone(),
            present: self.stands(*at),
            target: target(question, least, scoring),
            ..all
        }
    }

    /// By how much the residual of their criterion falls when these questions have their best answers;
    /// of several criteria that of the one that falls most.
    fn releases(&self, questions: &[usize]) -> Tenths {
        let mut answers = self.facts.assessment.answers.clone();
        for at in questions {
            let asked = &self.facts.framework.questions()[*at];
            answers.answers.insert(asked.id.clone(), change::within_reach(asked, self.score.questions[*at].grade));
        }
        let waived = std::collections::BTreeSet::new();
        let then = score(self.facts.framework, &answers, self.score.as_of, &waived, self.scope());
        let falls = questions.iter().map(|at| {
            let criterion = self.facts.framework.questions()[*at].criterion;
            let residual = |criteria: &[crate::score::CriterionScore]| tenths(criteria[criterion].residual);
            Tenths(residual(&self.score.criteria).0 - residual(&then.criteria).0)
        });
        falls.max().unwrap_or_default()
    }

    /// Compensating controls that count.
    fn compensating(&self) -> Vec<NamedText> {
        let answers = &self.facts.assessment.answers.answers;
        let inner = self.facts.options.audience.inner_circle();
        let controls = answers.iter().filter_map(|(id, answer)| {
            let control = answer.compensating.as_ref()?;
            let what = match control.control.as_deref() {
                Some(_) if answer.confidential && !inner => "a control that is confidential",
                Some(what) => what,
                None => "a control that is not described",
            };
            let title = self.facts.framework.question_title(id);
            matches!(answer.state, State::Given(_)).then(|| named(title, format!("{what}, until {}", control.until)))
        });
        controls.collect()
    }
}

/// What a question should say to be worth as much, in words.
fn target(question: &Question, least: u8, scoring: &Scoring) -> String {
    let answer = match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            let enough = options.iter().filter(|option| option.credit >= least);
            enough.min_by_key(|option| option.credit).map(|option| format!("“{}” or better", option.label))
        }
        QuestionKind::Number(number) => {
            let enough = number.bands.iter().filter(|band| band.credit >= least);
            enough.min_by_key(|band| band.credit).map(|band| match band.limit {
                BandLimit::UpTo(limit) => format!("{limit} {} or less", number.unit),
                BandLimit::AtLeast(limit) => format!("{limit} {} or more", number.unit),
            })
        }
        QuestionKind::Multiple(items) => {
            let wanted = (usize::from(least) * items.len()).div_ceil(100);
            Some(format!("{wanted} of {} or more", items.len()))
        }
    };
    let grade = Grade::NAMES.iter().find(|(_, grade)| scoring.cap(*grade) >= least).map(|(name, _)| *name);
    match (answer, grade) {
        (Some(answer), Some("none") | None) => answer,
        (Some(answer), Some(grade)) => format!("{answer}, with evidence of grade {grade}"),
        (None, _) => format!("an answer worth {least}"),
    }
}
