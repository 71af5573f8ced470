//! What a decision covers, and what it needs to go on holding.

use std::collections::{BTreeMap, BTreeSet};

use super::story::{CASEY, Story, World, approved, approved_with, approver, asks, condition, day, mini, on_days};
use plimsoll::answers::{Answer, Evidence, State, Value};
use plimsoll::assessment::decision::{AcceptedRisk, Waiver};
use plimsoll::assessment::event::What;
use plimsoll::assessment::{Decision, Outcome, Record};
use plimsoll::context::Scope;
use plimsoll::framework::triage::Route;
use plimsoll::framework::{self, Grade};
use plimsoll::gate::{Request, owed};
use plimsoll::person::Person;
use plimsoll::policy::{Policy, TierPolicy};
use plimsoll::score::score;

#[test]
fn the_end_is_that_of_the_decision_else_of_its_assessment_and_never_past_the_policy() {
    // Assessed on 10 January for 180 days.
    let open = approved_with(|decision| decision.valid_until = None);
    let world = World::of(&open);
    on_days(&world, &[("2026-07-09", &[]), ("2026-07-10", &["expired"])]);
    assert_eq!(world.verdict("2026-02-01").until, Some(day("2026-07-09")));
    // A triage is good for as long as the policy says under which it was decided.
    let mut triaged = Story::own();
    triaged.triage("2026-01-10", Route::Register).decide_with("2026-01-15", |decision| decision.valid_until = None);
    let mut world = World::of(&triaged);
    world.made_under.triage_days = 30;
    on_days(&world, &[("2026-02-09", &[]), ("2026-02-10", &["expired"])]);
    // The longest validity of the tier is that of the policy under which it was decided.
    let mut world = World::of(&approved());
    let tier = TierPolicy { longest_days: Some(20), ..TierPolicy::default() };
    world.today.tiers.insert("moderate".to_owned(), tier.clone());
    on_days(&world, &[("2026-06-30", &[])]);
    world.made_under.tiers.insert("moderate".to_owned(), tier.clone());
    on_days(&world, &[("2026-02-04", &["against-policy"])]);
    world.own = approved_with(|decision| decision.valid_until = Some(day("2026-02-04")));
    on_days(&world, &[("2026-02-04", &[]), ("2026-02-05", &["expired"])]);
    world.own = approved();
    world.made_under.tiers.clear();
    world.made_under.tiers.insert("none".to_owned(), tier.clone());
    on_days(&world, &[("2026-06-30", &[])]);
    let mut without_tier = World::of(&approved_with(|decision| decision.tier_with_waivers = None));
    // What the decision says of its tier, or does not say, changes nothing.
    without_tier.made_under.tiers.insert("none".to_owned(), tier.clone());
    on_days(&without_tier, &[("2026-06-30", &[])]);
    without_tier.made_under.tiers.insert("moderate".to_owned(), tier);
    on_days(&without_tier, &[("2026-02-04", &["against-policy"])]);
}

#[test]
fn an_assessment_is_good_for_the_days_of_the_policy_it_was_decided_under() {
    let mut world = World::of(&approved());
    world.today.assessment_days = Some(5);
    on_days(&world, &[("2026-02-09", &[])]);
    world.made_under.assessment_days = Some(30);
    on_days(&world, &[("2026-02-09", &["against-policy"])]);
    world.own = approved_with(|decision| decision.valid_until = Some(day("2026-02-09")));
    on_days(&world, &[("2026-02-09", &[]), ("2026-02-10", &["expired", "assessment-too-old"])]);
}

#[test]
fn levels_are_compared_up_to_the_ceiling() {
    let mut world = World::of(&approved());
    for (context, expected) in [
        (&[][..], &[][..]),
        (&[("data", 2)], &[]),
        (&[("data", 0), ("autonomy", 2)], &[]),
        (&[("data", 3)], &["above-ceiling"]),
        (&[("data", 3), ("autonomy", 4)], &["above-ceiling", "above-ceiling"]),
        // The decision names no ceiling for it, so nothing covers it.
        (&[("egress", 0)], &["above-ceiling"]),
    ] {
        world.request = asks(context);
        assert_eq!(world.codes("2026-02-01"), expected, "{context:?}");
    }
    assert_eq!(world.verdict("2026-02-01").reasons[0].text(), "egress is 0, and the decision names no ceiling for it");
}

#[test]
fn where_the_complete_context_is_wanted_what_is_left_out_counts_as_the_highest() {
    let mut world = World::of(&approved());
    // The policy of then does not matter here, that of today does.
    world.made_under.complete_context = true;
    world.request = asks(&[("data", 2)]);
    on_days(&world, &[("2026-02-01", &[])]);
    world.today.complete_context = true;
    on_days(&world, &[("2026-02-01", &["above-ceiling"])]);
    assert_eq!(world.verdict("2026-02-01").reasons[0].text(), "autonomy is not given and counts as 4, the ceiling 2");
    world.request = asks(&[("data", 2), ("autonomy", 1)]);
    on_days(&world, &[("2026-02-01", &[])]);
    // At the highest level there is nothing to be above.
    let mut highest = Story::own();
    highest.assess_with("2026-01-10", |assessment| {
        assessment.answers.context.insert("autonomy".to_owned(), 4);
    });
    highest.decide_with("2026-01-15", |decision| {
        decision.ceiling.insert("autonomy".to_owned(), 4);
    });
    let open = World { own: highest, request: asks(&[("data", 2)]), ..world.clone() };
    on_days(&open, &[("2026-02-01", &[])]);
    // A factor of the assessment for which the decision names no ceiling is not covered at any level.
    let narrow = approved_with(|decision| {
        decision.ceiling.remove("autonomy");
    });
    let narrow = World { own: narrow, request: asks(&[("data", 2)]), ..world.clone() };
    on_days(&narrow, &[("2026-02-01", &["above-ceiling"])]);
    let mut story = Story::own();
    story.assess_with("2026-01-10", |assessment| assessment.outcome.context_unknown = vec!["egress".to_owned()]);
    story.decide("2026-01-15");
    let unknown = World { own: story, request: asks(&[("data", 2), ("autonomy", 2)]), ..world };
    on_days(&unknown, &[("2026-02-01", &["against-policy"])]);
    let mut triaged = Story::own();
    triaged.triage("2026-01-10", Route::Register).decide_with("2026-01-15", |decision| decision.ceiling.clear());
    let triaged = World { own: triaged, request: Request::default(), ..unknown };
    on_days(&triaged, &[("2026-02-01", &["above-ceiling", "above-ceiling"])]);
}

#[test]
fn a_limit_excludes_what_is_outside_and_what_is_not_said() {
    let versions = approved_with(|decision| decision.client_versions = Some(">=2.0, <3".to_owned()));
    for (version, inside) in [("2.0", true), ("2.99", true), ("1.9", false), ("3", false), ("2.1-beta", false)] {
        let mut world = World::of(&versions);
        world.request.client_version = Some(version.to_owned());
        assert_eq!(world.codes("2026-02-01").is_empty(), inside, "{version}");
    }
    on_days(&World::of(&versions), &[("2026-02-01", &["outside-version"])]);
    assert_eq!(
        World::of(&versions).verdict("2026-02-01").reasons[0].text(),
        "decided for >=2.0, <3; the client version is not given"
    );
    let mut broken = World::of(&approved_with(|decision| decision.client_versions = Some("~2".to_owned())));
    broken.request.client_version = Some("2".to_owned());
    on_days(&broken, &[("2026-02-01", &["outside-version"])]);

    let editions = approved_with(|decision| decision.editions = vec!["Enterprise".to_owned(), "Team".to_owned()]);
    let teams = approved_with(|decision| decision.teams = vec!["Payments".to_owned()]);
    for (asked, inside) in
        [(Some("Enterprise"), true), (Some(" enterprise"), true), (Some("Free"), false), (None, false)]
    {
        let mut world = World::of(&editions);
        world.request.edition = asked.map(str::to_owned);
        assert_eq!(world.codes("2026-02-01"), if inside { vec![] } else { vec!["outside-edition"] }, "{asked:?}");
    }
    for (asked, inside) in [(Some("payments"), true), (Some("pay"), false), (None, false)] {
        let mut world = World::of(&teams);
        world.request.team = asked.map(str::to_owned);
        assert_eq!(world.codes("2026-02-01"), if inside { vec![] } else { vec!["outside-team"] }, "{asked:?}");
    }
    // What the decision does not limit may be anything.
    let mut world = World::of(&approved());
    world.request = Request {
        client_version: Some("~what".to_owned()),
        edition: Some("Free".to_owned()),
        team: Some("any".to_owned()),
        ..Request::default()
    };
    on_days(&world, &[("2026-02-01", &[])]);
}

#[test]
fn what_models_are_told_of_its_tools_is_what_was_assessed() {
    let pins = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, hash)| ((*name).to_owned(), hash.repeat(64))).collect()
    };
    let approved_as = |definitions: BTreeMap<String, String>| {
        let mut story = Story::own();
        story.assess_with("2026-01-10", |assessment| assessment.tool.definitions = definitions);
        story.decide("2026-01-15");
        World::of(&story)
    };
    let two = pins(&[("read", "a"), ("write", "b")]);
    for (now, said) in [
        (None, None),
        (Some(two.clone()), None),
        (Some(pins(&[("read", "a"), ("write", "c")])), Some("changed: write")),
        (Some(pins(&[("read", "a")])), Some("gone: write")),
        (Some(pins(&[("read", "a"), ("write", "b"), ("x", "d")])), Some("new: x")),
        (Some(pins(&[("read", "b"), ("x", "d")])), Some("changed: read; new: x; gone: write")),
        (Some(BTreeMap::new()), Some("gone: read, write")),
    ] {
        let mut world = approved_as(two.clone());
        world.request.definitions = now;
        let verdict = world.verdict("2026-02-01");
        let found: Vec<_> = verdict.reasons.iter().map(|reason| (reason.code.as_str(), reason.text())).collect();
        let expected = said
            .map(|said| ("changed-since-approval", format!("definitions of its tools since it was assessed: {said}")));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
    // Nobody looked at them.
    let mut world = approved_as(BTreeMap::new());
    world.request.definitions = Some(two);
    on_days(&world, &[("2026-02-01", &["changed-since-approval"])]);
}

#[test]
fn waivers_and_accepted_risks_end_on_their_day() {
    let until = |until: &str| Waiver {
        id: "endless".to_owned(),
        reason: "for the pilot".to_owned(),
        approver: Person::written(CASEY),
        until: day(until),
    };
    // Personal data is kept without limit, and may leave: what the knock-out asks for can be waived.
    let framework = mini();
    let decided = |change: &dyn Fn(&mut Decision)| {
        let mut story = Story::own();
        story.assess_with("2026-01-10", |assessment| {
            assessment.answers.context = BTreeMap::from([("data".to_owned(), 3), ("egress".to_owned(), 1)]);
            let endless = Answer::new(State::Given(Value::Text("endless".to_owned())));
            assessment.answers.answers.insert("how-long".to_owned(), Answer { grade: Grade::Statement, ..endless });
            let score = score(&framework, &assessment.answers, day("2026-01-10"), &BTreeSet::new(), Scope::Full);
            assessment.outcome = Outcome::of(&score);
        });
        story.decide_with("2026-01-15", |decision| {
            decision.decision = framework::Disposition::Restrict;
            decision.valid_until = Some(day("2026-04-30"));
            decision.ceiling = BTreeMap::from([("data".to_owned(), 2), ("egress".to_owned(), 1)]);
            change(decision);
        });
        let mut world = World { framework: Some(framework.clone()), ..World::of(&story) };
        world.made_under.approvers = vec![approver(CASEY, &[], None, None)];
        world
    };
    let mut world = decided(&|decision| decision.waivers = vec![until("2026-03-31")]);
    on_days(&world, &[("2026-03-31", &[]), ("2026-04-01", &["waiver-ended"])]);
    // Without the waiver the tier allows nothing, whatever the decision says of it; and where the framework
    // is not at hand, nobody can tell what a waiver does.
    on_days(&decided(&|_| {}), &[("2026-03-31", &["against-policy"])]);
    world.framework = None;
    on_days(&world, &[("2026-03-31", &["against-policy"])]);
    let stranger = Person::written("Nobody <nobody@example.org>");
    let by = Waiver { approver: stranger, ..until("2026-03-31") };
    on_days(&decided(&|decision| decision.waivers = vec![by.clone()]), &[("2026-03-31", &["against-policy"])]);
    let accepted = decided(&|decision| {
        decision.waivers = vec![until("2026-04-30")];
        decision.accepted_risk = Some(AcceptedRisk { reason: "it is small".to_owned(), until: day("2026-03-31") });
    });
    on_days(&accepted, &[("2026-03-31", &[]), ("2026-04-01", &["waiver-ended"])]);
    let said = accepted.verdict("2026-04-01").reasons[0].text();
    assert_eq!(said, "the acceptance of the risk ended on 2026-03-31");
}

#[test]
fn conditions_are_owed_until_they_are_met() {
    let mut story =
        approved_with(|decision| decision.conditions = vec![condition("sandbox", Some("2026-03-31"), false)]);
    on_days(&World::of(&story), &[("2026-03-31", &[]), ("2026-04-01", &["condition-overdue"])]);
    assert_eq!(
        World::of(&story).verdict("2026-04-01").reasons[0].text(),
        "`sandbox` was due on 2026-03-31 from Kim <kim@example.org>: Do it."
    );
    let judged = |story: &Story| story.judged(&Policy::default());
    assert_eq!(owed(&judged(&story), day("2026-02-01")).unwrap().1.len(), 1);
    story.met("2026-04-02", "other");
    on_days(&World::of(&story), &[("2026-04-02", &["condition-overdue"])]);
    story.met("2026-04-03", "sandbox");
    on_days(&World::of(&story), &[("2026-04-02", &["condition-overdue"]), ("2026-04-03", &[])]);
    assert!(owed(&judged(&story), day("2026-04-03")).unwrap().1.is_empty());
    // Met for the decision of then, not for the next one that asks for it again.
    story.decide_with("2026-05-01", |decision| {
        decision.conditions = vec![condition("sandbox", Some("2026-05-31"), false)];
    });
    on_days(&World::of(&story), &[("2026-05-31", &[]), ("2026-06-01", &["condition-overdue"])]);
    // Nor is one of a decision to come met for the one in force, or the other way round.
    let mut story =
        approved_with(|decision| decision.conditions = vec![condition("sandbox", Some("2026-01-31"), false)]);
    story.decide_with("2026-02-01", |decision| {
        decision.valid_from = day("2026-03-01");
        decision.conditions = vec![condition("sandbox", Some("2026-02-15"), false)];
    });
    let mut other = story.clone();
    story.met("2026-02-02", "sandbox");
    on_days(&World::of(&story), &[("2026-02-02", &["condition-overdue"]), ("2026-03-01", &[])]);
    let event = other.met("2026-02-02", "sandbox").records.last_mut().unwrap();
    if let Record::Event(event) = &mut event.record {
        event.decision = Some("tool/general#2".to_owned());
    }
    on_days(&World::of(&other), &[("2026-02-02", &[]), ("2026-03-01", &["condition-overdue"])]);
    // A condition without a day is never overdue, one without an owner still owed.
    let mut lonely = condition("sandbox", None, true);
    lonely.owner = None;
    let story = approved_with(|decision| decision.conditions = vec![lonely]);
    let verdict = World::of(&story).verdict("2026-06-30");
    assert_eq!(verdict.reasons[0].text(), "`sandbox` is owed by nobody before use: Do it.");
}

#[test]
fn todays_policy_says_which_conditions_block_before_they_are_due() {
    let story = approved_with(|decision| {
        decision.conditions = vec![condition("a", None, true), condition("b", None, false)];
    });
    let mut world = World::of(&story);
    on_days(&world, &[("2026-02-01", &["condition-open"])]);
    world.today.blocking.marked = false;
    on_days(&world, &[("2026-02-01", &[])]);
    world.made_under.blocking.all = true;
    on_days(&world, &[("2026-02-01", &[])]);
    world.today.blocking.named = BTreeSet::from(["b".to_owned()]);
    on_days(&world, &[("2026-02-01", &["condition-open"])]);
    world.today.blocking.named = BTreeSet::from(["about-a".to_owned(), "about-b".to_owned(), "c".to_owned()]);
    on_days(&world, &[("2026-02-01", &["condition-open", "condition-open"])]);
    world.today.blocking.named.clear();
    world.today.blocking.all = true;
    on_days(&world, &[("2026-02-01", &["condition-open", "condition-open"])]);
}

#[test]
fn authority_is_that_of_the_policy_of_then_on_the_day_judged() {
    let mut world = World::of(&approved());
    world.today.approvers = vec![approver("Other <other@example.org>", &[], None, None)];
    on_days(&world, &[("2026-02-01", &[])]);
    world.made_under.approvers = vec![approver(CASEY, &["ciso"], Some("2026-01-15"), Some("2026-02-28"))];
    on_days(&world, &[("2026-01-19", &[]), ("2026-02-28", &[]), ("2026-03-01", &["approver-not-authorised"])]);
    // On the day of the decision it was not there: the decision never counted.
    world.made_under.approvers[0].from = Some(day("2026-01-16"));
    on_days(&world, &[("2026-01-19", &["not-authorised"]), ("2026-07-01", &["not-authorised"])]);
    // The tier asks for roles or people, and for how many of them.
    world.made_under.approvers =
        vec![approver(CASEY, &["ciso"], None, None), approver("Pat <pat@example.org>", &["board"], None, None)];
    let of_tier = |approvers: &[&str], agree| TierPolicy {
        approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
        agree,
        ..TierPolicy::default()
    };
    for (approvers, agree, made_by, fine) in [
        (&["ciso"][..], 1, &[CASEY][..], true),
        (&["board"], 1, &[CASEY], false),
        (&["casey@example.org"], 1, &["C. P. <CASEY@example.org>"], true),
        (&["ciso"], 2, &[CASEY, "Casey again <casey@example.org>"], false),
        (&["ciso", "board"], 2, &[CASEY, "Pat <pat@example.org>"], true),
        (&["ciso", "board"], 2, &[CASEY], false),
        // Nobody is a role by being called like it.
        (&["ciso"], 1, &["ciso"], false),
        (&["ciso"], 0, &["Nobody <nobody@example.org>"], false),
    ] {
        world.own = approved_with(|decision| {
            decision.approvers = made_by.iter().map(|who| Person::written(*who)).collect();
        });
        world.made_under.tiers = BTreeMap::from([("moderate".to_owned(), of_tier(approvers, agree))]);
        assert_eq!(world.codes("2026-02-01").is_empty(), fine, "{approvers:?} {agree} {made_by:?}");
    }
    // The tier as assessed counts, whatever the decision says of it.
    world.made_under.tiers = BTreeMap::from([("critical".to_owned(), of_tier(&["board"], 1))]);
    world.own = approved_with(|decision| decision.tier = Some("critical".to_owned()));
    on_days(&world, &[("2026-02-01", &[])]);
    for said in [None, Some("low"), Some("critical")] {
        let mut story = Story::own();
        story.assess_with("2026-01-10", |assessment| "critical".clone_into(&mut assessment.outcome.tier));
        story.decide_with("2026-01-15", |decision| {
            decision.tier = said.map(str::to_owned);
            decision.tier_with_waivers = said.map(str::to_owned);
        });
        world.own = story;
        on_days(&world, &[("2026-02-01", &["not-authorised"])]);
    }
}

/// That a condition is met says whoever owes it, or who may decide; nobody else.
#[test]
fn a_condition_is_met_when_somebody_says_so_whom_it_concerns() {
    for (by, counts) in [
        ("Kim <kim@example.org>", true),
        (CASEY, true),
        ("Kim <kim@example.com>", false),
        ("Mallory <mallory@example.org>", false),
        ("Robin Sample <robin@example.org>", false),
        ("Pat <pat@example.org>", true),
    ] {
        let mut story =
            approved_with(|decision| decision.conditions = vec![condition("sandbox", Some("2026-01-31"), false)]);
        story.met("2026-02-01", "sandbox");
        if let Record::Event(event) = &mut story.records.last_mut().unwrap().record {
            event.header.recorded_by = Person::written(by);
        }
        let mut world = World::of(&story);
        world.made_under.approvers =
            vec![approver(CASEY, &[], None, None), approver("Pat <pat@example.org>", &[], None, None)];
        on_days(&world, &[("2026-02-02", if counts { &[] } else { &["condition-overdue"] })]);
    }
}

fn with_evidence(ignored: bool) -> Story {
    let mut story = Story::own();
    story.assess_with("2026-01-10", |assessment| {
        let mut answer = Answer::new(State::Given(Value::Text("yes".to_owned())));
        answer.evidence = vec!["contract".to_owned(), "no-end".to_owned()];
        assessment.answers.answers.insert("retention".to_owned(), answer);
        for (id, expires) in [("contract", Some("2026-03-31")), ("no-end", None), ("unused", Some("2026-01-31"))] {
            let item = Evidence { expires: expires.map(day), ..Evidence::default() };
            assessment.answers.evidence.insert(id.to_owned(), item);
        }
        if ignored {
            assessment.outcome.ignored = vec!["retention".to_owned()];
        }
    });
    story.decide_with("2026-01-15", |decision| {
        decision.conditions = vec![condition("sandbox", Some("2026-02-28"), false)];
    });
    story
}

#[test]
fn evidence_that_was_relied_on_must_not_have_expired() {
    let mut story = with_evidence(false);
    let proof = |ids: &[&str]| What::ConditionMet {
        condition: "sandbox".to_owned(),
        proof: ids.iter().map(|id| (*id).to_owned()).collect(),
        items: BTreeMap::from([(
            "pentest".to_owned(),
            Evidence { expires: Some(day("2026-04-30")), ..Evidence::default() },
        )]),
    };
    let mut proved = story.clone();
    story.event("2026-02-01", proof(&[]));
    let mut world = World::of(&story);
    on_days(&world, &[("2026-03-31", &[]), ("2026-04-01", &["evidence-stale"])]);
    assert_eq!(world.verdict("2026-04-01").reasons[0].text(), "`contract` expired on 2026-03-31");
    world.made_under.stale_evidence_blocks = false;
    on_days(&world, &[("2026-04-01", &["evidence-stale"])]);
    world.today.stale_evidence_blocks = false;
    on_days(&world, &[("2026-04-01", &[])]);
    // What proved a condition is relied on, too.
    proved.event("2026-02-01", proof(&["pentest", "unused", "nowhere"]));
    on_days(
        &World::of(&proved),
        &[("2026-03-31", &["evidence-stale"]), ("2026-05-01", &["evidence-stale", "evidence-stale", "evidence-stale"])],
    );
    // An answer that did not count relies on nothing.
    let mut hidden = with_evidence(true);
    hidden.event("2026-02-01", proof(&[]));
    on_days(&World::of(&hidden), &[("2026-04-01", &[])]);
    // A triage has answers and evidence, too.
    let mut triaged = Story::own();
    triaged.triage("2026-01-10", Route::Register);
    if let Record::Triage(triage) = &mut triaged.records[0].record {
        let Record::Assessment(assessment) = &with_evidence(false).records[0].record else { unreachable!() };
        triage.answers = assessment.answers.clone();
    }
    triaged.decide("2026-01-15");
    on_days(&World::of(&triaged), &[("2026-03-31", &[]), ("2026-04-01", &["evidence-stale"])]);
}
