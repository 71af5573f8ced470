//! The report of a use that was triaged and not assessed.

use std::collections::BTreeMap;

use crate::answers::Intake;
use crate::assessment::Triage;
use crate::framework::triage::Route;
use crate::framework::{self, Framework};
use crate::gate;
use crate::score::Routed;
use crate::tool::Tool;

use super::super::data::route;
use super::super::view::triage::{TriageAnswer, TriageReport};
use super::super::view::{Meta, NamedText};
use super::annex::record_view;
use super::{DecisionFacts, ReportOptions, TITLE, clip, meta, named, owner_in, standing, titles, tool_view};

/// The most characters of a text of the request; JSON and the record have all of it.
const ROOM: usize = 1_000;

/// All that the report of a triage rests on.
#[derive(Clone, Copy, Debug)]
pub struct TriageFacts<'a> {
    /// What is asked for.
    pub options: &'a ReportOptions,
    /// The register's entry of the tool, where there is one.
    pub entry: Option<&'a Tool>,
    /// What the gate sees of the use; its own records are those up to the day.
    pub gate: gate::Case<'a>,
    /// The newest triage among them.
    pub triage: &'a Triage,
    /// The framework that it relied on, and what its answers come to.
    pub routed: &'a Routed<'a>,
    /// The framework whose factors its answers imply, for its words; without it their ids stand.
    pub base: Option<&'a Framework>,
    /// How alternatives that are tools stand, by the tool's id.
    pub alternatives: &'a BTreeMap<String, String>,
    /// What a reader must know of records that no head knows yet, a sentence each.
    pub unlinked: &'a [String],
}

/// The report of a triage.
#[must_use]
pub fn triage(facts: &TriageFacts<'_>) -> TriageReport {
    let (triage, routed, options) = (facts.triage, facts.routed, facts.options);
    let header = &triage.header;
    let tool = tool_view(header, &triage.tool, facts.entry, options.audience);
    let inner = options.audience.inner_circle();
    let refused = (triage.route != routed.route).then_some("nothing in force allowed it that day");
    let head = facts.gate.own.last().map(|entry| entry.sha256.clone()).unwrap_or_default();
    let ask = |id: &String| {
        let known = routed.triage.questions.iter().find(|question| question.id.value == *id);
        known.map_or_else(|| id.clone(), |question| question.ask.clone())
    };
    let made = DecisionFacts {
        gate: &facts.gate,
        day: options.as_of,
        own: header,
        framework: facts.base,
        alternatives: facts.alternatives,
    };
    let use_title = titles::of_use(facts.entry, &header.usage);
    TriageReport {
        meta: Meta {
            title: tool.name.clone(),
            subtitle: format!("Triage of the use “{use_title}”"),
            ..meta(options, Some((tool.id.clone(), header.usage.clone())), head)
        },
        usage: header.usage.clone(),
        use_title,
        route: triage.route.as_str().to_owned(),
        says: match triage.route {
            Route::None => "nothing to do: it was already allowed",
            other => route::meaning(other),
        }
        .to_owned(),
        judged: header.as_of.to_string(),
        notes: notes(facts),
        standing: standing::standing(&facts.gate, options.as_of),
        next: next(triage.route, &triage.frameworks),
        request: request(&triage.answers.request),
        // Board and requester learn the way on, not who said what.
        why: if inner { route::why(routed, refused, "→") } else { Vec::new() },
        context: context(triage, facts.base),
        unknown: triage.unknown.iter().map(ask).collect(),
        made: made.view(),
        conditions: made
            .deciding()
            .map(|entry| made.conditions(&entry.record, |_| super::super::view::one_use::ConditionView::default()))
            .unwrap_or_default(),
        people: people(triage, facts.entry),
        answers: inner.then(|| answers(triage, routed.triage)),
        records: inner.then(|| facts.gate.own.iter().map(record_view).collect()),
        tool,
    }
}

fn notes(facts: &TriageFacts<'_>) -> Vec<String> {
    let header = &facts.triage.header;
    let mut notes = vec!["This is a triage, not an assessment: it gives no tier and no points.".to_owned()];
    let recorded = header.recorded_at.day();
    if recorded.days_since(header.as_of).abs() > 1 {
        notes.push(format!("Recorded on {recorded} for {}.", header.as_of));
    }
    notes.extend(facts.unlinked.iter().cloned());
    notes
}

/// What happens next, for readers who do not know the program.
fn next(route: Route, frameworks: &[String]) -> Vec<String> {
    let with = if frameworks.is_empty() { String::new() } else { format!(" with {}", frameworks.join(", ")) };
    match route {
        Route::None => vec!["Nothing, within the limits of the decision that allowed it.".to_owned()],
        Route::Register => vec![
            "Somebody other than the requester and the recorder decides; the record stands in for an assessment, and \
             its context is the most that a decision may cover."
                .to_owned(),
        ],
        Route::Keys => vec![
            format!("A reviewer asks the key questions{with}. Until then nothing may be decided that allows it."),
            "If that shows a high risk, the full assessment follows.".to_owned(),
        ],
        Route::Full => {
            vec![format!("A reviewer assesses it in full{with}. Until then nothing may be decided that allows it.")]
        }
        Route::Stop => vec![
            "No use. Until an assessment exists, nothing but a hold or a prohibition may be decided.".to_owned(),
            format!("If it is still wanted, a reviewer assesses it in full{with}."),
        ],
    }
}

fn request(request: &Intake) -> Vec<NamedText> {
    let parts = ["purpose", "benefit", "without-it"].into_iter();
    parts.filter_map(|key| Some(named(Intake::label(key), clip(request.part(key)?, ROOM)))).collect()
}

/// The levels that the answers imply, in the order and the words of the framework whose factors they are.
fn context(triage: &Triage, base: Option<&Framework>) -> Vec<NamedText> {
    let place = |id: &str| base.and_then(|base| base.factor(id));
    let mut levels: Vec<(&String, u8)> = triage.context.iter().map(|(id, level)| (id, *level)).collect();
    levels.sort_by_key(|(id, _)| (place(id).is_none(), place(id)));
    let lines = levels.into_iter().map(|(id, level)| {
        let known = base.and_then(|base| Some(&base.factors()[base.factor(id)?]));
        let wording = known.map_or_else(String::new, |factor| format!(": {}", factor.levels[usize::from(level)]));
        named(known.map_or(id.as_str(), |factor| &factor.title), format!("at least {level}{wording}"))
    });
    lines.collect()
}

fn people(triage: &Triage, entry: Option<&Tool>) -> Vec<NamedText> {
    let request = &triage.answers.request;
    let owner = request.business_owner.clone().or_else(|| owner_in(entry, &triage.header.usage));
    let who = |who: Option<&str>| clip(who.unwrap_or("not named"), TITLE);
    vec![
        named("Requested by", who(request.requested_by.as_deref())),
        named("Business owner", who(owner.as_deref())),
        named("Recorded by", who(Some(triage.header.recorded_by.as_str()))),
    ]
}

fn answers(triage: &Triage, framework: &framework::TriageFramework) -> Vec<TriageAnswer> {
    let given = framework.questions.iter().filter_map(|question| {
        let answer = triage.answers.answers.get(&question.id.value)?;
        Some(TriageAnswer {
            id: question.id.value.clone(),
            ask: question.ask.clone(),
            answer: route::said(question, &answer.state),
            note: answer.note.clone(),
        })
    });
    given.collect()
}
