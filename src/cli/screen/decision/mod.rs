//! A decision at a terminal: a question a screen, then everything on one, each part of which can
//! still be changed. Policy is asked after every change, and says what it would refuse.

use std::collections::BTreeMap;

use plimsoll::date::Day;
use plimsoll::framework::{Disposition, Factor};
use plimsoll::policy::draft::DecisionDraft;
use plimsoll::policy::{Basis, Fault, Proposal, Refusal};
use plimsoll::report::wording;

use crate::cli::screen::menu;

use super::{FAINT, HEADING, PLAIN, Priority, Prompted, ScreenHeader, line};
use steps::{accept_risk, dissent, is_day, limits, list, until};

mod conditions;
mod people;
mod review;
mod steps;

/// The columns that one line may take, so that it stays one.
const LINE: usize = 74;
const KEYS: &str = "key or Enter chooses · Esc goes back · Ctrl-C leaves, your answers are kept";
const NAME_KEYS: &str = "Tab or an arrow key takes a name · Enter goes on · Esc goes back";
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

/// What proposed actions bring, in words.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// What each brings by itself, by its id as a condition.
    pub each: BTreeMap<String, String>,
    /// What the first of them reach together.
    pub first: Option<String>,
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
    /// People whose names are offered, those who may approve first.
    pub people: Vec<String>,
    /// What the actions bring that are proposed as conditions, by id; and what the first together reach.
    pub effects: &'a dyn Fn() -> anyhow::Result<Effects>,
    /// Judges what is wanted.
    pub judge: &'a dyn Fn(&Proposal) -> anyhow::Result<JudgedProposal>,
    /// Keeps it, with how many questions were answered, so that nothing said is lost.
    pub keep: &'a dyn Fn(&Proposal, usize) -> anyhow::Result<()>,
}

/// What is asked, in this order; from `Review` on only where somebody changes it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DecisionStep {
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
    Limits(TextLimit),
    AcceptRisk,
    Actions,
    Dissent,
}

/// Limits that are texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TextLimit {
    Versions,
    Editions,
    Teams,
}

const ASKED: [DecisionStep; 9] = [
    DecisionStep::Decision,
    DecisionStep::Rationale,
    DecisionStep::Approvers,
    DecisionStep::Until,
    DecisionStep::Ceiling,
    DecisionStep::Conditions,
    DecisionStep::Waivers,
    DecisionStep::Alternatives,
    DecisionStep::Review,
];

/// What was done at the review.
enum Chosen {
    Record,
    Change(DecisionStep),
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
        let mut last = DecisionStep::Rationale;
        loop {
            let judged = (self.judge)(&proposal)?;
            let step = ASKED[at];
            if !applies(step, &proposal, &judged) || !is_asked(step, &proposal) {
                at += 1;
                continue;
            }
            if step == DecisionStep::Review {
                match self.review(&proposal, &judged, last)? {
                    Prompted::This(Chosen::Record) if judged.faults.is_empty() && judged.refused.is_empty() => {
                        menu::show(&ScreenHeader::default(), 0)?;
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

    fn header(&self, proposal: &Proposal, judged: &JudgedProposal) -> ScreenHeader {
        let mut header = ScreenHeader::default();
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

    fn put(
        &self,
        step: DecisionStep,
        proposal: &mut Proposal,
        judged: &JudgedProposal,
    ) -> anyhow::Result<Prompted<()>> {
        let header = self.header(proposal, judged);
        match step {
            DecisionStep::Decision => self.decision(header, proposal),
            DecisionStep::Rationale => {
                let needed = |text: &str| if text.is_empty() { Err("say why".to_owned()) } else { Ok(()) };
                let said = line(
                    &header,
                    "Why? In a sentence that still makes sense in a year.",
                    &proposal.rationale,
                    TEXT_KEYS,
                    needed,
                )?;
                Ok(said.map(|text| proposal.rationale = text))
            }
            DecisionStep::Approvers => self.people(header, proposal),
            DecisionStep::From => {
                let usual = proposal.valid_from.unwrap_or(self.as_of).to_string();
                let said = line(&header, "From which day?", &usual, TEXT_KEYS, is_day)?;
                Ok(said.map(|text| proposal.valid_from = text.parse().ok().filter(|day| *day != self.as_of)))
            }
            DecisionStep::Until => until(&header, proposal, judged),
            DecisionStep::Ceiling => self.ceiling(&header, proposal, judged),
            DecisionStep::Conditions => self.conditions(&header, proposal, judged),
            DecisionStep::Waivers => self.waivers(proposal, judged),
            DecisionStep::Alternatives => {
                let ask = "What is to be used instead? Tool ids or words, separated by semicolons.";
                list(&header, ask, &mut proposal.alternatives)
            }
            DecisionStep::Actions => list(
                &header,
                "What must be done because of it? Several separated by semicolons.",
                &mut proposal.actions,
            ),
            DecisionStep::Limits(limit) => limits(&header, limit, proposal),
            DecisionStep::AcceptRisk => accept_risk(&header, proposal),
            DecisionStep::Dissent => dissent(&header, proposal),
            DecisionStep::Review => Ok(Prompted::This(())),
        }
    }
}

fn leave() -> anyhow::Result<Option<Proposal>> {
    menu::show(&ScreenHeader::default(), 0)?;
    Ok(None)
}

/// The step before that is asked.
fn before(at: usize, proposal: &Proposal, judged: &JudgedProposal) -> usize {
    let asked = |at: &usize| applies(ASKED[*at], proposal, judged) && is_asked(ASKED[*at], proposal);
    (0..at).rev().find(asked).unwrap_or(at)
}

/// Whether a step that applies is put before the last screen, too. Whoever approves without conditions is
/// asked for none.
fn is_asked(step: DecisionStep, proposal: &Proposal) -> bool {
    step != DecisionStep::Conditions || proposal.decision != Disposition::Approve || !proposal.conditions.is_empty()
}

/// Whether a step is asked.
fn applies(step: DecisionStep, proposal: &Proposal, judged: &JudgedProposal) -> bool {
    let permits = proposal.decision < Disposition::Hold;
    let basis = judged.basis.as_ref();
    match step {
        DecisionStep::Ceiling => permits && basis.is_some_and(|basis| !basis.levels.is_empty()),
        DecisionStep::Waivers => permits && basis.is_some_and(|basis| !basis.waivable.is_empty()),
        DecisionStep::Conditions | DecisionStep::Limits(_) | DecisionStep::AcceptRisk => permits,
        _ => true,
    }
}
