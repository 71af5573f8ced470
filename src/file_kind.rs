//! Which of the program's own kinds a file is, whatever is wrong in it: so that a file given where another
//! kind is wanted is called by its name, and not read as a broken one.

use std::path::Path;
use std::sync::Arc;

use crate::document;
use crate::problem::{Code, Problem, Problems, Source};

/// How the line begins that says what a report was made from; the number rises when its parts change.
pub(crate) const REPORT: &str = "plimsoll-report/1 ";

/// A kind of file that the program reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Answers about one use of one tool.
    Answers,
    /// A framework, a triage framework or an overlay.
    Framework,
    /// A record of a register.
    Record,
    /// The number and the sha256 of the newest record of a chain.
    Head,
    /// An unfinished interview.
    Draft,
    /// An unfinished decision.
    DecisionDraft,
    /// What is known of a tool.
    Tool,
    /// `plimsoll.toml`.
    Settings,
    /// A list of what is to be checked.
    Requests,
    /// A report.
    Report,
}

impl FileKind {
    /// What a text is, by its name and by the keys that stand in it; `None` where it could be anything.
    #[must_use]
    pub fn of(source: &Arc<Source>) -> Option<Self> {
        // A text may quote a report, so what else it is comes first.
        Self::by_keys(source).or_else(|| source.text.contains(REPORT).then_some(Self::Report))
    }

    fn by_keys(source: &Arc<Source>) -> Option<Self> {
        let path = Path::new(&source.name);
        if is_head(path) {
            return Some(Self::Head);
        }
        match path.file_name().and_then(|name| name.to_str()) {
            Some("tool.toml") => return Some(Self::Tool),
            Some("plimsoll.toml") => return Some(Self::Settings),
            _ => {}
        }
        document::survey(source, i64::MAX, |top| {
            let word = top.text_if("kind").map(|at| at.value);
            let any = |keys: &[&'static str]| keys.iter().any(|key| top.has(key));
            match word.as_deref() {
                Some("draft") => return Some(Self::Draft),
                Some("decision-draft") => return Some(Self::DecisionDraft),
                Some("assessment" | "decision" | "event" | "triage" | "policy") => return Some(Self::Record),
                _ => {}
            }
            let signs: [(bool, Self); 6] = [
                (top.has("id") && top.has("version"), Self::Framework),
                (any(&["check"]), Self::Requests),
                (any(&["answers", "context", "request", "framework"]), Self::Answers),
                (any(&["policy", "approver"]), Self::Settings),
                (any(&["vendor", "models", "identifiers"]), Self::Tool),
                (top.has("number") && top.has("sha256"), Self::Head),
            ];
            signs.into_iter().find(|(is, _)| *is).map(|(_, kind)| kind)
        })
        .0
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answers => "an answers file",
            Self::Framework => "a framework",
            Self::Record => "a record of a register",
            Self::Head => "a head, which names the newest record of a use",
            Self::Draft => "the draft of an interview",
            Self::DecisionDraft => "the draft of a decision",
            Self::Tool => "the entry of a tool",
            Self::Settings => "the settings file of a register",
            Self::Requests => "a list of tools to check",
            Self::Report => "a report",
        }
    }

    /// What can be done with it.
    const fn remedy(self) -> &'static str {
        match self {
            Self::Answers => "`plimsoll score FILE` scores it, and `plimsoll assess TOOL --answers FILE` records it",
            Self::Framework => {
                "`plimsoll framework check FILE` checks it; an answers file names it with `framework = \"PATH\"`"
            }
            Self::Record => "`plimsoll show TOOL --use USE` shows what was recorded",
            Self::Head => "only the register needs it; `plimsoll verify` compares it with the records",
            Self::Draft => {
                "`plimsoll assess TOOL` or `plimsoll triage TOOL` continues it, and `plimsoll score FILE` scores that of an assessment"
            }
            Self::DecisionDraft => "`plimsoll decide TOOL` continues it",
            Self::Tool => "`plimsoll tool show TOOL` shows it",
            Self::Settings => "commands find it in the folder of the register: `plimsoll list --register DIR`",
            Self::Requests => "`plimsoll check --list FILE` checks every tool in it",
            Self::Report => "`plimsoll verify --report FILE` compares it with the register",
        }
    }

    /// Refuses a file that is clearly of another kind than the wanted one. What could be anything is left to
    /// whoever reads it.
    ///
    /// # Errors
    /// What it is instead, and what to do with it.
    pub fn expect(self, source: &Arc<Source>) -> Result<(), Problems> {
        refuse_others(source, Some(self), self.name())
    }
}

/// Refuses a file of any of the program's kinds but the wanted one, which is called `what`.
///
/// # Errors
/// What it is instead, and what to do with it.
pub fn refuse_others(source: &Arc<Source>, wanted: Option<FileKind>, what: &str) -> Result<(), Problems> {
    match FileKind::of(source) {
        Some(found) if Some(found) != wanted => {
            let title = format!("this is {}, not {what}", found.name());
            Err(Problems(vec![Problem::error(Code::WrongFile, source, 0..0, title).help(found.remedy())]))
        }
        _ => Ok(()),
    }
}

/// Whether a file lies where heads lie: `heads/tools/TOOL/USE.toml`.
#[must_use]
pub fn is_head(path: &Path) -> bool {
    if path.ends_with("heads/policy.toml") {
        return true;
    }
    let above: Vec<_> = path.ancestors().skip(2).take(2).filter_map(Path::file_name).collect();
    matches!(above[..], [of, heads] if heads == "heads" && (of == "tools" || of == "vendors"))
}
