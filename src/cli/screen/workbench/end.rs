//! The last page: the tier, why, and what is still owed; what it shows is what is recorded.

use crossterm::event::{KeyCode, KeyEvent};
use plimsoll::answers::State;
use plimsoll::assessment::Outcome;
use plimsoll::framework::Grade;
use plimsoll::questionnaire::Reply;
use plimsoll::score::QuestionState;

use super::super::Priority;
use super::body::{Body, ScreenTheme};
use super::{Desk, Talk};
use crate::cli::print::{names, result};

impl Desk {
    /// Records, unless questions were skipped that can move the tier.
    pub fn record(&mut self, talk: &Talk<'_>) -> Option<Reply> {
        let Some(bounds) = talk.skipped_in_vain() else { return Some(Reply::Record) };
        let tier = |tier: usize| &talk.framework().scoring().tiers[tier].id;
        self.notice = format!(
            "The tier can still be {} to {}: answer what was skipped (o has it, f filters), or say why it is unknown.",
            tier(bounds.lowest),
            tier(bounds.highest)
        );
        None
    }
}

/// How a key moves the last page.
pub fn press(from: &mut usize, key: KeyEvent) {
    match key.code {
        KeyCode::Down => *from += 1,
        KeyCode::Up => *from = from.saturating_sub(1),
        KeyCode::PageDown => *from += 10,
        KeyCode::PageUp => *from = from.saturating_sub(10),
        _ => {}
    }
}

/// Lays the page out.
pub fn body(desk: &Desk, talk: &Talk<'_>, width: usize, body: &mut Body) {
    let score = talk.score();
    let plain = |text: &str| anstream::adapter::strip_str(text).to_string();
    for line in result::short_run(&Outcome::of(&score), talk.sheet().scope, desk.about.full_run_from, width).lines() {
        body.add(Priority::Must, ScreenTheme::STRONG, &plain(line));
    }
    for (at, line) in result::headline(&score, width).iter().enumerate() {
        let top = score.framework.scoring().top();
        let style =
            if at == 0 { ScreenTheme { colour: desk.about.colour }.tier(score.tier, top) } else { ScreenTheme::PLAIN };
        body.add(Priority::Must, style, &plain(line));
    }
    let unknown = score.questions.iter().filter(|one| one.standing == QuestionState::Unknown && !one.skipped).count();
    let skipped = score.questions.iter().filter(|one| one.skipped).count();
    let bare = talk.answers().answers.values().filter(|answer| {
        answer.grade >= Grade::Document && answer.evidence.is_empty() && matches!(answer.state, State::Given(_))
    });
    let assigned = talk.listed().into_iter().filter(|step| talk.assigned(*step).is_some()).count();
    let mut owed = vec![format!("{unknown} not known")];
    for (count, what) in [
        (assigned, "handed over and not answered"),
        (skipped, "skipped, since the tier is settled"),
        (bare.count(), "with evidence but no document named"),
    ] {
        if count > 0 {
            owed.push(format!("{count} {what}"));
        }
    }
    body.space().add(Priority::Must, ScreenTheme::PLAIN, &owed.join(" \u{b7} "));
    if let Some((since, looked, carried)) = talk.looked_at() {
        let text = format!(
            "Review of record {since:04}: {} looked at, {} carried over",
            names::count(looked.len(), "answer", "answers"),
            names::count(carried.len(), "answer", "answers")
        );
        body.add(Priority::Must, ScreenTheme::PLAIN, &text);
    }
    let next = format!("r records it; next: plimsoll decide {}", desk.about.decide);
    body.add(Priority::Must, ScreenTheme::STRONG, &next);
    for line in result::reasons(&score, width).lines() {
        let (need, text) = (Priority::Must, plain(line));
        if text.is_empty() {
            body.space();
        } else {
            body.add(need, if text == "Why" { ScreenTheme::STRONG } else { ScreenTheme::PLAIN }, &text);
        }
    }
}
