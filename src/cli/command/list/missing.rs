//! `list --missing`: what the register lacks of the fields that a regulation or standard asks for.

use std::collections::BTreeSet;

use clap::ValueEnum;
use plimsoll::answers::Intake;
use plimsoll::assessment::{Assessment, Decision, Triage};
use plimsoll::date::Day;
use plimsoll::dossier::{HeldUse, Whole};
use plimsoll::register::Register;
use plimsoll::tool::fields::{self, Lack};
use serde::Serialize;

use crate::cli::print::json::print_json;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, say, styled, width};
use crate::cli::{Exit, OutputFormat};

/// The fields that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FieldChoice {
    /// What this project proposes
    Must,
    /// The AI Act of the European Union, for a deployer
    EuAiAct,
    /// The register of information of DORA
    Dora,
    /// ISO/IEC 42001
    #[value(name = "iso-42001")]
    Iso42001,
    /// The AI risk management framework of NIST, with its profile for generative AI
    NistAiRmf,
}

#[derive(Serialize)]
struct Row {
    tool: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    missing: Vec<Missing>,
}

#[derive(Serialize)]
struct Missing {
    field: String,
    title: String,
    keys: Vec<String>,
    sources: Vec<String>,
}

/// Runs the listing.
pub fn run(
    register: &Register,
    only: Option<&str>,
    profile: FieldChoice,
    day: Day,
    format: OutputFormat,
) -> anyhow::Result<Exit> {
    let fields = fields::all()?;
    let profile = match profile {
        FieldChoice::Must => fields::Profile::Must,
        FieldChoice::EuAiAct => fields::Profile::EuAiAct,
        FieldChoice::Dora => fields::Profile::Dora,
        FieldChoice::Iso42001 => fields::Profile::Iso42001,
        FieldChoice::NistAiRmf => fields::Profile::NistAiRmf,
    };
    let mut rows = Vec::new();
    let mut looked = 0;
    for one in Whole::overview(register, only, day)?.uses() {
        looked += 1;
        let entry = one.entry.cloned().unwrap_or_default();
        let lacks = fields::missing(&fields, profile, &entry, one.usage, &borne_out(&one));
        if !lacks.is_empty() {
            let (tool, usage) = (one.tool.to_owned(), one.usage.map(str::to_owned));
            rows.push(Row { tool, usage, missing: lacks.into_iter().map(missing).collect() });
        }
    }
    match format {
        OutputFormat::Json => print_json(&rows)?,
        OutputFormat::Text if looked == 0 => say("the register has no tools yet; start with `plimsoll tool add TOOL`"),
        OutputFormat::Text if rows.is_empty() => say("nothing is missing"),
        OutputFormat::Text => terminal::print(&text(&rows))?,
    }
    Ok(Exit::Yes)
}

fn missing(lack: Lack) -> Missing {
    Missing { field: lack.field, title: lack.title, keys: lack.keys, sources: lack.sources }
}

/// What records bear out: those of the use, and what is decided above it, about every use of the tool
/// or about all tools of its vendor.
fn borne_out(one: &HeldUse<'_>) -> BTreeSet<&'static str> {
    let mut there = BTreeSet::new();
    there.extend(one.assessment().into_iter().flat_map(of_assessment));
    there.extend(one.triage().into_iter().flat_map(of_triage));
    for records in std::iter::once(one.records()).chain(one.view.above()) {
        let newest = records.iter().rev().find_map(|entry| entry.record.decision());
        there.extend(newest.filter(|decision| !decision.only_lifts()).into_iter().flat_map(of_decision));
    }
    there
}

fn those(parts: &[(&'static str, bool)]) -> impl Iterator<Item = &'static str> {
    parts.iter().filter(|(_, is)| *is).map(|(key, _)| *key)
}

fn of_request(request: &Intake) -> impl Iterator<Item = &'static str> {
    let parts =
        [("record.purpose", request.purpose.is_some()), ("record.business-owner", request.business_owner.is_some())];
    parts.into_iter().filter(|(_, is)| *is).map(|(key, _)| key)
}

/// An assessment keeps what the entry of the tool said when it was made, too.
fn of_assessment(assessment: &Assessment) -> Vec<&'static str> {
    let tool = &assessment.tool;
    let mut there: Vec<_> = of_request(&assessment.answers.request).collect();
    there.extend(those(&[
        ("record.assessment", true),
        ("record.review", true),
        ("record.reviewer", true),
        ("record.context", assessment.outcome.context_unknown.is_empty()),
        ("edition", tool.edition.is_some()),
        ("models", !tool.models.is_empty()),
        ("vendor-name", tool.vendor_name.is_some()),
    ]));
    there
}

/// A first look may be assessment enough.
fn of_triage(triage: &Triage) -> Vec<&'static str> {
    let mut there: Vec<_> = of_request(&triage.answers.request).collect();
    let is = triage.is_assessment();
    there.extend(those(&[("record.assessment", is), ("record.reviewer", is)]));
    there
}

fn of_decision(decision: &Decision) -> Vec<&'static str> {
    those(&[
        ("record.decision", true),
        ("record.approver", !decision.approvers.is_empty()),
        // When it ends, it is looked at again.
        ("record.review", decision.valid_until.is_some()),
        ("versions", decision.client_versions.is_some()),
    ])
    .collect()
}

/// What a person does about a key.
fn remedy(key: &str) -> String {
    let one = |key: &str| match key {
        "record.assessment" | "record.review" | "record.reviewer" => "an assessment".to_owned(),
        "record.context" => "an assessment with every factor known".to_owned(),
        "record.purpose" => "the purpose in the request of an assessment".to_owned(),
        "record.business-owner" => "the business owner in the request of an assessment".to_owned(),
        "record.decision" | "record.approver" => "a decision".to_owned(),
        key => key.to_owned(),
    };
    key.split(" | ").map(one).collect::<Vec<_>>().join(" or ")
}

fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let usage = row.usage.as_deref().map_or_else(String::new, |usage| format!(" / {usage}"));
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!("{}\n", table::strong(&plain(&format!("{}{usage}", row.tool))));
        for lack in &row.missing {
            let mut keys: Vec<String> = lack.keys.iter().map(|key| remedy(key)).collect();
            keys.dedup();
            let line = format!("{:<13} {}", lack.field, keys.join(", "));
            text += &paragraph("  ", 16, &line, width());
            text += "\n";
            let about =
                paragraph("                ", 16, &format!("{} ({})", lack.title, lack.sources.join("; ")), width());
            for line in about.lines() {
                text += &format!("{}\n", styled(FAINT, line));
            }
        }
    }
    text
}
