//! What carries the result, and what would change it.

use std::collections::BTreeSet;

use crate::score::Ratio;
use crate::score::change::ChangedAnswer;

use super::super::view::Tenths;
use super::super::view::one_use::{LedgerLine, StepView, SumLine, WhySection};
use super::super::view::picture::{Fall, Waterfall};
use super::super::wording;
use super::{ScoredUse, tenths, whole};

/// How many ledger lines are shown before the annex.
const LINES: usize = 10;

impl ScoredUse<'_> {
    pub(super) fn why_section(&self) -> WhySection {
        let waived = BTreeSet::new();
        let base = self.base(&waived);
        let ways = base.ways_to(self.score.tier.saturating_sub(1));
        let way = ways.ways.first().into_iter().flatten();
        let way_down: Vec<StepView> = way
            .map(|step| {
                let answer = wording::better_answer(&self.score, &self.facts.assessment.answers, step);
                self.step(step, answer)
            })
            .collect();
        let way_said = if self.score.tier == 0 {
            "It is already the lowest tier.".to_owned()
        } else {
            wording::way(&self.score, &ways)
        };
        WhySection {
            sum: self.sum(),
            lines: self.lines_that_matter(),
            rests_on: self.rests_on(),
            way_down,
            way_said,
            waterfall: self.waterfall(),
        }
    }

    /// The answers on which the tier rests.
    pub(super) fn rests_on(&self) -> Vec<StepView> {
        let waived = BTreeSet::new();
        self.base(&waived).rests_on().iter().map(|step| self.step(step, String::new())).collect()
    }

    fn step(&self, step: &ChangedAnswer, answer: String) -> StepView {
        let question = &self.facts.framework.questions()[step.question];
        StepView {
            id: question.id.clone(),
            question: question.title.clone(),
            answer,
            tier: self.tier(step.tier),
            recommended: wording::decision(step.decision),
            points: tenths(step.residual),
        }
    }

    fn sum(&self) -> Vec<SumLine> {
        let scoring = self.scoring();
        let order = self.heaviest().into_iter().take(usize::from(scoring.breadth_count) + 1).enumerate();
        order
            .map(|(place, at)| SumLine {
                share: if place == 0 { "all of".to_owned() } else { format!("{} % of", scoring.breadth_rate) },
                title: self.facts.framework.criteria()[at].title.clone(),
                points: tenths(self.score.criteria[at].residual),
            })
            .collect()
    }

    /// The line of a question in the ledger of its criterion.
    pub(super) fn ledger_line(&self, question: usize) -> LedgerLine {
        let framework = self.facts.framework;
        let asked = &framework.questions()[question];
        let criterion = &framework.criteria()[asked.criterion];
        let count = criterion.questions.clone().filter(|one| self.score.counted(*one)).count();
        let score = &self.score.questions[question];
        let inherent = i128::from(self.score.criteria[asked.criterion].inherent.points);
        let most = Ratio::new(inherent * i128::from(self.scoring().max_effect), 100 * count.max(1) as i128);
        LedgerLine {
            criterion: criterion.title.clone(),
            id: asked.id.clone(),
            question: asked.title.clone(),
            points: tenths(score.points),
            left: tenths(most.plus(score.points)),
            because: wording::because(&self.score, question),
        }
    }

    /// What a weak key answer takes back in a criterion.
    pub(super) fn given_back(&self, criterion: usize) -> Option<LedgerLine> {
        let (question, points) = self.score.criteria[criterion].weakest_key?;
        let asked = &self.facts.framework.questions()[question];
        Some(LedgerLine {
            criterion: self.facts.framework.criteria()[criterion].title.clone(),
            id: asked.id.clone(),
            question: asked.title.clone(),
            points: tenths(points),
            left: Tenths(0),
            because: wording::GIVEN_BACK.to_owned(),
        })
    }

    /// The lines that leave most points standing in the criteria that count: those which add to the sum.
    fn lines_that_matter(&self) -> Vec<LedgerLine> {
        let counts = usize::from(self.scoring().breadth_count) + 1;
        let mut lines: Vec<LedgerLine> = Vec::new();
        for at in self.heaviest().into_iter().take(counts) {
            if !self.score.criteria[at].inherent.material {
                continue;
            }
            let questions = self.facts.framework.criteria()[at].questions.clone();
            lines.extend(questions.filter(|one| self.score.counted(*one)).map(|one| self.ledger_line(one)));
            lines.extend(self.given_back(at));
        }
        // What was given back was left standing just as well.
        let standing = |line: &LedgerLine| line.left.max(line.points);
        lines.sort_by(|a, b| standing(b).cmp(&standing(a)).then_with(|| a.id.cmp(&b.id)));
        lines.retain(|line| standing(line) > Tenths(0));
        lines.truncate(LINES);
        lines
    }

    /// The ledger of the worst criterion as a picture.
    fn waterfall(&self) -> Option<Waterfall> {
        let at = self.heaviest().into_iter().find(|at| self.score.criteria[*at].inherent.material)?;
        let criterion = &self.facts.framework.criteria()[at];
        let start = whole(self.score.criteria[at].inherent.points);
        // Levels from the exact sum, so that the last one is the residual as shown.
        let mut level = Ratio::new(self.score.criteria[at].inherent.points.into(), 1);
        let mut steps = Vec::new();
        for question in criterion.questions.clone().filter(|one| self.score.counted(*one)) {
            level = level.plus(self.score.questions[question].points);
            let line = self.ledger_line(question);
            steps.push(Fall { title: line.question, points: line.points, level: tenths(level), because: line.because });
        }
        let end = tenths(self.score.criteria[at].residual);
        if let Some(line) = self.given_back(at) {
            steps.push(Fall { title: line.question, points: line.points, level: end, because: line.because });
        }
        Some(Waterfall { title: criterion.title.clone(), bands: self.bands(), start, steps, end })
    }
}
