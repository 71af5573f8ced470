//! A tool stands in other people's lists under any of its identities, in any spelling, and anywhere: it
//! is always found. `PLIMSOLL_FUZZ` is the number of lists; `benches/fuzz.sh` makes a million.

use plimsoll::exchange::list::{Form, read};
use plimsoll::exchange::requests::LineMeaning;
use plimsoll::identity::Index;
use plimsoll::problem::Source;
use plimsoll::tool::{Tool, catalogue};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fuzz::runner;
use crate::random::Dice;

/// Something that a tool is called, and the package URL that says it, if one does.
struct Identity {
    name: String,
    group: Option<String>,
    url: Option<String>,
    host: bool,
}

/// The kinds that people spell in many ways. The others have one, in which `catalogue::` tries each.
const SPELT: [&str; 11] =
    ["binaries", "crates", "docker", "domains", "homebrew", "npm", "nuget", "purl", "pypi", "vscode", "winget"];

fn identities(id: &str, tool: &Tool) -> Vec<Identity> {
    let plain = |name: &str| Identity { name: name.to_owned(), group: None, url: None, host: false };
    let mut all = vec![plain(id)];
    all.extend(tool.name.as_deref().map(plain));
    for (kind, values) in tool.identifiers.iter().filter(|(kind, _)| SPELT.contains(&kind.as_str())) {
        for value in values {
            let (group, name) =
                value.rsplit_once('/').map_or((None, value.as_str()), |(group, name)| (Some(group), name));
            let url = |kind: &str| Some(format!("pkg:{kind}/{}", value.replace('@', "%40")));
            let (group, name) = match kind.as_str() {
                "vscode" => value.split_once('.').map_or((None, value.as_str()), |(group, name)| (Some(group), name)),
                _ => (group, name),
            };
            let url = match kind.as_str() {
                "npm" | "pypi" | "nuget" | "docker" => url(kind),
                "crates" => url("cargo"),
                "homebrew" => url("brew"),
                "winget" => url("winget"),
                "vscode" => Some(format!("pkg:vscode-extension/{}", value.replacen('.', "/", 1))),
                "purl" => Some(value.clone()),
                _ => None,
            };
            let group = group.map(str::to_owned);
            all.push(Identity { name: name.to_owned(), group, url, host: kind == "domains" });
        }
    }
    all
}

/// The same for a reader who does not look closely.
fn spelled(text: &str, dice: &mut Dice<'_>) -> String {
    match dice.below(10) {
        0 => text.to_uppercase(),
        1 => format!(" {text}\u{a0}"),
        2 => text.replace('-', "_"),
        3 => text.replace(['-', '_', '.'], "--"),
        4 => text.replace(' ', "  "),
        5 => format!("{text}\n"),
        6 => text.replace(['-', ' '], "\u{a0}"),
        7 => text.chars().flat_map(|sign| [sign, '\u{200b}']).collect(),
        8 => format!("{text}.exe"),
        _ => text.to_owned(),
    }
}

fn component(identity: &Identity, dice: &mut Dice<'_>) -> Value {
    if identity.host {
        let host = identity.name.trim_start_matches('.');
        let host =
            if identity.name.starts_with('.') && dice.chance(50) { format!("x.{host}") } else { host.to_owned() };
        return json!({ "name": "service", "endpoints": ["https://example.org", format!("https://{host}:443/v1?x")] });
    }
    let kind = *dice.pick(&["application", "library", "container", "data"]);
    let mut component = json!({ "type": kind, "name": spelled(&identity.name, dice) });
    let url = identity.url.as_ref().filter(|_| dice.chance(50));
    if let Some(url) = url {
        // A purl alone is enough.
        component["name"] = json!(*dice.pick(&["", "x", "some thing"]));
        let url = if dice.chance(30) { url.to_uppercase().replacen("PKG:", "pkg:", 1) } else { url.clone() };
        component["purl"] = json!(format!("{url}@1.2.3?a=b#c"));
    } else if let Some(group) = &identity.group {
        component["group"] = json!(spelled(group, dice).trim_end_matches(".exe"));
    }
    component
}

/// A bill of materials with a part somewhere in it.
fn bill(part: &Value, dice: &mut Dice<'_>) -> Value {
    let harmless = json!({ "type": "library", "name": "left-pad", "purl": "pkg:npm/left-pad@1" });
    let mut part = part.clone();
    for _ in 0..dice.below(4) {
        let key = *dice.pick(&["components", "services"]);
        part = match dice.below(3) {
            0 => {
                json!({ "name": "outer", "pedigree": { (*dice.pick(&["ancestors", "descendants", "variants"])): [part] } })
            }
            _ => json!({ "name": "outer", key: [harmless, part] }),
        };
    }
    match dice.below(7) {
        0 => json!({ "bomFormat": "CycloneDX", "components": [harmless], "services": [part] }),
        1 => json!({ "bomFormat": "CycloneDX", "components": [harmless], "metadata": { "component": part } }),
        2 => {
            json!({ "bomFormat": "CycloneDX", "components": [harmless], "metadata": { "tools": { "components": [part] } } })
        }
        3 => json!({ "bomFormat": "CycloneDX", "components": [harmless], "metadata": { "tools": [part] } }),
        4 => json!({ "bomFormat": "CycloneDX", "components": [harmless], "formulation": [{ "components": [part] }] }),
        5 => {
            json!({ "bomFormat": "CycloneDX", "components": [harmless], "annotations": [{ "annotator": { "component": part } }] })
        }
        _ => json!({ "bomFormat": "CycloneDX", "components": [harmless, part] }),
    }
}

/// A name in a list of lines, where nobody writes anything but what a tool is called.
fn text(identity: &Identity, dice: &mut Dice<'_>) -> String {
    match (&identity.group, &identity.url) {
        _ if identity.host => identity.name.trim_start_matches('.').to_owned(),
        (_, Some(url)) if dice.chance(30) => url.clone(),
        (Some(group), _) => format!("{group}/{}", spelled(&identity.name, dice)),
        _ => spelled(&identity.name, dice),
    }
}

#[test]
fn a_tool_is_found_under_every_identity_in_every_form() {
    let mut tools = catalogue::all().unwrap();
    tools.push(("our-bot".to_owned(), Tool { name: Some("Unser Helfer (Müller)".to_owned()), ..Tool::default() }));
    tools.push(("bot".to_owned(), Tool::default()));
    let mut known = Index::of_catalogue();
    for (id, tool) in &tools[tools.len() - 2..] {
        known.add(id, tool);
    }
    let cases = prop::collection::vec(any::<u32>(), 32);
    runner(1)
        .run(&cases, |rolls| {
            let mut dice = Dice::new(&rolls);
            let (id, tool) = dice.pick(&tools).clone();
            let all = identities(&id, &tool);
            let identity = dice.pick(&all);
            let (name, content) = match dice.below(3) {
                0 => ("l.csv", format!("tool,use\nleft-pad,x\n\"{}\",x\n", text(identity, &mut dice).replace('"', ""))),
                1 => {
                    let said = serde_json::to_string(&text(identity, &mut dice)).unwrap();
                    ("l.toml", format!("schema = 1\n[[check]]\ntool = {said}\n"))
                }
                _ => {
                    let part = component(identity, &mut dice);
                    ("l.cdx.json", bill(&part, &mut dice).to_string())
                }
            };
            let source = Source::new(name, content.clone());
            let mut list = read(&source, Form::of(&source), &known);
            list.name(&known, |_| false);
            let found =
                list.items.iter().any(|item| matches!(&item.what, LineMeaning::Asked(asked) if asked.tool == id));
            prop_assert!(found, "{id} is not found in {content}: {:?}", list.items);
            Ok(())
        })
        .unwrap();
}
