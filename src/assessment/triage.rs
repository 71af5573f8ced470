//! A triage as it is kept: the first look, the route that it asked for, and the context it implies.

use std::collections::BTreeMap;

use crate::answers::Answers;
use crate::answers::file as answers_file;
use crate::document::Section;
use crate::document::writer::Writer;
use crate::framework::triage::Route;
use crate::tool::{self, Tool};

use super::fields::{levels, read_pins, read_tool, write_pins};
use super::{Header, Pin};

/// A first look at one use of one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triage {
    /// What every record begins with.
    pub header: Header,
    /// The tool as it was known.
    pub tool: Tool,
    /// The framework file.
    pub framework: Pin,
    /// Request, evidence and answers.
    pub answers: Answers,
    /// Whether the gate allowed the same tool and use on that day: without it the route is never `none`.
    pub allowed: bool,
    /// What is to be done next.
    pub route: Route,
    /// The levels that the answers imply at least.
    pub context: BTreeMap<String, u8>,
    /// The frameworks that the answers call for.
    pub frameworks: Vec<String>,
    /// Questions without an answer, sorted.
    pub unknown: Vec<String>,
    /// Answers kept and not counted, sorted.
    pub ignored: Vec<String>,
}

impl Triage {
    /// The route for one that the answers ask for: `none` needs a permission that holds today.
    #[must_use]
    pub fn settled(asked: Route, allowed: bool) -> Route {
        if asked == Route::None && !allowed { Route::Full } else { asked }
    }

    /// Whether a decision may rest on it as on an assessment.
    #[must_use]
    pub fn is_assessment(&self) -> bool {
        self.route == Route::Register
    }
}

/// Writes a triage behind its header.
pub(super) fn write(triage: &Triage, writer: &mut Writer) {
    tool::file::write_identity(&triage.tool, writer);
    tool::file::write_identifiers(&triage.tool, writer);
    write_pins(std::slice::from_ref(&triage.framework), writer);
    answers_file::write_body(&triage.answers, writer);
    writer
        .table("result")
        .set("route", triage.route.as_str())
        .set("allowed", triage.allowed)
        .set("frameworks", triage.frameworks.as_slice())
        .set("unknown", triage.unknown.as_slice())
        .set("ignored", triage.ignored.as_slice());
    writer.table("result.context");
    for (factor, level) in &triage.context {
        writer.set(factor, *level);
    }
}

/// Reads what stands behind the header.
pub(super) fn read(top: &Section<'_>, header: Option<Header>) -> Option<Triage> {
    let tool = read_tool(top);
    let frameworks = read_pins(top);
    let answers = answers_file::read_body(top).answers;
    let result = top.section_if("result")?;
    result.rename("[result]");
    let texts = |key| result.texts(key).into_iter().map(|at| at.value).collect::<Vec<String>>();
    let route = result.choice("route", &Route::NAMES);
    let allowed = result.flag("allowed");
    let (called, unknown, ignored) = (texts("frameworks"), texts("unknown"), texts("ignored"));
    let context = result.section_if("context").map(|section| levels(&section)).unwrap_or_default();
    result.finish();
    Some(Triage {
        header: header?,
        tool,
        framework: frameworks.into_iter().next()?,
        answers,
        allowed,
        route: route?.value,
        context,
        frameworks: called,
        unknown,
        ignored,
    })
}
