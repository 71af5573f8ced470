//! A report as JSON, for programs: the view as it is, its keys with hyphens. Keys are added, never
//! changed or removed.

use serde_json::{Map, Value, json};

use super::{Clean, Report};

/// The schema of the object; it rises when a key changes its meaning.
const SCHEMA: u32 = 1;

/// Lays a report out.
pub(super) fn render(report: &Clean) -> Vec<u8> {
    let (kind, view) = match &**report {
        Report::Use(view) => ("use", serde_json::to_value(view)),
        Report::Triage(view) => ("triage", serde_json::to_value(view)),
        Report::Portfolio(view) => ("portfolio", serde_json::to_value(view)),
    };
    // A view has texts for keys and no numbers but whole ones: it cannot fail.
    let view = view.map(hyphened).unwrap_or_default();
    let mut object = json!({"provenance": view["meta"]["provenance"], "schema": SCHEMA, "kind": kind});
    if let (Value::Object(object), Value::Object(view)) = (&mut object, view) {
        object.extend(view);
    }
    format!("{object:#}\n").into_bytes()
}

/// The value with keys as the other outputs of the program have them. The score has them already,
/// and its context has ids for keys.
fn hyphened(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, field)| match key.as_str() {
                "score" => (key, field),
                "usage" => ("use".to_owned(), field),
                _ => (key.replace('_', "-"), hyphened(field)),
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(hyphened).collect()),
        other => other,
    }
}
