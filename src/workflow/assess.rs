//! An assessment from its beginning to its record: what it starts from, what a file of answers is
//! completed with, and what is computed and kept.

use std::collections::BTreeSet;

use anyhow::bail;

use crate::answers::{Answers, Intake, State};
use crate::assessment::{Assessment, Outcome, Pin, Record, Review, Triage};
use crate::context::Scope;
use crate::date::Moment;
use crate::framework::Framework;
use crate::framework::triage::Route;
use crate::questionnaire::again::Before;
use crate::questionnaire::{Carried, Draft, Interview, Ledger, QuestionOrder};
use crate::register::{Appended, Looks};
use crate::score::bounds::{skipped_in_vain, was_skipped};
use crate::score::{Score, score};
use crate::tool::Tool;

use super::Note;
use super::library::Library;
use super::pinned;
use super::session::{Session, for_record};

/// What an assessment begins with.
#[derive(Debug)]
pub struct Start<'a> {
    /// What its record is made with.
    pub session: Session<'a>,
    /// How much is asked.
    pub scope: Scope,
    /// The newest assessment of this use.
    last: Option<Assessment>,
    /// The assessment of another use whose answers are the defaults.
    other: Option<Assessment>,
    /// The triage of this use that no assessment has followed yet.
    triage: Option<Triage>,
    /// The evidence of the assessment before whose files are no longer what was seen.
    changed_documents: BTreeSet<String>,
}

/// An assessment that was recorded.
#[derive(Debug)]
pub struct RecordedAssessment<'f> {
    /// Where it lies.
    pub added: Appended,
    /// The answers as they were counted.
    pub answers: Answers,
    /// What they come to.
    pub score: Score<'f>,
    /// The same as the record keeps it.
    pub outcome: Outcome,
    /// From how many points on a short run asks for the full one.
    pub full_run_from: Option<u8>,
}

impl<'a> Start<'a> {
    /// Gathers what it begins with; `other` is the assessment of another use, whose answers are then
    /// the defaults in place of those of the newest one of this use.
    ///
    /// # Errors
    /// Where a record cannot be read.
    pub fn new(session: Session<'a>, scope: Scope, other: Option<Assessment>) -> anyhow::Result<Self> {
        let Looks { assessment, triage } = session.register.looks(session.chain, None)?;
        let last = assessment.map(|(assessment, _)| assessment);
        Ok(Self { session, scope, last, other, triage, changed_documents: BTreeSet::new() })
    }

    /// With the evidence of the assessment before, by id, whose files are no longer what was seen: what rests
    /// on it has to be looked at again.
    #[must_use]
    pub fn with_changed_documents(self, changed_documents: BTreeSet<String>) -> Self {
        Self { changed_documents, ..self }
    }

    /// The assessment that a review begins with.
    #[must_use]
    pub const fn last(&self) -> Option<&Assessment> {
        self.last.as_ref()
    }

    /// The number of the newest assessment of this use.
    #[must_use]
    pub fn newest(&self) -> Option<u32> {
        self.last.as_ref().map(|last| last.header.number)
    }

    /// The assessment whose answers are the defaults.
    fn prior(&self) -> Option<&Assessment> {
        self.other.as_ref().or(self.last.as_ref())
    }

    /// The frameworks to use where neither the command nor the answers name any.
    #[must_use]
    pub fn usual_frameworks(&self) -> Vec<String> {
        let called = self.triage.as_ref().map(|triage| &triage.frameworks[..]).unwrap_or_default();
        usual_frameworks(self.prior(), called, &self.session.tool)
    }

    /// Completes answers from a file: who asked stays who asked, and what another use's assessment
    /// says is taken where the file says nothing.
    pub fn complete(&self, answers: &mut Answers, framework: &Framework) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(triage) = &self.triage {
            notes.extend(take_request(triage, answers));
        }
        if let Some(other) = &self.other {
            let mut before = other.answers.clone();
            before.follow(framework);
            fill(answers, &before, framework);
        }
        if let Some(triage) = &self.triage {
            notes.extend(compare_context(triage, answers, framework));
        }
        notes
    }

    /// The interview: where a draft was left, else with what was said last and what a triage hands over.
    /// Without an order of its own, a draft goes on in the one that it was begun in.
    ///
    /// In a review of the same use only what has to be looked at is open; the rest is carried over.
    ///
    /// # Errors
    /// Where the framework of the assessment before cannot be made again.
    pub fn interview<'f>(
        &self,
        framework: &'f Framework,
        draft: Option<Draft>,
        order: Option<QuestionOrder>,
    ) -> anyhow::Result<Interview<Ledger<'f>>> {
        let sheet = Ledger { framework, scope: self.scope, as_of: self.session.as_of };
        if let Some(mut draft) = draft {
            draft.order = order.unwrap_or(draft.order);
            let since = draft.since;
            let mut interview = Interview::resume(sheet, draft);
            // A record that was made meanwhile is not the one that this began with.
            if since.is_some() && since == self.last.as_ref().map(|last| last.header.number) {
                interview.carry_over(self.carried(&sheet)?);
            }
            return Ok(interview);
        }
        let prior = self.prior().map(|prior| (&prior.answers, prior.header.as_of));
        let mut interview = Interview::new(sheet, prior);
        if let Some(triage) = &self.triage {
            interview.hand_over(&triage.context, &triage.answers.request, triage.header.as_of);
        }
        interview.ask_in(order.unwrap_or_default());
        if self.other.is_none() {
            interview.carry_over(self.carried(&sheet)?);
        }
        Ok(interview)
    }

    /// What is carried over from the newest assessment of this use.
    fn carried(&self, sheet: &Ledger<'_>) -> anyhow::Result<Carried> {
        let Some(last) = &self.last else { return Ok(Carried::default()) };
        let framework = pinned::of_assessment(self.session.register, last)?;
        let before = Before {
            number: last.header.number,
            answers: &last.answers,
            framework: &framework,
            scope: last.scope,
            changed_documents: &self.changed_documents,
        };
        Ok(Carried::over(sheet, &before))
    }

    /// The route of the triage, where a short run is less than it asks for.
    #[must_use]
    pub fn wants_more(&self) -> Option<Route> {
        let route = self.triage.as_ref()?.route;
        (self.scope == Scope::Keys && route > Route::Keys).then_some(route)
    }

    /// From how many points on a short run asks for the full one.
    ///
    /// # Errors
    /// Where no triage framework says so.
    pub fn full_run_from(&self, framework: &Framework, library: &Library) -> anyhow::Result<Option<u8>> {
        let (Scope::Keys, Some(base)) = (self.scope, framework.parts().last()) else { return Ok(None) };
        let named = self.session.register.config().policy.triage.as_deref();
        Ok(Some(library.prefilling(&base.id, named)?.short_run_full_from))
    }

    /// Answers as they are counted once they are recorded: those without a day get the day judged.
    #[must_use]
    pub fn as_recorded(&self, mut answers: Answers) -> Answers {
        let as_of = self.session.as_of;
        for answer in answers.answers.values_mut() {
            if matches!(answer.state, State::Given(_)) && answer.dated.is_none() {
                answer.dated = Some(as_of);
            }
        }
        answers
    }

    /// What answers come to.
    ///
    /// # Errors
    /// Where the context contradicts itself and nobody explains it, or the reviewer is their own second
    /// reader.
    fn settle<'f>(&self, framework: &'f Framework, answers: Answers) -> anyhow::Result<(Answers, Score<'f>)> {
        let own: Vec<&str> = answers
            .answers
            .iter()
            .filter_map(|(id, answer)| {
                let State::NotApplicable { second_reader: Some(reader), .. } = &answer.state else { return None };
                reader.may_be(&self.session.by).then_some(id.as_str())
            })
            .collect();
        if !own.is_empty() {
            bail!(
                "a second reader must be somebody other than the reviewer, {}: name another for {}",
                self.session.by,
                own.join(", ")
            );
        }
        let answers = self.as_recorded(answers);
        self.check_skipped(framework, &answers)?;
        let score = score(framework, &answers, self.session.as_of, &BTreeSet::new(), self.scope);
        if let Some(at) = score.contradictions.first() {
            let contradiction = &framework.contradictions()[*at];
            bail!(
                "the context contradicts itself: {}\ncorrect it, or explain it: [explanations] {} = \"why\"",
                contradiction.reason,
                contradiction.id
            );
        }
        Ok((answers, score))
    }

    /// That questions may have been skipped since the tier is settled: it is, and policy lets an interview
    /// stop there.
    fn check_skipped(&self, framework: &Framework, answers: &Answers) -> anyhow::Result<()> {
        let skipped = answers.answers.iter().filter(|(_, answer)| was_skipped(answer));
        let skipped: Vec<&str> = skipped.map(|(id, _)| id.as_str()).collect();
        let tier = |tier: usize| framework.scoring().tiers[tier].id.as_str();
        if let Some(bounds) = skipped_in_vain(framework, answers, self.session.as_of, self.scope) {
            bail!(
                "the tier is not settled, it can still be {} to {}: answer what is skipped, or say why it is unknown: {}",
                tier(bounds.lowest),
                tier(bounds.highest),
                skipped.join(", ")
            );
        }
        if !skipped.is_empty() {
            let score = score(framework, answers, self.session.as_of, &BTreeSet::new(), self.scope);
            let tier = tier(score.tier);
            if !self.session.register.config().policy.may_stop_early(tier) {
                bail!(
                    "policy wants every question asked at tier {tier} (all-questions): answer what is skipped, or say why it is unknown: {}",
                    skipped.join(", ")
                );
            }
        }
        Ok(())
    }

    /// Records an assessment.
    ///
    /// # Errors
    /// Where the context contradicts itself, or the register cannot be written.
    pub fn record<'f>(
        &self,
        framework: &'f Framework,
        answers: Answers,
        full_run_from: Option<u8>,
        recorded_at: Moment,
    ) -> anyhow::Result<RecordedAssessment<'f>> {
        self.record_review(framework, answers, None, full_run_from, recorded_at)
    }

    /// Records an assessment; `review` says what was looked at, where an interview began with one before.
    ///
    /// # Errors
    /// Where the context contradicts itself, or the register cannot be written.
    pub fn record_review<'f>(
        &self,
        framework: &'f Framework,
        answers: Answers,
        review: Option<Review>,
        full_run_from: Option<u8>,
        recorded_at: Moment,
    ) -> anyhow::Result<RecordedAssessment<'f>> {
        let (answers, score) = self.settle(framework, answers)?;
        let outcome = Outcome::of(&score);
        let pin = |(id, version, sha256): (&str, &str, &str)| Pin {
            id: id.to_owned(),
            version: version.to_owned(),
            sha256: sha256.to_owned(),
        };
        let added = self.session.append(framework.parts(), recorded_at, |header, tool| {
            Record::Assessment(Box::new(Assessment {
                header,
                scope: self.scope,
                full_run_from,
                tool,
                frameworks: framework.pins().map(pin).collect(),
                answers: for_record(answers.clone()),
                review,
                outcome: outcome.clone(),
            }))
        })?;
        Ok(RecordedAssessment { added, answers, score, outcome, full_run_from })
    }

    /// The answers of the assessment before that count no more, since their questions were retired.
    #[must_use]
    pub fn retired(&self, framework: &Framework) -> Option<Note> {
        let last = self.last.as_ref()?;
        let gone = framework.retired().iter().filter(|gone| last.answers.answers.contains_key(&gone.id));
        let gone: Vec<(String, String)> = gone.map(|gone| (gone.id.clone(), gone.reason.clone())).collect();
        (!gone.is_empty()).then_some(Note::RetiredQuestions(gone))
    }
}

/// The frameworks to use for a tool: those of the assessment before, and those that a triage calls
/// for besides; without either, those that fit its kind.
#[must_use]
pub fn usual_frameworks(prior: Option<&Assessment>, called: &[String], tool: &Tool) -> Vec<String> {
    let ids = |pins: &[Pin]| pins.iter().map(|pin| pin.id.clone()).collect::<Vec<_>>();
    let (mut usual, base) = match prior.map(|prior| &prior.frameworks[..]) {
        None | Some([]) => (Vec::new(), Tool::default().framework()),
        Some([base]) => (vec![base.id.clone()], base.id.as_str()),
        Some([overlays @ .., base]) => (ids(overlays), base.id.as_str()),
    };
    let more: Vec<String> = called.iter().filter(|id| *id != base && !usual.contains(id)).cloned().collect();
    if !more.is_empty() {
        // An overlay brings its base along.
        usual.retain(|id| id != base);
        usual.extend(more);
    }
    if usual.is_empty() { vec![tool.framework().to_owned()] } else { usual }
}

/// Takes what was answered before where nothing is answered now.
fn fill(answers: &mut Answers, before: &Answers, framework: &Framework) {
    for (factor, level) in &before.context {
        if framework.factor(factor).is_some() {
            answers.context.entry(factor.clone()).or_insert(*level);
        }
    }
    for (question, answer) in &before.answers {
        if framework.question(question).is_none() || answers.answers.contains_key(question) {
            continue;
        }
        for id in &answer.evidence {
            if let Some(item) = before.evidence.get(id) {
                answers.evidence.entry(id.clone()).or_insert_with(|| item.clone());
            }
        }
        answers.answers.insert(question.clone(), answer.clone());
    }
    for (id, text) in &before.explanations {
        answers.explanations.entry(id.clone()).or_insert_with(|| text.clone());
    }
    for (key, _) in Intake::PARTS {
        if answers.request.part(key).is_none() {
            answers.request.set_part(key, before.request.part(key).map(str::to_owned));
        }
    }
}

/// Takes the parts of the request that a file leaves out from the triage.
fn take_request(triage: &Triage, answers: &mut Answers) -> Option<Note> {
    let mut parts = Vec::new();
    for (key, _) in Intake::PARTS {
        if answers.request.part(key).is_none()
            && let Some(part) = triage.answers.request.part(key)
        {
            answers.request.set_part(key, Some(part.to_owned()));
            parts.push(*key);
        }
    }
    (!parts.is_empty()).then_some(Note::RequestFromTriage { day: triage.header.as_of, parts })
}

/// Where a file and the triage before it differ about the context.
///
/// No level is filled in: a file and its framework give the same result with `score` and with
/// `assess`, whatever the register holds, and a factor left out counts as the highest level.
fn compare_context(triage: &Triage, answers: &Answers, framework: &Framework) -> Vec<Note> {
    let day = triage.header.as_of;
    let mut of_triage = Answers { context: triage.context.clone(), ..Answers::default() };
    of_triage.follow(framework);
    let implied = of_triage.context.iter().filter(|(factor, _)| framework.factor(factor).is_some());
    let (mut open, mut below) = (Vec::new(), Vec::new());
    for (factor, least) in implied {
        match answers.context.get(factor) {
            None => open.push((factor.clone(), *least)),
            Some(level) if level < least => below.push((factor.clone(), *least, *level)),
            Some(_) => {}
        }
    }
    let open = (!open.is_empty()).then_some(Note::LevelsLeftOpen { day, levels: open });
    let below = (!below.is_empty()).then_some(Note::LevelsBelowTriage { day, levels: below });
    open.into_iter().chain(below).collect()
}
