//! The keys of the workbench, once: the foot of the screen, the help, the manual page and the pages
//! under `docs/` follow from this table.

/// Where a key does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On every page, where no line is being edited.
    Anywhere,
    /// While a line is being edited.
    Line,
    /// Who wants it, and why.
    Request,
    /// The levels of the context.
    Context,
    /// Levels that contradict each other.
    Contradiction,
    /// A question: its options.
    Question,
    /// A question: what the answer rests on.
    Evidence,
    /// The list of documents.
    Documents,
    /// A text that was pasted onto a question.
    Pasted,
    /// The list of everything that is asked.
    Overview,
    /// The last page.
    End,
}

/// The headings of the places, in the order in which they are explained.
pub const PLACES: [(Place, &str); 11] = [
    (Place::Anywhere, "Everywhere"),
    (Place::Request, "The request"),
    (Place::Context, "The context"),
    (Place::Contradiction, "Levels that contradict each other"),
    (Place::Question, "A question"),
    (Place::Evidence, "What an answer rests on"),
    (Place::Documents, "The documents"),
    (Place::Pasted, "A text pasted onto a question"),
    (Place::Overview, "The overview"),
    (Place::End, "The last page"),
    (Place::Line, "A line of text"),
];

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Where it does something.
    pub place: Place,
    /// What the key is called.
    pub name: &'static str,
    /// In a word or two, for the foot of the screen; empty where there is no room for it.
    pub short: &'static str,
    /// What it does.
    pub does: &'static str,
}

const fn key(place: Place, name: &'static str, short: &'static str, does: &'static str) -> Key {
    Key { place, name, short, does }
}

/// Every key.
pub const KEYS: &[Key] = &[
    key(Place::Anywhere, "?", "why, keys", "Why it is asked, what to ask for, and the keys of the page"),
    key(Place::Anywhere, "o", "overview", "The overview; again, or Esc, back to the page"),
    key(Place::Anywhere, "Esc, Left", "back", "One step back"),
    key(Place::Anywhere, "Right", "", "On to the next step, without an answer"),
    key(Place::Anywhere, "s", "", "Skip the rest of the section for now"),
    key(
        Place::Anywhere,
        "D",
        "",
        "Choose or add the document that you are reading: what it usually answers is asked first",
    ),
    key(Place::Anywhere, "@", "", "Hand the question over to a colleague or the vendor; an empty name takes it back"),
    key(Place::Anywhere, "z", "", "Undo the last answer; again for the one before"),
    key(Place::Anywhere, "e", "", "The last page: the tier, why, and what is still open"),
    key(Place::Anywhere, "S", "", "Stop, where the tier is settled: the open questions are recorded as skipped"),
    key(Place::Anywhere, "Ctrl-C, q", "leave", "Leave; every answer is kept"),
    key(Place::Request, "Enter", "next line", "On to the next line; an empty one leaves it out"),
    key(Place::Request, "Esc", "line before", "The line before"),
    key(Place::Request, "Ctrl-C", "leave", "Leave; every answer is kept"),
    key(Place::Context, "0-4", "choose", "Choose the level"),
    key(Place::Context, "Up, Down, Enter", "", "Move to a level, and choose it"),
    key(Place::Context, "u", "unknown", "Nobody knows yet: it counts as the highest level"),
    key(Place::Contradiction, "1-9", "correct", "Correct this level"),
    key(Place::Contradiction, "x", "explain", "Explain why both are true"),
    key(Place::Contradiction, "Up, Down, Enter", "", "Move to an entry, and choose it"),
    key(Place::Question, "1-9", "choose", "Choose an option; tick one where several can be true"),
    key(Place::Question, "Up, Down, Enter", "", "Move to an option, and choose it; with Space tick it"),
    key(Place::Question, "u", "unknown", "Nobody knows yet: say who could, or what was done to find out"),
    key(Place::Question, "x", "n/a", "It does not apply: say why, and who else looked at it"),
    key(Place::Question, "n", "note", "Write a note"),
    key(Place::Question, "c", "", "What is done instead: another control, how much it replaces, and until when"),
    key(
        Place::Evidence,
        "Enter",
        "the same again",
        "Take the evidence as it stands: the document and the grade used last",
    ),
    key(Place::Evidence, "1-5", "grade", "Choose the grade of the evidence, and go on"),
    key(Place::Evidence, "d", "document", "Rest it on another document"),
    key(Place::Evidence, "+", "", "Rest it on one more document"),
    key(Place::Evidence, "6-9", "", "Rest it on one of the documents used last in its place"),
    key(Place::Evidence, "t", "date", "The date of the evidence"),
    key(Place::Evidence, "n", "note", "Write a note"),
    key(Place::Evidence, "c", "", "What is done instead: another control, how much it replaces, and until when"),
    key(Place::Evidence, "Esc", "options", "Back to the options"),
    key(Place::Documents, "1-9", "choose", "Choose a document"),
    key(Place::Documents, "letters", "find", "Find a document by its title or id, or begin the title of a new one"),
    key(Place::Documents, "Up, Down, Enter", "", "Move to a document, and choose it"),
    key(Place::Documents, "Esc", "back", "Choose none"),
    key(Place::Pasted, "n", "note", "It is the note"),
    key(
        Place::Pasted,
        "d",
        "document",
        "It is the title of the document that the answer rests on, known or new; a day at its end is its date",
    ),
    key(
        Place::Pasted,
        "1-5",
        "document of this grade",
        "It is that document, and of this grade: on to the next question",
    ),
    key(Place::Pasted, "+", "one more", "It is one more such document"),
    key(Place::Pasted, "Esc", "drop", "It was pasted by mistake"),
    key(Place::Overview, "Up, Down, Enter", "go there", "Move to a step, and go there"),
    key(
        Place::Overview,
        "f",
        "filter",
        "The next filter: open, unknown, knock-out, handed over, carried over, answered, all",
    ),
    key(Place::Overview, "/", "find", "Find by words of the title, the question or the answer"),
    key(Place::Overview, "PgUp, PgDn, Home, End", "", "Move faster"),
    key(Place::Overview, "s", "section", "On to the next section"),
    key(Place::End, "r", "record", "Record the assessment"),
    key(Place::End, "Up, Down", "", "Move through the page"),
    key(Place::Line, "Enter", "done", "Take the line"),
    key(
        Place::Line,
        "Tab, Shift-Tab",
        "names",
        "The next name, document or text that was given before and begins like this",
    ),
    key(Place::Line, "Ctrl-A, Ctrl-E", "", "To the beginning, to the end"),
    key(Place::Line, "Ctrl-U, Ctrl-K, Ctrl-W", "", "Delete to the beginning, to the end, the word before"),
    key(Place::Line, "Esc", "back", "Leave the line as it was"),
];

/// The keys of a place.
pub fn of(place: Place) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.place == place)
}

/// What the foot of the screen says at a place, without some of its keys. What belongs together is held
/// together by spaces at which no line breaks.
pub fn foot(place: Place, without: &[&str]) -> String {
    let typing = matches!(place, Place::Line | Place::Request | Place::Documents | Place::Pasted);
    let own_back = of(place).any(|key| key.name == "Esc");
    let everywhere = of(Place::Anywhere).filter(|key| !(typing || own_back && key.short == "back"));
    let all = of(place).chain(everywhere).filter(|key| !key.short.is_empty() && !without.contains(&key.name));
    // Of several keys the one is named that most people would press.
    let name =
        |key: &Key| key.name.split(", ").find(|one| *one == "Enter").or(key.name.split(", ").next()).unwrap_or("");
    let said: Vec<String> = all.map(|key| format!("{} {}", name(key), key.short).replace(' ', "\u{a0}")).collect();
    said.join(" \u{b7} ")
}

/// The table as a page of Markdown.
#[cfg(test)]
pub fn page() -> String {
    let mut text = String::new();
    for (place, heading) in PLACES {
        text += &format!("### {heading}\n\n| key | does |\n|---|---|\n");
        for key in of(place) {
            text += &format!("| `{}` | {} |\n", key.name.replace(", ", "`, `"), key.does);
        }
        text.push('\n');
    }
    text
}
