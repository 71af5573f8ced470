//! Why something is asked, what to ask for, and the keys of the page.

use plimsoll::framework::Grade;
use plimsoll::questionnaire::Step;

use super::super::Priority;
use super::body::{Body, ScreenTheme};
use super::keys::{self, Place};
use super::{Desk, Talk};

/// Lays the help out.
pub fn body(desk: &Desk, talk: &Talk<'_>, place: Place, body: &mut Body) {
    let framework = talk.framework();
    match desk.known.step {
        Step::Question(at) => {
            let question = &framework.questions()[at];
            let criterion = &framework.criteria()[question.criterion];
            body.add(Priority::Must, ScreenTheme::STRONG, &question.ask);
            body.after("Why       ", Priority::Must, ScreenTheme::PLAIN, &question.why);
            body.after("At stake  ", Priority::Must, ScreenTheme::PLAIN, &criterion.loss);
            if !question.evidence.is_empty() {
                body.after("Ask for   ", Priority::Must, ScreenTheme::PLAIN, &question.evidence.join("; "));
            }
            if place == Place::Evidence {
                body.space();
                for (name, grade) in Grade::NAMES {
                    let example =
                        framework.grade_example(grade).map_or_else(String::new, |one| format!(" For example: {one}"));
                    let text = format!("{}{example}", framework.grade_means(grade));
                    body.after(&format!("{name}: "), Priority::Must, ScreenTheme::PLAIN, &text);
                }
            }
            body.space();
        }
        Step::Factor(at) => {
            let factor = &framework.factors()[at];
            body.add(Priority::Must, ScreenTheme::STRONG, &factor.ask);
            let text = "The context says how much is at stake and which questions apply. Choose the highest level that is true.";
            body.add(Priority::Must, ScreenTheme::PLAIN, text).space();
        }
        _ => {}
    }
    let heading = |place: Place| keys::PLACES.iter().find(|(known, _)| *known == place).map_or("", |(_, words)| *words);
    for place in [place, Place::Anywhere] {
        body.add(Priority::Must, ScreenTheme::STRONG, heading(place));
        for key in keys::of(place) {
            body.after(&format!("  {:<17} ", key.name), Priority::Must, ScreenTheme::PLAIN, key.does);
        }
    }
    body.add(Priority::Must, ScreenTheme::FAINT, "Any key closes this; the arrows move it.");
}
