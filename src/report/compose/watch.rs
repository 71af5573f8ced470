//! When to look again, and at what.

use crate::date::Day;
use crate::gate;

use super::super::view::Named;
use super::super::view::one_use::{DateView, WatchSection};
use super::super::wording;
use super::{Case, late, named};

/// How many of the answers on which the tier rests are named here; all stand under "why".
const NAMED: usize = 5;

/// The criterion whose answers tell the way out, where a framework has it.
const EXIT: &str = "exit";

impl Case<'_> {
    pub(super) fn watch_section(&self) -> WatchSection {
        let assessment = self.facts.assessment;
        let mut dates: Vec<(Day, String)> = vec![(assessment.review_due(), "next review".to_owned())];
        for item in assessment.answers.evidence.values() {
            dates.extend(item.expires.map(|day| (day, format!("evidence expires: {}", item.title))));
        }
        for (id, answer) in &assessment.answers.answers {
            if let Some(control) = &answer.compensating {
                let title = self.facts.framework.question_title(id);
                dates.push((control.until, format!("compensating control ends: {title}")));
            }
        }
        if let Some((_, decision)) = self.deciding() {
            dates.extend(decision.valid_until.map(|day| (day, "the decision ends".to_owned())));
            for waiver in &decision.waivers {
                dates.push((waiver.until, format!("the waiver of {} ends", waiver.id)));
            }
            dates.extend(decision.accepted_risk.iter().map(|risk| (risk.until, "accepted risk ends".to_owned())));
        }
        for (condition, due) in gate::owed(self.facts.gate.own, self.day())
            .into_iter()
            .filter(|_| self.bound().is_some())
            .flat_map(|(_, open)| open)
            .filter_map(|condition| Some((condition, condition.due?)))
        {
            let owner = condition.owner.as_deref().map_or("nobody", wording::name_of);
            dates.push((due, format!("condition {} ({owner}): {}", condition.id, condition.text)));
        }
        dates.sort();
        dates.dedup();
        let mut triggers = vec![
            "New terms, a new owner, or a new place where the vendor processes our content".to_owned(),
            "A new model or major version behind the tool".to_owned(),
            "An incident or a published weakness that concerns this tool".to_owned(),
            "Any wider use: more sensitive content, more rights, more people than assessed".to_owned(),
        ];
        triggers.extend(self.carrying());
        WatchSection {
            dates: dates
                .into_iter()
                .map(|(day, what)| DateView { day: day.to_string(), what, overdue_days: late(self.day(), day) })
                .collect(),
            triggers,
            events: self.events(),
            exit: self.exit(),
        }
    }

    /// The answers on which the tier rests, in one sentence.
    fn carrying(&self) -> Option<String> {
        let steps = self.rests_on();
        let first: Vec<String> = steps.iter().take(NAMED).map(|step| format!("“{}”", step.question)).collect();
        let more = steps.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more on which the tier rests") } else { String::new() };
        (!first.is_empty()).then(|| format!("Any answer that is no longer true: {}{rest}", first.join(", ")))
    }

    /// What happened since the decision.
    fn events(&self) -> Vec<Named> {
        let events = gate::events_since(self.facts.gate.own, self.day());
        events
            .into_iter()
            .map(|event| {
                let what = event.what.word().replace('-', " ");
                named(format!("{} {what}", event.header.as_of), event.why.clone())
            })
            .collect()
    }

    fn exit(&self) -> Vec<Named> {
        let framework = self.facts.framework;
        let Some(criterion) = framework.criteria.iter().find(|criterion| criterion.id == EXIT) else {
            return Vec::new();
        };
        criterion
            .questions
            .clone()
            .filter(|at| self.score.questions[*at].applies != crate::context::Applies::Hidden)
            .map(|at| named(&framework.questions[at].title, self.stands(at)))
            .collect()
    }
}
