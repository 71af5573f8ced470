//! Reports made from a register: of one use, or of all that it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};

use crate::assessment::{Assessment, Outcome, Record, Triage};
use crate::date::Day;
use crate::document::LARGEST_FILE;
use crate::dossier::{self, Dossier, HeldUse, Until, UsedFrameworks, Whole};
use crate::framework::Framework;
use crate::gate;
use crate::input;
use crate::register::{self, Chain, Register, disk};
use crate::report::compose::{self, PortfolioFacts, RegisterUse, ReportOptions, TriageFacts, UseFacts};
use crate::report::format::{FORMATS, Format, Report};
use crate::report::provenance::Since;
use crate::report::theme::{EXTENSIONS, Theme, extension};
use crate::report::view::Audience;

use super::{library, pinned};

/// The format that a file's name asks for.
///
/// # Errors
/// Where its extension is that of no format.
pub fn format_of(file: &Path) -> anyhow::Result<&'static Format> {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    Format::of_extension(extension).with_context(|| {
        let known: Vec<String> = FORMATS.iter().map(|format| format!(".{}", format.extension)).collect();
        format!("`{}` does not name a report format: end it in {}", file.display(), known.join(", "))
    })
}

/// The theme in a template folder; the program's own without one.
///
/// # Errors
/// Where the folder cannot be read, or is no sound template.
pub fn theme(folder: Option<&Path>) -> anyhow::Result<Theme> {
    let Some(folder) = folder else { return Ok(Theme::default()) };
    let mut files = BTreeMap::new();
    for path in disk::files(folder)? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !name.starts_with('.') && EXTENSIONS.contains(&extension(name)) {
            // A template comes from somebody else, and a report shows what is in it.
            ensure!(input::lies_in(&path, folder), "{} is a link that leads outside the template", path.display());
            files.insert(name.to_owned(), input::read_bytes(&path, LARGEST_FILE)?);
        }
    }
    ensure!(!files.is_empty(), "{} is not a template: it has no template.toml", folder.display());
    Ok(Theme::read(files)?)
}

/// What a report of this register is asked to be.
#[must_use]
pub fn options(
    register: &Register,
    audience: Audience,
    as_of: Day,
    since: Option<Since>,
    theme: &Theme,
) -> ReportOptions {
    ReportOptions {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        audience,
        as_of,
        since,
        template: theme.sha256.clone(),
        register: register.config().name.clone(),
        classification: register.config().classification.clone(),
    }
}

/// The report of one use, resting on its records up to the day and, where given, up to a number.
///
/// # Errors
/// Where it has neither an assessment nor a triage, is not as it was recorded, or cannot be compared as asked.
pub fn of_use(
    register: &Register,
    chain: &Chain,
    options: &ReportOptions,
    last: Option<u32>,
) -> anyhow::Result<Report> {
    let entry = register.tool(chain.id())?;
    let until = Until { day: options.as_of, number: last };
    let dossier = Dossier::of(register, &chain.subject, Some(&chain.usage), entry.as_ref(), until).sound()?;
    let own = &dossier.own.records;
    let assessments: Vec<&Assessment> = own.iter().filter_map(|entry| entry.record.assessment()).collect();
    let Some((assessment, before)) = assessments.split_last() else {
        let newest = own.iter().rev().find_map(|entry| match &entry.record {
            Record::Triage(triage) => Some(triage),
            _ => None,
        });
        return match newest {
            Some(triage) => of_triage(register, chain, options, &dossier, triage),
            None => bail!("`{}` has no assessment up to {}, and no triage", chain.name(), options.as_of),
        };
    };
    let earlier = earlier(before, assessment, options.since)?;
    let framework = pinned::of_assessment(register, assessment)?;
    let alternatives = alternatives(register, &dossier, &chain.usage)?;
    let (view, remarks) = (dossier.view(), dossier.remarks());
    let above = view.above();
    let facts = UseFacts {
        options,
        entry: entry.as_ref(),
        gate: view.case(&above),
        alternatives: &alternatives,
        assessment,
        framework: &framework,
        earlier,
        unlinked: &remarks,
    };
    sound(&facts)?;
    Ok(Report::Use(Box::new(compose::one_use(&facts))))
}

/// The report of the whole register.
///
/// # Errors
/// Where a chain or a framework is not as it was recorded.
pub fn of_register(register: &Register, options: &ReportOptions) -> anyhow::Result<Report> {
    if let Some(Since::Record(number)) = options.since {
        bail!(
            "{number} is the number of a record, which belongs to a single use; for the whole register, give a day as YYYY-MM-DD"
        );
    }
    let whole = Whole::of(register, options.as_of)?;
    let uses: Vec<HeldUse<'_>> = whole.uses().collect();
    let made = UsedFrameworks::new(register);
    let frameworks: Vec<Option<Arc<Framework>>> = uses
        .iter()
        .map(|one| one.assessment().map(|assessment| made.of(assessment)).transpose())
        .collect::<Result<_, register::Error>>()?;
    let above: Vec<Vec<&gate::JudgedRecords>> = uses.iter().map(|one| one.view.above()).collect();
    let entries: Vec<RegisterUse<'_>> = uses
        .iter()
        .zip(&above)
        .zip(&frameworks)
        .map(|((one, above), framework)| RegisterUse {
            tool: one.tool,
            usage: one.usage.unwrap_or_default(),
            entry: one.entry,
            gate: one.view.case(above),
            framework: framework.as_deref(),
        })
        .collect();
    let facts = PortfolioFacts { options, entries: &entries, heads: &whole.heads(), unlinked: &whole.remarks() };
    Ok(Report::Portfolio(Box::new(compose::portfolio(&facts))))
}

/// The report of a use that was triaged and not assessed.
fn of_triage(
    register: &Register,
    chain: &Chain,
    options: &ReportOptions,
    dossier: &Dossier,
    triage: &Triage,
) -> anyhow::Result<Report> {
    if options.since.is_some() {
        bail!("`{}` was triaged but not assessed, so there is no earlier assessment to compare with", chain.name());
    }
    let framework = super::triage::made_with(register, triage)?;
    let routed = crate::score::route(&framework, &triage.answers, triage.header.as_of);
    // Not the register's own: a report is the same bytes however frameworks/ changes.
    let base = library::bundled_base(&framework);
    let entry = register.tool(chain.id())?;
    let (view, remarks) = (dossier.view(), dossier.remarks());
    let above = view.above();
    let alternatives = alternatives(register, dossier, &chain.usage)?;
    let facts = TriageFacts {
        options,
        entry: entry.as_ref(),
        gate: view.case(&above),
        triage,
        routed: &routed,
        base: base.as_ref(),
        alternatives: &alternatives,
        unlinked: &remarks,
    };
    Ok(Report::Triage(Box::new(compose::triage(&facts))))
}

/// A report is made of results that follow from their answers, or not at all.
fn sound(facts: &UseFacts<'_>) -> anyhow::Result<()> {
    let assessment = facts.assessment;
    let none = BTreeSet::new();
    let as_of = assessment.header.as_of;
    let score = crate::score::score(facts.framework, &assessment.answers, as_of, &none, assessment.scope);
    ensure!(
        Outcome::of(&score) == assessment.outcome,
        "record {} is altered: its result does not follow from its answers",
        assessment.header.number
    );
    Ok(())
}

/// How the tools that decisions of these records name as alternatives stand on a day.
fn alternatives(register: &Register, dossier: &Dossier, usage: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let records = std::iter::once(&dossier.own).chain(&dossier.wider).flat_map(|held| held.records.iter());
    let named = records.filter_map(|entry| entry.record.decision()).flat_map(|decision| &decision.alternatives);
    dossier::alternatives(register, named, usage, dossier.day)
}

/// The assessment to compare with: the one asked for, else the one before.
fn earlier<'a>(
    before: &[&'a Assessment],
    newest: &Assessment,
    since: Option<Since>,
) -> anyhow::Result<Option<&'a Assessment>> {
    let found = match since {
        None => return Ok(before.last().copied()),
        Some(Since::Record(number)) => before.iter().find(|one| one.header.number == number),
        Some(Since::Day(day)) => before.iter().rev().find(|one| one.header.as_of <= day),
    };
    let numbers: Vec<String> =
        before.iter().map(|one| format!("{} of {}", one.header.number, one.header.as_of)).collect();
    let listed = if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") };
    found.copied().map(Some).with_context(|| {
        format!(
            "there is no assessment before record {} to compare with since {}\nearlier assessments: {listed}",
            newest.header.number,
            since.map_or_else(String::new, |since| since.to_string())
        )
    })
}
