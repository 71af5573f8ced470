//! Inventories of every form, read: what each comes to, which no value of theirs may leak, and what is said
//! of those that are none. The files are in `tests/cases/inventories/`; a trap of a form is a line in one of them.

use std::io::Read;

use plimsoll::discovery::{self, Discovery, InventoryForm, SightingCount, name_client};
use plimsoll::identity::{Identity, Index};
use plimsoll::problem::Problem;
use plimsoll::tool::Tool;

use super::support::{reviewed, root};

/// What the catalogue knows, and one extension of a browser.
fn index() -> Index {
    let mut index = Index::of_catalogue();
    let extension = vec!["kbfnbcaeplbcioakkpcpgfkobkghlhen".to_owned()];
    let tool = Tool { identifiers: [("chrome".to_owned(), extension)].into(), ..Tool::default() };
    index.add("writing-helper", &tool);
    index
}

fn read(name: &str, input: impl Read) -> Result<Discovery, Box<Problem>> {
    let index = index();
    discovery::read(name, input, &|identity| !index.find(identity).tools.is_empty())
}

/// An inventory in lines for review.
fn text(inventory: &Discovery, index: &Index) -> String {
    let Discovery { form, rows, not_understood, blocked, others, .. } = inventory;
    let mut text =
        format!("{}: {rows} rows, {not_understood} not understood, {blocked} blocked, {others} others", form.as_str());
    if let Some(line) = inventory.first_not_understood {
        text += &format!(", first not understood on line {line}");
    }
    text += &inventory.devices.map_or_else(String::new, |devices| format!(", {devices} devices"));
    text += "\n";
    for remark in &inventory.remarks {
        text += &format!("! {remark}\n");
    }
    for one in &inventory.sightings {
        let kind = one.identity.kind().as_str();
        text += &format!("{:4} {} {kind} {}", one.line, one.grade.as_str(), discovery::shown(&one.identity));
        for (word, value) in
            [("called", &one.label), ("version", &one.version), ("in", &one.client), ("account", &one.account)]
        {
            text += &value.as_ref().map_or_else(String::new, |value| format!("; {word} {value}"));
        }
        for mark in &one.marks {
            text += &format!("; {}", mark.as_str());
        }
        text += &counted("seen", &one.seen);
        text += &counted("blocked", &one.blocked);
        let tools: Vec<String> = index.find(&one.identity).tools.into_keys().collect();
        text += &format!(" => {}\n", if tools.is_empty() { "nobody knows it".to_owned() } else { tools.join(", ") });
    }
    text
}

fn counted(word: &str, count: &SightingCount) -> String {
    if count.rows == 0 {
        return String::new();
    }
    let mut text = format!("; {word} {}", count.rows);
    for (what, names) in [("on", &count.devices), ("by", &count.people)] {
        if !names.is_empty() {
            text += &format!(" {what} {}", names.join("+"));
        }
    }
    if count.more > 0 {
        text += &format!(" and {} more", count.more);
    }
    text + &count.days.map_or_else(String::new, |(first, last)| format!(" {first}..{last}"))
}

#[test]
fn every_form_is_told_by_its_content_and_read() {
    let index = index();
    let mut forms = std::collections::BTreeSet::from([InventoryForm::Empty, InventoryForm::Folder]);
    let mut unread: Vec<String> = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/cases/inventories"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        // Whatever the file is called.
        let mut inventory = match read("some-file", &bytes[..]) {
            Ok(inventory) => inventory,
            Err(problem) => {
                unread.push(format!("{name}: {}", problem.title));
                continue;
            }
        };
        name_client(&mut inventory, &path);
        forms.insert(inventory.form);
        let said = text(&inventory, &index);
        assert!(!said.contains("never-shown"), "{name}: {said}");
        reviewed(&format!("inventories/{name}.txt"), &said);
        // The same with the ends of lines and the mark of Windows, and in its wide encoding.
        let text = String::from_utf8(bytes).unwrap();
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let wide: Vec<u8> = windows.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [windows.as_bytes(), &wide] {
            let mut again = read("some-file", bytes).unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
            name_client(&mut again, &path);
            assert_eq!(again, inventory, "{name}");
        }
    }
    assert!(unread.is_empty(), "{}", unread.join("\n"));
    let missing: Vec<_> = InventoryForm::ALL.iter().filter(|form| !forms.contains(form)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// What is said of something that cannot be read.
fn refused(bytes: impl Read) -> String {
    let problem = read("some-file", bytes).expect_err("was read");
    assert!(!problem.help.is_empty() || !problem.title.is_empty());
    format!("{}: {}\n  {}", problem.code.as_str(), problem.title, problem.help.join("\n  "))
}

#[test]
fn what_is_no_inventory_is_refused_with_what_would_be_taken() {
    let mut said = String::new();
    for (what, text) in [
        ("prose", "This is a letter, and it says nothing that a program could read. It goes on.\n"),
        ("a table of another product", "Name,Source,Destination,Domain\na,b,c,claude.ai\n"),
        ("a translated header", "Ereignisname,Nutzer,App,Client-ID,Bereich,Datum,IP\na,b,c,d,e,f,g\n"),
        ("JSON of something else", "{\"a\": 1}"),
        ("a list of something else", "[{\"a\": 1}]"),
        ("JSON that ends in the middle", "[{\"tool\": \"x\", \"severity\": \"warn\", \"source\": \"y\"},"),
        ("a document that ends in the middle", "{\"mcpServers\": {"),
        ("settings of a register", "schema = 1\nname = \"x\"\n\n[policy.tier.high]\nlongest-days = 90\n"),
        ("TOML that does not read", "[mcp_servers\ncommand = \"never-shown\"\n"),
        ("HTML", "<!doctype html>\n<html></html>\n"),
    ] {
        let refusal = refused(text.as_bytes());
        assert!(!refusal.contains("never-shown"), "{refusal}");
        said += &format!("# {what}\n{refusal}\n");
    }
    for (what, bytes) in [
        ("gzip", &b"\x1f\x8b\x08\0"[..]),
        ("ZIP", b"PK\x03\x04\0\0"),
        ("a database", b"SQLite format 3\0..."),
        ("a binary", b"\x7fELF\x02\x01\0\0\0\0"),
    ] {
        said += &format!("# {what}\n{}\n", refused(bytes));
    }
    reviewed("inventories/refused.txt", &said);
}

#[test]
fn what_is_made_to_exhaust_the_reader_is_refused_or_skipped() {
    let deep = "[".repeat(1_000_000);
    for text in [
        deep.clone(),
        format!("{{\"mcpServers\": {deep}"),
        format!("{{\"bomFormat\": \"CycloneDX\", \"components\": {deep}"),
    ] {
        refused(text.as_bytes());
    }
    // A list that never ends is read as it comes in: of a gigabyte on one line nothing is kept.
    let log = b"1795684442.120 210 10.1.2.3 TCP_TUNNEL/200 8123 CONNECT claude.ai:443 ada HIER_DIRECT/192.0.2.80 -\n";
    let endless = std::io::repeat(b'x').take(1 << 30);
    let inventory = read("some-file", log.chain(endless).chain(&b"\n"[..]).chain(&log[..])).unwrap();
    assert_eq!((inventory.rows, inventory.not_understood, inventory.sightings[0].seen.rows), (3, 1, 2));
    // A bomb of references in YAML.
    let mut bomb = "lockfile_version: \"2\"\na: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (one, other) in ('a'..'m').zip('b'..) {
        bomb += &format!("{other}: &{other} [{}]\n", vec![format!("*{one}"); 9].join(", "));
    }
    refused(bomb.as_bytes());
    // A document larger than any that is read at once.
    let large = std::io::Cursor::new("{\"mcpServers\": {\"a\": \"").chain(std::io::repeat(b'x').take(65 << 20));
    assert!(refused(large).contains("64 MiB"));
}

#[test]
fn an_empty_file_is_a_silent_source_and_no_error() {
    for text in ["", "\n \n", "[]", "[ ]\n"] {
        let inventory = read("some-file", text.as_bytes()).unwrap();
        assert_eq!((inventory.form, inventory.rows, inventory.remarks.len()), (InventoryForm::Empty, 0, 1), "{text:?}");
    }
    let none = read("some-file", &b"{\"installedApps\": []}"[..]).unwrap();
    assert_eq!((none.form, none.rows), (InventoryForm::ChromeApps, 0));
}

#[test]
fn a_folder_is_looked_through_without_following_links() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("work/shop/.cursor/mcp.json", "{\"mcpServers\": {\"docs\": {\"url\": \"https://mcp.docs.example/mcp\"}}}");
    put("work/shop/CLAUDE.md", "Text.");
    put(
        "work/shop/package-lock.json",
        "{\"lockfileVersion\": 3, \"packages\": {\"node_modules/@anthropic-ai/claude-code\": {\"version\": \"2.1.38\"}}}",
    );
    put("work/shop/node_modules/x/package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}");
    put(".gemini/settings.json", "{\"theme\": \"dark\"}");
    put(".vscode/extensions/anthropic.claude-code-2.2.7-linux-x64/package.json", "{}");
    put(".config/chrome/Default/Extensions/kbfnbcaeplbcioakkpcpgfkobkghlhen/1.0/manifest.json", "{}");
    put("broken/.mcp.json", "{\"mcpServers\": ");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("work"), folder.path().join("link")).unwrap();
    let index = index();
    let name = |path: &std::path::Path| path.strip_prefix(folder.path()).unwrap().display().to_string();
    let known = |identity: &Identity| !index.find(identity).tools.is_empty();
    let scanned = discovery::scan(folder.path(), &known, &name).unwrap();
    let mut said = String::new();
    for inventory in &scanned.inventories {
        said += &format!("# {}\n{}", inventory.file, text(inventory, &index));
    }
    for problem in &scanned.problems {
        said += &format!("# {}\n{}\n", problem.source.name, problem.title);
    }
    reviewed("inventories/folder.txt", &said);
}

#[test]
fn every_form_stands_in_the_documentation() {
    let page = std::fs::read_to_string(root().join("docs/reconcile.md")).unwrap();
    for form in InventoryForm::ALL.iter().filter(|form| !matches!(form, InventoryForm::Empty | InventoryForm::Folder)) {
        let row = format!("| {} | `{}` | {} |", form.title(), form.as_str(), form.sign());
        assert!(page.contains(&row), "docs/reconcile.md lacks: {row}");
    }
    for code in plimsoll::reconcile::Mismatch::ALL {
        assert!(page.contains(&format!("| `{}` | {} |", code.as_str(), if code.fails() { "yes" } else { "no" })));
    }
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

#[test]
fn whatever_is_altered_in_an_inventory_is_read_or_refused() {
    let mut files: Vec<_> =
        std::fs::read_dir(root().join("tests/cases/inventories")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut numbers = Numbers(14);
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        for _ in 0..60 {
            let mut altered = bytes.clone();
            for _ in 0..=numbers.below(4) {
                let at = numbers.below(altered.len());
                match numbers.below(5) {
                    0 => altered.truncate(at),
                    1 => altered.insert(at, b"{}[]\"',:;=@\\\0\n\xff\xc3"[numbers.below(16)]),
                    2 if !altered.is_empty() => drop(altered.remove(at)),
                    3 => altered.extend_from_within(at..),
                    _ if !altered.is_empty() => altered[at] = u8::try_from(numbers.below(256)).unwrap(),
                    _ => {}
                }
            }
            // Everything is kept, so that everything is shown.
            if let Ok(found) = discovery::read("some-file", &altered[..], &|_| true) {
                let rows: u64 = found.sightings.iter().map(|one| one.seen.rows + one.blocked.rows).sum();
                assert!(found.sightings.is_empty() || rows > 0, "{}", path.display());
                found.sightings.iter().for_each(|one| drop(discovery::shown(&one.identity)));
            }
        }
    }
}
