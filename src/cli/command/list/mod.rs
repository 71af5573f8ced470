//! `list`: what the register holds, a line a use.

mod in_force;

mod missing;

use std::collections::BTreeMap;

use plimsoll::assessment::Assessment;
use plimsoll::date::Day;
use plimsoll::dossier::{HeldUse, Status, Whole};
use plimsoll::framework::Disposition;
use plimsoll::gate::{Fact, ReasonCode};
use plimsoll::report::format::csv;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::map;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say, styled, tier_style};
use crate::cli::{Exit, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this tool
    #[arg(value_name = "TOOL", add = crate::cli::complete::tools())]
    tool: Option<String>,
    /// Only uses of this tier
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// List the uses for which this decision is in force: `prohibit` is the list of high-risk software, with what to use instead
    #[arg(long, value_name = "DECISION", value_parser = decision, conflicts_with_all = ["tier", "missing"], add = crate::cli::complete::names(Disposition::NAMES.iter().map(|(name, _)| *name).collect()))]
    decision: Option<Disposition>,
    /// List the fields that a regulation or standard asks for and the register lacks; `must` is what this project proposes
    #[arg(long, value_enum, value_name = "PROFILE", num_args = 0..=1, default_missing_value = "must", conflicts_with = "tier")]
    missing: Option<crate::cli::command::list::missing::FieldChoice>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: ListFormat,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// For people
    #[default]
    Text,
    /// For programs; its keys are stable
    Json,
    /// For spreadsheets
    Csv,
    /// For an intranet page; with --decision
    Markdown,
}

/// A decision by its name on the command line.
fn decision(text: &str) -> Result<Disposition, String> {
    let names = || Disposition::NAMES.iter().map(|(name, _)| *name);
    let known = Disposition::NAMES.iter().find(|(name, _)| *name == text);
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
    /// Points after controls: the most that they can be where questions were skipped.
    residual: Option<serde_json::Number>,
    skipped: usize,
    /// Impact and exposure of the criterion with the most inherent points, then the most left.
    #[serde(skip)]
    place: Option<(u8, u8)>,
    scope: Option<&'static str>,
    full_run_needed: bool,
    /// The route of a triage that no assessment has followed.
    triage: Option<&'static str>,
    #[serde(flatten)]
    stands: Stands,
    /// Whether no decision rests on the newest assessment, though there are decisions.
    assessed_since: bool,
    /// How it stands, in a few words.
    #[serde(skip)]
    text: String,
}

/// How a use stands.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::struct_field_names, reason = "the key of the output")]
struct Stands {
    /// The decision in force; `None` where none is, or something stops what it allows.
    decision: Option<&'static str>,
    /// The same, or the code of what is against the use, as `check` has it.
    stands: &'static str,
    /// Since when it stands so.
    since: Option<String>,
    /// The last day of the decision behind it.
    valid_until: Option<String>,
    /// What a decision that reaches over the use is about: `vendor anthropic`, `every use`.
    reach: Option<String>,
    /// Why, in the words of whoever recorded it.
    why: Option<String>,
    /// What to use instead.
    alternatives: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    crate::cli::print::edit::say(&register);
    let as_of = global.day()?;
    if let Some(tool) = &args.tool {
        locate::registered(&register, tool)?;
    }
    if let Some(decision) = args.decision {
        return in_force::run(&register, args.tool.as_deref(), decision, as_of, args.format);
    }
    anyhow::ensure!(
        args.format != ListFormat::Markdown,
        "--format markdown is for --decision; `report -o FILE.md` writes the whole register"
    );
    if let Some(profile) = args.missing {
        anyhow::ensure!(args.format != ListFormat::Csv, "--missing is printed as text or json");
        let format = if args.format == ListFormat::Json {
            crate::cli::OutputFormat::Json
        } else {
            crate::cli::OutputFormat::Text
        };
        return crate::cli::command::list::missing::run(&register, args.tool.as_deref(), profile, as_of, format);
    }
    let whole = Whole::overview(&register, args.tool.as_deref(), as_of)?;
    let mut rows: Vec<Row> = whole.uses().map(|one| row(&one, as_of)).collect();
    if let Some(tier) = &args.tier {
        rows.retain(|row| row.tier.as_ref() == Some(tier));
    }
    let rank = |row: &Row| row.rank.map(|(rank, _)| rank);
    rows.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| (&a.tool, &a.usage).cmp(&(&b.tool, &b.usage))));
    match args.format {
        ListFormat::Json => print_json(&rows)?,
        ListFormat::Csv => terminal::print(&csv::lines(&lines(&rows)))?,
        ListFormat::Text if rows.is_empty() => match &args.tier {
            Some(tier) => say(&format!("no use has the tier `{}`", terminal::plain(tier))),
            None => say("nothing is recorded yet; start with `plimsoll assess TOOL`"),
        },
        ListFormat::Text | ListFormat::Markdown => terminal::print(&(text(&rows) + &pictures(&rows)))?,
    }
    Ok(Exit::Yes)
}

fn row(one: &HeldUse<'_>, as_of: Day) -> Row {
    let status = one.status();
    let row = Row {
        tool: one.tool.to_owned(),
        usage: one.usage.map(str::to_owned),
        triage: one.triage().map(|triage| triage.route.as_str()),
        stands: stands(&status),
        assessed_since: status.reasons().iter().any(|reason| matches!(reason.fact, Fact::NotDecidedOn { .. })),
        text: status.text(),
        ..Row::default()
    };
    match one.assessment() {
        Some(assessment) => assessed(row, assessment, as_of),
        None => row,
    }
}

fn stands(status: &Status) -> Stands {
    let decision = status.decision().map(|made| &made.record);
    Stands {
        decision: status.in_force().map(Disposition::as_str),
        stands: status.word(),
        since: status.since().map(|day| day.to_string()),
        valid_until: status.until().map(|day| day.to_string()),
        reach: status.reach().short(),
        why: status.why().map(|why| why.split_whitespace().collect::<Vec<_>>().join(" ")),
        alternatives: decision.map(|decision| decision.alternatives.clone()).unwrap_or_default(),
    }
}

fn assessed(row: Row, assessment: &Assessment, as_of: Day) -> Row {
    let outcome = &assessment.outcome;
    let frameworks: Vec<&str> = assessment.frameworks.iter().map(|pin| pin.id.as_str()).collect();
    let overlays = frameworks.len().saturating_sub(1).max(1);
    Row {
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
        residual: outcome.residual.0.to_string().parse().ok(),
        skipped: assessment.skipped(),
        place: outcome
            .criteria
            .values()
            .max_by_key(|criterion| (criterion.inherent, criterion.residual))
            .map(|criterion| (criterion.impact, criterion.exposure)),
        scope: Some(assessment.scope.as_str()),
        full_run_needed: assessment.needs_full_run(),
        ..row
    }
}

/// Uses by tier, and on the map of impact by exposure; nothing where there are not several.
fn pictures(rows: &[Row]) -> String {
    let mut counts = BTreeMap::new();
    let mut map = map::MapGrid::default();
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

/// The rows for a spreadsheet, the names of columns first.
fn lines(rows: &[Row]) -> Vec<Vec<String>> {
    let header = ["tool", "use", "tier", "decision", "recommended", "assessed", "review due", "overdue", "unknown"];
    let cells = rows.iter().map(|row| {
        let or = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            row.tool.clone(),
            or(&row.usage),
            or(&row.tier),
            decision_of(row),
            recommended(row),
            or(&row.as_of),
            or(&row.review_due),
            if row.overdue { "yes" } else { "no" }.to_owned(),
            row.unknown.map_or_else(String::new, |unknown| unknown.to_string()),
        ]
    });
    std::iter::once(header.map(str::to_owned).to_vec()).chain(cells).collect()
}

/// How it stands, and what is to be done before anything can be decided.
fn decision_of(row: &Row) -> String {
    let triage = row.triage.map(|route| format!("triage: {route}"));
    let newer = ReasonCode::AssessmentNewerThanDecision.as_str();
    let next = if row.stands.stands != ReasonCode::Undecided.as_str() {
        (row.assessed_since && row.stands.stands != newer).then(|| "assessed again since".to_owned())
    } else if row.recommended.is_some() {
        let recommended = recommended(row);
        Some(if row.full_run_needed { recommended } else { format!("{recommended} recommended") })
    } else if triage.is_none() {
        Some("not assessed".to_owned())
    } else {
        None
    };
    [Some(row.text.clone()), next, triage].into_iter().flatten().collect::<Vec<_>>().join(", ")
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
