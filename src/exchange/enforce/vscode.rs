//! The policy of VS Code: which extensions it may have. The list is a text that holds JSON.

use serde_json::{Map, Value, json};

use crate::identity::Identity;

use super::export::{Export, ExportOptions};
use super::rules::{RuledTool, Rules};

/// The file.
pub(super) fn export(rules: &Rules, wanted: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut list = Map::new();
    // Without it an extension that is not listed is denied, so that one `false` would deny all others.
    if !wanted.allow_list {
        list.insert("*".to_owned(), Value::Bool(true));
    }
    let mut add = |tools: &mut dyn Iterator<Item = &RuledTool>, allowed| {
        for tool in tools {
            for identity in &tool.identities {
                let Identity::EditorExtension(id) = identity else { continue };
                list.insert(id.clone(), Value::Bool(allowed));
                export.entry(id, tool, allowed);
            }
        }
    };
    if wanted.allow_list {
        add(&mut rules.allowed(), true);
    }
    add(&mut rules.denied(), false);
    export.json(&json!({ "AllowedExtensions": Value::Object(list).to_string() }))
}
