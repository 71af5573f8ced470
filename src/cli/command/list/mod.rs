//! `list`: what the register holds, a line a use.

mod in_force;

mod missing;

use std::collections::BTreeMap;

use plimsoll::assessment::Assessment;
use plimsoll::date::Day;
use plimsoll::framework::Decision;
use plimsoll::register::{Looks, Register};
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::map;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say, styled, tier_style};
use crate::cli::stands::{Above, Stands};
use crate::cli::{Answer, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this tool
    #[arg(value_name = "TOOL", add = crate::cli::complete::tools())]
    tool: Option<String>,
    /// Only uses of this tier
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// List instead where this decision is in force: `prohibit` is the list of high-risk software, with what to use instead
    #[arg(long, value_name = "DECISION", value_parser = decision, conflicts_with_all = ["tier", "missing"], add = crate::cli::complete::names(Decision::NAMES.iter().map(|(name, _)| *name).collect()))]
    decision: Option<Decision>,
    /// List instead what the register lacks of the fields that a regulation or standard asks for; `must` is what this project proposes
    #[arg(long, value_enum, value_name = "PROFILE", num_args = 0..=1, default_missing_value = "must", conflicts_with = "tier")]
    missing: Option<crate::cli::command::list::missing::Profile>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs; its keys are stable
    Json,
    /// For an intranet page; with --decision
    Markdown,
}

/// A decision by its name on the command line.
fn decision(text: &str) -> Result<Decision, String> {
    let names = || Decision::NAMES.iter().map(|(name, _)| *name);
    let known = Decision::NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, decision)| *decision).ok_or_else(|| {
        let near = plimsoll::problem::nearest(text, names()).map(|near| format!("did you mean `{near}`? "));
        format!("{}decisions: {}", near.unwrap_or_default(), names().collect::<Vec<_>>().join(", "))
    })
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    tool: String,
    /// `None` where the register knows the tool and nothing of how it is used.
    #[serde(rename = "use")]
    usage: Option<String>,
    /// `None` where nothing was assessed yet, like all that follows from it.
    tier: Option<String>,
    #[serde(skip)]
    rank: Option<(u8, u8)>,
    recommended: Option<&'static str>,
    as_of: Option<String>,
    review_due: Option<String>,
    overdue: bool,
    number: Option<u32>,
    framework: Option<String>,
    /// A fraction of 1, a number like that of `score`.
    confidence: Option<serde_json::Number>,
    unknown: Option<usize>,
    /// Impact and exposure of the criterion with the most inherent points, then the most left.
    #[serde(skip)]
    place: Option<(u8, u8)>,
    scope: Option<&'static str>,
    full_run_needed: bool,
    /// The route of a triage that no assessment has followed.
    triage: Option<&'static str>,
    #[serde(flatten)]
    stands: Stands,
    /// Whether the newest assessment came after every decision.
    assessed_since: bool,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = locate::register(global)?;
    let as_of = global.day()?;
    if let Some(tool) = &args.tool {
        locate::registered(&register, tool)?;
    }
    if let Some(decision) = args.decision {
        return in_force::run(&register, args.tool.as_deref(), decision, as_of, args.format);
    }
    anyhow::ensure!(
        args.format != Format::Markdown,
        "--format markdown is for --decision; `report -o FILE.md` writes the whole register"
    );
    if let Some(profile) = args.missing {
        let format = if args.format == Format::Json { crate::cli::Format::Json } else { crate::cli::Format::Text };
        return crate::cli::command::list::missing::run(&register, args.tool.as_deref(), profile, format);
    }
    let above = Above::of(&register, as_of)?;
    let mut rows = rows(&register, args.tool.as_deref(), &above, (global.as_of, as_of))?;
    if let Some(tier) = &args.tier {
        rows.retain(|row| row.tier.as_ref() == Some(tier));
    }
    let rank = |row: &Row| row.rank.map(|(rank, _)| rank);
    rows.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| (&a.tool, &a.usage).cmp(&(&b.tool, &b.usage))));
    match args.format {
        Format::Json => print_json(&rows)?,
        Format::Text if rows.is_empty() => match &args.tier {
            Some(tier) => say(&format!("no use has the tier `{}`", terminal::plain(tier))),
            None => say("nothing is recorded yet; `plimsoll assess TOOL` begins"),
        },
        Format::Text | Format::Markdown => terminal::print(&(text(&rows) + &pictures(&rows)))?,
    }
    Ok(Answer::Yes)
}

/// The day up to which assessments count, where the command names one, and the day judged.
type Days = (Option<Day>, Day);

/// A row a use, read on as many threads as there are processors.
fn rows(register: &Register, only: Option<&str>, above: &Above, days: Days) -> anyhow::Result<Vec<Row>> {
    let mut tools = register.tools()?;
    tools.retain(|tool| only.is_none_or(|only| only == tool));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(tools.len().max(1));
    let share = tools.len().div_ceil(threads).max(1);
    let parts: Vec<anyhow::Result<Vec<Row>>> = std::thread::scope(|scope| {
        let workers: Vec<_> =
            tools.chunks(share).map(|tools| scope.spawn(move || rows_of(register, tools, above, days))).collect();
        let gone = || Err(anyhow::anyhow!("a part of the register could not be read"));
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| gone())).collect()
    });
    Ok(parts.into_iter().collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn rows_of(register: &Register, tools: &[String], above: &Above, (until, as_of): Days) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for tool in tools {
        let entry = register.tool(tool)?.unwrap_or_default();
        let uses = locate::uses_of(register, tool, &entry)?;
        if uses.is_empty() {
            let vendors: Vec<&str> = entry.vendor.as_deref().into_iter().collect();
            let stands = above.stands(&[], tool, None, &vendors);
            rows.push(Row { tool: tool.clone(), stands, ..Row::default() });
        }
        for usage in uses {
            let chain = register.chain(tool, &usage);
            let (Looks { assessment, triage }, decided) = register.overview(&chain, until, as_of)?;
            let copied = assessment.as_ref().and_then(|(assessment, _)| assessment.tool.vendor.as_deref());
            let vendors: Vec<&str> = [entry.vendor.as_deref(), copied].into_iter().flatten().collect();
            let stands = above.stands(&decided, tool, Some(&usage), &vendors);
            let decisions = decided.iter().filter_map(|(_, record)| record.decision());
            let newest = decisions.map(|decision| decision.header.number).max();
            let row = match assessment {
                Some((assessment, record)) => Row {
                    assessed_since: newest.is_some_and(|newest| newest < record.number) && stands.reach.is_none(),
                    ..row(&assessment, as_of)
                },
                None => Row { tool: tool.clone(), usage: Some(usage), ..Row::default() },
            };
            rows.push(Row { triage: triage.map(|triage| triage.route.as_str()), stands, ..row });
        }
    }
    Ok(rows)
}

fn row(assessment: &Assessment, as_of: Day) -> Row {
    let outcome = &assessment.outcome;
    let frameworks: Vec<&str> = assessment.frameworks.iter().map(|pin| pin.id.as_str()).collect();
    let overlays = frameworks.len().saturating_sub(1).max(1);
    Row {
        tool: assessment.header.subject.id().to_owned(),
        usage: Some(assessment.header.usage.clone()),
        tier: Some(outcome.tier.clone()),
        rank: Some(outcome.rank),
        recommended: Some(outcome.decision.as_str()),
        as_of: Some(assessment.header.as_of.to_string()),
        review_due: Some(assessment.review_due().to_string()),
        overdue: as_of > assessment.review_due(),
        number: Some(assessment.header.number),
        framework: Some(frameworks[..overlays.min(frameworks.len())].join("+")),
        confidence: outcome.confidence.to_string().parse().ok(),
        unknown: Some(outcome.unknown.len()),
        place: outcome
            .criteria
            .values()
            .max_by_key(|criterion| (criterion.inherent, criterion.residual))
            .map(|criterion| (criterion.impact, criterion.exposure)),
        scope: Some(assessment.scope.as_str()),
        full_run_needed: assessment.needs_full_run(),
        ..Row::default()
    }
}

/// Uses by tier, and on the map of impact by exposure; nothing where there are not several.
fn pictures(rows: &[Row]) -> String {
    let mut counts = BTreeMap::new();
    let mut map = map::Map::default();
    let mut top = 0;
    for row in rows {
        let (Some(tier), Some((rank, of)), Some((impact, exposure))) = (&row.tier, row.rank, row.place) else {
            continue;
        };
        *counts.entry((usize::from(rank), tier.clone())).or_insert(0) += 1;
        map::put(&mut map, impact, exposure, usize::from(rank));
        top = top.max(usize::from(of.saturating_sub(1)));
    }
    if counts.values().sum::<usize>() < 2 {
        return String::new();
    }
    map::titled("Uses by tier", &map::tiers(&counts, top, 40))
        + &map::titled("Uses by their heaviest criterion", &map::map(&map, top))
}

fn text(rows: &[Row]) -> String {
    // Where there is little room, what `show` says too gives way.
    let wide = terminal::columns() >= 110;
    let mut header = vec!["Tier", "tool / use", "decision", "review due"];
    if wide {
        header.extend(["recommended", "assessed", "unknown"]);
    }
    let mut table = table::table(&header);
    for row in rows {
        let due = row.review_due.clone().unwrap_or_default();
        let mut cells = vec![
            tier(row),
            plain(&match &row.usage {
                Some(usage) => format!("{} / {usage}", row.tool),
                None => row.tool.clone(),
            }),
            plain(&decision_of(row)),
            if row.overdue { format!("{due}\noverdue") } else { due },
        ];
        if wide {
            cells.push(recommended(row));
            cells.push(row.as_of.clone().unwrap_or_default());
            cells.push(
                row.unknown.filter(|unknown| *unknown > 0).map_or_else(String::new, |unknown| unknown.to_string()),
            );
        }
        table.add_row(cells);
    }
    table::right_align(&mut table, &[6]);
    table::unbroken(&mut table, &[0, 1, 3, 5, 6]);
    // The table counts columns, so colour comes after it; a wrapped row has its tier in its first line.
    let mut next = rows.iter().peekable();
    let lines = table::laid_out(&table);
    let coloured = lines.lines().map(|line| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let begins = |row: &&Row| line.starts_with("  ") && !line.starts_with("   ") && first == tier(row);
        match next.next_if(begins) {
            Some(row) => {
                let Some((rank, of)) = row.rank else { return format!("{line}\n") };
                let style = tier_style(usize::from(rank), usize::from(of.saturating_sub(1)));
                line.replacen(first, &styled(style, first), 1) + "\n"
            }
            None => format!("{line}\n"),
        }
    });
    coloured.collect()
}

/// How it stands, and what is to be done before anything can be decided.
fn decision_of(row: &Row) -> String {
    let triage = row.triage.map(|route| format!("triage: {route}"));
    let stands = row.stands.text();
    let next = if row.stands.stands != "undecided" {
        row.assessed_since.then(|| "assessed again since".to_owned())
    } else if row.recommended.is_some() {
        let recommended = recommended(row);
        Some(if row.full_run_needed { recommended } else { format!("{recommended} recommended") })
    } else if triage.is_none() {
        Some("not assessed".to_owned())
    } else {
        None
    };
    [Some(stands), next, triage].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is recommended; nothing where nothing was assessed.
fn recommended(row: &Row) -> String {
    match (row.recommended, row.full_run_needed) {
        (None, _) => String::new(),
        (Some(_), true) => "full run needed".to_owned(),
        (Some(decision), false) => decision.replace('-', " "),
    }
}

/// The tier as it is printed; a dash where there is none yet.
fn tier(row: &Row) -> String {
    row.tier.as_deref().map_or_else(|| "-".to_owned(), plain)
}
