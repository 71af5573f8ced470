//! A result as one JSON object. Its shape is stable: keys are added, never changed or removed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::framework::{BandLimit, Choice, ContextCondition, Framework, Part, QuestionKind, TriageFramework};
use crate::score::{Ratio, RouteReason, Routed, Score};

/// The object that `score --format json` prints. Points have at most six decimals; `confidence` and
/// `effect` are fractions of 1; lists are sorted by id.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ScoreJson<'s> {
    framework: PinData<'s>,
    method: &'static str,
    as_of: String,
    context: BTreeMap<&'s str, u8>,
    inherent: PointsJson<'s>,
    residual: PointsJson<'s>,
    tier: &'s str,
    decision: &'static str,
    settled: Option<PointsJson<'s>>,
    confidence: f64,
    review_days: u32,
    domains: Vec<DomainJson<'s>>,
    criteria: Vec<CriterionJson<'s>>,
    floors: Vec<FloorJson<'s>>,
    ledger: Vec<LineJson<'s>>,
    unknown: Vec<&'s str>,
    open: Vec<&'s str>,
    ignored: Vec<&'s str>,
    context_unknown: Vec<&'s str>,
    bases: Vec<PinData<'s>>,
    conditions: Vec<ConditionJson<'s>>,
    contradictions: Vec<&'s str>,
}

#[derive(Debug, Serialize)]
struct PinData<'s> {
    id: &'s str,
    version: &'s str,
    sha256: &'s str,
}

#[derive(Debug, Serialize)]
struct PointsJson<'s> {
    points: f64,
    tier: &'s str,
}

#[derive(Debug, Serialize)]
struct DomainJson<'s> {
    id: &'s str,
    inherent: f64,
    residual: f64,
}

#[derive(Debug, Serialize)]
struct CriterionJson<'s> {
    id: &'s str,
    domain: &'s str,
    impact: u8,
    exposure: u8,
    inherent: f64,
    effect: f64,
    residual: f64,
    material: bool,
}

#[derive(Debug, Serialize)]
struct FloorJson<'s> {
    id: &'s str,
    tier: &'s str,
    reason: &'s str,
    waived: bool,
    unknown: bool,
}

#[derive(Debug, Serialize)]
struct LineJson<'s> {
    criterion: &'s str,
    question: &'s str,
    points: f64,
    because: String,
}

#[derive(Debug, Serialize)]
struct ConditionJson<'s> {
    question: &'s str,
    credit: f64,
    target: u8,
    mitigation: String,
}

impl<'s> From<&'s Part> for PinData<'s> {
    fn from(part: &'s Part) -> Self {
        Self { id: &part.id, version: &part.version, sha256: part.sha256() }
    }
}

/// Six decimals, half up. Only here does a value of the method become a float.
pub(super) fn number(value: Ratio) -> f64 {
    let millionths = value.scaled(6);
    #[expect(clippy::cast_precision_loss, clippy::float_arithmetic, reason = "at most 100.000000: far within 53 bits")]
    let float = millionths as f64 / 1e6;
    float
}

/// Lays out a score.
#[must_use]
pub fn score<'s>(score: &'s Score<'_>) -> ScoreJson<'s> {
    let framework = score.framework;
    let points =
        |points: &crate::score::Points| PointsJson { points: number(points.points), tier: score.tier_id(points.tier) };
    let mut domains: Vec<DomainJson> = framework
        .domains()
        .iter()
        .zip(score.domains())
        .map(|(domain, (residual, inherent))| DomainJson {
            id: &domain.id,
            inherent: f64::from(inherent),
            residual: number(residual),
        })
        .collect();
    domains.sort_by_key(|domain| domain.id);
    let mut criteria: Vec<CriterionJson> = framework
        .criteria()
        .iter()
        .zip(&score.criteria)
        .map(|(criterion, result)| CriterionJson {
            id: &criterion.id,
            domain: &framework.domains()[criterion.domain].id,
            impact: result.inherent.impact,
            exposure: result.inherent.exposure,
            inherent: f64::from(result.inherent.points),
            effect: number(result.effect),
            residual: number(result.residual),
            material: result.inherent.material,
        })
        .collect();
    criteria.sort_by_key(|criterion| criterion.id);
    let mut pins = framework.parts().iter().map(PinData::from);
    let first = pins.next().unwrap_or(PinData { id: "", version: "", sha256: "" });
    ScoreJson {
        framework: first,
        method: "bounded-ledger/1",
        as_of: score.as_of.to_string(),
        context: framework
            .factors()
            .iter()
            .zip(&score.levels)
            .filter_map(|(factor, level)| Some((factor.id.as_str(), (*level)?)))
            .collect(),
        inherent: points(&score.inherent),
        residual: points(&score.residual),
        tier: score.tier_id(score.tier),
        decision: score.decision.as_str(),
        settled: score
            .settled
            .as_ref()
            .map(|settled| PointsJson { points: number(settled.residual.points), tier: score.tier_id(settled.tier) }),
        confidence: number(score.confidence),
        review_days: score.review_days,
        domains,
        criteria,
        floors: score
            .floors
            .iter()
            .map(|floor| FloorJson {
                id: &floor.id,
                tier: score.tier_id(floor.tier),
                reason: &floor.reason,
                waived: floor.waived,
                unknown: floor.unknown,
            })
            .collect(),
        ledger: ledger(score),
        unknown: score.unknown(),
        open: open(score),
        ignored: score.ignored.iter().map(String::as_str).collect(),
        context_unknown: score.context_unknown(),
        bases: pins.collect(),
        conditions: score
            .conditions
            .iter()
            .map(|condition| {
                let question = &framework.questions()[condition.question];
                ConditionJson {
                    question: &question.id,
                    credit: number(condition.credit),
                    target: condition.target,
                    mitigation: score.remedy(condition),
                }
            })
            .collect(),
        contradictions: score.contradictions.iter().map(|at| framework.contradictions()[*at].id.as_str()).collect(),
    }
}

/// The ids of the questions that are open, sorted.
fn open<'s>(score: &'s Score<'_>) -> Vec<&'s str> {
    let mut ids: Vec<&str> = score.open().map(|at| score.framework.questions()[at].id.as_str()).collect();
    ids.sort_unstable();
    ids
}

/// The lines of every material criterion, sorted by criterion and question, the give-back last.
fn ledger<'s>(score: &'s Score<'_>) -> Vec<LineJson<'s>> {
    let framework = score.framework;
    let mut order: Vec<usize> =
        (0..framework.criteria().len()).filter(|at| score.criteria[*at].inherent.material).collect();
    order.sort_by_key(|at| &framework.criteria()[*at].id);
    let mut lines = Vec::new();
    for at in order {
        let criterion = &framework.criteria()[at];
        let mut questions: Vec<usize> =
            criterion.questions.clone().filter(|question| score.counted(*question)).collect();
        questions.sort_by_key(|question| &framework.questions()[*question].id);
        lines.extend(questions.into_iter().map(|question| LineJson {
            criterion: &criterion.id,
            question: &framework.questions()[question].id,
            points: number(score.questions[question].points),
            because: crate::report::wording::because(score, question),
        }));
        if let Some((question, points)) = score.criteria[at].weakest_key {
            lines.push(LineJson {
                criterion: &criterion.id,
                question: &framework.questions()[question].id,
                points: number(points),
                because: crate::report::wording::GIVEN_BACK.to_owned(),
            });
        }
    }
    lines
}

/// A framework as programs read it: what is asked, and what the answers are worth.
#[must_use]
pub fn framework(framework: &Framework) -> serde_json::Value {
    let conditions = |condition: &ContextCondition| {
        if condition.always() { serde_json::Value::Null } else { condition.text(framework.factors()).into() }
    };
    let options = |options: &[Choice]| -> Vec<serde_json::Value> {
        options.iter().map(|option| json!({"id": option.id, "label": option.label, "credit": option.credit})).collect()
    };
    let kind = |kind: &QuestionKind| match kind {
        QuestionKind::Choice(list) | QuestionKind::YesNo(list) => {
            json!({"kind": kind.word(), "options": options(list)})
        }
        QuestionKind::Multiple(items) => {
            let items: Vec<_> = items.iter().map(|item| json!({"id": item.id, "label": item.label})).collect();
            json!({"kind": kind.word(), "items": items})
        }
        QuestionKind::Number(number) => {
            let bands: Vec<_> = number
                .bands
                .iter()
                .map(|band| match band.limit {
                    BandLimit::UpTo(limit) => json!({"up-to": limit.to_string(), "credit": band.credit}),
                    BandLimit::AtLeast(limit) => json!({"at-least": limit.to_string(), "credit": band.credit}),
                })
                .collect();
            json!({"kind": kind.word(), "unit": number.unit, "bands": bands, "none": number.none.as_ref().map(|none| json!({"label": none.label, "credit": none.credit}))})
        }
    };
    let ids =
        |list: &[usize]| -> Vec<&str> { list.iter().map(|factor| framework.factors()[*factor].id.as_str()).collect() };
    json!({
        "id": framework.id(),
        "title": framework.title(),
        "method": "bounded-ledger/1",
        "minutes": framework.minutes(),
        "files": framework.parts().iter().map(PinData::from).collect::<Vec<_>>(),
        "factors": framework.factors().iter().map(|factor| json!({"id": factor.id, "renamed-from": factor.renamed_from, "title": factor.title, "ask": factor.ask, "levels": factor.levels})).collect::<Vec<_>>(),
        "domains": framework.domains().iter().map(|domain| json!({"id": domain.id, "title": domain.title})).collect::<Vec<_>>(),
        "criteria": framework.criteria().iter().map(|criterion| json!({
            "id": criterion.id,
            "domain": framework.domains()[criterion.domain].id,
            "title": criterion.title,
            "loss": criterion.loss,
            "impact": ids(&criterion.impact),
            "exposure": ids(&criterion.exposure),
        })).collect::<Vec<_>>(),
        "questions": framework.questions().iter().map(|question| json!({
            "id": question.id,
            "renamed-from": question.renamed_from,
            "criterion": framework.criteria()[question.criterion].id,
            "title": question.title,
            "ask": question.ask,
            "why": question.why,
            "key": question.key,
            "when": conditions(&question.when),
            "not-applicable": question.not_applicable,
            "evidence-at-least": question.evidence_at_least.map(crate::framework::Grade::as_str),
            "evidence-at-most": question.evidence_at_most.as_str(),
            "effort": question.effort,
            "answer": kind(&question.kind),
            "evidence": question.evidence,
            "mitigation": question.mitigation,
            "references": question.references,
            "knock-out": question.knock_out.as_ref().map(|knock_out| json!({
                "id": knock_out.id,
                "renamed-from": knock_out.renamed_from,
                "answers": knock_out.answers,
                "when": conditions(&knock_out.when),
                "floor": framework.scoring().tiers[knock_out.floor].id,
                "waivable": knock_out.waivable,
                "reason": knock_out.reason,
            })),
        })).collect::<Vec<_>>(),
        "knock-outs": framework.knock_outs().iter().map(|knock_out| json!({
            "id": knock_out.id,
            "renamed-from": knock_out.renamed_from,
            "when": conditions(&knock_out.when),
            "floor": framework.scoring().tiers[knock_out.floor].id,
            "waivable": knock_out.waivable,
            "reason": knock_out.reason,
        })).collect::<Vec<_>>(),
        "retired": framework.retired().iter().map(|retired| json!({"id": retired.id, "reason": retired.reason})).collect::<Vec<_>>(),
    })
}

/// A triage framework as programs read it.
#[must_use]
pub fn triage(triage: &TriageFramework) -> serde_json::Value {
    json!({
        "id": triage.part.id,
        "title": triage.title,
        "method": "highest-route/1",
        "minutes": triage.minutes,
        "files": [PinData::from(&triage.part)],
        "prefills": triage.prefills,
        "questions": triage.questions.iter().map(|question| json!({
            "id": question.id.value,
            "title": question.title,
            "ask": question.ask,
            "multiple": question.multiple,
            "options": question.options.iter().map(|option| json!({
                "id": option.id.value,
                "label": option.label,
                "route": option.route.as_str(),
                "factors": option.factors.iter().map(|(factor, level)| (factor.value.as_str(), *level)).collect::<BTreeMap<_, _>>(),
                "adds": option.adds.iter().map(|overlay| overlay.value.as_str()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// The object that `score --format json` prints for a framework that only routes.
#[must_use]
pub fn routed(routed: &Routed<'_>) -> serde_json::Value {
    let reason = |reason: &RouteReason| {
        let question = &routed.triage.questions[reason.question];
        let answer: serde_json::Value = match (&reason.answer[..], question.multiple) {
            ([], false) => serde_json::Value::Null,
            ([one], false) => one.as_str().into(),
            (several, _) => several.into(),
        };
        json!({"question": question.id.value, "answer": answer, "route": reason.route.as_str()})
    };
    json!({
        "framework": PinData::from(&routed.triage.part),
        "method": "highest-route/1",
        "as-of": routed.as_of.to_string(),
        "tier": null,
        "decision": null,
        "route": routed.route.as_str(),
        "because": routed.because.iter().map(reason).collect::<Vec<_>>(),
        "context": routed.context,
        "frameworks": routed.frameworks,
        "unknown": routed.unknown,
        "ignored": routed.ignored,
        "bases": [],
    })
}
