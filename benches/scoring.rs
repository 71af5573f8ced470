//! How long the steps of a score take: `cargo bench`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark reads its example and may fail loudly"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use plimsoll::answers::{Answer, Answers, Intake, State, file};
use plimsoll::context::Scope;
use plimsoll::date::Day;
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{Framework, Grade, Loaded, load};
use plimsoll::problem::Source;
use plimsoll::questionnaire::{Draft, Interview, Ledger, Reply, Step};
use plimsoll::score::bounds::bounds;
use plimsoll::score::change::Base;
use plimsoll::score::score;

fn main() {
    divan::main();
}

fn framework(id: &str) -> Framework {
    match load(&[bundled::find(id).unwrap()], &Bundled).unwrap().0 {
        Loaded::Ledger(framework) => *framework,
        Loaded::Route(_) => unreachable!("a framework with a ledger was asked for"),
    }
}

fn source() -> Arc<Source> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/answers/claude-code-product-engineering.toml");
    Source::new("example", std::fs::read_to_string(path).unwrap())
}

fn answers() -> Answers {
    file::read(&source()).0.unwrap().answers
}

/// One full assessment of `coding-agent` from decoded answers.
#[divan::bench]
fn score_coding_agent(bencher: Bencher) {
    let (framework, answers, as_of) = (framework("coding-agent"), answers(), Day::new(2026, 11, 22).unwrap());
    let waived = BTreeSet::new();
    bencher.bench(|| score(&framework, divan::black_box(&answers), as_of, &waived, Scope::Full).tier);
}

/// Reading and checking the framework and its base.
#[divan::bench]
fn load_coding_agent() -> usize {
    framework("coding-agent").questions().len()
}

/// Reading an answers file, without the check against the framework.
#[divan::bench]
fn read_answers(bencher: Bencher) {
    let source = source();
    bencher.bench(|| file::read(divan::black_box(&source)).0.unwrap().answers.answers.len());
}

/// Writing the same answers canonically.
#[divan::bench]
fn write_answers(bencher: Bencher) {
    let answers = answers();
    bencher.bench(|| file::write(divan::black_box(&answers)).len());
}

/// The shortest ways to the lowest tier that answers can reach, as `explain` looks for them.
#[divan::bench]
fn ways_down(bencher: Bencher) {
    let (framework, answers, as_of) = (framework("coding-agent"), answers(), Day::new(2026, 11, 22).unwrap());
    let waived = BTreeSet::new();
    let base = Base { framework: &framework, answers: &answers, as_of, waived: &waived, scope: Scope::Full };
    let to = base.ways_to(0).lowest;
    bencher.bench(|| divan::black_box(&base).ways_to(to).ways.len());
}

/// The bounds of an interview with every other question still to be asked.
#[divan::bench]
fn bounds_of_half(bencher: Bencher) {
    let (framework, answers, as_of) = (framework("coding-agent"), answers(), Day::new(2026, 11, 22).unwrap());
    let waived = BTreeSet::new();
    let base = Base { framework: &framework, answers: &answers, as_of, waived: &waived, scope: Scope::Full };
    let left: BTreeSet<&str> = framework.questions().iter().step_by(2).map(|question| question.id.as_str()).collect();
    bencher.bench(|| bounds(divan::black_box(&base), &left));
}

/// An answer in the middle of an interview, up to the question after it, which is searched for, and the bounds.
#[divan::bench]
fn next_question_and_bounds(bencher: Bencher) {
    let (framework, answers, as_of) = (framework("coding-agent"), answers(), Day::new(2026, 11, 22).unwrap());
    let mut draft = Draft { answers, ..Draft::default() };
    let sheet = Ledger { framework: &framework, scope: Scope::Full, as_of };
    let context = framework.factors().iter().map(|factor| format!("factor:{}", factor.id));
    draft.asked = (0..5).map(|at| format!("request:{}", Intake::PARTS[at].0)).chain(context).collect();
    draft.asked.extend(framework.questions().iter().step_by(2).map(|question| format!("question:{}", question.id)));
    let interview = Interview::resume(sheet, draft);
    assert!(matches!(interview.current(), Step::Question(_)) && interview.left().len() > 20);
    bencher.with_inputs(|| interview.clone()).bench_local_values(|mut interview| {
        let answer =
            Answer { grade: Grade::Document, ..Answer::new(State::Unknown { why: String::new(), skipped: None }) };
        interview.take(Reply::Answer(Box::new(answer), Vec::new()));
        (interview.current(), interview.bounds())
    });
}
