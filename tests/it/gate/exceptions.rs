//! What an exception lifts, and how answers are put together.

use std::collections::{BTreeMap, BTreeSet};

use super::story::{
    CASEY, Story, World, approved, approved_with, approver, asks, codes, day, exception, for_team, narrow, on_days,
};
use plimsoll::assessment::event::{Event, What};
use plimsoll::assessment::{EVERY_USE, Record};
use plimsoll::date::Day;
use plimsoll::framework;
use plimsoll::framework::triage::Route;
use plimsoll::gate::{Reason, ReasonCode, Verdict};
use plimsoll::person::Person;
use plimsoll::policy::TierPolicy;

#[test]
fn an_exception_lifts_what_it_names_for_its_team_until_its_day() {
    let mut story = narrow();
    story.exception("2026-02-01", "2026-03-31", &["above-ceiling", "expired"]);
    let world = for_team(&story, "Payments");
    on_days(
        &world,
        &[
            ("2026-01-31", &["above-ceiling"]),
            ("2026-02-01", &[]),
            ("2026-03-31", &[]),
            ("2026-04-01", &["above-ceiling"]),
        ],
    );
    let lifted = world.verdict("2026-02-01");
    assert_eq!((codes(&lifted.lifted), lifted.exit().code()), (vec!["above-ceiling"], 0));
    assert_eq!(lifted.code(), None);
    on_days(&for_team(&story, "shipping"), &[("2026-02-01", &["above-ceiling"])]);
    let mut nobody = world.clone();
    nobody.request.team = None;
    on_days(&nobody, &[("2026-02-01", &["above-ceiling"])]);
    // Only what it names.
    let mut story = narrow();
    story.exception("2026-02-01", "2026-03-31", &["expired"]);
    on_days(&for_team(&story, "payments"), &[("2026-02-01", &["above-ceiling"])]);
    // A new decision is a new answer: the exception was from the old one.
    let mut story = narrow();
    story.exception("2026-02-01", "2026-06-30", &["above-ceiling"]);
    story.decide_with("2026-02-10", |decision| {
        decision.ceiling.insert("data".to_owned(), 1);
    });
    on_days(&for_team(&story, "payments"), &[("2026-02-09", &[]), ("2026-02-10", &["above-ceiling"])]);
}

#[test]
fn an_exception_never_lifts_a_prohibition_or_what_cannot_be_told() {
    let everything: Vec<&str> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
    let mut story = Story::own();
    story.ban("2026-01-01", "2026-01-01", framework::Disposition::Prohibit);
    story.exception("2026-02-01", "2026-06-30", &everything);
    on_days(&for_team(&story, "payments"), &[("2026-02-01", &["prohibited"])]);
    let mut story = approved_with(|decision| decision.policy = "gone".to_owned());
    story.exception("2026-02-01", "2026-06-30", &everything);
    on_days(&for_team(&story, "payments"), &[("2026-02-01", &["altered"])]);
    // Nor does one of the use reach what is decided about the vendor, whatever that is.
    for what in [framework::Disposition::Hold, framework::Disposition::Prohibit] {
        let mut vendor = Story::vendor(EVERY_USE);
        vendor.ban("2026-01-01", "2026-01-01", what);
        let mut story = approved();
        story.exception("2026-02-01", "2026-06-30", &everything);
        let mut world = for_team(&story, "payments");
        world.wider = vec![vendor.clone()];
        assert_eq!(world.codes("2026-02-02").len(), 1);
        // One of the vendor's own records lifts a hold, and never a prohibition.
        vendor.event("2026-02-01", exception(story.newest_of("assessment"), "2026-06-30", &["hold"]));
        world.wider = vec![vendor];
        assert_eq!(world.codes("2026-02-02").is_empty(), what == framework::Disposition::Hold);
    }
}

#[test]
fn an_exception_lifts_only_what_was_there_when_it_was_granted() {
    let names = ["suspended", "assessment-newer-than-decision"];
    let mut story = approved();
    story.event("2026-02-01", What::Suspend).assess("2026-02-02").exception("2026-02-03", "2026-06-30", &names);
    let mut world = for_team(&story, "payments");
    world.request.context.clear();
    on_days(&world, &[("2026-02-02", &["suspended", "assessment-newer-than-decision"]), ("2026-02-03", &[])]);
    story.event("2026-02-04", What::Suspend);
    world.own = story.clone();
    on_days(&world, &[("2026-02-04", &["suspended"])]);
    story.assess("2026-02-05");
    world.own = story;
    on_days(&world, &[("2026-02-05", &["suspended", "assessment-newer-than-decision"])]);
}

#[test]
fn an_exception_needs_the_authority_for_every_tier_that_is_in_play() {
    let mut world = for_team(narrow().exception("2026-02-01", "2026-03-31", &["above-ceiling"]), "payments");
    world.made_under.approvers = vec![approver(CASEY, &["ciso"], None, Some("2026-02-28"))];
    on_days(&world, &[("2026-02-28", &[]), ("2026-03-01", &["above-ceiling", "approver-not-authorised"])]);
    // The policy under which it was granted is not there.
    let mut story = narrow();
    story.exception("2026-02-01", "2026-03-31", &["above-ceiling"]);
    if let Record::Event(event) = &mut story.records.last_mut().unwrap().record
        && let What::Exception { policy, .. } = &mut event.what
    {
        *policy = "gone".to_owned();
    }
    on_days(&for_team(&story, "payments"), &[("2026-02-01", &["above-ceiling"])]);
    // Decided as moderate, assessed anew as critical: both tiers' approvers must agree.
    let mut story = narrow();
    story.assess_with("2026-02-01", |assessment| assessment.outcome.tier = "critical".to_owned());
    story.exception("2026-02-02", "2026-03-31", &["above-ceiling", "assessment-newer-than-decision"]);
    let board = |tier: &str| {
        let policy = TierPolicy { approvers: vec!["board".to_owned()], agree: 1, ..TierPolicy::default() };
        BTreeMap::from([(tier.to_owned(), policy)])
    };
    let mut world = for_team(&story, "payments");
    on_days(&world, &[("2026-02-02", &[])]);
    for tier in ["critical", "moderate"] {
        world.made_under.tiers = board(tier);
        assert!(!world.codes("2026-02-02").is_empty(), "{tier}");
    }
    // What nobody has assessed and decided is nothing to make an exception from.
    let mut story = Story::own();
    story.exception("2026-02-01", "2026-03-31", &["undecided"]);
    on_days(&for_team(&story, "payments"), &[("2026-02-01", &["undecided"])]);
    story.triage("2026-02-02", Route::Full).exception("2026-02-02", "2026-03-31", &["undecided", "hold"]);
    on_days(&for_team(&story, "payments"), &[("2026-02-02", &["undecided"])]);
}

/// The parts of an exception.
fn what(event: &mut Event) -> (&mut Option<String>, &mut BTreeMap<String, u8>, &mut Day, &mut Vec<Person>) {
    match &mut event.what {
        What::Exception { assessment, ceiling, until, approvers, .. } => (assessment, ceiling, until, approvers),
        _ => unreachable!("it is an exception"),
    }
}

/// An exception that lacks something counts for nothing.
#[test]
fn an_exception_has_an_assessment_a_ceiling_an_end_and_two_people() {
    let lifts = &["above-ceiling"][..];
    let with = |change: &dyn Fn(&mut Event)| {
        let mut story = narrow();
        story.exception("2026-02-01", "2026-03-31", lifts);
        if let Record::Event(event) = &mut story.records.last_mut().unwrap().record {
            change(event);
        }
        for_team(&story, "payments").codes("2026-02-02")
    };
    assert_eq!(with(&|_| {}), Vec::<&str>::new());
    for (missing, change) in [
        ("an assessment", (|event: &mut Event| *what(event).0 = None) as fn(&mut Event)),
        ("an assessment that is there", |event| *what(event).0 = Some("elsewhere#1".to_owned())),
        ("a ceiling for the factor", |event| what(event).1.clear()),
        ("a ceiling up to what was assessed", |event| {
            what(event).1.insert("data".to_owned(), 3);
        }),
        ("a ceiling for what was assessed", |event| {
            what(event).1.insert("egress".to_owned(), 0);
        }),
        ("a ceiling as high as what is asked", |event| {
            what(event).1.insert("data".to_owned(), 1);
        }),
        ("an end within the review of an assessment", |event| *what(event).2 = day("2026-08-01")),
        ("a second person", |event| event.header.recorded_by = Person::written(CASEY)),
        ("a second person who is another one", |event| {
            event.header.recorded_by = Person::written("Casey P. <casey+register@example.org>");
        }),
        ("an approver who is not the reviewer", |event| {
            *what(event).3 = vec![Person::written("Robin <ROBIN@example.org>"), Person::written(CASEY)];
        }),
        ("only what may be lifted", |event| {
            if let What::Exception { lifts, .. } = &mut event.what {
                lifts.push("prohibited".to_owned());
            }
        }),
    ] {
        assert_eq!(with(&change), ["above-ceiling"], "without {missing}");
    }
}

#[test]
fn only_the_codes_to_fail_on_fail_and_what_cannot_be_told_always_does() {
    let fail_on = |names: &[&str]| names.iter().map(|name| ReasonCode::named(name).unwrap()).collect::<BTreeSet<_>>();
    let mut world = World::of(&approved());
    world.request = asks(&[("data", 3)]);
    let verdict = world.verdict("2026-07-01");
    assert_eq!(codes(&verdict.reasons), ["expired", "above-ceiling"]);
    assert_eq!(verdict.code(), Some(ReasonCode::Expired));
    for (names, exit) in [
        (&["expired"][..], 1),
        (&["above-ceiling"], 1),
        (&["prohibited", "above-ceiling"], 1),
        (&["prohibited"], 0),
        (&[], 0),
    ] {
        assert_eq!(verdict.exit_on(Some(&fail_on(names))).code(), exit, "{names:?}");
    }
    assert_eq!((verdict.exit().code(), verdict.exit_on(None).code()), (1, 1));
    let allowed = World::of(&approved()).verdict("2026-02-01");
    assert_eq!([allowed.exit_on(None), allowed.exit_on(Some(&fail_on(&["expired"])))], [plimsoll::gate::Exit::Yes; 2]);
    for code in ReasonCode::ALL {
        let verdict = Verdict::refused(day("2026-02-01"), *code, "x");
        assert_eq!(verdict.exit(), code.exit());
        assert_eq!(
            verdict.exit_on(Some(&BTreeSet::new())).code(),
            if code.exit() == plimsoll::gate::Exit::CouldNot { 2 } else { 0 }
        );
    }
}

#[test]
fn the_stricter_of_two_answers_has_the_reasons_of_both() {
    let on = day("2026-02-01");
    let allowed = World::of(&approved()).verdict("2026-02-01");
    let expired = World::of(&approved()).verdict("2026-07-01");
    let prohibited = Verdict::refused(on, ReasonCode::Prohibited, "x");
    let altered = Verdict::refused(on, ReasonCode::Altered, "x");
    for (one, other, expected, exit) in [
        (&allowed, &allowed, vec![], 0),
        (&allowed, &expired, vec!["expired"], 1),
        (&expired, &prohibited, vec!["prohibited", "expired"], 1),
        (&expired, &altered, vec!["altered", "expired"], 2),
        (&expired, &expired, vec!["expired"], 1),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            let both = one.clone().stricter(other.clone());
            assert_eq!((codes(&both.reasons), both.exit().code()), (expected.clone(), exit));
        }
    }
    assert!(prohibited.clone().stricter(expired.clone()).decision.is_none());
    assert!(expired.clone().stricter(prohibited).decision.is_none());
    assert!(altered.stricter(allowed.clone()).decision.is_none());
    assert!(expired.clone().stricter(allowed).decision.is_some());
    // What one lifts and the other does not stands.
    let mut story = narrow();
    story.exception("2026-02-01", "2026-03-31", &["above-ceiling"]);
    let lifted = for_team(&story, "payments").verdict("2026-02-01");
    let stands = for_team(&story, "shipping").verdict("2026-02-01");
    for both in [lifted.clone().stricter(stands.clone()), stands.stricter(lifted.clone())] {
        assert_eq!((codes(&both.reasons), both.lifted), (vec!["above-ceiling"], vec![]));
    }
    assert_eq!(codes(&lifted.clone().stricter(lifted).lifted), ["above-ceiling"]);
    let unless = [ReasonCode::Expired, ReasonCode::Altered].map(|code| Reason::other(code, ""));
    assert_eq!(codes(&Verdict::unless(on, unless.to_vec()).reasons), ["altered", "expired"]);
}
