//! Every boundary of the method with numbers worked out by hand: the files of `tests/cases/score/`.
//!
//! A file is `[[case]]` tables. Each has `why`, `answers` (lines of that table) and `expect`; what it
//! leaves out of `framework` (laid on `base.toml`), `context`, `scoring` (lines of that table),
//! `question` (lines for every question), `scope` (`keys` for a short run), `waive` and `expires` (of the evidence `report`) it takes
//! from the top of the file. Points and percentages are decimals or fractions, and exact.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll::answers::file;
use plimsoll::assessment::Outcome;
use plimsoll::context::{Applies, Scope};
use plimsoll::framework::{Framework, Loaded, Shelf, load};
use plimsoll::problem::Source;
use plimsoll::score::{Ratio, Score, score};
use toml::{Table, Value};

use super::support::root;

const AS_OF: &str = "2026-11-22";

fn folder() -> PathBuf {
    root().join("tests/cases/score")
}

struct Base(Arc<Source>);

impl Shelf for Base {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        (id == "base").then(|| Arc::clone(&self.0))
    }

    fn ids(&self) -> Vec<String> {
        vec!["base".to_owned()]
    }
}

#[test]
fn every_boundary_is_where_it_was_worked_out() {
    let base = Base(Source::new("base.toml", std::fs::read_to_string(folder().join("base.toml")).unwrap()));
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| !path.ends_with("base.toml")) {
        let name = path.file_stem().unwrap().to_string_lossy();
        let top: Table =
            toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        for case in top["case"].as_array().unwrap() {
            let case = case.as_table().unwrap();
            count += 1;
            let of = |key: &str| case.get(key).or_else(|| top.get(key));
            for difference in differences(&base, &of) {
                wrong.push(format!("{name}, {}: {difference}", case["why"].as_str().unwrap()));
            }
        }
    }
    assert!(count >= 90, "only {count} cases");
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn lines(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or("")
}

fn framework<'a>(base: &Base, of: &impl Fn(&str) -> Option<&'a Value>) -> Framework {
    let asked = format!("ask = \"Is it?\"\n{}\n", lines(of("question")));
    let parts = lines(of("framework")).replace("ask = \"Is it?\"\n", &asked);
    let head = "schema = 1\nid = \"case\"\nversion = \"1\"\ntitle = \"Case\"\nextends = \"base\"\n";
    let text = format!("{head}\n[scoring]\n{}\n{parts}", lines(of("scoring")));
    match load(&[Source::new("case.toml", text)], base) {
        Ok((Loaded::Ledger(framework), _)) => *framework,
        Ok((Loaded::Route(_), _)) => panic!("a ledger was read as a route"),
        Err(problems) => panic!("{}: {problems}", lines(of("why"))),
    }
}

/// The answers as a file, read and checked: cases are what a person may write.
fn answers<'a>(framework: &Framework, of: &impl Fn(&str) -> Option<&'a Value>) -> plimsoll::answers::Answers {
    let mut text = "schema = 1\n[context]\n".to_owned();
    for (factor, level) in of("context").and_then(Value::as_table).into_iter().flatten() {
        writeln!(text, "{factor} = {}", level.as_integer().unwrap()).unwrap();
    }
    if let Some(expires) = of("expires").and_then(Value::as_str) {
        writeln!(text, "[[evidence]]\nid = \"report\"\ntitle = \"Report\"\nexpires = {expires}").unwrap();
    }
    writeln!(text, "[answers]\n{}", lines(of("answers"))).unwrap();
    let (written, mut problems) = file::read(&Source::new(lines(of("why")), text));
    let written = written.unwrap();
    problems.extend(written.check(framework, AS_OF.parse().unwrap()));
    assert!(!problems.any_error(), "{problems}");
    written.answers
}

fn differences<'a>(base: &Base, of: &impl Fn(&str) -> Option<&'a Value>) -> Vec<String> {
    let framework = framework(base, of);
    let answers = answers(&framework, of);
    let waived = of("waive").map(set).unwrap_or_default();
    let named = of("scope").and_then(Value::as_str).unwrap_or("full");
    let (_, scope) = Scope::NAMES.into_iter().find(|(name, _)| *name == named).unwrap();
    let result = score(&framework, &answers, AS_OF.parse().unwrap(), &waived, scope);
    let mut differences = Vec::new();
    for (key, expected) in of("expect").unwrap().as_table().unwrap() {
        if let Some(found) = difference(&result, key, expected) {
            differences.push(format!("{key} is {found}, worked out was {expected:?}"));
        }
    }
    differences
}

/// What was found where it is not what was expected.
fn difference(result: &Score<'_>, key: &str, expected: &Value) -> Option<String> {
    let number = |found: Ratio| (found != exact(expected)).then(|| format!("{} ({found:?})", found.shown()));
    let text = |found: &str| (expected.as_str() != Some(found)).then(|| found.to_owned());
    let list = |found: BTreeSet<String>| (set(expected) != found).then(|| format!("{found:?}"));
    let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
    let floors = |wanted: &dyn Fn(&plimsoll::score::Floor) -> bool| {
        result.floors.iter().filter(|floor| wanted(floor)).map(|floor| floor.id.clone()).collect()
    };
    let question = |at: usize| result.framework.questions()[at].id.clone();
    match key {
        "inherent" => number(result.inherent.points),
        "residual" => number(result.residual.points),
        "shown" => text(&result.residual.points.shown()),
        "inherent-tier" => text(result.tier_id(result.inherent.tier)),
        "points-tier" => text(result.tier_id(result.residual.tier)),
        "tier" => text(result.tier_id(result.tier)),
        "decision" => text(result.decision.as_str()),
        "confidence" => number(result.confidence),
        "confidence-low" => {
            (expected.as_bool() != Some(result.confidence_low)).then(|| result.confidence_low.to_string())
        }
        "review-days" => {
            let found = i64::from(result.review_days);
            (expected.as_integer() != Some(found)).then(|| found.to_string())
        }
        "given-back" => {
            number(result.criteria.iter().find_map(|criterion| criterion.weakest_key).map_or(Ratio::ZERO, |key| key.1))
        }
        "floors" => {
            let found: BTreeMap<&str, &str> =
                result.floors.iter().map(|floor| (floor.id.as_str(), result.tier_id(floor.tier))).collect();
            let expected: BTreeMap<&str, &str> =
                expected.as_table().unwrap().iter().map(|(id, tier)| (id.as_str(), tier.as_str().unwrap())).collect();
            (found != expected).then(|| format!("{found:?}"))
        }
        // From 35 points on, as they are shown.
        "full-run" => {
            let found = Outcome::of(result).calls_for_full_run(Some(35));
            (expected.as_bool() != Some(found)).then(|| found.to_string())
        }
        "unknown-floors" => list(floors(&|floor| floor.unknown)),
        "waived" => list(floors(&|floor| floor.waived)),
        "open" => list(result.open().map(question).collect()),
        "settled" => number(result.settled.unwrap().residual.points),
        "settled-tier" => text(result.tier_id(result.settled.unwrap().tier)),
        "to-be-shown" => {
            let found = result.conditions.iter().filter(|weak| weak.lacks_evidence);
            list(found.map(|weak| question(weak.question)).collect())
        }
        "conditions" => list(result.conditions.iter().map(|weak| question(weak.question)).collect()),
        "unknown" => list(owned(result.unknown())),
        "context-unknown" => list(owned(result.context_unknown())),
        "ignored" => list(result.ignored.iter().cloned().collect()),
        "credits" => {
            let credits = expected.as_table().unwrap();
            credits.iter().find_map(|(id, credit)| {
                let found = &result.questions[result.framework.question(id).unwrap()];
                let counts = found.applies == Applies::Asked;
                (!counts || found.credit != exact(credit)).then(|| format!("{} for {id}", found.credit.shown()))
            })
        }
        "exposures" => expected.as_table().unwrap().iter().find_map(|(id, exposure)| {
            let at = result.framework.criteria().iter().position(|criterion| criterion.id == *id).unwrap();
            let found = i64::from(result.criteria[at].inherent.exposure);
            (exposure.as_integer() != Some(found)).then(|| format!("{found} for {id}"))
        }),
        other => panic!("`{other}` is nothing that a case can expect"),
    }
}

fn set(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// A decimal, `19.95`, or a fraction, `56/3`.
fn exact(written: &Value) -> Ratio {
    let written = written.as_str().unwrap();
    if let Some((above, below)) = written.split_once('/') {
        return Ratio::new(above.parse().unwrap(), below.parse().unwrap());
    }
    let (front, back) = written.split_once('.').unwrap_or((written, ""));
    Ratio::new(format!("{front}{back}").parse().unwrap(), 10_i128.pow(u32::try_from(back.len()).unwrap()))
}
