//! `list`: what the register holds, a line a use.

use plimsoll::assessment::Assessment;
use plimsoll::register::Register;
use serde::Serialize;

use super::score::print_json;
use super::terminal::{plain, say, styled, tier_style};
use super::{Answer, Format, Global, place, result, terminal};

/// List the assessed uses, worst tier first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this tool
    #[arg(value_name = "TOOL", add = super::complete::tools())]
    tool: Option<String>,
    /// Only uses of this tier
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    tool: String,
    #[serde(rename = "use")]
    usage: String,
    tier: String,
    #[serde(skip)]
    rank: (u8, u8),
    recommended: &'static str,
    as_of: String,
    review_due: String,
    overdue: bool,
    number: u32,
    framework: String,
    confidence: String,
    unknown: usize,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = place::register(global)?;
    let as_of = global.day()?;
    if let Some(tool) = &args.tool {
        place::id("tool", tool)?;
    }
    let mut rows = rows(&register, args.tool.as_deref(), as_of)?;
    if let Some(tier) = &args.tier {
        rows.retain(|row| row.tier == *tier);
    }
    rows.sort_by(|a, b| b.rank.0.cmp(&a.rank.0).then_with(|| (&a.tool, &a.usage).cmp(&(&b.tool, &b.usage))));
    match args.format {
        Format::Json => print_json(&rows)?,
        Format::Text if rows.is_empty() => say("nothing is recorded yet; `plimsoll assess TOOL` begins"),
        Format::Text => terminal::print(&text(&rows))?,
    }
    Ok(Answer::Yes)
}

fn rows(register: &Register, only: Option<&str>, as_of: plimsoll::date::Day) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for tool in register.tools()? {
        if only.is_some_and(|only| only != tool) {
            continue;
        }
        for usage in register.uses(&tool)? {
            let chain = register.chain(&tool, &usage);
            if let Some((assessment, _)) = register.newest_assessment(&chain)? {
                rows.push(row(&assessment, as_of));
            }
        }
    }
    Ok(rows)
}

fn row(assessment: &Assessment, as_of: plimsoll::date::Day) -> Row {
    let outcome = &assessment.outcome;
    let frameworks: Vec<&str> = assessment.frameworks.iter().map(|pin| pin.id.as_str()).collect();
    let overlays = frameworks.len().saturating_sub(1).max(1);
    Row {
        tool: assessment.header.subject.id().to_owned(),
        usage: assessment.header.usage.clone(),
        tier: outcome.tier.clone(),
        rank: outcome.rank,
        recommended: outcome.decision.as_str(),
        as_of: assessment.header.as_of.to_string(),
        review_due: assessment.review_due().to_string(),
        overdue: as_of > assessment.review_due(),
        number: assessment.header.number,
        framework: frameworks[..overlays.min(frameworks.len())].join("+"),
        confidence: outcome.confidence.to_string(),
        unknown: outcome.unknown.len(),
    }
}

fn text(rows: &[Row]) -> String {
    // Where there is little room, what `show` says too gives way.
    let wide = terminal::columns() >= 110;
    let mut header = vec!["Tier", "tool / use", "recommended", "review due"];
    if wide {
        header.extend(["assessed", "unknown"]);
    }
    let mut table = result::table(&header);
    for row in rows {
        let mut cells = vec![
            plain(&row.tier),
            plain(&format!("{} / {}", row.tool, row.usage)),
            row.recommended.replace('-', " "),
            if row.overdue { format!("{}\noverdue", row.review_due) } else { row.review_due.clone() },
        ];
        if wide {
            cells.push(row.as_of.clone());
            cells.push(if row.unknown == 0 { String::new() } else { row.unknown.to_string() });
        }
        table.add_row(cells);
    }
    result::right_align(&mut table, &[5]);
    result::unbroken(&mut table, &[0, 1, 3, 4, 5]);
    // The table counts columns, so colour comes after it; a wrapped row has its tier in its first line.
    let mut next = rows.iter().peekable();
    let lines = result::laid_out(&table);
    let coloured = lines.lines().map(|line| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let begins = |row: &&Row| line.starts_with("  ") && !line.starts_with("   ") && first == plain(&row.tier);
        match next.next_if(begins) {
            Some(row) => {
                let top = usize::from(row.rank.1.saturating_sub(1));
                line.replacen(first, &styled(tier_style(usize::from(row.rank.0), top), first), 1) + "\n"
            }
            None => format!("{line}\n"),
        }
    });
    coloured.collect()
}
