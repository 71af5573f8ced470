//! Conditions as actions: each weak answer stands in one of them, and what an action says it brings is
//! what the method gives when it is carried out.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use plimsoll::answers::{Answers, file};
use plimsoll::context::Scope;
use plimsoll::framework::{Framework, Loaded, Shelf, bundled, load};
use plimsoll::problem::Source;
use plimsoll::score::actions::{Doing, actions};
use plimsoll::score::change::best;
use plimsoll::score::{QuestionState, score};

struct Bundled;

impl Shelf for Bundled {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        bundled::find(id)
    }
    fn ids(&self) -> Vec<String> {
        bundled::ids().map(str::to_owned).collect()
    }
}

/// The answers of an example, with their framework.
fn example(name: &str) -> (Framework, Answers) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/answers").join(name);
    let (written, _) = file::read(&Source::new(name, std::fs::read_to_string(path).unwrap()));
    let answers = written.unwrap().answers;
    let named: Vec<Arc<Source>> = answers.frameworks.iter().filter_map(|id| bundled::find(id)).collect();
    let Ok((Loaded::Ledger(framework), _)) = load(&named, &Bundled) else { panic!("{name} names no framework") };
    (*framework, answers)
}

#[test]
fn every_condition_stands_in_one_action_that_brings_what_it_says() {
    let day = "2026-11-22".parse().unwrap();
    let waived = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for name in ["claude-code-product-engineering.toml", "chat-assistant-source-code.toml"] {
        let (framework, answers) = example(name);
        let now = score(&framework, &answers, day, &waived, Scope::Full);
        let list = actions(&now, &answers, &waived);
        assert!(!list.is_empty() && list.len() < now.conditions.len(), "{name}: nothing was put together");

        let mut in_actions: Vec<usize> = list.iter().flat_map(|action| action.questions.clone()).collect();
        in_actions.sort_unstable();
        let mut in_conditions: Vec<usize> = now.conditions.iter().map(|condition| condition.question).collect();
        in_conditions.sort_unstable();
        assert_eq!(in_actions, in_conditions, "{name}");

        for action in &list {
            kinds.insert(action.doing);
            let mut changed = answers.clone();
            for at in &action.questions {
                let question = &framework.questions()[*at];
                let unknown = now.questions[*at].standing == QuestionState::Unknown;
                assert_eq!(action.doing == Doing::FindOut, unknown, "{name}: {}", question.id);
                changed.answers.insert(question.id.clone(), best(question));
            }
            let then = score(&framework, &changed, day, &waived, Scope::Full);
            let tenths = now.residual.points.tenths() - then.residual.points.tenths();
            assert_eq!((action.tier, action.tenths), (then.tier, tenths), "{name}: {:?}", action.questions);
        }
        let order: Vec<usize> = list.iter().map(|action| action.tier).collect();
        assert!(order.is_sorted(), "{name}: what lowers the tier comes first");
    }
    assert!(kinds.contains(&Doing::FindOut) && kinds.contains(&Doing::GetEvidence), "{kinds:?}");
}
