//! The list of documents: those that the interview knows, found by what is typed, and new ones.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use plimsoll::answers::Evidence;
use plimsoll::date::Day;
use plimsoll::document::free_id;
use plimsoll::questionnaire::sources;

use super::super::Priority;
use super::Talk;
use super::body::{Body, ScreenTheme};
use super::line::{LinePurpose, Prompt};

/// What a document is chosen for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum For {
    /// The answer rests on it alone.
    Instead,
    /// The answer rests on it, too.
    Besides,
    /// The grade that was chosen calls for one.
    Grade,
    /// It is read; with its id once only its source is asked.
    Reading(Option<Box<(String, Option<Evidence>)>>),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The list is closed.
    Nothing,
    /// No document.
    None,
    /// This one.
    This(String),
    /// A new one with this title.
    New(String),
    /// It is read, and is of this source.
    Source(Box<(String, Option<Evidence>)>, Option<String>),
}

/// The list.
#[derive(Clone, Debug)]
pub struct Documents {
    /// What for.
    pub of: For,
    /// What was typed.
    typed: Prompt,
    at: usize,
    /// Those used last, which stand first.
    recent: Vec<String>,
}

impl Documents {
    fn new(of: For, ask: &str, recent: &[String]) -> Self {
        Self { of, typed: Prompt::new(LinePurpose::Note, ask, "", ""), at: 0, recent: recent.to_vec() }
    }

    /// To rest an answer on.
    pub fn to_rest_on(recent: &[String], of: For) -> Self {
        Self::new(of, "Which document, report or test is it?", recent)
    }

    /// To read.
    pub fn to_read(recent: &[String]) -> Self {
        Self::new(For::Reading(None), "Which document are you reading?", recent)
    }

    /// Whose document it is that is read.
    pub fn whose(id: String, item: Option<Evidence>) -> Self {
        Self::new(
            For::Reading(Some(Box::new((id, item)))),
            "Whose documents are like it? Their questions are asked first.",
            &[],
        )
    }

    /// A new document.
    pub fn added(
        title: String,
        dated: Option<Day>,
        talk: &Talk<'_>,
        brought: &[(String, Evidence)],
    ) -> (String, Evidence) {
        let taken = |id: &str| talk.answers().evidence.contains_key(id) || brought.iter().any(|(known, _)| known == id);
        let id = free_id(&title, "evidence", taken);
        (id, Evidence { title, dated, ..Evidence::default() })
    }

    /// The entries: key, id and what is shown.
    fn entries(&self, talk: &Talk<'_>) -> Vec<(String, String)> {
        let typed = self.typed.input.value().trim().to_lowercase();
        let fits = |(id, title): &(String, String)| {
            typed.is_empty() || id.to_lowercase().contains(&typed) || title.to_lowercase().contains(&typed)
        };
        if let For::Reading(Some(_)) = self.of {
            let sources = sources(talk.framework()).into_iter();
            return sources.map(|(who, count)| (who.to_owned(), format!("{who} ({count})"))).filter(fits).collect();
        }
        let known = talk.answers().evidence.iter();
        let mut known: Vec<(String, String)> =
            known.map(|(id, item)| (id.clone(), title(id, item))).filter(fits).collect();
        // What is typed in full stands first, then what was used last.
        let place = |id: &String| self.recent.iter().position(|recent| recent == id).unwrap_or(usize::MAX);
        known.sort_by_key(|(id, title)| (*id != typed && title.to_lowercase() != typed, place(id)));
        known
    }

    /// What a key does; nothing where the list stays.
    pub fn press(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Done> {
        let entries = self.entries(talk);
        let typed = self.typed.input.value().trim().to_owned();
        let plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        // After the documents comes the one that is typed, or none.
        let last = entries.len();
        let chosen = match key.code {
            KeyCode::Esc => return Some(Done::Nothing),
            KeyCode::Up => {
                self.at = self.at.checked_sub(1).unwrap_or(last);
                return None;
            }
            KeyCode::Down => {
                self.at = if self.at >= last { 0 } else { self.at + 1 };
                return None;
            }
            KeyCode::Enter => self.at.min(last),
            KeyCode::Char('0') if typed.is_empty() && plain => last,
            KeyCode::Char(digit @ '1'..='9') if typed.is_empty() && plain => {
                let at = usize::try_from(u32::from(digit) - u32::from('1')).unwrap_or(0);
                if at >= last {
                    return None;
                }
                at
            }
            _ => {
                self.typed.press(key);
                self.at = 0;
                return None;
            }
        };
        let reading = match &self.of {
            For::Reading(Some(document)) => Some(document.clone()),
            _ => None,
        };
        Some(match (entries.get(chosen).map(|(id, _)| id.clone()), reading) {
            (source, Some(document)) => Done::Source(document, source),
            (Some(id), None) => Done::This(id),
            (None, None) if typed.is_empty() => Done::None,
            (None, None) => Done::New(typed),
        })
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str, talk: &Talk<'_>) {
        self.typed.paste(text);
        let typed = self.typed.input.value().trim().to_lowercase();
        // A whole title that only begins like a known one is a new one.
        let entries = self.entries(talk);
        let same = entries.first().is_some_and(|(id, title)| *id == typed || title.to_lowercase() == typed);
        self.at = if same || entries.is_empty() { 0 } else { entries.len() };
    }

    /// Lays the list out.
    pub fn body(&self, talk: &Talk<'_>, body: &mut Body) {
        body.add(Priority::Must, ScreenTheme::STRONG, &self.typed.ask);
        body.add(Priority::Must, ScreenTheme::PLAIN, &format!("> {}", self.typed.input.value())).space();
        let entries = self.entries(talk);
        let (at, typed) = (self.at.min(entries.len()), self.typed.input.value().trim().to_owned());
        for (place, (_, label)) in entries.iter().enumerate() {
            let key =
                if typed.is_empty() { char::from_digit(u32::try_from(place + 1).unwrap_or(99), 10) } else { None };
            body.entry(key.unwrap_or(' '), None, label, place == at);
        }
        let (key, last) = match (&self.of, typed.is_empty()) {
            (For::Reading(Some(_)), _) => ('0', "nobody's in particular: only what its title says".to_owned()),
            (_, false) => (' ', format!("new: {typed}")),
            (For::Reading(None), true) => ('0', "none; type the title of a new one".to_owned()),
            (_, true) => ('0', "no document; type the title of a new one".to_owned()),
        };
        body.entry(key, None, &last, at == entries.len());
    }

    /// What is typed to find one.
    pub const fn typed(&self) -> &Prompt {
        &self.typed
    }

    /// Where the cursor stands in the line, and what stands before it.
    pub fn cursor(&self) -> usize {
        2 + self.typed.input.visual_cursor()
    }
}

/// What a document is called: its title, and its day.
pub fn title(id: &str, item: &Evidence) -> String {
    let title = if item.title.is_empty() { id } else { &item.title };
    title.to_owned()
}

/// A title, and the day that stands at its end, as in `Order form, 2026-09-15`.
pub fn titled(text: &str) -> (String, Option<Day>) {
    let last = text.rsplit([' ', ',', ';']).next().unwrap_or_default();
    match last.parse::<Day>() {
        Ok(day) if last.len() < text.len() => {
            let title = text[..text.len() - last.len()].trim_end_matches([' ', ',', ';']);
            (title.to_owned(), Some(day))
        }
        _ => (text.to_owned(), None),
    }
}

/// The date of a document.
pub fn dated(text: &str) -> Result<Option<Day>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse::<Day>().map(Some).map_err(|error| error.to_string())
}
