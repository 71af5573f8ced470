//! A file of one kind given where another is wanted: it is called by its name, with what it is for, and
//! nothing else is said of it.

use std::path::Path;

use plimsoll::file_kind::FileKind;
use plimsoll::problem::Source;

use super::support::{PLIMSOLL, command, root};

/// A file of every kind, with what the program calls it.
const FILES: [(&str, &str, &str); 10] = [
    ("answers.toml", "an answers file", "schema = 1\nframework = \"ai-tool\"\n[answers]\n"),
    ("ours.toml", "a framework", "schema = 1\nid = \"ours\"\nversion = \"1.0.0\"\ntitle = \"Ours\"\n"),
    ("0001-triage.toml", "a record of a register", "schema = 1\nkind = \"triage\"\ntool = \"t\"\nuse = \"u\"\n"),
    ("copy.toml", "a head, which names", "schema = 1\nnumber = 2\nsha256 = \"00\"\n"),
    ("general.toml", "the draft of an interview", "schema = 1\nkind = \"draft\"\n[context]\n"),
    ("general.decision.toml", "the draft of a decision", "schema = 1\nkind = \"decision-draft\"\n"),
    ("tool.toml", "the entry of a tool", "schema = 1\nname = \"A tool\"\n"),
    ("plimsoll.toml", "the settings file of a register", "schema = 1\nname = \"A register\"\n"),
    ("list.toml", "a list of tools to check", "schema = 1\n[[check]]\ntool = \"t\"\n"),
    ("report.md", "a report", "<!-- plimsoll-report/1 version=0 end -->\n# A report\n"),
];

fn said(folder: &Path, args: &[&str]) -> (String, Option<i32>) {
    let output = command(PLIMSOLL, folder).args(args).output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code())
}

#[test]
fn a_file_of_another_kind_is_called_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let answers = root().join("examples/answers/claude-code-product-engineering.toml");
    let answers = answers.to_str().unwrap();
    for (name, called, text) in FILES {
        std::fs::write(folder.path().join(name), text).unwrap();
        for (wanted, args, exit) in [
            ("an answers file", vec!["score", name], 2),
            ("an answers file", vec!["explain", name], 2),
            ("a framework", vec!["framework", "check", name], 1),
            ("a framework", vec!["score", answers, "--framework", name], 2),
            ("a list of tools to check", vec!["check", "--list", name, "--list-format", "toml"], 2),
            ("a list of tools saved as CSV", vec!["init", "made", "--from", name], 2),
        ] {
            let (said, code) = said(folder.path(), &args);
            let refused = format!("error[wrong-file]: this is {called}");
            // What somebody has not finished can be scored, too.
            let unfinished = (wanted, called) == ("an answers file", "the draft of an interview");
            if wanted == called || unfinished {
                assert!(!said.contains("wrong-file"), "{args:?}\n{said}");
                continue;
            }
            assert!(said.contains(&refused) && said.contains(&format!(", not {wanted}")), "{args:?}\n{said}");
            assert_eq!((said.matches("error[").count(), code), (1, Some(exit)), "{args:?}\n{said}");
            assert!(said.contains("help: "), "{args:?} says nothing to do\n{said}");
        }
        assert!(!folder.path().join("made").exists(), "{name} made a register");
    }
}

/// What the program itself writes is told apart by where it lies and by what stands in it.
#[test]
fn every_file_of_the_examples_is_what_it_is() {
    let register = root().join("examples/register");
    let mut seen = 0;
    for path in super::support::everything_below(&register) {
        let Some(inside) = path.strip_prefix(&register).unwrap().to_str() else { continue };
        let name = inside.rsplit('/').next().unwrap();
        if path.is_dir() || path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let expected = match inside.split('/').next().unwrap() {
            "heads" => FileKind::Head,
            "frameworks" => FileKind::Framework,
            "plimsoll.toml" => FileKind::Settings,
            "policy" if inside.starts_with("policy/used/") => FileKind::Settings,
            _ if name == "tool.toml" => FileKind::Tool,
            _ => FileKind::Record,
        };
        let source = Source::new(inside, std::fs::read_to_string(&path).unwrap());
        assert_eq!(FileKind::of(&source), Some(expected), "{inside}");
        seen += 1;
    }
    assert!(seen > 30, "only {seen} files");
}
