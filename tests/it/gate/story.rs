//! Histories of a use, made one record after the other, and what the gate says to them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use plimsoll::answers::Answers;
use plimsoll::assessment::decision::{Condition, Decision};
use plimsoll::assessment::event::{Event, What};
use plimsoll::assessment::{Assessment, ChainEntry, Header, Outcome, Pin, Record, Subject, Triage};
use plimsoll::context::Scope;
use plimsoll::date::Day;
use plimsoll::framework::bundled::Bundled;
use plimsoll::framework::triage::Route;
use plimsoll::framework::{self, Framework, Loaded, load};
use plimsoll::gate::{Case, FrameworkSource, Grounds, JudgedRecords, Reason, Request, SOMEBODY, Verdict, judge};
use plimsoll::person::Person;
use plimsoll::policy::{Approver, Policies, Policy};
use plimsoll::problem::Source;
use plimsoll::tool::Tool;
pub const CASEY: &str = "Casey Placeholder <casey@example.org>";
pub const POLICY: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// Who answers for the use, and what it is for.
fn asked_for() -> plimsoll::answers::Intake {
    let mut request = plimsoll::answers::Intake::default();
    request.set_part("business-owner", Some("Kim <kim@example.org>".to_owned()));
    request.set_part("purpose", Some("Notes".to_owned()));
    request
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The records of one chain, as they were made one after the other.
#[derive(Clone, Debug)]
pub struct Story {
    pub subject: Subject,
    pub usage: &'static str,
    pub records: Vec<ChainEntry>,
}

impl Story {
    pub fn of(subject: Subject, usage: &'static str) -> Self {
        Self { subject, usage, records: Vec::new() }
    }

    pub fn own() -> Self {
        Self::of(Subject::Tool("tool".to_owned()), "general")
    }

    pub fn vendor(usage: &'static str) -> Self {
        Self::of(Subject::Vendor("vendor".to_owned()), usage)
    }

    pub fn newest(&self) -> Option<&String> {
        self.records.last().map(|entry| &entry.sha256)
    }

    pub fn newest_of(&self, kind: &str) -> Option<String> {
        self.records.iter().rev().find(|entry| entry.record.kind() == kind).map(|entry| entry.sha256.clone())
    }

    pub fn header(&self, as_of: Day) -> Header {
        Header {
            subject: self.subject.clone(),
            usage: self.usage.to_owned(),
            number: u32::try_from(self.records.len()).unwrap() + 1,
            as_of,
            recorded_at: format!("{as_of}T09:30:00Z").parse().unwrap(),
            recorded_by: Person::written("Robin Sample <robin@example.org>"),
            previous: self.newest().cloned(),
        }
    }

    pub fn push(&mut self, record: Record) -> &mut Self {
        // Any text that is unlike every other will do for a hash here.
        let hash = format!("{}/{}#{}", self.subject.id(), self.usage, record.header().number);
        self.records.push(ChainEntry { sha256: hash, record });
        self
    }

    pub fn assess_with(&mut self, as_of: &str, change: impl FnOnce(&mut Assessment)) -> &mut Self {
        let zero = "0".parse().unwrap();
        let mut assessment = Assessment {
            review: None,
            header: self.header(day(as_of)),
            scope: Scope::Full,
            full_run_from: None,
            tool: Tool::default(),
            frameworks: Vec::new(),
            answers: Answers {
                request: asked_for(),
                context: BTreeMap::from([("autonomy".to_owned(), 2), ("data".to_owned(), 2)]),
                ..Answers::default()
            },
            outcome: Outcome {
                method: "bounded-ledger/1".to_owned(),
                tier: "moderate".to_owned(),
                rank: (1, 4),
                decision: framework::Disposition::Approve,
                inherent: (zero, "moderate".to_owned()),
                residual: (zero, "moderate".to_owned()),
                confidence: zero,
                review_days: 180,
                domains: BTreeMap::new(),
                criteria: BTreeMap::new(),
                floors: BTreeMap::new(),
                conditions: BTreeMap::new(),
                unknown: Vec::new(),
                ignored: Vec::new(),
                context_unknown: Vec::new(),
            },
        };
        change(&mut assessment);
        self.push(Record::Assessment(Box::new(assessment)))
    }

    pub fn assess(&mut self, as_of: &str) -> &mut Self {
        self.assess_with(as_of, |_| {})
    }

    pub fn triage(&mut self, as_of: &str, route: Route) -> &mut Self {
        let triage = Triage {
            header: self.header(day(as_of)),
            tool: Tool::default(),
            framework: Pin { id: "our-triage".to_owned(), version: "1".to_owned(), sha256: POLICY.to_owned() },
            answers: Answers { request: asked_for(), ..Answers::default() },
            allowed: false,
            route,
            context: BTreeMap::from([("autonomy".to_owned(), 2), ("data".to_owned(), 2)]),
            frameworks: Vec::new(),
            unknown: Vec::new(),
            ignored: Vec::new(),
        };
        self.push(Record::Triage(Box::new(triage)))
    }

    /// A decision from the day on, until the end of June, resting on the newest assessment.
    pub fn decide_with(&mut self, as_of: &str, change: impl FnOnce(&mut Decision)) -> &mut Self {
        let mut decision = Decision {
            header: self.header(day(as_of)),
            assessment: self.newest_of("assessment").or_else(|| self.newest_of("triage")),
            policy: POLICY.to_owned(),
            enactment: None,
            decision: framework::Disposition::ApproveWithConditions,
            rationale: "It is worth it.".to_owned(),
            approvers: vec![Person::written(CASEY)],
            dissent: Vec::new(),
            valid_from: day(as_of),
            valid_until: Some(day("2026-06-30")),
            tier: Some("moderate".to_owned()),
            tier_with_waivers: Some("moderate".to_owned()),
            client_versions: None,
            editions: Vec::new(),
            teams: Vec::new(),
            alternatives: Vec::new(),
            actions: Vec::new(),
            ceiling: BTreeMap::from([("autonomy".to_owned(), 2), ("data".to_owned(), 2)]),
            conditions: Vec::new(),
            waivers: Vec::new(),
            accepted_risk: None,
        };
        change(&mut decision);
        self.push(Record::Decision(Box::new(decision)))
    }

    pub fn decide(&mut self, as_of: &str) -> &mut Self {
        self.decide_with(as_of, |_| {})
    }

    pub fn ban(&mut self, as_of: &str, from: &str, what: framework::Disposition) -> &mut Self {
        self.decide_with(as_of, |decision| {
            decision.decision = what;
            decision.valid_from = day(from);
            decision.valid_until = None;
            decision.assessment = None;
            decision.ceiling.clear();
        })
    }

    pub fn event(&mut self, as_of: &str, what: What) -> &mut Self {
        let mut header = self.header(day(as_of));
        // That a condition is met is said by one of those who decided.
        if matches!(what, What::ConditionMet { .. }) {
            header.recorded_by = Person::written(CASEY);
        }
        let event =
            Event { header, decision: self.newest_of("decision"), what, why: "Because of what happened.".to_owned() };
        self.push(Record::Event(Box::new(event)))
    }

    pub fn met(&mut self, as_of: &str, condition: &str) -> &mut Self {
        let what = What::ConditionMet { condition: condition.to_owned(), proof: Vec::new(), items: BTreeMap::new() };
        self.event(as_of, what)
    }

    pub fn exception(&mut self, as_of: &str, until: &str, lifts: &[&str]) -> &mut Self {
        let rests_on = self.newest_of("assessment").or_else(|| self.newest_of("triage"));
        self.event(as_of, exception(rests_on, until, lifts))
    }

    /// Its records, judged under one policy.
    pub fn judged(&self, policy: &Policy) -> JudgedRecords {
        let policies = Policies::always(POLICY, policy.clone());
        JudgedRecords::judged(self.records.clone(), &grounds(&policies))
    }
}

/// Grounds without frameworks: assessments are taken by their word.
pub fn grounds(policies: &Policies) -> Grounds<'_> {
    const NONE: &One = &One(None);
    Grounds { policies, frameworks: NONE, thorough: false, owner: SOMEBODY }
}

/// The framework of every assessment, or none.
struct One(Option<Arc<Framework>>);

impl FrameworkSource for One {
    fn of(&self, _: &Assessment) -> Option<Arc<Framework>> {
        self.0.clone()
    }
}

/// The small framework of the fixtures.
pub fn mini() -> Arc<Framework> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema-1/register/frameworks/mini.toml");
    let source = Source::new("mini.toml", std::fs::read_to_string(path).unwrap());
    match load(&[source], &Bundled).unwrap().0 {
        Loaded::Ledger(framework) => Arc::from(framework),
        Loaded::Route(_) => unreachable!("mini has a ledger"),
    }
}

/// An exception for one team, up to the levels that stories assess.
pub fn exception(assessment: Option<String>, until: &str, lifts: &[&str]) -> What {
    What::Exception {
        team: "payments".to_owned(),
        until: day(until),
        lifts: lifts.iter().map(|code| (*code).to_owned()).collect(),
        assessment,
        ceiling: BTreeMap::from([("autonomy".to_owned(), 2), ("data".to_owned(), 2)]),
        approvers: vec![Person::written(CASEY)],
        policy: POLICY.to_owned(),
        enactment: None,
    }
}

/// What a register holds, and what is asked.
#[derive(Clone, Debug)]
pub struct World {
    pub own: Story,
    pub wider: Vec<Story>,
    pub made_under: Policy,
    pub today: Policy,
    pub request: Request,
    /// The framework of every assessment, where a decision asks for it.
    pub framework: Option<Arc<Framework>>,
}

impl World {
    pub fn of(own: &Story) -> Self {
        let policy = Policy::default();
        Self {
            own: own.clone(),
            wider: Vec::new(),
            made_under: policy.clone(),
            today: policy,
            request: Request::default(),
            framework: None,
        }
    }

    pub fn with(own: &Story, wider: &[&Story]) -> Self {
        Self { wider: wider.iter().map(|story| (*story).clone()).collect(), ..Self::of(own) }
    }

    pub fn verdict(&self, on: &str) -> Verdict {
        let policies = Policies::always(POLICY, self.made_under.clone());
        let frameworks = One(self.framework.clone());
        let grounds = Grounds { policies: &policies, frameworks: &frameworks, thorough: false, owner: SOMEBODY };
        let judged = |story: &Story| JudgedRecords::judged(story.records.clone(), &grounds);
        let (own, wider): (JudgedRecords, Vec<JudgedRecords>) =
            (judged(&self.own), self.wider.iter().map(judged).collect());
        let wider: Vec<&JudgedRecords> = wider.iter().collect();
        let case = Case { registered: true, own: &own, wider: &wider, policies: &policies, today: &self.today };
        judge(&case, &self.request, day(on))
    }

    pub fn codes(&self, on: &str) -> Vec<&'static str> {
        codes(&self.verdict(on).reasons)
    }
}

pub fn codes(reasons: &[Reason]) -> Vec<&'static str> {
    reasons.iter().map(|reason| reason.code.as_str()).collect()
}

/// Compares the reasons on several days.
#[track_caller]
pub fn on_days(world: &World, expected: &[(&str, &[&str])]) {
    for (on, codes) in expected {
        assert_eq!(world.codes(on), *codes, "on {on}: {:#?}", world.verdict(on).reasons);
    }
}

/// Assessed and decided in January, good until the end of June.
pub fn approved() -> Story {
    let mut story = Story::own();
    story.assess("2026-01-10").decide("2026-01-15");
    story
}

/// The same, decided for less data than was assessed.
pub fn narrow() -> Story {
    approved_with(|decision| {
        decision.ceiling.insert("data".to_owned(), 1);
    })
}

pub fn approved_with(change: impl FnOnce(&mut Decision)) -> Story {
    let mut story = Story::own();
    story.assess("2026-01-10").decide_with("2026-01-15", change);
    story
}

pub fn asks(context: &[(&str, u8)]) -> Request {
    let context = context.iter().map(|(factor, level)| ((*factor).to_owned(), *level)).collect();
    Request { context, ..Request::default() }
}

pub fn condition(id: &str, due: Option<&str>, before_use: bool) -> Condition {
    Condition {
        id: id.to_owned(),
        text: "Do it.".to_owned(),
        questions: vec![format!("about-{id}")],
        owner: Some(Person::written("Kim <kim@example.org>")),
        due: due.map(day),
        before_use,
    }
}

pub fn approver(who: &str, roles: &[&str], from: Option<&str>, until: Option<&str>) -> Approver {
    Approver {
        who: Person::written(who),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        from: from.map(day),
        until: until.map(day),
    }
}

pub fn for_team(story: &Story, team: &str) -> World {
    World { request: Request { team: Some(team.to_owned()), ..asks(&[("data", 2)]) }, ..World::of(story) }
}
