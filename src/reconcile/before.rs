//! What an earlier run wrote as JSON: by what a later one says what is new.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What an earlier run showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierRun {
    /// The day that it judged, as it is written there.
    pub day: String,
    /// What was seen, by its key.
    pub things: BTreeMap<String, EarlierThing>,
    /// What MCP servers were, by their labels.
    pub launches: BTreeMap<String, BTreeSet<String>>,
}

/// Something that an earlier run showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierThing {
    /// What it is, for people.
    pub name: String,
    /// The codes against it.
    pub codes: BTreeSet<String>,
}

impl EarlierRun {
    /// Reads the JSON of an earlier run.
    ///
    /// # Errors
    /// Where it is none, in a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| format!("it is not JSON: line {}, column {}", error.line(), error.column()))?;
        if value["kind"] != "reconciliation" {
            return Err("it is not what an earlier run wrote".to_owned());
        }
        if value["schema"] != 1 {
            return Err("a newer version of the program wrote it".to_owned());
        }
        let words = |value: &Value| -> BTreeSet<String> {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut run = Self { day: text(&value["as-of"]), ..Self::default() };
        for thing in value["seen"].as_array().into_iter().flatten() {
            let earlier = EarlierThing { name: text(&thing["name"]), codes: words(&thing["codes"]) };
            run.things.insert(text(&thing["key"]), earlier);
            for sighting in thing["sightings"].as_array().into_iter().flatten() {
                if let (Some(true), Some(label)) = (sighting["mcp-server"].as_bool(), sighting["label"].as_str()) {
                    let launches = run.launches.entry(label.to_lowercase()).or_default();
                    launches.insert(text(&sighting["identity"]));
                }
            }
        }
        Ok(run)
    }
}
