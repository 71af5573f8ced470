//! When to look again, and at what.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::ChainEntry;
use crate::date::Day;
use crate::gate;
use crate::person::Person;

use super::super::view::NamedText;
use super::super::view::one_use::{DateView, WatchSection};
use super::{ScoredUse, late, named};

/// How many of the answers on which the tier rests are named here; all stand under "why".
const NAMED: usize = 5;

/// The criterion whose answers tell the way out, where a framework has it.
const EXIT: &str = "exit";

impl ScoredUse<'_> {
    pub(super) fn watch_section(&self) -> WatchSection {
        let assessment = self.facts.assessment;
        // By day and what it is about: what falls due together is said together.
        let mut dates: BTreeMap<(Day, String), BTreeSet<String>> = BTreeMap::new();
        let mut due = |day: Day, what: &str, whose: &str| {
            let together = dates.entry((day, what.to_owned())).or_default();
            together.extend((!whose.is_empty()).then(|| whose.to_owned()));
        };
        due(assessment.review_due(), "next review", "");
        for item in assessment.answers.evidence.values() {
            if let Some(day) = item.expires {
                due(day, "evidence expires", &item.title);
            }
        }
        for (id, answer) in &assessment.answers.answers {
            if let Some(control) = &answer.compensating {
                due(control.until, "compensating control ends", self.facts.framework.question_title(id));
            }
        }
        if let Some(ChainEntry { record: decision, .. }) = self.deciding() {
            if let Some(day) = decision.valid_until {
                due(day, "the decision ends", "");
            }
            for waiver in &decision.waivers {
                due(waiver.until, "waiver ends", &super::titles::of_floor(Some(self.facts.framework), &waiver.id));
            }
            if let Some(risk) = &decision.accepted_risk {
                due(risk.until, "accepted risk ends", "");
            }
        }
        for (condition, day) in gate::owed(self.facts.gate.own, self.day())
            .into_iter()
            .filter(|_| self.bound().is_some())
            .flat_map(|(_, open)| open)
            .filter_map(|condition| Some((condition, condition.due?)))
        {
            let owner = condition.owner.as_ref().map_or("nobody", Person::name);
            due(day, &format!("conditions of {owner}"), &self.decided_by().condition_title(condition));
        }
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
                .map(|((day, what), whose)| DateView {
                    day: day.to_string(),
                    what: if whose.is_empty() {
                        what
                    } else {
                        format!("{what}: {}", whose.into_iter().collect::<Vec<_>>().join("; "))
                    },
                    overdue_days: late(self.day(), day),
                })
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
    fn events(&self) -> Vec<NamedText> {
        let events = gate::events_since(self.facts.gate.own, self.day());
        events
            .into_iter()
            .map(|event| {
                let what = event.what.word().replace('-', " ");
                named(format!("{} {what}", event.header.as_of), event.why.clone())
            })
            .collect()
    }

    fn exit(&self) -> Vec<NamedText> {
        let framework = self.facts.framework;
        let Some(criterion) = framework.criteria().iter().find(|criterion| criterion.id == EXIT) else {
            return Vec::new();
        };
        criterion
            .questions
            .clone()
            .filter(|at| self.score.questions[*at].applies != crate::context::Applies::Hidden)
            .map(|at| named(&framework.questions()[at].title, self.stands(at)))
            .collect()
    }
}
