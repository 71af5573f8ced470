//! Where a reply leads: onwards to the next step that is open, back, or to another one.

use crate::answers::Intake;

use super::{Interview, Reply, Sheet, Step};

/// How often one may take something back.
const UNDONE: usize = 100;

impl<S: Sheet> Interview<S> {
    /// Whether a step still has to be asked: nobody was asked for it yet, and it is not carried over.
    #[must_use]
    pub fn is_open(&self, step: Step) -> bool {
        step != Step::Review && !self.was_asked(step) && !self.is_carried(step)
    }

    /// Who is to answer a step that is open.
    #[must_use]
    pub fn assigned(&self, step: Step) -> Option<&str> {
        let who = self.draft.assigned.get(&self.sheet.key(step)).filter(|_| self.is_open(step));
        who.map(String::as_str)
    }

    /// Whether there is something to take back.
    #[must_use]
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether what was said brings a step up.
    fn is_there(&self, step: Step) -> bool {
        matches!(step, Step::Request(_)) || self.sheet.steps_unordered(&self.draft).contains(&step)
    }

    fn request_is_empty(&self, at: usize) -> bool {
        self.draft.answers.request.part(Intake::PARTS[at].0).is_none()
    }

    /// The first step that nobody was asked for yet.
    pub(super) fn first_open(&self) -> Step {
        self.next_of(&self.steps())
    }

    /// The next of these steps to ask: the first that is open and in nobody else's hands, or, among
    /// questions, the first that the document in hand usually answers.
    fn next_of(&self, steps: &[Step]) -> Step {
        let mut open = steps.iter().copied().filter(|step| self.is_open(*step) && self.assigned(*step).is_none());
        let Some(first) = open.next() else { return Step::Review };
        let (Step::Question(_), Some(reading)) = (first, &self.draft.reading) else { return first };
        let answered = |step: &Step| self.sheet.is_answered_by(*step, reading, &self.draft);
        std::iter::once(first).chain(open).find(answered).unwrap_or(first)
    }

    /// The next step after one: onwards first; what a change brought up before comes when the end is
    /// reached, and what a document in hand answers wherever it stands.
    fn next_after(&self, step: Step) -> Step {
        let steps = self.steps();
        let after = steps.iter().position(|known| *known == step).map_or(0, |at| at + 1);
        let onwards = self.next_of(&steps[after..]);
        let reading = self.draft.reading.as_ref();
        let read = |step: Step| reading.is_some_and(|reading| self.sheet.is_answered_by(step, reading, &self.draft));
        match (onwards, self.next_of(&steps)) {
            (Step::Review, first) => first,
            (Step::Question(_), first) if !read(onwards) && read(first) => first,
            _ => onwards,
        }
    }

    /// Takes a reply to the present step and moves on.
    ///
    /// A reply that does not belong to the step changes nothing.
    pub fn take(&mut self, reply: Reply) {
        if reply == Reply::Undo {
            if let Some((draft, step)) = self.past.pop() {
                self.draft = draft;
                self.current = step;
                self.from = None;
            }
            return;
        }
        let before = (self.draft.clone(), self.current);
        self.take_in(reply);
        if self.draft != before.0 {
            self.past.push(before);
            if self.past.len() > UNDONE {
                self.past.remove(0);
            }
        }
    }

    fn take_in(&mut self, reply: Reply) {
        let step = self.current;
        let from = self.from.take();
        match (step, reply) {
            (_, Reply::Back) => return self.back(step, from),
            (_, Reply::Change(to)) => {
                if to == Step::Review || self.is_there(to) {
                    self.current = to;
                    self.from = Some(step);
                }
                return;
            }
            (_, Reply::Onwards) => {
                let steps = self.steps();
                let at = steps.iter().position(|known| *known == step).unwrap_or(0);
                self.current = steps.get(at + 1).copied().unwrap_or(Step::Review);
                return;
            }
            (_, Reply::Skip) => {
                let section = self.sheet.section(step);
                let steps = self.steps();
                let at = steps.iter().position(|known| *known == step).unwrap_or(0);
                let other: Vec<Step> =
                    steps[at..].iter().copied().filter(|other| self.sheet.section(*other) != section).collect();
                self.current = self.next_of(&other);
                return;
            }
            (_, Reply::Assign(who)) => {
                let key = self.sheet.key(step);
                match who.filter(|who| !who.trim().is_empty()) {
                    Some(who) => {
                        self.draft.assigned.insert(key, who);
                        self.current = self.next_after(step);
                    }
                    None => drop(self.draft.assigned.remove(&key)),
                }
                return;
            }
            (_, Reply::Read(reading, evidence)) => {
                if let (Some(reading), Some(evidence)) = (&reading, evidence) {
                    self.draft.answers.evidence.insert(reading.document.clone(), evidence);
                }
                self.draft.reading = reading;
                if matches!(step, Step::Question(_)) && self.is_open(step) {
                    self.current = self.first_open();
                }
                return;
            }
            (_, Reply::Stop) => {
                let request = (0..Intake::PARTS.len()).map(Step::Request);
                let all = request.chain(self.sheet.steps_unordered(&self.draft));
                let open: Vec<Step> = all.filter(|step| self.is_open(*step)).collect();
                if self.sheet.stop(&open, &mut self.draft) {
                    self.current = Step::Review;
                }
                return;
            }
            (Step::Request(at), Reply::Part(part)) => {
                let part = part.filter(|part| !part.trim().is_empty());
                self.draft.answers.request.set_part(Intake::PARTS[at].0, part);
            }
            (Step::Question(_), Reply::Answer(answer, evidence)) => {
                self.draft.answers.evidence.extend(evidence);
                let before = self.draft.answers.answers.insert(self.sheet.id_of(step).to_owned(), *answer);
                self.draft.forget_titles(before.map(|answer| answer.evidence).unwrap_or_default());
            }
            (step, reply) => {
                if !self.sheet.take(step, reply, &mut self.draft) {
                    return;
                }
            }
        }
        let key = self.sheet.key(step);
        self.draft.assigned.remove(&key);
        self.draft.note_asked(key);
        // Whoever went to change something comes back to what they had before them.
        // What a level brought up comes before.
        let next = self.next_after(step);
        let back = from.filter(|from| self.is_open(*from) && self.is_there(*from));
        let is_question = matches!(next, Step::Question(_) | Step::Review);
        self.current = back.filter(|_| is_question).unwrap_or(next);
    }

    fn back(&mut self, step: Step, from: Option<Step>) {
        if from.is_none() && matches!(step, Step::Request(at) if self.request_is_empty(at)) {
            // Whoever goes away from an empty field has not answered it.
            self.draft.forget_asked(&self.sheet.key(step));
        }
        let steps = self.steps();
        let at = steps.iter().position(|known| *known == step).unwrap_or(0);
        let before = steps[at.saturating_sub(1)];
        self.current = from.filter(|from| steps.contains(from)).unwrap_or(before);
    }
}
