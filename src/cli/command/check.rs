//! `check`: may this be used, here, today? One exit code, and why.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use plimsoll::date::Day;
use plimsoll::document::encoding::Encoding;
use plimsoll::document::is_path_id;
use plimsoll::dossier::{self, Asked, CheckResult};
use plimsoll::exchange::findings::{self, FilePlace, Finding, Findings};
use plimsoll::exchange::known::KnownTools;
use plimsoll::exchange::list::{self, Form, LineMeaning, ListedLine, RequestList};
use plimsoll::exchange::{junit, markdown, sarif};
use plimsoll::gate::{Code, Reason, Request, Verdict};
use plimsoll::input;
use plimsoll::problem::{self, Problem, Problems, Source};
use plimsoll::register::{self, MARKER, Register, disk};
use plimsoll::tool::catalogue;

use crate::cli::git;
use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::terminal::{self, plain, say};
use crate::cli::print::verdict;
use crate::cli::{Exit, Global};

/// The most bytes of a list: bills of materials are long.
const LONGEST_LIST: u64 = 64 << 20;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["tool", "list", "schema"]))]
pub struct Args {
    /// The tool's id or a name that it is known by; with --files, lists
    #[arg(add = crate::cli::complete::tools())]
    tool: Vec<String>,
    /// The use's id; the tool's only use if omitted
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// The levels you need, compared with the decision's ceiling
    #[arg(long, value_name = "FACTOR=LEVEL,...")]
    context: Option<String>,
    /// The version of the client
    #[arg(long, value_name = "VERSION")]
    client_version: Option<String>,
    /// The edition or plan
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// The team
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Lists of what is to be checked: CSV, TOML, or CycloneDX in JSON. The other options hold for every line that says nothing else
    #[arg(long, value_name = "FILE", num_args = 1..)]
    list: Vec<PathBuf>,
    /// What stands behind `--` are lists. For hooks: no name of a file is taken for an option there
    #[arg(long, conflicts_with_all = ["list", "schema"], requires = "tool")]
    files: bool,
    /// The format of the lists, if their names do not show it
    #[arg(long, value_name = "FORM", value_parser = form, add = crate::cli::complete::names(Form::NAMES.iter().map(|(name, _)| *name).collect()))]
    list_format: Option<Form>,
    /// Exit 1 only for these codes; what cannot be judged still exits 2
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', value_parser = code, add = crate::cli::complete::names(Code::ALL.iter().map(|code| code.as_str()).collect()))]
    fail_on: Option<Vec<Code>>,
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

/// How answers are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    #[default]
    Text,
    /// For programs; its keys are stable
    Json,
    /// For code scanning, SARIF 2.1.0
    Sarif,
    /// For readers of test reports
    Junit,
    /// For the summary of a workflow's step
    Markdown,
}

fn form(text: &str) -> Result<Form, String> {
    let known = Form::NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, form)| *form).ok_or_else(|| format!("one of {}", Form::NAMES.map(|(name, _)| name).join(", ")))
}

fn code(text: &str) -> Result<Code, String> {
    let names = || Code::ALL.iter().map(|code| code.as_str());
    Code::named(text.trim()).ok_or_else(|| {
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
        anyhow::bail!("with --files the lists stand behind `--`: `plimsoll check --files -- FILE...`");
    }
    if !args.files && args.tool.len() > 1 {
        anyhow::bail!("one tool at a time: put several into a list, and give it with --list");
    }
    if args.list_format.is_some() && !args.files && args.list.is_empty() {
        anyhow::bail!("--list-format says what a list is: give one with --list");
    }
    let fail_on: Option<BTreeSet<Code>> = args.fail_on.as_ref().map(|codes| codes.iter().copied().collect());
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
        CheckFormat::Sarif => terminal::json(&sarif::render(&all, env!("CARGO_PKG_VERSION")))?,
        CheckFormat::Junit => junit::render(&all),
        CheckFormat::Markdown => markdown::render(&all),
    };
    if let Some(file) = &args.output {
        // A file is for keeping: no colours, whatever the terminal can do.
        disk::replace(file, anstream::adapter::strip_str(&printed).to_string())?;
        say(&format!("{}; wrote {}", verdict::summary(&all), plain(&file.display().to_string())));
    } else if let Err(error) = terminal::print(&printed)
        // Whether anybody reads on changes nothing about the answer.
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        return Err(error.into());
    }
    Ok(all.exit())
}

/// What is asked, and what went wrong on the way.
struct Asking<'a> {
    args: &'a Args,
    /// Where the register is said to be; here if nobody says.
    root: &'a Path,
    day: Day,
    fail_on: Option<BTreeSet<Code>>,
    problems: Problems,
    /// What is among the problems already: by file, place and title.
    noted: BTreeSet<(String, usize, String)>,
}

impl Asking<'_> {
    /// Why nothing can be told: the register cannot be opened.
    fn closed(&mut self, error: register::Error) -> Vec<Reason> {
        match error {
            register::Error::Problems(problems) => {
                let reasons = dossier::reasons(&problems);
                self.note(problems);
                reasons
            }
            error => vec![Reason::other(Code::Unreadable, error.to_string())],
        }
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
        let args = self.args;
        // A script whose variable is empty asks for something, and nobody knows what.
        for (option, value) in [
            ("--use", &args.usage),
            ("--context", &args.context),
            ("--client-version", &args.client_version),
            ("--edition", &args.edition),
            ("--team", &args.team),
        ] {
            if value.as_ref().is_some_and(|value| value.trim().is_empty()) {
                return Err(format!("{option} is given without a value; leave it out where nothing is asked"));
            }
        }
        let context = args.context.as_deref().map(list::context).transpose()?.unwrap_or_default();
        let (client_version, edition, team) = (args.client_version.clone(), args.edition.clone(), args.team.clone());
        let request = Request { context, client_version, edition, team };
        Ok(Asked { tool: tool.to_owned(), usage: args.usage.clone(), request })
    }

    fn one(&self, tool: &str, register: &Result<Register, Vec<Reason>>) -> Finding {
        let answer = match (self.asked(tool), register) {
            (Err(text), _) => {
                CheckResult::bare(tool, self.args.usage.as_deref(), Verdict::refused(self.day, Code::BadRequest, text))
            }
            (Ok(asked), Err(reasons)) => {
                CheckResult::bare(tool, asked.usage.as_deref(), Verdict::unless(self.day, reasons.clone()))
            }
            (Ok(mut asked), Ok(register)) => match Self::meant(tool, register) {
                Ok(id) => {
                    asked.tool = id;
                    dossier::check(register, &asked, self.day)
                }
                Err(text) => {
                    CheckResult::bare(tool, asked.usage.as_deref(), Verdict::refused(self.day, Code::BadRequest, text))
                }
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
        let named: Vec<String> = Self::known_of(register, |_, _, _| {}).named(tool).into_iter().collect();
        match &named[..] {
            [] => Ok(tool.to_owned()),
            [one] => Ok(one.clone()),
            _ if named.iter().any(|id| id == tool) => Ok(tool.to_owned()),
            several => Err(format!("`{tool}` could be any of {}: give the id of one", several.join(", "))),
        }
    }

    fn list(&mut self, path: &Path, register: &Result<Register, Vec<Reason>>, all: &mut Findings) {
        let file = self.shown(path);
        all.asked.push(file.clone());
        let mut list = match read(path) {
            Ok(source) => {
                let form = self.args.list_format.unwrap_or_else(|| Form::of(&source));
                let is_registered =
                    |tool: &str| is_path_id(tool) && register.as_ref().is_ok_and(|register| register.knows(tool));
                let known = if form == Form::CycloneDx { self.known(register, all) } else { KnownTools::default() };
                let mut list = list::read(&source, form, &known);
                let has_others =
                    |item: &ListedLine| matches!(&item.what, LineMeaning::Asked(asked) if !is_registered(&asked.tool));
                // To people a tool has a name. Who writes ids needs no look at the others.
                if form != Form::CycloneDx && list.items.iter().any(has_others) {
                    list.name(&self.known(register, all), is_registered);
                }
                list
            }
            Err(problems) => RequestList {
                items: vec![ListedLine { line: 1, column: 1, what: LineMeaning::Bad(None, problems) }],
                others: 0,
            },
        };
        match self.asked("") {
            Ok(rest) => list.fill(&rest),
            Err(text) => {
                // What is wrong with the command line is wrong with every line that it is to fill in.
                let verdict = Verdict::refused(self.day, Code::BadRequest, text);
                all.findings.push(Finding::new(CheckResult::bare("", None, verdict), None, self.fail_on.as_ref()));
                return;
            }
        }
        self.note(list.problems());
        let of_register = register.as_ref().map_err(Vec::as_slice);
        all.findings.extend(findings::of_list(of_register, &list, &file, self.day, self.fail_on.as_ref()));
        all.others += list.others;
    }

    /// A path as readers of the output know it.
    fn shown(&self, path: &Path) -> String {
        if self.args.format == CheckFormat::Sarif { in_repository(path) } else { relative(path) }
    }

    /// The first line of a file.
    fn beginning(&self, path: &Path) -> FilePlace {
        FilePlace { file: self.shown(path), line: 1, column: 1 }
    }

    /// By what the tools of register and catalogue are recognised. An entry that cannot be read could
    /// be any of them, so that is a finding.
    fn known(&self, register: &Result<Register, Vec<Reason>>, all: &mut Findings) -> KnownTools {
        let Ok(register) = register else { return of_catalogue() };
        let unread = |tool: &str, path: &Path, error| {
            let problems = Register::problems_of(path, error);
            let verdict = Verdict::unless(self.day, dossier::reasons(&problems));
            let answer = CheckResult { problems, ..CheckResult::bare(tool, None, verdict) };
            all.findings.push(Finding::new(answer, None, self.fail_on.as_ref()));
        };
        Self::known_of(register, unread)
    }

    /// The same; what cannot be read is told to somebody.
    fn known_of(register: &Register, mut unread: impl FnMut(&str, &Path, register::Error)) -> KnownTools {
        let mut known = of_catalogue();
        let folder = register.root().join("tools");
        let tools = register.tools().unwrap_or_else(|error| {
            unread("", &folder, error);
            Vec::new()
        });
        for id in tools {
            let path = folder.join(&id).join("tool.toml");
            let entry = register.tool(&id).and_then(|tool| {
                let lost = register.verify_entry(&id)?;
                if lost.any_error() { Err(lost.into()) } else { Ok(tool) }
            });
            match entry {
                Ok(tool) => known.add(&id, &tool.unwrap_or_default()),
                Err(error) => unread(&id, &path, error),
            }
        }
        known
    }
}

/// Reads a list.
fn read(path: &Path) -> Result<Arc<Source>, Problems> {
    input::read_list(path, LONGEST_LIST, Encoding::Utf8).map_err(|error| match error {
        input::Error::Problems(problems) => problems,
        error => {
            let source = Source::new(path.display().to_string(), "");
            let problem = Problem::error(problem::Code::Unreadable, &source, 0..0, error.to_string());
            Problems(vec![problem.help("give the path of a list that can be read")])
        }
    })
}

/// What the catalogue knows tools by.
fn of_catalogue() -> KnownTools {
    let mut known = KnownTools::default();
    for (id, tool) in catalogue::all().unwrap_or_default() {
        known.add(&id, &tool);
    }
    known
}

/// A path as readers of the output know it: from here, with `/` between its parts.
fn relative(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let text = path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
    text.strip_prefix("./").map_or_else(|| text.clone(), str::to_owned)
}

/// A path from the root of the repository that it lies in, which is where code scanning looks for it;
/// the whole of it where it lies in none.
fn in_repository(path: &Path) -> String {
    let Ok(path) = std::path::absolute(path) else { return relative(path) };
    // A link to a list is a file of the repository as well: only the folder is followed.
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let path = match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    };
    let root = path.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    match root.and_then(|root| path.strip_prefix(root).ok()) {
        Some(inside) => inside.display().to_string().replace(std::path::MAIN_SEPARATOR, "/"),
        None => {
            let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
            let path = path.strip_prefix(&here).unwrap_or(&path);
            path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
        }
    }
}
