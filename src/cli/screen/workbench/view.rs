//! How a question is laid out: what is asked, the options, and what the answer rests on.

use plimsoll::answers::{State, Value};
use plimsoll::context::Context;
use plimsoll::framework::{Grade, QuestionKind};
use plimsoll::questionnaire::{Origin, Step};
use plimsoll::report::wording;
use ratatui::text::Span;

use super::super::Priority;
use super::super::question::said_before;
use super::body::{Body, ScreenTheme};
use super::evidence::day_of;
use super::question::QuestionPage;
use super::{Desk, Talk};
use crate::cli::print::terminal::{plain, shortened};

/// How much of what a grade means its entry shows where there is little room.
const MEANS: usize = 66;

impl Desk {
    /// Says where the present answer to a step comes from, where it was not given now, and why it has to
    /// be looked at.
    pub fn age(&self, talk: &Talk<'_>, step: Step, said: Option<&str>, body: &mut Body) {
        if let Some(look) = talk.look(step) {
            body.after("! ", Priority::Must, ScreenTheme::STRONG, &format!("To look at: {}", look.words()));
        }
        if let Some(who) = talk.assigned(step) {
            body.after("@ ", Priority::Place, ScreenTheme::PLAIN, &format!("Handed over to {who}"));
        }
        let (Some(origin), Some(said)) = (talk.origin(step), said) else { return };
        let least = if matches!(step, Step::Factor(_)) { "at least " } else { "" };
        let text = match origin {
            Origin::Triage(day) => format!("From the triage of {day}: {least}{said}"),
            Origin::Before(day) => {
                let age = match self.about.as_of.days_since(day) {
                    0 => "today".to_owned(),
                    1 => "yesterday".to_owned(),
                    days => format!("{days} days ago"),
                };
                format!("Before: {said} ({age})")
            }
        };
        body.add(Priority::Place, ScreenTheme::FAINT, &text);
    }
}

/// Lays a question out.
pub fn body(desk: &Desk, talk: &Talk<'_>, page: &QuestionPage, body: &mut Body) {
    let framework = talk.framework();
    let question = &framework.questions()[page.at];
    let criterion = &framework.criteria()[question.criterion];
    let here = talk.asked_in(question.criterion);
    let place = here.iter().position(|known| *known == page.at).map_or(0, |at| at + 1);
    let domain = &framework.domains()[criterion.domain].title;
    let place = format!("{domain} \u{b7} {} \u{b7} question {place} of {}", criterion.title, here.len());
    body.add(Priority::Setting, ScreenTheme::FAINT, &place).space();
    let key = if question.key { " (key question)" } else { "" };
    body.add(Priority::Must, ScreenTheme::STRONG, &format!("{}{key}", question.ask));
    if page.chosen.is_none() && !question.why.is_empty() {
        body.add(Priority::Detail, ScreenTheme::PLAIN, &question.why);
    }
    if !question.evidence.is_empty() {
        body.after("Ask for: ", Priority::Detail, ScreenTheme::FAINT, &question.evidence.join("; "));
    }
    if let Some(knock_out) = question.knock_out.as_ref().filter(|_| page.chosen.is_none())
        && Context::new(framework, &talk.answers().context).holds(&knock_out.when)
    {
        let tier = &framework.scoring().tiers[knock_out.floor].id;
        let text = format!("At least {tier} if bad, unknown or without evidence: {}", knock_out.reason);
        body.after("! ", Priority::Must, ScreenTheme::PLAIN, &text);
    }
    let before = talk.answers().answers.get(&question.id).map(|answer| said_before(question, answer));
    desk.age(talk, Step::Question(page.at), before.as_deref(), body);
    match &page.chosen {
        Some(state) => rests_on(desk, talk, page, state, body),
        None => options(desk, talk, page, body),
    }
}

fn options(desk: &Desk, talk: &Talk<'_>, page: &QuestionPage, body: &mut Body) {
    let question = &talk.framework().questions()[page.at];
    let digit = |at: usize| char::from_digit(u32::try_from(at + 1).unwrap_or(99), 10).unwrap_or(' ');
    let mut entries = 0;
    match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            let advice = "Choose the highest option that is wholly true. If a bad one is true, choose that.";
            body.add(Priority::Advice, ScreenTheme::FAINT, advice).space();
            for (at, option) in options.iter().enumerate() {
                body.entry(digit(at), None, &option.label, page.cursor == at);
            }
            entries += options.len();
        }
        QuestionKind::Multiple(items) => {
            body.add(Priority::Advice, ScreenTheme::FAINT, "Tick what is wholly true.").space();
            for (at, item) in items.iter().enumerate() {
                body.entry(digit(at), Some(page.ticked.contains(&at)), &item.label, page.cursor == at);
            }
            let done = match page.ticked.len() {
                0 => "none of these, go on".to_owned(),
                count => format!("the {count} ticked, go on (Enter)"),
            };
            body.entry('g', None, &done, page.cursor == items.len());
            entries += items.len() + 1;
        }
        QuestionKind::Number(number) => {
            body.space();
            if let Some(prompt) = &desk.prompt {
                body.add(Priority::Must, ScreenTheme::PLAIN, &format!("> {}", prompt.input.value()));
                let (style, text) = if prompt.wrong.is_empty() {
                    (ScreenTheme::FAINT, &prompt.help)
                } else {
                    (ScreenTheme::STRONG, &prompt.wrong)
                };
                body.add(Priority::Must, style, text);
            }
            body.space();
            if let Some(none) = &number.none {
                body.entry('-', None, &none.label, false);
                entries += 1;
            }
        }
    }
    let chosen = |at: usize| !matches!(question.kind, QuestionKind::Number(_)) && page.cursor == at;
    body.entry('u', None, "nobody knows yet (counts as 0)", chosen(entries));
    if question.not_applicable {
        body.entry('x', None, "does not apply (with a reason and a second reader)", chosen(entries + 1));
    }
    beside(page, body);
}

/// The note and the other control beside an answer, where there are any.
fn beside(page: &QuestionPage, body: &mut Body) {
    if let Some(note) = &page.answer.note {
        body.after("Note: ", Priority::Place, ScreenTheme::FAINT, &shortened(note, 200));
    }
    if let Some(control) = &page.answer.compensating {
        let what = control.control.as_deref().unwrap_or_default();
        let text = format!("{what}, replaces {} percent until {}", control.credit, control.until);
        body.after("Instead: ", Priority::Place, ScreenTheme::FAINT, &text);
    }
}

fn rests_on(desk: &Desk, talk: &Talk<'_>, page: &QuestionPage, state: &State, body: &mut Body) {
    let framework = talk.framework();
    let question = &framework.questions()[page.at];
    let said = match state {
        State::Given(value @ Value::Number(_)) => {
            let unit = if let QuestionKind::Number(number) = &question.kind { &number.unit } else { "" };
            format!("{value} {unit}")
        }
        State::Given(value) => wording::value(question, value),
        _ => String::new(),
    };
    body.space().after("Answer: ", Priority::Must, ScreenTheme::STRONG, &said).space();
    body.add(Priority::Must, ScreenTheme::STRONG, "What does it rest on?");
    for (at, (name, grade)) in Grade::NAMES.iter().enumerate() {
        let (means, cap) = (framework.grade_means(*grade), framework.scoring().cap(*grade));
        let label = format!("{name} (at most {cap}): {means}");
        let label = if body.is_roomy() { label } else { shortened(&label, MEANS) };
        let key = char::from_digit(u32::try_from(at + 1).unwrap_or(9), 10).unwrap_or(' ');
        body.entry(key, None, &label, *grade == page.answer.grade);
    }
    body.space();
    let answer = &page.answer;
    let title = |id: &String| {
        let new = page.brought.iter().find(|(known, _)| known == id).map(|(_, item)| item);
        let item = new.or_else(|| talk.answers().evidence.get(id));
        item.map_or_else(|| id.clone(), |item| super::documents::title(id, item))
    };
    let documents = answer.evidence.iter().map(title).collect::<Vec<_>>().join("; ");
    let documents = if documents.is_empty() { "none".to_owned() } else { documents };
    let day = answer.dated.or_else(|| day_of(talk, &page.brought, &answer.evidence));
    let day = day.map_or_else(|| format!("{} (the day judged)", desk.about.as_of), |day| day.to_string());
    let note = answer.note.clone().unwrap_or_else(|| "none".to_owned());
    let control = answer.compensating.as_ref().map_or_else(
        || "none".to_owned(),
        |control| {
            let what = control.control.as_deref().unwrap_or_default();
            format!("{what}, replaces {} percent until {}", control.credit, control.until)
        },
    );
    for (key, id) in ('6'..='9').zip(super::evidence::used_last(&desk.hand, &answer.evidence)) {
        let lead = Span::styled(format!("   {key}  in place of it "), ScreenTheme::FAINT);
        let room = body.width().saturating_sub(22);
        body.spans(Priority::Detail, vec![lead, Span::styled(shortened(&plain(&title(id)), room), ScreenTheme::FAINT)]);
    }
    for (key, what, said) in [
        ("d", "document  ", &documents),
        ("t", "date      ", &day),
        ("n", "note      ", &note),
        ("c", "instead   ", &control),
    ] {
        let lead = Span::styled(format!("   {key}  {what}"), ScreenTheme::FAINT);
        let room = body.width().saturating_sub(16);
        body.spans(Priority::Must, vec![lead, Span::raw(shortened(&plain(said), room))]);
    }
}
