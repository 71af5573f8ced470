//! `tool`: what the register knows of a tool beside its uses.

use std::collections::BTreeMap;
use std::path::PathBuf;

use plimsoll::document::encoding::Encoding;
use plimsoll::exchange::tools_list;
use plimsoll::input;
use plimsoll::register::Register;
use plimsoll::tool::register_fields::{Facts, FieldValue, RegisterFields};
use plimsoll::tool::{Tool, UseEntry, catalogue};
use serde::Serialize;
use serde_json::Value;

use crate::cli::locate;
use crate::cli::person;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::table;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{FAINT, paragraph, plain, say, styled, width};
use crate::cli::{Exit, Global, OutputFormat};

/// Add and show tools
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Add a tool to the register
    ///
    /// What the catalogue knows is filled in: name, vendor, and how the tool is recognised. The entry
    /// is a file, tool.toml, to be completed by hand.
    Add(Add),
    /// Show what is known about a tool
    Show(Show),
    /// Pin what an MCP server says of its tools
    ///
    /// The sha256 of each definition (name, description, input schema, annotations) goes into tool.toml,
    /// and with the next assessment into its record. From then on `check` says changed-since-approval
    /// where a definition is another one. plimsoll starts no server: FILE is its answer to tools/list,
    /// saved as JSON.
    Pin(PinArgs),
}

#[derive(Debug, clap::Args)]
pub struct PinArgs {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The answer to tools/list, as JSON
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// What it is called
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The vendor's id
    #[arg(long, value_name = "ID")]
    vendor: Option<String>,
    /// The vendor's legal name
    #[arg(long, value_name = "NAME")]
    vendor_name: Option<String>,
    /// The edition or plan that is used
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// A model behind it; repeatable
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,
    /// Who is accountable for it in the business
    #[arg(long, value_name = "NAME <MAIL>")]
    business_owner: Option<String>,
    /// Who looks after it technically
    #[arg(long, value_name = "NAME <MAIL>")]
    technical_owner: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// The tool's id in the register or in the catalogue
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Json<'t> {
    id: &'t str,
    registered: bool,
    name: Option<&'t str>,
    kind: Option<&'t str>,
    vendor: Option<&'t str>,
    vendor_name: Option<&'t str>,
    edition: Option<&'t str>,
    models: &'t [String],
    business_owner: Option<&'t str>,
    technical_owner: Option<&'t str>,
    identifiers: &'t BTreeMap<String, Vec<String>>,
    collisions: &'t [String],
    definitions: &'t BTreeMap<String, String>,
    uses: Vec<String>,
    missing: Vec<&'static str>,
    versions: Option<&'t str>,
    contact: Option<&'t str>,
    note: Option<&'t str>,
    #[serde(rename = "face")]
    register_fields: BTreeMap<&'static str, Value>,
    by_use: BTreeMap<&'t str, UseJson<'t>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct UseJson<'t> {
    title: Option<&'t str>,
    business_owner: Option<&'t str>,
    note: Option<&'t str>,
    #[serde(rename = "face")]
    register_fields: BTreeMap<&'static str, Value>,
}

/// Runs one of the commands.
pub fn run(command: &Command, global: &Global) -> anyhow::Result<Exit> {
    match command {
        Command::Add(args) => add(args, global),
        Command::Show(args) => show(args, global),
        Command::Pin(args) => pin(args, global),
    }
}

fn add(args: &Add, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    locate::id("tool", &args.tool)?;
    anyhow::ensure!(
        register.tool(&args.tool)?.is_none(),
        "the register already has `{}`; edit its tool.toml",
        args.tool
    );
    if let Some(vendor) = &args.vendor {
        locate::id("vendor", vendor)?;
    }
    let known = catalogue::find(&args.tool)?;
    let in_catalogue = known.is_some();
    let known = known.unwrap_or_default();
    let person = |who: &Option<String>| {
        who.as_deref().map(|who| Ok::<_, anyhow::Error>(person::person(who)?.to_string())).transpose()
    };
    let tool = Tool {
        name: args.name.clone().or(known.name),
        vendor: args.vendor.clone().or(known.vendor),
        vendor_name: args.vendor_name.clone().or(known.vendor_name),
        edition: args.edition.clone().or(known.edition),
        models: if args.models.is_empty() { known.models } else { args.models.clone() },
        business_owner: person(&args.business_owner)?,
        technical_owner: person(&args.technical_owner)?,
        ..known
    };
    let path = register.add_tool(&args.tool, &tool)?;
    let from = if in_catalogue { ", filled from the catalogue" } else { "; it is not in the catalogue" };
    say(&format!("made {}{from}", plain(&path.display().to_string())));
    let missing = tool.missing();
    if !missing.is_empty() {
        say(&format!("it lacks {}", missing.join(", ")));
    }
    Ok(Exit::Yes)
}

/// The most bytes of an answer to tools/list.
const LONGEST_ANSWER: u64 = 16 << 20;

fn pin(args: &PinArgs, global: &Global) -> anyhow::Result<Exit> {
    let register = locate::register(global)?;
    locate::id("tool", &args.tool)?;
    let Some(tool) = register.tool(&args.tool)? else {
        let tools = register.tools()?;
        return Err(names::unknown("the register has no tool", &args.tool, &tools));
    };
    let source = input::read_list(&args.file, LONGEST_ANSWER, Encoding::Utf8)?;
    let definitions = tools_list::read(&source)?;
    if definitions == tool.definitions {
        say(&format!("{} are pinned already", names::count(definitions.len(), "definition", "definitions")));
        return Ok(Exit::Yes);
    }
    let path = register.pin_definitions(&args.tool, &definitions)?;
    say(&format!(
        "pinned {} in {}",
        names::count(definitions.len(), "definition", "definitions"),
        plain(&path.display().to_string())
    ));
    let listed = |what: &str, names: Vec<&String>| {
        let names: Vec<String> = names.into_iter().map(|name| plain(name)).collect();
        if !names.is_empty() && !tool.definitions.is_empty() {
            say(&format!("{what}: {}", names.join(", ")));
        }
    };
    let was = &tool.definitions;
    let differs = |name: &&String| was.get(*name).is_some_and(|was| *was != definitions[*name]);
    listed("changed", definitions.keys().filter(differs).collect());
    listed("new", definitions.keys().filter(|name| !was.contains_key(*name)).collect());
    listed("gone", was.keys().filter(|name| !definitions.contains_key(*name)).collect());
    if !locate::all_uses(&register, &args.tool)?.is_empty() {
        say(&format!("have it assessed and decided again: plimsoll assess {}", args.tool));
    }
    Ok(Exit::Yes)
}

fn show(args: &Show, global: &Global) -> anyhow::Result<Exit> {
    locate::id("tool", &args.tool)?;
    let register = locate::register(global).ok();
    let entry = register.as_ref().map(|register| register.tool(&args.tool)).transpose()?.flatten();
    let uses =
        register.as_ref().map(|register| locate::all_uses(register, &args.tool)).transpose()?.unwrap_or_default();
    let registered = entry.is_some();
    let Some(tool) = entry.map_or_else(|| catalogue::find(&args.tool), |tool| Ok(Some(tool)))? else {
        return Err(names::unknown(
            "neither the register nor the catalogue has a tool",
            &args.tool,
            &known_ids(register.as_ref())?,
        ));
    };
    let collisions = catalogue::entry_of(&args.tool)?.map(|known| known.collisions).unwrap_or_default();
    match args.format {
        OutputFormat::Json => print_json(&Json {
            id: &args.tool,
            registered,
            name: tool.name.as_deref(),
            kind: tool.kind.as_deref(),
            vendor: tool.vendor.as_deref(),
            vendor_name: tool.vendor_name.as_deref(),
            edition: tool.edition.as_deref(),
            models: &tool.models,
            business_owner: tool.business_owner.as_deref(),
            technical_owner: tool.technical_owner.as_deref(),
            identifiers: &tool.identifiers,
            collisions: &collisions,
            definitions: &tool.definitions,
            uses,
            missing: tool.missing(),
            versions: tool.versions.as_deref(),
            contact: tool.contact.as_deref(),
            note: tool.note.as_deref(),
            register_fields: register_fields_json(&tool.register_fields),
            by_use: tool.uses.iter().map(|(id, entry)| (id.as_str(), use_json(entry))).collect(),
        })?,
        OutputFormat::Text => terminal::print(&text(&args.tool, &tool, registered, &uses, &collisions))?,
    }
    Ok(Exit::Yes)
}

fn known_ids(register: Option<&Register>) -> anyhow::Result<Vec<String>> {
    let mut ids: Vec<String> = catalogue::ids().map(str::to_owned).collect();
    if let Some(register) = register {
        ids.extend(register.tools()?);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

fn use_json(entry: &UseEntry) -> UseJson<'_> {
    UseJson {
        title: entry.title.as_deref(),
        business_owner: entry.business_owner.as_deref(),
        note: entry.note.as_deref(),
        register_fields: register_fields_json(&entry.register_fields),
    }
}

/// A table a matter; a list of tables where there may be several.
fn register_fields_json(register_fields: &RegisterFields) -> BTreeMap<&'static str, Value> {
    let value = |fact: &FieldValue| -> Value {
        match fact {
            FieldValue::Text(text) => text.clone().into(),
            FieldValue::Texts(texts) => texts.clone().into(),
            FieldValue::Day(day) => day.to_string().into(),
            FieldValue::Count(count) => (*count).into(),
            FieldValue::Flag(flag) => (*flag).into(),
        }
    };
    let table = |facts: &Facts| -> Value { facts.iter().map(|(key, fact)| (*key, value(fact))).collect() };
    register_fields
        .topics()
        .map(|(topic, tables)| {
            let mut tables: Vec<Value> = tables.iter().map(table).collect();
            (topic.name, if topic.many { tables.into() } else { tables.swap_remove(0) })
        })
        .collect()
}

fn text(id: &str, tool: &Tool, registered: bool, uses: &[String], collisions: &[String]) -> String {
    let note = if registered { "" } else { " (not in the register; known from the catalogue)" };
    let mut text = format!("{}{}\n", table::strong(id), styled(FAINT, note));
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    text += &line("name", &optional(&tool.name));
    text += &line("kind", &optional(&tool.kind));
    text += &line("vendor", &optional(&tool.vendor));
    text += &line("vendor-name", &optional(&tool.vendor_name));
    text += &line("edition", &optional(&tool.edition));
    text += &line("versions", &optional(&tool.versions));
    text += &line("models", &tool.models.join(", "));
    text += &line("business-owner", &optional(&tool.business_owner));
    text += &line("technical-owner", &optional(&tool.technical_owner));
    text += &line("contact", &optional(&tool.contact));
    for (kind, values) in &tool.identifiers {
        text += &line(kind, &values.join(", "));
    }
    text += &line("definitions", &tool.definitions.keys().cloned().collect::<Vec<_>>().join(", "));
    text += &line("look-alikes", &collisions.join("; "));
    text += &line("note", &optional(&tool.note));
    text += &line("uses", &uses.join(", "));
    if registered {
        text += &line("missing", &tool.missing().join(", "));
    }
    text += &register_fields(&tool.register_fields);
    for (id, entry) in &tool.uses {
        text += &format!("\n{}\n", table::strong(&format!("in use {id}")));
        text += &line("title", &optional(&entry.title));
        text += &line("business-owner", &optional(&entry.business_owner));
        text += &line("note", &optional(&entry.note));
        text += &register_fields(&entry.register_fields);
    }
    text
}

fn line(key: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    paragraph(&format!("  {key:<16}"), 18, &plain(value), width()) + "\n"
}

/// A line a table: what stands there of one matter.
fn register_fields(register_fields: &RegisterFields) -> String {
    let lines = register_fields.topics().flat_map(|(topic, tables)| {
        tables.iter().map(|facts| {
            let said = topic.keys.iter().filter_map(|key| Some(format!("{}: {}", key.name, facts.get(key.name)?)));
            line(topic.name, &said.collect::<Vec<_>>().join("; "))
        })
    });
    lines.collect()
}
