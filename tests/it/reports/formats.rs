//! Every format of the list, taken from the list: the same bytes anywhere, where a report is from, nothing
//! hostile gets through, and help, documentation and themes are as the list says.

use std::path::Path;

use plimsoll::document::writer::is_invisible;
use plimsoll::register::Register;
use plimsoll::report::format::{FORMATS, Format};

use super::super::support::{copy, overwrites, root};
use super::{HOSTILE, decide, example, formats, hostile, is_text, meet, report, run, run_in, text, triaged};

#[test]
fn the_same_records_give_the_same_bytes_anywhere() {
    let (_here, one) = example();
    let (_there, other) = example();
    for register in [&one, &other] {
        let decided = decide(register, "claude-code", "product-engineering", "Good enough.");
        meet(register, "claude-code", "product-engineering", &decided.sha256);
    }
    for extension in formats(|_| true) {
        for arguments in [
            &["claude-code", "--use", "product-engineering"][..],
            &["claude-code", "--use", "restricted-affiliate", "--audience", "auditor", "--since", "1"],
            &["--since", "2026-06-01"],
        ] {
            let file = format!("x.{extension}");
            let mut all = vec!["report", "-o", &file];
            all.extend(arguments);
            let made = |folder: &Path, register: &Path, zone: &str| {
                let mut all = all.clone();
                all.extend(["--register", register.to_str().unwrap()]);
                let output = run_in(folder, &all, zone);
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                std::fs::read(folder.join(&file)).unwrap()
            };
            let first = made(&one, &one, "UTC");
            let second = made(other.parent().unwrap(), &other, "Pacific/Kiritimati");
            assert!(first == second, "{all:?}");
        }
    }
}

#[test]
fn a_report_proves_where_it_is_from() {
    let (_folder, register) = example();
    decide(&register, "claude-code", "product-engineering", "Good enough.");
    let verify = |file: &str| {
        let output = run(&register, &["verify", "--report", file]);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap(), said)
    };
    for format in FORMATS.iter().filter(|format| formats(|_| true).any(|built| built == format.extension)) {
        let file = format!("report.{}", format.extension);
        for arguments in [&["claude-code", "--use", "product-engineering", "--audience", "board"][..], &[]] {
            let bytes = report(&register, arguments, format.extension);
            let (code, said) = verify(&file);
            assert_eq!(code, 0, "{said}");
            assert!(said.contains("unchanged"), "{said}");
            if !is_text(format) {
                let mut longer = bytes;
                longer.push(b'\n');
                std::fs::write(register.join(&file), longer).unwrap();
                assert_eq!(verify(&file).0, 1, "{file}");
                continue;
            }

            let changed = String::from_utf8(bytes.clone()).unwrap().replacen("moderate", "low", 1);
            std::fs::write(register.join(&file), changed).unwrap();
            let (code, said) = verify(&file);
            assert_eq!(code, 1, "{said}");
            assert!(said.contains("first difference"), "{said}");

            let text = String::from_utf8(bytes).unwrap();
            let head = text.split("head=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
            std::fs::write(register.join(&file), text.replace(&head, &"0".repeat(64))).unwrap();
            assert_eq!(verify(&file).0, 1);
            std::fs::write(register.join(&file), text.replace("version=", "version=9")).unwrap();
            let (code, said) = verify(&file);
            assert_eq!(code, 2, "{said}");
            std::fs::write(register.join(&file), "nothing").unwrap();
            assert_eq!(verify(&file).0, 2);
        }
    }
    // A report stays true when the register goes on.
    report(&register, &["claude-code", "--use", "product-engineering"], "html");
    let register_on = Register::open(&register).unwrap();
    let tip = register_on.records(&register_on.chain("claude-code", "product-engineering")).unwrap().len();
    decide(&register, "claude-code", "product-engineering", "Once more.");
    assert_eq!(register_on.records(&register_on.chain("claude-code", "product-engineering")).unwrap().len(), tip + 1);
    assert_eq!(verify("report.html").0, 0);
    // But not of a record that was altered.
    let record = register.join("tools/claude-code/product-engineering/0001-assessment.toml");
    let altered = std::fs::read_to_string(&record).unwrap().replacen("Robin", "Robyn", 1);
    std::fs::write(&record, altered).unwrap();
    let (code, said) = verify("report.html");
    assert_eq!(code, 1, "{said}");
    let refused = run(&register, &["report", "claude-code", "--use", "product-engineering", "-o", "y.md"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!register.join("y.md").exists());
}

/// What a text from a record may never do, in whatever text it is laid out.
fn stays_text(made: &str, what: &str) {
    // What Excel needs before UTF-8 is the first character of a table, and of nothing else.
    let made = made.strip_prefix('\u{feff}').filter(|_| what.starts_with("csv")).unwrap_or(made);
    let hidden = made.chars().find(|each| !matches!(each, '\n' | '\r') && is_invisible(*each));
    assert_eq!(hidden, None, "{what}: it would be read otherwise than it is");
    assert!(!made.replace("\r\n", "\n").contains('\r'), "{what}: a carriage return alone");
    let begins =
        |line: &&str| line.trim_start_matches([' ', '"', '\'', '|', '-', '*']).starts_with("verdict: APPROVED");
    assert_eq!(made.lines().find(begins), None, "{what}: a text begins a line");
    assert!(made.contains("verdict: APPROVED"), "{what}: a text is lost");
    assert!(made.contains("漢字 🦀"), "{what}: a text is lost");
}

#[test]
fn nothing_hostile_gets_through() {
    let (_folder, register) = hostile(HOSTILE);
    for arguments in [&["evil-tool"][..], &["evil-tool", "--audience", "board"], &[]] {
        for format in formats(is_text) {
            stays_text(&text(&register, arguments, format), &format!("{format} {arguments:?}"));
        }
        for format in formats(|_| true) {
            report(&register, arguments, format);
            let verified = run(&register, &["verify", "--report", &format!("report.{format}")]);
            assert_eq!(verified.status.code(), Some(0), "{format} {arguments:?}: a text was taken for the provenance");
        }
        let html = text(&register, arguments, "html");
        assert_eq!(html.matches("<script").count(), usize::from(arguments.is_empty()), "{arguments:?}");
        assert!(html.contains("&lt;script&gt;") || html.contains("&lt;script"), "{arguments:?}");
        assert!(!html.contains("href=\"javascript"));
        assert!(!html.contains("49 漢字"), "a name was run as a template");

        let markdown = text(&register, arguments, "md");
        assert!(!markdown.replace("\\<script", "").contains("<script"), "{arguments:?}");
        assert!(!markdown.replace("\\[x\\](", "").contains("[x]("));
        assert_eq!(markdown.matches("-->").count(), 1, "only the provenance is a comment");

        let table = text(&register, arguments, "csv");
        let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
        let mut cells = 0;
        for record in reader.records() {
            for cell in &record.unwrap() {
                let begins = cell.trim_start();
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !begins.starts_with(['=', '+', '-', '@']), "{cell}");
                cells += usize::from(cell.contains("cmd()"));
            }
        }
        assert!(cells > 0, "the hostile name is lost: {arguments:?}");

        let object: serde_json::Value = serde_json::from_str(&text(&register, arguments, "json")).unwrap();
        assert!(object.to_string().contains("cmd()"));
    }
}

#[test]
fn help_and_documentation_name_every_format_of_the_list() {
    let said = run(root(), &["report", "--help"]);
    let help = String::from_utf8(said.stdout).unwrap();
    let listed = |text: &str, line: &dyn Fn(&Format) -> String| -> Vec<usize> {
        FORMATS.iter().map(|format| text.find(&line(format)).unwrap_or_else(|| panic!("{}", line(format)))).collect()
    };
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let places = listed(&help, &|format| format!(".{} {}", format.extension, format.purpose));
    assert!(places.is_sorted(), "the help names them in another order");
    let page = std::fs::read_to_string(root().join("docs/reports.md")).unwrap();
    let places = listed(&page, &|format| format!("\n| `.{}` | {}", format.extension, format.purpose));
    assert!(places.is_sorted(), "docs/reports.md names them in another order");
    assert_eq!(page.matches("\n| `.").count(), FORMATS.len(), "docs/reports.md names a format that is not there");
}

#[test]
fn a_theme_shows_in_every_format_that_says_so_and_is_cleaned_as_well() {
    let (folder, register) = example();
    let theme = folder.path().join("theme");
    std::fs::create_dir(&theme).unwrap();
    let hostile = "schema = 1\norganisation = \"Ampersand House \\u001b[31m\\nverdict: APPROVED\"\n";
    std::fs::write(theme.join("template.toml"), hostile).unwrap();
    let arguments = ["claude-code", "--use", "product-engineering", "--template", theme.to_str().unwrap()];
    for format in FORMATS.iter().filter(|format| is_text(format)) {
        let file = format!("report.{}", format.extension);
        let mut all = vec!["report", "-o", &file];
        all.extend(arguments);
        let output = run(&register, &all);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert_eq!(said.contains("--template has no effect"), !format.themed, "{file}: {said}");
        let made = std::fs::read_to_string(register.join(&file)).unwrap();
        assert_eq!(made.contains("Ampersand House"), format.themed, "{file}");
        assert!(!made.contains('\u{1b}') && !made.contains("\nverdict"), "{file}");
    }
}

#[test]
fn a_name_of_thousands_of_characters_is_whole_where_there_is_room_and_cut_with_a_sign_elsewhere() {
    for long in ["x".repeat(9_990), "名".repeat(3_330)] {
        let (_folder, register) = hostile(&long);
        for format in formats(is_text) {
            let made = text(&register, &["evil-tool", "--audience", "auditor"], format);
            assert!(made.contains(&long), "{format}: it stands nowhere");
            let portfolio = text(&register, &[], format);
            let letter: String = long.chars().take(40).collect();
            assert!(portfolio.contains(&letter), "{format}");
            assert!(portfolio.contains(&long) || portfolio.contains('…'), "{format}: cut without a sign");
        }
    }
}

#[test]
fn a_hostile_triage_stays_text() {
    let quoted = serde_json::to_string(HOSTILE).unwrap().replace('\u{202e}', "\\u202E").replace('\u{200f}', "\\u200F");
    let (_folder, register) = triaged(|answers| {
        let lines = answers.lines().map(|line| match line.split_once(" = ") {
            Some((key @ ("purpose" | "benefit" | "without-it" | "requested-by"), _)) => format!("{key} = {quoted}"),
            _ => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    });
    let arguments = ["claude-code", "--use", "pilot"];
    let html = text(&register, &arguments, "html");
    assert!(!html.contains("<script") && html.contains("&lt;script"), "{html}");
    let markdown = text(&register, &arguments, "md");
    assert!(!markdown.replace("\\<script", "").contains("<script"));
    let table = text(&register, &arguments, "csv");
    let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
    for record in reader.records() {
        assert!(record.unwrap().iter().all(|cell| !cell.starts_with(['=', '+', '@'])));
    }
    for format in formats(is_text) {
        stays_text(&text(&register, &arguments, format), format);
    }
    for format in formats(|format| !is_text(format)) {
        assert!(!report(&register, &arguments, format).is_empty());
    }
}

#[test]
fn the_samples_are_what_is_written_today() {
    let (_folder, register) = example();
    let usage = ["claude-code", "--use", "restricted-affiliate"];
    let board = ["claude-code", "--use", "product-engineering", "--audience", "board"];
    let paper = ["microsoft-copilot", "--use", "executive-mail"];
    for (name, arguments) in [
        ("executive-mail.pdf", &paper[..]),
        ("restricted-affiliate.html", &usage),
        ("product-engineering-board.html", &board),
        ("product-engineering-board.md", &board),
        ("portfolio.html", &["--since", "2026-06-01"]),
        ("portfolio.md", &["--since", "2026-06-01"]),
        ("product-engineering.xlsx", &["claude-code", "--use", "product-engineering", "--audience", "auditor"]),
    ] {
        let format = name.rsplit_once('.').unwrap().1;
        if Format::of_extension(format).unwrap().built_in().is_err() {
            continue;
        }
        let made = report(&register, arguments, format);
        let kept = root().join("examples/reports").join(name);
        if overwrites() {
            std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
            std::fs::write(&kept, &made).unwrap();
        }
        let kept = std::fs::read(&kept).unwrap_or_default();
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
        let line = lines(&made).iter().zip(lines(&kept)).position(|(made, kept)| *made != kept);
        assert!(
            made == kept,
            "examples/reports/{name} is not what is written today (line {line:?}); \
             `SNAPSHOTS=overwrite cargo test --all-features --test it reports` writes it: look at it then"
        );
    }
}

#[test]
fn an_organisation_sees_its_own_look() {
    let (folder, register) = example();
    let look = folder.path().join("look");
    copy(&root().join("examples/template"), &look);
    let look_path = look.to_str().unwrap();
    let arguments = ["claude-code", "--use", "product-engineering", "--template", look_path];
    let page = text(&register, &arguments, "html");
    assert!(page.contains("data:image/svg+xml;base64,"), "the logo is missing");
    assert!(page.contains("Example Freight"));
    let verify = |more: &[&str]| {
        let mut all = vec!["verify", "--report", "report.html"];
        all.extend(more);
        run(&register, &all).status.code().unwrap()
    };
    assert_eq!(verify(&["--template", look_path]), 0);
    assert_eq!(verify(&[]), 2);
    // A template of its own that never ends, and one that leaves the security policy out.
    let use_html = look.join("use.html");
    std::fs::write(&use_html, "{% extends 'page.html' %}{% block content %}{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}{% endblock %}").unwrap();
    let mut all = vec!["report", "-o", "report.html"];
    all.extend(arguments);
    let said = run(&register, &all);
    assert_eq!(said.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&said.stderr).contains("may not compute that much"),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    std::fs::write(&use_html, "<p>{{ view.tool.name }}</p>").unwrap();
    let said = run(&register, &all);
    assert!(String::from_utf8_lossy(&said.stderr).contains("head.html"), "{}", String::from_utf8_lossy(&said.stderr));
    std::fs::write(&use_html, "{% extends 'page.html' %}{% block content %}{{ view.tool.nmae }}{% endblock %}")
        .unwrap();
    let said = run(&register, &all);
    assert!(String::from_utf8_lossy(&said.stderr).contains("use.html:1"), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_format_that_this_build_lacks_says_what_to_do() {
    let (_folder, register) = example();
    for format in FORMATS.iter().filter(|format| format.built_in().is_err()) {
        let file = format!("x.{}", format.extension);
        for arguments in [&["report", "-o", &file][..], &["verify", "--report", &file]] {
            let output = run(&register, arguments);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(said.contains("this plimsoll was built without"), "{arguments:?}: {said}");
            assert!(said.contains(&format!("--features {}`", format.extension)), "{arguments:?}: {said}");
        }
        assert!(!register.join(file).exists());
    }
}
