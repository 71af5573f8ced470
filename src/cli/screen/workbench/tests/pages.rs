//! How the pages are drawn, at two sizes and at any.

use super::*;

#[test]
fn every_kind_of_page_as_it_is_drawn() {
    let framework = framework("coding-agent");
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut seen = String::new();
        let mut keep =
            |name: &str, player: &Player<'_>| seen += &format!("===== {name}\n{}\n", player.screen(columns, rows));
        let mut player = Player::begin(&framework);
        keep("the request", player.press("Toni Owner <lt>toni@example.org<gt><Enter>Ca<Tab>"));
        player.press("<Enter>Agent in the terminal<Enter>Speed<Enter><Enter>");
        keep("a level", player.press("2"));
        keep("a question", player.press(&AGENT[1..]));
        keep("what it rests on, the first time", player.press("3"));
        keep("a document that is new", player.press("3Order form<Enter>2026-09-1"));
        player.press("5<Enter>");
        keep("the same evidence again", player.press("1"));
        keep("a note", player.press("nSection 4"));
        keep("what is done instead", player.press("<Enter>cA proxy of ours<Enter>60<Enter>"));
        player.press("2027-03-31<Enter><Enter>");
        keep("nobody knows", player.press("u"));
        player.press("asked the vendor<Enter>");
        keep("hand over", player.press("@"));
        player.press("<Tab><Enter>");
        keep("the documents", player.press("1d"));
        player.press("<Esc><Esc>");
        keep("help", player.press("?"));
        keep("the overview", player.press("<Esc>o"));
        keep("the overview, found", player.press("/sandbox<Enter>"));
        player.press("<Enter>");
        keep("a paste onto a page", player.burst("1. first<Enter>2"));
        keep("whose document", player.press("DAudit report<Enter>2026-10-01<Enter>"));
        keep("reading", player.press("1"));
        keep("the last page", player.press("e"));
        if columns == 80 {
            readme_shows(&seen, "the same evidence again");
        }
        let name = format!("tests/snapshots/workbench-{columns}x{rows}.txt");
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        Assert::new()
            .action_env("SNAPSHOTS")
            .eq(seen, Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
    }
}

#[test]
fn every_size_is_drawn() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    let pages = [
        "",
        "Kim<Enter><Enter><Enter><Enter><Enter>",
        AGENT,
        "3",
        "n\u{7530}\u{4e2d} \u{592a}\u{90ce}\u{e9}",
        "<Enter>d",
        "<Esc>?",
        "<Esc>o",
        "<Esc>e",
    ];
    for script in pages {
        player.press(script);
        for (columns, rows) in [(10, 3), (1, 1), (20, 5), (30, 7), (80, 24), (200, 60), (140, 12)] {
            player.screen(columns, rows);
        }
    }
}

#[test]
fn every_page_of_every_bundled_framework_fits_80_by_24() {
    for id in bundled::ids() {
        let Loaded::Ledger(framework) = load(&[bundled::find(id).unwrap()], &Bundled).unwrap().0 else { continue };
        let mut draft = Draft { order: plimsoll::questionnaire::QuestionOrder::File, ..Draft::default() };
        draft.answers.context = framework.factors().iter().map(|one| (one.id.clone(), HIGHEST_LEVEL)).collect();
        let sheet = Ledger { framework: &framework, scope: Scope::Full, as_of: about().as_of };
        let talk = Interview::resume(sheet, draft);
        for step in talk.steps() {
            if !matches!(step, Step::Factor(_) | Step::Question(_)) {
                continue;
            }
            let mut talk = talk.clone();
            talk.take(Reply::Change(step));
            let mut player = Player::new(talk);
            let screen = player.screen(80, 24);
            assert!(!screen.contains("   ... "), "{id}\n{screen}");
            assert!(screen.contains("Ctrl-C leave"), "{id}\n{screen}");
            if let Step::Question(at) = step
                && let QuestionKind::Choice(options) = &framework.questions()[at].kind
            {
                let longest = (0..options.len()).max_by_key(|at| options[*at].label.len()).unwrap();
                player.press(&(longest + 1).to_string());
                let screen = player.screen(80, 24);
                assert!(!screen.contains("   ... "), "{id}\n{screen}");
            }
        }
    }
}

#[test]
fn the_page_of_keys_is_the_table() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/interview.md");
    #[expect(clippy::disallowed_methods, reason = "a test reads a page")]
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(keys::page().trim_end()), "docs/interview.md lacks this:\n{}", keys::page());
}

/// Whether the README shows a page as it is drawn.
fn readme_shows(pages: &str, name: &str) {
    let page = pages.split("===== ").find_map(|page| page.strip_prefix(&format!("{name}\n"))).unwrap().trim_end();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    #[expect(clippy::disallowed_methods, reason = "a test reads a page")]
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(&format!("```text\n{page}\n```")), "README.md lacks this:\n{page}");
}
