//! What the answers rest on.

use crate::answers::Evidence;
use crate::context::Applies;
use crate::framework::Grade;
use crate::score::QuestionState;

use super::super::view::one_use::{EvidenceSection, EvidenceView, GradeShare};
use super::{ScoredUse, named, percent};

impl ScoredUse<'_> {
    pub(super) fn evidence_section(&self) -> EvidenceSection {
        let framework = self.facts.framework;
        let answers = &self.facts.assessment.answers;
        let asked: Vec<usize> =
            (0..framework.questions().len()).filter(|at| self.score.questions[*at].applies == Applies::Asked).collect();
        let standing = |at: &usize| self.score.questions[*at].standing;
        let share = |grade: &str, count: usize| GradeShare {
            grade: grade.to_owned(),
            count,
            percent: percent(count, asked.len()),
        };
        let mut grades: Vec<GradeShare> = Grade::NAMES
            .iter()
            .rev()
            .map(|(name, grade)| {
                let counted = asked.iter().filter(|at| standing(at) == QuestionState::Answered);
                share(name, counted.filter(|at| self.score.questions[**at].grade == *grade).count())
            })
            .collect();
        let of = |wanted: QuestionState| asked.iter().filter(|at| standing(at) == wanted).count();
        grades.push(share("accepted as not applicable", of(QuestionState::NotApplicable)));
        grades.push(share("unanswered", of(QuestionState::Unknown)));
        grades.retain(|share| share.count > 0);

        let inner = self.facts.options.audience.inner_circle();
        let shown = answers.evidence.iter().filter(|(_, item)| inner || !item.confidential);
        let items: Vec<EvidenceView> = shown.map(|(id, item)| self.evidence_view(id, item)).collect();
        let oldest = asked
            .iter()
            .filter_map(|at| {
                let question = &framework.questions()[*at];
                Some((answers.answers.get(&question.id)?.dated?, &question.title))
            })
            .min();
        let statements = asked.iter().filter(|at| {
            standing(at) == QuestionState::Answered && self.score.questions[**at].grade == Grade::Statement
        });
        EvidenceSection {
            oldest: oldest.map(|(day, title)| named(title, day.to_string())),
            kept_back: answers.evidence.len() - items.len(),
            items,
            statements: statements.map(|at| framework.questions()[*at].title.clone()).collect(),
            grades,
        }
    }

    fn evidence_view(&self, id: &str, item: &Evidence) -> EvidenceView {
        let covers = &item.covers;
        let covers: Vec<&str> =
            [&covers.product, &covers.plan, &covers.versions].into_iter().filter_map(Option::as_deref).collect();
        let answers = self.facts.assessment.answers.answers.values();
        EvidenceView {
            id: id.to_owned(),
            title: item.title.clone(),
            kind: item.kind.clone(),
            location: item.location.clone(),
            dated: item.dated.map(|day| day.to_string()),
            expires: item.expires.map(|day| day.to_string()),
            expired: item.expires.is_some_and(|day| self.day() > day),
            sha256: item.sha256.clone(),
            covers: (!covers.is_empty()).then(|| covers.join(", ")),
            answers: answers.filter(|answer| answer.evidence.iter().any(|one| one == id)).count(),
            confidential: item.confidential,
        }
    }
}
