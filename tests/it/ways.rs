//! The ways to a lower tier and the bounds of an unfinished interview, held against trying everything.

use std::collections::BTreeSet;

use plimsoll::answers::{Answer, Answers, State, Value};
use plimsoll::context::Applies;
use plimsoll::framework::{BandLimit, Grade, Question, QuestionKind};
use plimsoll::person::Person;
use plimsoll::score::bounds::bounds;
use plimsoll::score::change::{Base, ChangedAnswer, within_reach};
use plimsoll::score::way::Ways;
use proptest::prelude::*;

use crate::properties::{Case, as_of, hold, hold_for_cases};

/// The most questions whose subsets are all tried.
const MOST: usize = 11;

fn base<'a>(case: &'a Case, answers: &'a Answers) -> Base<'a> {
    Base { framework: &case.framework, answers, as_of: as_of(), waived: &case.waived, scope: case.scope }
}

/// The answers with some questions answered best; a compensating control stays, and so does what is worth more.
fn bettered(case: &Case, questions: &[usize]) -> Answers {
    let now = case.score(&case.answers);
    let mut answers = case.answers.clone();
    for at in questions {
        let question = &case.framework.questions()[*at];
        let before = answers.answers.get(&question.id).cloned();
        let compensating = before.as_ref().and_then(|answer| answer.compensating.clone());
        let best = within_reach(question, now.questions[*at].grade);
        answers.answers.insert(question.id.clone(), Answer { compensating, ..best });
        if let Some(before) = before
            && case.score(&answers).questions[*at].credit < now.questions[*at].credit
        {
            answers.answers.insert(question.id.clone(), before);
        }
    }
    answers
}

/// What the answers to some questions cost to better.
fn effort(case: &Case, questions: &[usize]) -> usize {
    questions.iter().map(|at| usize::from(case.framework.questions()[*at].effort)).sum()
}

/// Every set of questions of the least effort that reaches a tier when they are bettered, by trying all.
fn cheapest(case: &Case, questions: &[usize], to: usize) -> BTreeSet<Vec<usize>> {
    let sets = (0..1_u32 << questions.len()).map(|mask| {
        let chosen = questions.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        chosen.map(|(_, question)| *question).collect::<Vec<_>>()
    });
    let mut sets: Vec<Vec<usize>> = sets.collect();
    sets.sort_by_key(|set| effort(case, set));
    let mut found = BTreeSet::new();
    let mut least = usize::MAX;
    for set in sets {
        if effort(case, &set) > least {
            break;
        }
        if case.score(&bettered(case, &set)).tier <= to {
            least = effort(case, &set);
            found.insert(set);
        }
    }
    found
}

#[test]
fn the_way_down_is_the_cheapest_there_is() {
    let (compared, several) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    hold_for_cases(1_000, 12, |_, case| {
        let now = case.score(&case.answers);
        let asked: Vec<usize> =
            (0..now.questions.len()).filter(|at| now.questions[*at].applies != Applies::Hidden).collect();
        for to in 0..now.tier {
            let Ways { ways, lowest, barriers, .. } = base(&case, &case.answers).ways_to(to);
            prop_assert_eq!(lowest, case.score(&bettered(&case, &asked)).tier, "{}", case.shown("the lowest"));
            if lowest > to {
                prop_assert!(ways.is_empty());
                continue;
            }
            prop_assert!(barriers.is_empty() && !ways.is_empty(), "{}", case.shown("no way was found"));
            // A limit changes nothing but that dearer ways are none.
            let cost = Ways::effort(&case.framework, &ways[0]);
            let within = |most: usize| base(&case, &case.answers).ways_within(to, most).ways;
            prop_assert_eq!(&within(cost), &ways, "{}", case.shown("a limit that is kept changes the ways"));
            prop_assert!(cost == 0 || within(cost - 1).is_empty(), "{}", case.shown("a limit is not kept"));
            let sets: BTreeSet<Vec<usize>> = ways.iter().map(|way| questions_of(way)).collect();
            prop_assert_eq!(sets.len(), ways.len(), "{}", case.shown("a way stands twice"));
            for way in &ways {
                prop_assert_eq!(Ways::effort(&case.framework, way), cost, "{}", case.shown("a way is dearer"));
                // The answers that are told lead there, and none rests on evidence that there cannot be.
                let mut told = case.answers.clone();
                for step in way {
                    let (question, present) =
                        (&case.framework.questions()[step.question], &now.questions[step.question]);
                    let answer = step.answer.clone().expect("a step of a way has an answer");
                    let most = question.evidence_at_most.max(present.grade);
                    prop_assert!(answer.grade <= most, "{}", case.shown("evidence is out of reach"));
                    told.answers.insert(question.id.clone(), answer);
                }
                prop_assert!(case.score(&told).tier <= to, "{}", case.shown("what is told does not lead there"));
            }
            for way in &sets {
                prop_assert!(
                    case.score(&bettered(&case, way)).tier <= to,
                    "{}",
                    case.shown("a way does not lead there")
                );
                for without in 0..way.len() {
                    let mut less = way.clone();
                    less.remove(without);
                    prop_assert!(
                        case.score(&bettered(&case, &less)).tier > to,
                        "{}",
                        case.shown("a step is not needed")
                    );
                }
            }
            if asked.len() <= MOST {
                compared.set(compared.get() + 1);
                let tried = cheapest(&case, &asked, to);
                let least = tried.first().map(|set| effort(&case, set));
                prop_assert_eq!(Some(cost), least, "{}", case.shown("there is a cheaper way"));
                // What changes nothing is on no way, even where it costs nothing more.
                prop_assert!(sets.is_subset(&tried), "{}", case.shown("a way is none"));
                let wanted = tried.len().min(5);
                prop_assert_eq!(sets.len(), wanted, "{}", case.shown("there are other ways"));
                several.set(several.get() + usize::from(wanted > 1));
            }
        }
        Ok(())
    });
    let (compared, several) = (compared.get(), several.get());
    assert!(compared > 40, "only {compared} ways were compared with trying everything");
    assert!(several > 2, "only {several} of them had others of the same effort");
}

fn questions_of(way: &[ChangedAnswer]) -> Vec<usize> {
    let mut questions: Vec<usize> = way.iter().map(|step| step.question).collect();
    questions.sort_unstable();
    questions
}

/// Everything that can be said to a question, with no evidence and with the best.
fn sayable(question: &Question) -> Vec<Option<Answer>> {
    let values: Vec<Value> = match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            options.iter().map(|option| Value::Text(option.id.clone())).collect()
        }
        QuestionKind::Multiple(items) => {
            let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
            vec![Value::List(Vec::new()), Value::List(ids[..1].to_vec()), Value::List(ids)]
        }
        QuestionKind::Number(number) => {
            let limits = number.bands.iter().map(|band| match band.limit {
                BandLimit::UpTo(limit) | BandLimit::AtLeast(limit) => Value::Number(limit),
            });
            limits.chain(number.none.iter().map(|_| Value::Text("none".to_owned()))).collect()
        }
    };
    let graded = |value: &Value| {
        [Grade::None, Grade::Statement, Grade::Tested]
            .map(|grade| Some(Answer { grade, ..Answer::new(State::Given(value.clone())) }))
    };
    let mut all: Vec<Option<Answer>> = values.iter().flat_map(graded).collect();
    all.push(None);
    if question.not_applicable {
        all.push(Some(Answer::new(State::NotApplicable {
            reason: "none here".to_owned(),
            second_reader: Some(Person::written("Mika Sato")),
        })));
    }
    all
}

#[test]
fn the_bounds_are_those_of_everything_that_can_still_be_said() {
    hold(150, 700, |dice| {
        let case = Case::random(dice)?;
        let now = case.score(&case.answers);
        let mut left: Vec<usize> =
            (0..now.questions.len()).filter(|at| now.questions[*at].applies != Applies::Hidden).collect();
        while left.len() > 3 {
            left.remove(dice.below(left.len()));
        }
        let ids = left.iter().map(|at| case.framework.questions()[*at].id.as_str()).collect();
        let found = bounds(&base(&case, &case.answers), &ids);
        let mut tiers = BTreeSet::new();
        let mut all = vec![case.answers.clone()];
        for at in &left {
            let question = &case.framework.questions()[*at];
            let longer = all.iter().flat_map(|answers| {
                sayable(question).into_iter().map(|answer| {
                    let mut answers = answers.clone();
                    match answer {
                        Some(answer) => drop(answers.answers.insert(question.id.clone(), answer)),
                        None => drop(answers.answers.remove(&question.id)),
                    }
                    answers
                })
            });
            all = longer.collect();
        }
        tiers.extend(all.iter().map(|answers| case.score(answers).tier));
        prop_assert_eq!(Some(&found.lowest), tiers.first(), "{}", case.shown("the milder end"));
        prop_assert_eq!(Some(&found.highest), tiers.last(), "{}", case.shown("the graver end"));
        prop_assert_eq!(found.settled(), tiers.len() == 1);
        Ok(())
    });
}

#[test]
fn with_nothing_left_the_bounds_meet_at_the_tier() {
    hold_for_cases(100, 50, |_, case| {
        let found = bounds(&base(&case, &case.answers), &BTreeSet::new());
        prop_assert!(found.settled());
        prop_assert_eq!(found.lowest, case.score(&case.answers).tier);
        Ok(())
    });
}
