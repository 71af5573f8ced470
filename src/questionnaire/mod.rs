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
    /// Go back one step, or to where `Change` came from.
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
    /// The step from which the present one was gone to, to change it: back leads there.
    from: Option<Step>,
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
            from: None,
            earlier: earlier.map(|(_, day)| day),
        };
        if let Some((answers, _)) = earlier {
            interview.answers = answers.clone();
            interview.answers.follow(framework);
            // What the register answers is asked of it anew each time.
            let keep = |id: &String| framework.question(id).is_some_and(|at| !framework.questions[at].by_register);
            interview.answers.answers.retain(|id, _| keep(id));
            interview.answers.context.retain(|id, _| framework.factor(id).is_some());
        }
        interview
    }

    /// Goes on with an interview that was left.
    #[must_use]
    pub fn resume(framework: &'f Framework, mut draft: Draft) -> Self {
        for renamed in draft.answers.follow(framework) {
            // The step was asked, under its former id.
            if draft.asked.contains(&format!("{}:{}", renamed.what, renamed.before)) {
                draft.asked.insert(format!("{}:{}", renamed.what, renamed.now));
            }
        }
        let mut interview = Self {
            framework,
            answers: draft.answers,
            asked: draft.asked,
            current: Step::Review,
            from: None,
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

    /// Whether a step was asked already, now or before the interview was left.
    #[must_use]
    pub fn was_asked(&self, step: Step) -> bool {
        self.asked.contains(&self.key(step))
    }

    /// The questions of a criterion that are asked of a person in the context as it is known.
    #[must_use]
    pub fn asked_in(&self, criterion: usize) -> Vec<usize> {
        let questions = &self.framework.criteria[criterion].questions;
        let context = Context::new(self.framework, &self.answers.context);
        self.applying(&context).into_iter().filter(|question| questions.contains(question)).collect()
    }

    /// The day from which the present answer to a step is known, where it was not given now.
    #[must_use]
    pub fn known_since(&self, step: Step) -> Option<Day> {
        self.earlier.filter(|_| !self.was_asked(step))
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
            .filter(|(at, _)| !self.was_asked(Step::Factor(*at)))
            .map(|(_, factor)| factor.id.as_str())
            .collect();
        let with = |level: u8| {
            let mut levels: BTreeMap<String, u8> = self.answers.context.clone();
            levels.extend(open.iter().map(|id| ((*id).to_owned(), level)));
            self.applying(&Context::new(framework, &levels)).len()
        };
        let (fewest, most) = (with(0), with(HIGHEST_LEVEL));
        let steps = self.steps();
        let asked = steps.iter().filter(|step| self.was_asked(**step));
        // Levels that are still open may bring each contradiction up, or not.
        let seen: Vec<&Step> = steps.iter().filter(|step| matches!(step, Step::Contradiction(_))).collect();
        let contradictions = if open.is_empty() {
            (seen.len(), seen.len())
        } else {
            (seen.iter().filter(|step| self.was_asked(***step)).count(), framework.contradictions.len())
        };
        let before = Request::PARTS.len() + framework.factors.len();
        let by_register = framework.questions.iter().filter(|question| question.by_register).count();
        Progress {
            asked: asked.count(),
            least: before + contradictions.0 + fewest,
            most: before + contradictions.1 + most,
            hidden: framework.questions.len() - by_register - most,
        }
    }

    /// The first step that nobody was asked for yet.
    fn first_open(&self) -> Step {
        let open = |step: &Step| !self.was_asked(*step);
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
        let from = self.from.take();
        match (step, reply) {
            (_, Reply::Back) => {
                let steps = self.steps();
                let at = steps.iter().position(|known| *known == step).unwrap_or(0);
                let before = steps[at.saturating_sub(1)];
                self.current = from.filter(|from| steps.contains(from)).unwrap_or(before);
                return;
            }
            (_, Reply::Change(to)) => {
                if self.steps().contains(&to) {
                    self.current = to;
                    self.from = Some(step);
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
                let before = self.answers.answers.insert(self.framework.questions[at].id.clone(), *answer);
                self.forget_titles(before.map(|answer| answer.evidence).unwrap_or_default());
            }
            _ => return,
        }
        self.asked.insert(self.key(step));
        let steps = self.steps();
        let after = steps.iter().position(|known| *known == step).map_or(0, |at| at + 1);
        let open = |step: &Step| *step == Step::Review || !self.was_asked(*step);
        // Onwards first; what a change brought up before comes when the end is reached.
        let onwards = steps.iter().skip(after).copied().find(open).unwrap_or(Step::Review);
        self.current = if onwards == Step::Review { self.first_open() } else { onwards };
    }

    /// Drops pieces of evidence of which there is nothing but a title, and that no answer names any more.
    fn forget_titles(&mut self, ids: Vec<String>) {
        let named = |id: &String| self.answers.answers.values().any(|answer| answer.evidence.contains(id));
        for id in ids.into_iter().filter(|id| !named(id)).collect::<Vec<_>>() {
            let bare = |item: &Evidence| *item == Evidence { title: item.title.clone(), ..Evidence::default() };
            if self.answers.evidence.get(&id).is_some_and(bare) {
                self.answers.evidence.remove(&id);
            }
        }
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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::answers::{State, Value};
    use crate::framework::bundled::{self, Bundled};
    use crate::framework::{Loaded, load};
    use crate::problem::Source;

    fn framework() -> Framework {
        match load(&[bundled::find("ai-tool").unwrap()], &Bundled).unwrap().0 {
            Loaded::Ledger(framework) => *framework,
            Loaded::Route(_) => unreachable!("ai-tool has a ledger"),
        }
    }

    /// Says what it was told to, in turn, and then leaves; keeps what it was asked.
    struct Script {
        replies: VecDeque<Reply>,
        asked: Vec<Step>,
    }

    impl Respondent for Script {
        type Error = std::convert::Infallible;
        fn ask(&mut self, _interview: &Interview<'_>, step: Step) -> Result<Reply, Self::Error> {
            self.asked.push(step);
            Ok(self.replies.pop_front().unwrap_or(Reply::Leave))
        }
    }

    fn answer(option: &str) -> Reply {
        Reply::Answer(Box::new(Answer::new(State::Given(Value::Text(option.to_owned())))), Vec::new())
    }

    /// Replies to the request and to the context: every factor at this level.
    fn opening(framework: &Framework, level: u8) -> Vec<Reply> {
        let mut replies: Vec<Reply> = Request::PARTS.iter().map(|_| Reply::Part(None)).collect();
        replies.extend(framework.factors.iter().map(|_| Reply::Level(Some(level))));
        replies
    }

    fn play(interview: &mut Interview<'_>, replies: Vec<Reply>) -> (Vec<Step>, Vec<Draft>) {
        let mut script = Script { replies: replies.into(), asked: Vec::new() };
        let mut drafts = Vec::new();
        let Ok(_) = run(interview, &mut script, &mut |draft| {
            drafts.push(draft.clone());
            Ok(())
        });
        (script.asked, drafts)
    }

    #[test]
    fn asks_only_what_applies_and_nothing_that_the_register_answers() {
        let framework = framework();
        let mut harmless = Interview::new(&framework, None);
        play(&mut harmless, opening(&framework, 0));
        assert_eq!(harmless.current(), Step::Question(framework.question("customer-eligibility").unwrap()));
        let mut worst = Interview::new(&framework, None);
        play(&mut worst, opening(&framework, 4));
        let asked = worst.steps();
        assert!(asked.len() > harmless.steps().len());
        let by_register = |step: &Step| matches!(step, Step::Question(at) if framework.questions[*at].by_register);
        assert!(!asked.iter().any(by_register));
        let progress = worst.progress();
        assert_eq!((progress.least, progress.hidden), (progress.most, 0));
        assert_eq!(progress.most + 1, asked.len(), "the review is no step of the count");
    }

    #[test]
    fn progress_narrows_as_the_context_becomes_known() {
        let framework = framework();
        let mut interview = Interview::new(&framework, None);
        let mut before = interview.progress();
        for reply in opening(&framework, 2) {
            interview.take(reply);
            let now = interview.progress();
            assert!(before.least <= now.least && now.most <= before.most, "{before:?} {now:?}");
            before = now;
        }
        assert_eq!(before.least, before.most);
    }

    #[test]
    fn back_leads_to_the_answer_that_was_given() {
        let framework = framework();
        let mut interview = Interview::new(&framework, None);
        let mut replies = opening(&framework, 3);
        replies.extend([answer("short"), Reply::Back]);
        let (asked, _) = play(&mut interview, replies);
        let retention = Step::Question(framework.question("retention").unwrap());
        assert_eq!(asked.iter().filter(|step| **step == retention).count(), 2);
        let given = &interview.answers().answers["retention"].state;
        assert_eq!(*given, State::Given(Value::Text("short".to_owned())));
        // Going back from the very first step stays there.
        let mut first = Interview::new(&framework, None);
        first.take(Reply::Back);
        assert_eq!(first.current(), Step::Request(0));
        // Going back from what was to be changed leads to where the change was wanted.
        interview.current = Step::Review;
        interview.take(Reply::Change(retention));
        assert_eq!(interview.current(), retention);
        interview.take(Reply::Back);
        assert_eq!(interview.current(), Step::Review);
    }

    #[test]
    fn every_reply_is_kept_and_resumed_where_it_was() {
        let framework = framework();
        let mut interview = Interview::new(&framework, None);
        let mut replies = opening(&framework, 3);
        replies.extend([answer("short"), answer("ageing")]);
        let count = replies.len();
        let (asked, drafts) = play(&mut interview, replies);
        assert_eq!(drafts.len(), count);
        for (at, draft) in drafts.into_iter().enumerate() {
            let source = Source::new("draft", draft.write());
            let (read, _) = draft::read(&source).unwrap();
            assert_eq!(read, draft);
            assert_eq!(Interview::resume(&framework, read).current(), asked[at + 1], "after reply {at}");
        }
    }

    #[test]
    fn a_worse_context_brings_questions_up_and_keeps_what_was_said() {
        let framework = framework();
        let mut interview = Interview::new(&framework, None);
        let mut replies = opening(&framework, 3);
        let data = framework.factor("data").unwrap();
        replies.extend([answer("short"), Reply::Change(Step::Factor(data)), Reply::Level(Some(0))]);
        play(&mut interview, replies);
        assert!(interview.answers().answers.contains_key("retention"), "kept though it may be hidden");
        assert_eq!(interview.answers().context["data"], 0);
    }

    #[test]
    fn contradictions_are_mended_or_explained_and_forgotten_with_their_levels() {
        let framework = framework();
        let mut interview = Interview::new(&framework, None);
        for reply in opening(&framework, 3) {
            interview.take(reply);
        }
        let egress = Step::Factor(framework.factor("egress").unwrap());
        interview.take(Reply::Change(egress));
        interview.take(Reply::Level(Some(0)));
        let Step::Contradiction(at) = interview.current() else { panic!("{:?}", interview.current()) };
        assert_eq!(framework.contradictions[at].id, "service-without-a-way-out");
        interview.take(Reply::Explanation(" ".to_owned()));
        assert_eq!(interview.current(), Step::Contradiction(at), "an empty explanation explains nothing");
        interview.take(Reply::Explanation("a stick is carried over".to_owned()));
        assert!(matches!(interview.current(), Step::Question(_)));
        interview.take(Reply::Change(egress));
        interview.take(Reply::Level(Some(1)));
        assert!(interview.answers().explanations.is_empty());
    }

    #[test]
    fn earlier_answers_are_defaults_until_they_are_given_again() {
        let framework = framework();
        let day = Day::new(2026, 5, 1).unwrap();
        let mut earlier = Answers::default();
        earlier.context.insert("data".to_owned(), 2);
        let given = Answer::new(State::Given(Value::Text("three".to_owned())));
        earlier.answers.insert("named-people".to_owned(), given.clone());
        earlier.answers.insert("retention".to_owned(), given);
        let mut interview = Interview::new(&framework, Some((&earlier, day)));
        let data = Step::Factor(framework.factor("data").unwrap());
        assert_eq!(interview.known_since(data), Some(day));
        assert!(interview.answers().answers.contains_key("retention"));
        assert!(!interview.answers().answers.contains_key("named-people"), "the register answers it anew");
        interview.take(Reply::Change(data));
        interview.take(Reply::Level(Some(2)));
        assert_eq!(interview.known_since(data), None);
    }

    #[test]
    fn a_reply_of_another_kind_changes_nothing() {
        let framework = framework();
        let mut interview = Interview::new(&framework, None);
        let before = interview.draft();
        for reply in [Reply::Level(Some(1)), answer("short"), Reply::Record, Reply::Explanation("x".to_owned())] {
            interview.take(reply);
            assert_eq!((interview.draft(), interview.current()), (before.clone(), Step::Request(0)));
        }
    }
}
