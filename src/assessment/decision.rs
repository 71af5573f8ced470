//! A decision: what somebody with the authority said to an assessment, for how long and within
//! which limits. How it is written and read stands below what it is.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::document::Section;
use crate::document::writer::Writer;
use crate::framework;
use crate::person::Person;
use crate::problem::Code;

use super::Header;
use super::fields::{hash, hash_or_none, items, levels};
use super::versions::Range;

/// A decision about one use of a tool, or about all tools of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What every record begins with; `recorded-by` is who wrote it down, not who decided.
    pub header: Header,
    /// The sha256 of the assessment or triage that it rests on; `None` where it stands without one.
    pub assessment: Option<String>,
    /// The sha256 of the `plimsoll.toml` under whose policy it was made.
    pub policy: String,
    /// The sha256 of the enactment with which that policy came into force; `None` in records made before policies had a history.
    pub enactment: Option<String>,
    /// What was decided.
    pub decision: framework::Disposition,
    /// Why, in the deciders' words.
    pub rationale: String,
    /// Who decided; never empty.
    pub approvers: Vec<Person>,
    /// Who disagreed, and why.
    pub dissent: Vec<Dissent>,
    /// The first day on which it holds.
    pub valid_from: Day,
    /// The last day on which it holds; a hold or prohibition without one stays.
    pub valid_until: Option<Day>,
    /// The tier as assessed, without its waivers; that of the decision that it ends, where it only
    /// lifts one. `None` where nothing was scored.
    pub tier: Option<String>,
    /// The tier with its waivers.
    pub tier_with_waivers: Option<String>,
    /// The client versions that it covers, as a range; `None` for all.
    pub client_versions: Option<String>,
    /// The editions or plans that it covers; empty for all.
    pub editions: Vec<String>,
    /// The teams that it covers; empty for all.
    pub teams: Vec<String>,
    /// What to use instead: ids of tools, or words.
    pub alternatives: Vec<String>,
    /// What is to be done because of it.
    pub actions: Vec<String>,
    /// The highest level of each factor that it covers; empty where nothing is allowed.
    pub ceiling: BTreeMap<String, u8>,
    /// What must be done or kept for it to hold.
    pub conditions: Vec<Condition>,
    /// Knock-outs that are waived.
    pub waivers: Vec<Waiver>,
    /// A risk that was accepted as it is.
    pub accepted_risk: Option<AcceptedRisk>,
}

/// Somebody who disagreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dissent {
    /// Who.
    pub who: Person,
    /// Why.
    pub reason: String,
}

/// Something that must be done or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its id within the decision.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// The questions whose weak answers it mends, where it comes from some.
    pub questions: Vec<String>,
    /// Who sees to it.
    pub owner: Option<Person>,
    /// The last day for it.
    pub due: Option<Day>,
    /// Whether the tool may not be used before it is met.
    pub before_use: bool,
}

impl Condition {
    /// The question that it is about, where it is about one.
    #[must_use]
    pub fn question(&self) -> Option<&String> {
        if let [question] = self.questions.as_slice() { Some(question) } else { None }
    }
}

/// A knock-out that somebody lets pass for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The knock-out's id.
    pub id: String,
    /// Why it may pass.
    pub reason: String,
    /// Who lets it pass.
    pub approver: Person,
    /// The last day on which it does.
    pub until: Day,
}

/// A risk accepted as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedRisk {
    /// Why.
    pub reason: String,
    /// The last day on which it is accepted.
    pub until: Day,
}

impl Decision {
    /// Whether it lets somebody use something, within its limits. One about all tools of a vendor, or
    /// about every use of a tool, never does.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.decision < framework::Disposition::Hold && !self.header.reaches_over()
    }

    /// Whether it only ends what was decided about all tools of the vendor, or every use of the tool,
    /// before: the decisions about single uses count again.
    #[must_use]
    pub fn only_lifts(&self) -> bool {
        self.decision < framework::Disposition::Hold && self.header.reaches_over()
    }
}

/// Writes a decision behind its header.
pub(super) fn write(decision: &Decision, writer: &mut Writer) {
    writer
        .set("assessment", decision.assessment.as_deref().unwrap_or("none"))
        .set("policy", &decision.policy)
        .set_if("enactment", decision.enactment.as_ref())
        .set("decision", decision.decision.as_str())
        .set("rationale", &decision.rationale)
        .set("approvers", decision.approvers.as_slice())
        .set("valid-from", decision.valid_from)
        .set_if("valid-until", decision.valid_until)
        .set_if("tier", decision.tier.as_ref())
        .set_if("tier-with-waivers", decision.tier_with_waivers.as_ref())
        .set_if("client-versions", decision.client_versions.as_ref());
    for (key, texts) in [
        ("editions", &decision.editions),
        ("teams", &decision.teams),
        ("alternatives", &decision.alternatives),
        ("actions", &decision.actions),
    ] {
        writer.set_if(key, (!texts.is_empty()).then_some(texts.as_slice()));
    }
    if !decision.ceiling.is_empty() {
        writer.table("ceiling");
        for (factor, level) in &decision.ceiling {
            writer.set(factor, *level);
        }
    }
    if let Some(risk) = &decision.accepted_risk {
        writer.table("accepted-risk").set("reason", &risk.reason).set("until", risk.until);
    }
    for condition in &decision.conditions {
        writer
            .item("condition")
            .set("id", &condition.id)
            .set("text", &condition.text)
            .set_if("question", condition.question())
            .set_if("questions", (condition.questions.len() > 1).then_some(condition.questions.as_slice()))
            .set_if("owner", condition.owner.as_ref())
            .set_if("due", condition.due)
            .set_if("before-use", condition.before_use.then_some(true));
    }
    for waiver in &decision.waivers {
        writer
            .item("waiver")
            .set("id", &waiver.id)
            .set("reason", &waiver.reason)
            .set("approver", &waiver.approver)
            .set("until", waiver.until);
    }
    for dissent in &decision.dissent {
        writer.item("dissent").set("who", &dissent.who).set("reason", &dissent.reason);
    }
}

/// Reads what stands behind the header.
pub(super) fn read(top: &Section<'_>, header: Option<Header>) -> Option<Decision> {
    let texts = |key| top.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
    let text = |key| top.text_if(key).map(|at| at.value);
    let assessment = hash_or_none(top, "assessment");
    let policy = hash(top, "policy");
    let enactment = if top.has("enactment") { hash(top, "enactment").map(Some) } else { Some(None) };
    let decision = top.choice("decision", &framework::Disposition::NAMES);
    let rationale = top.text("rationale");
    let approvers: Vec<Person> = texts("approvers").into_iter().map(Person::written).collect();
    if approvers.is_empty() {
        top.report(top.problem(Code::MissingKey, "approvers", "the decision does not say who decided"));
    }
    let valid_from = top.day("valid-from");
    let valid_until = top.day_if("valid-until");
    if let (Some(from), Some(until)) = (&valid_from, &valid_until)
        && until.value < from.value
    {
        top.report(top.problem(Code::BadDate, "valid-until", "the decision ends before it begins"));
    }
    let client_versions = text("client-versions");
    if let Some(versions) = &client_versions
        && Range::parse(versions).is_none()
    {
        let title = format!("`{versions}` is not a version range");
        top.report(top.problem(Code::BadText, "client-versions", title).help(super::versions::FORM));
    }
    let ceiling = top.section_if("ceiling").map(|section| levels(&section)).unwrap_or_default();
    let accepted_risk = top.section_if("accepted-risk").and_then(|section| {
        let (reason, until) = (section.text("reason"), section.day("until"));
        section.finish();
        Some(AcceptedRisk { reason: reason?.value, until: until?.value })
    });
    let conditions = items(top, "condition", |section| {
        let part = |key| section.text_if(key).map(|at| at.value);
        let (id, text) = (section.text("id"), section.text("text"));
        let (question, owner) = (part("question"), part("owner").map(Person::written));
        let mut questions: Vec<String> = section.texts("questions").into_iter().map(|at| at.value).collect();
        questions.extend(question);
        let due = section.day_if("due").map(|at| at.value);
        let before_use = section.flag("before-use");
        Some(Condition { id: id?.value, text: text?.value, questions, owner, due, before_use })
    });
    let waivers = items(top, "waiver", |section| {
        let (id, reason) = (section.text("id"), section.text("reason"));
        let (approver, until) = (section.text("approver"), section.day("until"));
        Some(Waiver {
            id: id?.value,
            reason: reason?.value,
            approver: Person::written(approver?.value),
            until: until?.value,
        })
    });
    let dissent = items(top, "dissent", |section| {
        let (who, reason) = (section.text("who"), section.text("reason"));
        Some(Dissent { who: Person::written(who?.value), reason: reason?.value })
    });
    let (tier, tier_with_waivers) = (text("tier"), text("tier-with-waivers"));
    let (editions, teams) = (texts("editions"), texts("teams"));
    let (alternatives, actions) = (texts("alternatives"), texts("actions"));
    Some(Decision {
        header: header?,
        assessment: assessment?,
        policy: policy?,
        enactment: enactment?,
        decision: decision?.value,
        rationale: rationale?.value,
        approvers,
        dissent,
        valid_from: valid_from?.value,
        valid_until: valid_until.map(|at| at.value),
        tier,
        tier_with_waivers,
        client_versions,
        editions,
        teams,
        alternatives,
        actions,
        ceiling,
        conditions,
        waivers,
        accepted_risk,
    })
}
