//! The conditions of a decision: those that follow from weak answers, changed, dropped and added.

use plimsoll::assessment::decision::Condition;
use plimsoll::person::Person;
use plimsoll::policy::Proposal;
use plimsoll::policy::proposal::ConditionProposal;

use crate::cli::person::person;
use crate::cli::print::terminal::shortened;
use crate::cli::screen::begin::sure;

use super::super::{FAINT, HEADING, Menu, MenuEntry, Priority, Prompted, ScreenHeader, choose, line};
use super::steps::is_day_or_nothing;
use super::{ASKED, Deciding, DecisionStep, JudgedProposal, KEYS, LINE, TEXT_KEYS};

impl Deciding<'_> {
    pub(super) fn conditions(
        &self,
        header: &ScreenHeader,
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
                let owner = condition.owner.as_ref().map_or("nobody", Person::name);
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
                    line(&header, "Until when, unless another day is set?", &shown, TEXT_KEYS, is_day_or_nothing)?
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
            (self.keep)(proposal, ASKED.iter().position(|step| *step == DecisionStep::Conditions).unwrap_or(0))?;
        }
    }
}

pub(super) fn add_condition(
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
        Some(added) => change_condition(header, proposal, judged, &added),
        None => Ok(Prompted::This(())),
    }
}

/// Changes one condition, or drops it.
pub(super) fn change_condition(
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
                let proposed = judged.basis.iter().flat_map(|basis| &basis.conditions).any(|known| known.id == id);
                if proposed {
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
                        line(&header, "Who is responsible? Name <mail>", shown, TEXT_KEYS, |text| {
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
pub(super) fn proposal_for<'w>(proposal: &'w mut Proposal, id: &str) -> &'w mut ConditionProposal {
    let known = proposal.conditions.iter().position(|known| known.id.as_deref() == Some(id));
    let at = known.unwrap_or_else(|| {
        proposal.conditions.push(ConditionProposal { id: Some(id.to_owned()), ..ConditionProposal::default() });
        proposal.conditions.len() - 1
    });
    &mut proposal.conditions[at]
}
