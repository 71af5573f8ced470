//! What expires or is owed, and when: a pure function of records and a day.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answers;
use crate::assessment::entry::entry_named;
use crate::assessment::event::What as Happened;
use crate::assessment::{Assessment, Decision, Event, Record};
use crate::date::Day;
use crate::framework;
use crate::framework::triage::Route;
use crate::gate::{self, JudgedRecords, Reason, ReasonCode};
use crate::law;
use crate::person::Person;
use crate::policy::Policy;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueKind {
    /// The next assessment.
    Review,
    /// Something happened that calls for a new look at once.
    Trigger,
    /// A condition of a decision.
    Condition,
    /// A decision ends.
    Decision,
    /// A waiver ends.
    Waiver,
    /// The acceptance of a risk ends.
    AcceptedRisk,
    /// An exception ends.
    Exception,
    /// A piece of evidence expires.
    Evidence,
    /// A control that makes up for a weak answer ends.
    Control,
    /// A use waits to be assessed.
    AwaitingAssessment,
    /// A use waits to be decided on.
    AwaitingDecision,
    /// What the request should name and does not.
    Request,
    /// A law begins to apply.
    Law,
}

impl DueKind {
    /// The word for it in data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Trigger => "trigger",
            Self::Condition => "condition",
            Self::Decision => "decision",
            Self::Waiver => "waiver",
            Self::AcceptedRisk => "accepted-risk",
            Self::Exception => "exception",
            Self::Evidence => "evidence",
            Self::Control => "control",
            Self::AwaitingAssessment => "awaiting-assessment",
            Self::AwaitingDecision => "awaiting-decision",
            Self::Request => "request",
            Self::Law => "law",
        }
    }
}

/// Something due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueItem {
    /// What.
    pub what: DueKind,
    /// Which one of them, within its use: what stays the same when its day moves.
    pub id: String,
    /// The last day for it, or since when it waits; `None` where nobody set one, or nothing is recorded.
    pub day: Option<Day>,
    /// What exactly, for people.
    pub about: String,
    /// Who sees to it.
    pub owner: Option<Person>,
}

/// One chain of records and what surrounds it.
#[derive(Clone, Copy, Debug)]
pub struct DueChain<'a> {
    /// The records of the chain.
    pub records: &'a JudgedRecords,
    /// The chains that reach over it.
    pub wider: &'a [&'a JudgedRecords],
    /// Who answers for the tool where no request says who does.
    pub owner: Option<&'a str>,
    /// The policy of today.
    pub policy: &'a Policy,
    /// What is against the use on the day; nothing where it is about more than one use.
    pub against: &'a [Reason],
    /// The days on which law begins to apply.
    pub law: &'a [law::Date],
}

/// Everything that is due in a chain as it is on a day, whenever that is. A use that has ended owes
/// nothing; one that is withdrawn, or forbidden from above, owes its review, and what happened since.
#[must_use]
pub fn items(place: &DueChain<'_>, day: Day) -> Vec<DueItem> {
    let chains = || std::iter::once(place.records).chain(place.wider.iter().copied());
    let happened = |what: &Happened| {
        chains().any(|records| gate::events_since(records, day).iter().any(|event| event.what == *what))
    };
    if happened(&Happened::Retire) {
        return Vec::new();
    }
    let since = gate::events_since(place.records, day);
    let seen: Vec<&Record> =
        place.records.iter().map(|entry| &entry.record).filter(|record| record.header().as_of <= day).collect();
    let newest = seen.iter().rev().find_map(|record| record.assessment());
    let owner = newest.and_then(|assessment| assessment.answers.request.business_owner.as_deref()).or(place.owner);
    let mut list = DueList { owner: owner.map(Person::written), items: Vec::new() };
    let in_force = gate::in_force(place.records, day).map(|made| made.record);
    let moot = happened(&Happened::Withdraw) || place.wider.iter().any(|records| forbids(records, day));
    let allowed = !moot && in_force.is_none_or(|decision| decision.decision < framework::Disposition::Hold);

    list.review(&seen, place.policy);
    if !moot {
        list.waiting(place, &seen, in_force);
    }
    if allowed {
        let below = in_force.and_then(|decision| decision.assessment.as_ref());
        let below = entry_named(place.records, below).map(|entry| &entry.record);
        let mut relied = BTreeMap::new();
        for assessment in below.and_then(Record::assessment).into_iter().chain(newest) {
            relied.extend(relied_on(&assessment.answers, &assessment.outcome.ignored));
        }
        relied.extend(brought(&since));
        for (id, (title, expires)) in relied {
            let about = format!("{title} ({id})");
            list.add(DueKind::Evidence, id, Some(expires), about, None);
        }
        if let Some(assessment) = newest {
            list.law(place.law, assessment, day);
            list.request(place, &assessment.answers);
            list.controls(&assessment.answers, &assessment.outcome.ignored);
        }
    }
    if let Some((decision, open)) = gate::owed(place.records, day).filter(|_| !moot) {
        let number = decision.header.number;
        list.conditions(number, &open);
        list.ends(decision);
        if let Some(until) = decision.valid_until {
            let word = decision.decision.as_str().replace('-', " ");
            list.add(DueKind::Decision, number.to_string(), Some(until), format!("{word} ends"), None);
        }
    }
    for event in since {
        let id = event.header.number.to_string();
        match &event.what {
            Happened::Trigger { .. } => {
                list.add(DueKind::Trigger, id, Some(event.header.as_of), event.why.clone(), None);
            }
            Happened::Exception { team, until, lifts, approvers, .. } => {
                let about = format!("for team {team}, from {}", lifts.join(", "));
                list.add(DueKind::Exception, id, Some(*until), about, approvers.first().cloned());
            }
            _ => {}
        }
    }
    list.items.sort_by(|a, b| (a.day.is_none(), a.day, a.what, &a.id).cmp(&(b.day.is_none(), b.day, b.what, &b.id)));
    list.items
}

/// Whether the chain forbids what it reaches over.
fn forbids(records: &JudgedRecords, day: Day) -> bool {
    gate::in_force(records, day).is_some_and(|made| made.record.decision >= framework::Disposition::Hold)
}

/// The evidence that counted answers name and that expires: its title and last day.
fn relied_on(answers: &Answers, ignored: &[String]) -> BTreeMap<String, (String, Day)> {
    let counted = answers.answers.iter().filter(|(question, _)| !ignored.contains(question));
    let named: BTreeSet<&String> = counted.flat_map(|(_, answer)| &answer.evidence).collect();
    let items = named.into_iter().filter_map(|id| {
        let item = answers.evidence.get(id)?;
        Some((id.clone(), (item.title.clone(), item.expires?)))
    });
    items.collect()
}

/// The evidence that came in with conditions that were met and that expires.
fn brought(since: &[&Event]) -> BTreeMap<String, (String, Day)> {
    let met = since.iter().filter_map(|event| match &event.what {
        Happened::ConditionMet { proof, items, .. } => Some((proof, items)),
        _ => None,
    });
    let items = met.flat_map(|(proof, items)| proof.iter().filter_map(|id| Some((id, items.get(id)?))));
    items.filter_map(|(id, item)| Some((id.clone(), (item.title.clone(), item.expires?)))).collect()
}

struct DueList {
    /// Who sees to what names nobody.
    owner: Option<Person>,
    items: Vec<DueItem>,
}

impl DueList {
    fn add(&mut self, what: DueKind, id: String, day: Option<Day>, about: String, owner: Option<Person>) {
        let owner = owner.or_else(|| self.owner.clone());
        self.items.push(DueItem { what, id, day, about, owner });
    }

    /// The review after the newest assessment, or after a triage that is assessment enough where there is none.
    fn review(&mut self, seen: &[&Record], policy: &Policy) {
        let assessed = seen.iter().rev().find_map(|record| record.assessment());
        let assessed =
            assessed.map(|assessment| (assessment.review_due(), format!("tier {}", assessment.outcome.tier)));
        let newest = assessed.or_else(|| {
            seen.iter().rev().find_map(|record| match record {
                Record::Triage(triage) if triage.is_assessment() => {
                    let due = triage.header.as_of.plus_days(i64::from(policy.triage_days));
                    Some((due, "after a triage".to_owned()))
                }
                _ => None,
            })
        });
        if let Some((due, about)) = newest {
            self.add(DueKind::Review, String::new(), Some(due), about, None);
        }
    }

    /// What the use waits for: an assessment where nothing was recorded or the newest look asks for one,
    /// else a decision where none rests on that look.
    fn waiting(&mut self, place: &DueChain<'_>, seen: &[&Record], in_force: Option<&Decision>) {
        let against = |code: ReasonCode| place.against.iter().any(|reason| reason.code == code);
        let stopped = [ReasonCode::Prohibited, ReasonCode::Suspended, ReasonCode::Hold].into_iter().any(against);
        let undecided = against(ReasonCode::Undecided) && !stopped;
        let newest = seen.iter().rev().find(|record| matches!(record, Record::Assessment(_) | Record::Triage(_)));
        let Some(newest) = newest else {
            if undecided {
                self.add(DueKind::AwaitingAssessment, String::new(), None, "nothing is recorded yet".to_owned(), None);
            }
            return;
        };
        let header = newest.header();
        let since_decided = in_force.is_none_or(|decision| decision.header.number < header.number);
        let undecided = undecided || against(ReasonCode::AssessmentNewerThanDecision);
        let (what, about) = match newest {
            Record::Triage(triage) => match triage.route {
                Route::Full if since_decided => {
                    (DueKind::AwaitingAssessment, "its triage asks for a full one".to_owned())
                }
                Route::Keys if since_decided => {
                    (DueKind::AwaitingAssessment, "its triage asks for the key questions".to_owned())
                }
                Route::Stop if undecided => (DueKind::AwaitingDecision, "its triage says stop".to_owned()),
                Route::Register | Route::None if undecided => (DueKind::AwaitingDecision, "after a triage".to_owned()),
                _ => return,
            },
            Record::Assessment(assessment) if assessment.needs_full_run() && (undecided || since_decided) => {
                (DueKind::AwaitingAssessment, "its short run asks for the full one".to_owned())
            }
            Record::Assessment(assessment) if undecided => {
                (DueKind::AwaitingDecision, format!("tier {}", assessment.outcome.tier))
            }
            _ => return,
        };
        self.add(what, header.number.to_string(), Some(header.as_of), about, None);
    }

    /// What law asks of the use from a day on that is still to come: once it applies, it is no date to wait for.
    fn law(&mut self, dates: &[law::Date], assessment: &Assessment, day: Day) {
        let (levels, unknown) = (&assessment.answers.context, &assessment.outcome.context_unknown);
        for date in dates.iter().filter(|date| date.begins >= day && date.concerns(levels, unknown)) {
            let about = format!("{}: {}", date.law, date.what);
            self.add(DueKind::Law, date.id.clone(), Some(date.begins), about, None);
        }
    }

    /// What policy wants named in the request, and nobody named.
    fn request(&mut self, place: &DueChain<'_>, answers: &Answers) {
        let unnamed = place.policy.unnamed(&answers.request, place.owner);
        if !unnamed.is_empty() {
            let about = format!("the request names no {}", unnamed.join(" and no "));
            self.add(DueKind::Request, unnamed.join(","), None, about, None);
        }
    }

    fn controls(&mut self, answers: &Answers, ignored: &[String]) {
        let counted = answers.answers.iter().filter(|(question, _)| !ignored.contains(question));
        for (question, answer) in counted {
            if let Some(control) = &answer.compensating {
                let what = control.control.as_deref().unwrap_or("a compensating control");
                self.add(DueKind::Control, question.clone(), Some(control.until), format!("{what} ({question})"), None);
            }
        }
    }

    /// Open conditions: those with a day one by one, the others together by who sees to them.
    fn conditions(&mut self, number: u32, open: &[&crate::assessment::decision::Condition]) {
        let mut undated: BTreeMap<Option<&Person>, Vec<&str>> = BTreeMap::new();
        for condition in open {
            let before_use = if condition.before_use { ", before use" } else { "" };
            match condition.due {
                Some(due) => self.add(
                    DueKind::Condition,
                    format!("{number}:{}", condition.id),
                    Some(due),
                    format!("{}: {}{before_use}", condition.id, condition.text),
                    condition.owner.clone(),
                ),
                None => undated.entry(condition.owner.as_ref()).or_default().push(&condition.id),
            }
        }
        for (owner, ids) in undated {
            let id = format!("{number}:{}", ids.join(","));
            self.add(DueKind::Condition, id, None, format!("without a day: {}", ids.join(", ")), owner.cloned());
        }
    }

    /// What ends before a decision does: its waivers, and the acceptance of a risk.
    fn ends(&mut self, decision: &Decision) {
        let number = decision.header.number;
        for waiver in &decision.waivers {
            let about = format!("{}: {}", waiver.id, waiver.reason);
            let owner = Some(waiver.approver.clone());
            self.add(DueKind::Waiver, format!("{number}:{}", waiver.id), Some(waiver.until), about, owner);
        }
        if let Some(risk) = &decision.accepted_risk {
            let owner = decision.approvers.first().cloned();
            self.add(DueKind::AcceptedRisk, number.to_string(), Some(risk.until), risk.reason.clone(), owner);
        }
    }
}
