//! The list of tools that an organisation has today: a spreadsheet saved as CSV, a use a row.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::date::Day;
use crate::document::sheet::{self, Column, Row, word};
use crate::document::{At, is_path_id};
use crate::problem::{Code, Problem, Problems, Source};

use super::face::Fact;
use super::{Tool, Use};

/// The columns, each with other words for it.
const COLUMNS: &[Column] = &[
    ("tool", &["id", "tool-id"]),
    ("name", &["tool-name", "product", "application"]),
    ("vendor", &["supplier", "provider", "manufacturer"]),
    ("vendor-name", &["legal-name", "legal-entity"]),
    ("edition", &["plan"]),
    ("use", &["use-case", "usage"]),
    ("decision", &["verdict"]),
    ("status", &["state"]),
    ("rationale", &["reason", "why", "justification"]),
    ("since", &["date", "decided", "decided-on"]),
    ("owner", &["business-owner"]),
    ("technical-owner", &["it-owner"]),
    ("note", &["notes", "remark", "remarks", "comment", "comments"]),
];

/// What a row says about a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Undecided,
    /// A decision that allows, or holds: it needs an assessment, which the list is not.
    Claimed,
    Prohibited,
    /// Where it is in its life, as `lifecycle.status` has it.
    Status(&'static str),
}

/// The words for each; the first is the one that is suggested.
const VERDICTS: &[(Verdict, &[&str])] = &[
    (Verdict::Undecided, &["undecided", "open", "pending", "unknown", "under-review", "in-review", "tbd"]),
    (Verdict::Claimed, &["approved", "approve", "allowed", "permitted", "accepted", "ok", "yes"]),
    (Verdict::Claimed, &["approved-with-conditions", "approve-with-conditions", "conditional"]),
    (Verdict::Claimed, &["restricted", "restrict"]),
    (Verdict::Claimed, &["hold", "on-hold"]),
    (
        Verdict::Prohibited,
        &["prohibited", "prohibit", "forbidden", "banned", "blocked", "denied", "rejected", "not-allowed", "no"],
    ),
    (Verdict::Status("proposed"), &["proposed", "requested", "planned"]),
    (Verdict::Status("pilot"), &["pilot", "trial", "test"]),
    (Verdict::Status("in-use"), &["in-use", "live", "active", "used"]),
    (Verdict::Status("suspended"), &["suspended", "paused"]),
    (Verdict::Status("retired"), &["retired", "ended", "no-longer-used"]),
];

/// A tool of the list, with the uses that its rows name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What is known of it: from the list, and from the catalogue where the list says nothing.
    pub tool: Tool,
    /// Why a use is prohibited, by the use's id.
    pub prohibited: BTreeMap<String, String>,
    /// The uses of which the list says that they are approved, restricted or on hold.
    pub claimed: Vec<String>,
}

/// A list being read.
struct Reading<'a> {
    source: &'a Arc<Source>,
    known: &'a [(String, Tool)],
    problems: Problems,
    /// What is known so far, with the rows that said it.
    entries: BTreeMap<String, (Entry, Vec<Row>)>,
}

/// Reads a list. `known` is the catalogue, which fills in what the list leaves open.
///
/// # Errors
/// Everything wrong with it, with line and column.
pub fn read(source: &Arc<Source>, known: &[(String, Tool)]) -> Result<Vec<Entry>, Problems> {
    let mut problems = Problems::default();
    let rows = sheet::read(source, COLUMNS, &["tool", "name"], &mut problems);
    let mut reading = Reading { source, known, problems, entries: BTreeMap::new() };
    for row in rows {
        reading.row(row);
    }
    let Reading { mut problems, entries, .. } = reading;
    problems.sort();
    let entries = entries.into_values().map(|(mut entry, rows)| {
        entry.lift_owner(rows.len());
        if let Some((_, known)) = known.iter().find(|(id, _)| *id == entry.id) {
            entry.fill(known);
        }
        entry
    });
    problems.and(Some(entries.collect())).map(|(entries, _)| entries)
}

impl Reading<'_> {
    fn wrong(&mut self, code: Code, range: &Range<usize>, title: String, help: &str) {
        self.problems.push(Problem::error(code, self.source, range.clone(), title).help(help));
    }

    /// Reports a cell of which no id can be made.
    fn not_an_id(&mut self, cell: &At<String>, what: &str) {
        let readable = if what == "tool" { "name" } else { "note" };
        let title = format!("no id of a {what} can be made of `{}`", cell.value);
        let help = format!(
            "write an id of lower-case letters, digits and hyphens in the column `{what}`, at most 64 characters; a readable name goes into `{readable}`"
        );
        self.wrong(Code::BadId, &cell.range, title, &help);
    }

    /// Puts a row where it belongs.
    fn row(&mut self, row: Row) {
        let Some(cell) = row.cells.get("tool").or_else(|| row.cells.get("name")) else {
            let help = "fill in the column `tool` or `name`";
            self.wrong(Code::MissingKey, &row.range, "the row names no tool".to_owned(), help);
            return;
        };
        let id = catalogued(self.known, &cell.value).unwrap_or_else(|| word(&cell.value));
        if !is_path_id(&id) {
            self.not_an_id(cell, "tool");
            return;
        }
        let usage = usage(&row);
        if !is_path_id(&usage) {
            self.not_an_id(&row.cells["use"], "use");
            return;
        }
        let said = self.entry(&row, &id, &usage);
        let Some((entry, rows)) = self.entries.get_mut(&id) else {
            self.entries.insert(id, (said, vec![row]));
            return;
        };
        if let Some(first) = rows.iter().find(|row| self::usage(row) == usage) {
            let title = format!("`{id}` in use `{usage}` stands in the list twice");
            self.problems.push(
                Problem::error(Code::DuplicateId, self.source, cell.range.clone(), title)
                    .also(first.range.clone(), "here first")
                    .help("keep one row, or give each its own use in the column `use`"),
            );
            return;
        }
        for column in ["name", "vendor", "vendor-name", "edition", "technical-owner"] {
            let first = rows.iter().find_map(|row| row.cells.get(column));
            if let (Some(first), Some(here)) = (first, row.cells.get(column))
                && first.value != here.value
            {
                let title = format!("`{id}` has two values of `{column}`: `{}` and `{}`", first.value, here.value);
                self.problems.push(
                    Problem::error(Code::Contradiction, self.source, here.range.clone(), title)
                        .also(first.range.clone(), "here first")
                        .help("write the same in every row of the tool, or leave all but one empty"),
                );
            }
        }
        entry.merge(said);
        rows.push(row);
    }

    /// What a row alone says.
    fn entry(&mut self, row: &Row, id: &str, usage: &str) -> Entry {
        let own = |column: &str| row.text(column).map(str::to_owned);
        // A name in the column of ids is worth keeping.
        let name = own("name").or_else(|| own("tool").filter(|name| name != id));
        let mut tool = Tool { name, ..Tool::default() };
        self.vendor(row, &mut tool);
        tool.vendor_name = own("vendor-name").or(tool.vendor_name);
        tool.edition = own("edition");
        tool.technical_owner = own("technical-owner");

        let title = own("use").filter(|title| title != usage);
        let mut entry = Use { title, business_owner: own("owner"), ..Use::default() };
        if let Some(cell) = row.cells.get("since") {
            match cell.value.parse::<Day>() {
                Ok(day) => entry.face.set("lifecycle", "since", Fact::Day(day)),
                Err(_) => {
                    let title = format!("`{}` is not a day of the calendar", cell.value);
                    self.wrong(Code::BadDate, &cell.range, title, "write a day as YYYY-MM-DD");
                }
            }
        }
        let mut notes: Vec<String> = own("note").into_iter().collect();
        let mut prohibited = BTreeMap::new();
        let mut claimed = Vec::new();
        for column in ["decision", "status"] {
            let Some(cell) = row.cells.get(column) else { continue };
            match self.verdict(cell) {
                Some(Verdict::Prohibited) => match own("rationale") {
                    Some(rationale) => {
                        prohibited.insert(usage.to_owned(), rationale);
                    }
                    None => {
                        let help = "write the reason in the column `rationale`, or `undecided` here";
                        self.wrong(
                            Code::MissingKey,
                            &cell.range,
                            format!("`{id}` is prohibited without a reason"),
                            help,
                        );
                    }
                },
                Some(Verdict::Claimed) => {
                    notes.push(format!("the list of before says: {}", cell.value));
                    claimed.push(usage.to_owned());
                }
                Some(Verdict::Status(status)) => {
                    entry.face.set("lifecycle", "status", Fact::Text(status.to_owned()));
                }
                Some(Verdict::Undecided) | None => {}
            }
        }
        if prohibited.is_empty()
            && let Some(rationale) = row.text("rationale")
        {
            notes.push(format!("rationale: {rationale}"));
        }
        entry.note = (!notes.is_empty()).then(|| notes.join("; "));
        tool.uses.insert(usage.to_owned(), entry);
        Entry { id: id.to_owned(), tool, prohibited, claimed }
    }

    /// The vendor that a row names, by its id or its name.
    fn vendor(&mut self, row: &Row, tool: &mut Tool) {
        let Some(cell) = row.cells.get("vendor") else { return };
        let said = word(&cell.value);
        let is_it = |known: &&Tool| {
            known.vendor.as_deref() == Some(&said) || known.vendor_name.as_deref().map(word).as_ref() == Some(&said)
        };
        match self.known.iter().map(|(_, known)| known).find(is_it) {
            Some(known) => {
                tool.vendor.clone_from(&known.vendor);
                tool.vendor_name.clone_from(&known.vendor_name);
            }
            None if is_path_id(&said) => {
                tool.vendor_name = Some(cell.value.clone()).filter(|vendor| *vendor != said);
                tool.vendor = Some(said);
            }
            None => self.not_an_id(cell, "vendor"),
        }
    }

    fn verdict(&mut self, cell: &At<String>) -> Option<Verdict> {
        let said = word(&cell.value);
        let found = VERDICTS.iter().find(|(_, words)| words.contains(&said.as_str()));
        if found.is_none() {
            let title = format!("`{}` is no decision and no status", cell.value);
            self.problems.push(
                Problem::error(Code::UnknownId, self.source, cell.range.clone(), title)
                    .suggest(&said, VERDICTS.iter().map(|(_, words)| words[0])),
            );
        }
        found.map(|(verdict, _)| *verdict)
    }
}

/// The id of the use that a row is about.
fn usage(row: &Row) -> String {
    row.text("use").map_or_else(|| "general".to_owned(), word)
}

impl Entry {
    /// Adds what another row of the same tool says.
    fn merge(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.tool, other.tool);
        for (mine, theirs) in [
            (&mut mine.name, theirs.name),
            (&mut mine.vendor, theirs.vendor),
            (&mut mine.vendor_name, theirs.vendor_name),
            (&mut mine.edition, theirs.edition),
            (&mut mine.technical_owner, theirs.technical_owner),
        ] {
            if mine.is_none() {
                *mine = theirs;
            }
        }
        mine.uses.extend(theirs.uses);
        self.prohibited.extend(other.prohibited);
        self.claimed.extend(other.claimed);
    }

    /// Takes from the catalogue what the list leaves open.
    fn fill(&mut self, known: &Tool) {
        let tool = &mut self.tool;
        tool.name = tool.name.take().or_else(|| known.name.clone());
        tool.kind.clone_from(&known.kind);
        tool.identifiers.clone_from(&known.identifiers);
        if tool.vendor.is_none() || tool.vendor == known.vendor {
            tool.vendor.clone_from(&known.vendor);
            tool.vendor_name = tool.vendor_name.take().or_else(|| known.vendor_name.clone());
        }
    }

    /// An owner whom every row names answers for the tool as a whole.
    fn lift_owner(&mut self, rows: usize) {
        let owners: Vec<&String> = self.tool.uses.values().filter_map(|entry| entry.business_owner.as_ref()).collect();
        let Some(first) = owners.first().map(|owner| (*owner).clone()) else { return };
        if owners.len() == rows && owners.iter().all(|owner| **owner == first) {
            for entry in self.tool.uses.values_mut() {
                entry.business_owner = None;
            }
            self.tool.business_owner = Some(first);
        }
    }
}

/// The tool of the catalogue that is meant: by its id, its name, or its name without what stands
/// in parentheses or behind a slash.
fn catalogued(known: &[(String, Tool)], said: &str) -> Option<String> {
    let said = word(said);
    let named = |tool: &Tool| {
        let name = tool.name.as_deref().unwrap_or_default();
        let short = name.split(['(', '/', ',', ';']).next().unwrap_or_default();
        word(name) == said || word(short) == said
    };
    let found = known.iter().find(|(id, _)| *id == said).or_else(|| known.iter().find(|(_, tool)| named(tool)));
    found.map(|(id, _)| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::catalogue;

    fn entries(text: &str) -> Result<Vec<Entry>, Problems> {
        read(&Source::new("list.csv", text), &catalogue::all().unwrap())
    }

    /// What is said about a list, with its places.
    fn said(text: &str) -> Vec<String> {
        let problems = entries(text).unwrap_err();
        problems.0.iter().map(|problem| format!("{} {}", problem.place(), problem.code.as_str())).collect()
    }

    #[test]
    fn a_list_of_ids_and_one_of_names_come_to_the_same_tools() {
        let ids = entries("tool,use\nclaude-code,general\ngithub-copilot,general\nour-bot,general\n").unwrap();
        let names =
            entries("\u{feff}Product;Vendor\r\nClaude Code;Anthropic\r\nGitHub Copilot;\r\nOur Bot;Us & Co.\r\n")
                .unwrap();
        let list = |entries: &[Entry]| entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
        assert_eq!(list(&ids), ["claude-code", "github-copilot", "our-bot"]);
        assert_eq!(list(&names), list(&ids));
        assert_eq!(ids[0].tool, Tool { name: ids[0].tool.name.clone(), ..names[0].tool.clone() });
        assert_eq!(ids[0].tool.vendor_name.as_deref(), Some("Anthropic PBC"));
        assert_eq!(names[2].tool.name.as_deref(), Some("Our Bot"));
        assert_eq!(names[2].tool.vendor.as_deref(), Some("us-co"));
        assert_eq!(names[2].tool.vendor_name.as_deref(), Some("Us & Co."));
    }

    #[test]
    fn rows_of_one_tool_are_put_together_and_nothing_of_them_is_lost() {
        let list = "sep=,\nTool,Use Case,Status,Rationale,Since,Owner,Edition,Comments\n\
                    our-bot,Product Engineering,In use,,2026-03-01,Lee <lee@example.org>,,\"first, line\nsecond\"\n\
                    our-bot,spring,Forbidden,\"The terms \"\"exclude\"\" us\",2025-01-31,Lee <lee@example.org>,Team,\n\
                    ,,,,,,,\n\
                    our-bot,,approved,by mail,,Lee <lee@example.org>,,\n";
        let entries = entries(list).unwrap_or_else(|problems| panic!("{problems}"));
        let [entry] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!(entry.tool.business_owner.as_deref(), Some("Lee <lee@example.org>"));
        assert_eq!(entry.tool.edition.as_deref(), Some("Team"));
        assert_eq!(entry.prohibited, BTreeMap::from([("spring".to_owned(), "The terms \"exclude\" us".to_owned())]));
        assert_eq!(entry.claimed, ["general"]);
        let uses = &entry.tool.uses;
        assert_eq!(uses.keys().collect::<Vec<_>>(), ["general", "product-engineering", "spring"]);
        assert_eq!(uses["product-engineering"].title.as_deref(), Some("Product Engineering"));
        assert_eq!(uses["product-engineering"].note.as_deref(), Some("first, line\nsecond"));
        assert_eq!(uses["product-engineering"].face.get("lifecycle", "status"), Some(&Fact::Text("in-use".to_owned())));
        assert_eq!(uses["general"].note.as_deref(), Some("the list of before says: approved; rationale: by mail"));
        assert_eq!(uses["spring"].note, None);
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_place() {
        let list = "tool;vendor;use;decision;since;colour\n\
                    our-bot;Us;general;prohibited;2026-02-30;red\n\
                    our-bot;Them;general;undecided;;\n\
                    our-bot;Them;other;undecided;;\n\
                    ;Us;;;;\n\
                    ?!;Us;;;;\n\
                    fine;Us;;perhaps;;\n\
                    more;Us;;;;;surplus\n\
                    \"open;Us\n";
        assert_eq!(
            said(list),
            [
                "list.csv:1:32 unknown-key",
                "list.csv:2:20 missing-key",
                "list.csv:2:31 bad-date",
                "list.csv:3:1 duplicate-id",
                "list.csv:4:9 contradiction",
                "list.csv:5:1 missing-key",
                "list.csv:6:1 bad-id",
                "list.csv:7:10 unknown-id",
                "list.csv:8:13 syntax",
                "list.csv:9:1 syntax",
            ]
        );
    }

    #[test]
    fn a_list_without_rows_or_columns_is_refused() {
        assert_eq!(said(""), ["list.csv:1:1 missing-key"]);
        assert_eq!(said("tool,use\n"), ["list.csv:1:1 missing-key"]);
        assert_eq!(said("vendor,use\nus,general\n"), ["list.csv:1:1 missing-key"]);
    }

    #[test]
    fn every_word_for_a_column_or_a_decision_has_one_meaning() {
        let columns = COLUMNS.iter().flat_map(|(name, others)| others.iter().chain([name]));
        let verdicts = VERDICTS.iter().flat_map(|(_, words)| words.iter());
        for words in [columns.collect::<Vec<_>>(), verdicts.collect()] {
            let distinct: std::collections::BTreeSet<_> = words.iter().collect();
            assert_eq!(distinct.len(), words.len());
            assert!(words.iter().all(|name| word(name) == **name));
        }
    }
}
