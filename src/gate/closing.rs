//! What closes: the decisions that forbid, and the events that stop every use.

use crate::assessment::event::What;
use crate::assessment::{Decision, Event};
use crate::framework;

use super::ReasonCode;

/// Whether a decision says no. Any other says yes where it is about one use, and nothing elsewhere.
pub(super) fn forbids(decision: &Decision) -> bool {
    decision.decision >= framework::Disposition::Hold
}

/// How an event stops every use until the next decision, where it does.
pub(super) fn stops(event: &Event) -> Option<ReasonCode> {
    match event.what {
        What::Retire => Some(ReasonCode::Retired),
        What::Withdraw => Some(ReasonCode::Withdrawn),
        What::Suspend | What::Trigger { suspends: true } => Some(ReasonCode::Suspended),
        What::ConditionMet { .. } | What::Exception { .. } | What::Trigger { suspends: false } | What::Mend => None,
    }
}
