//! The last screen: all that was said, what policy refuses, and what may still be changed.

use std::collections::BTreeMap;

use plimsoll::framework::Disposition;
use plimsoll::person::separated;
use plimsoll::policy::Proposal;
use plimsoll::report::wording;

use crate::cli::print::remedy::{self, Medium};
use crate::cli::print::terminal::shortened;

use super::super::{Menu, MenuEntry, PLAIN, Priority, Prompted, choose};
use super::steps::all;
use super::{Chosen, Deciding, DecisionStep, JudgedProposal, LINE, TextLimit, applies};

impl Deciding<'_> {
    pub(super) fn review(
        &self,
        proposal: &Proposal,
        judged: &JudgedProposal,
        last: DecisionStep,
    ) -> anyhow::Result<Prompted<Chosen>> {
        let mut header = self.header(proposal, judged);
        if judged.faults.is_empty() && judged.refused.is_empty() {
            header.add(Priority::Must, PLAIN, "Policy allows it.");
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
        let steps: Vec<(DecisionStep, String)> =
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
    pub(super) fn said(&self, proposal: &Proposal, judged: &JudgedProposal) -> Vec<(DecisionStep, String)> {
        let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
        let basis = judged.basis.as_ref();
        let conditions = proposal.conditions(basis).0;
        let until = proposal
            .valid_until
            .or(basis.filter(|_| proposal.decision < Disposition::Hold).map(|basis| basis.review_due));
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
            (DecisionStep::Decision, format!("decision: {}", wording::decision(proposal.decision))),
            (DecisionStep::Rationale, format!("why: {}", none(proposal.rationale.clone()))),
            (DecisionStep::Approvers, format!("decided by: {}", none(separated(&proposal.approvers)))),
            (DecisionStep::From, format!("from: {}", proposal.valid_from.unwrap_or(self.as_of))),
            (
                DecisionStep::Until,
                format!("until: {}", until.map_or_else(|| "no end".to_owned(), |day| day.to_string())),
            ),
            (DecisionStep::Ceiling, format!("ceiling: {}", levels.collect::<Vec<_>>().join(", "))),
            (
                DecisionStep::Limits(TextLimit::Versions),
                format!("client versions: {}", proposal.client_versions.as_deref().unwrap_or("all")),
            ),
            (DecisionStep::Limits(TextLimit::Editions), format!("editions: {}", all(&proposal.editions))),
            (DecisionStep::Limits(TextLimit::Teams), format!("teams: {}", all(&proposal.teams))),
            (DecisionStep::Conditions, format!("conditions: {}", conditions.len())),
            (DecisionStep::Waivers, format!("waivers: {}", none(waivers))),
            (DecisionStep::AcceptRisk, format!("accepted risk: {}", none(risk.unwrap_or_default()))),
            (DecisionStep::Alternatives, format!("instead: {}", none(proposal.alternatives.join("; ")))),
            (DecisionStep::Actions, format!("to do: {}", none(proposal.actions.join("; ")))),
            (DecisionStep::Dissent, format!("dissent: {}", none(dissent.join("; ")))),
        ]
    }
}
