//! Where keys lead.

use super::*;

#[test]
fn one_key_chooses_and_one_takes_the_same_evidence_again() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.opening(AGENT);
    let first = player.question();
    player.press("3").press("3Order form<Enter>2026-09-15<Enter>");
    let second = player.question();
    assert_ne!(first, second);
    player.press("1<Enter>");
    let answers = &player.talk.answers().answers;
    for id in [first, second] {
        let answer = &answers[id];
        assert_eq!((answer.grade, &answer.evidence[..]), (Grade::Document, &["order-form".to_owned()][..]), "{id}");
        assert_eq!(answer.dated, "2026-09-15".parse().ok(), "{id}");
    }
    // Undo, as often as one likes.
    player.press("zz");
    assert_eq!(player.question(), first);
    assert!(player.talk.answers().answers.is_empty());
}

#[test]
fn esc_leads_from_the_evidence_to_the_options_and_from_there_a_step_back() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.opening(AGENT);
    let question = player.talk.current();
    for back in ["<Esc>", "<Left>"] {
        player.press("1").shows("What does it rest on?");
        player.press(back);
        assert_eq!(player.talk.current(), question, "{back}");
        player.shows("Choose the highest option that is wholly true.");
    }
    player.press("<Esc>");
    assert!(matches!(player.talk.current(), Step::Factor(_)));
}

#[test]
fn a_paste_answers_nothing_and_stays_in_its_line() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    // The lines of a paste that nobody told apart from keys: the first is taken.
    player.burst("Kim<Enter>2<Enter>3<Enter>");
    assert_eq!(player.talk.current(), Step::Request(1));
    player.paste("Lee\nSample").press("<Enter><Enter><Enter><Enter>");
    assert_eq!(player.talk.answers().request.business_owner.as_deref(), Some("Lee Sample"));
    assert_eq!(player.talk.current(), Step::Factor(0));
    player.burst("1. first<Enter>2. second").paste("1\n2\n3");
    assert_eq!(player.talk.current(), Step::Factor(0));
    assert!(player.talk.answers().context.is_empty());
    player.shows("A paste answers nothing here");
    player.press("2");
    assert_eq!(player.talk.answers().context["data"], 2);
}

#[test]
fn what_is_handed_over_or_left_for_later_is_still_open() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.opening(AGENT);
    let first = player.talk.current();
    player.press("@Mo Other<Enter>");
    assert_ne!(player.talk.current(), first);
    assert_eq!(player.talk.assigned(first), Some("Mo Other"));
    assert!(player.talk.is_open(first));
    let section = |step| match step {
        Step::Question(at) => framework.questions()[at].criterion,
        _ => usize::MAX,
    };
    player.press("s");
    assert_ne!(section(player.talk.current()), section(first));
    // Whoever answers it has it back.
    let Step::Question(at) = first else { panic!("{first:?}") };
    player.press(&format!("o/{}<Enter><Enter>", framework.questions()[at].title));
    assert_eq!(player.talk.current(), first);
    player.press("u<Enter>");
    assert_eq!(player.talk.assigned(first), None);
}

#[test]
fn an_option_worth_nothing_asks_for_no_evidence_unless_a_knock_out_wants_it() {
    let framework = framework("coding-agent");
    for (at, question) in framework.questions().iter().enumerate() {
        let QuestionKind::Choice(options) = &question.kind else { continue };
        let (Some(worst), true) =
            (options.iter().position(|option| option.credit == 0), question.evidence_at_least.is_none())
        else {
            continue;
        };
        let mut draft = Draft::default();
        draft.answers.context = framework.factors().iter().map(|one| (one.id.clone(), HIGHEST_LEVEL)).collect();
        let sheet = Ledger { framework: &framework, scope: Scope::Full, as_of: about().as_of };
        let mut talk = Interview::resume(sheet, draft);
        talk.take(Reply::Change(Step::Question(at)));
        let mut player = Player::new(talk);
        player.press(&(worst + 1).to_string());
        assert_eq!(
            player.talk.answers().answers.contains_key(&question.id),
            question.knock_out.is_none(),
            "{}",
            question.id
        );
    }
}

/// The case of `examples/`, with its framework.
fn example() -> (Framework, Answers) {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/answers/claude-code-product-engineering.toml");
    #[expect(clippy::disallowed_methods, reason = "a test reads an example")]
    let text = std::fs::read_to_string(&path).unwrap();
    let source = plimsoll::problem::Source::new("example.toml", text);
    (framework("coding-agent"), plimsoll::answers::file::read(&source).0.unwrap().answers)
}

#[test]
fn a_review_asks_for_what_needs_a_look_and_two_changed_facts_take_few_keys() {
    let (framework, answers) = example();
    let as_of = about().as_of;
    let sheet = Ledger { framework: &framework, scope: Scope::Full, as_of };
    let nothing = BTreeSet::new();
    let before =
        Before { number: 1, answers: &answers, framework: &framework, scope: Scope::Full, changed_documents: &nothing };
    let mut talk = Interview::new(sheet, Some((&answers, as_of)));
    talk.carry_over(Carried::over(&sheet, &before));
    assert!(talk.left().is_empty(), "{:?}", talk.left());
    let mut player = Player::new(talk);
    player.shows("Overview: all").shows("carried over");
    player.press("/no such words<Enter>");
    player.shows("0 of");
    player.press("<Esc>/separat<Enter><Enter>");
    player.press("1<Enter>");
    player.press("o/sandbox<Enter><Enter>2<Enter>er");
    assert_eq!(player.ended, Some(Reply::Record));
    assert!(player.keys <= 50 && player.pages <= 12, "{} keys, {} pages", player.keys, player.pages);
    let (since, looked, carried) = player.talk.looked_at().unwrap();
    assert_eq!((since, looked.len()), (1, 2), "{looked:?}");
    assert!(carried.len() > 50 && !carried.iter().any(|id| looked.contains(id)));
}

#[test]
fn a_review_by_document_rests_the_same_answers_on_it() {
    let (framework, answers) = example();
    let as_of = "2028-01-10".parse().unwrap();
    let sheet = Ledger { framework: &framework, scope: Scope::Full, as_of };
    let nothing = BTreeSet::new();
    let before =
        Before { number: 1, answers: &answers, framework: &framework, scope: Scope::Full, changed_documents: &nothing };
    let mut talk = Interview::new(sheet, Some((&answers, "2026-11-22".parse().unwrap())));
    talk.carry_over(Carried::over(&sheet, &before));
    let mut player = Player::new(talk);
    player.desk.about.as_of = as_of;
    player.shows("Overview: open");
    player.press("/evidence is old<Enter>").shows("evidence is old");
    player.press("<Enter>DAudit report<Enter>2027-12-01<Enter>Contract<Enter>");
    let id = player.question();
    player.press("<Enter>").shows("document Audit report");
    player.press("3");
    let answer = &player.talk.answers().answers[id];
    assert_eq!(
        (answer.state.clone(), &answer.evidence[..]),
        (answers.answers[id].state.clone(), &["audit-report".to_owned()][..])
    );
    assert_eq!(answer.dated, "2027-12-01".parse().ok());
}

#[test]
fn a_settled_tier_offers_to_stop_and_what_is_open_is_skipped() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.opening(AGENT).press("S").shows("The tier is not settled yet");
    // What is known to be worst, question by question, until nothing can move it.
    let (first, mut asked) = (player.talk.current(), 0);
    while player.desk.settled(&player.talk).is_none() {
        let Step::Question(at) = player.talk.current() else { panic!("never settled") };
        let options = crate::cli::screen::workbench::question::ids(&framework.questions()[at].kind).len();
        if options == 0 || matches!(framework.questions()[at].kind, QuestionKind::Multiple(_)) {
            player.press("u<Enter>");
        } else {
            player.press(&options.to_string());
            if player.talk.current() == Step::Question(at) {
                player.press("5");
                if player.talk.current() == Step::Question(at) {
                    player.press("Test<Enter><Enter>");
                }
            }
        }
        asked += 1;
    }
    let left = player.talk.left().len();
    assert!(left > 0, "settled only after all {asked}");
    player.shows("S stops");
    let before = player.talk.bounds();
    let mut forbidden = Player { desk: player.desk.clone(), talk: player.talk.clone(), ended: None, pages: 0, keys: 0 };
    forbidden.desk.about.all_questions.insert("critical".to_owned());
    forbidden.press("S").shows("policy wants every question asked");
    assert_eq!(forbidden.talk.left().len(), left);
    player.press("S");
    assert_eq!(player.talk.current(), Step::Review);
    let score = player.talk.score();
    assert_eq!((score.tier, score.residual.points), (before.highest, before.most));
    assert_eq!(score.questions.iter().filter(|question| question.skipped).count(), left);
    player.shows("residual risk at most").shows(&format!("{left} skipped, since the tier is settled"));
    let skipped = player.talk.answers().answers.values().filter(|answer| plimsoll::score::bounds::was_skipped(answer));
    assert_eq!(skipped.count(), left);
    // An answer that is corrected may unsettle it: then what was skipped counts, here and in a review.
    let mut corrected = Player { desk: player.desk.clone(), talk: player.talk.clone(), ended: None, pages: 0, keys: 0 };
    corrected.talk.take(Reply::Change(first));
    corrected.desk.turn_to(&corrected.talk);
    corrected.press("1");
    if corrected.talk.current() == first {
        corrected.press("5");
    }
    assert!(corrected.talk.skipped_in_vain().is_some());
    corrected.press("er").shows("answer what was skipped");
    assert_eq!(corrected.ended, None);
    let (nothing, answers) = (BTreeSet::new(), corrected.talk.answers());
    let before = Before { number: 1, answers, framework: &framework, scope: Scope::Full, changed_documents: &nothing };
    let carried = Carried::over(corrected.talk.sheet(), &before);
    assert_eq!(carried.looks.values().filter(|look| **look == Look::Skipped).count(), left);
    player.press("er");
    assert_eq!(player.ended.take(), Some(Reply::Record));
    // It can be taken back.
    player.press("z");
    assert_eq!(player.talk.left().len(), left);
}

#[test]
fn a_document_in_hand_brings_what_it_answers_first() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.opening(AGENT);
    player.press("DOrder form<Enter>2026-09-15<Enter>");
    player.shows("Contract owner (");
    player.press("Contract<Enter>");
    let mut of_source = 0;
    while let Step::Question(at) = player.talk.current() {
        let question = &framework.questions()[at];
        if plimsoll::score::actions::source(question).0 != Some("Contract owner") {
            break;
        }
        of_source += 1;
        player.press("1");
        if player.talk.current() == Step::Question(at) {
            player.press("<Enter>");
        }
        let answer = &player.talk.answers().answers[&question.id];
        assert_eq!(answer.evidence, ["order-form"], "{}", question.id);
    }
    assert!(of_source >= 5, "only {of_source}");
}

#[test]
fn an_answer_that_is_corrected_keeps_what_stands_beside_it() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.opening(AGENT);
    let id = player.question();
    player.press("3nclause 4<Enter>").press("3Order form<Enter><Enter>");
    player.press("<Esc>");
    assert_eq!(player.question(), id);
    player.press("4<Enter>");
    let answer = &player.talk.answers().answers[id];
    assert_eq!((answer.note.as_deref(), &answer.evidence[..]), (Some("clause 4"), &["order-form".to_owned()][..]));
    assert!(matches!(&answer.state, State::Given(Value::Text(_))));
}
