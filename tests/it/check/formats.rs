//! What goes out: JSON that its schema describes, SARIF as code scanning takes it, JUnit, Markdown;
//! hostile text in all of them.

use std::process::Output;

use plimsoll::assessment::EVERY_USE;
use plimsoll::framework::Disposition;
use plimsoll::gate::ReasonCode;
use serde_json::Value;

use super::site::Site;
use crate::gate::story::{Story, approved_with, condition};
use crate::support::{PLIMSOLL, command, reviewed};

const HOSTILE: &str = "=cmd()|'\"\\ </testcase><script>alert(1)</script> ]]> | \u{1b}[31m \u{202e}evil\nwww.example.org [x](http://e) `c`";

/// A register with a tool that is allowed, one that is prohibited with hostile words, and one that
/// nobody has decided about.
fn site() -> Site {
    let mut owed = condition("sandbox", Some("2026-05-31"), false);
    "Run it in a sandbox.".clone_into(&mut owed.text);
    let allowed = approved_with(|decision| {
        decision.conditions = vec![owed];
        decision.client_versions = Some(">=2".to_owned());
    });
    let mut banned = Story::of(plimsoll::assessment::Subject::Tool("banned".to_owned()), "general");
    banned.decide_with("2026-01-10", |decision| {
        decision.decision = Disposition::Prohibit;
        decision.valid_until = None;
        HOSTILE.clone_into(&mut decision.rationale);
        decision.alternatives = vec!["tool".to_owned(), HOSTILE.to_owned()];
        decision.actions = vec!["Uninstall it.".to_owned()];
        decision.ceiling.clear();
    });
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-01-01", "2026-06-01", Disposition::Hold);
    let site = Site::of(&[&allowed, &banned, &vendor]);
    site.register().add_tool("waiting", &plimsoll::tool::Tool::default()).unwrap();
    let list = "tool,use,context,client-version\n\
                tool,general,data=2,2.1\n\
                tool,general,data=3,2.1\n\
                banned,,,\n\
                waiting,,,\n\
                \"un|known <b>\",,,\n\
                tool,,data=9,\n\
                banned,,,\n";
    std::fs::write(site.path("our list.csv"), list).unwrap();
    site
}

fn run(site: &Site, args: &[&str]) -> Output {
    command(PLIMSOLL, site.folder.path()).args(args).env("PLIMSOLL_AS_OF", "2026-02-01").output().unwrap()
}

fn printed(site: &Site, args: &[&str], exit: i32) -> String {
    let output = run(site, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{args:?}\n{said}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(site: &Site, args: &[&str], exit: i32) -> Value {
    serde_json::from_str(&printed(site, args, exit)).unwrap()
}

/// The text without the sha256 of records, which follow from every text that these rest on.
fn masked(text: &str) -> String {
    let mut parts = text.split("\"sha256\": \"");
    let mut masked = parts.next().unwrap().to_owned();
    for part in parts {
        assert!(part.len() > 64 && part[..64].bytes().all(|byte| byte.is_ascii_hexdigit()));
        masked += &format!("\"sha256\": \"{}{}", "0".repeat(64), &part[64..]);
    }
    masked
}

#[test]
fn a_list_reads_as_it_was_reviewed_in_every_format() {
    let site = site();
    for (format, name) in [
        ("text", "list.txt"),
        ("json", "list.json"),
        ("sarif", "list.sarif"),
        ("junit", "list.xml"),
        ("markdown", "list.md"),
    ] {
        let found = printed(&site, &["check", "--list", "our list.csv", "--format", format], 2);
        assert!(!found.contains('\u{1b}') && !found.contains('\u{202e}'), "{format}");
        reviewed(&format!("check/{name}"), &masked(&found));
    }
}

#[test]
fn one_tool_reads_as_it_was_reviewed() {
    let site = site();
    for (args, exit, name) in [
        (&["check", "tool", "--context", "data=2", "--client-version", "2.1"][..], 0, "allowed.txt"),
        (&["check", "banned"], 1, "prohibited.txt"),
        (&["check", "tool", "--context", "data=3,autonomy=4", "--fail-on", "prohibited"], 0, "tolerated.txt"),
        (&["check", "tool", "--as-of", "2026-07-15"], 1, "expired.txt"),
        (&["check", "tol"], 1, "unknown.txt"),
        (&["check", "tool", "--context", "data=x"], 2, "bad-request.txt"),
    ] {
        let found = printed(&site, args, exit);
        reviewed(&format!("check/{name}"), &found);
    }
}

/// The parts of JSON Schema that our own schema uses, and no others: anything else fails.
pub fn valid(schema: &Value, root: &Value, value: &Value, at: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("`{other}` is no type that this test knows"),
    };
    for (key, rule) in schema.as_object().unwrap() {
        match key.as_str() {
            "$ref" => {
                let path = rule.as_str().unwrap().strip_prefix('#').unwrap();
                valid(root.pointer(path).unwrap_or_else(|| panic!("{path} is not there")), root, value, at)?;
            }
            "type" => {
                let kinds = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                if !kinds.iter().any(|kind| is(kind.as_str().unwrap())) {
                    return wrong(&format!("is not {rule}"));
                }
            }
            "enum" if !rule.as_array().unwrap().contains(value) => return wrong("is none of these"),
            "const" if rule != value => return wrong("is another"),
            "oneOf" | "anyOf" => {
                let results: Vec<_> =
                    rule.as_array().unwrap().iter().map(|rule| valid(rule, root, value, at)).collect();
                let fits = results.iter().filter(|result| result.is_ok()).count();
                if fits == 0 || (key == "oneOf" && fits != 1) {
                    return Err(format!("{at}: {fits} of {key} fit: {results:?}"));
                }
            }
            "required" => {
                let missing = rule.as_array().unwrap().iter().find(|key| value.get(key.as_str().unwrap()).is_none());
                if let (Some(missing), true) = (missing, value.is_object()) {
                    return wrong(&format!("lacks {missing}"));
                }
            }
            "properties" => {
                for (key, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(key) {
                        valid(rule, root, value, &format!("{at}/{key}"))?;
                    }
                }
            }
            "additionalProperties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    valid(rule, root, value, &format!("{at}/{key}"))?;
                }
            }
            "items" => {
                for value in value.as_array().into_iter().flatten() {
                    valid(rule, root, value, &format!("{at}/_"))?;
                }
            }
            "minimum" if value.as_i64() < rule.as_i64() => return wrong("is too small"),
            "maximum" if value.as_i64() > rule.as_i64() => return wrong("is too great"),
            "pattern" => {
                let text = value.as_str().unwrap_or_default();
                let fits = match rule.as_str().unwrap() {
                    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => text.parse::<plimsoll::date::Day>().is_ok(),
                    "^[0-9a-f]{64}$" => text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()),
                    other => panic!("`{other}` is no pattern that this test knows"),
                };
                if value.is_string() && !fits {
                    return wrong("does not fit the pattern");
                }
            }
            // Names and remarks, and limits that the value keeps.
            "$schema" | "$id" | "$defs" | "title" | "description" | "enum" | "const" | "minimum" | "maximum" => {}
            other => panic!("`{other}` is no keyword that this test knows"),
        }
    }
    Ok(())
}

#[test]
fn what_is_printed_is_what_the_schema_describes() {
    let site = site();
    let schema = json(&site, &["check", "--schema"], 0);
    let check = |value: &Value| {
        valid(&schema, &schema, value, "").unwrap_or_else(|error| panic!("{error}\n{value:#}"));
    };
    for (args, exit) in [
        (&["check", "tool", "--client-version", "2"][..], 0),
        (&["check", "banned"], 1),
        (&["check", "waiting"], 1),
        (&["check", "nothing"], 1),
        (&["check", "Not An Id"], 2),
        (&["check", "tool", "--context", "x"], 2),
        (&["check", "tool", "--as-of", "2026-07-01"], 1),
        (&["check", "--list", "our list.csv"], 2),
        (&["check", "--list", "no such.csv"], 2),
        (&["check", "tool", "--register", "nowhere"], 2),
    ] {
        check(&json(&site, &[args, &["--format", "json"]].concat(), exit));
    }
    let codes: Vec<&str> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
    let listed: Vec<&str> =
        schema["$defs"]["code"]["enum"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    assert_eq!(listed, codes);
    // The test itself notices what does not fit.
    for (from, to) in [
        ("\"exit\": 1", "\"exit\": 3"),
        ("\"code\": \"prohibited\"", "\"code\": \"banned\""),
        ("\"schema\": 1", "\"schema\": 2"),
    ] {
        let text = printed(&site, &["check", "banned", "--format", "json"], 1);
        assert!(text.contains(from));
        let other: Value = serde_json::from_str(&text.replace(from, to)).unwrap();
        assert!(valid(&schema, &schema, &other, "").is_err(), "{to}");
    }
}

#[test]
fn sarif_has_a_result_for_every_refused_tool_on_its_line() {
    let site = site();
    let sarif = json(&site, &["check", "--list", "our list.csv", "--format", "sarif"], 2);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let at = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "our%20list.csv");
        (place["region"]["startLine"].as_u64().unwrap(), result["ruleId"].as_str().unwrap().to_owned())
    };
    let found: Vec<(u64, String)> = results.iter().map(at).collect();
    let expected = [
        (3, "above-ceiling"),
        (4, "prohibited"),
        (5, "undecided"),
        (6, "bad-request"),
        (7, "bad-request"),
        (8, "prohibited"),
    ];
    assert_eq!(found, expected.map(|(line, rule)| (line, rule.to_owned())));
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
    }
    let prints = |sarif: &Value| -> Vec<String> {
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        results
            .iter()
            .map(|result| result["partialFingerprints"]["plimsollCheck/v1"].as_str().unwrap().to_owned())
            .collect()
    };
    let before = prints(&sarif);
    let unique: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!(unique.len(), before.len());
    assert_eq!(before[1].split(':').next(), before[5].split(':').next(), "the same thing, asked twice");
    // Neither a line more above nor another day changes them.
    let text = std::fs::read_to_string(site.path("our list.csv")).unwrap();
    std::fs::write(site.path("our list.csv"), text.replacen('\n', "\n\n\n", 1)).unwrap();
    let later = ["check", "--list", "our list.csv", "--format", "sarif", "--as-of", "2026-02-02"];
    assert_eq!(prints(&json(&site, &later, 2)), before);
    // One tool alone is placed on its entry, since code scanning shows nothing without a place.
    let one = json(&site, &["check", "banned", "--format", "sarif"], 1);
    let place = &one["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "tools/banned/tool.toml");
    // Where there is no register, the place is where it should be.
    for (arguments, uri) in [
        (&["check", "banned", "--register", "nowhere"][..], "nowhere/plimsoll.toml"),
        (&["check", "--list", "our list.csv", "--context", "data=9"], "plimsoll.toml"),
    ] {
        let lost = json(&site, &[arguments, &["--format", "sarif"]].concat(), 2);
        let place = &lost["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(place, uri);
    }
    // A list outside of the sources is named as a file of this machine.
    let elsewhere = tempfile::tempdir().unwrap();
    let list = elsewhere.path().join("list.csv");
    std::fs::write(&list, "tool\nbanned\n").unwrap();
    let outside = json(&site, &["check", "--list", list.to_str().unwrap(), "--format", "sarif"], 1);
    let place = &outside["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], format!("file://{}", list.display()));
    assert_eq!(place["uriBaseId"], Value::Null);
    let fine = json(&site, &["check", "tool", "--client-version", "2", "--format", "sarif"], 0);
    assert_eq!(fine["runs"][0]["results"].as_array().unwrap().len(), 0);
    // What is tolerated is a warning.
    let tolerated = ["check", "waiting", "--fail-on", "prohibited", "--format", "sarif"];
    assert_eq!(json(&site, &tolerated, 0)["runs"][0]["results"][0]["level"], "warning");
}

#[test]
fn a_name_begins_no_line_of_its_own() {
    let said = printed(&site(), &["check", "x\nALLOWED on 2026-02-01: x"], 2);
    assert!(said.lines().next().is_some_and(|line| line.starts_with("COULD NOT TELL on ")), "{said}");
    assert!(!said.lines().any(|line| line.starts_with("ALLOWED")), "{said}");
}

#[test]
fn what_fails_is_for_the_caller_to_say_but_never_what_cannot_be_told() {
    let site = site();
    for (args, exit) in [
        (&["check", "waiting"][..], 1),
        (&["check", "waiting", "--fail-on", "prohibited,expired"], 0),
        (&["check", "waiting", "--fail-on", "undecided"], 1),
        (&["check", "banned", "--fail-on", "undecided"], 0),
        (&["check", "tool", "--context", "nonsense=1", "--fail-on", "prohibited"], 2),
        (&["check", "--list", "our list.csv", "--fail-on", "prohibited"], 2),
        (&["check", "waiting", "--fail-on", "prohibitd"], 2),
        (&["check"], 2),
        (&["check", "tool", "--list", "our list.csv"], 2),
        (&["check", "tool", "--as-of", "2026-02-30"], 2),
    ] {
        assert_eq!(run(&site, args).status.code(), Some(exit), "{args:?}");
    }
}

#[test]
fn an_output_file_is_written_whole_and_the_answer_stands() {
    let site = site();
    let output = run(&site, &["check", "banned", "--format", "sarif", "-o", "out.sarif"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1 not allowed, judged on 2026-02-01; wrote out.sarif"), "{said}");
    let written: Value = serde_json::from_str(&std::fs::read_to_string(site.path("out.sarif")).unwrap()).unwrap();
    assert_eq!(written["version"], "2.1.0");
    // Where it cannot be written, nothing can be told.
    assert_eq!(run(&site, &["check", "tool", "-o", "no/such/folder/x"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn an_answer_that_nobody_reads_is_the_same_answer() {
    let site = site();
    // The reader is gone before the first byte is written.
    let script = format!("{{ sleep 0.2; '{PLIMSOLL}' check banned; echo $? >status; }} | true");
    let mut shell = command("sh", site.folder.path());
    let done = shell.args(["-c", &script]).env("PLIMSOLL_AS_OF", "2026-02-01").status().unwrap();
    assert!(done.success());
    let mut status = String::new();
    while status.is_empty() {
        status = std::fs::read_to_string(site.path("status")).unwrap_or_default();
    }
    assert_eq!(status.trim(), "1");
}
