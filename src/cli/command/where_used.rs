//! `where`: everything that rests on a vendor, a tool, a model or a host.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use plimsoll::document::encoding::Encoding;
use plimsoll::document::{is_path_id, sha256};
use plimsoll::dossier::{Resting, RestingUse, Whole, WideDecision};
use plimsoll::exchange::list::{self, Form};
use plimsoll::exchange::markdown;
use plimsoll::exchange::requests::LineMeaning;
use plimsoll::identity::Index;
use plimsoll::input;
use plimsoll::register::Register;
use serde_json::{Value, json};

use crate::cli::locate;
use crate::cli::print::names::count;
use crate::cli::print::table;
use crate::cli::print::terminal::{self, HEADING, paragraph, plain, styled, width};
use crate::cli::{Exit, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A vendor, a tool, a model or a host, by id or name
    #[arg(value_name = "WHAT", add = crate::cli::complete::tools())]
    what: String,
    /// Lists to look through as well: CSV, TOML, or CycloneDX in JSON
    #[arg(long, value_name = "FILE", num_args = 1..)]
    list: Vec<PathBuf>,
    /// Write a statement that it is not used, with its evidence and its limits
    #[arg(long)]
    letter: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: WhereFormat,
}

impl Args {
    /// Whether its exit code says more than that text was printed.
    pub fn judges(&self) -> bool {
        self.letter
    }
}

/// How it is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum WhereFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For a page or a letter
    Markdown,
}

/// Where a list names it.
struct ListMention {
    file: String,
    line: usize,
    tool: String,
}

/// What a register, and the lists beside it, say.
struct Whereabouts {
    resting: Resting,
    register: String,
    /// One sha256 for the newest records of all chains.
    state: String,
    /// The lists that were read.
    lists: Vec<String>,
    seen: Vec<ListMention>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let (register, day) = (locate::register(global)?, global.day()?);
    let what = args.what.trim();
    anyhow::ensure!(!what.is_empty(), "name a vendor, a tool, a model or a host");
    let whole = Whole::of(&register, day)?;
    let index = index(&register)?;
    let mut heads = whole.heads();
    heads.sort_unstable();
    let mut search = Whereabouts {
        resting: Resting::of(what, &whole, &index, day),
        register: register.config().name.clone(),
        state: sha256(&heads.join("\n")),
        lists: Vec::new(),
        seen: Vec::new(),
    };
    for path in &args.list {
        search.look_through(path, &index, &register)?;
    }
    let printed = match args.format {
        WhereFormat::Json => terminal::json(&search.json())?,
        WhereFormat::Text if args.letter => search.letter(false),
        WhereFormat::Markdown if args.letter => search.letter(true),
        WhereFormat::Text => search.text(),
        WhereFormat::Markdown => search.markdown(),
    };
    terminal::print(&printed)?;
    // A statement that cannot be made is a no; a search has no answer but what it found.
    Ok(if args.letter && !search.is_unused() { Exit::No } else { Exit::Yes })
}

/// By what the tools of catalogue and register are recognised.
fn index(register: &Register) -> anyhow::Result<Index> {
    let mut index = Index::of_catalogue();
    for id in register.tools()? {
        index.add(&id, &register.tool(&id)?.unwrap_or_default());
    }
    Ok(index)
}

/// The most bytes of a list.
const LONGEST_LIST: u64 = 64 << 20;

impl Whereabouts {
    fn look_through(&mut self, path: &Path, index: &Index, register: &Register) -> anyhow::Result<()> {
        let source = input::read_list(path, LONGEST_LIST, Encoding::Utf8)?;
        let mut list = list::read(&source, Form::of(&source), index);
        list.name(index, |tool| is_path_id(tool) && register.knows(tool));
        let problems = list.problems();
        // A list that was not understood proves nothing.
        if problems.any_error() {
            return Err(problems.into());
        }
        let file = path.display().to_string();
        for item in list.items {
            if let LineMeaning::Asked(asked) = item.what
                && self.resting.meant.tools.contains(&asked.tool)
            {
                self.seen.push(ListMention { file: file.clone(), line: item.line, tool: asked.tool });
            }
        }
        self.lists.push(file);
        Ok(())
    }

    /// Whether nothing that rests on it goes on, and no list names it.
    fn is_unused(&self) -> bool {
        self.resting.going_on().next().is_none() && self.seen.is_empty()
    }

    /// What it was taken for.
    fn taken_for(&self) -> String {
        let meant = &self.resting.meant;
        let listed = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
        if !meant.vendors.is_empty() {
            return format!("vendor {}", listed(&meant.vendors));
        }
        let of_host = meant.host.as_ref().map(|host| format!("host {host}"));
        match (of_host, meant.tools.is_empty()) {
            (Some(host), true) => format!("{host}, which no known tool uses"),
            (Some(host), false) => format!("{host}, used by {}", listed(&meant.tools)),
            (None, false) => listed(&meant.tools),
            (None, true) => "nothing that the register or the catalogue knows; searched for by name".to_owned(),
        }
    }

    /// How much was looked at, a sentence each: what was not looked at proves nothing.
    fn limits(&self) -> Vec<String> {
        let looked_at = self.resting.looked_at;
        let of = |part: usize| format!("{part} of {}", count(looked_at.tools, "tool", "tools"));
        let mut limits = vec![
            "A register holds what was reported to it: a use that nobody reported is not in it.".to_owned(),
            format!("Subprocessors are named for {}.", of(looked_at.with_subprocessors)),
            format!("Models are named for {}.", of(looked_at.with_models)),
            format!("The hosts behind them are named for {}.", of(looked_at.with_hosts)),
        ];
        limits.push(if self.lists.is_empty() {
            "No inventory of machines, repositories or networks was compared.".to_owned()
        } else {
            format!("Inventories compared: {}; machines that they leave out were not.", self.lists.join(", "))
        });
        if self.resting.meant.is_unknown() {
            limits.push("Neither the register nor the catalogue knows what was asked about: only what is written of models, subprocessors and hosts could name it.".to_owned());
        }
        limits
    }

    fn use_json(one: &RestingUse) -> Value {
        let status = &one.status;
        json!({
            "tool": one.tool,
            "use": one.usage,
            "by": one.by,
            "indirect": one.indirect,
            "stands": status.code().map_or("allowed", |code| code.as_str()),
            "decision": status.decision().map(|made| made.record.decision.as_str()),
            "until": status.until().map(|day| day.to_string()),
            "owner": one.owner,
        })
    }

    fn json(&self) -> Value {
        let resting = &self.resting;
        let (meant, looked_at) = (&resting.meant, resting.looked_at);
        json!({
            "schema": 1,
            "as-of": resting.day.to_string(),
            "register": self.register,
            "state": self.state,
            "asked": meant.said,
            "vendors": meant.vendors,
            "tools": meant.tools,
            "host": meant.host,
            "unused": self.is_unused(),
            "uses": resting.uses.iter().map(Self::use_json).collect::<Vec<_>>(),
            "decisions": resting.decisions.iter().map(|made| json!({
                "about": made.about,
                "decision": made.decision,
                "since": made.since.to_string(),
                "until": made.until.map(|day| day.to_string()),
                "why": made.why,
            })).collect::<Vec<_>>(),
            "named-instead": resting.instead.iter().map(|(of, tool)| json!({ "use": of, "tool": tool })).collect::<Vec<_>>(),
            "seen": self.seen.iter().map(|seen| json!({ "file": seen.file, "line": seen.line, "tool": seen.tool })).collect::<Vec<_>>(),
            "not-registered": resting.unregistered,
            "looked-at": {
                "tools": looked_at.tools,
                "uses": looked_at.uses,
                "with-subprocessors": looked_at.with_subprocessors,
                "with-models": looked_at.with_models,
                "with-hosts": looked_at.with_hosts,
                "lists": self.lists,
            },
            "limits": self.limits(),
        })
    }

    fn text(&self) -> String {
        let resting = &self.resting;
        let mut text =
            format!("{}\n", styled(HEADING, &plain(&format!("{}: {}", resting.meant.said, self.taken_for()))));
        if resting.uses.is_empty() {
            text += "  no use in the register rests on it\n";
        } else {
            let mut rows = table::table(&["Use", "rests on it by", "stands", "owner"]);
            for one in &resting.uses {
                let owner = one.owner.as_deref().unwrap_or("nobody");
                rows.add_row([plain(&one.name()), plain(&one.by.join("; ")), plain(&one.status.text()), plain(owner)]);
            }
            table::whole_words(&mut rows, &[0]);
            text += &table::laid_out(&rows);
        }
        let mut section = |heading: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                text += &format!("\n{}\n", styled(HEADING, heading));
                for line in lines {
                    text += &(paragraph("  ", 4, &plain(&line), width()) + "\n");
                }
            }
        };
        section("Decisions about more than one use", self.decision_lines());
        section("Named to be used instead", self.instead_lines());
        section("Seen in lists", self.seen_lines());
        section("Not in the register", self.unregistered_lines());
        section("What this does not show", self.limits());
        text
    }

    fn decision_lines(&self) -> Vec<String> {
        let line = |made: &WideDecision| {
            let until = made.until.map(|day| format!(" until {day}")).unwrap_or_default();
            format!("{}: {} since {}{until}: {}", made.about, made.decision, made.since, made.why)
        };
        self.resting.decisions.iter().map(line).collect()
    }

    fn instead_lines(&self) -> Vec<String> {
        self.resting.instead.iter().map(|(of, tool)| format!("{tool}, in the decision about {of}")).collect()
    }

    fn seen_lines(&self) -> Vec<String> {
        self.seen.iter().map(|seen| format!("{}:{}: {}", seen.file, seen.line, seen.tool)).collect()
    }

    fn unregistered_lines(&self) -> Vec<String> {
        let ids: Vec<&str> = self.resting.unregistered.iter().map(String::as_str).collect();
        if ids.is_empty() { Vec::new() } else { vec![format!("the catalogue knows these as well: {}", ids.join(", "))] }
    }

    fn markdown(&self) -> String {
        let resting = &self.resting;
        let mut text = format!("# What rests on {}\n\n", escaped(&resting.meant.said));
        text += &format!("Register {}, {}: {}.\n\n", escaped(&self.register), resting.day, escaped(&self.taken_for()));
        text += &self.markdown_uses();
        for (heading, lines) in [
            ("Decisions about more than one use", self.decision_lines()),
            ("Named to be used instead", self.instead_lines()),
            ("Seen in lists", self.seen_lines()),
            ("Not in the register", self.unregistered_lines()),
            ("What this does not show", self.limits()),
        ] {
            if !lines.is_empty() {
                text += &format!("\n## {heading}\n\n");
                text.extend(lines.iter().map(|line| format!("- {}\n", escaped(line))));
            }
        }
        text
    }

    fn markdown_uses(&self) -> String {
        if self.resting.uses.is_empty() {
            return "No use in the register rests on it.\n".to_owned();
        }
        let mut text = "| use | rests on it by | stands | owner |\n|---|---|---|---|\n".to_owned();
        for one in &self.resting.uses {
            let cells = [
                one.name(),
                one.by.join("; "),
                one.status.text(),
                one.owner.clone().unwrap_or_else(|| "nobody".to_owned()),
            ];
            text += &format!("| {} |\n", cells.map(|cell| escaped(&cell)).join(" | "));
        }
        text
    }

    /// The statement, as far as it can be made.
    fn letter(&self, markdown: bool) -> String {
        let resting = &self.resting;
        let heading = |text: &str| if markdown { format!("## {text}\n\n") } else { format!("{text}\n\n") };
        let clean = |text: &str| if markdown { escaped(text) } else { plain(text) };
        let item = |text: &str| {
            if markdown { format!("- {}\n", escaped(text)) } else { paragraph("- ", 2, &plain(text), width()) + "\n" }
        };
        let prose = |text: &str| {
            if markdown { format!("{}\n\n", escaped(text)) } else { paragraph("", 0, &plain(text), width()) + "\n\n" }
        };
        let (said, day) = (&resting.meant.said, resting.day);
        let going_on: Vec<&RestingUse> = resting.going_on().collect();
        let title = if self.is_unused() { "Statement of non-use" } else { "No statement of non-use" };
        let mut text =
            if markdown { format!("# {title}: {}\n\n", clean(said)) } else { format!("{title}: {}\n\n", clean(said)) };
        text += &prose(&format!("{} states, as of {day}, about {said} ({}):", self.register, self.taken_for()));
        text += &prose(&if self.is_unused() {
            match resting.uses.len() {
                0 => "No use in our register rests on it.".to_owned(),
                _ => "No use that rests on it is allowed. Each was forbidden or ended, as listed below.".to_owned(),
            }
        } else {
            "It cannot be stated that it is not used. The following is open:".to_owned()
        });
        for one in &going_on {
            text += &item(&format!("{}: {} ({})", one.name(), one.status.text(), one.by.join("; ")));
        }
        text.extend(self.seen_lines().iter().map(|line| item(&format!("seen in {line}"))));
        if !self.is_unused() {
            text.push('\n');
        }
        text += &heading("Evidence");
        text += &item(&format!(
            "The register, verified on the day: {} with {}. The sha256 of the newest record of each chain, sorted, a line each, has the sha256 {}.",
            count(resting.looked_at.tools, "tool", "tools"),
            count(resting.looked_at.uses, "use", "uses"),
            self.state,
        ));
        for one in resting.uses.iter().filter(|one| one.status.is_stopped()) {
            let record = one
                .status
                .decision()
                .map(|made| format!("; record {}, sha256 {}", made.record.header.number, made.sha256));
            text += &item(&format!("{}: {}{}", one.name(), one.status.text(), record.unwrap_or_default()));
        }
        text.extend(self.decision_lines().iter().map(|line| item(line)));
        text.extend(self.lists.iter().map(|file| {
            item(&format!(
                "{file} was read; it names {}",
                match self.seen.iter().filter(|seen| seen.file == *file).count() {
                    0 => "none of these tools".to_owned(),
                    seen => count(seen, "of these tools", "of these tools"),
                }
            ))
        }));
        text.push('\n');
        text += &heading("Limits");
        text.extend(self.limits().iter().map(|limit| item(limit)));
        text.push('\n');
        text += &prose("Name, role, date: ______________________________");
        text.trim_end().to_owned() + "\n"
    }
}

/// A text that means nothing to Markdown.
fn escaped(text: &str) -> String {
    markdown::escaped(&plain(text))
}
