//! The decision: what is asked of whoever decides, what was decided, and on which conditions.

use crate::report::theme::Theme;
use crate::report::view::one_use::{ConditionView, DecisionPage, DecisionView, FIRST_CONDITIONS};
use crate::report::view::{NamedText, Tenths};
use crate::report::wording::days;

use super::blocks::{bars, titled_pairs};
use super::writer::{Page, text, tier};

pub(super) fn decide(page: &mut Page, decision: &DecisionPage, theme: &Theme, more_below: bool) {
    page.heading(2, theme.word("decision"));
    page.pairs(&decision.terms);
    for line in &decision.asked {
        page.line(&text(line));
    }
    bars(page, &decision.bars);
    page.heading(3, "Three reasons");
    for (reason, place) in decision.reasons.iter().zip(1..) {
        page.raw(&format!("{place}. **{}.** {}", text(&reason.name), text(&reason.text)));
    }
    page.raw("");
    page.heading(3, "Knock-outs and other floors");
    if decision.floors.is_empty() {
        page.line("None is hit.");
    }
    page.list(decision.floors.iter().map(|floor| {
        format!(
            "At least **{}**: **{}.** {} ({})",
            tier(&floor.tier),
            text(&floor.title),
            text(&floor.reason),
            text(&floor.standing)
        )
    }));
    if let Some(made) = &decision.made {
        decided(page, made, !more_below);
    }
    page.heading(3, &decision.conditions_title);
    if !decision.actions.is_empty() {
        actions(page, decision, if more_below { Some(theme.word("conditions")) } else { None });
    } else if decision.conditions.is_empty() {
        page.line("None.");
    }
    let shown = if decision.actions.is_empty() { FIRST_CONDITIONS.min(decision.conditions.len()) } else { 0 };
    conditions(page, &decision.conditions[..shown]);
    if shown > 0 && decision.conditions.len() > shown {
        let below = if more_below { format!(" under “{}”", text(theme.word("conditions"))) } else { String::new() };
        page.line(&format!("{} more{below}.", decision.conditions.len() - shown));
    }
    page.heading(3, "If the answer is no");
    page.line(&text(decision.without_it.as_deref().unwrap_or("The request does not say.")));
    page.heading(3, "Alternatives");
    page.list(decision.alternatives.iter().map(|alternative| text(alternative)));
    page.heading(3, "People");
    page.pairs(&decision.people);
}

/// What there is to do, one after the other.
pub(super) fn actions(page: &mut Page, decision: &DecisionPage, below: Option<&str>) {
    for (action, place) in decision.actions.iter().zip(1..) {
        let effect = action.effect.as_ref().map_or_else(String::new, |effect| format!(" ({})", text(effect)));
        page.raw(&format!("{place}. {}{effect}", text(&action.text)));
        for item in &action.items {
            page.raw(&format!("   - {}: {}", text(&item.name), text(&item.text)));
        }
    }
    page.raw("");
    if let Some(first) = &decision.first_actions {
        page.line(&text(first));
    }
    if decision.more_actions > 0 {
        let below = below.map_or_else(String::new, |word| format!(", under “{}”", text(word)));
        page.line(&format!("{} more, each with less effect{below}.", decision.more_actions));
    }
}

/// What was decided; `alone` where no terms stand beside it.
pub(super) fn decided(page: &mut Page, made: &DecisionView, alone: bool) {
    page.heading(3, &format!("Decided: {}", made.decision));
    page.line(&text(&made.rationale));
    let named = |name: &str, text: String| NamedText { name: name.to_owned(), text };
    let until = made.valid_until.as_deref().unwrap_or("a later decision");
    let mut facts = Vec::new();
    facts.extend(alone.then(|| named("In force", format!("{} to {until}", made.valid_from))));
    facts.extend(made.about.iter().map(|about| named("About", about.clone())));
    facts.extend(made.approvers.iter().map(|person| {
        let roles = if person.text.is_empty() { String::new() } else { format!(" ({})", person.text) };
        named("Approved by", format!("{}{roles}", person.name))
    }));
    facts.extend(made.tiers.iter().map(|tiers| named("Tier", tiers.clone())));
    facts.extend(made.limits.iter().cloned());
    for (name, pairs) in [("Dissent", &made.dissent), ("Waived", &made.waivers), ("Accepted", &made.accepted_risk)] {
        facts.extend(pairs.iter().map(|pair| named(name, format!("{}: {}", pair.name, pair.text))));
    }
    facts.extend(made.actions.iter().map(|action| named("Agreed action", action.clone())));
    facts.extend(made.alternatives.iter().filter(|_| alone).map(|other| named("Alternative", other.clone())));
    page.pairs(&facts);
    if alone {
        titled_pairs(page, "Covers at most", &made.ceiling);
    }
}

pub(super) fn conditions(page: &mut Page, conditions: &[ConditionView]) {
    let rows = conditions.iter().map(|condition| {
        let due = match (condition.met, &condition.due) {
            (true, _) => "met".to_owned(),
            (false, Some(due)) if condition.overdue_days > 0 => {
                format!("{due} (**{} late**)", days(condition.overdue_days))
            }
            (false, Some(due)) => due.clone(),
            (false, None) => String::new(),
        };
        vec![
            format!("**{}** {}", text(&condition.title), text(&condition.measure)),
            text(&condition.present),
            text(&condition.target),
            text(&condition.owner),
            due,
            if condition.releases == Tenths(0) { String::new() } else { Tenths(-condition.releases.0).to_string() },
        ]
    });
    page.table(&["Condition", "Now", "Wanted", "Owner", "Due", ">Points"], rows);
}
