//! `score`: answers in, result out. Touches no register.

use std::collections::BTreeSet;
use std::path::PathBuf;

use plimsoll::context::Scope;
use plimsoll::framework::Loaded;
use plimsoll::workflow::answers::{self, Wanted};
use plimsoll::workflow::library::Library;
use plimsoll::{report, score};

use crate::cli::arguments::scoring::ScoringArgs;
use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::result;
use crate::cli::print::route;
use crate::cli::print::terminal;
use crate::cli::{Exit, Global, OutputFormat};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answers, as TOML
    file: PathBuf,
    #[command(flatten)]
    how: ScoringArgs,
    /// List everything that there is to do, not only what is proposed
    #[arg(long)]
    all: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let as_of = global.day()?;
    let library = Library::new(locate::own_frameworks(global));
    let wanted = Wanted::on(as_of).with(&args.how.framework);
    let (loaded, answers, doubts) = answers::read(&args.file, &wanted, &library)?;
    diagnostics::say(&doubts);
    match loaded {
        Loaded::Ledger(framework) => {
            let waived = args.how.waived(&framework)?;
            let result = score::score(&framework, &answers, as_of, &waived, Scope::Full);
            say_waivers(&waived, &result);
            match args.format {
                OutputFormat::Text => {
                    terminal::print(&result::text(&result, &answers, &waived, args.all, terminal::width()))?;
                }
                OutputFormat::Json => print_json(&report::data::to_do::with_actions(&result, &answers, &waived))?,
            }
        }
        Loaded::Route(triage) => {
            anyhow::ensure!(args.how.waive.is_empty(), "`{}` has no knock-outs to waive", triage.part.id);
            let routed = score::route(&triage, &answers, as_of);
            match args.format {
                OutputFormat::Text => {
                    let base = library.base_of(&triage);
                    let text = route::text(&routed, None, None, base.as_ref(), terminal::width());
                    terminal::print(&text)?;
                }
                OutputFormat::Json => print_json(&report::data::score::routed(&routed))?,
            }
        }
    }
    Ok(Exit::Yes)
}

/// Says which waivers changed nothing.
fn say_waivers(waived: &BTreeSet<String>, result: &score::Score<'_>) {
    for id in waived {
        let floor = result.floors.iter().find(|floor| floor.id == *id);
        match floor {
            Some(floor) if floor.waived => {}
            Some(_) => terminal::say(&format!(
                "the waiver of `{id}` changes nothing: it cannot be waived, or rests on something unknown or unproved"
            )),
            None => terminal::say(&format!("the waiver of `{id}` changes nothing: the knock-out is not hit")),
        }
    }
}
