//! `decide` at a terminal: the questions in place of flags, with a draft after every answer.

use plimsoll::assessment::Record;
use plimsoll::framework;
use plimsoll::policy::Proposal;
use plimsoll::policy::draft::{self, DecisionDraft};
use plimsoll::register::Unfinished;
use plimsoll::report::wording::{effect, first_actions};
use plimsoll::workflow::decide::DecisionSession;

use super::{Args, flags};
use crate::cli::moment;
use crate::cli::print::diagnostics;
use crate::cli::print::terminal::say;
use crate::cli::screen::begin::{resume, say_others};
use crate::cli::screen::decision::{Deciding, Effects, JudgedProposal};

/// Asks what is decided; flags that are given are the first answers. `None` where the person left.
pub fn proposal(args: &Args, session: &DecisionSession) -> anyhow::Result<Option<Proposal>> {
    let mut faults = Vec::new();
    let newest = session.newest(&std::collections::BTreeSet::new())?;
    let recommended = newest.as_ref().and_then(|basis| basis.recommended).filter(|_| !session.is_wide());
    let first = flags::proposal(args, recommended.unwrap_or(framework::Disposition::Hold), &session.by, &mut faults);
    if !faults.is_empty() {
        return Err(diagnostics::Faults(faults).into());
    }
    let about = session.target.name();
    let drafts = session.register.drafts_of(&session.target, Unfinished::Decision, &session.by)?;
    say_others(&drafts.others);
    let tier = newest.as_ref().and_then(|basis| basis.tier.as_deref());
    let mut first = first;
    if args.approver.is_empty() {
        first.approvers = session.likely_approvers(newest.as_ref());
    }
    let anew = DecisionDraft { by: None, proposal: first, asked: 0 };
    let begun = match drafts.own {
        None => anew,
        Some(source) => {
            let (found, _) = draft::read(&source)?;
            match resume(&format!("Decision · {about}"), found.asked)? {
                Some(true) => found,
                Some(false) => anew,
                None => return Ok(None),
            }
        }
    };
    let factors = session.factors()?;
    let deciding = Deciding {
        about,
        as_of: session.as_of,
        wide: session.is_wide(),
        factors: &factors,
        approvers: session.policy().who_may_approve(tier),
        people: session.people()?.iter().map(ToString::to_string).collect(),
        effects: &|| {
            let (Some(score), Some(basis)) = (session.scored()?, &newest) else { return Ok(Effects::default()) };
            let each = basis.actions.iter().filter_map(|action| Some((action.id.clone(), effect(&score, action)?)));
            Ok(Effects { each: each.collect(), first: first_actions(&score, &basis.actions) })
        },
        judge: &|proposal| {
            let basis = session.basis(proposal)?;
            let decision = session.decision(proposal, basis.as_ref(), moment()?);
            let mut faults = session.faults(proposal.decision, false);
            faults.extend(proposal.faults(session.as_of, basis.as_ref()));
            let refused = session.refused(&Record::Decision(Box::new(decision)))?;
            Ok(JudgedProposal { basis, faults, refused })
        },
        keep: &|proposal, asked| {
            let text = DecisionDraft { by: Some(session.by.clone()), proposal: proposal.clone(), asked }.write();
            Ok(session.register.keep_draft(&session.target, Unfinished::Decision, &session.by, &text)?)
        },
    };
    let proposal = deciding.run(begun)?;
    if proposal.is_none() {
        say("your answers are kept; run the same command to continue");
    }
    Ok(proposal)
}
