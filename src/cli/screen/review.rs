//! The review: the result as it stands, and every answer, each of which can still be changed.

use std::collections::BTreeSet;

use plimsoll::answers::{Answers, Intake, State};
use plimsoll::assessment::Outcome;
use plimsoll::framework::Grade;
use plimsoll::questionnaire::{Interview, Ledger, Reply, Sheet, Step};
use plimsoll::score::{QuestionState, score};

use super::question::said_before;
use super::{AtTerminal, Menu, MenuEntry, PLAIN, Priority, Prompted, ScreenHeader, choose};
use crate::cli::print::result;
use crate::cli::print::terminal::shortened;

/// The columns that one line of a review may take, so that it stays one.
const LINE: usize = 74;

/// A step as one line of a review.
pub(super) struct ReviewLine {
    /// The heading that it stands under.
    pub group: String,
    /// What it is about.
    pub what: String,
    /// What was said.
    pub said: String,
    /// Whether it is a question, or a level, to which nobody knows the answer.
    pub unknown: bool,
}

impl AtTerminal<'_> {
    /// Shows what was said to every step under a head, and asks what to do with it.
    pub(super) fn look_over<S: Sheet>(
        &mut self,
        interview: &Interview<S>,
        header: ScreenHeader,
        line: impl Fn(Step) -> ReviewLine,
    ) -> anyhow::Result<Option<Reply>> {
        let mut steps: Vec<Step> = interview.steps().into_iter().filter(|step| *step != Step::Review).collect();
        // In whatever order they were asked, a topic is looked over as a whole.
        steps.sort_by_key(|step| if let Step::Question(at) = step { *at + 1 } else { 0 });
        let lines: Vec<ReviewLine> = steps.iter().map(|step| line(*step)).collect();
        let mut menu = self.review_menu(header, &steps, &lines);
        let keys = menu.entries.iter().filter(|entry| entry.key.is_some()).count();
        let chosen = said!(choose(&mut menu)?, Some(Reply::Back));
        let to = match menu.entries[chosen].key {
            Some('r') => return Ok(Some(Reply::Record)),
            Some('q') => return Ok(Some(Reply::Leave)),
            Some(_) => lines.iter().position(|line| line.unknown).map(|at| steps[at]),
            None => steps.get(chosen - keys).copied(),
        };
        self.changed = to;
        Ok(to.map(Reply::Change))
    }

    fn review_menu(&self, header: ScreenHeader, steps: &[Step], lines: &[ReviewLine]) -> Menu {
        let mut entries = vec![MenuEntry::new('r', "record it"), MenuEntry::new('q', "leave it as a draft")];
        if lines.iter().any(|line| line.unknown) {
            entries.push(MenuEntry::new('u', "go to the first unknown answer"));
        }
        let first = entries.len();
        let mut last = "";
        entries.extend(lines.iter().map(|line| {
            let heading = (line.group != last).then(|| line.group.clone());
            last = &line.group;
            let text = shortened(&format!("{}: {}", line.what, line.said), LINE);
            MenuEntry { key: None, group: heading, ..MenuEntry::new(' ', &text) }
        }));
        // Never on "record it": a key too many must not make a record.
        let at = steps.iter().position(|step| Some(*step) == self.changed).unwrap_or(0) + first;
        let keys = "r records · Enter changes an answer · Esc goes back · Ctrl-C leaves, all is kept".to_owned();
        Menu { header, entries, at, keys }
    }

    pub(super) fn review(&mut self, interview: &Interview<Ledger<'_>>) -> anyhow::Result<Option<Reply>> {
        let header = self.review_head(interview);
        self.look_over(interview, header, |step| line(interview, step))
    }

    /// The result as it stands, and what is still owed.
    fn review_head(&self, interview: &Interview<Ledger<'_>>) -> ScreenHeader {
        let asked = interview.sheet().scope;
        let answers = (self.setting.as_recorded)(interview.answers());
        let score = score(interview.framework(), &answers, self.setting.as_of, &BTreeSet::new(), asked);
        let mut header = self.header(interview);
        for line in result::short_run(&Outcome::of(&score), asked, self.setting.full_run_from, LINE).lines() {
            header.laid_out(Priority::Must, line.to_owned());
        }
        for line in result::headline(&score, LINE) {
            header.laid_out(Priority::Must, line);
        }
        let unknown = score.questions.iter().filter(|one| one.standing == QuestionState::Unknown);
        let bare = interview.answers().answers.values().filter(|answer| {
            answer.grade >= Grade::Document && answer.evidence.is_empty() && matches!(answer.state, State::Given(_))
        });
        let mut owed = vec![format!("{} not known", unknown.count())];
        match bare.count() {
            0 => {}
            bare => owed.push(format!("{bare} with evidence but no document named")),
        }
        header.add(Priority::Advice, PLAIN, &owed.join(" · "));
        header.space();
        header
    }
}

/// What a step is about, and what was said to it.
fn line(interview: &Interview<Ledger<'_>>, step: Step) -> ReviewLine {
    let (framework, answers) = (interview.framework(), interview.answers());
    let context = "Context".to_owned();
    match step {
        Step::Request(at) => of_request(answers, at),
        Step::Factor(at) => {
            let factor = &framework.factors()[at];
            let level = answers.context.get(&factor.id);
            let words = level.map(|level| format!("{level}, {}", factor.levels[usize::from(*level)]));
            let said = words.unwrap_or_else(|| "not known".to_owned());
            ReviewLine { group: context, what: factor.title.clone(), said, unknown: level.is_none() }
        }
        Step::Contradiction(at) => {
            let said = answers.explanations.get(&framework.contradictions()[at].id).cloned().unwrap_or_default();
            ReviewLine { group: context, what: "Explanation".to_owned(), said, unknown: false }
        }
        Step::Question(at) => {
            let question = &framework.questions()[at];
            let criterion = &framework.criteria()[question.criterion];
            let answer = answers.answers.get(&question.id);
            let said = answer.map(|answer| said_before(question, answer));
            ReviewLine {
                group: format!("{} · {}", framework.domains()[criterion.domain].title, criterion.title),
                what: question.title.clone(),
                said: said.unwrap_or_else(|| "not answered".to_owned()),
                unknown: answer.is_none_or(|answer| matches!(answer.state, State::Unknown { .. })),
            }
        }
        Step::Review => ReviewLine { group: String::new(), what: String::new(), said: String::new(), unknown: false },
    }
}

/// A part of the request as a line.
pub(super) fn of_request(answers: &Answers, at: usize) -> ReviewLine {
    let key = Intake::PARTS[at].0;
    ReviewLine {
        group: "Who wants it, and why".to_owned(),
        what: Intake::label(key).to_owned(),
        said: answers.request.part(key).unwrap_or("-").to_owned(),
        unknown: false,
    }
}
