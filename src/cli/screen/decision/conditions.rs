//! The conditions of a decision: those that follow from weak answers, changed, dropped and added.

use plimsoll::assessment::decision::Condition;
use plimsoll::person::Person;
use plimsoll::policy::Proposal;
use plimsoll::policy::proposal::ConditionProposal;
use plimsoll::score::actions::PROPOSED;

use crate::cli::person::person;
use crate::cli::print::terminal::shortened;
use crate::cli::screen::begin::sure;

use super::super::{FAINT, HEADING, Menu, MenuEntry, Priority, Prompted, ScreenHeader, choose, line, line_with};
use super::people::Names;
use super::steps::is_day_or_nothing;
use super::{ASKED, Deciding, DecisionStep, JudgedProposal, KEYS, LINE, NAME_KEYS, TEXT_KEYS};

/// A condition that is there, or that could be taken.
struct Offer {
    condition: Condition,
    /// What it says in the list: with a title where its wording is the proposed one.
    text: String,
    taken: bool,
}

impl Deciding<'_> {
    pub(super) fn conditions(
        &self,
        header: &ScreenHeader,
        proposal: &mut Proposal,
        judged: &JudgedProposal,
    ) -> anyhow::Result<Prompted<()>> {
        let effects = (self.effects)()?;
        let (mut at, mut all_offered) = (0, false);
        loop {
            let offers = offers(proposal, judged, all_offered);
            let hidden = offers.1;
            let offers = offers.0;
            let taken = offers.iter().filter(|offer| offer.taken).count();
            let undated = offers.iter().filter(|offer| offer.taken && offer.condition.due.is_none()).count();
            let mut header = header.clone();
            header.add(Priority::Must, HEADING, "On which conditions?");
            let mut advice = "Choose one to take it, or to change or drop what is taken.".to_owned();
            if undated > 0 {
                advice += &format!(" {undated} of {taken} have no day.");
            }
            header.add(Priority::Advice, FAINT, &advice);
            if let Some(first) = &effects.first {
                header.add(Priority::Advice, FAINT, first);
            }
            header.space();
            let mut entries = vec![
                MenuEntry::new('g', "go on with those that are ticked"),
                MenuEntry::new('a', "add one"),
                MenuEntry::new('d', "a day for all that have none"),
            ];
            if hidden > 0 {
                entries.push(MenuEntry::new('m', &format!("show {hidden} more, each with less effect")));
            }
            let first = entries.len();
            entries.extend(offers.iter().map(|offer| {
                let effect = effects.each.get(&offer.condition.id);
                let said = said(offer, effect);
                MenuEntry { key: None, ticked: Some(offer.taken), ..MenuEntry::new(' ', &said) }
            }));
            at = at.min(entries.len() - 1);
            let done = match choose(&mut Menu { header: header.clone(), entries, at, keys: KEYS.to_owned() })? {
                Prompted::This(0) => return Ok(Prompted::This(())),
                Prompted::This(1) => self.add_condition(&header, proposal, judged)?,
                Prompted::This(2) => {
                    let shown = proposal.conditions_due.map_or_else(String::new, |day| day.to_string());
                    line(&header, "Until when, unless another day is set?", &shown, TEXT_KEYS, is_day_or_nothing)?
                        .map(|text| proposal.conditions_due = text.parse().ok())
                }
                Prompted::This(chosen) if chosen < first => {
                    all_offered = true;
                    Prompted::This(())
                }
                Prompted::This(chosen) => {
                    at = chosen;
                    let Offer { condition, taken, .. } = &offers[chosen - first];
                    if *taken {
                        self.change_condition(&header, proposal, judged, condition)?
                    } else {
                        proposal.dropped.remove(&condition.id);
                        if !proposal.conditions(judged.basis.as_ref()).0.iter().any(|one| one.id == condition.id) {
                            proposal_for(proposal, &condition.id);
                        }
                        Prompted::This(())
                    }
                }
                Prompted::Back => return Ok(Prompted::Back),
                Prompted::Leave => return Ok(Prompted::Leave),
            };
            if matches!(done, Prompted::Leave) {
                return Ok(Prompted::Leave);
            }
            (self.keep)(proposal, ASKED.iter().position(|step| *step == DecisionStep::Conditions).unwrap_or(0))?;
        }
    }
}

/// What is taken and what else is proposed, in the order of the proposals, then conditions that somebody
/// added; and how many proposals are not shown yet.
fn offers(proposal: &Proposal, judged: &JudgedProposal, all: bool) -> (Vec<Offer>, usize) {
    let mut taken = proposal.conditions(judged.basis.as_ref()).0;
    let mut offers = Vec::new();
    let mut hidden = 0;
    for (place, action) in judged.basis.iter().flat_map(|basis| basis.actions.iter().enumerate()) {
        if let Some(at) = taken.iter().position(|condition| condition.id == action.id) {
            let condition = taken.remove(at);
            let text = if condition.text == action.text() { action.line() } else { condition.text.clone() };
            offers.push(Offer { condition, text, taken: true });
        } else if place < PROPOSED || all {
            let condition = judged.basis.as_ref().map(|basis| basis.condition(action));
            offers.extend(condition.map(|condition| Offer { condition, text: action.line(), taken: false }));
        } else {
            hidden += 1;
        }
    }
    let own = |condition: Condition| Offer { text: condition.text.clone(), condition, taken: true };
    offers.extend(taken.into_iter().map(own));
    (offers, hidden)
}

/// A condition in a line or two: what, what it brings, and for what is taken who sees to it until when.
fn said(Offer { condition, text, taken }: &Offer, effect: Option<&String>) -> String {
    // What is too long loses its end, not what it brings.
    let effect = effect.map_or_else(String::new, |effect| format!(" ({effect})"));
    let fitted = |text: &str| {
        let room = (2 * LINE).saturating_sub(effect.chars().count()).max(LINE);
        format!("{}{effect}", shortened(text, room))
    };
    if !taken {
        return fitted(text);
    }
    let owner = condition.owner.as_ref().map_or("nobody", Person::name);
    let due = condition.due.map_or_else(|| "no day".to_owned(), |due| due.to_string());
    let before = if condition.before_use { ", before use" } else { "" };
    fitted(&format!("{owner}, {due}{before}: {text}"))
}

impl Deciding<'_> {
    pub(super) fn add_condition(
        &self,
        header: &ScreenHeader,
        proposal: &mut Proposal,
        judged: &JudgedProposal,
    ) -> anyhow::Result<Prompted<()>> {
        let needed = |text: &str| if text.is_empty() { Err("say what must be done".to_owned()) } else { Ok(()) };
        let text = match line(header, "What must be done or upheld?", "", TEXT_KEYS, needed)? {
            Prompted::This(text) => text,
            Prompted::Back => return Ok(Prompted::Back),
            Prompted::Leave => return Ok(Prompted::Leave),
        };
        proposal.conditions.push(ConditionProposal { text: Some(text), ..ConditionProposal::default() });
        // It keeps the id that it has now, whatever is said later.
        let added = proposal.conditions(judged.basis.as_ref()).0.pop();
        if let (Some(last), Some(added)) = (proposal.conditions.last_mut(), &added) {
            last.id = Some(added.id.clone());
        }
        match added {
            Some(added) => self.change_condition(header, proposal, judged, &added),
            None => Ok(Prompted::This(())),
        }
    }

    /// Changes one condition, or drops it.
    pub(super) fn change_condition(
        &self,
        header: &ScreenHeader,
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
                MenuEntry::new('o', &format!("owner: {}", now.owner.as_ref().map_or("nobody", Person::as_str))),
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
                    // What would be there by itself is left out by name.
                    if proposal.conditions(judged.basis.as_ref()).0.iter().any(|known| known.id == id) {
                        proposal.dropped.insert(id.clone());
                    }
                    return Ok(Prompted::This(()));
                }
                Prompted::This(what) => {
                    let said = match what {
                        1 => line(&header, "What must be done or upheld?", &now.text, TEXT_KEYS, |text| {
                            if text.is_empty() { Err("say what must be done".to_owned()) } else { Ok(()) }
                        })?,
                        2 => {
                            let shown = now.owner.as_ref().map_or("", Person::as_str);
                            let asked = ("Who is responsible? Name <mail>", shown, NAME_KEYS);
                            line_with(&header, asked, Names(self.people.clone()), |text| {
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
}

/// What is wanted of a condition, which is begun where nothing was said of it.
pub(super) fn proposal_for<'w>(proposal: &'w mut Proposal, id: &str) -> &'w mut ConditionProposal {
    let known = proposal.conditions.iter().position(|known| known.id.as_deref() == Some(id));
    let at = known.unwrap_or_else(|| {
        proposal.conditions.push(ConditionProposal { id: Some(id.to_owned()), ..ConditionProposal::default() });
        proposal.conditions.len() - 1
    });
    &mut proposal.conditions[at]
}
