//! `verify`: whether the register is what it was, and its results are what they should be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use plimsoll::assessment::{Assessment, Outcome, Record};
use plimsoll::framework::Framework;
use plimsoll::problem::{Code, Mark, Problem, Problems, Severity, Source};
use plimsoll::register::{Chain, Depth, Register};
use plimsoll::score::score;
use serde::Serialize;

use super::score::print_json;
use super::terminal::plain;
use super::{Answer, Format, Global, diagnostics, names, place, show, terminal};

/// Check that nothing in the register was altered
///
/// Finds a changed byte, a record that is missing, moved or doubled, a cut tail, a result that does
/// not follow from its answers, and a framework that is not the one relied on. Exits 1 where
/// something is wrong, and says which file and what to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check bytes, links and heads only, not what the records say
    #[arg(long)]
    chain: bool,
    /// Say whether a record with this sha256, as printed in an old report, is still part of its chain
    #[arg(long, value_name = "SHA256")]
    head: Option<String>,
    /// Check the sha256 of the evidence files that lie in this folder, too
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Default)]
struct Found {
    records: usize,
    chains: usize,
    problems: Problems,
    /// Which record has which sha256: for `--head`.
    hashes: BTreeMap<String, String>,
    evidence: usize,
}

#[derive(Serialize)]
struct Json {
    sound: bool,
    chains: usize,
    records: usize,
    problems: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct ProblemJson {
    code: &'static str,
    severity: &'static str,
    file: String,
    line: usize,
    column: usize,
    title: String,
    help: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = place::register(global)?;
    let found = look(&register, args)?;
    let wrong = found.problems.any_error();
    if args.format == Format::Json {
        print_json(&Json {
            sound: !wrong,
            chains: found.chains,
            records: found.records,
            problems: found.problems.0.iter().map(problem_json).collect(),
        })?;
    } else {
        diagnostics::say(&found.problems);
    }
    if let Some(head) = &args.head {
        let place = found.hashes.get(&head.to_lowercase());
        let text = place.map_or_else(
            || format!("no record of today's chains has the sha256 {}\n", plain(head)),
            |place| format!("{head} is {place}\n"),
        );
        terminal::print(&text)?;
        return Ok(if place.is_some() && !wrong { Answer::Yes } else { Answer::No });
    }
    if args.format == Format::Text {
        let records = names::count(found.records, "record", "records");
        let chains = names::count(found.chains, "use", "uses");
        let evidence = if args.evidence.is_some() {
            format!(", {}", names::count(found.evidence, "evidence file", "evidence files"))
        } else {
            String::new()
        };
        let verdict = if wrong { "something is wrong" } else { "sound" };
        terminal::print(&format!("{records} of {chains}{evidence}: {verdict}\n"))?;
    }
    Ok(if wrong { Answer::No } else { Answer::Yes })
}

fn problem_json(problem: &Problem) -> ProblemJson {
    let (line, column) = problem.marks.first().map_or((0, 0), |mark| problem.source.line_column(mark.range.start));
    ProblemJson {
        code: problem.code.as_str(),
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        file: problem.source.name.clone(),
        line,
        column,
        title: problem.title.clone(),
        help: problem.help.clone(),
    }
}

/// Looks through every chain, on as many threads as there are processors.
fn look(register: &Register, args: &Args) -> anyhow::Result<Found> {
    let chains = register.chains()?;
    let depth = if args.chain { Depth::Chain } else { Depth::Records };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(chains.len().max(1));
    let share = chains.len().div_ceil(threads).max(1);
    let frameworks = Frameworks::new(register);
    let parts: Vec<Found> = std::thread::scope(|scope| {
        let workers: Vec<_> = chains
            .chunks(share)
            .map(|chains| {
                let frameworks = &frameworks;
                scope.spawn(move || {
                    let mut found = Found::default();
                    for chain in chains {
                        found.chain(register, chain, depth, frameworks, args.evidence.as_deref());
                    }
                    found
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let mut found = Found::default();
    for part in parts {
        found.records += part.records;
        found.chains += part.chains;
        found.evidence += part.evidence;
        found.problems.extend(part.problems);
        found.hashes.extend(part.hashes);
    }
    anyhow::ensure!(found.chains == chains.len(), "a part of the register could not be looked through");
    found.problems.extend(register.verify_used()?);
    for tool in register.tools()? {
        if let Err(error) = register.tool(&tool) {
            found.problems.extend(error.downcast::<Problems>()?);
        }
    }
    Ok(found)
}

impl Found {
    fn chain(
        &mut self,
        register: &Register,
        chain: &Chain,
        depth: Depth,
        frameworks: &Frameworks<'_>,
        evidence: Option<&Path>,
    ) {
        let verified = register.verify(chain, depth);
        self.chains += 1;
        self.problems.extend(verified.problems);
        if depth == Depth::Chain {
            self.records += register.records(chain).map_or(0, |records| records.len());
        }
        for (hash, record) in verified.records {
            self.records += 1;
            let header = record.header();
            let place = format!("{} {} of {}", record.kind(), header.number, chain.name());
            let name = chain.path(header.number, record.kind()).display().to_string();
            if let Record::Assessment(assessment) = &record {
                self.assessment(assessment, &name, frameworks);
                if let Some(folder) = evidence {
                    self.evidence(assessment, &name, folder);
                }
            }
            self.hashes.insert(hash, place);
        }
    }

    fn assessment(&mut self, assessment: &Assessment, name: &str, frameworks: &Frameworks<'_>) {
        match frameworks.of(assessment) {
            Ok(framework) => {
                let as_of = assessment.header.as_of;
                let score = score(&framework, &assessment.answers, as_of, &BTreeSet::new(), assessment.scope);
                if Outcome::of(&score) != assessment.outcome {
                    let title = "its result does not follow from its answers".to_owned();
                    self.problems.push(about(
                        name,
                        title,
                        "restore the record; `plimsoll explain` shows what would follow",
                    ));
                }
            }
            Err(error) => {
                let title = format!("the framework that it relied on cannot be used: {error:#}");
                self.problems.push(about(name, title, "restore frameworks/used/ from git or a backup"));
            }
        }
    }

    fn evidence(&mut self, assessment: &Assessment, name: &str, folder: &Path) {
        for (id, item) in &assessment.answers.evidence {
            let (Some(wanted), Some(location)) = (&item.sha256, &item.location) else { continue };
            // A place outside the folder is nobody's evidence file.
            let inside = Path::new(location).components().all(|part| matches!(part, std::path::Component::Normal(_)));
            let path = folder.join(location);
            if !inside || !path.is_file() {
                continue;
            }
            self.evidence += 1;
            match std::fs::read(&path) {
                Ok(bytes) if plimsoll::document::sha256_of(&bytes) == *wanted => {}
                Ok(_) => {
                    let title =
                        format!("{} is not the file that evidence `{id}` names: its sha256 differs", path.display());
                    self.problems.push(about(
                        name,
                        title,
                        "find the file that was seen, or assess again with the new one",
                    ));
                }
                Err(error) => {
                    let title = format!("evidence `{id}` cannot be read: {error}");
                    self.problems.push(about(name, title, "make the file readable"));
                }
            }
        }
    }
}

fn about(name: &str, title: String, help: &str) -> Problem {
    Problem {
        code: Code::Altered,
        severity: Severity::Error,
        title,
        source: Source::new(name, ""),
        marks: Vec::<Mark>::new(),
        help: vec![help.to_owned()],
    }
}

/// The frameworks that records relied on, each made once.
pub struct Frameworks<'a> {
    register: &'a Register,
    known: Mutex<BTreeMap<Vec<String>, Arc<Framework>>>,
}

impl<'a> Frameworks<'a> {
    /// Those of a register; none is made yet.
    pub fn new(register: &'a Register) -> Self {
        Self { register, known: Mutex::new(BTreeMap::new()) }
    }

    /// The framework that an assessment relied on.
    ///
    /// # Errors
    /// Where one of its texts is missing or altered.
    pub fn of(&self, assessment: &Assessment) -> anyhow::Result<Arc<Framework>> {
        let key: Vec<String> = assessment.frameworks.iter().map(|pin| pin.sha256.clone()).collect();
        let known = |frameworks: &Self| frameworks.known.lock().ok().and_then(|known| known.get(&key).cloned());
        if let Some(framework) = known(self) {
            return Ok(framework);
        }
        let framework = Arc::new(show::pinned(self.register, assessment)?);
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, Arc::clone(&framework));
        }
        Ok(framework)
    }
}
