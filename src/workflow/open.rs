//! What is open in the interviews about a use, and for whom: in the drafts that lie there, else in the
//! newest assessment.

use crate::framework::Framework;
use crate::person::Person;
use crate::questionnaire::overview::Standing;
use crate::questionnaire::{Draft, Sheet as _, Step, draft};
use crate::register::Unfinished;
use crate::score::actions::source;
use crate::score::bounds::Bounds;

use super::assess::Start;
use super::library::{Library, ledger};

/// Where something is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenIn {
    /// In the draft that this person began.
    Draft(Option<Person>),
    /// In the assessment with this number.
    Assessment(u32),
    /// Nothing was said about the use yet.
    Nothing,
}

/// What is open in one interview.
#[derive(Clone, Debug)]
pub struct OpenQuestions {
    /// Where.
    pub place: OpenIn,
    /// The framework that asks.
    pub framework: Framework,
    /// Between which tiers the result lies; nothing before the context is known.
    pub bounds: Option<Bounds>,
    /// What is open, in the order in which it is asked.
    pub items: Vec<OpenItem>,
}

/// A factor or question that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What is asked.
    pub ask: String,
    /// To whom it was handed over.
    pub assigned: Option<String>,
    /// Who could know it, as the framework says.
    pub source: Option<String>,
    /// What to ask for.
    pub evidence: Vec<String>,
    /// How it stands, in words.
    pub standing: String,
}

/// What is open about a use: an entry a draft, else one of the newest assessment.
///
/// # Errors
/// Where a draft, a record or a framework cannot be read.
pub fn open(start: &Start<'_>, library: &Library) -> anyhow::Result<Vec<OpenQuestions>> {
    let mut drafts = Vec::new();
    for source in start.session.register.every_draft_of(start.session.chain, Unfinished::Assessment)? {
        drafts.push(draft::read(&source)?.0);
    }
    if drafts.is_empty() {
        return Ok(vec![questions(start, library, None)?]);
    }
    drafts.into_iter().map(|draft| questions(start, library, Some(draft))).collect()
}

fn questions(start: &Start<'_>, library: &Library, draft: Option<Draft>) -> anyhow::Result<OpenQuestions> {
    let of_draft = draft.as_ref().map(|draft| draft.answers.frameworks.clone()).filter(|names| !names.is_empty());
    let (loaded, _) = library.load(&of_draft.unwrap_or_else(|| start.usual_frameworks()))?;
    let framework = ledger(loaded)?;
    let place = match (&draft, start.newest()) {
        (Some(draft), _) => OpenIn::Draft(draft.by.clone()),
        (None, Some(number)) => OpenIn::Assessment(number),
        (None, None) => OpenIn::Nothing,
    };
    let (bounds, items) = {
        let interview = start.interview(&framework, draft, None)?;
        let bounds = interview.context_is_known().then(|| interview.bounds());
        let item = |step: Step| {
            let standing = match interview.standing(step) {
                Standing::Answered | Standing::Carried => return None,
                Standing::Open => "open".to_owned(),
                Standing::Assigned(_) => "handed over".to_owned(),
                Standing::Look(look) => look.words(),
                Standing::Skipped => "skipped, tier settled".to_owned(),
                Standing::Unknown | Standing::CarriedUnknown => "not known".to_owned(),
            };
            let id = interview.sheet().id_of(step).to_owned();
            let assigned = interview.assigned(step).map(str::to_owned);
            Some(match step {
                Step::Factor(at) => {
                    let factor = &framework.factors()[at];
                    let (title, ask) = (factor.title.clone(), factor.ask.clone());
                    OpenItem { id, title, ask, assigned, source: None, evidence: Vec::new(), standing }
                }
                Step::Question(at) => {
                    let question = &framework.questions()[at];
                    OpenItem {
                        id,
                        title: question.title.clone(),
                        ask: question.ask.clone(),
                        assigned,
                        source: source(question).0.map(str::to_owned),
                        evidence: question.evidence.clone(),
                        standing,
                    }
                }
                Step::Request(_) | Step::Contradiction(_) | Step::Review => return None,
            })
        };
        (bounds, interview.listed().into_iter().filter_map(item).collect())
    };
    Ok(OpenQuestions { place, framework, bounds, items })
}
