//! The interview, played.

use std::collections::VecDeque;

use crate::answers::{State, Value};
use crate::context::Scope;
use crate::framework::bundled::{self, Bundled};
use crate::framework::{Framework, Loaded, TriageFramework, load};
use crate::problem::Source;
use crate::score::change::best;

use super::*;

fn framework() -> Framework {
    match load(&[bundled::find("ai-tool").unwrap()], &Bundled).unwrap().0 {
        Loaded::Ledger(framework) => *framework,
        Loaded::Route(_) => unreachable!("ai-tool has a ledger"),
    }
}

fn full(framework: &Framework) -> Ledger<'_> {
    Ledger { framework, scope: Scope::Full, as_of: Day::new(2026, 11, 22).unwrap() }
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
    replies.extend(framework.factors().iter().map(|_| Reply::Level(Some(level))));
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
    interview.ask_in(QuestionOrder::File);
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
fn every_order_asks_each_question_once_and_comes_to_the_same() {
    let framework = framework();
    let mut answered = Vec::new();
    for (name, order) in QuestionOrder::NAMES {
        let mut interview = Interview::new(full(&framework), None);
        interview.ask_in(order);
        for reply in opening(&framework, 3) {
            interview.take(reply);
        }
        let mut asked = Vec::new();
        while let Step::Question(at) = interview.current() {
            // Whatever was asked stands first, as it was; a cut changes nothing.
            let source = Source::new("draft", interview.draft().write());
            let resumed = Interview::resume(full(&framework), draft::read(&source).unwrap().0);
            assert_eq!((resumed.current(), resumed.steps()), (interview.current(), interview.steps()), "{name}");
            asked.push(at);
            let known = best(&framework.questions()[at]);
            // Every third is not known.
            let answer = if at % 3 == 0 {
                Answer::new(State::Unknown { why: "asked".to_owned(), skipped: None })
            } else {
                known
            };
            interview.take(Reply::Answer(Box::new(answer), Vec::new()));
            if asked.len() == 20 {
                let before = interview.current();
                interview.take(Reply::Back);
                assert_eq!(interview.current(), Step::Question(at), "{name}: back leads to what was asked last");
                interview.take(Reply::Answer(
                    Box::new(interview.answers().answers[&framework.questions()[at].id].clone()),
                    Vec::new(),
                ));
                assert_eq!(interview.current(), before, "{name}");
            }
        }
        assert_eq!(interview.current(), Step::Review);
        let mut each = asked.clone();
        each.sort_unstable();
        let applying: Vec<usize> =
            (0..framework.criteria().len()).flat_map(|criterion| interview.asked_in(criterion)).collect();
        assert_eq!(each, applying, "{name}");
        assert_eq!(asked == each, order == QuestionOrder::File, "{name}");
        answered.push(interview.answers().clone());
    }
    assert_eq!(answered[0], answered[1], "so the tier is the same");
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
    interview.ask_in(QuestionOrder::File);
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
    assert_eq!(framework.contradictions()[at].id, "service-without-a-way-out");
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
    let mut short = Interview::new(Ledger { scope: Scope::Keys, ..full(&framework) }, None);
    for reply in opening(&framework, 3) {
        short.take(reply);
    }
    let questions: Vec<usize> = short
        .steps()
        .into_iter()
        .filter_map(|step| if let Step::Question(at) = step { Some(at) } else { None })
        .collect();
    assert!(questions.len() > 20);
    assert!(questions.iter().all(|at| framework.questions()[*at].key));
    let progress = short.progress();
    assert_eq!(progress.least, progress.most);
    // What everybody would be asked in this context is asked of no less than the keys.
    let mut all = Interview::new(full(&framework), None);
    for reply in opening(&framework, 3) {
        all.take(reply);
    }
    let key = |step: &&Step| matches!(step, Step::Question(at) if framework.questions()[*at].key);
    assert!(all.steps().iter().filter(key).count() >= questions.len());
    assert!(all.progress().most > progress.most);
    // Nothing but floors would make a criterion that is not material worth a question.
    let mut harmless = Interview::new(Ledger { scope: Scope::Keys, ..full(&framework) }, None);
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

fn triage() -> TriageFramework {
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
