//! The page to decide on.

use crate::assessment::ChainEntry;
use crate::framework::Disposition;
use crate::person::name_in;
use crate::score::actions::{self, Action, Doing, PROPOSED};
use crate::score::{Floor, QuestionState as QuestionStanding};

use super::super::view::one_use::{ActionView, DecisionPage, DecisionView, FloorView, ToolView};
use super::super::view::picture::{Bar, Bars};
use super::super::view::{NamedText, Tenths};
use super::super::wording;
use super::{ScoredUse, clip, named, tenths, whole};

/// The most characters of a text from the request that the first page has room for.
const ROOM: usize = 360;

impl ScoredUse<'_> {
    pub(super) fn decision_page(&self, tool: &ToolView) -> DecisionPage {
        let made = self.made();
        let mut conditions = self.condition_views();
        let terms = self.terms(made.as_ref(), &conditions);
        conditions.retain(|condition| !condition.met);
        let proposed = if self.bound().is_none() { self.proposed_actions() } else { Vec::new() };
        let mut actions = self.actions(&proposed);
        let more_actions = actions.len().saturating_sub(PROPOSED);
        actions.truncate(PROPOSED);
        DecisionPage {
            asked: self.asked(tool),
            question: self.question(tool, made.as_ref()),
            terms,
            without_it: self.facts.assessment.answers.request.without_it.as_deref().map(|text| clip(text, ROOM)),
            floors: self.floors(),
            reasons: self.reasons(),
            conditions_title: if self.bound().is_none() && (made.is_some() || self.score.decision >= Disposition::Hold)
            {
                "What would have to be fixed first"
            } else {
                "Conditions"
            }
            .to_owned(),
            conditions,
            actions,
            more_actions,
            first_actions: wording::first_actions(&self.score, &proposed),
            alternatives: alternatives(made.as_ref()),
            people: self.people(made.as_ref()),
            made,
            bars: self.bars(),
        }
    }

    /// What is asked of the reader; where it is decided already, what was.
    fn question(&self, tool: &ToolView, made: Option<&DecisionView>) -> String {
        if let Some(made) = made.filter(|_| self.settled()) {
            let until = made.valid_until.as_ref().map_or_else(String::new, |until| format!(" until {until}"));
            return format!("Decided: {}, from {}{until}.", made.decision, made.valid_from);
        }
        let until = self.facts.assessment.review_due();
        let usage = self.use_title();
        match self.score.decision {
            Disposition::Approve => format!("May {} be used for {usage} until {until}?", tool.name),
            Disposition::ApproveWithConditions => {
                format!("May {} be used for {usage} until {until}, if the conditions below are met?", tool.name)
            }
            Disposition::Restrict => {
                format!("May {} be used for {usage} until {until}, within narrower limits?", tool.name)
            }
            Disposition::Hold => format!("Shall {} wait for {usage} until the open answers are known?", tool.name),
            Disposition::Prohibit => format!("Shall {} be prohibited for {usage}?", tool.name),
        }
    }

    /// What the assessment proposes to do.
    pub(super) fn proposed_actions(&self) -> Vec<Action> {
        actions::actions(&self.score, &self.facts.assessment.answers, &std::collections::BTreeSet::new())
    }

    /// The same as the page shows it.
    fn actions(&self, proposed: &[Action]) -> Vec<ActionView> {
        let view = proposed.iter().map(|action| {
            // One document stands in the sentence.
            let listed = action.doing != Doing::Change && action.parts.len() > 1;
            let parts = action.parts.iter().filter(|_| listed);
            let items = parts.filter_map(|part| Some(named(&part.title, part.document.as_ref()?)));
            ActionView { text: action.line(), items: items.collect(), effect: wording::effect(&self.score, action) }
        });
        view.collect()
    }

    /// Whether a decision rests on this very assessment, or needs none.
    pub(super) fn settled(&self) -> bool {
        let mut assessed = self.facts.gate.own.iter().filter_map(ChainEntry::assessment);
        let this = assessed.find(|entry| entry.record.header == self.facts.assessment.header).map(|entry| entry.sha256);
        self.deciding().is_some_and(|made| !made.record.allows() || made.record.assessment.as_deref() == this)
    }

    fn asked(&self, tool: &ToolView) -> Vec<String> {
        let request = &self.facts.assessment.answers.request;
        let who = request.requested_by.as_deref().map_or("A requester who is not named", name_in);
        let who = clip(who, super::TITLE);
        let mut about = Vec::new();
        about.extend(tool.vendor.clone());
        about.extend(tool.edition.clone());
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        let mut lines = vec![format!("{who} asks to use {}{about} for {}.", tool.name, self.use_title())];
        lines.extend(request.purpose.as_deref().map(|text| format!("Purpose: {}", clip(text, ROOM))));
        lines.extend(request.benefit.as_deref().map(|text| format!("Benefit: {}", clip(text, ROOM))));
        lines
    }

    /// The floors under the tier, worst first.
    pub(super) fn floors(&self) -> Vec<FloorView> {
        let mut floors: Vec<&Floor> = self.score.floors.iter().collect();
        floors.sort_by(|a, b| b.tier.cmp(&a.tier).then_with(|| a.id.cmp(&b.id)));
        floors
            .into_iter()
            .map(|floor| FloorView {
                id: floor.id.clone(),
                title: super::titles::of_floor(Some(self.facts.framework), &floor.id),
                tier: self.tier(floor.tier),
                reason: floor.reason.clone(),
                standing: wording::floor_basis(&self.score, floor),
                waived: floor.waived,
                unknown: floor.unknown,
            })
            .collect()
    }

    /// The three reasons that carry the result: floors that raise the tier, then the heaviest criteria.
    fn reasons(&self) -> Vec<NamedText> {
        let (framework, score) = (self.facts.framework, &self.score);
        let raising = score.floors.iter().filter(|floor| floor.tier == score.tier && score.tier > score.residual.tier);
        let floors =
            raising.map(|floor| named(super::titles::of_floor(Some(framework), &floor.id), floor.reason.clone()));
        let criteria = self.heaviest().into_iter().filter(|at| score.criteria[*at].residual.tenths() > 0).map(|at| {
            let (criterion, result) = (&framework.criteria()[at], &score.criteria[at]);
            let mut text = format!("{} {} points remain.", criterion.loss, result.residual.shown());
            if let Some((question, _)) = result.weakest_key {
                text += &format!(
                    " Weakest key answer: {}, {}.",
                    framework.questions()[question].title,
                    self.stands(question)
                );
            }
            named(&criterion.title, text)
        });
        floors.take(2).chain(criteria).take(3).collect()
    }

    /// How a question stands, in few words and without points.
    pub(super) fn stands(&self, question: usize) -> String {
        let asked = &self.facts.framework.questions()[question];
        let given = self.facts.assessment.answers.answers.get(&asked.id).map(|answer| &answer.state);
        match (self.score.questions[question].standing, given) {
            (QuestionStanding::Answered, Some(crate::answers::State::Given(value))) => {
                format!("“{}”", wording::value(asked, value))
            }
            (QuestionStanding::NotApplicable, _) => "accepted as not applicable".to_owned(),
            (QuestionStanding::Hidden, _) => "does not apply here".to_owned(),
            _ => "not answered".to_owned(),
        }
    }

    fn people(&self, made: Option<&DecisionView>) -> Vec<NamedText> {
        let request = &self.facts.assessment.answers.request;
        let mut people = Vec::new();
        let mut person = |role: &str, who: Option<String>| {
            people.push(named(role, who.unwrap_or_else(|| "not named".to_owned())));
        };
        person("Requested by", request.requested_by.clone());
        person("Business owner", Some(self.owner()).filter(|owner| !owner.is_empty()));
        person("Reviewed by", Some(self.facts.assessment.header.recorded_by.to_string()));
        match made {
            Some(made) => {
                for approver in &made.approvers {
                    person("Approved by", Some(approver.name.clone()));
                }
            }
            None => person("To be approved by", Some("signature below".to_owned())),
        }
        people
    }

    /// One bar pair a domain, in the framework's order.
    fn bars(&self) -> Bars {
        let domains = self.facts.framework.domains().iter().zip(self.score.domains());
        let rows = domains.filter(|(_, (_, inherent))| *inherent > 0).map(|(domain, (residual, inherent))| {
            let residual: Tenths = tenths(residual);
            Bar { title: domain.title.clone(), inherent: whole(inherent), tier: self.tier_at(residual), residual }
        });
        Bars { bands: self.bands(), rows: rows.collect() }
    }
}

/// What could be done instead; what it costs to do without is said beside it.
fn alternatives(made: Option<&DecisionView>) -> Vec<String> {
    let mut list = made.map(|made| made.alternatives.clone()).unwrap_or_default();
    list.push("doing without".to_owned());
    list
}
