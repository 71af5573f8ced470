//! A large register, and the yardstick for reading it: `cargo bench --bench register -- make DIR`,
//! `... -- parse DIR`. `benches/register.sh` uses both.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark touches the disk, tells the time and may fail loudly"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use plimsoll::answers::{Answers, file};
use plimsoll::assessment::{Assessment, Outcome, Pin, Record};
use plimsoll::context::Scope;
use plimsoll::date::{Day, Moment};
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{Framework, Loaded, load};
use plimsoll::person::Person;
use plimsoll::problem::Source;
use plimsoll::register::{KeptText, Register};
use plimsoll::score::score;
use plimsoll::tool::catalogue;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["make", folder, tools, uses, revisions] => {
            make(Path::new(folder), tools.parse().unwrap(), uses.parse().unwrap(), revisions.parse().unwrap());
        }
        ["parse", folder] => parse(Path::new(folder)),
        _ => {
            println!(
                "make DIR TOOLS USES REVISIONS: a register; parse DIR: read its records with the toml crate alone"
            );
        }
    }
}

/// A register of so many tools, each in so many uses, each assessed so often.
fn make(folder: &Path, tools: usize, uses: usize, revisions: i64) {
    let register = Register::create(folder, "A large register").unwrap();
    let Loaded::Ledger(framework) = load(&[bundled::find("coding-agent").unwrap()], &Bundled).unwrap().0 else {
        unreachable!("a framework with a ledger was asked for")
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/answers/claude-code-product-engineering.toml");
    let source = Source::new("example", std::fs::read_to_string(path).unwrap());
    let answers = file::read(&source).0.unwrap().answers;
    let entry = catalogue::find("claude-code").unwrap().unwrap();
    let first: Day = "2026-01-01".parse().unwrap();
    let revised: Vec<(Day, Answers, Outcome)> =
        (0..revisions).map(|revision| revise(&framework, &answers, first.plus_days(revision * 30))).collect();
    let kept: Vec<KeptText<'_>> = framework.parts().iter().map(KeptText::Framework).collect();
    let pins = framework.pins().map(|(id, version, sha256)| Pin {
        id: id.to_owned(),
        version: version.to_owned(),
        sha256: sha256.to_owned(),
    });
    let pins: Vec<Pin> = pins.collect();
    for tool in 0..tools {
        let id = format!("tool-{tool:04}");
        register.add_tool(&id, &entry).unwrap();
        for usage in 0..uses {
            let chain = register.chain(&id, &format!("use-{usage}"));
            for (day, answers, outcome) in &revised {
                let recorded_at = Moment::of_unix_seconds(day.days_since("1970-01-01".parse().unwrap()) * 86_400);
                register
                    .append(&chain, &kept, |number, previous| {
                        Ok(Record::Assessment(Box::new(Assessment {
                            review: None,
                            header: chain.header(
                                (number, previous),
                                *day,
                                recorded_at.unwrap(),
                                &Person::written("Robin Sample <robin@example.org>"),
                            ),
                            scope: Scope::Full,
                            full_run_from: None,
                            tool: entry.clone(),
                            frameworks: pins.clone(),
                            answers: answers.clone(),
                            outcome: outcome.clone(),
                        })))
                    })
                    .unwrap();
            }
        }
    }
}

/// The answers as of a day, and what they come to.
fn revise(framework: &Framework, answers: &Answers, day: Day) -> (Day, Answers, Outcome) {
    let mut answers = Answers { frameworks: Vec::new(), tool: None, usage: None, ..answers.clone() };
    for answer in answers.answers.values_mut() {
        answer.dated = answer.dated.map(|dated| dated.min(day));
    }
    let score = score(framework, &answers, day, &BTreeSet::new(), Scope::Full);
    (day, answers.clone(), Outcome::of(&score))
}

/// Reads every record with the toml crate alone, on one thread and on all.
fn parse(folder: &Path) {
    let mut files = Vec::new();
    let mut open = vec![folder.join("tools")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_str().unwrap().ends_with("-assessment.toml") {
                files.push(path);
            }
        }
    }
    let read = |files: &[PathBuf]| {
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            let table: toml::Table = toml::from_str(&text).unwrap();
            assert!(table.contains_key("result"));
        }
    };
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    println!("{} records, {} MB", files.len(), bytes / 1_000_000);
    let threads = std::thread::available_parallelism().unwrap().get();
    for threads in [1, threads] {
        let begin = Instant::now();
        std::thread::scope(|scope| {
            for files in files.chunks(files.len().div_ceil(threads)) {
                scope.spawn(move || read(files));
            }
        });
        println!("toml crate alone, {threads} threads: {:.3} s", begin.elapsed().as_secs_f64());
    }
}
