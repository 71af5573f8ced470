//! An event: what happened to a decision later. It ends none; it adds to what the gate sees.

use std::collections::BTreeMap;

use crate::answers::Evidence;
use crate::answers::file as answers_file;
use crate::date::Day;
use crate::document::Section;
use crate::document::writer::Writer;
use crate::person::Person;
use crate::problem::Code;

use super::Header;
use super::fields::{hash, hash_or_none, levels};

/// Something that happened after a decision, or without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What every record begins with.
    pub header: Header,
    /// The sha256 of the decision that was the newest, or whose condition is met; `None` where there was none.
    pub decision: Option<String>,
    /// What happened.
    pub what: What,
    /// Why, or what exactly, in words.
    pub why: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A condition of the decision is met.
    ConditionMet {
        /// The condition's id.
        condition: String,
        /// The pieces of evidence for it, by id: of the assessment, or of this event.
        proof: Vec<String>,
        /// The pieces of evidence that this event brings in.
        items: BTreeMap<String, Evidence>,
    },
    /// One team may do for a time what the decision does not cover.
    Exception {
        /// The team.
        team: String,
        /// The last day.
        until: Day,
        /// The codes of the reasons that it lifts; never `prohibited`.
        lifts: Vec<String>,
        /// The sha256 of the assessment that it rests on; `None` where it names none, and counts for nothing.
        assessment: Option<String>,
        /// The highest levels of factors that it covers.
        ceiling: BTreeMap<String, u8>,
        /// Who granted it.
        approvers: Vec<Person>,
        /// The sha256 of the `plimsoll.toml` under whose policy it was granted.
        policy: String,
        /// The sha256 of the enactment with which that policy came into force; `None` in records made before policies had a history.
        enactment: Option<String>,
    },
    /// Something that calls for a new look at once: a flaw, new terms, a change of owner.
    Trigger {
        /// Whether the use is suspended until the next decision.
        suspends: bool,
    },
    /// No use for now; until the next decision.
    Suspend,
    /// The permission is taken back; until the next decision.
    Withdraw,
    /// The use has ended; until the next decision.
    Retire,
    /// The day or the clock of the record before was wrong: the chain goes on with this one's. It changes
    /// nothing else.
    Mend,
}

impl What {
    /// The words for events in files and on the command line.
    pub const WORDS: [&'static str; 7] =
        ["condition-met", "exception", "trigger", "suspend", "withdraw", "retire", "mend"];

    /// The word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ConditionMet { .. } => Self::WORDS[0],
            Self::Exception { .. } => Self::WORDS[1],
            Self::Trigger { .. } => Self::WORDS[2],
            Self::Suspend => Self::WORDS[3],
            Self::Withdraw => Self::WORDS[4],
            Self::Retire => Self::WORDS[5],
            Self::Mend => Self::WORDS[6],
        }
    }
}

/// Writes an event behind its header.
pub(super) fn write(event: &Event, writer: &mut Writer) {
    writer
        .set("event", event.what.word())
        .set("decision", event.decision.as_deref().unwrap_or("none"))
        .set("why", &event.why);
    match &event.what {
        What::ConditionMet { condition, proof, items } => {
            writer.set("condition", condition).set("proof", proof.as_slice());
            answers_file::write_evidence(items, writer);
        }
        What::Exception { team, until, lifts, assessment, ceiling, approvers, policy, enactment } => {
            writer
                .set("team", team)
                .set("until", *until)
                .set("lifts", lifts.as_slice())
                .set_if("assessment", assessment.as_ref())
                .set("approvers", approvers.as_slice())
                .set("policy", policy)
                .set_if("enactment", enactment.as_ref());
            if !ceiling.is_empty() {
                writer.table("ceiling");
                for (factor, level) in ceiling {
                    writer.set(factor, *level);
                }
            }
        }
        What::Trigger { suspends } => {
            writer.set("suspends", *suspends);
        }
        What::Suspend | What::Withdraw | What::Retire | What::Mend => {}
    }
}

/// Reads what stands behind the header.
pub(super) fn read(top: &Section<'_>, header: Option<Header>) -> Option<Event> {
    let texts = |key| top.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
    let words: Vec<(&'static str, &'static str)> = What::WORDS.iter().map(|word| (*word, *word)).collect();
    let word = top.choice("event", &words)?.value;
    let decision = hash_or_none(top, "decision");
    let why = top.text("why");
    let what = match word {
        "condition-met" => {
            let condition = top.text("condition");
            let proof = texts("proof");
            let items = answers_file::read_evidence(top).into_iter().map(|(id, (item, _))| (id, item)).collect();
            Some(What::ConditionMet { condition: condition?.value, proof, items })
        }
        "exception" => {
            let (team, until) = (top.text("team"), top.day("until"));
            let lifts = texts("lifts");
            let approvers: Vec<Person> = texts("approvers").into_iter().map(Person::written).collect();
            let assessment = if top.has("assessment") { hash(top, "assessment").map(Some) } else { Some(None) };
            let ceiling = top.section_if("ceiling").map(|section| levels(&section)).unwrap_or_default();
            let policy = hash(top, "policy");
            let enactment = if top.has("enactment") { hash(top, "enactment").map(Some) } else { Some(None) };
            if lifts.is_empty() || approvers.is_empty() {
                let title = "an exception must name what it lifts and who granted it";
                top.report(top.problem(Code::MissingKey, "lifts", title));
            }
            Some(What::Exception {
                team: team?.value,
                until: until?.value,
                lifts,
                assessment: assessment?,
                ceiling,
                approvers,
                policy: policy?,
                enactment: enactment?,
            })
        }
        "trigger" => Some(What::Trigger { suspends: top.flag("suspends") }),
        "suspend" => Some(What::Suspend),
        "withdraw" => Some(What::Withdraw),
        "retire" => Some(What::Retire),
        _ => Some(What::Mend),
    };
    Some(Event { header: header?, decision: decision?, what: what?, why: why?.value })
}
