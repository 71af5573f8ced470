//! The review: the result as it stands, and every answer, each of which can still be changed.

use std::collections::BTreeSet;

use plimsoll::answers::{Answers, Request, State};
use plimsoll::context::Scope;
use plimsoll::framework::Grade;
use plimsoll::questionnaire::{Interview, Reply, Step};
use plimsoll::score::{Standing, score};

use super::evidence::shortened;
use super::question::said_before;
use super::{Entry, Menu, Need, PLAIN, Person, Said, choose};
use crate::cli::result;

/// The columns that one line of a review may take, so that it stays one.
const LINE: usize = 74;

impl Person {
    pub(super) fn review(&mut self, interview: &Interview<'_>) -> anyhow::Result<Option<Reply>> {
        let steps: Vec<Step> = interview.steps().into_iter().filter(|step| *step != Step::Review).collect();
        let mut menu = self.review_menu(interview, &steps);
        let keys = menu.entries.iter().filter(|entry| entry.key.is_some()).count();
        let chosen = said!(choose(&mut menu)?, Some(Reply::Back));
        let to = match menu.entries[chosen].key {
            Some('r') => return Ok(Some(Reply::Record)),
            Some('q') => return Ok(Some(Reply::Leave)),
            Some(_) => first_unknown(interview, &steps),
            None => steps.get(chosen - keys).copied(),
        };
        self.changed = to;
        Ok(to.map(Reply::Change))
    }

    fn review_menu(&self, interview: &Interview<'_>, steps: &[Step]) -> Menu {
        let score = score(interview.framework(), interview.answers(), self.as_of, &BTreeSet::new(), Scope::Full);
        let mut head = self.head(interview);
        for line in result::headline(&score, LINE) {
            head.laid_out(Need::Must, line);
        }
        let unknown = score.questions.iter().zip(&interview.framework().questions);
        let unknown: Vec<bool> = unknown
            .filter(|(one, _)| one.standing == Standing::Unknown)
            .map(|(_, question)| question.by_register)
            .collect();
        let by_register = unknown.iter().filter(|by_register| **by_register).count();
        let bare = interview.answers().answers.values().filter(|answer| {
            answer.grade >= Grade::Document && answer.evidence.is_empty() && matches!(answer.state, State::Given(_))
        });
        let mut owed = vec![format!("{} not known", unknown.len() - by_register)];
        if by_register > 0 {
            owed.push(format!("{by_register} for the register to answer"));
        }
        match bare.count() {
            0 => {}
            bare => owed.push(format!("{bare} with evidence but no document named")),
        }
        head.add(Need::Advice, PLAIN, &owed.join(" · "));
        head.space();
        let mut entries = vec![Entry::new('r', "record it"), Entry::new('q', "leave it as a draft")];
        if first_unknown(interview, steps).is_some() {
            entries.push(Entry::new('u', "go to the first that is not known"));
        }
        let first = entries.len();
        let mut last = String::new();
        entries.extend(steps.iter().map(|step| {
            let group = group(interview, *step);
            let heading = (group != last).then(|| group.clone());
            last = group;
            let (what, said) = said(interview, *step);
            let line = shortened(&format!("{what}: {said}"), LINE);
            Entry { key: None, group: heading, ..Entry::new(' ', &line) }
        }));
        // Never on "record it": a key too many must not make a record.
        let at = steps.iter().position(|step| Some(*step) == self.changed).unwrap_or(0) + first;
        let keys = "r records · Enter changes an answer · Esc goes back · Ctrl-C leaves, all is kept".to_owned();
        Menu { head, entries, at, keys }
    }
}

fn first_unknown(interview: &Interview<'_>, steps: &[Step]) -> Option<Step> {
    let Answers { context, answers, .. } = interview.answers();
    let framework = interview.framework();
    let unknown = |step: &&Step| match **step {
        Step::Factor(at) => !context.contains_key(&framework.factors[at].id),
        Step::Question(at) => {
            let answer = answers.get(&framework.questions[at].id);
            answer.is_none_or(|answer| matches!(answer.state, State::Unknown { .. }))
        }
        _ => false,
    };
    steps.iter().find(unknown).copied()
}

/// Under which heading a step stands.
fn group(interview: &Interview<'_>, step: Step) -> String {
    let framework = interview.framework();
    match step {
        Step::Request(_) => "Who wants it, and why".to_owned(),
        Step::Factor(_) | Step::Contradiction(_) => "Context".to_owned(),
        Step::Question(at) => {
            let criterion = &framework.criteria[framework.questions[at].criterion];
            format!("{} · {}", framework.domains[criterion.domain].title, criterion.title)
        }
        Step::Review => String::new(),
    }
}

/// What a step is about, and what was said to it.
fn said(interview: &Interview<'_>, step: Step) -> (String, String) {
    let (framework, answers) = (interview.framework(), interview.answers());
    match step {
        Step::Request(at) => {
            let key = Request::PARTS[at].0;
            (Request::label(key).to_owned(), answers.request.part(key).unwrap_or("-").to_owned())
        }
        Step::Factor(at) => {
            let factor = &framework.factors[at];
            let level = answers.context.get(&factor.id);
            let words = level.map(|level| format!("{level}, {}", factor.levels[usize::from(*level)]));
            (factor.title.clone(), words.unwrap_or_else(|| "not known".to_owned()))
        }
        Step::Contradiction(at) => {
            let id = &framework.contradictions[at].id;
            ("Explanation".to_owned(), answers.explanations.get(id).cloned().unwrap_or_default())
        }
        Step::Question(at) => {
            let question = &framework.questions[at];
            let answer = answers.answers.get(&question.id);
            let said = answer.map(|answer| said_before(question, answer));
            (question.title.clone(), said.unwrap_or_else(|| "not answered".to_owned()))
        }
        Step::Review => (String::new(), String::new()),
    }
}
