//! What a decision rests on as the gate sees it: an assessment, or a triage that is assessment enough.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answers;
use crate::assessment::{Assessment, Record, Triage};
use crate::date::Day;
use crate::policy::Policy;

/// An assessment, or a triage that is assessment enough.
#[derive(Clone, Copy)]
pub(super) enum BasisRecord<'a> {
    Assessment(&'a Assessment),
    Triage(&'a Triage),
}

impl<'a> BasisRecord<'a> {
    pub(super) fn of(record: &'a Record) -> Option<Self> {
        match record {
            Record::Assessment(assessment) => Some(Self::Assessment(assessment)),
            Record::Triage(triage) if triage.is_assessment() => Some(Self::Triage(triage)),
            _ => None,
        }
    }

    pub(super) fn as_of(self) -> Day {
        match self {
            Self::Assessment(assessment) => assessment.header.as_of,
            Self::Triage(triage) => triage.header.as_of,
        }
    }

    /// The last day for a decision that names none.
    pub(super) fn good_until(self, policy: &Policy) -> Day {
        match self {
            Self::Assessment(assessment) => assessment.review_due(),
            Self::Triage(triage) => triage.header.as_of.plus_days(i64::from(policy.triage_days)),
        }
    }

    /// What was answered, and which answers do not count.
    pub(super) fn answers(self) -> (&'a Answers, &'a [String]) {
        match self {
            Self::Assessment(assessment) => (&assessment.answers, &assessment.outcome.ignored),
            Self::Triage(triage) => (&triage.answers, &triage.ignored),
        }
    }

    /// What models were told of the tool's own tools.
    pub(super) fn definitions(self) -> &'a BTreeMap<String, String> {
        match self {
            Self::Assessment(assessment) => &assessment.tool.definitions,
            Self::Triage(triage) => &triage.tool.definitions,
        }
    }

    /// The factors that were looked at, known or not.
    pub(super) fn factors(self) -> BTreeSet<&'a String> {
        match self {
            Self::Assessment(assessment) => {
                assessment.answers.context.keys().chain(&assessment.outcome.context_unknown).collect()
            }
            Self::Triage(triage) => triage.context.keys().collect(),
        }
    }
}
