//! `check`: may this be used, here, today? One exit code, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use plimsoll::date::Day;
use plimsoll::document::is_path_id;
use plimsoll::dossier::{self, Asked, CheckResult};
use plimsoll::exchange::findings::{self, Finding, Findings};
use plimsoll::exchange::list::Form;
use plimsoll::exchange::pipeline::PipelineRun;
use plimsoll::exchange::{junit, markdown, sarif, tools_list};
use plimsoll::gate::{Fact, Reason, ReasonCode, Verdict};
use plimsoll::problem::{self, Problems};
use plimsoll::register::{self, MARKER, Register};

use crate::cli::arguments::CheckFormat;
use crate::cli::arguments::limits::LimitArgs;
use crate::cli::print::terminal;
use crate::cli::print::{answer, diagnostics, verdict};
use crate::cli::{Exit, Global, git, known, locate};

mod lists;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["tool", "list", "schema"]))]
pub struct Args {
    /// The tool's id or a name that it is known by; with --files, lists
    #[arg(add = crate::cli::complete::tools())]
    tool: Vec<String>,
    #[command(flatten)]
    limits: LimitArgs,
    /// What an MCP server answers to tools/list now, as JSON; it is compared with what was assessed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "files", "schema"])]
    definitions: Option<PathBuf>,
    /// Lists to check: CSV, TOML, or CycloneDX in JSON. The other options apply to every line that does not set its own
    #[arg(long, value_name = "FILE", num_args = 1..)]
    list: Vec<PathBuf>,
    /// What follows `--` are lists. For hooks: no file name is taken for an option there
    #[arg(long, conflicts_with_all = ["list", "schema"], requires = "tool")]
    files: bool,
    /// The format of the lists, if their names do not show it
    #[arg(long, value_name = "FORM", value_parser = form, add = crate::cli::complete::names(Form::NAMES.iter().map(|(name, _)| *name).collect()))]
    list_format: Option<Form>,
    /// Exit 1 only for these codes; what cannot be judged still exits 2
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', value_parser = code, add = crate::cli::complete::names(ReasonCode::ALL.iter().map(|code| code.as_str()).collect()))]
    fail_on: Option<Vec<ReasonCode>>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: CheckFormat,
    /// Write to a file, and print one summary line
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the JSON schema of --format json
    #[arg(long)]
    schema: bool,
}

fn form(text: &str) -> Result<Form, String> {
    let known = Form::NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, form)| *form).ok_or_else(|| format!("one of {}", Form::NAMES.map(|(name, _)| name).join(", ")))
}

/// What a file says of a server's tools.
fn definitions(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let read = lists::read(path).and_then(|source| tools_list::read(&source));
    read.map_err(|problems| {
        let said: Vec<String> = problems.0.iter().map(|problem| problem.title.clone()).collect();
        format!("{}: {}", path.display(), said.join("; "))
    })
}

fn code(text: &str) -> Result<ReasonCode, String> {
    let names = || ReasonCode::ALL.iter().map(|code| code.as_str());
    ReasonCode::named(text.trim()).ok_or_else(|| {
        let near = problem::nearest(text, names()).map(|near| format!("did you mean `{near}`? "));
        format!("{}codes: {}", near.unwrap_or_default(), names().collect::<Vec<_>>().join(", "))
    })
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    if args.schema {
        terminal::print(findings::SCHEMA)?;
        return Ok(Exit::Yes);
    }
    let day = global.day()?;
    if args.files && !std::env::args_os().any(|argument| argument == "--") {
        anyhow::bail!("with --files, give the lists after `--`: `plimsoll check --files -- FILE...`");
    }
    if !args.files && args.tool.len() > 1 {
        anyhow::bail!("one tool at a time: to check several, write a list and give it with --list");
    }
    if args.list_format.is_some() && !args.files && args.list.is_empty() {
        anyhow::bail!("--list-format needs a list: give one with --list");
    }
    let fail_on: Option<BTreeSet<ReasonCode>> = args.fail_on.as_ref().map(|codes| codes.iter().copied().collect());
    let root = global.register.as_deref().unwrap_or(Path::new(""));
    let mut asking = Asking { args, root, day, fail_on, problems: Problems::default(), noted: BTreeSet::new() };
    let register = locate::register(global).map_err(|error| asking.closed(error));
    let mut all = asking.all(&register);
    if let Ok(register) = &register {
        git::bear_out(register, &mut all, |verdict| verdict.exit_on(asking.fail_on.as_ref()));
    }
    diagnostics::say(&asking.problems);
    let printed = match args.format {
        CheckFormat::Text => verdict::text(&all, locate::has_none(global)),
        CheckFormat::Json => terminal::json(&findings::json(&all))?,
        CheckFormat::Sarif => terminal::json(&sarif::render(&PipelineRun::from(&all), env!("CARGO_PKG_VERSION")))?,
        CheckFormat::Junit => junit::render(&PipelineRun::from(&all)),
        CheckFormat::Markdown => markdown::render(&all),
    };
    answer::give(&printed, args.output.as_deref(), || verdict::summary(&all))?;
    Ok(all.exit())
}

/// What is asked, and what went wrong on the way.
struct Asking<'a> {
    args: &'a Args,
    /// Where the register is said to be; here if nobody says.
    root: &'a Path,
    day: Day,
    fail_on: Option<BTreeSet<ReasonCode>>,
    problems: Problems,
    /// What is among the problems already: by file, place and title.
    noted: BTreeSet<(String, usize, String)>,
}

impl Asking<'_> {
    /// Why nothing can be told: the register cannot be opened.
    fn closed(&mut self, error: register::Error) -> Vec<Reason> {
        let (reasons, problems) = dossier::closed(error);
        self.note(problems);
        reasons
    }

    /// Keeps what is wrong with files, once.
    fn note(&mut self, problems: Problems) {
        for problem in problems.0 {
            let place = problem.marks.first().map_or(0, |mark| mark.range.start);
            if self.noted.insert((problem.source.name.clone(), place, problem.title.clone())) {
                self.problems.push(problem);
            }
        }
    }

    fn all(&mut self, register: &Result<Register, Vec<Reason>>) -> Findings {
        let mut all = Findings {
            day: self.day,
            register: register.as_ref().ok().map(|register| register.config().name.clone()),
            findings: Vec::new(),
            of_list: self.args.files || !self.args.list.is_empty(),
            others: 0,
            asked: Vec::new(),
        };
        match &self.args.tool[..] {
            [tool] if !all.of_list => {
                all.asked.push(tool.clone());
                all.findings.push(self.one(tool, register));
            }
            files => {
                for path in self.args.list.iter().cloned().chain(files.iter().map(PathBuf::from)) {
                    self.list(&path, register, &mut all);
                }
            }
        }
        for finding in &mut all.findings {
            self.note(finding.answer.problems.clone());
            // Code scanning refuses what has no place, and what could not be told must not be lost there.
            if self.args.format == CheckFormat::Sarif && finding.place.is_none() {
                let root = register.as_ref().map_or(self.root, Register::root);
                finding.place = Some(self.beginning(&root.join(MARKER)));
            }
        }
        all
    }

    /// What the command line asks about a tool, or about every line of a list that says nothing else.
    fn asked(&self, tool: &str) -> Result<Asked, String> {
        let mut asked = self.args.limits.asked(tool)?;
        asked.request.definitions = self.args.definitions.as_deref().map(definitions).transpose()?;
        Ok(asked)
    }

    fn one(&self, tool: &str, register: &Result<Register, Vec<Reason>>) -> Finding {
        let answer = match (self.asked(tool), register) {
            (Err(text), _) => CheckResult::bare(
                tool,
                self.args.limits.usage.as_deref(),
                Verdict::refused(self.day, ReasonCode::BadRequest, text),
            ),
            (Ok(asked), Err(reasons)) => {
                CheckResult::bare(tool, asked.usage.as_deref(), Verdict::unless(self.day, reasons.clone()))
            }
            (Ok(mut asked), Ok(register)) => match Self::meant(tool, register) {
                Ok(id) => {
                    asked.tool = id;
                    let mut answer = dossier::check(register, &asked, self.day);
                    if let Some(near) = nearest_tool(register, &asked.tool) {
                        let reasons = &mut answer.verdict.reasons;
                        for reason in reasons.iter_mut().filter(|reason| reason.fact == Fact::NotRegistered) {
                            reason.fact = Fact::Other(format!("{}; did you mean `{near}`?", reason.text()));
                        }
                    }
                    answer
                }
                Err(text) => CheckResult::bare(
                    tool,
                    asked.usage.as_deref(),
                    Verdict::refused(self.day, ReasonCode::BadRequest, text),
                ),
            },
        };
        let tool = answer.tool.clone();
        // The file of the register that says most about the tool.
        let entry = register.as_ref().ok().map(|register| register.root().join("tools").join(&tool).join("tool.toml"));
        let entry =
            entry.filter(|entry| self.args.format == CheckFormat::Sarif && is_path_id(&tool) && entry.is_file());
        Finding::new(answer, entry.map(|entry| self.beginning(&entry)), self.fail_on.as_ref())
    }

    /// The id of the tool that is called so: itself where the register has it, else the one that is known
    /// by that name.
    fn meant(tool: &str, register: &Register) -> Result<String, String> {
        if is_path_id(tool) && register.knows(tool) {
            return Ok(tool.to_owned());
        }
        let named: Vec<String> = known::of(register, |_, _, _| {}).named(tool).into_iter().collect();
        match &named[..] {
            [] => Ok(tool.to_owned()),
            [one] => Ok(one.clone()),
            _ if named.iter().any(|id| id == tool) => Ok(tool.to_owned()),
            several => Err(format!("`{tool}` could mean {}: give the id of one", several.join(", "))),
        }
    }
}

/// The registered tool whose id is most like this one, where the register has no tool of this id. Asked
/// about one tool only: a list of thousands would compare each with all.
fn nearest_tool(register: &Register, tool: &str) -> Option<String> {
    if !is_path_id(tool) || register.knows(tool) {
        return None;
    }
    let tools = register.tools().ok()?;
    problem::nearest(tool, tools.iter().map(String::as_str)).map(str::to_owned)
}
