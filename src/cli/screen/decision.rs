//! A decision at a terminal: a question a screen, then everything on one, each part of which can
//! still be changed. Policy is asked after every change, and says what it would refuse.

use std::collections::BTreeMap;

use plimsoll::assessment::decision::{AcceptedRisk, Condition, Dissent};
use plimsoll::assessment::versions::{self, Range};
use plimsoll::date::Day;
use plimsoll::framework::{Decision, Factor, HIGHEST_LEVEL};
use plimsoll::policy::draft::DecisionDraft;
use plimsoll::policy::proposal::{ConditionWish, WaiverWish};
use plimsoll::policy::{Basis, Fault, Proposal, Refusal};
use plimsoll::report::wording;

use super::{FAINT, HEADING, Header, Menu, MenuEntry, PLAIN, Priority, Prompted, choose, line};
use crate::cli::person::person;
use crate::cli::print::remedy::{self, Medium};
use crate::cli::print::terminal::shortened;
use crate::cli::screen::begin::sure;
use crate::cli::screen::menu;

/// The columns that one line may take, so that it stays one.
const LINE: usize = 74;
const KEYS: &str = "key or Enter chooses · Esc goes back · Ctrl-C leaves, your answers are kept";
const TEXT_KEYS: &str = "Enter goes on · Esc goes back · Ctrl-C leaves, your answers are kept";

/// What policy and the register say to what is wanted so far.
pub struct JudgedProposal {
    /// What it would rest on.
    pub basis: Option<Basis>,
    /// What contradicts itself, or does not fit.
    pub faults: Vec<Fault>,
    /// What policy forbids.
    pub refused: Vec<Refusal>,
}

/// A decision that is being put together.
pub struct Deciding<'a> {
    /// What it is about, for the head of every screen.
    pub about: String,
    /// The day that is judged.
    pub as_of: Day,
    /// Whether it is about more than one use, and may only forbid.
    pub wide: bool,
    /// What the levels of factors mean.
    pub factors: &'a [Factor],
    /// Who may approve, in words.
    pub approvers: String,
    /// Judges what is wanted.
    pub judge: &'a dyn Fn(&Proposal) -> anyhow::Result<JudgedProposal>,
    /// Keeps it, with how many questions were answered, so that nothing said is lost.
    pub keep: &'a dyn Fn(&Proposal, usize) -> anyhow::Result<()>,
}

/// What is asked, in this order; from `Review` on only where somebody changes it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Decision,
    Rationale,
    Approvers,
    Until,
    Ceiling,
    Conditions,
    Waivers,
    Alternatives,
    Review,
    From,
    Limits(Limit),
    AcceptRisk,
    Actions,
    Dissent,
}

/// Limits that are texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    Versions,
    Editions,
    Teams,
}

const ASKED: [Step; 9] = [
    Step::Decision,
    Step::Rationale,
    Step::Approvers,
    Step::Until,
    Step::Ceiling,
    Step::Conditions,
    Step::Waivers,
    Step::Alternatives,
    Step::Review,
];

/// What was done at the review.
enum Chosen {
    Record,
    Change(Step),
}

impl Deciding<'_> {
    /// Asks until it is to be recorded. `None` where the person left; what was said is kept.
    ///
    /// # Errors
    /// Where the terminal is gone, or something cannot be read or kept.
    pub fn run(&self, draft: DecisionDraft) -> anyhow::Result<Option<Proposal>> {
        menu::make_room()?;
        let DecisionDraft { mut proposal, asked, .. } = draft;
        let mut at = asked.min(ASKED.len() - 1);
        let mut last = Step::Rationale;
        loop {
            let judged = (self.judge)(&proposal)?;
            let step = ASKED[at];
            if !applies(step, &proposal, &judged) {
                at += 1;
                continue;
            }
            if step == Step::Review {
                match self.review(&proposal, &judged, last)? {
                    Prompted::This(Chosen::Record) if judged.faults.is_empty() && judged.refused.is_empty() => {
                        menu::show(&Header::default(), 0)?;
                        return Ok(Some(proposal));
                    }
                    Prompted::This(Chosen::Record) => {}
                    Prompted::This(Chosen::Change(step)) => {
                        last = step;
                        if matches!(self.put(step, &mut proposal, &judged)?, Prompted::Leave) {
                            return leave();
                        }
                    }
                    Prompted::Back => at = before(at, &proposal, &judged),
                    Prompted::Leave => return leave(),
                }
            } else {
                match self.put(step, &mut proposal, &judged)? {
                    Prompted::This(()) => at += 1,
                    Prompted::Back => at = before(at, &proposal, &judged),
                    Prompted::Leave => return leave(),
                }
            }
            (self.keep)(&proposal, at)?;
        }
    }

    fn header(&self, proposal: &Proposal, judged: &JudgedProposal) -> Header {
        let mut header = Header::default();
        header.add(Priority::Place, HEADING, &format!("Decision · {}", self.about));
        let basis = match &judged.basis {
            None => "It rests on no assessment.".to_owned(),
            Some(basis) => match (&basis.tier, &basis.tier_with_waivers, basis.recommended) {
                (Some(tier), Some(waived), Some(recommended)) => {
                    let waived = if tier == waived { String::new() } else { format!(", {waived} with the waivers") };
                    format!(
                        "Assessed on {}: {tier}{waived}; {} is recommended.",
                        basis.as_of,
                        wording::decision(recommended)
                    )
                }
                _ => format!("Looked at on {}; nothing was scored.", basis.as_of),
            },
        };
        header.add(Priority::Place, PLAIN, &basis);
        if proposal.rationale.is_empty() {
            let text = "Your answers are kept; nothing is recorded before the last screen.";
            header.add(Priority::Advice, FAINT, text);
        }
        header.space();
        header
    }

    fn put(&self, step: Step, proposal: &mut Proposal, judged: &JudgedProposal) -> anyhow::Result<Prompted<()>> {
        let header = self.header(proposal, judged);
        match step {
            Step::Decision => self.decision(header, proposal),
            Step::Rationale => {
                let needed = |text: &str| if text.is_empty() { Err("say why".to_owned()) } else { Ok(()) };
                let said = line(
                    &header,
                    "Why? In a sentence that somebody reads in a year.",
                    &proposal.rationale,
                    TEXT_KEYS,
                    needed,
                )?;
                Ok(said.map(|text| proposal.rationale = text))
            }
            Step::Approvers => self.people(header, proposal),
            Step::From => {
                let usual = proposal.valid_from.unwrap_or(self.as_of).to_string();
                let said = line(&header, "From which day on?", &usual, TEXT_KEYS, is_day)?;
                Ok(said.map(|text| proposal.valid_from = text.parse().ok().filter(|day| *day != self.as_of)))
            }
            Step::Until => until(&header, proposal, judged),
            Step::Ceiling => self.ceiling(&header, proposal, judged),
            Step::Conditions => self.conditions(&header, proposal, judged),
            Step::Waivers => self.waivers(proposal, judged),
            Step::Alternatives => {
                let ask = "What is to be used instead? Ids of tools or words, with semicolons between.";
                list(&header, ask, &mut proposal.alternatives)
            }
            Step::Actions => {
                list(&header, "What is to be done because of it? With semicolons between.", &mut proposal.actions)
            }
            Step::Limits(limit) => limits(&header, limit, proposal),
            Step::AcceptRisk => accept_risk(&header, proposal),
            Step::Dissent => dissent(&header, proposal),
            Step::Review => Ok(Prompted::This(())),
        }
    }

    fn decision(&self, mut header: Header, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
        header.add(Priority::Must, HEADING, "What is decided?").space();
        let mut entries = Vec::new();
        let mut offered = Vec::new();
        for (key, (_, decision)) in ('1'..).zip(Decision::NAMES) {
            if self.wide && decision < Decision::Hold {
                continue;
            }
            let judged = (self.judge)(&Proposal { decision, ..proposal.clone() })?;
            let mut notes = Vec::new();
            if judged.basis.as_ref().and_then(|basis| basis.recommended) == Some(decision) {
                notes.push("recommended");
            }
            if judged
                .refused
                .iter()
                .any(|refusal| matches!(refusal.rule, "mildest" | "triage" | "full-run" | "no-assessment"))
            {
                notes.push("policy refuses it as things are");
            }
            let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
            entries
                .push(MenuEntry::new(key, &format!("{}: {}{notes}", wording::decision(decision), meaning(decision))));
            offered.push(decision);
        }
        let at = offered.iter().position(|decision| *decision == proposal.decision).unwrap_or(0);
        let chosen = choose(&mut Menu { header, entries, at, keys: KEYS.to_owned() })?;
        Ok(chosen.map(|at| proposal.decision = offered[at]))
    }

    fn people(&self, mut header: Header, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
        header.after("They may: ", Priority::Detail, FAINT, &shortened(&self.approvers, 300)).space();
        let ask = "Who decides? Name <mail>, with semicolons between.";
        let said = line(&header, ask, &proposal.approvers.join("; "), TEXT_KEYS, |text| {
            let people: Vec<&str> = parts(text).collect();
            match people.iter().find_map(|text| person(text).err()) {
                Some(error) => Err(error.to_string()),
                None if people.is_empty() => Err("name somebody".to_owned()),
                None => Ok(()),
            }
        })?;
        Ok(said.map(|text| proposal.approvers = parts(&text).filter_map(|text| person(text).ok()).collect()))
    }

    fn ceiling(
        &self,
        header: &Header,
        proposal: &mut Proposal,
        judged: &JudgedProposal,
    ) -> anyhow::Result<Prompted<()>> {
        let Some(basis) = &judged.basis else { return Ok(Prompted::This(())) };
        let factors: Vec<(&String, &Option<u8>)> = basis.levels.iter().collect();
        let open = factors.iter().position(|(id, level)| level.is_none() && !proposal.ceiling.contains_key(*id));
        let mut at = open.map_or(0, |at| at + 1);
        loop {
            let mut header = header.clone();
            header.add(Priority::Must, HEADING, "How far does it reach?");
            header
                .add(
                    Priority::Advice,
                    FAINT,
                    "The highest level of each factor that it covers; choose one to lower it.",
                )
                .space();
            let mut entries = vec![MenuEntry::new('g', "keep it as it is")];
            entries.extend(factors.iter().map(|(id, level)| {
                let said = match (proposal.ceiling.get(*id), level) {
                    (Some(set), Some(level)) if set == level => format!("{set}"),
                    (Some(set), level) => format!(
                        "{set}, assessed {}",
                        level.map_or_else(|| "without knowing it".to_owned(), |level| level.to_string())
                    ),
                    (None, Some(level)) => format!("{level}"),
                    (None, None) => "nobody knows the level: set one".to_owned(),
                };
                MenuEntry { key: None, ..MenuEntry::new(' ', &format!("{}: {said}", self.title(id))) }
            }));
            let chosen = choose(&mut Menu { header: header.clone(), entries, at, keys: KEYS.to_owned() })?;
            match chosen {
                Prompted::This(0) => return Ok(Prompted::This(())),
                Prompted::This(chosen) => {
                    at = chosen;
                    let (id, level) = factors[chosen - 1];
                    match self.level(&header, id, *level, proposal.ceiling.get(id).copied())? {
                        // What is as assessed needs no saying.
                        Prompted::This(set) if Some(set) == *level => {
                            proposal.ceiling.remove(id);
                        }
                        Prompted::This(set) => {
                            proposal.ceiling.insert(id.clone(), set);
                        }
                        Prompted::Back => {}
                        Prompted::Leave => return Ok(Prompted::Leave),
                    }
                }
                Prompted::Back => return Ok(Prompted::Back),
                Prompted::Leave => return Ok(Prompted::Leave),
            }
        }
    }

    fn title<'t>(&'t self, id: &'t str) -> &'t str {
        self.factors.iter().find(|factor| factor.id == id).map_or(id, |factor| &factor.title)
    }

    fn level(&self, header: &Header, id: &str, assessed: Option<u8>, set: Option<u8>) -> anyhow::Result<Prompted<u8>> {
        let mut header = header.clone();
        header.add(Priority::Must, HEADING, &format!("Up to which level of {}?", self.title(id))).space();
        let words = self.factors.iter().find(|factor| factor.id == id).map(|factor| &factor.levels);
        let highest = assessed.unwrap_or(HIGHEST_LEVEL);
        let entries = (0..=highest)
            .zip('0'..)
            .map(|(level, key)| MenuEntry::new(key, words.map_or("", |words| words[usize::from(level)].as_str())));
        let at = usize::from(set.or(assessed).unwrap_or(0).min(highest));
        let chosen = choose(&mut Menu { header, entries: entries.collect(), at, keys: KEYS.to_owned() })?;
        Ok(chosen.map(|level| u8::try_from(level).unwrap_or(highest)))
    }

    fn conditions(
        &self,
        header: &Header,
        proposal: &mut Proposal,
        judged: &JudgedProposal,
    ) -> anyhow::Result<Prompted<()>> {
        let mut at = 0;
        loop {
            let all = proposal.conditions(judged.basis.as_ref()).0;
            let mut header = header.clone();
            header.add(Priority::Must, HEADING, "On which conditions?");
            let undated = all.iter().filter(|condition| condition.due.is_none()).count();
            let advice = format!("Choose one to change or drop it. {undated} of {} have no day.", all.len());
            header.add(Priority::Advice, FAINT, &advice).space();
            let mut entries = vec![
                MenuEntry::new('g', "keep them as they are"),
                MenuEntry::new('a', "add one"),
                MenuEntry::new('d', "a day for all that have none"),
            ];
            let first = entries.len();
            entries.extend(all.iter().map(|condition| {
                let owner = condition.owner.as_deref().map_or("nobody", wording::name_of);
                let due = condition.due.map_or_else(|| "no day".to_owned(), |due| due.to_string());
                let before = if condition.before_use { ", before use" } else { "" };
                let said = format!("{}: {} ({owner}, {due}{before})", condition.id, condition.text);
                MenuEntry { key: None, ..MenuEntry::new(' ', &shortened(&said, 2 * LINE)) }
            }));
            let dropped: Vec<String> = proposal.dropped.iter().cloned().collect();
            entries.extend(dropped.iter().map(|id| MenuEntry {
                key: None,
                ..MenuEntry::new(' ', &format!("dropped: {id}; choose it to take it back"))
            }));
            at = at.min(entries.len() - 1);
            let done = match choose(&mut Menu { header: header.clone(), entries, at, keys: KEYS.to_owned() })? {
                Prompted::This(0) => return Ok(Prompted::This(())),
                Prompted::This(1) => add_condition(&header, proposal, judged)?,
                Prompted::This(2) => {
                    let shown = proposal.conditions_due.map_or_else(String::new, |day| day.to_string());
                    line(&header, "Until when, where no other day is set?", &shown, TEXT_KEYS, is_day_or_nothing)?
                        .map(|text| proposal.conditions_due = text.parse().ok())
                }
                Prompted::This(chosen) if chosen - first >= all.len() => {
                    proposal.dropped.remove(&dropped[chosen - first - all.len()]);
                    Prompted::This(())
                }
                Prompted::This(chosen) => {
                    at = chosen;
                    change_condition(&header, proposal, judged, &all[chosen - first])?
                }
                Prompted::Back => return Ok(Prompted::Back),
                Prompted::Leave => return Ok(Prompted::Leave),
            };
            if matches!(done, Prompted::Leave) {
                return Ok(Prompted::Leave);
            }
            (self.keep)(proposal, ASKED.iter().position(|step| *step == Step::Conditions).unwrap_or(0))?;
        }
    }

    fn waivers(&self, proposal: &mut Proposal, judged: &JudgedProposal) -> anyhow::Result<Prompted<()>> {
        let Some(basis) = &judged.basis else { return Ok(Prompted::This(())) };
        let floors: Vec<(&String, &(String, String))> = basis.waivable.iter().collect();
        let mut at = 0;
        loop {
            // The tier changes with every tick.
            let mut header = self.header(proposal, &(self.judge)(proposal)?);
            header.add(Priority::Must, HEADING, "Is a knock-out waived?");
            header
                .add(
                    Priority::Advice,
                    FAINT,
                    "Each sets a lowest tier; a waiver lowers it by as much as the framework says.",
                )
                .space();
            let mut entries = vec![MenuEntry::new('g', "go on")];
            entries.extend(floors.iter().zip('1'..).map(|((id, (tier, reason)), key)| {
                let ticked = proposal.waivers.iter().any(|waiver| waiver.id == **id);
                MenuEntry { ticked: Some(ticked), ..MenuEntry::new(key, &format!("{id}: at least {tier}. {reason}")) }
            }));
            match choose(&mut Menu { header: header.clone(), entries, at, keys: KEYS.to_owned() })? {
                Prompted::This(0) => return Ok(Prompted::This(())),
                Prompted::This(chosen) => {
                    at = chosen;
                    let id = floors[chosen - 1].0;
                    let before = proposal.waivers.len();
                    proposal.waivers.retain(|waiver| waiver.id != *id);
                    if proposal.waivers.len() == before && matches!(waive(&header, proposal, id)?, Prompted::Leave) {
                        return Ok(Prompted::Leave);
                    }
                }
                Prompted::Back => return Ok(Prompted::Back),
                Prompted::Leave => return Ok(Prompted::Leave),
            }
        }
    }

    fn review(&self, proposal: &Proposal, judged: &JudgedProposal, last: Step) -> anyhow::Result<Prompted<Chosen>> {
        let mut header = self.header(proposal, judged);
        if judged.faults.is_empty() && judged.refused.is_empty() {
            header.add(Priority::Must, PLAIN, "Policy lets it pass.");
        }
        for fault in &judged.faults {
            header.after("! ", Priority::Must, PLAIN, &remedy::fault(fault, Medium::Screen));
        }
        for refusal in &judged.refused {
            let remedy = remedy::remedy(&refusal.remedy, Medium::Screen);
            let text = format!("{}: {} -> {remedy}", refusal.rule, refusal.because);
            header.after("! ", Priority::Must, PLAIN, &text);
        }
        header.space();
        let mut entries = vec![MenuEntry::new('r', "record it"), MenuEntry::new('q', "leave it as a draft")];
        let first = entries.len();
        let steps: Vec<(Step, String)> =
            self.said(proposal, judged).into_iter().filter(|(step, _)| applies(*step, proposal, judged)).collect();
        entries.extend(
            steps.iter().map(|(_, said)| MenuEntry { key: None, ..MenuEntry::new(' ', &shortened(said, LINE)) }),
        );
        // Never on "record it": a key too many must not make a record.
        let at = steps.iter().position(|(step, _)| *step == last).unwrap_or(0) + first;
        let keys = "r records · Enter changes a part · Esc goes back · Ctrl-C leaves, all is kept".to_owned();
        Ok(match choose(&mut Menu { header, entries, at, keys })? {
            Prompted::This(0) => Prompted::This(Chosen::Record),
            Prompted::This(1) | Prompted::Leave => Prompted::Leave,
            Prompted::This(at) => Prompted::This(Chosen::Change(steps[at - first].0)),
            Prompted::Back => Prompted::Back,
        })
    }

    /// Every part with what is said so far.
    fn said(&self, proposal: &Proposal, judged: &JudgedProposal) -> Vec<(Step, String)> {
        let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
        let basis = judged.basis.as_ref();
        let conditions = proposal.conditions(basis).0;
        let until =
            proposal.valid_until.or(basis.filter(|_| proposal.decision < Decision::Hold).map(|basis| basis.review_due));
        let levels: BTreeMap<&String, Option<u8>> = basis
            .into_iter()
            .flat_map(|basis| &basis.levels)
            .map(|(id, level)| (id, proposal.ceiling.get(id).copied().or(*level)))
            .collect();
        let levels = levels
            .into_iter()
            .map(|(id, level)| format!("{id} {}", level.map_or_else(|| "?".to_owned(), |level| level.to_string())));
        let risk = proposal.accepted_risk.as_ref().map(|risk| format!("{} until {}", risk.reason, risk.until));
        let waivers = proposal.waivers.iter().map(|waiver| waiver.id.as_str()).collect::<Vec<_>>().join(", ");
        let dissent = proposal.dissent.iter().map(|one| format!("{}: {}", one.who, one.reason)).collect::<Vec<_>>();
        vec![
            (Step::Decision, format!("decision: {}", wording::decision(proposal.decision))),
            (Step::Rationale, format!("why: {}", none(proposal.rationale.clone()))),
            (Step::Approvers, format!("decided by: {}", none(proposal.approvers.join("; ")))),
            (Step::From, format!("from: {}", proposal.valid_from.unwrap_or(self.as_of))),
            (Step::Until, format!("until: {}", until.map_or_else(|| "no end".to_owned(), |day| day.to_string()))),
            (Step::Ceiling, format!("ceiling: {}", levels.collect::<Vec<_>>().join(", "))),
            (
                Step::Limits(Limit::Versions),
                format!("client versions: {}", proposal.client_versions.as_deref().unwrap_or("all")),
            ),
            (Step::Limits(Limit::Editions), format!("editions: {}", all(&proposal.editions))),
            (Step::Limits(Limit::Teams), format!("teams: {}", all(&proposal.teams))),
            (Step::Conditions, format!("conditions: {}", conditions.len())),
            (Step::Waivers, format!("waivers: {}", none(waivers))),
            (Step::AcceptRisk, format!("accepted risk: {}", none(risk.unwrap_or_default()))),
            (Step::Alternatives, format!("instead: {}", none(proposal.alternatives.join("; ")))),
            (Step::Actions, format!("to do: {}", none(proposal.actions.join("; ")))),
            (Step::Dissent, format!("dissent: {}", none(dissent.join("; ")))),
        ]
    }
}

fn leave() -> anyhow::Result<Option<Proposal>> {
    menu::show(&Header::default(), 0)?;
    Ok(None)
}

/// The step before that is asked.
fn before(at: usize, proposal: &Proposal, judged: &JudgedProposal) -> usize {
    (0..at).rev().find(|at| applies(ASKED[*at], proposal, judged)).unwrap_or(at)
}

/// Whether a step is asked.
fn applies(step: Step, proposal: &Proposal, judged: &JudgedProposal) -> bool {
    let permits = proposal.decision < Decision::Hold;
    let basis = judged.basis.as_ref();
    match step {
        Step::Ceiling => permits && basis.is_some_and(|basis| !basis.levels.is_empty()),
        Step::Conditions => permits && proposal.decision != Decision::Approve,
        Step::Waivers => permits && basis.is_some_and(|basis| !basis.waivable.is_empty()),
        Step::Limits(_) | Step::AcceptRisk => permits,
        _ => true,
    }
}

fn until(header: &Header, proposal: &mut Proposal, judged: &JudgedProposal) -> anyhow::Result<Prompted<()>> {
    let permits = proposal.decision < Decision::Hold;
    let usual = judged.basis.as_ref().filter(|_| permits).map(|basis| basis.review_due);
    let shown = proposal.valid_until.or(usual).map_or_else(String::new, |day| day.to_string());
    let help = match usual {
        Some(due) => format!("the last day; empty is {due}, the day of the next review · {TEXT_KEYS}"),
        None => format!("the last day; leave empty for no end · {TEXT_KEYS}"),
    };
    let said = line(header, "Until when?", &shown, &help, is_day_or_nothing)?;
    Ok(said.map(|text| proposal.valid_until = text.parse().ok().filter(|day| Some(*day) != usual)))
}

fn all(texts: &[String]) -> String {
    if texts.is_empty() { "all".to_owned() } else { texts.join(", ") }
}

/// What a decision says.
fn meaning(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "it may be used, as assessed",
        Decision::ApproveWithConditions => "it may be used while conditions are kept",
        Decision::Restrict => "it may be used within narrower limits",
        Decision::Hold => "not before something is known",
        Decision::Prohibit => "it may not be used",
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

fn is_day(text: &str) -> Result<(), String> {
    text.parse::<Day>().map(|_| ()).map_err(|error| error.to_string())
}

fn is_day_or_nothing(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { is_day(text) }
}

fn list(header: &Header, ask: &str, texts: &mut Vec<String>) -> anyhow::Result<Prompted<()>> {
    let help = format!("empty is none · {TEXT_KEYS}");
    let said = line(header, ask, &texts.join("; "), &help, |_| Ok(()))?;
    Ok(said.map(|text| *texts = parts(&text).map(str::to_owned).collect()))
}

fn limits(header: &Header, limit: Limit, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
    match limit {
        Limit::Editions => list(header, "Which editions or plans does it cover? Empty is all.", &mut proposal.editions),
        Limit::Teams => list(header, "Which teams does it cover? Empty is all.", &mut proposal.teams),
        Limit::Versions => {
            let ask = "Which client versions does it cover?";
            let help = format!("as >=2.0, <3; empty is all · {TEXT_KEYS}");
            let said = line(header, ask, proposal.client_versions.as_deref().unwrap_or_default(), &help, |text| {
                if text.is_empty() || Range::parse(text).is_some() { Ok(()) } else { Err(versions::FORM.to_owned()) }
            })?;
            Ok(said.map(|text| proposal.client_versions = Some(text).filter(|text| !text.is_empty())))
        }
    }
}

fn accept_risk(header: &Header, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
    let (reason, until) = match &proposal.accepted_risk {
        Some(risk) => (risk.reason.as_str(), risk.until.to_string()),
        None => ("", String::new()),
    };
    let help = format!("empty accepts none · {TEXT_KEYS}");
    let reason = match line(header, "Which risk is accepted as it is, and why?", reason, &help, |_| Ok(()))? {
        Prompted::This(reason) if reason.is_empty() => {
            proposal.accepted_risk = None;
            return Ok(Prompted::This(()));
        }
        Prompted::This(reason) => reason,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    let until = line(header, "Until when?", &until, TEXT_KEYS, is_day)?;
    Ok(until.map(|text| proposal.accepted_risk = text.parse().ok().map(|until| AcceptedRisk { reason, until })))
}

fn dissent(header: &Header, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
    let shown: Vec<String> = proposal.dissent.iter().map(|one| format!("{}: {}", one.who, one.reason)).collect();
    let ask = "Who disagrees, and why? Name: reason, with semicolons between.";
    let help = format!("empty is nobody · {TEXT_KEYS}");
    let read = |text: &str| -> Option<Vec<Dissent>> {
        parts(text)
            .map(|part| {
                let (who, reason) = part.split_once(':')?;
                let (who, reason) = (who.trim().to_owned(), reason.trim().to_owned());
                (!who.is_empty() && !reason.is_empty()).then_some(Dissent { who, reason })
            })
            .collect()
    };
    let said = line(header, ask, &shown.join("; "), &help, move |text| {
        if read(text).is_some() { Ok(()) } else { Err("write Name: reason".to_owned()) }
    })?;
    Ok(said.map(|text| proposal.dissent = read(&text).unwrap_or_default()))
}

fn waive(header: &Header, proposal: &mut Proposal, id: &str) -> anyhow::Result<Prompted<()>> {
    let ask = format!("Why may {id} pass?");
    let needed = |text: &str| if text.is_empty() { Err("say why".to_owned()) } else { Ok(()) };
    let reason = match line(header, &ask, &proposal.rationale, TEXT_KEYS, needed)? {
        Prompted::This(reason) => reason,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    let help = format!("empty is the end of the decision · {TEXT_KEYS}");
    let until = line(header, "Until when?", "", &help, is_day_or_nothing)?;
    Ok(until.map(|text| {
        let (id, until) = (id.to_owned(), text.parse().ok());
        proposal.waivers.push(WaiverWish { id, reason: Some(reason), approver: None, until });
    }))
}

fn add_condition(header: &Header, proposal: &mut Proposal, judged: &JudgedProposal) -> anyhow::Result<Prompted<()>> {
    let needed = |text: &str| if text.is_empty() { Err("say what is to be done".to_owned()) } else { Ok(()) };
    let text = match line(header, "What is to be done or kept?", "", TEXT_KEYS, needed)? {
        Prompted::This(text) => text,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    proposal.conditions.push(ConditionWish { text: Some(text), ..ConditionWish::default() });
    // It keeps the id that it has now, whatever is said later.
    let added = proposal.conditions(judged.basis.as_ref()).0.pop();
    if let (Some(last), Some(added)) = (proposal.conditions.last_mut(), &added) {
        last.id = Some(added.id.clone());
    }
    match added {
        Some(added) => change_condition(header, proposal, judged, &added),
        None => Ok(Prompted::This(())),
    }
}

/// Changes one condition, or drops it.
fn change_condition(
    header: &Header,
    proposal: &mut Proposal,
    judged: &JudgedProposal,
    condition: &Condition,
) -> anyhow::Result<Prompted<()>> {
    let id = condition.id.clone();
    loop {
        let all = proposal.conditions(judged.basis.as_ref()).0;
        let Some(now) = all.into_iter().find(|known| known.id == id) else { return Ok(Prompted::This(())) };
        let mut header = header.clone();
        header.add(Priority::Must, HEADING, &format!("Condition {id}")).space();
        let entries = vec![
            MenuEntry::new('g', "keep it as it is"),
            MenuEntry::new('t', &format!("what: {}", now.text)),
            MenuEntry::new('o', &format!("who sees to it: {}", now.owner.as_deref().unwrap_or("nobody"))),
            MenuEntry::new(
                'd',
                &format!("until: {}", now.due.map_or_else(|| "no day".to_owned(), |due| due.to_string())),
            ),
            MenuEntry::new('b', &format!("before use: {}", if now.before_use { "yes" } else { "no" })),
            MenuEntry::new('x', "drop it"),
        ];
        let chosen = choose(&mut Menu { header: header.clone(), entries, at: 0, keys: KEYS.to_owned() })?;
        let done = match chosen {
            Prompted::This(0) | Prompted::Back => return Ok(Prompted::This(())),
            Prompted::Leave => return Ok(Prompted::Leave),
            Prompted::This(5) if !sure(&header, "Drop this condition?", "drop it", "keep it")? => continue,
            Prompted::This(5) => {
                proposal.conditions.retain(|known| known.id.as_ref() != Some(&id));
                let proposed = judged.basis.iter().flat_map(|basis| &basis.conditions).any(|known| known.id == id);
                if proposed {
                    proposal.dropped.insert(id.clone());
                }
                return Ok(Prompted::This(()));
            }
            Prompted::This(what) => {
                let said = match what {
                    1 => line(&header, "What is to be done or kept?", &now.text, TEXT_KEYS, |text| {
                        if text.is_empty() { Err("say what is to be done".to_owned()) } else { Ok(()) }
                    })?,
                    2 => {
                        let shown = now.owner.as_deref().unwrap_or_default();
                        line(&header, "Who sees to it? Name <mail>", shown, TEXT_KEYS, |text| {
                            person(text).map(|_| ()).map_err(|error| error.to_string())
                        })?
                    }
                    3 => {
                        let shown = now.due.map_or_else(String::new, |due| due.to_string());
                        line(&header, "Until when?", &shown, TEXT_KEYS, is_day_or_nothing)?
                    }
                    _ => Prompted::This(String::new()),
                };
                said.map(|text| {
                    let proposal = proposal_for(proposal, &id);
                    match what {
                        1 => proposal.text = Some(text),
                        2 => proposal.owner = person(&text).ok(),
                        3 => proposal.due = text.parse().ok(),
                        _ => proposal.before_use = !proposal.before_use,
                    }
                })
            }
        };
        if matches!(done, Prompted::Leave) {
            return Ok(Prompted::Leave);
        }
    }
}

/// What is wanted of a condition, which is begun where nothing was said of it.
fn proposal_for<'w>(proposal: &'w mut Proposal, id: &str) -> &'w mut ConditionWish {
    let known = proposal.conditions.iter().position(|known| known.id.as_deref() == Some(id));
    let at = known.unwrap_or_else(|| {
        proposal.conditions.push(ConditionWish { id: Some(id.to_owned()), ..ConditionWish::default() });
        proposal.conditions.len() - 1
    });
    &mut proposal.conditions[at]
}
