//! The first page: who wants it and why, five lines on one screen.

use plimsoll::answers::Intake;
use plimsoll::questionnaire::{Sheet as _, Step};

use super::super::Priority;
use super::body::{Body, ScreenTheme};
use super::line::{LinePurpose, Prompt};
use super::{Desk, Talk};

/// The longest text that a part may have.
const LONGEST: usize = 5_000;

impl Desk {
    /// The line in which a part is edited.
    pub fn part(&self, talk: &Talk<'_>, at: usize) -> Prompt {
        let (key, ask) = Intake::PARTS[at];
        let known = talk.answers().request.part(key).unwrap_or_default();
        let names = if ask.contains("<mail>") { self.names(talk) } else { Vec::new() };
        Prompt::new(LinePurpose::Part(at), ask, known, "").offering(names)
    }
}

/// What is wrong with a part.
pub fn check(at: usize, text: &str) -> Result<(), String> {
    if text.len() > LONGEST {
        return Err("at most 5,000 characters".to_owned());
    }
    let text = Some(text).filter(|text| !text.is_empty());
    text.map_or(Ok(()), |text| Intake::check_part(Intake::PARTS[at].0, text).map_err(|error| format!("this {error}")))
}

/// Lays the page out.
pub fn body(desk: &Desk, talk: &Talk<'_>, body: &mut Body) {
    body.add(Priority::Setting, ScreenTheme::STRONG, "Who wants it, and why");
    if !talk.was_asked(Step::Request(0)) {
        let minutes = match talk.sheet().minutes() {
            0 => String::new(),
            minutes => format!("About {minutes} minutes if everything applies. "),
        };
        let text =
            format!("{minutes}Leave at any time: every answer is kept, and the next `assess` goes on from there.");
        body.add(Priority::Advice, ScreenTheme::FAINT, &text);
    }
    body.space();
    for (at, (key, ask)) in Intake::PARTS.iter().enumerate() {
        let here = desk.known.step == Step::Request(at);
        body.add(Priority::Must, if here { ScreenTheme::STRONG } else { ScreenTheme::PLAIN }, ask);
        match desk.prompt.as_ref().filter(|_| here) {
            Some(prompt) => {
                body.add(Priority::Must, ScreenTheme::PLAIN, &format!("> {}", prompt.input.value())).see();
            }
            None => {
                let known = talk.answers().request.part(key).unwrap_or("-");
                body.add(Priority::Place, ScreenTheme::FAINT, &format!("  {known}"));
            }
        }
    }
}
