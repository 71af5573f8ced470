//! The catalogue and the table that is made of it: every tool is recognised by each of its identities in
//! every kind of list, and by nothing that only looks like it.

use std::collections::BTreeSet;

use plimsoll::exchange::list::{Form, read};
use plimsoll::exchange::requests::LineMeaning;
use plimsoll::identity::{Identifier, Identity, Index};
use plimsoll::problem::Source;
use plimsoll::tool::catalogue::{self, CatalogueEntry};
use serde_json::{Value, json};

use super::support::root;

const HEAD: &str = "# Made of ai-tools.toml by a test: SNAPSHOTS=overwrite cargo test --test it catalogue::\n";

#[test]
fn the_table_of_identities_is_made_of_the_catalogue() {
    let path = root().join("catalogue/identities.txt");
    let made = Index::of(&catalogue::entries().unwrap(), &catalogue::shared().unwrap());
    let expected = format!("{HEAD}{}", made.lines());
    if std::env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
        std::fs::write(&path, &expected).unwrap();
    }
    let is = std::fs::read_to_string(&path).unwrap();
    assert!(is == expected, "catalogue/identities.txt is not made of this ai-tools.toml: SNAPSHOTS=overwrite");
}

/// The ids that each line of a list asks about, by its number.
fn asked(name: &str, text: &str, index: &Index) -> Vec<(usize, String)> {
    let source = Source::new(name, text);
    let mut list = read(&source, Form::of(&source), index);
    list.name(index, |_| false);
    assert!(list.problems().0.is_empty(), "{}", list.problems());
    let asked = list.items.into_iter().filter_map(|item| match item.what {
        LineMeaning::Asked(asked) => Some((item.line, asked.tool)),
        _ => None,
    });
    asked.collect()
}

/// Every identifier of a tool as `tool show` prints it, with its kind.
fn identifiers(entry: &CatalogueEntry) -> Vec<(&str, &str)> {
    let lists = entry.tool.identifiers.iter();
    lists.flat_map(|(kind, values)| values.iter().map(|value| (kind.as_str(), value.as_str()))).collect()
}

/// How a bill of materials has it.
fn part(kind: &str, value: &str) -> Value {
    let package = |kind: &str| json!({ "type": "library", "name": "x", "purl": format!("pkg:{kind}/{}@1", value.replace('@', "%40")) });
    match kind {
        "npm" | "pypi" | "nuget" | "winget" | "docker" => package(kind),
        "crates" => package("cargo"),
        "homebrew" => package("brew"),
        "vscode" => json!({ "name": "x", "purl": format!("pkg:vscode-extension/{}", value.replacen('.', "/", 1)) }),
        "purl" => json!({ "name": "x", "purl": value }),
        "domains" => json!({ "name": "x", "endpoints": [format!("https://{}/v1", value.trim_start_matches('.'))] }),
        "domain-patterns" => json!({ "name": "x", "endpoints": [format!("https://{}", value.replace('*', "eu-1"))] }),
        "urls" => json!({ "name": "x", "endpoints": [format!("{value}/more?key=1")] }),
        "model-prefixes" | "huggingface" => json!({ "type": "machine-learning-model", "name": format!("{value}9b") }),
        _ => json!({ "type": "application", "name": value }),
    }
}

#[test]
fn every_tool_is_recognised_by_each_of_its_identities_in_every_kind_of_list() {
    let index = Index::of_catalogue();
    let mut seen = BTreeSet::new();
    for entry in catalogue::entries().unwrap() {
        let all = identifiers(&entry);
        seen.extend(all.iter().map(|(kind, _)| (*kind).to_owned()));
        let mut csv = "tool\n".to_owned();
        let mut toml = "schema = 1\n".to_owned();
        let mut parts = Vec::new();
        for (kind, value) in &all {
            csv += &format!("\"{value}\"\n");
            toml += &format!("[[check]]\ntool = {}\n", json!(value));
            parts.push(part(kind, value).to_string());
            for identifier in Identifier::of_identifier(kind, value) {
                let identity = match identifier {
                    Identifier::Beginning(Identity::Model(name)) => Identity::Model(format!("{name}9b")),
                    Identifier::Like(Identity::Host(host)) => Identity::Host(host.replace('*', "eu-1")),
                    other => other.identity().clone(),
                };
                assert!(index.find(&identity).tools.contains_key(&entry.id), "{}: {identity:?}", entry.id);
            }
            assert!(!Identifier::of_identifier(kind, value).is_empty(), "{}: {kind} {value} names nothing", entry.id);
        }
        if all.is_empty() {
            continue;
        }
        let bom = format!("{{\"bomFormat\":\"CycloneDX\",\"components\":[\n{}\n]}}", parts.join(",\n"));
        for (name, text, first, step) in [("l.csv", &csv, 2, 1), ("l.toml", &toml, 2, 2), ("l.cdx.json", &bom, 2, 1)] {
            let found = asked(name, text, &index);
            for (at, (kind, value)) in all.iter().enumerate() {
                let line = first + at * step;
                let is = found.iter().any(|(place, id)| *place == line && *id == entry.id);
                assert!(is, "{} is not recognised by {kind} {value} in {name}: {found:?}", entry.id);
            }
        }
    }
    for kind in plimsoll::tool::IDENTIFIERS {
        assert!(seen.contains(kind) || kind == "winget", "no tool has `{kind}`");
    }
}

#[test]
fn no_tool_is_recognised_by_what_only_looks_like_it() {
    let index = Index::of_catalogue();
    let mut cases = 0;
    for entry in catalogue::entries().unwrap() {
        for word in entry.collisions.iter().flat_map(|text| text.split([' ', ',', '(', ')', ';'])) {
            let Some((ecosystem @ ("npm" | "pypi"), name)) = word.trim_end_matches('.').split_once(':') else {
                continue;
            };
            let name = name.trim_end_matches(':');
            let is_own =
                |identifier: &Identifier| Identity::package(ecosystem, name).as_ref() == Some(identifier.identity());
            if name.is_empty() || Identifier::of(&entry.tool).iter().any(is_own) {
                continue;
            }
            cases += 1;
            let found = index.find(&Identity::package(ecosystem, name).unwrap());
            assert!(!found.tools.contains_key(&entry.id), "{} by {word}", entry.id);
            assert!(found.collisions.contains(&entry.id), "{word} is not known as no {}", entry.id);
            let part = json!({ "name": name, "purl": format!("pkg:{ecosystem}/{}@1", name.replace('@', "%40")) });
            let found =
                asked("l.cdx.json", &json!({ "bomFormat": "CycloneDX", "components": [part] }).to_string(), &index);
            assert!(!found.iter().any(|(_, id)| *id == entry.id), "{} by {word}", entry.id);
        }
        // The name alone, in an ecosystem where nobody knows it.
        let name = entry.tool.name.as_deref().unwrap_or_default();
        let own = name.split(" (").next().unwrap_or(name).to_lowercase().replace(' ', "-");
        for name in [own.as_str(), &entry.id] {
            assert!(index.named(&format!("pkg:hackage/{name}")).is_empty(), "pkg:hackage/{name}");
            assert!(index.named(&format!("pkg:maven/org.example/{name}")).is_empty(), "pkg:maven/org.example/{name}");
        }
    }
    assert!(cases > 80, "only {cases} collisions were found");
}

#[test]
fn a_host_that_several_tools_share_stands_for_none_of_them() {
    let index = Index::of_catalogue();
    let entries = catalogue::entries().unwrap();
    for entry in &entries {
        for (kind, value) in identifiers(entry).iter().filter(|(kind, _)| *kind == "domains") {
            for identifier in Identifier::of_identifier(kind, value) {
                let found = index.find(identifier.identity());
                let is_alone = found.tools.len() == 1 && entry.domain_scope == catalogue::DomainScope::Tool;
                assert_eq!(found.one().is_some(), is_alone, "{} {value}: {found:?}", entry.id);
            }
        }
    }
    for shared in ["AGENTS.md", ".mcp.json", ".agents/skills/review/SKILL.md", "~/.codeium/config.json"] {
        let found = index.find(&Identity::file(shared).unwrap());
        assert!(!found.tools.is_empty() && found.one().is_none(), "{shared}: {found:?}");
    }
}
