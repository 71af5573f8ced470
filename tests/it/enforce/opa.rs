//! The bundle for Open Policy Agent: its data, read as its rule reads them, say what `check` says, for any
//! history of records, whoever asks and on whatever day; after its end they say no. Where Python has
//! `regopy`, the rule itself is asked as well.

use std::collections::BTreeMap;

use plimsoll::dossier::{Asked, check};
use plimsoll::exchange::enforce::{Consumer, ExportOptions, Rules};
use plimsoll::gate::{Exit, Request};
use plimsoll::register::Register;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Value, json};

use super::{copy, root};
use crate::check::site::Site;
use crate::gate::properties::{DAYS, histories, steps};
use crate::gate::story::{approved_with, day};

/// The files of a bundle, which packs nothing.
pub fn unpacked(bundle: &[u8]) -> BTreeMap<String, String> {
    let mut archive = Vec::new();
    let mut at = 10;
    loop {
        let length = usize::from(u16::from_le_bytes([bundle[at + 1], bundle[at + 2]]));
        archive.extend(&bundle[at + 5..at + 5 + length]);
        let last = bundle[at] == 1;
        at += 5 + length;
        if last {
            break;
        }
    }
    let mut files = BTreeMap::new();
    let mut at = 0;
    while archive[at] != 0 {
        let text = |from: usize, length: usize| {
            let field = &archive[at + from..at + from + length];
            String::from_utf8(field.iter().copied().take_while(|byte| *byte != 0).collect()).unwrap()
        };
        let size = usize::from_str_radix(&text(124, 12), 8).unwrap();
        files.insert(text(0, 100), String::from_utf8(archive[at + 512..at + 512 + size].to_vec()).unwrap());
        at += 512 + size.next_multiple_of(512);
    }
    files
}

/// The data of the bundle of a register on a day.
fn engine(register: &Register, on: &str) -> Value {
    let rules = Rules::of(register, day(on), &std::collections::BTreeSet::new()).unwrap();
    let wanted = ExportOptions { allow_list: true, ..ExportOptions::default() };
    let files = unpacked(&Consumer::named("opa").unwrap().export(&rules, &wanted).bytes);
    serde_json::from_str(&files["data.json"]).unwrap()
}

/// What `opa.rego` says, said in Rust.
fn allows(data: &Value, input: &Value) -> bool {
    let data = &data["plimsoll_register"];
    let Some(on) = input["date"].as_str().filter(|on| on.len() == 10 && on.as_bytes()[4] == b'-') else {
        return false;
    };
    let Some(tool) = input["tool"].as_str() else { return false };
    let uses = data["tools"][tool].as_object();
    let only = uses.filter(|uses| uses.len() == 1).and_then(|uses| uses.keys().next());
    let Some(usage) = input["use"].as_str().or(only.map(String::as_str)) else { return false };
    let within = on >= data["from"].as_str().unwrap() && on <= data["until"].as_str().unwrap();
    let ways = data["tools"][tool][usage].as_array().cloned().unwrap_or_default();
    within && ways.iter().any(|way| on <= way["until"].as_str().unwrap() && fits(way, input))
}

fn fits(way: &Value, input: &Value) -> bool {
    let empty = serde_json::Map::new();
    let context = if input["context"].is_null() { Some(&empty) } else { input["context"].as_object() };
    let Some(context) = context else { return false };
    let below = |ceiling: &Value| {
        let fits = |(factor, level): (&String, &Value)| {
            let level = level.as_u64().filter(|level| *level <= 4);
            level.zip(ceiling[factor].as_u64()).is_some_and(|(level, ceiling)| level <= ceiling)
        };
        context.iter().all(fits)
    };
    let same = |name: &Value, asked: &Value| {
        let asked = asked.as_str();
        asked.is_some_and(|asked| name.as_str().unwrap().trim().eq_ignore_ascii_case(asked.trim()))
    };
    let named = |names: &Value, asked: &Value| {
        let names = names.as_array().unwrap();
        names.is_empty() || names.iter().any(|name| same(name, asked))
    };
    way["ceilings"].as_array().unwrap().iter().all(below)
        && way["required"].as_array().unwrap().iter().all(|factor| context.contains_key(factor.as_str().unwrap()))
        && named(&way["editions"], &input["edition"])
        && named(&way["teams"], &input["team"])
        && (way["team"].is_null() || same(&way["team"], &input["team"]))
        && (way["versions"].is_null() || holds(&way["versions"], &input["client_version"]))
}

fn holds(comparators: &Value, version: &Value) -> bool {
    let Some(version) = version.as_str() else { return false };
    let parts: Option<Vec<u64>> = version.trim().split('.').map(|part| part.parse().ok()).collect();
    let Some(parts) = parts else { return false };
    comparators.as_array().unwrap().iter().all(|one| {
        let limit: Vec<u64> = one["parts"].as_array().unwrap().iter().map(|part| part.as_u64().unwrap()).collect();
        let part = |parts: &[u64], at: usize| parts.get(at).copied().unwrap_or(0);
        let order = (0..parts.len().max(limit.len())).map(|at| part(&parts, at).cmp(&part(&limit, at)));
        let order = order.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal);
        match one["sign"].as_str().unwrap() {
            ">=" => order.is_ge(),
            ">" => order.is_gt(),
            "<=" => order.is_le(),
            "<" => order.is_lt(),
            "=" => order.is_eq(),
            _ => false,
        }
    })
}

/// Every combination of what somebody may ask for.
fn requests() -> Vec<Request> {
    let mut all = Vec::new();
    for context in [vec![], vec![("data", 0)], vec![("data", 2)], vec![("data", 3)], vec![("data", 2), ("autonomy", 4)]]
    {
        for client_version in
            [None, Some("2"), Some("2.9.9"), Some("3.0"), Some("02.1"), Some("2.x"), Some("99999999999999999999999")]
        {
            for edition in [None, Some("Enterprise"), Some(" enterprise "), Some("Personal")] {
                for team in [None, Some("research"), Some("RESEARCH"), Some("sales")] {
                    all.push(Request {
                        context: context.iter().map(|(factor, level)| ((*factor).to_owned(), *level)).collect(),
                        client_version: client_version.map(str::to_owned),
                        edition: edition.map(str::to_owned),
                        team: team.map(str::to_owned),
                        definitions: None,
                    });
                }
            }
        }
    }
    all
}

fn input(asked: &Asked, on: &str) -> serde_json::Value {
    let Request { context, client_version, edition, team, definitions: _ } = &asked.request;
    let mut input = json!({ "tool": asked.tool, "date": on, "context": context });
    for (key, value) in
        [("use", &asked.usage), ("client_version", client_version), ("edition", edition), ("team", team)]
    {
        if let Some(value) = value {
            input[key] = json!(value);
        }
    }
    input
}

#[track_caller]
fn agree(register: &Register, tool: &str, usage: Option<&str>, on: &str, requests: &[Request]) -> usize {
    let data = engine(register, on);
    let mut allowed = 0;
    for request in requests {
        let asked = Asked { tool: tool.to_owned(), usage: usage.map(str::to_owned), request: request.clone() };
        let expected = check(register, &asked, day(on)).verdict.exit() == Exit::Yes;
        let input = input(&asked, on);
        assert_eq!(allows(&data, &input), expected, "{tool} {usage:?} on {on}: {input}");
        allowed += usize::from(expected);
    }
    allowed
}

#[test]
fn the_bundle_says_what_check_says_of_every_limit_of_a_decision() {
    let limited = approved_with(|decision| {
        decision.ceiling = [("data".to_owned(), 2)].into();
        decision.client_versions = Some(">=2.0, <3".to_owned());
        decision.editions = vec!["Enterprise".to_owned()];
        decision.teams = vec!["Research".to_owned()];
    });
    let site = Site::of(&[&limited]);
    let allowed = agree(&site.register(), "tool", Some("general"), "2026-02-10", &requests());
    assert!(allowed > 10, "only {allowed} requests are allowed");
    let site = Site::of(&[&approved_with(|_| {})]);
    let register = site.register();
    // The only use need not be named, and nobody else's is known.
    assert!(agree(&register, "tool", None, "2026-02-10", &requests()[..1]) == 1);
    for (tool, usage) in [("tool", Some("other")), ("other", None), ("other", Some("general"))] {
        assert_eq!(agree(&register, tool, usage, "2026-02-10", &requests()[..1]), 0);
    }
}

#[test]
fn the_bundle_says_what_check_says_of_the_example() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("examples/register"), folder.path());
    let register = Register::open(folder.path()).unwrap();
    let mut allowed = 0;
    for on in ["2026-07-09", "2026-07-10", "2026-11-22", "2027-06-30"] {
        for (tool, usage) in [
            ("claude-code", "product-engineering"),
            ("claude-code", "restricted-affiliate"),
            ("chatgpt", "pasted-source-code"),
            ("microsoft-copilot", "executive-mail"),
            ("vllm", "internal-summaries"),
        ] {
            let requests: Vec<Request> = requests().into_iter().step_by(7).collect();
            allowed += agree(&register, tool, Some(usage), on, &requests);
        }
    }
    assert!(allowed > 20, "only {allowed} requests are allowed");
}

#[test]
fn after_its_end_the_bundle_says_no_and_never_yes_before() {
    let site = Site::of(&[&approved_with(|_| {})]);
    let register = site.register();
    let data = engine(&register, "2026-02-10");
    let asked = Asked { tool: "tool".to_owned(), usage: Some("general".to_owned()), ..Asked::default() };
    for (on, expected) in [
        ("2026-02-09", false),
        ("2026-02-10", true),
        ("2026-02-17", true),
        ("2026-02-18", false),
        ("2027-02-10", false),
        ("2026-2-11", false),
        ("2026-02-1", false),
        ("", false),
    ] {
        assert_eq!(allows(&data, &input(&asked, on)), expected, "{on}");
    }
    for wrong in [json!({}), json!({ "tool": 1 }), json!([]), json!({ "tool": "tool", "use": "general", "date": 3 })] {
        assert!(!allows(&data, &wrong), "{wrong}");
    }
    let on = json!({ "tool": "tool", "use": "general", "date": "2026-02-10" });
    for (key, value) in [
        ("context", json!([1])),
        ("context", json!({ "data": "0" })),
        ("context", json!({ "data": 0.5 })),
        ("context", json!({ "data": -1 })),
    ] {
        let mut wrong = on.clone();
        wrong[key] = value;
        assert!(!allows(&data, &wrong), "{wrong}");
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, rng_seed: RngSeed::Fixed(15), ..Config::default() })]

    #[test]
    fn the_bundle_says_what_check_says_of_any_history(
        own in steps(9),
        every in steps(3),
        vendor in steps(3),
        vendors in steps(3),
    ) {
        let stories = histories([&own, &every, &vendor, &vendors]);
        let site = Site::of(&stories.each_ref());
        let requests: Vec<Request> = requests().into_iter().step_by(41).collect();
        let register = site.register();
        for on in DAYS {
            agree(&register, "tool", Some("general"), on, &requests);
            // What the bundle says of a later day, no record of that day being there.
            let ahead = day(on).plus_days(3).to_string();
            let data = engine(&register, on);
            for request in &requests {
                let asked = Asked { tool: "tool".to_owned(), usage: Some("general".to_owned()), request: request.clone() };
                let says = allows(&data, &input(&asked, &ahead));
                if says {
                    let held = check(&register, &asked, day(on)).verdict.exit() == Exit::Yes;
                    prop_assert!(held, "{} on {ahead} from {on}", asked.tool);
                }
            }
        }
    }
}

#[test]
fn the_rule_itself_says_the_same_where_python_has_another_makers_rego() {
    let python = std::env::var("PLIMSOLL_REGOPY").unwrap_or_else(|_| "python3".to_owned());
    let there = std::process::Command::new(&python).args(["-c", "import regopy"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        println!("regopy is not here: nothing evaluates the rule of the bundle");
        return;
    }
    let limited = approved_with(|decision| {
        decision.ceiling = [("data".to_owned(), 2)].into();
        decision.client_versions = Some(">=2.0, <3".to_owned());
        decision.editions = vec!["Enterprise".to_owned()];
        decision.teams = vec!["Research".to_owned()];
    });
    let site = Site::of(&[&limited]);
    let data = engine(&site.register(), "2026-02-10");
    let mut inputs: Vec<Value> = Vec::new();
    for request in requests() {
        for (usage, on) in [(Some("general"), "2026-02-10"), (None, "2026-02-18"), (Some("other"), "2026-02-10")] {
            let asked = Asked { tool: "tool".to_owned(), usage: usage.map(str::to_owned), request: request.clone() };
            inputs.push(input(&asked, on));
        }
    }
    let expected: Vec<bool> = inputs.iter().map(|input| allows(&data, input)).collect();
    assert!(expected.iter().filter(|allowed| **allowed).count() > 5);
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("data.json", data.to_string());
    write("plimsoll.rego", std::fs::read_to_string(root().join("src/exchange/enforce/opa.rego")).unwrap());
    write("inputs.json", json!(inputs).to_string());
    let ask = "import json, regopy\n\
               said = []\n\
               for one in json.load(open('inputs.json')):\n    \
               rego = regopy.Interpreter()\n    \
               rego.add_module('plimsoll', open('plimsoll.rego').read())\n    \
               rego.add_data_json(open('data.json').read())\n    \
               rego.set_input_term(json.dumps(one))\n    \
               said.append('true' in str(rego.query('data.plimsoll.allow')))\n\
               print(json.dumps(said))\n";
    write("ask.py", ask.to_owned());
    let output = std::process::Command::new(&python).arg("ask.py").current_dir(folder.path()).output().unwrap();
    let said: Vec<bool> = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", super::said(&output)));
    for ((input, said), expected) in inputs.iter().zip(said).zip(expected) {
        assert_eq!(said, expected, "{input}");
    }
}
