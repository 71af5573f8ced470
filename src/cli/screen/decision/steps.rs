//! The steps that ask for one thing each: until when, how far, who objects, what is waived or accepted.

use plimsoll::assessment::decision::{AcceptedRisk, Dissent};
use plimsoll::assessment::versions::{self, Range};
use plimsoll::date::Day;
use plimsoll::framework::{Disposition, HIGHEST_LEVEL};
use plimsoll::person::{Person, separated};
use plimsoll::policy::Proposal;
use plimsoll::policy::proposal::WaiverProposal;
use plimsoll::report::wording;

use crate::cli::person::person;
use crate::cli::print::terminal::shortened;

use super::super::{FAINT, HEADING, Menu, MenuEntry, Priority, Prompted, ScreenHeader, choose, line, line_with};
use super::people::Names;
use super::{Deciding, JudgedProposal, KEYS, LINE, NAME_KEYS, TEXT_KEYS, TextLimit};

pub(super) fn until(
    header: &ScreenHeader,
    proposal: &mut Proposal,
    judged: &JudgedProposal,
) -> anyhow::Result<Prompted<()>> {
    let permits = proposal.decision < Disposition::Hold;
    let usual = judged.basis.as_ref().filter(|_| permits).map(|basis| basis.review_due);
    let shown = proposal.valid_until.or(usual).map_or_else(String::new, |day| day.to_string());
    let help = match usual {
        Some(due) => format!("the last day; leave empty for {due}, the day of the next review · {TEXT_KEYS}"),
        None => format!("the last day; leave empty for no end · {TEXT_KEYS}"),
    };
    let said = line(header, "Until when?", &shown, &help, is_day_or_nothing)?;
    Ok(said.map(|text| proposal.valid_until = text.parse().ok().filter(|day| Some(*day) != usual)))
}

pub(super) fn all(texts: &[String]) -> String {
    if texts.is_empty() { "all".to_owned() } else { texts.join(", ") }
}

/// What a decision says.
pub(super) fn meaning(decision: Disposition) -> &'static str {
    match decision {
        Disposition::Approve => "it may be used, as assessed",
        Disposition::ApproveWithConditions => "it may be used while conditions are kept",
        Disposition::Restrict => "it may be used within narrower limits",
        Disposition::Hold => "not until something is known",
        Disposition::Prohibit => "it may not be used",
    }
}

pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

pub(super) fn is_day(text: &str) -> Result<(), String> {
    text.parse::<Day>().map(|_| ()).map_err(|error| error.to_string())
}

pub(super) fn is_day_or_nothing(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { is_day(text) }
}

pub(super) fn list(header: &ScreenHeader, ask: &str, texts: &mut Vec<String>) -> anyhow::Result<Prompted<()>> {
    let help = format!("leave empty for none · {TEXT_KEYS}");
    let said = line(header, ask, &texts.join("; "), &help, |_| Ok(()))?;
    Ok(said.map(|text| *texts = parts(&text).map(str::to_owned).collect()))
}

pub(super) fn limits(header: &ScreenHeader, limit: TextLimit, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
    match limit {
        TextLimit::Editions => {
            list(header, "Which editions or plans does it cover? Leave empty for all.", &mut proposal.editions)
        }
        TextLimit::Teams => list(header, "Which teams does it cover? Leave empty for all.", &mut proposal.teams),
        TextLimit::Versions => {
            let ask = "Which client versions does it cover?";
            let help = format!("such as >=2.0, <3; leave empty for all · {TEXT_KEYS}");
            let said = line(header, ask, proposal.client_versions.as_deref().unwrap_or_default(), &help, |text| {
                if text.is_empty() || Range::parse(text).is_some() { Ok(()) } else { Err(versions::FORM.to_owned()) }
            })?;
            Ok(said.map(|text| proposal.client_versions = Some(text).filter(|text| !text.is_empty())))
        }
    }
}

pub(super) fn accept_risk(header: &ScreenHeader, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
    let (reason, until) = match &proposal.accepted_risk {
        Some(risk) => (risk.reason.as_str(), risk.until.to_string()),
        None => ("", String::new()),
    };
    let help = format!("leave empty to accept none · {TEXT_KEYS}");
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

pub(super) fn dissent(header: &ScreenHeader, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
    let shown: Vec<String> = proposal.dissent.iter().map(|one| format!("{}: {}", one.who, one.reason)).collect();
    let ask = "Who disagrees, and why? Name: reason, several separated by semicolons.";
    let help = format!("leave empty if nobody does · {TEXT_KEYS}");
    let read = |text: &str| -> Option<Vec<Dissent>> {
        parts(text)
            .map(|part| {
                let (who, reason) = part.split_once(':')?;
                let (who, reason) = (who.trim(), reason.trim().to_owned());
                let said = !who.is_empty() && !reason.is_empty();
                said.then(|| Dissent { who: Person::written(who), reason })
            })
            .collect()
    };
    let said = line(header, ask, &shown.join("; "), &help, move |text| {
        if read(text).is_some() { Ok(()) } else { Err("write Name: reason".to_owned()) }
    })?;
    Ok(said.map(|text| proposal.dissent = read(&text).unwrap_or_default()))
}

pub(super) fn waive(header: &ScreenHeader, proposal: &mut Proposal, id: &str) -> anyhow::Result<Prompted<()>> {
    let ask = format!("Why may {id} be waived?");
    let needed = |text: &str| if text.is_empty() { Err("say why".to_owned()) } else { Ok(()) };
    let reason = match line(header, &ask, &proposal.rationale, TEXT_KEYS, needed)? {
        Prompted::This(reason) => reason,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    let help = format!("leave empty for the end of the decision · {TEXT_KEYS}");
    let until = line(header, "Until when?", "", &help, is_day_or_nothing)?;
    Ok(until.map(|text| {
        let (id, until) = (id.to_owned(), text.parse().ok());
        proposal.waivers.push(WaiverProposal { id, reason: Some(reason), approver: None, until });
    }))
}

impl Deciding<'_> {
    pub(super) fn decision(&self, mut header: ScreenHeader, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
        header.add(Priority::Must, HEADING, "What is decided?").space();
        let mut entries = Vec::new();
        let mut offered = Vec::new();
        for (key, (_, decision)) in ('1'..).zip(Disposition::NAMES) {
            if self.wide && decision < Disposition::Hold {
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
                notes.push("policy would refuse it");
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

    pub(super) fn people(&self, mut header: ScreenHeader, proposal: &mut Proposal) -> anyhow::Result<Prompted<()>> {
        header.after("They may: ", Priority::Detail, FAINT, &shortened(&self.approvers, 300)).space();
        let ask = "Who decides? Name <mail>, several separated by semicolons.";
        let shown = separated(&proposal.approvers);
        let said = line_with(&header, (ask, &shown, NAME_KEYS), Names(self.people.clone()), |text| {
            let people: Vec<&str> = parts(text).collect();
            match people.iter().find_map(|text| person(text).err()) {
                Some(error) => Err(error.to_string()),
                None if people.is_empty() => Err("name somebody".to_owned()),
                None => Ok(()),
            }
        })?;
        Ok(said.map(|text| proposal.approvers = parts(&text).filter_map(|text| person(text).ok()).collect()))
    }

    pub(super) fn ceiling(
        &self,
        header: &ScreenHeader,
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
                    (Some(set), level) if Some(*set) != **level => format!(
                        "{}; assessed {}",
                        self.words(id, *set),
                        level.map_or_else(|| "as unknown".to_owned(), |level| level.to_string())
                    ),
                    (_, Some(level)) => self.words(id, *level),
                    (_, None) => "the level is unknown: set one".to_owned(),
                };
                let said = shortened(&format!("{}: {said}", self.title(id)), LINE);
                MenuEntry { key: None, ..MenuEntry::new(' ', &said) }
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

    pub(super) fn title<'t>(&'t self, id: &'t str) -> &'t str {
        self.factors.iter().find(|factor| factor.id == id).map_or(id, |factor| &factor.title)
    }

    /// A level with its name.
    fn words(&self, id: &str, level: u8) -> String {
        let factor = self.factors.iter().find(|factor| factor.id == id);
        let name = factor.and_then(|factor| factor.levels.get(usize::from(level)));
        name.map_or_else(|| level.to_string(), |name| format!("{level} ({name})"))
    }

    fn level(
        &self,
        header: &ScreenHeader,
        id: &str,
        assessed: Option<u8>,
        set: Option<u8>,
    ) -> anyhow::Result<Prompted<u8>> {
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

    pub(super) fn waivers(&self, proposal: &mut Proposal, judged: &JudgedProposal) -> anyhow::Result<Prompted<()>> {
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
}
