//! `due`: what expires, is owed or waits, by who sees to it, soonest first.

use clap::ValueEnum;
use plimsoll::assessment::{EVERY_USE, Subject};
use plimsoll::date::Day;
use plimsoll::dossier::Whole;
use plimsoll::due::{self, DueChain, DueItem, DueKind};
use plimsoll::exchange::icalendar::{self, CalendarEntry};
use plimsoll::law;
use plimsoll::person::Person;
use plimsoll::register::Register;
use plimsoll::report::format::csv;
use serde::Serialize;

use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{paragraph, plain, say, width};
use crate::cli::{Exit, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Due within this many days
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    within: u32,
    /// Only this person's items: a mail address, or part of a name
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: DueFormat,
}

/// How what is due is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DueFormat {
    /// For people, by owner
    #[default]
    Text,
    /// For a spreadsheet
    Csv,
    /// For programs; its keys are stable
    Json,
    /// For a calendar, as iCalendar
    #[value(alias = "ical", alias = "icalendar")]
    Ics,
}

#[derive(Serialize)]
struct Row {
    due: Option<String>,
    #[serde(skip)]
    day: Option<Day>,
    /// Days until then; negative where it is overdue.
    days: Option<i64>,
    what: &'static str,
    /// What it waits for, where it does.
    #[serde(skip)]
    waits: Option<DueKind>,
    /// The tool, or `None` where it is about all tools of a vendor.
    tool: Option<String>,
    vendor: Option<String>,
    #[serde(rename = "use")]
    usage: String,
    about: String,
    owner: Option<Person>,
    #[serde(skip)]
    key: String,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    crate::cli::print::edit::say(&register);
    let as_of = global.day()?;
    let mut rows = rows(&register, as_of)?;
    rows.retain(|row| row.days.is_none_or(|days| days <= i64::from(args.within)));
    if let Some(owner) = &args.owner {
        rows.retain(|row| row.owner.as_ref().is_some_and(|person| is_meant(person, owner)));
    }
    rows.sort_by(|a, b| {
        let key = |row: &Row| (row.day.is_none(), row.day);
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.tool, &a.vendor, &a.usage, &a.about).cmp(&(&b.tool, &b.vendor, &b.usage, &b.about)))
    });
    match args.format {
        DueFormat::Json => print_json(&rows)?,
        DueFormat::Csv => terminal::print(&csv::lines(&table(&rows)))?,
        DueFormat::Ics if rows.is_empty() => {
            say("nothing is due: the calendar is empty");
            terminal::print(&calendar(&rows, &register, as_of))?;
        }
        DueFormat::Ics => terminal::print(&calendar(&rows, &register, as_of))?,
        DueFormat::Text if rows.is_empty() => {
            let whose = args.owner.as_ref().map_or_else(String::new, |owner| format!(" from {}", plain(owner)));
            say(&format!(
                "nothing is due{whose} within {} of {as_of}",
                names::count(args.within as usize, "day", "days")
            ));
        }
        DueFormat::Text => terminal::print(&text(&rows))?,
    }
    Ok(Exit::Yes)
}

/// Whether a person is the one that is looked for: by mail address, or by a part of the name.
fn is_meant(person: &Person, wanted: &str) -> bool {
    person.is(&Person::written(wanted)) || person.as_str().to_lowercase().contains(&wanted.trim().to_lowercase())
}

fn rows(register: &Register, as_of: Day) -> anyhow::Result<Vec<Row>> {
    let whole = Whole::of(register, as_of)?;
    let policy = register.policies().0.policy_on(as_of).unwrap_or(&register.config().policy).clone();
    let policy = &policy;
    let law = &law::all()?[..];
    let mut rows = Vec::new();
    let mut add = |subject: &Subject, usage: &str, items: Vec<DueItem>| {
        rows.extend(items.into_iter().map(|item| row(subject, usage, item, as_of)));
    };
    for one in whole.uses() {
        let owner = one.entry.and_then(|entry| entry.owner_of(one.usage));
        let (wider, status) = (one.view.above(), one.status());
        let place = DueChain { records: one.records(), wider: &wider, owner, policy, against: status.reasons(), law };
        let subject = Subject::Tool(one.tool.to_owned());
        add(&subject, one.usage.unwrap_or_default(), due::items(&place, as_of));
    }
    for (subject, usage, records) in whole.wide() {
        let place = DueChain { records, wider: &[], owner: None, policy, against: &[], law };
        add(subject, usage, due::items(&place, as_of));
    }
    Ok(rows)
}

fn row(subject: &Subject, usage: &str, item: DueItem, as_of: Day) -> Row {
    let (tool, vendor) = match subject {
        Subject::Tool(tool) => (Some(tool.clone()), None),
        Subject::Vendor(vendor) => (None, Some(vendor.clone())),
        Subject::Policy => (None, None),
    };
    Row {
        due: item.day.map(|day| day.to_string()),
        day: item.day,
        days: item.day.map(|day| day.days_since(as_of)),
        what: item.what.as_str(),
        waits: matches!(item.what, DueKind::AwaitingAssessment | DueKind::AwaitingDecision).then_some(item.what),
        key: format!("{} {} {}", subject.name_of(usage), item.what.as_str(), item.id),
        tool,
        vendor,
        usage: usage.to_owned(),
        about: item.about,
        owner: item.owner,
    }
}

impl Row {
    /// What it is about: `claude-code / product-engineering`.
    fn place(&self) -> String {
        let of = match (&self.tool, &self.vendor) {
            (Some(tool), _) => tool.clone(),
            (None, vendor) => format!("all tools of {}", vendor.as_deref().unwrap_or_default()),
        };
        match self.usage.as_str() {
            "" => of,
            EVERY_USE => format!("{of} / every use"),
            usage => format!("{of} / {usage}"),
        }
    }

    /// The command with which a use that waits goes on.
    fn next(&self) -> Option<String> {
        let command = match self.waits? {
            DueKind::AwaitingDecision => "decide",
            _ => "assess",
        };
        let usage = if self.usage.is_empty() { String::new() } else { format!(" --use {}", self.usage) };
        Some(format!("plimsoll {command} {}{usage}", self.tool.as_deref()?))
    }

    /// What is due, for people.
    fn words(&self) -> String {
        match self.waits {
            Some(DueKind::AwaitingDecision) => "to decide".to_owned(),
            Some(_) => "to assess".to_owned(),
            None => self.what.replace('-', " "),
        }
    }

    fn when(&self) -> String {
        match self.days {
            None => String::new(),
            Some(0) => "today".to_owned(),
            Some(days) if days < 0 && self.waits.is_some() => format!("waits {}", -days),
            Some(days) if days < 0 => format!("{} late", -days),
            Some(days) => format!("in {days}"),
        }
    }
}

fn table(rows: &[Row]) -> Vec<Vec<String>> {
    let header = ["due", "days", "what", "tool", "vendor", "use", "about", "owner"].map(str::to_owned).to_vec();
    let cells = rows.iter().map(|row| {
        let or = |text: &Option<String>| text.clone().unwrap_or_default();
        let days = row.days.map_or_else(String::new, |days| days.to_string());
        vec![
            or(&row.due),
            days,
            row.what.to_owned(),
            or(&row.tool),
            or(&row.vendor),
            row.usage.clone(),
            row.about.clone(),
            row.owner.as_ref().map(Person::to_string).unwrap_or_default(),
        ]
    });
    std::iter::once(header).chain(cells).collect()
}

fn calendar(rows: &[Row], register: &Register, as_of: Day) -> String {
    let entries = rows.iter().filter_map(|row| {
        let owner = row.owner.as_ref().map_or_else(String::new, |owner| format!("\nowner: {owner}"));
        Some(CalendarEntry {
            key: row.key.clone(),
            day: row.day?,
            summary: format!("{}: {}", row.what.replace('-', " "), row.place()),
            description: format!("{}{owner}", row.about),
            category: row.what.to_owned(),
        })
    });
    icalendar::render(&register.config().name, as_of, &entries.collect::<Vec<_>>())
}

/// By who sees to it, whoever has the most urgent first; soonest first within.
fn text(rows: &[Row]) -> String {
    let mut people: Vec<Option<&Person>> = Vec::new();
    for row in rows {
        if !people.contains(&row.owner.as_ref()) {
            people.push(row.owner.as_ref());
        }
    }
    let mut text = String::new();
    for person in people {
        if !text.is_empty() {
            text.push('\n');
        }
        let name = person.map_or_else(|| "no owner named".to_owned(), |person| plain(person.as_str()));
        text += &format!("{}\n", table::strong(&name));
        for row in rows.iter().filter(|row| row.owner.as_ref() == person) {
            let due = row.due.as_deref().unwrap_or("no day");
            let lead = format!("  {due:<10}  {:>8}  {:<13}  ", row.when(), row.words());
            let said = plain(&format!("{}: {}", row.place(), row.about));
            text += &paragraph(&lead, lead.chars().count(), &said, width());
            text.push('\n');
        }
    }
    // Rows are oldest first, and what nothing is recorded of comes last.
    if let Some(next) = rows.iter().find_map(Row::next) {
        text += &format!("\nStart with what has waited longest: {}\n", plain(&format!("`{next}`")));
    }
    text
}
