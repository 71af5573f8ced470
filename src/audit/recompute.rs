//! What the results in records should have been: computed again from the answers and from the
//! framework texts that the register kept, and nothing else.

use std::collections::BTreeSet;

use crate::assessment::entry::entry_named;
use crate::assessment::{Assessment, ChainEntry, Decision, Outcome, Pin, Record, Triage};
use crate::dossier::frameworks::{PinnedFramework, UsedFrameworks};
use crate::framework::Framework;
use crate::framework::bundled::{self, Whose};
use crate::register;
use crate::score::bounds::skipped_in_vain;
use crate::score::{route, score};

/// What is wrong with a record, and what to do.
pub type Discrepancy = (String, &'static str);

const RESTORE: &str = "restore the record from git or a backup; `plimsoll explain` shows what would follow";

const OWN_NAME: &str =
    "find out who made that text, and assess again with the right one; a framework of your own has an id of its own";

/// What recomputes records: the frameworks that they relied on.
#[derive(Clone, Copy, Debug)]
pub struct Recomputed<'a>(pub &'a UsedFrameworks<'a>);

impl Recomputed<'_> {
    /// What does not follow in a record. `before` has the records before it in its chain.
    #[must_use]
    pub fn findings(self, record: &Record, before: &[ChainEntry]) -> Vec<Discrepancy> {
        match record {
            Record::Assessment(assessment) => self.of_assessment(assessment),
            Record::Triage(triage) => self.of_triage(triage),
            Record::Decision(decision) => self.of_decision(decision, before),
            Record::Event(_) | Record::Enactment(_) => Vec::new(),
        }
    }

    fn of_assessment(self, assessment: &Assessment) -> Vec<Discrepancy> {
        let framework = match self.0.made(&assessment.frameworks) {
            Ok(PinnedFramework::Ledger(framework)) => framework,
            Ok(PinnedFramework::Route(_)) => {
                return vec![cannot_be_used(&format!("`{}` has no ledger", named(&assessment.frameworks)))];
            }
            Err(error) => return unusable(&error),
        };
        let mut findings = misnamed(framework.pins(), &assessment.frameworks);
        if Outcome::of(&rescored(&framework, assessment, &BTreeSet::new())) != assessment.outcome {
            findings.push(("its result does not follow from its answers".to_owned(), RESTORE));
        }
        if skipped_in_vain(&framework, &assessment.answers, assessment.header.as_of, assessment.scope).is_some() {
            findings.push((
                "questions are skipped since the tier is settled, and it is not".to_owned(),
                "assess again: `plimsoll assess` asks what is still open",
            ));
        }
        findings
    }

    fn of_triage(self, triage: &Triage) -> Vec<Discrepancy> {
        let pins = std::slice::from_ref(&triage.framework);
        let framework = match self.0.made(pins) {
            Ok(PinnedFramework::Route(framework)) => framework,
            Ok(PinnedFramework::Ledger(_)) => return vec![(format!("`{}` gives no route", named(pins)), RESTORE)],
            Err(error) => return unusable(&error),
        };
        let part = &framework.part;
        let mut findings = misnamed([(part.id.as_str(), part.version.as_str(), part.sha256())], pins);
        let routed = route(&framework, &triage.answers, triage.header.as_of);
        let same = Triage::settled(routed.route, triage.allowed) == triage.route
            && routed.context == triage.context
            && routed.frameworks == triage.frameworks
            && routed.unknown == triage.unknown
            && routed.ignored == triage.ignored;
        if !same {
            findings.push(("its route does not follow from its answers".to_owned(), RESTORE));
        }
        findings
    }

    /// The tiers that a decision names, with and without its waivers.
    fn of_decision(self, decision: &Decision, before: &[ChainEntry]) -> Vec<Discrepancy> {
        let basis = entry_named(before, decision.assessment.as_ref());
        let Some(assessment) = basis.and_then(|entry| entry.record.assessment()) else { return Vec::new() };
        // That the framework cannot be used is said with the assessment.
        let Ok(framework) = self.0.of(assessment) else { return Vec::new() };
        let waived = decision.waivers.iter().map(|waiver| waiver.id.clone()).collect();
        let score = rescored(&framework, assessment, &waived);
        let with = score.tier_id(score.tier);
        let mut findings = Vec::new();
        for (what, said, is) in [
            ("the tier", &decision.tier, assessment.outcome.tier.as_str()),
            ("the tier with its waivers", &decision.tier_with_waivers, with),
        ] {
            if said.as_deref().is_some_and(|said| said != is) {
                let title = format!("{what} does not follow from the assessment that it rests on, which gives {is}");
                findings.push((title, RESTORE));
            }
        }
        findings
    }
}

fn rescored<'f>(
    framework: &'f Framework,
    assessment: &Assessment,
    waived: &BTreeSet<String>,
) -> crate::score::Score<'f> {
    score(framework, &assessment.answers, assessment.header.as_of, waived, assessment.scope)
}

fn named(pins: &[Pin]) -> String {
    pins.iter().map(|pin| pin.id.as_str()).collect::<Vec<_>>().join("+")
}

/// Framework files that are not what the record calls them.
fn misnamed<'p>(parts: impl IntoIterator<Item = (&'p str, &'p str, &'p str)>, pins: &[Pin]) -> Vec<Discrepancy> {
    let parts: Vec<_> = parts.into_iter().collect();
    let said: Vec<_> = pins.iter().map(|pin| (pin.id.as_str(), pin.version.as_str(), pin.sha256.as_str())).collect();
    let false_name = |(id, version, sha256): &(&str, &str, &str)| {
        (bundled::whose(id, version, sha256) == Whose::Other).then(|| {
            (format!("it relies on a text that calls itself `{id}` {version}, and is not what the program has under that name"), OWN_NAME)
        })
    };
    let mut findings: Vec<Discrepancy> = said.iter().filter_map(false_name).collect();
    if parts != said {
        findings.push(other_ids());
    }
    findings
}

fn other_ids() -> Discrepancy {
    ("the framework files that it relied on have other ids than it says".to_owned(), RESTORE)
}

fn unusable(error: &register::Error) -> Vec<Discrepancy> {
    // That a text is altered or gone is said once, with how many records rely on it.
    if error.is_altered() { Vec::new() } else { vec![cannot_be_used(&error.to_string())] }
}

fn cannot_be_used(why: &str) -> Discrepancy {
    let help = "restore frameworks/used/ from git or a backup";
    (format!("the framework that it relied on cannot be used: {why}"), help)
}
