//! A bundle for Open Policy Agent: what is allowed as data, one rule in Rego that says what `check` says,
//! and a manifest. A week after its day it says no to everything.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::assessment::versions::Range;
use crate::document::sha256;

use super::archive::packed;
use super::export::{Export, ExportOptions};
use super::rules::Rules;
use super::ways::{AllowedWay, DAYS_AHEAD};

/// The rule.
pub const REGO: &str = include_str!("opa.rego");

/// The bundle.
pub(super) fn export(rules: &Rules, _: &ExportOptions) -> Export {
    let mut export = Export::default();
    for tool in rules.allowed() {
        for because in tool.uses.iter().filter(|because| !because.ways.is_empty()) {
            let usage = because.usage.as_deref().unwrap_or_default();
            export.entry(format!("{}/{usage}", tool.id), tool, true);
        }
    }
    let data = text(&data(rules));
    let revision = format!("{}-{}", rules.day, &sha256(&data)[..16]);
    let manifest =
        text(&json!({ "revision": revision, "roots": ["plimsoll", "plimsoll_register"], "rego_version": 1 }));
    export.bytes = packed(&[(".manifest", &manifest), ("data.json", &data), ("plimsoll.rego", REGO)]);
    export
}

/// What is allowed, by tool and use, and the days for which that is known.
fn data(rules: &Rules) -> Value {
    let mut tools: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
    let mut stands: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for tool in &rules.tools {
        for because in &tool.uses {
            let usage = because.usage.as_deref().unwrap_or_default();
            let ways: Vec<Value> = because.ways.iter().map(way).collect();
            stands.entry(&tool.id).or_default().insert(usage, &because.words);
            tools.entry(&tool.id).or_default().insert(usage, json!(ways));
        }
    }
    let until = rules.day.plus_days(DAYS_AHEAD).to_string();
    let (register, from) = (&rules.register, rules.day.to_string());
    json!({ "plimsoll_register": { "register": register, "from": from, "until": until, "tools": tools, "stands": stands } })
}

fn way(way: &AllowedWay) -> Value {
    let versions = way.versions.as_deref().map(|range| {
        // A range that cannot be read holds no version.
        let range = Range::parse(range);
        let comparators = range.iter().flat_map(Range::comparators);
        let comparators: Vec<Value> =
            comparators.map(|(sign, parts)| json!({ "sign": sign, "parts": parts })).collect();
        if range.is_none() { json!([{ "sign": "none", "parts": [] }]) } else { json!(comparators) }
    });
    json!({
        "until": way.until.to_string(),
        "team": way.team,
        "teams": way.teams,
        "editions": way.editions,
        "versions": versions,
        "ceilings": way.ceilings,
        "required": way.required,
    })
}

fn text(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}
