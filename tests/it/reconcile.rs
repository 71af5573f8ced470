//! What is there against the example register, as an administrator would ask: a machine with three clients,
//! two MCP servers, extensions, a lock file and a proxy log. Every finding is true, and none is missing.

use std::path::Path;
use std::process::Output;

use plimsoll::dossier::{self, Asked};
use plimsoll::gate::{ReasonCode, Request};
use plimsoll::register::Register;
use plimsoll::tool::Tool;
use serde_json::Value;

use super::check::site::Site;
use super::gate::story::approved_with;
use super::support::{PLIMSOLL, command, copy, reviewed, root};

const DAY: &str = "2026-11-27";
const FILES: [&str; 8] = [
    "claude_desktop_config.json",
    ".cursor/mcp.json",
    ".codex/config.toml",
    ".claude.json",
    "extensions.txt",
    "package-lock.json",
    "proxy.log",
    "dns.log",
];

/// A folder with the machine's files, and the example register beside them.
fn machine() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/cases/reconcile/machine"), folder.path());
    copy(&root().join("examples/register"), &folder.path().join("register"));
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut program = command(PLIMSOLL, folder);
    program.env("PLIMSOLL_AS_OF", DAY).env("PLIMSOLL_REGISTER", "register").arg("reconcile");
    program.args(args).output().unwrap()
}

fn printed(folder: &Path, args: &[&str], exit: i32) -> String {
    let output = run(folder, args);
    let said = String::from_utf8(output.stderr).unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{args:?}\n{said}{found}");
    assert!(!found.contains("never-shown") && !said.contains("never-shown"), "{found}{said}");
    found
}

fn json(folder: &Path, args: &[&str], exit: i32) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&printed(folder, &args, exit)).unwrap()
}

fn keys(found: &Value, test: impl Fn(&Value) -> bool) -> Vec<String> {
    let seen = found["seen"].as_array().unwrap();
    seen.iter().filter(|thing| test(thing)).map(|thing| thing["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_finding_of_a_machine_is_true_and_none_is_missing() {
    let folder = machine();
    let found = json(folder.path(), &[&FILES[..], &["--our-domain", "example.org"]].concat(), 1);
    let said: Vec<String> = found["seen"]
        .as_array()
        .unwrap()
        .iter()
        .map(|thing| {
            let codes: Vec<&str> =
                thing["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
            let grades: Vec<&str> =
                thing["grades"].as_array().unwrap().iter().map(|grade| grade.as_str().unwrap()).collect();
            let devices = &thing["devices"];
            format!(
                "{}: {}; {}; {devices} devices",
                thing["key"].as_str().unwrap(),
                codes.join(", "),
                grades.join(", ")
            )
        })
        .collect();
    reviewed("reconcile/findings.txt", &(said.join("\n") + "\n"));
}

#[test]
fn it_reads_as_it_was_reviewed_in_every_format() {
    let folder = machine();
    for (format, name) in [
        ("text", "machine.txt"),
        ("json", "machine.json"),
        ("sarif", "machine.sarif"),
        ("junit", "machine.xml"),
        ("markdown", "machine.md"),
    ] {
        let found = printed(folder.path(), &[&FILES[..], &["--format", format]].concat(), 1);
        // People and devices are told only where they are asked for.
        assert!(!found.contains("10.1.2.3") && !found.contains("\"ada\"") && !found.contains("ada,"), "{format}");
        reviewed(&format!("reconcile/{name}"), &found);
    }
    let named = printed(folder.path(), &["proxy.log", "--people", "--devices"], 1);
    assert!(named.contains("10.1.2.5") && named.contains("cyn"), "{named}");
    let schema: Value = serde_json::from_str(&printed(folder.path(), &["--schema"], 0)).unwrap();
    let found = json(folder.path(), &[&FILES[..], &["--people", "--devices"]].concat(), 1);
    super::check::valid(&schema, &schema, &found, "").unwrap_or_else(|error| panic!("{error}\n{found:#}"));
}

#[test]
fn how_a_use_stands_is_the_answer_of_check() {
    let folder = machine();
    let register = Register::open(&folder.path().join("register")).unwrap();
    let found = json(folder.path(), &FILES, 1);
    let mut compared = 0;
    for thing in found["seen"].as_array().unwrap() {
        for one in thing["uses"].as_array().unwrap().iter().filter(|_| thing["known-by"] == "register") {
            let (tool, usage) = (one["tool"].as_str().unwrap().to_owned(), one["use"].as_str().map(str::to_owned));
            let asked = Asked { tool, usage, request: Request::default() };
            let answer = dossier::check(&register, &asked, DAY.parse().unwrap());
            // What only a request can show, no inventory shows.
            let codes: Vec<&str> = answer
                .verdict
                .reasons
                .iter()
                .filter(|reason| !dossier::is_of_request(reason.code))
                .map(|reason| reason.code.as_str())
                .collect();
            let said: Vec<&str> = one["reasons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|reason| reason["code"].as_str().unwrap())
                .filter(|code| *code != ReasonCode::OutsideVersion.as_str())
                .collect();
            assert_eq!(said, codes, "{one}");
            compared += 1;
        }
    }
    assert!(compared > 2, "only {compared} uses were compared");
}

#[test]
fn a_later_run_says_what_is_new_and_what_is_gone() {
    let folder = machine();
    let first = printed(folder.path(), &["proxy.log", "claude_desktop_config.json", "--format", "json"], 1);
    std::fs::write(folder.path().join("last.json"), &first).unwrap();
    let same = json(folder.path(), &["proxy.log", "claude_desktop_config.json", "--since", "last.json"], 1);
    assert_eq!((&same["counts"]["new"], &same["gone"]), (&0.into(), &Value::Array(Vec::new())));
    // Another launch under the name that a server had, and a tool that was not there before.
    let changed = r#"{"mcpServers": {"tickets": {"command": "npx", "args": ["-y", "other-tickets-mcp"]}}}"#;
    std::fs::write(folder.path().join("claude_desktop_config.json"), changed).unwrap();
    let next = json(folder.path(), &["claude_desktop_config.json", "--since", "last.json"], 1);
    assert_eq!(keys(&next, |thing| thing["new"] == true), ["package:npm:other-tickets-mcp"]);
    assert!(next["seen"][0]["codes"].as_array().unwrap().contains(&"other-launch".into()), "{next:#}");
    assert!(next["gone"].as_array().unwrap().iter().any(|name| name == "npm:@acme/tickets-mcp"), "{next:#}");
    let bad = run(folder.path(), &["proxy.log", "--since", "proxy.log"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(String::from_utf8(bad.stderr).unwrap().contains("plimsoll reconcile --format json"));
}

#[test]
fn exit_codes_are_those_of_check() {
    let folder = machine();
    // A silent source is no finding; something that cannot be read may hold anything.
    printed(folder.path(), &["dns.log"], 0);
    for format in ["json", "sarif", "junit", "markdown"] {
        let found = printed(folder.path(), &["dns.log", "no-such-file", "--format", format], 2);
        assert!(found.contains("no-such-file"), "{format} lost what could not be read: {found}");
    }
    printed(folder.path(), &["register"], 2);
    printed(folder.path(), &["proxy.log", "--fail-on", "other-launch"], 0);
    printed(folder.path(), &["claude_desktop_config.json", ".cursor/mcp.json", "--fail-on", "other-launch"], 1);
    printed(folder.path(), &["proxy.log", "--register", "nowhere"], 2);
    assert_eq!(run(folder.path(), &[]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["proxy.log", "--fail-on", "no-such-code"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["proxy.log", "--our-domain", "https://x"]).status.code(), Some(2));
}

#[test]
fn the_command_that_a_finding_names_begins_a_triage() {
    let folder = machine();
    let found = json(folder.path(), &FILES, 1);
    let mut tried = 0;
    for next in found["seen"].as_array().unwrap().iter().filter_map(|thing| thing["next"].as_str()) {
        let mut program = command(PLIMSOLL, folder.path());
        program.env("PLIMSOLL_AS_OF", DAY).env("PLIMSOLL_REGISTER", "register");
        let output = program.args(next.split(' ').skip(1)).arg("--no-input").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        // It gets as far as asking, which needs a terminal.
        assert!(said.contains("--answers"), "{next}: {said}");
        tried += 1;
    }
    assert!(tried > 1);
}

#[test]
fn pipes_of_others_and_folders_are_told_what_to_do() {
    let folder = machine();
    let said = |args: &[&str]| String::from_utf8(run(folder.path(), args).stderr).unwrap();
    assert!(said(&["register"]).contains("--scan"));
    assert!(said(&["--scan", "no-such-folder"]).contains("cannot be looked through"));
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe");
        let (fifo, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, fifo, mode, 0).unwrap();
        assert!(said(&["pipe"]).contains("is a named pipe"));
    }
    let scanned = json(folder.path(), &["--scan", "."], 1);
    let files: Vec<&str> =
        scanned["sources"].as_array().unwrap().iter().map(|source| source["file"].as_str().unwrap()).collect();
    assert_eq!(
        files,
        [
            ".",
            ".claude.json",
            ".codex/config.toml",
            ".cursor/mcp.json",
            "claude_desktop_config.json",
            "package-lock.json"
        ]
    );
}

#[test]
fn a_version_is_compared_where_it_is_that_of_the_client() {
    let limited = approved_with(|decision| decision.client_versions = Some(">=2".to_owned()));
    let site = Site::new();
    let identifiers = [
        ("npm".to_owned(), vec!["@acme/tool".to_owned(), "@acme/tool-sdk".to_owned()]),
        ("domains".to_owned(), vec!["tool.example".to_owned()]),
    ];
    let tool = Tool { vendor: Some("vendor".to_owned()), identifiers: identifiers.into(), ..Tool::default() };
    site.register().add_tool("tool", &tool).unwrap();
    site.tell(&limited);
    let row = "1795684442.120 210 10.1.2.3 TCP_TUNNEL/200 8 CONNECT tool.example:443 ada HIER_DIRECT/192.0.2.80 -\n";
    for (what, text, exit, codes) in [
        ("the client, too old", "pkg:npm/%40acme/tool@1.5\npkg:npm/%40acme/tool-sdk@0.1\n", 1, "[\"outside-version\"]"),
        ("the client as decided", "pkg:npm/%40acme/tool@2.1\n", 0, "[]"),
        ("a library of it", "pkg:npm/%40acme/tool-sdk@0.1\n", 0, "[]"),
        ("a row that shows no version", row, 0, "[]"),
    ] {
        std::fs::write(site.path("list"), text).unwrap();
        let mut program = command(PLIMSOLL, site.folder.path());
        program.env("PLIMSOLL_AS_OF", "2026-02-01").args(["reconcile", "list", "--format", "json"]);
        let output = program.output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{what}: {}", String::from_utf8(output.stderr).unwrap());
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(found["seen"][0]["codes"].to_string(), codes, "{what}");
        assert_eq!(found["seen"][0]["key"], "tool", "{what}");
    }
}
