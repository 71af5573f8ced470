//! The report of the whole register: its list, its sums, and what changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{Assessment, Record};
use crate::date::Day;
use crate::document::sha256;
use crate::framework::Framework;
use crate::gate;
use crate::tool::Tool;

use super::super::provenance::Since;
use super::super::view::picture::{Distribution, DistributionRow, MapMark};
use super::super::view::portfolio::{Totals, UseRow};
use super::super::view::{Audience, Meta, PortfolioReport, TierView};
use super::super::wording::{self, count};
use super::standing::standing;
use super::{ReportOptions, TITLE, clip, late, meta, percent_of, result, tenths_of, tier_of_outcome, titles};

mod changes;
mod concentration;
mod overdue;
mod weakness;

/// One use in the register.
#[derive(Clone, Copy, Debug)]
pub struct RegisterUse<'a> {
    /// The tool's id.
    pub tool: &'a str,
    /// The use's id.
    pub usage: &'a str,
    /// The register's entry of the tool, where there is one.
    pub entry: Option<&'a Tool>,
    /// What the gate sees of it; its own records are those up to the day.
    pub gate: gate::Case<'a>,
    /// The framework that its newest assessment relied on, where it has one.
    pub framework: Option<&'a Framework>,
}

impl<'a> RegisterUse<'a> {
    /// Who answers for it, as the entry of its tool says.
    fn owner(&self) -> Option<&'a str> {
        self.entry?.owner_of(Some(self.usage))
    }
}

/// All that the report of the register rests on.
#[derive(Clone, Copy, Debug)]
pub struct PortfolioFacts<'a> {
    /// What is asked for.
    pub options: &'a ReportOptions,
    /// The uses, in the order of tools and uses.
    pub entries: &'a [RegisterUse<'a>],
    /// The sha256 of every chain's newest record up to the day, those of vendors and of every use too.
    pub heads: &'a [String],
    /// What a reader must know of records that no head knows yet, a sentence each.
    pub unlinked: &'a [String],
}

/// An entry with what several parts of the report need of it.
struct PortfolioUse<'a> {
    entry: RegisterUse<'a>,
    assessment: Option<&'a Assessment>,
    row: UseRow,
}

impl PortfolioUse<'_> {
    /// The tool and the use, as people call them.
    fn about(&self) -> String {
        let separator = if self.entry.usage.is_empty() { ", " } else { " for " };
        format!("{}{separator}{}", self.row.tool_name, self.row.use_title)
    }

    fn is_high(&self) -> bool {
        self.row.tier.as_ref().is_some_and(is_high)
    }
}

/// Whether a tier is one of the two highest.
fn is_high(tier: &TierView) -> bool {
    tier.shade >= 2
}

/// The sha256 of all heads: each on a line of its own, sorted.
#[must_use]
pub fn head_of(heads: &[String]) -> String {
    let mut lines: Vec<String> = heads.iter().map(|head| format!("{head}\n")).collect();
    lines.sort_unstable();
    sha256(&lines.concat())
}

/// The report of the whole register.
#[must_use]
pub fn portfolio(facts: &PortfolioFacts<'_>) -> PortfolioReport {
    let options = facts.options;
    let mut known: Vec<PortfolioUse<'_>> = facts.entries.iter().map(|entry| know(*entry, options.as_of)).collect();
    let rank = |one: &PortfolioUse<'_>| one.row.tier.as_ref().map_or(-1, |tier| i16::from(tier.rank));
    known.sort_by(|a, b| {
        rank(b).cmp(&rank(a)).then_with(|| (a.entry.tool, a.entry.usage).cmp(&(b.entry.tool, b.entry.usage)))
    });
    let since = match options.since {
        Some(Since::Day(day)) => Some(day),
        _ => None,
    };
    let (overdue, waiting) = overdue::late_and_waiting(&known, options.as_of);
    let changes = since.map(|day| changes::changes(&known, day));
    let totals = totals(&known, overdue.len());
    let high_risk = known.iter().filter(|one| one.is_high()).count();
    let mut lines = summary(&totals, &known, changes.as_ref().map(|changes| changes.summary.as_str()));
    lines.extend(waiting.first().map(|first| {
        let uses = count(waiting.len(), "use waits", "uses wait");
        let since = first.since.as_ref().map_or_else(String::new, |since| format!(", since {since}"));
        format!("{uses} for an assessment or a decision; start with {}{since}.", first.about)
    }));
    lines.extend(facts.unlinked.iter().cloned());
    let mut report = PortfolioReport {
        meta: Meta {
            title: "AI tools in use".to_owned(),
            subtitle: clip(&options.register, TITLE),
            ..meta(options, None, head_of(facts.heads))
        },
        summary: lines,
        distribution: distribution(&known, since),
        map: map(&known),
        criteria: weakness::criteria(&known),
        gaps: weakness::gaps(&known),
        ages: overdue::ages(&overdue),
        overdue,
        waiting,
        vendors: concentration::vendors(&known),
        places: concentration::places(&known),
        models: concentration::models(&known),
        changes,
        flow: overdue::flow(&known),
        method: method(&known),
        high_risk,
        totals,
        uses: Vec::new(),
    };
    report.uses = known.into_iter().map(|one| one.row).collect();
    if options.audience == Audience::Board {
        // The board gets the high-risk list; the rest stands in the sums.
        report.uses.truncate(high_risk);
    }
    report
}

/// What the list says of a use.
fn know(entry: RegisterUse<'_>, today: Day) -> PortfolioUse<'_> {
    let assessment = entry.gate.own.iter().rev().find_map(|entry| entry.record.assessment());
    let head = entry.gate.own.last().map(|entry| entry.sha256.clone()).unwrap_or_default();
    let mut row = UseRow {
        tool: entry.tool.to_owned(),
        tool_name: clip(entry.entry.and_then(|tool| tool.name.as_deref()).unwrap_or(entry.tool), TITLE),
        usage: entry.usage.to_owned(),
        use_title: if entry.usage.is_empty() {
            "no use named yet".to_owned()
        } else {
            titles::of_use(entry.entry, entry.usage)
        },
        standing: standing(&entry.gate, today),
        head,
        ..UseRow::default()
    };
    let of_entry = |part: fn(&Tool) -> &Option<String>| entry.entry.and_then(|tool| part(tool).clone());
    row.vendor = assessment
        .and_then(|assessment| assessment.tool.vendor_name.clone())
        .or_else(|| of_entry(|tool| &tool.vendor_name))
        .or_else(|| assessment.and_then(|assessment| assessment.tool.vendor.clone()))
        .or_else(|| of_entry(|tool| &tool.vendor))
        .unwrap_or_default();
    let asked = assessment.and_then(|assessment| assessment.answers.request.business_owner.clone());
    row.owner = asked.or_else(|| entry.owner().map(str::to_owned)).unwrap_or_default();
    if let Some(assessment) = assessment {
        let outcome = &assessment.outcome;
        let tier = tier_of_outcome(outcome);
        let worst = outcome.criteria.iter().max_by(|a, b| a.1.residual.cmp(&b.1.residual).then_with(|| b.0.cmp(a.0)));
        row.worst = worst.map_or_else(String::new, |(id, _)| title_of(entry.framework, id));
        let raising = outcome.floors.iter().filter(|(_, floor)| floor.tier == outcome.tier);
        row.floors = raising.map(|(id, _)| titles::of_floor(entry.framework, id)).collect();
        row.recommended = wording::decision(outcome.decision);
        row.inherent = tenths_of(outcome.inherent.0);
        row.residual = tenths_of(outcome.residual.0);
        row.skipped = assessment.skipped();
        row.confidence = percent_of(outcome.confidence);
        row.unknown = outcome.unknown.len() + outcome.context_unknown.len();
        row.conditions = gate::owed(entry.gate.own, today)
            .filter(|(decision, _)| decision.allows())
            .map_or(outcome.conditions.len(), |(_, open)| open.len());
        row.assessed = assessment.header.as_of.to_string();
        row.review_due = assessment.review_due().to_string();
        row.overdue_days = late(today, assessment.review_due());
        row.tier = Some(tier);
    }
    PortfolioUse { entry, assessment, row }
}

fn title_of(framework: Option<&Framework>, criterion: &str) -> String {
    let known = framework.and_then(|framework| framework.criteria().iter().find(|one| one.id == criterion));
    known.map_or_else(|| criterion.to_owned(), |criterion| criterion.title.clone())
}

fn totals(known: &[PortfolioUse<'_>], overdue: usize) -> Totals {
    let assessed = known.iter().filter(|one| one.assessment.is_some());
    Totals {
        tools: assessed.clone().map(|one| one.entry.tool).collect::<BTreeSet<_>>().len(),
        uses: assessed.clone().count(),
        vendors: assessed
            .filter(|one| !one.row.vendor.is_empty())
            .map(|one| &one.row.vendor)
            .collect::<BTreeSet<_>>()
            .len(),
        not_assessed: known.iter().filter(|one| one.assessment.is_none()).count(),
        high_risk: known.iter().filter(|one| one.is_high()).count(),
        undecided: known.iter().filter(|one| one.row.standing.allowed.is_none()).count(),
        overdue,
    }
}

fn summary(totals: &Totals, known: &[PortfolioUse<'_>], changes: Option<&str>) -> Vec<String> {
    let mut lines = vec![format!(
        "{} of {}, from {}, {} assessed; {} of them {} in the two highest tiers.",
        count(totals.uses, "use", "uses"),
        count(totals.tools, "tool", "tools"),
        count(totals.vendors, "vendor", "vendors"),
        if totals.uses == 1 { "is" } else { "are" },
        totals.high_risk,
        if totals.high_risk == 1 { "is" } else { "are" }
    )];
    let allowed_high = known.iter().filter(|one| one.is_high() && one.row.standing.allowed == Some(true)).count();
    if allowed_high > 0 {
        lines.push(format!("{} may be used today.", count(allowed_high, "high-risk use", "high-risk uses")));
    }
    if totals.undecided > 0 {
        lines.push(format!("{} undecided.", count(totals.undecided, "use is", "uses are")));
    }
    if totals.not_assessed > 0 {
        let uses = count(totals.not_assessed, "use has", "uses have");
        lines.push(format!("{uses} no assessment yet."));
    }
    lines.extend(changes.map(str::to_owned));
    lines
}

/// Uses by tier and standing, the top tier first.
fn distribution(known: &[PortfolioUse<'_>], since: Option<Day>) -> Distribution {
    let mut columns: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tiers: BTreeMap<(u8, &str), &TierView> = BTreeMap::new();
    for one in known {
        if let Some(tier) = &one.row.tier {
            tiers.insert((tier.rank, &tier.id), tier);
            *columns.entry(&one.row.standing.word).or_default() += 1;
        }
    }
    let before: Option<Vec<TierView>> = since.map(|day| {
        let then = known.iter().filter_map(|one| changes::assessed_on(&one.entry, day));
        then.map(|assessment| tier_of_outcome(&assessment.outcome)).collect()
    });
    let mut order: Vec<(&str, usize)> = columns.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let columns: Vec<String> = order.into_iter().map(|(word, _)| word.to_owned()).collect();
    let rows = tiers.into_values().rev().map(|tier| {
        let here: Vec<&UseRow> =
            known.iter().map(|one| &one.row).filter(|row| row.tier.as_ref() == Some(tier)).collect();
        DistributionRow {
            tier: tier.clone(),
            counts: columns.iter().map(|word| here.iter().filter(|row| row.standing.word == *word).count()).collect(),
            total: here.len(),
            before: before.as_ref().map(|before| before.iter().filter(|then| *then == tier).count()),
        }
    });
    Distribution { rows: rows.collect(), columns }
}

/// Every use by its criterion with the most residual points; the cells are those of the method of most uses.
fn map(known: &[PortfolioUse<'_>]) -> super::super::view::picture::RiskMap {
    let scorings = known.iter().filter_map(|one| one.entry.framework).map(Framework::scoring);
    let mut counted: Vec<(usize, &crate::framework::Scoring)> = Vec::new();
    for scoring in scorings {
        match counted.iter_mut().find(|(_, known)| known.inherent == scoring.inherent && known.tiers == scoring.tiers) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, scoring)),
        }
    }
    // The first of those that are used most.
    let Some((_, scoring)) = counted.iter().rev().max_by_key(|(count, _)| *count) else {
        return super::super::view::picture::RiskMap::default();
    };
    let marks = known.iter().enumerate().filter_map(|(at, one)| {
        let outcome = &one.assessment?.outcome;
        let (_, worst) = outcome.criteria.iter().max_by(|a, b| {
            (a.1.inherent, a.1.residual).cmp(&(b.1.inherent, b.1.residual)).then_with(|| b.0.cmp(a.0))
        })?;
        Some(MapMark {
            number: at + 1,
            title: one.about(),
            impact: worst.impact,
            exposure: worst.exposure,
            residual: one.row.residual,
            tier: one.row.tier.clone()?,
        })
    });
    result::map(scoring, marks.collect())
}

/// The numbers of the method, for each framework in use.
fn method(known: &[PortfolioUse<'_>]) -> Vec<String> {
    let mut lines = vec![
        "Points say where to look within a use; they do not rank tools. The numbers of the method are expert \
         settings that stand in the framework files; every report of one use prints them and shows what others would \
         give."
            .to_owned(),
    ];
    let mut frameworks: BTreeMap<String, (&Framework, usize)> = BTreeMap::new();
    for one in known {
        if let Some(framework) = one.entry.framework {
            frameworks.entry(framework.versions()).or_insert((framework, 0)).1 += 1;
        }
    }
    for (versions, (framework, uses)) in frameworks {
        let scoring = framework.scoring();
        let tiers: Vec<String> = scoring.tiers.iter().map(|tier| format!("{} from {}", tier.id, tier.from)).collect();
        lines.push(format!(
            "{versions} ({}): controls remove at most {} %, the weakest key answer leaves {} % of that, the next {} \
             criteria add {} % each; tiers {}.",
            count(uses, "use", "uses"),
            scoring.max_effect,
            scoring.key_cap_base,
            scoring.breadth_count,
            scoring.breadth_rate,
            tiers.join(", ")
        ));
    }
    lines
}

/// The first record that is no event, by its kind.
fn first_record(records: &gate::JudgedRecords) -> Option<&Record> {
    records.iter().map(|entry| &entry.record).find(|record| !matches!(record, Record::Event(_)))
}
