//! What the bundled questions promise: short texts, and no more questions than the documents say.

use std::collections::BTreeMap;

use plimsoll::context::{Applies, Context, Scope};
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{Framework, Loaded, QuestionKind, load};

/// The words that a question and an option may have. More is read past, or holds more than one fact.
const LONGEST: (usize, usize) = (25, 14);

fn framework(id: &str) -> Framework {
    let Ok((Loaded::Ledger(framework), _)) = load(&[bundled::find(id).unwrap()], &Bundled) else {
        panic!("{id} does not load");
    };
    *framework
}

/// How many questions are put in a context, those that count for a floor only included.
fn asked(id: &str, levels: [u8; 13]) -> usize {
    let framework = framework(id);
    let factors = framework.factors().iter().map(|factor| factor.id.clone());
    let context = Context::new(&framework, &factors.zip(levels).collect::<BTreeMap<_, _>>());
    let put = |at: &usize| {
        let material = context.inherent(&framework, framework.questions()[*at].criterion).material;
        context.applies(&framework, *at, material, Scope::Full) != Applies::Hidden
    };
    (0..framework.questions().len()).filter(put).count()
}

#[test]
fn a_typical_use_is_asked_as_many_questions_as_the_documents_say() {
    // data, people, users, autonomy, privileges, untrusted content, ways out, deployment, effect on people,
    // use of output, dependency, jurisdictions, legal class
    let web = asked("ai-tool", [2, 0, 3, 0, 0, 4, 3, 3, 1, 2, 1, 1, 1]);
    let agent = asked("coding-agent", [2, 0, 2, 2, 2, 3, 2, 3, 0, 2, 2, 1, 0]);
    let said = std::fs::read_to_string(super::support::root().join("docs/scoring.md")).unwrap();
    let row =
        said.lines().find(|line| line.starts_with("| asked: typical web tool / coding agent | 37 / 60 |")).unwrap();
    assert!(row.ends_with(&format!("| {web} / {agent} |")), "a web tool is asked {web}, a coding agent {agent}; {row}");
}

#[test]
fn no_question_or_option_is_longer_than_people_read() {
    let mut long = Vec::new();
    for id in ["coding-agent", "mcp-server", "model-api", "open-weights"] {
        for question in framework(id).questions() {
            let labels: Vec<&str> = match &question.kind {
                QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                    options.iter().map(|one| &*one.label).collect()
                }
                QuestionKind::Multiple(items) => items.iter().map(|one| &*one.label).collect(),
                QuestionKind::Number(number) => number.none.iter().map(|one| &*one.label).collect(),
            };
            let words = |text: &str| text.split_whitespace().count();
            let longest = labels.into_iter().filter(|label| words(label) > LONGEST.1);
            let ask = Some(&*question.ask).filter(|ask| words(ask) > LONGEST.0);
            long.extend(longest.chain(ask).map(|text| format!("{}: {text}", question.id)));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
