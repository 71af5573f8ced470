//! `bounded-ledger/1`: every answer is a line, the lines of a criterion add up, the worst criterion
//! leads, and no amount of good paper hides an open hole. DESIGN of the method: README, "How
//! scoring works".
//!
//! All values of one framework are whole numbers of one small part (see `Scale`), so that nothing
//! is rounded before it is shown.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, State, Value};
use crate::context::{Applies, Context, Scope};
use crate::date::Day;
use crate::framework::{Decision, Framework, Grade, Kind, KnockOut, Question};

use super::{Condition, CriterionScore, Exact, Floor, Points, QuestionScore, Score, Standing};

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
    let case = Case { framework, answers, context: &context, as_of, units: 100 * framework.scale.lists };
    let mut questions = Vec::with_capacity(framework.questions.len());
    let mut criteria = Vec::with_capacity(framework.criteria.len());
    let mut parts = Vec::with_capacity(framework.criteria.len());
    for criterion in 0..framework.criteria.len() {
        parts.push(case.criterion(criterion, scope, &mut questions, &mut criteria));
    }
    let scoring = &framework.scoring;
    let residual = case.points(parts, case.parts_of_a_point());
    let inherent = case.points(criteria.iter().map(|score| i128::from(score.inherent.points)).collect(), 1);
    let (confidence, answered_enough) = case.confidence(&questions);
    let confidence_low = confidence < Exact::new(scoring.confidence_low.into(), 100);

    let mut floors = case.knock_outs(&questions, waived);
    floors.extend(case.evidence_floors(&questions));
    if confidence_low {
        floors.push(Floor {
            id: "confidence".to_owned(),
            tier: inherent.tier,
            reason: "Too few answers rest on evidence: claims lower the points, not the tier.".to_owned(),
            question: None,
            waived: false,
            unknown: false,
            open: true,
        });
    }
    let dropped = inherent.tier.saturating_sub(usize::from(scoring.max_tier_drop));
    if dropped > residual.tier {
        floors.push(Floor {
            id: "max-tier-drop".to_owned(),
            tier: dropped,
            reason: format!("Controls lower the tier by at most {} below the inherent one.", scoring.max_tier_drop),
            question: None,
            waived: false,
            unknown: false,
            open: false,
        });
    }
    floors.sort_by(|a, b| a.id.cmp(&b.id));
    let tier = floors.iter().map(|floor| floor.tier).fold(residual.tier, usize::max);

    let top = scoring.top();
    let only_open =
        tier == top && residual.tier != top && floors.iter().filter(|floor| floor.tier == top).all(|floor| floor.open);
    let of_tier = scoring.tiers[tier].decision;
    let decision = if only_open || (!answered_enough && of_tier < Decision::Hold) { Decision::Hold } else { of_tier };
    let days = scoring.tiers[tier].review_days;
    let review_days = if inherent.tier == top || confidence_low {
        (days / scoring.review_divisor).max(scoring.review_least_days)
    } else {
        days
    };
    let conditions = case.conditions(&questions, &criteria);
    Score {
        framework,
        as_of,
        scope,
        levels: (0..framework.factors.len()).map(|factor| context.known(factor)).collect(),
        inherent,
        residual,
        tier,
        decision,
        confidence,
        confidence_low,
        review_days,
        floors,
        conditions,
        ignored: case.ignored(&questions),
        contradictions: context
            .contradictions(framework)
            .filter(|contradiction| !answers.explanations.contains_key(&contradiction.id))
            .filter_map(|contradiction| framework.contradictions.iter().position(|known| known == contradiction))
            .collect(),
        criteria,
        questions,
    }
}

struct Case<'a> {
    framework: &'a Framework,
    answers: &'a Answers,
    context: &'a Context,
    as_of: Day,
    /// The parts in which a credit of 100 percent is counted.
    units: i128,
}

impl Case<'_> {
    /// The parts in which a residual point is counted: 100 for max-effect, 100 for the key cap, then those of a mean.
    fn parts_of_a_point(&self) -> i128 {
        10_000 * self.units * self.framework.scale.counts
    }

    /// Scores the questions of a criterion and then itself; gives its residual in parts.
    fn criterion(
        &self,
        criterion: usize,
        scope: Scope,
        questions: &mut Vec<QuestionScore>,
        criteria: &mut Vec<CriterionScore>,
    ) -> i128 {
        let scoring = &self.framework.scoring;
        let inherent = self.context.inherent(self.framework, criterion);
        let range = self.framework.criteria[criterion].questions.clone();
        let max_effect = i128::from(scoring.max_effect);
        let points = i128::from(inherent.points);
        let whole = 100 * self.units * self.framework.scale.counts;
        let counted = |question: usize| scope == Scope::Full || self.framework.questions[question].key;
        let count = range.clone().filter(|question| counted(*question)).count() as i128;

        let mut sum = 0;
        let mut weakest: Option<(i128, usize)> = None;
        for at in range {
            let question = &self.framework.questions[at];
            let applies = self.context.applies(self.framework, at, inherent.material, scope);
            let (standing, worth, grade) = self.worth(question, applies);
            let mut line = Exact::ZERO;
            if inherent.material && counted(at) {
                sum += worth;
                line = Exact::new(-points * max_effect * worth, 100 * self.units * count);
                if applies == Applies::Asked && question.key && weakest.is_none_or(|(least, _)| worth < least) {
                    weakest = Some((worth, at));
                }
            }
            questions.push(QuestionScore {
                applies,
                standing,
                credit: Exact::new(100 * worth, self.units),
                points: line,
                grade,
            });
        }

        // A criterion that is not material is taken as controlled; one of which a short run asks
        // nothing, having no key question, is not.
        let mut effect = if inherent.material { 0 } else { whole };
        let mut weakest_key = None;
        if inherent.material && count > 0 {
            let mean = 100 * sum * (self.framework.scale.counts / count);
            effect = mean;
            if let Some((least, question)) = weakest {
                let base = i128::from(scoring.key_cap_base);
                let cap = (base * self.units + (100 - base) * least) * self.framework.scale.counts;
                if cap < mean {
                    effect = cap;
                    weakest_key = Some((question, Exact::new(points * max_effect * (mean - cap), 100 * whole)));
                }
            }
        }
        let residual = points * (100 * whole - max_effect * effect);
        criteria.push(CriterionScore {
            inherent,
            effect: Exact::new(effect, whole),
            residual: Exact::new(residual, 100 * whole),
            weakest_key,
        });
        residual
    }

    /// How a question stands, what its answer is worth in units, and the grade that counts.
    fn worth(&self, question: &Question, applies: Applies) -> (Standing, i128, Grade) {
        let scoring = &self.framework.scoring;
        if applies == Applies::Hidden {
            return (Standing::Hidden, self.units, Grade::None);
        }
        let answer = self.answers.answers.get(&question.id);
        let unknown = (Standing::Unknown, 0, Grade::None);
        let Some(answer) = answer else { return unknown };
        match &answer.state {
            State::Unknown { .. } => unknown,
            State::NotApplicable { reason, second_reader } => {
                if question.not_applicable && !reason.trim().is_empty() && second_reader.is_some() {
                    (
                        Standing::NotApplicable,
                        i128::from(scoring.not_applicable_credit) * self.framework.scale.lists,
                        Grade::None,
                    )
                } else {
                    unknown
                }
            }
            State::Given(value) => {
                let Some(mut worth) = credit(&question.kind, value, self.framework.scale.lists) else { return unknown };
                if let Some(control) = &answer.compensating
                    && self.as_of <= control.until
                {
                    worth = worth
                        .max(i128::from(control.credit.min(scoring.compensating_cap)) * self.framework.scale.lists);
                }
                let grade = self.grade(answer);
                let cap = i128::from(scoring.cap(grade)) * self.framework.scale.lists;
                (Standing::Answered, worth.min(cap), grade)
            }
        }
    }

    /// The answer's grade, one lower for every full period that its evidence is older than one, and
    /// one lower where a piece of it has expired.
    fn grade(&self, answer: &Answer) -> Grade {
        let age = answer.dated.map_or(0, |dated| self.as_of.days_since(dated));
        let periods = (age - 1).max(0) / i64::from(self.framework.scoring.stale_days);
        let expired = answer.evidence.iter().any(|id| {
            let item = self.answers.evidence.get(id);
            item.and_then(|item| item.expires).is_some_and(|expires| self.as_of > expires)
        });
        answer.grade.lower(periods.unsigned_abs() + u64::from(expired))
    }

    /// Highest plus a share of the next: points and their tier, from values in `parts` of a point.
    fn points(&self, mut values: Vec<i128>, parts: i128) -> Points {
        let scoring = &self.framework.scoring;
        values.sort_unstable_by(|a, b| b.cmp(a));
        let highest = values.first().copied().unwrap_or(0);
        let next: i128 = values.iter().skip(1).take(usize::from(scoring.breadth_count)).sum();
        let total = 100 * highest + i128::from(scoring.breadth_rate) * next;
        let points = Exact::new(total.min(100 * 100 * parts), 100 * parts);
        Points { points, tier: scoring.tier_of(points.tenths()) }
    }

    /// The confidence, and whether enough key questions are answered.
    fn confidence(&self, questions: &[QuestionScore]) -> (Exact, bool) {
        let scoring = &self.framework.scoring;
        let (mut asked, mut caps) = (0_i128, 0_i128);
        let (mut keys, mut keys_answered) = (0_i128, 0_i128);
        for (score, question) in questions.iter().zip(&self.framework.questions) {
            if score.applies != Applies::Asked {
                continue;
            }
            asked += 1;
            let answered = score.standing != Standing::Unknown;
            if answered {
                caps += i128::from(scoring.cap(score.grade));
            }
            if question.key {
                keys += 1;
                keys_answered += i128::from(answered);
            }
        }
        let confidence = if asked == 0 { Exact::new(1, 1) } else { Exact::new(caps, 100 * asked) };
        (confidence, 100 * keys_answered >= i128::from(scoring.answered_least) * keys)
    }

    /// The floors of knock-outs that are hit.
    fn knock_outs(&self, questions: &[QuestionScore], waived: &BTreeSet<String>) -> Vec<Floor> {
        let scoring = &self.framework.scoring;
        let lowered = |floor: usize| floor.saturating_sub(usize::from(scoring.waiver_steps));
        let mut floors = Vec::new();
        for knock_out in &self.framework.knock_outs {
            if !self.context.holds(&knock_out.when) {
                continue;
            }
            let unknown = !self.context.holds_for_certain(&knock_out.when);
            let waive = waived.contains(&knock_out.id) && knock_out.waivable && !unknown;
            let tier = if waive { lowered(knock_out.floor) } else { knock_out.floor };
            floors.push(Floor {
                id: knock_out.id.clone(),
                tier,
                reason: knock_out.reason.clone(),
                question: None,
                waived: tier < knock_out.floor,
                unknown,
                open: unknown,
            });
        }
        for (at, (question, score)) in self.framework.questions.iter().zip(questions).enumerate() {
            let Some(knock_out) = &question.knock_out else { continue };
            if score.applies == Applies::Hidden || !self.context.holds(&knock_out.when) {
                continue;
            }
            let answered = score.standing == Standing::Answered;
            let listed = answered && self.listed(knock_out, &question.id);
            let weak = answered && score.grade < scoring.knock_out_grade;
            let unanswered = score.standing == Standing::Unknown;
            if !(listed || weak || unanswered) {
                continue;
            }
            let certain =
                self.context.holds_for_certain(&question.when) && self.context.holds_for_certain(&knock_out.when);
            let waive = waived.contains(&knock_out.id) && knock_out.waivable && !unanswered && !weak && certain;
            let tier = if waive { lowered(knock_out.floor) } else { knock_out.floor };
            floors.push(Floor {
                id: knock_out.id.clone(),
                tier,
                reason: knock_out.reason.clone(),
                question: Some(at),
                waived: tier < knock_out.floor,
                unknown: unanswered || !certain,
                // A listed answer is a fact that leads to the tier's own decision.
                open: !listed,
            });
        }
        floors
    }

    fn listed(&self, knock_out: &KnockOut, question: &str) -> bool {
        let given = self.answers.answers.get(question).map(|answer| &answer.state);
        match given {
            Some(State::Given(Value::Text(option))) => knock_out.answers.contains(option),
            _ => false,
        }
    }

    /// The floors of questions whose least evidence is not there.
    fn evidence_floors(&self, questions: &[QuestionScore]) -> Vec<Floor> {
        let floors =
            self.framework.questions.iter().zip(questions).enumerate().filter_map(|(at, (question, score))| {
                let least = question.evidence_at_least?;
                let met = match score.standing {
                    Standing::Hidden => true,
                    Standing::Unknown => false,
                    // That a question does not apply is only said: its grade is none.
                    Standing::Answered | Standing::NotApplicable => score.grade >= least,
                };
                (score.applies == Applies::Asked && !met).then(|| Floor {
                    id: format!("evidence:{}", question.id),
                    tier: self.framework.scoring.evidence_floor,
                    reason: format!(
                        "\u{201c}{}\u{201d} needs evidence of grade {} or better.",
                        question.title,
                        least.as_str()
                    ),
                    question: Some(at),
                    waived: false,
                    unknown: score.standing == Standing::Unknown,
                    open: score.standing == Standing::Unknown,
                })
            });
        floors.collect()
    }

    fn conditions(&self, questions: &[QuestionScore], criteria: &[CriterionScore]) -> Vec<Condition> {
        let scoring = &self.framework.scoring;
        let mut conditions: Vec<Condition> = Vec::new();
        for (criterion, result) in self.framework.criteria.iter().zip(criteria) {
            if result.residual.tenths() < i128::from(scoring.condition_from) * 10 {
                continue;
            }
            for at in criterion.questions.clone() {
                let (question, score) = (&self.framework.questions[at], &questions[at]);
                let target = if question.key { scoring.condition_target_key } else { scoring.condition_target };
                if score.applies == Applies::Asked
                    && score.standing != Standing::NotApplicable
                    && score.credit < Exact::new(target.into(), 1)
                {
                    conditions.push(Condition { question: at, credit: score.credit, target });
                }
            }
        }
        conditions
            .sort_by(|a, b| self.framework.questions[a.question].id.cmp(&self.framework.questions[b.question].id));
        conditions
    }

    fn ignored(&self, questions: &[QuestionScore]) -> Vec<String> {
        let hidden = self
            .framework
            .questions
            .iter()
            .zip(questions)
            .filter(|(_, score)| score.applies == Applies::Hidden)
            .map(|(question, _)| &question.id);
        let retired = self.framework.retired.iter().map(|retired| &retired.id);
        let mut ignored: Vec<String> =
            hidden.chain(retired).filter(|id| self.answers.answers.contains_key(*id)).cloned().collect();
        ignored.sort_unstable();
        ignored
    }
}

/// The credit of a value in parts of a percent, `lists` to each; `None` where it is no answer.
fn credit(kind: &Kind, value: &Value, lists: i128) -> Option<i128> {
    match (kind, value) {
        (Kind::Choice(options) | Kind::YesNo(options), Value::Text(given)) => {
            let option = options.iter().find(|option| option.id == *given)?;
            Some(i128::from(option.credit) * lists)
        }
        (Kind::Multiple(items), Value::List(given)) => {
            if !given.iter().all(|given| items.iter().any(|item| item.id == *given)) {
                return None;
            }
            let chosen = items.iter().filter(|item| given.contains(&item.id)).count() as i128;
            // The number of items divides `lists`.
            Some(100 * chosen * (lists / items.len() as i128))
        }
        (Kind::Number(number), Value::Number(given)) => {
            let best = number.bands.iter().filter(|band| band.limit.holds(*given)).map(|band| band.credit).max();
            Some(i128::from(best.unwrap_or(0)) * lists)
        }
        (Kind::Number(number), Value::Text(word)) if word == "none" => {
            Some(i128::from(number.none.as_ref()?.credit) * lists)
        }
        _ => None,
    }
}
