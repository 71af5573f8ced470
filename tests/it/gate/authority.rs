//! Who may open what: every standing state against every record by everybody, published as a table; and
//! that no record of somebody without authority ever turns a no into a yes.

use std::collections::BTreeMap;
use std::path::Path;

use plimsoll::assessment::decision::Decision;
use plimsoll::assessment::event::What;
use plimsoll::assessment::{ChainEntry, EVERY_USE, Record};
use plimsoll::framework::triage::Route;
use plimsoll::framework::{self, Disposition as Decided};
use plimsoll::gate::Exit;
use plimsoll::person::Person;
use plimsoll::policy::{Approver, Policy, TierPolicy};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::story::{CASEY, Story, World, approver, asks, condition, day};

const JO: &str = "Jo Specimen <jo@example.org>";
const MALLORY: &str = "Mallory Stranger <mallory@example.org>";
const PEOPLE: [(&str, &str); 3] = [("anybody", MALLORY), ("deputy", JO), ("CISO", CASEY)];

/// Nobody but the CISO decides on what is critical; the deputy, too, on what is high.
fn policy() -> Policy {
    let of = |approvers: &[&str]| TierPolicy {
        approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
        agree: 1,
        ..TierPolicy::default()
    };
    let approvers: Vec<Approver> =
        vec![approver(CASEY, &["ciso"], None, None), approver(JO, &["deputy-ciso"], None, None)];
    let tiers =
        BTreeMap::from([("critical".to_owned(), of(&["ciso"])), ("high".to_owned(), of(&["ciso", "deputy-ciso"]))]);
    Policy { approvers, tiers, ..Policy::default() }
}

fn rank(tier: &str) -> (u8, u8) {
    let below = ["low", "moderate", "high", "critical"].iter().position(|known| *known == tier).unwrap();
    (u8::try_from(below).unwrap(), 4)
}

fn assess(story: &mut Story, as_of: &str, tier: &str) {
    story.assess_with(as_of, |assessment| {
        tier.clone_into(&mut assessment.outcome.tier);
        assessment.outcome.rank = rank(tier);
    });
}

fn by(who: &str) -> impl Fn(&mut Decision) {
    move |decision| {
        decision.approvers = vec![Person::written(who)];
        decision.tier = None;
        decision.tier_with_waivers = None;
    }
}

fn approve(story: &mut Story, as_of: &str, who: &str) {
    story.decide_with(as_of, |decision| {
        by(who)(decision);
        decision.conditions = vec![condition("sandbox", None, true)];
    });
}

fn close(story: &mut Story, as_of: &str, who: &str, what: Decided) {
    story.ban(as_of, as_of, what);
    if let Some(ChainEntry { record: Record::Decision(decision), .. }) = story.records.last_mut() {
        by(who)(decision);
        decision.header.recorded_by = Person::written(who);
    }
}

fn suspend(story: &mut Story, as_of: &str, who: &str) {
    story.event(as_of, What::Suspend);
    if let Some(ChainEntry { record: Record::Event(event), .. }) = story.records.last_mut() {
        event.header.recorded_by = Person::written(who);
    }
}

/// A use, and what is decided about every use of its vendor.
#[derive(Clone)]
struct State {
    own: Story,
    vendor: Story,
}

fn states() -> Vec<(&'static str, State)> {
    let state = |own: fn(&mut Story), vendor: fn(&mut Story)| {
        let mut state = State { own: Story::own(), vendor: Story::vendor(EVERY_USE) };
        own(&mut state.own);
        vendor(&mut state.vendor);
        state
    };
    let none: fn(&mut Story) = |_| {};
    let triaged: fn(&mut Story) = |own| {
        own.triage("2026-01-10", Route::Register);
    };
    let high: fn(&mut Story) = |own| assess(own, "2026-01-10", "high");
    let approved: fn(&mut Story) = |own| {
        assess(own, "2026-01-10", "high");
        own.decide_with("2026-01-15", by(JO));
    };
    vec![
        ("nothing was looked at", state(none, none)),
        ("a triage that is enough", state(triaged, none)),
        ("assessed as high", state(high, none)),
        ("assessed as critical", state(|own| assess(own, "2026-01-10", "critical"), none)),
        (
            "assessed as critical, then as high",
            state(
                |own| {
                    assess(own, "2026-01-10", "critical");
                    assess(own, "2026-01-12", "high");
                },
                none,
            ),
        ),
        (
            "assessed as critical, then a triage",
            state(
                |own| {
                    assess(own, "2026-01-10", "critical");
                    own.triage("2026-01-12", Route::Register);
                },
                none,
            ),
        ),
        (
            "approved as high, then assessed as critical",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    own.decide_with("2026-01-15", by(JO));
                    assess(own, "2026-01-20", "critical");
                },
                none,
            ),
        ),
        (
            "approved as high, with a condition that is owed",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    approve(own, "2026-01-15", JO);
                },
                none,
            ),
        ),
        (
            "high, prohibited by anybody",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    close(own, "2026-01-15", MALLORY, Decided::Prohibit);
                },
                none,
            ),
        ),
        (
            "high, prohibited by the CISO",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    close(own, "2026-01-15", CASEY, Decided::Prohibit);
                },
                none,
            ),
        ),
        (
            "the same, then held by anybody",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    close(own, "2026-01-15", CASEY, Decided::Prohibit);
                    close(own, "2026-01-16", MALLORY, Decided::Hold);
                },
                none,
            ),
        ),
        (
            "approved as high, held by the deputy",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    own.decide_with("2026-01-15", by(JO));
                    close(own, "2026-01-16", JO, Decided::Hold);
                },
                none,
            ),
        ),
        (
            "approved as high, suspended by anybody",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    own.decide_with("2026-01-15", by(JO));
                    suspend(own, "2026-01-16", MALLORY);
                },
                none,
            ),
        ),
        (
            "approved as high, suspended by the CISO",
            state(
                |own| {
                    assess(own, "2026-01-10", "high");
                    own.decide_with("2026-01-15", by(JO));
                    suspend(own, "2026-01-16", CASEY);
                },
                none,
            ),
        ),
        (
            "approved as high, the vendor banned by anybody",
            state(approved, |vendor| close(vendor, "2026-01-16", MALLORY, Decided::Prohibit)),
        ),
        (
            "approved as high, the vendor banned by the CISO",
            state(approved, |vendor| close(vendor, "2026-01-16", CASEY, Decided::Prohibit)),
        ),
        (
            "the same, then banned once more by anybody",
            state(approved, |vendor| {
                close(vendor, "2026-01-16", CASEY, Decided::Prohibit);
                close(vendor, "2026-01-17", MALLORY, Decided::Prohibit);
            }),
        ),
        (
            "approved as high, the vendor held by the CISO",
            state(approved, |vendor| close(vendor, "2026-01-16", CASEY, Decided::Hold)),
        ),
    ]
}

const NEXT: &str = "2026-02-01";
const ASKED: &str = "2026-02-02";
const LIFTS: [&str; 6] =
    ["suspended", "hold", "withdrawn", "assessment-newer-than-decision", "condition-open", "expired"];

/// A record that somebody adds.
type Adding = fn(&mut State, &str);

fn records() -> Vec<(&'static str, Adding)> {
    vec![
        ("approve", |state, who| {
            state.own.decide_with(NEXT, by(who));
        }),
        ("approve on a triage", |state, who| {
            let triage = state.own.newest_of("triage");
            state.own.decide_with(NEXT, |decision| {
                by(who)(decision);
                decision.assessment = triage;
            });
        }),
        ("assess as low, approve", |state, who| {
            assess(&mut state.own, NEXT, "low");
            state.own.decide_with(NEXT, by(who));
        }),
        ("lift", |state, who| close(&mut state.vendor, NEXT, who, Decided::Approve)),
        ("exception", |state, who| {
            state.own.exception(NEXT, "2026-03-31", &LIFTS);
            if let Some(ChainEntry { record: Record::Event(event), .. }) = state.own.records.last_mut()
                && let What::Exception { approvers, .. } = &mut event.what
            {
                *approvers = vec![Person::written(who)];
            }
        }),
        ("exception from above", |state, who| {
            let rests_on = state.own.newest_of("assessment");
            let mut what = super::story::exception(rests_on, "2026-03-31", &LIFTS);
            if let What::Exception { approvers, .. } = &mut what {
                *approvers = vec![Person::written(who)];
            }
            state.vendor.event(NEXT, what);
        }),
        ("condition met", |state, who| {
            state.own.met(NEXT, "sandbox");
            if let Some(ChainEntry { record: Record::Event(event), .. }) = state.own.records.last_mut() {
                event.header.recorded_by = Person::written(who);
            }
        }),
        ("anything that closes, or only looks", |state, who| {
            assess(&mut state.own, NEXT, "low");
            state.own.triage(NEXT, Route::Register);
            for what in [Decided::Hold, Decided::Prohibit] {
                for story in [&mut state.own, &mut state.vendor] {
                    close(story, NEXT, who, what);
                    if let Some(ChainEntry { record: Record::Decision(decision), .. }) = story.records.last_mut() {
                        decision.valid_from = day("2099-01-01");
                    }
                }
            }
        }),
    ]
}

fn world(state: &State) -> World {
    let mut world = World::with(&state.own, &[&state.vendor]);
    world.made_under = policy();
    world.request = asks(&[("data", 2), ("autonomy", 2)]);
    world.request.team = Some("payments".to_owned());
    world
}

/// Who opens a state with a record.
fn openers(state: &State, add: Adding) -> Vec<&'static str> {
    let opens = |who: &str| {
        let mut state = state.clone();
        add(&mut state, who);
        world(&state).verdict(ASKED).exit() == Exit::Yes
    };
    PEOPLE.iter().filter(|(_, who)| opens(who)).map(|(name, _)| *name).collect()
}

const BEGIN: &str = "<!-- begin: who may open what -->\n";
const END: &str = "<!-- end: who may open what -->\n";

#[test]
fn nobody_opens_without_the_authority_and_the_table_says_who_does() {
    let records = records();
    let heads: Vec<&str> = records.iter().map(|(name, _)| *name).collect();
    let mut table = format!("| what stands | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for (name, state) in states() {
        assert_ne!(world(&state).verdict(ASKED).exit(), Exit::Yes, "{name} is open already");
        let cells = records.iter().map(|(record, add)| {
            let openers = openers(&state, *add);
            assert!(!openers.contains(&"anybody"), "{name}: anybody opens it with {record}");
            if openers.is_empty() { "–".to_owned() } else { openers.join(", ") }
        });
        table += &format!("| {name} | {} |\n", cells.collect::<Vec<_>>().join(" | "));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/threat-model.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the table");
    let (said, after) = rest.split_once(END).expect("the table ends");
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(said, table, "docs/threat-model.md says who may open what; SNAPSHOTS=overwrite writes it anew");
}

/// Something that somebody without authority adds: to which chain, what, and choices in it.
type Step = (bool, u8, u8, u8, u8);

/// How Mallory may sign.
const FORMS: [&str; 4] = [
    MALLORY,
    "mallory@example.org",
    "Casey Placeholder (casey@example.org)",
    "casey@example.org <mallory@example.org>",
];

fn add(state: &mut State, (above, what, which, first, second): Step, who: &[String]) {
    let tiers = ["low", "moderate", "high", "critical"];
    let tier = tiers[usize::from(which) % 4];
    let rests_on = |story: &Story| {
        let looks: Vec<&String> = story
            .records
            .iter()
            .filter(|entry| !matches!(entry.record, Record::Event(_)))
            .map(|entry| &entry.sha256)
            .collect();
        looks.get(usize::from(second) % looks.len().max(1)).map(|hash| (*hash).clone())
    };
    let who: Vec<Person> = who.iter().map(Person::written).collect();
    let assessed = rests_on(&state.own);
    let story = if above { &mut state.vendor } else { &mut state.own };
    let from = day(NEXT).plus_days(i64::from(first) * 10 - 30);
    match what {
        0 if !above => assess(story, NEXT, tier),
        1 if !above => {
            story.triage(NEXT, Route::NAMES[usize::from(which) % 5].1);
        }
        2 => {
            let lifts: Vec<&str> =
                LIFTS.iter().chain(&["undecided", "not-authorised", "outside-team"]).copied().collect();
            let mut event = super::story::exception(assessed, "2026-03-31", &lifts[usize::from(first) % 3..]);
            if let What::Exception { approvers, .. } = &mut event {
                approvers.clone_from(&who);
            }
            story.event(NEXT, event);
        }
        3 => {
            story.met(NEXT, "sandbox");
        }
        4 => {
            story.event(NEXT, What::Trigger { suspends: first > 3 });
        }
        _ => {
            story.decide_with(NEXT, |decision| {
                decision.decision = framework::Disposition::NAMES[usize::from(which) % 5].1;
                decision.assessment = assessed;
                decision.approvers.clone_from(&who);
                decision.valid_from = from;
                decision.tier = (first > 2).then(|| tier.to_owned());
                decision.tier_with_waivers = (second > 2).then(|| tier.to_owned());
                decision.ceiling.insert("data".to_owned(), 2 + first % 3);
            });
        }
    }
    let recorder = who[0].clone();
    match &mut story.records.last_mut().unwrap().record {
        Record::Assessment(record) => record.header.recorded_by = recorder,
        Record::Decision(record) => record.header.recorded_by = recorder,
        Record::Event(record) => record.header.recorded_by = recorder,
        Record::Triage(record) => record.header.recorded_by = recorder,
        Record::Enactment(record) => record.header.recorded_by = recorder,
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(Config { rng_seed: RngSeed::Fixed(11), cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_record_without_authority_turns_a_no_into_a_yes(
        which in any::<usize>(),
        steps in prop::collection::vec((any::<bool>(), 0..9_u8, 0..8_u8, 0..8_u8, 0..8_u8), 1..6),
        forms in prop::collection::vec(0..FORMS.len(), 1..3),
    ) {
        let states = states();
        let (name, before) = &states[which % states.len()];
        let who: Vec<String> = forms.iter().map(|form| FORMS[*form].to_owned()).collect();
        let mut after = before.clone();
        for step in &steps {
            add(&mut after, *step, &who);
        }
        for on in [NEXT, ASKED, "2026-03-01", "2026-04-20"] {
            for team in [None, Some("payments".to_owned())] {
                for data in [0, 2, 4] {
                    let of = |state: &State| {
                        let mut world = world(state);
                        world.request.team.clone_from(&team);
                        world.request.context.insert("data".to_owned(), data);
                        world.verdict(on)
                    };
                    let (was, is) = (of(before), of(&after));
                    prop_assert!(was.exit() == Exit::Yes || is.exit() != Exit::Yes, "{name}, on {on}, by {who:?}, with {steps:?}:\n{was:#?}\n{is:#?}");
                }
            }
        }
    }
}
