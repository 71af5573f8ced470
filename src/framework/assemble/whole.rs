//! The whole that files make: sound, or everything that is wrong with it.

use crate::document::At;
use crate::problem::Code;

use super::super::{Criterion, Framework, Part, Question, QuestionKind, Scale, file};
use super::assembly::Assembly;
use super::overlay::ids;
use super::renames::Renames;

/// The most questions of one criterion; see `Scale`.
const MOST_QUESTIONS: usize = 1_000;
/// The bounds of `Scale`, under which no product of the method can overflow.
const MOST_LISTS: i128 = 100_000;
const MOST_COUNTS: i128 = 1_000_000_000_000_000;

impl Assembly<'_> {
    pub(super) fn assemble(&mut self, mut order: Vec<file::FrameworkFile>) -> Option<Framework> {
        self.unread = order.iter().flat_map(|part| part.unread.iter().cloned()).collect();
        self.broken = order.iter().any(|part| part.broken);
        self.renames = Renames::of(&order);
        self.problems.extend(self.renames.problems(&order));
        let scoring = self.scoring(&order);
        // From here on the files lose to the whole what they brought.
        let factors = self.factors(&mut order);
        let domains = self.domains(&mut order);
        let (criteria, gone) =
            self.changes(&mut order, "criterion", |written| &mut written.criteria, |criterion| &criterion.id);
        let (questions, retired) =
            self.changes(&mut order, "question", |written| &mut written.questions, |question| &question.id);
        let (knock_outs, _) =
            self.changes(&mut order, "knock-out", |written| &mut written.knock_outs, |knock_out| &knock_out.id);
        self.knock_outs_differ(&knock_outs, &questions);

        let criterion_ids = ids(&criteria, &|criterion| &criterion.id);
        let mut grouped: Vec<Vec<Question>> = criteria.iter().map(|_| Vec::new()).collect();
        self.left_behind(&gone, &questions);
        for (source, written) in questions {
            if gone.iter().any(|(_, gone)| gone.value.id == written.criterion.value) {
                continue;
            }
            let criterion = self.named(&source, "criterion", &written.criterion, &criterion_ids);
            if let Some(question) = self.question(&source, written, criterion, &factors)
                && let Some(group) = grouped.get_mut(question.criterion)
            {
                group.push(question);
            }
        }
        let mut built = Vec::with_capacity(criteria.len());
        let mut all = Vec::with_capacity(grouped.iter().map(Vec::len).sum());
        let domain_ids: Vec<&str> = domains.iter().map(|domain| domain.id.as_str()).collect();
        let factor_ids: Vec<&str> = factors.iter().map(|factor| factor.id.as_str()).collect();
        for ((source, written), group) in criteria.into_iter().zip(grouped) {
            if group.is_empty() && !self.problems.any_error() {
                self.error(
                    Code::BadQuestion,
                    &source,
                    &written.id.range,
                    format!("criterion `{}` has no question", written.id.value),
                )
                .help
                .push("add a question, or retire the criterion".to_owned());
            }
            if group.len() > MOST_QUESTIONS {
                self.error(
                    Code::TooLarge,
                    &source,
                    &written.id.range,
                    format!("criterion `{}` has {} questions", written.id.value, group.len()),
                )
                .help
                .push(format!("a criterion may have {MOST_QUESTIONS}"));
            }
            let domain = self.named(&source, "domain", &written.domain, &domain_ids);
            let listed = |assembly: &mut Self, list: &[At<String>]| -> Vec<usize> {
                list.iter().filter_map(|factor| assembly.named(&source, "factor", factor, &factor_ids)).collect()
            };
            let impact = listed(self, &written.impact);
            let exposure = listed(self, &written.exposure);
            let questions = all.len()..all.len() + group.len();
            all.extend(group);
            if let Some(domain) = domain {
                built.push(Criterion {
                    renamed_from: self.renames.ids("criterion", &written.id.value),
                    id: written.id.value,
                    domain,
                    title: written.title,
                    loss: written.loss,
                    impact,
                    exposure,
                    questions,
                });
            }
        }
        self.efforts(&mut order, &mut all, &retired);
        let knock_outs = knock_outs
            .into_iter()
            .filter_map(|(source, written)| self.context_knock_out(&source, written, &factors))
            .collect();
        let contradictions = self.contradictions(&mut order, &factors);
        let grades = self.grades(&mut order);
        if let (Some((source, range)), false) = (self.tiers_at.clone(), self.lost_tiers.is_empty()) {
            let lost: Vec<String> = self.lost_tiers.iter().map(|id| format!("`{id}`")).collect();
            self.error(
                Code::BadOverlay,
                &source,
                &range,
                format!("these tiers lack {}, which the framework underneath names", lost.join(", ")),
            )
            .help
            .push(
                "keep the ids of the tiers, or replace every knock-out and the evidence floor that name them"
                    .to_owned(),
            );
        }
        let scale = self.scale(&order, &built, &all)?;
        if self.problems.any_error() {
            return None;
        }
        let overlays: Vec<&file::FrameworkFile> = order.iter().skip(1).collect();
        let named: Vec<&str> = overlays
            .iter()
            .filter(|part| {
                !order.iter().any(|other| other.extends.as_ref().is_some_and(|extends| extends.value == part.id.value))
            })
            .map(|part| part.id.value.as_str())
            .collect();
        let base = &order[0];
        Some(Framework {
            id: if named.is_empty() { base.id.value.clone() } else { named.join("+") },
            title: {
                let titles: Vec<&str> = overlays
                    .iter()
                    .filter(|part| named.contains(&part.id.value.as_str()))
                    .map(|part| part.title.as_str())
                    .collect();
                if titles.is_empty() { base.title.clone() } else { titles.join(", ") }
            },
            parts: listed_parts(&order),
            scope: base.scope.clone(),
            minutes: order.iter().map(|part| part.minutes).sum(),
            scoring: scoring?,
            factors,
            domains,
            criteria: built,
            questions: all,
            knock_outs,
            contradictions,
            grades,
            retired: retired.into_iter().map(|(_, gone)| gone.value).collect(),
            scale,
        })
    }

    fn scale(
        &mut self,
        order: &[file::FrameworkFile],
        criteria: &[Criterion],
        questions: &[Question],
    ) -> Option<Scale> {
        let lists = questions.iter().filter_map(|question| match &question.kind {
            QuestionKind::Multiple(items) => Some(items.len()),
            QuestionKind::Choice(_) | QuestionKind::YesNo(_) | QuestionKind::Number(_) => None,
        });
        // A short run counts the key questions only.
        let counts = criteria.iter().flat_map(|criterion| {
            let asked = &questions[criterion.questions.clone()];
            [asked.len(), asked.iter().filter(|question| question.key).count()]
        });
        let least_common = |lengths: &mut dyn Iterator<Item = usize>, most: i128| {
            lengths.filter(|length| *length > 0).try_fold(1_i128, |common, length| {
                let length = i128::try_from(length).ok()?;
                let next = common / gcd(common, length) * length;
                (next <= most).then_some(next)
            })
        };
        let lists = least_common(&mut lists.into_iter(), MOST_LISTS);
        let counts = least_common(&mut counts.into_iter(), MOST_COUNTS);
        if let (Some(lists), Some(counts)) = (lists, counts) {
            return Some(Scale { lists, counts });
        }
        let part = &order[order.len() - 1];
        self.error(
            Code::TooLarge,
            &part.source,
            &part.id.range,
            "the lists or criteria have too many different lengths for exact arithmetic",
        )
        .help
        .push("give more `multiple` questions, or more criteria, the same number of items".to_owned());
        None
    }
}

/// The files as records list them: each overlay followed by what only it extends, the base last.
fn listed_parts(order: &[file::FrameworkFile]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut group: Vec<Part> = Vec::new();
    for written in &order[1..] {
        let continues =
            written.extends.as_ref().is_some_and(|extends| group.first().is_some_and(|part| part.id == extends.value));
        if !continues {
            parts.append(&mut group);
        }
        group.insert(0, written.part());
    }
    parts.append(&mut group);
    parts.push(order[0].part());
    parts
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}
