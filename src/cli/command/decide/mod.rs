//! `decide`: what somebody with the authority says to an assessment, and what happens to it later.

use clap::ValueEnum;
use plimsoll::assessment::event::What;
use plimsoll::assessment::{EVERY_USE, Record};
use plimsoll::dossier;
use plimsoll::framework;
use plimsoll::policy::{Fault, Refusal, Wish};
use plimsoll::register::{Appended, Unfinished};
use plimsoll::report::data::record;
use plimsoll::workflow::decide::{About, Beginning, DecisionSession};
use serde_json::json;

use crate::cli::git::Committed;
use crate::cli::print::json::print_json;
use crate::cli::print::recorded::say_place;
use crate::cli::print::remedy::{self, Place};
use crate::cli::print::terminal::{plain, say, styled, width};
use crate::cli::print::{decision, diagnostics, note, table, terminal};
use crate::cli::{Answer, Format, Global, levels, locate, moment, person};

mod ask;
mod event;
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
    /// The tool, by its id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use context; needed where the tool has several. `*` is every use
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// What it is about: this tool, or all tools of its vendor, which may only be forbidden
    #[arg(long, value_enum, default_value_t, value_name = "SCOPE")]
    scope: Scope,
    /// The assessment to rest on; `none` lets prohibit and hold stand without the one that there is
    #[arg(long, value_enum, default_value_t, value_name = "WHICH")]
    assessment: Which,
    /// The decision
    #[arg(long, value_parser = decision(), value_name = "DECISION", conflicts_with = "event")]
    decision: Option<framework::Decision>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT", help_heading = "Decision")]
    rationale: Option<String>,
    /// Who decides; repeat it for several. Whoever records it, if not given
    #[arg(long, value_name = "NAME <MAIL>", help_heading = "Decision")]
    approver: Vec<String>,
    /// Who disagrees and why, as "Name: reason"; repeat it for several
    #[arg(long, value_name = "NAME: REASON", help_heading = "Decision")]
    dissent: Vec<String>,
    /// The first day; the day judged if not given
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    valid_from: Option<String>,
    /// The last day; that of the next review if not given. A hold or prohibition without one stays
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    valid_until: Option<String>,
    /// The highest levels covered, as data=2,egress=3; those that were assessed if not given
    #[arg(long, value_name = "LEVELS", help_heading = "Decision")]
    ceiling: Vec<String>,
    /// The client versions covered, as ">=2.0, <3"
    #[arg(long, value_name = "RANGE", help_heading = "Decision")]
    client_version: Option<String>,
    /// An edition or plan covered; repeat it for several
    #[arg(long, value_name = "EDITION", help_heading = "Decision")]
    edition: Vec<String>,
    /// A team covered; repeat it for several. With --event exception, the team that it is for
    #[arg(long, value_name = "TEAM", help_heading = "Decision")]
    team: Vec<String>,
    /// A condition, as "Text; owner=Name <mail>; due=2026-12-31; id=ID; question=QUESTION; before-use", all but the text as wanted; with id= alone it changes a proposed one. Repeat it for several. With --event condition-met, the id of the one that is met
    #[arg(long, value_name = "CONDITION", help_heading = "Decision")]
    condition: Vec<String>,
    /// A proposed condition to leave out; repeat it for several
    #[arg(long, value_name = "ID", help_heading = "Decision")]
    drop_condition: Vec<String>,
    /// The last day for conditions that name none
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    conditions_due: Option<String>,
    /// A knock-out to waive, as "ID; reason=TEXT; until=2026-12-31; approver=Name <mail>", all but the id as wanted. Repeat it for several
    #[arg(long, value_name = "WAIVER", help_heading = "Decision")]
    waive: Vec<String>,
    /// A risk that an approver whom policy names accepts as it is, and why: the decision may be one step milder
    #[arg(long, value_name = "REASON", help_heading = "Decision")]
    accept_risk: Option<String>,
    /// The last day on which the risk is accepted
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Decision")]
    accept_until: Option<String>,
    /// What to use instead: a tool's id, or words; repeat it for several
    #[arg(long, value_name = "TOOL", help_heading = "Decision", add = crate::cli::complete::tools())]
    alternative: Vec<String>,
    /// What is to be done because of it; repeat it for several
    #[arg(long, value_name = "TEXT", help_heading = "Decision")]
    action: Vec<String>,
    /// End what was decided about all tools of the vendor, or about every use: the decisions about single uses count again
    #[arg(long, conflicts_with_all = ["decision", "event"], help_heading = "Decision")]
    lift: bool,
    /// What happened
    #[arg(long, value_parser = What::WORDS, value_name = "WHAT", help_heading = "Event")]
    event: Option<String>,
    /// Why, or what exactly
    #[arg(long, value_name = "TEXT", help_heading = "Event")]
    why: Option<String>,
    /// With a trigger: suspend the use until the next decision
    #[arg(long, help_heading = "Event")]
    suspend: bool,
    /// The evidence that a condition is met, by its id in the assessment; repeat it for several
    #[arg(long, value_name = "ID", help_heading = "Event")]
    evidence: Vec<String>,
    /// The title of evidence that the assessment does not have
    #[arg(long, value_name = "TEXT", help_heading = "Event")]
    evidence_title: Option<String>,
    /// Where that evidence lies
    #[arg(long, value_name = "PATH", help_heading = "Event")]
    evidence_where: Option<String>,
    /// Its sha256
    #[arg(long, value_name = "SHA256", help_heading = "Event")]
    evidence_sha256: Option<String>,
    /// The last day on which it counts
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Event")]
    evidence_expires: Option<String>,
    /// The reasons that an exception lifts for its team, as codes of `check`, with commas between
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = "Event")]
    lifts: Vec<String>,
    /// Commit the record to git, too, as policy may say for every record
    #[arg(long)]
    commit: bool,
    /// How to print what was recorded
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Scope {
    /// The tool
    #[default]
    Tool,
    /// Every tool of its vendor
    Vendor,
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

fn decision() -> impl clap::builder::TypedValueParser<Value = framework::Decision> {
    use clap::builder::TypedValueParser as _;
    let names = framework::Decision::NAMES.map(|(name, _)| name);
    clap::builder::PossibleValuesParser::new(names).map(|name| {
        let known = framework::Decision::NAMES.iter().find(|(known, _)| *known == name);
        known.map_or(framework::Decision::Hold, |(_, decision)| *decision)
    })
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let begun = beginning(global)?;
    if let Some(what) = &args.event {
        return event::run(args, what, begun);
    }
    let asked = match (args.decision, args.lift) {
        (Some(decision), _) => Some(decision),
        (None, true) => Some(framework::Decision::Approve),
        (None, false) => None,
    };
    let Some(decision) = asked else { return at_terminal(args, global, begun) };
    let mut faults = args.out_of_place(false);
    let wish = flags::wish(args, decision, &begun.by, &mut faults);
    let session = match session(begun, args) {
        Ok(session) => session,
        Err(error) if faults.is_empty() => return Err(error),
        Err(error) => {
            faults.push(format!("{error:#}"));
            return Err(diagnostics::Faults(faults).into());
        }
    };
    decide(&session, &wish, args, faults, Place::CommandLine)
}

/// Where, on which day and by whom it is decided: known before anything of the flags is looked at.
fn beginning(global: &Global) -> anyhow::Result<Beginning> {
    let register = locate::register(global)?;
    let by = person::recorder(global, register.root())?;
    Ok(Beginning { as_of: global.day()?, register, by })
}

/// The session for the tool and use that the arguments name.
fn session(begun: Beginning, args: &Args) -> anyhow::Result<DecisionSession> {
    locate::id("tool", &args.tool)?;
    let register = &begun.register;
    let chain = match &args.usage {
        Some(usage) if usage == EVERY_USE => register.chain(&args.tool, EVERY_USE),
        usage => locate::intended(register, &args.tool, usage.as_deref())?,
    };
    let assumed = args.usage.is_none() && locate::all_uses(register, &args.tool)?.is_empty();
    let rests = args.assessment == Which::Newest && !args.lift;
    DecisionSession::new(
        begun,
        About {
            chain,
            assumed,
            vendor: args.scope == Scope::Vendor,
            rests,
            mends: args.event.as_deref() == Some("mend"),
        },
    )
}

/// Asks for what the flags leave out, which is the decision at least.
fn at_terminal(args: &Args, global: &Global, begun: Beginning) -> anyhow::Result<Answer> {
    if global.no_input || !terminal::interactive() {
        anyhow::bail!(
            "say what is decided with --decision, or what happened with --event\ndecisions: {}\nevents: {}",
            framework::Decision::NAMES.map(|(name, _)| name).join(", "),
            What::WORDS.join(", ")
        );
    }
    let session = session(begun, args)?;
    let Some(wish) = ask::wish(args, &session)? else { return Ok(Answer::Yes) };
    let answer = decide(&session, &wish, args, Vec::new(), Place::Screen)?;
    // Where it was refused, the next try begins with what was said.
    if answer != Answer::No {
        session.register.drop_draft(&session.target, Unfinished::Decision, &session.by)?;
    }
    Ok(answer)
}

/// Records what is wanted, unless something is wrong with it or policy forbids it.
fn decide(
    session: &DecisionSession,
    wish: &Wish,
    args: &Args,
    mut faults: Vec<String>,
    place: Place,
) -> anyhow::Result<Answer> {
    let mut wrong = session.faults(wish.decision, args.lift);
    let basis = session.basis(wish)?;
    let value = basis.as_ref().map(|basis| &basis.value);
    wrong.extend(wish.faults(session.as_of, value));
    faults.extend(wrong.iter().map(|fault: &Fault| remedy::fault(fault, place)));
    if !faults.is_empty() {
        return Err(diagnostics::Faults(faults).into());
    }
    let decision = session.decision(wish, basis.as_ref(), moment()?);
    let refused = session.refused(&Record::Decision(Box::new(decision.clone())))?;
    if !refused.is_empty() {
        return refuse(&refused, args.format, place);
    }
    note::say_all(&session.notes(&decision, value), place);
    let added = session.record(&decision, basis.as_ref())?;
    let committed = Committed::after(&session.register, &added, args.commit);
    let usage = &decision.header.usage;
    let alternatives = dossier::alternatives(&session.register, &decision.alternatives, usage, session.as_of)?;
    match args.format {
        Format::Json => {
            let record = Record::Decision(Box::new(decision));
            print_json(&recorded(&added, &committed, record::record(&record)))?;
        }
        Format::Text => {
            terminal::print(&decision::text(&decision, &alternatives, width()))?;
        }
    }
    say_place(&added);
    committed.say();
    Ok(committed.answer())
}

/// The record with where it lies, and its commit where one is wanted.
fn recorded(added: &Appended, committed: &Committed, record: serde_json::Value) -> serde_json::Value {
    let mut object = record;
    object["number"] = json!(added.number);
    object["sha256"] = json!(added.sha256);
    object["path"] = json!(added.path.display().to_string());
    if let Some(committed) = committed.json() {
        object["commit"] = committed;
    }
    object
}

/// Says which rules forbid it, and what would satisfy them.
fn refuse(refused: &[Refusal], format: Format, place: Place) -> anyhow::Result<Answer> {
    if format == Format::Json {
        let rules = refused.iter().map(|refusal| {
            json!({
                "rule": refusal.rule,
                "because": refusal.because,
                "remedy": remedy::remedy(&refusal.remedy, place),
            })
        });
        print_json(&json!({"refused": rules.collect::<Vec<_>>()}))?;
        return Ok(Answer::No);
    }
    let mut text = format!("{}\n", table::strong("Refused by policy; nothing was recorded"));
    for refusal in refused {
        let line = format!("{}: {}", styled(terminal::HEADING, refusal.rule), plain(&refusal.because));
        text += &terminal::paragraph("  · ", 4, &line, width());
        text += "\n";
        text += &terminal::paragraph("    -> ", 7, &plain(&remedy::remedy(&refusal.remedy, place)), width());
        text += "\n";
    }
    say(text.trim_end());
    Ok(Answer::No)
}

impl Args {
    /// Flags that do not go with what is wanted: those of events with a decision, and the other way.
    fn out_of_place(&self, event: bool) -> Vec<String> {
        let of_decision = [
            ("--rationale", self.rationale.is_some()),
            ("--dissent", !self.dissent.is_empty()),
            ("--valid-from", self.valid_from.is_some()),
            ("--client-version", self.client_version.is_some()),
            ("--edition", !self.edition.is_empty()),
            ("--drop-condition", !self.drop_condition.is_empty()),
            ("--conditions-due", self.conditions_due.is_some()),
            ("--waive", !self.waive.is_empty()),
            ("--accept-risk", self.accept_risk.is_some()),
            ("--accept-until", self.accept_until.is_some()),
            ("--alternative", !self.alternative.is_empty()),
            ("--action", !self.action.is_empty()),
        ];
        let of_event = [
            ("--why", self.why.is_some(), "; say it with --rationale"),
            ("--suspend", self.suspend, ""),
            ("--evidence", !self.evidence.is_empty(), ""),
            ("--evidence-expires", self.evidence_expires.is_some(), ""),
            ("--evidence-title", self.evidence_title.is_some(), ""),
            ("--evidence-where", self.evidence_where.is_some(), ""),
            ("--evidence-sha256", self.evidence_sha256.is_some(), ""),
            ("--lifts", !self.lifts.is_empty(), ""),
        ];
        if event {
            let given = of_decision.into_iter().filter(|(_, given)| *given);
            return given
                .map(|(flag, _)| {
                    let instead = if flag == "--rationale" { "; say it with --why" } else { "" };
                    format!("{flag} goes with --decision, not with --event{instead}")
                })
                .collect();
        }
        let given = of_event.into_iter().filter(|(_, given, _)| *given);
        given.map(|(flag, _, instead)| format!("{flag} goes with --event{instead}")).collect()
    }
}
