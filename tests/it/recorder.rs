//! Who records where nobody says so: the person that git's settings name, as git reads them.

use std::path::Path;
use std::process::Command;

use super::support::{PLIMSOLL, beside_register, said, seed};

const ASSESS: &str = "assess note-taker --answers any.toml --as-of 2026-11-22";

/// Plimsoll without a name for who records, with the user's settings of git in `user.config`.
fn nameless(folder: &Path) -> Command {
    let mut command = beside_register(PLIMSOLL, folder);
    command.env_remove("PLIMSOLL_BY").env("GIT_CONFIG_GLOBAL", folder.join("user.config")).env("COLUMNS", "240");
    command
}

/// Records, and gives the name that the newest record has.
fn recorded(folder: &Path) -> String {
    let output = nameless(folder).args(ASSESS.split(' ')).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let mut records: Vec<_> = std::fs::read_dir(folder.join("register/tools/note-taker/general"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    records.sort();
    let record = std::fs::read_to_string(records.last().unwrap()).unwrap();
    let line = record.lines().find_map(|line| line.strip_prefix("recorded-by = ")).unwrap();
    line.trim_matches('"').to_owned()
}

/// What is said where nobody can be found; nothing is recorded then.
fn refused(mut command: Command, folder: &Path) -> String {
    let output = command.args(ASSESS.split(' ')).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!folder.join("register/tools/note-taker/general/0001-assessment.toml").exists());
    said(&output)
}

#[test]
fn git_names_who_records_with_what_it_includes_and_the_last_that_is_set() {
    let folder = seed(false);
    let root = folder.path();
    std::fs::write(root.join("names.config"), "[user]\n\tname = \"Ann; Aide\" # of two words\n").unwrap();
    let user = "[include]\n\tpath = names.config\n[user]\n\temail = private@example.org\n\
                [includeIf \"gitdir:**/register/\"]\n\tpath = work.config\n";
    std::fs::write(root.join("user.config"), user).unwrap();
    std::fs::write(root.join("work.config"), "[user]\n\temail = ann@example.org\n").unwrap();
    assert_eq!(recorded(root), "Ann; Aide <private@example.org>");

    let git = |arguments: &[&str]| {
        let output = beside_register("git", root).arg("-C").arg("register").args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}\n{}", said(&output));
    };
    git(&["init", "--quiet"]);
    assert_eq!(recorded(root), "Ann; Aide <ann@example.org>", "as git says it in this repository");
    git(&["config", "user.name", "Kim Committer"]);
    assert_eq!(recorded(root), "Kim Committer <ann@example.org>");
    // A register that is about to be made lies in no folder yet.
    std::fs::write(root.join("banned.csv"), "tool,decision,why\nnote-taker,prohibit,Why\n").unwrap();
    let mut init = nameless(root);
    let output = init.args(["init", "new/register", "--from", "banned.csv"]).output().unwrap();
    assert!(!said(&output).contains("no owner named"), "{}", said(&output));
}

#[test]
fn where_git_names_nobody_the_remedy_is_said() {
    let folder = seed(false);
    let root = folder.path();
    for settings in ["", "[user]\n\tname = Ann Aide\n", "[user]\n\temail = ann@example.org\n\tname\n"] {
        std::fs::write(root.join("user.config"), settings).unwrap();
        let said = refused(nameless(root), root);
        assert!(said.contains("nobody is named as the recorder: give --by \"Name <mail>\""), "{settings}: {said}");
    }
    std::fs::write(root.join("user.config"), "[user\n").unwrap();
    let said = refused(nameless(root), root);
    assert!(said.contains("give --by \"Name <mail>\"") && said.contains("bad config line 1"), "{said}");

    // A machine without git.
    let mut without = nameless(root);
    without.env("PATH", root);
    let said = refused(without, root);
    assert!(said.contains("nobody is named as the recorder: give --by \"Name <mail>\""), "{said}");
}

#[cfg(unix)]
#[test]
fn who_gives_a_name_runs_no_git() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = seed(false);
    let root = folder.path();
    std::fs::write(root.join("git"), "#!/bin/sh\necho run >\"$HOME/ran\"\nexit 1\n").unwrap();
    std::fs::set_permissions(root.join("git"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let run = |arguments: &[&str]| nameless(root).env("PATH", root).args(arguments).output().unwrap();
    let assess: Vec<&str> = ASSESS.split(' ').collect();
    let output = run(&[&assess[..], &["--by", "Ann Aide <ann@example.org>"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    for reading in [&["score", "any.toml"][..], &["list"], &["check", "note-taker"]] {
        run(reading);
    }
    assert!(!root.join("ran").exists(), "git was run though nobody asked for it");
    // The trap works.
    run(&assess);
    assert!(root.join("ran").exists());
}
