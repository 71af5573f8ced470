//! `list --missing`: what the register lacks of the fields that a regulation or standard asks for.

use std::collections::BTreeSet;

use clap::ValueEnum;
use plimsoll::answers::Request;
use plimsoll::assessment::{Assessment, Decision, EVERY_USE, Triage, file};
use plimsoll::document::is_path_id;
use plimsoll::register::{Chain, Looks, Register, disk};
use plimsoll::tool::fields::{self, Lack};
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, say, styled, width};
use crate::cli::{Answer, Format};

/// The fields that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
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
pub fn run(register: &Register, only: Option<&str>, profile: Profile, format: Format) -> anyhow::Result<Answer> {
    let fields = fields::all()?;
    let profile = match profile {
        Profile::Must => fields::Profile::Must,
        Profile::EuAiAct => fields::Profile::EuAiAct,
        Profile::Dora => fields::Profile::Dora,
        Profile::Iso42001 => fields::Profile::Iso42001,
        Profile::NistAiRmf => fields::Profile::NistAiRmf,
    };
    let mut rows = Vec::new();
    let mut looked = 0;
    for tool in register.tools()?.into_iter().filter(|tool| only.is_none_or(|only| only == tool)) {
        let entry = register.tool(&tool)?.unwrap_or_default();
        let uses = locate::all_uses(register, &tool)?;
        let uses: Vec<Option<String>> = if uses.is_empty() { vec![None] } else { uses.into_iter().map(Some).collect() };
        for usage in uses {
            looked += 1;
            let records = borne_out(register, &tool, usage.as_deref(), entry.vendor.as_deref())?;
            let lacks = fields::missing(&fields, profile, &entry, usage.as_deref(), &records);
            if !lacks.is_empty() {
                rows.push(Row { tool: tool.clone(), usage, missing: lacks.into_iter().map(missing).collect() });
            }
        }
    }
    match format {
        Format::Json => print_json(&rows)?,
        Format::Text if looked == 0 => say("the register has no tools yet; `plimsoll tool add TOOL` begins"),
        Format::Text if rows.is_empty() => say("nothing is missing"),
        Format::Text => terminal::print(&text(&rows))?,
    }
    Ok(Answer::Yes)
}

fn missing(lack: Lack) -> Missing {
    Missing { field: lack.field, title: lack.title, keys: lack.keys, sources: lack.sources }
}

/// What records bear out: those of the use, and what is decided above it, about every use of the tool
/// or about all tools of its vendor.
fn borne_out(
    register: &Register,
    tool: &str,
    usage: Option<&str>,
    vendor: Option<&str>,
) -> anyhow::Result<BTreeSet<&'static str>> {
    let mut there = BTreeSet::new();
    let mut chains = vec![register.chain(tool, EVERY_USE)];
    let mut vendor = vendor.map(str::to_owned);
    if let Some(usage) = usage {
        let own = register.chain(tool, usage);
        let Looks { assessment, triage } = register.looks(&own, None)?;
        if let Some((assessment, _)) = &assessment {
            there.extend(of_assessment(assessment));
            vendor = vendor.or_else(|| assessment.tool.vendor.clone());
        }
        if let Some(triage) = &triage {
            there.extend(of_triage(triage));
        }
        chains.push(own);
    }
    for vendor in vendor.iter().filter(|vendor| is_path_id(vendor)) {
        chains.extend(usage.iter().chain(&[EVERY_USE]).map(|usage| register.vendor_chain(vendor, usage)));
    }
    for chain in &chains {
        if let Some(decision) = newest_decision(register, chain)? {
            there.extend(of_decision(&decision));
        }
    }
    Ok(there)
}

/// The newest decision of a chain, unless it only ends what was decided before.
fn newest_decision(register: &Register, chain: &Chain) -> anyhow::Result<Option<Decision>> {
    let records = register.records(chain)?;
    let Some((_, _, path)) = records.iter().rev().find(|(_, kind, _)| kind == "decision") else { return Ok(None) };
    let record = file::read(&disk::read(path)?)?.0;
    Ok(record.decision().filter(|decision| !decision.only_lifts()).cloned())
}

fn those(parts: &[(&'static str, bool)]) -> impl Iterator<Item = &'static str> {
    parts.iter().filter(|(_, is)| *is).map(|(key, _)| *key)
}

fn of_request(request: &Request) -> impl Iterator<Item = &'static str> {
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
        "record.context" => "an assessment that knows every factor".to_owned(),
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
