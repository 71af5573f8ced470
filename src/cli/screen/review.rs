//! The review of a triage: every answer, each of which can still be changed.

use plimsoll::answers::{Answers, Intake};
use plimsoll::questionnaire::{Interview, Reply, Sheet, Step};

use super::{AtTerminal, Menu, MenuEntry, Prompted, ScreenHeader, choose};
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

impl AtTerminal {
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
