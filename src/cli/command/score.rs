//! `score`: answers in, result out. Touches no register.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plimsoll::answers::Answers;
use plimsoll::answers::file;
use plimsoll::context::{Context, Scope};
use plimsoll::framework::{Framework, Loaded, Shelf as _};
use plimsoll::problem::{Code, Problems};
use plimsoll::register::disk;
use plimsoll::{report, score};

use crate::cli::library::{Library, ledger};
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
    let (loaded, answers) = read_answers(&args.file, &args.how.framework, None, None, global)?;
    match loaded {
        Loaded::Ledger(framework) => {
            let waived = args.how.waived(&framework)?;
            let result = score::score(&framework, &answers, as_of, &waived, Scope::Full);
            say_waivers(&waived, &result);
            match args.format {
                Format::Text => terminal::print(&result::text(&result, &answers, terminal::width()))?,
                Format::Json => print_json(&report::data::score::score(&result))?,
            }
        }
        Loaded::Route(triage) => {
            anyhow::ensure!(args.how.waive.is_empty(), "`{}` has no knock-outs to waive", triage.part.id);
            let routed = score::route(&triage, &answers, as_of);
            match args.format {
                Format::Text => {
                    let base = Library::new(locate::own_frameworks(global)).base_of(&triage);
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
        let (loaded, answers) = read_answers(path, &self.framework, None, None, global)?;
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

/// Reads answers and the framework that they answer: the one named by the command, else by the
/// file, else the `usual` one. `made_for` is the tool and use that the file must be about.
///
/// # Errors
/// Everything wrong with either, all at once.
pub fn read_answers(
    path: &Path,
    named: &[String],
    usual: Option<&[String]>,
    made_for: Option<(&str, &str)>,
    global: &Global,
) -> anyhow::Result<(Loaded, Answers)> {
    let source = disk::read_named(path)?;
    let (written, mut problems) = file::read(&source);
    let Some(mut written) = written else { return Err(problems.into()) };
    // A path in a file is meant from where the file lies.
    let beside = |name: &String| {
        let path = path.parent().map(|folder| folder.join(name)).filter(|path| path.is_file());
        path.map_or_else(|| name.clone(), |path| path.display().to_string())
    };
    let of_file: Vec<String> = written.answers.frameworks.iter().map(beside).collect();
    let choices = [named, &of_file, usual.unwrap_or_default()];
    let Some(frameworks) = choices.into_iter().find(|choice| !choice.is_empty()) else {
        // What could not be read may be the very name.
        if !problems.any_error() {
            problems.push(
                written
                    .framework_problem(Code::MissingKey, "the file names no framework")
                    .help("add `framework = \"ai-tool\"`, or give --framework"),
            );
        }
        return Err(problems.into());
    };
    let library = Library::new(locate::own_frameworks(global));
    if named.is_empty() {
        // A name that the file gives is a mistake in the file.
        for name in of_file.iter().filter(|name| matches!(library.find(name), Ok(None))) {
            problems.push(
                written
                    .framework_problem(Code::UnknownId, format!("there is no framework `{name}`"))
                    .suggest(name, library.ids().iter().map(String::as_str))
                    .help("or give the path of a file"),
            );
        }
    }
    let loaded = match library.load(frameworks) {
        Ok(loaded) => loaded,
        Err(error) => {
            return Err(match error.downcast::<Problems>() {
                Ok(found) => {
                    problems.extend(found);
                    problems.into()
                }
                Err(_) if problems.any_error() => problems.into(),
                Err(error) => error,
            });
        }
    };
    match &loaded {
        Loaded::Ledger(framework) => {
            problems.extend(written.follow(framework));
            problems.extend(written.check(framework, global.day()?));
            let context = Context::new(framework, &written.answers.context);
            for contradiction in context.contradictions(framework) {
                if let Some(problem) = written.contradiction(contradiction) {
                    // What is recorded must be mended or explained; what is only scored may stay as it is.
                    problems.push(if made_for.is_some() { problem } else { problem.into_warning() });
                }
            }
        }
        Loaded::Route(triage) => problems.extend(written.check_route(triage, global.day()?)),
    }
    if let Some((tool, usage)) = made_for {
        problems.extend(written.made_for(tool, usage));
    }
    problems.sort();
    let (answers, warnings) = problems.and(Some(written.answers))?;
    diagnostics::say(&warnings);
    Ok((loaded, answers))
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
