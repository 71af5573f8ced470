//! `verify --report`: makes a report again from what it says of itself, and compares every byte.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use plimsoll::assessment::entry::entry_named;
use plimsoll::document::is_path_id;
use plimsoll::dossier::{Whole, records};
use plimsoll::register::Register;
use plimsoll::report::compose::head_of;
use plimsoll::report::format::{self as layout, Report, provenance_in, render};
use plimsoll::report::provenance::Provenance;
use plimsoll::workflow::report;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::terminal;
use crate::cli::print::terminal::plain;
use crate::cli::{Exit, Global, OutputFormat};

/// The most bytes that a report may have.
const LARGEST: u64 = 64 << 20;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Json {
    same: bool,
    about: String,
    head: String,
    as_of: String,
    audience: &'static str,
    says: String,
}

/// What came of it.
enum Reproduction {
    /// The same bytes again.
    Same,
    /// Other bytes, or nothing to make it from; the text says what.
    Other(String),
}

/// Compares a report with the register.
pub fn run(file: &Path, template: Option<&Path>, format: OutputFormat, global: &Global) -> anyhow::Result<Exit> {
    let kind = report::format_of(file)?;
    kind.built_in()?;
    let bytes = plimsoll::input::read_bytes(file, LARGEST)?;
    let name = plain(&file.display().to_string());
    let provenance = provenance_in(&bytes).with_context(|| {
        format!("{name} has no provenance line: it is not a plimsoll report, or the line was cut off")
    })?;
    let own = env!("CARGO_PKG_VERSION");
    ensure!(
        provenance.version == own,
        "{name} was made by plimsoll {}; this is {own}, which may lay it out differently\ncheck it with that version",
        plain(&provenance.version)
    );
    let register = locate::register(global)?;
    let made = match remake(&register, kind, &provenance, template, &bytes) {
        Ok(made) => made,
        // An altered register answers the question: not from this, unchanged.
        Err(error) => match diagnostics::problems(error) {
            Ok(problems) => {
                diagnostics::say(&problems);
                Reproduction::Other("the register was altered; `plimsoll verify` has the details".to_owned())
            }
            Err(error) => return Err(error),
        },
    };
    let about =
        provenance.about.as_ref().map_or_else(|| "the register".to_owned(), |(tool, usage)| format!("{tool}/{usage}"));
    let (same, says) = match made {
        Reproduction::Same => (true, format!("{name} was made from {} of {about}, unchanged", provenance.head)),
        Reproduction::Other(why) => (false, format!("{name} is not what this register makes of {about}: {why}")),
    };
    match format {
        OutputFormat::Json => print_json(&Json {
            same,
            about,
            head: provenance.head,
            as_of: provenance.as_of.to_string(),
            audience: provenance.audience.as_str(),
            says,
        })?,
        OutputFormat::Text => terminal::print(&format!("{says}\n"))?,
    }
    Ok(if same { Exit::Yes } else { Exit::No })
}

fn remake(
    register: &Register,
    kind: &layout::Format,
    provenance: &Provenance,
    template: Option<&Path>,
    bytes: &[u8],
) -> anyhow::Result<Reproduction> {
    let theme = report::theme(template)?;
    if theme.sha256 != provenance.template {
        match (&provenance.template, template) {
            (Some(_), None) => bail!("the report was made with a template: name its folder with --template DIR"),
            (Some(_), Some(_)) => bail!("the report was made with a different template"),
            (None, _) => bail!("the report was made without a template: leave --template out"),
        }
    }
    let options = report::options(register, provenance.audience, provenance.as_of, provenance.since, &theme);
    let made = match &provenance.about {
        Some((tool, usage)) => {
            ensure!(is_path_id(tool) && is_path_id(usage), "the report's provenance line does not name a tool and use");
            let chain = register.chain(tool, usage);
            let records = records(register, &chain)?;
            let Some(entry) = entry_named(&records, Some(&provenance.head)) else {
                return Ok(Reproduction::Other(format!(
                    "no record of {tool}/{usage} has the sha256 {}",
                    provenance.head
                )));
            };
            report::of_use(register, &chain, &options, Some(entry.record.header().number))?
        }
        None => {
            let head = head_of(&Whole::of(register, provenance.as_of)?.heads());
            if head != provenance.head {
                let text = format!("its heads of {} come to {head}: records were added or altered", provenance.as_of);
                return Ok(Reproduction::Other(text));
            }
            report::of_register(register, &options)?
        }
    };
    let again = render(&made, kind, &theme)?;
    Ok(if again == bytes { Reproduction::Same } else { Reproduction::Other(differs(&made, bytes, &again)) })
}

/// Where two files differ first.
fn differs(report: &Report, given: &[u8], again: &[u8]) -> String {
    let at = given.iter().zip(again).position(|(a, b)| a != b).unwrap_or_else(|| given.len().min(again.len()));
    let line = given[..at].split(|byte| *byte == b'\n').count();
    let binary = given.iter().take(4000).any(|byte| *byte == 0) || given.starts_with(b"%PDF");
    let place = if binary { format!("byte {at}") } else { format!("line {line}") };
    let also = match report {
        Report::Use(_) | Report::Triage(_) => "tool.toml or plimsoll.toml",
        Report::Portfolio(_) => "a tool.toml or plimsoll.toml",
    };
    format!("the first difference is in {place}: the file was changed, or {also} was")
}
