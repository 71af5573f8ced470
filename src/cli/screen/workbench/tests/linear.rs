//! How the desk is printed line by line.

use super::super::linear::SaidSoFar;
use super::*;

/// Presses keys one by one, and gives what is printed before the first and after each.
fn printed(player: &mut Player<'_>, printed: &mut SaidSoFar, script: &str) -> String {
    let mut text = printed.goes_on(&player.desk, &player.talk, 80);
    for key in script_keys(script) {
        let reply = player.desk.keys(&[key], &player.talk);
        player.took(reply);
        text += &printed.goes_on(&player.desk, &player.talk, 80);
    }
    text
}

#[test]
fn an_interview_line_by_line() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    let mut said = SaidSoFar::default();
    let mut seen = String::new();
    for script in [
        "Toni Owner <lt>toni@example.org<gt><Enter>Ca<Tab><Enter>Agent in the terminal<Enter>Speed<Enter><Enter>",
        AGENT,
        // An option by the arrows, evidence of a grade that calls for a document, which is new.
        "<Down><Down>?<Esc>3",
        "3Order form<Enter>2026-09-15<Enter>",
        "1<Enter>",
        "nSection 4<Enter>cA proxy of ours<Enter>60<Enter>2027-03-31<Enter>",
        "u",
        "asked the vendor<Enter>",
        "@Mo Other<Enter>",
        "DAudit report<Enter>2026-10-01<Enter>0",
        "o/sandbox<Enter><Esc><Esc>",
        "Sez",
    ] {
        seen += &printed(&mut player, &mut said, script);
    }
    assert!(!seen.contains('\u{1b}'), "a screen reader reads this out\n{seen}");
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/interview-plain.txt");
    Assert::new()
        .action_env("SNAPSHOTS")
        .eq(seen + "\n", Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
}

#[test]
fn everything_of_every_bundled_question_is_printed() {
    for id in bundled::ids() {
        let Loaded::Ledger(framework) = load(&[bundled::find(id).unwrap()], &Bundled).unwrap().0 else { continue };
        let mut draft = Draft { order: plimsoll::questionnaire::QuestionOrder::File, ..Draft::default() };
        draft.answers.context = framework.factors().iter().map(|one| (one.id.clone(), HIGHEST_LEVEL)).collect();
        let sheet = Ledger { framework: &framework, scope: Scope::Full, as_of: about().as_of };
        let talk = Interview::resume(sheet, draft);
        let words = |text: &str| text.split_whitespace().collect::<String>();
        for step in talk.steps() {
            let Step::Question(at) = step else { continue };
            let mut talk = talk.clone();
            talk.take(Reply::Change(step));
            let mut player = Player::new(talk);
            let text = words(&printed(&mut player, &mut SaidSoFar::default(), ""));
            let question = &framework.questions()[at];
            let labels: Vec<&str> = match &question.kind {
                QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                    options.iter().map(|option| option.label.as_str()).collect()
                }
                QuestionKind::Multiple(items) => items.iter().map(|item| item.label.as_str()).collect(),
                QuestionKind::Number(number) => number.none.iter().map(|none| none.label.as_str()).collect(),
            };
            for wanted in labels.into_iter().chain([question.ask.as_str(), &question.why]) {
                assert!(text.contains(&words(wanted)), "{}: {wanted}\n{text}", question.id);
            }
        }
    }
}

#[test]
fn a_text_that_is_typed_is_printed_letter_by_letter() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    let mut said = SaidSoFar::default();
    assert!(printed(&mut player, &mut said, "").ends_with(
        "Who is asking for it? (Name <mail>)\nKeys: Enter next line \u{b7} Esc line before \u{b7} Ctrl-C leave\n> "
    ));
    assert_eq!(printed(&mut player, &mut said, "Ki"), "Ki");
    assert_eq!(printed(&mut player, &mut said, "<C-u>"), "\u{8} \u{8}\u{8} \u{8}");
    // What is wrong is said, and the line stands again below it.
    let text = printed(&mut player, &mut said, "a@<Enter>");
    assert!(text.starts_with("a@\n") && text.ends_with("\n> a@"), "{text}");
}
