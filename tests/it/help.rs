//! The help text of every command, as a snapshot: a change of a word shows in review.

use super::support::{PLIMSOLL, command, reviewed, root};

/// Runs the program in a clean environment and gives its standard output.
fn help(arguments: &[&str]) -> String {
    // Help shows what the environment says.
    let output = command(PLIMSOLL, root()).args(arguments).arg("--help").env_remove("PLIMSOLL_BY").output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The names of the subcommands that a help text lists.
fn subcommands(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("    "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

fn walk(path: &mut Vec<String>, checked: &mut usize) {
    let arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    let text = help(&arguments);
    let name = if path.is_empty() { "plimsoll".to_owned() } else { path.join("-") };
    reviewed(&format!("help/{name}.txt"), &text);
    *checked += 1;
    for subcommand in subcommands(&text) {
        path.push(subcommand);
        walk(path, checked);
        path.pop();
    }
}

#[test]
fn every_help_text_is_as_reviewed() {
    let mut checked = 0;
    walk(&mut Vec::new(), &mut checked);
    let files = std::fs::read_dir(root().join("tests/snapshots/help")).unwrap().count();
    assert_eq!(files, checked, "a snapshot belongs to no command any more");
}
