//! What to ask next: the interview as a state machine that knows no terminal. `ledger.rs` and
//! `route.rs` say what a framework of each method asks; `order.rs` which open question comes next;
//! `draft.rs` keeps an unfinished interview. `moves.rs` says where a reply leads, `again.rs` what a review
//! of the same use need not ask again, `reading.rs` what a document usually answers, `settled.rs` which
//! tiers are still possible, `overview.rs` how every step stands.

use crate::answers::{Answer, Answers, Evidence, Intake};
use crate::date::Day;

pub mod again;
pub mod draft;
mod ledger;
mod moves;
pub mod order;
pub mod overview;
mod reading;
mod route;
mod settled;

pub use again::{Carried, Look};
pub use draft::{Draft, Reading};
pub use ledger::Ledger;
pub use order::QuestionOrder;
pub use reading::sources;

/// One thing to ask. Factors, contradictions and questions are given by their index in the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A part of the request, by its index in `Request::PARTS`.
    Request(usize),
    /// The level of a factor.
    Factor(usize),
    /// Levels that contradict each other: to be mended or explained.
    Contradiction(usize),
    /// A question of the framework.
    Question(usize),
    /// Everything has been asked: look it over, then record it.
    Review,
}

/// What was said to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A part of the request; `None` leaves it out.
    Part(Option<String>),
    /// A level; `None` where nobody knows.
    Level(Option<u8>),
    /// Why levels that seem to contradict each other are both true.
    Explanation(String),
    /// An answer, and the pieces of evidence that it brings in.
    Answer(Box<Answer>, Vec<(String, Evidence)>),
    /// Go back one step, or to where `Change` came from.
    Back,
    /// Go to a step, to answer or to change it.
    Change(Step),
    /// Go to the step after this one, without an answer.
    Onwards,
    /// Leave the rest of this section for later.
    Skip,
    /// Hand the step over to somebody; nobody takes it back.
    Assign(Option<String>),
    /// Read a document, new ones with what is known of them: what it usually answers is asked first.
    /// `None` puts it away.
    Read(Option<Reading>, Option<Evidence>),
    /// Take back what was said last.
    Undo,
    /// Ask no more, since nothing that is open can move the tier.
    Stop,
    /// Leave; the draft stays.
    Leave,
    /// Record what was said. Taken only at the review.
    Record,
}

/// What there is to ask between the request and the review: a framework of one method.
pub trait Sheet {
    /// The id of the framework.
    fn id(&self) -> &str;

    /// The minutes that its authors expect it to take; 0 where unsaid.
    fn minutes(&self) -> u32;

    /// The id of the factor, contradiction or question of a step; empty where there is no such thing.
    fn id_of(&self, step: Step) -> &str;

    /// The steps that what was said so far brings up, in the order in which they are asked.
    fn steps(&self, draft: &Draft) -> Vec<Step>;

    /// The same steps in whatever order is at hand.
    fn steps_unordered(&self, draft: &Draft) -> Vec<Step> {
        self.steps(draft)
    }

    /// How many of these steps there can still be.
    fn bounds(&self, draft: &Draft) -> StepRange;

    /// Drops from earlier answers what this framework does not ask of a person.
    fn keep_known(&self, answers: &mut Answers);

    /// Gives what a draft keeps under former ids the present ones.
    fn follow(&self, _draft: &mut Draft) {}

    /// The key under which a draft knows a step.
    fn key(&self, step: Step) -> String {
        match step {
            Step::Request(at) => format!("request:{}", Intake::PARTS[at].0),
            Step::Factor(_) => format!("factor:{}", self.id_of(step)),
            Step::Contradiction(_) => format!("contradiction:{}", self.id_of(step)),
            Step::Question(_) => format!("question:{}", self.id_of(step)),
            Step::Review => "review".to_owned(),
        }
    }

    /// The section that a step belongs to, where there are sections.
    fn section(&self, _step: Step) -> Option<usize> {
        None
    }

    /// Whether a document usually answers a step.
    fn is_answered_by(&self, _step: Step, _reading: &Reading, _draft: &Draft) -> bool {
        false
    }

    /// Keeps every step that is open as skipped, where nothing of it matters any more; whether it did.
    fn stop(&self, _open: &[Step], _draft: &mut Draft) -> bool {
        false
    }

    /// Takes a reply to a step that only this method has; whether it did.
    fn take(&self, _step: Step, _reply: Reply, _draft: &mut Draft) -> bool {
        false
    }
}

/// The fewest and the most steps that there can be between the request and the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRange {
    /// The fewest.
    pub least: usize,
    /// The most.
    pub most: usize,
    /// Questions that are not asked, whatever is still said.
    pub hidden: usize,
}

/// Who answers: a person at a terminal, or a script in a test.
pub trait Respondent<S: Sheet> {
    /// Why no reply can be had.
    type Error;

    /// Puts a step and gives what was said.
    ///
    /// # Errors
    /// Where no reply can be had.
    fn ask(&mut self, interview: &Interview<S>, step: Step) -> Result<Reply, Self::Error>;
}

/// How an interview ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterviewEnd {
    /// Everything was asked and looked over.
    Record(Box<Answers>),
    /// The person left; the draft stays.
    Leave,
}

/// How far an interview is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are not open: asked already, this one not counted, or carried over.
    pub asked: usize,
    /// The fewest steps that there can be in all, what was said so far being so.
    pub least: usize,
    /// The most steps that there can be in all.
    pub most: usize,
    /// Questions of the framework that do not apply, whatever is still said.
    pub hidden: usize,
}

/// Where an answer comes from that was not given in this interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the record of the same kind before it, which judges this day.
    Before(Day),
    /// From the triage of this day.
    Triage(Day),
}

/// An interview about one use of one tool.
#[derive(Clone, Debug)]
pub struct Interview<S> {
    sheet: S,
    /// What was said, and what is only known from before.
    draft: Draft,
    current: Step,
    /// The step from which the present one was gone to, to change it: back leads there.
    from: Option<Step>,
    /// What need not be asked again, and what has to be looked at.
    carried: Carried,
    /// The drafts before what was said, with the step of each, for undo.
    past: Vec<(Draft, Step)>,
}

impl<S: Sheet> Interview<S> {
    /// Begins an interview. `earlier` are answers from before, with their day: the defaults.
    #[must_use]
    pub fn new(sheet: S, earlier: Option<(&Answers, Day)>) -> Self {
        let mut draft = Draft { earlier: earlier.map(|(_, day)| day), ..Draft::default() };
        if let Some((answers, _)) = earlier {
            draft.answers = answers.clone();
            sheet.keep_known(&mut draft.answers);
        }
        Self { sheet, draft, current: Step::Request(0), from: None, carried: Carried::default(), past: Vec::new() }
    }

    /// Goes on with an interview that was left.
    #[must_use]
    pub fn resume(sheet: S, mut draft: Draft) -> Self {
        sheet.follow(&mut draft);
        let (carried, past) = (Carried::default(), Vec::new());
        let mut interview = Self { sheet, draft, current: Step::Review, from: None, carried, past };
        interview.current = interview.first_open();
        interview
    }

    /// From here on, open questions are asked in this order.
    pub fn ask_in(&mut self, order: QuestionOrder) {
        self.draft.order = order;
        if matches!(self.current, Step::Question(_)) {
            self.current = self.first_open();
        }
    }

    /// What must be kept to go on later.
    #[must_use]
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What asks.
    #[must_use]
    pub const fn sheet(&self) -> &S {
        &self.sheet
    }

    /// What was said so far, and what is known from before.
    #[must_use]
    pub const fn answers(&self) -> &Answers {
        &self.draft.answers
    }

    /// The step to be asked now.
    #[must_use]
    pub const fn current(&self) -> Step {
        self.current
    }

    /// Whether a step was asked already, now or before the interview was left.
    #[must_use]
    pub fn was_asked(&self, step: Step) -> bool {
        self.draft.was_asked(&self.sheet.key(step))
    }

    /// Where the present answer to a step comes from, where it was not given now.
    #[must_use]
    pub fn origin(&self, step: Step) -> Option<Origin> {
        let key = self.sheet.key(step);
        if self.draft.was_asked(&key) {
            return None;
        }
        let of_triage = self.draft.triage.filter(|_| self.draft.of_triage.contains(&key));
        of_triage.map(Origin::Triage).or(self.draft.earlier.map(Origin::Before))
    }

    /// The steps of what is known so far, in the order in which they are asked.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = (0..Intake::PARTS.len()).map(Step::Request).collect();
        steps.extend(self.sheet.steps(&self.draft));
        steps.push(Step::Review);
        steps
    }

    /// How far it is. What nobody was asked for yet may still bring steps up or not.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut draft = self.draft.clone();
        for key in self.carried.steps.iter().filter(|key| !self.draft.of_triage.contains(*key)) {
            draft.note_asked(key.clone());
        }
        let StepRange { least, most, hidden } = self.sheet.bounds(&draft);
        let request = (0..Intake::PARTS.len()).map(Step::Request);
        let asked = request.chain(self.sheet.steps_unordered(&self.draft)).filter(|step| !self.is_open(*step)).count();
        let before = Intake::PARTS.len();
        Progress { asked, least: before + least, most: before + most, hidden }
    }
}

/// Leads an interview to its end, keeping the draft after every reply.
///
/// # Errors
/// Where a reply cannot be had or the draft cannot be kept.
pub fn run<S: Sheet, R: Respondent<S>>(
    interview: &mut Interview<S>,
    respondent: &mut R,
    keep: &mut dyn FnMut(&Draft) -> Result<(), R::Error>,
) -> Result<InterviewEnd, R::Error> {
    loop {
        let step = interview.current();
        match respondent.ask(interview, step)? {
            Reply::Leave => return Ok(InterviewEnd::Leave),
            Reply::Record if step == Step::Review => {
                return Ok(InterviewEnd::Record(Box::new(interview.answers().clone())));
            }
            reply => {
                interview.take(reply);
                keep(interview.draft())?;
            }
        }
    }
}

#[cfg(test)]
mod tests;
