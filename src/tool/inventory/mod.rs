//! The list of tools that an organisation has today: a spreadsheet saved as CSV, a use a row.
//!
//! `words.rs` has the words for columns and decisions, `known.rs` finds the tool and
//! vendor of the catalogue that are meant,
//! `row.rs` reads a row. Whatever is read otherwise than it is written is a remark.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::written::Order;
use crate::document::At;
use crate::document::sheet::{self, Layout, word};
use crate::problem::{Problems, Source};

use super::Tool;
use row::RowReading;
use words::COLUMNS;

mod gathered;
mod ids;
mod known;
mod row;
mod words;

/// How a list is to be read, where it does not say so itself.
#[derive(Clone, Debug, Default)]
pub struct ReadingOptions {
    /// What columns are called that have another name: theirs and ours.
    pub names: Vec<(String, String)>,
    /// Whether columns that are not known are left out.
    pub ignore_others: bool,
    /// The line that names the columns, where it is not the first.
    pub header_line: Option<usize>,
    /// Whether an empty cell of tool, name or vendor has what stands above it, as merged cells are saved.
    pub fill_down: bool,
    /// What `03/04/2026` means.
    pub dates: Option<Order>,
}

/// A tool of the list, with the uses that its rows name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTool {
    /// Its id.
    pub id: String,
    /// What is known of it: from the list, and from the catalogue where the list says nothing.
    pub tool: Tool,
    /// Why a use is prohibited, by the use's id.
    pub prohibited: BTreeMap<String, String>,
    /// The uses of which the list says that they are approved, restricted or on hold.
    pub claimed: Vec<String>,
}

/// What kind of thing a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemarkKind {
    /// A column, or a row that is no use of a tool: left out.
    LeftOut,
    /// A word for a decision or a status that is not known; kept as a note.
    NotUnderstood,
    /// A day that is written in another way than files of this project write it.
    Day,
    /// An id that was made of a name, and is not just its words.
    Id,
    /// A cell that says that there is nothing to say.
    Empty,
}

/// Something in the list that was read otherwise than it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What kind of thing it is about.
    pub about: RemarkKind,
    /// The line where it stands, from 1.
    pub line: usize,
    /// What was made of it, for people.
    pub text: String,
}

/// A list as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// Its tools, by id.
    pub entries: Vec<ListedTool>,
    /// What was read otherwise than it is written, in the order of the list.
    pub remarks: Vec<Remark>,
}

/// Reads a list. `known` is the catalogue, which fills in what the list leaves open.
///
/// # Errors
/// Everything wrong with it, with line and column.
pub fn read(source: &Arc<Source>, known: &[(String, Tool)], options: &ReadingOptions) -> Result<Inventory, Problems> {
    let mut problems = Problems::default();
    if let Some((theirs, ours)) = options.names.iter().find(|(_, ours)| !is_column(ours)) {
        problems.push(sheet::no_column(source, theirs, ours, COLUMNS));
        return Err(problems);
    }
    let layout = Layout {
        columns: COLUMNS,
        needed: &["tool", "name"],
        names: &options.names,
        remarks: Some("note"),
        ignore_others: options.ignore_others,
        header_line: options.header_line,
        fill_down: if options.fill_down { &["tool", "name", "vendor"] } else { &[] },
    };
    let table = sheet::read(source, &layout, &mut problems);
    let mut reading = RowReading::new(source, known, options, problems, &table);
    for At { value, range } in table.left_out {
        reading.remark(RemarkKind::LeftOut, &range, value);
    }
    for row in table.rows {
        reading.row(row);
    }
    let (mut problems, entries, mut remarks) = reading.finish();
    problems.sort();
    remarks.sort_by_key(|remark| (remark.line, remark.about));
    problems.and(Some(Inventory { entries, remarks })).map(|(list, _)| list)
}

fn is_column(name: &str) -> bool {
    let name = word(name);
    COLUMNS.iter().any(|(column, others)| *column == name || others.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::register_fields::FieldValue;
    use super::words::{COLUMNS, VERDICTS};
    use super::*;
    use crate::tool::catalogue;

    fn list(text: &str, options: &ReadingOptions) -> Result<Inventory, Problems> {
        read(&Source::new("list.csv", text), &catalogue::all().unwrap(), options)
    }

    fn entries(text: &str) -> Result<Vec<ListedTool>, Problems> {
        list(text, &ReadingOptions::default()).map(|list| list.entries)
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
        let list = |entries: &[ListedTool]| entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
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
        assert_eq!(
            uses["product-engineering"].register_fields.get("lifecycle", "status"),
            Some(&FieldValue::Text("in-use".to_owned()))
        );
        assert_eq!(uses["general"].note.as_deref(), Some("the imported list says: approved; rationale: by mail"));
        assert_eq!(uses["spring"].note, None);
    }

    #[test]
    fn rows_that_differ_in_capitals_are_about_one_tool() {
        let entries = entries("name,vendor,use\nOur Bot,Us,talks\nour bot,US,letters\n").unwrap();
        let [entry] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!(entry.tool.name.as_deref(), Some("Our Bot"), "the first row has the spelling that is kept");
        assert_eq!(entry.tool.uses.len(), 2);
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_place() {
        let list = "tool;vendor;use;decision;since;colour\n\
                    our-bot;Us;general;prohibited;2026-02-30;red\n\
                    our-bot;Them;general;undecided;;\n\
                    our-bot;Them;other;undecided;;\n\
                    ;Us;;;;\n\
                    ?!;Us;;;;\n\
                    fine;Us;;prohibitet;;\n\
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

    /// What is remarked about a list.
    fn remarks(list: &Inventory) -> Vec<String> {
        list.remarks.iter().map(|Remark { about, line, text }| format!("{line} {about:?}: {text}")).collect()
    }

    #[test]
    fn names_in_any_script_and_sentences_have_ids_and_stay_as_titles() {
        let sentence = "Draft replies to questions about benefits and summarise case files for a case worker";
        let text = format!(
            "\"Tool\nname\";Vendor;Use\n\"DeepL Übersetzer\";DeepL SE;Verträge übersetzen\n通义千问;阿里云;客服\n\
             通義千問;;{sentence}\nDeepL Übersetzer;DeepL;{sentence}\nDeepL Übersetzer;;{sentence}, who checks\n"
        );
        let list = list(&text, &ReadingOptions::default()).unwrap_or_else(|problems| panic!("{problems}"));
        let ids: Vec<&str> = list.entries.iter().map(|entry| entry.id.as_str()).collect();
        // Two names with the same sounds are two tools.
        assert_eq!(ids, ["deepl-ubersetzer", "tong-yi-qian-wen", "tong-yi-qian-wen-2"]);
        let deepl = &list.entries[0].tool;
        assert_eq!(deepl.name.as_deref(), Some("DeepL Übersetzer"));
        assert_eq!((deepl.vendor.as_deref(), deepl.vendor_name.as_deref()), (Some("deepl"), Some("DeepL SE")));
        let titles: Vec<_> =
            deepl.uses.iter().map(|(id, entry)| (id.as_str(), entry.title.as_deref().unwrap())).collect();
        let cut = "draft-replies-to-questions-about-benefits-and-summarise";
        let second = format!("{cut}-2");
        let longer = format!("{sentence}, who checks");
        assert_eq!(
            titles,
            [(cut, sentence), (second.as_str(), longer.as_str()), ("vertrage-ubersetzen", "Verträge übersetzen")]
        );
        assert_eq!(list.entries[1].tool.vendor.as_deref(), Some("a-li-yun"));
        assert_eq!(list.remarks.iter().filter(|remark| remark.about == RemarkKind::Id).count(), 8);
    }

    #[test]
    fn numbers_of_rows_totals_and_placeholders_are_no_tools_and_no_vendors() {
        let text = "id,name,vendor,use,decision,status\n\
                    AI-001,Claude Code,Anthropic,Coding,TBD,N/A\n\
                    AI-002,House bot,n/a,-,,\n\
                    AI-003,Old bot,None,?,,Under legal assessment\n\
                    Total: 3,,,,,\n,Total,3,,,\n";
        let list = list(text, &ReadingOptions::default()).unwrap_or_else(|problems| panic!("{problems}"));
        let ids: Vec<&str> = list.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["claude-code", "house-bot", "old-bot"]);
        assert!(!list.entries[0].tool.identifiers.is_empty());
        assert!(list.entries[1..].iter().all(|entry| entry.tool.vendor.is_none()));
        let note = list.entries[2].tool.uses["general"].note.as_deref();
        assert_eq!(note, Some("the imported list says: Under legal assessment; number in the imported list: AI-003"));
        assert_eq!(
            remarks(&list),
            [
                "2 Empty: `N/A` in `status` is read as empty",
                "3 Empty: `-` in `use` is read as empty",
                "3 Empty: `n/a` in `vendor` is read as empty",
                "4 NotUnderstood: `Under legal assessment` is neither a decision nor a status; it is kept as a note",
                "4 Empty: `?` in `use` is read as empty",
                "4 Empty: `None` in `vendor` is read as empty",
                "5 LeftOut: a row of totals: Total: 3",
                "6 LeftOut: a row of totals: Total, 3",
            ]
        );
        // So are those of a column that says so.
        let text = "#;Tool\n7;Our bot\nTotal;1\n";
        let of_column = self::list(text, &ReadingOptions::default()).unwrap_or_else(|problems| panic!("{problems}"));
        let note = of_column.entries[0].tool.uses["general"].note.as_deref();
        assert_eq!((of_column.entries.len(), note), (1, Some("number in the imported list: 7")));
        // A number alone names no tool, and an id that looks like one is an id.
        assert_eq!(said("id,use\n1,Coding\n"), ["list.csv:2:1 bad-id"]);
        assert_eq!(entries("id,name\ngpt-4,GPT-4\n").unwrap()[0].id, "gpt-4");
    }

    #[test]
    fn columns_of_others_are_named_left_out_or_kept_as_notes() {
        let text =
            "AI tools of the group,,,,\n,,,,\nAgency,Tool,Company,Contains PII,\nHQ,Claude Code,Anthropic,N,x\n,,,Y,\n";
        assert_eq!(said(text), ["list.csv:1:1 missing-key"]);
        let problems = entries(text).unwrap_err();
        assert!(problems.0[0].help[0].contains("header-line 3"), "{:?}", problems.0[0].help);
        let names = vec![("contains pii".to_owned(), "note".to_owned()), ("Agency".to_owned(), "note".to_owned())];
        let options = ReadingOptions { names, header_line: Some(3), ..ReadingOptions::default() };
        let problems = list(text, &options).unwrap_err().0;
        let places: Vec<String> = problems.iter().map(crate::problem::Problem::place).collect();
        // The cell under no name, and the row that a merged cell leaves without a tool.
        assert_eq!(places, ["list.csv:4:28", "list.csv:5:1"], "{problems:?}");
        let options = ReadingOptions { ignore_others: true, ..options };
        let text = text.replace(",,,Y,\n", "");
        let read = list(&text, &options).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(read.entries[0].tool.uses["general"].note.as_deref(), Some("Agency: HQ; Contains PII: N"));
        assert_eq!(remarks(&read), ["1 LeftOut: AI tools of the group", "1 LeftOut: column 5, which has no name"]);
        let options = ReadingOptions { names: vec![("Agenda".to_owned(), "note".to_owned())], ..options };
        assert_eq!(list(&text, &options).unwrap_err().0[0].help[0], "did you mean `Agency`?");
        let options = ReadingOptions { names: vec![("Agency".to_owned(), "notte".to_owned())], ..options };
        assert_eq!(list(&text, &options).unwrap_err().0[0].help[0], "did you mean `note`?");
    }

    #[test]
    fn merged_cells_have_what_stands_above_where_that_is_asked_for() {
        let text = "Tool,Vendor,Use\nClaude Code,Anthropic,Coding\n,,Reviews\nOur bot,,Help\n";
        assert_eq!(said(text), ["list.csv:3:1 missing-key"]);
        let options = ReadingOptions { fill_down: true, ..ReadingOptions::default() };
        let read = list(text, &options).unwrap();
        assert_eq!(read.entries[0].tool.uses.len(), 2);
        // What stands above belongs to the tool above.
        assert_eq!(read.entries[1].tool.vendor, None);
    }

    #[test]
    fn days_of_spreadsheets_are_read_and_said_and_never_guessed() {
        let text = "Tool;Since\nClaude Code;4.3.2026\nChatGPT;46085\nQoder;2026-03-04\n";
        let read = list(text, &ReadingOptions::default()).unwrap();
        let march = FieldValue::Day("2026-03-04".parse().unwrap());
        for entry in &read.entries {
            assert_eq!(
                entry.tool.uses["general"].register_fields.get("lifecycle", "since"),
                Some(&march),
                "{}",
                entry.id
            );
        }
        assert_eq!(remarks(&read), ["2 Day: `4.3.2026` is read as 2026-03-04", "3 Day: `46085` is read as 2026-03-04"]);
        let text = format!("{text}vllm;03/04/2026\n");
        assert_eq!(said(&text), ["list.csv:2:13 bad-date", "list.csv:3:9 bad-date", "list.csv:5:6 bad-date"]);
        let options = ReadingOptions { dates: Some(Order::MonthFirst), ..ReadingOptions::default() };
        assert_eq!(
            remarks(&list(&text, &options).unwrap()).last().unwrap(),
            "5 Day: `03/04/2026` is read as 2026-03-04"
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
