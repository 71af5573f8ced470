//! `event`: what happens to a decision later, as a record of its own.

use plimsoll::answers::Evidence;
use plimsoll::assessment::event::What;
use plimsoll::assessment::{Event, Record};
use plimsoll::person::Person;
use plimsoll::report::data::record;
use plimsoll::workflow::decide::DecisionSession;
use plimsoll::workflow::event::{self, Happened, JudgedEvent, MetClaim};

use crate::cli::arguments::{self, SubjectScope};
use crate::cli::git::Committed;
use crate::cli::locate::{self, SessionKind, Unknown};
use crate::cli::print::remedy::{self, Medium};
use crate::cli::print::terminal::{interactive, paragraph, plain, say, width};
use crate::cli::print::{diagnostics, recorded, table};
use crate::cli::screen;
use crate::cli::{Exit, Global, OutputFormat, moment};

/// Record what happens after a decision
///
/// A condition is met, a team gets an exception, something calls for a review, or the use stops.
/// The decision itself stays as it was recorded; the gate takes both together.
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Record that a condition of the decision is met
    ///
    /// Names the evidence that shows it: one that the assessment has, or a new one with a title. In a
    /// terminal it asks for what is left out.
    ConditionMet(ConditionMet),
    /// Let one team go beyond the decision for a limited time
    ///
    /// Policy says who may grant it, and for how long.
    Exception(ExceptionArgs),
    /// Call for a review of the use at once
    ///
    /// After a vulnerability, new terms or a change of owner, for example.
    Trigger(Trigger),
    /// Suspend the use until the next decision
    Suspend(Stop),
    /// Withdraw the permission until the next decision
    Withdraw(Stop),
    /// Record that the use has ended
    Retire(Stop),
    /// Repair a chain whose last record judges a day in the future
    ///
    /// A clock that was ahead caused it, and the next record would be refused. Nothing else changes.
    Mend(Stop),
}

// What an event is about; as a doc comment this would stand in the help of every event.
#[derive(Debug, clap::Args)]
pub struct SubjectArgs {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses. `*` means every use
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// What it is about: this tool, or all tools of its vendor
    #[arg(long, value_enum, default_value_t, value_name = "SCOPE")]
    scope: SubjectScope,
}

// How it is recorded and printed; the same holds.
#[derive(Debug, clap::Args)]
pub struct HowRecorded {
    /// Also commit the record to git; policy can require this for every record
    #[arg(long)]
    commit: bool,
    /// How to print what was recorded
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub struct ConditionMet {
    #[command(flatten)]
    about: SubjectArgs,
    /// The condition, by its id; the only open one if omitted
    #[arg(long, value_name = "ID", add = crate::cli::complete::conditions())]
    condition: Option<String>,
    /// The evidence for it, by its id in the assessment; repeatable
    #[arg(long, value_name = "ID")]
    evidence: Vec<String>,
    /// The title of new evidence; its id follows from it, unless --evidence names one
    #[arg(long, value_name = "TEXT")]
    evidence_title: Option<String>,
    /// Where the new evidence lies
    #[arg(long, value_name = "PATH", requires = "evidence_title")]
    evidence_where: Option<String>,
    /// The sha256 of the new evidence
    #[arg(long, value_name = "SHA256", requires = "evidence_title")]
    evidence_sha256: Option<String>,
    /// The last day on which the new evidence counts
    #[arg(long, value_name = "YYYY-MM-DD", requires = "evidence_title")]
    evidence_expires: Option<String>,
    /// What exactly was done; if omitted, that the evidence shows it
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    how: HowRecorded,
}

#[derive(Debug, clap::Args)]
pub struct ExceptionArgs {
    #[command(flatten)]
    about: SubjectArgs,
    /// The team that it is for
    #[arg(long, value_name = "TEAM")]
    team: String,
    /// The reasons that it lifts, as codes of `check`, separated by commas
    #[arg(long, value_name = "CODES", value_delimiter = ',', required = true, add = crate::cli::complete::names(liftable()))]
    lifts: Vec<String>,
    /// The highest levels covered, as data=2,egress=3; those that were assessed if omitted
    #[arg(long, value_name = "LEVELS")]
    ceiling: Vec<String>,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    valid_until: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Who grants it; repeatable. The recorder, if omitted
    #[arg(long, value_name = "NAME <MAIL>")]
    approver: Vec<String>,
    #[command(flatten)]
    how: HowRecorded,
}

#[derive(Debug, clap::Args)]
pub struct Trigger {
    #[command(flatten)]
    about: SubjectArgs,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Also suspend the use until the next decision
    #[arg(long)]
    suspend: bool,
    #[command(flatten)]
    how: HowRecorded,
}

#[derive(Debug, clap::Args)]
pub struct Stop {
    #[command(flatten)]
    about: SubjectArgs,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    how: HowRecorded,
}

/// The reasons that an exception may lift.
fn liftable() -> Vec<&'static str> {
    use plimsoll::gate::ReasonCode;
    ReasonCode::ALL.iter().copied().filter(|code| code.may_be_lifted()).map(ReasonCode::as_str).collect()
}

/// Runs the command.
pub fn run(command: &Command, global: &Global) -> anyhow::Result<Exit> {
    let begun = locate::beginning(global)?;
    let by = begun.by.clone();
    let (about, how) = command.about();
    // What happens to a decision happens to something that is known.
    let unknown = Unknown::refused();
    let of = SessionKind {
        vendor: about.scope == SubjectScope::Vendor,
        rests: true,
        mends: matches!(command, Command::Mend(_)),
    };
    let session = locate::decision_session(begun, &about.tool, about.usage.as_deref(), &unknown, of)?;
    let Some(session) = session else { return Ok(Exit::Yes) };
    let mut faults = Vec::new();
    let (mut happened, why) = command.happened(&by, &mut faults);
    let mut why = why.to_owned();
    if let Happened::ConditionMet(met) = &mut happened
        && faults.is_empty()
        && !global.no_input
        && interactive()
        && !screen::event::condition_met(&session, met, &mut why)?
    {
        say("nothing was recorded");
        return Ok(Exit::Yes);
    }
    let event = match event::judge(&session, &happened, &why, moment()?)? {
        JudgedEvent::Event(event) if faults.is_empty() => event,
        JudgedEvent::Faults(found) => {
            faults.extend(found.iter().map(|fault| remedy::fault(fault, Medium::CommandLine)));
            return Err(diagnostics::Faults(faults).into());
        }
        _ if !faults.is_empty() => return Err(diagnostics::Faults(faults).into()),
        JudgedEvent::Refused(refused) => {
            remedy::say_refused(&refused, how.format, Medium::CommandLine)?;
            return Ok(Exit::No);
        }
        JudgedEvent::Event(event) => event,
    };
    let added = event::record(&session, &event)?;
    let committed = Committed::after(&session.register, &added, how.commit);
    match how.format {
        OutputFormat::Json => {
            let record = record::record(&Record::Event(event));
            recorded::print_json(&recorded::json(&added, committed.json(), record))?;
        }
        OutputFormat::Text => recorded::print(&text(&event, &session))?,
    }
    recorded::say_place(&added);
    committed.say();
    Ok(committed.answer())
}

impl Command {
    fn about(&self) -> (&SubjectArgs, &HowRecorded) {
        match self {
            Self::ConditionMet(args) => (&args.about, &args.how),
            Self::Exception(args) => (&args.about, &args.how),
            Self::Trigger(args) => (&args.about, &args.how),
            Self::Suspend(args) | Self::Withdraw(args) | Self::Retire(args) | Self::Mend(args) => {
                (&args.about, &args.how)
            }
        }
    }

    /// What the arguments say happened, and why.
    fn happened(&self, by: &Person, faults: &mut Vec<String>) -> (Happened, &str) {
        match self {
            Self::ConditionMet(args) => {
                let expires = arguments::day("--evidence-expires", args.evidence_expires.as_ref(), faults);
                let new = args.evidence_title.as_ref().map(|title| Evidence {
                    title: title.clone(),
                    location: args.evidence_where.clone(),
                    sha256: args.evidence_sha256.clone(),
                    expires,
                    ..Evidence::default()
                });
                let met = MetClaim { condition: args.condition.clone(), evidence: args.evidence.clone(), new };
                (Happened::ConditionMet(met), args.why.as_deref().unwrap_or_default())
            }
            Self::Exception(args) => {
                let happened = Happened::Exception {
                    team: args.team.clone(),
                    until: arguments::day("--valid-until", Some(&args.valid_until), faults),
                    lifts: args.lifts.clone(),
                    ceiling: arguments::levels("--ceiling", &args.ceiling, faults),
                    approvers: arguments::people("--approver", &args.approver, by, faults),
                };
                (happened, &args.why)
            }
            Self::Trigger(args) => (Happened::Trigger { suspends: args.suspend }, &args.why),
            Self::Suspend(args) => (Happened::Suspend, &args.why),
            Self::Withdraw(args) => (Happened::Withdraw, &args.why),
            Self::Retire(args) => (Happened::Retire, &args.why),
            Self::Mend(args) => (Happened::Mend, &args.why),
        }
    }
}

fn text(event: &Event, session: &DecisionSession) -> String {
    let about = session.target.name();
    let head = match &event.what {
        What::ConditionMet { condition, proof, .. } => {
            format!("condition {condition} of {about} is met, by {}", proof.join(", "))
        }
        What::Exception { team, until, lifts, .. } => {
            format!("exception for team {team} in {about} until {until}, from {}", lifts.join(", "))
        }
        What::Trigger { suspends: true } => format!("trigger for {about}, which is suspended until the next decision"),
        What::Trigger { suspends: false } => format!("trigger for {about}: it is due for review now"),
        What::Suspend => format!("{about} is suspended until the next decision"),
        What::Withdraw => format!("the permission of {about} is withdrawn until the next decision"),
        What::Retire => format!("{about} is retired until the next decision"),
        What::Mend => {
            format!("{about} continues with {} after a record whose day or clock was wrong", event.header.as_of)
        }
    };
    let why = paragraph("  ", 2, &plain(&event.why), width());
    format!("{}\n{why}\n", table::strong(&plain(&head)))
}
