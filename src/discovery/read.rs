//! Reads one inventory as it comes in: logs and lists row by row in bounded memory, documents as a whole up
//! to a bound.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer as _, SeqAccess, Visitor};

use crate::file_kind;
use crate::identity::Identity;
use crate::problem::{Code, Problem, Source};

use super::collect::Collector;
use super::form::InventoryForm;
use super::lines::{CountedLines, FromUtf16, TextLine, TextLines};
use super::tree::{self, Tree, TreeSeed};
use super::{Discovery, bill, locks, logs, mcp, recognise, rows};

/// The most bytes of a document that is read as a whole.
const LARGEST_DOCUMENT: usize = 64 << 20;
/// How much at the start tells the form.
const HEAD: usize = 1 << 16;

/// Reads an inventory; `known` tells whether register or catalogue know something.
///
/// # Errors
/// Where it is none that is read, or is broken as a whole; single rows are counted.
pub fn read(file: &str, input: impl Read, known: &dyn Fn(&Identity) -> bool) -> Result<Discovery, Box<Problem>> {
    let problem = |code, title: String| {
        let mut problem = Problem::error(code, &Source::new(file, ""), 0..0, title);
        problem.marks.clear();
        Box::new(problem)
    };
    let unreadable = |error: io::Error| problem(Code::Unreadable, format!("cannot read it: {error}"));
    let mut input = input;
    let head = beginning(&mut input).map_err(unreadable)?;
    let mut to = Collector::new(known);
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < HEAD {
        to.remark("the file is empty");
        return Ok(to.finish(file, InventoryForm::Empty));
    }
    if let Some((what, remedy)) = recognise::no_text(&head) {
        return Err(Box::new(problem(Code::NotText, format!("this is {what}")).help(remedy)));
    }
    let wide = utf_16(&head);
    if wide.is_none() && head.contains(&0) {
        let title = "this is not text: it has bytes that are zero".to_owned();
        return Err(Box::new(problem(Code::NotText, title).help("give the export as CSV, JSON or text")));
    }
    let mark = match (wide, &head[..]) {
        (Some(_), [0xff | 0xfe, ..]) => 2,
        (None, [0xef, 0xbb, 0xbf, ..]) => 3,
        _ => 0,
    };
    let text = head_text(&head[mark..], wide);
    let whole: Box<dyn Read + '_> = match wide {
        Some(big) => Box::new(FromUtf16::new(io::Cursor::new(head[mark..].to_vec()).chain(input), big)),
        None => Box::new(io::Cursor::new(head[mark..].to_vec()).chain(input)),
    };
    let reading = InventoryReading { file, to, problem: &problem };
    reading.dispatch(&text, whole)
}

/// The first bytes of a stream.
fn beginning(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether bytes are UTF-16, and whether the greater byte comes first; `None` where they are not.
fn utf_16(head: &[u8]) -> Option<bool> {
    match head {
        [0xff, 0xfe, ..] => Some(false),
        [0xfe, 0xff, ..] => Some(true),
        [first, 0, third, 0, ..] if *first != 0 && *third != 0 => Some(false),
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => Some(true),
        _ => None,
    }
}

/// The text of the first bytes; a character that is cut off at the end does not matter.
fn head_text(head: &[u8], wide: Option<bool>) -> String {
    match wide {
        Some(big) => {
            let mut text = String::new();
            let _ = FromUtf16::new(head, big).read_to_string(&mut text);
            text
        }
        None => String::from_utf8_lossy(head).into_owned(),
    }
}

/// An inventory that is being read.
struct InventoryReading<'r, 'k, P: Fn(Code, String) -> Box<Problem>> {
    file: &'r str,
    to: Collector<'k>,
    problem: &'r P,
}

impl<P: Fn(Code, String) -> Box<Problem>> InventoryReading<'_, '_, P> {
    fn dispatch(self, head: &str, whole: Box<dyn Read + '_>) -> Result<Discovery, Box<Problem>> {
        match head.trim_start().chars().next() {
            Some('{') => match objects(head) {
                Some(form) => self.lines(form, head, whole),
                None if head.contains("\"bomFormat\"") => self.bill(whole),
                None => self.document(head, whole),
            },
            Some('[') if is_json_list(head) => self.list(whole),
            Some('/') => self.document(head, whole),
            _ => match recognise::of_lines(head) {
                Some(form) => self.lines(form, head, whole),
                None => self.text(head, whole),
            },
        }
    }

    fn done(self, form: InventoryForm) -> Discovery {
        self.to.finish(self.file, form)
    }

    fn fail<T>(&self, code: Code, title: String) -> Result<T, Box<Problem>> {
        Err((self.problem)(code, title))
    }

    /// Reads line by line.
    fn lines(mut self, form: InventoryForm, head: &str, whole: Box<dyn Read + '_>) -> Result<Discovery, Box<Problem>> {
        let first = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let mut log = logs::reader(form, first);
        let mut titled = rows::TitledRows::new(form, first);
        let mut yarn = locks::YarnLines::default();
        let mut lines = TextLines::new(whole);
        loop {
            let number = lines.number();
            let line = match lines.next() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => return self.fail(Code::Unreadable, format!("cannot read it: {error}")),
            };
            self.to.line = usize::try_from(number + 1).unwrap_or(usize::MAX);
            let text = match line {
                TextLine::Text(text) => text,
                TextLine::TooLong => {
                    self.to.not_understood();
                    self.to.remark(format!("line {} is longer than a mebibyte, and was skipped", number + 1));
                    continue;
                }
            };
            if text.trim().is_empty() {
                continue;
            }
            let to = &mut self.to;
            match (&mut log, form) {
                (Some(log), _) => log.line(text, to),
                (None, InventoryForm::YarnLock) => yarn.line(text, to),
                (None, InventoryForm::EditorList) => rows::EditorList::line(text, to),
                (None, InventoryForm::Requirements) => locks::RequirementLines::line(text, to),
                (None, InventoryForm::Plain) => rows::PlainList::line(text, to),
                (None, InventoryForm::GoogleTokens | InventoryForm::GamTokens | InventoryForm::IntuneApps) => {
                    match &mut titled {
                        Some(titled) => titled.line(text, to),
                        None => to.not_understood(),
                    }
                }
                (None, _) => object(form, text, to),
            }
        }
        Ok(self.done(form))
    }

    /// Reads a list of JSON as it comes in.
    fn list(mut self, whole: Box<dyn Read + '_>) -> Result<Discovery, Box<Problem>> {
        let line = Rc::new(Cell::new(1));
        let input = CountedLines { input: BufReader::with_capacity(1 << 16, whole), line: Rc::clone(&line) };
        let mut json = serde_json::Deserializer::from_reader(input);
        let mut form = None;
        let visitor = RowsOfList { to: &mut self.to, line: &line, form: &mut form };
        let read = json.deserialize_seq(visitor).and_then(|()| json.end());
        match (read, form) {
            (Err(error), _) => self.fail(Code::Syntax, broken(&error)),
            (Ok(()), Some(form)) => Ok(self.done(form)),
            (Ok(()), None) if self.to.is_empty() => {
                self.to.remark("the list has no entries");
                Ok(self.done(InventoryForm::Empty))
            }
            (Ok(()), None) => self.unknown("a list of JSON"),
        }
    }

    /// Reads a bill of materials as it comes in, and keeps only what counts.
    fn bill(mut self, whole: Box<dyn Read + '_>) -> Result<Discovery, Box<Problem>> {
        let line = Rc::new(Cell::new(1));
        let input = CountedLines { input: BufReader::with_capacity(1 << 16, whole), line: Rc::clone(&line) };
        let mut json = serde_json::Deserializer::from_reader(input);
        let seed = TreeSeed { keep: bill::KEPT, line: &line };
        match seed.deserialize(&mut json).and_then(|tree| json.end().map(|()| tree)) {
            Ok(tree) if recognise::of_document(&tree) == Some(InventoryForm::CycloneDx) => {
                bill::read(&tree, &mut self.to);
                Ok(self.done(InventoryForm::CycloneDx))
            }
            Ok(_) => self.unknown("JSON"),
            Err(error) => self.fail(Code::Syntax, broken(&error)),
        }
    }

    /// The whole text, up to a bound.
    fn whole(&self, whole: Box<dyn Read + '_>) -> Result<String, Box<Problem>> {
        let mut bytes = Vec::new();
        match whole.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut bytes) {
            Err(error) => return self.fail(Code::Unreadable, format!("cannot read it: {error}")),
            Ok(length) if length > LARGEST_DOCUMENT => {
                let title =
                    format!("this document has more than the {} MiB that are read at once", LARGEST_DOCUMENT >> 20);
                let problem = (self.problem)(Code::TooLarge, title);
                return Err(Box::new(problem.help("export it as JSON lines or CSV, which may have any length")));
            }
            Ok(_) => {}
        }
        String::from_utf8(bytes).or_else(|_| self.fail(Code::NotText, "this is not UTF-8 text".to_owned()))
    }

    /// Reads JSON as a whole.
    fn document(self, head: &str, whole: Box<dyn Read + '_>) -> Result<Discovery, Box<Problem>> {
        let text = self.whole(whole)?;
        match tree::json(&text) {
            Ok(document) => self.tree(&document, head),
            Err(error) => self.fail(Code::Syntax, format!("the JSON does not read: {error}")),
        }
    }

    /// Reads TOML, YAML, or a list that somebody wrote.
    fn text(self, head: &str, whole: Box<dyn Read + '_>) -> Result<Discovery, Box<Problem>> {
        let toml = recognise::may_be_toml(head);
        if !toml && !recognise::may_be_yaml(head) {
            if recognise::may_be_plain(head) {
                return self.lines(InventoryForm::Plain, head, whole);
            }
            return self.unknown(head);
        }
        let text = self.whole(whole)?;
        if toml {
            // A file of this program is called by its name.
            if let Err(problems) = file_kind::refuse_others(&Source::new(self.file, text.clone()), None, "an inventory")
                && let Some(problem) = problems.0.into_iter().next()
            {
                return Err(Box::new(problem));
            }
        }
        let read = if toml { tree::toml(&text) } else { tree::yaml(&text) };
        match read {
            Ok(document) => self.tree(&document, head),
            Err(error) => {
                let notation = if toml { "TOML" } else { "YAML" };
                self.fail(Code::Syntax, format!("the {notation} does not read: {error}"))
            }
        }
    }

    fn tree(mut self, document: &Tree, head: &str) -> Result<Discovery, Box<Problem>> {
        let Some(form) = recognise::of_document(document) else { return self.unknown(head) };
        let to = &mut self.to;
        match form {
            InventoryForm::Mcp => mcp::read(document, to),
            InventoryForm::AccountFile => mcp::account(document, to),
            InventoryForm::CycloneDx => bill::read(document, to),
            InventoryForm::NpmLock => locks::npm(document, to),
            InventoryForm::BunLock => locks::bun(document, to),
            InventoryForm::PnpmLock => locks::pnpm(document, to),
            InventoryForm::Pipfile => locks::pipfile(document, to),
            InventoryForm::ApmLock => locks::apm(document, to),
            InventoryForm::CargoLock => locks::tables(document, "package", "cargo", to),
            InventoryForm::PythonLock => {
                locks::tables(document, "package", "pypi", to);
                locks::tables(document, "packages", "pypi", to);
            }
            form => match rows::wrapped(document) {
                Some((_, list)) => {
                    for row in list {
                        rows::take(form, row, to);
                    }
                    if document.has("nextPageToken") || document.has("@odata.nextLink") {
                        to.remark("this is one page of several: the others are not in it");
                    }
                }
                None => rows::take(form, document, to),
            },
        }
        Ok(self.done(form))
    }

    fn unknown<T>(&self, head: &str) -> Result<T, Box<Problem>> {
        let (title, help) = recognise::unknown(head);
        let mut problem = (self.problem)(Code::WrongFile, title);
        problem.help.extend(help);
        Err(problem)
    }
}

/// The form of JSON lines: the first is an object of its own.
fn objects(head: &str) -> Option<InventoryForm> {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let first = tree::json(lines.next()?).ok()?;
    let alone = lines.next().is_none_or(|next| next.trim_start().starts_with('{'));
    rows::form_of(&first).filter(|_| alone && first.is_table())
}

/// Takes an object that is a line.
fn object(form: InventoryForm, line: &str, to: &mut Collector<'_>) {
    let number = Cell::new(to.line);
    let mut json = serde_json::Deserializer::from_str(line);
    match (TreeSeed { keep: &[], line: &number }).deserialize(&mut json).and_then(|row| json.end().map(|()| row)) {
        Ok(row) => rows::take(form, &row, to),
        Err(_) => to.not_understood(),
    }
}

/// Whether a bracket begins a list of JSON, and not a table of TOML.
fn is_json_list(head: &str) -> bool {
    let after = head.trim_start().strip_prefix('[').unwrap_or_default().trim_start();
    after.starts_with(['{', '"', ']', '/']) || after.starts_with(|sign: char| sign.is_ascii_digit())
}

/// What is wrong with JSON, without quoting it.
fn broken(error: &serde_json::Error) -> String {
    let what = if error.is_eof() { "it ends in the middle" } else { "the JSON does not read" };
    let deep = error.to_string().contains("recursion limit");
    let what = if deep { "it is nested too deeply" } else { what };
    format!("{what}, on line {}, column {}", error.line(), error.column())
}

/// Takes the entries of a list; the first tells the form.
struct RowsOfList<'v, 'k> {
    to: &'v mut Collector<'k>,
    line: &'v Cell<usize>,
    form: &'v mut Option<InventoryForm>,
}

impl<'de> Visitor<'de> for RowsOfList<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let seed = TreeSeed { keep: &[], line: self.line };
        while let Some(row) = list.next_element_seed(seed)? {
            // Fleet prints an object for each host with its rows.
            let of = if row.get("rows").is_list() { row.get("rows").items().first().unwrap_or(&row) } else { &row };
            let form = self.form.or_else(|| rows::form_of(of));
            self.to.line = row.line;
            match form {
                Some(form) => {
                    *self.form = Some(form);
                    rows::take(form, &row, self.to);
                }
                None => self.to.not_understood(),
            }
        }
        Ok(())
    }
}
