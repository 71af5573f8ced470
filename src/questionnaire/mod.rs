//! What to ask next: the interview as a state machine that knows no terminal. `draft.rs` keeps an
//! unfinished one.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers, Evidence, Request};
use crate::context::{Applies, Context, Scope};
use crate::date::Day;
use crate::framework::{Framework, HIGHEST_LEVEL};

pub mod draft;

pub use draft::Draft;

/// One thing to ask. Factors, contradictions and questions are given by their index in the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A part of the request, by its index in `Request::PARTS`.
    Request(usize),
    /// The level of a factor.
    Factor(usize),
    /// Levels that contradict each other: to be mended or explained.
    Contradiction(usize),
    /// A question about a control.
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
    /// Go back one step.
    Back,
    /// Go to a step that was asked before, to change it.
    Change(Step),
    /// Leave; the draft stays.
    Leave,
    /// Record what was said. Taken only at the review.
    Record,
}

/// Who answers: a person at a terminal, or a script in a test.
pub trait Respondent {
    /// Why no reply can be had.
    type Error;

    /// Puts a step and gives what was said.
    ///
    /// # Errors
    /// Where no reply can be had.
    fn ask(&mut self, interview: &Interview<'_>, step: Step) -> Result<Reply, Self::Error>;
}

/// How an interview ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was asked and looked over.
    Record(Box<Answers>),
    /// The person left; the draft stays.
    Leave,
}

/// How far an interview is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps that were asked already, this one not counted.
    pub asked: usize,
    /// The fewest steps that there can be in all, the context being what is known of it so far.
    pub least: usize,
    /// The most steps that there can be in all.
    pub most: usize,
    /// Questions of the framework that do not apply, whatever the rest of the context.
    pub hidden: usize,
}

/// An interview about one use of one tool.
#[derive(Clone, Debug)]
pub struct Interview<'f> {
    framework: &'f Framework,
    answers: Answers,
    /// The keys of the steps that were asked; what is only known from before was not.
    asked: BTreeSet<String>,
    current: Step,
    /// The day of the assessment whose answers are the defaults.
    earlier: Option<Day>,
}

impl<'f> Interview<'f> {
    /// Begins an interview. `earlier` are answers from before, with their day: the defaults.
    #[must_use]
    pub fn new(framework: &'f Framework, earlier: Option<(&Answers, Day)>) -> Self {
        let mut interview = Self {
            framework,
            answers: Answers::default(),
            asked: BTreeSet::new(),
            current: Step::Request(0),
            earlier: earlier.map(|(_, day)| day),
        };
        if let Some((answers, _)) = earlier {
            interview.answers = answers.clone();
            // What the register answers is asked of it anew each time.
            let keep = |id: &String| framework.question(id).is_some_and(|at| !framework.questions[at].by_register);
            interview.answers.answers.retain(|id, _| keep(id));
            interview.answers.context.retain(|id, _| framework.factor(id).is_some());
        }
        interview
    }

    /// Goes on with an interview that was left.
    #[must_use]
    pub fn resume(framework: &'f Framework, draft: Draft) -> Self {
        let mut interview = Self {
            framework,
            answers: draft.answers,
            asked: draft.asked,
            current: Step::Review,
            earlier: draft.earlier,
        };
        interview.current = interview.first_open();
        interview
    }

    /// What must be kept to go on later.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft { answers: self.answers.clone(), asked: self.asked.clone(), earlier: self.earlier }
    }

    /// The framework that asks.
    #[must_use]
    pub const fn framework(&self) -> &'f Framework {
        self.framework
    }

    /// What was said so far, and what is known from before.
    #[must_use]
    pub const fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The step to be asked now.
    #[must_use]
    pub const fn current(&self) -> Step {
        self.current
    }

    /// The day from which the present answer to a step is known, where it was not given now.
    #[must_use]
    pub fn known_since(&self, step: Step) -> Option<Day> {
        let asked = self.asked.contains(&self.key(step));
        self.earlier.filter(|_| !asked)
    }

    /// The steps of the context as it is known, in the order in which they are asked.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = (0..Request::PARTS.len()).map(Step::Request).collect();
        steps.extend((0..self.framework.factors.len()).map(Step::Factor));
        let context = Context::new(self.framework, &self.answers.context);
        let open = |id: &String| {
            !self.answers.explanations.contains_key(id) || self.asked.contains(&format!("contradiction:{id}"))
        };
        let contradictions = context.contradictions(self.framework).filter(|one| open(&one.id));
        let place = |id: &str| self.framework.contradictions.iter().position(|one| one.id == id);
        steps.extend(contradictions.filter_map(|one| place(&one.id)).map(Step::Contradiction));
        steps.extend(self.applying(&context).into_iter().map(Step::Question));
        steps.push(Step::Review);
        steps
    }

    fn applying(&self, context: &Context) -> Vec<usize> {
        let framework = self.framework;
        let mut questions = Vec::new();
        for (at, criterion) in framework.criteria.iter().enumerate() {
            let material = context.inherent(framework, at).material;
            questions.extend(criterion.questions.clone().filter(|question| {
                !framework.questions[*question].by_register
                    && context.applies(framework, *question, material, Scope::Full) != Applies::Hidden
            }));
        }
        questions
    }

    /// How far it is. Levels that nobody was asked for yet may still bring questions up or not.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let framework = self.framework;
        let open: Vec<&str> = framework
            .factors
            .iter()
            .enumerate()
            .filter(|(at, _)| !self.asked.contains(&self.key(Step::Factor(*at))))
            .map(|(_, factor)| factor.id.as_str())
            .collect();
        let with = |level: u8| {
            let mut levels: BTreeMap<String, u8> = self.answers.context.clone();
            levels.extend(open.iter().map(|id| ((*id).to_owned(), level)));
            self.applying(&Context::new(framework, &levels)).len()
        };
        let (fewest, most) = (with(0), with(HIGHEST_LEVEL));
        let before = Request::PARTS.len() + framework.factors.len();
        let by_register = framework.questions.iter().filter(|question| question.by_register).count();
        let steps = self.steps();
        Progress {
            asked: steps.iter().filter(|step| self.asked.contains(&self.key(**step))).count(),
            least: before + fewest,
            most: before + most,
            hidden: framework.questions.len() - by_register - most,
        }
    }

    /// The first step that nobody was asked for yet.
    fn first_open(&self) -> Step {
        let open = |step: &Step| !self.asked.contains(&self.key(*step));
        self.steps().into_iter().find(open).unwrap_or(Step::Review)
    }

    /// The key under which a draft knows a step.
    #[must_use]
    pub fn key(&self, step: Step) -> String {
        match step {
            Step::Request(at) => format!("request:{}", Request::PARTS[at].0),
            Step::Factor(at) => format!("factor:{}", self.framework.factors[at].id),
            Step::Contradiction(at) => format!("contradiction:{}", self.framework.contradictions[at].id),
            Step::Question(at) => format!("question:{}", self.framework.questions[at].id),
            Step::Review => "review".to_owned(),
        }
    }

    /// Takes a reply to the present step and moves on.
    ///
    /// A reply that does not belong to the step changes nothing.
    pub fn take(&mut self, reply: Reply) {
        let step = self.current;
        match (step, reply) {
            (_, Reply::Back) => {
                let steps = self.steps();
                let at = steps.iter().position(|known| *known == step).unwrap_or(0);
                self.current = steps[at.saturating_sub(1)];
                return;
            }
            (_, Reply::Change(to)) => {
                if self.steps().contains(&to) {
                    self.current = to;
                }
                return;
            }
            (Step::Request(at), Reply::Part(part)) => {
                let part = part.filter(|part| !part.trim().is_empty());
                self.answers.request.set_part(Request::PARTS[at].0, part);
            }
            (Step::Factor(at), Reply::Level(level)) => {
                let id = self.framework.factors[at].id.clone();
                match level {
                    Some(level) => self.answers.context.insert(id, level.min(HIGHEST_LEVEL)),
                    None => self.answers.context.remove(&id),
                };
                // What was explained of other levels does not explain these.
                let context = Context::new(self.framework, &self.answers.context);
                let still: BTreeSet<&str> = context.contradictions(self.framework).map(|one| one.id.as_str()).collect();
                self.answers.explanations.retain(|id, _| still.contains(id.as_str()));
                self.asked.retain(|key| key.strip_prefix("contradiction:").is_none_or(|id| still.contains(id)));
            }
            (Step::Contradiction(at), Reply::Explanation(text)) if !text.trim().is_empty() => {
                self.answers.explanations.insert(self.framework.contradictions[at].id.clone(), text);
            }
            (Step::Question(at), Reply::Answer(answer, evidence)) => {
                self.answers.evidence.extend(evidence);
                self.answers.answers.insert(self.framework.questions[at].id.clone(), *answer);
            }
            _ => return,
        }
        self.asked.insert(self.key(step));
        let steps = self.steps();
        let after = steps.iter().position(|known| *known == step).map_or(0, |at| at + 1);
        let open = |step: &Step| *step == Step::Review || !self.asked.contains(&self.key(*step));
        // Onwards first; what a change brought up before comes when the end is reached.
        let onwards = steps.iter().skip(after).copied().find(open).unwrap_or(Step::Review);
        self.current = if onwards == Step::Review { self.first_open() } else { onwards };
    }
}

/// Leads an interview to its end, keeping the draft after every reply.
///
/// # Errors
/// Where a reply cannot be had or the draft cannot be kept.
pub fn run<R: Respondent>(
    interview: &mut Interview<'_>,
    respondent: &mut R,
    keep: &mut dyn FnMut(&Draft) -> Result<(), R::Error>,
) -> Result<Outcome, R::Error> {
    loop {
        let step = interview.current();
        match respondent.ask(interview, step)? {
            Reply::Leave => return Ok(Outcome::Leave),
            Reply::Record if step == Step::Review => {
                return Ok(Outcome::Record(Box::new(interview.answers().clone())));
            }
            reply => {
                interview.take(reply);
                keep(&interview.draft())?;
            }
        }
    }
}
