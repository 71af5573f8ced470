//! What is asked of the reader as terms that can be signed: for what, not for what, until when; and after
//! the decision what was decided and how far its conditions are.

use std::cmp::Reverse;

use crate::framework::{Disposition, HIGHEST_LEVEL};

use super::super::view::NamedText;
use super::super::view::one_use::{ConditionView, DecisionView};
use super::super::wording::count;
use super::{ScoredUse, clip, named};

/// How many factors the page to decide on has room for: those on which most criteria rest.
const FACTORS: usize = 4;
/// The most characters of one level's wording there.
const ROOM: usize = 80;

impl ScoredUse<'_> {
    /// What would be approved, or was.
    pub(super) fn terms(&self, made: Option<&DecisionView>, conditions: &[ConditionView]) -> Vec<NamedText> {
        match made.filter(|_| self.settled()) {
            Some(made) => self.terms_made(made, conditions),
            None => self.terms_asked(),
        }
    }

    fn terms_asked(&self) -> Vec<NamedText> {
        let usage = self.use_title();
        let until = self.facts.assessment.review_due().to_string();
        match self.score.decision {
            Disposition::Approve | Disposition::ApproveWithConditions | Disposition::Restrict => {
                let (within, beyond) = self.limits(|at| self.score.levels[at]);
                let mut terms = vec![named("Approve for", with(&usage, &within))];
                terms.extend((!beyond.is_empty()).then(|| named("Not for", beyond.join("; "))));
                terms.push(named("Until", format!("{until}, the next review")));
                terms
            }
            Disposition::Hold => {
                let answers = count(self.score.unknown().len(), "answer", "answers");
                let context = match self.score.context_unknown().len() {
                    0 => String::new(),
                    factors => format!(" and {}", count(factors, "context factor", "context factors")),
                };
                vec![named("Hold", usage), named("Until", format!("what is open is known: {answers}{context}"))]
            }
            Disposition::Prohibit => vec![named("Prohibit for", usage), named("Until", "a later decision")],
        }
    }

    fn terms_made(&self, made: &DecisionView, conditions: &[ConditionView]) -> Vec<NamedText> {
        let usage = made.about.clone().unwrap_or_else(|| self.use_title());
        let until = made.valid_until.clone().unwrap_or_else(|| "a later decision".to_owned());
        let period = format!("{} to {until}", made.valid_from);
        let Some(decision) = self.bound() else {
            return vec![named("Decided", made.decision.clone()), named("For", usage), named("In force", period)];
        };
        let framework = self.facts.framework;
        let ceiling = |at: usize| decision.ceiling.get(&framework.factors()[at].id).copied();
        let (within, beyond) = self.limits(ceiling);
        let mut terms = vec![named("Decided", made.decision.clone()), named("For", with(&usage, &within))];
        // Whoever reads for what it is reads for whom and which edition, too.
        let limits: Vec<String> =
            made.limits.iter().map(|limit| format!("{}: {}", limit.name.to_lowercase(), limit.text)).collect();
        terms.extend((!limits.is_empty()).then(|| named("Only", clip(&limits.join("; "), 2 * ROOM))));
        terms.extend((!beyond.is_empty()).then(|| named("Not for", beyond.join("; "))));
        terms.push(named("In force", period));
        terms.extend((!conditions.is_empty()).then(|| named("Conditions", progress(conditions))));
        terms
    }

    /// What lies within these levels, and what is the first beyond them, on the factors that count most.
    fn limits(&self, level: impl Fn(usize) -> Option<u8>) -> (Vec<String>, Vec<String>) {
        let framework = self.facts.framework;
        let rests = |at: usize| {
            let listed =
                framework.criteria().iter().filter(|one| one.impact.contains(&at) || one.exposure.contains(&at));
            listed.count()
        };
        let mut order: Vec<usize> = (0..framework.factors().len()).collect();
        order.sort_by_key(|at| (Reverse(rests(*at)), *at));
        let below = order.into_iter().filter_map(|at| Some((at, level(at).filter(|level| *level < HIGHEST_LEVEL)?)));
        let (mut within, mut beyond) = (Vec::new(), Vec::new());
        for (at, level) in below.take(FACTORS) {
            let factor = &framework.factors()[at];
            let wording = |level: u8| clip(&factor.levels[usize::from(level)], ROOM);
            within.push(format!("{} {level} ({})", factor.title, wording(level)));
            let more = if level + 1 < HIGHEST_LEVEL { " or more" } else { "" };
            beyond.push(format!("{} {}{more} ({})", factor.title, level + 1, wording(level + 1)));
        }
        (within, beyond)
    }
}

fn with(usage: &str, within: &[String]) -> String {
    if within.is_empty() { usage.to_owned() } else { format!("{usage}, with at most: {}", within.join("; ")) }
}

/// How far the conditions of a decision are.
fn progress(conditions: &[ConditionView]) -> String {
    let met = conditions.iter().filter(|one| one.met).count();
    let overdue = conditions.iter().filter(|one| !one.met && one.overdue_days > 0).count();
    let next = conditions.iter().filter(|one| !one.met && one.overdue_days == 0).filter_map(|one| one.due.as_deref());
    let mut text = format!("{met} of {} met", conditions.len());
    if overdue > 0 {
        text += &format!(", {overdue} overdue");
    }
    if let Some(day) = next.min() {
        text += &format!(", the next due on {day}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_conditions_are() {
        let condition = |met: bool, due: &str, overdue_days: i64| ConditionView {
            met,
            due: Some(due.to_owned()),
            overdue_days,
            ..ConditionView::default()
        };
        let all =
            [condition(true, "2026-11-01", 0), condition(false, "2026-11-20", 4), condition(false, "2027-01-31", 0)];
        assert_eq!(progress(&all), "1 of 3 met, 1 overdue, the next due on 2027-01-31");
        assert_eq!(progress(&all[..1]), "1 of 1 met");
    }
}
