//! Questions, knock-outs, conditions: what they name is looked up.

use std::sync::Arc;

use crate::document::At;
use crate::problem::{Code, Problem, Source};

use super::super::condition::{self, ContextCondition};
use super::super::file::{self, WrittenKnockOut, WrittenQuestion};
use super::super::{
    ContextKnockOut, Contradiction, Domain, Factor, Grade, GradeMeaning, KnockOut, Question, QuestionKind, Retired,
};
use super::assembly::Assembly;
use super::overlay::{Things, Uses};

impl Assembly<'_> {
    pub(super) fn condition(
        &mut self,
        source: &Arc<Source>,
        written: Option<&At<String>>,
        factors: &[Factor],
    ) -> ContextCondition {
        let Some(written) = written else {
            return ContextCondition::ALWAYS;
        };
        match condition::parse(&written.value, factors) {
            Ok(condition) => condition,
            Err(fault) => {
                // Inside the quotes, unless the text was written with escapes.
                let literal = source.text.get(written.range.clone()).and_then(|text| text.find(&written.value));
                let range = match literal.map(|at| written.range.start + at) {
                    Some(inside) => inside + fault.range.start..inside + fault.range.end.max(fault.range.start + 1),
                    None => written.range.clone(),
                };
                if fault.unknown.as_ref().is_some_and(|name| self.unread.contains(name)) {
                    return ContextCondition::ALWAYS;
                }
                let mut problem = Problem::error(Code::BadCondition, source, range, fault.title);
                problem = match &fault.unknown {
                    Some(name) => problem.suggest(name, factors.iter().map(|factor| factor.id.as_str())),
                    None => problem.help("write for example `egress >= 1 and data >= 2`"),
                };
                self.problems.push(problem);
                ContextCondition::ALWAYS
            }
        }
    }

    pub(super) fn floor(&mut self, source: &Arc<Source>, written: &At<String>) -> Option<usize> {
        let tiers = std::mem::take(&mut self.tiers);
        let ids: Vec<&str> = tiers.iter().map(|tier| tier.id.as_str()).collect();
        let elsewhere = self.tiers_over.iter().any(|before| Arc::ptr_eq(before, source));
        let floor = ids.iter().position(|id| *id == written.value);
        if ids.is_empty() || floor.is_some() {
            // Without tiers the fault lies in [scoring] and is reported there.
        } else if elsewhere {
            // An overlay changed the tiers under a file that was sound before.
            if !self.lost_tiers.contains(&written.value) {
                self.lost_tiers.push(written.value.clone());
            }
        } else {
            self.known(source, "tier", written, &ids);
        }
        self.tiers = tiers;
        floor
    }

    pub(super) fn context_knock_out(
        &mut self,
        source: &Arc<Source>,
        written: WrittenKnockOut,
        factors: &[Factor],
    ) -> Option<ContextKnockOut> {
        let when = self.condition(source, written.when.as_ref(), factors);
        let floor = self.floor(source, &written.floor);
        Some(ContextKnockOut {
            renamed_from: self.renames.ids("knock-out", &written.id.value),
            id: written.id.value,
            when,
            floor: floor?,
            waivable: written.waivable,
            reason: written.reason,
            references: written.references,
        })
    }

    pub(super) fn question(
        &mut self,
        source: &Arc<Source>,
        written: WrittenQuestion,
        criterion: Option<usize>,
        factors: &[Factor],
    ) -> Option<Question> {
        let when = self.condition(source, written.when.as_ref(), factors);
        let knock_out = written.knock_out.and_then(|knock_out| {
            let when = self.condition(source, knock_out.when.as_ref(), factors);
            let floor = self.floor(source, &knock_out.floor);
            self.knock_out_answers(source, &written.kind, &knock_out);
            Some(KnockOut {
                renamed_from: self.renames.ids("knock-out", &knock_out.id.value),
                id: knock_out.id.value,
                answers: knock_out.answers.into_iter().map(|answer| answer.value).collect(),
                open: knock_out.open.into_iter().map(|answer| answer.value).collect(),
                when,
                floor: floor?,
                waivable: knock_out.waivable,
                reason: knock_out.reason,
            })
        });
        Some(Question {
            renamed_from: self.renames.ids("question", &written.id.value),
            id: written.id.value,
            criterion: criterion?,
            title: written.title,
            ask: written.ask,
            why: written.why,
            key: written.key,
            evidence_at_least: written.evidence_at_least,
            evidence_at_most: written.evidence_at_most.map_or(Grade::Tested, |at| at.value),
            effort: 1,
            not_applicable: written.not_applicable,
            when,
            kind: written.kind,
            evidence: written.evidence,
            mitigation: written.mitigation,
            references: written.references,
            knock_out,
        })
    }

    /// What it costs to better an answer: the number of the last file that has one.
    pub(super) fn efforts(
        &mut self,
        order: &mut [file::FrameworkFile],
        questions: &mut [Question],
        retired: &Things<At<Retired>>,
    ) {
        for part in order {
            for (id, effort) in std::mem::take(&mut part.efforts) {
                // An overlay may retire what the file under it has a number for.
                if retired.iter().any(|(_, gone)| gone.value.id == id.value) {
                    continue;
                }
                let ids: Vec<&str> = questions.iter().map(|question| question.id.as_str()).collect();
                if let Some(at) = self.named(&part.source, "question", &id, &ids) {
                    questions[at].effort = effort;
                }
            }
        }
    }

    fn knock_out_answers(&mut self, source: &Arc<Source>, kind: &QuestionKind, knock_out: &WrittenKnockOut) {
        let offered: Vec<&str> = match kind {
            QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                options.iter().map(|option| option.id.as_str()).collect()
            }
            QuestionKind::Number(number) => number.none.iter().map(|none| none.id.as_str()).collect(),
            QuestionKind::Multiple(_) => Vec::new(),
        };
        for answer in &knock_out.answers {
            if offered.is_empty() {
                self.error(
                    Code::BadKnockOut,
                    source,
                    &answer.range,
                    format!("a question of kind {} has no option that a knock-out can name", kind.word()),
                )
                .help
                .push("leave `answers = []`: then an unknown answer or weak evidence hits it".to_owned());
            } else {
                self.known(source, "option", answer, &offered);
            }
        }
        self.open_answers(source, kind, knock_out);
        let named = |option: &str| knock_out.answers.iter().chain(&knock_out.open).any(|answer| answer.value == option);
        if !offered.is_empty()
            && matches!(kind, QuestionKind::Choice(_) | QuestionKind::YesNo(_))
            && offered.iter().all(|option| named(option))
        {
            self.error(
                Code::BadKnockOut,
                source,
                &knock_out.id.range,
                format!("no answer clears the knock-out `{}`", knock_out.id.value),
            )
            .help
            .push(if knock_out.open.is_empty() {
                "leave out of `answers` what should clear it".to_owned()
            } else {
                "leave out of `answers` and `open` what should clear it".to_owned()
            });
        }
    }

    /// Whether the options that say "nobody has looked yet" fit the question: finding out must be able
    /// to help, and a better answer must never raise the tier.
    fn open_answers(&mut self, source: &Arc<Source>, kind: &QuestionKind, knock_out: &WrittenKnockOut) {
        let options = match kind {
            QuestionKind::Choice(options) | QuestionKind::YesNo(options) => options,
            QuestionKind::Number(_) | QuestionKind::Multiple(_) => {
                if let Some(first) = knock_out.open.first() {
                    let title = format!("a question of kind {} has no open option", kind.word());
                    self.error(Code::BadKnockOut, source, &first.range, title)
                        .help
                        .push("leave out `open`: an unknown answer hits the knock-out anyway".to_owned());
                }
                return;
            }
        };
        let offered: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        for answer in &knock_out.open {
            let known = self.known(source, "option", answer, &offered).is_some();
            if known && knock_out.answers.iter().any(|listed| listed.value == answer.value) {
                let title = format!("option `{}` is both in `answers` and in `open`", answer.value);
                self.error(Code::BadKnockOut, source, &answer.range, title)
                    .help
                    .push("keep it in `open` if it means that nobody has looked yet, else in `answers`".to_owned());
            }
        }
        let hits = |id: &str| knock_out.answers.iter().chain(&knock_out.open).any(|answer| answer.value == id);
        let least_clear = options.iter().filter(|option| !hits(&option.id)).min_by_key(|option| option.credit);
        let most_hit = options.iter().filter(|option| hits(&option.id)).max_by_key(|option| option.credit);
        if let (Some(clear), Some(hit)) = (least_clear, most_hit)
            && hit.credit > clear.credit
        {
            let title = format!(
                "option `{}` hits the knock-out `{}`, but is worth more than `{}`, which clears it",
                hit.id, knock_out.id.value, clear.id
            );
            self.error(Code::BadKnockOut, source, &knock_out.id.range, title).help.push(format!(
                "give `{}` at most the {} of `{}`: a better answer must not raise the tier",
                hit.id, clear.credit, clear.id
            ));
        }
    }

    /// What the grades of evidence mean: the words of the last file that has some.
    pub(super) fn grades(&mut self, order: &mut [file::FrameworkFile]) -> [Option<GradeMeaning>; Grade::NAMES.len()] {
        let mut grades = [const { None }; Grade::NAMES.len()];
        for part in order {
            let mut uses = Uses::new();
            for written in std::mem::take(&mut part.grades) {
                let id = At { value: written.grade.value.as_str().to_owned(), range: written.grade.range };
                if self.unique(&mut uses, &part.source, "grade", &id) {
                    grades[written.grade.value as usize] = Some(written.meaning);
                }
            }
        }
        grades
    }

    pub(super) fn factors(&mut self, order: &mut [file::FrameworkFile]) -> Vec<Factor> {
        let mut uses = Uses::new();
        let mut factors = Vec::new();
        for part in order {
            for written in std::mem::take(&mut part.factors) {
                if self.unique(&mut uses, &part.source, "factor", &written.id) {
                    factors.push(Factor {
                        renamed_from: self.renames.ids("factor", &written.id.value),
                        id: written.id.value,
                        title: written.title,
                        ask: written.ask,
                        levels: written.levels,
                    });
                }
            }
        }
        factors
    }

    pub(super) fn contradictions(
        &mut self,
        order: &mut [file::FrameworkFile],
        factors: &[Factor],
    ) -> Vec<Contradiction> {
        let mut uses = Uses::new();
        let mut contradictions = Vec::new();
        for part in order {
            for written in std::mem::take(&mut part.contradictions) {
                let when = self.condition(&part.source, Some(&written.when), factors);
                let then = self.condition(&part.source, Some(&written.then), factors);
                if self.unique(&mut uses, &part.source, "contradiction", &written.id) {
                    contradictions.push(Contradiction {
                        renamed_from: self.renames.ids("contradiction", &written.id.value),
                        id: written.id.value,
                        when,
                        then,
                        reason: written.reason,
                    });
                }
            }
        }
        contradictions
    }

    pub(super) fn domains(&mut self, order: &mut [file::FrameworkFile]) -> Vec<Domain> {
        let mut uses = Uses::new();
        let mut domains = Vec::new();
        for part in order {
            for written in std::mem::take(&mut part.domains) {
                if self.unique(&mut uses, &part.source, "domain", &written.id) {
                    domains.push(Domain {
                        renamed_from: self.renames.ids("domain", &written.id.value),
                        id: written.id.value,
                        title: written.title,
                    });
                }
            }
        }
        domains
    }
}
