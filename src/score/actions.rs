//! Weak answers as actions that somebody can take: documents to get and things to find out, together for
//! whoever has them; what has to change, one by one. The fewest that reach the next lower tier come first,
//! then what brings most.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::answers::Answers;
use crate::document::free_id;
use crate::framework::Question;

use super::change::{Base, within_reach};
use super::{QuestionState, Ratio, Score, score};

/// How many actions are proposed before the others are only counted.
pub const PROPOSED: usize = 10;

/// What kind of thing is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// The answer is good enough; only evidence for it is missing.
    GetEvidence,
    /// Nobody knows the answer.
    FindOut,
    /// The answer is known, and too weak.
    Change,
}

/// Something to be done about one or several weak answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its id as a condition: that of its question where it is about one, else made of what and from whom.
    pub id: String,
    /// What kind of thing.
    pub doing: Doing,
    /// Who has the evidence or knows the answer, where the framework says so.
    pub who: Option<String>,
    /// What it is about, in the framework's order.
    pub parts: Vec<ActionPart>,
    /// Whether it belongs to the fewest answers that reach the next lower tier.
    pub on_the_way: bool,
    /// The tier when all of them are answered best, with the best evidence that there can be.
    pub tier: usize,
    /// How many floors are gone then.
    pub lifted: usize,
    /// By how many tenths of a point the residual of the whole falls then.
    pub tenths: i128,
}

/// One question of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPart {
    /// Its index in the framework.
    pub question: usize,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What to do about a weak answer.
    pub measure: String,
    /// What to ask for, where the framework says so.
    pub document: Option<String>,
}

impl Action {
    /// What is to be done, as a request that can be handed to somebody.
    #[must_use]
    pub fn text(&self) -> String {
        let from = self.who.as_ref().map_or_else(String::new, |who| format!(" from {who}"));
        match (self.doing, self.parts.as_slice()) {
            (Doing::GetEvidence, [ActionPart { title, document: Some(document), .. }]) => {
                format!("Get a document{from} for {title}: {document}")
            }
            (Doing::GetEvidence, [one]) => format!("Get a document{from} for {}", one.title),
            (Doing::GetEvidence, _) => format!("Get documents{from} for: {}", self.titles()),
            (Doing::FindOut, _) => format!("Find out{from}: {}", self.titles()),
            (Doing::Change, parts) => {
                let measures: Vec<&str> = parts
                    .iter()
                    .map(|part| if part.measure.is_empty() { &part.title } else { &part.measure }.as_str())
                    .collect();
                measures.join(" ")
            }
        }
    }

    /// The same in a list, where what has to change needs a title.
    #[must_use]
    pub fn line(&self) -> String {
        match self.doing {
            Doing::Change => format!("{}: {}", self.titles(), self.text()),
            Doing::GetEvidence | Doing::FindOut => self.text(),
        }
    }

    fn titles(&self) -> String {
        let titles: Vec<&str> = self.parts.iter().map(|part| part.title.as_str()).collect();
        match titles.as_slice() {
            [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
            _ => titles.concat(),
        }
    }

    /// The same without some of its questions, by their ids. `None` where nothing is left of it.
    #[must_use]
    pub fn without(&self, questions: &BTreeSet<&str>) -> Option<Self> {
        let mut less = self.clone();
        less.parts.retain(|part| !questions.contains(part.id.as_str()));
        (!less.parts.is_empty()).then_some(less)
    }
}

/// Who has the evidence for a question and what to ask for, where its framework writes `WHO: WHAT`.
#[must_use]
pub fn source(question: &Question) -> (Option<&str>, Option<&str>) {
    let Some(first) = question.evidence.first() else { return (None, None) };
    match first.split_once(": ") {
        Some((who, what)) => (Some(who), Some(what)),
        None => (None, Some(first)),
    }
}

/// The conditions of a score as actions. `answers` are those that were scored.
#[must_use]
pub fn actions(now: &Score<'_>, answers: &Answers, waived: &BTreeSet<String>) -> Vec<Action> {
    let base = Base { framework: now.framework, answers, as_of: now.as_of, waived, scope: now.scope };
    let way = way(&base, now);
    let mut list: Vec<Action> = Vec::new();
    let weak = now.conditions.iter().map(|condition| (condition.question, condition.lacks_evidence));
    // What is on the way need not be weak enough for a condition.
    let further = way.iter().filter(|at| !now.conditions.iter().any(|condition| condition.question == **at));
    let further = further.map(|at| {
        let question = &now.framework.questions()[*at];
        let scoring = now.framework.scoring();
        let target = scoring.condition_target_of(question.key);
        (*at, now.questions[*at].said >= Ratio::new(target.into(), 1))
    });
    for (at, lacks_evidence) in weak.chain(further) {
        let question = &now.framework.questions()[at];
        let doing = match now.questions[at].standing {
            QuestionState::Unknown => Doing::FindOut,
            _ if lacks_evidence => Doing::GetEvidence,
            _ => Doing::Change,
        };
        let (who, document) = source(question);
        let who = who.filter(|_| doing != Doing::Change).map(str::to_owned);
        let on_the_way = way.contains(&at);
        let part = ActionPart {
            question: at,
            id: question.id.clone(),
            title: question.title.clone(),
            measure: question.mitigation.clone(),
            document: document.map(str::to_owned),
        };
        let key = (doing, &who, on_the_way);
        match list.iter_mut().find(|one| doing != Doing::Change && (one.doing, &one.who, one.on_the_way) == key) {
            Some(action) => action.parts.push(part),
            None => list.push(Action {
                id: String::new(),
                doing,
                who,
                parts: vec![part],
                on_the_way,
                tier: now.tier,
                lifted: 0,
                tenths: 0,
            }),
        }
    }
    for action in &mut list {
        action.parts.sort_unstable_by_key(|part| part.question);
        let mut changed = answers.clone();
        for part in &action.parts {
            let (question, present) = (&now.framework.questions()[part.question], now.questions[part.question].grade);
            changed.answers.insert(part.id.clone(), within_reach(question, present));
        }
        let result = score(now.framework, &changed, now.as_of, waived, now.scope);
        action.tier = result.tier;
        action.lifted =
            now.floors.iter().filter(|floor| !result.floors.iter().any(|other| other.id == floor.id)).count();
        action.tenths = now.residual.points.tenths() - result.residual.points.tenths();
    }
    list.sort_by(|a, b| {
        let key =
            |one: &Action| (Reverse(one.on_the_way), one.tier, Reverse(one.lifted), Reverse(one.tenths), one.doing);
        key(a).cmp(&key(b)).then_with(|| a.parts[0].question.cmp(&b.parts[0].question))
    });
    name(&mut list, now);
    list
}

/// The questions of the shortest way to the next lower tier. A way that is no shorter than what is proposed
/// at once is none that somebody would take first.
fn way(base: &Base<'_>, now: &Score<'_>) -> BTreeSet<usize> {
    let Some(lower) = now.tier.checked_sub(1) else { return BTreeSet::new() };
    let dearest = now.framework.questions().iter().map(|question| usize::from(question.effort)).max();
    let ways = base.ways_within(lower, PROPOSED * dearest.unwrap_or(1)).ways;
    let way = ways.iter().find(|way| way.len() <= PROPOSED);
    way.into_iter().flatten().map(|step| step.question).collect()
}

/// Gives each action an id that no question and no other action has.
fn name(list: &mut [Action], now: &Score<'_>) {
    let mut taken: BTreeSet<String> = now.framework.questions().iter().map(|question| question.id.clone()).collect();
    for action in list {
        action.id = match action.parts.as_slice() {
            [one] => one.id.clone(),
            _ => {
                let what = if action.doing == Doing::GetEvidence { "documents" } else { "answers" };
                let text = action.who.as_ref().map_or_else(|| what.to_owned(), |who| format!("{what} from {who}"));
                free_id(&text, what, |id| taken.contains(id))
            }
        };
        taken.insert(action.id.clone());
    }
}
