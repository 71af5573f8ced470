//! May this be used, here, today? A pure function of records, policy, request and day. It fails
//! closed: what it cannot follow is never "allowed".

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::event::What;
use crate::assessment::versions::Range;
use crate::assessment::{Assessment, Decision, Event, Record, Subject, Triage};
use crate::date::Day;
use crate::framework;
use crate::policy::Policy;

/// Declares the codes once, in the order in which the first of them decides.
macro_rules! codes {
    ($($name:ident = $code:literal, $exit:literal, $meaning:literal;)+) => {
        /// Why something is not allowed, or cannot be told. A code is never reused for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $name,)+ }

        impl Code {
            /// Every code, in the order in which the first one decides.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as people and programs see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The exit code that it leads to.
            #[must_use]
            pub const fn exit(self) -> u8 {
                match self { $(Self::$name => $exit,)+ }
            }

            /// What it says, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)+ }
            }
        }
    };
}

codes! {
    Altered = "altered", 2, "The register is not what it was.";
    Unreadable = "unreadable", 2, "A file of the register cannot be read.";
    NewerSchema = "newer-schema", 2, "A file was written by a newer version of the program.";
    AmbiguousUse = "ambiguous-use", 2, "The tool has several uses and none is named.";
    BadRequest = "bad-request", 2, "The request itself is wrong.";
    NotRegistered = "not-registered", 1, "The register knows no such tool or use.";
    Undecided = "undecided", 1, "Nobody has decided yet.";
    Retired = "retired", 1, "The use has ended.";
    Withdrawn = "withdrawn", 1, "The permission was taken back.";
    Prohibited = "prohibited", 1, "It is prohibited.";
    Suspended = "suspended", 1, "It is suspended until the next decision.";
    Hold = "hold", 1, "It is on hold until something is known.";
    NotYetValid = "not-yet-valid", 1, "The decision does not hold yet.";
    Expired = "expired", 1, "The decision has expired.";
    AssessmentNewerThanDecision = "assessment-newer-than-decision", 1, "A newer assessment has not been decided on.";
    AssessmentTooOld = "assessment-too-old", 1, "The assessment is older than a decision may rest on.";
    AboveCeiling = "above-ceiling", 1, "The context is above the ceiling of the decision.";
    OutsideVersion = "outside-version", 1, "The client version is outside the decision.";
    OutsideEdition = "outside-edition", 1, "The edition is outside the decision.";
    OutsideTeam = "outside-team", 1, "The team is outside the decision.";
    WaiverEnded = "waiver-ended", 1, "A waiver, or the acceptance of a risk, has ended.";
    ConditionOverdue = "condition-overdue", 1, "A condition was not met in time.";
    ConditionOpen = "condition-open", 1, "A condition must be met before use.";
    ApproverNotAuthorised = "approver-not-authorised", 1, "Those who approved may not approve this today.";
    EvidenceStale = "evidence-stale", 1, "Evidence that the assessment relied on has expired.";
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether an exception may lift it: never a prohibition, an exit 2, or what is not registered.
    #[must_use]
    pub fn may_be_lifted(self) -> bool {
        self.exit() == 1 && !matches!(self, Self::Prohibited | Self::NotRegistered)
    }
}

/// What somebody wants to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The levels of factors; one left out is not compared unless policy wants the complete context.
    pub context: BTreeMap<String, u8>,
    /// The version of the client.
    pub client_version: Option<String>,
    /// The edition or plan.
    pub edition: Option<String>,
    /// The team.
    pub team: Option<String>,
}

/// One chain of records, with the sha256 of each, in the order of their numbers.
pub type Records = [(String, Record)];

/// What the register holds about one use of one tool.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Whether the register knows the tool and the use at all.
    pub registered: bool,
    /// The records of the use itself.
    pub own: &'a Records,
    /// The records of the chains that reach over it: the tool's and the vendors' decisions.
    pub wider: &'a [&'a Records],
    /// The policies that decisions were made under, by sha256.
    pub policies: &'a BTreeMap<String, Policy>,
    /// The policy of today.
    pub today: &'a Policy,
}

/// One reason against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code.
    pub code: Code,
    /// What exactly, for people.
    pub text: String,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The day that was judged.
    pub day: Day,
    /// Everything against it, the reason that decides first; empty where it is allowed.
    pub reasons: Vec<Reason>,
    /// Reasons that an exception lifts for this team.
    pub lifted: Vec<Reason>,
    /// What is in force that a person would want to see: the decision that decides.
    pub decision: Option<Decision>,
    /// The sha256 of that decision.
    pub sha256: Option<String>,
}

impl Verdict {
    /// Nothing but a reason.
    #[must_use]
    pub fn refused(day: Day, code: Code, text: impl Into<String>) -> Self {
        let reasons = vec![Reason { code, text: text.into() }];
        Self { day, reasons, lifted: Vec::new(), decision: None, sha256: None }
    }

    /// 0 allowed, 1 not allowed, 2 could not tell.
    #[must_use]
    pub fn exit(&self) -> u8 {
        self.reasons.iter().map(|reason| reason.code.exit()).max().unwrap_or(0)
    }

    /// The exit code where only some codes fail; those that say "could not tell" always do.
    #[must_use]
    pub fn exit_on(&self, fail_on: Option<&BTreeSet<Code>>) -> u8 {
        match (self.exit(), fail_on) {
            (1, Some(fail_on)) => u8::from(self.reasons.iter().any(|reason| fail_on.contains(&reason.code))),
            (exit, _) => exit,
        }
    }

    /// The reason that decides.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.reasons.first().map(|reason| reason.code)
    }

    /// The stricter of two answers.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        if (other.exit(), other.reasons.len()) > (self.exit(), self.reasons.len()) { other } else { self }
    }
}

/// Judges a request on a day.
#[must_use]
pub fn judge(case: &Case<'_>, request: &Request, day: Day) -> Verdict {
    let own = Chain::new(case.own, day);
    let mut against = own.against(case, request);
    if !case.registered && case.own.is_empty() {
        let text = "the register has no such tool or use".to_owned();
        against.push(Reason { code: Code::NotRegistered, text });
    }
    let (mut lifted, mut reasons) = own.lift(against, case, request);
    let mut in_force = own.in_force;
    for records in case.wider {
        let wide = Chain::new(records, day);
        let found = wide.forbids(case);
        let (passed, stand) = wide.lift(found, case, request);
        if !stand.is_empty() {
            in_force = wide.in_force.or(in_force);
        }
        lifted.extend(passed);
        reasons.extend(stand);
    }
    reasons.sort_by_key(|reason| reason.code);
    lifted.sort_by_key(|reason| reason.code);
    Verdict {
        day,
        reasons,
        lifted,
        decision: in_force.map(|(_, decision)| decision.clone()),
        sha256: in_force.map(|(sha256, _)| sha256.clone()),
    }
}

/// What a chain of records says on a day.
struct Chain<'a> {
    day: Day,
    all: &'a Records,
    /// The records of that day and before.
    seen: Vec<(&'a String, &'a Record)>,
    in_force: Option<(&'a String, &'a Decision)>,
}

/// An assessment, or a triage that is assessment enough.
enum Basis<'a> {
    Assessment(&'a Assessment),
    Triage(&'a Triage),
}

impl<'a> Chain<'a> {
    fn new(all: &'a Records, day: Day) -> Self {
        let seen: Vec<_> = all
            .iter()
            .filter(|(_, record)| record.header().as_of <= day)
            .map(|(hash, record)| (hash, record))
            .collect();
        let decisions = seen.iter().filter_map(|(hash, record)| Some((*hash, record.decision()?)));
        let in_force = decisions
            .filter(|(_, decision)| decision.valid_from <= day)
            .max_by_key(|(_, decision)| decision.header.number);
        Self { day, all, seen, in_force }
    }

    /// The events since the decision in force; all of them where there is none.
    fn events(&self) -> impl Iterator<Item = &'a Event> {
        let since = self.in_force.map_or(0, |(_, decision)| decision.header.number);
        self.seen.iter().filter_map(move |(_, record)| match record {
            Record::Event(event) if event.header.number > since => Some(&**event),
            _ => None,
        })
    }

    /// What events since then say against any use.
    fn stopped(&self) -> Vec<Reason> {
        let stopped = self.events().filter_map(|event| {
            let (code, what) = match event.what {
                What::Retire => (Code::Retired, "retired"),
                What::Withdraw => (Code::Withdrawn, "withdrawn"),
                What::Suspend | What::Trigger { suspends: true } => (Code::Suspended, "suspended"),
                _ => return None,
            };
            let text = format!("{what} on {}: {}", event.header.as_of, event.why);
            Some(Reason { code, text: self.of_vendor(text) })
        });
        stopped.collect()
    }

    /// Names the vendor where the records are about all of its tools.
    fn of_vendor(&self, text: String) -> String {
        match self.all.first().map(|(_, record)| &record.header().subject) {
            Some(Subject::Vendor(vendor)) => format!("{text} (all tools of {vendor})"),
            _ => text,
        }
    }

    /// What a chain that reaches over the use says against it: it never allows.
    fn forbids(&self, case: &Case<'_>) -> Vec<Reason> {
        let mut reasons = self.stopped();
        if let Some((_, decision)) = self.in_force {
            if !decision.allows() && !decision.only_lifts() {
                reasons.extend(self.forbidden(decision));
            }
            if !case.policies.contains_key(&decision.policy) {
                reasons.push(policy_gone());
            }
        }
        reasons
    }

    /// A decision that forbids.
    fn forbidden(&self, decision: &Decision) -> Vec<Reason> {
        let code = match decision.decision {
            framework::Decision::Prohibit => Code::Prohibited,
            _ => Code::Hold,
        };
        let mut text = format!("since {}: {}", decision.valid_from, decision.rationale);
        if !decision.alternatives.is_empty() {
            text += &format!(" Instead: {}", decision.alternatives.join(", "));
        }
        let mut reasons = vec![Reason { code, text: self.of_vendor(text) }];
        reasons.extend(self.expired(decision));
        reasons
    }

    fn expired(&self, decision: &Decision) -> Option<Reason> {
        let until = decision.valid_until.filter(|until| self.day > *until)?;
        Some(Reason { code: Code::Expired, text: format!("decided until {until}") })
    }

    /// Everything that the records of the use itself say against a request.
    fn against(&self, case: &Case<'_>, request: &Request) -> Vec<Reason> {
        let mut reasons = self.stopped();
        reasons.extend(self.undecided_assessment(case));
        let Some((_, decision)) = self.in_force else {
            let to_come =
                self.seen.iter().filter_map(|(_, record)| record.decision()).map(|decision| decision.valid_from).min();
            reasons.push(match to_come {
                Some(from) => Reason { code: Code::NotYetValid, text: format!("decided from {from} on") },
                None => Reason { code: Code::Undecided, text: "nothing is decided".to_owned() },
            });
            return reasons;
        };
        if !decision.allows() {
            reasons.extend(self.forbidden(decision));
            return reasons;
        }
        let Some(policy) = case.policies.get(&decision.policy) else {
            reasons.push(policy_gone());
            return reasons;
        };
        reasons.extend(self.expired(decision));
        reasons.extend(self.on_basis(decision, policy, case.today));
        reasons.extend(above_ceiling(decision, request, case.today));
        reasons.extend(outside(decision, request));
        reasons.extend(self.run_out(decision));
        reasons.extend(self.conditions(decision, case.today));
        let tier = decision.tier.as_deref();
        let waived = decision.waivers.iter().all(|waiver| policy.may_approve(tier, &waiver.approver, self.day));
        if !(waived && policy.is_agreed(tier, &decision.approvers, self.day)) {
            let text = format!("{} may not approve this on {}", decision.approvers.join(", "), self.day);
            reasons.push(Reason { code: Code::ApproverNotAuthorised, text });
        }
        reasons
    }

    /// The newest assessment, where no decision rests on it.
    fn undecided_assessment(&self, case: &Case<'_>) -> Option<Reason> {
        let is_basis = |record: &Record| match record {
            Record::Assessment(_) => true,
            Record::Triage(triage) => triage.is_assessment(),
            _ => false,
        };
        let (hash, newest) = self.seen.iter().rev().find(|(_, record)| is_basis(record))?;
        // Without any decision it is undecided, which says it all.
        self.seen.iter().find(|(_, record)| record.decision().is_some())?;
        let settles = |decision: &Decision| decision.assessment.as_ref() == Some(*hash);
        let own = self.seen.iter().filter_map(|(_, record)| record.decision());
        let wide = case.wider.iter().flat_map(|records| records.iter()).filter_map(|(_, record)| record.decision());
        if own.chain(wide.filter(|decision| decision.header.as_of <= self.day)).any(settles) {
            return None;
        }
        let text = format!("record {} of {} is not decided on", newest.header().number, newest.header().as_of);
        Some(Reason { code: Code::AssessmentNewerThanDecision, text })
    }

    /// What the assessment that a decision rests on says against it today.
    fn on_basis(&self, decision: &Decision, policy: &Policy, today: &Policy) -> Vec<Reason> {
        let wanted = decision.assessment.as_ref();
        let found = self.all.iter().filter(|(_, record)| record.header().number < decision.header.number);
        let basis = found.filter(|(hash, _)| wanted == Some(hash)).find_map(|(_, record)| match record {
            Record::Assessment(assessment) => Some(Basis::Assessment(assessment)),
            Record::Triage(triage) if triage.is_assessment() => Some(Basis::Triage(triage)),
            _ => None,
        });
        let Some(basis) = basis else {
            let text = "the decision rests on an assessment that is not there".to_owned();
            return vec![Reason { code: Code::Altered, text }];
        };
        let (as_of, answers, ignored) = match basis {
            Basis::Assessment(assessment) => {
                (assessment.header.as_of, &assessment.answers, &assessment.outcome.ignored)
            }
            Basis::Triage(triage) => (triage.header.as_of, &triage.answers, &triage.ignored),
        };
        let mut reasons = Vec::new();
        if let Basis::Assessment(assessment) = basis
            && assessment.needs_full_run()
        {
            let text = "it rests on a short run that asked for the full one".to_owned();
            reasons.push(Reason { code: Code::AssessmentNewerThanDecision, text });
        }
        if let Some(days) = policy.assessment_days
            && self.day.days_since(as_of) > i64::from(days)
        {
            let text = format!("assessed on {as_of}; good for {days} days");
            reasons.push(Reason { code: Code::AssessmentTooOld, text });
        }
        if today.stale_evidence_blocks {
            let relied: BTreeSet<&String> = answers
                .answers
                .iter()
                .filter(|(question, _)| !ignored.contains(question))
                .flat_map(|(_, answer)| &answer.evidence)
                .collect();
            for id in relied {
                let expires = answers.evidence.get(id).and_then(|item| item.expires);
                if let Some(expires) = expires.filter(|expires| self.day > *expires) {
                    reasons.push(Reason { code: Code::EvidenceStale, text: format!("`{id}` expired on {expires}") });
                }
            }
        }
        reasons
    }

    /// Waivers and accepted risks that have ended.
    fn run_out(&self, decision: &Decision) -> Vec<Reason> {
        let waivers = decision.waivers.iter().map(|waiver| (format!("the waiver of `{}`", waiver.id), waiver.until));
        let risk = decision.accepted_risk.iter().map(|risk| ("the acceptance of the risk".to_owned(), risk.until));
        let ended = waivers.chain(risk).filter(|(_, until)| self.day > *until);
        ended
            .map(|(what, until)| Reason { code: Code::WaiverEnded, text: format!("{what} ended on {until}") })
            .collect()
    }

    /// Conditions that are owed.
    fn conditions(&self, decision: &Decision, today: &Policy) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for condition in self.open_conditions(decision) {
            let owner = condition.owner.as_deref().unwrap_or("nobody");
            if let Some(due) = condition.due.filter(|due| self.day > *due) {
                let text = format!("`{}` was due on {due} from {owner}: {}", condition.id, condition.text);
                reasons.push(Reason { code: Code::ConditionOverdue, text });
            }
            let blocking = &today.blocking;
            let named = blocking.named.contains(&condition.id)
                || condition.question.as_ref().is_some_and(|question| blocking.named.contains(question));
            if blocking.all || named || (blocking.marked && condition.before_use) {
                let text = format!("`{}` is owed by {owner} before use: {}", condition.id, condition.text);
                reasons.push(Reason { code: Code::ConditionOpen, text });
            }
        }
        reasons
    }

    fn open_conditions<'d>(&self, decision: &'d Decision) -> Vec<&'d crate::assessment::decision::Condition> {
        let met: BTreeSet<&String> = self
            .events()
            .filter_map(|event| match &event.what {
                What::ConditionMet { condition, .. } => Some(condition),
                _ => None,
            })
            .collect();
        decision.conditions.iter().filter(|condition| !met.contains(&condition.id)).collect()
    }

    /// Reasons that an exception of these records lifts for the team, and those that stand.
    fn lift(&self, reasons: Vec<Reason>, case: &Case<'_>, request: &Request) -> (Vec<Reason>, Vec<Reason>) {
        let tier = self.in_force.and_then(|(_, decision)| decision.tier.as_deref());
        let lifts: BTreeSet<Code> = self
            .events()
            .filter_map(|event| match &event.what {
                What::Exception { team, until, lifts, approvers, policy } => {
                    let granted =
                        case.policies.get(policy).is_some_and(|policy| policy.is_agreed(tier, approvers, self.day));
                    (granted && self.day <= *until && request.team.as_ref() == Some(team)).then_some(lifts)
                }
                _ => None,
            })
            .flatten()
            .filter_map(|name| Code::named(name))
            .filter(|code| code.may_be_lifted())
            .collect();
        reasons.into_iter().partition(|reason| lifts.contains(&reason.code))
    }
}

/// The conditions of the decision in force on a day that are not met, with the decision.
#[must_use]
pub fn owed(records: &Records, day: Day) -> Option<(&Decision, Vec<&crate::assessment::decision::Condition>)> {
    let seen = Chain::new(records, day);
    let (_, decision) = seen.in_force?;
    Some((decision, seen.open_conditions(decision)))
}

/// The decision in force on a day, with its sha256.
#[must_use]
pub fn in_force(records: &Records, day: Day) -> Option<(&String, &Decision)> {
    Chain::new(records, day).in_force
}

/// The events since the decision in force on a day; all of them where there is none.
#[must_use]
pub fn events_since(records: &Records, day: Day) -> Vec<&Event> {
    Chain::new(records, day).events().collect()
}

fn policy_gone() -> Reason {
    Reason { code: Code::Altered, text: "the policy that the decision was made under is not there".to_owned() }
}

fn above_ceiling(decision: &Decision, request: &Request, today: &Policy) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let above = |text: String| Reason { code: Code::AboveCeiling, text };
    for (factor, level) in &request.context {
        match decision.ceiling.get(factor) {
            Some(ceiling) if level <= ceiling => {}
            Some(ceiling) => reasons.push(above(format!("{factor} is {level}, the ceiling {ceiling}"))),
            None => reasons.push(above(format!("the decision names no ceiling for {factor}"))),
        }
    }
    if today.complete_context {
        for (factor, ceiling) in &decision.ceiling {
            if *ceiling < framework::HIGHEST_LEVEL && !request.context.contains_key(factor) {
                reasons.push(above(format!(
                    "{factor} is not given and counts as {}, the ceiling is {ceiling}",
                    framework::HIGHEST_LEVEL
                )));
            }
        }
    }
    reasons
}

fn outside(decision: &Decision, request: &Request) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let given = |given: &Option<String>| given.clone().unwrap_or_else(|| "none given".to_owned());
    if let Some(range) = &decision.client_versions {
        let inside = Range::parse(range).zip(request.client_version.as_ref());
        if !inside.is_some_and(|(range, version)| range.holds(version)) {
            let text = format!("decided for {range}; the version is {}", given(&request.client_version));
            reasons.push(Reason { code: Code::OutsideVersion, text });
        }
    }
    let within = |covered: &[String], asked: &Option<String>| {
        covered.is_empty()
            || asked.as_ref().is_some_and(|asked| covered.iter().any(|one| one.eq_ignore_ascii_case(asked)))
    };
    if !within(&decision.editions, &request.edition) {
        let text = format!("decided for {}; the edition is {}", decision.editions.join(", "), given(&request.edition));
        reasons.push(Reason { code: Code::OutsideEdition, text });
    }
    if !within(&decision.teams, &request.team) {
        let text = format!("decided for {}; the team is {}", decision.teams.join(", "), given(&request.team));
        reasons.push(Reason { code: Code::OutsideTeam, text });
    }
    reasons
}
