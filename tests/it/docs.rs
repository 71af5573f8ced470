//! The pages under `docs/` say what is so: every code and every dependency has its place, every
//! example reads, and the number computed by hand is the one that the program computes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll::answers::file;
use plimsoll::context::{Context, Scope};
use plimsoll::date::Day;
use plimsoll::framework::{Framework, Loaded, Shelf, bundled, load};
use plimsoll::problem::{Code, Problems, Source};
use plimsoll::score::{route, score};
use plimsoll::{assessment, register, tool};

use super::support::root;

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

/// The headings of the second level, without their quotes, and what stands under each.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections = Vec::new();
    for part in format!("\n{text}").split("\n## ").skip(1) {
        let (heading, body) = part.split_once('\n').unwrap();
        sections.push((heading.trim_matches('`').to_owned(), body.to_owned()));
    }
    sections
}

/// The blocks whose fence is "```toml KIND".
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    for part in format!("\n{text}").split("\n```toml ").skip(1) {
        let (kind, rest) = part.split_once('\n').unwrap();
        blocks.push((kind.to_owned(), rest.split("\n```").next().unwrap().to_owned() + "\n"));
    }
    blocks
}

/// The frameworks of the program, and those that lie in a folder.
struct Library(Option<PathBuf>);

impl Library {
    fn source(&self, id: &str) -> Option<Arc<Source>> {
        let beside = self.0.as_ref().map(|folder| folder.join(id)).filter(|path| path.is_file());
        match beside {
            Some(path) => Some(Source::new(id, std::fs::read_to_string(path).unwrap())),
            None => bundled::find(id),
        }
    }
}

impl Shelf for Library {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        self.source(id)
    }
    fn ids(&self) -> Vec<String> {
        bundled::ids().map(str::to_owned).collect()
    }
}

fn framework(text: &str) -> Result<(Loaded, Problems), Problems> {
    load(&[Source::new("example", text)], &Library(None))
}

/// Everything that is said about an answers file.
fn problems_of_answers(text: &str) -> Problems {
    let (written, mut problems) = file::read(&Source::new("example", text));
    let Some(written) = written else { return problems };
    let named: Vec<Arc<Source>> = written.answers.frameworks.iter().filter_map(|id| Library(None).source(id)).collect();
    match load(&named, &Library(None)) {
        Ok((Loaded::Ledger(framework), _)) => {
            problems.extend(written.check(&framework, today()));
            let context = Context::new(&framework, &written.answers.context);
            for contradiction in context.contradictions(&framework) {
                problems.0.extend(written.contradiction(contradiction));
            }
        }
        Ok((Loaded::Route(triage), _)) => problems.extend(written.check_route(&triage, today())),
        Err(found) => problems.extend(found),
    }
    problems
}

#[test]
fn every_code_has_its_section_and_no_other_section_exists() {
    let documented: Vec<String> = sections(&page("problems.md")).into_iter().map(|(code, _)| code).collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(documented, codes, "docs/problems.md has a section a code, in the order of src/problem.rs");
}

#[test]
fn every_example_of_a_problem_shows_that_problem() {
    for (code, body) in sections(&page("problems.md")) {
        for (kind, example) in blocks(&body) {
            let whole = example.contains("schema = ");
            let problems = match kind.as_str() {
                "answers" if whole => problems_of_answers(&example),
                "answers" => problems_of_answers(&format!("schema = 1\nframework = \"ai-tool\"\n{example}")),
                "framework" => {
                    let head =
                        "schema = 1\nid = \"ours\"\nversion = \"1.0.0\"\ntitle = \"Ours\"\nextends = \"ai-tool\"\n";
                    let text = if whole { example } else { format!("{head}{example}") };
                    framework(&text).err().unwrap_or_default()
                }
                other => panic!("`{code}` has an example of no kind: {other}"),
            };
            let found: BTreeSet<&str> = problems.0.iter().map(|problem| problem.code.as_str()).collect();
            assert_eq!(found, BTreeSet::from([code.as_str()]), "{problems}");
        }
    }
}

#[test]
fn every_example_of_a_format_reads() {
    let mut read: Vec<String> = Vec::new();
    for (kind, example) in blocks(&page("formats.md")) {
        let source = Source::new("example", example.clone());
        match kind.as_str() {
            "framework" => drop(framework(&example).unwrap_or_else(|problems| panic!("{problems}"))),
            "answers" => {
                let problems = problems_of_answers(&example);
                assert!(problems.0.is_empty(), "{problems}");
            }
            "register" => drop(register::config::read(&source).unwrap_or_else(|problems| panic!("{problems}"))),
            "tool" => {
                let (tool, _) = tool::file::read(&source).unwrap_or_else(|problems| panic!("{problems}"));
                assert!(tool.missing().is_empty(), "the example lacks {:?}", tool.missing());
            }
            "record" => {
                let (record, _) = assessment::file::read(&source).unwrap_or_else(|problems| panic!("{problems}"));
                assert_eq!(record.write(), example, "the example is not canonical");
                let assessment = record.assessment().unwrap();
                let (framework, answers) = worked();
                assert_eq!(assessment.frameworks[0].sha256, framework.parts()[0].sha256());
                assert_eq!(assessment.answers.answers, answers.answers);
                let score = score(&framework, &answers, today(), &BTreeSet::new(), Scope::Full);
                assert_eq!(assessment.outcome, assessment::Outcome::of(&score));
            }
            "decision" | "event" | "policy" => {
                let (record, _) = assessment::file::read(&source).unwrap_or_else(|problems| panic!("{problems}"));
                assert_eq!(record.write(), example, "the example is not canonical");
                assert_eq!(record.kind(), kind);
            }
            "triage" => {
                let (record, _) = assessment::file::read(&source).unwrap_or_else(|problems| panic!("{problems}"));
                assert_eq!(record.write(), example, "the example is not canonical");
                let assessment::Record::Triage(triage) = record else { panic!("no triage") };
                let frameworks = blocks(&page("formats.md")).into_iter().filter(|(kind, _)| kind == "framework");
                let loaded = frameworks.filter_map(|(_, text)| Some(framework(&text).ok()?.0));
                let asked = loaded.filter_map(|one| if let Loaded::Route(one) = one { Some(one) } else { None });
                let asked: Vec<_> = asked.collect();
                assert_eq!(asked.len(), 1);
                let part = &asked[0].part;
                let pin = &triage.framework;
                assert_eq!((&pin.id, &pin.version, &pin.sha256), (&part.id, &part.version, &part.sha256().to_owned()));
                let routed = route(&asked[0], &triage.answers, triage.header.as_of);
                assert_eq!(triage.route, assessment::Triage::settled(routed.route, triage.allowed));
                assert_eq!((&triage.context, &triage.frameworks), (&routed.context, &routed.frameworks));
                assert_eq!((&triage.unknown, &triage.ignored), (&routed.unknown, &routed.ignored));
            }
            other => panic!("an example of no kind: {other}"),
        }
        read.push(kind);
    }
    assert_eq!(
        read,
        ["framework", "framework", "answers", "register", "tool", "record", "decision", "event", "triage", "policy"]
    );
}

/// The files behind the number that `docs/scoring.md` computes by hand.
fn worked() -> (Framework, plimsoll::answers::Answers) {
    let library = Library(Some(root().join("docs/worked")));
    let text = std::fs::read_to_string(root().join("docs/worked/answers.toml")).unwrap();
    let (written, problems) = file::read(&Source::new("answers.toml", text));
    assert!(problems.0.is_empty(), "{problems}");
    let written = written.unwrap();
    let source = library.source(&written.answers.frameworks[0]).unwrap();
    let Ok((Loaded::Ledger(framework), _)) = load(&[source], &library) else {
        panic!("the worked framework does not load");
    };
    let problems = written.check(&framework, today());
    assert!(problems.0.is_empty(), "{problems}");
    (*framework, written.answers)
}

#[test]
fn the_number_by_hand_is_the_number_of_the_program() {
    let (framework, answers) = worked();
    let score = score(&framework, &answers, today(), &BTreeSet::new(), Scope::Full);
    let criterion = &score.criteria[0];
    let (_, given_back) = criterion.weakest_key.unwrap();
    let text = page("scoring.md");
    let effect = criterion.effect.scaled(3);
    for (what, found, shown) in [
        ("impact", criterion.inherent.impact.to_string(), "**3**"),
        ("exposure", criterion.inherent.exposure.to_string(), "half up: **4**"),
        ("inherent", score.inherent.points.shown(), "**80**"),
        ("how-long", score.questions[0].credit.shown(), "Credit **50**"),
        ("deletion", score.questions[1].credit.shown(), "Credit **90**"),
        ("line of how-long", score.questions[0].points.shown(), "- 16.0 (80 x 0.8 x 0.50 / 2)"),
        ("line of deletion", score.questions[1].points.shown(), "- 28.8 (80 x 0.8 x 0.90 / 2)"),
        ("given back", given_back.shown(), "+ 4.8 (80 x 0.8 x (0.70 - 0.625))"),
        ("effect", format!("{}.{}", effect / 10, effect % 10), "**62.5**"),
        ("residual", score.residual.points.shown(), "= **40.0**"),
        ("evidence strength", score.confidence.percent().to_string(), "**70 of 100**"),
        ("tier", score.tier_id(score.tier).to_owned(), "**moderate**"),
        ("inherent tier", score.tier_id(score.inherent.tier).to_owned(), "80 is **critical**"),
        ("review", score.review_days.to_string(), "**90**"),
    ] {
        assert!(text.contains(shown), "docs/scoring.md lacks {shown}");
        let number = |text: &str| text.replace(['-', ' '], "").trim_end_matches(".0").to_owned();
        assert!(number(shown).contains(&number(&found)), "{what} is {found}, docs/scoring.md says {shown}");
    }
    assert!(score.floors.is_empty());
    assert_eq!(score.conditions.len(), 1);
}

#[test]
fn every_direct_dependency_has_its_line() {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let text = page("dependencies.md");
    let documented: BTreeSet<&str> =
        text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name).collect();
    let mut direct: BTreeSet<&str> = BTreeSet::new();
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        direct.extend(
            manifest
                .get(table)
                .and_then(toml::Value::as_table)
                .into_iter()
                .flat_map(|table| table.keys())
                .map(String::as_str),
        );
    }
    // Tests ask for the program itself with a feature.
    direct.remove("plimsoll");
    assert!(direct.len() > 20);
    assert_eq!(documented, direct);
}

#[test]
fn every_code_of_the_gate_is_explained() {
    let text = page("check.md");
    let found: Vec<&str> =
        text.lines().filter(|line| line.starts_with("| `") && line.matches(" | ").count() == 3).collect();
    let codes = plimsoll::gate::ReasonCode::ALL.iter();
    let expected: Vec<String> = codes
        .map(|code| {
            format!("| `{}` | {} | {} | {} |", code.as_str(), code.exit().code(), code.meaning(), code.remedy())
        })
        .collect();
    assert_eq!(found, expected, "docs/check.md has a line a code, in their order");
}
