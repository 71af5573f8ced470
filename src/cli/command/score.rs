//! `score`: answers in, result out. Touches no register.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plimsoll::answers::Answers;
use plimsoll::context::Scope;
use plimsoll::framework::{Framework, Loaded};
use plimsoll::workflow::answers::{self, Wanted};
use plimsoll::workflow::library::{Library, ledger};
use plimsoll::{report, score};

use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::result;
use crate::cli::print::route;
use crate::cli::print::terminal;
use crate::cli::{Answer, Format, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answers, as TOML
    file: PathBuf,
    #[command(flatten)]
    how: How,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

// How answers are scored; as a doc comment this would stand in the help of the commands that take it.
#[derive(Debug, clap::Args)]
pub struct How {
    /// The framework, by id or path, instead of the one that the file names; repeat it for overlays
    #[arg(long, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    framework: Vec<String>,
    /// A knock-out that somebody waives; repeat it for several
    #[arg(long, value_name = "ID")]
    waive: Vec<String>,
}

/// Answers that fit their framework.
pub struct Case {
    /// The framework.
    pub framework: Framework,
    /// The answers.
    pub answers: Answers,
    /// The knock-outs that are waived.
    pub waived: BTreeSet<String>,
    /// How much was asked.
    pub scope: Scope,
    /// From how many points on a short run asks for the full one.
    pub full_run_from: Option<u8>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
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
                Format::Text => terminal::print(&result::text(&result, &answers, &waived, terminal::width()))?,
                Format::Json => print_json(&report::data::score::score(&result))?,
            }
        }
        Loaded::Route(triage) => {
            anyhow::ensure!(args.how.waive.is_empty(), "`{}` has no knock-outs to waive", triage.part.id);
            let routed = score::route(&triage, &answers, as_of);
            match args.format {
                Format::Text => {
                    let base = library.base_of(&triage);
                    let text = route::text(&routed, None, None, base.as_ref(), terminal::width());
                    terminal::print(&text)?;
                }
                Format::Json => print_json(&report::data::score::routed(&routed))?,
            }
        }
    }
    Ok(Answer::Yes)
}

impl How {
    /// Reads answers and the framework of the method `bounded-ledger/1` that they answer.
    ///
    /// # Errors
    /// Everything wrong with either, all at once.
    pub fn read(&self, path: &Path, global: &Global) -> anyhow::Result<Case> {
        let wanted = Wanted::on(global.day()?).with(&self.framework);
        let (loaded, answers, doubts) = answers::read(path, &wanted, &Library::new(locate::own_frameworks(global)))?;
        diagnostics::say(&doubts);
        let framework = ledger(loaded)?;
        let waived = self.waived(&framework)?;
        Ok(Case { framework, answers, waived, scope: Scope::Full, full_run_from: None })
    }

    /// The knock-outs that are waived, all of which must exist.
    pub fn waived(&self, framework: &Framework) -> anyhow::Result<BTreeSet<String>> {
        let mut waived = BTreeSet::new();
        for id in &self.waive {
            let Some(now) = framework.knock_out(id) else {
                let ids: Vec<&str> = framework.knock_out_ids().collect();
                return Err(names::unknown(&format!("`{}` has no knock-out", framework.id), id, &ids));
            };
            if now != id {
                terminal::say(&format!("knock-out `{id}` is called `{now}` now"));
            }
            waived.insert(now.to_owned());
        }
        Ok(waived)
    }
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
