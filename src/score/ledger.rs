//! `bounded-ledger/1`: every answer is a line, the lines of a criterion add up, the worst criterion
//! leads, and no amount of good paper hides an open hole. DESIGN of the method: README, "How
//! scoring works".
//!
//! All values of one framework are whole numbers of one small part (see `Scale`), so that nothing
//! is rounded before it is shown.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, State};
use crate::context::{Applies, Context, Scope};
use crate::date::Day;
use crate::framework::scoring::{CONFIDENCE, MAX_TIER_DROP};
use crate::framework::{Disposition, Framework, Grade, Question};
use crate::score::credit::settled_worth;

use super::credit::{Worth, credit, effect};
use super::{
    CriterionScore, Floor, FloorKind, Points, QuestionScore, QuestionState, Ratio, Score, Settled, WeakAnswer,
};

/// Scores answers as of a day, with the knock-outs named in `waived` waived.
///
/// Answers that do not fit the framework count as unknown; `answers::file::Written::check` reports
/// them first. A waived id that is no knock-out changes nothing.
#[must_use]
pub fn score<'f>(
    framework: &'f Framework,
    answers: &Answers,
    as_of: Day,
    waived: &BTreeSet<String>,
    scope: Scope,
) -> Score<'f> {
    let context = Context::new(framework, &answers.context);
    let case = LedgerCase::new(framework, answers, &context, as_of, scope);
    let Pass { inherent, residual, criteria, questions } = case.pass();
    let scoring = framework.scoring();
    let (confidence, answered_enough) = case.confidence(&questions);
    let confidence_low = confidence < Ratio::new(scoring.confidence_low.into(), 100);

    let mut floors = case.knock_outs(&questions, waived);
    floors.extend(case.evidence_floors(&questions));
    if confidence_low {
        let reason = "Too little rests on evidence: claims lower the points, not the tier.".to_owned();
        floors.push(Floor::of_the_whole(FloorKind::Confidence, CONFIDENCE, inherent.tier, reason));
    }
    floors.extend(case.most_drop(inherent, residual));
    floors.sort_by(|a, b| a.id.cmp(&b.id));
    let tier = floors.iter().map(|floor| floor.tier).fold(residual.tier, usize::max);

    let top = scoring.top();
    let settled = (tier == top).then(|| case.settled(&questions, waived));
    let of_tier = scoring.tiers[tier].decision;
    let find_out_first = of_tier > Disposition::Hold && settled.is_some_and(|settled| settled.tier < tier);
    let too_little = !answered_enough && of_tier < Disposition::Hold;
    let decision = if find_out_first || too_little { Disposition::Hold } else { of_tier };
    let days = scoring.tiers[tier].review_days;
    let review_days = if inherent.tier == top || confidence_low {
        (days / scoring.review_divisor).max(scoring.review_least_days)
    } else {
        days
    };
    Score {
        framework,
        as_of,
        scope,
        levels: (0..framework.factors().len()).map(|factor| context.known(factor)).collect(),
        inherent,
        residual,
        tier,
        decision,
        settled,
        confidence,
        confidence_low,
        review_days,
        floors,
        conditions: case.conditions(&questions, &criteria),
        ignored: case.ignored(&questions),
        contradictions: context
            .contradictions(framework)
            .filter(|contradiction| !answers.explanations.contains_key(&contradiction.id))
            .filter_map(|contradiction| framework.contradictions().iter().position(|known| known == contradiction))
            .collect(),
        criteria,
        questions,
    }
}

/// The second scoring alone: what answers amount to with everything open answered best and every
/// unknown factor at 0.
#[must_use]
pub fn settled(
    framework: &Framework,
    answers: &Answers,
    as_of: Day,
    waived: &BTreeSet<String>,
    scope: Scope,
) -> Settled {
    let context = Context::new(framework, &answers.context);
    let case = LedgerCase::new(framework, answers, &context, as_of, scope);
    case.settled(&case.pass().questions, waived)
}

pub(super) struct LedgerCase<'a> {
    pub(super) framework: &'a Framework,
    pub(super) answers: &'a Answers,
    pub(super) context: &'a Context,
    as_of: Day,
    scope: Scope,
    /// The parts in which a credit of 100 percent is counted.
    units: i128,
    /// In the second scoring, what each open question is worth when it is answered best.
    settled: Option<Vec<Option<i128>>>,
}

/// What one scoring comes to, before floors.
struct Pass {
    inherent: Points,
    residual: Points,
    criteria: Vec<CriterionScore>,
    questions: Vec<QuestionScore>,
}

impl<'a> LedgerCase<'a> {
    fn new(framework: &'a Framework, answers: &'a Answers, context: &'a Context, as_of: Day, scope: Scope) -> Self {
        Self { framework, answers, context, as_of, scope, units: 100 * framework.scale().lists, settled: None }
    }

    fn pass(&self) -> Pass {
        let count = self.framework.criteria().len();
        let mut questions = Vec::with_capacity(self.framework.questions().len());
        let (mut criteria, mut parts) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for criterion in 0..count {
            parts.push(self.criterion(criterion, &mut questions, &mut criteria));
        }
        let inherent = criteria.iter().map(|score: &CriterionScore| i128::from(score.inherent.points)).collect();
        Pass {
            inherent: self.points(inherent, 1),
            residual: self.points(parts, self.parts_of_a_point()),
            criteria,
            questions,
        }
    }

    /// The second scoring: unknown factors at 0, open questions answered best, floors that only say
    /// that evidence is missing left out.
    fn settled(&self, questions: &[QuestionScore], waived: &BTreeSet<String>) -> Settled {
        let context = self.context.mildest();
        let worth = |(question, score): (&Question, &QuestionScore)| {
            score
                .open
                .then(|| settled_worth(question, self.framework.scoring(), self.framework.scale().lists, score.worth))
        };
        let worths = self.framework.questions().iter().zip(questions).map(worth).collect();
        let case = LedgerCase { context: &context, settled: Some(worths), ..*self };
        let pass = case.pass();
        let mut floors = case.knock_outs(&pass.questions, waived);
        floors.extend(case.most_drop(pass.inherent, pass.residual));
        let tier = floors.iter().map(|floor| floor.tier).fold(pass.residual.tier, usize::max);
        Settled { residual: pass.residual, tier }
    }

    /// The floor under which controls cannot bring the tier, where it raises it.
    fn most_drop(&self, inherent: Points, residual: Points) -> Option<Floor> {
        let most = self.framework.scoring().max_tier_drop;
        let dropped = inherent.tier.saturating_sub(usize::from(most));
        (dropped > residual.tier).then(|| {
            let reason = format!("Controls lower the tier by at most {most} below the inherent one.");
            Floor::of_the_whole(FloorKind::MaxTierDrop, MAX_TIER_DROP, dropped, reason)
        })
    }

    /// Whether a question is taken as answered best, whatever its answer says.
    pub(super) fn is_settled(&self, at: usize) -> bool {
        self.settled.as_ref().is_some_and(|settled| settled[at].is_some())
    }

    /// The parts in which a residual point is counted: 100 for max-effect, 100 for the key cap, then those of a mean.
    fn parts_of_a_point(&self) -> i128 {
        10_000 * self.units * self.framework.scale().counts
    }

    /// Scores the questions of a criterion and then itself; gives its residual in parts.
    fn criterion(
        &self,
        criterion: usize,
        questions: &mut Vec<QuestionScore>,
        criteria: &mut Vec<CriterionScore>,
    ) -> i128 {
        let scoring = self.framework.scoring();
        let inherent = self.context.inherent(self.framework, criterion);
        let range = self.framework.criteria()[criterion].questions.clone();
        let max_effect = i128::from(scoring.max_effect);
        let points = i128::from(inherent.points);
        let whole = 100 * self.units * self.framework.scale().counts;
        let counted = |question: usize| self.scope == Scope::Full || self.framework.questions()[question].key;
        let count = range.clone().filter(|question| counted(*question)).count() as i128;

        let mut sum = 0;
        let mut weakest: Option<(i128, usize)> = None;
        for at in range {
            let question = &self.framework.questions()[at];
            let applies = self.context.applies(self.framework, at, inherent.material, self.scope);
            let Worth { standing, units: worth, said, grade } = self.worth(at, applies);
            let mut line = Ratio::ZERO;
            if inherent.material && counted(at) {
                sum += worth;
                line = Ratio::new(-points * max_effect * worth, 100 * self.units * count);
                if applies == Applies::Asked && question.key && weakest.is_none_or(|(least, _)| worth < least) {
                    weakest = Some((worth, at));
                }
            }
            questions.push(QuestionScore {
                applies,
                standing,
                credit: Ratio::new(100 * worth, self.units),
                said: Ratio::new(100 * said, self.units),
                worth,
                points: line,
                grade,
                open: self.is_open(at, standing, grade),
                skipped: standing == QuestionState::Unknown && self.was_skipped(at),
            });
        }

        // A criterion that is not material is taken as controlled; one of which a short run asks
        // nothing, having no key question, is not.
        let mut effect = if inherent.material { 0 } else { whole };
        let mut weakest_key = None;
        if inherent.material && count > 0 {
            let mean;
            (mean, effect) = self::effect(self.framework, sum, count, weakest.map(|(least, _)| least));
            if let Some((_, question)) = weakest.filter(|_| effect < mean) {
                weakest_key = Some((question, Ratio::new(points * max_effect * (mean - effect), 100 * whole)));
            }
        }
        let residual = points * (100 * whole - max_effect * effect);
        criteria.push(CriterionScore {
            inherent,
            effect: Ratio::new(effect, whole),
            residual: Ratio::new(residual, 100 * whole),
            weakest_key,
        });
        residual
    }

    /// How a question stands and what its answer is worth.
    fn worth(&self, at: usize, applies: Applies) -> Worth {
        let question = &self.framework.questions()[at];
        let lists = self.framework.scale().lists;
        let ungraded = |standing, units| Worth { standing, units, said: units, grade: Grade::None };
        if applies == Applies::Hidden {
            return ungraded(QuestionState::Hidden, self.units);
        }
        if let Some(worth) = self.settled.as_ref().and_then(|settled| settled[at]) {
            return Worth { standing: QuestionState::Answered, units: worth, said: worth, grade: Grade::Tested };
        }
        let scoring = self.framework.scoring();
        let unknown = ungraded(QuestionState::Unknown, 0);
        let Some(answer) = self.answers.answers.get(&question.id) else { return unknown };
        match &answer.state {
            State::Unknown { .. } => unknown,
            State::NotApplicable { reason, second_reader } => {
                if question.not_applicable && !reason.trim().is_empty() && second_reader.is_some() {
                    ungraded(QuestionState::NotApplicable, i128::from(scoring.not_applicable_credit) * lists)
                } else {
                    unknown
                }
            }
            State::Given(value) => {
                let Some(mut said) = credit(&question.kind, value, lists) else { return unknown };
                if let Some(control) = &answer.compensating
                    && self.as_of <= control.until
                {
                    said = said.max(i128::from(control.credit.min(scoring.compensating_cap)) * lists);
                }
                let grade = self.grade(answer);
                let cap = i128::from(scoring.cap(grade)) * lists;
                Worth { standing: QuestionState::Answered, units: said.min(cap), said, grade }
            }
        }
    }

    /// The answer's grade, one lower for every full period that its evidence is older than one, and
    /// one lower where a piece of it has expired.
    fn grade(&self, answer: &Answer) -> Grade {
        let age = answer.dated.map_or(0, |dated| self.as_of.days_since(dated));
        let periods = (age - 1).max(0) / i64::from(self.framework.scoring().stale_days);
        let expired = answer.evidence.iter().any(|id| {
            let item = self.answers.evidence.get(id);
            item.and_then(|item| item.expires).is_some_and(|expires| self.as_of > expires)
        });
        answer.grade.lower(periods.unsigned_abs() + u64::from(expired))
    }

    /// Highest plus a share of the next: points and their tier, from values in `parts` of a point.
    fn points(&self, mut values: Vec<i128>, parts: i128) -> Points {
        let scoring = self.framework.scoring();
        values.sort_unstable_by(|a, b| b.cmp(a));
        let highest = values.first().copied().unwrap_or(0);
        let next: i128 = values.iter().skip(1).take(usize::from(scoring.breadth_count)).sum();
        let total = 100 * highest + i128::from(scoring.breadth_rate) * next;
        let points = Ratio::new(total.min(100 * 100 * parts), 100 * parts);
        Points { points, tier: scoring.tier_of(points.tenths()) }
    }

    /// The confidence, and whether enough key questions are answered.
    fn confidence(&self, questions: &[QuestionScore]) -> (Ratio, bool) {
        let scoring = self.framework.scoring();
        let (mut asked, mut caps) = (0_i128, 0_i128);
        let (mut keys, mut keys_answered) = (0_i128, 0_i128);
        for (score, question) in questions.iter().zip(self.framework.questions()) {
            if score.applies != Applies::Asked {
                continue;
            }
            asked += 1;
            let answered = score.standing != QuestionState::Unknown;
            if answered {
                caps += i128::from(scoring.cap(score.grade));
            }
            if question.key {
                keys += 1;
                keys_answered += i128::from(answered);
            }
        }
        let confidence = if asked == 0 { Ratio::new(1, 1) } else { Ratio::new(caps, 100 * asked) };
        (confidence, 100 * keys_answered >= i128::from(scoring.answered_least) * keys)
    }

    fn conditions(&self, questions: &[QuestionScore], criteria: &[CriterionScore]) -> Vec<WeakAnswer> {
        let scoring = self.framework.scoring();
        let mut conditions: Vec<WeakAnswer> = Vec::new();
        for (criterion, result) in self.framework.criteria().iter().zip(criteria) {
            if result.residual.tenths() < i128::from(scoring.condition_from) * 10 {
                continue;
            }
            for at in criterion.questions.clone() {
                let (question, score) = (&self.framework.questions()[at], &questions[at]);
                let target = scoring.condition_target_of(question.key);
                if score.applies == Applies::Asked
                    && score.standing != QuestionState::NotApplicable
                    && score.credit < Ratio::new(target.into(), 1)
                {
                    let target_reached = score.said >= Ratio::new(target.into(), 1);
                    conditions.push(WeakAnswer {
                        question: at,
                        credit: score.credit,
                        target,
                        lacks_evidence: score.standing == QuestionState::Answered && target_reached,
                    });
                }
            }
        }
        conditions
            .sort_by(|a, b| self.framework.questions()[a.question].id.cmp(&self.framework.questions()[b.question].id));
        conditions
    }

    fn ignored(&self, questions: &[QuestionScore]) -> Vec<String> {
        let hidden = self
            .framework
            .questions()
            .iter()
            .zip(questions)
            .filter(|(_, score)| score.applies == Applies::Hidden)
            .map(|(question, _)| &question.id);
        let retired = self.framework.retired().iter().map(|retired| &retired.id);
        // Beside an answer under the present id, one under a former id does not count.
        let former = self.framework.questions().iter().flat_map(|question| &question.renamed_from);
        let mut ignored: Vec<String> =
            hidden.chain(retired).chain(former).filter(|id| self.answers.answers.contains_key(*id)).cloned().collect();
        ignored.sort_unstable();
        ignored
    }
}
