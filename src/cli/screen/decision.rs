//! A decision at a terminal: a question a screen, then everything on one, each part of which can
//! still be changed. Policy is asked after every change, and says what it would refuse.

use std::collections::BTreeMap;

use plimsoll::assessment::decision::{AcceptedRisk, Condition, Dissent};
use plimsoll::assessment::versions::{self, Range};
use plimsoll::date::Day;
use plimsoll::framework::{Decision, Factor, HIGHEST_LEVEL};
use plimsoll::policy::draft::Draft;
use plimsoll::policy::wish::{ConditionWish, WaiverWish};
use plimsoll::policy::{Basis, Fault, Refusal, Wish};
use plimsoll::report::wording;

use super::{Entry, FAINT, HEADING, Head, Menu, Need, PLAIN, Said, choose, line};
use crate::cli::person::person;
use crate::cli::print::remedy::{self, Place};
use crate::cli::print::terminal::shortened;
use crate::cli::screen::begin::sure;
use crate::cli::screen::menu;

/// The columns that one line may take, so that it stays one.
const LINE: usize = 74;
const KEYS: &str = "key or Enter chooses · Esc goes back · Ctrl-C leaves, everything said is kept";
const TEXT_KEYS: &str = "Enter goes on · Esc goes back · Ctrl-C leaves, everything said is kept";

/// What policy and the register say to what is wanted so far.
pub struct Judged {
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
    pub judge: &'a dyn Fn(&Wish) -> anyhow::Result<Judged>,
    /// Keeps it, with how many questions were answered, so that nothing said is lost.
    pub keep: &'a dyn Fn(&Wish, usize) -> anyhow::Result<()>,
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
    pub fn run(&self, draft: Draft) -> anyhow::Result<Option<Wish>> {
        menu::make_room()?;
        let Draft { mut wish, asked, .. } = draft;
        let mut at = asked.min(ASKED.len() - 1);
        let mut last = Step::Rationale;
        loop {
            let judged = (self.judge)(&wish)?;
            let step = ASKED[at];
            if !applies(step, &wish, &judged) {
                at += 1;
                continue;
            }
            if step == Step::Review {
                match self.review(&wish, &judged, last)? {
                    Said::This(Chosen::Record) if judged.faults.is_empty() && judged.refused.is_empty() => {
                        menu::show(&Head::default(), 0)?;
                        return Ok(Some(wish));
                    }
                    Said::This(Chosen::Record) => {}
                    Said::This(Chosen::Change(step)) => {
                        last = step;
                        if matches!(self.put(step, &mut wish, &judged)?, Said::Leave) {
                            return leave();
                        }
                    }
                    Said::Back => at = before(at, &wish, &judged),
                    Said::Leave => return leave(),
                }
            } else {
                match self.put(step, &mut wish, &judged)? {
                    Said::This(()) => at += 1,
                    Said::Back => at = before(at, &wish, &judged),
                    Said::Leave => return leave(),
                }
            }
            (self.keep)(&wish, at)?;
        }
    }

    fn head(&self, wish: &Wish, judged: &Judged) -> Head {
        let mut head = Head::default();
        head.add(Need::Place, HEADING, &format!("Decision · {}", self.about));
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
        head.add(Need::Place, PLAIN, &basis);
        if wish.rationale.is_empty() {
            let text = "Everything said is kept; nothing is recorded before the last screen.";
            head.add(Need::Advice, FAINT, text);
        }
        head.space();
        head
    }

    fn put(&self, step: Step, wish: &mut Wish, judged: &Judged) -> anyhow::Result<Said<()>> {
        let head = self.head(wish, judged);
        match step {
            Step::Decision => self.decision(head, wish),
            Step::Rationale => {
                let needed = |text: &str| if text.is_empty() { Err("say why".to_owned()) } else { Ok(()) };
                let said = line(
                    &head,
                    "Why? In a sentence that somebody reads in a year.",
                    &wish.rationale,
                    TEXT_KEYS,
                    needed,
                )?;
                Ok(said.map(|text| wish.rationale = text))
            }
            Step::Approvers => self.people(head, wish),
            Step::From => {
                let usual = wish.valid_from.unwrap_or(self.as_of).to_string();
                let said = line(&head, "From which day on?", &usual, TEXT_KEYS, is_day)?;
                Ok(said.map(|text| wish.valid_from = text.parse().ok().filter(|day| *day != self.as_of)))
            }
            Step::Until => until(&head, wish, judged),
            Step::Ceiling => self.ceiling(&head, wish, judged),
            Step::Conditions => self.conditions(&head, wish, judged),
            Step::Waivers => self.waivers(wish, judged),
            Step::Alternatives => {
                let ask = "What is to be used instead? Ids of tools or words, with semicolons between.";
                list(&head, ask, &mut wish.alternatives)
            }
            Step::Actions => {
                list(&head, "What is to be done because of it? With semicolons between.", &mut wish.actions)
            }
            Step::Limits(limit) => limits(&head, limit, wish),
            Step::AcceptRisk => accept_risk(&head, wish),
            Step::Dissent => dissent(&head, wish),
            Step::Review => Ok(Said::This(())),
        }
    }

    fn decision(&self, mut head: Head, wish: &mut Wish) -> anyhow::Result<Said<()>> {
        head.add(Need::Must, HEADING, "What is decided?").space();
        let mut entries = Vec::new();
        let mut offered = Vec::new();
        for (key, (_, decision)) in ('1'..).zip(Decision::NAMES) {
            if self.wide && decision < Decision::Hold {
                continue;
            }
            let judged = (self.judge)(&Wish { decision, ..wish.clone() })?;
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
            entries.push(Entry::new(key, &format!("{}: {}{notes}", wording::decision(decision), meaning(decision))));
            offered.push(decision);
        }
        let at = offered.iter().position(|decision| *decision == wish.decision).unwrap_or(0);
        let chosen = choose(&mut Menu { head, entries, at, keys: KEYS.to_owned() })?;
        Ok(chosen.map(|at| wish.decision = offered[at]))
    }

    fn people(&self, mut head: Head, wish: &mut Wish) -> anyhow::Result<Said<()>> {
        head.after("They may: ", Need::Detail, FAINT, &shortened(&self.approvers, 300)).space();
        let ask = "Who decides? Name <mail>, with semicolons between.";
        let said = line(&head, ask, &wish.approvers.join("; "), TEXT_KEYS, |text| {
            let people: Vec<&str> = parts(text).collect();
            match people.iter().find_map(|text| person(text).err()) {
                Some(error) => Err(error.to_string()),
                None if people.is_empty() => Err("name somebody".to_owned()),
                None => Ok(()),
            }
        })?;
        Ok(said.map(|text| wish.approvers = parts(&text).filter_map(|text| person(text).ok()).collect()))
    }

    fn ceiling(&self, head: &Head, wish: &mut Wish, judged: &Judged) -> anyhow::Result<Said<()>> {
        let Some(basis) = &judged.basis else { return Ok(Said::This(())) };
        let factors: Vec<(&String, &Option<u8>)> = basis.levels.iter().collect();
        let open = factors.iter().position(|(id, level)| level.is_none() && !wish.ceiling.contains_key(*id));
        let mut at = open.map_or(0, |at| at + 1);
        loop {
            let mut head = head.clone();
            head.add(Need::Must, HEADING, "How far does it reach?");
            head.add(Need::Advice, FAINT, "The highest level of each factor that it covers; choose one to lower it.")
                .space();
            let mut entries = vec![Entry::new('g', "as it stands, go on")];
            entries.extend(factors.iter().map(|(id, level)| {
                let said = match (wish.ceiling.get(*id), level) {
                    (Some(set), Some(level)) if set == level => format!("{set}"),
                    (Some(set), level) => format!(
                        "{set}, assessed {}",
                        level.map_or_else(|| "without knowing it".to_owned(), |level| level.to_string())
                    ),
                    (None, Some(level)) => format!("{level}"),
                    (None, None) => "nobody knows the level: set one".to_owned(),
                };
                Entry { key: None, ..Entry::new(' ', &format!("{}: {said}", self.title(id))) }
            }));
            let chosen = choose(&mut Menu { head: head.clone(), entries, at, keys: KEYS.to_owned() })?;
            match chosen {
                Said::This(0) => return Ok(Said::This(())),
                Said::This(chosen) => {
                    at = chosen;
                    let (id, level) = factors[chosen - 1];
                    match self.level(&head, id, *level, wish.ceiling.get(id).copied())? {
                        // What is as assessed needs no saying.
                        Said::This(set) if Some(set) == *level => {
                            wish.ceiling.remove(id);
                        }
                        Said::This(set) => {
                            wish.ceiling.insert(id.clone(), set);
                        }
                        Said::Back => {}
                        Said::Leave => return Ok(Said::Leave),
                    }
                }
                Said::Back => return Ok(Said::Back),
                Said::Leave => return Ok(Said::Leave),
            }
        }
    }

    fn title<'t>(&'t self, id: &'t str) -> &'t str {
        self.factors.iter().find(|factor| factor.id == id).map_or(id, |factor| &factor.title)
    }

    fn level(&self, head: &Head, id: &str, assessed: Option<u8>, set: Option<u8>) -> anyhow::Result<Said<u8>> {
        let mut head = head.clone();
        head.add(Need::Must, HEADING, &format!("Up to which level of {}?", self.title(id))).space();
        let words = self.factors.iter().find(|factor| factor.id == id).map(|factor| &factor.levels);
        let highest = assessed.unwrap_or(HIGHEST_LEVEL);
        let entries = (0..=highest)
            .zip('0'..)
            .map(|(level, key)| Entry::new(key, words.map_or("", |words| words[usize::from(level)].as_str())));
        let at = usize::from(set.or(assessed).unwrap_or(0).min(highest));
        let chosen = choose(&mut Menu { head, entries: entries.collect(), at, keys: KEYS.to_owned() })?;
        Ok(chosen.map(|level| u8::try_from(level).unwrap_or(highest)))
    }

    fn conditions(&self, head: &Head, wish: &mut Wish, judged: &Judged) -> anyhow::Result<Said<()>> {
        let mut at = 0;
        loop {
            let all = wish.conditions(judged.basis.as_ref()).0;
            let mut head = head.clone();
            head.add(Need::Must, HEADING, "On which conditions?");
            let undated = all.iter().filter(|condition| condition.due.is_none()).count();
            let advice = format!("Choose one to change or drop it. {undated} of {} have no day.", all.len());
            head.add(Need::Advice, FAINT, &advice).space();
            let mut entries = vec![
                Entry::new('g', "as they stand, go on"),
                Entry::new('a', "add one"),
                Entry::new('d', "a day for all that have none"),
            ];
            let first = entries.len();
            entries.extend(all.iter().map(|condition| {
                let owner = condition.owner.as_deref().map_or("nobody", wording::name_of);
                let due = condition.due.map_or_else(|| "no day".to_owned(), |due| due.to_string());
                let before = if condition.before_use { ", before use" } else { "" };
                let said = format!("{}: {} ({owner}, {due}{before})", condition.id, condition.text);
                Entry { key: None, ..Entry::new(' ', &shortened(&said, 2 * LINE)) }
            }));
            let dropped: Vec<String> = wish.dropped.iter().cloned().collect();
            entries.extend(dropped.iter().map(|id| Entry {
                key: None,
                ..Entry::new(' ', &format!("dropped: {id}; choose it to take it back"))
            }));
            at = at.min(entries.len() - 1);
            let done = match choose(&mut Menu { head: head.clone(), entries, at, keys: KEYS.to_owned() })? {
                Said::This(0) => return Ok(Said::This(())),
                Said::This(1) => add_condition(&head, wish, judged)?,
                Said::This(2) => {
                    let shown = wish.conditions_due.map_or_else(String::new, |day| day.to_string());
                    line(&head, "Until when, where no other day is set?", &shown, TEXT_KEYS, is_day_or_nothing)?
                        .map(|text| wish.conditions_due = text.parse().ok())
                }
                Said::This(chosen) if chosen - first >= all.len() => {
                    wish.dropped.remove(&dropped[chosen - first - all.len()]);
                    Said::This(())
                }
                Said::This(chosen) => {
                    at = chosen;
                    change_condition(&head, wish, judged, &all[chosen - first])?
                }
                Said::Back => return Ok(Said::Back),
                Said::Leave => return Ok(Said::Leave),
            };
            if matches!(done, Said::Leave) {
                return Ok(Said::Leave);
            }
            (self.keep)(wish, ASKED.iter().position(|step| *step == Step::Conditions).unwrap_or(0))?;
        }
    }

    fn waivers(&self, wish: &mut Wish, judged: &Judged) -> anyhow::Result<Said<()>> {
        let Some(basis) = &judged.basis else { return Ok(Said::This(())) };
        let floors: Vec<(&String, &(String, String))> = basis.waivable.iter().collect();
        let mut at = 0;
        loop {
            // The tier changes with every tick.
            let mut head = self.head(wish, &(self.judge)(wish)?);
            head.add(Need::Must, HEADING, "Is a knock-out waived?");
            head.add(
                Need::Advice,
                FAINT,
                "Each sets a lowest tier; a waiver lowers it by as much as the framework says.",
            )
            .space();
            let mut entries = vec![Entry::new('g', "go on")];
            entries.extend(floors.iter().zip('1'..).map(|((id, (tier, reason)), key)| {
                let ticked = wish.waivers.iter().any(|waiver| waiver.id == **id);
                Entry { ticked: Some(ticked), ..Entry::new(key, &format!("{id}: at least {tier}. {reason}")) }
            }));
            match choose(&mut Menu { head: head.clone(), entries, at, keys: KEYS.to_owned() })? {
                Said::This(0) => return Ok(Said::This(())),
                Said::This(chosen) => {
                    at = chosen;
                    let id = floors[chosen - 1].0;
                    let before = wish.waivers.len();
                    wish.waivers.retain(|waiver| waiver.id != *id);
                    if wish.waivers.len() == before && matches!(waive(&head, wish, id)?, Said::Leave) {
                        return Ok(Said::Leave);
                    }
                }
                Said::Back => return Ok(Said::Back),
                Said::Leave => return Ok(Said::Leave),
            }
        }
    }

    fn review(&self, wish: &Wish, judged: &Judged, last: Step) -> anyhow::Result<Said<Chosen>> {
        let mut head = self.head(wish, judged);
        if judged.faults.is_empty() && judged.refused.is_empty() {
            head.add(Need::Must, PLAIN, "Policy lets it pass.");
        }
        for fault in &judged.faults {
            head.after("! ", Need::Must, PLAIN, &remedy::fault(fault, Place::Screen));
        }
        for refusal in &judged.refused {
            let remedy = remedy::remedy(&refusal.remedy, Place::Screen);
            let text = format!("{}: {} -> {remedy}", refusal.rule, refusal.because);
            head.after("! ", Need::Must, PLAIN, &text);
        }
        head.space();
        let mut entries = vec![Entry::new('r', "record it"), Entry::new('q', "leave it as a draft")];
        let first = entries.len();
        let steps: Vec<(Step, String)> =
            self.said(wish, judged).into_iter().filter(|(step, _)| applies(*step, wish, judged)).collect();
        entries.extend(steps.iter().map(|(_, said)| Entry { key: None, ..Entry::new(' ', &shortened(said, LINE)) }));
        // Never on "record it": a key too many must not make a record.
        let at = steps.iter().position(|(step, _)| *step == last).unwrap_or(0) + first;
        let keys = "r records · Enter changes a part · Esc goes back · Ctrl-C leaves, all is kept".to_owned();
        Ok(match choose(&mut Menu { head, entries, at, keys })? {
            Said::This(0) => Said::This(Chosen::Record),
            Said::This(1) | Said::Leave => Said::Leave,
            Said::This(at) => Said::This(Chosen::Change(steps[at - first].0)),
            Said::Back => Said::Back,
        })
    }

    /// Every part with what is said so far.
    fn said(&self, wish: &Wish, judged: &Judged) -> Vec<(Step, String)> {
        let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
        let basis = judged.basis.as_ref();
        let conditions = wish.conditions(basis).0;
        let until = wish.valid_until.or(basis.filter(|_| wish.decision < Decision::Hold).map(|basis| basis.review_due));
        let levels: BTreeMap<&String, Option<u8>> = basis
            .into_iter()
            .flat_map(|basis| &basis.levels)
            .map(|(id, level)| (id, wish.ceiling.get(id).copied().or(*level)))
            .collect();
        let levels = levels
            .into_iter()
            .map(|(id, level)| format!("{id} {}", level.map_or_else(|| "?".to_owned(), |level| level.to_string())));
        let risk = wish.accepted_risk.as_ref().map(|risk| format!("{} until {}", risk.reason, risk.until));
        let waivers = wish.waivers.iter().map(|waiver| waiver.id.as_str()).collect::<Vec<_>>().join(", ");
        let dissent = wish.dissent.iter().map(|one| format!("{}: {}", one.who, one.reason)).collect::<Vec<_>>();
        vec![
            (Step::Decision, format!("decision: {}", wording::decision(wish.decision))),
            (Step::Rationale, format!("why: {}", none(wish.rationale.clone()))),
            (Step::Approvers, format!("decided by: {}", none(wish.approvers.join("; ")))),
            (Step::From, format!("from: {}", wish.valid_from.unwrap_or(self.as_of))),
            (Step::Until, format!("until: {}", until.map_or_else(|| "no end".to_owned(), |day| day.to_string()))),
            (Step::Ceiling, format!("ceiling: {}", levels.collect::<Vec<_>>().join(", "))),
            (
                Step::Limits(Limit::Versions),
                format!("client versions: {}", wish.client_versions.as_deref().unwrap_or("all")),
            ),
            (Step::Limits(Limit::Editions), format!("editions: {}", all(&wish.editions))),
            (Step::Limits(Limit::Teams), format!("teams: {}", all(&wish.teams))),
            (Step::Conditions, format!("conditions: {}", conditions.len())),
            (Step::Waivers, format!("waivers: {}", none(waivers))),
            (Step::AcceptRisk, format!("accepted risk: {}", none(risk.unwrap_or_default()))),
            (Step::Alternatives, format!("instead: {}", none(wish.alternatives.join("; ")))),
            (Step::Actions, format!("to do: {}", none(wish.actions.join("; ")))),
            (Step::Dissent, format!("dissent: {}", none(dissent.join("; ")))),
        ]
    }
}

fn leave() -> anyhow::Result<Option<Wish>> {
    menu::show(&Head::default(), 0)?;
    Ok(None)
}

/// The step before that is asked.
fn before(at: usize, wish: &Wish, judged: &Judged) -> usize {
    (0..at).rev().find(|at| applies(ASKED[*at], wish, judged)).unwrap_or(at)
}

/// Whether a step is asked.
fn applies(step: Step, wish: &Wish, judged: &Judged) -> bool {
    let permits = wish.decision < Decision::Hold;
    let basis = judged.basis.as_ref();
    match step {
        Step::Ceiling => permits && basis.is_some_and(|basis| !basis.levels.is_empty()),
        Step::Conditions => permits && wish.decision != Decision::Approve,
        Step::Waivers => permits && basis.is_some_and(|basis| !basis.waivable.is_empty()),
        Step::Limits(_) | Step::AcceptRisk => permits,
        _ => true,
    }
}

fn until(head: &Head, wish: &mut Wish, judged: &Judged) -> anyhow::Result<Said<()>> {
    let permits = wish.decision < Decision::Hold;
    let usual = judged.basis.as_ref().filter(|_| permits).map(|basis| basis.review_due);
    let shown = wish.valid_until.or(usual).map_or_else(String::new, |day| day.to_string());
    let help = match usual {
        Some(due) => format!("the last day; empty is {due}, the day of the next review · {TEXT_KEYS}"),
        None => format!("the last day; empty is no end · {TEXT_KEYS}"),
    };
    let said = line(head, "Until when?", &shown, &help, is_day_or_nothing)?;
    Ok(said.map(|text| wish.valid_until = text.parse().ok().filter(|day| Some(*day) != usual)))
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

fn list(head: &Head, ask: &str, texts: &mut Vec<String>) -> anyhow::Result<Said<()>> {
    let help = format!("empty is none · {TEXT_KEYS}");
    let said = line(head, ask, &texts.join("; "), &help, |_| Ok(()))?;
    Ok(said.map(|text| *texts = parts(&text).map(str::to_owned).collect()))
}

fn limits(head: &Head, limit: Limit, wish: &mut Wish) -> anyhow::Result<Said<()>> {
    match limit {
        Limit::Editions => list(head, "Which editions or plans does it cover? Empty is all.", &mut wish.editions),
        Limit::Teams => list(head, "Which teams does it cover? Empty is all.", &mut wish.teams),
        Limit::Versions => {
            let ask = "Which client versions does it cover?";
            let help = format!("as >=2.0, <3; empty is all · {TEXT_KEYS}");
            let said = line(head, ask, wish.client_versions.as_deref().unwrap_or_default(), &help, |text| {
                if text.is_empty() || Range::parse(text).is_some() { Ok(()) } else { Err(versions::FORM.to_owned()) }
            })?;
            Ok(said.map(|text| wish.client_versions = Some(text).filter(|text| !text.is_empty())))
        }
    }
}

fn accept_risk(head: &Head, wish: &mut Wish) -> anyhow::Result<Said<()>> {
    let (reason, until) = match &wish.accepted_risk {
        Some(risk) => (risk.reason.as_str(), risk.until.to_string()),
        None => ("", String::new()),
    };
    let help = format!("empty accepts none · {TEXT_KEYS}");
    let reason = match line(head, "Which risk is accepted as it is, and why?", reason, &help, |_| Ok(()))? {
        Said::This(reason) if reason.is_empty() => {
            wish.accepted_risk = None;
            return Ok(Said::This(()));
        }
        Said::This(reason) => reason,
        Said::Back => return Ok(Said::Back),
        Said::Leave => return Ok(Said::Leave),
    };
    let until = line(head, "Until when?", &until, TEXT_KEYS, is_day)?;
    Ok(until.map(|text| wish.accepted_risk = text.parse().ok().map(|until| AcceptedRisk { reason, until })))
}

fn dissent(head: &Head, wish: &mut Wish) -> anyhow::Result<Said<()>> {
    let shown: Vec<String> = wish.dissent.iter().map(|one| format!("{}: {}", one.who, one.reason)).collect();
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
    let said = line(head, ask, &shown.join("; "), &help, move |text| {
        if read(text).is_some() { Ok(()) } else { Err("write Name: reason".to_owned()) }
    })?;
    Ok(said.map(|text| wish.dissent = read(&text).unwrap_or_default()))
}

fn waive(head: &Head, wish: &mut Wish, id: &str) -> anyhow::Result<Said<()>> {
    let ask = format!("Why may {id} pass?");
    let needed = |text: &str| if text.is_empty() { Err("say why".to_owned()) } else { Ok(()) };
    let reason = match line(head, &ask, &wish.rationale, TEXT_KEYS, needed)? {
        Said::This(reason) => reason,
        Said::Back => return Ok(Said::Back),
        Said::Leave => return Ok(Said::Leave),
    };
    let help = format!("empty is the end of the decision · {TEXT_KEYS}");
    let until = line(head, "Until when?", "", &help, is_day_or_nothing)?;
    Ok(until.map(|text| {
        let (id, until) = (id.to_owned(), text.parse().ok());
        wish.waivers.push(WaiverWish { id, reason: Some(reason), approver: None, until });
    }))
}

fn add_condition(head: &Head, wish: &mut Wish, judged: &Judged) -> anyhow::Result<Said<()>> {
    let needed = |text: &str| if text.is_empty() { Err("say what is to be done".to_owned()) } else { Ok(()) };
    let text = match line(head, "What is to be done or kept?", "", TEXT_KEYS, needed)? {
        Said::This(text) => text,
        Said::Back => return Ok(Said::Back),
        Said::Leave => return Ok(Said::Leave),
    };
    wish.conditions.push(ConditionWish { text: Some(text), ..ConditionWish::default() });
    // It keeps the id that it has now, whatever is said later.
    let added = wish.conditions(judged.basis.as_ref()).0.pop();
    if let (Some(last), Some(added)) = (wish.conditions.last_mut(), &added) {
        last.id = Some(added.id.clone());
    }
    match added {
        Some(added) => change_condition(head, wish, judged, &added),
        None => Ok(Said::This(())),
    }
}

/// Changes one condition, or drops it.
fn change_condition(head: &Head, wish: &mut Wish, judged: &Judged, condition: &Condition) -> anyhow::Result<Said<()>> {
    let id = condition.id.clone();
    loop {
        let all = wish.conditions(judged.basis.as_ref()).0;
        let Some(now) = all.into_iter().find(|known| known.id == id) else { return Ok(Said::This(())) };
        let mut head = head.clone();
        head.add(Need::Must, HEADING, &format!("Condition {id}")).space();
        let entries = vec![
            Entry::new('g', "as it stands, go on"),
            Entry::new('t', &format!("what: {}", now.text)),
            Entry::new('o', &format!("who sees to it: {}", now.owner.as_deref().unwrap_or("nobody"))),
            Entry::new('d', &format!("until: {}", now.due.map_or_else(|| "no day".to_owned(), |due| due.to_string()))),
            Entry::new('b', &format!("before use: {}", if now.before_use { "yes" } else { "no" })),
            Entry::new('x', "drop it"),
        ];
        let chosen = choose(&mut Menu { head: head.clone(), entries, at: 0, keys: KEYS.to_owned() })?;
        let done = match chosen {
            Said::This(0) | Said::Back => return Ok(Said::This(())),
            Said::Leave => return Ok(Said::Leave),
            Said::This(5) if !sure(&head, "Drop this condition?", "drop it", "keep it")? => continue,
            Said::This(5) => {
                wish.conditions.retain(|known| known.id.as_ref() != Some(&id));
                let proposed = judged.basis.iter().flat_map(|basis| &basis.conditions).any(|known| known.id == id);
                if proposed {
                    wish.dropped.insert(id.clone());
                }
                return Ok(Said::This(()));
            }
            Said::This(what) => {
                let said = match what {
                    1 => line(&head, "What is to be done or kept?", &now.text, TEXT_KEYS, |text| {
                        if text.is_empty() { Err("say what is to be done".to_owned()) } else { Ok(()) }
                    })?,
                    2 => {
                        let shown = now.owner.as_deref().unwrap_or_default();
                        line(&head, "Who sees to it? Name <mail>", shown, TEXT_KEYS, |text| {
                            person(text).map(|_| ()).map_err(|error| error.to_string())
                        })?
                    }
                    3 => {
                        let shown = now.due.map_or_else(String::new, |due| due.to_string());
                        line(&head, "Until when?", &shown, TEXT_KEYS, is_day_or_nothing)?
                    }
                    _ => Said::This(String::new()),
                };
                said.map(|text| {
                    let wish = wish_for(wish, &id);
                    match what {
                        1 => wish.text = Some(text),
                        2 => wish.owner = person(&text).ok(),
                        3 => wish.due = text.parse().ok(),
                        _ => wish.before_use = !wish.before_use,
                    }
                })
            }
        };
        if matches!(done, Said::Leave) {
            return Ok(Said::Leave);
        }
    }
}

/// What is wanted of a condition, which is begun where nothing was said of it.
fn wish_for<'w>(wish: &'w mut Wish, id: &str) -> &'w mut ConditionWish {
    let known = wish.conditions.iter().position(|known| known.id.as_deref() == Some(id));
    let at = known.unwrap_or_else(|| {
        wish.conditions.push(ConditionWish { id: Some(id.to_owned()), ..ConditionWish::default() });
        wish.conditions.len() - 1
    });
    &mut wish.conditions[at]
}
