//! A text that was pasted onto the page of a question: it answers nothing, and waits for a key that says
//! what it is.

use crossterm::event::{KeyCode, KeyEvent};
use plimsoll::questionnaire::Reply;

use super::documents::{Documents, For};
use super::{Desk, DeskPage, Overlay, Talk};

impl Desk {
    /// Takes a pasted text; it says what it is with the next key.
    pub fn hold_pasted(&mut self, text: &str) {
        let lines: Vec<&str> = text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
        self.over = Overlay::Pasted(lines.join(" ").replace('\t', " "));
    }

    /// What a key does with a pasted text.
    pub fn press_pasted(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        let Overlay::Pasted(text) = std::mem::replace(&mut self.over, Overlay::Nothing) else { return None };
        let DeskPage::Question(page) = &mut self.page else { return None };
        let mut grade = None;
        let of = match key.code {
            KeyCode::Char('n') => {
                page.answer.note = Some(text).filter(|text| !text.is_empty());
                return None;
            }
            KeyCode::Char('d') if page.chosen.is_some() => For::Instead,
            KeyCode::Char(digit @ '1'..='5') if page.chosen.is_some() => {
                grade = Some(super::evidence::grade_of(digit));
                For::Instead
            }
            KeyCode::Char('+') if page.chosen.is_some() => For::Besides,
            KeyCode::Esc => return None,
            _ => {
                self.over = Overlay::Pasted(text);
                return None;
            }
        };
        let (title, dated) = super::documents::titled(&text);
        let same = |(id, item): &(&String, &plimsoll::answers::Evidence)| {
            **id == title || item.title.to_lowercase() == title.to_lowercase()
        };
        let brought = page.brought.iter().map(|(id, item)| (id, item));
        let known = talk.answers().evidence.iter().chain(brought).find(same).map(|(id, _)| id.clone());
        let reply = match known {
            Some(id) => self.rests_on(&of, id, None, talk),
            None => {
                let (id, item) = Documents::added(title, dated, talk, self.brought());
                self.rests_on(&of, id, Some(item), talk)
            }
        };
        reply.or_else(|| self.rest_on(grade?, talk))
    }
}
