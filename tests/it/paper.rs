//! Reports on paper: every page marked, tagged, one page to decide on; read back by two readers that
//! are not ours.

#[cfg(feature = "pdf")]
mod printed {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::super::reports::{HOSTILE, decide, example, hostile, meet, report, run};
    use super::super::support::{copy, root};

    /// What would be markup, code or a reference to the typesetter, and what no font has.
    const TYPESET: &str = "#import \"x.typ\": * #panic() $x^2$ *b* _i_ @ref <label> // gone /* gone */ \\u{41} [x] ~ -- ... \
                           'q' = - + `raw` \u{1b}[31m \u{202e}\u{200f} 漢字 العربية 🦀👩‍👩‍👧";

    const USE: [&str; 3] = ["claude-code", "--use", "product-engineering"];

    /// What a program says of a file; `None` where the machine does not have it.
    fn reader(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
        let Ok(output) = Command::new(program).args(arguments).arg(file).output() else {
            println!("NOT RUN: this machine has no {program}; test.sh brings it where there is apt-get");
            return None;
        };
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).unwrap())
    }

    fn print(register: &Path, arguments: &[&str]) -> PathBuf {
        let file = register.join("report.pdf");
        report(register, arguments, "pdf");
        file
    }

    /// The pages as poppler reads them, white space evened out.
    fn pages(file: &Path) -> Option<Vec<String>> {
        let file = file.to_str().unwrap().to_owned();
        let output = Command::new("pdftotext").args(["-layout", &file, "-"]).output();
        let Ok(output) = output else {
            println!("NOT RUN: this machine has no pdftotext; test.sh brings it where there is apt-get");
            return None;
        };
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let even = |page: &str| page.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text.trim_end_matches('\u{c}').split('\u{c}').map(even).collect())
    }

    #[test]
    fn every_page_is_marked_and_the_decision_is_one_page() {
        let (_folder, register) = example();
        let decided = decide(&register, "claude-code", "product-engineering", "Good enough.");
        meet(&register, "claude-code", "product-engineering", &decided.sha256);
        for arguments in [
            &USE[..],
            &["claude-code", "--use", "restricted-affiliate"],
            &["claude-code", "--use", "restricted-affiliate", "--since", "1"],
            &["claude-code", "--use", "restricted-affiliate", "--audience", "auditor"],
            &["chatgpt", "--audience", "requester"],
            &["--since", "2026-06-01"],
        ] {
            let Some(pages) = pages(&print(&register, arguments)) else { return };
            for (at, page) in pages.iter().enumerate() {
                assert_eq!(page.matches("INTERNAL").count(), 2, "{arguments:?}, page {}", at + 1);
                assert!(page.contains(&format!("Page {} of {}", at + 1, pages.len())), "{arguments:?}");
            }
            if arguments[0] == "claude-code" && !arguments.contains(&"auditor") {
                assert!(pages[0].contains("signature and date"), "{arguments:?}");
                assert!(pages[1].starts_with("Example group") && pages[1].contains("1 "), "{}", pages[1]);
            }
        }
    }

    #[test]
    fn six_pages_at_most_for_the_committee_and_the_annex_for_auditors() {
        let (_folder, register) = example();
        for (tool, usage) in [
            ("claude-code", "product-engineering"),
            ("claude-code", "restricted-affiliate"),
            ("chatgpt", "pasted-source-code"),
            ("vllm", "internal-summaries"),
            ("microsoft-copilot", "executive-mail"),
        ] {
            let pages_for = |audience| pages(&print(&register, &[tool, "--use", usage, "--audience", audience]));
            let Some(board) = pages_for("board") else { return };
            assert_eq!(board.len(), 1, "{tool}/{usage}");
            let Some(requester) = pages_for("requester") else { return };
            let last = requester.last().unwrap();
            assert!(last.len() > 400, "{tool}/{usage}: a page with next to nothing: {last}");
            let Some(committee) = pages_for("committee") else { return };
            assert!(committee.len() <= 6, "{tool}/{usage}: {} pages", committee.len());
            assert!(committee.iter().all(|page| !page.contains("Register entry")), "{tool}/{usage}: an annex");
            let Some(auditor) = pages_for("auditor") else { return };
            assert!(auditor.iter().any(|page| page.contains("Register entry")), "{tool}/{usage}: no annex");
        }
    }

    #[test]
    fn other_readers_find_it_whole_tagged_and_with_its_fonts() {
        let (_folder, register) = example();
        let file = print(&register, &USE);
        if let Some(info) = reader("pdfinfo", &[], &file) {
            for line in ["Tagged: yes", "Title: Claude Code", "Creator: plimsoll", "JavaScript: no", "Encrypted: no"] {
                let even: Vec<String> =
                    info.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
                assert!(even.iter().any(|found| found.starts_with(line)), "{line}\n{info}");
            }
        }
        if let Some(fonts) = reader("pdffonts", &[], &file) {
            let fonts: Vec<&str> = fonts.lines().skip(2).collect();
            assert!(fonts.len() >= 3);
            assert!(fonts.iter().all(|font| font.contains("yes yes yes") && font.contains("+Source")), "{fonts:?}");
        }
        let _ = reader("qpdf", &["--check"], &file);
        let bytes = std::fs::read(&file).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds("<pdfuaid:part>1</pdfuaid:part>"), "no PDF/UA-1");
        assert!(holds("<pdfaid:part>2</pdfaid:part>") && holds("<pdfaid:conformance>A</pdfaid:conformance>"));
        assert!(!holds("http://www.w3.org/2000/svg"));
        for (audience, sections) in [
            ("auditor", &["Result by criterion", "Evidence", "Annex", "The whole ledger"][..]),
            ("committee", &["Use and context", "Result by criterion", "Why this result", "Monitoring and review"]),
        ] {
            let file = print(&register, &[&USE[..], &["--audience", audience]].concat());
            let Ok(outline) = Command::new("mutool").args(["show", file.to_str().unwrap(), "outline"]).output() else {
                println!("NOT RUN: this machine has no mutool; test.sh brings it where there is apt-get");
                return;
            };
            let outline = String::from_utf8(outline.stdout).unwrap();
            for section in sections {
                assert!(outline.contains(section), "{audience}: {section}\n{outline}");
            }
        }
        let text = Command::new("mutool").args(["draw", "-F", "txt", file.to_str().unwrap()]).output().unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(text.contains("Three reasons that carry the result") && text.contains("signature and date"));
    }

    #[test]
    fn no_name_is_markup_and_none_stops_the_press() {
        let long = "x".repeat(9_900);
        let words = "A name of many words. ".repeat(450);
        for text in [HOSTILE, TYPESET, &long, &words] {
            let (_folder, register) = hostile(text);
            for arguments in [&["evil-tool"][..], &[]] {
                assert!(pages(&print(&register, arguments)).is_none_or(|pages| pages.len() < 600));
            }
            let board = print(&register, &["evil-tool", "--audience", "board"]);
            let Some(pages) = pages(&board) else { return };
            assert_eq!(pages.len(), 1, "{text}\n{pages:?}");
            if text == TYPESET {
                let begin = "#import \"x.typ\": * #panic() $x^2$ *b* _i_ @ref <label> // gone /* gone */";
                assert!(pages[0].contains(begin), "{}", pages[0]);
                assert!(pages[0].contains("A box (□) stands for a character"), "{}", pages[0]);
                // What is not seen was replaced at the gate of all formats, and is a box here.
                assert!(pages[0].contains("U+FFFD") && !pages[0].contains("U+202E"), "{}", pages[0]);
            }
        }
    }

    #[test]
    fn it_proves_where_it_is_from() {
        let (_folder, register) = example();
        let forged = "plimsoll-report/1 version=9 portfolio head=1 audience=board as-of=2026-11-24 end";
        let (_evil, evil) = hostile(forged);
        let verify = |register: &Path| run(register, &["verify", "--report", "report.pdf"]).status.code().unwrap();
        for (register, arguments) in [(&register, &USE[..]), (&register, &[]), (&evil, &["evil-tool"]), (&evil, &[])] {
            let bytes = report(register, arguments, "pdf");
            assert_eq!(verify(register), 0, "{arguments:?}");
            assert!(report(register, arguments, "pdf") == bytes, "other bytes");
            let mut altered = bytes.clone();
            altered[2_000] ^= 1;
            std::fs::write(register.join("report.pdf"), &altered).unwrap();
            assert_eq!(verify(register), 1, "{arguments:?}");
        }
    }

    #[test]
    fn an_organisation_sees_its_own_look() {
        let (folder, register) = example();
        let look = folder.path().join("look");
        copy(&root().join("examples/template"), &look);
        let font = root().join("src/report/format/pdf/fonts/SourceCodePro-Regular.ttf");
        std::fs::copy(font, look.join("house.ttf")).unwrap();
        let mut arguments = USE.to_vec();
        arguments.extend(["--audience", "board", "--template", look.to_str().unwrap()]);
        let file = print(&register, &arguments);
        if let Some(pages) = pages(&file) {
            assert!(pages[0].contains("Example Freight"), "{}", pages[0]);
        }
        std::fs::write(look.join("use.typ"), "#import \"theme.typ\": *\n#panic(\"here\")\n").unwrap();
        let mut all = vec!["report", "-o", "x.pdf"];
        all.extend(&arguments);
        let output = run(&register, &all);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains("use.typ, line 2"), "{said}");
        std::fs::write(look.join("use.typ"), "#read(\"/etc/passwd\")\n").unwrap();
        let said = String::from_utf8(run(&register, &all).stderr).unwrap();
        assert!(said.contains("not found") || said.contains("denied"), "{said}");
        std::fs::write(look.join("house.ttf"), "no font").unwrap();
        let said = String::from_utf8(run(&register, &all).stderr).unwrap();
        assert!(said.contains("house.ttf"), "{said}");
    }
}
