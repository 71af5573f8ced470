//! How many keys and pages a review takes: the interview of an example, played in a real terminal of 80x24
//! with the shortest keys that the help names, and a review of it with two changed facts.
//!
//! A page is what stands on the screen until another step is asked: a question with everything beside its
//! answer is one, and so are the overview and the last page. A paste is one key; what it would take to
//! type all pasted texts is counted beside it.

use std::path::Path;

use plimsoll::answers::{Answer, Answers, State, Value, file};
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{Framework, Grade, Loaded, Question, QuestionKind, load};
use plimsoll::problem::Source;

use crate::support::{PLIMSOLL, command, root};
use crate::terminal::Terminal;

/// The most that a first review may take: keys, and pages.
const FIRST: (usize, usize) = (260, 75);
/// The most that a review with two changed facts may take.
const AGAIN: (usize, usize) = (40, 12);

struct Reviewer {
    terminal: Terminal,
    keys: usize,
    pages: usize,
    /// The keys if every paste were typed.
    typed: usize,
    pastes: usize,
    /// The evidence used last, and every document used, the last first.
    grade: Grade,
    documents: Vec<String>,
    recent: Vec<String>,
}

impl Reviewer {
    fn new(terminal: Terminal) -> Self {
        let (documents, recent) = (Vec::new(), Vec::new());
        Self { terminal, keys: 0, pages: 0, typed: 0, pastes: 0, grade: Grade::None, documents, recent }
    }

    fn press(&mut self, key: &str) {
        self.keys += 1;
        self.typed += 1;
        self.terminal.press(key);
    }

    fn paste(&mut self, text: &str) {
        self.keys += 1;
        self.pastes += 1;
        self.typed += text.chars().count();
        self.terminal.press(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    }

    /// Waits for words, however they are broken into lines.
    fn see(&mut self, words: &str) {
        self.terminal.wait(|screen| flat(screen).contains(&flat(words)), words);
    }

    /// The question that is asked, one of those not answered yet.
    fn asked<'f>(&mut self, open: &[&'f Question]) -> &'f Question {
        let found = |screen: &str| {
            let screen = flat(screen);
            open.iter().find(|question| screen.contains(&flat(&question.ask))).copied()
        };
        self.terminal.wait(|screen| found(screen).is_some(), "a question");
        found(&self.terminal.text()).unwrap()
    }

    /// Answers a question, so that the record says what the file says.
    fn answer(&mut self, question: &Question, answer: Option<&Answer>, all: &Answers) {
        let state = answer.map(|answer| &answer.state);
        let rests_on_nothing = answer.is_some_and(|answer| is_worth_nothing(question, answer));
        if rests_on_nothing && let Some(note) = answer.and_then(|answer| answer.note.as_ref()) {
            self.paste(note);
            self.see("Pasted: ");
            self.press("n");
            self.see("1-9 choose");
        }
        match (state, &question.kind) {
            (Some(State::Given(Value::List(items))), QuestionKind::Multiple(list)) => {
                for item in items {
                    let at = list.iter().position(|one| one.id == *item).unwrap();
                    self.press(&(at + 1).to_string());
                    self.see(&format!("[x] {}", list[at].label));
                }
                self.press("\r");
            }
            (Some(State::Given(Value::Text(id))), QuestionKind::Choice(options) | QuestionKind::YesNo(options)) => {
                let at = options.iter().position(|option| option.id == *id).unwrap();
                self.press(&(at + 1).to_string());
            }
            (Some(State::Given(value)), _) => {
                let text = if *value == Value::Text("none".to_owned()) { "-".to_owned() } else { format!("{value}\r") };
                for key in text.chars() {
                    self.press(&key.to_string());
                }
            }
            (Some(State::Unknown { why, .. }), _) => {
                self.press("u");
                self.see("Who could know it");
                self.paste(why);
                self.press("\r");
                return;
            }
            (None, _) => {
                self.press("u");
                self.see("Who could know it");
                self.press("\r");
                return;
            }
            (Some(State::NotApplicable { .. }), _) => panic!("the example has no such answer"),
        }
        if !rests_on_nothing {
            self.rest_on(answer.unwrap(), all);
        }
    }

    fn rest_on(&mut self, answer: &Answer, all: &Answers) {
        self.see("What does it rest on?");
        if let Some(note) = &answer.note {
            self.paste(note);
            self.see("Pasted: ");
            self.press("n");
        }
        let kept = answer.evidence.starts_with(&self.documents) && !self.documents.is_empty();
        let first = if kept { self.documents.len() } else { 0 };
        let mut here = if kept { self.documents.clone() } else { Vec::new() };
        for (at, id) in answer.evidence.iter().enumerate().skip(first) {
            let before: &[String] = if here.is_empty() { &self.documents } else { &here };
            let place =
                self.recent.iter().filter(|known| !before.contains(known)).take(4).position(|known| known == id);
            match place.filter(|_| at == 0) {
                Some(place) => self.press(&(place + 6).to_string()),
                None => {
                    let item = &all.evidence[id];
                    let day = item.dated.map_or_else(String::new, |day| format!(", {day}"));
                    self.paste(&format!("{}{day}", item.title));
                    self.see("Pasted: ");
                    let days = answer.evidence.iter().find_map(|id| all.evidence[id].dated);
                    if answer.evidence.len() == 1 && answer.dated == days {
                        self.press(&(answer.grade as usize + 1).to_string());
                        return self.used(answer);
                    }
                    self.press(if at == 0 { "d" } else { "+" });
                }
            }
            here.push(id.clone());
            self.see("What does it rest on?");
        }
        let of_documents = answer.evidence.iter().find_map(|id| all.evidence[id].dated);
        if answer.dated != of_documents {
            self.press("t");
            self.see("What is the date of the evidence?");
            if of_documents.is_some() {
                self.press("\u{15}");
            }
            self.paste(&answer.dated.unwrap().to_string());
            self.press("\r");
            self.see("Enter the same again");
        }
        if answer.grade == self.grade {
            self.press("\r");
        } else {
            self.press(&(answer.grade as usize + 1).to_string());
        }
        self.used(answer);
    }

    fn used(&mut self, answer: &Answer) {
        self.grade = answer.grade;
        self.documents.clone_from(&answer.evidence);
        self.recent.retain(|id| !answer.evidence.contains(id));
        self.recent.splice(0..0, answer.evidence.iter().cloned());
    }
}

/// Whether an answer asks for no evidence: it is worth nothing, and no floor looks at it.
fn is_worth_nothing(question: &Question, answer: &Answer) -> bool {
    let (QuestionKind::Choice(options) | QuestionKind::YesNo(options)) = &question.kind else { return false };
    let State::Given(Value::Text(id)) = &answer.state else { return false };
    let worth = options.iter().find(|option| option.id == *id).unwrap().credit;
    worth == 0 && question.knock_out.is_none() && question.evidence_at_least.is_none()
}

/// A text without the breaks of its lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn example() -> (Framework, Answers) {
    let text = std::fs::read_to_string(root().join("examples/answers/claude-code-product-engineering.toml")).unwrap();
    let answers = file::read(&Source::new("example.toml", text)).0.unwrap().answers;
    let Loaded::Ledger(framework) = load(&[bundled::find("coding-agent").unwrap()], &Bundled).unwrap().0 else {
        panic!("a coding agent has a ledger")
    };
    (*framework, answers)
}

const ASSESS: [&str; 6] = ["assess", "claude-code", "--use", "product-engineering", "--framework", "coding-agent"];

/// The first review: keys, what they would be without pastes, and pages.
fn first_review(folder: &Path, framework: &Framework, answers: &Answers) -> (usize, usize, usize) {
    let mut reviewer = Reviewer::new(Terminal::sized(folder, 80, 24, &ASSESS));
    let request = &answers.request;
    reviewer.pages += 1;
    for (ask, part) in [
        ("Who is asking for it? (Name <mail>) >", &request.requested_by),
        ("Who will be accountable for its use? (Name <mail>) >", &request.business_owner),
        ("What is it to be used for? >", &request.purpose),
        ("What is the benefit? >", &request.benefit),
        ("What happens if we say no? >", &request.without_it),
    ] {
        reviewer.see(ask);
        reviewer.paste(part.as_ref().unwrap());
        reviewer.press("\r");
    }
    for factor in framework.factors() {
        reviewer.see(&format!("Context · {}", factor.title));
        reviewer.pages += 1;
        reviewer.press(&answers.context[&factor.id].to_string());
    }
    let mut open: Vec<&Question> = framework.questions().iter().collect();
    loop {
        let done = 18 + framework.questions().len() - open.len();
        reviewer.see(&format!("{done} done, "));
        if reviewer.terminal.text().contains("r records it") {
            break;
        }
        reviewer.pages += 1;
        let question = reviewer.asked(&open);
        open.retain(|other| other.id != question.id);
        reviewer.answer(question, answers.answers.get(&question.id), answers);
    }
    reviewer.pages += 1;
    reviewer.press("r");
    let (keys, typed, pages) = (reviewer.keys, reviewer.typed, reviewer.pages);
    println!("{} pastes", reviewer.pastes);
    let (code, last, _) = reviewer.terminal.end();
    assert_eq!(code, 0, "{last}");
    (keys, typed, pages)
}

/// A review with two changed facts: keys and pages.
fn review_again(folder: &Path) -> (usize, usize) {
    let mut reviewer = Reviewer::new(Terminal::sized(folder, 80, 24, &ASSESS[..4]));
    for (find, ask, option) in [("separation", "Separation from other customers", "1"), ("sandbox", "Sandbox", "2")] {
        reviewer.see("Overview: ");
        reviewer.pages += 1;
        reviewer.press("/");
        reviewer.see("words of the title");
        for key in find.chars().take(7) {
            reviewer.press(&key.to_string());
        }
        reviewer.press("\r");
        reviewer.see(ask);
        reviewer.press("\r");
        reviewer.see("Choose the highest option");
        reviewer.pages += 1;
        reviewer.press(option);
        reviewer.see("What does it rest on?");
        reviewer.press("\r");
        reviewer.see("r records it");
        reviewer.pages += 1;
        if find != "sandbox" {
            reviewer.press("o");
        }
    }
    reviewer.press("r");
    let (keys, pages) = (reviewer.keys, reviewer.pages);
    let (code, last, _) = reviewer.terminal.end();
    assert_eq!(code, 0, "{last}");
    (keys, pages)
}

#[test]
fn a_review_takes_few_keys_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    assert!(command(PLIMSOLL, folder.path()).args(["init", "."]).status().unwrap().success());
    let (framework, answers) = example();
    let (keys, typed, pages) = first_review(folder.path(), &framework, &answers);
    println!("first review: {keys} keys ({typed} with every paste typed), {pages} pages");
    // What was played is what the file says.
    let record = folder.path().join("tools/claude-code/product-engineering/0001-assessment.toml");
    let text = std::fs::read_to_string(record).unwrap();
    let recorded = plimsoll::assessment::file::read(&Source::new("record.toml", text)).unwrap().0;
    let recorded = recorded.assessment().unwrap();
    for (id, answer) in &answers.answers {
        let known = &recorded.answers.answers[id];
        assert_eq!((&known.state, &known.note), (&answer.state, &answer.note), "{id}");
        if is_worth_nothing(&framework.questions()[framework.question(id).unwrap()], answer) {
            continue;
        }
        assert_eq!(known.grade, answer.grade, "{id}");
        assert_eq!((known.dated, known.evidence.len()), (answer.dated, answer.evidence.len()), "{id}");
    }
    let (again, pages_again) = review_again(folder.path());
    println!("review with two changed facts: {again} keys, {pages_again} pages");
    assert!(keys <= FIRST.0 && pages <= FIRST.1, "{keys} keys, {pages} pages");
    assert!(again <= AGAIN.0 && pages_again <= AGAIN.1, "{again} keys, {pages_again} pages");
}
