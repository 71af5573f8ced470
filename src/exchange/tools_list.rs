//! What an MCP server answers to `tools/list`, saved as JSON: the definitions of its tools, a sha256 each.
//!
//! A definition is what a model is told of a tool: name, description, input schema and annotations. Its
//! sha256 is that of these four in JSON without blanks, keys sorted, so that another order is no change.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::document::sha256;
use crate::problem::{Code, Problem, Problems, Source};

/// What of a definition counts.
const PARTS: [&str; 4] = ["annotations", "description", "inputSchema", "name"];
/// The most tools that a server may have.
const MOST: usize = 1_000;
/// The longest name of one.
const LONGEST_NAME: usize = 128;

/// The sha256 of each definition, by the name of the tool.
///
/// # Errors
/// Where the text is no such answer.
pub fn read(source: &Arc<Source>) -> Result<BTreeMap<String, String>, Problems> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let value: Value = serde_json::from_str(text)
        .map_err(|error| wrong(source, Code::Syntax, &format!("the file is not JSON: {error}")))?;
    let listed = tools(&value)
        .ok_or_else(|| wrong(source, Code::WrongType, "the file is not the answer of an MCP server to `tools/list`"))?;
    if listed.is_empty() {
        return Err(wrong(source, Code::MissingKey, "the server lists no tools"));
    }
    if listed.len() > MOST {
        return Err(wrong(source, Code::TooLarge, &format!("the server lists more than {MOST} tools")));
    }
    let mut definitions = BTreeMap::new();
    for (at, tool) in listed.iter().enumerate() {
        let name = tool.get("name").and_then(Value::as_str).map(str::trim);
        let name =
            name.filter(|name| !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_control));
        let Some(name) = name else {
            let title = format!("tool {} has no name of 1 to {LONGEST_NAME} bytes", at + 1);
            return Err(wrong(source, Code::MissingKey, &title));
        };
        if definitions.insert(name.to_owned(), sha256(&canonical(tool))).is_some() {
            // Which of the two a client takes, nobody can say.
            return Err(wrong(source, Code::DuplicateId, &format!("the server lists `{name}` twice")));
        }
    }
    Ok(definitions)
}

fn wrong(source: &Arc<Source>, code: Code, title: &str) -> Problems {
    let help = "save the answer to `tools/list` as JSON: `{\"tools\": [{\"name\": ..., \"inputSchema\": ...}]}`";
    Problems(vec![Problem::error(code, source, 0..0, title).help(help)])
}

/// The list in an answer: alone, in its result, or with the message around it.
fn tools(value: &Value) -> Option<&Vec<Value>> {
    let of = |value: &Value| value.get("tools").is_some();
    match value {
        Value::Array(list) => Some(list),
        Value::Object(_) if of(value) => value["tools"].as_array(),
        Value::Object(_) => value.get("result").filter(|result| of(result))?["tools"].as_array(),
        _ => None,
    }
}

/// What counts of a definition, in the one form that is hashed.
fn canonical(tool: &Value) -> String {
    let parts = PARTS.iter().filter_map(|part| Some(((*part).to_owned(), sorted(tool.get(part)?))));
    Value::Object(parts.filter(|(_, value)| !value.is_null()).collect()).to_string()
}

/// The same with the keys of every table in their order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort_unstable();
            let entries = keys.into_iter().map(|key| (key.clone(), sorted(&table[key])));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Result<BTreeMap<String, String>, String> {
        read(&Source::new("tools.json", text)).map_err(|problems| problems.0[0].title.clone())
    }

    #[test]
    fn a_definition_is_what_the_model_is_told_in_any_order() {
        let one = r#"{"tools":[{"name":"read","description":"Reads.","inputSchema":{"type":"object","a":1}}]}"#;
        // Another order, the message around it, and what no model is told.
        let same = r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"inputSchema":{"a":1,"type":"object"},
            "icons":[],"annotations":null,"description":"Reads.","name":"read"}]}}"#;
        let list = r#"[{"name":"read","description":"Reads.","inputSchema":{"type":"object","a":1}}]"#;
        assert_eq!(hashes(one), hashes(same));
        assert_eq!(hashes(one), hashes(list));
        // As anybody can compute it.
        let expected = sha256(r#"{"description":"Reads.","inputSchema":{"a":1,"type":"object"},"name":"read"}"#);
        assert_eq!(hashes(one).unwrap()["read"], expected);
        for changed in ["Reads. ", "Reads.\u{200b}", "reads."] {
            assert_ne!(hashes(&one.replace("Reads.", changed)), hashes(one), "{changed:?}");
        }
        let hinted = one.replace(r#""inputSchema""#, r#""annotations":{"readOnlyHint":true},"inputSchema""#);
        assert_ne!(hashes(&hinted), hashes(one));
    }

    #[test]
    fn what_is_no_such_answer_is_said() {
        for (text, expected) in [
            ("", "the file is not JSON"),
            ("{}", "the file is not the answer"),
            (r#"{"tools":{}}"#, "the file is not the answer"),
            (r#"{"tools":[]}"#, "the server lists no tools"),
            (r#"{"tools":[{"description":"x"}]}"#, "tool 1 has no name"),
            (r#"[{"name":"a"},{"name":"a"}]"#, "the server lists `a` twice"),
            (&"[".repeat(10_000), "the file is not JSON"),
        ] {
            let said = hashes(text).unwrap_err();
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
