//! What a decision rests on, as far as policy asks about it: an assessment with the waivers that are
//! proposed, or a triage that is assessment enough.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::State;
use crate::assessment::decision::Condition;
use crate::assessment::{Assessment, EntryRef, Outcome, Triage};
use crate::date::Day;
use crate::framework::triage::Route;
use crate::framework::{Disposition, Framework, Grade};
use crate::person::Person;
use crate::score::actions::{Action, actions};
use crate::score::{Floor, Score, score};

use super::Policy;

/// What a decision is to rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The sha256 of the record.
    pub sha256: String,
    /// Who asked.
    pub requested_by: Option<Person>,
    /// The parts of the request that policy wants named and nobody named.
    pub unnamed: Vec<String>,
    /// Who recorded the assessment.
    pub reviewer: Person,
    /// The day that it judges.
    pub as_of: Day,
    /// When the next review is due.
    pub review_due: Day,
    /// The tier without waivers; `None` where nothing was scored.
    pub tier: Option<String>,
    /// The tier with the waivers that are proposed.
    pub tier_with_waivers: Option<String>,
    /// What the method recommends with them.
    pub recommended: Option<Disposition>,
    /// The strictest decision that a floor which cannot be waived asks for.
    pub unwaivable: Option<Disposition>,
    /// The floors that a waiver would lower, by id: the tier that they set, and why.
    pub waivable: BTreeMap<String, (String, String)>,
    /// Proposed waivers that change nothing: not hit, not waivable, unknown or unproved.
    pub idle_waivers: Vec<String>,
    /// Whether only key questions were asked and they call for the rest.
    pub needs_full_run: bool,
    /// The route of a triage that is newer than any assessment.
    pub route: Option<Route>,
    /// The tier of an earlier full assessment, where this is a short run that came to a lower one.
    pub shortened: Option<String>,
    /// Questions whose answers claim a grade for which policy wants a reference, and name none.
    pub unreferenced: Vec<String>,
    /// The levels that were looked at, by factor; `None` where nobody knows the level.
    pub levels: BTreeMap<String, Option<u8>>,
    /// Weak answers as conditions, each with the question's id as its own.
    pub conditions: Vec<Condition>,
    /// The same as actions, which are proposed in their order. Worked out only for whoever decides
    /// (`proposed_actions`); empty for whoever judges what was decided.
    pub actions: Vec<Action>,
    /// Who answers for the use.
    pub owner: Option<Person>,
    /// The questions that conditions may name.
    pub questions: BTreeSet<String>,
    /// The knock-outs that waivers may name.
    pub knock_outs: BTreeSet<String>,
}

impl Basis {
    /// An assessment, with the framework that it pins; `owner` answers for the use where the request
    /// names nobody. `None` where its result does not follow from its answers.
    #[must_use]
    pub fn of_assessment(
        entry: EntryRef<'_, Assessment>,
        framework: &Framework,
        waived: &BTreeSet<String>,
        policy: &Policy,
        owner: Option<&str>,
    ) -> Option<Self> {
        let EntryRef { sha256, record: assessment } = entry;
        let case = Rescored { assessment, framework };
        let plain = case.score(&BTreeSet::new());
        if Outcome::of(&plain) != assessment.outcome {
            return None;
        }
        let with = case.score(waived);
        let answers = &assessment.answers;
        let owner = answers.request.business_owner.as_deref().or(owner);
        let condition = |condition: &crate::score::WeakAnswer| {
            let question = &framework.questions()[condition.question];
            let remedy = plain.remedy(condition);
            Condition {
                id: question.id.clone(),
                text: if remedy.is_empty() { question.title.clone() } else { remedy },
                questions: vec![question.id.clone()],
                owner: owner.map(Person::written),
                due: None,
                before_use: false,
            }
        };
        let waivable = plain.floors.iter().filter(|floor| case.lowers(&BTreeSet::new(), &floor.id));
        let waivable =
            waivable.map(|floor| (floor.id.clone(), (plain.tier_id(floor.tier).to_owned(), floor.reason.clone())));
        Some(Self {
            sha256: sha256.to_owned(),
            requested_by: answers.request.requester(),
            unnamed: policy.unnamed(&answers.request, owner).into_iter().map(str::to_owned).collect(),
            reviewer: assessment.header.recorded_by.clone(),
            as_of: assessment.header.as_of,
            review_due: assessment.review_due(),
            tier: Some(assessment.outcome.tier.clone()),
            tier_with_waivers: Some(with.tier_id(with.tier).to_owned()),
            recommended: Some(with.decision),
            unwaivable: case.unwaivable(&with, waived),
            waivable: waivable.collect(),
            idle_waivers: waived.iter().filter(|id| !lowered(&with.floors, id)).cloned().collect(),
            needs_full_run: assessment.needs_full_run(),
            route: None,
            shortened: None,
            unreferenced: unreferenced(assessment, policy.evidence_from, &|id| framework.question(id).is_some()),
            levels: framework
                .factors()
                .iter()
                .zip(&plain.levels)
                .map(|(factor, level)| (factor.id.clone(), *level))
                .collect(),
            conditions: plain.conditions.iter().map(condition).collect(),
            actions: Vec::new(),
            owner: owner.map(Person::written),
            questions: framework.questions().iter().map(|question| question.id.clone()).collect(),
            knock_outs: framework.knock_out_ids().map(str::to_owned).collect(),
        })
    }

    /// An assessment by what it states of itself, for a decision that asks for nothing beside it. Whether
    /// that follows from its answers, `verify` works out; here the framework need not be read.
    #[must_use]
    pub fn as_stated(entry: EntryRef<'_, Assessment>, policy: &Policy, owner: Option<&str>) -> Self {
        let EntryRef { sha256, record: assessment } = entry;
        let (answers, outcome) = (&assessment.answers, &assessment.outcome);
        let known = answers.context.iter().map(|(factor, level)| (factor.clone(), Some(*level)));
        let unknown = outcome.context_unknown.iter().map(|factor| (factor.clone(), None));
        Self {
            sha256: sha256.to_owned(),
            requested_by: answers.request.requester(),
            reviewer: assessment.header.recorded_by.clone(),
            as_of: assessment.header.as_of,
            review_due: assessment.review_due(),
            tier: Some(outcome.tier.clone()),
            tier_with_waivers: Some(outcome.tier.clone()),
            recommended: Some(outcome.decision),
            unwaivable: None,
            waivable: BTreeMap::new(),
            idle_waivers: Vec::new(),
            needs_full_run: assessment.needs_full_run(),
            route: None,
            shortened: None,
            unreferenced: unreferenced(assessment, policy.evidence_from, &|_| true),
            unnamed: policy.unnamed(&answers.request, owner).into_iter().map(str::to_owned).collect(),
            levels: known.chain(unknown).collect(),
            conditions: Vec::new(),
            actions: Vec::new(),
            owner: None,
            questions: BTreeSet::new(),
            knock_outs: BTreeSet::new(),
        }
    }

    /// A triage: assessment enough where its route is `register`, and for the context that it implies.
    #[must_use]
    pub fn of_triage(entry: EntryRef<'_, Triage>, policy: &Policy) -> Self {
        let EntryRef { sha256, record: triage } = entry;
        Self {
            sha256: sha256.to_owned(),
            requested_by: triage.answers.request.requester(),
            unnamed: policy.unnamed(&triage.answers.request, None).into_iter().map(str::to_owned).collect(),
            reviewer: triage.header.recorded_by.clone(),
            as_of: triage.header.as_of,
            review_due: triage.header.as_of.plus_days(i64::from(policy.triage_days)),
            tier: None,
            tier_with_waivers: None,
            recommended: None,
            unwaivable: None,
            waivable: BTreeMap::new(),
            idle_waivers: Vec::new(),
            needs_full_run: false,
            route: Some(triage.route),
            shortened: None,
            unreferenced: Vec::new(),
            levels: triage.context.iter().map(|(factor, level)| (factor.clone(), Some(*level))).collect(),
            conditions: Vec::new(),
            actions: Vec::new(),
            owner: None,
            questions: BTreeSet::new(),
            knock_outs: BTreeSet::new(),
        }
    }

    /// Nothing at all, for tests that fill in what they are about.
    #[cfg(test)]
    pub(super) fn of_nothing() -> Self {
        let day = Day::new(2026, 11, 22).unwrap_or_else(|| unreachable!("it is in the calendar"));
        Self {
            sha256: String::new(),
            requested_by: None,
            unnamed: Vec::new(),
            reviewer: Person::written(""),
            as_of: day,
            review_due: day,
            tier: None,
            tier_with_waivers: None,
            recommended: None,
            unwaivable: None,
            waivable: BTreeMap::new(),
            idle_waivers: Vec::new(),
            needs_full_run: false,
            route: None,
            shortened: None,
            unreferenced: Vec::new(),
            levels: BTreeMap::new(),
            conditions: Vec::new(),
            actions: Vec::new(),
            owner: None,
            questions: BTreeSet::new(),
            knock_outs: BTreeSet::new(),
        }
    }

    /// An action as a condition.
    #[must_use]
    pub fn condition(&self, action: &Action) -> Condition {
        Condition {
            id: action.id.clone(),
            text: action.text(),
            questions: action.parts.iter().map(|part| part.id.clone()).collect(),
            owner: self.owner.clone(),
            due: None,
            before_use: false,
        }
    }

    /// Factors for which nobody knows the level, and that a ceiling leaves open.
    #[must_use]
    pub fn without_ceiling(&self, ceiling: &BTreeMap<String, u8>) -> Vec<&str> {
        let open = self.levels.iter().filter(|(factor, level)| level.is_none() && !ceiling.contains_key(*factor));
        open.map(|(factor, _)| factor.as_str()).collect()
    }
}

/// What an assessment proposes to do, in the order in which it is proposed.
#[must_use]
pub fn proposed_actions(assessment: &Assessment, framework: &Framework) -> Vec<Action> {
    let waived = BTreeSet::new();
    actions(&Rescored { assessment, framework }.score(&waived), &assessment.answers, &waived)
}

/// An assessment that is scored again.
struct Rescored<'a> {
    assessment: &'a Assessment,
    framework: &'a Framework,
}

impl<'a> Rescored<'a> {
    fn score(&self, waived: &BTreeSet<String>) -> Score<'a> {
        let assessment = self.assessment;
        score(self.framework, &assessment.answers, assessment.header.as_of, waived, assessment.scope)
    }

    /// Whether waiving a floor beside others would lower it.
    fn lowers(&self, waived: &BTreeSet<String>, id: &str) -> bool {
        let mut more = waived.clone();
        more.insert(id.to_owned()) && lowered(&self.score(&more).floors, id)
    }

    /// The strictest decision that a floor asks for which is not waived and could not be.
    fn unwaivable(&self, with: &Score<'_>, waived: &BTreeSet<String>) -> Option<Disposition> {
        let firm = with.floors.iter().filter(|floor| !floor.waived && !self.lowers(waived, &floor.id));
        firm.map(|floor| self.framework.scoring().tiers[floor.tier].decision).max()
    }
}

fn lowered(floors: &[Floor], id: &str) -> bool {
    floors.iter().any(|floor| floor.id == *id && floor.waived)
}

/// Questions whose answers count, claim the grade or a better one, and name no evidence.
fn unreferenced(assessment: &Assessment, from: Option<Grade>, is_asked: &dyn Fn(&str) -> bool) -> Vec<String> {
    let Some(from) = from else { return Vec::new() };
    let counts = |id: &String| is_asked(id) && !assessment.outcome.ignored.contains(id);
    let bare = assessment.answers.answers.iter().filter(|(id, answer)| {
        matches!(answer.state, State::Given(_)) && answer.grade >= from && answer.evidence.is_empty() && counts(id)
    });
    bare.map(|(id, _)| id.clone()).collect()
}
