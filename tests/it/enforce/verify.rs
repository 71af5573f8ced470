//! `enforce verify`: a machine that has what is in force, and every way in which one has not.

use std::path::Path;

use serde_json::Value;

use super::{example, place, plimsoll, said};

/// What is said of a consumer under the root `machine`: whether it is in force, and what does not hold.
fn proof(folder: &Path, consumer: &str) -> (Option<i32>, Vec<String>) {
    let output = plimsoll(folder, &format!("enforce verify {consumer} --root machine --format json"));
    let proof: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    let against = proof["looked-at"].as_array().unwrap().iter().filter(|one| one["holds"] == false);
    let mut against: Vec<String> =
        against.map(|one| format!("{}: {}", one["what"].as_str().unwrap(), one["detail"].as_str().unwrap())).collect();
    // Whoever runs the tests owns the files; only root is to.
    if !is_root() {
        against.retain(|text| !text.contains("belongs to user"));
    }
    assert!(!proof["not-exported"].as_array().unwrap().is_empty(), "the gaps stand beside the totals");
    assert_eq!(proof["as-of"], "2026-11-22");
    (output.status.code(), against)
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    tempfile::tempdir().unwrap().path().metadata().unwrap().uid() == 0
}

#[cfg(unix)]
#[test]
fn a_consumer_has_what_is_in_force_and_nobody_else_changes_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = example();
    let machine = folder.path().join("machine");
    let file = place(&machine, "claude-code");
    let (code, against) = proof(folder.path(), "claude-code");
    assert_eq!(code, Some(1));
    assert!(against[0].starts_with("the file is at its place") && against[0].ends_with("is not there"), "{against:?}");
    let export = plimsoll(folder.path(), "enforce claude-code").stdout;
    std::fs::write(&file, &export).unwrap();
    let (code, against) = proof(folder.path(), "claude-code");
    assert_eq!(against, Vec::<String>::new());
    assert_eq!(code, Some(i32::from(!is_root())));
    let said = said(&plimsoll(folder.path(), "enforce verify claude-code --root machine"));
    assert!(!is_root() || said.starts_with("IN FORCE on 2026-11-22"), "{said}");

    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let fails = |expected: &str| {
        let (code, against) = proof(folder.path(), "claude-code");
        assert_eq!(code, Some(1), "{expected}");
        assert!(against.iter().any(|text| text.contains(expected)), "{expected}: {against:?}");
    };
    mode(&file, 0o666);
    fails("others may write it (mode 666)");
    mode(&file, 0o644);
    mode(file.parent().unwrap(), 0o777);
    fails("others may write it (mode 777)");
    mode(file.parent().unwrap(), 0o755);
    let second = machine.join("etc/claude-code/managed-settings.d");
    std::fs::create_dir(&second).unwrap();
    assert_eq!(proof(folder.path(), "claude-code").1, Vec::<String>::new(), "an empty folder counts for nothing");
    std::fs::write(second.join("10-own.json"), "{}").unwrap();
    fails("10-own.json");
    std::fs::remove_dir_all(&second).unwrap();
    std::fs::write(&file, b"{}\n").unwrap();
    fails("instead of");
    std::fs::remove_file(&file).unwrap();
    std::fs::write(folder.path().join("elsewhere"), &export).unwrap();
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), &file).unwrap();
    fails("is not a plain file");
}

#[cfg(unix)]
#[test]
fn a_day_later_the_file_of_yesterday_is_not_in_force() {
    let folder = example();
    let file = place(&folder.path().join("machine"), "squid");
    std::fs::write(&file, plimsoll(folder.path(), "enforce squid --as-of 2026-07-09").stdout).unwrap();
    let (code, against) = proof(folder.path(), "squid");
    assert!(code == Some(1) && against.iter().any(|text| text.contains("instead of")), "{against:?}");
    // Beside a machine's own lines.
    let hosts = place(&folder.path().join("machine"), "hosts");
    let mut lines = b"127.0.0.1 localhost\n".to_vec();
    lines.extend(plimsoll(folder.path(), "enforce hosts").stdout);
    std::fs::write(&hosts, &lines).unwrap();
    assert_eq!(proof(folder.path(), "hosts").1, Vec::<String>::new());
}
