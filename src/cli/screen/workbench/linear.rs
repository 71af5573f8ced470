//! The interview line by line, for screen readers and terminals that can do little: the same desk and the
//! same keys, printed instead of drawn. Nothing that stands is written over.

use std::io::{self, Write as _};
use std::mem::{Discriminant, discriminant};

use anyhow::Context as _;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::{execute, terminal as screen};
use plimsoll::questionnaire::{Interview, Ledger, Reply, Respondent, Step};
use ratatui::layout::Rect;

use super::keys::Place;
use super::line::{LinePurpose, Prompt};
use super::terminal::Keyboard;
use super::{About, Desk, DeskPage, Overlay, Talk, draw};
use crate::cli::print::terminal::{self, plain};

/// A person who is asked line by line.
pub struct Linear {
    keyboard: Keyboard,
    /// Whether the terminal understands what is no text.
    capable: bool,
    desk: Desk,
    printed: SaidSoFar,
}

impl Linear {
    /// Begins an interview; `notice` is said before its first line.
    ///
    /// # Errors
    /// Where there is no terminal.
    pub fn open(about: About, notice: &str, capable: bool, interview: &Interview<Ledger<'_>>) -> anyhow::Result<Self> {
        let mut desk = Desk::new(about, interview);
        notice.clone_into(&mut desk.notice);
        let gone = "there is no terminal for the interview";
        screen::enable_raw_mode().context(gone)?;
        if capable {
            execute!(io::stderr(), EnableBracketedPaste).context(gone)?;
        }
        Ok(Self { keyboard: Keyboard::default(), capable, desk, printed: SaidSoFar::default() })
    }
}

impl<'f> Respondent<Ledger<'f>> for Linear {
    type Error = anyhow::Error;

    fn ask(&mut self, interview: &Interview<Ledger<'f>>, _step: Step) -> anyhow::Result<Reply> {
        self.desk.refresh(interview);
        loop {
            let gone = "the terminal is gone";
            let text = self.printed.goes_on(&self.desk, interview, terminal::columns());
            let mut out = io::stderr().lock();
            out.write_all(text.replace('\n', "\r\n").as_bytes()).and_then(|()| out.flush()).context(gone)?;
            drop(out);
            let came = self.keyboard.next().context(gone)?;
            if let Some(reply) = self.desk.takes(came, interview) {
                return Ok(reply);
            }
        }
    }
}

impl Drop for Linear {
    fn drop(&mut self) {
        // Nothing better can be done where the terminal is gone.
        if self.capable {
            let _ = execute!(io::stderr(), DisableBracketedPaste);
        }
        let _ = screen::disable_raw_mode();
        let _ = io::stderr().write_all(b"\n");
    }
}

/// The page that was printed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PrintedPage {
    step: Step,
    page: Discriminant<DeskPage>,
    over: Discriminant<Overlay>,
}

/// What was printed, as far as it matters for what comes next.
#[derive(Debug, Default)]
pub struct SaidSoFar {
    page: Option<PrintedPage>,
    lines: Vec<String>,
    /// How far it was, and what was in hand.
    so_far: String,
    /// The line that is being typed and not ended yet: what it is for, and its text.
    typed: Option<(LinePurpose, String)>,
    /// The places whose keys were named.
    places: Vec<Place>,
}

impl SaidSoFar {
    /// What is printed now: a page that is new, or what has changed on it.
    pub fn goes_on(&mut self, desk: &Desk, talk: &Talk<'_>, width: usize) -> String {
        let page =
            PrintedPage { step: desk.known.step, page: discriminant(&desk.page), over: discriminant(&desk.over) };
        let place = desk.place();
        let lines = lines(desk, talk, place, width);
        let prompt = typed(desk);
        let before = self.page.replace(page);
        let same_page = before == Some(page);
        let same_line =
            same_page && self.typed.as_ref().zip(prompt).is_some_and(|((asking, _), prompt)| *asking == prompt.asking);
        let typed_on = same_line
            && self.typed.as_ref().zip(prompt).is_some_and(|((_, text), prompt)| *text != plain(prompt.input.value()));
        let mut said = Vec::new();
        if !same_page {
            let so_far = draw::so_far(desk, talk);
            said.push(String::new());
            if before.map(|before| before.step) != Some(page.step) {
                if before.is_none() {
                    said.push(plain(&format!("{} \u{b7} {}", desk.about.title, talk.framework().id())));
                }
                said.push(so_far.clone());
            } else if self.so_far != so_far {
                said.push(so_far.clone());
            }
            self.so_far = so_far;
            said.extend(lines.iter().cloned());
        } else if !typed_on {
            // What each letter leaves of a list is not read out: what is chosen in the end is.
            said.extend(changed(&self.lines, &lines));
        }
        if !desk.notice.is_empty() {
            said.push(plain(&desk.notice));
        }
        if let Overlay::Pasted(text) = &desk.over
            && !same_page
        {
            said.push(format!("Pasted: {}", plain(text)));
        }
        if !self.places.contains(&place) {
            self.places.push(place);
            said.push(format!("Keys: {}", draw::keys_of(desk, talk, place)));
        }
        self.lines = lines;
        if let Some(prompt) = prompt {
            let on_page = matches!(prompt.asking, LinePurpose::Part(_) | LinePurpose::Number);
            if !same_line && !on_page && desk.prompt.is_some() {
                said.extend(
                    [&prompt.ask, &prompt.help].map(|text| plain(text)).into_iter().filter(|text| !text.is_empty()),
                );
            }
            if !prompt.wrong.is_empty() && prompt.asking != LinePurpose::Number {
                said.push(plain(&prompt.wrong));
            }
        }
        let now = prompt.map(|prompt| (prompt.asking.clone(), plain(prompt.input.value())));
        let before = std::mem::replace(&mut self.typed, now.clone());
        match (before, now) {
            (Some((_, before)), Some((_, now))) if same_line && said.is_empty() => retyped(&before, &now),
            (before, now) => {
                let ended = if before.is_some() { "\n" } else { "" };
                let said: String = said.iter().map(|line| wrapped(line, width)).collect();
                let typing = now.map_or_else(String::new, |(_, now)| format!("> {now}"));
                format!("{ended}{said}{typing}")
            }
        }
    }
}

/// The line that is being typed: a prompt, or what finds a document.
fn typed(desk: &Desk) -> Option<&Prompt> {
    match &desk.over {
        Overlay::Documents(documents) if desk.prompt.is_none() => Some(documents.typed()),
        _ => desk.prompt.as_ref(),
    }
}

/// The lines of the page, without the one that is being typed.
fn lines(desk: &Desk, talk: &Talk<'_>, place: Place, width: usize) -> Vec<String> {
    if let (DeskPage::Request, Overlay::Nothing, Some(prompt)) = (&desk.page, &desk.over, &desk.prompt) {
        // The five parts come one after the other.
        let heading = (desk.known.step == Step::Request(0)).then(|| "Who wants it, and why".to_owned());
        return heading.into_iter().chain([plain(&prompt.ask)]).collect();
    }
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    let all = draw::page_of(desk, talk, place, Rect { x: 0, y: 0, width, height: u16::MAX });
    all.iter()
        .map(|line| line.to_string().trim_end().to_owned())
        .filter(|line| line != ">" && !line.starts_with("> "))
        .collect()
}

/// The lines that are new; of the entries of a menu only the one that is chosen now.
fn changed(before: &[String], now: &[String]) -> Vec<String> {
    let unmarked = |line: &String| line.replacen(" > ", "   ", 1);
    let is_new = |line: &&String| {
        !line.is_empty()
            && !before.contains(line)
            && (line.starts_with(" > ") || !before.iter().any(|other| unmarked(other) == **line))
    };
    now.iter().filter(is_new).cloned().collect()
}

/// What is printed behind a text that was typed so that it reads as it is now.
fn retyped(before: &str, now: &str) -> String {
    if let Some(further) = now.strip_prefix(before) {
        return further.to_owned();
    }
    match before.strip_prefix(now) {
        Some(gone) => "\u{8} \u{8}".repeat(textwrap::core::display_width(gone)),
        None => format!("\n> {now}"),
    }
}

/// A line with its end, on several where it is long.
fn wrapped(line: &str, width: usize) -> String {
    let options = textwrap::Options::new(width.max(20)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(line.trim_end(), options).iter().flat_map(|line| [line.as_ref(), "\n"]).collect()
}
