//! One request answered: may this be used, here, today? The work does not grow with the register: it
//! looks at one tool and its vendors only.

use crate::assessment::Subject;
use crate::assessment::decision::Condition;
use crate::date::Day;
use crate::document::is_path_id;
use crate::framework::HIGHEST_LEVEL;
use crate::gate::{self, Reason, ReasonCode, Request, Verdict};
use crate::problem::{self, Problems, Severity, nearest};
use crate::register::{self, Register};
use crate::tool::{self, catalogue};

use super::{Dossier, factors};

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The tool's id.
    pub tool: String,
    /// The use; the tool's only one if omitted.
    pub usage: Option<String>,
    /// What somebody wants to do.
    pub request: Request,
}

/// What the register says.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The tool that was asked about.
    pub tool: String,
    /// The use that was judged; `None` where there is none to judge.
    pub usage: Option<String>,
    /// The answer itself.
    pub verdict: Verdict,
    /// The conditions of the decision that nobody has met.
    pub open: Vec<Condition>,
    /// What the decision names to use instead.
    pub alternatives: Vec<Alternative>,
    /// What else somebody should know: that an append was interrupted, and both was judged.
    pub notes: Vec<String>,
    /// Everything wrong with the files that were read, for people: reasons say it in short.
    pub problems: Problems,
}

/// Something to use instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The id of a tool, or words.
    pub name: String,
    /// Where it is a tool: `allowed`, or the code of what is against it.
    pub status: Option<&'static str>,
}

impl CheckResult {
    /// An answer without records behind it.
    #[must_use]
    pub fn bare(tool: &str, usage: Option<&str>, verdict: Verdict) -> Self {
        Self {
            tool: tool.to_owned(),
            usage: usage.map(str::to_owned),
            verdict,
            open: Vec::new(),
            alternatives: Vec::new(),
            notes: Vec::new(),
            problems: Problems::default(),
        }
    }

    /// Its name in a sentence: `claude-code/product-engineering`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.usage {
            Some(usage) => format!("{}/{usage}", self.tool),
            None => self.tool.clone(),
        }
    }
}

/// The reasons that problems with files are, an error each: they say that something could not be told.
#[must_use]
pub fn reasons(problems: &Problems) -> Vec<Reason> {
    let errors = problems.0.iter().filter(|problem| problem.severity == Severity::Error);
    let mut reasons: Vec<Reason> = errors
        .map(|problem| {
            let code = match problem.code {
                problem::Code::Altered | problem::Code::NotCanonical => ReasonCode::Altered,
                problem::Code::NewerSchema => ReasonCode::NewerSchema,
                _ => ReasonCode::Unreadable,
            };
            Reason::other(code, format!("{}: {}", problem.place(), problem.title))
        })
        .collect();
    reasons.sort_by_key(|reason| reason.code);
    reasons.dedup();
    reasons
}

/// Why nothing can be told of a register that cannot be opened, and what is wrong with its files.
#[must_use]
pub fn closed(error: register::Error) -> (Vec<Reason>, Problems) {
    match error {
        register::Error::Problems(problems) => (reasons(&problems), problems),
        error => (vec![Reason::other(ReasonCode::Unreadable, error.to_string())], Problems::default()),
    }
}

/// Answers one request on a day.
#[must_use]
pub fn check(register: &Register, asked: &Asked, day: Day) -> CheckResult {
    let mut answer = judged(register, asked, day);
    let named = answer.verdict.decision.iter().flat_map(|made| &made.record.alternatives);
    answer.alternatives = named
        .map(|name| Alternative { name: name.clone(), status: standing(register, name, &answer, asked, day) })
        .collect();
    answer
}

fn judged(register: &Register, asked: &Asked, day: Day) -> CheckResult {
    let refused =
        |code, text: String| CheckResult::bare(&asked.tool, asked.usage.as_deref(), Verdict::refused(day, code, text));
    for (what, id) in [("tool", Some(&asked.tool)), ("use", asked.usage.as_ref())] {
        if let Some(id) = id.filter(|id| !is_path_id(id)) {
            return refused(ReasonCode::BadRequest, format!("`{id}` is not a valid {what} id"));
        }
    }
    if let Some((factor, level)) = asked.request.context.iter().find(|(_, level)| **level > HIGHEST_LEVEL) {
        return refused(ReasonCode::BadRequest, format!("{factor} is {level}; levels are 0 to {HIGHEST_LEVEL}"));
    }
    let AskedTool { known, uses, entry } = match tool(register, &asked.tool) {
        Ok(tool) => tool,
        Err(problems) => {
            let verdict = Verdict::unless(day, reasons(&problems));
            return CheckResult { problems, ..CheckResult::bare(&asked.tool, asked.usage.as_deref(), verdict) };
        }
    };
    let (usage, registered, note) = match (&asked.usage, &uses[..]) {
        (_, _) if !known => (asked.usage.clone(), false, None),
        (Some(usage), uses) if !uses.contains(usage) => {
            (Some(usage.clone()), false, Some(no_such_use(asked, usage, uses)))
        }
        (Some(usage), _) => (Some(usage.clone()), true, None),
        (None, []) => (None, true, None),
        (None, [only]) => (Some(only.clone()), true, None),
        (None, several) => {
            let text = format!("`{}` has several uses; name one of {}", asked.tool, several.join(", "));
            return refused(ReasonCode::AmbiguousUse, text);
        }
    };
    let subject = Subject::Tool(asked.tool.clone());
    let mut dossier = Dossier::of(register, &subject, usage.as_deref(), entry.as_ref(), day.into());
    dossier.registered = registered;
    let mut verdict = if dossier.problems.any_error() {
        Verdict::unless(day, reasons(&dossier.problems))
    } else if let Some(text) = factors::unknown(&asked.request, &dossier.own.records) {
        Verdict::refused(day, ReasonCode::BadRequest, text)
    } else {
        dossier.view().judge(&asked.request, day)
    };
    if let Some(note) = note {
        for reason in verdict.reasons.iter_mut().filter(|reason| reason.code == ReasonCode::NotRegistered) {
            reason.fact = gate::Fact::Other(note.clone());
        }
    }
    // Those of the decision that is shown: where that is about the vendor, the use's own do not matter.
    let owed = gate::owed(&dossier.own.records, day);
    let owed = owed.filter(|(decision, _)| verdict.decision.as_ref().is_some_and(|made| made.record == **decision));
    CheckResult {
        open: owed.map(|(_, open)| open.into_iter().cloned().collect()).unwrap_or_default(),
        notes: notes(&dossier),
        problems: dossier.problems,
        ..CheckResult::bare(&asked.tool, usage.as_deref(), verdict)
    }
}

/// That a record was judged with and without, for each chain where that is so, and what does not count.
fn notes(dossier: &Dossier) -> Vec<String> {
    let note = |(name, number)| format!("the head of {name} does not know record {number}: judged with and without it");
    let void = dossier.void().map(|(name, void)| format!("{name}: {}", void.text()));
    dossier.edited.iter().cloned().chain(dossier.unlinked().map(note)).chain(void).collect()
}

/// What is known of a tool before its records are looked at.
struct AskedTool {
    known: bool,
    uses: Vec<String>,
    entry: Option<tool::Tool>,
}

fn tool(register: &Register, id: &str) -> Result<AskedTool, Problems> {
    let folder = register.root().join("tools").join(id);
    let entry = register.tool(id).map_err(|error| Register::problems_of(&folder.join("tool.toml"), error))?;
    let uses = register.uses_with(id, entry.as_ref()).map_err(|error| Register::problems_of(&folder, error))?;
    let lost = register.verify_entry(id).map_err(|error| Register::problems_of(&folder, error))?;
    if lost.any_error() {
        return Err(lost);
    }
    Ok(AskedTool { known: register.knows(id), uses, entry })
}

fn no_such_use(asked: &Asked, usage: &str, uses: &[String]) -> String {
    let near = nearest(usage, uses.iter().map(String::as_str)).map(|near| format!(" (did you mean `{near}`?)"));
    let known = if uses.is_empty() { "none".to_owned() } else { uses.join(", ") };
    format!("`{}` has no use `{usage}`{}; its uses: {known}", asked.tool, near.unwrap_or_default())
}

/// How something to be used instead stands in the same use; nothing where it is no tool.
///
/// What only concerns the client of the tool that was asked about is no matter here.
fn standing(
    register: &Register,
    name: &str,
    instead_of: &CheckResult,
    asked: &Asked,
    day: Day,
) -> Option<&'static str> {
    if !is_path_id(name) {
        return None;
    }
    if !register.knows(name) {
        // A tool that the catalogue knows, and about which nobody here has decided anything.
        return catalogue::find(name).ok().flatten().map(|_| ReasonCode::Undecided.as_str());
    }
    let request = Request { client_version: None, edition: None, definitions: None, ..asked.request.clone() };
    let of_use = |usage| judged(register, &Asked { tool: name.to_owned(), usage, request: request.clone() }, day);
    let mut verdict = of_use(instead_of.usage.clone()).verdict;
    if verdict.code() == Some(ReasonCode::NotRegistered) {
        // It is known, and in this use nobody has decided about it.
        return Some(ReasonCode::Undecided.as_str());
    }
    verdict.reasons.retain(|reason| !matches!(reason.code, ReasonCode::OutsideVersion | ReasonCode::OutsideEdition));
    Some(verdict.code().map_or("allowed", ReasonCode::as_str))
}
