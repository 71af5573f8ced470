//! The overview: every step with how it stands, what it can still do to the tier, filters and search.

use crossterm::event::{KeyCode, KeyEvent};
use plimsoll::answers::Intake;
use plimsoll::questionnaire::overview::{Filter, Standing};
use plimsoll::questionnaire::{Reply, Step};
use plimsoll::score::bounds::QuestionReach;
use ratatui::text::Span;

use super::super::Priority;
use super::super::question::said_before;
use super::body::{Body, ScreenTheme};
use super::line::{LinePurpose, Prompt};
use super::{Desk, Overlay, Talk};
use crate::cli::print::terminal::{plain, shortened};

/// A step as a line.
#[derive(Clone, Debug)]
pub struct Entry {
    pub step: Step,
    /// The heading that it stands under.
    group: String,
    what: String,
    said: String,
    standing: Standing,
    hits: bool,
    /// What it can still do to the tier.
    reach: String,
    /// What can be found.
    words: String,
}

/// The overview.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    entries: Vec<Entry>,
    filter: Filter,
    found: String,
    at: usize,
}

impl Overview {
    /// Begins with what is open.
    pub const fn open_filter(&mut self) {
        self.filter = Filter::Open;
    }

    /// Keeps what has these words.
    pub fn find(&mut self, words: &str) {
        self.found = words.to_lowercase();
        self.at = 0;
        // Whoever looks for something looks for it everywhere.
        if !words.is_empty() {
            self.filter = Filter::All;
        }
    }

    fn shown(&self) -> Vec<&Entry> {
        let found = |entry: &&Entry| self.found.split_whitespace().all(|word| entry.words.contains(word));
        let kept = |entry: &&Entry| self.filter.keeps(&entry.standing, entry.hits);
        self.entries.iter().filter(kept).filter(found).collect()
    }
}

impl Desk {
    /// Opens the overview at the present step.
    pub fn open_overview(&mut self, talk: &Talk<'_>) {
        self.overview.entries = entries(talk, self.known.bounds.is_some());
        let step = self.known.step;
        if self.overview.shown().is_empty() && self.overview.found.is_empty() {
            self.overview.filter = Filter::All;
        }
        self.overview.at = self.overview.shown().iter().position(|entry| entry.step == step).unwrap_or(0);
        self.over = Overlay::Overview;
    }

    /// What a key does in the overview.
    pub fn press_overview(&mut self, key: KeyEvent, talk: &Talk<'_>) -> Option<Reply> {
        let overview = &mut self.overview;
        let shown: Vec<(Step, String)> =
            overview.shown().iter().map(|entry| (entry.step, entry.group.clone())).collect();
        let last = shown.len().saturating_sub(1);
        match key.code {
            KeyCode::Up => overview.at = overview.at.saturating_sub(1),
            KeyCode::Down => overview.at = (overview.at + 1).min(last),
            KeyCode::PageUp => overview.at = overview.at.saturating_sub(10),
            KeyCode::PageDown => overview.at = (overview.at + 10).min(last),
            KeyCode::Home => overview.at = 0,
            KeyCode::End => overview.at = last,
            KeyCode::Char('f') => {
                overview.filter = overview.filter.next();
                overview.at = 0;
            }
            KeyCode::Char('/') => {
                let known = overview.found.clone();
                self.prompt = Some(Prompt::new(
                    LinePurpose::Find,
                    "Find",
                    &known,
                    "words of the title, the question or the answer",
                ));
            }
            KeyCode::Char('s') => {
                let here = shown.get(overview.at).map(|(_, group)| group);
                let next = shown.iter().skip(overview.at).position(|(_, group)| Some(group) != here);
                overview.at = next.map_or(overview.at, |next| overview.at + next);
            }
            KeyCode::Char('o') | KeyCode::Esc | KeyCode::Left => {
                if overview.found.is_empty() {
                    self.over = Overlay::Nothing;
                } else {
                    overview.find("");
                }
            }
            KeyCode::Enter => {
                let step = shown.get(overview.at).map(|(step, _)| *step)?;
                overview.found.clear();
                if step == self.known.step {
                    self.over = Overlay::Nothing;
                    return None;
                }
                return Some(Reply::Change(step));
            }
            _ => return self.press_anywhere(key, talk),
        }
        None
    }
}

/// Every step as a line.
fn entries(talk: &Talk<'_>, context_known: bool) -> Vec<Entry> {
    let framework = talk.framework();
    let reaches = if context_known { talk.reaches() } else { Vec::new() };
    let floors = talk.score().floors;
    talk.listed()
        .into_iter()
        .map(|step| {
            let (group, what, ask, said) = words(talk, step);
            let reach = match step {
                Step::Question(at) => reaches.iter().find(|reach| reach.question == at).map(|reach| can(talk, reach)),
                _ => None,
            };
            let (standing, hits) = (talk.standing(step), talk.hits(&floors, step));
            let words = format!("{group} {what} {ask} {said} {}", in_words(&standing).1).to_lowercase();
            let tiers = framework.scoring().tiers.len();
            debug_assert!(tiers > 0, "a framework has tiers");
            Entry { step, group, what, said, standing, hits, reach: reach.unwrap_or_default(), words }
        })
        .collect()
}

/// What a question can still do to the tier.
fn can(talk: &Talk<'_>, reach: &QuestionReach) -> String {
    let tier = |tier: usize| &talk.framework().scoring().tiers[tier].id;
    let (best, worst) = (reach.at_best, reach.at_worst);
    match (best.highest < worst.highest, worst.lowest > best.lowest) {
        (true, true) => format!("best: at most {}, worst: at least {}", tier(best.highest), tier(worst.lowest)),
        (true, false) => format!("best: at most {}", tier(best.highest)),
        (false, true) => format!("unknown: at least {}", tier(worst.lowest)),
        (false, false) => {
            // Alone it moves no end; with others it may.
            let lift = worst.most.tenths() - best.most.tenths();
            if lift > 0 { format!("{}.{} points", lift / 10, lift % 10) } else { String::new() }
        }
    }
}

/// The section, the title, the question and what was said to a step.
fn words(talk: &Talk<'_>, step: Step) -> (String, String, String, String) {
    let (framework, answers) = (talk.framework(), talk.answers());
    match step {
        Step::Request(at) => {
            let (key, ask) = Intake::PARTS[at];
            let said = answers.request.part(key).unwrap_or_default().to_owned();
            ("Who wants it, and why".to_owned(), Intake::label(key).to_owned(), ask.to_owned(), said)
        }
        Step::Factor(at) => {
            let factor = &framework.factors()[at];
            let level = answers.context.get(&factor.id);
            let said =
                level.map(|level| format!("{level}, {}", factor.levels[usize::from(*level)])).unwrap_or_default();
            ("Context".to_owned(), factor.title.clone(), factor.ask.clone(), said)
        }
        Step::Contradiction(at) => {
            let said = answers.explanations.get(&framework.contradictions()[at].id).cloned().unwrap_or_default();
            ("Context".to_owned(), "Explanation".to_owned(), framework.contradictions()[at].reason.clone(), said)
        }
        Step::Question(at) => {
            let question = &framework.questions()[at];
            let criterion = &framework.criteria()[question.criterion];
            let said =
                answers.answers.get(&question.id).map(|answer| said_before(question, answer)).unwrap_or_default();
            let group = format!("{} \u{b7} {}", framework.domains()[criterion.domain].title, criterion.title);
            (group, question.title.clone(), question.ask.clone(), said)
        }
        Step::Review => Default::default(),
    }
}

/// How a step stands, in a word; its mark stands before it.
fn in_words(standing: &Standing) -> (&'static str, String) {
    match standing {
        Standing::Answered => ("+", String::new()),
        Standing::Unknown => ("?", String::new()),
        Standing::Skipped => ("-", "skipped, tier settled".to_owned()),
        Standing::Carried => ("=", String::new()),
        Standing::CarriedUnknown => ("?", "carried over".to_owned()),
        Standing::Look(look) => ("!", look.words()),
        Standing::Assigned(who) => ("@", who.clone()),
        Standing::Open => ("\u{b7}", "open".to_owned()),
    }
}

/// Lays the overview out.
pub fn body(desk: &Desk, talk: &Talk<'_>, width: usize, body: &mut Body) {
    let overview = &desk.overview;
    let shown = overview.shown();
    let found =
        if overview.found.is_empty() { String::new() } else { format!(", with \"{}\"", plain(&overview.found)) };
    let title = format!("Overview: {}{found}, {} of {}", overview.filter.word(), shown.len(), overview.entries.len());
    body.add(Priority::Must, ScreenTheme::STRONG, &title);
    let age = talk.draft().earlier.filter(|_| talk.since().is_some());
    let marks = match age {
        Some(day) => format!("+ answered, = of {day}, ! look again, ? unknown, @ handed over, * knock-out"),
        None => "+ answered \u{b7} ? not known \u{b7} @ handed over \u{b7} * knock-out".to_owned(),
    };
    body.add(Priority::Must, ScreenTheme::FAINT, &marks).pin();
    if age.is_some() && !overview.entries.iter().any(|entry| Filter::Open.keeps(&entry.standing, entry.hits)) {
        let text = "Nothing needs a look: all is carried over. / finds what changed, e records it.";
        body.add(Priority::Must, ScreenTheme::PLAIN, text).pin();
    }
    if shown.is_empty() {
        body.space().add(
            Priority::Must,
            ScreenTheme::PLAIN,
            "Nothing: f shows the next filter, / finds something else.",
        );
    }
    let mut group = "";
    for (at, entry) in shown.iter().enumerate() {
        if entry.group != group {
            body.add(Priority::Must, ScreenTheme::FAINT, &format!(" {}", entry.group));
            group = &entry.group;
        }
        let chosen = at == overview.at;
        let (mark, state) = in_words(&entry.standing);
        let lead = format!(" {} {}{} ", if chosen { '>' } else { ' ' }, mark, if entry.hits { "*" } else { " " });
        let state =
            [state, entry.reach.clone()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
        let said = if entry.said.is_empty() { String::new() } else { format!(": {}", entry.said) };
        let room = width.saturating_sub(textwrap::core::display_width(&lead) + 1);
        let state = if state.is_empty() { state } else { format!("  [{}]", shortened(&plain(&state), room * 3 / 5)) };
        let most = room.saturating_sub(textwrap::core::display_width(&state)).max(12);
        let text = shortened(&plain(&format!("{}{said}", entry.what)), most);
        let style = if chosen { ScreenTheme::CHOSEN } else { ScreenTheme::PLAIN };
        body.spans(
            Priority::Must,
            vec![Span::styled(format!("{lead}{text}"), style), Span::styled(plain(&state), ScreenTheme::FAINT)],
        );
        if chosen {
            body.see();
        }
    }
}
