//! The worked cases of `../shared/vectors-0.2/ledger.json`, run when they are there.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll::answers::file;
use plimsoll::context::Scope;
use plimsoll::framework::{Loaded, Shelf, bundled, load};
use plimsoll::problem::Source;
use plimsoll::report;
use plimsoll::score::score;
use serde_json::Value;

use super::support::root;

fn shared() -> Option<PathBuf> {
    let shared = root().join("../shared");
    shared.join("vectors-0.2/ledger.json").is_file().then_some(shared)
}

/// Finds what a file extends beside it.
struct Folder(PathBuf);

impl Shelf for Folder {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        let path = self.0.join(format!("{id}.toml"));
        let text = std::fs::read_to_string(&path).ok()?;
        Some(Source::new(path.display().to_string(), text))
    }
    fn ids(&self) -> Vec<String> {
        bundled::ids().map(str::to_owned).collect()
    }
}

/// A case's answers as an answers file.
pub fn answers_file(case: &Value) -> String {
    let mut text = format!("schema = 1\nframework = {}\n[context]\n", case["framework"]);
    for (factor, level) in case["context"].as_object().unwrap() {
        text += &format!("{factor} = {level}\n");
    }
    text += "[answers]\n";
    for (question, answer) in case["answers"].as_object().unwrap() {
        text += &format!("{question} = {}\n", inline(answer));
    }
    text
}

fn inline(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

#[test]
fn every_shared_case_agrees_in_every_field() {
    let Some(shared) = shared() else {
        println!("not run: ../shared/vectors-0.2/ledger.json is not here");
        return;
    };
    let text = std::fs::read_to_string(shared.join("vectors-0.2/ledger.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let as_of = vectors["as-of"].as_str().unwrap().parse().unwrap();
    let folder = Folder(shared.join("content-0.2"));
    let cases = vectors["cases"].as_array().unwrap();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let id = case["framework"].as_str().unwrap();
        let source = folder.extended(id, &Source::new("", "")).unwrap();
        let Ok((Loaded::Ledger(framework), _)) = load(&[source], &folder) else {
            panic!("{id} does not load");
        };
        assert_eq!(vectors["sha256"][id], framework.parts()[0].sha256());
        let (written, problems) = file::read(&Source::new(format!("case {at}"), answers_file(case)));
        assert!(!problems.any_error(), "{problems}");
        let mut written = written.unwrap();
        let problems = written.follow(&framework);
        assert!(!problems.any_error(), "{problems}");
        let problems = written.check(&framework, as_of);
        assert!(!problems.any_error(), "{problems}");
        let waived: BTreeSet<String> =
            case["waivers"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        let result = score(&framework, &written.answers, as_of, &waived, Scope::Full);
        let found = serde_json::to_value(report::data::score::score(&result)).unwrap();
        for (field, found, expected) in compared(&found, &case["expect"]) {
            if found != expected {
                wrong.push(format!("case {at} ({}): {field} is {found}, expected {expected}", case["why"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// Every field that a case expects, beside what was found.
fn compared(found: &Value, expected: &Value) -> Vec<(String, Value, Value)> {
    let ids =
        |list: &Value, key: &str| -> Value { list.as_array().unwrap().iter().map(|item| item[key].clone()).collect() };
    let mut pairs = vec![
        ("inherent".to_owned(), found["inherent"]["points"].clone(), expected["inherent"].clone()),
        ("inherent_tier".to_owned(), found["inherent"]["tier"].clone(), expected["inherent_tier"].clone()),
        ("residual".to_owned(), found["residual"]["points"].clone(), expected["residual"].clone()),
        ("residual_tier".to_owned(), found["residual"]["tier"].clone(), expected["residual_tier"].clone()),
        ("tier".to_owned(), found["tier"].clone(), expected["tier"].clone()),
        ("decision".to_owned(), found["decision"].clone(), expected["decision"].clone()),
        ("confidence".to_owned(), found["confidence"].clone(), expected["confidence"].clone()),
        ("review_days".to_owned(), found["review-days"].clone(), expected["review_days"].clone()),
        ("unknown".to_owned(), found["unknown"].clone(), expected["unknown"].clone()),
        ("floors".to_owned(), ids(&found["floors"], "id"), expected["floors"].clone()),
        ("conditions".to_owned(), ids(&found["conditions"], "question"), expected["conditions"].clone()),
    ];
    for floor in found["floors"].as_array().unwrap() {
        let id = floor["id"].as_str().unwrap();
        pairs.push((
            format!("floor {id}"),
            serde_json::json!([floor["tier"], floor["waived"]]),
            expected["floor_tiers"][id].clone(),
        ));
    }
    for domain in found["domains"].as_array().unwrap() {
        let id = domain["id"].as_str().unwrap();
        pairs.push((format!("domain {id}"), domain["residual"].clone(), expected["domains"][id].clone()));
    }
    let criteria = found["criteria"].as_array().unwrap();
    pairs.push((
        "number of criteria".to_owned(),
        criteria.len().into(),
        expected["criteria"].as_object().unwrap().len().into(),
    ));
    for criterion in criteria {
        let id = criterion["id"].as_str().unwrap();
        for key in ["impact", "exposure", "inherent", "effect", "residual", "material"] {
            pairs.push((format!("{id} {key}"), criterion[key].clone(), expected["criteria"][id][key].clone()));
        }
    }
    pairs
}
