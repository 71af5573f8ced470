//! `report`: a document for people who decide, check or ask, of one use or of the whole register.

use std::path::PathBuf;
use std::sync::LazyLock;

use anyhow::bail;
use plimsoll::register::disk;
use plimsoll::report::format::{FORMATS, render};
use plimsoll::report::provenance::Since;
use plimsoll::report::view::Audience;
use plimsoll::workflow::report::{format_of, of_register, of_use, options, theme};

use crate::cli::locate;
use crate::cli::print::terminal::say;
use crate::cli::{Exit, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool's id; the whole register if omitted
    #[arg(add = crate::cli::complete::tools())]
    tool: Option<String>,
    /// The use's id; required if the tool has several uses
    #[arg(long = "use", value_name = "USE", requires = "tool", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// Where to write it; the extension chooses the format
    #[arg(short, long, value_name = "FILE", long_help = OUTPUT.as_str())]
    output: PathBuf,
    /// Who it is for
    #[arg(long, value_parser = audience, default_value = "committee", value_name = "AUDIENCE", add = crate::cli::complete::names(Audience::NAMES.iter().map(|(name, _)| *name).collect()))]
    audience: Audience,
    /// Compare with the assessment of this number, or with the state on this day
    #[arg(long, value_name = "NUMBER or YYYY-MM-DD")]
    since: Option<Since>,
    /// A folder with your organisation's theme: template.toml, logo, colours, wording
    #[arg(long, value_name = "DIR")]
    template: Option<PathBuf>,
}

/// The help of `--output`, with every format.
static OUTPUT: LazyLock<String> = LazyLock::new(|| {
    let formats = FORMATS.iter().map(|format| format!("  .{:<5} {}", format.extension, format.purpose));
    let formats: Vec<String> = formats.collect();
    format!("Where to write it; the extension chooses the format. For whom each is:\n{}", formats.join("\n"))
});

fn audience(text: &str) -> Result<Audience, String> {
    let known = Audience::NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, audience)| *audience).ok_or_else(|| {
        let names: Vec<&str> = Audience::NAMES.iter().map(|(name, _)| *name).collect();
        format!("one of {}", names.join(", "))
    })
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let format = format_of(&args.output)?;
    let register = locate::register(global)?;
    crate::cli::print::edit::say(&register);
    let theme = theme(args.template.as_deref())?;
    let day = global.day()?;
    if let Some(Since::Day(since)) = args.since
        && since > day
    {
        bail!("nothing can have changed since {since}: the report is as of {day}");
    }
    let options = options(&register, args.audience, day, args.since, &theme);
    let report = match &args.tool {
        Some(tool) => of_use(&register, &locate::existing(&register, tool, args.usage.as_deref())?, &options, None)?,
        None => of_register(&register, &options)?,
    };
    if theme.sha256.is_some() && !format.themed {
        say(&format!("note: --template has no effect on a .{} file, which has no layout", format.extension));
    }
    let bytes = render(&report, format, &theme)?;
    disk::replace(&args.output, &bytes)?;
    say(&format!("wrote {} for {}", args.output.display(), args.audience.as_str()));
    Ok(Exit::Yes)
}
