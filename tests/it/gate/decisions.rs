//! Which decision counts on a day, what ends it, and what it rests on.

use super::story::{CASEY, POLICY, Story, World, approved, approved_with, approver, codes, day, on_days};
use plimsoll::assessment::decision::Decision;
use plimsoll::assessment::event::What;
use plimsoll::assessment::{ChainEntry, EVERY_USE, FloorOutcome, Record, Subject};
use plimsoll::context::Scope;
use plimsoll::framework;
use plimsoll::framework::triage::Route;
use plimsoll::gate::{Case, JudgedRecords, ReasonCode, Request, events_since, in_force, judge, owed};
use plimsoll::person::Person;
use plimsoll::policy::{Policies, Policy, TierPolicy};

#[test]
fn the_codes_are_those_of_the_manual_in_their_order() {
    let named: Vec<&str> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
    let could_not_tell = ["altered", "unreadable", "newer-schema", "ambiguous-use", "bad-request"];
    let not_allowed = [
        "not-registered",
        "undecided",
        "retired",
        "withdrawn",
        "prohibited",
        "suspended",
        "hold",
        "not-authorised",
        "against-policy",
        "not-yet-valid",
        "expired",
        "assessment-newer-than-decision",
        "assessment-too-old",
        "changed-since-approval",
        "above-ceiling",
        "outside-version",
        "outside-edition",
        "outside-team",
        "waiver-ended",
        "condition-overdue",
        "condition-open",
        "approver-not-authorised",
        "evidence-stale",
    ];
    assert_eq!(named, [&could_not_tell[..], &not_allowed[..]].concat());
    for code in ReasonCode::ALL {
        let name = code.as_str();
        assert_eq!(
            code.exit(),
            if could_not_tell.contains(&name) { plimsoll::gate::Exit::CouldNot } else { plimsoll::gate::Exit::No },
            "{name}"
        );
        assert_eq!(ReasonCode::named(name), Some(*code));
        let never = ["prohibited", "not-registered", "undecided", "not-authorised", "against-policy"].contains(&name)
            || code.exit() == plimsoll::gate::Exit::CouldNot;
        assert_eq!(code.may_be_lifted(), !never, "{name}");
        assert!(code.meaning().ends_with('.'), "{name}");
    }
    assert_eq!(ReasonCode::named("Prohibited"), None);
}

#[test]
fn nothing_known_nothing_decided_and_both_ends_of_a_decision_count() {
    let empty = World::of(&Story::own());
    on_days(&empty, &[("2026-01-01", &["undecided"])]);
    let policies = Policies::default();
    let nothing = Case {
        registered: false,
        own: &JudgedRecords::default(),
        wider: &[],
        policies: &policies,
        today: &Policy::default(),
    };
    let verdict = judge(&nothing, &Request::default(), day("2026-01-01"));
    assert_eq!((codes(&verdict.reasons), verdict.exit().code(), verdict.decision), (vec!["not-registered"], 1, None));
    // Records speak for themselves, whatever the caller believes to be registered.
    let approved = approved();
    let policies = Policies::always(POLICY, Policy::default());
    let records = approved.judged(&Policy::default());
    let known = Case { registered: false, own: &records, ..nothing };
    let verdict = judge(&Case { policies: &policies, ..known }, &Request::default(), day("2026-02-01"));
    assert_eq!(codes(&verdict.reasons), Vec::<&str>::new());
    on_days(
        &World::of(&approved),
        &[
            ("2026-01-09", &["undecided"]),
            ("2026-01-10", &["undecided"]),
            ("2026-01-14", &["undecided"]),
            ("2026-01-15", &[]),
            ("2026-06-30", &[]),
            ("2026-07-01", &["expired"]),
            ("2036-01-01", &["expired"]),
        ],
    );
}

#[test]
fn a_day_sees_the_records_of_that_day_and_before() {
    let mut story = approved();
    story.event("2026-03-01", What::Suspend);
    on_days(
        &World::of(&story),
        &[("2026-02-28", &[]), ("2026-03-01", &["suspended"]), ("2026-12-01", &["suspended", "expired"])],
    );
}

#[test]
fn a_decision_that_is_to_come_leaves_the_former_in_force_and_settles_the_assessment() {
    let mut story = approved();
    story.assess("2026-03-01");
    on_days(&World::of(&story), &[("2026-02-28", &[]), ("2026-03-01", &["assessment-newer-than-decision"])]);
    story.decide_with("2026-03-10", |decision| {
        decision.decision = framework::Disposition::Prohibit;
        decision.valid_from = day("2026-04-01");
    });
    on_days(
        &World::of(&story),
        &[
            ("2026-03-09", &["assessment-newer-than-decision"]),
            ("2026-03-10", &[]),
            ("2026-03-31", &[]),
            ("2026-04-01", &["prohibited"]),
            ("2026-07-01", &["prohibited", "expired"]),
        ],
    );
    // What somebody closes who has no authority settles nothing before it holds.
    let mut world = World::of(&story);
    let kim = "Kim <kim@example.org>";
    world.made_under.approvers = vec![approver(CASEY, &[], None, None), approver(kim, &[], None, None)];
    on_days(&world, &[("2026-03-31", &[]), ("2026-04-01", &["prohibited"])]);
    let newer: &[&str] = &["assessment-newer-than-decision"];
    if let Some(ChainEntry { record: Record::Decision(decision), .. }) = world.own.records.last_mut() {
        decision.approvers = vec![Person::written("Mallory <mallory@example.org>")];
    }
    on_days(&world, &[("2026-03-10", newer), ("2026-03-31", newer), ("2026-04-01", &["prohibited"])]);
    // Nor does what somebody closes who may not approve what was assessed, however much else.
    let board = TierPolicy { approvers: vec!["board".to_owned()], agree: 1, ..TierPolicy::default() };
    if let Some(ChainEntry { record: Record::Decision(decision), .. }) = world.own.records.last_mut() {
        decision.approvers = vec![Person::written(kim)];
    }
    on_days(&world, &[("2026-03-31", &[])]);
    if let Some(ChainEntry { record: Record::Assessment(assessment), .. }) = world.own.records.iter_mut().rev().nth(1) {
        "critical".clone_into(&mut assessment.outcome.tier);
    }
    world.made_under.tiers.insert("critical".to_owned(), board);
    on_days(&world, &[("2026-03-31", newer), ("2026-04-01", &["prohibited"])]);
    story.records.pop();
    story.decide_with("2026-03-10", |decision| decision.valid_from = day("2026-04-01"));
    on_days(
        &World::of(&story),
        &[("2026-03-09", &["assessment-newer-than-decision"]), ("2026-03-10", &[]), ("2026-04-01", &[])],
    );
    // The first decision of all, before it holds.
    let mut first = Story::own();
    first.assess("2026-01-10").decide_with("2026-01-15", |decision| decision.valid_from = day("2026-02-01"));
    on_days(
        &World::of(&first),
        &[("2026-01-14", &["undecided"]), ("2026-01-31", &["not-yet-valid"]), ("2026-02-01", &[])],
    );
    let verdict = World::of(&first).verdict("2026-01-20");
    assert_eq!((verdict.decision, verdict.until), (None, None));
    assert_eq!(verdict.reasons[0].text(), "decided from 2026-02-01 on");
}

#[test]
fn what_is_ended_stays_ended() {
    // A short decision ends the longer one before it for good.
    let mut story = approved();
    story.decide_with("2026-02-01", |decision| decision.valid_until = Some(day("2026-02-10")));
    on_days(&World::of(&story), &[("2026-02-10", &[]), ("2026-02-11", &["expired"])]);
    // Of two that hold, the one with the higher number counts, even if it began earlier.
    let mut story = approved();
    story.decide_with("2026-02-01", |decision| {
        decision.decision = framework::Disposition::Prohibit;
        decision.valid_from = day("2026-03-10");
    });
    story.decide_with("2026-02-02", |decision| decision.valid_from = day("2026-03-05"));
    on_days(&World::of(&story), &[("2026-03-04", &[]), ("2026-03-05", &[]), ("2026-03-10", &[])]);
    let verdict = World::of(&story).verdict("2026-03-10");
    let decision = verdict.decision.unwrap();
    assert_eq!((decision.sha256.as_str(), decision.record.header.number), ("tool/general#4", 4));
}

#[test]
fn what_a_decision_says_decides() {
    use framework::Disposition::{Approve, ApproveWithConditions, Hold, Prohibit, Restrict};
    for (what, expected) in [
        (Approve, &[][..]),
        (ApproveWithConditions, &[]),
        (Restrict, &[]),
        (Hold, &["hold"]),
        (Prohibit, &["prohibited"]),
    ] {
        let story = approved_with(|decision| {
            decision.decision = what;
            decision.ceiling.insert("data".to_owned(), 1);
            decision.alternatives = vec!["qoder".to_owned(), "by hand".to_owned()];
        });
        let world = World::of(&story);
        on_days(&world, &[("2026-02-01", expected)]);
        let verdict = world.verdict("2026-02-01");
        assert_eq!(verdict.decision.unwrap().record.decision, what);
        assert_eq!(verdict.until, Some(day("2026-06-30")));
        if let Some(reason) = verdict.reasons.first() {
            assert_eq!(reason.text(), "since 2026-01-15: It is worth it.");
        }
    }
    // A ban needs no assessment and has no end; it may name one all the same.
    let mut story = Story::own();
    story.ban("2026-01-01", "2026-01-05", Prohibit);
    on_days(
        &World::of(&story),
        &[("2026-01-04", &["not-yet-valid"]), ("2026-01-05", &["prohibited"]), ("2099-01-01", &["prohibited"])],
    );
}

#[test]
fn an_event_that_stops_lasts_until_the_next_decision() {
    for (what, code) in [
        (What::Suspend, "suspended"),
        (What::Trigger { suspends: true }, "suspended"),
        (What::Withdraw, "withdrawn"),
        (What::Retire, "retired"),
    ] {
        let mut story = approved();
        story.event("2026-02-01", what.clone());
        on_days(&World::of(&story), &[("2026-01-31", &[]), ("2026-02-01", &[code])]);
        assert_eq!(World::of(&story).verdict("2026-02-01").reasons[0].text().split(" on ").next(), Some(code));
        // A decision that is to come does not lift it before it holds.
        story.decide_with("2026-03-01", |decision| decision.valid_from = day("2026-03-05"));
        on_days(&World::of(&story), &[("2026-03-01", &[code]), ("2026-03-04", &[code]), ("2026-03-05", &[])]);
        // Nor does it lift what comes after it was made.
        story.event("2026-03-02", what);
        on_days(&World::of(&story), &[("2026-03-05", &[code])]);
    }
    let mut story = approved();
    story.event("2026-02-01", What::Trigger { suspends: false }).met("2026-02-01", "nothing");
    on_days(&World::of(&story), &[("2026-02-01", &[])]);
    let records = story.judged(&Policy::default());
    assert_eq!(events_since(&records, day("2026-02-01")).len(), 2);
    assert_eq!(events_since(&records, day("2026-01-31")).len(), 0);
    // Before anything is decided, an event stands beside that.
    let mut story = Story::own();
    story.event("2026-02-01", What::Withdraw);
    on_days(&World::of(&story), &[("2026-02-01", &["undecided", "withdrawn"])]);
}

#[test]
fn a_decision_rests_on_an_assessment_of_its_own_chain() {
    // It names none, one that is not there, one that came later, or a triage that is not enough.
    for change in [
        (|decision: &mut Decision| decision.assessment = None) as fn(&mut Decision),
        |decision| decision.assessment = Some(POLICY.to_owned()),
        |decision| decision.assessment = Some("tool/general#3".to_owned()),
        |decision| decision.assessment = Some("tool/general#2".to_owned()),
    ] {
        let mut story = approved_with(change);
        story.assess("2026-02-01");
        assert_eq!(World::of(&story).codes("2026-02-01"), ["against-policy"]);
    }
    for (route, expected) in [
        (Route::Register, &[][..]),
        (Route::Keys, &["against-policy"]),
        (Route::Full, &["against-policy"]),
        (Route::Stop, &["against-policy"]),
        (Route::None, &["against-policy"]),
    ] {
        let mut story = Story::own();
        story.triage("2026-01-10", route).decide("2026-01-15");
        on_days(&World::of(&story), &[("2026-02-01", expected)]);
    }
    // Where the use was assessed, a later triage says nothing about it, and nothing may rest on it.
    for route in [Route::Register, Route::Full, Route::Keys] {
        let mut story = approved();
        story.triage("2026-02-01", route);
        on_days(&World::of(&story), &[("2026-01-31", &[]), ("2026-02-01", &[])]);
        let mut story = Story::own();
        story.assess("2026-01-10").triage("2026-01-11", route);
        let triaged = story.newest_of("triage");
        story.decide_with("2026-01-15", |decision| decision.assessment = triaged);
        on_days(&World::of(&story), &[("2026-02-01", &["against-policy"])]);
    }
}

#[test]
fn the_newest_assessment_needs_a_decision_that_rests_on_it() {
    let mut story = approved();
    story.assess("2026-02-01");
    // A decision on the older one does not settle the newer one.
    let older = story.records[0].sha256.clone();
    story.decide_with("2026-02-02", |decision| decision.assessment = Some(older.clone()));
    on_days(&World::of(&story), &[("2026-02-02", &["assessment-newer-than-decision"])]);
    // Nor does a ban that rests on none; both are said.
    let mut banned = story.clone();
    banned.ban("2026-02-03", "2026-02-03", framework::Disposition::Prohibit);
    on_days(&World::of(&banned), &[("2026-02-03", &["prohibited", "assessment-newer-than-decision"])]);
    story.decide("2026-02-04");
    on_days(&World::of(&story), &[("2026-02-03", &["assessment-newer-than-decision"]), ("2026-02-04", &[])]);
    // A decision about the vendor may settle it, from the day on which it was made.
    let mut own = approved();
    own.assess("2026-02-01");
    let newest = own.newest_of("assessment");
    let mut vendor = Story::vendor("general");
    vendor.decide_with("2026-02-05", |decision| {
        decision.decision = framework::Disposition::Prohibit;
        decision.valid_from = day("2026-03-01");
        decision.assessment = newest;
    });
    on_days(
        &World::with(&own, &[&vendor]),
        &[
            ("2026-02-04", &["assessment-newer-than-decision"]),
            ("2026-02-05", &[]),
            ("2026-02-28", &[]),
            ("2026-03-01", &["prohibited"]),
        ],
    );
}

#[test]
fn a_short_run_that_asks_for_the_full_one_carries_nothing() {
    let story = |from: Option<u8>, points: &str, floor: bool, scope: Scope| {
        let mut story = Story::own();
        story.assess_with("2026-01-10", |assessment| {
            assessment.scope = scope;
            assessment.full_run_from = from;
            assessment.outcome.residual.0 = points.parse().unwrap();
            let tier = FloorOutcome { tier: "high".to_owned(), waived: false, unknown: false };
            assessment.outcome.floors = floor.then(|| ("x".to_owned(), tier)).into_iter().collect();
        });
        story.decide("2026-01-15");
        World::of(&story).codes("2026-02-01")
    };
    let newer = ["against-policy"];
    assert_eq!(story(Some(35), "34.9", false, Scope::Keys), Vec::<&str>::new());
    assert_eq!(story(Some(35), "35", false, Scope::Keys), newer);
    assert_eq!(story(Some(35), "0", true, Scope::Keys), newer);
    assert_eq!(story(None, "0", false, Scope::Keys), newer);
    assert_eq!(story(Some(35), "99", true, Scope::Full), Vec::<&str>::new());
}

#[test]
fn what_is_decided_about_the_vendor_wins_and_never_allows() {
    use framework::Disposition::{Approve, Hold, Prohibit};
    for usage in ["general", EVERY_USE] {
        let reach = if usage == EVERY_USE { "(all tools of vendor)" } else { "(all tools of vendor in this use)" };
        for (what, code) in [(Hold, "hold"), (Prohibit, "prohibited")] {
            let mut vendor = Story::vendor(usage);
            vendor.ban("2026-02-01", "2026-02-10", what);
            let world = World::with(&approved(), &[&vendor]);
            on_days(&world, &[("2026-02-09", &[]), ("2026-02-10", &[code])]);
            let verdict = world.verdict("2026-02-10");
            assert!(verdict.reasons[0].text().ends_with(reach), "{}", verdict.reasons[0].text());
            assert_eq!(verdict.decision.unwrap().record.header.subject, Subject::Vendor("vendor".to_owned()));
            assert_eq!(verdict.until, None);
            assert_eq!(
                world.verdict("2026-02-09").decision.unwrap().record.header.subject,
                Subject::Tool("tool".to_owned())
            );
            // It ends when somebody with the authority says so, and from then on says nothing.
            vendor.ban("2026-03-01", "2026-03-01", Approve);
            let mut world = World::with(&approved(), &[&vendor]);
            on_days(&world, &[("2026-02-28", &[code]), ("2026-03-01", &[])]);
            world.own = Story::own();
            on_days(&world, &[("2026-03-01", &["undecided"])]);
        }
        for (what, code) in [(What::Suspend, "suspended"), (What::Withdraw, "withdrawn"), (What::Retire, "retired")] {
            let mut vendor = Story::vendor(usage);
            vendor.event("2026-02-01", what);
            let world = World::with(&approved(), &[&Story::vendor("general"), &vendor]);
            on_days(&world, &[("2026-01-31", &[]), ("2026-02-01", &[code])]);
            assert!(world.verdict("2026-02-01").reasons[0].text().ends_with(reach));
        }
    }
    // One that has expired has not been lifted: somebody must say that it is over.
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-02-01", "2026-02-01", Prohibit);
    if let Record::Decision(decision) = &mut vendor.records[0].record {
        decision.valid_until = Some(day("2026-02-20"));
    }
    let world = World::with(&approved(), &[&vendor]);
    on_days(&world, &[("2026-02-20", &["prohibited"]), ("2026-02-21", &["prohibited", "expired"])]);
    assert_eq!(world.verdict("2026-02-20").until, Some(day("2026-02-20")));
    // Two things against it are two reasons, and the first in the order of codes decides.
    let mut own = approved();
    own.event("2026-02-01", What::Retire);
    on_days(&World::with(&own, &[&vendor]), &[("2026-02-01", &["retired", "prohibited"])]);
    assert_eq!(
        World::with(&own, &[&vendor]).verdict("2026-02-01").decision.unwrap().record.header.subject,
        Subject::Tool("tool".to_owned())
    );
    // What is not registered is said to be prohibited as well.
    let policies = Policies::always(POLICY, Policy::default());
    let today = Policy::default();
    let records = vendor.judged(&today);
    let wider = [&records];
    let case =
        Case { registered: false, own: &JudgedRecords::default(), wider: &wider, policies: &policies, today: &today };
    let verdict = judge(&case, &Request::default(), day("2026-02-02"));
    assert_eq!(codes(&verdict.reasons), ["not-registered", "prohibited"]);
    assert_eq!(verdict.decision.unwrap().record.header.number, 1);
}

#[test]
fn what_is_decided_about_every_use_of_the_tool_wins_and_never_allows() {
    let mut every = Story::of(Subject::Tool("tool".to_owned()), EVERY_USE);
    every.ban("2026-02-01", "2026-02-01", framework::Disposition::Prohibit);
    let world = World::with(&approved(), &[&every]);
    on_days(&world, &[("2026-01-31", &[]), ("2026-02-01", &["prohibited"])]);
    assert!(world.verdict("2026-02-01").reasons[0].text().ends_with("(every use of tool)"));
    every.ban("2026-03-01", "2026-03-01", framework::Disposition::Restrict);
    on_days(&World::with(&approved(), &[&every]), &[("2026-03-01", &[])]);
    on_days(&World::with(&Story::own(), &[&every]), &[("2026-03-01", &["undecided"])]);
}

#[test]
fn who_lifts_a_ban_of_a_vendor_needs_the_authority_on_that_day() {
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-02-01", "2026-02-01", framework::Disposition::Prohibit);
    vendor.ban("2026-03-01", "2026-03-10", framework::Disposition::Approve);
    let mut world = World::with(
        &approved_with(|decision| decision.approvers = vec![Person::written("Pat <pat@example.org>")]),
        &[&vendor],
    );
    world.made_under.approvers =
        vec![approver(CASEY, &[], None, Some("2026-03-01")), approver("Pat <pat@example.org>", &[], None, None)];
    on_days(&world, &[("2026-03-09", &["prohibited"]), ("2026-03-10", &[]), ("2026-06-01", &[])]);
    world.made_under.approvers[0].until = Some(day("2026-02-28"));
    let both: &[&str] = &["prohibited", "not-authorised"];
    on_days(&world, &[("2026-02-28", &["prohibited"]), ("2026-03-09", both), ("2026-03-10", both)]);
}

#[test]
fn a_ban_of_a_vendor_holds_whoever_made_it_and_asks_for_no_authority() {
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-02-01", "2026-02-01", framework::Disposition::Prohibit);
    let mut world = World::with(
        &approved_with(|decision| decision.approvers = vec![Person::written("Pat <pat@example.org>")]),
        &[&vendor],
    );
    world.made_under.approvers = vec![approver("Pat <pat@example.org>", &[], None, None)];
    on_days(&world, &[("2026-02-01", &["prohibited"])]);
}

#[test]
fn of_two_answers_that_are_as_strict_the_first_is_given() {
    let banned = |from: &str| {
        let mut story = Story::own();
        story.ban(from, from, framework::Disposition::Prohibit);
        World::of(&story).verdict("2026-03-01")
    };
    let (first, second) = (banned("2026-01-01"), banned("2026-02-01"));
    let both = first.clone().stricter(second.clone());
    assert_eq!(both.decision, first.decision);
    assert_eq!(codes(&both.reasons), ["prohibited", "prohibited"]);
    assert_eq!(second.clone().stricter(first).decision, second.decision);
}

#[test]
fn a_decision_whose_policy_is_gone_tells_nothing() {
    let gone = |decision: &mut Decision| decision.policy = "gone".to_owned();
    on_days(&World::of(&approved_with(gone)), &[("2026-02-01", &["altered"])]);
    assert_eq!(World::of(&approved_with(gone)).verdict("2026-02-01").exit().code(), 2);
    let mut banned = Story::own();
    banned.ban("2026-01-01", "2026-01-01", framework::Disposition::Prohibit);
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-01-01", "2026-01-01", framework::Disposition::Approve);
    for story in [&mut banned, &mut vendor] {
        if let Record::Decision(decision) = &mut story.records[0].record {
            gone(decision);
        }
    }
    on_days(&World::of(&banned), &[("2026-02-01", &["altered", "prohibited"])]);
    on_days(&World::with(&approved(), &[&vendor]), &[("2026-02-01", &["altered"])]);
}

#[test]
fn what_is_in_force_can_be_asked_for() {
    let story = approved();
    let records = story.judged(&Policy::default());
    assert!(in_force(&records, day("2026-01-14")).is_none());
    assert!(owed(&records, day("2026-01-14")).is_none());
    let decision = in_force(&records, day("2026-01-15")).unwrap();
    assert_eq!((decision.sha256, decision.record.header.number), ("tool/general#2", 2));
}
