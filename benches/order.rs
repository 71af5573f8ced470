//! How soon the tier is settled, by the rule that says which question is asked next:
//! `cargo bench --bench order`. The table that it prints stands in `docs/scoring.md`.
//!
//! The uses are random. A use has levels up to a limit of its own, 1 to 4. Of its answers 25, 50, 70 or
//! 90 in 100 are the best that their question takes, 8 in 100 are unknown, the rest is any answer; in
//! every other use no knock-out is hit, as with a tool that could be approved. Evidence: none 5,
//! statement 30, document 40, attestation 10, tested 15 in 100. Uses that the context alone settles, and
//! those with fewer than 30 questions, are left out: no order makes a difference there.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a simulation prints its table, reads the clock, and may fail loudly"
)]

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use plimsoll::answers::{Answer, Answers, State, Value};
use plimsoll::context::{Applies, Scope};
use plimsoll::date::Day;
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{BandLimit, Framework, Grade, Loaded, Question, QuestionKind, load};
use plimsoll::questionnaire::order::{Weight, decisive, weigh};
use plimsoll::score::bounds::{bounds, reaches};
use plimsoll::score::change::{Base, best};
use plimsoll::score::score;

const SEED: u64 = 13;
/// How many uses every rule is tried on.
const USES: usize = 500;
/// How many of them the exact rule is tried on, which takes some hundred times as long.
const USES_OF_EXACT: usize = 100;
/// The fewest questions of a use that counts.
const FEWEST: usize = 30;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A use: everything that will be said about it, and what is asked of it.
struct Use {
    answers: Answers,
    asked: Vec<usize>,
    /// The tier that it comes to, and the one before controls.
    tiers: (usize, usize),
}

fn uses(framework: &Framework) -> Vec<Use> {
    let mut dice = Dice(SEED);
    let mut uses = Vec::new();
    while uses.len() < USES {
        let answers = answers(framework, &mut dice, uses.len() % 2 == 0);
        let base = base(framework, &answers);
        let now = score(framework, &answers, base.as_of, base.waived, base.scope);
        let asked: Vec<usize> =
            (0..now.questions.len()).filter(|at| now.questions[*at].applies != Applies::Hidden).collect();
        if asked.len() >= FEWEST && !bounds(&base, &ids(framework, &asked)).settled() {
            uses.push(Use { asked, tiers: (now.tier, now.inherent.tier), answers });
        }
    }
    uses
}

fn answers(framework: &Framework, dice: &mut Dice, approvable: bool) -> Answers {
    let highest = 1 + dice.below(4);
    let good = [25, 50, 70, 90][dice.below(4)];
    let mut answers = Answers::default();
    for factor in framework.factors() {
        answers.context.insert(factor.id.clone(), u8::try_from(dice.below(highest + 1)).unwrap());
    }
    for question in framework.questions() {
        let (unknown, answer) = (dice.chance(8), answer(question, dice, good));
        if approvable && question.knock_out.is_some() {
            answers.answers.insert(question.id.clone(), Answer { grade: Grade::Document, ..best(question) });
        } else if !unknown {
            answers.answers.insert(question.id.clone(), answer);
        }
    }
    answers
}

fn answer(question: &Question, dice: &mut Dice, good: usize) -> Answer {
    let grade = match dice.below(100) {
        0..5 => Grade::None,
        5..35 => Grade::Statement,
        35..75 => Grade::Document,
        75..85 => Grade::Attestation,
        _ => Grade::Tested,
    };
    if dice.chance(good) {
        return Answer { grade, ..best(question) };
    }
    let value = match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            Value::Text(options[dice.below(options.len())].id.clone())
        }
        QuestionKind::Number(number) => match number.bands[dice.below(number.bands.len())].limit {
            BandLimit::UpTo(limit) | BandLimit::AtLeast(limit) => Value::Number(limit),
        },
        QuestionKind::Multiple(items) => {
            Value::List(items.iter().filter(|_| dice.chance(50)).map(|item| item.id.clone()).collect())
        }
    };
    Answer { grade, ..Answer::new(State::Given(value)) }
}

fn base<'a>(framework: &'a Framework, answers: &'a Answers) -> Base<'a> {
    const WAIVED: &BTreeSet<String> = &BTreeSet::new();
    Base { framework, answers, as_of: Day::new(2026, 11, 22).unwrap(), waived: WAIVED, scope: Scope::Full }
}

fn ids<'f>(framework: &'f Framework, questions: &[usize]) -> BTreeSet<&'f str> {
    questions.iter().map(|at| framework.questions()[*at].id.as_str()).collect()
}

/// Which of the questions that are left is asked next, after the last one.
type Rule = fn(&Base<'_>, &[usize], Option<usize>) -> usize;

const RULES: [(&str, Rule); 7] = [
    ("the framework's order (`--order file`)", |_, left, _| left[0]),
    ("fixed: knock-outs, key questions, inherent points", |base, left, _| {
        *left.iter().max_by_key(|at| fixed(base, **at)).unwrap()
    }),
    ("the same, a topic at a time", |base, left, last| {
        let topic = |at: usize| base.framework.questions()[at].criterion;
        *left.iter().max_by_key(|at| (Some(topic(**at)) == last.map(topic), fixed(base, **at))).unwrap()
    }),
    ("what sways the tier", |base, left, _| heaviest(base, left, |_| false)),
    ("the same, finishing a topic before the next", |base, left, last| {
        let topic = |at: usize| base.framework.questions()[at].criterion;
        heaviest(base, left, |weight| Some(topic(weight.question.0)) == last.map(topic))
    }),
    (DECISIVE, |base, left, last| decisive(base, left, last)[0]),
    (EXACT, |base, left, _| {
        let ids = ids(base.framework, left);
        let now = bounds(base, &ids);
        let most = reaches(base, &ids).into_iter().max_by_key(|reach| {
            let tiers = reach.at_worst.lowest - now.lowest + now.highest - reach.at_best.highest;
            let up = reach.at_worst.least.tenths() - now.least.tenths();
            (tiers, up + now.most.tenths() - reach.at_best.most.tenths(), Reverse(reach.question))
        });
        most.unwrap().question
    }),
];
const DECISIVE: &str = "the same, staying with a topic while it sways (`--order decisive`)";
const EXACT: &str = "what moves the bounds most, worked out for every question";

fn fixed(base: &Base<'_>, at: usize) -> (usize, bool, u8, Reverse<usize>) {
    let question = &base.framework.questions()[at];
    let context = plimsoll::context::Context::new(base.framework, &base.answers.context);
    let points = context.inherent(base.framework, question.criterion).points;
    (question.knock_out.as_ref().map_or(0, |knock_out| knock_out.floor), question.key, points, Reverse(at))
}

fn heaviest(base: &Base<'_>, left: &[usize], stays: impl Fn(&Weight) -> bool) -> usize {
    weigh(base, left).into_iter().max_by_key(|weight| (stays(weight), *weight)).unwrap().question.0
}

/// What one interview came to.
struct Run {
    /// Thousandths of its questions until the tier was settled.
    share: usize,
    /// How often the topic changed until then.
    changes: usize,
    /// How often it changed in all, where the rule was asked on to the end.
    changes_in_all: usize,
    /// How long the rule thought about each question.
    times: Vec<Duration>,
}

fn run(framework: &Framework, one: &Use, rule: Rule, to_the_end: bool) -> Run {
    let mut said = Answers { context: one.answers.context.clone(), ..Answers::default() };
    let mut left = one.asked.clone();
    let (mut last, mut changes, mut times) = (None, 0, Vec::new());
    let mut settled = None;
    loop {
        if settled.is_none() && bounds(&base(framework, &said), &ids(framework, &left)).settled() {
            settled = Some(((one.asked.len() - left.len()) * 1000 / one.asked.len(), changes));
        }
        if left.is_empty() || (settled.is_some() && !to_the_end) {
            break;
        }
        let begun = Instant::now();
        let next = rule(&base(framework, &said), &left, last);
        times.push(begun.elapsed());
        let question = &framework.questions()[next];
        changes += usize::from(last.is_some_and(|at: usize| framework.questions()[at].criterion != question.criterion));
        last = Some(next);
        left.retain(|at| *at != next);
        if let Some(answer) = one.answers.answers.get(&question.id) {
            said.answers.insert(question.id.clone(), answer.clone());
        }
    }
    let (share, changes_until) = settled.unwrap();
    Run { share, changes: changes_until, changes_in_all: changes, times }
}

fn percentile<T: Ord + Copy + Default>(values: impl Iterator<Item = T>, percent: usize) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

fn main() {
    for id in ["coding-agent", "model-api"] {
        let framework = framework(id);
        let uses = uses(&framework);
        println!("\n{id}, {USES} uses, seed {SEED}\n");
        println!(
            "| rule | all: median | 90th | ends at the top tier: median | 90th | ends lower: median | 90th | topic changes until then | in all | median time a question |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for (name, rule) in RULES {
            let count = if name == EXACT { USES_OF_EXACT } else { USES };
            let runs: Vec<(&Use, Run)> =
                uses.iter().take(count).map(|one| (one, run(&framework, one, rule, name != EXACT))).collect();
            let top = framework.scoring().top();
            let shares = |keep: &dyn Fn(&Use) -> bool| {
                let of = || runs.iter().filter(|(one, _)| keep(one)).map(|(_, run)| run.share);
                let tenth = |share: usize| format!("{}.{} %", share / 10, share % 10);
                format!("{} | {}", tenth(percentile(of(), 50)), tenth(percentile(of(), 90)))
            };
            let in_all = match name {
                EXACT => "not tried".to_owned(),
                _ => percentile(runs.iter().map(|(_, run)| run.changes_in_all), 50).to_string(),
            };
            let times = runs.iter().flat_map(|(_, run)| run.times.iter().copied());
            println!(
                "| {name} | {} | {} | {} | {} | {in_all} | {:.1?} |",
                shares(&|_| true),
                shares(&|one| one.tiers.0 == top),
                shares(&|one| one.tiers.0 < top),
                percentile(runs.iter().map(|(_, run)| run.changes), 50),
                percentile(times, 50),
            );
        }
        let lower = uses.iter().filter(|one| one.tiers.0 < framework.scoring().top());
        let below = lower.clone().filter(|one| one.tiers.0 < one.tiers.1).count();
        println!("\n{} uses end under the top tier, {below} of them under the inherent tier.", lower.count());
    }
}

fn framework(id: &str) -> Framework {
    match load(&[bundled::find(id).unwrap()], &Bundled).unwrap().0 {
        Loaded::Ledger(framework) => *framework,
        Loaded::Route(_) => unreachable!("a framework with a ledger was asked for"),
    }
}
