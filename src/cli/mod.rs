//! The command line: the only room that prompts, prints, and reads the clock and the environment.
//! `Command` lists the commands with what each is for; a file a command holds its arguments, whose
//! comments are its help, and its `run`.
#![expect(clippy::disallowed_methods, reason = "the one room that talks to the world")]

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use plimsoll::date::{Day, Moment};

mod arguments;
mod command;
mod complete;
mod git;
mod known;
mod locate;
mod paths;
mod person;
mod print;
mod screen;

/// Assesses the risk of AI tools and vendors.
///
/// An interview walks a reviewer through data leakage, reliability and policy, turns the answers
/// into a risk tier that anyone can recompute by hand, and keeps the decision in a register of
/// text files.
///
/// Exit codes everywhere: 0 yes, 1 the answer is no, 2 could not tell.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Global {
    /// The register, a folder with `plimsoll.toml`; looked for upwards from here if omitted
    #[arg(long, global = true, value_name = "DIR", env = "PLIMSOLL_REGISTER", help_heading = "Global options")]
    register: Option<std::path::PathBuf>,
    /// The day to judge; today in UTC if omitted
    #[arg(long, global = true, value_name = "YYYY-MM-DD", env = "PLIMSOLL_AS_OF", help_heading = "Global options")]
    as_of: Option<Day>,
    /// Who records; git's user.name and user.email if omitted
    #[arg(long, global = true, value_name = "NAME <MAIL>", env = "PLIMSOLL_BY", help_heading = "Global options")]
    by: Option<String>,
    /// Never prompt, even in a terminal
    #[arg(long, global = true, help_heading = "Global options")]
    no_input: bool,
    /// When to colour what is printed
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = "Global options")]
    color: Color,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// In a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// For programs; its keys are stable
    Json,
}

/// The commands, and their help but for the arguments. The arguments of a command are made known to
/// clap only once it is the one that was called: those of all commands took a sixth of a run.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// Make a register
    ///
    /// Writes `plimsoll.toml`, which explains every setting, and the folders of a register. With --from
    /// it also adds every tool of a list that you have: a spreadsheet saved as CSV, one use in each row.
    /// A row that prohibits, with its reason, becomes a decision of today; every other use is undecided.
    Init(command::init::Args),
    /// Take a first look at a tool in one use, and record it
    ///
    /// A few questions that the person who wants the tool can answer in five minutes. The most demanding
    /// answer sets the route: nothing more, this record alone, a short assessment, the full one, or stop.
    /// `assess` starts with what the answers imply about the context. Every answer is saved at once: Esc
    /// goes back, Ctrl-C leaves, and the next `triage` offers to continue.
    Triage(command::triage::Args),
    /// Assess a tool in one use, and record it
    ///
    /// Asks who wants it and why, then for the context, then only the questions that apply, on one full
    /// screen: a number chooses, Enter takes the same evidence again, `o` shows all questions, `?` the keys.
    /// It starts with what a triage of the use already said; where the use was assessed before, only what
    /// needs a look is asked again. Every answer is saved at once: Esc goes back, Ctrl-C leaves, and the next
    /// `assess` offers to continue. With --answers no terminal is needed.
    Assess(command::assess::Args),
    /// Decide on a tool in one use
    ///
    /// A decision rests on the newest assessment of the use, and names its sha256. Whatever you leave out
    /// follows from it: the ceiling is the context that was assessed, the end is the day of the next
    /// review, the conditions of `approve-with-conditions` are its weak answers. Policy in plimsoll.toml
    /// says who may approve what; a decision that it forbids is refused with exit code 1. Prohibit and
    /// hold need no assessment. In a terminal, without --decision, it asks, and saves every answer at
    /// once. `event` records what happens after the decision.
    Decide(Box<command::decide::Args>),
    #[command(subcommand)]
    Event(command::event::Command),
    /// Score an answers file
    ///
    /// Prints the tier, the reasons for it, and everything that is unknown. Nothing is recorded.
    Score(command::score::Args),
    /// Explain a result line by line
    ///
    /// Prints the ledger of every criterion, which adds up to its points; the floors under the tier;
    /// the answers that would lower the tier, and those on which it rests.
    Explain(command::explain::Args),
    /// List what is open about a use, and for whom
    ///
    /// Reads the unfinished interviews about the use, else its newest assessment: what was not asked yet,
    /// handed over, not known, or needs a look, by the person or team that can answer it.
    Open(command::open::Args),
    /// List the uses with what is decided, worst tier first
    ///
    /// `check` reports conditions, expired evidence and everything else that speaks against a use.
    List(command::list::Args),
    /// Show what is decided about a use, and its newest assessment
    ///
    /// Without an assessment, or where a later triage is enough, it shows the triage. A prohibition or
    /// hold of every use, or of all tools of the vendor, comes first.
    Show(command::show::Args),
    /// Show the history of a use
    ///
    /// If the register is in a git repository, each record comes with its commit and what git says about
    /// the signature.
    Log(command::log::Args),
    /// Show what changed between two assessments of a use
    Diff(command::diff::Args),
    /// List what expires, is owed or waits: reviews, conditions, decisions, exceptions, evidence
    ///
    /// Overdue items are always listed, and so are conditions without a due date.
    Due(command::due::Args),
    /// Ask whether a tool may be used
    ///
    /// The gate for procurement and pipelines. Exits 0 if it is allowed, 1 if it is not, 2 if it
    /// cannot tell: what is missing, unreadable, altered or expired is never allowed. All reasons
    /// are listed; the first decides. `docs/check.md` explains every code.
    Check(command::check::Args),
    /// Say what rests on a vendor, a tool, a model or a host
    ///
    /// For the day on which one is banned, breached or sold: the uses of its tools, other tools that name
    /// it as model, subprocessor, owner or host, decisions about it, and decisions that name it to be used
    /// instead. --list looks through inventories as well. --letter writes a statement that it is not used,
    /// with its evidence and its limits, and exits 1 where that cannot be stated.
    Where(command::where_used::Args),
    /// Write the decisions in force in the format of whoever enforces them
    ///
    /// For browsers, proxies, resolvers, editors and agents: what is denied on the day, each entry with its
    /// decision. A rule never takes what nobody denied: shared hosts and uses that differ are listed as not
    /// exported, with why. plimsoll changes nothing on a machine; where each file goes, what it stops and how
    /// it fails is in docs/enforce.md.
    Enforce(Box<command::enforce::Args>),
    /// Compare what is there with the register
    ///
    /// Reads inventories that other programs write, each told by its content: MCP configurations, lists of
    /// extensions, bills of materials, lock files, DNS and proxy logs, app lists of identity providers, and
    /// more (`docs/reconcile.md`). Says what is in use and unknown or not allowed, what has the name of an
    /// MCP server and starts something else, whose account it is, what is approved and nowhere seen, and
    /// which sources were silent. How a use stands is the answer of `check`. Exits 0, 1 or 2 as `check` does.
    Reconcile(command::reconcile::Args),
    /// Verify that nothing in the register was altered
    ///
    /// Finds a changed byte, a record that is missing, moved or duplicated, a cut-off tail, a fork, a result
    /// that does not follow from its answers, a framework or policy that is not the one relied on, a
    /// reference to something missing, and files that do not belong. If the register is in a git
    /// repository, it also says which commits added the records, whether their signatures are good, and
    /// which records differ from what was committed. Exits 1 if something is wrong, and says which file
    /// and what to do.
    Verify(command::verify::Args),
    /// Bring files into their canonical form
    ///
    /// Without FILE it formats the heads and drafts of the register and checks its records. A record is
    /// never changed, since the next one names its sha256. With FILE it also formats answers files and
    /// tool.toml. A file with comments is left as it is, since they would be lost: move them into a `note`,
    /// or give --force.
    Fmt(command::fmt::Args),
    /// Write a report of one use, or of the whole register
    ///
    /// The file's extension sets the format. The same records, day and audience give the same bytes;
    /// `verify --report FILE` makes the report again and compares.
    Report(command::report::Args),
    #[command(subcommand)]
    Policy(command::policy::Command),
    #[command(subcommand)]
    Tool(command::tool::Command),
    #[command(subcommand)]
    Evidence(command::evidence::Command),
    #[command(subcommand)]
    Framework(command::framework::Command),
    /// Explain a command, or a word that this program uses
    ///
    /// `plimsoll help assess` is `plimsoll assess --help`. `plimsoll help words` defines every word that is
    /// used in a special sense, `plimsoll help words TERM` one of them.
    Help(command::help::Args),
    /// Print the manual, or write the manual pages of all commands
    ///
    /// In a terminal it is printed as text; into a file or a pipe as a manual page: `plimsoll man | man -l -`.
    Man(command::man::Args),
}

impl Command {
    /// Whether 0 says that all is well, or that something was recorded: more than that text was printed.
    fn judges(&self) -> bool {
        match self {
            Self::Where(args) => args.judges(),
            Self::Decide(_)
            | Self::Event(_)
            | Self::Check(_)
            | Self::Enforce(_)
            | Self::Reconcile(_)
            | Self::Verify(_)
            | Self::Fmt(_) => true,
            Self::Policy(command) => !matches!(command, command::policy::Command::History(_)),
            Self::Framework(command) => matches!(command, command::framework::Command::Check(_)),
            _ => false,
        }
    }
}

pub use plimsoll::gate::Exit;

impl Global {
    /// The day to judge.
    fn day(&self) -> anyhow::Result<Day> {
        match self.as_of {
            Some(day) => Ok(day),
            None => Day::of_unix_seconds(now()?).context("the clock shows a day that no calendar has"),
        }
    }
}

/// Seconds since 1970 in UTC. In a build for tests `SOURCE_DATE_EPOCH` stands in for the clock; in a
/// program that people use nothing does, or a variable would decide what is still valid.
fn now() -> anyhow::Result<i64> {
    if cfg!(debug_assertions)
        && let Some(fixed) = std::env::var_os("SOURCE_DATE_EPOCH")
    {
        let fixed = fixed.to_string_lossy();
        return fixed.parse().with_context(|| format!("SOURCE_DATE_EPOCH is `{fixed}`, not whole seconds"));
    }
    let since =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).context("the clock is before 1970")?;
    i64::try_from(since.as_secs()).context("the clock is out of range")
}

/// The second in which something is recorded.
fn moment() -> anyhow::Result<Moment> {
    Moment::of_unix_seconds(now()?).context("the clock is out of range")
}

/// Runs the program.
pub fn main() -> ExitCode {
    screen::restore::on_panic();
    // By the name of a link it answers a client that asks; before anything else is looked at, since no
    // argument or variable may change that answer.
    if let Some((form, path)) = command::enforce::link(std::env::args_os().next()) {
        return command::enforce::answer_link(form, &path).map_or_else(
            |error| {
                print::diagnostics::report(&error);
                ExitCode::from(2)
            },
            ExitCode::from,
        );
    }
    // The shell asks for completions by setting COMPLETE; `COMPLETE=bash plimsoll` prints its hook.
    // A call for completions has no arguments, or has its words behind `--`, as no other call has: the
    // variable alone, set for a real call, must not turn its answer into success.
    let asks = std::env::args_os().nth(1).is_none_or(|first| first == "--");
    if asks && std::env::var_os("COMPLETE").is_some() {
        clap_complete::CompleteEnv::with_factory(Cli::command).complete();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // Whether anybody reads a help text to its end is no fault.
            let quiet = |error: &std::io::Error| code == 0 && error.kind() == std::io::ErrorKind::BrokenPipe;
            return match error.print() {
                Err(unread) if !quiet(&unread) => ExitCode::from(2),
                _ => ExitCode::from(code),
            };
        }
    };
    match cli.global.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    match run(&cli) {
        Ok(answer) => answer.into(),
        Err(error) if print::diagnostics::is_broken_pipe(&error) => {
            ExitCode::from(if cli.command.judges() { 2 } else { 0 })
        }
        Err(error) => {
            print::diagnostics::report(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Init(args) => command::init::run(args, &cli.global),
        Command::Triage(args) => command::triage::run(args, &cli.global),
        Command::Assess(args) => command::assess::run(args, &cli.global),
        Command::Decide(args) => command::decide::run(args, &cli.global),
        Command::Event(command) => command::event::run(command, &cli.global),
        Command::Score(args) => command::score::run(args, &cli.global),
        Command::Explain(args) => command::explain::run(args, &cli.global),
        Command::Open(args) => command::open::run(args, &cli.global),
        Command::List(args) => command::list::run(args, &cli.global),
        Command::Show(args) => command::show::run(args, &cli.global),
        Command::Log(args) => command::log::run(args, &cli.global),
        Command::Diff(args) => command::diff::run(args, &cli.global),
        Command::Due(args) => command::due::run(args, &cli.global),
        Command::Check(args) => command::check::run(args, &cli.global),
        Command::Where(args) => command::where_used::run(args, &cli.global),
        Command::Enforce(args) => command::enforce::run(args, &cli.global),
        Command::Reconcile(args) => command::reconcile::run(args, &cli.global),
        Command::Verify(args) => command::verify::run(args, &cli.global),
        Command::Fmt(args) => command::fmt::run(args, &cli.global),
        Command::Report(args) => command::report::run(args, &cli.global),
        Command::Policy(command) => command::policy::run(command, &cli.global),
        Command::Tool(command) => command::tool::run(command, &cli.global),
        Command::Evidence(command) => command::evidence::run(command, &cli.global),
        Command::Framework(command) => command::framework::run(command, &cli.global),
        Command::Help(args) => command::help::run(args),
        Command::Man(args) => command::man::run(args),
    }
}
