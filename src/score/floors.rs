//! Floors under the tier: knock-outs of the context and of questions, and evidence that is not there.

use std::collections::BTreeSet;

use crate::context::Applies;

use super::ledger::LedgerCase;
use super::{Floor, FloorKind, QuestionScore, QuestionState};

impl LedgerCase<'_> {
    /// The floors of knock-outs that are hit.
    pub(super) fn knock_outs(&self, questions: &[QuestionScore], waived: &BTreeSet<String>) -> Vec<Floor> {
        let scoring = self.framework.scoring();
        let lowered = |floor: usize| floor.saturating_sub(usize::from(scoring.waiver_steps));
        let mut floors = Vec::new();
        for knock_out in self.framework.knock_outs() {
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
                kind: FloorKind::Context,
                waived: tier < knock_out.floor,
                unknown,
            });
        }
        for (at, (question, score)) in self.framework.questions().iter().zip(questions).enumerate() {
            let Some(knock_out) = &question.knock_out else { continue };
            if score.applies == Applies::Hidden || !self.context.holds(&knock_out.when) {
                continue;
            }
            let listed = score.standing == QuestionState::Answered && self.is_listed(at, knock_out);
            if !(listed || score.open) {
                continue;
            }
            let certain =
                self.context.holds_for_certain(&question.when) && self.context.holds_for_certain(&knock_out.when);
            let waive = waived.contains(&knock_out.id) && knock_out.waivable && !score.open;
            let tier = if waive { lowered(knock_out.floor) } else { knock_out.floor };
            floors.push(Floor {
                id: knock_out.id.clone(),
                tier,
                reason: knock_out.reason.clone(),
                kind: FloorKind::KnockOut(at),
                waived: tier < knock_out.floor,
                unknown: score.open || !certain,
            });
        }
        floors
    }

    /// The floors of questions whose least evidence is not there.
    pub(super) fn evidence_floors(&self, questions: &[QuestionScore]) -> Vec<Floor> {
        let floors =
            self.framework.questions().iter().zip(questions).enumerate().filter_map(|(at, (question, score))| {
                let least = question.evidence_at_least?;
                let met = match score.standing {
                    QuestionState::Hidden => true,
                    QuestionState::Unknown => false,
                    // That a question does not apply is only said: its grade is none.
                    QuestionState::Answered | QuestionState::NotApplicable => !score.open && score.grade >= least,
                };
                (score.applies == Applies::Asked && !met).then(|| Floor {
                    id: format!("evidence:{}", question.id),
                    tier: self.framework.scoring().evidence_floor,
                    reason: format!(
                        "\u{201c}{}\u{201d} needs evidence of grade {} or better.",
                        question.title,
                        least.as_str()
                    ),
                    kind: FloorKind::Evidence(at),
                    waived: false,
                    unknown: score.open,
                })
            });
        floors.collect()
    }
}
