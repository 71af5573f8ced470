//! `framework`: the workbench for frameworks.

use std::path::PathBuf;

use anyhow::Context as _;
use plimsoll::file_kind::FileKind;
use plimsoll::framework::{Framework, Grade, Loaded, QuestionKind, TriageFramework};
use plimsoll::problem::Problems;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, styled, width};
use crate::cli::{Exit, Global, OutputFormat};
use plimsoll::workflow::library::Library;

/// List, show and check frameworks
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// List the frameworks that can be used
    List(List),
    /// Show a framework: what it asks, and what the answers are worth
    Show(Show),
    /// Check whether a framework file is well formed
    ///
    /// Exits 0 if it is, 1 if not; all problems are reported at once.
    Check(Check),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// The framework, by id or path; several overlays of one base are shown as one
    #[arg(required = true, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    names: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub struct Check {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs one of the commands.
pub fn run(command: &Command, global: &Global) -> anyhow::Result<Exit> {
    let library = Library::new(locate::own_frameworks(global));
    match command {
        Command::List(args) => list(args, &library),
        Command::Show(args) => show(args, &library),
        Command::Check(args) => check(args, &library),
    }
}

#[derive(Serialize)]
struct Row {
    id: String,
    version: String,
    title: String,
    extends: Vec<String>,
    method: &'static str,
    criteria: usize,
    questions: usize,
    minutes: u32,
}

fn list(args: &List, library: &Library) -> anyhow::Result<Exit> {
    use plimsoll::framework::Shelf as _;
    let mut rows = Vec::new();
    let mut answer: anyhow::Result<Exit> = Ok(Exit::Yes);
    for id in library.ids() {
        let loaded = match library.load(std::slice::from_ref(&id)) {
            Ok(loaded) => diagnostics::heard(loaded),
            // The others are listed all the same; the last error is said at the end.
            Err(error) => {
                if let Err(before) = std::mem::replace(&mut answer, Err(error.into())) {
                    diagnostics::report(&before);
                }
                continue;
            }
        };
        rows.push(match loaded {
            Loaded::Ledger(framework) => {
                let (pin, bases) = framework.parts().split_first().context("a framework has no file")?;
                Row {
                    id,
                    version: pin.version.clone(),
                    title: framework.title().to_owned(),
                    extends: bases.iter().map(|base| base.id.clone()).collect(),
                    method: "bounded-ledger/1",
                    criteria: framework.criteria().len(),
                    questions: framework.questions().len(),
                    minutes: framework.minutes(),
                }
            }
            Loaded::Route(triage) => Row {
                id,
                version: triage.part.version.clone(),
                title: triage.title.clone(),
                extends: Vec::new(),
                method: "highest-route/1",
                criteria: 0,
                questions: triage.questions.len(),
                minutes: triage.minutes,
            },
        });
    }
    if args.format == OutputFormat::Json {
        print_json(&rows)?;
        return answer;
    }
    let mut table = table::table(&["Framework", "version", "criteria", "questions", "minutes", ""]);
    for row in &rows {
        let base =
            if row.extends.is_empty() { String::new() } else { format!(" (extends {})", row.extends.join(", ")) };
        table.add_row([
            plain(&row.id),
            plain(&row.version),
            if row.criteria == 0 { String::new() } else { row.criteria.to_string() },
            row.questions.to_string(),
            row.minutes.to_string(),
            format!("{}{base}", plain(&row.title)),
        ]);
    }
    table::right_align(&mut table, &[2, 3, 4]);
    terminal::print(&table::laid_out(&table))?;
    answer
}

fn show(args: &Show, library: &Library) -> anyhow::Result<Exit> {
    let loaded = diagnostics::heard(library.load(&args.names)?);
    match (&loaded, args.format) {
        (Loaded::Ledger(framework), OutputFormat::Text) => terminal::print(&ledger_text(framework))?,
        (Loaded::Ledger(framework), OutputFormat::Json) => {
            print_json(&plimsoll::report::data::score::framework(framework))?;
        }
        (Loaded::Route(triage), OutputFormat::Text) => terminal::print(&triage_text(triage))?,
        (Loaded::Route(triage), OutputFormat::Json) => print_json(&plimsoll::report::data::score::triage(triage))?,
    }
    Ok(Exit::Yes)
}

fn check(args: &Check, library: &Library) -> anyhow::Result<Exit> {
    let mut wrong = false;
    for file in &args.files {
        let source = plimsoll::input::read(file)?;
        if let Err(problems) = FileKind::Framework.expect(&source) {
            diagnostics::say(&problems);
            wrong = true;
            continue;
        }
        match plimsoll::framework::load(&[source], library) {
            Ok((loaded, warnings)) => {
                diagnostics::say(&warnings);
                if let Err(error) = library.read(file) {
                    diagnostics::report(&error.into());
                    wrong = true;
                    continue;
                }
                let what = match loaded {
                    Loaded::Ledger(framework) => [
                        names::count(framework.criteria().len(), "criterion", "criteria"),
                        names::count(framework.questions().len(), "question", "questions"),
                        names::count(framework.knock_out_ids().count(), "knock-out", "knock-outs"),
                    ]
                    .join(", "),
                    Loaded::Route(triage) => names::count(triage.questions.len(), "question", "questions"),
                };
                terminal::print(&format!("{}: well formed ({what})\n", plain(&file.display().to_string())))?;
            }
            Err(problems) => {
                let problems: Problems = problems;
                diagnostics::say(&problems);
                wrong = true;
            }
        }
    }
    Ok(if wrong { Exit::No } else { Exit::Yes })
}

fn title(framework_title: &str, pins: &str, scope: &str, minutes: u32) -> String {
    let mut text = format!("{}\n{}\n", table::strong(&plain(framework_title)), styled(FAINT, &plain(pins)));
    if minutes > 0 {
        text += &format!("about {minutes} minutes\n");
    }
    if !scope.is_empty() {
        text += &paragraph("", 0, &plain(scope), width());
        text.push('\n');
    }
    text
}

fn ledger_text(framework: &Framework) -> String {
    let width = width();
    let mut text = title(framework.title(), &framework.versions(), framework.scope(), framework.minutes());
    text += &format!("\n{}\n", table::strong("Context"));
    for factor in framework.factors() {
        text += &format!("  {} {}\n", plain(&factor.title), styled(FAINT, &format!("({})", factor.id)));
        text += &paragraph("    ", 4, &plain(&factor.ask), width);
        text.push('\n');
        for (level, meaning) in factor.levels.iter().enumerate() {
            text += &paragraph(&format!("    {level}  "), 7, &plain(meaning), width);
            text.push('\n');
        }
    }
    for (at, domain) in framework.domains().iter().enumerate() {
        text += &format!("\n{}\n", table::strong(&plain(&domain.title).to_uppercase()));
        for criterion in framework.criteria().iter().filter(|criterion| criterion.domain == at) {
            let names = |list: &[usize]| {
                list.iter().map(|factor| framework.factors()[*factor].id.as_str()).collect::<Vec<_>>().join(", ")
            };
            text += &format!(
                "\n{} {}\n",
                table::strong(&plain(&criterion.title)),
                styled(FAINT, &format!("({})", criterion.id))
            );
            text += &paragraph("  ", 2, &plain(&criterion.loss), width);
            text += &format!(
                "\n  impact from {}; exposure from {}\n",
                names(&criterion.impact),
                names(&criterion.exposure)
            );
            for question in &framework.questions()[criterion.questions.clone()] {
                text += &question_text(framework, question, width);
            }
        }
    }
    if !framework.knock_outs().is_empty() {
        text += &format!("\n{}\n", table::strong("KNOCK-OUTS OF THE CONTEXT"));
        for knock_out in framework.knock_outs() {
            let line = format!(
                "{}: where {}, at least {}{}. {}",
                knock_out.id,
                knock_out.when.text(framework.factors()),
                framework.scoring().tiers[knock_out.floor].id,
                if knock_out.waivable { " (can be waived)" } else { "" },
                plain(&knock_out.reason)
            );
            text += &paragraph("  · ", 4, &line, width);
            text.push('\n');
        }
    }
    text += &scoring_text(framework);
    text
}

fn question_text(framework: &Framework, question: &plimsoll::framework::Question, width: usize) -> String {
    let key = if question.key { ", key" } else { "" };
    let mut text = format!("\n  {} {}\n", plain(&question.title), styled(FAINT, &format!("({}{key})", question.id)));
    text += &paragraph("    ", 4, &plain(&question.ask), width);
    text.push('\n');
    if !question.when.always() {
        text += &styled(FAINT, &format!("    asked where {}", question.when.text(framework.factors())));
        text.push('\n');
    }
    let mut needs: Vec<String> = Vec::new();
    needs.extend(question.evidence_at_least.map(|least| format!("evidence at least of grade {}", least.as_str())));
    if question.evidence_at_most != Grade::Tested {
        needs.push(format!("evidence at most of grade {}", question.evidence_at_most.as_str()));
    }
    if question.effort != 1 {
        needs.push(format!("effort {}", question.effort));
    }
    if !needs.is_empty() {
        text += &styled(FAINT, &format!("    {}", needs.join("; ")));
        text.push('\n');
    }
    let mut option = |credit: u8, label: &str| {
        text += &paragraph(&format!("    {credit:>3}  "), 9, &plain(label), width);
        text.push('\n');
    };
    match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            for choice in options {
                option(choice.credit, &format!("{} [{}]", choice.label, choice.id));
            }
        }
        QuestionKind::Number(number) => {
            for band in &number.bands {
                let label = match band.limit {
                    plimsoll::framework::BandLimit::UpTo(limit) => format!("up to {limit} {}", number.unit),
                    plimsoll::framework::BandLimit::AtLeast(limit) => format!("at least {limit} {}", number.unit),
                };
                option(band.credit, &label);
            }
            if let Some(none) = &number.none {
                option(none.credit, &format!("{} [none]", none.label));
            }
        }
        QuestionKind::Multiple(items) => {
            for item in items {
                text += &paragraph("      +  ", 9, &format!("{} [{}]", plain(&item.label), item.id), width);
                text.push('\n');
            }
        }
    }
    if let Some(knock_out) = &question.knock_out {
        let answers = if knock_out.answers.is_empty() {
            "not known".to_owned()
        } else {
            format!("{} or not known", knock_out.answers.join(", "))
        };
        let line = format!(
            "knock-out {}: {answers}{}: at least {}. {}",
            knock_out.id,
            if knock_out.when.always() {
                String::new()
            } else {
                format!(" where {}", knock_out.when.text(framework.factors()))
            },
            framework.scoring().tiers[knock_out.floor].id,
            plain(&knock_out.reason)
        );
        text += &paragraph("    ! ", 6, &line, width);
        text.push('\n');
    }
    text
}

fn scoring_text(framework: &Framework) -> String {
    let scoring = framework.scoring();
    let mut text = format!(
        "\n{}\n  inherent points by exposure (rows 0 to 4) and impact (columns 0 to 4)\n",
        table::strong("NUMBERS OF THE METHOD")
    );
    for (exposure, row) in scoring.inherent.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| format!("{cell:>4}")).collect();
        text += &format!("    {exposure} {}\n", cells.join(""));
    }
    for tier in &scoring.tiers {
        text += &format!(
            "  {:<10} from {:>3} points: {}, review in {} days\n",
            tier.id,
            tier.from,
            tier.decision.as_str(),
            tier.review_days
        );
    }
    text
}

fn triage_text(triage: &TriageFramework) -> String {
    let width = width();
    let mut text = title(&triage.title, &format!("{} {}", triage.part.id, triage.part.version), "", triage.minutes);
    for question in &triage.questions {
        text += &format!("\n  {} {}\n", plain(&question.title), styled(FAINT, &format!("({})", question.id.value)));
        text += &paragraph("    ", 4, &plain(&question.ask), width);
        text.push('\n');
        for option in &question.options {
            text += &paragraph(
                &format!("    {:<9}", option.route.as_str()),
                13,
                &format!("{} [{}]", plain(&option.label), option.id.value),
                width,
            );
            text.push('\n');
        }
    }
    text
}
