//! `init`: a register with a commented `plimsoll.toml`, from nothing or from the list that there is.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use plimsoll::assessment::Record;
use plimsoll::date::written::Order;
use plimsoll::document::LARGEST_FILE;
use plimsoll::document::encoding::Encoding;
use plimsoll::file_kind;
use plimsoll::person::Person;
use plimsoll::policy::Proposal;
use plimsoll::register::{Enacting, KeptText, MARKER, Register};
use plimsoll::tool::catalogue;
use plimsoll::tool::inventory::{self, Inventory, ListedTool, ReadingOptions, Remark, RemarkKind};
use plimsoll::{framework, input};

use crate::cli::person;
use crate::cli::print::names;
use crate::cli::print::terminal::{plain, say, say_prose};
use crate::cli::{Exit, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; created if it does not exist
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
    /// The name of the register
    #[arg(long, default_value = "AI register", value_name = "NAME")]
    name: String,
    /// A list of tools, as CSV: columns tool or name, vendor, use, decision, status, rationale, since, owner, edition, note. If the register exists, only what it lacks is added
    #[arg(long, value_name = "LIST.CSV")]
    from: Option<PathBuf>,
    /// Read a column of the list as another: `--map "AI system=tool"`. A column mapped to note is kept together with its name
    #[arg(long, value_name = "THEIRS=OURS", requires = "from", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Leave out unknown columns, and list them
    #[arg(long, requires = "from")]
    ignore_other_columns: bool,
    /// The line of the list that names the columns, if lines stand above it
    #[arg(long, value_name = "LINE", requires = "from")]
    header_line: Option<usize>,
    /// Read an empty cell of tool, name or vendor as the one above it, which is how merged cells are saved
    #[arg(long, requires = "from")]
    fill_down: bool,
    /// What 03/04/2026 means
    #[arg(long, value_enum, value_name = "ORDER", requires = "from")]
    dates: Option<Dates>,
    /// The encoding of the list, if it is not UTF-8
    #[arg(long, value_name = "ENCODING", requires = "from", value_parser = encoding, add = crate::cli::complete::names(Encoding::NAMES.iter().map(|(name, _)| *name).collect()))]
    encoding: Option<Encoding>,
}

/// Which of two numbers before the year is the day.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Dates {
    /// 3 April
    DayFirst,
    /// 4 March
    MonthFirst,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (theirs, ours) = text.rsplit_once('=').ok_or("write `THEIRS=OURS`, as in `AI system=tool`")?;
    let (theirs, ours) = (theirs.trim(), ours.trim());
    if theirs.is_empty() || ours.is_empty() {
        return Err("write the name of a column on both sides of `=`".to_owned());
    }
    Ok((theirs.to_owned(), ours.to_owned()))
}

fn encoding(text: &str) -> Result<Encoding, String> {
    let known = Encoding::NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    known
        .map(|(_, encoding)| *encoding)
        .ok_or_else(|| format!("one of {}", Encoding::NAMES.map(|(name, _)| name).join(", ")))
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let folder = plain(&args.folder.display().to_string());
    let Some(path) = &args.from else {
        begin(&Register::create(&args.folder, &args.name)?, global)?;
        say(&format!(
            "made a register in {folder}; review {folder}/plimsoll.toml, then start with `plimsoll assess TOOL`"
        ));
        return Ok(Exit::Yes);
    };
    // Whatever is wrong with the list is said before anything is written.
    let list = read(path, args)?;
    // Only a prohibition is a record, and needs somebody who records it.
    let prohibits = list.entries.iter().any(|entry| !entry.prohibited.is_empty());
    let by = prohibits.then(|| person::recorder(global, &args.folder)).transpose()?;
    // A list that was brought in half can be brought in again.
    let is_there = args.folder.join(MARKER).is_file();
    let register = if is_there { Register::open(&args.folder)? } else { Register::create(&args.folder, &args.name)? };
    if !is_there {
        begin(&register, global)?;
    }
    let mut kept = Vec::new();
    for entry in &list.entries {
        let written = register.ensure_tool(&entry.id, &entry.tool)?;
        if written.is_empty() && register.tool(&entry.id)?.as_ref() != Some(&entry.tool) {
            kept.push(entry.id.as_str());
        }
        if let Some(by) = &by {
            prohibit(&register, entry, by, global)?;
        }
    }
    say_prose(&summary(&folder, is_there, &list, &kept));
    Ok(Exit::Yes)
}

/// Puts the policy of a new register in force. Where nobody is named who records, the first record does.
fn begin(register: &Register, global: &Global) -> anyhow::Result<()> {
    let Ok(by) = person::recorder(global, register.root()) else { return Ok(()) };
    let recorded_at = crate::cli::moment()?;
    let rationale = "The register begins.".to_owned();
    register.enact_policy(&Enacting { rationale, ..Enacting::beside(&by, recorded_at) })?;
    Ok(())
}

/// Reads the list as the arguments say.
fn read(path: &Path, args: &Args) -> anyhow::Result<Inventory> {
    let options = ReadingOptions {
        names: args.map.clone(),
        ignore_others: args.ignore_other_columns,
        header_line: args.header_line,
        fill_down: args.fill_down,
        dates: args.dates.map(|dates| match dates {
            Dates::DayFirst => Order::DayFirst,
            Dates::MonthFirst => Order::MonthFirst,
        }),
    };
    let source = input::read_list(path, LARGEST_FILE, args.encoding.unwrap_or_default())?;
    file_kind::refuse_others(&source, None, "a list of tools saved as CSV")?;
    Ok(inventory::read(&source, &catalogue::all()?, &options)?)
}

/// Records what the list prohibits: a decision without an assessment, by whoever brings in the list.
fn prohibit(register: &Register, entry: &ListedTool, by: &Person, global: &Global) -> anyhow::Result<()> {
    let (as_of, recorded_at) = (global.day()?, crate::cli::moment()?);
    for (usage, rationale) in &entry.prohibited {
        let chain = register.chain(&entry.id, usage);
        // What is recorded already is decided since, or was brought in before.
        if !register.records(&chain)?.is_empty() {
            continue;
        }
        register.append(&chain, &[KeptText::Policy], |number, previous| {
            let proposal = Proposal {
                rationale: rationale.clone(),
                approvers: vec![by.clone()],
                ..Proposal::new(framework::Disposition::Prohibit)
            };
            let header = chain.header((number, previous), as_of, recorded_at, by);
            Ok(Record::Decision(Box::new(proposal.decision(header, None, register.policy_sha256()))))
        })?;
    }
    Ok(())
}

/// What was made of a list, and what it could not be made to say.
fn summary(folder: &str, is_there: bool, list: &Inventory, kept: &[&str]) -> String {
    let entries = &list.entries;
    let uses: usize = entries.iter().map(|entry| entry.tool.uses.len()).sum();
    let (tools, uses) = (names::count(entries.len(), "tool", "tools"), names::count(uses, "use", "uses"));
    let mut text = if is_there {
        format!("added what was new in the list to the register in {folder}: {tools} and {uses}")
    } else {
        format!("made a register in {folder} with {tools} and {uses}")
    };
    if !kept.is_empty() {
        text += &format!("\nalready there with other details, and left as they are: {}", kept.join(", "));
    }
    let places = |uses: fn(&ListedTool) -> Vec<&String>| -> Vec<String> {
        let places = entries.iter().flat_map(|entry| uses(entry).into_iter().map(move |usage| (entry, usage)));
        places.map(|(entry, usage)| format!("{}/{usage}", entry.id)).collect()
    };
    let claimed = places(|entry| entry.claimed.iter().collect());
    if !claimed.is_empty() {
        text += &format!(
            "\nleft undecided, although the list says otherwise, since allowing a use needs an assessment: {}",
            claimed.join(", ")
        );
    }
    let prohibited = places(|entry| entry.prohibited.keys().collect());
    if !prohibited.is_empty() {
        text += &format!("\nprohibited, recorded as your decision: {}", prohibited.join(", "));
    }
    for (about, title, most) in ABOUT {
        text += &remarks(&list.remarks, *about, title, *most);
    }
    text + &format!("\nreview {folder}/plimsoll.toml; `plimsoll list` shows what waits for an assessment")
}

/// What is said of each kind of remark, and how many of it are shown. What is not in the register is
/// shown whole.
const ABOUT: &[(RemarkKind, &str, usize)] = &[
    (RemarkKind::LeftOut, "left out", usize::MAX),
    (RemarkKind::NotUnderstood, "not understood", usize::MAX),
    (RemarkKind::Day, "days", 10),
    (RemarkKind::Id, "ids made from names", 10),
    (RemarkKind::Empty, "cells read as empty", 10),
];

fn remarks(all: &[Remark], about: RemarkKind, title: &str, most: usize) -> String {
    let of_kind: Vec<&Remark> = all.iter().filter(|remark| remark.about == about).collect();
    if of_kind.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{title}:");
    for remark in of_kind.iter().take(most) {
        text += &format!("\n  line {}: {}", remark.line, plain(&remark.text).replace('\n', " "));
    }
    if of_kind.len() > most {
        text += &format!("\n  and {} more", of_kind.len() - most);
    }
    text
}
