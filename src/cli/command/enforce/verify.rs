//! `enforce verify`: whether a consumer has what is in force, and whether anybody else can change that.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use plimsoll::document::sha256_of;
use plimsoll::exchange::enforce::{Consumer, Export, Rules};
use plimsoll::register::disk;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::print::json::print_json;
use crate::cli::print::names::count;
use crate::cli::print::terminal::{self, plain, width};
use crate::cli::{Exit, Global, OutputFormat, locate};

use super::{HowArgs, consumer};

/// The most bytes of a file that are read.
const LARGEST: u64 = 64 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who enforces
    #[arg(value_parser = consumer, value_name = "CONSUMER", add = crate::cli::complete::names(plimsoll::exchange::enforce::CONSUMERS.iter().map(|consumer| consumer.name).collect()))]
    consumer: &'static Consumer,
    /// The folder that is the root of the machine, such as a mounted image
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
    #[command(flatten)]
    how: HowArgs,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

/// Something that was looked at.
#[derive(Debug, Serialize)]
struct Looked {
    what: &'static str,
    holds: bool,
    detail: String,
}

/// Runs the command.
pub(super) fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let wanted = args.how.wanted(args.consumer)?;
    let register = locate::register(global)?;
    let rules = args.how.rules(&register, global)?;
    let export = args.consumer.export(&rules, &wanted);
    let path = below(&args.root, args.consumer.path);
    let looked = look(args, &path, &export)?;
    let holds = looked.iter().all(|one| one.holds);
    match args.format {
        OutputFormat::Json => print_json(&proof(args, &rules, &export, &path, &looked))?,
        OutputFormat::Text => terminal::print(&text(args, &rules, &export, &looked))?,
    }
    Ok(if holds { Exit::Yes } else { Exit::No })
}

/// A path of a machine under its root.
fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

fn look(args: &Args, path: &Path, export: &Export) -> anyhow::Result<Vec<Looked>> {
    let shown = plain(&path.display().to_string());
    let there = path.symlink_metadata().is_ok();
    let is_file = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let detail = match (there, is_file) {
        (false, _) => format!("{shown} is not there"),
        (true, false) => format!("{shown} is not a plain file"),
        (true, true) => shown.clone(),
    };
    let mut looked = vec![Looked { what: "the file is at its place", holds: is_file, detail }];
    if is_file {
        let bytes = disk::read_bytes(path, LARGEST)?;
        let same = if args.consumer.name == "hosts" { contains(&bytes, &export.bytes) } else { bytes == export.bytes };
        let detail = if same {
            sha256_of(&bytes)
        } else {
            format!("{} instead of {}", sha256_of(&bytes), sha256_of(&export.bytes))
        };
        looked.push(Looked { what: "it is what is in force today", holds: same, detail });
        let mut others = Vec::new();
        let mut at = Some(path);
        while let Some(place) = at {
            others.extend(not_roots_alone(place)?);
            at = place.parent().filter(|_| place != args.root && !place.as_os_str().is_empty());
            at = at.filter(|place| !place.as_os_str().is_empty());
        }
        let holds = others.is_empty();
        let detail = if holds { "owned by root, writable by nobody else".to_owned() } else { others.join("; ") };
        looked.push(Looked { what: "nobody else can change it", holds, detail });
    }
    let mut second = Vec::new();
    for beside in args.consumer.beside {
        second.extend(sources(&below(&args.root, beside), path)?);
    }
    let holds = second.is_empty();
    let detail = if holds { "none".to_owned() } else { second.join(", ") };
    looked.push(Looked { what: "no other file counts as well", holds, detail });
    Ok(looked)
}

/// Whether bytes contain others as whole lines.
fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let (text, part) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(part));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    part.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).all(|line| lines.contains(&line))
}

/// The files at a path, or in the folder that it is, but for one.
fn sources(place: &Path, but: &Path) -> anyhow::Result<Vec<String>> {
    if place.is_dir() {
        let files = disk::files(place)?;
        let others = files.into_iter().filter(|file| file != but);
        return Ok(others.map(|file| plain(&file.display().to_string())).collect());
    }
    Ok(place.symlink_metadata().is_ok().then(|| plain(&place.display().to_string())).into_iter().collect())
}

/// Who but its owner may write something; nothing where nobody may.
///
/// # Errors
/// Where it cannot be looked at.
#[cfg(unix)]
pub(super) fn writable_by_others(path: &Path) -> anyhow::Result<Option<String>> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata().with_context(|| format!("cannot look at {}", plain(&path.display().to_string())))?;
    // In a folder like /tmp nobody may replace what is somebody else's.
    let sticky = metadata.is_dir() && metadata.mode() & 0o1000 != 0;
    Ok((metadata.mode() & 0o022 != 0 && !sticky)
        .then(|| format!("others may write it (mode {:o})", metadata.mode() & 0o7777)))
}

/// The same where files have no such modes.
#[cfg(not(unix))]
pub(super) fn writable_by_others(path: &Path) -> anyhow::Result<Option<String>> {
    path.metadata().with_context(|| format!("cannot look at {}", plain(&path.display().to_string())))?;
    Ok(None)
}

#[cfg(unix)]
fn not_roots_alone(path: &Path) -> anyhow::Result<Vec<String>> {
    use std::os::unix::fs::MetadataExt as _;
    let shown = plain(&path.display().to_string());
    let owner = path.symlink_metadata()?.uid();
    let mut found = Vec::new();
    if owner != 0 {
        found.push(format!("{shown} belongs to user {owner}"));
    }
    found.extend(writable_by_others(path)?.map(|who| format!("{shown}: {who}")));
    Ok(found)
}

#[cfg(not(unix))]
fn not_roots_alone(path: &Path) -> anyhow::Result<Vec<String>> {
    Ok(vec![format!("{}: whose it is cannot be told on this system", plain(&path.display().to_string()))])
}

fn proof(args: &Args, rules: &Rules, export: &Export, path: &Path, looked: &[Looked]) -> Value {
    let refused = rules.refused.iter().chain(&export.refused);
    let refused: Vec<Value> =
        refused.map(|one| json!({ "tool": one.tool, "what": one.what, "why": one.why })).collect();
    json!({
        "consumer": args.consumer.name,
        "register": rules.register,
        "as-of": rules.day.to_string(),
        "path": path.display().to_string(),
        "expected-sha256": sha256_of(&export.bytes),
        "in-force": looked.iter().all(|one| one.holds),
        "looked-at": looked,
        "entries": export.entries.len(),
        "not-exported": refused,
        "does-not-stop": args.consumer.passes,
        "how-it-fails": args.consumer.fails,
    })
}

fn text(args: &Args, rules: &Rules, export: &Export, looked: &[Looked]) -> String {
    let holds = looked.iter().all(|one| one.holds);
    let word = if holds { "IN FORCE" } else { "NOT IN FORCE" };
    let mut text = format!("{word} on {}: {}\n", rules.day, args.consumer.title);
    let mut line = |lead: &str, content: &str| {
        text += &terminal::paragraph(lead, 4, &plain(content), width());
        text.push('\n');
    };
    for one in looked {
        line(if one.holds { "  · " } else { "  ! " }, &format!("{}: {}", one.what, one.detail));
    }
    let gaps = rules.refused.len() + export.refused.len();
    line("  · ", &format!("{}, {} not exported", count(export.entries.len(), "entry", "entries"), gaps));
    for refused in rules.refused.iter().chain(&export.refused) {
        line("    ", &format!("{}: {}: {}", refused.tool, refused.what, refused.why));
    }
    line("  · ", &format!("it does not stop: {}", args.consumer.passes));
    line("  · ", &format!("how it fails: {}", args.consumer.fails));
    text
}
