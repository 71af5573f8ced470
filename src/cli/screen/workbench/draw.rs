//! The screen: what is always visible at its head, the page, a line that is being edited, and what
//! the keys do at its foot.

use plimsoll::questionnaire::Step;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Clear, Paragraph};

use super::super::{Priority, tiers};
use super::body::{Body, ScreenTheme};
use super::keys::{self, Place};
use super::line::{LinePurpose, Prompt};
use super::{Desk, DeskPage, Overlay, Talk};
use super::{end, help, levels, overview, request, view};
use crate::cli::print::terminal::{plain, shortened};

/// From how many columns on there is room for why something is asked beside it.
const WIDE: u16 = 130;
/// The columns of that.
const ASIDE: u16 = 46;

/// The columns that the document in hand needs at least; the points give way to it.
const LEAST_IN_HAND: usize = 20;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, desk: &Desk, talk: &Talk<'_>) {
    let area = frame.area();
    let place = desk.place();
    let head = head(desk, talk, area.width);
    let foot = foot(desk, talk, place, area.width);
    let rows = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
    // Where it is low, the page itself is needed most.
    let (head, foot) = if area.height < 10 { (Vec::new(), Vec::new()) } else { (head, foot) };
    let top = rows(head.len()).min(area.height);
    let bottom = rows(foot.len()).min(area.height - top);
    let middle = Rect { y: area.y + top, height: area.height - top - bottom, ..area };
    put(frame, Rect { height: top, ..area }, head);
    put(frame, Rect { y: area.bottom() - bottom, height: bottom, ..area }, foot);
    let line = line(desk);
    let below = line.map_or(0, |prompt| lines_of(prompt, area.width).len());
    let below = rows(below).min(middle.height.saturating_sub(1));
    let page = Rect { height: middle.height - below, ..middle };
    let wide = area.width >= WIDE && matches!(desk.over, Overlay::Nothing);
    let left = Rect { width: if wide { page.width - ASIDE - 2 } else { page.width }, ..page };
    let lines = page_of(desk, talk, place, left);
    cursor_on_page(frame, desk, &lines, left);
    put(frame, left, lines);
    if wide {
        let aside = Rect { x: left.right() + 2, width: ASIDE, ..page };
        put(frame, aside, beside(desk, talk, aside));
    }
    if let Some(prompt) = line {
        let lines = lines_of(prompt, area.width);
        let area = Rect { y: middle.bottom() - below, height: below, ..middle };
        frame.render_widget(Clear, area);
        put(frame, area, lines);
        if below > 2 {
            let column = 2 + shown(prompt, usize::from(area.width)).1;
            frame.set_cursor_position(Position {
                x: (area.x + rows(column)).min(area.right().saturating_sub(1)),
                y: area.y + 2,
            });
        }
    }
}

fn put(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'static>>) {
    frame.render_widget(Paragraph::new(Text::from(lines)), area);
}

/// A line that stands over the foot; a part of the request and a number stand on their page.
fn line(desk: &Desk) -> Option<&Prompt> {
    desk.prompt.as_ref().filter(|prompt| !matches!(prompt.asking, LinePurpose::Part(_) | LinePurpose::Number))
}

/// The part of a text that is shown in so many columns, and the column of the cursor in it.
fn shown(prompt: &Prompt, width: usize) -> (String, usize) {
    let room = width.saturating_sub(4).max(1);
    let from = prompt.input.visual_scroll(room);
    let mut column = 0;
    let letters = prompt.input.value().chars().filter(|letter| {
        let here = column;
        column += textwrap::core::display_width(letter.encode_utf8(&mut [0; 4]));
        here >= from && column <= from + room
    });
    let text: String = letters.collect();
    (plain(&text), prompt.input.visual_cursor().saturating_sub(from))
}

fn lines_of(prompt: &Prompt, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let rule = Line::styled("\u{2500}".repeat(width), ScreenTheme::FAINT);
    let (style, below) =
        if prompt.wrong.is_empty() { (ScreenTheme::FAINT, &prompt.help) } else { (ScreenTheme::STRONG, &prompt.wrong) };
    vec![
        rule,
        Line::styled(plain(&prompt.ask), ScreenTheme::STRONG),
        Line::from(format!("> {}", shown(prompt, width).0)),
        Line::styled(plain(below), style),
    ]
}

/// Puts the cursor where a line is edited on the page itself.
fn cursor_on_page(frame: &mut Frame<'_>, desk: &Desk, lines: &[Line<'static>], area: Rect) {
    let column = match (&desk.over, &desk.prompt) {
        (Overlay::Documents(documents), None) => documents.cursor(),
        (Overlay::Nothing, Some(prompt)) if line(desk).is_none() => 2 + prompt.input.visual_cursor(),
        _ => return,
    };
    let starts = |line: &Line<'_>| line.to_string().starts_with("> ");
    let Some(row) = lines.iter().position(starts) else { return };
    // A long text is wrapped: the cursor follows it.
    let width = usize::from(area.width).clamp(10, super::body::WIDEST);
    let (row, column) = (row + column / width, column % width);
    let at = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
    frame.set_cursor_position(Position {
        x: (area.x + at(column)).min(area.right().saturating_sub(1)),
        y: (area.y + at(row)).min(area.bottom().saturating_sub(1)),
    });
}

/// What is always visible: where we are, how far, which tiers are possible, and what is in hand.
fn head(desk: &Desk, talk: &Talk<'_>, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let framework = talk.framework();
    let right = done(desk);
    let title = plain(&format!("{} \u{b7} {}", desk.about.title, talk.framework().id()));
    let room = width.saturating_sub(right.len() + 2);
    let title = shortened(&title, room.max(10));
    let gap = width.saturating_sub(textwrap::core::display_width(&title) + right.len());
    let first = Line::from(vec![
        Span::styled(title, ScreenTheme::STRONG),
        Span::raw(" ".repeat(gap.max(1))),
        Span::styled(right, ScreenTheme::PLAIN),
    ]);
    let top = framework.scoring().top();
    let theme = ScreenTheme { colour: desk.about.colour };
    let words = tiers::possible(framework, desk.known.bounds, desk.known.left, desk.known.skipped).into_iter();
    let style = |tier: Option<usize>| tier.map_or(ScreenTheme::PLAIN, |tier| theme.tier(tier, top));
    let mut spans: Vec<Span<'_>> = words.map(|(text, tier)| Span::styled(text, style(tier))).collect();
    let used =
        |spans: &[Span<'_>]| spans.iter().map(|span| textwrap::core::display_width(&span.content)).sum::<usize>();
    if let Some(hand) = in_hand(desk, talk) {
        if used(&spans) + LEAST_IN_HAND > width {
            // The points are told elsewhere.
            spans.pop();
        }
        let room = width.saturating_sub(used(&spans) + 3);
        if room > 12 {
            spans.push(Span::styled(format!(" \u{b7} {}", shortened(&hand, room)), ScreenTheme::FAINT));
        }
    }
    vec![first, Line::from(spans), Line::styled("\u{2500}".repeat(width), ScreenTheme::FAINT)]
}

/// How many steps are done, and how many are left.
fn done(desk: &Desk) -> String {
    let progress = desk.known.progress;
    let (least, most) = (progress.least.saturating_sub(progress.asked), progress.most.saturating_sub(progress.asked));
    let left = if least == most { most.to_string() } else { format!("{least} to {most}") };
    format!("{} done, {left} to go", progress.asked)
}

/// The same as the head says of a step, in words alone.
pub fn so_far(desk: &Desk, talk: &Talk<'_>) -> String {
    let words = tiers::possible(talk.framework(), desk.known.bounds, desk.known.left, desk.known.skipped);
    let tier: String = words.into_iter().map(|(text, _)| text).collect();
    let hand = in_hand(desk, talk).map_or_else(String::new, |hand| format!(" \u{b7} {hand}"));
    plain(&format!("{} \u{b7} {tier}{hand}", done(desk)))
}

/// The document in hand.
fn in_hand(desk: &Desk, talk: &Talk<'_>) -> Option<String> {
    let reading = talk.draft().reading.as_ref();
    let id = reading.map(|reading| &reading.document).or(desk.hand.documents.first())?;
    let item = talk.answers().evidence.get(id);
    let title = item.map_or_else(|| id.clone(), |item| super::documents::title(id, item));
    Some(plain(&format!("{} {title}", if reading.is_some() { "reading" } else { "in hand:" })))
}

/// What the keys do, those that do nothing here left out.
fn foot_keys(desk: &Desk, talk: &Talk<'_>, place: Place) -> String {
    if matches!(desk.over, Overlay::Help(_)) {
        return "Any key closes the help".to_owned();
    }
    let mut without = Vec::new();
    if desk.prompt.as_ref().is_some_and(|prompt| !prompt.offers_something()) {
        without.push("Tab, Shift-Tab");
    }
    if let DeskPage::Question(page) = &desk.page
        && !talk.framework().questions()[page.at].not_applicable
    {
        without.push("x");
    }
    keys::foot(place, &without)
}

/// The same as a text of its own.
pub fn keys_of(desk: &Desk, talk: &Talk<'_>, place: Place) -> String {
    foot_keys(desk, talk, place).replace('\u{a0}', " ")
}

fn foot(desk: &Desk, talk: &Talk<'_>, place: Place, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Overlay::Pasted(text) = &desk.over {
        let text = shortened(&format!("Pasted: {}", plain(text)), usize::from(width).max(20));
        lines.push(Line::styled(text, ScreenTheme::STRONG));
    }
    let wrap = |text: &str| -> Vec<String> {
        textwrap::wrap(
            text,
            textwrap::Options::new(usize::from(width).max(10)).word_splitter(textwrap::WordSplitter::NoHyphenation),
        )
        .into_iter()
        .map(|line| line.replace('\u{a0}', " "))
        .collect()
    };
    if let Some(prompt) = desk.prompt.as_ref().filter(|prompt| matches!(prompt.asking, LinePurpose::Part(_))) {
        lines.push(Line::styled(prompt.wrong.clone(), ScreenTheme::STRONG));
    }
    if !desk.notice.is_empty() {
        lines.extend(wrap(&plain(&desk.notice)).into_iter().map(|line| Line::styled(line, ScreenTheme::STRONG)));
    }
    lines.extend(wrap(&foot_keys(desk, talk, place)).into_iter().map(|line| Line::styled(line, ScreenTheme::FAINT)));
    lines
}

/// The page, or what lies over it.
pub fn page_of(desk: &Desk, talk: &Talk<'_>, place: Place, area: Rect) -> Vec<Line<'static>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let mut body = Body::new(width, height);
    let from = match (&desk.over, &desk.page) {
        (Overlay::Help(from), _) => {
            help::body(desk, talk, place, &mut body);
            Some(*from)
        }
        (Overlay::Documents(documents), page) => {
            // The question stays in sight: its answer is what the document is for.
            if let DeskPage::Question(page) = page {
                let question = &talk.framework().questions()[page.at];
                body.add(Priority::Detail, ScreenTheme::FAINT, &question.ask).space();
            }
            documents.body(talk, &mut body);
            None
        }
        (Overlay::Overview, _) => {
            overview::body(desk, talk, width, &mut body);
            None
        }
        (Overlay::Nothing | Overlay::Pasted(_), DeskPage::Request) => {
            request::body(desk, talk, &mut body);
            None
        }
        (Overlay::Nothing | Overlay::Pasted(_), DeskPage::Levels(chosen)) => {
            match desk.known.step {
                Step::Factor(at) => levels::factor(desk, talk, at, *chosen, &mut body),
                Step::Contradiction(at) => levels::contradiction(talk, at, *chosen, &mut body),
                _ => {}
            }
            None
        }
        (Overlay::Nothing | Overlay::Pasted(_), DeskPage::Question(page)) => {
            view::body(desk, talk, page, &mut body);
            None
        }
        (Overlay::Nothing | Overlay::Pasted(_), DeskPage::End(from)) => {
            end::body(desk, talk, body.width(), &mut body);
            Some(*from)
        }
    };
    match from {
        Some(from) => body.from(from, height),
        None => body.lines(height),
    }
}

/// What there is room for beside the page on a wide screen: why it is asked, and what to ask for.
fn beside(desk: &Desk, talk: &Talk<'_>, area: Rect) -> Vec<Line<'static>> {
    let framework = talk.framework();
    let mut body = Body::new(usize::from(area.width), usize::from(area.height));
    if let Step::Question(at) = desk.known.step {
        let question = &framework.questions()[at];
        let criterion = &framework.criteria()[question.criterion];
        body.add(Priority::Must, ScreenTheme::STRONG, &criterion.title);
        body.add(Priority::Must, ScreenTheme::FAINT, &criterion.loss).space();
        for other in talk.asked_in(question.criterion) {
            let step = Step::Question(other);
            let mark = match (step == desk.known.step, talk.is_open(step)) {
                (true, _) => "> ",
                (false, true) => "\u{b7} ",
                (false, false) => "+ ",
            };
            body.after(mark, Priority::Must, ScreenTheme::PLAIN, &framework.questions()[other].title);
        }
        // Beside the options it stands on the page itself.
        let evidence = matches!(&desk.page, DeskPage::Question(page) if page.chosen.is_some());
        if evidence && !question.why.is_empty() {
            body.space().add(Priority::Must, ScreenTheme::STRONG, "Why it is asked");
            body.add(Priority::Must, ScreenTheme::FAINT, &question.why);
        }
    }
    body.lines(usize::from(area.height))
}
