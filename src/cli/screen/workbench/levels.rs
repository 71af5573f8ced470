//! The pages of the context: the level of a factor, and levels that contradict each other.

use crossterm::event::{KeyCode, KeyEvent};
use plimsoll::framework::Contradiction;
use plimsoll::questionnaire::{Reply, Step};

use super::super::Priority;
use super::body::{Body, ScreenTheme};
use super::line::{LinePurpose, Prompt};
use super::{Desk, DeskPage, Talk};

/// The entry that is chosen at first: what was said, else that nobody knows, so that a careless Enter
/// claims nothing.
pub fn first(talk: &Talk<'_>, step: Step) -> usize {
    match step {
        Step::Factor(at) => {
            let factor = &talk.framework().factors()[at];
            talk.answers().context.get(&factor.id).map_or(factor.levels.len(), |level| usize::from(*level))
        }
        _ => 0,
    }
}

/// The factors that a contradiction is about.
fn factors(contradiction: &Contradiction) -> Vec<usize> {
    contradiction.when.factors().into_iter().chain(contradiction.then.factors()).collect()
}

impl Desk {
    /// What a key does on these pages.
    pub fn press_levels(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        let step = self.known.step;
        let DeskPage::Levels(at) = &mut self.page else { return None };
        let entries = match step {
            Step::Factor(factor) => talk.framework().factors()[factor].levels.len() + 1,
            Step::Contradiction(at) => factors(&talk.framework().contradictions()[at]).len() + 1,
            _ => return None,
        };
        let chosen = match key.code {
            KeyCode::Up => {
                *at = at.checked_sub(1).unwrap_or(entries - 1);
                return None;
            }
            KeyCode::Down => {
                *at = (*at + 1) % entries;
                return None;
            }
            KeyCode::Enter => *at,
            KeyCode::Char(letter) => match (step, letter) {
                (Step::Factor(_), 'u') | (Step::Contradiction(_), 'x') => entries - 1,
                (Step::Factor(_), '0'..='9') => usize::try_from(u32::from(letter) - u32::from('0')).ok()?,
                (Step::Contradiction(_), '1'..='9') => usize::try_from(u32::from(letter) - u32::from('1')).ok()?,
                _ => return None,
            },
            _ => return None,
        };
        if chosen >= entries {
            return None;
        }
        match step {
            Step::Factor(_) if chosen == entries - 1 => Some(Reply::Level(None)),
            Step::Factor(_) => Some(Reply::Level(u8::try_from(chosen).ok())),
            Step::Contradiction(at) => {
                let contradiction = &talk.framework().contradictions()[at];
                if let Some(factor) = factors(contradiction).get(chosen) {
                    return Some(Reply::Change(Step::Factor(*factor)));
                }
                let known = talk.answers().explanations.get(&contradiction.id).cloned().unwrap_or_default();
                let help = "Esc goes back to the choice";
                self.prompt = Some(Prompt::new(LinePurpose::Explanation, "Why are both true?", &known, help));
                None
            }
            _ => None,
        }
    }
}

/// Lays a factor out.
pub fn factor(desk: &Desk, talk: &Talk<'_>, at: usize, chosen: usize, body: &mut Body) {
    let factor = &talk.framework().factors()[at];
    body.add(Priority::Setting, ScreenTheme::PLAIN, &format!("Context \u{b7} {}", factor.title)).space();
    body.add(Priority::Must, ScreenTheme::STRONG, &factor.ask);
    body.add(Priority::Advice, ScreenTheme::FAINT, "Choose the highest level that is true.");
    let known = talk.answers().context.get(&factor.id);
    desk.age(talk, Step::Factor(at), known.map(u8::to_string).as_deref(), body);
    body.space();
    for (level, label) in factor.levels.iter().enumerate() {
        let key = char::from_digit(u32::try_from(level).unwrap_or(0), 10).unwrap_or(' ');
        body.entry(key, None, label, chosen == level);
    }
    body.entry('u', None, "nobody knows yet (counts as the highest level)", chosen == factor.levels.len());
}

/// Lays a contradiction out.
pub fn contradiction(talk: &Talk<'_>, at: usize, chosen: usize, body: &mut Body) {
    let framework = talk.framework();
    let contradiction = &framework.contradictions()[at];
    body.add(Priority::Must, ScreenTheme::STRONG, "The context contradicts itself").space();
    body.add(Priority::Must, ScreenTheme::PLAIN, &contradiction.reason).space();
    let factors = factors(contradiction);
    for (place, factor) in factors.iter().enumerate() {
        let factor = &framework.factors()[*factor];
        let level = talk.answers().context.get(&factor.id).copied().unwrap_or(0);
        let key = char::from_digit(u32::try_from(place + 1).unwrap_or(0), 10).unwrap_or(' ');
        let words = &factor.levels[usize::from(level)];
        body.entry(key, None, &format!("correct {}: now {level}, {words}", factor.title), chosen == place);
    }
    body.entry('x', None, "explain why both are true", chosen == factors.len());
}
