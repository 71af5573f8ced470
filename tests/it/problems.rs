//! Every mistake that a file can have, and what the program says about it.
//!
//! `tests/cases/problems/bad-NAME.toml` is a file with a mistake, `odd-NAME.toml` one that is only warned
//! of; `.stderr` beside it is what the program says: `framework check` of a framework, `score` of answers. `SNAPSHOTS=overwrite cargo test` writes
//! what is said now; read the difference as the person who made the mistake.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plimsoll::problem::Code;
use snapbox::assert::Assert;
use snapbox::cmd::Command;
use snapbox::{Data, IntoData as _};

use super::support::{PLIMSOLL, command, root};

fn folder() -> PathBuf {
    root().join("tests/cases/problems")
}

/// Runs the program in a folder; gives what it says and its exit code.
fn said(folder: &Path, args: &[&str]) -> (String, Option<i32>) {
    let command = Command::from_std(command(PLIMSOLL, folder));
    let output = command.args(args).timeout(std::time::Duration::from_mins(1)).output().unwrap();
    (String::from_utf8(output.stderr).expect("what is said is text"), output.status.code())
}

/// What the program says of a file, with the exit code that it must have.
fn said_of(folder: &Path, file: &str) -> String {
    let (args, code) =
        if file.starts_with("bad-answers-") { (vec!["score", file], 2) } else { (vec!["framework", "check", file], 1) };
    // What is only strange stops nothing.
    let code = if file.starts_with("odd-") { 0 } else { code };
    let (said, exit) = said(folder, &args);
    assert_eq!(exit, Some(code), "{file}\n{said}");
    said
}

#[test]
fn every_mistake_is_said_with_its_place_and_remedy() {
    let folder = folder();
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            (name.starts_with("bad-") || name.starts_with("odd-"))
                && Path::new(name).extension().is_some_and(|end| end == "toml")
        })
        .collect();
    files.sort();
    assert!(files.len() >= 140, "only {} files", files.len());
    let assert = Assert::new().action_env("SNAPSHOTS");
    let mut differences = Vec::new();
    let mut codes: BTreeSet<Code> = BTreeSet::new();
    for file in &files {
        let said = said_of(&folder, file);
        codes.extend(Code::ALL.iter().copied().filter(|code| said.contains(&format!("[{}]", code.as_str()))));
        let snapshot = folder.join(file).with_extension("stderr");
        let expected = Data::read_from(&snapshot, Some(snapbox::data::DataFormat::Text)).raw();
        if let Err(difference) = assert.try_eq(Some(file), said.into_data(), expected) {
            differences.push(difference.to_string());
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    // These are about records, about a command that names the tool, and about files made below.
    let elsewhere = [
        Code::NotCanonical,
        Code::Altered,
        Code::NotAuthorised,
        Code::AgainstPolicy,
        Code::Unreadable,
        Code::WrongFramework,
        Code::NotText,
    ];
    // A warning stops nothing, so it is no mistake of its own.
    let warnings = [Code::Contradiction, Code::NotAccepted];
    for code in Code::ALL {
        let known = elsewhere.contains(code) || warnings.contains(code);
        assert!(codes.contains(code) || known, "no file shows `{}`", code.as_str());
    }
}

#[test]
fn nothing_that_is_said_can_move_or_restyle_what_is_around_it() {
    let folder = folder();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "stderr") {
            let text = std::fs::read_to_string(&path).unwrap();
            let hidden = text
                .chars()
                .find(|character| *character != '\n' && plimsoll::document::writer::is_invisible(*character));
            assert_eq!(hidden, None, "{}", path.display());
        }
    }
}

const HEAD: &str = "schema = 1\nid = \"own\"\nversion = \"1\"\ntitle = \"Own\"\nextends = \"ai-tool\"\n";

/// Files that no editor would keep as they are, and what must be said of each.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let text = |tail: &str| format!("{HEAD}{tail}").into_bytes();
    let crlf = |tail: &str| format!("{HEAD}{tail}").replace('\n', "\r\n").into_bytes();
    let mut bom = "\u{feff}".as_bytes().to_vec();
    bom.extend(text("minutes = \"x\"\n"));
    let mut latin = text("scope = \"caf");
    latin.extend(b"\xe9\"\n");
    let mut utf16: Vec<u8> = vec![0xff, 0xfe];
    utf16.extend(HEAD.encode_utf16().flat_map(u16::to_le_bytes));
    let tables = |count: usize| "[[domain]]\nid = \"x\"\n".repeat(count);
    vec![
        ("large.toml", vec![b'#'; 5 << 20], &["5242880 bytes; such a file may have 4194304"]),
        ("nul.toml", text("scope = \"a\0b\"\n"), &["error[syntax]", "nul.toml:6:"]),
        ("nul-alone.toml", vec![0; 100], &["error[syntax]"]),
        ("latin.toml", latin, &["error[not-text]", "latin.toml:6:13", "save it as UTF-8"]),
        ("utf16.toml", utf16, &["error[not-text]", "utf16.toml:1:1"]),
        ("bom.toml", bom, &["error[wrong-type]", "bom.toml:6:11"]),
        ("crlf.toml", crlf("minutes = \"x\"\nscope = 3\n"), &["crlf.toml:6:11", "crlf.toml:7:9", "2 errors"]),
        ("return.toml", text("scope = \"a\"\rid = 1\n"), &["error[syntax]"]),
        ("deep-list.toml", text(&format!("scope = {}\n", "[".repeat(100_000))), &["error[syntax]"]),
        ("deep-table.toml", text(&format!("scope = {}1\n", "{ a = ".repeat(50_000))), &["error[syntax]"]),
        ("deep-key.toml", text(&format!("{}x = 1\n", "a.".repeat(50_000))), &["error["]),
        ("deep-header.toml", text(&format!("[{}x]\n", "a.".repeat(50_000))), &["error["]),
        ("long-list.toml", text(&format!("scope = [{}]\n", "1, ".repeat(500_000))), &["error[wrong-type]"]),
        ("long-line.toml", text(&format!("title-two = \"{}\"\n", "x".repeat(1_000_000))), &["error[unknown-key]"]),
        ("long-key.toml", text(&format!("{} = 1\n", "x".repeat(1_000_000))), &["error[unknown-key]"]),
        ("many-tables.toml", text(&tables(100_000)), &["error[too-large]", "100000", "may have 2000"]),
        ("many-mistakes.toml", text(&"[[question]]\nid = \"X\"\n".repeat(1_999)), &["error[bad-id]"]),
        ("many-lines.toml", text(&"=\n".repeat(20_000)), &["error[syntax]"]),
    ]
}

#[test]
fn hostile_files_are_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, expected) in hostile() {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let (said, exit) = said(folder.path(), &["framework", "check", name]);
        let start: String = said.chars().take(3_000).collect();
        assert!(matches!(exit, Some(1 | 2)), "{name}: {exit:?}\n{start}");
        for expected in expected {
            assert!(said.contains(expected), "{name} lacks `{expected}`\n{start}");
        }
        assert!(said.len() < 2_000_000, "{name}: {} bytes are said", said.len());
        assert!(!said.contains('\0') && !said.contains('\u{1b}'), "{name}\n{start}");
        assert!(!said.contains("panicked"), "{name}\n{start}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let answers =
        "schema = 1\nframework = \"ai-tool\"\n[answers]\nretention = { value = \"short\", grade = \"document\" }\n";
    let json = |name: &str, text: String| {
        std::fs::write(folder.path().join(name), text).unwrap();
        let output = command(PLIMSOLL, folder.path()).args(["score", name, "--format", "json"]).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let plain = json("plain.toml", answers.to_owned());
    assert_eq!(json("bom.toml", format!("\u{feff}{answers}")), plain);
    assert_eq!(json("crlf.toml", answers.replace('\n', "\r\n")), plain);
}
