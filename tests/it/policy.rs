//! What must hold of policy: a stricter one never refuses less, and each rule refuses what it names.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::answers::Intake;
use plimsoll::assessment::decision::{AcceptedRisk, Waiver};
use plimsoll::assessment::enactment::PolicyEffect;
use plimsoll::assessment::{Decision, Enactment, EntryRef, Header, Subject};
use plimsoll::date::Day;
use plimsoll::framework::triage::Route;
use plimsoll::framework::{self, Grade};
use plimsoll::person::Person;
use plimsoll::policy::changes::{changes, loosens};
use plimsoll::policy::{
    self, Approver, Basis, Blocking, Exception, Git, Overruled, Policies, Policy, Proposal, TierPolicy, refusals,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const PEOPLE: [&str; 4] = ["A <a@example.org>", "B <b@example.org>", "C <c@example.org>", "D <d@example.org>"];
const ROLES: [&str; 3] = ["ciso", "legal", "a@example.org"];
const TIERS: [&str; 2] = ["low", "high"];
const BASIS: &str = "basis";

fn day(offset: i64) -> Day {
    "2026-11-22".parse::<Day>().unwrap().plus_days(offset)
}

fn person() -> impl Strategy<Value = Person> {
    proptest::sample::select(&PEOPLE[..]).prop_map(Person::written)
}

fn decided() -> impl Strategy<Value = framework::Disposition> {
    proptest::sample::select(&framework::Disposition::NAMES[..]).prop_map(|(_, decision)| decision)
}

fn tier() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(&TIERS[..]).prop_map(str::to_owned))
}

fn approvers() -> impl Strategy<Value = Vec<Approver>> {
    let approver = (person(), proptest::sample::subsequence(&ROLES[..2], 0..=2), proptest::option::of(-5..40_i64));
    let approver = approver.prop_map(|(who, roles, until)| Approver {
        who,
        roles: roles.into_iter().map(str::to_owned).collect(),
        from: None,
        until: until.map(day),
    });
    proptest::collection::vec(approver, 0..4)
}

fn tiers() -> impl Strategy<Value = BTreeMap<String, TierPolicy>> {
    let rules = (
        proptest::option::of(decided()),
        proptest::option::of(1..400_u32),
        proptest::sample::subsequence(&ROLES[..], 0..=3),
        1..3_u32,
        proptest::bool::ANY,
    );
    let rules = rules.prop_map(|(mildest, longest_days, approvers, agree, all_questions)| TierPolicy {
        mildest,
        longest_days,
        approvers: approvers.into_iter().map(str::to_owned).collect(),
        agree,
        all_questions,
    });
    proptest::collection::btree_map(
        proptest::sample::select(&["low", "high", "none"][..]).prop_map(str::to_owned),
        rules,
        0..4,
    )
}

fn policies() -> impl Strategy<Value = Policy> {
    (
        any::<bool>(),
        proptest::option::of(proptest::sample::select(&[Grade::Statement, Grade::Tested][..])),
        proptest::option::of(1..400_u32),
        approvers(),
        tiers(),
    )
        .prop_map(|(distinct_people, evidence_from, assessment_days, approvers, tiers)| Policy {
            distinct_people,
            evidence_from,
            assessment_days,
            approvers,
            tiers,
            ..Policy::default()
        })
}

fn bases() -> impl Strategy<Value = Basis> {
    let route = proptest::option::of(proptest::sample::select(&Route::NAMES[..]).prop_map(|(_, route)| route));
    let ids =
        |one: &'static str| any::<bool>().prop_map(move |there| if there { vec![one.to_owned()] } else { vec![] });
    (
        (proptest::option::of(person()), person(), -300..0_i64, 30..400_i64),
        (tier(), tier(), proptest::option::of(decided()), proptest::option::of(decided())),
        (ids("idle"), any::<bool>(), route, ids("retention"), ids("purpose")),
        proptest::collection::btree_map(
            proptest::sample::select(&["data", "egress"][..]).prop_map(str::to_owned),
            proptest::option::of(0..=4_u8),
            0..3,
        ),
    )
        .prop_map(|(who, tiers, rest, levels)| Basis {
            sha256: BASIS.to_owned(),
            shortened: None,
            requested_by: who.0,
            unnamed: rest.4,
            reviewer: who.1,
            as_of: day(who.2),
            review_due: day(who.2 + who.3),
            tier: tiers.0,
            tier_with_waivers: tiers.1,
            recommended: tiers.2,
            unwaivable: tiers.3,
            waivable: BTreeMap::new(),
            idle_waivers: rest.0,
            needs_full_run: rest.1,
            route: rest.2,
            unreferenced: rest.3,
            levels,
            conditions: Vec::new(),
            actions: Vec::new(),
            owner: None,
            questions: BTreeSet::new(),
            knock_outs: BTreeSet::new(),
        })
}

fn decisions() -> impl Strategy<Value = Decision> {
    let subject = prop_oneof![
        3 => Just((Subject::Tool("t".to_owned()), "u")),
        1 => Just((Subject::Tool("t".to_owned()), "*")),
        1 => Just((Subject::Vendor("v".to_owned()), "u")),
    ];
    (
        (subject, decided(), proptest::collection::vec(person(), 1..4)),
        (-20..20_i64, proptest::option::of(-30..800_i64), tier(), tier()),
        proptest::collection::btree_map(Just("data".to_owned()), 0..=4_u8, 0..2),
        proptest::option::of((person(), -30..60_i64)),
        proptest::option::of(-30..60_i64),
        any::<bool>(),
    )
        .prop_map(|((subject, decision, approvers), (from, until, tier, with), ceiling, waiver, risk, edition)| {
            let header = Header {
                subject: subject.0,
                usage: subject.1.to_owned(),
                number: 2,
                as_of: day(0),
                recorded_at: "2026-11-22T09:30:00Z".parse().unwrap(),
                recorded_by: Person::written(PEOPLE[0]),
                previous: None,
            };
            let reason = || "why".to_owned();
            Decision {
                assessment: Some(BASIS.to_owned()),
                valid_from: day(from),
                valid_until: until.map(|days| day(from + days)),
                tier,
                tier_with_waivers: with,
                editions: if edition { vec!["Enterprise".to_owned()] } else { Vec::new() },
                ceiling,
                waivers: waiver
                    .map(|(approver, until)| Waiver {
                        id: "k".to_owned(),
                        reason: reason(),
                        approver,
                        until: day(until),
                    })
                    .into_iter()
                    .collect(),
                accepted_risk: risk.map(|until| AcceptedRisk { reason: reason(), until: day(until) }),
                ..Proposal { approvers, rationale: reason(), ..Proposal::new(decision) }
                    .decision(header, None, "policy")
            }
        })
}

/// Ways to make a policy stricter.
fn stricter(policy: &Policy, way: usize, tier: &str) -> Policy {
    let mut then = policy.clone();
    let of_tier = then.tiers.entry(tier.to_owned()).or_insert_with(|| TierPolicy { agree: 1, ..TierPolicy::default() });
    match way {
        0 => then.distinct_people = true,
        1 => then.evidence_from = Some(Grade::Statement),
        2 => then.assessment_days = Some(then.assessment_days.map_or(100, |days| days.div_ceil(2))),
        3 => of_tier.mildest = Some(framework::Disposition::Prohibit),
        4 => of_tier.longest_days = Some(of_tier.longest_days.map_or(50, |days| days.div_ceil(2))),
        5 => of_tier.agree += 1,
        6 if of_tier.approvers.len() > 1 => drop(of_tier.approvers.pop()),
        // Somebody who is named by mail, too, would lose the end of the authority with it.
        7 if then.approvers.len() > 1 && !then.approvers[0].who.as_str().contains("a@") => {
            drop(then.approvers.remove(0));
        }
        _ => {
            for approver in &mut then.approvers {
                approver.until = Some(approver.until.map_or(day(1), |until| until.min(day(-1))));
            }
        }
    }
    then
}

/// What is edited in a policy, in words and in deed.
type Edit<'a> = (&'a str, &'a dyn Fn(&mut Policy));

#[test]
fn a_request_names_what_policy_asks_for_and_the_entry_may_name_the_owner() {
    let mut policy = Policy::default();
    let mut request = Intake::default();
    assert_eq!(policy.unnamed(&request, None), ["business-owner", "purpose"]);
    assert_eq!(policy.unnamed(&request, Some("Lee <lee@example.org>")), ["purpose"]);
    request.set_part("purpose", Some(" ".to_owned()));
    assert_eq!(policy.unnamed(&request, Some("Lee <lee@example.org>")), ["purpose"], "blank");
    request.set_part("purpose", Some("Notes".to_owned()));
    assert!(policy.unnamed(&request, Some("Lee <lee@example.org>")).is_empty());
    policy.request.clear();
    assert!(policy.unnamed(&Intake::default(), None).is_empty(), "switched off");
}

/// A way to change a policy.
type Way = fn(&mut Policy);

#[test]
fn what_a_change_of_policy_does_is_said_for_every_setting_and_both_ways() {
    let approver = |who: &str, roles: &[&str]| Approver {
        who: Person::written(who),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        from: None,
        until: None,
    };
    let mut begun = Policy { approvers: vec![approver(PEOPLE[0], &["ciso"])], ..Policy::default() };
    begun.retention_years = Some(5);
    begun.tiers.insert("high".to_owned(), TierPolicy { agree: 1, longest_days: Some(90), ..TierPolicy::default() });
    let high = |policy: &mut Policy, change: fn(&mut TierPolicy)| change(policy.tiers.get_mut("high").unwrap());
    assert!(changes(&begun, &begun).is_empty());
    // Each tightens, and taken back it loosens.
    let tightens: [Edit<'_>; 16] = [
        ("retention-years", &|policy| policy.retention_years = Some(7)),
        ("git", &|policy| policy.git = Git::Required),
        ("policy.request", &|policy| _ = policy.request.insert("benefit".to_owned())),
        ("policy.evidence-from", &|policy| policy.evidence_from = Some(Grade::Statement)),
        ("policy.assessment-days", &|policy| policy.assessment_days = Some(365)),
        ("policy.triage-days", &|policy| policy.triage_days = 90),
        ("policy.blocking-conditions", &|policy| policy.blocking.all = true),
        ("policy.blocking-conditions", &|policy| _ = policy.blocking.named.insert("sandbox".to_owned())),
        ("policy.context", &|policy| policy.complete_context = true),
        ("policy.commit", &|policy| policy.commit = true),
        ("policy.tier.high.longest-days", &|policy| high(policy, |tier| tier.longest_days = Some(30))),
        ("policy.tier.high.all-questions", &|policy| high(policy, |tier| tier.all_questions = true)),
        ("policy.tier.high.mildest", &|policy| {
            high(policy, |tier| tier.mildest = Some(framework::Disposition::Prohibit));
        }),
        ("policy.tier.low.longest-days", &|policy| {
            let tier = TierPolicy { longest_days: Some(90), ..TierPolicy::default() };
            policy.tiers.insert("low".to_owned(), tier);
        }),
        ("policy.blocking-conditions", &|policy| {
            policy.blocking = Blocking { all: true, marked: false, named: BTreeSet::new() };
        }),
        ("policy.triage-days", &|policy| policy.triage_days = 1),
    ];
    for (key, change) in tightens {
        let mut after = begun.clone();
        change(&mut after);
        let found = changes(&begun, &after);
        assert_eq!(
            (found.len(), found[0].key.as_str(), found[0].effect),
            (1, key, PolicyEffect::Tightens),
            "{found:?}"
        );
        let back = changes(&after, &begun);
        assert!(loosens(&after, &begun) && back.iter().any(|change| change.key == key), "{back:?}");
        assert!(back.iter().all(|change| change.from != change.to), "{back:?}");
    }
    // Each loosens, either way: whose authority it is, and what nobody can compare.
    let others: [Edit<'_>; 13] = [
        // Where no number is set, assessments are not answered with it.
        ("retention-years", &|policy| policy.retention_years = None),
        ("triage", &|policy| policy.triage = Some("our-triage".to_owned())),
        ("approver B <b@example.org>", &|policy| policy.approvers.push(approver(PEOPLE[1], &[]))),
        ("approver A <a@example.org>", &|policy| policy.approvers[0].roles.clear()),
        ("approver A <a@example.org>", &|policy| policy.approvers[0].until = Some(day(3))),
        ("approver A <a@example.org>", &|policy| policy.approvers[0].from = Some(day(3))),
        ("policy.tier.high.approvers", &|policy| high(policy, |tier| tier.approvers.push("ciso".to_owned()))),
        ("policy.tier.high.agree", &|policy| high(policy, |tier| tier.agree = 2)),
        ("policy.policy-approvers", &|policy| _ = policy.policy_approvers.insert("ciso".to_owned())),
        ("policy.blocking-conditions", &|policy| {
            policy.blocking = Blocking { all: false, marked: false, named: BTreeSet::from(["x".to_owned()]) };
        }),
        ("approver A <a@example.org>", &|policy| policy.approvers.clear()),
        ("policy.tier.high.mildest", &|policy| {
            // The method may recommend what is stricter.
            high(policy, |tier| tier.mildest = Some(framework::Disposition::Hold));
        }),
        ("policy.tier.high", &|policy| policy.tiers.clear()),
    ];
    for (key, change) in others {
        let mut after = begun.clone();
        change(&mut after);
        let found = changes(&begun, &after);
        assert!(
            found.iter().any(|change| change.key == key && change.effect == PolicyEffect::Loosens),
            "{key}: {found:?}"
        );
        assert!(key != "retention-years" || loosens(&after, &begun), "{key}");
    }
    let only = |change: Way| {
        let mut after = begun.clone();
        change(&mut after);
        (loosens(&begun, &after), loosens(&after, &begun))
    };
    assert_eq!(only(|policy| _ = policy.agreed_commits.insert("0".repeat(40))), (true, false));
    assert_eq!(only(|policy| policy.distinct_people = false), (true, false));
    assert_eq!(only(|policy| policy.stale_evidence_blocks = false), (true, false));
    // Order, and an approver named twice, are nothing.
    assert_eq!(only(|policy| policy.approvers.push(policy.approvers[0].clone())), (false, false));
}

/// What is edited, as somebody would say it, and how.
fn edits() -> [(&'static str, Way); 9] {
    [
        ("fewer days for tier high", |policy| policy.tiers.get_mut("high").unwrap().longest_days = Some(30)),
        ("more days for tier high", |policy| policy.tiers.get_mut("high").unwrap().longest_days = Some(365)),
        ("a rule of tier critical dropped", |policy| policy.tiers.get_mut("critical").unwrap().mildest = None),
        ("another approver for tier critical", |policy| {
            policy.tiers.get_mut("critical").unwrap().approvers.push("deputy".to_owned());
        }),
        ("an approver less, or other days of one", |policy| policy.approvers[1].until = Some(day(30))),
        ("more that a request must name", |policy| _ = policy.request.insert("benefit".to_owned())),
        ("`distinct-people` switched off", |policy| policy.distinct_people = false),
        ("`git = \"required\"`", |policy| policy.git = Git::Required),
        ("a commit that is agreed to", |policy| _ = policy.agreed_commits.insert("0".repeat(40))),
    ]
}

#[test]
fn the_table_says_who_may_change_the_policy() {
    let approver = |who: &str, role: &str| Approver {
        who: Person::written(who),
        roles: vec![role.to_owned()],
        from: None,
        until: None,
    };
    let tier = |approvers: &[&str], mildest, longest_days| TierPolicy {
        mildest,
        longest_days,
        approvers: approvers.iter().map(|role| (*role).to_owned()).collect(),
        all_questions: false,
        agree: 1,
    };
    let policy = Policy {
        approvers: vec![approver(PEOPLE[0], "ciso"), approver(PEOPLE[1], "deputy")],
        tiers: BTreeMap::from([
            ("critical".to_owned(), tier(&["ciso"], Some(framework::Disposition::Prohibit), None)),
            ("high".to_owned(), tier(&["ciso", "deputy"], None, Some(90))),
        ]),
        ..Policy::default()
    };
    let people = [("anybody", PEOPLE[2]), ("deputy", PEOPLE[1]), ("CISO", PEOPLE[0])];
    let mut table = "| what is edited | who puts it in force |\n|---|---|\n".to_owned();
    for (name, change) in edits() {
        let mut after = policy.clone();
        change(&mut after);
        let may = |who: &str| {
            let texts = BTreeMap::from([("before".to_owned(), policy.clone()), ("after".to_owned(), after.clone())]);
            let records = ["before", "after"].map(|text| (text, enactment(text, who)));
            let policies = Policies::judged(records.iter().map(|(sha256, record)| EntryRef { sha256, record }), texts);
            policies.newest().unwrap().policy == "after"
        };
        let able: Vec<&str> = people.iter().filter(|(_, who)| may(who)).map(|(name, _)| *name).collect();
        assert_eq!(able.contains(&"anybody"), !loosens(&policy, &after), "{name}");
        table += &format!("| {name} | {} |\n", if able.is_empty() { "–".to_owned() } else { able.join(", ") });
    }
    let (begin, end) = ("<!-- begin: who may change the policy -->\n", "<!-- end: who may change the policy -->\n");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/threat-model.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(begin).expect("the page has a place for the table");
    let (said, after) = rest.split_once(end).expect("the table ends");
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&path, format!("{before}{begin}{table}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(said, table, "docs/threat-model.md says who may change it; SNAPSHOTS=overwrite writes it anew");
}

/// That a policy is put in force, by one person alone.
fn enactment(policy: &str, who: &str) -> Enactment {
    Enactment {
        header: Header {
            subject: Subject::Policy,
            usage: "*".to_owned(),
            number: 1,
            as_of: day(0),
            recorded_at: "2026-11-22T09:30:00Z".parse().unwrap(),
            recorded_by: Person::written(who),
            previous: None,
        },
        policy: policy.to_owned(),
        earlier: Vec::new(),
        approvers: vec![Person::written(who)],
        rationale: "why".to_owned(),
        mends: false,
        changes: Vec::new(),
    }
}

fn rules(refused: Vec<policy::Refusal>) -> BTreeSet<&'static str> {
    assert!(refused.iter().all(|one| !one.because.is_empty() && !one.remedy.is_empty()));
    refused.into_iter().map(|refusal| refusal.rule).collect()
}

/// The rolls are the same on every run; `PROPTEST_RNG_SEED` tries others.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(20_261_122);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_said_only_to_tighten_lets_nothing_pass_that_was_refused(
        before in policies(), others in policies(), request in any::<bool>(), taken in any::<[bool; 6]>(),
        decision in decisions(), basis in proptest::option::of(bases()), keep in any::<bool>(),
    ) {
        // Whose authority it is stays as it was, mostly: else every change loosens.
        let mut after = before.clone();
        let take = |at: usize, change: &mut dyn FnMut()| if taken[at] { change() };
        take(0, &mut || after.distinct_people = others.distinct_people);
        take(1, &mut || after.evidence_from = others.evidence_from);
        take(2, &mut || after.assessment_days = others.assessment_days);
        take(3, &mut || if request { after.request.clear() } else { after.request.extend(["benefit".to_owned()]) });
        take(4, &mut || after.approvers.clone_from(&others.approvers));
        take(5, &mut || {
            for (id, tier) in &others.tiers {
                let of = after.tiers.entry(id.clone()).or_default();
                if keep { (of.mildest, of.longest_days) = (tier.mildest, tier.longest_days) } else { *of = tier.clone() }
            }
        });
        for (one, other) in [(&before, &after), (&after, &before)] {
            let refused = |policy: &Policy| !refusals(policy, &decision, basis.as_ref(), &Overruled::default()).is_empty();
            if !loosens(one, other) && refused(one) {
                prop_assert!(refused(other), "{:?}", changes(one, other));
            }
        }
    }

    #[test]
    fn a_stricter_policy_never_refuses_less(
        policy in policies(), decision in decisions(), basis in proptest::option::of(bases()),
        way in 0..9_usize,
        tier in proptest::sample::select(&["low", "high", "none"][..]),
    ) {
        let then = stricter(&policy, way, tier);
        let standing = Overruled { tiers: BTreeSet::from([decision.tier.clone()]), closed: Vec::new() };
        let before = rules(refusals(&policy, &decision, basis.as_ref(), &standing));
        let after = rules(refusals(&then, &decision, basis.as_ref(), &standing));
        prop_assert!(before.is_subset(&after), "{before:?} {after:?}\n{policy:?}\n{then:?}");

        let exception = Exception {
            header: &decision.header,
            approvers: &decision.approvers,
            assessment: decision.assessment.as_ref(),
            ceiling: &decision.ceiling,
            until: decision.valid_from,
        };
        let of = |policy| rules(policy::of_exception(policy, &exception, basis.as_ref(), &standing));
        prop_assert!(of(&policy).is_subset(&of(&then)));
    }

    #[test]
    fn a_stricter_decision_is_never_too_mild(policy in policies(), decision in decisions(), basis in bases()) {
        let refused = |decision: &Decision| rules(refusals(&policy, decision, Some(&basis), &Overruled::default())).contains("mildest");
        let next = framework::Disposition::NAMES[(decision.decision as usize + 1).min(4)].1;
        let stricter = Decision { decision: next, ..decision.clone() };
        prop_assert!(refused(&decision) || !refused(&stricter));
    }

    #[test]
    fn an_accepted_risk_is_worth_one_step_at_most(policy in policies(), decision in decisions(), basis in bases()) {
        let plain = Decision { accepted_risk: None, ..decision.clone() };
        let mildest = |decision: &Decision| {
            framework::Disposition::NAMES
                .into_iter()
                .map(|(_, decided)| decided)
                .find(|decided| {
                    let decision = Decision { decision: *decided, ..decision.clone() };
                    !rules(refusals(&policy, &decision, Some(&basis), &Overruled::default())).contains("mildest")
                })
                .unwrap()
        };
        let (without, with) = (mildest(&plain), mildest(&decision));
        prop_assert!(with <= without && without as usize - with as usize <= 1);
        if with < without {
            prop_assert!(basis.unwaivable.is_none_or(|floor| with >= floor));
        }
    }

    #[test]
    fn nothing_that_forbids_is_held_up(policy in policies(), decision in decisions(), basis in bases()) {
        let strict = Decision { decision: framework::Disposition::Prohibit, ..decision };
        let standing = Overruled { tiers: BTreeSet::from([Some("high".to_owned())]), closed: Vec::new() };
        prop_assert!(refusals(&policy, &strict, Some(&basis), &standing).is_empty());
        prop_assert!(refusals(&policy, &strict, None, &standing).is_empty());
    }
}
