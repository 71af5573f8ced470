//! A list of what is to be checked as TOML: `[[check]]` tables with the columns of the CSV as keys.

use std::sync::Arc;

use crate::document::{self, Section};
use crate::dossier::Asked;
use crate::framework::HIGHEST_LEVEL;
use crate::gate::Request;
use crate::problem::{Code, Source};

use super::requests::{ListLine, RequestList, bad_context, context};

/// The newest schema of lists that this version reads.
const SCHEMA: i64 = 1;

pub(super) fn read(source: &Arc<Source>) -> RequestList {
    let (lines, problems) = document::survey(source, SCHEMA, |top| {
        let sections = top.sections("check");
        if sections.is_empty() && !top.broken() {
            let problem = top.problem(Code::MissingKey, "check", "the list is empty");
            top.report(problem.help("write a table `[[check]]` with a `tool` for each entry"));
        }
        Some(sections.iter().map(|section| line(source, section)).collect())
    });
    RequestList::gather(source, lines.unwrap_or_default(), problems)
}

fn line(source: &Arc<Source>, section: &Section<'_>) -> ListLine {
    let text = |key| section.text_if(key).map(|at| at.value);
    let tool = section.text("tool").map(|at| at.value);
    let mut request = Request {
        context: std::collections::BTreeMap::new(),
        client_version: text("client-version"),
        edition: text("edition"),
        team: text("team"),
        definitions: None,
    };
    let usage = text("use");
    if let Some(value) = section.value("context") {
        if value.is_text() {
            if let Some(levels) = value.text() {
                match context(&levels.value) {
                    Ok(levels) => request.context = levels,
                    Err(title) => section.report(bad_context(source, levels.range, title)),
                }
            }
        } else if let Some(levels) = value.section("context") {
            for (factor, level) in levels.entries() {
                let level = level.integer(0..=i64::from(HIGHEST_LEVEL)).and_then(|at| u8::try_from(at.value).ok());
                request.context.extend(level.map(|level| (factor.value, level)));
            }
        }
    }
    section.finish();
    let asked = tool.map(|tool| Asked { tool, usage, request });
    ListLine { at: section.range(), asked, problems: Vec::new() }
}
