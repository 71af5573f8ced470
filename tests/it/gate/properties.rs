//! What must hold for any records: whatever is against a use never turns a no into a yes.

use std::collections::{BTreeMap, BTreeSet};

use super::story::{Story, World, condition, day, exception};
use plimsoll::answers::{Answer, Evidence, State, Value};
use plimsoll::assessment::decision::Decision;
use plimsoll::assessment::event::{Event, What};
use plimsoll::assessment::{ChainEntry, EVERY_USE, Record, Subject};
use plimsoll::framework;
use plimsoll::framework::triage::Route;
use plimsoll::gate::{ReasonCode, Verdict};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

pub const DAYS: [&str; 8] =
    ["2026-01-05", "2026-01-31", "2026-02-10", "2026-02-28", "2026-03-15", "2026-04-30", "2026-06-30", "2026-12-31"];

/// One step of a history: what happens, a few choices in it, and how many days after the one before.
pub type Step = (u8, u8, u8, u8, u8);

pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..12_u8, 0..5_u8, 0..8_u8, 0..8_u8, 0..30_u8), 0..most)
}

/// Histories of everything that reaches over a use, from the narrowest to the widest.
pub fn histories([own, every, vendor, vendors]: [&[Step]; 4]) -> [Story; 4] {
    [
        history(Story::own(), own),
        history(Story::of(Subject::Tool("tool".to_owned()), EVERY_USE), every),
        history(Story::vendor("general"), vendor),
        history(Story::vendor(EVERY_USE), vendors),
    ]
}

pub fn history(mut story: Story, steps: &[Step]) -> Story {
    let mut as_of = day("2026-01-01");
    for (what, which, first, second, pause) in steps {
        as_of = as_of.plus_days(i64::from(*pause));
        let text = as_of.to_string();
        let (from, until) = (as_of.plus_days(i64::from(*first) * 5 - 5), as_of.plus_days(i64::from(*second) * 30));
        let wide = story.usage == EVERY_USE || matches!(story.subject, Subject::Vendor(_));
        match what {
            0..=2 if !wide => {
                story.assess_with(&text, |assessment| {
                    ["low", "high"][usize::from(*which) % 2].clone_into(&mut assessment.outcome.tier);
                    let mut answer = Answer::new(State::Given(Value::Text("yes".to_owned())));
                    answer.evidence = vec!["contract".to_owned()];
                    assessment.answers.answers.insert("retention".to_owned(), answer);
                    let title = "Contract".to_owned();
                    let item = Evidence { title, expires: (*second > 4).then_some(until), ..Evidence::default() };
                    assessment.answers.evidence.insert("contract".to_owned(), item);
                });
            }
            3 if !wide => drop(story.triage(&text, [Route::Register, Route::Full][usize::from(*which) % 2])),
            4 | 5 => drop(story.event(
                &text,
                What::ConditionMet {
                    condition: ["a", "b"][usize::from(*which) % 2].to_owned(),
                    proof: Vec::new(),
                    items: BTreeMap::new(),
                },
            )),
            6 => {
                let lifts: Vec<&str> = ReasonCode::ALL
                    .iter()
                    .filter(|code| code.may_be_lifted())
                    .map(|code| code.as_str())
                    .skip(usize::from(*first) * 2)
                    .take(9)
                    .collect();
                let rests_on = story.newest_of("assessment").or_else(|| story.newest_of("triage"));
                story.event(&text, exception(rests_on, &until.to_string(), &lifts));
            }
            7 if *which == 0 => drop(story.event(&text, What::Suspend)),
            _ => {
                let decisions = framework::Disposition::NAMES;
                let kind = decisions[usize::from(if *what < 11 { which % 2 } else { *which })].1;
                // A restriction that narrows nothing does not count, and one that is made stricter would.
                let kind = if kind == framework::Disposition::Restrict { framework::Disposition::Hold } else { kind };
                story.decide_with(&text, |decision| {
                    decision.decision = kind;
                    decision.valid_from = from;
                    decision.valid_until = (*second > 0).then(|| until.max(from));
                    decision.tier = Some(["low", "high"][usize::from(*which) % 2].to_owned());
                    decision.tier_with_waivers = decision.tier.clone();
                    decision.ceiling.insert("data".to_owned(), which % 3);
                    decision.conditions = vec![
                        condition("a", (*first > 5).then(|| until.to_string()).as_deref(), false),
                        condition("b", None, *first == 7),
                    ];
                });
            }
        }
    }
    story
}

fn world() -> impl Strategy<Value = World> {
    let request = (prop::option::of(0..5_u8), any::<bool>(), any::<bool>());
    (steps(14), steps(4), steps(4), steps(3), request).prop_map(|(own, vendor, all, every, (data, team, version))| {
        let own = history(Story::own(), &own);
        let mut world = World::of(&own);
        world.wider = vec![
            history(Story::vendor("general"), &vendor),
            history(Story::vendor(EVERY_USE), &all),
            history(Story::of(Subject::Tool("tool".to_owned()), EVERY_USE), &every),
        ];
        world.request.context.extend(data.map(|level| ("data".to_owned(), level)));
        world.request.team = team.then(|| "payments".to_owned());
        world.request.client_version = version.then(|| "2.1".to_owned());
        world
    })
}

/// One way in which a world becomes stricter, or stays what it is.
#[derive(Clone, Debug)]
enum Stricter {
    /// A decision ends so many days earlier.
    EarlierEnd(usize, i64),
    /// A ceiling is lower, or gone.
    LowerCeiling(usize, u8),
    /// A decision is limited to a version, an edition or a team.
    Limit(usize, u8),
    /// A condition more.
    Condition(usize),
    /// One more record that bans, at the end of a chain.
    Ban(usize, u8),
    /// Today's policy blocks more.
    Today(u8),
    /// An exception is gone.
    NoException(usize),
    /// Evidence expires earlier.
    Evidence(i64),
    /// Somebody asks for more.
    Asks(u8),
}

fn stricter() -> impl Strategy<Value = Stricter> {
    let any = any::<usize>();
    prop_oneof![
        (any, 1..200_i64).prop_map(|(which, days)| Stricter::EarlierEnd(which, days)),
        (any, 0..5_u8).prop_map(|(which, level)| Stricter::LowerCeiling(which, level)),
        (any, 0..3_u8).prop_map(|(which, what)| Stricter::Limit(which, what)),
        any.prop_map(Stricter::Condition),
        (any, 0..6_u8).prop_map(|(which, what)| Stricter::Ban(which, what)),
        (0..4_u8).prop_map(Stricter::Today),
        any.prop_map(Stricter::NoException),
        (1..100_i64).prop_map(Stricter::Evidence),
        (1..5_u8).prop_map(Stricter::Asks),
    ]
}

impl World {
    /// Changes one of the decisions about the use; nothing where there is none.
    fn decision(&mut self, which: usize, change: impl FnOnce(&mut Decision)) {
        let mut decisions: Vec<&mut Decision> = self
            .own
            .records
            .iter_mut()
            .filter_map(|entry| match &mut entry.record {
                Record::Decision(decision) => Some(&mut **decision),
                _ => None,
            })
            .collect();
        if decisions.is_empty() {
            return;
        }
        let at = which % decisions.len();
        change(decisions[at]);
    }

    fn become_stricter(&mut self, how: &Stricter) {
        match how {
            Stricter::EarlierEnd(which, days) => self.decision(*which, |decision| {
                let earlier = decision.valid_until.unwrap_or(day("2026-07-01")).plus_days(-days);
                // One that ended before it began would never have counted.
                decision.valid_until = Some(earlier.max(decision.valid_from));
            }),
            Stricter::LowerCeiling(which, level) => self.decision(*which, |decision| {
                let lower = decision.ceiling.get("data").copied().and_then(|ceiling| ceiling.checked_sub(*level));
                match lower {
                    Some(lower) => drop(decision.ceiling.insert("data".to_owned(), lower)),
                    None => drop(decision.ceiling.remove("data")),
                }
            }),
            Stricter::Limit(which, what) => self.decision(*which, |decision| match what {
                0 => decision.client_versions = Some(">=3".to_owned()),
                1 => decision.editions = vec!["Enterprise".to_owned()],
                _ => decision.teams = vec!["shipping".to_owned()],
            }),
            Stricter::Condition(which) => {
                self.decision(*which, |decision| decision.conditions.push(condition("c", Some("2026-01-01"), true)));
            }
            Stricter::Ban(which, what) => {
                let at = which % (self.wider.len() + 1);
                let story = if at == 0 { &mut self.own } else { &mut self.wider[at - 1] };
                let as_of = story.records.last().map_or(day("2026-01-01"), |entry| entry.record.header().as_of);
                let text = as_of.to_string();
                match what {
                    0 => story.event(&text, What::Suspend),
                    1 => story.event(&text, What::Withdraw),
                    2 => story.event(&text, What::Retire),
                    3 => story.event(&text, What::Trigger { suspends: true }),
                    4 => story.ban(&text, &text, framework::Disposition::Hold),
                    _ => story.ban(&text, &text, framework::Disposition::Prohibit),
                };
            }
            Stricter::Today(0) => self.today.complete_context = true,
            Stricter::Today(1) => self.today.blocking.all = true,
            Stricter::Today(2) => self.today.blocking.named = BTreeSet::from(["a".to_owned(), "b".to_owned()]),
            Stricter::Today(_) => self.today.stale_evidence_blocks = true,
            Stricter::NoException(which) => {
                let mut events: Vec<&mut Event> = self
                    .own
                    .records
                    .iter_mut()
                    .filter_map(|entry| match &mut entry.record {
                        Record::Event(event) if matches!(event.what, What::Exception { .. }) => Some(&mut **event),
                        _ => None,
                    })
                    .collect();
                if !events.is_empty() {
                    let at = which % events.len();
                    events[at].what = What::Trigger { suspends: false };
                }
            }
            Stricter::Evidence(days) => {
                for ChainEntry { record, .. } in &mut self.own.records {
                    if let Record::Assessment(assessment) = record {
                        let item = assessment.answers.evidence.get_mut("contract").unwrap();
                        item.expires = Some(item.expires.unwrap_or(day("2026-05-01")).plus_days(-days));
                    }
                }
            }
            Stricter::Asks(more) => {
                let asked = self.request.context.entry("data".to_owned()).or_insert(0);
                *asked = (*asked + more).min(4);
            }
        }
    }
}

/// Whether an answer is no milder than another: a yes stays a yes only where there was one before.
fn no_milder(stricter: &Verdict, than: &Verdict) -> bool {
    than.exit() == plimsoll::gate::Exit::Yes || stricter.exit() != plimsoll::gate::Exit::Yes
}

/// How many random cases a property is tried on.
pub fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000)
}

proptest! {
    #![proptest_config(Config { rng_seed: RngSeed::Fixed(4), cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_is_against_a_use_never_turns_a_no_into_a_yes(
        before in world(),
        changes in prop::collection::vec(stricter(), 1..4),
    ) {
        let mut after = before.clone();
        for change in &changes {
            after.become_stricter(change);
        }
        for on in DAYS {
            let (was, is) = (before.verdict(on), after.verdict(on));
            prop_assert!(no_milder(&is, &was), "{on}: {was:#?}\nbecame with {changes:?}\n{is:#?}");
        }
    }

    #[test]
    fn a_prohibition_stands_whatever_else_is_recorded_but_a_decision(
        mut world in world(),
        more in steps(5),
        at in 0..4_usize,
    ) {
        let story = if at == 0 { &mut world.own } else { &mut world.wider[at - 1] };
        let as_of = story.records.last().map_or(day("2026-01-01"), |entry| entry.record.header().as_of);
        story.ban(&as_of.to_string(), &as_of.to_string(), framework::Disposition::Prohibit);
        let from = story.records.len();
        *story = history(story.clone(), &more.into_iter().filter(|step| matches!(step.0, 4..=6)).collect::<Vec<_>>());
        for ChainEntry { record, .. } in &mut story.records[from..] {
            // The history begins again in January; what comes after the ban is not before it.
            let header = match record {
                Record::Assessment(assessment) => &mut assessment.header,
                Record::Decision(decision) => &mut decision.header,
                Record::Event(event) => &mut event.header,
                Record::Triage(triage) => &mut triage.header,
                Record::Enactment(enactment) => &mut enactment.header,
            };
            header.as_of = header.as_of.max(as_of);
        }
        for team in [None, Some("payments".to_owned())] {
            world.request.team = team;
            for on in DAYS.into_iter().filter(|on| day(on) >= as_of) {
                prop_assert!(world.codes(on).contains(&"prohibited"), "{on}: {:#?}", world.verdict(on));
                prop_assert_ne!(world.verdict(on).exit(), plimsoll::gate::Exit::Yes);
            }
        }
    }

    #[test]
    fn an_answer_is_in_order_and_yes_needs_a_decision_that_allows(world in world()) {
        for on in DAYS {
            let verdict = world.verdict(on);
            prop_assert!(verdict.reasons.is_sorted_by_key(|reason| reason.code));
            prop_assert!(verdict.lifted.iter().all(|reason| reason.code.may_be_lifted()));
            prop_assert_eq!(verdict.exit() == plimsoll::gate::Exit::Yes, verdict.reasons.is_empty());
            prop_assert_eq!(&verdict.clone().stricter(verdict.clone()), &verdict);
            if verdict.exit() == plimsoll::gate::Exit::Yes && verdict.lifted.is_empty() {
                let decision = verdict.decision.unwrap().record;
                prop_assert!(decision.allows() && decision.valid_from <= day(on));
                prop_assert!(verdict.until.is_some_and(|until| day(on) <= until));
                prop_assert!(matches!(decision.header.subject, Subject::Tool(_)));
            }
        }
    }

    #[test]
    fn an_exception_only_ever_helps_its_own_team(world in world()) {
        for on in DAYS {
            let mut other = world.clone();
            other.request.team = Some("shipping".to_owned());
            let mut none = world.clone();
            none.request.team = None;
            prop_assert!(other.verdict(on).lifted.is_empty());
            prop_assert!(none.verdict(on).lifted.is_empty());
        }
    }
}
