//! Conditions as actions: each weak answer stands in one of them, and what an action says it brings is
//! what the method gives when it is carried out.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use plimsoll::answers::{Answers, file};
use plimsoll::context::Scope;
use plimsoll::framework::{Framework, Loaded, Shelf, bundled, load};
use plimsoll::problem::Source;
use plimsoll::score::actions::{Doing, PROPOSED, actions};
use plimsoll::score::change::{Base, within_reach};
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

        let mut in_actions: Vec<usize> =
            list.iter().flat_map(|action| action.parts.iter().map(|part| part.question)).collect();
        in_actions.sort_unstable();
        // Beside the conditions stands what the shortest way to the next lower tier takes, and that first.
        let base = Base { framework: &framework, answers: &answers, as_of: day, waived: &waived, scope: Scope::Full };
        let way = base.ways_to(now.tier - 1).ways;
        let way: BTreeSet<usize> = way.first().into_iter().flatten().map(|step| step.question).collect();
        let first = list.iter().take_while(|action| action.on_the_way);
        let first: BTreeSet<usize> = first.flat_map(|action| action.parts.iter().map(|part| part.question)).collect();
        assert_eq!(first, if way.len() <= PROPOSED { way } else { BTreeSet::new() }, "{name}");
        let conditions = now.conditions.iter().map(|condition| condition.question);
        let wanted: BTreeSet<usize> = conditions.chain(first).collect();
        assert_eq!(in_actions, wanted.into_iter().collect::<Vec<_>>(), "{name}");
        let ids: BTreeSet<&str> = list.iter().map(|action| action.id.as_str()).collect();
        assert_eq!(ids.len(), list.len(), "{name}: an id stands twice");

        for action in &list {
            kinds.insert(action.doing);
            let mut changed = answers.clone();
            for part in &action.parts {
                let question = &framework.questions()[part.question];
                let unknown = now.questions[part.question].standing == QuestionState::Unknown;
                assert_eq!(action.doing == Doing::FindOut, unknown, "{name}: {}", question.id);
                changed.answers.insert(question.id.clone(), within_reach(question, now.questions[part.question].grade));
            }
            let then = score(&framework, &changed, day, &waived, Scope::Full);
            let tenths = now.residual.points.tenths() - then.residual.points.tenths();
            assert_eq!((action.tier, action.tenths), (then.tier, tenths), "{name}: {}", action.id);
        }
        let order: Vec<(bool, usize)> = list.iter().map(|action| (!action.on_the_way, action.tier)).collect();
        assert!(order.is_sorted(), "{name}: what lowers the tier comes first");
    }
    assert!(kinds.contains(&Doing::FindOut) && kinds.contains(&Doing::GetEvidence), "{kinds:?}");
}
