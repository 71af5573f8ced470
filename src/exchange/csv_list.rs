//! A list of what is to be checked as CSV: `tool,use,context,client-version,edition,team`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::sheet::{self, ColumnNames, Layout, SheetRow};
use crate::dossier::Asked;
use crate::gate::Request;
use crate::problem::{Code, Problem, Problems, Source};

use super::requests::{ListLine, RequestList, bad_context, context};

const COLUMNS: &[ColumnNames] =
    &[("tool", &[]), ("use", &[]), ("context", &[]), ("client-version", &[]), ("edition", &[]), ("team", &[])];

pub(super) fn read(source: &Arc<Source>) -> RequestList {
    let mut problems = Problems::default();
    let rows =
        sheet::read(source, &Layout { columns: COLUMNS, needed: &["tool"], ..Layout::default() }, &mut problems).rows;
    let lines = rows.iter().map(|row| line(source, row)).collect();
    RequestList::gather(source, lines, problems)
}

fn line(source: &Arc<Source>, row: &SheetRow) -> ListLine {
    let mut problems = Vec::new();
    let text = |column| row.text(column).map(str::to_owned);
    let levels = row.cells.get("context").map_or_else(BTreeMap::new, |cell| match context(&cell.value) {
        Ok(levels) => levels,
        Err(title) => {
            problems.push(bad_context(source, cell.range.clone(), title));
            BTreeMap::new()
        }
    });
    let tool = text("tool");
    if tool.is_none() {
        let problem = Problem::error(Code::MissingKey, source, row.range.clone(), "the row names no tool");
        problems.push(problem.help("fill in the column `tool`"));
    }
    let request = Request {
        context: levels,
        client_version: text("client-version"),
        edition: text("edition"),
        team: text("team"),
        definitions: None,
    };
    let asked = tool.map(|tool| Asked { tool, usage: text("use"), request });
    ListLine { at: row.range.clone(), asked, problems }
}
