//! `report`: a document for people who decide, check or ask, of one use or of the whole register.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use anyhow::{Context as _, bail};
use plimsoll::assessment::{Assessment, Outcome, Record, Triage};
use plimsoll::date::Day;
use plimsoll::document::LARGEST_FILE;
use plimsoll::dossier::{self, Dossier, HeldUse, Until, Whole};
use plimsoll::framework::Framework;
use plimsoll::gate;
use plimsoll::input;
use plimsoll::register::{self, Chain, Register, disk};
use plimsoll::report::compose::{self, PortfolioFacts, RegisterUse, ReportOptions, TriageFacts, UseFacts};
use plimsoll::report::format::{FORMATS, Format, Report, render};
use plimsoll::report::provenance::Since;
use plimsoll::report::theme::{EXTENSIONS, Theme, extension};
use plimsoll::report::view::Audience;

use crate::cli::locate;
use crate::cli::print::names;
use crate::cli::print::terminal::{plain, say};
use crate::cli::{Exit, Global};
use plimsoll::dossier::UsedFrameworks;
use plimsoll::workflow::pinned;
use plimsoll::workflow::{self, library};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id; the whole register if omitted
    #[arg(add = crate::cli::complete::tools())]
    tool: Option<String>,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", requires = "tool", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// Where to write it; the extension chooses the format
    #[arg(short, long, value_name = "FILE", long_help = OUTPUT.as_str())]
    output: PathBuf,
    /// Who it is for
    #[arg(long, value_parser = audience, default_value = "committee", value_name = "AUDIENCE", add = crate::cli::complete::names(Audience::NAMES.iter().map(|(name, _)| *name).collect()))]
    audience: Audience,
    /// Compare with the assessment of this number, or with the state on this day
    #[arg(long, value_name = "NUMBER or YYYY-MM-DD")]
    since: Option<Since>,
    /// A folder with your organisation's theme: template.toml, logo, colours, wording
    #[arg(long, value_name = "DIR")]
    template: Option<PathBuf>,
}

/// The help of `--output`, with every format.
static OUTPUT: LazyLock<String> = LazyLock::new(|| {
    let formats = FORMATS.iter().map(|format| format!("  .{:<5} {}", format.extension, format.purpose));
    let formats: Vec<String> = formats.collect();
    format!("Where to write it; the extension chooses the format. For whom each is:\n{}", formats.join("\n"))
});

fn audience(text: &str) -> Result<Audience, String> {
    let known = Audience::NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, audience)| *audience).ok_or_else(|| {
        let names: Vec<&str> = Audience::NAMES.iter().map(|(name, _)| *name).collect();
        format!("one of {}", names.join(", "))
    })
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let format = format_of(&args.output)?;
    let register = locate::register(global)?;
    crate::cli::print::edit::say(&register);
    let theme = theme(args.template.as_deref())?;
    let day = global.day()?;
    if let Some(Since::Day(since)) = args.since
        && since > day
    {
        bail!("nothing can have changed since {since}: the report is as of {day}");
    }
    let options = options(&register, args.audience, day, args.since, &theme);
    let report = match &args.tool {
        Some(tool) => of_use(&register, &locate::existing(&register, tool, args.usage.as_deref())?, &options, None)?,
        None => of_register(&register, &options)?,
    };
    if theme.sha256.is_some() && !format.themed {
        say(&format!("note: --template has no effect on a .{} file, which has no layout", format.extension));
    }
    let bytes = render(&report, format, &theme)?;
    disk::replace(&args.output, &bytes)?;
    say(&format!("wrote {} for {}", args.output.display(), args.audience.as_str()));
    if args.tool.is_none() {
        unrecorded(&register)?;
    }
    Ok(Exit::Yes)
}

/// The format that a file's name asks for.
pub fn format_of(file: &Path) -> anyhow::Result<&'static Format> {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    Format::of_extension(extension).with_context(|| {
        let known: Vec<String> = FORMATS.iter().map(|format| format!(".{}", format.extension)).collect();
        format!(
            "`{}` does not name a report format: end it in {}",
            plain(&file.display().to_string()),
            known.join(", ")
        )
    })
}

/// The theme in a template folder; the program's own without one.
pub fn theme(folder: Option<&Path>) -> anyhow::Result<Theme> {
    let Some(folder) = folder else { return Ok(Theme::default()) };
    let mut files = BTreeMap::new();
    for path in disk::files(folder)? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !name.starts_with('.') && EXTENSIONS.contains(&extension(name)) {
            // A template comes from somebody else, and a report shows what is in it.
            anyhow::ensure!(
                input::lies_in(&path, folder),
                "{} is a link that leads outside the template",
                plain(&path.display().to_string())
            );
            files.insert(name.to_owned(), input::read_bytes(&path, LARGEST_FILE)?);
        }
    }
    anyhow::ensure!(!files.is_empty(), "{} is not a template: it has no template.toml", folder.display());
    Ok(Theme::read(files)?)
}

/// What a report of this register is asked to be.
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

/// The report of a use that was triaged and not assessed.
fn of_triage(
    register: &Register,
    chain: &Chain,
    options: &ReportOptions,
    dossier: &Dossier,
    triage: &Triage,
) -> anyhow::Result<Report> {
    if options.since.is_some() {
        bail!(
            "`{}` was triaged but not assessed: there is nothing to compare with, so leave --since out",
            chain.name()
        );
    }
    let framework = workflow::triage::made_with(register, triage)?;
    let routed = plimsoll::score::route(&framework, &triage.answers, triage.header.as_of);
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

/// Says what the report of the register leaves out: what stands in tool.toml alone. Nothing dates it, so
/// that with it every earlier report would be other bytes from the day on which a tool is added.
fn unrecorded(register: &Register) -> anyhow::Result<()> {
    let recorded: BTreeSet<(String, String)> =
        register.chains()?.into_iter().map(|chain| (chain.id().to_owned(), chain.usage)).collect();
    let mut left_out = 0;
    for tool in register.tools()? {
        let uses = locate::uses_of(register, &tool, &register.tool(&tool)?.unwrap_or_default())?;
        left_out += uses.iter().filter(|usage| !recorded.contains(&(tool.clone(), (*usage).clone()))).count();
        left_out += usize::from(uses.is_empty());
    }
    if left_out > 0 {
        let uses = names::count(left_out, "use has", "uses have");
        say(&format!("{uses} no record yet, so the report leaves them out; `plimsoll list` shows them"));
    }
    Ok(())
}

/// The report of the whole register.
pub fn of_register(register: &Register, options: &ReportOptions) -> anyhow::Result<Report> {
    if let Some(Since::Record(number)) = options.since {
        bail!(
            "--since {number}: record numbers belong to a single use; for the whole register, give a day as YYYY-MM-DD"
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

/// A report is made of results that follow from their answers, or not at all.
fn sound(facts: &UseFacts<'_>) -> anyhow::Result<()> {
    let assessment = facts.assessment;
    let none = std::collections::BTreeSet::new();
    let as_of = assessment.header.as_of;
    let score = plimsoll::score::score(facts.framework, &assessment.answers, as_of, &none, assessment.scope);
    anyhow::ensure!(
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
