//! Clients that ask at their start: by a link, by a script, on the day before a ban and on the day itself.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::{example, plimsoll, said, support};
use crate::support::PLIMSOLL;

/// Seconds of a day, half past nine.
fn seconds(day: &str) -> String {
    let days = day.parse::<plimsoll::date::Day>().unwrap().days_since("2026-11-22".parse().unwrap());
    (1_795_339_800 + days * 86_400).to_string()
}

/// Runs something on a day, with variables that try to decide.
#[track_caller]
fn run(program: &Path, day: &str, folder: &Path) -> Output {
    let mut command = support::command(program.to_str().unwrap(), folder);
    command
        .env("SOURCE_DATE_EPOCH", seconds(day))
        .env("PLIMSOLL_AS_OF", "2026-07-09")
        .env("PLIMSOLL_REGISTER", "/nowhere");
    command.env("COMPLETE", "bash").output().unwrap()
}

/// A file of the form `settings`, and a link with its name.
fn link(folder: &Path, arguments: &str, name: &str) -> PathBuf {
    let link = folder.join(name);
    let output = plimsoll(folder, &format!("{arguments} -o {name}"));
    assert!(output.status.success(), "{}", said(&output));
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(PLIMSOLL, &link).unwrap();
    link
}

#[cfg(unix)]
#[test]
fn claude_code_starts_on_the_day_before_the_ban_and_not_on_the_day() {
    let folder = example();
    let helper = link(folder.path(), "enforce claude-code --helper --use restricted-affiliate", "plimsoll-claude-code");
    let before = run(&helper, "2026-07-09", folder.path());
    assert_eq!(before.status.code(), Some(0), "{}", said(&before));
    let settings: Value = serde_json::from_slice(&before.stdout).unwrap();
    assert!(settings["managedSettings"]["deniedMcpServers"].is_array(), "{settings}");
    let after = run(&helper, "2026-07-10", folder.path());
    assert_eq!((after.status.code(), after.stdout.len()), (Some(1), 0), "{}", said(&after));
    let why = String::from_utf8_lossy(&after.stderr).into_owned();
    assert!(why.starts_with("NOT ALLOWED on 2026-07-10: claude-code/restricted-affiliate"), "{why}");

    // Whatever is wrong, the client does not start.
    let file = folder.path().join("plimsoll-claude-code.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    for wrong in [
        good.replace("settings", "hook"),
        good.replace("claude-code", "x y"),
        good.replace("schema = 1", "schema = 2"),
        String::new(),
    ] {
        std::fs::write(&file, wrong).unwrap();
        let output = run(&helper, "2026-07-09", folder.path());
        assert!(!output.status.success() && output.stdout.is_empty(), "{}", said(&output));
    }
    std::fs::write(&file, &good).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    let output = run(&helper, "2026-07-09", folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("others may write it"), "{}", said(&output));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(run(&helper, "2026-07-09", folder.path()).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_hook_stops_with_two_whatever_is_against_it() {
    let folder = example();
    let hook = link(folder.path(), "enforce hook claude-code --use restricted-affiliate", "plimsoll-hook");
    let allowed = run(&hook, "2026-07-09", folder.path());
    assert_eq!((allowed.status.code(), allowed.stdout.len()), (Some(0), 0), "{}", said(&allowed));
    assert_eq!(run(&hook, "2026-07-10", folder.path()).status.code(), Some(2));
    std::fs::write(folder.path().join("register/plimsoll.toml"), "schema = 9").unwrap();
    assert_eq!(run(&hook, "2026-07-09", folder.path()).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_script_starts_its_command_only_where_it_is_allowed() {
    let folder = example();
    let write = |arguments: &str| {
        let output = plimsoll(folder.path(), arguments);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    // The ban has no end, so that it holds on whatever day the clock of this machine shows.
    let told = write("enforce exec claude-code --use restricted-affiliate -o guard -- /bin/echo started");
    assert!(told.contains("it says no: prohibited"), "{told}");
    let output = run(&folder.path().join("guard"), "2026-07-09", folder.path());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{}", said(&output));
    assert!(said(&output).contains("NOT ALLOWED"), "{}", said(&output));
    // One that asks nobody shows that the words reach the command as they are.
    let script = std::fs::read_to_string(folder.path().join("guard")).unwrap();
    let asks = script.lines().find(|line| line.starts_with("env -i")).unwrap();
    std::fs::write(folder.path().join("guard"), script.replace(asks, "true")).unwrap();
    let mut command = support::command("./guard", folder.path());
    let output = command.args(["a b", "$(c)"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "started a b $(c)\n");
    let helper = write("enforce claude-code --helper --use restricted-affiliate -o ask");
    let path = folder.path().canonicalize().unwrap().join("ask");
    assert!(helper.contains(&format!("\"path\": \"{}\"", path.display())) || helper.contains("/ask\""), "{helper}");
    let output = run(&folder.path().join("ask"), "2026-07-09", folder.path());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{}", said(&output));
    for (arguments, expected) in [
        ("enforce exec claude-code -o x -- echo", "give the command by its whole path"),
        ("enforce exec claude-code -o x", "COMMAND"),
        ("enforce hook C% -o x", "is not a valid tool id"),
        ("enforce hook claude-code --use= -o x", "--use has no value"),
        ("enforce exec claude-code --context= -o x -- /bin/echo", "--context has no value"),
        ("enforce claude-code --helper --team= -o x", "--team has no value"),
        ("enforce exec claude-code -o x -- /bin/echo \u{1b}", "the command holds a control character"),
    ] {
        let output = plimsoll(folder.path(), arguments);
        assert!(output.status.code() == Some(2) && said(&output).contains(expected), "{}", said(&output));
    }
}
