//! Reports as workbooks: real numbers and days, no formula, the classification on every sheet.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};

use super::reports::{HOSTILE, decide, example, hostile, report, run};

type Workbook = Xlsx<Cursor<Vec<u8>>>;

fn workbook(register: &Path, arguments: &[&str]) -> Workbook {
    Xlsx::new(Cursor::new(report(register, arguments, "xlsx"))).unwrap()
}

/// The rows of a sheet by the name of their columns; the first row is the banner.
fn rows(workbook: &mut Workbook, sheet: &str) -> Vec<Vec<(String, Data)>> {
    let range = workbook.worksheet_range(sheet).unwrap();
    let mut rows = range.rows().skip(1);
    let header: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    rows.map(|row| header.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

fn cell<'r>(row: &'r [(String, Data)], column: &str) -> &'r Data {
    &row.iter().find(|(name, _)| name == column).unwrap_or_else(|| panic!("no column {column}")).1
}

#[test]
fn numbers_are_numbers_and_days_are_days() {
    let (_folder, register) = example();
    decide(&register, "claude-code", "product-engineering", "Good enough.");
    let mut made = workbook(&register, &["claude-code", "--use", "product-engineering", "--audience", "auditor"]);
    let sheets = made.sheet_names();
    assert_eq!(sheets[..5], ["Summary", "Criteria", "Answers", "Conditions", "Register"], "{sheets:?}");
    let criteria = rows(&mut made, "Criteria");
    assert!(criteria.len() > 20, "{}", criteria.len());
    for row in criteria.iter().filter(|row| *cell(row, "Tier") != Data::String("not material".to_owned())) {
        for column in ["Impact", "Exposure", "Inherent", "Effect", "Residual"] {
            assert!(matches!(cell(row, column), Data::Float(_)), "{column}: {row:?}");
        }
    }
    let object: serde_json::Value =
        serde_json::from_slice(&report(&register, &["claude-code", "--use", "product-engineering"], "json")).unwrap();
    let first = &object["result"]["domains"][0]["criteria"][0];
    assert_eq!(cell(&criteria[0], "Criterion").to_string(), first["title"].as_str().unwrap());
    assert_eq!(cell(&criteria[0], "Residual"), &Data::Float(first["residual"].as_str().unwrap().parse().unwrap()));
    let dated = rows(&mut made, "Answers").into_iter().filter(|row| matches!(cell(row, "Dated"), Data::DateTime(_)));
    assert!(dated.count() > 20);
    let due = rows(&mut made, "Conditions");
    assert!(due.iter().any(|row| matches!(cell(row, "Due"), Data::DateTime(_)) && cell(row, "State") == "overdue"));
    let mut portfolio = workbook(&register, &["--since", "2026-06-01"]);
    assert!(rows(&mut portfolio, "Register").iter().any(|row| cell(row, "Tier") == "critical"));
    assert!(portfolio.sheet_names().contains(&"Changes".to_owned()));
}

#[test]
fn no_text_is_a_formula_and_none_is_lost() {
    let (_folder, register) = hostile(HOSTILE);
    for arguments in [&["evil-tool"][..], &["evil-tool", "--audience", "board"], &[]] {
        let mut made = workbook(&register, arguments);
        let mut seen = 0;
        for sheet in made.sheet_names() {
            let formulas = made.worksheet_formula(&sheet).unwrap();
            assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}: a formula");
            let range = made.worksheet_range(&sheet).unwrap();
            assert!(range.get_value((0, 0)).unwrap().to_string().contains("cmd()"), "{sheet}: no classification");
            for (_, _, value) in range.used_cells() {
                let text = value.to_string();
                assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{sheet}: {text:?}");
                seen += usize::from(text.contains("漢字 🦀 \" ' & -->"));
            }
        }
        assert!(seen > 1, "the hostile name is lost: {arguments:?}");
    }
}

#[test]
fn a_name_of_many_thousand_characters_is_whole() {
    let (_folder, register) = hostile(&"long word ".repeat(990));
    let mut made = workbook(&register, &["evil-tool"]);
    let summary = made.worksheet_range("Summary").unwrap();
    assert!(summary.used_cells().any(|(_, _, value)| value.to_string().len() >= 9_900), "a name was cut");
}

#[test]
fn a_wider_circle_has_fewer_sheets() {
    let (_folder, register) = example();
    let of = |audience| {
        workbook(&register, &["claude-code", "--use", "product-engineering", "--audience", audience]).sheet_names()
    };
    assert_eq!(of("board"), ["Summary", "Conditions", "Register"]);
    assert_eq!(of("requester"), ["Summary", "Conditions", "Register"]);
    assert!(of("auditor").contains(&"Ledger".to_owned()));
}

#[test]
fn a_workbook_proves_where_it_is_from() {
    let (_folder, register) = example();
    for arguments in [&["claude-code", "--use", "product-engineering"][..], &[]] {
        let bytes = report(&register, arguments, "xlsx");
        let verify = || run(&register, &["verify", "--report", "report.xlsx"]).status.code().unwrap();
        assert_eq!(verify(), 0);
        let mut altered = bytes.clone();
        altered[1_000] ^= 1;
        std::fs::write(register.join("report.xlsx"), &altered).unwrap();
        assert_eq!(verify(), 1);
        std::fs::write(register.join("report.xlsx"), &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(verify(), 2);
    }
}
