//! The result inside a record: exact enough to be recomputed and compared, in words that last.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::document::Section;
use crate::document::writer::{Writer, WrittenValue};
use crate::framework::Disposition;
use crate::score::{Ratio, Score};

/// What an assessment came to. Numbers have at most six decimals, half up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The method.
    pub method: String,
    /// The tier that counts.
    pub tier: String,
    /// How many tiers lie below it, and how many the framework has: for sorting and colour.
    pub rank: (u8, u8),
    /// What is recommended.
    pub decision: Disposition,
    /// Inherent points and their tier.
    pub inherent: (Decimal, String),
    /// Residual points and the tier of the points alone.
    pub residual: (Decimal, String),
    /// A fraction of 1.
    pub confidence: Decimal,
    /// Days until the next review.
    pub review_days: u32,
    /// Inherent and residual points by domain.
    pub domains: BTreeMap<String, (Decimal, Decimal)>,
    /// By criterion.
    pub criteria: BTreeMap<String, CriterionOutcome>,
    /// Floors under the tier by id.
    pub floors: BTreeMap<String, FloorOutcome>,
    /// Credit and target of weak answers, by question.
    pub conditions: BTreeMap<String, (Decimal, u8)>,
    /// Questions asked and not answered.
    pub unknown: Vec<String>,
    /// Answers kept and not counted.
    pub ignored: Vec<String>,
    /// Factors whose level is unknown.
    pub context_unknown: Vec<String>,
}

/// The result of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionOutcome {
    /// 0 to 4.
    pub impact: u8,
    /// 0 to 4.
    pub exposure: u8,
    /// Points.
    pub inherent: u8,
    /// A fraction of 1.
    pub effect: Decimal,
    /// Points.
    pub residual: Decimal,
    /// Whether it was asked.
    pub material: bool,
}

/// A floor under the tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorOutcome {
    /// The lowest tier left.
    pub tier: String,
    /// Whether a waiver lowered it.
    pub waived: bool,
    /// Whether it comes from something unknown.
    pub unknown: bool,
}

fn decimal(value: Ratio) -> Decimal {
    // At most 100.000000 in millionths: far within what a decimal holds.
    Decimal::from_i128_with_scale(value.scaled(6), 6).normalize()
}

impl Outcome {
    /// What a score comes to.
    #[must_use]
    pub fn of(score: &Score<'_>) -> Self {
        let framework = score.framework;
        let points = |points: &crate::score::Points| (decimal(points.points), score.tier_id(points.tier).to_owned());
        let small = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
        Self {
            method: "bounded-ledger/1".to_owned(),
            tier: score.tier_id(score.tier).to_owned(),
            rank: (small(score.tier), small(framework.scoring().tiers.len())),
            decision: score.decision,
            inherent: points(&score.inherent),
            residual: points(&score.residual),
            confidence: decimal(score.confidence),
            review_days: score.review_days,
            domains: framework
                .domains()
                .iter()
                .zip(score.domains())
                .map(|(domain, (residual, inherent))| (domain.id.clone(), (Decimal::from(inherent), decimal(residual))))
                .collect(),
            criteria: framework
                .criteria()
                .iter()
                .zip(&score.criteria)
                .map(|(criterion, result)| {
                    let outcome = CriterionOutcome {
                        impact: result.inherent.impact,
                        exposure: result.inherent.exposure,
                        inherent: result.inherent.points,
                        effect: decimal(result.effect),
                        residual: decimal(result.residual),
                        material: result.inherent.material,
                    };
                    (criterion.id.clone(), outcome)
                })
                .collect(),
            floors: score
                .floors
                .iter()
                .map(|floor| {
                    let outcome = FloorOutcome {
                        tier: score.tier_id(floor.tier).to_owned(),
                        waived: floor.waived,
                        unknown: floor.unknown,
                    };
                    (floor.id.clone(), outcome)
                })
                .collect(),
            conditions: score
                .conditions
                .iter()
                .map(|condition| {
                    let id = framework.questions()[condition.question].id.clone();
                    (id, (decimal(condition.credit), condition.target))
                })
                .collect(),
            unknown: score.unknown().into_iter().map(str::to_owned).collect(),
            ignored: score.ignored.clone(),
            context_unknown: score.context_unknown().into_iter().map(str::to_owned).collect(),
        }
    }

    /// Whether the result of a short run asks for the full one: its points, as they are shown, reach
    /// the limit, or there is any floor under its tier. Without a limit it always does.
    #[must_use]
    pub fn calls_for_full_run(&self, from: Option<u8>) -> bool {
        let shown = self.residual.0.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
        from.is_none_or(|from| shown >= from.into()) || !self.floors.is_empty()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        let points = |(points, tier): &(Decimal, String)| inline([("points", (*points).into()), ("tier", tier.into())]);
        writer
            .table("result")
            .set("method", &self.method)
            .set("tier", &self.tier)
            .set("rank", WrittenValue::List(vec![self.rank.0.into(), self.rank.1.into()]))
            .set("decision", self.decision.as_str())
            .set("inherent", points(&self.inherent))
            .set("residual", points(&self.residual))
            .set("confidence", self.confidence)
            .set("review-days", self.review_days)
            .set("unknown", self.unknown.as_slice())
            .set("ignored", self.ignored.as_slice())
            .set("context-unknown", self.context_unknown.as_slice());
        writer.table("result.domains");
        for (id, (inherent, residual)) in &self.domains {
            writer.set(id, inline([("inherent", (*inherent).into()), ("residual", (*residual).into())]));
        }
        writer.table("result.criteria");
        for (id, criterion) in &self.criteria {
            writer.set(
                id,
                inline([
                    ("impact", criterion.impact.into()),
                    ("exposure", criterion.exposure.into()),
                    ("inherent", criterion.inherent.into()),
                    ("effect", criterion.effect.into()),
                    ("residual", criterion.residual.into()),
                    ("material", criterion.material.into()),
                ]),
            );
        }
        writer.table("result.floors");
        for (id, floor) in &self.floors {
            let parts =
                [("tier", (&floor.tier).into()), ("waived", floor.waived.into()), ("unknown", floor.unknown.into())];
            writer.set(id, inline(parts));
        }
        writer.table("result.conditions");
        for (id, (credit, target)) in &self.conditions {
            writer.set(id, inline([("credit", (*credit).into()), ("target", (*target).into())]));
        }
    }

    pub(super) fn read(section: &Section<'_>) -> Option<Self> {
        section.rename("[result]");
        let points = |key| {
            let inner = section.section_if(key)?;
            let (points, tier) = (number(&inner, "points"), inner.text("tier"));
            inner.finish();
            Some((points?, tier?.value))
        };
        let texts = |key| section.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
        let method = section.text("method");
        let tier = section.text("tier");
        let ranks: Vec<u8> = section
            .list_if("rank")
            .into_iter()
            .flatten()
            .filter_map(|value| u8::try_from(value.integer(0..=255)?.value).ok())
            .collect();
        let decision = section.choice("decision", &Disposition::NAMES);
        let (inherent, residual) = (points("inherent"), points("residual"));
        let confidence = number(section, "confidence");
        let review_days = section.integer("review-days", 1..=36_500);
        let domains = table(section, "domains", |inner| Some((number(inner, "inherent")?, number(inner, "residual")?)));
        let criteria = table(section, "criteria", |inner| {
            let small = |key, most| inner.integer(key, 0..=most).and_then(|at| u8::try_from(at.value).ok());
            Some(CriterionOutcome {
                impact: small("impact", 4)?,
                exposure: small("exposure", 4)?,
                inherent: small("inherent", 100)?,
                effect: number(inner, "effect")?,
                residual: number(inner, "residual")?,
                material: inner.flag("material"),
            })
        });
        let floors = table(section, "floors", |inner| {
            let tier = inner.text("tier")?.value;
            Some(FloorOutcome { tier, waived: inner.flag("waived"), unknown: inner.flag("unknown") })
        });
        let conditions = table(section, "conditions", |inner| {
            let target = inner.integer("target", 0..=100).and_then(|at| u8::try_from(at.value).ok());
            Some((number(inner, "credit")?, target?))
        });
        let outcome = Self {
            method: method?.value,
            tier: tier?.value,
            rank: match ranks[..] {
                [rank, of] => (rank, of),
                _ => return None,
            },
            decision: decision?.value,
            inherent: inherent?,
            residual: residual?,
            confidence: confidence?,
            review_days: u32::try_from(review_days?.value).ok()?,
            domains,
            criteria,
            floors,
            conditions,
            unknown: texts("unknown"),
            ignored: texts("ignored"),
            context_unknown: texts("context-unknown"),
        };
        section.finish();
        Some(outcome)
    }
}

fn inline<const N: usize>(pairs: [(&str, WrittenValue); N]) -> WrittenValue {
    WrittenValue::Inline(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn number(section: &Section<'_>, key: &'static str) -> Option<Decimal> {
    section.number(key).map(|at| at.value)
}

/// A table whose keys are ids and whose values are tables.
fn table<T>(section: &Section<'_>, key: &'static str, read: impl Fn(&Section<'_>) -> Option<T>) -> BTreeMap<String, T> {
    let Some(inner) = section.section_if(key) else { return BTreeMap::new() };
    let entries = inner.entries().into_iter().filter_map(|(id, value)| {
        let entry = value.section(key)?;
        entry.call("entry", &id.value);
        let value = read(&entry);
        entry.finish();
        Some((id.value, value?))
    });
    entries.collect()
}
