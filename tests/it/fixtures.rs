//! Files of the first schema, kept as they were: every later version reads them, says the same of them,
//! and refuses what is newer without looking at it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll::assessment::Record;
use plimsoll::context::Scope;
use plimsoll::exchange::enforce::answer::Inquiry;
use plimsoll::exchange::list;
use plimsoll::framework::{Shelf, load};
use plimsoll::problem::{Code, Problem, Problems, Source};
use plimsoll::report::theme::Theme;
use plimsoll::{answers, assessment, policy, questionnaire, register, tool};
use serde_json::Value;

use super::support::{copy, overwrites, root, said};
use super::year::{fixtures, on, year};

/// A format: how the page calls it, which of the files have it, and its reader, which gives the
/// canonical text where there is one.
struct Format {
    page: &'static str,
    heading: &'static str,
    is: fn(&str) -> bool,
    read: fn(&Arc<Source>) -> Result<Option<String>, Problems>,
}

/// Everything that plimsoll reads or writes, in the order of the pages.
const FORMATS: &[Format] = &[
    Format { page: "formats.md", heading: "Framework", is: is_framework, read: framework },
    Format { page: "formats.md", heading: "Triage framework", is: |name| name == TRIAGE, read: framework },
    Format {
        page: "formats.md",
        heading: "Answers file",
        is: |name| name.starts_with("answers"),
        read: |source| {
            let (written, problems) = answers::file::read(source);
            let written = problems.and(written)?.0;
            let file = answers::file::write(&written.answers);
            Ok(Some(file))
        },
    },
    Format {
        page: "formats.md",
        heading: "`plimsoll.toml`",
        is: |name| name == "register/plimsoll.toml" || name.starts_with("register/policy/used/"),
        read: |source| register::config::read(source).map(|_| None),
    },
    Format {
        page: "formats.md",
        heading: "`tool.toml`",
        is: |name| name.ends_with("/tool.toml"),
        read: |source| tool::file::read(source).map(|(tool, _)| Some(tool::file::write(&tool))),
    },
    Format {
        page: "formats.md",
        heading: "A list of tools",
        is: |name| name == "inventory.csv",
        read: |source| tool::inventory::read(source, &[], &tool::inventory::ReadingOptions::default()).map(|_| None),
    },
    Format { page: "formats.md", heading: "Records", is: |name| name.ends_with("-assessment.toml"), read: record },
    Format { page: "formats.md", heading: "Decisions", is: |name| name.ends_with("-decision.toml"), read: record },
    Format { page: "formats.md", heading: "Events", is: |name| name.ends_with("-event.toml"), read: record },
    Format { page: "formats.md", heading: "Triages", is: |name| name.ends_with("-triage.toml"), read: record },
    Format { page: "formats.md", heading: "Policies", is: |name| name.ends_with("-policy.toml"), read: record },
    Format {
        page: "formats.md",
        heading: "Heads",
        is: |name| name.starts_with("register/heads/"),
        read: |source| register::canonical_head(source).map(Some),
    },
    Format {
        page: "formats.md",
        heading: "Drafts",
        is: |name| name.starts_with("register/drafts/"),
        read: |source| {
            if source.text.contains("decision-draft") {
                return policy::draft::read(source).map(|(draft, _)| Some(draft.write()));
            }
            questionnaire::draft::read(source).map(|(draft, _)| Some(draft.write()))
        },
    },
    Format {
        page: "formats.md",
        heading: "JSON output",
        is: |name| name.starts_with("json/"),
        read: |source| {
            serde_json::from_str::<Value>(&source.text).unwrap();
            Ok(None)
        },
    },
    Format {
        page: "check.md",
        heading: "Lists",
        is: |name| name.starts_with("list."),
        read: |source| {
            let list = list::read(source, list::Form::of(source), &plimsoll::identity::Index::default());
            let problems = list.problems();
            if problems.0.is_empty() { Ok(None) } else { Err(problems) }
        },
    },
    Format {
        page: "enforce.md",
        heading: "Asking at the start",
        is: |name| name == "ask.toml",
        read: |source| Inquiry::read(source).map(|inquiry| Some(inquiry.write())),
    },
    Format {
        page: "reports.md",
        heading: "A theme of your own",
        is: |name| name.starts_with("template/"),
        read: |source| {
            let files = BTreeMap::from([("template.toml".to_owned(), source.text.as_bytes().to_vec())]);
            Theme::read(files).map(|_| None)
        },
    },
];

const TRIAGE: &str = "register/frameworks/our-triage.toml";

/// Headings of docs/formats.md under which no format stands.
const NO_FORMAT: [&str; 9] = [
    "Common to all files",
    "`[scoring]`",
    "The lists",
    "New names",
    "Conditions",
    "Overlays",
    "Bounds of exact arithmetic",
    "Register",
    "git",
];

fn is_framework(name: &str) -> bool {
    name.starts_with("register/frameworks/") && name != TRIAGE
}

fn record(source: &Arc<Source>) -> Result<Option<String>, Problems> {
    assessment::file::read(source).map(|(record, _)| Some(record.write()))
}

fn framework(source: &Arc<Source>) -> Result<Option<String>, Problems> {
    struct Beside;
    impl Shelf for Beside {
        fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
            let path = fixtures().join("register/frameworks").join(format!("{id}.toml"));
            Some(Source::new(id, std::fs::read_to_string(path).ok()?))
        }
        fn ids(&self) -> Vec<String> {
            Vec::new()
        }
    }
    load(std::slice::from_ref(source), &Beside).map(|_| None)
}

/// Every file under a folder, by its name below it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(inside) = open.pop() {
        for entry in std::fs::read_dir(&inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned());
        }
    }
    found
}

/// Every fixture with its format.
fn all() -> Vec<(String, String, &'static Format)> {
    let mut all = Vec::new();
    for (name, text) in files(&fixtures()) {
        if name == "README.md" {
            continue;
        }
        let of: Vec<&Format> = FORMATS.iter().filter(|format| (format.is)(&name)).collect();
        // A decision's draft is called like a decision.
        let of = of.iter().find(|format| format.heading == "Drafts").or_else(|| of.first());
        all.push((name.clone(), text, *of.unwrap_or_else(|| panic!("nobody reads {name}"))));
    }
    all
}

#[test]
fn every_format_that_a_page_names_has_a_fixture() {
    let have: BTreeSet<(&str, &str)> = all().iter().map(|(_, _, format)| (format.page, format.heading)).collect();
    let named: BTreeSet<(&str, &str)> = FORMATS.iter().map(|format| (format.page, format.heading)).collect();
    assert_eq!(have, named, "a format without a fixture");
    for page in ["formats.md", "check.md", "enforce.md", "reports.md"] {
        let text = std::fs::read_to_string(root().join("docs").join(page)).unwrap();
        let headings = text.lines().filter_map(|line| {
            line.split_once("# ").filter(|(marks, _)| !marks.is_empty() && marks.chars().all(|c| c == '#'))
        });
        let headings: BTreeSet<&str> = headings.map(|(_, heading)| heading).collect();
        for (_, heading) in named.iter().filter(|(of, _)| *of == page) {
            assert!(headings.contains(heading), "docs/{page} has no section {heading}");
        }
        if page == "formats.md" {
            for heading in headings {
                let known = named.contains(&(page, heading)) || NO_FORMAT.contains(&heading);
                assert!(known, "docs/{page}: `{heading}` has no fixture, and is not said to be no format");
            }
        }
    }
}

/// Every file with a schema of its own, and the format that it is about.
const READERS: &[(&str, &str)] = &[
    ("answers/file/mod.rs", "Answers file"),
    ("assessment/file.rs", "Records"),
    ("exchange/enforce/answer.rs", "Asking at the start"),
    ("exchange/toml_list.rs", "Lists"),
    ("exchange/findings.rs", "JSON output"),
    ("exchange/reconciled/mod.rs", "JSON output"),
    ("framework/file/mod.rs", "Framework"),
    ("policy/draft.rs", "Drafts"),
    ("questionnaire/draft.rs", "Drafts"),
    ("register/config.rs", "`plimsoll.toml`"),
    ("register/head.rs", "Heads"),
    ("report/format/json.rs", "JSON output"),
    ("report/theme.rs", "A theme of your own"),
    ("tool/file.rs", "`tool.toml`"),
];

#[test]
fn every_reader_with_a_schema_of_its_own_has_a_fixture() {
    let source = root().join("src");
    let with_schema: BTreeSet<String> =
        files(&source).into_iter().filter(|(_, text)| text.contains("const SCHEMA: ")).map(|(name, _)| name).collect();
    let known: BTreeSet<String> = READERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(with_schema, known);
    for (name, heading) in READERS {
        assert!(FORMATS.iter().any(|format| format.heading == *heading), "{name}: {heading}");
    }
}

#[test]
fn every_file_of_the_first_schema_is_read_by_its_reader() {
    let (mut kinds, mut read) = (BTreeSet::new(), 0);
    for (name, text, format) in all() {
        let source = Source::new(name.as_str(), text.clone());
        let written = (format.read)(&source).unwrap_or_else(|problems| panic!("{name}\n{problems}"));
        if let Some(written) = written {
            assert_eq!(written, text, "{name} would be written otherwise today");
        }
        if format.heading == "Records" || ["Decisions", "Events", "Triages", "Policies"].contains(&format.heading) {
            let (record, _) = assessment::file::read(&source).unwrap();
            let header = record.header();
            let wide = if header.usage == "*" { " of every use" } else { "" };
            kinds.insert(match &record {
                Record::Assessment(one) if one.scope == Scope::Keys => "short assessment".to_owned(),
                Record::Event(event) => format!("event {}", event.what.word()),
                Record::Enactment(_) => "policy".to_owned(),
                record => format!("{} about a {}{wide}", record.kind(), header.subject.word()),
            });
        }
        read += 1;
    }
    let expected = [
        "assessment about a tool",
        "decision about a tool",
        "decision about a tool of every use",
        "decision about a vendor of every use",
        "event condition-met",
        "event exception",
        "event retire",
        "event suspend",
        "event trigger",
        "event withdraw",
        "policy",
        "short assessment",
        "triage about a tool",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert!(read > 60, "only {read} files");
}

#[test]
fn a_newer_schema_is_refused_and_nothing_else_is_looked_at() {
    let mut refused = 0;
    for (name, text, format) in all() {
        if Path::new(&name).extension().is_none_or(|end| end != "toml") {
            continue;
        }
        assert!(text.starts_with("schema = 1\n"), "{name}");
        // A key of the future, and a known one that means something else.
        let newer = text.replacen("schema = 1\n", "schema = 2\nfrom-the-future = true\nkind = 7\n", 1);
        let newer = newer.lines().filter(|line| !line.starts_with("kind = \"")).collect::<Vec<_>>().join("\n");
        let problems = (format.read)(&Source::new(name.as_str(), newer)).map(|_| ()).unwrap_err();
        let said: Vec<(&str, String)> = problems.0.iter().map(|one| (one.code.as_str(), helps(one))).collect();
        let remedy = "this version reads schema 1 at most: install a newer plimsoll".to_owned();
        assert_eq!(said, [(Code::NewerSchema.as_str(), remedy)], "{name}");
        refused += 1;
    }
    assert!(refused > 40, "only {refused} files");
}

fn helps(problem: &Problem) -> String {
    problem.help.join("\n")
}

#[test]
fn a_newer_register_is_neither_believed_nor_written_to() {
    for (name, check, assess) in [
        ("plimsoll.toml", 2, 2),
        ("heads/tools/note-taker/general.toml", 2, 2),
        ("tools/note-taker/tool.toml", 2, 2),
        ("tools/note-taker/general/0009-decision.toml", 2, 0),
        ("tools/note-taker/general/0010-assessment.toml", 2, 2),
    ] {
        let folder = tempfile::tempdir().unwrap();
        copy(&fixtures(), folder.path());
        let path = folder.path().join("register").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("schema = 1", "schema = 2\nfrom-the-future = true", 1)).unwrap();
        let before = files(&folder.path().join("register"));
        let run = |arguments: &str| {
            on(folder.path(), "Robin Sample <robin@example.org>", "2026-11-22")
                .args(arguments.split(' '))
                .output()
                .unwrap()
        };
        let checked = run("check note-taker --use general");
        assert_eq!(checked.status.code(), Some(check), "check with a newer {name}\n{}", said(&checked));
        let verified = run("verify");
        assert_ne!(verified.status.code(), Some(0), "verify with a newer {name}\n{}", said(&verified));
        assert!(said(&verified).contains("is newer than this program reads"), "{name}\n{}", said(&verified));
        let assessed = run("assess note-taker --use general --answers answers.toml");
        assert_eq!(assessed.status.code(), Some(assess), "assess with a newer {name}\n{}", said(&assessed));
        if assess == 2 {
            let mut after = files(&folder.path().join("register"));
            after.remove(".lock");
            assert!(after == before, "something was written beside a newer {name}");
        }
    }
}

#[test]
fn a_year_recorded_today_is_the_year_that_was_kept() {
    let folder = year();
    let mut now = files(&folder.path().join("register"));
    now.remove(".lock");
    // Until the first release the kept year may be made again; from then on it stays as it is.
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        for (name, text) in &now {
            let path = fixtures().join("register").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
    let mut kept = files(&fixtures().join("register"));
    kept.retain(|name, _| !name.starts_with("drafts/"));
    // Until something is released, a rule may change what a year comes to.
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        for name in kept.keys().filter(|name| !now.contains_key(*name)) {
            std::fs::remove_file(fixtures().join("register").join(name)).unwrap();
        }
        for (name, text) in &now {
            let path = fixtures().join("register").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        return;
    }
    for (name, text) in &kept {
        assert_eq!(now.get(name).map(String::as_str), Some(text.as_str()), "{name}");
    }
    assert_eq!(now.keys().collect::<Vec<_>>(), kept.keys().collect::<Vec<_>>());
}

/// What prints JSON: the file that is kept, and the command, each in a copy of the fixtures.
const PRINTS: &[(&str, &str)] = &[
    ("assess", "assess note-taker --use general --answers answers.toml"),
    ("assess-short", "assess note-taker --use general --answers answers.toml --short"),
    ("check", "check note-taker --use general --context data=2,egress=3"),
    ("check-list", "check --list list.csv"),
    (
        "decide",
        "decide note-taker --use general --decision approve-with-conditions --rationale Kept --by Pat<pat@example.org>",
    ),
    ("decide-event", "event trigger note-taker --use general --why News"),
    (
        "decide-refused",
        "decide note-taker --use general --decision approve --rationale Kept --by Robin<robin@example.org>",
    ),
    ("diff", "diff note-taker 6 8 --use general"),
    ("due", "due --within 400"),
    ("evidence-list", "evidence list"),
    ("explain", "explain note-taker --use general"),
    ("explain-file", "explain answers-overlay.toml"),
    ("framework-list", "framework list"),
    ("framework-show", "framework show mini"),
    ("list", "list"),
    ("list-missing", "list --missing dora"),
    ("list-prohibited", "list --decision prohibit"),
    ("log", "log note-taker --use general"),
    ("reconcile", "reconcile list.cdx.json --our-domain example.org"),
    ("score", "score answers.toml"),
    ("score-triage", "score answers-triage.toml"),
    ("show", "show note-taker --use talks"),
    ("show-triage", "show note-taker --use first"),
    ("tool-show", "tool show note-taker"),
    ("triage", "triage note-taker --use first --answers first.toml"),
    ("verify", "verify --head 63f7f8d53b22fb72cd1091a7504642cf93d753d217f289b449bcd4044856f0e6"),
];

/// Where everything stands in a value: the path, with lists as one, and what kinds of values stand there.
fn shape(value: &Value, at: &str, shapes: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "a switch",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    shapes.entry(at.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(items) => items.iter().for_each(|item| shape(item, &format!("{at}[]"), shapes)),
        Value::Object(items) => items.iter().for_each(|(key, item)| shape(item, &format!("{at}.{key}"), shapes)),
        _ => {}
    }
}

fn shapes(text: &str) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut shapes = BTreeMap::new();
    shape(&serde_json::from_str(text).unwrap(), "", &mut shapes);
    shapes
}

/// Keys of JSON are added, never changed or removed: what was printed when schema 1 was new is compared
/// with what is printed now. With `SNAPSHOTS=overwrite` a file that is not there yet is written.
#[test]
fn json_has_every_key_that_it_had() {
    let mut names: Vec<String> = Vec::new();
    let mut compare = |name: &str, now: &str| {
        let kept = fixtures().join("json").join(format!("{name}.json"));
        names.push(format!("json/{name}.json"));
        if !kept.exists() && overwrites() {
            std::fs::write(&kept, now).unwrap();
        }
        let (now, then) =
            (shapes(now), shapes(&std::fs::read_to_string(&kept).unwrap_or_else(|_| panic!("no {name}"))));
        for (path, kinds) in then {
            let kinds_now = now.get(&path).unwrap_or_else(|| panic!("{name}: `{path}` is gone"));
            let missing: Vec<_> = kinds.difference(kinds_now).collect();
            assert!(missing.is_empty(), "{name}: `{path}` was {missing:?}, and is {kinds_now:?}");
        }
    };
    for (name, command) in PRINTS {
        let folder = tempfile::tempdir().unwrap();
        copy(&fixtures(), folder.path());
        let triage = std::fs::read_to_string(folder.path().join("answers-triage.toml")).unwrap();
        std::fs::write(folder.path().join("first.toml"), triage.replace("use = \"general\"", "use = \"first\""))
            .unwrap();
        let run = |arguments: &str| {
            on(folder.path(), "Robin Sample <robin@example.org>", "2026-11-22")
                .args(arguments.split(' '))
                .output()
                .unwrap()
        };
        if *name == "show-triage" {
            run("triage note-taker --use first --answers first.toml");
        }
        let output = run(&format!("{command} --format json"));
        let printed = String::from_utf8(output.stdout.clone()).unwrap();
        assert!(printed.starts_with(['{', '[']), "{command}\n{}", said(&output));
        compare(name, &printed);
    }
    for (name, subject) in [("report", ""), ("report-use", "note-taker --use general ")] {
        let folder = tempfile::tempdir().unwrap();
        copy(&fixtures(), folder.path());
        let arguments = format!("report {subject}--audience auditor -o out.json");
        let output = on(folder.path(), "Robin Sample <robin@example.org>", "2026-11-22")
            .args(arguments.split(' '))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        compare(name, &std::fs::read_to_string(folder.path().join("out.json")).unwrap());
    }
    let kept: Vec<String> = files(&fixtures()).into_keys().filter(|name| name.starts_with("json/")).collect();
    names.sort();
    assert_eq!(kept, names, "a kept file that nothing prints any more");
}
