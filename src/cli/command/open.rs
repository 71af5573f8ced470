//! `open`: what is still open about a use, and for whom.

use std::collections::BTreeMap;

use plimsoll::context::Scope;
use plimsoll::person::Person;
use plimsoll::workflow::assess::Start;
use plimsoll::workflow::library::Library;
use plimsoll::workflow::open::{OpenIn, OpenItem, OpenQuestions, open};
use plimsoll::workflow::session::Session;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::person;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::terminal::{self, FAINT, HEADING, paragraph, plain, styled, width};
use crate::cli::{Exit, Global, OutputFormat};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// Only what is for this person or team: part of a name
    #[arg(long = "for", value_name = "WHO")]
    of: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    /// Who began the draft; nothing where it is no draft.
    draft_by: Option<&'a str>,
    /// The number of the assessment, where it is one.
    assessment: Option<u32>,
    id: &'a str,
    title: &'a str,
    ask: &'a str,
    standing: &'a str,
    assigned: Option<&'a str>,
    source: Option<&'a str>,
    evidence: &'a [String],
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    let usage = args.usage.as_deref();
    let chain = match locate::begun(&register, &args.tool, usage)? {
        Some(chain) => chain,
        None => locate::shown(&register, &args.tool, usage)?,
    };
    // Nothing is recorded: whoever asks need not be known.
    let by = person::recorder(global, register.root()).unwrap_or_else(|_| Person::written("nobody"));
    let start = Start::new(Session::new(&register, &chain, global.day()?, by)?, Scope::Full, None)?;
    let mut found = open(&start, &Library::new(locate::own_frameworks(global)))?;
    if let Some(of) = args.of.as_ref().map(|of| of.to_lowercase()) {
        for one in &mut found {
            one.items.retain(|item| whose(item).to_lowercase().contains(&of));
        }
    }
    match args.format {
        OutputFormat::Json => print_json(&found.iter().flat_map(rows).collect::<Vec<_>>())?,
        OutputFormat::Text => {
            let texts: Vec<String> = found.iter().map(|one| text(one, &start.session.about())).collect();
            terminal::print(&texts.join("\n"))?;
        }
    }
    Ok(Exit::Yes)
}

fn rows(open: &OpenQuestions) -> Vec<Row<'_>> {
    let (draft_by, assessment) = match &open.place {
        OpenIn::Draft(by) => (by.as_ref().map(Person::as_str), None),
        OpenIn::Assessment(number) => (None, Some(*number)),
        OpenIn::Nothing => (None, None),
    };
    let mut rows = Vec::new();
    for item in &open.items {
        let OpenItem { id, title, ask, assigned, source, evidence, standing } = item;
        let (assigned, source) = (assigned.as_deref(), source.as_deref());
        rows.push(Row { draft_by, assessment, id, title, ask, standing, assigned, source, evidence });
    }
    rows
}

/// Whose something is: of those to whom it was handed over, else of those who could know.
fn whose(item: &OpenItem) -> &str {
    item.assigned.as_deref().or(item.source.as_deref()).unwrap_or("The reviewer")
}

fn text(open: &OpenQuestions, about: &str) -> String {
    let place = match &open.place {
        OpenIn::Draft(Some(by)) => format!(" in the draft of {by}"),
        OpenIn::Draft(None) => " in a draft".to_owned(),
        OpenIn::Assessment(number) => format!(" in assessment {number:04}"),
        OpenIn::Nothing => ": nothing was answered yet".to_owned(),
    };
    let count = names::count(open.items.len(), "step is open", "steps are open");
    let tier = |at: usize| &open.framework.scoring().tiers[at].id;
    let tiers = match open.bounds {
        None => String::new(),
        Some(bounds) if bounds.settled() => format!("; the tier is {}", tier(bounds.lowest)),
        Some(bounds) => format!("; the tier can still be {} to {}", tier(bounds.lowest), tier(bounds.highest)),
    };
    let first = plain(&format!("{about}: {count}{place}{tiers}"));
    let mut text = paragraph("", 0, &first, width()) + "\n";
    // In the order in which they first come up.
    let mut of: Vec<&str> = Vec::new();
    let mut by: BTreeMap<&str, Vec<&OpenItem>> = BTreeMap::new();
    for item in &open.items {
        let who = whose(item);
        if !of.contains(&who) {
            of.push(who);
        }
        by.entry(who).or_default().push(item);
    }
    of.sort_by_key(|who| by[who].iter().all(|item| item.assigned.is_none()));
    for who in of {
        text += &format!("\n{}\n", styled(HEADING, &plain(who)));
        for item in &by[who] {
            let line = format!("{} ({}, {}): {}", item.title, item.id, item.standing, item.ask);
            text += &paragraph("  · ", 4, &plain(&line), width());
            text.push('\n');
            // Whose it is stands above; what is left says what to ask for.
            let wanted: Vec<&str> =
                item.evidence.iter().map(|one| one.strip_prefix(&format!("{who}: ")).unwrap_or(one)).collect();
            if !wanted.is_empty() {
                let line = paragraph("    ", 4, &plain(&format!("Ask for: {}", wanted.join("; "))), width());
                text += &(line.lines().map(|line| styled(FAINT, line)).collect::<Vec<_>>().join("\n") + "\n");
            }
        }
    }
    text
}
