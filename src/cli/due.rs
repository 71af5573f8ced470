//! `due`: what is owed, soonest first.

use plimsoll::date::Day;
use plimsoll::register::Register;
use serde::Serialize;

use super::score::print_json;
use super::terminal::{plain, say};
use super::{Answer, Format, Global, names, place, result, terminal};

/// List the reviews and the evidence that are due
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Due within so many days; what is overdue is always listed
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    within: u32,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Row {
    due: String,
    #[serde(skip)]
    day: Day,
    days: i64,
    what: &'static str,
    tool: String,
    #[serde(rename = "use")]
    usage: String,
    about: String,
    owner: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = place::register(global)?;
    let as_of = global.day()?;
    let mut rows = rows(&register, as_of)?;
    rows.retain(|row| row.days <= i64::from(args.within));
    rows.sort_by(|a, b| (a.day, &a.tool, &a.usage, &a.about).cmp(&(b.day, &b.tool, &b.usage, &b.about)));
    match args.format {
        Format::Json => print_json(&rows)?,
        Format::Text if rows.is_empty() => {
            say(&format!("nothing is due within {} of {as_of}", names::count(args.within as usize, "day", "days")));
        }
        Format::Text => terminal::print(&text(&rows))?,
    }
    Ok(Answer::Yes)
}

fn rows(register: &Register, as_of: Day) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for tool in register.tools()? {
        let entry = register.tool(&tool)?.unwrap_or_default();
        for usage in register.uses(&tool)? {
            let Some((assessment, _)) = register.newest_assessment(&register.chain(&tool, &usage))? else { continue };
            let owner = assessment.answers.request.business_owner.clone().or_else(|| entry.business_owner.clone());
            let mut add = |day: Day, what, about: String| {
                rows.push(Row {
                    due: day.to_string(),
                    day,
                    days: day.days_since(as_of),
                    what,
                    tool: tool.clone(),
                    usage: usage.clone(),
                    about,
                    owner: owner.clone(),
                });
            };
            add(assessment.review_due(), "review", format!("tier {}", assessment.outcome.tier));
            for (id, item) in &assessment.answers.evidence {
                if let Some(expires) = item.expires {
                    add(expires, "evidence", format!("{} ({id})", item.title));
                }
            }
        }
    }
    Ok(rows)
}

fn text(rows: &[Row]) -> String {
    // Where there is little room, the owner gives way; the other formats have it.
    let wide = terminal::columns() >= 110;
    let mut header = vec!["Due", "in days", "what", "tool / use", "about"];
    if wide {
        header.push("owner");
    }
    let mut table = result::table(&header);
    for row in rows {
        let mut cells = vec![
            row.due.clone(),
            if row.days < 0 { "overdue".to_owned() } else { row.days.to_string() },
            row.what.to_owned(),
            plain(&format!("{} / {}", row.tool, row.usage)),
            plain(&row.about),
        ];
        if wide {
            cells.push(row.owner.as_deref().map(plain).unwrap_or_default());
        }
        table.add_row(cells);
    }
    result::right_align(&mut table, &[1]);
    result::unbroken(&mut table, if wide { &[0, 1, 2, 3] } else { &[0, 1, 2] });
    result::laid_out(&table)
}
