//! Works out what a report says: from records and a score to a view. It judges nothing and reads
//! nothing; the day, the audience and the records are given.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{Assessment, ChainEntry, Decision, Header};
use crate::context::Scope;
use crate::date::Day;
use crate::framework::{Framework, Scoring};
use crate::gate;
use crate::score::{Points, Score};
use crate::tool::Tool;

use super::provenance::{Provenance, Since};
use super::view::one_use::{DecisionView, ResultView, ToolView};
use super::view::picture::TierBand;
use super::view::{Audience, Meta, PointsView, ReportSection, Tenths, TierView, UseReport};
use super::wording;

mod annex;
mod conditions;
mod context;
mod decision;
mod evidence;
mod history;
mod law;
mod made;
mod portfolio;
mod result;
mod shown;
mod standing;
mod terms;
mod titles;
mod triage;
mod unknowns;
mod watch;
mod why;

use made::DecisionFacts;
pub use portfolio::{PortfolioFacts, RegisterUse, head_of, portfolio};
use shown::{bands, clip, late, named, percent, percent_of, tenths, tenths_of, tier_of, tier_of_outcome, whole};
pub use triage::{TriageFacts, triage};

/// The most characters of a name where it heads a page; the annex has all of it.
const TITLE: usize = 120;

/// The mark of a report whose register says nothing about it.
const NOT_CLASSIFIED: &str = "not classified";

/// What a report is asked to be.
#[derive(Clone, Debug)]
pub struct ReportOptions {
    /// The program's version.
    pub version: String,
    /// Who it is for.
    pub audience: Audience,
    /// The day that it is made for.
    pub as_of: Day,
    /// With what it is to compare, where that was said.
    pub since: Option<Since>,
    /// The sha256 of the organisation's template, where one is used.
    pub template: Option<String>,
    /// The register's name.
    pub register: String,
    /// How the register marks its reports.
    pub classification: Option<String>,
}

/// All that the report of one use rests on.
#[derive(Clone, Copy, Debug)]
pub struct UseFacts<'a> {
    /// What is asked for.
    pub options: &'a ReportOptions,
    /// The register's entry of the tool, where there is one.
    pub entry: Option<&'a Tool>,
    /// What the gate sees of the use; its own records are those up to the day.
    pub gate: gate::Case<'a>,
    /// How alternatives that are tools stand, by the tool's id.
    pub alternatives: &'a BTreeMap<String, String>,
    /// The newest assessment among them.
    pub assessment: &'a Assessment,
    /// The framework that it relied on.
    pub framework: &'a Framework,
    /// The assessment with which it is compared, where there is one.
    pub earlier: Option<&'a Assessment>,
    /// What a reader must know of records that no head knows yet, a sentence each.
    pub unlinked: &'a [String],
}

/// The facts with what follows from them and several sections need.
struct ScoredUse<'a> {
    facts: UseFacts<'a>,
    score: Score<'a>,
}

/// The report of one use.
#[must_use]
pub fn one_use(facts: &UseFacts<'_>) -> UseReport {
    let assessment = facts.assessment;
    let score = crate::score::score(
        facts.framework,
        &assessment.answers,
        assessment.header.as_of,
        &BTreeSet::new(),
        assessment.scope,
    );
    let case = ScoredUse { facts: *facts, score };
    let sections = facts.options.audience.sections();
    let wanted = |section: ReportSection| sections.contains(&section);
    let tool = case.tool();
    let head = facts.gate.own.last().map(|entry| entry.sha256.clone()).unwrap_or_default();
    UseReport {
        meta: Meta {
            title: tool.name.clone(),
            subtitle: format!("Risk assessment for the use “{}”", case.use_title()),
            ..meta(facts.options, Some((tool.id.clone(), assessment.header.usage.clone())), head)
        },
        usage: assessment.header.usage.clone(),
        use_title: case.use_title(),
        verdict: case.verdict(),
        decision: wanted(ReportSection::Decision).then(|| case.decision_page(&tool)),
        context: wanted(ReportSection::Use).then(|| case.context_section()),
        result: wanted(ReportSection::Result).then(|| case.result_section()),
        why: wanted(ReportSection::Why).then(|| case.why_section()),
        conditions: wanted(ReportSection::Conditions).then(|| case.conditions_section()),
        unknowns: wanted(ReportSection::Unknowns).then(|| case.unknowns_section()),
        evidence: wanted(ReportSection::Evidence).then(|| case.evidence_section()),
        law: wanted(ReportSection::Law).then(|| case.law_section()),
        watch: wanted(ReportSection::Watch).then(|| case.watch_section()),
        history: if wanted(ReportSection::History) {
            Some(case.history_section())
        } else {
            // Asked for by name, everybody learns what became of the tier, not of the answers.
            facts.options.since.map(|_| case.history_in_short())
        },
        annex: wanted(ReportSection::Annex).then(|| case.annex(&tool)),
        tool,
    }
}

/// What every report begins with, but for its titles.
fn meta(options: &ReportOptions, about: Option<(String, String)>, head: String) -> Meta {
    let provenance = Provenance {
        version: options.version.clone(),
        about,
        head: head.clone(),
        audience: options.audience,
        as_of: options.as_of,
        since: options.since,
        template: options.template.clone(),
    };
    Meta {
        provenance: provenance.to_string(),
        program: format!("plimsoll {}", options.version),
        head,
        register: clip(&options.register, TITLE),
        classification: clip(options.classification.as_deref().unwrap_or(NOT_CLASSIFIED), TITLE),
        audience: options.audience,
        as_of: options.as_of.to_string(),
        since: options.since.map(|since| since.to_string()),
        template: options.template.clone(),
        ..Meta::default()
    }
}

/// Who answers for a use, as the entry of its tool says.
fn owner_in(entry: Option<&Tool>, usage: &str) -> Option<String> {
    entry?.owner_of(Some(usage)).map(str::to_owned)
}

/// A tool as its register entry has it, a record's own copy before that.
fn tool_view(header: &Header, recorded: &Tool, entry: Option<&Tool>, audience: Audience) -> ToolView {
    let nothing = Tool::default();
    let entry = entry.unwrap_or(&nothing);
    let id = header.subject.id();
    let vendor = recorded.vendor_name.clone().or_else(|| entry.vendor_name.clone());
    let vendor_id = recorded.vendor.clone().or_else(|| entry.vendor.clone());
    let edition = recorded.edition.clone().or_else(|| entry.edition.clone());
    let models = if recorded.models.is_empty() { entry.models.clone() } else { recorded.models.clone() };
    let identifiers = if recorded.identifiers.is_empty() { &entry.identifiers } else { &recorded.identifiers };
    let mut facts = Vec::new();
    let mut fact = |name: &str, text: Option<String>| {
        facts.extend(text.filter(|text| !text.is_empty()).map(|text| named(name, text)));
    };
    fact("Name", entry.name.clone());
    fact("Id", Some(id.to_owned()));
    fact("Kind", entry.kind.clone());
    fact("Vendor", vendor.clone().or_else(|| vendor_id.clone()));
    fact("Edition", edition.clone());
    fact("Models", Some(models.join(", ")));
    fact("Business owner", entry.owner_of(Some(&header.usage)).map(str::to_owned));
    fact("Technical owner", entry.technical_owner.clone());
    fact("Note", entry.note.clone().filter(|_| audience.inner_circle()));
    for (kind, values) in identifiers {
        fact(&format!("Known as ({kind})"), Some(values.join(", ")));
    }
    ToolView {
        name: clip(entry.name.as_deref().unwrap_or(id), TITLE),
        id: id.to_owned(),
        vendor: vendor.or(vendor_id).map(|vendor| clip(&vendor, TITLE)),
        edition,
        models,
        facts,
        missing: entry.missing().into_iter().map(str::to_owned).collect(),
    }
}

impl ScoredUse<'_> {
    fn day(&self) -> Day {
        self.facts.options.as_of
    }

    fn scoring(&self) -> &Scoring {
        self.facts.framework.scoring()
    }

    fn tier(&self, tier: usize) -> TierView {
        tier_of(self.scoring(), tier)
    }

    /// The tier of these points alone.
    fn tier_at(&self, points: Tenths) -> TierView {
        self.tier(self.scoring().tier_of(points.0.into()))
    }

    fn points(&self, points: &Points) -> PointsView {
        PointsView { points: tenths(points.points), tier: self.tier(points.tier) }
    }

    /// The tiers as stretches of the scale.
    fn bands(&self) -> Vec<TierBand> {
        bands(self.scoring())
    }

    /// Who answers for the use; empty where nobody is named.
    fn owner(&self) -> String {
        let asked = self.facts.assessment.answers.request.business_owner.clone();
        let usage = &self.facts.assessment.header.usage;
        asked.or_else(|| owner_in(self.facts.entry, usage)).unwrap_or_default()
    }

    fn tool(&self) -> ToolView {
        let assessment = self.facts.assessment;
        let audience = self.facts.options.audience;
        tool_view(&assessment.header, &assessment.tool, self.facts.entry, audience)
    }

    fn verdict(&self) -> ResultView {
        let (score, scoring) = (&self.score, self.scoring());
        let confidence = score.confidence.percent();
        let due = self.facts.assessment.review_due();
        ResultView {
            tier: self.tier(score.tier),
            recommended: wording::decision(score.decision),
            inherent: self.points(&score.inherent),
            residual: self.points(&score.residual),
            because: self.because(),
            confidence: u8::try_from(confidence).unwrap_or(100),
            confidence_label: if score.confidence_low {
                "low"
            } else if confidence >= i128::from(scoring.confidence_high) {
                "well evidenced"
            } else {
                "fair"
            }
            .to_owned(),
            unknown: score.unknown().len() + score.context_unknown().len(),
            assessed: self.facts.assessment.header.as_of.to_string(),
            review_due: due.to_string(),
            overdue_days: late(self.day(), due),
            standing: self.stands_today(),
            notes: self.notes(),
        }
    }

    /// What a reader must know about the assessment as a whole.
    fn notes(&self) -> Vec<String> {
        let assessment = self.facts.assessment;
        let mut notes = self.facts.unlinked.to_vec();
        if assessment.scope == Scope::Keys {
            notes.push("A short run: only the key questions of material criteria were asked.".to_owned());
        }
        if assessment.needs_full_run() {
            notes.push("It calls for the full run: no decision that allows the use may rest on it.".to_owned());
        }
        let header = &assessment.header;
        let recorded = header.recorded_at.day();
        if recorded.days_since(header.as_of).abs() > 1 {
            notes.push(format!("Recorded on {recorded} for {}.", header.as_of));
        }
        notes
    }

    /// What the use is called.
    fn use_title(&self) -> String {
        titles::of_use(self.facts.entry, &self.facts.assessment.header.usage)
    }

    /// What its decision is read from.
    fn decided_by(&self) -> DecisionFacts<'_> {
        DecisionFacts {
            gate: &self.facts.gate,
            day: self.day(),
            own: &self.facts.assessment.header,
            framework: Some(self.facts.framework),
            alternatives: self.facts.alternatives,
        }
    }

    /// The decision that decides on the day; else the newest of the use, which does not hold yet.
    fn deciding(&self) -> Option<ChainEntry<Decision>> {
        self.decided_by().deciding()
    }

    /// The decision as it is shown.
    fn made(&self) -> Option<DecisionView> {
        self.decided_by().view()
    }

    /// How the points and the floors make the tier, in words.
    fn because(&self) -> String {
        let score = &self.score;
        let (tier, by_points) = (score.tier_id(score.tier), score.tier_id(score.residual.tier));
        let points = format!(
            "{}{} of 100 points remain after controls, of {} before them",
            score.at_most(),
            score.residual.points.shown(),
            score.inherent.points.shown()
        );
        if score.tier > score.residual.tier {
            let raising = score.floors.iter().filter(|floor| floor.tier == score.tier);
            let names: BTreeSet<String> =
                raising.map(|floor| titles::of_floor(Some(self.facts.framework), &floor.id)).collect();
            let names: Vec<String> = names.into_iter().collect();
            let alone = if names.len() == 1 { "which alone sets" } else { "each of which alone sets" };
            return format!(
                "The tier is {tier} because of {}, {alone} it. The points would make it {by_points}: {points}.",
                wording::listed(&names)
            );
        }
        let most = self.heaviest().into_iter().filter(|at| score.criteria[*at].residual.tenths() > 0).take(2);
        let most: Vec<String> = most
            .map(|at| {
                format!("{} ({})", self.facts.framework.criteria()[at].title, score.criteria[at].residual.shown())
            })
            .collect();
        let most =
            if most.is_empty() { String::new() } else { format!(", most of them in {}", wording::listed(&most)) };
        format!("The tier is {tier} by its points: {points}{most}. No floor raises it.")
    }

    /// The criteria with the most residual points first, by index.
    fn heaviest(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.score.criteria.len()).collect();
        order.sort_by(|a, b| self.score.criteria[*b].residual.cmp(&self.score.criteria[*a].residual).then(a.cmp(b)));
        order
    }

    /// The numbers of the material criteria on the map: in the order of domains, then of criteria.
    fn numbers(&self) -> Vec<Option<usize>> {
        let framework = self.facts.framework;
        let mut numbers = vec![None; framework.criteria().len()];
        let mut next = 1;
        for domain in 0..framework.domains().len() {
            for (at, criterion) in framework.criteria().iter().enumerate() {
                if criterion.domain == domain && self.score.criteria[at].inherent.material {
                    numbers[at] = Some(next);
                    next += 1;
                }
            }
        }
        numbers
    }

    fn base<'b>(&'b self, waived: &'b BTreeSet<String>) -> crate::score::change::Base<'b> {
        crate::score::change::Base {
            framework: self.facts.framework,
            answers: &self.facts.assessment.answers,
            as_of: self.score.as_of,
            waived,
            scope: self.scope(),
        }
    }

    fn scope(&self) -> Scope {
        self.facts.assessment.scope
    }
}
