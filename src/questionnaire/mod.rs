//! What to ask next: the interview as a state machine that knows no terminal. `ledger.rs` and
//! `route.rs` say what a framework of each method asks; `draft.rs` keeps an unfinished interview.

use crate::answers::{Answer, Answers, Evidence, Intake};
use crate::date::Day;

pub mod draft;
mod ledger;
mod route;

pub use draft::Draft;
pub use ledger::Ledger;

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
    /// Go to a step that was asked before, to change it.
    Change(Step),
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

    /// How many of these steps there can still be.
    fn bounds(&self, draft: &Draft) -> Bounds;

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

    /// Takes a reply to a step that only this method has; whether it did.
    fn take(&self, _step: Step, _reply: Reply, _draft: &mut Draft) -> bool {
        false
    }
}

/// The fewest and the most steps that there can be between the request and the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
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
        Self { sheet, draft, current: Step::Request(0), from: None }
    }

    /// Goes on with an interview that was left.
    #[must_use]
    pub fn resume(sheet: S, mut draft: Draft) -> Self {
        sheet.follow(&mut draft);
        let mut interview = Self { sheet, draft, current: Step::Review, from: None };
        interview.current = interview.first_open();
        interview
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
        self.draft.asked.contains(&self.sheet.key(step))
    }

    /// Where the present answer to a step comes from, where it was not given now.
    #[must_use]
    pub fn origin(&self, step: Step) -> Option<Origin> {
        let key = self.sheet.key(step);
        if self.draft.asked.contains(&key) {
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
        let Bounds { least, most, hidden } = self.sheet.bounds(&self.draft);
        let asked = self.steps().iter().filter(|step| self.was_asked(**step)).count();
        let before = Intake::PARTS.len();
        Progress { asked, least: before + least, most: before + most, hidden }
    }

    fn request_is_empty(&self, at: usize) -> bool {
        self.draft.answers.request.part(Intake::PARTS[at].0).is_none()
    }

    /// The first step that nobody was asked for yet.
    fn first_open(&self) -> Step {
        let open = |step: &Step| !self.was_asked(*step);
        self.steps().into_iter().find(open).unwrap_or(Step::Review)
    }

    /// Takes a reply to the present step and moves on.
    ///
    /// A reply that does not belong to the step changes nothing.
    pub fn take(&mut self, reply: Reply) {
        let step = self.current;
        let from = self.from.take();
        match (step, reply) {
            (_, Reply::Back) => {
                if from.is_none() && matches!(step, Step::Request(at) if self.request_is_empty(at)) {
                    // Whoever goes away from an empty field has not answered it.
                    self.draft.asked.remove(&self.sheet.key(step));
                }
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
                self.draft.answers.request.set_part(Intake::PARTS[at].0, part);
            }
            (Step::Question(_), Reply::Answer(answer, evidence)) => {
                self.draft.answers.evidence.extend(evidence);
                let before = self.draft.answers.answers.insert(self.sheet.id_of(step).to_owned(), *answer);
                self.draft.forget_titles(before.map(|answer| answer.evidence).unwrap_or_default());
            }
            (step, reply) => {
                if !self.sheet.take(step, reply, &mut self.draft) {
                    return;
                }
            }
        }
        self.draft.asked.insert(self.sheet.key(step));
        let steps = self.steps();
        let after = steps.iter().position(|known| *known == step).map_or(0, |at| at + 1);
        let open = |step: &Step| *step == Step::Review || !self.was_asked(*step);
        // Onwards first; what a change brought up before comes when the end is reached.
        let onwards = steps.iter().skip(after).copied().find(open).unwrap_or(Step::Review);
        self.current = if onwards == Step::Review { self.first_open() } else { onwards };
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
                keep(interview.draft())?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::answers::{State, Value};
    use crate::context::Scope;
    use crate::framework::bundled::{self, Bundled};
    use crate::framework::{Framework, Loaded, Triage, load};
    use crate::problem::Source;

    fn framework() -> Framework {
        match load(&[bundled::find("ai-tool").unwrap()], &Bundled).unwrap().0 {
            Loaded::Ledger(framework) => *framework,
            Loaded::Route(_) => unreachable!("ai-tool has a ledger"),
        }
    }

    const fn full(framework: &Framework) -> Ledger<'_> {
        Ledger { framework, scope: Scope::Full }
    }

    /// Says what it was told to, in turn, and then leaves; keeps what it was asked.
    struct Script {
        replies: VecDeque<Reply>,
        asked: Vec<Step>,
    }

    impl<S: Sheet> Respondent<S> for Script {
        type Error = std::convert::Infallible;
        fn ask(&mut self, _interview: &Interview<S>, step: Step) -> Result<Reply, Self::Error> {
            self.asked.push(step);
            Ok(self.replies.pop_front().unwrap_or(Reply::Leave))
        }
    }

    fn answer(option: &str) -> Reply {
        Reply::Answer(Box::new(Answer::new(State::Given(Value::Text(option.to_owned())))), Vec::new())
    }

    /// Replies to the request and to the context: every factor at this level.
    fn opening(framework: &Framework, level: u8) -> Vec<Reply> {
        let mut replies: Vec<Reply> = Intake::PARTS.iter().map(|_| Reply::Part(None)).collect();
        replies.extend(framework.factors.iter().map(|_| Reply::Level(Some(level))));
        replies
    }

    fn play<S: Sheet>(interview: &mut Interview<S>, replies: Vec<Reply>) -> (Vec<Step>, Vec<Draft>) {
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
        let mut harmless = Interview::new(full(&framework), None);
        play(&mut harmless, opening(&framework, 0));
        assert_eq!(harmless.current(), Step::Question(framework.question("customer-eligibility").unwrap()));
        let mut worst = Interview::new(full(&framework), None);
        play(&mut worst, opening(&framework, 4));
        let asked = worst.steps();
        assert!(asked.len() > harmless.steps().len());
        let progress = worst.progress();
        assert_eq!((progress.least, progress.hidden), (progress.most, 0));
        assert_eq!(progress.most + 1, asked.len(), "the review is no step of the count");
    }

    #[test]
    fn progress_narrows_as_the_context_becomes_known() {
        let framework = framework();
        let mut interview = Interview::new(full(&framework), None);
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
    fn an_empty_field_that_is_left_with_back_is_asked_again() {
        let framework = framework();
        let mut interview = Interview::new(full(&framework), None);
        for _ in 0..2 {
            interview.take(Reply::Part(None));
        }
        interview.take(Reply::Back);
        assert_eq!(interview.current(), Step::Request(1));
        // Twice: the field was answered with nothing before.
        interview.take(Reply::Back);
        assert_eq!(interview.current(), Step::Request(0));
        assert!(!interview.was_asked(Step::Request(1)) && !interview.was_asked(Step::Request(2)));
        interview.take(Reply::Part(Some("Lee <lee@example.org>".to_owned())));
        assert_eq!(interview.current(), Step::Request(1));
        // What was said stays answered.
        interview.take(Reply::Back);
        interview.take(Reply::Back);
        assert!(interview.was_asked(Step::Request(0)));
    }

    #[test]
    fn back_leads_to_the_answer_that_was_given() {
        let framework = framework();
        let mut interview = Interview::new(full(&framework), None);
        let mut replies = opening(&framework, 3);
        replies.extend([answer("short"), Reply::Back]);
        let (asked, _) = play(&mut interview, replies);
        let retention = Step::Question(framework.question("retention").unwrap());
        assert_eq!(asked.iter().filter(|step| **step == retention).count(), 2);
        let given = &interview.answers().answers["retention"].state;
        assert_eq!(*given, State::Given(Value::Text("short".to_owned())));
        // Going back from the very first step stays there.
        let mut first = Interview::new(full(&framework), None);
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
        let mut interview = Interview::new(full(&framework), None);
        let mut replies = opening(&framework, 3);
        replies.extend([answer("short"), answer("ageing")]);
        let count = replies.len();
        let (asked, drafts) = play(&mut interview, replies);
        assert_eq!(drafts.len(), count);
        for (at, draft) in drafts.into_iter().enumerate() {
            let source = Source::new("draft", draft.write());
            let (read, _) = draft::read(&source).unwrap();
            assert_eq!(read, draft);
            assert_eq!(Interview::resume(full(&framework), read).current(), asked[at + 1], "after reply {at}");
        }
    }

    #[test]
    fn a_worse_context_brings_questions_up_and_keeps_what_was_said() {
        let framework = framework();
        let mut interview = Interview::new(full(&framework), None);
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
        let mut interview = Interview::new(full(&framework), None);
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
        let mut interview = Interview::new(full(&framework), Some((&earlier, day)));
        let data = Step::Factor(framework.factor("data").unwrap());
        assert_eq!(interview.origin(data), Some(Origin::Before(day)));
        assert!(interview.answers().answers.contains_key("retention"));
        assert!(!interview.answers().answers.contains_key("named-people"), "it is retired");
        interview.take(Reply::Change(data));
        interview.take(Reply::Level(Some(2)));
        assert_eq!(interview.origin(data), None);
    }

    #[test]
    fn a_short_run_asks_only_key_questions_of_what_is_material() {
        let framework = framework();
        let mut short = Interview::new(Ledger { framework: &framework, scope: Scope::Keys }, None);
        for reply in opening(&framework, 3) {
            short.take(reply);
        }
        let questions: Vec<usize> = short
            .steps()
            .into_iter()
            .filter_map(|step| if let Step::Question(at) = step { Some(at) } else { None })
            .collect();
        assert!(questions.len() > 20);
        assert!(questions.iter().all(|at| framework.questions[*at].key));
        let progress = short.progress();
        assert_eq!(progress.least, progress.most);
        // What everybody would be asked in this context is asked of no less than the keys.
        let mut all = Interview::new(full(&framework), None);
        for reply in opening(&framework, 3) {
            all.take(reply);
        }
        let key = |step: &&Step| matches!(step, Step::Question(at) if framework.questions[*at].key);
        assert!(all.steps().iter().filter(key).count() >= questions.len());
        assert!(all.progress().most > progress.most);
        // Nothing but floors would make a criterion that is not material worth a question.
        let mut harmless = Interview::new(Ledger { framework: &framework, scope: Scope::Keys }, None);
        for reply in opening(&framework, 0) {
            harmless.take(reply);
        }
        assert_eq!(harmless.current(), Step::Review);
    }

    #[test]
    fn a_triage_hands_over_what_says_more_than_what_is_known() {
        let framework = framework();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let mut earlier = Answers::default();
        earlier.context.extend([("data".to_owned(), 2), ("egress".to_owned(), 3), ("users".to_owned(), 1)]);
        earlier.request.set_part("purpose", Some("old".to_owned()));
        earlier.request.set_part("benefit", Some("old".to_owned()));
        let mut interview = Interview::new(full(&framework), Some((&earlier, day("2026-01-01"))));
        let implied = [("data", 3), ("egress", 2), ("autonomy", 0), ("users", 1), ("of-another-framework", 4)];
        let implied = implied.into_iter().map(|(id, level)| (id.to_owned(), level)).collect();
        let request = Intake { purpose: Some("new".to_owned()), ..Intake::default() };
        interview.hand_over(&implied, &request, day("2026-06-01"));
        let level = |interview: &Interview<Ledger<'_>>, id: &str| {
            let step = Step::Factor(framework.factor(id).unwrap());
            (interview.answers().context.get(id).copied(), interview.origin(step))
        };
        let (before, triage) = (Origin::Before(day("2026-01-01")), Origin::Triage(day("2026-06-01")));
        assert_eq!(level(&interview, "data"), (Some(3), Some(triage)));
        assert_eq!(level(&interview, "egress"), (Some(3), Some(before)), "more was known before");
        assert_eq!(level(&interview, "users"), (Some(1), Some(before)), "as much was known before");
        assert_eq!(level(&interview, "autonomy"), (Some(0), Some(triage)));
        assert!(!interview.answers().context.contains_key("of-another-framework"));
        let request = &interview.answers().request;
        assert_eq!((request.purpose.as_deref(), request.benefit.as_deref()), (Some("new"), Some("old")));
        assert_eq!(interview.origin(Step::Request(2)), Some(triage));
        // What was handed over survives a cut, and is forgotten where something else is said.
        let source = Source::new("draft", interview.draft().write());
        let mut resumed = Interview::resume(full(&framework), draft::read(&source).unwrap().0);
        assert_eq!(resumed.draft(), interview.draft());
        assert_eq!(level(&resumed, "data"), (Some(3), Some(triage)));
        let data = Step::Factor(framework.factor("data").unwrap());
        resumed.take(Reply::Change(data));
        resumed.take(Reply::Level(Some(1)));
        assert_eq!(level(&resumed, "data"), (Some(1), None));
    }

    fn triage() -> Triage {
        match load(&[bundled::find(bundled::TRIAGE).unwrap()], &Bundled).unwrap().0 {
            Loaded::Route(triage) => triage,
            Loaded::Ledger(_) => unreachable!("the triage only routes"),
        }
    }

    #[test]
    fn a_triage_asks_its_questions_up_to_one_that_ends_it() {
        let triage = triage();
        let mut interview = Interview::new(&triage, None);
        assert_eq!((interview.progress().least, interview.progress().most), (5 + 1, 5 + 13));
        play(&mut interview, Intake::PARTS.iter().map(|_| Reply::Part(None)).collect());
        assert_eq!(interview.current(), Step::Question(0));
        interview.take(answer("same"));
        assert_eq!(interview.current(), Step::Review);
        assert_eq!((interview.progress().least, interview.progress().most), (6, 6));
        interview.take(Reply::Back);
        interview.take(answer("new"));
        assert_eq!(interview.current(), Step::Question(1));
        assert_eq!((interview.progress().least, interview.progress().most), (18, 18));
        // Each reply but the last leads on; back and resume find the place.
        interview.take(answer("internal"));
        interview.take(Reply::Back);
        assert_eq!(interview.current(), Step::Question(1));
        interview.take(answer("confidential"));
        let source = Source::new("draft", interview.draft().write());
        let resumed = Interview::resume(&triage, draft::read(&source).unwrap().0);
        assert_eq!((resumed.current(), resumed.draft()), (interview.current(), interview.draft()));
        // Levels and explanations are no replies to a triage.
        for reply in [Reply::Level(Some(1)), Reply::Explanation("x".to_owned()), Reply::Record] {
            let before = interview.draft().clone();
            interview.take(reply);
            assert_eq!((interview.draft(), interview.current()), (&before, Step::Question(2)));
        }
    }

    #[test]
    fn an_earlier_triage_is_the_default_and_ends_nothing_before_it_is_said_again() {
        let triage = triage();
        let day = "2026-01-01".parse().unwrap();
        let mut earlier = Answers::default();
        earlier.context.insert("data".to_owned(), 2);
        for (id, option) in [("already-approved", "same"), ("no-such-question", "x")] {
            earlier.answers.insert(id.to_owned(), Answer::new(State::Given(Value::Text(option.to_owned()))));
        }
        let mut interview = Interview::new(&triage, Some((&earlier, day)));
        assert!(interview.answers().context.is_empty(), "the answers imply it");
        assert_eq!(interview.answers().answers.len(), 1);
        assert_eq!(interview.origin(Step::Question(0)), Some(Origin::Before(day)));
        assert_eq!((interview.progress().least, interview.progress().most), (6, 18));
        for _ in Intake::PARTS {
            interview.take(Reply::Part(None));
        }
        interview.take(answer("changed"));
        assert_eq!(interview.current(), Step::Question(1));
    }

    #[test]
    fn a_reply_of_another_kind_changes_nothing() {
        let framework = framework();
        let mut interview = Interview::new(full(&framework), None);
        let before = interview.draft().clone();
        for reply in [Reply::Level(Some(1)), answer("short"), Reply::Record, Reply::Explanation("x".to_owned())] {
            interview.take(reply);
            assert_eq!((interview.draft(), interview.current()), (&before, Step::Request(0)));
        }
    }
}
