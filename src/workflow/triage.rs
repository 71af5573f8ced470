//! A first look from its beginning to its record: what the gate says already, the route, and what to do next.

use anyhow::ensure;

use crate::answers::Answers;
use crate::assessment::{self, Pin, Record};
use crate::date::{Day, Moment};
use crate::dossier::{self, Asked};
use crate::framework::triage::Route;
use crate::framework::{TriageFramework, bundled};
use crate::gate::{Exit, Verdict};
use crate::person::Person;
use crate::questionnaire::{Draft, Interview};
use crate::register::{Appended, Register};
use crate::score::{Routed, route};

use super::assess::usual_frameworks;
use super::pinned;
use super::session::{Session, for_record};

/// A first look at a use that the gate has judged.
#[derive(Debug)]
pub struct FirstLook<'a> {
    /// What its record is made with.
    pub session: Session<'a>,
    /// What the gate says of the tool and use on the day judged.
    pub verdict: Verdict,
}

/// A triage that was recorded.
#[derive(Debug)]
pub struct RecordedTriage<'f> {
    /// Where it lies.
    pub added: Appended,
    /// What the answers ask for.
    pub routed: Routed<'f>,
    /// The route that counts, the gate having been asked.
    pub settled: Route,
    /// What to do next, in this order.
    pub next: Vec<Next>,
}

/// A step that a triage leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is allowed, to this day where there is an end.
    Allowed {
        /// The last day.
        until: Option<Day>,
    },
    /// A reviewer records it once more, since the requester has recorded it and policy wants three people.
    AnotherReviewer,
    /// Somebody decides; the triage stands in for an assessment.
    Decide,
    /// A reviewer assesses it, after a route that asks for that.
    Assess {
        /// Which route.
        route: Route,
        /// The frameworks.
        frameworks: Vec<String>,
    },
    /// Nothing but a hold or a prohibition can be decided.
    HoldOnly,
    /// It is allowed today, and stays so until somebody suspends it.
    StillAllowed,
}

impl<'a> FirstLook<'a> {
    /// Asks the gate, and begins.
    #[must_use]
    pub fn new(session: Session<'a>) -> Self {
        let (tool, usage) = (session.chain.id().to_owned(), Some(session.chain.usage.clone()));
        let asked = Asked { tool, usage, ..Asked::default() };
        let verdict = dossier::check(session.register, &asked, session.as_of).verdict;
        Self { session, verdict }
    }

    /// The framework to ask with where neither the command nor the answers name one.
    #[must_use]
    pub fn usual(&self) -> Vec<String> {
        let named = self.session.register.config().policy.triage.clone();
        vec![named.unwrap_or_else(|| bundled::TRIAGE.to_owned())]
    }

    /// Whether the gate allows the use on the day judged.
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.verdict.exit() == Exit::Yes
    }

    /// The interview: where a draft was left, else with what was said last.
    ///
    /// # Errors
    /// Where the last triage cannot be read.
    pub fn interview<'f>(
        &self,
        triage: &'f TriageFramework,
        draft: Option<Draft>,
    ) -> anyhow::Result<Interview<&'f TriageFramework>> {
        if let Some(draft) = draft {
            return Ok(Interview::resume(triage, draft));
        }
        let last = self.session.register.newest_triage(self.session.chain)?;
        Ok(Interview::new(triage, last.as_ref().map(|last| (&last.answers, last.header.as_of))))
    }

    /// Records a triage.
    ///
    /// # Errors
    /// Where the register cannot be read or written.
    pub fn record<'f>(
        &self,
        triage: &'f TriageFramework,
        answers: &Answers,
        recorded_at: Moment,
    ) -> anyhow::Result<RecordedTriage<'f>> {
        let routed = route(triage, answers, self.session.as_of);
        let settled = assessment::Triage::settled(routed.route, self.allowed());
        let part = &triage.part;
        let parts = std::slice::from_ref(part);
        let added = self.session.append(parts, recorded_at, |header, tool| {
            Record::Triage(Box::new(assessment::Triage {
                header,
                tool,
                framework: Pin { id: part.id.clone(), version: part.version.clone(), sha256: part.sha256().to_owned() },
                answers: for_record(answers.clone()),
                allowed: self.allowed(),
                route: settled,
                context: routed.context.clone(),
                frameworks: routed.frameworks.clone(),
                unknown: routed.unknown.clone(),
                ignored: routed.ignored.clone(),
            }))
        })?;
        let next = self.next(settled, &routed, answers.request.requester().as_ref())?;
        Ok(RecordedTriage { added, routed, settled, next })
    }

    fn next(&self, settled: Route, routed: &Routed<'_>, requester: Option<&Person>) -> anyhow::Result<Vec<Next>> {
        let session = &self.session;
        let prior = session.register.newest_assessment(session.chain)?.map(|(assessment, _)| assessment);
        let frameworks = usual_frameworks(prior.as_ref(), &routed.frameworks, &session.tool);
        let assess = |frameworks| Next::Assess { route: settled, frameworks };
        let mut next = match settled {
            Route::None => vec![Next::Allowed { until: self.verdict.until }],
            // What was assessed is decided on its assessment, which a first look does not replace.
            Route::Register if prior.is_some() => vec![assess(frameworks)],
            Route::Register if self.recorded_by(requester) => vec![Next::AnotherReviewer, Next::Decide],
            Route::Register => vec![Next::Decide],
            Route::Keys | Route::Full => vec![assess(frameworks)],
            Route::Stop => vec![Next::HoldOnly, assess(frameworks)],
        };
        if self.allowed() && settled > Route::Keys {
            next.push(Next::StillAllowed);
        }
        Ok(next)
    }

    /// Whether the reviewer would be the requester too, which policy does not want.
    fn recorded_by(&self, requester: Option<&Person>) -> bool {
        let distinct = self.session.register.config().policy.distinct_people;
        distinct && requester.is_some_and(|requester| requester.may_be(&self.session.by))
    }
}

/// The framework that a triage was made with, once its route is seen to follow from its answers.
///
/// # Errors
/// Where the framework is gone, or the route does not follow.
pub fn made_with(register: &Register, triage: &assessment::Triage) -> anyhow::Result<TriageFramework> {
    let framework = pinned::of_triage(register, &triage.framework)?;
    let routed = route(&framework, &triage.answers, triage.header.as_of);
    ensure!(
        assessment::Triage::settled(routed.route, triage.allowed) == triage.route,
        "record {} is altered: its route does not follow from its answers",
        triage.header.number
    );
    Ok(framework)
}
