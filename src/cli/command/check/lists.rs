//! The lists that `check --list` reads, and by what their tools are recognised.

use std::path::Path;
use std::sync::Arc;

use plimsoll::document::encoding::Encoding;
use plimsoll::document::is_path_id;
use plimsoll::dossier::{self, CheckResult};
use plimsoll::exchange::findings::{self, FilePlace, Finding, Findings};
use plimsoll::exchange::list::{self, Form};
use plimsoll::exchange::requests::{LineMeaning, ListedLine, RequestList};
use plimsoll::gate::{Reason, ReasonCode, Verdict};
use plimsoll::identity::Index;
use plimsoll::input;
use plimsoll::problem::{self, Problem, Problems, Source};
use plimsoll::register::Register;

use crate::cli::arguments::CheckFormat;
use crate::cli::{known, paths};

use super::Asking;

/// The most bytes of a list: bills of materials are long.
const LONGEST_LIST: u64 = 64 << 20;

impl Asking<'_> {
    pub(super) fn list(&mut self, path: &Path, register: &Result<Register, Vec<Reason>>, all: &mut Findings) {
        let file = self.shown(path);
        all.asked.push(file.clone());
        let mut list = match read(path) {
            Ok(source) => {
                let form = self.args.list_format.unwrap_or_else(|| Form::of(&source));
                let is_registered =
                    |tool: &str| is_path_id(tool) && register.as_ref().is_ok_and(|register| register.knows(tool));
                let known = if form == Form::CycloneDx { self.known(register, all) } else { Index::default() };
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
                let verdict = Verdict::refused(self.day, ReasonCode::BadRequest, text);
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
        if self.args.format == CheckFormat::Sarif { paths::in_repository(path) } else { paths::relative(path) }
    }

    /// The first line of a file.
    pub(super) fn beginning(&self, path: &Path) -> FilePlace {
        FilePlace { file: self.shown(path), line: 1, column: 1 }
    }

    /// By what the tools of register and catalogue are recognised. An entry that cannot be read could
    /// be any of them, so that is a finding.
    pub(super) fn known(&self, register: &Result<Register, Vec<Reason>>, all: &mut Findings) -> Index {
        let Ok(register) = register else { return Index::of_catalogue() };
        let unread = |tool: &str, path: &Path, error| {
            let problems = Register::problems_of(path, error);
            let verdict = Verdict::unless(self.day, dossier::reasons(&problems));
            let answer = CheckResult { problems, ..CheckResult::bare(tool, None, verdict) };
            all.findings.push(Finding::new(answer, None, self.fail_on.as_ref()));
        };
        known::of(register, unread)
    }
}

/// Reads a list.
pub(super) fn read(path: &Path) -> Result<Arc<Source>, Problems> {
    input::read_list(path, LONGEST_LIST, Encoding::Utf8).map_err(|error| match error {
        input::Error::Problems(problems) => problems,
        error => {
            let source = Source::new(path.display().to_string(), "");
            let problem = Problem::error(problem::Code::Unreadable, &source, 0..0, error.to_string());
            Problems(vec![problem.help("give the path of a list that can be read")])
        }
    })
}
