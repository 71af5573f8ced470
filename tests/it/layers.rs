//! The arrow of the architecture: which module may use which, and none the other way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::support::{everything_below, root};

/// Every module of the library and what it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("problem", &[]),
    ("date", &[]),
    ("document", &["problem", "date"]),
    ("input", &["problem", "document"]),
    ("file_kind", &["problem", "document"]),
    ("person", &["document"]),
    ("framework", &["problem", "date", "document"]),
    ("answers", &["problem", "date", "document", "person", "framework"]),
    ("context", &["framework", "answers"]),
    ("score", &["date", "document", "framework", "answers", "context"]),
    ("questionnaire", &["problem", "date", "document", "person", "framework", "answers", "context", "score"]),
    ("tool", &["problem", "date", "document"]),
    ("identity", &["document", "tool"]),
    ("discovery", &["file_kind", "input", "problem", "date", "document", "identity"]),
    ("assessment", &["problem", "date", "document", "person", "framework", "answers", "context", "score", "tool"]),
    ("policy", &["problem", "date", "document", "person", "framework", "answers", "score", "assessment"]),
    ("gate", &["date", "person", "framework", "answers", "assessment", "policy"]),
    ("law", &["problem", "date", "document"]),
    ("due", &["date", "person", "framework", "answers", "assessment", "policy", "gate", "law"]),
    ("register", &["input", "problem", "date", "document", "person", "framework", "assessment", "tool", "policy"]),
    (
        "dossier",
        &[
            "problem",
            "date",
            "document",
            "person",
            "framework",
            "assessment",
            "tool",
            "identity",
            "policy",
            "gate",
            "register",
        ],
    ),
    ("reconcile", &["date", "document", "tool", "identity", "discovery", "gate", "register", "dossier"]),
    (
        "report",
        &[
            "file_kind",
            "problem",
            "date",
            "document",
            "person",
            "framework",
            "answers",
            "context",
            "score",
            "tool",
            "assessment",
            "policy",
            "gate",
            "due",
            "dossier",
        ],
    ),
    (
        "workflow",
        &[
            "file_kind",
            "input",
            "problem",
            "date",
            "document",
            "person",
            "framework",
            "answers",
            "context",
            "score",
            "questionnaire",
            "tool",
            "assessment",
            "policy",
            "gate",
            "register",
            "dossier",
            "report",
        ],
    ),
    (
        "audit",
        &[
            "input",
            "problem",
            "date",
            "document",
            "framework",
            "answers",
            "score",
            "assessment",
            "policy",
            "gate",
            "dossier",
            "register",
            "report",
            "workflow",
        ],
    ),
    (
        "exchange",
        &[
            "file_kind",
            "problem",
            "date",
            "document",
            "framework",
            "assessment",
            "tool",
            "identity",
            "discovery",
            "gate",
            "register",
            "dossier",
            "reconcile",
        ],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    everything_below(folder).into_iter().filter(is_source).collect()
}

/// The modules that a file names after `crate::`, grouped imports included.
fn used(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let names: Vec<&str> = match after.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap().split(',').collect(),
            None => vec![after],
        };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn every_arrow_points_to_the_left() {
    let src = root().join("src");
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for file in sources(&src) {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        if matches!(room.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        let Some(allowed) = rules.get(room.as_str()) else {
            wrong.push(format!("{} is in no layer: add `{room}` to MAY_USE", inside.display()));
            continue;
        };
        seen.insert(room.clone());
        for name in used(&text) {
            if name != room && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} uses `{name}`", inside.display()));
            }
        }
        if text.contains("super::super::super") {
            wrong.push(format!("{} climbs more than two floors", inside.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<String> = rules.keys().map(|room| (*room).to_owned()).collect();
    assert_eq!(seen, known, "a module of MAY_USE is gone");
}

#[test]
fn the_rules_themselves_have_no_circle() {
    let mut before: BTreeSet<&str> = BTreeSet::new();
    for (room, allowed) in MAY_USE {
        for other in *allowed {
            assert!(before.contains(other), "`{room}` may use `{other}`, which does not stand left of it");
        }
        before.insert(room);
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let root = root();
    for folder in ["src", "tests/it"] {
        for file in sources(&root.join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//! "), "{} does not open with what it is for", file.display());
            assert!(!text.contains(" \n") && !text.contains('\t'), "{} has trailing spaces or tabs", file.display());
        }
    }
}

#[test]
fn no_name_admits_anything() {
    let root = root();
    for file in sources(&root.join("src")) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert!(
            !["util", "utils", "common", "types", "manager", "helpers", "misc"].contains(&name),
            "{}",
            file.display()
        );
    }
}

/// Names that mean the same in every file that has one: why something failed, and a command's own arguments,
/// subcommands, rows and data, which nobody else uses.
const SAME_EVERYWHERE: [&str; 8] = ["Error", "Result", "Args", "Command", "List", "Show", "Row", "Json"];

#[test]
fn a_name_of_a_type_means_one_thing() {
    let src = root().join("src");
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources(&src) {
        let text = std::fs::read_to_string(&file).unwrap();
        // What a trait asks for is named after that trait's word, and stands indented.
        for line in text.lines() {
            let item = line.strip_prefix("pub").map_or(line, |rest| rest.split_once(' ').map_or("", |(_, item)| item));
            let mut words = item.split(|c: char| !c.is_alphanumeric() && c != '_');
            if !matches!(words.next(), Some("struct" | "enum" | "trait" | "type")) {
                continue;
            }
            let name = words.next().unwrap_or_default().to_owned();
            if !SAME_EVERYWHERE.contains(&name.as_str()) {
                let file = file.strip_prefix(&src).unwrap().display().to_string();
                places.entry(name).or_default().insert(file);
            }
        }
    }
    assert!(places.len() > 300, "only {} types were found", places.len());
    let twice: Vec<_> = places.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(twice.is_empty(), "give each thing a name of its own: {twice:#?}");
}

#[test]
fn only_one_place_runs_a_program() {
    let runs: Vec<PathBuf> = sources(&root().join("src"))
        .into_iter()
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("Command::new("))
        .collect();
    assert_eq!(runs, [root().join("src/cli/git/mod.rs")]);
}

/// Sentences of the library that may name a flag: a whole other command, and comments in a template. What
/// is entered for the matter at hand is a value, since on a screen there are no flags.
const WHOLE_COMMANDS: [&str; 4] = ["plimsoll ", "verify --report", "cargo install --path", "# "];

/// What reads the command lines of other programs knows their flags.
const READS_FLAGS: &str = "identity/mcp.rs";

#[test]
fn the_library_speaks_of_no_flags() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let speaks = |file: &PathBuf| !file.starts_with(src.join("cli")) && *file != src.join(READS_FLAGS);
    for file in sources(&src).into_iter().filter(speaks) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let flag = line.match_indices("--").any(|(at, _)| {
                let before = line[..at].chars().next_back().unwrap_or(' ');
                matches!(before, ' ' | '"' | '`') && line[at + 2..].starts_with(|c: char| c.is_ascii_lowercase())
            });
            if flag && !WHOLE_COMMANDS.iter().any(|known| line.contains(known)) {
                wrong.push(format!("{}:{}: {}", file.strip_prefix(&src).unwrap().display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "a remedy is a value that the edge words:\n{}", wrong.join("\n"));
}

/// The arms of every `match` in a text: what stands before `=>` at the first level inside its braces.
fn matches_in(text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (at, _) in text.match_indices("match ") {
        let Some(open) = text[at..].find('{').map(|open| at + open) else { continue };
        let (mut depth, mut arms, mut before, mut inside) = (0_i32, Vec::new(), String::new(), false);
        for (place, character) in text[open..].char_indices() {
            match character {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if text[open + place..].starts_with("=>") && depth == 1 && !inside {
                arms.push(before.trim_matches(['{', '}', ',', ' ', '\n']).to_owned());
                inside = true;
            }
            let ends = inside && depth == 1 && matches!(character, ',' | '}');
            if ends {
                (inside, before) = (false, String::new());
            } else if !inside {
                before.push(character);
            }
        }
        all.push(arms);
    }
    all
}

#[test]
fn a_new_kind_of_question_stops_the_compiler_at_every_match() {
    let kinds = ["Kind::Choice", "Kind::YesNo", "Kind::Number", "Kind::Multiple"];
    let mut found = 0;
    let mut wrong = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for arms in matches_in(&text) {
            if !arms.iter().any(|arm| kinds.iter().any(|kind| arm.contains(kind))) {
                continue;
            }
            found += 1;
            let open = arms.iter().find(|arm| matches!(arm.as_str(), "_" | "(_, _)") || arm.starts_with("_ if"));
            wrong.extend(open.map(|_| format!("{}: a match over kinds has a `_` arm", file.display())));
        }
    }
    assert!(found >= 10, "only {found} matches over kinds were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let silent =
        "fn f() { match (kind, value) { (Kind::Choice(a) | Kind::YesNo(a), { x }) => { g(1, 2) } _ => None, } }";
    assert_eq!(matches_in(silent)[0].last().map(String::as_str), Some("_"));
}

/// The items of a group up to its closing brace, groups within them left whole.
fn items(group: &str) -> Vec<&str> {
    let (mut depth, mut from, mut items) = (0_u32, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&group[from..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&group[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    items
}

/// The names that stand directly behind a path: `a` and `b` of `use path::{a::c, b};`.
fn behind(text: &str, path: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(path) {
        // `super::` of `super::super::` leads elsewhere.
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':')) {
            continue;
        }
        let after = &code[at + path.len()..];
        let group = after.strip_prefix('{').map_or(vec![after], items);
        let names = group.into_iter().map(|item| {
            let name: String = item.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            name
        });
        found.extend(names.filter(|name| !name.is_empty()));
    }
    found
}

#[test]
fn names_behind_a_path_are_found() {
    let names = |text: &str| behind(text, "crate::cli::").into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(names("use crate::cli::print::{json, table};"), "print");
    assert_eq!(names("use crate::cli::{Answer, locate::{self, Unknown}, person};"), "Answer locate person");
    assert_eq!(names("let x = crate::cli::moment()?;"), "moment");
    assert_eq!(names("// crate::cli::command\nuse super::super::crate_cli;"), "");
    assert_eq!(
        behind("use super::super::a; use super::b::c;", "super::").into_iter().collect::<Vec<_>>(),
        ["b", "super"]
    );
}

#[test]
fn commands_and_prints_keep_to_themselves() {
    let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let mut wrong = Vec::new();
    for file in sources(&cli.join("command")) {
        let inside = file.strip_prefix(cli.join("command")).unwrap();
        let own = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        for other in behind(&text, "crate::cli::command::").into_iter().filter(|other| *other != own) {
            wrong.push(format!("command/{} uses the command `{other}`", inside.display()));
        }
    }
    for file in sources(&cli.join("print")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for other in
            behind(&text, "crate::cli::").into_iter().filter(|other| matches!(other.as_str(), "command" | "screen"))
        {
            wrong.push(format!("{} uses `{other}`", file.strip_prefix(&cli).unwrap().display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every folder of sources, the outermost first.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let inside = everything_below(folder).into_iter().filter(|path| path.is_dir());
    std::iter::once(folder.to_path_buf()).chain(inside).collect()
}

#[test]
fn no_files_of_a_room_go_round_in_a_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut circles = Vec::new();
    for folder in folders(&src) {
        // What several files of a room share stands in its mod.rs, which is why that one is no part of this.
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let place = folder.strip_prefix(&src).unwrap();
        let mut own = "crate::".to_owned();
        for part in place.components() {
            own += &format!("{}::", part.as_os_str().to_str().unwrap());
        }
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_dir() && path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if matches!(name.as_str(), "mod" | "lib" | "main") {
                continue;
            }
            let files = if path.is_dir() { sources(&path) } else { vec![path.clone()] };
            let mut named = BTreeSet::new();
            for file in files {
                let text = std::fs::read_to_string(&file).unwrap();
                // The program reaches the library by its name, so that `crate` is another in there.
                named.extend(behind(&text, &own));
                if !path.is_dir() {
                    named.extend(behind(&text, "super::"));
                }
            }
            named.remove(&name);
            uses.insert(name, named);
        }
        // What only uses what is done already is done; what is left over goes round.
        let mut left: BTreeSet<String> = uses.keys().cloned().collect();
        loop {
            let done: Vec<String> =
                left.iter().filter(|name| uses[*name].intersection(&left).next().is_none()).cloned().collect();
            if done.is_empty() {
                break;
            }
            for name in done {
                left.remove(&name);
            }
        }
        if !left.is_empty() {
            circles.push(format!("{}: {}", place.display(), left.into_iter().collect::<Vec<_>>().join(", ")));
        }
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}
