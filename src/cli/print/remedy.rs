//! What is wrong with a proposed decision or event, and what would satisfy policy, in the words of the
//! place where it is entered: flags on the command line, parts of a screen in an interview.

use plimsoll::policy::{Fault, Field, Refusal, Remedy};
use serde_json::json;

use crate::cli::OutputFormat;
use crate::cli::print::json::print_json;
use crate::cli::print::table::strong;
use crate::cli::print::terminal::{HEADING, paragraph, plain, say, styled, width};

/// Where a person enters what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// With flags.
    CommandLine,
    /// On the screens of an interview.
    Screen,
}

/// Says which rules forbid something, and what would satisfy them.
pub fn say_refused(refused: &[Refusal], format: OutputFormat, place: Medium) -> anyhow::Result<()> {
    if format == OutputFormat::Json {
        let rules = refused.iter().map(|refusal| {
            json!({
                "rule": refusal.rule,
                "because": refusal.because,
                "remedy": remedy(&refusal.remedy, place),
            })
        });
        return print_json(&json!({"refused": rules.collect::<Vec<_>>()}));
    }
    let mut text = format!("{}\n", strong("Refused by policy; nothing was recorded"));
    for refusal in refused {
        let line = format!("{}: {}", styled(HEADING, refusal.rule), plain(&refusal.because));
        text += &paragraph("  · ", 4, &line, width());
        text += "\n";
        text += &paragraph("    -> ", 7, &plain(&remedy(&refusal.remedy, place)), width());
        text += "\n";
    }
    say(text.trim_end());
    Ok(())
}

/// What would satisfy a rule.
pub fn remedy(remedy: &Remedy, place: Medium) -> String {
    let on_screen = place == Medium::Screen;
    let text = match remedy {
        Remedy::Say(text) => text,
        Remedy::AnotherApprover if on_screen => "name another approver under `decided by`",
        Remedy::AnotherApprover => "name another approver with --approver \"Name <mail>\"",
        Remedy::FullAssessment if on_screen => "assess it in full",
        Remedy::FullAssessment => "assess it without --short",
        Remedy::SetCeiling if on_screen => "set it under `ceiling`",
        Remedy::SetCeiling => "set it with --ceiling FACTOR=LEVEL,...",
        Remedy::Narrow if on_screen => "lower the `ceiling`, or limit `client versions`, `editions` or `teams`",
        Remedy::Narrow => "lower --ceiling, or limit it with --edition, --client-version or --team",
        Remedy::AcceptLonger if on_screen => "move the end under `accepted risk`",
        Remedy::AcceptLonger => "move --accept-until",
        Remedy::Milder if on_screen => {
            "choose that decision, fix what `plimsoll explain` names, waive a knock-out under `waivers`, or have the risk accepted under `accepted risk`"
        }
        Remedy::Milder => {
            "choose that decision, fix what `plimsoll explain` names, waive a knock-out with --waive, or have the risk accepted with --accept-risk"
        }
        Remedy::EndBy(latest) if on_screen => return format!("set `until` to {latest} at the latest"),
        Remedy::EndBy(latest) => return format!("--valid-until {latest} at the latest"),
        Remedy::AssessAgainOrEnd if on_screen => {
            "assess it again, or say under `until` how long the old assessment holds"
        }
        Remedy::AssessAgainOrEnd => "assess it again, or say how long the old assessment holds with --valid-until",
    };
    text.to_owned()
}

/// What is wrong, with what to do about it.
pub fn fault(fault: &Fault, place: Medium) -> String {
    let on_screen = place == Medium::Screen;
    match fault {
        Fault::Say(text) => text.clone(),
        Fault::Of(field, text) => format!("{}: {text}", name(*field, place)),
        Fault::Missing(field, text) if on_screen => format!("{text}: enter it under `{}`", name(*field, place)),
        Fault::Missing(Field::Rationale, text) => format!("{text}: say why with --rationale TEXT"),
        Fault::Missing(Field::Why, text) => format!("{text}: say why, or what exactly, with --why TEXT"),
        Fault::Missing(Field::Condition, text) => format!("{text}\nname it with --condition ID"),
        Fault::Missing(Field::Evidence, text) => {
            format!("{text}\nname it with --evidence ID, or add new evidence with --evidence-title TEXT")
        }
        Fault::Missing(field, text) => format!("{text}: give {}", name(*field, place)),
        Fault::LimitsNothing(field, decision) => format!(
            "{} is for a decision that allows the use; `{}` covers everything",
            name(*field, place),
            decision.as_str()
        ),
        Fault::LiftOfOneUse => {
            "--lift ends what was decided about all tools of a vendor or about every use: add --scope vendor or --use '*'"
                .to_owned()
        }
        Fault::NothingToLift(about) => format!("--lift: there is no decision about {about} to end"),
        Fault::WideAllows { vendor } => {
            let (scope, narrower) = if *vendor {
                ("a decision about all tools of a vendor", "leave out --scope vendor")
            } else {
                ("a decision about every use", "name one use with --use")
            };
            if on_screen {
                format!("{scope} never allows anything")
            } else {
                format!("{scope} never allows anything: {narrower}, or end what was decided there with --lift")
            }
        }
        Fault::UnknownEvidence(text) => {
            format!("{}: {text}\n--evidence-title TEXT adds new evidence", name(Field::Evidence, place))
        }
    }
}

/// What a part is called where it is entered: a flag, or the line of the review.
fn name(field: Field, place: Medium) -> &'static str {
    let (flag, line) = match field {
        Field::Rationale => ("--rationale", "why"),
        Field::Approvers => ("--approver", "decided by"),
        Field::ValidFrom => ("--valid-from", "from"),
        Field::ValidUntil => ("--valid-until", "until"),
        Field::Ceiling => ("--ceiling", "ceiling"),
        Field::ClientVersions => ("--client-version", "client versions"),
        Field::Editions => ("--edition", "editions"),
        Field::Teams => ("--team", "teams"),
        Field::Conditions => ("--condition", "conditions"),
        Field::DroppedConditions => ("--drop-condition", "conditions"),
        Field::ConditionsDue => ("--conditions-due", "conditions"),
        Field::Waivers => ("--waive", "waivers"),
        Field::AcceptedRisk => ("--accept-risk", "accepted risk"),
        Field::AcceptedUntil => ("--accept-until", "accepted risk"),
        Field::Why => ("--why", "why"),
        Field::Condition => ("--condition", "condition"),
        Field::Evidence => ("--evidence", "evidence"),
        Field::EvidenceTitle => ("--evidence-title", "evidence"),
        Field::EvidenceSha256 => ("--evidence-sha256", "evidence"),
        Field::EvidenceExpires => ("--evidence-expires", "evidence"),
        Field::Lifts => ("--lifts", "reasons"),
    };
    if place == Medium::Screen { line } else { flag }
}
