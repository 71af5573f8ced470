//! `score`: answers in, result out. Touches no register.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::bail;
use plimsoll::answers::Answers;
use plimsoll::answers::file;
use plimsoll::context::Scope;
use plimsoll::framework::{Framework, Shelf as _};
use plimsoll::problem::{Code, Problems};
use plimsoll::{report, score};

use super::library::{self, Library};
use super::{Answer, Format, Global, diagnostics, result, terminal};

/// Score an answers file
///
/// Prints the tier, the reasons that carry it, and everything that is unknown. Nothing is recorded.
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

/// How answers are scored.
#[derive(Debug, clap::Args)]
pub struct How {
    /// The framework, by id or path, instead of the one that the file names; repeat it for overlays
    #[arg(long, value_name = "FRAMEWORK")]
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
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let as_of = global.day()?;
    let case = args.how.read(&args.file, global)?;
    let result = score::score(&case.framework, &case.answers, as_of, &case.waived, Scope::Full);
    say_waivers(&case, &result);
    result::say_contradictions(&result);
    match args.format {
        Format::Text => terminal::print(&result::text(&result, &case.answers, terminal::width()))?,
        Format::Json => print_json(&report::json::score(&result))?,
    }
    Ok(Answer::Yes)
}

/// Prints a value as indented JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(terminal::print(&text)?)
}

impl How {
    /// Reads answers and the framework that they answer.
    ///
    /// # Errors
    /// Everything wrong with either, all at once.
    pub fn read(&self, path: &std::path::Path, global: &Global) -> anyhow::Result<Case> {
        let as_of = global.day()?;
        let source = library::read(path)?;
        let (written, mut problems) = file::read(&source);
        let Some(written) = written else { return Err(problems.into()) };
        let names = if self.framework.is_empty() { &written.answers.frameworks } else { &self.framework };
        if names.is_empty() && problems.any_error() {
            return Err(problems.into());
        }
        if names.is_empty() {
            let problem = written
                .framework_problem(Code::MissingKey, "the file names no framework")
                .help("add `framework = \"ai-tool\"`, or give --framework");
            problems.push(problem);
            return Err(problems.into());
        }
        let library = Library::new(super::register_frameworks(global));
        if self.framework.is_empty() {
            // A name that the file gives is a mistake in the file.
            for name in names.iter().filter(|name| matches!(library.find(name), Ok(None))) {
                problems.push(
                    written
                        .framework_problem(Code::UnknownId, format!("there is no framework `{name}`"))
                        .suggest(name, library.ids().iter().map(String::as_str))
                        .help("or give the path of a file"),
                );
            }
        }
        let framework = match library.ledger(names) {
            Ok(framework) => framework,
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
        problems.extend(written.check(&framework, as_of));
        let (answers, warnings) = problems.and(Some(written.answers))?;
        diagnostics::say(&warnings);
        let waived = waivers(&framework, &self.waive)?;
        Ok(Case { framework, answers, waived })
    }
}

/// The named knock-outs, all of which must exist.
pub fn waivers(framework: &Framework, named: &[String]) -> anyhow::Result<BTreeSet<String>> {
    for id in named {
        if !framework.knock_out_ids().any(|known| known == id) {
            let ids: Vec<&str> = framework.knock_out_ids().collect();
            let near = plimsoll::problem::nearest(id, ids.iter().copied());
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            bail!("`{}` has no knock-out `{id}`{hint}\nvalid names: {}", framework.id, ids.join(", "));
        }
    }
    Ok(named.iter().cloned().collect())
}

/// Says which waivers changed nothing.
fn say_waivers(case: &Case, result: &score::Score<'_>) {
    for id in &case.waived {
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
