//! What is in force in the formats of those who enforce it: every consumer on the example, what no rule may
//! take, texts that would break a format, clients that ask, and what real consumers say where they are here.

mod ask;
mod opa;
mod reach;
mod real;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plimsoll::exchange::enforce::consumer::ListKind;
use plimsoll::exchange::enforce::{
    Because, CONSUMERS, Consumer, Export, ExportOptions, HeldTool, RuledHost, RuledTool, RuledWith, Rules, Ruling,
};
use plimsoll::identity::{Ecosystem, Identity};
use plimsoll::tool::blocking::{BlockingLimits, TenantHeader};
use plimsoll::tool::catalogue;
use serde_json::Value;

use super::support::{self, copy, plimsoll, reviewed, root, said};

/// The register of the examples in a folder of its own, with a ban of two vendors and a server that is allowed.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("examples/register"), &folder.path().join("register"));
    folder
}

/// Rules in which these tools of the catalogue, and no others, are denied.
fn denying(denied: &BTreeSet<&str>) -> Rules {
    let because = Because {
        usage: Some("general".to_owned()),
        allowed: Some(false),
        words: "prohibited since 2026-11-22".to_owned(),
        decision: Some("tools/x/general/0001".to_owned()),
        sha256: None,
        until: None,
        ways: Vec::new(),
    };
    let held = denied.iter().map(|id| ((*id).to_owned(), HeldTool { entry: None, uses: vec![because.clone()] }));
    let held: BTreeMap<String, HeldTool> = held.collect();
    let (known, blocking) = (catalogue::entries().unwrap(), BlockingLimits::of_catalogue().unwrap());
    let with = RuledWith { tools: &known, blocking: &blocking, along: &BTreeSet::new() };
    Rules::made("2026-11-22".parse().unwrap(), "A register", &held, &with)
}

/// The lists that a consumer takes, each by whether it is one of what is allowed.
fn lists(consumer: &Consumer) -> &'static [bool] {
    match consumer.lists {
        ListKind::Deny => &[false],
        ListKind::Allow => &[true],
        ListKind::Either => &[false, true],
    }
}

fn export(consumer: &Consumer, rules: &Rules, allow_list: bool) -> Export {
    let tenants = rules.tools.iter().map(|tool| (tool.id.clone(), "own-tenant".to_owned())).collect();
    consumer.export(rules, &ExportOptions { allow_list, tenants })
}

#[test]
fn every_consumer_is_given_the_example_as_reviewed() {
    let folder = example();
    for consumer in CONSUMERS.iter().filter(|consumer| consumer.name != "opa") {
        for allow_list in lists(consumer) {
            let flag = if *allow_list { " --allow-list" } else { "" };
            let tenants = if consumer.name == "tenant" { " --tenant claude-code=0000-own" } else { "" };
            let output = plimsoll(folder.path(), &format!("enforce {}{flag}{tenants}", consumer.name));
            assert!(output.status.success(), "{}: {}", consumer.name, said(&output));
            let again = plimsoll(folder.path(), &format!("enforce {}{flag}{tenants}", consumer.name));
            assert_eq!(output.stdout, again.stdout, "{}", consumer.name);
            let kind = if *allow_list { "-allow" } else { "" };
            let text =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            reviewed(&format!("enforce/{}{kind}.txt", consumer.name), &text);
        }
    }
}

#[test]
fn every_consumer_is_given_all_denied_tools_of_two_vendors_as_reviewed() {
    let known = catalogue::entries().unwrap();
    let vendors = ["deepseek", "microsoft", "upstash"];
    let of_vendors = known.iter().filter(|entry| entry.tool.vendor.as_deref().is_some_and(|id| vendors.contains(&id)));
    let denied: BTreeSet<&str> = of_vendors.map(|entry| entry.id.as_str()).collect();
    let rules = denying(&denied);
    let mut text = String::new();
    for consumer in CONSUMERS.iter().filter(|consumer| consumer.lists != ListKind::Allow) {
        let export = export(consumer, &rules, false);
        assert!(!export.entries.is_empty(), "{} has no entry", consumer.name);
        text += &format!("== {}\n{}", consumer.name, String::from_utf8_lossy(&export.bytes));
    }
    let refused = rules.refused.iter().map(|one| format!("{}: {}: {}\n", one.tool, one.what, one.why));
    text += &format!("== not exported\n{}", refused.collect::<String>());
    reviewed("enforce/vendors.txt", &text);
}

/// Rules whose every text tries to be more than a text.
fn hostile(text: &str) -> Rules {
    let because = |allowed| Because {
        usage: Some(text.to_owned()),
        allowed: Some(allowed),
        words: text.to_owned(),
        decision: Some(text.to_owned()),
        sha256: None,
        until: None,
        ways: Vec::new(),
    };
    let tool = |id: &str, ruling, allowed| RuledTool {
        id: id.to_owned(),
        name: text.to_owned(),
        ruling,
        uses: vec![because(allowed)],
        identities: vec![
            Identity::EditorExtension(text.to_owned()),
            Identity::BrowserExtension(format!("{{{text}}}")),
            Identity::McpUrl(format!("https://{text}")),
            Identity::McpCommand(vec![text.to_owned()]),
            Identity::Package(Ecosystem::of("npm"), text.to_owned()),
            Identity::Command(text.to_owned()),
        ],
        hosts: vec![RuledHost { host: "host.example".to_owned(), below: true, only: None }],
        tenants: vec![TenantHeader {
            header: text.to_owned(),
            on: format!("a.example, {text}"),
            ..TenantHeader::default()
        }],
    };
    Rules {
        day: "2026-11-22".parse().unwrap(),
        register: text.to_owned(),
        tools: vec![tool("denied", Ruling::Denied, false), tool("allowed", Ruling::Allowed, true)],
        refused: Vec::new(),
    }
}

#[test]
fn no_text_of_a_register_is_more_than_a_text_in_any_format() {
    let texts = [
        "a\nserver: b",
        "\"; deny",
        "# c",
        "; d",
        "*/ {e}",
        "f'g",
        "h\\",
        "\u{202e}i",
        "\r\nj",
        "k]\n[l",
        "{{m}}",
        "%n",
    ];
    let plain = hostile("plain");
    for consumer in CONSUMERS {
        for allow_list in lists(consumer) {
            let expected = export(consumer, &plain, *allow_list);
            let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().count();
            for text in texts {
                let rules = hostile(text);
                let export = export(consumer, &rules, *allow_list);
                let written = String::from_utf8_lossy(&export.bytes).into_owned();
                let about = format!("{} with {text:?}:\n{written}", consumer.name);
                let side: Value = serde_json::from_str(&export.side(consumer.name, "f", &rules)).expect(&about);
                assert_eq!(side["register"], text);
                if consumer.name == "opa" {
                    continue;
                }
                if !consumer.comments {
                    let found: Value = serde_json::from_str(&written).expect(&about);
                    assert!(found.is_object(), "{about}");
                } else if consumer.name == "codex" {
                    let found: toml::Table = written.parse().expect(&about);
                    assert_eq!(found["mcp_servers"].as_table().unwrap().len(), 3, "{about}");
                } else {
                    // A line more or less would be somebody else's.
                    let missing = usize::from(consumer.name == "tenant") * lines(&expected.bytes);
                    assert!(lines(&export.bytes).abs_diff(lines(&expected.bytes)) <= missing, "{about}");
                    let meant = |line: &&str| !line.trim_start().starts_with(['#', ';']) && !line.is_empty();
                    let found: Vec<&str> = written.lines().filter(meant).collect();
                    let wanted = String::from_utf8_lossy(&expected.bytes).into_owned();
                    let wanted: Vec<&str> = wanted.lines().filter(meant).collect();
                    assert!(consumer.name == "tenant" || found == wanted, "{about}");
                }
            }
        }
    }
}

#[test]
fn a_file_beside_an_export_has_its_sha256_and_every_decision() {
    let folder = example();
    let output = plimsoll(folder.path(), "enforce vscode -o policy.json");
    assert!(output.status.success(), "{}", said(&output));
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let side: Value = serde_json::from_slice(&read("policy.json.plimsoll.json")).unwrap();
    assert_eq!(side["sha256"], plimsoll::document::sha256_of(&read("policy.json")));
    assert_eq!((side["consumer"].as_str(), side["as-of"].as_str()), (Some("vscode"), Some("2026-11-22")));
    assert!(side["not-exported"].as_array().unwrap().iter().any(|one| one["tool"] == "claude-code"), "{side}");
    // One with comments needs none.
    assert!(plimsoll(folder.path(), "enforce squid -o .").status.success());
    assert!(folder.path().join("plimsoll-denied.txt").is_file());
    assert!(!folder.path().join("plimsoll-denied.txt.plimsoll.json").exists());
}

#[test]
fn a_list_of_what_is_allowed_is_written_only_with_the_rest_denied() {
    let folder = example();
    for (arguments, expected) in [
        ("enforce codex", "lists what is allowed and denies the rest: say so with --allow-list"),
        ("enforce chromium --allow-list", "chromium takes no allow-list"),
        ("enforce squid --tenant a=b", "--tenant is for the consumer `tenant`"),
        ("enforce chromum", "did you mean `chromium`?"),
        ("enforce squid --use general", "are for --helper"),
        ("enforce squid --helper -o x", "only claude-code asks a helper"),
        ("enforce", "CONSUMER"),
    ] {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(said(&output).contains(expected), "{arguments}: {}", said(&output));
    }
    let output = plimsoll(folder.path(), "enforce claude-code --allow-list");
    let settings: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(settings["allowManagedMcpServersOnly"], true);
    assert!(settings["allowedMcpServers"].is_array(), "a list that is not there allows everything");
}

#[test]
fn a_sharer_is_taken_along_only_by_name_and_never_where_it_is_allowed() {
    let folder = example();
    let hosts = |arguments: &str| -> Vec<String> {
        let output = plimsoll(folder.path(), arguments);
        assert!(output.status.success(), "{}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    };
    let alone = hosts("enforce squid");
    assert!(!alone.iter().any(|host| host == ".chatgpt.com"), "{alone:?}");
    let more = hosts("enforce squid --take-along codex-cli");
    assert!(more.iter().any(|host| host == ".chatgpt.com"), "{more:?}");
    let is_covered = |host: &String| {
        more.contains(host) || more.iter().any(|over| over.starts_with('.') && host.ends_with(over.as_str()))
    };
    assert!(alone.iter().all(is_covered), "{alone:?} {more:?}");
    assert_eq!(hosts("enforce squid --take-along claude-code"), alone);
}

#[test]
fn nothing_is_exported_of_a_register_that_was_altered() {
    let folder = example();
    let record = folder.path().join("register/tools/chatgpt/pasted-source-code/0002-decision.toml");
    let text = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, text.replace("prohibit", "approve")).unwrap();
    for arguments in ["enforce squid", "enforce verify squid"] {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{}", said(&output));
    }
}

#[test]
fn the_page_has_every_consumer_with_what_it_stops_and_how_it_fails() {
    let page = std::fs::read_to_string(root().join("docs/enforce.md")).unwrap();
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| `") && line.matches(" | ").count() == 4).collect();
    let row = |one: &Consumer| {
        format!("| `{}` | {} | {} | {} | `{}` |", one.name, one.stops, one.passes, one.fails, one.path)
    };
    assert_eq!(
        rows,
        CONSUMERS.iter().map(row).collect::<Vec<_>>(),
        "docs/enforce.md has a row a consumer, in their order"
    );
}

/// A file at the place that a consumer reads, under a root.
fn place(root: &Path, consumer: &str) -> std::path::PathBuf {
    let path = root.join(Consumer::named(consumer).unwrap().path.trim_start_matches('/'));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}
