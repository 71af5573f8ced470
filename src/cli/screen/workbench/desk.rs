//! What is on the screen and what a key does to it: a value that knows no terminal. The rules of the
//! interview are the library's; here is only which page is open, what is being typed, and what stands
//! chosen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use plimsoll::answers::{Answer, Evidence};
use plimsoll::framework::Grade;
use plimsoll::questionnaire::{Reply, Step};
use plimsoll::score::bounds::was_skipped;

use super::documents::Documents;
use super::keys::Place;
use super::line::{Edited, LinePurpose, Prompt};
use super::overview::Overview;
use super::question::QuestionPage;
use super::terminal::Came;
use super::{About, Desk, DeskPage, Hand, Known, Overlay, Talk};

/// From how many keys at once on nobody typed them.
const PASTED: usize = 4;

impl Desk {
    /// A desk at which an interview is begun, or gone on with; a review begins with the overview of what
    /// has to be looked at.
    pub fn new(about: About, talk: &Talk<'_>) -> Self {
        let known = Known { step: Step::Review, progress: talk.progress(), bounds: None, left: 0, skipped: false };
        let mut desk = Self {
            about,
            page: DeskPage::Request,
            over: Overlay::Nothing,
            prompt: None,
            notice: String::new(),
            hand: Hand::default(),
            overview: Overview::default(),
            known,
            stale: false,
        };
        if let Some(reading) = &talk.draft().reading {
            desk.hand.documents = vec![reading.document.clone()];
        }
        desk.turn_to(talk);
        if talk.since().is_some() {
            desk.overview.open_filter();
            desk.open_overview(talk);
        }
        desk
    }

    /// Opens the page that the last reply led to.
    pub fn refresh(&mut self, talk: &Talk<'_>) {
        if self.stale {
            self.turn_to(talk);
        }
        self.stale = true;
    }

    /// Opens the page of the step that is asked now.
    pub fn turn_to(&mut self, talk: &Talk<'_>) {
        let step = talk.current();
        let known = talk.context_is_known();
        self.known = Known {
            step,
            progress: talk.progress(),
            bounds: known.then(|| talk.bounds()),
            left: talk.left().len(),
            skipped: talk.answers().answers.values().any(was_skipped),
        };
        self.prompt = None;
        self.over = Overlay::Nothing;
        self.page = match step {
            Step::Request(at) => {
                self.prompt = Some(self.part(talk, at));
                DeskPage::Request
            }
            Step::Factor(_) | Step::Contradiction(_) => DeskPage::Levels(super::levels::first(talk, step)),
            Step::Question(at) => {
                let page = QuestionPage::new(talk, at);
                self.prompt = page.number(talk);
                DeskPage::Question(Box::new(page))
            }
            Step::Review => DeskPage::End(0),
        };
        if self.settled(talk).is_some() && self.known.left > 0 && matches!(step, Step::Question(_)) {
            self.notice = self.settled_notice(talk);
        }
    }

    /// The tier, where nothing that is open can move it.
    pub fn settled<'f>(&self, talk: &Talk<'f>) -> Option<&'f str> {
        let bounds = self.known.bounds.filter(|bounds| bounds.settled() && self.known.left > 0)?;
        Some(talk.framework().scoring().tiers[bounds.lowest].id.as_str())
    }

    fn settled_notice(&self, talk: &Talk<'_>) -> String {
        let Some(tier) = self.settled(talk) else { return String::new() };
        if self.about.all_questions.contains(tier) {
            return format!("The tier is settled, {tier}; policy wants every question asked at this tier.");
        }
        let left = self.known.left;
        format!(
            "The tier is settled: {tier}, whatever the {left} open questions say. S stops and records them as skipped."
        )
    }

    /// Where the keys are pressed.
    pub fn place(&self) -> Place {
        match (&self.prompt, &self.over, &self.page) {
            (Some(prompt), ..) if matches!(prompt.asking, LinePurpose::Part(_)) => Place::Request,
            (Some(prompt), ..) if prompt.asking != LinePurpose::Number => Place::Line,
            (_, Overlay::Documents(_), _) => Place::Documents,
            (_, Overlay::Pasted(_), _) => Place::Pasted,
            (_, Overlay::Overview, _) => Place::Overview,
            (_, _, DeskPage::Request) => Place::Request,
            (_, _, DeskPage::Levels(_)) if matches!(self.known.step, Step::Contradiction(_)) => Place::Contradiction,
            (_, _, DeskPage::Levels(_)) => Place::Context,
            (_, _, DeskPage::Question(page)) if page.chosen.is_some() => Place::Evidence,
            (_, _, DeskPage::Question(_)) => Place::Question,
            (_, _, DeskPage::End(_)) => Place::End,
        }
    }

    /// What comes from the terminal does; the reply that it leads to, where it leads to one.
    pub fn takes(&mut self, came: Came, talk: &Talk<'_>) -> Option<Reply> {
        match came {
            Came::Keys(keys) => self.keys(&keys, talk),
            Came::Paste(text) => {
                self.paste(&text, talk);
                None
            }
            Came::Resized => None,
        }
    }

    /// What keys that came at once do. On a page they are a paste, which answers nothing, from a few
    /// on; in a line everything after the first Enter is.
    pub fn keys(&mut self, keys: &[KeyEvent], talk: &Talk<'_>) -> Option<Reply> {
        let typing = self.prompt.as_ref().is_some_and(|prompt| prompt.asking != LinePurpose::Number)
            || matches!(self.over, Overlay::Documents(_));
        let number = self.prompt.is_some() && !typing && is_number(keys);
        if keys.len() >= PASTED && !typing && !number {
            "That came too fast for keys: a paste answers nothing.".clone_into(&mut self.notice);
            return None;
        }
        for key in keys {
            let reply = self.press(*key, talk);
            if reply.is_some() || (typing && key.code == KeyCode::Enter) {
                return reply;
            }
        }
        None
    }

    /// What a paste does: it is typed into a line, and answers nothing.
    pub fn paste(&mut self, text: &str, talk: &Talk<'_>) {
        match (&mut self.prompt, &mut self.over) {
            (Some(prompt), _) if prompt.asking != LinePurpose::Number => prompt.paste(text),
            (_, Overlay::Documents(documents)) => documents.paste(text, talk),
            (None, Overlay::Nothing) if matches!(self.page, DeskPage::Question(_)) => self.hold_pasted(text),
            _ => "A paste answers nothing here.".clone_into(&mut self.notice),
        }
    }

    /// What a key does.
    pub fn press(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        self.notice.clear();
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') {
            return Some(Reply::Leave);
        }
        if let Overlay::Help(from) = &mut self.over {
            match key.code {
                KeyCode::Down | KeyCode::PageDown => *from += if key.code == KeyCode::Down { 1 } else { 10 },
                KeyCode::Up | KeyCode::PageUp => {
                    *from = from.saturating_sub(if key.code == KeyCode::Up { 1 } else { 10 });
                }
                _ => self.over = Overlay::Nothing,
            }
            return None;
        }
        if self.prompt.is_some() && !self.is_command(key) {
            return self.press_line(key, talk);
        }
        if matches!(self.over, Overlay::Pasted(_)) {
            return self.press_pasted(key, talk);
        }
        if let Overlay::Documents(documents) = &mut self.over {
            let done = documents.press(key, talk);
            return self.document_chosen(done, talk);
        }
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return None;
        }
        if matches!(self.over, Overlay::Overview) {
            return self.press_overview(key, talk);
        }
        let own = match &mut self.page {
            DeskPage::Request => None,
            DeskPage::Levels(_) => self.press_levels(key, talk),
            // It has keys of its own for what these do elsewhere.
            DeskPage::Question(_) => return self.press_question(key, talk),
            DeskPage::End(_) if key.code == KeyCode::Char('r') => return self.record(talk),
            DeskPage::End(from) => {
                super::end::press(from, key);
                None
            }
        };
        own.or_else(|| self.press_anywhere(key, talk))
    }

    /// Whether a key does what it does on the page although a line stands there: a number is typed into
    /// the page itself, and letters are no part of one.
    fn is_command(&self, key: KeyEvent) -> bool {
        let Some(prompt) = &self.prompt else { return true };
        prompt.asking == LinePurpose::Number
            && key.modifiers.difference(KeyModifiers::SHIFT).is_empty()
            && match key.code {
                KeyCode::Char(letter) => !letter.is_ascii_digit() && letter != '.',
                KeyCode::Esc => true,
                KeyCode::Left | KeyCode::Right => prompt.input.value().is_empty(),
                _ => false,
            }
    }

    /// What a key does on every page.
    pub fn press_anywhere(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        match key.code {
            KeyCode::Char('?') => self.over = Overlay::Help(0),
            KeyCode::Char('o') => self.open_overview(talk),
            KeyCode::Char('D') => self.over = Overlay::Documents(Box::new(Documents::to_read(&self.hand.recent))),
            KeyCode::Char('e') => return Some(Reply::Change(Step::Review)),
            KeyCode::Char('q') => return Some(Reply::Leave),
            KeyCode::Char('z') if talk.can_undo() => return Some(Reply::Undo),
            KeyCode::Char('z') => "There is nothing to undo.".clone_into(&mut self.notice),
            KeyCode::Char('s') => return Some(Reply::Skip),
            KeyCode::Char('S') => match self.settled(talk) {
                Some(tier) if !self.about.all_questions.contains(tier) => return Some(Reply::Stop),
                Some(_) => self.notice = self.settled_notice(talk),
                None => "The tier is not settled yet: what is open can still move it.".clone_into(&mut self.notice),
            },
            KeyCode::Char('@') if matches!(self.known.step, Step::Question(_) | Step::Factor(_)) => {
                let known = talk.assigned(self.known.step).unwrap_or_default();
                let source = super::question::source_of(talk, self.known.step);
                let names = source.into_iter().chain(["vendor".to_owned()]).chain(self.names(talk));
                let help = "a name, or vendor; empty takes it back · Tab offers names";
                self.prompt =
                    Some(Prompt::new(LinePurpose::Assign, "Who is to answer it?", known, help).offering(names));
            }
            KeyCode::Esc | KeyCode::Left => return Some(Reply::Back),
            KeyCode::Right => return Some(Reply::Onwards),
            _ => {}
        }
        None
    }

    /// Names that were given before: in this interview, and as policy has them.
    pub fn names(&self, talk: &Talk<'_>) -> Vec<String> {
        let request = &talk.answers().request;
        let mut names: Vec<String> =
            [&request.requested_by, &request.business_owner].into_iter().filter_map(Clone::clone).collect();
        names.extend(talk.draft().assigned.values().cloned());
        names.extend(self.about.people.iter().cloned());
        names
    }

    fn press_line(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        let prompt = self.prompt.as_mut()?;
        match prompt.press(key) {
            Edited::Goes => None,
            Edited::Left => self.line_left(),
            Edited::Said(text) => {
                let asking = prompt.asking.clone();
                match self.said(asking, text, talk) {
                    Ok(reply) => reply,
                    Err(wrong) => {
                        if let Some(prompt) = &mut self.prompt {
                            prompt.wrong = wrong;
                        }
                        None
                    }
                }
            }
        }
    }

    fn line_left(&mut self) -> Option<Reply> {
        let prompt = self.prompt.take()?;
        match prompt.asking {
            LinePurpose::Part(_) => Some(Reply::Back),
            LinePurpose::Find => {
                self.overview.find("");
                None
            }
            _ => None,
        }
    }

    /// What is done with a line; else what is wrong with it, and it stays.
    fn said(&mut self, asking: LinePurpose, text: String, talk: &Talk<'_>) -> Result<Option<Reply>, String> {
        match asking {
            LinePurpose::Part(at) => super::request::check(at, &text).map(|()| Some(Reply::Part(Some(text)))),
            LinePurpose::Explanation if text.is_empty() => Err("say why, or correct a level".to_owned()),
            LinePurpose::Explanation => Ok(Some(Reply::Explanation(text))),
            LinePurpose::Assign => {
                self.prompt = None;
                Ok(Some(Reply::Assign(Some(text).filter(|text| !text.is_empty()))))
            }
            LinePurpose::Find => {
                self.prompt = None;
                self.overview.find(&text);
                Ok(None)
            }
            LinePurpose::DocumentDated(title) => {
                let dated = super::documents::dated(&text)?;
                self.prompt = None;
                let done = Documents::added(title, dated, talk, self.brought());
                Ok(self.document_added(done, talk))
            }
            other => self.said_to_question(other, text, talk),
        }
    }

    /// The pieces of evidence that the open page brings in.
    pub fn brought(&self) -> &[(String, Evidence)] {
        match &self.page {
            DeskPage::Question(page) => &page.brought,
            _ => &[],
        }
    }

    /// Keeps what an answer rests on as what "the same again" means.
    pub fn answered(&mut self, answer: Answer, brought: Vec<(String, Evidence)>) -> Reply {
        if answer.grade > Grade::None {
            self.hand.grade = answer.grade;
            self.hand.documents.clone_from(&answer.evidence);
            self.hand.recent.retain(|id| !answer.evidence.contains(id));
            self.hand.recent.splice(0..0, answer.evidence.iter().cloned());
        }
        Reply::Answer(Box::new(answer), brought)
    }
}

/// Whether keys are a number, and Enter after it at most.
fn is_number(keys: &[KeyEvent]) -> bool {
    let last = keys.len().saturating_sub(1);
    keys.iter().enumerate().all(|(at, key)| match key.code {
        KeyCode::Char(letter) => letter.is_ascii_digit() || letter == '.',
        KeyCode::Enter => at == last,
        _ => false,
    })
}
