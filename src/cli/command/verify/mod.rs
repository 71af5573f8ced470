//! `verify`: whether the register is what it was, and its results are what they should be.

mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use plimsoll::assessment::event::What;
use plimsoll::assessment::{Record, references};
use plimsoll::problem::{Code, Mark, Problem, Problems, Severity, Source};
use plimsoll::register::{Chain, Depth, Register};
use serde::Serialize;

use crate::cli::command::log::backdated;
use crate::cli::git;
use crate::cli::locate;
use crate::cli::print::diagnostics;
use crate::cli::print::json::print_json;
use crate::cli::print::names;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{Progress, Waiting, plain};
use crate::cli::recompute::Frameworks;
use crate::cli::seen;
use crate::cli::{Answer, Format, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check bytes, links and heads only: not what the records say, nor what git knows of them
    #[arg(long)]
    chain: bool,
    /// Say whether a record with this sha256, as printed in an old report, is part of today's chains
    #[arg(long, value_name = "SHA256")]
    head: Option<String>,
    /// Check the sha256 of the evidence files that lie in this folder, too
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// Say whether this report was made from this register, unchanged: it is made again and compared
    #[arg(long, value_name = "FILE", conflicts_with_all = ["chain", "head", "evidence"])]
    report: Option<PathBuf>,
    /// The template folder that the report was made with
    #[arg(long, value_name = "DIR", requires = "report")]
    template: Option<PathBuf>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// What was found, in one chain or in all.
#[derive(Default)]
struct Found {
    records: usize,
    problems: Problems,
    /// What each record is, by its sha256.
    places: BTreeMap<String, Place>,
    /// Whether a record is altered or gone, so that what it relies on cannot be told.
    lost: bool,
    /// The sha256 of texts that records rely on.
    relied: BTreeMap<String, Relied>,
    /// Assessments of other chains that records name: their sha256, and the file of the record.
    elsewhere: Vec<(String, String)>,
    /// Every record, and where it lies.
    lies: Vec<(String, PathBuf)>,
    /// Records that judge another day than the one on which they were made, and the remark.
    backdated: Vec<(String, String)>,
    evidence: usize,
}

/// What relies on a text.
struct Relied {
    /// The folder that keeps it.
    folder: &'static str,
    /// The first record that does, and how many there are.
    first: String,
    records: usize,
}

/// Where a record lies.
struct Place {
    kind: String,
    text: String,
}

#[derive(Serialize)]
struct Json {
    sound: bool,
    chains: usize,
    records: usize,
    evidence: usize,
    problems: Vec<ProblemJson>,
    backdated: Vec<BackdatedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<HeadJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    git: Option<serde_json::Value>,
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

#[derive(Serialize)]
struct BackdatedJson {
    record: String,
    remark: String,
}

#[derive(Serialize)]
struct HeadJson {
    sha256: String,
    record: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    if let Some(report) = &args.report {
        return report::run(report, args.template.as_deref(), args.format, global);
    }
    if let Some(folder) = &args.evidence {
        anyhow::ensure!(folder.is_dir(), "{} is no folder, so no evidence can be compared", folder.display());
    }
    let register = locate::register(global)?;
    let chains = register.chains()?;
    // git works while the chains are looked through.
    let root = register.root().to_path_buf();
    let asked =
        (!args.chain).then(|| std::thread::spawn(move || git::history(&root, &ROOTS.map(|name| root.join(name)))));
    let mut found = look(&register, &chains, args)?;
    let history = asked.and_then(|asked| {
        let _waiting = (!asked.is_finished()).then(|| Waiting::new("git checks the signatures"));
        asked.join().ok().flatten()
    });
    let audit = history.map(|history| git::Audit::of(history, register.root(), &found.lies, &mut found.problems));
    let head = args.head.as_ref().map(|head| {
        let sha256 = head.to_lowercase();
        let record = found.places.get(&sha256).map(|place| place.text.clone());
        HeadJson { sha256, record }
    });
    let wrong = found.problems.any_error();
    let lost = head.as_ref().is_some_and(|head| head.record.is_none());
    match args.format {
        Format::Json => print_json(&Json {
            sound: !wrong,
            chains: chains.len(),
            records: found.records,
            evidence: found.evidence,
            problems: found.problems.0.iter().map(problem_json).collect(),
            backdated: found.backdated.into_iter().map(|(record, remark)| BackdatedJson { record, remark }).collect(),
            head,
            git: audit.as_ref().map(git::Audit::json),
        })?,
        Format::Text => {
            diagnostics::say(&found.problems);
            let of_git = audit.as_ref().map_or_else(String::new, git::Audit::text);
            terminal::print(&(text(&found, chains.len(), args, head.as_ref()) + &of_git))?;
        }
    }
    Ok(if wrong || lost { Answer::No } else { Answer::Yes })
}

/// Where the texts are kept that records rely on.
const FRAMEWORKS: &str = "frameworks/used";
const POLICIES: &str = "policy/used";

/// The folders that records lie in.
const ROOTS: [&str; 2] = ["tools", "vendors"];

/// The most records that judge another day that are named one by one.
const MOST_BACKDATED: usize = 20;

fn text(found: &Found, chains: usize, args: &Args, head: Option<&HeadJson>) -> String {
    let mut text = String::new();
    for (record, remark) in found.backdated.iter().take(MOST_BACKDATED) {
        text += &format!("{}: {remark}\n", plain(record));
    }
    if found.backdated.len() > MOST_BACKDATED {
        text += &format!("and {} more\n", found.backdated.len() - MOST_BACKDATED);
    }
    if let Some(head) = head {
        text += &match &head.record {
            Some(record) => format!("{} is {record}\n", head.sha256),
            None if !is_whole(&head.sha256) => format!(
                "no record has the sha256 {}: it is not whole, which is 64 of the digits 0-9 and a-f\n",
                plain(&head.sha256)
            ),
            None => format!(
                "no record of today's chains has the sha256 {}: that record was removed, or rewritten together with everything behind it; git, a backup or another clone has it\nwhere it stands in a report of the whole register it is that of all heads, and no record's: ask with --report FILE\n",
                plain(&head.sha256)
            ),
        };
    }
    let evidence = if args.evidence.is_some() {
        format!(", {}", names::count(found.evidence, "evidence file", "evidence files"))
    } else {
        String::new()
    };
    let verdict = if found.problems.any_error() { "something is wrong" } else { "sound" };
    let records = names::count(found.records, "record", "records");
    text + &format!("{records} of {}{evidence}: {verdict}\n", names::count(chains, "use", "uses"))
}

/// Whether a text is all of a sha256; a part of one is no sign that anything was removed.
fn is_whole(sha256: &str) -> bool {
    sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
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

/// Looks through every chain, on as many threads as there are processors, and then at what lies around.
fn look(register: &Register, chains: &[Chain], args: &Args) -> anyhow::Result<Found> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(chains.len().max(1));
    let frameworks = Frameworks::new(register);
    let progress = Progress::new("uses looked through", chains.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut parts = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(chain) = chains.get(at) else { return parts };
            parts.push((at, Found::of(register, chain, args, &frameworks)));
            progress.step();
        }
    };
    let mut parts: Vec<(usize, Found)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    drop(progress);
    anyhow::ensure!(parts.len() == chains.len(), "a part of the register could not be looked through");
    parts.sort_by_key(|(at, _)| *at);
    let mut found = Found::default();
    for (_, part) in parts {
        found.add(part);
    }
    found.settle(register, args)?;
    Ok(found)
}

impl Found {
    /// What is found in one chain.
    fn of(register: &Register, chain: &Chain, args: &Args, frameworks: &Frameworks<'_>) -> Self {
        let depth = if args.chain { Depth::Chain } else { Depth::Records };
        let verified = register.verify(chain, depth);
        let mut found = Self { problems: verified.problems, ..Self::default() };
        match register.verify_folder(chain) {
            Ok(problems) => found.problems.extend(problems),
            Err(error) => found.problems.push(about(&chain.name(), format!("{error:#}"), "make the folder readable")),
        }
        found.records = verified.files;
        found.lost = !verified.lost.is_empty();
        for link in verified.links {
            let text = format!("{} {} of {}", link.kind, link.number, chain.name());
            found.lies.push((text.clone(), link.path));
            found.places.insert(link.sha256, Place { kind: link.kind, text });
        }
        for (at, ((_, record), lies)) in verified.records.iter().zip(&verified.lies).enumerate() {
            let name = lies.display().to_string();
            let before = &verified.records[..at];
            // Where a record is altered or gone, what refers to it is judged once that one is back.
            if verified.lost.is_empty() {
                for dangling in references::dangling(record, before) {
                    found.problems.push(about(&name, dangling.title, dangling.help));
                }
            }
            for (title, help) in frameworks.findings(record, before) {
                found.problems.push(about(&name, title, help));
            }
            if let Some(folder) = &args.evidence {
                let (compared, findings) = seen::compare(record, folder);
                found.evidence += compared;
                found.problems.0.extend(findings.into_iter().map(|(title, help)| about(&name, title, help)));
            }
            if let Some(remark) = backdated(record.header()) {
                let record = format!("{} {} of {}", record.kind(), record.header().number, chain.name());
                found.backdated.push((record, remark));
            }
            found.note(record, name);
        }
        found
    }

    /// Keeps what can only be judged with the rest of the register.
    fn note(&mut self, record: &Record, name: String) {
        let mut rely = |sha256: &String, folder| {
            let new = || Relied { folder, first: name.clone(), records: 0 };
            self.relied.entry(sha256.clone()).or_insert_with(new).records += 1;
        };
        match record {
            Record::Assessment(assessment) => {
                assessment.frameworks.iter().for_each(|pin| rely(&pin.sha256, FRAMEWORKS));
            }
            Record::Triage(triage) => rely(&triage.framework.sha256, FRAMEWORKS),
            Record::Decision(decision) => rely(&decision.policy, POLICIES),
            Record::Event(event) => {
                if let What::Exception { policy, .. } = &event.what {
                    rely(policy, POLICIES);
                }
            }
        }
        self.elsewhere.extend(references::elsewhere(record).map(|named| (named.clone(), name)));
    }

    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.evidence += other.evidence;
        self.lost |= other.lost;
        self.problems.extend(other.problems);
        self.places.extend(other.places);
        self.lies.extend(other.lies);
        for (sha256, relied) in other.relied {
            let records = relied.records;
            self.relied.entry(sha256).or_insert(Relied { records: 0, ..relied }).records += records;
        }
        self.elsewhere.extend(other.elsewhere);
        self.backdated.extend(other.backdated);
    }

    /// Judges what concerns the register as a whole.
    fn settle(&mut self, register: &Register, args: &Args) -> anyhow::Result<()> {
        for (named, name) in std::mem::take(&mut self.elsewhere) {
            let is_basis =
                self.places.get(&named).is_some_and(|place| ["assessment", "triage"].contains(&place.kind.as_str()));
            if !is_basis {
                let title = format!("it rests on an assessment that is not there: {named}");
                self.problems.push(about(&name, title, "restore the records of that use from git or a backup"));
            }
        }
        let relied: Option<BTreeSet<String>> =
            (!args.chain && !self.lost).then(|| self.relied.keys().cloned().collect());
        self.problems.extend(register.verify_surroundings(relied.as_ref())?);
        for (sha256, Relied { folder, first, records }) in &self.relied {
            let more = match records - 1 {
                0 => String::new(),
                more => format!(", and {}", names::count(more, "more record does", "more records do")),
            };
            let judged = if *folder == FRAMEWORKS { "; their results are computed again once it is back" } else { "" };
            if !register.has_used(sha256) {
                let title = format!("it relies on {folder}/{sha256}.toml, which is not there{more}");
                let help = format!("restore that file from git or a backup{judged}");
                self.problems.push(about(first, title, &help));
                continue;
            }
            let of_it = |problem: &&mut Problem| problem.source.name.ends_with(&format!("{sha256}.toml"));
            if let Some(problem) = self.problems.0.iter_mut().find(of_it) {
                problem.help.push(format!("{} on it{judged}", names::count(*records, "record relies", "records rely")));
            }
        }
        // A head is read with every chain that it is about.
        let mut said = BTreeSet::new();
        self.problems.0.retain(|problem| said.insert((problem.place(), problem.title.clone())));
        for tool in register.tools()? {
            if let Err(error) = register.tool(&tool) {
                match error.downcast::<Problems>() {
                    Ok(problems) => self.problems.extend(problems),
                    Err(error) => self.problems.push(about(&tool, format!("{error:#}"), "make tool.toml readable")),
                }
            }
        }
        Ok(())
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
