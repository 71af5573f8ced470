//! `[scoring]` of all files made into one, and whether its numbers fit each other.

use std::sync::Arc;

use crate::document::At;
use crate::problem::{Code, Problem, Source};

use super::super::Grade;
use super::super::file::{self, LEDGER_NUMBERS, METHODS, WrittenScoring, WrittenTiers};
use super::super::scoring::{Scoring, Tier};
use super::assembly::Assembly;
use super::overlay::Uses;

impl Assembly<'_> {
    pub(super) fn scoring(&mut self, order: &[file::FrameworkFile]) -> Option<Scoring> {
        let base = &order[0];
        let merged = self.merged_scoring(order)?;
        let mut missing: Vec<&str> = Vec::new();
        let mut number = |key: &'static str| {
            let found = merged.numbers.iter().rev().find(|(name, _)| *name == key);
            if found.is_none() && !merged.unread.contains(&key) {
                missing.push(key);
            }
            found.map_or(0, |(_, at)| at.value)
        };
        let values: Vec<i64> = LEDGER_NUMBERS.iter().map(|(key, ..)| number(key)).collect();
        let small = |at: usize| u8::try_from(values[at]).unwrap_or(0);
        let large = |at: usize| u32::try_from(values[at]).unwrap_or(0);
        let mut need = |there: bool, key: &'static str| {
            if !there && !merged.unread.contains(&key) {
                missing.push(key);
            }
        };
        need(merged.inherent.is_some(), "inherent");
        need(merged.evidence.is_some(), "evidence");
        need(merged.tiers.is_some(), "tier");
        need(merged.evidence_floor.is_some(), "evidence-floor");
        need(merged.knock_out_grade.is_some(), "knock-out-grade");
        // After a syntax error what seems missing may only be unreadable.
        if !missing.is_empty() && !self.broken {
            let range = if base.scoring.range.is_empty() { base.id.range.clone() } else { base.scoring.range.clone() };
            let names: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
            self.error(Code::MissingKey, &base.source, &range, format!("[scoring] lacks {}", names.join(", ")))
                .help
                .push("every number of the method belongs in the framework's file: add them".to_owned());
        }
        let tiers: Option<Vec<Tier>> = merged
            .tiers
            .and_then(|(source, tiers)| self.check_tiers(source, tiers))
            .map(|tiers| tiers.iter().map(|at| at.value.clone()).collect());
        self.tiers = tiers.clone().unwrap_or_default();
        if let Some((source, tiers)) = merged.tiers {
            self.tiers_at = Some((Arc::clone(source), tiers.range.clone()));
            let before = order.iter().take_while(|part| !Arc::ptr_eq(&part.source, source));
            self.tiers_over = before.map(|part| Arc::clone(&part.source)).collect();
        }
        let evidence_floor = merged.evidence_floor.and_then(|(source, floor)| self.floor(source, floor));
        if let Some((source, inherent)) = merged.inherent {
            self.check_inherent(source, inherent);
        }
        if let Some((source, evidence)) = merged.evidence
            && evidence.value.windows(2).any(|pair| pair[0] > pair[1])
        {
            self.error(
                Code::BadScoring,
                source,
                &evidence.range,
                "a stronger grade of evidence is worth less than a weaker one",
            )
            .help
            .push("let the caps rise from `none` to `tested`, or stay equal".to_owned());
        }
        let last = |key: &str| merged.numbers.iter().rev().find(|(name, _)| *name == key);
        if let (Some((_, low)), Some((_, high))) = (last("confidence-low"), last("confidence-high"))
            && low.value > high.value
        {
            // The place is the file that was laid on the other.
            let at = if Arc::ptr_eq(low.source, &base.source) { high } else { low };
            self.error(Code::BadScoring, at.source, &at.at.range, "`confidence-low` is above `confidence-high`")
                .help
                .push(format!("give both; here they are {} and {}", low.value, high.value));
        }
        Some(Scoring {
            max_effect: small(0),
            key_cap_base: small(1),
            breadth_rate: small(2),
            breadth_count: small(3),
            material_from: small(4),
            max_tier_drop: small(5),
            waiver_steps: small(6),
            compensating_cap: small(7),
            not_applicable_credit: small(8),
            stale_days: large(9),
            exposure_count: small(10),
            review_divisor: large(11),
            review_least_days: large(12),
            evidence_floor: evidence_floor?,
            knock_out_grade: merged.knock_out_grade?,
            answered_least: small(13),
            condition_from: small(14),
            condition_target_key: small(15),
            condition_target: small(16),
            confidence_low: small(17),
            confidence_high: small(18),
            inherent: merged.inherent?.1.value,
            evidence: merged.evidence?.1.value,
            tiers: tiers?,
        })
    }

    fn merged_scoring<'a>(&mut self, order: &'a [file::FrameworkFile]) -> Option<Merged<'a>> {
        let mut merged = Merged::default();
        for (at, part) in order.iter().enumerate() {
            let written: &WrittenScoring = &part.scoring;
            if let Some(method) = written.method.as_ref().filter(|method| method.value != METHODS[0]) {
                // One that is not known at all was reported where it was read.
                self.problems.push(
                    Problem::error(
                        Code::BadOverlay,
                        &part.source,
                        method.range.clone(),
                        "an overlay cannot change the method of its base",
                    )
                    .help("leave `method` out"),
                );
                return None;
            }
            if at == 0 && written.method.is_none() && !self.broken {
                let range = if written.range.is_empty() { part.id.range.clone() } else { written.range.clone() };
                self.error(Code::MissingKey, &part.source, &range, "the framework names no method").help.push(
                    "add `method = \"bounded-ledger/1\"` to [scoring], or `extends` a framework that has one"
                        .to_owned(),
                );
                return None;
            }
            merged.unread.extend(&written.unread);
            merged.numbers.extend(written.numbers.iter().map(|(key, at)| (*key, From { source: &part.source, at })));
            merged.inherent = written.inherent.as_ref().map(|at| (&part.source, at)).or(merged.inherent);
            merged.evidence = written.evidence.as_ref().map(|at| (&part.source, at)).or(merged.evidence);
            merged.tiers = written.tiers.as_ref().map(|at| (&part.source, at)).or(merged.tiers);
            merged.evidence_floor =
                written.evidence_floor.as_ref().map(|at| (&part.source, at)).or(merged.evidence_floor);
            merged.knock_out_grade = written.knock_out_grade.as_ref().map(|at| at.value).or(merged.knock_out_grade);
        }
        Some(merged)
    }

    fn check_tiers<'t>(&mut self, source: &Arc<Source>, tiers: &'t At<WrittenTiers>) -> Option<&'t WrittenTiers> {
        let (tiers, range) = (&tiers.value, tiers.range.clone());
        let Some(first) = tiers.first() else {
            self.problems.push(
                Problem::error(Code::BadScoring, source, range, "there is no tier")
                    .help("add [[scoring.tier]] tables, the lowest with `from = 0`"),
            );
            return None;
        };
        let before = self.problems.0.len();
        if first.value.from != 0 {
            self.error(
                Code::BadScoring,
                source,
                &first.range,
                format!("the lowest tier `{}` begins at {}", first.value.id, first.value.from),
            )
            .help
            .push("let it begin at 0".to_owned());
        }
        for pair in tiers.windows(2) {
            let [low, high] = pair else { continue };
            if high.value.from <= low.value.from {
                self.error(
                    Code::BadScoring,
                    source,
                    &high.range,
                    format!("the tier `{}` does not begin above `{}`", high.value.id, low.value.id),
                )
                .help
                .push("list the tiers from the lowest to the highest".to_owned());
            }
            if high.value.decision < low.value.decision {
                self.error(
                    Code::BadScoring,
                    source,
                    &high.range,
                    format!("the tier `{}` has a milder decision than `{}`", high.value.id, low.value.id),
                )
                .help
                .push("let decisions grow stricter with the tier".to_owned());
            }
        }
        let mut uses = Uses::new();
        let ids: Vec<At<String>> =
            tiers.iter().map(|tier| At { value: tier.value.id.clone(), range: tier.range.clone() }).collect();
        for id in &ids {
            self.unique(&mut uses, source, "tier", id);
        }
        (self.problems.0.len() == before).then_some(tiers)
    }

    fn check_inherent(&mut self, source: &Arc<Source>, inherent: &At<[[u8; 5]; 5]>) {
        let table = &inherent.value;
        let falls = (0..5).any(|row| {
            (0..5).any(|column| {
                (column > 0 && table[row][column] < table[row][column - 1])
                    || (row > 0 && table[row][column] < table[row - 1][column])
            })
        });
        if falls {
            self.error(
                Code::BadScoring,
                source,
                &inherent.range,
                "the inherent points fall where impact or exposure rises",
            )
            .help
            .push("let no number be smaller than its left or upper neighbour".to_owned());
        }
    }
}

/// A number of `[scoring]` and the file that gave it.
struct From<'a> {
    source: &'a Arc<Source>,
    at: &'a At<i64>,
}

impl std::ops::Deref for From<'_> {
    type Target = At<i64>;
    fn deref(&self) -> &At<i64> {
        self.at
    }
}

/// A value and the file that gave it.
type Sourced<'a, T> = (&'a Arc<Source>, &'a At<T>);

/// `[scoring]` of all files, the later key in place of the earlier one.
#[derive(Default)]
struct Merged<'a> {
    /// Keys that are there but could not be read.
    unread: Vec<&'static str>,
    numbers: Vec<(&'static str, From<'a>)>,
    inherent: Option<Sourced<'a, [[u8; 5]; 5]>>,
    evidence: Option<Sourced<'a, [u8; 5]>>,
    tiers: Option<Sourced<'a, WrittenTiers>>,
    evidence_floor: Option<Sourced<'a, String>>,
    knock_out_grade: Option<Grade>,
}
