//! What an answer rests on, on the same page: grade, documents, date, and what stands beside them.

use crossterm::event::{KeyCode, KeyEvent};
use plimsoll::answers::{Answer, Evidence};
use plimsoll::date::Day;
use plimsoll::framework::Grade;
use plimsoll::questionnaire::{Reading, Reply};

use super::documents::{Documents, Done, For};
use super::line::{LinePurpose, Prompt};
use super::{Desk, DeskPage, Hand, Overlay, Talk};

/// The grade that a digit chooses.
pub fn grade_of(digit: char) -> Grade {
    let at = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(1).max(1) - 1;
    Grade::NAMES[at.min(Grade::NAMES.len() - 1)].1
}

/// The documents that were used last, but for those that an answer rests on.
pub fn used_last<'h>(hand: &'h Hand, documents: &'h [String]) -> impl Iterator<Item = &'h String> {
    hand.recent.iter().filter(|id| !documents.contains(id)).take(4)
}

/// The day that a document bears, of the first that has one.
pub fn day_of(talk: &Talk<'_>, brought: &[(String, Evidence)], documents: &[String]) -> Option<Day> {
    documents.iter().find_map(|id| {
        let new = brought.iter().find(|(known, _)| known == id).map(|(_, item)| item);
        new.or_else(|| talk.answers().evidence.get(id)).and_then(|item| item.dated)
    })
}

impl Desk {
    /// What a key does once an option is chosen.
    pub fn press_evidence(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        let DeskPage::Question(page) = &mut self.page else { return None };
        match key.code {
            KeyCode::Esc | KeyCode::Left => {
                page.chosen = None;
                self.prompt = page.number(talk);
            }
            KeyCode::Up => page.answer.grade = Grade::NAMES[(page.answer.grade as usize).saturating_sub(1)].1,
            KeyCode::Down => {
                let next = (page.answer.grade as usize + 1).min(Grade::NAMES.len() - 1);
                page.answer.grade = Grade::NAMES[next].1;
            }
            KeyCode::Enter => return self.rest_on(page_grade(&self.page)?, talk),
            KeyCode::Char(digit @ '1'..='5') => {
                return self.rest_on(grade_of(digit), talk);
            }
            KeyCode::Char(digit @ '6'..='9') => {
                let at = usize::try_from(u32::from(digit) - u32::from('6')).unwrap_or(0);
                let id = used_last(&self.hand, &page.answer.evidence).nth(at).cloned();
                if let Some(id) = id {
                    return self.rests_on(&For::Instead, id, None, talk);
                }
            }
            KeyCode::Char('d') => {
                self.over = Overlay::Documents(Box::new(Documents::to_rest_on(&self.hand.recent, For::Instead)));
            }
            KeyCode::Char('+') => {
                self.over = Overlay::Documents(Box::new(Documents::to_rest_on(&self.hand.recent, For::Besides)));
            }
            KeyCode::Char('t') => {
                let known = page.answer.dated.or_else(|| day_of(talk, &page.brought, &page.answer.evidence));
                let known = known.map_or_else(String::new, |day| day.to_string());
                let help = "YYYY-MM-DD; empty is the day of the document, or the day judged";
                self.prompt = Some(Prompt::new(LinePurpose::Dated, "What is the date of the evidence?", &known, help));
            }
            KeyCode::Char('n') => self.prompt = Some(self.note()),
            KeyCode::Char('c') => self.prompt = Some(self.control()),
            _ => return self.press_anywhere(key, talk),
        }
        None
    }

    /// Answers with evidence of this grade. A grade that calls for a document asks which one.
    pub fn rest_on(&mut self, grade: Grade, talk: &Talk<'_>) -> Option<Reply> {
        let DeskPage::Question(page) = &mut self.page else { return None };
        page.answer.grade = grade;
        if grade >= Grade::Document && page.answer.evidence.is_empty() {
            self.over = Overlay::Documents(Box::new(Documents::to_rest_on(&self.hand.recent, For::Grade)));
            return None;
        }
        self.finish(talk)
    }

    /// The answer, as it stands on the page.
    fn finish(&mut self, talk: &Talk<'_>) -> Option<Reply> {
        let DeskPage::Question(page) = &mut self.page else { return None };
        let mut answer = page.answer.clone();
        if answer.grade == Grade::None {
            answer.evidence.clear();
            answer.dated = None;
        }
        let of_documents = day_of(talk, &page.brought, &answer.evidence).filter(|day| *day <= self.about.as_of);
        answer.dated = answer.dated.or(of_documents);
        let brought = page.brought.iter().filter(|(id, _)| answer.evidence.contains(id)).cloned().collect();
        Some(self.answered(answer, brought))
    }

    /// What was done in the list of documents.
    pub fn document_chosen(&mut self, done: Option<Done>, talk: &Talk<'_>) -> Option<Reply> {
        let Overlay::Documents(documents) = &self.over else { return None };
        let of = documents.of.clone();
        match done? {
            Done::Nothing => self.over = Overlay::Nothing,
            Done::New(title) => {
                let (title, dated) = super::documents::titled(&title);
                if dated.is_some() {
                    let added = Documents::added(title, dated, talk, self.brought());
                    return self.document_added(added, talk);
                }
                let help = "YYYY-MM-DD, the day that it bears; empty if it has none";
                self.prompt = Some(Prompt::new(LinePurpose::DocumentDated(title), "What is its date?", "", help));
            }
            Done::This(id) => return self.rests_on(&of, id, None, talk),
            Done::None => match &mut self.page {
                DeskPage::Question(page) if of != For::Besides && !matches!(of, For::Reading(_)) => {
                    page.answer.evidence.clear();
                    self.over = Overlay::Nothing;
                    if of == For::Grade {
                        return self.finish(talk);
                    }
                }
                _ => {
                    self.over = Overlay::Nothing;
                    self.hand.documents.clear();
                    return Some(Reply::Read(None, None));
                }
            },
            Done::Source(document, source) => {
                let (id, item) = *document;
                self.over = Overlay::Nothing;
                self.hand.documents = vec![id.clone()];
                self.hand.grade = self.hand.grade.max(Grade::Document);
                return Some(Reply::Read(Some(Reading { document: id, source }), item));
            }
        }
        None
    }

    /// Takes a document that is new.
    pub fn document_added(&mut self, added: (String, Evidence), talk: &Talk<'_>) -> Option<Reply> {
        let Overlay::Documents(documents) = &self.over else { return None };
        let of = documents.of.clone();
        self.rests_on(&of, added.0, Some(added.1), talk)
    }

    /// Rests the answer on a document, or reads it.
    pub fn rests_on(&mut self, of: &For, id: String, item: Option<Evidence>, talk: &Talk<'_>) -> Option<Reply> {
        if let For::Reading(_) = of {
            self.over = Overlay::Documents(Box::new(Documents::whose(id, item)));
            return None;
        }
        self.over = Overlay::Nothing;
        let DeskPage::Question(page) = &mut self.page else { return None };
        if let Some(item) = item {
            page.brought.push((id.clone(), item));
        }
        let answer: &mut Answer = &mut page.answer;
        if *of != For::Besides {
            answer.evidence.clear();
            answer.dated = None;
        }
        if !answer.evidence.contains(&id) {
            answer.evidence.push(id);
        }
        if *of == For::Grade {
            return self.finish(talk);
        }
        answer.grade = answer.grade.max(Grade::Statement);
        None
    }
}

fn page_grade(page: &DeskPage) -> Option<Grade> {
    match page {
        DeskPage::Question(page) => Some(page.answer.grade),
        _ => None,
    }
}
