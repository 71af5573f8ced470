//! `decide`: what somebody with the authority says to an assessment.

use clap::ValueEnum;
use plimsoll::assessment::Record;
use plimsoll::framework;
use plimsoll::policy::{Fault, Proposal};
use plimsoll::register::Unfinished;
use plimsoll::report::data::record;
use plimsoll::workflow::decide::{Beginning, DecisionSession};

use crate::cli::arguments::SubjectScope;
use crate::cli::git::Committed;
use crate::cli::locate::{self, SessionKind, Unknown};
use crate::cli::print::remedy::{self, Medium};
use crate::cli::print::terminal::width;
use crate::cli::print::{decision, diagnostics, note, recorded, terminal};
use crate::cli::{Exit, Global, OutputFormat, moment};

mod ask;
mod flags;

// What every command takes is known before what this one takes; put again, it stands last in the help.
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("register", |register| register),
    mut_arg("as_of", |as_of| as_of),
    mut_arg("by", |by| by),
    mut_arg("no_input", |no_input| no_input),
    mut_arg("color", |color| color)
)]
pub struct Args {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use's id; required if the tool has several uses. `*` means every use
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// What it is about: this tool, or all tools of its vendor, which can only be forbidden
    #[arg(long, value_enum, default_value_t, value_name = "SCOPE")]
    scope: SubjectScope,
    /// The assessment to rest on; with `none`, prohibit and hold rest on no assessment even if there is one
    #[arg(long, value_enum, default_value_t, value_name = "WHICH")]
    assessment: Which,
    /// The decision
    #[arg(long, value_parser = decision(), value_name = "DECISION")]
    decision: Option<framework::Disposition>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT", help_heading = "Decision")]
    rationale: Option<String>,
    /// Who decides; repeatable. The recorder, if omitted
    #[arg(long, value_name = "NAME <MAIL>", help_heading = "Decision")]
    approver: Vec<String>,
    /// Who disagrees and why, as "Name: reason"; repeatable
    #[arg(long, value_name = "NAME: REASON", help_heading = "Decision")]
    dissent: Vec<String>,
    /// The first day; the day judged if omitted
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    valid_from: Option<String>,
    /// The last day; the day of the next review if omitted. A hold or prohibition without one stays in force
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    valid_until: Option<String>,
    /// The highest levels covered, as data=2,egress=3; those that were assessed if omitted
    #[arg(long, value_name = "LEVELS", help_heading = "Decision")]
    ceiling: Vec<String>,
    /// The client versions covered, as ">=2.0, <3"
    #[arg(long, value_name = "RANGE", help_heading = "Decision")]
    client_version: Option<String>,
    /// An edition or plan covered; repeatable
    #[arg(long, value_name = "EDITION", help_heading = "Decision")]
    edition: Vec<String>,
    /// A team covered; repeatable
    #[arg(long, value_name = "TEAM", help_heading = "Decision")]
    team: Vec<String>,
    /// A condition, as "Text; owner=Name <mail>; due=2026-12-31; id=ID; question=QUESTION; before-use", where all but the text may be left out; with id= alone it takes or changes a proposed one, which `plimsoll show TOOL --all` lists. Repeatable
    #[arg(long, value_name = "CONDITION", help_heading = "Decision")]
    condition: Vec<String>,
    /// A proposed condition to leave out, or a question of one; repeatable
    #[arg(long, value_name = "ID", help_heading = "Decision")]
    drop_condition: Vec<String>,
    /// The last day for conditions that name none
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    conditions_due: Option<String>,
    /// A knock-out to waive, as "ID; reason=TEXT; until=2026-12-31; approver=Name <mail>", where all but the id may be left out. Repeatable
    #[arg(long, value_name = "WAIVER", help_heading = "Decision")]
    waive: Vec<String>,
    /// A risk that an approver whom policy names accepts as it is, and why: the decision may be one step milder
    #[arg(long, value_name = "REASON", help_heading = "Decision")]
    accept_risk: Option<String>,
    /// The last day on which the risk is accepted
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    accept_until: Option<String>,
    /// What to use instead: a tool's id, or words; repeatable
    #[arg(long, value_name = "TOOL", help_heading = "Decision", add = crate::cli::complete::tools())]
    alternative: Vec<String>,
    /// What must be done because of it; repeatable
    #[arg(long, value_name = "TEXT", help_heading = "Decision")]
    action: Vec<String>,
    /// End what was decided about all tools of the vendor, or about every use: the decisions about single uses count again
    #[arg(long, conflicts_with = "decision", help_heading = "Decision")]
    lift: bool,
    /// Begin a new tool or use although its id is close to a known one
    #[arg(long)]
    new: bool,
    /// Also commit the record to git; policy can require this for every record
    #[arg(long)]
    commit: bool,
    /// How to print what was recorded
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// The newest assessment
    #[default]
    Newest,
    /// None
    None,
}

fn decision() -> impl clap::builder::TypedValueParser<Value = framework::Disposition> {
    use clap::builder::TypedValueParser as _;
    let names = framework::Disposition::NAMES.map(|(name, _)| name);
    clap::builder::PossibleValuesParser::new(names).map(|name| {
        let known = framework::Disposition::NAMES.iter().find(|(known, _)| *known == name);
        known.map_or(framework::Disposition::Hold, |(_, decision)| *decision)
    })
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Exit> {
    let begun = locate::beginning(global)?;
    let asked = match (args.decision, args.lift) {
        (Some(decision), _) => Some(decision),
        (None, true) => Some(framework::Disposition::Approve),
        (None, false) => None,
    };
    let Some(decision) = asked else { return at_terminal(args, global, begun) };
    let mut faults = Vec::new();
    let proposal = flags::proposal(args, decision, &begun.by, &mut faults);
    let session = match args.session(begun, global) {
        Ok(Some(session)) => session,
        Ok(None) => return Ok(Exit::Yes),
        Err(error) if faults.is_empty() => return Err(error),
        Err(error) => {
            faults.push(format!("{error:#}"));
            return Err(diagnostics::Faults(faults).into());
        }
    };
    decide(&session, &proposal, args, faults, Medium::CommandLine)
}

/// Asks for what the flags leave out, which is the decision at least.
fn at_terminal(args: &Args, global: &Global, begun: Beginning) -> anyhow::Result<Exit> {
    if global.no_input || !terminal::interactive() {
        anyhow::bail!(
            "give the decision with --decision
decisions: {}
`plimsoll event` records what happens to a decision later",
            framework::Disposition::NAMES.map(|(name, _)| name).join(", ")
        );
    }
    let Some(session) = args.session(begun, global)? else { return Ok(Exit::Yes) };
    let Some(proposal) = ask::proposal(args, &session)? else { return Ok(Exit::Yes) };
    let answer = decide(&session, &proposal, args, Vec::new(), Medium::Screen)?;
    // Where it was refused, the next try begins with what was said.
    if answer != Exit::No {
        session.register.drop_draft(&session.target, Unfinished::Decision, &session.by)?;
    }
    Ok(answer)
}

/// Records what is wanted, unless something is wrong with it or policy forbids it.
fn decide(
    session: &DecisionSession,
    proposal: &Proposal,
    args: &Args,
    mut faults: Vec<String>,
    place: Medium,
) -> anyhow::Result<Exit> {
    let mut wrong = session.faults(proposal.decision, args.lift);
    let basis = session.basis(proposal)?;
    wrong.extend(proposal.faults(session.as_of, basis.as_ref()));
    faults.extend(wrong.iter().map(|fault: &Fault| remedy::fault(fault, place)));
    if !faults.is_empty() {
        return Err(diagnostics::Faults(faults).into());
    }
    let decision = session.decision(proposal, basis.as_ref(), moment()?);
    let refused = session.refused(&Record::Decision(Box::new(decision.clone())))?;
    if !refused.is_empty() {
        remedy::say_refused(&refused, args.format, place)?;
        return Ok(Exit::No);
    }
    note::say_all(&session.notes(&decision, basis.as_ref()), place);
    let added = session.record(&decision, basis.as_ref())?;
    let committed = Committed::after(&session.register, &added, args.commit);
    match args.format {
        OutputFormat::Json => {
            let record = Record::Decision(Box::new(decision));
            recorded::print_json(&recorded::json(&added, committed.json(), record::record(&record)))?;
        }
        OutputFormat::Text => {
            let mut text = decision::brief(&decision, width());
            let (id, usage) = (session.target.id(), &session.target.usage);
            if !session.is_wide() {
                let place = format!("{id} --use {usage}");
                text += &recorded::next(&format!("plimsoll check {place}"), &format!("plimsoll show {place}"));
            }
            recorded::print(&text)?;
        }
    }
    recorded::say_place(&added);
    committed.say();
    Ok(committed.answer())
}

impl Args {
    /// The session for the tool and use that are named. `None` where the person left.
    fn session(&self, begun: Beginning, global: &Global) -> anyhow::Result<Option<DecisionSession>> {
        let (unknown, vendor) = (Unknown::new(self.new, global), self.scope == SubjectScope::Vendor);
        let rests = self.assessment == Which::Newest && !self.lift;
        locate::decision_session(
            begun,
            &self.tool,
            self.usage.as_deref(),
            &unknown,
            SessionKind { vendor, rests, mends: false },
        )
    }
}
