//! Reads a row of a list: which tool and use it is about, and what it says of them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::date::written::{self, DayReading};
use crate::document::sheet::{SheetRow, Table, word};
use crate::document::{At, is_path_id, slug};
use crate::problem::{Code, Problem, Problems, Source, nearest};

use super::super::register_fields::FieldValue;
use super::super::{Tool, UseEntry};
use super::gathered::Gathered;
use super::ids::{Ids, shortened};
use super::known::Catalogue;
use super::words::{ListedVerdict, VERDICTS, is_number, is_placeholder, is_running_number, is_total};
use super::{ListedTool, ReadingOptions, Remark, RemarkKind};

/// A list being read.
pub(super) struct RowReading<'a> {
    source: &'a Arc<Source>,
    catalogue: Catalogue<'a>,
    options: &'a ReadingOptions,
    problems: Problems,
    remarks: Vec<Remark>,
    /// Whether the ids of the list are numbers of its rows.
    numbered: bool,
    /// Whether some day of the list could be two days: then none is read that has another form.
    unsure: bool,
    ids: Ids,
    /// What is known so far.
    entries: BTreeMap<String, Gathered>,
}

impl<'a> RowReading<'a> {
    pub(super) fn new(
        source: &'a Arc<Source>,
        known: &'a [(String, Tool)],
        options: &'a ReadingOptions,
        problems: Problems,
        table: &Table,
    ) -> Self {
        let catalogue = Catalogue::new(known);
        let ids: Vec<(&str, Option<&str>)> =
            table.rows.iter().filter_map(|row| Some((row.text("tool")?, row.text("name")))).collect();
        let numbered = ids.iter().any(|(_, name)| name.is_some())
            && ids.iter().all(|(id, name)| {
                let is_the_name = name.is_some_and(|name| slug(name) == word(id));
                (is_running_number(id) && !is_the_name && catalogue.tool(id).is_none()) || is_total(id)
            });
        let since = table.rows.iter().filter_map(|row| row.text("since"));
        let unsure = since
            .filter_map(|text| written::read(text, options.dates))
            .any(|day| matches!(day, DayReading::Ambiguous(..)));
        Self {
            source,
            catalogue,
            options,
            problems,
            remarks: Vec::new(),
            numbered,
            unsure,
            ids: Ids::default(),
            entries: BTreeMap::new(),
        }
    }

    /// What came of it.
    pub(super) fn finish(self) -> (Problems, Vec<ListedTool>, Vec<Remark>) {
        let catalogue = self.catalogue;
        let entries = self.entries.into_values().map(|Gathered { mut entry, rows, .. }| {
            entry.lift_owner(rows);
            if let Some(known) = catalogue.with_id(&entry.id) {
                entry.fill(known);
            }
            entry
        });
        (self.problems, entries.collect(), self.remarks)
    }

    pub(super) fn remark(&mut self, about: RemarkKind, range: &Range<usize>, text: String) {
        let line = self.source.line_column(range.start).0;
        self.remarks.push(Remark { about, line, text });
    }

    fn wrong(&mut self, code: Code, range: &Range<usize>, title: String, help: &str) {
        self.problems.push(Problem::error(code, self.source, range.clone(), title).help(help));
    }

    /// Reports a cell of which no id can be made.
    fn not_an_id(&mut self, cell: &At<String>, what: &str) {
        let readable = if what == "tool" { "name" } else { "note" };
        let title = format!("no {what} id can be made from `{}`", cell.value);
        let help = format!(
            "write an id of lower-case letters, digits and hyphens in the column `{what}`, at most 64 characters; a readable name goes into `{readable}`"
        );
        self.wrong(Code::BadId, &cell.range, title, &help);
    }

    /// Puts a row where it belongs.
    pub(super) fn row(&mut self, mut row: SheetRow) {
        if is_sum(&row) {
            let said: Vec<&str> =
                row.cells.values().map(|cell| &cell.value).chain(&row.others).map(String::as_str).collect();
            self.remark(RemarkKind::LeftOut, &row.range, format!("a row of totals: {}", said.join(", ")));
            return;
        }
        self.without_placeholders(&mut row);
        let id = if self.numbered { row.cells.remove("tool") } else { None };
        let number = row.cells.remove("number").or(id);
        let Some(cell) = row.cells.get("tool").or_else(|| row.cells.get("name")).cloned() else {
            let help = "fill in the column `tool` or `name`; where cells were merged, `plimsoll init --fill-down` reads an empty cell as the one above it";
            self.wrong(Code::MissingKey, &row.range, "the row names no tool".to_owned(), help);
            return;
        };
        if is_number(&cell.value) && row.text("name").is_none() {
            let title = format!("`{}` looks like the number of a row, not the name of a tool", cell.value);
            let help = "name the column that has the names of the tools `name`, or say which it is with `plimsoll init --map THEIRS=name`";
            self.wrong(Code::BadId, &cell.range, title, help);
            return;
        }
        let id = self.tool_id(&cell);
        let usage = id.as_ref().and_then(|id| self.use_id(id, &row));
        // What else is wrong with the row is said at once.
        let said = self.entry(&row, id.as_deref().unwrap_or("it"), usage.as_deref().unwrap_or("general"), number);
        let (Some(id), Some(usage)) = (id, usage) else { return };
        let vendor = said.tool.vendor.clone();
        let gathered = self.entries.entry(id.clone()).or_insert_with(|| Gathered::new(&id));
        gathered.rows += 1;
        if let Some(first) = gathered.places.get(&usage) {
            let title = format!("`{id}` in use `{usage}` is in the list twice");
            self.problems.push(
                Problem::error(Code::DuplicateId, self.source, cell.range, title)
                    .also(first.clone(), "here first")
                    .help("keep one row, or give each its own use in the column `use`"),
            );
            return;
        }
        gathered.places.insert(usage, cell.range);
        for column in ["name", "vendor", "vendor-name", "edition", "technical-owner"] {
            let Some(here) = row.cells.get(column) else { continue };
            let Some(first) = gathered.first.get(column) else {
                gathered.first.insert(column, here.clone());
                continue;
            };
            let same = first.value.to_lowercase() == here.value.to_lowercase()
                || (column == "vendor" && gathered.entry.tool.vendor == vendor);
            if !same {
                let title = format!("`{id}` has two values of `{column}`: `{}` and `{}`", first.value, here.value);
                self.problems.push(
                    Problem::error(Code::Contradiction, self.source, here.range.clone(), title)
                        .also(first.range.clone(), "here first")
                        .help("write the same in every row of the tool, or leave all but one empty"),
                );
            }
        }
        gathered.entry.merge(said);
    }

    /// Takes away what stands for nothing, where a cell may be empty.
    fn without_placeholders(&mut self, row: &mut SheetRow) {
        let empty = |(column, cell): (&&'static str, &At<String>)| {
            // `TBD` is a decision that nobody has made.
            let open = matches!(*column, "decision" | "status") && verdict(&cell.value).is_some();
            (is_placeholder(&cell.value)
                && !open
                && !(matches!(*column, "tool" | "name") && self.catalogue.tool(&cell.value).is_some()))
            .then_some(*column)
        };
        let columns: Vec<&'static str> = row.cells.iter().filter_map(empty).collect();
        for column in columns {
            let Some(cell) = row.cells.remove(column) else { continue };
            // A word without any letter that names the tool is a mistake to be shown.
            if matches!(column, "tool" | "name") && word(&cell.value).is_empty() {
                row.cells.insert(column, cell);
                continue;
            }
            self.remark(RemarkKind::Empty, &cell.range, format!("`{}` in `{column}` is read as empty", cell.value));
        }
    }

    /// The id of the tool that a cell names.
    fn tool_id(&mut self, cell: &At<String>) -> Option<String> {
        let words = word(&cell.value);
        if let Some(id) = self.ids.of.get(&words) {
            return Some(id.clone());
        }
        let known = self.catalogue.tool(&cell.value).map(|(id, _)| id.clone());
        let is_known = known.is_some();
        let Some(id) = self.ids.give(words.clone(), &cell.value, known) else {
            self.not_an_id(cell, "tool");
            return None;
        };
        if !is_known && id != words {
            self.remark(
                RemarkKind::Id,
                &cell.range,
                format!("the tool `{}` has the id `{id}`", shortened(&cell.value)),
            );
        }
        Some(id)
    }

    /// The id of the use that a row is about.
    fn use_id(&mut self, tool: &str, row: &SheetRow) -> Option<String> {
        let Some(cell) = row.cells.get("use") else { return Some("general".to_owned()) };
        let words = word(&cell.value);
        let gathered = self.entries.entry(tool.to_owned()).or_insert_with(|| Gathered::new(tool));
        if let Some(id) = gathered.ids.of.get(&words) {
            return Some(id.clone());
        }
        let Some(id) = gathered.ids.give(words.clone(), &cell.value, None) else {
            self.not_an_id(cell, "use");
            return None;
        };
        if id != words {
            self.remark(RemarkKind::Id, &cell.range, format!("the use `{}` has the id `{id}`", shortened(&cell.value)));
        }
        Some(id)
    }

    /// What a row alone says.
    fn entry(&mut self, row: &SheetRow, id: &str, usage: &str, number: Option<At<String>>) -> ListedTool {
        let own = |column: &str| row.text(column).map(str::to_owned);
        // A name in the column of ids is worth keeping.
        let name = own("name").or_else(|| own("tool").filter(|name| name != id));
        let mut tool = Tool { name, ..Tool::default() };
        if let Some(cell) = row.cells.get("vendor") {
            let (vendor, name) = self.catalogue.vendor(&cell.value, self.catalogue.with_id(id));
            if is_path_id(&vendor) {
                (tool.vendor, tool.vendor_name) = (Some(vendor), name);
            } else {
                self.not_an_id(cell, "vendor");
            }
        }
        tool.vendor_name = own("vendor-name").or(tool.vendor_name);
        tool.edition = own("edition");
        tool.technical_owner = own("technical-owner");

        let title = own("use").map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
        let title = title.filter(|title| title != usage);
        let mut entry = UseEntry { title, business_owner: own("owner"), ..UseEntry::default() };
        if let Some(day) = row.cells.get("since").and_then(|cell| self.day(cell)) {
            entry.register_fields.set("lifecycle", "since", FieldValue::Day(day));
        }
        let mut notes: Vec<String> = own("note").into_iter().collect();
        let mut prohibited = BTreeMap::new();
        let mut claimed = Vec::new();
        for column in ["decision", "status"] {
            let Some(cell) = row.cells.get(column) else { continue };
            match self.verdict(cell) {
                Some(ListedVerdict::Prohibited) => match own("rationale").or_else(|| own("note")) {
                    Some(rationale) => {
                        prohibited.insert(usage.to_owned(), rationale);
                    }
                    None => {
                        let help = "write the reason in the column `rationale` or `note`, or `undecided` here";
                        let title = format!("`{id}` is prohibited without a reason");
                        self.wrong(Code::MissingKey, &cell.range, title, help);
                    }
                },
                Some(ListedVerdict::Claimed) => {
                    notes.push(format!("the imported list says: {}", cell.value));
                    claimed.push(usage.to_owned());
                }
                Some(ListedVerdict::Status(status)) => {
                    entry.register_fields.set("lifecycle", "status", FieldValue::Text(status.to_owned()));
                }
                Some(ListedVerdict::Undecided) => {}
                None => notes.push(format!("the imported list says: {}", cell.value)),
            }
        }
        if prohibited.is_empty()
            && let Some(rationale) = row.text("rationale")
        {
            notes.push(format!("rationale: {rationale}"));
        }
        if let Some(number) = number {
            notes.push(format!("number in the imported list: {}", number.value));
        }
        entry.note = (!notes.is_empty()).then(|| notes.join("; "));
        tool.uses.insert(usage.to_owned(), entry);
        ListedTool { id: id.to_owned(), tool, prohibited, claimed }
    }

    /// The day that a cell means.
    fn day(&mut self, cell: &At<String>) -> Option<crate::date::Day> {
        let (code, text) = (Code::BadDate, &cell.value);
        let say = "say how the list writes days: `plimsoll init --dates day-first` or `month-first`";
        match written::read(text, self.options.dates) {
            Some(DayReading::Plain(day)) => Some(day),
            Some(DayReading::Read(day)) if self.unsure => {
                let title =
                    format!("`{text}` would be read as {day}, but other days in this list can be read in two ways");
                self.wrong(code, &cell.range, title, say);
                None
            }
            Some(DayReading::Read(day)) => {
                self.remark(RemarkKind::Day, &cell.range, format!("`{text}` is read as {day}"));
                Some(day)
            }
            Some(DayReading::Ambiguous(first, second)) => {
                self.wrong(code, &cell.range, format!("`{text}` could be {first} or {second}"), say);
                None
            }
            None => {
                let title = format!("`{text}` is not a day of the calendar");
                self.wrong(code, &cell.range, title, "write a day as YYYY-MM-DD");
                None
            }
        }
    }

    /// What a cell says of the use. A word that nearly is one of ours is a slip to be mended; what is
    /// none at all is kept as a note, and decides nothing.
    fn verdict(&mut self, cell: &At<String>) -> Option<ListedVerdict> {
        let found = verdict(&cell.value);
        if found.is_none() {
            let said = word(&cell.value);
            let all = VERDICTS.iter().flat_map(|(_, words)| words.iter().copied());
            if nearest(&said, all).is_some() {
                let title = format!("`{}` is neither a decision nor a status", cell.value);
                self.problems.push(
                    Problem::error(Code::UnknownId, self.source, cell.range.clone(), title)
                        .suggest(&said, VERDICTS.iter().map(|(_, words)| words[0])),
                );
            } else {
                let text =
                    format!("`{}` is neither a decision nor a status; it is kept as a note", shortened(&cell.value));
                self.remark(RemarkKind::NotUnderstood, &cell.range, text);
            }
        }
        found
    }
}

fn verdict(said: &str) -> Option<ListedVerdict> {
    let said = word(said);
    VERDICTS.iter().find(|(_, words)| words.contains(&said.as_str())).map(|(verdict, _)| *verdict)
}

/// Whether a row adds up those above it: it begins with such a word, and has nothing but numbers beside it.
fn is_sum(row: &SheetRow) -> bool {
    let mut totals = 0;
    row.cells.values().map(|cell| &cell.value).chain(&row.others).all(|text| {
        let total = is_total(text);
        totals += usize::from(total);
        total || is_number(text) || is_placeholder(text)
    }) && totals > 0
}
