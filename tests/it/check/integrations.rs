//! Where `check` is used: the script of the GitHub action, run as a runner would; and that its files
//! say the same.

use std::path::PathBuf;
use std::process::Output;

use super::site::Site;
use crate::gate::story::approved;
use crate::support::{PLIMSOLL, command, root};

fn script() -> PathBuf {
    root().join("integrations/github/check.sh")
}

/// Runs the script in a workspace as a runner runs it.
fn step(site: &Site, inputs: &[(&str, &str)]) -> Output {
    let mut command = command("bash", site.folder.path());
    command
        .arg(script())
        .env("PLIMSOLL", PLIMSOLL)
        .env("GITHUB_OUTPUT", site.path("output"))
        .env("GITHUB_STEP_SUMMARY", site.path("summary.md"))
        .env("INPUT_AS_OF", "2026-02-01");
    for (name, value) in inputs {
        command.env(format!("INPUT_{name}"), value);
    }
    command.output().unwrap()
}

fn read(site: &Site, file: &str) -> String {
    std::fs::read_to_string(site.path(file)).unwrap_or_default()
}

#[test]
fn the_script_of_the_action_ends_as_the_check_ends() {
    let site = Site::of(&[&approved()]);
    let done =
        step(&site, &[("TOOL", "tool"), ("CONTEXT", "data=2"), ("SARIF", "check.sarif"), ("JUNIT", "check.xml")]);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    // What the program prints stands between two marks that nobody can guess.
    let lines: Vec<&str> = said.lines().collect();
    let mark = lines[0].strip_prefix("::stop-commands::").unwrap();
    assert_eq!(lines.last().copied(), Some(format!("::{mark}::").as_str()));
    assert!(said.contains("ALLOWED on 2026-02-01: tool/general"), "{said}");
    assert_eq!(read(&site, "output"), "exit=0\nallowed=true\nas-of=2026-02-01\n");
    assert!(read(&site, "summary.md").starts_with("### AI tools: 1 allowed\n"));
    assert!(read(&site, "check.sarif").contains("\"version\": \"2.1.0\""));
    assert!(read(&site, "check.xml").contains("tests=\"1\" failures=\"0\""));

    std::fs::write(site.path("a list.csv"), "tool\ntool\nunknown\n").unwrap();
    std::fs::write(site.path("b.toml"), "schema = 1\n[[check]]\ntool = \"tool\"\n").unwrap();
    let lists = ("LIST", "a list.csv\nb.toml\n");
    let done = step(&site, &[lists, ("SARIF", "check.sarif")]);
    assert_eq!(done.status.code(), Some(1));
    assert!(read(&site, "output").ends_with("exit=1\nallowed=false\nas-of=2026-02-01\n"));
    assert!(read(&site, "summary.md").contains("### AI tools: 1 not allowed, 2 allowed\n"));
    assert!(read(&site, "check.sarif").contains("\"uri\": \"a%20list.csv\""));
    assert_eq!(step(&site, &[lists, ("FAIL_ON", "prohibited")]).status.code(), Some(0));

    for inputs in [
        &[][..],
        &[("TOOL", "tool"), lists],
        &[("TOOL", "tool"), ("AS_OF", "2026-02-30")],
        &[("TOOL", "tool"), ("REGISTER", "nowhere")],
        &[("TOOL", "--help")],
        &[("LIST", "no such list")],
        &[("TOOL", "tool"), ("SARIF", "no/such/folder/check.sarif")],
    ] {
        let done = step(&site, inputs);
        assert_eq!(done.status.code(), Some(2), "{inputs:?}: {}", String::from_utf8_lossy(&done.stdout));
    }
}

#[test]
fn what_looks_like_a_command_is_an_argument() {
    let site = Site::of(&[&approved()]);
    let done = step(&site, &[("TOOL", "$(touch made) `touch made`; touch made")]);
    assert_eq!(done.status.code(), Some(2));
    assert!(!site.path("made").exists());
}

#[test]
fn the_action_hands_every_input_to_its_script_and_no_other() {
    let action = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let script = std::fs::read_to_string(script()).unwrap();
    let inputs = action.split("\ninputs:\n").nth(1).unwrap().split("\noutputs:\n").next().unwrap();
    let inputs: Vec<&str> = inputs
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':').filter(|name| !name.starts_with(' ')))
        .collect();
    assert!(inputs.len() > 10, "{inputs:?}");
    for input in &inputs {
        let name = format!("INPUT_{}", input.to_uppercase().replace('-', "_"));
        assert!(action.contains(&format!("{name}: ${{{{ inputs.{input} }}}}")), "action.yml does not hand on {input}");
        let used = script.contains(&format!("${{{name}:-")) || ["INPUT_SARIF", "INPUT_JUNIT"].contains(&name.as_str());
        assert!(used, "the script does not use {name}");
    }
    assert_eq!(action.matches("        INPUT_").count(), inputs.len());
    assert!(action.contains("integrations/github/check.sh"));
    // What the hooks run is what the program knows.
    let hooks = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.strip_prefix("  entry: plimsoll ")).collect();
    assert_eq!(entries, ["check", "verify"]);
    // So is the way to name another register, with the files behind it as the runner adds them.
    let site = Site::of(&[&approved()]);
    std::fs::write(site.path("ai-tools.csv"), "tool\ntool\n").unwrap();
    let told = hooks.split('`').find_map(|told| told.strip_prefix("args: [")?.strip_suffix(", --]")).unwrap();
    let told: Vec<&str> = told.split(", ").map(|word| if word == "DIR" { "." } else { word }).collect();
    let mut hook = command(PLIMSOLL, site.folder.path());
    hook.arg("check").args(told).args(["--", "ai-tools.csv"]).env("PLIMSOLL_AS_OF", "2026-02-01");
    let done = hook.output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    // A file whose name looks like an option is a list, and without the `--` none is read.
    std::fs::write(site.path("--register=elsewhere"), "tool\nbanned\n").unwrap();
    for (arguments, code) in [
        (&["check", "--files", "--", "ai-tools.csv", "--register=elsewhere"][..], 1),
        (&["check", "--files", "ai-tools.csv", "--register=elsewhere"], 2),
    ] {
        let mut call = command(PLIMSOLL, site.folder.path());
        call.args(arguments).env("PLIMSOLL_AS_OF", "2026-02-01");
        assert_eq!(call.output().unwrap().status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn no_variable_makes_a_refusal_a_success() {
    let site = Site::of(&[&approved()]);
    for (name, value) in [("COMPLETE", "bash"), ("COMPLETE", "zsh"), ("_CLAP_COMPLETE_INDEX", "1")] {
        let mut call = command(PLIMSOLL, site.folder.path());
        call.args(["check", "nothing", "--as-of", "2026-02-01"]);
        let done = call.env(name, value).env("COMPLETE", "bash").output().unwrap();
        assert_eq!(done.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&done.stdout));
    }
    // An empty variable of a script is no question.
    for option in ["--context=", "--use=", "--team= ", "--edition=", "--client-version="] {
        let mut call = command(PLIMSOLL, site.folder.path());
        call.args(["check", "tool", option, "--as-of", "2026-02-01"]);
        assert_eq!(call.output().unwrap().status.code(), Some(2), "{option}");
    }
}

#[test]
fn the_environment_of_the_action_names_no_other_register() {
    let site = Site::of(&[&approved()]);
    let empty = tempfile::tempdir().unwrap();
    std::fs::write(empty.path().join("plimsoll.toml"), "schema = 1\nname = \"another\"\n").unwrap();
    let done = |tool: &str, at: &std::path::Path, register: &std::path::Path| {
        let mut command = command("bash", at);
        command.arg(script()).env("PLIMSOLL", PLIMSOLL).env("INPUT_TOOL", tool).env("INPUT_AS_OF", "2026-02-01");
        command.env("PLIMSOLL_REGISTER", register).env("PLIMSOLL_AS_OF", "2026-02-01");
        command.output().unwrap().status.code()
    };
    assert_eq!(done("tool", site.folder.path(), empty.path()), Some(0));
    assert_eq!(done("tool", empty.path(), site.folder.path()), Some(1));
}

#[test]
fn an_input_writes_no_output_of_its_own() {
    let site = Site::of(&[&approved()]);
    let run = |as_of: &str, sarif: &str| {
        std::fs::write(site.path("output"), "").unwrap();
        let code = step(&site, &[("TOOL", "nothing"), ("AS_OF", as_of), ("SARIF", sarif)]).status.code();
        (code, read(&site, "output"))
    };
    let (code, said) = run("2026-02-01\nallowed=true", "");
    assert_eq!((code, said.as_str()), (Some(2), ""));
    // What an earlier run left is not taken for the answer of this one.
    let stale = site.path("old.sarif");
    std::fs::write(&stale, "stale").unwrap();
    let (code, said) = run("2026-02-01", "old.sarif");
    assert_eq!((code, said.contains("allowed=false")), (Some(1), true), "{said}");
    assert!(std::fs::read_to_string(&stale).unwrap().contains("not-registered"));
}
