//! `list --missing`: what the register lacks of the fields that a regulation or standard asks for.

use std::collections::BTreeSet;

use clap::ValueEnum;
use plimsoll::assessment::Assessment;
use plimsoll::register::Register;
use plimsoll::tool::fields::{self, Lack};
use serde::Serialize;

use super::score::print_json;
use super::terminal::{FAINT, paragraph, plain, say, styled, width};
use super::{Answer, Format, place, result, terminal};

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
        let uses = place::all_uses(register, &tool)?;
        let uses: Vec<Option<String>> = if uses.is_empty() { vec![None] } else { uses.into_iter().map(Some).collect() };
        for usage in uses {
            looked += 1;
            let records =
                usage.as_deref().map_or_else(|| Ok(BTreeSet::new()), |usage| borne_out(register, &tool, usage))?;
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

/// What the records of a use bear out.
fn borne_out(register: &Register, tool: &str, usage: &str) -> anyhow::Result<BTreeSet<&'static str>> {
    let newest = register.newest_assessment(&register.chain(tool, usage))?;
    Ok(newest.map_or_else(BTreeSet::new, |(assessment, _)| of_assessment(&assessment)))
}

fn of_assessment(assessment: &Assessment) -> BTreeSet<&'static str> {
    let mut there = BTreeSet::from(["record.assessment", "record.review", "record.reviewer"]);
    let request = &assessment.answers.request;
    let parts = [
        ("record.context", assessment.outcome.context_unknown.is_empty()),
        ("record.purpose", request.purpose.is_some()),
        ("record.business-owner", request.business_owner.is_some()),
    ];
    there.extend(parts.into_iter().filter(|(_, is)| *is).map(|(key, _)| key));
    there
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
        text += &format!("{}\n", result::strong(&plain(&format!("{}{usage}", row.tool))));
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
